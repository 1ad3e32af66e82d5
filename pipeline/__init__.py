"""Published accident investigation reports as typed records and Parquet tables.

>>> from pipeline import parse_file, parse_folder
>>> record = parse_file("report.pdf")            # one file: typed rows
>>> tables = parse_folder("reports", "dataset")  # many: a Parquet dataset
>>> tables.to_pandas("accidents")                # doctest: +SKIP
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record import Record
    from pipeline.tables import Tables

__all__ = ["parse_file", "parse_folder"]


def parse_file(path: str | os.PathLike[str]) -> Record:
    """Parse one report in this process.

    Args:
        path: a PDF, Word, HTML, Markdown or text file.

    Returns:
        Its rows by table, in reading order: ``record.document``, ``record.text``, ``record.accidents`` (one row, or none
        where the file is not about one accident), ``record.sections``, ``record.evidence``, ``record.checks``,
        ``record.rows(SanctionRow)`` … Money is ``Decimal`` yuan, dates are ``datetime.date``, moments naive
        ``datetime.datetime`` in local civil time, pages count from 1, offsets count characters of
        ``record.text.text``. What the file does not state is None.

    Raises:
        pipeline.read.lines.ReadError: the file cannot be read; ``code`` and message say why and what to do.
        OSError: the file cannot be opened.
    """
    from pathlib import Path

    from pipeline.inputs import InputError, read_input
    from pipeline.parse import parse_bytes
    from pipeline.read.lines import ReadError
    from pipeline.walk import source_name

    try:
        data = read_input(os.fspath(path))
    except InputError as error:
        raise ReadError(error.code, str(error)) from None
    return parse_bytes(data, source_name(path), Path(source_name(path)).name)


def parse_folder(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str] | None = None,
    *,
    jobs: int | None = None,
) -> Tables:
    """Parse all reports under a folder, in worker processes, into a Parquet dataset.

    Files that cannot be read do not stop it: they are rows of the table ``failures``. A second call over the same files
    does no work.

    Args:
        path: a folder or file, or several; URLs of object stores with the extra ``cluster``.
        out: folder of the dataset, or its URL; without it the dataset is temporary and goes with the object returned.
        jobs: worker processes; None: one per processor.

    Returns:
        The dataset: ``tables["accidents"]`` is a ``pyarrow.dataset.Dataset`` (a row per document and accident, columns
        as in ``docs/data-dictionary.md``), ``tables.to_pandas("accidents")`` a data frame, ``tables.rows(AccidentRow)``
        typed rows, ``tables.summary`` what happened to the files.

    Raises:
        pipeline.run.UsageError: ``path`` does not exist or holds no documents.
        pipeline.run.LockedError: another run is writing ``out``.
        KeyboardInterrupt: Ctrl-C; what was parsed by then is stored, the same call goes on from there.
    """
    from pipeline.tables import parse_into

    return parse_into(path, out, jobs)
