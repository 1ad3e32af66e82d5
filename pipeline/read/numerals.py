"""Numbers as automatic lists print them: 一、 壹 ① IV aa. Used to rebuild the numbers of HTML and Word lists."""

from __future__ import annotations

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
_ROMAN_LOW = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_PLAIN = ("零一二三四五六七八九", "十百千", "万")
_LEGAL = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万")
_LEGAL_TRADITIONAL = ("零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬")


def chinese(number: int, legal: bool = False, traditional: bool = False) -> str:
    """十二 for 12, 一百零三 for 103; ``legal``: 壹拾贰. Arabic figures below 0 and from a hundred million on."""
    digits, units, ten_thousand = (_LEGAL_TRADITIONAL if traditional else _LEGAL) if legal else _PLAIN
    if not 0 <= number < 10**8:
        return str(number)
    if number == 0:
        return digits[0]
    high, low = divmod(number, 10_000)
    text = _below_ten_thousand(low, digits, units)
    if high:
        gap = digits[0] if 0 < low < 1000 else ""
        text = _below_ten_thousand(high, digits, units) + ten_thousand + gap + text
    # Word and print drop the one of ten (十二), except in amounts (壹拾贰).
    return text[1:] if not legal and text.startswith(digits[1] + units[0]) else text


def _below_ten_thousand(number: int, digits: str, units: str) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += (digits[0] if gap and text else "") + digits[digit] + (units[place - 1] if place else "")
        gap = not digit
    return text


def digit_by_digit(number: int, digits: str = "〇一二三四五六七八九") -> str:
    """一〇三 for 103."""
    return "".join(digits[int(c)] for c in str(abs(number)))


def roman(number: int) -> str:
    """XIV for 14; Arabic figures outside 1 to 3999."""
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, letters in _ROMAN + _ROMAN_LOW:
        text += letters * (number // value)
        number %= value
    return text


def alphabetic(number: int) -> str:
    """A … Z, then AA, BB … as Word and browsers of old print them."""
    if not 0 < number <= 26 * 30:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def circled(number: int) -> str:
    """① … ㊿; (51) beyond."""
    for first, last, character in ((0, 0, 0x24EA), (1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(character + number - first)
    return f"({number})"
