"""Comparing a parsed document with its gold record: values in one form, names of places and bodies with a little slack."""

from __future__ import annotations

import datetime as dt
import decimal
import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.record import Record

LENIENT = {"place", "direct_cause", "investigation_lead", "investigation_authority", "title", "name", "issuer"}
LOOSE = {"place", "direct_cause"}
"""Where a careful reader may begin or end elsewhere: three quarters of the characters are enough."""


def plain(value: Any) -> Any:
    """A value in one form: NFKC, no white space or quotation marks, one kind of bracket; money and counts as numbers."""
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | decimal.Decimal):
        return round(float(value), 2)
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return tuple(plain(v) for v in value)
    text = re.sub(r"[\s“”\"'‘’]", "", unicodedata.normalize("NFKC", str(value)))
    text = re.sub(r"(?<=\d)[·•.‧∙・](?=\d)", ".", text)
    return text.translate(str.maketrans("〔〕【】〈〉《》[]", "()()()()()")).rstrip("。;,、")


def alike(field: str, gold: Any, got: Any) -> bool:
    """Is a value what the gold record says?"""
    a, b = plain(gold), plain(got)
    if a == b:
        return True
    if a is None or b is None:
        return False
    if field == "occurred_at":
        return len(a) == 10 and b[:10] == a
    if field not in LENIENT:
        return False
    a, b = ("".join(v) if isinstance(v, tuple) else str(v) for v in (a, b))
    ratio = difflib.SequenceMatcher(None, a[:160], b[:160], autojunk=False).ratio()
    if field in LOOSE:
        return ratio >= 0.75
    shorter, longer = sorted((a, b), key=len)
    # 市应急局 and 滨州市应急局: a body with or without the name of its place
    return ratio >= 0.88 or (len(shorter) >= 4 and shorter in longer and len(shorter) >= 0.6 * len(longer))


def differences(gold: Mapping[str, Any], record: Record) -> Iterator[tuple[str, str]]:
    """What differs, as (field, a readable line): ``accident.deaths``, ``sections.heading``, ``sections.part`` …"""
    yield from _fields("document", gold.get("document") or {}, record.document)
    if "accident" in gold:
        rows = record.accidents
        if (gold["accident"] is None) == bool(rows):
            yield "accident", f"accident: {'a' if rows else 'no'} row, gold has {'none' if rows else 'one'}"
        elif rows:
            yield from _fields("accident", gold["accident"], rows[0])
    if "sections" in gold:
        yield from _sections(gold["sections"], record)


def _fields(table: str, gold: Mapping[str, Any], row: object) -> Iterator[tuple[str, str]]:
    for field, wanted in gold.items():
        got = getattr(row, field)
        if not alike(field, wanted, got):
            yield f"{table}.{field}", f"{table}.{field}: gold {plain(wanted)!r}, got {plain(got)!r}"


def _sections(gold: list[Mapping[str, Any]], record: Record) -> Iterator[tuple[str, str]]:
    got = [s for s in record.sections if s.level in (1, 2) and s.heading]
    wanted_keys = Counter((s["level"], plain(s["heading"])) for s in gold)
    got_keys = Counter((s.level, plain(s.heading)) for s in got)
    for level, heading in (wanted_keys - got_keys).elements():
        yield "sections.heading", f"sections: missed {level} {heading}"
    for level, heading in (got_keys - wanted_keys).elements():
        yield "sections.heading", f"sections: extra {level} {heading}"
    free = list(got)
    for section in gold:
        key = (section["level"], plain(section["heading"]))
        mine = next((s for s in free if (s.level, plain(s.heading)) == key), None)
        if mine is None:
            continue
        free.remove(mine)
        for field in ("part", "topic"):
            if field in section and section[field] != getattr(mine, field):
                said = f"gold {section[field]}, got {getattr(mine, field)}"
                yield f"sections.{field}", f"sections.{field} of {section['heading']}: {said}"
