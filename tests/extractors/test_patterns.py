"""Patterns that wait to be compiled, and the words that they need."""

from __future__ import annotations

import re

import pytest
import regex

from extractors import patterns
from extractors.literals import required
from extractors.patterns import HAN, compiled, engine, overlapped, places, spelt_out, squeezed
from extractors.rules import load, of_kind


@pytest.mark.parametrize(
    "source", [r"(?<=市)\p{Han}{2,}?(?:局|厂)", r"[^\p{Han}A-Z]+", r"\[\p{Han}\]", r"[]\p{Han}]x", r"[\]\p{Han}]"]
)
def test_both_engines_find_the_same(source):
    text = "某市示例局、另一市 ABC示例厂，[示]x]x 〇々𠀀"
    found = [m.span() for m in engine(source).finditer(text)]
    assert isinstance(engine(source), re.Pattern)
    assert found == [m.span() for m in regex.compile(source).finditer(text)]


@pytest.mark.parametrize("source", [r"(?:甲(?P<n>\d)|乙(?P<n>\d))", r"(?<=甲|甲乙丙)\d"])
def test_what_only_regex_understands_is_given_to_it(source):
    assert isinstance(engine(source), regex.Pattern)
    assert compiled(source).search("丙甲7") is not None


def test_han_is_what_regex_takes_for_it():
    """In the basic plane; beyond it a later Unicode knows more of them than an earlier one."""
    every = "".join(chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000)
    assert re.findall(f"[{HAN}]", every) == regex.findall(r"\p{Han}", every)
    assert re.fullmatch(f"[{HAN}]+", "𠀀𪛖") is not None


def test_a_pattern_is_compiled_when_it_is_first_used(monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(patterns, "engine", lambda source: asked.append(source) or re.compile(source))
    late = compiled("[甲乙]+")
    assert (late.pattern, asked) == ("[甲乙]+", [])
    assert late.sub("丙", "甲乙丁") == "丙丁"
    assert [m[0] for m in late.finditer("甲丁乙")] == ["甲", "乙"]
    assert late.groups == 0
    assert asked[0] == "[甲乙]+"


def test_a_bad_pattern_is_an_error():
    with pytest.raises(regex.error):
        compiled("(甲").search("甲")


@pytest.mark.parametrize(("text", "start", "end"), [("某某某公司", 0, None), ("某某某公司", 1, 3), ("", 0, None)])
def test_overlapped_is_that_of_regex(text, start, end):
    found = [m.span() for m in overlapped(compiled("某{1,2}"), text, start, end)]
    stop = len(text) if end is None else end
    assert found == [m.span() for m in regex.compile("某{1,2}").finditer(text, start, stop, overlapped=True)]


def test_places():
    assert list(places("某某某甲", "某某")) == [0]
    assert list(places("某某某甲", "某某", overlapping=True)) == [0, 1]
    assert list(places("甲", "某")) == []


def test_squeezed():
    assert squeezed(" 某 市\u3000应急\n管理局\t") == "某市应急管理局"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("处(?:以|罚)?[0-9]+万元|警告", {"万元", "警告"}),
        ("(?<=被)吊销(?=证)执照", {"吊销执照"}),
        ("(?:罚款|警告)(?:甲)?", {"罚款", "警告"}),
        ("(?:罚款|)甲*", set()),
        ("甲{0,3}乙{2}", {"乙"}),
        ("罚款{0,1}", {"罚"}),
        ("(?P<who>[^，]{2,4})被?(?:拘留)+", {"拘留"}),
        (r"\d月\.日", {"月.日"}),
        ("[甲乙]", set()),
        ("(?!罚款)", set()),
    ],
)
def test_required_words(source, words):
    assert required(source) == words


RULES = ("casualties", "events", "headings", "org_contexts", "org_names", "org_roles", "persons", "sanctions")


@pytest.mark.parametrize("name", RULES)
def test_near_leaves_out_no_rule_that_matches(name):
    rules = load(name)
    sentences = [s for rule in rules for s in (*rule.match, *rule.refuse)]
    for sentence in sentences:
        near = rules.near(sentence)
        assert [r.id for r in rules if r.search(sentence)] == [r.id for r in near if r.search(sentence)]
    assert any(len(rules.near(s)) < len(rules) for s in sentences)


def test_near_looks_at_the_span_only():
    steps = of_kind("events", "step")
    text = "拨打120报警。"
    assert steps.near(text) != steps.near(text, 0, 1)
    assert all(rule in steps.near(text) for rule in steps.near(text, 0, 4))


def test_spelt_out_leaves_other_patterns_alone():
    assert spelt_out("[甲]") == "[甲]"
