"""Replacing pieces of a text while every offset into it stays true.

Texts get shorter or longer where a name gives way to its pseudonym. All offsets of a dataset count characters of the text,
so each is carried over: one before a replaced piece moves with what stands there, one inside goes to the piece's edge.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """A piece ``[start, end)`` of a text, and what stands there afterwards."""

    start: int
    end: int
    new: str


class Mapping:
    """A text with some pieces replaced; ``text`` is the new one.

    Args:
        old: the text before.
        spans: pieces in reading order, none empty, none touching the inside of another.

    Raises:
        ValueError: pieces overlap, are empty, or lie outside of the text.
    """

    def __init__(self, old: str, spans: Iterable[Span]) -> None:
        self.spans = tuple(spans)
        self._starts = [span.start for span in self.spans]
        self._new: list[int] = []  # where each piece begins in the new text
        parts: list[str] = []
        at = length = 0
        for span in self.spans:
            if not at <= span.start < span.end <= len(old):
                raise ValueError(f"pieces overlap or lie outside of the text: {span.start}, {span.end}")
            parts += (old[at : span.start], span.new)
            length += span.start - at
            self._new.append(length)
            length += len(span.new)
            at = span.end
        self.text = "".join([*parts, old[at:]]) if parts else old

    def start(self, offset: int) -> int:
        """The new place of an offset at which something begins; inside a replaced piece: where that begins."""
        return self._map(offset, inside_to_end=False)

    def end(self, offset: int) -> int:
        """The new place of an offset at which something ends; inside a replaced piece: where that ends."""
        return self._map(offset, inside_to_end=True)

    def cuts(self, offset: int) -> bool:
        """Does the offset lie inside a replaced piece, not at its edge?"""
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and self.spans[index].start < offset < self.spans[index].end

    def piece(self, start: int, end: int) -> str:
        """What stands now where ``old[start:end]`` stood, replaced pieces that it touches included whole."""
        return self.text[self.start(start) : self.end(end)] if start < end else ""

    def touched(self, start: int, end: int) -> bool:
        """Was any character of ``old[start:end]`` replaced?"""
        index = bisect_right(self._starts, start) - 1
        if index >= 0 and self.spans[index].end > start and start < end:
            return True
        return index + 1 < len(self.spans) and self.spans[index + 1].start < end

    def _map(self, offset: int, *, inside_to_end: bool) -> int:
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset
        span, new = self.spans[index], self._new[index]
        if offset == span.start:
            return new
        if offset >= span.end:
            return new + len(span.new) + offset - span.end
        return new + (len(span.new) if inside_to_end else 0)


def chosen(spans: Iterable[tuple[int, Span]]) -> list[Span]:
    """Of pieces that overlap the ones that count: lower rank first, then the longer, then the earlier; in reading order."""
    taken: list[Span] = []
    starts: list[int] = []
    for _, span in sorted(spans, key=lambda one: (one[0], one[1].start - one[1].end, one[1].start)):
        at = bisect_right(starts, span.start)
        before, after = (taken[at - 1] if at else None), (taken[at] if at < len(taken) else None)
        if (before is None or before.end <= span.start) and (after is None or span.end <= after.start):
            taken.insert(at, span)
            starts.insert(at, span.start)
    return taken
