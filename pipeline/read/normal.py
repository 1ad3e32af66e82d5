"""White space and width of a paragraph: what of the printed characters stands in the text."""

from __future__ import annotations

import re

import regex

_FOLD = {c: chr(c - 0xFEE0) for c in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}
_FOLD |= {
    ord("％"): "%",
    ord("．"): ".",
    ord("＋"): "+",
    ord("＝"): "=",
    ord("／"): "/",
    ord("＜"): "<",
    ord("＞"): ">",
}
_FOLD |= {
    ord("［"): "[",
    ord("］"): "]",
    ord("＊"): "*",
    ord("＃"): "#",
    ord("＆"): "&",
    ord("￥"): "¥",
    ord("～"): "~",
}
_CN = "一二三四五六七八九十"
_ONE_MARK = {chr(0x3220 + n): f"（{_CN[n]}）" for n in range(10)}
_ONE_MARK |= {chr(0x2474 + n): f"（{n + 1}）" for n in range(20)}
_ONE_MARK |= {chr(0x2488 + n): f"{n + 1}." for n in range(20)}
"""㈠ ⑴ ⒈: marks of items that are one sign in print, as the signs that they stand for."""
_WIDEN = {"(": "（", ")": "）", ",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_HAN = regex.compile(r"[\p{Han}“”‘’（）《》〈〉【】〔〕、。，；：？！]")
_BODY_END = (
    r"(?:政府|办公室|委员会|管理局|分局|厅|局|部|公司|调查组|评估组|总队|支队|大队|协会|总工会|检察院|法院|中心)"
)
_TWO_BODIES = regex.compile(rf"(?<={_BODY_END})[ \u3000\t]+(?=\p{{Han}}{{2,}}{_BODY_END})(?!关于)")
# 一　概述, 1 概述, 1.1 事故单位: a mark parted from its heading by nothing but a blank
_BARE_MARK = regex.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}|(?P<dec>\d{1,2}(?:[.．]\d{1,2}){1,3})|\d{1,2})(?P<gap>[ \u3000\t])\s*"
    r"(?=[\p{Han}“])(?![年月日时分名个台次起项辆栋米吨万亿元号级条款]|人(?!员))"
)
_SENTENCE = regex.compile(r"[，。；：！？]")
_FOLDED = re.compile("[" + "".join(map(chr, _FOLD)) + "]")
_EVENT = re.compile(
    rf"(?P<blank>[\s\u200b\ufeff]+)|(?P<mark>[{''.join(_ONE_MARK)}])|[\u00ad\u200e\u200f\x00-\x08\x0e-\x1b]"
)
"""White space, a mark of one sign, or a character that is never printed (which is dropped)."""
_ODD = re.compile(rf"[^\S\n]|[\u200b\ufeff\u00ad\u200e\u200f\x00-\x08\x0e-\x1b{''.join(_ONE_MARK)}]")
"""What is not simply taken over: any of these but a line feed."""
_NARROW = re.compile(r"[(),;:?!]")


Piece = tuple[int, int, bool]
"""Characters that stand together in print and in the text: where in print they begin, how many there are, and whether
all of them come from the one printed character there."""


def settle(raw: str) -> tuple[str, list[Piece]]:
    """A paragraph's text, and where in ``raw`` its characters stand, in order.

    White space stays, as one blank, only between two Latin letters or figures and between the names of two bodies in a
    letterhead. Full-width letters and figures become ASCII; brackets and punctuation beside Chinese become full-width.
    """
    folded = raw.translate(_FOLD) if _FOLDED.search(raw) else raw
    if not _ODD.search(raw):
        plain = _plain(folded)
        if plain is not None:
            return plain
    if "\u00a0" in raw:
        raw = raw.replace("\u00a0", " ")
    gaps = _gaps(raw)
    out: list[str] = []
    pieces: list[Piece] = []
    pending: int | None = None
    at = 0
    for event in _EVENT.finditer(raw):
        start, end = event.span()
        if at < start:
            _add(folded, at, start, pending, out, pieces)
            pending = None
        at = end
        if event["blank"]:
            for index in range(start, end):
                if index in gaps:
                    out.append(" ")
                    pieces.append((index, 1, False))
                elif pending is None:
                    pending = index
        elif event["mark"]:
            parts = _ONE_MARK[event["mark"]]
            out.append(parts)  # one printed sign, the box of one sign
            pieces.append((start, len(parts), True))
            pending = None
    if at < len(raw):
        _add(folded, at, len(raw), pending, out, pieces)
    return _widened("".join(out)), pieces


def _plain(raw: str) -> tuple[str, list[Piece]] | None:
    """The same for lines that only need to be put together, as those of nearly all paragraphs; None for others."""
    lines = raw.split("\n")
    pieces: list[Piece] = []
    start, before = 0, "。"
    for line in lines:
        if not line or (line[0] < "\x80" and before < "\x80"):
            return None
        pieces.append((start, len(line), False))
        start, before = start + len(line) + 1, line[-1]
    return _widened("".join(lines)), pieces


def _gaps(raw: str) -> set[int]:
    """Where white space stays that does not stand between Latin words."""
    gaps = set()
    short = len(raw) <= 80 and not _SENTENCE.search(raw)
    if short:
        gaps = {m.start() for m in _TWO_BODIES.finditer(raw)}
    mark = _BARE_MARK.match(raw)
    if mark is not None and (mark["dec"] or (short and len(raw) <= 60)):
        gaps.add(mark.start("gap"))
    return gaps


def _add(text: str, start: int, end: int, pending: int | None, out: list[str], pieces: list[Piece]) -> None:
    """Add ``text[start:end]``, and before it a blank for white space between two Latin words."""
    if pending is not None and out:
        before, after = out[-1][-1], text[start]
        if _latin(before) and _latin(after):
            broken = "\n" in text[pending:start] and _figure(before) and _figure(after)
            if not broken:
                out.append(" ")
                pieces.append((pending, 1, False))
    out.append(text[start:end])
    pieces.append((start, end - start, False))


def normalise(raw: str) -> list[tuple[int, str]]:
    """A paragraph's text as (index in ``raw``, character) pairs, see :func:`settle`."""
    text, pieces = settle(raw)
    index = [i for start, count, single in pieces for i in ([start] * count if single else range(start, start + count))]
    return list(zip(index, text, strict=True))


def _latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in ".,%&-+/")


def _figure(char: str) -> bool:
    """Part of a number that a line break may cut in two: 13 / 2.6万元."""
    return char.isascii() and (char.isdigit() or char in ".,")


def _widened(text: str) -> str:
    """The text with ASCII brackets and marks that stand beside Chinese in their full-width form."""
    narrow = [match.start() for match in _NARROW.finditer(text)]
    if not narrow:
        return text
    out = list(text)
    for at in narrow:
        out[at] = _widen(text, at)
    return "".join(out)


def _widen(text: str, at: int) -> str:
    """The full-width form of an ASCII bracket or mark that stands beside Chinese; between figures it stays."""
    char = text[at]
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    if char in "()":
        return _WIDEN[char] if _bracket_in_chinese(text, at) else char
    if before.isdigit() and after.isdigit() and before.isascii() and after.isascii():
        return char
    return _WIDEN[char] if _HAN.match(before) or _HAN.match(after) else char


def _bracket_in_chinese(text: str, at: int) -> bool:
    """Does the bracket, or its partner, stand beside Chinese?"""
    step, other = (1, ")") if text[at] == "(" else (-1, "(")
    last = at
    index = at + step
    while 0 <= index < len(text) and abs(index - at) <= 80 and text[index] != text[at]:
        last = index
        if text[index] == other:
            break
        index += step
    beside = {at - 1, at + 1, last - 1, last + 1}
    return any(0 <= i < len(text) and _HAN.match(text[i]) is not None for i in beside)
