"""Bookmarks and document information of a PDF file."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pypdfium2 as pdfium

from schemas.document import Metadata

from .pdf_furniture import PageRows
from .pdf_rows import Row

MAX_BOOKMARKS = 5_000
_NO_TITLE = re.compile(
    r"^(?:Microsoft|WPS|PowerPoint|Word|Excel|新建|文档\d*$|无标题|未命名|幻灯片|扫描|untitled|document|doc\d)",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\.(?:docx?|wps|pdf|rtf|html?|pptx?|xlsx?|indd|cdr|txt)$", re.IGNORECASE)


def fold(text: str) -> str:
    """Text as titles are compared: without white space, widths folded."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def read_bookmarks(pdf: Any) -> dict[int, list[tuple[int, str]]]:
    """For each page number the (level from 1, folded title) of the bookmarks that lead there."""
    out: dict[int, list[tuple[int, str]]] = {}
    try:
        for n, bookmark in enumerate(pdf.get_toc(max_depth=9)):
            if n >= MAX_BOOKMARKS:
                break
            destination = bookmark.get_dest()
            page = destination.get_index() if destination is not None else None
            title = fold(bookmark.get_title())
            if page is not None and page >= 0 and len(title) > 1:
                out.setdefault(page + 1, []).append((bookmark.level + 1, title))
    except (pdfium.PdfiumError, UnicodeError, ValueError, RecursionError):
        return out  # a broken outline is no reason to lose the text
    return out


def set_levels(page: PageRows, bookmarks: list[tuple[int, str]]) -> None:
    """Give a row the level of the bookmark whose title it prints, on its own or with up to two rows that follow."""
    rows = [r for r in page.rows if r.kind == "paragraph" and r.table is None]
    words = [fold(r.plain) for r in rows]
    free = set(range(len(rows)))
    for level, title in bookmarks:
        for i in sorted(free):
            joined = ""
            for k in range(i, min(i + 3, len(rows))):
                joined += words[k]
                if joined == title or not title.startswith(joined):
                    break
            if joined == title:
                _set(rows[i : k + 1], level)
                free -= set(range(i, k + 1))
                break


def _set(rows: list[Row], level: int) -> None:
    rows[0].level = level
    rows[0].begins = True
    for row in rows[1:]:
        row.begins = False


def read_metadata(pdf: Any) -> Metadata:
    """The title in the document's information, where it is one; never its dates, which are those of the program."""
    try:
        title = str(pdf.get_metadata_value("Title"))
    except (pdfium.PdfiumError, UnicodeError, ValueError):
        return Metadata()
    title = re.sub(r"[\x00-\x1f\ud800-\udfff\ufffd]", "", _SUFFIX.sub("", title.strip())).strip()
    if len(re.findall(r"[\u4e00-\u9fff]", title)) < 4 or len(title) > 200 or _NO_TITLE.match(title):
        return Metadata()
    return Metadata(title=title)
