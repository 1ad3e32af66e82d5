"""Which columns name a row, and which point at rows of other tables."""

from __future__ import annotations

from collections.abc import Collection

from schemas.column import columns
from schemas.tables import TABLES

PRIMARY: dict[str, tuple[str, ...]] = {
    "documents": ("doc_id",),
    "texts": ("doc_id",),
    "sections": ("section_id",),
    "accidents": ("accident_id", "doc_id"),
    "organizations": ("org_id",),
    "persons": ("person_id",),
    "sanctions": ("sanction_id",),
    "penalties": ("sanction_id",),
    "citations": ("citation_id",),
    "causes": ("cause_id",),
    "measures": ("measure_id",),
    "events": ("event_id",),
    "directives": ("directive_id",),
    "runs": ("run_id",),
}
"""The columns that together name a row, where some do."""
POINTS_AT = {
    "doc_id": ("documents", "doc_id"),
    "duplicate_of": ("documents", "doc_id"),
    "report_doc_id": ("documents", "doc_id"),
    "evaluation_doc_id": ("documents", "doc_id"),
    "accident_id": ("accidents", "accident_id"),
    "section_id": ("sections", "section_id"),
    "parent_id": ("sections", "section_id"),
    "person_id": ("persons", "person_id"),
    "org_id": ("organizations", "org_id"),
    "sanction_id": ("sanctions", "sanction_id"),
    "evaluation_sanction_id": ("sanctions", "sanction_id"),
}
_NOT = {("failures", "doc_id")}  # what failed is in no other table


def foreign(table: str, there: Collection[str]) -> list[tuple[str, str, str]]:
    """Columns of a table that point at rows of tables that are ``there``: column, table, its column."""
    out = []
    for column in columns(TABLES[table]):
        at = POINTS_AT.get(column.name)
        if at is not None and at != (table, column.name) and at[0] in there and (table, column.name) not in _NOT:
            out.append((column.name, *at))
    return out
