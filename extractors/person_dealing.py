"""Responsibilities dealt to several persons in their order: 甲、乙、丙分别负有直接责任、管理责任和领导责任."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.accountability_subjects import Item
from extractors.patterns import compiled
from extractors.person_attributes import kind_of_liability
from schemas.document import Evidence, Report

_KIND = r"(?:负有?|承担)?[\p{Han}]{0,8}?责任"
_DEALT = compiled(
    rf"分别[^，。；]{{0,12}}?(?:负有?|应负|承担|应承担)(?:有)?(?P<list>{_KIND}(?:(?:[、，和及]|以及){_KIND})+)(?=[，。；]|$)"
)


_ONE = compiled(_KIND)
_AND = compiled("^(?:和|及|以及)")


def dealt(report: Report, item: Item) -> Iterator[tuple[int, str | None, Evidence]]:
    """Index among the item's names, kind, and where it stands; nothing unless there are as many kinds as names."""
    turn, count = item.turn if len(item.names) == 1 else (0, len(item.names))
    if count < 2:
        return
    match = _DEALT.search(item.view.text, item.body)
    if match is None:
        return
    parts = list(_ONE.finditer(item.view.text, match.start("list"), match.end("list")))
    if len(parts) != count:
        return
    for index, part in enumerate(parts[turn : turn + len(item.names)]):
        words = _AND.sub("", part[0])
        start = part.end() - len(words)
        place = item.view.evidence(report, start, part.end(), "person.dealt")
        yield index, kind_of_liability(words), place
