"""Datasets of a handful of rows, written by hand: what a test states is in them, and nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from explore import query
from explore.dataset import connect
from schemas.tables import arrow_schema

LAW = "中华人民共和国安全生产法"


def yuan(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount).quantize(Decimal("0.01"))


class Tiny:
    """A dataset in the making; :meth:`ask` writes it and runs a ready query."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.tables: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **row: Any) -> None:
        """A row; required columns that are not given hold something neutral."""
        out = {}
        for field in arrow_schema(table):
            value = row.pop(field.name, None)
            if value is None and not field.nullable:
                value = [] if pa.types.is_list(field.type) else "" if pa.types.is_string(field.type) else 0
            out[field.name] = value
        assert not row, f"{table} has no {row}"
        self.tables.setdefault(table, []).append(out)

    def accident(self, name: str, *, doc: str | None = None, doc_type: str = "事故调查报告", **facts: Any) -> str:
        """An accident as a document tells it; the document's id is returned."""
        doc = doc or f"d-{name}"
        self.add("documents", doc_id=doc, doc_type=doc_type, accident_id=name, duplicate_of=facts.pop("copy_of", None),
                 issued_on=facts.pop("issued_on", None))  # fmt: skip
        facts = {"province": "山西省", "city": "太原市", "severity": "一般", **facts}
        self.add("accidents", accident_id=name, doc_id=doc, name=facts.pop("title", f"{name}事故"), **facts)
        return doc

    def sanction(self, doc: str, target: str, measure: str = "罚款", **facts: Any) -> str:
        """A sanction, and its row beside the statutory range where one is given (``low``, ``high``, …)."""
        number = len(self.tables.get("sanctions", []))
        sanction_id = f"{doc}-x{number:03d}"
        accident = next(a["accident_id"] for a in self.tables["accidents"] if a["doc_id"] == doc)
        known = {"sanction_id": sanction_id, "doc_id": doc, "accident_id": accident, "target_name": target}
        kind = facts.pop("kind", "organization")
        bounds = {f"range_{key}": facts.pop(key, None) for key in ("low_yuan", "high_yuan", "low_ratio", "high_ratio")}
        position, role = facts.pop("position_in_range", None), facts.pop("role", None)
        amount, ratio = yuan(facts.pop("amount", None)), facts.pop("ratio", None)
        law, article = facts.pop("law", None), facts.pop("article", None)
        harmonised = facts.pop("harmonised_article", None)
        category = facts.pop("category", "行政处罚")
        self.add("sanctions", **known, target_kind=kind, category=category, measure=measure, status=facts.pop("status", "建议"),
                 amount_yuan=amount, income_ratio=ratio, **facts)  # fmt: skip
        if measure == "罚款":
            bounds = {key: yuan(value) if key.endswith("yuan") else value for key, value in bounds.items()}
            self.add("penalties", **known, target_kind=kind, role=role, amount_yuan=amount, income_ratio=ratio, law=law,
                     article=article, harmonised_article=harmonised, position_in_range=position, **bounds)  # fmt: skip
        return sanction_id

    def write(self) -> Path:
        """Write what there is as Parquet."""
        for table in {"documents", *self.tables}:
            folder = self.root / table
            folder.mkdir(parents=True, exist_ok=True)
            rows = pa.Table.from_pylist(self.tables.get(table, []), schema=arrow_schema(table))
            pq.write_table(rows, folder / "part.parquet")
        return self.root

    def ask(self, name: str, **values: str) -> list[dict[str, Any]]:
        """The rows of a ready query."""
        asked = query.question(name, [f"{key}={value}" for key, value in values.items()])
        result = query.run(connect(self.write()), asked.sql, asked.values)
        return [dict(zip(result.names, row, strict=True)) for row in result.rows()]


def some(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    """The named values of a row."""
    return tuple(row[name] for name in names)


def at(day: str, clock: str = "10:00") -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day} {clock}")
