"""Whom a measure strikes: an item's subject, or the names that its sentence gives (对X处…, 责成X向…, 关闭X)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from extractors.accountability_subjects import Item, unread_person
from extractors.org_names import is_generic
from extractors.patterns import after_last, compiled
from extractors.person_names import occurrences, struck
from extractors.persons import Person
from extractors.posts import Resolve, is_post, unit_end
from extractors.sanction_measures import Measure, sentence
from extractors.view import View
from schemas.document import Evidence, Report

_OBJECT = compiled(
    r"(?:(?<![相针面])对|给予|责成|责令|关闭|取缔|约谈|处罚|吊销|暂扣|将(?=[^，。；]{3,40}?(?:列入|纳入|移[送交])))"
    r"(?:涉事|涉案|事故)?(?:企业|单位|公司)?(?=[\p{Han}（]{3})"
)
_CHECKED = compiled(
    r"(?:建议|由)(?:责令|责成|由)?(?=[\p{Han}（]{3,40}?(?:分别|共同)?(?:[、和及]|向|作出|做出|提交|递交))(?!责|由|其|对|给)"
)
_CHECKS = compiled(
    r"(?:^|；|检[查讨]，)(?:[（(][\d一二三四五六七八九十]+[）)]|\d{1,2}[.．、])?(?=[^，。；：]{3,60}?(?:已)?(?:分别|共同|各自)?(?:于[^。；]{3,30}?)?(?:书面)?向)"
)
"""A body that the sentence begins with: 甲镇人民政府、乙县水利局分别向县人民政府作出深刻书面检查."""
_EACH_ENDS = compiled(r"；|检[查讨]，")
_DEAD = compiled(r"(?:遇难|死亡|遇害)(?:人员|者|矿工|工人)|死者")
_LEAD = compiled(r"^(?:因此|同时|目前|经[^，]{2,20}，)?")


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """A person (index into the persons) or a unit (full name), and where it is named."""

    kind: str
    name: str
    person: int | None
    organization: str | None
    position: str | None
    evidence: Evidence


def _person(persons: Sequence[Person], index: int, place: Evidence) -> Target:
    who = persons[index]
    return Target("person", who.name, index, who.organization, who.position, place)


def of_item(report: Report, item: Item, persons: Sequence[Person], resolve: Resolve) -> list[Target]:
    """The subjects of an item: its persons, else its units."""
    out: list[Target] = []
    for name in item.names:
        start = item.view.span(name.start, name.end)[0]
        for index, who in enumerate(persons):
            place = next((e for f, e in who.evidence if f == "name" and e.start == start), None)
            if place is not None:
                out.append(_person(persons, index, place))
                break
    for unit in item.units:
        place = item.view.evidence(report, unit.start, unit.end, "sanction.unit")
        out.append(Target("organization", resolve(unit.name), None, None, None, place))
    return out


def of_struck(report: Report, words: View, measure: Measure, persons: Sequence[Person]) -> list[Target]:
    """The persons whom the clause of the measure gives as its objects: 对班长丛某罚款3000元."""
    begin, stop = sentence(words.text, measure.start)
    lists = [names for names in struck(words.text, begin, stop) if names[0][1] < measure.end]
    out = []
    for name, _ in lists[-1] if lists else ():
        place = words.evidence(report, name.start, name.end, "sanction.person")
        told = [i for i, p in enumerate(persons) if any(f == "name" and e.start == place.start for f, e in p.evidence)]
        same = told or [i for i, p in enumerate(persons) if p.name == name.name]
        if len(same) != 1:
            return []
        out.append(_person(persons, same[0], place))
    return out


_STRIKES_UNIT = compiled(
    r"(?<![相针面])对(?!其|该|本|此|各|上述|以上|两|事故)|将(?!其|该|乐县)(?=[^，。；]{3,40}?(?:列[入为]|纳入|移[送交]))"
)
_STRUCK_BEHIND = compiled(
    r"(?:进行|予以|给予|作出|处(?:以|罚|人民币|\d)|实施|列[入为]|纳入|立案|罚款|通报|约谈|警示|依法|在全?[省市县区])"
)
_FAULT = compiled(r"检查|监督|监管|管理|审核|验收|不|未|流于|被|受到|建议")
"""Behind its object such a clause tells what somebody failed in: 对甲公司进行检查不认真被给予警告."""
_CLAUSE_END = compiled(r"[，。；\n]|$")


def of_struck_unit(report: Report, words: View, measure: Measure, resolve: Resolve) -> Target | None:
    """The unit, if any, that the measure's own clause has as its object: 由甲局对乙镇政府通报批评 · 将丙公司列入… · 约谈丁局."""
    text = words.text
    begin = after_last(text, "，。；\n", 0, measure.start)
    places = [m.end() for m in _STRIKES_UNIT.finditer(text, begin, measure.end)]
    if text[measure.start : measure.end] == "约谈":
        places.append(measure.end)
    for at in reversed(places):
        end = unit_end(text, at, resolve)
        if end is None or unread_person(text, end) or is_generic(text[at:end]):
            continue
        if _FAULT.search(text, end, measure.start) is not None or text.endswith("未", 0, at - 1):
            continue
        if (_CLAUSE_END if at == measure.end else _STRUCK_BEHIND).match(text, end) is not None:
            return _unit(report, words, at, end, resolve)
    return None


_ETC = compiled(r"等\d")


def of_sentence(
    report: Report,
    words: View,
    measure: Measure,
    persons: Sequence[Person],
    resolve: Resolve,
    org_names: Sequence[str],
    *,
    lead: bool = False,
) -> list[Target]:
    """The targets that the measure's own sentence names, persons first."""
    begin, stop = sentence(words.text, measure.start)
    low, high = words.span(begin, stop)
    named = [
        (place.start, index, place)
        for index, who in enumerate(persons)
        for field, place in who.evidence
        if field == "name" and low <= place.start < high
    ]
    if named:
        return [_person(persons, index, place) for _, index, place in sorted(named, key=lambda n: n[0])]
    passage = words.text[begin:stop]
    known = [
        (at, index)
        for index, who in enumerate(persons)
        for at in occurrences(passage, who.name)
        if _stands_free(passage, at)
        and sum(p.name == who.name for p in persons) == 1
        and not _ETC.match(passage[at + len(who.name) :])
    ]
    if known:
        return [
            _person(
                persons,
                index,
                words.evidence(report, begin + at, begin + at + len(persons[index].name), "sanction.person"),
            )
            for at, index in sorted(known)
        ]
    before = passage[: measure.end - begin]
    if _DEAD.search(before) and measure.measure == "免予追究责任":
        dead = [(i, e) for i, p in enumerate(persons) if p.is_deceased for f, e in p.evidence if f == "name"]
        first: dict[int, Evidence] = {}
        for index, place in dead:
            first.setdefault(index, place)
        return [_person(persons, index, place) for index, place in first.items()]
    return _units(report, words, begin, passage, measure, resolve, org_names, lead=lead)


_RUN = compiled(r"[\p{Han}]+$")
_FREE = compiled(r"(?:对|由|将|给予|被|与|和|及|约谈|的|是|为|系|等|后|中|把|令|经|向|请|同|因|于|[年月日])$")


def _stands_free(passage: str, at: int) -> bool:
    """Does a name that stands at ``at`` begin there: not the 苏骏宏 of 江苏骏宏装饰?"""
    run = _RUN.search(passage, max(0, at - 24), at)
    return run is None or _FREE.search(run[0]) is not None or is_post(run[0]) or len(run[0]) > 2


_TARGET_BEHIND = compiled("关闭|取缔|约谈|给予|责令$")
_PEOPLE_OF_UNIT = compiled(r"[\p{Han}]{0,12}(?:人员|负责人|经理|董事长|股长|局长|主任|职工|员工|等\d+)")
_DONE_TO_UNIT = compiled(r"(?:其|依法|处|作出|给予|实施|进行|向)")
_NAMES_ACCIDENT = compiled(r"[“\"].{0,40}事故|\"")
_AND = compiled(r"[、和及]")


def _units(
    report: Report,
    words: View,
    begin: int,
    passage: str,
    measure: Measure,
    resolve: Resolve,
    org_names: Sequence[str],
    *,
    lead: bool,
) -> list[Target]:
    """Units that a sentence names as objects: 责成X向Y作出检查 · 对X处35万元罚款 · 依法关闭X."""
    found: list[Target] = []
    limit = (
        measure.end - begin + (40 if _TARGET_BEHIND.search(passage[measure.start - begin : measure.end - begin]) else 0)
    )
    pattern, first = _OBJECT, 0
    if measure.measure == "责令书面检查":
        # each clause has its own: 甲县人民政府向…作出书面检查；乙镇人民政府、丙局向…作出深刻书面检查
        first = max((m.start() for m in _EACH_ENDS.finditer(passage, 0, measure.start - begin)), default=0)
        if not _OBJECT.search(passage, first, limit):
            pattern = _CHECKED if _CHECKED.search(passage, first, limit) else _CHECKS
    for match in pattern.finditer(passage, first, min(len(passage), limit)):
        if found and match.start() > measure.start - begin:
            break
        at, out = match.end(), list[Target]()
        while (end := unit_end(passage, at, resolve)) is not None and end <= limit:
            if _PEOPLE_OF_UNIT.match(passage[end:]) and not _DONE_TO_UNIT.match(passage[end:]):
                break
            if _NAMES_ACCIDENT.match(passage[end:]) or unread_person(passage, end):
                break
            out.append(_unit(report, words, begin + at, begin + end, resolve))
            join = _AND.match(passage, end)
            if join is None:
                break
            at = join.end()
        found = out or found  # 对甲公司处罚款，并对乙矿责令停产: the one before the measure
    if found:
        return found
    if lead:
        start = match.end() if (match := _LEAD.match(passage)) else 0
        head = unit_end(passage, start, resolve)
        if (
            head is not None
            and head < measure.start - begin
            and passage[start:head]
            and _known(passage[start:head], resolve, org_names)
        ):
            return [_unit(report, words, begin + start, begin + head, resolve)]
    return []


_IS_UNIT = compiled(r"公司|局|厅|政府|委员会|办事处$")


def _known(name: str, resolve: Resolve, org_names: Sequence[str]) -> bool:
    return len(name) >= 4 and (resolve(name) in org_names or _IS_UNIT.search(name) is not None)


def _unit(report: Report, words: View, start: int, end: int, resolve: Resolve) -> Target:
    name = words.text[start:end]
    return Target("organization", resolve(name), None, None, None, words.evidence(report, start, end, "sanction.unit"))
