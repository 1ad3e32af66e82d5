"""Where an export goes: written aside and then renamed, so that nobody ever sees half of one.

What is there already is replaced only if it is an export of ours that nobody added to, or with ``force``. A folder of somebody
else's is never deleted: with ``force`` it is moved aside.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explore.errors import LookError

MARK = ".shigu-export.json"
"""The file in a folder that says that it is an export of ours, and what is in it."""
XLSX, CSV, DATAPACKAGE, PARQUET, PARTITIONED = "xlsx", "csv", "datapackage", "parquet", "parquet in partitions"
"""Kinds of exports. With names and under pseudonyms are two kinds: neither silently takes the other's place."""
HIDDEN = " under pseudonyms"
CREATOR = "shigu export"
"""What a workbook names as its author; under pseudonyms it says so."""


@contextmanager
def file_aside(target: Path, *, hidden: bool = False, force: bool = False) -> Iterator[Path]:
    """A path beside ``target`` to write to; what stands there at the end becomes the target.

    Raises:
        LookError: the target is a folder, its folder is missing, or something else stands there that is not ours.
    """
    check_file(target, hidden=hidden, force=force)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.absolute().parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        _public(part)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def folder_aside(target: Path, kind: str, *, force: bool = False) -> Iterator[Path]:
    """A folder beside ``target`` to write into; what stands in it at the end becomes the target.

    Args:
        target: folder to make or to replace.
        kind: what kind of export it is.
        force: replace something else; that is moved to ``<target>.bak``.

    Raises:
        LookError: see :func:`check_folder`.
    """
    ours = check_folder(target, kind, force=force)
    target = target.absolute()
    parent = target.parent
    part = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=parent))
    try:
        yield part
        mark(part, kind)
        part.chmod(0o777 & ~_umask())
        _swap(part, target, keep=not ours)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def check_file(target: Path, *, hidden: bool = False, force: bool = False) -> None:
    """Make sure that a workbook may be written, with names or (``hidden``) under pseudonyms.

    Raises:
        LookError: it is a folder, its folder is missing, or it is not ours and ``force`` is not given.
    """
    if target.is_dir():
        raise LookError(f"{target}: is a folder; name a file")
    _parent(target)
    if os.path.lexists(target) and not force and not _our_workbook(target, hidden=hidden):
        raise LookError(f"{target}: is there already and is no such export of shigu; name another file, or use --force")


def check_folder(target: Path, kind: str, *, force: bool = False) -> bool:
    """Make sure that a folder may be written; is what stands there ours, of the same kind, or nothing?

    Raises:
        LookError: it is a file, its parent is missing, it is not ours and ``force`` is not given, or it holds the working folder,
            a dataset of ``shigu parse`` or a home folder: those are never replaced.
    """
    _parent(target)
    if not os.path.lexists(target):
        return True
    if target.is_symlink() or not target.is_dir():
        raise LookError(f"{target}: is no folder; name a folder that is not there yet")
    here = target.resolve()
    if here in {Path.cwd(), Path.home(), *Path.cwd().parents, *Path.home().parents}:
        raise LookError(f"{target}: holds the folder that you work in; name a folder that is not there yet")
    if (target / ".shigu").exists() or (any((target / "documents").glob("*.parquet")) and not _mark(target)):
        raise LookError(f"{target}: is a dataset of shigu parse; name another folder")
    files = {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()}
    listed = _mark(target)
    untouched = listed is not None and files <= {MARK, *listed}
    if not files or (untouched and mark_of(target) == kind):
        return True
    if force:
        return False
    if untouched:
        raise LookError(f"{target}: is another kind of export ({mark_of(target)}); name another folder, or use --force")
    if listed is not None:
        stranger = min(files - {MARK, *listed})
        raise LookError(
            f"{target}: {stranger} was added to this export; take it away, or use --force (the folder is kept as .bak)"
        )
    raise LookError(
        f"{target}: is there already and is no export of shigu; name another folder, or use --force (it is kept as .bak)"
    )


def _parent(target: Path) -> None:
    if not target.absolute().parent.is_dir():
        raise LookError(f"{target.parent}: no such folder")


def _mark(folder: Path) -> list[str] | None:
    """The files of an export of ours; None where the folder is none."""
    try:
        found = json.loads((folder / MARK).read_text("utf-8"))
        return [str(name) for name in found["files"]] if isinstance(found["shigu"], str) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def mark(folder: Path, kind: str) -> None:
    """Mark a folder as an export of ours, with the files that are in it now."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    (folder / MARK).write_text(
        json.dumps({"shigu": kind, "files": files}, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )


def mark_of(folder: Path) -> str | None:
    """What kind of export a folder is; None where it is none."""
    try:
        return str(json.loads((folder / MARK).read_text("utf-8"))["shigu"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def creator(*, hidden: bool) -> str:
    """What a workbook names as its author."""
    return CREATOR + HIDDEN * hidden


def is_hidden(root: Path) -> bool:
    """Is a dataset under pseudonyms?"""
    return mark_of(root) == PARQUET + HIDDEN


def kind_for(kind: str, root: Path) -> str:
    """The kind of an export of a dataset."""
    return kind + HIDDEN * is_hidden(root)


def _our_workbook(path: Path, *, hidden: bool) -> bool:
    """Is a file a workbook that we wrote, of the same kind?"""
    try:
        with zipfile.ZipFile(path) as book:
            return f"<dc:creator>{creator(hidden=hidden)}</dc:creator>".encode() in book.read("docProps/core.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def _swap(new: Path, target: Path, *, keep: bool) -> None:
    """Put a folder in the place of another; the old one is deleted, or kept beside it."""
    if not os.path.lexists(target):
        os.rename(new, target)
        return
    old = (
        _free(target, ".bak")
        if keep
        else Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".old", dir=new.parent))
    )
    os.rename(target, old)
    try:
        os.rename(new, target)
    except OSError:
        os.rename(old, target)
        raise
    if not keep:
        shutil.rmtree(old, ignore_errors=True)


def _free(target: Path, ending: str) -> Path:
    """A name beside the target that nothing has."""
    names = (target.with_name(f"{target.name}{ending}{n or ''}") for n in range(1_000))
    return next(path for path in names if not os.path.lexists(path))


def _public(path: Path) -> None:
    """The rights of a file as any program would make it; temporary files are for their owner only."""
    path.chmod(0o666 & ~_umask())


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
