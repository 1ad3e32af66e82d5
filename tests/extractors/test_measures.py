"""Recommended measures, and in evaluations what was done about them."""

import pytest

from extractors.measures import status_of
from tests.helpers import NAME, investigation, record

X = "远岭公司要严格落实停机挂牌制度。"
Y = "大丰区应急管理局要开展冲压设备专项检查。"
HEADS = ["强化设备安全管理", "压实监管责任"]


def rows(chapter: str, title: str = "四、事故防范和整改措施"):
    text = investigation(measures=chapter).replace("四、事故防范和整改措施", title)
    return record(text).tables["measures"]


LISTS = {
    "headed sections": f"（一）{HEADS[0]}。{X}\n\n（二）{HEADS[1]}。{Y}",
    "headings on their own lines": f"（一）{HEADS[0]}\n\n{X}\n\n（二）{HEADS[1]}\n\n{Y}",
    "arabic numbers": f"1.{HEADS[0]}。{X}\n\n2.{HEADS[1]}。{Y}",
    "with a lead-in": f"针对事故暴露的问题，提出以下建议：\n\n（一）{HEADS[0]}。{X}\n\n（二）{HEADS[1]}。{Y}",
    "sub-items stay within": f"（一）{HEADS[0]}。一是{X}二是完善台账。\n\n（二）{HEADS[1]}。{Y}",
    "glued": f"1.{HEADS[0]}。{X}2.{HEADS[1]}。{Y}",
}


@pytest.mark.parametrize("manner", LISTS)
def test_headed_measures(manner):
    found = rows(LISTS[manner])
    assert [r.heading for r in found] == HEADS
    assert found[0].text is not None
    assert X.rstrip("。") in found[0].text
    assert found[1].text == Y


PLAIN = {
    "paragraphs": f"{X}\n\n{Y}",
    "yi shi": f"一是{X}二是{Y}",
    "yi yao": f"为防止类似事故发生，提出以下措施：一是{X}二是{Y}",
    "numbers without headings": f"1.{X}\n\n2.{Y}",
}


@pytest.mark.parametrize("manner", PLAIN)
def test_measures_without_headings(manner):
    found = rows(PLAIN[manner])
    assert [(r.heading, r.text) for r in found] == [(None, X), (None, Y)]


@pytest.mark.parametrize(
    "title", ["四、防范措施建议", "四、整改意见", "四、事故防范措施及对策建议", "四、防范和整改措施"]
)
def test_names_of_the_chapter(title):
    assert [r.text for r in rows(f"1.{X}\n\n2.{Y}", title)] == [X, Y]


def test_groups_only_say_for_whom():
    found = rows(
        f"（一）对远岭公司的建议\n\n1.{HEADS[0]}。修订操作规程并组织考核。\n\n2.加强培训。新员工须经三级教育。\n\n（二）对监管部门的建议\n\n1.{HEADS[1]}。{Y}"
    )
    assert [r.heading for r in found] == [HEADS[0], "加强培训", HEADS[1]]
    assert "远岭" in found[0].addressed_to[0]
    assert "远岭" in found[1].addressed_to[0]


def test_to_whom_a_measure_is_addressed():
    found = rows(f"（一）{HEADS[0]}。{X}\n\n（二）{HEADS[1]}。大丰区应急管理局、大中街道办事处要联合检查。")
    assert [len(r.addressed_to) for r in found] == [1, 2]
    assert "远岭" in found[0].addressed_to[0]
    assert found[1].addressed_to[0].endswith("大丰区应急管理局")
    assert found[1].addressed_to[1].endswith("大中街道办事处")


def test_the_signature_is_no_measure():
    text = investigation(
        measures=f"1.{X}\n\n2.{Y}",
        signature="附件：1.事故调查组名单\n\n盐城市大丰区人民政府“6·12”事故调查组\n\n2023年8月3日",
    )
    assert [r.text for r in record(text).tables["measures"]] == [X, Y]


def evaluation(chapter: str):
    text = f"{NAME}防范和整改措施落实情况评估报告\n\n2023年6月12日，盐城市大丰区远岭机械有限公司（以下简称“远岭公司”）发生机械伤害事故，造成1人死亡。\n\n一、评估工作开展情况\n\n评估组查阅资料、现场检查。\n\n二、整改措施落实情况\n\n{chapter}\n\n三、评估意见\n\n评估组认为事故教训已吸取。\n\n评估工作组\n\n2024年7月2日\n"
    return record(text).tables["measures"]


DONE = "远岭公司已修订停机挂牌制度，组织培训4期。"
PARTLY = "大丰区应急管理局开展专项检查，但仍有12家企业尚未完成联锁改造。"
PAIRS = {
    "labels on their own paragraphs": f"（一）整改措施建议：{X}\n\n落实情况：{DONE}\n\n（二）整改措施建议：{Y}\n\n落实情况：{PARTLY}",
    "labels within the paragraph": f"1.{X}落实情况：{DONE}\n\n2.{Y}落实情况：{PARTLY}",
    "numbered recommendations": f"建议一：{X}\n\n整改落实情况：{DONE}\n\n建议二：{Y}\n\n整改落实情况：{PARTLY}",
}


@pytest.mark.parametrize("manner", PAIRS)
def test_recommendation_and_what_was_done(manner):
    found = evaluation(PAIRS[manner])
    assert [(r.text, r.implementation, r.status) for r in found] == [
        (X, DONE, "已落实"),
        (Y, PARTLY, "部分落实"),
    ]


def test_a_unit_of_each_section():
    """（一）远岭公司（施工单位）: what was asked of it, and what it did."""
    lead = "2023年6月12日，盐城市大丰区远岭机械有限公司（以下简称“远岭公司”）发生机械伤害事故，造成1人死亡。"
    chapter = f"（一）盐城市大丰区远岭机械有限公司（施工单位）\n\n整改要求：{X}\n\n落实情况：{DONE}\n\n（二）大丰区应急管理局（监管部门）\n\n整改要求：{Y}\n\n落实情况：{PARTLY}"
    read = record(
        f"{NAME}防范和整改措施落实情况评估报告\n\n{lead}\n\n一、评估工作开展情况\n\n查阅资料。\n\n二、各责任单位整改措施落实情况\n\n{chapter}\n\n三、评估意见\n\n已吸取教训。\n"
    )
    assert [r.text for r in read.tables["measures"]] == [X, Y]
    assert {(o.name, o.role) for o in read.tables["organizations"]} >= {("盐城市大丰区远岭机械有限公司", "施工单位")}


def test_sub_sections_for_recommendation_and_deed():
    found = evaluation(
        f"（一）{HEADS[0]}\n\n1.建议内容\n\n{X}\n\n2.落实情况\n\n{DONE}\n\n（二）{HEADS[1]}\n\n1.建议内容\n\n{Y}\n\n2.落实情况\n\n{PARTLY}"
    )
    assert [(r.heading, r.text, r.implementation) for r in found] == [(HEADS[0], X, DONE), (HEADS[1], Y, PARTLY)]


def test_headings_with_what_was_done():
    found = evaluation(f"（一）{HEADS[0]}。{DONE}\n\n（二）{HEADS[1]}。{PARTLY}")
    assert [(r.heading, r.text, r.implementation, r.status) for r in found] == [
        (HEADS[0], None, DONE, "已落实"),
        (HEADS[1], None, PARTLY, "部分落实"),
    ]


def test_a_table_of_measures():
    table = f"| 序号 | 整改措施 | 责任单位 | 落实情况 |\n|---|---|---|---|\n| 1 | {X} | 远岭公司 | {DONE} |\n| 2 | {Y} | 大丰区应急管理局 | 未开展。 |"
    found = evaluation(table)
    assert [(r.text, r.implementation, r.status) for r in found] == [
        (X, DONE, "已落实"),
        (Y, "未开展。", "未落实"),
    ]
    assert [bool(r.addressed_to) for r in found] == [True, True]


STATUS = [
    ("已落实。", "已落实"),
    ("经评估，该项措施已落实到位。", "已落实"),
    ("公司投入46万元，为12台设备加装光电保护装置。", "已落实"),
    ("街道建立报备制度，累计受理412件。", "已落实"),
    ("坚持问题导向，对存在问题的企业逐家督促，已全部整改完毕。", "已落实"),
    ("基本落实，培训档案尚未补全。", "部分落实"),
    ("已完成主体改造，喷淋系统正在安装，其余3项列入计划。", "部分落实"),
    ("检查覆盖率仅为61%，但部分企业仍未建档。", "部分落实"),
    ("未落实。", "未落实"),
    ("起草了管理办法，因经费未落实至今没有印发。此项措施未落实。", "未落实"),
    ("受理报备186次，检查27次，立案仅1起，该项措施没有完全落实到位。", "部分落实"),
    ("检查发现3处隐患未整改，责令改正后复查合格，该项措施已落实。", "已落实"),
    ("经核查，该项工作尚未开展。", "未落实"),
    ("", None),
    ("思想认识有待提高。", None),
]


@pytest.mark.parametrize(("words", "status"), STATUS)
def test_status_is_what_the_words_say(words, status):
    assert status_of(words) == status


@pytest.mark.parametrize("title", ["四、对策", "四、整改", "四、今后怎么办", "四、安全管理建议", "四、防范与改进"])
@pytest.mark.parametrize("manner", ["1.", "第一，"])
def test_a_chapter_by_another_name(title, manner):
    marks = ["1.", "2."] if manner == "1." else ["第一，", "第二，"]
    found = rows(f"{marks[0]}{X}\n\n{marks[1]}{Y}", title)
    assert [r.text for r in found] == [X, Y]


def test_pairs_one_a_line_under_a_group():
    found = evaluation(f"（一）事故单位整改情况\n\n建议{X}落实情况：{DONE}\n\n建议{Y}落实情况：{PARTLY}")
    assert [(r.text, r.status) for r in found] == [(f"建议{X}", "已落实"), (f"建议{Y}", "部分落实")]
