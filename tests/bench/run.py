"""``make bench``: what shigu costs, on documents that the bench makes itself or on a folder of yours. docs/performance.md reads the figures.

    python tests/bench/run.py [FOLDER] [--quick] [--only PART ...] [--repeats N] [--batches 100 1000 10000] [--json FILE]

Processor time throughout, except where wall time is the point (start-up, scaling, a run with nothing to do).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # so that the file can be called by its path

from pipeline.walk import walk  # noqa: E402
from tests.bench import bench_rules, bench_scaling  # noqa: E402
from tests.bench.bench_clock import in_child  # noqa: E402
from tests.bench.bench_documents import write_all  # noqa: E402

PARTS = ("stages", "ratios", "growth", "scaling", "batches", "large", "start", "rules")
LENGTHS = (1, 5, 20, 50)
"""Pages of the documents for stages, ratios and scaling; 100, 200 and 500 pages have parts of their own."""


def say(line: str = "") -> None:
    print(line, flush=True)


def stages(files: list[Path], options: argparse.Namespace) -> dict[str, Any]:
    found: dict[str, Any] = in_child("tests.bench.bench_stages", "stages", options.repeats, *files)
    total = sum(found["seconds"].values())
    say(f"\nOne core, by stage: {found['documents']} documents, {found['pages']} pages, {found['characters']:,} characters"
        + (f", {found['failed']} that cannot be read" if found["failed"] else ""))  # fmt: skip
    say(f"{'stage':10}{'CPU s':>9}{'share':>8}{'ms/page':>9}{'pages/s':>9}{'docs/s':>9}{'peak MB':>9}")
    for name, seconds in [*found["seconds"].items(), ("all", total)]:
        peak = found["peak_mb"].get(name, max(found["peak_mb"].values(), default=0))
        say(f"{name:10}{seconds:9.3f}{seconds / total:8.0%}{1000 * seconds / found['pages']:9.2f}"
            f"{found['pages'] / max(seconds, 1e-9):9.0f}{found['documents'] / max(seconds, 1e-9):9.1f}{peak:9}")  # fmt: skip
    return found


def ratios(files: list[Path], options: argparse.Namespace) -> dict[str, Any]:
    pdfs = [file for file in files if file.read_bytes()[:5] == b"%PDF-"]
    if not pdfs:
        say("\nNo PDF files here: nothing to compare.")
        return {}
    found: dict[str, Any] = in_child("tests.bench.bench_stages", "rivals", options.repeats, *pdfs)
    others = ("pypdfium2", "pdfplumber", "jieba")
    say(
        "\nWhole pipeline against bare extraction (ms of processor time per page, least of the repeats; ratio pipeline / other, median of pairs)"
    )
    say(f"{'file':34}{'pages':>6}{'shigu':>9}" + "".join(f"{n:>18}" for n in others))
    for row in found["files"]:
        per_page = {n: 1000 * min(row[n]) / row["pages"] for n in ("pipeline", *others)}
        pairs = {n: statistics.median(a / b for a, b in zip(row["pipeline"], row[n], strict=True)) for n in others}
        say(f"{row['file'][:30]:30}{' 田 ' if row['tables'] else '':4}{row['pages']:6}{per_page['pipeline']:9.2f}"
            + "".join(f"{per_page[n]:9.2f}{pairs[n]:8.2f}×" for n in others))  # fmt: skip
    out: dict[str, Any] = {"files": found["files"]}
    for what, rows in (
        ("without tables", [r for r in found["files"] if not r["tables"]]),
        ("with tables (田)", [r for r in found["files"] if r["tables"]]),
    ):
        if rows:
            sums = {n: sum(min(r[n]) for r in rows) for n in ("pipeline", *others)}
            out[what] = {n: sums["pipeline"] / sums[n] for n in others}
            say(f"{what}: {out[what]['pypdfium2']:.2f} × pypdfium2, {out[what]['jieba']:.2f} × jieba, pdfplumber takes {1 / out[what]['pdfplumber']:.2f} × the pipeline")  # fmt: skip
    return out


def growth(home: Path, options: argparse.Namespace) -> dict[str, Any]:
    found = bench_scaling.growth(home, options.repeats)
    say(f"\nGrowth: {found['pages'][1]} pages take {found['ratio']:.2f} × {found['pages'][0]} pages (processor time {found['seconds']['long']:.2f} s, {found['seconds']['short']:.2f} s)")  # fmt: skip
    return found


def scaling(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    found = bench_scaling.scaling(folder, options.repeats)
    say(
        f"\nTwo workers: wall {found['wall_1']:.2f} s → {found['wall_2']:.2f} s = {found['speed_up']:.2f} × (least of each; the machine's load shows here)"
    )
    say(
        f"  possible by processor time: {found['speed_up_possible']:.2f} × (program {found['program_cpu']:.2f} s, workers {found['workers_cpu']:.2f} s); two workers take {found['cpu_2_over_1']:.2f} × the processor time of one"
    )
    say(
        f"Nothing to do: wall {found['again_wall']['least']:.2f} s (median {found['again_wall']['median']:.2f}), processor {found['again_cpu']['least']:.2f} s"
    )
    return found


def batches(home: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    found = bench_scaling.batches(home, options.batches)
    say(
        f"\n{'documents':>10}{'program MB':>12}{'worker MB':>11}{'program s':>11}{'workers s':>11}{'again s':>9}{'again MB':>10}"
    )
    for row in found:
        say(
            f"{row['documents']:10,}{row['program_mb']:12}{row['worker_mb']:11}{row['program_cpu']:11.2f}{row['workers_cpu']:11.2f}{row['again_cpu']:9.2f}{row['again_mb']:10}"
        )
    return found


def large(home: Path, options: argparse.Namespace) -> dict[str, Any]:
    found = bench_scaling.large_file(home, 60 if options.quick else 500)
    say(
        f"\n{found['pages']} pages in one file: worker {found['worker_mb']} MB, program {found['program_mb']} MB, {found['workers_cpu']:.1f} s"
    )
    return found


def start(home: Path, options: argparse.Namespace) -> dict[str, Any]:
    found = bench_scaling.start_up(home, max(3, options.repeats))
    say()
    for name, words in (("help", "shigu --help"), ("first", "shigu parse of one page, until stored")):
        wall, used = found[name]["wall"], found[name]["cpu"]
        say(
            f"{words}: wall {wall['least']:.2f} s (median {wall['median']:.2f}), processor {used['least']:.2f} s (median {used['median']:.2f})"
        )
    return found


def rules(options: argparse.Namespace) -> list[dict[str, Any]]:
    most = bench_rules.MB >> 4 if options.quick else bench_rules.MB
    found = bench_rules.slowest(most, lambda line: print(line, file=sys.stderr))
    late = [c for c in found if c.at(bench_rules.MB) > bench_rules.LIMIT]
    say(
        f"\nPatterns on 1 MB of hostile text: {len(found)} patterns × {len(bench_rules.UNITS)} texts; {len(late)} take more than {bench_rules.LIMIT:g} s"
    )
    say(f"{'s for 1 MB':>11}{'measured s':>12}{'kB':>6}{'growth/4':>10}  text, pattern")
    for c in found[: max(10, min(40, len(late)))]:
        say(
            f"{c.at(bench_rules.MB):11.3f}{c.seconds:12.3f}{c.size >> 10:6}{c.growth or 0:10.1f}  {c.text}, {c.pattern}"
        )
    return [vars(c) | {"at_1_mb": c.at(bench_rules.MB)} for c in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folder", type=Path, nargs="?", help="measure stages, ratios and scaling on these files instead"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter documents: a look within two minutes")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--each", type=int, default=2, help="generated documents of each length and kind")
    parser.add_argument("--batches", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    lengths = LENGTHS
    if options.quick:
        options.repeats, options.each, options.batches, lengths = 1, 1, [100], LENGTHS[:3]
    load = os.getloadavg()[0]
    machine = f"{_processor()}, {len(os.sched_getaffinity(0))} processors, load {load:.1f}, Python {platform.python_version()}"
    say(f"{dt.datetime.now():%Y-%m-%d %H:%M}  {machine}")
    with tempfile.TemporaryDirectory(prefix="shigu-bench-") as name:
        home = Path(name)
        if options.folder is None:
            files, folder = write_all(home / "documents", lengths, options.each), home / "documents"
        else:
            files, folder = [Path(file.path) for file in walk([str(options.folder)]).files], options.folder
        parts: dict[str, Callable[[], Any]] = {
            "stages": lambda: stages(files, options),
            "ratios": lambda: ratios(files, options),
            "growth": lambda: growth(home, options),
            "scaling": lambda: scaling(folder, options),
            "batches": lambda: batches(home, options),
            "large": lambda: large(home, options),
            "start": lambda: start(home, options),
            "rules": lambda: rules(options),
        }
        figures = {part: parts[part]() for part in PARTS if part in options.only}
    if options.json:
        options.json.write_text(
            json.dumps({"machine": machine, "figures": figures}, ensure_ascii=False, indent=1), "utf-8"
        )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
