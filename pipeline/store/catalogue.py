"""What linking and the marking of duplicates must know of every document, in the working folder: no run reads all shards.

It is a copy of what stands in the tables, valid for exactly the files that it was made from; where it is lost or another
program version's, the next run reads the tables and links everything anew.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline import version
from pipeline.resolve import RECOGNISED, digest_keys
from pipeline.store.arrow import arrow_schema
from pipeline.store.journal import Journal
from pipeline.store.layout import WORK
from pipeline.store.place import Place, print_of
from pipeline.store.shelf import Shelf, without

Rows = Callable[[str, "list[str] | None"], Iterable[Any]]
"""Reads the rows that count, of one table and some columns, file by file."""

FORMAT = 1
MARK = f"{WORK}/catalogue/mark.json"
_DOCUMENT = [
    "doc_id", "source", "also_at", "duplicate_of", "parser_version", "doc_type", "issued_on", "doc_number", "issuer", "title",
]  # fmt: skip
_ACCIDENT = [
    "doc_id", "accident_id", "name", "short_name", "occurred_at", "occurred_precision", "province", "city", "county",
    "place", "accident_type", "severity", "deaths", "link_confidence", "link_basis", "link_differs",
]  # fmt: skip
_UNIT = ["doc_id", "accident_id", "name", "aliases", "role", "uscc"]


def _plain(table: str, names: Iterable[str]) -> list[pa.Field]:
    schema = arrow_schema(table)
    return [pa.field(name, schema.field(name).type) for name in names]


_UNIT_FIELDS = [pa.field("row", pa.int32()), *_plain("organizations", _UNIT[2:])]
DOCS = pa.schema(
    [
        *_plain("documents", _DOCUMENT),
        pa.field("recognised", pa.bool_()),
        pa.field("exact", pa.string()),
        pa.field("near", pa.list_(pa.uint32())),
        pa.field("units", pa.list_(pa.struct(_UNIT_FIELDS))),
    ]
)
"""A row for each document. ``units``: those named in it, each with the row of ``accidents`` that it belongs to, if any;
None where the document has no accident."""
ROWS = pa.schema(
    [
        *_plain("accidents", _ACCIDENT),
        pa.field("ordinal", pa.int32()),
        pa.field("day", pa.date32()),
        pa.field("region", pa.string()),
        pa.field("marks", pa.list_(pa.int64())),
    ]
)
"""A row for each row of ``accidents``, with what it can be found by (:func:`pipeline.link.blocks`)."""


@dataclasses.dataclass
class Catalogue:
    """Documents and their accidents, of a whole dataset or of a part."""

    docs: pa.Table
    rows: pa.Table

    def part(self, doc_ids: Collection[str]) -> Catalogue:
        """Some of the documents."""
        wanted = pa.array(sorted(doc_ids), pa.string())
        return Catalogue(*(data.filter(pc.is_in(data["doc_id"], value_set=wanted)) for data in (self.docs, self.rows)))

    def changed(self, gone: Collection[str], new: Catalogue) -> Catalogue:
        """Without some documents, and with others."""
        dead = pa.array(sorted(gone), pa.string())
        return Catalogue(
            pa.concat_tables([without(self.docs, "doc_id", dead), new.docs]),
            pa.concat_tables([without(self.rows, "doc_id", dead), new.rows]),
        )


def read_tables(rows: Rows, digests: Callable[[Collection[str]], Mapping[str, str]]) -> Catalogue:
    """The catalogue of what a reader gives; ``day``, ``region`` and ``marks`` are left empty.

    Args:
        rows: reads a table's rows that count; a document's rows stand together.
        digests: gives the text digests of documents.
    """
    documents = _all(rows("documents", [*_DOCUMENT, "text_source"]), "documents", [*_DOCUMENT, "text_source"])
    accidents = _all(rows("accidents", _ACCIDENT), "accidents", _ACCIDENT)
    units = _units(_all(rows("organizations", _UNIT), "organizations", _UNIT), accidents)
    found = digests(documents["doc_id"].to_pylist())
    keys = [digest_keys(found[doc_id]) for doc_id in documents["doc_id"].to_pylist()]
    extra = {
        "recognised": pc.is_in(documents["text_source"], value_set=pa.array(RECOGNISED)),
        "exact": pa.array([exact for exact, _ in keys], pa.string()),
        "near": pa.array([near for _, near in keys], DOCS.field("near").type),
        "units": units.take(pc.index_in(documents["doc_id"], value_set=_first(accidents["doc_id"]))),
    }
    docs = pa.Table.from_arrays([extra.get(f.name, _column(documents, f.name)) for f in DOCS], schema=DOCS)
    empty = {f.name: pa.nulls(len(accidents), f.type) for f in ROWS if f.name not in _ACCIDENT}
    empty["ordinal"] = _ordinals(accidents["doc_id"])
    table = pa.Table.from_arrays([empty.get(f.name, _column(accidents, f.name)) for f in ROWS], schema=ROWS)
    return Catalogue(docs, table)


def _all(parts: Iterable[pa.Table], table: str, names: list[str]) -> pa.Table:
    # Schema.empty_table() would import pandas
    empty = pa.Table.from_batches([], pa.schema(_plain(table, names)))
    return pa.concat_tables([empty, *(part.select(names).cast(empty.schema) for part in parts)]).combine_chunks()


def _column(data: pa.Table, name: str) -> Any:
    return data[name] if name in data.column_names else None


def _flat(column: pa.ChunkedArray) -> pa.Array:
    found = column.combine_chunks()
    return found if isinstance(found, pa.Array) else pa.concat_arrays(found.chunks or [pa.array([], column.type)])


def _first(doc_ids: pa.ChunkedArray) -> pa.Array:
    """The documents of rows that stand together by document, each once, in their order."""
    return pc.run_end_encode(_flat(doc_ids)).values


def _ordinals(doc_ids: pa.ChunkedArray) -> pa.Array:
    """The place of each row among its document's rows, from 0."""
    runs = pc.run_end_encode(_flat(doc_ids))
    starts = pa.concat_arrays([pa.array([0], pa.int32()), runs.run_ends.cast(pa.int32())])[: len(runs.run_ends)]
    begin = (
        pc.run_end_decode(pa.RunEndEncodedArray.from_arrays(runs.run_ends, starts)) if len(runs.run_ends) else starts
    )
    return pc.subtract(pa.array(range(len(doc_ids)), pa.int32()), begin)


def _units(units: pa.Table, accidents: pa.Table) -> pa.Array:
    """For each document with accidents, in their order, the units that are named in it."""
    doc_ids = _first(accidents["doc_id"])
    at = pc.index_in(_flat(units["doc_id"]), value_set=doc_ids)
    order = pc.sort_indices(
        pa.table({"at": at}), sort_keys=[("at", "ascending")]
    )  # stable; rows of other documents last
    units, at = units.take(order), at.take(order)
    kept = len(at) - at.null_count
    units, at = units.slice(0, kept), at.slice(0, kept)
    names = pc.binary_join_element_wise(units["doc_id"], units["accident_id"], "|")
    known = pc.binary_join_element_wise(accidents["doc_id"], accidents["accident_id"], "|")
    row = pc.fill_null(_ordinals(accidents["doc_id"]).take(pc.index_in(_flat(names), value_set=_flat(known))), -1)
    row = pc.if_else(pc.is_null(_flat(units["accident_id"])), pa.scalar(None, pa.int32()), row)
    values = pa.StructArray.from_arrays([row, *(_flat(units[name]) for name in _UNIT[2:])], fields=_UNIT_FIELDS)
    counts = [0] * len(doc_ids)
    for value in pc.value_counts(at).to_pylist():
        counts[value["values"]] = value["counts"]
    offsets = [0]
    for count in counts:
        offsets.append(offsets[-1] + count)
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, type=DOCS.field("units").type)


def load(place: Place, tables: Iterable[str], batches: Iterable[int]) -> Catalogue | None:
    """The catalogue of a dataset's last run; None where there is none that fits its files and this program."""
    try:
        mark = json.loads(place.get(MARK) or b"{}")
    except ValueError:
        return None
    if mark != {"format": FORMAT, "rules": version.rules_hash(), "files": print_of(place, tables, batches)}:
        return None
    docs, rows = (shelf.load() for shelf in _shelves(place))
    return Catalogue(docs, rows) if docs is not None and rows is not None else None


def save(place: Place, journal: Journal, data: Catalogue, changed: Collection[str] | None) -> None:
    """Enter a catalogue into a journal; ``changed`` are the documents in which it differs from the last, None: perhaps all."""
    for shelf, table in zip(_shelves(place), (data.docs, data.rows), strict=True):
        shelf.save(journal, table, changed)


def settle(place: Place, tables: Iterable[str], batches: Iterable[int]) -> None:
    """State that the catalogue fits the files as they lie there now."""
    mark = {"format": FORMAT, "rules": version.rules_hash(), "files": print_of(place, tables, batches)}
    place.put(MARK, json.dumps(mark).encode())


def _shelves(place: Place) -> tuple[Shelf, Shelf]:
    return Shelf(place, "catalogue/docs", DOCS), Shelf(place, "catalogue/rows", ROWS)
