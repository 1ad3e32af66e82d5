"""Rows to Arrow tables and back, and Parquet files written with fixed options."""

from __future__ import annotations

import dataclasses
import hashlib
import typing
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas import column, tables
from schemas.column import Row
from schemas.tables import TABLES

arrow_schema = cache(tables.arrow_schema)
_COLUMNS: dict[Any, tuple[column.Column, ...]] = {}

R = TypeVar("R", bound=Row)

ROW_GROUP = {"texts": 200, "documents": 2_000}
"""Rows per row group: small where one row is long, so that one document can be read without its neighbours."""
ROW_GROUP_DEFAULT = 20_000


def _columns(kind: Any) -> tuple[column.Column, ...]:
    """The columns of a row class or nested record; resolving its annotations takes long enough to keep them."""
    if kind not in _COLUMNS:
        _COLUMNS[kind] = column.columns(kind)
    return _COLUMNS[kind]


def to_table(table: str, rows: Sequence[Row]) -> pa.Table:
    """Rows of one table as an Arrow table with the table's schema, column by column.

    Raises:
        ValueError: a value does not fit its column, or a required one is None.
    """
    schema = arrow_schema(table)
    arrays = []
    for col, field in zip(_columns(TABLES[table]), schema, strict=True):
        try:
            array = _array(col.type, field.type, [getattr(row, col.name) for row in rows])
        except (ValueError, TypeError, OverflowError, AttributeError) as error:  # pyarrow's errors derive from these
            raise ValueError(f"{table}.{col.name}: {error}") from error
        if array.null_count and not field.nullable:
            raise ValueError(f"{table}.{col.name} is required but empty")
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(kind: Any, arrow: pa.DataType, values: list[Any]) -> pa.Array:
    """One column; nested records become structs, lists become lists, without a detour over dicts."""
    if dataclasses.is_dataclass(kind):
        parts = []
        for i, col in enumerate(_columns(kind)):
            inner = [None if v is None else getattr(v, col.name) for v in values]
            parts.append(_array(col.type, arrow.field(i).type, inner))
        mask = pa.array([v is None for v in values], pa.bool_())
        return pa.StructArray.from_arrays(parts, fields=[arrow.field(i) for i in range(arrow.num_fields)], mask=mask)
    if pa.types.is_list(arrow):
        offsets: list[int | None] = []
        flat: list[Any] = []
        for value in values:
            offsets.append(None if value is None else len(flat))
            flat.extend(value or ())
        offsets.append(len(flat))
        item = _array(typing.get_args(kind)[0], arrow.value_type, flat)
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), item, type=arrow)
    return pa.array(values, arrow)


def to_rows(kind: type[R], table: pa.Table) -> list[R]:
    """The rows of an Arrow table as typed rows, nested records included."""
    return [_row(kind, values) for values in table.to_pylist()]


def _row(kind: type[Any], values: dict[str, Any]) -> Any:
    return kind(**{c.name: _value(c.type, values[c.name]) for c in _columns(kind)})


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if dataclasses.is_dataclass(kind):
        return _row(typing.cast(type, kind), value)
    if typing.get_origin(kind) in (list, tuple):
        inner = typing.get_args(kind)[0]
        return typing.get_origin(kind)(_value(inner, v) for v in value)
    return value


def conform(table: str, data: pa.Table, columns: Sequence[str] | None = None) -> pa.Table:
    """``data`` with exactly the table's columns, types and metadata, whatever program version wrote it.

    ``columns`` names the only ones wanted.
    """
    schema = arrow_schema(table)
    if columns is not None:
        schema = pa.schema([schema.field(name) for name in columns])
    arrays = []
    for field in schema:
        if field.name in data.column_names:
            arrays.append(data[field.name].cast(field.type))
        elif field.nullable:
            arrays.append(pa.nulls(len(data), field.type))
        else:
            arrays.append(pa.array([_neutral(field.type)] * len(data), field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _neutral(kind: pa.DataType) -> Any:
    """What a required column holds in rows that were written before the column existed."""
    if pa.types.is_list(kind):
        return []
    return "" if pa.types.is_string(kind) else 0


def fingerprint() -> str:
    """Changes when files written before may differ from files written now: schemas, writer options, pyarrow."""
    digest = hashlib.sha256(f"1 {pa.__version__} {ROW_GROUP} {ROW_GROUP_DEFAULT}".encode())
    for table in TABLES:
        digest.update(arrow_schema(table).serialize())
    return digest.hexdigest()[:16]


def write(table: str, data: pa.Table, path: Path) -> None:
    """Write a Parquet file. The same rows give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Chunk borders would move page borders, and with them the bytes.
    data = data.combine_chunks()
    pq.write_table(
        data,
        path,
        row_group_size=ROW_GROUP.get(table, ROW_GROUP_DEFAULT),
        version="2.6",
        compression="zstd",
        compression_level=3,
        use_dictionary=True,
        write_statistics=True,
        data_page_version="1.0",
    )


def read(
    table: str, path: Path, doc_ids: Iterable[str] | None = None, columns: Sequence[str] | None = None
) -> pa.Table:
    """A file's rows with the table's schema; only those of ``doc_ids``, only these ``columns``, where they are given."""
    # ParquetFile, not read_table: a path such as texts/part.parquet must never be taken for a partitioned data set.
    with pq.ParquetFile(path) as file:
        there = None if columns is None else [name for name in columns if name in file.schema_arrow.names]
        data = conform(table, file.read(columns=there), columns)
    return data if doc_ids is None else only(data, doc_ids)


def only(data: pa.Table, doc_ids: Iterable[str]) -> pa.Table:
    """The rows whose ``doc_id`` is among ``doc_ids``."""
    return data.filter(pc.is_in(data["doc_id"], value_set=pa.array(sorted(doc_ids), pa.string())))


def concat(parts: list[pa.Table]) -> pa.Table:
    """The rows of several tables, one after the other."""
    return pa.concat_tables(parts)


def by_document(parts: list[pa.Table], column: str = "doc_id") -> pa.Table:
    """All rows sorted by document; within a document in the order in which they came."""
    data = concat(parts)
    # sort_indices is stable, and a document's rows come from one file in reading order.
    return data.take(pc.sort_indices(data, sort_keys=[(column, "ascending")]))


def by_shard(data: pa.Table, digits: int) -> dict[str, pa.Table]:
    """Rows sorted by document and cut where the first ``digits`` hex digits of ``doc_id`` change."""
    if not len(data):
        return {}
    data = by_document([data])
    runs = pc.run_end_encode(pc.utf8_slice_codeunits(data["doc_id"], 0, digits).combine_chunks())
    out, start = {}, 0
    for key, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        out[key] = data.slice(start, end - start)
        start = end
    return out


def append(data: pa.Table, path: Path) -> None:
    """Append rows to a scratch file that :func:`read_appended` reads back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "ab") as file, pa.ipc.new_stream(file, data.schema) as writer:
        writer.write_table(data)


def read_appended(path: Path) -> list[pa.Table]:
    """All that was appended to a scratch file."""
    out = []
    with open(path, "rb") as file:
        while file.peek(1):
            out.append(pa.ipc.open_stream(file).read_all())
    return out


def replace(data: pa.Table, name: str, values: list[Any]) -> pa.Table:
    """``data`` with other values in one column."""
    index = data.schema.get_field_index(name)
    field = data.schema.field(index)
    return data.set_column(index, field, pa.array(values, field.type))
