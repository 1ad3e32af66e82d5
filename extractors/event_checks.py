"""The order of the timeline: minutes from the accident to its report and to the first helpers, steps that stand too early."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.event_steps import FOLLOWING, says
from extractors.events import Event
from extractors.facts import Check

_CALLS = ("报告", "接报")
_SHOWN = 24


def delays(events: Sequence[Event]) -> tuple[int | None, int | None]:
    """Minutes from 事发 to the first 报告 or 接报, and to the first 到场 of rescuers.

    None unless both moments are stated to the minute and the second does not stand before the accident.
    """
    start = next((e for e in events if e.kind == "事发" and e.precision == "minute"), None)
    if start is None:
        return None, None
    call = _first(e for e in events if e.kind in _CALLS)
    arrival = _first(e for e in events if e.kind == "到场" and _helpers(e))
    return _minutes(start, call), _minutes(start, arrival)


def out_of_order(events: Sequence[Event]) -> list[Check]:
    """A warning for each step that stands before one that it can only follow, naming both moments."""
    exact = [e for e in events if e.precision != "day"]
    accident = _first(e for e in exact if e.kind == "事发")
    checks = []
    if accident is not None:
        early = [e for e in exact if e.kind in FOLLOWING and _before(e, accident)]
        checks += [_warning(e, accident) for e in early]
        exact = [e for e in exact if e not in early]
    alarm = _first(e for e in exact if e.kind in _CALLS)
    arrival = _first(e for e in exact if e.kind == "到场" and _helpers(e))
    if alarm is not None and arrival is not None and says("alarm", alarm.text) and _before(arrival, alarm):
        checks.append(_warning(arrival, alarm))
    over = _first(e for e in exact if e.kind == "处置完成" and says("rescue_over", e.text))
    for step in exact if over is not None else ():
        if (
            over is not None
            and (step.kind == "救出" or (step.kind == "到场" and _helpers(step)))
            and _before(over, step)
        ):
            checks.append(_warning(over, step))
            break
    return checks


def _first(events: Iterable[Event]) -> Event | None:
    return min(events, key=lambda e: e.at, default=None)


def _helpers(event: Event) -> bool:
    """Do the fire brigade, the police, doctors … come, and not the foreman?"""
    return says("rescuer", event.text) is not None


def _minutes(start: Event, end: Event | None) -> int | None:
    if end is None or end.precision != "minute" or end.at < start.at:
        return None
    return int((end.at - start.at).total_seconds() // 60)


def _before(event: Event, other: Event) -> bool:
    """Before it at the precision that both have: 16时 does not stand before 16时02分, nor 15时58分 before 16时许."""
    if "hour" in (event.precision, other.precision):
        return (other.at - event.at).total_seconds() > 3600
    return event.at < other.at


def _warning(event: Event, other: Event) -> Check:
    message = f"{event.kind}（{_named(event)}）早于{other.kind}（{_named(other)}）"
    return Check("events.order", "warn", message)


def _named(event: Event) -> str:
    time = "%H时" if event.precision == "hour" else "%H时%M分"
    words = event.text if len(event.text) <= _SHOWN else event.text[:_SHOWN] + "…"
    return f"{event.at:%Y年%m月%d日}{event.at.strftime(time)}：{words}"
