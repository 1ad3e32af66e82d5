"""Whole small documents through ``parse_bytes``: rows, ids, and a place in the text for every value."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from pipeline.parse import parse_bytes
from pipeline.read.lines import ReadError
from pipeline.resolve import own_accident_id
from schemas.column import columns
from schemas.records import AccidentRow
from tests.helpers import NAME, WHERE, investigation

HAPPENED = f"2023年6月12日9时20分许，{WHERE}发生一起机械伤害事故，造成2人死亡、3人受伤（1人重伤、2人轻伤），直接经济损失约232.6万元。"
TEAM = "2023年6月13日，盐城市大丰区人民政府成立了由区应急管理局牵头，区公安分局、区总工会等单位参加的事故调查组。"
REPORT = investigation(
    f"{HAPPENED}\n\n{TEAM}",
    basic="远岭公司成立于2009年3月5日。事故信息报送及时，不存在迟报、瞒报情形。",
    loss="事故造成2人死亡、3人受伤，直接经济损失约232.6万元。",
    signature="盐城市大丰区人民政府事故调查组\n\n2023年8月10日",
)
EVALUATION = f"""{NAME}整改措施落实情况评估报告

{HAPPENED}2023年9月8日，大丰区人民政府批复同意事故调查报告，认定该起事故是一起一般生产安全责任事故。

一、评估工作开展情况

区安委办成立评估组，查阅资料，实地核查。

二、责任追究落实情况

对远岭公司处以罚款三十五万元，已缴纳。

三、整改措施落实情况

远岭公司落实停机挂牌制度。

大丰区安全生产委员会办公室

2024年9月20日
"""
BULLETIN = f"机械伤害事故快报\n\n{HAPPENED}\n\n盐城市大丰区应急管理局\n\n2023年6月12日\n"
APPROVAL = f"""盐城市大丰区人民政府文件

大政复〔2023〕21号

关于{NAME}调查报告的批复

区应急管理局：

你局的请示收悉。经研究，同意{NAME}调查报告，请依法落实。

盐城市大丰区人民政府

2023年9月8日

"""
NOTICE = """关于加强冲压设备安全管理的通知

各镇（街道），区各有关单位：

去年全区发生机械伤害事故3起、死亡3人。现就有关事项通知如下：

一、加强教育培训

各单位要开展培训，严禁违章作业。

二、加强监督检查

发现重大事故隐患的，责令停产停业。

大丰区应急管理局

2024年3月5日
"""
CONTENTS = "目　录\n\n一、事故基本情况............1\n（一）事故发生单位概况............2\n二、事故直接原因............5\n三、处理建议............7\n"
DOCUMENTS = {
    "report": REPORT,
    "evaluation": EVALUATION,
    "bulletin": BULLETIN,
    "approval": APPROVAL,
    "approval and report": f"{APPROVAL}附件\n\n{REPORT}",
    "notice": NOTICE,
    "contents": CONTENTS,
}
# Values that are worked out and not read: they need no evidence.
DERIVED = {"occurred_precision", "accident_type_2025", "severity_derived", "loss_is_approximate"}
MAY_BE_DERIVED = {"injuries", "accident_type_stated"}
KEYS = {"accident_id", "doc_id"}


def parse(text, name="t.txt"):
    return parse_bytes(text.encode(), f"in/{name}", name)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_evidence_stands_at_its_offsets(kind):
    record = parse(DOCUMENTS[kind])
    text = record.text.text
    for row in record.evidence:
        assert text[row.char_start : row.char_end] == row.text, row
        assert row.text.strip(), row
        assert row.rule


@pytest.mark.parametrize("kind", ["report", "evaluation", "bulletin", "approval", "approval and report"])
def test_every_value_that_was_read_has_evidence(kind):
    record = parse(DOCUMENTS[kind])
    (accident,) = record.accidents
    proven = {e.field for e in record.evidence if e.table == "accidents" and e.row_id == accident.accident_id}
    filled = {c.name for c in columns(AccidentRow) if getattr(accident, c.name) not in (None, [])}
    assert filled - proven - DERIVED - MAY_BE_DERIVED - KEYS == set()
    assert proven <= filled
    assert proven & DERIVED == set()


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_document_values_have_evidence(kind):
    record = parse(DOCUMENTS[kind])
    proven = {e.field for e in record.evidence if e.table == "documents"}
    for field in ("title", "doc_number", "issuer", "issued_on"):
        assert bool(getattr(record.document, field)) == (field in proven), field


def test_what_a_report_says():
    record = parse(REPORT)
    (accident,) = record.accidents
    expected = {
        "name": NAME,
        "short_name": "“6·12”",
        "occurred_at": dt.datetime(2023, 6, 12, 9, 20),
        "occurred_precision": "minute",
        "province": "江苏省",
        "city": "盐城市",
        "county": "大丰区",
        "adcode": "320904",
        "accident_type": "机械伤害",
        "severity": "一般",
        "severity_derived": "一般",
        "nature": "生产安全责任事故",
        "is_liability": True,
        "concealed": False,
        "deaths": 2,
        "missing": None,
        "serious_injuries": 1,
        "minor_injuries": 2,
        "injuries": 3,
        "direct_loss_yuan": Decimal("2326000"),
        "loss_is_approximate": True,
        "investigation_authority": "盐城市大丰区人民政府",
        "investigation_lead": "大丰区应急管理局",
        "team_members": ["区公安分局", "区总工会"],
        "team_formed_on": dt.date(2023, 6, 13),
        "approved_on": None,
    }
    assert {field: getattr(accident, field) for field in expected} == expected
    assert record.document.doc_type == "事故调查报告"
    assert record.document.issuer == ["盐城市大丰区人民政府事故调查组"]
    assert record.document.issued_on == dt.date(2023, 8, 10)


def test_every_document_has_its_own_accident_until_the_run_ends():
    """``pipeline.link`` brings them together, see test_link.py."""
    kinds = ("report", "evaluation", "approval and report")
    records = [parse(DOCUMENTS[k]) for k in kinds]
    assert [r.document.accident_id for r in records] == [own_accident_id(r.document.doc_id) for r in records]


def test_an_approval_and_its_report_are_one_document():
    record = parse(DOCUMENTS["approval and report"])
    assert record.document.doc_type == "事故调查报告"
    assert record.document.doc_number == "大政复〔2023〕21号"
    (accident,) = record.accidents
    assert accident.approved_on == dt.date(2023, 9, 8)
    assert accident.deaths == 2
    assert accident.team_formed_on == dt.date(2023, 6, 13)


def test_an_evaluation_tells_of_the_accident_but_not_of_its_cause():
    (accident,) = parse(EVALUATION).accidents
    assert (accident.deaths, accident.approved_on) == (2, dt.date(2023, 9, 8))
    assert accident.direct_cause is None


def test_a_document_about_no_accident_has_no_row():
    record = parse(NOTICE)
    assert list(record.accidents) == []
    assert record.document.accident_id is None
    assert {e.table for e in record.evidence} == {"documents", "directives"}
    assert [c for c in record.checks if c.check == "accident.absent"] == []


def test_a_file_with_nothing_but_contents_says_so():
    record = parse(CONTENTS)
    assert record.document.doc_type == "事故调查报告"
    assert list(record.accidents) == []
    assert any("目录" in w for w in record.document.warnings)
    assert [c.verdict for c in record.checks if c.check == "accident.absent"] == ["warn"]


def test_the_same_bytes_give_the_same_rows():
    assert parse(REPORT) == parse(REPORT)


def test_ids_come_from_the_bytes_and_not_from_the_name():
    here, there = parse(REPORT, "a.txt"), parse(REPORT, "b.txt")
    assert here.document.doc_id == there.document.doc_id
    assert [s.section_id for s in here.sections] == [s.section_id for s in there.sections]
    assert here.accidents[0].accident_id == there.accidents[0].accident_id
    assert here.document.doc_id != parse(REPORT + "\n附：图一。\n").document.doc_id


def test_section_rows():
    record = parse(REPORT)
    ids = [s.section_id for s in record.sections]
    assert len(set(ids)) == len(ids)
    assert {s.parent_id for s in record.sections} <= {None, *ids}
    text = record.text.text
    for section in record.sections:
        assert section.text in text[section.char_start : section.char_end]
    assert record.document.char_count == len(text)


def test_a_contradiction_is_a_check_with_the_row_it_is_about():
    record = parse(investigation(HAPPENED, loss="事故造成3人死亡、3人受伤。"))
    (check,) = [c for c in record.checks if c.check == "deaths.conflict"]
    assert check.verdict == "fail"
    assert check.row_ids == [record.accidents[0].accident_id]
    assert record.accidents[0].deaths == 2


@pytest.mark.parametrize(
    ("replace", "by", "check", "verdict"),
    [
        ("", "", "dates.issued_on", "pass"),
        ("2023年8月10日", "2022年8月10日", "dates.issued_on", "fail"),
        ("“6·12”", "“6·13”", "tag.date", "fail"),
        ("", "", "tag.date", "pass"),
        ("", "", "sections.complete", "pass"),
        ("四、事故防范和整改措施", "四、附则", "sections.complete", "warn"),
        ("", "", "facts.complete", "pass"),
    ],
)
def test_checks(replace, by, check, verdict):
    text = REPORT.replace(replace, by) if replace else REPORT
    assert [c.verdict for c in parse(text).checks if c.check == check] == [verdict]


def test_rows_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        parse(BULLETIN).document.title = "改"


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b"  \n", "empty"), (b"\x00\x01\x02\x03" * 99, "unsupported")]
)
def test_what_cannot_be_read_says_why(data, code):
    with pytest.raises(ReadError) as error:
        parse_bytes(data, "in/x.bin", "x.bin")
    assert error.value.code == code
    assert str(error.value)
