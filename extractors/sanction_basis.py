"""The articles that a measure rests on: those cited between the measure before it and itself, in reading order.

A breach (违反…) is kept for the first statutory measure: an employer's or a party's measure between them does not use it
up. A law without article counts only where the measure follows at once (根据《行政处罚法》，不予追究).
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.citations import Citation
from extractors.patterns import compiled
from extractors.sanction_measures import CATEGORY, Measure, find, sentence
from extractors.view import View
from schemas.records_accountability import Basis

_STATUTORY = ("行政处罚", "刑事", "免予追究", "信用惩戒")
_NOT_A_GROUND = compiled(r"(?:规定|要求)?(?:认真|严格)?履行|的要求|职责|另行|[。；\n]")

_BEHIND = compiled(
    r"[^。；\n]{0,30}?，(?:(?:处罚|其|法律|处分)?依据(?:为|是|的是)?|(?:处罚)?依照的是)(?=《|该法|同法|该条例)"
)
"""Behind the measure: 处以2万元罚款，依据为《…》第九十六条."""

Entry = tuple[Basis, Citation]


class Bases:
    """Citations of a passage, handed out measure by measure."""

    def __init__(self, words: View, citations: Sequence[Citation]) -> None:
        self._words = words
        inside = set(words.offsets)
        self._cited = [c for c in citations if c.start in inside and c.context != "引文"]
        self._floor = 0
        self._breaches: list[Entry] = []
        self._last: list[Entry] = []

    def _between(self, low: int, high: int, at: int) -> list[Entry]:
        out = []
        for cited in self._cited:
            start = self._words.index(cited.start)
            if not low <= start < high:
                continue
            if cited.ref.article is None and not self._ground(cited, at):
                continue
            out.append((_entry(cited), cited))
        return out

    def _ground(self, cited: Citation, at: int) -> bool:
        """Is a law named as a whole the ground of the measure that begins at ``at``?"""
        if cited.context != "依据" or at <= 0:
            return False
        gap = self._words.text[self._words.index(cited.end) : at]
        return len(gap) <= 30 and gap.count("，") <= 1 and _NOT_A_GROUND.search(gap) is None

    def of(self, measure: Measure, *, shared: bool) -> list[Entry]:
        """The basis of the next measure; ``shared``: it may take over the basis of the one before it."""
        found = self._between(self._floor, measure.end, measure.start)
        self._floor = measure.end
        text = self._words.text
        behind = _BEHIND.match(text, measure.end) if not found else None
        if behind is not None:
            _, stop = sentence(text, measure.end)
            if not find(text, behind.end(), stop):
                found, self._floor = self._between(behind.end(), stop, -1), stop
        breaches = [e for e in found if e[1].context == "违反"]
        if CATEGORY[measure.measure] in _STATUTORY:
            kept = [e for e in self._breaches if e not in found]
            basis = ([*kept, *found] if kept and found else found) or (list(self._last) if shared else [])
            if found:
                self._breaches = []
        else:
            basis = found or (list(self._last) if shared else [])
            self._breaches += breaches
        self._last = basis
        return basis

    def upto(self, end: int) -> list[Entry]:
        """All articles that the passage cites."""
        return self._between(0, end, 0)


def _entry(cited: Citation) -> Basis:
    ref = cited.ref
    return Basis(law=cited.law, article=ref.article, article_suffix=ref.suffix, paragraph=ref.paragraph, item=ref.item)
