"""Sanctions: one row per target and measure, with authority, sum, date, status and the articles it rests on.

Read from the items of 责任处理 and 责任落实 (``accountability_items``); sentences after a list (对上述人员…) apply to the
list's items that have no measure yet. A report without these parts is read sentence by sentence for what has been done.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from extractors import authorities, sanction_measures
from extractors.accountability_items import items
from extractors.accountability_rows import answer
from extractors.accountability_subjects import Item
from extractors.authorities import Authority
from extractors.citations import Citation
from extractors.follow_up import is_follow_up
from extractors.patterns import compiled
from extractors.penalty_forms import is_form, settled
from extractors.persons import Person
from extractors.posts import Resolve
from extractors.sanction_basis import Bases
from extractors.sanction_dealing import (
    days,
    is_others_turn,
    is_undealt,
    named,
    of_another,
    own_sums,
    respectively,
    strikes_fellow,
    sums,
)
from extractors.sanction_found import (
    Found,
)
from extractors.sanction_leads import with_leading_authority
from extractors.sanction_measures import CATEGORY, Measure
from extractors.sanction_reading import has_sum, is_firm, is_penal, kind_of, read, row_of
from extractors.sanction_record import Sanction, merged
from extractors.sanction_shared import with_shared_authority
from extractors.sanction_targets import Target, of_item, of_sentence, of_struck, of_struck_unit
from extractors.sanctions_told import strict, told
from extractors.view import view
from schemas.document import Report
from schemas.vocabularies import ABOUT_ONE_ACCIDENT

__all__ = ["Sanction", "find", "told"]


def find(
    report: Report,
    persons: Sequence[Person],
    citations: Sequence[Citation],
    resolve: Resolve,
    org_names: Sequence[str] = (),
    listed: Sequence[Item] | None = None,
    since: dt.date | None = None,
) -> tuple[Sanction, ...]:
    """The sanctions of a report in reading order.

    Args:
        report: the report.
        persons: its persons, as ``persons.find`` gives them.
        citations: its citations, for the basis.
        resolve: printed name of a unit to its full name.
        org_names: full names of the report's organisations.
        listed: the report's items as ``accountability_items.items`` gives them, where they are known.
        since: the day of the accident: 3月10日 without a year is the first one after it.
    """
    found = items(report, resolve, since) if listed is None else listed
    if not found:
        return (
            strict(report, persons, citations, resolve, org_names, since)
            if report.doc_type in ABOUT_ONE_ACCIDENT
            else ()
        )
    own: dict[int, list[Target]] = {}
    rows: list[Sanction] = []
    measured: set[int] = set()
    for number, item in enumerate(found):
        if item.group:
            continue
        own[number] = of_item(report, item, persons, resolve)
        made = _of_item(report, item, own[number], persons, citations, resolve, org_names, since)
        rows += made
        if made:
            measured.add(number)
    for number, item in enumerate(found):
        if not item.group:
            continue
        members = [n for n in _members(found, number) if n not in measured]
        rows += _of_group(report, found, item, members, own, persons, citations, resolve, org_names, since)
        measured |= set(members)
    for number, targets in own.items():
        bare = [t for t in targets if t.person is not None and all(r.person != t.person for r in rows)]
        if number not in measured:
            rows += _by_lead(report, found[number], bare, citations, resolve, since)
            rows += _by_heading(report, found[number], targets, citations, resolve)
    rows = with_leading_authority(report, with_shared_authority(report, rows, resolve), resolve, since)
    ordered = sorted(rows, key=lambda r: next(e.start for f, e in r.evidence if f == "measure"))
    return tuple(merged(ordered, evaluation=is_follow_up(report)))


_UNITS = compiled("单位")


def _members(found: Sequence[Item], number: int) -> list[int]:
    """Items that a sentence after a list speaks of: those of its section, or of its section's siblings."""
    group = found[number]
    wants = "unit" if _UNITS.search(group.view.text[:40]) else "person"
    titled = any(i.section.index == group.section.index and i.section.level >= 3 and not i.group for i in found)

    def near(item: Item) -> bool:
        if item.section.index == group.section.index:
            return True
        return titled and item.section.parent == group.section.parent

    inside = [n for n, i in enumerate(found) if n < number and not i.group and near(i)]
    return [n for n in inside if (found[n].names if wants == "person" else found[n].units)]


def _of_group(
    report: Report,
    found: Sequence[Item],
    group: Item,
    members: list[int],
    own: dict[int, list[Target]],
    persons: Sequence[Person],
    citations: Sequence[Citation],
    resolve: Resolve,
    org_names: Sequence[str],
    since: dt.date | None,
) -> list[Sanction]:
    """对上述人员…: the measure for each member, resting on what its own item cites."""
    out: list[Sanction] = []
    in_office = "公职" in group.view.text
    for one in read(report, group.view, 0, citations, group.section, resolve, since):
        for number in members:
            bases = Bases(found[number].view, citations)
            cited = bases.upto(len(found[number].view.text))
            mine = dataclasses.replace(one, basis=[*cited, *one.basis])
            struck = [t for t in own[number] if not (in_office and t.person is not None and is_firm(t.organization))]
            out += [row_of(report, group.view, mine, t, resolve, group.section) for t in struck]
        if not members:
            for target in of_sentence(report, group.view, one.measure, persons, resolve, org_names):
                out.append(row_of(report, group.view, one, target, resolve, group.section))
    return out


def _of_item(
    report: Report,
    item: Item,
    targets: list[Target],
    persons: Sequence[Person],
    citations: Sequence[Citation],
    resolve: Resolve,
    org_names: Sequence[str],
    since: dt.date | None,
) -> list[Sanction]:
    out: list[Sanction] = []
    known = {p.name for p in persons}
    for one in read(report, item.view, item.body if targets else 0, citations, item.section, resolve, since):
        if targets and (
            of_another(item, one.measure, resolve)
            or is_others_turn(item, one.measure)
            or is_undealt(item, one.measure)
            or strikes_fellow(item, one.measure, known)
        ):
            continue
        if item.row is not None and is_form(item.row):
            complete = settled(report, item.view, item.row, one, citations, since)
            if complete is None:
                continue
            one = complete
        elif item.row is not None and _in_proposal(item, one.measure):
            one = _answered(report, item, one, since)
        aimed = of_struck(report, item.view, one.measure, persons)
        own = named(item, one.measure, targets)
        struck = None if _is_of_persons(one) else of_struck_unit(report, item.view, one.measure, resolve)
        if len(own) < len(targets):
            meant = own
        elif struck is not None and [struck.name] != [t.name for t in targets]:
            meant = [struck]
        elif aimed and (not item.names or {t.person for t in targets} <= {t.person for t in aimed}):
            meant = respectively(item.view.text, one.measure, aimed)
            one = _by_employer(item, one, resolve)
        else:
            meant = targets or of_sentence(report, item.view, one.measure, persons, resolve, org_names)
            meant = respectively(item.view.text, one.measure, meant)
            meant = _only_told(item, one.measure, meant, resolve)
        turn, count = item.turn if len(meant) == 1 and item.turn[1] > 1 else (0, len(meant))
        each = sums(item.view.text, one.measure, count) if has_sum(one.measure) else []
        if has_sum(one.measure) and not each:
            ends = [item.view.index(t.evidence.end - 1) + 1 for t in meant]
            each = own_sums(item.view.text, one.measure, meant, ends)
        when = days(item.view.text, one.measure, count, since) if one.decided is not None else []
        inside = one.authority is None and _INSIDE.search(item.section.heading or "") is not None
        employer = item.employer or inside
        for index, target in enumerate(meant, turn):
            dealt = one
            if each:
                money = sanction_measures.Amount(each[index].yuan, (each[index].start, each[index].end))
                dealt = dataclasses.replace(dealt, amount=money)
            if when:
                dealt = dataclasses.replace(dealt, decided=when[index])
            if employer and dealt.measure.by_firm:
                dealt = dataclasses.replace(dealt, kind=dealt.measure.by_firm)
            if target.person is None and _is_of_persons(dealt) and is_follow_up(report):
                continue
            out.append(row_of(report, item.view, dealt, target, resolve, item.section))
    return out


_INSIDE = compiled(r"(?:企业|公司|单位|集团|厂矿?)内部|内部(?:处理|处分|问责|追责)")
"""Headings under which a firm deals with its own people."""


def _answered(report: Report, item: Item, one: Found, since: dt.date | None) -> Found:
    """What a table's column proposes, as done on the day that the next column gives where that says no more."""
    said = answer(report, item.row or {}, money=has_sum(one.measure))
    if said is None:
        return dataclasses.replace(one, status="建议", decided=None)
    words = view(report, [said])
    told = sanction_measures.day_told(words.text, (0, len(words.text)), since)
    if told is None:
        return dataclasses.replace(one, status="已执行", decided=None)
    day, (start, end) = told
    begin = item.view.index(words.span(start, end)[0])
    return dataclasses.replace(one, status="已执行", decided=(day, (begin, begin + end - start)))


def _in_proposal(item: Item, measure: Measure) -> bool:
    """Does a measure stand in the column of a table that says what had been proposed?"""
    at = item.view.offsets[measure.end - 1]  # 处 of 处理建议：…罚款 may begin it
    return any(kind.startswith("proposed") and a <= at < b for kind, (a, b) in (item.row or {}).items())


def _is_of_persons(one: Found) -> bool:
    """Can a measure strike persons only?"""
    return CATEGORY[one.kind] in ("党纪", "政务", "内部处理") or one.kind in _PERSONAL


_PERSONAL = ("诫勉", "谈话提醒", "停职", "免职", "调整岗位", "刑事拘留", "取保候审", "逮捕", "拘留")
_LED = ("免予追究责任", "移送司法机关", "追究刑事责任")


def _by_lead(
    report: Report,
    item: Item,
    targets: list[Target],
    citations: Sequence[Citation],
    resolve: Resolve,
    since: dt.date | None,
) -> list[Sanction]:
    """The measure that only the line above an item gives: 1.免予追究责任人员：（1）阮某，掘进队队长，对事故负直接责任。"""
    if item.lead is None or not targets:
        return []
    told = read(report, item.lead, 0, citations, item.section, resolve, since)
    if len(told) != 1 or told[0].kind not in _LED:
        return []
    return [row_of(report, item.lead, told[0], t, resolve, item.section) for t in targets]


_BY_LAW = compiled(
    r"(?:建议|并|，)由(?P<a>[^，。；]{3,30}?)(?:依法依规|依规依法|依法|按照?(?:相关|有关)?(?:法律)?(?:法规|规定))(?:对其)?(?:进行|予以|作出)?(?:相应)?处理(?=。|；|$)"
)


def _by_heading(
    report: Report, item: Item, targets: list[Target], citations: Sequence[Citation], resolve: Resolve
) -> list[Sanction]:
    """The penalty that the heading gives where the item only names who lays it: 建议给予行政处罚的单位 / …建议由某局依法处理."""
    if not is_penal(item.section.heading or ""):
        return []
    told = _BY_LAW.search(item.view.text, item.body)
    if told is None or "死亡" in item.view.text:
        return []
    office = Authority(told["a"], *told.span("a"))
    if authorities.is_employer(office, resolve):
        return []
    measure = Measure("行政处罚", told.end("a"), told.end(), "sanction.heading", None, None)
    basis = Bases(item.view, citations).of(measure, shared=False)
    one = Found(measure, "行政处罚", "建议", office, sanction_measures.Amount(), None, basis)
    return [row_of(report, item.view, one, target, resolve, item.section) for target in targets]


def _by_employer(item: Item, one: Found, resolve: Resolve) -> Found:
    """A firm that is the item's subject and deals with its own people is the authority: 阜丰公司已…对班组长蒯某给予撤职处理."""
    if one.authority is not None or len(item.units) != 1 or item.names:
        return one
    unit = item.units[0]
    firm = Authority(unit.name, unit.start, unit.end)
    if not firm.is_firm:
        return one
    kind = kind_of(one.measure, firm, item.view.text, resolve)
    return dataclasses.replace(one, authority=firm, kind=kind or one.kind)


_TOLD_TO = compiled(r"(?:责令|责成)(?P<who>[^，。；]{3,40}?)(?:分别)?(?:向|作出?|做出?|提交)")


def _only_told(item: Item, measure: Measure, meant: list[Target], resolve: Resolve) -> list[Target]:
    """责令某局作出书面检查 in an item of several units strikes the one that is named."""
    if measure.measure != "责令书面检查" or len(meant) < 2:
        return meant
    begin, _ = sanction_measures.sentence(item.view.text, measure.start)
    told = _TOLD_TO.search(item.view.text[begin : measure.end])
    only = [t for t in meant if told is not None and t.name == resolve(told["who"])]
    return only or meant
