"""The moments of a passage, completed to days, with what is told of each: which words belong to a moment."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from extractors.context import Sentence
from extractors.event_passages import Passage, bounds
from extractors.event_steps import Step, no_event, says, step
from extractors.event_window import BEFORE, DAY, Accident, Said, counts
from extractors.patterns import compiled, squeezed
from extractors.values.dates import Moment, find_moments
from extractors.view import view
from schemas.document import Report

REACH = 1500  # a sentence without an end is no sentence
TOGETHER = 12  # moments in one enumeration
MOST = 1000  # groups of moments in a passage; more are a log or an attack, no account
NIGHT = 18  # an account that begins at this hour or later has midnight before it
MORNING = 8

_PRECISE = ("minute", "hour", "day")
_DATED = compiled(r"[年月日号]|\d[-./]\d")
_LINK = compiled(r"(?:[、，,和及与至到~～—–―\-]|以及|[（）() \t\u3000]){0,4}")
_STRETCH = compiled(r"[至到~～—–―\-]")
_NOT_AFTER = compiled(r"\s?(?:前(?![往去来后方面述])|之前|以前|止|班(?![长组员])|[号#]线|点钟?方向)")
_NOT_BEFORE = compiled(r"(?:截至|截止|截止到|截止至|截至到|不[迟晚]于|早于|每[日天周月]|第)\s?$")
_NO_SUBJECT = compiled(r"[\s）)]*(?:并|又|再|后|随后|遂|才|即|也|均|于是|分别|先后)*\s?(?:于|在|至|直至|直到|到)?\s?$")
_CLAUSE = "，。；：！？\n,"
_MARK = compiled(r"\s*(?:[（(][0-9一二三四五六七八九十]{1,3}[）)]|[0-9]{1,2}[.．、](?!\d)|[①-⑳])")
_EDGE = "，；、,：: 　\t\n。"


@dataclasses.dataclass(frozen=True, slots=True)
class Telling:
    """One place where a moment is told. ``start, end``: the moment's words; ``said``: the span of what happened."""

    at: dt.datetime
    precision: str
    start: int
    end: int
    said: tuple[int, int]
    text: str
    passage: Passage
    step: Step | None
    words: tuple[int, int] | None
    happened: tuple[int, int] | None


@dataclasses.dataclass(frozen=True, slots=True)
class _Group:
    """Moments that share what is told after them: 8时05分、8时12分先后向市局报告. ``date``: begins with a bare date."""

    moments: tuple[Moment, ...]
    date_start: int | None = None

    @property
    def start(self) -> int:
        return self.moments[0].start

    @property
    def end(self) -> int:
        return self.moments[-1].end


def tellings(report: Report, passage: Passage, accident: Accident) -> Iterator[Telling]:
    """The events told in a passage, in reading order."""
    groups = _groups(report.text, _returned(report.text, _moments(report.text, passage, accident), accident.own.on))
    if len(groups) > MOST:
        return
    for before, group, after in zip([None, *groups], groups, [*groups[1:], None], strict=False):
        yield from _tell(report, passage, accident, group, before, after)


def _moments(text: str, passage: Passage, accident: Accident) -> list[Moment]:
    """The moments that name a day; a passage without any date begins on the day that its first time asks for.

    The accident happened at 0时30分 and its course begins 22时40分: the evening before. It happened at 23时50分 and
    the rescue begins 0时15分: the morning after.
    """
    on = accident.own.on
    found = find_moments(text, passage.start, passage.end, context=on)
    first = next((m for m in found if m.precision in _PRECISE), None)
    if on is None or first is None or first.hour is None or not accident.clock or _dated(text, first):
        return found
    assert accident.at is not None
    course = passage.topic in (None, "事故经过")
    if course and first.hour >= NIGHT and accident.at.hour < MORNING:
        return find_moments(text, passage.start, passage.end, context=on - DAY)
    if passage.topic != "事故经过" and first.hour < MORNING and accident.at.hour >= NIGHT:
        return find_moments(text, passage.start, passage.end, context=on + DAY)
    return found


def _returned(text: str, moments: list[Moment], on: dt.date | None = None) -> list[Moment]:
    """The day of a sentence that goes back to the account after one that ended on a later day.

    19时26分救护车到场，伤者于29日1时15分死亡。19时50分，镇政府报告: still the 28th. The sentence's first moment leads
    the account; a later day named inside it is an outlook, unless the time cannot follow on the first day. A day long
    before the accident (7月20日曾下达停工通知书。16时55分，消防到场) and 截至… do not lead it.
    """
    past: dt.date | None = None
    out: list[Moment] = []
    main: Moment | None = None
    outlook: dt.date | None = None
    back = False
    for moment in moments:
        fresh = not out or any(c in text[out[-1].end : moment.start] for c in "。！？\n")
        day = moment.as_date()
        if _dated(text, moment) and main is not None and _aside(text, moment, on):
            past = day or past
        elif past is not None and day == past and main is not None and not _dated(text, moment):
            moment = dataclasses.replace(moment, year=main.year, month=main.month, day=main.day)
            main, outlook, back = moment, None, False
        elif _dated(text, moment):
            ahead = not fresh and main is not None and _later(moment, main)
            outlook, back = (day, False) if ahead else (None, False)
            main = main if ahead else moment
        elif outlook is None or day != outlook or main is None:
            main = moment
        elif back or fresh:
            back = _clock(moment) >= _clock(main)
            moment = dataclasses.replace(moment, year=main.year, month=main.month, day=main.day) if back else moment
            main, outlook = moment, outlook if back else None
        out.append(moment)
    return out


_AS_OF = compiled(r"截[至止]到?$")


def _aside(text: str, moment: Moment, on: dt.date | None) -> bool:
    day = moment.as_date()
    if day is None or _AS_OF.search(text[max(0, moment.start - 4) : moment.start]):
        return True
    return on is not None and day < on - BEFORE["course"]


def _later(moment: Moment, than: Moment) -> bool:
    day, other = moment.as_date(), than.as_date()
    return day is not None and other is not None and day > other


def _clock(moment: Moment) -> tuple[int, int]:
    return moment.hour or 0, moment.minute or 0


def _dated(text: str, moment: Moment) -> bool:
    return moment.relative is not None or _DATED.search(text, moment.start, moment.end) is not None


def _groups(text: str, moments: list[Moment]) -> list[_Group]:
    """Moments with nothing but 、 or 至 between them as one group; a date whose time follows in the sentence is none."""
    usable = [m for m in moments if m.precision in _PRECISE and m.as_datetime() is not None]
    runs: list[list[Moment]] = []
    for moment in usable:
        if runs and len(runs[-1]) < TOGETHER and _LINK.fullmatch(text, runs[-1][-1].end, moment.start):
            runs[-1].append(moment)
        else:
            runs.append([moment])
    out: list[_Group] = []
    date_start: int | None = None
    for run, following in pairwise([*runs, []]):
        clocks = [m for m in run if m.hour is not None]
        if clocks:
            out.append(_Group(tuple(clocks), run[0].start if run[0].hour is None else date_start))
            date_start = None
        elif len(run) == 1 and following and _is_date_of(text, run[0], following):
            date_start = run[0].start
        else:
            out.append(_Group(tuple(run)))
            date_start = None
    return out


def _is_date_of(text: str, day: Moment, following: list[Moment]) -> bool:
    """2022年4月8日，乔某驾车从镇上出发，7时15分，行至…: the day belongs to the time."""
    clock = next((m for m in following if m.hour is not None), None)
    if clock is None or clock.as_date() != day.as_date() or _dated(text, clock):
        return False
    return clock.start - day.end < REACH and not any(c in text[day.end : clock.start] for c in "。！？\n")


def _tell(
    report: Report, passage: Passage, accident: Accident, group: _Group, before: _Group | None, after: _Group | None
) -> Iterator[Telling]:
    text = report.text
    low, high = max(passage.start, group.start - REACH), min(passage.end, group.end + REACH)
    sentence = bounds(text, group.start, low, high)
    sentence = (sentence[0], bounds(text, group.end, low, high)[1])
    clause = (
        bounds(text, group.start, *sentence, stops=_CLAUSE)[0],
        bounds(text, group.end, *sentence, stops=_CLAUSE)[1],
    )
    if _refused(text, group, clause, sentence[0]) or _is_date_line(text, group, sentence):
        return
    start = _begin(text, group, before, sentence, clause[0])
    end = _finish(text, group, after, sentence)
    shown = view(report, [(start, end)])
    said = _trim(text, start, end)
    at = shown.index(group.end)
    told = step(shown.text, at, len(shown.text)) or step(
        shown.text, shown.index(max(clause[0], start)), len(shown.text)
    )
    happened = says("happened", shown.text, 0, min(len(shown.text), at + 240))
    facts = Said(shown.text, at, Sentence(*sentence), told, group.moments[0].hour is not None)
    for moment in group.moments:
        when = moment.as_datetime()
        if when is None or not counts(report, passage, accident, moment, facts):
            continue
        yield Telling(
            at=when,
            precision=moment.precision,
            start=moment.start,
            end=moment.end,
            said=said,
            text=squeezed(text[said[0] : said[1]]),
            passage=passage,
            step=told,
            words=shown.span(told.start, told.end) if told else None,
            happened=shown.span(happened.start(), happened.end()) if happened else None,
        )


_YEAR = compiled(r"[\d〇○零一二三四五六七八九]{4}\s?年")
_MASTHEAD = compiled(
    r"[\s（(]*(?:[^\s，。；：]{2,40}(?:局|办公室|政府|委员会|组)\s*)?(?:(?:总?第\s?\d{1,4}\s?期)[）)]?\s*)?"
)


def _is_date_line(text: str, group: _Group, sentence: tuple[int, int]) -> bool:
    """Is the line only the whole date of a masthead or a signature: 第18期 2023年6月13日8时?"""
    if not _YEAR.match(text, group.start):
        return False
    before, behind = text[sentence[0] : group.start], text[group.end : sentence[1]]
    return len(before) <= 60 and not behind.strip("）) \u3000") and _MASTHEAD.fullmatch(before) is not None


def _refused(text: str, group: _Group, clause: tuple[int, int], sentence: int) -> bool:
    """A deadline, a shift, a state of affairs “as of”, validity, weather, a title in 《》."""
    if _NOT_AFTER.match(text, group.end) or _NOT_BEFORE.search(text, max(0, group.start - 6), group.start):
        return True
    if text.rfind("《", clause[0], group.start) > text.rfind("》", clause[0], group.start):
        return True
    near = squeezed(text[clause[0] : min(clause[1], group.end + 60)])
    before = text[max(sentence, clause[0] - 40) : clause[0]]
    stretch = any(_STRETCH.search(text, a.end, b.start) for a, b in pairwise(group.moments))
    return no_event(near, before, stretch=stretch)


def _begin(text: str, group: _Group, before: _Group | None, sentence: tuple[int, int], clause: int) -> int:
    """Where what belongs to the moment begins: its clause, or the subject's where the clause has none (，于18时死亡)."""
    if before is not None and before.end > sentence[0]:
        return group.start if before.end > clause else clause
    if group.date_start is not None and sentence[0] <= group.date_start and group.start - group.date_start <= 80:
        clause = bounds(text, group.date_start, *sentence, stops=_CLAUSE)[0]
    if group.start > clause and group.start - sentence[0] <= 120 and _NO_SUBJECT.match(text, clause, group.start):
        return sentence[0]
    return clause


def _finish(text: str, group: _Group, after: _Group | None, sentence: tuple[int, int]) -> int:
    """The beginning of the next moment's clause, or the end of the sentence."""
    if after is None or after.start >= sentence[1]:
        return sentence[1]
    clause = bounds(text, after.start, group.end, sentence[1], stops=_CLAUSE)[0]
    return after.start if clause <= group.end else clause


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    mark = _MARK.match(text, start, end)
    start = mark.end() if mark else start
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
