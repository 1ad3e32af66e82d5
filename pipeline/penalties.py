"""Fines beside their statutory range, and what the law table says against a record."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from extractors.facts import Check
from extractors.lawbook import PenaltyRange, article_in, edition_on, has_article, penalty_ranges
from extractors.patterns import compiled
from schemas.records import AccidentRow
from schemas.records_accountability import Basis, CitationRow, OrganizationRow, PersonRow, SanctionRow
from schemas.records_law import PenaltyRow

SAFETY_LAW = "中华人民共和国安全生产法"
HARMONISED = 2021
# 主要负责人 (安全生产法第五条): those who lead a firm, in law or in fact
_PRINCIPAL = compiled(
    r"(?:法定代表人|法人代表|法人|主要负责人|实际控制人|董事长|执行董事|(?<!副)总经理|^经理|[^副部组区队]经理$|厂长|矿长|场长|院长|校长|经营者|投资人|业主|店主)"
)
_DEPUTY = compiled(r"副(?:总经理|经理|厂长|矿长|场长|董事长)|项目(?:副)?经理|部门经理")


def penalties(
    accident: AccidentRow | None,
    organizations: tuple[OrganizationRow, ...],
    persons: tuple[PersonRow, ...],
    sanctions: tuple[SanctionRow, ...],
) -> tuple[PenaltyRow, ...]:
    """One row per fine of a document, in the order of its sanctions."""
    roles = {o.name: o.role for o in organizations}
    people = {p.person_id: p for p in persons}
    return tuple(_penalty(accident, s, roles, people) for s in sanctions if s.measure == "罚款")


def _penalty(
    accident: AccidentRow | None, item: SanctionRow, roles: dict[str, str | None], people: dict[str, PersonRow]
) -> PenaltyRow:
    person = people.get(item.person_id or "")
    position = item.target_position or (person.position if person else None)
    employer = item.target_organization or (person.organization if person else None)
    at = accident.occurred_at if accident is not None else None
    severity = (accident.severity or accident.severity_derived) if accident is not None else None
    basis, found = _range(item, at.date() if at else None, severity, position)
    low, high = (found.min_yuan, found.max_yuan) if found else (None, None)
    return PenaltyRow(
        sanction_id=item.sanction_id,
        doc_id=item.doc_id,
        accident_id=item.accident_id,
        province=accident.province if accident else None,
        city=accident.city if accident else None,
        county=accident.county if accident else None,
        year=at.year if at else None,
        severity=severity,
        accident_type=accident.accident_type if accident else None,
        deaths=accident.deaths if accident else None,
        target_kind=item.target_kind,
        target_name=item.target_name,
        role=roles.get(item.target_name if item.target_kind == "organization" else employer or ""),
        position=position,
        status=item.status,
        law=basis.law if basis else None,
        article=basis.article if basis else None,
        harmonised_article=_harmonised(basis, at.date() if at else None),
        amount_yuan=item.amount_yuan,
        income_ratio=item.income_ratio,
        range_low_yuan=low,
        range_high_yuan=high,
        range_low_ratio=found.min_ratio if found else None,
        range_high_ratio=found.max_ratio if found else None,
        position_in_range=_position(item, found),
        authority=item.authority,
        decided_on=item.decided_on,
    )


def _range(
    item: SanctionRow, on: dt.date | None, severity: str | None, position: str | None
) -> tuple[Basis | None, PenaltyRange | None]:
    """The cited article that sets the fine, and its range; the last cited article where none is known to set one."""
    cited = [b for b in item.basis if b.article is not None]
    if on is None:
        return (cited[-1] if cited else None), None
    for basis in reversed(cited):
        assert basis.article is not None
        known = penalty_ranges(basis.law, basis.article, on, severity)
        if known:
            ranges = _fitting(known, item, position, basis)
            return basis, ranges[0] if ranges else None
    return (cited[-1] if cited else None), None


def _fitting(ranges: list[PenaltyRange], item: SanctionRow, position: str | None, basis: Basis) -> list[PenaltyRange]:
    """Ranges for this kind of target and this kind of figure; an unclear one gives none rather than a wrong one."""
    if item.target_kind == "organization":
        fitting = [r for r in ranges if r.target == "unit"]
    else:
        principal = position is not None and _PRINCIPAL.search(position) and not _DEPUTY.search(position)
        fitting = [r for r in ranges if (r.target == "principal") == bool(principal) and r.target != "unit"]
    shares = [r for r in fitting if r.min_ratio is not None]
    if item.income_ratio is not None and (shares or item.amount_yuan is None):
        fitting = shares  # 处上一年年收入40%的罚款，计3.12万元: the share decides, the sum follows from it
    elif shares:
        return []  # after an accident the article fines a share of the income, which a sum in yuan does not tell
    else:
        fitting = [r for r in fitting if r.min_yuan is not None or r.max_yuan is not None]
    if basis.item is not None and any(r.item == basis.item for r in fitting):
        fitting = [r for r in fitting if r.item == basis.item]
    first = [r for r in fitting if r.paragraph in (None, 1, basis.paragraph)]
    distinct = {(r.min_yuan, r.max_yuan, r.min_ratio, r.max_ratio) for r in first}
    return first if len(distinct) == 1 else []


def _harmonised(basis: Basis | None, on: dt.date | None) -> int | None:
    if basis is None or basis.article is None or basis.law != SAFETY_LAW or on is None:
        return None
    edition = edition_on(basis.law, on)
    if edition is None or edition.edition is None:
        return None
    return article_in(basis.law, basis.article, edition.edition, HARMONISED)


def _position(item: SanctionRow, found: PenaltyRange | None) -> float | None:
    """Where the fine lies in its range; outside of it below 0 or above 1."""
    if found is None:
        return None
    if item.amount_yuan is not None and found.min_yuan is not None and found.max_yuan is not None:
        span = found.max_yuan - found.min_yuan
        return float(round((item.amount_yuan - found.min_yuan) / span, 4)) if span else None
    if item.income_ratio is not None and found.min_ratio is not None and found.max_ratio is not None:
        width = found.max_ratio - found.min_ratio
        return round((item.income_ratio - found.min_ratio) / width, 4) if width > 1e-9 else None
    return None


def law_checks(
    accident: AccidentRow | None,
    organizations: tuple[OrganizationRow, ...],
    citations: tuple[CitationRow, ...],
    found: tuple[PenaltyRow, ...],
) -> list[tuple[Check, list[str]]]:
    """What contradicts the law table or itself, each with the rows concerned."""
    out: list[tuple[Check, list[str]]] = []
    on = accident.occurred_at.date() if accident is not None and accident.occurred_at is not None else None
    out += _articles(citations, on)
    out += _out_of_force(citations)
    for row in found:
        out += _fine(row)
    for org in organizations:
        if org.uscc is not None:
            verdict = "pass" if org.uscc_valid else "fail"
            message = f"{org.name}的统一社会信用代码{org.uscc}{'通过' if org.uscc_valid else '未通过'}GB 32100-2015校验"
            out.append((Check("uscc.check", verdict, message), [org.org_id]))
    return out


def _articles(citations: tuple[CitationRow, ...], on: dt.date | None) -> list[tuple[Check, list[str]]]:
    missing: dict[tuple[str, int], list[str]] = {}
    for row in citations:
        if row.article is not None and has_article(row.law, row.article, row.article_suffix, on) is False:
            missing.setdefault((row.law, row.article), []).append(row.citation_id)
    return [
        (Check("citation.article", "warn", f"《{law}》在事故发生时的版本没有第{article}条"), ids)
        for (law, article), ids in sorted(missing.items())
    ]


def _out_of_force(citations: tuple[CitationRow, ...]) -> list[tuple[Check, list[str]]]:
    """Laws that a sanction or finding rests on though they were not in force on the day of the accident."""
    stale: dict[str, list[str]] = {}
    for row in citations:
        if row.in_force_on_accident is False and row.article is not None and row.context in ("违反", "依据"):
            stale.setdefault(row.law, []).append(row.citation_id)
    return [
        (Check("citation.in_force", "warn", f"《{law}》在事故发生当日未施行或已废止"), ids)
        for law, ids in sorted(stale.items())
    ]


def _fine(row: PenaltyRow) -> list[tuple[Check, list[str]]]:
    """Does the fine lie within the range of its article?"""
    value: Decimal | float
    low: Decimal | float
    high: Decimal | float
    if row.amount_yuan is not None and row.range_low_yuan is not None and row.range_high_yuan is not None:
        value, low, high, unit = row.amount_yuan, row.range_low_yuan, row.range_high_yuan, "元"
        inside = row.range_low_yuan <= row.amount_yuan <= row.range_high_yuan
    elif row.income_ratio is not None and row.range_low_ratio is not None and row.range_high_ratio is not None:
        value, low, high, unit = row.income_ratio, row.range_low_ratio, row.range_high_ratio, "（上一年年收入比例）"
        inside = row.range_low_ratio - 1e-9 <= row.income_ratio <= row.range_high_ratio + 1e-9
    else:
        return []
    words = "在" if inside else "超出"
    message = f"对{row.target_name}罚款{value}{unit}，{words}《{row.law}》第{row.article}条的幅度{low}至{high}{unit}"
    return [(Check("fine.range", "pass" if inside else "fail", message), [row.sanction_id])]
