"""Checks between the rows of one record: the dead by name against the count, persons against a heading's number, the end of the text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from extractors.facts import Check
from extractors.patterns import compiled
from extractors.points import body_end
from extractors.values.numerals import parse_int
from schemas.document import Report, SectionNode
from schemas.records import AccidentRow
from schemas.records_accountability import PersonRow, SanctionRow

Checked = tuple[Check, list[str]]
"""A check and the ids of the rows that it compares."""

_COUNT = compiled(
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})(?:名|位|个)?(?:事故|相关|有关|直接|涉案|企业|公职|监管|管理|的){0,3}(?:责任)?(?:人员|责任人|同志|人)(?:员)?(?!以上|以下|死亡|受伤|伤|死|重伤|遇难|被困|次)"
)
_SENTENCE_END = "。！？；：”）)】"
_DIVISIONS_AT_END = ("防范措施", "措施落实", "工作要求", "附件", "评估工作")


def validate_rows(
    report: Report, accident: AccidentRow | None, persons: Sequence[PersonRow], sanctions: Sequence[SanctionRow]
) -> list[Checked]:
    """Checks of one record's rows, in a fixed order."""
    out: list[Checked] = []
    if accident is not None:
        out += _named_dead(accident, persons)
        out += _decided(accident, sanctions)
    out += _persons_in_heading(report, sanctions)
    out += _cut_off(report)
    return out


def _named_dead(accident: AccidentRow, persons: Sequence[PersonRow]) -> Iterator[Checked]:
    """The dead whose names stand in the report are no more than it counts."""
    dead = [p for p in persons if p.is_deceased]
    if accident.deaths is None or not dead:
        return
    ids = [accident.accident_id, *(p.person_id for p in dead)]
    message = f"记载死亡{accident.deaths}人，列名的死者{len(dead)}人"
    verdict = "pass" if len(dead) == accident.deaths else "fail" if len(dead) > accident.deaths else "warn"
    yield Check("deaths.named", verdict, message), ids


def _decided(accident: AccidentRow, sanctions: Sequence[SanctionRow]) -> Iterator[Checked]:
    """No sanction for an accident was decided before it happened."""
    if not isinstance(accident.occurred_at, dt.datetime):
        return
    day = accident.occurred_at.date()
    early = [s for s in sanctions if s.decided_on is not None and s.decided_on < day]
    for one in early:
        message = f"{one.target_name}的{one.measure}日期{one.decided_on}早于事故发生日期{day}"
        yield Check("dates.decided_on", "fail", message), [one.sanction_id]


def _persons_in_heading(report: Report, sanctions: Sequence[SanctionRow]) -> Iterator[Checked]:
    """A heading that counts its persons (建议给予行政处罚的人员（3人）) against the persons found under it."""
    by_section: dict[str, set[str]] = {}
    for one in sanctions:
        if one.section_id is not None and one.target_kind == "person":
            by_section.setdefault(one.section_id, set()).add(one.person_id or one.target_name)
    for node in report.sections:
        if node.part not in ("责任处理", "责任落实") or not node.heading:
            continue
        found = _COUNT.search(node.heading)
        stated = parse_int(found["n"]) if found else None
        if stated is None:
            continue
        under = {p for child in _below(report, node) for p in by_section.get(report.section_id(child), ())}
        verdict = "pass" if len(under) == stated else "warn"
        message = f"标题“{node.heading}”称{stated}人，其下读出{len(under)}人"
        yield Check("persons.count", verdict, message), [report.section_id(node), *sorted(under)]


def _below(report: Report, node: SectionNode) -> list[SectionNode]:
    """A section and all sections within it."""
    return [s for s in report.sections if node.start <= s.start and s.end <= node.end]


def _cut_off(report: Report) -> Iterator[Checked]:
    """A report that stops in mid-sentence, before its last divisions, was cut off."""
    if report.doc_type not in ("事故调查报告", "整改评估报告"):
        return
    text = report.text[: body_end(report)].rstrip()
    if not text or text[-1] in _SENTENCE_END or not report.sections or text.endswith("日"):
        return
    last = report.sections[-1]
    short_line = len(text) - text.rfind("\n") < 30
    if short_line or (last.part in _DIVISIONS_AT_END and len(text) != len(report.text.rstrip())):
        return
    yield Check("text.cut_off", "warn", f"正文在“…{text[-20:]}”处中断，文件可能不完整"), []
