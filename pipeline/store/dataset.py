"""The dataset on disk: batches committed whole, merged into shards at the end of a run."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.lawtables import law_rows
from pipeline.record import Record
from pipeline.store import arrow, catalogue
from pipeline.store.index import Doc, Index
from pipeline.store.journal import Journal
from pipeline.store.layout import WORK, FileState, batch_file, batch_number, shard_file, shard_names, write_text
from pipeline.store.merge import DOCUMENT_TABLES, LAYOUT, SHARDED, SINGLE, STATIC, Merge, layout_of, saved_layout
from pipeline.store.place import Place
from pipeline.store.states import state_lines
from schemas.column import Row
from schemas.records import DocumentRow, FailureRow, RunRow, TextRow
from schemas.tables import TABLES


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A record as Arrow tables; tables without rows are left out. Made by :func:`prepare`."""

    row: DocumentRow
    tables: dict[str, Any]


@dataclasses.dataclass
class Batch:
    """Outcomes that become part of the dataset together.

    ``records``: parsed files. ``failed``: files that ended in a failure. ``linked``: files whose document is there
    already, because another file has the same bytes.
    """

    records: list[tuple[Prepared, FileState]] = dataclasses.field(default_factory=list)
    failed: list[tuple[FailureRow, FileState]] = dataclasses.field(default_factory=list)
    linked: list[FileState] = dataclasses.field(default_factory=list)

    def __len__(self) -> int:
        return len(self.records) + len(self.failed) + len(self.linked)


class Store:
    """A dataset that is open for writing. Make one with :func:`open_store`."""

    def __init__(self, place: Place, root: Path) -> None:
        self.place, self.root = place, root
        self.work, self.stage = place.work, place.stage
        place.open()  # before the stage is emptied: a journal moves files out of it
        self._clean()
        whole, loose = self._complete(), saved_layout(place).get("loose", [])
        self._known = catalogue.load(place, SHARDED, loose) if whole else None
        self.index = Index.load(place, self._known, loose, trust_states=whole)
        self._last = max(map(batch_number, self._batch_names()), default=0)
        self._saved_failures = dict(self.index.failures)
        self._failures_wait = any((self.work / "pending" / "failures").glob("*.part"))

    def folder(self, name: str) -> Path:
        """A folder of the dataset that holds no table, such as ``corrections``, as a folder of this machine."""
        return self.place.folder(name)

    def _batch_names(self) -> Iterator[str]:
        for table in TABLES:
            yield from self.place.names(table)
        yield from (path.name for path in (self.work / "pending").glob("*/batch-*.part"))
        yield from (path.name for path in (self.work / "state").glob("batch-*.jsonl"))

    def _complete(self) -> bool:
        """Give every table a file. False if some were missing from a dataset that had been complete."""
        digits = saved_layout(self.place).get("digits")
        there = {table: self.place.names(table) for table in TABLES}
        present = [table for table, names in there.items() if names]
        if digits is not None and present:
            shards = {shard_file(key) for key in shard_names(digits)}
            if all(shards <= set(there[t]) for t in SHARDED) and all(shard_file("") in there[t] for t in SINGLE):
                return True
        journal = Journal(self.place)
        for table in TABLES:
            if table not in present:
                self._stage_file(journal, table, law_rows()[table] if table in STATIC else [])
        if present:
            # Without a layout the next merge writes every shard anew, from what is left.
            journal.delete(LAYOUT)
        else:
            write_text(self.stage / "layout.json", json.dumps(layout_of(0)))
            journal.move(self.stage / "layout.json", LAYOUT)
        journal.commit()
        return not present

    def commit(self, batch: Batch) -> None:
        """Make a batch part of the dataset: all of it or, if the machine stops meanwhile, nothing.

        Rows of new documents are visible at once, in an object store with :meth:`finish`. Rows that replace others wait in
        the working folder until :meth:`finish`, so that nobody ever sees a document twice.
        """
        if not len(batch):
            return
        self._last += 1
        journal = Journal(self.place)
        records = {record.row.doc_id: (record, state) for record, state in batch.records}
        hide = self.place.hides_batches
        replacing = {doc_id for doc_id, (_, state) in records.items() if hide or self._replaces(doc_id, state)}
        fresh = [record for doc_id, (record, _) in records.items() if doc_id not in replacing]
        stale = [record for doc_id, (record, _) in records.items() if doc_id in replacing]
        self._stage_rows(journal, fresh, hidden=False)
        self._stage_rows(journal, stale, hidden=True)
        self._note(records, batch)
        self._stage_failures(journal, hidden=hide)
        staged = self.stage / batch_file(self._last, ".jsonl")
        changed = {source for doc_id in records for source in self.index.sources[doc_id]}
        changed |= {state.source for state in (*batch.linked, *(state for _, state in batch.failed))}
        write_text(staged, state_lines(self.index.files[source] for source in sorted(changed)))
        journal.move(staged, f"{WORK}/state/{staged.name}")
        journal.commit(self._last if hide else None)
        self._saved_failures = dict(self.index.failures)

    def _replaces(self, doc_id: str, state: FileState) -> bool:
        return doc_id in self.index.docs or self.index.owner(state.source) not in (None, doc_id)

    def _stage_rows(self, journal: Journal, records: Sequence[Prepared], *, hidden: bool) -> None:
        for table in DOCUMENT_TABLES:
            parts = [record.tables[table] for record in records if table in record.tables]
            if not parts:
                continue
            name = batch_file(self._last, ".part" if hidden else ".parquet")
            staged = self.stage / "new" / table / name
            arrow.write(table, arrow.concat(parts), staged)
            journal.move(staged, f"{WORK}/pending/{table}/{name}" if hidden else f"{table}/{name}")

    def _note(self, records: dict[str, tuple[Prepared, FileState]], batch: Batch) -> None:
        """Bring the index up to date with a batch."""
        index = self.index
        for doc_id, (record, state) in records.items():
            row = record.row
            index.docs[doc_id] = Doc(self._last, row.source, tuple(row.also_at), row.duplicate_of, row.parser_version)
            # Files with the same bytes that this run does not look at share the new rows.
            for source in index.sources.get(doc_id, set()) - {state.source}:
                old = index.files[source]
                index.put([dataclasses.replace(state, source=source, size=old.size, mtime_ns=old.mtime_ns)])
            index.put([state])
        index.put(batch.linked)
        index.put(state for _, state in batch.failed)
        for state in (*(s for _, s in records.values()), *batch.linked):
            index.failures.pop(state.source, None)
        index.failures |= {row.source: row for row, _ in batch.failed}

    def _stage_failures(self, journal: Journal, *, anew: bool = False, hidden: bool = False) -> None:
        """``failures`` is one small file, written whole whenever it changes."""
        if anew or self.index.failures != self._saved_failures:
            rows = [row for _, row in sorted(self.index.failures.items())]
            target = f"{WORK}/pending/failures/{batch_file(self._last, '.part')}" if hidden else None
            self._stage_file(journal, "failures", rows, target)
            self._failures_wait |= hidden

    def _stage_file(self, journal: Journal, table: str, rows: Sequence[Row], target: str | None = None) -> None:
        staged = self.stage / "single" / table
        arrow.write(table, arrow.to_table(table, rows), staged)
        journal.move(staged, target or f"{table}/{shard_file('')}")

    def forget(self, sources: Sequence[str]) -> None:
        """Drop files from the dataset; their rows go with :meth:`finish`."""
        for source in sources:
            self.index.drop(source)
            self.index.failures.pop(source, None)

    def finish(self, run: RunRow) -> None:
        """Merge all batches and add the run's row."""
        self._merge(run)

    def compact(self) -> None:
        """Bring all rows into shards, whatever their number: the files then depend on nothing but the rows."""
        self._merge(None, compact=True)

    def _merge(self, run: RunRow | None, *, compact: bool = False) -> None:
        journal = Journal(self.place)
        merge = Merge(self.place, self.index, journal, self._known, self._last + 1, compact=compact)
        changed = merge.run()
        self._stage_failures(journal, anew=merge.anew or self._failures_wait)
        self._stage_law(journal)
        if run is not None:
            self._stage_run(journal, run)
        self.index.files.save(self.place, journal)
        for path in self.place.packs():
            journal.delete(path)
        journal.commit()
        if changed:
            catalogue.settle(self.place, SHARDED, merge.loose)
        self._clean()

    def stop(self, run: RunRow) -> None:
        """Add the row of a run that was interrupted. The next :meth:`finish` merges what was committed."""
        journal = Journal(self.place)
        self._stage_run(journal, run)
        journal.commit()
        self._clean()

    def _stage_law(self, journal: Journal) -> None:
        """The law table, where this program version knows another one than the dataset holds."""
        for table, rows in law_rows().items():
            if self._single(table) != arrow.to_table(table, rows):
                self._stage_file(journal, table, rows)

    def _stage_run(self, journal: Journal, run: RunRow) -> None:
        before = arrow.to_rows(RunRow, self._single("runs"))
        self._stage_file(journal, "runs", [*before, run])

    def _single(self, table: str) -> Any:
        (path,) = self.place.fetch([f"{table}/{shard_file('')}"])
        return arrow.read(table, path)

    def _clean(self) -> None:
        shutil.rmtree(self.stage, ignore_errors=True)


class StoreError(Exception):
    """A record that does not fit its tables."""


def prepare(record: Record) -> Prepared:
    """A record as tables that are sure to be storable.

    Raises:
        StoreError: a value does not fit its column, or a row belongs to another document.
    """
    rows: dict[str, list[Row]] = {table: list(found) for table, found in record.tables.items()}
    rows[DocumentRow.TABLE], rows[TextRow.TABLE] = [record.document], [record.text]
    try:
        tables = {table: arrow.to_table(table, found) for table, found in rows.items() if found}
    except (ValueError, KeyError) as error:
        raise StoreError(str(error)) from error
    for table, data in tables.items():
        if table not in DOCUMENT_TABLES or set(data["doc_id"].to_pylist()) != {record.document.doc_id}:
            raise StoreError(f"{table}: rows that do not belong to this document")
    return Prepared(record.document, tables)


@contextmanager
def open_store(root: Any) -> Iterator[Store]:
    """Open a dataset for writing; made if it is not there, recovered if the last run was cut off.

    Args:
        root: its folder, or a ``UPath`` of an object store.

    Raises:
        LockedError: another run is writing it.
        OSError: the object store does not answer, or does not let us.
    """
    place = _place(root)
    with place.hold():
        yield Store(place, root)


def _place(root: Any) -> Place:
    if not _is_far(root):
        return Place(Path(root))
    from pipeline.store.objects import Objects

    return Objects(root)


def _is_far(root: Any) -> bool:
    return not isinstance(root, str | Path) and getattr(root, "protocol", "") not in ("", "file", "local")


def table_files(root: Any, table: str) -> tuple[list[str], Any]:
    """The Parquet files of a table, and the file system of fsspec that holds them, None for this machine's.

    Args:
        root: the dataset's folder, a URL, or a ``UPath``.
        table: a table.
    """
    if isinstance(root, str) and "://" in root:
        from upath import UPath

        root = UPath(root)
    if not _is_far(root):
        return sorted(map(str, (Path(root) / table).glob("*.parquet"))), None
    from pipeline.store.objects import file_system

    store, top = file_system(root)
    return sorted(store.glob(f"{top}/{table}/*.parquet")), store


def compact(root: Any) -> int:
    """Bring all rows of a dataset into its shards; its files then depend on nothing but its rows.

    Args:
        root: its folder, or a ``UPath`` of an object store.

    Returns:
        How many documents lay beside the shards.

    Raises:
        FileNotFoundError: there is no dataset at ``root``.
        LockedError: a run is writing it.
    """
    if not table_files(root, DocumentRow.TABLE)[0]:
        raise FileNotFoundError(f"{root}: no dataset here (no {DocumentRow.TABLE}/*.parquet)")
    with open_store(root) as store:
        beside = sum(1 for doc in store.index.docs.values() if doc.batch)
        store.compact()
    return beside
