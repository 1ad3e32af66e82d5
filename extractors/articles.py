"""References to articles: 第二十五条、第二十六条 · 第一百三十四条之一 · 第六、九条 · 第一款第（二）项 · 第（四）（五）项."""

from __future__ import annotations

import dataclasses

import regex

from extractors.patterns import compiled
from extractors.values.numerals import parse_int

_N = r"[一二三四五六七八九十百零〇两\d]{1,8}"
_TOKEN = compiled(
    rf"(?P<article>第(?P<a>{_N})条(?:之(?P<suffix>[一二三四五六七八九十]))?)"
    rf"|(?P<list>第(?P<l>{_N}(?:、{_N})+)条)"
    rf"|第{_N}[章节编]"
    rf"|(?P<paragraph>第(?P<p>{_N})款)"
    rf"|(?P<paragraphs>第(?P<ps>{_N}(?:、{_N})+)款)"
    rf"|(?P<item>第?(?P<i>(?:（{_N}）、?)+)(?:和（(?P<i2>{_N})）)?项|第(?P<i1>{_N}(?:、{_N})*)项)"
    rf"|(?P<sub>第(?P<s>{_N})目)"
)
_JOIN = compiled(r"(?:以及|、|和|及|与|或者?|，(?=第))(?=第|（)|(?P<range>至|到|—|-)(?=第)")
_MAX_RANGE = 30


@dataclasses.dataclass(frozen=True, slots=True)
class ArticleRef:
    """Article with suffix, paragraph, item and sub-item; all None for a law cited as a whole."""

    article: int | None = None
    suffix: str | None = None
    paragraph: int | None = None
    item: int | None = None
    subitem: int | None = None


_BETWEEN = compiled(r"(?:的|中|之)?\s*")


def read_articles(text: str, start: int) -> list[tuple[ArticleRef, int, int]]:
    """The references that begin at ``start``, each with its span; an empty list where there are none.

    A paragraph or item without article of its own belongs to the article before it.
    """
    out: list[tuple[ArticleRef, int, int]] = []
    at = start
    gap = _BETWEEN.match(text, at)
    at = gap.end() if gap else at
    state = ArticleRef()
    begun = at
    expand_from: int | None = None
    fresh = True
    while match := _TOKEN.match(text, at):
        state, begun, expand_from, fresh = _take(match, state, begun, expand_from, fresh, out)
        at = match.end()
        join = _JOIN.match(text, at)
        if join is not None and _TOKEN.match(text, join.end()):
            if join["range"]:
                expand_from = state.article
            at = join.end()
    _emit(out, state, begun, at, fresh)
    return [(ref, a, b) for ref, a, b in out if ref.article is not None]


def _emit(out: list[tuple[ArticleRef, int, int]], state: ArticleRef, start: int, end: int, fresh: bool) -> None:
    if state.article is not None and not fresh:
        out.append((state, start, end))


_NUMBER = compiled(_N)


def _numbers(words: str) -> list[int]:
    return [n for w in _NUMBER.findall(words) if (n := parse_int(w)) is not None]


def _take(
    match: regex.Match[str],
    state: ArticleRef,
    begun: int,
    expand_from: int | None,
    fresh: bool,
    out: list[tuple[ArticleRef, int, int]],
) -> tuple[ArticleRef, int, int | None, bool]:
    """One token: what it says, and what it closes."""
    if match["article"]:
        _emit(out, state, begun, match.start(), fresh)
        number = parse_int(match["a"])
        if expand_from is not None and number is not None and 0 < number - expand_from <= _MAX_RANGE:
            out += [(ArticleRef(n), begun, match.end()) for n in range(expand_from + 1, number)]
        suffix = f"之{match['suffix']}" if match["suffix"] else None
        return ArticleRef(number, suffix), match.start(), None, False
    if match["list"]:
        _emit(out, state, begun, match.start(), fresh)
        numbers = _numbers(match["l"])
        out += [(ArticleRef(n), match.start(), match.end()) for n in numbers[:-1]]
        return ArticleRef(numbers[-1] if numbers else None), match.start(), None, False
    if state.article is None:
        return state, begun, expand_from, fresh
    if match["paragraph"] or match["paragraphs"]:
        numbers = _numbers(match["p"] or match["ps"])
        if state.paragraph is not None:
            _emit(out, state, begun, match.start(), fresh)
        base = dataclasses.replace(state, item=None, subitem=None)
        out += [(dataclasses.replace(base, paragraph=n), begun, match.end()) for n in numbers[:-1]]
        return dataclasses.replace(base, paragraph=numbers[-1] if numbers else None), begun, None, False
    if match["item"]:
        numbers = _numbers(" ".join(w for w in (match["i"], match["i2"], match["i1"]) if w))
        if state.item is not None:
            _emit(out, state, begun, match.start(), fresh)
        base = dataclasses.replace(state, subitem=None)
        out += [(dataclasses.replace(base, item=n), begun, match.end()) for n in numbers[:-1]]
        return dataclasses.replace(base, item=numbers[-1] if numbers else None), begun, None, False
    if match["sub"]:
        return dataclasses.replace(state, subitem=parse_int(match["s"])), begun, None, False
    return state, begun, expand_from, fresh
