"""What is read from one file: typed rows by table."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TypeVar, cast

from schemas.column import Row
from schemas.records import AccidentRow, CheckRow, DocumentRow, EvidenceRow, SectionRow, TextRow

R = TypeVar("R", bound=Row)


@dataclasses.dataclass(frozen=True)
class Record:
    """All rows of one file, by table; ``document`` and ``text`` are always there.

    ``tables`` maps the table's name to its rows in reading order (see ``schemas.tables.TABLES``).
    """

    document: DocumentRow
    text: TextRow
    tables: dict[str, tuple[Row, ...]]

    def rows(self, kind: type[R]) -> Sequence[R]:
        """The rows of one table, e.g. ``record.rows(AccidentRow)``."""
        return cast(Sequence[R], self.tables.get(kind.TABLE, ()))

    @property
    def accidents(self) -> Sequence[AccidentRow]:
        """The accident that the file is about: one row or none."""
        return self.rows(AccidentRow)

    @property
    def sections(self) -> Sequence[SectionRow]:
        """The tree of headings in reading order."""
        return self.rows(SectionRow)

    @property
    def evidence(self) -> Sequence[EvidenceRow]:
        """Where each value stands."""
        return self.rows(EvidenceRow)

    @property
    def checks(self) -> Sequence[CheckRow]:
        """What agrees and what contradicts itself."""
        return self.rows(CheckRow)
