"""Word tables: rows as lines, or the paragraphs of a table that only lays text out."""

from __future__ import annotations

import dataclasses

from pipeline.read.lines import Line


@dataclasses.dataclass(slots=True)
class Cell:
    """A cell's lines; a column that a merged cell covers is a cell of its own without lines (``is_own`` False)."""

    lines: list[Line] = dataclasses.field(default_factory=list)
    is_own: bool = False

    @property
    def size(self) -> int:
        """Its characters."""
        return sum(len(line.text) for line in self.lines)


def is_layout(rows: list[list[Cell]]) -> bool:
    """Whether the table only puts text in its place: one column, or one cell that holds a page's worth of paragraphs."""
    if all(sum(cell.is_own for cell in cells) < 2 for cells in rows):
        return True
    filled = [cell for cells in rows for cell in cells if cell.lines]
    largest = max(filled, key=lambda cell: cell.size)
    share = largest.size / max(1, sum(cell.size for cell in filled))
    paragraphs = len(largest.lines) >= 3 and largest.size >= 200
    return paragraphs and (share > 0.8 or (share > 0.5 and len(filled) <= 6))


def row_line(cells: list[Cell], table: int) -> Line:
    """A row as a line; the words of a merged cell stand in its first column, '' in the others that it covers."""
    texts: list[str] = []
    marks: list[tuple[int, str]] = []
    at = 0
    for cell in cells:
        parts = [line for line in cell.lines if line.kind != "footnote"]
        text = ""
        for line in parts:
            text += "\n" if text else ""
            marks += [(at + len(text) + place, mark) for place, mark in line.marks]
            text += line.text.replace("\t", " ")
        texts.append(text)
        at += len(text) + 1
    printed = [line for cell in cells for line in cell.lines if line.kind != "footnote"]
    return Line(
        text="\t".join(texts),
        kind="table_row",
        begins=True,
        bold=all(line.bold for line in printed),
        size=next((line.size for line in printed if line.size), None),
        table=table,
        cells=tuple(texts),
        marks=marks,
    )
