"""Citations of statutes, standards, rules and official papers, with article, paragraph and item."""

from __future__ import annotations

import dataclasses
import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Any

import ahocorasick

from extractors.articles import ArticleRef, read_articles
from extractors.lawbook import canonical, edition_on, kind_of, short_names, stands_alone
from extractors.lawbook import law as lawbook_law
from extractors.patterns import after_last, compiled, squeezed
from extractors.rules import load
from schemas.document import Report

_TITLE = compiled(r"《(?P<title>[^《》\n]{2,90}(?:《[^《》\n]{2,60}》[^《》\n]{0,60})*)》")
_PAREN = compiled(r"\s*（(?P<inside>[^（）]{2,80}(?:（[^（）]*）[^（）]*)*)）")
_ALIAS = compiled(r"(?:以下(?:统一)?(?:简称|称)|简称|下称)(?:为)?[《“\"](?P<alias>[^》”\"]{2,30})[》”\"]")
_NUMBER = compiled(
    r"(?P<number>(?:[A-Z]{1,4}/?[A-Z]?\s?\d{2,6}(?:\.\d+)?(?:[—–-]\d{2,4})?)|[\p{Han}]{1,12}[〔\[（【]?\d{4}[〕\]）】]?第?\d{1,4}号|"
    r"[\p{Han}]{0,14}令(?:第)?\d{1,4}号|主席令第[\p{Han}\d]{1,6}号)"
)
_BARE = compiled(
    r"(?:(?P<lead>该法|本法|该条例|本条例|该办法|该规定|上述规定|该规程|《条例》|《办法》|《规定》|《规程》)|(?<![》\p{Han}）])|(?<=[，、。；：和及与或之（]|依据|根据|按照|依照|违反|适用))(?=第[一二三四五六七八九十百零\d]{1,7}条)"
)
_VIOLATION = compiled(r"违反|不符合|违背|未(?:按照?|依照|遵守|落实|执行)")
_GROUND = compiled(r"依据|根据|按照?|依照|适用|对照|参照|遵照|贯彻|执行|落实|按")
_CONTRACT = compiled(r"(?:合同|协议|章程|制度|公约)[^。，；]{0,10}$")
# 观看警示教育片《…》: a film or a paper, not a law
_WORK = compiled(r"(?:片|电视剧?|电影|节目|栏目|杂志|期刊|报纸|歌曲|图书)$")
_REACH = 260
_SENTENCE = 600
"""Characters before a law in which its sentence is looked for: endless sentences exist."""


@dataclasses.dataclass(frozen=True, slots=True)
class Citation:
    """A citation: law by its canonical title, at most one article with paragraph and item, and where it stands.

    ``start, end`` span title and article; ``anchor`` is where the law's name (or the bare article) begins.
    """

    law: str
    kind: str | None
    number: str | None
    ref: ArticleRef
    context: str
    quoted: str | None
    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class _Named:
    law: str
    number: str | None
    start: int
    end: int
    articles: tuple[tuple[ArticleRef, int, int], ...]


def find(report: Report, on: dt.date | None = None) -> list[Citation]:
    """All citations of a report in reading order.

    Args:
        report: the report.
        on: the day of the accident, for the edition in force (not used to choose the title).
    """
    text = report.text
    names = _Names(text)
    found: list[_Named] = []
    found += _titled(text, names)
    found += _unquoted(text, found)
    found.sort(key=lambda n: n.start)
    found += _bare(text, found, names)
    found.sort(key=lambda n: n.start)
    notes = [(b.start, b.end) for b in report.document.blocks if b.kind == "footnote"]
    out: list[Citation] = []
    for named in found:
        law = names.fuller(named.law)
        context, quoted = _context(text, named, notes)
        kind = kind_of(law) or ("标准" if named.number is not None and _STANDARD.match(named.number) else None)
        refs = named.articles or ((ArticleRef(), named.start, named.end),)
        for ref, start, end in refs:
            out.append(Citation(law, kind, named.number, ref, context, quoted, min(named.start, start), end))
    return out


_EDITION_NOTE = compiled(r"（[^（）]*(?:修[订正]|试行|暂行|\d{4}年?)[^（）]*）$")


class _Names:
    """Names of laws as this document uses them: 以下简称《条例》, titles cut short, short names."""

    def __init__(self, text: str) -> None:
        self.aliases: dict[str, str] = {}
        self.titles: set[str] = set()
        for match in _TITLE.finditer(text):
            title = clean_title(match["title"])
            if is_law(title):
                self.titles.add(title)
            paren = _PAREN.match(text, match.end())
            alias = _ALIAS.search(paren["inside"]) if paren else None
            if alias:
                self.aliases[alias["alias"]] = title

    def law(self, printed: str) -> str:
        """Canonical title of a printed name."""
        title = clean_title(printed)
        title = self.aliases.get(title, title)
        known = canonical(title)
        if known is not None:
            return known
        without = _EDITION_NOTE.sub("", title)
        return canonical(without) or str(title)

    def fuller(self, law: str) -> str:
        """The longer title that this one is cut from (实施〈某法〉 → 实施〈某法〉办法)."""
        longer = [t for t in self.titles if t != law and t.startswith(law) and len(t) - len(law) <= 3]
        return min(longer, key=len) if longer and law.endswith("〉") else law


def clean_title(printed: str) -> str:
    """A title without white space, inner brackets as 〈〉."""
    title = str(squeezed(printed))
    return title.replace("<", "〈").replace(">", "〉").replace("《", "〈").replace("》", "〉")


def is_law(title: str) -> bool:
    """Is a title in 《》 that of a law, standard, rule or official paper?"""
    if canonical(title) is not None:
        return True
    return not any(rule.search(title) for rule in load("citations"))


_STANDARD = compiled(r"(?:GB|AQ|JGJ|JTG|JB|GA|XF|DB|TSG|CJJ|SY|MT|DL|HG|SH|NB|QB|LD|SL|TB|JT)(?:/?[A-Z])?\s?\d")


def _titled(text: str, names: _Names) -> list[_Named]:
    out = []
    for match in _TITLE.finditer(text):
        title = clean_title(match["title"])
        at = match.end()
        number = None
        paren = _PAREN.match(text, at)
        if paren:
            found = _NUMBER.search(paren["inside"])
            number = squeezed(found["number"]) if found else None
            at = paren.end()
        standard = number is not None and _STANDARD.match(number) is not None  # 《乡镇消防队》（GB/T 35547—2017）
        if not (standard or is_law(title) or title in names.aliases):
            continue
        if _WORK.search(text, max(0, match.start() - 6), match.start()):
            continue
        articles = tuple(read_articles(text, at))
        out.append(_Named(names.law(match["title"]), number, match.start(), match.end(), articles))
    return out


_CALLED_ON = compiled(r"(?:根据|依据|按照|依照|违反)$")
_CALLED_BEHIND = compiled(r"(?:关于|的(?:有关|相关)?规定|(?:有关|相关)?规定)")


def _unquoted(text: str, found: list[_Named]) -> list[_Named]:
    """Laws named without 《》: with an article behind them, or with their full title."""
    starts = sorted(n.start for n in found)
    ends = {n.start: n.end for n in found}
    out = []
    for start, end in _names_in(text):
        before = bisect_right(starts, start)
        inside = before > 0 and start < ends[starts[before - 1]]
        if inside or text[start - 1 : start] in ("《", "〈"):
            continue
        if not stands_alone(text, start, end):
            continue
        name = text[start:end]
        articles = tuple(read_articles(text, end))
        full = name.startswith("中华人民共和国") or len(name) >= 10
        grounds = _CALLED_ON.search(text[max(0, start - 4) : start])
        ruled = _CALLED_BEHIND.match(text[end : end + 6])
        if not articles and not full and not (grounds and ruled):
            continue
        if text[end : end + 1] in ("》", "〉") or _inside_title(text, start):
            continue
        out.append(_Named(short_names()[name], None, start, end, articles))
    return out


def _inside_title(text: str, at: int) -> bool:
    """Is the place between 《 and 》?"""
    opened = text.rfind("《", max(0, at - 90), at)
    return opened >= 0 and text.find("》", opened, at) < 0


@cache
def _lexicon() -> Any:
    found = ahocorasick.Automaton()
    for word in short_names():
        if len(word) >= 2:
            found.add_word(word, len(word))
    found.make_automaton()
    return found


def _names_in(text: str) -> Iterator[tuple[int, int]]:
    """Where names of laws stand, the longest at each place, none overlapping."""
    done = 0
    for start, minus in sorted((last + 1 - size, -size) for last, size in _lexicon().iter(text)):
        if start >= done:
            done = start - minus
            yield start, done


def _bare(text: str, found: list[_Named], names: _Names) -> list[_Named]:
    """Articles that name no law (该法第三条, a later 第九十六条): they take the law named last before them."""
    taken = [(start, end) for n in found for _, start, end in n.articles]
    out = []
    for match in _BARE.finditer(text):
        at = match.end()
        if any(a <= at < b for a, b in taken) or _CONTRACT.search(text[max(0, at - 16) : at]):
            continue
        if match["lead"]:  # 该法 may stand in the item after the one that names it
            before = [n for n in found if n.start < at and at - n.start <= 3 * _REACH]
        else:
            before = [n for n in found if n.start < at and at - n.start <= _REACH and "\n" not in text[n.end : at]]
        if not before:
            continue
        articles = tuple(read_articles(text, at))
        if articles:
            out.append(_Named(before[-1].law, before[-1].number, match.start(), at, articles))
    return out


_QUOTE_BEHIND = compiled(r"[^，。；]{0,24}(?:规定)?[：:][“\"](?P<words>[^”\"]{6,})")
_QUOTE_END = compiled(r"[”\"]")


def _context(text: str, named: _Named, notes: list[tuple[int, int]]) -> tuple[str, str | None]:
    """What a law is cited for: 违反, 依据, a quotation, or anything else."""
    for start, end in notes:
        if start <= named.start < end:
            at = text.find("：", named.end, end)
            return "引文", text[at + 1 : end].strip() if at >= 0 else None
    reach = max(0, named.start - _SENTENCE)
    begin = after_last(text, "。；\n", reach, named.start)
    words = text[begin : named.start]
    grounds = [m.start() for m in _GROUND.finditer(words)]
    breaches = [m.start() for m in _VIOLATION.finditer(words)]
    if breaches and (not grounds or breaches[-1] >= grounds[-1] - 1):
        return "违反", None
    behind = text[named.end : named.end + 60]
    quote = _QUOTE_BEHIND.match(behind)
    if quote:
        start = named.end + quote.start("words")
        stop = _QUOTE_END.search(text[start : start + 800])
        return "引文", text[start : start + stop.start()] if stop else None
    return ("依据", None) if grounds else ("其他", None)


def edition_for(law: str, on: dt.date | None) -> int | None:
    """Year of the edition in force on a day, None where the table does not know it."""
    if on is None:
        return None
    edition = edition_on(law, on)
    return edition.edition if edition is not None else None


def in_force(law: str, on: dt.date | None) -> bool | None:
    """Was the law in force on a day? None where the table does not know it."""
    if on is None:
        return None
    known = lawbook_law(law)
    if known is None or not any(e.in_force_from for e in known.editions):
        return None
    return edition_on(law, on) is not None
