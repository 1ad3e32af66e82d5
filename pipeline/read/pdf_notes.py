"""Footnotes at the foot of a PDF page."""

from __future__ import annotations

import re

from .pdf_furniture import PageRows
from .pdf_rows import Row

SMALL = 0.88
"""Type of at most this share of the body's size may be a footnote."""

_MARK = re.compile(r"[\[［〔【](\d{1,3})[\]］〕】]|[①-⑳㉑-㉟❶-❿⓵-⓾]|\*{1,3}|[＊※†‡]")
_END = tuple("。；！？.;!?”》）)")


def mark_footnotes(pages: list[PageRows], rules: dict[int, list[float]], body: float) -> None:
    """Set ``kind``, ``mark`` and ``begins`` of the rows that are footnotes.

    Args:
        pages: rows with their furniture already marked.
        rules: for each page number the heights of short lines.
        body: size of the body's type in points.
    """
    unfinished = False
    for page in pages:
        rows = _foot(page, rules.get(page.number, []), body)
        first = next((i for i, (row, ruled) in enumerate(rows) if _mark(row, ruled)), None)
        if first is None and not (unfinished and rows and rows[0][1]):
            unfinished = False
            continue
        start = 0 if unfinished and rows[0][1] else first or 0
        for row, ruled in rows[start:]:
            row.kind = "footnote"
            row.mark = _mark(row, ruled)
            row.begins = row.mark is not None
        unfinished = not rows[-1][0].plain.endswith(_END)


def _foot(page: PageRows, rules: list[float], body: float) -> list[tuple[Row, bool]]:
    """The rows at the foot in small type or below a short rule, from top to bottom, and whether a rule is above them."""
    out: list[tuple[Row, bool]] = []
    rows = sorted((r for r in page.rows if r.kind in ("paragraph", "table_row")), key=lambda r: r.base)
    for row in reversed(rows):
        ruled = any(_under(row, y, rows) for y in rules)
        if row.table is not None or not (row.size <= SMALL * body or ruled) or row.base < 0.25 * page.height:
            break
        out.append((row, ruled))
    if len(out) == len(rows) and not any(ruled for _, ruled in out):
        return []  # a page in small type throughout has no foot
    return out[::-1]


def _under(row: Row, y: float, rows: list[Row]) -> bool:
    """Whether the row stands below the line at ``y`` with no larger type between the two."""
    return row.base - row.size >= y - 3 and not any(y < r.base < row.base and r.size > 1.2 * row.size for r in rows)


def _mark(row: Row, ruled: bool) -> str | None:
    """The mark that a row opens with: [1], ①, *, a raised 1, or under a rule a plain 1."""
    match = _MARK.match(row.plain)
    if match:
        return match[0]
    digits = re.match(r"\d{1,3}", row.plain)
    if digits is None:
        return None
    if row.raised[:1] == [0]:
        raised = [i for k, i in enumerate(row.raised) if k == i]
        return row.plain[: len(raised)]
    end, glyphs = digits.end(), row.glyphs
    after = row.plain[end : end + 1]
    apart = end < len(glyphs) and glyphs.x0[end] - glyphs.x1[end - 1] > 0.2 * row.em
    if ruled and after and after not in ".．、年月日%,，":
        return digits[0]
    return digits[0] if apart and re.match(r"[《“\u4e00-\u9fff]", after or " ") else None
