-- name: unit_not_fined
-- title: 调查报告中没有对事故发生单位提出罚款的事故（逐起）
-- answers: units 为事故发生单位；sanctions 为 0 的报告可能没有处理章节，不宜当作未罚。
-- param known = true: true 只列读出事故发生单位的，空为也列没有读出的（units 为空）
-- param severity =: 只看一个事故等级，空为不限
-- param province =: 只看一个省（全称），空为全国
WITH units AS (
  SELECT doc_id, accident_id, list(name ORDER BY name) AS units
  FROM organizations WHERE role = '事故发生单位' GROUP BY doc_id, accident_id
),
dealt AS (
  SELECT doc_id, accident_id, count(*) AS sanctions,
         bool_or(target_kind = 'organization' AND role = '事故发生单位' AND measure = '罚款') AS unit_fined,
         list_sort(list(DISTINCT measure) FILTER (target_kind = 'organization' AND role = '事故发生单位')) AS unit_measures,
         count(DISTINCT target_name) FILTER (target_kind = 'organization' AND measure = '罚款') AS other_units_fined,
         count(DISTINCT target_name) FILTER (target_kind = 'person' AND measure = '罚款') AS persons_fined
  FROM punishments GROUP BY doc_id, accident_id
)
SELECT c.province, c.city, CAST(c.occurred_at AS DATE) AS occurred_on, c.name AS accident_name, c.severity_known AS severity,
       c.deaths, c.is_liability, u.units, coalesce(d.unit_measures, []) AS unit_measures,
       coalesce(d.other_units_fined, 0) AS other_units_fined, coalesce(d.persons_fined, 0) AS persons_fined,
       coalesce(d.sanctions, 0) AS sanctions, c.accident_id, c.doc_id
FROM cases AS c
LEFT JOIN units AS u USING (doc_id, accident_id)
LEFT JOIN dealt AS d USING (doc_id, accident_id)
WHERE c.doc_type = '事故调查报告' AND NOT coalesce(d.unit_fined, false)
  AND ($known IS NULL OR u.units IS NOT NULL OR NOT CAST($known AS BOOLEAN))
  AND ($severity IS NULL OR c.severity_known = $severity) AND ($province IS NULL OR c.province = $province)
ORDER BY c.province, c.city, c.occurred_at, c.accident_id;
