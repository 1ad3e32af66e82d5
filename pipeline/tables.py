"""A dataset as Python sees it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.run import PARSE, RunSummary, dataset, run
from pipeline.store import open_dataset, read_rows
from schemas.column import Row
from schemas.tables import TABLES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.dataset as pads

R = TypeVar("R", bound=Row)


class Tables:
    """The tables of a dataset; nothing is read before it is asked for.

    ``path`` is the dataset's folder (or, of a URL, a path of universal_pathlib), ``summary`` what the run that made it did (None for a dataset that was opened).
    """

    def __init__(self, path: str | os.PathLike[str], summary: RunSummary | None = None, _keep: Any = None) -> None:
        self.path: Any = dataset(path) if isinstance(path, str | os.PathLike) else path
        self.summary = summary
        self._keep = _keep  # a temporary folder goes when nobody holds this object any more

    names: tuple[str, ...] = tuple(TABLES)

    def table(self, name: str = "accidents") -> pads.Dataset:
        """One table as ``pyarrow.dataset.Dataset``.

        Raises:
            KeyError: there is no table of that name.
        """
        return open_dataset(self.path, name)

    def __getitem__(self, name: str) -> pads.Dataset:
        return self.table(name)

    def to_table(self, name: str = "accidents", **options: Any) -> pa.Table:
        """One table read into memory; ``options`` (columns, filter) as of ``Dataset.to_table``."""
        return self.table(name).to_table(**options)

    def to_pandas(self, name: str = "accidents") -> pd.DataFrame:
        """One table as a data frame.

        Counts are ``Int32`` and truth values ``boolean``, both nullable, so that a column has the same type whether or
        not all rows state it; money stays ``Decimal``; what is not stated is ``<NA>``, None, NaN or NaT.
        """
        import pandas as pd
        import pyarrow as pa

        nullable = {pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
        frame: pd.DataFrame = self.to_table(name).to_pandas(types_mapper=nullable.get)
        return frame

    def rows(self, row: type[R], doc_id: str | None = None) -> list[R]:
        """Typed rows of one table, e.g. ``tables.rows(AccidentRow)``, of one document or all."""
        return read_rows(self.path, row, doc_id)

    def __repr__(self) -> str:
        return f"Tables({str(self.path)!r})"


def parse_into(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str] | None,
    jobs: int | None,
) -> Tables:
    """What :func:`pipeline.parse_folder` does."""
    paths = [path] if isinstance(path, (str, os.PathLike)) else list(path)
    keep = tempfile.TemporaryDirectory(prefix="shigu-") if out is None else None
    target = Path(keep.name) if keep is not None else dataset(out or "")
    summary = run(paths, out if out is not None else target, jobs=jobs, parse=PARSE)
    if summary.interrupted:
        raise KeyboardInterrupt
    return Tables(target, summary, keep)
