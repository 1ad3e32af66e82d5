"""The dataset: Arrow tables in a folder of Parquet files.

Beside :mod:`schemas.tables` the only part of the program that knows Arrow. A folder per table; ``part*.parquet`` are its
shards, ``batch-*.parquet`` what a run that is under way (or was cut off) has added. ``.shigu`` is the working folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import pyarrow.compute as pc

from pipeline.record import Record
from pipeline.store.arrow import conform, to_rows, to_table
from pipeline.store.dataset import Batch, Prepared, Store, StoreError, compact, open_store, prepare
from pipeline.store.layout import WORK, FileState
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


def open_dataset(path: str | Path, table: str) -> pads.Dataset:
    """One table of a dataset, not yet read: ``.to_table()``, ``.to_table().to_pandas()``, ``.scanner(filter=…)``.

    Args:
        path: the dataset's folder.
        table: name of the table (``schemas.tables.TABLES``).

    Raises:
        KeyError: there is no table of that name.
        FileNotFoundError: there is no dataset at ``path``.
    """
    import pyarrow.dataset as pads  # brings pandas along: a second that a run which opens no table need not wait for

    schema = arrow_schema(table)
    files = sorted((Path(path) / table).glob("*.parquet"))
    if not files:
        raise FileNotFoundError(f"{path}: no dataset here (no {table}/*.parquet)")
    return pads.dataset([str(file) for file in files], schema=schema, format="parquet")


def read_table(path: str | Path, table: str) -> pa.Table:
    """One table of a dataset, read whole."""
    return conform(table, open_dataset(path, table).to_table())


def read_rows(path: str | Path, row: type[R], doc_id: str | None = None) -> list[R]:
    """Typed rows of one table, in stored order; with ``doc_id`` those of one document.

    Raises:
        FileNotFoundError: there is no dataset at ``path``.
    """
    wanted = None if doc_id is None else pc.field("doc_id") == doc_id
    return to_rows(row, open_dataset(path, row.TABLE).to_table(filter=wanted))


def find_documents(path: str | Path, prefix: str) -> list[str]:
    """The ids in ``documents`` that begin with ``prefix``, sorted."""
    ids = open_dataset(path, "documents").to_table(
        columns=["doc_id"], filter=pc.starts_with(pc.field("doc_id"), prefix)
    )
    return cast(list[str], sorted(ids["doc_id"].to_pylist()))


def read_record(path: str | Path, doc_id: str) -> Record:
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
