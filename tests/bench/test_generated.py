"""The made-up dataset: its evidence holds, it is the same every time, and every ready query finds something in it."""

import pyarrow.parquet as pq
import pytest

from explore import query
from explore.dataset import connect, rows
from schemas.tables import TABLES, arrow_schema
from schemas.vocabularies import VOCABULARIES
from tests.bench.generated import documents, write_dataset

COUNT = 250
LATER = {"reviews"}
"""Tables that a program other than the parser fills."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return write_dataset(tmp_path_factory.mktemp("generated"), COUNT)


@pytest.fixture(scope="module")
def con(root):
    return connect(root)


def count(con, sql):
    return rows(con, f"SELECT count(*) AS n FROM {sql}")[0]["n"]


def test_every_table_has_rows_of_its_schema(root):
    for table in TABLES:
        data = pq.ParquetFile(root / table / "part.parquet").read()
        assert data.schema.names == arrow_schema(table).names
        data = data.cast(arrow_schema(table))  # Parquet keeps no seconds: moments come back in milliseconds
        assert len(data) or table in LATER, table
        for field in data.schema:
            assert field.nullable or not data[field.name].null_count, (table, field.name)


def test_values_are_of_their_vocabularies(con):
    for table in TABLES:
        for field in arrow_schema(table):
            known = (field.metadata or {}).get(b"vocabulary", b"").decode().split("|")
            if known != [""] and str(field.type) == "string":
                found = {row["v"] for row in rows(con, f'SELECT DISTINCT "{field.name}" AS v FROM "{table}"')} - {None}
                assert found <= set(known), (table, field.name)
    assert {row["v"] for row in rows(con, "SELECT DISTINCT severity AS v FROM cases")} <= {
        *VOCABULARIES["severity"],
        None,
    }


def test_evidence_is_what_stands_there(con):
    assert (
        count(
            con,
            "evidence JOIN texts USING (doc_id) WHERE substr(texts.text, char_start + 1, char_end - char_start) <> evidence.text",
        )
        == 0
    )
    assert count(con, "evidence WHERE evidence.text = '' OR (page IS NULL) <> (boxes IS NULL) OR len(boxes) = 0") == 0
    assert count(con, "sections JOIN texts USING (doc_id) WHERE contains(texts.text, sections.text) = false") == 0


def test_rows_point_to_rows(con):
    for table, column, other in (
        ("sanctions", "person_id", "persons"), ("sanctions", "org_id", "organizations"), ("sanctions", "section_id", "sections"),
        ("penalties", "sanction_id", "sanctions"), ("outcomes", "sanction_id", "sanctions"), ("accidents", "doc_id", "documents"),
    ):  # fmt: skip
        assert (
            count(con, f"{table} WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT {column} FROM {other})") == 0
        ), (table, column)
        key = f"{other} WHERE {column} IN (SELECT {column} FROM {other} GROUP BY 1 HAVING count(*) > 1)"
        assert column == "doc_id" or count(con, key) == 0


def test_accidents_are_counted_once(con):
    assert count(con, "cases") == COUNT


def test_texts_say_that_they_are_made_up(con):
    assert count(con, "texts WHERE NOT contains(text, '示例·生成数据')") == 0
    assert count(con, "organizations WHERE role NOT IN ('监管部门', '属地政府') AND NOT contains(name, '示例')") == 0


def test_the_same_every_time_and_whatever_the_count(root, tmp_path):
    one, two = write_dataset(tmp_path / "one", 40), write_dataset(tmp_path / "two", 40)
    for path in sorted(one.rglob("*.parquet")):
        assert path.read_bytes() == (two / path.relative_to(one)).read_bytes()
    few = rows(connect(one), "SELECT accident_id, deaths, name FROM cases ORDER BY ALL")
    many = rows(connect(root), "SELECT accident_id, deaths, name FROM cases ORDER BY ALL")
    assert len(few) == 40
    assert all(row in many for row in few)
    assert documents(7, 1)[0].doc_id != documents(7, 0)[0].doc_id


def test_processes_share_shards_and_write_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.bench.generated.shard_digits", lambda documents: 1)
    one, two = write_dataset(tmp_path / "one", 60), write_dataset(tmp_path / "two", 60, jobs=2)
    names = sorted(path.relative_to(one) for path in one.rglob("*.parquet"))
    assert len([name for name in names if name.parts[0] == "sanctions"]) == 16
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes()


@pytest.mark.parametrize("name", query.ready())
def test_ready_query_finds_something(root, name):
    asked = query.question(name, [])
    assert next(query.run(connect(root), asked.sql, asked.values).rows(), None) is not None
