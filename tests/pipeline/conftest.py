"""Files, runs and datasets for the tests of the pipeline."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import version
from pipeline.run import run

HERE = Path(__file__).parent
PARSER = "fake_parser:parse"

MAIN = """
from pipeline import version
version.rules_hash, version.PARSER_VERSION = lambda: "r1", "test"
from pipeline.cli import main
main()
"""


@pytest.fixture(autouse=True)
def fixed_version(monkeypatch):
    """One program version, however the files of the program change while the tests run."""
    monkeypatch.setattr(version, "rules_hash", lambda: "r1")
    monkeypatch.setattr(version, "PARSER_VERSION", "test")  # what the fake parser writes into its rows


@pytest.fixture
def reports(tmp_path, monkeypatch):
    """Makes files in ``in/`` below a fresh working folder: ``reports({"a.txt": "words\\norder"})``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()

    def make(files):
        for name, words in files.items():
            path = Path("in", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(words, encoding="utf-8")

    return make


@pytest.fixture
def parse(reports):
    """``run`` with the fake parser, over ``in`` into ``out`` unless told otherwise."""

    def go(paths=("in",), out="out", **options):
        return run(list(paths), out, **{"parse": PARSER, "jobs": 2, "timeout": 20, **options})

    return go


@pytest.fixture
def parsed_sources(tmp_path):
    """The sources that the fake parser was called with since the last call, sorted."""
    log = tmp_path / "parsed.log"

    def take():
        found = sorted(log.read_text().split()) if log.exists() else []
        log.unlink(missing_ok=True)
        return found

    return take


@pytest.fixture
def shigu(tmp_path):
    """Runs the command in a process of its own; ``wait=False`` gives the process, leader of its own group."""

    def start(*args, wait=True):
        path = os.pathsep.join([str(HERE), str(HERE.parents[1])])
        process = subprocess.Popen(
            [sys.executable, "-c", MAIN, *map(str, args)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        if not wait:
            return process
        stdout, stderr = process.communicate(timeout=60)
        return subprocess.CompletedProcess(args, process.returncode, stdout, stderr)

    return start


@pytest.fixture
def digests():
    """Hashes of a dataset's files by path, those of ``runs`` left out: it alone knows the clock."""

    def of(root="out"):
        files = sorted(p for p in Path(root).glob("*/*.parquet") if p.parent.name != "runs")
        return {str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}

    return of
