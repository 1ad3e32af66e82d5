"""A large dataset, then a few more files: what the second run costs, step by step.

python -m tests.bench.bench_incremental [--documents 100000] [--more 100] [--home FOLDER] [--out URL] [--jobs N] [--again]

The documents are short texts about generated accidents, parsed for real: a bulletin of each accident, a report of some, an
evaluation of some of those. Among the files that come later are new accidents, reports and evaluations of accidents that
the dataset knows by a bulletin, and copies of texts that it has: what makes rows of older documents change.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline import version
from tests.bench import generated_words as w
from tests.bench.bench_clock import in_child
from tests.bench.generated_case import Case
from tests.bench.generated_facts import make_case
from tests.bench.generated_report import full_date

SEED = 7
STEPS = ("walk", "open", "commit", "finish")


def texts(start: int = 0) -> Iterator[tuple[str, str]]:
    """File name and words, without end: a bulletin of each accident, of every fifth a report, of every tenth an evaluation."""
    index = start
    while True:
        case, _ = make_case(index, SEED)
        yield f"{index:07}-kb.txt", bulletin(case)
        if index % 5 == 0:
            yield f"{index:07}-dc.txt", report(case)
        if index % 10 == 0:
            yield f"{index:07}-pg.txt", evaluation(case)
        index += 1


def later(start: int) -> Iterator[tuple[str, str]]:
    """What comes after :func:`texts` had reached accident ``start``: new ones, follow-ups of old ones, copies."""
    index = start
    while True:
        old = make_case((index * 7919) % max(start // 10, 1) * 10 + 1, SEED)[0]  # known by its bulletin only
        known = make_case((index * 104729) % max(start // 10, 1) * 10 + 5, SEED)[0]  # known by bulletin and report
        case, _ = make_case(index, SEED)
        yield f"{index:07}-kb.txt", bulletin(case)
        yield f"{index:07}-dc.txt", report(case)
        yield f"{old.index:07}-dc.txt", report(old)
        yield f"{known.index:07}-pg.txt", evaluation(known)
        if index % 4 == 0:
            yield f"{known.index:07}-zz.txt", report(known).replace("\n", "\n\n")
        index += 1


def _when(case: Case) -> str:
    return f"{full_date(case.day)}{case.at.hour}时{case.at.minute}分许"


def _tag(case: Case) -> str:
    return f"“{case.day.month}·{case.day.day}”"


def _who(case: Case) -> str:
    return f"{case.deaths}人死亡" if case.deaths else f"{case.serious}人受伤"


def bulletin(case: Case) -> str:
    """A paragraph, issued on the day."""
    place = case.place
    return (
        f"{place.county}应急管理局关于{case.unit.name}一起{case.kind.type}事故的快报\n\n{place.city}应急管理局：\n"
        f"{_when(case)}，位于{place.county}的{case.unit.name}{case.venue}，作业人员{case.kind.course}，造成{_who(case)}。"
        f"接报后县应急、公安和卫健部门已到现场处置，善后工作正在进行，有关情况另行报告。{w.MARK}\n"
        f"{place.county}应急管理局\n{full_date(case.day)}\n"
    )


def report(case: Case) -> str:
    """A short report with its sanctions."""
    place, unit = case.place, case.unit
    team = f"{place.county}人民政府事故调查组"
    name = f"{place.county}{unit.name}{_tag(case)}{case.severity}{case.kind.type}事故"
    issued = full_date(case.day.replace(year=case.day.year + 1, day=min(case.day.day, 28)))
    return (
        f"{name}调查报告\n\n{_when(case)}，位于{place.city}{place.county}的{unit.name}{case.venue}发生一起{case.kind.type}事故，"
        f"造成{_who(case)}，直接经济损失{case.loss / 10000:.2f}万元。{w.MARK}\n"
        f"一、基本情况\n（一）事故发生单位。{unit.name}，法定代表人{unit.head}，从事生产经营。\n"
        f"二、事故发生经过\n当日，{unit.name}作业人员{case.kind.course}。\n"
        f"三、事故原因\n（一）直接原因。{case.kind.cause}。\n（二）间接原因。{unit.name}{w.GAPS[case.index % len(w.GAPS)]}。\n"
        f"四、事故性质\n经认定，该起事故是一起{case.severity}生产安全责任事故。\n"
        f"五、对事故责任者的处理建议\n"
        f"1.{unit.name}，对事故发生负有责任，建议由{place.county}应急管理局依据《中华人民共和国安全生产法》第一百一十四条第一项规定处以{40 + case.index % 50}万元罚款。\n"
        f"2.{unit.head}，{unit.name}法定代表人，未履行主要负责人职责，建议由{place.county}应急管理局依据《中华人民共和国安全生产法》第九十五条第一项处上一年年收入40%的罚款。\n"
        f"六、防范措施\n{unit.name}{w.STEPS[case.index % len(w.STEPS)][1]}\n\n{team}\n{issued}\n"
    )


def evaluation(case: Case) -> str:
    """What became of the report's recommendations."""
    place, unit = case.place, case.unit
    name = f"{place.county}{unit.name}{_tag(case)}{case.severity}{case.kind.type}事故"
    issued = full_date(case.day.replace(year=case.day.year + 2, day=min(case.day.day, 28)))
    return (
        f"{name}整改措施落实情况评估报告\n\n{full_date(case.day)}，{place.county}{unit.name}发生一起{case.kind.type}事故，造成{_who(case)}。"
        f"县安委会办公室组织对整改措施落实情况进行了评估。{w.MARK}\n"
        f"一、责任追究落实情况\n1.{unit.name}，已处以{40 + case.index % 50}万元罚款，已缴纳。\n"
        f"2.{unit.head}，{unit.name}法定代表人，已处上一年年收入40%的罚款，已缴纳。\n"
        f"二、整改措施落实情况\n{w.DONE['已落实']}\n三、评估结论\n整改措施已落实。\n\n{place.county}安全生产委员会办公室\n{issued}\n"
    )


def write(folder: Path, source: Iterator[tuple[str, str]], count: int) -> int:
    """Write so many files, a thousand a folder; returns the accident that comes next."""
    last = 0
    for i, (name, words) in enumerate(islice(source, count)):
        path = folder / f"{i // 1000:03}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, "utf-8")
        last = max(last, int(name[:7]))
    return last + 1


def measured(folder: str, out: str, jobs: int) -> dict[str, Any]:
    """One run in this process: processor seconds by step, peak memory in MB, bytes written. Its workers are not counted in."""
    import pipeline.run
    from pipeline.store.dataset import Store

    version.rules_hash = lambda: "bench"  # the program may change between the runs that are compared
    spent = dict.fromkeys(STEPS, 0.0)

    def timed(step: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **options: Any) -> Any:
            start = time.process_time()
            try:
                return call(*args, **options)
            finally:
                spent[step] += time.process_time() - start

        return wrapped

    pipeline.run.walk = timed("walk", pipeline.run.walk)
    Store.__init__ = timed("open", Store.__init__)  # type: ignore[method-assign]
    Store.commit = timed("commit", Store.commit)  # type: ignore[method-assign]
    Store.finish = timed("finish", Store.finish)  # type: ignore[method-assign]
    asked = _count_requests() if "://" in out else {}
    before, clock, written = time.process_time(), time.monotonic(), _written()
    summary = pipeline.run.run([folder], out, jobs=jobs)
    total = time.process_time() - before
    return {
        **{step: round(seconds, 2) for step, seconds in spent.items()},
        "other": round(total - sum(spent.values()), 2),
        "cpu": round(total, 2),
        "start_cpu": round(before, 2),
        "wall": round(time.monotonic() - clock, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "written_mb": round((_written() - written) / 2**20, 1),
        "parsed": summary.parsed,
        "unchanged": summary.unchanged,
        "failures": len(summary.failures),
        "documents": summary.documents,
        **({"requests": dict(sorted(asked.items()))} if asked else {}),
    }


def _count_requests() -> Counter[str]:
    """Counts what is asked of S3 from now on, by kind."""
    from s3fs import S3FileSystem

    out: Counter[str] = Counter()
    real = S3FileSystem._call_s3

    async def counted(self: Any, method: str, *args: Any, **options: Any) -> Any:
        out[method] += 1
        return await real(self, method, *args, **options)

    S3FileSystem._call_s3 = counted
    return out


def _written() -> int:
    """Bytes that this process has handed to the system for writing. Linux only."""
    try:
        return int(Path("/proc/self/io").read_text().split("wchar:")[1].split()[0])
    except OSError:
        return 0


def show(what: str, found: dict[str, Any]) -> None:
    """One line."""
    print(f"{what:12}" + "  ".join(f"{key} {value}" for key, value in found.items()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--more", type=int, default=100)
    parser.add_argument("--home", type=Path, help="folder of the files; kept, and used again where it is there")
    parser.add_argument("--out", help="folder or URL of the dataset; default: HOME/out")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--again", action="store_true", help="a run with nothing to do behind it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = options.home or Path(scratch)
        out = options.out or str(home / "out")
        folder, mark = home / "in", home / "next.txt"
        if not mark.exists():
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.write_text(str(write(folder / "first", texts(), options.documents)))
            show("first", in_child("tests.bench.bench_incremental", "run", folder, out, options.jobs))
        turn = len(list(folder.glob("later-*")))
        if options.more:
            reached = int(mark.read_text())
            mark.write_text(str(write(folder / f"later-{turn:03}", later(reached), options.more)))
        show(f"+ {options.more}", in_child("tests.bench.bench_incremental", "run", folder, out, options.jobs))
        if options.again:
            show("again", in_child("tests.bench.bench_incremental", "run", folder, out, options.jobs))


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        print(json.dumps(measured(sys.argv[2], sys.argv[3], int(sys.argv[4]))))
    else:
        main()
