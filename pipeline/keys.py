"""What the files' bytes hash to, asked ahead of the parsing: at once for files at hand, several at a time for far ones."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Protocol

from pipeline.inputs import InputError, InputFile
from pipeline.work import Failed

Key = str | Failed
"""``doc_id`` of a file, or why its bytes cannot be had."""
AT_ONCE = 16
"""Objects of a store that are read at once: each keeps the run waiting for 20 to 100 ms."""


class Keys(Protocol):
    """Finds keys."""

    @property
    def ahead(self) -> int:
        """Files worth asking for before the first of them is needed."""

    def ask(self, file: InputFile) -> None:
        """Begin to find a file's key."""

    def take(self) -> dict[str, Key]:
        """The keys found since the last call, by source."""

    def wait(self, seconds: float) -> None:
        """Wait until there are some, not longer than so many seconds."""

    def close(self) -> None:
        """Give up what is under way."""


def key_of(file: InputFile, hash_input: Callable[[str, int | None], str]) -> Key:
    """The key of a file; ``hash_input`` as :func:`pipeline.inputs.hash_input`. Never raises."""
    try:
        return hash_input(file.path, file.member)
    except OSError as error:
        return Failed("walk", "unreadable", f"the file cannot be opened: {error.strerror}; check its permissions")
    except InputError as error:
        return Failed("walk", error.code, str(error))


class NearKeys:
    """Reads files in this process, one after the other: a disk is no quicker when asked for two."""

    ahead = 1

    def __init__(self, find: Callable[[InputFile], Key]) -> None:
        self._find = find
        self._found: dict[str, Key] = {}

    def ask(self, file: InputFile) -> None:
        """Find a file's key."""
        self._found[file.source] = self._find(file)

    def take(self) -> dict[str, Key]:
        """The keys found since the last call, by source."""
        found, self._found = self._found, {}
        return found

    def wait(self, seconds: float) -> None:
        """There is nothing to wait for."""

    def close(self) -> None:
        """Nothing is under way."""


class FarKeys:
    """Reads objects of stores in threads of this process."""

    ahead = 4 * AT_ONCE

    def __init__(self, find: Callable[[InputFile], Key]) -> None:
        self._find = find
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="shigu-keys")
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="shigu-members")  # an archive is read from front to back
        self._asked: dict[Future[Key], str] = {}

    def ask(self, file: InputFile) -> None:
        """Begin to find a file's key, under the limits that hold here."""
        threads = self._threads if file.member is None else self._lane
        self._asked[threads.submit(copy_context().run, self._find, file)] = file.source

    def take(self) -> dict[str, Key]:
        """The keys found since the last call, by source."""
        done = [future for future in self._asked if future.done()]
        return {self._asked.pop(future): future.result() for future in done}

    def wait(self, seconds: float) -> None:
        """Wait for the first that comes."""
        wait(self._asked, timeout=seconds, return_when=FIRST_COMPLETED)

    def close(self) -> None:
        """Give up what has not begun; what is being read is read to its end."""
        for threads in (self._threads, self._lane):
            threads.shutdown(wait=False, cancel_futures=True)
