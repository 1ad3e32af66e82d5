"""The report's own statement of the direct cause, without the words that introduce it."""

import pytest

from tests.helpers import NAME, accident_facts, investigation

CAUSE = "张某在未停机的情况下将头部伸入合模区域，被突然下行的滑块挤压致死。"

STATED = [
    "张某在未停机的情况下将头部伸入合模区域，被突然下行的滑块挤压致死。",
    "经调查组认定，事故的直接原因是：张某在未停机的情况下将头部伸入合模区域，被突然下行的滑块挤压致死。",
    "造成该起事故的直接原因是张某在未停机的情况下将头部伸入合模区域，被突然下行的滑块挤压致死。",
    "经现场勘查和综合分析，认定直接原因为：张某在未停机的情况下将头部伸入合模区域，被突然下行的滑块挤压致死。",
    "直接原因：张某在未停机的情况下将头部伸入合模区域，被突然下行的滑块挤压致死。",
    "导致事故发生的直接原因系张某在未停机的情况下将头部伸入合模区域，被突然下行的滑块挤压致死。",
    "综上，张某在未停机的情况下将头部伸入合模区域，被突然下行的滑块挤压致死。",
    "调查认定，本次事故发生的直接原因是：张某在未停机的情况下将头部伸入合模区域，被突然下行的滑块挤压致死。间接原因另述。",
    "事故发生的直接原因在于张某在未停机的情况下将头部伸入合模区域，被突然下行的滑块挤压致死。",
    f"{CAUSE}\n\n经鉴定，冲压机符合国家标准。",
]


@pytest.mark.parametrize("words", STATED, ids=[w[:22] for w in STATED])
def test_statement_without_its_introduction(words):
    assert accident_facts(investigation(cause=words)).get("direct_cause") == CAUSE


ITEMS = [
    ("1.人的不安全行为。张某违章作业。\n\n2.物的不安全状态。滑块未设防护。", ["张某违章作业", "滑块未设防护"]),
    ("事故直接原因如下：\n\n1.张某未停机作业。\n\n2.滑块未设防护。", ["张某未停机作业", "滑块未设防护"]),
    ("（1）张某未停机作业。\n\n（2）滑块未设防护。", ["张某未停机作业", "滑块未设防护"]),
]


@pytest.mark.parametrize(("words", "parts"), ITEMS, ids=[w[:12] for w, _ in ITEMS])
def test_a_cause_in_items_has_them_all(words, parts):
    cause = accident_facts(investigation(cause=words)).get("direct_cause")
    assert all(part in cause for part in parts)
    assert "\n" not in cause


RUN_IN = investigation().replace("（一）直接原因\n\n", "（一）直接原因。")
IN_THE_DIVISION = investigation().replace("（一）直接原因\n\n", "经调查分析，事故的直接原因是：")


@pytest.mark.parametrize("text", [RUN_IN, IN_THE_DIVISION], ids=["run-in heading", "sentence under the division"])
def test_where_the_cause_may_stand(text):
    assert accident_facts(text).get("direct_cause").startswith("张某在未停机的情况下")


def test_indirect_causes_are_left_out():
    cause = f"{CAUSE}\n\n（二）间接原因\n\n远岭公司安全教育培训不到位。"
    assert accident_facts(investigation(cause=cause)).get("direct_cause") == CAUSE


def test_evidence_is_the_statement():
    facts = accident_facts(investigation(cause=f"经调查组认定，事故的直接原因是：{CAUSE}"))
    (evidence,) = [e for field, e in facts.evidence if field == "direct_cause"]
    assert evidence.text == CAUSE


def test_an_evaluation_has_no_direct_cause_of_its_own():
    text = investigation().replace(f"{NAME}调查报告", f"{NAME}整改措施落实情况评估报告")
    assert accident_facts(text).get("direct_cause") is None


def test_no_cause_stated_is_none():
    text = investigation().replace("（一）直接原因\n\n张某", "（一）其他\n\n张某").replace("事故原因和性质", "其他情况")
    assert accident_facts(text).get("direct_cause") is None


EXAMINED = [
    f"经委托检测机构检验，冲压机制动器、滑块均符合要求，排除设备故障引发事故的可能。\n\n{CAUSE}",
    f"经现场勘验、询问，可以排除人为破坏、自杀的可能。认定事故原因为：{CAUSE}",
    f"可以排除他杀的可能。{CAUSE}",
]


@pytest.mark.parametrize("words", EXAMINED, ids=["a paragraph", "a sentence and a label", "a sentence"])
def test_what_examines_and_excludes_is_not_the_cause(words):
    assert accident_facts(investigation(cause=words)).get("direct_cause") == CAUSE


def test_a_chapter_that_tells_no_kinds_begins_with_the_direct_cause():
    chapter = f"{CAUSE}\n\n当日证件齐全，排除违章指挥。"
    text = investigation().replace("二、事故原因和性质\n\n（一）直接原因", "二、事故原因")
    facts = accident_facts(
        text.replace(
            "张某在未停机的情况下将头部伸入冲压机合模区域，被突然下行的滑块挤压致死。\n\n（二）事故性质",
            f"{chapter}\n\n三、事故性质",
        )
    )
    assert facts.get("direct_cause") == CAUSE


def test_an_approval_states_the_cause_in_an_article_of_its_own():
    text = (
        f"大丰区人民政府关于{NAME}调查报告的批复\n\n区应急管理局：\n\n你局请示收悉，现批复如下：\n\n一、原则同意调查报告。经认定，"
        f"2023年6月12日9时20分许发生的事故的直接原因是{CAUSE[:-1]}；间接原因是现场管理混乱。\n\n二、同意对责任单位的处理意见。\n\n"
        "大丰区人民政府\n\n2023年9月1日\n"
    )
    assert accident_facts(text).get("direct_cause").rstrip("；") == CAUSE[:-1]


def test_a_follow_up_recalls_the_cause():
    lead = "2023年6月12日，盐城市大丰区远岭机械有限公司发生机械伤害事故，造成1人死亡。"
    text = (
        f"{NAME}防范和整改措施落实情况评估报告\n\n一、事故基本情况及处理意见\n\n{lead}经调查认定，事故的直接原因是：张某未停机即将头部伸入合模区域，被滑块挤压。"
        "\n\n二、整改措施落实情况\n\n（一）远岭公司已修订制度。\n\n三、工作建议\n\n加强培训。\n"
    )
    assert accident_facts(text).get("direct_cause") == "张某未停机即将头部伸入合模区域，被滑块挤压。"
