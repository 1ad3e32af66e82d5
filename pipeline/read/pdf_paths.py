"""Ruled lines of a PDF page, from its path objects."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2.raw as raw

from . import pdf_calls
from .pdf_chars import PageText

MAX_EDGES = 4_000
"""Lines on one page; more than that is a drawing, and table finders take minutes over it."""

MAX_SEGMENTS = 30_000
THICK = 3.0
"""A filled shape thinner than this many points is a drawn line; a thicker one is shading."""

Edge = dict[str, Any]
"""A horizontal or vertical line as pdfplumber's table functions want it; points from the top left of the turned page."""

_NONE = raw.FPDF_SEGMENT_UNKNOWN
_BREAKS = (raw.FPDF_SEGMENT_MOVETO, _NONE)
_END = (_NONE, 0.0, 0.0, 0)

_Rect = tuple[float, float, float, float]


class TooManyLines(Exception):
    """The page holds a drawing, not a table."""


def edges_of(text: PageText) -> list[Edge]:
    """The horizontal and vertical lines of a page that is still open. Raises ``TooManyLines`` where there are more than the caps allow."""
    handles = text.handles
    modes = pdf_calls.draw_modes([path for path, _ in handles])
    drawn = [
        (path, form, stroke != 0) for (path, form), (fill, stroke) in zip(handles, modes, strict=True) if fill or stroke
    ]
    paths = [path for path, _, _ in drawn]
    counts = pdf_calls.counts_of(paths)
    if sum(counts) > MAX_SEGMENTS:
        raise TooManyLines
    forms = [form for _, form, _ in drawn if form is not None]
    carried = dict(zip(forms, pdf_calls.object_matrices(forms), strict=True))
    out: list[Edge] = []
    for (_, form, stroked), matrix, segments in zip(
        drawn, pdf_calls.object_matrices(paths), pdf_calls.segments(paths, counts), strict=True
    ):
        for rect in _rects(segments, matrix, stroked):
            placed = rect if form is None else _carry(carried[form], rect)
            out.extend(_edges(text.frame.box(text.turn, *placed), stroked, text))
        if len(out) > MAX_EDGES:
            raise TooManyLines
    return out


def _carry(m: tuple[float, ...], rect: _Rect) -> _Rect:
    xs = [m[0] * x + m[2] * y + m[4] for x in rect[::2] for y in rect[1::2]]
    ys = [m[1] * x + m[3] * y + m[5] for x in rect[::2] for y in rect[1::2]]
    return min(xs), min(ys), max(xs), max(ys)


def _rects(segments: list[pdf_calls.Segment], matrix: tuple[float, ...], stroked: bool) -> Iterator[_Rect]:
    """Stroked: each straight segment; filled only: the box of each closed part. Curved parts are left out."""
    a, b, c, d, e, f = matrix
    part: list[tuple[float, float]] = []
    curved = False
    for kind, x, y, closes in [*segments, _END]:
        if kind in _BREAKS:
            if len(part) > 1 and not curved:
                yield from _part(part, stroked)
            part, curved = [], False
        if kind == _NONE:
            continue
        part.append((a * x + c * y + e, b * x + d * y + f))
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        if closes:
            part.append(part[0])


def _part(part: list[tuple[float, float]], stroked: bool) -> Iterator[_Rect]:
    if not all(math.isfinite(v) and abs(v) < 1e6 for point in part for v in point):
        return
    if not stroked:
        xs, ys = [p[0] for p in part], [p[1] for p in part]
        yield min(xs), min(ys), max(xs), max(ys)
        return
    for (ax, ay), (bx, by) in pairwise(part):
        yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _edges(box: _Rect, stroked: bool, text: PageText) -> Iterator[Edge]:
    x0, top, x1, bottom = box
    if x1 < -5 or bottom < -5 or x0 > text.width + 5 or top > text.height + 5:
        return
    width, height = x1 - x0, bottom - top
    limit = 1.0 if stroked else THICK
    if height <= limit and width > max(1.0, height):
        yield edge("h", x0, (top + bottom) / 2, x1, (top + bottom) / 2)
    elif width <= limit and height > max(1.0, width):
        yield edge("v", (x0 + x1) / 2, top, (x0 + x1) / 2, bottom)


def edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> Edge:
    """A line as pdfplumber's table functions want it; ``orientation`` h or v."""
    return {
        "orientation": orientation,
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
    }


def closed_sides(edges: list[Edge]) -> list[Edge]:
    """The edges, with the outer sides added that Chinese tables often leave open.

    Three or more horizontal lines of one length that a vertical line crosses are the rows of a table.
    """
    groups: dict[tuple[int, int], list[Edge]] = {}
    for e in edges:
        if e["orientation"] == "h" and e["width"] > 60:
            groups.setdefault((round(e["x0"] / 3), round(e["x1"] / 3)), []).append(e)
    verticals = [e for e in edges if e["orientation"] == "v"]
    added: list[Edge] = []
    for group in groups.values():
        x0, x1 = min(e["x0"] for e in group), max(e["x1"] for e in group)
        top, bottom = min(e["top"] for e in group), max(e["top"] for e in group)
        touching = [v for v in verticals if v["top"] < bottom and v["bottom"] > top]
        if len(group) < 3 or not any(x0 + 10 < v["x0"] < x1 - 10 for v in touching):
            continue
        for x in (x0, x1):
            if not any(abs(v["x0"] - x) < 6 for v in touching):
                added.append(edge("v", x, top, x, bottom))
    return edges + added
