"""The states of input files: what a run must know of each of them to leave it alone."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.store.journal import Journal
from pipeline.store.layout import WORK, FileState, batch_file, batch_number
from pipeline.store.place import Place
from pipeline.store.shelf import SHARE, Shelf

SMALL = 2_000
"""States up to which they are lines of text, written whole; more are kept as columns, and what changed since as lines."""
SETTLED = f"{WORK}/state/{batch_file(0, '.jsonl')}"
_NAMES = tuple(field.name for field in dataclasses.fields(FileState))
_TYPES = {"size": pa.int64(), "mtime_ns": pa.int64()}
_SCHEMA = pa.schema([pa.field(name, _TYPES.get(name, pa.string())) for name in _NAMES])
_FEW = ("parser_version", "rules_hash", "suffix", "error", "reviews")
"""Columns with few different values."""


class Files(MutableMapping[str, FileState]):
    """File states by source. Those of a large dataset stay columns until they are asked for."""

    def __init__(self, base: pa.Table | None = None) -> None:
        self._changed: dict[str, FileState | None] = {}
        self._row: dict[str, int] = {}
        if base is not None:
            base = base.combine_chunks()
            self._row = {source: i for i, source in enumerate(base["source"].to_pylist())}
            self._digest = base["digest"].chunk(0) if len(base) else base["digest"]
            self._plain = {name: base[name].to_pylist() for name in ("size", "mtime_ns", "doc_id")}
            self._few = {name: _coded(base[name]) for name in _FEW}

    def __getitem__(self, source: str) -> FileState:
        if source in self._changed:
            state = self._changed[source]
            if state is None:
                raise KeyError(source)
            return state
        return self._state(source, self._row[source])

    def _state(self, source: str, i: int) -> FileState:
        *first, error, reviews = self._columns(i)
        return FileState(*(source, *first, self._digest[i].as_py(), error, reviews))

    def _columns(self, i: int) -> tuple[Any, ...]:
        """What the columns hold of a state, but for its digest, as :meth:`look` gives it."""
        few = (values[codes[i]] for codes, values in self._few.values())
        return *(column[i] for column in self._plain.values()), *few

    def look(self, source: str) -> tuple[Any, ...] | None:
        """A state without its digest: size, time, document, parser version, rules, suffix, error, reviews."""
        if source not in self._changed:
            i = self._row.get(source)
            return None if i is None else self._columns(i)
        s = self._changed[source]
        if s is None:
            return None
        return s.size, s.mtime_ns, s.doc_id, s.parser_version, s.rules_hash, s.suffix, s.error, s.reviews

    def __contains__(self, source: object) -> bool:
        return self._changed[source] is not None if source in self._changed else source in self._row

    def __setitem__(self, source: str, state: FileState) -> None:
        self._changed[source] = state

    def __delitem__(self, source: str) -> None:
        if source not in self:
            raise KeyError(source)
        if source in self._row:
            self._changed[source] = None
        else:
            del self._changed[source]

    def __iter__(self) -> Iterator[str]:
        changed = self._changed
        yield from (source for source in self._row if source not in changed)
        yield from (source for source, state in changed.items() if state is not None)

    def __len__(self) -> int:
        gone = sum(1 for source in self._row if source in self._changed) if self._changed else 0
        return len(self._row) - gone + sum(1 for state in self._changed.values() if state is not None)

    def changed(self) -> list[FileState]:
        """The states that were set since the columns were written."""
        return [state for state in self._changed.values() if state is not None]

    def settled(self) -> Iterator[tuple[str, str, str, bool]]:
        """Source, document, parser version and whether it failed, of the states that did not change since they were read."""
        if not self._row:
            return
        codes, values = self._few["parser_version"]
        errors, error_values = self._few["error"]
        for (source, i), doc_id in zip(self._row.items(), self._plain["doc_id"], strict=True):
            if source not in self._changed:
                yield source, doc_id, values[codes[i]], error_values[errors[i]] is not None

    def save(self, place: Place, journal: Journal) -> None:
        """Enter into a journal that all states are as they are here."""
        shelf, staged = Shelf(place, "state/files", _SCHEMA), place.stage / batch_file(0, ".jsonl")
        staged.parent.mkdir(parents=True, exist_ok=True)
        changed = dict(sorted(self._changed.items()))
        if len(self) <= SMALL:
            lines = state_lines(self[source] for source in sorted(self))
            shelf.drop(journal)
        elif not self._row or SHARE * len(changed) > len(self._row):
            shelf.save(journal, self._table(), None)
            lines = ""
        else:
            lines = "".join(_line(state) if state else json.dumps([source]) + "\n" for source, state in changed.items())
        staged.write_text(lines, "utf-8")
        journal.move(staged, SETTLED)
        for path in sorted((place.work / "state").glob("*.jsonl")):
            journal.delete(f"{WORK}/state/{path.name}")

    def _table(self) -> pa.Table:
        """All states as columns, by source."""
        columns: dict[str, list[Any]] = {name: [] for name in _NAMES}
        for source in sorted(self):
            for name, value in zip(_NAMES, _values(self[source]), strict=True):
                columns[name].append(value)
        return pa.table(
            [pa.array(columns[name], field.type) for name, field in zip(_NAMES, _SCHEMA, strict=True)], _SCHEMA
        )


def _coded(column: pa.ChunkedArray) -> tuple[list[int], list[Any]]:
    """A column as numbers and what they stand for."""
    coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    return coded.indices.to_pylist(), coded.dictionary.to_pylist()


def load_states(place: Place) -> tuple[Files, list[FileState]]:
    """The states of a dataset as its last run left them, and those of batches that were committed since, in their order."""
    files, later = Files(Shelf(place, "state/files", _SCHEMA).load()), []
    for path in sorted((place.work / "state").glob("*.jsonl"), key=lambda path: batch_number(path.name)):
        for item in _lines(path):
            if not isinstance(item, FileState):
                files.pop(item, None)
            elif batch_number(path.name):
                later.append(item)
            else:
                files[item.source] = item
    return files, later


def _lines(path: Path) -> Iterator[FileState | str]:
    """A line that cannot be read is left out: another version wrote it, and the file is read again."""
    for line in path.read_text("utf-8").splitlines():
        try:
            values = json.loads(line)
            yield values[0] if len(values) == 1 else FileState(*values)
        except (ValueError, TypeError, LookupError):
            continue


def state_lines(states: Iterable[FileState]) -> str:
    """File states as text, one JSON list per line."""
    return "".join(map(_line, states))


def _line(state: FileState) -> str:
    return json.dumps(_values(state), ensure_ascii=False) + "\n"


def _values(state: FileState) -> list[Any]:
    return [getattr(state, name) for name in _NAMES]
