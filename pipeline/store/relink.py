"""One accident across documents, in the tables: who is read, whose ids change, and the columns that say so."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.link import Link, link
from pipeline.link_facts import Member, Unit
from pipeline.store import arrow
from schemas.tables import TABLES

Rows = Callable[[str, "list[str] | None"], Iterable[Any]]
"""Reads the rows that count, of one table and some columns, file by file."""

_ACCIDENT = [
    "accident_id", "doc_id", "name", "short_name", "occurred_at", "occurred_precision", "province", "city", "county",
    "place", "accident_type", "severity", "deaths", "link_confidence", "link_basis", "link_differs",
]  # fmt: skip
_UNIT = ["doc_id", "accident_id", "name", "aliases", "role", "uscc"]
_DOCUMENT = ["doc_id", "doc_type", "issued_on", "doc_number", "issuer", "title"]
_LISTED = {"checks": "row_ids"}
_NAMED = {"evidence": "row_id", "reviews": "row_id"}
CARRIERS = frozenset(
    table for table in TABLES if {"accident_id", _NAMED.get(table)} & set(arrow.arrow_schema(table).names)
)
"""The tables in which an accident's id stands."""


@dataclasses.dataclass
class Relinked:
    """The accident of every row of ``accidents``.

    ``links``: by document, in the order of its rows. ``ids``: by document, the old id of an accident → its new one, where
    they differ. ``restated``: documents whose link columns say something else than before. ``members``: the rows.
    """

    links: dict[str, list[Link]] = dataclasses.field(default_factory=dict)
    ids: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    restated: set[str] = dataclasses.field(default_factory=set)
    members: list[Member] = dataclasses.field(default_factory=list)

    def changed(self, table: str) -> set[str]:
        """The documents whose rows of a table change."""
        out = set(self.ids) if table in CARRIERS else set()
        return out | self.restated if table == "accidents" else out

    def apply(self, table: str, data: pa.Table) -> pa.Table:
        """``data`` with the new ids, and in ``accidents`` the link columns."""
        if table in CARRIERS:
            data = self._renamed(table, data)
        if table == "accidents":
            links = list(self._of_rows(data["doc_id"].to_pylist()))
            data = arrow.replace(data, "link_confidence", [one.confidence for one in links])
            data = arrow.replace(data, "link_basis", [one.basis for one in links])
            data = arrow.replace(data, "link_differs", [list(one.differs) for one in links])
        return data

    def _of_rows(self, doc_ids: Iterable[str]) -> Iterator[Link]:
        at: dict[str, int] = defaultdict(int)
        for doc_id in doc_ids:
            yield self.links[doc_id][at[doc_id]]
            at[doc_id] += 1

    def _renamed(self, table: str, data: pa.Table) -> pa.Table:
        here = self.ids.keys() & set(pc.unique(data["doc_id"]).to_pylist())
        if not here:
            return data
        names = {f"{doc_id}|{old}": new for doc_id in sorted(here) for old, new in self.ids[doc_id].items()}
        old, new = pa.array(names.keys(), pa.string()), pa.array(names.values(), pa.string())

        def rename(doc_ids: Any, values: Any) -> Any:
            found = pc.index_in(pc.binary_join_element_wise(doc_ids, values, "|"), value_set=old)
            return pc.if_else(pc.is_valid(found), new.take(found), values)

        doc_ids = data["doc_id"].combine_chunks()
        for name in ("accident_id", _NAMED.get(table, "")):
            if name in data.column_names:
                data = _set(data, name, rename(doc_ids, data[name].combine_chunks()))
        if table in _LISTED:
            lists = data[_LISTED[table]].combine_chunks()
            flat = rename(doc_ids.take(pc.list_parent_indices(lists)), pc.list_flatten(lists))
            offsets = pc.subtract(lists.offsets, lists.offsets[0])
            data = _set(data, _LISTED[table], pa.ListArray.from_arrays(offsets, flat, type=lists.type))
        return data


def _set(data: pa.Table, name: str, values: Any) -> pa.Table:
    index = data.schema.get_field_index(name)
    return data.set_column(index, data.schema.field(index), values)


def relink(rows: Rows, duplicates: Mapping[str, str | None]) -> Relinked:
    """Link all rows of ``accidents`` anew.

    Args:
        rows: reads a table's rows that count.
        duplicates: ``doc_id`` → ``duplicate_of`` of every document that counts.
    """
    accidents: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for data in rows("accidents", _ACCIDENT):
        for row in data.to_pylist():
            accidents[row["doc_id"]].append(row)
    members = list(_members(rows, accidents))
    found = link(members, duplicates)
    out = Relinked(members=members)
    for doc_id, old in accidents.items():
        links = [found[doc_id, i] for i in range(len(old))]
        out.links[doc_id] = links
        ids = {r["accident_id"]: n.accident_id for r, n in zip(old, links, strict=True)}
        ids = {one: other for one, other in ids.items() if one != other}
        if ids:
            out.ids[doc_id] = ids
        said = [(r["link_confidence"], r["link_basis"], tuple(r["link_differs"] or ())) for r in old]
        if said != [(n.confidence, n.basis, n.differs) for n in links]:
            out.restated.add(doc_id)
    return out


def _members(rows: Rows, accidents: Mapping[str, list[dict[str, Any]]]) -> Iterator[Member]:
    """The rows with their documents' kind, day and number, and the units named in them."""
    units: dict[tuple[str, str | None], list[Unit]] = defaultdict(list)
    for data in rows("organizations", _UNIT):
        for row in data.to_pylist():
            unit = Unit(row["name"], tuple(row["aliases"] or ()), row["role"], row["uscc"])
            units[row["doc_id"], row["accident_id"]].append(unit)
    documents: dict[str, dict[str, Any]] = {}
    for data in rows("documents", _DOCUMENT):
        documents |= {row["doc_id"]: row for row in data.to_pylist() if row["doc_id"] in accidents}
    for doc_id, found in accidents.items():
        document = documents[doc_id]
        for i, row in enumerate(found):
            yield Member(
                doc_id=doc_id,
                ordinal=i,
                doc_type=document["doc_type"],
                issued_on=document["issued_on"],
                doc_number=document["doc_number"],
                issuer=tuple(document["issuer"] or ()),
                title=document["title"],
                name=row["name"],
                tag=row["short_name"],
                occurred_at=row["occurred_at"],
                precision=row["occurred_precision"],
                province=row["province"],
                city=row["city"],
                county=row["county"],
                place=row["place"],
                accident_type=row["accident_type"],
                severity=row["severity"],
                deaths=row["deaths"],
                units=(*units[doc_id, row["accident_id"]], *units[doc_id, None]),
            )
