"""Word documents: what they print, which is not what their XML says: numbers, fields, notes, tracked changes."""

from __future__ import annotations

import io
import pathlib
import re
import zipfile

import docx
import pytest

from pipeline.read.docx import read_docx
from pipeline.read.docx_numbering import formatted
from pipeline.read.lines import Line, ReadError, Reading

SHARED = pathlib.Path(__file__).parents[4] / "shared"
NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
XMLNS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def part(root: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {XMLNS}>{inner}</w:{root}>'


def word(body: str, main: str = f"{TYPE}.document.main+xml", core: str = "", **parts: str) -> bytes:
    """A Word file of a body and further parts by name; headers and footers are related as they are named."""
    files = {"word/document.xml": part("document", f"<w:body>{body}</w:body>")}
    relations, types = "", f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
    roots = {"header": "hdr", "footer": "ftr"}
    for number, (name, inner) in enumerate(parts.items()):
        kind = name.rstrip("0123456789")
        files[f"word/{name}.xml"] = part(roots.get(kind, kind), inner)
        relations += f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
        types += f'<Override PartName="/word/{name}.xml" ContentType="{TYPE}.{kind}+xml"/>'
    if core:
        files["docProps/core.xml"] = (
            f'<c:p xmlns:c="u" xmlns:d="http://purl.org/dc/elements/1.1/"><d:title>{core}</d:title></c:p>'
        )
    files["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
    )
    files["_rels/.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    files["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    return zipped(files)


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner if '<' in inner else r(inner)}</w:p>"


def numbered(text: str, ilvl: int = 0, num: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{num}"/></w:numPr>')


def level(ilvl: int, fmt: str, text: str, more: str = "", start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def abstract(identity: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{identity}">{"".join(levels)}</w:abstractNum>'


def num(identity: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def texts(reading: Reading, *kinds: str) -> list[str]:
    return [line.text for line in reading.lines if not kinds or line.kind in kinds]


CHAPTERS = abstract(
    0,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircleChinese", "%4"),
)


def test_chinese_headings_are_numbered_as_word_numbers_them() -> None:
    body = "".join(
        numbered(text, ilvl)
        for text, ilvl in [
            ("概况", 0),
            ("单位", 1),
            ("甲厂", 2),
            ("乙厂", 2),
            ("证照", 3),
            ("设备", 1),
            ("丙机", 2),
            ("原因", 0),
            ("直接", 1),
        ]
    )
    assert texts(read_docx(word(body, numbering=CHAPTERS + num(1, 0)))) == [
        "一、概况",
        "（一）单位",
        "1.甲厂",
        "2.乙厂",
        "①证照",
        "（二）设备",
        "1.丙机",
        "二、原因",
        "（一）直接",
    ]


@pytest.mark.parametrize(
    ("numbering", "marks"),
    [
        (abstract(0, level(0, "decimal", "第%1条", start=5)) + num(1, 0), ["第5条", "第6条", "第7条"]),
        (abstract(0, level(0, "chineseCounting", "第%1章")) + num(1, 0), ["第一章", "第二章", "第三章"]),
        (abstract(0, level(0, "bullet", "\uf0b7")) + num(1, 0), ["", "", ""]),
        (abstract(0, level(0, "none", "附：")) + num(1, 0), ["附：", "附：", "附："]),
        (
            CHAPTERS + num(1, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>'),
            ["三、", "四、", "五、"],
        ),
        (
            CHAPTERS + num(1, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1.")}</w:lvlOverride>'),
            ["I.", "II.", "III."],
        ),
        (num(1, 7), ["", "", ""]),  # a list without definition
        ("", ["", "", ""]),
    ],
)
def test_list_definitions(numbering: str, marks: list[str]) -> None:
    body = numbered("甲") + p("隔开") + numbered("乙") + numbered("丙")
    found = texts(read_docx(word(body, numbering=numbering)))
    assert found == [marks[0] + "甲", "隔开", marks[1] + "乙", marks[2] + "丙"]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([level(0, "decimal", "%1"), level(1, "decimal", "%1.%2")], ["1甲", "1.1乙", "1.2丙", "2丁", "2.1戊"]),
        (
            [level(0, "decimal", "%1"), level(1, "decimal", "%1.%2", '<w:lvlRestart w:val="0"/>')],
            ["1甲", "1.1乙", "1.2丙", "2丁", "2.3戊"],
        ),
        (
            [level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>")],
            ["第一章甲", "1.1乙", "1.2丙", "第二章丁", "2.1戊"],
        ),
    ],
)
def test_levels_restart_and_refer_to_each_other(levels: list[str], expected: list[str]) -> None:
    body = numbered("甲") + numbered("乙", 1) + numbered("丙", 1) + numbered("丁") + numbered("戊", 1)
    assert texts(read_docx(word(body, numbering=abstract(0, *levels) + num(1, 0)))) == expected


def test_lists_of_one_definition_count_on_unless_they_restart() -> None:
    restart = '<w:lvlOverride w:ilvl="2"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = numbered("甲", 2, 1) + numbered("乙", 2, 2) + numbered("丙", 2, 3) + numbered("丁", 2, 3)
    numbering = CHAPTERS + num(1, 0) + num(2, 0) + num(3, 0, restart)
    assert texts(read_docx(word(body, numbering=numbering))) == ["1.甲", "2.乙", "1.丙", "2.丁"]


def test_numbers_and_levels_come_from_styles_too() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="标题 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="自定义"/><w:basedOn w:val="c"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/>'
        '<w:jc w:val="center"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="d"><w:name w:val="loop"/><w:basedOn w:val="d"/></w:style>'
    )
    levels = [
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="a"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="c"/>'),
    ]
    body = "".join(
        [
            p("概况", '<w:pStyle w:val="a"/>'),
            p("单位", '<w:pStyle w:val="b"/>'),
            p(
                "不编号",
                '<w:pStyle w:val="b"/><w:numPr><w:numId w:val="0"/></w:numPr><w:jc w:val="left"/><w:outlineLvl w:val="9"/>',
            ),
            p("循环", '<w:pStyle w:val="d"/>'),
            p("原因", '<w:pStyle w:val="a"/>'),
        ]
    )
    lines = read_docx(word(body, styles=styles, numbering=abstract(0, *levels) + num(1, 0))).lines
    assert [line.text for line in lines] == ["一、概况", "（一）单位", "不编号", "循环", "二、原因"]
    assert [line.level for line in lines] == [1, 2, None, None, 1]
    assert [(line.centred, line.bold, line.size) for line in lines[1:3]] == [(True, True, 16.0), (False, True, 16.0)]


def test_a_list_defined_through_a_style() -> None:
    styles = '<w:style w:type="numbering" w:styleId="L"><w:name w:val="列表"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    link = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="L"/></w:abstractNum>'
    body = numbered("甲") + numbered("乙")
    assert texts(read_docx(word(body, styles=styles, numbering=CHAPTERS + link + num(1, 5) + num(2, 0)))) == [
        "一、甲",
        "二、乙",
    ]


def test_a_number_does_not_run_into_figures() -> None:
    levels = abstract(0, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "decimal", "（%3）"))
    body = numbered("2031年3月") + numbered("9时许", 1) + numbered("9时许", 2) + numbered("概况", 1)
    assert texts(read_docx(word(body, numbering=levels + num(1, 0)))) == [
        "1. 2031年3月",
        "1.1 9时许",
        "（1）9时许",
        "1.2概况",
    ]


@pytest.mark.parametrize(
    ("kind", "number", "printed"),
    [
        ("decimal", 12, "12"),
        ("chineseCounting", 12, "十二"),
        ("chineseCountingThousand", 103, "一百零三"),
        ("japaneseCounting", 20, "二十"),
        ("ideographDigital", 20, "二〇"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographLegalTraditional", 3, "參"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalEnclosedCircleChinese", 21, "㉑"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalEnclosedFullstop", 2, "⒉"),
        ("ideographEnclosedCircle", 2, "㊁"),
        ("ideographTraditional", 3, "丙"),
        ("ideographZodiac", 1, "子"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalZero", 7, "07"),
        ("lowerLetter", 27, "aa"),
        ("upperRoman", 14, "XIV"),
        ("numberInDash", 3, "- 3 -"),
        ("none", 3, ""),
        ("somethingNew", 3, "3"),
    ],
)
def test_number_formats(kind: str, number: int, printed: str) -> None:
    assert formatted(number, kind) == printed


FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BOX = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"


@pytest.mark.parametrize(
    ("inner", "printed"),
    [
        (r("甲") + f"<w:ins>{r('乙')}</w:ins><w:del><w:r><w:delText>丙</w:delText></w:r></w:del>", ["甲乙"]),
        (f"<w:moveFrom>{r('旧')}</w:moveFrom><w:moveTo>{r('新')}</w:moveTo>", ["新"]),
        (r("甲") + f"<w:hyperlink>{r('链接')}</w:hyperlink>" + r("乙"), ["甲链接乙"]),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{r('控件')}</w:sdtContent></w:sdt>", ["控件"]),
        (r("甲") + r("暗", "<w:vanish/>") + r("乙", '<w:vanish w:val="0"/>'), ["甲乙"]),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:br w:type='page'/><w:t>丙</w:t></w:r>", ["甲", "乙丙"]),
        ("<w:r><w:t>GB</w:t><w:noBreakHyphen/><w:t>6441</w:t><w:tab/><w:t>上</w:t><w:softHyphen/><w:t>下</w:t></w:r>", ["GB-6441 上下"]),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t>同意</w:t><w:sym w:font='Symbol' w:char='F0B3'/></w:r>", ["☑同意≥"]),
        (FIELD.format("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + FIELD.format("separate") + r("3") + FIELD.format("end"), ["3"]),
        (FIELD.format("begin") + "<w:r><w:instrText>TC x</w:instrText></w:r>" + FIELD.format("end") + r("后"), ["后"]),
        (FIELD.format("begin") + "<w:r><w:instrText>eq \\o\\ac(○,2)</w:instrText></w:r>" + FIELD.format("end") + r("项"), ["②项"]),
        (FIELD.format("begin") + r("没有结尾的域"), ["没有结尾的域"]),
        ("<w:fldSimple w:instr='DATE'>" + r("2031年") + "</w:fldSimple>", ["2031年"]),
        ("<w:r><w:ruby><w:rt><w:r><w:t>yun</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>云</w:t></w:r></w:rubyBase></w:ruby></w:r>", ["云"]),
        (
            r("文") + f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>" + r("后"),
            ["文后", "框内"],
        ),
        (f"<w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r>", ["框内"]),
        ("<w:r><mc:AlternateContent><mc:Choice Requires='w16se'/><mc:Fallback><w:t>㊣</w:t></mc:Fallback></mc:AlternateContent></w:r>", ["㊣"]),
        (
            r("浓度") + "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b+1</m:t></m:r></m:den></m:f>"
            "<m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>3</m:t></m:r></m:sup></m:sSup></m:oMath>",
            ["浓度a/(b+1)m3"],
        ),
        (r("甲 ") + r("　") + r("乙"), ["甲 　乙"]),
    ],
)  # fmt: skip
def test_what_a_paragraph_prints(inner: str, printed: list[str]) -> None:
    assert texts(read_docx(word(p("首段") + p(inner) + p("末段")))) == ["首段", *printed, "末段"]


def test_a_deleted_paragraph_mark_joins_paragraphs_and_is_not_counted() -> None:
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    deleted = "<w:del><w:r><w:delText>全删</w:delText></w:r></w:del>"
    body = (
        numbered("甲")
        + p(deleted, properties + gone)
        + p("前半", properties + gone)
        + p("后半", properties)
        + numbered("丁")
    )
    assert texts(read_docx(word(body, numbering=CHAPTERS + num(1, 0)))) == ["一、甲", "二、前半后半", "三、丁"]


def test_begins_after_line_breaks() -> None:
    inner = "<w:r><w:t>甲，</w:t><w:br/><w:t>乙。</w:t><w:br/><w:t>　　丙。</w:t><w:br/><w:br/><w:t>丁。</w:t></w:r>"
    lines = read_docx(word(p(inner))).lines
    assert [(line.text, line.begins) for line in lines] == [
        ("甲，", True),
        ("乙。", None),
        ("丙。", True),
        ("丁。", True),
    ]


def test_bold_only_where_the_whole_line_is() -> None:
    styles = '<w:style w:type="character" w:styleId="S"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
    body = p(r("全", "<w:b/>") + r(" ") + r("粗", '<w:rStyle w:val="S"/>')) + p(r("半", "<w:b/>") + r("粗"))
    assert [line.bold for line in read_docx(word(body, styles=styles)).lines] == [True, False]


def test_notes_stand_behind_their_paragraph_with_the_place_of_their_mark() -> None:
    def reference(kind: str, identity: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{identity}"/></w:r>'

    footnotes = f'<w:footnote w:type="separator" w:id="0">{p("—")}</w:footnote><w:footnote w:id="2">{p("<w:r><w:footnoteRef/></w:r>" + r(" 《办法》第三条。"))}{p("第二款。")}</w:footnote>'
    endnotes = f'<w:endnote w:id="2">{p("尾注。")}</w:endnote>'
    body = (
        numbered(r("违反规定") + reference("footnote", 2) + r("，罚款。"))
        + p(r("　见") + reference("endnote", 2))
        + p("完")
    )
    lines = read_docx(word(body, numbering=CHAPTERS + num(1, 0), footnotes=footnotes, endnotes=endnotes)).lines
    assert [(line.kind, line.text, line.mark, line.marks) for line in lines] == [
        ("paragraph", "一、违反规定，罚款。", None, [(6, "[1]")]),
        ("footnote", "《办法》第三条。", "[1]", []),
        ("footnote", "第二款。", None, []),
        ("paragraph", "见", None, [(1, "[2]")]),
        ("footnote", "尾注。", "[2]", []),
        ("paragraph", "完", None, []),
    ]


def test_contents_are_marked_as_such() -> None:
    toc = "<w:r><w:instrText> TOC \\o 1-3 </w:instrText></w:r>"
    body = (
        p(FIELD.format("begin") + toc + FIELD.format("separate") + r("一、概况") + "<w:r><w:tab/></w:r>" + r("1"))
        + p("二、经过 2")
        + p(FIELD.format("end"))
        + p("一、概况")
    )
    sdt = "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    lines = read_docx(word(sdt.format(p("目录")) + body)).lines
    assert [(line.kind, line.text) for line in lines] == [
        ("toc", "目录"),
        ("toc", "一、概况 1"),
        ("toc", "二、经过 2"),
        ("paragraph", "一、概况"),
    ]


def tc(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner if '<w:' in inner else p(inner)}</w:tc>"


def tbl(*rows: str) -> str:
    return "<w:tbl>" + "".join(row if row.startswith("<w:tr") else f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def rows_of(reading: Reading) -> list[Line]:
    return [line for line in reading.lines if line.kind == "table_row"]


def test_merged_cells_are_given_once_and_columns_stay_in_line() -> None:
    table = tbl(
        tc("单位", '<w:vMerge w:val="restart"/>') + tc("伤亡", '<w:gridSpan w:val="2"/>'),
        tc("藏", "<w:vMerge/>") + tc("死亡") + tc("受伤"),
        "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>" + tc("1") + tc("2") + "</w:tr>",
        "<w:tr><w:trPr><w:del/></w:trPr>" + tc("删") + tc("删") + tc("删") + "</w:tr>",
    )
    lines = rows_of(read_docx(word(p("前") + table + p("后"))))
    assert [line.cells for line in lines] == [("单位", "伤亡", ""), ("", "死亡", "受伤"), ("", "1", "2")]
    assert all(line.text == "\t".join(line.cells) and line.table == 0 for line in lines)


def test_cells_hold_numbers_lists_notes_and_tables() -> None:
    inner = tbl(tc("内甲") + tc("内乙"))
    note = f'<w:footnote w:id="1">{p("注。")}</w:footnote>'
    table = tbl(
        tc(numbered("何某", 2)) + tc(p("罚款") + p(r("警告") + '<w:r><w:footnoteReference w:id="1"/></w:r>')),
        tc(numbered("丁某", 2)) + tc(p("免职") + inner + p("")),
    )
    reading = read_docx(word(table, numbering=CHAPTERS + num(1, 0), footnotes=note))
    assert [line.cells for line in rows_of(reading)] == [("1.何某", "罚款\n警告"), ("2.丁某", "免职\n内甲 内乙")]
    first = reading.lines[0]
    assert first.marks == [(len("1.何某\t罚款\n警告"), "[1]")]
    assert (reading.lines[1].kind, reading.lines[1].text, reading.lines[1].mark) == ("footnote", "注。", "[1]")


def test_tables_that_lay_text_out_are_paragraphs_and_the_others_are_numbered() -> None:
    data = tbl(tc("何某") + tc("死亡"))
    frame = tbl(tc(p("一、概况") + data + p("二、经过")))
    lines = read_docx(word(data + frame)).lines
    assert [(line.kind, line.text, line.table) for line in lines] == [
        ("table_row", "何某\t死亡", 0),
        ("paragraph", "一、概况", None),
        ("table_row", "何某\t死亡", 1),
        ("paragraph", "二、经过", None),
    ]


def test_headers_and_footers_once_without_page_numbers() -> None:
    page = (
        FIELD.format("begin")
        + "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        + FIELD.format("separate")
        + r("7")
        + FIELD.format("end")
    )
    data = word(
        p("正文"),
        header1=p("云渡县应急管理局"),
        header2=p("云渡县应急管理局"),
        footer1=p(r("— ") + page + r(" —")),
        footer2=p("内部资料"),
    )
    reading = read_docx(data)
    assert [(line.kind, line.text) for line in reading.lines] == [
        ("header", "云渡县应急管理局"),
        ("paragraph", "正文"),
        ("footer", "内部资料"),
    ]


def test_the_title_in_the_properties_counts_only_in_chinese() -> None:
    assert read_docx(word(p("文"), core="某厂事故调查报告")).meta.title == "某厂事故调查报告"
    assert read_docx(word(p("文"), core="Word Document")).meta.title is None


def test_a_file_by_python_docx() -> None:
    document = docx.Document()
    document.add_heading("某厂事故调查报告", 0)
    document.add_heading("一、概况", 1)
    document.add_paragraph("云渡县某厂，法定代表人周某。")
    document.add_paragraph("停产", style="List Number")
    document.add_paragraph("罚款", style="List Number")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "合并"
    table.cell(0, 1).text, table.cell(1, 1).text = "右上", "右下"
    out = io.BytesIO()
    document.save(out)
    lines = read_docx(out.getvalue()).lines
    assert [line.text for line in lines] == [
        "某厂事故调查报告",
        "一、概况",
        "云渡县某厂，法定代表人周某。",
        "1.停产",
        "2.罚款",
        "合并\t右上",
        "\t右下",
    ]
    assert [line.level for line in lines[:3]] == [1, 1, None]


def test_macro_documents_and_broken_relations_are_read() -> None:
    assert texts(read_docx(word(p("宏"), main="application/vnd.ms-word.document.macroEnabled.main+xml"))) == ["宏"]
    bare = {
        "word/document.xml": part("document", f"<w:body>{numbered('裸')}</w:body>"),
        "word/numbering.xml": part("numbering", CHAPTERS + num(1, 0)),
    }
    assert texts(read_docx(zipped(bare))) == ["一、裸"]
    strict = {
        "word/document.xml": bare["word/document.xml"].replace(
            NAMESPACES["w"], "http://purl.oclc.org/ooxml/wordprocessingml/main"
        )
    }
    assert texts(read_docx(zipped(strict))) == ["裸"]


def test_a_broken_part_is_told() -> None:
    files = {
        "word/document.xml": part("document", f"<w:body>{numbered('甲')}</w:body>"),
        "word/numbering.xml": "<w:num",
    }
    reading = read_docx(zipped(files))
    assert texts(reading) == ["甲"]
    assert reading.warnings == ["word/numbering.xml已损坏，未读取：可能缺少标题和列表的编号"]


ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"<html></html>", "damaged"),
        (word(p("半份"))[:300], "damaged"),
        (zipped({"a.txt": "x"}), "damaged"),
        (zipped({"word/document.xml": "<w:document"}), "damaged"),
        (zipped({"word/document.xml": part("document", "")}), "damaged"),
        (zipped({"word/document.xml": ENTITIES + part("document", f"<w:body>{p('&e;')}</w:body>")[38:]}), "damaged"),
        (word("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000), "damaged"),
        (word("<!--" + " " * 30_000_000 + "-->" + p("弹")), "bomb"),
        (word(p("")), "no-content"),
        (word("<w:p><w:r><w:drawing/></w:r></w:p>"), "no-content"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_docx(data)
    assert caught.value.code == code


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the project's sample reports are not here")
def test_a_real_report_gives_the_same_text_as_its_plain_twin() -> None:
    path = SHARED / "corpus" / "reports" / "songtao-mushu-0118-poisoning.docx"
    twin = re.sub(r"\s", "", path.with_suffix(".txt").read_text("utf-8"))
    assert re.sub(r"\s", "", "".join(texts(read_docx(path.read_bytes())))) == twin


@pytest.mark.skipif(not (SHARED / "hostile").is_dir(), reason="the project's hostile files are not here")
@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("minimal.docx", "死亡3人"),
        ("good.docx", "事故调查报告"),
        ("named.doc", "事故调查报告"),
        ("table_20k_rows.docx", "张三"),
        ("billion_laughs.docx", "damaged"),
        ("xxe.docx", "damaged"),
        ("zip_bomb.docx", "bomb"),
        ("deep_tables.docx", "damaged"),
        ("zip_slip.docx", "no-content"),
        ("truncated_half.docx", "damaged"),
        ("no_document_xml.docx", "damaged"),
        ("html_named.docx", "damaged"),
        ("pdf_named.docx", "damaged"),
    ],
)
def test_hostile_files(name: str, outcome: str) -> None:
    data = (SHARED / "hostile" / "own" / "docx" / name).read_bytes()
    try:
        found = "\n".join(texts(read_docx(data)))
    except ReadError as error:
        found = error.code
    assert outcome in found
