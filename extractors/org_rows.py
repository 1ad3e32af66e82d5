"""The rows of organisations: names that are one body brought together, their parts and attributes filled in."""

from __future__ import annotations

import dataclasses

import regex

from extractors import org_attributes, org_roles, org_short
from extractors.facts import Facts
from extractors.org_aliases import Bodies, Defined, core_of, definitions, same_firm
from extractors.org_anchors import Anchor, anchors, head, lines
from extractors.org_names import Name, clean, is_firm, kind_of, name_before
from extractors.org_people import people
from extractors.org_tables import table_units
from extractors.patterns import compiled, engine
from schemas.document import Report


@dataclasses.dataclass
class Row:
    """What is collected of one unit."""

    leader: str
    facts: Facts = dataclasses.field(default_factory=Facts)
    anchors: list[Anchor] = dataclasses.field(default_factory=list)

    def aliases(self, bodies: Bodies, name: str) -> tuple[str, ...]:
        """The other printed forms, those defined first."""
        group = bodies.groups[self.leader]
        short = [a for a, full in bodies.full_of.items() if full in group]
        return tuple(dict.fromkeys(a for a in (*short, *group) if a != name))


def build(report: Report, accident: Facts | None) -> tuple[Bodies, list[Row], dict[str, str]]:
    """The groups of spellings, the rows, and the name of each row's group."""
    text = report.text
    rough = frozenset(a.name.text for line in lines(report) for a in head(report, line, frozenset()))
    defined = definitions(text, rough)
    bodies = Bodies(text, _fact(accident, "county"), _fact(accident, "city"))
    for definition in defined:
        bodies.define(definition.name.text, definition.short)
    known = frozenset(bodies.full_of) | frozenset(d.name.text for d in defined)
    found = anchors(report, known, bodies)
    found += _titled(report, accident, defined, found, bodies)
    found += org_short.find(report, clean(_fact(accident, "name") or ""), bodies)
    found.sort(key=lambda a: a.name.start)
    rows: dict[str, Row] = {}
    for anchor in found:
        leader = bodies.add(anchor.name.text)
        rows.setdefault(leader, Row(leader)).anchors.append(anchor)
    leaders = {leader: bodies.best(leader) for leader in rows}
    _fill(report, accident, bodies, rows, leaders)
    return bodies, sorted(rows.values(), key=lambda r: r.anchors[0].name.start), leaders


def _fact(accident: Facts | None, field: str) -> str | None:
    value = accident.get(field) if accident is not None else None
    return value if isinstance(value, str) else None


_BEFORE_QUOTE = compiled(r"(?P<firm>[^“”]{4,60})“")
_REGISTERED = compiled(r"有限(?:责任)?公司$|合作社$")


def _titled(
    report: Report, accident: Facts | None, defined: list[Defined], found: list[Anchor], bodies: Bodies
) -> list[Anchor]:
    """The firm after which the accident is named, where the text defines its name or speaks of it in a row."""
    title = clean(_fact(accident, "name") or "")
    have = {bodies.full(a.name.text) for a in found}
    out = []
    for definition in defined:
        name = definition.name
        if name.kind == "firm" and name.text in title and name.text not in have:
            out.append(Anchor(name, "titled"))
            have.add(name.text)
    firm = _BEFORE_QUOTE.match(title)
    if firm is not None and _REGISTERED.search(firm["firm"]):
        named = name_before(firm["firm"], len(firm["firm"]), frozenset(have))
        at = report.text.find(named.text) if named is not None else -1
        twin = next(
            (n for n in sorted(have | {d.name.text for d in defined}) if named and same_firm(named.text, n)), None
        )
        if named is not None and twin is not None:
            bodies.define(twin, [named.text])
        elif named is not None and at >= 0 and named.text not in have:
            out.append(Anchor(Name(at, at + len(named.text), named.text, named.kind, False), "titled"))
    return out


def _fill(
    report: Report, accident: Facts | None, bodies: Bodies, rows: dict[str, Row], leaders: dict[str, str]
) -> None:
    """Evidence of the names, the roles, and the attributes of all rows."""
    text = report.text
    starts = sorted(a.name.start for row in rows.values() for a in row.anchors if a.reach)
    for leader, row in rows.items():
        name = leaders[leader]
        span = _where(text, name, row)
        row.facts.set("name", name, report.evidence(*span, "organizations.name"))
        for anchor in row.anchors:
            if anchor.reach:
                later = [s for s in starts if s > anchor.name.start]
                stop = min([anchor.reach, *later[:1]])
                org_attributes.read(report, row.facts, name, anchor.name.end, stop)
    for unit in table_units(report):
        row_of_unit = rows.get(bodies.find(unit.name.text) or "")
        if row_of_unit is not None:
            for field, value, evidence in unit.values:
                row_of_unit.facts.set(field, value, evidence)
    people(report, bodies, {leader: row.facts for leader, row in rows.items()})
    _roles(report, accident, bodies, rows, leaders)


def _where(text: str, name: str, row: Row) -> tuple[int, int]:
    """Where the full name is printed first; else where the unit is told of."""
    for anchor in row.anchors:
        if anchor.name.text == name:
            return anchor.name.start, anchor.name.end
    at = text.find(name)
    if at >= 0:
        return at, at + len(name)
    loose = engine(r"\s?".join(regex.escape(c) if c not in "（）" else "[（(〈<）)〉>]" for c in name)).search(text)
    return loose.span() if loose else (row.anchors[0].name.start, row.anchors[0].name.end)


_QUOTES = compiled("[“”]")


def _roles(
    report: Report, accident: Facts | None, bodies: Bodies, rows: dict[str, Row], leaders: dict[str, str]
) -> None:
    """The first stated part of each unit; bodies by what they are; the firm of the title where no other is stated to be it."""
    for leader, row in rows.items():
        stated = next((a for a in row.anchors if a.role is not None), None)
        kind = kind_of(leaders[leader])
        if stated is not None and not (stated.role == "上级单位" and kind and kind[0] != "firm"):
            evidence = report.evidence(
                *(stated.said or (stated.name.start, stated.name.end)), f"organizations.role.{stated.why}"
            )
            row.facts.set("role", stated.role, evidence)
        elif kind is not None and not any(a.why == "role" for a in row.anchors):
            row.facts.derive("role", org_roles.role_by_kind(leaders[leader], kind[0]))
    if any(row.facts.get("role") == org_roles.ACCIDENT_UNIT for row in rows.values()):
        return
    title = clean(_fact(accident, "name") or "")
    open_ = [
        (leader, row)
        for leader, row in rows.items()
        if row.facts.get("role") is None and (is_firm(leaders[leader]) or any(a.why == "short" for a in row.anchors))
    ]
    for leader, row in open_:
        names = [n for n in (leaders[leader], *row.aliases(bodies, leaders[leader])) if len(n) >= 4]
        core = core_of(leaders[leader])
        called = any(a.why == "short" and f"{a.name.text}“" in title for a in row.anchors)
        if (
            any(n in title or n in _QUOTES.sub("", title) for n in names)
            or (len(core) >= 5 and f"{core}“" in title)
            or called
        ):
            row.facts.derive("role", org_roles.ACCIDENT_UNIT)
    if any(row.facts.get("role") == org_roles.ACCIDENT_UNIT for row in rows.values()):
        return
    for leader, row in open_:
        span = org_roles.happened(report, [leaders[leader], *row.aliases(bodies, leaders[leader])])
        if span is not None:
            row.facts.set("role", org_roles.ACCIDENT_UNIT, report.evidence(*span, "organizations.role.happened"))
