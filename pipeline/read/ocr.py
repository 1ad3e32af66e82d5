"""Pages without a usable text layer, recognised: a picture in, a page of glyphs out, as if the file had held them.

Everything after this (rows, columns, tables, furniture, paragraphs) is what text pages go through as well.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import ocr_image
from .lines import Char
from .ocr_boxes import Box, bands, clean, drawn_out, line_height
from .ocr_engine import Engine, Quad
from .ocr_lines import ReadLine, glyphs_of, set_sizes
from .pdf_chars import Frame, PageText
from .pdf_paths import Edge

if TYPE_CHECKING:
    from .ocr_image import Mask, Picture

LOW = 0.6
"""Below this a line is hardly legible: it is kept, and the page is named."""

BAND = 0.75
"""A band of ink that the detector passed over is text only if the recogniser is so sure: drawings look like letters."""

LEAST_SKEW = 0.12
"""Degrees; pages nearer to level are left as they are."""


@dataclasses.dataclass(slots=True, frozen=True)
class Tilt:
    """How far a page was turned to make it level; boxes in evidence lie on the page as printed."""

    degrees: float
    width: float
    height: float

    def place(self, char: Char) -> Char:
        """The character's box on the page as it was scanned, around the slanting character."""
        x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
        px, py = ocr_image.turn_point(x, y, -self.degrees, self.width, self.height)
        return dataclasses.replace(
            char, x0=char.x0 + px - x, x1=char.x1 + px - x, y0=char.y0 + py - y, y1=char.y1 + py - y
        )


@dataclasses.dataclass(slots=True)
class Scan:
    """A recognised page. ``unread`` counts bands of print that could not be read, ``doubtful`` lines of low confidence."""

    text: PageText
    edges: list[Edge]
    tilt: Tilt | None
    unread: int = 0
    doubtful: int = 0


def recognise(page: Any, number: int, engine: Engine) -> Scan:
    """Read a pypdfium2 page by its picture."""
    pixels, scale = ocr_image.render(page)
    return read_picture(pixels, scale, number, engine)


def read_picture(pixels: Picture, scale: float, number: int, engine: Engine) -> Scan:
    """Read a page's picture of ``scale`` pixels per point."""
    picture = ocr_image.without_stamps(pixels, scale)
    del pixels
    picture, quads = _upright(picture, engine)
    degrees = _skew(quads)
    height, width = picture.shape[:2]
    boxes = [_box(q, -degrees, width, height) for q in quads]
    if degrees:
        picture = ocr_image.turned(picture, -degrees)
    edges, ink = ocr_image.ruled_lines(ocr_image.ink_of(picture), scale)
    boxes = clean(boxes)
    edges = [e for e in edges if not _is_stroke(e, boxes, scale)]
    drawn_out(boxes, ink)
    em = line_height(boxes) * 0.8
    missed = bands(boxes, ink, em or 12 * scale)
    lines, unread = _read(picture, ink, [*boxes, *missed], scale, engine)
    set_sizes(lines)
    text = PageText(number, width / scale, height / scale, 0, Frame(0, 0, width / scale, height / scale), [], [], [])
    text.glyphs = glyphs_of(lines)
    text.chars = len(text.glyphs)
    text.ocr = True
    tilt = Tilt(-degrees, text.width, text.height) if degrees else None
    return Scan(text, edges, tilt, unread, sum(line.sure < LOW for line in lines))


Place = tuple[float, float, float, float]
"""Left, top, right, bottom in points."""


def sample(page: Any, turn: int, engine: Engine) -> list[tuple[Place, str]]:
    """A few lines of a page as its picture shows them, to be compared with its text layer; only what is surely read.

    ``turn``: of the text layer; a page whose text does not stand upright for the viewer is not compared.
    """
    if turn != int(page.get_rotation()) // 90 % 4:
        return []
    pixels, scale = ocr_image.render(page)
    picture = ocr_image.without_stamps(pixels, scale)
    quads = sorted(engine.find(picture), key=lambda q: q[0][0] - q[2][0])[:4]
    out: list[tuple[Place, str]] = []
    for quad in quads:
        box = _box(quad, 0.0, 0, 0)
        marks = engine.read(_crop(picture, box))
        if len(marks) >= 4 and sum(m.sure for m in marks) / len(marks) >= 0.8:
            place = (box.x0 / scale, box.y0 / scale, box.x1 / scale, box.y1 / scale)
            out.append((place, "".join(m.c for m in marks if m.c != " ")))
    return out


def _upright(picture: Picture, engine: Engine) -> tuple[Picture, list[Quad]]:
    """The page turned so that its lines run from left to right and the right way up, and where they are."""
    import numpy as np

    quads = engine.find(picture)
    if len(quads) >= 3 and sum(_stands(q) for q in quads) > 0.6 * len(quads):
        picture = np.ascontiguousarray(np.rot90(picture))
        quads = engine.find(picture)
    if len(quads) >= 3 and (sure := _sample(picture, quads, engine)) < BAND:
        over = np.ascontiguousarray(np.rot90(picture, 2))
        found = engine.find(over)
        if found and _sample(over, found, engine) > sure:
            return over, found
    return picture, quads


def _is_stroke(line: Edge, boxes: Sequence[Box], scale: float) -> bool:
    """Whether a straight line is part of a large letter: it lies within a line of text from top to bottom."""
    x0, x1, y0, y1 = (line[k] * scale for k in ("x0", "x1", "top", "bottom"))
    return any(b.x0 <= x0 and x1 <= b.x1 and y0 >= b.y0 - 0.1 * b.height and y1 <= b.y1 + 0.1 * b.height for b in boxes)


def _stands(quad: Quad) -> bool:
    (x0, y0), _, (x1, y1), _ = quad
    return abs(y1 - y0) > 1.5 * abs(x1 - x0)


def _sample(picture: Picture, quads: Sequence[Quad], engine: Engine) -> float:
    """How sure the recogniser is of the three widest lines."""
    wide = sorted(quads, key=lambda q: q[0][0] - q[2][0])[:3]
    marks = [m for q in wide for m in engine.read(_crop(picture, _box(q, 0.0, 0, 0)))]
    return sum(m.sure for m in marks) / len(marks) if marks else 0.0


def _skew(quads: Sequence[Quad]) -> float:
    """Degrees by which the lines run down to the right; 0 where next to none, or where no line is long enough to tell."""
    import numpy as np

    slopes, weights = [], []
    for a, b, c, d in quads:
        width, height = b[0] - a[0], d[1] - a[1]
        if width > 8 * max(height, 1.0):
            slopes.append((b[1] - a[1] + c[1] - d[1]) / (b[0] - a[0] + c[0] - d[0]))
            weights.append(width)
    if not slopes:
        return 0.0
    order = np.argsort(slopes)
    total = np.cumsum(np.asarray(weights)[order])
    middle = slopes[int(order[int(np.searchsorted(total, total[-1] / 2))])]
    degrees = float(np.degrees(np.arctan(middle)))
    return round(degrees, 2) if LEAST_SKEW <= abs(degrees) <= 8 else 0.0


def _box(quad: Quad, degrees: float, width: float, height: float) -> Box:
    points = [ocr_image.turn_point(x, y, degrees, width, height) for x, y in quad] if degrees else list(quad)
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    return Box(min(ax, dx), (ay + by) / 2, max(bx, cx), (cy + dy) / 2)


def _crop(picture: Picture, box: Box) -> Picture:
    height, width = picture.shape[:2]
    x0, x1 = max(0, round(box.x0)), min(width, max(round(box.x1), round(box.x0) + 4))
    y0, y1 = max(0, round(box.y0)), min(height, max(round(box.y1), round(box.y0) + 4))
    return picture[y0:y1, x0:x1]


def _read(
    picture: Picture, ink: Mask, boxes: Sequence[Box], scale: float, engine: Engine
) -> tuple[list[ReadLine], int]:
    """The lines in these boxes, in points; how many bands of ink turned out to be illegible."""
    import numpy as np

    out: list[ReadLine] = []
    unread = 0
    for box in boxes:
        crop = _crop(picture, box)
        if not crop.size:
            continue
        marks = engine.read(crop)
        while marks and marks[-1].c == " ":
            marks.pop()
        while marks and marks[0].c == " ":
            marks.pop(0)
        sure = sum(m.sure for m in marks) / len(marks) if marks else 0.0
        if not marks or (not box.found and sure < BAND):
            unread += not box.found and box.x1 - box.x0 > 6 * box.height and box.height > 12 * scale
            continue
        x0 = max(0, round(box.x0))
        inked = np.flatnonzero(_crop_mask(ink, box).any(axis=0))
        left, right = (x0 + inked[0], x0 + inked[-1] + 1) if len(inked) else (box.x0, box.x1)
        place = Box(box.x0 / scale, box.y0 / scale, box.x1 / scale, box.y1 / scale, box.found)
        out.append(ReadLine(place, (float(left) / scale, float(right) / scale), marks))
    return sorted(out, key=lambda line: (line.box.y0, line.box.x0)), unread


def _crop_mask(ink: Mask, box: Box) -> Mask:
    margin = 0.12 * box.height
    top, bottom = max(0, round(box.y0 + margin)), max(0, round(box.y1 - margin))
    return ink[top:bottom, max(0, round(box.x0)) : max(0, round(box.x1))]
