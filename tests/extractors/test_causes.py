"""Causes as other cities put them: numbered, by unit, 一是…, in prose, by factor, excluded."""

import pytest

from tests.helpers import NAME, record

HEAD = f"{NAME}调查报告\n\n2023年6月12日9时20分许，江苏省盐城市大丰区远岭机械有限公司（以下简称“远岭公司”）冲压车间发生一起机械伤害事故，造成1人死亡。\n\n一、事故基本情况\n\n（一）事故发生单位概况\n\n远岭公司，法定代表人沈某。\n\n（二）事故发生经过\n\n张某更换模具时滑块下行，将其挤压。\n\n"
TAIL = "\n\n三、对事故有关责任人员和责任单位的处理建议\n\n张某，操作工，对事故发生负有直接责任，鉴于其已死亡，建议免予追究责任。\n\n四、事故防范和整改措施\n\n远岭公司要严格落实停机挂牌制度。\n"
DIRECT = "张某在未停机的情况下将头部伸入合模区域，被突然下行的滑块挤压。"


def causes(chapter: str, title: str = "二、事故原因和性质"):
    """The rows of a report with this chapter on causes; each row's evidence stands in its text."""
    made = record(f"{HEAD}{title}\n\n{chapter}{TAIL}")
    rows = made.tables["causes"]
    spans = {e.row_id: e for e in made.tables["evidence"] if e.table == "causes" and e.field == "text"}
    for row in rows:
        found = spans[row.cause_id]
        assert made.text.text[found.char_start : found.char_end] == found.text
        assert "".join(found.text.split()) == row.text
    return rows


def told(chapter: str, title: str = "二、事故原因和性质"):
    return [(r.kind, r.text) for r in causes(chapter, title)]


A = "远岭公司未对冲压机光电保护装置进行经常性维护。"
B = "未组织开展隐患排查，安全教育培训流于形式。"
C = "大中街道办事处对辖区企业安全检查不深入。"

MANNERS = {
    "1. 2.": f"（一）直接原因\n\n{DIRECT}\n\n（二）间接原因\n\n1.{A}\n\n2.{B}\n\n3.{C}",
    "（1）（2） under units": f"（一）直接原因\n\n{DIRECT}\n\n（二）间接原因\n\n1.远岭公司\n\n（1）{A}\n\n（2）{B}\n\n2.大中街道办事处\n\n（1）{C}",
    "circled": f"（一）直接原因\n\n{DIRECT}\n\n（二）间接原因\n\n①{A}\n\n②{B}\n\n③{C}",
    "glued in one paragraph": f"（一）直接原因\n\n{DIRECT}\n\n（二）间接原因\n\n1.{A}2.{B}3.{C}",
    "yi shi": f"（一）直接原因\n\n{DIRECT}\n\n（二）间接原因\n\n一是{A}二是{B}三是{C}",
    "first, next, last": f"（一）直接原因\n\n{DIRECT}\n\n（二）间接原因\n\n首先，{A}其次，{B}最后，{C}",
    "bare paragraphs": f"（一）直接原因\n\n{DIRECT}\n\n（二）间接原因\n\n{A}\n\n{B}\n\n{C}",
    "with a lead-in": f"（一）直接原因\n\n{DIRECT}\n\n（二）间接原因\n\n造成事故的间接原因如下：\n\n1.{A}\n\n2.{B}\n\n3.{C}",
    "decimal numbers": f"2.1 直接原因\n\n{DIRECT}\n\n2.2 间接原因\n\n2.2.1 {A}\n\n2.2.2 {B}\n\n2.2.3 {C}",
    "colon lines": f"（一）直接原因\n\n{DIRECT}\n\n（二）间接原因\n\n远岭公司：\n\n1.{A}\n\n2.{B}\n\n大中街道办事处：\n\n1.{C}",
}


@pytest.mark.parametrize("manner", MANNERS)
def test_an_item_is_an_item_whatever_its_number(manner):
    assert told(MANNERS[manner]) == [("直接", DIRECT), ("间接", A), ("间接", B), ("间接", C)]


def test_the_unit_of_a_heading_holds_for_its_items():
    rows = causes(MANNERS["（1）（2） under units"])
    company = "盐城市大丰区远岭机械有限公司"
    assert [r.organization for r in rows][1:3] == [rows[1].organization] * 2
    assert rows[1].organization is not None
    assert rows[1].organization.endswith(company[-8:])
    assert rows[3].organization is not None
    assert rows[3].organization.endswith("大中街道办事处")


def test_a_management_chapter_has_its_own_kind():
    rows = told(f"（一）直接原因\n\n{DIRECT}\n\n（二）管理原因\n\n1.{A}\n\n2.{B}")
    assert [k for k, _ in rows] == ["直接", "管理", "管理"]


def test_the_direct_cause_in_items():
    rows = told(
        "（一）直接原因\n\n1.张某未停机即进入合模区域。\n\n2.冲压机光电保护装置失效。\n\n（二）间接原因\n\n" + A
    )
    assert rows == [("直接", "张某未停机即进入合模区域。"), ("直接", "冲压机光电保护装置失效。"), ("间接", A)]


EXCLUDED = [
    "经公安机关调查，可以排除人为故意的可能。",
    "经现场勘验，电气线路短路引发事故的可能性可以排除。",
    "调查组调取气象资料，当日天气与事故发生无关。",
    "经法医检验，排除他杀。",
]


@pytest.mark.parametrize("words", EXCLUDED)
def test_what_the_investigation_excludes(words):
    chapter = f"（一）直接原因\n\n{DIRECT}\n\n（二）其他可能因素排除\n\n{words}\n\n（三）间接原因\n\n{A}"
    assert ("排除", words) in told(chapter)


def test_exclusions_under_the_nature():
    chapter = f"（一）直接原因\n\n{DIRECT}\n\n（二）事故性质\n\n{EXCLUDED[0]}该起事故是一起一般生产安全责任事故。"
    assert told(chapter) == [("直接", DIRECT), ("排除", EXCLUDED[0])]


def test_exclusions_in_a_chapter_without_headings():
    chapter = f"一是{EXCLUDED[0]}二是经勘验，操作台急停按钮完好。综上，事故的直接原因是{DIRECT}"
    rows = told(chapter, "二、事故原因")
    assert ("排除", EXCLUDED[0]) in rows
    assert ("直接", DIRECT) in rows
    assert len(rows) == 2


PROSE = [
    (f"直接原因为{DIRECT[:-1]}；间接原因为远岭公司设备管理混乱，教育培训缺失。", ["直接", "间接"]),
    (f"{DIRECT[:-1]}，是造成事故的直接原因。远岭公司未落实设备点检制度，是事故发生的间接原因。", ["直接", "间接"]),
    (f"事故的直接原因是：{DIRECT}\n\n事故的间接原因是：远岭公司设备管理混乱，教育培训缺失。", ["直接", "间接"]),
    (f"直接原因：{DIRECT}\n\n间接原因：远岭公司设备管理混乱，教育培训缺失。", ["直接", "间接"]),
]


@pytest.mark.parametrize(("chapter", "kinds"), PROSE, ids=[c[-24:] for c, _ in PROSE])
def test_prose_that_says_what_it_is(chapter, kinds):
    assert [k for k, _ in told(chapter, "二、事故原因")] == kinds


def test_items_without_a_word_on_their_kind_follow_their_factor():
    rows = causes(
        "（一）操作人员违章作业。张某未停机断电即伸入模区。\n\n（二）设备管理不到位。远岭公司未建立点检制度。",
        "二、事故原因分析",
    )
    assert [(r.kind, r.factor) for r in rows] == [("直接", "人"), ("间接", "管理")]


FACTORS = [
    ("张某未系安全带从操作平台坠落。", "人"),
    ("钢丝绳断丝超标，起吊时断裂。", "物"),
    ("连日降雨使边坡土体饱和失稳。", "物"),
    ("夜间照明不足，路面结冰湿滑。", "环境"),
]


@pytest.mark.parametrize(("words", "factor"), FACTORS)
def test_factor_of_a_direct_cause(words, factor):
    [row] = [r for r in causes(f"（一）直接原因\n\n{words}") if r.kind == "直接"]
    assert row.factor == factor


def test_headings_by_factor():
    rows = causes(
        "（一）直接原因\n\n1.人的不安全行为：张某将头部伸入模区。\n\n2.物的不安全状态：滑块无防护罩。\n\n（二）间接原因\n\n"
        + A
    )
    assert [(r.kind, r.factor) for r in rows] == [("直接", "人"), ("直接", "物"), ("间接", "管理")]


NOT_CAUSES = [
    "（一）直接原因\n\n" + DIRECT + "\n\n（二）事故性质\n\n经调查认定，这是一起一般生产安全责任事故。",
    "（一）直接原因\n\n"
    + DIRECT
    + "\n\n《中华人民共和国安全生产法》第四十一条：生产经营单位应当建立隐患排查治理制度。",
]


@pytest.mark.parametrize("chapter", NOT_CAUSES)
def test_nature_and_quoted_law_are_no_causes(chapter):
    assert [k for k, _ in told(chapter)] == ["直接"]


def test_a_statement_with_sub_reasons_is_one_row():
    item = "安全教育培训不到位。一是未对新员工开展三级教育；二是培训记录由他人代签。"
    assert ("间接", item) in told(f"（一）直接原因\n\n{DIRECT}\n\n（二）间接原因\n\n1.{item}\n\n2.{C}")


def test_the_list_of_a_unit_is_parted():
    chapter = f"（一）直接原因\n\n{DIRECT}\n\n（二）间接原因\n\n1.远岭公司。一是未建立点检制度；二是培训记录由他人代签。\n\n2.{C}"
    rows = causes(chapter)
    assert [r.text for r in rows[1:]] == ["未建立点检制度", "培训记录由他人代签。", C]
    assert rows[1].organization == rows[2].organization is not None


def test_documents_that_do_not_investigate_have_none():
    text = "关于柳河县“3·4”高处坠落事故整改措施落实情况的评估报告\n\n2023年3月4日，柳河县远岭公司发生一起高处坠落事故。\n\n一、原因分析\n\n（一）间接原因\n\n培训不到位。\n"
    assert record(text).tables["causes"] == ()


def test_exclusions_after_a_finding_and_before_the_cause():
    chapter = f"（一）直接原因\n\n可以排除他杀的可能。{DIRECT}\n\n（二）排除情形\n\n供电线路已断电上锁，排除电气火花引爆。管道未接入该车间，排除管道泄漏。"
    assert told(chapter) == [
        ("排除", "可以排除他杀的可能。"),
        ("直接", DIRECT),
        ("排除", "供电线路已断电上锁，排除电气火花引爆。"),
        ("排除", "管道未接入该车间，排除管道泄漏。"),
    ]


def test_what_made_a_fire_grow_is_an_indirect_cause():
    assert told(f"（一）起火原因\n\n{DIRECT}\n\n（二）灾害成因\n\n1.{A}\n\n2.{C}") == [
        ("直接", DIRECT),
        ("间接", A),
        ("间接", C),
    ]


def test_how_authorities_did_is_no_cause():
    chapter = f"（一）直接原因\n\n{DIRECT}\n\n（二）间接原因\n\n{A}\n\n（三）部门履职问题\n\n区应急管理局检查不深入。"
    assert told(chapter) == [("直接", DIRECT), ("间接", A)]
