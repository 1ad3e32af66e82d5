"""Worker processes with a limit on time and memory for each file; a file that kills its worker costs itself only."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from pebble import ProcessExpired, ProcessPool

from pipeline.forks import context, modules
from pipeline.limits import Limits, Passwords
from pipeline.work import Failed, Parsed, Task, initialise, parse_task

RECYCLE = 200
"""Files after which a worker is replaced: libraries for PDF and OCR grow."""
KILLED = (
    "the file ended its worker process ({}){}; open it in a viewer and print it into a new file, or try a higher --memory "
    "with --retry-failed"
)
PERHAPS = ", perhaps for want of memory (the limit is {} MB; a report needs a tenth of it)"
LOST = "its outcome was lost on the way from the worker process ({}); please report it with this file"
BROKEN = "its worker processes were ended from outside; is memory short? try fewer --jobs, with --retry-failed"
TRIES = 4
"""Times that a file is begun whose workers cannot be kept alive."""
STALLED, GRACE = 90.0, 60.0
"""Seconds without a file at work though some wait, and beyond a file's own time, after which the pool is begun anew."""
TIMEOUT = "took longer than {:g} s; try again with a higher --timeout and --retry-failed, or split the file"
MEMORY = "needs more than {} MB of memory; try again with a higher --memory and --retry-failed, or split the file"


class EngineError(Exception):
    """The workers cannot be had (any more): nothing more can be parsed. The message says what to do."""


class Engine(Protocol):
    """What parses files: worker processes of this machine (:class:`Pool`) or of many."""

    parse: str

    @property
    def jobs(self) -> int:
        """Files that are parsed at the same time."""

    def __len__(self) -> int:
        """Files that are under way."""

    def submit(self, task: Task) -> None:
        """Queue a file."""

    def collect(self, seconds: float) -> Iterator[tuple[Task, Parsed | Failed]]:
        """What has become ready, after waiting at most ``seconds`` for the first."""

    def close(self) -> None:
        """End the workers; files that they are at are given up."""


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def default_timeout(size: int) -> float:
    """Seconds that a file of ``size`` bytes may take: 300 and one more per 10 kB, of which a scanned page has 50 to 300."""
    return 300 + size // 10_000


class Pool:
    """Parses files in worker processes, which are started with the first file.

    Args:
        jobs: worker processes.
        parse: dotted name of the function that parses a file.
        timeout: seconds per file; None: by :func:`default_timeout`.
        memory_mb: address space that a file may take; None: no limit.
        limits: what else a file may cost; None: the defaults.
        passwords: tried on encrypted files.
        environment: variables that the workers get, for those that were set since the fork server began.
        preload: modules that the workers need besides the parser.
    """

    def __init__(
        self,
        jobs: int,
        parse: str,
        timeout: float | None,
        memory_mb: int | None,
        limits: Limits | None = None,
        passwords: Passwords | None = None,
        environment: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
    ) -> None:
        self.jobs, self.parse, self.timeout, self.memory_mb = jobs, parse, timeout, memory_mb
        self._settings = memory_mb, limits, passwords, environment
        self._preload = modules(parse, preload)
        self._running: dict[Future[Any], Task] = {}
        self._lost: Counter[Task] = Counter()
        self._begun: dict[Future[Any], float] = {}  # when it was first seen to be at work
        self._busy_at = time.monotonic()
        self._pool: Any = None

    def _made(self) -> Any:
        return ProcessPool(
            max_workers=self.jobs,
            max_tasks=RECYCLE,
            initializer=initialise,
            initargs=self._settings,  # through a pipe, never as arguments of a process
            context=context(self._preload),
        )

    def __len__(self) -> int:
        return len(self._running)

    def submit(self, task: Task) -> None:
        """Queue a file."""
        if not self._running:
            self._busy_at = time.monotonic()
        if self._pool is None:
            self._pool = self._made()
        try:
            future = self._pool.schedule(parse_task, args=(task,), timeout=self._seconds(task))
        except RuntimeError as error:  # pebble has given up, see _renew
            future = Future()
            future.set_exception(BrokenProcessPool(str(error)))
        self._running[future] = task

    def _renew(self) -> None:
        """Begin anew with the files that were under way.

        pebble gives up when a worker is killed that has no file (by the system, for want of memory: it was the largest),
        and when no worker can be started.
        """
        self.close()
        self._pool, self._begun, self._busy_at = self._made(), {}, time.monotonic()
        lost = {future: task for future, task in self._running.items() if not future.done() or _is_broken(future)}
        for future, task in lost.items():
            del self._running[future]
            self._lost[task] += 1
            if self._lost[task] < TRIES:
                self.submit(task)
            else:
                given_up: Future[Any] = Future()
                given_up.set_result(Failed("limit", "killed", BROKEN))
                self._running[given_up] = task

    def _seconds(self, task: Task) -> float:
        return self.timeout if self.timeout is not None else default_timeout(task.size)

    def collect(self, seconds: float) -> Iterator[tuple[Task, Parsed | Failed]]:
        """What has become ready, after waiting at most ``seconds`` for the first."""
        if not self._running:
            return
        done, _ = wait(self._running, timeout=seconds, return_when=FIRST_COMPLETED)
        if not self._is_active() or any(map(_is_broken, done)) or (not done and self._is_stalled()):
            self._renew()
            done = {future for future in self._running if future.done() and not _is_broken(future)}
        for future in done:
            self._busy_at = time.monotonic()
            self._begun.pop(future, None)
            task = self._running.pop(future)
            yield task, self._outcome(task, future)

    def _is_stalled(self) -> bool:
        """Is nothing going on? A worker that is killed while it fetches a file leaves a lock that the others wait for."""
        now = time.monotonic()
        begun = {future: self._begun.get(future, now) for future in self._running if future.running()}
        self._begun = begun
        if begun or not self._running:
            self._busy_at = now
        late = (now - at > self._seconds(self._running[future]) + GRACE for future, at in begun.items())
        return now - self._busy_at > STALLED or any(late)

    def _is_active(self) -> bool:
        try:
            return bool(self._pool.active)  # starts it, where that has failed before
        except RuntimeError:
            return False

    def _outcome(self, task: Task, future: Future[Any]) -> Parsed | Failed:
        try:
            outcome: Parsed | Failed = future.result()
        except TimeoutError:
            return Failed("limit", "timeout", TIMEOUT.format(self._seconds(task)))
        except ProcessExpired as error:
            return Failed("limit", "killed", self._killed(error.exitcode or 0))
        except (MemoryError, CancelledError):
            return Failed("limit", "memory", MEMORY.format(self.memory_mb))
        except Exception as error:  # the outcome could not be sent, or the worker not be started
            return Failed("limit", "killed", LOST.format(type(error).__name__))
        if isinstance(outcome, Failed) and (outcome.stage, outcome.error) == ("limit", "memory"):
            return Failed("limit", "memory", MEMORY.format(self.memory_mb))
        return outcome

    def _killed(self, code: int) -> str:
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return KILLED.format(how, PERHAPS.format(self.memory_mb) if self.memory_mb else "")

    def close(self) -> None:
        """End the workers; files that they are at are given up."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()


def _is_broken(future: Future[Any]) -> bool:
    return not future.cancelled() and isinstance(future.exception(), BrokenProcessPool)
