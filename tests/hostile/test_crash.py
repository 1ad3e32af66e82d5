"""Crashes, really made: after each one every finished document is there once, and the next run completes the rest."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import FIXTURES, PARSER, ROOT

from pipeline import pool as pool_module
from pipeline.pool import Pool
from pipeline.store import read_rows
from pipeline.work import Parsed, Task
from schemas.records import DocumentRow, EvidenceRow, FailureRow, RunRow

FILES = 24
ARGS = ["parse", "in", "--out", "out", "--parser", PARSER, "--jobs", "2", "--batch-size", "4", "--quiet"]
MAIN = """
import os, signal
from pipeline import version
version.rules_hash, version.PARSER_VERSION = lambda: "r1", "test"
{}
from pipeline.cli import main
main()
"""
DIE_AT = """
left = {}
def count(real):
    def call(*args, **options):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **options)
    return call
os.replace, os.fsync, os.unlink = count(os.replace), count(os.fsync), count(os.unlink)
"""


@pytest.fixture
def folder(reports, monkeypatch):
    files = {f"{i:02}.txt": f"第{i}号报告" for i in range(FILES)}
    reports({**files, "copy.txt": "第3号报告", "bad.txt": "x\nraise oh", "empty.pdf": ""})
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(FIXTURES.parent), str(ROOT)]))


def start(setup="", args=ARGS, **options):
    return subprocess.Popen(
        [sys.executable, "-c", MAIN.format(setup), *map(str, args)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, **options,
    )  # fmt: skip


def finish(process):
    stdout, stderr = process.communicate(timeout=300)
    return process.returncode, stdout, stderr


def check_whole(out="out"):
    """Whatever the moment: all Parquet files open, no document stands twice, none is there by halves."""
    for path in Path(out).glob("*/*.parquet"):
        pq.ParquetFile(path).read()
    if not any(Path(out, "documents").glob("*.parquet")):
        return 0
    rows = read_rows(out, DocumentRow)
    assert len({row.doc_id for row in rows}) == len(rows)
    if any(Path(out, "evidence").glob("*.parquet")) and not Path(out, ".shigu", "journal.json").exists():
        assert len(read_rows(out, EvidenceRow)) == 2 * len(rows)
    return len(rows)


def complete(digests):
    """The next run brings everything to its end; its tables are those of an undisturbed run."""
    assert finish(start())[0] == 3
    assert check_whole() == FILES
    assert not list(Path("out").glob("*/batch-*"))
    assert not Path("out/.shigu/journal.json").exists()
    if not Path("fresh").exists():
        assert finish(start(args=[*ARGS, "--out", "fresh"]))[0] == 3
    assert digests("out") == digests("fresh")
    failures = {row.source: row.error for row in read_rows("out", FailureRow)}
    assert failures == {"in/bad.txt": "ValueError", "in/empty.pdf": "empty"}


def undisturbed():
    """Seconds of a whole run; its dataset is what the others are compared with."""
    started = time.monotonic()
    assert finish(start(args=[*ARGS, "--out", "fresh"]))[0] == 3
    return time.monotonic() - started


@pytest.mark.parametrize("kills", [5, pytest.param(30, marks=pytest.mark.slow)])
def test_kills_of_the_program_at_random_moments(folder, digests, kills):
    chance = random.Random(kills)
    seconds = undisturbed()
    hit = runs = 0
    while hit < kills and runs < 3 * kills:
        process = start()
        runs += 1
        time.sleep(chance.uniform(0.3, 1.05) * seconds)
        running = process.poll() is None
        os.kill(process.pid, signal.SIGKILL) if running else None
        process.communicate()
        hit += running
        before = check_whole()
        if before == FILES and not list(Path("out").glob("*/batch-*")):
            assert digests("out") == digests("fresh")
            shutil.rmtree("out")  # it came to its end: begin anew
    assert hit == kills
    complete(digests)


def steps():
    """How many times a whole run renames, syncs or removes a file."""
    tell = "\nimport atexit\natexit.register(lambda: open('steps', 'w').write(str(left)))"
    assert finish(start(DIE_AT.format(10**6) + tell, [*ARGS, "--out", "fresh"]))[0] == 3
    return 10**6 - int(Path("steps").read_text())


@pytest.mark.parametrize("kills", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_kills_at_each_step_of_writing(folder, digests, kills):
    """The moments that count: between two renames, before a sync, in the middle of the merge."""
    total = steps()
    assert total > 20
    for at in sorted(random.Random(1).sample(range(1, total + 1), min(kills, total))):
        process = start(DIE_AT.format(at))
        finish(process)
        check_whole()
        if process.returncode == -signal.SIGKILL and at % 5:
            continue  # the next run goes on from here, and is killed in its turn
        if process.returncode == 3:
            assert digests("out") == digests("fresh")  # so little was left that it came to its end
        else:
            complete(digests)
        shutil.rmtree("out")
    complete(digests)


def test_kills_of_workers(folder, digests):
    """A killed worker costs the file that it was at; that file is named, and tried again when asked for."""
    Path("parse-slowly").touch()
    process = start()
    killed = 0
    while process.poll() is None and killed < 3:
        servers = [pid for pid in children(process.pid) if "forkserver" in line_of(pid)]
        workers = [pid for pid in servers if parent_of(pid) in servers]
        if Path("parsed.log").exists() and workers:
            os.kill(max(workers), signal.SIGKILL)
            killed += 1
        time.sleep(0.3)
    assert killed
    code, _, stderr = finish(process)
    assert (code, "Traceback" in stderr) == (3, False), stderr
    lost = {row.source for row in read_rows("out", FailureRow) if row.error == "killed"}
    assert check_whole() + len(lost) in (FILES, FILES + 1)  # the copy of another file counts once
    Path("parse-slowly").unlink()
    finish(start(args=[*ARGS, "--retry-failed"]))
    complete(digests)


def test_a_worker_killed_between_two_files_costs_nothing(reports, monkeypatch):
    """pebble gives up over it, wherever it stands: the pool goes on."""
    reports({"a.txt": "甲", "b.txt": "乙"})
    monkeypatch.syspath_prepend(str(FIXTURES.parent))
    with closing(Pool(1, PARSER, 60, None)) as pool:
        assert outcomes(pool, "a") == [Parsed]
        for pid in pool._pool._pool_manager.worker_manager.workers:
            os.kill(pid, signal.SIGKILL)
        while pool._pool.active:
            time.sleep(0.05)
        assert outcomes(pool, "b") == [Parsed]


def test_a_worker_killed_while_it_fetches_a_file_does_not_stop_the_run(reports, monkeypatch):
    """It leaves a lock behind for which the others would wait for ever."""
    reports({"a.txt": "甲", "b.txt": "乙", "c.txt": "丙\nsleep 60"})
    monkeypatch.syspath_prepend(str(FIXTURES.parent))
    with closing(Pool(1, PARSER, 60, None)) as pool:
        assert outcomes(pool, "a") == [Parsed]
        assert pool._pool._pool_manager.worker_manager.workers_channel.mutex.acquire(timeout=20)
        monkeypatch.setattr(pool_module, "STALLED", 0.5)
        assert outcomes(pool, "b") == [Parsed]
        monkeypatch.setattr(pool_module, "STALLED", 90)
        # the same while a file is at work: its time cannot end it, and its outcome cannot be sent
        monkeypatch.setattr(pool_module, "GRACE", 0.5)
        monkeypatch.setattr(pool_module, "TRIES", 2)
        pool.timeout = 1
        pool.submit(task("c"))
        while not any(future.running() for future in pool._running):
            time.sleep(0.05)
        assert pool._pool._pool_manager.worker_manager.workers_channel.mutex.acquire(timeout=20)
        found = []
        while len(pool):
            found += pool.collect(0.2)
        assert [outcome.error for _, outcome in found] == ["timeout"]


def task(name):
    return Task(f"in/{name}.txt", f"in/{name}.txt", 9, PARSER, name * 16)


def outcomes(pool, *names):
    for name in names:
        pool.submit(task(name))
    found = []
    while len(pool):
        found += pool.collect(0.2)
    return [type(outcome) for _, outcome in found]


def parent_of(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError):
        return None


def children(pid):
    out = subprocess.run(["ps", "-e", "-o", "pid=,sid="], capture_output=True, text=True, check=True).stdout
    return [int(p) for p, session in map(str.split, out.splitlines()) if int(session) == pid and int(p) != pid]


def line_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own with little room."""
    mount = tmp_path / "small"
    mount.mkdir()
    options = ["-t", "tmpfs", "-o", "size=600k", "tmpfs", str(mount)]
    if os.geteuid() or subprocess.run(["mount", *options], capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here; the limit on file size is tested instead")
    yield mount
    subprocess.run(["umount", str(mount)], check=True)


def test_a_full_disk(folder, digests, small_disk):
    (small_disk / "ballast").write_bytes(bytes(430 << 10))
    args = [*ARGS, "--out", small_disk / "out"]
    code, _, stderr = finish(start(args=args))
    assert (code, "Traceback" in stderr) == (1, False)
    assert "No space left on device" in stderr
    kept = check_whole(small_disk / "out")
    assert kept < FILES
    (small_disk / "ballast").unlink()
    subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True)
    assert finish(start(args=args))[0] == 3
    undisturbed()
    assert check_whole(small_disk / "out") == FILES
    assert digests(small_disk / "out") == digests("fresh")


def test_a_disk_that_takes_no_more(folder, digests):
    """The same without the right to mount: the system refuses to let files grow."""
    limit = 12_000
    process = start(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    code, _, stderr = finish(process)
    assert (code, "Traceback" in stderr) == (1, False)
    assert "File too large" in stderr
    check_whole()
    complete(digests)


def test_a_target_that_cannot_be_written(folder, tmp_path):
    target = tmp_path / "fixed"
    target.mkdir()
    if os.geteuid() == 0:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", target], capture_output=True).returncode:
            pytest.skip("root may write everywhere, and nothing can be mounted here")
    else:
        target.chmod(0o500)
    try:
        code, _, stderr = finish(start(args=[*ARGS, "--out", target / "out"]))
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", target], check=True)
    assert code == 1
    assert "Traceback" not in stderr
    assert "Read-only file system" in stderr or "Permission denied" in stderr
    assert str(target) in stderr


def test_two_runs_into_one_dataset(folder, digests):
    Path("parse-slowly").touch()
    first = start()
    while not Path("parsed.log").exists():
        time.sleep(0.02)
    os.killpg(first.pid, signal.SIGSTOP)
    code, _, stderr = finish(start())
    os.killpg(first.pid, signal.SIGCONT)
    assert code == 2
    assert f"another run is writing this dataset (process {first.pid}" in stderr
    assert finish(first)[0] == 3
    Path("parse-slowly").unlink()
    complete(digests)
    assert len(read_rows("out", RunRow)) == 2
