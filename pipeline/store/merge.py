"""Batches into shards: the step after which the rows depend on nothing but the documents they belong to.

In a small dataset, and after a compaction, so do the files. In a large one what the last runs brought lies beside the shards,
in a few files (``docs/storage.md``).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.resolve import text_digest
from pipeline.store import arrow, catalogue
from pipeline.store.catalogue import Catalogue
from pipeline.store.derive import DERIVED, outcome_table
from pipeline.store.duplicates import find_duplicates
from pipeline.store.index import Index
from pipeline.store.journal import Journal
from pipeline.store.layout import (
    WORK,
    batch_file,
    batch_number,
    loose_limit,
    shard_digits,
    shard_file,
    shard_names,
    write_text,
)
from pipeline.store.place import Place
from pipeline.store.relink import Relinked, relink, with_blocks
from schemas.tables import TABLES

LAYOUT = f"{WORK}/layout.json"
STATIC = ("laws", "law_penalties", "law_articles")
"""Tables that are the same in every dataset of one program version."""
SINGLE = ("failures", "runs", *STATIC)
"""Tables that are one small file, written whole."""
DOCUMENT_TABLES = tuple(table for table in TABLES if table not in (*SINGLE, *DERIVED))
"""Tables whose rows belong to documents and are sharded by ``doc_id``."""
SHARDED = (*DOCUMENT_TABLES, *DERIVED)
"""Tables that have a file per shard."""
_AT_ONCE = 8 << 20
"""Bytes of batches that are read at once; bounds the memory of a merge."""


def layout_of(digits: int, loose: Iterable[int] = ()) -> dict[str, Any]:
    """What :data:`LAYOUT` says of files that this program version wrote: the shards, and the batches that lie beside them."""
    return {"digits": digits, "fingerprint": arrow.fingerprint(), "loose": sorted(loose)}


def saved_layout(place: Place) -> dict[str, Any]:
    """The layout of the files as they lie there; empty where it is not known."""
    try:
        saved = json.loads(place.get(LAYOUT) or b"{}")
    except ValueError:
        return {}
    return {"loose": [], **saved} if isinstance(saved, dict) and "digits" in saved else {}


class Merge:
    """One merge: plans it, writes the new files aside and enters them into a journal."""

    def __init__(
        self,
        place: Place,
        index: Index,
        journal: Journal,
        known: Catalogue | None,
        number: int,
        *,
        compact: bool = False,
    ) -> None:
        self.place, self.index, self.journal, self.known, self.number = place, index, journal, known, number
        self.stage = place.stage
        self.saved = saved_layout(place)
        self.kept = {doc_id for doc_id in index.docs if index.sources.get(doc_id)}
        self.loose = set(self.saved.get("loose", ()))
        settled = {0, *self.loose}
        self.new = {doc_id for doc_id in self.kept if index.docs[doc_id].batch not in settled}
        self.gone = {doc_id for doc_id in index.settled if doc_id not in self.kept or doc_id in self.new}
        self.beside = {doc_id for doc_id in self.kept if index.docs[doc_id].batch}
        limit = loose_limit(len(self.kept)) if known is not None and not compact else 0
        right = self.saved.get("fingerprint") == arrow.fingerprint()
        self.compact = not (right and len(self.beside) <= limit)
        self.digits = shard_digits(len(self.kept)) if self.compact else int(self.saved["digits"])
        self.anew = not right or self.saved["digits"] != self.digits
        self.relinked = Relinked()
        self.absorbed: set[int] = set()
        self.duplicates: dict[str, str | None] = {}
        self.files: dict[str, list[str]] = {}
        self._owners: dict[int, set[str]] | None = None

    def run(self) -> bool:
        """Write every file that changes; nothing is visible before the journal is committed. False where nothing changes."""
        moved = {doc_id for doc_id in self.kept - self.new if self._facts(doc_id)}
        dead = self.index.docs.keys() - self.kept
        if not (self.anew or self.new or self.gone or dead or moved or (self.compact and self.loose)):
            return False  # the same documents as before: the links are what they were
        self.files = {table: self.place.names(table) for table in SHARDED}
        now, copies = self._now()
        self.duplicates = dict(zip(now.docs["doc_id"].to_pylist(), now.docs["duplicate_of"].to_pylist(), strict=True))
        touched = moved | copies
        self.absorbed = self._absorbed(touched)
        for table in DOCUMENT_TABLES:
            self._table(table, self.relinked.changed(table) | (touched if table == "documents" else set()))
        self._derived(now)
        self.loose = set() if self.compact else self.loose - self.absorbed
        if not self.compact and any(self.index.docs[doc_id].batch in self.absorbed for doc_id in self.beside):
            self.loose.add(self.number)
        if layout_of(self.digits, self.loose) != self.saved:
            write_text(self.stage / "layout.json", json.dumps(layout_of(self.digits, self.loose)))
            self.journal.move(self.stage / "layout.json", LAYOUT)
        self._save(now, touched)
        return True

    # what is known of the documents

    def _facts(self, doc_id: str) -> bool:
        """Do a document's files differ from what its row says?"""
        doc, sources = self.index.docs[doc_id], self.index.sources[doc_id]
        if len(sources) == 1:
            return doc.source not in sources or bool(doc.also_at)
        return [doc.source, *doc.also_at] != sorted(sources)

    def _now(self) -> tuple[Catalogue, set[str]]:
        """All documents as they are to be, and those that become or cease to be copies; links them on the way."""
        index, known = self.index, self.known
        if known is None:
            now, changed, before = with_blocks(catalogue.read_tables(self._rows, self._digests)), None, None
        elif not self.new and not self.gone:
            return known, set()
        else:
            batches = {index.docs[doc_id].batch for doc_id in self.new}
            new = catalogue.read_tables(lambda table, columns: self._rows(table, columns, batches), self._digests)
            changed, before = self.new | self.gone, known.part(self.gone)
            now = known.changed(changed, with_blocks(new))
        copies = find_duplicates(now.docs, (before or now).docs, changed, self._digests)
        said = dict(zip(now.docs["doc_id"].to_pylist(), now.docs["duplicate_of"].to_pylist(), strict=True))
        copies = {doc_id: first for doc_id, first in copies.items() if said[doc_id] != first}
        if copies:
            docs = arrow.replace(
                now.docs, "duplicate_of", [copies.get(doc_id, first) for doc_id, first in said.items()]
            )
            now = Catalogue(docs, now.rows)
        if known is not None and changed is not None:
            changed |= copies.keys()
            self.relinked = relink(now, known.part(changed), changed)
        else:
            self.relinked = relink(now, now.part(()), None)
        return now, set(copies)

    def _digests(self, doc_ids: Collection[str]) -> dict[str, str]:
        """Text digests of documents; from their texts where their states were lost."""
        found = {doc_id: self.index.digest(doc_id) for doc_id in doc_ids}
        missing = {doc_id for doc_id, digest in found.items() if digest is None}
        for data in self._of("texts", ["doc_id", "text"], missing) if missing else ():
            for doc_id, text in zip(data["doc_id"].to_pylist(), data["text"].to_pylist(), strict=True):
                found[doc_id] = text_digest(text)
        return {doc_id: digest or "" for doc_id, digest in found.items()}

    def _save(self, now: Catalogue, touched: set[str]) -> None:
        """Keep the catalogue with what the files and the links say now."""
        places = {doc_id: self._places(doc_id) for doc_id in touched | self.new}
        mine = _in(now.docs["doc_id"], places)
        docs = now.docs.filter(mine)
        names = docs["doc_id"].to_pylist()
        for i, name in enumerate(("source", "also_at")):
            docs = arrow.replace(docs, name, [places[doc_id][i] for doc_id in names])
        docs = arrow.concat([now.docs.filter(pc.invert(mine)), docs])
        mine = _in(now.rows["doc_id"], self.relinked.ids.keys() | self.relinked.restated)
        rows = arrow.concat([now.rows.filter(pc.invert(mine)), self.relinked.apply("accidents", now.rows.filter(mine))])
        changed = None
        if self.known is not None:
            changed = self.new | self.gone | touched | self.relinked.ids.keys() | self.relinked.restated
        catalogue.save(self.place, self.journal, Catalogue(docs, rows), changed)

    def _places(self, doc_id: str) -> tuple[str, list[str]]:
        first, *others = sorted(self.index.sources[doc_id])
        return first, others

    # rows as they lie there

    def _path(self, table: str, name: str) -> Path | None:
        """A file of a table on this machine, also one that waits in the working folder."""
        if name.endswith(".part"):
            return self.place.work / "pending" / table / name
        return next(iter(self.place.fetch([f"{table}/{name}"])), None)

    def _batches(self, table: str) -> list[str]:
        """The batches of a table, by number."""
        hidden = [path.name for path in (self.place.work / "pending" / table).glob("*.part")]
        return sorted((name for name in [*self.files[table], *hidden] if batch_number(name)), key=batch_number)

    def _shards(self, table: str) -> list[str]:
        return [name for name in self.files[table] if not batch_number(name)]

    def _read(self, table: str, name: str, columns: list[str] | None = None) -> Any:
        """A file's rows without those that a later batch replaces or that belong to no input file any more."""
        path = self._path(table, name)
        if path is None:
            return arrow.conform(table, arrow.to_table(table, []), columns)
        data = arrow.read(table, path, columns=columns)
        return data.filter(_in(data["doc_id"], self._owned(name)))

    def _owned(self, name: str) -> set[str]:
        """The documents whose rows in a file count."""
        if self._owners is None:
            self._owners = defaultdict(set)
            self._owners_of_shards: dict[str, set[str]] = defaultdict(set)
            digits = int(self.saved.get("digits", 0))
            for doc_id in self.kept:
                batch = self.index.docs[doc_id].batch
                if batch:
                    self._owners[batch].add(doc_id)
                else:
                    self._owners_of_shards[doc_id[:digits]].add(doc_id)
        number = batch_number(name)
        if number:
            return self._owners[number]
        key = name.removeprefix("part").removeprefix("-").removesuffix(".parquet")
        if len(key) == int(self.saved.get("digits", -1)):
            return self._owners_of_shards[key]
        return set().union(*(found for one, found in self._owners_of_shards.items() if one.startswith(key) or not key))

    def _rows(self, table: str, columns: list[str] | None, batches: Collection[int] | None = None) -> Iterator[Any]:
        """The rows of a table that count, as they lie there, file by file; with ``batches`` those of new batches only."""
        shards = self._shards(table) if batches is None else []
        names = [name for name in self._batches(table) if batches is None or batch_number(name) in batches]
        self.place.fetch(f"{table}/{name}" for name in (*shards, *names))
        for name in (*shards, *names):
            yield self._read(table, name, columns)

    def _of(self, table: str, columns: list[str] | None, doc_ids: Collection[str]) -> Iterator[Any]:
        """The rows of some documents, from the files that hold them."""
        batches = {self.index.docs[doc_id].batch for doc_id in doc_ids}
        digits = int(self.saved.get("digits", 0))
        keys = {doc_id[:digits] for doc_id in doc_ids if not self.index.docs[doc_id].batch}
        known = {shard_file(key) for key in shard_names(digits)}
        for name in self._shards(table):
            if name in {shard_file(key) for key in keys} or name not in known:
                data = self._read(table, name, columns)
                yield data.filter(_in(data["doc_id"], doc_ids))
        for name in self._batches(table):
            if batch_number(name) in batches:
                data = self._read(table, name, columns)
                yield data.filter(_in(data["doc_id"], doc_ids))

    # rows as they are to lie

    def _absorbed(self, touched: set[str]) -> set[int]:
        """The batches whose rows go into a new file: new ones, those that change, and older ones that are no larger."""
        index = self.index
        every = {batch_number(name) for table in SHARDED for name in self._batches(table)}
        if self.compact:
            return every
        out = every - self.loose
        changes = self.gone | touched | self.relinked.ids.keys() | self.relinked.restated
        out |= {index.settled[doc_id] for doc_id in changes if index.settled.get(doc_id)}
        sizes: dict[int, int] = defaultdict(int)
        for doc_id in self.beside:
            sizes[index.docs[doc_id].batch] += 1
        gathered = sum(sizes[number] for number in out)
        for number in sorted(self.loose - out, reverse=True):
            if gathered and sizes[number] <= gathered:
                out.add(number)
                gathered += sizes[number]
        return out

    def _table(self, table: str, restated: set[str]) -> None:
        """Write the files of a table that change; ``restated`` are the documents whose rows say something else."""
        docs, settled, digits = self.index.docs, self.index.settled, self.digits
        batches = [name for name in self._batches(table) if batch_number(name) in self.absorbed]
        shards = self._shards(table)
        changed = {doc_id for doc_id in self.gone if not settled[doc_id]}
        changed |= {doc_id for doc_id in restated if not docs[doc_id].batch}
        spilled = {}
        if self.compact:
            changed |= self.beside
            spilled = self._spill(table, batches + shards if self.anew else batches)
        elif batches:
            self._write(table, batch_file(self.number), [self._read(table, name) for name in batches])
        keys = shard_names(digits) if self.anew else sorted({doc_id[:digits] for doc_id in changed})
        self.place.fetch(f"{table}/{shard_file(key)}" for key in keys if not self.anew)
        for key in keys:
            name = shard_file(key)
            old = self._whole(table, name) if name in shards and not self.anew else None
            parts = [old.filter(_in(old["doc_id"], self._owned(name)))] if old is not None else []
            self._write(table, name, parts + (arrow.read_appended(spilled[key]) if key in spilled else []), old)
        for name in batches + (shards if self.anew else []):
            self.journal.delete(self._relative(table, name))

    def _write(self, table: str, name: str, parts: list[Any], old: Any = None) -> None:
        """Write rows as they are to be, unless they are what the file holds; no batch without rows."""
        data = self.relinked.apply(table, arrow.by_document([*parts, arrow.to_table(table, [])]))
        if table == "documents":
            data = self._with_facts(data)
        self._put(table, name, data, old)

    def _put(self, table: str, name: str, data: Any, old: Any) -> None:
        if (len(data) or not batch_number(name)) and (old is None or not data.equals(old)):
            target = self.stage / "files" / table / name
            arrow.write(table, data, target)
            self.journal.move(target, f"{table}/{name}")

    def _relative(self, table: str, name: str) -> str:
        return f"{WORK}/pending/{table}/{name}" if name.endswith(".part") else f"{table}/{name}"

    def _spill(self, table: str, names: list[str]) -> dict[str, Path]:
        """Deal rows out to one scratch file per shard, a few batches at a time."""
        out = {}
        for rows_of_some in self._groups(table, names):
            for key, rows in arrow.by_shard(rows_of_some, self.digits).items():
                out[key] = self.stage / "spill" / table / f"rows-{key}"
                arrow.append(rows, out[key])
        return out

    def _groups(self, table: str, names: list[str]) -> Iterator[Any]:
        """The rows of a table's files, in their order, as many files together as stay under :data:`_AT_ONCE`."""
        parts: list[Any] = []
        size = 0
        for name in names:
            data = self._read(table, name)
            if parts and size + data.nbytes > _AT_ONCE:
                yield arrow.concat(parts)
                parts, size = [], 0
            parts.append(data)
            size += data.nbytes
        if parts:
            yield arrow.concat(parts)

    def _with_facts(self, data: Any) -> Any:
        doc_ids = data["doc_id"].to_pylist()
        places = [self._places(doc_id) for doc_id in doc_ids]
        data = arrow.replace(data, "source", [source for source, _ in places])
        data = arrow.replace(data, "file_name", [PurePosixPath(source).name for source, _ in places])
        data = arrow.replace(data, "also_at", [also for _, also in places])
        return arrow.replace(data, "duplicate_of", [self.duplicates[doc_id] for doc_id in doc_ids])

    def _derived(self, now: Catalogue) -> None:
        """Write the files of ``outcomes`` that change: a report's rows lie where its other rows do."""
        (table,) = DERIVED
        found = outcome_table(self._of, self.relinked, now)
        over = self.relinked.regrouped | self.gone | self.new
        there = set(self.files[table])
        going = {n for n in there if batch_number(n) in self.absorbed or (self.anew and not batch_number(n))}
        moving = [data for name in sorted(going) for data in self._left(table, name, over)]
        parts = self._by_target(arrow.concat([found, *moving]))
        every = {shard_file(key) for key in shard_names(self.digits)} if self.anew else set()
        every |= {
            name for doc_id in over for name in (self._target(doc_id), self._was_at(doc_id)) if name in there - going
        }
        self.place.fetch(f"{table}/{name}" for name in every | parts.keys() if name in there - going)
        for name in sorted(every | parts.keys()):
            old = self._whole(table, name) if name in there - going else None
            left = [old.filter(pc.invert(_in(old["report_doc_id"], over)))] if old is not None else []
            rows = arrow.concat([arrow.to_table(table, []), *left, *parts.get(name, [])])
            self._put(table, name, arrow.by_document([rows], "report_doc_id"), old)
            if not len(rows) and old is not None and batch_number(name):
                self.journal.delete(f"{table}/{name}")
        for name in going:
            self.journal.delete(f"{table}/{name}")

    def _whole(self, table: str, name: str) -> Any:
        """All rows of a file; None where it is not there."""
        path = self._path(table, name)
        return arrow.read(table, path) if path is not None else None

    def _left(self, table: str, name: str, over: Collection[str]) -> Iterator[Any]:
        """The rows of a file of ``outcomes`` that stay as they are."""
        data = self._whole(table, name)
        if data is not None:
            yield data.filter(pc.invert(_in(data["report_doc_id"], over)))

    def _target(self, doc_id: str) -> str | None:
        """The file that a document's rows are to lie in."""
        if doc_id not in self.kept:
            return None
        batch = self.index.docs[doc_id].batch
        if self.compact or not batch:
            return shard_file(doc_id[: self.digits])
        return batch_file(self.number if batch in self.absorbed else batch)

    def _was_at(self, doc_id: str) -> str | None:
        """The file that the last run left a document's rows in."""
        batch = self.index.settled.get(doc_id)
        if batch is None:
            return None
        return batch_file(batch) if batch else shard_file(doc_id[: int(self.saved.get("digits", 0))])

    def _by_target(self, data: Any) -> dict[str, list[Any]]:
        """The rows of ``outcomes`` by the file that they are to lie in."""
        reports: dict[str, set[str]] = defaultdict(set)
        for doc_id in pc.unique(data["report_doc_id"]).to_pylist():
            reports[self._target(doc_id) or ""].add(doc_id)
        return {name: [data.filter(_in(data["report_doc_id"], doc_ids))] for name, doc_ids in reports.items() if name}


def _in(values: Any, wanted: Collection[str]) -> Any:
    return pc.is_in(values, value_set=pa.array(sorted(wanted), pa.string()))
