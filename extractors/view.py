"""A passage without its white space and footnotes, each character knowing its place in the document."""

from __future__ import annotations

import dataclasses
import itertools
from bisect import bisect_left
from collections.abc import Sequence

from extractors.patterns import compiled
from schemas.document import Evidence, Report

_INK = compiled(r"\S+")


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """``text[i]`` stands at ``offsets[i]`` of the document; paragraphs and cells are parted by a line feed."""

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Span in the document of ``text[start:end]``."""
        if start >= end:
            at = self.offsets[min(start, len(self.offsets) - 1)]
            return at, at
        return self.offsets[start], self.offsets[end - 1] + 1

    def index(self, offset: int) -> int:
        """Place in the view of a document offset (of the next character kept, where it was left out)."""
        return bisect_left(self.offsets, offset)

    def evidence(self, report: Report, start: int, end: int, rule: str, confidence: float = 1.0) -> Evidence:
        """Evidence for ``text[start:end]``, exact in the document."""
        return report.evidence(*self.span(start, end), rule, confidence)


def view(report: Report, spans: list[tuple[int, int]]) -> View:
    """The passages joined, with a line feed between two of them; white space inside a passage is left out."""
    text = report.text
    if len(spans) == 1:
        (start, end), *_ = spans
        words = text[start:end]
        squeezed = "".join(words.split())
        if len(squeezed) == len(words):
            return View(words, range(start, start + len(words)))
    parts: list[str] = []
    places: list[Sequence[int]] = []
    for start, end in spans:
        if parts:
            parts.append("\n")
            places.append((start,))
        for ink in _INK.finditer(text, start, end):
            parts.append(ink[0])
            places.append(range(*ink.span()))
    return View("".join(parts), tuple(itertools.chain.from_iterable(places)))
