"""What ``shigu export`` does beside spaCy: from datasets to files, each written whole or not at all."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from explore.errors import LookError
from explore.export.csv_files import write_csv
from explore.export.datapackage import write_datapackage
from explore.export.names import Prose
from explore.export.partition import parse_keys, write_partitioned
from explore.export.pseudonyms import pseudonymise, read_key
from explore.export.tables import READING, check, choose, copy, merge
from explore.export.target import (
    CSV,
    DATAPACKAGE,
    HIDDEN,
    PARQUET,
    PARTITIONED,
    check_file,
    check_folder,
    folder_aside,
    is_hidden,
    kind_for,
    mark,
)
from explore.export.xlsx import write_xlsx
from schemas.tables import TABLES


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What to write: files and folders (None: not wanted), which tables, whether what is there may be replaced.

    ``tables`` as of :func:`explore.export.tables.choose`; a dataset (``parquet``) always has all. ``partition``: the columns
    by which it lies in folders, as of :func:`explore.export.partition.parse_keys`.
    """

    xlsx: Path | None = None
    csv: Path | None = None
    datapackage: Path | None = None
    parquet: Path | None = None
    tables: str | None = None
    force: bool = False
    partition: str | None = None

    def __bool__(self) -> bool:
        return any((self.xlsx, self.csv, self.datapackage, self.parquet))


@dataclasses.dataclass(frozen=True)
class Written:
    """What was written where: rows by table."""

    target: Path
    rows: dict[str, int]


def check_wanted(wanted: Wanted, sources: Sequence[Path] = (), key: Path | None = None) -> None:
    """Find out before anything is parsed that something cannot be written.

    Args:
        wanted: what to write.
        sources: datasets that are exported: no target may lie there.
        key: the file with the key for pseudonyms.

    Raises:
        LookError: there is no such table, a target cannot be written, two are the same, or the key is no good.
    """
    choose(wanted.tables, READING)
    if wanted.partition is not None:
        parse_keys(wanted.partition)
        if wanted.parquet is None:
            raise LookError("--partition goes with --parquet")
    if wanted.tables is not None and not (wanted.xlsx or wanted.csv or wanted.datapackage):
        raise LookError("--tables goes with --xlsx, --csv or --datapackage; a dataset has all tables")
    hidden = key is not None or (bool(sources) and all(is_hidden(source) for source in sources))
    if wanted.xlsx is not None:
        check_file(wanted.xlsx, hidden=hidden, force=wanted.force)
    parquet = PARQUET if wanted.partition is None else PARTITIONED
    kinds = ((wanted.csv, CSV), (wanted.datapackage, DATAPACKAGE), (wanted.parquet, parquet))
    taken = [source.resolve() for source in sources]
    for folder, kind in kinds:
        if folder is None:
            continue
        check_folder(folder, kind + HIDDEN * hidden, force=wanted.force)
        place = folder.resolve()
        if any(place == other or place in other.parents or other in place.parents for other in taken):
            raise LookError(f"{folder}: lies in another folder of this export, or holds it; name one beside it")
        taken.append(place)
    if key is not None:
        read_key(key)


@contextmanager
def prepared(
    datasets: Sequence[Path],
    key: Path | None = None,
    prose: Prose | None = None,
    warn: Callable[[str], None] | None = None,
) -> Iterator[Path]:
    """One dataset with all rows of several, under pseudonyms where there is a key; temporary where it had to be made.

    Args:
        datasets: folders of datasets.
        key: the file with the key.
        prose: see :func:`explore.export.pseudonyms.pseudonymise`.
        warn: takes a warning.

    Raises:
        LookError: no dataset is there, the key is no good, or a dataset is under pseudonyms already.
    """
    for root in datasets:
        check(root)
    secret = read_key(key, warn) if key is not None else None
    known = [root for root in datasets if is_hidden(root)]
    if known and secret is not None:
        raise LookError(f"{known[0]}: is under pseudonyms already; export it without --pseudonyms")
    with tempfile.TemporaryDirectory(prefix="shigu-export-") as name:
        root, folder = datasets[0], Path(name)
        if len(datasets) > 1:
            root = folder / "merged"
            merge(datasets, root)
            if len(known) == len(datasets):
                mark(root, PARQUET + HIDDEN)
        if secret is not None:
            pseudonymise(root, folder / "pseudonyms", secret, prose)
            root = folder / "pseudonyms"
            mark(root, PARQUET + HIDDEN)
        yield root


def write(root: Path, wanted: Wanted) -> Iterator[Written]:
    """Write what is wanted from one dataset, one thing after the other.

    Raises:
        LookError: a target cannot be written.
    """
    if wanted.xlsx is not None:
        counts = write_xlsx(root, wanted.xlsx, choose(wanted.tables, READING), force=wanted.force)
        yield Written(wanted.xlsx, counts)
    if wanted.csv is not None:
        yield Written(wanted.csv, write_csv(root, wanted.csv, choose(wanted.tables, READING), force=wanted.force))
    if wanted.datapackage is not None:
        tables = choose(wanted.tables, TABLES)
        yield Written(wanted.datapackage, write_datapackage(root, wanted.datapackage, tables, force=wanted.force))
    if wanted.parquet is not None and wanted.partition is not None:
        with folder_aside(wanted.parquet, kind_for(PARTITIONED, root), force=wanted.force) as part:
            counts = write_partitioned(root, part, parse_keys(wanted.partition))
        yield Written(wanted.parquet, counts)
    elif wanted.parquet is not None:
        with folder_aside(wanted.parquet, kind_for(PARQUET, root), force=wanted.force) as part:
            counts = copy(root, part, TABLES)
        yield Written(wanted.parquet, counts)
