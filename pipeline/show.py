"""Records and datasets as people read them on a terminal or in a log."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.record import Record
from pipeline.store import read_rows
from pipeline.terminal import printable, printable_json
from schemas.column import Row, columns
from schemas.records import AccidentRow, CheckRow, DocumentRow, EvidenceRow, FailureRow, SectionRow

WIDE = 220
"""Columns of a line where the output is no terminal: files have no edge."""
QUOTE = 60
SHOWN_APART = ("accidents", "sections", "evidence", "checks")
VERDICTS = {"pass": "✓", "warn": "!", "fail": "✗"}
MARKS = {"minute": "%Y-%m-%d %H:%M", "hour": "%Y-%m-%d %H时", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


def console(*, stderr: bool = False) -> Console:
    """A console that does not break lines where the output is a file or a pipe."""
    out = Console(stderr=stderr, highlight=False, soft_wrap=False)
    return out if out.is_terminal else Console(stderr=stderr, highlight=False, width=WIDE)


def plain(value: Any) -> Any:
    """A value as JSON can hold it: money and dates as text, rows as objects."""
    if isinstance(value, Decimal | dt.date):
        return value.isoformat() if isinstance(value, dt.date) else str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value


def record_json(record: Record) -> str:
    """A record as JSON: one list of objects per table."""
    tables: dict[str, Any] = {"documents": [record.document], "texts": [record.text]}
    tables |= {name: rows for name, rows in record.tables.items() if name not in tables}
    text = json.dumps({name: plain(list(rows)) for name, rows in tables.items()}, ensure_ascii=False, indent=2)
    return printable_json(text)


def _safe(words: str) -> str:
    """Words from a file, for rich to print as they are: no markup, no control characters."""
    return escape(printable(words))


def yuan(value: Decimal | None) -> str:
    """Money for reading: ``806.12万元``, ``950元``."""
    if value is None:
        return ""
    wan = value / 10_000
    return f"{wan.normalize():,f}万元" if value >= 10_000 else f"{value.normalize():,f}元"


def moment(at: dt.datetime | None, precision: str | None) -> str:
    """A moment as exactly as it is known."""
    return at.strftime(MARKS.get(precision or "minute", MARKS["minute"])) if at is not None else ""


def region(row: AccidentRow) -> str:
    """Province, city and county without saying a municipality twice."""
    names = [name for name in (row.province, row.city, row.county) if name]
    return "".join(dict.fromkeys(names))


def value_text(value: Any, *, field: str = "") -> str:
    """A value in one line."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}元" if field.endswith("yuan") else str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list | tuple):
        return "、".join(value_text(v) for v in value)
    if dataclasses.is_dataclass(value):
        return " ".join(value_text(v) for v in plain(value).values() if v is not None)
    return " ".join(str(value).split())


def count(number: int, noun: str) -> str:
    """A number of things: ``1 document``, ``2 documents``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def clip(text: str, width: int = QUOTE) -> str:
    """The beginning of a long text."""
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def evidence_words(found: Iterable[EvidenceRow]) -> str:
    """`` ← 「words」 (p. 3, rule)`` for each place."""
    out = []
    for row in found:
        place = f"p. {row.page}, " if row.page is not None else ""
        out.append(f" ← 「{clip(row.text)}」 ({place}{row.rule})")
    return "".join(out[:3]) + (f" … {len(out) - 3} more" if len(out) > 3 else "")


def print_record(record: Record, out: Console) -> None:
    """One record: document, accident facts with their evidence, sections, checks, other tables."""
    places: dict[tuple[str, str, str], list[EvidenceRow]] = defaultdict(list)
    for evidence in record.evidence:
        places[evidence.table, evidence.row_id, evidence.field].append(evidence)

    def line(text: str) -> None:
        out.print(_safe(text), soft_wrap=True)

    def fields(row: Row, row_id: str | None, skip: Sequence[str] = ()) -> None:
        for col in columns(type(row)):
            value = getattr(row, col.name)
            if value is None or value == [] or col.name in skip:
                continue
            found = places.get((row.TABLE, row_id or "", col.name), [])
            line(f"  {col.name} = {clip(value_text(value, field=col.name), 200)}{evidence_words(found)}")

    def head(text: str) -> None:
        out.print(f"[bold]{_safe(text)}[/bold]", soft_wrap=True)

    head(f"文件 {record.document.file_name}")
    fields(record.document, record.document.doc_id)
    for accident in record.accidents:
        head(f"事故 {accident.name or accident.accident_id}")
        fields(accident, accident.accident_id, ("doc_id",))
    if record.sections:
        head(f"章节 {len(record.sections)}")
    for section in record.sections:
        line(_section(section))
    if record.checks:
        head(f"校验 {len(record.checks)}")
    for check in record.checks:
        line(f"  {VERDICTS.get(check.verdict, check.verdict)} {check.check}: {check.message}")
    for table, rows in record.tables.items():
        if rows and table not in SHOWN_APART:
            head(f"{rows[0].LABEL_ZH} {len(rows)}")
            for row in rows:
                line(f"  - {_row(row)}")


def _section(row: SectionRow) -> str:
    words = f"{row.marker or ''}{row.heading or '（引言）'}"
    kind = row.part if row.topic is None else f"{row.part}/{row.topic}"
    page = f" p. {row.page_start}" if row.page_start is not None else ""
    return f"{'  ' * (row.level + 1)}{words}  [{kind}]{page}"


_IDS = ("doc_id", "accident_id", "section_id", "person_id", "org_id", "ordinal", "char_start", "char_end")
"""Columns that say nothing to a reader of one record; ``--json`` has them."""


def _row(row: Row) -> str:
    parts = []
    for col in columns(type(row)):
        value = getattr(row, col.name)
        if value is not None and value != [] and col.name not in (*_IDS, row.KEY):
            parts.append(f"{col.info.label_zh}={clip(value_text(value, field=col.name), 40)}")
    return "  ".join(parts)


def print_summary(data: Path, out: Console) -> None:
    """A dataset, one line per document and one per failure."""
    accidents: dict[str, list[AccidentRow]] = defaultdict(list)
    for accident in read_rows(data, AccidentRow):
        accidents[accident.doc_id].append(accident)
    checks: dict[str, list[CheckRow]] = defaultdict(list)
    for check in read_rows(data, CheckRow):
        if check.verdict != "pass":
            checks[check.doc_id].append(check)
    documents = sorted(read_rows(data, DocumentRow), key=lambda row: row.source)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in ("文件", "类型", "时间", "地点", "死亡", "直接损失", "等级", "警告"):
        right = name in ("死亡", "直接损失")
        table.add_column(name, justify="right" if right else "left", no_wrap=True, overflow="ellipsis")
    for document in documents:
        warnings = document.warnings + [f"{c.check}: {c.message}" for c in checks[document.doc_id]]
        for i, found in enumerate(accidents[document.doc_id] or [None]):
            cells = [document.file_name if i == 0 else "", document.doc_type if i == 0 else "", *_accident_cells(found)]
            table.add_row(*map(_safe, cells), _safe(_warnings(warnings) if i == 0 else ""))
    _print_table(table, out)
    failures = read_rows(data, FailureRow)
    for failure in failures:
        out.print(_safe(f"失败 {failure.source}: {failure.message}"), soft_wrap=True)
    out.print(
        _safe(f"{count(len(documents), 'document')}, {count(len(failures), 'failure')} in {data.resolve()}"),
        soft_wrap=True,
    )


def _print_table(table: Table, out: Console) -> None:
    """A table; in a file or pipe without the blanks that fill its last column."""
    if out.is_terminal:
        out.print(table)
        return
    with out.capture() as captured:
        out.print(table)
    for line in captured.get().splitlines():
        out.print(escape(line.rstrip()), soft_wrap=True)


def _accident_cells(row: AccidentRow | None) -> list[str]:
    if row is None:
        return [""] * 5
    severity = row.severity or (f"{row.severity_derived}（推算）" if row.severity_derived else "")
    deaths = "" if row.deaths is None else str(row.deaths)
    loss = ("约" if row.loss_is_approximate else "") + yuan(row.direct_loss_yuan)
    return [moment(row.occurred_at, row.occurred_precision), region(row) or row.place or "", deaths, loss, severity]


def _warnings(words: list[str]) -> str:
    if not words:
        return ""
    return clip(words[0], 40) + (f" (+{len(words) - 1})" if len(words) > 1 else "")
