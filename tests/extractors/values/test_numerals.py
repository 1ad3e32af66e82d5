"""Numbers and ratios: phrasings of one value together, and what must be refused."""

import re
from decimal import Decimal

import pytest

from extractors.values.numerals import NUMBER, find_numbers, parse_int, parse_number, read_number
from extractors.values.ratios import RATIO, find_ratios

_DIGITS = "零一二三四五六七八九"


def chinese(n: int) -> str:
    """Print 0–99999999 the way a schoolbook does: 10305 → 一万零三百零五."""
    if n >= 10000:
        high, low = divmod(n, 10000)
        return chinese(high) + "万" + ("零" if 0 < low < 1000 else "") + (chinese(low) if low else "")
    if n == 0:
        return "零"
    out, gap = "", False
    for weight, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, weight)
        if digit:
            out += ("零" if gap else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = bool(out)
    return out


@pytest.mark.parametrize(
    ("value", "phrasings"),
    [
        ("1234.56", ["1234.56", "1,234.56", "1，234.56"]),
        ("12", ["12", "十二", "一十二", "壹拾贰"]),
        ("2", ["2", "两", "二", "贰"]),
        ("30", ["30", "三十", "叁拾"]),
        ("110", ["一百一十", "一百一", "一百十"]),
        ("1305", ["一千三百零五", "壹仟叁佰零伍", "1,305"]),
        ("35000", ["3万5千", "三万五千", "三万五", "3.5万", "叁万伍仟元整", "三点五万"]),
        ("120000000", ["1.2亿", "一亿二千万", "一亿二", "12000万"]),
        ("200300", ["贰拾万零叁佰元整", "二十万零三百", "20万零300"]),
        ("1000000000000", ["一万亿"]),
        ("15000000", ["1.5千万", "1.5 千万", "一千五百万"]),
        ("2023", ["二〇二三", "二○二三", "二零二三", "二Ｏ二三", "二O二三", "二0二三"]),
        ("2004", ["二○○四", "二00四", "二零〇四"]),
        ("998.11", ["玖佰玖拾捌元壹角壹分整", "玖佰玖拾捌圆壹角壹分"]),
        ("50.05", ["伍拾元零伍分"]),
        ("0", ["零", "0", "〇"]),
    ],
)
def test_one_value_many_phrasings(value: str, phrasings: list[str]) -> None:
    for phrase in phrasings:
        assert parse_number(phrase) == Decimal(value), phrase


@pytest.mark.parametrize(
    ("words", "value", "approximate"),
    [
        ("二百四十余", 240, True),
        ("二百四十余万", 2400000, True),
        ("12万余", 120000, True),
        ("980余万", 9800000, True),
        ("十几", 10, True),
        ("百余", 100, True),
        ("二百四十", 240, False),
    ],
)
def test_vague_words_keep_the_number_and_say_so(words: str, value: int, approximate: bool) -> None:
    assert read_number(words) == (Decimal(value), approximate)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "元",
        "几十",  # nobody said how many
        "两三百",  # two or three hundred
        "三五",  # three to five
        "百千",  # units must fall
        "一百二百",
        "3.5.2",
        "一般",
        "abc",
        "1" * 100,
    ],
)
def test_no_number(words: str) -> None:
    assert parse_number(words) is None


def test_parse_int_takes_whole_numbers_only() -> None:
    assert parse_int("一百三十五") == 135
    assert parse_int("1.0") == 1
    assert parse_int("1.5") is None


def test_every_printed_integer_reads_back() -> None:
    for n in [*range(0, 2200), *range(2200, 100000, 7), 10305, 100000, 10000001, 99999999]:
        assert parse_int(chinese(n)) == n, chinese(n)
        assert parse_int(f"{n:,}") == n
        assert parse_int(str(n)) == n


def test_number_source_takes_the_longest_reading() -> None:
    for printed in ("806.12", "1,234.5", "3万5千", "1.2亿", "二百四十余万", "980余万", "壹拾叁亿", "三点五万"):
        assert re.fullmatch(NUMBER, printed), printed
        m = re.search(NUMBER, f"共{printed}人")
        assert m is not None
        assert m.group() == printed


def test_find_numbers_points_at_its_words() -> None:
    text = "共有员工二百四十余人，其中矿工1,035人，另有数十人未登记，几百人外出。"
    found = list(find_numbers(text))
    assert [text[n.start : n.end] for n in found] == ["二百四十余", "1,035"]
    assert [int(n.value) for n in found] == [240, 1035]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("处上一年年收入40%的罚款", [("40%", "0.4")]),
        ("处上一年年收入40％的罚款", [("40％", "0.4")]),
        ("处上一年年收入百分之四十的罚款", [("百分之四十", "0.4")]),
        ("处上一年年收入百分之40的罚款", [("百分之40", "0.4")]),
        ("收入的百分之一百", [("百分之一百", "1")]),
        ("占四成，", [("四成", "0.4")]),
        ("坡度千分之三", [("千分之三", "0.003")]),
        ("3.5‰", [("3.5‰", "0.0035")]),
        ("百分之三十点五", [("百分之三十点五", "0.305")]),
        ("40%至60%", [("40%", "0.4"), ("60%", "0.6")]),
        ("已完成整改", []),
        ("由三成员组成", []),
        ("第四成。", []),
        ("下降5个百分点", []),
    ],
)
def test_ratios(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[r.start : r.end], r.value) for r in find_ratios(text)] == [(q, Decimal(v)) for q, v in expected]
    assert all(re.fullmatch(RATIO, q) for q, _ in expected if "成" not in q)


def test_ratio_of_a_statute_has_bounds() -> None:
    found = find_ratios("年收入百分之二十以上百分之五十以下的罚款")
    assert [r.bound for r in found] == ["at_least", "at_most"]


@pytest.mark.parametrize("unit", ["1", "一", "1,", "百", "1.", "百分之", "三万"])
def test_pathological_strings_finish(unit: str) -> None:
    text = (unit * 200_000)[:200_000]
    list(find_numbers(text))
    find_ratios(text)
    assert parse_number(text) is None
