"""Characters of a PDF page with their places, turned so that the text reads from left to right.

Coordinates that leave this module are in points from the top left corner of the turned page.
"""

from __future__ import annotations

import ctypes
import dataclasses
import math
import re
import unicodedata
from collections import Counter
from typing import Any

import pypdfium2.raw as raw

from .lines import Char

MAX_CHARS = 200_000
"""Characters read from one page; more than that is a drawing or a bomb."""

ASCENT, DESCENT = 0.88, 0.14
"""Of the em box of Chinese type, by which boxes are drawn: fonts' own figures differ wildly."""

MAX_OBJECTS = 20_000
"""Page objects looked at when lines and images are counted."""

_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_LATIN_1 = re.compile("[¡-¦¨-¯´-¶¸-ÖØ-ÿ]")
_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_CJK = re.compile("[一-鿿]")

_RADICALS = dict(
    zip(
        "⺠⺟⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "民母虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
"""Radicals that fonts' tables give in place of the ideographs that are printed, and that Unicode does not fold."""


@dataclasses.dataclass(slots=True)
class Glyph(Char):
    """A printed character: its em box, baseline (from the top), type size in points, and place in the content stream.

    ``space``: white space stands before it in the content stream.
    """

    base: float
    size: float
    index: int
    space: bool


@dataclasses.dataclass(slots=True)
class PageText:
    """What stands on one page.

    ``width`` and ``height`` are those of the turned page; ``turn`` counts quarter turns from the page as stored to the
    page as read. ``strays`` run in another direction than the page (a page number beside a turned table): pairs of the
    glyph in its own direction and its box on the page. ``skewed`` are slanting glyphs, that is watermarks.
    ``chars`` counts what is printed, ``bad`` the characters among them that mean nothing, ``cjk`` the Chinese ones.
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
    glyphs: list[Glyph]
    strays: list[tuple[Glyph, Char]]
    skewed: list[Glyph]
    chars: int = 0
    bad: int = 0
    cjk: int = 0
    paths: int = 0
    image_share: float = 0.0
    cut: bool = False
    ocr: bool = False
    handles: list[tuple[Any, Any]] = dataclasses.field(default_factory=list)
    rules: list[float] = dataclasses.field(default_factory=list)
    bold: set[int] = dataclasses.field(default_factory=set)


_Raw = tuple[str, float, float, float, float, float, float, float, int, int, bool]
"""Character, origin x and y, box (left, bottom, right, top), size, direction, index, space before; in PDF space.

The direction counts quarter turns anticlockwise, -1 is slanting. A tuple, since one is made for every character.
"""


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
        count = textpage.count_chars()
        raws = _read_raw(textpage.raw, min(count, MAX_CHARS))
        bad = _count_bad(textpage.raw, raws)
        bold = _bold_starts(textpage.raw, raws)
    finally:
        textpage.close()
    raws = _on_page(raws, frame)
    turn = _main_direction(raws, page)
    text = _turned(raws, frame, turn, number)
    text.chars, text.bad = len(raws), min(bad, len(raws))
    text.cjk = len(_CJK.findall("".join(r[0] for r in raws)))
    text.bold = bold
    text.cut = count > MAX_CHARS
    text.handles, text.image_share = _objects(page, frame)
    text.paths = len(text.handles)
    return text


def _frame(page: Any) -> Frame:
    values = page.get_bbox()
    if not all(math.isfinite(v) and abs(v) < 1e6 for v in values) or values[2] <= values[0] or values[3] <= values[1]:
        return Frame(0.0, 0.0, 595.0, 842.0)
    return Frame(*values)


def _read_raw(text: Any, count: int) -> list[_Raw]:
    """Characters in content order. Calls are bound to locals: this loop is most of the time that a page takes."""
    unicode_of, loose_of, origin_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    size_of, matrix_of = raw.FPDFText_GetFontSize, raw.FPDFText_GetMatrix
    rect, matrix, ox, oy = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    p_rect, p_matrix, p_ox, p_oy = ctypes.byref(rect), ctypes.byref(matrix), ctypes.byref(ox), ctypes.byref(oy)
    out: list[_Raw] = []
    high, space = 0, False
    for i in range(count):
        code = unicode_of(text, i)
        if code < 0x7F:
            if code <= 0x20:
                space = True
                continue
            c = chr(code)
        else:
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code, high = (0x10000 + ((high - 0xD800) << 10) + code - 0xDC00, 0) if high else (0xFFFD, 0)
            if code > 0x10FFFF:
                continue
            c = _clean(chr(code))
            if not c:
                space = True
                continue
        if not matrix_of(text, i, p_matrix) or not origin_of(text, i, p_ox, p_oy):
            continue
        scale = abs(matrix.d) if matrix.c == 0 else math.hypot(matrix.c, matrix.d)
        direction = 0 if matrix.b == 0 and matrix.a > 0 else _direction(matrix.a, matrix.b)
        size = size_of(text, i) * scale
        loose_of(text, i, p_rect)
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if direction != 0 or not 0 < right - left < 4 * size:
            # Loose boxes are made for upright text only.
            left, bottom, right, top = _tight(text, i)
        if not (0.1 < size < 5000):
            size = max(top - bottom, right - left)
        x, y = ox.value, oy.value
        if not (-1e6 < x < 1e6 and -1e6 < y < 1e6 and 0.1 < size < 5000):
            continue
        out.append((c, x, y, left, bottom, right, top, size, direction, i, space))
        space = False
    return out


def _clean(c: str) -> str:
    """One printed character for what the font's table says, '' for what is not printed."""
    if "\u2e80" <= c <= "\u2fdf":
        return _RADICALS.get(c) or unicodedata.normalize("NFKC", c)[:1]
    if "\uf900" <= c <= "\ufaff":
        return unicodedata.normalize("NFKC", c)[:1]
    if c in "\u00ad\ufffe\uffff\ufeff\u3000\u00a0" or "\u2000" <= c <= "\u200f" or "\u2028" <= c <= "\u202f":
        return ""
    if c < "\u00a0" or "\u2060" <= c <= "\u206f":
        return ""
    return c


def _tight(text: Any, index: int) -> tuple[float, float, float, float]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, index, *map(ctypes.byref, (left, right, bottom, top)))
    return left.value, bottom.value, right.value, top.value


def _direction(a: float, b: float) -> int:
    degrees = math.degrees(math.atan2(b, a)) % 360
    quarter = round(degrees / 90)
    return quarter % 4 if abs(degrees - quarter * 90) < 6 else -1


def _count_bad(text: Any, raws: list[_Raw]) -> int:
    """How many characters mean nothing: private use, U+FFFD, unmapped glyphs (sampled), Latin-1 read from GBK bytes."""
    text_of = "".join(r[0] for r in raws)
    private = len(_PRIVATE.findall(text_of))
    step = max(1, len(raws) // 200)
    sample = raws[::step]
    errors = sum(1 for r in sample if raw.FPDFText_HasUnicodeMapError(text, r[9]) == 1)
    unmapped = errors * len(raws) // len(sample) if sample else 0
    latin = len(_LATIN_1.findall(text_of))
    return max(private, unmapped, latin if latin > 0.4 * len(raws) else 0)


def _bold_starts(text: Any, raws: list[_Raw]) -> set[int]:
    """Where a line begins in bold type: by the font's name, or because its outlines are stroked as well."""
    out: set[int] = set()
    last_y = last_x = math.inf
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    for r in raws:
        if abs(r[2] - last_y) > 0.3 * r[7] or r[1] < last_x - r[7]:
            raw.FPDFText_GetFontInfo(text, r[9], buffer, 128, ctypes.byref(flags))
            if _BOLD.search(buffer.value) or raw.FPDFTextObj_GetTextRenderMode(
                raw.FPDFText_GetTextObject(text, r[9])
            ) in (raw.FPDF_TEXTRENDERMODE_FILL_STROKE,):
                out.add(r[9])
        last_x, last_y = r[1], r[2]
    return out


def _on_page(raws: list[_Raw], frame: Frame) -> list[_Raw]:
    """Without what lies off the page, where nobody sees it (unless most of it does: then the page's box is wrong)."""
    x0, y0, x1, y1 = frame.left - 5, frame.bottom - 5, frame.right + 5, frame.top + 5
    inside = [r for r in raws if x0 <= r[1] <= x1 and y0 <= r[2] <= y1]
    return inside if len(inside) * 2 >= len(raws) else raws


def _main_direction(raws: list[_Raw], page: Any) -> int:
    counts = Counter(r[8] for r in raws if r[8] >= 0)
    if not counts:
        return (4 - int(page.get_rotation()) // 90) % 4
    best, number = counts.most_common(1)[0]
    upright = int(page.get_rotation()) // 90 % 4  # text at this angle stands upright in a viewer
    return upright if counts[upright] * 2 >= number else best


def _turned(raws: list[_Raw], frame: Frame, turn: int, number: int) -> PageText:
    width, height = frame.right - frame.left, frame.top - frame.bottom
    if turn % 2:
        width, height = height, width
    page = PageText(number, width, height, turn, frame, [], [], [])
    glyphs = page.glyphs
    for r in raws:
        c, x, y, left, bottom, right, top, size, direction, index, space = r
        if direction == turn == 0:
            x, x1, base = x - frame.left, right - frame.left, frame.top - y
            glyphs.append(Glyph(c, x, base - ASCENT * size, x1, base + DESCENT * size, base, size, index, space))
        elif direction == turn:
            glyphs.append(_glyph(r, frame, turn))
        else:
            box = frame.box(turn, left, bottom, right, top)
            if direction >= 0:
                page.strays.append((_glyph(r, frame, direction), Char(c, *box)))
            else:
                page.skewed.append(Glyph(c, *box, frame.point(turn, x, y)[1], size, index, space))
    return page


def _glyph(r: _Raw, frame: Frame, turn: int) -> Glyph:
    c, x, y, left, bottom, right, top, size, _, index, space = r
    x, base = frame.point(turn, x, y)
    x0, _, x1, _ = frame.box(turn, left, bottom, right, top)
    if x1 <= x0:
        x1 = x0 + size * (0.5 if c < "\u2000" else 1.0)
    return Glyph(c, min(x, x0), base - ASCENT * size, x1, base + DESCENT * size, base, size, index, space)


def _objects(page: Any, frame: Frame) -> tuple[list[tuple[Any, Any]], float]:
    """Path objects, each with the form that holds it or None, and the share of the page that images cover."""
    paths: list[tuple[Any, Any]] = []
    area = 0.0
    whole = (frame.right - frame.left) * (frame.top - frame.bottom)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for obj, kind, form in _walk(page):
        if kind == raw.FPDF_PAGEOBJ_PATH:
            paths.append((obj, form))
        elif kind == raw.FPDF_PAGEOBJ_IMAGE and raw.FPDFPageObj_GetBounds(
            obj, *map(ctypes.byref, (left, bottom, right, top))
        ):
            w = min(right.value, frame.right) - max(left.value, frame.left)
            h = min(top.value, frame.top) - max(bottom.value, frame.bottom)
            area += max(0.0, w) * max(0.0, h)
    return paths, min(1.0, area / whole) if math.isfinite(area) else 0.0


def _walk(page: Any) -> list[tuple[Any, int, Any]]:
    """Paths and images of the page and of its forms (one level): raw handle, type, and the form's handle or None.

    At most ``MAX_OBJECTS`` objects are looked at.
    """
    get, type_of, handle = raw.FPDFPage_GetObject, raw.FPDFPageObj_GetType, page.raw
    wanted, form = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE), raw.FPDF_PAGEOBJ_FORM
    out: list[tuple[Any, int, Any]] = []
    left = MAX_OBJECTS
    for i in range(min(raw.FPDFPage_CountObjects(handle), MAX_OBJECTS)):
        obj = get(handle, i)
        kind = type_of(obj)
        left -= 1
        if kind in wanted:
            out.append((obj, kind, None))
        elif kind == form:
            for k in range(min(raw.FPDFFormObj_CountObjects(obj), left)):
                left -= 1
                inner = raw.FPDFFormObj_GetObject(obj, k)
                kind = type_of(inner)
                if kind in wanted:
                    out.append((inner, kind, obj))
        if left <= 0:
            break
    return out
