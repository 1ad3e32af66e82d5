"""Word documents (.docx, .docm): paragraphs, tables and notes in reading order, with the numbers that Word counts."""

from __future__ import annotations

import dataclasses
import re

from pipeline.read.docx_numbering import Numbering
from pipeline.read.docx_package import MC, Element, Package, W, open_package
from pipeline.read.docx_runs import Inline, Runs, TextLine, chosen
from pipeline.read.docx_scans import FEW, add_scans, find_figures, page_pictures, page_size
from pipeline.read.docx_styles import Style, Styles, centred, flag, heading_level, integer, value
from pipeline.read.docx_tables import Cell, is_layout, row_line
from pipeline.read.lines import Line, ReadError, Reading
from schemas.document import BlockKind, Metadata

_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_INDENT = re.compile("\u3000[ \xa0]*\u3000|[ \xa0]{4}")
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LONGEST_HEADING = 100
"""A paragraph beyond that is text to which its author gave an outline level by mistake."""
_MOST_COLUMNS = 100


def read_docx(data: bytes) -> Reading:
    """Read a Word document.

    Returns:
        One line per paragraph (after a line break another one, with ``begins`` None) and table row; tracked changes as
        accepted; numbers of lists and headings as printed; notes behind the paragraph that refers to them.

    Raises:
        ReadError: ``damaged``, ``encrypted``, ``bomb``, ``scanned`` (pictures of pages that OCR does not read, or is not
            there to read), ``no-content`` for a document without words.
    """
    package = open_package(data)
    body = package.document.find(f"{W}body")
    assert body is not None  # open_package refuses a document without one
    reader = _Reader(package, package.document)
    reader.blocks(body)
    lines = reader.finished()
    characters = sum(len(line.text) for line in lines)
    scanned = page_pictures(find_figures(package), page_size(body), characters)
    if not characters and not scanned:
        pictures = sum(1 for _ in body.iter(f"{W}drawing", f"{W}pict", f"{W}object"))
        hint = f"it holds {pictures} pictures; export it as PDF to have it recognised" if pictures else "it is empty"
        raise ReadError("no-content", f"the Word document has no text: {hint}")
    headers = _margins(package, package.headers, "header")
    footers = _margins(package, package.footers, "footer")
    reading = Reading([*headers, *lines, *footers], "markup", meta=Metadata(title=package.title))
    reading.warnings = [*package.warnings, *reader.warnings]
    if scanned and characters < FEW * len(scanned):
        add_scans(reading, scanned, page_size(body))
    elif scanned:
        reading.warnings.append(f"{len(scanned)}幅整页大小的图片未读取；其中如有文字，请将文件另存为PDF")
    return reading


def _margins(package: Package, parts: list[Element], kind: BlockKind) -> list[Line]:
    """The texts of headers or footers, each once; page numbers are left out."""
    texts: dict[str, None] = {}
    for part in parts:
        reader = _Reader(dataclasses.replace(package, numbering=None), part)
        reader.blocks(part)
        for line in reader.finished():
            if line.kind != "footnote" and not re.fullmatch(r"[\s\d—\-–·第共页/]*", line.text):
                texts.setdefault(line.text)
    return [Line(text, kind=kind, begins=True) for text in texts]


class _Reader:
    """Walks the blocks of a part and gathers lines."""

    def __init__(self, package: Package, part: Element) -> None:
        self.lines: list[Line] = []
        self.warnings: list[str] = []
        self._styles = Styles(package.styles)
        self._numbering = Numbering(package.numbering, self._styles)
        self._runs = Runs(part, self._styles)
        self._notes: dict[tuple[str, str], Element] = {}
        for kind, root in (("footnote", package.footnotes), ("endnote", package.endnotes)):
            for note in root.iterfind(f"{W}{kind}") if root is not None else ():
                self._notes[kind, note.get(f"{W}id", "")] = note
        self._carried: list[Inline] = []

    def finished(self) -> list[Line]:
        """The lines, with the tables numbered from 0 in reading order."""
        numbers: dict[int, int] = {}
        for line in self.lines:
            if line.table is not None:
                line.table = numbers.setdefault(line.table, len(numbers))
        return self.lines

    def blocks(self, container: Element, toc: bool = False) -> None:
        """Reads the paragraphs and tables of a body, cell, text box …"""
        for element in container:
            tag = element.tag
            if tag == f"{W}p":
                self._paragraph(element, toc)
            elif tag == f"{W}tbl":
                self._table(element)
            elif tag == f"{W}sdt":
                gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                is_toc = gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
                for content in element.iterfind(f"{W}sdtContent"):
                    self.blocks(content, toc or is_toc)
            elif tag in _WRAPPERS:
                self.blocks(element, toc)
            elif tag == f"{MC}AlternateContent":
                self.blocks(chosen(element), toc)
            elif tag == f"{W}altChunk":
                self.warnings.append("整体嵌入的文档（altChunk）未读取；请用Word打开后另存")

    def _paragraph(self, paragraph: Element, toc: bool) -> None:
        properties = paragraph.find(f"{W}pPr")
        style = self._styles.get(value(properties, "pStyle"))
        inline = self._runs.read(paragraph, style)
        mark = properties.find(f"{W}rPr") if properties is not None else None
        if mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None):
            # The end of the paragraph is deleted: what is left of it belongs to the next one.
            self._carried.append(inline)
            return
        number = self._numbering.number(properties, style)
        inlines, self._carried = [*self._carried, inline], []
        merged = _merged(inlines) if len(inlines) > 1 else inline
        self._emit(merged, properties, style, number, toc or style.is_toc)
        for kind, identity, note_mark in merged.notes:
            self._note(kind, identity, note_mark)
        for box in merged.boxes:
            self.blocks(box)

    def _emit(self, inline: Inline, properties: Element | None, style: Style, number: str, toc: bool) -> None:
        """Adds the paragraph's lines."""
        stated = heading_level(properties)
        level = style.level if stated is None else stated
        aligned = centred(properties)
        begins: bool | None = True
        for text_line in inline.lines:
            text, marks = _cleaned(text_line)
            if not text:
                # Two line breaks in a row part paragraphs.
                begins = True if text_line is not inline.lines[0] else begins
                continue
            if number:
                glue = " " if re.match(r"[0-9A-Za-z]", text) and re.search(r"[0-9A-Za-z.．]$", number) else ""
                text, marks = number + glue + text, [(at + len(number + glue), mark) for at, mark in marks]
                number = ""
            self.lines.append(
                Line(
                    text=text,
                    kind="toc" if toc or text_line.is_toc else "paragraph",
                    begins=True if _INDENT.match(text_line.text) else begins,
                    level=level if level and len(text) <= _LONGEST_HEADING else None,
                    size=text_line.size,
                    bold=text_line.bold,
                    centred=bool(style.centred if aligned is None else aligned),
                    marks=marks,
                )
            )
            begins = None

    def _note(self, kind: str, identity: str, mark: str) -> None:
        """A foot- or endnote as lines behind the paragraph; only its first has the mark."""
        note = self._notes.get((kind, identity))
        if note is None:
            return
        printed: str | None = mark
        for paragraph in note.iter(f"{W}p"):
            style = self._styles.get(value(paragraph.find(f"{W}pPr"), "pStyle"))
            for text_line in self._runs.read(paragraph, style).lines:
                text, _ = _cleaned(text_line)
                if text:
                    begins = printed is not None
                    self.lines.append(Line(text, kind="footnote", begins=begins, mark=printed, size=text_line.size))
                    printed = None

    def _table(self, table: Element) -> None:
        outer, self.lines = self.lines, []
        rows = [self._row(row) for row in _rows(table)]
        self.lines = outer
        rows = [cells for cells in rows if any(cell.lines for cell in cells)]
        if is_layout(rows):
            for cells in rows:
                self.lines += [line for cell in cells for line in cell.lines]
            return
        for cells in rows:
            self.lines.append(row_line(cells, id(table)))
            self.lines += [line for cell in cells for line in cell.lines if line.kind == "footnote"]

    def _row(self, row: Element) -> list[Cell]:
        properties = row.find(f"{W}trPr")
        cells = [Cell() for _ in range(_columns(value(properties, "gridBefore"), 0))]
        for element in _cells(row):
            style = element.find(f"{W}tcPr")
            covered = any(
                merge is not None and merge.get(f"{W}val", "continue") == "continue"
                for merge in (style.find(f"{W}{name}") if style is not None else None for name in ("vMerge", "hMerge"))
            )
            self.lines = []
            self.blocks(element)
            cells.append(Cell() if covered else Cell(self.lines, is_own=True))
            cells += [Cell() for _ in range(_columns(value(style, "gridSpan"), 1) - 1)]
        return cells + [Cell() for _ in range(_columns(value(properties, "gridAfter"), 0))]


def _columns(text: str | None, least: int) -> int:
    return max(least, min(integer(text) or least, _MOST_COLUMNS))


def _rows(table: Element) -> list[Element]:
    """The table's rows without deleted ones, also those in content controls."""
    rows: list[Element] = []
    for element in table:
        if element.tag == f"{W}tr":
            properties = element.find(f"{W}trPr")
            if flag(properties, "del") is None:
                rows.append(element)
        elif element.tag in _WRAPPERS or element.tag == f"{W}sdt":
            rows += _rows(element)
    return rows


def _cells(row: Element) -> list[Element]:
    cells: list[Element] = []
    for element in row:
        if element.tag == f"{W}tc":
            cells.append(element)
        elif element.tag in _WRAPPERS or element.tag == f"{W}sdt":
            cells += _cells(element)
    return cells


def _merged(inlines: list[Inline]) -> Inline:
    """Paragraphs whose parting mark is deleted, as one."""
    out = inlines[0]
    for inline in inlines[1:]:
        last, first = out.lines[-1], inline.lines[0]
        last.marks += [(at + len(last.text), mark) for at, mark in first.marks]
        last.bold = (last.bold or not last.text.strip()) and (first.bold or not first.text.strip())
        last.text, last.size = last.text + first.text, last.size or first.size
        out.lines += inline.lines[1:]
        out.notes += inline.notes
        out.boxes += inline.boxes
    return out


def _cleaned(line: TextLine) -> tuple[str, list[tuple[int, str]]]:
    """The text without invisible characters and white space at its ends, and the marks' places in it."""
    text = _DROPPED.sub("", line.text).rstrip()
    lead = len(text) - len(text.lstrip())
    marks = []
    for at, mark in line.marks:
        before = len(_DROPPED.sub("", line.text[:at]))
        marks.append((max(0, min(before, len(text)) - lead), mark))
    return text[lead:].replace("\t", " ").replace("\n", " "), marks
