"""Decisions of reviewers, as the page shows them and writes them down (:mod:`schemas.reviews`)."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.responses import JSONResponse

from schemas.review_values import passage
from schemas.reviews import (
    FIELDS,
    FOLDER,
    KEYS,
    Review,
    ReviewError,
    append,
    check_row,
    load,
    new_row_id,
    plain,
    row_key_of,
    row_keys,
    stamp,
)

MOST = 64_000
"""Bytes of a decision."""
LONGEST = {"author": 60, "reason": 4_000, "words": 4_000}
"""Characters."""
_GIVEN = frozenset(
    ("doc_id", "table", "row_id", "field", "verdict", "was", "value", "author", "reason", "char_start", "char_end")
)
VERDICTS = ("confirmed", "corrected", "rejected", "added")

State = tuple[tuple[str, int, int], ...]
Rows = Callable[[str, str], list[dict[str, Any]]]
"""The rows of a document in a table, in stored order; none where there is no such document."""
_known: dict[Path, tuple[State, list[Review], str]] = {}
_lock = threading.Lock()


class RefusedError(Exception):
    """A decision that cannot be taken: an HTTP status, and what to do, in Chinese."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def decisions(root: Path) -> tuple[list[Review], str]:
    """The decisions that count, read again only when a file of them changes; and what is wrong with the files, or ''."""
    folder = root / FOLDER
    state = _state(folder)
    with _lock:
        known = _known.get(folder)
        if known is None or known[0] != state:
            try:
                known = state, load(folder), ""
            except (ReviewError, OSError) as error:
                known = state, [], str(error)
            _known[folder] = known
    return known[1], known[2]


def _state(folder: Path) -> State:
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        found.append((path.name, stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def listed(root: Path) -> dict[str, Any]:
    """All decisions for the list of the review page: ``{"reviews": [...], "error": words or ""}``."""
    found, error = decisions(root)
    return {"reviews": [dataclasses.asdict(one) for one in found], "error": error}


def of_document(root: Path, doc_id: str, rows: Callable[[str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The decisions on one document, each with the ``row_id`` that its row has now.

    Args:
        root: folder of the dataset.
        doc_id: the document.
        rows: its rows in a table, in stored order.
    """
    out = []
    for review in decisions(root)[0]:
        if review.doc_id == doc_id:
            out.append(dataclasses.asdict(review) | {"row_id": _row_now(review, rows(review.table))})
    return out


def _row_now(review: Review, rows: list[dict[str, Any]]) -> str:
    """The row's id; where a newer program numbers rows otherwise, that of the row that the review's key describes."""
    ids = [_id_of(review.table, row) for row in rows]
    if review.row_id in ids or not review.row_key or review.verdict == "added":
        return review.row_id  # an added row has its id before it is in the tables
    shares = [
        sum(key.get(name) == value for name, value in review.row_key.items()) for key in row_keys(review.table, rows)
    ]
    best = max(shares, default=0)
    return ids[shares.index(best)] if best * 2 > len(review.row_key) else review.row_id


def _id_of(table: str, row: dict[str, Any]) -> str:
    from schemas.tables import TABLES

    return str(row[str(TABLES[table].KEY)])


def record_decision(root: Path, body: bytes, rows: Rows) -> JSONResponse:
    """Write down a decision that the page sent.

    Args:
        root: folder of the dataset; the decision goes to its folder ``corrections``.
        body: JSON with the keys of a :class:`schemas.reviews.Review`; the moment, the row's key and the words are ours.
        rows: looks up rows of the dataset.

    Returns:
        ``{"review": …}`` as it was written, or ``{"error": …}``, in Chinese, with status 400 (it cannot be so), 404 (no such
        row), 409 (the dataset has changed since the page was loaded), 413 (too long) or 500 (it cannot be written).
    """
    try:
        given = _content(body)
        review = _added(root, given, rows) if given["verdict"] == "added" else _review(given, rows)
        append(root / FOLDER, review)
    except RefusedError as error:
        return JSONResponse({"error": str(error)}, error.status)
    except (ReviewError, ValueError) as error:
        return JSONResponse({"error": str(error)}, 400)
    except OSError as error:
        return JSONResponse({"error": f"无法写入 {root / FOLDER}：{error.strerror}"}, 500)
    return JSONResponse({"review": dataclasses.asdict(review)})


def _content(body: bytes) -> dict[str, Any]:
    """What was sent, its keys and types in order."""
    if len(body) > MOST:
        raise RefusedError(413, f"内容过长（最多 {MOST} 字节）")
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusedError(400, "请求不是 JSON") from None
    if not isinstance(given, dict) or not given.keys() <= _GIVEN:
        raise RefusedError(400, "请求的内容不对，请刷新页面后再试")
    added = given.get("verdict") == "added"
    if added:
        given["row_id"] = ""  # ours
    for name in ("doc_id", "table", "row_id", "verdict", "author"):
        if not isinstance(given.get(name), str):
            raise RefusedError(400, f"缺少 {name}")
    if given["verdict"] not in VERDICTS:
        raise RefusedError(400, "审核意见只能是：确认、更正、此行有误、补充一行")
    field = given.get("field")
    if (
        not isinstance(field, str | None)
        or (added and field is not None)
        or not isinstance(given.get("reason", ""), str)
    ):
        raise RefusedError(400, "请求的内容不对，请刷新页面后再试")
    given["author"], given["reason"] = given["author"].strip(), given.get("reason", "").strip()
    if not given["author"]:
        raise RefusedError(400, "请填写核对人")
    for name, label in (("author", "核对人"), ("reason", "理由")):
        if len(given[name]) > LONGEST[name]:
            raise RefusedError(413, f"“{label}”过长（最多 {LONGEST[name]} 字）")
    return given


def _review(given: dict[str, Any], rows: Rows) -> Review:
    doc_id, table, field = given["doc_id"], given["table"], given.get("field")
    found = rows(doc_id, table) if table in FIELDS else []
    place = next((i for i, row in enumerate(found) if _id_of(table, row) == given["row_id"]), None)
    if place is None:
        raise RefusedError(404, "数据集中没有这一行，请刷新页面")
    if field is not None and field not in found[place]:
        raise RefusedError(400, f"表 {table} 没有列 {field}")
    was = plain(found[place][field]) if field is not None else None
    if field is not None and "was" in given and given["was"] != was:
        raise RefusedError(409, "这个值在打开页面之后变了（数据集已更新），请刷新页面再核对")
    words = _words(given, rows)
    return Review(
        doc_id=doc_id,
        table=table,
        row_id=given["row_id"],
        field=field,
        verdict=given["verdict"],
        was=was,
        value=given.get("value") if given["verdict"] == "corrected" else None,
        row_key=row_keys(table, found)[place],
        author=given["author"],
        reason=given["reason"],
        at=stamp(),
        char_start=given["char_start"] if words is not None else None,
        char_end=given["char_end"] if words is not None else None,
        words=words,
    )


def _added(root: Path, given: dict[str, Any], rows: Rows) -> Review:
    """A row that the program missed: ``value`` states its columns, the selected words are its text or its place."""
    doc_id, table = given["doc_id"], given["table"]
    if not rows(doc_id, "documents"):
        raise RefusedError(404, "数据集中没有这份文件，请刷新页面")
    words = _words(given, rows)
    typed = check_row(table, given.get("value"), words)
    value = {name: plain(one) for name, one in typed.items() if name in given["value"] and one not in (None, [])}
    key = row_key_of(table, {**typed, "text": passage(words)} if words is not None else typed)
    here = rows(doc_id, table)
    ids = {_id_of(table, row) for row in here}
    # Rows that are not in the tables yet count as well, or the second of two fines would replace the first.
    waiting = [
        one.row_key
        for one in decisions(root)[0]
        if (one.doc_id, one.table, one.verdict) == (doc_id, table, "added")
        and new_row_id(doc_id, table, one.row_key) not in ids
    ]
    hard, known = KEYS[table][0], [*row_keys(table, here), *waiting]
    key["n"] = sum(all(one.get(name) == key[name] for name in hard) for one in known)
    return Review(
        doc_id=doc_id,
        table=table,
        row_id=new_row_id(doc_id, table, key),
        field=None,
        verdict="added",
        value=value,
        row_key=key,
        author=given["author"],
        reason=given["reason"],
        at=stamp(),
        char_start=given["char_start"] if words is not None else None,
        char_end=given["char_end"] if words is not None else None,
        words=words,
    )


def _words(given: dict[str, Any], rows: Rows) -> str | None:
    """The words that the reviewer selected, by their place."""
    start, end = given.get("char_start"), given.get("char_end")
    if start is None and end is None:
        return None
    text: str = rows(given["doc_id"], "texts")[0]["text"]
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise RefusedError(400, "所选文字不在正文之内，请重新选取")
    if end - start > LONGEST["words"]:
        raise RefusedError(413, f"所选文字过长（最多 {LONGEST['words']} 字）")
    return text[start:end]
