"""Rows to tables and back; batches, the journal, shards."""

import dataclasses
import datetime as dt
import json
import os
import random
from decimal import Decimal
from pathlib import Path

import pyarrow.dataset as pads
import pyarrow.parquet as pq
import pytest
from fake_parser import record_of

from pipeline.lawtables import law_rows
from pipeline.resolve import mark_duplicates, text_digest
from pipeline.store import (
    Batch,
    FileState,
    LockedError,
    StoreError,
    find_documents,
    layout,
    open_dataset,
    open_store,
    prepare,
    read_record,
    read_rows,
    read_table,
    to_rows,
    to_table,
)
from pipeline.store.journal import Journal
from pipeline.store.merge import STATIC
from pipeline.store.place import JOURNAL, Place
from schemas.records import AccidentRow, DocumentRow, EvidenceRow, FailureRow, RunRow, SectionRow
from schemas.records_accountability import SanctionRow
from schemas.tables import TABLES, arrow_schema

RUN = RunRow(
    run_id="r", started_at=dt.datetime(2024, 1, 1), finished_at=dt.datetime(2024, 1, 1), parser_version="1",
    rules_hash="x", options="", documents=0, failures=0, skipped=0,
)  # fmt: skip


def doc_id(i):
    return f"{(i * 2654435761) % 2**64:016x}"


def entry(i, *, source=None, words=None):
    """A record ready for the store, with its file's state."""
    source = source or f"in/{i:05}.txt"
    record = record_of(doc_id(i), source, Path(source).name, words or f"报告{i}", 10)
    return prepare(record), FileState(source, 10, 1, doc_id(i), "test", "r1", ".txt", text_digest(record.text.text))


def failure(source, error="bad"):
    row = FailureRow(
        source=source, file_name=source, stage="read", error=error, message="words", parser_version="test", doc_id="0"
    )
    return row, FileState(source, 1, 1, "0", "test", "r1", error=error)


def fill(root, entries, size=7):
    with open_store(root) as store:
        for i in range(0, len(entries), size):
            store.commit(Batch(records=entries[i : i + size]))
        store.finish(RUN)


def test_rows_of_several_tables_come_back_as_they_were():
    record = record_of("0" * 16, "a.txt", "a.txt", "报告", 5)
    for rows in ([record.document], [record.text], *record.tables.values()):
        table = to_table(rows[0].TABLE, rows)
        assert table.schema.equals(arrow_schema(rows[0].TABLE), check_metadata=True)
        assert to_rows(type(rows[0]), table) == list(rows)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"deaths": 2**40}, "accidents.deaths"),  # does not fit int32
        ({"direct_loss_yuan": Decimal("1.234")}, "accidents.direct_loss_yuan"),  # a fraction of a fen
        ({"name": "\udc80"}, "accidents.name"),  # half a character
        ({"accident_id": None}, "accidents.accident_id"),  # required
        ({"doc_id": "1" * 16}, "accidents"),  # another document's row
    ],
)
def test_a_record_that_does_not_fit_its_tables_is_refused(change, words):
    record = record_of("0" * 16, "a.txt", "a.txt", "报告", 5)
    accident = dataclasses.replace(record.accidents[0], **change)
    with pytest.raises(StoreError, match=words):
        prepare(dataclasses.replace(record, tables={**record.tables, "accidents": (accident,)}))


def test_a_new_dataset_has_every_table_with_its_schema(tmp_path):
    with open_store(tmp_path) as store:
        store.finish(RUN)
    for table in TABLES:
        found = open_dataset(tmp_path, table)
        assert found.schema.equals(arrow_schema(table), check_metadata=True)
        wanted = len(law_rows()[table]) if table in STATIC else int(table == "runs")
        assert found.count_rows() == wanted
        assert pads.dataset(tmp_path / table, format="parquet").count_rows() == wanted


def test_nothing_in_the_working_folder_looks_like_a_table(tmp_path):
    with open_store(tmp_path) as store:
        store.commit(Batch(records=[entry(1)]))
        store.commit(Batch(records=[entry(1, words="anders")]))
    assert list((tmp_path / ".shigu").rglob("*.part"))  # the second batch replaces the first one's rows
    assert not list((tmp_path / ".shigu").rglob("*.parquet"))


def test_a_committed_batch_is_visible_before_the_run_ends(tmp_path):
    with open_store(tmp_path) as store:
        store.commit(Batch(records=[entry(1), entry(2)], failed=[failure("in/bad.txt")]))
    assert {row.source for row in read_rows(tmp_path, DocumentRow)} == {"in/00001.txt", "in/00002.txt"}
    assert len(read_rows(tmp_path, EvidenceRow)) == 4
    assert [row.source for row in read_rows(tmp_path, FailureRow)] == ["in/bad.txt"]


def test_replaced_rows_are_never_seen_twice(tmp_path):
    fill(tmp_path, [entry(1), entry(2)])
    with open_store(tmp_path) as store:
        store.commit(Batch(records=[entry(1, words="neu"), entry(3)]))
        titles = sorted(row.title for row in read_rows(tmp_path, DocumentRow))
        assert titles == ["报告1", "报告2", "报告3"]
        store.finish(RUN)
    assert sorted(row.title for row in read_rows(tmp_path, DocumentRow)) == ["neu", "报告2", "报告3"]


def test_a_changed_file_takes_its_old_rows_away(tmp_path):
    fill(tmp_path, [entry(1), entry(2)])
    with open_store(tmp_path) as store:
        store.commit(Batch(records=[entry(3, source="in/00001.txt")]))
        store.finish(RUN)
    assert {row.doc_id for row in read_rows(tmp_path, SectionRow)} == {doc_id(2), doc_id(3)}
    assert {row.doc_id for row in read_rows(tmp_path, SanctionRow)} == {doc_id(2), doc_id(3)}


def test_a_file_moves_between_documents_and_failures(tmp_path):
    fill(tmp_path, [entry(1)])
    with open_store(tmp_path) as store:
        store.commit(Batch(failed=[failure("in/00001.txt")]))
        store.finish(RUN)
    assert not read_rows(tmp_path, DocumentRow)
    assert [row.source for row in read_rows(tmp_path, FailureRow)] == ["in/00001.txt"]
    fill(tmp_path, [entry(1)])
    assert len(read_rows(tmp_path, DocumentRow)) == 1
    assert not read_rows(tmp_path, FailureRow)


def test_states_of_batches_without_rows_are_kept_after_a_cut(tmp_path):
    with open_store(tmp_path) as store:
        store.commit(Batch(failed=[failure("in/a.txt")]))
    with open_store(tmp_path) as store:
        store.commit(Batch(failed=[failure("in/b.txt")]))
    with open_store(tmp_path) as store:
        assert set(store.index.files) == {"in/a.txt", "in/b.txt"}


def test_rows_stand_by_document_and_in_reading_order(tmp_path):
    entries = [entry(i) for i in range(30)]
    random.Random(1).shuffle(entries)
    fill(tmp_path, entries)
    rows = read_rows(tmp_path, SectionRow)
    assert [(row.doc_id, row.ordinal) for row in rows] == sorted((row.doc_id, row.ordinal) for row in rows)
    assert any(row.ordinal > 1 for row in rows)


@pytest.mark.parametrize("limits", [((2_000, 0),), ((5, 0), (2_000, 1)), ((5, 0), (10, 1))])
def test_the_bytes_do_not_depend_on_the_way_there(tmp_path, monkeypatch, digests, limits):
    """One file, 16 shards, 256 shards: order, batches and earlier runs leave no trace."""
    monkeypatch.setattr(layout, "SHARDS", limits)
    entries = [entry(i) for i in range(40)]
    fill(tmp_path / "a", entries, size=40)
    shuffled = entries[:]
    random.Random(2).shuffle(shuffled)
    fill(tmp_path / "b", shuffled, size=3)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    if len(limits) == 1 or limits[1][0] > 10:  # once more with 256 shards would only take long
        fill(tmp_path / "c", shuffled[:4], size=2)  # one shard at first
        fill(tmp_path / "c", [entry(i, words="other") for i in range(20)])
        fill(tmp_path / "c", shuffled[10:])
        fill(tmp_path / "c", entries)
        assert digests(tmp_path / "a") == digests(tmp_path / "c")
    assert len(read_rows(tmp_path / "a", DocumentRow)) == 40
    files = len(list((tmp_path / "a" / "documents").glob("*")))
    assert files == 16 ** layout.shard_digits(40)


def test_only_shards_that_change_are_written(tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "SHARDS", ((1, 0), (2_000, 1)))
    fill(tmp_path, [entry(i) for i in range(40)])
    before = {p: p.stat().st_ino for p in (tmp_path / "texts").glob("*")}
    fill(tmp_path, [entry(40)])
    changed = {p.name for p, inode in before.items() if p.stat().st_ino != inode}
    assert changed == {f"part-{doc_id(40)[0]}.parquet"}


@pytest.mark.parametrize(
    ("documents", "shards"), [(0, 1), (2_000, 1), (2_001, 16), (40_000, 16), (40_001, 256), (10**6, 256)]
)
def test_the_number_of_shards_follows_from_the_number_of_documents(documents, shards):
    assert len(layout.shard_names(layout.shard_digits(documents))) == shards


def test_a_newer_program_writes_every_shard_anew(tmp_path):
    """A dataset of an older version gets the new columns, with nulls where nothing is known."""
    fill(tmp_path, [entry(1)])
    path = tmp_path / "accidents" / "part.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["summary", "team_members"]), path)
    (tmp_path / ".shigu" / "layout.json").write_text(json.dumps({"digits": 0, "fingerprint": "older"}))
    fill(tmp_path, [entry(2)])
    rows = read_rows(tmp_path, AccidentRow)
    assert [(row.summary, row.team_members) for row in rows] == [(None, []), (None, [])]
    assert pq.read_schema(path).names == arrow_schema("accidents").names


def test_a_dataset_without_its_working_folder_is_still_one(tmp_path, digests):
    entries = [entry(i) for i in range(9)]
    fill(tmp_path / "a", entries)
    fill(tmp_path / "b", entries)
    for path in sorted((tmp_path / "b" / ".shigu").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    with open_store(tmp_path / "b") as store:
        assert set(store.index.docs) == {doc_id(i) for i in range(9)}
        assert {state.rules_hash for state in store.index.files.values()} == {""}  # all of it will be read again
        store.finish(RUN)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_a_lost_table_is_filled_again(tmp_path):
    fill(tmp_path, [entry(1)])
    (tmp_path / "evidence" / "part.parquet").unlink()
    with open_store(tmp_path) as store:
        assert {state.rules_hash for state in store.index.files.values()} == {""}
        store.commit(Batch(records=[entry(1)]))
        store.finish(RUN)
    assert len(read_rows(tmp_path, EvidenceRow)) == 2


def stop_at(monkeypatch, number):
    """Raise at the ``number``-th change on the disk that a journal makes."""
    calls = iter(range(1000))
    for name in ("replace", "unlink"):
        real = getattr(os, name) if name == "replace" else Path.unlink

        def change(*args, real=real, **options):
            if next(calls) == number:
                raise KeyboardInterrupt
            return real(*args, **options)

        monkeypatch.setattr(os if name == "replace" else Path, name, change)


@pytest.mark.parametrize("number", range(0, 60, 3))
def test_a_cut_at_any_point_leaves_all_or_nothing_of_a_batch(tmp_path, monkeypatch, digests, number):
    fill(tmp_path / "a", [entry(i) for i in range(6)])
    fill(tmp_path / "b", [entry(i) for i in range(3)])
    with monkeypatch.context() as patch:
        try:
            with open_store(tmp_path / "b") as store:
                stop_at(patch, number)
                store.commit(Batch(records=[entry(i) for i in range(3, 6)]))
                store.finish(RUN)
        except KeyboardInterrupt:
            pass
    for table in ("documents", "texts", "accidents", "evidence"):  # what is seen before the next run
        rows = [str(row) for row in read_table(tmp_path / "b", table).to_pylist()]
        assert len(rows) == len(set(rows))
    with open_store(tmp_path / "b") as store:
        found = set(store.index.docs)
        assert found in ({doc_id(i) for i in range(3)}, {doc_id(i) for i in range(6)})
        for table in ("documents", "texts", "accidents", "evidence"):
            assert set(read_table(tmp_path / "b", table)["doc_id"].to_pylist()) == found
        assert {state.doc_id for state in store.index.files.values() if state.rules_hash == "r1"} == found
        if len(found) == 3:
            store.commit(Batch(records=[entry(i) for i in range(3, 6)]))
        store.finish(RUN)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_a_journal_is_carried_out_once(tmp_path):
    (tmp_path / ".shigu").mkdir()
    (tmp_path / "new").write_text("new")
    (tmp_path / "old").write_text("old")
    plan = Journal(Place(tmp_path))
    plan.move(tmp_path / "new", "documents/part.parquet")
    plan.delete("old")
    plan.commit()
    Place(tmp_path).open()
    assert (tmp_path / "documents" / "part.parquet").read_text() == "new"
    assert not (tmp_path / "old").exists()
    assert not (tmp_path / JOURNAL).exists()


def test_in_each_table_the_old_goes_before_the_new_comes_and_documents_last(tmp_path, monkeypatch):
    """Whoever looks on, or looks after a cut, never sees a row twice."""
    (tmp_path / ".shigu").mkdir()
    plan = Journal(Place(tmp_path))
    for table in ("documents", "texts", "accidents"):
        (tmp_path / table).mkdir()
        (tmp_path / table / "batch-000001.parquet").touch()
        (tmp_path / f"{table}.new").write_text(table)
        plan.move(tmp_path / f"{table}.new", f"{table}/part.parquet")
        plan.delete(f"{table}/batch-000001.parquet")
    seen = []
    for module, name, real in ((os, "replace", os.replace), (Path, "unlink", Path.unlink)):

        def change(*args, real=real, **options):
            real(*args, **options)
            seen.append([path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.glob("*/*.parquet"))])

        monkeypatch.setattr(module, name, change)
    plan.commit()
    for names in seen:
        tables = [name.partition("/")[0] for name in names]
        assert len(tables) == len(set(tables))
    first = next(names for names in seen if "documents/batch-000001.parquet" not in names)
    assert first == ["accidents/part.parquet", "texts/part.parquet"]
    assert seen[-1] == ["accidents/part.parquet", "documents/part.parquet", "texts/part.parquet"]


def test_one_document_is_read_back_whole(tmp_path):
    fill(tmp_path, [entry(i) for i in range(5)])
    record = read_record(tmp_path, doc_id(3))
    expected = record_of(doc_id(3), "in/00003.txt", "00003.txt", "报告3", 10)
    assert record.document == expected.document
    assert {name: rows for name, rows in record.tables.items() if rows} == expected.tables
    assert read_rows(tmp_path, SanctionRow, doc_id(3)) == list(expected.tables["sanctions"])
    assert find_documents(tmp_path, doc_id(3)[:12]) == [doc_id(3)]
    with pytest.raises(KeyError):
        read_record(tmp_path, "f" * 16)


def test_a_dataset_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(FileNotFoundError, match="no dataset here"):
        open_dataset(tmp_path, "accidents")
    with pytest.raises(KeyError):
        open_dataset(tmp_path, "nonsense")


def test_two_writers_do_not_meet(tmp_path):
    with open_store(tmp_path), pytest.raises(LockedError, match=f"process {os.getpid()}"), open_store(tmp_path):
        pass
    with open_store(tmp_path):
        pass  # the first has left


def test_a_lock_file_left_behind_is_no_obstacle(tmp_path):
    (tmp_path / ".shigu").mkdir()
    (tmp_path / ".shigu" / "lock").write_text("process 999999 on elsewhere\n")
    with open_store(tmp_path):
        pass


def test_the_same_words_in_two_files_are_a_duplicate_of_the_smaller_id():
    digests = {"c": text_digest("造成 4人死亡。"), "a": text_digest("另一份"), "b": text_digest("造成4人\n死亡")}
    assert mark_duplicates(digests) == {"c": "b", "b": None, "a": None}


def scan(i, words):
    """An entry whose text OCR has read."""
    _, state = entry(i, words=words)
    record = record_of(doc_id(i), state.source, Path(state.source).name, words, 10)
    document = dataclasses.replace(record.document, text_source="ocr")
    return prepare(dataclasses.replace(record, document=document)), state


def originals(root):
    return {row.doc_id: row.duplicate_of for row in read_rows(root, DocumentRow)}


def test_of_a_scan_and_its_text_edition_the_text_is_the_original(tmp_path, digests):
    ids = sorted(range(4), key=doc_id)
    entries = [
        scan(ids[0], "造成4人死亡"),
        entry(ids[1], words="造成4人死亡。"),
        scan(ids[2], "造成 4人死亡"),
        entry(ids[3]),
    ]
    expected = {
        doc_id(ids[0]): doc_id(ids[1]),
        doc_id(ids[1]): None,
        doc_id(ids[2]): doc_id(ids[1]),
        doc_id(ids[3]): None,
    }
    fill(tmp_path / "a", entries)
    assert originals(tmp_path / "a") == expected
    # the scan was alone until its text edition came, and what was known of the files was lost meanwhile
    fill(tmp_path / "b", [entries[0], entries[2], entries[3]])
    assert originals(tmp_path / "b")[doc_id(ids[2])] == doc_id(ids[0])
    for path in (tmp_path / "b" / ".shigu" / "state").iterdir():
        path.unlink()
    fill(tmp_path / "b", [entries[1]])
    assert originals(tmp_path / "b") == expected
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_files_without_words_are_no_duplicates():
    assert mark_duplicates({"a": text_digest("—— \n"), "b": text_digest("")}) == {"a": None, "b": None}
