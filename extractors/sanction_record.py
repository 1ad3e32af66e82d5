"""A sanction as it was read, before it becomes a row; what is told twice becomes one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from schemas.document import Evidence, SectionNode
from schemas.records_accountability import Basis

_RANK = {"建议": 0, "已作出": 1, "已执行": 2}


@dataclasses.dataclass(frozen=True, slots=True)
class Sanction:
    """A measure against a target; the fields of ``SanctionRow`` but its ids. ``person`` is an index into the persons."""

    target_kind: str
    target_name: str
    person: int | None
    target_organization: str | None
    target_position: str | None
    category: str
    measure: str
    measure_text: str
    status: str
    amount_yuan: Decimal | None
    income_ratio: float | None
    authority: str | None
    decided_on: dt.date | None
    basis: tuple[Basis, ...]
    text: str
    section: SectionNode | None
    evidence: tuple[tuple[str, Evidence], ...]


def merged(rows: list[Sanction], *, evaluation: bool) -> list[Sanction]:
    """One row per target and measure: what was told twice (建议…, 已…) becomes one, the later stage leading."""
    out: list[Sanction] = []
    for row in rows:
        at = next((i for i, other in enumerate(out) if _same(other, row)), None)
        if at is None:
            out.append(row)
            continue
        first, second = sorted((out[at], row), key=lambda r: -_RANK[r.status])
        out[at] = dataclasses.replace(
            first,
            amount_yuan=first.amount_yuan if first.amount_yuan is not None else second.amount_yuan,
            income_ratio=first.income_ratio if first.income_ratio is not None else second.income_ratio,
            authority=first.authority or second.authority,
            decided_on=first.decided_on or second.decided_on,
            basis=first.basis or second.basis,
            evidence=(*first.evidence, *second.evidence),
        )
    if not evaluation:
        return out
    out = [r for r in out if not (r.status == "建议" and any(_is_instead(o, r) for o in out))]
    later = ("逮捕", "提起公诉", "判处刑罚")
    convicted = {(r.target_name, r.person) for r in out if r.measure in later and r.status != "建议"}
    return [
        r for r in out if not (r.measure in ("追究刑事责任", "移送司法机关") and (r.target_name, r.person) in convicted)
    ]


_OPEN = {
    "移送司法机关": ("刑事",),
    "追究刑事责任": ("刑事",),
    "行政处罚": ("行政处罚", "免予追究"),
    "移送纪检监察机关": ("党纪", "政务", "组织处理"),
    "党纪政务处分": ("党纪", "政务"),
}
"""Measures that leave the penalty open, and what they come to."""


def _is_instead(done: Sanction, proposed: Sanction) -> bool:
    """Was another penalty given in the place of the proposed one: 建议政务记过，…给予政务记大过处分?"""
    if (done.target_kind, done.target_name, done.person) != (
        proposed.target_kind,
        proposed.target_name,
        proposed.person,
    ):
        return False
    if done.measure == proposed.measure or (done.status == "建议" and done.category != "免予追究"):
        return False
    if proposed.measure in _OPEN:
        return done.category in _OPEN[proposed.measure]
    return done.category == proposed.category and done.category in ("党纪", "政务")


def _same(a: Sanction, b: Sanction) -> bool:
    if (a.target_kind, a.target_name, a.person, a.measure) != (b.target_kind, b.target_name, b.person, b.measure):
        return False
    for ours, theirs in ((a.amount_yuan, b.amount_yuan), (a.income_ratio, b.income_ratio)):
        if ours is not None and theirs is not None and ours != theirs:
            return False
    two_grounds = a.measure == "罚款" and a.status == b.status and a.basis and b.basis and a.basis != b.basis
    return not two_grounds
