"""Where a document tells the accident's course: the passages whose stated moments may be events, and how far each is trusted."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Literal

from extractors import patterns
from extractors.facts import Facts
from extractors.patterns import engine
from schemas.document import Report, SectionNode

Trust = Literal["course", "told", "aside"]

_COURSE = ("事故经过", "信息接报", "应急救援", "善后处理")
_TOLD = ("引言", "基本情况", "应急处置", "其他")
_ASIDE = ("原因分析", "事故性质", "存在问题", "责任处理", "事故教训")
_NOT_TOLD = ("单位概况", "项目概况", "安全管理", "应急评估")
_RETOLD = ("整改评估报告", "批复")
_STOPS = "。！？\n"


@dataclasses.dataclass(frozen=True, slots=True)
class Passage:
    """A span of the text in which moments are looked for.

    ``course``: it is there to tell the course, every moment counts. ``told``: the course may be told in it, among other
    things. ``aside``: a sentence elsewhere that prints a clock time of the accident's own day.
    """

    start: int
    end: int
    trust: Trust
    section: SectionNode | None
    topic: str | None


def passages(report: Report, accident: Facts) -> list[Passage]:
    """The passages in reading order; none in a document that tells nothing of the kind.

    Evaluations and approvals retell the accident in their first words or under a heading that says so; their other times
    are those of their own work.
    """
    retold = report.doc_type in _RETOLD
    on = accident.get("occurred_at")
    out: list[Passage] = []
    for node in report.sections:
        if node.body_start >= node.body_end:
            continue
        if node.topic in _COURSE or (node.part == "应急处置" and node.topic is None and not retold):
            out.append(Passage(node.body_start, node.body_end, "course", node, node.topic))
        elif node.topic in _NOT_TOLD:
            continue
        elif node.part in _TOLD and not (retold and node.level > 0):
            out.append(Passage(node.body_start, node.body_end, "told", node, node.topic))
        elif node.part in _ASIDE and not retold and isinstance(on, dt.datetime):
            out += _asides(report, node, on.date())
    return out


def _asides(report: Report, node: SectionNode, on: dt.date) -> Iterator[Passage]:
    """The sentences of a section that print the accident's day with a clock time: 6月12日早上8点左右，张某到车间检测."""
    month, day = rf"0?{on.month}\s?月\s?0?{on.day}\s?[日号]", rf"{on.year}[-./]0?{on.month}[-./]0?{on.day}(?!\d)"
    dated = engine(rf"(?<!\d)(?:{month}|{day})[^。！？\n]{{0,24}}?\d\s?(?:[时時点點]|[:：]\s?\d)")
    done = node.body_start
    for match in dated.finditer(report.text, node.body_start, node.body_end):
        if match.start() >= done:
            start, end = bounds(report.text, match.start(), node.body_start, node.body_end)
            yield Passage(start, end, "aside", node, node.topic)
            done = end


def bounds(text: str, at: int, start: int, end: int, stops: str = _STOPS) -> tuple[int, int]:
    """Span of what stands between two stops around ``at``, within ``[start, end)``, without the stops."""
    return patterns.bounds(text, stops, at, start, end)
