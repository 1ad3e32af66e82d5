"""Where paragraphs begin on PDF pages: margins, indents, full and short lines, centred lines, type size."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from .pdf_furniture import PageRows
from .pdf_rows import Row

_END = re.compile(r"[。！？；：!?;:…][”’」』）)】]*$")
_MARKER = re.compile(
    r"[（(]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4})[）)]|(?:\d{1,3}|[一二三四五六七八九十百]{1,4})[.．、]"
)
_TIED = "，。、；：！？）》”’】〕」』…"


def body_size(pages: list[PageRows]) -> float:
    """The size in points in which most characters are set; 0 where there are none."""
    counts: Counter[float] = Counter()
    for page in pages:
        for row in page.rows:
            if row.table is None:
                counts[round(row.size * 2) / 2] += len(row.glyphs)
    return max(counts, key=lambda s: (counts[s], s)) if counts else 0.0


def mark_paragraphs(pages: list[PageRows], body: float) -> None:
    """Set ``left``, ``right``, ``centred`` and ``begins`` of the rows that are text."""
    _set_margins(pages, body)
    for page in pages:
        for row in page.rows:
            row.centred = _is_centred(row, body)
    texts = [r for page in pages for r in page.rows if r.kind in ("paragraph", "table_row")]
    indents = [(r.x0 - r.left) / r.em for r in texts if r.table is None]
    indented = sum(1.3 <= i <= 3.6 for i in indents) > 0.1 * len(indents)
    pitches = _pitches(pages)
    last: Row | None = None
    before_table: Row | None = None
    for row in texts:
        if row.table is not None:
            before_table = last if last is not None and last.table is None else before_table
        elif last is not None and last.table is not None:
            row.begins = _after_table(row, before_table)
        else:
            row.begins = _begins(row, last, indented, pitches.get(row.page, 0.0))
        last = row


def _set_margins(pages: list[PageRows], body: float) -> None:
    groups: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for page in pages:
        for row in page.rows:
            if row.kind == "paragraph" and row.table is None:
                groups[page.number, row.column].append(row)
    pooled: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for (number, column), rows in groups.items():
        pooled[number % 2, column].extend(rows)
    common = {key: _margins(rows, body) for key, rows in pooled.items()}
    sizes = {p.number: (p.width, p.height) for p in pages}
    usual = Counter(sizes.values()).most_common(1)
    for (number, column), rows in groups.items():
        left, right = _margins(rows, body)
        all_left, all_right = common[number % 2, column]
        same_paper = sizes[number] == usual[0][0]
        if all_left is None or all_right is None:
            all_left, all_right = common.get((1 - number % 2, column), (None, None))
        if same_paper and all_left is not None and all_right is not None:
            em = body or 10.0
            if left is None or 0.9 * em < left - all_left < 3.6 * em:
                left = all_left
            if right is None or 0.9 * em < all_right - right:
                right = all_right
        for row in rows:
            row.left = left if left is not None else min(r.x0 for r in rows)
            row.right = right if right is not None else max(r.x1 for r in rows)


def _margins(rows: list[Row], body: float) -> tuple[float | None, float | None]:
    """The left and right margin that several rows keep to, None where too few do."""
    em = body or 10.0
    plain = [r for r in rows if 0.8 * em <= r.size <= 1.25 * em] or rows
    if len(plain) < 3:
        return None, None
    # Lines that end together; a few that run over the margin (an unbroken number) do not move it.
    rights = sorted(r.x1 for r in plain)
    right = max(dict.fromkeys(rights), key=lambda x: (_within(rights, x - 0.7 * em, x + 0.1), x))
    full = [r for r in plain if r.x1 >= right - 2 * em]
    lefts = sorted(r.x0 for r in full)
    enough = max(2, len(full) // 12)
    left = next((x for x in lefts if _within(lefts, x - 0.1, x + 0.6 * em) >= enough), None)
    return left, right if len(full) >= 2 else None


def _within(values: list[float], low: float, high: float) -> int:
    """How many of the sorted values lie between two."""
    return bisect_right(values, high) - bisect_left(values, low)


def _is_centred(row: Row, body: float) -> bool:
    if row.kind != "paragraph" or row.table is not None or row.right <= row.left:
        return False
    left, right = row.x0 - row.left, row.right - row.x1
    least = 3.2 * row.em if row.size < 1.15 * body else 0.4 * row.em
    return min(left, right) > least and abs(left - right) < max(1.6 * row.em, 0.04 * (row.right - row.left))


def _pitches(pages: Iterable[PageRows]) -> dict[int, float]:
    """The usual distance of baselines on each page."""
    out: dict[int, float] = {}
    for page in pages:
        rows = [r for r in page.rows if r.kind == "paragraph" and r.table is None]
        steps = sorted(b.base - a.base for a, b in pairwise(rows) if b.base - a.base > 0.8 * a.em)
        if steps:
            out[page.number] = steps[len(steps) // 2]
    return out


def _begins(row: Row, last: Row | None, indented: bool, pitch: float) -> bool | None:
    """Whether a paragraph begins at ``row``, the text row before it being ``last``; None where geometry cannot tell."""
    if last is None:
        return True
    if not 0.89 < row.size / max(last.size, 0.1) < 1.12:
        return True
    if row.centred or last.centred:
        return _after_centred(row, last)
    indent = (row.x0 - row.left) / row.em
    blank = (last.right - last.x1) / row.em
    short = blank > max(1.4, _first_word(row) + 0.5)
    ended = bool(_END.search(last.plain[-12:]))
    wide = row.page == last.page and row.column == last.column and pitch > 0 and row.base - last.base > 1.45 * pitch
    if indent >= 1.3:
        return _indented(row, last, short, ended)
    if short:
        if indented and indent < 0.7 and not ended and blank < 6 and not wide:
            return None  # where paragraphs are indented, this may be a line broken by hand
        return True
    if ended and _MARKER.match(row.plain):
        return True if blank > 1.4 else None  # a heading at the margin, perhaps
    if wide:
        return True if ended else None
    return False if indent < 0.7 else None


def _indented(row: Row, last: Row, short: bool, ended: bool) -> bool | None:
    if short or ended:
        return True
    if abs(row.x0 - last.x0) < 0.5 * row.em:
        return False  # a quotation or list set in as a whole, its line before full and its sentence open
    # The line before is full and its sentence open: a hanging number's second line, or type set without care.
    return True if _MARKER.match(row.plain) else None


def _after_centred(row: Row, last: Row) -> bool | None:
    """A title goes on over several centred lines of one size; whether two belong together its words must say."""
    if _MARKER.match(row.plain) or _END.search(last.plain[-12:]):
        return True
    follows = row.page != last.page or row.base - last.base < 2.6 * row.em
    if row.centred and follows and (last.right - last.x1) / last.em < 1.4:
        return False  # the end of a heading whose first line is full
    return None if row.centred and last.centred and follows and row.page == last.page else True


def _after_table(row: Row, before: Row | None) -> bool | None:
    if (row.x0 - row.left) / row.em >= 1.3 or before is None:
        return True
    full = before.right - before.x1 < 1.4 * before.em
    return None if full and not _END.search(before.plain[-12:]) else True


def _first_word(row: Row) -> float:
    """The width in em of what could not have been broken off: a Latin word or number, or a character and its stop."""
    end = 1
    c, x0, x1 = row.plain, row.glyphs.x0, row.glyphs.x1
    if c[0].isascii():
        while end < len(c) and c[end].isascii() and x0[end] - x1[end - 1] < 0.2 * row.em:
            end += 1
    elif c[0] in "“《（‘【〔":
        end = min(2, len(c))
    while end < len(c) and c[end] in _TIED:
        end += 1
    return (x1[end - 1] - x0[0]) / row.em
