"""Records on their way from a worker to the store: Arrow tables made where the file was parsed, as bytes.

Making the tables takes four times as long as taking them out of these bytes (2.3 against 0.4 ms a report): the one process
that writes the dataset is left with the small part. The tables' schemas do not travel: both sides run the same program.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pyarrow as pa

from pipeline.record import Record
from pipeline.store import Prepared, prepare
from schemas.tables import arrow_schema

_schemas: dict[str, pa.Schema] = {}


def pack(record: Record) -> bytes:
    """A record as bytes for :func:`unpack`.

    Raises:
        pipeline.store.StoreError: it does not fit its tables.
    """
    made = prepare(record)
    tables = {name: _batch(data).serialize().to_pybytes() for name, data in made.tables.items()}
    return pickle.dumps((made.row, tables), pickle.HIGHEST_PROTOCOL)


def unpack(data: bytes) -> Prepared:
    """The record of :func:`pack`, ready to be stored. Only for bytes of our own workers: they are unpickled."""
    row, tables = pickle.loads(data)
    return Prepared(row, {name: _table(name, part) for name, part in tables.items()})


def _batch(data: pa.Table) -> pa.RecordBatch:
    (batch,) = data.combine_chunks().to_batches()
    return batch


def _table(name: str, data: bytes) -> pa.Table:
    if name not in _schemas:
        _schemas[name] = arrow_schema(name)
    batch = pa.ipc.read_record_batch(pa.py_buffer(data), _schemas[name])
    return pa.Table.from_batches([batch], _schemas[name])


def squeeze(value: Any) -> tuple[int, bytes]:
    """Any value of ours as compressed bytes for a network, with their size before."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return len(data), pa.compress(data, "zstd", asbytes=True)


def unsqueeze(squeezed: tuple[int, bytes]) -> Any:
    """The value of :func:`squeeze`; only for bytes of our own workers."""
    size, data = squeezed
    return pickle.loads(pa.decompress(data, size, "zstd"))


def without_pandas() -> None:
    """Let Arrow go without pandas for the rest of this process, which it would load at the first row (1.2 s, 60 MB).

    For processes of ours that end with their work; where a user goes on, ``Table.to_pandas`` must be possible. Should
    another Arrow look for pandas in another way, it finds it.
    """
    if "pandas" in sys.modules:
        return
    with _no_module("pandas"):
        pa.array([None], pa.string())  # its Python half looks once
    sys.modules["pandas"] = ModuleType("pandas")
    try:
        pa.array([None], pa.string())  # its other half looks until it finds one; of an empty one it uses nothing
    finally:
        del sys.modules["pandas"]


def settle_worker() -> None:
    """Make Arrow a good guest in a worker, whose address space is limited: its own allocator would reserve a gigabyte."""
    pa.set_memory_pool(pa.system_memory_pool())
    without_pandas()


@contextmanager
def _no_module(name: str) -> Iterator[None]:
    class Finder:
        @staticmethod
        def find_spec(wanted: str, path: object = None, target: object = None) -> None:
            if wanted == name:
                raise ModuleNotFoundError(f"{name} is left out", name=name)

    sys.meta_path.insert(0, Finder)
    try:
        yield
    finally:
        sys.meta_path.remove(Finder)
