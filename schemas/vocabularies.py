"""The vocabularies: the closed lists that values come from (``shared/design/tables.md``)."""

from __future__ import annotations

TEXT_SOURCE = ("text_layer", "ocr", "mixed", "markup")
DOC_TYPE = ("事故调查报告", "整改评估报告", "批复", "事故快报", "通知", "新闻", "其他")
ABOUT_ONE_ACCIDENT = frozenset({"事故调查报告", "整改评估报告", "批复", "事故快报"})
"""The types whose documents get a row in ``accidents``; so does a circular (通知) on a single accident."""
PRECISION = ("minute", "hour", "day", "month", "year")

GB6441_1986 = (
    "物体打击", "车辆伤害", "机械伤害", "起重伤害", "触电", "淹溺", "灼烫", "火灾", "高处坠落", "坍塌",
    "冒顶片帮", "透水", "放炮", "火药爆炸", "瓦斯爆炸", "锅炉爆炸", "容器爆炸", "其他爆炸", "中毒和窒息", "其他伤害",
)  # fmt: skip
"""The twenty classes of GB/T 6441-1986, 企业职工伤亡事故分类."""
ACCIDENT_TYPE = (*GB6441_1986, "道路交通", "水上交通", "铁路交通", "航空", "特种设备", "环境污染")
ACCIDENT_TYPE_2025 = (
    "物体打击", "厂（场）内车辆致害", "道路（轨道）车辆致害", "机械致害", "起重致害", "触电", "淹溺", "灼烫", "火灾",
    "高处坠落", "跌落", "坍塌", "水害", "容器爆炸", "管道爆炸", "可燃气体爆炸", "可燃液体蒸汽爆炸", "粉尘爆炸",
    "民用爆炸物品爆炸", "烟花爆竹爆炸", "其他可燃固体爆炸", "高温熔融物爆炸", "中毒", "窒息", "滑坡", "泄漏", "其他事故",
)  # fmt: skip
"""The twenty-seven types of GB 6441-2025."""

SEVERITY = ("一般", "较大", "重大", "特别重大")
INDUSTRY = (
    "煤矿", "非煤矿山", "危险化学品", "烟花爆竹", "建筑施工", "道路运输", "水上运输", "铁路运输", "民航", "工贸", "燃气",
    "电力", "特种设备", "市政环卫", "农林牧渔", "商贸服务", "居民生活", "其他",
)  # fmt: skip

PART = (
    "引言", "基本情况", "应急处置", "原因分析", "事故性质", "存在问题", "责任处理", "事故教训", "防范措施", "责任落实",
    "措施落实", "评估工作", "工作要求", "附件", "其他",
)  # fmt: skip
TOPIC = (
    "单位概况", "项目概况", "安全管理", "事故经过", "现场情况", "伤亡损失", "信息接报", "应急救援", "善后处理", "应急评估",
    "直接原因", "间接原因", "原因排除", "免予追究", "司法处理", "纪检处理", "行政处罚", "单位处理", "其他处理",
)  # fmt: skip

ROLE = (
    "事故发生单位", "建设单位", "总承包单位", "施工单位", "分包单位", "劳务单位", "监理单位", "设计单位", "出租单位",
    "承租单位", "委托单位", "受托单位", "供应单位", "上级单位", "监管部门", "属地政府", "基层组织", "其他相关单位",
)  # fmt: skip
POLITICAL_STATUS = ("中共党员", "群众", "共青团员", "民主党派", "无党派")
RESPONSIBILITY = (
    "直接责任", "主要责任", "主要领导责任", "重要领导责任", "领导责任", "管理责任", "监管责任", "次要责任", "全部责任",
)  # fmt: skip

MEASURES_OF = {
    "免予追究": ("免予追究责任",),
    "刑事": ("追究刑事责任", "移送司法机关", "立案侦查", "刑事拘留", "取保候审", "逮捕", "提起公诉", "判处刑罚"),
    "党纪": ("党内警告", "党内严重警告", "撤销党内职务", "留党察看", "开除党籍"),
    "政务": ("政务警告", "政务记过", "政务记大过", "政务降级", "政务撤职", "政务开除"),
    "移送纪检": ("移送纪检监察机关", "党纪政务处分"),
    "组织处理": (
        "诫勉", "批评教育", "谈话提醒", "约谈", "通报批评", "责令书面检查", "停职", "免职", "调整岗位",
    ),
    "行政处罚": (
        "罚款", "警告", "没收违法所得", "责令停产停业", "责令限期改正", "暂扣证照", "吊销证照", "吊销营业执照", "降低资质",
        "暂停或撤销资格", "行业禁入", "关闭取缔", "拘留", "行政处罚",
    ),
    "信用惩戒": ("联合惩戒",),
    "内部处理": ("解除劳动合同", "内部处分", "内部罚款"),
}  # fmt: skip
"""Measures of a sanction by category."""
SANCTION_CATEGORY = tuple(MEASURES_OF)
SANCTION_MEASURE = tuple(m for group in MEASURES_OF.values() for m in group)
SANCTION_STATUS = ("建议", "已作出", "已执行")
TARGET_KIND = ("person", "organization")
OUTCOME = ("一致落实", "变更落实", "未提及")
"""What became of a recommended sanction: as recommended (or as was left open), otherwise, or the evaluation is silent."""

LAW_KIND = (
    "法律", "行政法规", "地方性法规", "部门规章", "地方政府规章", "司法解释", "党内法规", "标准", "规范性文件", "内部制度",
)  # fmt: skip
CITATION_CONTEXT = ("违反", "依据", "引文", "其他")
CAUSE_KIND = ("直接", "间接", "管理", "排除")
FACTOR = ("人", "物", "环境", "管理")
MEASURE_STATUS = ("已落实", "部分落实", "未落实")
EVENT_KIND = ("事发", "报告", "接报", "到场", "救援", "救出", "送医", "死亡", "处置完成", "其他")
VERDICT = ("pass", "warn", "fail")
REVIEW_VERDICT = ("confirmed", "corrected", "rejected", "added")
"""What a reviewer decided of a value or a row: right, wrong (or missing), should not be there; a row that was missed."""
REVIEW_STATE = ("applied", "confirmed", "stale")
"""What became of it: the tables hold the reviewer's value; he found it right; the program reads something else than he saw."""

VOCABULARIES: dict[str, tuple[str, ...]] = {
    "text_source": TEXT_SOURCE,
    "doc_type": DOC_TYPE,
    "precision": PRECISION,
    "accident_type": ACCIDENT_TYPE,
    "accident_type_2025": ACCIDENT_TYPE_2025,
    "severity": SEVERITY,
    "industry": INDUSTRY,
    "part": PART,
    "topic": TOPIC,
    "role": ROLE,
    "political_status": POLITICAL_STATUS,
    "responsibility": RESPONSIBILITY,
    "sanction_category": SANCTION_CATEGORY,
    "sanction_measure": SANCTION_MEASURE,
    "sanction_status": SANCTION_STATUS,
    "target_kind": TARGET_KIND,
    "outcome": OUTCOME,
    "law_kind": LAW_KIND,
    "citation_context": CITATION_CONTEXT,
    "cause_kind": CAUSE_KIND,
    "factor": FACTOR,
    "measure_status": MEASURE_STATUS,
    "event_kind": EVENT_KIND,
    "verdict": VERDICT,
    "review_verdict": REVIEW_VERDICT,
    "review_state": REVIEW_STATE,
}
