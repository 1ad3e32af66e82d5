"""The tree of headings: families and levels, lost marks, restarted numbers, items that are none."""

import pytest

from tests.helpers import document, investigation, report

TITLE = "盐城市大丰区远岭机械有限公司“6·12”一般机械伤害事故调查报告"
SAYS = "有关情况如下，现予说明，详见所附材料。"


def tree(*lines, title=TITLE):
    """(level, heading) of each section, the text under each heading being filled in where a line ends in a slash."""
    bodies = (SAYS + "事故调查组已予核实。" * (n % 4) for n, _ in enumerate(lines))  # lines of one width look wrapped
    text = "\n\n".join([title, *(line.replace("/", f"\n\n{b}") for line, b in zip(lines, bodies, strict=True))])
    return [(s.level, s.heading) for s in report(text + "\n").sections if s.level]


SCHEMES = {
    "official": (
        [
            "一、事故基本情况",
            "（一）单位概况/",
            "（二）事故经过/",
            "二、事故原因",
            "（一）直接原因/",
            "（二）间接原因/",
        ],
        [1, 2, 2, 1, 2, 2],
    ),
    "chapters and articles": (
        ["第一章 事故概况", "第一节 单位概况/", "第二节 事故经过/", "第二章 事故原因", "第一节 直接原因/"],
        [1, 2, 2, 1, 2],
    ),
    "chapters over official marks": (
        ["第一章 事故概况", "一、单位概况", "（一）远岭公司/", "二、事故经过/", "第二章 事故原因", "一、直接原因/"],
        [1, 2, 3, 2, 1, 2],
    ),
    "parts": (["第一部分 事故概况", "一、单位概况/", "第二部分 事故原因", "一、直接原因/"], [1, 2, 1, 2]),
    "square brackets between others": (
        ["壹、事故概况", "【1】单位概况/", "贰、处理意见", "【1】行政处罚", "一、远岭公司：", "【2】党纪处分/"],
        [1, 2, 1, 2, 3, 2],
    ),
    "square brackets below others": (
        ["一、事故概况", "（一）单位概况", "【1】建设单位情况/", "【2】施工单位情况/", "（二）事故经过/"],
        [1, 2, 3, 3, 2],
    ),
    "square brackets beside decimals": (["1.1 事故经过/", "【1】直接原因/", "2.1 事故性质/"], [1, 2, 1]),
    "formal numerals": (
        ["壹、事故概况", "一、单位概况/", "二、事故经过/", "贰、事故原因", "一、直接原因/"],
        [1, 2, 2, 1, 2],
    ),
    "decimals": (
        ["1 事故基本情况", "1.1 单位概况/", "1.2 事故经过", "1.2.1 班前情况/", "2 事故原因", "2.1 直接原因/"],
        [1, 2, 2, 3, 1, 2],
    ),
    "brackets": (["【事故单位】/", "【事故经过】/", "【事故原因】/"], [1, 1, 1]),
    "brackets of one level on top": (["（一）单位概况/", "（二）事故经过/", "（三）事故原因/"], [1, 1, 1]),
    "a third level on its own lines": (
        ["一、事故基本情况", "（一）单位概况", "1.远岭公司/", "2.明川公司/", "（二）事故经过/"],
        [1, 2, 3, 3, 2],
    ),
    "blank after the numeral": (["一　事故概况/", "二　事故原因/", "三　处理建议/"], [1, 1, 1]),
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_levels(scheme):
    lines, levels = SCHEMES[scheme]
    assert [level for level, _ in tree(*lines)] == levels


def test_a_restarted_numbering_belongs_to_each_division():
    lines = ["一、事故基本情况", "（一）单位概况/", "二、事故原因", "（一）直接原因/"]
    sections = report("\n\n".join([TITLE, *(s.replace("/", f"\n\n{SAYS}") for s in lines)])).sections
    parents = {s.heading: sections[s.parent].heading for s in sections if s.parent is not None and s.level == 2}
    assert parents == {"单位概况": "事故基本情况", "直接原因": "事故原因"}


def test_a_division_that_lost_its_heading_leaves_orphans():
    lines = [
        "一、事故基本情况",
        "（一）单位概况/",
        "（二）事故经过/",
        "（一）直接原因/",
        "（二）间接原因/",
        "三、处理建议/",
    ]
    found = tree(*lines)
    assert (2, "直接原因") in found
    sections = report("\n\n".join([TITLE, *(s.replace("/", f"\n\n{SAYS}") for s in lines)])).sections
    orphan = next(s for s in sections if s.heading == "直接原因")
    assert orphan.parent is None
    assert orphan.part == "原因分析"


LOST = [
    (["一、事故基本情况/", "事故原因分析/", "三、处理建议/"], (1, "事故原因分析")),
    (["一、事故基本情况", "（一）单位概况/", "事故发生经过/", "（三）应急救援情况/"], (2, "事故发生经过")),
]


@pytest.mark.parametrize(("lines", "heading"), LOST, ids=[h for _, (_, h) in LOST])
def test_a_heading_that_lost_its_mark(lines, heading):
    assert heading in tree(*lines)
    lost = next(s for s in report("\n\n".join([TITLE, *(x.replace("/", f"\n\n{SAYS}") for x in lines)])).sections
                if s.heading == heading[1])  # fmt: skip
    assert lost.marker is None


def test_a_document_without_any_marks():
    found = tree("事故发生单位概况/", "事故发生经过/", "事故原因分析/", "处理建议/")
    assert found == [(1, "事故发生单位概况"), (1, "事故发生经过"), (1, "事故原因分析"), (1, "处理建议")]


ITEMS = {
    "persons": ["三、处理建议", "1.张某，男，操作工，对事故发生负有直接责任。", "2.李某，女，总经理。建议罚款。"],
    "short list": ["三、处理建议", "（1）停机挂牌", "（2）专人监护", "（3）断电验电"],
    "sentences": ["三、处理建议", "1.建议对远岭公司处以罚款。", "2.建议对李某处以罚款。"],
}


@pytest.mark.parametrize("kind", ITEMS)
def test_items_are_no_headings(kind):
    assert tree(*ITEMS[kind]) == [(1, "处理建议")]


def test_sentences_of_an_approval_are_no_headings():
    lines = ["一、同意事故调查组的认定。", "二、请依法落实处理建议。", "三、请举一反三开展排查。"]
    assert tree(*lines, title="关于远岭公司“6·12”事故调查报告的批复") == []


def test_signature_and_annex_lines_are_no_headings():
    text = investigation(signature="大丰区“6·12”事故调查组\n\n2023年9月8日")
    headings = [s.heading for s in report(text).sections]
    assert not any(h and ("调查组" in h or "2023" in h) for h in headings)


def test_sections_cover_the_text_in_order():
    read = report(investigation(basic=SAYS, loss=SAYS))
    bodies = [(s.start, s.body_start, s.body_end, s.end) for s in read.sections]
    assert bodies[0][0] == 0
    assert all(a <= b <= c <= d for a, b, c, d in bodies)
    assert [s.body_end for s in read.sections[:-1]] == [s.start for s in read.sections[1:]]
    assert read.sections[-1].end == len(read.text)
    for section in read.sections[1:]:
        assert read.text[section.heading_start : section.heading_end] == section.heading
        if section.parent is not None:
            above = read.sections[section.parent]
            assert above.start < section.start < section.end <= above.end


def test_markers_as_printed():
    sections = report(investigation()).sections
    assert [s.marker for s in sections if s.level == 1] == ["一、", "二、", "三、", "四、"]
    assert {s.marker for s in sections if s.level == 2} == {"（一）", "（二）"}


def test_a_text_without_headings_is_all_lead():
    (only,) = report("2023年6月12日，远岭公司发生机械伤害事故，造成1人死亡。\n").sections
    assert (only.level, only.heading, only.part) == (0, None, "引言")


def test_markdown_signs_do_not_decide_the_level():
    marked = f"# {TITLE}\n\n# 一、事故基本情况\n\n### （一）单位概况\n\n{SAYS}\n\n# （二）事故经过\n\n{SAYS}\n\n## 二、事故原因\n\n{SAYS}\n"
    assert [s.level for s in report(marked).sections if s.level] == [1, 2, 2, 1]


def test_a_contents_list_gives_no_headings():
    contents = "目　录\n\n一、事故基本情况 ........ 1\n二、事故原因 ........ 3\n三、处理建议 ........ 5\n\n"
    text = f"{TITLE}\n\n{contents}一、事故基本情况\n\n{SAYS}\n\n二、事故原因\n\n{SAYS}\n\n三、处理建议\n\n{SAYS}\n"
    assert [s.heading for s in report(text).sections if s.level] == ["事故基本情况", "事故原因", "处理建议"]
    assert sum(b.kind == "toc" for b in document(text).blocks) >= 3


def test_short_titles_without_marks_below_marked_divisions():
    """What a rule for topics knows (善后工作, 移送司法), right before a sentence; a cell of a table is none."""
    lines = ["一、事故经过", "应急处置情况/", "善后工作/", "二、处理建议", "移送司法/", "经济处罚/", "三、防范措施/"]
    assert [h for _, h in tree(*lines)] == [
        "事故经过", "应急处置情况", "善后工作", "处理建议", "移送司法", "经济处罚", "防范措施",
    ]  # fmt: skip
    assert "移送司法" not in {h for _, h in tree("一、处理建议/", "序号\n姓名\n移送司法\n1\n石某", "二、防范措施/")}


def test_a_sentence_on_a_list_is_no_heading():
    found = tree("一、处理建议", "（一）行政处罚/", "1.将远岭公司及石某列入严重失信主体名单。", "二、防范措施/")
    assert [h for _, h in found] == ["处理建议", "行政处罚", "防范措施"]
