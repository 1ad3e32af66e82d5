-- name: not_carried_out
-- title: 报告建议而评估未提及或变更落实的处理（逐条）
-- answers: 未提及只说明评估报告没有写，不等于没有落实；变更落实为措施或金额与建议不同。
-- param outcome =: 只看 未提及 或 变更落实，空为两者
-- param province =: 只看一个省（全称），空为全国
SELECT o.outcome, c.province, c.city, c.name AS accident_name, c.severity_known AS severity, o.target_kind, o.target_name,
       o.category, o.measure, o.amount_yuan, o.income_ratio, o.authority,
       o.evaluation_measure, o.evaluation_amount_yuan, o.evaluation_amount_yuan - o.amount_yuan AS difference_yuan,
       o.decided_on, o.sanction_id, o.report_doc_id, o.evaluation_doc_id
FROM outcomes AS o LEFT JOIN cases AS c USING (accident_id)
WHERE o.outcome <> '一致落实' AND ($outcome IS NULL OR o.outcome = $outcome)
  AND ($province IS NULL OR c.province = $province)
ORDER BY o.outcome, c.province, c.city, accident_name, o.sanction_id;
