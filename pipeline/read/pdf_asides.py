"""What a PDF page prints across the direction of its text: watermarks, and page numbers beside turned tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .lines import Char, Line
from .pdf_chars import Glyph, PageText
from .pdf_furniture import PageRows, is_page_number
from .pdf_layout import body_size
from .pdf_rows import Row, strings_of


def with_asides(lines: list[Line], texts: list[PageText], pages: list[PageRows]) -> list[Line]:
    """Add watermarks (kind ``header``) before, and other text that runs across the page after, its page's lines."""
    if not any(t.skewed or t.strays for t in texts):
        return lines
    by_page: dict[int, list[Line]] = {t.number: [] for t in texts}
    for line in lines:
        by_page[line.page or 0].append(line)
    strays = {t.number: strings_of([g for g, _ in t.strays], t.number) for t in texts}
    repeated = Counter(words for rows in strays.values() for words in {row.plain for row in rows})
    limit = 1.6 * body_size(pages)
    out: list[Line] = []
    for text in texts:
        places = {id(g): box for g, box in text.strays}
        before, after = list(_watermarks(text)), list[Line]()
        seen: set[str] = set()
        for row in strays[text.number]:
            watermark = row.size > limit > 0 or repeated[row.plain] >= max(2, min(3, len(texts) // 2))
            if is_page_number(row):
                row.kind = "page_number"
            elif watermark:
                row.kind = "header"
            if not watermark or row.plain not in seen:
                (before if row.kind == "header" else after).append(_placed(row, places))
            seen.add(row.plain)
        out += [*before, *by_page[text.number], *after]
    return out


def _placed(row: Row, places: dict[int, Char]) -> Line:
    """The row as a line, with its characters' boxes as they stand on the page."""
    line = row.line()
    line.begins = True
    line.chars = [places.get(id(c), c) for c in line.chars or []]
    return line


def _watermarks(text: PageText) -> Iterator[Line]:
    """Slanting text, once for each wording on a page."""
    groups: list[list[Glyph]] = []
    for g in text.skewed:
        last = groups[-1][-1] if groups else None
        near = last is not None and abs(g.x0 - last.x0) + abs(g.base - last.base) < 4 * g.size
        if near and last is not None and 0 < g.index - last.index <= 3:
            groups[-1].append(g)
        else:
            groups.append([g])
    seen: set[str] = set()
    for group in groups:
        words = "".join(g.c for g in group)
        if words not in seen:
            seen.add(words)
            yield Line(words, text.number, "header", True, size=round(group[0].size, 2), chars=list(group))
