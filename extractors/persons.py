"""Persons of a report: victims by name, and everyone said to bear responsibility or sanctioned.

``find`` collects mentions (items of 责任处理/责任落实, victims' lists, parties of a road accident) and brings those of one
person together: the same name with nothing that conflicts. Two of one name in one list are two persons.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from extractors import victims
from extractors.accountability_items import PARTS, items
from extractors.accountability_subjects import Item
from extractors.facts import Facts
from extractors.org_names import kind_of
from extractors.patterns import compiled
from extractors.penalty_forms import is_penalty_paper, of_person
from extractors.person_attributes import Attributes, liability, read, responsibility, tells
from extractors.person_dealing import dealt
from extractors.person_lookups import told, trade
from extractors.person_names import Name, is_masked, names_at, struck
from extractors.posts import Resolve, unit_end
from extractors.sanction_measures import find as find_measures
from extractors.sanction_measures import sentence
from extractors.values.places import find_regions
from schemas.document import Evidence, Report
from schemas.vocabularies import ABOUT_ONE_ACCIDENT

_SPARED = compiled(r"不予(?:追究|追责|问责)|免予|免于|不再追究|免除")
_DUTIFUL = compiled(r"尽到|尽职|履职尽责|履行了?[^，。]{0,20}职责|受伤|不在[^，。]{0,20}范围")
_DEAD_TAG = compiled(r"[，（](?:(?:死亡|遇难)\p{Han}{1,6}(?=[：，）])|死者[，）]|已死亡[，）])")
_DEAD_LEAD = compiled(r"(?:已)?(?:死亡|遇难|身亡)(?:的|者|人员|职工|工人|[\p{Han}]{1,6}(?:工|员|机))?$|死者$")
_RUN_ON = compiled(
    r"(?:涉案人员|涉案人|犯罪嫌疑人|嫌疑人|被告人|责任人员?|当事人|(?:对|给予|将|决定对)(?=[^，。；]{2,40}?(?:采取|不再|免予|追究|处以|处罚|给予|予以|分别|进行|立案|作出|执行|不予|刑事拘留|取保候审|批评)))"
)
_ALL_ARE = compiled(r"[，。；](?:\d人)?(?:均|都|皆)(?:系|为|是)(?P<post>[^，。；]{3,40})")
_RANKS = tuple(
    (compiled(ends), compiled(post))
    for ends, post in (
        ("局$", "(?:党[组委](?:成员|委员|书记)、)?(?:副?局长|局长)"),
        ("(?:委员会|办事处|中心|管委会)$", "(?:党[工组]?委(?:成员|委员|书记)、)?副?主任"),
        ("政府$", "(?:党委(?:委员|副?书记)、)?副?[镇乡县区市]长"),
        (
            "(?:公司|集团|厂|矿)$",
            "(?:[\\p{Han}]{0,6}(?:员|工|班长|工长|主管)$|副?总经理|副?董事长|总工程师|安全总监|法定代表人|项目经理)",
        ),
        ("所$", "副?所长"),
        ("站$", "副?站长"),
        ("(?:大|支|中|总)队$", "副?(?:大|支|中|总)队长"),
    )
)
_MINE_POST = compiled(
    r"(?:[\p{Han}]{0,6}副?矿长|(?:副|通风|地测|安全)?总工程师|安全副总|值班矿领导|瓦检员|安检员|爆破员|放炮员|(?:通风|调度|机电|生产|安监|技术|地测)(?:科|区|队|室|部)[\p{Han}]{1,6})(?:[、兼][\p{Han}]{2,10})?"
)
_HOME_POST = compiled(r"^(?:[\p{Han}\d]{0,8}(?:队|车间|班组?|工区|工段|采区|综采|综掘|掘进))")
_DEPARTMENT = compiled(r"^[\p{Han}]{1,8}?(?:科|股|室|处|部|车间|大队|中队)(?=副?[科股处部队主经]|[\p{Han}]{0,4}员)")


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """A person; the fields of ``PersonRow`` but its ids.

    ``evidence`` names the place of every value that was read, for ``name`` all places where the person is told of;
    ``items`` are the spans of the person's items on accountability, in reading order.
    """

    name: str
    is_masked: bool
    is_deceased: bool | None
    gender: str | None
    age: int | None
    birth_year: int | None
    political_status: str | None
    organization: str | None
    position: str | None
    in_post_since: dt.date | None
    responsibility: str | None
    responsibility_text: str | None
    evidence: tuple[tuple[str, Evidence], ...]
    items: tuple[tuple[int, int], ...] = ()


@dataclasses.dataclass
class _Mention:
    """One telling of a person: what it says, and the list it stands in (two of a list are two persons)."""

    name: str
    place: Evidence
    said: Attributes
    deceased: bool | None
    listed: tuple[int | str, ...]
    item: tuple[int, int] | None = None
    needs_other: bool = False


@dataclasses.dataclass
class _Group:
    """Mentions of one person."""

    mentions: list[_Mention]

    def value(self, field: str) -> Any:
        """The first value of a field, items before other places."""
        for mention in sorted(self.mentions, key=lambda m: (m.item is None, m.place.start)):
            if field in mention.said.values:
                return mention.said.values[field]
        return None

    @property
    def deceased(self) -> bool | None:
        """Dead if any place says so, else alive if any place says so."""
        told = [m.deceased for m in self.mentions]
        return True if True in told else (False if False in told else None)


def find(
    report: Report, accident: Facts | None, resolve: Resolve, listed: Sequence[Item] | None = None
) -> tuple[Person, ...]:
    """The persons of a report in the order in which they are first told of.

    Args:
        report: the report.
        accident: facts of the accident (its name gives the unit of 综采队支架工), None where there is none.
        resolve: printed name of a unit to its full name.
        listed: the report's items as ``accountability_items.items`` gives them, where they are known.
    """
    judges = is_penalty_paper(report) or any(n.part in PARTS for n in report.sections)
    if report.doc_type not in ABOUT_ONE_ACCIDENT and not judges:
        return ()
    mentions = [
        *_from_items(report, items(report, resolve) if listed is None else listed, resolve),
        *_from_victims(report, resolve),
    ]
    lone = accident is not None and accident.get("deaths") == 1
    dead = frozenset(m.name for m in mentions if (m.deceased and m.item is None) or f"{m.name}（" in report.text)
    groups: list[_Group] = []
    for mention in sorted(mentions, key=lambda m: (m.place.start, m.item is None)):
        group = next(
            (g for g in _nearest(groups, mention) if (lone and _dead(g, mention)) or _fits(g, mention, dead)), None
        )
        if group is None:
            groups.append(_Group([mention]))
        else:
            group.mentions.append(mention)
    kept = [g for g in groups if not all(m.needs_other for m in g.mentions)]
    home = _home(accident, resolve)
    names = Counter(g.mentions[0].name for g in kept)
    return tuple(_person(report, g, home, resolve, alone=names[g.mentions[0].name] == 1) for g in kept)


def _from_items(report: Report, listed: Sequence[Item], resolve: Resolve) -> list[_Mention]:
    out: list[_Mention] = []
    unit: str | None = None
    for number, item in enumerate(listed):
        if item.names:
            of_item = [_of_item(report, item, name, resolve) for name in item.names]
            for mention, name in zip(of_item, item.names, strict=True) if item.employer else ():
                if "position" in mention.said.values:
                    mention.said.set("organization", _employer(item, name.start, resolve))
            for at, kind, place in dealt(report, item):
                _replace(of_item[at].said, kind, place)
            first = of_item[0].said
            if (
                item.follows
                and unit is not None
                and (_within(first.values.get("position", ""), unit) or _says_same(item, unit))
            ):
                first.set("organization", unit)
            unit = first.values.get("organization", unit if item.follows else None)
            for mention in of_item[1:] if item.posts else ():
                _belongs(mention.said, unit)
                mention.said.set("organization", unit)
            out += of_item
        elif not item.group:
            out += _run_on(report, item, number, resolve)
    return out


_PART = compiled(r"(?![省市县区旗镇乡州])[\p{Han}\d]{1,8}(?:[中大支]队|[股科室])")


def _belongs(said: Attributes, unit: str | None) -> None:
    """Put the part of a unit back into the post, of one told behind another of that unit: …交管大队副大队长、|杨楼中队|中队长."""
    own = said.values.get("organization")
    if unit is None or own is None or own == unit or _IS_FIRM.search(unit):
        return
    if _PART.fullmatch(own) is None or find_regions(own):
        return
    said.values["position"] = own + said.values.get("position", "")
    place = {f: e for f, e in said.evidence if f in ("organization", "position")}
    if {"organization", "position"} <= place.keys():
        said.evidence[:] = [(f, e) for f, e in said.evidence if f not in place]
        said.evidence += [("position", place["organization"]), ("position", place["position"])]
    del said.values["organization"]


def _within(position: str, unit: str) -> bool:
    """May a post without a unit be one in the unit told just before: 建管科科长 or 副局长 after 某局局长?"""
    if _DEPARTMENT.match(position):
        return True
    return any(ends.search(unit) and post.match(position) for ends, post in _RANKS)


_SAID = compiled(r"，该(?P<end>局|所|站|厂|矿|店|院|公司|中心|大队|中队|镇|乡)")


def _says_same(item: Item, unit: str) -> bool:
    """Does a post refer to the unit told just before: 甲，某监督站站长；乙，该站监督员?"""
    said = _SAID.search(item.view.text, 0, 40)
    return said is not None and unit.endswith(said["end"])


def _replace(said: Attributes, kind: str | None, place: Evidence) -> None:
    """A responsibility dealt to one of several takes the place of what was read of them all."""
    for field, value in (("responsibility", kind), ("responsibility_text", place.text)):
        said.values.pop(field, None)
        said.evidence[:] = [(f, e) for f, e in said.evidence if f != field]
        said.set(field, value, place)


_ASIDE = compiled(r"（[^（）]{1,40}）")
_DEATHS = compiled("死亡|遇难")


def _of_item(report: Report, item: Item, name: Name, resolve: Resolve) -> _Mention:
    words = of_person(report, item.view, item.row)
    end = len(words.text)
    said = Attributes()
    for kind, (begin, stop) in (item.row or {}).items():
        if kind.startswith("liability"):
            liability(report, words, words.index(begin), words.index(stop), said)
    of_row = said
    said = read(report, words, max(item.body, name.end), end, resolve, item.posts.get(name.start, item.post))
    if item.body > name.end and (aside := _ASIDE.match(words.text, name.end, item.body)):
        said = read(report, words, name.end, aside.end(), resolve, item.posts.get(name.start))
        responsibility(report, words, item.body, end, said)
    for field, value in of_row.values.items():
        said.set(field, value, *[e for f, e in of_row.evidence if f == field])
    deceased: bool | None = False
    if _DEAD_TAG.match(words.text, name.end) or _DEAD_LEAD.match(words.text[: name.start]):
        deceased = True
    elif (dead := tells("dead", words.text, item.body)) is not None:
        deceased = True
        said.set("is_deceased", True, words.evidence(report, *dead, "person.dead"))
    elif _SPARED.search(words.text, item.body) and not _DUTIFUL.search(words.text, item.body):
        deceased = True if _DEATHS.search(item.section.heading or "") else None
    if deceased is False and item.lead is not None and _SPARED.search(item.lead.text):
        dead_below = _DEATHS.search(item.lead.text) is not None
        deceased = True if dead_below and not find_measures(words.text, item.body) else deceased
    place = words.evidence(report, name.start, name.end, "person.item")
    listed = ("item", item.section.index) if item.listed >= 0 else ("prose", item.span[0])
    return _Mention(name.name, place, said, deceased, listed, item.span)


def _run_on(report: Report, item: Item, number: int, resolve: Resolve) -> list[_Mention]:
    """Names in an item without subject or with a unit's: 对涉案人员陈某、刘某采取取保候审, 给予班组长蒯某撤职处理."""
    out: list[_Mention] = []
    words = item.view
    told: list[tuple[Name, int, int]] = []
    for listed in struck(words.text):
        told += [(name, floor, listed[0][1]) for name, floor in listed]
    for match in _RUN_ON.finditer(words.text) if not item.units else ():
        label = not match[0].startswith(("对", "给予", "将", "决定对"))
        told += [(n, match.end(), match.end()) for n in names_at(words.text + "，", match.end(), full=label)]
    unit: str | None = None
    for name, floor, first in told:
        place = words.evidence(report, name.start, name.end, "person.run_on")
        if any(place.start == m.place.start for m in out):
            continue
        dead = _DEATHS.search(words.text[first : name.start]) is not None
        said = read(report, words, name.end, name.end, resolve, (floor, name.start) if floor < name.start else None)
        if floor == first:
            unit = said.values.get("organization") or _employer(item, name.start, resolve)
        if unit is not None and "position" in said.values:
            said.set("organization", unit)
        out.append(_Mention(name.name, place, said, dead, ("run", number, name.start), item.span))
    return out


_ORDERS = compiled(r"(?:建议|责成|责令|要求|由)+")
_IS_FIRM = compiled(r"公司|厂$|矿$|集团$")


def _employer(item: Item, at: int, resolve: Resolve) -> str | None:
    """The firm that deals with its own people: 镁川公司按照内部规定给予车间副主任阎某降级处理."""
    begin, _ = sentence(item.view.text, at)
    lead = _ORDERS.match(item.view.text, begin)
    begin = lead.end() if lead else begin
    end = unit_end(item.view.text, begin, resolve)
    if end is None or end >= at or not _IS_FIRM.search(item.view.text[begin:end]):
        return None
    return resolve(item.view.text[begin:end])


def _from_victims(report: Report, resolve: Resolve) -> list[_Mention]:
    out = []
    found = victims.mentions(report)
    for seen in found:
        words = seen.view
        said = Attributes()
        if seen.rule not in ("person.result", "person.story", "person.missing") and seen.responsible is None:
            said = read(report, words, seen.name.end, seen.end, resolve)
            shared = _ALL_ARE.search(words.text, seen.name.end)
            if shared is not None and "。" not in words.text[seen.end : shared.start()]:
                of_all = read(report, words, shared.start("post"), shared.end("post"), resolve)
                for field, value in of_all.values.items():
                    said.set(field, value, *[e for f, e in of_all.evidence if f == field])
        if seen.responsible is not None:
            responsibility(report, words, *seen.responsible, said)
        place = words.evidence(report, seen.name.start, seen.name.end, seen.rule)
        if seen.deceased:
            said.set("is_deceased", True, place)
        alone = (
            seen.deceased is None
            and seen.responsible is None
            and seen.rule not in ("person.missing", "person.table", "person.described")
        )
        deceased = False if seen.responsible is not None and seen.deceased is None else seen.deceased
        weak = seen.responsible is not None or alone
        out.append(
            _Mention(
                seen.name.name,
                place,
                said,
                None if weak else deceased,
                (seen.rule, seen.listed, seen.group),
                None,
                alone,
            )
        )
    return out


def _nearest(groups: list[_Group], mention: _Mention) -> list[_Group]:
    """Groups of the same name; those that share a unit or post with the mention first."""
    same = [g for g in groups if g.mentions[0].name == mention.name]
    keys = ("organization", "position", "gender", "political_status")
    return sorted(same, key=lambda g: -sum(_alike(g.value(k), mention.said.values.get(k)) for k in keys))


def _dead(group: _Group, mention: _Mention) -> bool:
    """Are both told to have died? In an accident with one death they are one person."""
    return group.deceased is True and mention.deceased is True


def _fits(group: _Group, mention: _Mention, dead: frozenset[str]) -> bool:
    """May a mention be of the person of a group? Nothing conflicts, and they do not stand in one list.

    ``dead``: names of those whose death the story itself tells, or whom brackets tell from others of the name.
    """
    if any(m.listed == mention.listed and m.place.start != mention.place.start for m in group.mentions) and (
        mention.listed[0] != "person.party"
    ):
        return False
    said = mention.said.values
    if group.deceased is not None and mention.deceased is not None and group.deceased != mention.deceased:
        # the story tells of the wound, the item of the death
        wounded = all(m.listed[0] == "person.story" for m in group.mentions)
        if mention.name in dead or not (mention.deceased and mention.item is not None and wounded):
            return False
    for field in ("gender", "age", "birth_year", "political_status", "in_post_since"):
        ours, theirs = group.value(field), said.get(field)
        if ours is not None and theirs is not None and ours != theirs:
            return False
    masked = is_masked(mention.name)
    unit, post = group.value("organization"), group.value("position")
    if unit and said.get("organization") and not _alike(unit, said["organization"]):
        return not masked
    if post and said.get("position") and not _alike(post, said["position"]) and masked:
        return mention.item is None or all(m.item is None for m in group.mentions)
    return True


def _alike(a: object, b: object) -> bool:
    """Are two printed names of a unit or post the same but for trimming?"""
    if not isinstance(a, str) or not isinstance(b, str):
        return a is not None and a == b
    return a == b or a in b or b in a or difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.8


_BEFORE_QUOTE = compiled(r"[^“”]{4,50}(?=“)")
_FIRM = compiled(r"公司|煤?矿$|厂$|集团$")


def _home(accident: Facts | None, resolve: Resolve) -> str | None:
    """The firm in whose name the accident goes (某煤业有限公司“8·14”顶板事故)."""
    name = accident.get("name") if accident is not None else None
    if not isinstance(name, str):
        return None
    end = unit_end(name, 0, resolve)
    unit = name[:end] if end is not None else ""
    named = _BEFORE_QUOTE.match(name)
    if named is not None and kind_of(named[0]) is not None:
        unit = named[0]
    return resolve(unit) if _FIRM.search(unit) else None


_POST_JOINT = compiled("[、，兼]")


def _agrees(position: str | None, post: str) -> bool:
    """Is a post elsewhere the one that is known: 矿长 and 矿长, 总经理 and 法定代表人、总经理?"""
    if position is None:
        return True
    ours, theirs = set(_POST_JOINT.split(position)), set(_POST_JOINT.split(post))
    return not ours.isdisjoint(theirs) or position in post or post in position


_MINE = compiled(r"矿$")
_IS_SENTENCE = compiled(r"对(?!外)|进行|了")
"""What no unit's name holds: 甲委对2名公职人员进行了问责 is what stands before a colon."""


def _of_home(position: str, home: str) -> bool:
    """Is it a post inside the firm in whose name the accident goes: 掘进队队长; 生产副矿长 where that is a mine?"""
    if _HOME_POST.match(position):
        return True
    return _MINE.search(home) is not None and _MINE_POST.fullmatch(position) is not None


def _person(report: Report, group: _Group, home: str | None, resolve: Resolve, *, alone: bool) -> Person:
    ordered = sorted(group.mentions, key=lambda m: (m.item is None, m.place.start))
    evidence: list[tuple[str, Evidence]] = [
        ("name", m.place) for m in sorted(group.mentions, key=lambda m: m.place.start)
    ]
    seen: set[str] = set()
    for mention in ordered:
        for field in mention.said.values:
            if field not in seen:
                evidence += [(f, e) for f, e in mention.said.evidence if f == field]
                seen.add(field)
    deceased = group.deceased
    if deceased is None and any(m.listed[0] == "person.party" for m in group.mentions):
        deceased = False
    organization, position = group.value("organization"), group.value("position")
    if organization is None and alone and any(m.item is not None for m in group.mentions):
        found = told(report, group.mentions[0].name, resolve)
        if found is not None and _agrees(position, found.post) and _IS_SENTENCE.search(found.unit) is None:
            organization = found.unit
            evidence.append(("organization", found.unit_at))
            if position is None:
                position = found.post
                evidence.append(("position", found.post_at))
    if organization is None and home and isinstance(position, str) and _of_home(position, home):
        organization = home
    if (
        position is None
        and deceased is not None
        and (deceased or alone)
        and (known := trade(report, group.mentions[0].name)) is not None
    ):
        position = known.text
        evidence.append(("position", known))
    return Person(
        name=group.mentions[0].name,
        is_masked=is_masked(group.mentions[0].name),
        is_deceased=deceased,
        gender=group.value("gender"),
        age=group.value("age"),
        birth_year=group.value("birth_year"),
        political_status=group.value("political_status"),
        organization=organization,
        position=position,
        in_post_since=group.value("in_post_since"),
        responsibility=group.value("responsibility"),
        responsibility_text=group.value("responsibility_text"),
        evidence=tuple(evidence),
        items=tuple(m.item for m in sorted(group.mentions, key=lambda m: m.place.start) if m.item is not None),
    )
