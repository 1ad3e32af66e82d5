"""Which documents tell of one accident and are to have its row: reports and the like, and circulars on a single accident."""

from __future__ import annotations

from extractors.patterns import compiled
from extractors.values.tags import find_tag
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
    if len(find_tag(title)) != 1 or _SEVERAL.search(title):
        return False
    return any(_ACCOUNT.fullmatch(s.heading or "") for s in report.sections)
