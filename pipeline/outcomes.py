"""Recommended sanctions beside what the evaluation of the same accident says became of them."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence

import regex

from pipeline.link_facts import Unit
from pipeline.link_names import CORE, Units
from schemas.records_accountability import SanctionRow
from schemas.records_links import OutcomeRow

SAME, CHANGED, SILENT = "一致落实", "变更落实", "未提及"
_DONE = ("已执行", "已作出")
_MASK = regex.compile(r"某+|[xX×*＊○]+")
_DISCIPLINE = frozenset({"党纪", "政务", "移送纪检", "组织处理"})
_OPEN_DISCIPLINE = frozenset({"移送纪检监察机关", "党纪政务处分"})
_OPEN = {
    "行政处罚": frozenset({"行政处罚"}),
    "刑事": frozenset({"刑事"}),
    "内部处分": frozenset({"内部处理"}),
    **dict.fromkeys(("移送司法机关", "追究刑事责任", "立案侦查"), frozenset({"刑事"})),
    **dict.fromkeys(_OPEN_DISCIPLINE, _DISCIPLINE),
}
"""A recommended measure that leaves the penalty open → the categories that carry it out."""
_NAMED_ONLY = {"行政处罚": "行政处罚", "党纪政务处分": "纪检", "内部处分": "内部处理"}
"""A measure that the evaluation names only so → the group of measures that it may stand for."""


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """A document's sanctions and the units that it names."""

    doc_id: str
    sanctions: Sequence[SanctionRow]
    units: Sequence[Unit] = ()


def outcomes(accident_id: str, reports: Iterable[Side], evaluations: Iterable[Side]) -> list[OutcomeRow]:
    """One row per recommended sanction of an accident's report; none where there is no report or no evaluation.

    Of several reports the one with most recommendations counts. Of several evaluations the one that says most of a
    sanction is set beside it; where none speaks of it, the one with most sanctions.
    """
    told = sorted(reports, key=lambda side: (-len(_recommended(side)), side.doc_id))[:1]
    answers = sorted(evaluations, key=lambda side: (-len(_answers(side)), side.doc_id))
    if not told or not answers:
        return []
    (report,) = told
    found = [_match(report, evaluation) for evaluation in answers]
    out = []
    for item in _recommended(report):
        hits = [(match[item.sanction_id], i) for i, match in enumerate(found) if item.sanction_id in match]
        (outcome, answer), place = (
            min(hits, key=lambda hit: (hit[0][0] != SAME, hit[1])) if hits else ((SILENT, None), 0)
        )
        out.append(_row(accident_id, report, answers[place], item, outcome, answer))
    return out


def _recommended(side: Side) -> list[SanctionRow]:
    return [s for s in side.sanctions if s.status == "建议"]


def _answers(side: Side) -> list[SanctionRow]:
    return [s for s in side.sanctions if s.status in _DONE]


def _row(
    accident_id: str, report: Side, evaluation: Side, item: SanctionRow, outcome: str, answer: SanctionRow | None
) -> OutcomeRow:
    return OutcomeRow(
        accident_id=accident_id,
        report_doc_id=report.doc_id,
        evaluation_doc_id=evaluation.doc_id,
        sanction_id=item.sanction_id,
        target_kind=item.target_kind,
        target_name=item.target_name,
        category=item.category,
        measure=item.measure,
        amount_yuan=item.amount_yuan,
        income_ratio=item.income_ratio,
        authority=item.authority,
        outcome=outcome,
        evaluation_sanction_id=answer.sanction_id if answer else None,
        evaluation_measure=answer.measure if answer else None,
        evaluation_amount_yuan=answer.amount_yuan if answer else None,
        evaluation_status=answer.status if answer else None,
        decided_on=answer.decided_on if answer else None,
    )


def _match(report: Side, evaluation: Side) -> dict[str, tuple[str, SanctionRow]]:
    """For the recommended sanctions that the evaluation speaks of: what became of them, and its own row."""
    wanted, given = _targets(_recommended(report)), _targets(_answers(evaluation))
    aliases = _Aliases((*report.units, *evaluation.units))
    scores = {
        (a, b): score for a in wanted for b in given if (score := _same_target(wanted[a][0], given[b][0], aliases)) > 0
    }
    out: dict[str, tuple[str, SanctionRow]] = {}
    for a, b in _one_to_one(scores):
        out |= _measures(wanted[a], given[b])
    return out


def _targets(items: Iterable[SanctionRow]) -> dict[str, list[SanctionRow]]:
    """Sanctions by whom they strike; two persons of one masked name are two."""
    out: dict[str, list[SanctionRow]] = defaultdict(list)
    for item in items:
        out[item.person_id or item.org_id or f"{item.target_kind}|{item.target_name}"].append(item)
    return out


def _one_to_one(scores: dict[tuple[str, str], float]) -> list[tuple[str, str]]:
    """The surest pairs; a target that agrees with two others equally well is left out."""
    out, used_a, used_b = [], set(), set()
    for (a, b), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if a in used_a or b in used_b:
            continue
        rivals = [
            pair
            for pair, other in scores.items()
            if other == score
            and pair != (a, b)
            and (pair[0] == a or pair[1] == b)
            and pair[0] not in used_a
            and pair[1] not in used_b
        ]
        if rivals:
            continue
        used_a.add(a)
        used_b.add(b)
        out.append((a, b))
    return out


class _Aliases:
    """Which spellings mean the same unit."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.full: dict[str, set[str]] = defaultdict(set)
        for unit in units:
            for name in (unit.name, *unit.aliases):
                self.full[name] |= {unit.name, *unit.aliases}

    def same(self, one: str | None, other: str | None) -> float:
        """1 where they are the same unit, 0.5 where one is a short form, 0 where not or not known."""
        if not one or not other:
            return 0.0
        if one == other or other in self.full.get(one, ()) or one in self.full.get(other, ()):
            return 1.0
        found = Units(self.full.get(one, {one})).same(Units(self.full.get(other, {other})))
        return 1.0 if found >= CORE else 0.5 if found else 0.5 if one.endswith(other) or other.endswith(one) else 0.0


def _same_target(a: SanctionRow, b: SanctionRow, aliases: _Aliases) -> float:
    """How sure it is that two sanctions strike the same person or unit; 0 where not."""
    if a.target_kind != b.target_kind:
        return 0.0
    if a.target_kind == "organization":
        return 4 * aliases.same(a.target_name, b.target_name)
    at = aliases.same(a.target_organization, b.target_organization)
    post = _same_post(a.target_position, b.target_position)
    if a.target_name == b.target_name and _MASK.search(a.target_name) is None:
        return 4 + at + post
    if not compatible(a.target_name, b.target_name):
        return 0.0
    strangers = bool(a.target_organization and b.target_organization) and at == 0
    others = bool(a.target_position and b.target_position) and post == 0
    if at + post > 0 and not (strangers and post < 1):
        return 2 + at + post
    # nothing speaks against it; whether it is the only one that fits is seen later
    return 0.0 if strangers or others else 1.0


def compatible(one: str, other: str) -> bool:
    """May two printed names be one person's: 张某 and 张伟, 张xx and 张某某, 欧阳某 and 欧阳修?"""
    if one == other:
        return True
    masks = _MASK.search(one), _MASK.search(other)
    if masks == (None, None):
        return False
    if masks[0] is not None and masks[1] is not None:
        a, b = (_MASK.split(name, maxsplit=1) for name in (one, other))
        return a[0] == b[0] and (a[1] == b[1] or not a[1] or not b[1])
    masked, full = (one, other) if masks[0] is not None else (other, one)
    head, tail = _MASK.split(masked, maxsplit=1)
    return bool(head) and full.startswith(head) and full.endswith(tail) and len(full) > len(head) + len(tail)


def _same_post(one: str | None, other: str | None) -> float:
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    parts = regex.split(r"[、，兼及和]", one), regex.split(r"[、，兼及和]", other)
    return 0.75 if {p for p in parts[0] if len(p) > 1} & set(parts[1]) else 0.5 if one in other or other in one else 0.0


def _measures(wanted: list[SanctionRow], given: list[SanctionRow]) -> dict[str, tuple[str, SanctionRow]]:
    """What became of each recommended measure of one target: the same first, then what it left open, then what replaced it."""
    out: dict[str, tuple[str, SanctionRow]] = {}
    free = sorted(given, key=lambda s: (_DONE.index(s.status), s.sanction_id))
    for rule, outcome in ((_equal, SAME), (_carries_out, SAME), (_other_sum, CHANGED), (_replaces, CHANGED)):
        for item in wanted:
            if item.sanction_id in out:
                continue
            hit = next((s for s in free if rule(item, s)), None)
            if hit is not None:
                out[item.sanction_id] = (outcome, hit)
                if not (rule is _carries_out and hit.measure in _NAMED_ONLY):
                    free.remove(hit)
    return out


def _equal(item: SanctionRow, answer: SanctionRow) -> bool:
    return item.measure == answer.measure and _same_sum(item, answer)


def _same_sum(item: SanctionRow, answer: SanctionRow) -> bool:
    """Are the sums equal, or is one left open or given as a share of the income?"""
    if item.amount_yuan is not None and answer.amount_yuan is not None:
        return item.amount_yuan == answer.amount_yuan
    if item.income_ratio is not None and answer.income_ratio is not None:
        return abs(item.income_ratio - answer.income_ratio) < 1e-9
    return True


def _carries_out(item: SanctionRow, answer: SanctionRow) -> bool:
    """Does the answer fill in what was left open, or name only the kind of what was recommended?"""
    if answer.category in _OPEN.get(item.measure, ()):
        return True
    return _NAMED_ONLY.get(answer.measure) == _group(item.category) and item.category != "组织处理"


def _other_sum(item: SanctionRow, answer: SanctionRow) -> bool:
    return item.measure == answer.measure


def _replaces(item: SanctionRow, answer: SanctionRow) -> bool:
    """A milder or harsher measure of the same kind, or none at all."""
    return _group(item.category) == _group(answer.category) or "免予追究" in (item.category, answer.category)


def _group(category: str) -> str:
    return "纪检" if category in _DISCIPLINE else category
