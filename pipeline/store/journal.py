"""Moves and deletes that happen all or not at all, also when the machine stops in the middle."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from pipeline.store.layout import WORK
from pipeline.store.place import Place

JOURNAL = f"{WORK}/journal.json"


@dataclasses.dataclass
class Journal:
    """Files to move into place and files to delete, as paths relative to the dataset's folder.

    The files to move were written before. Once the journal itself is on the disk the change counts as made:
    :func:`recover` brings it to its end on the next start.
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

    def commit(self) -> None:
        """Make the change. ``documents`` goes last: it is the commit mark for readers who look on meanwhile."""
        targets = {target for _, target in self.moves}
        self.deletes = [path for path in self.deletes if path not in targets]
        self.place.secure([source for source, _ in self.moves])
        self.place.put(JOURNAL, json.dumps({"moves": self.moves, "deletes": self.deletes}).encode())
        self.place.move(self.moves, self.deletes)
        self.place.remove(JOURNAL)


def recover(place: Place) -> None:
    """Bring a change to its end that was cut off in the middle; what was done before the cut is found done."""
    plan = place.get(JOURNAL)
    if plan is not None:
        found = json.loads(plan)
        place.move([(a, b) for a, b in found["moves"]], found["deletes"])
        place.remove(JOURNAL)
