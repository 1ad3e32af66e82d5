"""Where a report makes a unit its business: places where it is described, given a part, judged or held to account."""

from __future__ import annotations

import dataclasses
import itertools
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from extractors import org_attributes, org_roles
from extractors.org_aliases import Bodies, headed_alias
from extractors.org_names import Name, clean, is_foreign, kind_of, name_at, name_before
from extractors.org_tables import table_units
from extractors.patterns import BULLETS, compiled
from extractors.penalty_forms import is_penalty_paper
from extractors.rules import of_kind
from extractors.values.places import find_regions
from schemas.document import Report, SectionNode

DESCRIBED = frozenset({"基本情况"})
UNDIVIDED = frozenset({"引言", "其他"})
"""What stands where headings were lost: a unit needs more signs there."""
TOLD = frozenset({"引言", "基本情况", "原因分析", "存在问题", "责任处理", "其他"})
JUDGED = frozenset({"原因分析", "存在问题", "责任处理", "责任落实"})
HELD = frozenset({"责任处理", "责任落实"})

_MARK = compiled(
    rf"\s*(?:(?:[（(][一二三四五六七八九十\d]{{1,3}}[）)]|[一二三四五六七八九十]{{1,3}}[、.．]|\d{{1,2}}(?:[.．]\d{{1,2}}){{1,2}}[\s.．、]+|\d{{1,2}}\s?[.．、)）](?!\d)|[①-⑳]|[-·*#>{BULLETS}]+|[【〖](?:\d{{1,2}}[】〗]|[^】〗]{{2,16}}[】〗](?=[\p{{Han}}]))|【)\s*)*"
)
_THIS = compiled(
    r"(?:（[^（）]*）)?[，。](?=该(?:公司|企业|单位|店|厂|[\p{Han}]{2}店|部|经营部|经销部|合作社|养殖场|加工厂)(?![\p{Han}]{0,4}(?:员工|工人)))"
)
_REGISTERED = compiled(
    r"(?P<name>[\p{Han}A-Za-z0-9]{5,30})(?:（[^（）]*）)?[，。：](?:类型：|系|为)?(?:个体工商户|统一社会信用代码|社会信用代码|法定代表人|经营者|个人独资)"
)
_BRACKETED = compiled(
    r"（(?=[^（）]{0,60}(?:统一社会信用代码|法定代表人|成立于|注册时间|注册日期|注册资本))[^（）]*(?:（[^（）]*）[^（）]*)*）"
)
"""What a bracket says of the firm before it: 系远岭矿山工程有限公司（统一社会信用代码：…，法定代表人：…）派驻机构."""
_CALLED = compiled(r"（(?:以下|下)?简?称[^（）]{1,24}）(?=，(?:统一社会信用代码|法定代表人|成立于|注册))")
"""Its short form and then its particulars: 经营人为临岭海运有限公司（下称临岭海运），统一社会信用代码…."""
_ABOUT = compiled(r"(?:关于|建议)?对")
_RUN_IN = compiled(r"[^。：，；]{4,24}(?:不|未|无|缺|差|低|乱|虚|弱|薄|漏|失|混|问题|违)[^。：；]{0,12}[。：]")
_NEXT = compiled(r"[。；]\s?(?:\d[.、]|（\d）)?")
_PARTY_AND = compiled(r"(?P<head>.{2,16}?)(?:党工委|党委)$")
_OTHER_HALF = compiled(r"、(?P<half>街道办事处|办事处|人民政府|政府)")

_PARTICULAR = compiled(
    r"\n(?:法定代表人|法人代表|企业法人|负责人|项目(?:经理|负责人|总监)|总监|统一社会信用代码|住所|地址|注册|成立|资质)[^\n。]{0,60}[：:][^\n]{1,80}"
    r"|\n(?:法定代表人|法人代表|项目(?:经理|负责人|总监)|统一社会信用代码|住所|地址)[：:][^\n]{1,80}"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Anchor:
    """A place where a unit is made a row: its name there, what kind of place, its stated part, how far a description goes."""

    name: Name
    why: str
    role: str | None = None
    reach: int = 0
    said: tuple[int, int] | None = None
    """Where the words stand that give the part, if they do not stand in the name."""
    itself: tuple[str | None, int, int] | None = None
    """The part that the description gives further on, for a unit whose heading turns out to speak of several."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A printed line with the section it stands in; ``at`` is behind its marker."""

    start: int
    end: int
    at: int
    section: SectionNode | None

    @property
    def part(self) -> str:
        """The part of its section."""
        return self.section.part if self.section else "引言"


_AGREED = compiled(r"(?:原则)?同意(?:对|将|由|给予)")
"""How an approval begins what it says of a unit: 同意对远岭机械有限公司，依据…."""


def lines(report: Report) -> Iterator[Line]:
    """The lines of the text that are no footnotes and no table rows."""
    text = report.text
    aside = sorted((b.start, b.end) for b in report.document.blocks if b.kind in ("footnote", "table_row"))
    begins = [a for a, _ in aside]
    ends = list(itertools.accumulate((b for _, b in aside), max))
    start = 0
    while start < len(text):
        stop = text.find("\n", start)
        end = len(text) if stop < 0 else stop
        mark = _MARK.match(text, start, end)
        at = mark.end() if mark else start
        agreed = _AGREED.match(text, at, end)
        at = agreed.end() if agreed else at
        before = bisect_right(begins, at)
        if at < end and not (before and at < ends[before - 1]):
            section = report.section_at(at)
            yield Line(start, end, at, section)
            if section is not None and (behind := _behind_heading(text, section, at, end)):
                yield Line(behind, end, behind, section)
        start = end + 1


_HAN = compiled(r"[\p{Han}]")


def _behind_heading(text: str, section: SectionNode, at: int, end: int) -> int:
    """Where the text begins behind a heading to which it was glued (一、事故单位概况某某有限公司成立于…), 0 where it was not."""
    stop = section.heading_end
    glued = section.heading is not None and section.heading_start == at and stop < end
    return stop if glued and _HAN.match(text[stop]) else 0


def anchors(report: Report, known: frozenset[str], bodies: Bodies) -> list[Anchor]:
    """All places that make a unit a row, line by line; short forms under headings go into ``bodies``."""
    found: list[Anchor] = []
    bulletin = report.doc_type == "事故快报"
    punishes = is_penalty_paper(report)
    for line in lines(report):
        part = line.part
        if not bulletin:
            found += head(report, line, known, bodies)
            for inner in _inner(report.text, line):
                found += head(report, inner, known, bodies)
        if bulletin or part in TOLD:
            found += _stated(report, line)
        if bulletin:
            found += _struck_plant(report.text, line)
            told = org_roles.in_passing(report.text, line.at, line.end)
            found += [Anchor(u.name, "role", u.role, line.end, (u.start, u.end)) for u in told]
            found += [Anchor(n, "role", "上级单位") for n in org_roles.parents(report.text, line.at, line.end)]
        if bulletin or part in HELD:
            found += _targets(report.text, line)
        if punishes or part in HELD:
            found += _punished(report.text, line)
        if part in DESCRIBED:
            found += _within(report, line, known)
            found += [Anchor(n, "role", "上级单位") for n in org_roles.parents(report.text, line.at, line.end)]
            found += [Anchor(n, "role", "供应单位") for n in org_roles.suppliers(report.text, line.at, line.end)]
    found += [Anchor(u.name, "table", u.role) for u in table_units(report)]
    return _alone(found, bodies)


_PART_BEFORE = compiled(r"(?<=^|[。；，、\n）])(?P<part>[\p{Han}]{2,5}(?:单位|方|企业))$")
_OWN_PLANT = compiled(
    r"(?:有限责任公司|有限公司|(?<!分)厂|煤矿|合作社)(?=[\p{Han}A-Za-z\d#]{0,12}?(?:车间|工房|工段|厂区|厂房|库房|仓库|井下|工作面|罐区|装置|生产线)[^，。；]{0,8}?发生|(?:的)?(?:一|\d{1,2}|[两二三四])名(?:工人|员工|职工|作业人员|操作工|检修工|维修工)(?:在本|进入|下[到至入]|清理))"
)


_THIS_PLANT = compiled(r"\n\s*该(?:公司|厂|企业|单位|矿)")


def _struck_plant(text: str, line: Line) -> list[Anchor]:
    """The firm in whose own plant a bulletin's accident happened: 白石县永兴烟花制造有限公司12号装药工房发生爆炸."""
    match = _OWN_PLANT.search(text, line.at, line.end)
    name = name_before(text, match.end()) if match else None
    if name is None or name.kind != "firm":
        return []
    goes_on = _THIS_PLANT.match(text, line.end) is not None
    reach = _next_line(text, line.end) if goes_on else line.end
    return [Anchor(name, "role", org_roles.ACCIDENT_UNIT, reach, (name.start, name.end))]


_INNER_MARK = compiled(r"(?<=[。；：])\s?(?:（\d{1,2}）|\(\d{1,2}\)|\d{1,2}[.．、](?!\d)|[①-⑩])\s?")


def _inner(text: str, line: Line) -> Iterator[Line]:
    """The numbered pieces inside a line that judges: 间接原因：（1）甲公司未…。（2）乙村村民委员会对…不到位。"""
    if line.part not in ("原因分析", "存在问题"):
        return
    marks = list(_INNER_MARK.finditer(text, line.at, line.end))
    for number, mark in enumerate(marks):
        stop = marks[number + 1].start() if number + 1 < len(marks) else line.end
        yield Line(mark.end(), stop, mark.end(), line.section)


def _alone(found: list[Anchor], bodies: Bodies) -> list[Anchor]:
    """Without the part that a heading gives to a unit, where several units stand under that heading."""
    under: dict[tuple[int, int], set[str]] = {}
    for anchor in found:
        if anchor.why == "described" and anchor.said is not None:
            under.setdefault(anchor.said, set()).add(bodies.full(anchor.name.text))
    crowded = {said for said, names in under.items() if len(names) > 1}
    return [_by_itself(a) if a.said in crowded else a for a in found]


def _by_itself(anchor: Anchor) -> Anchor:
    role, start, end = anchor.itself or (None, 0, 0)
    return dataclasses.replace(anchor, role=role, said=(start, end) if role else None)


def _contexts(kind: str, words: str) -> bool:
    return any(rule.holds(words) for rule in of_kind("org_contexts", kind).near(words))


@lru_cache(maxsize=4)
def _heads(known: frozenset[str]) -> frozenset[str]:
    """How names begin that have more than one character."""
    return frozenset(name[:2] for name in known)


def _name_here(text: str, at: int, end: int, known: frozenset[str]) -> Name | None:
    """The name at the head of a line: the longest known one, else what has the form of a name."""
    name = name_at(text, at, end) or _unusual(text, at, end)
    if clean(text[at : min(at + 30, end)])[:2] not in _heads(known):
        return name
    for size in range(min(30, end - at), 1, -1):
        words = clean(text[at : at + size])
        object_of = text.startswith("对", at + size)  # 远岭煤业|对项目部疏于管理
        if words in known and (name is None or at + size >= name.end or object_of):
            return Name(at, at + size, words, (kind_of(words) or ("firm", False))[0], False)
    return name


def _unusual(text: str, at: int, end: int) -> Name | None:
    """A name whose ending is not known, where the words behind it leave no doubt: 临江县阿力农家菜馆，个体工商户，…"""
    match = _REGISTERED.match(text, at, end)
    if match is None:
        return None
    begins = any(r.start == 0 for r in find_regions(match["name"]))
    name = clean(match["name"])
    return Name(at, match.end("name"), name, "firm", True) if begins and not is_foreign(name) else None


def head(report: Report, line: Line, known: frozenset[str], bodies: Bodies | None = None) -> list[Anchor]:
    """The unit at the head of a line, if the line describes or judges it."""
    text, section = report.text, line.section
    if section is None:
        return []
    name = _name_here(text, line.at, line.end, known)
    if section.part in JUDGED and name is None:
        about = _ABOUT.match(text, line.at, line.end) or _RUN_IN.match(text, line.at, line.end)
        name = _name_here(text, about.end(), line.end, known) if about else None
    if name is None:
        return []
    rest = text[name.end : line.end]
    delimited = rest == "" or rest[0] in "，。：:；（(、 \t】"
    heading = section.heading is not None and line.start <= section.heading_start < line.end
    if section.part in DESCRIBED:
        return _described(report, line, name, rest, delimited, heading, bodies)
    if heading and section.part == "措施落实":  # （二）远岭机械有限公司（发包单位）
        said = org_roles.stated_behind(text, name.end, line.end) if rest.startswith("（") else None
        return [Anchor(name, "judged", said[0], said=said[1:])] if said is not None else []
    if section.part in UNDIVIDED:
        signs = {m[0] for m in org_attributes.SIGNS.finditer(rest)}
        return [Anchor(name, "described", None, line.end)] if delimited and len(signs) >= 2 else []
    if section.part not in JUDGED or section.topic in ("直接原因", "原因排除"):
        return []
    if section.part == "存在问题" and report.doc_type == "整改评估报告":
        return []
    if _contexts("post", rest) or _contexts("authority", rest):
        return []
    if not (delimited or _contexts("about", rest) or _contexts("judged", rest)):
        return []
    found = [Anchor(name, "judged"), *_listed(text, name, line.end, known)]
    behind = org_roles.stated_behind(text, name.end, line.end)
    if behind is not None and section.part != "原因分析":
        found[0] = Anchor(name, "judged", behind[0], said=behind[1:])
    return found + _halves(text, name)


_NEXT_OF_LIST = compiled(r"[、和](?!办事处|政府|人民政府)")


def _listed(text: str, name: Name, end: int, known: frozenset[str]) -> list[Anchor]:
    """The others of a list that is judged as one: 开发区管委会、上望街道办事处对企业监管不力。"""
    out = []
    while (joint := _NEXT_OF_LIST.match(text, name.end, end)) is not None:
        following = _name_here(text, joint.end(), end, known)
        if following is None:
            break
        name = following
        out.append(Anchor(name, "judged"))
    return out


def _halves(text: str, name: Name) -> list[Anchor]:
    """The second body of 河东街道党工委、办事处."""
    head, half = _PARTY_AND.match(name.text), _OTHER_HALF.match(text, name.end)
    if head is None or half is None:
        return []
    second = head["head"] + {"政府": "人民政府"}.get(half["half"], half["half"])
    return [Anchor(Name(name.start, half.end(), second, "body", False), "judged")]


def _described(
    report: Report, line: Line, name: Name, rest: str, delimited: bool, heading: bool, bodies: Bodies | None
) -> list[Anchor]:
    text, section = report.text, line.section
    assert section is not None
    if _contexts("post", rest):
        return []
    about = _contexts("about", rest)
    reach = line.end
    if heading and about:
        reach = max(line.end, section.body_end)
    elif about:
        reach = _next_line(text, line.end)
    signs = org_attributes.SIGNS.search(text, name.end, reach) is not None
    behind = org_roles.stated_behind(text, name.end, line.end) if delimited else None
    if heading and about and behind is None:
        behind = _role_below(text, section)
    overview = section.topic == "单位概况"
    if org_roles.holds_shares(text, name.end, line.end):
        return [Anchor(name, "described", "上级单位", reach)]
    if not (
        signs
        or behind
        or (overview and delimited and not heading and not name.weak)
        or (heading and about and overview)
    ):
        return []
    if not (delimited or signs):
        return []
    if heading and about and bodies is not None:
        alias = headed_alias(text, section.body_start, section.body_end)
        if alias is not None:
            bodies.define(bodies.full(name.text), [alias])
    if behind is not None:
        return [Anchor(name, "described", behind[0], reach, behind[1:])]
    role = _role_of_heading(section, heading) if name.kind != "body" else None
    itself = org_roles.told_of_itself(text, name.end, reach) if name.kind == "firm" else None
    if role is None and itself is not None:
        return [Anchor(name, "described", itself[0], reach, itself[1:])]
    said = (section.heading_start, section.heading_end) if role else None
    return [Anchor(name, "described", role, reach, said, itself)]


def _within(report: Report, line: Line, known: frozenset[str]) -> list[Anchor]:
    """Units described further on in a line: in a sentence of their own, or as 该修理店 of the sentence before."""
    text = report.text
    out = []
    for match in _THIS.finditer(text, line.at, line.end):
        name = name_before(text, match.start(), known)
        if (
            name is not None
            and name.kind == "firm"
            and org_attributes.SIGNS.search(text, *_sentence(text, match.end(), line.end))
        ):
            out.append(Anchor(name, "described", None, line.end))
    for match in _CALLED.finditer(text, line.at, line.end):
        name = name_before(text, match.start(), known)
        if name is not None and name.kind == "firm" and name.start > line.at:
            out.append(Anchor(name, "described", None, line.end))
    for match in _BRACKETED.finditer(text, line.at, line.end):
        name = name_before(text, match.start(), known)
        if name is not None and name.kind == "firm":
            out.append(Anchor(name, "described", None, match.end()))
    for match in _NEXT.finditer(text, line.at, line.end):
        name = name_at(text, match.end(), line.end)
        if (
            name is None
            or text[name.end : name.end + 1] not in ("，", "（", "：", "成", "为", "系", "是")
            or name.kind != "firm"
        ):
            continue
        if org_attributes.SIGNS.search(text, *_sentence(text, name.end, line.end)):
            out.append(Anchor(name, "described", None, line.end))
    return out


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    stop = text.find("。", start, end)
    return start, end if stop < 0 else stop


def _next_line(text: str, end: int) -> int:
    stop = text.find("\n", end + 1)
    return len(text) if stop < 0 else stop


_PHRASE_BELOW = compiled(rf"\s*(?P<phrase>(?:系|为|是)?{org_roles.PHRASE})(?=[，。；])")


def _role_below(text: str, section: SectionNode) -> tuple[str | None, int, int] | None:
    """建设单位，以下简称…  under a heading that is a unit's name."""
    match = _PHRASE_BELOW.match(text, section.body_start, min(section.body_end, section.body_start + 40))
    if match is None:
        return None
    known, role = org_roles.role_of(match["phrase"])
    return (role, *match.span("phrase")) if known else None


_VAGUE = compiled(r"相关|有关|各|及")
_PART_OF_HEADING = compiled(
    r"(?P<phrase>(?:煤矿|矿井|企业)?(?:上级公司|上级单位|上级企业|事故单位|事故发生单位|事故企业|肇事单位|[\p{Han}]{2,6}单位|供[气货应][\p{Han}]{0,2}企业|[\p{Han}]{2,4}方))"
)


def _role_of_heading(section: SectionNode, own: bool) -> str | None:
    """The part that a heading gives to the one unit under it: 上级公司情况, 事故单位概况."""
    heading = section.heading or ""
    if own or _VAGUE.search(heading):
        return None
    match = _PART_OF_HEADING.match(
        heading,
    )
    known, role = org_roles.role_of(match["phrase"]) if match else (False, None)
    return role if known else None


def _stated(report: Report, line: Line) -> list[Anchor]:
    found = org_roles.stated_before(report.text, line.at, line.end)
    if report.doc_type == "事故快报" or line.part in DESCRIBED:
        have = {s.name.start for s in found}
        found += [s for s in org_roles.doing(report.text, line.at, line.end) if s.name.start not in have]
        found.sort(key=lambda s: s.name.start)
    judged = line.part in JUDGED
    out = []
    for index, stated in enumerate(found):
        reach = line.end
        for later in found[index + 1 :]:
            if later.name.start > stated.name.end:
                reach = min(later.start, later.name.start) if later.start > stated.name.end else later.name.start
                break
        else:
            reach = _particulars(report.text, reach)
        why, reach = ("judged", 0) if judged else ("role", reach)
        out.append(Anchor(stated.name, why, stated.role, reach, (stated.start, stated.end)))
    return out


def _particulars(text: str, end: int) -> int:
    """End of the lines 法定代表人：…, 项目经理：… that go on with the unit of the line above."""
    while (match := _PARTICULAR.match(text, end)) is not None:
        end = match.end()
    return end


_PUNISHED = compiled(r"(?:被(?:行政)?处罚(?:单位|企业|人|对象)|当事人|行政相对人)(?:名称)?[：:]\s?")


def _punished(text: str, line: Line) -> list[Anchor]:
    """The firm of a penalty's form, with the lines on it below: 当事人：甲公司 / 统一社会信用代码：… / 法定代表人：…."""
    label = _PUNISHED.match(text, line.at, line.end)
    name = name_at(text, label.end(), line.end, filled=True) if label is not None else None
    return [Anchor(name, "target", None, _particulars(text, line.end))] if name is not None else []


def _targets(text: str, line: Line) -> list[Anchor]:
    out = []
    for rule in of_kind("org_contexts", "target").near(text, line.start, line.end):
        for match in rule.finditer(text, line.start, line.end):
            name = name_at(text, match.start("at"), match.end("name"), filled=True)
            if name is None or name.end != match.end("name"):
                continue
            label = _PART_BEFORE.search(text, line.start, name.start)
            known, role = org_roles.role_of(label["part"]) if label and label.end() == name.start else (False, None)
            said = label.span("part") if label is not None and known and role else None
            out.append(Anchor(name, "target", role, said=said))
    return out
