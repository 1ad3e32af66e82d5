"""The course of one run: each file left alone, tied to its twin, parsed or failed, and committed in batches."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from pipeline import version
from pipeline.inputs import InputFile, Skipped, hash_input
from pipeline.keys import Key, Keys, NearKeys, key_of
from pipeline.pool import Engine, EngineError
from pipeline.read.ocr_engine import available as ocr_available
from pipeline.store import WORK, Batch, FileState, Store
from pipeline.store.layout import suffix
from pipeline.walk import Walk, below, iter_sources, still_there
from pipeline.wire import unpack
from pipeline.work import Failed, Parsed, Task
from schemas.records import FailureRow, RunRow
from schemas.reviews import Review, fingerprint

COMMIT_SECONDS = 20.0
"""A batch is committed after this time even when it is not full, so that slow files lose no more than quick ones."""
TRACES = "tracebacks.txt"


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """Progress. ``kind``: ``start``, ``file`` (``done`` of ``total`` are accounted for), ``merge`` (the last step).

    ``outcome`` of a file: ``parsed``, ``unchanged``, ``duplicate`` (same bytes as another file), ``failed``; of a failed
    one ``message`` says why.
    """

    kind: str
    done: int
    total: int
    source: str = ""
    outcome: str = ""
    message: str = ""


@dataclasses.dataclass
class RunSummary:
    """What a run did. Each of ``files`` counts once among parsed, unchanged, duplicates and failures.

    ``failures``: the failure rows of this run's input files, by source; ``failed_before`` of them were left alone because
    neither file nor program changed. ``documents`` and ``all_failures`` count the whole dataset. ``pruned``: files that
    were dropped from it. ``notes``: what the user should know of corrections. ``seconds``: wall time.
    """

    out: Path
    files: int = 0
    parsed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failed_before: int = 0
    pruned: int = 0
    failures: list[FailureRow] = dataclasses.field(default_factory=list)
    skipped: tuple[Skipped, ...] = ()
    documents: int = 0
    all_failures: int = 0
    interrupted: bool = False
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def done(self) -> int:
        """Input files that are accounted for."""
        return self.parsed + self.unchanged + self.duplicates + len(self.failures)


def find_key(file: InputFile) -> Key:
    """What a file's bytes hash to, or why that cannot be known."""
    return key_of(file, hash_input)


class Runner:
    """One run over files that were found. ``stop`` is set from outside to end it early."""

    def __init__(
        self, store: Store, pool: Engine, found: Walk, stop: threading.Event, on_event: Callable[[Event], None]
    ) -> None:
        self.store, self.pool, self.found, self.stop, self.on_event = store, pool, found, stop, on_event
        self.index = store.index
        self.parser_version, self.rules_hash = version.PARSER_VERSION, version.rules_hash()
        self.summary = RunSummary(store.root, skipped=found.skipped, files=len(found.files) + len(found.unreadable))
        self.batch_size = 200
        self.retry_failed = False
        self.retry_codes: tuple[str, ...] = ()
        self.keys: Keys = NearKeys(find_key)
        self.per_job = 2
        """Files under way for each worker: enough to keep it busy, and a bound on what is in memory."""
        self.reviews: Mapping[str, tuple[Review, ...]] = {}  # doc_id → what reviewers decided, in order
        self._batch = Batch()
        self._committed_at = time.monotonic()
        self._leaders: dict[str, InputFile] = {}  # doc_id → the file with these bytes that is being parsed
        self._twins: dict[str, list[InputFile]] = {}  # doc_id → files with the same bytes that wait for it
        self._fresh: dict[str, FileState] = {}  # doc_id → what was parsed and is not committed yet
        self._failed: dict[str, Failed] = {}  # doc_id → how it failed in this run
        self._ready: dict[str, Key] = {}  # source → what its bytes hash to, of files that are not decided yet
        self._keys: dict[str, str] = {}  # source → doc_id, of the files that this run has looked at
        self._traces: list[str] = []
        self._office = bool(shutil.which("soffice") or shutil.which("libreoffice"))
        self._ocr = ocr_available()

    def run(self, prune: Sequence[str], options: str) -> RunSummary:
        """Carry it out; ``prune`` are the paths under which files that are gone are dropped."""
        started, clock = dt.datetime.now(dt.UTC), time.monotonic()
        self._event("start")
        self._prune(prune)
        for item in self.found.unreadable:
            file = InputFile("", item.source, -1, -1)
            self._fail(file, None, Failed("walk", item.error, item.message), item.size)
        try:
            self._read()
        except EngineError:
            self._commit()
            self.store.stop(self._run_row(started, options))
            raise
        self._commit()
        self._write_traces()
        summary = self.summary
        summary.interrupted = summary.done < summary.files
        if summary.interrupted:
            self.store.stop(self._run_row(started, options))
        else:
            self._event("merge")
            self.store.finish(self._run_row(started, options))
        summary.documents = sum(1 for doc_id in self.index.docs if self.index.sources.get(doc_id))
        summary.all_failures = len(self.index.failures)
        summary.failures.sort(key=lambda failure: failure.source)
        summary.seconds = time.monotonic() - clock
        return summary

    def _read(self) -> None:
        """Decide over the files in their order: of several with the same bytes the first is the one that is read."""
        waiting: deque[InputFile] = deque()
        files = iter(self.found.files)
        left = len(self.found.files)
        while not self.stop.is_set():
            while left and len(waiting) < self.keys.ahead:
                file, left = next(files), left - 1
                if not self._is_untouched(file):
                    waiting.append(file)
                    self._look(file)
            self._ready |= self.keys.take()
            while waiting and waiting[0].source in self._ready and not self._is_full():
                file = waiting.popleft()
                self._decide(file, self._ready.pop(file.source))
            if left and not waiting:
                continue
            if not waiting and not len(self.pool):
                break
            self._collect()

    def _is_full(self) -> bool:
        return len(self.pool) >= self.per_job * self.pool.jobs

    def _run_row(self, started: dt.datetime, options: str) -> RunRow:
        done = self.summary
        return RunRow(
            run_id=f"{started:%Y%m%dT%H%M%S.%fZ}-{os.getpid()}",
            started_at=started.replace(tzinfo=None, microsecond=0),
            finished_at=dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0),
            parser_version=self.parser_version,
            rules_hash=self.rules_hash,
            options=options,
            documents=done.parsed,
            failures=len(done.failures) - done.failed_before,
            skipped=done.unchanged + done.duplicates + done.failed_before,
        )

    def _event(self, kind: str, source: str = "", outcome: str = "", message: str = "") -> None:
        self.on_event(Event(kind, self.summary.done, self.summary.files, source, outcome, message))

    def _prune(self, roots: Sequence[str]) -> None:
        present = set(iter_sources(self.found)) if roots else set()
        known = self.index.files.keys() | self.index.failures.keys()
        gone = [s for s in sorted(known) if below(s, roots) and s not in present and not still_there(s, self.found)]
        self.store.forget(gone)
        self.summary.pruned = len(gone)

    def _is_untouched(self, file: InputFile) -> bool:
        """Is nothing new about a file? Of a large dataset that is nearly all of them: such a file is counted, and that is all."""
        key = self.index.untouched(file.source, file.size, file.mtime_ns, self.parser_version, self.rules_hash)
        if key is None or key in self.reviews:
            return False
        self.summary.unchanged += 1
        self._event("file", file.source, "unchanged")
        return True

    def _look(self, file: InputFile) -> None:
        """Have a file's key found, unless nothing says that it changed since it was last read."""
        known = self._known(file)
        if known is not None and file.mtime_ns >= 0 and (known.size, known.mtime_ns) == (file.size, file.mtime_ns):
            self._ready[file.source] = known.doc_id
        else:
            self.keys.ask(file)

    def _known(self, file: InputFile) -> FileState | None:
        """What this program version found when it last read a file; None where it did not, or could not open it."""
        known = self.index.files.get(file.source)
        return known if known is not None and known.doc_id and self._current(known) else None

    def _decide(self, file: InputFile, key: Key) -> None:
        """Leave a file alone, tie it to a document that is there, let it wait for its twin, or parse it."""
        if isinstance(key, Failed):
            return self._fail(file, None, key, file.size)
        known = self._known(file)
        self._keys[file.source] = key
        same = known is not None and known.doc_id == key
        name = min({file.source, *self._sources(key)})
        if key in self._leaders:
            self._twins[key].append(file)
        elif key in self._fresh:
            self._link(file, self._fresh[key], "duplicate")
        elif key in self._failed:
            self._fail(file, key, self._failed[key], file.size)
        elif (made := self._made(key, suffix(name))) is not None:
            self._link(file, made, "unchanged" if same and known is not None and not known.error else "duplicate")
        elif same and known is not None and known.error and not self._again(known):
            self._leave_failed(file, known)
        else:
            # The record carries the smallest name among files with the same bytes, whichever of them is read.
            self._leaders[key], self._twins[key] = file, []
            reviews = self.reviews.get(key, ())
            self.pool.submit(Task(file.path, name, file.size, self.pool.parse, key, file.member, reviews))
        return None

    def _current(self, state: FileState) -> bool:
        made = (state.parser_version, state.rules_hash, state.reviews)
        return made == (self.parser_version, self.rules_hash, fingerprint(self.reviews.get(state.doc_id, ())))

    def _sources(self, key: str) -> list[str]:
        """The files known to have these bytes, without those that this run found changed."""
        return [s for s in self.index.sources.get(key, ()) if self._keys.get(s, key) == key]

    def _made(self, key: str, end: str) -> FileState | None:
        """The state of a document that this program version parsed under a name with this suffix."""
        for source in self._sources(key):
            state = self.index.files[source]
            if self._current(state) and state.suffix == end and key in self.index.docs:
                return state
        return None

    def _again(self, known: FileState) -> bool:
        return (
            self.retry_failed
            or known.error in self.retry_codes
            or (known.error == "needs-libreoffice" and self._office)
            or (known.error in ("scanned", "garbled") and self._ocr and self._wants_ocr(known))
        )

    def _wants_ocr(self, known: FileState) -> bool:
        """Did a file fail only because OCR was not installed then?"""
        return "shigu[ocr]" in self.index.failures[known.source].message

    def _collect(self) -> None:
        """Take what the workers have ready, waiting a moment for it."""
        if not len(self.pool):
            self.keys.wait(0.2)
        # Where there is room, it is the next file's key that is waited for.
        for task, outcome in self.pool.collect(0.2 if self._is_full() else 0.05):
            file, twins = self._leaders.pop(task.doc_id), self._twins.pop(task.doc_id)
            if self.stop.is_set() and isinstance(outcome, Failed) and outcome.error == "killed":
                continue  # the signal that stops us went to the workers too; the file is not to blame
            if isinstance(outcome, Parsed):
                self._parsed(task, file, twins, outcome)
                continue
            self._failed[task.doc_id] = outcome
            if outcome.trace:
                self._traces.append(f"{file.source}\n{outcome.trace}\n")
            for one in (file, *twins):
                self._fail(one, task.doc_id, outcome, one.size)
        if len(self._batch) >= self.batch_size or time.monotonic() - self._committed_at > COMMIT_SECONDS:
            self._commit()

    def _parsed(self, task: Task, file: InputFile, twins: list[InputFile], outcome: Parsed) -> None:
        """Take a record into the batch."""
        record = unpack(outcome.packed)
        key = record.row.doc_id
        state = self._state(file, key, suffix=suffix(task.source), digest=outcome.digest)
        if key != task.doc_id:  # the file changed before it was read: the reviews of what it is now were not at hand
            state = dataclasses.replace(state, reviews="")
        self._batch.records.append((record, state))
        self._fresh[key] = state
        self._keys[file.source] = key
        self.summary.parsed += 1
        self._event("file", file.source, "parsed")
        for twin in twins:
            if key == task.doc_id:
                self._link(twin, state, "duplicate")
            else:
                self._decide(twin, find_key(twin))  # the first of them changed while it was read

    def _state(
        self, file: InputFile, key: str, *, suffix: str = "", digest: str | None = None, error: str | None = None
    ) -> FileState:
        reviews = fingerprint(self.reviews.get(key, ()))
        return FileState(
            file.source,
            file.size,
            file.mtime_ns,
            key,
            self.parser_version,
            self.rules_hash,
            suffix,
            digest,
            error,
            reviews,
        )

    def _link(self, file: InputFile, like: FileState, outcome: str) -> None:
        state = self._state(file, like.doc_id, suffix=like.suffix, digest=like.digest)
        if self.index.files.get(file.source) != state:
            self._batch.linked.append(state)
        if outcome == "unchanged":
            self.summary.unchanged += 1
        else:
            self.summary.duplicates += 1
        self._event("file", file.source, outcome)

    def _fail(self, file: InputFile, key: str | None, failed: Failed, size: int | None) -> None:
        row = FailureRow(
            source=file.source,
            file_name=PurePosixPath(file.source).name,
            stage=failed.stage,
            error=failed.error,
            message=failed.message,
            byte_size=size,
            parser_version=self.parser_version,
            doc_id=key,
        )
        self._batch.failed.append((row, self._state(file, key or "", error=failed.error)))
        self.summary.failures.append(row)
        self._event("file", file.source, "failed", row.message)

    def _leave_failed(self, file: InputFile, known: FileState) -> None:
        row = self.index.failures[file.source]
        state = dataclasses.replace(known, size=file.size, mtime_ns=file.mtime_ns)
        if state != known:
            self._batch.failed.append((row, state))
        self.summary.failures.append(row)
        self.summary.failed_before += 1
        self._event("file", file.source, "failed", row.message)

    def _commit(self) -> None:
        self.store.commit(self._batch)
        self._batch = Batch()
        self._fresh.clear()
        self._committed_at = time.monotonic()

    def _write_traces(self) -> None:
        path = self.store.root / WORK / TRACES
        if self._traces:
            path.write_text("\n".join(self._traces), "utf-8", errors="backslashreplace")
        else:
            path.unlink(missing_ok=True)
