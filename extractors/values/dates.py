"""Dates and times as moments: 2023年5月29日16时05分许 · 二○○四年十一月 · 2023.5.29 · 18日7时20分 · 次日凌晨1时.

How what is not printed gets completed is told in `carry`. A full date and a time with nothing between them but 起,
（星期一） or 当天 are one moment; across a comma they are two, and the second takes the date of the first. Both ends of
a range are moments. 2023年度, 3日内, 8小时, 17号线, 〔2019〕15号 and days that the calendar lacks are none.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from extractors.values.carry import Carry, Day, shift, valid_day
from extractors.values.clock import CLOCK, EVENING, PERIOD, Clock, match_clock
from extractors.values.numerals import CN_DIGITS, CN_UNITS, CN_ZEROS, ZEROS, parse_int
from extractors.values.tags import Tag, find_tag

__all__ = ["CLOCK", "DATE", "Moment", "Precision", "Tag", "find_moments", "find_tag"]

Precision = Literal["minute", "hour", "day", "month", "year"]

_S = r"[ \u3000]?"
_CN = "一二三四五六七八九"
_YEAR = rf"(?:[0-9]{{4}}|[一二][{_CN}{ZEROS}]{{3}})"
_MONTH = rf"(?:[0-9]{{1,2}}|十[一二]?|[{_CN}元])"
_DAY = rf"(?:[0-9]{{1,2}}|[一二三]?十[{_CN}]?|廿[{_CN}]?|[{_CN}])"
_TO = rf"{_S}[~～—–―－\-至到、]{_S}"

DATE: Final = (
    rf"(?:{_YEAR}年{_MONTH}月(?:{_DAY}[日号])?|{_MONTH}月{_DAY}[日号]"
    r"|(?:19|20)[0-9]{2}(?:\.[0-9]{1,2}\.|-[0-9]{1,2}-|/[0-9]{1,2}/)[0-9]{1,2})"
)
"""For larger patterns; the calendar is not checked."""

_NUMERAL = f"[0-9{_CN}两十廿元{ZEROS}]"
_CANDIDATE = re.compile(
    rf"{_NUMERAL}{{1,4}}{_S}[年月日号时時点點:：./．\-－–—―~～至到、]"
    r"|(?:[同当次翌今昨去前明本]|第二|前一)[年月日天晚夜晨]"
    rf"|{PERIOD}{_S}(?:大约|约|将近|接近|近)?{_S}{_NUMERAL}"
)
_FULL = re.compile(
    rf"(?:(?:(?:(?P<year0>{_YEAR}){_TO})?(?P<year>{_YEAR}){_S}年|(?P<said_year>[今去前明本同当次翌]年)){_S})?"
    rf"(?:(?:(?P<said_month>[同当本次]月)|(?:(?P<month0>{_MONTH}){_TO})?(?P<month>{_MONTH}){_S}月(?P<part>份)?)"
    rf"(?:{_S}(?:(?P<day0>{_DAY}){_TO})?(?P<day>{_DAY}){_S}[日号])?)?"
)
_NUMERIC = re.compile(
    r"(?P<year>[0-9]{4})(?P<sep>[./．\-－])[ ]?(?P<month>[0-9]{1,2})(?P=sep)[ ]?(?P<day>[0-9]{1,2})"
    rf"(?![0-9A-SU-Za-z%]|[./．][0-9]|-[0-9]{{1,2}}(?![0-9])){_S}日?"
)
_LONE_DAY = re.compile(rf"(?P<day>{_DAY}){_S}(?P<unit>[日号])")
_RELATIVE = re.compile(
    r"同日(?![期常])|当日(?![本常用])|当天(?!然)|当[晚夜]|次日(?!常)|翌日|[次翌]晨|第二[天日]|前一[天日晚]|(?<!如)[昨今][日天晚夜晨](?![益前后])"
)
_SAME_HALF: Final = 500
"""Characters over which 下午 said once holds for times that go on."""
_DAYS_ON: Final = {"次": 1, "翌": 1, "第": 1, "前": -1, "昨": -1}
_JOIN = re.compile(
    rf"{_S}(?:起|的|T|当天|当日)?{_S}(?:[（(](?:星期|周|农历)[^（）()]{{1,8}}[）)]|星期[一二三四五六日天])?{_S}"
)
_ROUGHLY = re.compile(r"左右|前后")
_LABEL = re.compile(r"[度第版级款型]")
_SPAN_OF_TIME = re.compile(r"(?:之|以)?[内后]|[以之][上下前]|前|工作|间|常|均|本|用|产|报|历|元|龄|薪|租|度")
_MONTH_PART = re.compile(r"[底初末]|[上中下]旬")
_BESIDE = re.compile(r"[~～—–―－\-至到、和与及,，]{1,2}\Z")
_PROSE_EDGE: Final = frozenset('，。；：、（(“"\n 于在至到自从即和与及,;:')
_BORN = re.compile(r"出?生")
_WITHIN = ("于", "后", "，")
_DIED = re.compile(r"(?:在[^，。；]{0,16})?(?:不幸)?(?:死亡|去世|离世|身亡)")
_AFTERMATH = re.compile(r"无效死亡|不治|宣布死亡|出院|痊愈|康复|火化|安葬|赔偿|丧葬|抚恤")


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in civil time, as fine as it is stated; what nothing in the text says is None."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    hour: int | None
    minute: int | None
    precision: Precision
    approximate: bool
    relative: str | None

    def as_datetime(self) -> datetime | None:
        """The moment, finer parts than its precision being zero; None without a year, or for a time without a date."""
        if self.year is None or (self.hour is not None and self.day is None):
            return None
        return datetime(self.year, self.month or 1, self.day or 1, self.hour or 0, self.minute or 0)

    def as_date(self) -> date | None:
        """The day, or None where only the month or the year is stated."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)


def find_moments(text: str, start: int = 0, end: int | None = None, *, context: date | None = None) -> list[Moment]:
    """The moments of text[start:end] in reading order; ``context`` is the date that the text takes for granted."""
    stop = len(text) if end is None else end
    reader = _Reader(text, start, stop, context)
    pos = start
    while m := _CANDIDATE.search(text, pos, stop):
        reader.carry.walk(m.start())
        pos = max(reader.read(m.start()), m.end())
    return reader.found


class _Reader:
    """One pass over a text; each method gets a position and returns the position to go on from."""

    __slots__ = ("_clock", "_stop", "_text", "carry", "found")

    def __init__(self, text: str, start: int, stop: int, context: date | None) -> None:
        self._text = text
        self._stop = stop
        self._clock: Clock | None = None
        self.carry = Carry(text, start, context)
        self.found: list[Moment] = []

    def read(self, at: int) -> int:
        """What begins at a candidate."""
        text = self._text
        m: re.Match[str] | None
        if text[at].isdecimal() and (m := _NUMERIC.match(text, at, self._stop)) and self._numeric(m):
            return self._emit_day(at, m.end(), (int(m["year"]), int(m["month"]), int(m["day"])), None)
        if (m := _FULL.match(text, at, self._stop)) and m.end() > at:
            return self._full(m)
        if m := _RELATIVE.match(text, at, self._stop):
            return at if text[at - 1 : at] in ("相", "不", "合", "每", "首") else self._relative(m)
        if (m := _LONE_DAY.match(text, at, self._stop)) and (end := self._lone_day(m)):
            return end
        return self._time(at)

    def _numeric(self, m: re.Match[str]) -> bool:
        before = self._text[max(0, m.start() - 3) : m.start()]
        last = before[-1:]
        if last and (
            last in "._/" or (last.isascii() and last.isalnum() and last not in "xX") or before[-2:] == "版本"
        ):
            return False
        if last == "-" and (not self.found or self.found[-1].end != m.start() - 1):
            return False
        return _plausible(int(m["year"])) and valid_day(int(m["year"]), int(m["month"]), int(m["day"]))

    def _full(self, m: re.Match[str]) -> int:
        """Years, months and days with their signs."""
        text, at = self._text, m.start()
        if self._foreign(at, bool(m["year"] or m["day"])) or text[max(0, at - 2) : at] == "农历":
            return m.end()
        if not m["year"] and not m["said_year"] and "每" in text[max(0, at - 3) : at]:
            return m.end()
        year, month = self._year(m), self._month(m)
        if m["said_month"] and month:
            year = month[0] if not m["year"] and not m["said_year"] else year
        if m["year"] and (year is None or not _plausible(year)):
            return m.end()
        relative = m["said_year"] or m["said_month"]
        if m["day"]:
            return self._days(m, year, month[1] if month else None, relative)
        if m["month"]:
            return self._months(m, year, month[1] if month else 0, relative)
        return self._years(m, year, relative) if not m["said_month"] else m.end()

    def _year(self, m: re.Match[str]) -> int | None:
        said = m["said_year"]
        if m["year"]:
            return parse_int(m["year"])
        if said and said[0] in "今去前明本":
            step = {"去": -1, "前": -2, "明": 1}.get(said[0], 0)
            return self.carry.context.year + step if self.carry.context else None
        if not said and self._text[m.start() - 1 : m.start()] == "年":
            return None  # 二十几年5月29日, 20XX年5月29日: printed, but unreadable
        year = self.carry.year()
        return year + 1 if year and said and said[0] in "次翌" else year

    def _month(self, m: re.Match[str]) -> tuple[int | None, int] | None:
        if m["month"]:
            return (None, 1 if m["month"] == "元" else parse_int(m["month"]) or 0)
        carried = self.carry.month() if m["said_month"] else None
        if carried and m["said_month"] == "次月":
            year, month, _ = shift((carried[0], carried[1], 28), 4)
            return (year, month)
        return carried

    def _days(self, m: re.Match[str], year: int | None, month: int | None, relative: str | None) -> int:
        """2023年5月29日, 5月29-31日, 同月16日."""
        day = parse_int(m["day"].replace("廿", "二十")) or 0
        if month is None or not valid_day(year, month, day):
            return m.end()
        start = m.start()
        if m["day0"]:
            first = parse_int(m["day0"].replace("廿", "二十")) or 0
            if not 0 < first < day:
                return m.end()
            self.found.append(_moment(start, m.end("day0"), (year, month, first), None, relative))
            start = m.start("day")
        return self._emit_day(start, m.end(), (year, month, day), relative)

    def _months(self, m: re.Match[str], year: int | None, month: int, relative: str | None) -> int:
        """2023年5月, 11月份, 2023年1-6月; a bare 6月 needs the edge of a clause before it."""
        text, start = self._text, m.start()
        if not 1 <= month <= 12 or _SPAN_OF_TIME.match(text, m.end()):
            return m.end()
        if not m["year"] and not relative:
            if start and text[start - 1] in "年个":
                return m.end()
            edge = text[start].isdecimal() and (start == 0 or text[start - 1] in _PROSE_EDGE)
            if not (edge or m["part"] or _MONTH_PART.match(text, m.end()) or self._beside(start)):
                return m.end()  # 一月一专题
        if m["month0"]:
            first = parse_int(m["month0"]) or 0
            if not 0 < first < month:
                return m.end()
            self.found.append(Moment(start, m.end("month0"), year, first, None, None, None, "month", False, relative))
            start = m.start("month")
        rough = _ROUGHLY.match(text, m.end())
        end = rough.end() if rough else m.end()
        self.found.append(Moment(start, end, year, month, None, None, None, "month", rough is not None, relative))
        if year and not _BORN.match(text, end):
            self.carry.say_month(year, month)
        return end

    def _years(self, m: re.Match[str], year: int | None, relative: str | None) -> int:
        """2023年, 2018-2020年, 今年; not 2023年度, not 〔2023年〕."""
        text, start, end = self._text, m.start(), m.end()
        if m["said_year"] and (m["said_year"] not in ("今年", "去年") or self.carry.context is None):
            return end
        while text[end - 1] in " \u3000":
            end -= 1
        if (
            year is None
            or _LABEL.match(text, end)
            or (start and text[start - 1] in "〔【[" and text[end : end + 1] in "〕】]")
        ):
            return m.end()
        if m["year0"]:
            first = parse_int(m["year0"])
            if first is None or not _plausible(first) or first >= year:
                return m.end()
            self.found.append(Moment(start, m.end("year0"), first, None, None, None, None, "year", False, None))
            start = m.start("year")
        rough = _ROUGHLY.match(text, end)
        end = rough.end() if rough else end
        self.found.append(Moment(start, end, year, None, None, None, None, "year", rough is not None, relative))
        self.carry.say_month(year, None)
        return end

    def _relative(self, m: re.Match[str]) -> int:
        """当日, 次日凌晨1时, 当晚8时."""
        word = m.group()
        anchor = self.carry.day()
        if word[0] in "昨今":  # a day as seen from the day of writing
            on = self.carry.context
            anchor = (on.year, on.month, on.day) if on else None
        day = shift(anchor, _DAYS_ON.get(word[0], 0)) if anchor else None
        period = EVENING if word[-1] in "晚夜" else "凌晨" if word[-1] == "晨" else None
        return self._emit_day(m.start(), m.end(), day, word, period)

    def _lone_day(self, m: re.Match[str]) -> int:
        """18日7时20分, and the 16日 of 1月12日、16日; 0 where it is no date."""
        text, at, end = self._text, m.start(), m.end()
        before = text[at - 1 : at]
        if self._foreign(at, False) or (before and before in "第每限月满约近"):
            return 0
        carried = self.carry.month()
        day = parse_int(m["day"].replace("廿", "二十")) or 0
        join = _JOIN.match(text, end, self._stop)
        clock = match_clock(text, join.end() if join else end, self._stop, attached=True)
        if not isinstance(clock, Clock) and not (m["unit"] == "日" and carried and self._stands_as_day(m)):
            return 0
        if carried is None:
            if not isinstance(clock, Clock) or not 0 < day <= 31:
                return 0
            whole = _moment(at, clock.end, None, clock, None)
            self.found.append(replace(whole, day=None if clock.next_day else day))
            return clock.end
        if not valid_day(*carried, day):
            return end
        return self._emit_day(at, end, (*carried, day), None)

    def _stands_as_day(self, m: re.Match[str]) -> bool:
        """Beside another day, or, in Arabic figures, first in its clause and no stretch of days (15日内)."""
        text, at = self._text, m.start()
        if _SPAN_OF_TIME.match(text, m.end()):
            return False
        return (self._beside(at) and self.found[-1].day is not None) or (
            text[at].isdecimal() and (at == 0 or text[at - 1] in _PROSE_EDGE)
        )

    def _beside(self, at: int) -> bool:
        """Whether a moment ends just before, with 至 or 、 between."""
        last = self.found[-1].end if self.found else at
        return 0 < at - last <= 2 and _BESIDE.match(self._text, last, at) is not None

    def _emit_day(self, start: int, end: int, day: Day | None, relative: str | None, period: str | None = None) -> int:
        """A day, with the time that follows it directly."""
        join = _JOIN.match(self._text, end, self._stop)
        clock = match_clock(self._text, join.end() if join else end, self._stop, attached=True, period=period)
        if isinstance(clock, Clock):
            self._clock = clock
            self.found.append(_moment(start, clock.end, day, clock, relative))
        elif day:
            rough = _ROUGHLY.match(self._text, end)
            end = rough.end() if rough else end
            self.found.append(_moment(start, end, day, None, relative, rough is not None))
            if self._text.startswith(("当天", "当日"), end):
                end += 2  # 5月29日当天 is one day, not two
        # 依据前一日数据: a bare day before says nothing of the times that follow
        carries = isinstance(clock, Clock) or relative is None or not relative.startswith("前")
        if day and carries and not _BORN.match(self._text, end):
            told = clock.end if isinstance(clock, Clock) else end
            self.carry.say_day(day, passing=relative is None and self._is_aftermath(start, told))
        if isinstance(clock, Clock):
            return clock.end
        return clock if clock is not None else end

    def _is_aftermath(self, start: int, end: int) -> bool:
        """Does the sentence that begins with a day tell what came of those who were hurt: 6月16日3时20分，伤员…经抢救无效死亡?

        So it does where a day within it is that of a death: 吴某送医后于6月18日2时死亡.
        """
        if self._text[start - 1 : start] in _WITHIN and _DIED.match(self._text, end, self._stop):
            return True
        stop = self._text.find("。", end, min(end + 80, self._stop))
        return stop >= 0 and _AFTERMATH.search(self._text, end, stop) is not None

    def _time(self, at: int) -> int:
        """16时52分许, on the day that is carried."""
        last = self._clock
        beside = last and 0 < at - last.end <= 2 and _BESIDE.match(self._text, last.end, at)
        clock = match_clock(self._text, at, self._stop, period=last.period if last and beside else None)
        if not isinstance(clock, Clock):
            return clock or at
        clock = self._afternoon(clock)
        day, passed = self.carry.day(), self.carry.passed()
        if day and passed and self._before_all(day, clock):
            day = passed  # the account goes on with it after all
            self.carry.say_day(day)
        if day:
            if self._past_midnight(day, clock):
                day = shift(day, 1)
                self.carry.say_day(day)
            self.carry.renew()
        self._clock = clock
        self.found.append(_moment(clock.start, clock.end, day, clock, None))
        return clock.end

    def _before_all(self, day: Day, clock: Clock) -> bool:
        """Is the time earlier than the first one told of the day: …23时20分…，于13日0时30分死亡。/ 1时30分，…?"""
        told = next((m for m in self.found if m.hour is not None and (m.year, m.month, m.day) == day), None)
        return told is not None and (clock.hour, clock.minute or 0) < (told.hour, told.minute or 0)

    def _afternoon(self, clock: Clock) -> Clock:
        """A time of the twelve-hour clock goes on in the half of the day that was said: 下午3点20分…，3点23分."""
        last = self._clock
        if (
            last is None
            or last.period is None
            or clock.period is not None
            or last.hour < 12
            or clock.start - last.end > _SAME_HALF
        ):
            return clock
        if not 0 < clock.hour < 12 or clock.hour + 12 < last.hour:
            return clock
        return replace(clock, hour=clock.hour + 12, period=last.period)

    def _past_midnight(self, day: Day, clock: Clock) -> bool:
        """Whether an account that was in the evening of the day goes on in its small hours: 23时45分 …，凌晨1时."""
        last = self.found[-1] if self.found else None
        if last is None or last.hour is None or (last.year, last.month, last.day) != day:
            return False
        early = clock.hour <= 5 or clock.period in ("凌晨", "清晨", "早晨", "早上")
        return last.hour >= 20 and clock.hour <= 9 and early

    def _foreign(self, at: int, full: bool) -> bool:
        """Whether the numeral at ``at`` is the tail of a longer one or of a code."""
        last = self._text[at - 1 : at]
        if not last:
            return False
        if not self._text[at].isdecimal():
            return self._text[at] in _CN + "十元" and (last in CN_DIGITS + CN_UNITS + CN_ZEROS or last in "第几数")
        if last in ".．":
            return not full
        return last.isdecimal() or (last.isascii() and last.isalpha() and last not in "xX")


def _plausible(year: int) -> bool:
    return 1900 <= year < 2100


def _moment(
    start: int, end: int, day: Day | None, clock: Clock | None, relative: str | None, rough: bool = False
) -> Moment:
    if clock and clock.next_day and day:
        day = shift(day, 1)
    year, month, number = day or (None, None, None)
    if clock is None:
        return Moment(start, end, year, month, number, None, None, "day", rough, relative)
    precision: Precision = "hour" if clock.minute is None else "minute"
    return Moment(start, end, year, month, number, clock.hour, clock.minute, precision, clock.approximate, relative)
