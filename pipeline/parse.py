"""One file's bytes to its record: read → segment → extract → validate."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from extractors import ACCIDENT, DOCUMENT
from extractors.circulars import about_one_accident
from extractors.facts import Check, Facts
from pipeline.accountability import account
from pipeline.penalties import law_checks, penalties
from pipeline.read import read_document
from pipeline.recognised import correction_rows, doubtful_values
from pipeline.record import Record
from pipeline.resolve import own_accident_id
from pipeline.reviews import amend, retyped
from pipeline.segment import segment
from pipeline.segment.several import parts
from pipeline.story import tell
from pipeline.validate import validate
from pipeline.validate_rows import validate_rows
from pipeline.version import PARSER_VERSION
from schemas.column import Row, columns
from schemas.document import Evidence, Report, SectionNode
from schemas.records import (
    AccidentRow,
    CheckRow,
    DocumentRow,
    EvidenceRow,
    PlaceBox,
    SectionRow,
    TextRow,
)
from schemas.reviews import Review


def parse_bytes(data: bytes, source: str, file_name: str, reviews: Sequence[Review] = ()) -> Record:
    """Parse one file.

    Args:
        data: the file's bytes.
        source: path as given to the program, kept in ``documents.source``.
        file_name: the file's name; its suffix is a hint only, the content decides.
        reviews: reviewers' decisions in the order in which they were made; those on this document are applied.

    Raises:
        pipeline.read.lines.ReadError: the file cannot be read; ``code`` and message say why and what to do.
    """
    return record_of(segment(read_document(data, source, file_name)), reviews)


def record_of(report: Report, reviews: Sequence[Review] = ()) -> Record:
    """All rows of a document; where it holds several reports, the rows of each. ``reviews`` as of :func:`parse_bytes`."""
    if reviews:
        report = retyped(report, reviews)
        return amend(_record(report), reviews, report)
    return _record(report)


def _record(report: Report) -> Record:
    document = _document_facts(report)
    doc_id = report.document.source.doc_id
    tables: dict[str, tuple[Row, ...]] = {"sections": tuple(_section(report, n) for n in report.sections)}
    pieces = [_piece(part, document if part.part == 0 else _document_facts(part)) for part in parts(report)]
    for name in pieces[0].tables:
        tables[name] = tuple(row for piece in pieces for row in piece.tables[name])
    tables["evidence"] = (*_evidence(report, "documents", doc_id, document), *tables["evidence"])
    checked = doubtful_values(report.document, tables["evidence"])
    tables["evidence"] = (*tables["evidence"], *correction_rows(report.document))
    accidents = [piece.accident_id for piece in pieces if piece.accident_id is not None]
    about = accidents[0] if len(accidents) == 1 else None
    tables["checks"] = (*tables["checks"], *(_check(doc_id, about, check, rows) for check, rows in checked))
    return Record(
        document=_document(report, document, about),
        text=TextRow(doc_id=doc_id, text=report.text, page_offsets=list(report.document.page_offsets)),
        tables=tables,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Piece:
    """The rows of one report: all tables but documents, texts and sections."""

    accident_id: str | None
    tables: dict[str, tuple[Row, ...]]


def _document_facts(report: Report) -> Facts:
    facts = Facts()
    for extract in DOCUMENT:
        extract(report, facts)
    return facts


def _piece(report: Report, document: Facts) -> _Piece:
    accident = _accident_facts(report, document)
    doc_id = report.document.source.doc_id
    accident_id = own_accident_id(doc_id, report.part) if accident is not None else None
    answers = account(report, accident, accident_id, document.get("issued_on"))
    story = tell(report, accident, accident_id, answers.resolve, document.get("issued_on"))
    if accident is not None:
        for field, minutes in zip(("minutes_to_report", "minutes_to_arrival"), story.delays, strict=True):
            accident.derive(field, minutes)
    row = _accident(accident_id, doc_id, accident) if accident is not None and accident_id is not None else None
    fines = penalties(row, answers.organizations, answers.persons, answers.sanctions)
    evidence = [
        *(_evidence(report, "accidents", accident_id, accident) if accident and accident_id else ()),
        *(_evidence_row(report, *located) for located in (*answers.evidence, *story.evidence)),
    ]
    between_rows = [
        *law_checks(row, answers.organizations, answers.citations, fines),
        *validate_rows(report, row, answers.persons, answers.sanctions),
        *((check, []) for check in story.checks),
    ]
    tables: dict[str, tuple[Row, ...]] = {
        **answers.tables,
        **story.tables,
        "accidents": (row,) if row is not None else (),
        "penalties": fines,
        "evidence": tuple(evidence),
        "checks": (
            *_checks(report, document, accident, accident_id),
            *(_check(doc_id, accident_id, check, row_ids) for check, row_ids in between_rows),
        ),
    }
    return _Piece(accident_id, tables)


def _accident_facts(report: Report, document: Facts) -> Facts | None:
    """What the document says of the one accident that it is about; None where it is about none, or about several."""
    if not about_one_accident(report, document.get("title")):
        return None
    facts = Facts()
    # the accident's extractors read the title, issuer and date of the document
    for field in ("title", "issuer", "issued_on"):
        facts.set(field, document.get(field), *[e for f, e in document.evidence if f == field])
    for extract in ACCIDENT:
        extract(report, facts)
    if all(facts.get(field) is None for field in ("occurred_at", "name", "summary")):
        return None
    return facts


def _document(report: Report, facts: Facts, accident_id: str | None) -> DocumentRow:
    source = report.document.source
    return DocumentRow(
        doc_id=source.doc_id,
        source=source.source,
        file_name=source.file_name,
        media_type=source.media_type,
        byte_size=source.byte_size,
        page_count=report.document.page_count,
        char_count=len(report.text),
        text_source=report.document.text_source,
        doc_type=report.doc_type,
        title=facts.get("title"),
        doc_number=facts.get("doc_number"),
        issuer=list(facts.get("issuer") or []),
        recipients=list(facts.get("recipients") or []),
        copied_to=list(facts.get("copied_to") or []),
        issued_on=facts.get("issued_on"),
        accident_id=accident_id,
        parser_version=PARSER_VERSION,
        warnings=_warnings(report),
    )


def _warnings(report: Report) -> list[str]:
    out = list(report.document.warnings)
    if not report.text.strip() and any(b.kind == "toc" for b in report.document.blocks):
        out.append("目录之外没有正文：文件可能只是报告的目录，请补充正文")
    return out


def _accident(accident_id: str, doc_id: str, facts: Facts) -> AccidentRow:
    known = {c.name for c in columns(AccidentRow)}
    values = {k: v for k, v in facts.values.items() if k in known}
    return AccidentRow(accident_id=accident_id, doc_id=doc_id, **values)


def _section(report: Report, node: SectionNode) -> SectionRow:
    document = report.document
    doc_id = document.source.doc_id
    parent = report.sections[node.parent] if node.parent is not None else None
    last = max(node.start, node.end - 1)
    return SectionRow(
        section_id=report.section_id(node),
        doc_id=doc_id,
        parent_id=report.section_id(parent) if parent is not None else None,
        level=node.level,
        ordinal=node.ordinal,
        marker=node.marker,
        heading=node.heading,
        part=node.part,
        topic=node.topic,
        char_start=node.start,
        char_end=node.end,
        page_start=document.page_at(node.start),
        page_end=document.page_at(last),
        text=report.text[node.body_start : node.body_end].strip(),
    )


def _evidence(report: Report, table: str, row_id: str, facts: Facts) -> list[EvidenceRow]:
    row = DocumentRow if table == "documents" else AccidentRow
    known = {c.name for c in columns(row)}
    out = []
    for field, evidence in sorted(facts.evidence, key=lambda item: (item[0], item[1].start, item[1].end)):
        if field not in known or facts.get(field) is None:
            continue
        out.append(_evidence_row(report, table, row_id, field, evidence))
    return out


def _evidence_row(report: Report, table: str, row_id: str, field: str, evidence: Evidence) -> EvidenceRow:
    boxes = report.document.boxes(evidence.start, evidence.end)
    return EvidenceRow(
        doc_id=report.document.source.doc_id,
        table=table,
        row_id=row_id,
        field=field,
        char_start=evidence.start,
        char_end=evidence.end,
        page=report.document.page_at(evidence.start),
        boxes=[PlaceBox(page=b.page, x0=b.x0, y0=b.y0, x1=b.x1, y1=b.y1) for b in boxes] if boxes else None,
        text=evidence.text,
        rule=evidence.rule,
        confidence=evidence.confidence,
    )


def _checks(report: Report, document: Facts, accident: Facts | None, accident_id: str | None) -> list[CheckRow]:
    found = [*document.checks, *(accident.checks if accident else []), *validate(report, document, accident)]
    doc_id = report.document.source.doc_id
    return [_check(doc_id, accident_id, check, [accident_id] if accident_id else []) for check in found]


def _check(doc_id: str, accident_id: str | None, check: Check, row_ids: list[str]) -> CheckRow:
    return CheckRow(
        doc_id=doc_id,
        accident_id=accident_id,
        check=check.check,
        verdict=check.verdict,
        message=check.message,
        row_ids=row_ids,
    )
