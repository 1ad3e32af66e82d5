"""Causes: direct ones, indirect ones by unit, management causes, and those that the investigation excludes.

A report's cause chapter is a list (``extractors.points``); each lowest item is a row. The direct cause is what
``direct_cause`` holds, item by item, so that the two always agree. Where the items of a chapter carry no kind,
GB/T 6442-1986 (企业职工伤亡事故调查分析规则) decides: unsafe acts and states are direct causes, defects of management
indirect ones; such rows carry a lower confidence.
"""

from __future__ import annotations

import dataclasses
import itertools

from extractors.accountability_passages import is_quoted_law
from extractors.context import sections_with
from extractors.facts import Facts
from extractors.org_names import is_foreign, is_generic, kind_of
from extractors.patterns import compiled
from extractors.points import Point, chapters, enumerated, of_section, outline, printed, trimmed
from extractors.posts import Resolve, unit_end
from extractors.rules import of_kind
from schemas.document import Evidence, Report, SectionNode

_TOPICS = {"直接原因": "直接", "间接原因": "间接", "原因排除": "排除"}
_LEAD_IN = compiled(
    r"(?:如下|以下|主要有|包括|分析|方面|问题|原因)[^。]{0,14}[：。]?$|：$|^根据|^经[^。]{0,60}(?:如下|认为|认定)[：。]?$"
)
_OPENING = compiled(
    r"(?:造成|导致|引发)?(?:(?:本次|该起|此次|本起)?(?:事故|事件|火灾)(?:发生)?的?)?(?:间接|主要|管理|其他|重要|次要)(?:的)?原因(?:(?:是|为|系|分析|主要有|有)?[：:]|(?:有|包括|主要有)[^，。：]{0,10}[，：:])"
)
_LABEL = compiled(r"[^，。：；\n]{2,40}[。：](?=\S)")
_SAID = compiled(
    r"(?:造成|导致|引发)?(?:该|本|此|这)?(?:起|次)?(?:事故|事件|火灾)?(?:发生)?的?(?:间接|主要|管理)原因(?:是|为|系)[：:]?"
)
_NOT_A_CAUSE = compiled(
    r"^(?:综上|根据|依据|按照|经(?:调查|事故)[^。]{0,30}(?:性质|一起)|事故性质|鉴于)|责任事故。?$|无违法行为|已(?:履行|尽到)|^(?:经[^，。]{0,10}，)?未发现[^。]{0,30}(?:问题|违法|违纪|失职)"
)
_DIRECT_STATED = compiled(
    r"是(?:造成|导致|引发)?(?:该|本|此|这)?(?:起|次)?事故(?:发生)?的?(?:另一个?|又一个?|其中一个)?直接原因"
)
_CHAPTER = compiled(r"原因|成因|分析|性质|认定|责任|缘由")
_SENTENCE = compiled(r"[^。；\n]+[。；]?")
_JUDGED = compiled(r"责任事故|意外|认定[^。]{0,40}(?:是|为|属|系)")
_BESIDE = compiled(r"[；，]间接原因(?:是|为|系|：)(?P<text>[^；。\n]{6,400})")
_MIN = 6
_BY_DOCTRINE = 0.6
"""Confidence of a kind that only the factor tells."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cause:
    """A cause as printed without white space; ``organization`` is the full name of the unit that it is laid to."""

    kind: str
    text: str
    organization: str | None
    factor: str | None
    section: SectionNode | None
    evidence: tuple[tuple[str, Evidence], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Context:
    """What the headings above an item say of it."""

    kind: str | None = None
    factor: str | None = None
    organization: str | None = None


def find(report: Report, accident: Facts, resolve: Resolve) -> list[Cause]:
    """The causes in reading order; of a follow-up the direct one that it recalls, of documents that do not investigate none."""
    if report.doc_type == "整改评估报告":
        return _Reader(report, resolve).direct(accident)
    if report.doc_type not in ("事故调查报告", "批复"):
        return []
    reader = _Reader(report, resolve)
    direct = reader.direct(accident)
    for node in chapters(report, "原因分析"):
        reader.chapter(node)
    for node in sections_with(report, part="事故性质"):
        reader.verdict(node)
    reader.beside(direct)
    # an analysis under the heading 直接原因 says the same at length; another statement of a direct cause is another one
    found = [*direct, *(c for c in reader.found if not direct or c.kind != "直接" or reader.states_direct(c.text))]
    return sorted(found, key=lambda c: c.evidence[0][1].start)


_BEFORE_COLON = compiled(r"[^。：]{2,16}(?=[。：])")
_UNIT_LABEL = compiled(r"^(?:事故(?:发生)?单位|责任单位|施工单位|监理单位|建设单位|相关单位)[：（]?")
_REST_OF_HEADING = compiled(r"(?:（[^）]*）|存在的?(?:主要)?问题|方面|的责任|[）。：])*")
_INNER_STOP = compiled(r"[。；](?!$)")
_SENTENCE_END = compiled(r"[。\n]")
_HALF_STOP = compiled(r"[；。](?!$)")


class _Reader:
    def __init__(self, report: Report, resolve: Resolve) -> None:
        self.report, self.resolve = report, resolve
        self.found: list[Cause] = []
        self.taken: list[tuple[int, int]] = []

    def states_direct(self, words: str) -> bool:
        """Do the words themselves say that they state a direct cause?"""
        return _DIRECT_STATED.search(words) is not None

    def direct(self, accident: Facts) -> list[Cause]:
        """``direct_cause`` as rows: its items, or all of it."""
        out: list[Cause] = []
        for field, evidence in accident.evidence:
            if field != "direct_cause":
                continue
            node = self.report.section_at(evidence.start)
            for start, end in self._items(evidence.start, evidence.end):
                self.taken.append((start, end))
                opening = _BEFORE_COLON.match(printed(self.report, start, end))
                factor = self._factor_named(opening[0]) if opening else None
                out += self._cause("直接", start, end, _Context(factor=factor), node, evidence.confidence)
        return out

    def verdict(self, node: SectionNode) -> None:
        """The sentences of a section on the accident's nature that rule something out and judge nothing."""
        for sentence in _SENTENCE.finditer(self.report.text, node.body_start, node.body_end):
            start, end = trimmed(self.report, *sentence.span())
            words = printed(self.report, start, end)
            if self._is_excluded(words) and not _JUDGED.search(words) and not self._is_told(start, end):
                self.found += self._cause("排除", start, end, _Context(), node, 1.0)

    def beside(self, direct: list[Cause]) -> None:
        """The indirect cause in the direct one's own sentence: 直接原因为…；间接原因为…, where no list tells it."""
        if any(c.kind in ("间接", "管理") for c in self.found):
            return
        for cause in direct:
            match = _BESIDE.match(self.report.text, cause.evidence[0][1].end)
            if match:
                start, end = match.span("text")
                self.found += self._cause("间接", start, end, _Context(), cause.section, 1.0)

    def _is_told(self, start: int, end: int) -> bool:
        return any(e.start < end and start < e.end for c in self.found for _, e in c.evidence)

    def _items(self, start: int, end: int) -> list[tuple[int, int]]:
        """A statement parted at its own numbers; whole where it has none."""
        inline = enumerated(self.report, start, end)
        if inline:
            return [(a, b) for _, a, b in inline]
        pieces = _numbered(self.report, start, end)
        return pieces or [(start, end)]

    def _table(self, node: SectionNode) -> None:
        """Rows of a table that has the kind of cause in a cell of its own."""
        for block in self.report.document.blocks_in(node.start, node.end):
            if block.kind != "table_row":
                continue
            cells = [trimmed(self.report, *cell) for cell in block.cells]
            words = [printed(self.report, *cell) for cell in cells]
            kinds = [r.attrs["value"] for w in words for r in of_kind("causes", "group") if len(w) <= 8 and r.holds(w)]
            longest = max(cells, key=lambda c: c[1] - c[0], default=None)
            if not kinds or longest is None or longest[1] - longest[0] <= 8:
                continue
            if not any(longest[0] < b and a < longest[1] for a, b in self.taken):
                self.taken.append(longest)
                self.found += self._cause(kinds[0], *longest, _Context(), node, 1.0)

    def chapter(self, node: SectionNode) -> None:
        """A chapter on causes."""
        self._table(node)
        point = of_section(self.report, node)
        # a heading that names no chapter is an item whose chapter's own heading was lost
        self._walk(point, self._context(point, _Context()), top=_CHAPTER.search(node.heading or "") is not None)

    def _context(self, point: Point, above: _Context) -> _Context:
        """What a point's heading adds to what stands above it."""
        own = self._named(point)
        kind = own.kind or (_TOPICS.get(point.section.topic or "") if point.family == "§" else None)
        if own.factor == "管理" and kind is None and above.kind is None:
            kind = "管理"
        return _Context(kind or above.kind, own.factor or above.factor, own.organization or above.organization)

    def _named(self, point: Point) -> _Context:
        """What the words of a heading name: a kind of cause, a factor, a unit; nothing where it is a statement itself."""
        words = printed(self.report, *point.heading) if point.heading else ""
        if not words:
            return _Context()
        kind = next((r.attrs["value"] for r in of_kind("causes", "group") if r.holds(words)), None)
        return _Context(kind, self._factor_named(words), self._unit(words, whole=True))

    def _factor_named(self, words: str) -> str | None:
        return next((r.attrs["value"] for r in of_kind("causes", "factor_heading") if r.holds(words)), None)

    def _unit(self, words: str, *, whole: bool) -> str | None:
        """The unit at the head of a passage; ``whole``: the passage names nothing else."""
        words = _UNIT_LABEL.sub("", words)
        end = unit_end(words, 0, self.resolve)
        if end is None or (whole and _REST_OF_HEADING.fullmatch(words[end:]) is None):
            return None
        name = words[:end]
        full = self.resolve(name)
        if full == name and (kind_of(name) is None or is_generic(name) or is_foreign(name) or "原因" in name):
            return None
        return full

    def _walk(self, point: Point, context: _Context, *, top: bool = False) -> None:
        marked = point.marked
        loose = [c for c in point.children if c.loose]
        states = not top and point.heading is not None and self._named(point) == _Context()
        if marked or (not states and (point.family == "§" or point.children)):
            # a group: its items are the causes, its paragraphs where it has no items
            if marked:
                self._own(point, loose, context)
                for child in marked:
                    if child.family == "§" and child.section.part in ("事故性质", "责任处理"):
                        continue
                    if (
                        child.family == "§"
                        and child.section.part == "存在问题"
                        and "履职" in (child.section.heading or "")
                    ):
                        continue  # （五）部门履职问题 under 三、事故原因 judges authorities
                    self._walk(child, self._context(child, context))
            elif loose:
                for child in loose:
                    self._leaf(child.start, child.end, context, point, headed=False)
            return
        self._leaf(point.start, self._own_end(point), context, point, headed=point.heading is not None)

    def _own_end(self, point: Point) -> int:
        """End of an item's own words: paragraphs that go on to the accident's nature do not belong to it."""
        end = point.end
        for start, stop in reversed(point.spans[1:]):
            if _NOT_A_CAUSE.search(printed(self.report, start, stop)):
                end = trimmed(self.report, point.start, start)[1]
        return end

    def _own(self, point: Point, loose: list[Point], context: _Context) -> None:
        """Paragraphs before the items: a lead-in is no cause, a full statement of a known kind is."""
        for child in loose:
            words = printed(self.report, child.start, child.end)
            if context.kind in ("间接", "管理", "排除") and len(words) > 30 and not _LEAD_IN.search(words):
                self._leaf(child.start, child.end, context, point, headed=False)
            elif context.kind is None:
                self._sentences(child.start, child.end, context, point)

    def _leaf(self, start: int, end: int, context: _Context, point: Point, *, headed: bool) -> None:
        """An item or paragraph without items of its own."""
        report = self.report
        if is_quoted_law(report.text[start:end]):
            return
        for a, b in sorted(self.taken):
            if a <= start < b:
                start = trimmed(report, min(b, end), end)[0]  # the direct cause opens the paragraph
            elif start < a < end:
                self._before(start, a, point)
        if start >= end:
            return
        opening = _OPENING.match(report.text, start, end)
        if opening is not None:
            context = dataclasses.replace(context, kind=context.kind or "间接")
            start = opening.end()
        label = _LABEL.match(report.text, start, end)
        if label is not None and not headed and (unit := self._unit(printed(report, *label.span()), whole=True)):
            context = dataclasses.replace(context, organization=unit)
            start = label.end()  # 甲公司。未…: the unit, then what it is blamed for
        inline = enumerated(report, start, end)
        if inline and self._is_lead(start, inline[0][0], point, headed=headed):
            unit = self._unit(printed(report, start, inline[0][0]), whole=False)
            inner = dataclasses.replace(context, organization=unit or context.organization)
            for _, a, b in inline:
                self._statement(a, b, inner, point)
        elif context.kind is None:
            before = len(self.found)
            self._sentences(start, end, context, point)
            if len(self.found) == before and not point.loose:
                self._by_doctrine(start, end, context, point)
        else:
            for a, b in self._by_unit(start, end) if not headed else [(start, end)]:
                self._statement(a, b, context, point)

    def _before(self, start: int, end: int, point: Point) -> None:
        """Sentences before the direct cause in its paragraph that exclude something."""
        for sentence in _SENTENCE.finditer(self.report.text, start, end):
            a, b = trimmed(self.report, *sentence.span())
            if self._is_excluded(printed(self.report, a, b)):
                self.found += self._cause("排除", a, b, _Context(), point.section, 1.0)

    def _by_doctrine(self, start: int, end: int, context: _Context, point: Point) -> None:
        """A numbered item of which nothing says whether it is direct: its factor decides."""
        words = printed(self.report, start, end)
        if len(words) < _MIN or _NOT_A_CAUSE.search(words) or any(start < b and a < end for a, b in self.taken):
            return
        factor = context.factor or self._factor(words, "间接", self._unit(words, whole=False) or context.organization)
        if factor is not None:
            kind = "间接" if factor == "管理" else "直接"
            self.found += self._cause(kind, start, end, context, point.section, _BY_DOCTRINE)

    def _is_lead(self, start: int, end: int, point: Point, *, headed: bool) -> bool:
        """Do the words before 一是 only introduce the list: a unit, 主要问题有：, nothing at all?"""
        words = printed(self.report, start, end).rstrip("，。：；")
        if not words or _LEAD_IN.search(words):
            return True
        return self._unit(words, whole=True) is not None

    def _by_unit(self, start: int, end: int) -> list[tuple[int, int]]:
        """A paragraph parted where its sentences turn to another unit."""
        text = self.report.text
        cuts = [start]
        first = self._unit(printed(self.report, start, end), whole=False)
        last = first
        for stop in _INNER_STOP.finditer(text, pos=start, endpos=end - 1):
            unit = self._unit(printed(self.report, stop.end(), min(end, stop.end() + 60)), whole=False)
            if unit is not None and first is not None and unit != last:
                cuts.append(stop.end())
                last = unit
        return [trimmed(self.report, a, b) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]

    def _sentences(self, start: int, end: int, context: _Context, point: Point) -> None:
        """Text whose kind no heading tells: sentence by sentence, where the words themselves tell it."""
        text = self.report.text
        inline = enumerated(self.report, start, end)
        pieces = [(a, b) for _, a, b in inline] if inline else [trimmed(self.report, start, end)]
        for a, b in pieces:
            at = a
            for stop in [*(m.end() for m in _SENTENCE_END.finditer(text, pos=a, endpos=b)), b]:
                if text[at:stop].strip():
                    self._statement(*trimmed(self.report, at, stop), context, point)
                at = stop

    def _statement(self, start: int, end: int, context: _Context, point: Point) -> None:
        parts = self._halves(start, end)
        if len(parts) > 1:
            for a, b in parts:
                self._statement(a, b, context, point)
            return
        words = printed(self.report, start, end)
        if len(words) < _MIN or any(start < b and a < end for a, b in self.taken):
            return
        said = next((r for r in of_kind("causes", "stated") if r.holds(words)), None)
        if self._is_excluded(words) and context.kind in (None, "排除", "直接"):
            kind, sure = "排除", 1.0
        elif said is not None:
            kind, sure = said.attrs["value"], 1.0
            if kind == "间接" and context.kind == "直接":
                kind = "直接"  # 是造成事故的主要原因 under 直接原因
        elif context.kind is not None:
            kind, sure = context.kind, 1.0
        else:
            return
        if kind == "排除" and context.kind != "排除" and self._some_exclude(start, end, point):
            return
        if kind != "排除" and _NOT_A_CAUSE.search(words):
            return
        head = _SAID.match(self.report.text, start, end)
        if context.kind is None and kind == "间接" and head is not None:
            # 间接原因是甲公司…；乙局…。: each unit's part is a cause
            inner = dataclasses.replace(context, kind=kind)
            for a, b in self._by_unit(head.end(), end):
                self._statement(a, b, inner, point)
            return
        if _LEAD_IN.search(words) and words.endswith(("：", "如下。")):
            return
        self.found += self._cause(kind, start, end, context, point.section, sure)

    def _some_exclude(self, start: int, end: int, point: Point) -> bool:
        """Of several sentences only those that exclude something are taken; False where all do, or there is one."""
        pieces = [trimmed(self.report, *m.span()) for m in _SENTENCE.finditer(self.report.text, start, end)]
        if len(pieces) < 2 or all(self._is_excluded(printed(self.report, *p)) for p in pieces):
            return False
        self._before(start, end, point)
        return True

    def _halves(self, start: int, end: int) -> list[tuple[int, int]]:
        """A statement parted at its semicolons where each part excludes something of its own: 排除纵火；排除雷击."""
        cuts = [
            start,
            *(m.end() for m in _HALF_STOP.finditer(self.report.text, pos=start, endpos=end - 1)),
            end,
        ]
        parts = [trimmed(self.report, a, b) for a, b in itertools.pairwise(cuts)]
        split = len(parts) > 1 and all(self._is_excluded(printed(self.report, a, b)) for a, b in parts)
        return parts if split else [(start, end)]

    def _is_excluded(self, words: str) -> bool:
        return any(r.holds(words) for r in of_kind("causes", "excluded"))

    def _cause(
        self, kind: str, start: int, end: int, context: _Context, node: SectionNode | None, sure: float
    ) -> list[Cause]:
        while end > start and self.report.text[end - 1] in "；; \n":
            end -= 1
        words = printed(self.report, start, end)
        if len(words) < _MIN:
            return []
        organization = self._unit(words, whole=False) or context.organization
        factor = None if kind == "排除" else context.factor or self._factor(words, kind, organization)
        evidence = self.report.evidence(start, end, f"cause.{kind}", sure)
        return [Cause(kind, words, organization, factor, node, (("text", evidence),))]

    def _factor(self, words: str, kind: str, organization: str | None) -> str | None:
        """The factor that a statement names: what a unit is blamed for indirectly is its management.

        Management comes first but in direct causes, where acts and things do (GB/T 6442-1986, 6.1 and 6.2).
        """
        if kind == "管理" or (kind == "间接" and organization is not None):
            return "管理"
        rules = list(of_kind("causes", "factor"))
        if kind == "直接":
            rules = [*rules[1:], rules[0]]
        return next((r.attrs["value"] for r in rules if r.holds(words)), None)


def _numbered(report: Report, start: int, end: int) -> list[tuple[int, int]]:
    """The numbered items of a passage that may span paragraphs; empty where there are fewer than two."""
    node = report.section_at(start)
    if node is None:
        return []
    out = [
        (p.start, p.end)
        for p in outline(report, dataclasses.replace(node, body_start=start, body_end=end, index=-1))
        if not p.loose
    ]
    return out if len(out) > 1 else []
