"""What runs inside a worker of a cluster: some files hashed, or parsed each in a child process under its limits.

A file can end the child, never the worker. The children live from task to task; they end with the run, when they have had
nothing to do for a while, and whenever the worker ends, however it ends. Knows no cluster library.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import socket
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from pipeline import archive, remote, version
from pipeline.inputs import InputFile, hash_input
from pipeline.keys import FarKeys, Key, key_of
from pipeline.limits import Limits, Passwords, using
from pipeline.pool import Pool
from pipeline.wire import squeeze
from pipeline.work import Failed, Parsed, Task

IDLE = 120.0
"""Seconds after which a child process without work is ended: a run that was killed says no goodbye."""
PARTING = 5.0
"""Seconds that a worker waits for its child processes to end."""
WAITING = 2
"""Files handed to the child process: the one that it is at, and the next."""


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """What a run says of its files; it reaches the workers apart from the tasks, for it holds the passwords."""

    parse: str
    timeout: float | None
    memory_mb: int | None
    limits: Limits
    passwords: Passwords


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """Whose task it is: the run, and the version and rules of the program that the tables are to come from."""

    run: str
    version: str
    rules: str


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    """A worker that must not take part; the message says which and why."""

    message: str


@dataclasses.dataclass(frozen=True, slots=True)
class Unsettled:
    """A worker that the run's settings have not reached."""


class _Desk:
    """The child process of one thread of this worker, for one run."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool: Pool | None = None
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self.ended = threading.Event()

    def parse(self, tasks: Sequence[Task]) -> list[tuple[int, Parsed | Failed]]:
        """Parse files; what is done so far where the run ends meanwhile."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            if self._pool is None:
                self._pool = self._made([task.path for task in tasks if remote.is_url(task.path)])
            try:
                return self._parse(self._pool, tasks)
            finally:
                self._timer = threading.Timer(IDLE, self.rest)
                self._timer.daemon = True
                self._timer.start()

    def _made(self, far: Sequence[str]) -> Pool:
        _allow_children()
        asked = self._settings
        settings = asked.parse, asked.timeout, asked.memory_mb, asked.limits, asked.passwords
        return Pool(1, *settings, preload=remote.modules(far[:1]))

    def _parse(self, pool: Pool, tasks: Sequence[Task]) -> list[tuple[int, Parsed | Failed]]:
        todo = deque(enumerate(tasks))
        under_way: dict[str, int] = {}
        done = []
        while (todo or len(pool)) and not self.ended.is_set():
            while todo and len(pool) < WAITING:
                number, task = todo.popleft()
                under_way[task.source] = number
                pool.submit(task)
            done += [(under_way.pop(task.source), outcome) for task, outcome in pool.collect(0.2)]
        return done

    def rest(self) -> None:
        """End the child process; the next file starts another."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
                self._pool = None

    def end(self) -> None:
        """End for good, a file that is at work too."""
        self.ended.set()
        self.rest()


_runs: dict[str, Settings] = {}
_desks: dict[tuple[str, int], _Desk] = {}
_lock = threading.Lock()


def begin(run: str, settings: Settings) -> None:
    """Take a run's settings."""
    with _lock:
        _runs[run] = settings


def end(run: str) -> None:
    """Forget a run and end its child processes; waits until they are gone, a few seconds at most."""
    with _lock:
        _runs.pop(run, None)
        desks = [_desks.pop(key) for key in list(_desks) if key[0] == run]
    threads = [threading.Thread(target=desk.end, daemon=True) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PARTING / len(threads))


def _desk(run: str) -> _Desk | None:
    """This thread's; None where the settings have not come."""
    with _lock:
        if run not in _runs:
            return None
        key = run, threading.get_ident()
        if key not in _desks:
            _desks[key] = _Desk(_runs[run])
        return _desks[key]


def parse_files(order: Order, tasks: Sequence[Task]) -> tuple[int, bytes]:
    """A task of the cluster.

    Returns:
        As :func:`pipeline.wire.squeeze`: a list of places in ``tasks`` and outcomes, or why there is none.
    """
    desk = _desk(order.run)
    return squeeze(_refused(order) or (desk.parse(tasks) if desk is not None else Unsettled()))


def hash_files(order: Order, files: Sequence[InputFile]) -> tuple[int, bytes]:
    """A task of the cluster.

    Returns:
        As :func:`pipeline.wire.squeeze`: the key of each file, or why there are none.
    """
    with _lock:
        settings = _runs.get(order.run)
    return squeeze(_refused(order) or (_hash(files, settings.limits) if settings is not None else Unsettled()))


def _hash(files: Sequence[InputFile], limits: Limits) -> list[Key]:
    found: dict[str, Key] = {}
    with using(limits), closing(archive):
        far = [file for file in files if remote.is_url(file.path) and file.member is None]
        if far:
            with closing(FarKeys(_find)) as keys:
                for file in far:
                    keys.ask(file)
                while len(found) < len(far):
                    keys.wait(1)
                    found |= keys.take()
        return [found[file.source] if file.source in found else _find(file) for file in files]


def _find(file: InputFile) -> Key:
    return key_of(file, hash_input)


def identity() -> tuple[str, str, str]:
    """Where this process runs, and the version and rules of the program there."""
    return f"{socket.gethostname()}, process {os.getpid()}", version.PARSER_VERSION, version.rules_hash()


def _refused(order: Order) -> Refused | None:
    return refusal(order, identity())


def refusal(order: Order, found: tuple[str, str, str]) -> Refused | None:
    """Why a worker must not take part, None if it may: other rules make other tables."""
    where, number, rules = found
    if (number, rules) == (order.version, order.rules):
        return None
    return Refused(
        f"the worker on {where} runs shigu {number} (rules {rules}), this program is {order.version} (rules {order.rules}); "
        "install the same version on all machines"
    )


def _allow_children() -> None:
    """Workers that a nanny started may have no children by default (distributed.worker.daemon); they must."""
    settings: Any = getattr(multiprocessing.current_process(), "_config", {})
    settings["daemon"] = False
