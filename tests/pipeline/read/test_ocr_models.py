"""OCR with its models, on two pages made here: a skewed grey scan, and a colour scan with a seal over the text."""

from __future__ import annotations

import importlib.util
import io
import sys
from difflib import SequenceMatcher
from pathlib import Path

import docx
import pytest
from docx.shared import Cm

from pipeline.read import ocr_engine
from pipeline.read.docx import read_docx
from pipeline.read.pdf import read_pdf

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "data" / "raw" / "changxing-0618-poisoning.pdf"

pytestmark = pytest.mark.skipif(
    not ocr_engine.available(), reason=f"the extra `ocr` is not installed: {ocr_engine.INSTALL}"
)


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("make_scans", ROOT / "tools" / "make_scans.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_scans"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kind", ["grey-150", "colour-150-stamp"])
def test_a_scan_says_what_its_original_says(tool, tmp_path, kind):
    reading = read_pdf(tool.write(SAMPLE, kind, tmp_path, 1).read_bytes())
    assert reading.text_source == "ocr"
    assert reading.warnings[0] == "由OCR识别的页：1"
    got = [line for line in reading.lines if line.kind in ("paragraph", "table_row")]
    want = [
        line
        for line in read_pdf(SAMPLE.read_bytes()).lines
        if line.page == 1 and line.kind in ("paragraph", "table_row")
    ]
    assert got.pop(0).text.startswith("长兴绿禾")  # a running header, which one page cannot tell
    words, said = ("".join(line.text for line in lines).replace(" ", "") for lines in (want, got))
    assert SequenceMatcher(None, words, said, autojunk=False).ratio() > 0.98
    # paragraphs begin where they do in the original, and every character lies near its place there
    assert [line.text[:4] for line in got if line.begins] == [line.text[:4] for line in want if line.begins]
    for a, b in zip(want, got, strict=True):
        assert a.chars[0].x0 == pytest.approx(b.chars[0].x0, abs=25)
        assert (a.chars[0].y0 + a.chars[0].y1) == pytest.approx(b.chars[0].y0 + b.chars[0].y1, abs=50)
        assert 0.3 < sum(c.sure for c in b.chars) / len(b.chars) <= 1


def test_a_scan_pasted_into_word_says_the_same_as_the_scan(tool):
    (page,) = tool.pages_of(SAMPLE, tool.KINDS["grey-200"], 1)
    picture, document, out = io.BytesIO(), docx.Document(), io.BytesIO()
    page.save(picture, "JPEG", quality=60)
    document.add_picture(picture, width=Cm(15))  # as wide as the margins leave it, not as it was scanned
    document.save(out)
    reading = read_docx(out.getvalue())
    assert (reading.text_source, reading.page_count) == ("ocr", 1)
    said = "".join(line.text for line in reading.lines).replace(" ", "")
    want = "".join(line.text for line in read_pdf(SAMPLE.read_bytes()).lines if line.page == 1).replace(" ", "")
    assert SequenceMatcher(None, want, said, autojunk=False).ratio() > 0.98


def test_no_model_is_looked_up_on_the_network(monkeypatch):
    import socket

    def refuse(*_):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    ocr_engine.engine.cache_clear()
    assert ocr_engine.engine().find(__import__("numpy").full((200, 200), 255, "uint8")) == []
