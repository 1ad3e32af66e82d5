"""Values as people read them in a cell: lists with 、 between, records in words, no character that a program would act on."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

CELL = 32_767
"""Characters that a cell of Excel holds, counted as it counts them (UTF-16)."""
CUT = "…〔已截断，全文{}字〕"
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
"""What no cell shows: controls, marks of direction, halves of surrogate pairs, what is no character. Tab and line end stay."""


def clean(text: str) -> str:
    """A text without characters that are no part of it; line ends are one line feed."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clipped(text: str) -> str:
    """A text that fits into a cell of Excel; one that is cut says so at its end."""
    if len(text) <= CELL // 2 or _units(text) <= CELL:
        return text
    mark = CUT.format(len(text))
    room = CELL - len(mark)
    head = text[:room]
    while (over := _units(head) - room) > 0:
        head = head[: -((over + 1) // 2)]
    return head + mark


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def words(value: Any) -> str:
    """A value as words: 是 and 否, ``2023-06-12 09:20:00``, ``8061200.00``; of a list each with 、 between; null is empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list):
        return "、".join(words(one) for one in value)
    if isinstance(value, dict):
        return _record(value)
    return str(value)


def _record(value: dict[str, Any]) -> str:
    """A small record: 《安全生产法》第114条第1款第2项 · 第3页（72.0，100.5，300.0，112.5）."""
    if "law" in value:
        return _article(value)
    if {"page", "x0", "y0", "x1", "y1"} <= value.keys():
        return f"第{value['page']}页（{'，'.join(f'{value[side]:.1f}' for side in ('x0', 'y0', 'x1', 'y1'))}）"
    return "，".join(f"{name}：{words(one)}" for name, one in value.items() if one is not None)


def _article(value: dict[str, Any]) -> str:
    parts = [f"《{clean(value['law'] or '')}》"]
    if value.get("article") is not None:
        parts.append(f"第{value['article']}条{value.get('article_suffix') or ''}")
    for name, unit in (("paragraph", "款"), ("item", "项")):
        if value.get(name) is not None:
            parts.append(f"第{value[name]}{unit}")
    return "".join(parts)
