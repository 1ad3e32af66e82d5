"""One page of a PDF file as a picture, drawn in a process of its own: ``python -m pipeline.read.pdf_picture FILE MEMBER PAGE``.

Whatever the file makes the drawing library do, it costs that process only.
"""

from __future__ import annotations

import io
import math
import struct
import sys
import zlib
from typing import Any

DPI = 144
"""Two pixels per point."""
MAX_PIXELS = 16_000_000
"""Of a picture; a larger sheet (a map, a bomb) is drawn coarser."""
MAX_SIDE = 8_000
MEMORY_MB = 1_500
"""Address space of the process."""
SIZE = b"shigu:page"
"""Keyword of the PNG's text that says how wide and high the page is, in points: ``595.28 841.89``."""
MANY = 8
"""Characters of a text layer that say which way a page is read."""


def draw(data: bytes, number: int) -> bytes | None:
    """A page as a PNG, turned as :mod:`pipeline.read.pdf_chars` turns it, so that boxes of evidence fit.

    Args:
        data: the file's bytes.
        number: the page, from 1.

    Returns:
        The picture with the page's size in points as its text ``shigu:page``; None where there is no such page, or it
        cannot be opened or drawn (an encrypted file).
    """
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return None
    try:
        if not 1 <= number <= len(pdf):
            return None
        page = pdf[number - 1]
        turn = _turn(page, number)
        width, height = page.get_size()
        bitmap = page.render(
            scale=_scale(width, height), rotation=turn * 90, draw_annots=True, rev_byteorder=True, prefer_bgrx=False
        )
        return _png(bitmap, (height, width) if turn % 2 else (width, height))
    except pdfium.PdfiumError:
        return None
    finally:
        pdf.close()


def _turn(page: Any, number: int) -> int:
    """Quarter turns clockwise that the page as a viewer shows it needs to be read."""
    from pipeline.read.pdf_chars import read_page

    text = read_page(page, number)
    return (text.turn - int(page.get_rotation()) // 90) % 4 if text.chars >= MANY else 0


def _scale(width: float, height: float) -> float:
    """Pixels per point: by :data:`DPI`, less where the sheet is too large."""
    longer, area = max(width, height, 1.0), max(width * height, 1.0)
    return min(DPI / 72, MAX_SIDE / longer, math.sqrt(MAX_PIXELS / area))


def _png(bitmap: Any, points: tuple[float, float]) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    about = PngInfo()
    about.add_text(SIZE.decode(), f"{points[0]:.2f} {points[1]:.2f}")
    picture = bitmap.to_pil()
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG", pnginfo=about, compress_level=6)
    return out.getvalue()


def main() -> None:
    """Draw the page that the arguments name, to standard output; nothing where that cannot be done."""
    path, member, number = sys.argv[1:4]
    try:
        import resource

        limit = MEMORY_MB << 20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, ValueError, OSError):
        pass  # not on this system
    from pipeline.inputs import InputError, read_input

    try:
        image = draw(read_input(path, int(member) if member else None), int(number))
    except (InputError, OSError, MemoryError, struct.error, zlib.error):
        image = None
    sys.stdout.buffer.write(image or b"")


if __name__ == "__main__":
    main()
