"""What a text has said of dates so far, so that 16时05分, 29日 and 次日 can be completed.

The rules, in reading order:
- the last day printed or implied (次日) is the date of a time alone and the anchor of 当日, 次日 …, and its month that of
  a day alone (18日7时), within its paragraph and the next REACH paragraphs of prose (headings do not count); every
  time so completed renews it. A date further off is not taken: the time then has that of `context`, or none;
- a month without a year takes the year printed last in its paragraph, else that of the last full date, however far back;
- the later day on which somebody died, left hospital or was paid for ends with its paragraph;
- what stands in brackets or in a title （…） 《…》 counts inside them only, if there was a date before;
- a date of birth carries nothing; `context` is the date that the text takes for granted, said before it begins.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

Day = tuple[int | None, int, int]
"""Year, month, day; the year is None where nothing says it."""

REACH: Final = 3  # accounts of an accident put a paragraph or two without any time between 11时许 and 11时05分
_FOREVER: Final = 1 << 60
_LOOK_BACK: Final = 60  # a bracket that opened longer ago was never closed


def valid_day(year: int | None, month: int, day: int) -> bool:
    """Whether the calendar has that day; 2月29日 of an unknown year is let through."""
    return 1 <= month <= 12 and 1 <= day <= monthrange(year or 2000, month)[1]


def shift(day: Day, days: int) -> Day:
    """The day so many days later, the year staying unknown if it was."""
    if not days:
        return day
    year, month, number = day
    year_used = year or (2000 if (month, number) == (2, 29) else 2001)
    moved = date(year_used, month, number) + timedelta(days=days)
    return (None if year is None else moved.year, moved.month, moved.day)


class Carry:
    """The state of reading; `walk` to each finding, then ask or set."""

    __slots__ = (
        "_bracket",
        "_cursor",
        "_full",
        "_full_at",
        "_given",
        "_kept",
        "_loose",
        "_loose_at",
        "_para",
        "_passed",
        "_prose",
        "_saved",
        "_text",
        "context",
    )

    def __init__(self, text: str, start: int, context: date | None) -> None:
        self.context = context
        self._text = text
        self._cursor = start
        self._para = 0
        self._prose = False
        self._given: Day | None = (context.year, context.month, context.day) if context else None
        self._full: Day | None = self._given
        self._full_at = _FOREVER
        self._kept: tuple[Day, int] | None = None
        self._passed: Day | None = None
        self._loose: tuple[int, int | None] | None = None
        self._loose_at = -1
        self._bracket = -1
        self._saved: tuple[Day | None, int, tuple[int, int | None] | None, int] = (None, -1, None, -1)

    def walk(self, at: int) -> None:
        """Move to a finding: count the paragraphs of prose passed, enter and leave brackets."""
        lines = self._text[self._cursor : at].split("\n")
        if self._kept is not None and len(lines) > 1:
            self._passed = self._full
            (self._full, self._full_at), self._kept = self._kept, None
        for line in lines[:-1]:
            if self._prose or "。" in line or "；" in line:
                self._para += 1
            self._prose = False
        self._prose = self._prose or "。" in lines[-1] or "；" in lines[-1]
        self._cursor = at
        self._brackets(at)

    def _brackets(self, at: int) -> None:
        window = self._text[max(0, at - _LOOK_BACK) : at]
        opened = max(window.rfind("（"), window.rfind("("), window.rfind("《"))
        closed = max(window.rfind("）"), window.rfind(")"), window.rfind("》"))
        bracket = at - len(window) + opened if opened > closed else -1
        if bracket == self._bracket:
            return
        if self._bracket >= 0 and self._saved[0] is not None:
            self._full, self._full_at, self._loose, self._loose_at = self._saved
        self._bracket = bracket
        if bracket >= 0:
            self._saved = (self._full, self._full_at, self._loose, self._loose_at)

    def say_day(self, day: Day, *, passing: bool = False) -> None:
        """A day was printed or implied here; ``passing``: the next paragraph goes back to the one before."""
        if not passing:
            self._kept = None
        elif self._kept is None and self._full is not None:
            self._kept = self._full, max(self._full_at, self._para)
        self._full, self._full_at, self._loose, self._passed = day, self._para, None, None

    def passed(self) -> Day | None:
        """The later day that ended with the paragraph before; asked once, by the first time behind it."""
        day, self._passed = self._passed, None
        return day

    def say_month(self, year: int, month: int | None) -> None:
        """Only a year, or a year and month, was printed here."""
        self._loose, self._loose_at = (year, month), self._para

    def renew(self) -> None:
        """A time took the carried date, which thereby counts as said again."""
        self._full_at = max(self._full_at, self._para)

    def year(self) -> int | None:
        """The year of a month or of 同年."""
        if self._loose and self._loose_at == self._para:
            return self._loose[0]
        return self._full[0] if self._full else None

    def month(self) -> tuple[int | None, int] | None:
        """Year and month of a day alone, or of 同月."""
        if self._loose and self._loose[1] and self._loose_at == self._para:
            return (self._loose[0], self._loose[1])
        day = self.day()
        return (day[0], day[1]) if day else None

    def day(self) -> Day | None:
        """The date of a time alone, or the anchor of 当日."""
        return self._full if self._full and self._para - self._full_at <= REACH else self._given
