"""Codes of our own making; those marked right carry the check character of GB 32100-2015."""

import pytest

from extractors.values.uscc import check_character, find, is_valid

RIGHT = "91320982MA1X0A000" + (check_character("91320982MA1X0A000") or "")
WRONG = RIGHT[:-1] + ("0" if RIGHT[-1] != "0" else "1")


def test_check_character_by_the_worked_sum():
    # 3**i mod 31 over "1" in the first place alone: 31 - 1 = 30 → Y
    assert check_character("1" + "0" * 16) == "Y"
    assert check_character("0" * 17) == "0"


@pytest.mark.parametrize("body", ["91320982MA1X0A00", "91320982MA1X0A00O", "91320982MA1X0A00I", ""])
def test_no_check_character_for_what_is_no_code(body):
    assert check_character(body) is None


def test_one_wrong_character_makes_it_invalid():
    assert is_valid(RIGHT)
    assert not is_valid(WRONG)
    assert not is_valid(RIGHT[:17])


def test_exchanged_neighbours_make_it_invalid():
    assert not is_valid(RIGHT[:2] + RIGHT[3] + RIGHT[2] + RIGHT[4:])


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (f"统一社会信用代码：{RIGHT}，法定代表人", True),
        (f"统一社会信用代码{RIGHT}（1-1），", True),
        (f"统一社会信用代码为{RIGHT.lower()}。", True),
        (f"信用代码：{RIGHT[:4]} {RIGHT[4:8]} {RIGHT[8:12]} {RIGHT[12:16]} {RIGHT[16:]}；", True),
        (f"统一社会信用代码：{WRONG}；", False),
    ],
)
def test_a_code_is_found_as_it_is_printed(text, valid):
    (code,) = find(text)
    assert code.code == (RIGHT if valid else WRONG)
    assert code.valid is valid
    assert text[code.start : code.end].replace(" ", "").upper() == code.code


@pytest.mark.parametrize(
    "text",
    [
        "身份证号：110101199003071234，",  # a resident's number
        "注册号：320982000123456，",  # the fifteen digits of the old register
        f"编号{RIGHT}8，",  # nineteen characters
        "合同编号：ZS-2024-000001",
    ],
)
def test_other_numbers_are_no_codes(text):
    assert find(text) == []


def test_only_the_stretch_asked_for_is_read():
    text = f"{RIGHT}，{WRONG}"
    assert [c.code for c in find(text, 19)] == [WRONG]
    assert [c.code for c in find(text, 0, 18)] == [RIGHT]
