"""One writer per dataset."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockedError(Exception):
    """Another run is writing the dataset."""


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the lock file while the block runs.

    The system lets go of the lock when its holder ends, however it ends; a file left behind is no obstacle.

    Raises:
        LockedError: another process holds it.
    """
    with open(path, "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise LockedError(
                f"{path.parent.parent}: another run is writing this dataset ({holder}); wait for it or choose another --out"
            ) from None
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
        file.flush()
        yield
