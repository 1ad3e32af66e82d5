"""What a dataset holds, in memory: documents, the input files that they came from, failures."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.store.arrow import read, to_rows
from pipeline.store.layout import WORK, FileState, batch_number, load_states, suffix
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
    rules_hash: str = ""
    suffix: str = ""
    digest: str | None = None


class Index:
    """Documents by id, file states and failures by source. The tables are the truth, the states only save work."""

    def __init__(self) -> None:
        self.docs: dict[str, Doc] = {}
        self.files: dict[str, FileState] = {}
        self.failures: dict[str, FailureRow] = {}
        self.sources: dict[str, set[str]] = {}

    @classmethod
    def load(cls, root: Path, *, trust_states: bool = True) -> Index:
        """Read the index of a dataset. Without ``trust_states`` every file counts as never read."""
        index = cls()
        work = root / WORK
        states = load_states(work / "state") if trust_states else {}
        known = {(s.doc_id, s.parser_version) for s in states.values() if s.error is None}
        hidden = sorted((work / "pending" / "documents").glob("*.part"))
        for path in sorted((root / "documents").glob("*.parquet"), key=lambda p: batch_number(p.name)) + hidden:
            for row in pq.ParquetFile(path).read(columns=_COLUMNS).to_pylist():
                # A hidden row without a state is of no use: its file will be read again, the visible row is the truth.
                if path.suffix == ".part" and (row["doc_id"], row["parser_version"]) not in known:
                    continue
                doc_id = row.pop("doc_id")
                if doc_id not in index.docs or index.docs[doc_id].batch < batch_number(path.name):
                    index.docs[doc_id] = Doc(batch_number(path.name), **{**row, "also_at": tuple(row["also_at"])})
        for path in sorted((root / "failures").glob("*.parquet")):
            index.failures |= {row.source: row for row in to_rows(FailureRow, read("failures", path))}
        index._seed()
        for state in states.values():
            index._trust(state)
        return index

    def _seed(self) -> None:
        """File states as far as the tables know them: such files are hashed and parsed again."""
        for doc_id, doc in sorted(self.docs.items(), key=lambda item: item[1].batch):
            for source in (doc.source, *doc.also_at):
                self.put([FileState(source, -1, -1, doc_id, doc.parser_version, "", suffix(doc.source))])

    def _trust(self, state: FileState) -> None:
        """Take a saved state over where the tables agree with it."""
        if state.error is not None:
            if state.source in self.failures:
                self.put([state])
            return
        doc = self.docs.get(state.doc_id)
        if doc is not None and doc.parser_version == state.parser_version:
            doc.rules_hash, doc.suffix, doc.digest = state.rules_hash, state.suffix, state.digest
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
            self.sources[old.doc_id].discard(source)

    def owner(self, source: str) -> str | None:
        """The document of the dataset that a file is part of."""
        state = self.files.get(source)
        return state.doc_id if state is not None and state.error is None and state.doc_id in self.docs else None
