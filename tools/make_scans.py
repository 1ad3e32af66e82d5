"""Make scans of PDF files, for the tests and figures of OCR: what a scanner, a fax or a copier makes of the same pages.

    python tools/make_scans.py FILE.pdf ... --out FOLDER [--kind grey-200 ...] [--pages 2]

Each kind is a resolution, a colour depth, a skew and a loss; `stamp` prints a red seal over the last lines of the last
page, as on a signed report. Every run writes the same bytes (with one version of pypdfium2 and Pillow). Needs nothing
beyond what shigu itself installs.
"""

import argparse
import dataclasses
import math
import zlib
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter


@dataclasses.dataclass(frozen=True)
class Kind:
    """`skew` in degrees against the clock, alternating from page to page; `noise` in grey levels; `blur` in pixels."""

    dpi: int
    mode: str  # "RGB", "L" or "1"
    skew: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    quality: int = 75
    stamp: bool = False


KINDS = {
    "clean-200": Kind(200, "L", quality=90),
    "grey-200": Kind(200, "L", skew=0.8, noise=8, blur=0.4, quality=60),
    "grey-150": Kind(150, "L", skew=-1.5, noise=14, blur=0.6, quality=50),
    "colour-150-stamp": Kind(150, "RGB", skew=2.0, noise=8, quality=55, stamp=True),
    "colour-300-stamp": Kind(300, "RGB", skew=-0.5, noise=10, blur=0.7, quality=45, stamp=True),
    "bilevel-300": Kind(300, "1", skew=1.2, noise=30),
    "bilevel-200": Kind(200, "1", skew=-2.0, noise=20),
}


def pages_of(path: Path, kind: Kind, limit: int | None) -> list[Image.Image]:
    """The file's pages as the scanner sees them."""
    random = np.random.default_rng(zlib.crc32(f"{path.name} {kind}".encode()))
    pdf = pypdfium2.PdfDocument(path)
    count = min(len(pdf), limit or len(pdf))
    out = []
    for i in range(count):
        page = pdf[i].render(scale=kind.dpi / 72).to_pil().convert("RGB")
        if kind.stamp and i == count - 1:
            stamp(page, kind.dpi)
        out.append(scanned(page, kind, kind.skew * (1 if i % 2 == 0 else -0.6), random))
    pdf.close()
    return out


def scanned(page: Image.Image, kind: Kind, skew: float, random: np.random.Generator) -> Image.Image:
    """One page turned a little, blurred, with grain; black and white where the scanner knows no more."""
    if skew:
        page = page.rotate(skew, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if kind.blur:
        page = page.filter(ImageFilter.GaussianBlur(kind.blur))
    if kind.mode != "RGB":
        page = page.convert("L")
    if kind.noise:
        # paper is not quite white, ink not quite black, and both have grain
        pixels = 18 + np.asarray(page, dtype=np.float32) * (228 / 255)
        pixels += random.normal(0, kind.noise, pixels.shape)
        page = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    return page.point(lambda v: 255 if v > 140 else 0).convert("1") if kind.mode == "1" else page


def stamp(page: Image.Image, dpi: int) -> None:
    """A round red seal of 42 mm with a star, across the lines in the lower right part of the text."""
    pixels = np.asarray(page.convert("L"))
    rows = np.flatnonzero((pixels < 128).any(axis=1))
    rows = rows[rows < pixels.shape[0] * 0.9]
    size = round(42 / 25.4 * dpi)
    x, y = round(page.width * 0.74), (int(rows[-1]) if len(rows) else page.height // 2) - size // 3
    layer = Image.new("RGB", page.size, (255, 255, 255))
    draw = ImageDraw.Draw(layer)
    red, half = (214, 38, 44), size // 2
    draw.ellipse((x - half, y - half, x + half, y + half), outline=red, width=max(3, size // 40))
    points = []
    for k in range(10):
        radius = half * (0.34 if k % 2 == 0 else 0.14)
        points.append((x + radius * math.sin(k * math.pi / 5), y - radius * math.cos(k * math.pi / 5)))
    draw.polygon(points, fill=red)
    for k in range(-5, 6):  # strokes in place of the letters along the rim
        angle = k * 0.42
        cx, cy = x + half * 0.78 * math.sin(angle), y - half * 0.78 * math.cos(angle)
        e = size // 26
        for d in (-e, 0, e):
            draw.line((cx - e, cy + d, cx + e, cy + d), fill=red, width=max(2, size // 110))
        draw.line((cx, cy - e, cx, cy + e), fill=red, width=max(2, size // 110))
    # ink on ink: what is darker of the two shows
    page.paste(Image.fromarray(np.minimum(np.asarray(page), np.asarray(layer))))


def write(path: Path, kind: str, out: Path, limit: int | None = None) -> Path:
    """Write FILE-KIND.pdf and return its path."""
    pages = pages_of(path, KINDS[kind], limit)
    target = out / f"{path.stem}-{kind}.pdf"
    loss = {} if KINDS[kind].mode == "1" else {"quality": KINDS[kind].quality}
    pages[0].save(
        target,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=KINDS[kind].dpi,
        creationDate=None,
        modDate=None,
        **loss,
    )
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kind", nargs="+", choices=[*KINDS], default=[*KINDS])
    parser.add_argument("--pages", type=int, help="only so many pages of each file")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for path in options.files:
        for kind in options.kind:
            print(write(path, kind, options.out, options.pages))


if __name__ == "__main__":
    main()
