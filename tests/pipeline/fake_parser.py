"""Parsers for the tests of the runner: what they do stands in the file that they parse.

The first line is the text; further lines are orders: ``sleep 5``, ``exit 3``, ``raise words``, ``code needs-x words``,
``hog``, ``surrogate``. What was parsed is noted in ``parsed.log`` in the working folder; where that holds a file
``parse-slowly``, each file takes a tenth of a second. (Workers inherit the folder, but not the environment.)
"""

import dataclasses
import datetime as dt
import hashlib
import os
import time
from decimal import Decimal

from pipeline.read.lines import ReadError
from pipeline.record import Record
from pipeline.resolve import own_accident_id
from schemas.records import AccidentRow, DocumentRow, EvidenceRow, PlaceBox, SectionRow, TextRow
from schemas.records_accountability import Basis, SanctionRow


def parse(data, source, file_name):
    words, *orders = data.decode().splitlines()
    doc_id = hashlib.sha256(data).hexdigest()[:16]
    with open("parsed.log", "a") as file:
        file.write(f"{source}\n")
    if os.path.exists("parse-slowly"):
        time.sleep(0.1)
    for order in orders:
        obey(*order.partition(" ")[::2])
    record = record_of(doc_id, source, file_name, words, len(data))
    if "surrogate" in orders:
        return dataclasses.replace(record, text=TextRow(doc_id=doc_id, text="\ud800"))
    return record


def parse_newer(data, source, file_name):
    record = parse(data, source, file_name)
    return dataclasses.replace(record, document=dataclasses.replace(record.document, parser_version="test-2"))


def obey(order, rest):
    if order == "sleep":
        time.sleep(float(rest))
    elif order == "exit":
        os._exit(int(rest))
    elif order == "raise":
        raise ValueError(f"{rest} at {object()}")
    elif order == "code":
        code, _, words = rest.partition(" ")
        raise ReadError(code, words)
    elif order == "hog":
        hoard = []
        while True:
            hoard.append(bytearray(32 << 20))


def record_of(doc_id, source, file_name, words, size):
    """A record with rows in several tables, nested values and a number of rows that differs from file to file."""
    text = words + "\n"
    accident = own_accident_id(doc_id)
    sections = tuple(
        SectionRow(
            section_id=f"{doc_id}-{9 - i}",
            doc_id=doc_id,
            parent_id=None,
            level=1,
            ordinal=i,
            part="其他",
            char_start=0,
            char_end=len(text),
            text=words,
        )
        for i in range(1 + int(doc_id, 16) % 4)
    )
    return Record(
        document=DocumentRow(
            doc_id=doc_id,
            source=source,
            file_name=file_name,
            media_type="text/plain",
            byte_size=size,
            char_count=len(text),
            text_source="markup",
            doc_type="事故调查报告",
            title=words,
            accident_id=accident,
            parser_version="test",
        ),
        text=TextRow(doc_id=doc_id, text=text, page_offsets=[0]),
        tables={
            "accidents": (
                AccidentRow(
                    accident_id=accident,
                    doc_id=doc_id,
                    occurred_at=dt.datetime(2023, 5, 29, 16, 5),
                    occurred_precision="minute",
                    deaths=int(doc_id, 16) % 3,
                    direct_loss_yuan=Decimal("8061200.00"),
                ),
            ),
            "sections": sections,
            "sanctions": (
                SanctionRow(
                    sanction_id=f"s-{doc_id}",
                    doc_id=doc_id,
                    target_kind="person",
                    target_name="张某",
                    category="行政处罚",
                    measure="罚款",
                    status="建议",
                    amount_yuan=Decimal("80000.00"),
                    basis=[Basis(law="中华人民共和国安全生产法", article=95), Basis(law="某条例")],
                ),
            ),
            "evidence": (
                EvidenceRow(
                    doc_id=doc_id,
                    table="documents",
                    row_id=doc_id,
                    field="title",
                    char_start=0,
                    char_end=len(words),
                    page=1,
                    boxes=[PlaceBox(page=1, x0=1.5, y0=2.0, x1=3.0, y1=4.0)],
                    text=words,
                    rule="test",
                ),
                EvidenceRow(
                    doc_id=doc_id,
                    table="accidents",
                    row_id=accident,
                    field="deaths",
                    char_start=0,
                    char_end=1,
                    text=words[:1],
                    rule="test",
                ),
            ),
        },
    )
