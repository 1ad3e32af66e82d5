"""Tables that a conversion flattened to one cell a line, put together again: 序号 / 姓名 / 单位及职务 / 处理建议, then 1 / 甲某 / ….

The heading row gives the columns, the running numbers give the rows; a cell may break over lines and may be empty. A row
whose lines cannot be dealt out to the columns beyond doubt keeps its words, all in its first cell: nothing is read from it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import regex

from pipeline.markers import read_marker
from pipeline.read.flat_cells import OPTIONAL, Column, column, deal
from pipeline.read.furniture import is_page_mark
from pipeline.read.lines import Line

_WHITE = regex.compile(r"\s")
_NUMBER_LABEL = frozenset({"序号", "编号", "序", "号", "No", "NO", "No.", "NO."})
_LABEL = regex.compile(r"[\p{Han}、/／（）()和及与]{1,14}")
_NUMBER = regex.compile(r"(\d{1,3})[.．、]?")
_GROUP_MAX = 40
_TITLE_MAX = 20
_INNER = regex.compile(r"[，。；：]")
_BEHIND = regex.compile(r"(?:备?注|说明|附件?|附表|合计|来源)[：:\d]|(?:备?注|附件|合计)$|[（(](?:此件|盖章)")
_STOPS = regex.compile(
    r"[。；]$|(?:元|处分|警告|责任|诫勉|批评|检查|约谈|整改|处罚|处理|处置|教育|合同|资格|证书|机关|追究|追责|记过|撤职|免职|降级|开除)$"
)
"""How a cell on what is done ends."""
_UNIT_HEAD = regex.compile(r"[\p{Han}]{2,24}(?:公司|集团|局|委员会|政府|办事处|中心)(?=[，未对])")
_MOST_COLUMNS = 9
_MOST_LINES = 30
"""Lines of a row that are dealt out; a longer one is no row."""
_MOST_ROWS = 300
"""Rows of a table that are dealt out; no accident has so many who answer for it."""


@dataclasses.dataclass
class _Row:
    """A row to be: where its number stands, its lines; ``number`` is None for a heading row."""

    number: int | None
    lines: list[Line]
    whole: bool = False
    """Is it no row, but lines that cannot be dealt out at all?"""
    unsure: bool = False
    """Is it open whether some of its lines are the text behind the table?"""


def gathered(lines: list[Line]) -> tuple[list[Line], int]:
    """The lines with flattened tables as rows, and how many rows could not be dealt out to their columns."""
    out: list[Line] = []
    unread = 0
    table = max((line.table for line in lines if line.table is not None), default=-1) + 1
    at = 0
    while at < len(lines):
        head = _head(lines, at)
        if head is None:
            out.append(lines[at])
            at += 1
            continue
        reader = _Reader(lines, at, head, table)
        at = reader.read()
        out += reader.out
        unread += reader.unread
        table += 1
    return out, unread


def _words(line: Line) -> str:
    return str(_WHITE.sub("", line.text))


def _plain(line: Line) -> bool:
    """May the line be a cell: of a format without places on a page, no heading, no furniture?"""
    return line.kind == "paragraph" and line.chars is None and line.level is None


@dataclasses.dataclass(frozen=True)
class _Head:
    """A heading row: its labels without the number's, and how many lines it takes."""

    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    printed: tuple[str, ...]


def _head(lines: list[Line], at: int) -> _Head | None:
    """The heading row that begins at a line 序号; None where no row 1 (or a line over rows) follows on its labels."""
    if not _plain(lines[at]) or len(lines[at].text) > 8 or _words(lines[at]) not in _NUMBER_LABEL:
        return None
    printed = [_words(lines[at])]
    for line in lines[at + 1 : at + 2 * _MOST_COLUMNS]:
        words = _words(line)
        if not _plain(line) or _NUMBER.fullmatch(words) or not _LABEL.fullmatch(words) or _marked(words):
            break
        printed.append(words)
    behind = at + len(printed)
    labels = _labels(printed[2 if printed[:2] == ["序", "号"] else 1 :])
    known = [column(label) for label in labels]
    verdict = next((i for i, c in enumerate(known) if c.kind in ("verdict", "proposed", "done")), None)
    if verdict is not None and verdict < len(known) - 1 and known[-1].kind == "target":
        # 责任单位 / 1 / …: the line over the rows
        labels, known, behind = labels[:-1], known[:-1], behind - 1
        printed.pop()
    kinds = [c.kind for c in known if c.kind != "other"]
    if not 2 <= len(labels) < _MOST_COLUMNS or "target" not in kinds or len(kinds) * 2 <= len(labels):
        return None
    first = next((line for line in lines[behind : behind + 4] if not is_page_mark(line.text)), None)
    follows = lines[behind : behind + 5]
    if first is None or not any(_number(line) == 1 for line in follows):
        return None
    return _Head(tuple(labels), tuple(known), tuple(printed))


def _labels(printed: list[str]) -> list[str]:
    """The labels, those that broke over two lines joined: 单位及 / 职务."""
    out: list[str] = []
    for words in printed:
        last = out[-1] if out else ""
        broken = last and column(last).kind == "other" and column(last + words).kind != "other"
        if broken or (out and len(words) == 1):
            out[-1] += words
        else:
            out.append(words)
    return out


def _number(line: Line) -> int | None:
    match = _NUMBER.fullmatch(_words(line)) if len(line.text) <= 12 else None
    return int(match[1]) if match and _plain(line) else None


def _marked(words: str) -> bool:
    marker = read_marker(words)
    return marker is not None and marker.family != "num"


def _last_cell(row: _Row, columns: Sequence[Column]) -> list[str]:
    """The lines of a row's last filled cell; none where the row cannot be dealt out."""
    lines = [_words(line) for line in row.lines]
    dealt = deal(lines, columns) if len(lines) <= _MOST_LINES else None
    return next((cell.split("\n") for cell in reversed(dealt or []) if cell), [])


class _Reader:
    """Reads one table from its heading row on."""

    def __init__(self, lines: list[Line], at: int, head: _Head, table: int) -> None:
        self.lines, self.at, self.head, self.table = lines, at, head, table
        self.out: list[Line] = []
        self.unread = 0
        self.widest: int | None = None
        """The widest line of the last cells of the rows before the last one."""
        self.spaced = any(line.gap for line in lines[at + 1 : at + len(head.printed)])
        self.least = max(1, sum(c.kind in ("target", "verdict", "proposed", "facts") for c in head.columns))

    def _by_columns(self) -> _Row | None:
        """The lines of a table as one row, where the numbers stand one below the other: 1 / 2 / 3 / 甲某 / 乙某.

        They end at the next division, and at the text behind the table once there is a line for each cell that must be filled.
        """
        numbers = [_number(line) for line in self.lines[self.at : self.at + 2]]
        if numbers != [1, 2]:
            return None
        begin, count, cells = self.at, 0, 0
        while self.at < len(self.lines) and _plain(self.lines[self.at]):
            line, words = self.lines[self.at], _words(self.lines[self.at])
            marker = read_marker(line.text.strip())
            if _BEHIND.match(words) or (marker and marker.family not in ("num", "num_paren", "circled")):
                break
            if _number(line) == count + 1 == self.at - begin + 1:
                count += 1
            full = cells >= count * (1 + sum(c.kind not in OPTIONAL for c in self.head.columns))
            if full and (line.gap or (len(words) > _GROUP_MAX and "。" in words)):
                break
            cells += line.gap or not self.spaced
            self.at += 1
        return _Row(1, self.lines[begin : self.at])

    def read(self) -> int:
        """Read the rows into ``out``; the place behind the last one."""
        row: _Row | None = None
        rows: list[_Row] = []
        self._put(_Row(None, self.lines[self.at : self.at + len(self.head.printed)]), rows)
        self.at += len(self.head.printed)
        if (heap := self._by_columns()) is not None:
            heap.whole = True
            self._put(heap, rows)
        last = 0
        grouped = True
        while self.at < len(self.lines):
            line = self.lines[self.at]
            complete = row is None or len(row.lines) >= self.least
            if line.kind == "page_number" or (_plain(line) and is_page_mark(line.text)) or self._page():
                line.kind = "page_number"
                self.out.append(line)
                self.at += 1
                continue
            if not _plain(line):
                break
            number = _number(line)
            if self._is_head(self.at):
                row = None
                self._put(_Row(None, self.lines[self.at : self.at + len(self.head.printed)]), rows)
                self.at += len(self.head.printed)
            elif complete and number is not None and (number == last + 1 or (grouped and number == 1)):
                row, last, grouped = _Row(number, [line]), number, False
                row.lines = []
                self._put(row, rows, line)
                self.at += 1
            elif complete and self._is_group(line):
                row, grouped = None, True
                self.out.append(dataclasses.replace(line, begins=True))
                self.at += 1
            elif row is None or (complete and self._ends(line, row, rows, last)):
                break
            else:
                row.lines.append(line)
                self.at += 1
        self._settle(rows)
        return self.at

    def _put(self, row: _Row, rows: list[_Row], number: Line | None = None) -> None:
        """Keep a place in ``out`` for a row whose lines are not all read yet."""
        first = number or row.lines[0]
        self.out.append(Line("", first.page, "table_row", True, table=self.table, gap=first.gap))
        rows.append(row)

    def _page(self) -> bool:
        """Does a bare number stand before the heading row that is printed again: a page number?"""
        return _number(self.lines[self.at]) is not None and self._is_head(self.at + 1)

    def _is_head(self, at: int) -> bool:
        printed = self.head.printed
        found = self.lines[at : at + len(printed)]
        return len(found) == len(printed) and all(
            _plain(line) and _words(line) == words for line, words in zip(found, printed, strict=True)
        )

    def _next(self, at: int) -> int:
        """The next place that holds no page number."""
        while at < len(self.lines) and is_page_mark(self.lines[at].text):
            at += 1
        return at

    def _is_group(self, line: Line) -> bool:
        """Is it a line over rows, with a row or the heading row right behind it: （一）责任单位?"""
        words = _words(line)
        if len(words) > _GROUP_MAX or _INNER.search(words) or _NUMBER.fullmatch(words):
            return False
        behind = self._next(self.at + 1)
        if behind >= len(self.lines):
            return False
        titled = _marked(words) or column(words).kind == "target"
        return titled and (_number(self.lines[behind]) is not None or self._is_head(behind))

    def _ends(self, line: Line, row: _Row, rows: list[_Row], last: int) -> bool:
        """Does the text behind the table begin here, once a row could be whole?"""
        words = _words(line)
        marker = read_marker(line.text.strip())
        if _BEHIND.match(words):
            return True
        if marker is not None and marker.family not in ("num", "num_paren", "circled"):
            return True
        if marker is not None and marker.family == "num" and len(words) <= _TITLE_MAX and not _INNER.search(words):
            return True
        if not self._goes_on(last):
            width = len(self.head.columns)
            others = [r for r in rows if r.number is not None and r is not row]
            if len(row.lines) >= width and all(len(r.lines) <= width for r in others):
                return True
            return (line.gap and not self.spaced) or self._is_behind(words, row, others)
        return False

    def _is_behind(self, words: str, row: _Row, others: Sequence[_Row]) -> bool:
        """Is a line behind a row that is whole a sentence of the text: wider than the last cells are, or behind a short line?

        Where it might as well be a further sentence of the last cell, the row is marked as unsure.
        """
        before = _words(row.lines[-1])
        sentence = "。" in words or _UNIT_HEAD.match(words)
        if row.unsure or not sentence or not _STOPS.search(before) or len(row.lines) > _MOST_LINES:
            return False
        last = _last_cell(row, self.head.columns)
        if not last:
            return False
        if self.widest is None:
            cells = (_last_cell(r, self.head.columns) for r in others[:_MOST_ROWS])
            self.widest = max((len(line) for cell in cells for line in cell), default=0)
        widest = max(self.widest, *(len(line) for line in last))
        if len(words) > widest or (len(before) < widest - 1 and not before.endswith("。")):
            return True
        row.unsure = before.endswith("。")
        return False

    def _goes_on(self, last: int) -> bool:
        """Is there a next row within reach?"""
        reach = self.lines[self.at + 1 : self.at + 1 + _MOST_LINES]
        return any(_number(line) == last + 1 for line in reach if len(line.text) <= 12)

    def _settle(self, rows: Sequence[_Row]) -> None:
        """Deal the lines of all rows out to their cells."""
        places = [i for i, line in enumerate(self.out) if line.kind == "table_row"]
        for place, row in zip(places, rows, strict=True):
            if row.number is None:
                cells: list[str] = ["序号", *self.head.labels]
            else:
                dealt = None
                if len(row.lines) <= _MOST_LINES and place < _MOST_ROWS and not (row.whole or row.unsure):
                    dealt = deal([line.text.strip() for line in row.lines], self.head.columns)
                self.unread += dealt is None
                lead = [] if row.whole else [str(row.number)]
                whole = "\n".join([*lead, *(line.text.strip() for line in row.lines)])
                cells = [str(row.number), *dealt] if dealt is not None else [whole, *("" for _ in self.head.columns)]
            blank = self.out[place]
            blank.text, blank.cells = "\t".join(cells), tuple(cells)
