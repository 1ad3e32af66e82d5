"""Which of an item's several persons a measure strikes: those whom its own clause names, or the one whose turn it is.

甲、乙、丙3人…。其中，甲于…被逮捕；乙、丙…取保候审 · 对甲建议解除劳动合同；对乙、丙处… · 对甲、乙分别给予警告、记过处分.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Sequence

from extractors import sanction_measures
from extractors.accountability_subjects import SENTENCED, Item
from extractors.patterns import after_last, compiled
from extractors.person_names import is_name, masked_pattern, occurrences
from extractors.posts import Resolve, is_post, split
from extractors.sanction_measures import Measure, full_day
from extractors.sanction_targets import Target
from extractors.values.dates import find_moments
from extractors.values.money import Money, find_money

_BETWEEN = compiled(r"(?:（[^（）]{1,40}）)?(?:[、和及与]|以及)")
_AS_OBJECT = compiled(r"(?:对|给予|将|与|由)(?:[^，。；]{0,24}?(?:工|长|员|人|理|任|师))?$")
_HEADS_CLAUSE = compiled(
    r"(?:^|[。；\n]|其中[，：]?|其余[，：]?|(?<=，(?:\d{4}年)?\d{1,2}月)\d{1,2}日，?|，(?:同日|当日|次日|同月\d{1,2}日)，?)(?:\d{1,2}[.、]|（\d）)?$"
)
_BEARS = compiled(
    r"(?:（[^（）]{1,40}）)?(?:[二两三四五六七八九十\d]{1,2}人)?，?(?:分别|均|各|也|亦|另)?(?:已|已经)?(?:依法)?(?:于|自|因|经|由|受到|被|处|罚|给予|予以|同日|次日|当日|同月|转为|变更|取保|逮捕|刑事|不予|免予|免于|\d{4}年)"
)
_ALL = compiled(r"(?:[二两三四五六七八九十]|\d{1,2})(?:名)?人|(?:上述|以上|前述)(?:人员|责任人|同志)|(?<!平)均(?!匀)")
_EACH = compiled("各|均|并处|同时|合并")


_ETC = compiled(r"^(?:（[^（）]*）)?(?:等?\d{1,2}人)?")


def named(item: Item, measure: Measure, targets: list[Target]) -> list[Target]:
    """The persons of an item whom the measure's clause names; all of them where it names none of its own.

    A group of names counts where it is a verdict's object or begins a clause that tells what befell it, and where nothing
    between it and the measure turns to all of them (对二人分别…).
    """
    if len(targets) < 2 or any(t.person is None for t in targets):
        return targets
    text = item.view.text
    begin, stop = sanction_measures.sentence(text, measure.start)
    following = next(iter(_groups(text, measure.end, stop, targets)), None)
    if following is not None and following[0] == measure.end:  # 由某局批评教育，并在全局通报批评|苏某
        return following[2]
    chosen = targets
    for start, end, members in _groups(text, max(begin, item.body), measure.end, targets):
        before, behind = text[begin:start], text[end : measure.start]
        if _AS_OBJECT.search(before) or (
            _BEARS.match(text, end) and (_HEADS_CLAUSE.search(before) or before[-1:] == "，")
        ):
            chosen = members
        if _ALL.search(_ETC.sub("", behind)) and len(members) < len(targets):
            chosen = targets
    return chosen


def _groups(text: str, start: int, end: int, targets: Sequence[Target]) -> list[tuple[int, int, list[Target]]]:
    """Names of an item's persons that stand joined in ``text[start:end]``: 甲、乙."""
    places = sorted(
        (start + at, start + at + len(t.name), n)
        for n, t in enumerate(targets)
        for at in occurrences(text[start:end], t.name)
        if sum(o.name == t.name for o in targets) == 1
    )
    out: list[tuple[int, int, list[Target]]] = []
    for at, stop, number in places:
        if out and (joint := _BETWEEN.match(text, out[-1][1])) is not None and joint.end() == at:
            out[-1] = (out[-1][0], stop, [*out[-1][2], targets[number]])
        else:
            out.append((at, stop, [targets[number]]))
    return out


_OBJECT_BEFORE = compiled(r"(?:对|给予|将|与)[^，。；对]{0,12}$")
_ALL_OF_THEM = compiled(r"各|均|分别|等|[二两三四五六七八九十\d]人|上述|以上")
_BACK = 160
"""Characters before a measure in which it is told whom it strikes."""


def strikes_fellow(item: Item, measure: Measure, names: Collection[str]) -> bool:
    """Does the end of a paragraph on several persons deal with another of them by name: 甲…；乙…。建议…，对甲处…；对乙处…?

    ``names``: of all persons of the report. What stands before 建议 tells of deeds, and strikes nobody.
    """
    if item.turn[1] < 2 or len(item.names) != 1:
        return False
    text = item.view.text
    begin, _ = sanction_measures.sentence(text, measure.start)
    begin = max(begin, item.body, measure.start - _BACK, text.rfind("建议", begin, measure.start))
    stretch = text[begin : measure.end]
    found = sorted((begin + at, name) for name in names if name in stretch for at in occurrences(stretch, name))
    struck: set[str] = set()
    last = -1
    for at, name in found:
        joint = _BETWEEN.match(text, last) if struck else None
        if joint is not None and joint.end() == at:
            struck.add(name)
        elif _OBJECT_BEFORE.search(text, begin, at):
            struck = {name}
        else:
            continue
        last = at + len(name)
    if not struck or _ALL_OF_THEM.search(text, last, max(last, measure.start)):
        return False
    return item.names[0].name not in struck


_TURN_END = compiled(r"[，。；：（\n]|(?:已)?被|因|受到|于\d|$")
_SUFFERED = compiled("已?被|受到|（")


_STRIKES_ANOTHER = compiled(
    r"(?<![相针面校核绝反])对(?!其|该|本|此|上述|以上|他|她|事故)(?P<who>[^，。；\n]{2,30}?)(?=罚|处|给予|予以|作出|进行|采取|依法)"
)
"""同时对公司副经理乙某罚款2万元, in a cell of 甲's: it is not 甲 who pays."""


_LATER_SUBJECT = compiled(
    rf"(?<=，)(?:该(?:公司|企业|单位|厂|矿|店)|(?P<post>[\p{{Han}}、]{{2,30}}?)(?P<name>{masked_pattern()}(?<![已被均受给予免负])))(?={SENTENCED}|负有?[^，。；]{{0,8}}责任，(?:分别|给予|被|建议))"
)
"""A later clause of a sentence with a subject of its own: 负责人马某罚款1万元，工人牛某罚款5千元."""


def _of_later_subject(item: Item, measure: Measure, begin: int) -> bool:
    """Has the sentence turned to another subject since it last named one of the item's?"""
    text = item.view.text
    last = None
    for found in _LATER_SUBJECT.finditer(text, max(begin, item.body, measure.start - _BACK), measure.end):
        if found["name"] is None or (is_post(found["post"]) and all(found["name"] != n.name for n in item.names)):
            last = found
    if last is None:
        return False
    since = text[last.end() : measure.start]
    return not any(n.name in since for n in item.names)


def of_another(item: Item, measure: Measure, resolve: Resolve) -> bool:
    """Does the measure's sentence begin with someone else's unit, post and name: …。某监理公司总监薄某被责令…?

    Who is not read as a person must not leave the penalty to whoever stands before.
    """
    text = item.view.text
    begin, _ = sanction_measures.sentence(text, measure.start)
    if item.row is not None and any(kind.startswith("verdict") for kind in item.row):
        clause = after_last(text, "，。；\n", 0, measure.start)
        other = _STRIKES_ANOTHER.search(text, clause, measure.start + 1)
        if other is not None and not any(name.name in other["who"] for name in item.names):
            return bool(item.names)
    if item.row is None and item.names and _of_later_subject(item, measure, begin):
        return True
    if begin <= item.body:
        return False
    stop = _TURN_END.search(text, begin)
    head = text[begin : stop.start()] if stop else ""
    for size in (2, 3, 4):
        name, before = head[-size:], head[:-size]
        told = stop is not None and _SUFFERED.match(stop[0]) is not None
        unit = is_post(before) and split(before, resolve).unit is not None
        # a rare surname is no reason to punish another: unit, post and 被 are enough
        if is_post(before) and ((told and (unit or is_name(name))) or (unit and is_name(name))):
            return all(name != n.name for n in item.names)
    return False


def respectively(text: str, measure: Measure, meant: list[Target]) -> list[Target]:
    """对陈某、褚某分别给予警告、记过处分: the first name bears the first measure, where there are as many of each.

    分别给予警告，并各处8000元罚款 gives both measures to each.
    """
    begin, stop = sanction_measures.sentence(text, measure.start)
    turn = text.rfind("分别", begin, measure.start)
    if len(meant) < 2 or turn < 0:
        return meant
    order = _order(text, measure, turn, stop, len(meant))
    return meant if order is None else [meant[order]]


def _order(text: str, measure: Measure, turn: int, stop: int, count: int) -> int | None:
    """The place of a measure among as many as there are persons, None where they are not dealt out."""
    listed = sanction_measures.find(text, turn, stop)
    order = next((i for i, m in enumerate(listed) if m.start == measure.start), None)
    if order is None or len(listed) != count:
        return None
    return None if any(_EACH.search(text, a.end, b.end) for a, b in itertools.pairwise(listed)) else order


def is_others_turn(item: Item, measure: Measure) -> bool:
    """Is a measure at the end of a paragraph dealt to another of its persons: 甲…；乙…。二人分别给予警告、记过处分?"""
    text = item.view.text
    begin, stop = sanction_measures.sentence(text, measure.start)
    turn = text.rfind("分别", begin, measure.start)
    if item.turn[1] < 2 or len(item.names) != 1 or turn < 0:
        return False
    order = _order(text, measure, turn, stop, item.turn[1])
    return order is not None and order != item.turn[0]


def is_undealt(item: Item, measure: Measure) -> bool:
    """Is a measure one of several that are dealt out (分别…) among persons of whom one could not be read?"""
    begin, stop = sanction_measures.sentence(item.view.text, measure.start)
    turn = item.view.text.rfind("分别", begin, measure.start)
    return item.unread and turn >= 0 and len(sanction_measures.find(item.view.text, turn, stop)) > 1


_STOP = compiled(r"[，。；\n]")
_AND_MONEY = compiled("(?:、|和|及)(?:人民币)?")


def sums(text: str, measure: Measure, count: int) -> list[Money]:
    """分别处以9000元、6000元罚款: the sums of the several, in their order; empty where there is one for all."""
    if "分别" not in text[sanction_measures.sentence(text, measure.start)[0] : measure.start + 4]:
        return []
    nearest = _STOP.search(text, measure.end)
    found = find_money(text, measure.start, nearest.start() if nearest else len(text))
    apart = all(_AND_MONEY.fullmatch(text[a.end : b.start]) for a, b in itertools.pairwise(found))
    return found if count > 1 and len(found) == count and apart else []


_MONEY_WORDS = compiled("(?:，|处|罚款|人民币)*")


def own_sums(text: str, measure: Measure, meant: list[Target], places: list[int]) -> list[Money]:
    """甲建工52万元、乙劳务32万元罚款均已缴纳: the sum behind each name; empty unless every name has its own.

    ``places``: where in the text each target's name ends.
    """
    begin, stop = sanction_measures.sentence(text, measure.start)
    if len(meant) < 2 or not all(begin <= at <= stop for at in places):
        return []
    sums = find_money(text, begin, stop)
    out = [m for at in places for m in sums if at <= m.start and _MONEY_WORDS.fullmatch(text[at : m.start])]
    return out if len(out) == len(meant) else []


def days(
    text: str, measure: Measure, count: int, since: dt.date | None = None
) -> list[tuple[dt.date, tuple[int, int]]]:
    """甲镇人民政府、乙县水利局已分别于9月11日、9月13日向…作出书面检查: the days of the several, in their order."""
    begin, _ = sanction_measures.sentence(text, measure.start)
    turn = text.rfind("分别于", begin, measure.start + 3)
    if count < 2 or turn < 0:
        return []
    found = [m for m in find_moments(text, 0, measure.start + 1) if m.start >= turn]
    out = [(day, (m.start, m.end)) for m in found if m.day and (day := full_day(m, since)) is not None]
    return out if len(out) == len(found) == count else []
