"""Row classes of the law table, and of the fines seen beside it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from schemas.column import Row, column


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LawRow(Row):
    """An edition of a statute, regulation, rule or standard."""

    TABLE = "laws"
    DESCRIPTION = "The law table: one row per edition; the same in every dataset of one program version."
    LABEL_ZH = "法律法规"

    law: str = column("full canonical title without 《》; joins citations.law", "法律")
    law_kind: str | None = column("kind of text", "法律类别", vocabulary="law_kind", default=None)
    edition: int | None = column("year of the edition", "版本年", default=None)
    number: str | None = column("文号 or number of the standard", "文号", default=None)
    in_force_from: dt.date | None = column("first day in force", "施行日期", default=None)
    in_force_to: dt.date | None = column("last day in force; null while in force or unknown", "失效日期", default=None)
    articles: int | None = column("highest article", "条数", default=None)
    replaced_by: str | None = column("title of the successor", "被替代", default=None)
    aliases: list[str] = column("short names", "简称", default_factory=list)
    source: str | None = column("where the figures of the row were read", "出处", default=None)
    readings: int | None = column(
        "2 where someone else read every figure afresh and agreed, else 1", "核对次数", default=None
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LawPenaltyRow(Row):
    """A range of fines that an article sets."""

    TABLE = "law_penalties"
    DESCRIPTION = "Statutory ranges of fines by article, severity and who is fined; each with its source."
    LABEL_ZH = "法定罚则"

    law: str = column("full canonical title", "法律")
    edition: int = column("year of the edition", "版本年")
    article: int = column("article", "条")
    paragraph: int | None = column("paragraph", "款", default=None)
    item: int | None = column("item", "项", default=None)
    target: str = column("unit, principal (主要负责人), other_person or staff", "处罚对象")
    severity: str | None = column("severity that it is for", "事故等级", vocabulary="severity", default=None)
    min_yuan: Decimal | None = column("lowest fine, yuan", "下限（元）", default=None)
    max_yuan: Decimal | None = column("highest fine, yuan", "上限（元）", default=None)
    min_ratio: float | None = column("lowest share of last year's income", "下限（收入比例）", default=None)
    max_ratio: float | None = column("highest share of last year's income", "上限（收入比例）", default=None)
    note: str | None = column("for what", "说明", default=None)
    source: str | None = column("where the figures were read", "出处", default=None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LawArticleRow(Row):
    """Which article of one edition became which of another."""

    TABLE = "law_articles"
    DESCRIPTION = "Articles harmonised across editions: article_from of one edition is article_to of the other."
    LABEL_ZH = "条文对照"

    law: str = column("full canonical title", "法律")
    edition_from: int = column("year of the older edition", "旧版本年")
    article_from: int = column("its article", "旧条")
    edition_to: int = column("year of the newer edition", "新版本年")
    article_to: int = column("its article", "新条")
    subject: str | None = column("what the article is about", "内容", default=None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyRow(Row):
    """A fine beside its statutory range: the row that a comparison across cities starts from."""

    TABLE = "penalties"
    DESCRIPTION = (
        "One row per fine: where, when, whom, under which article, how much, and where in the statutory range."
    )
    LABEL_ZH = "罚款对照"

    sanction_id: str = column("the sanction", "处理编号")
    doc_id: str = column("the document", "文件编号")
    accident_id: str | None = column("the accident", "事故编号", default=None)
    province: str | None = column("province of the accident", "省", default=None)
    city: str | None = column("city of the accident", "市", default=None)
    county: str | None = column("county of the accident", "县（区）", default=None)
    year: int | None = column("year of the accident", "年份", default=None)
    severity: str | None = column("severity as stated, else derived", "事故等级", vocabulary="severity", default=None)
    accident_type: str | None = column("class of the accident", "事故类别", vocabulary="accident_type", default=None)
    deaths: int | None = column("persons dead", "死亡人数", default=None)
    target_kind: str = column("person or organization", "对象类别", vocabulary="target_kind")
    target_name: str = column("name of the person or organisation", "对象")
    role: str | None = column(
        "part of the organisation (or of the person's employer) in the accident",
        "角色",
        vocabulary="role",
        default=None,
    )
    position: str | None = column("post of the person", "职务", default=None)
    status: str = column("recommended, decided or carried out", "状态", vocabulary="sanction_status")
    law: str | None = column("law that the fine rests on", "法律", default=None)
    article: int | None = column("article as cited", "条", default=None)
    harmonised_article: int | None = column("its number in 安全生产法 of 2021", "对应2021年条号", default=None)
    amount_yuan: Decimal | None = column("fine, yuan", "罚款（元）", default=None)
    income_ratio: float | None = column("fine as a share of last year's income", "收入比例", default=None)
    range_low_yuan: Decimal | None = column("lowest statutory fine", "法定下限（元）", default=None)
    range_high_yuan: Decimal | None = column("highest statutory fine", "法定上限（元）", default=None)
    range_low_ratio: float | None = column("lowest statutory share", "法定下限（收入比例）", default=None)
    range_high_ratio: float | None = column("highest statutory share", "法定上限（收入比例）", default=None)
    position_in_range: float | None = column(
        "0 at the lowest fine of the range, 1 at the highest; null where the range is a single value or unknown",
        "幅度位置",
        default=None,
    )
    authority: str | None = column("body that decides", "决定机关", default=None)
    decided_on: dt.date | None = column("date decided or done", "决定日期", default=None)
