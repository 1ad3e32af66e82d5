"""``shigu export --parquet DIR --partition province,year``: every row once, in the folder of its accident."""

import datetime as dt
from collections import Counter

import duckdb
import pyarrow as pa
import pyarrow.dataset as pads
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from explore.errors import LookError
from explore.export import partition
from explore.export.tables import doc_column
from pipeline.cli import app
from schemas.tables import TABLES, arrow_schema
from tests.explore.export_samples import Sample, contents, demo, rows

NULL = "__HIVE_DEFAULT_PARTITION__"


@pytest.fixture
def sample(tmp_path):
    """Documents about one accident, about none, about two in different provinces, without a year, and an odd name."""
    made = Sample()
    places = {
        "d1": [("山西省", 2023)],
        "d2": [("山西省", 2024)],
        "d3": [],
        "d4": [("湖北省", 2023), ("湖南省", 2023)],
        "d5": [("湖北省", None)],
        "d6": [("a/b=c 100%", 2024)],
    }
    for doc_id, accidents in places.items():
        made.document(doc_id, f"{doc_id}：卓立群，男，给予警告。")
        made.person(doc_id, "卓立群")
        for i, (province, year) in enumerate(accidents):
            at = None if year is None else dt.datetime(year, 5, 29, 16, 5)
            facts = {"accident_id": f"{doc_id}-a{i}", "doc_id": doc_id, "province": province, "occurred_at": at}
            made.add("accidents", **facts)
            made.add("penalties", doc_id=doc_id, province=province, year=year)
    return made.write(tmp_path / "sample")


def export(root, target, keys="province,year"):
    return CliRunner().invoke(app, ["export", str(root), "--parquet", str(target), "--partition", keys])


def files(root, table):
    """Rows by folder."""
    return {
        path.parent.relative_to(root / table).as_posix(): pq.ParquetFile(path).metadata.num_rows
        for path in sorted((root / table).rglob("*.parquet"))
    }


def test_rows_lie_in_the_folder_of_their_accident(sample, tmp_path):
    done = export(sample, tmp_path / "out")
    assert done.exit_code == 0, done.output
    escaped = "province=a%2Fb%3Dc 100%25/year=2024"
    assert files(tmp_path / "out", "persons") == {
        "province=山西省/year=2023": 1,
        "province=山西省/year=2024": 1,
        f"province=湖北省/year={NULL}": 1,
        f"province={NULL}/year=2023": 1,  # two accidents of one year in two provinces
        f"province={NULL}/year={NULL}": 1,
        escaped: 1,
    }
    assert (
        files(tmp_path / "out", "accidents")
        == files(tmp_path / "out", "penalties")
        == {
            "province=山西省/year=2023": 1,
            "province=山西省/year=2024": 1,
            "province=湖北省/year=2023": 1,
            "province=湖南省/year=2023": 1,
            f"province=湖北省/year={NULL}": 1,
            escaped: 1,
        }
    )
    assert files(tmp_path / "out", "laws").keys() == {"."}
    assert files(tmp_path / "out", "outcomes") == {".": 0}


def test_nothing_is_lost_and_the_same_dataset_gives_the_same_bytes(tmp_path, monkeypatch):
    root = demo()
    monkeypatch.setattr(partition, "IN_MEMORY", 20_000)  # small enough to be dealt out many times
    assert export(root, tmp_path / "a").exit_code == 0
    monkeypatch.undo()
    assert export(root, tmp_path / "b").exit_code == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    for table in TABLES:
        folder = tmp_path / "a" / table
        if doc_column(table) is None:
            assert rows(tmp_path / "a", table) == rows(root, table)
            continue
        by = pads.partitioning(pa.schema([("province", pa.string()), ("year", pa.int32())]), flavor="hive")
        found = pads.dataset(folder, partitioning=by).to_table().select(arrow_schema(table).names)
        assert Counter(map(repr, normal(found.to_pylist()))) == Counter(map(repr, normal(rows(root, table)))), table


def normal(found):
    """Rows with their columns in one order."""
    return [dict(sorted(row.items())) for row in found]


def test_rows_keep_their_order(tmp_path):
    assert export(demo(), tmp_path / "out", "province").exit_code == 0
    for path in (tmp_path / "out" / "evidence").rglob("*.parquet"):
        there = pq.ParquetFile(path).read(columns=["doc_id"])["doc_id"].to_pylist()
        assert there == sorted(there)


def test_duckdb_and_pandas_know_the_folders(sample, tmp_path):
    import pandas as pd

    export(sample, tmp_path / "out")
    where = f"read_parquet('{tmp_path}/out/accidents/*/*/*.parquet', hive_partitioning = true)"
    asked = f"SELECT doc_id, province, year FROM {where} WHERE province = '湖北省' ORDER BY doc_id"
    assert duckdb.sql(asked).fetchall() == [("d4", "湖北省", 2023), ("d5", "湖北省", None)]
    frame = pd.read_parquet(tmp_path / "out" / "persons", filters=[("year", "=", 2024)])
    assert sorted(frame["doc_id"]) == ["d2", "d6"]
    assert sorted(map(str, frame["province"])) == ["a/b=c 100%", "山西省"]


def test_by_one_column(sample, tmp_path):
    assert export(sample, tmp_path / "out", "year").exit_code == 0
    assert files(tmp_path / "out", "texts") == {"year=2023": 2, "year=2024": 2, f"year={NULL}": 2}
    schema = pq.read_schema(tmp_path / "out/accidents/year=2023/part.parquet")
    assert "province" in schema.names
    assert schema.field("occurred_at").type == pa.timestamp("ms")


@pytest.mark.parametrize("keys", ["city", "province,province", "", "province,city"])
def test_other_columns_are_refused(sample, tmp_path, keys):
    done = export(sample, tmp_path / "out", keys)
    assert (done.exit_code, (tmp_path / "out").exists()) == (2, False)
    assert "there are: province, year" in done.stderr


def test_it_goes_with_parquet(sample, tmp_path):
    done = CliRunner().invoke(app, ["export", str(sample), "--csv", str(tmp_path / "c"), "--partition", "year"])
    assert done.exit_code == 2
    assert "--partition goes with --parquet" in done.stderr


def test_an_export_of_another_kind_is_not_replaced(sample, tmp_path):
    assert export(sample, tmp_path / "out").exit_code == 0
    assert export(sample, tmp_path / "out").exit_code == 0
    whole = CliRunner().invoke(app, ["export", str(sample), "--parquet", str(tmp_path / "out")])
    assert whole.exit_code == 2
    assert "another kind of export (parquet in partitions)" in whole.stderr


def test_a_dataset_without_accidents(tmp_path):
    root = Sample()
    root.document("d1", "x")
    partition.write_partitioned(root.write(tmp_path / "sample"), tmp_path / "out", ("year",))
    assert files(tmp_path / "out", "texts") == {f"year={NULL}": 1}


def test_keys_are_checked():
    assert partition.parse_keys(" year , province ") == ("year", "province")
    with pytest.raises(LookError, match="not by 'severity'"):
        partition.parse_keys("severity")
