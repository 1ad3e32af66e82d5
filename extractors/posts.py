"""单位＋职务 parted: 某镇人民政府副镇长 → 某镇人民政府 | 副镇长; 某集团某分公司总工程师 → 某集团某分公司 | 总工程师.

A unit ends at its first strong suffix (公司, 局, 办事处 …) that leaves a post behind it, and reaches over branches
(分公司, 派出所, 社区, 项目部); departments (工贸科, 维修队) belong to the post. Short names without suffix are known by
the report's own 以下简称, through ``resolve``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache, lru_cache

import regex

from extractors.org_names import clean, is_foreign, is_generic, kind_of
from extractors.patterns import compiled
from extractors.rules import of_kind

Resolve = Callable[[str], str]
_BRACKETS = {"（": "）", "〈": "〉", "<": ">", "(": ")", "“": "”", "《": "》", "【": "】", "〔": "〕"}
_PAREN_TAIL = compiled(r"^（[^（）]{1,24}）")
_COLLECTIVE = compiled(r"各|市直|县直|区直|省直|属地")
_COLLECTIVE_END = compiled(r"(?:政府|部门|单位|管委会|局|委|办事处|街道|企业)$")
_FORMER = compiled(r"^(?:的|原(?=副|局|主|站|书|科|所|总|经|党)|（原）)")
_BODY = compiled(r"(?:党工委|党委|纪工委|纪委(?:监委)?|人大|政府|办事处)(?!委员|副?书记|成员|班子)")
_TELLING = compiled(r"(?:队|协会|学会|商会|合作社|联合社|站|店|坊|馆|苑|庄|园|厂|矿)$")
_OFFICE = compiled(r"(?:办事处|街道办|政府|街道|[镇乡])$")
_SQUAD = compiled(r"执法(?:大队|中队|支队)$")
_TERM = compiled(r"（[^（）]*\d{4}年[^（）]*）$")
_ALIAS = compiled(r"^（(?:以下|下|文中|本文)?(?:统一)?(?:简称|称)[^（）]*）")
_SIGN = compiled(r"^（[^（）]{1,14}(?:局|委|办|办公室|中心|站|所|大队)）")
"""The second name of an office: 某县发展和改革委员会（能源局）能源股股长."""
_APPOINTED = compiled(
    r"^(?:的|任命(?:其)?(?:为|担任)|聘任(?:其)?为|聘用的?|聘请的?|委派(?:至|到)?的?|委任的?|派驻的?|指派的?|在(?=\p{Han}{4,}))"
)


def short_names(resolve: Resolve | None) -> frozenset[str]:
    """The names of units that no suffix gives away, where ``resolve`` knows some: 泰岭塑业."""
    return getattr(resolve, "short", frozenset())


@dataclasses.dataclass(frozen=True, slots=True)
class Post:
    """A unit as printed and a post as printed, each with its span in the text that was parted."""

    unit: str | None
    unit_span: tuple[int, int]
    title: str | None
    title_span: tuple[int, int]


_STAFF = compiled(r"（(?:事业|行政|工勤|聘用|合同|参公|公务员|编外)[^（）]{0,4}(?:编制?|制|人员|身份)?）$")
"""How somebody is employed is no part of the post: 主任（事业编制）."""


@cache
def rules(kind: str) -> tuple[regex.Pattern[str], ...]:
    """Patterns of the posts' rule file of one kind."""
    return tuple(rule.pattern for rule in of_kind("posts", kind))


def _near(kind: str, text: str, start: int = 0, end: int | None = None) -> list[regex.Pattern[str]]:
    """Those of :func:`rules` that may match in ``text[start:end]``."""
    return [rule.pattern for rule in of_kind("posts", kind).near(text, start, end)]


_BRACKET = compiled(r"（[^（）]*）")


def is_post(text: str) -> bool:
    """Does a piece of text name a post? 维修队队长 yes; 汉族, 初中文化, 对事故负有责任 no."""
    return 1 < len(text) <= 90 and _is_post(text)


@lru_cache(maxsize=16384)
def _is_post(text: str) -> bool:
    shallow = _BRACKET.sub("", text)
    return any(p.search(text) for p in rules("post")) and not any(p.search(shallow) for p in rules("not_post"))


def pieces(text: str, start: int = 0, end: int | None = None, stops: str = "，,；;。：:\n\t") -> list[tuple[int, int]]:
    """Spans between commas and stops of ``text[start:end]``, brackets kept whole."""
    out = []
    last = len(text) if end is None else end
    begin, depth = start, 0
    for at in range(start, last):
        char = text[at]
        if char in _BRACKETS:
            depth += 1
        elif depth and char in _BRACKETS.values():
            depth -= 1
        elif char in stops and (depth == 0 or char in "。\n"):
            if at > begin:
                out.append((begin, at))
            begin = at + 1
            depth = 0 if char in "。\n" else depth
    if last > begin:
        out.append((begin, last))
    return out


_UNIT_LIMIT = compiled(r"[，。；：:\n\t]|$")


def unit_end(text: str, start: int = 0, resolve: Resolve | None = None) -> int | None:
    """Where the unit ends that begins at ``start``: 沐衡公司未教育… → after 公司; None where none begins there."""
    limit = _UNIT_LIMIT.search(text, start)
    stop = limit.start() if limit else len(text)
    known = _known_prefix(text, start, stop, resolve)
    ends = []
    for pattern in (*_near("unit", text, start, stop), *_near("local", text, start, stop)):
        found = next(
            (
                m
                for m in pattern.finditer(text, start, stop)
                if m.end() - start >= 3 and not _open(text, start, m.end())
            ),
            None,
        )
        if found is not None:
            ends.append(found.end())
    best = min(ends, default=None)
    longer = known is not None and best is not None and _goes_on(text, known, best)
    if known is not None and not longer and (best is None or known > best or not _suffix_inside(text, start, known)):
        best = known if best is None else max(known, best if best <= known else known)
    if best is None:
        return None
    body = _BODY.match(text, best, stop)
    return _extended(text, body.end() if body else best, stop)


_NAME_ONLY = compiled(
    r"(?:(?![向对与由给从将把依按的了在未已不等于是及以被并责因其该经应至到作使让])[\p{Han}A-Za-z0-9#]){2,10}"
)


_NAME_LIMIT = compiled(r"[，。：、（]|$")


def _goes_on(text: str, known: int, best: int) -> bool:
    """Does a unit's name go on behind a short name and end before a stop: 呼岭煤业|沙河煤矿，…?"""
    ends = _NAME_LIMIT.match(text, best) is not None
    return best > known and ends and _NAME_ONLY.fullmatch(text, known, best) is not None


def _suffix_inside(text: str, start: int, end: int) -> bool:
    return any(p.search(text, start, end) for p in _near("unit", text, start, end))


def _open(text: str, start: int, at: int) -> bool:
    """Is a bracket open at ``at``?"""
    return text.count("（", start, at) > text.count("）", start, at)


def _known_prefix(text: str, start: int, stop: int, resolve: Resolve | None) -> int | None:
    """End of the longest prefix that the report itself abbreviates (恒筑劳务, 塞北集团)."""
    if resolve is None:
        return None
    short = short_names(resolve)
    pairs: frozenset[str] | None = getattr(resolve, "pairs", None)
    least, most = start + 3, min(stop, start + 12)
    if pairs is not None and not text.startswith(("省", "市", "县", "区", "旗"), start):
        # A name that is known shares two neighbouring characters with what is printed: of most clauses none does.
        least = max(least, next((at + 2 for at in range(start, most - 1) if text[at : at + 2] in pairs), most + 1))
    for end in range(most, least - 1, -1):
        word = text[start:end]
        if word in short:
            return end
        full = resolve(word)
        if full != word and (_abbreviates(word, full) or (_TELLING.search(word) and full.endswith(word))):
            return end
    return None


def _abbreviates(word: str, full: str) -> bool:
    """Is ``word`` made of the characters of ``full`` in their order, and ``full`` a unit's name (恒筑劳务 of 某市恒筑建筑劳务公司)?"""
    rest = iter(full)
    if full.endswith(word) or not all(c in rest for c in word):
        return False
    named = _suffix_inside(full, 0, len(full)) or any(p.search(full) for p in rules("local"))
    return named or (_TELLING.search(word) is not None and word[-1] == full[-1])


def _extended(text: str, end: int, stop: int) -> int:
    """The end of the unit with its branches: …公安分局|城东派出所."""
    for _ in range(3):
        tail = text[end:stop]
        match = next((m for p in rules("subunit") if (m := p.search(tail))), None)
        if match is None or "兼" in match[0] or any(p.search(match[0]) for p in rules("post")):
            return end
        if _OFFICE.search(text[:end]) and _SQUAD.search(match[0]):
            return end
        end += match.end()
    return end


def split(printed: str, resolve: Resolve | None = None) -> Post:
    """Part 单位＋职务. Without a post the whole is a unit if it ends as one, else neither."""
    start = _strip(printed)
    term = _TERM.search(printed)
    stop = term.start() if term else len(printed)
    staff = _STAFF.search(printed[:stop])
    stop = staff.start() if staff else stop
    for end in _candidates(printed, start, resolve):
        title = end
        for pattern in (_ALIAS, _SIGN, _APPOINTED, _FORMER):
            if (match := pattern.match(printed[title:])) and not (pattern is _FORMER and match[0].startswith("原")):
                title += match.end()
        rest = printed[title:stop]
        if rest and is_post(rest):
            return Post(printed[start:end], (start, end), rest, (title, stop))
    if is_post(printed[start:stop]):
        return Post(None, (start, start), printed[start:stop], (start, stop))
    end_of_unit = unit_end(printed, start, resolve)
    if end_of_unit is not None and end_of_unit >= len(printed) - 1:
        return Post(printed[start:], (start, len(printed)), None, (len(printed), len(printed)))
    return Post(None, (start, start), None, (start, start))


def _strip(printed: str) -> int:
    start = 0
    for _ in range(3):
        match = next((m for p in rules("strip") if (m := p.search(printed[start:]))), None)
        if match is None:
            break
        start += match.end()
    return start


def _candidates(printed: str, start: int, resolve: Resolve | None) -> list[int]:
    """Ends of units within the first post's words, the likeliest first."""
    stop = len(printed)
    out = []
    known = _known_prefix(printed, start, stop, resolve)
    strong = sorted(
        {
            m.end()
            for p in _near("unit", printed, start)
            for m in p.finditer(printed, start)
            if m.end() - start >= 3 and not _open(printed, start, m.end())
        }
    )
    whole = printed[start : strong[0]] if strong else ""
    if known is not None and resolve is not None and known - start < len(whole):
        # 顺达劳务服务部: the alias 顺达劳务 goes on to the unit's own suffix
        known = None if resolve(whole) == resolve(printed[start:known]) else known
    if known is not None and (not strong or known >= strong[0] or not _suffix_inside(printed, start, known)):
        out.append(_extended(printed, known, stop))
    first = _first_post(printed, start)
    out += [_extended(printed, end, stop) for end in strong if first is None or end < first]
    local = sorted(
        {m.end() for p in _near("local", printed, start) for m in p.finditer(printed, start) if m.end() - start >= 3}
    )
    out += [end for end in local if first is None or end < first]
    return out


def _first_post(printed: str, start: int) -> int | None:
    """Where the first of several posts ends (某社区书记、居委会主任: after 书记)."""
    for begin, end in pieces(printed, start, stops="、"):
        if end < len(printed) and is_post(printed[begin:end]):
            return end
    return None


_LIST_MARKS = compiled(r"[、，；]")
_AND = compiled(r"和|以及|及|会同|与")


def bodies(text: str, resolve: Resolve | None = None) -> list[str]:
    """The bodies of a list (县公安局、县住房和城乡建设局和各乡镇政府), by their full names where the report gives them.

    A piece that is no body as a whole is parted at 和, 及 and 会同; what is none then either is left out.
    """
    out: list[str] = []
    for piece in _LIST_MARKS.split(text):
        whole = _body(piece, resolve)
        parts = [whole] if whole else [_body(p, resolve) for p in _AND.split(piece)]
        out += [p for p in parts if p is not None and p not in out]
    return out


def _body(piece: str, resolve: Resolve | None) -> str | None:
    name = clean(piece)
    full = resolve(name) if resolve is not None else name
    if full != name:
        return full
    if _COLLECTIVE.match(name):
        return name if len(name) <= 24 and _COLLECTIVE_END.search(name) else None
    named = unit_end(name) == len(name) and kind_of(name) is not None
    return name if named and not is_foreign(name) and not is_generic(name) else None
