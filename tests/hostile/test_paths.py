"""Names and files as they come: really made, each read, refused or skipped, and never waited for."""

import os
import threading
import time
from pathlib import Path

import pytest
from conftest import REPORT

from pipeline import runner, walk
from pipeline.inputs import InputError, read_input
from pipeline.limits import Limits
from pipeline.store import read_rows
from schemas.records import DocumentRow, FailureRow

NAMES = [
    "事故 调查 报告.txt",
    "two\nlines.txt",
    "tab\tand\rreturn.txt",
    "\x1b[31mred\x1b[0m.txt",
    "🔥爆炸💥.txt",
    "é combined e\u0301.txt",
    "\u202egnp.txt",
    "-rf.txt",
    "$(touch evil) `touch evil`;&|.txt",
    "=HYPERLINK(1).txt",
    "quote'\"<b>.txt",
    "%s%n{}.txt",
    "!" + "/x.txt",
    "字" * 83 + "ab.txt",  # 255 bytes
]


@pytest.fixture
def odd(reports):
    reports({name: f"第{i}号" for i, name in enumerate(NAMES)})


def test_any_name_is_read_and_stored_as_it_is(odd, parse, digests):
    assert len(os.fsencode(NAMES[-1])) == 255
    summary = parse()
    assert (summary.parsed, summary.failures) == (len(NAMES), [])
    assert {row.source for row in read_rows("out", DocumentRow)} == {f"in/{name}" for name in NAMES}
    assert parse().unchanged == len(NAMES)
    assert not list(Path().glob("**/evil"))


def test_a_deep_path_is_read(reports, parse):
    deep = "/".join(["层" * 60] * 12)
    reports({f"{deep}/a.txt": "x"})
    assert parse().parsed == 1


def test_links_and_loops(reports, parse):
    reports({"a/x.txt": "eins", "a/y.txt": "zwei", "../outside/z.txt": "drei"})
    Path("in/a/self").symlink_to(".")
    Path("in/a/up").symlink_to("../..")
    Path("in/b").symlink_to("a")
    Path("in/loop1").symlink_to("loop2")
    Path("in/loop2").symlink_to("loop1")
    Path("in/me.txt").symlink_to("me.txt")
    Path("in/z.txt").symlink_to("../outside/z.txt")
    os.link("in/a/x.txt", "in/hard.txt")
    summary = parse(out="../out-of-here")
    rows = read_rows("../out-of-here", DocumentRow)
    assert {name for row in rows for name in (row.source, *row.also_at)} >= {"in/a/x.txt", "in/a/y.txt", "in/hard.txt"}
    assert len(rows) == 3
    assert {row.source: row.error for row in summary.failures} == dict.fromkeys(
        ("in/loop1", "in/loop2", "in/me.txt"), "unreadable"
    )


def test_pipes_and_devices_are_never_opened(reports, parse, monkeypatch):
    reports({"a.txt": "x"})
    os.mkfifo("in/pipe.txt")
    os.mkfifo("in/pipe.zip")
    Path("in/zero.txt").symlink_to("/dev/zero")
    Path("in/terminal.pdf").symlink_to("/dev/tty")
    opened = []
    real = os.open
    monkeypatch.setattr(
        os, "open", lambda path, *args, **options: (opened.append(str(path)), real(path, *args, **options))[1]
    )
    summary = parse()
    assert {item.source: item.reason for item in summary.skipped} == dict.fromkeys(
        ("in/pipe.txt", "in/pipe.zip", "in/zero.txt", "in/terminal.pdf"), "not a regular file"
    )
    assert not {"in/pipe.txt", "in/pipe.zip", "in/zero.txt", "in/terminal.pdf"} & set(opened)


def test_a_file_that_becomes_a_pipe_does_not_block(reports):
    os.mkfifo("in/pipe.txt")
    with pytest.raises(InputError, match="not a regular file any more"):
        read_input("in/pipe.txt")


@pytest.mark.parametrize("moment", ["before it is hashed", "before it is read"])
def test_a_file_that_vanishes_is_a_failure(reports, parse, monkeypatch, moment):
    reports({"a.txt": "x", "b.txt": "y"})
    real = runner.hash_input

    def vanish(path, member):
        if moment == "before it is hashed":
            Path("in/a.txt").unlink(missing_ok=True)
            return real(path, member)
        out = real(path, member)
        Path("in/a.txt").unlink(missing_ok=True)
        return out

    monkeypatch.setattr(runner, "hash_input", vanish)
    parse()
    (failure,) = read_rows("out", FailureRow)
    assert (failure.source, failure.stage, failure.error) == ("in/a.txt", "walk", "unreadable")
    assert failure.message == "the file cannot be opened: No such file or directory; check its permissions"
    assert [row.source for row in read_rows("out", DocumentRow)] == ["in/b.txt"]


def test_a_file_that_changes_between_two_looks_is_read_once(reports, parse, monkeypatch):
    reports({"a.txt": "alt", "b.txt": "alt", "c.txt": "x"})
    real = runner.hash_input

    def change(path, member):
        out = real(path, member)
        if path == "in/a.txt":
            Path(path).write_text("neu")
        return out

    monkeypatch.setattr(runner, "hash_input", change)
    parse()
    assert {row.source: row.title for row in read_rows("out", DocumentRow)} == {
        "in/a.txt": "neu",
        "in/b.txt": "alt",
        "in/c.txt": "x",
    }


def test_a_file_that_never_stops_growing_ends_at_the_limit(reports, parse):
    reports({"a.txt": "x" * 1000, "b.txt": "y"})
    stop = threading.Event()

    def grow():
        with open("in/a.txt", "ab") as file:
            while not stop.is_set() and file.tell() < 64 << 20:
                file.write(b"x" * (1 << 20))
                file.flush()

    real = runner.hash_input
    thread = threading.Thread(target=grow)

    def begin(path, member):
        if path == "in/a.txt" and not thread.is_alive():
            thread.start()
            while os.path.getsize(path) < 3 << 20:
                time.sleep(0.01)
        return real(path, member)

    try:
        runner.hash_input = begin
        summary = parse(limits=Limits(file_mb=2))
    finally:
        runner.hash_input = real
        stop.set()
        thread.join()
    assert [(row.source, row.error) for row in summary.failures] == [("in/a.txt", "too-large")]
    assert "grew beyond 2 MB" in summary.failures[0].message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_and_folders_without_permission_are_failures(reports, parse):
    reports({"a.txt": "x", "b/c.txt": "x", "d.txt": "x", "e.zip": "PK"})
    for name in ("in/a.txt", "in/b", "in/e.zip"):
        Path(name).chmod(0)
    try:
        summary = parse()
    finally:
        Path("in/b").chmod(0o700)
    assert {row.source: row.error for row in summary.failures} == dict.fromkeys(
        ("in/a.txt", "in/b", "in/e.zip"), "unreadable"
    )


def test_a_name_reaches_the_terminal_without_its_controls(odd, command, tmp_path):
    Path("in/\x1b]0;title\x07.pdf").write_text("%PDF-1.4 no more")
    title = "某市\x1b[2J\x9b31m\u202e示例化工有限公司爆炸事故调查报告"
    Path("in/title.md").write_text(f"# {title}\n\n{REPORT}")
    done = [command("parse", "in", "-o", "out", "-j", 1), command("summary", "out"), command("show", "in/title.md")]
    done += [
        command("show", "in/title.md", "--json"),
        command("show", "\x1b[5m"),
        command("parse", "no\x1b[5m", "-o", "out"),
    ]
    done.append(command("show", "in/\x1b]0;title\x07.pdf"))
    for result in done:
        printed = result.stdout + result.stderr
        assert printed
        assert not set(printed) & set("\x1b\x07\x9b\u202e\r\x00")
        assert "Traceback" not in printed
    assert r"failed: in/\x1b]0;title\x07.pdf" in done[0].stderr
    assert r"\u202egnp.txt" in done[1].stdout


def test_walking_says_what_it_does_not_follow(reports):
    reports({"a.txt": "x"})
    assert walk.walk(["in"]).unreadable == ()
