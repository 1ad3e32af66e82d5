"""The derived table ``outcomes``: computed from several documents' rows, kept where the report's rows are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.link_facts import Unit
from pipeline.outcomes import Side, outcomes
from pipeline.store import arrow
from pipeline.store.catalogue import Catalogue
from pipeline.store.relink import Relinked, members
from schemas.column import columns
from schemas.records_accountability import SanctionRow
from schemas.records_links import OutcomeRow

DERIVED = (OutcomeRow.TABLE,)
"""Tables whose rows belong to several documents; nobody writes them but the merge."""
_SANCTION = [c.name for c in columns(SanctionRow) if c.name not in ("basis", "text", "measure_text", "section_id")]
_AT_ONCE = 500
"""Accidents whose sanctions are held in memory together."""

Reader = Callable[[str, "list[str] | None", Collection[str]], Iterable[Any]]
"""Reads the rows that count, of one table and some columns, of some documents."""


def outcome_table(read: Reader, relinked: Relinked, now: Catalogue) -> pa.Table:
    """The rows of ``outcomes`` of the accidents that were linked, by report and in the order of its sanctions."""
    names = sorted(relinked.pairs)
    parts = [arrow.to_table(OutcomeRow.TABLE, [])]
    for i in range(0, len(names), _AT_ONCE):
        found = {name: relinked.pairs[name] for name in names[i : i + _AT_ONCE]}
        parts.append(arrow.to_table(OutcomeRow.TABLE, _outcomes(read, relinked, now, found)))
    return arrow.concat(parts)


def _outcomes(
    read: Reader, relinked: Relinked, now: Catalogue, pairs: Mapping[str, list[tuple[str, int, str]]]
) -> list[OutcomeRow]:
    keys = {(doc_id, ordinal) for rows in pairs.values() for doc_id, ordinal, _ in rows}
    doc_ids = {doc_id for doc_id, _ in keys}
    part = now.part(doc_ids)
    units = {member.key: member.units for member in members(part, range(len(part.rows)))}
    wanted = pa.array(sorted(doc_ids), pa.string())
    found = [data.filter(pc.is_in(data["doc_id"], value_set=wanted)) for data in read("sanctions", _SANCTION, doc_ids)]
    sanctions = arrow.by_shard(arrow.concat(found), 16) if found else {}
    out: list[OutcomeRow] = []
    for name, rows in pairs.items():
        sides = [
            (kind, _side(doc_id, name, units[doc_id, ordinal], relinked, sanctions)) for doc_id, ordinal, kind in rows
        ]
        out += outcomes(
            name,
            [side for kind, side in sides if kind == "事故调查报告"],
            [side for kind, side in sides if kind == "整改评估报告"],
        )
    return out


def _side(
    doc_id: str, name: str, units: tuple[Unit, ...], relinked: Relinked, sanctions: Mapping[str, pa.Table]
) -> Side:
    data = sanctions.get(doc_id)
    found: list[SanctionRow] = []
    for values in data.to_pylist() if data is not None else ():
        old = values["accident_id"]
        if old is None or relinked.ids.get(doc_id, {}).get(old, old) == name:
            found.append(SanctionRow(**values))
    return Side(doc_id, found, units)
