"""Whole runs of ``shigu``: one worker and two, a run with nothing to do, memory by batch size and file size, start-up."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.bench_clock import Spread, Whole, in_child, shigu
from tests.bench.bench_documents import write_all, write_texts


def parse(inputs: Path, out: Path, jobs: int) -> Whole:
    """``shigu parse`` of a folder; 3 is its exit code where some files failed."""
    done = shigu("parse", inputs, "-o", out, "-q", "--jobs", jobs)
    if done.status not in (0, 3):
        raise SystemExit(f"shigu parse {inputs} ended with exit code {done.status}")
    return done


def scaling(folder: Path, repeats: int) -> dict[str, Any]:
    """Runs with one and two workers in turn, each followed by a run with nothing to do."""
    runs: dict[int, list[Whole]] = {1: [], 2: []}
    again: list[Whole] = []
    with tempfile.TemporaryDirectory() as home:
        for number in range(repeats):
            for jobs in runs:
                out = Path(home, f"{number}-{jobs}")
                runs[jobs].append(parse(folder, out, jobs))
                if jobs == 1:
                    again.append(parse(folder, out, jobs))
                shutil.rmtree(out)
    one, two = (min(r.wall for r in runs[jobs]) for jobs in (1, 2))
    best = min(runs[1], key=lambda r: r.cpu)
    start = min([best.main_cpu, *(r.main_cpu for r in again)])
    return {
        "wall_1": one,
        "wall_2": two,
        "speed_up": one / two,
        # whatever else the machine does: start-up comes first, then the program's own work and its workers' side by side
        "speed_up_possible": (start + max(best.main_cpu - start, best.rest_cpu))
        / (start + max(best.main_cpu - start, best.rest_cpu / 2)),
        "start_cpu": start,
        "cpu_2_over_1": min(r.cpu for r in runs[2]) / best.cpu,
        "program_cpu": best.main_cpu,
        "workers_cpu": best.rest_cpu,
        "again_wall": dataclasses.asdict(Spread.of([r.wall for r in again])),
        "again_cpu": dataclasses.asdict(Spread.of([r.cpu for r in again])),
    }


def batches(home: Path, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Peak memory and processor time of runs over so many short text files."""
    out = []
    for size in sizes:
        folder = home / f"texts-{size}"
        write_texts(folder, size)
        done = parse(folder, home / f"out-{size}", 2)
        again = parse(folder, home / f"out-{size}", 2)
        out.append(
            {
                "documents": size,
                "program_mb": done.main_mb,
                "worker_mb": done.rest_mb,
                "program_cpu": done.main_cpu,
                "workers_cpu": done.rest_cpu,
                "again_cpu": again.cpu,
                "again_mb": again.main_mb,
            }
        )
        shutil.rmtree(folder)
        shutil.rmtree(home / f"out-{size}")
    return out


def growth(home: Path, repeats: int) -> dict[str, Any]:
    """Processor time of 200 pages against 100 pages."""
    short, long = (next(p for p in write_all(home, [n]) if p.name.startswith("plain")) for n in (100, 200))
    found = in_child("tests.bench.bench_stages", "growth", repeats, short, long)
    least = {name: min(found[name]) for name in ("short", "long")}  # type: ignore[call-overload]
    return {"pages": found["pages"], "seconds": least, "ratio": least["long"] / least["short"]}


def large_file(home: Path, pages: int = 500) -> dict[str, Any]:
    """Peak memory of a worker on one file of many pages with tables."""
    path = next(p for p in write_all(home / "large", [pages]) if p.name.startswith("tables"))
    single = home / "single"
    single.mkdir(exist_ok=True)
    shutil.copy(path, single / path.name)
    with tempfile.TemporaryDirectory() as out:
        done = parse(single, Path(out, "out"), 1)
    return {"pages": pages, "worker_mb": done.rest_mb, "program_mb": done.main_mb, "workers_cpu": done.rest_cpu}


def start_up(home: Path, repeats: int) -> dict[str, Any]:
    """``shigu --help``, and ``shigu parse`` of one page: the time until it is stored bounds the time to the first document."""
    single = home / "first"
    single.mkdir(exist_ok=True)
    page = next(iter(write_all(home, [1])))
    shutil.copy(page, single / page.name)
    helps, firsts = [], []
    for _ in range(repeats):
        helps.append(shigu("--help"))
        with tempfile.TemporaryDirectory() as out:
            firsts.append(parse(single, Path(out, "out"), 1))
    return {
        name: {
            "wall": dataclasses.asdict(Spread.of([r.wall for r in runs])),
            "cpu": dataclasses.asdict(Spread.of([r.cpu for r in runs])),
        }
        for name, runs in (("help", helps), ("first", firsts))
    }
