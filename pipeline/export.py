"""Records handed out in other programs' formats."""

from __future__ import annotations

import dataclasses
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow.compute as pc

from extractors.words import JiebaMissingError, words
from pipeline.nlp import NAMES, SpacyMissingError, add_names, blank, characters, to_doc
from pipeline.prose_names import prose_names
from pipeline.record import Record
from pipeline.run import UsageError
from pipeline.store import WORK, find_documents, open_dataset, to_rows
from pipeline.store.merge import DOCUMENT_TABLES
from pipeline.tables import Tables, parse_into
from schemas.column import Row
from schemas.records import DocumentRow, FailureRow, TextRow
from schemas.tables import TABLES

AT_ONCE = 200
"""Documents that are read from a dataset together."""


@dataclasses.dataclass(frozen=True)
class Exported:
    """What became of the files: documents written, and the inputs that could not be parsed."""

    documents: int
    failures: tuple[FailureRow, ...]


@dataclasses.dataclass(frozen=True)
class Gathered:
    """Datasets to export: those named, and a temporary one of the files and folders, which goes with this object."""

    datasets: tuple[Path, ...]
    failures: tuple[FailureRow, ...] = ()
    keep: Tables | None = None


def is_dataset(path: str | os.PathLike[str]) -> bool:
    """Is there a dataset, of ``shigu parse`` or of ``shigu export --parquet``?"""
    return (Path(path) / WORK).is_dir() or any((Path(path) / DocumentRow.TABLE).glob("*.parquet"))


def gather(paths: Sequence[str | os.PathLike[str]], jobs: int | None = None) -> Gathered:
    """The datasets among some paths; files and folders are parsed first, as by ``shigu parse``.

    Raises:
        UsageError: a path does not exist, or there is nothing to read.
    """
    datasets = [Path(path) for path in paths if is_dataset(path)]
    reports = [path for path in paths if Path(path) not in datasets]
    if not reports:
        return Gathered(tuple(datasets))
    parsed = parse_into(reports, None, jobs)
    failures = tuple(parsed.summary.failures) if parsed.summary is not None else ()
    return Gathered((*datasets, parsed.path), failures, parsed)


def check_spacy(out: str | os.PathLike[str], *, ner: bool = False) -> None:
    """Find out before anything is parsed that a ``DocBin`` cannot be written.

    Raises:
        UsageError: spaCy (or jieba, for ``ner``) is not installed, ``out`` is a folder, or its folder is missing.
    """
    target = Path(out)
    if target.is_dir():
        raise UsageError(f"{target}: is a folder; --spacy names a file")
    if not target.absolute().parent.is_dir():
        raise UsageError(f"{target.parent}: no such folder")
    check_ner(ner=ner)


def check_ner(*, ner: bool = True) -> None:
    """Make sure that spaCy is there, and for ``ner`` jieba as well.

    Raises:
        UsageError: one is not installed.
    """
    try:
        blank()
        if ner:
            words("")
    except (SpacyMissingError, JiebaMissingError) as error:
        raise UsageError(str(error)) from None


def export_spacy(
    paths: Sequence[str | os.PathLike[str]], out: str | os.PathLike[str], *, jobs: int | None = None, ner: bool = False
) -> Exported:
    """Write reports as a spaCy ``DocBin`` with spans and user data, see :func:`pipeline.nlp.to_doc`.

    It is read with ``DocBin().from_disk(out).get_docs(spacy.blank("zh").vocab)``. A document that stands under several of
    the paths is written once.

    Args:
        paths: files and folders, which are parsed as by ``shigu parse``, and datasets, which are read.
        out: the file to write.
        jobs: worker processes; None: one per processor.
        ner: add what the trained recogniser takes for names, see :func:`pipeline.nlp.add_names`.

    Raises:
        UsageError: spaCy (or jieba, for ``ner``) is not installed, a path does not exist, ``out`` is a folder, or there is nothing to read.
        OSError: the file cannot be written.
    """
    check_spacy(out, ner=ner)
    found = gather(paths, jobs)
    return Exported(write_spacy(found.datasets, out, ner=ner), found.failures)


def write_spacy(datasets: Sequence[Path], out: str | os.PathLike[str], *, ner: bool = False) -> int:
    """Write the documents of datasets as a ``DocBin``; returns how many there are.

    Raises:
        OSError: the file cannot be written.
    """
    from spacy.tokens import DocBin

    target = Path(out)
    docs = DocBin(store_user_data=True)
    seen: set[str] = set()
    for dataset in datasets:
        for record in records(dataset):
            if record.document.doc_id not in seen:
                seen.add(record.document.doc_id)
                docs.add(to_doc(record, ner=ner))
    part = target.with_name(f".{target.name}.part")
    try:
        docs.to_disk(part)
        os.replace(part, target)  # an interrupted export leaves no half of a file
    finally:
        part.unlink(missing_ok=True)
    return len(seen)


def names_in_prose(*, ner: bool = False) -> Callable[[str], list[tuple[int, int]]]:
    """What finds names of persons in running text, rows of the tables or not, for exports under pseudonyms.

    Args:
        ner: also what the trained recogniser takes for persons; one in six is none.

    Raises:
        UsageError: spaCy or jieba is not installed (only for ``ner``).
    """
    if not ner:
        return prose_names
    check_ner()
    return lambda text: [*prose_names(text), *_recognised(text)]


def _recognised(text: str) -> list[tuple[int, int]]:
    """Persons of the trained recogniser: a token is a character."""
    doc = characters(text)
    add_names(doc)
    return [(span.start, span.end) for span in doc.spans[NAMES] if span.label_ == "PER"]


def records(dataset: str | os.PathLike[str]) -> Iterator[Record]:
    """All records of a dataset in the order of their ids, a few hundred held at a time.

    Raises:
        FileNotFoundError: there is no dataset at that path.
    """
    path = Path(dataset)
    ids = find_documents(path, "")
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        rows: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for table in DOCUMENT_TABLES:
            wanted = pc.field("doc_id").isin(some)
            for row in to_rows(TABLES[table], open_dataset(path, table).to_table(filter=wanted)):
                rows[getattr(row, "doc_id")][table].append(row)  # noqa: B009
        for doc_id in some:
            tables = {table: tuple(rows[doc_id][table]) for table in DOCUMENT_TABLES}
            (document,), (text,) = tables.pop(DocumentRow.TABLE), tables.pop(TextRow.TABLE)
            if isinstance(document, DocumentRow) and isinstance(text, TextRow):
                yield Record(document, text, tables)
