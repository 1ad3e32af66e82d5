"""Tables of a dataset as Arrow, a piece at a time, and Parquet files of them: the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads
import pyarrow.parquet as pq

from explore.errors import LookError, NoDatasetError
from schemas.column import columns
from schemas.tables import TABLES, arrow_schema

READING = (
    "documents", "accidents", "organizations", "persons", "sanctions", "penalties", "outcomes", "citations", "causes",
    "measures", "events", "directives", "checks", "failures",
)  # fmt: skip
"""The tables that people read: without the full texts and sections, the place of every value, and the law table."""
ROW_GROUP = {"texts": 200, "documents": 2_000}
ROW_GROUP_DEFAULT = 20_000
AT_ONCE = {"texts": 50, "sections": 2_000}
"""Rows that are read together: few where one row is long."""
AT_ONCE_DEFAULT = 10_000
DOC_COLUMN = {"outcomes": "report_doc_id"}
"""The column that says whose row it is, where that is not ``doc_id``."""


def doc_column(table: str) -> str | None:
    """The column that names a row's document; None: the rows belong to no document."""
    if table in DOC_COLUMN:
        return DOC_COLUMN[table]
    return "doc_id" if table != "failures" and any(c.name == "doc_id" for c in columns(TABLES[table])) else None


def choose(wanted: str | None, default: Iterable[str]) -> tuple[str, ...]:
    """The tables that ``--tables`` names, in the order of the data dictionary.

    Args:
        wanted: names with commas between them, ``all``, or None for the default.
        default: the tables where nothing is said.

    Raises:
        LookError: there is no table of a name.
    """
    names = list(default) if wanted is None else [word.strip() for word in wanted.split(",") if word.strip()]
    if wanted is not None and names == ["all"]:
        return tuple(TABLES)
    unknown = [name for name in names if name not in TABLES]
    if unknown or not names:
        what = f"no table {unknown[0]!r}" if unknown else "--tables names no table"
        raise LookError(f"{what}; there are: {', '.join(TABLES)}, or all")
    return tuple(name for name in TABLES if name in names)


def check(root: Path) -> None:
    """Make sure that there is a dataset.

    Raises:
        NoDatasetError: there is none.
    """
    if not any((root / "documents").glob("*.parquet")):
        raise NoDatasetError(f"{root}: no dataset here; make one with `shigu parse PATH --out {root}`")


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Damaged files are an error that a user can mend."""
    try:
        yield
    except pa.ArrowException as error:
        words = str(error).split("\n")[0]
        raise NoDatasetError(f"{path}: cannot be read ({words}); run `shigu parse` on the dataset again") from None


def _files(root: Path, table: str) -> list[Path]:
    return sorted((root / table).glob("*.parquet"))


def batches(root: Path, table: str, names: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """A table's rows in stored order, with the columns of its schema (or only ``names``), a few thousand at a time."""
    size = AT_ONCE.get(table, AT_ONCE_DEFAULT)
    for path in _files(root, table):
        with _readable(path), pq.ParquetFile(path) as file:
            wanted = [name for name in (names or arrow_schema(table).names) if name in file.schema_arrow.names]
            for batch in file.iter_batches(batch_size=size, columns=wanted, use_threads=False):
                if len(batch):
                    yield conform(table, batch, names)


def of_documents(root: Path, table: str, ids: Sequence[str]) -> pa.Table:
    """The rows of some documents that follow each other in the order of their ids."""
    files, column = _files(root, table), doc_column(table)
    if not files or column is None:
        return arrow_schema(table).empty_table()
    field = pc.field(column)
    between = (field >= ids[0]) & (field <= ids[-1])  # what files say of their row groups: others are not read
    found = pads.dataset([str(path) for path in files], schema=arrow_schema(table), format="parquet")
    with _readable(root / table):
        data = found.to_table(filter=between & field.isin(list(ids)), use_threads=False)
    return pa.Table.from_batches([conform(table, batch) for batch in data.to_batches()], arrow_schema(table))


def conform(table: str, batch: pa.RecordBatch, names: Sequence[str] | None = None) -> pa.RecordBatch:
    """The rows with exactly the columns of the schema (or ``names``), whatever version of the program wrote them.

    What an older version did not know is null, or neutral where a value is required.
    """
    schema, arrays = arrow_schema(table), []
    if names is not None:
        schema = pa.schema([schema.field(name) for name in names])
    for field in schema:
        there = batch.schema.get_field_index(field.name)
        array = pa.nulls(len(batch), field.type) if there < 0 else batch.column(there).cast(field.type)
        if array.null_count and not field.nullable:
            array = array.fill_null(_neutral(field.type)) if not pa.types.is_list(field.type) else _lists(array)
        arrays.append(array)
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _neutral(kind: pa.DataType) -> Any:
    return "" if pa.types.is_string(kind) else False if pa.types.is_boolean(kind) else 0


def _lists(array: pa.Array) -> pa.Array:
    return pa.array([[] if value is None else value for value in array.to_pylist()], array.type)


class Writer:
    """Parquet files of a dataset's tables in a folder: ``<table>/part.parquet``, or ``<table>.parquet`` with ``flat``."""

    def __init__(self, folder: Path, *, flat: bool = False) -> None:
        self.folder, self.flat = folder, flat
        self.rows: dict[str, int] = {}
        self._open: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[pa.Table]] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *error: object) -> None:
        try:
            if error[0] is None:
                for table in self._waiting:
                    self._flush(table)
        finally:
            self._stack.close()

    def path(self, table: str) -> Path:
        """Where a table's file lies."""
        return self.folder / f"{table}.parquet" if self.flat else self.folder / table / "part.parquet"

    def schema(self, table: str) -> pa.Schema:
        """The columns of a table's file."""
        return arrow_schema(table)

    def add(self, table: str, data: pa.Table | pa.RecordBatch | None = None) -> None:
        """Write rows; a table without any gets a file without rows."""
        if table not in self._open:
            path = self.path(table)
            path.parent.mkdir(parents=True, exist_ok=True)
            options = {"version": "2.6", "compression": "zstd", "compression_level": 3, "data_page_version": "1.0"}
            self._open[table] = self._stack.enter_context(pq.ParquetWriter(path, self.schema(table), **options))
            self._waiting[table], self.rows[table] = [], 0
        if data is None or not len(data):
            return
        part = data if isinstance(data, pa.Table) else pa.Table.from_batches([data])
        self._waiting[table].append(part)
        self.rows[table] += len(part)
        size = ROW_GROUP.get(table, ROW_GROUP_DEFAULT)
        if sum(len(one) for one in self._waiting[table]) >= size:
            self._flush(table, size)

    def _flush(self, table: str, size: int = 0) -> None:
        """Write what waits; with ``size`` whole row groups only. So the bytes do not depend on the pieces that came."""
        if not self._waiting[table]:
            return
        data = pa.concat_tables(self._waiting[table]).combine_chunks()
        whole = len(data) // size * size if size else len(data)
        group = ROW_GROUP.get(table, ROW_GROUP_DEFAULT)
        for at in range(0, whole, group):
            # a fresh copy: slices of different parents are laid out differently on the page
            self._open[table].write_table(
                pa.concat_tables([data.slice(at, min(group, whole - at))]).combine_chunks(), group
            )
        self._waiting[table] = [data.slice(whole)] if whole < len(data) else []


def merge(roots: Sequence[Path], target: Path) -> None:
    """Several datasets as one: a document that stands in several is taken from the first, with all its rows."""
    seen: set[str] = set()
    here: list[set[str]] = []
    for root in roots:
        ids = {doc_id for batch in batches(root, "documents", ["doc_id"]) for doc_id in batch["doc_id"].to_pylist()}
        here.append(ids - seen)
        seen |= ids
    with Writer(target) as out:
        for table in TABLES:
            out.add(table)
            column = doc_column(table)
            done: set[str] = set()
            for root, ids in zip(roots, here, strict=True):
                if column is None and table not in ("failures", "runs") and out.rows[table]:
                    break  # the law table is the same in every dataset
                for batch in batches(root, table):
                    if column is not None:
                        batch = batch.filter(pc.is_in(batch[column], value_set=pa.array(sorted(ids), pa.string())))
                    elif table in ("failures", "runs"):
                        key = batch["source" if table == "failures" else "run_id"].to_pylist()
                        batch = batch.filter(pa.array([one not in done for one in key], pa.bool_()))
                        done |= set(key)
                    out.add(table, batch)


def copy(root: Path, target: Path, tables: Iterable[str], *, flat: bool = False) -> dict[str, int]:
    """Tables of a dataset written anew, a file each; returns how many rows each has."""
    with Writer(target, flat=flat) as out:
        for table in tables:
            out.add(table)
            for batch in batches(root, table):
                out.add(table, batch)
    return out.rows
