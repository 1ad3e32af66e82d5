"""What OCR leaves for a reader to look at: look-alikes that were put right, as evidence, and doubtful values, as a check."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.facts import Check
from schemas.column import Row
from schemas.document import Document
from schemas.records import EvidenceRow, PlaceBox

RULE = "ocr.correction"
DOUBT = 0.6
"""A value whose least certain character is below this is worth a look."""

LONGEST = 40
"""Characters; in a longer passage some character is always doubtful."""

SHOWN = 5


def correction_rows(document: Document) -> list[EvidenceRow]:
    """One row of evidence per look-alike put right: what the text says now, what the recogniser had read, how sure it was."""
    doc_id = document.source.doc_id
    out = []
    for c in document.corrections:
        boxes = document.boxes(c.start, c.end)
        out.append(
            EvidenceRow(
                doc_id=doc_id,
                table="documents",
                row_id=doc_id,
                field="text",
                char_start=c.start,
                char_end=c.end,
                page=document.page_at(c.start),
                boxes=[PlaceBox(page=b.page, x0=b.x0, y0=b.y0, x1=b.x1, y1=b.y1) for b in boxes] if boxes else None,
                text=c.text,
                rule=RULE,
                confidence=c.confidence,
                reading=c.reading,
            )
        )
    return out


def doubtful_values(document: Document, evidence: Sequence[Row]) -> list[tuple[Check, list[str]]]:
    """A warning with the rows concerned where recognised values are doubtful; a pass where none is; nothing without OCR."""
    if not any(line.sure for line in document.lines):
        return []
    doubtful = sorted(
        {
            (round(sure, 2), row.char_start, row.table, row.field, row.text, row.row_id)
            for row in evidence
            if isinstance(row, EvidenceRow)
            and row.rule != RULE
            and row.char_end - row.char_start <= LONGEST
            and (sure := document.sure(row.char_start, row.char_end)) < DOUBT
        }
    )
    if not doubtful:
        return [(Check("ocr.confidence", "pass", "识别所得各项的置信度均在可信范围内"), [])]
    shown = [f"{table}.{field}“{text}”（{sure:.2f}）" for sure, _, table, field, text, _ in doubtful[:SHOWN]]
    more = f"等{len(doubtful)}处" if len(doubtful) > SHOWN else ""
    rows = list(dict.fromkeys(row_id for *_, row_id in doubtful))
    return [(Check("ocr.confidence", "warn", "识别置信度低，请对照原件：" + "、".join(shown) + more), rows)]
