"""Measures that a report recommends, and in an evaluation what was done about each.

A chapter's lowest item with a heading or number of its own is a measure; headings that only say for whom (对施工单位的建议)
pass on to their items. In an evaluation the recommendation and 落实情况 stand in one item, in two sub-sections, or in two
columns of a table. ``status`` says what the text says: problems named make 部分落实, nothing done 未落实, deeds or a verdict
已落实, else None.
"""

from __future__ import annotations

import dataclasses
from functools import cache

import regex

from extractors.measures_quoted import quoted
from extractors.org_names import kind_of
from extractors.patterns import compiled
from extractors.points import Point, chapters, enumerated, of_section, printed, trimmed
from extractors.posts import Resolve, bodies, unit_end
from extractors.rules import of_kind
from schemas.document import Block, Evidence, Report, SectionNode

Span = tuple[int, int]
_LEAD_IN = compiled(
    r"：$|(?:如下|以下)[^。]{0,16}[。：]?$|^(?:为|针对|根据|鉴于)[^。]{0,160}(?:建议|措施|意见|要求|工作|提出)[^。]{0,12}[。：]?$"
)
_CLOSING = compiled(r"^(?:附件|附[：:]|抄[送报]|.{0,30}(?:调查组|委员会|管理局|人民政府)$|\d{4}年\d{1,2}月\d{1,2}日$)")
_ASKED_COLUMN = compiled(
    r"(?:整改|防范|建议|措施|要求|意见)(?:措施|建议|内容|意见|要求)?(?:和[^，]{2,6})?$|^(?:措施|建议|内容)"
)
_DONE_COLUMN = compiled(r"(?:落实|完成|整改|执行|办理)(?:整改)?(?:情况|结果|进展)")
_STATUS_COLUMN = compiled(r"^(?:是否(?:落实|完成)|(?:评估|核查)(?:结论|结果|意见)|落实(?:状态|结论)|结论|状态)$")
_BODY_COLUMN = compiled(r"(?:责任|牵头|整改|落实)(?:单位|部门|主体)")
_ANSWERABLE = compiled(r"(?:责任|牵头|整改|落实)(?:单位|部门|主体)：(?P<who>[^。；：]{2,80})[。；]?")
_MIN = 6
_LINE = compiled(r"[^\n]+")


@dataclasses.dataclass(frozen=True, slots=True)
class Measure:
    """A recommended measure; texts as printed without white space."""

    heading: str | None
    text: str | None
    addressed_to: tuple[str, ...]
    implementation: str | None
    status: str | None
    section: SectionNode | None
    evidence: tuple[tuple[str, Evidence], ...] = ()


def find(report: Report, resolve: Resolve) -> list[Measure]:
    """The measures in reading order: of a report its recommendations, of an evaluation those that it goes through."""
    if report.doc_type == "整改评估报告":
        return _Evaluation(report, resolve).read("措施落实") or _Evaluation(report, resolve).read_quoted()
    if report.doc_type in ("事故调查报告", "批复"):
        return _Reader(report, resolve).read("防范措施")
    return []


def _says(kind: str, words: str) -> bool:
    return any(rule.holds(words) for rule in of_kind("measures", kind))


_AROUND_LABEL = compiled(r"^(?:对|针对|关于)|(?:方面|层面)?(?:的(?:建议|措施|要求|意见))?$")


class _Reader:
    """Reads a report's recommendations; :class:`_Evaluation` adds what was done about them."""

    def __init__(self, report: Report, resolve: Resolve) -> None:
        self.report, self.resolve = report, resolve
        self.continues: regex.Pattern[str] | None = None
        self.found: list[Measure] = []

    def read(self, part: str) -> list[Measure]:
        """The measures of the chapters of one part."""
        nodes = chapters(self.report, part)
        for node in nodes:
            point = of_section(self.report, node, self.continues)
            words = printed(self.report, *point.heading) if point.heading else ""
            sole = node.level == 1 and sum(n.level == 1 for n in nodes) == 1
            if sole or self._is_chapter(node, words):
                if not self._table(node):
                    self._group(point, ())
            else:
                self._walk(point, ())
        return self.found

    def _is_chapter(self, node: SectionNode, words: str) -> bool:
        return _says("chapter", words) or (node.level == 1 and node.end > node.body_end and node.parent is None)

    def _group(self, point: Point, addressed: tuple[str, ...]) -> None:
        """A chapter or a group: its items; where it has none its paragraphs, one measure each."""
        if point.marked:
            for child in point.marked:
                self._walk(child, addressed)
            return
        loose = [c for c in point.children if c.loose] or [point]
        loose = [c for c in loose if c.loose or c.body[0] < c.body[1]]
        kept = [c for c in loose if not self._is_lead(c)]
        if len(kept) == 1:
            a, b = (kept[0].start, kept[0].end) if kept[0].loose else kept[0].body
            listed = enumerated(self.report, a, b)
            for start, end in [(x, y) for _, x, y in listed] or [(a, b)]:
                self._measure(None, (start, end), addressed, point)
            return
        for child in kept:
            self._measure(None, (child.start, child.end), addressed, point)

    def _is_lead(self, point: Point) -> bool:
        words = printed(self.report, point.start, point.end)
        short = len(words) < 200 and _LEAD_IN.search(words) is not None
        return short or _CLOSING.search(words) is not None or len(words) < _MIN

    def _walk(self, point: Point, addressed: tuple[str, ...]) -> None:
        words = printed(self.report, *point.heading) if point.heading else ""
        if _says("aside", words) or (point.family == "：" and not point.children):
            return
        unit = self._whole_unit(words)
        if point.marked and (unit or point.family == "：" or _says("group", words) or _says("chapter", words)):
            self._group(point, (unit,) if unit else addressed)
            return
        if not point.heading and point.marked and _LEAD_IN.search(printed(self.report, *point.body)):
            self._group(point, addressed)
            return
        body = self._body(point)
        if point.heading is not None and (unit or _says("group", words)) and body[0] < body[1]:
            self._measure(None, (point.start, point.end), (unit,) if unit else addressed, point)
        elif point.heading is not None:
            self._measure(point.heading, body, addressed, point)
        else:
            self._measure(None, (point.start, point.end), addressed, point)

    def _body(self, point: Point) -> Span:
        """All that stands under a point's heading."""
        if point.heading is None:
            return point.start, point.end
        start = point.heading[1]
        while start < point.end and self.report.text[start] in "。：: \n\u3000\t":
            start += 1
        return trimmed(self.report, start, point.end)

    def _whole_unit(self, words: str) -> str | None:
        """The unit that a heading consists of."""
        bare = _AROUND_LABEL.sub("", words)
        end = unit_end(bare, 0, self.resolve)
        if not bare or end != len(bare):
            return None
        full = self.resolve(bare)
        return full if full != bare or kind_of(bare) is not None else None

    def _measure(self, heading: Span | None, body: Span, addressed: tuple[str, ...], point: Point) -> None:
        self._add(heading, body, None, None, addressed, point.section)

    def _add(
        self,
        heading: Span | None,
        body: Span | None,
        done: Span | None,
        status: str | None,
        addressed: tuple[str, ...],
        section: SectionNode | None,
    ) -> None:
        report = self.report
        evidence = []
        values: dict[str, str | None] = {"heading": None, "text": None, "implementation": None}
        for field, span in (("heading", heading), ("text", body), ("implementation", done)):
            if span is None or span[0] >= span[1]:
                continue
            words = printed(report, *span)
            if len(words) >= 2:
                values[field] = words.rstrip("；;") if field != "heading" else words.rstrip("。：；")
                evidence.append((field, report.evidence(*span, f"measure.{field}")))
        if len((values["heading"] or "") + (values["text"] or "") + (values["implementation"] or "")) < _MIN:
            return
        named = addressed or self._subjects(values["text"] or values["heading"] or "")
        self.found.append(
            Measure(
                values["heading"], values["text"], named, values["implementation"], status, section, tuple(evidence)
            )
        )

    def _subjects(self, words: str) -> tuple[str, ...]:
        """The bodies that a measure is addressed to: X要…, X、Y应…."""
        out: list[str] = []
        for rule in of_kind("measures", "subject"):
            for match in rule.finditer(words):
                out += [b for b in bodies(match["who"], self.resolve) if b not in out]
        return tuple(out)

    def _table(self, node: SectionNode) -> bool:
        """Measures in a table: only evaluations have them."""
        return False


@cache
def _labels() -> regex.Pattern[str]:
    return compiled("|".join(f"(?:{r.pattern.pattern})" for r in of_kind("measures", "done")))


class _Evaluation(_Reader):
    def __init__(self, report: Report, resolve: Resolve) -> None:
        super().__init__(report, resolve)
        self.continues = _labels()

    def read_quoted(self) -> list[Measure]:
        """The recommendations that prose quotes one by one."""
        for asked, done in quoted(self.report):
            status = status_of(printed(self.report, *done))
            self._add(None, asked, done, status, (), self.report.section_at(asked[0]))
        return self.found

    def _walk(self, point: Point, addressed: tuple[str, ...]) -> None:
        pair = self._sub_pair(point)
        if pair is not None:
            heading = (
                point.heading if not _says("asked", printed(self.report, *point.heading or (0, 0)) + "：") else None
            )
            self._pair(heading, pair[0], pair[1], addressed, point)
            return
        super()._walk(point, addressed)

    def _sub_pair(self, point: Point) -> tuple[Span, Span] | None:
        """A measure whose recommendation and 落实情况 are items of their own below it."""
        asked: Span | None = None
        done: Span | None = None
        for child in point.marked:
            if child.heading is None:
                continue
            label = printed(self.report, *child.heading) + "："
            if _says("done", label):
                done = (done[0], child.end) if done else self._body(child)
            elif _says("asked", label) or asked is None:
                asked = self._body(child)
        return (asked, done) if asked and done else None

    def _measure(self, heading: Span | None, body: Span, addressed: tuple[str, ...], point: Point) -> None:
        text = self.report.text
        if heading is not None and _says("asked", printed(self.report, *heading) + "："):
            heading = None
        apart = self._pairs_in(body)
        if len(apart) > 1:
            for span in apart:
                self._measure(None, span, addressed, point)
            return
        label = _labels().search(text, *body)
        if label is None:
            # the item tells what was done, under the recommendation as its heading or in one breath with it
            self._pair(heading, None if heading else body, body, addressed, point)
            return
        asked = (body[0], trimmed(self.report, body[0], label.start())[1])
        if heading is not None and asked[0] >= asked[1] and _says("subject", printed(self.report, *heading)):
            stop = heading[1] + (text[heading[1] : heading[1] + 1] == "。")
            asked = (heading[0], stop)  # X要…。落实情况：… has no heading
            heading = None
        answered = _ANSWERABLE.fullmatch(printed(self.report, *asked)) if heading is not None else None
        if answered is not None:  # 责任主体：某公司。 between the recommendation's heading and what was done
            addressed = addressed or tuple(bodies(answered["who"], self.resolve))
            asked = (asked[0], asked[0])
        self._pair(heading, asked, trimmed(self.report, label.end(), body[1]), addressed, point)

    def _pairs_in(self, body: Span) -> list[Span]:
        """The lines of a passage, if each is a recommendation with what was done about it behind; else none."""
        lines = [m.span() for m in _LINE.finditer(self.report.text, *body)]
        labels = [_labels().search(self.report.text, *line) for line in lines]
        told = [
            label is not None and label.start() - line[0] >= _MIN for line, label in zip(lines, labels, strict=True)
        ]
        return lines if all(told) else []

    def _pair(
        self, heading: Span | None, asked: Span | None, done: Span, addressed: tuple[str, ...], point: Point
    ) -> None:
        if asked is not None:
            inner = self._body(point)[0]
            if point.heading is not None and asked[0] == point.start and self._asks(inner, asked[1]):
                asked = (inner, asked[1])  # （三）某镇人民政府 / 报告建议：…
            for rule in of_kind("measures", "asked"):
                label = rule.pattern.match(self.report.text[asked[0] : asked[1]])
                if label is not None:
                    asked = (asked[0] + label.end(), asked[1])
        self._add(heading, asked, done, status_of(printed(self.report, *done)), addressed, point.section)

    def _asks(self, start: int, end: int) -> bool:
        """Does a recommendation's label stand here: 调查报告建议：?"""
        return any(rule.pattern.match(self.report.text[start:end]) for rule in of_kind("measures", "asked"))

    def _table(self, node: SectionNode) -> bool:
        """Rows with a column of measures and a column of what was done."""
        columns: dict[str, int] | None = None
        before = len(self.found)
        for block in self.report.document.blocks_in(node.start, node.end):
            if block.kind != "table_row":
                continue
            named = self._columns(block)
            if named is not None:
                columns = named
            elif columns is not None and len(block.cells) > max(columns.values()):
                self._row(block, columns, node)
        return len(self.found) > before

    def _columns(self, block: Block) -> dict[str, int] | None:
        words = [printed(self.report, *cell) for cell in block.cells]
        out: dict[str, int] = {}
        for index, word in enumerate(words):
            if len(word) > 16:
                continue
            for name, pattern in (
                ("status", _STATUS_COLUMN),
                ("bodies", _BODY_COLUMN),
                ("done", _DONE_COLUMN),
                ("asked", _ASKED_COLUMN),
            ):
                if pattern.search(word) and name not in out:
                    out[name] = index
                    break
        return out if "asked" in out and "done" in out else None

    def _row(self, block: Block, columns: dict[str, int], node: SectionNode) -> None:
        cells = {name: trimmed(self.report, *block.cells[index]) for name, index in columns.items()}
        done = printed(self.report, *cells["done"])
        verdict = printed(self.report, *cells["status"]) if "status" in cells else ""
        status = status_of(verdict) or status_of(done)
        named = tuple(bodies(printed(self.report, *cells["bodies"]), self.resolve)) if "bodies" in cells else ()
        self._add(None, cells["asked"], cells["done"], status, named, node)


def status_of(words: str) -> str | None:
    """What the words on a measure's implementation say of it: 已落实, 部分落实, 未落实, or None.

    >>> status_of("已修订操作规程，组织培训3场，但仍存在培训记录不全的问题。")
    '部分落实'
    """
    if not words:
        return None
    said = [(m.start(), r.attrs["value"]) for r in of_kind("measures", "verdict") for m in r.finditer(words)]
    if said:
        return str(max(said)[1])  # the text's own verdict; the last one counts
    problem, nothing = _says("problem", words), _says("nothing", words)
    finished, deed = _says("finished", words), _says("deed", words)
    if nothing and not deed and not finished:
        return "未落实"
    if problem or nothing:
        return "部分落实"
    return "已落实" if finished or deed else None
