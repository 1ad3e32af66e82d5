"""Documents about some forty fictional accidents, with near-twins, written without sight of the rules: who finds whom.

``groups.json`` says which files are about one accident, which are copies, and what an evaluation says of each recommended
sanction. Precision must be whole; the floors of the rest are what was reached, and only ever rise. ``pytest -s`` prints
the figures. News have no row in ``accidents`` and take no part.
"""

import itertools
import json
from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.run import run
from pipeline.store import read_rows
from schemas.records import AccidentRow, DocumentRow
from schemas.records_links import OutcomeRow

HERE = Path(__file__).parent
GOLD = json.loads((HERE / "groups.json").read_text("utf-8"))
RECALL = 0.93
"""Pairs of documents with a row in ``accidents`` that share their accident's id."""
OUTCOMES = 90
"""Of the undoubted outcomes in ``groups.json``, those that are told right."""
MEANING = {"carried out": "一致落实", "differently": "变更落实", "not mentioned": "未提及"}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    out = tmp_path_factory.mktemp("linking") / "out"
    summary = run([HERE / "docs"], out, jobs=2)
    assert summary.failures == []
    return out


@pytest.fixture(scope="module")
def names(dataset):
    """Document → file name."""
    return {row.doc_id: row.file_name for row in read_rows(dataset, DocumentRow)}


@pytest.fixture(scope="module")
def pairs(dataset, names):
    """Every pair of files with a row: (one, other, about one accident, share an id)."""
    wanted, found = defaultdict(set), defaultdict(set)
    for accident, group in GOLD["accidents"].items():
        for name in group["files"]:
            wanted[name].add(accident)
    for row in read_rows(dataset, AccidentRow):
        found[names[row.doc_id]].add(row.accident_id)
    files = sorted(name for name in found if name in wanted and name not in GOLD["excluded"])
    return [
        (one, other, bool(wanted[one] & wanted[other]), bool(found[one] & found[other]))
        for one, other in itertools.combinations(files, 2)
    ]


def test_no_two_accidents_are_taken_for_one(pairs):
    assert [(one, other) for one, other, same, joined in pairs if joined and not same] == []


def test_documents_about_one_accident_find_each_other(pairs):
    same = [joined for _, _, same, joined in pairs if same]
    recall = sum(same) / len(same)
    print(f"\nlinking: {len(same)} pairs, recall {recall:.3f}")
    for one, other, same_accident, joined in pairs:
        if same_accident and not joined:
            print("  missed", one, other)
    assert recall >= RECALL


def test_copies_are_duplicates_and_nothing_else_is(dataset, names):
    found = {
        tuple(sorted((row.file_name, names[row.duplicate_of])))
        for row in read_rows(dataset, DocumentRow)
        if row.duplicate_of
    }
    assert found == {tuple(sorted(pair)) for pair in GOLD["duplicates"]}


def test_copies_share_their_accident(dataset, names):
    ids = {names[row.doc_id]: row.accident_id for row in read_rows(dataset, AccidentRow)}
    for one, other in GOLD["duplicates"]:
        assert ids[one] == ids[other]


def test_what_became_of_the_recommendations(dataset, names):
    found = {(names[r.report_doc_id], r.target_name, r.measure): r.outcome for r in read_rows(dataset, OutcomeRow)}
    copies = {name: pair for pair in GOLD["duplicates"] for name in pair}
    right, spoken, wrong = 0, 0, []
    for item in GOLD["outcomes"]:
        if item.get("doubt"):
            continue
        reports = copies.get(item["report"], [item["report"]])
        outcome = next((o for f in reports if (o := found.get((f, item["target"], item["measure"])))), None)
        right += outcome == MEANING[item["outcome"]]
        if outcome not in (None, "未提及"):
            spoken += 1
            if outcome != MEANING[item["outcome"]]:
                wrong.append((item["report"], item["target"], item["measure"], item["outcome"], outcome))
    print(f"\noutcomes: {right} of {sum(not o.get('doubt') for o in GOLD['outcomes'])} right")
    for line in wrong:
        print("  wrong", *line)
    assert right >= OUTCOMES
    assert len(wrong) <= 0.15 * spoken  # silence may be a sanction that was not read; an answer must be right
