"""Divisions that no rule for headings knows, by what stands in them; marks and bare titles of other manners."""

import pytest

from tests.helpers import report

LEAD = "青禾食品有限公司“6·12”一般机械伤害事故调查报告\n\n2023年6月12日9时20分许，江苏省盐城市大丰区青禾食品有限公司包装车间发生一起机械伤害事故，造成1人死亡。\n\n"
COURSE = "6月12日8时30分，工人姚某开机。9时20分许，姚某伸手清理辊筒，被卷入。9时41分，消防救援人员到场施救。"
CAUSE = "姚某在未停机的情况下清理辊筒，被卷入挤压致死。"
NATURE = "青禾食品有限公司“6·12”机械伤害事故为一般生产安全责任事故。"
SANCTION = "姚某，对事故负有直接责任，鉴于其已死亡，免予追究责任。\n\n罗某，给予政务警告处分。"
MEASURES = (
    "青禾公司应当加装联锁装置，检修作业一律停机挂牌。\n\n大中街道办事处要逐企检查转动设备防护，发现一处整改一处。"
)


def parts(*divisions: tuple[str, str]) -> dict[str, str]:
    read = report(LEAD + "\n\n".join(f"{title}\n\n{words}" for title, words in divisions) + "\n")
    return {n.heading: n.part for n in read.sections if n.heading}


def test_a_division_is_what_its_sentences_say():
    found = parts(
        ("一、那一天", COURSE),
        ("二、根子在哪", f"直接原因：{CAUSE}"),
        ("三、我们的结论", NATURE),
        ("四、谁来负责", SANCTION),
        ("五、亡羊补牢", MEASURES),
    )
    assert found["根子在哪"] == "原因分析"
    assert found["我们的结论"] == "事故性质"
    assert found["谁来负责"] == "责任处理"
    assert found["亡羊补牢"] == "防范措施"


def test_an_unknown_division_before_the_causes_stays_with_the_basics():
    found = parts(
        ("一、基本情况", COURSE), ("二、厂区一瞥", "厂区东侧为包装车间，应当停机检修。"), ("三、事故原因", CAUSE)
    )
    assert found["厂区一瞥"] == "基本情况"


MARKS = {
    "stems": ("甲、", "乙、", "丙、", "丁、"),
    "roman": ("Ⅰ、", "Ⅱ、", "Ⅲ、", "Ⅳ、"),
    "ordinals": ("第一，", "第二，", "第三，", "第四，"),
    "figures and a blank": ("１　", "２　", "３　", "４　"),
    "none": ("", "", "", ""),
}
TITLES = ("事故回顾", "事故成因", "事故定性", "对责任人和单位的处理")


@pytest.mark.parametrize("manner", MARKS)
def test_top_divisions_whatever_their_marks(manner):
    bodies = (COURSE, f"直接原因：{CAUSE}", NATURE, SANCTION)
    text = LEAD + "\n\n".join(f"{m}{t}\n\n{b}" for m, t, b in zip(MARKS[manner], TITLES, bodies, strict=True))
    read = report(text + "\n")
    found = [(n.level, n.heading, n.part) for n in read.sections if n.heading]
    assert found == [(1, t, p) for t, p in zip(TITLES, ("基本情况", "原因分析", "事故性质", "责任处理"), strict=True)]


@pytest.mark.parametrize("mark", ["㈠", "⑴"])
def test_marks_of_one_sign_are_read_as_what_they_stand_for(mark):
    read = report(f"{LEAD}一、事故原因\n\n㈠直接原因。{CAUSE}\n\n㈡间接原因。⑴青禾公司未培训。⑵青禾公司未检查。\n")
    assert [n.heading for n in read.sections if n.level == 2] == ["直接原因", "间接原因"]
    assert "（1）青禾公司" in read.text
    assert mark not in read.text


def test_two_persons_are_no_division():
    read = report(f"{LEAD}一、基本情况\n\n甲、乙双方签订承包合同，约定设备由甲方提供。\n\n二、事故原因\n\n{CAUSE}\n")
    assert [n.heading for n in read.sections if n.heading] == ["基本情况", "事故原因"]


def test_lessons_and_advice_in_one_division():
    advice = "（一）淘汰老旧设备\n\n逐台登记。\n\n（二）培训流于形式\n\n班组无人授课。"
    found = parts(("一、基本情况", COURSE), ("二、事故原因", CAUSE), ("三、教训与建议", advice))
    assert found["淘汰老旧设备"] == "防范措施"
    assert found["培训流于形式"] == "事故教训"
