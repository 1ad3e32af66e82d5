"""Papers as sites print them: between lines of the site, without the year, as posters. All firms and accidents are fictional."""

import datetime as dt

import pytest

from tests.helpers import document_facts, record

TITLE = "甲县明川矿业有限公司“6·20”冒顶片帮事故调查报告"
LEAD = "2022年6月20日14时30分，甲县明川矿业有限公司探矿平硐内发生冒顶，造成1人死亡，直接经济损失约200万\n根据有关规定，县人民政府成立事故调查组。\n"


@pytest.mark.parametrize(
    "above",
    [
        "甲县政府公众信息网欢迎您！ 无障碍阅读 长者模式",
        "您正在使用IE浏览器，为了获得更好的浏览体验，请升级浏览器。",
        "当前位置：首页 > 政务公开 > 应急管理",
        "索 引 号：0000143/2022-00025 发布日期：2022-08-26\n发布机构： 甲县应急管理局\n名 称：" + TITLE,
        "[ 索 引 号] 115/2022\n[ 发布机构 ] 甲县应急管理局\n[ 标  题 ] " + TITLE,
    ],
)
def test_lines_of_the_site_are_no_part_of_the_title(above):
    read = record(f"{above}\n{TITLE}\n来源： 作者： 时间：2022-08-25 22:30 点击率：\n{LEAD}")
    assert read.document.title == TITLE
    (accident,) = read.accidents
    assert accident.name == "甲县明川矿业有限公司“6·20”冒顶片帮事故"
    assert accident.direct_loss_yuan == 2_000_000
    assert accident.loss_is_approximate


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("[ 成文日期 ] 2022-08-18\n[ 发布日期 ] 2022-08-19", dt.date(2022, 8, 18)),
        ("来源：甲县应急管理局    发布时间：2022-08-25 10:42    字体：【大 中 小】", dt.date(2022, 8, 25)),
        ("2022-08-25 16:14:34 来源：某网", dt.date(2022, 8, 25)),
        ("发表日期：2022年8月25日    文章来源：某局", dt.date(2022, 8, 25)),
    ],
)
def test_the_date_of_a_page_stands_in_for_one_of_the_text(line, day):
    head = "[ 发布机构 ] 甲县应急管理局\n" if line.startswith("[") else ""
    assert document_facts(f"{TITLE}\n{head}{line}\n{LEAD}").get("issued_on") == day
    signed = f"{TITLE}\n{line}\n{LEAD}一、有关情况\n现予说明。\n甲县应急管理局\n2022年7月30日\n"
    assert document_facts(signed).get("issued_on") == dt.date(2022, 7, 30) or head


NUMBERS = [
    ("重大事故查处挂牌督办通知书（甲安督〔2020〕9号）", "甲安督〔2020〕9号"),
    ("生产安全事故查处督办通知书\n甲建安函〔2024〕6号", "甲建安函〔2024〕6号"),
]


@pytest.mark.parametrize(("head", "number"), NUMBERS)
def test_a_number_in_or_under_the_title_begins_behind_it(head, number):
    text = f"{head}\n乙省人民政府：\n对你省某矿坍塌事故查处实行挂牌督办。\n联系人及电话：胡某，010-6446XXXX\n甲安全生产委员会\n2020年11月14日\n"
    read = record(text).document
    assert (read.doc_number, read.doc_type) == (number, "通知")
    assert read.issuer == ["甲安全生产委员会"]


class TestBulletinsWithoutAYear:
    def test_the_accident_has_a_row_and_no_moment(self):
        text = "4月23日，福建省漳州市龙文区某办公楼工程，砖胎模外侧土方回填过程中发生坍塌事故，造成3人死亡。该工程建设单位是漳州明川置业有限公司，施工单位是鼎川建设有限公司（法定代表人：何某）。\n"
        (accident,) = record(text).accidents
        assert (accident.occurred_at, accident.deaths, accident.county) == (None, 3, "龙文区")
        assert accident.accident_type == "坍塌"

    def test_the_line_of_the_site_gives_the_year_but_not_the_moment(self):
        text = "某在建售楼处坍塌 已致1死9伤\n2018-06-26 16:14:34 来源：某新闻\n6月24日16:50分左右，上海市奉贤区海湾镇一在建小区工地发生模架坍塌事故，已致1人死亡9人受伤。\n"
        (accident,) = record(text).accidents
        assert accident.occurred_at == dt.datetime(2018, 6, 24, 16, 50)

    def test_a_survey_of_several_has_none(self):
        text = "一、总体情况\n11月，全省共发生事故4起。\n二、较大事故情况\n11月7日，甲市某隧道发生坍塌，造成3人死亡。\n11月16日，乙市某住宅项目支架垮塌，造成3人死亡。\n"
        assert not record(text).accidents


def test_a_teaser_does_not_state_the_accident():
    text = f"{TITLE}\n核心提示：2022年6月20日，甲县一矿发生冒顶，致1人死亡。\n{LEAD}"
    (accident,) = record(text).accidents
    assert accident.occurred_at == dt.datetime(2022, 6, 20, 14, 30)


def test_a_poster_is_read_across_its_lines():
    text = "事故警示\n2025年7月8日15时10分许\n佛山市三水区明川五金有限公司\n发生一起叉车碰撞一般事故\n造成1人死亡\n直接经济损失120万元\n\n事故原因分析\n1.事故直接原因：\n叉车司机证过期失效，视线受阻时驾驶叉车。\n"
    (accident,) = record(text).accidents
    assert (accident.deaths, accident.direct_loss_yuan, accident.county) == (1, 1_200_000, "三水区")
    assert accident.occurred_at == dt.datetime(2025, 7, 8, 15, 10)


def test_a_circular_with_labels_for_chapters():
    text = (
        "瓯海区“8·2”铝粉尘爆炸较大事故情况通报\n\n2013年8月2日16时40分左右，温州市瓯海区一抛光加工场发生铝粉尘爆炸，致9人死亡、15人受伤。\n\n"
        "直接原因：抛光间内悬浮铝粉浓度达到爆炸极限，遇开关电火花引爆。\n\n间接原因：一是通风除尘不良；二是电气设备不防爆。\n\n"
        "处理结果：业主戚某、合伙人叶某已被立案侦查；郭溪街道办事处副主任谷某给予行政记过处分，郭南村党支部书记夏某给予党内严重警告处分；瓯海区政府向温州市政府作书面检查。\n"
    )
    tables = record(text).tables
    assert [(s.target_name, s.measure, s.status) for s in tables["sanctions"]] == [
        ("戚某", "立案侦查", "已作出"),
        ("叶某", "立案侦查", "已作出"),
        ("谷某", "政务记过", "已作出"),
        ("夏某", "党内严重警告", "已作出"),
        ("瓯海区政府", "责令书面检查", "已作出"),
    ]
    assert [n.heading for n in tables["sections"] if n.level] == ["直接原因", "间接原因", "处理结果"]


PAPERS = [
    ("甲管委会关于某雅苑“4·26”一般高处坠落事故调查报告批复的公示", "批复"),
    ("甲县应急管理局行政处罚信息公示表", "其他"),
    ("甲县应急管理局行政处罚决定公示", "其他"),
    ("甲县应急管理局行政处罚结果公告", "其他"),
    ("某体育馆坍塌事故调查报告公布：40余人被追责\n本网2月21日讯 记者从省应急管理部门获悉", "新闻"),
]


@pytest.mark.parametrize(("head", "kind"), PAPERS)
def test_kinds_of_paper_by_their_titles(head, kind):
    assert record(f"{head}\n有关事项如下，请认真落实，事故造成1人死亡。\n").document.doc_type == kind


def test_an_evaluation_that_lost_its_title():
    text = "一、评估工作组织及开展情况\n应急管理局牵头组成评估小组。\n二、评估工作总体意见\n各单位已落实。\n三、事故防范和整改措施落实情况\n已完成。\n"
    assert record(text).document.doc_type == "整改评估报告"
