-- name: fines_by_city
-- title: 各市罚款中位数与四分位数（按事故等级）
-- answers: 同一事故等级、同类对象，各市罚了多少。只计写明金额的罚款；处上一年年收入百分之几的见 income_fines。
-- param kind = organization: 对象：organization 单位，person 个人
-- param role =: 单位角色，如 事故发生单位；空为不限
-- param province =: 只看一个省（全称），空为全国
-- param min_n = 1: 少于此数的组不列
SELECT province, city, severity, count(*) AS n, count(DISTINCT accident_id) AS accidents,
       min(amount_yuan) AS min_yuan,
       CAST(quantile_cont(amount_yuan, 0.25) AS DECIMAL(18, 2)) AS q1_yuan,
       CAST(median(amount_yuan) AS DECIMAL(18, 2)) AS median_yuan,
       CAST(quantile_cont(amount_yuan, 0.75) AS DECIMAL(18, 2)) AS q3_yuan,
       max(amount_yuan) AS max_yuan,
       CASE WHEN count(*) < 5 THEN '样本少' END AS note
FROM punishments
WHERE measure = '罚款' AND amount_yuan IS NOT NULL AND target_kind = $kind
  AND ($role IS NULL OR role = $role)
  AND ($province IS NULL OR province = $province)
GROUP BY province, city, severity
HAVING count(*) >= CAST($min_n AS INTEGER)
ORDER BY province, city, list_position(['一般', '较大', '重大', '特别重大'], severity);
