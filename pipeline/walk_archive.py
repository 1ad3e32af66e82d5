"""A zip archive among the inputs, its members told apart as the files of a folder are."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import PurePosixPath
from zipfile import ZipInfo

from pipeline import archive
from pipeline.inputs import InputError, InputFile, Skipped, Unreadable, open_input
from pipeline.kinds import ARCHIVE, DOCUMENTS, REASONS, not_a_document
from pipeline.remote import is_url

Item = InputFile | Skipped | Unreadable
NESTED = f"an archive in an archive is not opened; {archive.UNPACK}"


def look_into(path: str, source: str, size: int) -> Iterator[Item]:
    """Every member, or what is wrong with the archive as a whole.

    Args:
        path: opens the archive.
        source: its name in the dataset.
        size: its bytes.
    """
    try:
        found = archive.members(path)
    except OSError as error:
        why = f"the file cannot be opened: {error.strerror}; check its permissions"
        yield Unreadable(source, "unreadable", why, size)
        return
    except InputError as error:
        yield Unreadable(source, error.code, str(error), size)
        return
    taken: set[str] = set()
    for index, info in enumerate(found):
        if not info.is_dir():
            yield _item(path, _free(source + archive.MARK + archive.member_name(info), taken), index, info)
    if not taken:
        yield Skipped(source, "an empty archive")


def _item(path: str, source: str, index: int, info: ZipInfo) -> Item:
    name = PurePosixPath(source).name
    inner = source.rpartition(archive.MARK)[2].split("/")
    if any(part.startswith(".") or part == "__MACOSX" for part in inner):
        return Skipped(source, "hidden")
    if stat.S_ISLNK(info.external_attr >> 16):
        return Skipped(source, "a link in an archive")
    suffix = os.path.splitext(name)[1].lower()
    if suffix not in DOCUMENTS and (info.file_size == 0 or REASONS.get(suffix, ARCHIVE) != ARCHIVE):
        return Skipped(source, REASONS.get(suffix, "empty"))
    if (why := archive.trouble(info)) is not None:
        return Unreadable(source, *why, info.file_size)
    try:
        far = is_url(path) and suffix in DOCUMENTS  # the name decides, and looking would cost a request
        kind = None if far else not_a_document(name, lambda: open_input(path, index))
        if kind == ARCHIVE:
            return Unreadable(source, "archive", NESTED, info.file_size)
        if kind is not None:
            return Skipped(source, kind)
        return InputFile(path, source, info.file_size, archive.stamp(path, info), index)
    except InputError as error:
        return Unreadable(source, error.code, str(error), info.file_size)
    except OSError as error:
        return Unreadable(source, "unreadable", f"the archive cannot be read: {error.strerror}", info.file_size)


def _free(source: str, taken: set[str]) -> str:
    """The source itself, or with a number where another member has that name already."""
    name, number = source, 1
    while name in taken:
        number += 1
        stem, suffix = os.path.splitext(source)
        name = f"{stem}~{number}{suffix}"
    taken.add(name)
    return name
