"""Runs: every file accounted for, whatever it does; the same bytes whatever the way."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explore.export.target import MARK
from pipeline import runner, version
from pipeline.run import EXPORTED, UsageError
from pipeline.runner import Runner
from pipeline.store import LockedError, open_store, read_rows
from schemas.records import AccidentRow, DocumentRow, EvidenceRow, FailureRow, RunRow, TextRow


def many(count, start=0):
    return {f"{i:03}.txt": f"第{i}号报告" for i in range(start, start + count)}


def sources(out="out"):
    return sorted(row.source for row in read_rows(out, DocumentRow))


def failed(out="out"):
    return {row.source: (row.stage, row.error) for row in read_rows(out, FailureRow)}


def test_a_folder_becomes_a_dataset(reports, parse):
    reports({**many(12), "photo.jpg": "x"})
    summary = parse()
    assert (summary.files, summary.parsed, summary.documents, summary.failures) == (12, 12, 12, [])
    assert [item.source for item in summary.skipped] == ["in/photo.jpg"]
    assert sources() == [f"in/{name}" for name in many(12)]
    assert len(read_rows("out", TextRow)) == 12
    assert not list(Path("out").glob("*/batch-*"))


def test_a_second_run_does_no_work(reports, parse, parsed_sources, digests):
    reports({**many(12), "bad.txt": "x\nraise oh"})
    parse()
    before = digests(), {path: path.stat().st_mtime_ns for path in Path("out").glob("*/part.parquet")}
    assert len(parsed_sources()) == 13
    summary = parse()
    assert parsed_sources() == []
    assert (summary.parsed, summary.unchanged, summary.failed_before, len(summary.failures)) == (0, 12, 1, 1)
    after = digests(), {path: path.stat().st_mtime_ns for path in Path("out").glob("*/part.parquet")}
    assert before[0] == after[0]
    assert {path.parent.name for path in after[1] if after[1][path] != before[1][path]} == {"runs"}


def test_each_run_has_its_row(reports, parse):
    reports({**many(3), "bad.txt": "x\nraise oh"})
    parse()
    parse()
    first, second = read_rows("out", RunRow)
    assert (first.documents, first.failures, first.skipped) == (3, 1, 0)
    assert (second.documents, second.failures, second.skipped) == (0, 0, 4)
    assert (first.rules_hash, first.parser_version) == ("r1", "test")
    assert first.run_id != second.run_id


@pytest.mark.parametrize("jobs", [1, 4])
def test_the_same_bytes_for_any_number_of_jobs_and_any_batches(reports, parse, digests, jobs):
    reports({**many(30), "copy.txt": "第3号报告", "bad.txt": "x\ncode needs-ocr a scan", "empty.txt": ""})
    parse(out="a", jobs=2)
    parse(out="b", jobs=jobs, batch_size=1 + jobs)
    assert digests("a") == digests("b")


def test_the_same_bytes_in_any_order(reports, parse, digests):
    reports({**many(10), "copy.txt": "第3号报告"})
    files = sorted(str(path) for path in Path("in").iterdir())
    parse(out="a")
    parse(files[::-1], out="b")
    for file in files[::-1]:  # one run each, from the last to the first
        parse([file], out="c", jobs=1)
    assert digests("a") == digests("b") == digests("c")


def test_a_changed_file_replaces_its_rows(reports, parse, parsed_sources, digests):
    reports(many(6))
    parse()
    parsed_sources()
    reports({"002.txt": "neu und länger"})
    summary = parse()
    assert parsed_sources() == ["in/002.txt"]
    assert (summary.parsed, summary.unchanged, summary.documents) == (1, 5, 6)
    assert "neu und länger" in {row.title for row in read_rows("out", DocumentRow)}
    parse(out="fresh")
    assert digests("out") == digests("fresh")


def test_a_touched_file_is_not_parsed_again(reports, parse, parsed_sources):
    reports(many(3))
    parse()
    parsed_sources()
    os.utime("in/001.txt", (1, 1))
    assert parse().unchanged == 3
    assert parsed_sources() == []


def test_newer_rules_parse_everything_again(reports, parse, parsed_sources, monkeypatch):
    reports({**many(4), "bad.txt": "x\nraise oh"})
    parse()
    parsed_sources()
    monkeypatch.setattr(version, "rules_hash", lambda: "r2")
    assert parse().parsed == 4
    assert len(parsed_sources()) == 5
    assert len(sources()) == 4
    assert len(read_rows("out", EvidenceRow)) == 8
    parse()
    assert parsed_sources() == []


def test_a_newer_version_parses_everything_again(reports, parse, parsed_sources, monkeypatch):
    reports(many(4))
    parse()
    monkeypatch.setattr(version, "PARSER_VERSION", "test-2")
    parsed_sources()
    parse(parse="fake_parser:parse_newer")
    assert len(parsed_sources()) == 4
    assert {row.parser_version for row in read_rows("out", DocumentRow)} == {"test-2"}
    parse(parse="fake_parser:parse_newer")
    assert parsed_sources() == []


def test_a_newer_program_leaves_the_rows_of_files_that_it_was_not_given(reports, parse, monkeypatch):
    reports({"a.txt": "x", "b.txt": "y"})
    parse()
    monkeypatch.setattr(version, "PARSER_VERSION", "test-2")
    parse(["in/a.txt"], parse="fake_parser:parse_newer")
    assert {row.file_name: row.parser_version for row in read_rows("out", DocumentRow)} == {
        "a.txt": "test-2",
        "b.txt": "test",
    }


def test_a_file_that_can_be_read_now_leaves_failures_and_the_reverse(reports, parse):
    reports({"a.txt": "x\nraise oh", "b.txt": "gut"})
    parse()
    assert (sources(), list(failed())) == (["in/b.txt"], ["in/a.txt"])
    reports({"a.txt": "gut so", "b.txt": "x\nraise ah"})
    parse()
    assert (sources(), list(failed())) == (["in/a.txt"], ["in/b.txt"])


def test_files_with_the_same_bytes_share_a_row(reports, parse, parsed_sources, digests):
    reports({"b.txt": "gleich", "c.txt": "gleich"})
    summary = parse()
    assert (summary.parsed, summary.duplicates) == (1, 1)
    reports({"a.txt": "gleich", "d/e.txt": "gleich"})
    parse()
    assert parsed_sources() == ["in/b.txt"]
    row = read_rows("out", DocumentRow)[0]
    assert (row.source, row.file_name, row.also_at) == ("in/a.txt", "a.txt", ["in/b.txt", "in/c.txt", "in/d/e.txt"])
    parse(out="fresh")
    assert digests("out") == digests("fresh")
    reports({"a.txt": "anders"})
    parse()
    rows = {row.source: row.also_at for row in read_rows("out", DocumentRow)}
    assert rows == {"in/a.txt": [], "in/b.txt": ["in/c.txt", "in/d/e.txt"]}


def test_the_suffix_of_the_smallest_name_counts_for_files_with_the_same_bytes(reports, parse, digests):
    """The parser may take the suffix for a hint, so the name it gets must not depend on what was there first."""
    reports({"b.txt": "gleich"})
    parse()
    reports({"a.md": "gleich"})
    assert parse().parsed == 1
    parse(out="fresh")
    assert digests("out") == digests("fresh")


def test_files_with_the_same_bytes_fail_together(reports, parse, parsed_sources):
    reports({"a.txt": "x\nraise oh", "b.txt": "x\nraise oh"})
    assert len(parse().failures) == 2
    assert parsed_sources() == ["in/a.txt"]


def test_the_same_words_in_other_bytes_are_marked(reports, parse):
    reports({"a.txt": "造成4人死亡。", "b.txt": "造成 4 人死亡", "c.txt": "造成5人死亡"})
    parse()
    rows = {row.file_name: row for row in read_rows("out", DocumentRow)}
    first, second = sorted((rows["a.txt"], rows["b.txt"]), key=lambda row: row.doc_id)
    assert (first.duplicate_of, second.duplicate_of, rows["c.txt"].duplicate_of) == (None, first.doc_id, None)


def test_a_document_is_no_duplicate_any_more_when_the_other_goes(reports, parse, digests):
    reports({"a.txt": "造成4人死亡。", "b.txt": "造成 4 人死亡"})
    parse()
    first = min(read_rows("out", DocumentRow), key=lambda row: row.doc_id)
    Path(first.source).unlink()
    parse(prune=True)
    assert [row.duplicate_of for row in read_rows("out", DocumentRow)] == [None]


def test_rows_of_removed_files_stay_unless_pruned(reports, parse, digests):
    reports({**many(4), "bad.txt": "x\nraise oh", "empty.txt": ""})
    reports({"../other/x.txt": "anderswo"})
    parse(["in", "other"])
    for name in ("in/001.txt", "in/bad.txt", "in/empty.txt", "other/x.txt"):
        Path(name).unlink()
    parse()
    assert len(sources()) == 5
    summary = parse(prune=True)
    assert summary.pruned == 3
    assert sources() == ["in/000.txt", "in/002.txt", "in/003.txt", "other/x.txt"]  # other was not looked at
    assert failed() == {}
    assert len(read_rows("out", AccidentRow)) == 4


def test_a_pattern_does_not_prune_what_it_leaves_out(reports, parse):
    reports({"a.txt": "x", "b.md": "y"})
    parse()
    assert parse(glob=["*.md"], prune=True).pruned == 0
    assert sources() == ["in/a.txt", "in/b.md"]


def test_every_kind_of_trouble_costs_its_file_only(reports, parse):
    reports(
        {
            **many(8),
            "code.txt": "x\ncode encrypted the file asks for a password",
            "die.txt": "x\nexit 3",
            "empty.pdf": "",
            "hang.txt": "x\nsleep 60",
            "hog.txt": "x\nhog",
            "raise.txt": "x\nraise oh",
            "unstorable.txt": "x\nsurrogate",
        }
    )
    Path("in/link.txt").symlink_to("gone.txt")
    summary = parse(timeout=3, memory_mb=700, jobs=3)
    assert len(sources()) == 8
    assert failed() == {
        "in/code.txt": ("read", "encrypted"),
        "in/die.txt": ("limit", "killed"),
        "in/empty.pdf": ("walk", "empty"),
        "in/hang.txt": ("limit", "timeout"),
        "in/hog.txt": ("limit", "memory"),
        "in/link.txt": ("walk", "unreadable"),
        "in/raise.txt": ("parse", "ValueError"),
        "in/unstorable.txt": ("store", "unstorable"),
    }
    messages = {row.source: row.message for row in summary.failures}
    assert messages["in/code.txt"] == "the file asks for a password"
    assert "3 s" in messages["in/hang.txt"]
    assert "700 MB" in messages["in/hog.txt"]
    assert "please report it with this file" in messages["in/raise.txt"]
    assert "at <object object at 0x…>" in messages["in/raise.txt"]  # an address would differ from run to run
    assert "in/raise.txt\nTraceback" in Path("out/.shigu/tracebacks.txt").read_text()


def test_failed_files_are_tried_again_when_asked_for(reports, parse, parsed_sources):
    reports({"a.txt": "x\nraise oh"})
    parse()
    parse()
    assert parsed_sources() == ["in/a.txt"]
    parse(retry_failed=True)
    assert parsed_sources() == ["in/a.txt"]


@pytest.mark.parametrize("installed", [True, False])
def test_word_files_are_tried_again_when_libreoffice_is_there(reports, parse, parsed_sources, monkeypatch, installed):
    reports({"a.doc": "x\ncode needs-libreoffice install it"})
    parse()
    parsed_sources()
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/soffice" if installed else None)
    parse()
    assert parsed_sources() == (["in/a.doc"] if installed else [])


def test_a_file_that_cannot_be_opened_is_a_failure(reports, parse, monkeypatch):
    reports({"a.txt": "x", "b.txt": "y"})
    real = runner.hash_input

    def refuse(path, member):
        if path == "in/a.txt":
            raise PermissionError(13, "Permission denied", path)
        return real(path, member)

    monkeypatch.setattr(runner, "hash_input", refuse)
    parse()
    assert failed() == {"in/a.txt": ("walk", "unreadable")}
    assert sources() == ["in/b.txt"]


def test_a_file_that_could_not_be_opened_is_tried_again(reports, parse, monkeypatch):
    """Neither size nor time of a file change with its permissions."""
    reports({"a.txt": "x", "b.txt": "y"})
    with monkeypatch.context() as patched:
        patched.setattr(runner, "hash_input", lambda path, member: os.stat("nowhere"))
        assert len(parse().failures) == 2
    assert (parse().parsed, failed()) == (2, {})


def test_a_run_with_nothing_to_do_starts_no_workers(reports, parse, monkeypatch):
    reports({**many(3), "bad.txt": "x\nraise oh", "empty.txt": ""})
    parse()
    monkeypatch.setattr("pipeline.pool.ProcessPool", None)
    summary = parse()
    assert (summary.unchanged, summary.failed_before, len(summary.failures)) == (3, 1, 2)


def test_an_undecodable_name_is_read_and_stored(reports, parse):
    reports({"a.txt": "x"})
    try:
        Path(os.fsdecode(b"in/\xb1\xa8.txt")).write_text("y")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    parse()
    assert sources() == [r"in/\xb1\xa8.txt", "in/a.txt"]


@pytest.mark.parametrize(
    ("paths", "words"),
    [(["nowhere"], "nowhere: no such file"), (["empty"], "empty: no documents here"), (["only"], "1 skipped.*image")],
)
def test_nothing_to_parse_is_said_and_nothing_is_made(reports, parse, paths, words):
    reports({"../only/a.jpg": "x"})
    Path("empty").mkdir()
    with pytest.raises(UsageError, match=words):
        parse(paths)
    assert not Path("out").exists()


def test_out_must_be_a_folder(reports, parse):
    reports({"a.txt": "x"})
    with pytest.raises(UsageError, match=r"in/a.txt: is a file"):
        parse(out="in/a.txt")


def test_out_must_not_be_an_export(reports, parse, tmp_path):
    """A run would add true names to tables that hold pseudonyms."""
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / EXPORTED).write_text("{}")
    with pytest.raises(UsageError, match="is an export"):
        parse(out=tmp_path / "export")
    assert EXPORTED == MARK


def test_out_must_not_be_the_folder_of_the_reports(reports, parse):
    reports({"a.txt": "x"})
    with pytest.raises(UsageError, match="choose another"):
        parse(out="in/../in")


def test_two_runs_do_not_write_one_dataset(reports, parse):
    reports({"a.txt": "x"})
    with open_store(Path("out")), pytest.raises(LockedError, match="another run is writing"):
        parse()
    parse()


def test_the_output_folder_may_lie_inside_the_input(reports, parse):
    reports({"a.txt": "x"})
    for _ in range(2):
        assert parse(["."], out="in/out").files == 1


def test_events_tell_the_progress(reports, parse):
    reports({**many(3), "bad.txt": "x\nraise oh"})
    events = []
    parse(on_event=events.append)
    assert [event.kind for event in events] == ["start", *["file"] * 4, "merge"]
    assert [event.done for event in events] == [0, 1, 2, 3, 4, 4]
    assert {event.source: event.outcome for event in events if event.kind == "file"} == {
        **{f"in/{name}": "parsed" for name in many(3)},
        "in/bad.txt": "failed",
    }


def test_few_files_are_in_flight_at_a_time(reports, parse, monkeypatch):
    reports(many(20))
    most = []
    real = Runner._collect
    monkeypatch.setattr(Runner, "_collect", lambda self: (most.append(len(self.pool)), real(self)))
    parse(jobs=2)
    assert max(most) <= 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_keeps_what_is_done_and_the_next_goes_on(reports, parse, digests, parsed_sources, number):
    reports(many(30))
    before = signal.getsignal(number)

    def interrupt(event):
        if event.done == 10:
            os.kill(os.getpid(), number)

    Path("parse-slowly").touch()
    summary = parse(batch_size=3, on_event=interrupt)
    Path("parse-slowly").unlink()
    assert signal.getsignal(number) is before
    assert summary.interrupted
    assert 10 <= summary.done < 20
    assert len(sources()) == summary.done  # what was complete is there, the last batch included
    first = parsed_sources()
    assert parse().unchanged == summary.done
    assert len(first) + len(parsed_sources()) <= 30 + 4  # files in flight when it stopped
    parse(out="fresh")
    assert digests("out") == digests("fresh")
    assert len(read_rows("out", RunRow)) == 2


@pytest.mark.parametrize("batches", [1, 4])
def test_a_killed_run_loses_the_batch_in_flight_at_most(reports, parse, shigu, digests, parsed_sources, batches):
    reports({**many(40), "bad.txt": "x\nraise oh"})
    args = ["parse", "in", "--out", "out", "--parser", "fake_parser:parse", "--jobs", 2, "--batch-size", 4]
    Path("parse-slowly").touch()
    process = shigu(*args, wait=False)
    deadline = time.monotonic() + 60
    while len(list(Path("out").glob("documents/batch-*.parquet"))) < batches:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    Path("parse-slowly").unlink()
    first = parsed_sources()
    kept = len(sources())
    assert 4 * batches <= kept < 40
    assert len(read_rows("out", EvidenceRow)) == 2 * kept  # no half batch
    second = shigu(*args)
    assert second.returncode == 3
    assert len(first) + len(parsed_sources()) <= 41 + 4 + 2 * 2  # the batch in flight, and what the workers were at
    parse(out="fresh")
    assert digests("out") == digests("fresh")


def test_workers_end_with_a_killed_program(reports, shigu):
    reports({"a.txt": "x\nsleep 300", "b.txt": "x\nsleep 301"})
    process = shigu("parse", "in", "--out", "out", "--parser", "fake_parser:parse", "--jobs", 2, wait=False)
    children = wait_for(
        lambda: [pid for pid in group(process.pid) if pid != process.pid] if len(group(process.pid)) >= 4 else []
    )
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children) or [])


def group(leader):
    out = subprocess.run(["ps", "-e", "-o", "pid=,pgid="], capture_output=True, text=True, check=True).stdout
    return [int(pid) for pid, pgid in map(str.split, out.splitlines()) if int(pgid) == leader]


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def test_a_script_without_a_main_guard_can_parse_a_folder(reports, tmp_path):
    """Worker processes must not import the script that starts them."""
    reports(many(4))
    here = Path(__file__).parent
    Path("script.py").write_text(
        "from pipeline.run import run\n"
        "print(run(['in'], 'out', jobs=2, parse='fake_parser:parse').parsed)\n"
        "from pipeline.tables import Tables\n"
        "print(Tables('out').to_pandas().shape[0], Tables('out')['documents'].count_rows())\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), str(here.parents[1])])}
    done = subprocess.run(
        [sys.executable, "script.py"], env=env, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "4\n4 4\n"
