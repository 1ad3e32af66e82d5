"""Circulars on a single accident, which get its row, and those that get none; all fictional."""

import datetime as dt

import pytest

from tests.helpers import record

TITLE = "柳河县安全生产委员会关于河东镇泵站改造工程“6·12”一般淹溺事故的通报"
ACCOUNT = (
    "6月12日9时20分许，某劳务公司2名工人乘木筏到前池清理格栅时木筏侧翻，2人全部落水，1人自救上岸，另1人失踪。9时26分群众报警，"
    "9时50分县消防救援大队到场。6月13日7时，找到最后1名失踪人员的遗体。事故共造成1人死亡、1人轻伤，直接经济损失约90万元。"
)


def circular(title=TITLE, head="一、事故简要经过", account=ACCOUNT):
    return (
        f"{title}\n\n各镇人民政府，县安委会成员单位：\n\n现将有关情况通报如下：\n\n{head}\n\n{account}\n\n"
        "目前，县人民政府已成立由县应急管理局牵头的事故调查组。\n\n二、工作要求\n\n（一）严格审批。节假日施工须报备。\n\n"
        "（二）严肃报告。去年“11·3”坍塌事故（死亡3人、罚款60万元）因迟报被从重处罚。\n\n柳河县安全生产委员会\n\n2025年6月16日\n"
    )


def test_a_circular_on_one_accident_has_its_row():
    (row,) = record(circular()).accidents
    assert (row.name, row.short_name) == ("河东镇泵站改造工程“6·12”一般淹溺事故", "“6·12”")
    assert (row.occurred_at, row.occurred_precision) == (dt.datetime(2025, 6, 12, 9, 20), "minute")
    assert (row.deaths, row.missing, row.minor_injuries, row.direct_loss_yuan) == (1, None, 1, 900000)
    assert (row.accident_type, row.severity, row.place) == ("淹溺", "一般", None)
    assert row.investigation_lead is not None
    assert [e.at.day for e in record(circular()).tables["events"]] == [12, 12, 12, 13]


@pytest.mark.parametrize(
    "text",
    [
        circular("柳河县安全生产委员会关于近期三起淹溺事故的通报"),
        circular("柳河县安全生产委员会关于“6·12”淹溺事故和“5·3”触电事故的通报"),
        circular("柳河县安全生产委员会关于吸取“6·12”淹溺事故教训开展专项整治的通知"),
        circular(head="一、提高认识", account="各单位要吸取教训。"),
        circular(account=ACCOUNT + "6月14日15时许，西岭村排灌站又发生一起触电事故，造成1人死亡。"),
        circular(account=ACCOUNT + "\n\n2025年6月14日，某水务公司清水池发生一起中毒事故，造成2人死亡。"),
    ],
    ids=["several", "two tags", "a campaign", "nothing told", "a second one", "a second one in its own paragraph"],
)
def test_other_circulars_have_none(text):
    assert record(text).accidents == ()


@pytest.mark.parametrize(
    "more",
    [
        "6月13日8时，县水务局接报，河东镇泵站发生一起淹溺事故。",
        "该劳务公司2023年5月3日曾发生一起触电事故。",
        "6月13日10时，事故发生后第一批救援人员撤离。",
    ],
)
def test_a_circular_that_tells_more_of_its_accident_keeps_its_row(more):
    assert len(record(circular(account=ACCOUNT + more)).accidents) == 1
