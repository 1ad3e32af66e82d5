"""Worker processes with a limit on time and memory for each file; a file that kills its worker costs itself only."""

from __future__ import annotations

import multiprocessing
import multiprocessing.context
import os
import sys
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from multiprocessing import spawn
from typing import Any

from pebble import ProcessExpired, ProcessPool

from pipeline.limits import Limits, Passwords
from pipeline.work import Failed, Parsed, Task, initialise, parse_task

RECYCLE = 200
"""Files after which a worker is replaced: libraries for PDF and OCR grow."""
KILLED = (
    "the file ended its worker process ({}), perhaps for want of memory (limit: {} MB); try a higher --memory with "
    "--retry-failed, or open and save the file anew, and please report it"
)
LOST = "its outcome was lost on the way from the worker process ({}); please report it with this file"
TIMEOUT = "took longer than {:g} s; try again with a higher --timeout and --retry-failed, or split the file"
MEMORY = "needs more than {} MB of memory; try again with a higher --memory and --retry-failed, or split the file"


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def default_timeout(size: int) -> float:
    """Seconds that a file of ``size`` bytes may take: 300 and one more per 10 kB, of which a scanned page has 50 to 300."""
    return 300 + size // 10_000


class Pool:
    """Parses files in worker processes.

    Args:
        jobs: worker processes.
        parse: dotted name of the function that parses a file.
        timeout: seconds per file; None: by :func:`default_timeout`.
        memory_mb: address space of a worker; None: no limit.
        limits: what else a file may cost; None: the defaults.
        passwords: tried on encrypted files.
    """

    def __init__(
        self,
        jobs: int,
        parse: str,
        timeout: float | None,
        memory_mb: int | None,
        limits: Limits | None = None,
        passwords: Passwords | None = None,
    ) -> None:
        self.jobs, self.parse, self.timeout, self.memory_mb = jobs, parse, timeout, memory_mb
        self._running: dict[Future[Any], Task] = {}
        self._pool = ProcessPool(
            max_workers=jobs,
            max_tasks=RECYCLE,
            initializer=initialise,
            initargs=(memory_mb, limits, passwords),  # through a pipe, never as arguments of a process
            context=_context(parse.partition(":")[0]),
        )

    def __len__(self) -> int:
        return len(self._running)

    def submit(self, task: Task) -> None:
        """Queue a file."""
        future = self._pool.schedule(parse_task, args=(task,), timeout=self._seconds(task))
        self._running[future] = task

    def _seconds(self, task: Task) -> float:
        return self.timeout if self.timeout is not None else default_timeout(task.size)

    def collect(self, seconds: float) -> Iterator[tuple[Task, Parsed | Failed]]:
        """What has become ready, after waiting at most ``seconds`` for the first."""
        done, _ = wait(self._running, timeout=seconds, return_when=FIRST_COMPLETED)
        for future in done:
            task = self._running.pop(future)
            yield task, self._outcome(task, future)

    def _outcome(self, task: Task, future: Future[Any]) -> Parsed | Failed:
        try:
            outcome: Parsed | Failed = future.result()
        except TimeoutError:
            return Failed("limit", "timeout", TIMEOUT.format(self._seconds(task)))
        except ProcessExpired as error:
            code = error.exitcode or 0
            return Failed(
                "limit", "killed", KILLED.format(f"signal {-code}" if code < 0 else f"exit code {code}", self.memory_mb)
            )
        except (MemoryError, CancelledError):
            return Failed("limit", "memory", MEMORY.format(self.memory_mb))
        except Exception as error:  # the outcome could not be sent, or the worker not be started
            return Failed("limit", "killed", LOST.format(type(error).__name__))
        if isinstance(outcome, Failed) and (outcome.stage, outcome.error) == ("limit", "memory"):
            return Failed("limit", "memory", MEMORY.format(self.memory_mb))
        return outcome

    def close(self) -> None:
        """End the workers; files that they are at are given up."""
        pool: Any = self._pool
        pool.stop()
        pool.join()


def _context(preload: str) -> multiprocessing.context.BaseContext:
    """Workers forked from a server that has the parser loaded, where the platform can; else started anew.

    Never forked from this process: it holds Arrow's threads.
    """
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    multiprocessing.get_context("forkserver").set_forkserver_preload([preload])
    return _Context()


if sys.platform != "win32":
    from multiprocessing import popen_forkserver

    class _Popen(popen_forkserver.Popen):
        """Starts a worker that does not import the caller's main module.

        By default it would, and a script that calls ``parse_folder`` without an ``if __name__ == "__main__"`` guard
        would run itself again in each worker.
        """

        def _launch(self, process_obj: Any) -> None:
            usual = spawn.get_preparation_data

            def without_main(name: str) -> dict[str, Any]:
                return {key: value for key, value in usual(name).items() if not key.startswith("init_main")}

            spawn.get_preparation_data = without_main
            try:
                super()._launch(process_obj)  # type: ignore[misc]
            finally:
                spawn.get_preparation_data = usual

    class _Process(multiprocessing.context.ForkServerProcess):
        @staticmethod
        def _Popen(process_obj: Any) -> Any:
            return _Popen(process_obj)

    class _Context(multiprocessing.context.ForkServerContext):
        Process = _Process
