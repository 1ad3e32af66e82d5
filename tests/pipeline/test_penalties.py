"""Fines beside their range, and what the law table says against a record; fictional firms and persons."""

from decimal import Decimal

import pytest

from pipeline.parse import parse_bytes
from schemas.records_law import PenaltyRow

REPORT = """江北市临河区远岭机械有限公司“6·12”一般机械伤害事故调查报告
{year}年6月12日9时20分，山西省太原市小店区远岭机械有限公司冲压车间发生一起一般机械伤害事故，造成1人死亡，直接经济损失120万元。
一、事故基本情况
远岭机械有限公司，统一社会信用代码{uscc}，法定代表人：贺某，成立日期：2011年3月2日。
二、对有关责任人员和责任单位的处理建议
（一）建议给予行政处罚的人员
1.贺某，男，远岭机械有限公司法定代表人、总经理，未督促检查本单位安全生产工作，对事故发生负有主要责任。{person}
（二）对责任单位的处理建议
1.远岭机械有限公司。未对员工进行安全教育培训，对事故发生负有责任。{unit}
"""
GOOD, BAD = "91140105MA0GT7P92J", "91140105MA0GT7P929"


def parsed(*, year=2023, uscc=GOOD, person="", unit=""):
    text = REPORT.format(year=year, uscc=uscc, person=person, unit=unit)
    return parse_bytes(text.encode(), "r.txt", "r.txt")


def fines(record):
    return {row.target_name: row for row in record.rows(PenaltyRow)}


def verdicts(record, check):
    return [row.verdict for row in record.checks if row.check == check]


@pytest.mark.parametrize(
    ("amount", "position", "verdict"),
    [("30万元", 0.0, "pass"), ("65万元", 0.5, "pass"), ("100万元", 1.0, "pass"), ("20万元", -0.1429, "fail")],
)
def test_a_fine_on_a_unit_lies_in_the_range_of_its_article(amount, position, verdict):
    record = parsed(
        unit=f"建议由太原市应急管理局依据《中华人民共和国安全生产法》第一百一十四条第一款第一项的规定，处{amount}罚款。"
    )
    row = fines(record)["远岭机械有限公司"]
    assert (row.range_low_yuan, row.range_high_yuan) == (Decimal("300000.00"), Decimal("1000000.00"))
    assert row.position_in_range == pytest.approx(position, abs=1e-4)
    assert (row.city, row.year, row.severity, row.article, row.harmonised_article) == ("太原市", 2023, "一般", 114, 114)
    assert verdicts(record, "fine.range") == [verdict]


def test_the_article_of_the_older_edition_is_harmonised():
    record = parsed(
        year=2019,
        unit="建议由太原市应急管理局依据《中华人民共和国安全生产法》第一百零九条第一项的规定，处30万元罚款。",
    )
    row = fines(record)["远岭机械有限公司"]
    assert (row.article, row.harmonised_article) == (109, 114)
    assert (row.range_low_yuan, row.range_high_yuan) == (Decimal("200000.00"), Decimal("500000.00"))


@pytest.mark.parametrize(("share", "verdict"), [("40%", "pass"), ("百分之六十", "fail")])
def test_a_share_of_the_income_is_compared_with_the_share_that_the_article_sets(share, verdict):
    record = parsed(
        person=f"建议由太原市应急管理局依据《中华人民共和国安全生产法》第九十五条第一项的规定，处上一年年收入{share}的罚款。"
    )
    row = fines(record)["贺某"]
    assert row.range_low_ratio == row.range_high_ratio == 0.4
    assert row.position_in_range is None
    assert verdicts(record, "fine.range") == [verdict]


def test_a_share_with_the_sum_that_follows_from_it_is_compared_as_a_share():
    record = parsed(
        person="建议由太原市应急管理局依据《中华人民共和国安全生产法》第九十五条第一项的规定，"
        "处其上一年年收入50%的罚款，计人民币4.1万元。"
    )
    row = fines(record)["贺某"]
    assert (row.amount_yuan, row.income_ratio) == (Decimal("41000.00"), 0.5)
    assert (row.range_low_ratio, row.range_low_yuan) == (0.4, None)
    assert verdicts(record, "fine.range") == ["fail"]


def test_a_sum_in_yuan_is_not_measured_against_a_share_of_the_income():
    record = parsed(
        person="建议由太原市应急管理局依据《中华人民共和国安全生产法》第九十五条第一项的规定，处4.2万元罚款。"
    )
    row = fines(record)["贺某"]
    assert (row.article, row.range_low_yuan, row.position_in_range) == (95, None, None)
    assert verdicts(record, "fine.range") == []


@pytest.mark.parametrize(("code", "verdict"), [(GOOD, "pass"), (BAD, "fail")])
def test_the_check_character_of_a_code_is_checked(code, verdict):
    assert verdicts(parsed(uscc=code), "uscc.check") == [verdict]


def test_an_article_that_the_edition_does_not_have_is_told():
    record = parsed(unit="违反了《中华人民共和国安全生产法》第一百三十条的规定，建议予以罚款50万元。")
    assert verdicts(record, "citation.article") == ["warn"]


def test_a_law_out_of_force_is_told():
    record = parsed(unit="违反了《个体工商户条例》第二十一条，建议由市场监督管理部门吊销营业执照。")
    assert verdicts(record, "citation.in_force") == ["warn"]
