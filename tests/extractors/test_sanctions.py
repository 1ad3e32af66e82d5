"""Sanctions: measures, targets, authority, sums, dates and status in the manners of several cities; all fictional."""

from decimal import Decimal
from pathlib import Path

import pytest
import regex

from extractors import authorities, citations, persons, sanction_measures, sanctions
from tests.helpers import investigation, record, report

VOCAB = Path(authorities.__file__).parent / "vocab"


def find(text):
    read = report(text)

    def resolve(printed):
        return {"远岭公司": "盐城市大丰区远岭机械有限公司"}.get(printed, printed)

    who = persons.find(read, None, resolve)
    found = sanctions.find(read, who, citations.find(read), resolve, ())
    for row in found:
        for field, evidence in row.evidence:
            assert read.text[evidence.start : evidence.end] == evidence.text, field
        assert row.person is None or who[row.person].name == row.target_name
    return found


def of_items(*lines):
    return find(investigation(sanctions="\n\n".join(lines), course="当班作业。", cause="违章。"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建议免予追究责任", ["免予追究责任"]),
        ("应当追究刑事责任，因在事故中死亡不予追究", ["免予追究责任"]),
        ("建议移送司法机关依法追究其刑事责任", ["移送司法机关"]),
        ("建议由司法机关依法追究刑事责任", ["追究刑事责任"]),
        ("被县公安局刑事拘留，6月1日被批准逮捕", ["刑事拘留", "逮捕"]),
        ("给予党内严重警告、政务降级处分", ["党内严重警告", "政务降级"]),
        ("移交集团纪检监察部门依规予以政纪处分", ["党纪政务处分"]),
        ("移交集团纪检监察部门依规予以诫勉谈话", ["诫勉"]),
        ("移送县纪委监委追责问责处理", ["移送纪检监察机关"]),
        ("责令限期改正，处2万元罚款", ["责令限期改正", "罚款"]),
        ("处以人民币42万元罚款的行政处罚", ["罚款"]),
        ("责成其向县人民政府作出深刻书面检查", ["责令书面检查"]),
        ("书面向县人民政府作出深刻检讨", ["责令书面检查"]),
        ("吊销其注册证书，5年内不予注册", ["吊销证照", "行业禁入"]),
        ("暂扣其安全生产许可证90日", ["暂扣证照"]),
        ("列入安全生产严重失信主体名单实施联合惩戒", ["联合惩戒"]),
        ("按照公司规定予以处理", ["内部处分"]),
        ("罚款已于10月10日缴清", []),
        ("处一万元以上三万元以下的罚款", []),
        ("待鉴定意见作出后，移送检察机关审查起诉", []),
        ("曾因违章被交通部门罚款2万元", []),
        ("依据《生产安全事故罚款处罚规定》", []),
    ],
)
def test_measures(text, expected):
    assert [m.measure for m in sanction_measures.find(text)] == expected


@pytest.mark.parametrize(
    ("line", "measure", "authority", "yuan", "ratio"),
    [
        ("1.张某，远岭公司经理，建议由柳河县应急管理局处上一年年收入40%的罚款，计人民币4.16万元。", "罚款", "柳河县应急管理局", "41600", 0.4),
        ("1.远岭公司，对事故负有责任，建议由柳河县应急管理局依法处70万元罚款。", "罚款", "柳河县应急管理局", "700000", None),
        ("1.柳河镇人民政府，监管不到位，责成其向柳河县人民政府作出深刻书面检查。", "责令书面检查", "柳河县人民政府", None, None),
        ("1.张某，远岭公司安全员，建议远岭公司按照内部管理规定予以处理。", "内部处分", "盐城市大丰区远岭机械有限公司", None, None),
        ("1.张某，远岭公司车间主任，建议由远岭公司给予撤职处分。", "内部处分", "盐城市大丰区远岭机械有限公司", None, None),
        ("1.张某，远岭公司车间主任，建议由远岭公司给予罚款2000元的处理。", "内部罚款", "盐城市大丰区远岭机械有限公司", "2000", None),
        ("1.张某，柳河镇副镇长，建议由柳河县纪委监委给予其政务记过处分。", "政务记过", "柳河县纪委监委", None, None),
        ("1.张某，柳河镇副镇长，失职失责，建议移送柳河县纪委监委追责问责处理。", "移送纪检监察机关", "柳河县纪委监委", None, None),
        ("提请柳河县人民政府依法关闭石沟煤矿。", "关闭取缔", "柳河县人民政府", None, None),
        ("责成柳河镇人民政府向柳河县人民政府作出书面检查。", "责令书面检查", "柳河县人民政府", None, None),
    ],
)  # fmt: skip
def test_one_row(line, measure, authority, yuan, ratio):
    (row,) = of_items(line)
    assert (row.measure, row.authority, row.income_ratio, row.status) == (measure, authority, ratio, "建议")
    assert row.amount_yuan == (Decimal(yuan) if yuan else None)


def test_what_was_done_bears_its_date():
    rows = of_items(
        "1.张某，因涉嫌重大责任事故罪，2024年6月21日被柳河县公安局刑事拘留，7月5日经柳河县人民检察院批准逮捕。"
    )
    assert [(r.measure, r.status, r.authority, str(r.decided_on)) for r in rows] == [
        ("刑事拘留", "已作出", "柳河县公安局", "2024-06-21"),
        ("逮捕", "已作出", "柳河县人民检察院", "2024-07-05"),
    ]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("11月21日被柳河县公安局刑事拘留，次年1月5日被批准逮捕", ["2023-11-21", "2024-01-05"]),
        ("12月9日被柳河县公安局取保候审", ["2023-12-09"]),
        ("2月6日被柳河县公安局刑事拘留", ["2024-02-06"]),
        ("10月30日被柳河县公安局刑事拘留", ["2024-10-30"]),
        ("11月2日事故发生后被柳河县公安局刑事拘留", [None]),
        ("2月30日被柳河县公安局刑事拘留", [None]),
    ],
)
def test_a_day_without_a_year_is_the_first_after_the_accident(words, days):
    text = investigation(
        "2023年11月2日9时，远岭公司车间发生机械伤害事故。", sanctions=f"1.张某，因涉嫌重大责任事故罪，{words}。"
    )
    read = record(text)
    assert [s.decided_on and str(s.decided_on) for s in read.tables["sanctions"]] == days


def test_basis_is_what_is_cited_for_this_measure():
    rows = of_items(
        "1.远岭公司，违反《中华人民共和国安全生产法》第二十八条第一款，建议由柳河县应急管理局依据《中华人民共和国安全生产法》"
        "第一百一十四条第一项处40万元罚款；依据《安全生产许可证条例》第二十条，由柳河县住房和城乡建设局责令停止施工，没收违法所得3万元。"
    )
    assert [(r.measure, [b.article for b in r.basis]) for r in rows] == [
        ("罚款", [28, 114]),
        ("责令停产停业", [20]),
        ("没收违法所得", [20]),
    ]


def test_a_sentence_after_the_list_strikes_all_of_it():
    rows = of_items(
        "1.张某，中共党员，柳河镇副镇长，对事故负有领导责任。",
        "2.李某，中共党员，柳河镇安监站站长，对事故负有责任。",
        "对上述人员的问题，移送纪检监察机关处理。",
    )
    assert [(r.target_name, r.measure) for r in rows] == [("张某", "移送纪检监察机关"), ("李某", "移送纪检监察机关")]


@pytest.mark.parametrize(
    "line",
    [
        "本次事故共追责问责159人，其中给予党纪政务处分9人。",
        "事故调查组对15名相关责任人员提出处理建议，对矿长等12人分别给予党纪政务处分、行政罚款。",
        "1.张某，远岭公司经理，对事故负有责任。曾因违章被罚款2万元。",
    ],
)
def test_totals_and_history_are_no_sanctions(line):
    assert of_items(line) == ()


def test_measures_recommended_for_the_future_are_no_sanctions():
    text = investigation(
        measures="柳河县应急管理局要对违法企业依法处以罚款、责令停产整顿，对失职人员移送司法机关。", sanctions="（略）"
    )
    assert find(text) == ()


def test_an_evaluation_tells_what_was_carried_out():
    rows = find(
        "柳河县远岭公司“6·12”一般机械伤害事故整改措施落实情况评估报告\n\n"
        "一、责任追究落实情况\n\n"
        "1.远岭公司。柳河县应急管理局于2023年3月28日作出罚款35万元的行政处罚，罚款已缴清。\n\n"
        "2.张某，远岭公司总经理，已给予党内警告处分。\n\n"
        "3.柳河镇人民政府已于2023年3月10日向柳河县人民政府作出书面检查。\n\n"
        "二、整改措施落实情况\n\n已落实。\n"
    )
    assert [(r.measure, r.status, r.decided_on and str(r.decided_on)) for r in rows] == [
        ("罚款", "已执行", "2023-03-28"),
        ("党内警告", "已作出", None),
        ("责令书面检查", "已执行", "2023-03-10"),
    ]


def test_respectively():
    rows = of_items("对陈某、褚某分别给予行政警告、行政记过处分。")
    assert [(r.target_name, r.measure) for r in rows] == [("陈某", "政务警告"), ("褚某", "政务记过")]


def test_run_on_sentences_name_their_targets():
    rows = of_items("一是对已死亡的班长郑某不再追究责任；二是对安全员冯某给予批评教育。")
    assert [(r.target_name, r.measure) for r in rows] == [("郑某", "免予追究责任"), ("冯某", "批评教育")]


def test_office_holders_handed_over_as_a_group_are_not_the_staff_of_the_firm():
    rows = of_items(
        "1.张某，柳河矿业有限公司安全员，对事故负有责任。",
        "2.李某，柳河县应急管理局科员，对事故负有责任。",
        "对涉及公职人员履职不到位问题，移送纪检监察机关处理。",
    )
    assert [r.target_name for r in rows] == ["李某"]


def test_a_firm_deals_with_its_own_people_in_one_sentence():
    found = of_items(
        "远岭公司按照内部规定给予车间副主任阎某降级处理，对当班班长丛某罚款3000元，并与库管员臧某解除劳动合同。"
    )
    assert [(s.target_name, s.measure) for s in found] == [
        ("阎某", "内部处分"),
        ("丛某", "内部罚款"),
        ("臧某", "解除劳动合同"),
    ]


def test_two_units_of_one_item():
    found = of_items(
        "1.柳河县工业园区管理委员会，建议向柳河县人民政府作出书面检查；柳河县应急管理局，建议向柳河县人民政府作出书面检查。"
    )
    assert [s.target_name for s in found] == ["柳河县工业园区管理委员会", "柳河县应急管理局"]


def test_authority_for_several():
    found = of_items(
        "1.拓某，柳河县住房和城乡建设局副局长，建议给予党内警告处分。",
        "2.昝某，柳河县住房和城乡建设局科长，建议给予政务记过处分。",
        "对拓某、昝某的处理，由柳河县纪委监委按干部管理权限办理。",
    )
    assert [(s.target_name, s.authority) for s in found] == [("拓某", "柳河县纪委监委"), ("昝某", "柳河县纪委监委")]


# --- several persons in one item: each measure strikes those whom its clause names ------------------------------------


def struck(*lines):
    return [(s.target_name, s.measure) for s in of_items(*lines)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "宋某、米某、岑某、鲍某4人，因涉嫌重大责任事故罪，已被采取刑事强制措施。其中，宋某、米某于2023年5月12日被逮捕；"
            "岑某于2023年5月13日被刑事拘留；鲍某于2023年5月20日被取保候审。",
            [("宋某", "逮捕"), ("米某", "逮捕"), ("岑某", "刑事拘留"), ("鲍某", "取保候审")],
        ),
        (  # one sentence, parted by commas
            "苟某、杭某、单某涉嫌重大责任事故罪，均已被采取刑事强制措施，其中苟某被执行逮捕，杭某、单某被取保候审。",
            [("苟某", "逮捕"), ("杭某", "取保候审"), ("单某", "取保候审")],
        ),
        (
            "沈某（副手）、薛某（班长）、邢某（设备部经理）3人对事故发生分别负有直接责任、管理责任和领导责任。"
            "其中，对沈某建议由远岭公司解除劳动合同；对薛某、邢某建议由柳河县应急管理局处以罚款。",
            [("沈某", "解除劳动合同"), ("薛某", "罚款"), ("邢某", "罚款")],
        ),
        (
            "潘某、车某、党某三名同志履职不力，由柳河县纪委监委对潘某诫勉谈话，对车某、党某批评教育。",
            [("潘某", "诫勉"), ("车某", "批评教育"), ("党某", "批评教育")],
        ),
        (  # each bears both
            "胡某，远岭公司安全总监；张某，远岭公司设备部部长。二人履职不到位，建议由柳河县应急管理局分别给予警告，并各处8000元罚款。",
            [("胡某", "警告"), ("胡某", "罚款"), ("张某", "警告"), ("张某", "罚款")],
        ),
        (
            "胡某，远岭公司安全总监；张某，远岭公司设备部部长。以上2人履职不到位，建议分别给予警告、罚款。",
            [("胡某", "警告"), ("张某", "罚款")],
        ),
        (
            "折某，男，远岭公司承揽人；白某，远岭公司车间主任。二人对事故发生负有直接责任，鉴于均已在事故中死亡，建议不予追究。",
            [("折某", "免予追究责任"), ("白某", "免予追究责任")],
        ),
        (
            "建议由柳河县应急管理局对远岭公司法定代表人柯某处上一年年收入40%的罚款，对远岭公司安全员岳某给予警告。",
            [("柯某", "罚款"), ("岳某", "警告")],
        ),
    ],
)
def test_measures_of_several_persons(text, expected):
    assert sorted(struck(text)) == sorted(expected)


def test_sums_are_dealt_in_their_order():
    found = of_items(
        "邱某，远岭公司设备科科长；窦某，远岭公司设备科副科长。以上2人未履行职责，建议由柳河县应急管理局分别处以9000元、6000元罚款。",
        "对远岭公司安全科科长尹航、远岭公司维修主管路明，建议由柳河县应急管理局分别处以2万元、1.5万元罚款。",
    )
    assert [(s.target_name, s.amount_yuan) for s in found] == [
        ("邱某", Decimal(9000)),
        ("窦某", Decimal(6000)),
        ("尹航", Decimal(20000)),
        ("路明", Decimal(15000)),
    ]


def test_a_person_who_is_not_read_leaves_no_penalty_to_another():
    found = of_items("1.王某，远岭公司经理，建议给予警告。北辰监理公司总监理工程师皕甲被责令停止执业1年。")
    assert [(s.target_name, s.measure) for s in found] == [("王某", "警告")]
    found = of_items("远岭公司安全员佟皕甲，被柳河县应急管理局处以罚款2万元。")
    assert not [s for s in found if s.target_kind == "organization"]


def test_all_the_dead_that_a_sentence_counts_are_spared():
    lines = investigation(
        basic="死亡人员3名：郑大勇，男，远岭公司污水工；郑小勇，男，郑大勇之弟；康辉，男，远岭公司班长。",
        course="三人先后下池。",
        cause="未通风。",
        sanctions="郑大勇、康辉对事故负有直接责任，郑小勇盲目施救，因3人均已死亡，不再追究其责任。",
    )
    assert [(s.target_name, s.measure) for s in find(lines)] == [
        ("郑大勇", "免予追究责任"),
        ("康辉", "免予追究责任"),
        ("郑小勇", "免予追究责任"),
    ]


# --- numbers, run-on evaluations, shared authorities ------------------------------------------------------------------


def test_items_with_decimal_numbers():
    assert struck(
        "6.1 关某，违章作业，负直接责任，鉴于死亡，不予追究。",
        "6.2 于某，远岭公司车间主任，建议由柳河县应急管理局给予警告。",
        "6.3 远岭公司，建议由柳河县应急管理局处33万元罚款。",
    ) == [("关某", "免予追究责任"), ("于某", "警告"), ("盐城市大丰区远岭机械有限公司", "罚款")]


def test_run_on_persons_then_units():
    found = of_items(
        "柳河县住房和城乡建设局副局长季云（中共党员），受到政务记过处分；建管科科长仲敏（女，群众），受到政务记大过处分。"
        "以上处分决定由柳河县纪委监委于2022年9月20日作出。",
        "远岭公司被柳河县应急管理局处以罚款150万元；监理单位柳河县恒信监理有限公司（以下简称恒信监理）被处以罚款80万元。"
        "远岭公司法定代表人杜志强被柳河县应急管理局处以罚款3万元。",
    )
    assert [(s.target_name, s.measure, s.authority) for s in found] == [
        ("季云", "政务记过", "柳河县纪委监委"),
        ("仲敏", "政务记大过", "柳河县纪委监委"),
        ("盐城市大丰区远岭机械有限公司", "罚款", "柳河县应急管理局"),
        ("柳河县恒信监理有限公司", "罚款", None),
        ("杜志强", "罚款", "柳河县应急管理局"),
    ]


@pytest.mark.parametrize(
    ("closing", "authorities"),
    [
        ("以上1至2项由柳河县纪委监委按程序办理。", ["柳河县纪委监委", "柳河县纪委监委", None]),
        (
            "上述人员的处分，由江北市纪委监委、柳河县纪委监委按照干部管理权限办理。",
            ["江北市纪委监委、柳河县纪委监委"] * 3,
        ),
        ("以上处分由柳河县纪委监委作出。", ["柳河县纪委监委"] * 3),
        ("以上罚款由柳河县应急管理局实施。", [None] * 3),  # there are no fines
    ],
)
def test_a_closing_sentence_names_who_decides(closing, authorities):
    found = of_items(
        "1.拓某，柳河县水利局副局长，建议给予政务警告处分。",
        "2.昝某，柳河县水利局科长，建议给予政务记过处分。",
        "3.海某，柳河县水利局科员，建议给予政务记过处分。",
        closing,
    )
    assert [s.authority for s in found] == authorities


def test_an_employer_by_its_short_form_and_docked_pay():
    found = of_items(
        "1.曹某，远岭公司安全部部长，建议给予记过处分。",
        "2.欧某，远岭公司叉车工，建议由远岭公司按厂规扣发一个月绩效奖金2000元。",
        "以上人员由远岭公司依据内部管理制度处理。",
    )
    assert [(s.target_name, s.measure, s.amount_yuan, s.authority) for s in found] == [
        ("曹某", "内部处分", None, "盐城市大丰区远岭机械有限公司"),
        ("欧某", "内部罚款", Decimal(2000), "盐城市大丰区远岭机械有限公司"),
    ]


def test_licences_that_were_revoked():
    found = of_items("远岭公司被处以罚款35万元，其资质证书于2024年1月被柳河县住房和城乡建设局吊销。")
    assert [(s.measure, s.target_kind) for s in found] == [("罚款", "organization"), ("吊销证照", "organization")]


def test_the_title_of_a_rule_is_no_penalty():
    assert [m.measure for m in sanction_measures.find("依据《矿山违法行为行政处罚办法》第四十五条，给予警告")] == [
        "警告"
    ]


def test_days_are_dealt_in_their_order():
    text = investigation(sanctions="处理完毕。", course="作业。", cause="违章。").replace("调查报告", "整改评估报告", 1)
    text = text.replace(
        "处理完毕。", "白石镇人民政府、柳河县水利局已分别于2023年9月11日、9月13日向柳河县人民政府作出书面检查。"
    )
    assert [str(s.decided_on) for s in find(text)] == ["2023-09-11", "2023-09-13"]


def test_a_line_above_says_what_is_done_with_all_below():
    found = of_items(
        "1.因在事故中死亡，免予追究责任人员（2人）",
        "（1）阮某，掘进队队长，对事故负直接责任。",
        "（2）柏某，瓦检员，对事故负直接责任。",
    )
    assert [(s.target_name, s.measure) for s in found] == [("阮某", "免予追究责任"), ("柏某", "免予追究责任")]


def follow_up(*lines, heading="一、责任追究落实情况", title="临江县泰岭塑业“6·3”一般火灾事故"):
    """Sanctions of a follow-up: (target, measure, status, sum, share of income), each with its evidence."""
    text = "\n\n".join(
        [
            f"{title}整改措施落实情况评估报告",
            "2023年6月3日，临江县城郊镇一厂房发生火灾，造成1人死亡。2024年7月，县安委办组织评估。",
            heading,
            *lines,
            "二、整改措施落实情况",
            "全县排查73家，责令停产停业5家，罚款12万元。",
            "临江县安全生产委员会办公室",
            "2024年7月19日",
        ]
    )
    tables = record(text).tables
    known = {row.person_id for row in tables["persons"]}
    assert all(row.person_id in known for row in tables["sanctions"] if row.target_kind == "person")
    return [
        (
            row.target_name,
            row.measure,
            row.status,
            None if row.amount_yuan is None else int(row.amount_yuan),
            row.income_ratio,
        )
        for row in tables["sanctions"]
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1.泰岭塑业，罚款三十八万元，已入国库。", [("泰岭塑业", "罚款", "已执行", 380000, None)]),
        ("2.坤岭监理处罚款10万元，未按20万元执行。", [("坤岭监理", "罚款", "已作出", 100000, None)]),
        ("3.钧岭钢构。县应急管理局实际处罚35万元。", [("钧岭钢构", "罚款", "已作出", 350000, None)]),
        (
            "施工单位晋岭市政：县住建局罚款55万元，并暂扣安全生产许可证60日，均已执行。",
            [("晋岭市政", "罚款", "已执行", 550000, None), ("晋岭市政", "暂扣证照", "已执行", None, None)],
        ),
        (
            "岭嵘建工52万元、岭海劳务32万元罚款均已缴纳。",
            [("岭嵘建工", "罚款", "已执行", 520000, None), ("岭海劳务", "罚款", "已执行", 320000, None)],
        ),
        (
            "（三）鸿岭公司、诚岭仓储。调查报告建议分别罚款130万元、110万元。落实情况：两家企业均已足额缴纳。",
            [("鸿岭公司", "罚款", "已执行", 1300000, None), ("诚岭仓储", "罚款", "已执行", 1100000, None)],
        ),
        (
            "长岭运输，报告建议罚款35万元，市应急管理局经集体讨论决定罚款30万元，已执行。",
            [("长岭运输", "罚款", "建议", 350000, None), ("长岭运输", "罚款", "已执行", 300000, None)],
        ),
        (
            "对澜岭公司罚款160万元，已执行完毕；其危险化学品安全生产许可证已由省应急管理厅吊销。",
            [("澜岭公司", "罚款", "已执行", 1600000, None), ("澜岭公司", "吊销证照", "已作出", None, None)],
        ),
        ("对诚岭监理主要负责人，县住建局已于2023年11月进行约谈。", [("诚岭监理", "约谈", "已执行", None, None)]),
        ("红岭厂2024年11月被临江县人民政府关闭，拆除工房21栋。", [("红岭厂", "关闭取缔", "已作出", None, None)]),
    ],
)
def test_what_became_of_a_units_penalty(line, expected):
    assert follow_up(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("（二）对法定代表人董某旺处上年收入30%即36000元罚款，已收缴。", [("董某旺", "罚款", "已执行", 36000, 0.3)]),
        ("钟启明按2021年度收入40%罚款，已缴。", [("钟启明", "罚款", "已执行", None, 0.4)]),
        ("刘启文缴纳罚款，数额为2021年度收入的40%。", [("刘启文", "罚款", "已执行", None, 0.4)]),
        ("钟启明的罚款已作出决定并缴纳，金额为其上年年收入的40%。", [("钟启明", "罚款", "已执行", None, 0.4)]),
        ("死者覃启力不再追究。", [("覃启力", "免予追究责任", "已作出", None, None)]),
        ("保管员孙启文调到门卫岗位，企业未与其解除劳动合同。", [("孙启文", "调整岗位", "已作出", None, None)]),
        ("杜启东，经县纪委监委研究，给予诫勉谈话，未给予党纪处分。", [("杜启东", "诫勉", "已作出", None, None)]),
        ("企业对车间主任陆启旗撤职，已执行。", [("陆启旗", "内部处分", "已执行", None, None)]),
        (
            "刁启成、秦启胜均以重大责任事故罪被追究刑事责任，分别判处有期徒刑五年和四年。",
            [("刁启成", "判处刑罚", "已作出", None, None), ("秦启胜", "判处刑罚", "已作出", None, None)],
        ),
        (
            "报告建议对云启祥处上一年年收入60%的罚款。其对处罚决定不服提起诉讼，经法院调解，最终执行金额为上一年年收入的50%。",
            [("云启祥", "罚款", "建议", None, 0.6), ("云启祥", "罚款", "已作出", None, 0.5)],
        ),
        ("安启平的监理执业证书，主管部门已于2022年4月吊销。", [("安启平", "吊销证照", "已作出", None, None)]),
        (
            "永岭煤业被处罚款90万元，矿长武启生被处上一年年收入百分之四十的罚款，安全副矿长冯启亮被处罚款2.5万元。",
            [
                ("永岭煤业", "罚款", "已作出", 900000, None),
                ("武启生", "罚款", "已作出", None, 0.4),
                ("冯启亮", "罚款", "已作出", 25000, None),
            ],
        ),
        (
            "永岭煤业对综采队队长牛启国撤职、对跟班副队长霍启兵罚款5000元。",
            [("牛启国", "内部处分", "已作出", None, None), ("霍启兵", "内部罚款", "已作出", 5000, None)],
        ),
    ],
)
def test_what_became_of_a_persons_penalty(line, expected):
    assert follow_up(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "全县煤业停产整顿12家，项目监理被责令整改，施工劳务被罚款2万元。",
        "尚欠罚款5万元未缴。余款已缴清罚款。",
        "房东被罚款1000元，商户被罚款3000元。",
        "凌晨被公安机关刑事拘留3人。高管被约谈。",
        "陆续被罚款的有5家，从重处罚企业2家，罚款合计20万元。",
        "城市燃气、道路运输、危险化工被责令限期改正。",
        "对辖区化工企业罚款8万元；对违规作业人员罚款2000元。",
        "党纪政务处分均已落实。",
    ],
)
def test_common_nouns_are_nobody(line):
    assert follow_up(line) == []


def test_a_clause_about_others_says_nothing_of_who_stands_before():
    found = follow_up("泰岭塑业被罚款38万元。房东被罚款1000元。对辖区企业罚款8万元。")
    assert found == [("泰岭塑业", "罚款", "已作出", 380000, None)]


def test_a_heading_gives_the_subject_of_what_stands_below():
    found = follow_up(
        "（一）对恒岭公司的处罚。县应急管理局于2023年7月18日作出行政处罚决定，罚款45万元，企业已于8月缴清。"
    )
    assert found == [("恒岭公司", "罚款", "已执行", 450000, None)]


def test_numbered_lines_of_a_follow_up_without_divisions():
    text = (
        "镇岭县“8·3”坍塌事故整改评估报告\n\n本报告针对2021年8月3日泼河镇道路施工掩埋事故。2022年11月，县安委办组织评估。\n\n"
        "1.磅岭路桥罚款50万元，已缴。\n2.坤岭监理处罚款10万元，未按20万元执行。\n3.全县在建道路罚款3万元，整改隐患37处。\n\n2022年11月30日\n"
    )
    rows = record(text).tables["sanctions"]
    assert [(r.target_name, int(r.amount_yuan)) for r in rows] == [("磅岭路桥", 500000), ("坤岭监理", 100000)]


def test_denied_measures_are_none():
    for text in ("未给予党纪处分", "企业未与其解除劳动合同", "未暂停执业资格", "未按报告所提记大过处分执行"):
        assert sanction_measures.find(text) == []
        assert sanction_measures.find(text, denied=True)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "经查，县应急管理局对泰岭塑业处以45万元罚款，对其法定代表人金启民处以5.2万元罚款，均已缴清。",
            [("泰岭塑业", "罚款", "已作出", 450000, None), ("金启民", "罚款", "已执行", 52000, None)],
        ),
        (
            "安全员卢启芳由公司给予记过处理；公安机关对现场指挥楼启强以重大责任事故罪立案侦查。",
            [("卢启芳", "内部处分", "已作出", None, None), ("楼启强", "立案侦查", "已作出", None, None)],
        ),
        ("（四）临江镇应急办主任段启锋：党内警告。", [("段启锋", "党内警告", "已作出", None, None)]),
        (
            "一是对泰岭塑业罚款32万元，已缴国库。二是县工信局副局长廖启静被诫勉。三是临江县人民政府向江北市人民政府作出深刻检查。",
            [
                ("泰岭塑业", "罚款", "已执行", 320000, None),
                ("廖启静", "诫勉", "已作出", None, None),
                ("临江县人民政府", "责令书面检查", "已执行", None, None),
            ],
        ),
        (
            "泰岭塑业已与违章操作工人孟启良解除劳动关系。",
            [("孟启良", "解除劳动合同", "已执行", None, None)],
        ),
    ],
)
def test_several_struck_in_one_breath(line, expected):
    assert follow_up(line) == expected


def test_who_acts_on_several_is_the_authority_of_each():
    found = find(
        "泰岭塑业“6·3”事故整改措施落实情况评估报告\n\n2023年6月3日发生事故，1人死亡。\n\n一、责任追究落实情况\n\n"
        "市应急局对远岭公司罚款60万元，对总经理满某罚款4.2万元。\n\n二、整改措施落实情况\n\n已落实。\n"
    )
    assert [(r.target_name, r.authority) for r in found] == [
        ("盐城市大丰区远岭机械有限公司", "市应急局"),
        ("满某", "市应急局"),
    ]


def of_report(*lines):
    return [(row.target_name, row.measure, row.authority) for row in of_items(*lines)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1.责成区港口与口岸局向区政府作出书面检查。", ["区港口与口岸局"]),
        ("（八）白石经济开发区管理委员会向旗人民政府作出深刻书面检查。", ["白石经济开发区管理委员会"]),
        ("（二）建议柳河镇人民政府向柳河县人民政府作出书面检查。", ["柳河镇人民政府"]),
        (
            "三、建议柳河县人民政府向白石市人民政府作出书面检查；柳河镇人民政府、柳河县住房和城乡建设局向柳河县人民政府作出深刻书面检查。",
            ["柳河县人民政府", "柳河镇人民政府", "柳河县住房和城乡建设局"],
        ),
        (
            "柳河区三江街道办事处、柳河区住房城乡建委分别于2022年12月15日、12月19日向柳河区人民政府作出书面检查。",
            ["柳河区三江街道办事处", "柳河区住房城乡建委"],
        ),
    ],
)
def test_each_clause_has_its_own_bodies_that_examine_themselves(line, expected):
    assert [(target, measure) for target, measure, _ in of_report(line)] == [
        (name, "责令书面检查") for name in expected
    ]


@pytest.mark.parametrize(
    ("words", "authority"),
    [
        ("建议由白石市安全生产监督管理局处上一年年收入30%的罚款", "白石市安全生产监督管理局"),
        ("2021年7月9日，将乐县应急管理局作出罚款2万元的行政处罚", "将乐县应急管理局"),
        ("2021年7月9日，于都县应急管理局作出罚款2万元的行政处罚", "于都县应急管理局"),
        ("市住房城乡建委吊销其监理工程师注册证书", "市住房城乡建委"),
        ("建议由县住房和城乡建设局对其进行约谈，并责令限期改正", "县住房和城乡建设局"),
        ("建议由市农机管理总站处500元罚款", "市农机管理总站"),
    ],
)
def test_offices_whose_names_begin_or_end_like_other_words(words, authority):
    assert {who for _, _, who in of_report(f"1.贾某，远岭公司总经理，{words}。")} == {authority}


def test_one_body_of_two_commissions_decides_for_all_above_it():
    found = of_report(
        "1.贾某，柳河镇党委委员、副镇长，建议给予党内警告处分。",
        "2.甄某，柳河县应急管理局科长，建议给予政务记过处分。",
        "以上公职人员由白石市纪委市监委按程序处理。",
    )
    assert [row[2] for row in found] == ["白石市纪委市监委"] * 2


def test_the_office_that_goes_on_acting_is_not_the_one_struck():
    line = (
        "1.白石市渝盛拆迁有限公司，2023年2月14日，白石市应急管理局对其处以人民币壹佰壹拾万元罚款；"
        "市住房城乡建委于2023年3月2日吊销其安全生产许可证。"
    )
    assert [(name, measure) for name, measure, _ in of_report(line)] == [
        ("白石市渝盛拆迁有限公司", "罚款"),
        ("白石市渝盛拆迁有限公司", "吊销证照"),
    ]


def test_a_range_is_a_fine_without_a_sum_where_it_is_proposed():
    proposed = "1.天衡公司，建议由县住房和城乡建设局依据《建设工程安全生产管理条例》第五十七条处十万元以上三十万元以下罚款，具体金额由该局裁量。"
    (row,) = of_items(proposed)
    assert (row.measure, row.amount_yuan, row.authority) == ("罚款", None, "县住房和城乡建设局")
    quoted = "《条例》第五十七条规定：未审查施工方案的，责令限期改正；逾期未改正的，处十万元以上三十万元以下的罚款。"
    assert sanction_measures.find(quoted[quoted.index("逾期") :]) == []


def test_an_order_beside_a_fine_is_a_measure_of_its_own():
    assert [m.measure for m in sanction_measures.find("作出责令改正、罚款20万元的行政处罚决定")] == [
        "责令限期改正",
        "罚款",
    ]
    assert [m.measure for m in sanction_measures.find("将其资质等级由乙级降为丙级")] == ["降低资质"]


def test_sentences_of_one_paragraph_turn_to_other_persons():
    line = (
        "远岭公司项目现场负责人甄某平，违规开挖，因涉嫌重大责任事故罪，2021年3月10日被柳河县公安局刑事拘留。"
        "挖掘机驾驶员佘某，违规操作，2021年3月10日被柳河县公安局取保候审。"
        "远岭公司管网巡线员钟某元，未履行巡线职责，建议移送司法机关依法追究刑事责任。"
    )
    assert [(name, measure) for name, measure, _ in of_report(line)] == [
        ("甄某平", "刑事拘留"),
        ("佘某", "取保候审"),
        ("钟某元", "移送司法机关"),
    ]


@pytest.mark.parametrize("second", ["乔慧", "乔某"])
def test_a_semicolon_turns_to_a_colleague(second):
    line = f"7.柳河县应急管理局副局长高志强，监管不力，由县纪委监委给予党内警告处分；工作人员{second}，由柳河县应急管理局进行批评教育。"
    assert [(name, measure) for name, measure, _ in of_report(line)] == [("高志强", "党内警告"), (second, "批评教育")]


def test_no_county_is_taken_for_a_preposition():
    """将乐县, 于都县, 且末县 …: what a name may not begin with must not keep a county's offices out."""
    lines = (VOCAB / "regions.csv").read_text("utf-8").splitlines()[1:]
    names = sorted({line.split(",")[1] for line in lines})
    office = regex.compile(authorities._NAME)
    assert [name for name in names if not office.match(f"{name}应急管理局")] == []
    assert len(names) > 2_000
