"""Moves and deletes that happen all or not at all, also when the machine stops in the middle."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from pipeline.store.place import Place


@dataclasses.dataclass
class Journal:
    """Files to move into place and files to delete, as paths relative to the dataset's folder.

    The files to move were written before. Once the journal itself is written the change counts as made:
    :meth:`Place.open` brings it to its end on the next start.
    """

    place: Place
    moves: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    deletes: list[str] = dataclasses.field(default_factory=list)

    def move(self, source: Path, target: str) -> None:
        """Plan to move a file of :attr:`Place.stage`."""
        self.moves.append((source.relative_to(self.place.base).as_posix(), target))

    def delete(self, path: str) -> None:
        """Plan to delete a file."""
        self.deletes.append(path)

    def commit(self, batch: int | None = None) -> None:
        """Make the change. ``documents`` goes last: it is the commit mark for readers who look on meanwhile."""
        targets = {target for _, target in self.moves}
        self.place.change(self.moves, [path for path in self.deletes if path not in targets], batch)
