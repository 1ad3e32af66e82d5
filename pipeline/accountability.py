"""Organisations, persons, sanctions and citations of a report as rows with ids, and their evidence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from extractors import citations, organizations, persons, sanctions
from extractors.accountability_items import items
from extractors.citations import Citation, edition_for, in_force
from extractors.facts import Facts
from extractors.org_names import kind_of
from extractors.org_roles import role_by_kind
from extractors.organizations import Organization
from extractors.penalty_forms import is_penalty_paper
from extractors.persons import Person
from extractors.sanctions import Sanction
from schemas.column import Row, columns
from schemas.document import Evidence, Report
from schemas.records_accountability import Basis, CitationRow, OrganizationRow, PersonRow, SanctionRow

Located = tuple[str, str, str, Evidence]
"""Table, row id, field, evidence."""


@dataclasses.dataclass
class Accountability:
    """Rows of the four tables and where their values stand."""

    organizations: tuple[OrganizationRow, ...] = ()
    persons: tuple[PersonRow, ...] = ()
    sanctions: tuple[SanctionRow, ...] = ()
    citations: tuple[CitationRow, ...] = ()
    evidence: list[Located] = dataclasses.field(default_factory=list)
    resolve: Callable[[str], str] = str
    """The full name of a body that the document prints in a short form."""

    @property
    def tables(self) -> dict[str, tuple[Row, ...]]:
        """The rows by table."""
        return {
            "organizations": self.organizations,
            "persons": self.persons,
            "sanctions": self.sanctions,
            "citations": self.citations,
        }


def account(
    report: Report, accident: Facts | None, accident_id: str | None, issued_on: dt.date | None = None
) -> Accountability:
    """Read who answers for the accident, and the law cited; of a circular on several what it tells of sanctions.

    A decision on a penalty, or a publication of such decisions, is read as a report is, though it gives no accident.
    """
    at = accident.get("occurred_at") if accident is not None else None
    on = at.date() if isinstance(at, dt.datetime) else None
    doc_id = report.document.source.doc_id
    out = Accountability()
    cited = citations.find(report, on)
    out.citations = tuple(_citation(report, c, n, on, out.evidence) for n, c in enumerate(cited))
    if accident is None and not is_penalty_paper(report):
        if report.doc_type == "通知":
            out.resolve = organizations.find(report, None).resolve
            since = issued_on - dt.timedelta(days=365) if issued_on is not None else None
            circulated = sanctions.told(report, cited, out.resolve, since)
            out.sanctions = tuple(
                _sanction(report, s, n, doc_id, None, [], {}, out.evidence) for n, s in enumerate(circulated)
            )
        return out
    found = organizations.find(report, accident)
    out.resolve = found.resolve
    listed = items(report, found.resolve, on)
    people = persons.find(report, accident, found.resolve, listed)
    measures = sanctions.find(report, people, cited, found.resolve, [o.name for o in found.items], listed, on)
    units = _with_struck(found.items, measures)
    org_ids = {o.name: report.row_id("o", n) for n, o in enumerate(units)}
    out.organizations = tuple(
        _row(OrganizationRow, o, out.evidence, org_id=org_ids[o.name], doc_id=doc_id, accident_id=accident_id)
        for o in units
    )
    person_ids = [report.row_id("p", n) for n in range(len(people))]
    out.persons = tuple(
        _row(PersonRow, p, out.evidence, person_id=person_ids[n], doc_id=doc_id, accident_id=accident_id)
        for n, p in enumerate(people)
    )
    out.sanctions = tuple(
        _sanction(report, s, n, doc_id, accident_id, person_ids, org_ids, out.evidence) for n, s in enumerate(measures)
    )
    return out


def _with_struck(units: tuple[Organization, ...], measures: tuple[Sanction, ...]) -> tuple[Organization, ...]:
    """The organisations, and behind them those that only a sanction names; one that is held to account has a row."""
    have = {o.name for o in units}
    out = list(units)
    for measure in measures:
        kind = kind_of(measure.target_name)
        if measure.target_kind != "organization" or measure.target_name in have or kind is None:
            continue
        have.add(measure.target_name)
        place = next(e for f, e in measure.evidence if f == "target_name")
        role = role_by_kind(measure.target_name, kind[0])
        out.append(Organization(measure.target_name, role=role, evidence=(("name", place),)))
    return tuple(out)


def _section(report: Report, at: int) -> str | None:
    node = report.section_at(at)
    return report.section_id(node) if node is not None else None


def _row(kind: type[Any], item: Organization | Person, located: list[Located], **ids: Any) -> Any:
    """A row of the columns that the item has, and its evidence under the row's own id."""
    values = {c.name: getattr(item, c.name) for c in columns(kind) if c.name not in ids and hasattr(item, c.name)}
    for name in ("aliases",):
        if name in values:
            values[name] = list(values[name])
    _locate(located, kind.TABLE, ids[kind.KEY], item.evidence, values)
    return kind(**ids, **values)


def _locate(
    located: list[Located], table: str, row_id: str, found: Iterable[tuple[str, Evidence]], values: dict[str, Any]
) -> None:
    for field, evidence in found:
        if values.get(field) not in (None, []):
            located.append((table, row_id, field, evidence))


def _citation(report: Report, item: Citation, number: int, on: dt.date | None, located: list[Located]) -> CitationRow:
    doc_id = report.document.source.doc_id
    row = CitationRow(
        citation_id=report.row_id("c", number, 4),
        doc_id=doc_id,
        law=item.law,
        law_kind=item.kind,
        number=item.number,
        article=item.ref.article,
        article_suffix=item.ref.suffix,
        paragraph=item.ref.paragraph,
        item=item.ref.item,
        subitem=item.ref.subitem,
        edition=edition_for(item.law, on),
        in_force_on_accident=in_force(item.law, on),
        quoted_text=item.quoted,
        context=item.context,
        section_id=_section(report, item.start),
        char_start=item.start,
        char_end=item.end,
    )
    evidence = report.evidence(item.start, item.end, "citation")
    located.append(("citations", row.citation_id, "law", evidence))
    if item.ref.article is not None:
        located.append(("citations", row.citation_id, "article", evidence))
    return row


def _sanction(
    report: Report,
    item: Sanction,
    number: int,
    doc_id: str,
    accident_id: str | None,
    person_ids: list[str],
    org_ids: dict[str, str],
    located: list[Located],
) -> SanctionRow:
    person = person_ids[item.person] if item.person is not None else None
    values = {c.name: getattr(item, c.name) for c in columns(SanctionRow) if hasattr(item, c.name)}
    values |= {
        "sanction_id": report.row_id("x", number),
        "doc_id": doc_id,
        "accident_id": accident_id,
        "person_id": person,
        "org_id": org_ids.get(item.target_name) if item.target_kind == "organization" else None,
        "basis": [
            Basis(law=b.law, article=b.article, article_suffix=b.article_suffix, paragraph=b.paragraph, item=b.item)
            for b in item.basis
        ],
    }
    values["section_id"] = report.section_id(item.section) if item.section is not None else None
    _locate(located, "sanctions", values["sanction_id"], item.evidence, values)
    return SanctionRow(**values)
