"""The real parser under the version that the tests set, and as later versions might be.

``parse_shifted`` reads one more person in front of the others, so that all ids behind it move on, and all values as before;
``parse_otherwise`` reads seven deaths besides.
"""

import dataclasses

from pipeline.parse import record_of
from pipeline.read import read_document
from pipeline.reviews import amend
from pipeline.segment import segment
from schemas.records_accountability import PersonRow, SanctionRow

NEW = "孟新"


def parse(data, source, file_name, reviews=()):
    return _of_test(record_of(segment(read_document(data, source, file_name)), reviews))


def parse_shifted(data, source, file_name, reviews=()):
    return _parse(data, source, file_name, reviews)


def parse_otherwise(data, source, file_name, reviews=()):
    return _parse(data, source, file_name, reviews, deaths=7)


def _parse(data, source, file_name, reviews, **read):
    report = segment(read_document(data, source, file_name))
    return _of_test(amend(shifted(record_of(report), **read), reviews, report))


def _of_test(record):
    return dataclasses.replace(record, document=dataclasses.replace(record.document, parser_version="test"))


def shifted(record, **read):
    people = list(record.rows(PersonRow))
    ids = [p.person_id for p in people] + [f"{record.document.doc_id}-p{len(people):03d}"]
    moved = {p.person_id: ids[i + 1] for i, p in enumerate(people)}
    first = PersonRow(person_id=ids[0], doc_id=record.document.doc_id, name=NEW, is_masked=False, position="记录员")
    tables = dict(record.tables)
    tables["persons"] = (first, *(dataclasses.replace(p, person_id=moved[p.person_id]) for p in people))
    tables["sanctions"] = tuple(
        dataclasses.replace(s, person_id=moved.get(s.person_id)) for s in record.rows(SanctionRow)
    )
    tables["evidence"] = tuple(dataclasses.replace(e, row_id=moved.get(e.row_id, e.row_id)) for e in record.evidence)
    tables["accidents"] = tuple(dataclasses.replace(a, **read) for a in record.accidents)
    return dataclasses.replace(record, tables=tables)
