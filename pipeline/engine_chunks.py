"""Files on their way to the workers of a cluster, in chunks. Knows no cluster library: a task is whatever ``send`` gives."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclasses.dataclass(eq=False)
class Chunk(Generic[T]):
    """Files that travel together."""

    items: list[T]
    tries: int = 0
    alone: int = 0


class Line(Generic[T]):
    """Files on their way to the workers, in chunks."""

    def __init__(self, send: Callable[[list[T]], Any], most: int, most_bytes: int) -> None:
        self._send: Callable[[list[T]], Any] = send
        self.most, self._most_bytes = most, most_bytes
        self.under_way: dict[Any, Chunk[T]] = {}
        self._open: list[T] = []
        self._bytes = 0
        self._number = 0
        self._suspects: deque[tuple[T, int]] = deque()
        self._suspected: Any = None

    def __len__(self) -> int:
        return self._number

    def add(self, item: T, size: int) -> None:
        """Queue a file of so many bytes."""
        if self._open and self._bytes + size > self._most_bytes:
            self.flush()
        self._open.append(item)
        self._bytes += size
        self._number += 1
        if len(self._open) >= self.most:
            self.flush()

    def flush(self) -> None:
        """Send what is queued, be it little."""
        if self._open:
            items, self._open, self._bytes = self._open, [], 0
            self.under_way[self._send(items)] = Chunk(items)

    def take(self, future: Any) -> Chunk[T]:
        """The files of a task that has ended."""
        chunk = self.under_way.pop(future)
        self._number -= len(chunk.items)
        return chunk

    def retry(self, items: list[T], tries: int) -> None:
        """Send files once more."""
        if items:
            self.under_way[self._send(items)] = Chunk(items, tries)
            self._number += len(items)

    def suspect(self, items: list[T], alone: int) -> None:
        """Queue files to be tried alone, after so many times, one after the other: none pays for another."""
        self._suspects += [(item, alone + 1) for item in items]
        self._number += len(items)

    def next_suspect(self) -> None:
        """Send the next of them, when the last is back."""
        if self._suspects and self._suspected not in self.under_way:
            item, alone = self._suspects.popleft()
            self._suspected = self._send([item])
            self.under_way[self._suspected] = Chunk([item], alone=alone)
