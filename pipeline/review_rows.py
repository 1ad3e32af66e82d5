"""The rows of a record as reviews change them: which row a review is about, and what each row says in the end."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from extractors.person_names import is_masked
from pipeline.record import Record
from schemas.column import Row, columns
from schemas.records import SectionRow
from schemas.review_values import ROWS, ReviewError, check_row, opening, passage, plain
from schemas.reviews import KEYS, Review, new_row_id

_MUST_SHARE = ("persons", "sanctions")
"""Tables where another row may bear the same name: beside it something else must agree, where the key states it."""


@dataclasses.dataclass(eq=False)
class Slot:
    """A row: ``row`` as the program read it (or as a reviewer added it), ``values`` as it shall be.

    ``seen``: plain values by column that a reviewer may have seen in the row. ``followed``: those that came from reviews of
    other values. ``decided``: columns that a review decides.
    """

    table: str
    row: Row
    values: dict[str, Any]
    seen: dict[str, list[Any]]
    followed: dict[str, list[Any]] = dataclasses.field(default_factory=dict)
    gone: bool = False
    added: bool = False
    decided: set[str] = dataclasses.field(default_factory=set)

    @property
    def row_id(self) -> str:
        """The row's id."""
        return str(self.values[str(self.row.KEY)])

    @property
    def changed(self) -> set[str]:
        """Columns that say something else than the program read."""
        return {name for name, value in self.values.items() if value != getattr(self.row, name)}

    def made(self) -> Row:
        """The row as it shall be."""
        return dataclasses.replace(self.row, **self.values) if self.changed else self.row  # type: ignore[type-var]


def slot(row: Row, *, added: bool = False) -> Slot:
    """A row that no review has changed yet."""
    values = {c.name: getattr(row, c.name) for c in columns(type(row))}
    seen = {name: [plain(value)] for name, value in values.items()}
    seen["opening"] = [opening(values.get("text") or values.get("heading"))]
    return Slot(row.TABLE, row, values, seen, added=added)


Followed = dict[tuple[str, str], dict[str, list[Any]]]
"""By table and row: plain values by column that came from reviews of other values."""


class Rows:
    """All rows of a record that a review can be about, by table, in reading order.

    ``followed``: what columns without a review of their own said when the reviews were applied before.
    """

    def __init__(self, record: Record, followed: Followed) -> None:
        self.doc_id = record.document.doc_id
        self.text = record.text.text
        self.slots: dict[str, list[Slot]] = {
            table: [slot(row) for row in record.tables.get(table, ())] for table in ROWS
        }
        self.slots["documents"] = [slot(record.document)]
        self._followed = followed
        for one in self.every():
            self._remember(one)

    def _remember(self, one: Slot) -> None:
        one.followed = self._followed.get((one.table, one.row_id), {})
        for name, values in one.followed.items():
            one.seen[name] = [*one.seen[name], *values]

    def alive(self, table: str) -> list[Slot]:
        """The rows of a table that stay."""
        return [one for one in self.slots[table] if not one.gone]

    def every(self) -> Iterator[Slot]:
        """All rows of all tables."""
        for found in self.slots.values():
            yield from found

    def made(self, table: str) -> tuple[Row, ...]:
        """The rows of a table as they shall be."""
        return tuple(one.made() for one in self.alive(table))

    def find(self, review: Review) -> Slot | None:
        """The row that a review is about.

        A row must agree with the review's key in the first columns of :data:`schemas.reviews.KEYS`, with what it says now or
        said to an earlier reviewer, or with what this review makes it say. Among several the one that reads as the reviewer
        saw it, agrees in more columns, stands at the same place among its equals and has the same id.
        """
        slots = self.slots.get(review.table, [])
        hard, soft = KEYS.get(review.table, ((), ()))
        key = review.row_key
        if not set(hard) <= key.keys():
            return next((one for one in slots if one.row_id == review.row_id), None)
        equal = [one for one in slots if all(_agrees(one, name, review) for name in hard)]
        if review.verdict == "added":
            n = key.get("n", 0)
            return equal[n] if isinstance(n, int) and 0 <= n < len(equal) else None
        stated = [name for name in soft if key.get(name) is not None]
        shares = {one: sum(_agrees(one, name, review) for name in stated) for one in equal}
        if review.table in _MUST_SHARE and stated:
            equal = [one for one in equal if shares[one]]
        if not equal:
            return None
        # The reviewer did not count rows that were rejected before.
        by_id = any(one.gone for one in equal)

        def rank(place: int) -> tuple[Any, ...]:
            one = equal[place]
            same_id, same_n = one.row_id == review.row_id, place == key.get("n", 0)
            as_seen = review.field is None or plain(review.was) in one.seen.get(review.field, [])
            return as_seen, shares[one], *((same_id, same_n) if by_id else (same_n, same_id)), -place

        return equal[max(range(len(equal)), key=rank)]

    def add(self, review: Review) -> Slot | str:
        """Add the row that a review describes, or say why that cannot be done."""
        try:
            values = check_row(review.table, review.value, review.words)
        except ReviewError as error:
            return str(error)
        kind = ROWS[review.table]
        names = {c.name for c in columns(kind)}
        key: dict[str, Any] = {"n": review.row_key.get("n", 0)}
        hard = KEYS[review.table][0]
        if names & {"text", "char_start"} and review.words is not None:
            if not stands(self.text, review):
                return "所选词句与原文位置不符"
            values |= {"text": passage(review.words)} if "text" in names else {}
            values |= {"char_start": review.char_start, "char_end": review.char_end} if "char_start" in names else {}
        key |= {
            name: opening(values.get("text") or values.get("heading")) if name == "opening" else plain(values.get(name))
            for name in hard
        }
        row_id = new_row_id(self.doc_id, review.table, key)
        for one in self.slots[review.table]:
            if one.row_id == row_id:
                return one  # the reviewer counted an equal row that is not read any more
        values |= {str(kind.KEY): row_id, "doc_id": self.doc_id}
        if "accident_id" in names:
            accidents = self.alive("accidents")
            values["accident_id"] = accidents[0].row_id if len(accidents) == 1 else None
        if "ordinal" in names:
            values["ordinal"] = max((one.values["ordinal"] for one in self.slots[review.table]), default=-1) + 1
        if "section_id" in names:
            values["section_id"] = self._section(review.char_start)
        if review.table == "persons":
            values.setdefault("is_masked", is_masked(values["name"]))
        made = slot(kind(**values), added=True)
        self._remember(made)
        self.slots[review.table].append(made)
        return made

    def _section(self, at: int | None) -> str | None:
        """The innermost section around a place."""
        found = None
        for one in self.slots["sections"]:
            row = one.row
            if at is not None and isinstance(row, SectionRow) and row.char_start <= at < row.char_end:
                found = row.section_id
        return found


def _agrees(one: Slot, name: str, review: Review) -> bool:
    known = one.seen[name]
    if review.row_key.get(name) in known:
        return True
    return review.field == name and plain(review.outcome) in known


def stands(text: str, review: Review) -> bool:
    """Do the reviewer's words stand where he says?"""
    start, end = review.char_start, review.char_end
    if review.words is None or start is None or end is None:
        return False
    return 0 <= start < end <= len(text) and text[start:end] == review.words


def names_of(slots: Sequence[Slot], name: str) -> list[Slot]:
    """The rows that bear a name."""
    return [one for one in slots if one.values["name"] == name]
