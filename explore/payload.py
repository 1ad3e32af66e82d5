"""What the pages load: columns of the dataset and single reports, as scripts.

A page opened from a disk may load scripts but no data, so each piece is a script that hands its content to the page
(``S.put("cases", {…})``); the server makes the same pieces on demand. Columns of text are dictionary-coded
(``{"d": words, "i": places in d, -1 for null}``), others plain (``{"v": values}``): 20,000 accidents stay small and quick to filter.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from explore.dataset import rows
from explore.decisions import of_document
from schemas.column import columns, type_name
from schemas.review_values import ADDABLE, FIELDS, NEED_WORDS
from schemas.reviews import KEYS
from schemas.tables import TABLES
from schemas.vocabularies import VOCABULARIES

SURE = 0.9
"""Readings below this confidence want a reviewer's eye."""
LISTED = 5_000
"""Entries of the review page: more than anyone reads in one go; the rest follows when these are done."""
OF_A_REPORT = (
    "documents", "accidents", "organizations", "persons", "sanctions", "causes", "measures", "events", "directives",
    "citations", "sections", "evidence", "checks",
)  # fmt: skip

CASES = """
CREATE OR REPLACE TEMP TABLE _cases AS
SELECT CAST(row_number() OVER (ORDER BY occurred_at DESC NULLS LAST, accident_id) - 1 AS INTEGER) AS i, * FROM cases
"""
CASE_COLUMNS = """
SELECT accident_id, doc_id, coalesce(name, title) AS name, short_name, doc_type, documents,
       CAST(epoch(occurred_at) / 60 AS BIGINT) AS at, occurred_precision AS precision, year, province, city, county,
       accident_type, severity_known AS severity, severity IS NOT NULL AS severity_stated, industry, nature,
       concealed, deaths, missing, injuries, CAST(direct_loss_yuan AS DOUBLE) AS loss,
       minutes_to_report AS to_report, minutes_to_arrival AS to_arrival, coalesce(k.open, 0) AS open_checks
FROM _cases
LEFT JOIN (SELECT doc_id, count(*) AS open FROM checks WHERE verdict <> 'pass' GROUP BY doc_id) AS k USING (doc_id)
ORDER BY i
"""
PUNISHMENTS = """
CREATE OR REPLACE TEMP TABLE _punishments AS
SELECT CAST(row_number() OVER (ORDER BY c.i, p.sanction_id) - 1 AS INTEGER) AS j, c.i, p.*
FROM punishments AS p JOIN _cases AS c USING (doc_id, accident_id)
"""
PUNISHMENT_COLUMNS = """
SELECT i AS "case", sanction_id, target_kind, target_name, target_position AS position, target_organization AS employer, role,
       category, measure, status, CAST(amount_yuan AS DOUBLE) AS amount, income_ratio AS ratio,
       law, coalesce(harmonised_article, article) AS article, position_in_range AS place,
       CAST(range_low_yuan AS DOUBLE) AS low, CAST(range_high_yuan AS DOUBLE) AS high,
       range_low_ratio AS low_ratio, range_high_ratio AS high_ratio, outcome, authority
FROM _punishments ORDER BY j
"""
CITATION_COLUMNS = """
SELECT c.i AS "case", a.law, a.law_kind AS kind, a.harmonised_article AS article, a.article_suffix AS suffix, a.context,
       CAST(count(*) AS INTEGER) AS n
FROM articles AS a JOIN _cases AS c USING (doc_id)
GROUP BY ALL ORDER BY ALL
"""
BASIS_COLUMNS = """
SELECT DISTINCT p.j AS punishment, b.law, b.harmonised_article AS article, b.article_suffix AS suffix
FROM bases AS b JOIN _punishments AS p USING (sanction_id) ORDER BY ALL
"""
REVIEW = Path(__file__).with_name("review_list.sql").read_text("utf-8").replace("$sure", str(SURE))
REVIEW_COLUMNS = f"""
SELECT e.* EXCLUDE (row_ids), coalesce(d.title, d.file_name) AS title, CAST(count(*) OVER () AS INTEGER) AS total
FROM _review AS e JOIN originals AS d USING (doc_id)
ORDER BY e.urgency, e.confidence NULLS FIRST, e.doc_id, e.row_id, e.field LIMIT {LISTED}
"""
DOCUMENT_COLUMNS = """
SELECT doc_id, coalesce(title, file_name) AS title, doc_type, CAST(issued_on AS VARCHAR) AS issued_on, issuer[1] AS issuer,
       duplicate_of IS NOT NULL AS copy, coalesce(k.open, 0) AS open_checks
FROM documents LEFT JOIN (SELECT doc_id, count(*) AS open FROM checks WHERE verdict <> 'pass' GROUP BY doc_id) AS k USING (doc_id)
ORDER BY issued_on DESC NULLS LAST, doc_id
"""


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Number the accidents and sanctions, latest accident first; the pieces refer to each other by these numbers."""
    con.execute(CASES)
    con.execute(PUNISHMENTS)
    con.execute(REVIEW)


def piece(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """One of :data:`PIECES` as a script.

    Raises:
        KeyError: there is no such piece.
    """
    if name == "schema":
        content: Any = schema()
    elif name == "laws":
        content = {"citations": coded(con, CITATION_COLUMNS), "bases": coded(con, BASIS_COLUMNS)}
    else:
        content = coded(con, TABULAR[name])
    return script("put", name, content)


TABULAR = {
    "cases": CASE_COLUMNS,
    "documents": DOCUMENT_COLUMNS,
    "punishments": PUNISHMENT_COLUMNS,
    "reviews": REVIEW_COLUMNS,
}
PIECES = ("schema", "laws", *TABULAR)


def script(function: str, name: str, content: Any) -> str:
    """A call that hands content to the page. U+2028 and U+2029 end a line in old engines, ``</`` a script."""
    words = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=plain)
    words = words.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")
    return f"S.{function}({json.dumps(name)},{words});\n"


def plain(value: Any) -> Any:
    """A value as JSON holds it: money as a decimal text, dates and moments in ISO form."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def coded(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """The columns of a statement: ``{"n": rows, "columns": {name: {"d", "i"} or {"v"}}}``."""
    # As NumPy arrays: Arrow's way to Python lists imports pandas, a second that whoever opens the page would wait for.
    found = con.sql(sql).fetchnumpy()
    return {"n": len(next(iter(found.values()))), "columns": {name: _column(values) for name, values in found.items()}}


def exactly(con: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any]) -> dict[str, Any]:
    """As :func:`coded`, for one document: money to the cent, lists and structs as they are."""
    read = con.execute(sql, parameters)
    names = [column[0] for column in read.description or []]
    found = read.fetchall()
    values = zip(*found, strict=True) if found else ((),) * len(names)
    return {"n": len(found), "columns": {n: _words_or_values(list(v)) for n, v in zip(names, values, strict=True)}}


def _column(values: Any) -> dict[str, Any]:
    plainly: list[Any] = values.tolist()  # what is masked becomes None
    return _words(plainly) if values.dtype == object else {"v": plainly}


def _words_or_values(values: list[Any]) -> dict[str, Any]:
    return _words(values) if isinstance(next((v for v in values if v is not None), None), str) else {"v": values}


def _words(values: list[Any]) -> dict[str, Any]:
    places: dict[str, int] = {}
    coded = [-1 if word is None else places.setdefault(word, len(places)) for word in values]
    return {"d": list(places), "i": coded}


def schema() -> dict[str, Any]:
    """Tables as the pages name them: ``{table: {label, key, columns, find, add}}``.

    A column is ``[name, label, type, words of its vocabulary, can be corrected, can be empty]``; ``find``: the columns by
    which a row is found again (:data:`schemas.reviews.KEYS`); ``add``: the columns that an added row must state, and whether
    it needs words of the text; None where rows cannot be added.
    """
    out: dict[str, Any] = {}
    for table in OF_A_REPORT:
        row = TABLES[table]
        open_to_review = FIELDS.get(table, {})
        found = [
            [
                c.name,
                c.info.label_zh,
                type_name(c.type, c.info),
                list(VOCABULARIES.get(c.info.vocabulary or "", ())),
                c.name in open_to_review,
                c.nullable,
            ]
            for c in columns(row)
        ]
        add = {"must": ADDABLE[table], "words": table in NEED_WORDS} if table in ADDABLE else None
        out[table] = {"label": row.LABEL_ZH, "key": row.KEY, "columns": found, "find": KEYS.get(table), "add": add}
    return out


OF_A_DOCUMENT = {
    "sections": "* EXCLUDE (doc_id, text)",  # the page has the whole text
    "evidence": '"table", row_id, field, char_start, char_end, page, '
    "[[b.page, round(b.x0::DOUBLE, 1), round(b.y0::DOUBLE, 1), round(b.x1::DOUBLE, 1), round(b.y1::DOUBLE, 1)] FOR b IN boxes] "
    "AS boxes, rule, confidence, reading",
}
"""What the page needs of a table; else all but the document's id."""
ORDER = {"sections": "ordinal", "causes": "ordinal", "measures": "ordinal", "directives": "ordinal",
         "events": "ordinal", "citations": "char_start", "evidence": "char_start, char_end"}  # fmt: skip
SAME_ACCIDENT = """
SELECT doc_id, doc_type, coalesce(title, file_name) AS title, issued_on, duplicate_of FROM documents
WHERE doc_id <> ?1 AND (accident_id IN (SELECT accident_id FROM accidents WHERE doc_id = ?1) OR duplicate_of = ?1
  OR doc_id = (SELECT duplicate_of FROM documents WHERE doc_id = ?1))
ORDER BY issued_on, doc_id
"""


def report(con: duckdb.DuckDBPyConnection, doc_id: str, root: Path | None = None) -> dict[str, Any]:
    """All that is known of one document: its rows by table, text, the other documents of its accident, decisions on it.

    Args:
        con: a connection to the dataset, on which :func:`prepare` ran.
        doc_id: the document.
        root: folder of the dataset, where the decisions of reviewers are; None: without them.

    Returns:
        ``text``, ``page_offsets``; ``tables``: columns as :func:`exactly` gives them; ``same_accident``,
        ``penalties``, ``outcomes`` and ``todo`` (rows; what wants a reviewer's eye); ``reviews``:
        :class:`schemas.reviews.Review` as objects, each with the ``state`` that the last run gave it (None: none yet).

    Raises:
        KeyError: the dataset has no such document.
    """
    found = rows(con, "SELECT text, page_offsets FROM texts WHERE doc_id = ?", [doc_id])
    if not found:
        raise KeyError(doc_id)
    out: dict[str, Any] = {"text": found[0]["text"], "page_offsets": found[0]["page_offsets"] or [], "tables": {}}
    for table in OF_A_REPORT:
        what, order = OF_A_DOCUMENT.get(table, "* EXCLUDE (doc_id)"), ORDER.get(table)
        if table == "documents":
            what = "*"
        sql = f'SELECT {what} FROM "{table}" WHERE doc_id = ?' + (f" ORDER BY {order}" if order else "")
        out["tables"][table] = exactly(con, sql, [doc_id])
    out["todo"] = rows(
        con, "SELECT * FROM _review WHERE doc_id = ? ORDER BY urgency, confidence, row_id, field", [doc_id]
    )
    out["same_accident"] = rows(con, SAME_ACCIDENT, [doc_id])
    out["penalties"] = rows(con, "SELECT * FROM penalties WHERE doc_id = ?", [doc_id])
    out["outcomes"] = rows(
        con, "SELECT * FROM outcomes WHERE report_doc_id = ? OR evaluation_doc_id = ?", [doc_id, doc_id]
    )
    out["reviews"] = of_document(root, doc_id, lambda table: rows_of(con, doc_id, table)) if root is not None else []
    states = {
        (one["table"], one["field"], one["author"], one["decided_at"].isoformat()): one["state"]
        for one in rows(con, "SELECT * FROM reviews WHERE doc_id = ?", [doc_id])
    }
    for one in out["reviews"]:
        one["state"] = states.get((one["table"], one["field"], one["author"], one["at"][:19]))
    return out


def rows_of(con: duckdb.DuckDBPyConnection, doc_id: str, table: str) -> list[dict[str, Any]]:
    """The rows of a document in stored order; none where the dataset has no such document.

    Raises:
        KeyError: there is no such table.
    """
    if table not in TABLES:
        raise KeyError(table)
    return rows(con, f'SELECT * FROM "{table}" WHERE doc_id = ?', [doc_id])


def page_size(image: bytes) -> list[float] | None:
    """Width and height in points of the page that a PNG shows, by its text ``shigu:page``; None where it has none."""
    found = re.search(rb"tEXtshigu:page\0([0-9.]+) ([0-9.]+)", image[:4_096])
    return [float(found[1]), float(found[2])] if found else None
