"""Kind, severity, nature and reporting of an accident."""

import pytest

from tests.helpers import NAME, WHERE, accident_facts, investigation

UNGRADED = "盐城市大丰区远岭机械有限公司“6·12”机械伤害事故"

# Named kind → class of GB/T 6441-1986, or a kind that it leaves out; None: the words leave the class open.
KINDS = [
    ("一般高处坠落", "高处坠落"),
    ("较大坍塌", "坍塌"),
    ("一般触电", "触电"),
    ("一般物体打击", "物体打击"),
    ("一般车辆伤害", "车辆伤害"),
    ("一般起重伤害", "起重伤害"),
    ("较大中毒和窒息", "中毒和窒息"),
    ("较大中毒窒息", "中毒和窒息"),
    ("一般淹溺", "淹溺"),
    ("一般溺水", "淹溺"),
    ("较大火灾", "火灾"),
    ("重大瓦斯爆炸", "瓦斯爆炸"),
    ("较大煤尘爆炸", "其他爆炸"),
    ("一般顶板", "冒顶片帮"),
    ("一般冒顶片帮", "冒顶片帮"),
    ("较大透水", "透水"),
    ("一般放炮", "放炮"),
    ("较大烟花爆竹爆炸", "火药爆炸"),
    ("一般锅炉爆炸", "锅炉爆炸"),
    ("一般气瓶爆炸", "容器爆炸"),
    ("较大粉尘爆炸", "其他爆炸"),
    ("较大燃气爆炸", "其他爆炸"),
    ("较大道路交通", "道路交通"),
    ("一般道路运输", "道路交通"),
    ("较大水上交通", "水上交通"),
    ("一般渔船碰撞", "水上交通"),
    ("一般铁路交通", "铁路交通"),
    ("一般电梯", "特种设备"),
    ("一般灼烫", "灼烫"),
    ("一般基坑坍塌", "坍塌"),
    ("一般塔式起重机倒塌", "起重伤害"),
    ("一般叉车碾压", "车辆伤害"),
    ("一般高坠", "高处坠落"),
    ("一般雷击", "触电"),
    ("一般机械伤害", "机械伤害"),
    ("一般沟槽塌方", "坍塌"),
    ("一般高支模坍塌", "坍塌"),
    ("较大爆燃", "其他爆炸"),
    ("一般车辆侧翻", None),
    ("一般其他伤害", "其他伤害"),
    ("一般硫化氢中毒", "中毒和窒息"),
    ("一般一氧化碳中毒", "中毒和窒息"),
    ("较大容器爆炸", "容器爆炸"),
    ("一般突水", "透水"),
    ("一般片帮", "冒顶片帮"),
    ("一般机电", None),
    ("较大交通", "道路交通"),
    ("一般自卸车侧翻", "车辆伤害"),
    ("一般落水", "淹溺"),
]


@pytest.mark.parametrize(("words", "kind"), KINDS, ids=[w for w, _ in KINDS])
def test_kind_and_severity_from_the_name(words, kind):
    plain = words.removeprefix("一般").removeprefix("较大").removeprefix("重大")
    lead = f"2023年6月12日9时20分许，{WHERE}发生一起{plain}事故，造成1人死亡。"
    facts = accident_facts(investigation(name=f"盐城市大丰区远岭有限公司“6·12”{words}事故", lead=lead))
    assert facts.get("accident_type") == kind
    assert facts.get("severity") == words[:2]


TOLD = [
    ("张某从距地面6米高的屋面坠落至地面", "高处坠落"),
    ("张某被皮带机滚筒卷入", "机械伤害"),
    ("张某被坠落的钢管砸中头部", "物体打击"),
    ("张某触电倒地", "触电"),
    ("沟槽壁突然坍塌，将张某掩埋", "坍塌"),
    ("张某在清理污水井时中毒晕倒", "中毒和窒息"),
    ("张某不慎落入沉淀池溺亡", "淹溺"),
    ("库房突然起火", "火灾"),
    ("一台汽车吊在吊装过程中发生侧翻，砸中张某", "起重伤害"),
    ("叉车倒车时碾压张某", "车辆伤害"),
    ("原料罐发生闪爆", "其他爆炸"),
    ("张某被高温蒸汽烫伤", "灼烫"),
]


@pytest.mark.parametrize(("words", "kind"), TOLD, ids=[w for w, _ in TOLD])
def test_kind_from_what_the_statement_tells(words, kind):
    lead = f"2023年6月12日9时20分许，{WHERE}内，{words}，造成1人死亡。"
    text = investigation(name="盐城市大丰区远岭有限公司“6·12”一般事故", lead=lead)
    assert accident_facts(text).get("accident_type") == kind


@pytest.mark.parametrize(
    ("words", "printed"),
    [("一般高处坠落", "高处坠落"), ("较大中毒和窒息", "中毒和窒息"), ("一般顶板", "顶板"), ("一般溺水", "溺水")],
)
def test_the_printed_words_for_the_kind(words, printed):
    facts = accident_facts(investigation(name=f"盐城市大丰区远岭有限公司“6·12”{words}事故"))
    assert facts.get("accident_type_stated") == printed


# nature (None: not asked), is_liability, severity (None: the sentence says none)
JUDGED = [
    ("调查认定，该起事故是一起一般生产安全责任事故。", "生产安全责任事故", True, "一般"),
    ("这是一起因违章作业、管理不到位造成的生产安全责任事故。", "生产安全责任事故", True, None),
    ("经调查认定，远岭公司“6·12”机械伤害事故是一起责任事故。", "责任事故", True, None),
    ("事故性质：一般生产安全责任事故。", "生产安全责任事故", True, "一般"),
    ("该事故属于非生产安全责任事故。", None, False, None),
    ("该事件为意外事件，不属于生产安全责任事故。", None, False, None),
    ("经认定，该起事故属于自然灾害。", "自然灾害", False, None),
    ("事故调查组认定本起事故为一起安全生产责任事故，事故等级为一般事故。", "安全生产责任事故", True, "一般"),
    ("本次事故为非责任事故。", "非责任事故", False, None),
    ("该起事故系一起刑事案件。", "刑事案件", False, None),
    ("认定该事故不构成生产安全事故。", None, False, None),
    ("这起事故是一起较大生产安全责任事故。", "生产安全责任事故", True, "较大"),
    ("该事故为较大道路交通责任事故。", "道路交通责任事故", True, "较大"),
    ("依据有关规定，认定“6·12”机械伤害事故为一般等级生产安全责任事故。", "生产安全责任事故", True, "一般"),
    ("是一起由于违章操作引起的一般工矿商贸生产安全责任事故。", "生产安全责任事故", True, "一般"),
    ("调查认定，该事故是一起生产安全意外事故。", None, False, None),
    ("该事故性质认定为一般生产安全责任事故。", "生产安全责任事故", True, "一般"),
    ("事故等级：一般事故。事故性质：责任事故。", "责任事故", True, "一般"),
    ("经调查，排除人为纵火、设备缺陷和自然灾害因素。本起事故认定为生产安全责任事故。", "生产安全责任事故", True, None),
    ("经勘查，未发现该行为属于刑事案件的情形，该起事故为意外事件。", "意外事件", False, None),
    ("可以排除人为破坏和自然灾害的影响。", None, None, None),
    ("依据《生产安全事故报告和调查处理条例》第三条第（三）项，事故等级为较大事故。", None, None, "较大"),
    ("按照标准（重伤3人以上10人以下），本起事故为较大事故。", None, None, "较大"),
    ("经调查，此次事故是一起违规作业、管理缺失而引发的较大生产安全责任事故。", "生产安全责任事故", True, "较大"),
]


@pytest.mark.parametrize(("sentence", "nature", "liable", "severity"), JUDGED, ids=[s[:26] for s, *_ in JUDGED])
def test_nature_as_judged(sentence, nature, liable, severity):
    facts = accident_facts(investigation(name=UNGRADED, nature=sentence))
    assert nature is None or facts.get("nature") == nature
    assert facts.get("is_liability") is liable
    assert severity is None or facts.get("severity") == severity


def test_a_verdict_within_the_account():
    text = investigation(
        nature="详见附件。", course="张某被挤压。经区人民政府事故调查组认定，该起事故是一起生产安全责任事故。"
    )
    assert accident_facts(text).get("nature") == "生产安全责任事故"


def test_a_denied_liability_names_the_denial():
    facts = accident_facts(investigation(name=UNGRADED, nature="该起事故不属于生产安全责任事故。"))
    assert facts.get("nature") == "不属于生产安全责任事故"


@pytest.mark.parametrize(
    "sentence",
    [
        "李某因涉嫌重大责任事故罪被公安机关立案侦查。",
        "2020年该公司发生一起较大生产安全责任事故。",
        "一般事故，是指造成3人以下死亡的事故。",
        "该公司存在重大事故隐患2项。",
    ],
)
def test_other_severities_do_not_conflict(sentence):
    facts = accident_facts(investigation(basic=f"远岭公司成立于2009年。{sentence}"))
    assert facts.get("severity") == "一般"
    assert [c for c in facts.checks if c.check == "severity.conflict"] == []


def test_two_severities_are_a_check():
    facts = accident_facts(investigation(nature="调查认定，该起事故是一起较大生产安全责任事故。"))
    assert [c.verdict for c in facts.checks if c.check == "severity.conflict"] == ["fail"]


CONCEALED = [
    ("不存在迟报、漏报、谎报、瞒报情形。", False),
    ("未发现瞒报、谎报行为。", False),
    ("远岭公司未按规定时限报告事故，属于迟报。", True),
    ("该公司存在瞒报事故的行为。", True),
    ("远岭公司负责人李某决定隐瞒不报，构成瞒报。", True),
    ("事故信息报送及时、准确，无迟报、漏报、谎报和瞒报。", False),
    ("企业事故报告及时，未迟报。", False),
    ("远岭公司9时25分报告，信息报告及时。", None),
    ("任何单位和个人不得迟报、漏报、谎报或者瞒报。", None),
    ("经查，远岭公司谎报事故，称张某系突发疾病。", True),
    ("事故发生后，企业故意瞒报，破坏现场。", True),
    ("按照规定上报，无瞒报、迟报现象。", False),
    ("事故报告程序符合规定，不存在瞒报。", False),
    ("认定该公司行为构成迟报事故。", True),
    ("事故企业隐瞒不报，群众举报后查实。", True),
]


@pytest.mark.parametrize(("sentence", "concealed"), CONCEALED, ids=[s[:26] for s, _ in CONCEALED])
def test_concealed(sentence, concealed):
    assert accident_facts(investigation(basic=f"远岭公司成立于2009年。{sentence}")).get("concealed") is concealed


def test_an_official_who_found_nothing_denies_nothing():
    text = investigation(
        course="张某被挤压。涉事企业隐瞒不报。", sanctions="李某，驻厂安全员，未发现企业瞒报行为，给予警告处分。"
    )
    assert accident_facts(text).get("concealed") is True


def test_a_measure_against_late_reports_says_nothing_of_this_one():
    text = investigation(measures="各企业要按规定报告事故，对迟报、瞒报事故的，依法严肃查处。")
    assert accident_facts(text).get("concealed") is None


# Article 3 of the regulation: deaths 3/10/30, serious injuries 10/50/100, loss 10/50/100 million.
DERIVED = [
    ("造成2人死亡", "一般"),
    ("造成3人死亡", "较大"),
    ("造成9人死亡", "较大"),
    ("造成10人死亡", "重大"),
    ("造成30人死亡", "特别重大"),
    ("造成9人重伤", "一般"),
    ("造成1人死亡、10人重伤", "较大"),
    ("造成1人死亡、50人重伤", "重大"),
    ("造成1人死亡，直接经济损失999万元", "一般"),
    ("造成1人死亡，直接经济损失1000万元", "较大"),
    ("未造成人员伤亡，直接经济损失5200万元", "重大"),
    ("未造成人员伤亡，直接经济损失1.2亿元", "特别重大"),
]


@pytest.mark.parametrize(("state", "severity"), DERIVED)
def test_severity_derived_from_the_figures(state, severity):
    facts = accident_facts(investigation(state=state, name=UNGRADED, nature="该起事故是一起生产安全责任事故。"))
    assert facts.get("severity_derived") == severity


@pytest.mark.parametrize(("state", "verdict"), [("造成1人死亡", "pass"), ("造成3人死亡", "warn")])
def test_stated_severity_is_checked_against_the_figures(state, verdict):
    facts = accident_facts(investigation(state=state, name=NAME))
    assert [c.verdict for c in facts.checks if c.check == "severity.article3"] == [verdict]


@pytest.mark.parametrize(
    ("sentence", "nature"),
    [
        ("经勘查，排除人为破坏因素后认定该起事故为意外事件。", "意外事件"),
        ("排除刑事案件嫌疑后确定该起事故是一起生产安全责任事故。", "生产安全责任事故"),
        ("未发现设备缺陷原因和自然灾害。", None),
        ("排除人为放火行为以及刑事案件。", None),
        ("排除该起事故为刑事案件。", None),
    ],
)
def test_the_verdict_behind_what_is_ruled_out(sentence, nature):
    assert accident_facts(investigation(name=UNGRADED, nature=sentence)).get("nature") == nature
