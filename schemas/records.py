"""Row classes of the tables that say what a document is and what accident it is about, with evidence and housekeeping."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from schemas.column import Row, column


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow(Row):
    """One input file."""

    TABLE = "documents"
    KEY = "doc_id"
    DESCRIPTION = "One row per input file; files with the same bytes share one row."
    LABEL_ZH = "文件"

    doc_id: str = column("first 16 hex digits of the SHA-256 of the file's bytes", "文件编号")
    source: str = column("path of the file as it was given to the program", "来源路径")
    file_name: str = column("name of the file", "文件名")
    also_at: list[str] = column("other files with the same bytes", "相同文件", default_factory=list)
    media_type: str = column("media type, by the file's content", "媒体类型")
    byte_size: int = column("size of the file in bytes", "字节数", arrow="int64")
    page_count: int | None = column("pages; null where the format has none", "页数", default=None)
    char_count: int = column("characters of the normalised text", "字数", default=0)
    text_source: str = column("where the text came from", "文本来源", vocabulary="text_source")
    doc_type: str = column("kind of document", "文件类型", vocabulary="doc_type")
    title: str | None = column("title as printed, white space removed", "标题", default=None)
    doc_number: str | None = column("文号, with 〔〕 whatever was printed", "文号", default=None)
    issuer: list[str] = column(
        "bodies that issue the document, in order (signature or letterhead)", "发文机关", default_factory=list
    )
    recipients: list[str] = column("bodies a notice or approval is addressed to", "主送机关", default_factory=list)
    copied_to: list[str] = column("bodies that get a copy", "抄送机关", default_factory=list)
    issued_on: dt.date | None = column("date of the signature, else of publication", "成文日期", default=None)
    accident_id: str | None = column("the accident; null when not about one accident", "事故编号", default=None)
    duplicate_of: str | None = column("doc_id of the same text in another file", "重复于", default=None)
    parser_version: str = column("version of the program that read the file", "解析版本")
    warnings: list[str] = column("what a reader of the row should know", "警告", default_factory=list)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TextRow(Row):
    """The normalised text of a document."""

    TABLE = "texts"
    KEY = "doc_id"
    DESCRIPTION = "The normalised text of each document; every offset of the dataset counts its characters."
    LABEL_ZH = "正文"

    doc_id: str = column("the document", "文件编号")
    text: str = column("normalised text; paragraphs end with a line feed, table cells with a tab", "正文")
    page_offsets: list[int] = column(
        "offset at which page i+1 begins; empty where the format has no pages", "页起点", default_factory=list
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccidentRow(Row):
    """What a document says of the accident it is about."""

    TABLE = "accidents"
    KEY = "accident_id"
    DESCRIPTION = "One row per document and accident that a report, evaluation, approval or bulletin is about."
    LABEL_ZH = "事故"

    accident_id: str = column("the accident; shared by documents about the same one", "事故编号")
    doc_id: str = column("the document", "文件编号")
    name: str | None = column("full name of the accident, without 调查报告/评估报告", "事故名称", default=None)
    short_name: str | None = column("date tag, e.g. “5·29”", "事故简称", default=None)
    occurred_at: dt.datetime | None = column("local civil time", "发生时间", default=None)
    occurred_precision: str | None = column(
        "precision of occurred_at", "时间精度", vocabulary="precision", default=None
    )
    province: str | None = column("full official name", "省", default=None)
    city: str | None = column("full official name; in a municipality the municipality itself", "市", default=None)
    county: str | None = column("full official name", "县（区）", default=None)
    adcode: str | None = column("GB/T 2260 code of the lowest known level", "行政区划代码", default=None)
    place: str | None = column("place as printed", "地点", default=None)
    accident_type: str | None = column(
        "class of GB/T 6441-1986, or a kind that it leaves out", "事故类别", vocabulary="accident_type", default=None
    )
    accident_type_stated: str | None = column("the printed words for the kind", "事故类别（原文）", default=None)
    accident_type_2025: str | None = column(
        "type of GB 6441-2025 where the crosswalk is certain",
        "事故类别（2025）",
        vocabulary="accident_type_2025",
        default=None,
    )
    severity: str | None = column("severity as stated", "事故等级", vocabulary="severity", default=None)
    severity_derived: str | None = column(
        "severity by Article 3 of 国务院令第493号 from the figures",
        "事故等级（推算）",
        vocabulary="severity",
        default=None,
    )
    nature: str | None = column("nature as stated", "事故性质", default=None)
    is_liability: bool | None = column("责任事故 true, 非责任事故/意外/自然灾害 false", "是否责任事故", default=None)
    concealed: bool | None = column("瞒报/谎报/迟报 found true, expressly denied false", "是否瞒报", default=None)
    deaths: int | None = column("persons dead; 0 only when the document says none", "死亡人数", default=None)
    missing: int | None = column("persons missing", "失踪人数", default=None)
    serious_injuries: int | None = column("persons seriously injured", "重伤人数", default=None)
    minor_injuries: int | None = column("persons slightly injured", "轻伤人数", default=None)
    injuries: int | None = column("all hurt persons who did not die", "受伤人数", default=None)
    direct_loss_yuan: Decimal | None = column("direct economic loss, yuan", "直接经济损失（元）", default=None)
    loss_is_approximate: bool | None = column("loss printed with 约/近/余", "损失为约数", default=None)
    industry: str | None = column("branch, where the text makes it plain", "行业", vocabulary="industry", default=None)
    investigation_authority: str | None = column(
        "government that set the team up or approved the report", "调查授权机关", default=None
    )
    investigation_lead: str | None = column("body that led the investigation", "牵头单位", default=None)
    team_members: list[str] = column("bodies in the investigation team", "调查组成员单位", default_factory=list)
    team_formed_on: dt.date | None = column("day on which the team was set up", "调查组成立日期", default=None)
    approved_on: dt.date | None = column("day on which the report was approved", "批复日期", default=None)
    direct_cause: str | None = column("statement of the direct cause, as printed", "直接原因", default=None)
    summary: str | None = column("the sentence that states the accident", "摘要", default=None)
    minutes_to_report: int | None = column(
        "minutes from the accident to the first report, derived where both are stated to the minute",
        "事发至报告（分钟）",
        default=None,
    )
    minutes_to_arrival: int | None = column(
        "minutes from the accident to the first rescuers on the scene, derived likewise",
        "事发至到场（分钟）",
        default=None,
    )
    link_confidence: float | None = column(
        "0 to 1: how certain it is that the other documents with this accident_id are about the same accident; null where there is none",
        "关联置信度",
        default=None,
    )
    link_basis: str | None = column("what the documents agree in", "关联依据", default=None)
    link_differs: list[str] = column(
        "what the document says otherwise than the leading document of its accident (the report before an approval, an "
        "evaluation, a bulletin)",
        "与牵头文件不一致之处",
        default_factory=list,
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow(Row):
    """A node of the tree of headings."""

    TABLE = "sections"
    KEY = "section_id"
    DESCRIPTION = "The tree of headings; level 0 is the lead before the first heading."
    LABEL_ZH = "章节"

    section_id: str = column("the section", "章节编号")
    doc_id: str = column("the document", "文件编号")
    parent_id: str | None = column("the section above; null at the top or where its heading was lost", "上级章节")
    level: int = column("0 the lead, 1 the top division, 2 the next, …", "层级")
    ordinal: int = column("place among all sections of the document, from 0", "序号")
    marker: str | None = column("printed marker, e.g. （一）; null when lost or none", "标号", default=None)
    heading: str | None = column("heading without its marker", "标题", default=None)
    part: str = column("canonical division", "部分", vocabulary="part")
    topic: str | None = column("finer subject", "主题", vocabulary="topic", default=None)
    char_start: int = column("start of the section, heading included", "起始字符")
    char_end: int = column("end of the section with its children", "结束字符")
    page_start: int | None = column("page of its first character, from 1", "起始页", default=None)
    page_end: int | None = column("page of its last character", "结束页", default=None)
    text: str = column("the section's own text, without its children's and its heading", "正文", default="")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PlaceBox:
    """A rectangle on a page, points from the top left corner."""

    page: int = column("page, from 1", "页")
    x0: float = column("left", "左", arrow="float32")
    y0: float = column("top", "上", arrow="float32")
    x1: float = column("right", "右", arrow="float32")
    y1: float = column("bottom", "下", arrow="float32")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow(Row):
    """Where a value stands."""

    TABLE = "evidence"
    DESCRIPTION = "Where each read value stands: text is exactly what stands at [char_start, char_end) of texts.text."
    LABEL_ZH = "证据"

    doc_id: str = column("the document", "文件编号")
    table: str = column("table of the value", "表")
    row_id: str = column("id of the value's row", "行编号")
    field: str = column("column of the value", "列")
    char_start: int = column("first character", "起始字符")
    char_end: int = column("character after the last", "结束字符")
    page: int | None = column("page of the first character, from 1", "页", default=None)
    boxes: list[PlaceBox] | None = column(
        "places on the pages, one per line; null where the format has no pages", "版面位置", default=None
    )
    text: str = column("the words", "原文")
    rule: str = column("the rule that read it", "规则")
    confidence: float = column("0 to 1", "置信度", default=1.0)
    reading: str | None = column(
        "what OCR had read where a look-alike was put right (rule ocr.correction)", "识别原文", default=None
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow(Row):
    """What contradicts itself, or was found to agree."""

    TABLE = "checks"
    DESCRIPTION = "Checks over a record: what contradicts itself and what agrees."
    LABEL_ZH = "校验"

    doc_id: str = column("the document", "文件编号")
    accident_id: str | None = column("the accident", "事故编号", default=None)
    check: str = column("name of the check", "校验项")
    verdict: str = column("outcome", "结果", vocabulary="verdict")
    message: str = column("what was compared, in words", "说明")
    row_ids: list[str] = column("rows concerned", "相关行", default_factory=list)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FailureRow(Row):
    """An input file that could not be read."""

    TABLE = "failures"
    DESCRIPTION = "Every input file that did not end in documents."
    LABEL_ZH = "失败"

    source: str = column("path of the file as it was given to the program", "来源路径")
    file_name: str = column("name of the file", "文件名")
    stage: str = column("where it failed: walk, read, segment, extract, limit", "阶段")
    error: str = column("short code of the cause", "错误代码")
    message: str = column("what happened and what to do", "说明")
    byte_size: int | None = column("size of the file in bytes", "字节数", arrow="int64", default=None)
    parser_version: str = column("version of the program", "解析版本")
    doc_id: str | None = column("hash of the bytes where they could be read", "文件编号", default=None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RunRow(Row):
    """One run of the program; the only table that knows the clock."""

    TABLE = "runs"
    KEY = "run_id"
    DESCRIPTION = "One row per run; the only table that knows the clock."
    LABEL_ZH = "运行"

    run_id: str = column("the run", "运行编号")
    started_at: dt.datetime = column("start, UTC", "开始")
    finished_at: dt.datetime = column("end, UTC", "结束")
    parser_version: str = column("version of the program", "解析版本")
    rules_hash: str = column("hash of the rules and vocabularies", "规则指纹")
    options: str = column("options of the command", "选项")
    documents: int = column("files parsed in this run", "文件数")
    failures: int = column("files that failed in this run", "失败数")
    skipped: int = column("files left alone as unchanged", "跳过数")
