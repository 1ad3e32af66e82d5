"""Headings that are items of their own: 1.卞某军 · （二）某公司，由某局吊销… · （一）某公司负责人武某，已被…."""

from __future__ import annotations

from extractors import sanction_measures
from extractors.accountability_told import are_units, subject
from extractors.patterns import compiled, squeezed
from extractors.person_names import name_at
from extractors.posts import Resolve, split, unit_end
from schemas.document import SectionNode

_TITLE_ONLY = compiled(r"^[^，。；：]{2,40}$")
_NOT_A_TITLE = compiled(r"建议|处理|情况|人员|责任|处罚|措施|意见|追究|给予|问责|落实|单位(?:的|$)|对")


def is_sentence(heading: str) -> bool:
    """Is a heading a whole item (the last of a list has nothing below): 建议某市纪委监委对某局科长印某给予诫勉谈话，…?"""
    words = squeezed(heading)
    return len(words) >= 24 and "，" in words and "对" in words and bool(sanction_measures.find(words))


def is_told(heading: str, resolve: Resolve) -> bool:
    """Is a follow-up's heading an item: （三）甲公司、乙仓储。… · （四）安全副总经理史平，罚款3万元，…?"""
    words = squeezed(heading)
    if are_units(words, resolve):
        return True
    told = subject(words, 0, len(words), resolve)
    if told is None or not told.body:
        return False
    alone = bool(told.posts) and told.body >= len(words.rstrip("：:。"))
    return alone or bool(sanction_measures.find(words, told.body))


def is_item_title(heading: str, node: SectionNode, resolve: Resolve) -> bool:
    """Is a heading an item of its own: 1.卞某军 · 2.某街道办事处 · （二）某公司，由某局吊销…?"""
    words = squeezed(heading)
    person = name_at(words, 0)
    if person is not None and (person.end == len(words) or words[person.end] in "，（"):
        return True
    end = unit_end(words, 0, resolve)
    if end is None or words.startswith(("对", "建议", "给予", "因", "关于", "已")):
        return False
    comma = words.find("，")
    if comma > 0 and _posted_name(words, comma, resolve):
        return True
    if end < len(words):
        return words[end] in "，（"
    return node.level >= 2 and _TITLE_ONLY.match(words) is not None and not _NOT_A_TITLE.search(words)


def _posted_name(words: str, comma: int, resolve: Resolve) -> bool:
    """Do unit, post and name stand before the comma: 某公司现场负责人武某，…?"""
    for size in (2, 3, 4):
        name = name_at(words, comma - size) if comma > size + 4 else None
        if name is not None and name.end == comma and split(words[: name.start], resolve).title is not None:
            return True
    return False
