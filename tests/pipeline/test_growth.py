"""No pattern backtracks: what it costs grows with the text, not with its square, on every kind of hostile text.

tests/hostile/test_fuzz.py asks the same of the whole pipeline, where a gate or a cap may hide a pattern until the day it is taken
away; here each compiled pattern of the program stands alone. ``re`` and ``regex`` do not count their steps, so two costs of
one pattern are compared, never a cost with a clock. `make bench` measures the same patterns on a whole megabyte.
"""

from __future__ import annotations

import itertools

import pytest
import regex

from tests.bench.bench_rules import UNITS, Pattern, grows, own_words, patterns

FOUND = {
    module: list(group)
    for module, group in itertools.groupby(sorted(patterns(), key=lambda p: p.module), key=lambda p: p.module)
}


@pytest.mark.parametrize("size", [4_096, pytest.param(16_384, marks=pytest.mark.slow)])
@pytest.mark.parametrize("module", FOUND)
def test_cost_grows_with_the_text(module, size):
    steep = {
        (pattern.name, kind): round(growth, 1)
        for pattern in FOUND[module]
        for kind, unit in UNITS.items()
        if (growth := grows(pattern, unit, size)) is not None
    }
    assert steep == {}, "grows faster than the text (times as much for four times the text)"


@pytest.mark.slow
@pytest.mark.parametrize("module", FOUND)
def test_cost_grows_with_its_own_words(module):
    """A pattern that may take a word again and again must not try the same words from each of them, or in several ways."""
    steep = {
        (pattern.name, word): growth
        for pattern in FOUND[module]
        for word in own_words(pattern.compiled.pattern)
        if (growth := grows(pattern, word, 4_096)) is not None
    }
    assert steep == {}, "grows faster than the text (times as much for four times the text)"


@pytest.mark.parametrize("expression", [r"(?:a|aa)+[bc]", r"第.*[条款]", r"第+[^第]"])
def test_backtracking_is_seen(expression):
    """The measure tells a pattern that backtracks; otherwise the tests above would pass for nothing."""
    assert grows(Pattern("it", regex.compile(expression)), "a" if "a" in expression else "第") is not None


def test_a_plain_pattern_passes():
    plain = Pattern("it", regex.compile(r"第\p{Han}{1,9}条"))
    assert [kind for kind, unit in UNITS.items() if grows(plain, unit)] == []
