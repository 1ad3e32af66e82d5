"""Which files to read: folders walked in sorted order, stores listed, documents told from everything else."""

from __future__ import annotations

import dataclasses
import errno
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from pipeline import remote
from pipeline.archive import MARK, UNPACK
from pipeline.inputs import TOO_LARGE, InputError, InputFile, Skipped, Unreadable, open_regular
from pipeline.kinds import ARCHIVE, DOCUMENTS, is_zip, not_a_document
from pipeline.limits import limits
from pipeline.remote import Far
from pipeline.walk_archive import look_into
from pipeline.walk_remote import DATASET, PAGE_PARTS, WORK, Tree, by_content, by_name

GLOB = "does not match --glob"
NOISE = frozenset(("thumbs.db", "desktop.ini", "ehthumbs.db"))


class UsageError(Exception):
    """The command cannot be carried out as it was given; the message says what to change."""


@dataclasses.dataclass(frozen=True)
class Walk:
    """What was found, each list sorted by source."""

    files: tuple[InputFile, ...]
    skipped: tuple[Skipped, ...]
    unreadable: tuple[Unreadable, ...]


def source_name(path: str | os.PathLike[str]) -> str:
    """How a path stands in the dataset: as given, normalised, with ``/``; names that are not UTF-8 with ``\\x`` escapes.

    A URL stays one.
    """
    if remote.is_url(path):
        return remote.normal(path)
    return _named(os.path.normpath(os.fspath(path)))


def _named(path: str) -> str:
    """The source of a path that is normalised."""
    if os.sep != "/":
        path = Path(path).as_posix()
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def walk(
    paths: Sequence[str | os.PathLike[str]], *, glob: Sequence[str] = (), out: str | os.PathLike[str] | None = None
) -> Walk:
    """Find the documents under files, folders and URLs of object stores.

    Args:
        paths: files, folders and URLs. Hidden files are taken only when they are named here themselves.
        glob: patterns; a file must match one of them. ``*.pdf`` matches names, ``2023/*.pdf`` paths below the folder given.
        out: the dataset's folder or URL, which is left out wherever it lies.

    Raises:
        UsageError: a path does not exist, or a store cannot be listed.
    """
    walker = _Walker(tuple(_fold(pattern) for pattern in glob), out)
    for path in sorted({os.fspath(p) if remote.is_url(p) else os.path.normpath(os.fspath(p)) for p in paths}):
        if remote.is_url(path):
            try:
                walker.url(remote.check(path))
            except remote.RemoteError as error:
                raise UsageError(str(error)) from None
            continue
        if not os.path.lexists(path):
            raise UsageError(f"{source_name(path)}: no such file or folder")
        walker.root(path)
    return Walk(
        tuple(walker.files[key] for key in sorted(walker.files)),
        tuple(walker.skipped[key] for key in sorted(walker.skipped)),
        tuple(walker.unreadable[key] for key in sorted(walker.unreadable)),
    )


class _Walker:
    def __init__(self, globs: tuple[str, ...], out: str | os.PathLike[str] | None) -> None:
        self.globs = globs
        self.far_out = remote.normal(out) if out is not None and remote.is_url(out) else None
        here = out is not None and self.far_out is None and os.path.exists(out)
        self.out = _identity(out) if out is not None and here else None
        self.seen: dict[tuple[int, int], str] = {}
        self.files: dict[str, InputFile] = {}
        self.skipped: dict[str, Skipped] = {}
        self.unreadable: dict[str, Unreadable] = {}

    def root(self, path: str) -> None:
        if os.path.isdir(path):
            self._folder(path, "")
        else:
            self._file(path, os.path.basename(path))

    def url(self, root: str) -> None:
        """All objects at or below a URL."""
        tree = Tree(root, self.far_out)
        unclear: list[tuple[Far, str]] = []
        nothing = True
        for far, relative in tree:
            nothing = False
            name = PurePosixPath(relative).name
            reason = self._unwanted(relative)
            if name.startswith(".") and far.url != root:
                self._skip(far.url, "hidden")
            elif reason is not None and not name.lower().endswith(".zip"):
                self._skip(far.url, reason)
            elif by_name(far) == "":
                unclear.append((far, relative))
            else:
                self._take(far.url, relative, far.size, far.stamp, by_name(far), reason)
        kinds = by_content([far for far, _ in unclear])
        for far, relative in unclear:
            kind = kinds[far.url]
            if isinstance(kind, InputError):
                self._fail(far.url, kind.code, str(kind))
            else:
                self._take(far.url, relative, far.size, far.stamp, kind, self._unwanted(relative))
        for folder, why in tree.folders.items():
            self._skip(folder, why)
        if nothing and not tree.folders:
            raise UsageError(f"{root}: nothing there")

    def _skip(self, path: str, reason: str) -> None:
        source = source_name(path)
        self.skipped[source] = Skipped(source, reason)

    def _fail(self, path: str, error: str, message: str, size: int | None = None) -> None:
        source = source_name(path)
        self.unreadable[source] = Unreadable(source, error, message, size)

    def _folder(self, path: str, relative: str) -> None:
        """Walk a folder. Each is walked once, so that links in a circle do no harm.

        Args:
            path: the folder, normalised.
            relative: how it stands below the folder given: empty, or with a slash at its end.
        """
        try:
            key = _identity(path)
            with os.scandir(path) as listed:
                entries = {entry.name: entry for entry in listed}
        except OSError as error:
            return self._fail(
                path, "unreadable", f"the folder cannot be opened: {error.strerror}; check its permissions"
            )
        if key == self.out or WORK in entries:
            return self._skip(path, DATASET)
        if key in self.seen:
            if self.seen[key] != source_name(path):
                self._skip(path, f"the same folder as {self.seen[key]}")
            return None
        self.seen[key] = source_name(path)
        pages = {os.path.splitext(name)[0] for name in entries if name.lower().endswith((".html", ".htm", ".xhtml"))}
        for name in sorted(entries):
            here = name if path == os.curdir else os.path.join(path, name)
            if name.startswith("."):
                self._skip(here, "hidden")
            elif not _is_folder(entries[name]):
                self._file(here, relative + name)
            elif next((name.removesuffix(end) for end in PAGE_PARTS if name.endswith(end)), None) in pages:
                self._skip(here, "parts of a saved web page")
            else:
                self._folder(here, f"{relative}{name}/")
        return None

    def _file(self, path: str, relative: str) -> None:
        if (reason := self._unwanted(relative)) is not None and not relative.lower().endswith(".zip"):
            return self._skip(path, reason)
        try:
            info = os.stat(path)
            if not stat.S_ISREG(info.st_mode):
                return self._skip(path, "not a regular file")
            if os.path.splitext(path)[1].lower() in DOCUMENTS:  # of a large folder nearly all: they are not opened
                if not os.access(path, os.R_OK):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
                kind = None
            else:
                kind = None if info.st_size == 0 else not_a_document(path, lambda: open_regular(path))
        except OSError as error:
            if os.path.islink(path) and not os.path.exists(path):
                return self._fail(path, "unreadable", "a link to a file that is not there; restore or remove it")
            return self._fail(path, "unreadable", f"the file cannot be opened: {error.strerror}; check its permissions")
        except InputError as error:
            return self._fail(path, error.code, str(error))
        return self._take(path, relative, info.st_size, info.st_mtime_ns, kind, reason)

    def _take(self, path: str, relative: str, size: int, mtime_ns: int, kind: str | None, reason: str | None) -> None:
        """Enter a file or object. ``kind``: what it is if no document, ``reason``: why it is left out by its name."""
        if kind == ARCHIVE:
            return self._archive(path, relative, size)
        if reason is not None:
            return self._skip(path, reason)
        if size == 0:
            if os.path.splitext(path)[1].lower() not in DOCUMENTS:
                return self._skip(path, "empty")
            return self._fail(path, "empty", "the file is empty; download it again", 0)
        if kind is not None:
            return self._skip(path, kind)
        if size > limits().file_bytes:
            return self._fail(path, "too-large", TOO_LARGE.format(size, limits().file_mb), size)
        source = source_name(path) if remote.is_url(path) else _named(path)
        self.files[source] = InputFile(path, source, size, mtime_ns)
        return None

    def _unwanted(self, relative: str) -> str | None:
        """Why a file is left out by its name."""
        name = relative.rpartition("/")[2]
        if name.startswith("~$") or (name.startswith(".~") and name.endswith("#")):
            return "lock file of an open document"
        if name.lower() in NOISE:
            return "made by the system"
        return GLOB if self.globs and not self._wanted(relative) else None

    def _archive(self, path: str, relative: str, size: int) -> None:
        """Take the members of a zip archive for files; other archives are failures, so that nothing is lost unseen."""
        if not is_zip(path):
            if self._unwanted(relative) is None:
                self._fail(path, "archive", f"archives of this kind are not opened; {UNPACK}", size)
            return
        whole = self._unwanted(relative) is None  # --glob names the archive itself
        for item in look_into(path, source_name(path), size):
            if isinstance(item, Skipped):
                self.skipped[item.source] = item
                continue
            name = relative + item.source.removeprefix(source_name(path))
            if (reason := self._unwanted(name)) is not None and not (whole and reason == GLOB):
                self.skipped[item.source] = Skipped(item.source, reason)
            elif isinstance(item, InputFile):
                self.files[item.source] = item
            else:
                self.unreadable[item.source] = item

    def _wanted(self, relative: str) -> bool:
        path = _fold(relative)
        return any(fnmatchcase(path if "/" in g else PurePosixPath(path).name, g) for g in self.globs)


def _fold(text: str) -> str:
    """Case and Unicode form do not count in patterns: macOS stores names decomposed."""
    return unicodedata.normalize("NFC", text).casefold()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle
        return False


def _identity(path: str | os.PathLike[str]) -> tuple[int, int]:
    info = os.stat(path)
    return info.st_dev, info.st_ino


def below(source: str, roots: Iterable[str]) -> bool:
    """Whether a source lies at or under one of the paths given (all as :func:`source_name` gives them)."""
    return any(
        source == root
        or source.startswith((root.rstrip("/") + "/", root + MARK))
        or (root == "." and not source.startswith(("/", "../")))
        for root in roots
    )


def still_there(source: str, found: Walk) -> bool:
    """Whether a source that the walk did not meet is there all the same: as a file, or in an archive that is damaged."""
    if os.path.lexists(source):
        return True
    outer, mark, _ = source.rpartition(MARK)
    return bool(mark) and any(item.source == outer for item in found.unreadable)


def iter_sources(found: Walk) -> Iterator[str]:
    """Every source that is there, document or not."""
    for group in (found.files, found.skipped, found.unreadable):
        for item in group:
            yield item.source
