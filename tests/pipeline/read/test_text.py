"""Plain text and Markdown: marks taken out, tables read, encodings found."""

import codecs

import pytest

from pipeline.read.lines import ReadError
from pipeline.read.text import clean_markdown, read_text

CLEANED = [
    ("**直接原因**：张某违章", "直接原因：张某违章"),
    ("__事故经过__", "事故经过"),
    ("详见[附件](https://example.com/a.pdf)", "详见附件"),
    ("![现场照片](a.png)现场勘查", "现场勘查"),
    ("违反第三十条<sup>[1]</sup>，", "违反第三十条[1]，"),
    ("CO<sub>2</sub>灭火器", "CO2灭火器"),
    ("<p>张某</p><br/>", "张某"),
    (r"密度$1.25\text{Kg}/\text{m}^3$", "密度1.25Kg/m3"),
    (r"$5 \times 3$米", "5×3米"),
    (r"1\.张某", "1.张某"),
    (r"A\_B\*C", "A_B*C"),
    ("- 停机挂牌", "停机挂牌"),
    ("> 引文", "引文"),
    ("5*3=15，8*2=16", "5*3=15，8*2=16"),
    ("罚款 * 万元", "罚款 * 万元"),
    ("[1]《安全生产法》", "[1]《安全生产法》"),
]


@pytest.mark.parametrize(("printed", "plain"), CLEANED, ids=[p for _, p in CLEANED])
def test_markdown_marks_go(printed, plain):
    assert clean_markdown(printed) == plain


def lines(text, **options):
    return read_text(text.encode(), **options).lines


def test_headings_keep_their_level_and_begin_paragraphs():
    found = lines("# 事故调查报告\n\n### **一、事故概况**\n\n张某到岗。\n", markdown=True)
    assert [(x.text, x.level, x.begins) for x in found] == [
        ("事故调查报告", 1, True),
        ("一、事故概况", 3, True),
        ("张某到岗。", None, None),
    ]


def test_a_hash_without_words_is_no_heading():
    assert [x.level for x in lines("##\n\n#1号楼\n", markdown=True) if x.text == "##"] in ([], [None])


def test_rules_and_pictures_are_no_text():
    found = lines("甲\n\n---\n\n***\n\n[图片]\n\n乙\n", markdown=True)
    assert [(x.text, x.gap) for x in found] == [("甲", False), ("乙", True)]


TABLE = "| 姓名 | **单位** | 处理 |\n|---|:---:|---|\n| 张某 | 远岭公司 | |\n\n正文。\n\n|甲|乙|\n|--|--|\n|1|2|\n"


def test_tables_row_by_row():
    rows = [x for x in lines(TABLE, markdown=True) if x.kind == "table_row"]
    assert [x.cells for x in rows] == [
        ("姓名", "单位", "处理"), ("张某", "远岭公司", ""), ("甲", "乙"), ("1", "2")
    ]  # fmt: skip
    assert [x.table for x in rows] == [0, 0, 1, 1]
    assert rows[1].text == "张某\t远岭公司\t"


def test_markdown_is_seen_without_being_told():
    assert [x.level for x in lines("# 报告\n\n## 一、概况\n\n正文。\n")] == [1, 2, None]
    assert [x.level for x in lines("井号#1楼\n正文。\n")] == [None, None]


WORDS = "远岭机械有限公司“6·12”事故调查报告\n张某，男，镕鑫公司操作工，死亡。\n"
ENCODINGS = {
    "utf-8": WORDS.encode(),
    "utf-8 with mark": codecs.BOM_UTF8 + WORDS.encode(),
    "gb18030": WORDS.encode("gb18030"),
    "gbk": WORDS.encode("gbk"),
    "utf-16 le with mark": codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"),
    "utf-16 be with mark": codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
    "utf-16 le bare": WORDS.encode("utf-16-le"),
    "utf-8, CRLF": WORDS.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings(encoding):
    found = read_text(ENCODINGS[encoding]).lines
    assert [x.text.strip() for x in found] == WORDS.strip().split("\n")


@pytest.mark.parametrize("data", [b" \n\t\n", codecs.BOM_UTF8, "\u3000\n".encode()])
def test_nothing_to_read_is_an_error_that_says_so(data):
    with pytest.raises(ReadError) as error:
        read_text(data)
    assert error.value.code == "empty"


def test_indents_stay_for_the_assembler():
    assert lines("\u3000\u3000张某到岗。  \n继续作业\n")[0].text == "\u3000\u3000张某到岗。"
