"""The dead, the missing and the hurt: every manner of counting them, and whose figures must not be taken for this accident's."""

import pytest

from tests.helpers import accident_facts, investigation

FIELDS = ("deaths", "missing", "serious_injuries", "minor_injuries", "injuries")
ONE_DEAD = (1, None, None, None, None)


def counts(text):
    facts = accident_facts(text)
    return tuple(facts.get(field) for field in FIELDS)


STATED = [
    ("造成1死2伤", (1, None, None, None, 2)),
    ("当场炸死2人，炸伤3人（其中1人于6月15日在县医院医治无效死亡）", (3, None, None, None, 2)),
    ("搜救出8人，其中3人遇难、5人送县第一人民医院救治", (3, None, None, None, 5)),
    ("造成2人死亡、3人受伤", (2, None, None, None, 3)),
    ("造成4人死亡", (4, None, None, None, None)),
    ("致四人遇难", (4, None, None, None, None)),
    ("造成1名作业人员死亡", (1, None, None, None, None)),
    ("致使两名工人当场死亡", (2, None, None, None, None)),
    ("造成3名被困人员全部遇难", (3, None, None, None, None)),
    ("事故造成十一人死亡，二十三人受伤", (11, None, None, None, 23)),
    ("造成死亡2人、受伤5人", (2, None, None, None, 5)),
    ("造成人员伤亡情况：死亡3人，重伤1人，轻伤2人", (3, None, 1, 2, 3)),
    ("造成2人死亡、1人重伤、4人轻伤", (2, None, 1, 4, 5)),
    ("造成1人死亡、1人重伤，直接经济损失210万元", (1, None, 1, None, 1)),
    ("造成5人死亡，2人失踪", (5, 2, None, None, None)),
    ("造成3人死亡、1人下落不明", (3, 1, None, None, None)),
    ("造成3人受伤，其中1人经抢救无效死亡", (1, None, None, None, 2)),
    ("造成2人受伤，其中1人经医院抢救无效于次日死亡", (1, None, None, None, 1)),
    ("造成1人受伤，后经抢救无效死亡", (1, None, None, None, None)),
    ("造成1人受伤，伤者经送医院抢救无效于6月15日死亡", (1, None, None, None, None)),
    ("造成1人当场死亡，1人经抢救无效死亡", (2, None, None, None, None)),
    ("造成1人当场死亡，2人送医后经抢救无效死亡", (3, None, None, None, None)),
    ("未造成人员伤亡", (0, None, None, None, 0)),
    ("所幸无人员伤亡", (0, None, None, None, 0)),
    ("无一伤亡", (0, None, None, None, 0)),
    ("无人员死亡，造成2人受伤", (0, None, None, None, 2)),
    ("未造成人员死亡，3人轻伤", (0, None, None, 3, 3)),
    ("造成6人受伤（其中2人重伤）", (None, None, 2, None, 6)),
    ("造成3人受伤（均为轻伤）", (None, None, None, 3, 3)),
    ("造成1人死亡、2人受伤（1人重伤、1人轻伤）", (1, None, 1, 1, 2)),
    ("造成7人死亡（其中1人经抢救无效死亡），直接经济损失1200万元", (7, None, None, None, None)),
    ("造成1名工人不幸身亡", (1, None, None, None, None)),
    ("造成1人溺水身亡", (1, None, None, None, None)),
    ("导致2人窒息死亡", (2, None, None, None, None)),
    ("致1死1伤", (1, None, None, None, 1)),
    ("造成1人死亡1人受伤", (1, None, None, None, 1)),
    ("造成12 人死亡、30 人受伤", (12, None, None, None, 30)),
    ("事故共造成9人死亡", (9, None, None, None, None)),
    ("造成该公司员工张某1人死亡", (1, None, None, None, None)),
    ("造成一名驾驶员死亡、两名乘客受伤", (1, None, None, None, 2)),
    ("造成1人死亡（张某，男，45岁）", (1, None, None, None, None)),
    ("造成张某死亡", (1, None, None, None, None)),
    ("造成现场作业人员李某某经抢救无效死亡", (1, None, None, None, None)),
    ("造成2名外包人员死亡，另有1人轻微伤", (2, None, None, 1, 1)),
    ("致3人死亡，11人不同程度受伤", (3, None, None, None, 11)),
    ("造成1人重伤", (None, None, 1, None, 1)),
    ("造成2人轻微伤", (None, None, None, 2, 2)),
    ("造成1人死亡，1人烧伤", (1, None, None, None, 1)),
    ("造成8人遇难，5人受伤，目前伤者均已出院", (8, None, None, None, 5)),
    ("4名工人相继中毒，经送医抢救，2人死亡，2人受伤", (2, None, None, None, 2)),
    ("截至6月20日，事故共造成5人死亡、3人受伤", (5, None, None, None, 3)),
    ("造成１人死亡、２人受伤", (1, None, None, None, 2)),
    ("造成3人罹难", (3, None, None, None, None)),
    ("造成1人失联", (None, 1, None, None, None)),
    ("造成叁人死亡", (3, None, None, None, None)),
    ("造成2人死亡、1人受伤，伤者经抢救无效死亡", (3, None, None, None, None)),
    ("造成2人死亡、1人重伤，重伤人员经全力救治无效于7月2日死亡，共造成3人死亡", (3, None, None, None, None)),
    ("造成三死一伤", (3, None, None, None, 1)),
    ("造成1人死亡，无其他人员受伤", (1, None, None, None, 0)),
    ("造成一人死亡、一人受轻伤", (1, None, None, 1, 1)),
    ("没有造成人员死亡，1人受伤", (0, None, None, None, 1)),
    ("造成作业人员2人死亡", (2, None, None, None, None)),
    ("致其死亡", (1, None, None, None, None)),
    ("造成2人不幸遇难", (2, None, None, None, None)),
    ("造成现场2名清淤工人和1名施救人员共3人死亡", (3, None, None, None, None)),
    ("造成3人死亡（含1名施救人员）", (3, None, None, None, None)),
    ("造成人员1死3伤的后果", (1, None, None, None, 3)),
    ("造成5人受伤，其中2人因伤势过重经抢救无效死亡", (2, None, None, None, 3)),
    ("造成车上驾乘人员4人全部遇难", (4, None, None, None, None)),
    ("造成1人身故", (1, None, None, None, None)),
    ("造成2人中毒，其中1人死亡", (1, None, None, None, None)),
    ("造成19人送医治疗，其中1人死亡", (1, None, None, None, None)),
    ("造成1人死亡、1人轻伤，经济损失100余万元", (1, None, None, 1, 1)),
    ("未造成人员伤亡，直接经济损失约30万元", (0, None, None, None, 0)),
    ("造成死亡一人", (1, None, None, None, None)),
    ("造成10人死亡、6人重伤、41人轻伤", (10, None, 6, 41, 47)),
    ("造成1人被困，后经救援人员确认已无生命体征", (1, None, None, None, None)),
    ("致4人灼伤，其中1人7月3日经抢救无效死亡，另3人均为重伤", (1, None, 3, None, 3)),
    ("4名工人受伤，送医途中1人死亡，6月18日又有1人因器官衰竭去世，其余2人重伤", (2, None, 2, None, 2)),
    ("2人当场死亡，3人送医，其中1人6月15日死亡", (3, None, None, None, 2)),
    ("3人被灼伤，其中郑某6月20日凌晨医治无效死亡，李某、王某仍在住院", (1, None, None, None, 2)),
    ("造成2人死亡、1人受伤，其中郑某当场死亡", (2, None, None, None, 1)),
    ("造成3人受伤，其中2人重伤、1人轻伤，重伤人员郑某后因抢救无效死亡", (1, None, 1, 1, 2)),
    ("造成3人死亡，另有5人在医院接受治疗", (3, None, None, None, 5)),
    ("2死3伤，伤者中1人于次日死亡", (3, None, None, None, 2)),
    ("伤者郭某某于7月1日因医治无效死亡，累计死亡人数升至2人", (2, None, None, None, None)),
    ("致4人灼伤，其中一名姓李的工人因伤势过重经抢救无效死亡", (1, None, None, None, 3)),
    ("车间内5名工人被烫伤，其中郑某、孙某明2人经医治无效先后死亡，另3人重伤", (2, None, 3, None, 3)),
    ("当晚2人死亡，次日清晨5时又有1人医治无效死亡，另1人轻伤", (3, None, None, 1, 1)),
    ("一名工人被卷入，另一名工友右手划伤。被卷者经抢救无效死亡", (1, None, None, None, 1)),
    ("张某经抢救无效于6月15日死亡；同班的李某脚踝骨折，构成轻伤", (1, None, None, 1, 1)),
    ("张某当场死亡，同班工人李小明肋骨骨折（重伤）", (1, None, 1, None, 1)),
    ("造成1人死亡，驾驶员轻伤", (1, None, None, 1, 1)),
]


@pytest.mark.parametrize(("words", "expected"), STATED, ids=[words for words, _ in STATED])
def test_counts_as_the_lead_states_them(words, expected):
    assert counts(investigation(state=words)) == expected


@pytest.mark.parametrize(
    "words",
    [
        "造成3人受伤，其中孙某经抢救无效死亡，钱某、吴某也因伤势过重医治无效死亡",
        "造成3人受伤，孙某经抢救无效死亡，钱某6月15日经抢救无效死亡",
        "造成3人受伤，孙某经抢救无效死亡，钱某于6月20日在医院死亡",
        "造成3人受伤，其中电工和吊装工经抢救无效死亡",
        "造成3人受伤，其中孙某和钱某经抢救无效死亡",
        "造成3人受伤，孙某、钱某经抢救无效死亡",
    ],
)
def test_deaths_told_one_by_one_are_not_taken_for_one(words):
    assert counts(investigation(state=words)) == (None,) * 5


@pytest.mark.parametrize(
    "words",
    [
        "造成3人受伤，其中孙某经抢救无效死亡，孙某家属对死亡无异议",
        "造成3人受伤，其中孙某经县医院、市医院抢救无效死亡",
        "造成3人受伤，其中孙某6月15日经抢救无效死亡。孙某于6月15日被宣告死亡",
    ],
)
def test_one_of_the_hurt_by_name_who_died(words):
    assert counts(investigation(state=words)) == (1, None, None, None, 2)


RISEN = [
    ("造成1人死亡、3人受伤，死亡人数增至4人", (4, None, None, None, None)),
    ("造成1人死亡、3人受伤（2人重伤、1人轻伤），死亡人数升至4人", (4, None, None, None, None)),
    ("造成1人死亡、3人受伤，死亡人数增至3人", (3, None, None, None, 1)),
]


@pytest.mark.parametrize(("words", "expected"), RISEN, ids=[words for words, _ in RISEN])
def test_all_the_hurt_by_whom_the_dead_have_risen(words, expected):
    assert counts(investigation(state=words)) == expected


MISSING = [
    ("造成2人失联，救援人员打捞最后失踪人员未果", 2),
    ("造成2人失踪，搜救队未找到最后1名失踪人员", 2),
    ("造成2人失踪，搜救队继续搜寻最后1名失踪人员", 2),
    ("造成2人失踪，最后1名失踪人员未被找到", 2),
    ("造成2人失踪，次日打捞出最后1名失踪人员", None),
    ("造成2人失踪，最后1名失踪人员的遗体被找到", None),
]


@pytest.mark.parametrize(("words", "missing"), MISSING, ids=[words for words, _ in MISSING])
def test_the_missing_until_the_last_is_found(words, missing):
    assert counts(investigation(state=words))[1] == missing


GAPS = [
    ("1名驾驶员轻伤、随车人员重伤", (None, None, 1, 1, 2), "a person without a count beside one with"),
]


@pytest.mark.parametrize(
    ("words", "expected"),
    [pytest.param(w, e, marks=pytest.mark.xfail(strict=True, reason=why)) for w, e, why in GAPS],
    ids=[words for words, _, _ in GAPS],
)
def test_counts_not_read_yet(words, expected):
    assert counts(investigation(state=words)) == expected


# Figures of other accidents, of statutes and of statistics, wherever they stand.
OTHERS = [
    "远岭公司2021年3月曾发生一起坍塌事故，造成4人死亡、2人受伤，直接经济损失880万元。",
    "2019年8月3日，该公司发生一起车辆伤害事故，造成2人死亡。",
    "2019年该公司发生一起车辆伤害事故，造成2人死亡、1人重伤。",
    "此前，该公司因2020年“5·7”机械伤害事故造成2人死亡、3人重伤被处罚。",
    "《生产安全事故报告和调查处理条例》规定，造成3人以上10人以下死亡，或者10人以上50人以下重伤的为较大事故。",
    "一般事故，是指造成3人以下死亡，或者10人以下重伤，或者1000万元以下直接经济损失的事故。",
    "2022年，全区共发生生产安全事故12起，死亡9人，受伤7人。",
    "据统计，近三年全市冲压行业死亡15人、受伤38人。",
    "今年以来全区发生工矿商贸事故5起、死亡6人，同比分别下降28.6%和25%。",
    "上年度该镇共发生各类事故3起，死亡3人，直接经济损失410万元。",
    "该路段2020年以来共发生交通事故17起，造成3人死亡、21人受伤。",
    "该公司现有员工86人，其中女职工12人，2人因工伤休假。",
    "远岭公司2018年4月因发生死亡2人的机械伤害事故被罚款20万元。",
    "该起事故与2022年泰州市“8·9”较大事故相似，该事故造成3人死亡、2人受伤。",
    "去年同期，全区共死亡4人。",
]


@pytest.mark.parametrize("place", ["basic", "course", "measures"])
@pytest.mark.parametrize("sentence", OTHERS, ids=lambda s: s[:24])
def test_figures_of_others_do_not_leak(sentence, place):
    before = {"basic": "远岭公司成立于2009年。", "course": "张某被滑块挤压头部。", "measures": ""}[place]
    text = investigation(**{place: before + sentence})
    assert counts(text) == ONE_DEAD
    assert [c.check for c in accident_facts(text).checks if c.check.endswith(".conflict")] == []


@pytest.mark.parametrize("sentence", OTHERS, ids=lambda s: s[:24])
def test_figures_of_others_do_not_fill_what_the_report_tells_in_words(sentence):
    assert counts(investigation(state="造成张某死亡", basic=sentence)) == ONE_DEAD


@pytest.mark.parametrize("sentence", OTHERS, ids=lambda s: s[:24])
def test_the_section_on_casualties_counts_where_the_lead_does_not(sentence):
    text = investigation(state="冲压机停机", basic=sentence, loss="事故造成1人死亡，直接经济损失132.6万元。")
    assert counts(text) == ONE_DEAD


CONFLICTS = [
    ("造成1人死亡", "事故造成2人死亡，直接经济损失132.6万元。", "deaths.conflict", "2人死亡"),
    ("造成2人死亡、1人受伤", "事故造成2人死亡、3人受伤。", "injuries.conflict", "3人受伤"),
    ("造成2人死亡、1人失踪", "事故造成2人死亡、2人失踪。", "missing.conflict", "2人失踪"),
]


@pytest.mark.parametrize(("lead", "later", "check", "said"), CONFLICTS, ids=[c[2] for c in CONFLICTS])
def test_two_counts_are_a_check_and_not_a_choice(lead, later, check, said):
    facts = accident_facts(investigation(state=lead, loss=later))
    (found,) = [c for c in facts.checks if c.check == check]
    assert found.verdict == "fail"
    assert said in found.message


def test_parts_that_add_up_pass():
    facts = accident_facts(investigation(state="造成1人死亡、3人受伤（1人重伤、2人轻伤）"))
    assert [c.verdict for c in facts.checks if c.check == "injuries.parts"] == ["pass"]


def test_injuries_from_serious_and_minor_are_derived_without_evidence():
    facts = accident_facts(investigation(state="造成1人死亡、1人重伤、2人轻伤"))
    assert facts.get("injuries") == 3
    assert not [e for field, e in facts.evidence if field == "injuries"]


def test_evidence_is_the_count_itself():
    facts = accident_facts(investigation(state="造成2人死亡、3人受伤"))
    assert "2人死亡" in [e.text for field, e in facts.evidence if field == "deaths"]
    assert "3人受伤" in [e.text for field, e in facts.evidence if field == "injuries"]


def test_not_stated_is_none():
    assert counts(investigation(state="冲压机损坏", course="模具掉落，设备受损。", cause="模具未固定。")) == (None,) * 5


def test_hearsay_that_proved_untrue_counts_nobody():
    nature = "该起事故为一般生产安全责任事故。曾有举报反映当班另有1人失踪，经核对考勤记录，举报不属实。"
    assert counts(investigation(nature=nature)) == ONE_DEAD


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("伤者3人：刘某（男，58岁，重伤）、陈某（男，45岁，轻伤）、许某（女，33岁，轻伤）。", (1, 3, 1, 2)),
        ("伤者3人：刘某（男，58岁，重伤）、陈某（男，45岁，轻伤）、许某（女，33岁）。", (1, 3, None, None)),
    ],
)
def test_how_badly_the_injured_of_a_list_were_hurt(listed, expected):
    facts = accident_facts(investigation(state="造成1人死亡、3人受伤", loss=f"死者张某，男，34岁。{listed}"))
    fields = ("deaths", "injuries", "serious_injuries", "minor_injuries")
    assert tuple(facts.get(f) for f in fields) == expected


def test_how_badly_the_one_injured_was_hurt():
    loss = "死者：张某，男，34岁。伤者：沈某，男，轻伤，已出院。"
    assert counts(investigation(state="造成1人死亡、1人受伤", loss=loss)) == (1, None, None, 1, 1)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("4人落水，3人失联。已搜寻到2人，均已无生命体征，仍有1人失联。", {"missing": 1}),
        ("该工人送省第三人民医院抢救，于当日宣告死亡。", {"deaths": 1}),
        ("3人全部救出，其中2人经医院抢救无效死亡，1人受伤。", {"deaths": 2, "injuries": 1}),
    ],
)
def test_counts_of_a_bulletin(told, expected):
    facts = accident_facts(f"2023年9月4日15时20分，柳河县白石镇水闸工程发生事故，{told}\n\n事故调查正在进行。\n")
    assert {field: facts.get(field) for field in expected} == expected
