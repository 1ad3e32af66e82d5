"""Documents that tell what has been done with those who answer: evaluations, and penalties made public."""

from __future__ import annotations

from extractors.accountability_told import EVALUATION
from extractors.patterns import compiled, squeezed
from schemas.document import Report

_DISCLOSURE = compiled(
    r"事故[^，。；：]{0,30}(?:处罚|处理|处分|问责|追责|责任追究|查处)[^，。；：建议]{0,10}(?:情况|结果|决定)(?:的)?(?:公开|公示|公告|通报)?$"
)
_TITLE = 6
"""Paragraphs among which the title stands."""


def is_follow_up(report: Report) -> bool:
    """Does the document tell what was done, not what is proposed: 某事故处罚和问责情况公开?"""
    if report.doc_type == EVALUATION:
        return True
    if report.doc_type == "事故调查报告":
        return False
    heads = [b for b in report.document.blocks[:40] if b.start < b.end and b.kind in ("paragraph", "heading")][:_TITLE]
    return any(
        b.end - b.start <= 120 and _DISCLOSURE.search(squeezed(report.text[b.start : b.end])) is not None for b in heads
    )
