"""What extractors produce: values with their evidence, and checks."""

from __future__ import annotations

import dataclasses
from typing import Any

from schemas.document import Evidence


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """A contradiction or an agreement; becomes a row of ``checks``."""

    check: str
    verdict: str
    message: str


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One reading of a field: its value and where it stands."""

    field: str
    value: Any
    evidence: Evidence


@dataclasses.dataclass
class Facts:
    """The values of one row as they are collected, with evidence for each value that was read.

    ``set`` keeps the first value of a field and adds evidence for it; a later reading of another value is kept as a
    conflict, which ends as a check, never as a silent choice.
    """

    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    evidence: list[tuple[str, Evidence]] = dataclasses.field(default_factory=list)
    conflicts: list[Finding] = dataclasses.field(default_factory=list)
    checks: list[Check] = dataclasses.field(default_factory=list)

    def get(self, field: str) -> Any:
        """The value of a field, None where there is none."""
        return self.values.get(field)

    def set(self, field: str, value: Any, *evidence: Evidence) -> None:
        """Give a field its value; the same value again adds evidence, another one is a conflict."""
        if value is None:
            return
        if field in self.values and self.values[field] != value:
            self.conflicts += [Finding(field, value, e) for e in evidence]
            return
        self.values[field] = value
        known = {(e.start, e.end) for f, e in self.evidence if f == field}
        self.evidence += [(field, e) for e in evidence if (e.start, e.end) not in known]

    def derive(self, field: str, value: Any) -> None:
        """Give a field a value that was derived, not read: no evidence; never overwrites."""
        if value is not None:
            self.values.setdefault(field, value)

    def drop(self, field: str) -> None:
        """Take a field back with its evidence."""
        self.values.pop(field, None)
        self.evidence = [(f, e) for f, e in self.evidence if f != field]
