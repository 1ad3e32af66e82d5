"""Shares of a whole: 40% · 40％ · 百分之四十 · 千分之三 · 四成 → 0.4."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from extractors.values.numerals import CN_DIGITS, CN_UNITS, CN_ZEROS, read_number

_CN = rf"[{CN_DIGITS}{CN_UNITS}{CN_ZEROS}]{{1,9}}(?:点[{CN_DIGITS}{CN_ZEROS}]{{1,6}})?"
_FIGURE = r"[0-9]{1,9}(?:\.[0-9]{1,8})?"

RATIO: Final = rf"(?:{_FIGURE} ?[%％﹪‰]|[百千万]分之(?:{_FIGURE}|{_CN}))"
"""For larger patterns: 40% and 百分之四十."""

_RATIO = re.compile(
    rf"(?P<n>{_FIGURE}) ?(?P<sign>[%％﹪‰])|(?P<base>[百千万])分之(?P<part>{_FIGURE}|{_CN})"
    r"|(?P<tenths>[一二三四五六七八九1-9])成(?=以上|以下|左右|的|[，。；、,;）)]|$)"
)
_LITERALS: Final = ("%", "％", "﹪", "‰", "分之", "成")
_BOUND: Final[dict[str, Literal["at_least", "at_most"]]] = {"以上": "at_least", "以下": "at_most", "以内": "at_most"}
_WEIGHT: Final = {"百": Decimal("0.01"), "千": Decimal("0.001"), "万": Decimal("0.0001")}


@dataclass(frozen=True, slots=True)
class Ratio:
    """上一年年收入百分之四十 → value 0.4 with the span of 百分之四十; 以上 and 以下 are its bound, outside the span."""

    start: int
    end: int
    value: Decimal
    bound: Literal["exact", "at_least", "at_most"]


def find_ratios(text: str, start: int = 0, end: int | None = None) -> list[Ratio]:
    """Every share of text[start:end], exact; 三分之二 has no exact decimal and is left out."""
    stop = len(text) if end is None else end
    if not any(text.find(s, start, stop) >= 0 for s in _LITERALS):
        return []
    found: list[Ratio] = []
    for m in _RATIO.finditer(text, start, stop):
        before = text[m.start() - 1] if m.start() else ""
        if before and before in "0123456789." and m["base"] is None:
            continue  # the tail of a longer figure
        value = _value(m)
        if value is not None and not (m["tenths"] and before and before in f"第{CN_DIGITS}{CN_UNITS}几"):
            found.append(Ratio(m.start(), m.end(), value, _BOUND.get(text[m.end() : m.end() + 2], "exact")))
    return found


def _value(m: re.Match[str]) -> Decimal | None:
    read = read_number(m["n"] or m["part"] or m["tenths"])
    if read is None:
        return None
    if m["tenths"]:
        return read[0] / 10
    weight = _WEIGHT[m["base"]] if m["base"] else Decimal("0.001" if m["sign"] == "‰" else "0.01")
    return read[0] * weight
