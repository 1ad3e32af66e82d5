"""The rows of a PDF page in reading order, where it is set in two columns too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter

from .pdf_rows import Row, row_of


def in_columns(rows: list[Row], blocks: Sequence[Row]) -> list[Row]:
    """Rows and table rows (``blocks``) of a page in reading order, with their column's number and text span.

    Two columns are seen only where running text fills both sides of one gutter: unruled tables stay as they are.
    """
    items = sorted([*rows, *blocks], key=attrgetter("base", "x0"))
    gutter = _gutter(rows)
    if gutter is None:
        return items
    out: list[Row] = []
    left: list[Row] = []
    right: list[Row] = []
    for row in items:
        if row.x0 < gutter[0] - 1 and row.x1 > gutter[1] + 1:
            parts = [] if row.table is not None else _split(row, gutter)
            if not parts:
                out += [*left, *right, row]
                left, right = [], []
                continue
            left.append(parts[0])
            right.append(parts[1])
        else:
            (left if row.x1 <= (gutter[0] + gutter[1]) / 2 else right).append(row)
        for part, column in ((left, 1), (right, 2)):
            if part:
                part[-1].column = column
    return [*out, *left, *right]


def _split(row: Row, gutter: tuple[float, float]) -> list[Row]:
    middle = (gutter[0] + gutter[1]) / 2
    x0, x1 = row.glyphs.x0, row.glyphs.x1
    if any(right > gutter[0] + 1 and left < gutter[1] - 1 for left, right in zip(x0, x1, strict=True)):
        return []
    sides = [[i for i, x in enumerate(x1) if x <= middle], [i for i, x in enumerate(x1) if x > middle]]
    return [row_of(row.glyphs.take(side), row.page) for side in sides] if all(sides) else []


def _gutter(rows: list[Row]) -> tuple[float, float] | None:
    """The white stripe between two columns of running text, or None."""
    if len(rows) < 8 or max(r.x1 for r in rows) - min(r.x0 for r in rows) > 10_000:
        return None
    em = Counter(round(r.size) for r in rows).most_common(1)[0][0] or 1
    x0, x1 = min(r.x0 for r in rows), max(r.x1 for r in rows)
    middle, reach = (x0 + x1) / 2, (x1 - x0) * 0.15
    cells = range(int(middle - reach), int(middle + reach) + 1)
    limit = max(1, len(rows) // 7)  # titles and the like may cross it
    # Rows without a gap of a point cover the stripe wherever it may be.
    if sum(r.widest < 1 and r.x0 <= cells.start and r.glyphs.x1[-1] >= cells.stop for r in rows) > limit:
        return None
    hits = dict.fromkeys(cells, 0)
    for row in rows:
        covered: set[int] = set()
        for left, right in zip(row.glyphs.x0, row.glyphs.x1, strict=True):
            if right > cells.start and left < cells.stop:
                covered.update(range(max(int(left), cells.start), min(int(right) + 1, cells.stop)))
        for x in covered & hits.keys():
            hits[x] += 1
    stripe = _widest([x for x in cells if hits[x] <= limit])
    if stripe is None or stripe[1] - stripe[0] < 0.9 * em:
        return None
    gutter = (float(stripe[0]), float(stripe[1]))
    return gutter if _both_sides_full(rows, gutter, em) else None


def _widest(xs: list[int]) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    start = 0
    for i in range(1, len(xs) + 1):
        if i == len(xs) or xs[i] != xs[i - 1] + 1:
            if best is None or xs[i - 1] - xs[start] > best[1] - best[0]:
                best = (xs[start], xs[i - 1])
            start = i
    return best if xs else None


def _both_sides_full(rows: list[Row], gutter: tuple[float, float], em: float) -> bool:
    """Whether running text ends at the gutter on its left and begins at it on its right, line after line."""
    left: list[tuple[int, float, float]] = []
    right: list[tuple[int, float, float]] = []
    for row in rows:
        x0, x1 = row.glyphs.x0, row.glyphs.x1
        before = [i for i, x in enumerate(x1) if x <= gutter[0] + 2]
        after = [i for i, x in enumerate(x0) if x >= gutter[1] - 2]
        if before and not (len(before) == len(x0) and row.x0 > gutter[0] - 4 * em):
            left.append((len(before), x0[before[0]], x1[before[-1]]))
        if after:
            right.append((len(after), x0[after[0]], x1[after[-1]]))
    return _running_text(left, em) and _running_text(right, em)


def _running_text(lines: list[tuple[int, float, float]], em: float) -> bool:
    """Whether lines, given by the number of their characters and their edges, are those of running text."""
    if len(lines) < 6:
        return False
    right = sorted(x1 for _, _, x1 in lines)[-max(1, len(lines) // 5)]
    left = sorted(x0 for _, x0, _ in lines)[len(lines) // 5]
    full = [count for count, x0, x1 in lines if x1 >= right - 1.5 * em and x0 <= left + 2.6 * em]
    if len(full) < 0.6 * len(lines) or right - left < 8 * em:
        return False
    return sum(full) / len(full) >= 0.7 * (right - left) / em
