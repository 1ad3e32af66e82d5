"""Files to documents: the only package that knows PDF, Word, HTML and OCR libraries."""

from __future__ import annotations

import hashlib
import os

from pipeline.inputs import TOO_LARGE
from pipeline.limits import MORE, limits, passwords
from pipeline.read.assemble import assemble
from pipeline.read.lines import ReadError, Reading
from pipeline.read.locked import OLE, is_locked, unlocked
from schemas.document import Document, Source

__all__ = ["ReadError", "media_type", "read_document"]

# onnxruntime, which OCR runs on, reports its use to its maker unless it is told not to before it is loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MARKDOWN = "text/markdown"
TEXT = "text/plain"
OFFICE = {
    ".doc": "application/msword",
    ".wps": "application/vnd.ms-works",
    ".rtf": "application/rtf",
    ".odt": "application/vnd.oasis.opendocument.text",
}


def media_type(data: bytes, file_name: str) -> str:
    """The media type by content, by suffix only where the content leaves it open.

    Raises:
        ReadError: ``empty`` or ``unsupported``.
    """
    if not data.strip():
        raise ReadError("empty", "the file is empty; download it again")
    suffix = "." + file_name.rpartition(".")[2].lower() if "." in file_name else ""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if b"%PDF-" in data[:2048] and not head.lower().startswith((b"<!doctype html", b"<html")):
        return PDF
    if data[:4] == b"PK\x03\x04":
        if suffix == ".odt" or b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:200]:
            return OFFICE[".odt"]
        return DOCX
    if data.startswith(OLE):
        return DOCX if is_locked(data) else OFFICE.get(suffix, OFFICE[".doc"])
    if head.startswith(b"{\\rtf"):
        return OFFICE[".rtf"]
    lowered = head[:1024].lower()
    markup = (
        b"<!doctype html",
        b"<html",
        b"<head",
        b"<body",
        b"<meta",
        b"<?xml",
        b"<script",
        b"mime-version",
        b"from: <",
    )
    if any(lowered.startswith(m) for m in markup) or b"<html" in data[:4096].lower():
        return HTML
    if suffix in (".html", ".htm", ".xhtml", ".mht", ".mhtml", ".shtml"):
        return HTML
    if suffix in (".md", ".markdown"):
        return MARKDOWN
    if (
        b"\x00" in data[:4096]
        and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
        and suffix not in (".txt", ".text", "")
    ):
        raise ReadError("unsupported", "neither PDF, Word, HTML nor text")
    return TEXT


def read_document(data: bytes, source: str, file_name: str) -> Document:
    """Read a file of any supported kind.

    Args:
        data: the file's bytes.
        source: path as given to the program.
        file_name: the file's name.

    Raises:
        ReadError: the file cannot be read; see its ``code`` and message.
    """
    if len(data) > limits().file_bytes:
        raise ReadError("too-large", TOO_LARGE.format(len(data), limits().file_mb))
    kind = media_type(data, file_name)
    doc_id = hashlib.sha256(data).hexdigest()[:16]
    reading = _read(data, kind)
    _check(reading)
    return assemble(reading, Source(source, file_name, kind, len(data), doc_id))


def _check(reading: Reading) -> None:
    """Refuse what is too much for the rest of the way. Raises ``ReadError``."""
    most = limits()
    if (reading.page_count or 0) > most.pages:
        raise ReadError("too-many-pages", MORE.format(f"{reading.page_count:,} pages", f"{most.pages:,}", "pages"))
    characters = sum(len(line.text) for line in reading.lines)
    if characters > most.characters:
        raise ReadError(
            "too-much-text", MORE.format(f"{characters:,} characters", f"{most.characters:,}", "characters")
        )
    cells = sum(len(line.cells) for line in reading.lines)
    if cells > most.cells:
        raise ReadError("too-many-cells", MORE.format(f"{cells:,} table cells", f"{most.cells:,}", "cells"))


def _read_pdf(data: bytes) -> Reading:
    """With the empty password, then with each of those given."""
    from pipeline.read.pdf import read_pdf

    for password in ("", *passwords()):
        try:
            return read_pdf(data, password=password)
        except ReadError as error:
            if error.code != "encrypted" or "not supported" in str(error):
                raise
    if passwords():
        raise ReadError(
            "encrypted", f"the PDF file is encrypted; none of the {len(passwords())} passwords given opens it"
        )
    raise ReadError("encrypted", "the PDF file is encrypted; give its password with --passwords FILE")


def _read(data: bytes, kind: str) -> Reading:
    # readers are imported where they are needed: each brings a library that costs start-up time
    if kind == PDF:
        return _read_pdf(data)
    if kind == DOCX:
        from pipeline.read.docx import read_docx

        return read_docx(unlocked(data))
    if kind == HTML:
        from pipeline.read.html import read_html

        return read_html(data)
    if kind in OFFICE.values():
        from pipeline.read.office import read_office

        return read_office(data, next(s for s, k in OFFICE.items() if k == kind))
    from pipeline.read.text import read_text

    return read_text(data, markdown=True if kind == MARKDOWN else None)
