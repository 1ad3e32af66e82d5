"""``shigu export``: what it writes where, what it refuses, and that nothing is ever half there."""

import json
import stat

import pytest
from typer.testing import CliRunner

from explore.export import run
from pipeline import parse_folder
from pipeline.cli import app
from schemas.records import EvidenceRow, TextRow
from tests.explore.export_samples import ROOT, Sample, contents, demo, rows

REPORT = ROOT / "data/raw/shouguang-0902-fall.html"


def command(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args], prog_name="shigu")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key").write_bytes(b"k" * 32)
    (tmp_path / "key").chmod(0o600)
    return tmp_path


@pytest.fixture
def small(tmp_path):
    sample = Sample()
    sample.document("d1", "1.卓立群，男，给予警告。")
    sample.person("d1", "卓立群")
    return sample.write(tmp_path / "small")


def test_all_formats_at_once(small, tmp_path):
    done = command("export", small, "--xlsx", "a.xlsx", "--csv", "csv", "--datapackage", "dp", "--parquet", "pq")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "a.xlsx: 14 tables, 2 rows, 0 failures",
        "csv: 14 tables, 2 rows, 0 failures",
        "dp: 22 tables, 5 rows, 0 failures",
        "pq: 22 tables, 5 rows, 0 failures",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "csv", "dp", "key", "pq", "small"]
    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) & 0o044  # others may read it, as any file


def test_files_and_folders_are_parsed_first(here):
    done = command("export", "--csv", "csv", "--jobs", 1, REPORT)
    assert done.exit_code == 0
    assert "孙某国" in (here / "csv/persons.csv").read_text("utf-8-sig")
    (here / "in").mkdir()
    (here / "in/broken.pdf").write_bytes(b"%PDF-1.7 broken")
    done = command("export", "--csv", "csv", "--jobs", 1, "in", demo())
    assert done.exit_code == 3
    assert "failed: in/broken.pdf" in done.output
    assert "1 failure" in done.output
    assert "孙某国" in (here / "csv/persons.csv").read_text("utf-8-sig")
    assert "broken.pdf" in (here / "csv/failures.csv").read_text("utf-8-sig")


def test_a_dataset_written_again_is_one_that_every_command_reads(here):
    assert command("export", demo(), "--parquet", "pq", "--pseudonyms", "key").exit_code == 0
    assert command("summary", "pq").exit_code == 0
    doc_id = rows(demo(), "persons")[0]["doc_id"]
    shown = command("show", doc_id, "--data", "pq")
    assert shown.exit_code == 0
    assert "人员" in shown.output
    assert rows(demo(), "persons")[0]["name"] not in shown.output
    assert command("query", "SELECT name FROM persons", "--data", "pq").exit_code == 0
    assert command("export", "pq", "--xlsx", "a.xlsx", "--csv", "csv").exit_code == 0
    from explore.dataset import connect

    assert connect("pq").execute("SELECT count(*) FROM cases").fetchone()[0] == 6
    again = command("export", "pq", "--parquet", "pq2", "--pseudonyms", "key")
    assert again.exit_code == 2
    assert "under pseudonyms already" in again.output


def test_a_copy_of_a_dataset_is_the_same_dataset(here):
    assert command("export", demo(), "--parquet", "pq").exit_code == 0
    for folder in sorted(demo().iterdir()):
        if any(folder.glob("*.parquet")):
            assert rows(here / "pq", folder.name) == rows(demo(), folder.name), folder.name


def test_spacy_under_pseudonyms(here):
    pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    from pipeline.nlp import blank

    done = command("export", demo(), "--spacy", "a.spacy", "--pseudonyms", "key", "--parquet", "pq")
    assert done.exit_code == 0
    docs = list(DocBin().from_disk("a.spacy").get_docs(blank().vocab))
    told = {span.text for doc in docs for span in doc.spans["persons"] if span.label_ == "name"}
    assert told == {
        row["text"] for row in rows(here / "pq", "evidence") if (row["table"], row["field"]) == ("persons", "name")
    }
    assert all(name.startswith("人员") for name in told)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], "say what to write"),
        (["--ner", "--csv", "out"], "--ner goes with --spacy or --pseudonyms"),
        (["--csv", "out", "--tables", "nobody"], "no table 'nobody'"),
        (["--parquet", "out", "--tables", "persons"], "--tables goes with"),
        (["--csv", "missing/out"], "no such folder"),
        (["--csv", "key"], "is no folder"),
        (["--csv", "."], "the folder that you work in"),
        (["--csv", "/"], "the folder that you work in"),
        (["--csv", "small"], "is a dataset of shigu parse"),
        (["--parquet", "small"], "is a dataset of shigu parse"),
        (["--parquet", "small", "--force"], "is a dataset of shigu parse"),
        (["--csv", "out", "--datapackage", "out"], "lies in another folder"),
        (["--csv", "small/out"], "lies in another folder"),
        (["--xlsx", "small"], "is a folder"),
        (["--xlsx", "key"], "is no such export"),
        (["--csv", "notes"], "is no export of shigu"),
        (["--csv", "out", "--pseudonyms", "nokey"], "openssl rand"),
        (["--csv", "out", "--pseudonyms", "notes/short"], "at least 16 bytes"),
    ],
)
def test_wrong_usage(args, words, small, here):
    (here / "notes").mkdir()
    (here / "notes/short").write_text("short")
    before = contents(here)
    done = command("export", small, *args)
    assert done.exit_code == 2, done.output
    assert words in done.output
    assert done.output.count("\n") == 1
    assert contents(here) == before
    assert not (here / "out").exists()


def test_an_export_is_replaced_unless_somebody_added_to_it(small, here):
    for _ in range(2):
        assert command("export", small, "--csv", "csv", "--xlsx", "a.xlsx", "--tables", "persons").exit_code == 0
    assert json.loads((here / "csv/.shigu-export.json").read_text("utf-8"))["files"] == ["columns.csv", "persons.csv"]
    (here / "csv/notes.txt").write_text("mine")
    done = command("export", small, "--csv", "csv")
    assert done.exit_code == 2
    assert "notes.txt was added" in done.output
    assert command("export", small, "--csv", "csv", "--force").exit_code == 0
    assert (here / "csv.bak/notes.txt").read_text() == "mine"
    assert not (here / "csv/notes.txt").exists()


def test_names_never_take_the_place_of_pseudonyms(small, here):
    hidden = ["--pseudonyms", "key"]
    wanted = (["--csv", "out"], ["--datapackage", "dp"], ["--parquet", "pq"], ["--xlsx", "a.xlsx"])
    for where in wanted:
        assert command("export", small, *where, *hidden).exit_code == 0
        before = contents(here)
        assert command("export", small, *where).exit_code == 2
        assert contents(here) == before
        assert command("export", small, *where, *hidden).exit_code == 0  # the same again is fine
        assert contents(here) == before
    for path, data in contents(here).items():
        assert path.startswith("small/") or "卓立群".encode() not in data


def test_what_is_cut_off_leaves_what_was_there(small, here, monkeypatch):
    assert command("export", small, "--csv", "csv").exit_code == 0
    before = contents(here)
    for name in ("write_csv", "write_xlsx", "write_datapackage", "copy"):
        written = getattr(run, name)
        module = written.__module__

        def broken(*_, module=module):
            raise KeyboardInterrupt

        monkeypatch.setattr(f"{module}.batches", broken)
        args = {"write_csv": "--csv", "write_xlsx": "--xlsx", "write_datapackage": "--datapackage", "copy": "--parquet"}
        target = "csv" if name == "write_csv" else f"new-{name}"
        done = command("export", small, args[name], target)
        assert done.exit_code == 130, done.output
        assert contents(here) == before
        monkeypatch.undo()
        monkeypatch.chdir(here)


def test_the_key_is_never_told(small, here):
    (here / "key").write_text("a secret that nobody shall see")
    (here / "key").chmod(0o644)
    done = command("--debug", "export", small, "--csv", "csv", "--pseudonyms", "key")
    assert done.exit_code == 0
    assert done.output.count("warning: key: others on this machine can read the key; chmod 600 key") == 1
    assert "a secret" not in done.output
    assert not [path for path, data in contents(here).items() if b"a secret" in data and path != "key"]


def test_a_damaged_dataset(small, here):
    (here / "small/persons/part.parquet").write_bytes(b"PAR1 no more PAR1")
    for args in (["--csv", "csv"], ["--csv", "csv", "--pseudonyms", "key"]):
        done = command("export", small, *args)
        assert done.exit_code == 2, done.output
        assert "run `shigu parse` on the dataset again" in done.output
    assert not (here / "csv").exists()


def test_reports_that_could_not_be_read_at_all(here):
    (here / "in").mkdir()
    (here / "in/broken.pdf").write_bytes(b"%PDF-1.7 broken")
    done = command("export", "--jobs", 1, "in", "--csv", "csv", "--xlsx", "a.xlsx", "--pseudonyms", "key")
    assert done.exit_code == 3, done.output
    assert rows_of(here / "csv/documents.csv") == 1
    assert rows_of(here / "csv/failures.csv") == 2


def rows_of(path):
    return len(path.read_text("utf-8-sig").splitlines())


def test_typed_rows_of_a_dataset_under_pseudonyms(here):
    assert command("export", demo(), "--parquet", "pq", "--pseudonyms", "key").exit_code == 0
    from pipeline.store import read_rows

    texts = {row.doc_id: row.text for row in read_rows("pq", TextRow)}
    evidence = read_rows("pq", EvidenceRow)
    assert evidence
    assert all(texts[row.doc_id][row.char_start : row.char_end] == row.text for row in evidence)


def test_reports_parsed_and_a_dataset_of_them_are_one(here):
    parse_folder([REPORT], out=here / "ds")
    assert command("export", here / "ds", REPORT, "--parquet", "pq", "--jobs", 1).exit_code == 0
    assert len(rows(here / "pq", "documents")) == 1
    assert len(rows(here / "pq", "persons")) == len(rows(here / "ds", "persons"))
