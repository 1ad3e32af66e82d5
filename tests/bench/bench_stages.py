"""One core: what each stage costs, and the whole pipeline beside bare text extraction and bare segmentation.

Run by tests/bench/run.py in a process of its own: ``python -m tests.bench.bench_stages stages|rivals REPEATS FILE …``.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline import parse
from pipeline.read import read_document
from pipeline.read.lines import ReadError
from pipeline.record import Record
from pipeline.resolve import text_digest
from pipeline.segment import segment
from pipeline.store import Batch, FileState, open_store, prepare
from schemas.records import RunRow
from tests.bench.bench_clock import cpu, peak_mb, reset_peak

STAGES = ("read", "segment", "extract", "validate", "store")
CHECKS = ("validate", "validate_rows", "law_checks", "doubtful_values")
"""Names in ``pipeline.parse`` that belong to the stage validate; what else makes a record is extract."""
BATCH = 50


class Meter:
    """Seconds and peak memory by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.memory: dict[str, int] = defaultdict(int)
        self.peaks = reset_peak()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what runs inside for a stage."""
        if self.peaks:
            reset_peak()
        start = time.process_time()
        try:
            yield
        finally:
            self.seconds[name] += time.process_time() - start
            self.memory[name] = max(self.memory[name], peak_mb())

    def timed(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, its time moved from extract to validate."""

        def inner(*args: Any, **names: Any) -> Any:
            start = time.process_time()
            try:
                return call(*args, **names)
            finally:
                spent = time.process_time() - start
                self.seconds["validate"] += spent
                self.seconds["extract"] -= spent

        return inner


def stages(files: list[Path]) -> dict[str, Any]:
    """Processor seconds and peak MB of each stage over all files, and what was read."""
    meter, records, pages, failed = Meter(), list[Record](), 0, 0
    usual = {name: getattr(parse, name) for name in CHECKS if hasattr(parse, name)}
    for name, call in usual.items():
        setattr(parse, name, meter.timed(call))
    try:
        for file in files:
            data = file.read_bytes()
            try:
                with meter.stage("read"):
                    document = read_document(data, str(file), file.name)
            except ReadError:
                failed += 1
                continue
            with meter.stage("segment"):
                report = segment(document)
            try:
                with meter.stage("extract"):
                    records.append(parse.record_of(report))
            except Exception as error:  # a fault of the program is worth a line, not the whole measurement
                print(f"{file}: {type(error).__name__}: {error}", file=sys.stderr)
                failed += 1
                continue
            pages += document.page_count or 1
    finally:
        for name, call in usual.items():
            setattr(parse, name, call)
    meter.memory["validate"] = meter.memory["extract"]  # it runs within
    with meter.stage("store"):
        store(records)
    characters = sum(len(r.text.text) for r in records)
    return {
        "documents": len(records), "failed": failed, "pages": pages, "characters": characters,
        "seconds": {name: meter.seconds[name] for name in STAGES},
        "peak_mb": {name: meter.memory[name] for name in STAGES} if meter.peaks else {},
    }  # fmt: skip


def store(records: list[Record]) -> None:
    """Write records as a run does: batches, then shards."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder, "out")) as target:
        for first in range(0, len(records), BATCH):
            batch = Batch()
            for record in records[first : first + BATCH]:
                row = record.document
                state = FileState(
                    source=row.source, size=row.byte_size or 0, mtime_ns=0, doc_id=row.doc_id,
                    parser_version=row.parser_version, rules_hash="0" * 16, digest=text_digest(record.text.text),
                )  # fmt: skip
                batch.records.append((prepare(record), state))
            target.commit(batch)
        now = dt.datetime(2026, 1, 1)
        run = {"parser_version": "bench", "rules_hash": "0" * 16, "options": "", "failures": 0, "skipped": 0}
        target.finish(RunRow(run_id="bench", started_at=now, finished_at=now, documents=len(records), **run))


def pypdfium2_text(data: bytes) -> str:
    """The text of all pages, nothing else."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    out = []
    for page in pdf:
        textpage = page.get_textpage()
        out.append(textpage.get_text_range())
        textpage.close()
        page.close()
    pdf.close()
    return "\n".join(out)


def pdfplumber_text(data: bytes) -> str:
    """The text of all pages as ``extract_text`` gives it; pages are let go, as its documentation asks."""
    import pdfplumber

    out = []
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            out.append(page.extract_text())
            page.close()
    return "\n".join(out)


def rivals(files: list[Path], repeats: int) -> list[dict[str, Any]]:
    """For each PDF the processor seconds of the pipeline, of pypdfium2, pdfplumber and jieba, in turn, ``repeats`` times."""
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    with tempfile.TemporaryDirectory() as folder:
        from tests.bench.bench_documents import write_pdf

        warm = Path(folder, "warm.pdf")
        write_pdf(warm, 999, 3, True)  # rules, vocabularies and libraries are loaded once
        for call in (lambda d: parse.parse_bytes(d, "w.pdf", "w.pdf"), pypdfium2_text, pdfplumber_text):
            call(warm.read_bytes())
    found: list[dict[str, Any]] = []
    for file in files:
        data = file.read_bytes()
        text = pypdfium2_text(data)
        try:
            record = parse.parse_bytes(data, file.name, file.name)
        except Exception as error:
            print(f"{file}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        calls: dict[str, Callable[[], object]] = {
            "pipeline": lambda d=data, n=file.name: parse.parse_bytes(d, n, n),
            "pypdfium2": lambda d=data: pypdfium2_text(d),
            "pdfplumber": lambda d=data: pdfplumber_text(d),
            "jieba": lambda t=text: sum(1 for _ in jieba.cut(t)),
        }
        row: dict[str, Any] = {"file": file.name, "pages": record.document.page_count, "characters": len(text)}
        row["tables"] = any(block.table is not None for block in read_document(data, "a", file.name).blocks)
        for name in calls:
            row[name] = []
        for _ in range(repeats):
            for name, call in calls.items():
                row[name].append(cpu(call))
        found.append(row)
    return found


def growth(short: Path, long: Path, repeats: int) -> dict[str, Any]:
    """Processor seconds of the pipeline for two files, in turn."""
    out: dict[str, Any] = {"short": [], "long": [], "pages": []}
    data = {"short": short.read_bytes(), "long": long.read_bytes()}
    out["pages"] = [parse.parse_bytes(d, "a.pdf", "a.pdf").document.page_count for d in data.values()]
    for _ in range(repeats):
        for name, content in data.items():
            out[name].append(cpu(lambda d=content: parse.parse_bytes(d, "a.pdf", "a.pdf")))
    return out


def main(what: str, repeats: str, *names: str) -> None:
    files = [Path(name) for name in names]
    if what == "stages":
        stages(files[:1])  # what is loaded once is not a stage's cost
        runs = [stages(files) for _ in range(int(repeats))]
        best = runs[0]
        best["seconds"] = {s: min(run["seconds"][s] for run in runs) for s in STAGES}
        print(json.dumps(best))
    elif what == "growth":
        print(json.dumps(growth(files[0], files[1], int(repeats))))
    else:
        print(json.dumps({"files": rivals(files, int(repeats))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
