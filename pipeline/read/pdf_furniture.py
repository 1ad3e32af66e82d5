"""What a PDF page carries beside its text: page numbers, running headers and footers, contents, watermarks."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict

from .pdf_rows import Row


@dataclasses.dataclass(slots=True)
class PageRows:
    """A page's rows in reading order, and its size in points."""

    number: int
    width: float
    height: float
    rows: list[Row]


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
_LEADER = re.compile(r"^.*\S.*?(?:[.．·・•…⋯‥。\-—_]){4,}[（(]?\d{1,4}[)）]?$|^.*(?:…{2,}|⋯{2,}).{0,2}\d{1,4}$")
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
    return _PAGE_NUMBER.fullmatch(row.plain) is not None


def _edge_rows(page: PageRows, *, top: bool) -> list[Row]:
    """Up to four rows at the top or foot of the page, within its outer fifth."""
    rows = sorted((r for r in page.rows if r.table is None), key=lambda r: r.base, reverse=not top)
    limit = page.height * (0.2 if top else 0.8)
    return [r for r in rows[:4] if (r.base <= limit if top else r.base >= limit)]


def _running(pages: list[PageRows]) -> None:
    """Rows that say the same, digits aside, at the same height on three pages (or half of a short file)."""
    seen: dict[tuple[bool, str, int], list[tuple[Row, int]]] = defaultdict(list)
    for page in pages:
        for top in (True, False):
            for row in _edge_rows(page, top=top):
                key = re.sub(r"[\d〇一二三四五六七八九十]+", "#", row.plain)
                if key.strip("#") and not is_page_number(row):
                    seen[top, key, round(row.size)].append((row, page.number))
    enough = _enough(len(pages))
    for (top, _, _), found in seen.items():
        for row, number in found:
            near = {n for other, n in found if abs(other.base - row.base) <= 1.5 * row.em}
            if len(near) >= enough and _consistent(row, number, found):
                row.kind = "header" if top else "footer"


def _consistent(row: Row, number: int, found: list[tuple[Row, int]]) -> bool:
    """Headings numbered one after the other (1.事故经过, 2.…) differ by more than a page number would."""
    same = sum(other.plain == row.plain for other, _ in found)
    if same >= 2 or not re.search(r"\d", row.plain):
        return same >= 2
    values = [(n, re.findall(r"\d+", other.plain)) for other, n in found]
    return any(
        len({int(v[k]) - n for n, v in values if len(v) > k}) == 1
        for k in range(len(re.findall(r"\d+", row.plain)))
        if all(len(v) > k for _, v in values)
    )


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
        leaders = [i for i, r in enumerate(rows) if _LEADER.match(r.plain)]
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


def _is_entry(row: Row, page: PageRows) -> bool:
    """A line that ends in a page number set apart from its words, near the right margin."""
    if not _ENTRY.match(row.plain) or row.x1 < 0.6 * page.width:
        return False
    digits = len(row.plain) - len(row.plain.rstrip("0123456789IVXivx)）"))
    at = len(row.glyphs) - digits
    return 0 < at < len(row.glyphs) and row.glyphs[at].x0 - row.glyphs[at - 1].x1 > 1.5 * row.em
