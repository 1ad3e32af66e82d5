"""A batch run: files in, dataset out, every file accounted for."""

from __future__ import annotations

import dataclasses
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from pipeline import archive, remote
from pipeline.forks import PARSE
from pipeline.keys import FarKeys, Keys, NearKeys
from pipeline.limits import DEFAULTS, Limits, Passwords, using
from pipeline.pool import Engine, EngineError, Pool, cores
from pipeline.runner import Event, Runner, RunSummary, find_key
from pipeline.store import LockedError, open_store, read_rows
from pipeline.walk import UsageError, Walk, source_name, walk
from schemas.records_review import ReviewRow
from schemas.reviews import FOLDER, Review, ReviewError, history

__all__ = ["PARSE", "EngineError", "Event", "LockedError", "RunSummary", "UsageError", "run"]

MEMORY_MB = 4096


def run(
    paths: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    jobs: int | None = None,
    glob: Sequence[str] = (),
    parse: str = PARSE,
    batch_size: int = 200,
    timeout: float | None = None,
    memory_mb: int | None = MEMORY_MB,
    retry_failed: bool = False,
    prune: bool = False,
    limits: Limits | None = None,
    passwords: Passwords | None = None,
    engine: Literal["local", "dask"] = "local",
    scheduler: str | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> RunSummary:
    """Parse files, folders and objects of stores into a dataset; what is there already and did not change is left alone.

    What reviewers decided (``corrections/*.jsonl`` in ``out``) is applied; a document whose reviews changed is parsed anew.

    Args:
        paths: files, folders and URLs of object stores (``s3://bucket/reports``), see :func:`pipeline.walk.walk`.
        out: folder of the dataset, or a URL of an object store; made if it is not there.
        jobs: worker processes; None: one per processor. A cluster that ``scheduler`` names has the workers that it has.
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
        engine: ``local``: worker processes of this machine; ``dask``: Dask workers. Both make the same tables.
        scheduler: address of a Dask scheduler that runs already; None: a Dask cluster on this machine, for this run.
        on_event: called with the progress, in this process.

    Returns:
        What happened; ``interrupted`` where SIGINT or SIGTERM cut the run short (what was read by then is stored, and
        the same call goes on from there).

    Raises:
        UsageError: a path does not exist, nothing under ``paths`` is a document, or a line of ``corrections`` cannot be
            read.
        LockedError: another run is writing the dataset.
        EngineError: Dask is not installed, does not answer any more, or its workers have another version of the program;
            what was read by then is stored.
        OSError: the dataset cannot be written.
    """
    if scheduler is not None and engine != "dask":
        raise UsageError("--scheduler goes with --engine dask")
    target = _target(out, paths)
    limits, passwords = limits or Limits(), Passwords() if passwords is None else passwords
    with using(limits), closing(archive):
        found = walk(paths, glob=glob, out=out)
        if not found.files and not found.unreadable:
            raise UsageError(_nothing(paths, found))
        options = f"batch_size={batch_size} glob={list(glob)} jobs={jobs} memory_mb={memory_mb} timeout={timeout}"
        changed = [f"{k}={v}" for k, v in dataclasses.asdict(limits).items() if v != getattr(DEFAULTS, k)]
        changed += [f"passwords={len(passwords)}"] if passwords else []
        options = " ".join([options, *changed, *(["engine=dask"] if engine == "dask" else [])])
        settings = parse, timeout, memory_mb, limits, passwords
        with _stop_on_signals() as stop, ExitStack() as stack:
            pool, keys, per_job = _engine(engine, scheduler, jobs, settings, found)
            stack.enter_context(closing(pool))
            stack.enter_context(closing(keys))
            store = stack.enter_context(open_store(target))
            runner = Runner(store, pool, found, stop, on_event or (lambda event: None))
            runner.batch_size, runner.retry_failed, runner.keys, runner.per_job = (
                batch_size,
                retry_failed,
                keys,
                per_job,
            )
            runner.retry_codes = ("unreadable", *(("encrypted",) if passwords else ()))
            runner.reviews, runner.summary.notes = _reviews(target)
            summary = runner.run([source_name(path) for path in paths] if prune else [], options)
            if runner.reviews and not summary.interrupted:
                summary.notes += _stale(target)
            return summary


Settings = tuple[str, float | None, int | None, Limits, Passwords]
"""Parser, seconds, megabytes, limits and passwords, as :class:`pipeline.pool.Pool` takes them."""


def _engine(
    engine: str, scheduler: str | None, jobs: int | None, settings: Settings, found: Walk
) -> tuple[Engine, Keys, int]:
    """What parses, what hashes before, and how many files for each worker are to be under way."""
    number = max(1, len(found.files))
    jobs = jobs or min(cores(), number)
    if engine == "dask":
        try:
            from pipeline.engine_dask import DaskPool
        except ImportError as error:
            raise UsageError(f"--engine dask needs more packages ({error}): pip install 'shigu[cluster]'") from None
        on_dask = DaskPool(scheduler, jobs, number, *settings)
        return on_dask, on_dask.keys, on_dask.per_job
    far = next((file.path for file in found.files if remote.is_url(file.path)), None)
    if far is None:
        return Pool(jobs, *settings), NearKeys(find_key), 2
    return Pool(jobs, *settings, remote.environment(), remote.modules([far])), FarKeys(find_key), 2


EXPORTED = ".shigu-export.json"  # same as explore.export.target.MARK


def dataset(where: str | os.PathLike[str]) -> Any:
    """A dataset's root: a path, or one of universal_pathlib for a URL.

    Raises:
        UsageError: the URL cannot be written to, or what it takes is not installed.
    """
    if not remote.is_url(where):
        return Path(where)
    try:
        return remote.root(where)
    except remote.RemoteError as error:
        raise UsageError(str(error)) from None


def _target(out: str | os.PathLike[str], paths: Sequence[str | os.PathLike[str]]) -> Any:
    """The root of the dataset to write.

    Raises:
        UsageError: it is a file, the folder of the reports itself, or see :func:`dataset`.
    """
    target, same = dataset(out), False
    if remote.is_url(out):
        same = any(remote.is_url(path) and remote.normal(path) == remote.normal(out) for path in paths)
    elif target.is_dir():
        same = any(os.path.isdir(path) and os.path.samefile(path, target) for path in paths)
    elif target.exists():
        raise UsageError(f"{target}: is a file; --out names a folder")
    if same:
        raise UsageError(f"{out}: --out is the folder of the reports itself; choose another one")
    if not remote.is_url(out) and (target / EXPORTED).exists():  # exports are never written to an object store
        raise UsageError(
            f"{out}: is an export, not a dataset to go on with (names may be replaced in it); choose another --out"
        )
    return target


def _reviews(root: Any) -> tuple[dict[str, tuple[Review, ...]], tuple[str, ...]]:
    """What reviewers decided, by document in the order in which they did; behind it what the user should know of the files.

    Raises:
        UsageError: a line cannot be read. Nothing was changed then: without the line its value would silently be undone.
    """
    notes: list[str] = []
    found: dict[str, list[Review]] = {}
    try:
        with _at_hand(root / FOLDER) as folder:
            for review in history(folder, notes.append):
                found.setdefault(review.doc_id, []).append(review)
    except ReviewError as error:
        raise UsageError(f"{root}/{error}") from None
    return {doc_id: tuple(reviews) for doc_id, reviews in found.items()}, tuple(notes)


@contextmanager
def _at_hand(folder: Any) -> Iterator[Path]:
    """A folder on this machine with the files of one in a store; one that is here is given as it is."""
    if not remote.is_url(str(folder)):
        yield Path(folder)
        return
    with tempfile.TemporaryDirectory(prefix="shigu-") as name:
        if folder.is_dir():
            for path in sorted(folder.glob("*.jsonl"), key=lambda path: str(path.name)):
                Path(name, path.name).write_bytes(path.read_bytes())
        yield Path(name)


def _stale(root: Any) -> tuple[str, ...]:
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
