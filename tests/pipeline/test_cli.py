"""The command: output, exit codes, what goes to stderr."""

import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import fake_parser
import pyarrow.dataset as pads
import pytest
from typer.testing import CliRunner

from pipeline import parse_file, parse_folder
from pipeline.cli import app
from pipeline.store import open_store, read_rows
from pipeline.tables import Tables
from schemas.records import AccidentRow, DocumentRow

OPTIONS = ["--parser", "fake_parser:parse", "--jobs", "2"]


@pytest.fixture
def call(reports):
    """Runs the command in this process: ``call("summary", "out")``."""

    def go(*args):
        return CliRunner().invoke(app, [str(arg) for arg in args], prog_name="shigu")

    return go


@pytest.fixture
def fake_parse_bytes(monkeypatch):
    """``shigu show FILE`` and ``parse_file`` with the fake parser."""
    monkeypatch.setattr("pipeline.parse.parse_bytes", fake_parser.parse)


def test_parse_says_what_it_did(reports, call):
    reports({"a.txt": "甲", "b.txt": "乙", "photo.jpg": "x"})
    done = call("parse", "in", "--out", "out", *OPTIONS)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:4] == [
        "files: 2 (2 parsed)",
        "failures: 0",
        "skipped: 1 (1 image)",
        "dataset: out (2 documents, 0 failures)",
    ]
    assert "parsing 2 files" in done.stderr
    again = call("parse", "in", "--out", "out", *OPTIONS)
    assert (again.exit_code, again.stdout.splitlines()[0]) == (0, "files: 2 (2 unchanged)")


def test_failures_are_named_on_stderr_and_give_exit_code_3(reports, call):
    reports({"a.txt": "甲", **{f"bad{i:02}.txt": f"x\ncode needs-ocr page {i} is a scan" for i in range(12)}})
    for _ in range(2):  # also when they are left alone the second time
        done = call("parse", "in", "--out", "out", *OPTIONS)
        assert done.exit_code == 3
        assert "failed: in/bad03.txt: page 3 is a scan" in done.stderr
        assert "failed: in/bad11.txt" not in done.stderr
        assert "… and 2 more in the table failures" in done.stderr
        assert "failures: 12" in done.stdout


def test_quiet_prints_failures_only(reports, call):
    reports({"a.txt": "甲", "bad.txt": "x\ncode empty-text nothing in it"})
    done = call("parse", "in", "--out", "out", "--quiet", *OPTIONS)
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr == "failed: in/bad.txt: nothing in it\n"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["parse", "nowhere", "--out", "out"], "nowhere: no such file or folder"),
        (["parse", "in", "--out", "out"], "in: no documents here"),
        (["parse", "in"], "--out"),
        (["parse", "--out", "out"], "PATH"),
        (["parse", "in", "--out", "out", "--jobs", "0"], "--jobs"),
        (["parse", "in", "--out", "a-file"], "a-file: is a file"),
        (["show", "0123abcd", "--data", "out"], "no dataset at out"),
        (["summary", "out"], "out: no dataset here"),
        (["nonsense"], "nonsense"),
    ],
)
def test_wrong_usage_gives_exit_code_2_and_says_why(call, args, words):
    Path("a-file").write_text("x")
    done = call(*args)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_locked_dataset_is_said_so(reports, call):
    reports({"a.txt": "甲"})
    with open_store(Path("out")):
        done = call("parse", "in", "--out", "out", *OPTIONS)
    assert done.exit_code == 2
    assert "another run is writing this dataset (process" in done.stderr


@pytest.mark.parametrize("debug", [True, False])
def test_an_error_of_our_own_gives_exit_code_1(reports, call, monkeypatch, debug):
    reports({"a.txt": "甲"})

    def break_down(*args):
        raise RuntimeError("oh")

    monkeypatch.setattr("pipeline.store.merge.Merge.run", break_down)
    done = call(*(["--debug"] if debug else []), "parse", "in", "--out", "out", *OPTIONS)
    assert done.exit_code == 1
    if debug:
        assert "Traceback" in done.stderr
    else:
        assert "the program failed (RuntimeError: oh); please report it with out/.shigu/error.txt" in done.stderr
        assert "Traceback" not in done.stderr
        assert "break_down" in Path("out/.shigu/error.txt").read_text()


def test_a_full_disk_is_said_so(reports, call, monkeypatch):
    reports({"a.txt": "甲"})

    def full(*args):
        raise OSError(28, "No space left on device", "out/texts/part.parquet")

    monkeypatch.setattr("pipeline.store.arrow.write", full)
    done = call("parse", "in", "--out", "out", *OPTIONS)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == "shigu: No space left on device: out/texts/part.parquet"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_says_how_to_go_on(reports, shigu, number):
    reports({f"{i:02}.txt": f"第{i}号" for i in range(60)})
    Path("parse-slowly").touch()
    process = shigu("parse", "in", "--out", "out", "--batch-size", "2", *OPTIONS, wait=False)
    deadline = time.monotonic() + 60
    while not list(Path("out").glob("documents/batch-*")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, number)  # as a terminal does: to the program and its workers
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "of 60 files are done and kept, run the same command again to go on" in stderr
    assert "Traceback" not in stderr
    kept = len(read_rows("out", DocumentRow))
    assert 0 < kept < 60
    Path("parse-slowly").unlink()
    again = shigu("parse", "in", "--out", "out", *OPTIONS)
    assert f"files: 60 ({60 - kept} parsed, {kept} unchanged)" in again.stdout


def test_a_terminal_gets_a_bar_with_rate_and_time_left(reports, tmp_path):
    reports({f"{i:02}.txt": f"第{i}号" for i in range(30)})
    Path("parse-slowly").touch()
    here = Path(__file__).parent
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(here), str(here.parents[1])]),
        "TERM": "xterm",
        "COLUMNS": "120",
    }
    code = "from pipeline.cli import main; main()"
    ours, theirs = pty.openpty()
    command = [os.sys.executable, "-c", code, "parse", "in", "--out", "out", *OPTIONS]
    process = subprocess.Popen(command, env=env, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 4096):
            seen += chunk
    except OSError:
        pass  # Linux: the other end was closed
    os.close(ours)
    assert process.wait(60) == 0
    words = seen.decode(errors="replace")
    assert "files/s" in words
    assert "/30" in words
    assert "files: 30" in words


def test_a_log_gets_plain_lines(reports, call):
    reports({f"{i:03}.txt": f"第{i}号" for i in range(230)})
    done = call("parse", "in", "--out", "out", *OPTIONS)
    lines = [line for line in done.stderr.splitlines() if "files/s" in line]
    assert len(lines) >= 2
    assert lines[0].startswith("100/230 files, 0 failed, ")
    assert "\x1b" not in done.stderr


def test_glob_and_retry_and_prune(reports, call, parsed_sources):
    reports({"a.txt": "甲", "b.md": "乙", "bad.md": "x\nraise oh"})
    call("parse", "in", "--out", "out", "--glob", "*.md", "--glob", "*.html", *OPTIONS)
    assert parsed_sources() == ["in/b.md", "in/bad.md"]
    call("parse", "in", "--out", "out", "--retry-failed", *OPTIONS)
    assert parsed_sources() == ["in/a.txt", "in/bad.md"]
    Path("in/b.md").unlink()
    done = call("parse", "in", "--out", "out", "--prune", *OPTIONS)
    assert "dropped: 1" in done.stdout


def test_show_prints_the_record_with_its_evidence(reports, call, fake_parse_bytes):
    reports({"a.txt": "某公司“5·29”事故调查报告"})
    call("parse", "in", "--out", "out", *OPTIONS)
    doc_id = read_rows("out", DocumentRow)[0].doc_id
    from_file = call("show", "in/a.txt")
    for what in (doc_id, doc_id[:8]):
        done = call("show", what, "--data", "out")
        assert done.exit_code == 0
        assert done.stdout == from_file.stdout
    lines = done.stdout.splitlines()
    assert lines[0] == "文件 a.txt"
    assert "  title = 某公司“5·29”事故调查报告 ← 「某公司“5·29”事故调查报告」 (p. 1, test)" in lines
    assert "  direct_loss_yuan = 8,061,200.00元" in lines
    assert any("依据=中华人民共和国安全生产法 95、某条例" in line for line in lines)


def test_show_prints_json(reports, call, fake_parse_bytes):
    reports({"a.txt": "甲"})
    found = json.loads(call("show", "in/a.txt", "--json").stdout)
    assert found["documents"][0]["title"] == "甲"
    assert found["accidents"][0]["direct_loss_yuan"] == "8061200.00"
    assert found["accidents"][0]["occurred_at"] == "2023-05-29T16:05:00"
    assert found["evidence"][0]["boxes"] == [{"page": 1, "x0": 1.5, "y0": 2.0, "x1": 3.0, "y1": 4.0}]


def test_show_says_why_a_file_cannot_be_read(reports, call, fake_parse_bytes):
    reports({"a.txt": "x\ncode encrypted the file asks for a password", "b.txt": "甲"})
    done = call("show", "in/a.txt")
    assert (done.exit_code, done.stderr) == (3, "shigu: in/a.txt: the file asks for a password\n")
    call("parse", "in/b.txt", "--out", "out", *OPTIONS)
    done = call("show", "ffff", "--data", "out")
    assert (done.exit_code, done.stderr) == (2, "shigu: ffff: no such file, and no such doc_id in out; see --data\n")


def test_summary_has_one_line_per_report(reports, call):
    reports({"a.txt": "甲", "b.txt": "乙", "bad.txt": "x\ncode needs-ocr a scan"})
    call("parse", "in", "--out", "out", *OPTIONS)
    done = call("summary", "out")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["文件", "类型", "时间", "地点", "死亡", "直接损失", "等级", "警告"]
    assert [line.split()[:2] for line in lines[2:4]] == [["a.txt", "事故调查报告"], ["b.txt", "事故调查报告"]]
    assert "2023-05-29 16:05" in lines[2]
    assert "806.12万元" in lines[2]
    assert lines[4] == "失败 in/bad.txt: a scan"
    assert lines[-1] == f"2 documents, 1 failure in {Path('out').resolve()}"


def test_schema_prints_the_dictionary_and_json_schema(call):
    assert "## accidents · 事故" in call("schema").stdout
    assert call("schema", "--markdown").stdout == call("schema").stdout
    found = json.loads(call("schema", "--json").stdout)
    assert found["$defs"]["accidents"]["properties"]["deaths"]["title"] == "死亡人数"


def test_version(call):
    assert call("--version").stdout == "shigu test (rules r1)\n"


def test_parse_file_gives_typed_rows(reports, fake_parse_bytes):
    reports({"a.txt": "甲"})
    record = parse_file("./in/a.txt")
    assert (record.document.source, record.document.file_name) == ("in/a.txt", "a.txt")
    assert isinstance(record.accidents[0], AccidentRow)


def test_parse_folder_gives_arrow_and_pandas(reports, monkeypatch):
    reports({"a.txt": "甲", "b.txt": "乙"})
    monkeypatch.setattr("pipeline.tables.PARSE", "fake_parser:parse")
    tables = parse_folder("in", jobs=1)
    assert isinstance(tables["accidents"], pads.Dataset)
    assert tables.to_table("documents", columns=["doc_id"]).num_rows == 2
    assert list(tables.to_pandas().columns[:2]) == ["accident_id", "doc_id"]
    assert {row.title for row in tables.rows(DocumentRow)} == {"甲", "乙"}
    assert tables.summary.parsed == 2
    kept = parse_folder(Path("in"), "out")
    assert isinstance(kept, Tables)
    assert Path("out/accidents").is_dir()
    folder = tables.path
    del tables
    assert not folder.exists()  # a temporary dataset goes with its object
