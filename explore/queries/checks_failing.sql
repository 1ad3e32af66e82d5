-- name: checks_failing
-- title: 最常不通过的校验
-- answers: warn 为存疑，fail 为不一致；同一文本的副本不重复计。example 为一条说明。
SELECT k."check", count(*) AS n,
       count(*) FILTER (k.verdict = 'fail') AS fail, count(*) FILTER (k.verdict = 'warn') AS warn,
       count(*) FILTER (k.verdict = 'pass') AS pass,
       round(100.0 * count(*) FILTER (k.verdict <> 'pass') / count(*), 1) AS not_passed_percent,
       count(DISTINCT k.doc_id) FILTER (k.verdict <> 'pass') AS documents,
       min(k.message) FILTER (k.verdict <> 'pass') AS example
FROM checks AS k JOIN originals USING (doc_id)
GROUP BY k."check"
ORDER BY fail + warn DESC, k."check";
