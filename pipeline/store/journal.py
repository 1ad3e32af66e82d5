"""Moves and deletes that happen all or not at all, also when the machine stops in the middle."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

from pipeline.store.layout import WORK, write_text

JOURNAL = "journal.json"
MANY = 100
"""Files from which on one sync of everything is quicker than one of each."""


@dataclasses.dataclass
class Journal:
    """Files to move into place and files to delete, as paths relative to the dataset's folder.

    The files to move were written before. Once the journal itself is on the disk the change counts as made:
    :func:`recover` brings it to its end on the next start.
    """

    root: Path
    moves: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    deletes: list[str] = dataclasses.field(default_factory=list)

    def move(self, source: Path, target: Path) -> None:
        """Plan to move a file."""
        self.moves.append((self._relative(source), self._relative(target)))

    def delete(self, path: Path) -> None:
        """Plan to delete a file."""
        self.deletes.append(self._relative(path))

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def commit(self) -> None:
        """Make the change. ``documents`` goes last: it is the commit mark for readers who look on meanwhile."""
        self.moves.sort(key=lambda move: _turn(move[1]))
        targets = {target for _, target in self.moves}
        self.deletes = [path for path in self.deletes if path not in targets]
        path = self.root / WORK / JOURNAL
        _sync([self.root / source for source, _ in self.moves])
        write_text(path.with_suffix(".tmp"), json.dumps({"moves": self.moves, "deletes": self.deletes}))
        _sync([path.with_suffix(".tmp")])
        os.replace(path.with_suffix(".tmp"), path)
        _sync([path.parent])
        _apply(self.root, self.moves, self.deletes)


def recover(root: Path) -> None:
    """Bring a change to its end that was cut off in the middle."""
    path = root / WORK / JOURNAL
    if path.exists():
        plan = json.loads(path.read_text("utf-8"))
        _apply(root, [(a, b) for a, b in plan["moves"]], plan["deletes"])


def _apply(root: Path, moves: list[tuple[str, str]], deletes: list[str]) -> None:
    """Delete and move; what was done before the cut is found done. The journal goes when all of it is on the disk.

    Table by table, ``documents`` last, and in each first what goes, then what takes its place: whoever looks on, or looks
    after a cut, may miss rows for the moment, but sees none twice. What was deleted is safe in the files to move.
    """
    steps = [(_turn(path), path, None) for path in deletes] + [
        (_turn(target), target, source) for source, target in moves
    ]
    folders = set()
    for _, target, source in sorted(steps, key=lambda step: (step[0], step[2] is not None, step[1])):
        if source is None:
            (root / target).unlink(missing_ok=True)
        elif (root / source).exists():
            (root / target).parent.mkdir(parents=True, exist_ok=True)
            os.replace(root / source, root / target)
        folders.add((root / target).parent)
    _sync([folder for folder in sorted(folders) if folder.exists()])
    (root / WORK / JOURNAL).unlink()
    _sync([root / WORK])


def _turn(path: str) -> tuple[bool, str]:
    folder = path.rpartition("/")[0]
    return folder == "documents", folder


def _sync(paths: list[Path]) -> None:
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
