"""Sanctions that are told as done, in reports, follow-ups and circulars; and objects of a sentence. All fictional."""

import pytest

from tests.helpers import NAME, investigation, record

FIRMS = "江苏省盐城市大丰区远岭机械有限公司（以下简称远岭公司）为事故单位。盐城兴隆监理有限公司（以下简称兴隆公司）为监理单位。"


def rows(text):
    return record(text).tables["sanctions"]


def told(*lines):
    return rows(investigation(basic=FIRMS, sanctions="\n\n".join(lines)))


def followed(*lines):
    lead = "2023年6月12日，盐城市大丰区远岭机械有限公司（以下简称“远岭公司”）发生机械伤害事故，造成1人死亡。"
    return rows(
        f"{NAME}防范和整改措施落实情况评估报告\n\n{lead}\n\n一、评估工作开展情况\n\n查阅资料。\n\n二、责任追究落实情况\n\n"
        + "\n\n".join(lines)
        + "\n\n三、评估意见\n\n已落实。\n"
    )


def said(found):
    return [(r.target_name, r.measure, r.status, r.authority, r.decided_on and str(r.decided_on)) for r in found]


FULL = "盐城市大丰区远岭机械有限公司"


def test_whom_a_dated_sentence_strikes_is_no_authority():
    """于X日对远岭公司作出罚款: the firm is the object; read as the subject it would have fined its own people."""
    found = followed(
        "1.远岭公司。大丰区应急管理局依据有关规定，于2024年2月6日对远岭公司作出罚款62万元的行政处罚，罚款已缴清。"
    )
    assert said(found) == [(FULL, "罚款", "已执行", "大丰区应急管理局", "2024-02-06")]


def test_the_dead_are_not_pursued():
    found = followed("1.石某，远岭公司作业人员，违章作业，因在事故中死亡，未追究其责任。")
    assert [(r.target_name, r.measure) for r in found] == [("石某", "免予追究责任")]


def test_a_number_before_a_year_is_an_items_mark():
    found = followed(
        "1.大丰区应急管理局已于2023年10月20日向大丰区人民政府作出书面检查。",
        "2.2023年12月20日，盐城市应急管理局将远岭公司列入安全生产严重失信主体名单，实施联合惩戒。",
    )
    assert said(found) == [
        ("大丰区应急管理局", "责令书面检查", "已执行", "大丰区人民政府", "2023-10-20"),
        (FULL, "联合惩戒", "已作出", "盐城市应急管理局", "2023-12-20"),
    ]


@pytest.mark.parametrize(
    ("line", "status", "day"),
    [
        ("2024年4月12日，大丰区应急管理局对其作出罚款35万元的行政处罚决定。", "已作出", "2024-04-12"),
        ("建议由大丰区应急管理局对其处以罚款35万元。", "建议", None),
        ("2024年4月12日大丰区应急管理局对其检查时发现隐患，建议处以罚款35万元。", "建议", None),
    ],
)
def test_a_deed_with_its_day_in_a_report(line, status, day):
    (row,) = told(f"1.远岭公司，对事故发生负有责任。{line}")
    assert (row.measure, row.status, row.decided_on and str(row.decided_on)) == ("罚款", status, day)


@pytest.mark.parametrize(
    ("words", "name", "measure"),
    [
        ("给予大丰区应急管理局副局长杜某党内警告处分；", "杜某", "党内警告"),
        ("给予大丰区应急管理局副局长党某锋党内严重警告处分；", "党某锋", "党内严重警告"),
        ("给予大丰区应急管理局科长李某军政务记过处分；", "李某军", "政务记过"),
        ("给予大丰区应急管理局科长弥某政务记大过处分；", "弥某", "政务记大过"),
        ("给予大丰区应急管理局科长张某诫勉；", "张某", "诫勉"),
    ],
)
def test_the_measure_follows_the_name_at_once(words, name, measure):
    found = told("（一）给予党纪政务处分的人员", f"1.{words}")
    assert [(r.target_name, r.measure) for r in found] == [(name, measure)]


def test_officers_of_the_unit_before():
    found = told(
        "大丰区建设工程质量安全监督站对起重机械监督不到位，建议其向大丰区住房和城乡建设局作出书面检查；"
        "该站监督员李泽锋、吴俊贤2人的履职问题线索，移交大丰区纪委监委依规依纪处理。"
    )
    assert [(r.target_name, r.measure) for r in found] == [
        ("大丰区建设工程质量安全监督站", "责令书面检查"),
        ("李泽锋", "移送纪检监察机关"),
        ("吴俊贤", "移送纪检监察机关"),
    ]


def test_an_order_behind_a_measure_is_of_the_same_authority():
    found = told("1.兴隆公司，监理不到位，建议由大丰区住房和城乡建设局对其进行约谈，责令限期整改。")
    assert [(r.measure, r.authority) for r in found] == [
        ("约谈", "大丰区住房和城乡建设局"),
        ("责令限期改正", "大丰区住房和城乡建设局"),
    ]


CIRCULAR = """关于近期两起生产安全事故情况的通报

各乡镇人民政府，县安委会各成员单位：

近期，全县发生2起事故，造成2人死亡。现通报如下：

一、事故基本情况

（一）“5·6”机械伤害事故

5月6日，柳河县远岭机械有限公司1名工人被卷入。

（二）“5·19”运输事故

5月19日，柳河县石沟煤矿1名工人被挤压。

二、存在的主要问题

企业责任不落实，应依法给予处罚。

三、{heading}

{dealt}

四、工作要求

各单位要举一反三，对不落实的单位予以通报批评。

柳河县安全生产委员会办公室

2024年6月10日
"""
DEALT = (
    "县应急管理局于6月3日对柳河县远岭机械有限公司处以罚款35万元，并对柳河县石沟煤矿责令停产整顿。县安委办对白石镇人民政府予以"
    "通报批评。县应急管理局12月1日对柳河县石沟煤矿进行了约谈。建议对其他单位给予处罚。"
)


def test_a_circular_tells_what_was_done_to_whom():
    found = rows(CIRCULAR.format(heading="处理情况", dealt=DEALT))
    assert said(found) == [
        ("柳河县远岭机械有限公司", "罚款", "已作出", "县应急管理局", "2024-06-03"),
        ("柳河县石沟煤矿", "责令停产停业", "已作出", "县应急管理局", "2024-06-03"),
        ("白石镇人民政府", "通报批评", "已作出", "县安委办", None),
        ("柳河县石沟煤矿", "约谈", "已执行", "县应急管理局", "2023-12-01"),
    ]
    assert {r.accident_id for r in found} == {None}


def test_a_circular_that_demands_sanctions_tells_of_none():
    assert rows(CIRCULAR.format(heading="有关要求", dealt=DEALT)) == ()


def test_the_divisions_of_a_circular():
    sections = record(CIRCULAR.format(heading="处理情况", dealt=DEALT)).tables["sections"]
    assert [(s.heading, s.part) for s in sections if s.level == 1] == [
        ("事故基本情况", "基本情况"),
        ("存在的主要问题", "存在问题"),
        ("处理情况", "工作要求"),
        ("工作要求", "工作要求"),
    ]


def test_items_of_units_in_one_paragraph():
    found = told(
        "（一）对责任单位的处理建议。1.远岭公司，未落实主体责任，建议由大丰区应急管理局处35万元罚款。2.兴隆公司，监理不到位，建议由大丰区住房和城乡建设局处20万元罚款。"
    )
    assert [(r.target_name, r.measure, int(r.amount_yuan)) for r in found] == [
        ("江苏省盐城市大丰区远岭机械有限公司", "罚款", 350000),
        ("盐城兴隆监理有限公司", "罚款", 200000),
    ]


def test_discipline_under_a_heading_on_the_firm():
    found = told("（一）建议由企业内部处理人员", "1.迟某伟，远岭公司车间主任，对违章作业失察，建议给予撤职处分。")
    assert [(r.target_name, r.measure) for r in found] == [("迟某伟", "内部处分")]


def test_who_has_a_party_is_a_person_whatever_the_surname():
    found = told("1.玉家宁，中共党员，远岭公司董事长，对事故负有领导责任，建议由大丰区应急管理局给予约谈。")
    assert [(r.target_name, r.measure) for r in found] == [("玉家宁", "约谈")]


APPROVAL = """柳河县人民政府关于柳河县远岭机械有限公司“8·27”一般灼烫事故调查报告的批复

柳政函〔2023〕18号

县应急管理局：

你局关于批准事故调查报告的请示收悉。现批复如下：

一、关于事故性质

2023年8月27日1时36分，柳河县远岭机械有限公司发生灼烫事故，造成1人死亡。同意调查组的认定，该起事故是一起生产安全责任事故。

二、关于对责任人员的处理

同意将柳河县远岭机械有限公司熔炼车间主任佟立民、设备科科长卢海涛移送司法机关处理。炉前班班长丁宝库对事故发生负有直接责任，鉴于其在事故中死亡，免予追究责任。

同意对柳河县远岭机械有限公司总经理霍振国，由县应急管理局处罚款人民币5万元；对副总经理尹春雷，由县应急管理局处罚款人民币2万元。

同意由纪检监察机关按照干部管理权限，给予柳河县应急管理局副局长葛洪涛政务记过处分，给予柳河县应急管理局科长曲晓东党内警告处分，对白石镇副镇长韩志学进行诫勉谈话。

三、关于对责任单位的处理

同意对柳河县远岭机械有限公司，由县应急管理局处人民币50万元的罚款；对柳河宏达维修有限公司，由县市场监督管理局处人民币8万元的罚款。

柳河县人民政府

2023年12月15日
"""


def test_an_approval_that_agrees_by_full_names():
    found = rows(APPROVAL)
    assert [(r.target_name, r.measure, r.amount_yuan and int(r.amount_yuan)) for r in found] == [
        ("佟立民", "移送司法机关", None),
        ("卢海涛", "移送司法机关", None),
        ("丁宝库", "免予追究责任", None),
        ("霍振国", "罚款", 50000),
        ("尹春雷", "罚款", 20000),
        ("葛洪涛", "政务记过", None),
        ("曲晓东", "党内警告", None),
        ("韩志学", "诫勉", None),
        ("柳河县远岭机械有限公司", "罚款", 500000),
        ("柳河宏达维修有限公司", "罚款", 80000),
    ]
