"""SIGINT and SIGTERM, as a terminal or a service manager sends them: to the program and all processes that it started."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import FIXTURES, PARSER, ROOT

from pipeline.store import read_rows
from schemas.records import DocumentRow, FailureRow

MAIN = "from pipeline.cli import main; main()"
SIGNALS = [signal.SIGINT, signal.SIGTERM]
SLOW_START = """
import time
open("starting", "w").close()
time.sleep(4)
from fake_parser import parse
"""


@pytest.fixture
def start(reports, tmp_path):
    """Starts the command on twelve files with a parser of the tests."""
    reports({f"{i:02}.txt": f"第{i}号报告" for i in range(12)})

    def go(parser):
        path = os.pathsep.join([str(tmp_path), str(FIXTURES.parent), str(ROOT)])
        return subprocess.Popen(
            [sys.executable, "-c", MAIN, "parse", "in", "--out", "out", "--parser", parser, "--jobs", "2"],
            env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    return go


def await_file(process, name):
    while not Path(name).exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_while_the_workers_start(start, number):
    """The fork server is busy with its imports: the signal does not end it in the middle of them."""
    Path("slow_start.py").write_text(SLOW_START)
    process = start("slow_start:parse")
    await_file(process, "starting")
    assert process.stderr.readline() == "parsing 12 files\n"  # the server starts before the program itself is ready
    os.killpg(process.pid, number)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    assert "run the same command again to go on" in stderr
    assert "Traceback" not in stderr
    again = start("slow_start:parse")
    _, stderr = again.communicate(timeout=60)
    assert (again.returncode, len(read_rows("out", DocumentRow))) == (0, 12), stderr


def test_signals_that_reach_the_workers_only(start):
    """They cost no file: the program decides what ends."""
    Path("parse-slowly").touch()
    process = start(PARSER)
    await_file(process, "parsed.log")
    listed = subprocess.run(["ps", "-e", "-o", "pid=,sid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    others = [pid for pid, session in pairs if session == process.pid != pid]
    assert len(others) >= 3  # the fork server and two workers
    for number in SIGNALS:
        for pid in others:
            os.kill(pid, number)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr
    assert read_rows("out", FailureRow) == []
    assert len(read_rows("out", DocumentRow)) == 12
