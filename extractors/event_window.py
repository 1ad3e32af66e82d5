"""Whether a moment is an event: how far it is from the accident, where it stands, what is told of it."""

from __future__ import annotations

import dataclasses
import datetime as dt

from extractors.context import Own, Sentence, foreign
from extractors.event_passages import Passage
from extractors.event_steps import FOLLOWING, Step, not_event, says
from extractors.patterns import compiled
from extractors.values.dates import Moment
from schemas.document import Report

DAY = dt.timedelta(days=1)
BEFORE = {"course": 7 * DAY, "told": DAY, "aside": DAY}  # how long before the accident its course may begin
AFTER = {"course": 400 * DAY, "told": 60 * DAY, "aside": DAY}
AT_ONCE = 3 * DAY  # later a moment needs words of the aftermath

_SAME_DAY = compiled(r"[同当]")


@dataclasses.dataclass(frozen=True, slots=True)
class Accident:
    """When the accident happened, as far as it is known."""

    at: dt.datetime | None
    precision: str | None
    own: Own

    @property
    def clock(self) -> bool:
        """Is it known to the hour or the minute?"""
        return self.at is not None and self.precision in ("minute", "hour")

    def equals(self, at: dt.datetime, precision: str) -> bool:
        """Is that moment, at that precision, the accident's?"""
        return self.at == at and (precision == "day") == (self.precision == "day")

    def after(self, at: dt.datetime, precision: str) -> bool:
        """Did the accident happen when the moment had passed? An hour that is 许 may have begun a little earlier."""
        if self.at is None or not self.clock or precision == "day":
            return self.at is not None and at.date() < self.at.date()
        slack = dt.timedelta(minutes=30 if self.precision == "hour" else 0)
        length = dt.timedelta(hours=1 if precision == "hour" else 0)
        return at + length <= self.at - slack if precision == "hour" else at < self.at - slack


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What is told of a moment: the words, where the moment ends in them, the sentence, the first step."""

    text: str
    at: int
    sentence: Sentence
    step: Step | None
    clock: bool

    @property
    def follows(self) -> bool:
        """Is a step told that only an accident brings about?"""
        return self.step is not None and self.step.kind in FOLLOWING

    @property
    def aftermath(self) -> bool:
        """Does it belong to the aftermath, or is it a step that an accident alone brings about?"""
        return says("aftermath", self.text, self.at) is not None or (self.step is not None and self.step.rescue)

    @property
    def contested(self) -> bool:
        """Do words of inquiry, papers or punishment stand before any of rescue or aftermath?"""
        other, first = not_event(self.text, clock=self.clock), self._first()
        return other is not None and (first is None or other < first)

    @property
    def sure(self) -> bool:
        """Are there words of rescue or aftermath, before any of inquiry?"""
        return self._first() is not None and not self.contested

    def _first(self) -> int | None:
        aftermath = says("aftermath", self.text, self.at)
        starts = [self.step.start] if self.step is not None and self.follows else []
        starts += [aftermath.start()] if aftermath else []
        return min(starts, default=None)


def counts(report: Report, passage: Passage, accident: Accident, moment: Moment, said: Said) -> bool:
    """Is the moment an event, given where it stands and how far it is from the accident?"""
    when = moment.as_datetime()
    bare = moment.precision == "day"
    if when is None or (bare and moment.relative is not None and _SAME_DAY.match(moment.relative)):
        return False
    trust = passage.trust
    if accident.at is None:
        return trust == "course" and not bare
    zero = dt.datetime.combine(accident.at.date(), dt.time())
    if not zero - BEFORE[trust] <= when <= zero + AFTER[trust]:
        return False
    if trust != "course" and foreign(report, said.sentence, accident.own):
        return False
    if accident.equals(when, moment.precision):
        return True
    if bare:
        return _day_counts(trust, accident, when - zero, said)
    if trust == "aside":
        return when.date() == accident.at.date() and (when <= accident.at or said.follows)
    if when - zero > AT_ONCE:
        return said.sure
    return trust == "course" or when <= accident.at or not said.contested


def _day_counts(trust: str, accident: Accident, since: dt.timedelta, said: Said) -> bool:
    """A day without a time: its own day only for a death, later days as steps or as the aftermath."""
    if said.contested:
        return False
    if not since:
        return said.step is not None and said.step.kind == "死亡" and accident.clock
    if trust != "course":
        return trust == "told" and since > dt.timedelta() and said.aftermath
    return since <= AT_ONCE or said.sure
