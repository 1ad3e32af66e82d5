-- name: fines_outside_range
-- title: 低于下限或高于上限的罚款（逐条）
-- answers: 罚款与所依据条文的法定幅度比较；off_yuan、off_ratio 为超出幅度的部分，负数为低于下限。幅度不明的罚款不列。
-- param side =: 只看 低于下限 或 高于上限，空为两者
-- param province =: 只看一个省（全称），空为全国
WITH fines AS (
  SELECT *,
         CASE WHEN amount_yuan < range_low_yuan OR income_ratio < range_low_ratio - 1e-9 THEN '低于下限'
              WHEN amount_yuan > range_high_yuan OR income_ratio > range_high_ratio + 1e-9 THEN '高于上限' END AS side
  FROM punishments
  WHERE measure = '罚款'
)
SELECT side, province, city, year, severity, accident_name, target_name, target_kind, role, law, article,
       amount_yuan, range_low_yuan, range_high_yuan,
       CASE side WHEN '低于下限' THEN amount_yuan - range_low_yuan ELSE amount_yuan - range_high_yuan END AS off_yuan,
       income_ratio, range_low_ratio, range_high_ratio,
       round(CASE side WHEN '低于下限' THEN income_ratio - range_low_ratio ELSE income_ratio - range_high_ratio END, 4)
         AS off_ratio,
       status, sanction_id, doc_id
FROM fines
WHERE side IS NOT NULL AND ($side IS NULL OR side = $side) AND ($province IS NULL OR province = $province)
ORDER BY side, province, city, year, accident_name, sanction_id;
