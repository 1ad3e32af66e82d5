"""From characters to printed rows: baselines, raised marks, overprinted duplicates."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import compress, islice, repeat
from operator import attrgetter, lt, sub

from schemas.document import BlockKind

from .lines import Char, Chars, Line
from .pdf_glyphs import Glyph, Glyphs
from .pdf_printed import changes

_LIGATURE = frozenset("filst")


@dataclasses.dataclass(slots=True)
class Row:
    """A printed row of a page or of one of its columns.

    ``em`` is the type size, but at least one point. ``raised`` are the indices in ``glyphs`` of small digits above the line. ``left`` and ``right`` are the margins of
    the column that the row stands in, ``column`` its number on the page (the same for rows that share the margins).
    ``widest``: points of the widest gap between two glyphs.
    """

    glyphs: Glyphs
    page: int
    base: float
    size: float
    x0: float
    x1: float
    em: float
    raised: list[int] = dataclasses.field(default_factory=list)
    widest: float = 0.0
    column: int = 0
    left: float = 0.0
    right: float = 0.0
    kind: BlockKind = "paragraph"
    begins: bool | None = None
    centred: bool = False
    bold: bool = False
    level: int | None = None
    mark: str | None = None
    table: int | None = None

    @property
    def plain(self) -> str:
        """The characters without any white space, raised marks included."""
        return self.glyphs.c

    def line(self, marks_on_page: frozenset[str] = frozenset()) -> Line:
        """The row as a reader hands it on. ``marks_on_page``: the marks of the footnotes on its page."""
        text, chars, marks = compose(self, marks_on_page)
        return Line(
            text,
            page=self.page,
            kind=self.kind,
            begins=self.begins,
            level=self.level,
            size=round(self.size, 2),
            bold=self.bold,
            centred=self.centred,
            mark=self.mark,
            chars=chars,
            marks=marks,
        )


def rows_of(glyphs: Sequence[Glyph], page: int) -> list[Row]:
    """The rows that the glyphs of one page, column or cell form, from top to bottom."""
    columns = Glyphs.of(glyphs)
    x0, x1 = columns.x0, columns.x1
    if not x0:
        return []
    gaps = list(map(sub, islice(x0, 1, None), x1))
    overlap = -_OVERLAP * min(map(sub, x1, x0))
    bases, sizes = columns.base, columns.size
    if bases.count(bases[0]) == sizes.count(sizes[0]) == len(x0) and min(gaps, default=0.0) > max(_BACK, overlap):
        return [_sorted_row(columns, page, max(gaps, default=0.0))]  # as in most cells of tables
    clusters = _attach_small(_cluster(_runs(columns, gaps)), columns)
    rows = []
    for cluster in clusters:
        spans = _joined(cluster.spans)
        between = gaps[spans[0][0] : spans[0][1] - 1] if len(spans) == 1 else None
        if between is not None and min(between, default=0.0) > overlap:
            rows.append(_sorted_row(columns[spans[0][0] : spans[0][1]], page, max(between, default=0.0)))
        else:
            rows.append(row_of(columns.spans(spans), page))
    rows.sort(key=attrgetter("base", "x0"))
    return rows


@dataclasses.dataclass(slots=True)
class _Cluster:
    """Stretches of the content stream that stand side by side: where each begins and ends, ``count`` glyphs in all."""

    base: float
    size: float
    spans: list[tuple[int, int]]
    count: int


def strings_of(glyphs: Iterable[Glyph], page: int) -> list[Row]:
    """Stretches of the content stream as rows: where texts lie over each other, each keeps together."""
    columns = Glyphs.of(glyphs)
    gaps = list(map(sub, islice(columns.x0, 1, None), columns.x1))
    return [row_of(columns.spans(run.spans), page) for run in _runs(columns, gaps)]


_BACK = -0.05
"""Points between a glyph and the next one that are too few to say that the type turned back, at any size."""


def _runs(glyphs: Glyphs, gaps: list[float]) -> list[_Cluster]:
    """Stretches of the content stream with one baseline and size. ``gaps``: from each glyph to the next."""
    out: list[_Cluster] = []
    bases, sizes, x0, x1 = glyphs.base, glyphs.size, glyphs.x0, glyphs.x1
    if not x0:
        return out
    back = compress(range(1, len(x0)), map(lt, gaps, repeat(_BACK)))
    base, size, start = bases[0], sizes[0], 0
    cuts = glyphs.cuts if glyphs.cuts is not None else {*changes(bases), *changes(sizes)}
    for i in sorted({*cuts, *back} - {0}):
        if abs(bases[i] - base) > 0.06 * size or abs(sizes[i] - size) > 0.03 * size or x0[i] < x1[i - 1] - 0.6 * size:
            out.append(_Cluster(base, size, [(start, i)], i - start))
            base, size, start = bases[i], sizes[i], i
    out.append(_Cluster(base, size, [(start, len(x0))], len(x0) - start))
    return out


def _cluster(runs: list[_Cluster]) -> list[_Cluster]:
    """Runs whose baselines agree; type more than twice as large as the rest (a watermark) stays apart."""
    out: list[_Cluster] = []
    for run in sorted(runs, key=attrgetter("base")):
        for cluster in out[-4:]:
            small, large = (run.size, cluster.size) if run.size <= cluster.size else (cluster.size, run.size)
            if abs(run.base - cluster.base) <= 0.3 * small and large < 2 * small:
                if run.count > cluster.count:
                    cluster.base, cluster.size = run.base, run.size
                cluster.spans += run.spans
                cluster.count += run.count
                break
        else:
            out.append(_Cluster(run.base, run.size, run.spans, run.count))
    return out


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, those put together that follow each other."""
    if len(spans) == 1:
        return spans
    out = [spans[0]]
    for start, stop in spans[1:]:
        if start == out[-1][1]:
            out[-1] = (out[-1][0], stop)
        else:
            out.append((start, stop))
    return out


def _attach_small(clusters: list[_Cluster], glyphs: Glyphs) -> list[_Cluster]:
    """Raised and lowered small type joins the row that it stands in."""
    out = list(clusters)
    x0, x1 = glyphs.x0, glyphs.x1
    for i, cluster in enumerate(clusters):
        if cluster.count > 12:
            continue
        for other in clusters[max(0, i - 3) : i + 4]:
            if other is cluster or cluster.size > 0.8 * other.size or cluster.size < 0.3 * other.size:
                continue
            middle = cluster.base - 0.4 * cluster.size
            if not other.base - 1.1 * other.size <= middle <= other.base + 0.15 * other.size:
                continue
            left = min(min(x0[a:b]) for a, b in other.spans) - 1.5 * other.size
            right = max(max(x1[a:b]) for a, b in other.spans) + other.size
            if all(left <= x <= right for a, b in cluster.spans for x in x0[a:b]):
                other.spans += cluster.spans
                other.count += cluster.count
                out.remove(cluster)
                break
    return out


_OVERLAP = 0.65
"""A character printed again on itself leaves a gap of its own width, less than nothing; no pair of others comes near."""


def row_of(glyphs: Glyphs, page: int) -> Row:
    """A row of glyphs that may stand in any order and several times over each other."""
    x0, order = glyphs.x0, glyphs.order
    if not all(map(lt, x0, islice(x0, 1, None))):
        glyphs = glyphs.take(sorted(range(len(x0)), key=lambda i: (x0[i], order[i])))
    gaps = list(map(sub, islice(glyphs.x0, 1, None), glyphs.x1))
    doubled = 0
    if gaps and min(gaps) <= -_OVERLAP * min(map(sub, glyphs.x1, glyphs.x0)):
        kept = _without_duplicates(glyphs)
        doubled = len(glyphs) - len(kept)
        glyphs = glyphs.take(kept)
        gaps = list(map(sub, islice(glyphs.x0, 1, None), glyphs.x1))
    row = _sorted_row(glyphs, page, max(gaps, default=0.0))
    row.bold = doubled * 2 >= len(glyphs)
    return row


def _sorted_row(glyphs: Glyphs, page: int, widest: float) -> Row:
    """A row of glyphs from left to right. ``widest``: points of the widest gap between two of them."""
    size, base, raised = _type_of(glyphs)
    return Row(glyphs, page, base, size, glyphs.x0[0], max(glyphs.x1), max(size, 1.0), raised, widest)


def _type_of(glyphs: Glyphs) -> tuple[float, float, list[int]]:
    """Size and baseline of most of a row's glyphs, and which are raised digits."""
    each = glyphs.size
    first = each[0]
    if first >= 1 and each.count(first) == len(each):
        base = glyphs.base[0]
        if glyphs.base.count(base) < len(each):
            base = sorted(glyphs.base)[len(each) // 2]
        return round(first, 1), base, []
    sizes = Counter(round(s, 1) for s in each)
    size = max(sizes, key=lambda s: (sizes[s] * s, s))
    bases = sorted(b for b, s in zip(glyphs.base, each, strict=True) if abs(s - size) <= 0.1 * size + 0.06)
    base = bases[len(bases) // 2] if bases else glyphs.base[0]
    raised = [
        i
        for i, (b, s) in enumerate(zip(glyphs.base, each, strict=True))
        if s <= 0.8 * size and b <= base - 0.1 * size and glyphs.c[i] in "0123456789"
    ]
    return size, base, raised


def _without_duplicates(glyphs: Glyphs) -> list[int]:
    """The places of the characters that are not printed again on themselves (fake bold, shadows)."""
    kept: list[int] = []
    c, x0, x1, base, size, order = glyphs.c, glyphs.x0, glyphs.x1, glyphs.base, glyphs.size, glyphs.order
    for i, printed in enumerate(c):
        for k in kept[-3:]:
            if c[k] != printed or abs(x0[i] - x0[k]) > 0.3 * (x1[k] - x0[k]) or abs(base[i] - base[k]) > 0.2 * size[i]:
                continue
            if printed in _LIGATURE and abs(order[i] - order[k]) == 1 and x0[i] == x0[k]:
                continue
            break
        else:
            kept.append(i)
    return kept


def compose(row: Row, marks_on_page: frozenset[str]) -> tuple[str, Sequence[Char], list[tuple[int, str]]]:
    """The row's text with one box per character, and the raised footnote marks that were taken out of it.

    A raised digit after a Latin letter or digit (m², 10⁵) is an exponent unless a footnote of the page has that number.
    """
    if row.raised:
        return _compose_raised(row, marks_on_page)
    glyphs = row.glyphs
    text, boxes = glyphs.c, glyphs.boxes()
    blanks = _blanks(glyphs, row.widest)
    if blanks:
        boxes = boxes[:]  # or the row would get the blanks too
    for i in reversed(blanks):
        text = text[:i] + " " + text[i:]
        last = glyphs.x1[i - 1]
        if isinstance(boxes, Chars):
            boxes.insert(i, last, max(last, glyphs.x0[i]))
        else:
            boxes.insert(i, Char(" ", last, boxes[i - 1].y0, max(last, glyphs.x0[i]), boxes[i - 1].y1))
    return text, boxes, []


_WORDS = re.compile(
    "[!-\u00af\u00b2-\u00b6\u00b8-\u00d6\u00d8-\u024f](?=[!-\u00af\u00b2-\u00b6\u00b8-\u00d6\u00d8-\u024f])"
)
"""Two Latin characters side by side, between which there may be a blank; not ·×°±."""


def _blanks(glyphs: Glyphs, widest: float) -> list[int]:
    """The places before which a space stands, see :func:`_spaced`."""
    x0, x1, size, order, spaced = glyphs.x0, glyphs.x1, glyphs.size, glyphs.order, glyphs.spaced
    if widest <= 0.17 * min(size, default=0.0) and spaced.isdisjoint(order[1:]):
        return []
    return [
        i
        for i in [match.end() for match in _WORDS.finditer(glyphs.c)]
        if order[i] in spaced or x0[i] - x1[i - 1] > 0.17 * min(size[i - 1], size[i])
    ]


def _compose_raised(row: Row, marks_on_page: frozenset[str]) -> tuple[str, list[Char], list[tuple[int, str]]]:
    text: list[str] = []
    boxes: list[Char] = []
    marks: list[tuple[int, str]] = []
    raised = _raised_runs(row)
    last: Glyph | None = None
    for i, g in enumerate(row.glyphs):
        run = raised.get(i)
        if run is not None:
            number, first = run
            before = row.plain[first - 1] if first else ""
            exponent = bool(_LATIN.match(before)) and number not in marks_on_page
            heads_note = row.kind == "footnote" and first == 0
            if not exponent and not heads_note:
                if i == first:
                    marks.append((len(text), number))
                continue
            if not heads_note:
                g = dataclasses.replace(g, c=g.c.translate(_SUPERSCRIPT))
        if last is not None and _spaced(last, g):
            text.append(" ")
            boxes.append(Char(" ", last.x1, last.y0, max(last.x1, g.x0), last.y1))
        text.append(g.c)
        boxes.append(g)
        last = g
    return "".join(text), boxes, marks


_LATIN = re.compile(r"[A-Za-z0-9)]")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _spaced(a: Glyph, b: Glyph) -> bool:
    """Whether a space stands between two characters: only between Latin words, in the file or as a gap."""
    if not ("!" <= a.c <= "ɏ" and "!" <= b.c <= "ɏ"):
        return False
    if a.c in "·×°±" or b.c in "·×°±":
        return False
    return b.space or b.x0 - a.x1 > 0.17 * min(a.size, b.size)


def _raised_runs(row: Row) -> dict[int, tuple[str, int]]:
    """For each raised digit the number that it belongs to, and where that begins; not those in printed brackets."""
    out: dict[int, tuple[str, int]] = {}
    group: list[int] = []
    for i in [*row.raised, -9]:
        if group and i != group[-1] + 1:
            before = row.plain[group[0] - 1] if group[0] else ""
            if before not in "[［〔" or not before:
                number = "".join(row.plain[k] for k in group)
                out.update((k, (number, group[0])) for k in group)
            group = []
        group.append(i)
    return out
