"""Parsing on Dask: on workers of this machine, or on those of a scheduler that runs already.

The only module that knows Dask. A task is a chunk of files; what comes back are Arrow tables, made and compressed where the
files were parsed. The store stays with this process: resume, reviews and limits are those of one machine, and so are the bytes.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import os
import queue
import shutil
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any, TypeVar

import dask
from distributed import Client, KilledWorker, LocalCluster, Worker, WorkerPlugin
from distributed.utils import silence_logging_cmgr

from pipeline import engine_worker, version
from pipeline.engine_chunks import Chunk, Line
from pipeline.engine_worker import Order, Refused, Settings, Unsettled
from pipeline.forks import main_left_alone, signals_held
from pipeline.inputs import InputFile
from pipeline.keys import Key
from pipeline.limits import Limits, Passwords
from pipeline.pool import EngineError
from pipeline.remote import is_url
from pipeline.terminal import say
from pipeline.walk import UsageError
from pipeline.wire import unsqueeze
from pipeline.work import Failed, Parsed, Task

CHUNK, CHUNK_BYTES = 32, 24 << 20
"""Files and bytes of a task: large enough that its way costs little, small enough that a lost one costs little."""
KEYS_CHUNK = 64
CONNECT = 20.0
"""Seconds in which a scheduler must answer."""
QUIET = 15.0
"""Seconds without a worker after which the user is told what is waited for."""
PATIENCE, GONE = 600.0, 5.0
"""Seconds that the scheduler may take over one request, and may still take after the connection to it has ended."""
TRIES = 4
"""Times that a chunk is handed out that comes back without an outcome."""
CHANCES = 2
"""Times that a file is tried alone whose workers end, before it is given up."""
KILLED = (
    "each Dask worker that read this file ended; is memory short there? try it alone with --engine local, or with "
    "--retry-failed"
)
LOST = "a Dask worker could not read this file ({}); please report it with this file"
AGAIN = "what was read is kept; run the same command again to go on"

T = TypeVar("T", Task, InputFile)
_client: Any = Client
_cluster: Any = LocalCluster


class _Plugin(WorkerPlugin):
    """Brings a run's settings to every worker, those that join later too, and ends its processes there with the run."""

    def __init__(self, run: str, settings: Settings) -> None:
        self._run, self._settings = run, settings

    def setup(self, worker: Worker) -> None:
        engine_worker.begin(self._run, self._settings)

    async def teardown(self, worker: Worker) -> None:
        await asyncio.to_thread(engine_worker.end, self._run)


class DaskPool:
    """Parses files on Dask workers; to the runner what :class:`pipeline.pool.Pool` is.

    Args:
        scheduler: address of a scheduler; None: a cluster of this machine, started with the first file.
        jobs: workers of a cluster of this machine.
        expected: files in all; few files travel in small chunks, so that all workers get some.
        parse, timeout, memory_mb, limits, passwords: as of :class:`pipeline.pool.Pool`.

    Raises:
        UsageError: the scheduler does not answer, or its workers run another version of the program.
    """

    per_job = 2 * CHUNK

    def __init__(
        self,
        scheduler: str | None,
        jobs: int,
        expected: int,
        parse: str,
        timeout: float | None,
        memory_mb: int | None,
        limits: Limits,
        passwords: Passwords,
    ) -> None:
        self.parse, self._scheduler, self._own_jobs = parse, scheduler, jobs
        self._settings = Settings(parse, timeout, memory_mb, limits, passwords)
        self._order = Order(f"shigu-{uuid.uuid4().hex[:12]}", version.PARSER_VERSION, version.rules_hash())
        self._stack = ExitStack()
        self._client: Any = None
        self._ready: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._jobs, self._jobs_at, self._idle_since = jobs, 0.0, time.monotonic()
        self._told = False
        self._sent = 0
        self._parsing: Line[Task] = Line(self._send_tasks, CHUNK, CHUNK_BYTES)
        self.keys = DaskKeys(self)
        if scheduler is not None:
            try:
                self._start()
            except BaseException:
                self._stack.close()
                raise
        for line in (self._parsing, self.keys.line):
            line.most = max(1, min(line.most, -(-expected // (3 * self.jobs))))

    # --- the cluster

    def _start(self) -> None:
        for name in ("distributed", "distributed.client", "tornado.application"):
            self._stack.enter_context(silence_logging_cmgr(logging.CRITICAL, name))  # what matters we say ourselves
        # A nanny's workers may have no children by default; it asks whenever it starts one.
        settings = {"distributed.worker.daemon": False, "distributed.comm.timeouts.connect": f"{CONNECT}s"}
        self._stack.enter_context(dask.config.set(settings))
        with signals_held():
            address = self._scheduler if self._scheduler is not None else self._own_cluster()
            try:
                self._client = _client(address, timeout=CONNECT, set_as_default=False, name="shigu")
            except (OSError, ValueError, TypeError, KeyError) as error:
                words = str(error).split("\n")[0] or type(error).__name__
                raise UsageError(f"--scheduler {self._scheduler}: no Dask scheduler answers there ({words})") from None
        self._stack.callback(self._close_client)
        self._check_workers()
        self._settle()

    def _own_cluster(self) -> Any:
        self._stack.enter_context(main_left_alone)
        folder = tempfile.mkdtemp(prefix="shigu-dask-")
        self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
        cluster = _cluster(
            n_workers=self._own_jobs, threads_per_worker=1, processes=True, memory_limit=0, host="127.0.0.1",
            dashboard_address="127.0.0.1:0", local_directory=folder, silence_logs=logging.CRITICAL,
        )  # fmt: skip
        self._stack.callback(_quietly, cluster.close, timeout=10)
        return cluster

    def _check_workers(self) -> None:
        """Refuse workers that run another program before they are given anything."""
        try:
            found = self._asked(self._client.run, engine_worker.identity, on_error="return")
        except EngineError as error:
            raise UsageError(f"--scheduler {self._scheduler}: {error}") from None
        except Exception as error:
            raise UsageError(f"the Dask workers do not tell their version ({type(error).__name__}: {error})") from None
        for where, one in sorted(found.items()):
            if isinstance(one, BaseException):
                raise UsageError(f"the Dask worker at {where} cannot run shigu ({type(one).__name__}: {one})")
            if (refused := engine_worker.refusal(self._order, one)) is not None:
                raise UsageError(refused.message)

    def _settle(self) -> None:
        with suppress(Exception):  # a worker that did not take it answers Unsettled
            plugin = _Plugin(self._order.run, self._settings)
            self._asked(self._client.register_plugin, plugin, name=self._order.run)

    def _close_client(self) -> None:
        """Tell the workers that the run is over: what they are at is given up, their children end."""
        client, futures = self._client, [*self._parsing.under_way, *self.keys.line.under_way]
        for line in (self._parsing, self.keys.line):
            line.under_way.clear()
        if client.status == "running":
            if self._scheduler is None:  # one that is cut off while it starts complains
                _quietly(client.wait_for_workers, self._own_jobs, timeout=CONNECT)
            _quietly(self._asked, client.cancel, futures, force=True, within=CONNECT)
            _quietly(self._asked, client.unregister_worker_plugin, self._order.run, within=CONNECT)
        _quietly(client.close, timeout=5)

    def _asked(self, call: Callable[..., Any], *args: Any, within: float | None = None, **options: Any) -> Any:
        """What a call to the scheduler gives.

        The client waits without end for some answers of a scheduler that went away while it was asked, so it is asked from
        a thread that can be left behind.

        Raises:
            EngineError: the scheduler is gone, or does not answer.
        """
        answer: list[tuple[bool, Any]] = []
        come = threading.Event()

        def ask() -> None:
            try:
                answer.append((True, call(*args, **options)))
            except BaseException as error:  # a CancelledError is none of the others
                answer.append((False, error))
            finally:
                come.set()

        threading.Thread(target=ask, daemon=True).start()
        now = alive = time.monotonic()
        until = now + (PATIENCE if within is None else within)
        while not come.wait(1.0) and now < until and now - alive < GONE:
            now = time.monotonic()
            if self._client.status not in ("closing", "closed"):
                alive = now
        if not answer:
            raise EngineError(f"the Dask scheduler is gone or does not answer; {AGAIN}")
        right, found = answer[0]
        if not right:
            raise found
        return found

    @property
    def jobs(self) -> int:
        """Files that are parsed at the same time: threads of all workers, at least one.

        Raises:
            EngineError: the scheduler is gone.
        """
        now = time.monotonic()
        if self._client is None or self._scheduler is None or now - self._jobs_at < 2:
            return self._jobs
        self._jobs_at = now
        try:
            threads = sum(self._asked(self._client.nthreads).values())
        except EngineError:
            raise
        except Exception:  # on its way to a new connection
            return self._jobs
        if threads:
            self._idle_since, self._told = now, False
        elif now - self._idle_since > QUIET and not self._told:
            self._told = True
            say(f"shigu: waiting for workers of {self._scheduler}")
        self._jobs = max(1, threads)
        return self._jobs

    # --- files

    def __len__(self) -> int:
        return len(self._parsing)

    def submit(self, task: Task) -> None:
        """Queue a file."""
        self._parsing.add(task, task.size)

    def _send_tasks(self, tasks: list[Task]) -> Any:
        return self._send("parse", engine_worker.parse_files, tasks, priority=0)

    def _send(self, kind: str, function: Callable[..., Any], items: list[T], priority: int) -> Any:
        if self._client is None:
            self._start()
        self._sent += 1
        # Workers have working folders of their own.
        items = [
            item if is_url(item.path) else dataclasses.replace(item, path=os.path.abspath(item.path)) for item in items
        ]
        # Passwords are not among the arguments: workers log those of a task that fails.
        future = self._client.submit(
            function,
            self._order,
            items,
            key=f"shigu-{kind}-{self._order.run}-{self._sent}",
            pure=False,
            priority=priority,
        )
        future.add_done_callback(self._ready.put)
        return future

    def collect(self, seconds: float) -> Iterator[tuple[Task, Parsed | Failed]]:
        """What has become ready, after waiting at most ``seconds`` for the first; keys come on the way.

        Raises:
            EngineError: the scheduler is gone, or a worker runs another program.
        """
        for line in (self._parsing, self.keys.line):
            line.flush()
        if self._client is None:
            return
        for future in self._done(seconds):
            if future in self.keys.line.under_way:
                self.keys.received(future)
            elif future in self._parsing.under_way:
                yield from self._received(future)
        self._parsing.next_suspect()
        self.keys.line.next_suspect()
        if self._client.status in ("closing", "closed"):
            raise EngineError(f"the Dask scheduler is gone; {AGAIN}")

    def _done(self, seconds: float) -> Iterator[Any]:
        with suppress(queue.Empty):
            yield self._ready.get(timeout=seconds)
            while True:
                yield self._ready.get_nowait()

    def _received(self, future: Any) -> Iterator[tuple[Task, Parsed | Failed]]:
        chunk = self._parsing.take(future)
        found = self.outcome(future, chunk, self._parsing)
        if isinstance(found, Failed):
            yield chunk.items[0], found
        elif found is not None:
            done = dict(found)
            left = [task for i, task in enumerate(chunk.items) if i not in done]  # the worker was told to end
            if left and chunk.tries >= TRIES:
                raise EngineError(f"the Dask workers end over and over; {AGAIN}")
            self._parsing.retry(left, chunk.tries + 1)
            for i, outcome in sorted(done.items()):
                yield chunk.items[i], outcome

    def outcome(self, future: Any, chunk: Chunk[T], line: Line[T]) -> Any:
        """What a task brought; a Failed for a single file that no worker could read, None where it was begun again.

        Raises:
            EngineError: see :meth:`collect`.
        """
        try:
            found = unsqueeze(self._asked(future.result))
        except EngineError:
            raise
        except KilledWorker:
            return self._apart(chunk, line, KILLED)
        except (ImportError, AttributeError) as error:
            raise EngineError(f"a Dask worker cannot run shigu ({type(error).__name__}: {error}); {AGAIN}") from None
        except Exception as error:
            if self._client.status in ("closing", "closed"):
                raise EngineError(f"the Dask scheduler is gone; {AGAIN}") from None
            if future.cancelled() and chunk.tries < TRIES:  # by others, or a scheduler that was started anew
                return line.retry(chunk.items, chunk.tries + 1)
            return self._apart(chunk, line, LOST.format(type(error).__name__))
        if isinstance(found, Refused):
            raise EngineError(f"{found.message}; {AGAIN}")
        if isinstance(found, Unsettled):
            if chunk.tries >= TRIES:
                raise EngineError(f"the Dask workers do not take the settings of this run; {AGAIN}")
            self._settle()
            return line.retry(chunk.items, chunk.tries + 1)
        return found

    def _apart(self, chunk: Chunk[T], line: Line[T], message: str) -> Failed | None:
        """Have files tried alone that brought their workers down together: the innocent ones survive."""
        if len(chunk.items) == 1 and chunk.alone >= CHANCES:
            return Failed("limit", "killed", message)
        line.suspect(chunk.items, chunk.alone)
        return None

    def close(self) -> None:
        """End the run on all workers; a cluster of its own ends with it."""
        self._stack.close()


class DaskKeys:
    """Hashes files on Dask workers, before all parsing: a worker without a file to parse waits for a key."""

    def __init__(self, pool: DaskPool) -> None:
        self._pool = pool
        self._found: dict[str, Key] = {}
        self.line: Line[InputFile] = Line(self._send, KEYS_CHUNK, 16 * CHUNK_BYTES)

    @property
    def ahead(self) -> int:
        """Files worth asking for before the first of them is needed."""
        return 2 * KEYS_CHUNK + CHUNK * self._pool.jobs

    def ask(self, file: InputFile) -> None:
        """Begin to find a file's key."""
        self.line.add(file, file.size)

    def _send(self, files: list[InputFile]) -> Any:
        return self._pool._send("hash", engine_worker.hash_files, files, priority=10)

    def received(self, future: Any) -> None:
        """Take what a task found."""
        chunk = self.line.take(future)
        found = self._pool.outcome(future, chunk, self.line)
        if found is not None:
            keys = [found] if isinstance(found, Failed) else found
            self._found |= {file.source: key for file, key in zip(chunk.items, keys, strict=True)}

    def take(self) -> dict[str, Key]:
        """The keys found since the last call, by source."""
        found, self._found = self._found, {}
        return found

    def wait(self, seconds: float) -> None:
        """The pool waits for both."""

    def close(self) -> None:
        """They end with the pool."""


def _quietly(call: Callable[..., Any], *args: Any, **options: Any) -> None:
    """A step of an end that must not stop the others."""
    with suppress(Exception):
        call(*args, **options)
