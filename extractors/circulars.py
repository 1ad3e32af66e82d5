"""Which documents tell of one accident and are to have its row: reports and the like, and circulars on a single accident."""

from __future__ import annotations

from extractors.context import sentences
from extractors.patterns import compiled
from extractors.values.dates import find_moments
from extractors.values.tags import Tag, find_tag
from schemas.document import Report
from schemas.vocabularies import ABOUT_ONE_ACCIDENT

_CIRCULAR = compiled(r"(?:事故|事件|火灾)(?:情况|有关情况)?的?(?:情况)?(?:警示)?通报(?:（[^）]*）)?$")
_SEVERAL = compiled(r"[两二三四五六七八九十几多\d]起|近期|系列|典型")
_ACCOUNT = compiled(r"事故(?:简要|基本|发生)?(?:经过|情况|概况)(?:和|及)?[\p{Han}]{0,8}")


def about_one_accident(report: Report, title: object) -> bool:
    """Is the document about one accident by its kind, or a circular whose title names one and that has a chapter to tell it?"""
    if report.doc_type in ABOUT_ONE_ACCIDENT:
        return True
    if report.doc_type != "通知" or not isinstance(title, str) or not _CIRCULAR.search(title):
        return False
    tags = find_tag(title)
    if len(tags) != 1 or _SEVERAL.search(title):
        return False
    accounts = [s for s in report.sections if _ACCOUNT.fullmatch(s.heading or "")]
    spans = [(report.sections[0].body_start, report.sections[0].body_end), *((s.start, s.end) for s in accounts)]
    return bool(accounts) and not any(_tells_another(report, *span, tags[0]) for span in spans)


_HAPPENS = compiled(r"发生(?![后地时的以])[^。；，]{0,40}(?:事故|事件|火灾|爆炸|坍塌)")
_RECALLED = compiled(r"曾|此前|历史|[去上前]年")
_TOLD_OF = compiled(r"报|悉|通知|调查|会议|召开|该起|本起|此次")
"""Between a later day and the accident that was told of on it: 6月13日，县应急管理局接报，…发生淹溺事故."""


def _tells_another(report: Report, start: int, end: int, tag: Tag) -> bool:
    """Is an accident of another day of that year told between ``start`` and ``end``: 6月20日，海岭公司又发生一起触电事故?"""
    own_year = None
    for sentence in sentences(report, start, end):
        moments = [m for m in find_moments(report.text, sentence.start, sentence.end) if m.month and m.day]
        own_year = own_year or next((m.year for m in moments if (m.month, m.day) == (tag.month, tag.day)), None)
        if not moments or _RECALLED.search(report.text, sentence.start, sentence.end):
            continue
        for match in _HAPPENS.finditer(report.text, sentence.start, sentence.end):
            before = [m for m in moments if m.end <= match.start()]
            if not before or (before[-1].month, before[-1].day) == (tag.month, tag.day):
                continue
            past = before[-1].year and own_year and before[-1].year < own_year
            if not past and _TOLD_OF.search(report.text, before[-1].end, match.start()) is None:
                return True
    return False
