"""Lines to a document: the one place where offsets are born.

Paragraphs are joined, furniture is kept out, footnotes are moved behind the paragraph that they interrupt, white space
inside Chinese goes, width is folded one for one. After this the text never changes again.
"""

from __future__ import annotations

import dataclasses

import regex

from pipeline.read.furniture import (
    mark_contents,
    mark_footnotes,
    mark_page_numbers,
    mark_running_headers,
    split_inline_page_numbers,
    split_stuck_numbers,
)
from pipeline.read.join import goes_on, layout
from pipeline.read.lines import Char, Line, Reading
from schemas.document import Block, Correction, Document, LineBox, Source

_FOLD = {c: chr(c - 0xFEE0) for c in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}
_FOLD |= {
    ord("％"): "%",
    ord("．"): ".",
    ord("＋"): "+",
    ord("＝"): "=",
    ord("／"): "/",
    ord("＜"): "<",
    ord("＞"): ">",
}
_FOLD |= {
    ord("［"): "[",
    ord("］"): "]",
    ord("＊"): "*",
    ord("＃"): "#",
    ord("＆"): "&",
    ord("￥"): "¥",
    ord("～"): "~",
}
_CN = "一二三四五六七八九十"
_ONE_MARK = {chr(0x3220 + n): f"（{_CN[n]}）" for n in range(10)}
_ONE_MARK |= {chr(0x2474 + n): f"（{n + 1}）" for n in range(20)}
_ONE_MARK |= {chr(0x2488 + n): f"{n + 1}." for n in range(20)}
"""㈠ ⑴ ⒈: marks of items that are one sign in print, as the signs that they stand for."""
_WIDEN = {"(": "（", ")": "）", ",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_HAN = regex.compile(r"[\p{Han}“”‘’（）《》〈〉【】〔〕、。，；：？！]")
_BODY_END = (
    r"(?:政府|办公室|委员会|管理局|分局|厅|局|部|公司|调查组|评估组|总队|支队|大队|协会|总工会|检察院|法院|中心)"
)
_TWO_BODIES = regex.compile(rf"(?<={_BODY_END})[ \u3000\t]+(?=\p{{Han}}{{2,}}{_BODY_END})(?!关于)")
# 一　概述, 1 概述, 1.1 事故单位: a mark parted from its heading by nothing but a blank
_BARE_MARK = regex.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}|(?P<dec>\d{1,2}(?:[.．]\d{1,2}){1,3})|\d{1,2})(?P<gap>[ \u3000\t])\s*"
    r"(?=[\p{Han}“])(?![年月日时分名个台次起项辆栋米吨万亿元号级条款]|人(?!员))"
)
_SENTENCE = regex.compile(r"[，。；：！？]")


def assemble(reading: Reading, source: Source) -> Document:
    """Make the document of a reading.

    Args:
        reading: lines in reading order, as a reader gives them.
        source: the file.

    Returns:
        The document; its text is the paragraphs in order, each ended by a line feed, the cells of a table row parted by
        tabs. Furniture (running headers, page numbers, contents) stands in ``blocks`` with an empty span.
    """
    lines = _prepare(reading.lines)
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
        warnings=tuple(reading.warnings),
        corrections=_corrections(text, builder.readings),
    )


def _prepare(lines: list[Line]) -> list[Line]:
    mark_contents(lines)
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
            self._run(group)
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
            self._run([dataclasses.replace(line, text=piece, chars=chars, cells=(), marks=[])])
            at += len(piece)
            spans.append((start, self.length))
        return tuple(spans)

    def _push(self, words: str) -> None:
        self.parts.append(words)
        self.length += len(words)

    def _run(self, group: list[Line]) -> None:
        """Lines that make one paragraph, with white space and width normalised."""
        raw = "\n".join(line.text for line in group)
        keep = normalise(raw)
        origin = [(n, i) for n, line in enumerate(group) for i in range(len(line.text) + 1)][:-1]
        start = self.length
        self._push("".join(c for _, c in keep))
        per_line: dict[int, list[tuple[int, int]]] = {}
        for offset, (index, _) in enumerate(keep):
            number, column = origin[index]
            per_line.setdefault(number, []).append((start + offset, column))
        for number, line in enumerate(group):
            placed = per_line.get(number, [])
            if not placed:
                continue
            self._box(line, placed)
            for column, mark in line.marks:
                at = next((o for o, c in placed if c >= column), placed[-1][0] + 1)
                self.marks.setdefault(mark, []).append(at)

    def _box(self, line: Line, placed: list[tuple[int, int]]) -> None:
        if line.page is None:
            return
        self.first_on_page.setdefault(line.page, placed[0][0])
        if line.chars is None:
            return
        chars = [line.chars[column] for _, column in placed if column < len(line.chars)]
        if len(chars) != len(placed) or placed[-1][0] - placed[0][0] + 1 != len(placed):
            return
        self.readings.extend((offset, c) for (offset, _), c in zip(placed, chars, strict=True) if c.read)
        self.boxes.append(
            LineBox(
                placed[0][0],
                placed[-1][0] + 1,
                line.page,
                min(c.y0 for c in chars),
                max(c.y1 for c in chars),
                tuple(round(c.x0, 2) for c in chars),
                tuple(round(c.x1, 2) for c in chars),
                *(_slanting(chars) if line.recognised else ()),
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


def normalise(raw: str) -> list[tuple[int, str]]:
    """White space and width of a paragraph, as (index in ``raw``, character) pairs.

    White space stays, as one blank, only between two Latin letters or figures and between the names of two bodies in a
    letterhead. Full-width letters and figures become ASCII; brackets and punctuation beside Chinese become full-width.
    """
    raw = raw.replace("\u00a0", " ")
    gaps = set()
    if len(raw) <= 80 and not _SENTENCE.search(raw):
        gaps = {m.start() for m in _TWO_BODIES.finditer(raw)}
    mark = _BARE_MARK.match(raw)
    if mark is not None and (mark["dec"] or (len(raw) <= 60 and not _SENTENCE.search(raw))):
        gaps.add(mark.start("gap"))
    out: list[tuple[int, str]] = []
    pending: int | None = None
    for index, char in enumerate(raw):
        if char.isspace() or char in "\u200b\ufeff\u3000":
            if index in gaps:
                out.append((index, " "))
            elif pending is None:
                pending = index
            continue
        if char in "\u00ad\u200e\u200f" or char < " ":
            continue
        char = _FOLD.get(ord(char), char)
        if char in _ONE_MARK:
            out.extend((index, part) for part in _ONE_MARK[char])  # one printed sign, the box of one sign
            pending = None
            continue
        if pending is not None:
            broken = "\n" in raw[pending:index] and out and _figure(out[-1][1]) and _figure(char)
            if out and _latin(out[-1][1]) and _latin(char) and not broken:
                out.append((pending, " "))
            pending = None
        out.append((index, char))
    return [(index, _widen(out, n)) for n, (index, _) in enumerate(out)]


def _latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in ".,%&-+/")


def _figure(char: str) -> bool:
    """Part of a number that a line break may cut in two: 13 / 2.6万元."""
    return char.isascii() and (char.isdigit() or char in ".,")


def _widen(chars: list[tuple[int, str]], at: int) -> str:
    """The full-width form of an ASCII bracket or mark that stands beside Chinese; between figures it stays."""
    char = chars[at][1]
    if char not in _WIDEN:
        return char
    before = chars[at - 1][1] if at else ""
    after = chars[at + 1][1] if at + 1 < len(chars) else ""
    if char in "()":
        return _WIDEN[char] if _bracket_in_chinese(chars, at) else char
    if before.isdigit() and after.isdigit() and before.isascii() and after.isascii():
        return char
    return _WIDEN[char] if _HAN.match(before) or _HAN.match(after) else char


def _bracket_in_chinese(chars: list[tuple[int, str]], at: int) -> bool:
    """Does the bracket, or its partner, stand beside Chinese?"""
    step, other = (1, ")") if chars[at][1] == "(" else (-1, "(")
    span = [at]
    index = at + step
    while 0 <= index < len(chars) and abs(index - at) <= 80 and chars[index][1] != chars[at][1]:
        span.append(index)
        if chars[index][1] == other:
            break
        index += step
    beside = {at - 1, at + 1, span[-1] - 1, span[-1] + 1}
    return any(0 <= i < len(chars) and _HAN.match(chars[i][1]) is not None for i in beside)
