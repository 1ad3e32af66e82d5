"""Runs that add a little to much: the rows depend on the documents alone, and little is read and written."""

import datetime as dt
import json
import random
from pathlib import Path

import pyarrow as pa
import pytest
from test_store import RUN, doc_id, entry, fill, stop_at
from test_store_links import drop
from test_store_links import entry as linked

from pipeline import resolve
from pipeline.link import link
from pipeline.parse import parse_bytes
from pipeline.resolve import digest_keys, mark_duplicates, own_accident_id, text_digest
from pipeline.store import Batch, FileState, compact, layout, open_store, prepare, read_rows, read_table
from pipeline.store import catalogue as catalogue_module
from pipeline.store import duplicates as duplicates_module
from pipeline.store import merge as merge_module
from pipeline.store import states as states_module
from pipeline.store.catalogue import DOCS, ROWS, Catalogue
from pipeline.store.duplicates import find_duplicates
from pipeline.store.merge import SHARDED
from pipeline.store.relink import members, relink, with_blocks
from schemas.records import DocumentRow

DOCUMENTS = Path(__file__).parents[1] / "linking" / "docs"


@pytest.fixture
def loose(monkeypatch):
    """Datasets of more than five documents keep up to half of them beside their shards."""
    monkeypatch.setattr(layout, "LOOSE_FROM", 5)
    monkeypatch.setattr(layout, "LOOSE_SHARE", 2)


@pytest.fixture
def shards(loose, monkeypatch):
    """And the shards are sixteen."""
    monkeypatch.setattr(layout, "SHARDS", ((2, 0), (2_000, 1)))


def rows(root):
    """All rows of a dataset, whatever files they lie in, as words."""
    return {table: sorted(map(str, read_table(root, table).to_pylist())) for table in SHARDED}


def batches(root):
    return sorted(path.relative_to(root).as_posix() for path in Path(root).glob("*/batch-*.parquet"))


def inodes(root):
    return {path.relative_to(root).as_posix(): path.stat().st_ino for path in Path(root).glob("*/*.parquet")}


@pytest.fixture(scope="module")
def parsed():
    """The documents of tests/linking, parsed, with their states."""
    out = []
    for path in sorted(DOCUMENTS.iterdir()):
        record = parse_bytes(path.read_bytes(), path.name, path.name)
        key = record.document.doc_id
        state = FileState(
            path.name, 1, 1, key, record.document.parser_version, "r1", path.suffix, text_digest(record.text.text)
        )
        out.append((prepare(record), state))
    return out


@pytest.mark.parametrize("seed", range(2))
def test_random_runs_over_the_linking_documents_end_in_the_same_tables(tmp_path, parsed, digests, monkeypatch, seed):
    """Batches, removals and documents that come back, with some rows beside the shards on the way."""
    fill(tmp_path / "a", parsed, size=50)
    monkeypatch.setattr(layout, "LOOSE_FROM", 20)
    monkeypatch.setattr(layout, "LOOSE_SHARE", 3)
    chance = random.Random(seed)
    there: dict[str, tuple] = {}
    left = parsed[:]
    chance.shuffle(left)
    while left:
        size = chance.choice((30, 20, 5, 3, 1))
        come, left = left[:size], left[size:]
        go = chance.sample(sorted(there), chance.choice((0, 0, 2, 6)) if len(left) > 9 < len(there) else 0)
        with open_store(tmp_path / "b") as store:
            store.forget(go)
            store.commit(Batch(records=come))
            store.finish(RUN)
        left += [there.pop(source) for source in go]
        there |= {state.source: (record, state) for record, state in come}
    assert rows(tmp_path / "a") == rows(tmp_path / "b")
    compact(tmp_path / "b")
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_what_a_run_brings_to_a_large_dataset_lies_beside_its_shards(tmp_path, shards, digests):
    fill(tmp_path / "a", [entry(i) for i in range(24)])
    before = inodes(tmp_path / "a")
    fill(tmp_path / "a", [entry(i) for i in range(24, 30)], size=2)
    changed = {name for name, inode in inodes(tmp_path / "a").items() if before.get(name) != inode}
    assert {name.partition("/")[0] for name in changed} >= {"documents", "texts", "accidents", "evidence"}
    assert changed == {*batches(tmp_path / "a"), "runs/part.parquet"}
    assert len(batches(tmp_path / "a")) == len({name.partition("/")[0] for name in batches(tmp_path / "a")})
    fill(tmp_path / "b", [entry(i) for i in range(30)])
    assert rows(tmp_path / "a") == rows(tmp_path / "b")
    assert digests(tmp_path / "a") != digests(tmp_path / "b")
    compact(tmp_path / "a")
    assert batches(tmp_path / "a") == []
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_too_much_beside_the_shards_is_brought_into_them(tmp_path, loose, digests):
    fill(tmp_path / "a", [entry(i) for i in range(8)])
    fill(tmp_path / "a", [entry(i) for i in range(8, 12)])
    assert batches(tmp_path / "a")
    fill(tmp_path / "a", [entry(i) for i in range(12, 20)])
    assert not batches(tmp_path / "a")
    fill(tmp_path / "b", [entry(i) for i in range(20)])
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_runs_gather_in_few_files(tmp_path, loose):
    """Each run joins what is no larger than what it brings, so that a row is written again a few times only."""
    fill(tmp_path, [entry(i) for i in range(64)])
    number = []
    for i in range(64, 80):
        fill(tmp_path, [entry(i)])
        number.append(len([name for name in batches(tmp_path) if name.startswith("documents/")]))
    assert number == [bin(i).count("1") for i in range(1, 17)]


def test_a_replaced_and_a_dropped_document_leave_their_shard(tmp_path, shards):
    fill(tmp_path / "a", [entry(i) for i in range(30)])
    before = inodes(tmp_path / "a")
    with open_store(tmp_path / "a") as store:
        store.forget(["in/00004.txt"])
        store.commit(Batch(records=[entry(3, words="anders")]))
        store.finish(RUN)
    changed = {name for name, inode in inodes(tmp_path / "a").items() if before.get(name) != inode}
    keys = {doc_id(i)[0] for i in (3, 4)}
    assert {name for name in changed if name.startswith("texts/part")} == {f"texts/part-{key}.parquet" for key in keys}
    fill(tmp_path / "b", [entry(i, words="anders" if i == 3 else None) for i in range(30) if i != 4])
    assert rows(tmp_path / "a") == rows(tmp_path / "b")


def test_an_older_document_whose_accident_gets_another_id_is_written_where_it_says_so(tmp_path, shards):
    """An approval is there, its report comes: the approval's rows carry the report's accident from then on."""
    others = [linked(f"other{i}", days=(i,)) for i in range(1, 10)]
    fill(tmp_path / "a", [linked("approval", kind="批复"), *others])
    before = inodes(tmp_path / "a")
    fill(tmp_path / "a", [linked("report")])
    changed = {name for name, inode in inodes(tmp_path / "a").items() if before.get(name) not in (inode, None)}
    key = linked("approval")[1].doc_id[0]
    assert {name for name in changed if name.startswith("accidents/")} == {f"accidents/part-{key}.parquet"}
    assert not [name for name in changed if name.startswith(("texts/", "sections/"))]
    fill(tmp_path / "b", [linked("report"), linked("approval", kind="批复"), *others])
    assert rows(tmp_path / "a") == rows(tmp_path / "b")
    drop(tmp_path / "a", "report")
    drop(tmp_path / "b", "report")
    assert rows(tmp_path / "a") == rows(tmp_path / "b")


def test_outcomes_follow_their_report(tmp_path, loose):
    """The report lies in a shard, its evaluation comes later; and the other way round."""
    others = [linked(f"other{i}", days=(i,)) for i in range(1, 10)]
    report, evaluation = linked("report"), linked("evaluation", kind="整改评估报告", status="已执行")
    fill(tmp_path / "whole", [report, evaluation, *others])
    assert len(rows(tmp_path / "whole")["outcomes"]) == 1
    for name, first, second in (("a", report, evaluation), ("b", evaluation, report)):
        fill(tmp_path / name, [first, *others])
        fill(tmp_path / name, [second])
        assert batches(tmp_path / name)
        assert rows(tmp_path / name) == rows(tmp_path / "whole")
        fill(tmp_path / name, [entry(7)])
        drop(tmp_path / name, "evaluation")
        assert rows(tmp_path / name)["outcomes"] == []


def test_a_run_reads_no_shard_that_does_not_change(tmp_path, shards, monkeypatch):
    fill(tmp_path, [entry(i) for i in range(30)])
    read = []
    real = merge_module.Merge._path

    def noted(self, table, name):
        read.append(f"{table}/{name}")
        return real(self, table, name)

    monkeypatch.setattr(merge_module.Merge, "_path", noted)
    fill(tmp_path, [entry(30)])
    assert read
    assert [name for name in read if "/part" in name] == []


@pytest.mark.parametrize("hurt", ["mark", "docs", "rows", "shard", "rules"])
def test_a_catalogue_that_does_not_fit_is_made_anew(tmp_path, loose, monkeypatch, hurt):
    fill(tmp_path / "a", [linked(f"other{i}", days=(i,)) for i in range(1, 12)])
    folder = tmp_path / "a" / ".shigu" / "catalogue"
    if hurt == "mark":
        (folder / "mark.json").write_text("{")
    elif hurt == "shard":
        path = next(path for path in sorted((tmp_path / "a" / "texts").glob("*")) if path.stat().st_size)
        path.touch()
    elif hurt == "rules":
        monkeypatch.setattr(catalogue_module.version, "rules_hash", lambda: "r2")
    else:
        (folder / f"{hurt}.base").write_bytes(b"")
    with open_store(tmp_path / "a") as store:
        assert store._known is None
        store.commit(Batch(records=[linked("report")]))
        store.finish(RUN)
    with open_store(tmp_path / "a") as store:
        assert store._known is not None
    fill(tmp_path / "b", [*(linked(f"other{i}", days=(i,)) for i in range(1, 12)), linked("report")])
    assert rows(tmp_path / "a") == rows(tmp_path / "b")


@pytest.mark.parametrize("number", [3, 21, 30, 40, 50, 61])
def test_a_cut_at_any_point_of_a_run_into_a_large_dataset_is_mended(tmp_path, loose, monkeypatch, number):
    first = [linked("approval", kind="批复"), *(linked(f"other{i}", days=(i,)) for i in range(1, 10))]
    fill(tmp_path / "a", [*first, linked("report"), linked("alone", days=(20,))])
    fill(tmp_path / "b", first)
    fill(tmp_path / "b", [linked("alone", days=(20,))])
    assert batches(tmp_path / "b")
    with monkeypatch.context() as patch:
        try:
            with open_store(tmp_path / "b") as store:
                stop_at(patch, number)
                store.commit(Batch(records=[linked("report")]))
                store.finish(RUN)
        except KeyboardInterrupt:
            pass
    for table in ("documents", "texts", "accidents"):
        found = [str(row) for row in read_table(tmp_path / "b", table).to_pylist()]
        assert len(found) == len(set(found))
    fill(tmp_path / "b", [linked("report")])
    assert rows(tmp_path / "a") == rows(tmp_path / "b")


def test_states_of_many_files_are_columns_and_what_changed_since(tmp_path, monkeypatch, digests):
    monkeypatch.setattr(states_module, "SMALL", 10)
    fill(tmp_path / "a", [entry(i) for i in range(40)])
    folder = tmp_path / "a" / ".shigu" / "state"
    base = (folder / "files.base").read_bytes()
    with open_store(tmp_path / "a") as store:
        known = dict(store.index.files)
        store.forget(["in/00005.txt"])
        store.commit(Batch(records=[entry(40), entry(3, words="anders")]))
        store.finish(RUN)
    assert (folder / "files.base").read_bytes() == base
    (path,) = folder.glob("*.jsonl")
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [(line[0], len(line) > 1) for line in lines] == [
        ("in/00003.txt", True), ("in/00005.txt", False), ("in/00040.txt", True),
    ]  # fmt: skip
    with open_store(tmp_path / "a") as store:
        found = dict(store.index.files)
        assert len(store.index.files) == len(found) == 40
    assert found.keys() == known.keys() - {"in/00005.txt"} | {"in/00040.txt"}
    assert {s for s in found if found[s] != known.get(s)} == {"in/00003.txt", "in/00040.txt"}
    assert found["in/00003.txt"] == entry(3, words="anders")[1]
    for i in range(41, 50):
        fill(tmp_path / "a", [entry(i)])
    assert (folder / "files.base").read_bytes() != base
    fill(tmp_path / "b", [entry(i, words="anders" if i == 3 else None) for i in range(50) if i != 5])
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_a_layout_of_an_older_version_is_read(tmp_path, loose):
    fill(tmp_path, [entry(i) for i in range(30)])
    path = tmp_path / ".shigu" / "layout.json"
    saved = json.loads(path.read_text())
    del saved["loose"]
    path.write_text(json.dumps(saved))
    fill(tmp_path, [entry(30)])
    assert len(read_rows(tmp_path, DocumentRow)) == 31


# duplicates

WORDS = "事故调查组经现场勘查询问笔录书证调取和专家论证查明了经过原因人员伤亡直接经济损失认定性质责任提出处理建议防范整改措施"


def text_of(chance, size=260):
    return "".join(chance.choices(WORDS, k=size))


def documents(texts, recognised):
    """The documents of a catalogue."""
    keys = {doc_id: digest_keys(text_digest(text)) for doc_id, text in texts.items()}
    found = [
        {"doc_id": d, "recognised": d in recognised, "exact": keys[d][0], "near": keys[d][1], "duplicate_of": None} for d in texts
    ]  # fmt: skip
    return pa.Table.from_pylist([{**dict.fromkeys(DOCS.names), **one} for one in found], schema=DOCS)


@pytest.mark.parametrize("seed", range(8))
def test_duplicates_found_step_by_step_are_those_found_at_once(monkeypatch, seed):
    """Exact copies, copies with a few lines more, and phrases that become common and cease to be."""
    monkeypatch.setattr(resolve, "COMMON", 3)
    monkeypatch.setattr(duplicates_module, "COMMON", 3)
    chance = random.Random(seed)
    bodies = [text_of(chance) for _ in range(4)]
    texts, recognised, said = {}, set(), {}
    for _ in range(25):
        before = documents(texts, recognised)
        before = before.set_column(
            before.schema.get_field_index("duplicate_of"), DOCS.field("duplicate_of"), pa.array([said[d] for d in texts], pa.string())
        )  # fmt: skip
        changed = set(chance.sample(sorted(texts), min(len(texts), chance.choice((0, 1, 2)))))
        for one in changed:
            del texts[one]
            recognised.discard(one)
        for _ in range(chance.choice((0, 1, 1, 4))):
            one = f"{chance.randrange(60):016x}"
            body = chance.choice(bodies)
            texts[one] = chance.choice(
                (body, body + "。", body + text_of(chance, 20), text_of(chance, 15) + body, text_of(chance), "", "短文", body[:150])
            )  # fmt: skip
            recognised.discard(one)
            if chance.random() < 0.2:
                recognised.add(one)
            changed.add(one)
        now = documents(texts, recognised)
        kept = [said.get(d) if d not in changed else None for d in texts]
        now = now.set_column(
            now.schema.get_field_index("duplicate_of"), DOCS.field("duplicate_of"), pa.array(kept, pa.string())
        )
        made = {d: text_digest(text) for d, text in texts.items()}
        mask = pa.array([d in changed for d in before["doc_id"].to_pylist()], pa.bool_())
        found = find_duplicates(now, before.filter(mask), changed, lambda ids, made=made: {d: made[d] for d in ids})
        said = dict(zip(texts, kept, strict=True)) | found
        assert said == mark_duplicates(made, recognised)
        assert find_duplicates(now, before[:0], None, lambda ids, made=made: {d: made[d] for d in ids}) == said


# linking


def catalogue(cases, duplicates):
    """A catalogue of documents with one or two accidents each; ``cases``: document → (kind, rows, units)."""
    docs = [
        {**dict.fromkeys(DOCS.names), "doc_id": d, "doc_type": kind, "units": units, "duplicate_of": duplicates.get(d)}
        for d, (kind, _, units) in cases.items()
    ]  # fmt: skip
    found = [
        {**dict.fromkeys(ROWS.names), **row, "doc_id": d, "ordinal": i, "accident_id": own_accident_id(d, i)}
        for d, (_, own, _) in cases.items()
        for i, row in enumerate(own)
    ]
    return with_blocks(Catalogue(pa.Table.from_pylist(docs, schema=DOCS), pa.Table.from_pylist(found, schema=ROWS)))


def case(chance):
    """A document about an accident of few firms, places and days, so that many are much alike; some say little."""
    firm = chance.choice(("盐城远岭机械有限公司", "盐城北禾粮储有限公司", "远岭建设工程有限公司"))
    own = []
    for _ in range(chance.choice((1, 1, 1, 2))):
        day = chance.choice((12, 12, 13, 25))
        dated, where = chance.random() < 0.7, chance.random()
        own.append(
            {
                "name": chance.choice((f"{firm}“6·{day}”机械伤害事故", f"“6·{day}”机械伤害事故", "一起机械伤害事故")),
                "short_name": f"“6·{day}”" if chance.random() < 0.8 else None,
                "occurred_at": dt.datetime(2023, 6, day, 9, chance.choice((0, 20))) if dated else None,
                "occurred_precision": chance.choice(("minute", "day")) if dated else None,
                "province": "江苏省" if where < 0.8 else None,
                "city": "盐城市" if where < 0.7 else None,
                "county": "大丰区" if where < 0.6 else None,
                "accident_type": "机械伤害",
                "deaths": chance.choice((1, 1, 2, None)),
            }
        )
    units = (
        [{"row": None, "name": firm, "aliases": [], "role": "事故发生单位", "uscc": None}]
        if chance.random() < 0.7
        else []
    )
    return chance.choice(("事故调查报告", "批复", "整改评估报告", "事故快报")), own, units


@pytest.mark.parametrize("seed", range(8))
def test_links_found_step_by_step_are_those_found_at_once(seed):
    chance = random.Random(seed)
    cases, duplicates, known, links = {}, {}, catalogue({}, {}), {}
    for _ in range(14):
        changed = set(chance.sample(sorted(cases), min(len(cases), chance.choice((0, 1, 2)))))
        cases = {d: one for d, one in cases.items() if d not in changed}
        for _ in range(chance.choice((1, 2, 4))):
            one = f"{chance.randrange(40):016x}"
            cases[one] = case(chance)
            changed.add(one)
        said, duplicates = (
            duplicates,
            {d: first for d, first in duplicates.items() if {d, first} <= cases.keys() - changed},
        )
        if chance.random() < 0.4 and len(cases) > 3:
            first, copy = sorted(chance.sample(sorted(cases.keys() - duplicates.keys() - set(duplicates.values())), 2))
            if len(cases[first][1]) == len(cases[copy][1]):
                duplicates[copy] = first
        changed |= {d for d in cases if said.get(d) != duplicates.get(d)}
        now = catalogue(cases, duplicates)
        # what the last run said of rows that did not change
        old = [links[d, i].accident_id if (d, i) in links else a for d, i, a in zip(*(now.rows[n].to_pylist() for n in ("doc_id", "ordinal", "accident_id")), strict=True)]  # fmt: skip
        now = Catalogue(now.docs, now.rows.set_column(1, ROWS.field("accident_id"), pa.array(old, pa.string())))
        found = relink(now, known.part(changed), changed)
        links = {key: one for key, one in links.items() if key[0] in cases.keys() - changed}
        links |= {(d, i): one for d, some in found.links.items() for i, one in enumerate(some)}
        at_once = link(members(now, range(len(now.rows))), {d: duplicates.get(d) for d in cases})
        assert links == at_once
        assert set(found.links) <= set(cases)
        final = [
            links[d, i].accident_id
            for d, i in zip(now.rows["doc_id"].to_pylist(), now.rows["ordinal"].to_pylist(), strict=True)
        ]
        known = Catalogue(now.docs, now.rows.set_column(1, ROWS.field("accident_id"), pa.array(final, pa.string())))


def test_rows_without_ties_are_not_compared(monkeypatch):
    """A new row of another day touches none of the others."""
    row = {"name": "“6·12”事故", "occurred_precision": "day", "province": "江苏省"}
    cases = {
        f"{i:016x}": ("批复", [{**row, "occurred_at": dt.datetime(2023, 6, i + 1)}], []) for i in range(20)
    }  # fmt: skip
    new = f"{99:016x}"
    now = catalogue({**cases, new: ("批复", [{**row, "occurred_at": dt.datetime(2023, 6, 3)}], [])}, {})
    found = relink(now, catalogue({}, {}), {new})
    assert set(found.links) == {new, f"{2:016x}"}


def test_the_index_does_not_read_the_documents_of_shards(tmp_path, loose, monkeypatch):
    fill(tmp_path, [entry(i) for i in range(30)])
    fill(tmp_path, [entry(30)])
    with open_store(tmp_path) as store:
        known = {d: (doc.source, doc.also_at) for d, doc in store.index.docs.items()}
        assert {d for d, doc in store.index.docs.items() if doc.batch} == {doc_id(30)}
        store._known = None
    (tmp_path / ".shigu" / "catalogue" / "mark.json").unlink()
    with open_store(tmp_path) as store:
        assert known == {d: (doc.source, doc.also_at) for d, doc in store.index.docs.items()}
