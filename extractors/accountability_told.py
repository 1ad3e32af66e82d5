"""Items of a follow-up parted by whom their clauses speak of: 甲公司被罚款150万元；乙被处上一年年收入60%的罚款.

A follow-up tells in short prose what became of each recommendation, several subjects in a line, persons by their bare
names. A name is believed where it stands at a clause's head or as its object, with a word of punishment behind it.
"""

from __future__ import annotations

import dataclasses

from extractors import sanction_measures
from extractors.accountability_subjects import Item, Unit
from extractors.org_names import is_foreign, is_generic, kind_of
from extractors.org_short import is_traded
from extractors.patterns import compiled
from extractors.person_names import Name, begins_as_name, is_masked, is_name
from extractors.posts import Resolve, is_post, short_names, split, unit_end
from extractors.rules import of_kind
from extractors.view import View, view
from schemas.document import Report

EVALUATION = "整改评估报告"

_MARKS = compiled(
    r"(?:[一二三四五六七八九十]{1,3}、|（[\d一二三四五六七八九十]{1,3}）|\d{1,2}[.、](?!\d)|[①-⑳])?"
    r"(?:(?:其中|同时|此外|另外|另|目前|经查|经核实|截至目前|[一二三四五六七八九十]是)[，：]?)?"
)
_DEAD = compiled(r"(?:已)?(?:死亡|遇难|身亡)(?:的|者|人员|职工|工人)?|死者")
_LABEL = compiled(
    r"(?:(?:施工|建设|监理|设计|劳务|(?:施工)?总承?包|(?:专业|劳务)?分包|出租|承租|租赁|委托|受托|产权|供应|供货|检修|维保|使用|涉事|责任|事故(?:发生)?)(?:单位|企业|方|公司)"
    r"|施工总承?包|总承?包|业主(?:单位)?|建设方|企业)[：:]?(?=[\p{Han}（]{3})"
)
_STEP = (
    r"被|已|(?:还|也|同样)(?=被|受到|因)|以(?=涉嫌|[^，。；]{2,12}罪)|在(?=事故|本次|此次|该)|受到|受(?=[党政刑处])|由|按|因|经|均|分别|各|都|依法|罚款|处(?=罚|以|上|\d|人民币|[一二三四五六七八九十])|缴纳|缴清|于(?=\d|同[年月日])|\d{4}年|不再|不予|免[予于]|移送|调(?=[到离至整])"
    r"|给予|予以|作出|做出|政务|党[内纪]|进行|撤(?=职|销)|免(?=职|去)|记(?=大?过)|警告|采取|立案|约谈|谈话(?=提醒|诫勉)|诫勉|批评|降(?=职|级|低|薪)|通报|解除|开除|留(?=用|党)|辞退|暂(?=停|扣)|吊销|取消|取保|刑事|行政|判(?=处|刑|决)|获刑|实施"
)
_AFTER_PERSON = compiled(
    rf"[，。：；、（\n]|和|及|$|{_STEP}|的(?=[^，。；]{{0,24}}(?:罚款|证|资格|劳动合同|处分|处罚)|(?:处理|处分|处罚|追责)?(?:意见|建议)[是为])|提出的|同志|[二两三四五六七八九十]{{1,2}}[名人]"
)
_PAPER = compiled(
    r"(?:的)?(?:特种|注册|安全|监理|建造|从业|执业|机动)[^，。；]{0,12}?(?:证|证书|资格|驾驶证)(?:已|均)*被"
)
_MISDEED = compiled(r"出租|违[章规反法]|未|擅自|作为|无证|在|因|冒险|存在|明知|私自|组织|安排|指使|疏于|系|负责")
"""What may follow a masked name besides: 房东徐某某出租厂房…，罚款五千元."""
_AFTER_UNIT = compiled(
    rf"[，。：；、（\n]|和|及|$|{_STEP}|\d|[一二三四五六七八九十百]{{1,4}}万|停产|停业|责令|限期|列入|纳入|关闭|的(?=[^，。；]{{0,24}}(?:罚款|证|资质|处罚))"
)
_AFTER_BODY = compiled(
    r"[，：]?(?:就(?:此|该?事故))?(?:已|已经|均|也|分别|按要求){0,8}(?:被|受到|向[^，。；]{2,20}(?:[作写]|提交))|[、。]|和|及|$"
)
_ADVERBS = r"(?:已经?|均|也|依法|决定|于?\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|，){0,8}"
_ACTS = compiled(
    rf"{_ADVERBS}(?:按照?[^，。；]{{2,16}}{_ADVERBS}){{0,2}}(?:对|与|给予|将|解除|撤销|辞退|开除|免去|扣[发罚除]|调离|(?:吊销|暂扣|注销|收回|降低|取消|责令|约谈)其)"
)
"""What follows a unit that deals with others: it is not whom the clause strikes."""
_HOLDER = compiled(r"(?:的)?(?:主要|相关|有关)?(?:负责人|领导班子|领导|责任人)(?=[，。]|进行|予以|给予|作|$)")
_OBJECT = compiled(
    r"(?:(?<![面针相校核绝反])对|给予|约谈|解除与|(?<!未)与|撤销|取消|吊销|暂扣|辞退|开除|责令|责成)其?(?!上述|以上|该|本|此|各|全|照|于|应)"
)
_FUNCTION = compiled(r"[已未被处罚缴款额欠了的由对给该也及与不罪刑判责证岗则仍还另]|[因按经于向在从各都均受将再]$")
_SHORT_END = compiled(r"[人者方户队场车库房员段面炉机组班类项款证额次起处级等内外上下间所事业主管]$")
_LONG_END = compiled(r"[者户队库款额证]$")
_NO_POST = compiled(r"[，：。；、]|对|给予|由|被|将|建议|决定|[已未]|与(?!安|技|质)")
"""What no unit and post before a name hold."""
_TWO_POSTS = compiled(r"(?<=成员|委员|书记|主任|经理|董事|代表|总工|[局镇乡厂矿所站队]长)、")
"""党组成员、副局长: two posts of one person."""
_LOOSE = frozenset("但应从相都能由后来则又并已未对在因向于时支管和为到单项施全安车水商农查双共曾尚计年月别")
"""Surnames that are common words: a bare name beginning so needs a comma or a post."""
_OF_PAPERS = ("撤销", "取消", "吊销", "暂扣")
_CLEAR = compiled(r"[，。：（、]|和|及|被|已|受到|由|按|因|均|分别|罚款|处(?=罚|以|上|\d)|缴纳|依法|的")
"""What makes a bare name of two characters clear."""
_PAID = compiled(r"罚款")


@dataclasses.dataclass(frozen=True)
class _Told:
    """Whom a clause speaks of; ``body``: where the words after them begin, the clause's start where they are its object."""

    names: tuple[Name, ...]
    units: tuple[Unit, ...]
    posts: dict[int, tuple[int, int]]
    body: int


_STRIKES = compiled("对|给予|将")


def parted(item: Item, resolve: Resolve, report: Report) -> list[Item]:
    """An item as items of one subject each; the item itself where its clauses turn to nobody else."""
    if item.row is not None or item.group:
        return [item]
    text = item.view.text
    heads: list[tuple[int, _Told | None]] = [(0, None)]
    employed: list[int] = []
    doers: dict[int, tuple[int, int]] = {}
    for start, end, whole in _pieces(text, resolve):
        first = _STRIKES.search(text, *whole)
        if first is not None and whole[0] < first.start() < start and text.startswith("对", start):
            doers[start] = (whole[0], first.start())
        told = subject(text, start, end, resolve)
        if told is None or not _is_punished(text, start, end, told):
            if start and _strikes_unread(text, start, end):
                heads.append((start, _Told((), (), {}, start)))
            continue
        if start == 0 and (item.names or item.units) and not _has_more(told, item):
            continue
        if told.names and told.body == start and _employs(text, *whole, resolve):
            employed.append(start)
        if start == 0:
            heads = [(0, told)]
        elif not _same(told, heads[-1][1], item if len(heads) == 1 else None, resolve):
            heads.append((start, told))
    if len(heads) == 1 and heads[0][1] is None:
        return [item]
    ends = [at for at, _ in heads[1:]] + [len(text)]
    return [
        dataclasses.replace(_item(item, report, start, end, told, doers.get(start)), employer=start in employed)
        for (start, told), end in zip(heads, ends, strict=True)
        if text[start:end].strip()
    ]


_OF_HEADING = compiled(
    r"对.+的(?:行政|内部|党纪|政务|刑事|责任)*(?:处罚|处理|处分|问责|追责|追究)(?:落实|执行)?(?:情况)?[。：]?"
)


_TO = compiled(r"(?=对)|$")


def headed(item: Item, resolve: Resolve, report: Report) -> Item:
    """An item without subject, with the one that its heading gives: （一）对恒岭公司的处罚。县应急管理局于…作出…."""
    node = item.section
    if item.names or item.units or item.group or not node.heading or node.heading_start >= item.span[0]:
        return item
    words = view(report, [(node.heading_start, node.heading_end), item.span])
    stop = words.text.find("\n")
    if _OF_HEADING.fullmatch(words.text, _TO.search(words.text).start(), stop) is None:
        return item
    told = subject(words.text, 0, stop, resolve)
    if told is None:
        return item
    whole = Item(words, node, listed=item.listed, lead=item.lead)
    return _item(whole, report, 0, len(words.text), dataclasses.replace(told, body=0))


_CLAUSE = compiled(r"[^。；\n]+")


def clauses(text: str) -> list[tuple[int, int]]:
    """Where the clauses of a passage stand, between 。 ； and line feeds."""
    return [m.span() for m in _CLAUSE.finditer(text)]


_UNREAD = compiled(
    r"(?:(?<![面针相校核绝反])对|与|将)(?!其(?![^，。；]{0,6}(?:负责人|代表人|经理|厂长|矿长))|该|本|此|上述|以上|他|她|事故|处罚|当事)[^，。；]{1,24}?(?:工人|员|[班队科处厂矿站所镇局]长|经理|主任|师|负责人|公司|厂|司机)[\p{Han}·]{0,4}"
    r"(?=以|采取|处|罚|给予|予以|作出|进行|解除|撤|免|记|警告|立案|依法|分别)"
)


_OTHERS = compiled(
    r"(?!其|该|此|并|同时|后|随后|现|另|企业|公司|单位|厂方|矿方|本人|当事人|[二两三]人|上述|以上|因|经|于|由|已|均|将|依|罚|责令|暂|吊|停)"
    r"(?!\d|[^，。；]{0,20}(?:[年月日]|[证书执][照书证]?|资质|资格|处理)(?:已|均|也)*被)[^，。；]{1,24}?(?:已|均|都|也|还|先后)*被(?!告|害|告知)"
    r"|(?:[^，。；]{0,30}?[^面针相校核绝反，。；])?对(?!其|该|本|此|上述|以上|他|她|(?:企业|公司|单位|当事人|责任单位|事故单位)(?:处|罚|作|给|实|的))[^，。；]{2,30}?(?:处以?(?!罚决定|理)|罚款|给予|作出|予以|立案|采取|移送)"
)
"""A clause with a subject or an object of its own: 房东被罚款1000元 · 对辖区企业罚款8万元."""
_COUNTED = compiled(r"\d余?(?:家|起|户|次|名(?!为)|处(?!罚|分))|(?:有|达|共)\d++人|\d人次?$")


def _strikes_unread(text: str, start: int, end: int) -> bool:
    """Does a clause with a measure strike somebody who could not be read? Then it says nothing of who stands before."""
    if not sanction_measures.find(text, start, end):
        return False
    mark = _MARKS.match(text, start, end)
    at = mark.end() if mark else start
    if _OTHERS.match(text, at, end) is not None or _COUNTED.search(text, at, end) is not None:
        return True
    found = _UNREAD.search(text, start, end)
    return found is not None and bool(sanction_measures.find(text, found.end(), end))


_SUFFERS = compiled(r"(?:已|均)?(?:被|受到|处(?=罚|以|上|\d)|罚款)")


_OF_SEVERAL = compiled(
    r"\d(?:名|人)[^，。；：]{0,24}(?:问责|处理|处分|追责|追究|处罚)[^，。；：]{0,6}：$|(?:处理|问责|处分|追究)(?:了)?\d(?:名|人)[^，。；：]{0,12}：$|(?:如下|决定)：$"
)
_COMMA = compiled("[，、：]")


def _pieces(text: str, resolve: Resolve) -> list[tuple[int, int, tuple[int, int]]]:
    """Clauses, parted at commas where another is struck (甲公司被处罚款90万元，矿长乙被处…), with the whole clause's span."""
    out = []
    for start, end in clauses(text):
        cuts = [start]
        for mark in _COMMA.finditer(text, pos=start, endpos=end):
            at = mark.end()
            if mark[0] == "：":  # 县纪委对3名干部进行了问责：某局副局长甲受到…
                if _OF_SEVERAL.search(text, cuts[-1], at) is not None and subject(text, at, end, resolve) is not None:
                    cuts.append(at)
                continue
            if not sanction_measures.find(text, cuts[-1], mark.start()) or not sanction_measures.find(text, at, end):
                continue
            if text.startswith("对", at):
                turned = subject(text, at, end, resolve) is not None or _UNREAD.match(text, at, end) is not None
            else:
                told = _who(text, at, end, resolve, body=None) if mark[0] == "，" else None
                turned = told is not None and _SUFFERS.match(text, told.body) is not None
            if turned:
                cuts.append(at)
        out += [(a, b, (start, end)) for a, b in zip(cuts, [*cuts[1:], end], strict=True)]
    return out


_OWN_FIRM = compiled(r"(?:该)?(?:企业|公司|厂方|矿方)(?=已|对|给|与|将|按|决|依|撤|免|解)")


def _employs(text: str, start: int, end: int, resolve: Resolve) -> bool:
    """Does a firm deal with its own people in a clause: 永岭煤业对综采队队长牛某国撤职?"""
    mark = _MARKS.match(text, start, end)
    at = mark.end() if mark else start
    if _OWN_FIRM.match(text, at, end):
        return True
    if any(is_traded(text[at : at + n]) and _ACTS.match(text, at + n, end) for n in range(4, 8)):
        return True
    stop = unit_end(text[:end], at, resolve)
    if stop is None or not _ACTS.match(text, stop, end):
        return False
    kind = kind_of(resolve(text[at:stop]))
    return text[at:stop] in short_names(resolve) or (kind is not None and kind[0] == "firm")


def subject(text: str, start: int, end: int, resolve: Resolve) -> _Told | None:
    """Whom a clause speaks of: who heads it, else whom it has as its object."""
    mark = _MARKS.match(text, start, end)
    at = mark.end() if mark else start
    told = _who(text, at, end, resolve, body=None)
    if told is not None:
        return told
    for found in _OBJECT.finditer(text, at, min(end, at + 48)):
        if text.count("，", at, found.start()) > 1:
            break
        told = _who(text, found.end(), end, resolve, body=start, verb=found[0])
        if told is not None:
            return told
    return None


_SUM_OF_UNIT = compiled(r"(?:人民币)?[\d.]+万?元(?=、)")
_JOINT = compiled(r"(?:（[^（）]{1,24}）)?(?:、|和|及|以及)")


def _who(text: str, at: int, end: int, resolve: Resolve, *, body: int | None, verb: str = "") -> _Told | None:
    """The persons or units that begin at ``at``, joined by 、 or 和."""
    names: list[Name] = []
    units: list[Unit] = []
    posts: dict[int, tuple[int, int]] = {}
    while True:
        dead = _DEAD.match(text, at, end)
        begin = dead.end() if dead and not names else at
        person = _person(text, begin, end, resolve, sure=bool(body is not None or dead or names), verb=verb)
        if person is not None and not units:
            if person.start > begin:
                posts[person.start] = (begin, person.start)
            names.append(person)
            at = person.end + (2 if text.startswith("同志", person.end) else 0)
        else:
            unit = None if names else _unit(text, begin, end, resolve, head=body is None)
            if unit is None:
                break
            units.append(unit)
            at = unit.end
            sum_of_unit = _SUM_OF_UNIT.match(text, at, end)
            at = sum_of_unit.end() if sum_of_unit else at
        joint = _JOINT.match(text, at, end)
        if joint is None:
            break
        at = joint.end()
    if not names and not units:
        return None
    last = names[-1].end if names else units[-1].end
    return _Told(tuple(names), tuple(units), posts, last if body is None else body)


def are_units(words: str, resolve: Resolve) -> bool:
    """Are the words nothing but a list of units: 鸿岭公司、诚岭仓储?"""
    told = _who(words, 0, len(words), resolve, body=None)
    return told is not None and bool(told.units) and told.units[-1].end == len(words)


def _unit(text: str, at: int, end: int, resolve: Resolve, *, head: bool) -> Unit | None:
    """A unit at ``at``; an office at a clause's ``head`` only where it suffers, for as a rule it is the one that punishes."""
    label = _LABEL.match(text, at, end)
    begin = label.end() if label else at
    stop = unit_end(text[:end], begin, resolve)
    if stop is None or stop > end:
        return None
    word = text[begin:stop]
    kind = kind_of(word)
    if is_foreign(word.lstrip("某")) or (is_generic(word) and "某" not in word):
        return None
    if word not in short_names(resolve) and resolve(word) == word and kind is None:
        return None
    if head and _ACTS.match(text, stop, end) is not None:
        return None
    suffers = _AFTER_UNIT if kind is None or kind[0] == "firm" or not head else _AFTER_BODY
    if suffers.match(text, stop, end) is None and _HOLDER.match(text, stop, end) is None:
        return None
    return Unit(word, begin, stop)


def _person(text: str, at: int, end: int, resolve: Resolve, *, sure: bool, verb: str) -> Name | None:
    """A name at ``at``, or behind a unit and post that begin there; ``sure``: it is an object, so a bare name will do."""
    for begin in range(at, min(end - 1, at + 36)):
        before = text[at:begin]
        if _NO_POST.search(_TWO_POSTS.sub("", before)):
            return None
        fits = [
            Name(word, begin, begin + size)
            for size in (3, 2, 4)
            if begin + size <= end
            and _may_be(word := text[begin : begin + size])
            and _is_bounded(text, begin + size, end, verb)
            and (not before or _is_posted(before, resolve))
            and (before or sure or _is_safe(text, word, begin + size, end))
        ]
        if len(fits) > 1 and verb in _OF_PAPERS:  # 撤销景某装煤车司机岗位资格: where the name ends is open
            return None
        if fits:
            return fits[0]
    return None


_WRONGDOING = compiled(r"^(?:违章|违规|肇事|当事|涉事|直接)(?:操作|作业)?|^(?:分管|主管)(?=副)")


def _is_posted(before: str, resolve: Resolve) -> bool:
    """May the words before a name be its unit and post: 违章操作工人, 佑岭公司法定代表人?"""
    bare = _WRONGDOING.sub("", before)
    if bare.endswith("的") and unit_end(bare[:-1], 0, resolve) == len(bare) - 1:  # 某局的甲某、乙某两名工作人员
        return True
    return not bare or is_post(bare) or split(bare, resolve).title is not None


_PAPER_BEHIND = compiled(r"[\p{Han}]{0,12}(?:资格|证书?)")


def _is_bounded(text: str, at: int, end: int, verb: str) -> bool:
    if _AFTER_PERSON.match(text, at, end) is not None or _PAPER.match(text, at, end) is not None:
        return True
    if is_masked(text[max(0, at - 3) : at]) and _MISDEED.match(text, at, end) is not None:
        return True
    return verb in _OF_PAPERS and bool(_PAPER_BEHIND.match(text, at, end))


def _may_be(word: str) -> bool:
    """May these characters be a name: 甄耀, 董海旺, 向某民, not 尚欠, 施工方, 从轻?"""
    if not is_name(word):
        return False
    if _FUNCTION.search(word, 1):
        return False
    if is_masked(word):
        return True
    if not begins_as_name(word) or is_post(word) or kind_of(word) is not None:
        return False
    if (_SHORT_END if len(word) == 2 else _LONG_END).search(word):
        return False
    return not any(rule.search(word) for rule in of_kind("persons", "not_told"))


_SAFE_BEHIND = compiled("[，。]|被|受到|的(?=[^，。；]{0,24}(?:证书|罚款))")


def _is_safe(text: str, word: str, stop: int, end: int) -> bool:
    """Is a bare name at a clause's head beyond doubt?"""
    if is_masked(word):
        return True
    if word[0] in _LOOSE:
        return _SAFE_BEHIND.match(text, stop, end) is not None and len(word) == 3
    return len(word) > 2 or _CLEAR.match(text, stop, end) is not None


def _is_punished(text: str, start: int, end: int, told: _Told) -> bool:
    """Do words of punishment follow, in the clause or in the sentence behind a subject that stands alone?"""
    last = told.names[-1].end if told.names else told.units[-1].end
    stop = text.find("。", end + 1)
    stop = end if last < end else (stop if stop >= 0 else len(text))
    if bool(sanction_measures.find(text, start, stop)) or _PAID.search(text, start, stop) is not None:
        return True
    return bool(sanction_measures.find(text, start, min(len(text), stop + 80), denied=True)) if last < end else False


def _has_more(told: _Told, item: Item) -> bool:
    """Does a clause name more persons than were read before: 刁某成、秦某胜均以…被追究刑事责任?"""
    return bool(item.names) and {n.name for n in item.names} < {n.name for n in told.names}


def _same(told: _Told, before: _Told | None, item: Item | None, resolve: Resolve) -> bool:
    """Does a clause go on with the subject of the one before it?"""
    names = {n.name for n in told.names}
    units = {resolve(u.name) for u in told.units}
    if before is not None:
        return names == {n.name for n in before.names} and units == {resolve(u.name) for u in before.units}
    if item is not None and (item.names or item.units):
        return names == {n.name for n in item.names} and units == {resolve(u.name) for u in item.units}
    return False


def _item(
    item: Item, report: Report, start: int, end: int, told: _Told | None, doer: tuple[int, int] | None = None
) -> Item:
    """The part of an item that speaks of ``told``; of the item's own subject where that is None.

    ``doer``: where stands who acts on several in their turn (永岭煤业按内部规定|对甲撤职、对乙罚款); it is put before the part.
    """
    words = view(report, [item.view.span(start, end)])
    shift = start
    if told is None:
        return dataclasses.replace(item, view=words)
    if doer is not None:
        lead = view(report, [item.view.span(*doer)])
        words = View(lead.text + words.text, (*lead.offsets, *words.offsets))
        shift -= len(lead.text)
        told = dataclasses.replace(told, body=shift)
    posts = {at - shift: (a - shift, b - shift) for at, (a, b) in told.posts.items()}
    names = [Name(n.name, n.start - shift, n.end - shift) for n in told.names]
    return Item(
        words,
        item.section,
        names=names,
        units=[Unit(u.name, u.start - shift, u.end - shift) for u in told.units],
        post=posts.get(names[0].start) if names else None,
        posts=posts,
        body=told.body - shift,
        listed=item.listed,
        lead=item.lead,
    )
