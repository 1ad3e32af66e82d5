-- name: measures_by_city
-- title: 各市各项处理措施的使用比例
-- answers: n 为用到该措施的事故起数，accidents 为该市有处理意见的事故起数，percent 为其比例。
-- param kind =: 对象：organization 单位，person 个人；空为两者
-- param province =: 只看一个省（全称），空为全国
-- param min_n = 1: 有处理意见的事故少于此数的市不列
WITH dealt AS (
  SELECT * FROM punishments
  WHERE ($kind IS NULL OR target_kind = $kind) AND ($province IS NULL OR province = $province)
),
cities AS (SELECT province, city, count(DISTINCT accident_id) AS accidents FROM dealt GROUP BY province, city)
SELECT d.province, d.city, d.category, d.measure, count(DISTINCT d.accident_id) AS n, any_value(t.accidents) AS accidents,
       round(100.0 * count(DISTINCT d.accident_id) / any_value(t.accidents), 1) AS percent,
       count(*) AS sanctions,
       CASE WHEN any_value(t.accidents) < 5 THEN '样本少' END AS note
FROM dealt AS d
JOIN cities AS t ON t.province IS NOT DISTINCT FROM d.province AND t.city IS NOT DISTINCT FROM d.city
WHERE t.accidents >= CAST($min_n AS INTEGER)
GROUP BY d.province, d.city, d.category, d.measure
ORDER BY d.province, d.city, n DESC, d.category, d.measure;
