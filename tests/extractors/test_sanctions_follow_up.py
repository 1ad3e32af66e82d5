"""Penalties made public as forms, items with 原建议 and 核查, follow-ups in plain prose. All fictional."""

import pytest

from extractors.answered_items import is_label
from tests.extractors.test_sanctions_told import FULL, followed, said
from tests.helpers import record

TITLE = f"{FULL}“6·12”一般机械伤害事故处罚和问责结果公开"
LEAD = "2023年6月12日9时许，盐城市大丰区远岭机械有限公司冲压车间发生机械伤害事故，造成1人死亡。现将处罚结果公开如下。"


def published(*lines):
    return record("\n\n".join([TITLE, LEAD, *lines])).tables["sanctions"]


FORM = [
    "一、行政处罚",
    f"（一）被处罚单位：{FULL}",
    "法定代表人：廖文海",
    "违法事实：未对冲床进行检查，违反《中华人民共和国安全生产法》第三十六条。",
    "处罚依据：《中华人民共和国安全生产法》第一百一十四条第一项",
    "处罚内容：责令停产整顿，罚款人民币40万元",
    "决定日期：2024年3月5日",
    "决定机关：大丰区应急管理局",
]


def test_a_form_gives_basis_day_and_authority():
    found = published(
        *FORM, "（二）被处罚人：廖文海（该公司经理）", "处罚内容：罚款2万元", "履行情况：2024年4月1日履行完毕"
    )
    assert said(found) == [
        (FULL, "责令停产停业", "已作出", "大丰区应急管理局", "2024-03-05"),
        (FULL, "罚款", "已作出", "大丰区应急管理局", "2024-03-05"),
        ("廖文海", "罚款", "已执行", None, None),
    ]
    assert [b.article for b in found[1].basis] == [36, 114]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("已全部缴清", "已执行"), ("尚在分期缴纳，已缴10万元", "已作出"), ("执行完毕", "已执行"), ("逾期未缴", "已作出")],
)
def test_how_a_penalty_was_met(outcome, status):
    assert {s.status for s in published(*FORM, f"履行情况：{outcome}")} == {status}


def test_a_form_in_one_line():
    line = f"被处罚单位：{FULL}；处罚内容：罚款3万元；决定机关：大丰区应急管理局"
    assert said(published("一、行政处罚", line)) == [(FULL, "罚款", "已作出", "大丰区应急管理局", None)]


def test_who_decided_does_not_employ_the_one_who_is_punished():
    lines = ("一、行政处罚", "被处罚人：廖文海", "处罚内容：罚款2万元", "决定机关：大丰区应急管理局")
    found = record("\n\n".join([TITLE, LEAD, *lines])).tables
    assert [(p.name, p.organization) for p in found["persons"]] == [("廖文海", None)]
    assert [s.authority for s in found["sanctions"]] == ["大丰区应急管理局"]


def test_several_units_of_one_form_are_not_told_apart():
    form = ("被处罚单位：盐城宏图机械有限公司、盐城石桥劳务有限公司", "处罚内容：分别罚款3万元、4万元")
    later = ("被处罚人：廖文海、石国强", "处罚内容：分别罚款1万元、2万元")
    found = published("一、行政处罚", *form, *later)
    assert [(s.target_name, int(s.amount_yuan)) for s in found] == [("廖文海", 10000), ("石国强", 20000)]


def test_all_penalties_of_a_form():
    found = published(
        "一、行政处罚",
        "被处罚人：廖文海",
        "处罚种类：警告、罚款",
        "处罚内容：给予警告",
        "处罚内容：罚款2万元",
        "决定日期：2024年3月5日",
    )
    assert [(s.measure, str(s.decided_on)) for s in found] == [("警告", "2024-03-05"), ("罚款", "2024-03-05")]


def test_a_second_decision_has_no_part_in_the_first():
    line = "被处罚人：廖文海；处罚内容：罚款2万元；决定机关：大丰区应急管理局；被处罚人：石国强；处罚内容：罚款3万元；决定机关：盐城市公安局"
    assert said(published("一、行政处罚", line))[:1] == [("廖文海", "罚款", "已作出", "大丰区应急管理局", None)]
    assert all(s.authority != "大丰区应急管理局" for s in published("一、行政处罚", line)[1:])


def test_labels_without_a_penalty_are_no_form():
    assert published("一、当事人情况", "当事人：廖文海", "住址：盐城市大丰区") == ()


def test_a_body_named_once_decides_all_that_follow():
    found = published(
        "一、党纪政务处分",
        "大丰区纪委监委对3名公职人员进行了问责：大丰区应急管理局党组成员、副局长施某受到党内警告处分；白驹镇副镇长石某受到政务警告处分。"
        "大丰区应急管理局就此向大丰区人民政府作出书面检查。",
    )
    assert [s[:4] for s in said(found)] == [
        ("施某", "党内警告", "已作出", "大丰区纪委监委"),
        ("石某", "政务警告", "已作出", "大丰区纪委监委"),
        ("大丰区应急管理局", "责令书面检查", "已执行", "大丰区人民政府"),
    ]


def test_the_day_of_what_was_decided_together():
    found = followed(
        "大丰区纪委监委于2024年5月9日作出决定：给予白驹镇党委委员、副镇长施文彬政务记过处分；对大丰区应急管理局副局长石国强予以诫勉。"
    )
    assert said(found) == [
        ("施文彬", "政务记过", "已作出", "大丰区纪委监委", "2024-05-09"),
        ("石国强", "诫勉", "已作出", "大丰区纪委监委", "2024-05-09"),
    ]


def test_what_was_proposed_and_done_is_said_of_the_items_person():
    found = followed(
        "1.廖文海，远岭公司总经理，负主要领导责任。",
        "原建议：由大丰区应急管理局处上一年年收入40%的罚款；由远岭公司撤销其副经理职务。",
        "核查：大丰区应急管理局原拟罚款三万元，因其申辩部分成立，实罚1.6万元，依据为《中华人民共和国安全生产法》第九十五条，罚款已缴清。",
        "2.施某（大丰区应急管理局科长）",
        "原建议：批评教育。核查：局长于2024年7月3日与其谈话，进行了批评教育。",
    )
    assert {s.target_name for s in found} == {"廖文海", "施某"}
    fine = next(s for s in found if s.measure == "罚款")
    assert (int(fine.amount_yuan), [b.article for b in fine.basis]) == (16000, [95])
    assert next(s.status for s in found if s.measure == "内部处分") == "建议"
    assert next((s.status, str(s.decided_on)) for s in found if s.target_name == "施某") == ("已执行", "2024-07-03")


def test_what_is_only_said_to_be_done_answers_what_was_proposed():
    found = followed(
        "1.施某，远岭公司操作工。", "处理建议：由远岭公司罚款2000元。", "落实情况：公司已于2024年7月从其工资中扣缴。"
    )
    assert [(s.target_name, s.measure, s.status) for s in found] == [("施某", "内部罚款", "已执行")]


@pytest.mark.parametrize("words", ["原建议：罚款。", "核查：已缴清。", "落实情况：已执行。", "报告处理建议：警告。"])
def test_labels(words):
    assert is_label(words)


def test_a_name_before_a_label_is_none():
    assert not is_label("廖文海：远岭公司经理。")


def test_a_sentence_on_another_is_not_said_of_the_one_before_it():
    found = followed(
        "大丰区纪委监委对施文彬予以诫勉。调查报告对白驹镇党委书记石国强的意见是党内严重警告，经复核给予党内警告。"
        "大丰区住建局的廖某、甘某两名工作人员由所在单位批评教育。"
    )
    assert {(s.target_name, s.measure) for s in found if s.status != "建议"} == {
        ("施文彬", "诫勉"),
        ("石国强", "党内警告"),
        ("廖某", "批评教育"),
        ("甘某", "批评教育"),
    }


def test_a_follow_up_in_plain_prose():
    """Only what was done after the accident, each on whom its sentence names."""
    found = record(
        f"{FULL}“6·12”一般机械伤害事故整改落实评估情况\n\n"
        "2023年6月12日，盐城市大丰区远岭机械有限公司发生机械伤害事故，造成1人死亡。\n\n"
        "先看处理。对于事故企业，大丰区应急管理局于2024年1月4日开出40万元的罚单，依据是《中华人民共和国安全生产法》第一百一十四条，企业已缴清；"
        "此前监管部门对该企业罚款8000元，与本起事故无关。对企业主要负责人廖文海，大丰区应急管理局处以2万元的罚款。"
        "廖文海还被大丰区人民法院判处有期徒刑一年。白驹镇党委书记施国强受到诫勉，分管副镇长石明受到政务记过处分。"
        "盐城宏图安全评价有限公司在评价报告中漏写风险，大丰区应急管理局没收其违法所得3万元；江苏省应急管理厅同时对该公司给予警告。\n\n"
        "再看整改。白驹镇检查企业11家、罚款36万元。对弄虚作假的，按照有关规定处以罚款。\n"
    ).tables["sanctions"]
    assert [(s.target_name, s.measure, s.authority) for s in found] == [
        (FULL, "罚款", "大丰区应急管理局"),
        ("廖文海", "罚款", "大丰区应急管理局"),
        ("廖文海", "判处刑罚", "大丰区人民法院"),
        ("施国强", "诫勉", None),
        ("石明", "政务记过", None),
        ("盐城宏图安全评价有限公司", "没收违法所得", "大丰区应急管理局"),
        ("盐城宏图安全评价有限公司", "警告", "江苏省应急管理厅"),
    ]
    assert [b.article for b in found[0].basis] == [114]


def test_what_the_end_of_a_paragraph_says_of_all():
    found = followed(
        "大丰区应急管理局对远岭公司处以罚款二十万元；对廖文海处以罚款2万元。两笔罚款均于2024年7月3日缴清。",
        "白驹镇党委书记施国强受到党内警告处分，副镇长石明受到政务记过处分。上述处分决定都是2024年3月印发的。",
    )
    assert [(s.measure, s.status, str(s.decided_on)) for s in found] == [
        ("罚款", "已执行", "2024-07-03"),
        ("罚款", "已执行", "2024-07-03"),
        ("党内警告", "已作出", "2024-03-01"),
        ("政务记过", "已作出", "2024-03-01"),
    ]


def test_recommendations_that_prose_quotes():
    found = record(
        f"{FULL}“6·12”一般机械伤害事故整改落实评估情况\n\n"
        "2023年6月12日，盐城市大丰区远岭机械有限公司发生机械伤害事故，造成1人死亡。\n\n"
        "报告提了三条建议。第一条建议是“远岭公司给全部冲床加装光电保护装置”。企业已为8台冲床加装，已经做到。"
        "第二条建议是“白驹镇每季度开展一次专项检查”。该镇有两个季度没有检查，只能算部分做到。"
        "第三条建议是“区应急管理局统一考核班组长”。这项工作还没有开始。\n"
    ).tables["measures"]
    assert [(m.text, m.status) for m in found] == [
        ("远岭公司给全部冲床加装光电保护装置", "已落实"),
        ("白驹镇每季度开展一次专项检查", "部分落实"),
        ("区应急管理局统一考核班组长", "未落实"),
    ]


PROSE = (
    f"{FULL}“6·12”一般机械伤害事故整改落实评估情况\n\n"
    "2023年6月12日，盐城市大丰区远岭机械有限公司（以下简称“远岭公司”）发生机械伤害事故，造成1人死亡。\n\n"
)


def test_the_sentence_before_a_colon_is_no_employer():
    told = "区监委对3名公职人员进行了追责：区住建局副局长施某受到政务警告处分，科员石某受到诫勉。"
    assert {p.name: p.organization for p in record(f"{PROSE}{told}\n").tables["persons"]}["石某"] is None


@pytest.mark.parametrize(
    "earlier",
    [
        "2021年，大丰区应急管理局对远岭公司罚款5万元。款项已缴清。",
        "2023年5月8日大丰区应急管理局对远岭公司罚款5万元。",
        "大丰区应急管理局2022年对远岭公司罚款5万元。",
    ],
)
def test_a_penalty_before_the_accident_is_another_affairs(earlier):
    later = "2024年1月5日，大丰区应急管理局对远岭公司罚款40万元。对企业主要负责人廖文海，大丰区应急管理局按其2022年的收入处以2万元的罚款。"
    found = record(f"{PROSE}{earlier}{later}\n").tables["sanctions"]
    assert [int(s.amount_yuan) for s in found] == [400000, 20000]


def test_a_verdict_on_another_is_not_the_items():
    found = followed(
        "1.石国强，远岭公司总经理。",
        "原建议：处3万元罚款。",
        "核查：大丰区应急管理局于2023年9月1日对其罚款3万元，同时对公司副经理王某罚款2万元。",
    )
    sums = {s.amount_yuan and int(s.amount_yuan) for s in found if s.target_name == "石国强"}
    assert sums == {30000}
