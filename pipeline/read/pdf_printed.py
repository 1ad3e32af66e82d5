"""The printed characters of a PDF page as the file has them: in content order and in PDF space, column by column."""

from __future__ import annotations

import ctypes
import dataclasses
import math
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import compress, islice, repeat
from operator import lt, ne, not_, or_, sub
from typing import Any

from . import pdf_calls

_RADICALS = dict(
    zip(
        "⺠⺟⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "民母虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
"""Radicals that fonts' tables give in place of the ideographs that are printed, and that Unicode does not fold."""

_FAR = 1e6

Shape = tuple[float, float, float, float]
"""The numbers a, b, c, d of a matrix."""


@dataclasses.dataclass(slots=True)
class Printed:
    """Characters in content order: origin, box and size in PDF space, an entry of each column for each character.

    ``direction`` counts quarter turns anticlockwise, -1 is slanting; ``directions`` are those that occur. ``index`` is
    the place in pdfium's text page, ``spaced`` has those that white space stands before, ``owner`` the handle of the
    text object that each belongs to. ``objects`` are all text objects seen. ``cuts``: the places where ``y`` or ``size``
    change, and perhaps others; None where that is not known.
    """

    c: str = ""
    x: list[float] = dataclasses.field(default_factory=list)
    y: list[float] = dataclasses.field(default_factory=list)
    left: list[float] = dataclasses.field(default_factory=list)
    bottom: list[float] = dataclasses.field(default_factory=list)
    right: list[float] = dataclasses.field(default_factory=list)
    top: list[float] = dataclasses.field(default_factory=list)
    size: list[float] = dataclasses.field(default_factory=list)
    direction: list[int] = dataclasses.field(default_factory=list)
    index: list[int] = dataclasses.field(default_factory=list)
    owner: list[int | None] = dataclasses.field(default_factory=list)
    spaced: set[int] = dataclasses.field(default_factory=set)
    objects: set[int | None] = dataclasses.field(default_factory=set)
    directions: set[int] = dataclasses.field(default_factory=set)
    cuts: list[int] | None = None

    def __len__(self) -> int:
        return len(self.x)

    def keep(self, places: Sequence[int]) -> None:
        """Let go of all characters but those at these places."""
        self.c = "".join([self.c[i] for i in places])
        for name in ("x", "y", "left", "bottom", "right", "top", "size", "direction", "index", "owner"):
            column = getattr(self, name)
            setattr(self, name, [column[i] for i in places])
        self.directions = set(self.direction)
        self.cuts = None


def changes(values: Sequence[Any]) -> Iterable[int]:
    """The places whose value differs from the one before."""
    return compress(range(1, len(values)), map(ne, values, islice(values, 1, None)))


def read_printed(text: ctypes.c_void_p, count: int) -> Printed:
    """The first ``count`` characters of a text page without those that are blank, have no place, or are off any paper."""
    cleaned, spaced = _characters(text, count)
    index = list(compress(range(count), cleaned))
    if not index:
        return Printed()
    owner = pdf_calls.objects_of(text, index)
    boxes = pdf_calls.loose_boxes(text, index)
    left, top, right, bottom = boxes[0::4], boxes[1::4], boxes[2::4], boxes[3::4]
    page = Printed("".join(cleaned), left.copy(), [], left, bottom, right, top, [], [], index, owner, spaced, {*owner})
    lost = _Filler(text, page).fill()
    if lost:
        for i in range(len(page) - 1):
            if i in lost and index[i] in spaced:
                spaced.add(index[i + 1])  # the white space before it
        page.keep([i for i in range(len(page)) if i not in lost])
    return page


class _Filler:
    """Finds baseline, size and direction of a page's characters, and the boxes of those that are not upright.

    A stretch of characters that have all of these in common needs to be asked for them once.
    """

    def __init__(self, text: ctypes.c_void_p, page: Printed) -> None:
        self.text, self.page = text, page
        self.wide = list(map(sub, page.right, page.left))
        self.sound = math.isfinite(sum(self.wide))
        self.least, self.most = min(self.wide), max(self.wide)
        self.lost: set[int] = set()

    def fill(self) -> set[int]:
        """Fill the columns; returns the places of those that are not to be kept."""
        text, page = self.text, self.page
        starts, matrices = self._stretches()
        page.cuts = starts
        sizes = pdf_calls.font_sizes(text, [page.index[i] for i in starts])
        origins = self._origins(starts)
        for start, stop, matrix, points in zip(starts, [*starts[1:], len(page)], matrices, sizes, strict=True):
            origin = origins[start]
            if origin is None or matrix[0] != matrix[0]:
                size, direction, y = 0.0, 0, 0.0
                self.lost.update(range(start, stop))
            else:
                (size, direction), y = _shape(matrix, points), origin[1]
            many = stop - start
            page.size += [size] * many
            page.direction += [direction] * many
            page.y += [y] * many
            page.directions.add(direction)
            if (
                direction != 0
                or not self.sound
                or not -_FAR < y < _FAR
                or not 0.1 < size < 5000
                or not ((self.least > 0 and self.most < 4 * size) or self._plain(start, stop, size))
            ):
                self._one_by_one(start, stop, size, direction)
        if not (min(page.x) > -_FAR and max(page.x) < _FAR):
            self.lost.update(i for i, x in enumerate(page.x) if not -_FAR < x < _FAR)
        return self.lost

    def _stretches(self) -> tuple[list[int], list[Shape]]:
        """Where characters begin that have matrix, size and baseline in common, and their matrices.

        All that belong to one text object have, unless type runs downwards: then both edges of each character lie lower
        than those of the one before. So have those of two objects with one matrix and one height and depth, which are the
        size and ascent of the type.
        """
        page = self.page
        owner, bottom, top = page.owner, page.bottom, page.top
        differ = map(or_, map(ne, owner, islice(owner, 1, None)), map(ne, bottom, islice(bottom, 1, None)))
        heads = [0]
        for i in compress(range(1, len(page)), differ):
            # Some fonts give each character the height of what it draws: that is no other line.
            if owner[i] != owner[i - 1] or not _on_one_line(bottom[i - 1], top[i - 1], bottom[i], top[i]):
                heads.append(i)
        if None in page.objects:
            nobody = {k for i, obj in enumerate(owner) if obj is None for k in (i, i + 1) if k < len(owner)}
            heads = sorted(nobody.union(heads))
        a, b, c, d = pdf_calls.matrices(self.text, [page.index[i] for i in heads])
        shapes = list(zip(a, b, c, d, strict=True))
        if any(b) or not all(a):  # of slanting type neither size nor baseline can be told by heights
            return heads, shapes
        same = list(zip(a, c, d, [bottom[i] for i in heads], [top[i] for i in heads], strict=True))
        first = [0, *changes(same)]
        return [heads[k] for k in first], [shapes[k] for k in first]

    def _origins(self, starts: list[int]) -> dict[int, tuple[float, float] | None]:
        """Origins of the first character of each stretch, and of those that may not stand at the left of their boxes.

        A box takes in what is drawn left of the origin. A Chinese character that begins where the box before it ends
        has no such part.
        """
        page = self.page
        narrow = map(lt, islice(page.c, 1, None), repeat("\u2e80"))
        apart = map(ne, islice(page.left, 1, None), page.right)
        places = sorted({*starts, *compress(range(1, len(page)), map(or_, narrow, apart))})
        found = pdf_calls.origins(self.text, [page.index[i] for i in places])
        for i, origin in zip(places, found, strict=True):
            if origin is not None:
                page.x[i] = origin[0]
            else:
                self.lost.add(i)
        return dict(zip(places, found, strict=True))

    def _plain(self, start: int, stop: int, size: float) -> bool:
        return all(0 < w < 4 * size for w in self.wide[start:stop])

    def _one_by_one(self, start: int, stop: int, size: float, direction: int) -> None:
        page = self.page
        page.cuts = None
        origins = pdf_calls.origins(self.text, page.index[start:stop])
        # Loose boxes are made for upright text only.
        loose = [direction == 0 and 0 < w < 4 * size for w in self.wide[start:stop]]
        boxes = pdf_calls.tight_boxes(self.text, [] if all(loose) else page.index[start:stop])
        for i, origin in enumerate(origins, start):
            if origin is None:
                self.lost.add(i)
                continue
            x, y = page.x[i], page.y[i] = origin
            if not loose[i - start]:
                page.left[i], page.right[i], page.bottom[i], page.top[i] = boxes[4 * (i - start) : 4 * (i - start) + 4]
            if not 0.1 < size < 5000:
                page.size[i] = max(page.top[i] - page.bottom[i], page.right[i] - page.left[i])
            if not (-_FAR < x < _FAR and -_FAR < y < _FAR and 0.1 < page.size[i] < 5000):
                self.lost.add(i)


def _on_one_line(bottom: float, top: float, next_bottom: float, next_top: float) -> bool:
    """Do the edges of two characters not both lie further on in one direction, by a fifth of their height?"""
    far = 0.2 * (top - bottom)
    down, up = next_bottom - bottom, next_top - top
    return not ((down > far and up > far) or (down < -far and up < -far))


def _shape(matrix: Shape, points: float) -> tuple[float, int]:
    """Size and direction of type."""
    a, b, c, d = matrix
    scale = abs(d) if c == 0 else math.hypot(c, d)
    return points * scale, 0 if b == 0 and a > 0 else _direction(a, b)


def _direction(a: float, b: float) -> int:
    degrees = math.degrees(math.atan2(b, a)) % 360
    quarter = round(degrees / 90)
    return quarter % 4 if abs(degrees - quarter * 90) < 6 else -1


class _Clean(dict[str, str]):
    """What is printed for what the font's table says, '' for what is blank; each character is looked at once."""

    def __missing__(self, c: str) -> str:
        if len(self) > 100_000:
            self.clear()
        out = self[c] = _clean(c)
        return out


def _clean(c: str) -> str:
    """One printed character for what the font's table says, '' for what is not printed."""
    if c < "\x7f":
        return c if c > " " else ""
    if "\u2e80" <= c <= "\u2fdf":
        return _RADICALS.get(c) or unicodedata.normalize("NFKC", c)[:1]
    if "\uf900" <= c <= "\ufaff":
        return unicodedata.normalize("NFKC", c)[:1]
    if c in "\u00ad\ufffe\uffff\ufeff\u3000\u00a0" or "\u2000" <= c <= "\u200f" or "\u2028" <= c <= "\u202f":
        return ""
    if c < "\u00a0" or "\u2060" <= c <= "\u206f":
        return ""
    return c


_cleaned = _Clean()


def _characters(text: ctypes.c_void_p, count: int) -> tuple[list[str], set[int]]:
    """What is printed for each character, '' for what is not; and the places with white space before them."""
    found = pdf_calls.characters(text, count)
    if found is None:
        return _from_codes(pdf_calls.codes(text, count))
    cleaned = list(map(_cleaned.__getitem__, found))
    return cleaned, set(compress(range(1, count + 1), map(not_, cleaned)))


def _from_codes(codes: Sequence[int]) -> tuple[list[str], set[int]]:
    """The same where characters beyond the first plane come in two halves."""
    out: list[str] = []
    spaced: set[int] = set()
    high, space = 0, False
    for i, code in enumerate(codes):
        out.append("")
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code, high = (0x10000 + ((high - 0xD800) << 10) + code - 0xDC00, 0) if high else (0xFFFD, 0)
        if code > 0x10FFFF:
            continue
        out[i] = _cleaned[chr(code)]
        if not out[i]:
            space = True
            continue
        if space:
            spaced.add(i)
        space = False
    return out, spaced
