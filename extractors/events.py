"""The timeline: each stated moment of the accident, its report, rescue and aftermath."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from extractors.context import own
from extractors.event_passages import Passage, bounds, passages
from extractors.event_steps import FOLLOWING, says
from extractors.event_tellings import Telling, tellings
from extractors.event_window import Accident
from extractors.facts import Facts
from extractors.patterns import squeezed
from schemas.document import Evidence, Report, SectionNode

_ORDER = {"course": 0, "told": 1, "aside": 2}
_FINER = {"day": 0, "hour": 1, "minute": 2}


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
    """The events in order of time; a moment that is told twice is one event, with evidence for both tellings."""
    at, precision = accident.get("occurred_at"), accident.get("occurred_precision")
    known = Accident(at if isinstance(at, dt.datetime) else None, precision, own(accident))
    told = [t for passage in passages(report, accident) for t in tellings(report, passage, known)]
    told += _stated(report, accident, known, told)
    by_moment: dict[tuple[dt.datetime, bool], list[Telling]] = {}
    for telling in sorted(told, key=lambda t: (_ORDER[t.passage.trust], t.start)):
        by_moment.setdefault((telling.at, telling.precision == "day"), []).append(telling)
    events = [_event(report, known, ts) for ts in by_moment.values()]
    events.sort(key=lambda e: (e.at, _FINER[e.precision]))
    return _fold(_nearest(report, known, events))


def _stated(report: Report, accident: Facts, known: Accident, told: list[Telling]) -> Iterable[Telling]:
    """The accident's own moment where the reader of its date found it, if no passage has told it."""
    if known.at is None or known.precision not in _FINER:
        return
    have = {(t.start, t.end) for t in told}
    for field, evidence in accident.evidence:
        if field != "occurred_at" or any(s < evidence.end and evidence.start < e for s, e in have):
            continue
        low, high = max(0, evidence.start - 400), min(len(report.text), evidence.end + 600)
        start, end = bounds(report.text, evidence.start, low, high)[0], bounds(report.text, evidence.end, low, high)[1]
        words = squeezed(report.text[start:end])
        passage = Passage(start, end, "told", report.section_at(evidence.start), None)
        span = (evidence.start, evidence.end)
        yield Telling(known.at, known.precision, *span, (start, end), words, passage, None, None, None)


def _event(report: Report, known: Accident, told: list[Telling]) -> Event:
    """One row of the tellings of one moment: what happened in the words of the fullest account of its kind."""
    accident = known.equals(told[0].at, told[0].precision)
    kinds = [_kind(known, t, report) for t in told]
    if accident:
        best = min(told, key=lambda t: t.step is not None and t.happened is None)
        kind = "事发"
    else:
        place = next((i for i, k in enumerate(kinds) if k != "其他"), 0)
        best, kind = told[place], kinds[place]
    precision = max((t.precision for t in told), key=_FINER.__getitem__)
    evidence = [("at", report.evidence(t.start, t.end, "event.at")) for t in sorted(told, key=lambda t: t.start)]
    words = best.happened if accident else best.words if kind != "其他" else None
    if words is not None:
        rule = best.step.rule if best.step is not None and not accident else "event.happened"
        evidence.append(("kind", report.evidence(*words, rule)))
    evidence.append(("text", report.evidence(*best.said, "event.text")))
    return Event(best.at, precision, kind, best.text, best.passage.section, tuple(evidence))


def _kind(known: Accident, told: Telling, report: Report) -> str:
    """The step told; before the accident only what an accident alone brings about keeps its kind."""
    if told.step is None:
        return "其他"
    kind = told.step.kind
    if kind in FOLLOWING and not told.step.rescue and known.after(told.at, told.precision):
        return kind if kind == "到场" and says("first_aid", told.text) else "其他"
    return kind


def _nearest(report: Report, known: Accident, events: list[Event]) -> list[Event]:
    """The accident told to the minute where its date is known to the hour or day only: 11时许 … 11时08分脚手架坍塌."""
    if known.at is None or known.precision not in ("hour", "day"):
        return events
    length = dt.timedelta(hours=1) if known.precision == "hour" else dt.timedelta(days=1)
    for place, event in enumerate(events):
        inside = known.at <= event.at < known.at + length and event.precision != known.precision
        if inside and event.kind in FOLLOWING:
            break
        words = next((e for f, e in event.evidence if f == "text"), None)
        found = says("happened", report.text, words.start, words.end) if words and inside else None
        if found and event.kind == "其他":
            kind = ("kind", report.evidence(found.start(), found.end(), "event.happened"))
            changed = dataclasses.replace(event, kind="事发", evidence=(*event.evidence, kind))
            return [*events[:place], changed, *events[place + 1 :]]
    return events


def _fold(events: list[Event]) -> list[Event]:
    """Without a bare day where the same step is told with its hour: 次日死亡 beside 2月4日5时20分死亡."""
    return [
        e
        for e in events
        if e.precision != "day"
        or not any(o.kind == e.kind and o.precision != "day" and o.at.date() == e.at.date() for o in events)
    ]
