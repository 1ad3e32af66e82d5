-- name: range_position
-- title: 各市罚款在法定幅度中的位置
-- answers: 0 为下限、1 为上限；n 为幅度已知的罚款数，below、within、above 为低于、处于、高于幅度的条数。位置中位数只计有上下限之差的幅度。
-- param kind =: 对象：organization 单位，person 个人；空为两者
-- param province =: 只看一个省（全称），空为全国
-- param min_n = 1: 少于此数的组不列
WITH fines AS (
  SELECT *,
         (amount_yuan < range_low_yuan OR income_ratio < range_low_ratio - 1e-9) IS TRUE AS below,
         (amount_yuan > range_high_yuan OR income_ratio > range_high_ratio + 1e-9) IS TRUE AS above
  FROM punishments
  WHERE measure = '罚款'
    AND ((amount_yuan IS NOT NULL AND coalesce(range_low_yuan, range_high_yuan) IS NOT NULL)
      OR (income_ratio IS NOT NULL AND coalesce(range_low_ratio, range_high_ratio) IS NOT NULL))
)
SELECT province, city, severity, count(*) AS n,
       count(*) FILTER (below) AS below, count(*) FILTER (NOT below AND NOT above) AS within, count(*) FILTER (above) AS above,
       round(100.0 * count(*) FILTER (below OR above) / count(*), 1) AS outside_percent,
       count(position_in_range) AS n_position,
       round(quantile_cont(position_in_range, 0.25), 4) AS position_q1,
       round(median(position_in_range), 4) AS position_median,
       round(quantile_cont(position_in_range, 0.75), 4) AS position_q3,
       CASE WHEN count(*) < 5 THEN '样本少' END AS note
FROM fines
WHERE ($kind IS NULL OR target_kind = $kind) AND ($province IS NULL OR province = $province)
GROUP BY province, city, severity
HAVING count(*) >= CAST($min_n AS INTEGER)
ORDER BY province, city, list_position(['一般', '较大', '重大', '特别重大'], severity);
