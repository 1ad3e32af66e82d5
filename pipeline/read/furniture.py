"""What a page prints beside its text: page numbers, running headers, tables of contents, footnotes.

Readers that see geometry (PDF) mark most of it themselves; here it is recognised by its words, for plain text, Markdown
and whatever a reader left over. Nothing is deleted: a line only gets its kind.
"""

from __future__ import annotations

import dataclasses
from collections import Counter

import regex

from pipeline.read.lines import Line

_DASH = r"[—–―－\-‐_~·•\s]"
_PAGE_NUMBER = regex.compile(
    rf"{_DASH}*\d{{1,4}}{_DASH}*|第\s*\d{{1,4}}\s*页(?:\s*[，,/／]?\s*共\s*\d{{1,4}}\s*页)?|"
    r"共\s*\d{1,4}\s*页\s*第\s*\d{1,4}\s*页|\d{1,4}\s*[/／]\s*\d{1,4}|[Pp]age\s*\d+(?:\s*of\s*\d+)?|"
    r"<!--.*?-->"
)
_DASHED = regex.compile(rf"(?:[—–―－\-‐]|--){_DASH}*\d{{1,4}}{_DASH}*[—–―－\-‐]")
# — 2 — in the middle of a line, where the conversion of a page break lost its line feeds
_INLINE_PAGE = regex.compile(r"(?<![\d])\s?[—–―－]\s?(\d{1,3})\s?[—–―－]\s?(?=[\p{Han}“（《]|$)")
_TOC_LINE = regex.compile(r"^(?=.*\p{Han}).{2,80}?(?:[.．。·…\u2024\u2025\u22ef]\s?){2,}\s*\d{1,4}\s*$")
_TOC_PLAIN = regex.compile(r"^(?=.*\p{Han})[^。；，]{2,60}?[\s\t]+\d{1,3}\s*$")
_TOC_DOT = regex.compile(r"^(?=.*\p{Han})[^。；]{2,60}[.．…]\s*\d{1,4}\s*$")
_TOC_TITLE = regex.compile(r"目\s*录|目\s*次")
_STUCK = regex.compile(
    r"^(\d{1,3})\s?(?=[\p{Han}“《])(?!\s?[年月日时分秒点人名个号条项次万亿千百元米吨台辆栋楼层级天岁度页周家起份座期标段套根组件款类种处线井区班队#])"
)
_NUMBERED_TITLE = regex.compile(r"\d{1,2}[\s\u3000]+[\p{Han}“”、（）·]{2,24}")

_WHITE = regex.compile(r"\s")
_FOOTNOTE = regex.compile(r"^[-•*\s]*(?P<mark>\[\d{1,2}\]|〔\d{1,2}〕|【\d{1,2}】|[①-⑳]|\d{1,2}(?=[\s\u3000]+[\p{Han}《“])|\*(?=\p{Han}))[\s\u3000]*")  # fmt: skip


def is_page_mark(text: str) -> bool:
    """Does a line hold a page number beyond doubt, with its dashes or words (— 2 —, 第2页): not a bare figure?"""
    words = text.strip()
    if not words or len(words) > 24:
        return False
    return bool(_DASHED.fullmatch(words)) or (_PAGE_NUMBER.fullmatch(words) is not None and not words.isdecimal())


def mark_page_numbers(lines: list[Line]) -> None:
    """Give ``page_number`` to lines that hold a page number and nothing else.

    A bare number counts only where the document has a run of them that rises by one; otherwise it is a figure.
    """
    bare: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        text = line.text.strip()
        if line.kind != "paragraph" or not text or len(text) > 24:
            continue
        if is_page_mark(text):
            line.kind = "page_number"
        elif text.isdecimal():  # not ① or ², which are digits to Python, but no numbers
            bare.append((index, int(text)))
    for index in _rising(bare):
        lines[index].kind = "page_number"


def _rising(found: list[tuple[int, int]]) -> list[int]:
    """Indices of the longest run of numbers that rises by one, where it is at least three long."""
    nearest: dict[int, int] = {}  # number → where in ``found`` it comes next
    follows: dict[int, int] = {}  # place in ``found`` → place of the number that goes on from there
    length = [1] * len(found)
    for at in range(len(found) - 1, -1, -1):
        number = found[at][1]
        after = nearest.get(number + 1)
        if after is not None:
            follows[at], length[at] = after, length[after] + 1
        nearest[number] = at
    if max(length, default=0) < 3:
        return []
    run = [length.index(max(length))]
    while run[-1] in follows:
        run.append(follows[run[-1]])
    return [found[at][0] for at in run]


def cut(line: Line, start: int, end: int) -> Line:
    """The part ``text[start:end]`` of a line, with its characters' boxes and marks."""
    marks = [(i - start, m) for i, m in line.marks if start <= i <= end]
    chars = line.chars[start:end] if line.chars is not None else None
    return dataclasses.replace(line, text=line.text[start:end], chars=chars, marks=marks)


def split_inline_page_numbers(lines: list[Line]) -> list[Line]:
    """Part lines in whose middle a page number stands (``…房屋— 3 —结构…``) into text, number and text that goes on."""
    out: list[Line] = []
    for line in lines:
        found = list(_INLINE_PAGE.finditer(line.text)) if line.kind == "paragraph" else []
        at = 0
        for match in found:
            if match.start() > at:
                out.append(cut(line, at, match.start()))
            out.append(dataclasses.replace(cut(line, match.start(), match.end()), kind="page_number", marks=[]))
            at = match.end()
        if not found:
            out.append(line)
        elif at < len(line.text):
            rest = cut(line, at, len(line.text))
            # text before the number on the same line: the same paragraph; a number at the line's head: to be decided
            rest.begins = False if found[0].start() > 0 or len(found) > 1 else None
            out.append(rest)
    return out


def split_stuck_numbers(lines: list[Line]) -> list[Line]:
    """Part page numbers that stick to the first word of the next page's line (``12事故发生后``).

    Only a run that rises by one through the document is believed; ``1 概述`` on a line of its own is a heading.
    """
    found = []
    for index, line in enumerate(lines):
        match = _STUCK.match(line.text) if line.kind == "paragraph" and line.begins is not True else None
        if match and not _NUMBERED_TITLE.fullmatch(line.text.strip()):
            found.append((index, int(match[1])))
    stuck = set(_rising(found))
    out: list[Line] = []
    for index, line in enumerate(lines):
        match = _STUCK.match(line.text) if index in stuck else None
        if match is None:
            out.append(line)
            continue
        out.append(dataclasses.replace(cut(line, 0, match.end()), kind="page_number", marks=[]))
        out.append(cut(line, match.end(), len(line.text)))
    return out


def mark_contents(lines: list[Line]) -> None:
    """Give ``toc`` to the lines of a table of contents: dot leaders and a page number, three or more near each other.

    Under the title 目录 lines without page numbers count too where each stands once more below, as the heading itself.
    """
    dotted = [i for i, line in enumerate(lines) if line.kind == "paragraph" and _is_entry(line.text)]
    toc = {i for i in dotted if sum(abs(i - j) <= 4 for j in dotted) >= 3}
    for title in [i for i, line in enumerate(lines) if "目" in line.text and _TOC_TITLE.fullmatch(line.text.strip())]:
        run: list[int] = []
        misses = 0
        for index in range(title + 1, len(lines)):
            line = lines[index]
            if line.kind != "paragraph" or not line.text.strip():
                continue
            if _is_entry(line.text) or _TOC_PLAIN.match(line.text):
                run.append(index)
                misses = 0
            else:
                misses += 1
                if misses > 1:
                    break
        if len(run) >= 3:
            # an entry whose page number stands on the next line is a part of the list as well
            toc.update(range(title, max(run) + 1))
        elif bare := _listed_below(lines, title):
            toc.update(range(title, bare[-1] + 1))
    # an entry whose leader was lost but for one dot, right beside the others
    if toc:
        toc |= {i for i, line in enumerate(lines) if toc & {i - 1, i + 1} and _TOC_DOT.match(line.text)}
    for index in toc:
        if lines[index].kind in ("paragraph", "page_number"):
            lines[index].kind = "toc"


def _is_entry(text: str) -> bool:
    """A contents line: dot leaders and a page number at its end."""
    return text.rstrip()[-1:].isdecimal() and _TOC_LINE.match(text) is not None


def _listed_below(lines: list[Line], title: int) -> list[int]:
    """Lines right behind the title 目录 that are printed again further down; empty where they are fewer than three."""
    words = [_WHITE.sub("", line.text) for line in lines]
    places: dict[str, int] = {}
    for index, word in enumerate(words):
        places[word] = index  # the last place of each line
    run: list[int] = []
    for index in range(title + 1, len(lines)):
        if not words[index]:
            continue
        if lines[index].kind != "paragraph" or len(words[index]) > 60 or places[words[index]] <= index:
            break
        run.append(index)
    return run if len(run) >= 3 else []


def mark_running_headers(lines: list[Line]) -> None:
    """Give ``header`` to short lines that repeat three times or more, each time beside a page number."""
    numbers = {i for i, line in enumerate(lines) if line.kind == "page_number"}
    beside = {j for i in numbers for j in (*_neighbours(lines, i, -1), *_neighbours(lines, i, 1))}
    texts = {j: _WHITE.sub("", lines[j].text) for j in beside}
    counts = Counter(texts[j] for j in beside if lines[j].kind == "paragraph" and 2 <= len(texts[j]) <= 40)
    for j in beside:
        if lines[j].kind == "paragraph" and counts[texts[j]] >= 3 and not texts[j].endswith(("。", "；")):
            lines[j].kind = "header"


def _neighbours(lines: list[Line], index: int, step: int) -> list[int]:
    """The nearest line with text before or after a place."""
    at = index + step
    while 0 <= at < len(lines):
        if lines[at].text.strip():
            return [at]
        at += step
    return []


def mark_footnotes(lines: list[Line]) -> None:
    """Give ``footnote`` and its mark to lines that open with a mark which stands in the text before them.

    ``[1] …`` and ``① …`` count when the mark was printed behind a word above; a bare ``1 …`` only when a word or figure
    above ends in that digit right before a punctuation mark and a page number follows.
    """
    body: list[str] = []
    for index, line in enumerate(lines):
        match = _FOOTNOTE.match(line.text) if line.kind == "paragraph" else None
        if match and _is_footnote(match["mark"], _end_of(body), lines, index):
            line.kind, line.mark = "footnote", match["mark"]
        elif line.kind in ("paragraph", "table_row"):
            body.append(line.text)


def _end_of(texts: list[str], most: int = 6000) -> str:
    """The last characters of the texts, a line feed before each."""
    first, length = len(texts), 0
    while first and length < most:
        first -= 1
        length += len(texts[first]) + 1
    return "".join(["\n" + text for text in texts[first:]])[-most:]


def _is_footnote(mark: str, body: str, lines: list[Line], index: int) -> bool:
    if mark.isdecimal():
        behind_word = regex.search(rf"(?<=[\p{{Han}}”》）]){mark}(?=[，。；、：）])", body[-3000:])
        nearby = range(index + 1, min(index + 4, len(lines)))
        return behind_word is not None and any(lines[i].kind == "page_number" for i in nearby)
    if mark == "*":
        return regex.search(r"(?<=\p{Han})\*(?=[，。；\p{Han}])", body) is not None
    # behind a word or bracket, not at the head of a paragraph, where ① would be an item's number
    spelled = regex.escape(mark)
    behind = regex.search(rf"(?<=[^\s：:；;。]){spelled}", body)
    return behind is not None and not regex.search(rf"(?:^|\n|[：:；;。])\s*{spelled}", body)
