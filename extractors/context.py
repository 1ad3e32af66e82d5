"""Where a sentence stands and whose accident it tells of.

A report names other accidents beside its own: earlier ones of the firm, those of campaigns and statistics, thresholds of
statutes. Their figures must never become this accident's.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from bisect import bisect_left
from functools import lru_cache

from extractors.facts import Facts
from extractors.patterns import bounds, compiled
from extractors.values.dates import Tag, find_moments, find_tag
from schemas.document import Report, SectionNode

_STOP = compiled(r"[。！？\n](?:[”’」』）]*)")
_THRESHOLD = compiled(
    r"(?<!\d)\d++\s*+(?:人|万元|亿元|元|起)(?:及)?以上|(?<![一二三五十百])[一二三五十百]++人以上|以上\S{0,12}以下"
)
_STATISTICS = compiled(
    r"同比|环比|占(?:总数|比)|全(?:国|省|市|县|区|州|年)[^。]{0,16}(?:共)?发生[^。]{0,30}起|事故起数|(?<!\d)\d++起[，、]?(?:死亡|共)|"
    r"上升\d|下降\d|据统计|发生(?:各类|生产安全|安全)?[^。]{0,10}事故\d++起"
)
_EARLIER = compiled(
    r"(?:此前|之前|以往|曾(?:于|经|在|发生|因)|历史上|近年来|前期|上年|去年|前年|上一起|同类事故|其监管企业|又发生|再次发生|先后发生|"
    r"(?:吸取|汲取|接受)[^。]{0,30}(?:教训)|(?:以|类似)[^。]{0,16}事故(?:为鉴|为例))"
)
_LAW_QUOTE = compiled(r"第[一二三四五六七八九十百零\d]+条[^。]{0,12}(?:规定|：|:)|《[^《》]{0,80}条例》第")


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a span of the text; the stop belongs to it."""

    start: int
    end: int


@lru_cache(maxsize=4)
def _sentences(text: str) -> tuple[tuple[Sentence, ...], list[int]]:
    """All sentences, and where they begin."""
    out = []
    at = 0
    for stop in _STOP.finditer(text):
        if text[at : stop.end()].strip():
            out.append(Sentence(at, stop.end()))
        at = stop.end()
    if text[at:].strip():
        out.append(Sentence(at, len(text)))
    return tuple(out), [s.start for s in out]


def sentences(report: Report, start: int = 0, end: int | None = None) -> list[Sentence]:
    """The sentences that begin in ``[start, end)``; a line feed ends a sentence."""
    last = len(report.text) if end is None else end
    found, begins = _sentences(report.text)
    return list(found[bisect_left(begins, start) : bisect_left(begins, last)])


def lead(report: Report) -> tuple[int, int]:
    """Span of what stands before the first division: title, summary, the team."""
    node = report.sections[0]
    return node.body_start, node.body_end


def sections_with(report: Report, *, part: str | None = None, topic: str | None = None) -> list[SectionNode]:
    """Sections of a part or topic, in reading order."""
    return [
        s
        for s in report.sections
        if (part is None or s.part == part) and (topic is None or s.topic == topic) and s.level > 0
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Own:
    """What is known of the report's own accident: date and tag."""

    on: dt.date | None = None
    tag: Tag | None = None


def own_tag(facts: Facts) -> Tag | None:
    """The accident's own date tag, from its name."""
    name = facts.get("name")
    tags = find_tag(name) if isinstance(name, str) else []
    return tags[0] if tags else None


def own(facts: Facts) -> Own:
    """Date and tag of the accident, as far as they are known."""
    at = facts.get("occurred_at")
    return Own(at.date() if isinstance(at, dt.datetime) else None, own_tag(facts))


_HAPPENED = compiled(r"发生|事故")
_ACCIDENT_HAPPENED = compiled(r"发生[^。]{0,30}事故|事故[^。]{0,6}发生")


def foreign(report: Report, sentence: Sentence, own: Own) -> bool:
    """Does the sentence speak of another accident, of statistics, of a statute's thresholds?"""
    text = report.text[sentence.start : sentence.end]
    return _is_foreign(text, own) if len(text) <= _KEPT else _is_foreign.__wrapped__(text, own)


_KEPT = 1000
"""Characters of a sentence whose answer is kept: several extractors ask the same of it."""


@lru_cache(maxsize=2048)
def _is_foreign(text: str, own: Own) -> bool:
    if _STATISTICS.search(text) or _THRESHOLD.search(text) or _LAW_QUOTE.search(text):
        return True
    if own.tag is not None:
        others = [t for t in find_tag(text) if (t.month, t.day) != (own.tag.month, own.tag.day)]
        same = [t for t in find_tag(text) if (t.month, t.day) == (own.tag.month, own.tag.day)]
        if others and not same:
            return True
    if _EARLIER.search(text) and not _mentions(text, own):
        return True
    if own.on is not None and _HAPPENED.search(text):
        moments = find_moments(text, context=own.on)
        days = [m.as_date() for m in moments if m.year and m.month and m.day]
        # 2019年该公司发生火灾事故: another year is another accident
        elsewhere = own.on not in days if days else bool(moments) and all(m.year != own.on.year for m in moments)
        if elsewhere and _ACCIDENT_HAPPENED.search(text):
            return True
    return False


def _mentions(text: str, own: Own) -> bool:
    if own.on is None:
        return False
    return any(m.year and m.day and m.as_date() == own.on for m in find_moments(text))


def clause(text: str, at: int) -> tuple[int, int]:
    """Span of the clause (between commas and stops) that holds the character at ``at``."""
    return bounds(text, "，。；：！？\n", at, 0, len(text))
