"""How the bench measures: processor time and memory of this process, and of whole commands with all processes that they start.

The machines that this runs on are shared: processor time hardly changes with what else runs, wall time does. Linux only.
"""

from __future__ import annotations

import ctypes
import dataclasses
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
SUBREAPER = 36  # prctl: orphans among the descendants become children of this process


@dataclasses.dataclass(frozen=True)
class Whole:
    """What a command cost: seconds on the wall, processor seconds and peak memory (MB) of it and of its largest helper."""

    wall: float
    main_cpu: float
    rest_cpu: float
    main_mb: int
    rest_mb: int
    status: int

    @property
    def cpu(self) -> float:
        """Processor seconds of all its processes."""
        return self.main_cpu + self.rest_cpu


@dataclasses.dataclass(frozen=True)
class Spread:
    """Least and middle of several runs."""

    least: float
    median: float

    @staticmethod
    def of(values: Sequence[float]) -> Spread:
        """Of a list that is not empty."""
        return Spread(min(values), statistics.median(values))


def cpu(call: Callable[[], object]) -> float:
    """Processor seconds of a call in this process; rubbish of calls before it is cleared away first."""
    gc.collect()
    start = time.process_time()
    call()
    return time.process_time() - start


def reset_peak() -> bool:
    """Let the peak of this process's memory begin anew; False where the system does not let us."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return False
    return True


def peak_mb() -> int:
    """Peak of resident memory since :func:`reset_peak`, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) >> 10


def shigu(*arguments: object, environment: dict[str, str] | None = None) -> Whole:
    """Run ``shigu`` with these arguments and wait for all that it started; what it prints goes nowhere."""
    return whole([sys.executable, "-c", "from pipeline.cli import main; main()", *map(str, arguments)], environment)


def whole(command: Sequence[str], environment: dict[str, str] | None = None) -> Whole:
    """Run a command, see :class:`Whole`."""
    watcher = [sys.executable, str(Path(__file__)), *command]
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    if settings.pop(
        "PYTHONDONTWRITEBYTECODE", ""
    ):  # an installed program has its bytecode; this one finds it from the second run on
        settings["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir(), "shigu-bench-bytecode"))
    done = subprocess.run(watcher, stdout=subprocess.PIPE, env=settings, check=True)
    return Whole(**json.loads(done.stdout.splitlines()[-1]))


def in_child(module: str, *arguments: object) -> dict[str, object]:
    """What ``python -m module arguments`` prints as JSON on its last line; a process of its own has no one else's memory."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _watch(command: Sequence[str]) -> Whole:
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, main = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    rest_cpu, rest_mb = 0.0, 0
    while True:
        try:
            _, _, used = os.wait4(-1, 0)  # the fork server, with its workers in its account
        except ChildProcessError:
            break
        rest_cpu += used.ru_utime + used.ru_stime
        rest_mb = max(rest_mb, used.ru_maxrss >> 10)
    return Whole(
        wall, main.ru_utime + main.ru_stime, rest_cpu, main.ru_maxrss >> 10, rest_mb, os.waitstatus_to_exitcode(status)
    )


def self_mb() -> int:
    """Peak of this process's memory over its whole life, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


if __name__ == "__main__":
    print(json.dumps(dataclasses.asdict(_watch(sys.argv[1:]))))
