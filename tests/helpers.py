"""Reports from a few lines of plain text, through the same steps that a file takes."""

from __future__ import annotations

import hashlib

from extractors import ACCIDENT, DOCUMENT
from extractors.facts import Facts
from pipeline.parse import record_of
from pipeline.read.assemble import assemble
from pipeline.read.text import read_text
from pipeline.record import Record
from pipeline.segment import segment
from schemas.document import Document, Report, Source

NAME = "盐城市大丰区远岭机械有限公司“6·12”一般机械伤害事故"
WHERE = "江苏省盐城市大丰区远岭机械有限公司冲压车间"


def document(text: str, *, markdown: bool | None = None) -> Document:
    """A text as the reader of plain text gives it."""
    data = text.encode()
    doc_id = hashlib.sha256(data).hexdigest()[:16]
    return assemble(read_text(data, markdown=markdown), Source("t.txt", "t.txt", "text/plain", len(data), doc_id))


def report(text: str) -> Report:
    """The text with its headings and its kind."""
    return segment(document(text))


def record(text: str) -> Record:
    """All rows of the text."""
    return record_of(report(text))


def document_facts(text: str) -> Facts:
    """What the extractors of ``documents`` find."""
    read, facts = report(text), Facts()
    for extract in DOCUMENT:
        extract(read, facts)
    return facts


def accident_facts(text: str) -> Facts:
    """What the extractors of ``accidents`` find, run in their order over the facts of the document."""
    read, known, facts = report(text), document_facts(text), Facts()
    for field in ("title", "issuer", "issued_on"):
        facts.set(field, known.get(field), *[e for f, e in known.evidence if f == field])
    for extract in ACCIDENT:
        extract(read, facts)
    for field, evidence in facts.evidence:
        assert read.text[evidence.start : evidence.end] == evidence.text, field
    return facts


def investigation(
    lead: str = "",
    *,
    name: str = NAME,
    state: str = "造成1人死亡，直接经济损失约132.6万元",
    basic: str = "",
    course: str = "张某在更换模具时，冲压机滑块突然下行，将其头部挤压。",
    loss: str = "",
    cause: str = "张某在未停机的情况下将头部伸入冲压机合模区域，被突然下行的滑块挤压致死。",
    nature: str = "调查认定，该起事故是一起一般生产安全责任事故。",
    sanctions: str = "张某，操作工，违章作业，对事故发生负有直接责任，鉴于其已死亡，建议免予追究责任。",
    measures: str = "远岭公司要严格落实停机挂牌制度，杜绝带电更换模具。",
    signature: str = "",
) -> str:
    """An investigation report of five divisions; ``lead`` takes the place of the usual first paragraph."""
    lead = lead or f"2023年6月12日9时20分许，{WHERE}发生一起机械伤害事故，{state}。"
    parts = [
        f"{name}调查报告",
        lead,
        "一、事故基本情况",
        *(["（一）事故发生单位概况", basic] if basic else []),
        "（二）事故发生经过" if basic else "（一）事故发生经过",
        course,
        *(["（三）人员伤亡和直接经济损失" if basic else "（二）人员伤亡和直接经济损失", loss] if loss else []),
        "二、事故原因和性质",
        "（一）直接原因",
        cause,
        "（二）事故性质",
        nature,
        "三、对事故有关责任人员和责任单位的处理建议",
        sanctions,
        "四、事故防范和整改措施",
        measures,
        *([signature] if signature else []),
    ]
    return "\n\n".join(parts) + "\n"
