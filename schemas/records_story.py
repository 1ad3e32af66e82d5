"""Row classes of what happened and what shall follow: causes, measures, events, directives."""

from __future__ import annotations

import dataclasses
import datetime as dt

from schemas.column import Row, column


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CauseRow(Row):
    """A cause that the report states or excludes."""

    TABLE = "causes"
    KEY = "cause_id"
    DESCRIPTION = "Direct, indirect, management and excluded causes, one row per item."
    LABEL_ZH = "原因"

    cause_id: str = column("the cause", "原因编号")
    doc_id: str = column("the document", "文件编号")
    accident_id: str | None = column("the accident", "事故编号", default=None)
    ordinal: int = column("place in the document, from 0", "序号")
    kind: str = column("kind of cause", "原因类别", vocabulary="cause_kind")
    text: str = column("the statement as printed", "原文")
    organization: str | None = column("organisation that it is laid to", "单位", default=None)
    factor: str | None = column("man, thing, environment or management", "因素", vocabulary="factor", default=None)
    section_id: str | None = column("the section", "章节编号", default=None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow(Row):
    """A recommended measure, in an evaluation with what was done about it."""

    TABLE = "measures"
    KEY = "measure_id"
    DESCRIPTION = "One row per recommended measure; in an evaluation with what was done about it."
    LABEL_ZH = "措施"

    measure_id: str = column("the measure", "措施编号")
    doc_id: str = column("the document", "文件编号")
    accident_id: str | None = column("the accident", "事故编号", default=None)
    ordinal: int = column("place in the document, from 0", "序号")
    heading: str | None = column("its heading", "标题", default=None)
    text: str | None = column("its text", "原文", default=None)
    addressed_to: list[str] = column("bodies it is addressed to", "责任单位", default_factory=list)
    implementation: str | None = column("what was done about it", "落实情况", default=None)
    status: str | None = column("whether it was carried out", "落实状态", vocabulary="measure_status", default=None)
    section_id: str | None = column("the section", "章节编号", default=None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EventRow(Row):
    """A stated moment of the accident, its report, rescue or aftermath."""

    TABLE = "events"
    KEY = "event_id"
    DESCRIPTION = "The timeline, one row per stated moment."
    LABEL_ZH = "时间线"

    event_id: str = column("the event", "事件编号")
    doc_id: str = column("the document", "文件编号")
    accident_id: str | None = column("the accident", "事故编号", default=None)
    ordinal: int = column("place in time, from 0", "序号")
    at: dt.datetime = column("the moment, local civil time", "时间")
    precision: str = column("precision of the moment", "精度", vocabulary="precision")
    kind: str = column("what kind of step it was", "类别", vocabulary="event_kind")
    text: str = column("what happened, as printed", "原文")
    section_id: str | None = column("the section", "章节编号", default=None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveRow(Row):
    """A numbered item or sector paragraph of a notice."""

    TABLE = "directives"
    KEY = "directive_id"
    DESCRIPTION = "For notices: one row per lowest numbered item or sector paragraph."
    LABEL_ZH = "工作要求"

    directive_id: str = column("the directive", "要求编号")
    doc_id: str = column("the document", "文件编号")
    ordinal: int = column("place in the document, from 0", "序号")
    path: list[str] = column("headings above it", "所在章节", default_factory=list)
    sector: str | None = column("sector it is for", "行业领域", default=None)
    text: str = column("its text", "原文")
    deadline: dt.date | None = column("deadline", "期限", default=None)
    deadline_text: str | None = column("the words of the deadline", "期限（原文）", default=None)
    responsible: list[str] = column("bodies responsible", "责任单位", default_factory=list)
    section_id: str | None = column("the section", "章节编号", default=None)
