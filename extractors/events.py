"""The timeline: each stated moment of the accident, its report, rescue and aftermath."""

from __future__ import annotations

import dataclasses
import datetime as dt

from extractors.facts import Facts
from schemas.document import Evidence, Report, SectionNode


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """A stated moment; ``text`` is what happened, as printed without white space."""

    at: dt.datetime
    precision: str
    kind: str
    text: str
    section: SectionNode | None
    evidence: tuple[tuple[str, Evidence], ...] = ()


def find(report: Report, accident: Facts) -> list[Event]:
    """The events in order of time."""
    return []
