"""A chapter as points: its numbered items, nested as they are printed, with headings and plain paragraphs.

Causes, measures and directives are lists in print: （一）… 1. … （1） …, 甲公司： with its items below, 一是…；二是…, or bare
paragraphs. All three topics read them through this one view, so that an item is an item whatever its numbering.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import regex

from extractors.patterns import BULLETS, compiled, squeezed
from extractors.values.numerals import parse_int
from schemas.document import Report, SectionNode

_CN = "[一二三四五六七八九十]{1,3}"
_DATED = r"(?=\d{1,2}月(?:\d{1,2}日|底|末|份))"
"""What makes a figure behind a number's dot no decimal: 2.12月31日前完成…"""
_FAMILIES = (
    ("（一）", rf"[（(](?P<n>{_CN})[）)][.、．]?"),
    ("（1）", r"[（(](?P<n>\d{1,2})[）)][.、．]?"),
    ("一是", rf"(?P<n>{_CN})(?:是|要)(?![否一])[：，]?"),
    ("第一", rf"第(?P<n>{_CN})[，、：]"),
    ("一、", rf"(?P<n>{_CN})、"),
    (
        "1.1",
        r"\d{1,2}\.\d{1,2}(?:\.(?P<n>\d{1,2}))?(?=[\s\u3000]*[\p{Han}“《（])(?!米|万|元|吨|公里|亿|千|%|月(?:\d|底|末|份))",
    ),
    ("1.", rf"(?P<n>\d{{1,2}})(?:[.．、](?:(?!\d)|{_DATED})|[）)])"),
    ("①", r"(?P<n>[①-⑳])"),
    ("【1】", r"【(?P<n>\d{1,2})】"),
    ("-", rf"[-*{BULLETS}](?=\s|\p{{Han}})"),
)
_MARK = tuple((family, compiled(rf"{pattern}\s*")) for family, pattern in _FAMILIES)
_GLUED = compiled(
    rf"(?<=[。；：])[ \u3000]*(?=\d{{1,2}}[.．、](?:(?!\d)|{_DATED})|[（(](?:{_CN}|\d{{1,2}})[）)]|[①-⑳])"
)
_ORDINALS = ("首先", "其次", "再次", "最后")
_INLINE = compiled(
    rf"(?<=^|[。；：，\n])(?:(?P<n>{_CN})(?:是|要)(?=[\p{{Han}}，：“《])|第(?P<m>{_CN})[，：]|(?P<word>首先|其次|再次|最后|此外)[，：]?)"
)
INLINE_FAMILIES = ("一是", "第一")
"""Families of markers that number sentences rather than paragraphs."""
_RUN_IN = compiled(r"[^。：；\n]{2,60}(?=[。：](?!\s*$)\S)")
_COLON_LINE = compiled(r"[^。；\n]{2,48}：\s*$")
_LABEL = compiled(r"[^，。：；\n]{2,40}。\s*$")
_TITLE_MAX = 60
_CLOSING = compiled(
    r"\s*(?:附件|附表|附图|附[：:]|抄[送报][：:]|（(?:此件|示例|公开|本|完)|[①-⑳]|注[：:\d]|责任编辑|编辑[：:]|来源[：:]|【|打印|关闭|上一篇|下一篇|"
    r"[^。；，]{0,80}(?:调查组|评估组|工作组|专班|委员会|办公室|人民政府|[局厅委部处站院矿]|公司|支队|大队)[）)”\s]*$|"
    r"[\d〇○零一二三四五六七八九十]{4}\s*年[^。；，]{1,12}日\s*$|\d{1,2}[.．、]?[^。；，]{0,40}(?:名单|报告|鉴定|意见书|统计表|照片)[》）]?\s*$)"
)


@dataclasses.dataclass
class Point:
    """An item of a list. ``start`` is its first character after the marker, ``end`` the end of all that belongs to it.

    ``heading`` spans its run-in or own-line heading without stop, None for plain text; ``body`` is its own text after the
    heading and before its children. ``loose``: a paragraph without any marker. ``section`` is where it stands.
    """

    start: int
    end: int
    section: SectionNode
    family: str | None = None
    heading: tuple[int, int] | None = None
    body: tuple[int, int] = (0, 0)
    children: list[Point] = dataclasses.field(default_factory=list)
    spans: list[tuple[int, int]] = dataclasses.field(default_factory=list)

    @property
    def loose(self) -> bool:
        """Has it no marker and no heading of its own?"""
        return self.family is None

    @property
    def marked(self) -> list[Point]:
        """Its children that carry a marker or a heading."""
        return [c for c in self.children if not c.loose]


def printed(report: Report, start: int, end: int) -> str:
    """The words of a span without white space."""
    return str(squeezed(report.text[start:end]))


def trimmed(report: Report, start: int, end: int) -> tuple[int, int]:
    """A span without white space at its edges."""
    text = report.text
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def body_end(report: Report) -> int:
    """Where the last chapter ends: before the signature, date, annexes and remarks that close a document."""
    end = len(report.text)
    for block in reversed(report.document.blocks):
        if block.start == block.end:
            continue
        words = report.text[block.start : block.end]
        if words.strip() and (
            block.kind == "table_row"
            or _CLOSING.match(words) is None
            or ("。" in words[:-1][:200] and words.strip()[0] not in "（①②③④⑤⑥⑦⑧⑨⑩注")
        ):
            break
        end = block.start
    return end


def chapters(report: Report, part: str) -> list[SectionNode]:
    """The sections of a part that do not lie within another section of it, in reading order."""
    out = []
    for node in report.sections:
        parent = report.sections[node.parent] if node.parent is not None else None
        if node.part == part and node.level > 0 and (parent is None or parent.part != part):
            out.append(node)
    return out


def outline(report: Report, node: SectionNode, continues: regex.Pattern[str] | None = None) -> list[Point]:
    """The points of a section: items and paragraphs of its own text, then its sub-sections as points with headings.

    ``continues`` names openings of paragraphs that belong to the point before them, whatever they look like (落实情况：).
    """
    points = _of_paragraphs(report, node, _paragraphs(report, node), continues)
    for child in report.children(node):
        points.append(of_section(report, child, continues))
    return points


def of_section(report: Report, node: SectionNode, continues: regex.Pattern[str] | None = None) -> Point:
    """A section as a point."""
    heading = (node.heading_start, node.heading_end) if node.heading else None
    children = outline(report, node, continues)
    start = node.heading_start if heading else node.body_start
    own_end = min((c.start for c in children if not c.loose), default=node.body_end)
    loose = [c for c in children if c.loose and c.start < own_end]
    body = (loose[0].start, loose[-1].end) if loose else (node.body_start, node.body_start)
    end = trimmed(report, start, max(start, min(node.end, body_end(report))))[1]
    return Point(start, end, node, "§", heading, body, children, [(start, end)])


_LINE = compiled(r"[^\n]+")


def _paragraphs(report: Report, node: SectionNode) -> Iterator[tuple[int, int]]:
    """The lines of a section's own text; footnotes and what closes the document are left out, glued items are parted."""
    limit = min(node.body_end, body_end(report))
    for block in report.document.blocks_in(node.body_start, limit):
        start, end = max(block.start, node.body_start), min(block.end, limit)
        if end <= start or block.kind not in ("paragraph", "heading", "table_row", "caption"):
            continue
        for line in _LINE.finditer(report.text, pos=start, endpos=end):
            a, b = trimmed(report, *line.span())
            if a < b:
                yield from _parted(report, a, b)


def _parted(report: Report, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line cut where the next number of a list stands after a stop: …不到位。2.未…."""
    at = start
    mark = mark_at(report.text, start, end)
    listed = enumerated(report, start, end) if mark is not None and mark[0] in INLINE_FAMILIES else []
    if listed:
        yield from ((a, b) for a, _, b in listed)
        return
    last = {mark[0]: mark[1]} if mark and mark[1] else {}
    for cut in _GLUED.finditer(report.text, start, end):
        found = mark_at(report.text, cut.end(), end)
        if found is None or found[1] is None:
            continue
        family, number, _ = found
        if number == last.get(family, 0) + 1 and (number > 1 or _goes_on(report.text, family, cut.end(), end)):
            yield at, trimmed(report, at, cut.start())[1]
            at = cut.end()
            last[family] = number
    yield at, end


def _goes_on(text: str, family: str, start: int, end: int) -> bool:
    """Does number 2 of a family stand later in the line? One number alone is no list."""
    for cut in _GLUED.finditer(text, start + 1, end):
        found = mark_at(text, cut.end(), end)
        if found is not None and found[0] == family and found[1] == 2:
            return True
    return False


def mark_at(text: str, start: int, end: int) -> tuple[str, int | None, int] | None:
    """Family, number and end of the marker at ``start``; None where there is none."""
    while start < end and text[start].isspace():
        start += 1
    for family, pattern in _MARK:
        match = pattern.match(text, start, end)
        if match is not None:
            word = match.groupdict().get("n")
            number = ord(word) - 0x245F if word and "①" <= word <= "⑳" else parse_int(word) if word else None
            return family, number, match.end()
    return None


def _of_paragraphs(
    report: Report, node: SectionNode, lines: Iterator[tuple[int, int]], continues: regex.Pattern[str] | None
) -> list[Point]:
    roots: list[Point] = []
    stack: list[Point] = []
    for start, end in lines:
        if continues is not None and continues.match(report.text, start, end) and (stack or roots):
            _extend(stack[-1] if stack else roots[-1], stack, start, end)
            continue
        mark = mark_at(report.text, start, end)
        if mark is not None:
            point = _item(report, node, mark, end)
            _pop(stack, point.family)
        elif _COLON_LINE.match(report.text, start, end) is not None or _labels(report.text, start, end):
            point = Point(start, end, node, "：", (start, end - 1), (end, end), [], [(start, end)])
            if any(p.family == "：" for p in stack):
                _pop(stack, "：")
            elif stack and report.text[stack[-1].end - 1] in "。；":
                stack.clear()
        elif stack and stack[-1].family != "：":
            _extend(stack[-1], stack, start, end)
            continue
        else:
            loose = Point(start, end, node, None, None, (start, end), [], [(start, end)])
            (stack[-1].children if stack else roots).append(loose)
            for above in stack:
                above.end = end
            continue
        (stack[-1].children if stack else roots).append(point)
        stack.append(point)
        for above in stack:
            above.end = max(above.end, end)
    return roots


def _pop(stack: list[Point], family: str | None) -> None:
    """Leave the open points down to the one of a family, that one included; all stay where there is none."""
    while any(p.family == family for p in stack):
        stack.pop()


def _labels(text: str, start: int, end: int) -> bool:
    """Is it the label before a list in one line: 甲公司。1.未…2.未…?"""
    return _LABEL.match(text, start, end) is not None and text[end : end + 1] not in ("", "\n")


def _extend(point: Point, stack: Sequence[Point], start: int, end: int) -> None:
    """Add a paragraph to a point and to those above it."""
    if not point.children:
        point.body = (point.body[0] if point.body[0] < point.body[1] else start, end)
    point.spans.append((start, end))
    for one in (point, *stack):
        one.end = max(one.end, end)


def _item(report: Report, node: SectionNode, mark: tuple[str, int | None, int], end: int) -> Point:
    family, _, start = mark
    run_in = _RUN_IN.match(report.text, start, end)
    if run_in is not None:
        heading, body = run_in.span(), (run_in.end() + 1, end)
    elif end - start <= _TITLE_MAX and report.text[end - 1] not in "。；，":
        heading, body = (start, end - (report.text[end - 1] == "：")), (end, end)
    else:
        return Point(start, end, node, family, None, (start, end), [], [(start, end)])
    return Point(start, end, node, family, heading, body, [], [(start, end)])


def enumerated(report: Report, start: int, end: int) -> list[tuple[int, int, int]]:
    """The 一是…；二是… of a passage: (marker, first character after it, end) of each; empty unless there are two or more.

    The last one ends with the passage.
    """
    found: list[tuple[int, int, int]] = []
    for match in _INLINE.finditer(report.text[start:end]):
        word = match["word"]
        number = _ordinal(word) if word else parse_int(match["n"] or match["m"]) or 0
        if number == len(found) + 1 or (word in ("最后", "此外", "再次") and found):
            found.append((start + match.start(), start + match.end(), end))
    if len(found) < 2:
        return []
    cuts = [a for a, _, _ in found[1:]] + [end]
    return [(a, b, trimmed(report, b, cut)[1]) for (a, b, _), cut in zip(found, cuts, strict=True)]


def _ordinal(word: str) -> int:
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else 0
