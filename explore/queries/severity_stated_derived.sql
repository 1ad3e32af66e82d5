-- name: severity_stated_derived
-- title: 载明等级与按死伤和损失推算的等级对照
-- answers: 推算依据《生产安全事故报告和调查处理条例》第三条；accidents 列出不一致的事故（最多二十起）。
SELECT severity, severity_derived,
       CASE WHEN severity IS NULL THEN '未载明' WHEN severity_derived IS NULL THEN '无法推算'
            WHEN severity = severity_derived THEN '一致' ELSE '不一致' END AS agreement,
       count(*) AS n, round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent,
       CASE WHEN severity <> severity_derived THEN list(name ORDER BY occurred_at, accident_id)[1:20] END AS accidents
FROM cases
GROUP BY severity, severity_derived
ORDER BY list_position(['一般', '较大', '重大', '特别重大'], severity) NULLS LAST,
         list_position(['一般', '较大', '重大', '特别重大'], severity_derived) NULLS LAST;
