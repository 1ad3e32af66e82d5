"""Pictures of the pages of reports, for those who want to see where a value stands; drawn anew from the file each time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path

from pipeline import archive
from pipeline.inputs import InputError, hash_input

SECONDS = 20
"""That a page may take."""
_KEPT = 4_096
_hashes: OrderedDict[tuple[str, int | None, int, int], str] = OrderedDict()
"""Hash of a file by path, member, size and time: read once while it does not change."""


def page_image(source: str, doc_id: str, number: int) -> bytes | None:
    """A page of a PDF file as a PNG of 144 dpi (coarser where the sheet is huge).

    Args:
        source: the file, as ``documents.source`` names it: a path, or ``archive.zip!/member``.
        doc_id: what its bytes must hash to.
        number: the page, from 1.

    Returns:
        The picture, whose text ``shigu:page`` states the page's width and height in points; None where the file is not
        there any more, has changed, is encrypted, has no such page, or takes more than 20 seconds or 1.5 GB.
    """
    try:
        path, member = _place(source)
        if _hash(path, member) != doc_id:
            return None
    except (OSError, InputError, ValueError):
        return None
    command = [
        sys.executable,
        "-m",
        "pipeline.read.pdf_picture",
        os.path.abspath(path),
        "" if member is None else str(member),
    ]
    home = Path(__file__).resolve().parents[1]
    try:
        done = subprocess.run(
            [*command, str(number)],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    return done.stdout if done.returncode == 0 and done.stdout.startswith(b"\x89PNG") else None


def _place(source: str) -> tuple[str, int | None]:
    """The file that a source names, and its member where that is an archive. Raises ``ValueError``: no such member."""
    outer, mark, inner = source.partition(archive.MARK)
    if not mark or os.path.exists(source):
        return source, None
    for index, info in enumerate(archive.members(outer)):
        if archive.member_name(info) == inner and not info.is_dir():
            return outer, index
    raise ValueError(f"{inner}: no such member")


def _hash(path: str, member: int | None) -> str:
    info = os.stat(path)
    key = path, member, info.st_size, info.st_mtime_ns
    if key not in _hashes:
        _hashes[key] = hash_input(path, member)
        if len(_hashes) > _KEPT:
            _hashes.popitem(last=False)
    return _hashes[key]
