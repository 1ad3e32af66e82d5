"""Where a dataset lies. Paths are relative to the dataset's folder and written with ``/``, as in ``texts/part.parquet``."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.store.layout import WORK, batch_number
from pipeline.store.lock import lock

JOURNAL = f"{WORK}/journal.json"
MANY = 100
"""Files from which on one sync of everything is quicker than one of each."""


class Place:
    """A dataset in a folder of this machine; :class:`pipeline.store.objects.Objects` does the same for an object store.

    ``base``: a folder of this machine that holds the dataset's files, as far as :meth:`fetch` was asked for them.
    """

    hides_batches = False
    """Do batches wait in the working folder for the end of the run, also those that replace nothing?"""

    def __init__(self, root: Path) -> None:
        self.base = root

    @property
    def work(self) -> Path:
        """The working folder."""
        return self.base / WORK

    @property
    def stage(self) -> Path:
        """Where files are written before a journal moves them into place."""
        return self.work / "stage"

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep other writers away while the block runs.

        Raises:
            LockedError: another one is writing.
        """
        self.work.mkdir(parents=True, exist_ok=True)
        with lock(self.work / "lock"):
            yield

    def names(self, folder: str) -> list[str]:
        """The Parquet files of a table's folder, sorted."""
        return sorted(self.stamps(folder))

    def stamps(self, folder: str) -> dict[str, str]:
        """The Parquet files of a table's folder, each with words that change when its content does."""
        out = {}
        try:
            with os.scandir(self.base / folder) as entries:
                for entry in entries:
                    if entry.name.endswith(".parquet"):
                        info = entry.stat()
                        out[entry.name] = f"{info.st_size}:{info.st_mtime_ns}"
        except FileNotFoundError:
            pass
        return out

    def fetch(self, paths: Iterable[str]) -> list[Path]:
        """Files of the dataset as files of this machine, in the same order; what is not there is left out."""
        return [path for path in (self.base / one for one in paths) if path.exists()]

    def folder(self, name: str) -> Path:
        """A folder of the dataset that holds no table, as a folder of this machine."""
        return self.base / name

    def open(self) -> None:
        """Bring a change to its end that was cut off in the middle; what was done before the cut is found done."""
        plan = self.get(JOURNAL)
        if plan is not None:
            found = json.loads(plan)
            self.move([(a, b) for a, b in found["moves"]], found["deletes"])
            self._remove(JOURNAL)

    def change(self, moves: list[tuple[str, str]], deletes: list[str], batch: int | None = None) -> None:
        """Move and delete files: all of them or, if this machine stops before the journal is on its disk, none.

        Args:
            moves: (a file of :attr:`stage`, where it is to be).
            deletes: files that go.
            batch: the number of the batch that this is, where only the working folder is to know of it.
        """
        self.sync([self.base / source for source, _ in moves])
        self.put(JOURNAL, json.dumps({"moves": moves, "deletes": deletes}).encode())
        self.move(moves, deletes)
        self._remove(JOURNAL)

    def packs(self) -> list[str]:
        """The files that hold batches which wait for the end of the run, if this place keeps such."""
        return []

    def move(self, moves: list[tuple[str, str]], deletes: list[str]) -> None:
        """Delete and move files, table by table, as a journal says; done again it does no harm."""
        folders = set()
        for target, source in steps(moves, deletes):
            if source is None:
                (self.base / target).unlink(missing_ok=True)
            elif (self.base / source).exists():
                (self.base / target).parent.mkdir(parents=True, exist_ok=True)
                os.replace(self.base / source, self.base / target)
            folders.add((self.base / target).parent)
        self.sync([folder for folder in sorted(folders) if folder.exists()])

    def put(self, path: str, data: bytes) -> None:
        """Write a small file, whole or not at all; it is safe when this returns."""
        target = self.base / path
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_suffix(".tmp")
        aside.write_bytes(data)
        self.sync([aside])
        os.replace(aside, target)
        self.sync([target.parent])

    def get(self, path: str) -> bytes | None:
        """A small file as it is now; None where it is not there."""
        try:
            return (self.base / path).read_bytes()
        except OSError:
            return None

    def _remove(self, path: str) -> None:
        (self.base / path).unlink()
        self.sync([(self.base / path).parent])

    def sync(self, paths: list[Path]) -> None:
        """Wait until files, or the entries of folders, are on the disk."""
        if len(paths) > MANY:
            os.sync()
            return
        for path in paths:
            try:
                handle = os.open(path, os.O_RDONLY)
            except PermissionError:
                continue  # Windows opens no folders
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def steps(moves: list[tuple[str, str]], deletes: list[str]) -> list[tuple[str, str | None]]:
    """What a journal does, in its order: (target, source), the source None for a file that goes.

    Table by table, ``documents`` last, and in each first what goes, then what takes its place: whoever looks on, or looks
    after a cut, may miss rows for the moment, but sees none twice. What was deleted is safe in the files to move.
    """
    found: list[tuple[str, str | None]] = [(path, None) for path in deletes]
    found += [(target, source) for source, target in moves]
    return sorted(found, key=lambda step: (_turn(step[0]), step[1] is not None, step[0]))


def _turn(path: str) -> tuple[bool, str]:
    folder = path.rpartition("/")[0]
    return folder == "documents", folder


def print_of(place: Place, tables: Iterable[str], batches: Iterable[int] = ()) -> str:
    """Changes when a shard of one of the tables does, or one of the batches."""
    digest = hashlib.sha256()
    wanted = {0, *batches}
    for table in tables:
        for name, stamp in sorted(place.stamps(table).items()):
            if batch_number(name) in wanted:
                digest.update(f"{table}/{name} {stamp}\n".encode())
    return digest.hexdigest()
