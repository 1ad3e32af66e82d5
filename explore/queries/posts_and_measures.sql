-- name: posts_and_measures
-- title: 各级职务人员受到的处理
-- answers: 职务由印出的文字归级（先公职人员，再单位内部）；n 为受该措施的人数，persons 为该级被处理（含免予追究）的人数。
-- param province =: 只看一个省（全称），空为全国
-- param severity =: 只看一个事故等级，空为不限
WITH people AS (
  SELECT p.*, coalesce(p.person_id, p.doc_id || p.target_name) AS who,
         coalesce(o.role IN ('监管部门', '属地政府', '基层组织'), false)
           OR regexp_matches(coalesce(p.target_organization, ''), '(政府|管委会|管理委员会|局|厅|街道|办事处|支队|大队|纪委|监委|村委会|居委会|委员会|(服务|事务|发展|管理|执法|指导)中心|中心站)$')
           AS is_public,
         -- a deputy is none of the heads whose titles theirs contain
         regexp_replace(coalesce(p.target_position, ''), '副(总经理|经理|厂长|矿长|场长|董事长|总裁|主任|院长|校长)', '', 'g') AS head
  FROM punishments AS p
  LEFT JOIN (SELECT doc_id, name, min(role) AS role FROM organizations GROUP BY doc_id, name) AS o
    ON o.doc_id = p.doc_id AND o.name = p.target_organization
  WHERE p.target_kind = 'person' AND ($province IS NULL OR p.province = $province)
    AND ($severity IS NULL OR p.severity = $severity)
),
graded AS (
  SELECT *,
         CASE WHEN target_position IS NULL THEN '职务未载明'
              WHEN is_public AND regexp_matches(replace(target_position, '委员', ''), '科|股|所长|站长|中队|大队|员|干事') THEN '公职人员（中层及以下）'
              WHEN is_public THEN '公职人员（领导）'
              WHEN regexp_matches(target_position, '监理|总监(理|$)') THEN '监理人员'
              WHEN regexp_matches(head, '法定代表人|法人|主要负责人|实际控制人|董事长|执行董事|总经理|总裁|矿长|厂长|场长|院长|校长|经营者|投资人|业主|店主|^经理') THEN '主要负责人'
              WHEN regexp_matches(target_position, '副(总|矿长|厂长|场长|董事长|院长|校长)|总工程师|安全总监|分管') THEN '分管负责人'
              WHEN regexp_matches(target_position, '项目.*(经理|负责人)|项目部') THEN '项目负责人'
              WHEN regexp_matches(target_position, '班长|班组长|组长|带班|工段长|领班') THEN '班组长'
              WHEN regexp_matches(target_position, '安全|安环') THEN '安全管理人员'
              WHEN regexp_matches(target_position, '经理|部长|主任|科长|队长|主管|处长|负责人') THEN '部门负责人'
              WHEN regexp_matches(target_position, '工|员|司机|驾驶|手$') THEN '作业人员'
              ELSE '其他' END AS level
  FROM people
),
levels AS (SELECT level, count(DISTINCT who) AS persons FROM graded GROUP BY level)
SELECT g.level, g.category, g.measure, count(DISTINCT g.who) AS n, any_value(l.persons) AS persons,
       round(100.0 * count(DISTINCT g.who) / any_value(l.persons), 1) AS percent,
       CASE WHEN any_value(l.persons) < 5 THEN '样本少' END AS note
FROM graded AS g JOIN levels AS l USING (level)
GROUP BY g.level, g.category, g.measure
ORDER BY list_position(['公职人员（领导）', '公职人员（中层及以下）', '主要负责人', '分管负责人', '项目负责人', '监理人员', '安全管理人员',
                        '部门负责人', '班组长', '作业人员', '其他', '职务未载明'], g.level), n DESC, g.category, g.measure;
