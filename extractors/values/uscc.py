"""Unified social credit codes (统一社会信用代码): 91140100MA0H261KXW, checked by GB 32100-2015."""

from __future__ import annotations

import dataclasses
from typing import Final

from extractors.patterns import compiled

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The digits of the code in the order of their values; I, O, S, V and Z are not used."""

_VALUE: Final = {c: i for i, c in enumerate(ALPHABET)}
_WEIGHTS: Final = tuple(3**i % 31 for i in range(17))
_FOLD: Final = {ord(c) + 0xFEE0: c for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}
# 18 signs that may stand apart (9114 0100 MA0H 261K XW); a nineteenth makes it something else
_CODE = compiled(
    r"(?<![0-9A-Za-z０-９Ａ-Ｚ])[0-9０-９](?:[ \u3000]?[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]){17}(?![0-9A-Za-z０-９Ａ-Ｚ])"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Uscc:
    """A code as printed at ``[start, end)``; ``code`` without spaces, in half-width capitals."""

    start: int
    end: int
    code: str
    valid: bool


def check_character(body: str) -> str | None:
    """The check character of the first 17 characters, None where one of them is not of the alphabet."""
    if len(body) != 17 or any(c not in _VALUE for c in body):
        return None
    total = sum(_VALUE[c] * w for c, w in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def is_valid(code: str) -> bool:
    """Is this a code of 18 characters with the right check character?"""
    return len(code) == 18 and check_character(code[:17]) == code[17]


_SPACES = compiled(r"[ \u3000]")


def find(text: str, start: int = 0, end: int | None = None) -> list[Uscc]:
    """The codes in ``text[start:end]``, right and wrong ones, in order.

    A resident's number (18 digits that begin with a region, not with 9 or another registering body) is none.
    """
    out = []
    for match in _CODE.finditer(text, start, len(text) if end is None else end):
        code = _SPACES.sub("", match[0]).translate(_FOLD).upper()
        if (code.isdigit() and not is_valid(code)) or _resident(code):
            continue
        out.append(Uscc(match.start(), match.end(), code, is_valid(code)))
    return out


_IDENTITY_CARD = compiled(r"[1-8]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")


def _resident(code: str) -> bool:
    """Does the number hold a birthday where a resident's number has it: 110101 19900307 …?"""
    return _IDENTITY_CARD.fullmatch(code) is not None
