"""PDF files: characters and their places by pypdfium2, ruled tables by pdfplumber's table functions, scans by OCR.

pypdfium2 is not safe under threads: one file at a time in a process.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.limits import MORE, limits

from .lines import Char, Chars, Line, ReadError, Reading, joined
from .pdf_asides import with_asides
from .pdf_chars import MAX_CHARS, PageText, read_page
from .pdf_columns import in_columns
from .pdf_furniture import PageRows, mark_furniture
from .pdf_layout import body_size, mark_paragraphs
from .pdf_notes import mark_footnotes
from .pdf_outline import read_bookmarks, read_metadata, set_levels
from .pdf_rows import Row, rows_of
from .pdf_scan import ScanReader, check_text_layer
from .pdf_tables import Block, Cell, find_tables, join_over_pages

if TYPE_CHECKING:
    from .ocr_image import Picture


def read_pdf(data: bytes, *, password: str = "") -> Reading:
    """Read a PDF file's printed lines, tables and furniture.

    Args:
        data: the file's bytes.
        password: opens an encrypted file; the empty password is always tried first.

    Returns:
        Lines in reading order with a box per character (points from the top left of the page, turned so that its text
        reads from left to right), ``text_source`` ``text_layer``, ``ocr``, or ``mixed`` where some pages are scans.

    Raises:
        ReadError: ``encrypted``, ``damaged``, ``empty``, ``scanned`` or ``garbled``.
    """
    pdf = _open(data, password)
    try:
        count = len(pdf)
        if count < 1:
            raise ReadError("empty", "the PDF file has no pages")
        if count > limits().pages:  # before any of them is read
            raise ReadError("too-many-pages", MORE.format(f"{count:,} pages", f"{limits().pages:,}", "pages"))
        warnings: list[str] = []
        scans = ScanReader()
        texts, blocks = _read_pages(pdf, count, scans, warnings)
        if not texts:
            raise ReadError("damaged", f"none of the {count} page(s) can be read; the file is damaged")
        check_text_layer(texts, warnings)
        warnings.extend(scans.warnings())
        bookmarks, meta = read_bookmarks(pdf), read_metadata(pdf)
    finally:
        pdf.close()
    lines = _printed(texts, blocks, bookmarks, scans)
    return Reading(lines, scans.text_source(texts), count, meta, warnings)


def read_pictures(pictures: Iterable[tuple[Picture, float] | None]) -> tuple[list[Line], list[str]]:
    """Read pictures as if they were the pages of a scanned PDF file; OCR must be installed.

    Args:
        pictures: each with its pixels per point; None for one that cannot be opened, which counts as a page all the same.

    Returns:
        Lines as :func:`read_pdf` gives them, none where there is nothing to read; and warnings.
    """
    scans = ScanReader()
    texts: list[PageText] = []
    blocks: list[Block] = []
    warnings: list[str] = []
    for number, picture in enumerate(pictures, 1):
        if picture is None:
            continue
        scan = scans.recognise(*picture, number)
        if scan is not None:
            blocks.extend(find_tables(scan.text, warnings, scan.edges))
            texts.append(scan.text)
    lines = _printed(texts, blocks, {}, scans) if texts else []
    return lines, [*warnings, *scans.warnings()]


def _printed(
    texts: list[PageText], blocks: list[Block], bookmarks: dict[int, list[tuple[int, str]]], scans: ScanReader
) -> list[Line]:
    """All pages as lines in reading order."""
    pages = _layout(texts, blocks, bookmarks)
    lines = [line for page in pages for line in _lines(page, blocks)]
    lines = with_asides(lines, texts, pages)
    scans.finish(lines)
    return lines


def _open(data: bytes, password: str) -> Any:
    if not data:
        raise ReadError("empty", "the file is empty (0 bytes)")
    error = 0
    words: list[str | bytes] = ["", password, *_encodings(password)]
    for word in dict.fromkeys(words):
        try:
            return _load(data, word)
        except pdfium.PdfiumError as e:
            error = int(getattr(e, "err_code", 0) or 0)
        if error != raw.FPDF_ERR_PASSWORD:
            break
    if error == raw.FPDF_ERR_PASSWORD:
        what = "the password given does not open it" if password else "give its password"
        raise ReadError("encrypted", f"the PDF file is encrypted; {what}")
    if error == raw.FPDF_ERR_SECURITY:
        raise ReadError("encrypted", "the PDF file is encrypted in a way that is not supported")
    head = data[:1024].lstrip()[:15].lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise ReadError("damaged", "not a PDF file but a web page saved under that name; download the file again")
    if b"%PDF-" not in data[:4096]:
        raise ReadError("damaged", "not a PDF file: it lacks the %PDF header")
    raise ReadError("damaged", "the PDF file is damaged and cannot be opened; download it again")


def _encodings(password: str) -> list[bytes]:
    """Older files hold a Chinese password in the bytes of the program that made them."""
    return [] if password.isascii() else [password.encode("gb18030", "replace")]


def _load(data: bytes, password: str | bytes) -> Any:
    if isinstance(password, bytes):
        handle = raw.FPDF_LoadMemDocument64(data, len(data), ctypes.c_char_p(password))
        if not handle:
            raise pdfium.PdfiumError("password", err_code=raw.FPDF_ERR_PASSWORD)
        pdf = pdfium.PdfDocument(handle)
        pdf._data_holder.append(data)  # pdfium reads from these bytes until the file is closed
        return pdf
    if "\0" in password:
        raise pdfium.PdfiumError("password", err_code=raw.FPDF_ERR_PASSWORD)
    return pdfium.PdfDocument(data, password=password)


def _read_pages(pdf: Any, count: int, scans: ScanReader, warnings: list[str]) -> tuple[list[PageText], list[Block]]:
    texts: list[PageText] = []
    blocks: list[Block] = []
    for index in range(count):
        try:
            page = pdf[index]
        except (pdfium.PdfiumError, IndexError):
            warnings.append(f"第{index + 1}页：无法打开")
            continue
        try:
            text, edges = scans.read(page, read_page(page, index + 1))
            blocks.extend(find_tables(text, warnings, edges))
        except (pdfium.PdfiumError, ctypes.ArgumentError):
            warnings.append(f"第{index + 1}页：文字无法读取")
            continue
        finally:
            page.close()
        if text.cut:
            warnings.append(f"第{index + 1}页：超过{MAX_CHARS}字，其余未读取")
        text.handles = []
        texts.append(text)
    return texts, blocks


def _layout(texts: list[PageText], blocks: list[Block], bookmarks: dict[int, list[tuple[int, str]]]) -> list[PageRows]:
    """The pages' rows in reading order, with their kinds, margins and paragraph starts; tables numbered."""
    pages = []
    stand_ins: dict[int, list[Row]] = {}
    for i, block in enumerate(blocks):
        stand_ins.setdefault(block.page, []).append(block.row(i))
    for text in texts:
        rows = rows_of(text.glyphs, text.number)
        for row in rows:
            row.bold = row.bold or min(row.glyphs.order) in text.bold
        rows = in_columns(rows, stand_ins.get(text.number, []))
        pages.append(PageRows(text.number, text.width, text.height, rows, text.ocr))
    mark_furniture(pages)
    body = body_size(pages)
    mark_footnotes(pages, {t.number: t.rules for t in texts}, body)
    opens, closes = _at_edges(pages)
    join_over_pages(blocks, opens, closes)
    mark_paragraphs(pages, body)
    for page in pages:
        if page.number in bookmarks:
            set_levels(page, bookmarks[page.number])
    return pages


def _at_edges(pages: list[PageRows]) -> tuple[set[int], set[int]]:
    """The tables that open a page's text, and those that close it."""
    opens, closes = set(), set()
    for page in pages:
        rows = [r for r in page.rows if r.kind in ("paragraph", "table_row")]
        if rows and rows[0].table is not None:
            opens.add(rows[0].table)
        if rows and rows[-1].table is not None:
            closes.add(rows[-1].table)
    return opens, closes


def _lines(page: PageRows, blocks: list[Block]) -> Iterator[Line]:
    marks = frozenset(r.mark for r in page.rows if r.mark)
    for row in page.rows:
        if row.table is None:
            yield row.line(marks)
            continue
        block = blocks[row.table]
        for cells in block.repeated:
            yield _table_row(cells, block, repeated=True)
        for cells in block.rows:
            yield _table_row(cells, block, repeated=False)


def _table_row(cells: list[Cell], block: Block, *, repeated: bool) -> Line:
    parts: list[Sequence[Char]] = []
    marks: list[tuple[int, str]] = []
    length = 0
    for i, cell in enumerate(cells):
        if i:
            parts.append(Chars("\t", [cell.x0], cell.y0, [cell.x0], cell.y1))
            length += 1
        marks.extend((length + at, mark) for at, mark in cell.marks)
        parts.append(cell.boxes)
        length += len(cell.boxes)
    texts = tuple(cell.text for cell in cells)
    return Line(
        "\t".join(texts),
        page=block.page,
        kind="header" if repeated else "table_row",
        begins=True,
        size=round(block.size, 2),
        chars=joined(parts),
        table=block.number,
        cells=texts,
        marks=marks,
    )
