"""Causes, measures, events and directives of a report as rows with ids, and their evidence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from extractors import causes, directives, event_checks, events, measures
from extractors.facts import Check, Facts
from extractors.posts import Resolve
from pipeline.accountability import Located
from schemas.column import Row, columns
from schemas.document import Report
from schemas.records_story import CauseRow, DirectiveRow, EventRow, MeasureRow


@dataclasses.dataclass
class Story:
    """Rows of the four tables and where their values stand."""

    causes: tuple[CauseRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    directives: tuple[DirectiveRow, ...] = ()
    delays: tuple[int | None, int | None] = (None, None)
    """Minutes from the accident to the first report and to the first rescuers on the scene."""
    checks: list[Check] = dataclasses.field(default_factory=list)
    evidence: list[Located] = dataclasses.field(default_factory=list)

    @property
    def tables(self) -> dict[str, tuple[Row, ...]]:
        """The rows by table."""
        return {
            "causes": self.causes,
            "measures": self.measures,
            "events": self.events,
            "directives": self.directives,
        }


def tell(
    report: Report, accident: Facts | None, accident_id: str | None, resolve: Resolve, issued_on: dt.date | None
) -> Story:
    """Read what happened and what shall follow; ``resolve`` gives the full name of a body."""
    out = Story()
    if accident is not None:
        ids = {"accident_id": accident_id}
        out.causes = _rows(report, CauseRow, "u", causes.find(report, accident, resolve), out.evidence, ids)
        out.measures = _rows(report, MeasureRow, "m", measures.find(report, resolve), out.evidence, ids)
        found = events.find(report, accident)
        out.events = _rows(report, EventRow, "e", found, out.evidence, ids)
        out.delays = event_checks.delays(found)
        out.checks = event_checks.out_of_order(found)
    out.directives = _rows(report, DirectiveRow, "d", directives.find(report, issued_on), out.evidence, {})
    return out


def _rows(
    report: Report, kind: type[Any], letter: str, items: Sequence[Any], located: list[Located], ids: dict[str, Any]
) -> tuple[Any, ...]:
    """Rows of the columns that the items have, and their evidence under the rows' ids."""
    doc_id = report.document.source.doc_id
    out = []
    for number, item in enumerate(items):
        row_id = report.row_id(letter, number)
        own = {kind.KEY: row_id, "doc_id": doc_id, "ordinal": number, **ids}
        values = {c.name: getattr(item, c.name) for c in columns(kind) if c.name not in own and hasattr(item, c.name)}
        values = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
        own["section_id"] = report.section_id(item.section) if item.section is not None else None
        located += [(kind.TABLE, row_id, field, e) for field, e in item.evidence if values.get(field) not in (None, [])]
        out.append(kind(**own, **values))
    return tuple(out)
