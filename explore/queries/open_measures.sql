-- name: open_measures
-- title: 评估认定未落实或部分落实的整改措施（逐条）
-- answers: 来自整改评估报告；implementation 为评估对落实情况的说明。
-- param status =: 只看 未落实 或 部分落实，空为两者
-- param province =: 只看一个省（全称），空为全国
SELECT m.status, c.province, c.city, c.name AS accident_name, c.severity_known AS severity, d.issued_on AS evaluated_on,
       m.heading, m.addressed_to, m.text, m.implementation, m.measure_id, m.doc_id
FROM measures AS m
JOIN originals AS d USING (doc_id)
LEFT JOIN cases AS c ON c.accident_id = m.accident_id
WHERE d.doc_type = '整改评估报告' AND m.status IN ('未落实', '部分落实')
  AND ($status IS NULL OR m.status = $status) AND ($province IS NULL OR c.province = $province)
ORDER BY list_position(['未落实', '部分落实'], m.status), c.province, c.city, accident_name, m.doc_id, m.ordinal;
