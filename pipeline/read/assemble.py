"""Lines to a document: the one place where offsets are born.

Paragraphs are joined, furniture is kept out, footnotes are moved behind the paragraph that they interrupt, white space
inside Chinese goes, width is folded one for one. After this the text never changes again.
"""

from __future__ import annotations

import dataclasses
from array import array
from collections.abc import Sequence
from typing import TypeVar

import regex

from pipeline.read.flat_tables import gathered
from pipeline.read.furniture import (
    mark_contents,
    mark_footnotes,
    mark_page_numbers,
    mark_running_headers,
    split_inline_page_numbers,
    split_stuck_numbers,
)
from pipeline.read.join import goes_on, layout
from pipeline.read.lines import Char, Chars, Line, Reading
from pipeline.read.normal import Piece, normalise, settle
from pipeline.read.unfold import unfolded
from schemas.document import Block, Correction, Document, LineBox, Source

__all__ = ["assemble", "normalise"]


_UNREAD = "转换时被拆成一格一行的表格中有{}行无法确定各行文字属于哪一栏，未从中取值，请对照原件"


def assemble(reading: Reading, source: Source) -> Document:
    """Make the document of a reading.

    Args:
        reading: lines in reading order, as a reader gives them.
        source: the file.

    Returns:
        The document; its text is the paragraphs in order, each ended by a line feed, the cells of a table row parted by
        tabs. Furniture (running headers, page numbers, contents) stands in ``blocks`` with an empty span.
    """
    mark_contents(reading.lines)
    whole, unread = gathered(unfolded(reading.lines))
    lines = _prepare(whole)
    groups = _paragraphs(lines)
    builder = _Builder()
    for group in groups:
        builder.add(group)
    text = builder.text()
    return Document(
        source=source,
        text=text,
        blocks=tuple(builder.blocks),
        page_offsets=builder.page_offsets(reading.page_count),
        text_source=reading.text_source,
        page_count=reading.page_count,
        lines=tuple(builder.boxes),
        meta=reading.meta,
        warnings=(*reading.warnings, *((_UNREAD.format(unread),) if unread else ())),
        corrections=_corrections(text, builder.readings),
    )


def _prepare(lines: list[Line]) -> list[Line]:
    mark_page_numbers(lines)
    lines = split_inline_page_numbers(lines)
    lines = split_stuck_numbers(lines)
    mark_running_headers(lines)
    mark_footnotes(lines)
    return _without_marks(lines)


def _without_marks(lines: list[Line]) -> list[Line]:
    """Take the printed marks of footnotes (``…条[1]，``) out of the sentences; each line keeps where they stood."""
    marks = {line.mark for line in lines if line.kind == "footnote" and line.mark}
    if not marks:
        return lines
    spelled = "|".join(regex.escape(m) for m in sorted(marks) if not m.isdecimal())
    digits = "|".join(m for m in sorted(marks) if m.isdecimal())
    pattern = "|".join(
        p
        for p in (
            rf"(?<=[^\s])(?:{spelled})" if spelled else "",
            rf"(?<=[\p{{Han}}”》）])(?:{digits})(?=[，。；、：）])" if digits else "",
        )
        if p
    )
    out = []
    for line in lines:
        out.append(_take_out(line, pattern) if line.kind in ("paragraph", "table_row") else line)
    return out


def _take_out(line: Line, pattern: str) -> Line:
    found = list(regex.finditer(pattern, line.text))
    if not found:
        return line
    keep = [True] * len(line.text)
    marks = []
    for match in found:
        keep[match.start() : match.end()] = [False] * (match.end() - match.start())
        marks.append((sum(keep[: match.start()]), match[0]))
    text = "".join(c for c, k in zip(line.text, keep, strict=True) if k)
    chars = [c for c, k in zip(line.chars, keep, strict=True) if k] if line.chars is not None else None
    shifted = [(sum(keep[:i]), m) for i, m in line.marks]
    cells = tuple(regex.sub(pattern, "", c) for c in line.cells)
    return dataclasses.replace(line, text=text, chars=chars, marks=sorted([*shifted, *marks]), cells=cells)


def _paragraphs(lines: list[Line]) -> list[list[Line]]:
    """Group lines into paragraphs; what interrupts a paragraph (page furniture, a footnote) comes behind it."""
    style = layout(lines)
    groups: list[list[Line]] = []
    open_group: list[Line] | None = None
    waiting: list[list[Line]] = []
    note: list[Line] | None = None
    for line in lines:
        if line.kind == "footnote":
            if note is not None and line.mark is None:
                note.append(line)
            else:
                note = [line]
                waiting.append(note)
            continue
        if line.kind not in ("paragraph", "table_row"):
            waiting.append([line])
            continue
        note = None
        if open_group is not None and line.kind == "paragraph" and goes_on(open_group[-1], line, style):
            open_group.append(line)
            continue
        if open_group is not None:
            groups.append(open_group)
        groups.extend(waiting)
        waiting = []
        open_group = [line]
    if open_group is not None:
        groups.append(open_group)
    groups.extend(waiting)
    return groups


_Part = tuple[Line, str, Sequence[Char] | None, Sequence[tuple[int, str]]]
"""A line, or a cell of a table row: its line, its text, its characters, and the marks that were taken out of it."""

_T = TypeVar("_T")


class _Builder:
    """Collects the text, its blocks and the boxes of its lines."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.boxes: list[LineBox] = []
        self.readings: list[tuple[int, Char]] = []
        self.first_on_page: dict[int, int] = {}
        self.marks: dict[str, list[int]] = {}

    def text(self) -> str:
        return "".join(self.parts)

    def add(self, group: list[Line]) -> None:
        """Add a paragraph, a table row, a footnote, or a piece of furniture."""
        first = group[0]
        if first.kind not in ("paragraph", "table_row", "footnote"):
            words = " ".join(line.text.strip() for line in group)
            self.blocks.append(Block(first.kind, self.length, self.length, first.page, words, first.level))
            return
        start = self.length
        cells: tuple[tuple[int, int], ...] = ()
        if first.kind == "table_row":
            cells = self._row(first)
        else:
            self._run([(line, line.text, line.chars, line.marks) for line in group])
        if self.length == start:
            return
        anchor = None
        if first.kind == "footnote" and first.mark:
            at = self.marks.get(first.mark, [])
            anchor = at[-1] if at else None
        kind = "heading" if first.level is not None and first.kind == "paragraph" else first.kind
        self.blocks.append(
            Block(kind, start, self.length, first.page, "", first.level, first.mark, anchor, first.table, cells)
        )
        self._push("\n")

    def _row(self, line: Line) -> tuple[tuple[int, int], ...]:
        """A table row: its cells in order, parted by tabs."""
        spans = []
        at = 0
        pieces = line.text.split("\t") if line.text.count("\t") == len(line.cells) - 1 else list(line.cells)
        for number, piece in enumerate(pieces):
            if number:
                self._push("\t")
                at += 1
            start = self.length
            chars = line.chars[at : at + len(piece)] if line.chars is not None else None
            self._run([(line, piece, chars, [])])
            at += len(piece)
            spans.append((start, self.length))
        return tuple(spans)

    def _push(self, words: str) -> None:
        self.parts.append(words)
        self.length += len(words)

    def _run(self, parts: Sequence[_Part]) -> None:
        """Lines that make one paragraph, with white space and width normalised."""
        text, pieces = settle("\n".join([part[1] for part in parts]))
        at = self.length
        self._push(text)
        first, place = 0, 0
        for line, words, chars, marks in parts:
            end = first + len(words)
            start, opens = at, place
            while place < len(pieces) and pieces[place][0] <= end:  # a blank may come of the line's end
                at += pieces[place][1]
                place += 1
            if opens < place:
                mine = pieces[opens:place]
                if first:
                    mine = [(begin - first, count, single) for begin, count, single in mine]
                self._box(line, chars, start, at, mine)
                for column, mark in marks:
                    self.marks.setdefault(mark, []).append(_offset(start, mine, column))
            first = end + 1

    def _box(self, line: Line, chars: Sequence[Char] | None, start: int, end: int, pieces: list[Piece]) -> None:
        if line.page is None:
            return
        self.first_on_page.setdefault(line.page, start)
        last, count, single = pieces[-1]
        if chars is None or last + (1 if single else count) > len(chars):
            return
        if type(chars) is Chars and not line.recognised:
            x0, x1 = array("d", _placed(chars.x0, pieces)), array("d", _placed(chars.x1, pieces))
            y0 = min(_placed(chars.y0, pieces)) if isinstance(chars.y0, list) else chars.y0
            y1 = max(_placed(chars.y1, pieces)) if isinstance(chars.y1, list) else chars.y1
            self.boxes.append(LineBox(start, end, line.page, y0, y1, x0, x1))
            return
        here = _placed(list(chars), pieces)
        self.readings.extend((offset, c) for offset, c in enumerate(here, start) if c.read)
        self.boxes.append(
            LineBox(
                start,
                end,
                line.page,
                min(c.y0 for c in here),
                max(c.y1 for c in here),
                array("d", [c.x0 for c in here]),
                array("d", [c.x1 for c in here]),
                *(_slanting(here) if line.recognised else ()),
            )
        )

    def page_offsets(self, pages: int | None) -> tuple[int, ...]:
        """Offset at which each page begins; a page without text begins where the next one does."""
        if pages is None:
            return ()
        out: list[int] = []
        following = self.length
        for page in range(pages, 0, -1):
            following = min(following, self.first_on_page.get(page, following))
            out.append(following)
        return tuple(reversed(out))


def _placed(column: list[_T], pieces: list[Piece]) -> list[_T]:
    """Of a column with an entry for each printed character, those of the pieces in order."""
    if len(pieces) == 1 and not pieces[0][2]:
        start, count, _ = pieces[0]
        return column if count == len(column) else column[start : start + count]
    out: list[_T] = []
    for start, count, single in pieces:
        out += [column[start]] * count if single else column[start : start + count]
    return out


def _offset(start: int, pieces: list[Piece], column: int) -> int:
    """The offset of the first character that was printed at ``column`` or behind it."""
    for begin, count, single in pieces:
        if begin >= column:
            return start
        if not single and begin + count > column:
            return start + column - begin
        start += count
    return start


def _corrections(text: str, readings: list[tuple[int, Char]]) -> tuple[Correction, ...]:
    """What was put right in recognised text, in the order of the text."""
    return tuple(
        Correction(at, at + 1, text[at], char.read, char.sure) for at, char in sorted(readings, key=lambda r: r[0])
    )


def _slanting(chars: list[Char]) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """For recognised characters: how sure the recogniser is, and their tops and bottoms."""
    return (
        tuple(c.sure for c in chars),
        tuple(round(c.y0, 2) for c in chars),
        tuple(round(c.y1, 2) for c in chars),
    )
