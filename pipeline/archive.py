"""Zip archives among the inputs: their members are read as files, in memory, and never written anywhere.

One in an object store is read in ranges, where its members lie.

Only what the archive itself says is trusted to be a lie: sizes are checked before a member is unpacked, and unpacking
stops at the size that was stated. An archive in an archive is not opened.
"""

from __future__ import annotations

import hashlib
import os
import stat
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from pipeline.inputs import IRREGULAR, InputError, measure, opener
from pipeline.limits import BOMB_BYTES, BOMB_RATIO, Limits, limits
from pipeline.remote import RemoteError, is_url, open_url

MARK = "!/"
"""Stands between an archive and its member: ``in/a.zip!/2023/report.pdf``."""

UNPACK = "unpack it and give shigu the folder"
ENTRY_BYTES = 400
"""Of the archive's directory, for each member that the limit allows: a huge directory is refused before it is read."""
OTHER = {b"Rar!\x1a\x07": "a RAR archive", b"7z\xbc\xaf\x27\x1c": "a 7z archive", b"\x1f\x8b": "a gzip file"}
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, IndexError, NotImplementedError, RuntimeError)
"""What zipfile raises over archives that are broken in one way or another, or encrypted."""

FAR_BLOCK = 1 << 20
"""Bytes asked for at once of an archive in a store: members lie one after the other, and are asked for so."""


class _Held(threading.local):
    """The archive that this thread looked into last: members are asked for one after the other."""

    path: str | None = None
    size: int
    stamp: int
    archive: zipfile.ZipFile
    file: BinaryIO


_held = _Held()


def _archive(path: str) -> zipfile.ZipFile:
    """The archive, opened once for all of its members.

    Raises:
        OSError: the file cannot be opened.
        InputError: ``damaged``, ``too-many-members``, ``unreadable``.
    """
    if _held.path == path and (is_url(path) or (_held.size, _held.stamp) == measure(path)):
        return _held.archive  # an object is looked at once: that costs a request
    close()
    size, stamp = measure(path)
    file = _open(path)
    try:
        _held.archive = archive_of(file)
    except BaseException:
        file.close()
        raise
    _held.path, _held.size, _held.stamp, _held.file = path, size, stamp, file
    return _held.archive


def _open(path: str) -> BinaryIO:
    if is_url(path):
        return open_url(path, FAR_BLOCK)
    file = cast(BinaryIO, open(path, "rb", opener=opener))  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise InputError("unreadable", IRREGULAR)
    return file


def close() -> None:
    """Let go of the archive that this thread holds open."""
    if _held.path is not None:
        _held.path = None
        _held.archive.close()
        _held.file.close()


def archive_of(file: BinaryIO) -> zipfile.ZipFile:
    """A file opened as a zip archive, unless its directory is too large to be read.

    Raises:
        OSError: the file cannot be read.
        InputError: ``archive`` (of another kind), ``damaged``, ``too-many-members``.
    """
    with _far():
        file.seek(0)
        head = file.read(8)
    for magic, kind in OTHER.items():
        if head.startswith(magic):
            raise InputError("archive", f"{kind} by the name of .zip; {UNPACK}")
    try:
        with _far():
            end: Any = getattr(zipfile, "_EndRecData")(file)  # noqa: B009
            if end is not None and end[5] > limits().members * ENTRY_BYTES:
                raise InputError("too-many-members", f"its directory of members has {end[5]:,} bytes; {UNPACK}")
            return zipfile.ZipFile(file)
    except _BROKEN as error:
        raise InputError(
            "damaged", f"not a zip archive, or one that was cut off ({error}); download it again"
        ) from None


@contextmanager
def _far() -> Iterator[None]:
    """What a store does not give is an input that cannot be had, not a damaged archive."""
    try:
        yield
    except RemoteError as error:
        raise InputError("unreadable", f"the archive cannot be read: {error}") from None


def members(path: str) -> list[zipfile.ZipInfo]:
    """The members in the archive's own order, folders among them.

    Raises:
        OSError: the file cannot be opened.
        InputError: ``damaged``, ``too-many-members``, ``bomb``, ``unreadable``.
    """
    most = limits()
    found = _archive(path).infolist()
    if len(found) > most.members:
        raise InputError(
            "too-many-members",
            f"{len(found):,} members; the limit is {most.members:,}: raise --max-members, or {UNPACK}",
        )
    _refuse_bomb(sum(max(0, info.file_size) for info in found), _held.size, most)
    return found


def _refuse_bomb(unpacked: int, packed: int, most: Limits) -> None:
    if unpacked > most.archive_mb << 20:
        raise InputError(
            "bomb",
            f"unpacks to {unpacked:,} bytes; the limit is {most.archive_mb} MB: raise --max-archive-mb, or {UNPACK}",
        )
    if unpacked > BOMB_BYTES and unpacked > BOMB_RATIO * packed:
        raise InputError("bomb", f"{packed:,} bytes unpack to {unpacked:,}: refused as a zip bomb")


def trouble(info: zipfile.ZipInfo) -> tuple[str, str] | None:
    """Why a member cannot be read, as a code and a message; None if nothing speaks against it."""
    if info.flag_bits & 1:
        return "encrypted", f"the archive is encrypted; {UNPACK}, with its password"
    if info.compress_type not in METHODS:
        return "unsupported", f"packed by a method that is not supported (number {info.compress_type}); {UNPACK}"
    if info.file_size > limits().file_bytes:
        return "too-large", f"{info.file_size:,} bytes, and the limit is {limits().file_mb} MB; raise --max-file-mb"
    if info.file_size == 0:
        return "empty", "the file is empty; get the archive again"
    return None


def stamp(path: str, info: zipfile.ZipInfo) -> int:
    """Changes when the archive or the member does: stands for the member's time of change."""
    _archive(path)
    words = f"{_held.size}|{_held.stamp}|{info.CRC}|{info.header_offset}"
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:7])


@contextmanager
def open_member(path: str, index: int) -> Iterator[BinaryIO]:
    """A member, by its place in :func:`members`; what it gives never exceeds the size that the archive states.

    Raises:
        OSError: the archive cannot be opened or read.
        InputError: ``damaged``, ``encrypted``, ``unsupported``, ``too-large``, ``empty``.
    """
    archive = _archive(path)
    try:
        info = archive.infolist()[index]
        if (why := trouble(info)) is not None:
            raise InputError(*why)
        with _far(), archive.open(info) as file:
            yield cast(BinaryIO, file)
    except _BROKEN as error:
        raise InputError("damaged", f"this member of the archive is damaged ({error}); download it again") from None


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's path in the archive, with Chinese names put right and nothing that leads out of it.

    Windows programs write names in GBK without saying so, and with backslashes.
    """
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = b""
        for encoding in ("utf-8", "gb18030") if raw and not raw.isascii() else ():
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = (part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))
    return "/".join(parts).encode("utf-8", "backslashreplace").decode() or "unnamed"
