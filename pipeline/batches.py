"""Reports to Arrow tables without a dataset: for engines that have a store of their own (Spark, Ray, a queue's consumers)."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import PurePosixPath

import pyarrow as pa

from pipeline import archive, remote, version
from pipeline.forks import PARSE
from pipeline.inputs import InputError, InputFile, hash_input, measure
from pipeline.keys import key_of
from pipeline.limits import Limits, Passwords, using
from pipeline.pool import Pool
from pipeline.store import to_table
from pipeline.walk import source_name
from pipeline.wire import unpack
from pipeline.work import Failed, Parsed, Task
from schemas.records import FailureRow

AT_ONCE = 50
"""Files whose rows are given together."""


def record_batches(
    files: Iterable[str | os.PathLike[str]],
    tables: Sequence[str] | None = None,
    *,
    jobs: int = 1,
    timeout: float | None = None,
    memory_mb: int | None = 4096,
    limits: Limits | None = None,
    passwords: Passwords | None = None,
    parse: str = PARSE,
) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Parse files, each in a child process under its limits, and give their rows as they come.

    What needs the whole dataset is not there: ``documents.also_at`` and ``duplicate_of``, accidents shared by several
    documents (``accident_id`` is the document's own), the table ``outcomes``; nor are reviewers' corrections applied. Files
    with the same bytes have the same ``doc_id`` and are given as often as they come.

    Args:
        files: paths and URLs of object stores, of documents, not of folders or archives. They are asked for a few at a time.
        tables: names (``schemas.tables.TABLES``); None: all that a document has.
        jobs: child processes.
        timeout: seconds per file; None: 300 and one more per 10 kB.
        memory_mb: address space that a file may take; None: no limit.
        limits: what else a file may cost.
        passwords: tried on encrypted files.
        parse: dotted name of the function that parses a file.

    Yields:
        A table's name and rows of it, with exactly the schema of ``schemas.tables.arrow_schema``, never empty. What cannot be
        read is a row of ``failures``: nothing that is wrong with a file raises.

    Raises:
        KeyError: there is no table of a name.
    """
    from schemas.tables import TABLES

    wanted = frozenset(TABLES if tables is None else tables)
    if unknown := sorted(wanted - TABLES.keys()):
        raise KeyError(unknown[0])
    return _record_batches(iter(files), wanted, parse, jobs, timeout, memory_mb, limits, passwords)


def _record_batches(
    files: Iterator[str | os.PathLike[str]],
    wanted: frozenset[str],
    parse: str,
    jobs: int,
    timeout: float | None,
    memory_mb: int | None,
    limits: Limits | None,
    passwords: Passwords | None,
) -> Iterator[tuple[str, pa.RecordBatch]]:
    held: list[tuple[Task, Parsed | Failed]] = []
    with closing(Pool(jobs, parse, timeout, memory_mb, limits, passwords, remote.environment())) as pool:
        more = True
        while more or len(pool):
            while more and len(pool) < 2 * jobs:
                path = next(files, None)
                if path is None:
                    more = False
                    break
                with using(limits), closing(archive):
                    task = _task(path, parse)
                if isinstance(task, Task):
                    pool.submit(task)
                else:
                    held.append(task)
            held += pool.collect(0.2)
            if len(held) >= AT_ONCE:
                yield from _rows(held, wanted)
                held = []
    yield from _rows(held, wanted)


def _task(path: str | os.PathLike[str], parse: str) -> Task | tuple[Task, Failed]:
    """A file's task, or why it cannot be read."""
    source, where = source_name(path), os.fspath(path)
    key = key_of(InputFile(where, source, -1, -1), hash_input)
    if isinstance(key, Failed):
        return Task(where, source, 0, parse, ""), key
    try:
        return Task(where, source, measure(where)[0], parse, key)
    except (OSError, InputError):  # it went between the two looks; the child process says so
        return Task(where, source, 0, parse, key)


def _rows(held: Sequence[tuple[Task, Parsed | Failed]], wanted: frozenset[str]) -> Iterator[tuple[str, pa.RecordBatch]]:
    """What a few files gave, as one batch per table, in the order of the files' ids and names."""
    parts: dict[str, list[pa.Table]] = defaultdict(list)
    failures: list[FailureRow] = []
    for task, outcome in sorted(held, key=lambda item: (item[0].doc_id, item[0].source)):
        if isinstance(outcome, Failed):
            failures.append(_failure(task, outcome))
            continue
        for table, rows in unpack(outcome.packed).tables.items():
            parts[table].append(rows)
    if failures:
        parts[FailureRow.TABLE].append(to_table(FailureRow.TABLE, failures))
    for table in sorted(parts.keys() & wanted):
        for batch in pa.concat_tables(parts[table]).combine_chunks().to_batches():
            yield table, batch


def _failure(task: Task, failed: Failed) -> FailureRow:
    return FailureRow(
        source=task.source,
        file_name=PurePosixPath(task.source).name,
        stage=failed.stage,
        error=failed.error,
        message=failed.message,
        byte_size=task.size or None,
        parser_version=version.PARSER_VERSION,
        doc_id=task.doc_id or None,
    )
