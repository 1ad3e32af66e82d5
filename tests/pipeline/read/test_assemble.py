"""Lines to one text: paragraphs joined, furniture out, footnotes tied to their marks, offsets and boxes right."""

import pytest

from pipeline.read.assemble import assemble, normalise
from pipeline.read.lines import Char, Line, Reading
from schemas.document import Box, Source
from tests.helpers import document

SOURCE = Source("t.pdf", "t.pdf", "application/pdf", 1, "0" * 16)


def made(*lines, pages=None):
    return assemble(Reading(list(lines), "text_layer", page_count=pages), SOURCE)


def paragraphs(text, **options):
    return document(text, **options).text.rstrip("\n").split("\n")


def furniture(doc, kind):
    return [b.text for b in doc.blocks if b.kind == kind]


# ------------------------------------------------------------------ joining
SENTENCE = "张某未执行停机挂牌制度在滑块未停止的情况下将头部伸入合模区域更换模具被突然下行的滑块挤压头部经抢救无效死亡"


def wrap(words, columns=30, indent="\u3000\u3000"):
    words = indent + words
    return "\n".join(words[i : i + columns] for i in range(0, len(words), columns))


def test_hard_wrapped_paragraphs_with_indents():
    body = [f"{SENTENCE}，{SENTENCE}。", f"{SENTENCE}。{SENTENCE}。", f"{SENTENCE}。"]
    assert paragraphs("\n".join(wrap(p) for p in body) + "\n") == body


def test_hard_wrapped_paragraphs_parted_by_blank_lines():
    body = [f"{SENTENCE}，{SENTENCE}。", f"调查组{SENTENCE}，{SENTENCE}。", f"远岭公司{SENTENCE}。"]
    assert paragraphs("\n\n".join(wrap(p, indent="") for p in body) + "\n") == body


def test_a_number_broken_over_lines_is_one():
    body = [f"{SENTENCE}，直接经济损失13", "2.6万元，造成1人死亡。"]
    assert paragraphs("\n".join(body)) == [f"{SENTENCE}，直接经济损失132.6万元，造成1人死亡。"]


JOINED = [
    ("张某将头部伸入合模区域，被突然下行的滑块挤压，经送医院抢救", "无效死亡。", True),
    ("依据《安全生产法》第一百一十四条第", "（一）项的规定，处以罚款。", True),
    ("远岭公司、", "明川公司未落实责任。", True),
    ("张某到岗更换模具，未停机即作业，发生事故。", "李某拨打急救电话。", False),
    ("一、事故基本情况", "远岭公司成立于2009年。", False),
    ("（一）事故发生经过", "2023年6月12日8时，张某到岗。", False),
    ("远岭机械有限公司“6·12”一般机械伤害事故调查报告", "2023年6月12日，远岭公司发生事故。", False),
    ("远岭机械有限公司“6·12”一般机械伤害事故调查报告（公开稿）", "2023年6月12日，远岭公司发生事故。", False),
    ("事故调查组对有关单位进行了检查，发现以下问题：", "1.未停机。", False),
    ("盐城市大丰区人民政府事故调查组", "2023年9月8日", False),
]


@pytest.mark.parametrize(("first", "second", "joined"), JOINED, ids=[a[-12:] for a, _, _ in JOINED])
def test_two_lines(first, second, joined):
    assert paragraphs(f"{first}\n{second}\n") == ([first + second] if joined else [first, second])


def test_what_the_format_says_is_believed():
    doc = made(Line("事故发生后，", begins=True), Line("李某报警", begins=True), Line("并施救", begins=False))
    assert doc.text == "事故发生后，\n李某报警并施救\n"


def test_a_sentence_cut_by_a_page_end():
    text = f"{SENTENCE}，随后李某\n\n— 3 —\n\n拨打急救电话，120救护车到场。\n"
    doc = document(text)
    assert doc.text == f"{SENTENCE}，随后李某拨打急救电话，120救护车到场。\n"
    assert furniture(doc, "page_number") == ["— 3 —"]


# ------------------------------------------------------------------ furniture
NUMBERS = ["— 3 —", "- 3 -", "－3－", "第3页 共20页", "第 3 页", "3 / 20", "Page 3 of 20", "－ 12 －"]


@pytest.mark.parametrize("number", NUMBERS)
def test_page_numbers_are_kept_out(number):
    doc = document(f"{SENTENCE}。\n\n{number}\n\n远岭公司成立于2009年。\n")
    assert doc.text == f"{SENTENCE}。\n远岭公司成立于2009年。\n"
    assert furniture(doc, "page_number") == [number]


def test_bare_numbers_are_page_numbers_only_in_a_rising_run():
    rising = document("".join(f"{SENTENCE}。\n\n{n}\n\n" for n in (4, 5, 6)))
    assert furniture(rising, "page_number") == ["4", "5", "6"]
    assert "35" in document(f"{SENTENCE}。\n\n35\n\n{SENTENCE}。\n").text


def test_a_page_number_within_a_line():
    doc = document(f"{SENTENCE}的房屋— 3 —结构为砖混，{SENTENCE}。\n")
    assert doc.text == f"{SENTENCE}的房屋结构为砖混，{SENTENCE}。\n"
    assert furniture(doc, "page_number") == ["— 3 —"]


def test_page_numbers_stuck_to_the_next_word():
    pages = [f"{SENTENCE}，{head}" for head in ("随后，", "其后，", "此后，", "最后，")]
    then = ("李某报警。", "王某施救。", "赵某切断电源。", "钱某疏散人员。")
    doc = document("\n".join(f"{p}\n{n}{w}" for n, (p, w) in enumerate(zip(pages, then, strict=True), 11)) + "\n")
    assert furniture(doc, "page_number") == ["11", "12", "13", "14"]
    assert "11李某" not in doc.text
    assert "随后，李某报警" in doc.text


def test_a_figure_that_opens_a_line_is_no_page_number():
    text = "".join(f"{SENTENCE}，共有\n{n}名工人到岗。\n" for n in (11, 12, 13))
    assert "共有11名工人到岗" in document(text).text


def test_running_headers():
    page = f"远岭公司“6·12”事故调查报告\n\n{SENTENCE}。\n\n"
    doc = document("".join(f"{page}— {n} —\n\n" for n in (1, 2, 3, 4)))
    assert doc.text.count("事故调查报告") <= 1
    assert len(furniture(doc, "header")) >= 3


def test_contents_are_known_and_kept_out():
    contents = (
        "目　录\n一、事故基本情况............1\n（一）单位概况……………2\n二、事故原因…………5\n三、处理建议 ········ 7\n"
    )
    doc = document(f"{contents}\n一、事故基本情况\n\n{SENTENCE}。\n")
    assert doc.text == f"一、事故基本情况\n{SENTENCE}。\n"
    assert len(furniture(doc, "toc")) == 5


# ------------------------------------------------------------------ footnotes
@pytest.mark.parametrize("mark", ["[1]", "①", "〔1〕"])
def test_a_footnote_is_tied_to_its_mark(mark):
    text = f"张某违反《安全生产法》第五十七条{mark}的规定。\n\n{mark}《安全生产法》第五十七条：从业人员应当遵守规章制度。\n\n李某未到场。\n"
    doc = document(text)
    (note,) = [b for b in doc.blocks if b.kind == "footnote"]
    assert mark not in doc.text.split("\n")[0]
    assert note.mark == mark
    assert doc.text[: note.anchor].endswith("第五十七条")
    assert doc.text[note.start : note.end].endswith("遵守规章制度。")


def test_a_footnote_does_not_interrupt_its_sentence():
    text = f"{SENTENCE}违反第五十七条[1]的规定，因此\n\n[1]第五十七条：从业人员应当遵守规章制度。\n\n— 3 —\n\n应当承担责任。\n"
    doc = document(text)
    assert "的规定，因此应当承担责任。\n" in doc.text


def test_a_bare_digit_is_a_footnote_only_above_a_page_number():
    words = "张某违反《安全生产法》第五十七条1，应当追究。"
    doc = document(f"{words}\n\n1 《安全生产法》第五十七条：从业人员应当遵守规章制度。\n\n— 3 —\n\n李某未到场。\n")
    (note,) = [b for b in doc.blocks if b.kind == "footnote"]
    assert doc.text.startswith("张某违反《安全生产法》第五十七条，应当追究。\n")
    assert doc.text[: note.anchor].endswith("第五十七条")


def test_circled_items_are_no_footnotes():
    doc = document("存在以下问题：①未停机；②无监护。\n\n①未停机是主要问题。\n")
    assert not [b for b in doc.blocks if b.kind == "footnote"]
    assert "①未停机；②无监护" in doc.text


# ------------------------------------------------------------------ tables
def test_table_rows_keep_their_cells():
    doc = document("| 姓名 | 单 位 |\n|---|---|\n| 张某 | 远岭公司 |\n| 李某 | |\n", markdown=True)
    assert doc.text == "姓名\t单位\n张某\t远岭公司\n李某\t\n"
    rows = [b for b in doc.blocks if b.kind == "table_row"]
    assert [[doc.text[a:b] for a, b in row.cells] for row in rows] == [
        ["姓名", "单位"],
        ["张某", "远岭公司"],
        ["李某", ""],
    ]


# ------------------------------------------------------------------ characters
FOLDED = [
    ("２０２３年６月", "2023年6月"),
    ("ＡＢｃ类", "ABc类"),
    ("损失１３２．６万元", "损失132.6万元"),
    ("１００％", "100%"),
    ("120㎡", "120㎡"),
    ("张某(男,45岁)", "张某（男，45岁）"),
    ("62,251.89元", "62,251.89元"),
    ("时间:9:20", "时间：9:20"),
    ("比例1:500", "比例1:500"),
    ("赵 xx", "赵xx"),
    ("张\u3000某", "张某"),
    ("2023 年 6 月 12 日", "2023年6月12日"),
    ("9 时 20 分", "9时20分"),
    ("GB 6441", "GB 6441"),
    ("ABC DEF 公司", "ABC DEF公司"),
    ("大丰区公安局\u00a0大丰区总工会", "大丰区公安局 大丰区总工会"),
    ("张\u200b某\ufeff", "张某"),
    ("张\u00ad某", "张某"),
    ("1.1 事故单位", "1.1 事故单位"),
    ("一　概述", "一 概述"),
    ("f(x)", "f(x)"),
]


@pytest.mark.parametrize(("printed", "plain"), FOLDED, ids=[p for _, p in FOLDED])
def test_white_space_and_width(printed, plain):
    assert "".join(c for _, c in normalise(printed)) == plain


@pytest.mark.parametrize("printed", [p for p, _ in FOLDED])
def test_each_character_knows_where_it_came_from(printed):
    kept = normalise(printed)
    assert [i for i, _ in kept] == sorted({i for i, _ in kept})
    for index, char in kept:
        assert char == " " or printed[index] == char or not printed[index].isascii() or char in "（），；：？！"


PUT_TOGETHER = [
    ("造成2\n人死亡", "造成2人死亡"),
    ("损失206.\n5万元", "损失206.5万元"),
    ("型号TX-40\nPlus", "型号TX-40 Plus"),
    ("海棠市\n云帆木业(\n公司)", "海棠市云帆木业（公司）"),
    ("㈠现场\n⒈电气", "（一）现场1.电气"),
    ("甲\n\n乙", "甲乙"),
    ("\n甲", "甲"),
    ("甲\n", "甲"),
    ("", ""),
]


@pytest.mark.parametrize(("printed", "plain"), PUT_TOGETHER, ids=[p for _, p in PUT_TOGETHER])
def test_lines_are_put_together(printed, plain):
    kept = normalise(printed)
    assert "".join(c for _, c in kept) == plain
    assert [i for i, _ in kept] == sorted(i for i, _ in kept)
    assert normalise(printed + "\u200b") == kept  # what is never printed changes nothing but the way taken


# ------------------------------------------------------------------ pages and boxes
def printed(words, page, top, left=100.0):
    """A line whose characters are ten points wide, eleven apart from line to line."""
    chars = [Char(c, left + 10 * i, top, left + 10 * i + 10, top + 11) for i, c in enumerate(words)]
    return Line(words, page=page, chars=chars)


def test_boxes_of_a_span_over_two_lines():
    first = printed("张某在更换模具时被突然下行的滑块挤压，经送医院抢救", 1, 700)
    doc = made(first, Line("— 1 —", page=1, kind="page_number"), printed("无效死亡。", 2, 50), pages=2)
    start = doc.text.index("抢救无效死亡")
    assert doc.text == "张某在更换模具时被突然下行的滑块挤压，经送医院抢救无效死亡。\n"
    at = len(first.text) - 2
    assert doc.boxes(start, start + 6) == (
        Box(1, 100.0 + 10 * at, 700, 100.0 + 10 * at + 20, 711),
        Box(2, 100.0, 50, 140.0, 61),
    )
    assert doc.page_at(start) == 1
    assert doc.page_at(start + 2) == 2
    assert doc.page_offsets == (0, start + 2)


def test_boxes_skip_the_white_space_that_went():
    doc = made(printed("张 某", 1, 100), pages=1)
    assert doc.text == "张某\n"
    assert doc.boxes(0, 1) == (Box(1, 100.0, 100, 110.0, 111),)
    assert doc.boxes(1, 2) == (Box(1, 120.0, 100, 130.0, 111),)


def test_boxes_of_table_cells():
    words = "张某\t远岭公司"
    line = printed(words, 1, 100)
    line.kind, line.cells, line.begins = "table_row", ("张某", "远岭公司"), True
    doc = made(line, pages=1)
    start = doc.text.index("远岭")
    assert doc.boxes(start, start + 2) == (Box(1, 130.0, 100, 150.0, 111),)


def test_a_page_without_text_begins_where_the_next_one_does():
    doc = made(printed("甲乙丙。", 1, 100), printed("丁戊己。", 3, 100), pages=4)
    assert doc.page_offsets == (0, 5, 5, len(doc.text))
    assert doc.page_at(6) == 3


def test_formats_without_pages_have_no_boxes():
    doc = document("张某到岗。\n")
    assert doc.boxes(0, 2) is None
    assert doc.page_at(0) is None
    assert doc.page_offsets == ()


def test_blocks_span_the_text():
    doc = document(f"一、事故经过\n\n{SENTENCE}。\n\n— 1 —\n\n二、事故原因\n\n张某违章。\n")
    kept = [b for b in doc.blocks if b.start < b.end]
    assert "".join(doc.text[b.start : b.end] + "\n" for b in kept) == doc.text
