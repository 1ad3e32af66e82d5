"""A dataset as Parquet files in folders by province and year of the accident (``province=山西省/year=2024``), for engines
that read only the folders that a question needs: DuckDB, pyarrow, Spark.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from explore.errors import LookError
from explore.export.tables import Writer, batches, copy, doc_column
from schemas.column import columns
from schemas.tables import TABLES, arrow_schema

KEYS = ("province", "year")
NULL = "__HIVE_DEFAULT_PARTITION__"
"""What Hive, and who came after it, calls the folder of rows without a value."""
IN_MEMORY = 64 << 20
"""Bytes of rows held before they are dealt out to scratch files."""
_ESCAPED = frozenset("\"#%'*/:=?\\{[]^\x7f")

Value = str | int | None
Place = tuple[Value, ...]


def parse_keys(words: str) -> tuple[str, ...]:
    """The columns that ``--partition`` names, in the order of the folders.

    Raises:
        LookError: a table cannot be partitioned by one of them.
    """
    keys = tuple(word.strip() for word in words.split(",") if word.strip())
    unknown = [key for key in keys if key not in KEYS]
    if unknown or not keys or len(set(keys)) != len(keys):
        what = f"not by {unknown[0]!r}" if unknown else "name each column once"
        raise LookError(f"--partition: {what}; there are: {', '.join(KEYS)}")
    return keys


def write_partitioned(root: Path, target: Path, keys: Sequence[str]) -> dict[str, int]:
    """Write all tables; those whose rows belong to documents in a folder per place, one file in each.

    A row lies where its own columns say (``accidents``, ``penalties``; these columns are left to the folders' names), else
    where the accidents of its document lie: nowhere (:data:`NULL`) if it has none, or several that differ. Rows stand in the
    order of the dataset; the same dataset gives the same bytes. In memory are two small values for each document and
    :data:`IN_MEMORY` bytes of rows; scratch files take as much of the temporary folder as the largest table.

    Returns:
        Rows by table.
    """
    places = _places(root, keys)
    whole = [table for table in TABLES if doc_column(table) is None]
    rows = copy(root, target, whole)
    for table in TABLES:
        if table not in whole:
            rows[table] = _write_table(root, table, target, keys, places)
    return {table: rows[table] for table in TABLES}


def folder_of(keys: Sequence[str], place: Place) -> str:
    """The folder of a place, as Hive and Spark write it."""
    return "/".join(f"{key}={_segment(value)}" for key, value in zip(keys, place, strict=True))


def _segment(value: Value) -> str:
    if value is None or value == "":
        return NULL
    return "".join(f"%{ord(c):02X}" if c in _ESCAPED or c < " " else c for c in str(value))


def _places(root: Path, keys: Sequence[str]) -> dict[str, Place]:
    """Where the rows of each document lie that is about an accident."""
    found: dict[str, Place] = {}
    shared: dict[Place, Place] = {}  # few places for many documents
    for batch in batches(root, "accidents", ["doc_id", *_needed("accidents", keys)]):
        for doc_id, place in zip(batch["doc_id"].to_pylist(), _own("accidents", batch, keys), strict=True):
            if doc_id in found:
                place = tuple(a if a == b else None for a, b in zip(found[doc_id], place, strict=True))
            found[doc_id] = shared.setdefault(place, place)
    return found


_FROM = {("accidents", "year"): "occurred_at"}
"""The column that says a key where it has another name."""


def _needed(table: str, keys: Sequence[str]) -> list[str]:
    """The columns of a table that say the keys themselves; none if not all of them are there."""
    there = {column.name for column in columns(TABLES[table])}
    names = [_FROM.get((table, key), key) for key in keys]
    return names if there.issuperset(names) else []


def _own(table: str, batch: pa.RecordBatch, keys: Sequence[str]) -> list[Place]:
    """The places of rows that say them themselves."""
    values = []
    for key in keys:
        column = batch[_FROM.get((table, key), key)]
        values.append((pc.year(column) if pa.types.is_timestamp(column.type) else column).to_pylist())
    return list(zip(*values, strict=True))


def _write_table(root: Path, table: str, target: Path, keys: Sequence[str], places: dict[str, Place]) -> int:
    own = _needed(table, keys)
    owner = doc_column(table)
    nowhere: Place = (None,) * len(keys)
    dropped = [name for name in keys if name in own]

    def place_rows(batch: pa.RecordBatch) -> list[Place]:
        if own:
            return _own(table, batch, keys)
        return [places.get(doc_id, nowhere) for doc_id in batch[owner].to_pylist()]

    schema = arrow_schema(table)
    for name in dropped:
        schema = schema.remove(schema.get_field_index(name))
    with tempfile.TemporaryDirectory(prefix="shigu-export-") as scratch:
        dealt = _deal(batches(root, table), place_rows, schema, Path(scratch))
        rows = 0
        for place in sorted(dealt, key=lambda place: folder_of(keys, place)):
            path = target / table / folder_of(keys, place) / "part.parquet"
            with _Part(table, schema, path) as out:
                for part in _read(dealt[place]):
                    out.add(table, part)
                rows += out.rows[table]
        if not dealt:  # a table without rows has its columns all the same
            with _Part(table, arrow_schema(table), target / table / "part.parquet") as out:
                out.add(table)
    return rows


def _deal(
    rows: Iterator[pa.RecordBatch],
    place_rows: Callable[[pa.RecordBatch], list[Place]],
    schema: pa.Schema,
    scratch: Path,
) -> dict[Place, Path]:
    """Deal rows out to a scratch file for each place."""
    files: dict[Place, Path] = {}
    held: dict[Place, list[pa.RecordBatch]] = defaultdict(list)
    size = 0

    def spill() -> None:
        for place, parts in held.items():
            path = files.setdefault(place, scratch / f"{len(files):06}")
            with open(path, "ab") as file, pa.ipc.new_stream(file, schema) as out:
                for part in parts:
                    out.write_batch(part)
        held.clear()

    for batch in rows:
        by_place: dict[Place, list[int]] = defaultdict(list)
        for i, place in enumerate(place_rows(batch)):
            by_place[place].append(i)
        kept = batch.select(schema.names)
        for place, indices in by_place.items():
            part = kept.take(pa.array(indices, pa.int64()))
            held[place].append(part.cast(schema))
            size += part.nbytes
        if size > IN_MEMORY:
            spill()
            size = 0
    spill()
    return files


def _read(path: Path) -> Iterator[pa.RecordBatch]:
    with open(path, "rb") as file:
        while file.peek(1):
            yield from pa.ipc.open_stream(file)


class _Part(Writer):
    """One file of a table, in its folder."""

    def __init__(self, table: str, schema: pa.Schema, path: Path) -> None:
        super().__init__(path.parent)
        self._table, self._schema, self._path = table, schema, path

    def path(self, table: str) -> Path:
        return self._path

    def schema(self, table: str) -> Any:
        return self._schema
