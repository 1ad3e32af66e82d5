"""Reviewed documents as gold records: what reviewers confirmed or corrected, in the form of ``tests/golden/gold``."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.record import Record
from pipeline.store import read_record, read_rows
from pipeline.walk import UsageError
from schemas.column import Row
from schemas.records import SectionRow
from schemas.records_accountability import Basis
from schemas.records_review import ReviewRow

_DOCUMENT = ("doc_type", "title", "doc_number", "issuer", "issued_on")
_ACCIDENT = (
    "name", "short_name", "occurred_at", "occurred_precision", "province", "city", "county", "adcode", "place",
    "accident_type", "severity", "nature", "is_liability", "concealed", "deaths", "missing", "serious_injuries",
    "minor_injuries", "injuries", "direct_loss_yuan", "investigation_authority", "investigation_lead", "team_formed_on",
    "approved_on", "direct_cause",
)  # fmt: skip
_LISTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sections": (("level", "heading"), ("part", "topic")),
    "organizations": (
        ("name",),
        ("role", "uscc", "legal_representative", "actual_controller", "registered_on", "address"),
    ),
    "persons": (
        ("name",),
        ("organization", "position", "gender", "political_status", "responsibility", "is_deceased", "in_post_since"),
    ),
    "sanctions": (
        ("target_kind", "target_name", "category", "measure", "amount_yuan"),
        ("status", "income_ratio", "authority", "decided_on", "basis"),
    ),
    "citations": (("law", "article", "article_suffix", "paragraph", "item"), ()),
    "causes": (("kind", "text"), ()),
    "measures": (("heading", "text"), ("status",)),
    "events": (("at",), ("kind",)),
    "directives": (("text",), ()),
}  # fmt: skip
"""By table: what names a row in a gold record, always written, and what else is scored."""

Decided = Mapping[str, Mapping[str, Collection[str | None]]]
"""By table and row: the columns that reviewers decided; None among them where they decided on the row as a whole."""


def export_gold(dataset: str | Path, out: str | Path, *, reviewed_only: bool = True, overwrite: bool = False) -> int:
    """Write one JSON file per reviewed document, with the reviewers' values in place.

    Args:
        dataset: folder of the dataset; it knows the reviews that were there when it was last made.
        out: folder for the files, made if it is not there. A file is named after its document.
        reviewed_only: only what a reviewer decided: of ``document`` and ``accident`` the reviewed columns, of a list (persons,
            sanctions …) all rows, once each of them was decided on. False: each reviewed document whole, a draft to go over.
        overwrite: replace files that are there and differ.

    Returns:
        How many files there are; a document of whose decisions none can stand in a gold record yet has none.

    Raises:
        UsageError: there is no dataset, or a file is there and differs; nothing was written then.
        OSError: a file cannot be written.
    """
    try:
        reviews = read_rows(dataset, ReviewRow)
    except FileNotFoundError:
        raise UsageError(
            f"{dataset}: no dataset with reviews here; make one with `shigu parse PATH --out {dataset}`"
        ) from None
    by_document: dict[str, list[ReviewRow]] = defaultdict(list)
    for review in reviews:
        if review.state != "stale":
            by_document[review.doc_id].append(review)
    files: dict[str, str] = {}
    for doc_id, found in sorted(by_document.items()):
        record = read_record(dataset, doc_id)
        gold = gold_record(record, found, reviewed_only=reviewed_only)
        if len(gold) > 1:
            name = _name(record.document.file_name)
            name = name if f"{name}.json" not in files else f"{name}-{doc_id}"
            files[f"{name}.json"] = json.dumps(gold, ensure_ascii=False, indent=1) + "\n"
    target = Path(out)
    for name, words in () if overwrite else files.items():
        if (target / name).exists() and (target / name).read_text("utf-8", errors="replace") != words:
            raise UsageError(f"{target / name}: is there and differs; choose another folder, or --force to replace it")
    target.mkdir(parents=True, exist_ok=True)
    for name, words in files.items():
        aside = target / f".{name}.tmp"
        aside.write_text(words, "utf-8")
        os.replace(aside, target / name)
    return len(files)


def _name(file_name: str) -> str:
    stem = re.sub(r"[^\w.\-（）()《》“”·]+", "_", PurePosixPath(file_name).stem).lstrip(".")
    return stem[:60] or "document"


def gold_record(record: Record, reviews: Sequence[ReviewRow], *, reviewed_only: bool = True) -> dict[str, Any]:
    """The gold record of one document.

    Args:
        record: its rows, reviewers' values in place.
        reviews: its reviews, stale ones left out.
        reviewed_only: as of :func:`export_gold`.

    Returns:
        The JSON object; an absent key is not scored, null means that the document does not state it.
    """
    decided: dict[str, dict[str, set[str | None]]] = defaultdict(lambda: defaultdict(set))
    for review in reviews:
        decided[review.table][review.row_id].add(review.field)
        if review.verdict == "added":
            decided[review.table][review.row_id] |= {*json.loads(review.value or "{}"), "+"}
    everything = not reviewed_only
    out: dict[str, Any] = {"file_name": record.document.file_name}
    document = _fields(record.document, _DOCUMENT, None if everything else decided["documents"][record.document.doc_id])
    if document:
        out["document"] = document
    out |= _accident(record, decided, everything)
    for table, (names, more) in _LISTS.items():
        rows = _listed(record, table)
        known = decided[table]
        # A list is complete when somebody looked at each of its rows; until then a row that it lacks would count as wrong.
        if everything or (known and all(_row_id(row) in known for row in rows)):
            out[table] = _distinct(
                _fields(row, names) | _fields(row, more, None if everything else _all_or(known[_row_id(row)]))
                for row in rows
            )
    return out


def _all_or(fields: Collection[str | None]) -> Collection[str | None] | None:
    """The columns decided; None for all: the row was confirmed as a whole. Of an added row those that were stated."""
    return None if None in fields and "+" not in fields else fields


def _accident(record: Record, decided: Decided, everything: bool) -> dict[str, Any]:
    rows = record.accidents
    if len(rows) > 1:
        return {}  # a gold record tells of one
    if not rows:
        return {"accident": None} if everything or decided.get("accidents") else {}
    fields = decided.get("accidents", {}).get(rows[0].accident_id, ())
    found = _fields(rows[0], _ACCIDENT, None if everything else _all_or(fields))
    if "occurred_at" in found and rows[0].occurred_at is not None:
        found["occurred_at"] = _moment(rows[0].occurred_at, rows[0].occurred_precision)
    return {"accident": found} if found else {}


def _listed(record: Record, table: str) -> list[Row]:
    rows = record.tables.get(table, ())
    return [r for r in rows if not isinstance(r, SectionRow) or (r.level in (1, 2) and r.heading)]


def _row_id(row: Row) -> str:
    return str(getattr(row, str(row.KEY)))


def _fields(row: Row, names: Iterable[str], only: Collection[str | None] | None = None) -> dict[str, Any]:
    """Columns as a gold record has them; ``only`` those, where it is given."""
    out = {}
    for name in names:
        if only is None or name in only:
            value = getattr(row, name)
            precision = getattr(row, "precision", None)
            out[name] = _moment(value, precision) if isinstance(value, dt.datetime) else _plain(value)
    return out


def _moment(value: dt.datetime, precision: str | None) -> str:
    """ISO to the stated precision; an hour is printed with its minutes."""
    return value.strftime("%Y-%m-%dT%H:%M") if precision in ("minute", "hour", None) else value.date().isoformat()


def _plain(value: Any) -> Any:
    convert: dict[type, Callable[[Any], Any]] = {
        Decimal: lambda v: int(v) if v == int(v) else float(v),
        dt.date: lambda v: v.isoformat(),
        Basis: _basis,
        list: lambda v: [_plain(one) for one in v],
    }
    return convert[type(value)](value) if type(value) in convert else value


def _basis(basis: Basis) -> list[Any]:
    """[law], [law, article] or all five."""
    finer = [basis.article_suffix, basis.paragraph, basis.item]
    if any(one is not None for one in finer):
        return [basis.law, basis.article, *finer]
    return [basis.law] if basis.article is None else [basis.law, basis.article]


def _distinct(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without keys that are null where another one names the row, citations once each."""
    out: list[dict[str, Any]] = []
    for row in rows:
        kept = {k: v for k, v in row.items() if v is not None or k not in ("heading", "text")}
        if "law" not in kept or kept not in out:
            out.append(kept)
    return out
