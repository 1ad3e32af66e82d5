"""Organisations with a part in the accident: described, judged or held to account; names, roles, attributes.

Bodies that a report merely mentions (rescuers, hospitals, members of the team, addressees) get no row.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from functools import cached_property

from extractors.facts import Facts
from extractors.org_aliases import Bodies
from extractors.org_names import clean, kind_of
from extractors.org_rows import build
from schemas.document import Evidence, Report


@dataclasses.dataclass(frozen=True)
class Organization:
    """One organisation; ``evidence`` pairs a field with where it was read, the name's as field ``name``."""

    name: str
    aliases: tuple[str, ...] = ()
    role: str | None = None
    uscc: str | None = None
    uscc_valid: bool | None = None
    legal_representative: str | None = None
    actual_controller: str | None = None
    registered_on: dt.date | None = None
    registered_capital_yuan: Decimal | None = None
    address: str | None = None
    business_scope: str | None = None
    evidence: tuple[tuple[str, Evidence], ...] = ()


@dataclasses.dataclass(frozen=True)
class Organizations:
    """The organisations of a report in the order of their first mention, and the names by which it calls them."""

    items: tuple[Organization, ...]
    bodies: Bodies
    leaders: dict[str, str]
    """Leader of a group of spellings → the name of its row."""
    short: frozenset[str] = frozenset()
    """Names of units that do not end as a unit's name: 泰岭塑业."""

    @cached_property
    def _by_name(self) -> dict[str, Organization]:
        return {o.name: o for o in self.items}

    def by_name(self, name: str) -> Organization | None:
        """The organisation of this full name."""
        return self._by_name.get(name)

    @cached_property
    def resolve(self) -> Resolver:
        """Printed name → the full name that it stands for."""
        return Resolver(self)

    def full(self, printed: str) -> str:
        """The full name that a printed one stands for; a body without a row keeps its own, with its place if known."""
        found = self._resolved.get(printed)
        if found is None:
            found = self._resolved[printed] = self._resolve(printed)
        return found

    @cached_property
    def _resolved(self) -> dict[str, str]:
        return {}

    def _resolve(self, printed: str) -> str:
        name = clean(printed)
        if name in self._by_name:
            return name
        full = self.bodies.full(name)
        leader = self.bodies.find_full(full)
        if leader is not None:
            return self.leaders.get(leader, leader)
        return self.bodies.official(full)


class Resolver:
    """Printed name → full name, as a function that also knows the ``short`` names that no suffix gives away."""

    def __init__(self, known: Organizations) -> None:
        self._known = known
        self.short = known.short

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Neighbouring characters of all names that it knows; a printed name without one of them stands for itself.

        But for one that begins with its level only: 县应急管理局.
        """
        names = (*self._known.bodies.names(), *self.short)
        return frozenset(name[at : at + 2] for name in names for at in range(len(name) - 1))

    def __call__(self, printed: str) -> str:
        """The full name that ``printed`` stands for."""
        return self._known.full(printed)


def find(report: Report, accident: Facts | None) -> Organizations:
    """The organisations of a report.

    Args:
        report: the report.
        accident: what is known of its accident (place and name), None where the document is about none.
    """
    bodies, rows, leaders = build(report, accident)
    items = tuple(
        Organization(
            name=leaders[row.leader],
            aliases=row.aliases(bodies, leaders[row.leader]),
            evidence=tuple(row.facts.evidence),
            **{k: v for k, v in row.facts.values.items() if k != "name"},
        )
        for row in rows
    )
    short = {a.name.text for row in rows for a in row.anchors if a.why == "short"}
    return Organizations(items, bodies, leaders, frozenset(n for n in short if kind_of(n) is None))
