"""What linking looks at: the facts of one document about one accident, and what follows from them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cached_property

import regex

from extractors.values.places import resolve_place
from extractors.values.tags import find_tag
from pipeline.link_names import (
    Road,
    Units,
    core,
    firm_of,
    is_office,
    is_town,
    is_unit,
    name_key,
    object_of,
    road,
    spot_words,
    squeeze,
    towns,
    zones,
)

Key = tuple[str, int]
"""A row of ``accidents``: its document and its place among that document's rows, from 0."""

BULLETIN = "事故快报"
RANKS = {"事故调查报告": 0, "批复": 1, "整改评估报告": 2, BULLETIN: 3}
_OFFICIAL = frozenset({"监管部门", "属地政府", "基层组织"})
_NUMBER_YEAR = regex.compile(r"〔(\d{4})〕")
# how long after the accident a document of a kind comes, in days: an approval within two years, a bulletin within two months
_WINDOW = {"批复": 800, "事故调查报告": 1500, "整改评估报告": 1500, BULLETIN: 62}
_FINE = frozenset({"minute", "hour", "day"})


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """An organisation as a document names it."""

    name: str
    aliases: tuple[str, ...] = ()
    role: str | None = None
    uscc: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A row of ``accidents`` with what its document says of itself."""

    doc_id: str
    ordinal: int = 0
    doc_type: str = "事故调查报告"
    issued_on: dt.date | None = None
    doc_number: str | None = None
    issuer: tuple[str, ...] = ()
    title: str | None = None
    name: str | None = None
    tag: str | None = None
    occurred_at: dt.datetime | None = None
    precision: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    place: str | None = None
    accident_type: str | None = None
    severity: str | None = None
    deaths: int | None = None
    units: tuple[Unit, ...] = ()

    @property
    def key(self) -> Key:
        """The row."""
        return (self.doc_id, self.ordinal)


class Profile:
    """A member's facts in the form in which they are compared; computed when they are asked for."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.key = member.key
        self.final = member.doc_type != BULLETIN
        self.rank = RANKS.get(member.doc_type, 4)
        self.province, self.city, self.county = _region(member)
        self.tag = _tag(member.tag)
        self.year, self.month, self.day = _when(member, self.tag)
        at = member.occurred_at
        self.minute = at.hour * 60 + at.minute if at is not None and member.precision == "minute" else None
        self.hour = at.hour if at is not None and member.precision in ("minute", "hour") else None

    @cached_property
    def object(self) -> str:
        """What the accident's name names beside region, date and kind."""
        return object_of(self.member.name or "")

    @cached_property
    def name_key(self) -> str:
        """The name as far as two documents print it alike; '' where there is none."""
        return name_key(self.member.name or "")

    @cached_property
    def owners(self) -> Units:
        """The units in which the accident happened, and the one in the accident's name."""
        found = [u for u in self.member.units if u.role == "事故发生单位"]
        names = [n for u in found for n in (u.name, *u.aliases)]
        if is_unit(self.object):
            names.append(self.object)
        return Units(names, [u.uscc for u in found if u.uscc])

    @cached_property
    def units(self) -> Units:
        """All firms and other units that are no offices; offices are shared by many accidents."""
        found = [
            u
            for u in self.member.units
            if u.role == "事故发生单位" or (u.role not in _OFFICIAL and not is_office(u.name))
        ]
        names = [n for u in found for n in (u.name, *u.aliases)]
        if is_unit(self.object):
            names.append(self.object)
        if not names:
            names.append(firm_of(self.spot_words))
        return Units(names, [u.uscc for u in found if u.uscc])

    @cached_property
    def called(self) -> str:
        """What the name calls the accident by, as a short form that a unit may be known by: 北禾粮储."""
        return "" if is_town(self.object) else core(self.object)

    @cached_property
    def towns(self) -> frozenset[str]:
        """Towns and subdistricts of the place as printed, else of the name."""
        return towns(self.member.place or "") or towns(self.object)

    @cached_property
    def zones(self) -> frozenset[str]:
        """Parks and development zones of the place and of the name."""
        return zones(self.member.place or "") | zones(self.object)

    @cached_property
    def place(self) -> str:
        """The place as printed, squeezed."""
        return squeeze(self.member.place or "")

    @cached_property
    def spot_words(self) -> str:
        """The place without region, town and common words; '' where that leaves no more than a word or two."""
        return spot_words(self.member.place or "")

    @cached_property
    def road(self) -> Road | None:
        """The numbered road of the place or of the name."""
        return road(self.member.place or "") or road(self.object)

    @cached_property
    def window(self) -> tuple[dt.date, dt.date] | None:
        """Between which days the accident must lie, by the day or the number of the document; None where neither is known."""
        last = self.member.issued_on
        if last is None:
            match = _NUMBER_YEAR.search(self.member.doc_number or "")
            if match is None or not 1990 <= int(match[1]) <= 2100:
                return None
            last = dt.date(int(match[1]), 12, 31)
            return last - dt.timedelta(365 + _WINDOW.get(self.member.doc_type, 1500)), last
        return last - dt.timedelta(_WINDOW.get(self.member.doc_type, 1500)), last

    @property
    def soundness(self) -> int:
        """How far the row can be trusted: its day agrees with its tag, and it says where."""
        agrees = self.day is not None and self.tag == (self.day.month, self.day.day)
        return 2 * agrees + (self.day is not None) + (self.member.county is not None)

    @property
    def dated(self) -> bool:
        """Is the day known?"""
        return self.day is not None

    @property
    def complete(self) -> bool:
        """Are day and unit known, so that others may join it?"""
        return self.dated and (bool(self.owners) or bool(self.units) or bool(self.called))


def _region(member: Member) -> tuple[str | None, str | None, str | None]:
    """Province, city and county; where the document names none, those of the body that issues it."""
    if member.province is not None:
        return member.province, member.city, member.county
    for words in (*member.issuer, member.title or ""):
        place = resolve_place(words)
        if place is not None:
            return place.province, place.city, place.county
    return None, None, None


def _tag(printed: str | None) -> tuple[int, int] | None:
    found = find_tag(printed) if printed else []
    return (found[0].month, found[0].day) if found else None


def _when(member: Member, tag: tuple[int, int] | None) -> tuple[int | None, int | None, dt.date | None]:
    """Year, month and day as far as they are known; a year and a tag make a day."""
    at = member.occurred_at
    if at is None:
        return None, None, None
    if member.precision in _FINE:
        return at.year, at.month, at.date()
    month = at.month if member.precision == "month" else None
    if tag is not None and month in (None, tag[0]):
        try:
            return at.year, tag[0], dt.date(at.year, *tag)
        except ValueError:
            pass  # 2·29 of a common year
    return at.year, month, None
