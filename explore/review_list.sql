-- What wants a reviewer's eye: checks that failed (urgency 0), warnings (1), values read with little confidence (2; below $sure).
-- Each names the value that decides it (table, row, field): whoever decides on that value is done with the entry.
CREATE OR REPLACE TEMP VIEW _review AS
WITH
absent (label, field) AS (  -- as the check facts.complete names them
  VALUES ('事故名称', 'name'), ('发生时间', 'occurred_at'), ('行政区划', 'adcode'), ('事故类别', 'accident_type'),
         ('死亡人数', 'deaths'), ('直接原因', 'direct_cause')
),
open AS (
  SELECT doc_id, accident_id, "check", verdict, message, row_ids, split_part("check", '.', 1) AS head, split_part("check", '.', 2) AS tail
  FROM checks WHERE verdict <> 'pass'
),
missing AS (  -- one entry for each value that was not read
  SELECT o.* EXCLUDE (message), '未读出：' || a.label AS message, a.field
  FROM (SELECT *, unnest(string_split(replace(message, '未读出：', ''), '、')) AS label FROM open WHERE "check" = 'facts.complete') AS o
  JOIN absent AS a USING (label)
),
others AS (
  SELECT *, CASE
      WHEN "check" = 'uscc.check' THEN 'uscc'
      WHEN "check" = 'fine.range' THEN 'amount_yuan'
      WHEN "check" = 'citation.in_force' THEN 'edition'
      WHEN "check" = 'citation.article' THEN 'article'
      WHEN "check" = 'persons.count' THEN 'heading'
      WHEN "check" = 'tag.date' THEN 'short_name'
      WHEN "check" = 'events.order' THEN 'at'
      WHEN "check" IN ('accident.absent', 'sections.complete', 'text.cut_off', 'ocr.confidence') THEN 'doc_type'
      WHEN "check" = 'direct_loss.conflict' THEN 'direct_loss_yuan'
      WHEN head = 'dates' THEN tail
      ELSE head END AS field
  FROM open WHERE "check" NOT IN ('facts.complete', 'review.stale')
),
targets AS (
  SELECT *, CASE
      WHEN field IN ('doc_type', 'issued_on', 'title', 'doc_number', 'issuer') THEN 'documents'
      WHEN field = 'uscc' THEN 'organizations'
      WHEN field IN ('amount_yuan', 'decided_on') THEN 'sanctions'
      WHEN field IN ('edition', 'article') THEN 'citations'
      WHEN field = 'heading' THEN 'sections'
      WHEN field = 'at' THEN 'events'
      ELSE 'accidents' END AS "table"
  FROM (SELECT * FROM missing UNION ALL BY NAME SELECT * FROM others)
),
entries AS (
  SELECT CASE verdict WHEN 'fail' THEN 0 ELSE 1 END AS urgency, doc_id, "table",
         CASE "table" WHEN 'documents' THEN doc_id WHEN 'accidents' THEN coalesce(accident_id, row_ids[1]) ELSE row_ids[1] END AS row_id,
         field, "check", message AS words, row_ids, NULL::DOUBLE AS confidence, NULL::VARCHAR AS at
  FROM targets
  UNION ALL  -- decisions that the last run could not follow: done when someone decides again, later than `at`
  SELECT 1, doc_id, "table", row_id, field, 'review.stale',
         author || '的核对未采用：核对时为“' || coalesce(was, '空') || '”，程序现在读出的与此不同，请重新核对', [row_id], NULL, CAST(decided_at AS VARCHAR)
  FROM reviews WHERE state = 'stale'
  UNION ALL
  SELECT 2, doc_id, "table", row_id, field, NULL, left(arg_min("text", char_start), 80), [row_id], max(confidence), NULL
  FROM evidence
  WHERE NOT ("table" = 'documents' AND field = 'text')  -- look-alikes that OCR put right; the check ocr.confidence speaks of them
  GROUP BY doc_id, "table", row_id, field
  HAVING max(confidence) < $sure
)
SELECT * FROM entries;
