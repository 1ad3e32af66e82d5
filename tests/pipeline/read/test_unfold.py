"""Texts that came without line feeds, parted at the marks of their divisions. All firms and accidents are fictional."""

import pytest

from pipeline.read.lines import Line
from pipeline.read.unfold import unfolded
from tests.helpers import record

FILL = "现场作业人员按照当班计划进行检修，设备处于正常运转状态，周边没有其他施工活动，天气晴好。"
TITLE = "云州市甲县远岭机械有限公司“6·12”机械伤害事故调查报告"
BODY = (
    f"2023年6月12日9时20分，云州市甲县远岭机械有限公司冲压车间发生一起机械伤害事故，造成1人死亡。{FILL}现将情况报告如下："
    f"一、基本情况（一）事故单位概况1.云州市甲县远岭机械有限公司（以下简称远岭公司），法定代表人：冯某，成立于2010年3月1日，注册资本2.5万元。2.云州兴隆监理有限公司，法定代表人：邹某，系监理单位。"
    f"（二）事故经过。{FILL}二、事故原因（一）直接原因操作工褚某未停机即伸手清理，被滑块压中。（二）间接原因1.远岭公司未落实《安全生产法》第二十五条第（五）项的规定。2.兴隆公司未履行监理职责。"
    "三、处理建议（一）褚某，操作工，鉴于已在事故中死亡，建议免予追究责任。（二）远岭公司，建议由甲县应急管理局处35万元罚款。"
)


def lines(text):
    return [line.text for line in unfolded([Line(part) for part in text.split("\n")])]


def test_divisions_and_items_begin_lines_of_their_own():
    found = lines(f"{TITLE}\n{BODY}")
    begun = [line[:6] for line in found[2:]]
    assert begun[:2] == ["一、基本情况", "（一）事故单"]
    assert [line for line in found if line.startswith(("二、", "三、"))] == ["二、事故原因", "三、处理建议"]
    assert "2.云州兴隆监理有限公司，法定代表人：邹某，系监理单位。" in found
    assert "".join(found) == f"{TITLE}{BODY}"


def test_a_heading_ends_where_the_text_begins():
    found = lines(f"{TITLE}\n{BODY}")
    assert found[found.index("（一）直接原因") + 1] == "操作工褚某未停机即伸手清理，被滑块压中。"


def test_the_rows_are_those_of_the_text_with_its_lines():
    tables = record(f"{TITLE}\n{BODY}\n").tables
    assert [(s.target_name, s.measure) for s in tables["sanctions"]] == [
        ("褚某", "免予追究责任"),
        ("云州市甲县远岭机械有限公司", "罚款"),
    ]
    assert [c.kind for c in tables["causes"]] == ["直接", "间接", "间接"]
    assert {o.name for o in tables["organizations"]} >= {"云州市甲县远岭机械有限公司", "云州兴隆监理有限公司"}


def test_indents_that_were_left_part_paragraphs():
    text = (
        BODY.replace("一、", "　　一、")
        .replace("（一）", "　　（一）")
        .replace("（二）", "　　（二）")
        .replace("1.", "　　1.")
    )
    found = lines(text)
    assert "　　一、基本情况" in found
    assert "　　（一）直接原因操作工褚某未停机即伸手清理，被滑块压中。" in found


@pytest.mark.parametrize(
    "text",
    [
        # the divisions stand on lines of their own
        f"{TITLE}\n一、基本情况\n{FILL * 6}违反了一、二、三类场所的规定。\n二、事故原因\n{FILL}",
        # citations and figures are no marks
        f"依据《安全生产法》第一百一十四条第一款第（一）项，参照第（二）项，长2.5米、宽1.2米，共1.5万元。{FILL * 6}",
        # one mark is no list
        f"批复如下：一、同意调查组的意见。{FILL * 6}",
    ],
)
def test_what_has_no_lost_divisions_is_left_as_it_is(text):
    assert lines(text) == text.split("\n")


def test_lines_with_places_on_a_page_are_left_alone():
    line = Line(BODY, page=1, chars=[])
    assert unfolded([line]) == [line]
