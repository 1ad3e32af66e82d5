"""The bytes of an input: a regular file or an object of a store, never more than the limit, in or out of an archive."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from pipeline.limits import limits
from pipeline.remote import RemoteError, is_url, look, open_url

PIECE = 1 << 20
TOO_LARGE = "{:,} bytes, and the limit is {} MB; raise --max-file-mb and use --retry-failed, or split the file"
GREW = "grew beyond {} MB while it was read; wait until it is complete, or raise --max-file-mb"
IRREGULAR = "not a regular file any more; run again"


@dataclasses.dataclass(frozen=True, slots=True)
class InputFile:
    """A document to read. ``path`` opens it, ``source`` names it in the dataset (the same but for undecodable names).

    ``mtime_ns``: its time; of an object :attr:`pipeline.remote.Far.stamp`; -1 where only its bytes tell whether it changed.
    ``member``: its place in the archive that ``path`` opens; ``mtime_ns`` is then :func:`pipeline.archive.stamp`.
    """

    path: str
    source: str
    size: int
    mtime_ns: int
    member: int | None = None


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


class InputError(Exception):
    """An input that cannot be had. ``code`` goes to ``failures.error``; the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def open_regular(path: str) -> Iterator[BinaryIO]:
    """A regular file, open for reading. What has become a pipe or a device since it was listed does not block.

    Raises:
        OSError: it cannot be opened.
        InputError: ``unreadable``: it is no regular file.
    """
    with open(path, "rb", opener=opener) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise InputError("unreadable", IRREGULAR)
        yield file


def opener(path: str, flags: int) -> int:
    """For ``open``: a pipe that nobody writes to does not block."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


@contextmanager
def open_far(url: str, block: int | None = None) -> Iterator[BinaryIO]:
    """An object of a store, open for reading; ``block``: bytes asked for at once.

    Raises:
        InputError: ``unreadable``: the store does not give it; raised while it is read, too.
    """
    try:
        with open_url(url) if block is None else open_url(url, block) as file:
            yield file
    except RemoteError as error:
        raise InputError("unreadable", f"the file cannot be read: {error}") from None


@contextmanager
def open_input(path: str, member: int | None) -> Iterator[BinaryIO]:
    """A file or object, or a member of an archive by its place in it."""
    if member is not None:
        from pipeline.archive import open_member

        with open_member(path, member) as file:
            yield file
    elif is_url(path):
        with open_far(path) as file:
            yield file
    else:
        with open_regular(path) as file:
            yield file


def measure(path: str) -> tuple[int, int]:
    """Size and time of a file; of an object its size and stamp.

    Raises:
        OSError: there is no such file.
        InputError: ``unreadable``: the store does not tell.
    """
    if not is_url(path):
        info = os.stat(path)
        return info.st_size, info.st_mtime_ns
    try:
        far = look(path)
    except RemoteError as error:
        raise InputError("unreadable", f"the file cannot be read: {error}") from None
    return far.size, far.stamp


def pieces(path: str, member: int | None) -> Iterator[bytes]:
    """The bytes piece by piece.

    Raises:
        OSError: the file cannot be opened or read.
        InputError: ``too-large``, ``unreadable``, and what :func:`pipeline.archive.open_member` raises.
    """
    left = limits().file_bytes
    with open_input(path, member) as file:
        while piece := file.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise InputError("too-large", GREW.format(limits().file_mb))
            yield piece


def read_input(path: str, member: int | None = None) -> bytes:
    """The bytes of an input; raises as :func:`pieces`."""
    return b"".join(pieces(path, member))


def hash_input(path: str, member: int | None = None) -> str:
    """``doc_id`` of an input, read piece by piece; raises as :func:`pieces`."""
    digest = hashlib.sha256()
    for piece in pieces(path, member):
        digest.update(piece)
    return digest.hexdigest()[:16]
