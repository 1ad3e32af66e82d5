"""Which files to read: folders walked in sorted order, documents told from everything else."""

from __future__ import annotations

import dataclasses
import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

WORK = ".shigu"  # same as pipeline.store.layout.WORK; walking needs no Arrow

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
NOISE = frozenset(("thumbs.db", "desktop.ini", "ehthumbs.db"))
PAGE_PARTS = ("_files", ".files", "_file", "_文件")
"""What browsers call the folder with the pictures and scripts of a saved page."""


class UsageError(Exception):
    """The command cannot be carried out as it was given; the message says what to change."""


@dataclasses.dataclass(frozen=True, slots=True)
class InputFile:
    """A document to read. ``path`` opens it, ``source`` names it in the dataset (the same but for undecodable names)."""

    path: str
    source: str
    size: int
    mtime_ns: int


@dataclasses.dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that is not a document, and why."""

    source: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder that cannot be opened, or a file without content."""

    source: str
    error: str
    message: str
    size: int | None = None


@dataclasses.dataclass(frozen=True)
class Walk:
    """What was found, each list sorted by source."""

    files: tuple[InputFile, ...]
    skipped: tuple[Skipped, ...]
    unreadable: tuple[Unreadable, ...]


def source_name(path: str | os.PathLike[str]) -> str:
    """How a path stands in the dataset: as given, normalised, with ``/``; names that are not UTF-8 with ``\\x`` escapes."""
    text = Path(os.path.normpath(os.fspath(path))).as_posix()
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def walk(paths: Sequence[str | os.PathLike[str]], *, glob: Sequence[str] = (), out: str | Path | None = None) -> Walk:
    """Find the documents under files and folders.

    Args:
        paths: files and folders. Hidden files are taken only when they are named here themselves.
        glob: patterns; a file must match one of them. ``*.pdf`` matches names, ``2023/*.pdf`` paths below the folder given.
        out: the dataset's folder, which is left out wherever it lies.

    Raises:
        UsageError: a path does not exist.
    """
    walker = _Walker(tuple(_fold(pattern) for pattern in glob), Path(out) if out is not None else None)
    for path in sorted({os.path.normpath(os.fspath(p)) for p in paths}):
        if not os.path.lexists(path):
            raise UsageError(f"{source_name(path)}: no such file or folder")
        walker.root(path)
    return Walk(
        tuple(walker.files[key] for key in sorted(walker.files)),
        tuple(walker.skipped[key] for key in sorted(walker.skipped)),
        tuple(walker.unreadable[key] for key in sorted(walker.unreadable)),
    )


class _Walker:
    def __init__(self, globs: tuple[str, ...], out: Path | None) -> None:
        self.globs = globs
        self.out = _identity(out) if out is not None and out.exists() else None
        self.seen: dict[tuple[int, int], str] = {}
        self.files: dict[str, InputFile] = {}
        self.skipped: dict[str, Skipped] = {}
        self.unreadable: dict[str, Unreadable] = {}

    def root(self, path: str) -> None:
        if os.path.isdir(path):
            self._folder(path, path)
        else:
            self._file(path, os.path.basename(path))

    def _skip(self, path: str, reason: str) -> None:
        source = source_name(path)
        self.skipped[source] = Skipped(source, reason)

    def _fail(self, path: str, error: str, message: str, size: int | None = None) -> None:
        source = source_name(path)
        self.unreadable[source] = Unreadable(source, error, message, size)

    def _folder(self, path: str, root: str) -> None:
        """Walk a folder. Each is walked once, so that links in a circle do no harm."""
        try:
            key = _identity(path)
            names = sorted(os.listdir(path))
        except OSError as error:
            return self._fail(
                path, "unreadable", f"the folder cannot be opened: {error.strerror}; check its permissions"
            )
        if key == self.out or WORK in names:
            return self._skip(path, "a dataset of this program")
        if key in self.seen:
            if self.seen[key] != source_name(path):
                self._skip(path, f"the same folder as {self.seen[key]}")
            return None
        self.seen[key] = source_name(path)
        pages = {os.path.splitext(name)[0] for name in names if name.lower().endswith((".html", ".htm", ".xhtml"))}
        for name in names:
            self._entry(os.path.join(path, name), name, root, pages)
        return None

    def _entry(self, path: str, name: str, root: str, pages: set[str]) -> None:
        if name.startswith("."):
            self._skip(path, "hidden")
        elif os.path.isdir(path):
            stem = next((name.removesuffix(end) for end in PAGE_PARTS if name.endswith(end)), None)
            if stem in pages:
                self._skip(path, "parts of a saved web page")
            else:
                self._folder(path, root)
        else:
            self._file(path, Path(os.path.relpath(path, root)).as_posix())

    def _file(self, path: str, relative: str) -> None:
        name = os.path.basename(path)
        if name.startswith("~$") or (name.startswith(".~") and name.endswith("#")):
            return self._skip(path, "lock file of an open document")
        if name.lower() in NOISE:
            return self._skip(path, "made by the system")
        if self.globs and not self._wanted(relative):
            return self._skip(path, "does not match --glob")
        try:
            info = os.stat(path)
            if not stat.S_ISREG(info.st_mode):
                return self._skip(path, "not a regular file")
            reason = None if info.st_size == 0 else not_a_document(path)
        except OSError as error:
            if os.path.islink(path) and not os.path.exists(path):
                return self._fail(path, "unreadable", "a link to a file that is not there; restore or remove it")
            return self._fail(path, "unreadable", f"the file cannot be opened: {error.strerror}; check its permissions")
        if info.st_size == 0:
            if os.path.splitext(name)[1].lower() not in DOCUMENTS:
                return self._skip(path, "empty")
            return self._fail(path, "empty", "the file is empty; download it again", 0)
        if reason is not None:
            return self._skip(path, reason)
        source = source_name(path)
        self.files[source] = InputFile(path, source, info.st_size, info.st_mtime_ns)
        return None

    def _wanted(self, relative: str) -> bool:
        path = _fold(relative)
        return any(fnmatchcase(path if "/" in g else PurePosixPath(path).name, g) for g in self.globs)


def _fold(text: str) -> str:
    """Case and Unicode form do not count in patterns: macOS stores names decomposed."""
    return unicodedata.normalize("NFC", text).casefold()


def _identity(path: str | Path) -> tuple[int, int]:
    info = os.stat(path)
    return info.st_dev, info.st_ino


def not_a_document(path: str) -> str | None:
    """Why a file is not a document, None if it is one.

    A known suffix decides, unless the content is plainly a PDF or a Word file (``report.zip`` that is a renamed
    ``report.docx``). Without a known suffix the content decides.

    Raises:
        OSError: the file cannot be opened.
    """
    suffix = os.path.splitext(path)[1].lower()
    with open(path, "rb") as file:
        if suffix in DOCUMENTS:
            return None
        head = file.read(4096)
        if b"%PDF-" in head[:1024]:
            return None
        if head.startswith(b"PK\x03\x04") and _is_word_package(path):
            return None
        if suffix in REASONS:
            return REASONS[suffix]
        if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            names = head + file.read(64 << 20)
            return None if "WordDocument".encode("utf-16-le") in names else "an Office file other than Word"
    return None if head.startswith(b"{\\rtf") or _is_text(head) else "unknown kind of file"


def _is_word_package(path: str) -> bool:
    try:
        with zipfile.ZipFile(path) as package:
            return "word/document.xml" in package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, KeyError):
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


def below(source: str, roots: Iterable[str]) -> bool:
    """Whether a source lies at or under one of the paths given (all as :func:`source_name` gives them)."""
    return any(
        source == root
        or source.startswith(root.rstrip("/") + "/")
        or (root == "." and not source.startswith(("/", "../")))
        for root in roots
    )


def iter_sources(found: Walk) -> Iterator[str]:
    """Every source that is there, document or not."""
    for group in (found.files, found.skipped, found.unreadable):
        for item in group:
            yield item.source
