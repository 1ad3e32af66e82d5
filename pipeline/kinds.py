"""Documents told from everything else, by name and first bytes."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import BinaryIO

from pipeline.archive import archive_of
from pipeline.inputs import InputError

WORD = (".docx", ".doc", ".wps", ".rtf", ".odt")
WEB = (".html", ".htm", ".mht", ".mhtml", ".xhtml", ".shtml")
DOCUMENTS = frozenset((".pdf", *WORD, *WEB, ".md", ".markdown", ".txt", ".text"))
OTHERS = {
    "image": ".jpg .jpeg .jfif .png .gif .bmp .tif .tiff .webp .svg .ico .heic .psd",
    "archive": ".zip .rar .7z .gz .tgz .tar .bz2 .xz .zst .cab .iso",
    "spreadsheet or slides": ".xls .xlsx .xlsm .et .csv .tsv .ods .ppt .pptx .pps .ppsx .dps .odp",
    "audio or video": ".mp3 .wav .m4a .mp4 .avi .mov .wmv .flv .mkv .webm",
    "data or program": (
        ".parquet .arrow .feather .sqlite .db .json .jsonl .ndjson .xml .xsl .xsd .yaml .yml .toml .ini .cfg .log .css .js"
        " .mjs .ts .map .php .jsp .asp .aspx .py .pyc .ipynb .r .java .c .h .cpp .sh .bat .ps1 .sql .exe .dll .so .bin"
        " .dat .apk .msi .lnk .url .webloc .torrent .ttf .otf .woff .woff2 .eot .p7s .sig .pickle .pkl .npy .whl"
    ),
    "unfinished download": ".crdownload .part .partial .tmp .download .opdownload .xltd .td .aria2",
}
REASONS = {suffix: reason for reason, suffixes in OTHERS.items() for suffix in suffixes.split()}
ARCHIVE = REASONS[".zip"]


def not_a_document(name: str, opened: Callable[[], AbstractContextManager[BinaryIO]]) -> str | None:
    """Why a file is not a document, None if it is one.

    A known suffix decides, unless the content is plainly a PDF or a Word file (``report.zip`` that is a renamed
    ``report.docx``). Without a known suffix the content decides.

    Args:
        name: the file's name.
        opened: opens it.

    Raises:
        OSError: the file cannot be opened; and what ``opened`` raises.
    """
    suffix = os.path.splitext(name)[1].lower()
    with opened() as file:
        if suffix in DOCUMENTS:
            return None
        head = file.read(4096)
        if b"%PDF-" in head[:1024]:
            return None
        if head.startswith(b"PK\x03\x04") and _is_word_package(file):
            return None
        if suffix in REASONS:
            return REASONS[suffix]
        if head.startswith(b"PK\x03\x04") and not suffix:
            return ARCHIVE
        if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            names = head + file.read(64 << 20)
            return None if "WordDocument".encode("utf-16-le") in names else "an Office file other than Word"
    return None if head.startswith(b"{\\rtf") or _is_text(head) else "unknown kind of file"


def is_zip(name: str) -> bool:
    """Whether a file that :func:`not_a_document` calls an archive is of the kind that is opened."""
    return os.path.splitext(name)[1].lower() in (".zip", "")


def _is_word_package(file: BinaryIO) -> bool:
    try:
        return "word/document.xml" in archive_of(file).namelist()
    except InputError:
        return False


def _is_text(head: bytes) -> bool:
    """UTF-8, UTF-16 with a mark, or GB18030; the last character may be cut."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if any(byte < 9 or 13 < byte < 27 for byte in head):
        return False
    return any(_decodes(head[: len(head) - cut], encoding) for encoding in ("utf-8", "gb18030") for cut in range(4))


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
