"""One accident across documents in the tables: ids rewritten everywhere, the same bytes whatever the way."""

import datetime as dt
import hashlib
import random
from decimal import Decimal

import pytest
from test_store import RUN, fill, stop_at

from pipeline.record import Record
from pipeline.resolve import own_accident_id, text_digest
from pipeline.store import Batch, FileState, StoreError, layout, open_store, prepare, read_rows, read_table
from schemas.records import AccidentRow, CheckRow, DocumentRow, EvidenceRow, SectionRow, TextRow
from schemas.records_accountability import OrganizationRow, PersonRow, SanctionRow
from schemas.records_links import OutcomeRow
from schemas.records_story import CauseRow

FIRM = "盐城远岭机械有限公司"


def doc_id(name):
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def entry(name, days=(12,), *, kind="事故调查报告", status="建议", amount="300000", words=None):
    """A document about an accident on each of some days of June, of the one firm; with its file's state."""
    key = doc_id(name)
    words = words or f"{name}的正文"
    tables = dict.fromkeys(("accidents", "organizations", "persons", "sanctions", "causes", "checks", "evidence"), ())
    for i, day in enumerate(days):
        accident = f"x{i}-{key}"  # what a parser calls it does not matter
        tables["accidents"] += (
            AccidentRow(
                accident_id=accident, doc_id=key, name=f"远岭机械“6·{day}”机械伤害事故", short_name=f"“6·{day}”",
                occurred_at=dt.datetime(2023, 6, day, 9, 20), occurred_precision="minute", province="江苏省",
                city="盐城市", county="大丰区", accident_type="机械伤害", deaths=1,
            ),
        )  # fmt: skip
        own = {"doc_id": key, "accident_id": accident}
        tables["organizations"] += (
            OrganizationRow(org_id=f"{key}-o{i}", name=FIRM, aliases=["远岭公司"], role="事故发生单位", **own),
        )
        tables["persons"] += (PersonRow(person_id=f"{key}-p{i}", name="赵某", is_masked=True, **own),)
        tables["sanctions"] += (
            SanctionRow(
                sanction_id=f"{key}-x{i}", target_kind="organization", org_id=f"{key}-o{i}", target_name=FIRM,
                category="行政处罚", measure="罚款", status=status, amount_yuan=Decimal(amount), **own,
            ),
        )  # fmt: skip
        tables["causes"] += (CauseRow(cause_id=f"{key}-u{i}", ordinal=i, kind="直接", text="护罩缺失", **own),)
        tables["checks"] += (
            CheckRow(check="tag.date", verdict="pass", message="同日", row_ids=[accident], **own),
            CheckRow(check="x", verdict="pass", message="y", row_ids=[f"{key}-p{i}", accident], **own),
            CheckRow(doc_id=key, check="z", verdict="pass", message="-"),
        )
        tables["evidence"] += (
            EvidenceRow(
                doc_id=key, table="accidents", row_id=accident, field="deaths", char_start=0, char_end=1,
                text=words[:1], rule="t",
            ),
            EvidenceRow(
                doc_id=key, table="persons", row_id=f"{key}-p{i}", field="name", char_start=0, char_end=1,
                text=words[:1], rule="t",
            ),
        )  # fmt: skip
    tables["sections"] = (
        SectionRow(section_id=f"{key}-s", doc_id=key, parent_id=None, level=0, ordinal=0, part="引言", char_start=0, char_end=1),
    )  # fmt: skip
    source = f"in/{name}.txt"
    document = DocumentRow(
        doc_id=key, source=source, file_name=f"{name}.txt", media_type="text/plain", byte_size=9, text_source="markup",
        doc_type=kind, accident_id=f"x0-{key}" if len(days) == 1 else None, parser_version="test",
    )  # fmt: skip
    record = Record(document, TextRow(doc_id=key, text=words), tables)
    return prepare(record), FileState(source, 9, 1, key, "test", "r1", ".txt", text_digest(words))


def several():
    """Two accidents of one firm, and a third document about both."""
    return [
        entry("report"),
        entry("approval", kind="批复"),
        entry("evaluation", kind="整改评估报告", status="已执行"),
        entry("other", days=(25,)),
        entry("other-copy", days=(25,), words="other的正文"),
        entry("joint", days=(12, 25), kind="整改评估报告", status="已作出", amount="280000"),
        entry("alone", days=(3,)),
    ]


def accident_ids(root):
    """Document → the ids of its accidents."""
    out = {}
    for row in read_rows(root, AccidentRow):
        out.setdefault(row.doc_id, []).append(row.accident_id)
    return out


def drop(root, *names):
    with open_store(root) as store:
        store.forget([f"in/{name}.txt" for name in names])
        store.finish(RUN)


def test_documents_about_one_accident_share_its_id_in_every_table(tmp_path):
    fill(tmp_path, several())
    own = {name: own_accident_id(doc_id(name)) for name in ("report", "alone")}
    other = own_accident_id(min(doc_id("other"), doc_id("other-copy")))
    assert accident_ids(tmp_path) == {
        doc_id("report"): [own["report"]],
        doc_id("approval"): [own["report"]],
        doc_id("evaluation"): [own["report"]],
        doc_id("joint"): [own["report"], other],
        doc_id("other"): [other],
        doc_id("other-copy"): [other],
        doc_id("alone"): [own["alone"]],
    }
    known = {(d, a) for d, ids in accident_ids(tmp_path).items() for a in ids}
    for table in ("organizations", "persons", "sanctions", "causes"):
        data = read_table(tmp_path, table)
        assert set(zip(data["doc_id"].to_pylist(), data["accident_id"].to_pylist(), strict=True)) == known, table
    documents = {row.doc_id: row.accident_id for row in read_rows(tmp_path, DocumentRow)}
    assert documents[doc_id("joint")] is None
    assert documents[doc_id("approval")] == own["report"]
    for row in read_rows(tmp_path, EvidenceRow):
        assert ((row.doc_id, row.row_id) in known) == (row.table == "accidents")
    for row in read_rows(tmp_path, CheckRow):
        assert row.row_ids[-1:] == ([row.accident_id] if row.accident_id else [])


def test_the_rows_say_how_certain_it_is(tmp_path):
    fill(tmp_path, several())
    said = {row.doc_id: (row.link_confidence, row.link_basis) for row in read_rows(tmp_path, AccidentRow)}
    assert said[doc_id("alone")] == (None, None)
    assert said[doc_id("other-copy")] == (1.0, "同文")
    assert said[doc_id("approval")] == (0.99, "日期+时刻+县+标签+单位+名称+类别+死亡人数")


@pytest.mark.parametrize("limits", [((2_000, 0),), ((2, 0), (2_000, 1))])
def test_the_bytes_do_not_depend_on_the_way_there(tmp_path, monkeypatch, digests, limits):
    monkeypatch.setattr(layout, "SHARDS", limits)
    entries = several()
    fill(tmp_path / "a", entries)
    for seed in range(3):
        random.Random(seed).shuffle(entries)
        fill(tmp_path / f"b{seed}", entries[:3], size=2)
        fill(tmp_path / f"b{seed}", entries[3:], size=1)
        assert digests(tmp_path / "a") == digests(tmp_path / f"b{seed}")
    for one in entries:  # one run each
        fill(tmp_path / "c", [one])
    assert digests(tmp_path / "a") == digests(tmp_path / "c")


@pytest.mark.parametrize(
    "gone", [("report",), ("evaluation",), ("joint",), ("other",), ("report", "joint", "approval")]
)
def test_a_document_that_goes_leaves_no_trace(tmp_path, digests, gone):
    fill(tmp_path / "a", several())
    drop(tmp_path / "a", *gone)
    fill(tmp_path / "b", [e for e in several() if e[1].source.removeprefix("in/").removesuffix(".txt") not in gone])
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    fill(tmp_path / "a", several())
    fill(tmp_path / "c", several())
    assert digests(tmp_path / "a") == digests(tmp_path / "c")


def test_a_run_with_nothing_new_touches_nothing(tmp_path):
    fill(tmp_path, several())
    before = {p: p.stat().st_mtime_ns for p in tmp_path.glob("*/*.parquet")}
    with open_store(tmp_path) as store:
        store.finish(RUN)
    after = {p: p.stat().st_mtime_ns for p in tmp_path.glob("*/*.parquet")}
    assert {p.parent.name for p in after if after[p] != before[p]} == {"runs"}


def test_only_shards_in_which_an_id_changes_are_written(tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "SHARDS", ((1, 0), (2_000, 1)))
    fill(tmp_path, [entry("evaluation", kind="整改评估报告"), entry("alone", days=(3,)), entry("far", days=(4,))])
    before = {p: p.stat().st_ino for p in tmp_path.glob("*/part-*.parquet")}
    fill(tmp_path, [entry("report")])  # the evaluation takes the report's id
    keys = {name: doc_id(name)[0] for name in ("report", "evaluation", "alone", "far")}
    assert len(set(keys.values())) == 4
    changed = {}
    for path, inode in before.items():
        if path.stat().st_ino != inode:
            changed.setdefault(path.parent.name, set()).add(path.stem.removeprefix("part-"))
    new, moved = {keys["report"]}, {keys["report"], keys["evaluation"]}
    assert changed["texts"] == changed["sections"] == new
    for table in ("accidents", "documents", "organizations", "sanctions", "checks", "evidence"):
        assert changed[table] == moved, table
    assert accident_ids(tmp_path)[doc_id("evaluation")] == [own_accident_id(doc_id("report"))]


@pytest.mark.parametrize("number", range(0, 90, 6))
def test_a_cut_at_any_point_is_mended_by_the_next_run(tmp_path, monkeypatch, digests, number):
    fill(tmp_path / "a", several())
    fill(tmp_path / "b", several()[1:4])
    with monkeypatch.context() as patch:
        try:
            with open_store(tmp_path / "b") as store:
                stop_at(patch, number)
                store.commit(Batch(records=several()))
                store.finish(RUN)
        except KeyboardInterrupt:
            pass
    fill(tmp_path / "b", several())
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_outcomes_stand_beside_the_recommendations(tmp_path):
    fill(tmp_path, several())
    rows = {row.report_doc_id: row for row in read_rows(tmp_path, OutcomeRow)}
    first = min(doc_id("other"), doc_id("other-copy"))
    assert set(rows) == {doc_id("report"), first}
    done, changed = rows[doc_id("report")], rows[first]
    assert (done.outcome, done.evaluation_doc_id) == ("一致落实", doc_id("evaluation"))
    assert (changed.outcome, changed.evaluation_amount_yuan) == ("变更落实", Decimal("280000.00"))
    assert changed.evaluation_sanction_id == f"{doc_id('joint')}-x1"
    drop(tmp_path, "joint")
    assert {row.report_doc_id for row in read_rows(tmp_path, OutcomeRow)} == {doc_id("report")}
    drop(tmp_path, "evaluation")
    assert read_rows(tmp_path, OutcomeRow) == []


def test_nobody_but_the_merge_writes_outcomes():
    record, _ = entry("report")
    row = OutcomeRow(
        accident_id="a", report_doc_id=record.row.doc_id, evaluation_doc_id="e", sanction_id="s", outcome="未提及",
        target_kind="person", target_name="赵某", category="行政处罚", measure="罚款",
    )  # fmt: skip
    with pytest.raises(StoreError, match="outcomes"):
        prepare(Record(record.row, TextRow(doc_id=record.row.doc_id, text=""), {"outcomes": (row,)}))
