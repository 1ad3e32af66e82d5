"""What OCR leaves to look at: corrections as evidence, doubtful values as a check."""

from __future__ import annotations

import pytest

from pipeline.parse import record_of
from pipeline.read.assemble import assemble
from pipeline.read.lines import Char, Line, Reading
from pipeline.recognised import RULE
from pipeline.segment import segment
from schemas.document import Document, Source

TEXT = (
    "海棠市青禾县云帆木业有限公司“3·7”一般火灾事故调查报告",
    "2023年3月7日15时20分许，云帆木业有限公司制板车间发生火灾，造成2人死亡、1人受伤，直接经济损失206.5万元。",
)


def scanned(doubtful: str = "", sure: float = 0.95) -> Document:
    lines = []
    for k, words in enumerate(TEXT):
        at = words.find(doubtful) if doubtful else -1
        chars = [
            Char(
                c,
                60 + 10 * i,
                100 + 30 * k,
                70 + 10 * i,
                112 + 30 * k,
                sure=sure if at <= i < at + len(doubtful) and at >= 0 else 0.95,
                read="O" if c == "0" and k == 1 and words[i - 1] == "2" else "",
            )
            for i, c in enumerate(words)
        ]
        lines.append(Line(words, page=1, begins=True, chars=chars, recognised=True))
    return assemble(Reading(lines, "ocr", 1), Source("scan.pdf", "scan.pdf", "application/pdf", 1, "0" * 16))


def test_corrections_are_rows_of_evidence() -> None:
    record = record_of(segment(scanned()))
    rows = [r for r in record.tables["evidence"] if r.rule == RULE]  # type: ignore[attr-defined]
    assert [(r.field, r.text, r.reading, r.confidence) for r in rows] == [("text", "0", "O", 0.95)] * 3  # type: ignore[attr-defined]
    assert all(record.text.text[r.char_start : r.char_end] == r.text and r.boxes for r in rows)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("sure", "verdict"), [(0.4, "warn"), (0.9, "pass")])
def test_a_doubtful_value_raises_a_check(sure: float, verdict: str) -> None:
    record = record_of(segment(scanned("2人", sure)))
    (check,) = [c for c in record.tables["checks"] if c.check == "ocr.confidence"]  # type: ignore[attr-defined]
    assert check.verdict == verdict  # type: ignore[attr-defined]
    deaths = [e for e in record.tables["evidence"] if e.field == "deaths"]  # type: ignore[attr-defined]
    assert {e.confidence for e in deaths} == {min(sure, 0.95)}  # type: ignore[attr-defined]
    if verdict == "warn":
        assert "accidents.deaths" in check.message  # type: ignore[attr-defined]
        assert deaths[0].row_id in check.row_ids  # type: ignore[attr-defined]
