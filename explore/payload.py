"""What the pages load: columns of the dataset and single reports, as scripts.

A page opened from a disk may load scripts but no data, so each piece is a script that hands its content to the page
(``S.put("cases", {…})``); the server makes the same pieces on demand. Columns of text are dictionary-coded
(``{"d": words, "i": places in d, -1 for null}``), others plain (``{"v": values}``): 20,000 accidents stay small and quick to filter.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from explore.dataset import rows
from schemas.column import columns, type_name
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
REVIEW_COLUMNS = f"""
SELECT * FROM (
  SELECT CASE k.verdict WHEN 'fail' THEN 0 ELSE 1 END AS urgency, 'check' AS kind, k.doc_id, NULL AS "table",
         k.row_ids[1] AS row_id, k."check" AS field, k.message AS words, NULL::DOUBLE AS confidence, d.title, d.file_name
  FROM checks AS k JOIN documents AS d USING (doc_id) WHERE k.verdict <> 'pass'
  UNION ALL
  SELECT 2, 'confidence', e.doc_id, e."table", e.row_id, e.field, left(any_value(e.text), 80), min(e.confidence), d.title, d.file_name
  FROM evidence AS e JOIN documents AS d USING (doc_id)
  GROUP BY e.doc_id, e."table", e.row_id, e.field, d.title, d.file_name
  HAVING max(e.confidence) < {SURE}
)
ORDER BY urgency, confidence NULLS FIRST, doc_id, row_id, field LIMIT {LISTED}
"""


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Number the accidents and sanctions, latest accident first; the pieces refer to each other by these numbers."""
    con.execute(CASES)
    con.execute(PUNISHMENTS)


def piece(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """One of the pieces ``schema``, ``cases``, ``punishments``, ``laws``, ``reviews`` as a script.

    Raises:
        KeyError: there is no such piece.
    """
    if name == "schema":
        content: Any = schema()
    elif name == "laws":
        content = {"citations": coded(con, CITATION_COLUMNS), "bases": coded(con, BASIS_COLUMNS)}
    else:
        sql = {"cases": CASE_COLUMNS, "punishments": PUNISHMENT_COLUMNS, "reviews": REVIEW_COLUMNS}
        content = coded(con, sql[name])
    return script("put", name, content)


PIECES = ("schema", "cases", "punishments", "laws", "reviews")


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
    table: pa.Table = con.sql(sql).to_arrow_table()
    return {"n": table.num_rows, "columns": {name: _column(table[name]) for name in table.column_names}}


def _column(values: pa.ChunkedArray) -> dict[str, Any]:
    if not pa.types.is_string(values.type) and not pa.types.is_large_string(values.type):
        return {"v": values.to_pylist()}
    one = values.combine_chunks().dictionary_encode()
    one = one.combine_chunks() if isinstance(one, pa.ChunkedArray) else one
    return {"d": one.dictionary.to_pylist(), "i": one.indices.fill_null(-1).to_pylist()}


def schema() -> dict[str, Any]:
    """Tables with their columns as the pages name them: ``{table: {label, key, columns: [[name, label, type, words]]}}``."""
    out: dict[str, Any] = {}
    for table in OF_A_REPORT:
        row = TABLES[table]
        found = [
            [c.name, c.info.label_zh, type_name(c.type, c.info), list(VOCABULARIES.get(c.info.vocabulary or "", ()))]
            for c in columns(row)
        ]
        out[table] = {"label": row.LABEL_ZH, "key": row.KEY, "columns": found}
    return out


def report(con: duckdb.DuckDBPyConnection, doc_id: str) -> dict[str, Any]:
    """All that is known of one document: its rows by table, text, and the other documents of its accident.

    Raises:
        KeyError: the dataset has no such document.
    """
    found = rows(con, "SELECT text, page_offsets FROM texts WHERE doc_id = ?", [doc_id])
    if not found:
        raise KeyError(doc_id)
    out: dict[str, Any] = {"text": found[0]["text"], "page_offsets": found[0]["page_offsets"] or []}
    for table in OF_A_REPORT:
        out[table] = rows(con, f'SELECT * FROM "{table}" WHERE doc_id = ?', [doc_id])
    for section in out["sections"]:
        del section["text"]  # the page has the whole text
    out["same_accident"] = rows(
        con,
        "SELECT doc_id, doc_type, title, issued_on FROM documents WHERE doc_id <> ? AND accident_id IN "
        "(SELECT accident_id FROM accidents WHERE doc_id = ?) ORDER BY issued_on, doc_id",
        [doc_id, doc_id],
    )
    out["outcomes"] = rows(
        con, "SELECT * FROM outcomes WHERE report_doc_id = ? OR evaluation_doc_id = ?", [doc_id, doc_id]
    )
    return out
