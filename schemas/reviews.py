"""What reviewers decided about values: one JSON line each, in ``corrections/*.jsonl`` beside the tables.

A line says of one value (or of one row) what the reviewer saw, what it should be, who says so and why. The lines are the
truth; tables are made from them on the next run. Nothing here changes a line that was written: a later decision on the same
value replaces an earlier one by its moment ``at``.

Plain JSON: money as text (``"8061200.00"``), days ``"2023-05-29"``, moments ``"2023-05-29T16:02:00"``, lists as lists,
articles (``sanctions.basis``) as objects.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import fcntl
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from schemas.review_values import (
    ADDABLE,
    FIELDS,
    ReviewError,
    check_row,
    check_value,
    opening,
    plain,
)
from schemas.vocabularies import REVIEW_VERDICT

__all__ = [
    "ADDABLE", "FIELDS", "FOLDER", "Review", "ReviewError", "append", "check", "check_row", "check_value", "file_of",
    "fingerprint", "from_line", "history", "latest", "load", "new_row_id", "plain", "row_key_of", "row_keys", "stamp", "to_line",
]  # fmt: skip

FOLDER = "corrections"
"""The folder beside the tables."""

KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "documents": ((), ()),
    "accidents": ((), ("short_name", "occurred_at", "name")),
    "sections": (("heading",), ("marker", "char_start")),
    "organizations": (("name",), ("role",)),
    "persons": (("name",), ("organization", "position")),
    "sanctions": (("target_name", "measure"), ("target_organization", "target_position", "amount_yuan", "income_ratio")),
    "citations": (("law", "article"), ("article_suffix", "paragraph", "item", "char_start")),
    "causes": (("opening",), ("kind",)),
    "measures": (("opening",), ("status",)),
    "events": (("opening",), ("at", "kind")),
    "directives": (("opening",), ("sector",)),
}  # fmt: skip
"""By table: the columns that a row must agree in to be the row of a review, and those that tell equal ones apart.

``opening`` stands for the first characters of a row's text (of its heading where it has no text)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One decision.

    ``field``: the column; None where the decision is about the whole row.
    ``verdict``: ``confirmed`` (``was`` is right, null included), ``corrected`` (``was`` should be ``value``; a missing value is
    corrected from null), ``rejected`` (the value, or with ``field`` None the row, should not be there), ``added`` (the
    document has a row that was missed: ``field`` and ``was`` None, ``value`` its columns by name).
    ``was``: what the reviewer saw. ``row_id`` and ``row_key`` (:func:`row_key_of`) name the row; for ``added`` the row as it
    shall be. ``at``: UTC, ``2026-05-01T08:30:00Z``. ``words`` stand at ``[char_start, char_end)`` of the document's
    text and prove the value; all three or none.
    """

    doc_id: str
    table: str
    row_id: str
    field: str | None
    verdict: str
    was: Any = None
    value: Any = None
    row_key: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    author: str
    reason: str = ""
    at: str
    char_start: int | None = None
    char_end: int | None = None
    words: str | None = None

    @property
    def moment(self) -> dt.datetime:
        """``at`` as a moment in UTC."""
        return _moment(self.at)

    @property
    def outcome(self) -> Any:
        """The value that the reviewer wants, as plain JSON: ``was`` where confirmed, None where rejected."""
        return {"confirmed": self.was, "rejected": None}.get(self.verdict, self.value)


_NAMES = tuple(f.name for f in dataclasses.fields(Review))
_WORDS = ("char_start", "char_end", "words")


def stamp(now: dt.datetime | None = None) -> str:
    """The moment (now unless given; aware) as it stands in ``at``, to the millisecond."""
    moment = (now or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(at: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(at)
    if moment.tzinfo is None or not 1970 < moment.year < 9999:
        raise ValueError("no time zone, or no time of ours")
    return moment.astimezone(dt.UTC)


def to_line(review: Review) -> str:
    """A review as one line of JSON, without the line feed."""
    values = dataclasses.asdict(review)
    kept = {name: values[name] for name in _NAMES if name not in _WORDS or values[name] is not None}
    return json.dumps(kept, ensure_ascii=False, allow_nan=False)


def from_line(line: str, file: str = "", number: int = 0) -> Review:
    """Read one line.

    Whether the value fits its column is not asked: columns may change after the line was written (see :func:`check`).

    Raises:
        ReviewError: the line is not a review; the message names ``file`` and line ``number``.
    """
    try:
        values = json.loads(line)
        wrong = _wrong(values)
    except (ValueError, RecursionError) as error:
        wrong = f"not JSON ({error})"
    if wrong:
        where = f"{file}, line {number}: " if file else ""
        raise ReviewError(f"{where}{wrong}; mend the line, or put # before it to leave it out")
    return Review(**values)


def _wrong(values: Any) -> str | None:
    """What is wrong with the keys and types of a line."""
    if not isinstance(values, dict):
        return "not a JSON object"
    try:
        json.dumps(values, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except ValueError:
        return "holds half of a character (\\ud800 … \\udfff), or a number that is none"
    unknown = sorted(values.keys() - set(_NAMES))
    if unknown:
        return f"unknown key {unknown[0]!r}"
    needed = {"doc_id", "table", "row_id", "field", "verdict", "author", "at"}
    verdict = values.get("verdict")
    if values.get("field") is not None:
        needed |= {"was"}
    needed |= {"value"} if verdict in ("corrected", "added") else set()
    missing = sorted(needed - values.keys())
    if missing:
        return f"{missing[0]!r} is missing"
    if verdict not in REVIEW_VERDICT:
        return f"verdict {verdict!r} is none of {', '.join(REVIEW_VERDICT)}"
    for name in ("doc_id", "table", "row_id", "author", "at"):
        if not isinstance(values[name], str):
            return f"{name!r} must be text"
    if not isinstance(values["field"], str | None) or (verdict == "corrected" and not values["field"]):
        return "'field' must name a column"
    if verdict == "added" and (values["field"] is not None or not isinstance(values["value"], dict)):
        return "an added row has 'field' null and its columns as an object in 'value'"
    if not isinstance(values.get("reason", ""), str) or not isinstance(values.get("row_key", {}), dict):
        return "'reason' must be text and 'row_key' an object"
    try:
        _moment(values["at"])
    except ValueError:
        return f"'at' must be a moment like {stamp(dt.datetime(2026, 5, 1, 8, 30, tzinfo=dt.UTC))}"
    kinds = {"char_start": int, "char_end": int, "words": str}
    given = [name for name in _WORDS if values.get(name) is not None]
    if (given and len(given) != 3) or any(type(values[name]) is not kinds[name] for name in given):
        return "'char_start' and 'char_end' (whole numbers) and 'words' (text) go together"
    return None


def check(review: Review) -> None:
    """Does a review fit the schema as it is now: a column that can be corrected, a value that it can hold?

    Raises:
        ReviewError: it does not; the message says what is allowed, in Chinese.
    """
    if not review.author.strip():
        raise ReviewError("请填写审核人")
    if review.verdict == "added":
        check_row(review.table, review.value, review.words)
    elif review.field is not None:
        check_value(review.table, review.field, review.outcome)
    elif review.table not in FIELDS:
        raise ReviewError(f"表 {review.table} 不能更正；可更正的表：{'、'.join(FIELDS)}")
    elif review.verdict == "rejected" and review.table in ("documents", "sections"):
        raise ReviewError(f"表 {review.table} 的行不能删除")


def row_key_of(table: str, row: Mapping[str, Any], n: int = 0) -> dict[str, Any]:
    """What identifies a row when other rows are read and ids change.

    Args:
        table: the table.
        row: the row's values by column, typed or plain.
        n: how many rows of the same document and table, before this one in stored order, agree with it in the first
            columns of :data:`KEYS`. :func:`row_keys` counts them.

    Returns:
        Columns and their plain values, and ``n``.

    Raises:
        ReviewError: rows of the table cannot be corrected.
    """
    if table not in KEYS:
        raise ReviewError(f"表 {table} 不能更正；可更正的表：{'、'.join(FIELDS)}")
    hard, soft = KEYS[table]
    return {name: _identity(row, name) for name in (*hard, *soft)} | {"n": n}


def row_keys(table: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The keys of all rows of one document and table, given in stored order."""
    out: list[dict[str, Any]] = []
    counts: dict[str, int] = {}
    for row in rows:
        key = row_key_of(table, row)
        same = json.dumps([key[name] for name in KEYS[table][0]], ensure_ascii=False)
        key["n"] = counts.get(same, 0)
        counts[same] = key["n"] + 1
        out.append(key)
    return out


def _identity(row: Mapping[str, Any], name: str) -> Any:
    return opening(row.get("text") or row.get("heading")) if name == "opening" else plain(row.get(name))


def new_row_id(doc_id: str, table: str, row_key: Mapping[str, Any]) -> str:
    """The id of a row that a reviewer added."""
    hard = [row_key.get(name) for name in KEYS[table][0]]
    words = json.dumps([table, hard, row_key.get("n", 0)], ensure_ascii=False)
    return f"{doc_id}-r{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def history(folder: str | os.PathLike[str], on_cut: Callable[[str], None] | None = None) -> list[Review]:
    """All reviews of a dataset by moment; at one moment by file name and line. Empty where there is no folder.

    Empty lines and lines that begin with ``#`` are left out. So is a last line that was cut off while it was written;
    ``on_cut`` is told so in words.

    Raises:
        ReviewError: another line cannot be read; the message names file and line.
    """
    return [review for _, review in sorted(_read_all(folder, on_cut), key=lambda item: (item[1].moment, item[0]))]


def load(folder: str | os.PathLike[str]) -> list[Review]:
    """The reviews that count, by file name and line: of several on the same value the latest. Errors as :func:`history`."""
    return latest(review for _, review in sorted(_read_all(folder, None), key=lambda item: item[0]))


def latest(reviews: Iterable[Review]) -> list[Review]:
    """Of several reviews on the same value of the same row the latest (of one moment the last), in the order given."""
    last: dict[tuple[Any, ...], tuple[dt.datetime, int]] = {}
    known = list(reviews)
    for place, review in enumerate(known):
        key = _same(review)
        last[key] = max(last.get(key, (review.moment, place)), (review.moment, place))
    kept = {place for _, place in last.values()}
    return [review for place, review in enumerate(known) if place in kept]


def _same(review: Review) -> tuple[Any, ...]:
    hard = [review.row_key.get(name) for name in KEYS.get(review.table, ((), ()))[0]]
    return review.doc_id, review.table, review.row_id, json.dumps(hard), review.field


def _read_all(
    folder: str | os.PathLike[str], on_cut: Callable[[str], None] | None
) -> Iterator[tuple[tuple[str, int], Review]]:
    for path in sorted(Path(folder).glob("*.jsonl"), key=lambda path: path.name):
        with open(path, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)  # not in the middle of a line that is being written
            data = file.read()
        name = f"{path.parent.name}/{path.name}"
        lines = data.split(b"\n")
        for number, raw in enumerate(lines, 1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                if line and not line.startswith("#"):
                    yield (path.name, number), from_line(line, name, number)
            except ValueError as error:  # UnicodeDecodeError and ReviewError are such
                if number == len(lines):
                    if on_cut is not None:
                        on_cut(f"{name}, line {number} was cut off and is left out")
                elif isinstance(error, UnicodeDecodeError):
                    raise ReviewError(f"{name}, line {number}: not in UTF-8; save the file anew") from None
                else:
                    raise


def fingerprint(reviews: Sequence[Review]) -> str:
    """Changes when any of the reviews changes; '' for none."""
    words = "\n".join(to_line(review) for review in reviews)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16] if reviews else ""


_UNSAFE = re.compile(r"[^\w-]+")


def file_of(author: str) -> str:
    """The name of an author's file: safe on every system, and another for every other author."""
    words = unicodedata.normalize("NFC", author).strip()
    safe = _UNSAFE.sub("_", words).strip("_")[:40]
    if safe != words or safe != safe.lower() or not safe or re.fullmatch(r"con|prn|aux|nul|(com|lpt)\d", safe):
        safe = f"{safe or 'author'}-{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"
    return f"{safe}.jsonl"


def append(folder: str | os.PathLike[str], review: Review) -> Path:
    """Write a review behind the others of its author; it is on the disk when this returns.

    A last line that was cut off becomes a comment, so that it spoils no line after it. Two processes that write at once do
    not mix their lines.

    Returns:
        The file.

    Raises:
        ReviewError: the review does not fit the schema (:func:`check`) or is no review.
        OSError: it cannot be written; the file is as before.
    """
    try:
        line = to_line(review)
    except ValueError:
        raise ReviewError("含有无法保存的数值") from None
    from_line(line)
    check(review)
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    path = home / file_of(review.author)
    handle = _open_locked(path)
    try:
        size = os.fstat(handle).st_size
        rest = before = _unfinished(handle, size)
        start = size - len(rest)
        if rest:
            try:
                from_line(rest.decode("utf-8"))
                rest += b"\n"  # whole, only its line feed was lost
            except ValueError:
                rest = b"# " + rest + b"\n"
        try:
            _write(handle, start, rest + line.encode("utf-8") + b"\n")
        except OSError:
            os.ftruncate(handle, size)
            _write(handle, start, before)  # these bytes have their place on the disk already
            raise
        os.fsync(handle)
    finally:
        os.close(handle)
    folder_handle = os.open(home, os.O_RDONLY)
    try:
        os.fsync(folder_handle)
    finally:
        os.close(folder_handle)
    return path


def _open_locked(path: Path) -> int:
    """The file, held by nobody else; never one that an editor has just replaced by another of the same name."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _unfinished(handle: int, size: int) -> bytes:
    """What stands behind the last line feed."""
    tail, start = b"", size
    while start > 0 and b"\n" not in tail:
        step = min(start, 65_536)
        start -= step
        tail = os.pread(handle, step, start) + tail
    return tail.rpartition(b"\n")[2]


def _write(handle: int, start: int, data: bytes) -> None:
    while data:
        done = os.pwrite(handle, data, start)
        start, data = start + done, data[done:]
