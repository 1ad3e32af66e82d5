"""Reports to Arrow without a dataset."""

import pyarrow as pa
import pytest

from pipeline.batches import record_batches
from pipeline.store import read_table
from schemas.tables import arrow_schema

PARSER = "fake_parser:parse"


def tables_of(files, tables=None, **options):
    out = {}
    for table, batch in record_batches(files, tables, **{"parse": PARSER, "timeout": 20, **options}):
        assert batch.schema.equals(arrow_schema(table), check_metadata=True)
        out.setdefault(table, []).append(batch)
    return {table: pa.Table.from_batches(batches) for table, batches in out.items()}


def test_the_rows_are_those_of_a_dataset(reports, parse):
    reports({f"{i:03}.txt": f"第{i}号报告" for i in range(70)})
    parse()
    found = tables_of([f"in/{i:03}.txt" for i in range(70)], jobs=2)
    assert found.keys() == {"documents", "texts", "accidents", "sections", "sanctions", "evidence"}
    for table, rows in found.items():
        assert rows.sort_by("doc_id") == read_table("out", table), table


def test_trouble_is_a_row_of_failures(reports):
    reports({"a.txt": "x", "dies.txt": "x\nexit 3", "raises.txt": "x\nraise oh", "hangs.txt": "x\nsleep 60"})
    names = ("a.txt", "dies.txt", "raises.txt", "hangs.txt", "missing.txt")
    found = tables_of([f"in/{name}" for name in names], ["documents", "failures"], timeout=2)
    assert found["documents"]["file_name"].to_pylist() == ["a.txt"]
    failures = {row["file_name"]: (row["error"], row["byte_size"]) for row in found["failures"].to_pylist()}
    assert failures == {
        "dies.txt": ("killed", 8),
        "raises.txt": ("ValueError", 10),
        "hangs.txt": ("timeout", 10),
        "missing.txt": ("unreadable", None),
    }


def test_files_are_asked_for_as_they_are_needed(reports):
    reports({f"{i}.txt": f"第{i}号报告" for i in range(9)})
    asked = []

    def names():
        for i in range(9):
            asked.append(i)
            yield f"in/{i}.txt"

    batches = record_batches(names(), ["texts"], parse=PARSER)
    assert asked == []
    assert sum(len(batch) for _, batch in batches) == len(asked) == 9


def test_an_unknown_table_is_an_error():
    with pytest.raises(KeyError, match="nonsense"):
        record_batches([], ["nonsense"])


def test_no_files_give_nothing():
    assert list(record_batches([])) == []
