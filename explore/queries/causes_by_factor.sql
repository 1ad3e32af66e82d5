-- name: causes_by_factor
-- title: 各类事故的原因（按原因类别和人、物、环境、管理因素）
-- answers: n 为有此类原因的事故起数，accidents 为该类别中写明原因的事故起数，causes 为原因条数；factor 空为未归入四类。
-- param accident_type =: 只看一类事故，空为各类
WITH told AS (
  SELECT c.accident_type, c.accident_id, u.kind, u.factor
  FROM causes AS u JOIN cases AS c USING (doc_id, accident_id)
  WHERE u.kind <> '排除' AND ($accident_type IS NULL OR c.accident_type = $accident_type)
),
totals AS (SELECT accident_type, count(DISTINCT accident_id) AS accidents FROM told GROUP BY accident_type)
SELECT t.accident_type, t.kind, t.factor, count(DISTINCT t.accident_id) AS n, any_value(a.accidents) AS accidents,
       round(100.0 * count(DISTINCT t.accident_id) / any_value(a.accidents), 1) AS percent, count(*) AS causes,
       CASE WHEN any_value(a.accidents) < 5 THEN '样本少' END AS note
FROM told AS t JOIN totals AS a ON a.accident_type IS NOT DISTINCT FROM t.accident_type
GROUP BY t.accident_type, t.kind, t.factor
ORDER BY t.accident_type, list_position(['直接', '间接', '管理'], t.kind), n DESC, t.factor;
