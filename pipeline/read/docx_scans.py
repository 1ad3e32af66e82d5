"""Word files that are scans: pictures of pages one after the other, with next to no text of their own, read by OCR."""

from __future__ import annotations

import dataclasses
import io
import math
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.read.docx_package import MC, Element, Package, W
from pipeline.read.docx_runs import chosen
from pipeline.read.lines import ReadError, Reading

if TYPE_CHECKING:
    from pipeline.read.ocr_image import Picture

FEW = 30
"""Characters per picture of a page; with fewer the document is a scan with a title or a page number typed over it."""
LARGE, NOTABLE = 0.4, 0.1
"""Part of the page that a picture must cover to be one of a page; to be read where the document has no text at all."""
MAX_PIXELS = 120_000_000
"""Of a picture: an A3 page at 600 dpi has 70 million, a bomb thousands."""
STRIP = 8
"""A picture so many times as wide as high, or as high as wide, is a line or a border."""
KINDS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP")
"""Formats that are opened; Pillow would start a program for some of the others."""

_A4 = 595.3, 841.9
_EMU = 12_700  # per point
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_R_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_V = "{urn:schemas-microsoft-com:vml}"
_SHAPES = frozenset(f"{_V}{name}" for name in ("shape", "rect"))
_DELETED = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))
_LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([0-9.]{1,12})(pt|in|cm|mm|px)?", re.IGNORECASE)
_UNIT = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "": 0.75}


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """A picture of a document: its file, width and height in points as shown, and what is cut off at each side.

    ``crop``: shares of the width (left, right) and height (top, bottom), as left, top, right, bottom.
    """

    data: bytes
    width: float
    height: float
    crop: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def find_figures(package: Package) -> list[Figure]:
    """The pictures in the document's body, in reading order; what was deleted, or lies in no file of the package, is none."""
    out: list[Figure] = []
    stack: list[Element] = [package.document]
    while stack:
        element = stack.pop()
        if element.tag in _DELETED:
            continue
        if element.tag == f"{MC}AlternateContent":
            stack.append(chosen(element))
        elif element.tag == f"{W}drawing":
            out += _drawn(element, package.pictures)
        elif element.tag in _SHAPES:
            out += _old_drawn(element, package.pictures)
        else:
            stack.extend(reversed(element))
    return out


def _drawn(drawing: Element, files: dict[str, bytes]) -> Iterator[Figure]:
    pictures = list(drawing.iter(f"{_PIC}pic"))
    for picture in pictures:
        blip = picture.find(f"{_PIC}blipFill/{_A}blip")
        data = files.get(_relation(blip, "embed"))
        whole, own = drawing.find(f"*/{_WP}extent"), picture.find(f"{_PIC}spPr/{_A}xfrm/{_A}ext")
        extent = whole if len(pictures) == 1 or own is None else own
        if data is not None and extent is not None:
            width, height = (_number(extent.get(name)) / _EMU for name in ("cx", "cy"))
            cut = picture.find(f"{_PIC}blipFill/{_A}srcRect")
            crop = [_number(cut.get(side)) / 100_000 if cut is not None else 0.0 for side in "ltrb"]
            left, top, right, bottom = (min(max(share, 0.0), 1.0) for share in crop)
            yield Figure(data, width, height, (left, top, right, bottom))


def _old_drawn(shape: Element, files: dict[str, bytes]) -> Iterator[Figure]:
    image = shape.find(f"{_V}imagedata")
    data = files.get(_relation(image, "id"))
    size = {name.lower(): float(n) * _UNIT[unit.lower()] for name, n, unit in _lengths(shape.get("style", ""))}
    if data is not None and len(size) == 2:
        yield Figure(data, size["width"], size["height"])


def _lengths(style: str) -> list[tuple[str, str, str]]:
    return [found for found in _LENGTH.findall(style) if found[1].count(".") <= 1 and found[1] != "."]


def _relation(element: Element | None, name: str) -> str:
    if element is None:
        return ""
    return element.get(_R + name) or element.get(_R_STRICT + name) or ""


def _number(text: str | None) -> float:
    try:
        value = float((text or "0").rstrip("%"))
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0


def page_size(body: Element) -> tuple[float, float]:
    """Width and height of the document's last section in points; A4 where it does not say."""
    sizes = list(body.iter(f"{W}pgSz"))
    if not sizes:
        return _A4
    width, height = (_number(sizes[-1].get(W + side)) / 20 for side in "wh")
    return (width, height) if 72 <= width <= 5_000 and 72 <= height <= 5_000 else _A4


def page_pictures(figures: Sequence[Figure], page: tuple[float, float], characters: int) -> list[Figure]:
    """The figures that show pages; where the document has no ``characters``, all that are no mere ornament."""
    least = (LARGE if characters else NOTABLE) * page[0] * page[1]
    out = []
    for figure in figures:
        short, long = sorted((figure.width, figure.height))
        if short > 0 and short * long >= least and long < STRIP * short:
            out.append(figure)
    return out


def add_scans(reading: Reading, figures: Sequence[Figure], page: tuple[float, float]) -> None:
    """Add what the pictures say to a reading, each as a page of its own.

    Raises:
        ReadError: ``scanned`` where OCR is not installed, or finds nothing to read.
    """
    from pipeline.read import ocr_engine
    from pipeline.read.pdf import read_pictures
    from pipeline.read.pdf_scan import ocr_needs

    what = f"the Word document is a scan: {len(figures)} picture(s) without text"
    if not ocr_engine.available():
        raise ReadError("scanned", f"{what}. {ocr_needs()}")
    lines, said = read_pictures(_opened(figures, page, reading.warnings))
    if not lines:
        raise ReadError("scanned", f"{what}. {ocr_needs()}")
    own = [line for line in reading.lines if line.kind not in ("header", "footer")]
    footers = [line for line in reading.lines if line.kind == "footer"]
    reading.lines = [*(line for line in reading.lines if line.kind != "footer"), *lines, *footers]
    reading.text_source = "mixed" if own else "ocr"
    reading.page_count = len(figures)
    reading.warnings += ["文档由图片组成，每幅图片按一页识别", *said]


def _opened(
    figures: Sequence[Figure], page: tuple[float, float], said: list[str]
) -> Iterator[tuple[Picture, float] | None]:
    for number, figure in enumerate(figures, 1):
        picture = _open(figure, page)
        if isinstance(picture, str):
            said.append(f"第{number}幅图片未读取：{picture}")
            yield None
        else:
            yield picture


def _open(figure: Figure, page: tuple[float, float]) -> tuple[Picture, float] | str:
    """The picture in pixels as OCR wants them, and those per point; or why it is not there."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of what is odd in a picture
            return _pixels(Image.open(io.BytesIO(figure.data), formats=KINDS), figure, page)
    except MemoryError:
        raise
    except Image.DecompressionBombError:
        return f"超过{MAX_PIXELS:,}像素"
    except Exception as error:  # what the library raises over broken pictures is no closed list
        return f"无法打开（{type(error).__name__}）"


def _pixels(image: Any, figure: Figure, page: tuple[float, float]) -> tuple[Picture, float] | str:
    """What is shown of the picture, as large as fits on the page."""
    import numpy as np
    from PIL import Image

    from pipeline.read.ocr_image import DPI, MAX_SIDE

    width, height = image.size
    if width * height > MAX_PIXELS:
        raise Image.DecompressionBombError
    left, top, right, bottom = figure.crop
    box = round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height)
    if box[2] - box[0] < 8 or box[3] - box[1] < 8:
        return "几乎没有显示出来"
    fit = min(page[0] / figure.width, page[1] / figure.height)
    shown = figure.width * fit, figure.height * fit
    scale = min(DPI / 72, MAX_SIDE / max(shown))
    size = max(1, round(shown[0] * scale)), max(1, round(shown[1] * scale))
    return np.asarray(_on_paper(image).resize(size, Image.Resampling.BICUBIC, box=box, reducing_gap=3.0)), scale


def _on_paper(image: Any) -> Any:
    """The picture in grey or colours; what is transparent becomes white."""
    from PIL import Image

    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper
    return image.convert("RGB")
