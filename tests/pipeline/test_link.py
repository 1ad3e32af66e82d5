"""Which rows of ``accidents`` are about one accident: records made by hand, many of them near-twins; all fictional."""

import dataclasses
import datetime as dt
import random

import pytest

from pipeline.link import link
from pipeline.link_facts import Member, Unit
from pipeline.link_names import core, object_of, same_region, short_of, similar, towns
from pipeline.link_pairs import conflict
from pipeline.resolve import own_accident_id

REPORT = Member(
    doc_id="r",
    issued_on=dt.date(2023, 8, 10),
    name="大丰区远岭机械有限公司“6·12”一般机械伤害事故",
    tag="“6·12”",
    occurred_at=dt.datetime(2023, 6, 12, 9, 20),
    precision="minute",
    province="江苏省",
    city="盐城市",
    county="大丰区",
    place="大丰区新丰镇远岭机械有限公司冲压车间",
    accident_type="机械伤害",
    severity="一般",
    deaths=1,
    units=(
        Unit("盐城远岭机械有限公司", ("远岭机械", "远岭公司"), "事故发生单位"),
        Unit("盐城安顺劳务有限公司", ("安顺劳务",), "劳务单位"),
        Unit("大丰区应急管理局", (), "监管部门"),
    ),
)
APPROVAL = Member(
    doc_id="p",
    doc_type="批复",
    issued_on=dt.date(2023, 9, 8),
    name="远岭机械有限公司“6·12”一般机械伤害事故",
    tag="“6·12”",
    province="江苏省",
    city="盐城市",
    county="大丰区",
    accident_type="机械伤害",
    severity="一般",
)
EVALUATION = Member(
    doc_id="e",
    doc_type="整改评估报告",
    issued_on=dt.date(2024, 9, 1),
    name="大丰区远岭机械“6·12”机械伤害事故",
    tag="“6·12”",
    occurred_at=dt.datetime(2023, 6, 12),
    precision="day",
    province="江苏省",
    city="盐城市",
    county="大丰区",
    accident_type="机械伤害",
    deaths=1,
    units=(Unit("远岭公司", (), None), Unit("大丰区应急管理局", (), "监管部门")),
)
BULLETIN = Member(
    doc_id="b",
    doc_type="事故快报",
    occurred_at=dt.datetime(2023, 6, 12, 9, 30),
    precision="minute",
    province="江苏省",
    city="盐城市",
    county="大丰区",
    place="大丰区新丰镇一机械厂冲压车间",
    accident_type="机械伤害",
    deaths=0,
)
OTHER_FIRM = (Unit("大丰恒达铸造有限公司", ("恒达铸造",), "事故发生单位"),)


def vary(member, doc_id, **changes):
    return dataclasses.replace(member, doc_id=doc_id, **changes)


def groups(*members, duplicates=None):
    """The groups as sets of document ids."""
    found = link(members, duplicates or {})
    out = {}
    for (doc_id, _), one in found.items():
        out.setdefault(one.accident_id, set()).add(doc_id)
    return sorted(map(sorted, out.values()))


def test_report_approval_evaluation_and_bulletin_are_one_accident():
    found = link([BULLETIN, EVALUATION, APPROVAL, REPORT], {})
    assert {one.accident_id for one in found.values()} == {own_accident_id("r")}
    assert found["r", 0].confidence >= 0.95
    assert found["e", 0].basis.startswith("日期+县+地点+标签+单位")
    assert found["p", 0].basis.endswith("（唯一候选）")
    assert 0.5 < found["p", 0].confidence < found["r", 0].confidence


def test_a_row_alone_has_its_own_id_and_no_confidence():
    (one,) = link([REPORT], {}).values()
    assert (one.accident_id, one.confidence, one.basis) == (own_accident_id("r"), None, None)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"occurred_at": dt.datetime(2022, 6, 12, 9, 20), "issued_on": dt.date(2022, 8, 1)}, "one firm, another year"),
        ({"occurred_at": dt.datetime(2023, 6, 13, 9, 20), "tag": "“6·13”"}, "the next day"),
        ({"county": "亭湖区"}, "another county"),
        ({"city": "南通市", "county": None}, "another city"),
        ({"province": "浙江省", "city": None, "county": None}, "another province"),
        ({"deaths": 2}, "final documents with other deaths"),
        ({"severity": "较大"}, "another severity"),
        ({"accident_type": "淹溺"}, "another kind"),
        ({"units": OTHER_FIRM, "name": "大丰区恒达铸造有限公司“6·12”一般机械伤害事故", "place": None}, "another firm"),
        ({"units": OTHER_FIRM, "name": "大丰区“6·12”一般机械伤害事故", "place": None}, "another firm, a bare name"),
        ({"place": "大丰区小海镇远岭机械有限公司仓库"}, "another town"),
        ({"occurred_at": dt.datetime(2023, 6, 12, 19, 0), "place": "仓库", "accident_type": "车辆伤害"}, "in the evening"),
        ({"tag": "“6·21”"}, "another tag"),
    ],
)  # fmt: skip
def test_near_twins_stay_apart(change, what):
    assert groups(REPORT, vary(REPORT, "t", **change)) == [["r"], ["t"]], what


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"county": None, "place": None}, "a coarser place"),
        ({"name": None, "tag": None}, "no name"),
        ({"units": (), "place": None}, "the same full name"),
        ({"name": "远岭公司“6·12”机械伤害死亡事故", "units": ()}, "a short form as name"),
        ({"units": (Unit("远岭公司", (), "事故发生单位"),), "name": None}, "a short form as unit"),
        ({"accident_type": "起重伤害", "name": None}, "a class next to it"),
        ({"occurred_at": dt.datetime(2023, 6, 12), "precision": "year"}, "year and tag make the day"),
        ({"deaths": None, "accident_type": None, "severity": None}, "less stated"),
    ],
)
def test_what_says_less_or_says_it_otherwise_still_joins(change, what):
    assert groups(REPORT, vary(REPORT, "t", **change)) == [["r", "t"]], what


def test_a_tag_alone_never_suffices():
    bare = Member(doc_id="t", doc_type="批复", name="“6·12”事故", tag="“6·12”", issued_on=dt.date(2023, 9, 1))
    assert groups(REPORT, bare) == [["r"], ["t"]]
    assert groups(REPORT, vary(bare, "t", province="江苏省", city="盐城市")) == [["r"], ["t"]]


def test_a_bulletin_may_count_fewer_dead_but_not_more():
    assert groups(REPORT, BULLETIN) == [["b", "r"]]
    assert groups(REPORT, vary(BULLETIN, "b", deaths=2)) == [["b"], ["r"]]


def test_an_undated_row_with_two_candidates_joins_neither():
    earlier = vary(REPORT, "q", occurred_at=dt.datetime(2022, 6, 12, 15, 0), issued_on=dt.date(2022, 9, 1))
    assert groups(REPORT, earlier, APPROVAL) == [["p"], ["q"], ["r"]]


def test_an_undated_row_is_older_than_no_accident_of_its():
    """The approval was issued before the second accident of the same name."""
    later = vary(REPORT, "z", occurred_at=dt.datetime(2024, 6, 12, 15, 0), issued_on=dt.date(2024, 9, 1))
    assert groups(REPORT, later, APPROVAL) == [["p", "r"], ["z"]]


def test_two_undated_approvals_of_different_accidents_do_not_meet_in_one():
    other = vary(APPROVAL, "o", name="恒达铸造有限公司“6·12”一般机械伤害事故")
    assert groups(REPORT, APPROVAL, other) == [["o"], ["p", "r"]]


def test_a_bulletin_between_two_accidents_joins_neither():
    """Two accidents of one morning in one county; the bulletin names neither firm nor place."""
    twin = vary(
        REPORT, "t", units=OTHER_FIRM, name="大丰区恒达铸造有限公司“6·12”一般机械伤害事故",
        place="大丰区恒达铸造有限公司清理车间", occurred_at=dt.datetime(2023, 6, 12, 9, 50),
    )  # fmt: skip
    vague = vary(BULLETIN, "b", place="大丰区一企业")
    assert groups(REPORT, twin, vague) == [["b"], ["r"], ["t"]]
    assert groups(REPORT, vague) == [["b", "r"]]


def test_one_contractor_two_sites_on_one_day():
    contractor = (Unit("苏中建工集团有限公司", ("苏中建工",), "施工单位"),)
    one = vary(
        REPORT, "x", units=contractor, name="大丰区滨海花园项目“6·12”一般坍塌事故", accident_type="坍塌",
        place="大丰区新丰镇滨海花园项目3号楼",
    )  # fmt: skip
    other = vary(
        REPORT, "y", units=contractor, name="大丰区盐湖医院项目“6·12”一般坍塌事故", accident_type="坍塌",
        place="大丰区草庙镇盐湖医院项目门诊楼", occurred_at=dt.datetime(2023, 6, 12, 9, 45),
    )  # fmt: skip
    assert groups(one, other) == [["x"], ["y"]]
    same_town = vary(other, "y", place=None)
    assert groups(vary(one, "x", place=None), same_town) == [["x"], ["y"]]
    owner = (Unit("苏中建工集团有限公司", ("苏中建工",), "事故发生单位"),)
    assert groups(vary(one, "x", units=owner, place=None), vary(same_town, "y", units=owner)) == [["x"], ["y"]]


def test_masked_units_are_nobody():
    masked = vary(
        REPORT, "x", units=(Unit("某机械有限公司", (), "事故发生单位"),), name="某机械有限公司“6·12”事故", place=None
    )
    other = vary(masked, "y", occurred_at=dt.datetime(2023, 6, 12, 16, 0))
    assert groups(masked, other) == [["x"], ["y"]]


def test_a_county_under_its_older_name_is_the_same():
    assert same_region("横县", "横州市")
    assert not same_region("大丰区", "亭湖区")
    old = vary(REPORT, "o", province="广西壮族自治区", city="南宁市", county="横县", place=None)
    assert groups(old, vary(old, "n", county="横州市")) == [["n", "o"]]


def test_the_place_of_the_issuer_stands_in_where_the_text_says_our_county():
    ours = vary(BULLETIN, "b", province=None, city=None, county=None, title="大丰区应急管理局关于一起事故的快报")
    assert groups(REPORT, ours) == [["b", "r"]]


def test_a_copy_shares_its_originals_accident_whatever_was_read_from_it():
    copy = vary(REPORT, "a", occurred_at=dt.datetime(2023, 11, 3), precision="day")
    found = link([REPORT, copy, EVALUATION], {"a": None, "r": "a"})
    assert len({one.accident_id for one in found.values()}) == 1
    assert (found["a", 0].confidence, found["a", 0].basis) == (1.0, "同文")


def test_two_accidents_in_one_document_go_their_own_ways():
    second = vary(
        REPORT, "s", units=OTHER_FIRM, name="大丰区恒达铸造有限公司“7·2”一般触电事故", tag="“7·2”",
        occurred_at=dt.datetime(2023, 7, 2, 10, 0), accident_type="触电", place=None,
    )  # fmt: skip
    joint = (
        vary(EVALUATION, "j"),
        vary(second, "j", ordinal=1, doc_type="整改评估报告", issued_on=dt.date(2024, 9, 1)),
    )
    found = link([REPORT, second, *joint], {})
    assert found["j", 0].accident_id == own_accident_id("r")
    assert found["j", 1].accident_id == own_accident_id("s")


def test_two_rows_of_one_document_are_never_one_accident():
    found = link([REPORT, dataclasses.replace(REPORT, ordinal=1)], {})
    assert found["r", 0].accident_id != found["r", 1].accident_id


def many():
    """A few hundred rows: accidents with their followers, and twins of them."""
    rng = random.Random(4)
    firms = [a + b for a in ("远岭", "恒达", "润沣", "鑫源", "博远") for b in ("机械", "铸造", "纸业", "建材")]
    out = []
    for i in range(120):
        firm, day = rng.choice(firms), dt.datetime(2023, rng.choice((4, 6)), rng.choice((5, 6)), rng.randrange(24), 10)
        day = day.replace(year=rng.choice((2021, 2022, 2023)))
        base = vary(
            REPORT, f"r{i:03}", name=f"{firm}有限公司“{day.month}·{day.day}”事故", tag=f"“{day.month}·{day.day}”",
            occurred_at=day, issued_on=None, place=None, county=rng.choice(("大丰区", "亭湖区", None)),
            units=(Unit(f"盐城{firm}有限公司", (firm,), "事故发生单位"),), deaths=rng.choice((1, 2, None)),
        )  # fmt: skip
        out.append(base)
        if rng.random() < 0.6:
            out.append(vary(base, f"p{i:03}", doc_type="批复", occurred_at=None, precision=None, units=()))
        if rng.random() < 0.6:
            out.append(vary(base, f"e{i:03}", doc_type="整改评估报告", precision="day", name=None, tag=None))
        if rng.random() < 0.4:
            out.append(vary(base, f"b{i:03}", doc_type="事故快报", name=None, tag=None, units=()))
    return out


def test_the_outcome_does_not_depend_on_the_order():
    members = many()
    duplicates = {"p003": "e003"} if any(m.doc_id == "p003" for m in members) else {}
    first = link(members, duplicates)
    for seed in range(4):
        random.Random(seed).shuffle(members)
        assert link(members, duplicates) == first
    assert len({one.accident_id for one in first.values()}) < len(members)


def test_no_group_holds_a_contradiction():
    from pipeline.link_facts import Profile

    members = many()
    by = {}
    for key, one in link(members, {}).items():
        by.setdefault(one.accident_id, []).append(key[0])
    profiles = {m.doc_id: Profile(m) for m in members}
    for group in by.values():
        for i, one in enumerate(group):
            assert [conflict(profiles[one], profiles[other]) for other in group[:i]] == [None] * i


def test_names():
    assert object_of("江苏省盐城市大丰区远岭机械有限公司“6·12”一般机械伤害事故") == "远岭机械有限公司"
    assert object_of("古交市“5·29”较大坍塌事故") == ""
    assert object_of("中江县凯江新城污水主干管工程“11·9”较大坍塌事故") == "凯江新城污水主干管工程"
    assert core("江苏省盐城市大丰区远岭机械有限公司") == "远岭机械"
    assert core("太原机械有限公司") == ""  # nothing that tells it from others
    assert short_of("北禾粮储", "北禾粮食储备")
    assert short_of("东沟煤矿", "华安煤业东沟煤矿")
    assert not short_of("中铁一局", "中铁二局")
    assert similar("滨海花园项目3号楼工地", "大丰区滨海花园项目3号楼")
    assert not similar("滨海花园项目3号楼", "滨海花园项目5号楼")
    assert towns("大丰区新丰镇工业园") == {"新丰镇"}
    assert towns("德清县新市镇") == {"新市镇"}


def test_a_follow_up_that_says_otherwise_is_told_so():
    report = Member(
        doc_id="a",
        name="柳河县远岭公司“4·5”高处坠落事故",
        tag="“4·5”",
        occurred_at=dt.datetime(2023, 4, 5, 9, 10),
        precision="minute",
        province="吉林省",
        city="通化市",
        county="柳河县",
        accident_type="高处坠落",
        severity="一般",
        deaths=1,
    )
    evaluation = dataclasses.replace(
        report, doc_id="b", doc_type="整改评估报告", occurred_at=dt.datetime(2023, 4, 5, 9, 30)
    )
    bulletin = dataclasses.replace(
        report, doc_id="c", doc_type="事故快报", deaths=0, severity=None, occurred_at=dt.datetime(2023, 4, 5, 9, 0)
    )
    found = link([report, evaluation, bulletin], {})
    assert len({one.accident_id for one in found.values()}) == 1
    assert found["a", 0].differs == ()
    assert found["b", 0].differs == ("发生时间：本文件2023-04-05 09:30，事故调查报告2023-04-05 09:10",)
    assert found["c", 0].differs == ()
