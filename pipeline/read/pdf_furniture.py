"""What a PDF page carries beside its text: page numbers, running headers and footers, contents, watermarks."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from itertools import pairwise
from operator import attrgetter

from .pdf_rows import Row


@dataclasses.dataclass(slots=True)
class PageRows:
    """A page's rows in reading order, and its size in points; ``recognised``: by OCR, from a picture."""

    number: int
    width: float
    height: float
    rows: list[Row]
    recognised: bool = False


_BASE = attrgetter("base")

LONGEST = 400
"""Characters, leaders included, of the longest contents line; patterns are not tried on longer ones."""

_DASH = r"[-—–―─━－~～·•.．|｜/]*"
_NUMBER = r"(?:\d{1,4}|[ivxIVXⅠ-ⅻ]{1,6}|[〇零一二三四五六七八九十百]{1,5})"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}第{_NUMBER}页{_DASH}(?:[,，、（(]?[共总]{_NUMBER}页[)）]?)?{_DASH}"
    rf"|[-—–―─━－~～·•]+[,，]?\d{{1,4}}[-—–―─━－~～·•]+"
    rf"|\d{{1,4}}[/／]\d{{1,4}}页?"
    rf"|(?:page|p\.?)\d{{1,4}}(?:of\d{{1,4}})?"
    rf"|[共总]{_NUMBER}页[,，]?第{_NUMBER}页",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,4}|[ivx]{1,5}|[IVX]{1,5}|[Ⅰ-ⅻ]")
_LEADER = re.compile(
    r"^[^\S\n]*+\S.*[.．·・•…⋯‥。\-—_]{4}[（(]?\d{1,4}[)）]?$|^.*(?:…{2}|⋯{2}).{0,2}\d{1,4}$|^.*\S[.．·…⋯‥]{5}$"
)
_ENDS = frozenset(")）.．·…⋯‥")
_ENTRY = re.compile(r"^.*\D[（(]?(?:\d{1,3}|[IVXivx]{1,5})[)）]?$")
_CONTENTS = frozenset({"目录", "目次", "目錄"})


def mark_furniture(pages: list[PageRows]) -> None:
    """Set ``kind`` on the rows that are page numbers, running headers or footers, or contents lines."""
    _running(pages)
    if not any(r.kind == "paragraph" for page in pages for r in page.rows):
        _undo(pages)  # what every page says, and nothing else, is the text
    _page_numbers(pages)
    _contents(pages)
    _watermarks(pages)


def _watermarks(pages: list[PageRows]) -> None:
    """Large type that stands at the same place of several pages."""
    seen: dict[tuple[str, int, int], list[Row]] = defaultdict(list)
    for page in pages:
        for row in page.rows:
            if row.kind == "paragraph" and row.table is None:
                seen[row.plain, round(row.x0 / 4), round(row.base / 4)].append(row)
    usual = sorted(r.size for page in pages for r in page.rows)
    for found in seen.values():
        large = found[0].size >= 1.6 * usual[len(usual) // 2]
        if large and len({r.page for r in found}) >= _enough(len(pages)):
            for row in found:
                row.kind = "header"


def _enough(pages: int) -> int:
    """On how many pages of a file something must be repeated to be furniture."""
    return 3 if pages >= 6 else max(2, (pages + 1) // 2)


def _undo(pages: list[PageRows]) -> None:
    for page in pages:
        for row in page.rows:
            if row.kind in ("header", "footer"):
                row.kind = "paragraph"


def is_page_number(row: Row) -> bool:
    """Whether the row says that it is a page number: — 3 —, 第3页共20页."""
    return len(row.plain) <= 30 and _PAGE_NUMBER.fullmatch(row.plain) is not None


def _edge_rows(page: PageRows, *, top: bool) -> list[Row]:
    """Up to four rows at the top or foot of the page, within its outer fifth."""
    rows = sorted([r for r in page.rows if r.table is None], key=_BASE, reverse=not top)
    limit = page.height * (0.2 if top else 0.8)
    return [r for r in rows[:4] if (r.base <= limit if top else r.base >= limit)]


def _running(pages: list[PageRows]) -> None:
    """Rows that say the same, digits aside, at the same height on three pages (or half of a short file)."""
    seen: dict[tuple[bool, str, int], list[tuple[Row, int]]] = defaultdict(list)
    for page in pages:
        for top in (True, False):
            for row in _edge_rows(page, top=top):
                plain, size = row.plain, round(row.size)
                if page.recognised:  # the same words may be read with other brackets, and sizes are estimates
                    plain, size = re.sub(r"[^\w#]", "", plain), 0
                key = re.sub(r"[\d〇一二三四五六七八九十]+", "#", plain)
                if key.strip("#") and not is_page_number(row):
                    seen[top, key, size].append((row, page.number))
    enough = _enough(len(pages))
    repeated: set[int] = set()
    for found in seen.values():
        if len(found) < enough:
            continue
        heights = sorted(row.base for row, _ in found)
        counted = _counts_pages(found)
        copies = Counter(re.sub(r"\W", "", row.plain) for row, _ in found)
        for row, _ in found:
            reach = 1.5 * row.em
            near = bisect_right(heights, row.base + reach) - bisect_left(heights, row.base - reach)
            if near >= enough and (copies[re.sub(r"\W", "", row.plain)] >= 2 or counted):
                repeated.add(id(row))
    for page in pages:
        for top in (True, False):
            for row in _outermost(page, repeated, top=top):
                row.kind = "header" if top else "footer"


def _outermost(page: PageRows, repeated: set[int], *, top: bool) -> list[Row]:
    """The repeated rows at an edge of the page that are set off from its text: by white space, or by their size."""
    rows = sorted([r for r in page.rows if r.table is None], key=_BASE, reverse=not top)
    if not rows or not (id(rows[0]) in repeated or is_page_number(rows[0])):
        return []
    steps = sorted(abs(a.base - b.base) for a, b in pairwise(rows) if abs(a.base - b.base) > 0.8 * a.em)
    pitch = steps[len(steps) // 2] if steps else 0.0
    edge = 0
    for k, row in enumerate(rows):
        if id(row) not in repeated and not is_page_number(row):
            break
        inner = rows[k + 1] if k + 1 < len(rows) else None
        if (
            inner is None
            or abs(inner.base - row.base) > 1.25 * pitch
            or not 0.95 < inner.size / max(row.size, 0.1) < 1.05
        ):
            edge = k + 1
    return [r for r in rows[:edge] if id(r) in repeated] if edge <= 4 else []


def _counts_pages(found: list[tuple[Row, int]]) -> bool:
    """Whether a number in the rows rises with the pages; that of headings (1.事故经过, 2.…) does not."""
    values = [(number, re.findall(r"\d{1,9}", row.plain)) for row, number in found]
    shortest = min(len(v) for _, v in values)
    return any(len({int(v[k]) - n for n, v in values}) == 1 for k in range(min(shortest, 4)))


def _page_numbers(pages: list[PageRows]) -> None:
    bare: list[tuple[Row, int, bool]] = []
    for page in pages:
        for top in (False, True):
            rows = [r for r in _edge_rows(page, top=top) if r.kind == "paragraph"][: 2 if top else 3]
            for k, row in enumerate(rows):
                if is_page_number(row):
                    row.kind = "page_number"
                elif _BARE.fullmatch(row.plain) and k == 0:
                    bare.append((row, page.number, _apart(row, page)))
    offsets = Counter(int(r.plain) - n for r, n, _ in bare if r.plain.isdecimal())
    for row, number, apart in bare:
        known = row.plain.isdecimal() and offsets[int(row.plain) - number] >= 2
        if known or apart:
            row.kind = "page_number"


def _apart(row: Row, page: PageRows) -> bool:
    """Whether the row stands away from the text: in the outer tenth of the page and with white space around it."""
    if 0.1 * page.height < row.base < 0.9 * page.height:
        return False
    return all(other is row or abs(other.base - row.base) > 1.8 * row.em for other in page.rows)


def _contents(pages: list[PageRows]) -> None:
    """Contents lines: those with dot leaders, and what ends in a page number under the heading 目录."""
    open_ = False
    for page in pages:
        rows = [r for r in page.rows if r.kind == "paragraph" and r.table is None]
        leaders = [i for i, r in enumerate(rows) if _is_leader(r.plain)]
        heading = next((i for i, r in enumerate(rows) if r.plain in _CONTENTS), None)
        start = heading if heading is not None else (0 if open_ or len(leaders) >= 3 else None)
        if start is None:
            open_ = False
            continue
        entries = [i for i in range(start, len(rows)) if i in leaders or (i > start and _is_entry(rows[i], page))]
        if heading is None and len(leaders) >= 3:
            start = leaders[0]
        if not entries or (open_ and heading is None and not leaders and len(entries) * 2 < len(rows)):
            open_ = False
            continue
        last = entries[0] - 1 if heading is None else heading
        for i in entries:
            if i - last > 3:  # the text begins
                break
            for k in range(last + 1, i + 1):
                rows[k].kind = "toc"
            last = i
        if heading is not None:
            rows[heading].kind = "toc"
        open_ = last == len(rows) - 1


def _is_leader(words: str) -> bool:
    """A contents line with dots; whatever does not end as one is not looked at any further."""
    end = words[-1:]
    return (end.isdecimal() or end in _ENDS) and len(words) <= LONGEST and _LEADER.match(words) is not None


def _is_entry(row: Row, page: PageRows) -> bool:
    """A line that ends in a page number set apart from its words, near the right margin."""
    if len(row.plain) > LONGEST or not _ENTRY.match(row.plain) or row.x1 < 0.6 * page.width:
        return False
    digits = len(row.plain) - len(row.plain.rstrip("0123456789IVXivx)）"))
    at = len(row.glyphs) - digits
    return 0 < at < len(row.glyphs) and row.glyphs.x0[at] - row.glyphs.x1[at - 1] > 1.5 * row.em
