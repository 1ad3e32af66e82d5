"""Which PDF pages have a text layer that can be read: scans and text layers of nonsense."""

from __future__ import annotations

from collections.abc import Sequence

from .lines import ReadError
from .pdf_chars import PageText

FEW = 30
"""A page with fewer characters than this may be a scan with a stamp or page number printed over it."""


def is_scan_page(page: PageText) -> bool:
    """Whether the page is a picture: next to no text, and images over at least two fifths of it."""
    return page.chars < FEW and page.image_share >= 0.4


def is_scan(pages: Sequence[PageText]) -> bool:
    """Whether a file is a scan: nine tenths of its pages that hold anything are pictures without a text layer.

    OCR plugs in here: a reader that has an OCR engine recognises the pages for which :func:`is_scan_page` holds.
    """
    filled = [p for p in pages if p.chars or p.image_share >= 0.05]
    scans = sum(map(is_scan_page, filled))
    return scans > 0 and scans >= 0.9 * len(filled)


def is_garbled_page(page: PageText) -> bool:
    """Whether the text layer says something else than what is printed: glyphs without a meaning, private characters."""
    return page.chars >= 10 and page.bad >= 0.3 * page.chars


def check_text_layer(pages: Sequence[PageText], warnings: list[str]) -> None:
    """Refuse a file without a text layer worth reading; warn of single pages. Raises ``ReadError``.

    Codes: ``scanned`` (pictures, or text drawn as outlines), ``garbled`` (fonts that do not tell their characters),
    ``empty`` (blank pages).
    """
    count = len(pages)
    if is_scan(pages):
        raise ReadError(
            "scanned",
            f"the file is a scan: {count} page(s) of images without a text layer. It needs OCR, which this version "
            "does not do; run it through an OCR program that writes a text layer, or find the text edition",
        )
    total = sum(p.chars for p in pages)
    if not total:
        if sum(p.paths for p in pages) >= 200:
            raise ReadError(
                "scanned", f"the text of all {count} page(s) is drawn as outlines without a text layer. It needs OCR"
            )
        raise ReadError("empty", f"{count} page(s) hold no text and no scan")
    garbled = [p for p in pages if is_garbled_page(p)]
    if sum(p.chars for p in garbled) >= 0.8 * total:
        raise ReadError(
            "garbled",
            f"the text layer of {len(garbled)} of {count} page(s) is useless: its fonts do not say which characters "
            "they print. It needs OCR, which this version does not do",
        )
    if garbled:
        warnings.append(f"useless text layer on page(s) {_listed([p.number for p in garbled])}")
    scans = [p.number for p in pages if is_scan_page(p)]
    if scans:
        warnings.append(f"scanned page(s) without text, not read: {_listed(scans)}")


def _listed(numbers: Sequence[int]) -> str:
    """Page numbers with runs drawn together: 1, 4-7, 9."""
    parts: list[list[int]] = []
    for n in numbers:
        if parts and n == parts[-1][1] + 1:
            parts[-1][1] = n
        else:
            parts.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
