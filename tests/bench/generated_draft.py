"""A document while it is written: text, headings, and for each value the place where its words stand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any, NamedTuple

from schemas.column import Row
from schemas.records import DocumentRow, SectionRow, TextRow

EVIDENCE = ("doc_id", "table", "row_id", "field", "char_start", "char_end", "page", "boxes", "text", "rule", "confidence", "reading")  # fmt: skip
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PER_LINE, _PER_PAGE = 28, 26
_MARKERS = ("", "一二三四五六七八九十", "一二三四五六七八九十")


class Words(NamedTuple):
    """Words, and the values that are read from them: (table, row id, fields)."""

    text: str
    reads: tuple[tuple[str, str, tuple[str, ...]], ...]


def words(text: str, table: str, row_id: str, *fields: str) -> Words:
    """Words from which fields of one row are read."""
    return Words(text, ((table, row_id, fields),))


class Draft:
    """One document: its text grows, its rows are kept by table, its evidence in columns."""

    def __init__(self, doc_id: str, paged: bool) -> None:
        self.doc_id, self.paged = doc_id, paged
        self.parts: list[str] = []
        self.size = 0
        self.rows: dict[str, list[Row]] = {}
        self.places: list[tuple[str, str, str, int, int, str]] = []
        self.sections: list[dict[str, Any]] = []
        self.counts = [0, 0, 0]
        self._open(0, None, None, "引言", None)

    def id(self, letter: str, table: str) -> str:
        """The id of the next row of a table."""
        return f"{self.doc_id}-{letter}{len(self.rows.get(table, ())):03d}"

    def keep(self, row: Row) -> None:
        """Add a row to its table."""
        self.rows.setdefault(row.TABLE, []).append(row)

    @property
    def section(self) -> str:
        """The id of the section that is being written."""
        return str(self.sections[-1]["section_id"])

    def head(self, level: int, heading: str, part: str, topic: str | None = None) -> None:
        """Begin a section at level 1 (一、) or 2 (（一）)."""
        self.counts[level] += 1
        if level == 1:
            self.counts[2] = 0
        figure = _MARKERS[level][self.counts[level] - 1]
        marker = f"{figure}、" if level == 1 else f"（{figure}）"
        self._open(level, marker, heading, part, topic)
        self.say(f"{marker}{heading}\n")
        self.sections[-1]["body"] = self.size

    def _open(self, level: int, marker: str | None, heading: str | None, part: str, topic: str | None) -> None:
        above = next((s for s in reversed(self.sections) if s["level"] == 1), None) if level == 2 else None
        self.sections.append(
            {"section_id": f"{self.doc_id}-s{len(self.sections):03d}", "level": level, "marker": marker, "part": part,
             "parent_id": above["section_id"] if above else None, "heading": heading, "topic": topic,
             "start": self.size, "body": self.size}
        )  # fmt: skip

    def say(self, text: str) -> tuple[int, int]:
        """Add plain words; returns where they stand."""
        start = self.size
        self.parts.append(text)
        self.size += len(text)
        return start, self.size

    def put(self, item: Words) -> tuple[int, int]:
        """Add words that values are read from; returns where they stand."""
        start, end = self.say(item.text)
        for table, row_id, fields in item.reads:
            for field in fields:
                self.places.append((table, row_id, field, start, end, item.text))
        return start, end

    def fill(self, template: str, **values: Words | str) -> tuple[int, int]:
        """Add a paragraph: a template whose ``{name}`` stand for words; returns where it stands."""
        start = self.size
        for i, piece in enumerate(_PLACEHOLDER.split(template)):
            if i % 2 == 0:
                self.say(piece)
            else:
                value = values[piece]
                if isinstance(value, str):
                    self.say(value)
                else:
                    self.put(value)
        end = self.size
        self.say("\n")
        return start, end

    def close(self, document: dict[str, Any]) -> None:
        """Write the rows of ``documents``, ``texts`` and ``sections``."""
        self.text = "".join(self.parts)
        self._lay_out()
        self.keep(
            DocumentRow(
                doc_id=self.doc_id,
                char_count=len(self.text),
                byte_size=len(self.text) * 3 + 20_000,
                page_count=len(self.pages) or None,
                **document,
            )
        )
        self.keep(TextRow(doc_id=self.doc_id, text=self.text, page_offsets=self.pages))
        for i, s in enumerate(self.sections):
            following = self.sections[i + 1 :]
            end = next((t["start"] for t in following if t["level"] <= max(s["level"], 1)), len(self.text))
            own_end = following[0]["start"] if following else len(self.text)
            self.keep(
                SectionRow(
                    section_id=s["section_id"], doc_id=self.doc_id, parent_id=s["parent_id"], level=s["level"], ordinal=i,
                    marker=s["marker"], heading=s["heading"], part=s["part"], topic=s["topic"], char_start=s["start"],
                    char_end=end if s["level"] else own_end, page_start=self._page(s["start"]),
                    page_end=self._page(max(s["start"], end - 1)), text=self.text[s["body"] : own_end].strip(),
                )
            )  # fmt: skip

    def _lay_out(self) -> None:
        """Where lines and pages begin, as if set in lines of 28 characters."""
        self.lines, self.pages = [], []
        if not self.paged:
            return
        at = 0
        for paragraph in self.text.split("\n"):
            self.lines.extend(range(at, at + max(len(paragraph), 1), _PER_LINE))
            at += len(paragraph) + 1
        self.pages = self.lines[::_PER_PAGE]

    def _page(self, at: int) -> int | None:
        return bisect_right(self.pages, at) if self.paged else None

    def evidence(self) -> Iterable[tuple[Any, ...]]:
        """The rows of ``evidence`` as tuples in the order of :data:`EVIDENCE`."""
        boxes: dict[tuple[int, int], list[dict[str, Any]]] = {}
        for table, row_id, field, start, end, text in self.places:
            if self.paged and (start, end) not in boxes:
                boxes[start, end] = self._boxes(start, end)
            rule = f"generated.{table}.{field}"
            yield (
                self.doc_id, table, row_id, field, start, end, self._page(start), boxes.get((start, end)), text, rule,
                1.0, None,
            )  # fmt: skip

    def _boxes(self, start: int, end: int) -> list[dict[str, Any]]:
        """A box per line of A4 in points from the top left: 16 points a character, 28 a line."""
        out = []
        first, after = bisect_right(self.lines, start) - 1, bisect_left(self.lines, end)
        for line in range(first, after):
            a = max(start, self.lines[line]) - self.lines[line]
            b = min(end, self.lines[line] + _PER_LINE) - self.lines[line]
            if b > a:
                top = 72.0 + 28 * (line % _PER_PAGE)
                box = {
                    "page": line // _PER_PAGE + 1,
                    "x0": 73.0 + 16 * a,
                    "y0": top,
                    "x1": 73.0 + 16 * b,
                    "y1": top + 16,
                }
                out.append(box)
        return out
