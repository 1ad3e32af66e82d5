"""Batches into shards: the step after which the files depend on nothing but the documents they hold."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.resolve import RECOGNISED, mark_duplicates, text_digest
from pipeline.store import arrow
from pipeline.store.derive import DERIVED, by_shard, outcome_rows
from pipeline.store.index import Index
from pipeline.store.journal import Journal
from pipeline.store.layout import WORK, batch_number, shard_digits, shard_file, shard_names, write_text
from pipeline.store.relink import Relinked, relink
from schemas.tables import TABLES

LAYOUT = "layout.json"
STATIC = ("laws", "law_penalties", "law_articles")
"""Tables that are the same in every dataset of one program version."""
SINGLE = ("failures", "runs", *STATIC)
"""Tables that are one small file, written whole."""
DOCUMENT_TABLES = tuple(table for table in TABLES if table not in (*SINGLE, *DERIVED))
"""Tables whose rows belong to documents and are sharded by ``doc_id``."""
SHARDED = (*DOCUMENT_TABLES, *DERIVED)
"""Tables that have a file per shard."""
_GROUP = 20
"""Batches that are read at once; bounds the memory of a merge."""

Facts = dict[str, tuple[str, tuple[str, ...], str | None]]
"""``doc_id`` → source, also_at, duplicate_of."""


def layout_of(digits: int) -> dict[str, Any]:
    """What :data:`LAYOUT` says of shards that this program version wrote."""
    return {"digits": digits, "fingerprint": arrow.fingerprint()}


def saved_layout(root: Path) -> dict[str, Any]:
    """The layout of the shards as they lie there; empty where it is not known."""
    try:
        saved = json.loads((root / WORK / LAYOUT).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return saved if isinstance(saved, dict) else {}


class Merge:
    """One merge: plans it, writes the new shards aside and enters them into a journal."""

    def __init__(self, root: Path, index: Index, stage: Path, journal: Journal) -> None:
        self.root, self.index, self.stage, self.journal = root, index, stage, journal
        self.facts = self._facts()
        self.digits = shard_digits(len(self.facts))
        self.anew = saved_layout(root) != layout_of(self.digits)
        self.relinked = Relinked()
        self.owners: dict[int, set[str]] = defaultdict(set)
        for doc_id in self.facts:
            self.owners[index.docs[doc_id].batch].add(doc_id)

    def run(self) -> None:
        """Write every shard that changes; nothing is visible before the journal is committed."""
        touched, renamed = self._touched()
        if not touched and not renamed:
            return  # the same documents as before: the links are what they were
        first = {doc_id: duplicate_of for doc_id, (_, _, duplicate_of) in self.facts.items()}
        self.relinked = relink(self._rows, first)
        for table in DOCUMENT_TABLES:
            batches, shards = self._files(table)
            keys = touched | {doc_id[: self.digits] for doc_id in self.relinked.changed(table)}
            self._table(table, keys | renamed if table == "documents" else keys, batches, shards)
            for path in batches + (shards if self.anew else []):
                self.journal.delete(path)
        self._derived(first)
        if self.anew:
            write_text(self.stage / LAYOUT, json.dumps(layout_of(self.digits)))
            self.journal.move(self.stage / LAYOUT, self.root / WORK / LAYOUT)

    def _files(self, table: str) -> tuple[list[Path], list[Path]]:
        """The batches and the shards of a table."""
        visible = sorted((self.root / table).glob("*.parquet"))
        hidden = sorted((self.root / WORK / "pending" / table).glob("*.part"))
        batches = [path for path in (*visible, *hidden) if batch_number(path.name)]
        return batches, [path for path in visible if not batch_number(path.name)]

    def _rows(self, table: str, columns: list[str] | None) -> Iterator[Any]:
        """The rows of a table that count, as they lie there, file by file."""
        batches, shards = self._files(table)
        for path in (*shards, *batches):
            yield arrow.read(table, path, self.owners[batch_number(path.name)], columns)

    def _derived(self, first: dict[str, str | None]) -> None:
        """Write the shards of ``outcomes`` that differ from what is there."""
        (table,) = DERIVED
        _, shards = self._files(table)
        found = outcome_rows(self._rows, self.relinked, first)
        for key, data in by_shard(found, shard_names(self.digits), self.digits).items():
            old = self.root / table / shard_file(key)
            if not self.anew and old in shards and arrow.read(table, old).equals(data):
                continue
            target = self.stage / "shards" / table / shard_file(key)
            arrow.write(table, data, target)
            self.journal.move(target, old)
        for path in shards if self.anew else ():
            self.journal.delete(path)

    def _facts(self) -> Facts:
        """The columns of ``documents`` that need the whole dataset."""
        index = self.index
        kept = {doc_id: sorted(index.sources[doc_id]) for doc_id in index.docs if index.sources.get(doc_id)}
        if len(kept) == len(index.docs) and not any(doc.batch for doc in index.docs.values()):
            first = {doc_id: doc.duplicate_of for doc_id, doc in index.docs.items()}  # the same documents as before
        else:
            missing = [doc_id for doc_id in kept if index.docs[doc_id].digest is None]
            for doc_id, digest in self._digests(missing).items():
                index.docs[doc_id].digest = digest
            digests = {doc_id: index.docs[doc_id].digest or "" for doc_id in kept}
            first = mark_duplicates(digests, self._recognised(kept))
        return {doc_id: (files[0], tuple(files[1:]), first[doc_id]) for doc_id, files in kept.items()}

    def _recognised(self, doc_ids: Iterable[str]) -> set[str]:
        """The documents of which OCR read a part, by the rows that count."""
        owners: dict[int, set[str]] = defaultdict(set)
        for doc_id in doc_ids:
            owners[self.index.docs[doc_id].batch].add(doc_id)
        out: set[str] = set()
        for path in (path for files in self._files("documents") for path in files):
            rows = arrow.read("documents", path, owners[batch_number(path.name)], ["doc_id", "text_source"])
            pairs = zip(rows["doc_id"].to_pylist(), rows["text_source"].to_pylist(), strict=True)
            out.update(doc_id for doc_id, text_source in pairs if text_source in RECOGNISED)
        return out

    def _digests(self, doc_ids: list[str]) -> dict[str, str]:
        """Text digests of documents whose state was lost, from their texts."""
        out: dict[str, str] = {}
        if doc_ids:
            for path in sorted((self.root / "texts").glob("*.parquet"), key=lambda p: batch_number(p.name)):
                rows = arrow.read("texts", path, doc_ids)
                for doc_id, text in zip(rows["doc_id"].to_pylist(), rows["text"].to_pylist(), strict=True):
                    out[doc_id] = text_digest(text)
        return out

    def _touched(self) -> tuple[set[str], set[str]]:
        """Keys of the shards whose rows change, and of those where only columns of ``documents`` change."""
        if self.anew:
            return set(shard_names(self.digits)), set()
        touched, renamed = set(), set()
        for doc_id, doc in self.index.docs.items():
            if doc.batch or doc_id not in self.facts:
                touched.add(doc_id[: self.digits])
            elif self.facts[doc_id] != (doc.source, doc.also_at, doc.duplicate_of):
                renamed.add(doc_id[: self.digits])
        return touched, renamed

    def _table(self, table: str, keys: set[str], batches: list[Path], shards: list[Path]) -> None:
        spilled = self._spill(table, batches + shards if self.anew else batches)
        for key in sorted(keys):
            old = self.root / table / shard_file(key)
            parts = [self._owned(table, old)] if old in shards and not self.anew else []
            if key in spilled:
                parts += arrow.read_appended(spilled[key])
            data = self.relinked.apply(table, arrow.by_document([*parts, arrow.to_table(table, [])]))
            if table == "documents":
                data = self._with_facts(data)
            target = self.stage / "shards" / table / shard_file(key)
            arrow.write(table, data, target)
            self.journal.move(target, old)

    def _owned(self, table: str, path: Path) -> Any:
        """A file's rows without those that a later batch replaces or that belong to no input file any more."""
        return arrow.read(table, path, self.owners[batch_number(path.name)])

    def _spill(self, table: str, paths: list[Path]) -> dict[str, Path]:
        """Deal rows out to one scratch file per shard, a few batches at a time."""
        out = {}
        for i in range(0, len(paths), _GROUP):
            parts = [self._owned(table, path) for path in paths[i : i + _GROUP]]
            for key, rows in arrow.by_shard(arrow.concat(parts), self.digits).items():
                out[key] = self.stage / "spill" / table / f"rows-{key}"
                arrow.append(rows, out[key])
        return out

    def _with_facts(self, data: Any) -> Any:
        facts = [self.facts[doc_id] for doc_id in data["doc_id"].to_pylist()]
        data = arrow.replace(data, "source", [source for source, _, _ in facts])
        data = arrow.replace(data, "file_name", [PurePosixPath(source).name for source, _, _ in facts])
        data = arrow.replace(data, "also_at", [list(also) for _, also, _ in facts])
        return arrow.replace(data, "duplicate_of", [first for _, _, first in facts])
