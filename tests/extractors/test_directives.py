"""Notices: what they order, of whom, by when; to whom they go."""

import datetime as dt

import pytest

from tests.helpers import document_facts, record

HEAD = "柳河县人民政府安全生产委员会文件\n\n柳安委〔2023〕7号\n\n关于做好夏季安全生产工作的通知\n\n各乡镇人民政府，县直各有关部门，各有关企业：\n\n为防范事故，现就有关事项通知如下：\n\n"
FOOT = "\n\n柳河县人民政府安全生产委员会\n\n2023年5月16日\n\n抄送：县委办公室，县人大常委会办公室。\n"


NEXT = "\n\n（二）强化宣传。广泛开展安全生产月活动。\n\n二、加强值守\n\n严格执行二十四小时值班制度。"


def rows(body: str):
    return record(HEAD + body + FOOT).tables["directives"]


def first(words: str):
    """The directive of the first item of a notice."""
    return rows(f"一、工作任务\n\n（一）{words}{NEXT}")[0]


def test_one_directive_for_each_lowest_item():
    found = rows(
        "一、压实责任\n\n（一）压实部门责任。各部门要每月研究一次安全生产工作。\n\n（二）压实企业责任。企业要开展全员培训。\n\n二、强化整治\n\n1.开展有限空间专项检查。\n\n2.开展脚手架专项检查，一是查方案，二是查交底。\n\n三、加强值守\n\n严格执行二十四小时值班制度，遇有险情立即报告。"
    )
    assert [(r.path, r.text) for r in found] == [
        (["压实责任"], "压实部门责任。各部门要每月研究一次安全生产工作。"),
        (["压实责任"], "压实企业责任。企业要开展全员培训。"),
        (["强化整治"], "开展有限空间专项检查。"),
        (["强化整治"], "开展脚手架专项检查，一是查方案，二是查交底。"),
        (["加强值守"], "严格执行二十四小时值班制度，遇有险情立即报告。"),
    ]


def test_sector_paragraphs():
    found = rows(
        "一、突出重点行业领域\n\n煤矿：严格落实瓦斯治理措施，严禁超能力生产。\n\n非煤矿山：开展尾矿库汛前检查。\n\n道路交通领域：紧盯农村客运班车。\n\n林草：做好火源管控和巡护值守。\n\n二、加强值守\n\n严格执行二十四小时值班制度。"
    )
    assert [r.sector for r in found] == ["煤矿", "非煤矿山", "道路交通领域", "林草", None]
    assert found[0].path == ["突出重点行业领域"]


DEADLINES = [
    ("6月底前，各乡镇完成隐患排查。", dt.date(2023, 6, 30), "6月底前"),
    ("请于2023年7月15日前将工作方案报县安委办。", dt.date(2023, 7, 15), "2023年7月15日前"),
    ("各企业年底前全部完成联锁改造。", dt.date(2023, 12, 31), "年底前"),
    ("三季度前完成燃气管网普查。", dt.date(2023, 9, 30), "三季度前"),
    ("2月底前完成年度总结报送。", dt.date(2024, 2, 29), "2月底前"),
    ("每月25日前报送进展情况。", None, "每月25日前"),
    ("上半年以前完成预案修订工作。", dt.date(2023, 6, 30), "上半年以前"),
]


@pytest.mark.parametrize(("words", "day", "said"), DEADLINES, ids=[s for _, _, s in DEADLINES])
def test_deadlines(words, day, said):
    row = first(words)
    assert (row.deadline, row.deadline_text) == (day, said)


@pytest.mark.parametrize(
    "words", ["作业前必须通风检测。", "对2020年以前建成的厂房逐一排查。", "事故前的检查记录一并移交。"]
)
def test_what_sets_no_deadline(words):
    row = first(words)
    assert (row.deadline, row.deadline_text) == (None, None)


BODIES = [
    ("开展专项整治。（责任单位：县住房和城乡建设局、各乡镇人民政府）", ["县住房和城乡建设局", "各乡镇人民政府"]),
    ("由县应急管理局牵头，开展联合检查。", ["县应急管理局"]),
    ("县消防救援大队要对人员密集场所开展检查。", ["县消防救援大队"]),
    ("牵头单位：县公安局；配合单位：县交通运输局", ["县公安局", "县交通运输局"]),
    ("加强安全教育，提升能力。", []),
]


@pytest.mark.parametrize(("words", "bodies"), BODIES, ids=[w[:10] for w, _ in BODIES])
def test_responsible_bodies(words, bodies):
    row = first(words)
    assert row.responsible == bodies


def test_accidents_that_a_notice_tells_are_no_orders():
    found = rows(
        "一、基本情况\n\n2023年4月2日，向阳镇一处工地发生高处坠落事故，造成1人死亡。\n\n二、有关要求\n\n各单位要立即开展高处作业专项检查。"
    )
    assert [r.text for r in found] == ["各单位要立即开展高处作业专项检查。"]


def test_other_documents_order_nothing():
    assert record("柳河县“3·4”高处坠落事故调查报告\n\n2023年3月4日，发生事故。\n").tables["directives"] == ()


def test_addressees_and_copies():
    facts = document_facts(HEAD + "一、压实责任\n\n各部门要研究安全生产工作。" + FOOT)
    assert facts.get("recipients") == ["各乡镇人民政府", "县直各有关部门", "各有关企业"]
    assert facts.get("copied_to") == ["县委办公室", "县人大常委会办公室"]
    assert facts.get("doc_number") == "柳安委〔2023〕7号"


def test_a_list_of_places_is_one_addressee():
    text = HEAD.replace("各乡镇人民政府，县直各有关部门，各有关企业", "各县、市、区人民政府，市直各局、委")
    assert document_facts(text + "一、压实责任\n\n各部门要研究安全生产工作。" + FOOT).get("recipients") == [
        "各县、市、区人民政府",
        "市直各局、委",
    ]


def test_an_introduction_that_ends_with_a_colon_is_no_addressee():
    text = HEAD.replace("各乡镇人民政府，县直各有关部门，各有关企业：\n\n", "")
    assert document_facts(text + FOOT).get("recipients") is None


def test_a_number_before_a_date_is_a_number():
    found = rows(
        "一、工作任务\n\n（一）煤矿。1.严格执行带班下井制度。2.12月31日前完成斜巷运输系统专项检查。3.严禁以检修名义组织生产。"
    )
    assert [r.text for r in found] == [
        "严格执行带班下井制度。",
        "12月31日前完成斜巷运输系统专项检查。",
        "严禁以检修名义组织生产。",
    ]
    assert found[1].deadline == dt.date(2023, 12, 31)


def test_a_scope_orders_nothing_and_a_heading_that_is_a_sentence_does():
    found = rows(
        "1.整治范围\n\n全县排水管网、检查井。\n\n2.有关要求\n\n2.1 对检查井逐一登记造册。\n\n2.2 整治情况纳入年度考核。"
    )
    assert [r.text.rstrip("。") for r in found] == ["对检查井逐一登记造册", "整治情况纳入年度考核"]
