"""Who an item of 责任处理 is about: names at its head, 单位＋职务 before a name, or a unit.

张某，男，… · 何某（某公司工人）作为… · 某公司现场负责人李某，… · 某局副局长魏建国（中共党员），受到… · 某公司。未….
"""

from __future__ import annotations

import dataclasses

import regex

from extractors import sanction_measures
from extractors.patterns import compiled, overlapped
from extractors.person_names import (
    Name,
    begins_as_name,
    is_judged,
    is_masked,
    is_name,
    masked_pattern,
    name_at,
    names_at,
    occurrences,
    prose_name_at,
)
from extractors.posts import Resolve, is_post, split, unit_end
from extractors.view import View
from schemas.document import Report, SectionNode

_UNIT_STOP = compiled(
    r"[，,。：:；（(\n]|$|未|违反|依[据照](?=[^。；]{0,60}，(?:建议)?由)|分别|于\d[^，。；]{3,14}向|对|作为|已|存在|在|因|由|向|落实|履行|作|，|督促|安全|组织|负|应|为|的|全员|将|没有|不|管理|现场|疏于"
    r"|被|受到|出具|伪造|编造|弄虚作假|明知|擅自|私自|使用|雇[佣用请]|聘[用请]|超(?:范围|资质|许可|定员|能力)|无证|无资质|冒险|强令"
    r"|隐瞒|迟报|谎报|瞒报|拒不|长期|多次|经(?!理|营|办|济|销)|挂靠|非法|违法|允许|默许|放任|转包"
)
_NO_UNIT = compiled(
    r"原则同意|同意|[一二三四五六七八九十]是|由|经|对|建议|责成|责令|提请|移[送交]|给予|按照|依据|根据|鉴于|因|在|向|(?:[^，。；：]{0,40})调查组|\d{4}年"
)
_ACTS = compiled(
    r"(?:已|已经|依法|依规|决定|于\d[^，。]{0,12}日)*(?:对|给予)(?![^，。；]{2,40}?(?:未|没有|不[到力严够])[^，。；]{2})[^，。；]{2,40}?(?:处以|处(?=\d|罚|人民币)|给予|予以|作出|实施|立案|"
    r"提出处理|进行(?:了)?(?:立案|处罚|批评|约谈|诫勉|问责)|罚款|警告)"
    r"|(?:已|已经|依法|依规|决定|于\d[^，。]{0,12}日)*(?:吊销|暂扣|撤销|注销|取消|收回|约谈|责令|将)(?:了)?其"
)
_LABEL = compiled(
    r"(?:该?(?:工程|项目))?(?:(?:业主|建设|施工|(?:施工)?总承包|(?:专业)?分包|劳务|监理|设计|出租|承租|委托|受托|产权|供应|供货|供气|检修|维保|使用)(?:单位|方)|事故(?:发生)?(?:单位|企业))[：:]?(?=[\p{Han}（]{4,})"
)
_NOTE = compiled(r"（[^（）]{1,40}）")
_STATED = compiled(
    r"（(?:男|女|中共|群众|党员)|（[^（）]{1,12}）(?:被|受到)|，(?:已)?(?:被|受到|因涉嫌)|，(?:于)?\d{4}年[^，。；]{0,12}被"
    r"|对(?:本次|此次|该起)?事故(?:的?发生)?(?:负|承担)"
)
_DEED = r"冒险|违[章规反]|擅自|未(?!遂|来)|无证|盲目|私自|指使|强令"
SENTENCED = r"(?:已|已经|均|分别|则)*(?:被|受到|给予|予以|因涉嫌|移[送交]|处以|罚款|免去|免职|撤职|记过|解聘|辞退|诫勉)"
"""What is done with somebody right behind the name: 副主任谷某|给予行政记过处分."""
_TITLE_PERSON = compiled(
    rf"(?P<name>{masked_pattern()}(?<![已被均受给予免]))(?:等?(?:\d+|[一二三四五六七八九十]+)(?:人|名))?(?=[，,。：:（、和]|$|{_DEED}|{SENTENCED})"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """A unit that an item speaks of: as printed, and where in the item's view."""

    name: str
    start: int
    end: int


@dataclasses.dataclass
class Item:
    """An item: its words, the section, who it is about. ``body`` is where in the view the words after the subject begin."""

    view: View
    section: SectionNode
    names: list[Name] = dataclasses.field(default_factory=list)
    units: list[Unit] = dataclasses.field(default_factory=list)
    post: tuple[int, int] | None = None
    body: int = 0
    group: bool = False
    listed: int = 0
    row: dict[str, tuple[int, int]] | None = None
    posts: dict[int, tuple[int, int]] = dataclasses.field(default_factory=dict)
    follows: bool = False
    """Does it go on in the paragraph of the item before it: 甲局副局长张三…；市政科科长李四…?"""
    lead: View | None = None
    """The line above it that says what is done with all below: 免予追究责任人员（2人）."""
    unread: bool = False
    """Does the list of its persons go on with one who could not be read? Then nothing can be dealt out (分别…)."""
    employer: bool = False
    """Does a firm deal here with its own people: 永岭煤业对综采队队长牛某国撤职?"""
    turn: tuple[int, int] = (0, 1)
    """Its place among the several of whom the end of its paragraph speaks (…。二人分别处以9000元、6000元罚款), and their number."""

    @property
    def span(self) -> tuple[int, int]:
        """The item's span in the document."""
        return self.view.span(0, len(self.view.text))


_TITLED = compiled(r"(?:死者|伤者|遇难者|肇事者|当事人|涉案人员|责任人|驾驶人)(?:为|系|：)?")
_MARK = compiled(r"[，。：；\n]")
_NOT_IN_UNIT = compiled("[、被]")


def read_subject(item: Item, resolve: Resolve, report: Report) -> None:
    """Who the item is about: names at its head, a unit at its head, or 单位＋职务＋name before its first comma."""
    text = item.view.text
    at = 0
    title = _TITLED.match(text)
    if title and name_at(text, title.end()):
        at = title.end()
    if _read_objects(item, resolve):
        return
    names = names_at(text, at)
    if names and _unit_behind(text, names[-1], resolve):
        names = []
    if names:
        item.names, item.body = names, names[-1].end
        item.names += _counted_dead(text, names, report)
        _deal_posts(item, resolve)
        return
    comma = _MARK.search(text)
    stop = comma.start() if comma else len(text)
    if _read_posted_list(item, stop):
        return
    if _read_posted(item, stop, resolve):
        return
    if _read_fellows(item, stop, resolve):
        return
    if _read_prose(item, resolve, report):
        return
    if _read_unusual(item, resolve, report):
        return
    at = _ahead(text, resolve)
    end = unit_end(text, at, resolve)
    if (
        end is not None
        and (_UNIT_STOP.match(text, end) or len(_units(text, at, end, resolve)) > 1)
        and not _NO_UNIT.match(text, at)
        and not _ACTS.match(text, end)
        and not unread_person(text, end)
        and not _NOT_IN_UNIT.search(text[at:end])
    ):
        item.units = _units(text, at, end, resolve)
        item.body = end
        return
    _read_head_of(item)


_RESPECTIVELY = compiled(
    r"(?:[\d二两三四五六七八九十]{1,2}(?:人|名同志))?[，：]?(?:[\d二两三四五六七八九十]{1,2}人)?(?:案发时|事发时|事故发生时)?分别(?:为|系|是|任|担任|时任)(?P<posts>[^，。；：\n]{4,90})(?=[，。；])"
)
_EACH = compiled(r"[、和及]")


def _deal_posts(item: Item, resolve: Resolve) -> None:
    """The posts of several, dealt out in their order: 甲、乙，分别为某公司二车间主任、安全科科长.

    Where there are not as many posts as persons, only the unit that all of them belong to is read, if there is one.
    """
    said = _RESPECTIVELY.match(item.view.text, item.body) if len(item.names) > 1 else None
    if said is None:
        return
    begin, stop = said.span("posts")
    cuts = [m.start() for m in _EACH.finditer(item.view.text, begin, stop)]
    spans = list(zip([begin, *(c + 1 for c in cuts)], [*cuts, stop], strict=True))
    if len(spans) != len(item.names) or not all(is_post(item.view.text[a:b]) for a, b in spans):
        units = [split(item.view.text[a:b], resolve).unit for a, b in spans]
        first = split(item.view.text[begin : spans[0][1]], resolve).unit_span
        unit = (begin + first[0], begin + first[1]) if not any(units[1:]) else (begin, begin)
        spans = [unit] * len(item.names)
    item.posts = {name.start: span for name, span in zip(item.names, spans, strict=True)}
    item.body = stop


_HEAD_OF = compiled(
    r"对(?:其|该(?:公司|企业|单位|厂|店|矿))(?P<post>[\p{Han}、]{0,12}?(?:负责人|代表人|经理|董事长|[厂矿站店队场]长))(?=\p{Han})"
)
_DEALT = compiled(r"(?:（[^（）]{1,40}）)?(?:，|处|给予|予以|罚|作出|进行|立案|依法)")


def _read_head_of(item: Item) -> None:
    """The head of a unit that was told before, as the object of a sentence: 另因迟报，依照…对其主要负责人李某（男）处…罚款."""
    stop = item.view.text.find("。")
    for found in _HEAD_OF.finditer(item.view.text, 0, stop if stop >= 0 else len(item.view.text)):
        name = name_at(item.view.text, found.end()) or prose_name_at(item.view.text, found.end())
        if sanction_measures.find(item.view.text, 0, found.start()):
            return  # …对甲公司处33万元罚款，对该公司主要负责人处…: whom the item is about is not one
        if name is not None and _DEALT.match(item.view.text, name.end) is not None:
            item.names, item.post, item.body = [name], found.span("post"), name.end
            item.posts = {name.start: found.span("post")}
            return


_TURNED_TO = compiled(r"(?:关于)?对(?=[^，。；：]{3,40}：)")


def _ahead(text: str, resolve: Resolve) -> int:
    """Where the unit at the head begins: behind what it is called (施工单位：…), or behind 对 where a colon follows it."""
    turned = _TURNED_TO.match(text)
    if turned is not None:
        end = unit_end(text, turned.end(), resolve)
        if end is not None and text.startswith("：", end):
            return int(turned.end())
    label = _LABEL.match(text)
    return int(label.end()) if label else 0


def _noted(text: str, at: int, stop: int) -> bool:
    """Does only a note in brackets stand between a name and the stop: 副局长王某（分管危化），…?"""
    note = _NOTE.match(text, at)
    return note is not None and note.end() == stop


_UNUSUAL = compiled(r"(?P<name>\p{Han}{2,6})，(?:男|女|(?P<post>[^，。；：]{2,32}))[，。]")
_MAY_NAME = compiled(
    r"(?!经|其|该|此|另|本|因|对|由|在|同|并|目|日|事|调|上|以|前|下|有|相|全|各|根|按|依|鉴|分管|主管|法定|管理|现场|作业|安全|直接|主要|责任|[一两二三四五六七八九十\d]名|[死伤]者)"
    r"[\p{Han}]{2,3}(?<![局厅部委办会处科室站所队组镇乡村县市区省司厂矿店社院校园员人者长师工方位业家后前中时间查日月年外府署委员会导表理任乱])"
)
"""May two or three characters before a post be a name: 罕明, 自成武? Not 经查, 其中, 施工单位."""
_ENTRY = compiled(
    r"(?P<name>\p{Han}{2,4})，(?:(?:男|女)，|\p{Han}{1,5}族，|(?:中共(?:预备)?党员|群众|民盟盟员|无党派人士)(?=，|。))"
)
"""玉家宁，中共党员，…: whoever has a sex or a party is a person, whatever the surname."""


def _read_unusual(item: Item, resolve: Resolve, report: Report) -> bool:
    """A name of no known surname, where its post follows and the report tells of it with a post: 阿苏木合，矿长，…."""
    entry = _ENTRY.match(item.view.text)
    sure = entry is not None and ("族" not in entry[0][len(entry["name"]) :] or _MAY_NAME.fullmatch(entry["name"]))
    if (
        entry is not None
        and sure
        and not is_post(entry["name"])
        and unit_end(item.view.text, 0, resolve) != entry.end("name")
    ):
        item.names, item.body = [Name(entry["name"], 0, entry.end("name"))], entry.end("name")
        return True
    head = _UNUSUAL.match(item.view.text)
    if head is None or is_post(head["name"]) or unit_end(item.view.text, 0, resolve) == head.end("name"):
        return False
    if head["post"] and not is_post(head["post"]):
        return False
    placed = bool(head["post"]) and split(head["post"], resolve).unit is not None and _MAY_NAME.fullmatch(head["name"])
    if not placed and not _told_of(report, head["name"], "post"):
        return False
    item.names, item.body = [Name(head["name"], 0, head.end("name"))], head.end("name")
    return True


_GIVEN_TO = compiled(
    r"(?:(?:此外|另外|同时|另)，?)?(?:建议|原则同意|同意)?(?:由[^，。；]{3,30}?(?:管理权限)?，)?(?:给予|对|将(?=[^，。；]{4,60}?移[送交]))(?=[\p{Han}（])"
)
_OBJECT_END = compiled(
    r"[、和及，。；（]|分别|处以|给予|予以|进行|作出|采取|移[送交]|党内|政务|严重警告|警告|记大?过|降级|降职|撤职|免职|开除|诫勉|批评"
)


def _read_objects(item: Item, resolve: Resolve) -> bool:
    """Persons with unit and post whom the item has as its object: 对某公司科长尹航、某站主管路明，建议分别处以…."""
    text = item.view.text
    lead = _GIVEN_TO.match(text)
    if lead is None:
        return False
    at = lead.end()
    told = bool(sanction_measures.find(text, at))
    names: list[Name] = []
    posts: dict[int, tuple[int, int]] = {}
    for mark in _OBJECT_END.finditer(text, at):
        name = next(
            (
                Name(text[mark.start() - n : mark.start()], mark.start() - n, mark.start())
                for n in (2, 3, 4)
                if mark.start() - n > at + 1
                and is_name(text[mark.start() - n : mark.start()])
                and is_post(text[at : mark.start() - n])
            ),
            None,
        )
        # a post without its unit is enough where the item goes on to say what is to be done
        if name is not None and (names or told or split(text[at : name.start], resolve).unit is not None):
            names.append(name)
            posts[name.start] = (at, name.start)
        if mark[0] not in ("、", "和", "及") or (name is None and names):
            break
        if name is not None:
            at = mark.end()
    if not names or sum(m in "、和及" for m in text[lead.end() : names[-1].start]) > 6:
        return False
    item.names, item.posts, item.body = names, posts, names[-1].end
    item.post = posts[names[0].start]
    return True


def _read_posted_list(item: Item, stop: int) -> bool:
    """Several masked names with a post before each: 某矿机电队队长麻某、跟班副队长水某，…."""
    text = item.view.text
    posts: dict[int, tuple[int, int]] = {}
    names: list[Name] = []
    at = 0
    while at < stop:
        found = next(
            (
                Name(m["name"], m.start("name"), m.end("name"))
                for m in overlapped(_TITLE_PERSON, text, at + 2, stop + 1)
                if begins_as_name(m["name"]) and is_name(m["name"]) and is_post(text[at : m.start("name")])
            ),
            None,
        )
        if found is None:
            return False
        names.append(found)
        posts[found.start] = (at, found.start)
        note = _NOTE.match(text, found.end)
        at = note.end() if note else found.end
        if not (text.startswith("、", at) or text.startswith("和", at)):
            break
        at += 1
    if len(names) < 2:
        return False
    item.names, item.posts, item.body = names, posts, names[-1].end
    item.post = posts[names[0].start]
    return True


def _read_posted(item: Item, stop: int, resolve: Resolve) -> bool:
    """A masked name at the end of a clause with 单位＋职务 before it; a rare surname (股长奇某) only where nothing else fits."""
    text = item.view.text
    found = [
        (name, match.start(), match.end())
        for match in overlapped(_TITLE_PERSON, text, 0, stop + 1)
        if (name := name_at(text, match.start("name")) or _doer(match)) is not None
        and (match.end() >= stop or _noted(text, match.end(), stop) or _DOES.match(text, match.end()))
    ]
    known = [f for f in found if begins_as_name(f[0].name)]
    rare = [f for f in found if not begins_as_name(f[0].name) and is_post(text[: f[1]])]
    for name, at, end in (*known, *rare[-1:]):
        if is_post(text[:at]) or split(text[:at], resolve).title:
            before = _named_before(text, at)
            begin = before[-1][1].end + 1 if before else 0
            item.names, item.post, item.body = [*(n for _, n in before), name], (begin, at), end
            item.posts = {**{n.start: post for post, n in before}, name.start: (begin, at)} if before else {}
            item.post = before[0][0] if before else (0, at)
            return True
    return False


_DOES = compiled(f"(?:{_DEED}|{SENTENCED})")


def _doer(match: regex.Match[str]) -> Name | None:
    """A masked name with what he did right behind it: 驾驶员李某某|冒险开挖."""
    if _DOES.match(match.string, match.end()) is None or not is_name(match["name"]):
        return None
    return Name(match["name"], *match.span("name"))


def _named_before(text: str, at: int) -> list[tuple[tuple[int, int], Name]]:
    """Posts and names of those who stand before the last one: 项目经理太某明、|现场施工员陈某; empty where only posts do."""
    out: list[tuple[tuple[int, int], Name]] = []
    begin = 0
    while (stop := text.find("、", begin, at)) >= 0:
        if is_post(text[begin:stop]):
            return out
        size = next(
            (
                n
                for n in (3, 2)
                if stop - n > begin and is_post(text[begin : stop - n]) and _MAY_NAME.fullmatch(text, stop - n, stop)
            ),
            None,
        )
        if size is None:
            return out
        out.append(((begin, stop - size), Name(text[stop - size : stop], stop - size, stop)))
        begin = stop + 1
    return out


def _read_fellows(item: Item, stop: int, resolve: Resolve) -> bool:
    """Several masked names behind one unit and post: 某公司作业人员甲某、乙某、丙某，…."""
    text = item.view.text
    first = text.find("、", 0, stop)
    for begin in range(2, first if first > 0 else 0):
        if not is_masked(text[begin : begin + 4]) or not split(text[:begin], resolve).title:
            continue
        names = names_at(text, begin, full=False)
        if len(names) > 1 and names[-1].end == stop and begins_as_name(names[0].name):
            item.names, item.post, item.body = names, (0, begin), stop
            item.posts = {n.start: (0, begin) for n in names}
            return True
    return False


_PIECE_END = compiled(r"[，。；：\n（、和]|分别|处以?|给予|予以|依法|作出|进行|实施|被|因|的")


def unread_person(text: str, end: int) -> bool:
    """Do a post and what may be a name follow the unit: 某公司|安全员|佴守田，…? Then the words are not about the unit."""
    comma = _PIECE_END.search(text, end)
    piece = text[end : comma.start() if comma else len(text)]
    return any(is_post(piece[:-size]) and is_name(piece[-size:]) for size in (2, 3, 4) if len(piece) > size + 1)


_DEAD_COUNT = compiled(
    r"(?:因|鉴于|由于|但)(?:上述|以上)?(?P<n>\d{1,2}|[二两三四五六七八九十])(?:名)?人(?:均|都)?(?:已|已经)?(?:当场|(?:在)?(?:本次|此次|该起)?事故中)?(?:均|都)?(?:已|已经)?(?:死亡|遇难|身亡)"
)
_FIGURES = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


_NEW_PIECE = compiled("[，；]")


def _counted_dead(text: str, names: list[Name], report: Report) -> list[Name]:
    """The others of whom a sentence speaks, where it counts its dead: 甲、乙负有直接责任，丙盲目施救，因3人均已死亡，…."""
    stop = text.find("。")
    said = _DEAD_COUNT.search(text, names[-1].end, stop if stop >= 0 else len(text))
    if said is None:
        return []
    count = _FIGURES.get(said["n"]) or int(said["n"])
    found: list[Name] = []
    for mark in _NEW_PIECE.finditer(text, names[-1].end, said.start()):
        at = mark.end()
        word = next(
            (w for n in (4, 3, 2) if is_name(w := text[at : at + n]) and (is_masked(w) or _told_of(report, w))), None
        )
        if word is not None and word not in {n.name for n in (*names, *found)}:
            found.append(Name(word, at, at + len(word)))
    return found if len(names) + len(found) == count else []


def _read_prose(item: Item, resolve: Resolve, report: Report) -> bool:
    """Subjects of running prose: 某公司总经理明德贵对…疏于管理，…; a full name without post only if the report gives it one."""
    text = item.view.text
    alone = prose_name_at(text, 0)
    if alone is not None and not _unit_behind(text, alone, resolve) and _told_of(report, alone.name):
        item.names, item.body = [alone], alone.end
        return True
    at = 0
    while (found := _fellow(text, at, item) or _post_and_name(text, at, resolve)) is not None:
        item.posts[found.start] = (at, found.start) if found.start > at else item.posts[item.names[-1].start]
        item.names.append(found)
        item.body = found.end
        note = _NOTE.match(text, found.end)
        at = note.end() if note else found.end
        if not text.startswith("、", at):
            break
        at += 1
    item.unread = bool(item.names) and item.body < at
    if item.names:
        item.post = item.posts[item.names[0].start]
    return bool(item.names)


def _fellow(text: str, at: int, item: Item) -> Name | None:
    """Another one of the same post: 该站监督员李泽锋、|吴俊贤2人的履职问题….  A full name only: a masked one stands in lists."""
    return prose_name_at(text, at) if item.names and text.startswith("、", at - 1) else None


_PROSE_END = compiled(r"[，。；：\n《》]|$")
_NO_POST = compiled(r"对|给予|由|被|将|建议")


def _post_and_name(text: str, at: int, resolve: Resolve) -> Name | None:
    """The name after 单位＋职务 that begin at ``at``: 某公司法定代表人、总经理|明德贵|对…."""
    limit = _PROSE_END.search(text, at)
    stop = limit.start() if limit else len(text)
    if _NO_UNIT.match(text, at) or _ACTS.match(text, at):
        return None
    for begin in range(at + 2, min(stop, at + 48)):
        name = prose_name_at(text, begin)
        before = text[at:begin]
        if name is None or ("（" in before and "）" not in before):
            continue
        if _NO_POST.search(before):
            return None
        told = at or before.startswith("该") or _STATED.match(text, name.end)
        if is_post(before) and (told or split(before, resolve).unit is not None):
            return name
    return _named_last(text, stop) if at == 0 else None


def _named_last(text: str, stop: int) -> Name | None:
    """A full name that ends the first clause of an item on a penalty, a post before it: 某局副局长|弓志强|，监管不力，建议…."""
    if not text.startswith("，", stop) or not is_judged(text, stop):
        return None
    for size in (3, 2, 4):
        begin = stop - size
        if begin > 1 and is_name(text[begin:stop]) and begins_as_name(text[begin:stop]) and is_post(text[:begin]):
            return Name(text[begin:stop], begin, stop)
    return None


_SEX_BEHIND = compiled(r"[（，](?:男|女)|同志")
_HAN_BEFORE = compiled(r"[\p{Han}]{2,12}$")


def _told_of(report: Report, name: str, by: str = "") -> bool:
    """Does the report speak of someone of this name with a post or sex: 装卸工吴立新, 吴立新（男…）?"""
    for at in occurrences(report.text, name):
        if not by and _SEX_BEHIND.match(report.text, at + len(name)):
            return True
        piece = _HAN_BEFORE.search(report.text[max(0, at - 12) : at])
        if piece is not None and is_post(piece[0]):
            return True
    return False


def _unit_behind(text: str, name: Name, resolve: Resolve) -> bool:
    """Is what looks like a full name the head of a unit (马上公司)?"""
    if name.masked:
        return False
    end = unit_end(text, name.start, resolve)
    return end is not None and end <= name.end + 1


_HALF = compiled(r"(?:办事处|人民政府|政府|党工委|党委)(?=[，、。：和及与]|已|未|对|向|分别|均)")
_AFTER_UNIT = compiled(r"[，、。：（和及与]|$|已|未|对|向|分别|均|在|因|由|负|存在|履行|作为|应|违|不|落实")


_JOINED = compiled(r"(?:（[^（）]{1,30}）)?[、和及与]")
_HALF_END = compiled(r"(?:党工委|党委|办事处|人民政府|政府)$")


def _units(text: str, start: int, end: int, resolve: Resolve) -> list[Unit]:
    """The unit at the head with those joined to it; what is left out is filled in from the first (某街道党工委、办事处)."""
    out = [Unit(text[start:end], start, end)]
    while (join := _JOINED.match(text, end)) is not None:
        at = join.end()
        half = _HALF.match(text, at)
        stop = half.end() if half else unit_end(text, at, resolve)
        if stop is None or not _AFTER_UNIT.match(text, stop):
            break
        word = text[at:stop]
        if half is not None:
            word = _HALF_END.sub("", out[0].name) + word
        out.append(Unit(word, at, stop))
        end = stop
    return out
