"""PDF reading: files are set here with reportlab; all names and events are made up."""

from __future__ import annotations

import io
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from pipeline.read import ocr_engine
from pipeline.read.lines import Line, ReadError, Reading
from pipeline.read.pdf import read_pdf

SHARED = Path(__file__).resolve().parents[4] / "shared"
REPORTS = SHARED / "corpus" / "reports"
HOSTILE = SHARED / "hostile" / "own"
WIDTH, HEIGHT = 595.0, 842.0
LEFT, TOP, SIZE, PITCH = 90.0, 770.0, 16.0, 28.0
PER_LINE = 26  # characters in a full line

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

FIRST = (
    "某年三月七日十五时二十分许，位于海棠市青禾县柳溪镇的海棠市云帆木业有限公司制板车间在检修除尘管道时发生爆燃，"
    "造成二人死亡、一人受伤，火灾随后被县消防救援大队扑灭。"
)
SECOND = "事故发生后，青禾县人民政府立即启动应急预案，组织应急、公安、消防、卫生健康等部门赶赴现场开展救援和善后。"


class Sheet:
    """A page-by-page typesetter: full lines of 26 characters, first lines set in by two."""

    def __init__(self, **options: object) -> None:
        self.file = io.BytesIO()
        self.canvas = canvas.Canvas(self.file, pagesize=(WIDTH, HEIGHT), **options)  # type: ignore[arg-type]
        self.y = TOP

    def put(self, text: str, x: float = LEFT, y: float | None = None, size: float = SIZE) -> None:
        self.canvas.setFont("STSong-Light", size)
        self.canvas.drawString(x, self.y if y is None else y, text)
        if y is None:
            self.y -= PITCH

    def centre(self, text: str, size: float = SIZE) -> None:
        middle = LEFT + PER_LINE * SIZE / 2
        self.put(text, middle - pdfmetrics.stringWidth(text, "STSong-Light", size) / 2, size=size)

    def paragraph(self, text: str, foot: float = 90) -> None:
        lines = wrapped(text)
        for i, line in enumerate(lines):
            if self.y < foot:
                self.page()
            self.put(line, LEFT + (0 if i else 2 * SIZE))

    def page(self) -> None:
        self.canvas.showPage()
        self.y = TOP

    def data(self) -> bytes:
        self.canvas.save()
        return self.file.getvalue()

    def read(self, password: str = "") -> Reading:
        return read_pdf(self.data(), password=password)


def wrapped(text: str, width: int = PER_LINE, indent: int = 2) -> list[str]:
    lines = [text[: width - indent]]
    rest = text[width - indent :]
    return lines + [rest[i : i + width] for i in range(0, len(rest), width)]


def of_kind(reading: Reading, *kinds: str) -> list[Line]:
    return [line for line in reading.lines if line.kind in kinds]


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def paragraphs(reading: Reading) -> list[str]:
    """The text as the geometry alone would join it."""
    out: list[str] = []
    for line in of_kind(reading, "paragraph"):
        if line.begins or not out:
            out.append(line.text)
        else:
            out[-1] += line.text
    return out


def scan_page(sheet: Sheet) -> None:
    image = Image.new("L", (300, 424), 230)
    sheet.canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)


def test_paragraphs_begin_at_indents_and_after_short_lines() -> None:
    sheet = Sheet()
    sheet.centre("海棠市“3·7”一般爆燃事故", 22)
    sheet.centre("调查报告", 22)
    sheet.paragraph("一、事故基本情况")
    sheet.paragraph(FIRST)
    sheet.paragraph(SECOND)
    reading = sheet.read()
    title = reading.lines[0]
    assert title.centred
    assert title.size == 22
    assert reading.lines[1].begins is not True  # the words must say whether the title goes on
    assert paragraphs(reading)[-3:] == ["一、事故基本情况", FIRST, SECOND]
    assert all(line.begins is not None for line in reading.lines[2:])


def test_every_character_has_its_box() -> None:
    sheet = Sheet()
    sheet.paragraph(FIRST)
    for line in sheet.read().lines:
        assert line.chars is not None
        assert "".join(c.c for c in line.chars) == line.text
        assert all(0 <= c.x0 < c.x1 <= WIDTH and 0 <= c.y0 < c.y1 <= HEIGHT for c in line.chars)
        assert all(a.x0 < b.x0 for a, b in pairwise(line.chars))
    first = sheet_line_box()
    assert first == pytest.approx((LEFT, HEIGHT - TOP), abs=1.0)


def sheet_line_box() -> tuple[float, float]:
    """Left edge and baseline, from the top, of a line set at a known place."""
    sheet = Sheet()
    sheet.put("青禾县")
    line = sheet.read().lines[0]
    assert line.chars is not None
    return line.chars[0].x0, line.chars[0].y1 - 0.14 * SIZE


def test_a_paragraph_goes_on_over_the_page_break() -> None:
    sheet = Sheet()
    sheet.paragraph("一、事故基本情况")
    for _ in range(7):
        sheet.paragraph(FIRST)
        sheet.paragraph(SECOND)
    reading = sheet.read()
    assert reading.page_count == 2
    first_on_two = next(line for line in reading.lines if line.page == 2)
    assert first_on_two.begins is False
    assert paragraphs(reading)[1:] == [FIRST, SECOND] * 7


def test_a_paragraph_that_ends_with_the_page_does_not_swallow_the_next() -> None:
    sheet = Sheet()
    sheet.paragraph(FIRST)
    sheet.paragraph(SECOND)
    sheet.page()
    sheet.paragraph(SECOND)
    assert paragraphs(sheet.read()) == [FIRST, SECOND, SECOND]


def test_spaces_stay_between_latin_words_only() -> None:
    sheet = Sheet()
    sheet.put("2023 年 3 月，型号 Model TX-40 Plus，标准 GB/T 6721 － 1986")
    assert sheet.read().lines[0].text == "2023年3月，型号Model TX-40 Plus，标准GB/T 6721－1986"


@pytest.mark.parametrize(
    "form",
    ["— {} —", "- {} -", "第{}页 共6页", "第 {} 页", "{}", "{}/6", "Page {} of 6"],
)
def test_page_numbers(form: str) -> None:
    sheet = Sheet()
    for number in range(1, 7):
        sheet.paragraph(FIRST[number:])
        sheet.put(form.format(number), 270, 50, 12)
        sheet.page()
    reading = sheet.read()
    assert len(of_kind(reading, "page_number")) == 6
    assert paragraphs(reading) == [FIRST[number:] for number in range(1, 7)]


def test_a_number_at_the_end_of_the_text_is_not_a_page_number() -> None:
    sheet = Sheet()
    sheet.paragraph("经核定，本次事故死亡人数为")
    sheet.put("2")
    assert not of_kind(sheet.read(), "page_number")


def test_running_headers_and_footers_but_not_the_title() -> None:
    title = "海棠市云帆木业有限公司爆燃事故调查报告"
    sheet = Sheet()
    for number in range(1, 5):
        if number == 1:
            sheet.put(title, LEFT, 800, 20)
        else:
            sheet.put(title, LEFT, 800, 10)
        sheet.paragraph(FIRST[number:])
        sheet.put(f"海棠市应急管理局编印　内部第{number}号", LEFT, 40, 10)
        sheet.page()
    reading = sheet.read()
    assert [line.page for line in of_kind(reading, "header")] == [2, 3, 4]
    assert [line.page for line in of_kind(reading, "footer")] == [1, 2, 3, 4]
    assert reading.lines[0].text == title
    assert reading.lines[0].kind == "paragraph"


def test_numbered_headings_at_page_tops_are_no_headers() -> None:
    sheet = Sheet()
    for number in ("一", "二", "三", "四"):
        sheet.paragraph(f"{number}、基本情况")
        sheet.paragraph(FIRST)
        sheet.page()
    assert not of_kind(sheet.read(), "header")


def test_contents_page() -> None:
    sheet = Sheet()
    sheet.centre("目  录")
    for text, page in (("一、事故基本情况", 1), ("二、应急处置情况", 3), ("三、事故原因", 7)):
        sheet.put(text + "…" * 8 + str(page))
    sheet.put("四、防范措施" + "." * 60 + "12")
    sheet.page()
    sheet.paragraph("一、事故基本情况")
    sheet.paragraph(FIRST)
    reading = sheet.read()
    assert len(of_kind(reading, "toc")) == 5
    assert paragraphs(reading) == ["一、事故基本情况", FIRST]


def test_contents_without_leaders() -> None:
    sheet = Sheet()
    sheet.centre("目录")
    for text, page in (("一、事故基本情况", 1), ("二、应急处置情况", 3), ("三、事故原因", 7)):
        sheet.put(text, y=sheet.y)
        sheet.put(str(page), LEFT + 25 * SIZE)
    sheet.paragraph("一、事故基本情况")
    sheet.paragraph(FIRST)
    reading = sheet.read()
    assert len(of_kind(reading, "toc")) == 4
    assert paragraphs(reading) == ["一、事故基本情况", FIRST]


def test_footnotes_and_raised_marks() -> None:
    sheet = Sheet()
    sheet.paragraph(SECOND)
    x = LEFT + 2 * SIZE
    sheet.put("违反了《柳溪镇检修作业规程》第七条", x, y=sheet.y)
    x += 17 * SIZE
    sheet.put("1", x, y=sheet.y + 7, size=8)
    sheet.put("的规定。", x + 5)
    sheet.put("过火面积约40m", LEFT + 2 * SIZE, y=sheet.y)
    width = pdfmetrics.stringWidth("过火面积约40m", "STSong-Light", SIZE)
    sheet.put("2", LEFT + 2 * SIZE + width, y=sheet.y + 7, size=8)
    sheet.put("。", LEFT + 2 * SIZE + width + 5)
    sheet.canvas.line(LEFT, 130, LEFT + 120, 130)
    sheet.put("1", LEFT, 116, 6)
    sheet.put("《柳溪镇检修作业规程》第七条：检修除尘管道前应当停机、断电、清", LEFT + 4, 112, 10)
    sheet.put("灰，并由专人监护。", LEFT, 98, 10)
    reading = sheet.read()
    body = of_kind(reading, "paragraph")
    assert body[-2].text == "违反了《柳溪镇检修作业规程》第七条的规定。"
    assert body[-2].marks == [(17, "1")]
    assert body[-1].text == "过火面积约40m²。"
    notes = of_kind(reading, "footnote")
    assert [(n.mark, n.begins) for n in notes] == [("1", True), (None, False)]
    assert notes[0].text.startswith("1《柳溪镇")


@pytest.mark.parametrize("mark", ["[1]", "①", "*"])
def test_footnotes_with_printed_marks(mark: str) -> None:
    sheet = Sheet()
    sheet.paragraph(f"违反了《柳溪镇检修作业规程》第七条{mark}的规定。")
    sheet.paragraph(SECOND)
    sheet.put(f"{mark}《柳溪镇检修作业规程》第七条：检修前应当停机。", LEFT, 100, 10)
    reading = sheet.read()
    assert [n.mark for n in of_kind(reading, "footnote")] == [mark]
    assert mark in reading.lines[0].text


def table(sheet: Sheet, xs: list[float], rows: list[list[list[str]]], top: float) -> float:
    """A ruled table; a cell is a list of printed lines. Returns the y of its lower edge."""
    y = top
    sheet.canvas.setLineWidth(0.5)
    for row in rows:
        height = 8 + 16 * max(len(cell) for cell in row)
        for i, cell in enumerate(row):
            sheet.canvas.rect(xs[i], y - height, xs[i + 1] - xs[i], height)
            for k, line in enumerate(cell):
                sheet.put(line, xs[i] + 3, y - 16 - 16 * k, 12)
        y -= height
    return y


COLUMNS = [90.0, 130.0, 190.0, 310.0, 506.0]
HEAD = [["序号"], ["姓名"], ["单位职务"], ["处理建议"]]


def test_table_over_two_pages() -> None:
    sheet = Sheet()
    sheet.paragraph(SECOND)
    full = "建议给予政务警告处分，由县纪"  # fills its cell
    table(
        sheet,
        COLUMNS,
        [
            HEAD,
            [["1"], ["林某"], ["云帆木业车", "间主任"], ["建议移送司法机关处理。"]],
            [["2"], ["沈某"], ["柳溪镇副镇长"], [full + "检", full + "检"]],
        ],
        300,
    )
    sheet.page()
    foot = table(
        sheet,
        COLUMNS,
        [
            HEAD,
            [[""], [""], [""], ["监委办理。"]],
            [["3"], ["顾某"], ["青禾县应急局科员"], ["建议予以诫勉。"]],
        ],
        TOP,
    )
    sheet.y = foot - 40
    sheet.paragraph(FIRST)
    reading = sheet.read()
    rows = of_kind(reading, "table_row")
    assert {row.table for row in rows} == {1}
    assert [row.cells for row in rows] == [
        ("序号", "姓名", "单位职务", "处理建议"),
        ("1", "林某", "云帆木业车间主任", "建议移送司法机关处理。"),
        ("2", "沈某", "柳溪镇副镇长", (full + "检") * 2 + "监委办理。"),
        ("3", "顾某", "青禾县应急局科员", "建议予以诫勉。"),
    ]
    for row in rows:
        assert row.text == "\t".join(row.cells)
        assert row.chars is not None
        assert "".join(c.c for c in row.chars) == row.text
    assert len(of_kind(reading, "header")) == 1  # the repeated head
    assert paragraphs(reading) == [SECOND, FIRST]


def test_two_tables_with_text_between_are_two() -> None:
    sheet = Sheet()
    row = [["1"], ["林某"], ["车间主任"], ["建议给予警告。"]]
    sheet.y = table(sheet, COLUMNS, [HEAD, row], TOP) - 40
    sheet.paragraph(SECOND)
    table(sheet, COLUMNS, [HEAD, row], sheet.y)
    assert [line.table for line in of_kind(sheet.read(), "table_row")] == [1, 1, 2, 2]


def test_table_with_open_sides() -> None:
    sheet = Sheet()
    for k in range(4):
        sheet.canvas.line(90, 700 - 30 * k, 500, 700 - 30 * k)
        for x in (200, 350):
            if k < 3:
                sheet.canvas.line(x, 700 - 30 * k, x, 670 - 30 * k)
    for k, row in enumerate((["项目", "金额", "备注"], ["丧葬费", "120", "万元"], ["合计", "120", "万元"])):
        for x, text in zip((95, 205, 355), row, strict=True):
            sheet.put(text, x, 680 - 30 * k, 12)
    sheet.canvas.line(90, 60, 91, 60)
    rows = of_kind(sheet.read(), "table_row")
    assert [row.cells for row in rows] == [("项目", "金额", "备注"), ("丧葬费", "120", "万元"), ("合计", "120", "万元")]


def test_a_frame_around_the_page_is_no_table() -> None:
    sheet = Sheet()
    for margin in range(30, 34):
        sheet.canvas.rect(margin, margin, WIDTH - 2 * margin, HEIGHT - 2 * margin)
        sheet.canvas.line(40, 20 + margin, 60, 20 + margin)
    sheet.paragraph(FIRST)
    reading = sheet.read()
    assert not of_kind(reading, "table_row")
    assert paragraphs(reading) == [FIRST]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_pages_turned_by_their_flag(degrees: int) -> None:
    sheet = Sheet()
    sheet.canvas.setPageRotation(degrees)
    sheet.paragraph(FIRST)
    assert paragraphs(sheet.read()) == [FIRST]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_text_turned_on_the_page_reads_from_left_to_right(degrees: int) -> None:
    sheet = Sheet()
    shift = {90: (0, -WIDTH), 180: (-WIDTH, -HEIGHT), 270: (-HEIGHT, 0)}[degrees]
    sheet.canvas.rotate(degrees)
    sheet.canvas.translate(*shift)
    sheet.y = 520
    sheet.paragraph(FIRST)
    reading = sheet.read()
    assert paragraphs(reading) == [FIRST]
    chars = reading.lines[0].chars
    assert chars is not None
    assert all(a.x0 < b.x0 for a, b in pairwise(chars))


def test_page_number_beside_turned_text() -> None:
    sheet = Sheet()
    sheet.put("— 7 —", 270, 40, 12)
    sheet.canvas.rotate(90)
    sheet.canvas.translate(0, -WIDTH)
    sheet.y = 520
    sheet.paragraph(FIRST)
    reading = sheet.read()
    assert texts(of_kind(reading, "page_number")) == ["—7—"]
    assert paragraphs(reading) == [FIRST]


def test_two_columns_are_read_one_after_the_other() -> None:
    sheet = Sheet()
    sheet.centre("海棠市安全生产简报", 22)
    left, right = FIRST * 2, SECOND * 2
    for x, text in ((60.0, left), (310.0, right)):
        for k, line in enumerate(wrapped(text, 18)):
            sheet.put(line, x + (0 if k else 24), 700 - 20 * k, 12)
    reading = sheet.read()
    assert paragraphs(reading)[1:] == [left, right]


def test_unruled_tables_are_not_columns() -> None:
    sheet = Sheet()
    for k in range(12):
        sheet.put(f"第{k + 1}项费用", 90, 700 - 24 * k, 12)
        sheet.put("由县财政列支", 330, 700 - 24 * k, 12)
    assert texts(sheet.read().lines)[0] == "第1项费用由县财政列支"


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_engine, "available", lambda: False)


@pytest.mark.usefixtures("no_ocr")
def test_scan_is_refused() -> None:
    sheet = Sheet()
    for number in range(3):
        scan_page(sheet)
        sheet.put(f"— {number + 1} —", 270, 40, 12)
        sheet.page()
    with pytest.raises(ReadError, match=r"scan: 3 page.*pip install 'shigu\[ocr\]'") as error:
        sheet.read()
    assert error.value.code == "scanned"


@pytest.mark.usefixtures("no_ocr")
def test_single_scanned_pages_are_named() -> None:
    sheet = Sheet()
    for number in range(4):
        if number == 2:
            scan_page(sheet)
        else:
            sheet.paragraph(FIRST)
        sheet.page()
    reading = sheet.read()
    assert reading.text_source == "mixed"
    assert reading.warnings == ["没有文字层、未读取的扫描页：3"]


def test_encrypted() -> None:
    sheet = Sheet(encrypt="leaf")
    sheet.paragraph(FIRST)
    data = sheet.data()
    for password in ("", "wrong", "密码"):
        with pytest.raises(ReadError) as error:
            read_pdf(data, password=password)
        assert error.value.code == "encrypted"
    assert paragraphs(read_pdf(data, password="leaf")) == [FIRST]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.4\n", "damaged"),
        (b"<html><body>404</body></html>", "damaged"),
        (b"\x00" * 5000, "damaged"),
    ],
)
def test_no_pdf(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as error:
        read_pdf(data)
    assert error.value.code == code


def test_truncated() -> None:
    sheet = Sheet()
    for _ in range(5):
        sheet.paragraph(FIRST)
        sheet.page()
    data = sheet.data()
    for share in (0.05, 0.5, 0.9, 0.99):
        try:
            reading = read_pdf(data[: int(len(data) * share)])
        except ReadError as error:
            assert error.code in {"damaged", "empty"}  # noqa: PT017 - either end is right
        else:
            assert reading.page_count


def test_blank_pages_hold_no_text() -> None:
    sheet = Sheet()
    sheet.canvas.showPage()
    with pytest.raises(ReadError) as error:
        sheet.read()
    assert error.value.code == "empty"


def test_overprinted_characters_are_read_once() -> None:
    sheet = Sheet()
    for shift in (0, 0.3, 3):
        sheet.put("一、事故基本情况", LEFT + shift, TOP)
    line = sheet.read().lines[0]
    assert line.text == "一、事故基本情况"


def test_slanting_watermark_is_set_apart() -> None:
    sheet = Sheet()
    sheet.canvas.saveState()
    sheet.canvas.rotate(40)
    sheet.canvas.setFillGray(0.9)
    sheet.put("内部资料", 400, 200, 60)
    sheet.canvas.restoreState()
    sheet.paragraph(FIRST)
    reading = sheet.read()
    assert texts(of_kind(reading, "header")) == ["内部资料"]
    assert paragraphs(reading) == [FIRST]


def test_upright_watermark_on_every_page_is_set_apart() -> None:
    sheet = Sheet()
    for number in range(3):
        sheet.put("内部资料", 150, 420, 60)
        sheet.paragraph(FIRST[number:])
        sheet.page()
    reading = sheet.read()
    assert texts(of_kind(reading, "header")) == ["内部资料"] * 3
    assert paragraphs(reading) == [FIRST, FIRST[1:], FIRST[2:]]


def test_bookmarks_give_levels() -> None:
    sheet = Sheet()
    for key, (text, level) in enumerate([("一、 事故基本情况", 0), ("（一）单位概况", 1), ("不在此页的标题", 1)]):
        sheet.canvas.bookmarkPage(str(key))
        sheet.canvas.addOutlineEntry(text, str(key), level)
    sheet.paragraph("一、事故基本情况")
    sheet.paragraph("（一）单位概况")
    sheet.paragraph(FIRST)
    assert [line.level for line in sheet.read().lines[:3]] == [1, 2, None]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("海棠市“3·7”爆燃事故调查报告", "海棠市“3·7”爆燃事故调查报告"),
        ("海棠市爆燃事故调查报告.docx", "海棠市爆燃事故调查报告"),
        ("Microsoft Word - 海棠市爆燃事故调查报告.doc", None),
        ("文档1", None),
        ("untitled", None),
    ],
)
def test_title_of_the_document_information(printed: str, title: str | None) -> None:
    sheet = Sheet()
    sheet.canvas.setTitle(printed)
    sheet.paragraph(FIRST)
    meta = sheet.read().meta
    assert meta.title == title
    assert meta.published_on is None


def test_a_line_that_every_page_repeats_and_nothing_else_is_text() -> None:
    sheet = Sheet()
    for _ in range(4):
        sheet.put("海棠市应急管理局")
        sheet.page()
    assert len(of_kind(sheet.read(), "paragraph")) == 4


needs_reports = pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared sample reports are not here")
needs_hostile = pytest.mark.skipif(not HOSTILE.is_dir(), reason="the shared hostile files are not here")


@needs_reports
def test_real_report() -> None:
    reading = read_pdf((REPORTS / "fangchenggang-0618-fire.pdf").read_bytes())
    assert reading.page_count == 6
    assert reading.warnings == []
    assert {line.kind for line in reading.lines} == {"paragraph"}
    joined = paragraphs(reading)
    assert "（一）直接原因" in joined
    assert joined[1].startswith("2020年6月18日，防城区中新路3号一自建民房发生较大火灾事故")
    assert joined[1].endswith("尚未开门营业。")
    assert any(p.startswith("5.李兰禧") and "中兴小区一至三巷" in p for p in joined)  # over a page break


@needs_reports
@pytest.mark.usefixtures("no_ocr")
def test_real_scan_without_ocr() -> None:
    with pytest.raises(ReadError, match="6 page") as error:
        read_pdf((REPORTS / "fangchenggang-0618-fire-scanned.pdf").read_bytes())
    assert error.value.code == "scanned"


@needs_hostile
@pytest.mark.usefixtures("no_ocr")
@pytest.mark.parametrize("name", ["tounicode_pua.pdf", "no_tounicode.pdf"])
def test_useless_text_layer(name: str) -> None:
    with pytest.raises(ReadError) as error:
        read_pdf((HOSTILE / name).read_bytes())
    assert error.value.code == "garbled"


@needs_hostile
def test_rotated_pages_read_like_upright_ones() -> None:
    upright = read_pdf((HOSTILE / "http_header.pdf").read_bytes())
    turned = read_pdf((HOSTILE / "rotated_pages.pdf").read_bytes())
    assert texts(upright.lines) == texts(turned.lines)


PROBE = """
import sys
from pipeline.read import ocr_engine
from pipeline.read.lines import ReadError
from pipeline.read.pdf import read_pdf
ocr_engine.available = lambda: False
try:
    read_pdf(open(sys.argv[1], "rb").read())
except ReadError:
    pass
"""
ODD = [
    "bitrot_300",
    "count_2billion",
    "count_negative",
    "crlf_mangled",
    "enc_aes256_chinese_pw",
    "flate_bomb_font_cmap",
    "high_bit_lost",
    "image_60000x60000",
    "kids_null",
    "lines_300k",
    "mediabox_huge",
    "mediabox_nan",
    "mediabox_none",
    "mediabox_zero",
    "meta_evil",
    "middle_zeroed",
    "nested_arrays_100k",
    "no_pages",
    "nul_in_text",
    "objref_cycle",
    "pages_cycle_two",
    "pages_deep_5000",
    "q_100k",
    "rects_grid_40k",
    "vertical_cid",
    "xobject_self",
    "xref_size_2e9",
]


@needs_hostile
@pytest.mark.parametrize("name", ODD)
def test_odd_files_end_in_lines_or_a_read_error(name: str) -> None:
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", PROBE, str(HOSTILE / f"{name}.pdf")]
    subprocess.run(command, cwd=root, timeout=20, check=True)
