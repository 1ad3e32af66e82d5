"""A table in the working folder that a run changes in a few rows: a large file, and a small one with what changed since."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.store.journal import Journal
from pipeline.store.layout import WORK
from pipeline.store.place import Place

SHARE = 10
"""The large file is written anew when one row in so many has changed; until then a run writes the small one only."""
_OPTIONS = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", 1))


class Shelf:
    """Rows under ``NAME.base`` and ``NAME.more``; the first column of ``schema`` says what they belong to."""

    def __init__(self, place: Place, name: str, schema: pa.Schema) -> None:
        self.place, self.name, self.schema = place, name, schema
        self.key = schema.names[0]

    def paths(self) -> list[str]:
        """The two files."""
        return [f"{WORK}/{self.name}.base", f"{WORK}/{self.name}.more"]

    def load(self) -> pa.Table | None:
        """All rows, those that changed last; None where there are none, or another program version's."""
        base, more = (self.place.base / path for path in self.paths())
        if not base.exists():
            return None
        try:
            data = _read(base)[0]
            if more.exists():
                keys, rows = _read(more)
                data = pa.concat_tables([without(data, self.key, keys["key"]), rows])
        except (pa.ArrowInvalid, OSError, ValueError, LookupError):
            return None
        return data if data.schema.equals(self.schema) else None

    def save(self, journal: Journal, data: pa.Table, changed: Collection[str] | None) -> None:
        """Enter the files that change into a journal.

        Args:
            journal: moves them into place.
            data: all rows, as they are to be from now on.
            changed: the keys whose rows differ from what :meth:`load` gave; None: all.
        """
        base, more = self.paths()
        if changed is not None and not changed:
            return
        there = self.place.base / more
        keys = set(changed or ()) | (set(_read(there)[0]["key"].to_pylist()) if there.exists() else set())
        staged = self.place.stage / self.name
        staged.parent.mkdir(parents=True, exist_ok=True)
        if changed is None or SHARE * len(keys) > len(data) or not (self.place.base / base).exists():
            _write(staged.with_suffix(".base"), data.combine_chunks())
            journal.move(staged.with_suffix(".base"), base)
            journal.delete(more)
        else:
            wanted = pa.array(sorted(keys), pa.string())
            rows = data.filter(pc.is_in(data[self.key], value_set=wanted)).combine_chunks()
            _write(staged.with_suffix(".more"), pa.table({"key": wanted}), rows)
            journal.move(staged.with_suffix(".more"), more)

    def drop(self, journal: Journal) -> None:
        """Enter into a journal that the files go."""
        for path in self.paths():
            journal.delete(path)


def without(data: pa.Table, column: str, values: pa.ChunkedArray | pa.Array) -> pa.Table:
    """The rows whose ``column`` is none of ``values``."""
    return data.filter(pc.invert(pc.is_in(data[column], value_set=values))) if len(values) else data


def _write(path: Path, *tables: pa.Table) -> None:
    with open(path, "wb") as file:
        for table in tables:
            with pa.ipc.new_stream(file, table.schema, options=_OPTIONS) as writer:
                writer.write_table(table)


def _read(path: Path) -> list[pa.Table]:
    out = []
    with open(path, "rb") as file:
        while file.peek(1):
            out.append(pa.ipc.open_stream(file).read_all())
    return out
