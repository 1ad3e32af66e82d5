"""From characters to printed rows in reading order: baselines, columns, raised marks, overprinted duplicates."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from schemas.document import BlockKind

from .lines import Char, Line
from .pdf_chars import Glyph

_LIGATURE = frozenset("filst")


@dataclasses.dataclass(slots=True)
class Row:
    """A printed row of a page or of one of its columns.

    ``raised`` are the indices in ``glyphs`` of small digits above the line. ``left`` and ``right`` are the margins of
    the column that the row stands in, ``column`` its number on the page (the same for rows that share the margins).
    """

    glyphs: list[Glyph]
    page: int
    base: float
    size: float
    x0: float
    x1: float
    raised: list[int] = dataclasses.field(default_factory=list)
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
    printed: str = ""

    @property
    def em(self) -> float:
        """The type size, at least one point."""
        return max(self.size, 1.0)

    @property
    def plain(self) -> str:
        """The characters without any white space, raised marks included."""
        if not self.printed:
            self.printed = "".join(g.c for g in self.glyphs)
        return self.printed

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
    clusters = _attach_small(_cluster(_runs(glyphs)))
    rows = [_row(c.glyphs, page) for c in clusters]
    rows.sort(key=lambda r: (r.base, r.x0))
    return rows


@dataclasses.dataclass(slots=True)
class _Cluster:
    base: float
    size: float
    glyphs: list[Glyph]


def strings_of(glyphs: Iterable[Glyph], page: int) -> list[Row]:
    """Stretches of the content stream as rows: where texts lie over each other, each keeps together."""
    return [_row(run.glyphs, page) for run in _runs(glyphs)]


def _runs(glyphs: Iterable[Glyph]) -> list[_Cluster]:
    """Stretches of the content stream with one baseline and size."""
    out: list[_Cluster] = []
    base = size = x = -1e9
    for g in glyphs:
        if abs(g.base - base) > 0.06 * size or abs(g.size - size) > 0.03 * size or g.x0 < x - 0.6 * size:
            out.append(_Cluster(g.base, g.size, []))
            base, size = g.base, g.size
        out[-1].glyphs.append(g)
        x = g.x1
    return out


def _cluster(runs: list[_Cluster]) -> list[_Cluster]:
    """Runs whose baselines agree; type more than twice as large as the rest (a watermark) stays apart."""
    out: list[_Cluster] = []
    for run in sorted(runs, key=lambda r: r.base):
        for cluster in out[-4:]:
            small, large = sorted((run.size, cluster.size))
            if abs(run.base - cluster.base) <= 0.3 * small and large < 2 * small:
                if len(run.glyphs) > len(cluster.glyphs):
                    cluster.base, cluster.size = run.base, run.size
                cluster.glyphs.extend(run.glyphs)
                break
        else:
            out.append(_Cluster(run.base, run.size, list(run.glyphs)))
    return out


def _attach_small(clusters: list[_Cluster]) -> list[_Cluster]:
    """Raised and lowered small type joins the row that it stands in."""
    out = list(clusters)
    for i, cluster in enumerate(clusters):
        if len(cluster.glyphs) > 12:
            continue
        for other in clusters[max(0, i - 3) : i + 4]:
            if other is cluster or cluster.size > 0.8 * other.size or cluster.size < 0.3 * other.size:
                continue
            middle = cluster.base - 0.4 * cluster.size
            if not other.base - 1.1 * other.size <= middle <= other.base + 0.15 * other.size:
                continue
            left, right = min(g.x0 for g in other.glyphs), max(g.x1 for g in other.glyphs)
            if all(left - 1.5 * other.size <= g.x0 <= right + other.size for g in cluster.glyphs):
                other.glyphs.extend(cluster.glyphs)
                out.remove(cluster)
                break
    return out


def _row(glyphs: list[Glyph], page: int) -> Row:
    glyphs.sort(key=lambda g: (g.x0, g.index))
    kept, doubled = _without_duplicates(glyphs)
    sizes = Counter(round(g.size, 1) for g in kept)
    size = max(sizes, key=lambda s: (sizes[s] * s, s))
    bases = sorted(g.base for g in kept if abs(g.size - size) <= 0.1 * size + 0.06)
    base = bases[len(bases) // 2] if bases else kept[0].base
    raised = [
        i
        for i, g in enumerate(kept)
        if g.size <= 0.8 * size and g.base <= base - 0.1 * size and (g.c.isascii() and g.c.isdigit())
    ]
    row = Row(kept, page, base, size, kept[0].x0, max(g.x1 for g in kept), raised)
    row.bold = doubled * 2 >= len(kept)
    return row


def _without_duplicates(glyphs: list[Glyph]) -> tuple[list[Glyph], int]:
    """Without characters printed again on themselves (fake bold, shadows), and how many were."""
    kept: list[Glyph] = []
    doubled = 0
    for g in glyphs:
        for k in kept[-3:]:
            if k.c != g.c or abs(k.x0 - g.x0) > 0.3 * (k.x1 - k.x0) or abs(k.base - g.base) > 0.2 * g.size:
                continue
            if g.c in _LIGATURE and abs(g.index - k.index) == 1 and g.x0 == k.x0:
                continue
            doubled += 1
            break
        else:
            kept.append(g)
    return kept, doubled


def compose(row: Row, marks_on_page: frozenset[str]) -> tuple[str, list[Char], list[tuple[int, str]]]:
    """The row's text with one box per character, and the raised footnote marks that were taken out of it.

    A raised digit after a Latin letter or digit (m², 10⁵) is an exponent unless a footnote of the page has that number.
    """
    text: list[str] = []
    boxes: list[Char] = []
    marks: list[tuple[int, str]] = []
    raised = _raised_runs(row)
    last: Glyph | None = None
    for i, g in enumerate(row.glyphs):
        run = raised.get(i)
        if run is not None:
            number, first = run
            before = row.glyphs[first - 1].c if first else ""
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
            before = row.glyphs[group[0] - 1].c if group[0] else ""
            if before not in "[［〔" or not before:
                number = "".join(row.glyphs[k].c for k in group)
                out.update((k, (number, group[0])) for k in group)
            group = []
        group.append(i)
    return out


def in_columns(rows: list[Row], blocks: Sequence[Row]) -> list[Row]:
    """Rows and table rows (``blocks``) of a page in reading order, with their column's number and text span.

    Two columns are seen only where running text fills both sides of one gutter: unruled tables stay as they are.
    """
    items = sorted([*rows, *blocks], key=lambda r: (r.base, r.x0))
    gutter = _gutter(rows)
    if gutter is None:
        return items
    out: list[Row] = []
    left: list[Row] = []
    right: list[Row] = []
    for row in items:
        if row.x0 < gutter[0] - 1 and row.x1 > gutter[1] + 1:
            parts = [] if row.table is not None else _split(row, gutter)
            if not parts:
                out += [*left, *right, row]
                left, right = [], []
                continue
            left.append(parts[0])
            right.append(parts[1])
        else:
            (left if row.x1 <= (gutter[0] + gutter[1]) / 2 else right).append(row)
        for part, column in ((left, 1), (right, 2)):
            if part:
                part[-1].column = column
    return [*out, *left, *right]


def _split(row: Row, gutter: tuple[float, float]) -> list[Row]:
    middle = (gutter[0] + gutter[1]) / 2
    if any(g.x1 > gutter[0] + 1 and g.x0 < gutter[1] - 1 for g in row.glyphs):
        return []
    sides = [[g for g in row.glyphs if g.x1 <= middle], [g for g in row.glyphs if g.x1 > middle]]
    return [_row(side, row.page) for side in sides] if all(sides) else []


def _gutter(rows: list[Row]) -> tuple[float, float] | None:
    """The white stripe between two columns of running text, or None."""
    if len(rows) < 8 or max(r.x1 for r in rows) - min(r.x0 for r in rows) > 10_000:
        return None
    em = Counter(round(r.size) for r in rows).most_common(1)[0][0] or 1
    x0, x1 = min(r.x0 for r in rows), max(r.x1 for r in rows)
    middle, reach = (x0 + x1) / 2, (x1 - x0) * 0.15
    cells = range(int(middle - reach), int(middle + reach) + 1)
    hits = dict.fromkeys(cells, 0)
    for row in rows:
        covered: set[int] = set()
        for g in row.glyphs:
            if g.x1 > cells.start and g.x0 < cells.stop:
                covered.update(range(max(int(g.x0), cells.start), min(int(g.x1) + 1, cells.stop)))
        for x in covered & hits.keys():
            hits[x] += 1
    limit = max(1, len(rows) // 7)  # titles and the like may cross it
    stripe = _widest([x for x in cells if hits[x] <= limit])
    if stripe is None or stripe[1] - stripe[0] < 0.9 * em:
        return None
    gutter = (float(stripe[0]), float(stripe[1]))
    return gutter if _both_sides_full(rows, gutter, em) else None


def _widest(xs: list[int]) -> tuple[int, int] | None:
    best: tuple[int, int] | None = None
    start = 0
    for i in range(1, len(xs) + 1):
        if i == len(xs) or xs[i] != xs[i - 1] + 1:
            if best is None or xs[i - 1] - xs[start] > best[1] - best[0]:
                best = (xs[start], xs[i - 1])
            start = i
    return best if xs else None


def _both_sides_full(rows: list[Row], gutter: tuple[float, float], em: float) -> bool:
    """Whether running text ends at the gutter on its left and begins at it on its right, line after line."""
    left: list[list[Glyph]] = []
    right: list[list[Glyph]] = []
    for row in rows:
        before = [g for g in row.glyphs if g.x1 <= gutter[0] + 2]
        after = [g for g in row.glyphs if g.x0 >= gutter[1] - 2]
        if before and not (len(before) == len(row.glyphs) and row.x0 > gutter[0] - 4 * em):
            left.append(before)
        if after:
            right.append(after)
    return _running_text(left, em) and _running_text(right, em)


def _running_text(lines: list[list[Glyph]], em: float) -> bool:
    if len(lines) < 6:
        return False
    right = sorted(line[-1].x1 for line in lines)[-max(1, len(lines) // 5)]
    left = sorted(line[0].x0 for line in lines)[len(lines) // 5]
    full = [len(line) for line in lines if line[-1].x1 >= right - 1.5 * em and line[0].x0 <= left + 2.6 * em]
    if len(full) < 0.6 * len(lines) or right - left < 8 * em:
        return False
    return sum(full) / len(full) >= 0.7 * (right - left) / em
