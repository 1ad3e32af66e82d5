"""Word files that are scans, with a made-up recogniser; which pictures count as pages, and what is said of the others."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu

pytest.importorskip("cv2", reason="the extra `ocr` is not installed: pip install 'shigu[ocr]'")

from PIL import Image
from test_ocr import BODY, Fake, Print

from pipeline.parse import parse_bytes
from pipeline.read import ocr_engine, pdf_scan
from pipeline.read.docx import read_docx
from pipeline.read.lines import ReadError, Reading
from pipeline.read.ocr_engine import Quad

POINT = 12_700
FIRST = "".join(p.words for p in BODY)
SECOND = (Print(90, 100, "调查组认定这是一起责任事故"), Print(58, 128, "建议有关部门依法处理"))


class Press(Fake):
    """Prints several pages, and reads any of them."""

    def __init__(self, *pages: tuple[Print, ...]) -> None:
        self.pages = []
        for number in range(len(pages)):
            # the other pages' lines stay in the list, empty: an index is a line's darkness
            super().__init__(*(p if k == number else Print(p.x, p.y, "") for k, page in enumerate(pages) for p in page))
            self.pages.append(self.picture)
        self.prints = tuple(p for page in pages for p in page)

    def find(self, picture: ocr_engine.Picture) -> list[Quad]:
        shown = [k for k in range(len(self.prints)) if (picture == 20 + k).any()]
        return [quad for k, quad in enumerate(super().find(picture)) if k in shown]


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    made = Press(BODY, SECOND)
    monkeypatch.setattr(ocr_engine, "engine", lambda: made)
    return made


def file_of(pixels: object, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)  # type: ignore[arg-type]
    image.save(out, kind, **options)
    return out.getvalue()


def word(*content: str | bytes | tuple[bytes, float], share: float = 0.8) -> bytes:
    """A Word file of paragraphs and pictures, these as wide and high as ``share`` of the page."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Emu(595 * POINT), Emu(842 * POINT)
    for one in content:
        if isinstance(one, str):
            document.add_paragraph(one)
            continue
        data, part = one if isinstance(one, tuple) else (one, share)
        size = Emu(round(595 * part * POINT)), Emu(round(842 * part * POINT))
        document.add_picture(io.BytesIO(data), *size)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def said(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines if line.kind == "paragraph"]


def refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(ReadError) as caught:
        read_docx(data)
    return caught.value.code, str(caught.value)


def test_pictures_of_pages_are_read_as_pages(press: Press) -> None:
    data = word(*map(file_of, press.pages))
    reading = read_docx(data)
    assert said(reading) == [p.words for p in (*BODY, *SECOND)]
    assert (reading.text_source, reading.page_count) == ("ocr", 2)
    assert [line.page for line in reading.lines] == [1, 1, 1, 2, 2]
    assert reading.warnings == [
        "文档由图片组成，每幅图片按一页识别",
        "由OCR识别的页：1-2",
    ]
    record = parse_bytes(data, "a.docx", "a.docx")
    assert (record.document.text_source, record.document.page_count) == ("ocr", 2)
    assert record.text.text.replace("\n", "") == FIRST + "".join(p.words for p in SECOND)
    assert record.text.page_offsets == [0, record.text.text.index("调查组")]


def test_a_title_typed_over_the_pictures_stays(press: Press) -> None:
    reading = read_docx(word("青禾县“3·7”爆燃事故调查报告", file_of(press.pages[0])))
    assert said(reading) == ["青禾县“3·7”爆燃事故调查报告", *(p.words for p in BODY)]
    assert reading.text_source == "mixed"


def test_a_report_with_a_picture_of_a_page_says_that_it_was_not_read(press: Press) -> None:
    reading = read_docx(word("事故发生经过。" * 10, file_of(press.pages[0])))
    assert said(reading) == ["事故发生经过。" * 10]
    assert (reading.text_source, reading.page_count) == ("markup", None)
    assert reading.warnings == ["1幅整页大小的图片未读取；其中如有文字，请将文件另存为PDF"]
    assert read_docx(word("事故发生经过。", (file_of(press.pages[0]), 0.3))).warnings == []  # a photograph


@pytest.mark.parametrize(("share", "is_read"), [(0.5, True), (0.2, False)])
def test_without_any_text_smaller_pictures_are_read_too(press: Press, share: float, is_read: bool) -> None:
    data = word(file_of(press.pages[1]), share=share)
    if is_read:
        assert said(read_docx(data)) == [p.words for p in SECOND]
    else:
        code, message = refused(data)
        assert code == "no-content"
        assert "it holds 1 pictures; export it as PDF" in message


def test_without_ocr_the_message_says_what_to_install(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_engine, "available", lambda: False)
    code, message = refused(word("标题", *map(file_of, press.pages)))
    assert code == "scanned"
    assert message == (
        f"the Word document is a scan: 2 picture(s) without text. Install OCR and run again: {ocr_engine.INSTALL}"
    )


def test_pictures_without_print_are_said(press: Press) -> None:
    code, message = refused(word(file_of(Image.new("L", (400, 600), 250))))
    assert code == "scanned"
    assert "OCR found no text worth reading" in message


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "GIF"])
def test_kinds_of_pictures(press: Press, kind: str) -> None:
    image = Image.fromarray(press.pages[0])
    data = file_of(image.quantize(8, dither=Image.Dither.NONE) if kind == "GIF" else image, kind)
    assert said(read_docx(word(data)))[0] == BODY[0].words


def test_what_is_transparent_is_paper(press: Press) -> None:
    image = Image.fromarray(press.pages[0]).convert("RGBA")
    image.putalpha(Image.fromarray(press.pages[0][:, :, 0]).point(lambda level: 0 if level == 245 else 255))
    assert said(read_docx(word(file_of(image)))) == [p.words for p in BODY]


def test_what_is_cut_off_is_not_read(press: Press) -> None:
    """The picture shows two pages side by side, and the crop one of them."""
    both = Image.new("RGB", (2 * press.pages[0].shape[1], press.pages[0].shape[0]))
    both.paste(Image.fromarray(press.pages[0]), (0, 0))
    both.paste(Image.fromarray(press.pages[1]), (press.pages[0].shape[1], 0))
    document = docx.Document(io.BytesIO(word(file_of(both))))
    fill = next(iter(document.element.body.iter("{*}blipFill")))
    fill.insert(1, parse_xml(f'<a:srcRect {nsdecls("a")} l="50000"/>'))
    out = io.BytesIO()
    document.save(out)
    assert said(read_docx(out.getvalue())) == [p.words for p in SECOND]


def changed(data: bytes, old: str, new: str) -> bytes:
    """A Word file whose first ``old`` element stands inside ``new``."""
    document = docx.Document(io.BytesIO(data))
    element = next(iter(document.element.body.iter(f"{{*}}{old}")))
    outer = parse_xml(new)
    element.getparent().replace(element, outer)
    next(node for node in outer.iter() if node.get("here") or not len(node)).append(element)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_deleted_picture_is_none(press: Press) -> None:
    data = changed(word(*map(file_of, press.pages)), "r", f"<w:del {nsdecls('w')}/>")
    assert said(read_docx(data)) == [p.words for p in SECOND]


def test_pictures_as_word_97_held_them(press: Press) -> None:
    document = docx.Document(io.BytesIO(word(file_of(press.pages[0]))))
    drawing = next(iter(document.element.body.iter("{*}drawing")))
    identity = next(iter(drawing.iter("{*}blip"))).get(
        "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
    )
    shape = f'<v:shape style="position:relative;width:476pt;height:23.77cm"><v:imagedata r:id="{identity}"/></v:shape>'
    names = f'{nsdecls("w", "r")} xmlns:v="urn:schemas-microsoft-com:vml"'
    drawing.getparent().replace(drawing, parse_xml(f"<w:pict {names}>{shape}</w:pict>"))
    out = io.BytesIO()
    document.save(out)
    assert said(read_docx(out.getvalue()))[0] == BODY[0].words


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (file_of(Image.new("1", (12_000, 12_000)), "PNG"), "超过120,000,000像素"),
        (file_of(Image.new("1", (20_000, 20_000)), "PNG"), "超过120,000,000像素"),
        (file_of(Image.new("L", (900, 1200), 9), "JPEG")[:700], "无法打开（OSError）"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage", "无法打开（UnidentifiedImageError）"),
    ],
    ids=["large", "bomb", "cut off", "a program"],
)
def test_a_picture_that_cannot_be_opened_costs_itself_only(press: Press, data: bytes, why: str) -> None:
    good = file_of(press.pages[1])
    document = docx.Document(io.BytesIO(word(file_of(press.pages[0]), good)))
    first = next(part for part in document.part.package.iter_parts() if part.partname.endswith("image1.png"))
    first._blob = data
    out = io.BytesIO()
    document.save(out)
    reading = read_docx(out.getvalue())
    assert said(reading) == [p.words for p in SECOND]
    assert (reading.page_count, {line.page for line in reading.lines}) == (2, {2})
    assert f"第1幅图片未读取：{why}" in reading.warnings


def test_more_pictures_than_are_read(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_scan, "MAX_OCR_PAGES", 1)
    reading = read_docx(word(*map(file_of, press.pages)))
    assert said(reading) == [p.words for p in BODY]
    assert "需要OCR的页超过1页，未读取的页：2" in reading.warnings


def test_lines_and_borders_are_no_pages(press: Press) -> None:
    """Nor are pictures whose size makes no sense."""
    data = word("标题", file_of(press.pages[0]))
    document = docx.Document(io.BytesIO(data))
    extent = next(iter(document.element.body.iter("{*}extent")))
    for cx, cy in (("99999999999", "12700"), ("-7556500", "-10693400"), ("x", "nan"), ("1e400", "5")):
        extent.set("cx", cx)
        extent.set("cy", cy)
        out = io.BytesIO()
        document.save(out)
        assert said(read_docx(out.getvalue())) == ["标题"]
