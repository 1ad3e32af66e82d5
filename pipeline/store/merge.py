"""Batches into shards: the step after which the files depend on nothing but the documents they hold."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.resolve import mark_duplicates, text_digest
from pipeline.store import arrow
from pipeline.store.index import Index
from pipeline.store.journal import Journal
from pipeline.store.layout import WORK, batch_number, shard_digits, shard_file, shard_names, write_text
from schemas.tables import TABLES

LAYOUT = "layout.json"
STATIC = ("laws", "law_penalties", "law_articles")
"""Tables that are the same in every dataset of one program version."""
SINGLE = ("failures", "runs", *STATIC)
"""Tables that are one small file, written whole."""
DOCUMENT_TABLES = tuple(table for table in TABLES if table not in SINGLE)
"""Tables whose rows belong to documents and are sharded by ``doc_id``."""
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
        self.owners: dict[int, set[str]] = defaultdict(set)
        for doc_id in self.facts:
            self.owners[index.docs[doc_id].batch].add(doc_id)

    def run(self) -> None:
        """Write every shard that changes; nothing is visible before the journal is committed."""
        touched, renamed = self._touched()
        for table in DOCUMENT_TABLES:
            visible = sorted((self.root / table).glob("*.parquet"))
            hidden = sorted((self.root / WORK / "pending" / table).glob("*.part"))
            batches = [path for path in (*visible, *hidden) if batch_number(path.name)]
            shards = [path for path in visible if not batch_number(path.name)]
            self._table(table, touched | renamed if table == "documents" else touched, batches, shards)
            for path in batches + (shards if self.anew else []):
                self.journal.delete(path)
        if self.anew:
            write_text(self.stage / LAYOUT, json.dumps(layout_of(self.digits)))
            self.journal.move(self.stage / LAYOUT, self.root / WORK / LAYOUT)

    def _facts(self) -> Facts:
        """The columns of ``documents`` that need the whole dataset."""
        index = self.index
        missing = [d for d, doc in index.docs.items() if doc.digest is None and index.sources.get(d)]
        for doc_id, digest in self._digests(missing).items():
            index.docs[doc_id].digest = digest
        kept = {doc_id: sorted(index.sources[doc_id]) for doc_id in index.docs if index.sources.get(doc_id)}
        first = mark_duplicates({doc_id: index.docs[doc_id].digest or "" for doc_id in kept})
        return {doc_id: (files[0], tuple(files[1:]), first[doc_id]) for doc_id, files in kept.items()}

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
            data = arrow.by_document([*parts, arrow.to_table(table, [])])
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
