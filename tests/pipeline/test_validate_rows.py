"""Checks between the rows of one record, and files that hold more or less than one report."""

import pytest

from tests.helpers import NAME, investigation, record


def verdicts(text: str, check: str) -> list[str]:
    return [c.verdict for c in record(text).tables["checks"] if c.check == check]


DEAD = "1.张某，操作工，违章作业，对事故负有直接责任，鉴于其已在事故中死亡，建议免予追究责任。"


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [("造成1人死亡", ["pass"]), ("造成2人死亡", ["warn"])],
)
def test_the_named_dead_against_the_count(stated, verdict):
    assert verdicts(investigation(state=f"{stated}，直接经济损失120万元", sanctions=DEAD), "deaths.named") == verdict


def test_more_dead_by_name_than_counted_fails():
    both = DEAD + "\n\n2.赵某，辅助工，违章作业，鉴于其已在事故中死亡，建议免予追究责任。"
    assert verdicts(investigation(sanctions=both), "deaths.named") == ["fail"]


COUNTED = "（一）建议给予行政处罚的人员（{n}人）\n\n1.沈某，远岭公司总经理，未履行安全生产管理职责，建议由大丰区应急管理局处上一年年收入40%的罚款。\n\n2.卞某，远岭公司生产部经理，疏于管理，建议由大丰区应急管理局处1.5万元罚款。\n\n（二）建议给予行政处罚的单位\n\n远岭公司，建议由大丰区应急管理局处35万元罚款。"


@pytest.mark.parametrize(("n", "verdict"), [("2", ["pass"]), ("3", ["warn"]), ("两", ["pass"])])
def test_persons_against_the_count_of_their_heading(n, verdict):
    assert verdicts(investigation(sanctions=COUNTED.format(n=n)), "persons.count") == verdict


def test_a_sanction_decided_before_the_accident_fails():
    text = investigation(sanctions="1.沈某，远岭公司总经理，大丰区应急管理局已于2022年3月1日对其处以2万元罚款。")
    assert verdicts(text, "dates.decided_on") == ["fail"]


def test_a_report_cut_off_in_the_middle():
    whole = investigation()
    cut = whole[: whole.index("三、对事故有关责任人员") - 12]
    assert verdicts(whole, "text.cut_off") == []
    long_tail = cut + "经进一步调查发现远岭公司在设备采购安装调试验收以及日常维护保养各个环节均没有按照有关规定执行并且"
    assert verdicts(long_tail, "text.cut_off") == ["warn"]


OTHER = NAME.replace("远岭机械", "北坡铸造").replace("6·12", "8·3")


def second() -> str:
    text = investigation(
        name=OTHER,
        lead="2023年8月3日15时10分许，江苏省盐城市大丰区北坡铸造有限公司熔炼车间发生一起灼烫事故，造成2人死亡，直接经济损失210万元。",
    )
    return text.replace("张某", "顾某").replace("远岭公司", "北坡公司")


def test_two_reports_in_one_file_are_two_accidents():
    first, other = investigation(), second()
    made = record(first + "\n\n" + other)
    rows = made.tables["accidents"]
    assert [(r.name, r.deaths, str(r.occurred_at)[:10]) for r in rows] == [
        (NAME, 1, "2023-06-12"),
        (OTHER, 2, "2023-08-03"),
    ]
    assert len({r.accident_id for r in rows}) == 2
    assert made.document.accident_id is None


def test_the_rows_of_two_reports_in_one_file_are_those_of_two_files():
    first, other = investigation(), second()
    both = record(first + "\n\n" + other)
    apart = (record(first), record(other))
    for table in ("organizations", "persons", "sanctions", "causes", "measures", "events"):
        key = {"organizations": "name", "persons": "name", "sanctions": "target_name", "events": "at"}.get(
            table, "text"
        )
        wanted = [getattr(r, key) for one in apart for r in one.tables[table]]
        assert [getattr(r, key) for r in both.tables[table]] == wanted, table
    text = both.text.text
    for row in both.tables["evidence"]:
        assert text[row.char_start : row.char_end] == row.text
    ids = [r.person_id for r in both.tables["persons"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "tail",
    [
        f"附件：1.{OTHER}调查报告\n",
        f"{NAME}调查报告\n\n（公开版）\n",
        "责任编辑：王某\n",
    ],
    ids=["annex", "the same title again", "credits"],
)
def test_one_report_stays_one(tail):
    assert len(record(investigation() + "\n\n" + tail).tables["accidents"]) == 1


def test_an_english_page_has_no_facts():
    made = record(
        "Accident statistics 2023\n\nThe authority published its annual figures. No accident is described here.\n"
    )
    assert made.tables["accidents"] == ()
    assert made.tables["events"] == made.tables["causes"] == made.tables["measures"] == ()


def test_a_table_of_contents_alone_gives_no_facts():
    lines = [
        "一、事故基本情况",
        "（一）事故发生单位概况",
        "二、事故原因分析",
        "（一）直接原因",
        "三、处理建议",
        "四、防范措施",
    ]
    made = record("目 录\n\n" + "\n\n".join(f"{line}{'.' * 30}{n + 1}" for n, line in enumerate(lines)) + "\n")
    assert made.tables["accidents"] == ()
    assert all(s.level == 0 for s in made.tables["sections"])
    assert made.document.warnings
