"""What OCR costs and what it loses: scans made of PDF files that have a text layer, compared with those files.

    python tests/bench/scan_facts.py data/raw/changxing-0618-poisoning.pdf [--kind grey-200 ...]

For each kind of scan (tools/make_scans.py): the share of characters right, fields of `accidents` that are the same, F1 of
sanctions and headings, CPU seconds a page, and the process's greatest memory.
"""

from __future__ import annotations

import argparse
import dataclasses
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from make_scans import KINDS, write  # noqa: E402

from pipeline.parse import parse_bytes  # noqa: E402
from pipeline.record import Record  # noqa: E402

IDS = {"accident_id", "doc_id"}


def right(want: str, got: str) -> float:
    """The share of the wanted characters that are there; an extra one counts as a wrong one."""
    a, b = ("".join(text.split()) for text in (want, got))
    wrong = sum(
        max(j - i, y - x)
        for op, i, j, x, y in SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
        if op != "equal"
    )
    return 1 - wrong / max(1, len(a))


def f1(want: Iterable[object], got: Iterable[object]) -> float:
    a, b = Counter(want), Counter(got)
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def fields(record: Record) -> dict[str, object]:
    rows = record.tables["accidents"]
    return {k: v for k, v in dataclasses.asdict(rows[0]).items() if k not in IDS} if rows else {}


def keys(record: Record, table: str, *names: str) -> list[object]:
    return [tuple(getattr(row, name) for name in names) for row in record.tables[table]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--kind", nargs="+", choices=[*KINDS], default=[*KINDS])
    options = parser.parse_args()
    print(f"{'scan':44} right   accident sanctions headings  s/page    MB")
    with tempfile.TemporaryDirectory() as folder:
        for path in options.files:
            original = parse_bytes(path.read_bytes(), path.name, path.name)
            stated = fields(original)
            for kind in options.kind:
                scan = write(path, kind, Path(folder))
                start = time.process_time()
                record = parse_bytes(scan.read_bytes(), scan.name, scan.name)
                seconds = (time.process_time() - start) / (record.document.page_count or 1)
                read = fields(record)
                figures = (
                    right(original.text.text, record.text.text),
                    sum(read.get(k) == v for k, v in stated.items()) / max(1, len(stated)),
                    *(
                        f1(keys(original, table, *names), keys(record, table, *names))
                        for table, *names in (
                            ("sanctions", "target_name", "measure", "amount_yuan"),
                            ("sections", "level", "heading"),
                        )
                    ),
                )
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
                print(f"{scan.stem:44} " + "  ".join(f"{v:.4f}" for v in figures) + f"  {seconds:6.1f}  {memory:5}")


if __name__ == "__main__":
    main()
