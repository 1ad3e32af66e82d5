"""Pictures of pages made ready for the recogniser: stamps taken off, pages set straight, ink and ruled lines told apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

from .pdf_paths import Edge, edge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Mask = NDArray[np.bool_]

DPI = 200
"""Pages are rendered so: body type is then as high as the recogniser wants its lines (48 pixels)."""

MAX_SIDE = 4_800
"""Pixels of the longer side; a larger sheet (a map, a bomb) is rendered coarser."""

MAX_RULES = 1_000
"""Lines of one direction on a page; more than that is a drawing."""

_STAMP = 60.0
"""Points; a red thing at least so wide and so high is a seal, flatter ones are red letters (a letterhead)."""


def render(page: Any) -> tuple[Picture, float]:
    """The page in colour as a viewer shows it, and its pixels per point."""
    width, height = page.get_size()
    scale = min(DPI / 72, MAX_SIDE / max(width, height, 1.0))
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    try:
        pixels = bitmap.to_numpy()
        return cast("Picture", pixels[:, :, :3].copy() if pixels.ndim == 3 else pixels.copy()), scale
    finally:
        bitmap.close()


def without_stamps(pixels: Picture, scale: float) -> Picture:
    """The page in grey, with red seals taken off the text below them.

    In the red channel red ink is as bright as paper, and black print below it stays dark.
    """
    import cv2
    import numpy as np

    if pixels.ndim == 2:
        return pixels
    grey = cast("Picture", cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    wide = pixels.astype(np.int16)
    red = ((wide[:, :, 0] - np.maximum(wide[:, :, 1], wide[:, :, 2])) > 40).astype(np.uint8)
    if not red.any():
        return grey
    near = cv2.dilate(red, np.ones((_odd(1.5 * scale), _odd(1.5 * scale)), np.uint8)) > 0
    reach = _odd(10 * scale)  # a line of print may cut a seal in two
    joined = cv2.dilate(red, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    for x, y, w, h, _ in stats[1:count]:
        if min(w, h) >= _STAMP * scale and 0.5 < w / h < 2:
            area = (slice(y, y + h), slice(x, x + w))
            bright = pixels[area][:, :, 0].astype(np.float32)
            # Scanned ink is not a pure red: as bright as the seal is, so bright is the paper below it. Print that took on
            # its colour is darker, and does not count when that is measured.
            paper = float(np.percentile(bright, 90))
            seal = bright[(red[area] > 0) & (bright > 0.6 * paper)]
            ink = float(np.median(seal)) if seal.size else paper
            lifted = np.clip(bright * paper / max(ink, 1.0), 0, paper).astype(np.uint8)
            grey[area] = np.where(near[area], np.maximum(grey[area], lifted), grey[area])
    return grey


def turned(picture: Picture, degrees: float) -> Picture:
    """The picture turned clockwise about its middle; corners that come in are paper."""
    import cv2

    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return cast(
        "Picture",
        cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
    )


def turn_point(x: float, y: float, degrees: float, width: float, height: float) -> tuple[float, float]:
    """Where :func:`turned` puts a point of a picture (or page) of that size."""
    angle = math.radians(degrees)
    dx, dy = x - width / 2, y - height / 2
    return (
        width / 2 + dx * math.cos(angle) - dy * math.sin(angle),
        height / 2 + dx * math.sin(angle) + dy * math.cos(angle),
    )


def ink_of(picture: Picture) -> Mask:
    """Which pixels are print: darker than their surroundings, on paper of any tone."""
    import cv2
    import numpy as np

    soft = cv2.GaussianBlur(picture, (3, 3), 0)
    level, _ = cv2.threshold(soft, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    paper = float(np.median(soft))
    return soft < min(level, paper - 40)


def ruled_lines(ink: Mask, scale: float) -> tuple[list[Edge], Mask]:
    """The long straight lines of a level page, as the table finder wants them, and the ink without them."""
    import cv2
    import numpy as np

    pixels = ink.astype(np.uint8)
    lines = np.zeros_like(ink)
    edges: list[Edge] = []
    for level, length in ((True, 40.0), (False, 18.0)):
        long = _odd(length * scale)
        kernel = np.ones((1, long) if level else (long, 1), np.uint8)
        # A scan's lines waver by a pixel: close across before looking for long runs.
        across = np.ones((3, 1) if level else (1, 3), np.uint8)
        runs = cv2.morphologyEx(cv2.dilate(pixels, across), cv2.MORPH_OPEN, kernel)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(runs)
        thin = stats[:, cv2.CC_STAT_HEIGHT if level else cv2.CC_STAT_WIDTH] <= 5 * scale  # else a dark area
        thin[0] = False
        lines |= thin[labels]
        if count > MAX_RULES:
            continue  # a drawing
        for x, y, w, h, _ in stats[thin]:
            x0, y0, x1, y1 = (float(v) / scale for v in (x, y, x + w, y + h))
            middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
            edges.append(edge("h", x0, middle_y, x1, middle_y) if level else edge("v", middle_x, y0, middle_x, y1))
    return edges, ink & ~lines


def _odd(value: float) -> int:
    return max(3, round(value) // 2 * 2 + 1)
