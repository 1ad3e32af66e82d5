"""The dataset: Arrow tables in a folder of Parquet files, or below a URL of an object store.

Beside :mod:`schemas.tables` the only part of the program that knows Arrow. A folder per table; ``part*.parquet`` are its
shards, ``batch-*.parquet`` what the last runs have added to a large dataset, or a run that is under way or was cut off.
``.shigu`` is the working folder. ``docs/storage.md`` tells more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import pyarrow.compute as pc

from pipeline.record import Record
from pipeline.store.arrow import conform, to_rows, to_table
from pipeline.store.dataset import Batch, Prepared, Store, StoreError, compact, open_store, prepare, table_files
from pipeline.store.layout import WORK, FileState, may_hold
from pipeline.store.lock import LockedError
from pipeline.store.merge import DOCUMENT_TABLES
from schemas.column import Row
from schemas.records import DocumentRow, TextRow
from schemas.tables import TABLES, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.dataset as pads

R = TypeVar("R", bound=Row)

__all__ = [
    "WORK",
    "Batch",
    "FileState",
    "LockedError",
    "Prepared",
    "Store",
    "StoreError",
    "compact",
    "find_documents",
    "open_dataset",
    "open_store",
    "prepare",
    "read_record",
    "read_rows",
    "read_table",
    "to_rows",
    "to_table",
]


def open_dataset(path: Any, table: str) -> pads.Dataset:
    """One table of a dataset, not yet read: ``.to_table()``, ``.to_table().to_pandas()``, ``.scanner(filter=…)``.

    Args:
        path: the dataset's folder, or the URL (or ``UPath``) of an object store.
        table: name of the table (``schemas.tables.TABLES``).

    Raises:
        KeyError: there is no table of that name.
        FileNotFoundError: there is no dataset at ``path``.
    """
    return _dataset(path, table)


def _dataset(path: Any, table: str, doc_id: str | None = None) -> pads.Dataset:
    """One table; with ``doc_id`` the files in which that document's rows may lie."""
    import pyarrow.dataset as pads  # brings pandas along: a second that a run which opens no table need not wait for

    schema = arrow_schema(table)
    files, store = table_files(path, table)
    if not files:
        raise FileNotFoundError(f"{path}: no dataset here (no {table}/*.parquet)")
    if doc_id is not None:
        files = [file for file in files if may_hold(file.rpartition("/")[2], doc_id)] or files[:1]
    if store is None:
        return pads.dataset(files, schema=schema, format="parquet")
    from pyarrow.fs import FSSpecHandler, PyFileSystem

    return pads.dataset(files, schema=schema, format="parquet", filesystem=PyFileSystem(FSSpecHandler(store)))


def read_table(path: Any, table: str) -> pa.Table:
    """One table of a dataset, read whole."""
    return conform(table, open_dataset(path, table).to_table())


def read_rows(path: Any, row: type[R], doc_id: str | None = None) -> list[R]:
    """Typed rows of one table, in stored order; with ``doc_id`` those of one document.

    Raises:
        FileNotFoundError: there is no dataset at ``path``.
    """
    wanted = None if doc_id is None else pc.field("doc_id") == doc_id
    return to_rows(row, _dataset(path, row.TABLE, doc_id).to_table(filter=wanted))


def find_documents(path: Any, prefix: str) -> list[str]:
    """The ids in ``documents`` that begin with ``prefix``, sorted."""
    ids = open_dataset(path, "documents").to_table(
        columns=["doc_id"], filter=pc.starts_with(pc.field("doc_id"), prefix)
    )
    return cast(list[str], sorted(ids["doc_id"].to_pylist()))


def read_record(path: Any, doc_id: str) -> Record:
    """All rows of one document.

    Raises:
        KeyError: the dataset has no such document.
        FileNotFoundError: there is no dataset at ``path``.
    """
    documents, texts = read_rows(path, DocumentRow, doc_id), read_rows(path, TextRow, doc_id)
    if not documents or not texts:
        raise KeyError(doc_id)
    tables: dict[str, tuple[Row, ...]] = {}
    for table in DOCUMENT_TABLES:
        if table not in (DocumentRow.TABLE, TextRow.TABLE):
            tables[table] = tuple(read_rows(path, TABLES[table], doc_id))
    return Record(documents[0], texts[0], tables)
