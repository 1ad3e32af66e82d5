"""A Data Package that its own schemas describe, and that ``datasets`` reads as it is."""

import csv
import datetime as dt
import hashlib
import json
from decimal import Decimal

import pytest

from explore.export.datapackage import write_datapackage
from explore.export.keys import PRIMARY
from schemas.column import columns
from schemas.tables import TABLES, arrow_schema
from schemas.vocabularies import VOCABULARIES
from tests.explore.export_samples import contents, demo, rows


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    target = tmp_path_factory.mktemp("package") / "dp"
    write_datapackage(demo(), target, tuple(TABLES))
    return target


def resources(folder):
    found = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    return {one["name"].replace("-", "_"): one for one in found}


def lines(folder, table):
    csv.field_size_limit(1 << 30)
    with open(folder / resources(folder)[table]["path"], encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_resources_are_described_by_their_schemas(package):
    found = resources(package)
    assert list(found) == list(TABLES)
    for table, resource in found.items():
        data = (package / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        assert not data.startswith(b"\xef\xbb\xbf")
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == [col.name for col in columns(TABLES[table])]
        assert all(field["title"] and field["description"] for field in fields)
    severity = next(f for f in found["accidents"]["schema"]["fields"] if f["name"] == "severity")
    assert severity["constraints"]["enum"] == list(VOCABULARIES["severity"])
    assert severity["title"] == "事故等级"
    assert {f["name"]: f["type"] for f in found["accidents"]["schema"]["fields"]}["direct_loss_yuan"] == "number"


READ = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": dt.date.fromisoformat,
    "array": json.loads,
}


def test_every_value_can_be_read_as_its_schema_says(package):
    for table, resource in resources(package).items():
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        for line, row in zip(lines(package, table), rows(demo(), table), strict=True):
            for name, printed in line.items():
                field = fields[name]
                limits = field.get("constraints", {})
                assert printed or not limits.get("required"), (table, name)
                assert not printed or printed in limits.get("enum", [printed])
                if printed and field["type"] == "datetime":
                    assert dt.datetime.strptime(printed, field["format"]) == row[name]
                elif printed and field["type"] == "array":
                    assert len(json.loads(printed)) == len(row[name])
                elif printed:
                    value = READ[field["type"]](printed)
                    assert value == (Decimal(str(row[name])) if isinstance(row[name], float) else row[name])
                else:
                    assert row[name] in (None, "")


def test_keys_name_rows_that_are_there(package):
    found = resources(package)
    checked = 0
    for table, resource in found.items():
        schema = resource["schema"]
        if table in PRIMARY:
            keys = [tuple(line[name] for name in schema["primaryKey"]) for line in lines(package, table)]
            assert len(set(keys)) == len(keys)
            assert all(all(key) for key in keys)
        for key in schema.get("foreignKeys", []):
            (column,), (other,) = key["fields"], key["reference"]["fields"]
            there = {line[other] for line in lines(package, key["reference"]["resource"].replace("-", "_") or table)}
            here = {line[column] for line in lines(package, table)} - {""}
            assert here <= there, (table, column)
            checked += bool(here)
    assert checked > 30


def test_keys_point_only_at_tables_of_the_package(tmp_path):
    write_datapackage(demo(), tmp_path / "dp", ("documents", "sanctions"))
    keys = [key for one in resources(tmp_path / "dp").values() for key in one["schema"].get("foreignKeys", [])]
    assert {key["reference"]["resource"] for key in keys} == {"", "documents"}
    assert sorted(path for path in contents(tmp_path / "dp") if path.startswith("parquet")) == [
        "parquet/documents.parquet",
        "parquet/sanctions.parquet",
    ]


def test_the_same_dataset_gives_the_same_bytes(package, tmp_path):
    write_datapackage(demo(), tmp_path / "dp", tuple(TABLES))
    assert contents(tmp_path / "dp") == contents(package)


@pytest.fixture
def offline(tmp_path, monkeypatch):
    """The library ``datasets`` without a network, its cache in the test's folder."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)

    def load(*args, **options):
        return datasets.load_dataset(*args, cache_dir=str(tmp_path / "cache"), **options)["train"]

    return load


def test_datasets_reads_the_package_as_it_is(package, offline):
    import datasets

    names = datasets.get_dataset_config_names(str(package))
    assert names == [table for table in TABLES if rows(demo(), table)]  # it refuses tables without rows
    for table in ("accidents", "sanctions", "evidence"):
        found = offline(str(package), table)
        assert found.num_rows == len(rows(demo(), table))
        assert found.features.arrow_schema.names == arrow_schema(table).names
    accidents = offline(str(package), "accidents")
    assert accidents[0] == rows(demo(), "accidents")[0]
    assert offline(str(package)).num_rows == accidents.num_rows  # the default
    assert offline(str(package), "sanctions")["basis"][:] == [row["basis"] for row in rows(demo(), "sanctions")]


@pytest.mark.parametrize("table", ["accidents", "persons", "evidence", "texts"])
def test_datasets_reads_the_dataset_that_parse_writes(table, offline):
    found = offline("parquet", data_files=str(demo() / table / "*.parquet"))
    assert found.num_rows == len(rows(demo(), table))
    assert found[0] == rows(demo(), table)[0]


def test_the_card_tells_what_is_in_it(package):
    card = (package / "README.md").read_text("utf-8")
    assert card.startswith("---\npretty_name:")
    assert f"| `persons` | 人员 | {len(rows(demo(), 'persons'))} |" in card
    assert "license: 由发布者填写" in card
    assert "姓名等个人信息" in card
