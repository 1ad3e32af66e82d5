"""Rows of a query as people and programs take them: a table on a terminal, CSV, JSON, Parquet.

A result is read in batches, so that a file may be larger than memory. Files are written aside and moved into place, so
that a query that fails half-way leaves none.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from explore.cells import harmless, json_value, words
from explore.errors import LookError

FORMATS = ("table", "csv", "json", "parquet")
SUFFIXES = {".csv": "csv", ".json": "json", ".parquet": "parquet", ".txt": "table"}
_BATCH = 10_000
_EDGELESS = 1_000_000
"""Columns of a line where the output is no terminal."""


class Result:
    """The rows of a statement, to be read once. ``names`` are unique: a second ``n`` is ``n_1``."""

    def __init__(self, relation: Any, explain: Callable[[Exception], str]) -> None:
        self._explain = explain
        self._reader = None
        self.schema = pa.schema([])
        if relation is not None:
            reader = getattr(relation, "to_arrow_reader", None) or relation.fetch_record_batch
            with self._told():
                self._reader = reader(_BATCH)
            self.schema = self._reader.schema
        self.names = unique(self.schema.names)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of a statement while its rows are read; Arrow passes them on as its own or as errors of the system."""
        try:
            yield
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise LookError(self._explain(error)) from None

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows as Arrow has them.

        Raises:
            LookError: the statement fails in a row that is reached only now.
        """
        while self._reader is not None:
            with self._told():
                batch = next(self._reader, None)
            if batch is None:
                break
            yield batch

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows as tuples of Python values, in the order of ``names``.

        Raises:
            LookError: as of :meth:`batches`.
        """
        for batch in self.batches():
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def unique(names: list[str]) -> list[str]:
    """Names of columns without doubles: ``n, n, n_1`` → ``n, n_2, n_1``."""
    out: list[str] = []
    for i, name in enumerate(names):
        taken = {*out, *names[i + 1 :]} if name in out else {*out}
        number, free = 0, name
        while free in taken:
            number += 1
            free = f"{name}_{number}"
        out.append(free)
    return out


def chosen_format(wanted: str | None, out: Path | None) -> str:
    """The format asked for, else the one that the file's suffix tells, else a table.

    Raises:
        LookError: an unknown format, a suffix that tells none, or Parquet without a file.
    """
    if wanted is not None and wanted not in FORMATS:
        raise LookError(f"--format {wanted}: choose one of {', '.join(FORMATS)}")
    if wanted is None and out is not None and out.suffix.lower() not in SUFFIXES:
        raise LookError(f"{out}: the suffix tells no format; add --format {'|'.join(FORMATS)}")
    found = wanted or (SUFFIXES[out.suffix.lower()] if out else "table")
    if found == "parquet" and out is None:
        raise LookError("--format parquet is written to a file only; add --out FILE.parquet")
    return found


def keep_out(out: Path, data: Path) -> None:
    """Refuse to write into a dataset: whatever lies in the folder of a table would be read as part of it.

    Raises:
        LookError: the file would lie in the dataset's folder.
    """
    if out.resolve().is_relative_to(data.resolve()):
        raise LookError(f"{out} lies in the dataset; write somewhere else")


def write(result: Result, out: Path, form: str, *, raw: bool = False, clean: Callable[[str], str] = str) -> int:
    """Write all rows to a file; returns how many.

    CSV begins with a byte order mark here: without one, spreadsheets take UTF-8 for the system's own encoding.

    Raises:
        LookError: the file cannot be written, or a type has no place in its format.
    """
    if not out.parent.is_dir():
        raise LookError(f"{out}: no folder {out.parent} to write to")
    if out.is_dir():
        raise LookError(f"{out} is a folder; name a file")
    aside = out.with_name(f".{out.name}.part")
    try:
        if form == "parquet":
            rows = _parquet(result, aside)
        else:
            with open(aside, "w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline="") as file:
                if form == "table":
                    rows, _ = show(result, Console(file=file, highlight=False, width=_EDGELESS), clean, limit=0)
                else:
                    rows = (write_csv if form == "csv" else write_json)(result, file, raw=raw, clean=str)
        os.replace(aside, out)
    finally:
        aside.unlink(missing_ok=True)
    return rows


def write_csv(result: Result, file: IO[str], *, raw: bool, clean: Callable[[str], str]) -> int:
    """Comma, double quotes, line feed; null is an empty cell; text that begins like a formula gets an apostrophe.

    ``raw`` leaves such text as it is. ``clean`` is applied to every cell (a terminal's output).
    """
    writer = csv.writer(file, lineterminator="\n")
    guard = str if raw else harmless
    writer.writerow([clean(guard(name)) for name in result.names])
    count = 0
    for row in result.rows():
        # guarded are texts and what holds texts; a negative number is none
        writer.writerow([clean(guard(v) if isinstance(v, str) else words(v)) for v in row])
        count += 1
    return count


def write_json(result: Result, file: IO[str], *, raw: bool, clean: Callable[[str], str]) -> int:
    """A list of objects, one per line. ``clean`` is applied to the JSON text; ``raw`` changes nothing."""
    count = 0
    file.write("[")
    for row in result.rows():
        item = dict(zip(result.names, map(json_value, row), strict=True))
        file.write(f"{',' if count else ''}\n{clean(json.dumps(item, ensure_ascii=False))}")
        count += 1
    file.write("\n]\n" if count else "]\n")
    return count


def _parquet(result: Result, path: Path) -> int:
    schema = pa.schema([field.with_name(name) for field, name in zip(result.schema, result.names, strict=True)])
    if not len(schema):
        raise LookError("the statement gives no rows, and Parquet needs a column")
    count = 0
    try:
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in result.batches():
                writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
                count += len(batch)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise LookError(f"Parquet has no place for a type here ({error}); cast the column to VARCHAR") from None
    return count


def show(result: Result, console: Console, clean: Callable[[str], str], *, limit: int) -> tuple[int, bool]:
    """Print a table; returns how many rows it shows and whether there are more (``limit`` 0: all).

    Where a terminal is too narrow for the columns, each row is printed as lines of name and value.
    """
    rows = result.rows()
    cells = [[clean(words(v)) for v in row] for row in (islice(rows, limit) if limit else rows)]
    more = bool(limit) and next(rows, None) is not None
    names = [clean(name) for name in result.names]
    table = _table(names, result.schema, cells)
    if console.is_terminal and not _fits(table, console):
        # a long name may stand on several lines before the table is given up
        table = _table([name.replace("_", "_\n") for name in names], result.schema, cells)
    if console.is_terminal and not _fits(table, console):
        for number, row in enumerate(cells, 1):
            console.rule(str(number), align="left", characters="─")
            console.print(_record(names, row))
    else:
        console.print(table)
    return len(cells), more


def _fits(table: Table, console: Console) -> bool:
    """Can every column have 16 places, or what it needs where it needs less?"""
    needs = [
        min(
            16,
            max((Measurement.get(console, console.options, cell).maximum for cell in (c.header, *c.cells)), default=0),
        )
        for c in table.columns
    ]
    return sum(needs) + 3 * len(needs) <= console.width


def _table(names: list[str], schema: pa.Schema, cells: list[list[str]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name, field in zip(names, schema, strict=True):
        kind = field.type
        number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
        table.add_column(Text(name), justify="right" if number else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def _record(names: list[str], row: list[str]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in zip(names, row, strict=True):
        grid.add_row(Text(name, style="bold"), Text(value))
    return grid


def print_result(result: Result, form: str, *, limit: int, raw: bool, clean: Callable[[str], str]) -> tuple[int, bool]:
    """Print rows to standard output; returns how many, and whether a table was cut at ``limit``.

    CSV for a pipe keeps what the cells hold; on a terminal controls in them are shown by ``clean``.
    """
    if form == "table":
        console = Console(highlight=False)
        wide = console if console.is_terminal else Console(highlight=False, width=_EDGELESS)
        return show(result, wide, clean, limit=limit)
    writer = write_csv if form == "csv" else write_json
    count = writer(result, sys.stdout, raw=raw, clean=clean)
    sys.stdout.flush()
    return count, False
