"""Corrections through whole runs: applied, undone, kept over versions, cuts and merges; the same bytes every time."""

import dataclasses
import json
import pickle
import shutil
from pathlib import Path

import pytest
from reviewed import OTHER, TEXT, all_confirmed, review

from pipeline import version
from pipeline.run import UsageError, run
from pipeline.store import Store, read_record, read_rows, read_table
from pipeline.work import parse_task
from schemas.records import AccidentRow, CheckRow, DocumentRow, EvidenceRow
from schemas.records_accountability import PersonRow, SanctionRow
from schemas.records_law import PenaltyRow
from schemas.records_links import OutcomeRow
from schemas.records_review import ReviewRow
from schemas.reviews import append, to_line

AT = "2026-05-{:02}T08:00:00Z"


class HerePool:
    """Parses in this process, without workers: starting them takes longer than all else here."""

    def __init__(self, jobs, parse, *_):
        self.jobs, self.parse, self.tasks = jobs, parse, []

    def __len__(self):
        return len(self.tasks)

    def submit(self, task):
        self.tasks.append(pickle.loads(pickle.dumps(task)))

    def collect(self, seconds):
        while self.tasks:
            task = self.tasks.pop(0)
            yield task, pickle.loads(pickle.dumps(parse_task(task)))

    def close(self):
        pass


@pytest.fixture
def go(reports, monkeypatch):
    """A run of the real parser over ``in`` into ``out``; in worker processes where ``jobs`` are given."""

    def start(out="out", **options):
        with monkeypatch.context() as patched:
            if "jobs" not in options:
                patched.setattr("pipeline.run.Pool", HerePool)
            return run(["in"], out, **{"parse": "shifting_parser:parse", **options})

    return start


@pytest.fixture
def dataset(reports, go):
    """A dataset of two reports."""
    reports({"a.txt": TEXT, "b.txt": OTHER})
    go()
    return Path("out")


def document(words, root="out"):
    """The record of the report whose title holds some words, as the dataset has it."""
    (doc_id,) = [row.doc_id for row in read_rows(root, DocumentRow) if words in (row.title or "")]
    return read_record(root, doc_id)


def correct(*args, root="out", words="远岭", **more):
    one = review(document(words, root), *args, **more)
    append(Path(root, "corrections"), one)
    return one


def states(root="out"):
    return [(r.table, r.field, r.author, r.state) for r in read_rows(root, ReviewRow)]


def deaths(root="out"):
    return sorted(row.deaths for row in read_rows(root, AccidentRow))


def test_a_correction_is_applied_on_the_next_run_to_its_document_alone(dataset, go):
    correct("accidents", 0, "deaths", value=2)
    summary = go()
    assert (summary.parsed, summary.unchanged) == (1, 1)
    assert deaths() == [1, 2]
    assert states() == [("accidents", "deaths", "王审核", "applied")]
    (row,) = read_rows("out", ReviewRow)
    assert row.row_id in {a.accident_id for a in read_rows("out", AccidentRow)}
    assert {p.deaths for p in read_rows("out", PenaltyRow)} == {2}


def test_a_second_run_with_the_same_corrections_does_nothing(dataset, go, digests):
    correct("accidents", 0, "deaths", value=2)
    go()
    before = digests(), {p: p.stat().st_mtime_ns for p in dataset.glob("*/part.parquet") if p.parent.name != "runs"}
    summary = go()
    assert (summary.parsed, summary.unchanged) == (0, 2)
    assert before == (
        digests(),
        {p: p.stat().st_mtime_ns for p in dataset.glob("*/part.parquet") if p.parent.name != "runs"},
    )


def test_the_bytes_depend_on_files_and_corrections_alone(dataset, go, digests):
    correct("accidents", 0, "deaths", value=2)
    go()
    correct("persons", 1, "name", value="李大山", at=AT.format(3), author="李复核")
    correct("accidents", 0, "deaths", words="屯兰", value=3, at=AT.format(4))
    go()
    shutil.copytree("out/corrections", "fresh/corrections")
    go("fresh", jobs=2, batch_size=1)
    assert digests("fresh") == digests()
    assert len(states("fresh")) == 3


def test_without_corrections_the_bytes_are_what_they_were(dataset, go, digests):
    before = digests()
    (dataset / "corrections").mkdir()
    (dataset / "corrections" / "wang.jsonl").write_text("# nothing yet\n\n", "utf-8")
    (dataset / "corrections" / "notes.txt").write_text("not a review", "utf-8")
    assert go().parsed == 0
    assert digests() == before
    assert len(read_rows("out", ReviewRow)) == 0


def test_without_a_line_the_programs_value_is_back(dataset, go, digests):
    before = digests()
    correct("accidents", 0, "deaths", value=2)
    correct("persons", 0, None, "rejected")
    go()
    assert digests() != before
    shutil.rmtree(dataset / "corrections")
    assert go().parsed == 1
    assert digests() == before


def test_two_authors_on_one_value_whichever_file_comes_first(dataset, go):
    correct("accidents", 0, "deaths", value=2, author="乙", at=AT.format(2))
    go()
    correct("accidents", 0, "deaths", value=3, author="甲", at=AT.format(3))
    go()
    assert deaths() == [1, 3]
    assert states() == [("accidents", "deaths", "甲", "applied")]
    (dataset / "corrections" / "甲.jsonl").unlink()
    go()
    assert deaths() == [1, 2]


def test_a_correction_survives_newer_rules_and_other_row_ids(dataset, go, monkeypatch):
    correct("persons", 1, "position", value="冲压车间主任")
    correct("sanctions", 1, "amount_yuan", value="30000")
    correct("accidents", 0, "deaths", value=2)
    go()
    monkeypatch.setattr(version, "rules_hash", lambda: "r2")
    assert go(parse="shifting_parser:parse_shifted").parsed == 2
    people = {p.name: (p.person_id[-4:], p.position) for p in read_rows("out", PersonRow)}
    assert people["李大川"] == ("p002", "冲压车间主任")
    assert {state for *_, state in states()} == {"applied"}
    monkeypatch.setattr(version, "rules_hash", lambda: "r3")
    (note,) = go(parse="shifting_parser:parse_otherwise").notes
    assert note.startswith("1 decision of a reviewer is not applied")
    assert deaths() == [7, 7]
    assert [s for s in states() if s[3] == "stale"] == [("accidents", "deaths", "王审核", "stale")]
    (check,) = [c for c in read_rows("out", CheckRow) if c.check == "review.stale"]
    assert (check.verdict, check.row_ids) == ("warn", [document("远岭").accidents[0].accident_id])
    again = correct("accidents", 0, "deaths", value=2, at=AT.format(9))
    assert again.was == 7
    go(parse="shifting_parser:parse_otherwise")
    assert deaths() == [2, 7]
    assert {state for *_, state in states()} == {"applied"}


def test_a_correction_of_a_linked_accident_is_found_by_its_shared_id(reports, go):
    evaluation = TEXT.replace("事故调查报告", "事故整改措施落实情况评估报告", 1)
    reports({"a.txt": TEXT, "b.txt": evaluation})
    go()
    rows = read_rows("out", AccidentRow)
    assert len({a.accident_id for a in rows}) == 1
    follower = next(d for d in read_rows("out", DocumentRow) if d.doc_type == "整改评估报告")
    record = read_record("out", follower.doc_id)
    append("out/corrections", review(record, "accidents", 0, "minor_injuries", value=4))
    go()
    (row,) = read_rows("out", ReviewRow)
    assert (row.doc_id, row.row_id, row.state) == (follower.doc_id, rows[0].accident_id, "applied")
    changed = {a.doc_id: a.minor_injuries for a in read_rows("out", AccidentRow)}
    assert changed.pop(follower.doc_id) == 4
    assert set(changed.values()) == {1}


def test_linking_and_outcomes_see_corrected_values(reports, go):
    evaluation = TEXT.replace("事故调查报告", "事故整改措施落实情况评估报告", 1).replace("建议由", "已由")
    reports({"a.txt": TEXT, "b.txt": evaluation})
    go()
    before = [row for row in read_rows("out", OutcomeRow) if row.target_name == "李大川"]
    assert before
    report = next(d for d in read_rows("out", DocumentRow) if d.doc_type == "事故调查报告")
    record = read_record("out", report.doc_id)
    append("out/corrections", review(record, "sanctions", 1, "amount_yuan", value="25000"))
    append("out/corrections", review(record, "accidents", 0, "occurred_at", value="2019-01-05T09:20"))
    go()
    assert len({a.accident_id for a in read_rows("out", AccidentRow)}) == 2
    assert read_rows("out", OutcomeRow) == []


def test_a_document_whose_file_is_not_at_hand_keeps_its_rows_until_it_is_parsed_again(dataset, go):
    correct("accidents", 0, "deaths", value=2)
    Path("in/a.txt").rename("a.txt")
    assert go().parsed == 0
    assert deaths() == [1, 1]
    Path("a.txt").rename("in/a.txt")
    go()
    assert deaths() == [1, 2]


def test_files_with_the_same_bytes_share_corrections(dataset, go):
    shutil.copy("in/a.txt", "in/copy.txt")
    correct("accidents", 0, "deaths", value=2)
    summary = go()
    assert (summary.parsed, summary.duplicates + summary.unchanged) == (1, 2)
    assert go().parsed == 0
    assert deaths() == [1, 2]


def test_a_document_that_changes_its_bytes_leaves_its_corrections_behind(dataset, go):
    correct("accidents", 0, "deaths", value=2)
    go()
    Path("in/a.txt").write_text(TEXT + "\n", "utf-8")
    go()
    assert deaths() == [1, 1]
    assert states() == []


def test_a_broken_line_stops_the_run_before_anything_changes(dataset, go, digests):
    correct("accidents", 0, "deaths", value=2)
    go()
    before = digests()
    path = dataset / "corrections" / "王审核.jsonl"
    whole = path.read_text("utf-8")
    path.write_text("{oops\n" + whole, "utf-8")
    with pytest.raises(UsageError, match=r"out/corrections/王审核\.jsonl, line 1: not JSON"):
        go()
    assert digests() == before
    assert path.read_text("utf-8") == "{oops\n" + whole
    path.write_text("# {oops\n" + whole, "utf-8")
    assert go().parsed == 0
    assert digests() == before


def test_the_command_names_the_broken_line_and_a_cut_off_one(dataset, shigu):
    line = to_line(review(document("远岭"), "accidents", 0, "deaths", value=2))
    folder = dataset / "corrections"
    folder.mkdir()
    (folder / "wang.jsonl").write_text(f"{line}\n{line[:50]}", "utf-8")
    done = shigu("parse", "in", "--out", "out", "--jobs", 1)
    assert done.returncode == 0, done.stderr
    assert "note: corrections/wang.jsonl, line 2 was cut off and is left out" in done.stderr
    assert deaths() == [1, 2]
    (folder / "wang.jsonl").write_text(f"{line[:50]}\n{line}\n", "utf-8")
    done = shigu("parse", "in", "--out", "out", "--jobs", 1)
    assert done.returncode == 2
    assert "out/corrections/wang.jsonl, line 1: not JSON" in done.stderr
    assert "mend the line" in done.stderr
    assert deaths() == [1, 2]


@pytest.mark.parametrize("step", ["commit", "finish"])
def test_a_run_that_was_cut_off_is_brought_to_its_end(dataset, go, digests, monkeypatch, step):
    correct("accidents", 0, "deaths", value=2)
    correct("accidents", 0, "deaths", words="屯兰", value=3)
    shutil.copytree("out", "whole")
    go("whole")
    do, calls = getattr(Store, step), []

    def cut(self, *args):
        calls.append(step)
        if step == "commit" and len(calls) < 2:
            return do(self, *args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Store, step, cut)
        with pytest.raises(KeyboardInterrupt):
            go(batch_size=1)
    assert deaths() == [1, 1], "what waits to replace rows is not seen before the end"
    go()
    assert digests() == digests("whole")
    assert deaths() == [2, 3]


def test_states_of_an_older_version_still_count(dataset, go):
    (path,) = (dataset / ".shigu" / "state").glob("*.jsonl")
    states = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [len(state) for state in states] == [10, 10]
    path.write_text("".join(json.dumps(state[:9]) + "\n" for state in states), "utf-8")
    assert go().parsed == 0
    correct("accidents", 0, "deaths", value=2)
    assert go().parsed == 1


def test_a_run_after_the_state_was_lost_gives_the_same_bytes(dataset, go, digests):
    correct("accidents", 0, "deaths", value=2)
    go()
    before = digests()
    shutil.rmtree(dataset / ".shigu")
    go()
    assert digests() == before


def test_every_table_stays_readable_with_everything_reviewed(dataset, go):
    before = {t: read_table("out", t) for t in ("accidents", "evidence", "checks", "sanctions", "penalties", "persons")}
    for one in all_confirmed(document("远岭")):
        append(dataset / "corrections", one)
    go()
    assert {t: read_table("out", t) for t in before} == before
    assert {state for *_, state in states()} == {"confirmed"}
    assert len(states()) == len(all_confirmed(document("远岭")))


def test_a_line_of_a_document_that_is_not_there_waits(dataset, go):
    one = dataclasses.replace(review(document("远岭"), "accidents", 0, "deaths", value=2), doc_id="0" * 16)
    append(dataset / "corrections", one)
    assert go().parsed == 0
    assert states() == []


def test_dropped_documents_drop_their_reviews_from_the_tables_but_not_from_the_files(dataset, go):
    correct("accidents", 0, "deaths", value=2)
    go()
    Path("in/a.txt").unlink()
    go(prune=True)
    assert states() == []
    assert (dataset / "corrections" / "王审核.jsonl").read_text("utf-8")
    Path("in/again.txt").write_text(TEXT, "utf-8")
    go()
    assert deaths() == [1, 2]


def test_evidence_of_the_tables_proves_what_stands_in_them(dataset, go):
    correct("sanctions", 1, "amount_yuan", value="30000")
    go()
    sanction = document("远岭").tables["sanctions"][1]
    assert isinstance(sanction, SanctionRow)
    found = {e.field for e in read_rows("out", EvidenceRow) if e.row_id == sanction.sanction_id}
    assert "amount_yuan" not in found
    assert "measure" in found
