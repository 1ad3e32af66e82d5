"""What one file may cost, and the passwords that open files: set once in a process, asked where they matter.

A context variable carries them, so that no reader needs another parameter and two threads do not disturb each other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

BOMB_RATIO = 200
"""A package that unpacks to more than so many times its size, and to more than ``BOMB_BYTES``, is refused."""
BOMB_BYTES = 20 * 2**20
MORE = "{}; the limit is {}: raise --max-{} and use --retry-failed, or split the file"
"""What is said of a file beyond a limit: what it has, the limit, the option."""


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one file; those on time and memory belong to the worker process.

    ``file_mb``: the file itself. ``unpacked_mb``: what the parts of a Word file unpack to. ``pages``: of a PDF.
    ``characters``: the text read. ``cells``: of all its tables. ``members`` and ``archive_mb``: files in an archive, and
    what they unpack to together.
    """

    file_mb: int = 200
    unpacked_mb: int = 200
    pages: int = 5_000
    characters: int = 2_000_000
    cells: int = 300_000
    members: int = 10_000
    archive_mb: int = 4_000

    @property
    def file_bytes(self) -> int:
        """``file_mb`` in bytes."""
        return self.file_mb << 20


class Passwords:
    """Passwords to try on encrypted files. They never show: not in a message, a log, a traceback or the dataset."""

    __slots__ = ("_words",)

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = tuple(dict.fromkeys(word for word in words if word))

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def __repr__(self) -> str:
        return f"<{len(self)} passwords>"


DEFAULTS, NONE = Limits(), Passwords()
_limits: ContextVar[Limits] = ContextVar("limits", default=DEFAULTS)
_passwords: ContextVar[Passwords] = ContextVar("passwords", default=NONE)


def limits() -> Limits:
    """The limits that hold here."""
    return _limits.get()


def passwords() -> Passwords:
    """The passwords to try here."""
    return _passwords.get()


def settle(limits: Limits | None, passwords: Passwords | None) -> None:
    """Set both for the rest of this process; None: the defaults."""
    _limits.set(limits or DEFAULTS)
    _passwords.set(NONE if passwords is None else passwords)


@contextmanager
def using(limits: Limits | None = None, passwords: Passwords | None = None) -> Iterator[None]:
    """Set both while the block runs; None: as they are."""
    before = _limits.set(limits or _limits.get()), _passwords.set(_passwords.get() if passwords is None else passwords)
    try:
        yield
    finally:
        _limits.reset(before[0])
        _passwords.reset(before[1])
