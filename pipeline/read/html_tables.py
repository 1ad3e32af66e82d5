"""HTML tables: which hold data and which only lay a page out, and the columns of those with merged cells."""

from __future__ import annotations

from pipeline.read.html_tree import Node

_MOST_COLUMNS = 100
_TABLE_PARTS = frozenset({"thead", "tbody", "tfoot", "tr", "form"})


def own_rows(table: Node) -> list[tuple[Node, list[Node]]]:
    """The table's rows with their cells, without the rows of tables in its cells."""
    rows: list[tuple[Node, list[Node]]] = []
    stack = [child for child in reversed(table.children) if isinstance(child, Node)]
    while stack:
        node = stack.pop()
        if node.tag == "tr":
            cells = [c for c in node.children if isinstance(c, Node) and c.tag in ("td", "th")]
            rows.append((node, cells))
        elif node.tag in _TABLE_PARTS:
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))
    return rows


def is_layout(table: Node) -> bool:
    """Whether the table only puts text in its place: one column, or one cell that holds a page's worth of paragraphs."""
    rows = own_rows(table)
    if table.attrs.get("role") == "presentation" or all(len(cells) < 2 for _, cells in rows):
        return True
    filled = [cell for _, cells in rows for cell in cells if cell.size]
    if not filled:
        return True
    largest = max(filled, key=lambda cell: cell.size)
    share = largest.size / table.size
    paragraphs = largest.breaks >= 3 and largest.size >= 200
    return paragraphs and (share > 0.8 or (share > 0.5 and len(filled) <= 6))


def expanded(rows: list[tuple[Node, list[Node]]], texts: list[list[str]]) -> list[list[str]]:
    """``texts`` with '' for every further row and column that a merged cell covers, so that columns stay in line.

    The words of a merged cell are given once, as they are printed: repeated, they would count twice.
    """
    below: dict[int, int] = {}
    out: list[list[str]] = []
    for (_, cells), row in zip(rows, texts, strict=True):
        line: list[str] = []
        for cell, text in zip(cells, row, strict=True):
            _skip_covered(line, below)
            high, wide = _span(cell, "rowspan", len(rows)), _span(cell, "colspan", _MOST_COLUMNS)
            for column in range(len(line), len(line) + wide):
                if high > 1:
                    below[column] = high - 1
            line += [text] + [""] * (wide - 1)
        _skip_covered(line, below)
        out.append(line)
    width = max((i + 1 for line in out for i, text in enumerate(line) if text), default=0)
    return [(line + [""] * width)[:width] for line in out]


def _skip_covered(line: list[str], below: dict[int, int]) -> None:
    """Adds '' for the columns that a cell from a row above covers."""
    while below.get(len(line), 0) > 0 and len(line) < 10 * _MOST_COLUMNS:
        below[len(line)] -= 1
        line.append("")


def _span(cell: Node, name: str, most: int) -> int:
    value = cell.attrs.get(name, "").strip()
    if not value.isdecimal() or not value.isascii():
        return 1
    return max(1, min(int(value[:9]), most)) if value != "0" or name == "colspan" else most
