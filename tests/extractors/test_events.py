"""The timeline: which moments are events, on which day, of which kind, in which words."""

import time

import pytest
import regex

from extractors import events
from extractors.event_checks import delays, out_of_order
from extractors.event_steps import step
from tests.helpers import accident_facts, report

NAME = "安庆市宜秀区江北铸造有限公司“6·12”一般机械伤害事故"
WHERE = "安庆市宜秀区江北铸造有限公司冲压车间"
STATE = f"2023年6月12日9时20分，{WHERE}发生一起机械伤害事故，造成1人死亡。"
HIT = "6月12日9时20分，滑块下行将石某手臂挤压。"


def investigation(course=HIT, *, told="", rescue="", after="", state=STATE, basic="", cause="石某违章操作。"):
    """An investigation report; ``told``: 信息报告, ``rescue``: 应急救援, ``after``: 善后处理."""
    parts = [
        f"{NAME}调查报告",
        state,
        "一、基本情况",
        "（一）事故发生单位概况",
        basic or "江北铸造有限公司成立于2011年3月4日。",
        "二、事故发生经过及应急处置情况",
        "（一）事故发生经过",
        course,
        *(["（二）事故信息报告情况", told] if told else []),
        *(["（三）应急救援情况", rescue] if rescue else []),
        *(["（四）善后处理情况", after] if after else []),
        "三、事故原因和性质",
        "（一）直接原因",
        cause,
        "四、防范措施",
        "江北公司要于2023年6月30日前完成整改，每天8时召开班前会。",
    ]
    return "\n\n".join(parts) + "\n"


def found(text):
    """The events of a text; each evidence stands where it says, the texts are printed without white space."""
    read = report(text)
    rows = events.find(read, accident_facts(text))
    for row in rows:
        for _, evidence in row.evidence:
            assert read.text[evidence.start : evidence.end] == evidence.text
        stated = next(e.text for f, e in row.evidence if f == "text")
        assert row.text == regex.sub(r"\s", "", stated)
    assert [r.at for r in rows] == sorted(r.at for r in rows)
    return rows


def moments(text):
    """The events' moments, as fine as they are stated."""
    return [f"{r.at:%m-%d}" if r.precision == "day" else f"{r.at:%m-%d %H:%M}" for r in found(text)]


def kinds(text):
    """The clock times with their kinds."""
    return [(f"{r.at:%H:%M}", r.kind) for r in found(text)]


# What stands in the rescue section → moments after the accident of 6月12日9时20分.
WRITTEN = [
    ("9时25分，班长拨打120。", ["06-12 09:25"]),
    ("9：25分，班长拨打120。", ["06-12 09:25"]),
    ("9:25许，班长拨打120。", ["06-12 09:25"]),
    ("上午9点25分左右，班长拨打120。", ["06-12 09:25"]),
    ("9时零5分离开，9时25分到场。", ["06-12 09:05", "06-12 09:25"]),
    ("下午3点10分，现场清理完毕。", ["06-12 15:10"]),
    ("晚上7时许，现场清理完毕。", ["06-12 19:00"]),
    ("当日11时05分，石某经抢救无效死亡。", ["06-12 11:05"]),
    ("次日凌晨1时30分，石某经抢救无效死亡。", ["06-13 01:30"]),
    ("当晚11时50分，县医院抢救中。0时20分，石某死亡。", ["06-12 23:50", "06-13 00:20"]),
    ("13日2时17分，最后1人被救出。", ["06-13 02:17"]),
    ("10:06分、10:09分、10:21分先后向镇政府、区政府、市政府报告。", ["06-12 10:06", "06-12 10:09", "06-12 10:21"]),
    ("14时至16时，消防队员清理现场。", ["06-12 14:00", "06-12 16:00"]),
    ("9时31分接报，9时40分出动，9时58分到达现场。", ["06-12 09:31", "06-12 09:40", "06-12 09:58"]),
    ("2023年6月12日9时25分，班长拨打120；9时25分，门卫打开大门。", ["06-12 09:25"]),
    ("至10时50分，明火被扑灭。", ["06-12 10:50"]),
    ("10时5分至10时35分，先后搜救出2人。", ["06-12 10:05", "06-12 10:35"]),
    ("约10分钟后，救护车到达。", []),
    ("救援历时3小时，出动车辆8台次。", []),
]


@pytest.mark.parametrize(("text", "times"), WRITTEN, ids=[t for t, _ in WRITTEN])
def test_moments_however_they_are_written(text, times):
    got = moments(investigation(rescue=text))
    assert [m for m in got if m != "06-12 09:20"] == times
    assert "06-12 09:20" in got


# Course and aftermath: days, and what is no event at all.
COURSE = [
    ("6月11日下午，石某调试冲压机。6月12日9时20分，滑块下行。", ["06-11", "06-12 09:20"]),
    ("2023年6月12日，石某到岗操作冲压机，9时20分，滑块下行。", ["06-12 09:20"]),
    ("6月12日上午，石某到岗。9时20分，滑块下行。", ["06-12 09:20"]),
    ("冲压车间工作时间为8时至18时。6月12日9时20分，滑块下行。", ["06-12 09:20"]),
    ("公司实行两班制，白班8时至20时。6月12日9时20分，滑块下行。", ["06-12 09:20"]),
    ("6月12日8时班，石某入井。9时20分，滑块下行。", ["06-12 09:20"]),
    ("每天7时30分召开班前会。6月12日9时20分，滑块下行。", ["06-12 09:20"]),
    ("气象资料显示，6月12日8时至10时多云。9时20分，滑块下行。", ["06-12 09:20"]),
    ("2023年3月1日，江北公司与皖南公司签订维修合同。6月12日9时20分，滑块下行。", ["06-12 09:20"]),
    ("2022年6月12日8时30分，另一台冲压机停机。2023年6月12日9时20分，滑块下行。", ["06-12 09:20"]),
    ("该机检验有效期至2023年6月12日24时止。6月12日9时20分，滑块下行。", ["06-12 09:20"]),
    ("6月10日，石某参加安全培训，考核合格。6月12日9时20分，滑块下行。", ["06-12 09:20"]),
    ("6月12日8时，石某接班。9时20分，滑块下行。", ["06-12 08:00", "06-12 09:20"]),
    ("2023年5月，冲压机投入使用。6月12日9时20分，滑块下行。", ["06-12 09:20"]),
]


@pytest.mark.parametrize(("course", "times"), COURSE, ids=[c for c, _ in COURSE])
def test_the_course_and_nothing_else(course, times):
    assert moments(investigation(course)) == times


AFTER = [
    ("6月20日，江北公司与石某家属签订赔偿协议。", ["06-20"]),
    ("伤者卢某被气浪掀倒，送医后于6月14日2时死亡。\n\n9时40分，工长报告江北公司。", ["06-12 09:40", "06-14 02:00"]),
    ("伤者卢某于7月2日转入市立医院继续治疗。", ["07-02"]),
    ("卢某因伤势过重，于6月27日经抢救无效死亡。", ["06-27"]),
    ("6月13日，区政府成立善后工作组。", ["06-13"]),
    ("6月15日，区政府批准成立事故调查组。", []),
    ("7月30日，区政府批复结案。", []),
    ("6月25日，石某被公安机关刑事拘留。", []),
    ("截至6月30日，赔偿协议全部签订。", []),
    ("6月30日前赔偿款全部到位。", []),
    ("善后工作于6月底完成。", []),
]


@pytest.mark.parametrize(("after", "times"), AFTER, ids=[a for a, _ in AFTER])
def test_days_of_the_aftermath(after, times):
    assert moments(investigation(after=after)) == ["06-12 09:20", *times]


# First words after the moment → kind; the moment is later than the accident.
KINDS = [
    ("工友拨打120、119。", "报告"),
    ("班长向车间主任汇报。", "报告"),
    ("厂长电话报告镇政府。", "报告"),
    ("将情况告知厂长齐某。", "报告"),
    ("过路群众报警。", "报告"),
    ("区应急管理局向市应急管理局书面续报。", "报告"),
    ("值班员接到井下电话后报告矿长。", "报告"),
    ("镇政府接报后向区政府报告。", "报告"),
    ("市119指挥中心接到报警，调派2车12人前往处置。", "接报"),
    ("区应急局接镇政府来电称有人受伤。", "接报"),
    ("县医院急救科接警。", "接报"),
    ("消防救援站赶到现场，将石某救出。", "到场"),
    ("120救护车到达，将石某送往市医院。", "到场"),
    ("民警抵达事故地点。", "到场"),
    ("消防大队出动6车30人。", "救援"),
    ("副区长赶赴现场指挥救援。", "救援"),
    ("公司启动应急预案。", "救援"),
    ("救护队员下井搜救。", "救援"),
    ("石某被救出，送往市医院。", "救出"),
    ("消防员开展破拆将石某救出。", "救出"),
    ("工友将石某抬出车间。", "救出"),
    ("落水者被打捞上岸，已无生命体征。", "救出"),
    ("石某被送至市医院抢救。", "送医"),
    ("到达市立医院。", "送医"),
    ("石某经抢救无效死亡。", "死亡"),
    ("医生宣布石某死亡。", "死亡"),
    ("明火被扑灭。", "处置完成"),
    ("搜救工作全部结束。", "处置完成"),
    ("道路恢复通行。", "处置完成"),
    ("其余人员全部升井，应急处置结束。", "处置完成"),
    ("厂长召开会议。", "其他"),
    ("班长未拨打120。", "其他"),
    ("区领导要求全力救治伤员。", "其他"),
    ("可燃气体报警器鸣响。", "其他"),
]


@pytest.mark.parametrize(("words", "kind"), KINDS, ids=[w for w, _ in KINDS])
def test_kinds(words, kind):
    assert kinds(investigation(rescue=f"10时40分，{words}"))[-1] == ("10:40", kind)


def test_the_accident_is_told_twice_and_is_one_row():
    rows = [r for r in found(investigation()) if r.kind == "事发"]
    assert [(r.precision, r.text) for r in rows] == [("minute", "6月12日9时20分，滑块下行将石某手臂挤压")]
    assert [e.text for f, e in rows[0].evidence if f == "at"] == ["2023年6月12日9时20分", "6月12日9时20分"]
    assert rows[0].section is not None
    assert rows[0].section.topic == "事故经过"


def test_before_the_accident_nobody_comes_to_help():
    """A repairman who arrives and a foreman who reports a fault are ordinary work; the fire brigade is not."""
    rows = kinds(investigation("6月12日8时，维修工到达现场。8时30分，班长向厂长报告异响。9时20分，滑块下行。"))
    assert rows == [("08:00", "其他"), ("08:30", "其他"), ("09:20", "事发")]


@pytest.mark.parametrize(
    ("state", "course", "rescue", "times"),
    [
        (  # the rescue begins after midnight, without a date
            STATE.replace("9时20分", "23时50分"),
            "6月12日晚8时，石某接班。23时50分，滑块下行。",
            "0时10分，救护车到达现场。1时05分，石某经抢救无效死亡。",
            ["06-12 20:00", "06-12 23:50", "06-13 00:10", "06-13 01:05"],
        ),
        (  # the course begins the evening before, without a date
            STATE.replace("9时20分", "0时30分"),
            "22时40分，石某接班。0时30分，滑块下行。",
            "0时45分，救护车到达现场。",
            ["06-11 22:40", "06-12 00:30", "06-12 00:45"],
        ),
        (  # a death on a later day in the sentence before does not carry
            STATE,
            HIT,
            "9时50分救护车到场，石某于13日凌晨1时死亡。10时20分，镇政府报告区政府。",
            ["06-12 09:20", "06-12 09:50", "06-12 10:20", "06-13 01:00"],
        ),
        (  # the paragraph behind a death goes on with its day, where its time is earlier than the whole account
            STATE,
            "6月12日9时20分，滑块下行。10时，石某送医后于13日3时死亡。\n\n3时30分，医院通知家属。",
            "",
            ["06-12 09:20", "06-12 10:00", "06-13 03:00", "06-13 03:30"],
        ),
    ],
    ids=["after midnight", "evening before", "outlook", "goes on"],
)
def test_days_that_are_not_printed(state, course, rescue, times):
    assert moments(investigation(course, rescue=rescue, state=state)) == times


def test_a_table_of_times():
    table = "时间\t事项\n8:30\t石某到岗\n9:20\t滑块下行\n9:24\t工友拨打120\n9:40\t救护车到场"
    assert kinds(investigation(table)) == [("08:30", "其他"), ("09:20", "事发"), ("09:24", "报告"), ("09:40", "到场")]


def test_the_subject_before_the_moment_belongs_to_its_text():
    rows = found(
        investigation(rescue="班长齐某于9时24分拨打120，9时40分，救护车到场。经医生抢救，于10时30分宣布死亡。")
    )
    assert [r.text for r in rows[1:]] == [
        "班长齐某于9时24分拨打120",
        "9时40分，救护车到场",
        "经医生抢救，于10时30分宣布死亡",
    ]


def test_a_list_mark_is_no_part_of_the_text():
    rows = found(investigation(rescue="（1）9时24分：齐某拨打120。\n\n（2）9时40分：救护车到场。"))
    assert [r.text for r in rows[1:]] == ["9时24分：齐某拨打120", "9时40分：救护车到场"]


def test_moments_that_share_their_words():
    rows = found(investigation(rescue="9时24分、9时26分，齐某先后拨打120、119。"))
    assert {r.text for r in rows[1:]} == {"9时24分、9时26分，齐某先后拨打120、119"}
    assert [[e.text for f, e in r.evidence if f == "at"] for r in rows[1:]] == [["9时24分"], ["9时26分"]]


def test_a_sentence_elsewhere_that_prints_the_accident_s_own_time():
    cause = "经查，2023年6月12日7时30分许，石某到岗后拆除光电保护装置。2023年6月12日23时，石某被公安机关刑事拘留。"
    assert moments(investigation(cause=cause)) == ["06-12 07:30", "06-12 09:20"]


def test_a_bare_day_gives_way_to_its_hour():
    text = investigation(rescue="石某于次日死亡。", after="6月13日5时20分，石某经抢救无效死亡。")
    assert moments(text) == ["06-12 09:20", "06-13 05:20"]


def test_an_accident_known_to_the_hour_and_told_to_the_minute():
    state = STATE.replace("9时20分", "9时许")
    rows = kinds(investigation("6月12日8时，石某接班。9时18分，滑块突然坠落，将石某砸中。", state=state))
    assert rows == [("08:00", "其他"), ("09:00", "事发"), ("09:18", "事发")]


DOCUMENTS = [
    (
        "安庆市江北铸造有限公司“6·12”事故快报\n\n2023年6月12日9时20分，安庆市宜秀区江北铸造有限公司发生机械伤害事故，1人受伤，"
        "9时50分送医，13日4时经抢救无效死亡。该公司2021年5月3日曾发生一起触电事故。\n\n安庆市应急管理局\n2023年6月14日\n",
        ["06-12 09:20", "06-12 09:50", "06-13 04:00"],
    ),
    (
        "安庆市宜秀区安全生产委员会办公室\n\n值班快报\n\n第8期　　2023年6月12日15时\n\n"
        "6月12日9时20分，宜秀区江北铸造有限公司发生机械伤害事故，1人死亡。\n",
        ["06-12 09:20"],
    ),
    (
        "安庆市“6·12”机械伤害事故快报\n\n2023年6月12日，安庆市宜秀区江北铸造有限公司发生机械伤害事故，造成1人死亡。\n",
        ["06-12"],
    ),
    (
        "安庆市宜秀区江北铸造有限公司“6·12”一般机械伤害事故整改措施落实情况评估报告\n\n"
        + STATE
        + "2023年8月2日，区政府批复事故调查报告。"
        "2024年7月3日至5日，评估组开展现场评估。\n\n一、评估工作开展情况\n\n2024年7月3日9时，评估组召开会议。\n",
        ["06-12 09:20"],
    ),
    (
        "六安市金寨县“11·3”一般道路交通事故调查报告\n\n2023年11月3日7时许，六安市金寨县境内一辆货车侧翻，造成1人受伤。7时06分，群众拨打122；"
        "7时31分，交警到达现场。伤者于11月9日经抢救无效死亡。11月12日，县政府成立调查组。\n",
        ["11-03 07:00", "11-03 07:06", "11-03 07:31", "11-09"],
    ),
]


@pytest.mark.parametrize(
    ("text", "times"), DOCUMENTS, ids=["bulletin", "masthead", "day only", "evaluation", "no headings"]
)
def test_documents_without_a_section_for_the_course(text, times):
    assert moments(text) == times


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        (investigation(rescue="9时25分，班长拨打120。9时41分，救护车到场。"), (5, 21)),
        (investigation(rescue="9时25分，班长拨打120。9时30分，厂长赶到现场。"), (5, None)),
        (investigation(rescue="9时许，班长拨打120。10时，救护车到场。"), (None, None)),
        (
            investigation(
                rescue="9时25分，班长拨打120。", state=STATE.replace("9时20分", "9时许"), course="石某受伤。"
            ),
            (None, None),
        ),
        (investigation(), (None, None)),
    ],
    ids=["both", "foreman", "hours", "accident to the hour", "neither"],
)
def test_minutes_to_the_report_and_to_the_helpers(text, minutes):
    assert delays(found(text)) == minutes


@pytest.mark.parametrize(
    ("rescue", "says"),
    [
        ("9时15分，消防大队到达现场。", ["到场（2023年06月12日09时15分", "早于事发（2023年06月12日09时20分"]),
        (
            "9时30分，班长拨打119。9时28分，消防大队到达现场。",
            ["到场（2023年06月12日09时28分", "早于报告（2023年06月12日09时30分"],
        ),
        ("9时30分，搜救工作结束。9时45分，石某被救出。", ["处置完成（", "早于救出（"]),
        ("8时50分，石某经抢救无效死亡。", ["死亡（", "早于事发（"]),
        ("9时25分，班长拨打120。9时41分，救护车到场。9时50分，石某被救出。10时，区应急局接到报告。", []),
        ("9时22分，工友将石某救出。9时41分，救护车到场。", []),
    ],
)
def test_steps_that_stand_too_early(rescue, says):
    checks = out_of_order(found(investigation(rescue=rescue)))
    assert len(checks) == bool(says)
    for check in checks:
        assert (check.check, check.verdict) == ("events.order", "warn")
        assert all(words in check.message for words in says)


@pytest.mark.parametrize("piece", ["接", "9时20分", "9时20分，接到", "9时20分。", "6月12日，", "送", "《9时"])
def test_endless_text_is_read_in_reasonable_time(piece):
    text = investigation(piece * (60_000 // len(piece)))
    read, facts = report(text), accident_facts(investigation())
    begun = time.process_time()
    events.find(read, facts)
    assert time.process_time() - begun < 5


def test_a_step_is_looked_for_in_the_first_clauses_only():
    assert step("，下池检修，随即晕倒，同伴呼喊，工友拨打120", 0, 24) is None
    assert step("，随即晕倒，约5分钟后拨打120", 0, 16) is None


def test_a_day_long_before_the_accident_does_not_lead_the_account():
    told = (
        "6月12日9时20分，滑块下行将石某手臂挤压。截至13日8时，石某病情平稳。3月20日该公司曾收到整改通知，今年已整改两次。\n\n"
        "9时55分消防救援大队到场，10时5分区应急管理局向市应急管理局报告。"
    )
    assert moments(investigation(course=told)) == ["06-12 09:20", "06-12 09:55", "06-12 10:05"]
