"""Every ready query on a dataset whose figures were worked out by hand."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest

from explore import query
from explore.dataset import connect
from tests.explore.tiny import LAW, Tiny, at, some, yuan


@pytest.fixture
def tiny(tmp_path):
    return Tiny(tmp_path)


def test_accidents_by_year_counts_an_accident_once(tiny):
    for name, year, deaths, loss in (("a1", 2020, 1, 1_000_000), ("a2", 2020, 2, 2_000_000), ("a3", 2020, None, None)):
        tiny.accident(
            name, occurred_at=at(f"{year}-03-01"), deaths=deaths, injuries=deaths, direct_loss_yuan=yuan(loss)
        )
    tiny.accident("a1", doc="evaluation", doc_type="整改评估报告", occurred_at=at("2020-03-01"), deaths=1)
    tiny.accident("a4", occurred_at=at("2021-03-01"), severity="较大", deaths=3)
    first, second = tiny.ask("accidents_by_year")
    # the losses are 100万 and 200万: quartiles at 125万 and 175万
    assert some(first, "year", "severity", "n", "n_deaths_stated", "deaths", "injuries", "losses") == (
        2020,
        "一般",
        3,
        2,
        3,
        3,
        2,
    )
    assert some(first, "loss_q1_yuan", "loss_median_yuan", "loss_q3_yuan") == (1_250_000, 1_500_000, 1_750_000)
    assert some(first, "note") == ("样本少",)
    assert some(second, "year", "severity", "n", "deaths", "losses", "loss_median_yuan") == (
        2021,
        "较大",
        1,
        3,
        0,
        None,
    )


def test_fines_by_city(tiny):
    for i, amount in enumerate((300_000, 400_000, 600_000, 900_000)):
        doc = tiny.accident(f"a{i}")
        tiny.sanction(doc, "示例建筑有限公司", amount=amount)
    tiny.sanction("d-a0", "张某", kind="person", amount=50_000)
    tiny.sanction("d-a0", "示例劳务有限公司")  # no sum is stated
    tiny.sanction("d-a1", "示例建筑有限公司", "责令停产停业")
    copy = tiny.accident("a0", doc="z-copy", copy_of="d-a0")
    tiny.sanction(copy, "示例建筑有限公司", amount=300_000)
    later = tiny.accident("a0", doc="evaluation", doc_type="整改评估报告")
    tiny.sanction(later, "示例建筑有限公司", amount=300_000, status="已执行")
    other = tiny.accident("b", city="大同市", severity="较大")
    tiny.sanction(other, "示例矿业有限公司", amount=700_000)
    datong, taiyuan = tiny.ask("fines_by_city")
    assert some(datong, "city", "severity", "n", "median_yuan", "note") == ("大同市", "较大", 1, 700_000, "样本少")
    assert some(taiyuan, "province", "city", "severity", "n", "accidents") == ("山西省", "太原市", "一般", 4, 4)
    # 300, 400, 600, 900 thousand: a quarter of the way from the first to the last is 0.75, three quarters 2.25
    assert some(taiyuan, "min_yuan", "q1_yuan", "median_yuan", "q3_yuan", "max_yuan") == (
        300_000, 375_000, 500_000, 675_000, 900_000,
    )  # fmt: skip
    assert taiyuan["median_yuan"].as_tuple().exponent == -2
    assert [row["city"] for row in tiny.ask("fines_by_city", min_n="2")] == ["太原市"]
    assert [some(row, "n", "median_yuan") for row in tiny.ask("fines_by_city", kind="person")] == [(1, 50_000)]
    assert tiny.ask("fines_by_city", province="河北省") == []


@pytest.fixture
def fines(tiny):
    """Fines below, within and above their ranges, one with a single value, one that is bounded above only, one unknown."""
    doc = tiny.accident("a", occurred_at=at("2022-05-01"))
    span = {"low_yuan": 300_000, "high_yuan": 1_000_000, "law": LAW, "article": 114}
    tiny.sanction(doc, "低公司", amount=230_000, position_in_range=-0.1, **span)
    tiny.sanction(doc, "中公司", amount=650_000, position_in_range=0.5, **span)
    tiny.sanction(doc, "高公司", amount=1_210_000, position_in_range=1.3, **span)
    tiny.sanction(doc, "上限公司", amount=1_000_000, position_in_range=1.0, **span)
    single = {
        "kind": "person",
        "low_ratio": 0.4,
        "high_ratio": 0.4,
        "law": LAW,
        "article": 95,
        "harmonised_article": 95,
    }
    tiny.sanction(doc, "赵某", ratio=0.4, **single)
    tiny.sanction(doc, "钱某", ratio=0.3, **single)
    tiny.sanction(doc, "单边公司", amount=150_000, high_yuan=100_000)
    tiny.sanction(doc, "不明公司", amount=150_000)
    return tiny


def test_fines_outside_range(fines):
    found = {row["target_name"]: row for row in fines.ask("fines_outside_range")}
    assert set(found) == {"低公司", "钱某", "高公司", "单边公司"}
    assert some(found["低公司"], "side", "off_yuan", "year") == ("低于下限", -70_000, 2022)
    assert some(found["高公司"], "side", "off_yuan") == ("高于上限", 210_000)
    assert some(found["单边公司"], "side", "off_yuan") == ("高于上限", 50_000)
    assert some(found["钱某"], "side", "off_ratio", "off_yuan") == ("低于下限", -0.1, None)
    assert {row["target_name"] for row in fines.ask("fines_outside_range", side="低于下限")} == {"低公司", "钱某"}


def test_range_position(fines):
    (row,) = fines.ask("range_position")
    # known: all but 不明公司; below 低公司, 钱某; above 高公司, 单边公司
    assert some(row, "city", "severity", "n", "below", "within", "above", "outside_percent") == (
        "太原市",
        "一般",
        7,
        2,
        3,
        2,
        57.1,
    )
    # positions -0.1, 0.5, 1.0, 1.3: at 0.75, 1.5 and 2.25 of the way
    assert some(row, "n_position", "position_q1", "position_median", "position_q3") == (4, 0.35, 0.75, 1.075)
    assert row["note"] is None
    (people,) = fines.ask("range_position", kind="person")
    assert some(people, "n", "below", "n_position", "position_median", "note") == (2, 1, 0, None, "样本少")


def test_income_fines(fines):
    doc = fines.accident("b")
    fines.sanction(doc, "孙某", kind="person", ratio=0.35, law=LAW, article=96, harmonised_article=96)
    known, unknown = fines.ask("income_fines")
    assert some(known, "severity", "article", "range_low_ratio", "n", "min_ratio", "median_ratio", "max_ratio") == (
        "一般", 95, 0.4, 2, 0.3, 0.35, 0.4,
    )  # fmt: skip
    assert some(known, "below", "within", "above", "unknown") == (1, 1, 0, 0)
    assert some(unknown, "article", "n", "below", "within", "above", "unknown") == (96, 1, 0, 0, 0, 1)


def test_time_to_report(tiny):
    for name, province, minutes in (
        ("a", "山西省", 10), ("b", "山西省", 20), ("c", "山西省", 90), ("d", "山西省", None), ("e", "河北省", 30)
    ):  # fmt: skip
        tiny.accident(
            name, province=province, minutes_to_report=minutes, accident_type="触电" if name < "c" else "火灾"
        )
    rows = {(row["by"], row["value"]): row for row in tiny.ask("time_to_report")}
    everything = rows["全部", None]
    # 10, 20, 30, 90: at 0.75, 1.5, 2.25 and 2.7 of the way
    assert some(everything, "accidents", "n", "q1_minutes", "median_minutes", "q3_minutes", "p90_minutes") == (
        5, 4, 17.5, 25.0, 45.0, 72.0,
    )  # fmt: skip
    assert some(everything, "over_60", "over_60_percent", "note") == (1, 25.0, "样本少")
    assert some(rows["省", "山西省"], "accidents", "n", "median_minutes", "over_60_percent") == (4, 3, 20.0, 33.3)
    assert some(rows["类别", "触电"], "accidents", "n", "median_minutes") == (2, 2, 15.0)
    assert list(rows) == [("全部", None), ("省", "山西省"), ("省", "河北省"), ("类别", "火灾"), ("类别", "触电")]
    assert {key for key, _ in tiny.ask("time_to_report", min_n="4")[0].items()} == set(everything)
    assert len(tiny.ask("time_to_report", min_n="4")) == 1


def test_articles_by_type_brings_editions_together(tiny):
    for name in "abc":
        tiny.accident(name, accident_type="高处坠落")
    tiny.accident("d", accident_type="触电")
    tiny.add(
        "law_articles", law=LAW, edition_from=2014, article_from=38, edition_to=2021, article_to=41, subject="隐患排查"
    )
    cited = {"law": LAW, "context": "违反"}
    for doc, article, edition in (
        ("d-a", 38, 2014),
        ("d-a", 38, 2014),
        ("d-b", 41, 2021),
        ("d-c", 28, 2021),
        ("d-d", 41, 2021),
    ):
        tiny.add("citations", doc_id=doc, article=article, edition=edition, **cited)
    tiny.add("citations", doc_id="d-a", law=LAW, article=109, edition=2014, context="依据")
    tiny.add("citations", doc_id="d-a", law="中华人民共和国刑法", article=134, article_suffix="之一", context="违反")
    tiny.add("citations", doc_id="d-b", law=LAW, context="违反")  # the law as a whole
    rows = tiny.ask("articles_by_type", accident_type="高处坠落")
    shown = [
        some(row, "rank", "article", "article_suffix", "subject", "n", "accidents", "percent", "citations")
        for row in rows
    ]
    assert shown == [
        (1, 41, None, "隐患排查", 2, 3, 66.7, 3),
        (2, 134, "之一", None, 1, 3, 33.3, 1),
        (3, 28, None, None, 1, 3, 33.3, 1),
    ]
    assert [some(row, "accident_type", "n") for row in tiny.ask("articles_by_type", top="1")] == [
        ("触电", 1),
        ("高处坠落", 2),
    ]
    assert [row["article"] for row in tiny.ask("articles_by_type", context="依据")] == [109]


def test_repeat_offenders(tiny):
    again, once, wrong = "91140100MA0EXAMPL1", "91140100MA0EXAMPL2", "91140100MA0EXAMPL3"
    days = {"a": "2020-01-01", "b": "2022-06-01", "c": "2023-01-01"}
    for name, day in days.items():
        tiny.accident(name, occurred_at=at(day), deaths=1)

    def firm(doc, code, role, name="示例建设有限公司", valid=True):
        org = f"{doc}-{code[-1]}"
        tiny.add(
            "organizations",
            org_id=org,
            doc_id=doc,
            accident_id=doc[-1],
            name=name,
            role=role,
            uscc=code,
            uscc_valid=valid,
        )
        return org

    tiny.sanction("d-a", "示例建设有限公司", amount=300_000, org_id=firm("d-a", again, "事故发生单位", "示例建设公司"))
    tiny.sanction("d-b", "示例建设有限公司", amount=500_000, org_id=firm("d-b", again, "总承包单位"))
    tiny.sanction("d-b", "示例建设有限公司", "警告", org_id="d-b-1")
    firm("d-c", again, "委托单位")  # described only: neither its accident nor sanctioned
    firm("d-a", once, "供应单位")
    firm("d-b", once, "供应单位")
    firm("d-a", wrong, "事故发生单位", valid=False)
    firm("d-b", wrong, "事故发生单位", valid=False)
    later = tiny.accident("a", doc="x-a", doc_type="整改评估报告", occurred_at=at(days["a"]), deaths=1)
    firm(later, again, "事故发生单位")  # the same accident
    (row,) = tiny.ask("repeat_offenders")
    assert some(row, "uscc", "name", "n", "as_accident_unit", "deaths") == (again, "示例建设有限公司", 2, 1, 2)
    assert some(row, "first_on", "last_on") == (dt.date(2020, 1, 1), dt.date(2022, 6, 1))
    assert some(row, "sanctions", "fined_yuan", "accidents") == (3, 800_000, ["a事故", "b事故"])
    assert {row["uscc"] for row in tiny.ask("repeat_offenders", valid="")} == {again, wrong}
    assert tiny.ask("repeat_offenders", min_n="3") == []


@pytest.fixture
def carried_out(tiny):
    tiny.accident("a")
    common = {"accident_id": "a", "report_doc_id": "d-a", "evaluation_doc_id": "e", "target_kind": "organization"}
    for i, (category, measure, outcome, amount, later) in enumerate(
        (
            ("行政处罚", "罚款", "一致落实", 300_000, 300_000),
            ("行政处罚", "罚款", "变更落实", 500_000, 350_000),
            ("行政处罚", "罚款", "未提及", 200_000, None),
            ("信用惩戒", "联合惩戒", "未提及", None, None),
        )
    ):
        tiny.add("outcomes", **common, sanction_id=f"s{i}", target_name=f"公司{i}", category=category, measure=measure, outcome=outcome,
                 amount_yuan=yuan(amount), evaluation_amount_yuan=yuan(later), evaluation_measure=measure if later else None)  # fmt: skip
    return tiny


def test_not_carried_out(carried_out):
    rows = carried_out.ask("not_carried_out")
    assert [some(row, "outcome", "target_name", "difference_yuan", "accident_name") for row in rows] == [
        ("变更落实", "公司1", -150_000, "a事故"),
        ("未提及", "公司2", None, "a事故"),
        ("未提及", "公司3", None, "a事故"),
    ]
    assert len(carried_out.ask("not_carried_out", outcome="未提及")) == 2


def test_outcomes_by_measure(carried_out):
    fines, credit = carried_out.ask("outcomes_by_measure")
    assert some(fines, "measure", "n", "same", "changed", "silent", "same_percent", "silent_percent") == (
        "罚款", 3, 1, 1, 1, 33.3, 33.3,
    )  # fmt: skip
    assert some(credit, "measure", "n", "silent", "silent_percent", "note") == ("联合惩戒", 1, 1, 100.0, "样本少")


def test_measures_by_city(tiny):
    for name in "ab":
        tiny.accident(name)
    tiny.accident("c")  # nobody was sanctioned
    tiny.sanction("d-a", "一公司", amount=1)
    tiny.sanction("d-a", "二公司", amount=1)
    tiny.sanction("d-b", "三公司", amount=1)
    tiny.sanction("d-b", "张某", "诫勉", kind="person", category="组织处理")
    fine, talk = tiny.ask("measures_by_city")
    assert some(fine, "city", "measure", "n", "accidents", "percent", "sanctions") == ("太原市", "罚款", 2, 2, 100.0, 3)
    assert some(talk, "measure", "n", "accidents", "percent", "note") == ("诫勉", 1, 2, 50.0, "样本少")
    assert [some(row, "measure", "n", "accidents") for row in tiny.ask("measures_by_city", kind="person")] == [
        ("诫勉", 1, 1)
    ]
    assert tiny.ask("measures_by_city", min_n="3") == []


POSTS = {
    "公职人员（领导）": [
        ("示例县应急管理局", "党委委员、副局长"),
        ("示例县城关镇人民政府", "镇长"),
        ("示例县产业发展中心", "主任"),
    ],
    "公职人员（中层及以下）": [("示例县应急管理局", "安全监管科科长"), ("示例县住房和城乡建设局", "质监站站长")],
    "主要负责人": [("示例有限公司", "法定代表人、总经理"), ("示例煤矿", "矿长"), ("示例有限公司", "副董事长、总经理")],
    "分管负责人": [("示例有限公司", "副总经理"), ("示例煤矿", "安全副矿长")],
    "项目负责人": [("示例有限公司", "城南项目生产经理"), ("示例有限公司", "项目部负责人")],
    "监理人员": [("示例监理有限公司", "总监理工程师"), ("示例监理有限公司", "项目总监")],
    "安全管理人员": [("示例有限公司", "安环部部长"), ("示例有限公司", "专职安全员")],
    "部门负责人": [("示例有限公司", "维修队队长"), ("示例有限公司", "车间主任")],
    "班组长": [("示例有限公司", "维修班班长")],
    "作业人员": [("示例有限公司", "电焊工"), ("示例有限公司", "叉车驾驶员")],
    "其他": [("示例有限公司", "顾问")],
    "职务未载明": [(None, None)],
}


def test_posts_and_measures_grades_posts_by_their_words(tiny):
    doc = tiny.accident("a")
    tiny.add("organizations", org_id="o", doc_id=doc, accident_id="a", name="示例县产业发展中心", role="监管部门")
    number = 0
    for posts in POSTS.values():
        for employer, post in posts:
            number += 1
            tiny.sanction(doc, f"人{number}", "警告", kind="person", person_id=f"p{number}", target_organization=employer, target_position=post)  # fmt: skip
    assert {row["level"]: row["n"] for row in tiny.ask("posts_and_measures")} == {k: len(v) for k, v in POSTS.items()}


def test_posts_and_measures_counts_persons_not_sanctions(tiny):
    doc = tiny.accident("a")
    for person, measure, category in (
        ("p1", "罚款", "行政处罚"),
        ("p1", "警告", "行政处罚"),
        ("p2", "罚款", "行政处罚"),
    ):
        tiny.sanction(doc, "某", measure, kind="person", category=category, person_id=person, target_position="总经理")
    rows = [some(row, "level", "measure", "n", "persons", "percent") for row in tiny.ask("posts_and_measures")]
    assert rows == [("主要负责人", "罚款", 2, 2, 100.0), ("主要负责人", "警告", 1, 2, 50.0)]


def test_unit_not_fined(tiny):
    def unit(doc, name="示例公司"):
        tiny.add("organizations", org_id=f"{doc}-o", doc_id=doc, accident_id=doc[-1], name=name, role="事故发生单位")

    for name in "abcde":
        tiny.accident(name, occurred_at=at("2022-01-01"), is_liability=name != "b")
    for name in "abcd":
        unit(f"d-{name}")
    tiny.sanction("d-a", "示例公司", amount=1, role="事故发生单位", org_id="d-a-o")
    tiny.sanction("d-b", "示例公司", "责令停产停业", org_id="d-b-o")
    tiny.sanction("d-b", "监理公司", amount=1, role="监理单位")
    tiny.sanction("d-b", "张某", kind="person", ratio=0.4, role="事故发生单位")
    tiny.tables["documents"][3]["doc_type"] = "事故快报"  # d tells of no sanctions yet
    b, c = tiny.ask("unit_not_fined")
    assert some(b, "accident_id", "units", "unit_measures", "other_units_fined", "persons_fined", "sanctions", "is_liability") == (
        "b", ["示例公司"], ["责令停产停业"], 1, 1, 3, False,
    )  # fmt: skip
    assert some(c, "accident_id", "unit_measures", "sanctions") == ("c", [], 0)
    assert [some(row, "accident_id", "units") for row in tiny.ask("unit_not_fined", known="")][-1] == ("e", None)


def test_concealed_accidents(tiny):
    a = tiny.accident("a", concealed=True, occurred_at=at("2022-01-01"), minutes_to_report=3000, deaths=2)
    tiny.accident("b", concealed=False)
    tiny.accident("c", concealed=True, occurred_at=at("2023-01-01"))
    tiny.sanction(a, "示例公司", amount=1_000_000)
    tiny.sanction(a, "示例公司", amount=500_000)
    tiny.sanction(a, "张某", kind="person", ratio=0.8)
    tiny.sanction(a, "张某", "逮捕", kind="person", category="刑事")
    tiny.sanction(a, "李某", "诫勉", kind="person", category="组织处理")
    tiny.add("citations", doc_id=a, law=LAW, article=110, edition=2021, context="依据")
    first, second = tiny.ask("concealed_accidents")
    assert some(first, "accident_id", "minutes_to_report", "sanctions", "criminal", "disciplined") == (
        "a",
        3000,
        5,
        1,
        1,
    )
    assert some(first, "units_fined_yuan", "persons_fined_yuan", "highest_ratio", "cites_concealment") == (
        1_500_000,
        None,
        0.8,
        True,
    )
    assert some(second, "accident_id", "sanctions", "units_fined_yuan", "cites_concealment") == ("c", 0, None, False)


def test_checks_failing(tiny):
    doc = tiny.accident("a")
    copy = tiny.accident("a", doc="z", copy_of=doc)
    for where, check, verdict in (
        (doc, "uscc.check", "fail"), (doc, "uscc.check", "pass"), (doc, "tag.date", "pass"), (doc, "fine.range", "fail"),
        (doc, "fine.range", "warn"), (copy, "tag.date", "fail"),
    ):  # fmt: skip
        tiny.add("checks", doc_id=where, check=check, verdict=verdict, message=f"{check} {verdict}")
    rows = [
        some(row, "check", "n", "fail", "warn", "pass", "not_passed_percent", "documents", "example")
        for row in tiny.ask("checks_failing")
    ]
    assert rows == [
        ("fine.range", 2, 1, 1, 0, 100.0, 1, "fine.range fail"),
        ("uscc.check", 2, 1, 0, 1, 50.0, 1, "uscc.check fail"),
        ("tag.date", 1, 0, 0, 1, 0.0, 0, None),
    ]


def test_severity_stated_derived(tiny):
    for name, stated, derived in (
        ("a", "一般", "一般"),
        ("b", "一般", "一般"),
        ("c", "一般", "较大"),
        ("d", None, "较大"),
        ("e", "重大", None),
    ):
        tiny.accident(name, severity=stated, severity_derived=derived)
    rows = [
        some(row, "severity", "severity_derived", "agreement", "n", "percent", "accidents")
        for row in tiny.ask("severity_stated_derived")
    ]
    assert rows == [
        ("一般", "一般", "一致", 2, 40.0, None),
        ("一般", "较大", "不一致", 1, 20.0, ["c事故"]),
        ("重大", None, "无法推算", 1, 20.0, None),
        (None, "较大", "未载明", 1, 20.0, None),
    ]


def test_causes_by_factor(tiny):
    for name in "ab":
        tiny.accident(name, accident_type="触电")
    tiny.accident("a", doc="later", doc_type="整改评估报告", accident_type="触电")
    for doc, kind, factor in (
        ("d-a", "直接", "人"), ("d-a", "间接", "管理"), ("d-a", "间接", "管理"), ("d-b", "间接", "管理"), ("d-b", "直接", None),
        ("d-b", "排除", None), ("later", "直接", "人"),
    ):  # fmt: skip
        tiny.add(
            "causes",
            cause_id="u",
            doc_id=doc,
            accident_id="b" if doc == "d-b" else "a",
            kind=kind,
            factor=factor,
            text="…",
        )
    rows = [
        some(row, "accident_type", "kind", "factor", "n", "accidents", "percent", "causes")
        for row in tiny.ask("causes_by_factor")
    ]
    assert rows == [
        ("触电", "直接", "人", 1, 2, 50.0, 1),
        ("触电", "直接", None, 1, 2, 50.0, 1),
        ("触电", "间接", "管理", 2, 2, 100.0, 3),
    ]


def test_open_measures(tiny):
    tiny.accident("a")
    tiny.accident("a", doc="e", doc_type="整改评估报告", issued_on=dt.date(2024, 1, 2))
    for doc, heading, status in (
        ("d-a", "建议", None),
        ("e", "甲", "已落实"),
        ("e", "乙", "部分落实"),
        ("e", "丙", "未落实"),
    ):
        tiny.add(
            "measures",
            measure_id=heading,
            doc_id=doc,
            accident_id="a",
            heading=heading,
            status=status,
            addressed_to=["示例公司"],
        )
    rows = [
        some(row, "status", "heading", "accident_name", "evaluated_on", "addressed_to")
        for row in tiny.ask("open_measures")
    ]
    assert rows == [
        ("未落实", "丙", "a事故", dt.date(2024, 1, 2), ["示例公司"]),
        ("部分落实", "乙", "a事故", dt.date(2024, 1, 2), ["示例公司"]),
    ]
    assert [row["heading"] for row in tiny.ask("open_measures", status="部分落实")] == ["乙"]


# -- all of them ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", query.ready())
def test_head_says_what_a_query_is(name):
    found = query.ready()[name]
    assert found.name == name
    assert any("\u4e00" <= char <= "\u9fff" for char in found.title)
    assert found.answers
    used = set(re.findall(r"\$(\w+)", found.sql))
    assert used == set(found.parameters)


@pytest.mark.parametrize("name", query.ready())
def test_query_runs_on_a_dataset_without_rows(name, tiny):
    tiny.tables["documents"] = []
    assert all(
        not any(isinstance(v, (int, Decimal)) and v for v in row.values()) for row in tiny.ask(name, **_all_open(name))
    )


def _all_open(name):
    """Every parameter that may be empty is."""
    return {key: "" for key, one in query.ready()[name].parameters.items() if one.default is None}


@pytest.mark.parametrize("name", query.ready())
def test_filled_query_gives_the_same_rows(name, fines):
    root = fines.write()
    asked = query.question(name, [])
    first = list(query.run(connect(root), asked.sql, asked.values).rows())
    assert list(query.run(connect(root), asked.filled(), {}).rows()) == first


def test_the_page_names_every_query_and_view():
    page = (Path(__file__).parents[2] / "docs" / "queries.md").read_text("utf-8")
    assert dict(re.findall(r"^\| `(\w+)` \| ([^|a-z]+) \|$", page, flags=re.M)) == {
        n: q.title for n, q in query.ready().items()
    }
    assert all(f"| `{view}` |" in page for view in query.views())
