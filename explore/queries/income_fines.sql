-- name: income_fines
-- title: 处上一年年收入一定比例的罚款（按等级和条文）
-- answers: 0.4 为百分之四十；below、within、above 与该条的法定比例比较，unknown 为法定比例不明。
-- param province =: 只看一个省（全称），空为全国
SELECT severity, law, article, harmonised_article, range_low_ratio, range_high_ratio, count(*) AS n,
       min(income_ratio) AS min_ratio,
       round(quantile_cont(income_ratio, 0.25), 4) AS q1_ratio,
       round(median(income_ratio), 4) AS median_ratio,
       round(quantile_cont(income_ratio, 0.75), 4) AS q3_ratio,
       max(income_ratio) AS max_ratio,
       count(*) FILTER (income_ratio < range_low_ratio - 1e-9) AS below,
       count(*) FILTER (income_ratio BETWEEN range_low_ratio - 1e-9 AND range_high_ratio + 1e-9) AS within,
       count(*) FILTER (income_ratio > range_high_ratio + 1e-9) AS above,
       count(*) FILTER (range_low_ratio IS NULL OR range_high_ratio IS NULL) AS unknown,
       CASE WHEN count(*) < 5 THEN '样本少' END AS note
FROM punishments
WHERE measure = '罚款' AND income_ratio IS NOT NULL AND ($province IS NULL OR province = $province)
GROUP BY severity, law, article, harmonised_article, range_low_ratio, range_high_ratio
ORDER BY list_position(['一般', '较大', '重大', '特别重大'], severity), law, article, range_low_ratio, harmonised_article;
