"""Row classes of who answers for an accident: organisations, persons, sanctions, and the law they rest on."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from schemas.column import Row, column


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationRow(Row):
    """An organisation that the document describes, judges or holds to account."""

    TABLE = "organizations"
    KEY = "org_id"
    DESCRIPTION = "One row per organisation that the document describes, judges or holds to account."
    LABEL_ZH = "单位"

    org_id: str = column("the organisation in this document", "单位编号")
    doc_id: str = column("the document", "文件编号")
    accident_id: str | None = column("the accident", "事故编号", default=None)
    name: str = column("the fullest form that the document prints", "名称")
    aliases: list[str] = column("以下简称 and other printed short forms", "简称", default_factory=list)
    role: str | None = column("part in the accident", "角色", vocabulary="role", default=None)
    uscc: str | None = column("统一社会信用代码, 18 characters", "统一社会信用代码", default=None)
    uscc_valid: bool | None = column("check character by GB 32100-2015", "代码有效", default=None)
    legal_representative: str | None = column("legal representative", "法定代表人", default=None)
    actual_controller: str | None = column("actual controller", "实际控制人", default=None)
    registered_on: dt.date | None = column("date of registration or foundation", "注册日期", default=None)
    registered_capital_yuan: Decimal | None = column("registered capital, yuan", "注册资本（元）", default=None)
    address: str | None = column("registered address", "住所", default=None)
    business_scope: str | None = column("scope of business", "经营范围", default=None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow(Row):
    """A named or masked person: victim, or held to account."""

    TABLE = "persons"
    KEY = "person_id"
    DESCRIPTION = "One row per named (or masked) person: victim, or held to account."
    LABEL_ZH = "人员"

    person_id: str = column("the person in this document", "人员编号")
    doc_id: str = column("the document", "文件编号")
    accident_id: str | None = column("the accident", "事故编号", default=None)
    name: str = column("name as printed, without white space", "姓名")
    is_masked: bool = column("part of the name is masked", "姓名隐去")
    is_deceased: bool | None = column("died in the accident", "是否死亡", default=None)
    gender: str | None = column("男 or 女", "性别", default=None)
    age: int | None = column("age in years", "年龄", default=None)
    birth_year: int | None = column("year of birth", "出生年", default=None)
    political_status: str | None = column("political status", "政治面貌", vocabulary="political_status", default=None)
    organization: str | None = column("employer, full name", "单位", default=None)
    position: str | None = column("post as printed", "职务", default=None)
    in_post_since: dt.date | None = column("in the post since", "任现职时间", default=None)
    responsibility: str | None = column("kind of responsibility", "责任", vocabulary="responsibility", default=None)
    responsibility_text: str | None = column("the words that state it", "责任（原文）", default=None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """An article that a sanction rests on."""

    law: str = column("full title without 《》", "法律")
    article: int | None = column("article", "条", default=None)
    article_suffix: str | None = column("之一, 之二 …", "条之几", default=None)
    paragraph: int | None = column("paragraph", "款", default=None)
    item: int | None = column("item", "项", default=None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SanctionRow(Row):
    """A measure against a person or an organisation."""

    TABLE = "sanctions"
    KEY = "sanction_id"
    DESCRIPTION = "One row per (target, measure)."
    LABEL_ZH = "处理"

    sanction_id: str = column("the sanction", "处理编号")
    doc_id: str = column("the document", "文件编号")
    accident_id: str | None = column("the accident; null in a circular on several", "事故编号", default=None)
    target_kind: str = column("person or organization", "对象类别", vocabulary="target_kind")
    person_id: str | None = column("the person", "人员编号", default=None)
    org_id: str | None = column("the organisation", "单位编号", default=None)
    target_name: str = column("name of the person or organisation", "对象")
    target_organization: str | None = column("the person's employer", "对象单位", default=None)
    target_position: str | None = column("the person's post", "对象职务", default=None)
    category: str = column("category of the measure", "处理类别", vocabulary="sanction_category")
    measure: str = column("the measure", "处理措施", vocabulary="sanction_measure")
    measure_text: str | None = column("the words that state it", "处理措施（原文）", default=None)
    status: str = column("recommended, decided or carried out", "状态", vocabulary="sanction_status")
    amount_yuan: Decimal | None = column("fine, yuan", "金额（元）", default=None)
    income_ratio: float | None = column("fine as a share of last year's income", "收入比例", default=None)
    authority: str | None = column("body that decides, or to which the matter goes", "决定机关", default=None)
    decided_on: dt.date | None = column("date decided, in force or done", "决定日期", default=None)
    basis: list[Basis] = column("articles cited for this measure, in reading order", "依据", default_factory=list)
    text: str | None = column("the passage", "原文", default=None)
    section_id: str | None = column("the section", "章节编号", default=None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CitationRow(Row):
    """A citation of a statute, standard, rule or official document."""

    TABLE = "citations"
    KEY = "citation_id"
    DESCRIPTION = "One row per citation of a statute, standard, rule or official document, in reading order."
    LABEL_ZH = "引用"

    citation_id: str = column("the citation", "引用编号")
    doc_id: str = column("the document", "文件编号")
    law: str = column("full canonical title without 《》", "法律")
    law_kind: str | None = column("kind of text", "法律类别", vocabulary="law_kind", default=None)
    number: str | None = column("文号 or number of the standard", "文号", default=None)
    article: int | None = column("article", "条", default=None)
    article_suffix: str | None = column("之一, 之二 …", "条之几", default=None)
    paragraph: int | None = column("paragraph", "款", default=None)
    item: int | None = column("item", "项", default=None)
    subitem: int | None = column("sub-item", "目", default=None)
    edition: int | None = column("year of the edition", "版本年", default=None)
    in_force_on_accident: bool | None = column("in force on the day of the accident", "事发时有效", default=None)
    quoted_text: str | None = column("words of the article that are quoted", "引文", default=None)
    context: str | None = column("what it is cited for", "语境", vocabulary="citation_context", default=None)
    section_id: str | None = column("the section", "章节编号", default=None)
    char_start: int = column("first character", "起始字符")
    char_end: int = column("character after the last", "结束字符")
