"""Who set the team up, who led it, since when, and who approved the report."""

import pytest

from tests.helpers import NAME, WHERE, accident_facts, investigation

HAPPENED = f"2023年6月12日9时20分许，{WHERE}发生一起机械伤害事故，造成1人死亡。"


def day(value):
    return value and value.isoformat()


# the team's sentence; the ends of authority and lead; the day
TEAMS = [
    (
        "依据《生产安全事故报告和调查处理条例》，盐城市大丰区人民政府于2023年6月14日成立了由区应急管理局牵头，区公安分局、区人力资源和社会保障局、区总工会等单位组成的事故调查组。",
        "大丰区人民政府",
        "应急管理局",
        "2023-06-14",
    ),
    (
        "6月13日，经盐城市大丰区人民政府批准，成立了由区应急管理局任组长单位，区公安分局、区总工会为成员的事故调查组。",
        "大丰区人民政府",
        "应急管理局",
        "2023-06-13",
    ),
    (
        "受大丰区人民政府委托，区应急管理局会同区公安分局、区总工会组成事故调查组。",
        "大丰区人民政府",
        "应急管理局",
        None,
    ),
    (
        "大丰区政府授权区应急管理局牵头组织事故调查，2023年6月15日成立事故调查组。",
        "大丰区政府",
        "应急管理局",
        "2023-06-15",
    ),
    (
        "根据大丰区人民政府安排，区应急局、区公安局、区总工会、区检察院成立了“6·12”事故调查组。",
        "大丰区人民政府",
        None,
        None,
    ),
    (
        "2023年6月13日，大丰区人民政府决定成立由区应急管理局、公安分局、住建局等部门参加的事故调查组，区应急管理局为牵头单位。",
        "大丰区人民政府",
        "应急管理局",
        "2023-06-13",
    ),
    (
        "江苏省人民政府决定对该起事故提级调查，于6月16日成立由省应急管理厅牵头的事故调查组。",
        "江苏省人民政府",
        "应急管理厅",
        "2023-06-16",
    ),
    (
        "国务院批准成立了由应急管理部牵头，公安部、住房城乡建设部、全国总工会和江苏省人民政府参加的国务院事故调查组。",
        "国务院",
        "应急管理部",
        None,
    ),
    (
        "盐城市人民政府于6月14日批准成立由市市场监督管理局牵头的事故调查组。",
        "盐城市人民政府",
        "市场监督管理局",
        "2023-06-14",
    ),
]


@pytest.mark.parametrize(("sentence", "authority", "lead", "formed"), TEAMS, ids=[s[:30] for s, *_ in TEAMS])
def test_team(sentence, authority, lead, formed):
    facts = accident_facts(investigation(lead=f"{HAPPENED}\n\n{sentence}"))
    for field, expected in (("investigation_authority", authority), ("investigation_lead", lead)):
        got = facts.get(field)
        assert (got is None) if expected is None else (got or "").endswith(expected), (field, got)
    assert day(facts.get("team_formed_on")) == formed


def test_the_lead_behind_its_label():
    sentence = "6月13日，大丰区人民政府成立调查组，牵头部门为区应急管理局。"
    facts = accident_facts(investigation(lead=f"{HAPPENED}\n\n{sentence}"))
    assert facts.get("investigation_lead") == "大丰区应急管理局"


def test_members_in_their_order():
    sentence = "成立了由区应急管理局牵头，区公安分局、区人力资源和社会保障局、区总工会等单位组成的事故调查组。"
    facts = accident_facts(investigation(lead=f"{HAPPENED}\n\n6月13日，大丰区人民政府{sentence}"))
    assert facts.get("team_members") == ["区公安分局", "区人力资源和社会保障局", "区总工会"]


def test_short_names_get_the_place_before_them():
    sentence = "2023年6月13日，区人民政府成立了由区应急管理局牵头的事故调查组。"
    facts = accident_facts(investigation(lead=f"{HAPPENED}\n\n{sentence}"))
    assert facts.get("investigation_authority") == "大丰区人民政府"
    assert facts.get("investigation_lead") == "大丰区应急管理局"


OTHER_DAYS = [
    "2009年3月5日，远岭公司经批准成立。",
    "2022年5月1日，区人民政府成立安全生产专项整治工作领导小组。",
    "2020年4月2日，因触电事故成立事故调查组。",
]


@pytest.mark.parametrize("sentence", OTHER_DAYS)
def test_no_team_before_the_accident(sentence):
    assert accident_facts(investigation(basic=sentence)).get("team_formed_on") is None


EVALUATION = "盐城市大丰区远岭机械有限公司“6·12”一般机械伤害事故整改措施落实情况评估报告"
APPROVALS = [
    ("2023年9月8日，大丰区人民政府批复同意了该调查报告。", "2023-09-08"),
    ("调查报告于2023年9月8日经大丰区人民政府批复结案。", "2023-09-08"),
    ("2023年9月8日，盐城市大丰区人民政府以大政复〔2023〕21号文件批复结案。", "2023-09-08"),
    ("9月8日，区政府常务会议研究同意事故调查报告。", "2023-09-08"),
    ("调查报告经2023年9月8日区人民政府第12次常务会议审议通过。", "2023-09-08"),
    ("调查组形成报告，2023年9月8日经区人民政府常务会议研究同意。", "2023-09-08"),
    ("2023年9月8日，大丰区人民政府同意了调查组提交的报告。", "2023-09-08"),
    ("2023年9月8日，大丰区人民政府第38次常务会议审议并原则通过了事故调查报告。", "2023-09-08"),
    ("事故调查报告已于2023年9月8日经区人民政府批准同意。", "2023-09-08"),
    ("2023年9月8日，该项目经区政府常务会议研究同意立项。", None),
    ("（区人民政府批准，批准日期：2023年9月8日）", "2023-09-08"),
    ("2023年6月20日，大丰区人民政府召开安全生产会议。", None),
    ("2023年4月1日，安全生产许可证经批准延期。", None),
]


@pytest.mark.parametrize(("sentence", "approved"), APPROVALS, ids=[s[:26] for s, _ in APPROVALS])
def test_approval_told_by_an_evaluation(sentence, approved):
    text = investigation(lead=HAPPENED + sentence).replace(f"{NAME}调查报告", EVALUATION)
    assert day(accident_facts(text).get("approved_on")) == approved


APPROVAL = """盐城市大丰区人民政府

大政复〔2023〕21号

关于盐城市大丰区远岭机械有限公司“6·12”一般机械伤害事故调查报告的批复

区应急管理局：

你局《关于报请批复盐城市大丰区远岭机械有限公司“6·12”一般机械伤害事故调查报告的请示》收悉。经研究，批复如下：

一、同意事故调查组对事故原因的分析和对事故性质的认定。该起事故是一起一般生产安全责任事故。

二、同意对事故责任单位和责任人员的处理建议，请依法依规落实。

盐城市大丰区人民政府

2023年9月8日
"""


def test_an_approvals_date_and_body_are_its_own():
    facts = accident_facts(APPROVAL)
    assert day(facts.get("approved_on")) == "2023-09-08"
    assert facts.get("investigation_authority") == "盐城市大丰区人民政府"
    assert facts.get("team_formed_on") is None


def test_an_approval_before_its_report_dates_the_approval():
    both = APPROVAL + "\n附件\n\n" + investigation(signature="“6·12”事故调查组\n\n2023年8月10日")
    assert day(accident_facts(both).get("approved_on")) == "2023-09-08"


@pytest.mark.parametrize(
    ("sentence", "approved"),
    [
        ("2023年6月14日，经区政府批准同意成立事故调查组，于8月15日形成调查报告。", None),
        ("2023年6月14日，区人民政府批准同意由区应急管理局组建事故调查组并提交报告。", None),
        ("2023年6月20日，调查组同意该中心的鉴定报告。", None),
        ("2023年9月8日，区人民政府批准同意事故调查组提交的调查报告。", "2023-09-08"),
        ("2023年9月8日，区人民政府批复同意该报告，并授权区应急管理局公布。", "2023-09-08"),
    ],
)
def test_an_approval_of_something_else_is_not_the_reports(sentence, approved):
    assert day(accident_facts(investigation(lead=f"{HAPPENED}{sentence}")).get("approved_on")) == approved
