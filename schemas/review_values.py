"""What a reviewer may change, and plain JSON as typed values of a column. Messages are for reviewers, in Chinese."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import re
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from schemas.column import Column, Row, columns
from schemas.records import AccidentRow, DocumentRow, SectionRow
from schemas.records_accountability import CitationRow, OrganizationRow, PersonRow, SanctionRow
from schemas.records_story import CauseRow, DirectiveRow, EventRow, MeasureRow
from schemas.vocabularies import MEASURES_OF, VOCABULARIES


class ReviewError(ValueError):
    """A review that cannot be taken; the message says what would be."""


ROWS: dict[str, type[Row]] = {
    row.TABLE: row
    for row in (
        DocumentRow, AccidentRow, SectionRow, OrganizationRow, PersonRow, SanctionRow, CitationRow, CauseRow, MeasureRow,
        EventRow, DirectiveRow,
    )
}  # fmt: skip
"""The tables whose rows are read from a document; what is derived from them follows."""

_ONLY = {
    "documents": {"doc_type", "title", "doc_number", "issuer", "recipients", "copied_to", "issued_on"},
    "sections": {"marker", "heading", "part", "topic"},
}
_NEVER = {
    "text", "ordinal", "char_start", "char_end", "severity_derived", "minutes_to_report", "minutes_to_arrival",
    "link_confidence", "link_basis", "link_differs", "uscc_valid",
}  # fmt: skip
"""Passages and places, and what follows from other columns."""


def _correctable(table: str, row: type[Row]) -> dict[str, Column]:
    kept = _ONLY.get(table)
    return {
        c.name: c
        for c in columns(row)
        if (c.name in kept if kept else c.name not in _NEVER and not c.name.endswith("_id"))
    }


FIELDS: dict[str, dict[str, Column]] = {table: _correctable(table, row) for table, row in ROWS.items()}
"""By table the columns that can be corrected: name, label, vocabulary and type (:class:`schemas.column.Column`)."""

ADDABLE: dict[str, tuple[str, ...]] = {
    "organizations": ("name",),
    "persons": ("name",),
    "sanctions": ("target_kind", "target_name", "measure", "status"),
    "citations": ("law",),
    "causes": ("kind",),
    "measures": (),
    "events": ("at", "precision", "kind"),
    "directives": (),
}
"""By table that a row can be added to: the columns that it must state. Where rows carry a text it is the review's words."""
NEED_WORDS = frozenset({"citations", "causes", "measures", "events", "directives"})
"""Tables whose added rows need the words in the document: they are the row's text, or its place."""

OPENING = 40
_PATTERNS = {
    "adcode": (re.compile(r"[0-9]{6}"), "六位行政区划代码，如 140181"),
    "uscc": (re.compile(r"[0-9A-Z]{18}"), "18 位统一社会信用代码"),
    "gender": (re.compile("男|女"), "男、女"),
}


def opening(text: str | None) -> str | None:
    """The first characters of a text, by which a row is found again."""
    return text[:OPENING] if text else None


def passage(words: str) -> str:
    """The words that a reviewer selected as the text of a row: without the breaks of lines and cells."""
    return re.sub(r"[\n\t]", "", words).strip()


def plain(value: Any) -> Any:
    """A typed value as plain JSON: money, days and moments as text."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, dt.date):  # a datetime is one
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def column_of(table: str, field: str) -> Column:
    """The column, if it can be corrected.

    Raises:
        ReviewError: it cannot, or there is none.
    """
    if table not in FIELDS:
        raise ReviewError(f"表 {table} 不能更正；可更正的表：{'、'.join(FIELDS)}")
    if field not in FIELDS[table]:
        raise ReviewError(f"{table}.{field} 不能更正；可更正的列：{'、'.join(FIELDS[table])}")
    return FIELDS[table][field]


def check_value(table: str, field: str, value: Any) -> Any:
    """Plain JSON as the typed value of a column: None, text, number, truth value, day, moment, money, list.

    Raises:
        ReviewError: the column cannot be corrected or cannot hold the value; the message says what is allowed.
    """
    column = column_of(table, field)
    many = typing.get_origin(column.type) is list
    if isinstance(value, str):
        value = value.strip() or None
    if value is None and many:
        return []
    if value is None:
        if column.nullable:
            return None
        raise ReviewError(f"“{column.info.label_zh}”不能为空；如果这一行不该有，请删除整行")
    if not many:
        return _scalar(column, value)
    if not isinstance(value, list):
        raise ReviewError(f"“{column.info.label_zh}”应为列表")
    inner = typing.get_args(column.type)[0]
    return [_record(column, inner, v) if dataclasses.is_dataclass(inner) else _listed(column, v) for v in value]


def _listed(column: Column, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ReviewError(f"“{column.info.label_zh}”的每一项应为文字")
    return _text(column, value.strip())


def _record(column: Column, kind: Any, value: Any) -> Any:
    """A nested record, e.g. an article that a sanction rests on."""
    inner = {c.name: c for c in columns(kind)}
    label = column.info.label_zh
    if not isinstance(value, Mapping) or not value.keys() <= inner.keys():
        names = "、".join(f"{c.name}（{c.info.label_zh}）" for c in inner.values())
        raise ReviewError(f"“{label}”的每一项应写明：{names}")
    out: dict[str, Any] = {}
    for name, one in inner.items():
        given = value.get(name)
        if isinstance(given, str):
            given = given.strip() or None
        if given is None and not one.nullable:
            raise ReviewError(f"“{label}”的每一项须有{one.info.label_zh}")
        out[name] = None if given is None else _scalar(one, given)
    return kind(**out)


def _scalar(column: Column, value: Any) -> Any:
    convert, allowed = _KINDS[column.type]
    words = column.info.vocabulary
    try:
        found = convert(column, value)
    except (ValueError, TypeError, InvalidOperation, OverflowError):
        raise ReviewError(f"“{column.info.label_zh}”应为{allowed}，不能是“{_shown(value)}”") from None
    if words and found not in VOCABULARIES[words]:
        raise ReviewError(f"“{column.info.label_zh}”只能是：{'、'.join(VOCABULARIES[words])}")
    pattern = _PATTERNS.get(column.name)
    if pattern and not pattern[0].fullmatch(found):
        raise ReviewError(f"“{column.info.label_zh}”应为{pattern[1]}，不能是“{_shown(value)}”")
    return found


def _shown(value: Any) -> str:
    return str(value)[:40]


def _text(column: Column, value: Any) -> str:
    if not isinstance(value, str) or any((ord(c) < 32 and c not in "\n\t") or 0xD800 <= ord(c) < 0xE000 for c in value):
        raise ReviewError(f"“{column.info.label_zh}”应为文字，不含控制字符")
    return value


def _whole(column: Column, value: Any) -> int:
    found = int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]+", value) else value
    if type(found) is not int or not 0 <= found < 1 << 31:
        raise ValueError
    return found


def _number(column: Column, value: Any) -> float:
    found = math.nan if isinstance(value, bool) else float(value)
    if not 0 <= found <= 10:
        raise ValueError
    return found


def _money(column: Column, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError
    found = Decimal(str(value))
    if not found.is_finite() or not 0 <= found < Decimal(10) ** 16 or found != round(found, 2):
        raise ValueError
    return found.quantize(Decimal("0.01"))


def _truth(column: Column, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _day(column: Column, value: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError
    return dt.date.fromisoformat(value)


def _moment(column: Column, value: Any) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?", value):
        raise ValueError
    return dt.datetime.fromisoformat(value)


_KINDS: dict[Any, tuple[Callable[[Column, Any], Any], str]] = {
    str: (_text, "文字"),
    int: (_whole, "不小于 0 的整数"),
    float: (_number, "0 至 10 的小数，如 40% 写作 0.4"),
    Decimal: (_money, "以元为单位、最多两位小数的金额，如 8061200.00"),
    bool: (_truth, "是（true）或否（false）"),
    dt.date: (_day, "日期，如 2023-05-29"),
    dt.datetime: (_moment, "时间，如 2023-05-29T16:02"),
}


def check_row(table: str, value: Any, words: str | None = None) -> dict[str, Any]:
    """The typed columns of a row that is to be added, the stated ones only; ``category`` follows from ``measure``.

    Raises:
        ReviewError: rows cannot be added to the table, a column is wrong or missing, or the words are.
    """
    if table not in ADDABLE:
        raise ReviewError(f"表 {table} 不能增加行；可增加行的表：{'、'.join(ADDABLE)}")
    if not isinstance(value, Mapping):
        raise ReviewError("增加的行应写明各列的值")
    out = {name: check_value(table, name, one) for name, one in value.items()}
    missing = [FIELDS[table][name].info.label_zh for name in ADDABLE[table] if out.get(name) is None]
    if missing:
        raise ReviewError(f"增加的行缺少：{'、'.join(missing)}")
    if table in NEED_WORDS and not words:
        raise ReviewError("增加这类行须选中原文中的词句")
    if table == "sanctions":
        out["category"] = category_of(out["measure"])
    return out


def category_of(measure: str) -> str:
    """The category of a measure."""
    return next(category for category, measures in MEASURES_OF.items() if measure in measures)
