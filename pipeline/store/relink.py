"""One accident across documents, in the tables: who is read, whose ids change, and the columns that say so."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.link import Link, blocks, link
from pipeline.link_facts import Member, Unit
from pipeline.store import arrow
from pipeline.store.catalogue import ROWS, Catalogue
from schemas.tables import TABLES

CHUNK = 500
"""Rows that are compared at a time; bounds the memory of linking."""
_LISTED = {"checks": "row_ids"}
_NAMED = {"evidence": "row_id", "reviews": "row_id"}
CARRIERS = frozenset(
    table for table in TABLES if {"accident_id", _NAMED.get(table)} & set(arrow.arrow_schema(table).names)
)
"""The tables in which an accident's id stands."""
_SIDES = ("事故调查报告", "整改评估报告")


@dataclasses.dataclass
class Relinked:
    """The accidents of the documents that a run's changes may concern.

    ``links``: by document, in the order of its rows. ``ids``: by document, the old id of an accident → its new one, where
    they differ. ``restated``: documents whose link columns say something else than before. ``regrouped``: documents of
    accidents to which others belong than before, or other versions of them. ``pairs``: those of these accidents that have
    both a report and an evaluation, with the rows of both kinds, copies of a text left out.
    """

    links: dict[str, list[Link]] = dataclasses.field(default_factory=dict)
    ids: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    restated: set[str] = dataclasses.field(default_factory=set)
    regrouped: set[str] = dataclasses.field(default_factory=set)
    pairs: dict[str, list[tuple[str, int, str]]] = dataclasses.field(default_factory=dict)

    def changed(self, table: str) -> set[str]:
        """The documents whose rows of a table change."""
        out = set(self.ids) if table in CARRIERS else set()
        return out | self.restated if table == "accidents" else out

    def apply(self, table: str, data: pa.Table) -> pa.Table:
        """``data`` with the new ids, and in ``accidents`` the link columns."""
        if table in CARRIERS:
            data = self._renamed(table, data)
        return self._stated(data) if table == "accidents" else data

    def _stated(self, data: pa.Table) -> pa.Table:
        """Rows of ``accidents`` with the link columns."""
        doc_ids = data["doc_id"].to_pylist()
        if self.links.keys().isdisjoint(doc_ids):
            return data
        names = ("link_confidence", "link_basis", "link_differs")
        columns = [data[name].to_pylist() for name in names]
        for i, one in self._of_rows(doc_ids):
            for column, value in zip(columns, (one.confidence, one.basis, list(one.differs)), strict=True):
                column[i] = value
        for name, column in zip(names, columns, strict=True):
            data = arrow.replace(data, name, column)
        return data

    def _of_rows(self, doc_ids: Iterable[str]) -> Iterator[tuple[int, Link]]:
        at: dict[str, int] = defaultdict(int)
        for i, doc_id in enumerate(doc_ids):
            if doc_id in self.links:
                yield i, self.links[doc_id][at[doc_id]]
                at[doc_id] += 1

    def _renamed(self, table: str, data: pa.Table) -> pa.Table:
        here = self.ids.keys() & set(pc.unique(data["doc_id"]).to_pylist()) if self.ids else set()
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


def with_blocks(part: Catalogue) -> Catalogue:
    """A catalogue whose rows say what they can be found by."""
    names = ("day", "region", "marks")
    found: dict[str, list[pa.Array]] = {name: [] for name in names}
    for at in _slices(range(len(part.rows))):
        for name, column in zip(names, zip(*map(blocks, members(part, at)), strict=True), strict=True):
            found[name].append(pa.array(column, ROWS.field(name).type))
    rows = part.rows
    for name, arrays in found.items():
        field = ROWS.field(name)
        rows = rows.set_column(ROWS.get_field_index(name), field, pa.chunked_array(arrays, field.type))
    return Catalogue(part.docs, rows)


def members(data: Catalogue, at: Collection[int]) -> list[Member]:
    """Some rows of ``accidents`` with their documents' kind, day and number, and the units named in them."""
    rows = data.rows.take(pa.array(at, pa.int64()))
    where = pc.index_in(rows["doc_id"], value_set=data.docs["doc_id"])
    docs = data.docs.select(["doc_type", "issued_on", "doc_number", "issuer", "title", "units"]).take(where)
    out = []
    for row, document in zip(rows.to_pylist(), docs.to_pylist(), strict=True):
        named = [u for u in document["units"] or () if u["row"] is None or u["row"] == row["ordinal"]]
        out.append(
            Member(
                doc_id=row["doc_id"],
                ordinal=row["ordinal"],
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
                # those of this accident before those of no accident in particular
                units=tuple(map(_unit, sorted(named, key=lambda unit: unit["row"] is None))),
            )
        )
    return out


def _unit(values: Mapping[str, Any]) -> Unit:
    return Unit(values["name"], tuple(values["aliases"] or ()), values["role"], values["uscc"])


def relink(now: Catalogue, before: Catalogue, changed: Collection[str] | None) -> Relinked:
    """Link the rows of ``accidents`` that may be tied to changed documents.

    Args:
        now: all documents, with blocks; ``duplicate_of`` as it is to be.
        before: what the last run knew of ``changed``, with blocks.
        changed: the documents that are new, other or gone, or that are copies of another document than before; None: all.
    """
    tied = _Tied(now)
    at = range(len(now.rows)) if changed is None else sorted(tied.closure(changed, before))
    out, linked = Relinked(), _Linked()
    for chunk in _chunks(tied.islands(at)):
        _link(out, linked, now, chunk)
    _regroup(out, linked, before, changed)
    return out


@dataclasses.dataclass
class _Linked:
    """Rows that were linked: document, old id, new id; and the reports and evaluations of each accident."""

    rows: list[tuple[str, str, str]] = dataclasses.field(default_factory=list)
    sides: dict[str, list[tuple[str, int, str]]] = dataclasses.field(default_factory=dict)


def _link(out: Relinked, linked: _Linked, now: Catalogue, at: Collection[int]) -> None:
    """Link rows that are tied to no others."""
    rows = now.rows.take(pa.array(at, pa.int64()))
    where = pc.index_in(rows["doc_id"], value_set=now.docs["doc_id"])
    duplicates = dict(zip(rows["doc_id"].to_pylist(), now.docs["duplicate_of"].take(where).to_pylist(), strict=True))
    found = members(now, at)
    links = link(found, duplicates)
    names = ("doc_id", "ordinal", "accident_id", "link_confidence", "link_basis", "link_differs")
    for doc_id, ordinal, old, confidence, basis, differs in zip(*(rows[n].to_pylist() for n in names), strict=True):
        new = links[doc_id, ordinal]
        linked.rows.append((doc_id, old, new.accident_id))
        out.links.setdefault(doc_id, []).append(new)  # rows of one document are tied, and come in their order
        if new.accident_id != old:
            out.ids.setdefault(doc_id, {})[old] = new.accident_id
        if (confidence, basis, tuple(differs or ())) != (new.confidence, new.basis, new.differs):
            out.restated.add(doc_id)
    sides: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for member in found:
        if duplicates[member.doc_id] is None and member.doc_type in _SIDES:
            sides[links[member.key].accident_id].append((*member.key, member.doc_type))
    linked.sides |= {name: sorted(rows) for name, rows in sides.items() if len({kind for *_, kind in rows}) == 2}


def _regroup(out: Relinked, linked: _Linked, before: Catalogue, changed: Collection[str] | None) -> None:
    """Find the accidents that are not what they were."""
    mine = out.links.keys() if changed is None else {*changed, *out.ids}
    old = {one for doc_id, one, _ in linked.rows if doc_id in mine} | set(before.rows["accident_id"].to_pylist())
    new = {one for doc_id, _, one in linked.rows if doc_id in mine}
    names = set()
    for doc_id, one, other in linked.rows:
        if one in old or other in new:
            out.regrouped.add(doc_id)
            names.add(other)
    out.pairs = {name: rows for name, rows in linked.sides.items() if name in names}


class _Tied:
    """Which rows may have to be compared, by what they are found by; and those of one document or one text."""

    def __init__(self, now: Catalogue) -> None:
        docs, rows = now.docs, now.rows
        where = pc.index_in(rows["doc_id"], value_set=docs["doc_id"])
        self.root = pc.coalesce(docs["duplicate_of"], docs["doc_id"]).take(where)
        self.rows = rows

    def closure(self, changed: Collection[str], before: Catalogue) -> set[int]:
        """All rows that are tied to changed documents, as they are and as they were, by any number of ties."""
        every = pa.array(range(len(self.rows)), pa.int64())
        roots = set(pc.coalesce(before.docs["duplicate_of"], before.docs["doc_id"]).to_pylist()) | set(changed)
        mine = pc.or_(_in(self.rows["doc_id"], changed), _in(self.root, roots))
        out: set[int] = set()
        new = set(every.filter(mine).to_pylist()) | set(every.filter(self._beside(before.rows)).to_pylist())
        while new:
            out |= new
            part = self.rows.take(pa.array(sorted(new), pa.int64()))
            roots = set(self.root.take(pa.array(sorted(new), pa.int64())).to_pylist())
            mask = pc.or_(self._beside(part), _in(self.root, roots))
            new = set(every.filter(mask).to_pylist()) - out
        return out

    def _beside(self, part: pa.Table) -> Any:
        """The rows that may have to be compared with one of ``part``."""
        day, region = self.rows["day"], self.rows["region"]
        everywhere = set(part.filter(pc.is_null(part["region"]))["day"].to_pylist())
        there = _pairs(part["day"], part["region"])
        named = pc.or_(pc.is_null(region), _in(_pairs(day, region), set(there.to_pylist()) - {None}))
        mask = pc.or_(_in(day, everywhere), pc.and_(_in(day, set(part["day"].to_pylist())), named))
        undated = part.filter(pc.is_null(part["day"]))
        mask = pc.or_(mask, self._marked(undated))
        return pc.or_(mask, pc.and_(pc.is_null(day), self._marked(part)))

    def _marked(self, part: pa.Table) -> Any:
        """The rows that have a mark in common with one of ``part``."""
        wanted = set(pc.list_flatten(part["marks"]).to_pylist())
        marks = self.rows["marks"].combine_chunks()
        hit = (
            pc.list_parent_indices(marks).filter(_in(pc.list_flatten(marks), wanted))
            if wanted
            else pa.array([], pa.int64())
        )
        return pc.is_in(pa.array(range(len(self.rows)), pa.int64()), value_set=pc.unique(hit).cast(pa.int64()))

    def islands(self, at: Collection[int]) -> list[list[int]]:
        """The rows, those together that are tied to each other."""
        part = self.rows.take(pa.array(at, pa.int64()))
        days, regions = part["day"].to_pylist(), part["region"].to_pylist()
        marks = part["marks"].to_pylist()
        roots = self.root.take(pa.array(at, pa.int64())).to_pylist()
        wide = {day for day, region in zip(days, regions, strict=True) if day is not None and region is None}
        loose = {mark for day, found in zip(days, marks, strict=True) if day is None for mark in found}
        sets = _Sets()
        for i, (day, region) in enumerate(zip(days, regions, strict=True)):
            sets.tie(i, roots[i])
            if day is not None:
                sets.tie(i, (day,) if day in wide else (day, region))
            for mark in marks[i]:
                if mark in loose:
                    sets.tie(i, mark)
        out: dict[int, list[int]] = defaultdict(list)
        for i, row in enumerate(at):
            out[sets.root(("row", i))].append(row)
        return list(out.values())


class _Sets:
    """Numbers and names that are put together."""

    def __init__(self) -> None:
        self._above: dict[Any, Any] = {}

    def root(self, one: Any) -> Any:
        above = self._above
        while (parent := above.get(one, one)) != one:
            above[one] = above.get(parent, parent)
            one = parent
        return one

    def tie(self, one: int, name: Any) -> None:
        a, b = self.root(("row", one)), self.root(("name", name))
        if a != b:
            self._above[b] = a


def _pairs(days: Any, regions: Any) -> Any:
    return pc.binary_join_element_wise(days.cast(pa.string()), regions, "|")


def _in(values: Any, wanted: Collection[Any]) -> Any:
    found = sorted(value for value in wanted if value is not None)
    return pc.is_in(values, value_set=pa.array(found, values.type))


def _slices(at: Collection[int]) -> Iterator[list[int]]:
    rows = list(at)
    for i in range(0, len(rows), CHUNK):
        yield rows[i : i + CHUNK]


def _chunks(islands: Iterable[list[int]]) -> Iterator[list[int]]:
    """Rows that are tied together never apart; about :data:`CHUNK` at a time."""
    chunk: list[int] = []
    for rows in islands:
        if chunk and len(chunk) + len(rows) > CHUNK:
            yield sorted(chunk)
            chunk = []
        chunk += rows
    if chunk:
        yield sorted(chunk)
