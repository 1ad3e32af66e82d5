"""One writer per dataset in an object store: an object that its holder renews, and that others take over when it is not.

Object stores know no locks, and some ignore conditional writes, so nothing rests on those; nor on the clocks of two machines
agreeing. A writer puts its name into the object, waits, and holds the dataset if its name still stands there. Whoever finds
another name watches: if the object changes within the lease, its holder lives; if not, the holder is gone. The full
argument stands in ``docs/storage.md``.
"""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
import socket
import threading
import time
from pathlib import Path
from typing import Protocol

from pipeline.store.lock import LockedError

LEASE = 60.0
"""Seconds without a change after which a holder counts as gone."""
RENEW = 10.0
"""Seconds between two renewals."""
SETTLE, QUICK = 6.0, 3.0
"""Seconds that a writer waits before it believes its name in the object, and in which it must have put it there. Whoever
looked before another one's name stood there has written before the other one looks again."""
WATCH = 1.0
"""Seconds between two looks at another one's lock."""


class Objects(Protocol):
    """The requests that a lock needs."""

    def get(self, path: str) -> bytes | None:
        """An object as it is now; None where it is not there."""

    def put(self, path: str, data: bytes) -> None:
        """Write an object."""

    def create(self, path: str, data: bytes) -> bool | None:
        """Write an object that is not there. None where the store does not heed the condition; then it is written."""

    def remove(self, path: str) -> None:
        """Remove an object."""


@dataclasses.dataclass
class _Content:
    """``token`` names one holding of the lock. ``inherits``: holdings before it whose changes may be unfinished."""

    token: str
    holder: str
    machine: str = ""
    process: int = 0
    beat: int = 0
    inherits: tuple[str, ...] = ()

    def encode(self) -> bytes:
        return json.dumps(dataclasses.asdict(self)).encode()

    @classmethod
    def decode(cls, data: bytes | None) -> _Content | None:
        """None where there is no lock; one that cannot be read has a holder all the same."""
        if data is None:
            return None
        try:
            values = json.loads(data)
            return cls(**{**values, "inherits": tuple(values["inherits"])})
        except (ValueError, TypeError, LookupError):
            return cls(token="", holder="unknown")


class Lease:
    """A lock on a dataset. :meth:`acquire`, then :meth:`check` before each change, then :meth:`release`."""

    def __init__(self, objects: Objects, path: str, name: str) -> None:
        self._objects, self._path, self._name = objects, path, name
        self._mine = _Content(
            secrets.token_hex(8), f"process {os.getpid()} on {socket.gethostname()}", _machine(), os.getpid()
        )
        self._renewed = 0.0
        self._foreign = False
        self._end = threading.Event()
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def token(self) -> str:
        """Names this holding of the lock."""
        return self._mine.token

    @property
    def inherits(self) -> tuple[str, ...]:
        """The holdings whose changes may have been cut off in the middle."""
        return self._mine.inherits

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            LockedError: another process holds it.
        """
        while not self._try():
            pass
        self._thread = threading.Thread(target=self._renew, name="shigu lease", daemon=True)
        self._thread.start()

    def _try(self) -> bool:
        """One attempt; False where it must begin anew."""
        looked = time.monotonic()
        there = _Content.decode(self._objects.get(self._path))
        if there is None:
            alone = self._objects.create(self._path, self._mine.encode())
            if alone is False:
                return False
            if alone:
                # The store heeds the condition, and nobody else wrote: there is nothing to wait for.
                self._renewed = looked
                return True
        else:
            if not _is_dead(there):
                self._watch(there)
                looked = time.monotonic()
                if _Content.decode(self._objects.get(self._path)) != there:
                    return False
            self._mine.inherits = tuple(dict.fromkeys((*there.inherits, there.token)))
            self._objects.put(self._path, self._mine.encode())
        if time.monotonic() - looked > QUICK:
            return False  # others may believe their own name by now; it is watched like any other
        time.sleep(SETTLE)
        now = _Content.decode(self._objects.get(self._path))
        if now is None or now.token != self.token:
            self._mine.inherits = ()
            return False
        self._renewed = looked
        return True

    def _watch(self, there: _Content) -> None:
        """Wait until a lock is older than the lease.

        Raises:
            LockedError: it changed meanwhile, so its holder lives.
        """
        until = time.monotonic() + LEASE
        while time.monotonic() < until:
            time.sleep(WATCH)
            now = _Content.decode(self._objects.get(self._path))
            if now is None:
                return
            if now != there:
                raise LockedError(
                    f"{self._name}: another run is writing this dataset ({now.holder}); wait for it or choose another --out"
                )

    def settled(self) -> None:
        """State that the changes of those who held the lock before are finished or undone."""
        if self._mine.inherits:
            self._mine.inherits = ()
            self._beat()

    def check(self) -> None:
        """Make sure that the lock is still ours, by asking where the last answer is old.

        Raises:
            LockedError: it is not: this process was stopped for longer than the lease, and another one took over.
        """
        if time.monotonic() - self._renewed > RENEW or self._foreign:
            self._beat()

    def sure(self) -> None:
        """Make sure that the lock is still ours, by asking.

        Raises:
            LockedError: it is not.
        """
        self._beat()

    def _beat(self) -> None:
        with self._turn:
            start = time.monotonic()
            now = _Content.decode(self._objects.get(self._path))
            if self._foreign or now is None or now.token != self.token:
                self._foreign = True
                raise LockedError(
                    f"{self._name}: another run has taken this dataset over; what was stored by then is there"
                )
            self._mine.beat += 1
            self._objects.put(self._path, self._mine.encode())
            self._renewed = start

    def _renew(self) -> None:
        while not self._end.wait(RENEW):
            try:
                self._beat()
            except LockedError:
                return
            except Exception:
                continue  # the store did not answer; whoever makes a change asks again, and is told why

    def release(self) -> None:
        """Give the lock back."""
        self._end.set()
        if self._thread is not None:
            self._thread.join()
        with self._turn:
            now = _Content.decode(self._objects.get(self._path))
            if now is not None and now.token == self.token:
                self._objects.remove(self._path)


def _machine() -> str:
    """This machine since it was started, as far as process numbers mean the same in it; '' where it cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return ""


def _is_dead(there: _Content) -> bool:
    """Is the holder a process of this machine that has ended? Then nobody need wait for the lease."""
    if not there.machine or there.machine != _machine():
        return False
    try:
        os.kill(there.process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
