"""OCR without models: a made-up engine that says what stands where. All names and events are made up."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from itertools import pairwise

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2", reason="the extra `ocr` is not installed: pip install 'shigu[ocr]'")

from pipeline.read import ocr_engine, ocr_image, pdf_scan  # noqa: E402
from pipeline.read.assemble import assemble  # noqa: E402
from pipeline.read.lines import Char, Line, Reading  # noqa: E402
from pipeline.read.ocr import BAND, Scan, read_picture  # noqa: E402
from pipeline.read.ocr_boxes import Box, bands, clean, drawn_out  # noqa: E402
from pipeline.read.ocr_engine import Mark, Quad  # noqa: E402
from pipeline.read.ocr_fix import FIXES, Fix, corrected, put_right  # noqa: E402
from pipeline.read.ocr_lines import ReadLine, glyphs_of, set_sizes  # noqa: E402
from pipeline.read.pdf_chars import Frame, Glyph, PageText  # noqa: E402
from pipeline.read.pdf_rows import rows_of  # noqa: E402
from schemas.document import Document, Report, Source  # noqa: E402

SCALE = ocr_image.DPI / 72
EM = 16.0  # points
FILE = Source("scan.pdf", "scan.pdf", "application/pdf", 1, "0" * 16)


@dataclasses.dataclass
class Print:
    """A line of print: where it stands in points, what it says, how sure the engine is of it, whether it finds it."""

    x: float
    y: float
    words: str
    sure: float = 0.99
    found: bool = True


class Fake:
    """Draws lines as bars of ink of different darkness, and reads each bar as the line that it was drawn for."""

    def __init__(self, *prints: Print, skew: float = 0.0) -> None:
        self.prints, self.skew = prints, skew
        self.picture = np.full((round(842 * SCALE), round(595 * SCALE), 3), 245, np.uint8)
        for k, p in enumerate(prints):
            for x0, x1 in self.bars(p):
                self.picture[self.px(p.y) : self.px(p.y + 0.9 * EM), self.px(x0) : self.px(x1)] = 20 + k
        if skew:
            self.picture = ocr_image.turned(self.picture, skew)

    @staticmethod
    def px(points: float) -> int:
        return round(points * SCALE)

    @staticmethod
    def bars(p: Print) -> Iterator[tuple[float, float]]:
        """Half of each character's square is ink, so that a crop shows which characters it holds."""
        for i, c in enumerate(p.words):
            if c != " ":
                yield p.x + (i + 0.1) * EM, p.x + (i + 0.9) * EM

    def find(self, picture: ocr_engine.Picture) -> list[Quad]:
        height, width = picture.shape[:2]
        out = []
        for p in self.prints:
            if p.found:
                x0, x1 = self.px(p.x) - 3, self.px(p.x + len(p.words) * EM) + 3
                y0, y1 = self.px(p.y) - 5, self.px(p.y + 0.9 * EM) + 5
                a, b, c, d = (
                    ocr_image.turn_point(x, y, self.skew, width, height)
                    for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
                )
                out.append((a, b, c, d))
        return out

    def read(self, line: ocr_engine.Picture) -> list[Mark]:
        """The print whose darkness most of the crop's ink has, and of that the characters that the crop shows."""
        levels = line[line < 100]
        if not len(levels):
            return []
        p = self.prints[int(np.bincount(levels).argmax()) - 20]
        columns = np.flatnonzero((line == 20 + self.prints.index(p)).any(axis=0))
        starts = [int(columns[0]), *(int(b) for a, b in pairwise(columns) if b - a > 3)]
        words = p.words.replace(" ", "")[-len(starts) :]
        return [Mark(c, (x + 0.4 * EM * SCALE) / line.shape[1], p.sure) for c, x in zip(words, starts, strict=False)]


def scan(*prints: Print, skew: float = 0.0) -> Scan:
    fake = Fake(*prints, skew=skew)
    return read_picture(fake.picture, SCALE, 1, fake)


def said(found: Scan) -> list[str]:
    return [row.plain for row in rows_of(found.text.glyphs, 1)]


BODY = (
    Print(90, 100, "事故发生后青禾县政府组织救援"),
    Print(58, 128, "某年三月七日云帆木业公司制板车间"),
    Print(58, 156, "检修除尘管道时发生爆燃造成二人死亡"),
)


def test_lines_come_in_reading_order_with_their_places() -> None:
    found = scan(BODY[2], BODY[0], BODY[1])
    assert said(found) == [p.words for p in BODY]
    row = rows_of(found.text.glyphs, 1)[0]
    assert row.x0 == pytest.approx(90, abs=2)
    assert row.size == pytest.approx(EM, rel=0.03)
    assert found.tilt is None
    assert (found.unread, found.doubtful) == (0, 0)


@pytest.mark.parametrize("skew", [-2.0, 1.2])
def test_a_skewed_page_is_levelled_and_boxes_lie_on_it_as_scanned(skew: float) -> None:
    found = scan(*BODY, skew=skew)
    assert said(found) == [p.words for p in BODY]
    rows = rows_of(found.text.glyphs, 1)
    assert rows[1].x0 == pytest.approx(rows[2].x0, abs=1.5)
    assert found.tilt is not None
    last = found.tilt.place(rows[2].glyphs[-1])
    want = ocr_image.turn_point(58 + 16.5 * EM, 156 + 0.45 * EM, skew, 595, 842)
    assert ((last.x0 + last.x1) / 2, (last.y0 + last.y1) / 2) == pytest.approx(want, abs=3)


def test_a_line_that_the_detector_dropped_is_read_by_its_ink() -> None:
    dropped = dataclasses.replace(BODY[1], found=False)
    assert said(scan(BODY[0], dropped, BODY[2])) == [p.words for p in BODY]


def test_ink_that_cannot_be_read_is_counted_not_guessed() -> None:
    dropped = dataclasses.replace(BODY[1], found=False, sure=BAND - 0.1)
    found = scan(BODY[0], dropped, BODY[2])
    assert said(found) == [BODY[0].words, BODY[2].words]
    assert found.unread == 1


def test_doubtful_lines_are_kept_and_counted() -> None:
    found = scan(BODY[0], dataclasses.replace(BODY[1], sure=0.4), BODY[2])
    assert len(said(found)) == 3
    assert found.doubtful == 1


def test_boxes_are_drawn_out_over_a_last_character() -> None:
    ink = np.zeros((60, 400), bool)
    ink[12:40, 20:200] = True
    ink[30:40, 210:216] = True  # a stop that the detector cut off
    box = Box(16, 8, 204, 46)
    drawn_out([box], ink)
    assert box.x1 >= 216
    assert bands([box], ink, 30) == []


def test_boxes_within_boxes_are_left_out() -> None:
    assert len(clean([Box(0, 0, 200, 20), Box(10, 2, 60, 18), Box(0, 30, 200, 50)])) == 2


def test_specks_and_pictures_are_no_text() -> None:
    ink = np.zeros((600, 600), bool)
    ink[100:101, 100:101] = True
    ink[200:500, 100:500] = True
    assert bands([], ink, 30) == []


def test_red_seals_go_and_red_letters_stay() -> None:
    page = np.full((1200, 1200, 3), 240, np.uint8)
    cv2.circle(page, (600, 600), 160, (210, 40, 45), 8)
    page[590:610, 300:900] = 15  # print below the seal
    page[100:160, 200:900] = (210, 40, 45)  # the red letters of a letterhead
    grey = ocr_image.without_stamps(page, SCALE)
    assert grey[440:450, 600].min() > 200
    assert grey[600, 300:900].max() < 60
    assert grey[130, 500] < 130


def test_ruled_lines_become_edges_and_are_no_ink() -> None:
    ink = np.zeros((900, 900), bool)
    for at in (100, 300, 500):
        ink[at : at + 3, 100:700] = True
        ink[100:503, at : at + 3] = True
    edges, rest = ocr_image.ruled_lines(ink, SCALE)
    assert sorted(e["orientation"] for e in edges) == ["h"] * 3 + ["v"] * 3
    assert not rest.any()


def line_of(words: str, x: float = 60.0, y: float = 100.0, size: float = EM) -> ReadLine:
    width = len(words) * size
    marks = [Mark(c, (i + 0.5) / len(words), 0.9) for i, c in enumerate(words)]
    return ReadLine(Box(x, y, x + width, y + 1.25 * size), (x, x + width), marks)


def test_short_lines_take_the_size_of_the_body() -> None:
    lines = [
        line_of("某年三月七日云帆木业公司制板车间"),
        line_of("检修除尘管道时发生爆燃", size=16.4),
        line_of("监护。"),
    ]
    lines[2].box.y1 += 4
    set_sizes(lines)
    assert len({line.size for line in lines}) == 1


def test_figures_set_loosely_stay_one_number() -> None:
    line = line_of("青禾县人民政府20 24年8月")
    for mark in line.marks[10:]:  # a blank is half as wide as a character
        mark.at -= 0.5 / len(line.marks)
    set_sizes([line])
    (row,) = rows_of(glyphs_of([line]), 1)
    assert row.line().text == "青禾县人民政府2024年8月"


@pytest.mark.parametrize("fix", FIXES, ids=lambda fix: fix.name)
def test_look_alikes(fix: Fix) -> None:
    assert fix.change
    for before, after in fix.change:
        assert corrected(before) == after
        assert corrected(after) == after
    for words in fix.keep:
        assert corrected(words) == words


def test_a_code_is_put_right_only_where_its_check_character_then_holds() -> None:
    assert corrected("代码9I510600MA6PE6D49D。") == "代码91510600MA6PE6D49D。"
    assert corrected("代码9I510600MA6PE6D49X。") == "代码9I510600MA6PE6D49X。"


def test_corrections_grow_with_the_text_not_with_its_square() -> None:
    for piece in ("《安全", "2O", "一", "〈〈", "“1", "月1"):
        assert len(corrected(piece * 20_000)) == len(piece) * 20_000


def recognised(*lines: tuple[str, float, bool]) -> Document:
    out = []
    for k, (words, sure, begins) in enumerate(lines):
        chars = [
            Char(c, 60 + 16 * i, 100 + 28 * k + i, 76 + 16 * i, 116 + 28 * k + i, sure=sure)
            for i, c in enumerate(words)
        ]
        out.append(Line(words, page=1, begins=begins, chars=chars, recognised=True))
    put_right(out)
    return assemble(Reading(out, "ocr", 1), FILE)


def test_a_correction_keeps_what_was_read() -> None:
    document = recognised(("某年3月15", 0.9, True), ("曰造成2O人受伤。", 0.7, False))
    assert document.text == "某年3月15日造成20人受伤。\n"
    (first, second) = document.corrections
    assert (first.text, first.reading, first.confidence) == ("日", "曰", 0.7)
    assert (second.text, second.reading) == ("0", "O")
    assert document.text[second.start : second.end] == "0"


def test_confidence_of_evidence_is_the_rules_times_the_recognisers() -> None:
    document = recognised(("造成二人死亡，", 0.95, True), ("一人受伤。", 0.6, False))
    report = Report(document, (), "事故调查报告")
    assert report.evidence(0, 6, "x").confidence == 0.95
    assert report.evidence(2, 11, "x", 0.5).confidence == 0.3
    assert report.evidence(6, 7, "x").confidence == 1.0  # a mark


def test_boxes_of_a_slanting_line_keep_to_their_characters() -> None:
    document = recognised(("造成二人死亡", 0.95, True))
    (box,) = document.boxes(4, 6) or ()
    assert (box.y0, box.y1) == (104, 121)


def page(number: int, **values: object) -> PageText:
    text = PageText(number, 595, 842, 0, Frame(0, 0, 595, 842), [], [], [])
    for name, value in values.items():
        setattr(text, name, value)
    return text


def test_only_pages_that_need_it_are_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def recognise(_: object, number: int, engine: object) -> Scan:
        asked.append(number)
        text = page(number, chars=3, ocr=True)
        text.glyphs = [Glyph("字", 0, 0, 16, 16, 14, 16, 0, False)] * 3
        return Scan(text, [], None)

    monkeypatch.setattr(ocr_engine, "available", lambda: True)
    monkeypatch.setattr(ocr_engine, "engine", lambda: None)
    monkeypatch.setattr("pipeline.read.ocr.recognise", recognise)
    monkeypatch.setattr("pipeline.read.ocr.sample", lambda *_: [((0, 0, 500, 100), "海棠市人民政府")])
    scans = pdf_scan.ScanReader()
    good = page(1, chars=500)
    scanned = page(2, image_share=0.9)
    garbled = page(3, chars=500, bad=400)
    outlines = page(4, paths=900)
    lying = page(5, chars=500, image_share=1.0)  # a hidden text layer that has other words
    pages = [scans.read(None, text)[0] for text in (good, scanned, garbled, outlines, lying)]
    assert asked == [2, 3, 4, 5]
    assert scans.text_source(pages) == "mixed"
    assert scans.warnings() == [
        "由OCR识别的页：2-5",
        "隐藏的文字层与图像不一致的页：5",
    ]


def test_the_tool_turns_points_as_it_turns_pictures() -> None:
    picture = np.zeros((200, 300), np.uint8)
    picture[40:44, 60:64] = 255
    turned = ocr_image.turned(picture, 5)
    y, x = (float(v.mean()) for v in np.nonzero(turned > 128))
    assert (x, y) == pytest.approx(ocr_image.turn_point(61.5, 41.5, 5, 300, 200), abs=1)
    assert math.hypot(*ocr_image.turn_point(0, 0, 0, 300, 200)) == 0
