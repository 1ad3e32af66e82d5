-- name: concealed_accidents
-- title: 瞒报、谎报、迟报的事故及其处理（逐起）
-- answers: 只列报告认定瞒报、谎报或迟报的；cites_concealment 为引用了相应罚则（安全生产法2021年第110条、报告和调查处理条例第35、36条）。
-- param province =: 只看一个省（全称），空为全国
WITH dealt AS (
  SELECT accident_id, count(*) AS sanctions,
         count(DISTINCT target_name) FILTER (category = '刑事') AS criminal,
         count(DISTINCT target_name) FILTER (category IN ('党纪', '政务', '移送纪检', '组织处理')) AS disciplined,
         sum(amount_yuan) FILTER (measure = '罚款' AND target_kind = 'organization') AS units_fined_yuan,
         sum(amount_yuan) FILTER (measure = '罚款' AND target_kind = 'person') AS persons_fined_yuan,
         max(income_ratio) FILTER (measure = '罚款') AS highest_ratio
  FROM punishments GROUP BY accident_id
),
grounds AS (
  SELECT DISTINCT accident_id FROM articles
  WHERE (law = '中华人民共和国安全生产法' AND harmonised_article = 110 AND edition IS NOT NULL)
     OR (law = '生产安全事故报告和调查处理条例' AND article IN (35, 36))
)
SELECT c.province, c.city, CAST(c.occurred_at AS DATE) AS occurred_on, c.name AS accident_name, c.severity_known AS severity,
       c.deaths, c.minutes_to_report, coalesce(d.sanctions, 0) AS sanctions, coalesce(d.criminal, 0) AS criminal,
       coalesce(d.disciplined, 0) AS disciplined, d.units_fined_yuan, d.persons_fined_yuan, d.highest_ratio,
       g.accident_id IS NOT NULL AS cites_concealment, c.accident_id, c.doc_id
FROM cases AS c
LEFT JOIN dealt AS d USING (accident_id)
LEFT JOIN grounds AS g USING (accident_id)
WHERE c.concealed AND ($province IS NULL OR c.province = $province)
ORDER BY c.occurred_at, c.accident_id;
