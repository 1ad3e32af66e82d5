"""What a dataset holds, in memory: documents, the input files that they came from, failures."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from pipeline.store.arrow import read, to_rows
from pipeline.store.catalogue import Catalogue
from pipeline.store.layout import FileState, batch_number, suffix
from pipeline.store.place import Place
from pipeline.store.states import Files, load_states
from schemas.records import FailureRow

_COLUMNS = ["doc_id", "source", "also_at", "duplicate_of", "parser_version"]


@dataclasses.dataclass(slots=True)
class Doc:
    """A document of the dataset: the batch that holds its rows (0: a shard), and what its row says now."""

    batch: int
    source: str
    also_at: tuple[str, ...] = ()
    duplicate_of: str | None = None
    parser_version: str = ""


class Index:
    """Documents by id, file states and failures by source. The tables are the truth, the states only save work.

    ``settled``: the batch of each document as the last finished run left it; what is not in it is new.
    """

    def __init__(self) -> None:
        self.docs: dict[str, Doc] = {}
        self.files: Files = Files()
        self.failures: dict[str, FailureRow] = {}
        self.sources: dict[str, set[str]] = {}
        self.settled: dict[str, int] = {}

    @classmethod
    def load(
        cls, place: Place, catalogue: Catalogue | None, batches: Iterable[int] = (), *, trust_states: bool = True
    ) -> Index:
        """Read the index of a dataset.

        Args:
            place: where it lies.
            catalogue: what its last run left; None: all of ``documents`` is read.
            batches: the numbers of batches that the last run left where they are.
            trust_states: without it every file counts as never read.
        """
        index, settled = cls(), {0, *batches}
        files, later = load_states(place) if trust_states else (Files(), [])
        if catalogue is not None:
            index._take(catalogue.docs, 0)
        names = sorted(place.names("documents"), key=batch_number)
        for wanted in (True, False):
            for name in (name for name in names if (batch_number(name) in settled) is wanted):
                if catalogue is None or batch_number(name):
                    for path in place.fetch([f"documents/{name}"]):
                        index._take(read("documents", path, columns=_COLUMNS), batch_number(name))
            if wanted:
                index.settled = {doc_id: doc.batch for doc_id, doc in index.docs.items()}
        index._hidden(place, files, later)
        waiting = sorted((place.work / "pending" / "failures").glob("*.part"), key=lambda path: batch_number(path.name))
        for path in waiting[-1:] or place.fetch(f"failures/{name}" for name in place.names("failures")):
            index.failures |= {row.source: row for row in to_rows(FailureRow, read("failures", path))}
        index._states(files, later)
        return index

    def _take(self, data: pa.Table, batch: int) -> None:
        """Documents of a file; what a later batch says of a document counts."""
        values: list[list[Any]] = [data[name].to_pylist() for name in _COLUMNS]
        for doc_id, source, also_at, duplicate_of, parser_version in zip(*values, strict=True):
            if doc_id not in self.docs or self.docs[doc_id].batch < batch:
                self.docs[doc_id] = Doc(batch, source, tuple(also_at), duplicate_of, parser_version)

    def _hidden(self, place: Place, files: Files, later: list[FileState]) -> None:
        """The documents that wait in the working folder to replace others."""
        paths = sorted((place.work / "pending" / "documents").glob("*.part"), key=lambda path: batch_number(path.name))
        if not paths:
            return
        states = [*files.values(), *later]
        known = pa.array(sorted({f"{s.doc_id} {s.parser_version}" for s in states if s.error is None}), pa.string())
        for path in paths:
            data = read("documents", path, columns=_COLUMNS)
            # A hidden row without a state is of no use: its file will be read again, the visible row is the truth.
            names = pa.compute.binary_join_element_wise(data["doc_id"], data["parser_version"], " ")
            self._take(data.filter(pa.compute.is_in(names, value_set=known)), batch_number(path.name))

    def _states(self, files: Files, later: list[FileState]) -> None:
        """Take saved states over where the tables agree with them; other files are hashed and parsed again."""
        docs, sources = self.docs, self.sources
        self.files, gone = files, []
        for source, doc_id, parser_version, failed in files.settled():
            doc = docs.get(doc_id)
            if source in self.failures if failed else doc is not None and doc.parser_version == parser_version:
                if not failed:
                    sources.setdefault(doc_id, set()).add(source)
            else:
                gone.append(source)
        changed = [*files.changed(), *later]
        for source in (*gone, *(state.source for state in changed)):
            self.drop(source)
        unknown = [d for d in docs.items() if d[1].source not in files or any(s not in files for s in d[1].also_at)]
        for doc_id, doc in sorted(unknown, key=lambda item: item[1].batch):
            for source in (doc.source, *doc.also_at):
                if source not in files or files[source].size < 0:
                    self.put([FileState(source, -1, -1, doc_id, doc.parser_version, "", suffix(doc.source))])
        for state in changed:
            self._trust(state)

    def _trust(self, state: FileState) -> None:
        doc = self.docs.get(state.doc_id)
        if state.error is not None:
            trusted = state.source in self.failures
        else:
            trusted = doc is not None and doc.parser_version == state.parser_version
        if trusted:
            self.put([state])

    def put(self, states: Iterable[FileState]) -> None:
        """Set the states of files."""
        for state in states:
            self.drop(state.source)
            self.files[state.source] = state
            if state.error is None:
                self.sources.setdefault(state.doc_id, set()).add(state.source)

    def drop(self, source: str) -> None:
        """Forget a file; its document goes with the next merge unless another file has the same bytes."""
        old = self.files.pop(source, None)
        if old is not None and old.error is None:
            self.sources.get(old.doc_id, set()).discard(source)

    def owner(self, source: str) -> str | None:
        """The document of the dataset that a file is part of."""
        state = self.files.get(source)
        return state.doc_id if state is not None and state.error is None and state.doc_id in self.docs else None

    def untouched(self, source: str, size: int, mtime_ns: int, parser_version: str, rules_hash: str) -> str | None:
        """The document of a file that is as this program left it, by size and time; None where more must be looked at.

        More must be looked at where other files have the same bytes, and where reviews were applied to the document.
        """
        found = self.files.look(source)
        if found is None or mtime_ns < 0 or found[:2] != (size, mtime_ns):
            return None
        doc_id = found[2]
        if found[3:] != (parser_version, rules_hash, suffix(source), None, "") or doc_id not in self.docs:
            return None
        return doc_id if self.sources.get(doc_id) == {source} else None

    def digest(self, doc_id: str) -> str | None:
        """The text digest of a document; None where no state of its files says it."""
        found = (self.files[source].digest for source in sorted(self.sources.get(doc_id, ())))
        return next((digest for digest in found if digest is not None), None)
