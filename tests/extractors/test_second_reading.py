"""What a second reader of the rules found: ordinary wordings beside those that a rule was written for. All names are fictional."""

import datetime as dt

import pytest

from tests.helpers import investigation, record

FIRM = "正定县宏远机械有限公司"
BASIC = f"{FIRM}（以下简称宏远公司），法定代表人：李某海，系事故单位。"
LEAD = f"2023年3月15日9时20分许，正定县白石镇{FIRM}冲压车间发生一起机械伤害事故，造成1人死亡。"


def read(*items, lead=LEAD, basic=BASIC, **more):
    return record(investigation(lead, basic=basic, sanctions="\n\n".join(items), **more))


def told(*items, **more):
    return [
        (s.target_name, s.measure, s.amount_yuan and int(s.amount_yuan))
        for s in read(*items, **more).tables["sanctions"]
    ]


class TestOneMansPenaltyIsNotAnothers:
    def test_two_fines_in_one_sentence(self):
        found = told("1.宏远公司施工队负责人马某罚款1万元，工人牛某罚款5千元。")
        assert ("马某", "罚款", 5000) not in found

    def test_dismissals_in_one_sentence(self):
        found = told("1.宏远公司项目经理杨某免职，安全员朱某解聘，监理员吕某撤职。")
        assert [m for t, m, _ in found if t == "杨某"] in ([], ["内部处分"])

    def test_the_firm_behind_a_person(self):
        found = told("1.宏远公司项目经理杨某被取保候审，该公司被处以罚款30万元。")
        assert ("杨某", "罚款", 300000) not in found

    def test_a_body_that_examines_itself_behind_a_comma(self):
        found = told("1.白石镇副镇长谷某给予记过处分，白石镇人民政府向正定县人民政府作出书面检查。")
        assert ("谷某", "责令书面检查", None) not in found

    def test_whom_a_deed_names_is_not_struck(self):
        found = told(
            "1.吴某，宏远公司生产科科长；郑某，宏远公司员工。二人未履行对吴某班组的管理职责，建议由正定县应急管理局各处1万元罚款。"
        )
        assert ("郑某", "罚款", 10000) in found


@pytest.mark.parametrize(
    "heading", ["不予行政处罚的人员", "免予行政处罚的单位", "免于行政处罚的人员", "除行政处罚外的其他处理建议"]
)
def test_headings_that_spare(heading):
    found = told(f"（一）{heading}", "1.宏远公司，情节轻微，由正定县应急管理局依法处理。")
    assert all(m != "行政处罚" for _, m, _ in found)


@pytest.mark.parametrize("heading", ["死亡人员情况", "死亡人员基本信息", "遇难人员基本信息"])
def test_the_dead_under_a_heading_of_their_own_are_dead(heading):
    tables = read(
        "1.宏远公司，处30万元罚款。",
        basic=f"（一）事故单位概况\n\n{BASIC}\n\n（二）{heading}\n\n1.张某，男，30岁，宏远公司工人。",
    ).tables
    assert [(p.name, p.is_deceased) for p in tables["persons"]] == [("张某", True)]


def test_proposals_of_a_table_stay_proposals():
    text = investigation(
        LEAD,
        basic=BASIC,
        sanctions="一览表\n\n| 序号 | 姓名 | 职务 | 责任认定 | 处罚建议 | 处罚机关 |\n|---|---|---|---|---|---|\n| 1 | 李某 | 宏远公司经理 | 未履职 | 建议罚款2万元 | 正定县应急管理局 |\n| 2 | 王某 | 宏远公司班长 | 违章 | 建议罚款1万元 | 正定县应急管理局 |",
    )
    assert {s.status for s in record(text).tables["sanctions"]} == {"建议"}


TITLES = [
    (f"{FIRM}“3·15”机械伤害事故调查报告及行政处罚结果公示", "事故调查报告"),
    (f"关于对{FIRM}“3·15”机械伤害事故责任单位行政处罚情况的公示", "事故调查报告"),
    ("应急管理局公布“3·15”机械伤害事故调查报告\n发布时间：2023-06-01 责任编辑：王小明", "事故调查报告"),
]


@pytest.mark.parametrize(("title", "kind"), TITLES)
def test_a_page_that_carries_the_report_is_a_report(title, kind):
    body = investigation(LEAD, basic=BASIC).split("\n", 1)[1]
    got = record(f"{title}\n{body}")
    assert got.document.doc_type == kind
    assert got.accidents


def test_a_police_station_keeps_its_officer():
    persons = read("1.宏远公司总经理李某、白石派出所所长王某，履职不力，建议诫勉谈话。").tables["persons"]
    assert [(p.name, p.organization, p.position) for p in persons][1] == ("王某", "白石派出所", "所长")


def test_kin_are_no_posts():
    persons = read(
        "1.钱某，男，汉族，1980年出生，群众，高中文化，住白石镇，其妻为宏远公司会计，未履职，建议诫勉谈话。"
    ).tables["persons"]
    assert [(p.organization, p.position) for p in persons] == [(None, None)]


@pytest.mark.parametrize(
    "words", ["正定县应急管理局分行业开展安全检查不力。", "正定县交通运输局对公路养护处置不及时。"]
)
def test_words_that_begin_as_names_go_on(words):
    names = {o.name for o in read(f"1.{words}建议责令其向县政府作出书面检查。").tables["organizations"]}
    assert not any(n.endswith(("分行", "养护处")) for n in names)


@pytest.mark.parametrize("heading", ["人员伤亡情况", "事故伤亡情况", "伤亡人员"])
def test_a_heading_without_mark_is_no_first_line_of_its_sentence(heading):
    text = f"{FIRM}“3·15”机械伤害事故调查报告\n\n{LEAD}\n{heading}\n造成1人死亡，直接经济损失98万元。\n"
    assert f"\n{heading}\n" in record(text).text.text


def test_a_teaser_alone_states_the_accident():
    (accident,) = record(f"{FIRM}“3·15”机械伤害事故调查报告\n摘要：{LEAD}\n一、基本情况\n{BASIC}\n").accidents
    assert accident.occurred_at == dt.datetime(2023, 3, 15, 9, 20)


@pytest.mark.parametrize("first", ["正定县白石镇康乐长者公寓", "正定县白石镇无障碍改造工程"])
def test_a_title_in_two_lines_may_hold_words_of_sites(first):
    (accident,) = record(f"{first}\n“3·15”较大火灾事故调查报告\n\n{LEAD}\n").accidents
    assert accident.name == f"{first}“3·15”较大火灾事故"


LOSSES = [
    "其中宏远公司直接经济损失50万，远大公司直接经济损失70万。",
    "保险公司核定直接经济损失80万，经评估直接经济损失为95万。",
    "较大事故为直接经济损失达1000万，5000万以下的事故。",
]


@pytest.mark.parametrize("sentence", LOSSES)
def test_sums_without_yuan_that_are_not_the_whole(sentence):
    (accident,) = read("1.宏远公司，处30万元罚款。", lead=LEAD + sentence).accidents
    assert accident.direct_loss_yuan is None


def test_the_article_for_heads_of_firms_is_not_the_firms():
    rows = read(
        "1.李某，宏远公司总经理，未履职，建议依据《中华人民共和国安全生产法》第九十五条规定，对李某处以罚款5万元；对宏远公司处以罚款30万元。"
    ).tables["sanctions"]
    assert all(b.article != 95 for r in rows if r.target_kind == "organization" for b in r.basis)


def test_a_decision_that_lists_what_it_decides():
    text = f"行政处罚决定书\n\n（正）应急罚〔2023〕57号\n\n被处罚单位：{FIRM}\n\n我局决定予以立案调查。\n\n依据《中华人民共和国安全生产法》第一百一十四条第一款第（一）项的规定，决定对你单位作出如下行政处罚：\n1.罚款人民币360000元；\n\n正定县应急管理局\n\n2023年12月20日\n"
    (fine,) = record(text).tables["sanctions"]
    assert (fine.target_name, fine.measure, fine.amount_yuan, fine.authority) == (FIRM, "罚款", 360000, None)


def test_a_notice_of_an_intended_penalty_is_no_decision():
    text = f"行政处罚告知书\n\n被处罚单位：{FIRM}\n\n拟决定对你单位处以人民币360000元罚款。\n\n正定县应急管理局\n\n2023年12月20日\n"
    assert not record(text).tables["sanctions"]


def test_who_reports_is_not_where_it_was():
    text = "据正定县应急管理局消息，4月23日上午，正定县白石镇一在建工地塔吊倒塌，造成2人死亡。\n"
    (accident,) = record(text).accidents
    assert accident.place.startswith("正定县白石镇一在建工地")


def test_a_report_on_work_is_no_evaluation():
    text = "关于2023年安全生产工作的汇报\n\n一、责任落实情况\n\n责任已落实到人，各项工作有序推进。\n\n二、措施落实情况\n\n措施已落实，全年无事故发生。\n"
    assert record(text).document.doc_type != "整改评估报告"
