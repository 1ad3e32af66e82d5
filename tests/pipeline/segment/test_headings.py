"""Which paragraphs are headings, and where a run-in heading ends."""

import pytest

from pipeline.segment.headings import candidates, known_heading, mask, without_brackets
from tests.helpers import document


def heading(line):
    """The words of the heading that a line opens with, whether it stands alone, and the text behind it."""
    doc = document(f"远岭公司“6·12”事故调查报告\n\n{line}\n\n现场勘查情况另附，详见附件。\n")
    found = [c for c in candidates(doc) if c.marker is not None]
    if not found:
        return None
    (one,) = found
    block = doc.blocks[one.block]
    return doc.text[one.start : one.end], one.alone, doc.text[one.body : block.end]


ALONE = [
    ("一、事故基本情况", "事故基本情况"),
    ("（一）事故发生单位概况。", "事故发生单位概况"),
    ("（二）远岭机械有限公司（事故发生单位）", "远岭机械有限公司（事故发生单位）"),
    ("第一章　事故概况", "事故概况"),
    ("第二节 应急救援", "应急救援"),
    ("壹、事故发生经过", "事故发生经过"),
    ("【事故经过】", "事故经过"),
    ("1.1 事故单位概况", "事故单位概况"),
    ("2.3.1 现场勘查", "现场勘查"),
    ("1.事故现场勘查情况", "事故现场勘查情况"),
    ("（1）远岭公司", "远岭公司"),
    ("三、对事故责任人员和责任单位的处理建议", "对事故责任人员和责任单位的处理建议"),
    ("（一）建议给予行政处罚的人员（2人）", "建议给予行政处罚的人员（2人）"),
    ("四、深刻吸取教训，严格落实责任，坚决防范事故", "深刻吸取教训，严格落实责任，坚决防范事故"),
    ("（三）“6·12”事故信息接报情况", "“6·12”事故信息接报情况"),
]


@pytest.mark.parametrize(("line", "words"), ALONE, ids=[w for _, w in ALONE])
def test_a_heading_on_its_own_line(line, words):
    assert heading(line) == (words, True, "")


RUN_IN = [
    ("（一）压实企业责任。远岭公司要落实停机挂牌制度，开展教育培训。", "压实企业责任", "远岭公司要落实"),
    ("（二）直接原因：张某未停机即伸手更换模具，被滑块挤压。", "直接原因", "张某未停机"),
    ("一、事故概况。2023年6月12日，远岭公司发生事故。", "事故概况", "2023年6月12日"),
    ("（三）强化监管，压实责任。各镇（街道）要加强检查，消除隐患。", "强化监管，压实责任", "各镇（街道）"),
    ("（四）落实《安全生产法》“三管三必须”。各部门要各负其责。", "落实《安全生产法》“三管三必须”", "各部门"),
    (
        "（一）远岭机械有限公司（以下简称“远岭公司”）。成立于2009年3月5日。",
        "远岭机械有限公司（以下简称“远岭公司”）",
        "成立于",
    ),
    ("第一，事故性质。略。", None, None),
]


@pytest.mark.parametrize(("line", "words", "rest"), RUN_IN, ids=[r[0][:14] for r in RUN_IN])
def test_a_run_in_heading_ends_at_its_stop(line, words, rest):
    found = heading(line)
    if words is None:
        assert found is None
        return
    assert found[:2] == (words, False)
    assert found[2].startswith(rest)


GLUED = [
    ("（二）事故发生经过2023年6月12日8时，张某到岗更换模具，未停机。", "事故发生经过"),
    ("（三）人员伤亡和直接经济损失情况该事故造成1人死亡，直接经济损失132万元。", "人员伤亡和直接经济损失情况"),
    ("（一）评估工作组织情况根据有关规定，区安委办成立评估组，开展评估。", "评估工作组织情况"),
    ("（一）事故直接原因经调查组勘查认定，张某未停机更换模具。", "事故直接原因"),
]


@pytest.mark.parametrize(("line", "words"), GLUED, ids=[w for _, w in GLUED])
def test_a_known_heading_that_lost_its_stop(line, words):
    found = heading(line)
    assert found[0] == words
    assert found[2]


ITEMS = [
    "1.张某，男，45岁，汉族，远岭公司操作工，对事故发生负有直接责任。",
    "（1）李某，群众，远岭公司总经理。建议处以罚款。",
    "1.建议对远岭公司处以罚款三十五万元的行政处罚。",
    pytest.param(
        "（二）2023年6月12日9时20分，张某被挤压。",
        marks=pytest.mark.xfail(
            strict=True, reason="a dated sentence of a paragraph that opens with （二） counts as a heading"
        ),
    ),
    "3.5吨叉车停放在车间门口。",
    "1.远岭公司安全教育培训不到位，未对张某进行岗前培训。",
    "一是远岭公司未落实安全生产责任制。",
    "（一）项的规定，处以罚款。",
    "2.时间：2023年6月12日",
    "①未停机；",
]


@pytest.mark.parametrize("line", ITEMS, ids=lambda i: i[:14])
def test_an_item_is_no_heading(line):
    assert heading(line) is None


def test_mask_keeps_the_length():
    text = "落实《安全生产法》（2021年修正。）要求。"
    assert len(mask(text)) == len(text)
    assert mask(text).count("。") == 1


@pytest.mark.parametrize(
    ("text", "bare"),
    [("远岭公司（施工单位）", "远岭公司"), ("人员（2人）处理（建议）", "人员处理"), ("（一）", "（一）")],
)
def test_without_brackets(text, bare):
    assert without_brackets(text) == bare


@pytest.mark.parametrize(("title", "known"), [("事故发生经过", True), ("善后处理情况", True), ("春风化雨", False)])
def test_known_headings(title, known):
    assert known_heading(title) is known
