"""The direct economic loss in yuan: every manner of printing it; fines, capital, thresholds and parts are something else."""

from decimal import Decimal

import pytest

from tests.helpers import accident_facts, investigation


def loss(text):
    yuan = accident_facts(text).get("direct_loss_yuan")
    return None if yuan is None else Decimal(yuan)


def decimal(yuan):
    return None if yuan is None else Decimal(yuan)


STATED = [
    ("直接经济损失806.12万元", "8061200"),
    ("直接经济损失约1.2亿元", "120000000"),
    ("直接经济损失62,251.89元", "62251.89"),
    ("直接经济损失贰拾万元整", "200000"),
    ("直接经济损失二百四十余万元", "2400000"),
    ("直接经济损失共计人民币1328.4万元", "13284000"),
    ("直接经济损失为156万余元", "1560000"),
    ("直接经济损失（不含事故罚款）98.5万元", "985000"),
    ("直接经济损失约为人民币壹佰叁拾伍万元", "1350000"),
    ("直接经济损失达人民币305.2万元", "3052000"),
    ("直接经济损失：217.46万元", "2174600"),
    ("直接经济损失合计约为188.8万元", "1888000"),
    ("直接经济损失近百万元", "1000000"),
    ("直接经济损失1,208,600元", "1208600"),
    ("直接经济损失120.5万元，其中丧葬及抚恤费用98万元、财产损失22.5万元", "1205000"),
    ("造成经济损失约60万元", "600000"),
    ("直接财产损失32.7万元", "327000"),
    ("直接经济损失初步统计约150万元", "1500000"),
    ("直接经济损失（人民币）167.9万元", "1679000"),
    ("直接经济损失人民币一百六十八万元", "1680000"),
    ("直接经济损失总计：142.03万元", "1420300"),
    ("直接经济损失2,045.77 万元", "20457700"),
    ("经济损失共计约人民币45万元，间接经济损失12万元", "450000"),
    ("直接经济损失超过300万元", "3000000"),
    ("造成直接经济损失达一亿二千万元", "120000000"),
    ("直接经济损失约￥85万元", "850000"),
    ("直接经济损失不足10万元", "100000"),
    ("直接经济损失4783．6万元", "47836000"),
    ("直接经济损失经核定为177.35万元", "1773500"),
    ("直接经济损失大约200多万元", "2000000"),
    ("直接经济损失正在核定", None),
    ("直接经济损失无法估算", None),
    ("间接经济损失80万元", None),
    ("直接经济损失依据GB/T 6721-1986统计为166.6万元", "1666000"),
    ("依照《企业职工伤亡事故经济损失统计标准》（GB6721-1986），核定直接经济损失为131.2万元", "1312000"),
    ("直接经济损失折合人民币约9000元", "9000"),
    ("事故直接损失约50万元", "500000"),
    ("直接经济损失人民币(大写)壹佰贰拾万元", "1200000"),
    ("直接经济损失1.05亿元人民币", "105000000"),
    ("直接经济损失计￥1,500,000.00元（大写：壹佰伍拾万元整）", "1500000"),
    ("直接经济损失经会计师事务所审计为150.3万元", "1503000"),
    ("直接经济损失经评估为壹佰零伍万叁仟元整", "1053000"),
    ("直接经济损失人民币1,053,000元（壹佰零伍万叁仟元整）", "1053000"),
]


@pytest.mark.parametrize(("words", "yuan"), STATED, ids=[words for words, _ in STATED])
def test_loss_in_the_lead(words, yuan):
    assert loss(investigation(state=f"造成1人死亡，{words}")) == decimal(yuan)


@pytest.mark.parametrize(("words", "yuan"), STATED, ids=[words for words, _ in STATED])
def test_loss_in_its_own_section(words, yuan):
    assert loss(investigation(state="造成1人死亡", loss=f"事故造成1人死亡，{words}。")) == decimal(yuan)


GAPS = [
    ("共造成直接经济损失1 256.8万元", "12568000", "thousands parted by a blank"),
    ("直接经济损失金额为人民币1 020 000元", "1020000", "thousands parted by blanks"),
    ("共计损失约76万元", "760000", "neither 经济 nor 直接 is said"),
]


@pytest.mark.parametrize(
    ("words", "yuan"),
    [pytest.param(w, y, marks=pytest.mark.xfail(strict=True, reason=why)) for w, y, why in GAPS],
    ids=[words for words, _, _ in GAPS],
)
def test_loss_not_read_yet(words, yuan):
    assert loss(investigation(state=f"造成1人死亡，{words}")) == decimal(yuan)


OTHERS = [
    "罚款人民币50万元。",
    "造成1000万元以上5000万元以下直接经济损失的，为较大事故。",
    "2019年该公司发生火灾事故，造成直接经济损失460万元。",
    "2019年4月5日该公司发生火灾事故，造成直接经济损失460万元。",
    "注册资本2000万元。",
    "赔偿死者家属145万元。",
    "其中设备损失21.5万元、医疗费用3.2万元。",
    "间接经济损失约300万元。",
    "去年全市共发生火灾事故31起，直接经济损失620万元。",
]


@pytest.mark.parametrize("place", ["basic", "course", "sanctions", "measures"])
@pytest.mark.parametrize("sentence", OTHERS)
def test_other_amounts_do_not_leak(sentence, place):
    assert loss(investigation(state="造成1人死亡", **{place: f"远岭公司有关情况。{sentence}"})) is None


@pytest.mark.parametrize("sentence", OTHERS)
def test_other_amounts_do_not_conflict(sentence):
    facts = accident_facts(investigation(basic=f"远岭公司有关情况。{sentence}"))
    assert facts.get("direct_loss_yuan") == Decimal("1326000")
    assert [c for c in facts.checks if c.check == "direct_loss.conflict"] == []


def test_two_sums_are_a_check():
    facts = accident_facts(investigation(loss="事故造成1人死亡，直接经济损失260万元。"))
    assert facts.get("direct_loss_yuan") == Decimal("1326000")
    (check,) = [c for c in facts.checks if c.check == "direct_loss.conflict"]
    assert check.verdict == "fail"
    assert "260万元" in check.message


def test_a_rounded_sum_agrees():
    facts = accident_facts(investigation(loss="事故造成1人死亡，直接经济损失132.58万元。"))
    assert [c for c in facts.checks if c.check == "direct_loss.conflict"] == []


@pytest.mark.parametrize(
    ("words", "approximate"), [("约132.6万元", True), ("132.6万元", False), ("近130万元", True), ("130余万元", True)]
)
def test_approximate_is_said_of_the_figure(words, approximate):
    facts = accident_facts(investigation(state=f"造成1人死亡，直接经济损失{words}"))
    assert facts.get("loss_is_approximate") is approximate


def test_direct_wins_over_any_loss():
    text = investigation(state="造成1人死亡，经济损失300万元", loss="直接经济损失210万元，间接经济损失90万元。")
    assert loss(text) == Decimal("2100000")
