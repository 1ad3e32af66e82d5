"""Names of accidents, units and places in a form in which two documents can be compared; knows no tables."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache, lru_cache

from extractors.org_names import is_generic
from extractors.patterns import compiled
from extractors.values.places import find_regions
from extractors.values.regions import Region, gazetteer
from extractors.values.tags import find_tag

_NOISE = compiled(r"[^\p{Han}A-Za-z0-9+]+")
_MASKED = compiled(r"某|[×*＊○]|[xX]{2,}")
_LEGAL = compiled(
    r"股份有限责任公司|有限责任公司|股份有限公司|有限公司|集团公司|总公司|责任公司|公司|（集团）|集团|（[^（）]{2,6}）"
)
_TRADE = (
    r"(?:机械|食品|建筑|建设|工程|劳务|装饰|物流|运输|化工|科技|木业|矿业|煤业|能源|电力|环保|市政|机电|设备|材料|建材|"
    r"制造|加工|实业|商贸|贸易|物业|房地产|开发|服务|安装|钢结构|纺织|塑料|包装|家具|金属|铸造|农业|养殖|园林|水利)"
)
_TRADES = compiled(rf"{_TRADE}+")
_COMMON = compiled(rf"(?:{_TRADE}|有限|责任|公司|施工|现场|项目|厂房|车间|一期|二期|工地|小区|街道|镇|村)+")
_ENDING = compiled(
    rf"(?:{_TRADE}|煤矿|铅锌矿|铁矿|金矿|石矿|矿山|矿|厂|分?公司|医院|学校|商店|酒店|加油站|采石场|合作社|第?[一二三四五六七八九十]|分|\d){{1,40}}$"
)
_NO_FIRM = compiled(
    r"(?:局|厅|部|委|委员会|政府|办事处|街道办|大队|支队|总队|派出所|党委|党组|纪委|监委|法院|检察院|管委会|安委会|安委办|工会|监督站)$"
)
_LIKE_FIRM = compiled(
    r"公司|集团|[^水]厂(?!房)|煤矿|矿业|矿$|合作社|酒店|饭店|商店|医院|学校|中学|小学|学院|大学|幼儿园|加油站|项目部|养殖场|采石场|经营部|车队|中心"
)
_ANY = compiled(r"^一(?:[家个名处座]|(?=\p{Han}{0,6}(?:企业|公司|厂|工地|单位|店|矿)))|某|企业$|单位$")
"""一化工企业, 某工地: a name that names nobody."""
_PLAIN = compiled(
    r"[一某]\p{Han}{0,6}(?:企业|公司|厂|工地|店|矿|单位|仓库)|我[省市县区]|车间|厂区|厂房|工地|现场|附近|境内|路段|作业|施工|项目|[内处时中里]$"
)
_FIRM_HEAD = compiled(r"\p{Han}{2,20}?(?:有限责任公司|有限公司|公司|集团|煤矿|[^水]厂(?!区|房))")
_ZONE = compiled(
    r"(?P<zone>\p{Han}{2,4}?)(?:工业|产业|经济|技术|高新|化工|物流|科技){0,6}(?:园区|工业园|产业园|科技园|物流园|开发区|集中区)"
)
_GAP = compiled(r"[（）()市]*")
_ZONE_HEAD = compiled(r"^\p{Han}{0,8}?(?:园区|工业园|产业园|科技园|物流园|开发区|集中区)(?:内的?)?")
_SITE = compiled(r"(?:项目|工程|标段?|工地|小区|花园|楼|路|路段|高速|隧道|大桥|园区|水库|河道)$")
_KIND = (
    r"(?:(?:一般|较大|重大|特别重大|特大)(?:等?级)?|生产安全|安全生产|生产|安全|责任|死亡|伤亡|亡人|伤人|人员|意外|突发|工程|建筑施工|施工|工贸|"
    r"机械伤害|机械|物体打击|物体|打击|高处坠落|高坠|坠落|坠亡|坠井|坠楼|坍塌|倒塌|垮塌|塌方|触电|电击|火灾|爆炸|爆燃|闪爆|燃爆|闪燃|"
    r"中毒|窒息|淹溺|溺水|溺亡|落水|车辆伤害|车辆|起重伤害|起重|灼烫|烫伤|灼伤|其他伤害|伤害|道路交通|道路运输|水上交通|铁路交通|交通|"
    r"追尾|相撞|碰撞|侧翻|翻车|倾覆|沉没|透水|突水|突泥|涌水|涌砂|冒顶|片帮|顶板|瓦斯|煤尘|突出|放炮|爆破|泄漏|滑坡|挤压|碾压|"
    r"卷入|砸伤|撞击|电梯|特种设备|燃气|天然气|液化气|锅炉|容器|压力容器|粉尘|房屋|沟槽|基坑|脚手架|塔吊|塔式起重机|模板支架|运输|掩埋|绞伤|和|与|及|、|的|等|较|涉险|次生)"
)
_KIND_WORD = compiled(_KIND)
_LONGEST_KIND = 8
_SEVERITY = compiled(r"一般|较大|特别重大|重大|特大|等级|级|责任|生产安全|安全生产|生产|的|死亡|亡人|伤亡")
_LEAD = compiled(r"^(?:关于|对|(?:\d{4}|[〇○零一二三四五六七八九]{4})年(?:度)?|(?:\d{1,2}月\d{1,2}[日号]))+")
_TOWN = compiled(
    r"(?P<town>[\p{Han}]{1,5}?(?<!城|乡|小|集|村|我|该|本|全|各)(?:镇(?!政府|中|区)|乡(?!镇|村|道|政府)|街道(?!办)|苏木))"
)
_NUMBERS = compiled(
    r"\d+|[一二三四五六七八九十甲乙丙丁东西南北](?=[期号标段分区矿厂])|(?<![A-Za-z])[A-Za-z]++(?=[区座栋标段])"
)
_ROADS = {"国道": "G", "省道": "S", "县道": "X", "乡道": "Y"}
_ROAD = compiled(r"(?:(?P<kind>国道|省道|县道|乡道)|(?P<letter>(?<![A-Za-z])[GSXYgsxy]))(?P<number>\d{1,4})(?!\d)")
_KILOMETRE = compiled(r"[Kk]?(?P<km>\d{1,4})(?:公里|千米|[Kk][Mm]|(?=\+))(?:\+?(?P<m>\d{1,3})(?:米|[Mm])?)?")
Road = tuple[str, float | None]
"""A numbered road and the kilometre."""
UNKNOWN, SHORT, CORE, FULL = 0, 1, 2, 3
"""How two names are one: not at all, one is the short form of the other, the same without place and legal form, the same."""


def squeeze(words: str) -> str:
    """Han characters, letters and figures only."""
    return str(_NOISE.sub("", words))


@lru_cache(maxsize=65536)
def without_regions(words: str) -> str:
    """Without the provinces, cities and counties that it begins with: 江苏省盐城市大丰区远岭机械 → 远岭机械."""
    end = 0
    for mention in find_regions(words[:24]):
        if _GAP.match(words, end).end() >= mention.start and len(words) - mention.end >= 2:
            end = mention.end
    return words[end:].lstrip("（）()市") if end else words


def without_town(words: str) -> str:
    """Without the town that it begins with: 陈埭镇金跃鞋材厂 → 金跃鞋材厂; 新市镇 stays."""
    match = _TOWN.match(words)
    return words[match.end() :] if match is not None and len(words) - match.end() >= 3 else words


def masked(name: str) -> bool:
    """Is part of the name hidden, 某建筑公司, so that it names nobody?"""
    return _MASKED.search(name) is not None


@lru_cache(maxsize=262144)
def core(name: str) -> str:
    """What tells a unit from others: without place, brackets and legal form; '' where nothing is left.

    江苏大丰远岭机械有限公司 → 远岭机械; 中铁五局（集团）有限公司 → 中铁五局.
    """
    bare = squeeze(_LEGAL.sub("", without_town(without_regions(name))))
    return bare if len(bare) >= 2 and _TRADES.fullmatch(bare) is None else ""


@lru_cache(maxsize=262144)
def usable(name: str) -> bool:
    """Does it name one unit: no 某公司, no 施工单位, no single word?"""
    return len(name) >= 3 and not masked(name) and not is_generic(name) and (bool(core(name)) or len(name) >= 6)


def is_office(name: str) -> bool:
    """Is it an office of the state or the party, which many accidents share?"""
    return _NO_FIRM.search(name) is not None


class Units:
    """The units that a document names, ready to be compared."""

    __slots__ = ("cores", "full")

    def __init__(self, names: Iterable[str], codes: Iterable[str] = ()) -> None:
        kept = [name for name in names if usable(name)]
        self.full = frozenset(squeeze(name) for name in kept) | frozenset(codes)
        self.cores = frozenset(core(name) for name in kept) - {""}

    def __bool__(self) -> bool:
        return bool(self.full)

    def same(self, other: Units) -> int:
        """The surest way in which a unit of one is a unit of the other."""
        if not self.full.isdisjoint(other.full):
            return FULL
        if not self.cores.isdisjoint(other.cores):
            return CORE
        if any(short_of(a, b) for a in self.cores for b in other.cores):
            return SHORT
        return UNKNOWN


def short_of(one: str, other: str) -> bool:
    """Is one the short form of the other: 远岭 and 远岭机械, 北禾粮储 and 北禾粮食储备, 东沟煤矿 and 华安煤业东沟煤矿?"""
    short, long = sorted((one, other), key=len)
    if len(short) < 2 or _NUMBERS.findall(short) != _NUMBERS.findall(long):
        return False
    if long.startswith(short) or (len(short) >= 4 and long.endswith(short)):
        return True
    if _same_ending(short, long):
        return True
    if len(short) < 3 or short[:2] != long[:2]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _same_ending(one: str, other: str) -> bool:
    """Do they end in the same proper name: 准旗沙圪堵煤矿 and 呼鸿煤业沙圪堵煤矿?"""
    size = 0
    while size < min(len(one), len(other)) and one[-size - 1] == other[-size - 1]:
        size += 1
    return len(_ENDING.sub("", one[len(one) - size :])) >= 3


@lru_cache(maxsize=65536)
def object_of(name: str) -> str:
    """What an accident's name names beside region, tag, severity and kind: a unit, a project, a road; '' where nothing.

    大丰区远岭机械有限公司“6·12”一般机械伤害事故 → 远岭机械有限公司; 古交市“5·29”较大坍塌事故 → ''.
    """
    words = _LEAD.sub("", name)
    tags = find_tag(words)
    if tags:
        before, after = words[: tags[0].start], words[tags[0].end :]
    else:
        before, after = words, ""
    rest = _LEAD.sub("", before.strip("“”\"'"))
    kept = _strip_tail(rest) if not tags else rest
    kept = without_regions(kept).strip("“”\"'")
    if len(squeeze(kept)) < 2 or _only_region(kept):
        kept = without_regions(_strip_tail(after)) if is_unit(after) else ""
    nobody = len(squeeze(kept)) < 2 or _only_region(kept) or is_office(kept) or _ANY.search(kept)
    return "" if nobody else kept


def _only_region(words: str) -> bool:
    return any(m.start == 0 and m.end >= len(words) for m in find_regions(words))


def _strip_tail(words: str) -> str:
    """The words without 发生一起, severity, kind and 事故 at their end: …公司较大坍塌事故.

    Kinds can be parted in many ways (机械伤害 is 机械 and 伤害 as well): a pattern would try them all.
    """
    tails = {len(words)} | {len(words) - 2 for end in ("事故", "事件") if words.endswith(end)}
    for at in range(len(words) - 1, -1, -1):
        if any(_KIND_WORD.fullmatch(words, at, tail) for tail in tails if at < tail <= at + _LONGEST_KIND):
            tails.add(at)
    for lead in ("一起", "发生"):
        tails |= {at - 2 for at in tails if at >= 2 and words.startswith(lead, at - 2)}
    return words[: min(tails)]


def is_unit(words: str) -> bool:
    """Does the object of a name look like a unit, and not like a project or a road?"""
    return _LIKE_FIRM.search(words) is not None and _SITE.search(words) is None


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """A name as far as two documents print it alike: without region, year, severity and 责任."""
    words = _LEAD.sub("", name)
    return squeeze(_SEVERITY.sub("", without_regions(words)))


@lru_cache(maxsize=65536)
def spot_words(place: str) -> str:
    """What tells a place from others in its town: 大丰区新丰镇远岭机械厂冲压车间内 → 远岭机械厂冲压; 我县一企业 → ''."""
    rest = _TOWN.sub("", without_regions(place))
    return squeeze(_PLAIN.sub("", rest))


def firm_of(words: str) -> str:
    """The firm that a place begins with: 博远建设工程公司料场 → 博远建设工程公司; '' where it begins with none."""
    match = _FIRM_HEAD.match(without_regions(_ZONE_HEAD.sub("", words)))
    return match[0] if match is not None else ""


def road(place: str) -> Road | None:
    """The numbered road of a place and its kilometre: 国道210线2169公里+850米, G210线2169KM+850M → (G210, 2169.85)."""
    match = _ROAD.search(place)
    if match is None:
        return None
    number = (_ROADS[match["kind"]] if match["kind"] else match["letter"].upper()) + match["number"]
    mark = _KILOMETRE.search(place)
    return number, int(mark["km"]) + int(mark["m"] or 0) / 1000 if mark is not None else None


def same_road(a: Road | None, b: Road | None) -> bool | None:
    """Is it one numbered road, and the same stretch where both say which; None where one names none."""
    if a is None or b is None:
        return None
    return a[0] == b[0] and (a[1] is None or b[1] is None or abs(a[1] - b[1]) <= 1)


def towns(place: str) -> frozenset[str]:
    """The towns, townships and subdistricts that a place names: 河津市清涧街道 → 清涧街道."""
    return frozenset(m["town"] for m in _TOWN.finditer(without_regions(place)))


def zones(place: str) -> frozenset[str]:
    """The parks and development zones that a place names, by their proper names: 锦界工业园 and 锦界园区 → 锦界."""
    rest = _TOWN.sub("", without_regions(place))
    return frozenset(m["zone"] for m in _ZONE.finditer(rest))


def same_town(some: Iterable[str], others: Iterable[str]) -> bool:
    """Is a town among both, one perhaps with words before it: 我县梅溪镇 and 梅溪镇?"""
    return any(a.endswith(b) or b.endswith(a) for a in some for b in others)


@lru_cache(maxsize=65536)
def is_town(words: str) -> bool:
    """Is it nothing but a town: 世昌街道?"""
    return _TOWN.fullmatch(words) is not None


@lru_cache(maxsize=65536)
def same_region(one: str, other: str) -> bool:
    """Is it one region, under one name or an older and a newer one: 横县 and 横州市?"""
    if one == other:
        return True
    codes = [{r.code for r in _named(name)} for name in (one, other)]
    heirs = [{r.successor for r in _named(name) if r.successor} for name in (one, other)]
    return bool(heirs[0] & codes[1] or heirs[1] & codes[0] or codes[0] & codes[1])


def _named(name: str) -> list[Region]:
    return _by_name().get(name, [])


@cache
def _by_name() -> dict[str, list[Region]]:
    out: dict[str, list[Region]] = {}
    for region in gazetteer().regions:
        out.setdefault(region.name, []).append(region)
    return out


def similar(one: str, other: str) -> bool:
    """Do two places or objects share so many words in a row that they must be the same, with the same numbers?"""
    a, b = squeeze(without_regions(one)), squeeze(without_regions(other))
    if not a or not b:
        return False
    if a == b:
        return True
    if {a[i : i + 4] for i in range(len(a) - 3)}.isdisjoint(b[i : i + 4] for i in range(len(b) - 3)):
        return False
    match = difflib.SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    shared = a[match.a : match.a + match.size]
    if match.size < 0.4 * min(len(a), len(b)) or _COMMON.fullmatch(shared):
        return False
    numbers_a, numbers_b = set(_NUMBERS.findall(a)), set(_NUMBERS.findall(b))
    return not numbers_a or not numbers_b or not numbers_a.isdisjoint(numbers_b)
