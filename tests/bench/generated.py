"""A dataset of any size, made up: what benchmarks, notebooks and browser tests read.

The same seed gives the same accidents whatever the count: the first 600 of 20,000 are the 600. Every text is marked 示例.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.lawtables import law_rows
from pipeline.store import arrow
from pipeline.store.layout import shard_digits, shard_file, shard_names
from schemas.column import Row
from schemas.records import FailureRow, RunRow
from schemas.tables import TABLES, arrow_schema
from tests.bench import generated_papers as papers
from tests.bench.generated_case import SEVERITIES
from tests.bench.generated_draft import EVIDENCE, Draft
from tests.bench.generated_facts import make_case

SINGLE = ("failures", "runs", "laws", "law_penalties", "law_articles")


def write_dataset(out: str | Path, count: int, seed: int = 0, jobs: int = 1) -> Path:
    """Write a dataset with ``count`` accidents to a folder; returns the folder.

    A document's rows lie in the shard of its ``doc_id``, as in a dataset that ``shigu parse`` wrote; documents about one
    accident share a shard here, so that one shard at a time is made and held in memory. ``jobs``: processes to share the
    shards among; the files are the same.
    """
    out = Path(out)
    digits = shard_digits(count * 6 // 5)
    shards: dict[str, list[int]] = {name: [] for name in shard_names(digits)}
    for index in range(count):
        shards[doc_id(seed, index, "report")[:digits]].append(index)
    tasks = [(out, key, indices, seed) for key, indices in shards.items()]
    if jobs > 1 and len(tasks) > 1:
        with ProcessPoolExecutor(jobs) as pool:
            list(pool.map(_write_shard, tasks))
    else:
        for task in tasks:
            _write_shard(task)
    for table, single in {**_clock(count, seed), **law_rows()}.items():
        arrow.write(table, arrow.to_table(table, single), out / table / shard_file(""))
    return out


def _write_shard(task: tuple[Path, str, list[int], int]) -> None:
    """One file of every table that is sharded."""
    out, key, indices, seed = task
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    evidence: list[tuple[Any, ...]] = []
    for index in indices:
        for draft in documents(index, seed):
            for table, found in draft.rows.items():
                rows[table].extend(found)
            evidence.extend(draft.evidence())
    for table in TABLES:
        if table not in SINGLE:
            data = evidence_table(evidence) if table == "evidence" else arrow.to_table(table, rows[table])
            order = "report_doc_id" if table == "outcomes" else "doc_id"
            data = data.take(pc.sort_indices(data, sort_keys=[(order, "ascending")]))
            arrow.write(table, data, out / table / shard_file(key))


def doc_id(seed: int, index: int, kind: str) -> str:
    """Id of a document: documents about one accident begin with the same two digits."""
    digest = hashlib.sha256(f"{seed}/{index}".encode()).hexdigest()
    return digest[:2] + hashlib.sha256(f"{seed}/{index}/{kind}".encode()).hexdigest()[:14]


def documents(index: int, seed: int) -> list[Draft]:
    """The documents about one accident: mostly a report alone."""
    case, rng = make_case(index, seed)
    accident_id = "a" + hashlib.sha256(f"{seed}/{index}/accident".encode()).hexdigest()[:15]

    def named(kind: str, title: str) -> tuple[str, tuple[bool, dict[str, Any]]]:
        return doc_id(seed, index, kind), papers.file_of(rng, index, title)

    if rng.random() < 0.08:
        return [
            papers.bulletin(
                case, rng, doc_id(seed, index, "report"), accident_id, papers.file_of(rng, index, "快报")
            ).draft
        ]
    state = rng.getstate()
    first = papers.report(case, rng, doc_id(seed, index, "report"), accident_id, papers.file_of(rng, index, "报告"))
    out = [first.draft]
    old_enough = case.at.year < 2025
    if old_enough and rng.random() < (0.08, 0.35, 0.6, 0.7)[SEVERITIES.index(case.severity)]:
        out.append(papers.evaluation(case, rng, first, *named("evaluation", "评估")).draft)
    if rng.random() < 0.03:
        out.append(papers.approval(case, rng, first, *named("approval", "批复")).draft)
    if rng.random() < 0.02:
        out.append(papers.notice(case, rng, *named("notice", "通知")))
    if rng.random() < 0.01:
        out.append(_copy(index, seed, state, accident_id))
    return out


def _copy(index: int, seed: int, state: Any, accident_id: str) -> Draft:
    """The same report once more, as another site published it."""
    case, rng = make_case(index, seed)
    rng.random()
    rng.setstate(state)
    file = papers.file_of(rng, index, "报告")
    file[1]["source"] = f"generated/copies/{file[1]['file_name']}"
    original = doc_id(seed, index, "report")
    # copies point to the smallest id among them, so a copy's must be larger
    other = f"{int(original, 16) + 1:016x}"
    return papers.report(case, rng, other, accident_id, file, original).draft


def evidence_table(rows: list[tuple[Any, ...]]) -> pa.Table:
    """Rows of ``evidence``, column by column."""
    schema = arrow_schema("evidence")
    assert tuple(schema.names) == EVIDENCE
    columns = list(zip(*rows, strict=True)) or [()] * len(EVIDENCE)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _clock(count: int, seed: int) -> dict[str, list[Row]]:
    """``failures`` and ``runs``."""
    rng = Random(f"{seed}/failures")
    errors = (("read", "encrypted", "文件有密码"), ("read", "broken", "文件不完整"), ("limit", "time", "超过时限"))
    failures: list[Row] = []
    for i in range(count // 250):
        stage, error, message = rng.choice(errors)
        name = f"示例-失败-{i:05d}.pdf"
        failures.append(
            FailureRow(
                source=f"generated/failed/{name}", file_name=name, stage=stage, error=error, message=message,
                byte_size=rng.randrange(1_000, 9_000_000), parser_version=papers.VERSION,
            )
        )  # fmt: skip
    day = dt.datetime(2026, 1, 1, 8)
    run = RunRow(
        run_id="generated", started_at=day, finished_at=day + dt.timedelta(seconds=count), parser_version=papers.VERSION,
        rules_hash="0" * 16, options=f"write_dataset({count}, seed={seed})", documents=count, failures=len(failures), skipped=0,
    )  # fmt: skip
    return {"failures": failures, "runs": [run]}
