"""The row classes against the contract, and what is derived from them."""

import dataclasses
import datetime as dt
import re
import typing
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.store import to_rows, to_table
from schemas.column import columns
from schemas.tables import TABLES, arrow_schema, dictionary_markdown, json_schema
from schemas.vocabularies import MEASURES_OF, VOCABULARIES

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT.parent / "shared" / "design" / "tables.md"
DICTIONARY = ROOT / "docs" / "data-dictionary.md"
KINDS = {"bool", "date", "timestamp", "decimal", "int32", "int64", "list", "struct", "float", "float32", "float64"}


OURS = {"penalties", "outcomes", "reviews", "laws", "law_penalties", "law_articles"}
"""Tables beyond the contract."""


def contract():
    """Table → (column, type word or None): the first list of columns after the table's name in ``tables.md``."""
    text = CONTRACT.read_text("utf-8")
    return {
        table: listed(
            re.search(rf"(?:^## {table}\b|^- `{table}`:|to `{table}`).*?`([^`]*,[^`]*,[^`]*)`", text, re.M | re.S)[1]
        )
        for table in TABLES
        if table not in OURS
    }


def listed(words):
    words = re.sub(r"\((?:[^()]|\([^()]*\))*\)", "", " ".join(words.split()))
    words = re.sub(r"<(?:[^<>]|<[^<>]*>)*>", "", words)
    return [
        (item.split()[0], next((w for w in item.split()[1:] if w in KINDS), None))
        for item in words.split(",")
        if item.strip()
    ]


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract is not beside the repository")
def test_every_column_of_the_contract_is_there_with_its_type():
    found = contract()
    assert sum(map(len, found.values())) > 150
    missing = []
    for table, wanted in found.items():
        schema = arrow_schema(table)
        for name, kind in wanted:
            if name not in schema.names:
                missing.append(f"{table}.{name}")
            elif kind is not None and not str(schema.field(name).type).startswith(kind.replace("float", "")):
                missing.append(f"{table}.{name}: {kind}, not {schema.field(name).type}")
    assert not missing


def test_types_of_the_conventions():
    accidents = arrow_schema("accidents")
    assert accidents.field("occurred_at").type == pa.timestamp("s")
    assert accidents.field("direct_loss_yuan").type == pa.decimal128(18, 2)
    assert accidents.field("team_formed_on").type == pa.date32()
    assert accidents.field("deaths").type == pa.int32()
    assert accidents.field("deaths").nullable


@pytest.mark.parametrize("table", TABLES)
def test_each_column_is_described_in_both_languages(table):
    for field in arrow_schema(table):
        assert field.metadata[b"description"]
        assert re.search(r"[\u4e00-\u9fff]", field.metadata[b"label_zh"].decode())


@pytest.mark.parametrize("table", TABLES)
def test_the_metadata_is_in_the_files(table, tmp_path):
    pq.write_table(to_table(table, []), tmp_path / "part.parquet")
    found = pq.read_schema(tmp_path / "part.parquet")
    for field in arrow_schema(table):
        stored = found.field(field.name).metadata
        assert {key: stored[key] for key in field.metadata} == field.metadata


def test_vocabularies_stand_in_the_metadata():
    field = arrow_schema("accidents").field("severity")
    assert field.metadata[b"vocabulary"].decode() == "一般|较大|重大|特别重大"
    used = {c.info.vocabulary for row in TABLES.values() for c in columns(row)} - {None}
    assert used == set(VOCABULARIES)


def test_no_measure_belongs_to_two_categories():
    measures = [measure for group in MEASURES_OF.values() for measure in group]
    assert len(measures) == len(set(measures))


SAMPLES = {
    str: "某公司“5·29”事故",
    int: 7,
    float: 0.5,
    bool: True,
    Decimal: Decimal("8061200.00"),
    dt.date: dt.date(2023, 9, 8),
    dt.datetime: dt.datetime(2023, 5, 29, 16, 5),
}


def full(kind):
    """A row with a value in every column, nested ones included."""
    return kind(**{c.name: sample(c.type) for c in columns(kind)})


def sample(kind):
    if kind in SAMPLES:
        return SAMPLES[kind]
    if typing.get_origin(kind) is list:
        return [sample(typing.get_args(kind)[0])] * 2
    assert dataclasses.is_dataclass(kind)
    return full(kind)


def bare(kind):
    """A row with nothing but what is required."""
    return kind(**{f.name: getattr(full(kind), f.name) for f in dataclasses.fields(kind) if is_required(f)})


def is_required(field):
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_every_table_go_to_arrow_and_back(table, tmp_path):
    kind = TABLES[table]
    rows = [full(kind), bare(kind), full(kind)]
    found = to_table(table, rows)
    found.validate(full=True)
    assert to_rows(kind, found) == rows
    pq.write_table(found, tmp_path / "part.parquet")
    assert to_rows(kind, pq.read_table(tmp_path / "part.parquet")) == rows


def test_null_lists_and_empty_lists_differ():
    kind = TABLES["evidence"]
    rows = [dataclasses.replace(full(kind), boxes=boxes) for boxes in (None, [], full(kind).boxes)]
    found = to_table("evidence", rows)
    assert found["boxes"].null_count == 1
    assert to_rows(kind, found) == rows


def test_the_data_dictionary_is_up_to_date():
    assert DICTIONARY.read_text("utf-8") == dictionary_markdown(), "run `make docs`"


def test_the_dictionary_names_every_table_and_column():
    words = dictionary_markdown()
    for table, row in TABLES.items():
        part = words.split(f"## {table} · ")[1].split("\n## ")[0]
        for col in columns(row):
            assert f"| `{col.name}` | {col.info.label_zh} |" in part


@pytest.mark.parametrize("table", TABLES)
def test_json_schema_follows_the_arrow_schema(table):
    found = json_schema()["$defs"][table]
    schema = arrow_schema(table)
    assert list(found["properties"]) == schema.names
    assert found["required"] == [field.name for field in schema if not field.nullable]
    for col in columns(TABLES[table]):
        if col.info.vocabulary:
            assert "enum" in str(found["properties"][col.name])
