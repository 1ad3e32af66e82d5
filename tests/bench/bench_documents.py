"""The PDF files that the bench measures with: official layout, text layer, ruled tables where wanted; the same bytes each time.

python -m tests.bench.bench_documents FOLDER [PAGES …]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.bench.bench_text import Piece, plain, report

ROOT = Path(__file__).parents[2]
FONT, FILE = "BenchSans", ROOT / "explore" / "page" / "fonts" / "NotoSansSC-subset.ttf"
PAGE, LEFT, TOP = (595.0, 842.0), 74.0, 756.0
SIZE, LEADING, COLUMNS, LINES = 16.0, 28.0, 28, 22
CELL, CLOSERS = 11.0, "，。；：、）》”％%"


def wrap(text: str, columns: float, indent: float = 0) -> list[str]:
    """Lines of so many Chinese characters; closing marks hang over the edge."""
    lines, line, used = [], "", indent
    for c in text:
        extent = 0.56 if c < "\u0100" else 1.0
        if used + extent > columns + 0.01 and c not in CLOSERS:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + c, used + extent
    return [*lines, line]


def height(piece: Piece) -> int:
    """Lines of the page that a piece takes."""
    if piece.rows:
        return len(piece.rows)
    return 2 * len(wrap(piece.text, 20)) if piece.level == 0 else len(wrap(piece.text, COLUMNS, 2))


class _Book:
    def __init__(self, path: Path) -> None:
        rl_config.useA85 = 0
        if FONT not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(FONT, str(FILE)))
        self.canvas = Canvas(str(path), pagesize=PAGE, invariant=1)
        self.page, self.line = 1, 0
        self.canvas.setFont(FONT, SIZE)

    def row(self, many: int = 1) -> float:
        """The baseline of the next row, on the next page where this one is full."""
        if self.line + many > LINES:
            self.turn()
        self.line += many
        return TOP - (self.line - many) * LEADING

    def turn(self) -> None:
        self.canvas.setFont(FONT, 10.5)
        self.canvas.drawCentredString(PAGE[0] / 2, 50, f"— {self.page} —")
        self.canvas.showPage()
        self.canvas.setFont(FONT, SIZE)
        self.page, self.line = self.page + 1, 0

    def put(self, piece: Piece) -> None:
        if piece.rows:
            self.table(piece.rows)
        elif piece.level == 0:
            for line in wrap(piece.text, 20):
                self.canvas.drawCentredString(PAGE[0] / 2, self.row(2), line)
        elif piece.level == 8:
            self.canvas.drawRightString(PAGE[0] - LEFT, self.row(), piece.text)
        else:
            for i, line in enumerate(wrap(piece.text, COLUMNS, 2)):
                self.canvas.drawString(LEFT + (0 if i else 2 * SIZE), self.row(), line)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        width = PAGE[0] - 2 * LEFT
        shares = [max(len(row[i]) for row in rows) + 2 for i in range(len(rows[0]))]
        edges = [LEFT + width * sum(shares[:i]) / sum(shares) for i in range(len(shares) + 1)]
        self.canvas.setLineWidth(0.5)
        self.row(len(rows) if len(rows) <= LINES else 1)
        self.line -= len(rows) if len(rows) <= LINES else 1
        for row in rows:
            y = self.row()
            self.canvas.setFont(FONT, CELL)
            for i, text in enumerate(row):
                self.canvas.rect(edges[i], y - 9, edges[i + 1] - edges[i], LEADING)
                self.canvas.drawString(edges[i] + 4, y, text)
            self.canvas.setFont(FONT, SIZE)

    def close(self) -> int:
        self.turn()
        self.canvas.save()
        return self.page - 1


def write_pdf(path: Path, number: int, pages: int, tables: bool) -> int:
    """Write a report of about ``pages`` pages; returns how many it has."""
    book = _Book(path)
    for piece in report(number, pages, tables, height, LINES):
        book.put(piece)
    return book.close()


def write_all(folder: Path, pages: Sequence[int], each: int = 1) -> list[Path]:
    """``each`` documents of each length, without and with tables; files that are there already stay."""
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for count in pages:
        for number in range(each):
            for kind in ("plain", "tables"):
                path = folder / f"{kind}-{count:03}-{number:03}.pdf"
                if not path.exists():
                    write_pdf(path, number, count, kind == "tables")
                out.append(path)
    return out


def write_texts(folder: Path, count: int) -> None:
    """``count`` short reports as text files, each another: a batch whose size is its number of documents."""
    for number in range(count):
        home = folder / f"{number // 1000:03}"
        home.mkdir(parents=True, exist_ok=True)
        (home / f"{number:06}.txt").write_text(plain(number), "utf-8")


if __name__ == "__main__":
    for file in write_all(Path(sys.argv[1]), [int(n) for n in sys.argv[2:]] or [1, 5, 20]):
        print(file, file.stat().st_size)
