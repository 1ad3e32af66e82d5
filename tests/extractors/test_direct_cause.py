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
