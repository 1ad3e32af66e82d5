"""Measures of a passage with what stands around them, and what one of them says of the one before it."""

from __future__ import annotations

import dataclasses
import datetime as dt

from extractors import sanction_measures
from extractors.authorities import Authority
from extractors.citations import Citation
from extractors.patterns import compiled
from extractors.sanction_measures import CATEGORY, Measure
from schemas.records_accountability import Basis

_KIN = ({"党纪", "政务", "组织处理", "移送纪检"}, {"行政处罚", "信用惩戒"}, {"内部处理"})


@dataclasses.dataclass
class Found:
    """A measure with what was read around it, before it meets its targets."""

    measure: Measure
    kind: str
    status: str
    authority: Authority | None
    amount: sanction_measures.Amount
    decided: tuple[dt.date, tuple[int, int]] | None
    basis: list[tuple[Basis, Citation]]


_EXECUTED = compiled(
    r"(?<=[，。；])(?:以上|上述|前述)(?:各项|两项|行政)*(?:处罚|罚款|处理)?(?:均|统一)?(?:建议)?由(?P<a>[^，。；]{3,30}?)(?:依法|负责|统一)*(?:实施|执行|作出|收缴|下达|办理)"
)


def with_executor(text: str, found: list[Found]) -> list[Found]:
    """The fines of an item whose end says who lays them: …，处罚款49万元；…，处罚款200万元。以上由某县应急管理局实施."""
    said = _EXECUTED.search(text)
    if said is None:
        return found
    body = Authority(said["a"], *said.span("a"))
    return [
        dataclasses.replace(f, authority=body)
        if f.authority is None and CATEGORY[f.kind] == "行政处罚" and f.measure.end <= said.start()
        else f
        for f in found
    ]


_TOTAL = compiled(r"合并|合计|共计|总计|以上")


def is_total(before: list[Found], one: Found, text: str) -> bool:
    """Is a sum only that of the fines before it: …，计2.7万元；…，计9万元。合计罚款11.7万元?"""
    fines = [f.amount.yuan for f in before if f.kind == one.kind == "罚款" and f.amount.yuan is not None]
    if len(fines) < 2 or one.amount.yuan is None or one.amount.yuan != sum(fines):
        return False
    return _TOTAL.search(text[before[-1].measure.end : one.measure.end]) is not None


_ALREADY = compiled(r"(?:已|于\d{4}年\d{1,2}月\d{1,2}日)[^，。；]{0,8}$")


def told_again(text: str, last: Found, one: Found) -> bool:
    """Does 已作出处罚 only tell that the fine before it was laid?"""
    if one.kind != "行政处罚" or last.kind != "罚款":
        return False
    return _ALREADY.search(text[last.measure.end : one.measure.start]) is not None


_COMMAS = compiled("[，。；]")


def one_clause(text: str, last: Measure, measure: Measure) -> bool:
    """Do two measures stand in one clause: 刑事拘留并逮捕?"""
    return len(text[last.end : measure.start]) <= 6 and not _COMMAS.search(text[last.end : measure.start])


_AND = compiled(r"(?:处分|处理|处罚)?[，、]?(?:并|且|同时)(?:依法)?")


def inherits(text: str, last: Found, measure: Measure) -> bool:
    """Does a measure share the authority of the one before it: 责令限期改正，处2万元罚款?"""
    if measure.measure in ("刑事拘留", "取保候审") and last.kind in ("立案侦查", "刑事拘留"):
        return True
    if "。" in text[last.measure.end : measure.start]:
        return False
    between = text[last.measure.end : measure.start]
    if _AND.fullmatch(between) and measure.authority is None:
        return True
    if _ORDERS.match(text, last.measure.end) and measure.start - last.measure.end <= 2:
        return True  # 由市住建局对其进行约谈，责令限期整改
    a, b = CATEGORY[last.kind], CATEGORY[measure.measure]
    return any(a in kin and b in kin for kin in _KIN)


_ORDERS = compiled(r"，并?责令(?!书面|[^，。；]{0,12}检查)")
_NEW_SUBJECT = compiled(r"[。；\n]|建议|由|局|被")


def by_same_firm(text: str, last: Found, measure: Measure) -> bool:
    """Does the firm go on with its own people: 某公司按照内部规定给予甲降级处理，对乙罚款3000元?"""
    if last.authority is None or not last.authority.is_firm or not measure.by_firm:
        return False
    return not _NEW_SUBJECT.search(text[last.measure.end : measure.start])


_NEW_BREATH = compiled(r"[。；\n]|建议|由\p{Han}{3,}")


_NEXT_OF_SEVERAL = compiled(
    r"[^。；《\n]*；(?:同时|并)?(?:对|给予)(?![^。；]{2,30}?(?:公司|厂|矿|店|局|政府|单位|中心))[\p{Han}×xX*]{2,5}[^。；《，\n]{0,24}"
)
"""依据…第九十六条规定，对甲处…的罚款，即2万元；对乙处…: the article holds for the next one as well."""


def one_breath(text: str, last: Measure, measure: Measure) -> bool:
    """Do two measures stand in one sentence, with nothing new begun between them?"""
    between = text[last.end : measure.start]
    if last.measure == measure.measure and _NEXT_OF_SEVERAL.fullmatch(between):
        return True
    return not _NEW_BREATH.search(between)
