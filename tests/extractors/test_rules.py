"""Every rule file: each rule matches the sentences that it says it matches, and refuses those that it says it refuses."""

from importlib import resources

import pytest
import regex

from extractors.rules import fill, load

FILES = sorted(
    p.name.removesuffix(".toml") for p in resources.files("extractors.vocab").iterdir() if p.name.endswith(".toml")
)
RULES = [pytest.param(rule, id=f"{name}:{rule.id}") for name in FILES for rule in load(name)]


def test_there_are_rule_files():
    assert {"accident_types", "casualties", "headings", "industry", "investigation", "losses", "nature"} <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_ids_are_unique_in_their_file(name):
    ids = [rule.id for rule in load(name)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_examples_of_both_kinds(rule):
    assert rule.match, "needs a sentence that it matches"
    assert rule.refuse, "needs a sentence that it refuses"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_takes_what_it_must_and_refuses_what_it_must(rule):
    assert [s for s in rule.match if not rule.holds(s)] == [], "not matched"
    assert [s for s in rule.refuse if rule.holds(s)] == [], "not refused"


@pytest.mark.parametrize("rule", RULES)
def test_contains_never_hides_a_match(rule):
    """The cheap gate agrees with the pattern on the rule's own examples, and none of its literals is idle."""
    for sentence in (*rule.match, *rule.refuse):
        if rule.pattern.search(sentence):
            assert not rule.contains or any(c in sentence for c in rule.contains), sentence


@pytest.mark.parametrize("rule", RULES)
def test_no_piece_is_left_unfilled(rule):
    assert regex.findall(r"\{[a-z_]+\}", rule.pattern.pattern) == []


def test_the_file_order_of_headings_gives_one_answer_per_example():
    """A heading given as an example of a part is read as that part by the first rule that takes it."""
    wrong = []
    rules = [r for r in load("headings") if r.attrs["kind"] == "part"]
    for rule in rules:
        types = rule.attrs.get("types", ["事故调查报告"])
        for heading in rule.match:
            usable = (r for r in rules if r.attrs.get("types") is None or set(r.attrs["types"]) & set(types))
            first = next((r for r in usable if r.holds(heading)), None)
            if first is None or first.attrs["value"] != rule.attrs["value"]:
                wrong.append((rule.id, heading, first and first.id))
    assert wrong == []


def test_pieces_may_name_pieces():
    assert fill("{a}x", {"a": "{b}+", "b": "[0-9]"}) == "[0-9]+x"
    assert fill("{unknown}", {}) == "{unknown}"
