"""What a reader hands to :mod:`pipeline.read.assemble`: printed lines, with what the format knows of each."""

from __future__ import annotations

import dataclasses

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
    chars: list[Char] | None = None
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
