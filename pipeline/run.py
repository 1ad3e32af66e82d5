"""A batch run: files in, dataset out, every file accounted for."""

from __future__ import annotations

import dataclasses
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

from pipeline import archive
from pipeline.limits import DEFAULTS, Limits, Passwords, using
from pipeline.pool import Pool, cores
from pipeline.runner import Event, Runner, RunSummary
from pipeline.store import LockedError, open_store, read_rows
from pipeline.walk import UsageError, Walk, source_name, walk
from schemas.records_review import ReviewRow
from schemas.reviews import FOLDER, Review, ReviewError, history

__all__ = ["PARSE", "Event", "LockedError", "RunSummary", "UsageError", "run"]

PARSE = "pipeline.parse:parse_bytes"
MEMORY_MB = 4096


def run(
    paths: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    jobs: int | None = None,
    glob: Sequence[str] = (),
    parse: str = PARSE,
    batch_size: int = 50,
    timeout: float | None = None,
    memory_mb: int | None = MEMORY_MB,
    retry_failed: bool = False,
    prune: bool = False,
    limits: Limits | None = None,
    passwords: Passwords | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> RunSummary:
    """Parse files and folders into a dataset; what is there already and did not change is left alone.

    What reviewers decided (``corrections/*.jsonl`` in ``out``) is applied; a document whose reviews changed is parsed anew.

    Args:
        paths: files and folders, see :func:`pipeline.walk.walk`.
        out: folder of the dataset; made if it is not there.
        jobs: worker processes; None: one per processor.
        glob: patterns; a file must match one of them.
        parse: dotted name of the function that parses a file, as :func:`pipeline.parse.parse_bytes` does. Its record may
            depend on the bytes, on the suffix of the file's name and on the document's reviews, on nothing else.
        batch_size: files that are committed together.
        timeout: seconds per file; None: 300 and one more per 10 kB.
        memory_mb: address space of each worker in MB, where the platform can limit it; None: no limit.
        retry_failed: try files again that failed before, though neither they nor the program changed.
        prune: drop rows of files under ``paths`` that are not there any more.
        limits: what else a file may cost (pages, text, cells …); None: the defaults.
        passwords: tried on encrypted files; only their number is stored.
        on_event: called with the progress, in this process.

    Returns:
        What happened; ``interrupted`` where SIGINT or SIGTERM cut the run short (what was read by then is stored, and
        the same call goes on from there).

    Raises:
        UsageError: a path does not exist, nothing under ``paths`` is a document, or a line of ``corrections`` cannot be
            read.
        LockedError: another run is writing the dataset.
        OSError: the dataset cannot be written.
    """
    target = Path(out)
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target}: is a file; --out names a folder")
    if target.is_dir() and any(os.path.isdir(path) and os.path.samefile(path, target) for path in paths):
        raise UsageError(f"{target}: --out is the folder of the reports itself; choose another one")
    limits, passwords = limits or Limits(), Passwords() if passwords is None else passwords
    with using(limits), closing(archive):
        found = walk(paths, glob=glob, out=target)
        if not found.files and not found.unreadable:
            raise UsageError(_nothing(paths, found))
        options = f"batch_size={batch_size} glob={list(glob)} jobs={jobs} memory_mb={memory_mb} timeout={timeout}"
        changed = [f"{k}={v}" for k, v in dataclasses.asdict(limits).items() if v != getattr(DEFAULTS, k)]
        options = " ".join([options, *changed, *([f"passwords={len(passwords)}"] if passwords else [])])
        with _stop_on_signals() as stop, open_store(target) as store:
            pool = Pool(jobs or min(cores(), max(1, len(found.files))), parse, timeout, memory_mb, limits, passwords)
            try:
                runner = Runner(store, pool, found, stop, on_event or (lambda event: None))
                runner.batch_size, runner.retry_failed = batch_size, retry_failed
                runner.retry_codes = ("encrypted",) if passwords else ()
                runner.reviews, runner.summary.notes = _reviews(target)
                summary = runner.run([source_name(path) for path in paths] if prune else [], options)
                if runner.reviews and not summary.interrupted:
                    summary.notes += _stale(target)
                return summary
            finally:
                pool.close()


def _reviews(root: Path) -> tuple[dict[str, tuple[Review, ...]], tuple[str, ...]]:
    """What reviewers decided, by document in the order in which they did; behind it what the user should know of the files.

    Raises:
        UsageError: a line cannot be read. Nothing was changed then: without the line its value would silently be undone.
    """
    notes: list[str] = []
    found: dict[str, list[Review]] = {}
    try:
        for review in history(root / FOLDER, notes.append):
            found.setdefault(review.doc_id, []).append(review)
    except ReviewError as error:
        raise UsageError(f"{root}/{error}") from None
    return {doc_id: tuple(reviews) for doc_id, reviews in found.items()}, tuple(notes)


def _stale(root: Path) -> tuple[str, ...]:
    """A note where decisions of reviewers could not be applied."""
    number = sum(row.state == "stale" for row in read_rows(root, ReviewRow))
    if not number:
        return ()
    what = "1 decision of a reviewer is" if number == 1 else f"{number} decisions of reviewers are"
    return (f"{what} not applied, for the program reads something else than they saw; see checks, review.stale",)


def _nothing(paths: Sequence[str | os.PathLike[str]], found: Walk) -> str:
    names = ", ".join(source_name(path) for path in paths)
    if not found.skipped:
        return f"{names}: no documents here"
    first = found.skipped[0]
    return f"{names}: no documents here; {len(found.skipped)} skipped, e.g. {first.source} ({first.reason})"


@contextmanager
def _stop_on_signals() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; a second signal ends the program the hard way."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop  # only the main thread may have handlers
        return

    def handle(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
