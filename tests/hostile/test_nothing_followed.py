"""Nothing in a document is executed, fetched or followed."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import REPORT, docx, paragraphs, pdf

from pipeline.parse import parse_bytes
from pipeline.read import office
from pipeline.read.lines import ReadError

CANARY = "canary-words-of-a-file-outside"
DRAWING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture
def canary(tmp_path):
    path = tmp_path / "canary.txt"
    path.write_text(CANARY)
    return path


@pytest.fixture
def guarded(canary):
    """Parses while every connection, process and file opened is watched: one that a document names is an error."""
    seen = []

    def hook(event, args):
        if active and (
            event
            in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "urllib.Request")
            or (event == "open" and "canary" in str(args[0]))
        ):
            seen.append((event, args[0]))

    active = True
    sys.addaudithook(hook)

    def parse(data, name):
        record = parse_bytes(data, name, name)
        assert not seen
        assert CANARY not in record.text.text
        return record

    yield parse
    active = False


def test_the_guard_sees_what_it_should(guarded, canary):
    canary.read_text()
    with pytest.raises(AssertionError):
        guarded(REPORT.encode(), "a.txt")


@pytest.mark.parametrize(
    "declared", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "word/footnotes.xml"]
)
def test_entities_of_word_files_are_not_resolved(guarded, canary, declared):
    dtd = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{canary}"><!ENTITY h SYSTEM "http://127.0.0.1:9/x">]>'
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'{dtd}<w:document xmlns:w="{name}"><w:body>{paragraphs()}<w:p><w:r><w:t>&e;&h;</w:t></w:r></w:p></w:body></w:document>'
    data = docx(paragraphs(), {declared: body})
    if declared == "word/document.xml":
        with pytest.raises(ReadError, match=r"word/document\.xml .*XML"):
            guarded(data, "a.docx")
    else:
        assert "爆炸事故" in guarded(data, "a.docx").text.text


def test_an_entity_bomb_ends_at_once(guarded):
    laughs = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    body = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><x>&a11;</x>'
    with pytest.raises(ReadError) as caught:
        guarded(docx(parts={"word/document.xml": body}), "a.docx")
    assert caught.value.code == "damaged"


def test_links_pictures_and_templates_of_word_files_are_not_fetched(guarded, canary):
    outside = "".join(
        f'<Relationship Id="x{i}" Type="{DRAWING}/{kind}" Target="{target}" TargetMode="External"/>'
        for i, (kind, target) in enumerate(
            [
                *[
                    ("image", "http://127.0.0.1:9/x.png"),
                    ("hyperlink", f"file://{canary}"),
                    ("styles", f"file://{canary}"),
                ],
                *[("attachedTemplate", "http://127.0.0.1:9/evil.dotm"), ("footnotes", "\\\\127.0.0.1\\share\\x")],
                *[("header", f"file://{canary}"), ("subDocument", f"file://{canary}")],
            ]
        )
    )
    include = f'<w:p><w:fldSimple w:instr="INCLUDETEXT {canary}"><w:r><w:t>字段</w:t></w:r></w:fldSimple></w:p>'
    macros = {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Shell" * 50, "word/activeX/activeX1.xml": "<x/>"}
    record = guarded(docx(paragraphs() + include, macros, outside), "a.docm")
    assert "爆炸事故" in record.text.text


HTML = """<!DOCTYPE html SYSTEM "file://{0}" [<!ENTITY e SYSTEM "file://{0}">]>
<html><head><title>某市爆炸事故调查报告</title><base href="http://127.0.0.1:9/">
<link rel="stylesheet" href="file://{0}"><meta http-equiv="refresh" content="0;url=file://{0}">
<script src="http://127.0.0.1:9/x.js"></script><script>document.write("script-words")</script></head>
<body onload="alert(1)"><img src="http://127.0.0.1:9/x.png"><iframe src="file://{0}"></iframe><object data="file://{0}"></object>
<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{0}" parse="text"/>&e;{1}</body></html>"""


def page(canary):
    return HTML.format(canary, "".join(f"<p>{line}</p>" for line in REPORT.splitlines()))


@pytest.mark.parametrize("name", ["a.html", "a.xhtml"])
def test_pages_fetch_nothing_and_run_nothing(guarded, canary, name):
    data = page(canary) if name == "a.html" else '<?xml version="1.0"?>' + page(canary)
    record = guarded(data.encode(), name)
    assert "造成3人死亡" in record.text.text
    assert "script-words" not in record.text.text


def test_saved_pages_fetch_nothing(guarded, canary):
    head = (
        'From: <x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: message/external-body; access-type=local-file; name={canary}\r\n\r\n\r\n"
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: http://127.0.0.1:9/\r\n\r\n"
    )
    assert "造成3人死亡" in guarded((head + page(canary) + "\r\n--b--").encode(), "a.mht").text.text


def test_actions_and_foreign_streams_of_pdfs_are_not_followed(guarded, canary):
    data = pdf()
    action = (
        f"/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1:9/'\\))>>/AA<</WC<</S/Launch/F({canary})>>>>"
    )
    assert data.count(b"/Type /Catalog") == 1
    data = data.replace(b"/Type /Catalog", b"/Type /Catalog" + action.encode())
    assert "造成3人死亡" in guarded(data, "a.pdf").text.text


def test_libreoffice_gets_no_network_no_macros_and_no_home(monkeypatch, tmp_path):
    """What it is started with; the profile is its own, and goes with it."""
    seen = {}

    def run(command, folder, suffix):
        profile = folder / "profile" / "user" / "registrymodifications.xcu"
        seen.update(command=command, settings=profile.read_text(), folder=folder)
        Path(folder, "out").mkdir()
        Path(folder, "out", "input.docx").write_bytes(docx(paragraphs()))
        return ""

    monkeypatch.setattr(office, "_run", run)
    monkeypatch.setattr(office, "libreoffice", lambda: "soffice")
    office.read_office(b"{\\rtf1 x}", ".rtf")
    for name in ("DisableMacrosExecution", "BlockUntrustedRefererLinks", "DisableActiveContent"):
        assert f'"{name}"><value>true' in seen["settings"]
    assert '"MacroSecurityLevel"><value>3' in seen["settings"]
    assert {"--headless", "--norestore", "--convert-to"} <= set(seen["command"])
    assert not any("accept" in word for word in seen["command"])
    assert not seen["folder"].exists()


@pytest.mark.skipif(office.libreoffice() is None, reason="LibreOffice is not installed")
def test_libreoffice_fetches_nothing(tmp_path, canary):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
        fields = rf'{{\field{{\*\fldinst INCLUDEPICTURE "{url}" \\d}}}}{{\field{{\*\fldinst INCLUDETEXT "{canary}"}}}}'
        words = "".join(f"\\u{ord(c)}?" for c in REPORT.splitlines()[2])
        record = parse_bytes(rf"{{\rtf1\ansi {words}\par {fields}\par}}".encode(), "a.rtf", "a.rtf")
        assert "造成3人死亡" in record.text.text
        assert CANARY not in record.text.text
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")
def test_libreoffice_ends_with_a_worker_that_is_killed(reports, really_parse, monkeypatch, tmp_path):
    """A conversion that hangs leaves no process and no folder when its worker is killed."""
    fake = tmp_path / "bin" / "soffice"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho $$ > '%s'\nsleep 321 & wait\n" % (tmp_path / "pid"))
    fake.chmod(0o755)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    script = (
        "import sys; from pipeline.run import run\n"
        "print([(f.stage, f.error) for f in run(['in'], 'out', jobs=1, timeout=4).failures])"
    )
    reports({"a.rtf": "{\\rtf1 x}"})
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp"), "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert "('limit', 'timeout')" in done.stdout, done.stderr
    pid = int((tmp_path / "pid").read_text())
    for _ in range(50):
        if not Path(f"/proc/{pid}").exists() and not list((tmp_path / "tmp").iterdir()):
            break
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists()
    assert not list((tmp_path / "tmp").iterdir())


def test_the_ocr_engine_is_told_to_report_nothing(tmp_path):
    """onnxruntime writes a session file for its reports as soon as it is loaded, unless they are off."""
    pytest.importorskip("onnxruntime")
    script = "import pipeline.read, onnxruntime"
    subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "TMPDIR": str(tmp_path)}, timeout=60)
    assert not list(tmp_path.iterdir())
