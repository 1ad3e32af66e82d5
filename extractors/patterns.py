"""Patterns that are compiled when they are first used, by the cheaper of two engines; and text without white space.

The program has a thousand patterns and a file needs some of them: compiling all of them takes longer than reading a short file. Python's
own ``re`` takes half the time of ``regex`` for a call and a third for a Chinese character class; ``regex`` understands more (groups of
one name, look-behind of any length). On what both understand they agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

import regex

HAN = "".join(
    f"{chr(first)}-{chr(last)}"
    for first, last in (
        (0x2E80, 0x2E99), (0x2E9B, 0x2EF3), (0x2F00, 0x2FD5), (0x3005, 0x3005), (0x3007, 0x3007), (0x3021, 0x3029),
        (0x3038, 0x303B), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFA6D), (0xFA70, 0xFAD9), (0x16FE2, 0x16FE3),
        (0x16FF0, 0x16FF6), (0x20000, 0x2A6DF), (0x2A700, 0x2B81E), (0x2B820, 0x2CEAD), (0x2CEB0, 0x2EBE0),
        (0x2EBF0, 0x2EE5D), (0x2F800, 0x2FA1D), (0x30000, 0x3134A), (0x31350, 0x33479),
    )
)  # fmt: skip
"""Chinese characters as the inside of a character class: ``\\p{Han}`` of Unicode 17, which ``re`` does not know."""
BULLETS = "•●○■□◆◇▪★☆▲△►▶※"
"""Signs that stand before the items of a list, as the inside of a character class."""
_PIECES = re.compile(r"\\p\{Han\}|\\.|[\[\]]", re.DOTALL)
_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "groupindex")


def compiled(source: str) -> regex.Pattern[str]:
    """A pattern with the methods of a compiled one; what they cost the first time includes compiling it.

    Write ``\\p{Han}`` for a Chinese character. Keywords of ``regex`` alone (``overlapped``) are not to be used, see :func:`overlapped`.
    """
    return cast("regex.Pattern[str]", Late(source))


class Late:
    """Stands for a pattern until it is asked for something; from then on it holds the methods of the compiled one."""

    def __init__(self, source: str) -> None:
        self.pattern = source

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        done = engine(self.pattern)
        self.__dict__.update({method: getattr(done, method) for method in _METHODS})
        return getattr(done, name)


def engine(source: str) -> Any:
    """The source compiled by ``re`` where it understands it, else by ``regex``.

    Raises:
        regex.error: it is no pattern.
    """
    try:
        return re.compile(spelt_out(source))
    except re.error:
        return regex.compile(source)


def spelt_out(source: str) -> str:
    """The source of a pattern with the characters that ``\\p{Han}`` stands for."""
    if r"\p{Han}" not in source:
        return source
    out: list[str] = []
    at, opened = 0, -1  # where the inside of a class begins: a bracket there does not close it
    for piece in _PIECES.finditer(source):
        out.append(source[at : piece.start()])
        at = piece.end()
        if piece[0] == r"\p{Han}":
            out.append(HAN if opened >= 0 else f"[{HAN}]")
            continue
        if piece[0] == "[" and opened < 0:
            opened = at + source.startswith("^", at)
        elif piece[0] == "]" and piece.start() != opened:
            opened = -1
        out.append(piece[0])
    return "".join(out) + source[at:]


def overlapped(
    pattern: regex.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> Iterator[regex.Match[str]]:
    """All matches in ``text[start:end]``, also those that begin inside another; the first at each place."""
    stop = len(text) if end is None else end
    while (match := pattern.search(text, start, stop)) is not None:
        yield match
        start = match.start() + 1


def places(text: str, word: str, *, overlapping: bool = False) -> Iterator[int]:
    """Where a word stands in a text, in order; ``overlapping``: also where it begins inside itself."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + (1 if overlapping else max(1, len(word))))


def after_last(text: str, marks: str, start: int, end: int) -> int:
    """Where the words begin behind the last of some marks in ``text[start:end]``; ``start`` where none of them stands there."""
    for mark in marks:  # each is looked for only this side of those found
        start = max(start, text.rfind(mark, start, end) + 1)
    return start


def bounds(text: str, marks: str, at: int, start: int, end: int) -> tuple[int, int]:
    """Span of what stands between two of some marks around ``at``, within ``text[start:end]``, without the marks."""
    start = after_last(text, marks, start, at)
    for mark in marks:
        found = text.find(mark, at, end)
        end = found if found >= 0 else end
    return start, end


def squeezed(text: str) -> str:
    """A text without its white space."""
    return "".join(text.split())


SITE_LINE = compiled(
    r"无障碍(?:浏览|阅读|模式|版)|^无障碍\s?[|｜]|长者(?:模式|版)|关怀版|(?:网|网站)欢迎您|欢迎(?:您|访问|光临)|升级浏览器|设为首页|加入收藏|网站地图|免责声明|版权所有|原标题："
)
"""What a site says of itself on a line of its own, and not of the text."""
