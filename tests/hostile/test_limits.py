"""Limits as settings, each with a code and a message to act on; passwords that open files and never show."""

import os
import random
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from conftest import REPORT, ROOT, docx, paragraphs, pdf
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from pipeline import parse_file
from pipeline.limits import DEFAULTS, Limits, Passwords, using
from pipeline.parse import parse_bytes
from pipeline.read.lines import ReadError
from pipeline.run import run
from pipeline.store import read_rows
from schemas.records import DocumentRow, FailureRow, RunRow

SECRET = "hidden-3141"
ROW = "<w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr>"


@pytest.mark.parametrize(
    ("name", "data", "limits", "code", "words"),
    [
        ("a.txt", REPORT.encode() * 8000, Limits(file_mb=1), "too-large", "limit is 1 MB; raise --max-file-mb"),
        ("a.pdf", pdf(pages=3), Limits(pages=2), "too-many-pages", "3 pages; the limit is 2: raise --max-pages"),
        ("a.txt", REPORT.encode(), Limits(characters=100), "too-much-text", "the limit is 100: raise --max-characters"),
        (
            *("a.docx", docx(f"<w:tbl>{ROW * 60}</w:tbl>"), Limits(cells=100)),
            *("too-many-cells", "120 table cells; the limit is 100: raise --max-cells"),
        ),
        (
            *("a.docx", docx(paragraphs() + f"<!--{os.urandom(600_000).hex()}-->"), Limits(unpacked_mb=1)),
            *("bomb", "the limit is 1 MB: raise --max-unpacked-mb"),
        ),
        ("a.docx", docx("<!--" + " " * 30_000_000 + "-->"), Limits(), "bomb", "refused as a zip bomb"),
    ],
)
def test_each_limit_has_a_code_and_a_message_to_act_on(name, data, limits, code, words):
    with using(limits), pytest.raises(ReadError) as caught:
        parse_bytes(data, name, name)
    assert caught.value.code == code
    assert words in str(caught.value)


@pytest.mark.parametrize(("memory", "words"), [(700, "(the limit is 700 MB;"), (None, "(exit code 3); open it")])
def test_a_file_that_ends_its_worker_says_what_to_do(reports, parse, memory, words):
    reports({"a.txt": "x\nexit 3"})
    (failure,) = parse(memory_mb=memory).failures
    assert (failure.stage, failure.error) == ("limit", "killed")
    assert words in failure.message
    assert "print it into a new file, or try a higher --memory with --retry-failed" in failure.message


def test_what_stays_within_the_limits_is_read():
    exact = len(parse_bytes(REPORT.encode(), "a.txt", "a.txt").text.text)
    with using(Limits(characters=exact, pages=2, cells=0)):
        parse_bytes(REPORT.encode(), "a.txt", "a.txt")
        parse_bytes(pdf(REPORT, pages=1), "a.pdf", "a.pdf")


def test_limits_reach_the_workers_and_are_stored_with_the_run(reports, really_parse):
    reports({"a.txt": REPORT, "b.txt": "某市通知\n" * 2})
    (failure,) = really_parse(limits=Limits(characters=100)).failures
    assert (failure.source, failure.stage, failure.error) == ("in/a.txt", "read", "too-much-text")
    assert really_parse(retry_failed=True).failures == []
    assert [" characters=100" in row.options for row in read_rows("out", RunRow)] == [True, False]


def test_a_large_file_is_a_failure_before_it_is_read(reports, parse, parsed_sources):
    reports({"a.txt": "x"})
    with open("in/b.txt", "wb") as file:
        file.truncate((DEFAULTS.file_mb + 1) << 20)  # sparse: takes no room
    summary = parse()
    assert [(row.stage, row.error) for row in summary.failures] == [("walk", "too-large")]
    assert parsed_sources() == ["in/a.txt"]


def test_the_command_takes_each_limit(reports, command):
    reports({"a.txt": REPORT})
    done = command(
        *(
            "parse",
            "in",
            "-o",
            "out",
            "--max-file-mb",
            9,
            "--max-unpacked-mb",
            8,
            "--max-pages",
            7,
            "--max-characters",
            50,
        ),
        *("--max-cells", 5, "--max-members", 4, "--max-archive-mb", 3),
    )
    assert done.returncode == 3
    assert "the limit is 50: raise --max-characters and use --retry-failed" in done.stderr
    (row,) = read_rows("out", RunRow)
    given = " file_mb=9 unpacked_mb=8 pages=7 characters=50 cells=5 members=4 archive_mb=3"
    assert row.options.endswith(given)


def test_a_long_text_on_one_line_ends_cleanly():
    """Ten megabytes without a line end: refused by the default limit, whatever the encoding."""
    for text in ("造成3人死亡，" * 500_000, "x" * 10_000_000):
        with pytest.raises(ReadError) as caught:
            parse_bytes(text.encode(), "a.txt", "a.txt")
        assert caught.value.code == "too-much-text"


# passwords


def locked_docx(password):
    filling = f"<!--{random.Random(password).randbytes(6_000).hex()}-->"  # the library's writer fails on less than 4 kB
    return ECMA376Agile.encrypt(password, BytesIO(docx(paragraphs() + filling)))


def test_a_password_opens_a_file_that_failed_before(reports, really_parse):
    Path("in/a.pdf").write_bytes(pdf(password=SECRET))
    Path("in/b.pdf").write_bytes(pdf(password="other"))
    Path("in/c.docx").write_bytes(locked_docx(SECRET))
    assert [row.error for row in really_parse().failures] == ["encrypted"] * 3
    summary = really_parse(passwords=Passwords(["wrong", "other", SECRET]))  # no --retry-failed needed
    assert (summary.parsed, summary.failures) == (3, [])
    assert really_parse().unchanged == 3


def test_a_wrong_password_is_said(reports, really_parse):
    Path("in/b.pdf").write_bytes(pdf(password="other"))
    (failure,) = really_parse(passwords=Passwords(["wrong", "wronger"])).failures
    assert (failure.error, failure.message) == (
        "encrypted",
        "the PDF file is encrypted; none of the 2 passwords given opens it",
    )
    (failure,) = really_parse(out="none").failures
    assert "--passwords FILE" in failure.message


def test_a_file_with_an_empty_password_needs_none(reports, really_parse):
    from reportlab.lib.pdfencrypt import StandardEncryption

    Path("in/b.pdf").write_bytes(pdf(password=StandardEncryption("", ownerPassword="x", canPrint=0)))
    assert really_parse().failures == []


def test_passwords_never_show(reports, command, tmp_path):
    """Not in what is printed, with or without --debug, not in any file of the dataset, whether they open a file or not."""
    Path("in/a.pdf").write_bytes(pdf(password="opens-2718"))
    Path("in/b.pdf").write_bytes(pdf(password="other"))
    Path("in/c.docx").write_bytes(locked_docx("opens-2718"))
    Path("in/d.docx").write_bytes(locked_docx("another"))
    Path("words.txt").write_text("\ufeffopens-2718\r\nfails-1414\n\n", encoding="utf-8")
    done = command("--debug", "parse", "in", "-o", "out", "--passwords", "words.txt", "--password", "given-1732")
    assert done.returncode == 3
    shown = command("show", "in/a.pdf", "--password", "given-1732", "--passwords", "words.txt")
    assert "爆炸事故" in shown.stdout
    said = done.stdout + done.stderr + shown.stdout + shown.stderr
    for name in ("b.pdf", "d.docx"):
        failed = command("--debug", "show", f"in/{name}", "--password", "given-1732")
        assert failed.returncode == 3
        said += failed.stdout + failed.stderr
    stored = b"".join(path.read_bytes() for path in Path("out").rglob("*") if path.is_file())
    rows = repr([*read_rows("out", RunRow), *read_rows("out", FailureRow), *read_rows("out", DocumentRow)])
    for word in ("opens-2718", "fails-1414", "given-1732"):
        assert word not in said
        assert word not in rows
        assert word.encode() not in stored
    assert " passwords=3" in read_rows("out", RunRow)[0].options


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked at in /proc")
def test_workers_do_not_carry_passwords_in_arguments_or_environment(reports):
    reports({"a.txt": "x\nsleep 300"})
    Path("words.txt").write_text("opens-2718\n")
    code = "from pipeline import version; version.rules_hash = lambda: 'r1'; from pipeline.cli import main; main()"
    args = ["parse", "in", "-o", "out", "--parser", "fake_parser:parse", "--passwords", "words.txt"]
    path = os.pathsep.join([str(ROOT / "tests" / "pipeline"), str(ROOT)])
    process = subprocess.Popen(
        [sys.executable, "-c", code, *args], env={**os.environ, "PYTHONPATH": path}, start_new_session=True
    )
    try:
        deadline = time.monotonic() + 60
        while not Path("parsed.log").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        seen = 0
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and _session(folder) == process.pid:
                seen += 1
                assert b"opens-2718" not in (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        assert seen >= 3
    finally:
        process.terminate()
        process.wait(60)


def _session(folder):
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[3])
    except (OSError, ValueError):
        return None


def test_a_file_of_passwords_that_cannot_be_read_is_wrong_usage(reports, command):
    reports({"a.txt": "x"})
    Path("latin.txt").write_bytes(b"\xff\xfe-secret")
    for name, words in (("nowhere.txt", "No such file"), ("latin.txt", "not in UTF-8")):
        done = command("parse", "in", "-o", "out", "--passwords", name)
        assert done.returncode == 2
        assert words in done.stderr
        assert "secret" not in done.stderr


def test_passwords_do_not_show_themselves():
    assert repr(Passwords(["a", "b", "a", ""])) == str(Passwords(["a", "b"])) == "<2 passwords>"


def test_a_file_is_parsed_in_this_process_with_a_password(tmp_path):
    (tmp_path / "b.pdf").write_bytes(pdf(password="other"))
    with pytest.raises(ReadError, match="encrypted"):
        parse_file(tmp_path / "b.pdf")
    with using(passwords=Passwords(["other"])):
        assert parse_file(tmp_path / "b.pdf").document.page_count == 1


def test_limits_end_with_the_block_that_sets_them(tmp_path):
    (tmp_path / "a.txt").write_text(REPORT)
    with using(Limits(characters=5)), pytest.raises(ReadError):
        parse_file(tmp_path / "a.txt")
    parse_file(tmp_path / "a.txt")
    assert run.__kwdefaults__["limits"] is None
