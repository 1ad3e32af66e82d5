-- name: outcomes_by_measure
-- title: 各项处理建议的落实比例（有评估报告的事故）
-- answers: n 为建议条数；same、changed、silent 为一致落实、变更落实、评估未提及。
-- param province =: 只看一个省（全称），空为全国
SELECT o.category, o.measure, count(*) AS n,
       count(*) FILTER (o.outcome = '一致落实') AS same,
       count(*) FILTER (o.outcome = '变更落实') AS changed,
       count(*) FILTER (o.outcome = '未提及') AS silent,
       round(100.0 * count(*) FILTER (o.outcome = '一致落实') / count(*), 1) AS same_percent,
       round(100.0 * count(*) FILTER (o.outcome = '未提及') / count(*), 1) AS silent_percent,
       CASE WHEN count(*) < 5 THEN '样本少' END AS note
FROM outcomes AS o LEFT JOIN cases AS c USING (accident_id)
WHERE $province IS NULL OR c.province = $province
GROUP BY o.category, o.measure
ORDER BY n DESC, o.category, o.measure;
