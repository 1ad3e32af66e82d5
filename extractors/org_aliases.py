"""Which printed names are one body: 以下简称, other spellings, forms without their place."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from extractors.org_names import Name, clean, fold, kind_of, name_before, split_place, stem
from extractors.patterns import compiled, places, squeezed
from extractors.values.places import RegionMention, find_regions, regions_of

_PAREN = compiled(r"\s?[（(](?P<inside>[^（）()]{0,80}(?:[（(][^（）()]{0,30}[）)][^（）()]{0,30})*)[）)]")
_SHORT = compiled(
    r"(?:以下|下同|下|文中|本文|报告中)?(?:统一|均|分别|合并)?(?:简称|统称|合称|下称|以下称|(?<=文中|本文|告中)称|称为)(?:为|“)?[：:]?\s?(?P<words>.+)$"
)
_ONE = compiled(r"[“\"'‘「『《]?(?P<alias>[\p{Han}A-Za-z0-9（）·]{2,24}?)[”\"'’」』》]?(?:或者?|、|和|及|，|；|$)")
_HEADED = compiled(r"以下(?:简称|统称)[“\"]?(?P<alias>[\p{Han}A-Za-z0-9]{2,16})[”\"]?(?=[，。；])")
_FULL_FIRM = compiled(r"公司|集团")
_SLIP = frozenset({"工程", "集团", "股份", "责任", "有限", "市", "省", "县", "区", "（集团）", "（", "）"})
_PLAIN_STEM = compiled(
    "劳务|监理|施工|建设|环保|物业|建筑|工程|运输|物流|电力|燃气|水务|公交|设计|安装|租赁|机械|矿业|煤业|置业|装饰|钢结构|实业|投资|管理|服务|"
    "科技|上级|集团|保险|中国|外包|承包|分包|中铁|中建"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Defined:
    """X（以下简称“A”或“B”）: the full name, where it stands, its short forms, and where the bracket ends."""

    name: Name
    short: tuple[str, ...]
    end: int


def definitions(text: str, anchored: frozenset[str]) -> list[Defined]:
    """All 以下简称 behind the name of an organisation; ``anchored`` are names whose beginning is certain."""
    out: list[Defined] = []
    for match in _PAREN.finditer(text):
        inside = squeezed(match["inside"])
        told = _SHORT.search(inside)
        if told is None:
            continue
        short = tuple(m["alias"] for m in _ONE.finditer(told["words"]) if m["alias"] and not _descriptive(m["alias"]))
        if _THIS.search(text, max(0, match.start() - 4), match.start()):
            name = _last_firm(text, match.start(), anchored)
        else:
            name = name_before(text, match.start(), anchored.difference(short))
        if name is not None and short:
            out.append(Defined(name, short, match.end()))
    return out


_THIS = compiled(r"[该本](?:公司|企业|单位|厂|矿|店|站|集团)$")
_FIRM_END = compiled(r"有限(?:责任)?公司|集团公司|总公司|(?<!该|本)公司|合作社|煤矿|(?<!该|本)厂(?![区房长])")
_LOOK_BACK = 400


def _last_firm(text: str, at: int, anchored: frozenset[str]) -> Name | None:
    """The firm that 该公司（以下简称…） speaks of: the last one that is named before."""
    for end in reversed([m.end() for m in _FIRM_END.finditer(text, max(0, at - _LOOK_BACK), at - 2)]):
        name = name_before(text, end, anchored)
        if name is not None and name.kind == "firm" and len(name.text) >= 6:
            return name
    return None


def headed_alias(text: str, start: int, end: int) -> str | None:
    """The short form under a heading that is the name: 建设单位，以下简称百农公司。"""
    match = _HEADED.search(text, start, min(end, start + 40))
    return match["alias"] if match else None


_DESCRIBES = compiled(r"单位$|法定代表人|负责|以下")


def _descriptive(alias: str) -> bool:
    return _DESCRIBES.search(alias) is not None


_LEVEL = compiled(r"[县区市](?=\p{Han}{2})")
_LEVEL_WORD = compiled(r"[市县区](?:级|属|内|场|政设施|容)")


class Bodies:
    """Printed names in groups, one group a body; built from the definitions and the names that make rows."""

    def __init__(self, text: str, county: str | None, city: str | None) -> None:
        self.text = text
        self.county, self.city = county, city
        self.full_of: dict[str, str] = {}
        self.groups: dict[str, Counter[str]] = {}
        self.leader: dict[str, str] = {}
        self._folded: dict[str, set[str]] = {}
        self._heads: dict[str, list[tuple[str, str]]] = {}
        """First three characters → names that begin so, each behind its leader."""

    def define(self, full: str, short: Iterable[str]) -> None:
        """``short`` stand for ``full`` from now on; the first definition of a short form holds."""
        for alias in short:
            known = clean(alias)
            if known != full:
                self.full_of.setdefault(known, full)

    def full(self, printed: str) -> str:
        """The name that a short form was defined for, nested definitions followed."""
        name = clean(printed)
        for _ in range(4):
            if name not in self.full_of:
                break
            name = self.full_of[name]
        else:
            return name
        # 远岭 was defined, 远岭公司 is printed
        core = stem(name)
        return self.full_of[core] if core in self.full_of and len(core) >= 2 and kind_of(core) is None else name

    def add(self, printed: str) -> str:
        """Take a name in; returns the leader of its group (one of the names in it)."""
        name = self.full(printed)
        leader = self.leader.get(name) or self._like(name) or name
        self.leader[name] = leader
        group = self.groups.setdefault(leader, Counter())
        for spelling in dict.fromkeys((name, clean(printed))):
            if spelling not in group:
                self._heads.setdefault(spelling[:3], []).append((leader, spelling))
            group[spelling] += spelling == name
            self._folded.setdefault(fold(spelling), set()).add(leader)
            self.leader.setdefault(spelling, leader)
        return leader

    def _like(self, name: str) -> str | None:
        """A group whose body this name spells otherwise, if there is only one."""
        if kind_of(name) is None:  # same_body asks then for nothing else
            found = set(self._folded.get(fold(name), ()))
        else:
            found = {
                leader for leader, group in self.groups.items() if any(same_body(name, n, self.county) for n in group)
            }
        return found.pop() if len(found) == 1 else None

    def names(self) -> Iterator[str]:
        """Every name that was taken in, short forms as well."""
        yield from self.full_of
        yield from self.full_of.values()
        yield from self.leader

    def find(self, printed: str) -> str | None:
        """The group of a printed name, None where it belongs to none."""
        return self.find_full(self.full(printed))

    def find_full(self, name: str) -> str | None:
        """The same of a name as :meth:`full` gives it."""
        leader = self.leader.get(name) or self._like(name)
        if leader is not None:
            return leader
        if not may_abbreviate(name):
            return None
        if any(_short_form(name)):
            found = {leader for leader, group in self.groups.items() if any(abbreviates(name, n) for n in group)}
        else:  # then it must begin as they do
            found = {leader for leader, n in self._heads.get(name[:3], ()) if abbreviates(name, n)}
        return found.pop() if len(found) == 1 else None

    def best(self, leader: str) -> str:
        """The fullest name of a group, with the place that stands before it elsewhere in the text."""
        group = self.groups[leader]
        formal = [n for n in group if n not in self.full_of] or list(group)
        top = max(
            formal,
            key=lambda n: (
                _is_formal(n),
                len(_region_head(n)) > 0,
                self.text.count(n) if _FULL_FIRM.search(n) else len(n),
                len(n),
            ),
        )
        return self.with_place(top)

    def with_place(self, name: str) -> str:
        """城区顺发修理店 → 江北市城区顺发修理店, where the text prints that somewhere. Firms by their registered names stay."""
        kind = kind_of(name)
        if kind is None or _FULL_FIRM.search(name) or kind[0] == "party":
            return name
        if (name in self.full_of.values() and _is_county(name)) or _is_provincial(name):
            return name
        best = name
        for start in places(self.text, name):
            end = start + len(name)
            near = find_regions(self.text, max(0, start - 24), end)
            for mention in reversed([m for m in near if m.end <= start]):
                if mention.end != start:
                    break
                start = mention.start
            longer = clean(self.text[start:end])
            if len(longer) > len(best):
                best = longer
        return best

    @property
    def _regions(self) -> tuple[RegionMention, ...]:
        return regions_of(self.text)

    def official(self, name: str) -> str:
        """县应急管理局 → 松桃苗族自治县应急管理局, where the county (or city) of the accident is known."""
        level = _LEVEL.match(name)
        if level is None or _LEVEL_WORD.match(name):
            return name
        rest = name[1:]
        printed = {
            clean(self.text[m.start : m.end] + rest)
            for m in self._regions
            if m.region.name.endswith(level[0]) and self.text.startswith(rest, m.end)
        }
        long = {n for n in printed if not any(n != o and o.endswith(n) for o in printed)}
        if len({split_place(n) for n in long}) == 1:
            return max(long, key=len)
        if level[0] in "县区" and self.county is not None and self.county.endswith(("县", "区", "旗")):
            return self.county + rest if self.county.endswith(level[0]) or level[0] == "县" else name
        if level[0] == "市":
            home = self.county if self.county is not None and self.county.endswith("市") else self.city
            return home + rest if home is not None and home.endswith("市") else name
        return name


def _is_county(name: str) -> bool:
    """Does a name begin with its county: defined so (临江市红岭花炮厂（以下简称…）), it needs no province before it."""
    found = find_regions(name)
    return bool(found) and found[0].start == 0 and not found[0].region.code.endswith("00") and found[0].end < len(name)


def _is_provincial(name: str) -> bool:
    """Does a name begin with its province: 宁夏林业研究所 has no place before it?"""
    found = find_regions(name)
    return bool(found) and found[0].start == 0 and found[0].region.code.endswith("0000") and found[0].end < len(name)


_FORMAL = compiled(r"有限|股份|分公司|总公司")


def _is_formal(name: str) -> int:
    """How formal a name is: a registered firm's name before 某公司, a body with its place before one without."""
    if _FORMAL.search(name):
        return 2
    return 1 if _region_head(name) else 0


def _region_head(name: str) -> str:
    found = find_regions(name)
    return name[: found[0].end] if found and found[0].start == 0 else ""


def same_body(a: str, b: str, county: str | None = None) -> bool:
    """Are two names spellings of one body (village committees, districts left out, slips in 有限责任公司)?"""
    if a == b or fold(a) == fold(b):
        return True
    kind_a, kind_b = kind_of(a), kind_of(b)
    if kind_a is None or kind_b is None:
        return False
    if kind_a[0] == "firm" and kind_b[0] == "firm" and _FULL_FIRM.search(a) and _FULL_FIRM.search(b):
        return _slip(a, b)
    if kind_a[0] == kind_b[0] == "firm" and shortens(a, b):
        return True
    if kind_a[0] != kind_b[0]:
        return False
    place_a, rest_a = split_place(a)
    place_b, rest_b = split_place(b)
    if _placed_alike(place_a, place_b) is False:
        return False
    if rest_a == rest_b:
        return True
    if place_a is not None and place_b is not None and len(place_a) > 1 and len(place_b) > 1:
        return False
    short, long = sorted((rest_a, rest_b), key=len)
    return long.endswith(short) and len(short) >= 4 and _head_of_part(long[: -len(short)], short)


_PART_HEAD = compiled(r"(?:镇|乡|街道办?|分局|公安局|农场|办事处|园区|开发区|新区)$")
_TWO_HAN = compiled(r"\p{Han}{2,}")
_COMMON_PART = compiled(r"(?:应急|公安|住建|城管|交通|农业)\p{Han}*局|政府|街道办")


def _head_of_part(head: str, rest: str) -> bool:
    """May what a shorter name leaves out be left out: 河东街道|东南村委会, 防城区公安分局|城东派出所?"""
    return _PART_HEAD.search(head) is not None and _TWO_HAN.match(rest) is not None and not _COMMON_PART.fullmatch(rest)


def _placed_alike(a: str | None, b: str | None) -> bool:
    if a is None or b is None or a == b:
        return True
    if len(a) == 1 or len(b) == 1:
        level, code = (a, b) if len(a) == 1 else (b, a)
        if len(code) == 1:
            return False
        return _level_of(code, level)
    return False


def _level_of(code: str, level: str) -> bool:
    """May 县 (or 区, 市, 省) mean the region of this code?"""
    if level == "省":
        return code.endswith("0000")
    if level == "市":
        return not code.endswith("0000") and (code.endswith("00") or code[4] in "89" or code[4:5] == "8")
    return not code.endswith("00")


@lru_cache(maxsize=4096)
def _home(name: str) -> tuple[str | None, int]:
    """Code of the innermost region in which a firm's name begins, and where the rest begins: 芜湖无为市|恒锐电缆有限公司."""
    code, at = None, 0
    for mention in find_regions(name):
        # 新乡辉县市…: a bare prefecture may stand before
        if mention.start != at and not (at == 0 and mention.start == 2):
            break
        if len(name) - mention.end < 6:
            break
        code, at = mention.region.code, mention.end
    return code, at


def core_of(name: str) -> str:
    """A firm's name without the regions before it: 佛山市南海区粤丰五金制品厂 → 粤丰五金制品厂."""
    return name[_home(name)[1] :]


_TOWN = compiled(r"[\p{Han}]{1,4}(?:镇|乡|街道)")
_ZEROS = compiled("(?:00)+$")


def same_firm(titled: str, full: str) -> bool:
    """Does a title call a registered firm by the place where it sits: 芜湖无为市恒锐电缆有限公司, 安徽恒锐电缆有限公司?"""
    code_a, at_a = _home(titled)
    code_b, at_b = _home(full)
    rest_a, rest_b = titled[at_a:], full[at_b:]
    if rest_a != rest_b and _TOWN.fullmatch(rest_b.removesuffix(rest_a)):
        rest_b = rest_a  # 枝岭市白石镇磊岭建材有限公司
    elif rest_a != rest_b and _TOWN.fullmatch(rest_a.removesuffix(rest_b)):
        rest_a = rest_b
    if code_a is None or code_b is None or rest_a != rest_b or len(rest_a) < 7:
        return False
    inner, outer = (_ZEROS.sub("", c) for c in (code_a, code_b))
    return bool(inner.startswith(outer) or outer.startswith(inner))


def _slip(a: str, b: str) -> bool:
    """Do two firms' names differ by a word that slips in or out: 某某建筑（工程）有限公司?"""
    short, long = sorted((a, b), key=len)
    if len(short) < 7 or len(short) == len(long):
        return False
    size = len(long) - len(short)
    for at in range(2, len(short)):
        if short[:at] == long[:at] and short[at:] == long[at + size :]:
            return long[at : at + size] in _SLIP
    return False


_FULL_FORM = compiled("有限|股份|集团|分公司")


def shortens(a: str, b: str) -> bool:
    """Is one of two firms' names the other without its place and a word in its middle: 鸿岭花炮厂, 白石市鸿岭出口花炮厂?"""
    short, long = sorted((a, b), key=len)
    core = core_of(long)
    if not 5 <= len(short) < len(core) or _FULL_FORM.search(short) or core == long:
        return False
    if kind_of(short) is None or kind_of(long) is None:
        return False
    return any(core.startswith(short[:cut]) and core.endswith(short[cut:]) for cut in range(2, len(short) - 2))


_SHORT_END = compiled(r"公司$|集团$|厂$|矿$|劳务$|监理$")


def may_abbreviate(short: str) -> bool:
    """Has a name the form of a short one? What has not abbreviates nothing, see :func:`abbreviates`."""
    return len(short) >= 7 or (len(short) >= 5 and kind_of(short) is not None) or _SHORT_END.search(short) is not None


@lru_cache(maxsize=4096)
def _short_form(short: str) -> tuple[bool, str]:
    """May a name stand for a longer one that ends in it; and what of it must stand in a longer one, '' for nothing."""
    core = stem(short)
    told = len(core) >= 2 and _SHORT_END.search(short) is not None and _PLAIN_STEM.fullmatch(core) is None
    return len(short) >= 5 and kind_of(short) is not None, core if told else ""


def abbreviates(short: str, full: str) -> bool:
    """Is a name a short form of another: 玖鑫经销部, 恒亦达公司, 西山煤电环保绿化分公司?"""
    if len(short) < 3 or short == full or len(short) >= len(full):
        return False
    ends, core = _short_form(short)
    if ends and full.endswith(short):
        return True
    if core and core in fold(full):
        return not (find_regions(core) and find_regions(core)[0].end == len(core))
    if len(short) < 7 or not full.startswith(short[:3]):
        return False
    return any(full.startswith(short[:cut]) and full.endswith(short[cut:]) for cut in range(3, len(short) - 3))
