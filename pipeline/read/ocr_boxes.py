"""Where the lines of a level page stand: the detector's boxes put right by the ink, and the ink that it passed over.

The detector now and then misses a whole line, or the last characters of one, without a word. Print is dark, so what it
missed shows: each box is drawn out to the ink that touches it, and bands of ink in no box become boxes of their own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

MAX_BANDS = 60
"""Bands of ink without a box that are read again on one page; a page with more is a picture."""


@dataclasses.dataclass(slots=True)
class Box:
    """A line on the picture, in pixels. ``found``: by the detector; else by its ink."""

    x0: float
    y0: float
    x1: float
    y1: float
    found: bool = True

    @property
    def height(self) -> float:
        """From the top to the bottom."""
        return self.y1 - self.y0


def clean(boxes: Sequence[Box]) -> list[Box]:
    """Without boxes that lie in another one, or over most of it; from top to bottom."""
    out: list[Box] = []
    for box in sorted(boxes, key=lambda b: -(b.x1 - b.x0) * b.height):
        if not any(_shared(box, other) > 0.7 for other in out):
            out.append(box)
    return sorted(out, key=lambda b: (b.y0, b.x0))


def _shared(box: Box, other: Box) -> float:
    width = min(box.x1, other.x1) - max(box.x0, other.x0)
    height = min(box.y1, other.y1) - max(box.y0, other.y0)
    area = max(1.0, (box.x1 - box.x0) * box.height)
    return max(0.0, width) * max(0.0, height) / area


def line_height(boxes: Sequence[Box]) -> float:
    """The usual height of a line's box; 0 without boxes."""
    heights = sorted(b.height for b in boxes)
    return heights[len(heights) // 2] if heights else 0.0


def drawn_out(boxes: Sequence[Box], ink: Mask) -> None:
    """Lengthen boxes to the left and right over ink that follows within a character's width: a stop, a last digit."""
    import numpy as np

    for box in boxes:
        top, bottom = max(0, round(box.y0 + 0.12 * box.height)), round(box.y1 - 0.12 * box.height)
        if bottom - top < 4:
            continue
        columns: Mask = np.asarray(ink[top:bottom].any(axis=0))
        step = box.height
        neighbours = [b for b in boxes if b is not box and b.y0 < box.y1 and b.y1 > box.y0]
        right = min([b.x0 for b in neighbours if b.x0 >= box.x1 - step], default=float(len(columns)))
        left = max([b.x1 for b in neighbours if b.x1 <= box.x0 + step], default=0.0)
        box.x1 = _follow(columns, box.x1, right, step)
        box.x0 = -_follow(columns[::-1], len(columns) - box.x0, len(columns) - left, step) + len(columns)


def _follow(columns: Mask, start: float, limit: float, step: float) -> float:
    """The end of the ink that goes on from ``start``, with gaps below ``step`` and not over ``limit``."""
    import numpy as np

    end, most = start, start + 3 * step  # more than three characters are a line that the detector should see
    while end < min(limit, most):
        ahead = columns[round(end) : round(min(end + 0.9 * step, limit))]
        inked = np.flatnonzero(ahead)
        if not len(inked) or inked[-1] < 0.05 * step:
            break
        end = end + float(inked[-1]) + 1
    return min(end + 2, limit) if end > start else start


def bands(boxes: Sequence[Box], ink: Mask, em: float) -> list[Box]:
    """Boxes around ink that is shaped like a line of text and lies in none of ``boxes``."""
    import cv2
    import numpy as np

    left: Any = ink.astype(np.uint8)
    for box in boxes:
        margin = 0.15 * box.height
        left[_span(box.y0 - margin, box.y1 + margin), _span(box.x0 - margin, box.x1 + margin)] = 0
    # specks are no print
    left = cv2.morphologyEx(left, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    reach = max(3, round(0.9 * em))
    joined = cv2.morphologyEx(left, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    joined = cv2.dilate(joined, np.ones((max(3, round(0.15 * em)), 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    out: list[Box] = []
    for i, (x, y, w, h, _) in enumerate(stats[1:count], 1):
        if not 0.45 * em <= h <= 2.2 * em or w < (0.35 if h < 0.7 * em else 0.15) * em:
            continue
        part = (slice(y, y + h), slice(x, x + w))
        print_ = int(left[part][labels[part] == i].sum())
        if print_ < 0.04 * em * em or not 0.03 <= print_ / (w * h) <= 0.75:
            continue
        margin = 0.12 * em
        out.append(Box(float(x - margin), float(y - margin), float(x + w + margin), float(y + h + margin), False))
    return clean(out) if len(out) <= MAX_BANDS else []


def _span(start: float, end: float) -> slice:
    return slice(max(0, round(start)), max(0, round(end)))
