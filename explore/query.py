"""Questions to a dataset: SQL of the user's own, and ready queries (``queries/*.sql``) with parameters.

A ready query is one file. Its head says what it is::

    -- name: fines_by_city
    -- title: 各市罚款中位数与四分位数
    -- answers: 同一事故等级、同类对象，各市罚了多少。
    -- param kind = organization: 对象：organization 单位，person 个人
    -- param province =: 只看一个省，空为全国

In its SQL a parameter is ``$kind``; every value is text there, an empty one is NULL.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import duckdb

from explore.dataset import literal
from explore.errors import LookError
from explore.results import Result
from schemas.column import columns
from schemas.tables import TABLES

QUERIES = Path(__file__).with_name("queries")
_HEAD = re.compile(
    r"-- (?P<key>name|title|answers): (?P<value>.+)|-- param (?P<param>\w+) =(?P<default>[^:]*): (?P<means>.+)"
)
_NAME = re.compile(r"[\w-]+")
_READING = frozenset(
    {"SELECT", "EXPLAIN", "PRAGMA", "SET", "VARIABLE_SET", "CREATE", "CREATE_FUNC", "INSERT", "UPDATE", "DELETE", "DROP", "ALTER"}
)  # fmt: skip
"""Kinds of statements that can change nothing but the memory of their own connection."""
_WRITES = re.compile(r"\b(?:copy|export|attach|execute)\b", re.I)


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a ready query: its default as text, None where it has none, and what it is for."""

    default: str | None
    means: str


@dataclasses.dataclass(frozen=True, slots=True)
class Ready:
    """A ready query."""

    name: str
    title: str
    answers: str
    parameters: Mapping[str, Parameter]
    sql: str

    def values(self, given: Mapping[str, str]) -> dict[str, str | None]:
        """The value of each parameter: given, else its default; an empty one is None.

        Raises:
            LookError: the query has no parameter of a name that is given.
        """
        for name in given:
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "none"
                raise LookError(f"{self.name} has no parameter {name}; it has: {known}")
        return {name: given.get(name, p.default or "") or None for name, p in self.parameters.items()}


@cache
def ready() -> dict[str, Ready]:
    """All ready queries by name, in alphabetical order."""
    return {path.stem: _read(path) for path in sorted(QUERIES.glob("*.sql"))}


def _read(path: Path) -> Ready:
    sql = path.read_text("utf-8")
    known: dict[str, str] = {}
    parameters = {}
    for line in sql.splitlines():
        found = _HEAD.fullmatch(line)
        if found is None:
            break
        if found["param"]:
            parameters[found["param"]] = Parameter(found["default"].strip() or None, found["means"])
        else:
            known[found["key"]] = found["value"]
    return Ready(known["name"], known["title"], known["answers"], parameters, sql)


def find(name: str) -> Ready:
    """The ready query of a name.

    Raises:
        LookError: there is none; the message names the nearest.
    """
    found = ready().get(name.replace("-", "_"))
    if found is not None:
        return found
    near = _nearest(name, ready())
    raise LookError(
        f"no ready query {name}{f'; did you mean {near}?' if near else ''}; `shigu query --list` lists them"
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """SQL with the values of its parameters."""

    sql: str
    values: Mapping[str, str | None]

    def filled(self) -> str:
        """The SQL with literals in place of its parameters: it runs as it stands."""
        chosen = {name: "NULL" if value is None else literal(value) for name, value in self.values.items()}
        return re.sub(r"\$(\w+)", lambda m: chosen.get(m[1], m[0]), self.sql)


def question(what: str | None, items: Iterable[str]) -> Question:
    """What the user asks: SQL, the name of a ready query, ``@file`` or ``-`` for standard input.

    Args:
        what: the words of the command line.
        items: values of parameters as ``name=value``.

    Raises:
        LookError: nothing is asked, no such ready query or parameter, or the file cannot be read.
    """
    given = {}
    for item in items:
        name, sign, value = item.partition("=")
        if not sign or not name:
            raise LookError(f"--param {item}: write it as name=value")
        given[name] = value
    if what is None or not what.strip():
        raise LookError("give SQL, the name of a ready query, @FILE or -; `shigu query --list` lists the ready queries")
    if what == "-":
        return Question(sys.stdin.read(), given)
    if what.startswith("@"):
        try:
            return Question(Path(what[1:]).read_text("utf-8-sig"), given)
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            raise LookError(f"{what[1:]}: {reason}") from None
    if is_name(what):
        found = find(what)
        return Question(found.sql, found.values(given))
    return Question(what, given)


def listing() -> str:
    """The ready queries, one line each: name, title, parameters with their defaults."""
    width = max(map(len, ready()))
    lines = []
    for name, one in ready().items():
        asked = " ".join(f"{key}={p.default or ''}" for key, p in one.parameters.items())
        lines.append(f"{name:<{width}}  {one.title}{f'  [{asked}]' if asked else ''}")
    return "\n".join(lines)


def is_name(words: str) -> bool:
    """Is this a name rather than SQL? Every statement has a blank or a bracket."""
    return _NAME.fullmatch(words.strip()) is not None


def run(con: duckdb.DuckDBPyConnection, sql: str, given: Mapping[str, str | None], *, locked: bool = True) -> Result:
    """Run SQL: one statement, or several of which only the last gives rows (variables, macros, tables in memory before).

    Args:
        con: a connection of :func:`explore.dataset.connect`.
        sql: the statements.
        given: values of its parameters (``$name``) as text.
        locked: refuse what writes files. The connection's own lock still lets a statement write into the dataset.

    Raises:
        LookError: it cannot be run; the message is one line with a hint.
    """
    try:
        statements = con.extract_statements(sql)
        _fit(statements, given, locked)
        for statement in statements[:-1]:
            con.execute(statement, _chosen(statement, given)).fetchall()
        last = statements[-1]
        return Result(
            con.sql(last.query, params=_chosen(last, given) or None), lambda error: explain(con, error, locked)
        )
    except duckdb.Error as error:
        raise LookError(explain(con, error, locked)) from None


def _chosen(statement: duckdb.Statement, given: Mapping[str, str | None]) -> dict[str, str | None]:
    return {name: given[name] for name in statement.named_parameters}


def _fit(statements: list[duckdb.Statement], given: Mapping[str, str | None], locked: bool) -> None:
    """Are these statements that can be run together, with all their parameters?"""
    if not statements:
        raise LookError("no statement to run; give SQL or the name of a ready query (`shigu query --list`)")
    for statement in statements[:-1]:
        if statement.type in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
            raise LookError("several statements give rows; only the last may (run them one by one)")
    wanted = {name for statement in statements for name in statement.named_parameters}
    for name in sorted(wanted - set(given)):
        raise LookError(f"the parameter ${name} has no value; give it with --param {name}=…")
    for name in sorted(set(given) - wanted):
        raise LookError(f"no parameter ${name} in the statement")
    for statement in statements:
        kind = statement.type.name
        if locked and (kind not in _READING or (kind == "EXPLAIN" and _WRITES.search(statement.query))):
            raise LookError(f"{kind} may read or write files; add --files to let the statement do so")


def explain(con: duckdb.DuckDBPyConnection, error: Exception, locked: bool) -> str:
    """What DuckDB says is wrong, as one line, with names that would be right."""
    said, _, rest = str(error).partition("\nLINE ")
    kind, _, message = " ".join(said.split()).partition(": ")
    line = re.match(r"\d+", rest)
    where = f" (line {line[0]})" if line and rest.startswith(line[0]) and line[0] != "1" else ""
    if found := re.match(r"Table with name (\S+) does not exist!", message):
        return _no_table(found[1]) + where
    if found := re.match(r'Referenced column "(\w+)" not found', message):
        candidates = re.findall(r'"(\w+)"', message)[1:]
        message = f"no column {found[1]} here{_elsewhere(found[1], candidates)}"
    if kind == "Permission Error" and locked:
        message += "; statements read the dataset only, --files lets them read and write other files"
    if kind in ("IO Error", "Invalid Error") and "arquet" in message:
        message += "; run `shigu parse` on the dataset again"
    return f"{message or kind}{where}"


def _no_table(name: str) -> str:
    if name in ready():
        return f"no table {name}; it is a ready query: `shigu query {name}`"
    near = _nearest(name, (*TABLES, *views()))
    hint = f"; did you mean {near}?" if near else ""
    return f"no table or view {name}{hint} Tables: {', '.join(TABLES)}. Views: {', '.join(views())}."


def _elsewhere(column: str, here: list[str]) -> str:
    """The nearest name among the columns at hand, else the tables that have one of that name."""
    if near := _nearest(column, here):
        return f"; did you mean {near}?"
    tables = [table for table, row in TABLES.items() if column in {c.name for c in columns(row)}]
    if tables:
        return f"; it is a column of {', '.join(tables)}"
    return '; `shigu query "DESCRIBE accidents"` lists the columns of a table'


@cache
def views() -> tuple[str, ...]:
    """Names of the views that ``explore/views.sql`` makes."""
    text = QUERIES.with_name("views.sql").read_text("utf-8")
    return tuple(re.findall(r"^CREATE VIEW (\w+)", text, flags=re.M))


def _nearest(name: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(name.lower(), list(known), 1, 0.6)), None)
