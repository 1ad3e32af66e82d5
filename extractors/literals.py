"""Words of which one must stand in whatever a pattern matches: what lets a pattern be passed over without trying it."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<look>\(\?<?[=!])|(?P<flags>\(\?[a-z]+\))|(?P<open>\((?:\?(?:P<\w+>|[:>]))?)|(?P<close>\))|(?P<or>\|)"
    r"|(?P<repeat>(?:[*+?]|\{\d*,?\d*\})[?+]?)|(?P<escape>\\(?:[pP]\{\w+\}|.))|(?P<mark>[.^$])|(?P<plain>.)",
    re.DOTALL,
)
_LITERAL_ESCAPES = frozenset(".*+?()[]{}|^$\\-/\"'&#~ ")

Words = frozenset[str]


def required(source: str) -> Words:
    """Words of which every match of the pattern holds at least one; empty where there are no such words.

    >>> sorted(required("处(?:以|罚)?[0-9]+万元|警告"))
    ['万元', '警告']

    What stands in look-ahead or look-behind is no part of a match and does not count.
    """
    tokens = [(m.lastgroup or "", m[0]) for m in _TOKEN.finditer(source)]
    words, at = _alternatives(tokens, 0)
    return words if at == len(tokens) else frozenset()


def _alternatives(tokens: list[tuple[str, str]], at: int) -> tuple[Words, int]:
    """The words of what stands up to the closing bracket, and where that is."""
    found: list[Words] = []
    while True:
        words, at = _sequence(tokens, at)
        found.append(words)
        if at == len(tokens) or tokens[at][0] == "close":
            return (frozenset().union(*found) if all(found) else frozenset()), at
        at += 1  # behind the |


def _sequence(tokens: list[tuple[str, str]], at: int) -> tuple[Words, int]:
    best: Words = frozenset()
    run = ""
    while at < len(tokens) and tokens[at][0] not in ("or", "close"):
        kind, text = tokens[at]
        at += 1
        words: Words = frozenset()
        if kind in ("open", "look"):
            words, at = _alternatives(tokens, at)
            at += 1
            if kind == "look":
                words = frozenset()
        char = text if kind == "plain" else text[1:] if kind == "escape" and text[1:] in _LITERAL_ESCAPES else ""
        if at < len(tokens) and tokens[at][0] == "repeat":
            if tokens[at][1][0] in "*?" or tokens[at][1].startswith(("{0", "{,")):
                char, words = "", frozenset()
            elif char:  # once or more: the character stands, what follows it may not
                words, char = frozenset({char}), ""
            best, run, at = _better(best, frozenset({run}) if run else frozenset()), "", at + 1
            best = _better(best, words)
            continue
        if char:
            run += char
            continue
        if kind not in ("look", "mark", "flags") or (
            kind == "mark" and text == "."
        ):  # these match nothing: the word goes on behind them
            best, run = _better(best, frozenset({run}) if run else frozenset()), ""
        best = _better(best, words)
    return _better(best, frozenset({run}) if run else frozenset()), at


def _better(one: Words, other: Words) -> Words:
    """The words that are found less often: the longer ones, then the fewer ones."""
    if not one or not other:
        return one or other
    return max(one, other, key=lambda words: (min(map(len, words)), -len(words)))
