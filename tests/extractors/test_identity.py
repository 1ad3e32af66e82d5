"""Which accident it is: name, date tag, moment, and the sentence that states it."""

import datetime as dt

import pytest

from extractors.identity import normalise_name
from tests.helpers import NAME, WHERE, accident_facts, investigation

HAPPENED = f"{WHERE}发生一起机械伤害事故，造成1人死亡。"


def moment(text):
    facts = accident_facts(text)
    at = facts.get("occurred_at")
    return (at and at.isoformat(timespec="minutes")), facts.get("occurred_precision")


PRINTED = [
    ("2023年6月12日9时20分许，", "2023-06-12T09:20", "minute"),
    ("2023年6月12日16:05，", "2023-06-12T16:05", "minute"),
    ("2023年6月12日下午4时许，", "2023-06-12T16:00", "hour"),
    ("2023年6月12日凌晨2时30分，", "2023-06-12T02:30", "minute"),
    ("二〇二三年六月十二日九时二十分，", "2023-06-12T09:20", "minute"),
    ("2023年6月12日，", "2023-06-12T00:00", "day"),
    ("2023年6月12日上午，", "2023-06-12T00:00", "day"),
    ("2023年6月12日晚上8点半左右，", "2023-06-12T20:30", "minute"),
    ("2023年6月12日15时许，", "2023-06-12T15:00", "hour"),
    ("2023年06月12日09:20时许，", "2023-06-12T09:20", "minute"),
    ("2023 年 6 月 12 日 9 时 20 分许，", "2023-06-12T09:20", "minute"),
    ("２０２３年６月１２日９时２０分，", "2023-06-12T09:20", "minute"),
    ("2023年6月12日（星期一）9时20分许，", "2023-06-12T09:20", "minute"),
    ("2023年6月12日9时20分左右，", "2023-06-12T09:20", "minute"),
    ("2023年6月12日约9时20分，", "2023-06-12T09:20", "minute"),
    ("2023年6月12日中午12时10分许，", "2023-06-12T12:10", "minute"),
    ("2023.6.12 9:20，", "2023-06-12T09:20", "minute"),
    ("2023年6月12日0时15分许，", "2023-06-12T00:15", "minute"),
    ("2023年6月12日23时58分，", "2023-06-12T23:58", "minute"),
    ("2023年6月12日傍晚6点10分许，", "2023-06-12T18:10", "minute"),
    ("2023年6月12日早上7点50分左右，", "2023-06-12T07:50", "minute"),
    ("2023年6月12日9时20分34秒，", "2023-06-12T09:20", "minute"),
    ("2023-06-12 09:20，", "2023-06-12T09:20", "minute"),
    ("2023年6月12日深夜11时40分许，", "2023-06-12T23:40", "minute"),
    ("2023年6月12日上午9时20分许，", "2023-06-12T09:20", "minute"),
]


@pytest.mark.parametrize(("printed", "at", "precision"), PRINTED, ids=[p[0] for p in PRINTED])
def test_moment_as_the_lead_prints_it(printed, at, precision):
    assert moment(investigation(lead=printed + HAPPENED)) == (at, precision)


COURSES = [
    ("6月12日8时，张某到岗。9时20分许，滑块突然下行，将其头部挤压。", "2023-06-12T09:20"),
    ("当日8时，张某到岗；9时20分许发生事故。", "2023-06-12T09:20"),
    ("2023年6月12日8时，张某到岗更换模具，9时20分左右张某被滑块挤压头部倒地。", "2023-06-12T09:20"),
    ("事故发生时间：2023年6月12日9时20分。", "2023-06-12T09:20"),
    (
        "6月12日7时30分，班前会。8时，张某到岗。9时20分许，张某触碰开关，滑块下行挤压张某。10时，救护车到场。",
        "2023-06-12T09:20",
    ),
]


@pytest.mark.parametrize(("course", "at"), COURSES)
def test_clock_time_from_the_course_where_the_lead_gives_the_day(course, at):
    assert moment(investigation(lead=f"2023年6月12日，{HAPPENED}", course=course)) == (at, "minute")


def test_the_first_accident_of_the_lead_is_not_the_reports_own_where_the_tag_says_so():
    lead = f"2021年3月5日，该公司发生一起触电事故，造成1人死亡。2023年6月12日9时20分许，{HAPPENED}"
    assert moment(investigation(lead=lead)) == ("2023-06-12T09:20", "minute")


NAMES = [
    (
        "大丰区远岭机械有限公司“6·12”\n\n一般机械伤害事故（谎报）\n\n调查报告",
        "大丰区远岭机械有限公司“6·12”一般机械伤害事故",
    ),
    (
        "盐城市大丰区远岭机械有限公司“6·12”一般机械伤害事故调查报告",
        "盐城市大丰区远岭机械有限公司“6·12”一般机械伤害事故",
    ),
    ("关于盐城市大丰区远岭机械有限公司“6·12”机械伤害事故的调查报告", "盐城市大丰区远岭机械有限公司“6·12”机械伤害事故"),
    ("远岭机械有限公司“6.12”机械伤害死亡事故调查报告", "远岭机械有限公司“6·12”机械伤害死亡事故"),
    ("大丰区远岭机械有限公司6·12一般机械伤害事故调查处理报告", "大丰区远岭机械有限公司“6·12”一般机械伤害事故"),
    ("大丰远岭机械有限公司“6•12”一般机械伤害事故技术调查报告", "大丰远岭机械有限公司“6·12”一般机械伤害事故"),
    ("远岭机械有限公司“6·12”较大中毒和窒息事故调查报告书", "远岭机械有限公司“6·12”较大中毒和窒息事故"),
    ("盐城市大丰区人民政府关于远岭机械有限公司“6·12”机械伤害事故调查报告", "远岭机械有限公司“6·12”机械伤害事故"),
    (
        "大丰区远岭机械有限公司“6·12”一般机械伤害生产安全责任事故调查报告（公开版）",
        "大丰区远岭机械有限公司“6·12”一般机械伤害生产安全责任事故",
    ),
    ("盐城大丰“6·12”机械伤害事件调查报告", "盐城大丰“6·12”机械伤害事件"),
    ("大丰区远岭机械有限公司“ 6 · 12 ”一般机械伤害事故调查报告", "大丰区远岭机械有限公司“6·12”一般机械伤害事故"),
    ('大丰区远岭机械有限公司"6·12"一般机械伤害事故调查报告', "大丰区远岭机械有限公司“6·12”一般机械伤害事故"),
    ("大丰区远岭机械有限公司‘6·12’一般机械伤害事故原因调查报告", "大丰区远岭机械有限公司“6·12”一般机械伤害事故"),
    ("《大丰区远岭机械有限公司“6·12”一般机械伤害事故调查报告》", "大丰区远岭机械有限公司“6·12”一般机械伤害事故"),
    (
        "大丰区远岭机械有限公司“6·12”一般机械伤害\n\n事故（迟报）调查报告",
        "大丰区远岭机械有限公司“6·12”一般机械伤害事故",
    ),
]


@pytest.mark.parametrize(("title", "name"), NAMES, ids=[t for t, _ in NAMES])
def test_name_from_the_title(title, name):
    facts = accident_facts(investigation().replace(f"{NAME}调查报告", title))
    assert facts.get("name") == name
    assert facts.get("short_name") == "“6·12”"


def test_a_name_without_a_tag_stays_without():
    text = investigation().replace(f"{NAME}调查报告", "盐城市大丰区远岭机械有限公司机械伤害事故调查报告")
    facts = accident_facts(text)
    assert facts.get("name") == "盐城市大丰区远岭机械有限公司机械伤害事故"
    assert facts.get("short_name") is None


def test_a_tag_in_the_text_names_an_accident_whose_title_has_none():
    text = investigation(basic="远岭公司“6·12”机械伤害事故发生前，该公司正常生产。")
    facts = accident_facts(text.replace(f"{NAME}调查报告", "远岭机械有限公司机械伤害事故调查报告"))
    assert facts.get("short_name") == "“6·12”"


def test_a_team_s_name_is_no_accident_s():
    signed = investigation(signature="盐城市人民政府“6·12”事故提级调查组\n\n2023年9月1日")
    text = signed.replace(f"{NAME}调查报告", "调查报告")
    assert accident_facts(text).get("name") is None


def test_penalties_made_public_name_the_accident():
    text = (
        "远岭机械有限公司“6·12”一般机械伤害事故处罚和问责情况公开\n\n"
        f"2023年6月12日9时20分许，{HAPPENED}2023年9月8日，区人民政府批准了事故调查报告。\n"
    )
    facts = accident_facts(text)
    assert facts.get("name") == "远岭机械有限公司“6·12”一般机械伤害事故"
    assert facts.get("approved_on") == dt.date(2023, 9, 8)


def test_the_first_sentence_gives_the_day_though_its_verb_is_unknown():
    lead = f"2023年6月12日9时20分许，{WHERE}的滑块毫无征兆地下行。"
    text = investigation(lead=lead, course="7月3日，2023年7月5日，遇难者家属与公司达成协议，张某死亡赔偿到位。")
    assert moment(text) == ("2023-06-12T09:20", "minute")


TITLES_OF_OTHERS = [
    "远岭机械有限公司“6·12”一般机械伤害事故防范和整改措施落实情况评估报告",
    "远岭机械有限公司“6·12”一般机械伤害事故整改措施落实情况的评估报告",
    "关于远岭机械有限公司“6·12”一般机械伤害事故整改落实情况的评估报告",
    "远岭机械有限公司“6·12”一般机械伤害事故防范整改措施落实情况“回头看”评估报告",
]


@pytest.mark.parametrize("title", TITLES_OF_OTHERS)
def test_an_evaluation_bears_the_accidents_name(title):
    facts = accident_facts(investigation().replace(f"{NAME}调查报告", title))
    assert facts.get("name") == "远岭机械有限公司“6·12”一般机械伤害事故"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ('甲公司"6.12"事故', "甲公司“6·12”事故"),
        ("甲公司“6•12”事故", "甲公司“6·12”事故"),
        ("甲公司6·12事故", "甲公司“6·12”事故"),
        ("甲公司“06·12”事故", "甲公司“06·12”事故"),
        ("甲 公司 “6·12” 事故", "甲公司“6·12”事故"),
        ("甲公司事故", "甲公司事故"),
    ],
)
def test_one_form_of_the_tag(printed, name):
    assert normalise_name(printed) == name


def test_summary_is_the_sentence_that_states_the_accident():
    lead = f"为查明事故原因，现将有关情况报告如下。2023年6月12日9时20分许，{HAPPENED}事故发生后，区政府高度重视。"
    assert accident_facts(investigation(lead=lead)).get("summary") == f"2023年6月12日9时20分许，{HAPPENED}"


def test_occurrence_is_evidenced_by_its_own_words():
    facts = accident_facts(investigation())
    (evidence,) = [e for field, e in facts.evidence if field == "occurred_at"]
    assert evidence.text.startswith("2023年6月12日9时20分")
    assert facts.get("occurred_at") == dt.datetime(2023, 6, 12, 9, 20)


def test_a_bulletin_that_is_a_form():
    text = (
        "房屋市政工程生产安全事故快报\n\n事故时间：2022年11月17日8时5分\n\n事故地点：湖北省宜昌市夷陵区小溪塔街道商务中心项目施工现场\n\n"
        "事故类型：起重伤害\n\n伤亡情况：死亡2人\n\n事故简况：塔机拆卸过程中坠落。\n"
    )
    facts = accident_facts(text)
    assert moment(text) == ("2022-11-17T08:05", "minute")
    assert (facts.get("county"), facts.get("place")) == ("夷陵区", "湖北省宜昌市夷陵区小溪塔街道商务中心项目施工现场")


@pytest.mark.parametrize(
    "sentence",
    [
        "2024年6月12日，评估组到远岭机械有限公司现场核查整改情况。",
        "远岭公司与海岭公司2022年6月12日在大丰区签订租赁合同。",
        "大丰区政府于2023年6月12日接到报告后组建了工作组。",
        "2023年6月12日，大丰区召开专题会议。",
    ],
)
def test_a_deed_of_the_same_day_is_no_accident(sentence):
    facts = accident_facts(investigation(lead=sentence))
    assert (facts.get("occurred_at"), facts.get("summary"), facts.get("place")) == (None, None, None)


def test_no_place_is_read_where_only_the_day_tells_the_accident():
    facts = accident_facts(investigation(lead=f"2023年6月12日9时20分许，{WHERE}的滑块毫无征兆地下行。"))
    assert facts.get("occurred_at") == dt.datetime(2023, 6, 12, 9, 20)
    assert facts.get("place") is None


def test_the_day_alone_gives_an_evaluation_no_accident():
    text = investigation(lead="2023年6月12日9时20分许，滑块毫无征兆地下行。")
    evaluation = text.replace("调查报告", "整改和防范措施落实情况评估报告", 1)
    assert accident_facts(evaluation).get("occurred_at") is None
