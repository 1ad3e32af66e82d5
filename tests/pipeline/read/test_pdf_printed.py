"""Characters read and kept column by column say the same as characters read and kept one by one; all texts are made up."""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.read import pdf_calls
from pipeline.read.lines import Char, Chars, joined
from pipeline.read.pdf_glyphs import Glyph, Glyphs
from pipeline.read.pdf_objects import objects_on
from pipeline.read.pdf_printed import Printed, _from_codes, read_printed
from pipeline.read.pdf_rows import rows_of

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
WORDS = "青禾县云帆木业公司2023年3月7日发生爆燃，GB/T 6721事故损失206.5万元。"


def plain(canvas: Canvas) -> None:
    for k in range(4):
        canvas.drawString(90, 700 - 28 * k, WORDS)


def many_pieces(canvas: Canvas) -> None:
    text = canvas.beginText(90, 700)
    for k, c in enumerate(WORDS):
        text.setFont("STSong-Light" if c > "\u2000" else "Times-Italic", 16 if k % 5 else 12)
        text.setRise(6 if c.isdigit() else 0)
        text.textOut(c)
    canvas.drawText(text)


def slanted_and_stretched(canvas: Canvas) -> None:
    text = canvas.beginText(90, 700)
    text.textOut("正体")
    text.setHorizScale(50)
    text.textOut("窄体")
    canvas.drawText(text)
    for matrix in (
        (1, 0, 0.33, 1, 90, 650),
        (1, 0, 0, 2, 90, 600),
        (0, 1, -1, 0, 300, 200),
        (0.8, 0.6, -0.6, 0.8, 90, 300),
    ):
        canvas.saveState()
        canvas.transform(*matrix)
        canvas.drawString(0, 0, "斜体长体turned")
        canvas.restoreState()


def off_the_page(canvas: Canvas) -> None:
    canvas.drawString(90, 700, WORDS)
    canvas.drawString(3_000_000, 700, "远处")
    canvas.drawString(90, -50, "页外")


PAGES = [plain, many_pieces, slanted_and_stretched, off_the_page]


def page_of(draw: Callable[[Canvas], None]) -> pdfium.PdfPage:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.setFont("STSong-Light", 16)
    draw(canvas)
    canvas.save()
    return pdfium.PdfDocument(file.getvalue())[0]


def one_by_one(text: pdfium.PdfTextPage) -> list[tuple[str, float, float, float, float]]:
    """Character, origin, right edge and size by the library's own bindings, for type that runs to the right."""
    out = []
    matrix, box, x, y = raw.FS_MATRIX(), raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for i in range(text.count_chars()):
        c = chr(raw.FPDFText_GetUnicode(text, i))
        raw.FPDFText_GetMatrix(text, i, matrix)
        raw.FPDFText_GetCharOrigin(text, i, x, y)
        if c <= " " or matrix.b or matrix.a <= 0 or abs(x.value) > 1e6:
            continue
        raw.FPDFText_GetLooseCharBox(text, i, box)
        size = raw.FPDFText_GetFontSize(text, i) * (math.hypot(matrix.c, matrix.d) if matrix.c else abs(matrix.d))
        out.append((c, x.value, y.value, box.right, size))
    return out


@pytest.mark.parametrize("draw", PAGES, ids=lambda draw: draw.__name__)
def test_what_is_read_at_once_is_what_is_read_one_by_one(draw: Callable[[Canvas], None]) -> None:
    text = page_of(draw).get_textpage()
    printed = read_printed(pdf_calls.handle(text.raw), text.count_chars())
    upright = [i for i, direction in enumerate(printed.direction) if direction == 0]
    found = [(printed.c[i], printed.x[i], printed.y[i], printed.right[i], printed.size[i]) for i in upright]
    want = one_by_one(text)
    assert [f[0] for f in found] == [w[0] for w in want]
    assert found == want


@pytest.mark.parametrize("draw", PAGES, ids=lambda draw: draw.__name__)
def test_places_where_size_or_baseline_change_are_known(draw: Callable[[Canvas], None]) -> None:
    text = page_of(draw).get_textpage()
    printed = read_printed(pdf_calls.handle(text.raw), text.count_chars())
    changing = {
        i for i in range(1, len(printed)) if (printed.y[i], printed.size[i]) != (printed.y[i - 1], printed.size[i - 1])
    }
    assert printed.cuts is None or changing <= set(printed.cuts)


def test_more_characters_than_are_asked_for_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    text = page_of(plain).get_textpage()
    handle, count = pdf_calls.handle(text.raw), text.count_chars()
    whole = read_printed(handle, count)
    monkeypatch.setattr(pdf_calls, "CHUNK", 7)
    parts = read_printed(handle, count)
    assert len(whole) > 100
    assert whole == parts


def test_a_text_whose_characters_do_not_count_as_its_units_is_read_by_its_codes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = page_of(plain).get_textpage()
    handle, count = pdf_calls.handle(text.raw), text.count_chars()
    whole = read_printed(handle, count)
    monkeypatch.setattr(pdf_calls, "characters", lambda *_: None)
    coded = read_printed(handle, count)
    assert coded.spaced.intersection(coded.index) == whole.spaced.intersection(whole.index)
    coded.spaced = whole.spaced
    assert coded == whole


def test_characters_beyond_the_first_plane_come_in_two_halves() -> None:
    chars, spaced = _from_codes([0x4E00, 0x20, 0xD842, 0xDFB7, 0xDFB7, 0x110000, 0x3000, 0x41])
    assert chars == ["一", "", "", "\U00020bb7", "\ufffd", "", "", "A"]
    assert spaced == {3, 7}


def test_an_empty_page_has_no_characters() -> None:
    text = page_of(lambda canvas: canvas.line(0, 0, 9, 9)).get_textpage()
    assert read_printed(pdf_calls.handle(text.raw), text.count_chars()) == Printed()


def test_paths_and_images_are_found_among_texts_and_in_forms() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("form")
        canvas.drawString(90, 500, "表中文字")
        canvas.rect(90, 480, 100, 30)
        canvas.endForm()
        canvas.drawString(90, 700, WORDS)
        canvas.line(90, 600, 300, 600)
        canvas.doForm("form")

    page = page_of(draw)
    text = page.get_textpage()
    printed = read_printed(pdf_calls.handle(text.raw), text.count_chars())
    paths, share = objects_on(page, (0, 0, 595, 842), printed.objects)
    asked, _ = objects_on(page, (0, 0, 595, 842), set())
    assert [form is not None for _, form in paths] == [False, True]
    assert share == 0
    assert paths == asked


def glyph(c: str, x: float, index: int, base: float = 100.0, size: float = 16.0, width: float = 16.0) -> Glyph:
    return Glyph(c, x, base - 0.88 * size, x + width, base + 0.14 * size, base, size, index, space=False)


def test_columns_give_the_glyphs_back() -> None:
    glyphs = [glyph("安", 90, 0), glyph("全", 106, 1), glyph("2", 122, 2, base=94, size=8, width=4)]
    columns = Glyphs.of(glyphs)
    bare = Glyphs(columns.c, columns.x0, columns.x1, columns.base, columns.size, columns.order, {2})
    assert list(columns) == glyphs
    assert columns[1] is glyphs[1]
    assert bare[0] == glyphs[0]
    assert [g.space for g in bare] == [False, False, True]
    assert list(bare[1:]) == list(bare.spans([(1, 3)])) == list(bare.take([1, 2]))
    assert "".join(g.c for g in bare.spans([(2, 3), (0, 1)])) == "2安"
    assert [(c.c, c.y0, c.y1) for c in bare.boxes()] == [(g.c, g.y0, g.y1) for g in glyphs]


@pytest.mark.parametrize("doubled", [False, True])
def test_rows_of_columns_are_those_of_objects(doubled: bool) -> None:
    glyphs = [glyph(c, 90 + 16 * i, i) for i, c in enumerate("检修除尘管道时发生爆燃")]
    glyphs += [glyph(c, 90 + 16 * i, 20 + i, base=128) for i, c in enumerate("二人死亡")]
    if doubled:
        glyphs += [glyph(g.c, g.x0 + 0.3, 40 + g.index) for g in glyphs[:11]]
    columns = Glyphs.of(glyphs)
    bare = Glyphs(columns.c, columns.x0, columns.x1, columns.base, columns.size, columns.order, set())
    shown = [[(r.plain, r.base, r.size, r.x0, r.x1, r.bold) for r in rows_of(g, 1)] for g in (glyphs, bare)]
    assert shown[0] == shown[1]
    assert [row[0] for row in shown[0]] == ["检修除尘管道时发生爆燃", "二人死亡"]
    assert [row[-1] for row in shown[0]] == [doubled, False]


def test_characters_of_a_line_in_columns() -> None:
    level = Chars("安全", [90.0, 106.0], 80.0, [106.0, 122.0], 100.0)
    mixed = Chars("ab", [1.0, 3.0], [7.0, 8.0], [2.0, 4.0], [9.0, 9.5])
    assert list(level) == [Char("安", 90, 80, 106, 100), Char("全", 106, 80, 122, 100)]
    assert mixed[1] == Char("b", 3, 8, 4, 9.5)
    assert list(mixed[1:]) == [mixed[1]]
    assert list(joined([level, mixed])) == [*level, *mixed] == joined([level, list(mixed)])
    for chars in (level, mixed):
        chars.insert(1, chars.x1[0], chars.x0[1])
    assert level[1] == Char(" ", 106, 80, 106, 100)
    assert mixed[1] == Char(" ", 2, 7, 3, 9)
