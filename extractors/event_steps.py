"""What happened at a moment: the kind of step its words tell, and the words that make a moment no event."""

from __future__ import annotations

import dataclasses

import regex

from extractors.patterns import compiled
from extractors.rules import of_kind

CLAUSES = 3  # what an account tells later in the sentence happened later: 下池检修，…，…，工友拨打120
FOLLOWING = frozenset({"报告", "接报", "到场", "救援", "救出", "送医", "死亡", "处置完成"})
"""Kinds that only an accident brings about."""

_LATER = compiled(r"分钟(?:左右|许)?(?:后|之后|以后)|小时(?:左右|许)?(?:后|之后|以后)|一会儿?后")
_NO_STOP = r"[，。；：]"


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A kind and the words that say it, ``[start, end)`` of the text that was given; ``rescue``: it follows an accident."""

    kind: str
    start: int
    end: int
    rule: str
    rescue: bool


def step(text: str, start: int, end: int) -> Step | None:
    """The step told first in ``text[start:end]``, within a few clauses; what is denied, ordered or planned is none.

    5时26分，119指挥中心接到报警后调派消防站前往扑救 → 接报.
    """
    end = _near(text, start, end)
    found: list[Step] = []
    for rule in of_kind("events", "step").near(text, start, end):
        for match in rule.finditer(text, start, end):
            if found and match.start() >= min(s.start for s in found):
                break
            if not _unsaid(text, start, match.start()):
                rescue = bool(rule.attrs.get("rescue"))
                found.append(Step(rule.attrs["value"], match.start(), match.end(), rule.id, rescue))
                break
    first = min(found, key=lambda s: s.start, default=None)
    if first is None:
        return None
    clause = min((e for e in (text.find(c, first.end, end) for c in "，；,") if e >= 0), default=end)
    if first.kind == "接报":
        return _passed_on(text, first, clause)
    if first.rule == "event.lifted":
        return _other(text, first.end, end, "处置完成") or first
    if first.kind == "救援":
        return _other(text, first.start, clause, "救出") or first
    return first


def _passed_on(text: str, received: Step, clause: int) -> Step:
    """Who receives by office receives, unless the same clause passes it on: 镇政府接报后向县应急局报告; staff only pass on."""
    if not says("authority", text, max(0, received.start - 30), received.start):
        return dataclasses.replace(received, kind="报告")
    return _other(text, received.end, clause, "报告") or received


def _other(text: str, start: int, end: int, kind: str) -> Step | None:
    """The step of that kind in ``text[start:end]``."""
    for rule in of_kind("events", "step").near(text, start, end):
        match = rule.search(text, start, end) if rule.attrs["value"] == kind else None
        if match is not None and not _unsaid(text, start, match.start()):
            return Step(kind, match.start(), match.end(), rule.id, bool(rule.attrs.get("rescue")))
    return None


def not_event(text: str, *, clock: bool) -> int | None:
    """Where words stand that make a lone day, or after the accident an exact time, no event of its course."""
    found = (
        rule.search(text) for rule in of_kind("events", "not_day").near(text) if not clock or rule.attrs.get("clock")
    )
    return min((m.start() for m in found if m is not None), default=None)


def no_event(clause: str, before: str, *, stretch: bool) -> bool:
    """Words in the clause, or a little before it, that make any moment no event: weather, validity, the hours of a shift."""
    rules = of_kind("events", "not_time")
    if any(rule.search(clause) for rule in rules.near(clause)) or any(
        rule.attrs.get("before") and rule.search(before) for rule in rules.near(before)
    ):
        return True
    return stretch and says("not_range", clause) is not None


def says(kind: str, text: str, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
    """The first match of the rules of a kind in ``text[start:end]``."""
    found = (rule.search(text, start, end) for rule in of_kind("events", kind).near(text, start, end))
    return min((m for m in found if m is not None), key=lambda m: m.start(), default=None)


def _near(text: str, start: int, end: int) -> int:
    """End of the first clauses, or of what is told before something happens a stated while later."""
    at = start
    for _ in range(CLAUSES):
        while at < end and text[at] in "，、；,":
            at += 1
        stops = [e for e in (text.find(c, at, end) for c in "，；,") if e >= 0]
        at = min(stops, default=end)
    later = _LATER.search(text, start, at)
    return later.start() if later else at


def _unsaid(text: str, start: int, at: int) -> bool:
    return says("unsaid", text, max(start, at - 24), at) is not None
