-- name: time_to_report
-- title: 事发至报告用时（全部、各省、各类别）
-- answers: 单位为分钟；n 为事发与报告时刻都写到分钟的起数，accidents 为全部起数，over_60 为超过一小时的起数。
-- param severity =: 只看一个等级，如 一般；空为不限
-- param min_n = 1: 写明用时少于此数的组不列
SELECT CASE WHEN grouping(province) = 0 THEN '省' WHEN grouping(accident_type) = 0 THEN '类别' ELSE '全部' END AS "by",
       CASE WHEN grouping(province) = 0 THEN province WHEN grouping(accident_type) = 0 THEN accident_type END AS value,
       count(*) AS accidents, count(minutes_to_report) AS n,
       round(quantile_cont(minutes_to_report, 0.25), 1) AS q1_minutes,
       round(median(minutes_to_report), 1) AS median_minutes,
       round(quantile_cont(minutes_to_report, 0.75), 1) AS q3_minutes,
       round(quantile_cont(minutes_to_report, 0.9), 1) AS p90_minutes,
       count(*) FILTER (minutes_to_report > 60) AS over_60,
       round(100.0 * count(*) FILTER (minutes_to_report > 60) / count(minutes_to_report), 1) AS over_60_percent,
       CASE WHEN count(minutes_to_report) < 5 THEN '样本少' END AS note
FROM cases
WHERE $severity IS NULL OR severity_known = $severity
GROUP BY GROUPING SETS ((), (province), (accident_type))
HAVING count(minutes_to_report) >= CAST($min_n AS INTEGER)
ORDER BY list_position(['全部', '省', '类别'], "by"), value;
