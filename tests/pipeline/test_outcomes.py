"""Recommended sanctions beside what the evaluation says became of them; fictional persons and firms."""

from decimal import Decimal

import pytest

from pipeline.link_facts import Unit
from pipeline.outcomes import Side, compatible, outcomes
from schemas.records_accountability import SanctionRow
from schemas.vocabularies import MEASURES_OF

CATEGORY = {measure: category for category, measures in MEASURES_OF.items() for measure in measures}
FIRM = "盐城远岭机械有限公司"
UNITS = (Unit(FIRM, ("远岭公司",), "事故发生单位"),)


def sanction(side, number, name, measure, *, status=None, yuan=None, ratio=None, org=None, post=None, person=None):
    firm = name.endswith("公司")
    return SanctionRow(
        sanction_id=f"{side}-x{number:03}",
        doc_id=side,
        target_kind="organization" if firm else "person",
        person_id=None if firm else f"{side}-{person or name}",
        org_id=None,
        target_name=name,
        target_organization=org,
        target_position=post,
        category=CATEGORY[measure],
        measure=measure,
        status=status or ("建议" if side == "r" else "已作出"),
        amount_yuan=Decimal(yuan) if yuan else None,
        income_ratio=ratio,
    )


def found(wanted, given):
    """Outcome and the evaluation's measure for each recommended sanction, by its place."""
    rows = outcomes(
        "a",
        [Side("r", [sanction("r", i, *a, **k) for i, (a, k) in enumerate(wanted)], UNITS)],
        [Side("e", [sanction("e", i, *a, **k) for i, (a, k) in enumerate(given)], UNITS)],
    )
    return [(row.outcome, row.evaluation_measure) for row in rows]


def one(wanted, given):
    """The outcome for one recommended sanction and one in the evaluation."""
    return found([wanted], [given])[0][0]


def item(*args, **options):
    return args, options


@pytest.mark.parametrize(
    ("wanted", "given", "outcome"),
    [
        (item(FIRM, "罚款", yuan="300000"), item(FIRM, "罚款", yuan="300000"), "一致落实"),
        (item(FIRM, "罚款", yuan="300000"), item("远岭公司", "罚款", yuan="300000"), "一致落实"),
        (item(FIRM, "罚款", yuan="300000"), item(FIRM, "罚款", yuan="280000"), "变更落实"),
        (item(FIRM, "罚款", yuan="300000"), item(FIRM, "罚款"), "一致落实"),
        (item("赵明", "罚款", ratio=0.4), item("赵明", "罚款", yuan="28000"), "一致落实"),
        (item("赵明", "罚款", ratio=0.4), item("赵明", "罚款", ratio=0.3), "变更落实"),
        (item(FIRM, "行政处罚"), item(FIRM, "罚款", yuan="300000"), "一致落实"),
        (item(FIRM, "罚款", yuan="300000"), item(FIRM, "行政处罚"), "一致落实"),
        (item(FIRM, "吊销证照"), item(FIRM, "暂扣证照"), "变更落实"),
        (item(FIRM, "罚款"), item("盐城恒达铸造有限公司", "罚款"), "未提及"),
        (item("钱某", "移送纪检监察机关"), item("钱某", "党内警告"), "一致落实"),
        (item("钱某", "党纪政务处分"), item("钱某", "诫勉"), "一致落实"),
        (item("钱某", "党内警告"), item("钱某", "党内严重警告"), "变更落实"),
        (item("钱某", "政务记大过"), item("钱某", "政务记过"), "变更落实"),
        (item("钱某", "移送司法机关"), item("钱某", "判处刑罚"), "一致落实"),
        (item("钱某", "追究刑事责任"), item("钱某", "免予追究责任"), "变更落实"),
        (item("钱某", "内部处分"), item("钱某", "解除劳动合同"), "一致落实"),
        (item("钱某", "罚款"), item("钱某", "党内警告"), "未提及"),
        (item("钱某", "罚款"), item("钱某", "罚款", status="建议"), "未提及"),  # the recommendation told again
        (item("赵明", "罚款"), item("赵某", "罚款"), "一致落实"),
        (item("赵明", "罚款", org=FIRM), item("赵某", "罚款", org="盐城恒达铸造有限公司"), "未提及"),
        (item("赵明", "罚款", post="总经理"), item("赵某", "罚款", post="安全员"), "未提及"),
        (item("赵明", "罚款", org=FIRM, post="总经理"), item("赵xx", "罚款", org="远岭公司"), "一致落实"),
    ],
)  # fmt: skip
def test_what_became_of_a_recommendation(wanted, given, outcome):
    assert one(wanted, given) == outcome


def test_two_persons_of_one_masked_name_are_told_apart_by_their_posts():
    wanted = [item("李强", "罚款", post="安全员"), item("李伟", "党内警告", post="副镇长")]
    given = [
        item("李某", "政务记过", post="副镇长", person="b"),
        item("李某", "罚款", post="安全员", person="a"),
    ]
    assert found(wanted, given) == [("一致落实", "罚款"), ("变更落实", "政务记过")]


def test_where_nothing_tells_them_apart_neither_is_taken():
    wanted = [item("李强", "罚款"), item("李伟", "罚款")]
    assert found(wanted, [item("李某", "罚款")]) == [("未提及", None)] * 2


def test_each_measure_of_a_target_has_its_own_answer():
    wanted = [item(FIRM, "罚款", yuan="500000"), item(FIRM, "责令停产停业"), item(FIRM, "联合惩戒")]
    given = [item(FIRM, "责令停产停业"), item(FIRM, "罚款", yuan="500000")]
    assert found(wanted, given) == [("一致落实", "罚款"), ("一致落实", "责令停产停业"), ("未提及", None)]


def test_of_several_evaluations_the_one_that_speaks_of_it_counts():
    report = Side("r", [sanction("r", 0, FIRM, "罚款", yuan="300000")], UNITS)
    silent = Side("d", [sanction("d", 0, "孙某", "诫勉"), sanction("d", 1, "周某", "诫勉")])
    telling = Side("e", [sanction("e", 0, FIRM, "罚款", yuan="300000")], UNITS)
    (row,) = outcomes("a", [report], [silent, telling])
    assert (row.evaluation_doc_id, row.outcome, row.evaluation_sanction_id) == ("e", "一致落实", "e-x000")


def test_without_a_report_or_an_evaluation_there_is_nothing_to_say():
    side = Side("r", [sanction("r", 0, FIRM, "罚款")], UNITS)
    assert outcomes("a", [side], []) == []
    assert outcomes("a", [], [side]) == []


@pytest.mark.parametrize(
    ("name", "other", "yes"),
    [
        ("张某", "张伟", True), ("张xx", "张某某", True), ("张某", "李伟", False), ("张某强", "张志强", True),
        ("张某强", "张志伟", False), ("欧阳某", "欧阳修", True), ("张伟", "张强", False), ("张某", "张", False),
    ],
)  # fmt: skip
def test_masked_names(name, other, yes):
    assert compatible(name, other) == compatible(other, name) == yes
