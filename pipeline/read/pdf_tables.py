"""Ruled tables of a PDF page, and tables that go on over the next page."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from .lines import Char, Chars, joined
from .pdf_chars import PageText
from .pdf_glyphs import Glyphs
from .pdf_paths import Edge, TooManyLines, closed_sides, edges_of
from .pdf_printed import changes
from .pdf_rows import Row, compose, rows_of

MIN_PATHS = 8
"""Fewer path objects than this draw no table."""

MAX_CROSSINGS = 2_000
"""Crossing lines on one page; pdfplumber's search for cells grows with their square."""

_Box = tuple[float, float, float, float]

_SIDE = 3.0  # points by which the edges of one table's parts may differ
_END = tuple("。；！？;!?")


@dataclasses.dataclass(slots=True)
class Cell:
    """A cell's text, one box per character, footnote marks taken out of it, and whether its last line is full."""

    text: str
    boxes: Sequence[Char]
    marks: list[tuple[int, str]]
    full: bool
    x0: float
    y0: float
    x1: float
    y1: float


@dataclasses.dataclass(slots=True)
class Block:
    """A table, or the part of one that stands on a page: its rows of cells from top to bottom."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    columns: tuple[float, ...]
    rows: list[list[Cell]]
    size: float
    number: int = 0
    repeated: list[list[Cell]] = dataclasses.field(default_factory=list)

    def row(self, index: int) -> Row:
        """A stand-in for the block among the page's rows; its ``table`` is ``index``."""
        em = max(self.size, 1.0)
        return Row(Glyphs.of([]), self.page, self.y0, self.size, self.x0, self.x1, em, kind="table_row", table=index)


def find_tables(text: PageText, warnings: list[str], drawn: list[Edge] | None = None) -> list[Block]:
    """The ruled tables of a page that is still open; their characters are taken out of ``text.glyphs``.

    ``drawn``: the lines seen on the picture of a scanned page.
    """
    if not text.glyphs or not (text.paths or drawn):
        return []
    try:
        edges = edges_of(text) if drawn is None else drawn
        groups = _cell_groups(edges) if drawn is not None or text.paths >= MIN_PATHS else []
    except TooManyLines:
        warnings.append(f"第{text.number}页：线条过多，其中的表格按文字读取")
        return []
    blocks: list[Block] = []
    for cells in groups:
        glyphs = Glyphs.of(text.glyphs)
        block, taken = _block(cells, glyphs, text.number)
        if block is not None:
            blocks.append(block)
            text.glyphs = glyphs.take([i for i in range(len(glyphs)) if i not in taken])
    text.rules = [y for y in _short_rules(edges, text) if not any(b.y0 - 3 <= y <= b.y1 + 3 for b in blocks)]
    return blocks


def _short_rules(edges: list[Edge], text: PageText) -> list[float]:
    """Heights of lines over the lower part of the page that may part footnotes from the text."""
    return [
        e["top"]
        for e in edges
        if e["orientation"] == "h" and 0.08 < e["width"] / text.width < 0.45 and e["top"] > 0.4 * text.height
    ]


def _cell_groups(edges: list[Edge]) -> list[list[_Box]]:
    if len({round(e["x0"]) for e in edges if e["orientation"] == "v"}) < 2:
        return []
    from pdfplumber import table as plumber  # slow to import, and most reports have no table

    edges = plumber.merge_edges(closed_sides(edges), 3, 3, 3, 3)
    edges = [e for e in edges if max(e["width"], e["height"], e["bottom"] - e["top"], e["x1"] - e["x0"]) >= 5]
    crossings = plumber.edges_to_intersections(edges, 3, 3)
    if len(crossings) > MAX_CROSSINGS:
        raise TooManyLines
    cells = [c for c in plumber.intersections_to_cells(crossings) if c[2] - c[0] > 4 and c[3] - c[1] > 4]
    return [list(group) for group in plumber.cells_to_tables(cells)]


def _block(cells: list[_Box], glyphs: Glyphs, page: int) -> tuple[Block | None, set[int]]:
    """A table from the boxes of its cells, or None where they frame no table: one column, or next to no text.

    Also the places of the glyphs that it takes.
    """
    lefts = _edges([c[0] for c in cells])
    tops = _edges([c[1] for c in cells])
    if len(lefts) < 2:
        return None, set()
    x0, y0 = min(c[0] for c in cells), min(c[1] for c in cells)
    x1, y1 = max(c[2] for c in cells), max(c[3] for c in cells)
    inside = _by_cell(cells, glyphs, (x0, y0, x1, y1))
    if len(inside) < 2:
        return None, set()
    grid: list[list[Cell]] = [[_empty(x, y, x1) for x in lefts] for y in tops]
    for i, c in enumerate(cells):
        row, column = bisect_right(tops, c[1] + 1) - 1, bisect_right(lefts, c[0] + 1) - 1
        grid[row][column] = _cell(c, glyphs.take(inside.get(i, [])), page)
    taken = {k for places in inside.values() for k in places}
    sizes = sorted(glyphs.size[k] for k in taken)
    rows = [row for row in grid if any(cell.text for cell in row)]
    return Block(page, x0, y0, x1, y1, (*lefts, x1), rows, sizes[len(sizes) // 2]), taken


def _by_cell(cells: list[_Box], glyphs: Glyphs, around: _Box) -> dict[int, list[int]]:
    """For each cell by its place the glyphs whose middles lie in it; a glyph belongs to the first such cell."""
    inside: dict[int, list[int]] = {}
    x0, y0, x1, y1 = around
    bases, sizes, lefts, rights = glyphs.base, glyphs.size, glyphs.x0, glyphs.x1
    starts = sorted({*range(len(glyphs))[:1], *changes(bases), *changes(sizes)})
    for start, stop in pairwise([*starts, len(glyphs)]):
        y = bases[start] - 0.35 * sizes[start]
        if not y0 <= y <= y1:
            continue
        level = [(i, c[0], c[2]) for i, c in enumerate(cells) if c[1] <= y < c[3]]
        for k in range(start, stop):
            x = (lefts[k] + rights[k]) / 2
            if x0 <= x <= x1:
                for i, left, right in level:
                    if left <= x < right:
                        inside.setdefault(i, []).append(k)
                        break
    return inside


def _edges(values: list[float]) -> list[float]:
    out: list[float] = []
    for v in sorted(values):
        if not out or v - out[-1] > 1.5:
            out.append(v)
    return out


def _empty(x: float, y: float, right: float) -> Cell:
    return Cell("", [], [], False, x, y, x, y)


def _cell(box: _Box, glyphs: Glyphs, page: int) -> Cell:
    """The cell's lines joined into one: Chinese without a space, Latin words with one."""
    text, marks = "", list[tuple[int, str]]()
    parts: list[Sequence[Char]] = []
    full = False
    for row in rows_of(glyphs, page):
        part, boxes, part_marks = compose(row, frozenset())
        if text and part and text[-1].islower() and part[0].islower() and text[-1].isascii() and part[0].isascii():
            text += " "
            last = parts[-1][-1]
            parts.append(Chars(" ", [last.x1], last.y0, [last.x1], last.y1))
        marks.extend((len(text) + at, mark) for at, mark in part_marks)
        text += part
        if part:
            parts.append(boxes)
        full = box[2] - row.x1 < 1.7 * row.em
    return Cell(text, joined(parts), marks, full, *box)


def join_over_pages(blocks: list[Block], opens: set[int], closes: set[int]) -> None:
    """Number the tables; a part that goes on from the page before keeps that table's number.

    ``opens`` are the indices of blocks that nothing stands above on their page, ``closes`` of those with nothing below.
    A repeated header row moves to ``repeated``; a row that the page break splits is joined where that is clear.
    """
    number = 0
    for i, block in enumerate(blocks):
        last = blocks[i - 1] if i else None
        if (
            last is not None
            and i in opens
            and i - 1 in closes
            and block.page == last.page + 1
            and _same_columns(last, block)
        ):
            block.number = last.number
            _drop_header(_first_part(blocks, i), block)
            _join_split_row(last, block)
        else:
            number += 1
            block.number = number


def _first_part(blocks: list[Block], i: int) -> Block:
    return next(b for b in blocks if b.number == blocks[i - 1].number)


def _same_columns(a: Block, b: Block) -> bool:
    if len(a.columns) != len(b.columns):
        return False
    shift = b.columns[0] - a.columns[0]  # left and right pages may have mirrored margins
    return all(abs(y - x - shift) <= _SIDE for x, y in zip(a.columns, b.columns, strict=True))


def _drop_header(first: Block, block: Block) -> None:
    """Rows at the top of the new part that repeat the table's first rows."""
    for row in first.rows[:3]:
        if len(block.rows) > 1 and [c.text for c in block.rows[0]] == [c.text for c in row]:
            block.repeated.append(block.rows.pop(0))
        else:
            break


def _join_split_row(last: Block, block: Block) -> None:
    """Join the first row to the last one of the page before, if it only carries on that row's unfinished cells."""
    if not last.rows or not block.rows:
        return
    upper, lower = last.rows[-1], block.rows[0]
    more = [(u, w) for u, w in zip(upper, lower, strict=True) if w.text]
    if lower[0].text or not upper[0].text or not more or not any(len(u.text) >= 8 for u, _ in more):
        return
    if not all(u.text and u.full and not u.text.endswith(_END) for u, _ in more):
        return
    for u, w in more:
        u.marks.extend((len(u.text) + at, mark) for at, mark in w.marks)
        # The row is placed on the page where it begins; what follows overleaf has no width there.
        right = [u.x1] * len(w.text)
        u.boxes = joined([u.boxes, Chars(w.text, right, u.y1, right, u.y1)])
        u.text += w.text
        u.full = w.full
    block.rows.pop(0)
