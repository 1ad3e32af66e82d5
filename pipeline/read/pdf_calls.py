"""pdfium's functions for thousands of calls a page.

pypdfium2's own bindings convert each argument by its declared type and let go of the interpreter's lock around each
call, which costs several times what pdfium does in it. Here they are bound without types, so everything passed must be
what C expects: a handle as ``c_void_p`` (a plain int would be cut to 32 bits), whole numbers of C's ``int``, arrays,
and pointers made by ``byref``. Results that are handles come as int, or None. Calls are strung together by ``map`` and write into memory
that is taken over into lists at once, so that no line of Python runs for a character.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain, compress, islice, repeat
from operator import not_
from typing import Any

import pypdfium2.raw as raw

CHUNK = 2_048
"""Calls whose answers are kept in C memory at a time."""

Segment = tuple[int, float, float, int]
"""Of a path: type (``FPDF_SEGMENT_…``, -1 where there is none), x, y, and whether it closes its part."""

_NAME = 128
"""Bytes of a font's name that are looked at."""
_HALVES = re.compile("[\ud800-\udfff]")


def _bound(name: str, result: Any) -> Callable[..., Any]:
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    assert address
    return ctypes.PYFUNCTYPE(result)(address)


_unicode = _bound("FPDFText_GetUnicode", ctypes.c_uint)
_text = _bound("FPDFText_GetText", ctypes.c_int)
_text_index = _bound("FPDFText_GetTextIndexFromCharIndex", ctypes.c_int)
_font_info = _bound("FPDFText_GetFontInfo", ctypes.c_ulong)
_object_of = _bound("FPDFText_GetTextObject", ctypes.c_void_p)
_loose_box = _bound("FPDFText_GetLooseCharBox", ctypes.c_int)
_tight_box = _bound("FPDFText_GetCharBox", ctypes.c_int)
_matrix = _bound("FPDFText_GetMatrix", ctypes.c_int)
_origin = _bound("FPDFText_GetCharOrigin", ctypes.c_int)
_font_size = _bound("FPDFText_GetFontSize", ctypes.c_double)
_unmapped = _bound("FPDFText_HasUnicodeMapError", ctypes.c_int)
_render_mode = _bound("FPDFTextObj_GetTextRenderMode", ctypes.c_int)
_font_of = _bound("FPDFTextObj_GetFont", ctypes.c_void_p)
_draw_mode = _bound("FPDFPath_GetDrawMode", ctypes.c_int)
_object_matrix = _bound("FPDFPageObj_GetMatrix", ctypes.c_int)
_count_segments = _bound("FPDFPath_CountSegments", ctypes.c_int)
_segment = _bound("FPDFPath_GetPathSegment", ctypes.c_void_p)
_segment_type = _bound("FPDFPathSegment_GetType", ctypes.c_int)
_segment_point = _bound("FPDFPathSegment_GetPoint", ctypes.c_int)
_segment_closes = _bound("FPDFPathSegment_GetClose", ctypes.c_int)
_page_object = _bound("FPDFPage_GetObject", ctypes.c_void_p)
_inner_object = _bound("FPDFFormObj_GetObject", ctypes.c_void_p)
_type_of = _bound("FPDFPageObj_GetType", ctypes.c_int)


class _Scratch:
    """C memory for the answers of up to ``CHUNK`` calls, each of so many numbers, and pointers to them."""

    def __init__(self, kind: Any, numbers: int, pointers: int = 1) -> None:
        memory = (kind * (numbers * CHUNK))()
        size = ctypes.sizeof(kind)
        self._view: Any = memoryview(memory).cast("B").cast(kind._type_)
        self._numbers = numbers
        self.parts = [[ctypes.byref(memory, size * (numbers * i + k)) for i in range(CHUNK)] for k in range(pointers)]
        """Pointers to the first, second … number of each answer."""

    def answers(self, calls: int) -> list[Any]:
        """The numbers of so many calls, one behind the other."""
        out: list[Any] = self._view[: self._numbers * calls].tolist()
        return out


@cache
def _boxes() -> _Scratch:
    return _Scratch(ctypes.c_float, 4)


@cache
def _matrices() -> _Scratch:
    return _Scratch(ctypes.c_float, 6)


@cache
def _points() -> _Scratch:
    return _Scratch(ctypes.c_double, 2, 2)


@cache
def _edges() -> _Scratch:
    return _Scratch(ctypes.c_double, 4, 4)


@cache
def _corners() -> _Scratch:
    return _Scratch(ctypes.c_float, 2, 2)


def handle(pointer: Any) -> ctypes.c_void_p:
    """A handle of pypdfium2's as the functions here take it."""
    return ctypes.cast(pointer, ctypes.c_void_p)


def characters(text: ctypes.c_void_p, count: int) -> str | None:
    """The first ``count`` characters of a text page, one for one; None where that cannot be had at once.

    In place of a hyphen that pdfium put in, and of characters without a meaning, there may be U+FFFE.
    """
    # Where characters are left out (no meaning) or put in, pdfium's text does not count as its characters do, and its
    # length is no bound for what is written.
    if not count or _text_index(text, 0) != 0 or _text_index(text, count - 1) != count - 1:
        return None if count else ""
    buffer = _units() if count <= CHUNK else (ctypes.c_ushort * (2 * count + 2))()
    if _text(text, 0, count, buffer) != count + 1:
        return None
    out = memoryview(buffer).cast("B")[: 2 * count].tobytes().decode("utf-16-le", "surrogatepass")
    return out if len(out) == count and not _HALVES.search(out) else None


@cache
def _flags() -> _Scratch:
    return _Scratch(ctypes.c_int, 2, 2)


@cache
def _units() -> ctypes.Array[ctypes.c_ushort]:
    return (ctypes.c_ushort * (2 * CHUNK + 2))()


def codes(text: ctypes.c_void_p, count: int) -> list[int]:
    """The UTF-16 or UTF-32 code of each character."""
    return list(map(_unicode, repeat(text), range(count)))


def objects_of(text: ctypes.c_void_p, index: Sequence[int]) -> list[int | None]:
    """The text object that each character belongs to."""
    return list(map(_object_of, repeat(text), index))


def loose_boxes(text: ctypes.c_void_p, index: Sequence[int]) -> list[float]:
    """Left, top, right, bottom of each character's box, one behind the other."""
    scratch = _boxes()
    out: list[float] = []
    for first in range(0, len(index), CHUNK):
        part = index[first : first + CHUNK]
        found = list(map(_loose_box, repeat(text), part, scratch.parts[0]))
        numbers = scratch.answers(len(part))
        for i in compress(range(len(part)), map(not_, found)) if not all(found) else ():
            numbers[4 * i : 4 * i + 4] = [0.0] * 4  # or it would be what stood there before
        out += numbers
    return out


def tight_boxes(text: ctypes.c_void_p, index: Sequence[int]) -> list[float]:
    """Left, right, bottom, top of what each character draws, one behind the other."""
    scratch = _edges() if index else None
    out: list[float] = []
    for first in range(0, len(index), CHUNK):
        part = index[first : first + CHUNK]
        assert scratch is not None
        found = list(map(_tight_box, repeat(text), part, *scratch.parts))
        numbers = scratch.answers(len(part))
        for i in compress(range(len(part)), map(not_, found)) if not all(found) else ():
            numbers[4 * i : 4 * i + 4] = [0.0] * 4
        out += numbers
    return out


def matrices(text: ctypes.c_void_p, index: Sequence[int]) -> tuple[list[float], list[float], list[float], list[float]]:
    """The numbers a, b, c, d of the matrix of each character; NaN where it has none."""
    scratch = _matrices()
    out: list[float] = []
    for first in range(0, len(index), CHUNK):
        part = index[first : first + CHUNK]
        found = list(map(_matrix, repeat(text), part, scratch.parts[0]))
        numbers = scratch.answers(len(part))
        for i in compress(range(len(part)), map(not_, found)) if not all(found) else ():
            numbers[6 * i : 6 * i + 6] = [math.nan] * 6
        out += numbers
    return out[0::6], out[1::6], out[2::6], out[3::6]


def origins(text: ctypes.c_void_p, index: Sequence[int]) -> list[tuple[float, float] | None]:
    """The origin of each character, x and y; None where there is none."""
    scratch = _points()
    out: list[tuple[float, float] | None] = []
    for first in range(0, len(index), CHUNK):
        part = index[first : first + CHUNK]
        found = list(map(_origin, repeat(text), part, scratch.parts[0], scratch.parts[1]))
        numbers = scratch.answers(len(part))
        values = zip(numbers[0::2], numbers[1::2], strict=True)
        out += values if all(found) else [v if ok else None for ok, v in zip(found, values, strict=True)]
    return out


def font_sizes(text: ctypes.c_void_p, index: Sequence[int]) -> list[float]:
    """The font size of each character, before its matrix."""
    return list(map(_font_size, repeat(text), index))


def count_unmapped(text: ctypes.c_void_p, index: Sequence[int]) -> int:
    """How many of the characters the font does not map to Unicode."""
    return list(map(_unmapped, repeat(text), index)).count(1)


def render_modes(objects: Sequence[int | None]) -> list[int]:
    """How each text object is painted, ``FPDF_TEXTRENDERMODE_…``."""
    return list(map(_render_mode, map(ctypes.c_void_p, objects)))


def fonts_of(objects: Sequence[int | None]) -> list[int | None]:
    """The font of each text object."""
    return list(map(_font_of, map(ctypes.c_void_p, objects)))


def font_name(text: ctypes.c_void_p, index: int) -> bytes:
    """The beginning of the name of a character's font."""
    buffer, flags = ctypes.create_string_buffer(_NAME), ctypes.c_int()
    _font_info(text, index, buffer, ctypes.c_ulong(_NAME), ctypes.byref(flags))
    return buffer.value


def counts_of(paths: Sequence[int | None]) -> list[int]:
    """How many segments each path has."""
    return [max(0, count) for count in map(_count_segments, map(ctypes.c_void_p, paths))]


def draw_modes(paths: Sequence[int | None]) -> list[tuple[int, int]]:
    """How each path is filled (0: not at all, else ``FPDF_FILLMODE_…``), and whether its outline is drawn."""
    scratch = _flags()
    out: list[tuple[int, int]] = []
    for first in range(0, len(paths), CHUNK):
        part = paths[first : first + CHUNK]
        found = list(map(_draw_mode, map(ctypes.c_void_p, part), *scratch.parts))
        numbers = scratch.answers(len(part))
        values = zip(numbers[0::2], numbers[1::2], strict=True)
        out += values if all(found) else [v if ok else (0, 0) for ok, v in zip(found, values, strict=True)]
    return out


def object_matrices(objects: Sequence[int | None]) -> list[tuple[float, ...]]:
    """The matrix of each page object: a, b, c, d, e, f; zeros where there is none."""
    scratch = _matrices()
    out: list[tuple[float, ...]] = []
    for first in range(0, len(objects), CHUNK):
        part = objects[first : first + CHUNK]
        found = list(map(_object_matrix, map(ctypes.c_void_p, part), scratch.parts[0]))
        numbers = scratch.answers(len(part))
        values = [tuple(numbers[6 * i : 6 * i + 6]) for i in range(len(part))]
        out += values if all(found) else [v if ok else (0.0,) * 6 for ok, v in zip(found, values, strict=True)]
    return out


def segments(paths: Sequence[int | None], counts: Sequence[int]) -> Iterator[list[Segment]]:
    """The segments of each path, as many as ``counts`` says."""
    scratch = _corners()
    whole: list[Segment] = []
    owners = [ctypes.c_void_p(path) for path, count in zip(paths, counts, strict=True) for _ in range(count)]
    numbers = list(chain.from_iterable(map(range, counts)))
    for first in range(0, len(owners), CHUNK):
        some = slice(first, first + CHUNK)
        found = list(map(ctypes.c_void_p, map(_segment, owners[some], numbers[some])))
        deque(map(_segment_point, found, *scratch.parts), maxlen=0)
        points = scratch.answers(len(found))
        kinds, closed = map(_segment_type, found), map(_segment_closes, found)
        whole += zip(kinds, points[0::2], points[1::2], closed, strict=True)
    rest = iter(whole)
    for count in counts:
        yield list(islice(rest, count))


def objects_on(page: ctypes.c_void_p, count: int) -> list[int | None]:
    """The first ``count`` objects of a page."""
    return list(map(_page_object, repeat(page), range(count)))


def objects_in(form: int, count: int) -> list[int | None]:
    """The first ``count`` objects of a form."""
    return list(map(_inner_object, repeat(ctypes.c_void_p(form)), range(count)))


def types_of(objects: Sequence[int | None]) -> list[int]:
    """The type of each page object, ``FPDF_PAGEOBJ_…``."""
    return list(map(_type_of, map(ctypes.c_void_p, objects)))
