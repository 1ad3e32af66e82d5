"""No pattern backtracks: what it costs grows with the text, not with its square, on every kind of hostile text.

tests/hostile/test_fuzz.py asks the same of the whole pipeline, where a gate or a cap may hide a pattern until the day it is taken
away; here each compiled pattern of the program stands alone. ``re`` and ``regex`` do not count their steps, so two costs of
one pattern are compared, never a cost with a clock. `make bench` measures the same patterns on a whole megabyte.
"""

from __future__ import annotations

import itertools

import pytest
import regex

from tests.bench.bench_rules import UNITS, Pattern, grows, patterns

KNOWN = frozenset(
    (
        "events:event.alarm",  # digits
        "measures:measure.done",  # line feeds
        "org_contexts:org_contexts.target.suffered",  # line feeds
        "org_contexts:org_contexts.target.criticised",  # line feeds
        "org_contexts:org_contexts.target.shut",  # line feeds
        "sanctions:sanction.barred",  # digits
        "extractors.accountability_passages._QUOTED",  # spaces, wide spaces
        "extractors.accountability_passages._EARLIER",  # digits
        "extractors.accountability_told._COUNTED",  # digits
        "extractors.articles._TOKEN",  # brackets
        "extractors.lawbook._BARE_EDITION",  # spaces, wide spaces
        "extractors.org_attributes._MYRIADS",  # digits
        "extractors.person_lookups._BEFORE",  # articles, enumeration
        "pipeline.link_names._NUMBERS",  # letters
        "pipeline.read.html_bars._INFO",  # spaces, wide spaces
        "extractors.identity._FULLER_HEAD",  # one character
        "extractors.lawbook._KINDS[5]",  # Chinese, companies
        "extractors.org_names._SOFT",  # Chinese, duty
        "extractors.sanction_targets._OBJECT",  # Chinese, duty
        "extractors.victims._SAVED_TOO_LATE",  # enumeration
        "pipeline.read.html_bars._DATED",  # spaces, line feeds
        "pipeline.read.html_bars._INFO_AFTER",  # spaces, line feeds
        "pipeline.read.html_bars._SIZES",  # spaces, wide spaces, line feeds
        "pipeline.read.html_meta._SEPARATOR",  # spaces, line feeds
        "pipeline.read.ocr_fix._PATTERNS[12]",  # line feeds
        "pipeline.read.pdf_furniture._LEADER",  # Chinese, brackets, commas and more
        "pipeline.segment.headings._SENTENCE",  # commas, times, money, deaths
    )
)
"""Patterns that do backtrack, and the texts that show it: to be mended, never to be added to."""

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
        if pattern.name not in KNOWN and (growth := grows(pattern, unit, size)) is not None
    }
    assert steep == {}, "grows faster than the text (times as much for four times the text)"


def test_known_patterns_are_there():
    names = {pattern.name for group in FOUND.values() for pattern in group}
    assert set(KNOWN) <= names, "mended or renamed: take it from the list"


@pytest.mark.parametrize("expression", [r"(?:a|aa)+[bc]", r"第.*[条款]", r"第+[^第]"])
def test_backtracking_is_seen(expression):
    """The measure tells a pattern that backtracks; otherwise the tests above would pass for nothing."""
    assert grows(Pattern("it", regex.compile(expression)), "a" if "a" in expression else "第") is not None


def test_a_plain_pattern_passes():
    plain = Pattern("it", regex.compile(r"第\p{Han}{1,9}条"))
    assert [kind for kind, unit in UNITS.items() if grows(plain, unit)] == []
