"""What a folder of odd files costs: ``python tests/bench/hostile_folder.py ../shared/hostile [option of shigu parse …]``.

Prints how the files ended, the time, the peak memory of each process, and what was left behind.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from pipeline.store import read_rows
from schemas.records import DocumentRow, FailureRow

ROOT = Path(__file__).parents[2]


def main(folder: str, *options: str) -> None:
    with tempfile.TemporaryDirectory() as home:
        temporary = Path(home, "tmp")
        temporary.mkdir()
        out = Path(home, "out")
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-c", "from pipeline.cli import main; main()", "parse", folder, "-o", out, "-q", *options],
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        peaks: dict[int, int] = {}
        while process.poll() is None:
            for pid in session(process.pid):
                peaks[pid] = max(peaks.get(pid, 0), peak(pid))
            time.sleep(0.2)
        print(f"exit code {process.returncode}, {time.monotonic() - started:.0f} s")
        documents, failures = read_rows(out, DocumentRow), read_rows(out, FailureRow)
        sources = sum(1 + len(row.also_at) for row in documents)
        print(
            f"files {sources + len(failures)}: in documents {sources} ({len(documents)} rows), failures {len(failures)}"
        )
        for (stage, error), number in Counter((row.stage, row.error) for row in failures).most_common():
            print(f"  {stage} {error}: {number}")
        for row in failures:
            if row.stage == "limit" or row.message.startswith("the program failed"):
                print(f"  {row.source}: {row.message}")
        deadline = time.monotonic() + 5  # the fork server ends a moment after the program
        while session(process.pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        print("peak memory in MB, program first:", [peaks[p] >> 10 for p in sorted(peaks) if peaks[p] > 30 << 10])
        print("processes left:", list(session(process.pid)), "temporary files left:", sorted(temporary.rglob("*")))


def session(leader: int) -> list[int]:
    """The processes of a session."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if int((entry / "stat").read_text().rpartition(")")[2].split()[3]) == leader:
                    found.append(int(entry.name))
            except OSError:
                pass  # it has ended
    return found


def peak(pid: int) -> int:
    """The most resident memory so far, in kB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
