"""Characters of a PDF page with their places, turned so that the text reads from left to right.

Coordinates that leave this module are in points from the top left corner of the turned page.
"""

from __future__ import annotations

import ctypes
import dataclasses
import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import compress, islice, repeat
from operator import lt, sub
from typing import Any

import pypdfium2.raw as raw

from . import pdf_calls
from .lines import Char
from .pdf_glyphs import ASCENT, DESCENT, Glyph, Glyphs
from .pdf_objects import objects_on
from .pdf_printed import Printed, changes, read_printed

__all__ = ["ASCENT", "DESCENT", "MAX_CHARS", "Frame", "Glyph", "Glyphs", "PageText", "read_page"]

MAX_CHARS = 200_000
"""Characters read from one page; more than that is a drawing or a bomb."""

_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_LATIN_1 = re.compile("[¡-¦¨-¯´-¶¸-ÖØ-ÿ]")
_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)


@dataclasses.dataclass(slots=True)
class PageText:
    """What stands on one page.

    ``width`` and ``height`` are those of the turned page; ``turn`` counts quarter turns from the page as stored to the
    page as read. ``strays`` run in another direction than the page (a page number beside a turned table): pairs of the
    glyph in its own direction and its box on the page. ``skewed`` are slanting glyphs, that is watermarks.
    ``chars`` counts what is printed, ``bad`` the characters among them that mean nothing.
    ``paths`` is the number of path objects, ``handles`` those objects with the forms that hold them (valid only while
    the page is open), ``image_share`` the part of the page that images cover. ``rules`` are the
    heights of short horizontal lines, as they stand over footnotes; ``bold`` the ``index`` of first glyphs of bold runs.
    ``ocr``: the page's picture was looked at for text.
    """

    number: int
    width: float
    height: float
    turn: int
    frame: Frame
    glyphs: Sequence[Glyph]
    strays: list[tuple[Glyph, Char]]
    skewed: list[Glyph]
    chars: int = 0
    bad: int = 0
    paths: int = 0
    image_share: float = 0.0
    cut: bool = False
    ocr: bool = False
    handles: list[tuple[int | None, int | None]] = dataclasses.field(default_factory=list)
    rules: list[float] = dataclasses.field(default_factory=list)
    bold: set[int] = dataclasses.field(default_factory=set)


@dataclasses.dataclass(slots=True, frozen=True)
class Frame:
    """The page's box in PDF space, from which points are carried over to a page turned by quarter turns."""

    left: float
    bottom: float
    right: float
    top: float

    def point(self, turn: int, x: float, y: float) -> tuple[float, float]:
        """The place of a PDF point on the page turned by ``turn``, from the top left."""
        if turn == 0:
            return x - self.left, self.top - y
        if turn == 1:
            return y - self.bottom, x - self.left
        if turn == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, turn: int, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A PDF rectangle on the turned page: left, top, right, bottom."""
        ax, ay = self.point(turn, x0, y0)
        bx, by = self.point(turn, x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def read_page(page: Any, number: int) -> PageText:
    """Read the characters of a pypdfium2 page. Raises ``PdfiumError`` where the page's text cannot be loaded."""
    frame = _frame(page)
    textpage = page.get_textpage()
    try:
        on_page = textpage.count_chars()
        handle = pdf_calls.handle(textpage.raw)
        printed = read_printed(handle, min(on_page, MAX_CHARS))
        bad = _count_bad(handle, printed)
        bold = _bold_starts(handle, printed)
    finally:
        textpage.close()
    _on_page(printed, frame)
    count = len(printed)
    text = _turned(printed, frame, _main_direction(printed, page), number)
    text.chars, text.bad = count, min(bad, count)
    text.bold = bold
    text.cut = on_page > MAX_CHARS
    box = (frame.left, frame.bottom, frame.right, frame.top)
    text.handles, text.image_share = objects_on(page, box, printed.objects)
    text.paths = len(text.handles)
    return text


def _frame(page: Any) -> Frame:
    values = page.get_bbox()
    if not all(math.isfinite(v) and abs(v) < 1e6 for v in values) or values[2] <= values[0] or values[3] <= values[1]:
        return Frame(0.0, 0.0, 595.0, 842.0)
    return Frame(*values)


def _count_bad(text: ctypes.c_void_p, printed: Printed) -> int:
    """How many characters mean nothing: private use, U+FFFD, unmapped glyphs (sampled), Latin-1 read from GBK bytes."""
    count = len(printed)
    private = len(_PRIVATE.findall(printed.c))
    sample = printed.index[:: max(1, count // 200)]
    # Where many are not mapped, some of a quarter of the sample are not.
    errors = pdf_calls.count_unmapped(text, sample) if pdf_calls.count_unmapped(text, sample[::4]) else 0
    latin = len(_LATIN_1.findall(printed.c))
    return max(private, errors * count // len(sample) if sample else 0, latin if latin > 0.4 * count else 0)


def _bold_starts(text: ctypes.c_void_p, printed: Printed) -> set[int]:
    """Where a line begins in bold type: by the font's name, or because its outlines are stroked as well."""
    x, y, size = printed.x, printed.y, printed.size
    back = compress(range(1, len(x)), map(lt, islice(x, 1, None), x))
    begins = [
        i
        for i in sorted({*range(len(x))[:1], *(printed.cuts if printed.cuts is not None else changes(y)), *back})
        if not i or abs(y[i] - y[i - 1]) > 0.3 * size[i] or x[i] < x[i - 1] - size[i]
    ]
    owners = [printed.owner[i] for i in begins]
    heavy: dict[int | None, bool] = {}
    out: set[int] = set()
    for i, mode, font in zip(begins, pdf_calls.render_modes(owners), pdf_calls.fonts_of(owners), strict=True):
        index = printed.index[i]
        if font is None or font not in heavy:
            heavy[font] = _BOLD.search(pdf_calls.font_name(text, index)) is not None
        if heavy[font] or mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE:
            out.add(index)
    return out


def _on_page(printed: Printed, frame: Frame) -> None:
    """Take out what lies off the page, where nobody sees it (unless most of it does: then the page's box is wrong)."""
    x0, y0, x1, y1 = frame.left - 5, frame.bottom - 5, frame.right + 5, frame.top + 5
    xs, ys = printed.x, printed.y
    if not xs or (x0 <= min(xs) and max(xs) <= x1 and y0 <= min(ys) and max(ys) <= y1):
        return
    inside = [i for i, (x, y) in enumerate(zip(xs, ys, strict=True)) if x0 <= x <= x1 and y0 <= y <= y1]
    if len(inside) * 2 >= len(xs):
        printed.keep(inside)


def _main_direction(printed: Printed, page: Any) -> int:
    if printed.directions == {0} and len(printed):
        return 0
    counts = Counter(printed.direction)
    del counts[-1]
    if not counts:
        return (4 - int(page.get_rotation()) // 90) % 4
    best, number = counts.most_common(1)[0]
    upright = int(page.get_rotation()) // 90 % 4  # text at this angle stands upright in a viewer
    return upright if counts[upright] * 2 >= number else best


def _turned(printed: Printed, frame: Frame, turn: int, number: int) -> PageText:
    width, height = frame.right - frame.left, frame.top - frame.bottom
    if turn % 2:
        width, height = height, width
    page = PageText(number, width, height, turn, frame, [], [], [])
    if printed.directions - {turn}:
        main = []
        for i, direction in enumerate(printed.direction):
            if direction == turn:
                main.append(i)
            else:
                _aside(page, printed, i)
        printed.keep(main)
    c, index, spaced, size = printed.c, printed.index, printed.spaced, printed.size
    if turn == 0:
        left, top = frame.left, frame.top
        x0 = list(map(sub, printed.x, repeat(left))) if left else printed.x
        x1 = list(map(sub, printed.right, repeat(left))) if left else printed.right
        page.glyphs = Glyphs(c, x0, x1, list(map(sub, repeat(top), printed.y)), size, index, spaced, None, printed.cuts)
    else:
        places = [_place(printed, i, frame, turn) for i in range(len(printed))]
        page.glyphs = Glyphs(
            c, [p[0] for p in places], [p[1] for p in places], [p[2] for p in places], size, index, spaced
        )
    return page


def _aside(page: PageText, printed: Printed, i: int) -> None:
    """Put a character that runs in another direction than the page among its strays or slanting ones."""
    c, size, index = printed.c[i], printed.size[i], printed.index[i]
    box = page.frame.box(page.turn, printed.left[i], printed.bottom[i], printed.right[i], printed.top[i])
    space = index in printed.spaced
    if printed.direction[i] < 0:
        base = page.frame.point(page.turn, printed.x[i], printed.y[i])[1]
        page.skewed.append(Glyph(c, *box, base, size, index, space))
        return
    x0, x1, base = _place(printed, i, page.frame, printed.direction[i])
    glyph = Glyph(c, x0, base - ASCENT * size, x1, base + DESCENT * size, base, size, index, space)
    page.strays.append((glyph, Char(c, *box)))


def _place(printed: Printed, i: int, frame: Frame, turn: int) -> tuple[float, float, float]:
    """Left, right and baseline of a character on the page turned by ``turn``."""
    x, base = frame.point(turn, printed.x[i], printed.y[i])
    x0, _, x1, _ = frame.box(turn, printed.left[i], printed.bottom[i], printed.right[i], printed.top[i])
    if x1 <= x0:
        x1 = x0 + printed.size[i] * (0.5 if printed.c[i] < "\u2000" else 1.0)
    return min(x, x0), x1, base
