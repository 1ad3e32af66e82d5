"""Checks over a whole record: what must be there, and what cannot be true together."""

from __future__ import annotations

import datetime as dt

from extractors.facts import Check, Facts
from schemas.document import Report

_EXPECTED = {
    "事故调查报告": ("name", "occurred_at", "adcode", "accident_type", "deaths", "direct_cause"),
    "整改评估报告": ("name", "occurred_at", "adcode"),
    "批复": ("name",),
    "事故快报": ("occurred_at", "adcode", "deaths"),
}
_LABELS = {
    "name": "事故名称",
    "occurred_at": "发生时间",
    "adcode": "行政区划",
    "accident_type": "事故类别",
    "deaths": "死亡人数",
    "direct_cause": "直接原因",
}
_DIVISIONS = ("基本情况", "原因分析", "责任处理", "防范措施")


def validate(report: Report, document: Facts, accident: Facts | None) -> list[Check]:
    """Checks of one record, in a fixed order."""
    out: list[Check] = []
    if accident is not None:
        out += _missing(report, accident)
        out += _dates(document, accident)
        out += _tag(accident)
        out += _conflicts(accident)
    elif report.doc_type in _EXPECTED:
        out.append(Check("accident.absent", "warn", f"{report.doc_type}中未能读出事故，请人工查看"))
    if report.doc_type == "事故调查报告":
        out += _divisions(report)
    return out


def _missing(report: Report, accident: Facts) -> list[Check]:
    absent = [_LABELS[f] for f in _EXPECTED.get(report.doc_type, ()) if accident.get(f) is None]
    if not absent:
        return [Check("facts.complete", "pass", "应有的事故要素均已读出")]
    return [Check("facts.complete", "warn", "未读出：" + "、".join(absent))]


def _dates(document: Facts, accident: Facts) -> list[Check]:
    """The accident comes first, then the team, then the approval; the document is not older than the accident."""
    at = accident.get("occurred_at")
    if not isinstance(at, dt.datetime):
        return []
    out = []
    for field, label, facts in (
        ("team_formed_on", "调查组成立", accident),
        ("approved_on", "批复", accident),
        ("issued_on", "成文", document),
    ):
        day = facts.get(field)
        if isinstance(day, dt.date):
            verdict = "pass" if day >= at.date() else "fail"
            out.append(Check(f"dates.{field}", verdict, f"事故发生于{at.date()}，{label}日期为{day}"))
    return out


def _tag(accident: Facts) -> list[Check]:
    """The tag “5·29” names the day of the accident."""
    at, tag = accident.get("occurred_at"), accident.get("short_name")
    if not isinstance(at, dt.datetime) or not isinstance(tag, str):
        return []
    verdict = "pass" if tag == f"“{at.month}·{at.day}”" else "fail"
    return [Check("tag.date", verdict, f"事故简称{tag}，发生日期{at.date()}")]


def _conflicts(accident: Facts) -> list[Check]:
    """Fields that the text states in two ways and that no extractor has spoken of itself."""
    spoken = {c.check.rpartition(".")[0] for c in accident.checks}
    fields = sorted({c.field for c in accident.conflicts} - spoken)
    out = []
    for field in fields:
        said = "；".join(f"“{c.evidence.text[:60]}”" for c in accident.conflicts if c.field == field)
        out.append(Check(f"{field}.conflict", "warn", f"取{accident.get(field)}，另有不同记载：{said}"))
    return out


def _divisions(report: Report) -> list[Check]:
    """The divisions that every investigation report has (应急厅〔2023〕4号, 国务院令第493号第三十条)."""
    present = {s.part for s in report.sections}
    absent = [d for d in _DIVISIONS if d not in present]
    verdict = "warn" if absent else "pass"
    message = "未找到章节：" + "、".join(absent) if absent else "基本情况、原因分析、责任处理、防范措施各部分齐全"
    return [Check("sections.complete", verdict, message)]
