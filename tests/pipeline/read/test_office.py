"""Files that go through LibreOffice, and what is said where it is missing."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import docx
import pytest

from pipeline.read import office
from pipeline.read.lines import ReadError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = "".join(f"\\u{ord(c)}?" if ord(c) > 127 else c for c in "死亡1人").join(["{\\rtf1\\ansi ", "\\par}"]).encode()
needs_libreoffice = pytest.mark.skipif(office.libreoffice() is None, reason="LibreOffice is not installed")


def sample() -> bytes:
    document = docx.Document()
    document.add_heading("一、概况", 1)
    document.add_paragraph("云渡县某厂，法定代表人周某。")
    document.add_paragraph("停产", style="List Number")
    document.add_paragraph("罚款", style="List Number")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "何某", "死亡"
    document.add_paragraph("以上情况属实。")  # Word always ends with a paragraph
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


TEXTS = ["一、概况", "云渡县某厂，法定代表人周某。", "1.停产", "2.罚款", "何某\t死亡", "以上情况属实。"]


def test_without_libreoffice_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "libreoffice", lambda: None)
    with pytest.raises(ReadError, match=r"apt-get install libreoffice-writer") as caught:
        office.read_office(RTF, ".rtf")
    assert caught.value.code == "needs-libreoffice"


def test_a_docx_by_another_name_needs_no_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "libreoffice", lambda: None)
    assert [line.text for line in office.read_office(sample(), ".wps").lines] == TEXTS


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (OLE + b"x" * 2000, "damaged"),
        (OLE + "Workbook".encode("utf-16-le"), "damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"just text", "damaged"),
    ],
)
def test_what_is_no_text_document_is_refused_before_it_is_converted(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        office.read_office(data, ".doc")
    assert caught.value.code == code


@needs_libreoffice
@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".odt", ".wps"])
def test_a_converted_document_reads_like_the_original(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(sample())
    program, kind = office.libreoffice(), suffix.replace("wps", "doc").lstrip(".")
    assert program is not None
    command = [program, f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120
    )
    reading = office.read_office((tmp_path / f"a.{kind}").read_bytes(), suffix)
    assert [line.text for line in reading.lines] == TEXTS
    assert reading.lines[0].level == 1


@needs_libreoffice
def test_rtf() -> None:
    assert [line.text for line in office.read_office(RTF, ".rtf").lines] == ["死亡1人"]


def test_a_converter_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60 &\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(office, "libreoffice", lambda: str(program))
    monkeypatch.setattr(office, "_TIMEOUT", 0.5)
    with pytest.raises(ReadError) as caught:
        office.read_office(RTF, ".rtf")
    assert caught.value.code == "timeout"
