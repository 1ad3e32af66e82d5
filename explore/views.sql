-- Views over the tables of a dataset. Pages, ready queries and notebooks count with these, so that a document that lies in
-- two files, or an accident that a report and its evaluation both tell, is counted once.

-- Documents without copies of the same text.
CREATE VIEW originals AS SELECT * FROM documents WHERE duplicate_of IS NULL;

-- One row per accident: as its leading document tells it (the report before an approval, an evaluation, a bulletin).
CREATE VIEW cases AS
SELECT * EXCLUDE (place_in_line)
FROM (
  SELECT a.*, d.doc_type, d.title, d.issuer, d.issued_on, d.source,
         coalesce(a.severity, a.severity_derived) AS severity_known,
         CAST(year(a.occurred_at) AS INTEGER) AS year,
         count(*) OVER (PARTITION BY a.accident_id) AS documents,
         row_number() OVER (
           PARTITION BY a.accident_id
           ORDER BY CASE d.doc_type WHEN '事故调查报告' THEN 0 WHEN '批复' THEN 1 WHEN '整改评估报告' THEN 2
                                    WHEN '事故快报' THEN 3 ELSE 4 END, d.doc_id
         ) AS place_in_line
  FROM accidents AS a JOIN originals AS d USING (doc_id)
)
WHERE place_in_line = 1;

-- Sanctions of the leading documents, each with its accident, the first article it rests on, its statutory range
-- (fines only) and what the evaluation says became of it.
CREATE VIEW punishments AS
SELECT s.sanction_id, s.doc_id, s.accident_id, c.name AS accident_name, c.province, c.city, c.county, c.year,
       c.severity_known AS severity, c.accident_type, c.industry, c.deaths,
       s.target_kind, s.target_name, s.target_organization, s.target_position, s.person_id, s.org_id,
       coalesce(p.role, o.role) AS role, o.uscc,
       s.category, s.measure, s.measure_text, s.status, s.amount_yuan, s.income_ratio, s.authority, s.decided_on,
       coalesce(p.law, s.basis[1].law) AS law, coalesce(p.article, s.basis[1].article) AS article, p.harmonised_article,
       p.range_low_yuan, p.range_high_yuan, p.range_low_ratio, p.range_high_ratio, p.position_in_range,
       u.outcome, u.evaluation_doc_id, u.evaluation_amount_yuan, u.evaluation_status,
       s.basis, s.text, s.section_id
FROM sanctions AS s
JOIN cases AS c USING (doc_id, accident_id)
LEFT JOIN penalties AS p USING (sanction_id)
LEFT JOIN organizations AS o ON o.org_id = s.org_id
LEFT JOIN (SELECT * FROM outcomes QUALIFY row_number() OVER (PARTITION BY sanction_id ORDER BY evaluation_doc_id) = 1) AS u
  USING (sanction_id);

-- Where an article stands in the newest edition that the law table can carry it to, over two editions where need be.
-- An article that was split goes to the first of its successors.
CREATE VIEW article_successors AS
WITH step AS (
  SELECT law, edition_from, article_from, edition_to, min(article_to) AS article_to
  FROM law_articles GROUP BY ALL
)
SELECT a.law, a.edition_from AS edition, a.article_from AS article,
       coalesce(b.edition_to, a.edition_to) AS newest_edition, coalesce(b.article_to, a.article_to) AS newest_article
FROM step AS a
LEFT JOIN step AS b ON b.law = a.law AND b.edition_from = a.edition_to AND b.article_from = a.article_to;

-- Citations of original documents, each with the article's number in that newest edition.
CREATE VIEW articles AS
SELECT t.*, d.doc_type, a.accident_id, a.province, a.city, a.accident_type,
       coalesce(a.severity, a.severity_derived) AS severity, CAST(year(a.occurred_at) AS INTEGER) AS year,
       coalesce(h.newest_article, t.article) AS harmonised_article
FROM citations AS t
JOIN originals AS d USING (doc_id)
LEFT JOIN (SELECT * FROM accidents QUALIFY row_number() OVER (PARTITION BY doc_id ORDER BY accident_id) = 1) AS a USING (doc_id)
LEFT JOIN article_successors AS h
  ON h.law = t.law AND h.edition = t.edition AND h.article = t.article AND t.article_suffix IS NULL;

-- One row per sanction and article that it rests on. The article's edition is that of the document's citations of it, else
-- the one that the document cites most often of that law.
CREATE VIEW bases AS
SELECT b.sanction_id, b.doc_id, b.accident_id, b.law, b.article, b.article_suffix,
       coalesce(h.newest_article, b.article) AS harmonised_article
FROM (
  SELECT sanction_id, doc_id, accident_id, e.law AS law, e.article AS article, e.article_suffix AS article_suffix
  FROM (SELECT sanction_id, doc_id, accident_id, unnest(basis) AS e FROM sanctions)
) AS b
LEFT JOIN (SELECT doc_id, law, article, max(edition) AS edition FROM citations GROUP BY ALL) AS t USING (doc_id, law, article)
LEFT JOIN (SELECT doc_id, law, mode(edition) AS edition FROM citations GROUP BY ALL) AS m USING (doc_id, law)
LEFT JOIN article_successors AS h
  ON h.law = b.law AND h.edition = coalesce(t.edition, m.edition) AND h.article = b.article AND b.article_suffix IS NULL;
