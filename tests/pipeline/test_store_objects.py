"""A dataset in an object store: the same tables as on a disk, the same guarantees. The server heeds no conditions."""

import json
import multiprocessing
import os
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from test_store import RUN, doc_id, entry, failure, fill
from test_store_links import drop, several

from pipeline.store import (
    Batch,
    LockedError,
    compact,
    layout,
    open_dataset,
    open_store,
    read_record,
    read_rows,
    read_table,
)
from pipeline.store import lease as lease_module
from pipeline.store.lease import Lease
from pipeline.store.objects import Objects, file_system
from schemas.records import DocumentRow, FailureRow, RunRow
from tests.s3_server import s3_server

__all__ = ["s3_server"]


@pytest.fixture
def quick(monkeypatch):
    """Leases in tenths of seconds."""
    for name, seconds in (("LEASE", 1.5), ("RENEW", 0.3), ("SETTLE", 0.05), ("QUICK", 5.0), ("WATCH", 0.1)):
        monkeypatch.setattr(lease_module, name, seconds)


@pytest.fixture
def far(s3_server, quick):
    """The root of a dataset in a bucket."""
    from upath import UPath

    return UPath(s3_server.bucket() + "/some/dataset")


@pytest.fixture
def behind(s3_server):
    """The folder in which the server keeps the dataset."""
    return s3_server.folder / "bucket" / "some" / "dataset"


class Silent(BaseHTTPRequestHandler):
    """A store that takes objects and says nothing before it has them."""

    protocol_version = "HTTP/1.1"

    def handle_expect_100(self):
        return True

    def do_PUT(self):
        self.server.taken.append((self.headers["Expect"], self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """Nothing."""


def test_an_upload_is_not_announced(tmp_path):
    """Announced, it would wait without end for a store that does not answer that."""
    pytest.importorskip("s3fs")
    from upath import UPath

    (tmp_path / "file").write_bytes(b"abc" * 9)
    with ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        server.taken = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{server.server_port}"
        fs, top = file_system(UPath("s3://bucket/some", key="k", secret="s", endpoint_url=there))
        fs.put([str(tmp_path / "file")], [f"{top}/file"])
        server.shutdown()
    assert [expected for expected, _ in server.taken] == [None]
    assert b"abcabc" in server.taken[0][1]


def write(path, words):
    """Write an object; the server does not see at once what is written behind its back."""
    path.fs.pipe_file(path.path, words.encode())


def working(behind):
    """The objects of the working folder."""
    return sorted(p.relative_to(behind / ".shigu").as_posix() for p in (behind / ".shigu").rglob("*") if p.is_file())


def test_the_tables_are_those_of_a_disk_byte_for_byte(tmp_path, far, behind, digests):
    fill(tmp_path / "a", several())
    fill(far, several()[:3], size=2)
    fill(far, several()[3:], size=1)
    assert digests(tmp_path / "a") == digests(behind)
    drop(tmp_path / "a", "report")
    drop(far, "report")
    assert digests(tmp_path / "a") == digests(behind)
    assert all(name.startswith(("state/", "catalogue/", "layout.json")) for name in working(behind))


def test_what_lies_beside_the_shards_is_brought_into_them(tmp_path, far, behind, digests, monkeypatch):
    monkeypatch.setattr(layout, "LOOSE_FROM", 5)
    monkeypatch.setattr(layout, "LOOSE_SHARE", 2)
    fill(far, [entry(i) for i in range(10)])
    fill(far, [entry(i) for i in range(10, 13)])
    fill(far, [entry(i, words="anders") for i in (2, 11)])
    assert {p.name for p in behind.glob("documents/*")} > {"part.parquet"}
    assert compact(far) == 4
    fill(tmp_path / "a", [entry(i, words="anders" if i in (2, 11) else None) for i in range(13)])
    assert digests(tmp_path / "a") == digests(behind)


def test_it_is_read_where_it_lies(far, s3_server):
    fill(far, [entry(i) for i in range(5)])
    url = s3_server.bucket() + "/some/dataset"
    assert open_dataset(url, "documents").count_rows() == 5
    assert len(read_table(far, "evidence")) == 10
    assert {row.doc_id for row in read_rows(url, DocumentRow)} == {doc_id(i) for i in range(5)}
    assert read_record(url, doc_id(3)).document.source == "in/00003.txt"
    with pytest.raises(FileNotFoundError, match="no dataset here"):
        open_dataset(s3_server.bucket("other"), "documents")
    with pytest.raises(FileNotFoundError, match="no dataset here"):
        compact(s3_server.bucket("other"))


def test_a_batch_is_one_object_and_waits_for_the_end_of_the_run(far, behind):
    """What a run that was cut off had committed is found by the next one."""
    fill(far, [entry(1)])
    with open_store(far) as store:
        store.commit(Batch(records=[entry(2)], failed=[failure("in/bad.txt")]))
        store.commit(Batch(records=[entry(3), entry(1, words="neu")]))
        assert [name for name in working(behind) if name.startswith("packs/")] == [
            "packs/batch-000001.zip",
            "packs/batch-000002.zip",
        ]
        assert len(read_rows(far, DocumentRow)) == 1
        store.stop(RUN)
    assert len(read_rows(far, RunRow)) == 2
    with open_store(far) as store:
        assert set(store.index.docs) == {doc_id(1), doc_id(2), doc_id(3)}
        assert set(store.index.failures) == {"in/bad.txt"}
        assert {s.doc_id for s in store.index.files.values() if s.error is None} == set(store.index.docs)
        store.finish(RUN)
    assert {row.title for row in read_rows(far, DocumentRow)} == {"neu", "报告2", "报告3"}
    assert [row.source for row in read_rows(far, FailureRow)] == ["in/bad.txt"]
    assert not [name for name in working(behind) if name.startswith("packs/")]


class Cut(BaseException):
    """The machine stops."""


def cut_at(patch, place, number):
    """Let the ``number``-th changing request, and all after it, fail; objects within one request go one by one."""
    left = iter(range(number))
    real_put, real_copy, real_rm, real_pipe = place.fs.put, place.fs.copy, place.fs.rm, place.fs.pipe_file

    def step():
        if next(left, None) is None:
            raise Cut

    def put(local, remote, **_):
        for one, other in zip(local, remote, strict=True):
            step()
            real_put([one], [other])

    def copy(sources, targets, **_):
        for one, other in zip(sources, targets, strict=True):
            step()
            real_copy([one], [other])

    def rm(paths):
        for path in paths:
            step()
            real_rm([path])

    def pipe_file(*args, **options):
        step()
        real_pipe(*args, **options)

    for name, call in (("put", put), ("copy", copy), ("rm", rm), ("pipe_file", pipe_file)):
        patch.setattr(place.fs, name, call, raising=False)


@pytest.mark.parametrize("number", [1, 40, 75, 95])
def test_a_cut_at_any_request_is_mended_by_the_next_run(tmp_path, far, behind, monkeypatch, digests, number):
    fill(tmp_path / "a", several())
    fill(far, several()[1:4])
    with monkeypatch.context() as patch, pytest.raises(Cut), open_store(far) as store:  # noqa: PT012
        store.commit(Batch(records=several()))
        patch.setattr(lease_module, "RENEW", 600)  # no requests but those of the change
        cut_at(patch, store.place, number)
        store.finish(RUN)
        raise Cut
    # The process ended without giving the lock back.
    held = json.loads((behind / ".shigu" / "lock").read_text()) if (behind / ".shigu" / "lock").exists() else None
    assert held is None or held["process"] == os.getpid()
    for table in ("documents", "texts", "accidents", "evidence"):
        rows = [str(row) for row in read_table(far, table).to_pylist()]
        assert len(rows) == len(set(rows))
    if held:
        write(far / ".shigu" / "lock", json.dumps({**held, "machine": "another"}))
    fill(far, several())
    assert digests(tmp_path / "a") == digests(behind)
    assert not [name for name in working(behind) if name.startswith(("stage/", "journal", "packs/", "lock"))]


def _killed(url, ready):
    from upath import UPath

    lease_module.SETTLE = 0.05
    with open_store(UPath(url)) as store:
        store.commit(Batch(records=[entry(2)]))
        ready.set()
        time.sleep(60)


def test_a_killed_run_is_taken_over_at_once_on_its_own_machine(far, s3_server, monkeypatch):
    monkeypatch.setattr(lease_module, "LEASE", 600)
    fill(far, [entry(1)])
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=_killed, args=(s3_server.bucket() + "/some/dataset", ready))
    process.start()
    assert ready.wait(60)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with open_store(far) as store:
        assert set(store.index.docs) == {doc_id(1), doc_id(2)}
        store.finish(RUN)
    assert len(read_rows(far, DocumentRow)) == 2


class Answers:
    """A file system that answers to conditional writes in turn as it is told."""

    def __init__(self, *answers):
        self.answers, self.written = list(answers), []

    def pipe_file(self, path, data, mode="overwrite"):
        if mode == "create":
            answer = self.answers.pop(0)
            if answer is not None:
                raise answer
        self.written.append(mode)


@pytest.mark.parametrize(
    ("answers", "outcome", "written"),
    [
        ((None, FileExistsError()), True, ["create"]),  # heeded, and we are the first
        ((None, OSError("PreconditionFailed")), True, ["create"]),
        ((FileExistsError(),), False, []),
        ((OSError("An error occurred (ConditionalRequestConflict)"),), False, []),
        ((None, None), None, ["create", "create"]),  # not heeded
        ((TypeError("unexpected keyword 'mode'"),), None, ["overwrite"]),  # a library that does not know it
    ],
)
def test_conditions_are_used_where_they_are_heeded(far, answers, outcome, written):
    place = Objects(far)
    place.fs = Answers(*answers)
    assert place.create("lock", b"") is outcome
    assert place.fs.written == written


def test_a_store_that_does_not_answer_is_no_store_without_conditions(far):
    place = Objects(far)
    place.fs = Answers(ConnectionError("no route"))
    with pytest.raises(OSError, match="some/dataset: the store does not answer"):
        place.create("lock", b"")


# the lock


class Memory:
    """A store of objects; ``heeds`` conditions or not."""

    def __init__(self, heeds=False):
        self.objects, self.heeds, self.turn = {}, heeds, threading.Lock()

    def get(self, path):
        return self.objects.get(path)

    def put(self, path, data):
        self.objects[path] = data

    def create(self, path, data):
        with self.turn:
            if self.heeds and path in self.objects:
                return False
            self.objects[path] = data
            return True if self.heeds else None

    def remove(self, path):
        del self.objects[path]


@pytest.fixture(params=[False, True])
def memory(request, quick):
    return Memory(request.param)


def elsewhere(memory, path="lock"):
    """Make the holder a process of another machine."""
    memory.put(path, json.dumps({**json.loads(memory.get(path)), "machine": "another"}).encode())


def test_one_holder_at_a_time(memory):
    one, other = Lease(memory, "lock", "x"), Lease(memory, "lock", "x")
    one.acquire()
    with pytest.raises(LockedError, match=f"process {os.getpid()} on"):
        other.acquire()
    one.sure()
    one.release()
    assert memory.objects == {}
    other.acquire()
    other.release()


def test_of_many_that_come_at_once_one_holds(memory, monkeypatch):
    monkeypatch.setattr(lease_module, "SETTLE", 0.3)
    held, refused = [], []

    def come():
        lease = Lease(memory, "lock", "x")
        try:
            lease.acquire()
        except LockedError:
            refused.append(lease)
        else:
            held.append(lease)

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(held), len(refused)) == (1, 7)
    held[0].sure()
    held[0].release()


def test_a_lock_that_nobody_renews_is_taken_over_and_its_holder_told(memory, monkeypatch):
    one, other = Lease(memory, "lock", "x"), Lease(memory, "lock", "x")
    one.acquire()
    one._end.set()  # it renews no more: its machine sleeps
    one._thread.join()
    elsewhere(memory)
    started = time.monotonic()
    other.acquire()
    assert time.monotonic() - started >= lease_module.LEASE
    assert other.inherits == (one.token,)
    with pytest.raises(LockedError, match="taken this dataset over"):
        one.sure()
    one.release()
    assert json.loads(memory.get("lock"))["token"] == other.token
    other.settled()
    assert json.loads(memory.get("lock"))["inherits"] == []
    other.release()


def test_who_dies_while_it_takes_over_passes_on_what_it_inherited(memory):
    one, other, third = (Lease(memory, "lock", "x") for _ in range(3))
    for lease in (one, other):
        lease.acquire()
        lease._end.set()
        lease._thread.join()
        elsewhere(memory)
    third.acquire()
    assert third.inherits == (one.token, other.token)
    third.release()


def test_whoever_was_slow_to_write_does_not_believe_its_name(memory, monkeypatch):
    """It looked when nobody held the lock, slept, and wrote over the name of another one that holds it by now."""
    monkeypatch.setattr(lease_module, "QUICK", 0.2)
    memory.heeds = False
    one, other = Lease(memory, "lock", "x"), Lease(memory, "lock", "x")
    real = memory.create

    def sleepy(path, data):
        if json.loads(data)["token"] == one.token:
            other.acquire()
            time.sleep(0.3)
        return real(path, data)

    monkeypatch.setattr(memory, "create", sleepy)
    tries = []
    monkeypatch.setattr(one, "_watch", lambda there: tries.append(there) or (_ for _ in ()).throw(LockedError("held")))
    with pytest.raises(LockedError, match="held"):
        one.acquire()
    with pytest.raises(LockedError, match="taken this dataset over"):
        other.sure()
    assert len(tries) == 1


def test_a_journal_of_a_writer_that_had_lost_the_dataset_is_not_carried_out(far, behind):
    fill(far, [entry(1)])
    write(far / ".shigu" / "stage" / "late", "late")
    plan = {"moves": [[".shigu/stage/late", "documents/part.parquet"]], "deletes": ["texts/part.parquet"]}
    write(far / ".shigu" / "journal-0123456789abcdef.json", json.dumps(plan))
    with open_store(far):
        pass
    assert len(read_rows(far, DocumentRow)) == 1
    assert len(read_table(far, "texts")) == 1
    assert not [name for name in working(behind) if name.startswith(("stage/", "journal"))]


def test_two_writers_do_not_meet(far):
    with open_store(far), pytest.raises(LockedError, match="another run is writing"), open_store(far):
        pass
    with open_store(far):
        pass


def test_a_writer_that_lost_the_dataset_changes_nothing(far, behind, digests, monkeypatch):
    fill(far, [entry(1)])
    before = digests(behind)
    with pytest.raises(LockedError, match="taken this dataset over"), open_store(far) as store:  # noqa: PT012
        store.commit(Batch(records=[entry(2)]))
        held = json.loads((behind / ".shigu" / "lock").read_text())
        write(far / ".shigu" / "lock", json.dumps({**held, "token": "another"}))
        store.finish(RUN)
    assert digests(behind) == before


def test_what_the_store_answers_is_said_without_keys(s3_server, quick, monkeypatch):
    from upath import UPath

    with pytest.raises(OSError, match="s3://missing/x: ") as caught, open_store(UPath("s3://missing/x")):
        pass
    assert "secret" not in str(caught.value)


def test_a_folder_of_the_dataset_is_at_hand(far, behind):
    fill(far, [entry(1)])
    write(far / "corrections" / "wang.jsonl", "words")
    with open_store(far) as store:
        assert [path.name for path in store.folder("corrections").iterdir()] == ["wang.jsonl"]
        assert (store.folder("corrections") / "wang.jsonl").read_text("utf-8") == "words"
        assert list(store.folder("nothing").iterdir()) == []


def test_a_folder_of_this_machine_is_itself(tmp_path):
    with open_store(tmp_path) as store:
        assert store.folder("corrections") == Path(tmp_path, "corrections")
