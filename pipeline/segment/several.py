"""Several reports in one file: each becomes a report of its own over the same text.

A county publishes two road accidents in one PDF, an office joins the year's reports into one Word file. Each part is a
``Report`` whose text outside of it is blanked, so that offsets still count the characters of the one document and
nothing of one accident reaches the other.
"""

from __future__ import annotations

import dataclasses

from extractors.patterns import compiled
from schemas.document import Document, Metadata, Report, SectionNode

_TITLE = compiled(
    r"[^。，；：！？\n]{4,90}(?:事故|事件|火灾)[^。，；：！？\n]{0,24}(?:调查(?:处理)?报告|评估报告)(?:（[^）\n]{1,20}）)?"
)
_QUOTES = compiled(r"[\s“”\"'‘’《》]")
_LEAST = 300
"""Characters of text without which a title begins no report: a list of annexes, a cover page."""


def parts(report: Report) -> tuple[Report, ...]:
    """The reports that a file holds, in reading order; the report itself where it holds one."""
    if report.doc_type not in ("事故调查报告", "整改评估报告"):
        return (report,)
    starts = _starts(report)
    if len(starts) < 2:
        return (report,)
    ends = [*starts[1:], len(report.text)]
    starts[0] = 0
    return tuple(_part(report, n, a, b) for n, (a, b) in enumerate(zip(starts, ends, strict=True)))


_FIRST_MARK = compiled(r"[一1]\b|一|第一")


def _starts(report: Report) -> list[int]:
    """Where the titles of the reports stand: each with its own divisions from the first on, each naming another accident."""
    out: list[int] = []
    names: set[str] = set()
    firsts = [s.start for s in report.sections if s.level == 1 and s.marker is not None and _FIRST_MARK.match(s.marker)]
    titles = []
    for block in report.document.blocks:
        words = report.text[block.start : block.end].strip()
        if block.kind in ("paragraph", "heading") and len(words) <= 120 and _TITLE.fullmatch(words):
            titles.append((block.start, _QUOTES.sub("", words)))
    for index, (start, name) in enumerate(titles):
        end = titles[index + 1][0] if index + 1 < len(titles) else len(report.text)
        own = any(start < first < end for first in firsts)
        if name not in names and own and end - start >= _LEAST:
            out.append(start)
            names.add(name)
    return out


_CHARACTER = compiled(r"[^\n]")


def _part(report: Report, number: int, start: int, end: int) -> Report:
    document = report.document
    text = document.text
    blank = _CHARACTER
    masked = blank.sub(" ", text[:start]) + text[start:end] + blank.sub(" ", text[end:])
    blocks = tuple(b for b in document.blocks if start <= b.start < end or (b.start == b.end == end == len(text)))
    own = [s for s in report.sections if start <= s.start < end and s.level > 0]
    base = own[0].index - 1 if own else 0
    first = own[0].start if own else end
    lead = SectionNode(0, None, 0, 0, None, None, start, start, start, first, start, first, "引言", None)
    nodes = [lead, *(_within(s, base, end) for s in own)]
    inner: Document = dataclasses.replace(document, text=masked, blocks=blocks, meta=Metadata())
    return Report(inner, tuple(nodes), report.doc_type, part=number, first_section=base)


def _within(node: SectionNode, base: int, end: int) -> SectionNode:
    parent = node.parent - base if node.parent is not None and node.parent > base else None
    return dataclasses.replace(
        node, index=node.index - base, parent=parent, end=min(node.end, end), body_end=min(node.body_end, end)
    )
