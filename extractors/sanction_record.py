"""A sanction as it was read, before it becomes a row."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from schemas.document import Evidence, SectionNode
from schemas.records_accountability import Basis


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
