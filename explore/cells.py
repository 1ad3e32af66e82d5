"""Values as cells of what people open: text that a spreadsheet would run is made harmless, the rest is JSON or words.

Text comes from reports, and reports come from anywhere: a firm may call itself ``=HYPERLINK(…)``.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from decimal import Decimal
from typing import Any

import pyarrow as pa

_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What OWASP names under CSV Injection; full-width signs, because spreadsheets in East Asian locales take them as well."""
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?%?")


def harmless(value: str) -> str:
    """A text that no spreadsheet takes for a formula: a leading apostrophe where it begins like one.

    ``=1+1`` → ``'=1+1``; ``-12.5`` is a number and stays. Nothing else of the text changes, so that whoever wants the
    printed words back takes one apostrophe away.
    """
    if value.startswith(_STARTS_A_FORMULA) and _NUMBER.fullmatch(value) is None:
        return f"'{value}"
    return value


def json_value(value: Any) -> Any:
    """A value as JSON has it: moments ISO 8601 with T, money and other exact decimals as strings (``"8061200.00"``).

    That is what ``shigu schema --json`` promises. Whole numbers of any size are numbers; NaN and infinity, which JSON
    lacks, are null.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        whole = value.as_tuple().exponent == 0  # sums of whole numbers come as decimals without places
        return int(value) if whole else format(value, "f")
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, pa.MonthDayNano):
        return _span(value)
    if isinstance(value, dict):
        return {str(json_value(k)): json_value(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_value(v) for v in value]
    return value.hex() if isinstance(value, bytes) else str(value)


def words(value: Any) -> str:
    """A value as one cell of text: null is empty, ``true``, ``2023-06-12 09:20:00``, ``8061200.00``; lists as JSON.

    The blank in a moment (not T) is what spreadsheets read as a moment.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    if isinstance(value, float):
        return str(value)
    plain = json_value(value)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, (dict, list)) else str(plain)


def _span(value: Any) -> str:
    """An interval as DuckDB prints it: ``2 months 3 days 02:10:00``."""
    seconds, nanos = divmod(abs(value.nanoseconds), 1_000_000_000)
    parts = [f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in ((value.months, "month"), (value.days, "day")) if n]
    if seconds or nanos or not parts:
        sign = "-" if value.nanoseconds < 0 else ""
        fraction = f".{nanos // 1000:06d}" if nanos else ""
        parts.append(f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{fraction}")
    return " ".join(parts)
