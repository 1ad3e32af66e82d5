"""Datasets for the tests of exports: rows by hand, the demo dataset parsed once, and workbooks read back."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from lxml import etree

from schemas.tables import TABLES, arrow_schema

ROOT = Path(__file__).parents[2]
KEY = b"a key of the tests, sixteen bytes and more"
NASTY = "=cmd|' /C calc'!A0"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Sample:
    """A dataset in the making: documents with their texts, and rows whose places are found by their words."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
        self.texts: dict[str, str] = {}

    def add(self, into: str, /, **row: Any) -> None:
        """A row; required columns that are not given hold something neutral."""
        out = {}
        for field in arrow_schema(into):
            value = row.pop(field.name, None)
            if value is None and not field.nullable:
                value = [] if pa.types.is_list(field.type) else "" if pa.types.is_string(field.type) else 0
            out[field.name] = value
        assert not row, f"{into} has no {row}"
        self.rows[into].append(out)

    def document(self, doc_id: str, text: str, **facts: Any) -> str:
        """A document with one section that holds all of it."""
        self.texts[doc_id] = text
        facts = {"source": f"in/{doc_id}.txt", "file_name": f"{doc_id}.txt", "doc_type": "事故调查报告", **facts}
        pages = facts.pop("page_offsets", [])
        self.add("documents", doc_id=doc_id, char_count=len(text), text_source="markup", **facts)
        self.add("texts", doc_id=doc_id, text=text, page_offsets=pages)
        self.add("sections", section_id=f"{doc_id}-s000", doc_id=doc_id, part="其他", char_start=0, char_end=len(text),
                 text=text)  # fmt: skip
        return doc_id

    def evidence(self, doc_id: str, table: str, row_id: str, field: str, words: str, nth: int = 0) -> None:
        """Evidence of a value at the nth place of its words."""
        places = [m.start() for m in re.finditer(re.escape(words), self.texts[doc_id])]
        self.add("evidence", doc_id=doc_id, table=table, row_id=row_id, field=field, char_start=places[nth],
                 char_end=places[nth] + len(words), text=words, rule="test", confidence=1.0)  # fmt: skip

    def person(self, doc_id: str, name: str, nth: int = 0, **facts: Any) -> str:
        """A person, with evidence at the nth place of the name."""
        person_id = f"{doc_id}-p{sum(row['doc_id'] == doc_id for row in self.rows['persons']):03d}"
        masked = re.search("[某x×*]", name) is not None
        self.add("persons", person_id=person_id, doc_id=doc_id, name=name, is_masked=masked, **facts)
        if name in self.texts[doc_id]:
            self.evidence(doc_id, "persons", person_id, "name", name, nth)
        return person_id

    def write(self, root: Path) -> Path:
        """Write all tables."""
        for table, rows in self.rows.items():
            (root / table).mkdir(parents=True, exist_ok=True)
            ordered = sorted(rows, key=lambda row: row.get("doc_id") or "")
            pq.write_table(pa.Table.from_pylist(ordered, arrow_schema(table)), root / table / "part.parquet")
        return root


@cache
def demo() -> Path:
    """The demo dataset, parsed once."""
    from pipeline import parse_folder

    folder = Path(tempfile.mkdtemp(prefix="shigu-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    parse_folder(ROOT / "data/raw", out=folder / "demo")
    return folder / "demo"


def rows(root: Path, table: str) -> list[dict[str, Any]]:
    """All rows of a table."""
    return [row for file in sorted((root / table).glob("*.parquet")) for row in pq.ParquetFile(file).read().to_pylist()]


def contents(root: Path) -> dict[str, bytes]:
    """Every file under a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def sheets(path: Path) -> dict[str, list[list[tuple[str, str]]]]:
    """The sheets of a workbook: rows of (type, value); an empty cell is ("", "")."""
    with zipfile.ZipFile(path) as book:
        names = [sheet.get("name") for sheet in etree.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        strings: list[str] = []
        if "xl/sharedStrings.xml" in book.namelist():
            tree = etree.fromstring(book.read("xl/sharedStrings.xml"))
            strings = ["".join(one.itertext()) for one in tree.iter(f"{MAIN}si")]
        return {
            name: _rows(
                etree.fromstring(book.read(f"xl/worksheets/sheet{n}.xml"), etree.XMLParser(huge_tree=True)), strings
            )
            for n, name in enumerate(names, 1)
        }


def _rows(tree: Any, strings: list[str]) -> list[list[tuple[str, str]]]:
    out = []
    for row in tree.iter(f"{MAIN}row"):
        cells: list[tuple[str, str]] = []
        for cell in row.iter(f"{MAIN}c"):
            letters = re.match("[A-Z]+", cell.get("r"))[0]
            at = 0
            for letter in letters:
                at = at * 26 + ord(letter) - 64
            cells += [("", "")] * (at - 1 - len(cells))
            value = "".join(cell.itertext())
            kind = cell.get("t", "n")
            cells.append(("s" if kind in ("s", "inlineStr") else kind, strings[int(value)] if kind == "s" else value))
        out.append(cells)
    return out
