"""What a reader hands to :mod:`pipeline.read.assemble`: printed lines, with what the format knows of each."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import overload

from schemas.document import BlockKind, Metadata


@dataclasses.dataclass(slots=True)
class Char:
    """A printed character and its box, in points from the page's top left corner (of the page as a reader turns it).

    Recognised from a picture: ``sure`` is the recogniser's confidence, ``read`` what it read where that was put right.
    """

    c: str
    x0: float
    y0: float
    x1: float
    y1: float
    sure: float = dataclasses.field(default=1.0, kw_only=True)
    read: str = dataclasses.field(default="", kw_only=True)


class Chars(Sequence[Char]):
    """The characters of a line, column by column: a :class:`Char` is made only for who asks for one.

    ``c`` has the characters, ``x0`` and ``x1`` an edge for each; ``y0`` and ``y1`` are those of all, or again a list.
    """

    __slots__ = ("c", "x0", "x1", "y0", "y1")

    def __init__(self, c: str, x0: list[float], y0: Edge, x1: list[float], y1: Edge) -> None:
        self.c, self.x0, self.y0, self.x1, self.y1 = c, x0, y0, x1, y1

    def __len__(self) -> int:
        return len(self.x0)

    @overload
    def __getitem__(self, at: int) -> Char: ...
    @overload
    def __getitem__(self, at: slice) -> Chars: ...
    def __getitem__(self, at: int | slice) -> Char | Chars:
        y0, y1 = self.y0, self.y1
        if isinstance(at, slice):
            y0, y1 = (y[at] if isinstance(y, list) else y for y in (y0, y1))
            return Chars(self.c[at], self.x0[at], y0, self.x1[at], y1)
        top, bottom = (y[at] if isinstance(y, list) else y for y in (y0, y1))
        return Char(self.c[at], self.x0[at], top, self.x1[at], bottom)

    def __iter__(self) -> Iterator[Char]:
        return map(Char, self.c, self.x0, self.tops(), self.x1, self.bottoms())

    def tops(self) -> list[float]:
        """The upper edge of each character."""
        return self.y0 if isinstance(self.y0, list) else [self.y0] * len(self.x0)

    def bottoms(self) -> list[float]:
        """The lower edge of each character."""
        return self.y1 if isinstance(self.y1, list) else [self.y1] * len(self.x0)

    def insert(self, at: int, x0: float, x1: float) -> None:
        """Put a blank before the character at ``at``, as high as the one before that."""
        self.c = self.c[:at] + " " + self.c[at:]
        for column, value in ((self.x0, x0), (self.x1, x1)):
            column.insert(at, value)
        for y in (self.y0, self.y1):
            if isinstance(y, list):
                y.insert(at, y[at - 1])


Edge = list[float] | float


def joined(parts: Sequence[Sequence[Char]]) -> Sequence[Char]:
    """The characters of all parts, one behind the other."""
    columns = [part for part in parts if isinstance(part, Chars)]
    if len(columns) < len(parts):
        return [char for part in parts for char in part]
    if len(columns) == 1:
        return columns[0]
    return Chars(
        "".join([part.c for part in columns]),
        [x for part in columns for x in part.x0],
        [y for part in columns for y in part.tops()],
        [x for part in columns for x in part.x1],
        [y for part in columns for y in part.bottoms()],
    )


@dataclasses.dataclass(slots=True)
class Line:
    """One printed line (PDF, plain text) or one paragraph (Word, HTML).

    ``begins``: True where the format says that a paragraph begins here, False where it says that the line goes on from
    the last one, None where the assembler must decide. ``level``: heading level that the format states. ``size``: the
    type's height in points. ``mark``: for a footnote its printed mark. ``chars`` has one entry per character of ``text``
    (formats with pages only). ``cells``: for a table row the texts of its cells; ``text`` then joins them with a tab.
    ``gap``: a blank line stood before it (plain text). ``marks``: footnote marks that the reader took out of the text,
    each with the index in ``text`` where it stood. ``recognised``: read from a picture.
    """

    text: str
    page: int | None = None
    kind: BlockKind = "paragraph"
    begins: bool | None = None
    level: int | None = None
    size: float | None = None
    bold: bool = False
    centred: bool = False
    mark: str | None = None
    chars: Sequence[Char] | None = None
    table: int | None = None
    cells: tuple[str, ...] = ()
    gap: bool = False
    marks: list[tuple[int, str]] = dataclasses.field(default_factory=list)
    recognised: bool = False


@dataclasses.dataclass(slots=True)
class Reading:
    """All lines of a file in reading order, and what its container says."""

    lines: list[Line]
    text_source: str
    page_count: int | None = None
    meta: Metadata = dataclasses.field(default_factory=Metadata)
    warnings: list[str] = dataclasses.field(default_factory=list)


class ReadError(Exception):
    """A file that cannot be read. ``code`` goes to ``failures.error``; the message names the cause and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
