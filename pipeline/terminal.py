"""Words from files on a terminal: nothing in a name or a title may act on it."""

from __future__ import annotations

import re
import sys

_ACTS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls of both sets (escape sequences begin with one), marks of direction, line ends, halves of surrogate pairs."""
_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(words: str) -> str:
    """Words as one line in which controls stand as ``\\x1b`` or ``\\u202e``."""
    return _ACTS.sub(lambda m: m[0].encode("unicode_escape").decode(), words)


def printable_json(text: str) -> str:
    """JSON in which they stand as JSON's own escapes; its line ends and blanks are kept."""
    return _IN_JSON.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def say(text: str) -> None:
    """One line on stderr."""
    print(printable(text), file=sys.stderr, flush=True)
