"""Two rows of ``accidents``: may they be about one accident, and how certain is it?"""

from __future__ import annotations

import dataclasses

from pipeline.link_facts import Profile
from pipeline.link_names import CORE, SHORT, is_unit, same_region, same_road, same_town, short_of, similar

LEVELS = ("", "省", "市", "县")
RIVAL = 0.7
"""Too little to join, enough to keep a row that is no surer of another accident from joining that."""
SAME, CLOSE, FAR = 10, 45, 180
"""Minutes by which two documents differ in the time of one accident: at most as a rule, at most; from which on it hardly is one."""
_KINDS = (
    {"火灾", "其他爆炸", "容器爆炸", "锅炉爆炸", "瓦斯爆炸", "火药爆炸", "放炮", "灼烫", "其他伤害"},
    {"坍塌", "冒顶片帮", "物体打击", "透水", "其他伤害"},
    {"车辆伤害", "道路交通", "机械伤害", "起重伤害", "物体打击", "特种设备", "其他伤害"},
    {"中毒和窒息", "淹溺", "环境污染", "其他伤害"},
)  # fmt: skip
"""Classes that two documents may choose for one accident: 闪爆 is 火灾 here and 其他爆炸 there."""
_FALLS = frozenset({"坍塌", "物体打击", "起重伤害", "其他伤害", "特种设备"})
"""Classes that one document may choose where another one says 高处坠落."""


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """``sure``: the two may be put together at once; else only where nothing else comes into question.

    ``proper``: they agree in a proper name, the unit's or the accident's, and not only in what a neighbour may share.
    """

    sure: bool
    confidence: float
    basis: str
    proper: bool = True


def conflict(a: Profile, b: Profile) -> str | None:
    """In what two rows contradict each other so that they cannot be about one accident; None where they do not."""
    x, y = a.member, b.member
    if x.doc_id == y.doc_id:
        return "同一文件"
    if _differ(a.year, b.year) or _differ(a.month, b.month) or _differ(a.day, b.day):
        return "日期"
    if _elsewhere(a.county, b.county) or _elsewhere(a.city, b.city) or _elsewhere(a.province, b.province):
        return "地区"
    if a.tag is not None and b.tag is not None and a.tag != b.tag:
        return "标签"
    if _deaths_differ(a, b):
        return "死亡人数"
    if a.final and b.final and x.severity and y.severity and x.severity != y.severity:
        return "事故等级"
    if not _kinds_agree(x.accident_type, y.accident_type):
        return "事故类别"
    if _out_of_time(a, b) or _out_of_time(b, a):
        return "成文日期"
    if same_road(a.road, b.road) is False:
        return "道路"
    if a.towns and b.towns and not same_town(a.towns, b.towns):
        return "乡镇"
    return None


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _elsewhere(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other and not same_region(one, other)


def _deaths_differ(a: Profile, b: Profile) -> bool:
    """Final documents give one number; a bulletin may give a smaller one, as the injured may die later."""
    one, other = a.member.deaths, b.member.deaths
    if one is None or other is None or (not a.final and not b.final):
        return False
    if a.final and b.final:
        return one != other
    early, late = (one, other) if b.final else (other, one)
    return early > late


def _kinds_agree(one: str | None, other: str | None) -> bool:
    if one is None or other is None or one == other:
        return True
    fall = "高处坠落" in (one, other) and not _FALLS.isdisjoint((one, other))
    return fall or any(one in kinds and other in kinds for kinds in _KINDS)


def _out_of_time(document: Profile, other: Profile) -> bool:
    """Was the document issued before the other one's accident, or, its own day unknown, too long after it?"""
    window = document.window
    if window is None or other.day is None:
        return False
    return other.day > window[1] or (document.day is None and other.day < window[0])


def apart(a: Profile, b: Profile) -> bool:
    """Do they tell of different units, places or hours, so that likeness in the rest is chance?"""
    return owners(a, b) < 0 or _clock(a, b) < 0 or _other_projects(a, b)


def owners(a: Profile, b: Profile) -> int:
    """How the two name the same unit (``SHORT``, ``CORE``, ``FULL``), 0 where one names none, -1 where others."""
    found = _owners(a, b)
    if found <= 0 and (_called(a, b) or _called(b, a)):
        return SHORT
    return found


def _called(a: Profile, b: Profile) -> bool:
    """Does one call the accident, or the place, by a short form of a unit of the other: 北禾粮储“5·8”事故?"""
    if a.called and any(short_of(a.called, core) for core in b.units.cores):
        return True
    return any(len(core) >= 3 and core in a.place for core in b.owners.cores or b.units.cores)


def _owners(a: Profile, b: Profile) -> int:
    if a.owners and b.owners:
        found = max(a.owners.same(b.units), b.owners.same(a.units))
        return found or (-1 if a.units.same(b.units) < CORE else 0)
    if a.owners or b.owners:
        known, other = (a, b) if a.owners else (b, a)
        if not other.units:
            return 0
        return known.owners.same(other.units) or (-1 if known.units.same(other.units) < CORE else 0)
    if a.units and b.units:
        return a.units.same(b.units) or -1
    return 0


def _clock(a: Profile, b: Profile) -> int:
    """2: the same time, 1: nearly, -1: hours apart, 0: not known well enough."""
    if a.minute is not None and b.minute is not None:
        gap = abs(a.minute - b.minute)
        return 2 if gap <= SAME else 1 if gap <= CLOSE else -1 if gap > FAR else 0
    if a.hour is not None and b.hour is not None:
        return -1 if abs(a.hour - b.hour) * 60 > FAR else 0
    return 0


def judge(a: Profile, b: Profile) -> Verdict | None:
    """How certain two rows are about one accident; None where nothing says so.

    A tag, a day or a firm alone says nothing; what is needed is a day, a place and one more thing that tells this accident
    from its neighbours: the unit, the spot, the minute, or the same full name.
    """
    if conflict(a, b) is not None:
        return None
    marks = _Marks(a, b)
    if a.dated and b.dated:
        return _dated(marks)
    return _undated(marks)


class _Marks:
    """What two rows agree in."""

    def __init__(self, a: Profile, b: Profile) -> None:
        x, y = a.member, b.member
        self.a, self.b = a, b
        self.day = a.dated and b.dated
        self.level = _level(a, b)
        self.unit = owners(a, b)
        self.clock = _clock(a, b)
        self.tag = a.tag is not None and a.tag == b.tag
        self.name = bool(a.name_key) and a.name_key == b.name_key
        self.named = bool(a.called) and bool(b.called) and (a.object == b.object or similar(a.object, b.object))
        self.kind = x.accident_type is not None and x.accident_type == y.accident_type
        self.deaths = x.deaths is not None and x.deaths == y.deaths
        self.shared = self.unit == 0 and a.units.same(b.units) >= CORE
        self.spot = _same_spot(a, b)
        self.projects = _other_projects(a, b)
        self.town = same_town(a.towns, b.towns) or not a.zones.isdisjoint(b.zones)

    def basis(self) -> str:
        """In words: 日期+县+标签+单位."""
        words = (
            (self.day, "日期"),
            (self.day and self.clock > 0, "时刻"),
            (self.level > 0, LEVELS[self.level]),
            (self.spot, "地点"),
            (self.town and not self.spot, "乡镇"),
            (self.tag, "标签"),
            (self.unit > 0, "单位"),
            (self.name, "名称"),
            (self.kind, "类别"),
            (self.deaths, "死亡人数"),
        )
        return "+".join(word for said, word in words if said)

    def verdict(self, confidence: float, *, sure: bool = True) -> Verdict:
        proper = self.unit > 0 or (self.name and bool(self.a.called))
        return Verdict(sure, confidence, self.basis() + ("" if sure else "（唯一候选）"), proper)


def _level(a: Profile, b: Profile) -> int:
    """The lowest level of region that both name: 3 county, 2 city, 1 province, 0 none."""
    for level, field in ((3, "county"), (2, "city"), (1, "province")):
        one, other = getattr(a, field), getattr(b, field)
        if one is not None and other is not None and same_region(one, other):
            return level
    return 0


def _same_spot(a: Profile, b: Profile) -> bool:
    """Is the place, the stretch of road, or the project of the name the same?"""
    roads = same_road(a.road, b.road)
    if roads is not None:
        return roads
    if a.place and b.place and similar(a.place, b.place):
        return True
    if any(len(p.object) >= 4 and q.place and similar(p.object, q.place) for p, q in ((a, b), (b, a))):
        return True
    return bool(a.object) and bool(b.object) and not a.owners and not b.owners and similar(a.object, b.object)


def _other_projects(a: Profile, b: Profile) -> bool:
    """Do the names name two projects or spots, so that one firm may have had two accidents?"""
    if not a.called or not b.called or is_unit(a.object) or is_unit(b.object) or not a.zones.isdisjoint(b.zones):
        return False
    return not (short_of(a.called, b.called) or similar(a.object, b.object) or _same_spot(a, b))


def _dated(m: _Marks) -> Verdict | None:
    """The day is the same. The tag follows from the day and adds nothing."""
    if m.projects:
        return m.verdict(0.9) if m.clock == 2 and m.kind and m.deaths and m.level >= 2 and m.unit >= 0 else None
    if m.clock < 0 and not (m.unit >= CORE and m.kind and m.deaths and (m.name or m.spot)):
        return None
    weight = _weight(m)
    if m.unit >= CORE and m.level >= 1:
        return m.verdict(0.99 if m.level == 3 or m.tag else 0.98)
    if m.unit >= 0 and m.name and m.level >= 1 and (m.a.called or (m.kind and m.level == 3)):
        return m.verdict(0.97)
    if m.unit == SHORT and m.level >= 1 and weight >= 1:
        return m.verdict(0.96)
    if m.unit >= CORE or (m.unit == SHORT and weight >= 1):
        return m.verdict(0.93)
    if m.unit < 0:
        return m.verdict(0.8, sure=False) if m.spot and m.clock == 2 and m.kind and m.deaths else None
    if weight >= 4 and m.level >= 2:
        return m.verdict(0.95 if m.spot else 0.92)
    if weight >= 2 and m.level >= 2:
        return m.verdict(0.8, sure=False)
    return m.verdict(RIVAL, sure=False) if m.level >= 2 else None


def _weight(m: _Marks) -> float:
    """How much two rows of one day without a common unit agree in: what few accidents of a day share counts more."""
    deaths = m.a.member.deaths or 0
    return (
        (m.level == 3)
        + m.kind
        + m.town
        + 2 * m.spot
        + m.shared
        + max(m.clock, 0)
        + m.deaths * (1 if deaths > 1 else 0.5)
        - _strangers(m) * (1 if m.clock == 2 or m.town else 2)
    )


def _strangers(m: _Marks) -> bool:
    """Do both name a project or a spot, and not the same one? A town is none: 梅溪镇 and 苕上竹业 may be one."""
    if m.spot or m.named or m.unit > 0:
        return False
    a, b = m.a, m.b
    return (bool(a.called) and bool(b.called)) or (len(a.spot_words) >= 3 and len(b.spot_words) >= 3)


def _undated(m: _Marks) -> Verdict | None:
    """At least one gives no day: tag, place and unit together, or the same full name; and nothing else in question."""
    if m.unit < 0 or m.projects:
        return None
    if m.name and m.a.called and (m.level >= 1 or m.unit >= CORE):
        return m.verdict(0.9 if m.tag else 0.85, sure=False)
    if not m.tag:
        return None
    if m.level >= 1 and m.unit >= CORE:
        return m.verdict(0.88, sure=False)
    if m.level >= 2 and (m.unit == SHORT or m.spot or m.named):
        return m.verdict(0.85, sure=False)
    if _strangers(m):
        return None
    if m.level == 3 and m.kind and (m.name or m.town):
        return m.verdict(0.8, sure=False)
    if m.unit >= CORE and m.kind:
        return m.verdict(0.8, sure=False)
    return m.verdict(RIVAL, sure=False) if m.level >= 2 else None
