"""Names of persons: 张伟 · 李xx · 李某某 · 王某喆 · 高*军 · 阿力木·某某 · 欧阳某.

A masked name gives itself away; a full name is believed only where the words around it ask for a name (the head of an
item, a cell under 姓名, after 死者), never in running text.
"""

from __future__ import annotations

import dataclasses
from functools import cache, lru_cache
from importlib import resources

import regex

from extractors.patterns import compiled
from extractors.rules import of_kind

_MASK = "[xX×ｘＸ*＊○〇△╳]"
_NO_SURNAME = "[该对由有为在经系与和及向给是将被让以从到其此因据某的了等处至名按责个一二三四五六七八九十各另乘年月日吊]"
_AFTER = r"(?=[，,。、（(：:；;】【\[》\s]|$|等(?:\d|[一二三四五六七八九十])|(?:\d{1,2}|[二两三四五六七八九十])(?:名)?(?:人(?!员)|同志)|同志|和|与|及|因|在|作为|系|涉嫌|无责任|无过错|（|\(|承担|驾驶|持|负|违反|未|对(?=[^，。；]{0,16}(?:事故|责任|发生)))"
_MEASURE = (
    r"党内|党纪|留党|政务|政纪|行政(?:警告|记|降|撤|处|开除|拘留)|严重警告|警告|记大?过|降级|降职|撤职|免职|开除|诫勉|批评|通报|罚款"
    r"|停职|调离|约谈|谈话|提醒|训诫|组织处理|组织调整|处分|撤销|取消|暂停|吊销|判处"
)
"""What follows a name at once where a measure is told: 给予副镇长杜某党内警告处分."""
_UNIT_END = compiled(r"[局厂矿店站部镇乡县省区市队所院社委处科股室司]$")


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """A name as a span of the text that was searched; ``name`` is without white space and 同志."""

    name: str
    start: int
    end: int

    @property
    def masked(self) -> bool:
        """Is part of the name masked?"""
        return is_masked(self.name)


_MASKED_SIGN = compiled(rf"某|{_MASK}")


def is_masked(name: str) -> bool:
    """Is part of a name masked (李xx, 王某, 张*三)?"""
    return _MASKED_SIGN.search(name) is not None


@cache
def _surnames() -> tuple[tuple[str, ...], frozenset[str]]:
    return _vocab()[:2]


@cache
def _vocab() -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
    compound: tuple[str, ...] = ()
    single: set[str] = set()
    rare: set[str] = set()
    for line in resources.files("extractors.vocab").joinpath("surnames.txt").read_text("utf-8").splitlines():
        kind, _, words = line.partition(" ")
        if kind == "compound":
            compound = tuple(words.split())
        elif kind == "single":
            single |= set(words)
        elif kind == "rare":
            rare |= set(words)
    return compound, frozenset(single), frozenset(rare)


@cache
def surnames_pattern() -> str:
    """The known surnames as alternatives, compound ones first."""
    compound, single = _surnames()
    return rf"{'|'.join(compound)}|[{''.join(sorted(single))}]"


@cache
def masked_pattern() -> str:
    """A masked name, without what must follow it."""
    family = "|".join(_surnames()[0])
    given = rf"(?:某(?:某某?|[甲乙丙丁戊己庚辛壬癸]|\p{{Han}})?|{_MASK}{{1,3}}(?:(?!等)\p{{Han}})?|\p{{Han}}[某xX×*＊○]{{1,2}})\d?"
    foreign = r"\p{Han}{2,6}[·•．](?:某某?|[xX×*＊]{1,3}|\p{Han}{1,3}某?)"
    # 向 is a surname only beside a sign: 向*华, but 向某局报告
    return rf"(?:{foreign}|(?:{family}|(?!{_NO_SURNAME})\p{{Han}}){given}|(?<!\p{{Han}})向[*＊×]{{1,2}}\p{{Han}}?)"


@cache
def tight_pattern() -> str:
    """A masked name in running text, where 死, 重, 轻 … may follow it at once: 成xx、郝xx轻伤."""
    compound, single, rare = _vocab()
    family = rf"(?:{'|'.join(compound)}|[{''.join(sorted(single | rare))}])"
    return rf"{family}(?:某某?|{_MASK}{{1,3}})(?:(?![死重轻受当等均不遇身因经两二三四分给处采作予依追]|进[行入])\p{{Han}}(?=[、，和及与等\d死重轻受当均]|分别|给予|处|不予|不再|采取|作出|予以|依法|{_MEASURE}))?"


@cache
def tight() -> regex.Pattern[str]:
    """:func:`tight_pattern` as a pattern."""
    return compiled(tight_pattern())


@cache
def plain_pattern() -> str:
    """A full name of two to four characters that begins with a surname, or a name with a dot."""
    family, single = _surnames()
    return (
        rf"(?:\p{{Han}}{{2,6}}[·•]\p{{Han}}{{2,8}}|(?:{'|'.join(family)})\p{{Han}}{{1,2}}"
        rf"|[{''.join(sorted(single))}]\p{{Han}}{{1,2}})"
    )


def is_compound(name: str) -> bool:
    """Is it a surname of two characters?"""
    return name in _surnames()[0]


def begins_as_name(name: str) -> bool:
    """Does a name begin with a known surname?"""
    compound, single = _surnames()
    return name[:1] in single or name[:2] in compound


@cache
def _whole_masked() -> regex.Pattern[str]:
    return compiled(masked_pattern())


@cache
def _whole_plain() -> regex.Pattern[str]:
    return compiled(plain_pattern())


@cache
def _lead() -> regex.Pattern[str]:
    return compiled(rf"(?:{masked_pattern()}|{plain_pattern()})(?:同志)?{_AFTER}")


@cache
def _masked() -> regex.Pattern[str]:
    return compiled(rf"(?<![\p{{Han}}·])(?:{masked_pattern()})(?:同志)?{_AFTER}")


_COMRADE = compiled(r"同志$")


def name_at(text: str, at: int, *, full: bool = True) -> Name | None:
    """The name that begins at ``at``: 李xx，男 · 王某（死者）; full names only where ``full`` allows them."""
    match = _lead().match(text, at)
    if match is None:
        return None
    name = _COMRADE.sub("", match[0])
    if not is_name(name) or (not full and not is_masked(name)):
        return None
    return Name(name, match.start(), match.start() + len(name))


_NO_PERSON = compiled(r"某(?:公司|单位|市|县|区|镇|局|矿|厂|店|地|年|月|日|天|时|段|处|项|些|种|类|村|省|型|街|路|号)$")


@lru_cache(maxsize=16384)
def is_name(name: str) -> bool:
    """May this string be a person's name? 张伟 yes, 安全员 and 石油公司 no."""
    if any(rule.pattern.search(name) for rule in of_kind("persons", "not_name").near(name)):
        return False
    if _whole_masked().fullmatch(name):
        return not _NO_PERSON.search(name)
    return _whole_plain().fullmatch(name) is not None and _UNIT_END.search(name) is None


_JOIN = compiled(r"[、，]|和|及|与|以及")


_NOTE = compiled(r"(?:【[^】]*】|（[^（）]{1,40}）)")


def names_at(text: str, at: int, *, full: bool = True) -> list[Name]:
    """The list of names that begins at ``at``: 禹某、丁某，违反… → two; notes in brackets may stand between them.

    The comma joins only what is followed by another masked name and no attribute (the 男 of 李某，男).
    """
    first = name_at(text, at, full=full)
    out = [first] if first is not None else []
    while out:
        end = out[-1].end + (2 if text.startswith("同志", out[-1].end) else 0)
        note = _NOTE.match(text, end)
        join = _JOIN.match(text, note.end() if note else end)
        if join is None or join[0] == "，":
            break
        following = name_at(text, join.end(), full=full) or (prose_name_at(text, join.end()) if full else None)
        if following is None:
            break
        out.append(following)
    return out


def masked_names(text: str) -> list[Name]:
    """Masked names that stand free in a text (after a mark, not inside a word)."""
    out = []
    for match in _masked().finditer(text):
        name = _COMRADE.sub("", match[0])
        if is_name(name):
            out.append(Name(name, match.start(), match.start() + len(name)))
    return out


def occurrences(text: str, name: str) -> list[int]:
    """Where a name stands in a text, not as the head of a longer masked name (李某 in 李某某)."""
    tail = "某甲乙丙丁xX×*＊○" if is_masked(name) else ""
    out: list[int] = []
    at = text.find(name) if name else -1
    while at >= 0:
        end = at + len(name)
        whole = text[at - 1 : at] != "某" and (end == len(text) or text[end] not in tail)
        if whole:
            out.append(at)
        at = text.find(name, end if whole else at + 1)
    return out


_JUDGED = (
    r"(?=违(?:规|章|反)|未(?!来|必|婚)|对[^，。；]{1,40}|在(?:本次|此次|该起|该|这起)?事故中|作为|涉嫌|因涉嫌|负(?:有|此|该|主|直|重|全)"
    r"|(?:已于?|被|系|、)|（(?:男|女|中共|群众|党员)|，(?:男|女|中共|群众|对|未|作为|违|系|因|分管|负|涉嫌|在|受到|被|分别|均|各|于\d|\d{4}年|给予|予以|由|建议|移[送交]|责成|责令|因|已|履行|违章|无证|工作|擅自|违规|没有|不)"
    r"|受到|分别|（[^（）]{1,12}）(?:被|受到|因)|等?(?:\d{1,2}|[二两三四五六七八九十])人(?:，|被|因|对|涉嫌|的))"
)
_VERDICT = compiled(
    r"责任|处分|处罚|罚款|追究|追责|诫勉|批评|拘留|取保|立案|逮捕|警告|记过|书面检查|移[送交]|责令|停止执业|吊销|暂扣|免职|撤职|降级|判处|开除|解除|约谈|提醒|资格|检讨"
)


@cache
def _prose() -> regex.Pattern[str]:
    family, single = _surnames()
    given = r"(?:(?![对未违在被已负作因涉系的等和及与]){c}){{1,2}}?".format(c=r"\p{Han}")
    family_names = "".join(sorted(single - set("但经应从相都能由后来则又并已未对在因向于时支管和为到时")))
    return compiled(rf"(?:{'|'.join(family)}|[{family_names}]){given}{_JUDGED}")


_STOP = compiled(r"[。\n]")


def prose_name_at(text: str, at: int) -> Name | None:
    """A full name that begins at ``at`` in running prose and of whom the words judge: 吴立新违规充电，对事故负有直接责任."""
    match = _prose().match(text, at)
    if match is None or not is_name(match[0]):
        return None
    return Name(match[0], match.start(), match.end()) if is_judged(text, match.end()) else None


def is_judged(text: str, at: int) -> bool:
    """Does the rest of a sentence say what is to be done with someone?"""
    stop = _STOP.search(text, at)
    return _VERDICT.search(text, at, stop.start() if stop else len(text)) is not None


_STRUCK_END = (
    r"(?:（[^（）]{1,20}）)?(?:等?\d人|[二两三]人)?(?=分别|各|由|建议由|给予|处以?|不予|不再|免予|追究|采取|进行|作出|立案|予以|依法|实施|批评|诫勉|罚款|执行"
    rf"|解除|的劳动|的聘用|扣[发罚除]|辞退|{_MEASURE})"
)


@cache
def _struck() -> regex.Pattern[str]:
    name = tight_pattern()
    return compiled(
        rf"(?:对|给予|将|解除与|与)(?P<who>[^，。；]{{0,24}}?{name}(?:[、和及与][^，。；、]{{0,16}}?{name})*){_STRUCK_END}"
    )


def struck(text: str, start: int = 0, end: int | None = None) -> list[list[tuple[Name, int]]]:
    """Masked names that are the object of a verdict, list by list, each with where the words before it begin.

    对某公司副总经理隋某、宁某分别处以… · 给予车间副主任阎某降级处理 · 解除与行车工臧某的劳动合同.
    """
    out = []
    for match in _struck().finditer(text, start, len(text) if end is None else end):
        floor = match.start("who")
        found = []
        for part in tight().finditer(text, floor):
            if part.end() > match.end("who"):
                break
            if is_name(part[0]):
                found.append((Name(part[0], part.start(), part.end()), floor))
            floor = part.end() + 1
        if found:
            out.append(found)
    return out
