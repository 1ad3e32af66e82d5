"""Which PDF pages have a text layer that can be read; the others go to OCR, page by page, where it is installed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from . import ocr, ocr_engine
from .lines import Line, ReadError
from .ocr_fix import put_right
from .pdf_chars import PageText
from .pdf_paths import Edge

if TYPE_CHECKING:
    from .ocr_image import Picture

FEW = 30
"""A page with fewer characters than this may be a scan with a stamp or page number printed over it."""

OUTLINES = 200
"""Path objects on a page without text: type drawn as outlines."""

MAX_OCR_PAGES = 500
"""Pages recognised of one file, at some six seconds each."""


def is_scan_page(page: PageText) -> bool:
    """Whether the page is a picture: next to no text, and images over at least two fifths of it."""
    return not page.ocr and page.chars < FEW and page.image_share >= 0.4


def is_outline_page(page: PageText) -> bool:
    """Whether the page's text may be drawn as outlines."""
    return not page.ocr and page.chars < FEW and page.paths >= OUTLINES


def is_garbled_page(page: PageText) -> bool:
    """Whether the text layer says something else than what is printed: glyphs without a meaning, private characters."""
    return not page.ocr and page.chars >= 10 and page.bad >= 0.3 * page.chars


def lies_under_picture(page: PageText) -> bool:
    """Whether a picture covers the page, so that its text layer may not be what a reader sees."""
    return page.chars >= FEW and page.image_share >= 0.8


class ScanReader:
    """Recognises the pages of one file that need it, and remembers what is to be said about them."""

    def __init__(self) -> None:
        self.scans: dict[int, ocr.Scan] = {}
        self.left_out: list[int] = []
        self.disagree: list[int] = []

    def read(self, page: Any, text: PageText) -> tuple[PageText, list[Edge] | None]:
        """The page's text layer, or what its picture says where that is of no use; the lines ruled on the picture."""
        unusable = is_scan_page(text) or is_outline_page(text) or is_garbled_page(text)
        if not (unusable or lies_under_picture(text)) or not ocr_engine.available():
            return text, None
        if len(self.scans) >= MAX_OCR_PAGES:
            self.left_out.append(text.number)
            return text, None
        engine = ocr_engine.engine()
        if not unusable and _agrees(text, ocr.sample(page, text.turn, engine)):
            return text, None
        scan = ocr.recognise(page, text.number, engine)
        if not scan.text.glyphs:
            text.ocr = not is_garbled_page(text)  # a photograph or a drawing: there is nothing to read
            return text, None
        if not unusable:
            self.disagree.append(text.number)
        self.scans[text.number] = scan
        scan.text.image_share, scan.text.paths = text.image_share, text.paths
        return scan.text, scan.edges

    def recognise(self, pixels: Picture, scale: float, number: int) -> ocr.Scan | None:
        """A picture of ``scale`` pixels per point as page ``number``; None where there is nothing to read."""
        if len(self.scans) >= MAX_OCR_PAGES:
            self.left_out.append(number)
            return None
        scan = ocr.read_picture(pixels, scale, number, ocr_engine.engine())
        if not scan.text.glyphs:
            return None
        self.scans[number] = scan
        return scan

    def text_source(self, pages: Sequence[PageText]) -> str:
        """``text_layer``, ``ocr``, or ``mixed``: pages of both kinds, or scans that were not read."""
        unread = any(map(is_scan_page, pages))
        if not self.scans:
            return "mixed" if unread else "text_layer"
        return "mixed" if unread or any(p.chars and p.number not in self.scans for p in pages) else "ocr"

    def warnings(self) -> list[str]:
        """What a user should know of the pages that were recognised."""
        out = []
        if self.scans:
            out.append(f"由OCR识别的页：{_listed(sorted(self.scans))}")
        if self.disagree:
            out.append(f"隐藏的文字层与图像不一致的页：{_listed(self.disagree)}")
        if self.left_out:
            out.append(f"需要OCR的页超过{MAX_OCR_PAGES}页，未读取的页：{_listed(self.left_out)}")
        doubtful = [n for n, scan in sorted(self.scans.items()) if scan.doubtful]
        if doubtful:
            out.append(f"有字迹难以辨认的行的页：{_listed(doubtful)}")
        unread = [n for n, scan in sorted(self.scans.items()) if scan.unread]
        if unread:
            out.append(f"有无法识别的印刷内容的页：{_listed(unread)}")
        return out

    def finish(self, lines: list[Line]) -> None:
        """Put look-alikes right and lay the characters' boxes on the pages as they were scanned."""
        recognised = [line for line in lines if line.page in self.scans]
        for line in recognised:
            line.recognised = True
        put_right(recognised)
        for line in recognised:
            tilt = self.scans[line.page or 0].tilt
            if tilt is not None and line.chars is not None:
                line.chars = [tilt.place(c) for c in line.chars]


def _agrees(text: PageText, seen: Sequence[tuple[ocr.Place, str]]) -> bool:
    """Whether the text layer has what was recognised of a few lines, where it was recognised."""
    shares = []
    for (x0, y0, x1, y1), words in seen:
        inside = [g for g in text.glyphs if x0 <= (g.x0 + g.x1) / 2 <= x1 and y0 <= g.base - 0.35 * g.size <= y1]
        inside.sort(key=lambda g: g.x0)
        layer = unicodedata.normalize("NFKC", "".join(g.c for g in inside))
        shares.append(SequenceMatcher(None, layer, unicodedata.normalize("NFKC", words), autojunk=False).ratio())
    return not shares or sum(shares) / len(shares) >= 0.5


def check_text_layer(pages: Sequence[PageText], warnings: list[str]) -> None:
    """Refuse a file without a text worth reading; warn of single pages. Raises ``ReadError``.

    Codes: ``scanned`` (pictures, or text drawn as outlines), ``garbled`` (fonts that do not tell their characters),
    ``empty`` (blank pages).
    """
    count = len(pages)
    total = sum(p.chars for p in pages)
    needs = ocr_needs()
    scans = [p for p in pages if is_scan_page(p)]
    filled = [p for p in pages if p.chars or p.image_share >= 0.05]
    if scans and len(scans) >= 0.9 * len(filled):
        raise ReadError("scanned", f"the file is a scan: {count} page(s) of images without a text layer. {needs}")
    if total < FEW and any(p.ocr for p in pages):
        raise ReadError("scanned", f"{count} page(s) of images or drawings without a text layer. {needs}")
    if not total:
        if sum(p.paths for p in pages) >= OUTLINES:
            raise ReadError("scanned", f"the text of all {count} page(s) is drawn as outlines. {needs}")
        raise ReadError("empty", f"{count} page(s) hold no text and no scan")
    garbled = [p for p in pages if is_garbled_page(p)]
    if sum(p.chars for p in garbled) >= 0.8 * total:
        raise ReadError(
            "garbled",
            f"the text layer of {len(garbled)} of {count} page(s) is useless: its fonts do not say which characters "
            f"they print. {needs}",
        )
    if garbled:
        warnings.append(f"文字层不可用的页：{_listed([p.number for p in garbled])}")
    if scans:
        warnings.append(f"没有文字层、未读取的扫描页：{_listed([p.number for p in scans])}")


def ocr_needs() -> str:
    """What is to be done about a scan: install OCR, or look for another edition where OCR has found nothing."""
    if ocr_engine.available():
        return "OCR found no text worth reading; look at the file, or find the text edition"
    return f"Install OCR and run again: {ocr_engine.INSTALL}"


def _listed(numbers: Sequence[int]) -> str:
    """Page numbers with runs drawn together: 1, 4-7, 9."""
    parts: list[list[int]] = []
    for n in numbers:
        if parts and n == parts[-1][1] + 1:
            parts[-1][1] = n
        else:
            parts.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
