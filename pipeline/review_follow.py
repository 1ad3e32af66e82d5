"""What follows from values that reviewers changed: names in other rows, derived columns, fines, checks.

A column that a review decides is never touched. What the text alone can tell (the rows that a section gives, the reading of
a sentence) stays as the program read it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from extractors import casualties, event_checks, nature
from extractors.citations import edition_for, in_force
from extractors.events import Event
from extractors.facts import Check, Facts
from extractors.lawbook import kind_of
from extractors.person_names import is_masked
from extractors.rules import load
from extractors.values import uscc
from extractors.values.places import complete
from pipeline.penalties import law_checks, penalties
from pipeline.recognised import doubtful_values
from pipeline.resolve import own_accident_id
from pipeline.review_rows import Rows, Slot, names_of
from pipeline.segment.several import parts
from pipeline.validate import validate
from pipeline.validate_rows import validate_rows
from schemas.column import Row
from schemas.document import Report
from schemas.records import AccidentRow, CheckRow, DocumentRow, EvidenceRow, SectionRow
from schemas.records_accountability import CitationRow, SanctionRow
from schemas.records_law import PenaltyRow
from schemas.review_values import category_of

Tables = Mapping[str, Sequence[Row]]

_FIGURES = {"deaths", "serious_injuries", "direct_loss_yuan"}
_REGIONS = ("province", "city", "county", "adcode")


def follow(rows: Rows) -> None:
    """Bring the columns that no review decides in line with those that reviews changed."""
    for accident in rows.alive("accidents"):
        _accident(accident)
    _organizations(rows)
    _persons(rows)
    _sanctions(rows)
    _citations(rows)
    _events(rows)
    _without_accident(rows)


def _set(one: Slot, name: str, value: Any) -> None:
    if name not in one.decided:
        one.values[name] = value


def _accident(one: Slot) -> None:
    values, changed = one.values, one.changed
    if changed & {"serious_injuries", "minor_injuries"}:
        old = [getattr(one.row, name) for name in ("serious_injuries", "minor_injuries", "injuries")]
        if old[2] is None or old[2] == (old[0] or 0) + (old[1] or 0):
            serious, minor = values["serious_injuries"], values["minor_injuries"]
            _set(one, "injuries", None if serious is None and minor is None else (serious or 0) + (minor or 0))
    if changed & _FIGURES:
        facts = _facts(values, without={"severity_derived"})
        nature.derive_severity(facts)
        values["severity_derived"] = facts.get("severity_derived")
    if "accident_type" in changed:
        _set(one, "accident_type_2025", _type_2025(values["accident_type"]))
    if "nature" in changed:
        _set(one, "is_liability", nature.liability(values["nature"]) if values["nature"] else None)
    if changed & set(_REGIONS):
        _regions(one)


def _type_2025(kind: str | None) -> str | None:
    """The type of 2025 where every rule for a class gives the same one."""
    found = {rule.attrs.get("value_2025") for rule in load("accident_types") if rule.attrs.get("value") == kind}
    return next(iter(found)) if len(found) == 1 else None


def _regions(one: Slot) -> None:
    """The levels above a corrected one and the code, by the gazetteer; a level below an altered one that does not lie in it goes."""
    at = one.values["occurred_at"]
    on = at.date() if at is not None else None
    province, city, county = (one.values[name] for name in _REGIONS[:3])
    given = [
        name if level in one.decided else None for level, name in zip(_REGIONS, (province, city, county), strict=False)
    ]
    lowest = max((i for i, name in enumerate(given) if name), default=-1)
    tries = [(province, city, county), (given[0], given[1], given[2])]
    if lowest == 2:
        tries.insert(1, (province, given[1], county))
    place = next((p for t in tries if any(t) and (p := complete(*t, on=on)) is not None), None)
    if place is None:  # a unit that the gazetteer does not have: the code of what lies above it
        above = complete(province, city, on=on)
        _set(one, "adcode", above.adcode if above is not None else None)
        return
    for name in _REGIONS:
        _set(one, name, getattr(place, name))


def _facts(values: Mapping[str, Any], without: Collection[str] = ()) -> Facts:
    """The values of a row as extractors leave them."""
    return Facts({name: value for name, value in values.items() if value is not None and name not in without})


def _organizations(rows: Rows) -> None:
    for one in rows.alive("organizations"):
        if "uscc" in one.changed:
            code = one.values["uscc"]
            one.values["uscc_valid"] = uscc.is_valid(code) if code else None
        old, new = getattr(one.row, "name", None), one.values["name"]
        if old != new and not names_of(rows.alive("organizations"), str(old)):
            _rename(rows, str(old), new, one.row_id)


def _rename(rows: Rows, old: str, new: str, org_id: str) -> None:
    """A body's name wherever rows refer to it."""
    for one in rows.alive("sanctions"):
        if one.values["org_id"] == org_id and one.values["target_name"] == old:
            _set(one, "target_name", new)
    for table, name in (("sanctions", "target_organization"), ("persons", "organization"), ("causes", "organization")):
        for one in rows.alive(table):
            if one.values[name] == old:
                _set(one, name, new)
    for table, name in (("measures", "addressed_to"), ("directives", "responsible")):
        for one in rows.alive(table):
            if old in one.values[name]:
                _set(one, name, [new if body == old else body for body in one.values[name]])


def _persons(rows: Rows) -> None:
    """A person's name, employer and post in the sanctions against him."""
    for one in rows.alive("persons"):
        if "name" in one.changed:
            _set(one, "is_masked", is_masked(one.values["name"]))
        for name, there in (
            ("name", "target_name"),
            ("organization", "target_organization"),
            ("position", "target_position"),
        ):
            old, new = getattr(one.row, name), one.values[name]
            for sanction in rows.alive("sanctions") if old != new else ():
                if sanction.values["person_id"] == one.row_id and sanction.values[there] == old:
                    _set(sanction, there, new)


def _sanctions(rows: Rows) -> None:
    """Category by measure; the ids of whom the sanction strikes by his name."""
    persons, bodies = rows.alive("persons"), rows.alive("organizations")
    by_id = {one.row_id: one for one in (*persons, *bodies)}
    for one in rows.alive("sanctions"):
        values = one.values
        if "measure" in one.changed:
            _set(one, "category", category_of(values["measure"]))
        kind = values["target_kind"]
        mine, other = ("person_id", "org_id") if kind == "person" else ("org_id", "person_id")
        if values[mine] is not None and values[mine] not in by_id:
            values[mine] = None  # the row was rejected
        if not (one.added or one.changed & {"target_name", "target_kind"}):
            continue
        values[other] = None
        holder = by_id.get(values[mine] or "")
        if holder is None or holder.values["name"] != values["target_name"]:
            values[mine] = _meant(one, persons if kind == "person" else bodies, kind)


def _meant(one: Slot, candidates: Sequence[Slot], kind: str) -> str | None:
    """The id of the row that a sanction's target names; None where none or more than one fits."""
    values = one.values
    found = names_of(candidates, values["target_name"])
    if kind != "person":
        found = found or [c for c in candidates if values["target_name"] in c.values["aliases"]]
    elif len(found) > 1:
        same = ("target_organization", "organization"), ("target_position", "position")
        found = [c for c in found if all(values[a] in (None, c.values[b]) for a, b in same)]
    return found[0].row_id if len(found) == 1 else None


def _citations(rows: Rows) -> None:
    """Edition and force by law and day of the accident."""
    accidents = rows.alive("accidents")
    at = accidents[0].values["occurred_at"] if len(accidents) == 1 else None
    on = at.date() if at is not None else None
    moved = len(accidents) == 1 and "occurred_at" in accidents[0].changed
    for one in rows.alive("citations"):
        law = one.values["law"]
        if "law" in one.changed or one.added:
            _set(one, "law_kind", kind_of(law))
        if moved or "law" in one.changed or one.added:
            _set(one, "edition", edition_for(law, on))
            _set(one, "in_force_on_accident", in_force(law, on))


def _events(rows: Rows) -> None:
    """The timeline in order, and the delays that it gives."""
    slots = rows.slots["events"]
    if not any(one.gone or one.added or one.changed for one in slots):
        return
    alive = sorted(rows.alive("events"), key=lambda one: one.values["at"])
    rows.slots["events"] = [*alive, *(one for one in slots if one.gone)]
    for ordinal, one in enumerate(alive):
        one.values["ordinal"] = ordinal
    accidents = rows.alive("accidents")
    if len(accidents) == 1:
        found = event_checks.delays(cast(Sequence[Event], [one.made() for one in alive]))
        for name, minutes in zip(("minutes_to_report", "minutes_to_arrival"), found, strict=True):
            accidents[0].values[name] = minutes


def _without_accident(rows: Rows) -> None:
    """A document whose accident was rejected is about none, and so are its rows."""
    gone = {one.row_id for one in rows.slots["accidents"] if one.gone}
    if not gone:
        return
    left = rows.alive("accidents")
    for one in rows.every():
        if one.table != "accidents" and one.values.get("accident_id") in gone:
            one.values["accident_id"] = None
    (document,) = rows.slots["documents"]
    document.values["accident_id"] = left[0].row_id if len(left) == 1 else None


@dataclasses.dataclass(frozen=True)
class _Part:
    """The rows of one report of a file."""

    report: Report
    accident: AccidentRow | None
    tables: dict[str, tuple[Any, ...]]


def _parts(tables: Tables, report: Report) -> list[_Part]:
    found = parts(report)
    doc_id = report.document.source.doc_id
    out = []
    for part in found:
        accident_id = own_accident_id(doc_id, part.part)
        accident = next(
            (a for a in tables.get("accidents", ()) if cast(AccidentRow, a).accident_id == accident_id), None
        )
        letter = f"{doc_id}-{part.part}-c" if part.part else f"{doc_id}-c"

        def mine(row: Any, about: str = accident_id, cited: str = letter) -> bool:
            if isinstance(row, CitationRow):
                return row.citation_id.startswith(cited)
            return bool(row.accident_id == about)

        names = ("organizations", "persons", "sanctions", "citations", "events", "penalties")
        own = {n: tuple(r for r in tables.get(n, ()) if len(found) == 1 or mine(r)) for n in names}
        out.append(_Part(part, cast("AccidentRow | None", accident), own))
    return out


def fines(tables: Tables, report: Report) -> tuple[PenaltyRow, ...]:
    """``penalties`` of the rows as they are."""
    found = _parts(tables, report)
    made = {
        row.sanction_id: row
        for part in found
        for row in penalties(
            part.accident, part.tables["organizations"], part.tables["persons"], part.tables["sanctions"]
        )
    }
    order = [cast(SanctionRow, row).sanction_id for row in tables.get("sanctions", ())]
    return tuple(made[sanction_id] for sanction_id in order if sanction_id in made)


def judged(document: DocumentRow, tables: Tables, report: Report) -> list[CheckRow]:
    """The checks that rows alone decide, as the program makes them."""
    report = _with_sections(report, cast(Sequence[SectionRow], tables.get("sections", ())))
    out = []
    several = parts(report)
    for part in _parts(tables, report):
        accident_id = part.accident.accident_id if part.accident is not None else None
        own = [accident_id] if accident_id else []
        found = [(check, own) for check in _of_facts(part, document if len(several) == 1 else None)]
        found += law_checks(
            part.accident, part.tables["organizations"], part.tables["citations"], part.tables["penalties"]
        )
        found += validate_rows(part.report, part.accident, part.tables["persons"], part.tables["sanctions"])
        events = cast(Sequence[Event], part.tables["events"])
        found += [(check, []) for check in event_checks.out_of_order(events)]
        out += [_check(document.doc_id, accident_id, check, ids) for check, ids in found]
    doubtful = doubtful_values(report.document, cast(Sequence[EvidenceRow], tables.get("evidence", ())))
    return [*out, *(_check(document.doc_id, document.accident_id, check, ids) for check, ids in doubtful)]


def _of_facts(part: _Part, document: DocumentRow | None) -> list[Check]:
    """Checks of the accident's columns; those that compare readings of the text are not made anew."""
    facts = _facts(_values(part.accident)) if part.accident is not None else None
    if facts is not None:
        nature.derive_severity(facts)
        casualties.sum_up(facts)
    found = validate(part.report, _facts(_values(document) if document is not None else {}), facts)
    checks = [*(facts.checks if facts is not None else ()), *found]
    return [check for check in checks if check.check != "accident.absent"]


def _values(row: Row) -> dict[str, Any]:
    return {f.name: getattr(row, f.name) for f in dataclasses.fields(row)}  # type: ignore[arg-type]


def _with_sections(report: Report, sections: Sequence[SectionRow]) -> Report:
    """The report with its headings as the rows have them."""
    by_id = {row.section_id: row for row in sections}
    nodes = tuple(
        dataclasses.replace(node, marker=row.marker, heading=row.heading, part=row.part, topic=row.topic)
        if (row := by_id.get(report.section_id(node))) is not None
        else node
        for node in report.sections
    )
    return dataclasses.replace(report, sections=nodes)


def _check(doc_id: str, accident_id: str | None, check: Check, row_ids: list[str]) -> CheckRow:
    return CheckRow(
        doc_id=doc_id,
        accident_id=accident_id,
        check=check.check,
        verdict=check.verdict,
        message=check.message,
        row_ids=list(row_ids),
    )
