"""Runs on Dask: the tables of one machine, whatever happens to the workers."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest
from typer.testing import CliRunner

from pipeline import version
from pipeline.cli import app
from pipeline.limits import Passwords
from pipeline.run import EngineError, UsageError
from pipeline.store import read_rows
from schemas.records import DocumentRow, FailureRow, RunRow

MANY = {f"{i:03}.txt": f"第{i}号报告" for i in range(70)}
TROUBLE = {
    "copy.txt": "第3号报告",
    "b/copy.md": "第3号报告",
    "code.txt": "x\ncode needs-ocr a scan",
    "empty.txt": "",
    "exit.txt": "x\nexit 3",
    "hog.txt": "x\nhog",
    "raise.txt": "x\nraise oh",
    "surrogate.txt": "x\nsurrogate",
    "timeout.txt": "x\nsleep 60",
}


def test_a_cluster_of_its_own_makes_the_same_bytes(reports, parse, digests):
    reports({**MANY, **TROUBLE})
    parse(out="a", timeout=3, memory_mb=700)
    summary = parse(out="b", timeout=3, memory_mb=700, engine="dask")
    assert (summary.files, summary.parsed, summary.duplicates, len(summary.failures)) == (79, 70, 2, 7)
    assert {row.error for row in summary.failures} >= {"killed", "memory", "timeout", "unstorable", "ValueError"}
    assert digests("a") == digests("b")
    assert "engine=dask" in read_rows("b", RunRow)[0].options


def test_a_cluster_that_runs_already_makes_the_same_bytes_and_the_next_run_does_nothing(
    reports, parse, on_cluster, digests
):
    reports({**MANY, "bad.txt": "x\nraise oh"})
    parse(out="a")
    events = []
    on_cluster(out="b", on_event=events.append)
    assert [event.done for event in events] == [*range(72), 71]
    assert digests("a") == digests("b")
    again = on_cluster(out="b")
    assert (again.parsed, again.unchanged, again.failed_before) == (0, 70, 1)
    os.utime("in/001.txt", (1, 1))
    assert on_cluster(out="b").unchanged == 70


def test_nothing_to_do_starts_no_cluster(reports, parse, monkeypatch):
    from pipeline import engine_dask

    reports({"a.txt": "x"})
    parse()
    monkeypatch.setattr(engine_dask, "_cluster", None)
    assert parse(engine="dask").unchanged == 1


def test_a_worker_that_is_killed_loses_nothing(reports, parse, on_cluster, ask, digests):
    reports({name: f"{words}\nsleep 0.05" for name, words in MANY.items()})
    killed = []

    def kill(event):
        if event.outcome == "parsed" and not killed:
            killed.append(next(iter(ask.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    summary = on_cluster(out="b", on_event=kill)
    assert killed
    assert (summary.parsed, summary.failures) == (70, [])
    parse(out="a")
    assert digests("a") == digests("b")


def test_a_file_that_ends_its_dask_worker_costs_itself_only(reports, parse, on_cluster, digests):
    reports({**MANY, "035-deadly.txt": "kill worker"})
    summary = on_cluster(out="b", parse="deadly_parser:parse")
    assert [(row.source, row.error) for row in summary.failures] == [("in/035-deadly.txt", "killed")]
    assert "each Dask worker that read this file ended" in summary.failures[0].message
    assert summary.parsed == 70
    os.unlink("in/035-deadly.txt")
    parse(out="a", parse="deadly_parser:parse")
    on_cluster(out="b", parse="deadly_parser:parse", prune=True)
    assert digests("a") == digests("b")


def test_ctrl_c_keeps_what_is_done(reports, parse, on_cluster, ask, digests):
    reports({name: f"{words}\nsleep 0.05" for name, words in MANY.items()})

    def interrupt(event):
        if event.outcome == "parsed" and event.done == 1:  # a second signal would end it the hard way
            os.kill(os.getpid(), signal.SIGINT)

    summary = on_cluster(out="b", on_event=interrupt)
    assert summary.interrupted
    assert 0 < summary.done < 70
    assert len(read_rows("b", DocumentRow)) == summary.done
    assert set(ask.run(children).values()) == {0}, "the workers still parse for a run that has ended"
    assert on_cluster(out="b").unchanged == summary.done
    parse(out="a")
    assert digests("a") == digests("b")


def children():
    """Child processes of this worker that parse."""
    from pipeline import engine_worker

    return len(engine_worker._desks)


def test_passwords_stand_nowhere(reports, on_cluster, ask):
    reports({"a.txt": "x", "bad.txt": "x\nraise oh"})
    seen = []

    def look(event):
        if event.kind == "file":
            seen.append(ask.run_on_scheduler(tasks_of))

    on_cluster(passwords=Passwords(["geheim-7", "Sesam"]), on_event=look)
    logs = repr((ask.get_worker_logs(), ask.get_scheduler_logs(), seen))
    assert "shigu-parse" in logs
    assert "geheim" not in logs
    assert "passwords=2" in read_rows("out", RunRow)[0].options


def tasks_of(dask_scheduler):
    """All that the scheduler could show of its tasks."""
    return [(key, repr(task.run_spec)) for key, task in dask_scheduler.tasks.items()]


def test_a_worker_of_another_version_is_refused(reports, on_cluster, monkeypatch):
    reports({"a.txt": "x"})
    monkeypatch.setattr(version, "rules_hash", lambda: "r2")
    with pytest.raises(UsageError, match=r"runs shigu test \(rules r1\), this program is test \(rules r2\)"):
        on_cluster()
    assert not os.path.exists("out")


def test_a_worker_of_another_version_that_joins_later_ends_the_run(reports, on_cluster, monkeypatch):
    from pipeline import engine_dask

    reports(MANY)
    real = engine_dask.DaskPool._check_workers

    def join(pool):
        real(pool)
        pool._order = dataclasses.replace(pool._order, rules="r0")

    monkeypatch.setattr(engine_dask.DaskPool, "_check_workers", join)
    with pytest.raises(EngineError, match="install the same version on all machines; what was read is kept"):
        on_cluster()
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("address", "words"),
    [("tcp://127.0.0.1:9", "no Dask scheduler answers there"), ("nonsense", "no Dask scheduler answers there")],
)
def test_a_wrong_address_is_said(reports, monkeypatch, address, words):
    from pipeline import engine_dask

    reports({"a.txt": "x"})
    monkeypatch.setattr(engine_dask, "CONNECT", 0.5)
    done = CliRunner().invoke(app, ["parse", "in", "--out", "out", "--engine", "dask", "--scheduler", address])
    assert done.exit_code == 2
    assert f"--scheduler {address}: {words}" in done.stderr
    assert not os.path.exists("out")


def test_a_scheduler_without_dask_is_wrong_usage(reports):
    reports({"a.txt": "x"})
    done = CliRunner().invoke(app, ["parse", "in", "--out", "out", "--scheduler", "tcp://127.0.0.1:9"])
    assert (done.exit_code, done.stderr) == (2, "shigu: --scheduler goes with --engine dask\n")


def test_without_dask_the_message_says_what_to_install(reports, monkeypatch):
    reports({"a.txt": "x"})
    monkeypatch.setitem(sys.modules, "pipeline.engine_dask", None)
    done = CliRunner().invoke(app, ["parse", "in", "--out", "out", "--engine", "dask"])
    assert done.exit_code == 2
    assert "pip install 'shigu[cluster]'" in done.stderr


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A scheduler and its worker as a user starts them, in processes of their own: address and scheduler's process."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "DASK_DISTRIBUTED__WORKER__PRELOAD": "fixed_version"}
    quiet = {"env": env, "stderr": subprocess.DEVNULL}
    file = tmp_path / "scheduler.json"
    names = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show", "--scheduler-file", str(file)]
    with ExitStack() as stack:

        def start(*command):
            process = subprocess.Popen([sys.executable, "-c", *command], cwd=tmp_path, **quiet)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        scheduler = start("from distributed.cli.dask_scheduler import main; main()", *names)
        start(
            "from distributed.cli.dask_worker import main; main()", "--scheduler-file", str(file), "--nthreads", "1",
            "--no-dashboard", "--death-timeout", "60", "--host", "127.0.0.1",
        )  # fmt: skip
        until = time.monotonic() + 60
        while not file.exists() or not file.read_text():
            assert time.monotonic() < until
            assert scheduler.poll() is None
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"], scheduler


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_scheduler_that_goes_ends_the_run_and_keeps_what_is_read(reports, parse, monkeypatch, elsewhere, how):
    from pipeline import engine_dask

    monkeypatch.setattr(engine_dask, "CONNECT", 2)
    monkeypatch.setattr(engine_dask, "PATIENCE", 8)
    reports({name: f"{words}\nsleep 0.05" for name, words in MANY.items()})
    address, scheduler = elsewhere

    def leave(event):
        if event.outcome == "parsed":
            scheduler.send_signal(how)

    with pytest.raises(EngineError, match=r"the Dask scheduler is gone.*; what was read is kept"):
        parse(engine="dask", scheduler=address, on_event=leave)
    kept = len(read_rows("out", DocumentRow))
    assert kept > 0
    assert parse().unchanged == kept
    assert not read_rows("out", FailureRow)
