"""Row classes of what only several documents together tell: what became of a recommended sanction."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from schemas.column import Row, column


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow(Row):
    """A recommended sanction beside what the evaluation of the same accident says became of it."""

    TABLE = "outcomes"
    DESCRIPTION = (
        "One row per sanction that a report recommends where the same accident has an evaluation: what became of it. "
        "Derived from sanctions, by accident, target and measure."
    )
    LABEL_ZH = "处理落实"

    accident_id: str = column("the accident", "事故编号")
    report_doc_id: str = column("the report that recommends it", "报告编号")
    evaluation_doc_id: str = column("the evaluation", "评估编号")
    sanction_id: str = column("the recommended sanction", "处理编号")
    target_kind: str = column("person or organization", "对象类别", vocabulary="target_kind")
    target_name: str = column("name of the person or organisation, as the report prints it", "对象")
    category: str = column("category of the recommended measure", "处理类别", vocabulary="sanction_category")
    measure: str = column("the recommended measure", "建议措施", vocabulary="sanction_measure")
    amount_yuan: Decimal | None = column("recommended fine, yuan", "建议金额（元）", default=None)
    income_ratio: float | None = column("recommended share of last year's income", "建议收入比例", default=None)
    authority: str | None = column("body that was to decide", "建议机关", default=None)
    outcome: str = column("what became of it", "落实结果", vocabulary="outcome")
    evaluation_sanction_id: str | None = column("the sanction in the evaluation", "评估处理编号", default=None)
    evaluation_measure: str | None = column(
        "the measure in the evaluation", "落实措施", vocabulary="sanction_measure", default=None
    )
    evaluation_amount_yuan: Decimal | None = column("fine in the evaluation, yuan", "落实金额（元）", default=None)
    evaluation_status: str | None = column(
        "decided or carried out", "落实状态", vocabulary="sanction_status", default=None
    )
    decided_on: dt.date | None = column("date decided or done, by the evaluation", "决定日期", default=None)
