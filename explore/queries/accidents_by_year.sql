-- name: accidents_by_year
-- title: 各年各等级事故起数、死亡人数和直接经济损失
-- answers: 每起事故只计一次（以调查报告为准）；losses 为写明损失的起数，deaths 未载明的不计入合计。
-- param province =: 只看一个省（全称），空为全国
SELECT year, severity_known AS severity, count(*) AS n,
       count(*) FILTER (deaths IS NOT NULL) AS n_deaths_stated, CAST(sum(deaths) AS INTEGER) AS deaths,
       CAST(sum(injuries) AS INTEGER) AS injuries,
       count(direct_loss_yuan) AS losses,
       CAST(quantile_cont(direct_loss_yuan, 0.25) AS DECIMAL(18, 2)) AS loss_q1_yuan,
       CAST(median(direct_loss_yuan) AS DECIMAL(18, 2)) AS loss_median_yuan,
       CAST(quantile_cont(direct_loss_yuan, 0.75) AS DECIMAL(18, 2)) AS loss_q3_yuan,
       CASE WHEN count(direct_loss_yuan) < 5 THEN '样本少' END AS note
FROM cases
WHERE $province IS NULL OR province = $province
GROUP BY year, severity_known
ORDER BY year, list_position(['一般', '较大', '重大', '特别重大'], severity_known);
