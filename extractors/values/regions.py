"""The gazetteer: provinces, cities and counties, present and past, and where a text names them.

``extractors/vocab/regions.csv`` (built by ``tools/build_regions.py``) holds the units. A name is found in full (古交市),
shortened with a suffix (松桃县 for 松桃苗族自治县, 恩施州) or bare (太原, 青岛地铁). Bare names are words of other things as
well (北京东路, 中铁上海局, 东南平台), so that most of this module says when a bare name is no place.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal

import ahocorasick

Level = Literal["province", "city", "county"]

_RANK: Final = {"province": 0, "city": 1, "county": 2}

_ETHNIC = re.compile(
    r"(?:(?:[壮回满苗彝侗瑶白傣藏羌土佤畲黎水京怒各]族)|(?:蒙古|土家|布依|哈尼|傈僳|拉祜|纳西|景颇|布朗|阿昌|仡佬|仫佬"
    r"|毛南|达斡尔|撒拉|保安|东乡|裕固|朝鲜|哈萨克|柯尔克孜|塔吉克|锡伯|鄂温克|鄂伦春|维吾尔|独龙|普米)族?){1,8}\Z"
)

# Short forms that no rule gives.
_NICKNAMES: Final = {
    "150521": ("科左中旗",),
    "150522": ("科左后旗",),
    "150722": ("莫旗",),
    "150926": ("察右前旗",),
    "150927": ("察右中旗",),
    "150928": ("察右后旗",),
    "152221": ("科右前旗",),
    "152222": ("科右中旗",),
    "152525": ("东乌旗",),
    "152526": ("西乌旗",),
    "152921": ("阿左旗",),
    "152922": ("阿右旗",),
    "211324": ("喀左县",),
    "220721": ("前郭县",),
    "652700": ("博州",),
    "652800": ("巴州",),
    "653000": ("克州",),
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Cities whose bare name is a common word or a river: only behind their province, or with other proof.
_WORDY_CITIES: Final = _words(
    "三沙 朝阳 日照 白银 来宾 阿里 兴安 大同 长治 南平 中山 文山 海北 海西 海东 海南 黄南 红河 大理 "
    "怒江 巢湖 吉林 四平 新乡 白山 安康 平凉 三明 "
)

# Counties whose bare name is a common word even behind their city (石家庄新华书店).
_WORDY_COUNTIES: Final = _words(
    "新华 和平 解放 东方 平安 长安 城关 红旗 向阳 前进 东风 工农 新兴 友好 东湖 西湖 海港 南山 "
    "东山 西山 光明 新城 东城 西城 城东 城西 城北 城中 城厢 江南 江北 江东 河东 河西 河北 七星 "
    "路北 路南 胜利 振兴 复兴 友谊 永安 安定 安宁 永定 永新 新市 市中 市南 市北 桥东 桥西 铁东 "
    "铁西 站前 南关 老城 老边 山城 港口 水城 东安 西安 高明 三元 中原 中山 北林 建设 文化 青山 "
    "两江 滨江 临江 通海 江海 山海关 "
)

# Full names that are common nouns too (上海港区, 位于老城区, 市和县政府): no place without proof.
_WORDY_NAMES: Final = _words(
    "和县 新县 城区 郊区 矿区 东区 西区 解放区 新城区 新市区 老城区 山城区 港口区 海港区 老边区 "
    "市中区 市南区 市北区 城中区 城东区 城西区 城北区 城关区 南郊区 北站区 中站区 站前区 路北区 "
    "路南区 南市区 北市区 东市区 西市区 中市区 水城区 "
)

# What turns the bare name before it into the name of a street, a house or a firm.
_NOT_BEFORE = re.compile(
    r"(?:[东西南北中内外新老上下前后一二三四五六七八九十]{0,2}(?:环?路|街|大街|大道|道(?![路口])|巷|弄|胡同|里弄))"
    r"|大?(?:酒店|厦)|饭店|宾馆|银行|大学(?!城)|学院|师范|理工|交通大|医科|证券|书店|广场|商城|公馆|花园|新村"
    r"|局|分局|铁路|集团|公司|总?公司|分公司|籍|路?桥|[岸侧坡麓端边畔]|湖(?![北南])|站(?=路|街)|门(?!头沟|源)|岭"
)
_FIRM_BEFORE = re.compile(r"(?:中[铁建交冶]|国网|中石[化油])\Z")
_COUNTY_NOT_BEFORE = re.compile(r"[江河湖山港桥站场镇乡村]|水库|公园|机床|特大桥|隧道|高速")

# Bare names that the next or the last character turns into other words: 完成都, 四平方米, 东南阳台, 西安全.
_MISREAD: Final = {
    "成都": re.compile(r"(?<=[完形造达组变促])成都"),
    "开封": re.compile(r"(?<=[打未撬拆])开封|开封[闭堵条存口]"),
    "南通": re.compile(r"南通[过行道风]"),
    "大连": re.compile(r"大连[续接锁通片]"),
    "大庆": re.compile(r"大庆[典祝]"),
    "东营": re.compile(r"东营[业地]"),
    "包头": re.compile(r"(?<=[钢铁面])包头|包头部"),
    "海口": re.compile(r"(?<=[入出])海口"),
    "河源": re.compile(r"(?<=[黄])河源"),
    "保定": re.compile(r"保定期"),
    "南阳": re.compile(r"南阳台"),
    "黑龙江": re.compile(r"黑龙江[水流]"),
    **{
        name: re.compile(rf"(?<=[{before}]){name}|{name}[部面]")
        for name, before in {
            "河南": "黄淮渭辽运小内沿滦洛汾漳",
            "河北": "黄淮渭辽运小内沿滦洛汾漳",
            "江西": "长珠湘沿钱",
            "湖南": "太",
            "湖北": "太",
            "山东": "泰",
            "山西": "泰",
        }.items()
    },
}
_WORD = re.compile(r"[一-龥々]")
_SAFETY = re.compile(r"[全装排置防]")


@dataclass(frozen=True, slots=True)
class Region:
    """A province, city or county under one of its names; dates are inclusive, None where not known or still going."""

    code: str
    name: str
    level: Level
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    successor: str | None

    def valid(self, on: date | None) -> bool:
        """Return whether the unit existed under this name on a day, without a day whether it exists."""
        if on is None:
            return self.valid_to is None and self.successor is None
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class RegionMention:
    """A region named at ``text[start:end]``; ``short`` when printed without its full suffix (太原, 松桃县)."""

    start: int
    end: int
    region: Region
    short: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A printed name with all units that may be meant; not ``proven`` when it may be a common word."""

    start: int
    end: int
    regions: tuple[Region, ...]
    short: bool
    proven: bool


@dataclass(slots=True)
class Name:
    """The units that a printed name can mean, by how it names them."""

    full: list[Region] = field(default_factory=list)
    short: list[Region] = field(default_factory=list)
    bare: list[Region] = field(default_factory=list)
    bound: list[Region] = field(default_factory=list)
    """Bare names that count only behind the unit they belong to."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All units, their names, and the automaton that finds the names."""

    regions: tuple[Region, ...]
    by_code: dict[str, tuple[Region, ...]]
    names: dict[str, Name]
    above: dict[str, frozenset[str]]
    """Code of a unit → the codes of the units it lies or lay in, with what became of those."""
    automaton: "ahocorasick.Automaton"

    def under(self, lower: Region, upper: Region) -> bool:
        """Return whether ``lower`` lies in ``upper``, or did before either was recoded."""
        codes = self.above[lower.code]
        return _RANK[lower.level] > _RANK[upper.level] and (upper.code in codes or upper.successor in codes)


def _stem(region: Region) -> tuple[str, str]:
    """Split a name into what is said in daily speech and the suffix that a shortened name keeps."""
    name = region.name
    for suffix in ("自治区", "自治州", "自治县", "自治旗"):
        if name.endswith(suffix):
            whole = name.removesuffix(suffix)
            return _ETHNIC.sub("", whole) or whole.removesuffix("族"), suffix if suffix == "自治区" else suffix[-1]
    for suffix in ("特别行政区", "地区", "林区", "特区", "新区", "省", "市", "盟", "县", "区", "旗", "州"):
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name.removesuffix(suffix), ""
    return "", ""


def _name_all(regions: Iterable[Region]) -> dict[str, Name]:
    names: dict[str, Name] = {}
    provinces = set()
    for region in regions:
        names.setdefault(region.name, Name()).full.append(region)
        for nickname in _NICKNAMES.get(region.code, ()):
            names.setdefault(nickname, Name()).short.append(region)
        stem, suffix = _stem(region)
        if suffix == "州":
            names.setdefault(f"{stem}自治州", Name()).short.append(region)  # 湘西自治州
        if suffix and stem + suffix != region.name:
            names.setdefault(stem + suffix, Name()).short.append(region)
        if len(stem) < 2 or region.name.endswith("矿区"):
            continue
        if region.level == "province":
            provinces.add(stem)
            names.setdefault(stem, Name()).bare.append(region)
        elif region.level == "city" and stem not in _WORDY_CITIES and stem not in provinces:
            names.setdefault(stem, Name()).bare.append(region)
        elif region.level == "city" or stem not in _WORDY_COUNTIES:
            names.setdefault(stem, Name()).bound.append(region)
    return names


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer, read once from ``extractors/vocab/regions.csv``."""
    with (files("extractors") / "vocab" / "regions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    levels: dict[str, Level] = {"province": "province", "city": "city", "county": "county"}
    regions = tuple(
        Region(
            code=row["code"],
            name=row["name"],
            level=levels[row["level"]],
            parent=row["parent"] or None,
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            successor=row["successor"] or None,
        )
        for row in rows
    )
    by_code: dict[str, tuple[Region, ...]] = {}
    for region in regions:
        by_code[region.code] = (*by_code.get(region.code, ()), region)
    above: dict[str, frozenset[str]] = {}
    for region in sorted(regions, key=lambda region: _RANK[region.level]):
        if region.parent is None:
            above[region.code] = frozenset()
            continue
        heirs = {parent.successor for parent in by_code[region.parent] if parent.successor}
        above[region.code] = frozenset({region.parent, *heirs}) | above[region.parent]
    # Provinces first, so that a city knows whether its bare name is a province's (吉林).
    names = _name_all(sorted(regions, key=lambda region: _RANK[region.level]))
    automaton = ahocorasick.Automaton()
    for printed, name in names.items():
        automaton.add_word(printed, (len(printed), name))
    automaton.make_automaton()
    return Gazetteer(regions, by_code, names, above, automaton)


def scan(text: str, start: int = 0, end: int | None = None) -> list[Hit]:
    """Return the printed names in ``text[start:end]``, in order, none overlapping, ambiguous and unproven ones as well."""
    book = gazetteer()
    stop = len(text) if end is None else end
    found = [(last + 1 - size, -size, name) for last, (size, name) in book.automaton.iter(text, start, stop)]
    found.sort(key=lambda match: match[:2])
    hits: list[Hit] = []
    position = start
    for begin, minus, name in found:
        if begin < position:
            continue
        hit = _read(book, text, (start, stop), (begin, begin - minus), name, hits[-1] if hits else None)
        if hit is not None:
            hits.append(hit)
            position = hit.end
    return hits


def _read(
    book: Gazetteer, text: str, window: tuple[int, int], span: tuple[int, int], name: Name, last: Hit | None
) -> Hit | None:
    """Judge one match by its neighbours; None when it is part of another word."""
    (first, stop), (start, end) = window, span
    printed = text[start:end]
    behind = last if last is not None and last.end == start else None
    following = text[end] if end < stop else ""
    if (name.full or name.short) and not _runs_on(printed[-1], following) and not _shared(book, text, end, stop, name):
        regions = (*name.full, *name.short)
        inside = _inside(book, regions, behind)
        # 示范县, 相应县政府, 光芒市场: two characters need a boundary before them.
        apart = len(printed) > 2 or start == first or not _WORD.match(text[start - 1])
        proven = bool(inside) or (apart and printed not in _WORDY_NAMES)
        return Hit(start, end, inside or regions, not name.full, proven)
    if not (name.bare or name.bound) or _misread(text, start, end, stop, printed, behind is not None):
        return None
    inside = _inside(book, (*name.bare, *name.bound), behind)
    if inside:
        # A district's bare name needs its city: behind the province 河南新密 is a place, 河南中原 is not.
        upper = behind.regions[0].level if behind is not None else "province"
        municipal = behind is not None and behind.regions[0].name.endswith("市")
        lower = tuple(
            region
            for region in inside
            if region.level == "city"
            or not (
                _COUNTY_NOT_BEFORE.match(text, end, stop)
                or (region.name[-1] == "区" and upper == "province" and not municipal)
            )
        )
        # 湖南长沙 is the city, not 长沙县.
        lower = tuple(region for region in lower if region.level == "city") or lower
        if lower:
            return Hit(start, end, lower, True, True)
    if text.startswith("境内", end, stop):
        return Hit(start, end, (*name.bare, *name.bound), True, True)
    if name.bare:
        return Hit(start, end, tuple(name.bare), True, True)
    cities = tuple(region for region in name.bound if region.level == "city")
    return Hit(start, end, cities, True, False) if cities else None


def _inside(book: Gazetteer, regions: Iterable[Region], behind: Hit | None) -> tuple[Region, ...]:
    if behind is None:
        return ()
    return tuple(region for region in regions if any(book.under(region, upper) for upper in behind.regions))


def _shared(book: Gazetteer, text: str, end: int, stop: int, name: Name) -> bool:
    """Return whether the city's 市 is its district's too: 青岛|市南区, 枣庄|市中区."""
    district = book.names.get(text[end - 1 : min(end + 2, stop)]) if text[end - 1] == "市" else None
    return (
        district is not None and bool(name.full) and any(book.under(region, name.full[0]) for region in district.full)
    )


def _runs_on(suffix: str, following: str) -> bool:
    """Return whether the suffix belongs to the next word: 广州市|场, 高新区|间, 乌审旗|舰."""
    return (
        (suffix == "市" and following == "场")
        or (suffix == "区" and following in set("域间段"))
        or (suffix == "旗" and following == "舰")
        or (suffix == "县" and following == "级")
    )


def _misread(text: str, start: int, end: int, stop: int, printed: str, joined: bool) -> bool:
    """Return whether a bare name is part of a street's, a firm's or another word."""
    if _NOT_BEFORE.match(text, end, stop):
        return True
    if not joined and start and (text[start - 1] in "东西南北" or _FIRM_BEFORE.search(text, max(0, start - 3), start)):
        return True  # 北上海, 中铁上海局
    if printed[-1] == "安" and _SAFETY.match(text, end, stop):
        return True
    pattern = _MISREAD.get(printed)
    return pattern is not None and any(
        match.start() == start for match in pattern.finditer(text, max(0, start - 1), min(stop, end + 1))
    )


def find_regions(text: str, start: int = 0, end: int | None = None) -> list[RegionMention]:
    """Return the regions named in ``text[start:end]``: longest name at each place, spans equal or apart.

    A name that several units bear (城关区) gives one mention for each of them, all with the same span, unless the
    unit printed before it decides.
    """
    mentions = []
    for hit in scan(text, start, end):
        if hit.proven:
            mentions += [RegionMention(hit.start, hit.end, region, hit.short) for region in _present(hit.regions)]
    return mentions


@lru_cache(maxsize=2)
def regions_of(text: str) -> tuple[RegionMention, ...]:
    """The regions named in a whole document, as :func:`find_regions` finds them; remembered for those who ask next."""
    return tuple(find_regions(text))


def _present(regions: tuple[Region, ...]) -> list[Region]:
    """Leave out past units that went on under the same name, as themselves or as the city around them (毕节市)."""
    book = gazetteer()
    present = {region.code for region in regions if region.valid(None)}
    last: dict[str, Region] = {}
    for region in regions:
        heir = region.successor
        if region.code in present or heir is None or (heir not in present and not present & book.above[heir]):
            last[heir or region.code] = region
    return list(last.values())
