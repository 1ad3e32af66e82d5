"""PDF: pages in the manner of official papers, with running header, page numbers, footnotes, tables, a rotated page."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from reportlab import rl_config  # type: ignore[import-untyped,unused-ignore]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped,unused-ignore]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped,unused-ignore]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped,unused-ignore]

from samples.markup import Block, Source

SONG, HEI = "SampleSong", "SampleHei"
FONTS = {
    SONG: ("arphic/uming.ttc", "apt-get install fonts-arphic-uming"),
    HEI: ("wqy/wqy-zenhei.ttc", "apt-get install fonts-wqy-zenhei"),
}
PAGE = (595.0, 842.0)
SIZE, LEADING, WIDTH = 16.0, 28.0, 448.0
FLOOR = 84.0  # the bottom of the text
NOTE_SIZE, NOTE_LEADING = 10.5, 15.0
CELL_SIZE, CELL_LEADING, PAD = 11.0, 16.0, 4.0
CLOSERS = "，。；：、？！）》”’〕】％%"
OPENERS = "（《“‘〔【"
TOKENS = re.compile(r"[A-Za-z0-9.%/+-]+|.")

Draw = Callable[[Canvas], None]


def register(fonts: Path) -> None:
    rl_config.useA85 = 0
    for name, (file, hint) in FONTS.items():
        path = fonts / file
        if not path.exists():
            raise SystemExit(f"font {path} is missing: {hint}, or say --fonts DIR")
        pdfmetrics.registerFont(TTFont(name, str(path), subfontIndex=0))


def width_of(text: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


def wrap(text: str, font: str, size: float, width: float, indent: float = 0) -> list[str]:
    """Lines of at most `width`; closing marks hang over the margin, opening ones go to the next line."""
    lines, line, used = [], "", indent
    for token in TOKENS.findall(text):
        extent = width_of(token, font, size)
        if used + extent > width + 0.01 and line and token not in CLOSERS:
            carried = line[-1] if line[-1] in OPENERS else ""
            lines.append(line.removesuffix(carried))
            line, used = carried, width_of(carried, font, size)
        line, used = line + token, used + extent
    return [*lines, line] if line else lines


class Book:
    """Lays blocks out on pages; each page is a list of drawing calls, written at the end."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.pages: list[list[Draw]] = []
        self.notes: list[list[str]] = []  # the lines of footnotes on each page
        self.rotated: set[int] = set()
        self.contents: list[tuple[str, str, int]] = []
        self.landscape = False
        self.turn()

    def turn(self) -> None:
        self.pages.append([])
        self.notes.append([])
        if self.landscape:
            self.rotated.add(len(self.pages) - 1)
        wide, high = (PAGE[1], PAGE[0]) if self.landscape else PAGE
        self.left, self.width = ((wide - 690) / 2, 690.0) if self.landscape else ((wide - WIDTH) / 2, WIDTH)
        self.y, self.floor = high - 92, FLOOR

    def room(self, height: float) -> None:
        if self.y - height < self.floor and self.pages[-1]:
            self.turn()

    def put(self, text: str, x: float, font: str, size: float, leading: float, stretch: bool = False) -> None:
        self.y -= leading
        y, space = self.y, 0.0
        slack = self.left + self.width - x - width_of(text, font, size)
        if stretch and len(text) > 1 and abs(slack) / (len(text) - 1) < 1.5:
            space = slack / (len(text) - 1)

        def draw(canvas: Canvas) -> None:
            canvas.setFont(font, size)
            canvas.drawString(x, y, text, charSpace=space)

        self.pages[-1].append(draw)

    def paragraph(self, text: str, font: str = SONG) -> None:
        lines = wrap(text, font, SIZE, self.width, 2 * SIZE)
        for number, line in enumerate(lines):
            marks = [m for m in self.source.notes if m in line]
            notes = {m: wrap(f"{m} {self.source.notes[m]}", SONG, NOTE_SIZE, self.width) for m in marks}
            extra = sum(len(v) * NOTE_LEADING for v in notes.values()) + (10 if notes and not self.notes[-1] else 0)
            if self.y - LEADING < self.floor + extra:
                self.turn()
                extra += 10 if notes and extra % NOTE_LEADING == 0 else 0
            self.floor += extra
            for note in notes.values():
                self.notes[-1] += note
            x = self.left + (2 * SIZE if number == 0 else 0)
            self.put(line, x, font, SIZE, LEADING, stretch=number < len(lines) - 1)

    def centred(self, text: str, font: str, size: float, leading: float) -> None:
        for line in wrap(text, font, size, self.width):
            self.room(leading)
            self.put(line, self.left + (self.width - width_of(line, font, size)) / 2, font, size, leading)

    def table(self, block: Block) -> None:
        total = sum(block.widths)
        widths = [self.width * w / total for w in block.widths]
        header, *rows = [
            [wrap(c, HEI if n == 0 else SONG, CELL_SIZE, w - 2 * PAD - 7) for c, w in zip(row, widths, strict=True)]
            for n, row in enumerate(block.rows)
        ]
        self.y -= 8
        self.row(header, widths, HEI)
        for row in rows:
            if self.y - _height(row) < self.floor:
                self.turn()
                self.y -= 8
                self.row(header, widths, HEI)
            self.row(row, widths, SONG)

    def row(self, cells: list[list[str]], widths: list[float], font: str) -> None:
        top, height, left = self.y, _height(cells), self.left
        self.y -= height

        def draw(canvas: Canvas) -> None:
            canvas.setLineWidth(0.6)
            canvas.setFont(font, CELL_SIZE)
            x = left
            for lines, width in zip(cells, widths, strict=True):
                canvas.rect(x, top - height, width, height)
                for number, line in enumerate(lines):
                    canvas.drawString(x + PAD, top - PAD - number * CELL_LEADING - CELL_SIZE, line)
                x += width

        self.pages[-1].append(draw)

    def block(self, block: Block) -> None:
        if block.kind in ("h1", "h2"):
            self.room(3 * LEADING)
            self.contents.append((block.kind, block.text, len(self.pages)))
            self.paragraph(block.text, HEI if block.kind == "h1" else SONG)
        elif block.kind == "table":
            self.table(block)
        elif block.kind == "caption":
            self.room(5 * LEADING)
            self.centred(block.text, HEI, 13, 26)
        elif block.kind in ("landscape", "portrait"):
            self.landscape = block.kind == "landscape"
            self.turn()
        elif block.kind == "right":
            self.room(LEADING)
            right = self.left + self.width - 2 * SIZE
            self.put(block.text, right - width_of(block.text, SONG, SIZE), SONG, SIZE, LEADING)
        elif block.text.startswith("（示例"):
            self.room(2 * LEADING)
            self.y -= 16
            self.centred(block.text, SONG, 10.5, 18)
        elif block.kind == "text":
            self.paragraph(block.text)


def _height(cells: list[list[str]]) -> float:
    return max(len(lines) for lines in cells) * CELL_LEADING + 2 * PAD


def _title(source: Source) -> list[str]:
    """The title in the lines that it is set in: cut where the source says."""
    cut = source.meta["cut"][0]
    before, _, after = source.title.partition(cut)
    return [before, cut + after]


def _front(source: Source, book: Book) -> list[list[Draw]]:
    """Cover and table of contents, where the source asks for them."""
    if not any(b.kind == "toc" for b in source.blocks):
        return []
    front = Book(Source(source.meta))
    front.y = 640
    for line in _title(source):
        front.centred(line, HEI, 26, 44)
    front.y = 230
    for line in source.meta.get("cover", []):
        front.centred(line, SONG, 18, 34)
    front.turn()
    front.centred("目　　录", HEI, 20, 40)
    front.y -= 10
    for kind, text, page in book.contents:
        indent = 0 if kind == "h1" else 24
        dots = int((front.width - indent - width_of(f"{text} {page}", SONG, 13)) / width_of(".", SONG, 13)) - 1
        front.put(f"{text}{'.' * dots} {page}", front.left + indent, SONG, 13, 25)
    return front.pages


def _frame(canvas: Canvas, header: str, number: int, wide: float, high: float) -> None:
    canvas.setFont(SONG, 9)
    canvas.drawCentredString(wide / 2, high - 56, header)
    canvas.setLineWidth(0.4)
    canvas.line(72, high - 61, wide - 72, high - 61)
    canvas.setFont(SONG, 14)
    canvas.drawCentredString(wide / 2, 46, f"— {number} —")


def _footnotes(canvas: Canvas, lines: list[str], left: float) -> None:
    top = FLOOR + len(lines) * NOTE_LEADING
    canvas.setLineWidth(0.5)
    canvas.line(left, top, left + 140, top)
    canvas.setFont(SONG, NOTE_SIZE)
    for number, line in enumerate(lines):
        canvas.drawString(left, top - (number + 1) * NOTE_LEADING + 2, line)


def _paint(canvas: Canvas, draws: Iterable[Draw]) -> None:
    for draw in draws:
        draw(canvas)


def write(source: Source, target: Path) -> None:
    book = Book(source)
    toc = any(b.kind == "toc" for b in source.blocks)
    book.y -= 10
    for line in _title(source):
        book.centred(line, HEI, 20, 36)
    book.y -= 16
    for block in source.blocks:
        book.block(block)
    canvas = Canvas(str(target), pagesize=PAGE, invariant=1, pageCompression=1)
    canvas.setTitle(source.title)
    canvas.setAuthor("示例")
    canvas.setCreator("shigu samples")
    for draws in _front(source, book) if toc else []:
        _paint(canvas, draws)
        canvas.showPage()
    for index, draws in enumerate(book.pages):
        wide, high = PAGE
        turned = index in book.rotated
        canvas.setPageSize((high, wide) if turned else PAGE)  # reportlab swaps them back for a page that is turned
        canvas.setPageRotation(90 if turned else 0)
        if turned:  # the media box stays upright, /Rotate turns it: so scanners and printers do it
            wide, high = high, wide
            canvas.transform(0, 1, -1, 0, PAGE[0], 0)
        _frame(canvas, source.meta["header"][0], index + 1, wide, high)
        _paint(canvas, draws)
        if book.notes[index]:
            _footnotes(canvas, book.notes[index], (PAGE[0] - WIDTH) / 2)
        canvas.showPage()
    canvas.save()
