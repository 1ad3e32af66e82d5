"""Tables of a dataset as one Excel workbook, a sheet per table, written row by row.

One header row, in Chinese: filters, pivot tables and Power Query take a single row for names. The English name, the meaning and the
vocabulary of a column stand in the note on its header and on the first sheet.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from explore.export.shown import clean, clipped, words
from explore.export.tables import batches
from explore.export.target import CREATOR, creator, file_aside, is_hidden
from schemas.column import Column, columns, type_name
from schemas.tables import TABLES, arrow_schema
from schemas.vocabularies import VOCABULARIES

ROWS = 1_048_576
"""Rows of a sheet, its header included."""
GUIDE = "说明"
_CREATED = dt.datetime(2000, 1, 1)
"""A workbook says when it was made; ours says the same every time, so that the same tables are the same bytes."""
_STARTS_A_FORMULA = tuple("=+-@＝＋－＠")
_MOMENTS = {
    "minute": "yyyy-mm-dd hh:mm",
    "hour": 'yyyy-mm-dd hh"时"',
    "day": "yyyy-mm-dd",
    "month": "yyyy-mm",
    "year": "yyyy",
}
"""A moment is shown as precisely as it is known."""
_WIDE, _LONG = (
    60,
    frozenset({"text", "direct_cause", "summary", "message", "quoted_text", "implementation", "business_scope"}),
)
_EXACT = 10**13
"""Sums from which on a number of Excel, 15 digits, would no longer be exact to the fen."""
Write = Callable[[Any, int, int, Any, dict[str, Any]], None]


def write_xlsx(
    root: Path, target: Path, tables: Sequence[str], *, force: bool = False, rows: int = ROWS
) -> dict[str, int]:
    """Write a workbook.

    Args:
        root: the dataset.
        target: the file.
        tables: which tables.
        force: replace a file that is not ours.
        rows: rows that go on a sheet; a longer table goes on with 事故（2）.

    Returns:
        Rows of each table.

    Raises:
        LookError: the file cannot be written there, see :func:`explore.export.target.check_file`.
    """
    hidden = is_hidden(root)
    with (
        file_aside(target, hidden=hidden, force=force) as part,
        tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=part.parent) as scratch,
    ):
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "tmpdir": scratch,
        }
        book = xlsxwriter.Workbook(str(part), options)
        try:
            book.set_properties({"author": creator(hidden=hidden), "created": _CREATED, "title": "事故调查报告数据集"})
            guide = book.add_worksheet(GUIDE)
            formats = _Formats(book)
            counts, sheets = {}, {}
            for table in tables:
                counts[table], sheets[table] = _table(book, formats, root, table, rows)
            _guide(guide, formats, counts, sheets)
            book.close()
        except FileCreateError as error:
            raise (error.args[0] if error.args and isinstance(error.args[0], OSError) else error) from None
        finally:
            book.fileclosed = True  # what was cut off is not written after all when the object goes
    return counts


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, {}  # type: Any, dict[str, Any]
        self.head = book.add_format({"bold": True, "bg_color": "#DDE7F0", "bottom": 1, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.quoted = book.add_format({"quote_prefix": True})

    def number(self, pattern: str) -> Any:
        """A cell with a number format."""
        if pattern not in self._made:
            self._made[pattern] = self._book.add_format(
                {"num_format": pattern, "align": "left" if "yyyy" in pattern else "right"}
            )
        return self._made[pattern]


def _table(book: Any, formats: _Formats, root: Path, table: str, limit: int) -> tuple[int, list[str]]:
    """One table on as many sheets as it needs; returns its rows and the sheets' names."""
    cols = columns(TABLES[table])
    writers = [_writer(col, arrow_schema(table).field(col.name).type, formats) for col in cols]
    names: list[str] = []
    sheet = _sheet(book, formats, table, names)
    total = line = 0
    for batch in batches(root, table):
        for row in batch.to_pylist():
            if line + 1 >= limit:
                sheet.autofilter(0, 0, line, len(cols) - 1)
                sheet, line = _sheet(book, formats, table, names), 0
            line += 1
            total += 1
            for at, (col, write) in enumerate(zip(cols, writers, strict=True)):
                value = row[col.name]
                if value is not None and value != [] and value != "":
                    write(sheet, line, at, value, row)
    sheet.autofilter(0, 0, line, len(cols) - 1)
    return total, names


def _sheet(book: Any, formats: _Formats, table: str, names: list[str]) -> Any:
    """A sheet with its header."""
    row = TABLES[table]
    name = row.LABEL_ZH if not names else f"{row.LABEL_ZH}（{len(names) + 1}）"
    names.append(name)
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for at, col in enumerate(columns(row)):
        sheet.set_column(at, at, _width(col))
        sheet.write_string(0, at, col.info.label_zh, formats.head)
        note = {"author": CREATOR, "x_scale": 2.2, "y_scale": 1.6, "font_size": 9}
        sheet.write_comment(0, at, _note(col), note)
    return sheet


def _note(col: Column) -> str:
    values = f"\n取值：{'、'.join(VOCABULARIES[col.info.vocabulary])}" if col.info.vocabulary else ""
    return f"{col.name}\n{col.info.description}{values}"


def _width(col: Column) -> int:
    kind = type_name(col.type, col.info)
    if col.name in _LONG:
        return _WIDE
    if col.name in ("doc_id", "accident_id", "uscc", "title", "name") or col.name.endswith("_id"):
        return 22
    wide = {"string": 18, "date32": 12, "timestamp[s]": 17, "decimal128(18,2)": 16}.get(
        kind, 10 if "<" not in kind else 28
    )
    return max(wide, 2 * len(col.info.label_zh) + 3)


def _writer(col: Column, kind: pa.DataType, formats: _Formats) -> Write:
    """What writes the values of a column."""
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return _moments(col, kind, formats)
    if pa.types.is_decimal(kind):
        return _numbers(formats.number("#,##0.00"), formats)
    if pa.types.is_floating(kind):
        return _numbers(formats.number("0.0%" if col.name.endswith("ratio") else "0.00"), formats)
    if pa.types.is_integer(kind):
        return _numbers(formats.number("#,##0" if col.name == "byte_size" else "0"), formats)
    return lambda sheet, line, at, value, row: _text(sheet, line, at, words(value), formats)


def _text(sheet: Any, line: int, at: int, value: str, formats: _Formats) -> None:
    """A text, always as text; one that begins like a formula stays text when somebody edits the cell."""
    value = clipped(value)
    sheet.write_string(line, at, value, formats.quoted if value.startswith(_STARTS_A_FORMULA) else None)


def _numbers(form: Any, formats: _Formats) -> Write:
    def write(sheet: Any, line: int, at: int, value: Any, row: dict[str, Any]) -> None:
        if isinstance(value, Decimal) and abs(value) >= _EXACT:
            _text(sheet, line, at, words(value), formats)
        elif value == value and abs(value) != float("inf"):
            sheet.write_number(line, at, float(value), form)

    return write


def _moments(col: Column, kind: pa.DataType, formats: _Formats) -> Write:
    """Days and moments. Excel knows none before 1900: those are text."""
    precision = "precision" if col.name == "at" else col.name.removesuffix("_at") + "_precision"
    shape = formats.number("yyyy-mm-dd" if pa.types.is_date(kind) else "yyyy-mm-dd hh:mm:ss")

    def write(sheet: Any, line: int, at: int, value: Any, row: dict[str, Any]) -> None:
        if value.year < 1900:
            _text(sheet, line, at, words(value), formats)
            return
        known = _MOMENTS.get(row.get(precision) or "")
        form = shape if known is None or pa.types.is_date(kind) else formats.number(known)
        sheet.write_datetime(line, at, value, form)

    return write


def _guide(sheet: Any, formats: _Formats, counts: dict[str, int], sheets: dict[str, list[str]]) -> None:
    """The first sheet: which tables are here, and every column."""
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 2, 22)
    sheet.set_column(3, 3, 16)
    sheet.set_column(4, 5, 70)
    sheet.write_string(0, 0, "事故调查报告数据集", formats.title)
    remarks = (
        "每张工作表是一张数据表；表头批注写明英文列名、含义和取值。空单元格表示文件未载明，不是0。",
        "同一事故的几份文件（报告、批复、评估）各占一行，事故编号相同；按事故计数时请先去重。",
        "列表以“、”分隔；超过32767字的内容已截断并注明；时间按原文精度显示。",
    )
    line = 1
    for remark in remarks:
        sheet.write_string(line, 0, remark)
        line += 1
    line = _lines(sheet, formats, line + 1, ("工作表", "英文名", "行数", "", "说明"), [
        ("、".join(sheets[table]), table, counts[table], "", TABLES[table].DESCRIPTION) for table in counts
    ])  # fmt: skip
    _lines(sheet, formats, line + 1, ("工作表", "列", "英文列名", "类型", "说明", "取值"), [
        (
            TABLES[table].LABEL_ZH, col.info.label_zh, col.name, type_name(col.type, col.info), col.info.description,
            "、".join(VOCABULARIES[col.info.vocabulary]) if col.info.vocabulary else "",
        )
        for table in counts
        for col in columns(TABLES[table])
    ])  # fmt: skip


def _lines(sheet: Any, formats: _Formats, line: int, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    for at, word in enumerate(head):
        sheet.write_string(line, at, word, formats.head)
    for row in rows:
        line += 1
        for at, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(line, at, value, formats.number("#,##0"))
            else:
                sheet.write_string(line, at, clipped(clean(value)))
    return line + 1
