"""Victims by name, outside the parts on accountability: 死者张某，男，… · 死亡人员：1.张某… · 2人死亡（赵某，男，…） ·
造成郭xx、韩xx 2人死亡，任xx重伤 · 遇难者姓名：…; and the parties of a road accident (当事人刘某承担全部责任).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import islice

import regex

from extractors import victim_tables
from extractors.accountability_items import PARTS
from extractors.accountability_passages import is_quoted_law
from extractors.patterns import compiled
from extractors.person_names import (
    Name,
    is_name,
    masked_pattern,
    name_at,
    names_at,
    plain_pattern,
    tight,
    tight_pattern,
)
from extractors.posts import is_post
from extractors.sanction_measures import sentence
from extractors.victim_tales import TOLD, Telling
from extractors.view import View, view
from schemas.document import Report, SectionNode


@dataclasses.dataclass
class Mention:
    """A person told of: the name in a view, what is said after it, dead (True), hurt (False) or not said (None)."""

    view: View
    name: Name
    end: int
    deceased: bool | None
    listed: int
    group: int
    rule: str
    responsible: tuple[int, int] | None = None


_DEAD_HEAD = compiled(r"死者|死亡(?!原因)|遇难|遇害")
_HURT_HEAD = compiled(r"伤者|受伤|伤员|重伤|轻伤")
_INTRO = compiled(
    r"(?P<dead>死者(?:姓名)?|死亡(?:人员|者)(?:名单|姓名|情况|基本情况)?|遇难(?:人员|者|矿工|工人)?(?:姓名|名单|情况)?|死亡\d++人|(?<!\d)\d++人(?:当场)?死亡)"
    r"|(?P<hurt>伤者(?:姓名)?|受伤(?:人员|者)(?:名单|情况)?|(?:重|轻)?伤(?:员|人员)(?:名单|情况)?|(?:受伤|重伤|轻伤)\d++人|(?<!\d)\d++人(?:受|重|轻)伤)"
)
_AFTER_INTRO = compiled(
    r"(?:基本)?(?:情况)?(?:共?(?:\d{1,2}|[一二两三四五六七八九十])(?:名|人))?(?:，?分别)?(?:是|为|系|有)?[：:（(。，]?(?:一|1)?(?:是|[.、．])?"
)
_ATTRIBUTE = compiled(
    r"(?:（(?:死者|伤者|男|女)[^）]*）)?[，：:,（(]\s*(?:男|女|系|\d{1,3}岁|\d{4}年|汉族|身份证|\p{Han}{1,3}族|某|均[为系是]|\p{Han}{2,24}(?:工|人|员))"
)
_TAGGED = compiled(r"（(?P<dead>死者|已死亡|死亡)|（(?P<hurt>伤者|受伤|重伤|轻伤)")
_RESULT = compiled(
    rf"(?P<names>{tight_pattern()}(?:[、和及]{tight_pattern()})*)(?:等)?(?:\d+|[一二三四五六七八九十两])?(?:名|人|位)?(?:工人|工友|员工|人员)?(?:当场|均|不幸|经抢救无效)?"
    r"(?P<dead>死亡|遇难|身亡)?(?P<hurt>(?:受(?:重|轻)?|重|轻)伤(?!者|员))?"
)
_FATE = compiled(r"(?:均|分别)?(?:当场)?(?:受?(?:重|轻|轻微)伤|死亡|遇难)")
_ENTRY = compiled(
    r"(?:^|(?<=[。；\n]))(?:\d{1,2}[.．、)）]|（\d{1,2}）|[①-⑳])?(?:(?:肇事)?(?:驾驶人|驾驶员|死者|伤者|行人|当事人|乘车人)(?:基本)?(?:情况)?[。：:]?)?"
    rf"|(?<=，)(?:驾驶人|驾驶员|司机|行人|乘车人)(?:[为系])?(?={masked_pattern()}[，（](?:男|女))"
)
_PARTY = compiled(
    rf"(?P<party>当事人|驾驶人|驾驶员|行人|认定(?={masked_pattern()}))(?P<name>{masked_pattern()}|\p{{Han}}{{2,4}})(?:负|承担|无责任|(?:对|在|应)[^。；，]{{0,16}}(?:负|承担))"
    r"(?:有)?(?:该起|该|本次|此次|本起|此起|这起)?(?:交通)?(?:事故)?(?:的)?(?P<what>全部责任|主要责任|次要责任|同等责任|无?责任)?"
)
_DIED = compiled(r"在事故中(?:当场)?死亡|经抢救无效死亡|当场死亡")
_HURT = compiled(r"(?:事故中|，)受?(?:重|轻)?(?:微)?伤|受伤")
_SAVED_TOO_LATE = compiled(
    rf"(?:^|(?<=[，。；：\n将把]))(?P<names>{tight_pattern()}(?:[、和及]{tight_pattern()})*)(?:(?:\d{{1,2}}|[一二两三四五六七八九十])(?:人|名(?:重?伤(?:员|者)|工人|人员|员工|作业人员)))?(?:先后|均|相继|随即|立即)?"
    r"(?:被(?:救|送|抬|找|掘)|经(?!理|过|营)|送医|送往|救出|当场|因(?:伤势?|抢救))(?P<rest>[^。；\n]{0,60}?)(?:死亡|身亡|遇难)(?!证明|原因|赔偿)"
)
_DIAGNOSED = compiled(
    rf"(?<![\p{{Han}}])(?P<name>{tight_pattern()})(?:(?:伤情)?经[^，。；]{{2,24}}?(?:诊断|鉴定|评定)[^。；]{{0,30}}?(?:轻伤|重伤|轻微伤)|(?:至今|仍|被宣告|已)?(?P<lost>失踪))"
)
_HOW_MANY = compiled(r"(?P<n>\d|[一二两三四五六七八九])(?:人|名)")
_FIGURES = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_HEADS = ("伤亡损失",)


def mentions(report: Report) -> list[Mention]:
    """Every victim named and every party of a road accident, in reading order."""
    out: list[Mention] = []
    telling = Telling(report)
    for node in report.sections:
        if node.part not in PARTS:
            out += [
                Mention(
                    words,
                    name,
                    len(words.text),
                    deceased,
                    node.index,
                    -1 - table,
                    "person.table",
                )
                for words, name, deceased, table in victim_tables.rows(report, node)
            ]
        if node.part in PARTS or node.part in ("防范措施", "事故教训", "工作要求", "措施落实", "附件"):
            continue
        for block in report.document.blocks_in(node.body_start, node.body_end):
            group = block.start  # mentions of one paragraph belong together
            start, end = max(block.start, node.body_start), min(block.end, node.body_end)
            if end <= start or block.kind not in ("paragraph", "table_row") or is_quoted_law(report.text[start:end]):
                continue
            passage = view(report, [(start, end)])
            if passage.text:
                found = [
                    *_introduced(passage, node, group),
                    *_entries(passage, node, group),
                    *_results(passage, node, group),
                ]
                found += _too_late(passage, node, group)
                found += _dated(passage, node, group)
                found += _diagnosed(passage, node, group)
                if node.part in TOLD:
                    found += _told(telling, passage, node, group)
                out += _first_of_each(found)
                out += _parties(passage, node, group)
    return out


def _told(telling: Telling, passage: View, node: SectionNode, group: int) -> list[Mention]:
    """Those of whom only the story tells: dead, hurt or missing."""
    return [
        Mention(
            passage,
            name,
            tale.end,
            tale.deceased,
            node.index,
            group,
            "person.missing" if tale.deceased is None else "person.story",
        )
        for tale in telling.find(passage.text)
        for name in tale.names
    ]


def _first_of_each(found: list[Mention]) -> list[Mention]:
    """One mention per place; what tells of death or injury goes before what does not."""
    kept: dict[int, Mention] = {}
    for mention in sorted(found, key=lambda m: (m.name.start, m.deceased is None)):
        kept.setdefault(mention.name.start, mention)
    for mention in kept.values():
        said = mention.view.text[mention.name.end : mention.end]
        if _DIED.search(said):
            mention.deceased = True
        elif _HURT.search(said):
            mention.deceased = False
    return list(kept.values())


_STOP = compiled(r"[。；;\n]")
_BRACKETS = compiled(r"（[^（）]*）|(?P<out>）)")
_FOLLOWING = compiled(rf"[）；。、，]\s*(?:\d[.．、])?(?={masked_pattern()}[，（：])")


def _mention(passage: View, name: Name, deceased: bool | None, node: SectionNode, group: int, rule: str) -> Mention:
    stop = _STOP.search(passage.text, name.end)
    end = stop.start() if stop else len(passage.text)
    closing = _BRACKETS.finditer(passage.text, name.end, end)
    end = next((m.start() for m in closing if m["out"]), end)
    following = _FOLLOWING.search(passage.text, name.end, end)
    return Mention(passage, name, following.start() if following else end, deceased, node.index, group, rule)


def _tells_of_harm(text: str) -> bool:
    """Does a passage speak of dead, hurt or missing at all? Few do, and the patterns below are dear."""
    return "伤" in text or _tells_of_death(text)


def _tells_of_death(text: str) -> bool:
    return "死" in text or "遇" in text or "身亡" in text


_NEXT_NUMBER = compiled(r"；(?:\d{1,2}[.．、])?")


def _introduced(passage: View, node: SectionNode, group: int) -> list[Mention]:
    """死者张某，男… · 死亡人员：周某，男，…；李某甲，男，… · 1人死亡（高二林，男，…）."""
    out: list[Mention] = []
    if not _tells_of_harm(passage.text):
        return out
    for match in _INTRO.finditer(passage.text):
        intro = _AFTER_INTRO.match(passage.text, match.end())
        at = intro.end() if intro else match.end()
        names = names_at(passage.text, at)
        if not names or not _believed(passage.text, names, match):
            names = _in_brackets(passage.text, at, match)
            out += [_mention(passage, n, match["dead"] is not None, node, group, "person.victim") for n in names]
            continue
        deceased = match["dead"] is not None
        while names:
            out += [_mention(passage, n, deceased, node, group, "person.victim") for n in names]
            last = out[-1]
            after = _NEXT_NUMBER.match(passage.text, last.end)
            names = names_at(passage.text, after.end()) if after else []
            if names and not _ATTRIBUTE.match(passage.text, names[-1].end):
                names = []
        for name in _gone_on(passage.text, out[-1].name.end):
            if all(m.name.start != name.start for m in out):
                out.append(_mention(passage, name, deceased, node, group, "person.victim"))
    return out


_GOES_ON = compiled(
    r"(?:[，、；]|乘车人|乘员|乘客|乘坐人|驾驶人|驾驶员|司机|押运员|行人|员工|职工|工人|村民|人员)"
    rf"(?P<name>{masked_pattern()}|{plain_pattern()})(?=（(?:男|女)[，,、）])"
)
_SENTENCE_END = compiled(r"[。\n]")


def _gone_on(text: str, at: int) -> Iterator[Name]:
    """Who else a list names after a word for others of them: 陶某荣，客车乘车人赵某芬（女，47岁）、朱某兰（女，55岁）."""
    stop = _SENTENCE_END.search(text, at)
    end = stop.start() if stop else len(text)
    following = _INTRO.search(text, at, end)
    for match in _GOES_ON.finditer(text, at, following.start() if following else end):
        if is_name(match["name"]):
            yield Name(match["name"], *match.span("name"))


_LIST = compiled(rf"(?<=（)(?P<names>{masked_pattern()}(?:[、和及]{masked_pattern()})*)）")


def _in_brackets(text: str, at: int, intro: regex.Match[str]) -> list[Name]:
    """重伤2人（陈某、王某）: masked names alone in brackets, as many as are counted."""
    listed = _LIST.match(text, at)
    names = _parted(listed) if listed is not None else []
    counted = _HOW_MANY.search(intro[0])
    figure = (_FIGURES.get(counted["n"]) or int(counted["n"])) if counted is not None else None
    return names if figure == len(names) and all(is_name(n.name) for n in names) else []


def _believed(text: str, names: list[Name], intro: regex.Match[str]) -> bool:
    """A list of masked names is one; a full name needs 男, an age, a post … after it."""
    if all(n.masked for n in names):
        return bool(
            len(names) > 1
            or _ATTRIBUTE.match(text, names[-1].end)
            or text[names[-1].end : names[-1].end + 1] in "，。；（）"
            or _FATE.match(text, names[-1].end)
        )
    return _ATTRIBUTE.match(text, names[-1].end) is not None


_LABELS = compiled(r"驾驶|死者|伤者|行人|当事人|乘车")
_ENTRY_BEHIND = compiled(r"(?:（(?:死者|伤者|已死亡|受伤)[^）]*）)?[，：:](?:性别)?(?:男|女)|（(?:死者|伤者)")
_DEAD_LABEL = compiled("死者")
_DRIVES = compiled("驾驶")


def _entries(passage: View, node: SectionNode, group: int) -> list[Mention]:
    """Entries of a section on the dead and injured: 1.张某（死者）：男，…2.吴某（伤者）：男，…."""
    heading = node.heading or ""
    about = node.topic in _HEADS or _DEAD_HEAD.search(heading) or _HURT_HEAD.search(heading) or "驾驶人" in heading
    staff = _STAFF.search(heading) is not None
    out = []
    if about or _LABELS.search(passage.text):
        entries = _ENTRY.finditer(passage.text)
    else:  # only the first can be one, see below
        entries = islice(_ENTRY.finditer(passage.text), int(node.part == "基本情况"))
    for match in entries:
        label = match[0]
        labelled = about or _LABELS.search(label)
        if not labelled and (node.part != "基本情况" or match.start() > 0):
            continue
        names = names_at(passage.text, match.end())
        if staff and names and _ENTRY_BEHIND.match(passage.text[names[-1].end :]):
            out += [_mention(passage, n, None, node, group, "person.described") for n in names]
            continue
        if names and not labelled and _posted(passage.text, names, bool(label)):
            out += [_mention(passage, n, None, node, group, "person.entry") for n in names]
            continue
        if not names or not _ENTRY_BEHIND.match(
            passage.text[names[-1].end :],
        ):
            continue
        tag = _TAGGED.match(passage.text, names[-1].end)
        deceased: bool | None = None
        if tag is not None:
            deceased = tag["dead"] is not None
        elif _DEAD_LABEL.search(label):
            deceased = True
        elif not _DRIVES.search(label):
            deceased = _by_heading(heading, node)
        out += [_mention(passage, n, deceased, node, group, "person.entry") for n in names]
    return out


_STAFF = compiled(r"(?<!死亡|遇难|受伤|伤亡|遇险|失踪|重伤|轻伤|死伤)人员(?:的)?(?:基本)?(?:概况|情况|信息|简介)$")
"""Headings under which people are described one by one, and none that tells what became of them."""
_POST_BEHIND = compiled(r"，(?P<post>[^，。；：]{2,30})(?=[，。；])")


def _posted(text: str, names: list[Name], numbered: bool) -> bool:
    """Does a line describe someone by post: 2.施某，“远运0268”轮二副，持二副适任证书?"""
    piece = _POST_BEHIND.match(text, names[-1].end)
    return len(names) == 1 and piece is not None and is_post(piece["post"]) and (numbered or names[0].masked)


def _by_heading(heading: str, node: SectionNode) -> bool | None:
    dead, hurt = _DEAD_HEAD.search(heading), _HURT_HEAD.search(heading)
    if dead and not hurt:
        return True
    if hurt and not dead:
        return False
    return True if node.topic in _HEADS and not hurt else None


_CASUALTIES = compiled(r"伤亡|死亡")


def _results(passage: View, node: SectionNode, group: int) -> list[Mention]:
    """造成郭xx、韩xx、霍xx3人死亡，任xx重伤，成xx、郝xx轻伤."""
    about = node.topic in _HEADS or _CASUALTIES.search(node.heading or "") is not None
    out = []
    counted: tuple[int, int] | None = None
    for match in _RESULT.finditer(passage.text) if _tells_of_harm(passage.text) else ():
        if not match["dead"] and not match["hurt"]:
            continue
        if not about:
            counted = (
                sentence(passage.text, match.start()) if match["dead"] and _counted(passage.text, match) else counted
            )
            if counted is None or sentence(passage.text, match.start()) != counted:
                continue
        out += [
            Mention(passage, n, match.end(), match["dead"] is not None, node.index, group, "person.result")
            for n in _parted(match)
        ]
    return out


_PART_OF_COUNT = compiled(r"(?:其中|造成|导致|致|[，。；及和]|(?:乘车|乘坐|同乘|随车|驾驶)人员?)$")


def _counted(text: str, match: regex.Match[str]) -> bool:
    """Does the story name several dead at once: 其中上官某、权某、仵某3人死亡, 乘车人姜xx、占xx当场死亡?"""
    names = _parted(match)
    figure = _HOW_MANY.search(text, match.end("names"), match.end())
    before = _PART_OF_COUNT.search(text[: match.start()])
    if figure is not None and (_FIGURES.get(figure["n"]) or int(figure["n"])) != len(names):
        return False
    return len(names) > 1 and (before is not None or match.start() == 0)


_MORE_TOLD = compiled(rf"(?<![\p{{Han}}]){tight_pattern()}|造成|导致")


def _too_late(passage: View, node: SectionNode, group: int) -> list[Mention]:
    """景某、巨某先后被救出，送往医院，2人经抢救无效死亡: the story names the dead, as many as it counts."""
    out = []
    for match in _SAVED_TOO_LATE.finditer(passage.text) if _tells_of_death(passage.text) else ():
        names = _parted(match)
        counts = {_FIGURES.get(m["n"]) or int(m["n"]) for m in _HOW_MANY.finditer(match[0])}
        if (counts and counts != {len(names)}) or (not counts and len(names) > 1 and "均" not in match[0]):
            continue
        if _MORE_TOLD.search(match["rest"]):
            continue
        out += [Mention(passage, n, match.end(), True, node.index, group, "person.story") for n in names]
    return out


_WHEN = r"(?:于)?(?:次日|当日|当晚|翌日)?(?:凌晨)?(?:\d{1,2}月\d{1,2}日(?:\d{1,2}时)?|\d{1,2}日\d{1,2}时|\d{1,2}时)(?:\d{1,2}分)?(?:许|左右)?"


_ONE = rf"(?:{tight_pattern()}|{plain_pattern()}){_WHEN}"
_DATED_ONE = compiled(rf"(?P<name>{tight_pattern()}|{plain_pattern()}){_WHEN}")
_DATED_DEAD = compiled(
    rf"(?:^|(?<=[，。；：\n工员人师者客]))(?P<list>{_ONE}(?:[、，和]{_ONE})*)(?:先后|相继|分别)?(?:因[^，。；]{{2,12}})?经(?:全力)?(?:抢救|医治|救治|治疗)无效(?:后)?(?:死亡|身亡|去世)"
)


def _dated(passage: View, node: SectionNode, group: int) -> list[Mention]:
    """砌筑工常某11月3日16时20分、闫某11月8日5时经抢救无效死亡: the day ends a name, full ones too."""
    out = []
    for match in _DATED_DEAD.finditer(passage.text) if "无效" in passage.text else ():
        for part in _DATED_ONE.finditer(passage.text, match.start("list"), match.end("list")):
            if is_name(part["name"]):
                name = Name(part["name"], part.start("name"), part.end("name"))
                out.append(Mention(passage, name, match.end(), True, node.index, group, "person.story"))
    return out


def _diagnosed(passage: View, node: SectionNode, group: int) -> list[Mention]:
    """宁某经市人民医院诊断为左胫骨骨折，构成轻伤 · 向某失踪: hurt or missing by name in the story; masked names only."""
    out = []
    for match in _DIAGNOSED.finditer(passage.text) if "伤" in passage.text or "失踪" in passage.text else ():
        name = Name(match["name"], match.start("name"), match.end("name"))
        if is_name(name.name):
            lost = match["lost"] is not None
            out.append(
                Mention(
                    passage,
                    name,
                    match.end(),
                    None if lost else False,
                    node.index,
                    group,
                    "person.missing" if lost else "person.story",
                )
            )
    return out


_LISTED_NAME = compiled(r"[^、和及]+")


def _parted(match: regex.Match[str]) -> list[Name]:
    out = []
    for part in _LISTED_NAME.finditer(match["names"]):
        start = match.start("names") + part.start()
        out.append(Name(part[0], start, start + len(part[0])))
    return out


_BEARS = compiled(
    rf"(?:^|(?<=[，。；：、]|其中|\p{{Han}}(?:工|员|长|副|理|人|任|师|机)))(?P<names>{tight_pattern()})(?:、[^，。；、]{{0,24}}?{tight_pattern()}){{0,4}}(?:均|分别)?(?:对[^，。；]{{0,12}})?(?:应)?"
    r"(?:(?:负|承担)(?:有)?(?:本次|该起|此次)?(?:事故)?(?:的)?(?:直接|主要|次要|全部|主要领导|重要领导|领导|管理|监管)责任|[为系是](?:本次|该起)?(?:事故)?(?:的)?(?:直接|主要|次要|全部)责任人)(?=[，。；、]|$)"
)


_BORNE = compiled(r"(?:应)?(?:负|承担|[为系是])[^，。；]*$")


def _bearers(passage: View, node: SectionNode, group: int) -> list[Mention]:
    """Who bears which responsibility, in one sentence of a story: 蒲某、某公司经理塞某负直接责任 · 船长陈某为次要责任人."""
    out = []
    for match in _BEARS.finditer(passage.text) if "责任" in passage.text else ():
        verdict = _BORNE.search(passage.text, match.start(), match.end())
        for part in tight().finditer(passage.text, match.start(), match.end()):
            if verdict is None or part.end() > verdict.start() or not is_name(part[0]):
                continue
            name = Name(part[0], part.start(), part.end())
            mention = Mention(passage, name, match.end(), None, node.index, group, "person.party")
            mention.responsible = (verdict.start(), match.end())
            out.append(mention)
    return out


def _parties(passage: View, node: SectionNode, group: int) -> list[Mention]:
    """当事人刘某承担该事故的全部责任，当事人解某无责任."""
    out: list[Mention] = []
    for match in _PARTY.finditer(passage.text):
        name = name_at(passage.text, match.start("name"))
        if name is None or (name.end < match.end("name") and not name.masked):
            continue
        mention = Mention(passage, name, match.end(), None, node.index, group, "person.party")
        mention.responsible = match.span()
        out.append(mention)
    taken = {m.name.start for m in out}
    out += [m for m in _bearers(passage, node, group) if m.name.start not in taken]
    return out
