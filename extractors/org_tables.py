"""Units in tables: one unit a row under a head (单位名称, 单位性质, 处理建议 …), or a sheet of keys and values."""

from __future__ import annotations

import dataclasses
from itertools import groupby
from typing import Any

from extractors import org_attributes, org_roles
from extractors.org_names import Name, clean, name_at
from schemas.document import Block, Evidence, Report

_PARTS = frozenset({"引言", "基本情况", "存在问题", "责任处理", "责任落实", "原因分析", "其他"})


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a table: its name, its stated part, its values with their evidence."""

    name: Name
    role: str | None
    values: tuple[tuple[str, Any, Evidence], ...]


def table_units(report: Report) -> list[Unit]:
    """The units of all tables of the parts that describe or judge."""
    rows = [b for b in report.document.blocks if b.kind == "table_row" and b.cells]
    out: list[Unit] = []
    for _, group in groupby(rows, key=lambda b: b.table):
        table = list(group)
        section = report.section_at(table[0].start)
        if section is None or section.part in _PARTS:
            out += _listed(report, table) or _sheet(report, table)
    return out


def _listed(report: Report, table: list[Block]) -> list[Unit]:
    """Rows under a head that has a column for the unit and another that we know, or for what happens to it."""
    text = report.text
    heads = [clean(text[a:b]) for a, b in table[0].cells]
    keys = [org_attributes.table_key(h) for h in heads]
    if "name" not in keys or any("姓名" in h for h in heads):
        return []
    column = keys.index("name")
    if len([k for k in keys if k]) < 2 and not any("处理" in h or "处罚" in h or "问题" in h for h in heads):
        return []
    out: list[Unit] = []
    for row in table[1:]:
        if column >= len(row.cells):
            continue
        a, b = row.cells[column]
        name = _cell_name(text, a, b)
        if name is None:
            continue
        cells = {k: c for k, c in zip(keys, row.cells, strict=False) if k}
        out.append(_unit(report, name, cells))
    return out


def _sheet(report: Report, table: list[Block]) -> list[Unit]:
    """A sheet whose cells go key, value, key, value; a new name begins a new unit."""
    text = report.text
    out: list[Unit] = []
    name: Name | None = None
    cells: dict[str, tuple[int, int]] = {}
    for row in table:
        for (a, b), (c, d) in zip(row.cells, row.cells[1:], strict=False):
            key = org_attributes.table_key(text[a:b])
            if key == "name":
                if name is not None:
                    out.append(_unit(report, name, cells))
                name, cells = _cell_name(text, c, d), {}
            elif key is not None:
                cells.setdefault(key, (c, d))
    if name is not None and cells:
        out.append(_unit(report, name, cells))
    return out


def _cell_name(text: str, start: int, end: int) -> Name | None:
    while start < end and text[start].isspace():
        start += 1
    return name_at(text, start, end, filled=True)


def _unit(report: Report, name: Name, cells: dict[str, tuple[int, int]]) -> Unit:
    text = report.text
    values: list[tuple[str, Any, Evidence]] = []
    role = None
    for key, (a, b) in cells.items():
        if key == "role":
            role = org_roles.role_of(clean(text[a:b]))[1]
        elif key != "name":
            value = org_attributes.value_of(key, text, a, b)
            if value is not None:
                values.append((key, value, report.evidence(a, b, "org_tables")))
    return Unit(name, role, tuple(values))
