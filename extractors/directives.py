"""What a notice orders: one directive for each lowest numbered item or sector paragraph (煤矿：…).

The deadline is a date only where day, month end, quarter or year end and the year are certain; 每月25日前 has words and
no date. Responsible bodies are those that a label, 由…牵头 or the subject of 要 names.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt

from extractors.org_names import clean
from extractors.patterns import compiled, squeezed
from extractors.points import INLINE_FAMILIES, Point, of_section, outline, printed, trimmed
from extractors.posts import bodies
from extractors.rules import of_kind
from extractors.values.numerals import parse_int
from schemas.document import Evidence, Report, SectionNode

_DAY = compiled(
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})日|(?P<end>底|末|上旬|中旬|下旬))?"
)
_QUARTER = compiled(r"第?(?P<n>[一二三四1-4])季度")
_RECURRING = compiled(r"每|当|次|节|汛|两会|本月")
_PARTS = {"上旬": 10, "中旬": 20}
_LEAD_IN = compiled(r"(?:如下|以下)[^。]{0,12}[：。]?$|：$")
_LABEL = compiled(r"([\p{Han}、（）]{2,16})[：:](?=\S)")
_MIN = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Directive:
    """An item of a notice as printed without white space; ``path`` are the headings above it, the topmost first."""

    path: tuple[str, ...]
    sector: str | None
    text: str
    deadline: dt.date | None
    deadline_text: str | None
    responsible: tuple[str, ...]
    section: SectionNode | None
    evidence: tuple[tuple[str, Evidence], ...] = ()


def find(report: Report, issued_on: dt.date | None = None) -> list[Directive]:
    """The directives of a notice in reading order; empty for other documents.

    Args:
        report: the document.
        issued_on: its date, which gives 6月底前 its year.
    """
    if report.doc_type != "通知":
        return []
    reader = _Reader(report, issued_on)
    for node in report.sections:
        if node.parent is None and node.level > 0:
            reader.walk(of_section(report, node), ())
    if not reader.found and report.sections:
        reader.lead(outline(report, report.sections[0]))
    return reader.found


_YEAR_END = compiled(r"年(?:底|末)")
_YEAR_OF = compiled(r"(\d{4})年")


class _Reader:
    def __init__(self, report: Report, issued_on: dt.date | None) -> None:
        self.report, self.issued_on = report, issued_on
        self.found: list[Directive] = []

    def lead(self, points: list[Point]) -> None:
        """A notice without headings: its numbered items."""
        for point in points:
            if not point.loose:
                self.walk(point, ())

    def walk(self, point: Point, path: tuple[str, ...]) -> None:
        """A point and what lies below it."""
        words = printed(self.report, *point.heading) if point.heading else ""
        if any(r.holds(words or printed(self.report, point.start, point.end)) for r in of_kind("directives", "aside")):
            return
        inner = (*path, words) if words else path
        marked = [c for c in point.marked if c.family not in INLINE_FAMILIES]
        sectors = any(self._sector(c.start, c.end) for c in point.children)
        if not marked and not sectors:
            own_line = point.heading is not None and "\n" in self.report.text[point.heading[1] : point.heading[1] + 2]
            start = point.heading[1] if own_line and point.heading else point.start
            if not printed(self.report, start, point.end).strip("。；："):
                start, own_line = point.start, False  # the item is the sentence of its heading
            self._directive(*trimmed(self.report, start, point.end), inner if own_line else path, point.section)
            return
        for child in point.children:
            if sectors and self._sector(child.start, child.end, named=False) is not None:
                self._directive(child.start, child.end, inner, child.section, labelled=True)
            elif child in marked:
                self.walk(child, inner)
            elif sectors and self.found and self.found[-1].sector and self.found[-1].path == inner:
                self._continue(child)

    def _continue(self, point: Point) -> None:
        """A second paragraph of a sector."""
        last = self.found.pop()
        start = last.evidence[0][1].start
        self._directive(start, point.end, last.path, last.section, labelled=True)

    def _sector(self, start: int, end: int, *, named: bool = True) -> tuple[str, int] | None:
        """The sector that a paragraph is labelled with, and the end of the label.

        ``named``: only sectors that the rules know; beside one of these any short label is one (林草：…).
        """
        if not named and (label := _LABEL.match(self.report.text[start : min(end, start + 24)])) is not None:
            return clean(label[1]), start + label.end()
        for rule in of_kind("directives", "sector"):
            match = rule.pattern.match(self.report.text[start : min(end, start + 60)])
            if match is not None:
                return clean(match["sector"]), start + match.end()
        return None

    def _directive(
        self, start: int, end: int, path: tuple[str, ...], section: SectionNode | None, *, labelled: bool = False
    ) -> None:
        report = self.report
        words = printed(report, start, end)
        if any(r.holds(words) for r in of_kind("directives", "aside")):
            return
        if len(words) < _MIN or (len(words) < 120 and _LEAD_IN.search(words)):
            return
        sector = self._sector(start, end, named=not labelled)
        if sector is None and path:
            label = path[-1] + "："
            sector = next(
                ((clean(m["sector"]), 0) for r in of_kind("directives", "sector") if (m := r.pattern.fullmatch(label))),
                None,
            )
        evidence = [("text", report.evidence(start, end, "directive.item"))]
        if sector is not None and sector[1]:
            evidence.append(("sector", report.evidence(start, sector[1] - 1, "directive.sector")))
        deadline, said = self._deadline(start, end)
        if said is not None:
            evidence.append(("deadline_text", report.evidence(*said, "directive.deadline")))
            if deadline is not None:
                evidence.append(("deadline", report.evidence(*said, "directive.deadline")))
        self.found.append(
            Directive(
                path,
                sector[0] if sector else None,
                words,
                deadline,
                printed(report, *said) if said else None,
                tuple(self._responsible(words)),
                section,
                tuple(evidence),
            )
        )

    def _deadline(self, start: int, end: int) -> tuple[dt.date | None, tuple[int, int] | None]:
        """The first deadline of a passage, as a date where it is one, and its words."""
        for rule in of_kind("directives", "deadline"):
            for match in rule.finditer(self.report.text, start, end):
                if match["when"]:
                    return self._date(squeezed(match["when"])), (match.start("when"), match.end())
        return None, None

    def _date(self, when: str) -> dt.date | None:
        if _RECURRING.search(when):
            return None
        year = self._year(when)
        day = _DAY.search(when)
        if day is not None:
            year = int(day["year"]) if day["year"] else year
            month = int(day["month"])
            if year is None or not 1 <= month <= 12:
                return None
            if not day["year"] and self.issued_on and month < self.issued_on.month:
                year += 1
            last = calendar.monthrange(year, month)[1]
            number = int(day["day"]) if day["day"] else _PARTS.get(day["end"] or "", last)
            return dt.date(year, month, number) if 1 <= number <= last else None
        if year is None:
            return None
        if "半年" in when:
            return dt.date(year, 6, 30) if "上半年" in when else dt.date(year, 12, 31)
        if (quarter := _QUARTER.search(when)) is not None:
            month = 3 * (parse_int(quarter["n"]) or 4)
            return dt.date(year, month, calendar.monthrange(year, month)[1])
        return dt.date(year, 12, 31) if _YEAR_END.search(when) else None

    def _year(self, when: str) -> int | None:
        said = _YEAR_OF.match(when)
        if said:
            return int(said[1])
        if self.issued_on is None:
            return None
        return self.issued_on.year + (1 if when.startswith("明年") else 0)

    def _responsible(self, words: str) -> list[str]:
        """The bodies that a passage makes responsible, in reading order."""
        out: list[str] = []
        for rule in (*of_kind("directives", "responsible"), *of_kind("measures", "subject")):
            for match in rule.finditer(words):
                out += [b for b in bodies(match["who"]) if b not in out]
        return out
