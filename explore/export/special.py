"""Rows that are not simply a document's words: checks, what reviewers decided, files that could not be read, runs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa

from explore.export.names import Finder, Pseudonyms
from schemas.tables import arrow_schema

PERSONS_NAMES = {
    "persons": {"name"},
    "organizations": {"legal_representative", "actual_controller"},
    "sanctions": {"target_name"},
}
"""Columns that reviewers correct and that hold a person's name (or, in sanctions, a unit's)."""


def check_messages(data: pa.Table, printed: dict[str, tuple[str, str]]) -> pa.Table:
    """Messages of checks, with the names of the persons whose rows they are about: 对于某罚款… has no marks around 于某.

    Args:
        data: rows of ``checks``.
        printed: the name and the pseudonym of the person that a row is about, by the row's id.
    """
    out = []
    for message, rows in zip(data["message"].to_pylist(), data["row_ids"].to_pylist(), strict=True):
        about: dict[str, set[str]] = {}
        for name, new in (printed[row] for row in rows if row in printed):
            about.setdefault(name, set()).add(new)
        for name in sorted(about, key=lambda one: (-len(one), one)):
            if len(about[name]) == 1:  # of two rows with one masked name any may be meant
                message = message.replace(name, next(iter(about[name])))
        out.append(message)
    return put(data, "checks", "message", out)


def review_values(data: pa.Table, named: Callable[[str, str], str], pseudonyms: Pseudonyms) -> pa.Table:
    """What reviewers saw and decided, and who they are.

    Args:
        data: rows of ``reviews``.
        named: the pseudonym of a name in a document.
        pseudonyms: for the reviewers.
    """
    names = ("doc_id", "table", "field", "was", "value")
    rows = zip(*(data[name].to_pylist() for name in names), strict=True)
    new: list[list[str | None]] = [[], []]
    for doc_id, table, field, *values in rows:
        for out, value in zip(new, values, strict=True):
            out.append(_review_value(value, doc_id, table, field, named))
    authors = ["审核人" + pseudonyms.code("author", author) for author in data["author"].to_pylist()]
    data = put(put(data, "reviews", "was", new[0]), "reviews", "value", new[1])
    return put(data, "reviews", "author", authors)


def _review_value(
    value: str | None, doc_id: str, table: str, field: str | None, named: Callable[[str, str], str]
) -> str | None:
    """One value as text, or a whole row as JSON."""
    if not value or (table, field) == ("persons", "birth_year"):
        return None
    if field is not None:
        is_name = field in PERSONS_NAMES.get(table, ()) and (table != "sanctions" or len(value) <= 4)
        return named(doc_id, value) if is_name else value
    try:
        row: Any = json.loads(value)
    except ValueError:
        return value
    if not isinstance(row, dict):
        return value
    row.pop("birth_year", None)
    for name in PERSONS_NAMES.get(table, ()):
        if row.get(name) and row.get("target_kind", "person") == "person":
            row[name] = named(doc_id, str(row[name]))
    return json.dumps(row, ensure_ascii=False)


def failures(data: pa.Table, anybody: Finder) -> pa.Table:
    """Files that could not be read, by a code instead of their paths: those name people, and whoever ran the program."""
    out: dict[str, list[str]] = {"source": [], "file_name": [], "message": []}
    names = ("source", "file_name", "message", "doc_id")
    for source, file_name, message, doc_id in zip(*(data[name].to_pylist() for name in names), strict=True):
        new = (doc_id or anybody.pseudonyms.code("file", source)) + suffix(file_name)
        for path in sorted({source, file_name, source.rpartition("/")[2]}, key=len, reverse=True):
            message = message.replace(path, new) if path else message
        for name, value in zip(out, (new, new, anybody.words(message)), strict=True):
            out[name].append(value)
    for name, values in out.items():
        data = put(data, "failures", name, values)
    return data


def housekeeping(table: str, batch: pa.RecordBatch, anybody: Finder) -> pa.Table:
    """Rows that belong to no document: failures, runs, the law table.

    Args:
        table: the table.
        batch: its rows.
        anybody: finds the persons of the dataset.
    """
    data = pa.Table.from_batches([batch])
    if table == "failures":
        return failures(data, anybody)
    if table == "runs":
        return put(data, table, "options", [anybody.words(words) for words in data["options"].to_pylist()])
    return data


def suffix(name: str) -> str:
    """The suffix of a file's name, where it is one that a program gives: .pdf, .docx."""
    found = PurePosixPath(name).suffix.lower()
    return found if re.fullmatch(r"\.[a-z0-9]{1,5}", found) else ""


def put(data: pa.Table, table: str, name: str, values: list[Any]) -> pa.Table:
    """The rows with other values in one column."""
    field = arrow_schema(table).field(name)
    return data.set_column(data.schema.get_field_index(name), field, pa.array(values, field.type))
