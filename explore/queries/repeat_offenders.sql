-- name: repeat_offenders
-- title: 不止一起事故中被处理或作为事故发生单位的单位
-- answers: 按统一社会信用代码归并，没有写明代码的单位不在内；每起事故计一次，罚款只计写明金额的。
-- param min_n = 2: 至少几起事故
-- param valid = true: true 只计校验通过的代码（未通过的可能是误印），空为不限
WITH named AS (
  SELECT o.uscc, o.accident_id, max_by(o.name, length(o.name)) AS name, bool_or(o.role = '事故发生单位') AS is_unit
  FROM organizations AS o JOIN originals USING (doc_id)
  WHERE o.uscc IS NOT NULL AND o.accident_id IS NOT NULL AND ($valid IS NULL OR o.uscc_valid = CAST($valid AS BOOLEAN))
  GROUP BY o.uscc, o.accident_id
),
dealt AS (
  SELECT uscc, accident_id, count(*) AS sanctions, sum(amount_yuan) FILTER (measure = '罚款') AS fined_yuan
  FROM punishments WHERE target_kind = 'organization' AND uscc IS NOT NULL AND category <> '免予追究'
  GROUP BY uscc, accident_id
)
SELECT n.uscc, max_by(n.name, c.occurred_at) AS name, count(*) AS n, count(*) FILTER (n.is_unit) AS as_accident_unit,
       CAST(min(c.occurred_at) AS DATE) AS first_on, CAST(max(c.occurred_at) AS DATE) AS last_on,
       CAST(sum(c.deaths) AS INTEGER) AS deaths, CAST(coalesce(sum(d.sanctions), 0) AS INTEGER) AS sanctions,
       CAST(sum(d.fined_yuan) AS DECIMAL(18, 2)) AS fined_yuan,
       list(c.name ORDER BY c.occurred_at, c.accident_id) AS accidents
FROM named AS n
JOIN cases AS c USING (accident_id)
LEFT JOIN dealt AS d USING (uscc, accident_id)
WHERE n.is_unit OR d.sanctions > 0
GROUP BY n.uscc
HAVING count(*) >= CAST($min_n AS INTEGER)
ORDER BY n DESC, deaths DESC NULLS LAST, n.uscc;
