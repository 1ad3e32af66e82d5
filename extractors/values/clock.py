"""Times of day: 16时05分许 · 0420时 · 7:35左右 · 8点51分 · 下午4时 · 凌晨两点半 · 24时.

A bare 点 (三点要求), 一时 (一时难以拆除) and 3小时 are no times; a lone 点 or a small Chinese numeral before 时 needs a
date, a part of the day or 许 beside it.
"""

import re
from dataclasses import dataclass
from typing import Final

from extractors.values.numerals import CN_DIGITS, CN_UNITS, CN_ZEROS, parse_int

_AM = "凌晨|清晨|早晨|早上|上午|今晨|次晨"
_NOON = "中午|正午"
_PM = "下午|午后|傍晚"
_EVENING = "晚上|晚间|夜间|夜里|夜晚|深夜|半夜|午夜"
PERIOD: Final = f"(?:{_AM}|{_NOON}|{_PM}|{_EVENING}|[早晨晚夜])"
EVENING: Final = "晚上"
"""The part of the day that 当晚 and 当夜 say."""

_S = r"[ \u3000]?"
_HOUR = r"(?:[0-9]{1,2}|二十[一二三四]?|十[一二三四五六七八九]?|[零〇○一二两三四五六七八九])"
_MINUTE = r"(?:[零〇○][0-9]|[0-9]{1,2}|[二三四五]?十[一二三四五六七八九]?|[零〇○]?[一二三四五六七八九])"

CLOCK: Final = rf"(?:{PERIOD})?(?:[0-2]?[0-9][:：][0-5][0-9]分?|{_HOUR}[时点](?:{_MINUTE}分|半|整)?)(?:许|左右|前后)?"
"""For larger patterns, where the neighbourhood already says that it is a time."""

_CLOCK = re.compile(
    rf"(?:(?P<period>{PERIOD}){_S})?(?P<about>大约|约|将近|接近|近)?{_S}(?P<hour>{_HOUR}){_S}"
    rf"(?:(?P<unit>[时時点點])(?:(?P<sharp>整|钟)|{_S}(?P<minute>{_MINUTE}){_S}分(?:{_S}[0-9]{{1,2}}秒)?(?P<long>钟)?"
    r"|(?P<half>半)|(?P<quarter>[一三]刻)|(?P<bare>[0-5][0-9])(?=[许左，,。；;、）)]))?"
    rf"|[:：]{_S}(?P<colon>[0-5][0-9])(?:[:：][0-5][0-9](?:\.[0-9]{{1,3}})?)?(?![0-9:：%]|\.[0-9])(?P<mark>分?))"
    rf"{_S}(?P<vague>许|左右|前后|上下|来钟|[多余](?![人名台辆个次处家方种项层支部级位起]))?"
)
# 0420时: the four figures of maritime reports, behind a date or at the head of a clause; not 工作2000时
_NAVAL_EDGE: Final = "，。；：、（(\n ,;于至到"
_NAVAL = re.compile(r"(?P<hour>[0-2][0-9])(?P<minute>[0-5][0-9])时(?![段间长])(?P<vague>许|左右|前后)?")
_AFTER_HOUR = re.compile(r"[段间长期速效代候尚刻常隔差区限机/]")  # 12时段, 8时间
_MEASURED = re.compile(r" ?[名人个台辆米吨元岁家项件层%倍]")  # 附件1：20名
_COUNTED = re.compile(r"(?:历时|用时|耗时|费时|时长|持续|长达|每日|每天|每晚|每早|每班|第)约?\Z")
_RATIO = re.compile(r"[比例率坡尺度图表注第号章节条款][为是约]?\Z")
_THROUGH = re.compile(rf"{_S}[~～—–―－\-至到]{{1,2}}{_S}")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as printed: 晚上12时 → hour 0, next_day."""

    start: int
    end: int
    hour: int
    minute: int | None
    next_day: bool
    approximate: bool
    period: str | None


def match_clock(
    text: str, pos: int, end: int, *, attached: bool = False, period: str | None = None
) -> Clock | int | None:
    """The time that begins at pos; the end of what only looks like one; or None.

    ``attached``: a date stands directly before. ``period``: the part of the day said before (当晚, 下午2时至5时).
    """
    edged = attached or not pos or text[pos - 1] in _NAVAL_EDGE
    if edged and (naval := _NAVAL.match(text, pos, end)) and int(naval["hour"]) < 24:
        vague = naval["vague"] is not None
        return Clock(pos, naval.end(), int(naval["hour"]), int(naval["minute"]), False, vague, period)
    m = _CLOCK.match(text, pos, end)
    if m is None:
        return None
    hour, minute = parse_int(m["hour"]), _minute(m)
    said = m["period"]
    if hour is None or (minute or 0) > 59 or m["long"] or _refused(text, m, pos, attached, hour):
        return _skip_range(text, m.end(), end)
    hour24 = to_24(hour, said or period)
    if hour24 is None or hour24 > 24 or (hour24 == 24 and minute):
        return m.end()
    approximate = m["vague"] is not None or m["about"] is not None or text[max(0, pos - 1) : pos] == "约"
    begin = m.start("hour") if m["about"] and not said and not attached else m.start()
    return Clock(begin, m.end(), hour24 % 24, minute, hour24 == 24, approximate, said or period)


def to_24(hour: int, period: str | None) -> int | None:
    """下午4 → 16, 下午15 → 15, 中午1 → 13, 晚上12 → 24; None where the words leave the day open (晚上1时)."""
    if period is None or hour >= 13:
        return hour
    if period in _NOON.split("|"):
        return hour + 12 if 1 <= hour <= 3 else hour
    if period in _PM.split("|"):
        return None if hour == 0 else hour % 12 + 12
    if period in _EVENING.split("|") or period in "晚夜":
        if hour == 0 or hour == 12:
            return 24 if hour == 12 else 0
        return hour + 12 if hour >= 5 else None
    return 0 if hour == 12 and period == "凌晨" else hour


def _minute(m: re.Match[str]) -> int | None:
    if printed := m["minute"] or m["colon"] or m["bare"]:
        return parse_int(printed.lstrip("零〇○") or "0")  # 11时零5分
    if m["half"]:
        return 30
    if m["quarter"]:
        return 15 if m["quarter"][0] == "一" else 45
    return None


def _refused(text: str, m: re.Match[str], pos: int, attached: bool, hour: int) -> bool:
    """Whether the neighbourhood makes it a duration, a ratio, a list number or part of another word."""
    at = m.start("hour")
    exact = m["minute"] or m["colon"]
    if not attached and not m["period"]:
        before = text[max(0, pos - 4) : pos]
        if _COUNTED.search(before) or _foreign(before, text[at].isdecimal(), bool(exact)):
            return True
        if m["colon"]:
            if _RATIO.search(before):
                return True
            return not (m["mark"] or m["vague"]) and _MEASURED.match(text, m.end()) is not None
    elif m["period"] and not attached and _COUNTED.search(text[max(0, pos - 4) : pos]):
        return True
    if m["colon"] or exact or m["half"] or m["quarter"]:
        return False
    if not m["vague"] and not m["sharp"] and _AFTER_HOUR.match(text, m.end()):
        return True
    if attached or m["period"] or m["vague"] or m["bare"]:
        return False
    if m["unit"] in "点點":
        return m["sharp"] is None
    return not text[at].isdecimal() and 0 < hour < 10


def _foreign(before: str, arabic: bool, exact: bool) -> bool:
    """Whether what stands before makes the numeral the tail of another one: 3.16时, GB16时, 三十五时."""
    if not before:
        return False
    last = before[-1]
    if not arabic:
        return last in CN_DIGITS or last in CN_UNITS or last in CN_ZEROS or last in "第几数点"
    if last in ".．":
        return not (exact and before[-2:-1].isdecimal())  # 1.16时05分 is a numbered item
    if last in ":：":
        return before[-2:-1].isdecimal()
    return last.isdecimal() or (last.isascii() and last.isalpha() and last not in "xX")


def _skip_range(text: str, pos: int, end: int) -> int:
    """Go past the other end of a range that is refused: 每日8:00-17:00."""
    link = _THROUGH.match(text, pos, end)
    m = _CLOCK.match(text, link.end(), end) if link else None
    return m.end() if m else pos
