"""Where the accident happened: the place as printed, and province, city, county, code."""

from __future__ import annotations

import datetime as dt
from itertools import takewhile

from extractors.facts import Facts
from extractors.identity import UNKNOWN_EVENT, YEARLESS
from extractors.patterns import compiled, squeezed
from extractors.values.places import Place, complete, find_regions, regions_of, resolve_place
from schemas.document import Report

_TRIGGER = compiled(
    r"发生(?:了)?|突发|突然|造成|致使?\d|致(?=\p{Han}{0,4}\d)|导致|引发|引起|起火|着火|爆炸|坍塌|倒塌|垮塌|塌方|侧翻|倾覆|坠落|触电|碰撞|相撞|追尾|碾压|失火|冒顶|透水|溃口|沉没|翻沉|自沉|触礁|搁浅|倒地|死亡|身亡|晕倒|(?:突然)?[遭突]遇"
)
_OCCURRED_AT = compiled(
    r"[，,]?发生(?:在|于)(?P<place>[^，。；]{3,60}?)(?:的|，|。)(?=(?:该起|这起|一起|[\p{Han}“]{0,12}事故)|[^\p{Han}]|$)"
)
_ALIAS = compiled(r"（(?:以下|下同|下称|又称|简称|以下统称)[^）]*）")
_DRIVE = compiled(
    r"(?:行驶|行|驾驶|驶|途经|航行|开)(?:至|到|经)(?P<place>.+?(?:路段处|路段|路口处|路口|处|附近|水域|位置|时|$))"
)
_ACTIVITY = compiled(
    r"(?:在|于|正在)?(?:进行|从事|开展|实施|组织|安排)?(?:抽水|吊装|安装|拆除|拆卸|清理|清淤|检修|维修|施工|作业|浇筑|焊接|切割|搬运|装卸|卸货|打孔|开挖|钻孔|调试|巡检|顶升|更换|生产|回填|支护|粉刷|喷涂|收割|采摘|捕捞|训练|卸车|装车|清洗|打捞|游泳|洗澡|上料|配料|返航|航行|行驶|返程|返回|锚泊|靠泊)"
    r"[\p{Han}]{0,6}(?:作业|施工|操作)?(?:过程中|过程|时|期间|中|途中)$"
)
# …工程在沟槽清理作业时: what was being done, not where
_IN_ACTIVITY = compiled(
    r"(?<=.{4})(?:，)?(?:在|正在|正)(?=[^（）]{0,16}(?:作业|施工|过程中?|进行|期间|时|浇筑|安装|拆除|调试)(?:过程)?(?:中|时|期间)?$)"
)
_PEOPLE = compiled(
    r"(?<=.{4}(?:内|处|上|现场|工地|车间|工段))(?:的)?[\p{Han}]{2,14}(?:人员|工人|员工|职工)?(?:在|进行|从事|组织)"
)
_READY = compiled(r"(?<=.{6})(?:准备|开始|正在|进行)[\p{Han}]{0,14}$")
_STRUCK = compiled(
    r"(?<=.{3}[内处段口上中侧旁近方米域])[与和同](?![^，。；（）]{1,16}(?:交汇|交叉|相交|路口|街口))(?=(?:一|另|对|前|停|同|迎|“)[^（）]{1,40}$)"
)
"""What was met with behind the place: 某镇境内与一辆货车迎面相撞."""
_CROSSING = compiled(r"[与和同][^，。；（）]{1,16}?(?:交汇|交叉|相交)(?:处|路口|口)*")
"""The second road of a crossing: 某村路口与前进路交汇处."""
_ITSELF = compiled(r"事故(?!现场|车间|地点|地段|点|井|矿|罐|楼|路段|多发|易发|频发|隐患|黑点|应急|救援)")
"""The accident's own name, no place: 对发生在某厂的机械伤害事故."""
_YOURS = compiled(r"[，、 的在于]*[你我](?:省|市|县|区|州|自治区)(?=[\p{Han}]{2,}[市县区州旗镇乡])")
"""How a letter speaks of the region it goes to: 你省某市…."""
_LOOSE_END = compiled(
    r"(?:[，、 的在。]|\d{1,2}名(?:[\p{Han}]{0,6}(?:工人|人员|员工|司机|工))?|(?<=(?:工程|项目|工地|现场|小区|[内处上楼房段]))(?:的)?一(?!单元|楼|区|号|期|标|层|栋|车间|工段|分厂)(?:台|部|座|处|栋|堵|面|个|根)?[\p{Han}]{2,6}(?:机|梯|吊|架|墙|罐|炉|篮|板|笼)|夜间|夜里|凌晨|一(?:辆|名|台|起|宗|场|座)?(?:塔吊|塔机|吊车|货车|客车)?)+$"
)
_SUBJECT = compiled(
    r"^(?P<subject>[^，]*?(?:公司|项目部|项目|单位|厂|矿|局|队|中心|部|合作社|个体|村民|工人|人员|员工|驾驶员|司机|职工|业主|轮|船|艇|(?<=[一两]辆[^，]{0,12})车|某[\p{Han}]?|[×xX*]{1,2}))\u3007*(?:组织|安排|派|雇佣|雇用|委托|\d名|[\p{Han}]{0,8}?)?在(?P<place>[^，]{4,})$"
)
_PERSON_IN = compiled(r"^(?P<subject>[\p{Han}]{2,4}(?:等\d?人?)?)在(?P<place>[^，]{6,})$")
_PERSON_FIRST = compiled(r"^(?:当事人|驾驶人|驾驶员|[\p{Han}]{1,2}某|[\p{Han}](?:某某|[xX×*]{1,2}))")
_CREW = compiled(r"[\d一两二三四五六七八九十]名[^，]{0,12}?(?:乘|驾|前往|去往|到|进入)")
"""Some of a firm's people going somewhere: 某公司3名工人乘船到库区拆卸…; the firm is not the place."""
_CREW_ENTERING = compiled(r"^(?P<place>[^，]{3,}[内处场院间段地])(?=[\d一两二三四五六七八九十]名[^，]{0,12}?进入)")
"""The place that stands before people who go down into something there: 海堤路98号院内2名工人进入污水井."""
_PLACED = compiled(
    r"[省市县区旗州镇乡村街路道号园厂矿站井楼库房场地桥段处口港湾河江湖坝隧山屯组弄巷池槽罐炉窑舱坑棚厅室院店馆层仓沟渠塔海岛]|公司"
)
# 自芜湖驶往上海: where a journey began and should have ended is not where the accident was
_JOURNEY = compiled(r"(?:自|从|由)[^，。]{1,24}?(?:驶|开|前|发|运|航|飞)往")


def extract(report: Report, facts: Facts) -> None:
    """Fill in ``place``, ``province``, ``city``, ``county`` and ``adcode``."""
    at = facts.get("occurred_at")
    on = at.date() if isinstance(at, dt.datetime) else None
    stretch = _stretch(report, facts)
    stated = _place(report.text, *stretch) if stretch else None
    label = _labelled(report) if stretch is None or report.doc_type == "事故调查报告" else None
    span = label if label and not (stated and _poorer(report.text, label, stated)) else stated
    if span is not None:
        start, end = span
        value = squeezed(_ALIAS.sub("", report.text[start:end]))
        if len(value) >= 2:
            facts.set("place", value, report.evidence(start, end, "accident.place"))
    _regions(report, facts, span, stretch, on)


_PLACE_LABEL_LINE = compiled(
    r"(?:^|\n)[ \u3000\t]*(?:[一二三四五]、|\d[.．、])?(?:事故|事件)?(?:发生)?(?:地点|地址|部位)[：:][ \u3000\t]*(?P<place>[^\n。；]{3,60})"
)


_NO_PLACE = compiled(r"(?:详?见|参见|如)(?:上|下|前|后)?(?:图|附|表|文)|不详|不明|待查|同上|详见|/")
_HEAD = 6000
"""Characters in which a label says where the accident happened."""


def _labelled(report: Report) -> tuple[int, int] | None:
    """The place behind a label on a line of its own, in a form or in a report that states it so: 事故地点：…."""
    if report.doc_type not in ("事故快报", "事故调查报告"):
        return None
    found = [m for m in _PLACE_LABEL_LINE.finditer(report.text, 0, _HEAD) if not _NO_PLACE.match(m["place"])]
    return found[0].span("place") if len(found) == 1 or (found and report.doc_type == "事故快报") else None


def _poorer(text: str, label: tuple[int, int], stated: tuple[int, int]) -> bool:
    """Does a label say less than the sentence: 事故地点：冲压车间, where the sentence has the town and the firm as well?"""
    words = squeezed(text[slice(*label)])
    return words in squeezed(text[slice(*stated)]) or _PLACED.search(words) is None


_DAY = compiled(
    r"(?:\d{1,2}月)?\d{1,2}日(?:(?:上午|下午|凌晨|早上|晚上?|中午|夜间)?\d{0,2}时?(?:\d{1,2}分)?(?:许|左右)?)"
)


def _stretch(report: Report, facts: Facts) -> tuple[int, int] | None:
    """The words from behind the moment to the first word of what happened, in the sentence that states the accident."""
    moments = [e for f, e in facts.evidence if f == "occurred_at"]
    states = [e for f, e in facts.evidence if f == "summary"]
    if not states or states[0].rule == UNKNOWN_EVENT or not (moments or states[0].rule == YEARLESS):
        return None
    sentence = states[0]
    inside = moments and sentence.start <= moments[0].start < sentence.end
    start = moments[0].end if inside else sentence.start
    if not inside and (day := _DAY.search(report.text, sentence.start, min(sentence.end, sentence.start + 60))):
        start = day.end()  # 据某局消息，4月23日上午，某市某工地…
    text = report.text
    trigger = None
    for match in _TRIGGER.finditer(text, start, sentence.end):
        # 在建 / 爆炸 inside a name or behind the very date do not end the place
        if match.start() - start >= 2:
            trigger = match
            break
    return start, trigger.start() if trigger else sentence.end


_LYING_AT = compiled(r"位于(?P<place>[^，；。]{3,})")
_PLACE_END = compiled(r"(?:处|内|附近|水域|路段|现场|境内|上)$")


def _place(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Span of the place within the stretch between moment and event."""
    drive = _DRIVE.search(text, start, end)
    if drive:
        a, b = drive.span("place")
        crossing = _CROSSING.match(text, b, end)
        b = crossing.end() if crossing else b
        return a, b - 1 if text[b - 1] == "时" else b
    within = _OCCURRED_AT.match(text, start)
    if within:
        return _trim(text, *within.span("place"))
    located = _LYING_AT.search(text, start, end)
    if located:
        return _trim(text, *located.span("place"))
    chunks = _chunks(text, start, end)
    for a, b in chunks[1:]:
        words = text[a:b]
        if words.startswith("在") and _PLACED.search(words) and _PLACE_END.search(words):
            return _trim(text, a + 1, b)
    for a, b in chunks:
        words = text[a:b]
        if words.startswith(("在", "于")) and _PLACED.search(words):
            return _trim(text, a + 1, b)
        subject = _SUBJECT.match(_blank_aliases(words)) or _PERSON_IN.match(words)
        if subject and _PLACED.search(subject["place"]) and not _names_place(subject["subject"], subject["place"]):
            return _trim(text, a + subject.start("place"), b)
        entering = _CREW_ENTERING.match(words)
        if entering and _PLACED.search(entering["place"]):
            return _trim(text, a, a + entering.end())
        if _PERSON_FIRST.match(words) or _CREW.search(words):
            continue
        if _PLACED.search(words) and len(words) >= 3:
            return _trim(text, a, b)
    return None


def _blank_aliases(words: str) -> str:
    return str(_ALIAS.sub(lambda m: "\u3007" * len(m[0]), words))


_DOING = compiled(r"(?:作业|施工|过程|浇筑|安装|拆除|吊装|清理|进行)")


def _names_place(subject: str, place: str) -> bool:
    """Is the subject itself the place and what follows 在 an activity (某工程在浇筑过程中)?"""
    activity = _DOING.search(place[:10]) is not None
    region = bool(find_regions(place))
    return activity and not region


def _chunks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Clauses of the stretch; commas in brackets do not part them, nor does a pause within a name."""
    out = []
    depth = 0
    a = start
    for i in range(start, end):
        depth += (text[i] in "（《“") - (text[i] in "）》”")
        if text[i] in "，；：" and depth <= 0:
            if i > a:
                out.append((a, i))
            a = i + 1
    if end > a:
        out.append((a, end))
    return out


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A place without the activity that follows it and without loose words at its edges."""
    words = text[start:end]
    for pattern in (_IN_ACTIVITY, _ACTIVITY, _PEOPLE, _READY, _STRUCK):
        cut = pattern.search(_blank_aliases(words))
        if cut and cut.start() >= 4:
            words = words[: cut.start()]
    yours = _YOURS.match(words)
    begin = yours.end() if yours else len(words) - len(words.lstrip("，、 的在于"))
    tail = _LOOSE_END.search(words)
    stop = tail.start() if tail else len(words)
    if stop - begin < 2 or _ITSELF.search(words):
        return None
    return start + begin, start + stop


def _regions(
    report: Report, facts: Facts, span: tuple[int, int] | None, stretch: tuple[int, int] | None, on: dt.date | None
) -> None:
    """Province, city and county: from the place, then from what stands nearest to it, completed upward."""
    text = report.text
    home = _issuer_home(facts, on) if report.doc_type == "事故快报" else _home(report, on)
    found: Place | None = None
    evidence: tuple[int, int] | None = None
    for start, end in _sources(report, facts, span, stretch):
        place = resolve_place(text, start, end, within=found or home, on=on)
        if place is None:
            continue
        if found is None or _refines(place, found):
            found = place
            evidence = _mention_span(place) or (start, end)
        if found.county is not None:
            break
    seat = _seat(report, facts, found or home, on) if found is None or found.county is None else None
    if seat is not None and (found is None or _refines(seat, found)):
        found, evidence = seat, _mention_span(seat)
    if report.doc_type == "批复" and (seat := _issuer_home(facts, on)) and (found is None or _refines(seat, found)):
        found, evidence = seat, next(((e.start, e.end) for f, e in facts.evidence if f == "issuer"), None)
    named = _from_name(facts, found or home, on)
    if named is not None and (found is None or _refines(named, found)):
        found, evidence = named, None
    if found is None or (report.doc_type != "事故快报" and home is not None and _refines(home, found)):
        found = home
        evidence = _mention_span(home) if home else None
    if found is None:
        return
    for field in ("province", "city", "county", "adcode"):
        value = getattr(found, field)
        if evidence is not None and value is not None:
            facts.set(field, value, report.evidence(*evidence, "accident.region"))
        else:
            facts.derive(field, value)


def _sources(
    report: Report, facts: Facts, span: tuple[int, int] | None, stretch: tuple[int, int] | None
) -> list[tuple[int, int]]:
    """Stretches of the text to look for regions in, nearest to the accident first."""
    out = [s for s in (span, stretch) if s is not None]
    out += [(e.start, e.end) for f, e in facts.evidence if f == "name"]
    out += [(e.start, e.end) for f, e in facts.evidence if f == "summary"]
    out = [s for s in out if s is span or not _JOURNEY.search(report.text, *s)]
    if report.doc_type not in ("事故快报", "批复"):
        node = report.sections[0]
        moments = [e for f, e in facts.evidence if f == "occurred_at"]
        if moments and node.body_start <= moments[0].start < node.body_end:
            out.append((moments[0].start, min(node.body_end, moments[0].start + 700)))
    return out


_SEAT = compiled(
    r"(?P<unit>[^，。；：\n]{2,30}?)(?:（[^（）]{1,40}）)?(?:位于|地处|坐落[于在])(?P<place>[^，。；：\n]{3,40})"
)
_ANOTHER = compiled(r"另|其他|其它|第二|周边|附近|相邻")
_OWN_GROUND = compiled(r".{2,}(?:矿|厂|井|站|库|工程|项目|小区|工地)")
"""Names of what an accident happens in; where a firm sits says less."""


def _seat(report: Report, facts: Facts, within: Place | None, on: dt.date | None) -> Place | None:
    """Where the mine, plant or site lies in which the accident happened: 柏树煤矿位于某市某县某镇."""
    ground = f"{facts.get('place') or ''} {facts.get('name') or ''}"
    for match in _SEAT.finditer(report.text, 0, _HEAD):
        own = _OWN_GROUND.fullmatch(match["unit"]) and _ANOTHER.search(match["unit"]) is None
        if own and match["unit"][-6:] in ground:
            place = resolve_place(report.text, *match.span("place"), within=within, on=on)
            if place is not None and place.county is not None:
                return place
    return None


def _mention_span(place: Place) -> tuple[int, int] | None:
    if not place.mentions:
        return None
    return min(m.start for m in place.mentions), max(m.end for m in place.mentions)


def _refines(place: Place, found: Place) -> bool:
    """Does a later reading say more than the first without contradicting it?"""
    if found.province and place.province != found.province:
        return False
    if found.city and place.city != found.city:
        return False
    if found.county and place.county != found.county:
        return False
    return (place.city is not None and found.city is None) or (place.county is not None and found.county is None)


def _from_name(facts: Facts, within: Place | None, on: dt.date | None) -> Place | None:
    name = facts.get("name")
    return resolve_place(name, within=within, on=on) if isinstance(name, str) else None


def _issuer_home(facts: Facts, on: dt.date | None) -> Place | None:
    """Where the issuer of a bulletin sits: a few lines of text are too short for a vote."""
    for issuer in facts.get("issuer") or []:
        place = resolve_place(issuer, on=on)
        if place is not None:
            return place
    return None


_FIRM_NAME = compiled(r"[\p{Han}（）]{2,24}?(?:公司|事务所|集团|研究院|设计院)")
_SEATED = compiled(
    r"(?:住所地?|地址|住址|注册地|登记地|籍贯|户籍|身份证|住|汉族|族|岁|出生|生|群众|党员)[：:为在于是系地]{0,2}[^，。；：\n]{0,6}[，：:]?$"
)


def _is_of_another(text: str, start: int, end: int) -> bool:
    """Does the name of a region begin a firm's name, or an address or a person's home: does it say nothing of the document's own?"""
    return _FIRM_NAME.match(text, end) is not None or _SEATED.search(text, max(0, start - 16), start) is not None


def _home(report: Report, on: dt.date | None) -> Place | None:
    """The county or city that the document is from: the one whose names it prints most.

    A county counts for its city as well; it is named only where it stands out among the counties of that city.
    """
    votes: dict[tuple[str | None, str | None, str | None], int] = {}
    places: dict[tuple[str | None, str | None, str | None], Place] = {}
    known: dict[str, Place | None] = {}
    mentions = list(takewhile(lambda m: m.end <= 20000, regions_of(report.text)))
    own = [m for m in mentions if not _is_of_another(report.text, m.start, m.end)]
    for mention in own or mentions:
        printed = report.text[mention.start : mention.end]
        if printed not in known:
            known[printed] = resolve_place(report.text, mention.start, mention.end, on=on)
        place = known[printed]
        if place is None or place.province is None:
            continue
        key = (place.province, place.city, place.county)
        votes[key] = votes.get(key, 0) + 1
        places.setdefault(key, place)
    if not votes or (not own and len({key[:2] for key in votes}) > 1):
        return None
    cities: dict[tuple[str | None, str | None], int] = {}
    for (province, city, _), count in votes.items():
        cities[province, city] = cities.get((province, city), 0) + count
    named = {k: v for k, v in cities.items() if k[1] is not None} or cities
    top = max(named, key=lambda k: named[k])
    counties = {k: v for k, v in votes.items() if k[:2] == top and k[2] is not None}
    best = max(counties, key=lambda k: counties[k], default=None)
    if best is not None and counties[best] >= 2 and counties[best] >= 0.6 * sum(counties.values()):
        return places[best]
    return complete(province=top[0], city=top[1], on=on)
