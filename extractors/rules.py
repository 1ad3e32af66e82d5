"""Rules as data: TOML files in ``extractors/vocab`` whose rules carry sentences that they must match and refuse.

A rule file holds ``[[rule]]`` tables with ``id``, ``pattern``, ``match`` and ``refuse`` (lists of sentences; ``refuse``
may name what the file's other rules take), optionally ``contains`` (literals of which one must occur before the pattern
is tried), optionally ``except`` (a pattern whose occurrence lifts the rule, see :meth:`Rule.holds`) and any further keys, which the module that uses the file reads from ``attrs``. Patterns may name pieces in
braces (``{{count}}``), which the loader fills in from :data:`PIECES`.
"""

from __future__ import annotations

import dataclasses
import tomllib
from functools import cache, cached_property
from importlib import resources
from typing import Any

import ahocorasick
import regex

from extractors.literals import required
from extractors.patterns import compiled

CHINESE_COUNT = "[一二两三四五六七八九十百千零〇壹贰叁肆伍陆柒捌玖拾]{1,7}"
PIECES = {
    "count": rf"(?:\d{{1,5}}|{CHINESE_COUNT})",
    "severity": "(?:特别重大|重大|较大|一般)",
    "body": r"[^，。；：、！？“”\s]",
    "clause": r"[^，。；：！？]",
    "sentence": r"[^。；！？\n]",
    "quote": r"[“\"'‘「]?",
}
"""Named pieces of patterns: a count of things, severity, and characters that stay inside a word, clause or sentence."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule; ``attrs`` holds the keys that are its module's business."""

    id: str
    pattern: regex.Pattern[str]
    contains: tuple[str, ...]
    match: tuple[str, ...]
    refuse: tuple[str, ...]
    attrs: dict[str, Any]
    unless: regex.Pattern[str] | None = None

    def holds(self, text: str) -> bool:
        """Does the pattern occur in ``text`` and nothing that the rule's ``except`` names?"""
        return self.search(text) is not None and (self.unless is None or self.unless.search(text) is None)

    def search(self, text: str, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """The first match in ``text[start:end]``."""
        if self.contains and not self._may(text, start, end):
            return None
        return self.pattern.search(text, start, len(text) if end is None else end)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> list[regex.Match[str]]:
        """All matches in ``text[start:end]``, in order."""
        if self.contains and not self._may(text, start, end):
            return []
        return list(self.pattern.finditer(text, start, len(text) if end is None else end))

    def _may(self, text: str, start: int, end: int | None) -> bool:
        for word in self.contains:  # noqa: SIM110 -- half the price of any()
            if text.find(word, start, end) >= 0:
                return True
        return False


class Rules(tuple[Rule, ...]):
    """Rules in their order, of which :meth:`near` gives those that are worth trying."""

    @cached_property
    def _words(self) -> tuple[Any, int, dict[int, tuple[Rule, ...]]]:
        """The words without which a rule matches nothing, the rules that have none, and the answers given so far."""
        masks: dict[str, int] = {}
        always = 0
        for number, rule in enumerate(self):
            words = required(rule.pattern.pattern) or rule.contains
            for word in words:
                masks[word] = masks.get(word, 0) | 1 << number
            always |= 0 if words else 1 << number
        found = ahocorasick.Automaton()
        for word, mask in masks.items():
            found.add_word(word, mask)
        found.make_automaton()
        return found, always, {}

    def near(self, text: str, start: int = 0, end: int | None = None) -> tuple[Rule, ...]:
        """The rules that may match in ``text[start:end]``: one look at the text finds the words that they need."""
        words, mask, answers = self._words
        if words:
            for _, rules in words.iter(text, start, len(text) if end is None else end):
                mask |= rules
        answer = answers.get(mask)
        if answer is None:
            answer = tuple(rule for number, rule in enumerate(self) if mask >> number & 1)
            if len(answers) < _ANSWERS:
                answers[mask] = answer
        return answer


_ANSWERS = 4096
_KNOWN = {"id", "pattern", "contains", "match", "refuse", "except"}


@cache
def load(name: str) -> Rules:
    """The rules of ``extractors/vocab/<name>.toml`` in the file's order.

    Raises:
        KeyError: a rule lacks ``id``, ``pattern``, ``match`` or ``refuse``.
        regex.error: a pattern does not compile.
    """
    raw = tomllib.loads(resources.files("extractors.vocab").joinpath(f"{name}.toml").read_text("utf-8"))
    pieces = {**PIECES, **raw.get("pieces", {})}
    rules = []
    for entry in raw["rule"]:
        rules.append(
            Rule(
                id=entry["id"],
                pattern=compiled(fill(entry["pattern"], pieces)),
                contains=tuple(entry.get("contains", ())),
                match=tuple(entry["match"]),
                refuse=tuple(entry["refuse"]),
                attrs={k: v for k, v in entry.items() if k not in _KNOWN},
                unless=compiled(fill(entry["except"], pieces)) if "except" in entry else None,
            )
        )
    return Rules(rules)


@cache
def of_kind(name: str, kind: str) -> Rules:
    """The rules of a file whose key ``kind`` says so, in the file's order."""
    return Rules(rule for rule in load(name) if rule.attrs["kind"] == kind)


_PIECE = compiled(r"\{([a-z_]+)\}")


def fill(pattern: str, pieces: dict[str, str]) -> str:
    """A pattern with its named pieces filled in; pieces may name pieces."""
    for _ in range(4):
        done = _PIECE.sub(lambda m: pieces.get(m[1], m[0]), pattern)
        if done == pattern:
            break
        pattern = done
    return pattern
