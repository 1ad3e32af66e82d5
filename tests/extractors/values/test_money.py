"""Sums of money: the figure, its bound, and what only looks like money."""

import re
from decimal import Decimal

import pytest

from extractors.values.money import MONEY, Money, find_money

Row = tuple[str, str, str]


def rows(text: str) -> list[Row]:
    return [(text[m.start : m.end], str(m.yuan), m.bound) for m in find_money(text)]


@pytest.mark.parametrize(
    ("yuan", "phrasings"),
    [
        ("8061200.00", ["直接经济损失806.12万元。", "806.12 万元", "￥8,061,200.00元", "¥8061200"]),
        (
            "50000.00",
            ["人民币伍万元整", "五万元", "5万元人民币", "50000元", "50,000.00元", "伍万圆整", "人民币5万的罚款"],
        ),
        ("62251.89", ["62,251.89元", "62，251.89元", "62251.89元", "6.225189万元"]),
        ("200000.00", ["贰拾万元整", "20万元", "二十万元"]),
        ("15000000.00", ["1.5千万元", "1.5 千万元", "1500万元", "一千五百万元", "壹仟伍佰万元整"]),
        ("35000.00", ["￥35000元", "￥35000", "3万5千元", "三万五千元", "3.5万元"]),
        ("29980998.11", ["贰仟玖佰玖拾捌万零玖佰玖拾捌元壹角壹分整", "￥29980998.11", "¥29,980,998.11元"]),
        ("40.50", ["40元5角", "四十元五角", "40.5元"]),
        ("10.00", ["罚款十元", "收取10元", "（十元）"]),
    ],
)
def test_one_sum_many_phrasings(yuan: str, phrasings: list[str]) -> None:
    for phrase in phrasings:
        found = find_money(phrase)
        assert [(str(m.yuan), m.approximate, m.bound) for m in found] == [(yuan, False, "exact")], phrase


@pytest.mark.parametrize(
    ("text", "yuan", "bound", "approximate"),
    [
        ("约1.2亿元", 120000000, "about", True),
        ("近300万元", 3000000, "about", True),
        ("损失约为人民币300万元", 3000000, "about", True),
        ("300万元左右", 3000000, "about", True),
        ("12万余元", 120000, "about", True),
        ("二百四十余万元", 2400000, "about", True),
        ("980余万元", 9800000, "about", True),
        ("五千万余元", 50000000, "about", True),
        ("不足百万元", 1000000, "at_most", True),
        ("未达到50万元", 500000, "at_most", True),
        ("超过200万元", 2000000, "at_least", True),
        ("上千万元", 10000000, "at_least", True),
        ("不超过5000元", 5000, "at_most", False),  # a limit set, not an open figure
        ("不低于3万元", 30000, "at_least", False),
        ("500万元（含）以上", 5000000, "at_least", False),
        ("处4000元以下的罚款", 4000, "at_most", False),
        ("违约100万元", 1000000, "exact", False),  # 约 belongs to 违约
        ("合计约100万元", 1000000, "about", True),
    ],
)
def test_words_around_the_figure(text: str, yuan: int, bound: str, approximate: bool) -> None:
    (money,) = find_money(text)
    assert (money.yuan, money.bound, money.approximate) == (Decimal(yuan), bound, approximate)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2~5万元", [("2", "20000.00", "at_least"), ("5万元", "50000.00", "at_most")]),
        ("1万元至3万元", [("1万元", "10000.00", "at_least"), ("3万元", "30000.00", "at_most")]),
        ("8000-1万元", [("8000", "8000.00", "at_least"), ("1万元", "10000.00", "at_most")]),
        (
            "造成1000万元以上5000万元以下直接经济损失",
            [("1000万元", "10000000.00", "at_least"), ("5000万元", "50000000.00", "at_most")],
        ),
        (
            "处一百万元以上二百万元以下罚款",
            [("一百万元", "1000000.00", "at_least"), ("二百万元", "2000000.00", "at_most")],
        ),
        ("从100万元增加到500万元", [("100万元", "1000000.00", "exact"), ("500万元", "5000000.00", "exact")]),
    ],
)
def test_ranges_and_thresholds_are_two_bounds(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共计壹佰贰拾叁万肆仟伍佰圆（123.45万元）；", [("壹佰贰拾叁万肆仟伍佰圆", "1234500.00", "exact")]),
        ("123.45万元（大写：壹佰贰拾叁万肆仟伍佰元整）", [("壹佰贰拾叁万肆仟伍佰元整", "1234500.00", "exact")]),
        ("（大写）玖拾捌元壹角壹分整（¥98.11元）", [("玖拾捌元壹角壹分整", "98.11", "exact")]),
        ("人民币柒万贰仟元整，小写：72000元", [("柒万贰仟元整", "72000.00", "exact")]),
        # the two disagree: both come back, for a check to see
        ("柒万贰仟元整（71000元）", [("柒万贰仟元整", "72000.00", "exact"), ("71000元", "71000.00", "exact")]),
        ("10万元（其中5万元已付）", [("10万元", "100000.00", "exact"), ("5万元", "50000.00", "exact")]),
    ],
)
def test_a_sum_printed_twice(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "3单元、2023元旦、多元化、公元2023年",
        "遇到钱十元，二人同行",  # a name
        "三元区应急管理局",  # a district
        "（单位：万元）",
        "5万美元",
        "3万港元、2万欧元",
        "损失数百万元",
        "几十万元",
        "两三万元",
        "3.5.2万元",
        "2圆形管",
        "人民币升值",
        "元",
        "",
    ],
)
def test_no_money(text: str) -> None:
    assert find_money(text) == []


def test_start_and_end_bound_the_search() -> None:
    text = "损失10万元，罚款20万元，赔偿30万元"
    assert [m.yuan for m in find_money(text, 7, 14)] == [200000]


def test_every_sum_points_at_its_words_and_is_exact_to_the_fen() -> None:
    text = "合同价1,234,567.89元，预付三十万元，另付约2.5亿元；每吨15元。"
    found = find_money(text)
    assert [m.yuan for m in found] == [Decimal(x) for x in ("1234567.89", "300000", "250000000", "15")]
    for money in found:
        assert isinstance(money, Money)
        assert money.yuan.as_tuple().exponent == -2
        assert re.search(MONEY, text[money.start : money.end])


@pytest.mark.parametrize("cents", range(1, 10_000_000, 98_765))
def test_every_figure_reads_back(cents: int) -> None:
    yuan = Decimal(cents).scaleb(-2)
    for printed in (f"{yuan}元", f"{yuan:,}元", f"￥{yuan}", f"{yuan / 10000}万元"):
        assert [m.yuan for m in find_money(f"共计{printed}。")] == [yuan], printed


@pytest.mark.parametrize(
    "unit", ["1", "一", "1,", "元", "1元", "十元", "万元", "￥", "￥1", "1-", "人民币", "约", "1~1元"]
)
def test_pathological_strings_finish(unit: str) -> None:
    find_money((unit * 200_000)[:200_000])
