"""Some documents of a dataset, rewritten under pseudonyms: their texts, every offset into them, every value read from them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from explore.export.context import is_masked
from explore.export.names import Everyone, Finder, Prose, Pseudonyms
from explore.export.people import People
from explore.export.special import check_messages, put, review_values, suffix
from explore.export.tables import doc_column, of_documents
from schemas.column import columns
from schemas.tables import TABLES, arrow_schema

NAMES = {
    "persons": ("name",),
    "organizations": ("legal_representative", "actual_controller"),
    "sanctions": ("target_name",),
    "penalties": ("target_name",),
    "outcomes": ("target_name",),
}
"""Columns that hold the name of a person, or of a person among others."""
PATHS = ("source", "file_name", "also_at")
"""Columns of ``documents`` that say where a file lay: they name people, and whoever ran the program."""
DROPPED = {("persons", "birth_year")}
"""Columns that become null."""
UNTOUCHED = frozenset({
    "table", "field", "rule", "adcode", "uscc", "media_type", "parser_version", "rules_hash", "check", "marker", "law",
    "number", "article_suffix", "row_ids", "stage", "error", "gender", "run_id",
})  # fmt: skip
"""Columns of text that never name anybody."""
ALIGNED = 8
"""From how many characters on a value is looked for in the text, to be cut out of the new one."""
_PLACES = {
    "accidents": (
        "province",
        "city",
        "county",
        "place",
        "investigation_authority",
        "investigation_lead",
        "team_members",
    ),
    "sanctions": ("authority",),
    "citations": ("law",),
    "documents": ("issuer", "recipients", "copied_to"),
}


class Document:
    """One document: its text before and after, and how a value of it is rewritten."""

    def __init__(self, text: str, finder: Finder, sure: Iterable[tuple[int, int, str]]) -> None:
        self.old, self.finder = text, finder
        self.map = finder.document(text, sure)
        self.sections: dict[str, tuple[int, int]] = {}
        self.read: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)

    def value(self, words: str, key: tuple[str, str, str] | None = None, section: str | None = None) -> str:
        """What a value says now.

        Args:
            words: the value.
            key: its table, row and column: where its evidence has the same words, it says what they say now.
            section: the section that it was read from.
        """
        if key is not None and (known := self.read.get(key, {}).get(words)) is not None:
            return known
        if len(words) >= ALIGNED:
            start, end = self.sections.get(section or "", (0, len(self.old)))
            at = self.old.find(words, start, end)
            at = at if at >= 0 else self.old.find(words)
            if at >= 0 and not self.map.cuts(at) and not self.map.cuts(at + len(words)):
                return self.map.piece(at, at + len(words))
        return self.finder.words(words)


class Chunk:
    """Documents that are rewritten together."""

    def __init__(
        self,
        root: Path,
        ids: Sequence[str],
        people: People,
        pseudonyms: Pseudonyms,
        everyone: Everyone,
        prose: Prose | None,
    ) -> None:
        self._people, self._pseudonyms = people, pseudonyms
        self._everyone, self._prose = everyone, prose
        tables = [table for table in TABLES if doc_column(table) is not None]
        self._tables = {table: of_documents(root, table, ids) for table in tables}
        self._who: dict[str, str] = {}
        """The pseudonym of each row of persons, and of each sanction's target."""
        self._printed: dict[str, tuple[str, str]] = {}
        """The name and pseudonym of the person that a row is about, by the row's id."""
        self._documents: dict[str, Document] = {}
        self._persons()
        self._read()
        self._tables["evidence"] = self._evidence(self._tables["evidence"])

    def _persons(self) -> None:
        rows = self._tables["persons"].select(["doc_id", "person_id", "name"]).to_pylist()
        for row in rows:
            self._who[row["person_id"]] = self._people.of_row(self._pseudonyms, *row.values())
            self._printed[row["person_id"]] = (row["name"], self._who[row["person_id"]])
        wanted = ["doc_id", "sanction_id", "target_kind", "target_name", "person_id"]
        for row in self._tables["sanctions"].select(wanted).to_pylist():
            if row["target_kind"] == "person":
                new = self._who.get(row["person_id"]) or self._named(row["doc_id"], row["target_name"])
                self._who[row["sanction_id"]] = new
                self._printed[row["sanction_id"]] = (row["target_name"], new)

    def _read(self) -> None:
        """Every document's text with its names replaced; what its sections and its evidence say now."""
        sure, longer = self._sure(), self._longer_words()
        texts = {row["doc_id"]: row["text"] for row in self._tables["texts"].select(["doc_id", "text"]).to_pylist()}
        for doc_id in self._tables["documents"]["doc_id"].to_pylist():
            finder = Finder(
                self._pseudonyms,
                self._people.scope.get(doc_id, doc_id),
                self._people.full(doc_id),
                self._people.masked(doc_id),
                self._people.longer(doc_id, sorted(longer[doc_id])),
                self._everyone,
                self._prose,
            )
            self._documents[doc_id] = Document(texts.get(doc_id, ""), finder, sure[doc_id])
        names = ["doc_id", "section_id", "char_start", "char_end"]
        for row in self._tables["sections"].select(names).to_pylist():
            self._documents[row["doc_id"]].sections[row["section_id"]] = (row["char_start"], row["char_end"])

    def _sure(self) -> dict[str, list[tuple[int, int, str]]]:
        """Places that the evidence knows to be a name, by document, each with what comes there."""
        evidence = self._tables["evidence"]
        wanted = pc.and_(
            pc.is_in(evidence["table"], value_set=pa.array(list(NAMES))),
            pc.is_in(evidence["field"], value_set=pa.array(sorted({n for names in NAMES.values() for n in names}))),
        )
        rows = evidence.filter(wanted).select(["doc_id", "table", "row_id", "field", "char_start", "text"]).to_pylist()
        values = self._values()
        here: dict[tuple[str, int, int], set[str]] = defaultdict(set)
        for row in rows:
            name = values.get((row["table"], row["row_id"], row["field"]))
            if name is None or (place := _place(row["text"], name)) is None:
                continue
            new = self._who.get(row["row_id"]) or self._named(row["doc_id"], name)
            here[row["doc_id"], row["char_start"] + place[0], row["char_start"] + place[1]].add(new)
        out: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        texts = {row["doc_id"]: row["text"] for row in self._tables["texts"].select(["doc_id", "text"]).to_pylist()}
        for (doc_id, start, end), words in sorted(here.items()):
            either = self._named(doc_id, texts[doc_id][start:end])
            rows_ = words - {either} if len(words) > 1 else words
            # two rows of persons at one place: it is any of them
            out[doc_id].append((start, end, min(rows_) if len(rows_) == 1 else either))
        return out

    def _values(self) -> dict[tuple[str, str, str], str]:
        """Names of persons in the tables, by table, row and column."""
        out: dict[tuple[str, str, str], str] = {}
        for table, fields in NAMES.items():
            key = TABLES[table].KEY
            if key is None:
                continue
            data = self._tables[table]
            persons = data.filter(pc.equal(data["target_kind"], "person")) if table == "sanctions" else data
            for row in persons.select([key, *fields]).to_pylist():
                out |= {(table, row[key], field): row[field] for field in fields if row[field]}
        return out

    def _named(self, doc_id: str, name: str) -> str:
        if is_masked(name):
            return self._pseudonyms.masked(self._people.scope.get(doc_id, doc_id), name)
        return self._pseudonyms.full(name)

    def _longer_words(self) -> dict[str, set[str]]:
        """Places, offices and laws of each document."""
        out: dict[str, set[str]] = defaultdict(set)
        for table, names in _PLACES.items():
            for row in self._tables[table].select(["doc_id", *names]).to_pylist():
                for name in names:
                    value = row[name]
                    out[row["doc_id"]] |= set(value) if isinstance(value, list) else {value} if value else set()
        return out

    def table(self, table: str) -> pa.Table:
        """The rows of one table, rewritten."""
        data = self._tables[table]
        if table == "evidence":
            return data
        if table == "documents":
            return self._of_documents(data)
        if table == "texts":
            return self._texts(data)
        for name in ("char_start", "char_end"):
            if name in data.column_names:
                data = self._moved(data, name)
        return self._words(table, data)

    def _evidence(self, data: pa.Table) -> pa.Table:
        """Evidence at its new places; each document learns what the words of its values are now."""
        for table, field in sorted(DROPPED):
            data = data.filter(pc.invert(pc.and_(pc.equal(data["table"], table), pc.equal(data["field"], field))))
        names = ["doc_id", "table", "row_id", "field", "char_start", "char_end", "text", "reading"]
        out: dict[str, list[Any]] = {name: [] for name in ("char_start", "char_end", "text", "reading")}
        known = zip(*(data[name].to_pylist() for name in names), strict=True)
        for doc_id, table, row_id, field, start, end, text, reading in known:
            document = self._documents[doc_id]
            a, b = document.map.start(start), document.map.end(end)
            if document.map.touched(start, end):
                new = document.map.text[a:b]
                document.read[table, row_id, field][text] = new
                text, reading = new, None  # what OCR read there was the name, or close to it
            elif reading is not None:
                reading = document.value(reading)
            for name, value in zip(out, (a, b, text, reading), strict=True):
                out[name].append(value)
        for name, values in out.items():
            data = put(data, "evidence", name, values)
        return data

    def _moved(self, data: pa.Table, name: str) -> pa.Table:
        """A column of offsets, carried over."""
        out = []
        for doc_id, offset in zip(data["doc_id"].to_pylist(), data[name].to_pylist(), strict=True):
            mapping = self._documents[doc_id].map
            out.append(mapping.start(offset) if name == "char_start" else mapping.end(offset))
        return data.set_column(data.schema.get_field_index(name), data.schema.field(name), pa.array(out, pa.int32()))

    def _of_documents(self, data: pa.Table) -> pa.Table:
        ids = data["doc_id"].to_pylist()
        files = [i + suffix(name) for i, name in zip(ids, data["file_name"].to_pylist(), strict=True)]
        others = [
            [f"{doc_id}-{n}{suffix(path)}" for n, path in enumerate(paths, 2)]
            for doc_id, paths in zip(ids, data["also_at"].to_pylist(), strict=True)
        ]
        for name, values in (("source", files), ("file_name", files), ("also_at", others)):
            data = put(data, "documents", name, values)
        data = put(data, "documents", "char_count", [len(self._documents[doc_id].map.text) for doc_id in ids])
        return self._words("documents", data)

    def _texts(self, data: pa.Table) -> pa.Table:
        maps = [self._documents[doc_id].map for doc_id in data["doc_id"].to_pylist()]
        offsets = zip(maps, data["page_offsets"].to_pylist(), strict=True)
        pages = [[mapping.end(offset) for offset in known] for mapping, known in offsets]
        return put(put(data, "texts", "page_offsets", pages), "texts", "text", [mapping.text for mapping in maps])

    def _words(self, table: str, data: pa.Table) -> pa.Table:
        """All columns of words, rewritten."""
        ids = data[doc_column(table) or "doc_id"].to_pylist()
        if table == "checks":
            data = check_messages(data, self._printed)
        if table == "reviews":
            data = review_values(data, self._named, self._pseudonyms)
        key = TABLES[table].KEY
        keys = data[key].to_pylist() if key is not None else [""] * len(ids)
        within = data["section_id"].to_pylist() if "section_id" in data.column_names else [None] * len(ids)
        for name in words_of(table):
            if table == "documents" and name in PATHS:
                continue
            values = data[name].to_pylist()
            if name in NAMES.get(table, ()):
                new = self._names(table, name, data, ids, values)
            else:
                new = [
                    self._value(value, doc_id, (table, row_id, name), section)
                    for value, doc_id, row_id, section in zip(values, ids, keys, within, strict=True)
                ]
            if new != values:
                data = put(data, table, name, new)
        for name in (field for of, field in DROPPED if of == table):
            data = put(data, table, name, [None] * len(data))
        return data

    def _value(self, value: Any, doc_id: str, key: tuple[str, str, str], section: str | None) -> Any:
        if not value:
            return value
        if isinstance(value, list):
            return [self._value(one, doc_id, key, section) for one in value]
        return self._documents[doc_id].value(value, key, section)

    def _names(self, table: str, name: str, data: pa.Table, ids: list[str], values: list[str | None]) -> list[Any]:
        """A column of persons' names; where a row is about an organisation, its name like any other words."""
        kinds = data["target_kind"].to_pylist() if "target_kind" in data.column_names else ["person"] * len(ids)
        key = {"persons": "person_id", "organizations": "org_id"}.get(table, "sanction_id")
        rows = data[key].to_pylist()
        out: list[Any] = []
        for value, doc_id, kind, row_id in zip(values, ids, kinds, rows, strict=True):
            if not value:
                out.append(value)
            elif kind != "person":
                out.append(self._value(value, doc_id, (table, row_id, name), None))
            else:
                read = self._documents[doc_id].read.get((table, row_id, name), {}).get(value)
                out.append(self._who.get(row_id) or read or self._named(doc_id, value))
        return out


def _place(text: str, name: str) -> tuple[int, int] | None:
    """Where in the words of its evidence a name stands; all of them where a reviewer put a misprint right (卓力群)."""
    at = text.find(name)
    if at >= 0:
        return at, at + len(name)
    alike = 2 <= len(text) <= len(name) + 2 and set(text) & set(name) and not re.search(r"[，。、；：\s]", text)
    return (0, len(text)) if alike else None


@cache
def words_of(table: str) -> tuple[str, ...]:
    """The columns of a table that hold words from a report, or about one."""
    schema, out = arrow_schema(table), []
    for column in columns(TABLES[table]):
        kind = schema.field(column.name).type
        text = pa.types.is_string(kind) or (pa.types.is_list(kind) and pa.types.is_string(kind.value_type))
        is_id = column.name.endswith("_id") or column.name == "duplicate_of"
        if text and not is_id and column.info.vocabulary is None and column.name not in UNTOUCHED:
            out.append(column.name)
    return tuple(out)
