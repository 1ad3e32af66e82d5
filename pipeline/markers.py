"""The marks that open a heading or a numbered item in Chinese official writing (GB/T 9704-2012: 一、 （一） 1. （1）)."""

from __future__ import annotations

import dataclasses

from extractors.patterns import compiled

CN = "[一二三四五六七八九十]"
FORMAL = "[壹贰叁肆伍陆柒捌玖拾]"
STEM = "[甲乙丙丁戊己庚辛壬癸]"
ROMAN = "[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]"
FAMILIES = (
    "chapter", "article", "formal", "stem", "roman", "cn", "bracket", "step", "ordinal",
    "cn_paren", "square", "num", "num_paren", "circled",
)  # fmt: skip
"""Families of marks from the top division down; ``dec`` (1.1, 1.1.1) carries its depth in itself."""

# 第 / （一）项: the mark of a citation that a line break cut in two; not （一）项目概况, （二）目标, （三）条件
_CITED = "(?!款(?!项)|项(?!目)|目(?!标|的|前|录)|条(?!件|例))"

_PATTERNS = (
    ("chapter", rf"第(?P<n>{CN}{{1,3}}|\d{{1,2}})(?:章|篇|部分)[、：:.．]?\s*"),
    ("article", rf"第(?P<n>{CN}{{1,3}}|\d{{1,2}})节[、：:.．]?\s*"),
    ("step", rf"第(?P<n>{CN}{{1,3}})步[：:、]?"),
    ("formal", rf"(?P<n>{FORMAL}{{1,2}})[、.．]"),
    # 甲、事故概况; not 甲、乙双方, 甲、丙类
    ("stem", rf"(?P<n>{STEM})[、.．](?!\s*(?:{STEM}|[方类级等两双三]))"),
    ("roman", rf"(?P<n>{ROMAN})[、.．\s]\s*"),
    # 第一，评估过程 on a line of its own; an item 第一，加强领导。… is a sentence
    ("ordinal", rf"第(?P<n>{CN}{{1,2}})[，、]\s*(?=[\p{{Han}}“]{{2,20}}(?:\n|$))"),
    ("bracket", r"【(?P<n>)(?=[^】]{2,24}】$)"),
    # 一、 and its spellings; not 一是, 十一月, 一、二期
    ("cn", rf"(?P<n>{CN}{{1,3}})(?:[、．]|[.,，：](?=\p{{Han}})|\s(?=\p{{Han}}))(?!{CN}(?:期|号|层|楼|级|标段))"),
    ("cn_paren", rf"[（(〔\[](?P<n>{CN}{{1,3}})[）)〕\]]{_CITED}[、.．]?|(?P<n>[㈠-㈩]){_CITED}[、.．]?"),
    ("dec", r"(?P<n>\d{1,2}(?:[.．]\d{1,2}){1,3})[.．、]?\s*(?=[\p{Han}“《（])(?!(?:万|亿|千(?!斤顶)|百(?!货)|余(?!热|压)|多(?!种|次|方|部门|头|点|数)|元(?!宝|件|器)|米|吨|人(?!员|的|为|工|身|行|民|力|群|才|物|机|均|防)|公里|千米|平方|立方|倍|亩|小时|天(?!气|然|车|津|桥)|日(?!常|志|照)|年(?!产|轮)|度(?!汛)|级(?!配)|千瓦|兆|毫|厘|升(?!降|级|压)|%|月(?:\d|底|末|份)))"),
    # 2.12月31日前…: a date stands behind the number
    ("num", r"(?P<n>\d{1,2})(?:[.．](?:(?!\d)|(?=\d{1,2}月(?:\d{1,2}日|底|末|份)))|、(?!\d)|，(?=\p{Han})|\s(?=\p{Han}))"),
    ("num_paren", rf"[（(](?P<n>\d{{1,2}})[）)]{_CITED}[、.．]?|(?P<n>\d{{1,2}})[）)]{_CITED}|(?P<n>[⑴-⒇]){_CITED}"),
    ("square", r"【(?P<n>\d{1,2})】(?!$)"),
    ("circled", r"(?P<n>[①-⑳])"),
)  # fmt: skip
_MARKER = compiled("|".join(f"(?P<{family}>{pattern})" for family, pattern in _PATTERNS))
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", 1)}
_DIGITS |= {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
_SIGNS = {c: i for signs in ("甲乙丙丁戊己庚辛壬癸", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ") for i, c in enumerate(signs, 1)}
_SIGNS |= {chr(first + n): n + 1 for first, many in ((0x2460, 20), (0x2474, 20), (0x3220, 10)) for n in range(many)}


@dataclasses.dataclass(frozen=True, slots=True)
class Marker:
    """A mark at the head of a paragraph: its family, number, words and length; ``depth`` is 2 for 1.1, 3 for 1.1.1."""

    family: str
    number: int
    text: str
    end: int
    depth: int = 1


def chinese_ordinal(text: str) -> int:
    """一 → 1 … 九十九 → 99."""
    text = text.replace("拾", "十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS.get(text, 0)


_DOT = compiled(r"[.．]")


def read_marker(text: str, start: int = 0) -> Marker | None:
    """The mark that opens ``text`` at ``start``, None where there is none."""
    match = _MARKER.match(text, start)
    if match is None:
        return None
    family = next(f for f, _ in _PATTERNS if match[f] is not None)
    words = match["n"]
    depth = 1
    if not words:
        number = 0
    elif words[0] in _SIGNS:
        number = _SIGNS[words[0]]
    elif words[0].isdigit():
        parts = _DOT.split(words)
        number, depth = int(parts[-1]), len(parts)
    else:
        number = chinese_ordinal(words)
    return Marker(family, number, match[0], match.end(), depth)
