"""The printed characters of a PDF page: one by one as objects, or all of them column by column."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import overload

from .lines import Char, Chars

ASCENT, DESCENT = 0.88, 0.14
"""Of the em box of Chinese type, by which boxes are drawn: fonts' own figures differ wildly."""


@dataclasses.dataclass(slots=True)
class Glyph(Char):
    """A printed character: its em box, baseline (from the top), type size in points, and place in the content stream.

    ``space``: white space stands before it in the content stream.
    """

    base: float
    size: float
    index: int
    space: bool


class Glyphs(Sequence[Glyph]):
    """Printed characters in the order of the content stream, or of a row, column by column.

    An object for each character would cost more than reading it: rows are made from slices of the columns, and a
    :class:`Glyph` only for who asks for one. ``c`` holds one character each, ``order`` their
    :attr:`Glyph.index`; ``spaced`` has the indices of those that white space stands before (shared by all of a page). ``known``: the objects themselves where there were any,
    as those of recognised characters, which carry more than the columns do. ``cuts``: the places where baseline or size
    differ from those of the glyph before, and perhaps others; None where nobody knows.
    """

    __slots__ = ("base", "c", "cuts", "known", "order", "size", "spaced", "x0", "x1")

    def __init__(
        self,
        c: str,
        x0: list[float],
        x1: list[float],
        base: list[float],
        size: list[float],
        order: list[int],
        spaced: set[int],
        known: list[Glyph] | None = None,
        cuts: list[int] | None = None,
    ) -> None:
        self.c, self.x0, self.x1, self.base, self.size = c, x0, x1, base, size
        self.order, self.spaced, self.known, self.cuts = order, spaced, known, cuts

    @staticmethod
    def of(glyphs: Iterable[Glyph]) -> Glyphs:
        """The columns of such objects; of columns, themselves."""
        if isinstance(glyphs, Glyphs):
            return glyphs
        known = list(glyphs)
        return Glyphs(
            "".join(g.c for g in known),
            [g.x0 for g in known],
            [g.x1 for g in known],
            [g.base for g in known],
            [g.size for g in known],
            [g.index for g in known],
            {g.index for g in known if g.space},
            known,
        )

    def __len__(self) -> int:
        return len(self.x0)

    @overload
    def __getitem__(self, at: int) -> Glyph: ...
    @overload
    def __getitem__(self, at: slice) -> Glyphs: ...
    def __getitem__(self, at: int | slice) -> Glyph | Glyphs:
        if isinstance(at, slice):
            known = self.known[at] if self.known is not None else None
            edges = self.x0[at], self.x1[at]
            return Glyphs(self.c[at], *edges, self.base[at], self.size[at], self.order[at], self.spaced, known)
        if self.known is not None:
            return self.known[at]
        base, size, index = self.base[at], self.size[at], self.order[at]
        y0, y1 = base - ASCENT * size, base + DESCENT * size
        return Glyph(self.c[at], self.x0[at], y0, self.x1[at], y1, base, size, index, index in self.spaced)

    def __iter__(self) -> Iterator[Glyph]:
        return map(self.__getitem__, range(len(self.x0)))

    def take(self, places: Sequence[int]) -> Glyphs:
        """Those at these places, in this order."""
        return Glyphs(
            "".join([self.c[i] for i in places]),
            [self.x0[i] for i in places],
            [self.x1[i] for i in places],
            [self.base[i] for i in places],
            [self.size[i] for i in places],
            [self.order[i] for i in places],
            self.spaced,
            [self.known[i] for i in places] if self.known is not None else None,
        )

    def spans(self, spans: Sequence[tuple[int, int]]) -> Glyphs:
        """Those from each start to each end, one span behind the other."""
        if len(spans) == 1:
            return self[spans[0][0] : spans[0][1]]
        return self.take(list(chain.from_iterable(range(*span) for span in spans)))

    def boxes(self) -> Chars | list[Char]:
        """The characters with their boxes, as a line takes them."""
        if self.known is not None:
            return list(self.known)
        count, bases, sizes = len(self.x0), self.base, self.size
        if count and bases.count(bases[0]) == sizes.count(sizes[0]) == count:  # nearly always
            base, size = bases[0], sizes[0]
            return Chars(self.c, self.x0, base - ASCENT * size, self.x1, base + DESCENT * size)
        y0 = [b - ASCENT * s for b, s in zip(bases, sizes, strict=True)]
        y1 = [b + DESCENT * s for b, s in zip(bases, sizes, strict=True)]
        return Chars(self.c, self.x0, y0, self.x1, y1)
