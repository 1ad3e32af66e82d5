"""Victims whom only the story names: 于某岭抢救无效死亡 · 朱某、罗某岭被砸伤 · 陈某仍下落不明 · 找到蔡某岭遗体.

Masked names only, and only where the accident, the rescue and the aftermath are told.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache

import regex

from extractors.patterns import compiled
from extractors.person_names import Name, is_compound, is_name, surnames_pattern, tight
from schemas.document import Report

TOLD = frozenset({"引言", "基本情况", "应急处置"})
_STOP = "死重轻受当等均不遇身因经两二三四分给处采作予依追进被在的地得了和及与从向对至到送抢救住现仍已右左全头面腰系感倒昏发说称未操驾站坐走进入下上打拉推开关用看听找见安指负违独先后又再为是有没随立即准备通报告逃跑跳摔滑掉落起跟带让叫想"
_BODY_PARTS = frozenset("手脚腿臂腕肩颈胸背腹眼耳鼻膝踝肋骨足指趾脑脊肢皮肤右左双多为系是构成")
_JOIN = compiled("[、和及与]")
_FIGURE = r"(?:等?(?:\d{1,2}|[一二两三四五六七八九])(?:名|人){1,2}(?:工人|人员|员工)?)?"
_COUNT = compiled(_FIGURE)
_DEAD = compiled(
    r"（(?:已|当场)?(?:死亡|遇难)）|(?:因伤势过重|伤势过重)?，?(?:经[^，。；]{0,24}?)?，?(?:抢救|医治|救治|治疗)无效[^，。；]{0,12}?(?:死亡|去世|身亡)"
    r"|(?:（[^（）]{1,12}）)?经[^，。；]{2,24}抢救，于[^，。；]{4,20}死亡"
    r"|(?:被[^，。；]{2,12})?(?:经[^，。；]{0,16}?)?(?:确认|诊断|宣布|宣告)(?:为|已|其)*(?:当场|临床)?(?:死亡|身亡)|(?:均|不幸)?(?:当场)?(?:死亡|遇难|身亡|溺亡)(?=[，。；])"
    r"|(?:被)?送(?:至|到|往|入|医)[^。；]{0,40}?(?:抢救|医治|救治)无效[^，。；]{0,6}(?:死亡|去世|身亡)"
)
_HURT = compiled(
    r"（(?:受伤|重伤|轻伤)）|(?:均|也|则|先后)?被[\p{Han}]{0,6}?(?:砸|烧|灼|烫|炸|撞|刺|割|压|击|电|碰|擦|灼)伤"
    r"|(?:为|系|受|均为|构成)?(?:重伤|轻伤|轻微伤)(?=[，。；])"
    r"|(?:(?!向|汇报|报告|接到|发现|看到|遇到|有人|人员|通知|电话|将|把|对|抢救|救治|安排|组织)[^。；某×]){0,24}?"
    r"(?:骨折|截肢|(?:头|面|脸|手|腿|臂|脚|腰|胸|背|颈|身体|全身)部?[\p{Han}]{0,2}(?:灼|烧|烫|擦|挫|扭|受)伤|烧伤面积|住院(?:治疗|观察)|轻微中毒|脱离(?:生命)?危险)"
)
_LOST = compiled(r"(?:仍|至今|尚|均|一直){0,6}(?:无踪迹|下落不明|失联|失踪|未(?:被)?(?:找到|搜寻到|发现))")
_BODY = compiled(r"(?:的)?(?:遗体|尸体)")
_FOUND = compiled(r"(?:找到|发现|打捞[起出上]?|搜[寻救]到|捞起|挖出|移出)$")
_OPENS = compiled(r"(?:^|[，。；：\n、的将把为系是]|[时分秒许右]|\p{Han}(?:工|员|长|手|人|民|机))$")
_LATER = compiled(r"死亡|遇难|身亡")


@dataclasses.dataclass(frozen=True, slots=True)
class Tale:
    """Names of one telling with its end in the passage; dead, hurt (False) or missing (None)."""

    names: tuple[Name, ...]
    end: int
    deceased: bool | None


_SENTENCE_END = compiled("[。；]|$")


class Telling:
    """The masked names of a report, and what its story says of them."""

    def __init__(self, report: Report) -> None:
        self._next: dict[str, set[str]] = {}
        self._seen: dict[str, int] = {}
        self._whole: dict[str, int] = {}
        for match in _masked_in(report.text):
            self._next.setdefault(match[0], set()).add(match["next"] or "")
            self._seen[match[0]] = self._seen.get(match[0], 0) + 1
            whole = match[0] + (match["next"] or "")
            self._whole[whole] = self._whole.get(whole, 0) + 1

    def find(self, text: str) -> Iterator[Tale]:
        """What a passage tells of masked persons, in reading order."""
        at = 0
        for match in _masked_in(text):
            if match.start() < at or (name := self._name(text, match)) is None:
                continue
            names = [name]
            while (join := _JOIN.match(text, names[-1].end)) is not None:
                following = _masked().match(text, join.end())
                other = self._name(text, following) if following is not None else None
                if other is None:
                    break
                names.append(other)
            single = len(names) == 1
            longer = single and match["next"] not in _BODY_PARTS  # 向某兰手臂骨折: the third character is the name's
            told = self._longer(text, names[0], match["next"]) if longer else None
            told = told or self._told(text, names)
            if told is None and single and not longer:  # 于某岭抢救无效死亡: printed once, the words behind it decide
                told = self._longer(text, names[0], match["next"])
            if told is not None:
                at = told.end
                yield told

    def _name(self, text: str, match: regex.Match[str]) -> Name | None:
        """The name that a match begins: with a third character where the report always prints that one behind it."""
        base, end = match[0], match.end()
        if match["mask"] in ("某", "×", "*", "＊", "X", "x") and match["next"]:
            whole = tight().match(text, match.start())
            always = self._seen[base] > 1 and self._next[base] == {match["next"]}
            if match["next"] not in _STOP and (always or self._whole.get(base + match["next"], 0) > 1):
                end += 1
            elif whole is not None and whole.end() > end:
                end = whole.end()
        name = Name(text[match.start() : end], match.start(), end)
        return name if is_name(name.name) else None

    def _longer(self, text: str, name: Name, following: str | None) -> Tale | None:
        if (
            following is None
            or following in _STOP
            or name.name[-1] not in "某×*＊Xx"
            or name.name[-2:] in ("某某", "××")
        ):
            return None
        whole = Name(name.name + following, name.start, name.end + 1)
        return self._told(text, [whole]) if is_name(whole.name) else None

    def _told(self, text: str, names: list[Name]) -> Tale | None:
        before, end = text[max(0, names[0].start - 24) : names[0].start], names[-1].end
        if _FOUND.search(before) is not None and (body := _BODY.match(text, end)) is not None:
            return Tale(tuple(names), body.end(), True)
        if _OPENS.search(before) is None:
            return None
        figure = _COUNT.match(text, end)
        at = figure.end() if figure else end
        for pattern, deceased in ((_DEAD, True), (_HURT, False), (_LOST, None)):
            match = pattern.match(text, at)
            if match is None:
                continue
            stop = _SENTENCE_END.search(text, match.end())
            if deceased is False and stop is not None and _LATER.search(text, match.end(), stop.start()):
                return None
            return Tale(tuple(names), match.end(), deceased)
        return None


@cache
def _masked() -> regex.Pattern[str]:
    return compiled(rf"(?:{surnames_pattern()})(?P<mask>某某|×{{2}}|[某×*＊]|[xX]{{1,3}})(?=(?P<next>\p{{Han}})?)")


_MASK = compiled("[某×*＊xX]")


def _masked_in(text: str) -> Iterator[regex.Match[str]]:
    """The matches of :func:`_masked` in a text: a mask is rarer than a character that may be a surname."""
    done = 0
    for mask in _MASK.finditer(text):
        at = mask.start()
        begin = at - 2 if at >= 2 and is_compound(text[at - 2 : at]) and at - 2 >= done else at - 1
        if begin < done or (match := _masked().match(text, begin)) is None:
            continue
        yield match
        done = match.end()
