"""Documents to reports: kind of document, tree of headings with part and topic."""

from __future__ import annotations

from pipeline.segment.answering import by_content
from pipeline.segment.classify import classify
from pipeline.segment.doctype import document_type
from pipeline.segment.tree import build
from schemas.document import Document, Report

__all__ = ["segment"]


def segment(document: Document) -> Report:
    """Find a document's headings and its kind.

    Returns:
        The report: sections in reading order that together cover the text, each with its part and topic; a document
        without headings has one section of level 0.
    """
    nodes = build(document)
    doc_type = document_type(document, nodes)
    sections = by_content(document, classify(document, nodes, doc_type), doc_type)
    return Report(document, sections, doc_type)
