"""Tables as CSV files for spreadsheets and statistics programs."""

import csv
import io

import pandas as pd

from explore.export.csv_files import write_csv
from explore.export.tables import READING
from schemas.column import columns
from schemas.tables import TABLES
from tests.explore.export_samples import NASTY, Sample, contents, demo, rows


def read(path):
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_every_row_is_there_with_english_names(tmp_path):
    counts = write_csv(demo(), tmp_path / "out", READING)
    for table in READING:
        data = (tmp_path / "out" / f"{table}.csv").read_bytes().decode("utf-8-sig")
        assert next(csv.reader(io.StringIO(data))) == [col.name for col in columns(TABLES[table])]
        assert len(read(tmp_path / "out" / f"{table}.csv")) == counts[table] == len(rows(demo(), table))
    (row, *_) = read(tmp_path / "out" / "accidents.csv")
    was = rows(demo(), "accidents")[0]
    assert row["occurred_at"] == was["occurred_at"].isoformat(" ")
    assert row["direct_loss_yuan"] == format(was["direct_loss_yuan"], "f")
    assert row["is_liability"] == "true"
    assert row["missing"] == ""
    assert row["team_members"] == "、".join(was["team_members"])
    known = read(tmp_path / "out" / "columns.csv")
    assert {"table": "accidents", "表": "事故", "column": "deaths", "列": "死亡人数"}.items() <= next(
        one for one in known if (one["table"], one["column"]) == ("accidents", "deaths")
    ).items()


def test_no_cell_is_a_formula(tmp_path):
    sample = Sample()
    sample.document("d1", "x", title=NASTY, issuer=["+1", "-1"], warnings=["\t=1", "<script>"])
    sample.add("organizations", org_id="o1", doc_id="d1", name='a,"b"\r\nc\x00', aliases=["＝1"], uscc="@SUM(1)")
    sample.add("accidents", accident_id="a1", doc_id="d1", summary="=" + "长" * 10_000_000)
    write_csv(sample.write(tmp_path / "in"), tmp_path / "out", ["documents", "organizations", "accidents"])
    (document,), (firm,) = (read(tmp_path / "out" / f"{table}.csv") for table in ("documents", "organizations"))
    assert document["title"] == f"'{NASTY}"
    assert document["issuer"] == "'+1、-1"
    assert document["warnings"] == "'\t=1、<script>"
    assert firm["name"] == 'a,"b"\nc'
    assert firm["aliases"] == "'＝1"
    assert firm["uscc"] == "'@SUM(1)"
    (accident,) = pd.read_csv(tmp_path / "out" / "accidents.csv").to_dict("records")
    assert len(accident["summary"]) == 10_000_002


def test_pandas_reads_it(tmp_path):
    write_csv(demo(), tmp_path / "out", ["accidents", "sanctions"])
    frame = pd.read_csv(tmp_path / "out" / "accidents.csv", parse_dates=["occurred_at"], dtype={"adcode": str})
    assert frame["deaths"].sum() == sum(row["deaths"] or 0 for row in rows(demo(), "accidents"))
    assert list(frame["adcode"]) == [row["adcode"] for row in rows(demo(), "accidents")]
    assert frame["is_liability"].dropna().isin([True, False]).all()


def test_the_same_dataset_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_csv(demo(), tmp_path / name, READING)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
