"""Who answers for the accident, known by its words: unknown chapter names, lists, tails, follow-ups; all fictional."""

from decimal import Decimal

import pytest

from extractors.accountability_passages import judges, stretch
from tests.helpers import investigation, record, report

FIRM = "盐城市大丰区远岭机械有限公司（以下简称远岭公司），统一社会信用代码91320982MA1ABCDE2X，法定代表人向某山。"


def rows(text, table="sanctions"):
    return record(text).tables[table]


def told(found):
    return [(r.target_name, r.measure) for r in found]


def of_items(*lines, title="三、对事故有关责任人员和责任单位的处理建议"):
    text = investigation(basic=FIRM, sanctions="\n\n".join(lines), course="当班作业。", cause="违章。")
    return text.replace("三、对事故有关责任人员和责任单位的处理建议", title)


@pytest.mark.parametrize(
    "line",
    [
        "（一）向某山，远岭公司经理，建议由柳河县应急管理局处3万元罚款。",
        "⑵远岭公司，由柳河县应急管理局依据《安全生产法》第一百一十四条第一项处40万元罚款。",
        "责成柳河镇人民政府向柳河县人民政府写出深刻检查。",
        "以上两人建议由公安机关依法立案侦查。",
        "贺某，驾驶人，涉嫌交通肇事罪，已于6月2日被批准逮捕。",
    ],
)
def test_a_paragraph_that_judges(line):
    assert judges(line)


@pytest.mark.parametrize(
    "line",
    [
        "远岭公司2021年曾被柳河县应急管理局罚款2万元。",
        "柳河县应急管理局2022年共检查企业40家，立案处罚12起，罚款90万元。",
        "远岭公司要严格考核，对违章人员依法予以处罚。",
        "对瞒报事故的企业，一律依法予以顶格处罚。",
        "《中华人民共和国安全生产法》第九十五条规定：生产经营单位的主要负责人未履行职责的，处上一年年收入40%的罚款。",
        "事故发生后，远岭公司立即启动应急预案。",
    ],
)
def test_a_paragraph_that_does_not_judge(line):
    assert not judges(line)


def test_a_stretch_is_dense():
    judging = "向某山，远岭公司经理，建议由柳河县应急管理局处3万元罚款。"
    assert stretch(["前文。", judging, judging, "后文。"]) == (1, 3)
    assert stretch([judging, *["经过。"] * 9, judging]) is None


@pytest.mark.parametrize("title", ["三、谁来负责", "三、同意对下列人员和单位的处置", "三、怎么交代"])
def test_the_name_of_the_chapter_does_not_matter(title):
    found = rows(
        of_items(
            "1.向某山，远岭公司法定代表人，由盐城市应急管理局处上一年年收入40%的罚款。",
            "2.远岭公司，由盐城市应急管理局处40万元罚款。",
            title=title,
        )
    )
    assert told(found) == [("向某山", "罚款"), ("盐城市大丰区远岭机械有限公司", "罚款")]


def test_a_chapter_known_by_its_words_is_a_section_of_that_part():
    text = of_items("1.向某山，远岭公司经理，建议免予处罚。", "2.贺某，工人，建议给予警告。", title="三、怎么交代")
    assert [s.part for s in report(text).sections if s.heading == "怎么交代"] == ["责任处理"]


def test_measures_for_the_future_are_no_sanctions():
    text = of_items("1.向某山，远岭公司经理，建议由大丰区应急管理局处3万元罚款。").replace(
        "四、事故防范和整改措施", "四、今后怎么办"
    )
    assert told(rows(text)) == [("向某山", "罚款")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "1.苏某，白石镇应急办主任；阿牛某，柳河县应急管理局股长。对上述2人由柳河县纪委监委给予谈话提醒。",
            [("苏某", "谈话提醒", "柳河县纪委监委"), ("阿牛某", "谈话提醒", "柳河县纪委监委")],
        ),
        (
            "1.何某，经营者，负有管理责任；方某，实际控制人，负有直接责任。建议由公安机关对二人立案侦查。",
            [("何某", "立案侦查", "公安机关"), ("方某", "立案侦查", "公安机关")],
        ),
        (
            "1.范某，女，柳河县质量监督站站长；尹某，男，该站监督员。移交柳河县纪委监委按干部管理权限处理。",
            [("范某", "移送纪检监察机关", "柳河县纪委监委"), ("尹某", "移送纪检监察机关", "柳河县纪委监委")],
        ),
        (
            "1.柳河县应急管理局局长王某，诫勉谈话；副局长王某（分管危化），政务警告；危化股股长奇某，政务记过。",
            [("王某", "诫勉", None), ("王某", "政务警告", None), ("奇某", "政务记过", None)],
        ),
        (
            "1.远岭公司作业人员赵某、钱某、苗某，在事故中死亡，不予追究责任。",
            [("赵某", "免予追究责任", None), ("钱某", "免予追究责任", None), ("苗某", "免予追究责任", None)],
        ),
        (
            "1.黄某（经营者）、区某（维修人员）、欧某（站长），3人因涉嫌危险物品肇事罪，2023年9月14日被公安局刑事拘留，"
            "10月20日黄某、区某经检察院批准逮捕，欧某同日转为取保候审。",
            [
                ("黄某", "刑事拘留", "公安局"), ("区某", "刑事拘留", "公安局"), ("欧某", "刑事拘留", "公安局"),
                ("黄某", "逮捕", "检察院"), ("区某", "逮捕", "检察院"), ("欧某", "取保候审", None),
            ],
        ),
    ],
)  # fmt: skip
def test_several_in_one_item(line, expected):
    assert [(r.target_name, r.measure, r.authority) for r in rows(of_items(line))] == expected


def test_an_unnumbered_order_below_a_list_is_its_own():
    found = rows(
        of_items(
            "1.吴某，白石镇副镇长，建议给予诫勉谈话。",
            "责成白石镇人民政府向大丰区人民政府作出深刻书面检查。",
        )
    )
    assert told(found) == [("吴某", "诫勉"), ("白石镇人民政府", "责令书面检查")]


@pytest.mark.parametrize(
    "fact",
    ["明知工人未系安全带不予制止", "对防护装置长期失效不予处理", "对隐患整改通知不予重视"],
)
def test_a_fault_is_no_sparing(fact):
    found = rows(of_items(f"1.徐某，远岭公司班长，{fact}，建议由远岭公司给予降级处理。"))
    assert told(found) == [("徐某", "内部处分")]


@pytest.mark.parametrize(
    ("line", "measure", "authority"),
    [
        ("1.柏某，监理工程师，建议由县住房和城乡建设局依据《建设工程安全生产管理条例》第五十八条的规定处理。", "行政处罚", "县住房和城乡建设局"),
        ("1.潘某，厨师长，处置不当，建议由老地方餐厅自行处理。", "内部处分", "老地方餐厅"),
        ("1.叶某，执行董事，由其所在党组织依纪给予相应处理。", "党纪政务处分", None),
        ("1.王某，二副，移送温州海警机关追究刑事责任。", "移送司法机关", "温州海警机关"),
        ("1.钟某，副矿长，建议撤销其安全生产资格证书。", "暂停或撤销资格", None),
        ("1.龚某，安全总监，建议由远岭公司扣发年终奖8000元。", "内部罚款", "盐城市大丰区远岭机械有限公司"),
        ("1.邓某，投资人，党纪处分由柳河市纪委另行作出。", "党纪政务处分", "柳河市纪委"),
        ("1.捷修燃具维修部，建议由县住房和城乡建设局依法查处。", "行政处罚", "县住房和城乡建设局"),
    ],
)  # fmt: skip
def test_measures_and_who_takes_them(line, measure, authority):
    (row,) = rows(of_items(line))
    assert (row.measure, (row.authority or "").removeprefix("其所在") or None) == (measure, authority)


def test_a_total_of_two_fines_is_no_third():
    found = rows(
        of_items(
            "1.向某山，远岭公司法定代表人，依据《安全生产法》第九十五条第一项，建议处上一年年收入40%的罚款，计贰万柒仟元；"
            "依据该法第一百一十条第一款，建议处上一年年收入100%的罚款，计玖万元。合计罚款壹拾壹万柒仟元。以上由大丰区应急管理局实施。"
        )
    )
    assert [r.amount_yuan for r in found] == [Decimal(27000), Decimal(90000)]
    assert {r.authority for r in found} == {"大丰区应急管理局"}


def test_what_a_bracket_behind_the_measure_says():
    (row,) = rows(of_items("1.白石镇应急办副主任伍某，给予政务记过处分（已于2023年12月28日宣布）。"))
    assert (row.status, str(row.decided_on)) == ("已作出", "2023-12-28")


def test_a_unit_without_description_that_is_punished_has_a_row():
    text = of_items("1.临岭检测有限公司，建议由盐城市市场监督管理局处12万元罚款。")
    (row,) = rows(text)
    assert row.org_id in {o.org_id for o in rows(text, "organizations") if o.name == row.target_name}


FOLLOW_UP = """盐城市大丰区远岭机械有限公司“6·12”机械伤害事故整改措施落实情况评估报告

2023年6月12日，盐城市大丰区远岭机械有限公司（以下简称远岭公司）发生一起机械伤害事故，造成1人死亡。

一、评估工作开展情况

评估组查阅了资料。

二、责任追究落实情况

{told}

三、防范措施落实情况

远岭公司已整改。
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "1.冀某，白石镇应急办主任（事业编制）。调查报告建议政务记过，大丰区纪委监委综合考量后，2023年11月9日给予政务记大过处分。",
            [("冀某", "政务记大过", "已作出", "大丰区纪委监委")],
        ),
        (
            "1.路某，远岭公司安全科科长。检察院作出不起诉决定，建议行政处罚。2023年11月2日，大丰区应急管理局对其罚款2.1万元，已缴清。",
            [("路某", "罚款", "已执行", "大丰区应急管理局")],
        ),
        (
            "1.远岭公司。大丰区应急管理局2023年11月8日罚款叁拾贰万元，已缴纳20万元，剩余12万元经批准延期。",
            [("盐城市大丰区远岭机械有限公司", "罚款", "已作出", "大丰区应急管理局")],
        ),
    ],
)
def test_follow_ups_tell_what_was_done_in_place_of_the_proposal(line, expected):
    found = rows(FOLLOW_UP.format(told=line))
    assert [(r.target_name, r.measure, r.status, r.authority) for r in found] == expected


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        ("16时05分，于某江抢救无效死亡。", [("于某江", True)]),
        ("顶板垮落，罗某被埋，朱某、吉克某某被砸伤。", [("朱某", False), ("吉克某某", False)]),
        ("9月15日，潜水员在机舱内找到蔡×勇遗体。至9月21日，陈×生、连××仍无踪迹。", [("蔡×勇", True), ("陈×生", None), ("连××", None)]),
        ("孔某强被翻板碰撞，左前臂骨折。孔某强已出院。", [("孔某强", False)]),
        ("客车驾驶人为买某某（已死亡）。", [("买某某", True)]),
        ("王某将机器停下，转身离开。", []),
        ("江某向调度室汇报，工作面有人受伤，脸部有血。", []),
    ],
)  # fmt: skip
def test_victims_whom_only_the_story_names(course, expected):
    text = investigation(course=course, sanctions="责成白石镇人民政府向大丰区人民政府作出书面检查。")
    found = [(p.name, p.is_deceased) for p in rows(text, "persons")]
    assert [f for f in found if f[1] is not None or f in expected] == [e for e in expected if e in found]
    assert {name for name, dead in expected if dead is not None} <= {name for name, _ in found}


def test_the_post_before_a_list_of_names():
    text = investigation(
        course="当班爬架工缪某、孔某强到场。孔某强被翻板碰撞，左前臂骨折。",
        sanctions="责成白石镇人民政府向大丰区人民政府作出书面检查。",
    )
    assert [(p.name, p.position) for p in rows(text, "persons")] == [("孔某强", "爬架工")]


@pytest.mark.parametrize(
    ("basic", "name", "expected"),
    [
        ("〖运维单位〗临岭电力技术服务有限公司（下称临岭技术），法定代表人贾某，成立于2017年10月。", "临岭电力技术服务有限公司", ("贾某", "2017-10-01", None)),
        ("项目部系温岭建峰矿山工程有限公司（统一社会信用代码：91330327749213139E，法定代表人：缪某波）派驻机构。", "温岭建峰矿山工程有限公司", ("缪某波", None, None)),
        ("临江县顺捷快运部为个体工商户，注册日期：2019年11月5日，经营者：何某，实际由何某丈夫方某控制。", "临江县顺捷快运部", ("何某", "2019-11-05", "方某")),
    ],
)  # fmt: skip
def test_organisations_described_in_other_manners(basic, name, expected):
    (found,) = [o for o in rows(investigation(basic=basic), "organizations") if o.name == name]
    day = str(found.registered_on) if found.registered_on else None
    assert (found.legal_representative, day, found.actual_controller) == expected


def test_a_firm_called_without_a_word_of_its_name_is_one_body():
    text = investigation(
        basic="万载县鸿岭出口花炮厂，个人独资企业，法定代表人邓某，成立于2003年9月9日。",
        sanctions="1.鸿岭花炮厂，建议由白石市应急管理局处70万元罚款。",
    )
    assert [r.target_name for r in rows(text)] == ["万载县鸿岭出口花炮厂"]
