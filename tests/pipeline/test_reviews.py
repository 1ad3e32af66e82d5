"""Reviewers' decisions on a record: what is applied, what follows, what is stale."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from reviewed import TEXT, added, all_confirmed, review, rows_of, words_at
from shifting_parser import shifted

from pipeline.parse import record_of
from pipeline.reviews import amend, retyped
from schemas.records import EvidenceRow
from schemas.records_accountability import Basis
from schemas.reviews import row_key_of
from tests.helpers import record as read
from tests.helpers import report as read_report


@pytest.fixture(scope="module")
def report():
    return read_report(TEXT)


@pytest.fixture(scope="module")
def record(report):
    return record_of(report)


@pytest.fixture
def after(report):
    """The record with reviews applied."""
    return lambda *reviews: record_of(report, reviews)


def states(record):
    return [(r.table, r.field, r.verdict, r.state) for r in record.tables["reviews"]]


def stale(record):
    return [check.message for check in record.checks if check.check == "review.stale"]


def proofs(record, table, row_id, field):
    return [e for e in record.evidence if (e.table, e.row_id, e.field) == (table, row_id, field)]


def without_reviews(record):
    return {table: rows for table, rows in record.tables.items() if table != "reviews"}


# one value


def test_the_report_says_what_these_tests_take_for_granted(record):
    (accident,) = record.accidents
    assert (accident.deaths, accident.serious_injuries, accident.injuries) == (1, 2, 3)
    assert [p.name for p in record.tables["persons"]] == ["冯立远", "李大川"]
    assert [p.position_in_range for p in record.tables["penalties"]] == [None, None, 0.0714]
    assert not stale(record)
    assert "reviews" not in record.tables


def test_a_corrected_value_takes_the_place_of_the_programs_and_of_its_evidence(record, after):
    one = review(record, "accidents", 0, "direct_loss_yuan", value="1362000.00")
    made = after(one)
    (accident,), (row,) = made.accidents, made.tables["reviews"]
    assert accident.direct_loss_yuan == Decimal("1362000.00")
    assert proofs(record, "accidents", accident.accident_id, "direct_loss_yuan")
    assert proofs(made, "accidents", accident.accident_id, "direct_loss_yuan") == []
    assert (row.was, row.value, row.author, row.reason, row.state) == (
        "1326000.00", "1362000.00", "王审核", "与原文不符", "applied",
    )  # fmt: skip
    assert (row.row_id, row.decided_at) == (accident.accident_id, dt.datetime(2026, 5, 1, 8))
    assert len(made.evidence) < len(record.evidence)
    assert set(map(repr, made.evidence)) < set(map(repr, record.evidence))


def test_the_words_that_a_reviewer_names_are_the_new_evidence(record, after):
    words = words_at(record, "2人重伤")
    made = after(review(record, "accidents", 0, "deaths", value=2, **words))
    (proof,) = proofs(made, "accidents", made.accidents[0].accident_id, "deaths")
    assert (proof.rule, proof.confidence, proof.text) == ("review", 1.0, "2人重伤")
    assert made.text.text[proof.char_start : proof.char_end] == proof.text
    moved = {**words, "char_start": words["char_start"] + 1, "char_end": words["char_end"] + 1}
    made = after(review(record, "accidents", 0, "deaths", value=2, **moved))
    assert made.accidents[0].deaths == 2
    assert proofs(made, "accidents", made.accidents[0].accident_id, "deaths") == []


def test_a_missing_value_is_filled_in(record, after):
    one = review(record, "accidents", 0, "approved_on", value="2023-10-09", **words_at(record, "2023年9月1日"))
    made = after(one)
    assert made.accidents[0].approved_on == dt.date(2023, 10, 9)
    assert [e.rule for e in proofs(made, "accidents", made.accidents[0].accident_id, "approved_on")] == ["review"]
    assert [c.verdict for c in made.checks if c.check == "dates.approved_on"] == ["pass"]


def test_a_value_that_should_not_be_there_goes(record, after):
    made = after(
        review(record, "accidents", 0, "industry", "rejected"),
        review(record, "organizations", 0, "aliases", "rejected"),
    )
    assert made.accidents[0].industry is None
    assert made.tables["organizations"][0].aliases == []
    assert [r.value for r in made.tables["reviews"]] == [None, None]


def test_confirming_everything_changes_nothing_but_says_so(record, after):
    reviews = all_confirmed(record)
    made = after(*reviews)
    assert without_reviews(made) == record.tables
    assert made.document == record.document
    assert len(states(made)) == len(reviews) > 150
    assert {state for *_, state in states(made)} == {"confirmed"}


def test_reviews_of_other_documents_are_left_alone(record, after):
    other = dataclasses.replace(review(record, "accidents", 0, "deaths", value=9), doc_id="f" * 16)
    assert after(other) == record


def test_the_same_reviews_give_the_same_record(record, after):
    reviews = [
        review(record, "persons", 0, "name", value="冯利远"),
        review(record, "sanctions", 1, "amount_yuan", value="30000"),
    ]
    assert after(*reviews) == after(*reviews)


# what follows


def test_a_fine_follows_its_amount(record, after):
    made = after(review(record, "sanctions", 2, "amount_yuan", value="1350000"))
    fine = made.tables["penalties"][2]
    assert (fine.amount_yuan, fine.position_in_range) == (Decimal("1350000.00"), 1.5)
    assert made.tables["penalties"][:2] == record.tables["penalties"][:2]
    (check,) = [c for c in made.checks if c.check == "fine.range" and c.row_ids == [fine.sanction_id]]
    assert check.verdict == "fail"
    assert len(made.checks) == len(record.checks)


def test_a_fine_follows_measure_article_and_post(record, after):
    made = after(review(record, "sanctions", 2, "measure", value="责令停产停业"))
    assert [p.target_name for p in made.tables["penalties"]] == ["冯立远", "李大川"]
    assert made.tables["sanctions"][2].category == "行政处罚"
    made = after(review(record, "sanctions", 2, "measure", value="通报批评"))
    assert made.tables["sanctions"][2].category == "组织处理"
    article = [{"law": "中华人民共和国安全生产法", "article": 114, "item": 2}]
    made = after(
        review(record, "sanctions", 2, "basis", value=article), review(record, "accidents", 0, "severity", value="较大")
    )
    assert made.tables["sanctions"][2].basis == [Basis(law="中华人民共和国安全生产法", article=114, item=2)]
    assert made.tables["penalties"][2].range_low_yuan == Decimal(1_000_000)


def test_severity_and_injured_follow_the_figures(record, after):
    made = after(
        review(record, "accidents", 0, "deaths", value=4),
        review(record, "accidents", 0, "minor_injuries", value=5),
    )
    (accident,) = made.accidents
    assert (accident.severity, accident.severity_derived, accident.injuries) == ("一般", "较大", 7)
    said = {c.check: c.verdict for c in made.checks}
    assert (said["severity.article3"], said["injuries.parts"]) == ("warn", "pass")
    assert made.tables["penalties"][0].deaths == 4
    stated = after(
        review(record, "accidents", 0, "minor_injuries", value=5),
        review(record, "accidents", 0, "injuries", "confirmed"),
    )
    assert stated.accidents[0].injuries == 3
    assert {c.check: c.verdict for c in stated.checks}["injuries.parts"] == "warn"


def test_the_levels_above_a_corrected_county_follow(record, after):
    made = after(review(record, "accidents", 0, "county", value="古交市"))
    (accident,) = made.accidents
    assert (accident.province, accident.city, accident.county, accident.adcode) == (
        "山西省", "太原市", "古交市", "140181",
    )  # fmt: skip
    assert made.tables["penalties"][0].city == "太原市"
    unknown = after(review(record, "accidents", 0, "county", value="无此县")).accidents[0]
    assert (unknown.city, unknown.county, unknown.adcode) == ("盐城市", "无此县", "320900")
    upper = after(review(record, "accidents", 0, "province", value="山西省")).accidents[0]
    assert (upper.province, upper.city, upper.county, upper.adcode) == ("山西省", None, None, "140000")


def test_nature_kind_and_moment_carry_their_derived_columns_along(record, after):
    made = after(
        review(record, "accidents", 0, "nature", value="非责任事故"),
        review(record, "accidents", 0, "accident_type", value="透水"),
        review(record, "accidents", 0, "occurred_at", value="2020-06-12T09:20"),
    )
    (accident,) = made.accidents
    assert (accident.is_liability, accident.accident_type_2025) == (False, "水害")
    assert {c.edition for c in record.tables["citations"]} == {2021}
    assert {c.edition for c in made.tables["citations"]} == {2014}
    assert {p.year for p in made.tables["penalties"]} == {2020}


def test_an_organisations_name_changes_wherever_rows_refer_to_it(record, after):
    made = after(review(record, "organizations", 0, "name", value="盐城远岭机械有限公司"))
    new, old = "盐城远岭机械有限公司", "远岭机械有限公司"
    assert made.tables["sanctions"][2].target_name == new
    assert made.tables["sanctions"][2].org_id == made.tables["organizations"][0].org_id
    assert {s.target_organization for s in made.tables["sanctions"][:2]} == {new}
    assert {p.organization for p in made.tables["persons"]} == {new}
    assert made.tables["measures"][0].addressed_to == [new]
    assert [p.role for p in made.tables["penalties"]] == ["事故发生单位"] * 3
    held = {
        value
        for table in made.tables
        for row in rows_of(made, table)
        for value in row.values()
        if isinstance(value, str)
    }
    assert not any(value == old for value in held - {r.was for r in made.tables["reviews"]})


def test_a_persons_name_and_post_change_in_his_sanctions(record, after):
    made = after(
        review(record, "persons", 1, "name", value="李大×"),
        review(record, "persons", 1, "position", value="副总经理"),
    )
    sanction, person = made.tables["sanctions"][1], made.tables["persons"][1]
    assert (sanction.target_name, sanction.target_position, sanction.person_id) == (
        "李大×",
        "副总经理",
        person.person_id,
    )
    assert person.is_masked
    assert made.tables["penalties"][1].target_name == "李大×"
    assert proofs(made, "sanctions", sanction.sanction_id, "target_name") == []


def test_a_sanction_of_another_person_is_tied_to_him(record, after):
    made = after(review(record, "sanctions", 1, "target_name", value="冯立远"))
    assert made.tables["sanctions"][1].person_id == made.tables["persons"][0].person_id
    nobody = after(review(record, "sanctions", 1, "target_name", value="周无名"))
    assert nobody.tables["sanctions"][1].person_id is None
    assert nobody.tables["persons"] == record.tables["persons"]
    firm = after(
        review(record, "sanctions", 1, "target_name", value="远岭公司"),
        review(record, "sanctions", 1, "target_kind", value="organization"),
    )
    assert (firm.tables["sanctions"][1].person_id, firm.tables["sanctions"][1].org_id) == (
        None, record.tables["organizations"][0].org_id,
    )  # fmt: skip


def test_the_timeline_stays_in_order(record, after):
    made = after(review(record, "events", 1, "at", value="2023-06-12T10:05"))
    assert [(e.ordinal, e.kind) for e in made.tables["events"]] == [(0, "事发"), (1, "到场"), (2, "报告")]
    assert made.accidents[0].minutes_to_report == 45
    assert "events.order" in {c.check for c in made.checks}


def test_a_code_is_checked_anew(record, after):
    made = after(review(record, "organizations", 0, "uscc", value="91350100M000100Y43"))
    assert made.tables["organizations"][0].uscc_valid is True
    assert [c.verdict for c in made.checks if c.check == "uscc.check"] == ["pass"]


def test_a_readings_conflict_is_settled_by_a_reviewer():
    text = TEXT.replace(
        "造成1人死亡，直接经济损失约132.6万元。",
        "造成1人死亡，直接经济损失约132.6万元。经核定，直接经济损失为287.4万元。",
        1,
    )
    record, report = read(text), read_report(text)
    assert "direct_loss.conflict" in {c.check for c in record.checks}
    made = record_of(report, [review(record, "accidents", 0, "direct_loss_yuan", value="2874000")])
    assert "direct_loss.conflict" not in {c.check for c in made.checks}
    kept = record_of(report, [review(record, "accidents", 0, "direct_loss_yuan", "confirmed")])
    assert "direct_loss.conflict" in {c.check for c in kept.checks}


# whole rows


def test_a_rejected_row_goes_with_all_that_hangs_on_it(record, after):
    made = after(review(record, "sanctions", 1, None, "rejected"), review(record, "persons", 0, None, "rejected"))
    gone = {record.tables["sanctions"][1].sanction_id, record.tables["persons"][0].person_id}
    assert [s.target_name for s in made.tables["sanctions"]] == ["冯立远", "远岭机械有限公司"]
    assert made.tables["sanctions"][0].person_id is None
    assert [p.name for p in made.tables["persons"]] == ["李大川"]
    assert len(made.tables["penalties"]) == 2
    assert not gone & {e.row_id for e in made.evidence}
    assert not gone & {row_id for c in made.checks for row_id in c.row_ids}
    assert states(made) == [("sanctions", None, "rejected", "applied"), ("persons", None, "rejected", "applied")]


def test_a_rejected_row_that_is_not_read_any_more_is_as_wanted(record, report, after):
    one = review(record, "sanctions", 1, None, "rejected")
    newer = dataclasses.replace(record, tables={**record.tables, "sanctions": record.tables["sanctions"][::2]})
    made = amend(newer, [one], report)
    assert states(made) == [("sanctions", None, "rejected", "applied")]
    assert stale(made) == []


def test_an_accident_that_should_not_be_there(record, after):
    made = after(review(record, "accidents", 0, None, "rejected"))
    assert made.accidents == ()
    assert made.document.accident_id is None
    ids = {getattr(row, "accident_id", None) for table in made.tables for row in made.tables[table]}
    assert ids == {None}
    assert len(made.tables["penalties"]) == 3
    assert not [e for e in made.evidence if e.table == "accidents"]


def test_a_confirmed_row(record, after):
    one = review(record, "persons", 0, None, "confirmed")
    assert without_reviews(after(one)) == record.tables
    assert states(after(one)) == [("persons", None, "confirmed", "confirmed")]
    seen = dataclasses.replace(one, was={"position": "董事长"})
    assert stale(after(seen)) == [
        "王审核对人员冯立远整行的审核未采用：职务现为“法定代表人、总经理”，审核时为“董事长”，请重新审核"
    ]


def test_a_row_that_was_missed_is_added(record, after):
    person = {"name": "张某", "position": "操作工", "is_deceased": True}
    fine = {"target_kind": "person", "target_name": "张某", "measure": "免予追究责任", "status": "建议"}
    words = words_at(record, "张某在更换模具时")
    made = after(
        added(record, "persons", person, row_key_of("persons", person), **words),
        added(record, "sanctions", fine, row_key_of("sanctions", fine)),
    )
    new, sanction = made.tables["persons"][-1], made.tables["sanctions"][-1]
    assert (new.name, new.is_masked, new.accident_id) == ("张某", True, record.document.accident_id)
    assert (sanction.category, sanction.person_id) == ("免予追究", new.person_id)
    assert len({p.person_id for p in made.tables["persons"]}) == 3
    assert {e.field for e in made.evidence if e.row_id == new.person_id} == {"name", "position", "is_deceased"}
    assert [c.verdict for c in made.checks if c.check == "deaths.named"] == ["pass"]
    later = [
        added(record, "persons", person, row_key_of("persons", person), **words),
        review(made, "persons", 2, "position", value="学徒", at="2026-05-02T08:00:00Z"),
    ]
    assert after(*later).tables["persons"][-1].position == "学徒"
    undone = [*later, review(made, "persons", 2, None, "rejected", at="2026-05-03T08:00:00Z")]
    assert after(*undone).tables["persons"] == record.tables["persons"]


def test_an_added_row_that_the_program_reads_by_now_is_not_there_twice(record, after):
    person = {"name": "李大川", "position": "车间主任", "age": 41}
    made = after(added(record, "persons", person, row_key_of("persons", person)))
    assert [(p.name, p.age) for p in made.tables["persons"]] == [("冯立远", None), ("李大川", 41)]
    again = added(record, "persons", {**person, "age": 42}, row_key_of("persons", person, 5), at="2026-05-02T08:00:00Z")
    twice = after(dataclasses.replace(again, value=person, at="2026-05-01T08:00:00Z"), again)
    assert [(p.name, p.age) for p in twice.tables["persons"][1:]] == [("李大川", None), ("李大川", 42)]
    namesake = after(added(record, "persons", person, row_key_of("persons", person, 1)))
    assert [p.name for p in namesake.tables["persons"]] == ["冯立远", "李大川", "李大川"]


def test_an_added_citation_has_its_place(record, after):
    words = words_at(record, "第九十六条")
    made = after(added(record, "citations", {"law": "中华人民共和国安全生产法", "article": 96}, {"n": 1}, **words))
    row = made.tables["citations"][-1]
    assert (row.char_start, row.char_end, row.edition, row.law_kind) == (
        words["char_start"],
        words["char_end"],
        2021,
        "法律",
    )
    assert row.section_id == record.tables["sanctions"][1].section_id
    wrong = after(added(record, "citations", {"law": "某法"}, {"n": 0}, **{**words, "char_start": 0, "char_end": 5}))
    assert wrong.tables["citations"] == record.tables["citations"]
    assert stale(wrong) == ["王审核对引用整行的审核未采用：所选词句与原文位置不符，请重新审核"]


# another program version


def test_a_review_finds_its_row_under_another_id(record, report):
    reviews = [
        review(record, "persons", 1, "position", value="冲压车间主任"),
        review(record, "persons", 0, None, "confirmed"),
        review(record, "sanctions", 1, "amount_yuan", value="30000"),
    ]
    made = amend(shifted(record), reviews, report)
    assert [(p.person_id[-4:], p.position) for p in made.tables["persons"]] == [
        ("p000", "记录员"), ("p001", "法定代表人、总经理"), ("p002", "冲压车间主任"),
    ]  # fmt: skip
    assert [(r.row_id[-4:], r.state) for r in made.tables["reviews"]] == [
        ("p002", "applied"), ("p001", "confirmed"), ("x001", "applied"),
    ]  # fmt: skip
    assert stale(made) == []


def test_a_value_that_the_program_now_reads_otherwise_is_kept_and_told(record, report):
    one = review(record, "accidents", 0, "deaths", value=2)
    made = amend(shifted(record, deaths=7), [one], report)
    assert made.accidents[0].deaths == 7
    assert stale(made) == ["王审核对事故“死亡人数”的审核未采用：程序现读作“7”，审核时为“1”，请重新审核"]
    assert states(made) == [("accidents", "deaths", "corrected", "stale")]
    confirmed = amend(shifted(record, deaths=7), [review(record, "accidents", 0, "deaths", "confirmed")], report)
    assert states(confirmed) == [("accidents", "deaths", "confirmed", "stale")]


def test_a_value_that_the_program_reads_right_by_now_needs_no_correction(record, report):
    one = review(record, "accidents", 0, "deaths", value=2)
    made = amend(shifted(record, deaths=2), [one], report)
    assert made.accidents[0].deaths == 2
    assert states(made) == [("accidents", "deaths", "corrected", "applied")]
    assert proofs(made, "accidents", made.accidents[0].accident_id, "deaths")


def test_a_row_that_is_not_read_any_more(record, report):
    newer = dataclasses.replace(record, tables={**record.tables, "persons": record.tables["persons"][:1]})
    made = amend(newer, [review(record, "persons", 1, "position", value="安全员")], report)
    assert stale(made) == ["王审核对人员李大川“职务”的审核未采用：找不到所审的行，请重新审核"]


def test_two_of_one_name_are_told_apart(record, report):
    def two(*people):
        template = record.tables["persons"][0]
        made = [
            dataclasses.replace(template, person_id=f"p{i}", name="李某", organization=o, position=p, age=a)
            for i, (o, p, a) in enumerate(people)
        ]
        return dataclasses.replace(record, tables={**record.tables, "persons": tuple(made), "sanctions": ()})

    before = two(("甲公司", "工人", None), ("乙公司", "工人", None))
    one = review(before, "persons", 1, "age", value=33)
    swapped = two(("乙公司", "工人", None), ("甲公司", "工人", None))
    assert [p.age for p in amend(swapped, [one], report).tables["persons"]] == [33, None]
    alone = two(("丙公司", "班长", None))
    assert stale(amend(alone, [one], report))
    same = two(("甲公司", "工人", None), ("甲公司", "工人", None))
    second = review(same, "persons", 1, "age", value=33)
    assert [p.age for p in amend(same, [second], report).tables["persons"]] == [None, 33]
    # the first was rejected, and the page showed the second as the only one
    first = review(same, "persons", 0, None, "rejected", at="2026-04-30T08:00:00Z")
    shown = amend(same, [first], report)
    third = review(shown, "persons", 0, "age", value=33)
    assert [(p.person_id, p.age) for p in amend(same, [first, third], report).tables["persons"]] == [("p1", 33)]


# several decisions


def test_of_two_authors_the_later_one_counts(record, after):
    first = review(record, "accidents", 0, "deaths", value=2)
    seen = after(first)
    second = review(seen, "accidents", 0, "deaths", value=3, author="李复核", at="2026-05-03T08:00:00Z")
    assert second.was == 2
    made = after(first, second)
    assert made.accidents[0].deaths == 3
    (row,) = made.tables["reviews"]
    assert (row.author, row.was, row.value, row.state) == ("李复核", "2", "3", "applied")
    back = review(made, "accidents", 0, "deaths", value=1, author="李复核", at="2026-05-04T08:00:00Z")
    undone = after(first, second, back)
    assert undone.accidents == record.accidents
    assert undone.evidence == record.evidence


def test_a_corrected_value_can_be_confirmed_by_another(record, after):
    first = review(record, "accidents", 0, "deaths", value=2)
    second = review(after(first), "accidents", 0, "deaths", "confirmed", author="李复核", at="2026-05-03T08:00:00Z")
    made = after(first, second)
    assert made.accidents[0].deaths == 2
    assert states(made) == [("accidents", "deaths", "confirmed", "confirmed")]


def test_reviews_of_what_earlier_reviews_brought_about_are_found(record, after):
    """A page shows corrected and derived values; the next reviewer's line names rows and values by them."""
    first = [
        review(record, "organizations", 0, "name", value="盐城远岭机械有限公司"),
        review(record, "persons", 1, "name", value="李大山"),
        review(record, "accidents", 0, "minor_injuries", value=5),
    ]
    shown = after(*first)
    later = {"author": "李复核", "at": "2026-05-03T08:00:00Z"}
    second = [
        review(shown, "persons", 1, "age", value=41, **later),
        review(shown, "sanctions", 1, "amount_yuan", value="30000", **later),
        review(shown, "sanctions", 2, "target_name", "confirmed", **later),
        review(shown, "accidents", 0, "injuries", value=6, **later),
        review(shown, "organizations", 0, "role", "confirmed", **later),
    ]
    made = after(*first, *second)
    assert stale(made) == []
    assert (made.tables["persons"][1].name, made.tables["persons"][1].age) == ("李大山", 41)
    assert made.tables["sanctions"][1].amount_yuan == Decimal("30000.00")
    assert made.accidents[0].injuries == 6
    assert made.tables["sanctions"][2].target_name == "盐城远岭机械有限公司"


def test_what_was_said_of_a_row_before_it_was_rejected_is_replaced(record, after):
    value = review(record, "sanctions", 1, "amount_yuan", value="30000")
    row = review(record, "sanctions", 1, None, "rejected", at="2026-05-02T08:00:00Z")
    assert states(after(value, row)) == [("sanctions", None, "rejected", "applied")]
    late = dataclasses.replace(value, at="2026-05-03T08:00:00Z")
    made = after(row, late)
    assert states(made) == [
        ("sanctions", None, "rejected", "applied"),
        ("sanctions", "amount_yuan", "corrected", "stale"),
    ]
    kept = after(row, review(record, "sanctions", 1, None, "confirmed", at="2026-05-04T08:00:00Z"))
    assert kept.tables["sanctions"] == record.tables["sanctions"]


# kinds of documents, and lines that do not fit


def test_another_kind_of_document_is_read_as_such(record, report, after):
    one = review(record, "documents", 0, "doc_type", value="通知")
    assert retyped(report, [one]).doc_type == "通知"
    made = after(one)
    assert (made.document.doc_type, made.accidents) == ("通知", ())
    assert states(made) == [("documents", "doc_type", "corrected", "applied")]
    back = review(made, "documents", 0, "doc_type", value="事故调查报告", at="2026-05-02T08:00:00Z")
    assert after(one, back).accidents == record.accidents


def test_documents_and_sections_can_be_corrected(record, after):
    made = after(
        review(record, "documents", 0, "doc_number", value="大政发〔2023〕8号"),
        review(record, "sections", 1, "part", value="其他"),
    )
    assert made.document.doc_number == "大政发〔2023〕8号"
    assert made.tables["sections"][1].part == "其他"


def test_a_measure_known_by_its_heading_alone_is_found_after_the_heading_was_corrected(record, report):
    bare = tuple(
        dataclasses.replace(m, text=None, heading=h) for m, h in zip(record.tables["measures"], "甲乙", strict=True)
    )
    bare = dataclasses.replace(record, tables={**record.tables, "measures": bare})
    first = review(bare, "measures", 1, "heading", value="丙")
    shown = amend(bare, [first], report)
    second = review(shown, "measures", 1, "status", value="已落实", at="2026-05-02T08:00:00Z")
    wrong = dataclasses.replace(second, field="heading", was="丙", value=7, at="2026-05-03T08:00:00Z")
    made = amend(bare, [first, second], report)
    assert [(m.heading, m.status) for m in made.tables["measures"]] == [("甲", None), ("丙", "已落实")]
    assert stale(made) == []
    assert len(stale(amend(bare, [first, second, wrong], report))) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"field": "nothing"},
        {"table": "nowhere"},
        {"value": "许多"},
        {"field": "severity_derived"},
        {"table": "sections", "field": None, "verdict": "rejected", "row_key": {"heading": "事故基本情况", "n": 0}},
        {"row_key": {"n": "x"}, "table": "persons", "row_id": "?"},
    ],
)
def test_what_does_not_fit_the_schema_any_more_is_stale_and_harmless(record, after, changes):
    made = after(dataclasses.replace(review(record, "accidents", 0, "deaths", value=2), **changes))
    assert [state for *_, state in states(made)] == ["stale"]
    assert len(stale(made)) == 1
    left = {t: rows for t, rows in without_reviews(made).items() if t != "checks"}
    assert left == {t: rows for t, rows in record.tables.items() if t != "checks"}


def test_every_piece_of_evidence_proves_what_stands_in_its_row(record, after):
    made = after(
        review(record, "accidents", 0, "deaths", value=2, **words_at(record, "2人重伤")),
        review(record, "persons", 0, "name", value="冯利远"),
        review(record, "sanctions", 2, None, "rejected"),
    )
    ids = {row["person_id"] for row in rows_of(made, "persons")} | {
        row["sanction_id"] for row in rows_of(made, "sanctions")
    }
    for e in made.rows(EvidenceRow):
        assert made.text.text[e.char_start : e.char_end] == e.text
        if e.table in ("persons", "sanctions"):
            assert e.row_id in ids
