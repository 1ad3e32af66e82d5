"""The derived table ``outcomes``: computed from several documents' rows, sharded by the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.link_facts import Member
from pipeline.outcomes import Side, outcomes
from pipeline.store import arrow
from pipeline.store.relink import Relinked, Rows
from schemas.column import columns
from schemas.records_accountability import SanctionRow
from schemas.records_links import OutcomeRow

DERIVED = (OutcomeRow.TABLE,)
"""Tables whose rows belong to several documents; nobody writes them but the merge."""
_SANCTION = [c.name for c in columns(SanctionRow) if c.name not in ("basis", "text", "measure_text", "section_id")]


def outcome_rows(rows: Rows, relinked: Relinked, duplicates: Mapping[str, str | None]) -> list[OutcomeRow]:
    """All rows of ``outcomes``, by report and in the order of its sanctions; copies of a text take no part."""
    groups = _groups(relinked, duplicates)
    sanctions = _sanctions(rows, {m.doc_id for members in groups.values() for m in members})
    out = []
    for accident_id, members in groups.items():
        sides = [(m.doc_type, _side(m, accident_id, relinked, sanctions)) for m in members]
        out += outcomes(
            accident_id,
            [side for kind, side in sides if kind == "事故调查报告"],
            [side for kind, side in sides if kind == "整改评估报告"],
        )
    return sorted(out, key=lambda row: row.report_doc_id)


def _groups(relinked: Relinked, duplicates: Mapping[str, str | None]) -> dict[str, list[Member]]:
    """The accidents that have both a report and an evaluation."""
    found: dict[str, list[Member]] = defaultdict(list)
    for member in relinked.members:
        if duplicates.get(member.doc_id) is None and member.doc_type in ("事故调查报告", "整改评估报告"):
            found[relinked.links[member.doc_id][member.ordinal].accident_id].append(member)
    return {
        accident_id: sorted(members, key=lambda m: m.key)
        for accident_id, members in sorted(found.items())
        if len({m.doc_type for m in members}) == 2
    }


def _sanctions(rows: Rows, doc_ids: Iterable[str]) -> dict[str, pa.Table]:
    """The sanctions of some documents, by document."""
    wanted = pa.array(sorted(doc_ids), pa.string())
    parts = [data.filter(pc.is_in(data["doc_id"], value_set=wanted)) for data in rows("sanctions", _SANCTION)]
    return arrow.by_shard(arrow.concat(parts), 16) if parts else {}


def _side(member: Member, accident_id: str, relinked: Relinked, sanctions: Mapping[str, pa.Table]) -> Side:
    data = sanctions.get(member.doc_id)
    found: list[SanctionRow] = []
    for values in data.to_pylist() if data is not None else ():
        old = values["accident_id"]
        if old is None or relinked.ids.get(member.doc_id, {}).get(old, old) == accident_id:
            found.append(SanctionRow(**values))
    return Side(member.doc_id, found, member.units)


def by_shard(found: Iterable[OutcomeRow], keys: Iterable[str], digits: int) -> dict[str, Any]:
    """The rows as tables, one for each shard, empty ones included."""
    parts: dict[str, list[OutcomeRow]] = defaultdict(list)
    for row in found:
        parts[row.report_doc_id[:digits]].append(row)
    return {key: arrow.to_table(OutcomeRow.TABLE, parts[key]) for key in keys}
