"""The progress of a run: a bar on a terminal, plain lines in a log."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from pipeline.terminal import say

if TYPE_CHECKING:
    from rich.progress import Task

    from pipeline.run import Event

LOG_SECONDS = 10.0
LOG_FILES = 100


class _RateColumn(TextColumn):
    """Files per second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f} files/s" if task.speed else "")


class Bar:
    """A progress bar with rate and remaining time, on a terminal."""

    def __enter__(self) -> Bar:
        self._failed = 0
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _RateColumn(), TimeRemainingColumn(),
            TextColumn("{task.fields[failed]}"), transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task("parsing", total=None, failed="")
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, event: Event) -> None:
        """Show an event."""
        self._failed += event.outcome == "failed"
        self._progress.update(
            self._task,
            total=event.total,
            completed=event.done,
            description="storing" if event.kind == "merge" else "parsing",
            failed=f"{self._failed} failed" if self._failed else "",
        )


class Log:
    """Plain lines now and then, where the output is a file."""

    def __enter__(self) -> Log:
        self._failed, self._said, self._said_at = 0, 0, time.monotonic()
        self._started = self._said_at
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __call__(self, event: Event) -> None:
        """Show an event."""
        self._failed += event.outcome == "failed"
        now = time.monotonic()
        due = event.done - self._said >= LOG_FILES or now - self._said_at >= LOG_SECONDS
        if event.kind == "start":
            say(f"parsing {event.total} files")
        elif event.kind == "file" and due and event.done < event.total:
            rate = event.done / max(now - self._started, 1e-6)
            left = (event.total - event.done) / rate
            say(
                f"{event.done}/{event.total} files, {self._failed} failed, {rate:.1f} files/s, about {_span(left)} left"
            )
            self._said, self._said_at = event.done, now


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
