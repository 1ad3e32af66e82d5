"""The measures of a passage with what stands around them, and the row that one of them gives for whom it strikes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from extractors import authorities, sanction_measures
from extractors.authorities import Authority
from extractors.citations import Citation
from extractors.follow_up import is_follow_up
from extractors.patterns import compiled
from extractors.posts import Resolve
from extractors.sanction_basis import Bases
from extractors.sanction_found import (
    Found,
    by_same_firm,
    inherits,
    is_total,
    one_breath,
    one_clause,
    told_again,
    with_executor,
)
from extractors.sanction_measures import CATEGORY, Measure
from extractors.sanction_record import Sanction
from extractors.sanction_targets import Target
from extractors.view import View
from schemas.document import Evidence, Report, SectionNode
from schemas.records_accountability import Basis

_BY_EMPLOYER = compiled(
    r"(?:(?<![\p{Han}])|(?<=由|经|被))(?:该)?(?P<firm>企业|公司|厂方|矿方|用人单位|所在单位)(?:内部)?(?:已|对|分别|给予|与其|未与|未予|实际|改为|撤|免|解|按|将|作出|决定|研究)"
)
_FIRM = compiled(r"公司|集团|煤?矿$|厂$|店$|经销部|合作社")


def is_firm(name: str | None) -> bool:
    """Does an organisation's name end as that of an employer of business?"""
    return name is not None and _FIRM.search(name) is not None


_TOGETHER = compiled(r"合并|合计|共计")


def read(
    report: Report,
    words: View,
    start: int,
    citations: Sequence[Citation],
    section: SectionNode,
    resolve: Resolve,
    since: dt.date | None,
) -> list[Found]:
    """The measures of a passage with all that stands around them."""
    text = words.text
    evaluation = is_follow_up(report)
    listed = sanction_measures.find(text, start)
    if evaluation and all(m.measure not in ("罚款", "内部罚款") for m in listed):
        listed = sorted([*listed, *sanction_measures.paid(text, start)], key=lambda m: m.start)
    bases = Bases(words, citations)
    out: list[Found] = []
    floor = start
    if since is not None:
        listed = [m for m in listed if not sanction_measures.is_earlier(text, m, since)]
    for index, measure in enumerate(listed):
        ceiling = listed[index + 1].start if index + 1 < len(listed) else len(text)
        authority = authorities.find(text, measure, floor, resolve)
        last = out[-1] if out else None
        if authority is None and last is not None and inherits(text, last, measure):
            authority = last.authority
        if authority is None and last is not None and by_same_firm(text, last, measure):
            authority = last.authority
        status = sanction_measures.status(
            text, measure, evaluation=evaluation, ceiling=ceiling, heading=section.heading or ""
        )
        money = (
            sanction_measures.amount(text, measure, floor, ceiling) if has_sum(measure) else sanction_measures.Amount()
        )
        day = (
            sanction_measures.decided(text, measure, floor, ceiling, done=status == "已执行", since=since)
            if status != "建议"
            else None
        )
        basis = bases.of(measure, shared=last is not None and one_breath(text, last.measure, measure))
        floor = measure.end
        kind = kind_of(measure, authority, text, resolve, section.heading or "")
        if kind is None:
            continue
        one = Found(measure, kind, status, authority, money, day, basis)
        if is_total(out, one, text):
            continue
        if last is not None and kind == last.kind == "罚款" and _TOGETHER.search(text[last.measure.end : measure.end]):
            basis = last.basis or basis
            out[-1] = dataclasses.replace(one, basis=basis, authority=authority or last.authority)
            continue
        if last is not None and told_again(text, last, one):
            out[-1] = dataclasses.replace(
                last, status=status, authority=last.authority or authority, decided=last.decided or day
            )
            continue
        if (
            day is None
            and last is not None
            and status == last.status != "建议"
            and one_clause(text, last.measure, measure)
        ):
            one = dataclasses.replace(one, decided=last.decided)
        out.append(one)
    return with_executor(text, out)


def has_sum(measure: Measure) -> bool:
    """Is it a measure that costs money?"""
    return measure.measure in ("罚款", "没收违法所得", "内部罚款")


_DISCIPLINE = compiled("纪检|纪委|监委")
_JUSTICE = compiled("公安|司法|检察")


_PENAL = compiled(r"行政处罚(?!外|以外)")
_SPARED = compiled(r"(?:不予|免予|免于|不再|无需|除)[^，。]{0,6}行政处罚")


def is_penal(heading: str) -> bool:
    """Does a heading say that those below are to be given administrative penalties: 建议给予行政处罚的单位?"""
    return _PENAL.search(heading) is not None and _SPARED.search(heading) is None


def kind_of(
    measure: Measure, authority: Authority | None, text: str, resolve: Resolve, heading: str = ""
) -> str | None:
    """The vocabulary's measure, by who takes it: a firm's 撤职 is 内部处分; an office's 按规定处理 is no penalty yet."""
    firm = authority is not None and authorities.is_employer(authority, resolve)
    if firm and measure.by_firm:
        return measure.by_firm
    if measure.rule == "sanction.firm.watch" and authority is not None and not firm:
        words = text[measure.start : measure.end]
        if _DISCIPLINE.search(authority.name):
            return "移送纪检监察机关"
        if _JUSTICE.search(authority.name):
            return "移送司法机关"
        return "行政处罚" if "处罚" in words or is_penal(heading) else None
    return measure.measure


def row_of(
    report: Report, words: View, one: Found, target: Target, resolve: Resolve, section: SectionNode | None
) -> Sanction:
    """The row of a measure for one whom it strikes, with the evidence of its values."""
    measure, text = one.measure, words.text
    kind = one.kind
    bare = measure.by_firm is not None and CATEGORY[kind] in ("政务", "组织处理") and one.authority is None
    begin, stop = sanction_measures.sentence(text, measure.start)
    if (
        bare
        and target.person is not None
        and (_FIRM.search(target.organization or "") or _BY_EMPLOYER.search(text, begin, stop))
        and "政务" not in text[measure.start : measure.end]
    ):
        kind = measure.by_firm or kind
    employer = None
    if one.authority is None and CATEGORY[kind] == "内部处理" and is_firm(target.organization):
        employer = _BY_EMPLOYER.search(text, begin, stop)
    where = words.evidence(report, measure.start, measure.end, measure.rule)
    evidence: list[tuple[str, Evidence]] = [
        ("target_name", target.evidence),
        ("measure", where),
        ("measure_text", where),
    ]
    if one.amount.yuan_span:
        evidence.append(("amount_yuan", words.evidence(report, *one.amount.yuan_span, "sanction.amount")))
    if one.amount.ratio_span:
        evidence.append(("income_ratio", words.evidence(report, *one.amount.ratio_span, "sanction.ratio")))
    authority, told_at = None, None
    if one.authority is not None:
        authority, told_at = authorities.full(one.authority, resolve), (one.authority.start, one.authority.end)
    elif employer is not None:
        authority, told_at = target.organization, employer.span("firm")
    if told_at is not None:
        evidence.append(("authority", words.evidence(report, *told_at, "sanction.authority")))
    if one.decided is not None:
        evidence.append(("decided_on", words.evidence(report, *one.decided[1], "sanction.date")))
    basis: list[Basis] = []
    for entry, cited in one.basis:
        evidence.append(("basis", report.evidence(cited.start, cited.end, "sanction.basis")))
        if entry not in basis:
            basis.append(entry)
    return Sanction(
        target_kind=target.kind,
        target_name=target.name,
        person=target.person,
        target_organization=target.organization,
        target_position=target.position,
        category=CATEGORY[kind],
        measure=kind,
        measure_text=text[measure.start : measure.end],
        status=one.status,
        amount_yuan=one.amount.yuan,
        income_ratio=one.amount.ratio,
        authority=authority,
        decided_on=one.decided[0] if one.decided is not None else None,
        basis=tuple(basis),
        text=text[begin:stop],
        section=section,
        evidence=tuple(evidence),
    )
