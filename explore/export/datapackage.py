"""A dataset as a Frictionless Data Package that ``datasets`` of Hugging Face reads as well.

``data/*.csv`` are the resources of ``datapackage.json``: CSV with a Table Schema is what every tool for data packages reads, in any
language. ``parquet/*.parquet`` are the same rows with their types, lists and records, for ``datasets``, pandas, DuckDB; the header of
``README.md`` tells ``datasets`` where they are.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from explore.cells import json_value
from explore.export.card import card
from explore.export.keys import PRIMARY, foreign
from explore.export.tables import batches, copy
from explore.export.target import DATAPACKAGE, folder_aside, is_hidden, kind_for
from schemas.column import Column, columns
from schemas.tables import TABLES, arrow_schema
from schemas.vocabularies import VOCABULARIES

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MAY_BE_EMPTY = {("texts", "text"), ("sections", "text"), ("evidence", "text"), ("runs", "options")}
"""Required columns of text that may be an empty text, which CSV does not tell from none."""


def write_datapackage(root: Path, target: Path, tables: Sequence[str], *, force: bool = False) -> dict[str, int]:
    """Write a Data Package.

    Values stand in the CSV files as they are, formulas too: they are for programs. For spreadsheets there are ``--xlsx`` and ``--csv``.
    Licence, sources and contributors are the publisher's to fill in; the package is valid without them.

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
    pseudonyms = is_hidden(root)
    with folder_aside(target, kind_for(DATAPACKAGE, root), force=force) as part:
        (part / "data").mkdir()
        counts = copy(root, part / "parquet", tables, flat=True)
        resources = []
        for table in tables:
            path = part / "data" / f"{table}.csv"
            _csv(root, table, path)
            resources.append(_resource(table, path, tables))
        versions = {v for batch in batches(root, "documents", ["parser_version"]) for v in batch[0].to_pylist()}
        package = {
            "$schema": PROFILE,
            "name": "shigu-dataset",
            "title": "事故调查报告数据集",
            "description": "Published Chinese accident investigation reports as tables"
            + (", persons under pseudonyms." if pseudonyms else ".")
            + f" Read by shigu {', '.join(sorted(versions)) or '(no documents)'}.",
            "keywords": ["安全生产", "事故调查", "accident investigation"],
            "resources": resources,
        }
        _write(part / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2) + "\n")
        _write(part / "README.md", card(counts, pseudonyms=pseudonyms))
    return counts


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


def _csv(root: Path, table: str, path: Path) -> None:
    """A table as the Table Schema describes it: empty is null, lists are JSON."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow([column.name for column in columns(TABLES[table])])
        for batch in batches(root, table):
            for row in batch.to_pylist():
                out.writerow([_cell(value) for value in row.values()])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, list):
        return json.dumps(json_value(value), ensure_ascii=False)
    return format(value, "f") if isinstance(value, Decimal) else repr(value)


def _resource(table: str, path: Path, tables: Sequence[str]) -> dict[str, Any]:
    """What ``datapackage.json`` says of one file."""
    row, size, digest = TABLES[table], 0, hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            size += len(piece)
            digest.update(piece)
    return {
        "name": table.replace("_", "-"),
        "type": "table",
        "title": row.LABEL_ZH,
        "description": row.DESCRIPTION,
        "path": f"data/{table}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest.hexdigest()}",
        "schema": _schema(table, tables),
    }


def _schema(table: str, tables: Sequence[str]) -> dict[str, Any]:
    """The Table Schema of a table, with what its keys point at among the tables of the package."""
    schema: dict[str, Any] = {
        "fields": [_field(table, column) for column in columns(TABLES[table])],
        "missingValues": [""],
    }
    if table in PRIMARY:
        schema["primaryKey"] = list(PRIMARY[table])
    keys = [
        {"fields": [column], "reference": {"resource": "" if to == table else to.replace("_", "-"), "fields": [other]}}
        for column, to, other in foreign(table, tables)
    ]
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _field(table: str, column: Column) -> dict[str, Any]:
    kind = arrow_schema(table).field(column.name).type
    field: dict[str, Any] = {"name": column.name, "type": _type(kind)}
    if pa.types.is_timestamp(kind):
        field["format"] = "%Y-%m-%dT%H:%M:%S"
    field |= {"title": column.info.label_zh, "description": column.info.description}
    constraints: dict[str, Any] = {}
    if not column.nullable and (table, column.name) not in MAY_BE_EMPTY:
        constraints["required"] = True
    if column.info.vocabulary and pa.types.is_string(kind):
        constraints["enum"] = list(VOCABULARIES[column.info.vocabulary])
    if constraints:
        field["constraints"] = constraints
    return field


def _type(kind: pa.DataType) -> str:
    """The type of Table Schema for an Arrow type."""
    for name, test in (
        ("array", pa.types.is_list),
        ("boolean", pa.types.is_boolean),
        ("integer", pa.types.is_integer),
        ("number", pa.types.is_floating),
        ("number", pa.types.is_decimal),
        ("date", pa.types.is_date),
        ("datetime", pa.types.is_timestamp),
    ):
        if test(kind):
            return name
    return "string"
