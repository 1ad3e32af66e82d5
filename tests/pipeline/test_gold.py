"""Reviewed documents as gold records."""

import json
from pathlib import Path

import pytest
from reviewed import TEXT, added, all_confirmed, review, rows_of, words_at

from pipeline.gold import export_gold, gold_record
from pipeline.parse import record_of
from pipeline.run import UsageError
from pipeline.store import FileState, open_store, prepare
from pipeline.store.dataset import Batch
from schemas.records import RunRow
from schemas.reviews import row_key_of
from tests.golden.compare import differences
from tests.golden.test_accountability import FLOORS, keys_of
from tests.helpers import record as read
from tests.helpers import report as read_report


@pytest.fixture(scope="module")
def report():
    return read_report(TEXT)


@pytest.fixture(scope="module")
def record(report):
    return record_of(report)


@pytest.fixture
def gold(report):
    """The gold record of the report under some reviews."""

    def make(*reviews, whole=False):
        made = record_of(report, reviews)
        found = [row for row in made.tables["reviews"] if row.state != "stale"]
        return gold_record(made, found, reviewed_only=not whole)

    return make


def test_only_what_was_decided_is_gold(record, gold):
    made = gold(
        review(record, "accidents", 0, "deaths", value=2),
        review(record, "accidents", 0, "direct_loss_yuan", value="1362000.50"),
        review(record, "accidents", 0, "missing", "confirmed"),
        review(record, "accidents", 0, "industry", "confirmed"),
        review(record, "accidents", 0, "occurred_at", "confirmed"),
        review(record, "documents", 0, "issued_on", "confirmed"),
        review(record, "persons", 0, "position", "confirmed"),
    )
    assert made == {
        "file_name": "t.txt",
        "document": {"issued_on": "2023-09-01"},
        "accident": {
            "deaths": 2, "direct_loss_yuan": 1362000.5, "missing": None, "occurred_at": "2023-06-12T09:20",
        },
    }  # fmt: skip


def test_a_list_is_gold_once_each_of_its_rows_was_decided_on(record, gold):
    first = review(record, "sanctions", 0, None, "confirmed")
    second = review(record, "sanctions", 1, "amount_yuan", value="30000")
    third = review(record, "sanctions", 2, None, "rejected")
    assert gold(first, second) == {"file_name": "t.txt"}
    rows = gold(first, second, third)["sanctions"]
    assert [(row["target_name"], row["amount_yuan"]) for row in rows] == [("冯立远", None), ("李大川", 30000)]
    assert rows[0]["basis"] == [["中华人民共和国安全生产法", 95, None, None, 1]]
    assert "basis" not in rows[1]
    alone = gold(review(record, "organizations", 0, None, "rejected"))
    assert alone == {"file_name": "t.txt", "organizations": []}


def test_an_added_row_is_gold_in_what_was_stated_of_it(record, gold):
    person = {"name": "张某", "is_deceased": True}
    rows = [review(record, "persons", n, None, "confirmed") for n in (0, 1)]
    made = gold(*rows, added(record, "persons", person, row_key_of("persons", person), **words_at(record, "张某")))
    assert made["persons"][2] == {"name": "张某", "is_deceased": True}
    assert made["persons"][1]["gender"] is None


def test_a_rejected_accident_is_null(record, gold):
    assert gold(review(record, "accidents", 0, None, "rejected"))["accident"] is None


def test_a_stale_decision_is_not_gold(record, gold):
    one = review(record, "accidents", 0, "deaths", value=5, was=3)
    assert gold(one) == {"file_name": "t.txt"}


@pytest.mark.parametrize("whole", [False, True])
def test_a_record_agrees_with_its_own_gold(record, gold, report, whole):
    """The tests of tests/golden find no difference between a fully reviewed document and what is exported of it."""
    made = json.loads(json.dumps(gold(*all_confirmed(record), whole=whole)))
    assert list(differences(made, record)) == []
    for kind in FLOORS:
        must, _, found = keys_of(kind, made, record)
        assert must == found
    assert {"sections", "causes", "measures", "events"} <= made.keys()
    assert made["events"][0] == {"at": "2023-06-12T09:20", "kind": "事发"}
    wrong = record_of(report, [review(record, "accidents", 0, "deaths", value=2)])
    assert [field for field, _ in differences(made, wrong)] == ["accident.deaths"]


def store(root, *records):
    with open_store(root) as opened:
        batch = Batch()
        for n, record in enumerate(records):
            state = FileState(f"in/{n}.txt", 1, 1, record.document.doc_id, "0", "r")
            batch.records.append((prepare(record), state))
        opened.commit(batch)
        stamp = {"run_id": "r", "parser_version": "0", "rules_hash": "r", "options": ""}
        zero = {"documents": 0, "failures": 0, "skipped": 0}
        at = rows_of(records[0], "accidents")[0]["occurred_at"]
        opened.finish(RunRow(**stamp, **zero, started_at=at, finished_at=at))


@pytest.fixture
def dataset(tmp_path, report, record):
    reviews = [
        review(record, "accidents", 0, "deaths", value=2),
        review(record, "accidents", 0, "missing", "confirmed"),
    ]
    store(tmp_path / "out", record_of(report, reviews), read(TEXT.replace("远岭", "近山")))
    return tmp_path / "out"


def test_export_writes_a_file_per_reviewed_document(dataset, tmp_path):
    assert export_gold(dataset, tmp_path / "gold") == 1
    (path,) = (tmp_path / "gold").iterdir()
    assert json.loads(path.read_text("utf-8")) == {
        "file_name": path.with_suffix(".txt").name,
        "accident": {"deaths": 2, "missing": None},
    }
    assert export_gold(dataset, tmp_path / "gold") == 1


def test_export_does_not_replace_gold_that_somebody_wrote(dataset, tmp_path):
    export_gold(dataset, tmp_path / "gold")
    (path,) = (tmp_path / "gold").iterdir()
    mine = path.read_text("utf-8").replace("2", "3")
    path.write_text(mine, "utf-8")
    with pytest.raises(UsageError, match="is there and differs"):
        export_gold(dataset, tmp_path / "gold")
    assert path.read_text("utf-8") == mine
    assert export_gold(dataset, tmp_path / "gold", overwrite=True) == 1
    assert path.read_text("utf-8") != mine


def test_a_whole_record_is_a_draft(dataset, tmp_path):
    export_gold(dataset, tmp_path / "gold", reviewed_only=False)
    (path,) = (tmp_path / "gold").iterdir()
    made = json.loads(path.read_text("utf-8"))
    assert made["accident"]["deaths"] == 2
    assert len(made["sanctions"]) == 3


def test_no_dataset_is_said(tmp_path):
    with pytest.raises(UsageError, match="no dataset"):
        export_gold(tmp_path / "nowhere", tmp_path / "gold")
    assert not Path(tmp_path, "gold").exists()


def test_the_command(dataset, tmp_path, shigu):
    done = shigu("gold", dataset, tmp_path / "gold")
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'gold'}: 1 gold record\n")
    assert shigu("gold", tmp_path / "nowhere", tmp_path / "gold").returncode == 2
