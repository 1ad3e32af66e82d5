"""Reviewers' decisions applied to a record before it is stored, and what became of each.

Which decision counts: of several on one value the latest. When it is applied: the program reads what the reviewer saw, or
what an earlier reviewer of the value saw or wanted, or what the reviewer wants. Otherwise it is stale: the program's value
stays, and a check says so. Nothing but the record and the reviews decides, so that the same two give the same rows.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.record import Record
from pipeline.review_follow import fines, follow, judged
from pipeline.review_rows import Followed, Rows, Slot, stands
from schemas.column import Row
from schemas.document import Report
from schemas.records import AccidentRow, CheckRow, DocumentRow, EvidenceRow, PlaceBox
from schemas.records_review import ReviewRow
from schemas.review_values import FIELDS, ROWS, ReviewError, check_value, opening, plain
from schemas.reviews import Review, latest

RULE = "review"
"""``evidence.rule`` of words that a reviewer named."""
STALE = "review.stale"
_PASSES = 4
"""A review may be about a value that follows from another review, and so on; nobody goes deeper."""


@dataclasses.dataclass
class Verdict:
    """The reviews of one value (or row) in the order in which they were made, and what became of the last."""

    slot: Slot | None
    chain: list[Review]
    state: str = "applied"
    why: str = ""
    """Why it is stale."""

    @property
    def last(self) -> Review:
        """The review that counts."""
        return self.chain[-1]


def retyped(report: Report, reviews: Sequence[Review]) -> Report:
    """The report under the kind of document that reviewers decided on: what is read from it depends on its kind."""
    doc_id = report.document.source.doc_id
    chain = [r for r in reviews if (r.doc_id, r.table, r.field) == (doc_id, "documents", "doc_type")]
    if chain:
        value, why = _decide(chain, report.doc_type, [])
        if not why:
            return dataclasses.replace(report, doc_type=value)
    return report


def amend(record: Record, reviews: Sequence[Review], report: Report) -> Record:
    """The record as reviewers decided.

    Args:
        record: what the program read.
        reviews: decisions in the order in which they were made; those on other documents are left alone.
        report: what the record was read from, for places on pages and for checks.

    Returns:
        The record with their values, without the rows that they rejected, with those that they added; with evidence only
        for values as they now are; with fines, checks and derived columns that follow; with a row of ``reviews`` each.
    """
    mine = [review for review in reviews if review.doc_id == record.document.doc_id]
    if not mine:
        return record
    followed: Followed = {}
    for _ in range(_PASSES):
        rows = Rows(record, followed)
        verdicts = _judge(rows, mine)
        follow(rows)
        if not _collect(rows, followed):
            break
    tables = dict(record.tables)
    document = record.document
    _rows_confirmed(verdicts)
    if any(one.gone or one.added or one.decided for one in rows.every()):
        document, tables = _changed(record, rows, verdicts, report)
    tables["checks"] = (*tables.get("checks", ()), *_stale_checks(record, verdicts))
    tables[ReviewRow.TABLE] = tuple(_row(verdict) for verdict in verdicts)
    return Record(document, record.text, tables)


def _collect(rows: Rows, followed: Followed) -> bool:
    """Remember what columns say that no review decides and that differ from what the program read; was anything new?"""
    new = False
    for one in rows.every():
        for name in sorted(one.changed - one.decided):
            known = followed.setdefault((one.table, one.row_id), {}).setdefault(name, [])
            if plain(one.values[name]) not in known:
                known.append(plain(one.values[name]))
                new = True
    return new


def _judge(rows: Rows, reviews: Sequence[Review]) -> list[Verdict]:
    """Tie every review to its row, then decide value by value; the outcome is in the rows' values."""
    verdicts: dict[tuple[int, str | None], Verdict] = {}
    lost: list[Verdict] = []
    for review in reviews:
        found = rows.find(review)
        if review.verdict == "added" and found is None:
            made = rows.add(review)
            if isinstance(made, str):
                lost.append(Verdict(None, [review], "stale", made))
                continue
            found = made
        if found is None:
            lost.append(_unfound(review))
            continue
        verdicts.setdefault((id(found), review.field), Verdict(found, [])).chain.append(review)
        _remember(found, review)
        if review.field is None:
            found.gone = review.verdict == "rejected"  # so far: later reviewers did not see the row
    for verdict in verdicts.values():
        if verdict.last.field is None:
            _whole(verdict)
    for verdict in verdicts.values():
        if verdict.last.field is not None:
            _value(verdict)
    kept = {id(review) for review in latest([verdict.last for verdict in lost])}
    found_ones = [
        v for v in verdicts.values() if not (v.slot and v.slot.gone and v.last.field and _before_end(v, verdicts))
    ]
    known = {id(review): n for n, review in enumerate(reviews)}
    return sorted([*found_ones, *(v for v in lost if id(v.last) in kept)], key=lambda v: known[id(v.last)])


def _before_end(verdict: Verdict, verdicts: dict[tuple[int, str | None], Verdict]) -> bool:
    """Was a value decided on before its whole row was rejected? Then the later decision replaces it."""
    end = verdicts[id(verdict.slot), None].last
    return verdict.last.moment <= end.moment


def _unfound(review: Review) -> Verdict:
    if review.verdict == "rejected" and review.field is None and review.table in ROWS:
        return Verdict(None, [review])  # the program does not read the row any more, as the reviewer wanted
    return Verdict(None, [review], "stale", "找不到所审的行")


def _remember(one: Slot, review: Review) -> None:
    """Later reviewers may have seen what this one wanted."""
    outcomes = review.value if review.verdict == "added" else {review.field: review.outcome} if review.field else {}
    for name, outcome in outcomes.items():
        value = _normal(review.table, name, outcome)
        found = [(name, value)]
        if name == "heading" and not one.values.get("text") and isinstance(value, str | None):
            found.append(("opening", opening(value)))
        for column, words in found:
            if column in one.seen and words not in one.seen[column]:
                one.seen[column] = [*one.seen[column], words]


def _normal(table: str, field: str, value: Any) -> Any:
    """A plain value in the one form that it has after storing; as it is where the column cannot hold it."""
    try:
        return plain(check_value(table, field, value))
    except ReviewError:
        return value


def _decide(chain: Sequence[Review], now: Any, followed: Sequence[Any]) -> tuple[Any, str]:
    """The value that a chain of reviews ends in; behind it why it cannot be applied, '' where it can."""
    last = chain[-1]
    assert last.field is not None
    try:
        value = check_value(last.table, last.field, last.outcome)
    except ReviewError as error:
        return None, str(error)
    known = [_normal(r.table, str(r.field), x) for r in chain for x in (r.was, r.outcome)]
    read = _normal(last.table, last.field, plain(now))
    if read == plain(value):
        return now, ""  # as the program has it, to the last blank
    if read in known or any(_normal(r.table, str(r.field), r.was) in followed for r in chain):
        return value, ""
    seen = _words(_normal(last.table, last.field, last.was))
    return None, f"程序现读作{_said(plain(now))}，审核时为{_said(seen)}"


def _value(verdict: Verdict) -> None:
    one, field = verdict.slot, verdict.last.field
    assert one is not None
    assert field is not None
    if one.gone:
        verdict.state, verdict.why = "stale", "所在的行已被删除"
        return
    if field not in FIELDS[one.table]:
        verdict.state, verdict.why = "stale", "此列不能更正"
        return
    value, verdict.why = _decide(verdict.chain, one.values[field], one.followed.get(field, []))
    if verdict.why:
        verdict.state = "stale"
        return
    verdict.state = "confirmed" if verdict.last.verdict == "confirmed" else "applied"
    one.values[field] = value
    one.decided.add(field)


def _whole(verdict: Verdict) -> None:
    """A decision on a whole row."""
    one, last = verdict.slot, verdict.last
    assert one is not None
    if last.verdict == "rejected":
        if one.table in ("documents", "sections"):
            verdict.state, verdict.why = "stale", "此表的行不能删除"
        one.gone = verdict.state == "applied"
        return
    for added in [review for review in verdict.chain if review.verdict == "added"][-1:]:
        # What the program reads of the row by now gives way to what the reviewer stated of it.
        try:
            stated = {name: check_value(one.table, name, value) for name, value in added.value.items()}
        except ReviewError as error:
            verdict.state, verdict.why = "stale", str(error)
        else:
            one.values |= stated
            one.decided |= stated.keys()
    if last.verdict == "confirmed" and not verdict.why:
        verdict.state = "confirmed"


def _rows_confirmed(verdicts: Sequence[Verdict]) -> None:
    """A row that was confirmed as a whole still says what the reviewer saw, as far as he noted it."""
    for verdict in verdicts:
        one, was = verdict.slot, verdict.last.was
        if one is None or verdict.last.field is not None or verdict.state != "confirmed" or not isinstance(was, dict):
            continue
        for name in sorted(was.keys() & FIELDS[one.table].keys()):
            now = plain(one.values[name])
            if _normal(one.table, name, was[name]) != now:
                verdict.state = "stale"
                verdict.why = f"{FIELDS[one.table][name].info.label_zh}现为{_said(now)}，审核时为{_said(was[name])}"


def _changed(
    record: Record, rows: Rows, verdicts: Sequence[Verdict], report: Report
) -> tuple[DocumentRow, dict[str, tuple[Row, ...]]]:
    """Document and tables with the reviewers' values and what follows from them."""
    (document,) = (one.made() for one in rows.slots["documents"])
    assert isinstance(document, DocumentRow)
    tables = {**record.tables, **{table: rows.made(table) for table in ROWS if table != "documents"}}
    tables["penalties"] = fines(tables, report)
    gone = {one.row_id for one in rows.every() if one.gone}
    other = {(one.table, one.row_id, name) for one in rows.every() for name in one.changed}
    stays = [e for e in record.evidence if e.row_id not in gone and (e.table, e.row_id, e.field) not in other]
    tables["evidence"] = (*stays, *_evidence(rows, verdicts, stays, report))
    before = judged(record.document, {**record.tables, "penalties": fines(record.tables, report)}, report)
    decided = {(one.row_id, name) for one in rows.every() for name in one.decided}
    doubted = {**tables, "evidence": tuple(e for e in stays if (e.row_id, e.field) not in decided)}
    after = judged(document, doubted, report)
    settled = _settled(rows)
    kept = [
        dataclasses.replace(
            check,
            accident_id=None if check.accident_id in gone else check.accident_id,
            row_ids=[i for i in check.row_ids if i not in gone],
        )
        for check in record.checks
        if (check not in before or check in after) and (check.accident_id, check.check) not in settled
    ]
    tables["checks"] = (*kept, *(check for check in after if check not in before))
    return document, tables


def _settled(rows: Rows) -> set[tuple[str | None, str]]:
    """Checks that say which of several readings was taken, of values that a reviewer changed."""
    names = {"direct_loss_yuan": "direct_loss"}
    return {
        (one.row_id, f"{names.get(field, field)}.conflict")
        for one in rows.alive("accidents")
        for field in one.changed & one.decided
    }


def _evidence(
    rows: Rows, verdicts: Sequence[Verdict], stays: Sequence[EvidenceRow], report: Report
) -> Iterable[EvidenceRow]:
    """The words that reviewers named, where they stand there and the value has no other evidence."""
    proven = {(e.table, e.row_id, e.field) for e in stays}
    for verdict in verdicts:
        one, last = verdict.slot, verdict.last
        if one is None or one.gone or verdict.state == "stale" or not stands(rows.text, last):
            continue
        fields = [last.field] if last.field else list(last.value) if last.verdict == "added" else []
        for field in fields:
            value = one.values.get(field)
            if value not in (None, []) and (one.table, one.row_id, field) not in proven:
                yield _evidence_row(one, field, last, report)


def _evidence_row(one: Slot, field: str, review: Review, report: Report) -> EvidenceRow:
    start, end = review.char_start, review.char_end
    assert start is not None
    assert end is not None
    assert review.words is not None
    boxes = report.document.boxes(start, end)
    return EvidenceRow(
        doc_id=review.doc_id,
        table=one.table,
        row_id=one.row_id,
        field=field,
        char_start=start,
        char_end=end,
        page=report.document.page_at(start),
        boxes=[PlaceBox(page=b.page, x0=b.x0, y0=b.y0, x1=b.x1, y1=b.y1) for b in boxes] if boxes else None,
        text=review.words,
        rule=RULE,
    )


def _stale_checks(record: Record, verdicts: Sequence[Verdict]) -> Iterable[CheckRow]:
    accidents: Sequence[AccidentRow] = record.accidents
    about = accidents[0].accident_id if len(accidents) == 1 else None
    for verdict in verdicts:
        last = verdict.last
        if verdict.state == "stale":
            label = ROWS[last.table].LABEL_ZH if last.table in ROWS else last.table
            column = FIELDS.get(last.table, {}).get(last.field or "")
            what = f"“{column.info.label_zh}”" if column else f"“{last.field}”" if last.field else "整行"
            known = last.row_key if last.table != "accidents" else {}  # nobody needs to be told which
            name = next((str(known[k]) for k in ("name", "target_name", "law") if known.get(k)), "")
            yield CheckRow(
                doc_id=record.document.doc_id,
                accident_id=about,
                check=STALE,
                verdict="warn",
                message=f"{last.author}对{label}{name}{what}的审核未采用：{verdict.why}，请重新审核",
                row_ids=[verdict.slot.row_id] if verdict.slot is not None else [],
            )


def _words(value: Any) -> str | None:
    """A plain value as text; None where there is none."""
    if value is None or value == [] or isinstance(value, str):
        return value or None
    return json.dumps(value, ensure_ascii=False)


def _said(value: Any) -> str:
    words = _words(value)
    return "空" if words is None else f"“{words[:60]}”"


def _row(verdict: Verdict) -> ReviewRow:
    last = verdict.last
    was, value = last.was, last.outcome
    if last.field is not None:
        was, value = (_normal(last.table, last.field, one) for one in (was, value))
    return ReviewRow(
        doc_id=last.doc_id,
        table=last.table,
        row_id=verdict.slot.row_id if verdict.slot is not None else last.row_id,
        field=last.field,
        verdict=last.verdict,
        was=_words(was),
        value=_words(value),
        author=last.author,
        reason=last.reason or None,
        decided_at=last.moment.replace(tzinfo=None, microsecond=0),
        state=verdict.state,
    )
