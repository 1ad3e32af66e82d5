-- name: articles_by_type
-- title: 各类事故最常被引用的条文（条号统一到最新版本）
-- answers: n 为引用该条的事故起数（不是引用次数），accidents 为该类别中有此类引用的事故起数；同一法律各版本的条号已换算。
-- param context = 违反: 语境：违反、依据、引文；空为不限
-- param accident_type =: 只看一类事故，空为各类
-- param top = 10: 每类列前几条
WITH cited AS (
  SELECT accident_type, accident_id, law, harmonised_article AS article, article_suffix
  FROM articles
  WHERE article IS NOT NULL AND accident_id IS NOT NULL AND ($context IS NULL OR context = $context)
    AND ($accident_type IS NULL OR accident_type = $accident_type)
),
totals AS (SELECT accident_type, count(DISTINCT accident_id) AS accidents FROM cited GROUP BY accident_type),
counted AS (
  SELECT accident_type, law, article, article_suffix, count(DISTINCT accident_id) AS n, count(*) AS citations
  FROM cited GROUP BY ALL
),
subjects AS (
  SELECT law, article_to AS article, min(subject) AS subject
  FROM law_articles GROUP BY law, edition_to, article_to QUALIFY edition_to = max(edition_to) OVER (PARTITION BY law)
)
SELECT c.accident_type, row_number() OVER (PARTITION BY c.accident_type ORDER BY c.n DESC, c.citations DESC, c.law, c.article, c.article_suffix) AS rank,
       c.law, c.article, c.article_suffix, s.subject, c.n, t.accidents, round(100.0 * c.n / t.accidents, 1) AS percent, c.citations,
       CASE WHEN t.accidents < 5 THEN '样本少' END AS note
FROM counted AS c
JOIN totals AS t ON t.accident_type IS NOT DISTINCT FROM c.accident_type
LEFT JOIN subjects AS s ON s.law = c.law AND s.article = c.article AND c.article_suffix IS NULL
QUALIFY rank <= CAST($top AS INTEGER)
ORDER BY c.accident_type, rank;
