"""Place phrases to administrative regions: 江苏省南京市地铁三号线夫子庙站 · 太原古交市西山煤电 · 松桃县花鼓大道.

Decisions. A phrase is read as a chain of regions, the province restricting the cities and the city the counties; the
leftmost chain wins and what stands behind it (a firm's seat, another street) is not looked at. What is printed wins over
dates and over ``within``; these only choose between units of the same name. An ambiguous name gives no place: None is
better than a guess. Zones (高新区, 经开区, 风景区) have no code, the chain ends at their city.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from extractors.values.regions import (
    Gazetteer,
    Hit,
    Name,
    Region,
    RegionMention,
    find_regions,
    gazetteer,
    regions_of,
    scan,
)

__all__ = ["Place", "Region", "RegionMention", "complete", "find_regions", "regions_of", "resolve_place"]

_FAR: Final = date(9999, 12, 31)
_EARLY: Final = date(1, 1, 1)

# What may stand between the links of a chain: 新疆生产建设兵团第八师石河子市, 成都高新区双流区.
_BETWEEN = re.compile(
    r"(?:生产建设兵团)?(?:第?[一二三四五六七八九十百\d]{1,4}师)?|[（(]|下?辖区?的?|所[辖属]的?|代管的?|境内的?"
    r"|[一-龥]{0,8}(?:新区|开发区|高新区|园区|示范区|管理区)"
)

_Path = tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place by full official names; ``adcode`` is the code of its lowest known level.

    In a municipality ``city`` is the municipality; a county directly under its province has no city.
    """

    province: str | None
    city: str | None
    county: str | None
    adcode: str | None
    mentions: tuple[RegionMention, ...] = ()


def resolve_place(
    text: str, start: int = 0, end: int | None = None, *, within: Place | None = None, on: date | None = None
) -> Place | None:
    """Return the place that a phrase names, None when it names none or leaves open which.

    ``within`` is where the reader already is (it decides between several 朝阳区), ``on`` the day of the accident (it
    decides between units that bore the name at different times).
    """
    book = gazetteer()
    hits = scan(text, start, end)
    elsewhere: Place | None = None
    for index, head in enumerate(hits):
        used, paths = _chain(book, text, hits, index, on)
        near = [path for path in paths if within is not None and _agrees(book, path[-1], within)]
        if near:
            place = _choose(book, used, near, on)
            if place is not None:
                return place
        if not head.proven and len(used) == 1:
            continue
        place = _choose(book, used, paths, on)
        # A plain 江苏省南京市 is believed even where the reader was elsewhere; 上海 or a lone district may be
        # a firm's name, so that a chain that agrees is looked for first.
        stated = not head.short and head.regions[0].level != "county"
        if within is None or stated:
            return place
        elsewhere = elsewhere or place
    return elsewhere


def complete(
    province: str | None = None,
    city: str | None = None,
    county: str | None = None,
    on: date | None = None,
    within: Place | None = None,
) -> Place | None:
    """Return the place with the levels above the lowest given name filled in, None when ambiguous or unknown.

    ``city`` takes a county-level city too (古交市 → 山西省 太原市 古交市).
    """
    book = gazetteer()
    given = county or city or province
    name = book.names.get(given) if given else None
    if name is None:
        return None
    if county:
        levels = {"county"}
    elif city:
        levels = {"city", "county"}
    else:
        levels = {"province"}
    regions = _meant(name, levels)
    if not regions and city and not county:
        # 北京市 as a city is the municipality.
        regions = [region for region in _meant(name, {"province"}) if region.name.endswith("市")]
    for upper, upper_levels in ((city if county else None, {"city", "province"}), (province, {"province"})):
        if upper is None:
            continue
        known = book.names.get(upper)
        uppers = _meant(known, upper_levels) if known else []
        regions = [
            region for region in regions if region in uppers or any(book.under(region, above) for above in uppers)
        ]
    if within is not None:
        regions = [region for region in regions if _agrees(book, region, within)] or regions
    region = _pick(book, regions, on)
    return None if region is None else _place(book, (region,), (), on)


def _meant(name: Name, levels: set[str]) -> list[Region]:
    """Return the units of some levels, those that bear the very name alone if there are any."""
    for regions in (name.full, [*name.short, *name.bare, *name.bound]):
        found = [region for region in regions if region.level in levels]
        if found:
            return found
    return []


def _chain(book: Gazetteer, text: str, hits: list[Hit], index: int, on: date | None) -> tuple[list[Hit], list[_Path]]:
    """Read the chain that begins at a hit; returns its hits and every coherent reading of them."""
    used = [hits[index]]
    paths: list[_Path] = [(region,) for region in hits[index].regions if not _zone(region, on)]
    for hit in hits[index + 1 :]:
        if not _BETWEEN.fullmatch(text, used[-1].end, hit.start):
            break
        longer = [
            (*path, region)
            for path in paths
            for region in hit.regions
            if book.under(region, path[-1]) and not _zone(region, on)
        ]
        if not longer:
            break
        used.append(hit)
        paths = longer
    return used, paths


def _zone(region: Region, on: date | None) -> bool:
    """Return whether the name meant a development zone then: 两江新区 and 滨海新区 became districts later."""
    return region.name.endswith("新区") and None not in (on, region.valid_from) and not region.valid(on)


def _choose(book: Gazetteer, used: list[Hit], paths: list[_Path], on: date | None) -> Place | None:
    if on is None and paths:
        # 毕节地区大方县 means the county under the code that it had there.
        most = max(_close(path) for path in paths)
        paths = [path for path in paths if _close(path) == most]
    region = _pick(book, [path[-1] for path in paths], on)
    if region is None:
        return None
    # Of two names of one unit above the one that holds the lower unit's code.
    path = max((path for path in paths if path[-1] == region), key=_close)
    mentions = tuple(RegionMention(hit.start, hit.end, link, hit.short) for hit, link in zip(used, path, strict=True))
    return _place(book, path, mentions, on)


def _close(path: _Path) -> int:
    return sum(upper.code == lower.parent for upper, lower in pairwise(path))


def _pick(book: Gazetteer, regions: list[Region], on: date | None) -> Region | None:
    """Return the unit that is meant: by city first, and within a city the one of that day; None when open."""
    if len({_home(book, region) for region in regions}) > 1:
        if on is None:
            return None
        regions = [region for region in regions if region.valid(on)]
        if len({_home(book, region) for region in regions}) > 1:
            return None
    if not regions:
        return None
    # None of them valid: a report may print the name of before or after; then the nearest in time.
    return max(regions, key=lambda region: (region.valid(on), *_nearness(region, on)))


def _nearness(region: Region, on: date | None) -> tuple[int, date]:
    last = region.valid_to or (_EARLY if region.successor else _FAR)
    if on is None or region.valid(on):
        return 0, last
    gap = (on - last).days if on > last else ((region.valid_from or on) - on).days
    return -gap, last


def _home(book: Gazetteer, region: Region) -> str:
    """Return the code of the present city (or province) in which a unit lies: one for 毕节市, the city and the county."""
    if region.level == "province":
        return region.code
    if region.level == "city":
        heir = region.successor or region.code
        # 地级巢湖市 went on as a county of 合肥市.
        return heir if heir.endswith("00") else _parent_now(book, heir)
    return _parent_now(book, region.successor or region.code)


def _parent_now(book: Gazetteer, code: str) -> str:
    unit = book.by_code[code][-1]
    if unit.level != "county" or unit.parent is None:
        return unit.code
    upper = book.by_code[unit.parent][-1]
    return unit.code if upper.level == "province" and not upper.name.endswith("市") else upper.successor or upper.code


def _agrees(book: Gazetteer, region: Region, within: Place) -> bool:
    """Return whether a unit lies in the known city and province, or holds them."""
    for upper in (within.city, within.province):
        if upper is None:
            continue
        name = book.names.get(upper)
        known = _meant(name, {"city", "province"}) if name else []
        return any(
            above.code == region.code or book.under(region, above) or book.under(above, region) for above in known
        )
    return False


def _place(book: Gazetteer, path: _Path, mentions: tuple[RegionMention, ...], on: date | None) -> Place:
    lowest = path[-1]
    names: dict[str, str] = {lowest.level: lowest.name}
    unit = lowest
    while unit.parent is not None:
        unit = _holder(book, unit, path, on)
        names[unit.level] = unit.name
    province = names.get("province")
    city = names.get("city")
    if city is None and province is not None and province.endswith("市"):
        city = province
    return Place(province, city, names.get("county"), lowest.code, mentions)


def _holder(book: Gazetteer, unit: Region, path: _Path, on: date | None) -> Region:
    """Return the unit above under the name it bore then: printed, else of the day, else of the lower unit's last day."""
    rows = book.by_code[unit.parent or ""]
    printed = [row for row in rows if row in path]
    if printed:
        return printed[0]
    day = on if unit.valid(on) else unit.valid_to
    # On the last day of a past unit the old name above it held as well; rows run from old to new.
    fitting = [row for row in rows if row.valid(day)] or list(rows)
    return fitting[0] if unit.successor and day == unit.valid_to else fitting[-1]
