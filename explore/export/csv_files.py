"""Tables of a dataset as CSV files that spreadsheets and statistics programs open: UTF-8 with a byte order mark."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from explore.cells import harmless
from explore.export.shown import words
from explore.export.tables import batches
from explore.export.target import CSV, folder_aside, kind_for
from schemas.column import columns, type_name
from schemas.tables import TABLES
from schemas.vocabularies import VOCABULARIES

COLUMNS = "columns.csv"
"""The file that says what each column is."""


def write_csv(root: Path, target: Path, tables: Sequence[str], *, force: bool = False) -> dict[str, int]:
    """Write a folder of CSV files, one per table, and :data:`COLUMNS`.

    The first line has the English names. Words that a spreadsheet would take for a formula begin with an apostrophe.

    Args:
        root: the dataset.
        target: the folder.
        tables: which tables.
        force: replace a folder that is not ours.

    Returns:
        Rows of each table.

    Raises:
        LookError: the folder cannot be written there, see :func:`explore.export.target.check_folder`.
    """
    counts = {}
    with folder_aside(target, kind_for(CSV, root), force=force) as part:
        for table in tables:
            names = [col.name for col in columns(TABLES[table])]
            counts[table] = 0
            with open(part / f"{table}.csv", "w", encoding="utf-8-sig", newline="") as file:
                out = csv.writer(file)
                out.writerow(names)
                for batch in batches(root, table):
                    for row in batch.to_pylist():
                        out.writerow([_cell(value) for value in row.values()])
                    counts[table] += len(batch)
        _columns(part / COLUMNS, tables)
    return counts


def _cell(value: Any) -> str:
    """Words are made harmless; ``true`` and ``false`` are what statistics programs read."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return harmless(words(value)) if isinstance(value, (str, list)) else words(value)


def _columns(path: Path, tables: Sequence[str]) -> None:
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(("table", "表", "column", "列", "type", "description", "values"))
        for table in tables:
            for col in columns(TABLES[table]):
                values = "、".join(VOCABULARIES[col.info.vocabulary]) if col.info.vocabulary else ""
                kind = type_name(col.type, col.info)
                out.writerow(
                    (table, TABLES[table].LABEL_ZH, col.name, col.info.label_zh, kind, col.info.description, values)
                )
