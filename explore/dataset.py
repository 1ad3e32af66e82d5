"""A dataset as DuckDB sees it: every table, and the views that pages, queries and notebooks share (``views.sql``).

The tables are read where they lie; nothing is copied. A table that a dataset of an older version lacks, or a column that it
lacks, is there all the same, empty: pages need not ask what version wrote it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from explore.errors import NoDatasetError
from schemas.tables import TABLES, arrow_schema

VIEWS = Path(__file__).with_name("views.sql")
SETTINGS = ("autoinstall_known_extensions", "autoload_known_extensions")
"""What would reach for a network: off, always."""


def connect(root: str | Path, *, locked: bool = True) -> duckdb.DuckDBPyConnection:
    """A connection in memory with all tables and views of a dataset.

    Args:
        root: folder of the dataset, as ``shigu parse --out`` wrote it.
        locked: statements reach the dataset's folder and nothing else (whoever runs a user's SQL refuses statements that write,
            see :mod:`explore.query`); False also lets them read and write the user's files.

    Raises:
        NoDatasetError: there is no dataset at ``root``, or a file of it is damaged.
    """
    path = Path(root)
    if not any((path / "documents").glob("*.parquet")):
        raise NoDatasetError(f"{path}: no dataset here; make one with `shigu parse PATH --out {path}`")
    con = duckdb.connect(config=dict.fromkeys(SETTINGS, False))
    if rows(con, "SELECT current_setting('enable_progress_bar') AS shown")[0]["shown"]:  # cannot be set in a notebook
        con.execute("SET enable_progress_bar = false")
    try:
        for table in TABLES:
            _view(con, path, table)
        con.execute(VIEWS.read_text("utf-8"))
    except duckdb.Error as error:
        words = str(error).split("\n")[0]
        raise NoDatasetError(f"{path}: the dataset cannot be read ({words}); run `shigu parse` on it again") from None
    if locked:
        # A table's folder may be a link to another disk.
        homes = sorted({f"{folder.resolve()}/" for folder in (path, *(path / table for table in TABLES))})
        con.execute(f"SET allowed_directories = [{', '.join(map(literal, homes))}]")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
    return con


def _view(con: duckdb.DuckDBPyConnection, root: Path, table: str) -> None:
    """A table's view with the columns of its schema, in their order; then what else the files hold."""
    schema = arrow_schema(table)
    files = sorted(str(path.resolve()) for path in (root / table).glob("*.parquet"))
    if not files:
        con.register(f"_{table}", schema.empty_table())
        con.execute(f'CREATE VIEW "{table}" AS SELECT * FROM "_{table}"')
        return
    source = f"read_parquet([{', '.join(map(literal, files))}], union_by_name = true)"
    there = {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    missing = [field for field in schema if field.name not in there]
    if missing:
        con.register(f"_{table}", schema.empty_table())
        source = f'(SELECT * FROM {source} UNION ALL BY NAME SELECT * FROM "_{table}")'
    con.execute(f'CREATE VIEW "{table}" AS SELECT * FROM {source}')


def literal(words: str) -> str:
    """A text as an SQL literal."""
    return "'" + words.replace("'", "''") + "'"


def rows(con: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
    """The rows of a statement as dicts."""
    found = con.execute(sql, parameters or [])
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
