"""How worker processes begin: forked from a server that has the parser loaded, out of reach of the terminal's signals.

Nothing heavy is imported here: the command starts the server before it loads what it needs itself.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.context
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import spawn
from typing import Any

PARSE = "pipeline.parse:parse_bytes"
"""The function that parses a file, as :class:`pipeline.work.Task` names it."""


def modules(parse: str, more: Sequence[str] = ()) -> tuple[str, ...]:
    """What workers need that parse with a function of this dotted name."""
    return (parse.partition(":")[0], "pipeline.work", *more)


class _MainLeftAlone:
    """While it is entered, by one or by several, new processes do not import the caller's main module.

    By default they would, and a script that calls ``parse_folder`` without an ``if __name__ == "__main__"`` guard would run
    itself again in each worker.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entered = 0

    def __enter__(self) -> None:
        with self._lock:
            self._entered += 1
            if self._entered == 1:
                self._usual: Any = spawn.get_preparation_data
                spawn.get_preparation_data = self._without_main

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._entered -= 1
            if not self._entered:
                spawn.get_preparation_data = self._usual

    def _without_main(self, name: str) -> dict[str, Any]:
        return {key: value for key, value in self._usual(name).items() if not key.startswith("init_main")}


main_left_alone = _MainLeftAlone()


def context(preload: Sequence[str]) -> multiprocessing.context.BaseContext:
    """Workers forked from a server that has the parser loaded, where the platform can; else started anew.

    Never forked from this process: it holds Arrow's threads.
    """
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    multiprocessing.get_context("forkserver").set_forkserver_preload(["pipeline.forks_quiet", *preload])
    return _Context()


if sys.platform != "win32":
    from multiprocessing import forkserver, popen_forkserver, resource_tracker

    @contextmanager
    def signals_held() -> Iterator[None]:
        """Processes and threads that are started meanwhile never get SIGINT or SIGTERM; this one gets them afterwards."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
        try:
            resource_tracker.ensure_running()  # it sets the mask back when it starts its process
            signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    class _Popen(popen_forkserver.Popen):
        """Starts a worker that no SIGINT or SIGTERM reaches, and that does not import the caller's main module.

        A terminal sends SIGINT, a service manager SIGTERM, to the program and all that it started. The program takes it,
        ends its workers and says how to go on; one that came to the fork server or to a worker while Python starts there
        would end it with a traceback. They inherit the mask, hence have it from their first instruction on.
        """

        def terminate(self) -> None:
            self._send_signal(signal.SIGKILL)  # type: ignore[attr-defined]

        def _launch(self, process_obj: Any) -> None:
            with signals_held():
                forkserver.ensure_running()
            with main_left_alone:
                super()._launch(process_obj)  # type: ignore[misc]

    class _Process(multiprocessing.context.ForkServerProcess):
        @staticmethod
        def _Popen(process_obj: Any) -> Any:
            return _Popen(process_obj)

    class _Context(multiprocessing.context.ForkServerContext):
        Process = _Process


def begin(preload: Sequence[str]) -> None:
    """Start the server, which loads these modules while this process goes on; nothing where there is none to start."""
    context(preload)
    if sys.platform != "win32":
        with signals_held():
            forkserver.ensure_running()
