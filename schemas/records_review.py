"""Row class of what reviewers decided, as it stands in a dataset."""

from __future__ import annotations

import dataclasses
import datetime as dt

from schemas.column import Row, column


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow(Row):
    """A decision of a reviewer and what became of it."""

    TABLE = "reviews"
    DESCRIPTION = (
        "One row per decision of a reviewer that counts (the latest on its value): what he saw, what it should be, who, why, "
        "and whether the tables follow it. Written from corrections/*.jsonl beside the tables."
    )
    LABEL_ZH = "审核"

    doc_id: str = column("the document", "文件编号")
    table: str = column("table of the value", "表")
    row_id: str = column("id of the value's row; of a row that is not there, as the reviewer knew it", "行编号")
    field: str | None = column("column of the value; null where the whole row is meant", "列", default=None)
    verdict: str = column("what the reviewer decided", "审核意见", vocabulary="review_verdict")
    was: str | None = column("what the reviewer saw, as text; lists and records as JSON", "原值", default=None)
    value: str | None = column("what it should be, as text; null where there should be none", "审定值", default=None)
    author: str = column("who decided", "审核人")
    reason: str | None = column("why", "理由", default=None)
    decided_at: dt.datetime = column("when, UTC", "审核时间")
    state: str = column(
        "applied: the tables hold the reviewer's value; confirmed: he found it right; stale: not applied, because the program "
        "now reads something else than he saw",
        "采用状态",
        vocabulary="review_state",
    )
