"""Divisions whose heading no rule knows and whose paragraphs say what is done with whom: 七、谁来负责 · 二、同意对下列人员和单位的处理."""

from __future__ import annotations

import dataclasses
import itertools

from extractors.accountability_passages import judges
from extractors.patterns import squeezed
from pipeline.segment.classify import topic_of
from schemas.document import Document, SectionNode
from schemas.vocabularies import ABOUT_ONE_ACCIDENT

_SHARE = 0.4
"""Of a division's paragraphs so many judge, or it is no list of who answers for the accident."""


def by_content(document: Document, nodes: tuple[SectionNode, ...], doc_type: str) -> tuple[SectionNode, ...]:
    """The sections, those of part 其他 whose words judge persons and units as 责任处理 (责任落实 in a follow-up)."""
    if doc_type not in ABOUT_ONE_ACCIDENT or all(n.part != "其他" for n in nodes):
        return nodes
    part = "责任落实" if doc_type == "整改评估报告" else "责任处理"
    paragraphs = {n.index: _paragraphs(document, n) for n in nodes}
    out = list(nodes)
    for node in nodes:
        if node.level == 0 or node.part != "其他" or node.parent is not None:
            continue
        family = _family(nodes, node)
        words = [w for n in family for w in paragraphs[n.index]]
        hits = sum(judges(w) for w in words)
        if hits < 2 or hits < len(words) * _SHARE:
            continue
        for one in family:
            judged = any(judges(w) for w in paragraphs[one.index])
            if one.part == "其他" or judged:
                changed = dataclasses.replace(out[one.index], part=part)
                out[one.index] = dataclasses.replace(
                    changed, topic=topic_of(changed, part, out, one.index != node.index)
                )
    return tuple(out)


def _family(nodes: tuple[SectionNode, ...], top: SectionNode) -> list[SectionNode]:
    """A division and the sections below it."""
    out = []
    for node in itertools.islice(nodes, top.index, None):
        if node.start >= top.end:
            break
        out.append(node)
    return out


def _paragraphs(document: Document, node: SectionNode) -> list[str]:
    """A section's paragraphs without white space; a heading that is a sentence of its own is one of them."""
    out = []
    heading = squeezed(document.text[node.heading_start : node.heading_end]) if node.heading else ""
    if "，" in heading:
        out.append(heading)
    for block in document.blocks_in(node.body_start, node.body_end):
        start, end = max(block.start, node.body_start), min(block.end, node.body_end)
        if start < end and block.kind in ("paragraph", "heading", "table_row"):
            words = squeezed(document.text[start:end])
            out += [words] if words else []
    return out
