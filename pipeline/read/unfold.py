"""Texts that a site or a converter gave without line feeds, parted again before the marks of their divisions.

…现将情况报告如下：一、基本情况（一）事故单位。1、甲公司…。2、乙公司…。（二）…。二、事故经过… stands in one line. A mark counts
only in its order (一、 二、 三、; （一） anew in each division; 1. anew in each of those) and where a sentence has ended before
it, so that citations (第（一）项) and enumerations within a sentence stay whole. A text that has its divisions on lines of
their own is left as it is.
"""

from __future__ import annotations

from itertools import pairwise

import regex

from pipeline.markers import chinese_ordinal, read_marker
from pipeline.read.furniture import cut
from pipeline.read.lines import Line

_FIRST = regex.compile(r"一、|第一(?:部分|章|篇)")
_INDENT = regex.compile(r"(?<=\S)(?:\u3000{2,}|[ \u00a0\t]{4,})(?=\S)")
_LEAST = 200
"""Characters of a line in which divisions are looked for."""
_MARK = regex.compile(
    r"第(?P<chapter>[一二三四五六七八九十]{1,2})(?P<of>部分|章|篇)(?=[、：:\s]|[\p{Han}])(?![^\p{Han}]{0,2}(?:第|的|规定|所))"
    r"|(?<![第十百零、和至及或\d])(?:(?P<top>[一二三四五六七八九十]{1,3})、|[（(](?P<sub>[一二三四五六七八九十]{1,3})[）)](?!项(?!目)|款|目(?!标|的|前|录))|(?P<item>\d{1,2})[.．、](?!\d))"
)
_TITLE = regex.compile(
    r"(?:(?:事故)?(?:发生)?的?(?:直接|间接|管理|主要)原因(?:分析)?|事故(?:发生)?(?:的)?(?:原因|性质|经过|概况|过程)|(?:企业|单位|项目|工程|公司|矿井|事故单位|事故发生单位)(?:基本)?(?:概况|情况)|基本情况"
    r"|(?:应急|抢险)?(?:救援|处置)(?:情况|过程|经过)|善后(?:处理|处置)?(?:工作|情况)*|(?:人员)?伤亡(?:情况)?(?:[和及]?直接经济损失)?(?:情况)?|直接经济损失(?:情况)?|天气情况|气象(?:情况|条件)"
    r"|其他建议|处理(?:建议|意见)|整改(?:意见|建议|措施)|书面检查情况|移送司法机关)(?:情况)?(?=[\p{Han}“《\d])(?![、及和与的分评认概为是或等以]|情况|如下|落实|执行|建议|人员|介绍|说明|汇总|统计|存在|方面|完成)"
)
"""Headings that a text without line feeds runs into its words: （二）间接原因远山公司未…."""
_OPENING = regex.compile(
    r"(?:事故|工程|项目|企业|单位|公司|矿井|建设|基本|总体|概况|引言|前言|评估|有关|相关|涉事|发生|责任)"
)
"""How the first division opens, where no sentence has ended before it: …2019年10月一、基本情况."""
_TWICE = regex.compile(r"(?P<name>[\p{Han}（）]{6,30})(?=(?P=name))")
"""A firm as heading and at once as the first words: （一）甲公司甲公司成立于…."""
_ENDED = frozenset("。；;：:！？!?）)”")
_HEADING = 24
"""Characters of a heading, behind which its first （一） or 1. follows without a stop."""


def unfolded(lines: list[Line]) -> list[Line]:
    """The lines, long ones parted at their divisions where no line of the text begins with one."""
    if not any(map(_may_hold, lines)):
        return lines
    lines = [piece for line in lines for piece in _at_indents(line)]
    if _is_divided(lines):
        return lines
    return [piece for line in lines for piece in _parted(line, _cuts(line.text) if _may_hold(line) else [])]


def _parted(line: Line, cuts: list[int]) -> list[Line]:
    """The pieces of a line between the cuts; the line itself where there are none."""
    if not cuts:
        return [line]
    pieces = [cut(line, start, stop) for start, stop in pairwise([0, *cuts, len(line.text)])]
    for piece in pieces[1:]:
        piece.begins, piece.gap = True, False
    return pieces


def _at_indents(line: Line) -> list[Line]:
    """A line parted where the indents of its paragraphs are left: …。　　一、基本情况　　（一）…."""
    found = [m.start() for m in _INDENT.finditer(line.text)] if _may_hold(line) else []
    return _parted(line, found if len(found) >= 3 else [])


def _may_hold(line: Line) -> bool:
    plain = line.kind == "paragraph" and line.chars is None and line.level is None
    return plain and len(line.text) >= _LEAST and _FIRST.search(line.text) is not None


def _is_divided(lines: list[Line]) -> bool:
    """Do two lines begin with marks of divisions, 一、 and 二、?"""
    found = (read_marker(line.text.strip()) for line in lines if line.kind == "paragraph")
    return sum(m is not None and m.family in ("chapter", "cn") and m.number in (1, 2) for m in found) >= 2


def _cuts(text: str) -> list[int]:
    """Where divisions begin in a line; nothing where there are not two of the top level, or one with several parts."""
    found: list[int] = []
    chapter = top = sub = item = 0
    last = -_HEADING
    for mark in _MARK.finditer(text):
        at = mark.start()
        ended = at > 0 and text[at - 1] in _ENDED
        headed = at - last <= _HEADING
        if mark["chapter"] is not None:
            number = chinese_ordinal(mark["chapter"])
            if number != chapter + 1 or not (ended or number == 1) or text[max(0, at - 1) : at] in ("》", "）"):
                continue
            chapter, top, sub, item = number, 0, 0, 0
        elif mark["top"] is not None:
            number = chinese_ordinal(mark["top"])
            titled = _OPENING.match(text, mark.end()) is not None
            if number != top + 1 or not (ended or (number == 1 and titled)):
                continue
            top, sub, item = number, 0, 0
        elif not (top or chapter):
            continue
        elif mark["sub"] is not None:
            number = chinese_ordinal(mark["sub"])
            if number != sub + 1 or not (ended or (number == 1 and headed)):
                continue
            sub, item = number, 0
        else:
            number = int(mark["item"])
            if number != item + 1 or not (ended or (number == 1 and headed)):
                continue
            item = number
        last = at
        found.append(at)
        behind = _TITLE.match(text, mark.end()) or _TWICE.match(text, mark.end())
        if behind is not None:
            found.append(behind.end())
    several = chapter >= 2 or top >= 2 or (top and len(found) >= 4)
    return [at for at in found if at] if several else []
