"""Who was dealt with, in a follow-up without headings and numbers: 对企业主要负责人甲，某局处以…。乙被某法院判处…。

Sentence by sentence: one that names its subject is an item, one that only refers to it (该公司, 其) belongs to the item
before it. Earlier penalties, figures of campaigns and what is still to be done are no items.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from extractors import sanction_measures
from extractors.accountability_passages import is_elsewhere
from extractors.accountability_subjects import Item, Unit
from extractors.accountability_told import parted
from extractors.org_names import kind_of
from extractors.patterns import compiled
from extractors.posts import Resolve, unit_end
from extractors.values.dates import find_moments
from extractors.view import view
from schemas.document import Report, SectionNode

_PIECE = compiled(r"[^。；\n]+[。；]?")
_GOES_ON = compiled(r"(?:处罚|其)?依据|款项|罚款|(?:该|上述)?(?:笔|两笔)?罚款|(?:现)?(?:已|均已)")
_REFERS = compiled(r"对?(?:其|该(?:公司|企业|单位|厂|矿)|当事人)")
_ABOUT_IT = compiled(r"(?:(?:另外|同时|此外|随后)，?)?[^，。；]{0,30}?对(?:其|该(?:公司|企业|单位|厂|矿))")
_OF_HOME = compiled(r"对(?:于)?(?P<who>(?:事故|涉事|肇事|该|涉案)(?:企业|单位|公司))，")
_FAULT = compiled(r"在|因|未|擅自|违[反规章]|作为|出具|隐瞒|没有|对[^，。；]{2,16}(?:不|未)")
_STRUCK_THEN = compiled(r"，?(?:对|给予|予以|作出)")
_TOLD_THEN = compiled(r"，|[^，。；的起]{0,24}(?:对|给予|因|被|处|罚款|作出)")
IN_PROSE = -1
"""``Item.listed`` of an item that stands in no list: two of one name are one person there."""


def prose_items(report: Report, resolve: Resolve, since: dt.date | None) -> Iterator[Item]:
    """The items of a follow-up's paragraphs, in reading order; ``since``: the day of the accident."""
    node = report.sections[0]
    home = _home(report, resolve)
    for block in report.document.blocks:
        if block.kind != "paragraph":
            continue
        last: Item | None = None
        for piece in _PIECE.finditer(report.text, block.start, block.end):
            words = view(report, [piece.span()])
            penal = bool(sanction_measures.find(words.text))
            if not penal:
                last = _longer(report, last, piece.span()) if last is not None and _GOES_ON.match(words.text) else last
                continue
            found = []
            if not is_elsewhere(words.text) and not _is_before(words.text, since):
                whole = Item(words, node, listed=IN_PROSE)
                found = [i for i in parted(whole, resolve, report) if i.names or i.units]
                found = found or _firm(whole, home, resolve)
                if not found and last is not None and _ABOUT_IT.match(words.text):
                    last = _longer(report, last, piece.span())
                    continue
            if last is not None:
                yield last
            yield from found[:-1]
            last = found[-1] if found else None
        if last is not None:
            yield last


def _is_before(words: str, since: dt.date | None) -> bool:
    """Does a sentence begin with, or date its verdict by, a time before the accident: 2021年，某局对该公司罚款5万元?"""
    if since is None:
        return False
    for moment in find_moments(words):
        told = (moment.year, moment.month, moment.day)
        known = tuple(part for part in told if part is not None)
        if moment.year is None or known >= (since.year, since.month, since.day)[: len(known)]:
            continue
        if (_STRUCK_THEN if moment.start > 2 else _TOLD_THEN).match(words, moment.end):
            return True
    return False


def _refers(words: str) -> bool:
    """Does a piece strike whom the one before it names: 省应急管理厅同时对该公司给予警告?"""
    first = sanction_measures.find(words)[0]
    return _REFERS.search(words, 0, first.end) is not None


def _longer(report: Report, item: Item, span: tuple[int, int]) -> Item:
    begin, stop = item.span
    words = view(report, [(begin, stop), span])
    return dataclasses.replace(item, view=words) if words.text.startswith(item.view.text) else item


def _firm(item: Item, home: Unit | None, resolve: Resolve) -> list[Item]:
    """A firm that heads the sentence with its fault, or 事故企业 for the firm in whose name the accident goes."""
    text = item.view.text
    said = _OF_HOME.search(text)
    if said is not None and home is not None and said.start() < 12:
        unit = Unit(home.name, *said.span("who"))
        return [dataclasses.replace(item, units=[unit], body=said.end())]
    end = unit_end(text, 0, resolve)
    if end is None or _FAULT.match(text, end) is None or not _refers(text):
        return []
    kind = kind_of(resolve(text[:end]))
    if kind is None or kind[0] != "firm":
        return []
    return [dataclasses.replace(item, units=[Unit(text[:end], 0, end)], body=end)]


def _home(report: Report, resolve: Resolve) -> Unit | None:
    """The firm with whose name the title begins."""
    for block in report.document.blocks[:40]:
        if block.start < block.end and block.kind in ("paragraph", "heading"):
            words = view(report, [(block.start, block.end)]).text
            end = unit_end(words, 0, resolve)
            kind = kind_of(words[:end]) if end else None
            return Unit(words[:end], 0, end) if end and kind is not None and kind[0] == "firm" else None
    return None


def is_undivided(sections: tuple[SectionNode, ...]) -> bool:
    """Has a document no headings at all?"""
    return all(node.level == 0 for node in sections)
