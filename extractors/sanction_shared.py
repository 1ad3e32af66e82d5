"""Who decides for several, where one sentence of a section says so: 以上处分由某市纪委监委于…作出 · 由某局对下列人员….

Read after the items: it fills rows of the section that have no authority of their own.
"""

from __future__ import annotations

import dataclasses

import regex

from extractors import authorities
from extractors.authorities import Authority
from extractors.patterns import compiled, places
from extractors.posts import Resolve
from extractors.sanction_measures import day_told
from extractors.sanction_record import Sanction
from extractors.values.numerals import parse_int
from extractors.view import View, view
from schemas.document import Evidence, Report, SectionNode

_STATE = r"(?:纪委监委|纪委|监委|监察委员会|党委|党工委|党组|机关|部门|局|厅|政府|支队|大队|总队|管委会|委员会)"
_ONE = rf"(?!其|本|该|各)[^，。；：、]{{2,24}}?{_STATE}"
_BODY = rf"(?P<a>{_ONE}(?:[、和]{_ONE})*)"
_BODY_OR_FIRM = rf"(?P<a>{_ONE}(?:[、和]{_ONE})*|(?!其|本|该|各)[^，。；：、]{{2,24}}?(?:公司|集团|厂|矿|合作社|单位))"
_NAMED = r"(?:上述|以上|前述)[^，。；]{0,16}人员?|[^，。；]{2,40}"
_LATER = r"(?P<who>(?:下列|以下)[^，。；：]{0,16}人员?)"
_SHARED = compiled(
    rf"(?:(?:上述|以上|前述)?(?:对|给予))?(?P<who>{_NAMED})的(?:党纪|政务|纪律|行政|经济)*(?P<kind>处理|处分|问责|追责|处罚|罚款)(?:意见|决定)?，?(?:均)?(?:建议)?由{_BODY}(?:按|依|负责|研究|作出|办理|决定|实施|执行)"
    rf"|由{_BODY}(?:依法|依规|依纪)*(?:对|给予){_LATER}"
    rf"|对?{_LATER}，?(?:建议)?由{_BODY}(?:依法|依规|依纪)*(?:给予|处以|作出|进行|予以)"
    rf"|(?P<who>(?:以上|上述|前述)(?:人员|责任人员?|(?:国家)?公职人员|国家工作人员|党员干部|监察对象|(?:第)?[\d一二三四五六七八九十至到、—\-第项]{{1,12}}(?:项|人|名)?(?:人员)?|{{what}})[^，。；]{{0,12}}?)，?(?:均|统一|分别)?(?:建议)?由"
    rf"{_BODY_OR_FIRM}(?:于(?P<day>\d{{4}}年\d{{1,2}}月\d{{1,2}}日))?(?:按|依|负责|研究|作出|下达|印发|下发|宣布|批准|办理|实施|执行|给予|处理|落实|立案)".replace(
        "{what}", r"(?:党纪|政务|党纪政务|行政|经济)?(?:处分|处理|处罚|罚款|问责)(?:处理|决定|建议|意见)*"
    )
)
_SHARED_SIGN = compiled("(?:，|[分罚理责款]|意见|决定)(?:均)?(?:建议)?由|[下以][列下]|[以上前][上述]")
_KINDS = {
    "监察委员会": ("政务", "组织处理"),
    "纪委监委": ("党纪", "政务", "组织处理"),
    "纪委": ("党纪", "政务", "组织处理"),
    "监委": ("政务", "组织处理"),
    "局": ("行政处罚",),
    "厅": ("行政处罚",),
    "公司": ("内部处理",),
    "集团": ("内部处理",),
    "合作社": ("内部处理",),
    "厂": ("内部处理",),
    "矿": ("内部处理",),
    "单位": ("内部处理",),
    "": ("行政处罚", "党纪", "政务", "组织处理"),
}
"""What a body decides, by the ending of its name; the longest ending comes first."""
_WORDS = (("罚款", ("行政处罚",)), ("处罚", ("行政处罚",)), ("处分", ("党纪", "政务", "组织处理", "内部处理")))
_NUMBERS = compiled(r"(?P<from>\d{1,2})(?:项|人)?(?:至|到|—|-)第?(?P<to>\d{1,2})|(?P<one>\d{1,2})")
_ITEM = compiled(r"\s*[（(]?(?P<n>\d{1,2})[）)]?[.．、]?")


def with_shared_authority(report: Report, rows: list[Sanction], resolve: Resolve) -> list[Sanction]:
    """A sentence of the section that names who decides for several: 对甲某、乙某的处理，由…纪委监委…办理."""
    out = list(rows)
    for node in _sections(report, rows):
        words = view(
            report, [(node.heading_start, node.body_end)] if node.heading else [(node.body_start, node.body_end)]
        )
        for match in _SHARED.finditer(words.text) if _SHARED_SIGN.search(words.text) else ():
            place = words.evidence(report, match.start("a"), match.end("a"), "sanction.authority.shared")
            body = authorities.full(Authority(match["a"], *match.span("a")), resolve)
            inside = [
                at
                for at, row in enumerate(out)
                if row.person is not None and row.section is not None and node.index in _lineage(report, row.section)
            ]
            meant = _first(out, inside, match["who"])
            for at in inside:
                row = out[at]
                if (meant is None or row.person in meant) and _is_shared_by(report, row, match, place.start):
                    out[at] = _filled(report, row, body, place, words, match)
    return out


_FIRST = compiled(r"前(?P<n>[二两三四五六七八九十]|\d{1,2})(?:名|位)?(?:同志|人)")


def _first(rows: list[Sanction], inside: list[int], who: str) -> set[int | None] | None:
    """The persons of a section whom 前三人 counts; None where nothing is counted so."""
    counted = _FIRST.fullmatch(who)
    if counted is None:
        return None
    return set(list(dict.fromkeys(rows[at].person for at in inside))[: parse_int(counted["n"]) or 0])


def _sections(report: Report, rows: list[Sanction]) -> list[SectionNode]:
    indexes = {i for r in rows if r.section is not None for i in _lineage(report, r.section)}
    return [report.sections[i] for i in sorted(indexes)]


def _lineage(report: Report, node: SectionNode) -> list[int]:
    """A section and the sections above it."""
    out = [node.index]
    while (parent := report.sections[out[-1]].parent) is not None:
        out.append(parent)
    return out


def _filled(
    report: Report, row: Sanction, body: str, place: Evidence, words: View, match: regex.Match[str]
) -> Sanction:
    evidence = row.evidence
    if row.authority is None:
        row = dataclasses.replace(row, authority=body)
        evidence = (*evidence, ("authority", place))
    if match["day"] and row.decided_on is None and row.status != "建议":
        told = day_told(words.text, match.span("day"), None)
        if told is not None:
            when = words.evidence(report, *told[1], "sanction.date.shared")
            row = dataclasses.replace(row, decided_on=told[0])
            evidence = (*evidence, ("decided_on", when))
    return dataclasses.replace(row, evidence=evidence)


_LISTED = compiled("上述|以上|前述|下列|以下")


_COMMISSIONS = compiled(r"纪委[、和]?[省市县区州旗]?监委$")


def _is_shared_by(report: Report, row: Sanction, match: regex.Match[str], at: int) -> bool:
    """Does the authority named at ``at`` decide this row: 上述人员 stand before it, 下列人员 after it, others by name?"""
    who, authority = match["who"], match["a"]
    if row.authority is not None:
        return False
    # 某市纪委市监委 is one body, as 某市纪委监委
    authority = _COMMISSIONS.sub("纪委监委", authority)
    if row.category not in next(kinds for ending, kinds in _KINDS.items() if authority.endswith(ending)):
        return False
    said = f"{who}{match['kind'] or ''}"
    if row.category not in next((kinds for word, kinds in _WORDS if word in said), (row.category,)):
        return False
    listed = _LISTED.search(who)
    if listed is None and _FIRST.fullmatch(who) is None:
        ends = ((at, at + len(row.target_name)) for at in places(who, row.target_name, overlapping=True))
        return any((a == 0 or who[a - 1] in "、和及") and (b == len(who) or who[b] in "、和及") for a, b in ends)
    start = next(e.start for f, e in row.evidence if f == "measure")
    if listed is None:
        return start < at
    wanted = _numbers(who)
    if wanted and _number(report, row) not in wanted:
        return False
    return (start > at) == (who[:2] in ("下列", "以下"))


def _numbers(who: str) -> set[int]:
    """The items that are meant: 以上1至4项 → 1 to 4; empty where no figures stand."""
    out: set[int] = set()
    if "项" not in who:
        return out
    for match in _NUMBERS.finditer(who):
        out |= {int(match["one"])} if match["one"] else set(range(int(match["from"]), int(match["to"]) + 1))
    return out


def _number(report: Report, row: Sanction) -> int | None:
    """The number of the item in which a row's target is named."""
    at = next(e.start for f, e in row.evidence if f == "target_name")
    match = _ITEM.match(report.text, report.text.rfind("\n", 0, at) + 1, at)
    return int(match["n"]) if match else None
