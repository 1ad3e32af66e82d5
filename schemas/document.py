"""What is read and what extractors receive: source, document, sections, report, evidence.

One coordinate system: every offset counts characters of ``Document.text``, which is assembled once by ``pipeline.read``
and never changes again (``shared/design/architecture.md``, decision 1).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

BlockKind = Literal[
    "paragraph", "heading", "table_row", "header", "footer", "page_number", "toc", "footnote", "navigation", "caption"
]
"""``paragraph``, ``heading``, ``table_row`` and ``footnote`` stand in the text; the others are kept out of it."""

KEPT: frozenset[str] = frozenset({"paragraph", "heading", "table_row", "footnote", "caption"})


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes came from. ``doc_id``: first 16 hex digits of their SHA-256."""

    source: str
    file_name: str
    media_type: str
    byte_size: int
    doc_id: str


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, table row, footnote … as a span of the text, or furniture that was kept out of it.

    ``[start, end)`` is the span in ``Document.text``; for furniture ``start == end`` is the place where it stood.
    ``text`` holds the printed words of furniture, else ''. ``level`` is a heading level that the format itself states
    (Markdown ``#``, HTML ``h1``, a Word style, a PDF bookmark). ``mark`` and ``anchor`` belong to footnotes: the printed
    mark and the offset in the text where it was printed. ``cells`` are the spans of a table row's cells.
    """

    kind: BlockKind
    start: int
    end: int
    page: int | None = None
    text: str = ""
    level: int | None = None
    mark: str | None = None
    anchor: int | None = None
    table: int | None = None
    cells: tuple[tuple[int, int], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the top left corner; pages count from 1."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class LineBox(NamedTuple):
    """A printed line: its span in the text, its page, top and bottom, and the left and right edge of each character.

    The edges are as exact as the file has them; :meth:`Document.boxes` rounds those that it is asked for.
    Of a line recognised from a picture ``sure`` holds the recogniser's confidence for each character; where the page was
    scanned askew, ``tops`` and ``bottoms`` those of each character.
    """

    start: int
    end: int
    page: int
    y0: float
    y1: float
    lefts: Sequence[float]
    rights: Sequence[float]
    sure: tuple[float, ...] = ()
    tops: tuple[float, ...] = ()
    bottoms: tuple[float, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """A look-alike that was put right in recognised text: ``text[start:end]`` now, ``reading`` as it was recognised."""

    start: int
    end: int
    text: str
    reading: str
    confidence: float


@dataclasses.dataclass(frozen=True, slots=True)
class Metadata:
    """What the container says beside the text: a web page's title and publication date, a PDF's or Word file's title."""

    title: str | None = None
    published_on: dt.date | None = None
    publisher: str | None = None


@dataclasses.dataclass(frozen=True)
class Document:
    """A file as text. ``page_offsets[i]`` is the offset at which page ``i + 1`` begins; empty where there are no pages."""

    source: Source
    text: str
    blocks: tuple[Block, ...]
    page_offsets: tuple[int, ...]
    text_source: str
    page_count: int | None = None
    lines: tuple[LineBox, ...] = ()
    meta: Metadata = Metadata()
    warnings: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page (from 1) on which the character at ``offset`` stands, None where the format has no pages."""
        if self.lines:
            index = bisect_right(self._line_starts, offset) - 1
            return self.lines[max(0, index)].page
        if not self.page_offsets:
            return None
        return max(1, bisect_right(self.page_offsets, offset))

    def blocks_in(self, start: int, end: int) -> Iterator[Block]:
        """The blocks that share characters with ``text[start:end]``, in order; found without a look at the others."""
        index = bisect_right(self._block_ends, start)
        while index < len(self.blocks) and self.blocks[index].start < end:
            if self.blocks[index].start < self.blocks[index].end:
                yield self.blocks[index]
            index += 1

    @cached_property
    def _block_ends(self) -> list[int]:
        ends, last = [], 0
        for block in self.blocks:
            last = max(last, block.end)  # a block within another keeps the list in order
            ends.append(last)
        return ends

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.start for line in self.lines]

    def boxes(self, start: int, end: int) -> tuple[Box, ...] | None:
        """The places of ``text[start:end]`` on the pages, one box per printed line; None where there are no pages."""
        if not self.lines:
            return None
        out: list[Box] = []
        for at in range(max(0, bisect_right(self._line_starts, start) - 1), len(self.lines)):
            line = self.lines[at]  # a slice would copy all lines behind
            if line.start >= end:
                break
            a, b = max(start, line.start) - line.start, min(end, line.end) - line.start
            if a < b and b <= len(line.lefts):
                y0 = min(line.tops[a:b]) if line.tops else line.y0
                y1 = max(line.bottoms[a:b]) if line.bottoms else line.y1
                x0, x1 = round(min(line.lefts[a:b]), 2), round(max(line.rights[a:b]), 2)
                out.append(Box(line.page, x0, y0, x1, y1))
        return tuple(out)

    def sure(self, start: int, end: int) -> float:
        """How sure the recogniser is of ``text[start:end]``: of its least certain letter or figure; 1 for text not recognised.

        Marks (，、“) do not count: they are small, often doubtful, and no value hangs on them.
        """
        least = 1.0
        if not self._recognised:
            return least
        for at in range(max(0, bisect_right(self._line_starts, start) - 1), len(self.lines)):
            line = self.lines[at]  # a slice would copy all lines behind
            if line.start >= end:
                break
            if line.sure:
                span = range(max(start, line.start), min(end, line.end))
                least = min([least, *(line.sure[i - line.start] for i in span if self.text[i].isalnum())])
        return least

    @cached_property
    def _recognised(self) -> bool:
        return any(line.sure for line in self.lines)


@dataclasses.dataclass(frozen=True, slots=True)
class SectionNode:
    """A heading and the text under it, or the lead (level 0, ``heading`` None).

    ``heading_start, heading_end`` span the heading's words without its marker; ``[start, end)`` spans the whole section
    with its children; ``body_start, body_end`` its own text up to the first child. ``index`` counts from 0 in reading
    order and ``parent`` is the parent's index; a level-2 heading whose level-1 heading was lost has no parent.
    """

    index: int
    parent: int | None
    level: int
    ordinal: int
    marker: str | None
    heading: str | None
    heading_start: int
    heading_end: int
    start: int
    end: int
    body_start: int
    body_end: int
    part: str
    topic: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was read: ``document.text[start:end] == text``, always."""

    start: int
    end: int
    text: str
    rule: str
    confidence: float = 1.0


@dataclasses.dataclass(frozen=True)
class Report:
    """A document with its section tree and type; the only thing an extractor receives.

    Where a file holds several reports, each is a ``Report``: ``part`` counts them from 0, ``first_section`` is the number
    of the document's sections before its own.
    """

    document: Document
    sections: tuple[SectionNode, ...]
    doc_type: str
    part: int = 0
    first_section: int = 0

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text

    @cached_property
    def _starts(self) -> list[int]:
        return [s.start for s in self.sections]

    def section_at(self, offset: int) -> SectionNode | None:
        """The innermost section that holds the character at ``offset``, None in a document without sections."""
        index = bisect_right(self._starts, offset) - 1
        while index >= 0:
            section = self.sections[index]
            if section.start <= offset < section.end:
                return section
            index -= 1
        return None

    def children(self, section: SectionNode) -> list[SectionNode]:
        """The sections right below a section, in reading order."""
        return self._children.get(section.index, [])

    @cached_property
    def _children(self) -> dict[int, list[SectionNode]]:
        out: dict[int, list[SectionNode]] = {}
        for section in self.sections:
            if section.parent is not None:
                out.setdefault(section.parent, []).append(section)
        return out

    def section_id(self, section: SectionNode) -> str:
        """Id of a section: the document's id and its place."""
        return f"{self.document.source.doc_id}-s{section.index + self.first_section:03d}"

    def row_id(self, letter: str, number: int, digits: int = 3) -> str:
        """Id of a row of this report: the document's id, the part where there are several, a letter, a number."""
        part = f"{self.part}-" if self.part else ""
        return f"{self.document.source.doc_id}-{part}{letter}{number:0{digits}d}"

    def evidence(self, start: int, end: int, rule: str, confidence: float = 1.0) -> Evidence:
        """Evidence for ``text[start:end]``; in recognised text the rule's confidence times the recogniser's."""
        sure = self.document.sure(start, end)
        return Evidence(start, end, self.document.text[start:end], rule, round(confidence * sure, 4))
