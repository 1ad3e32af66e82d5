"""Lines of reviews: written, read back, found wrong, kept."""

import dataclasses
import datetime as dt
import json
import multiprocessing
import os
from decimal import Decimal

import pytest

from schemas.records_accountability import Basis
from schemas.reviews import (
    FIELDS,
    Review,
    ReviewError,
    append,
    check,
    check_row,
    check_value,
    file_of,
    fingerprint,
    from_line,
    history,
    load,
    new_row_id,
    plain,
    row_key_of,
    row_keys,
    stamp,
    to_line,
)
from schemas.vocabularies import VOCABULARIES

DOC = "0123456789abcdef"


def review(**changes):
    values = {
        "doc_id": DOC, "table": "accidents", "row_id": "a1", "field": "deaths", "verdict": "corrected", "was": 3, "value": 4,
        "row_key": {"short_name": "“6·12”", "n": 0}, "author": "王审核", "reason": "见第二章", "at": "2026-05-01T08:30:00Z",
    }  # fmt: skip
    return Review(**{**values, **changes})


def test_a_line_reads_back_as_it_was_written():
    with_words = review(char_start=5, char_end=9, words="死亡4人")
    for one in (
        review(),
        with_words,
        review(field=None, verdict="rejected", was=None, value=None, reason="两行\n理由"),
    ):
        line = to_line(one)
        assert "\n" not in line
        assert from_line(line) == one
    assert "words" not in json.loads(to_line(review()))
    assert json.loads(to_line(review(was=None)))["was"] is None


def broken(**changes):
    values = json.loads(to_line(review()))
    return json.dumps({k: v for k, v in {**values, **changes}.items() if v != "gone"})


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        (broken(vaule=4), "unknown key 'vaule'"),
        (broken(value="gone"), "'value' is missing"),
        (broken(was="gone"), "'was' is missing"),
        (broken(author=7), "'author' must be text"),
        (broken(verdict="wrong"), "verdict 'wrong' is none of confirmed, corrected, rejected, added"),
        (broken(field=None), "'field' must name a column"),
        (broken(at="gestern"), "'at' must be a moment like 2026-05-01T08:30:00.000Z"),
        (broken(at="2026-05-01T08:30:00"), "'at' must be a moment"),
        (broken(verdict="added"), "an added row has 'field' null"),
        (broken(words="死亡"), "go together"),
        (broken(words="死亡", char_start=1, char_end="3"), "go together"),
        (broken(row_key=[1]), "'row_key' an object"),
        (broken(value="\ud800"), "half of a character"),
        (broken(value=float("nan")), "a number that is none"),
        (broken(value="1e999").replace('"1e999"', "1e999"), "a number that is none"),
        (broken(at="0001-01-01T00:00:00+08:00"), "'at' must be a moment"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_wrong_line_is_named_with_its_file(line, why):
    with pytest.raises(ReviewError, match=r"corrections/wang\.jsonl, line 3: ") as caught:
        from_line(line, "corrections/wang.jsonl", 3)
    assert why in str(caught.value)
    assert "mend the line" in str(caught.value)


def test_the_moment_is_utc_whatever_zone_it_was_written_in():
    east = from_line(to_line(review(at="2026-05-01T16:30:00+08:00")))
    assert east.moment == review().moment == dt.datetime(2026, 5, 1, 8, 30, tzinfo=dt.UTC)
    zone = dt.timezone(dt.timedelta(hours=8))
    assert stamp(dt.datetime(2026, 5, 1, 16, 30, 0, 250_000, tzinfo=zone)) == "2026-05-01T08:30:00.250Z"
    assert from_line(to_line(review(at=stamp()))).moment.tzinfo is dt.UTC


def test_what_is_appended_is_loaded_again(tmp_path):
    folder = tmp_path / "corrections"
    assert load(folder) == []
    first, second = review(), review(field="missing", was=None, value=1)
    path = append(folder, first)
    assert append(folder, second) == path
    assert path.name == "王审核.jsonl"
    assert load(folder) == [first, second]


def test_a_later_decision_on_the_same_value_replaces_an_earlier_one(tmp_path):
    early, late = review(at="2026-05-01T08:00:00Z"), review(author="李复核", value=5, at="2026-05-02T08:00:00Z")
    other_row = review(row_key={"short_name": "“7·1”", "n": 0}, row_id="a2")
    for one in (late, early, other_row):
        append(tmp_path, one)
    assert load(tmp_path) == [late, other_row]
    assert history(tmp_path) == [early, other_row, late]


def test_of_two_decisions_at_one_moment_the_last_line_counts(tmp_path):
    append(tmp_path, review(value=4))
    append(tmp_path, review(value=6))
    assert [one.value for one in load(tmp_path)] == [6]
    assert [one.value for one in history(tmp_path)] == [4, 6]


def test_comments_and_empty_lines_are_left_out(tmp_path):
    (tmp_path / "a.jsonl").write_text(f"\ufeff{to_line(review())}\n\n# put off: {{\n", "utf-8")
    assert load(tmp_path) == [review()]


def test_a_broken_line_in_the_middle_is_refused_with_its_place(tmp_path):
    (tmp_path / "wang.jsonl").write_text(f"{to_line(review())}\nnonsense\n{to_line(review(value=5))}\n", "utf-8")
    with pytest.raises(ReviewError, match=r"wang\.jsonl, line 2: not JSON"):
        load(tmp_path)
    (tmp_path / "wang.jsonl").write_bytes(b"\xff\xfe\n")
    with pytest.raises(ReviewError, match=r"wang\.jsonl, line 1: not in UTF-8"):
        load(tmp_path)


@pytest.mark.parametrize("cut", [1, 20, -2])
def test_a_cut_off_last_line_is_left_out_and_told(tmp_path, cut):
    whole, lost = to_line(review()), to_line(review(value=5)).encode()[:cut]
    path = tmp_path / "王审核.jsonl"
    path.write_bytes(whole.encode() + b"\n" + lost)
    told = []
    assert history(tmp_path, told.append) == [review()]
    assert told == [f"{tmp_path.name}/王审核.jsonl, line 2 was cut off and is left out"]
    append(tmp_path, review(value=7))
    told.clear()
    assert [one.value for one in history(tmp_path, told.append)] == [4, 7]
    assert told == []
    assert path.read_bytes().split(b"\n")[1] == b"# " + lost


def test_a_last_line_that_only_lacks_its_line_feed_counts(tmp_path):
    (tmp_path / "王审核.jsonl").write_text(to_line(review()), "utf-8")
    append(tmp_path, review(value=7))
    assert [one.value for one in history(tmp_path)] == [4, 7]


def test_a_disk_that_fills_up_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = append(tmp_path, review())
    with open(path, "ab") as file:
        file.write(b'{"doc_id": "01')
    before = path.read_bytes()
    write, calls = os.pwrite, []

    def full(handle, data, start):
        calls.append(start)
        if len(calls) == 1:
            return write(handle, data[:20], start)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return write(handle, data, start)

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(OSError, match="No space"):
        append(tmp_path, review(value=5))
    assert path.read_bytes() == before


def write_many(folder, worker):
    for n in range(25):
        append(folder, review(value=n, reason=f"{worker}-{n} " + "长" * 3000))


def test_processes_that_write_at_once_lose_no_line(tmp_path):
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=write_many, args=(tmp_path, w)) for w in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = {one.reason.split()[0] for one in history(tmp_path)}
    assert found == {f"{w}-{n}" for w in range(4) for n in range(25)}


def test_names_of_files_are_safe_and_differ():
    names = {
        file_of(a)
        for a in ("wang", "Wang", "../wang", "wang/", "con", "王 审核", "王/审核", "", ".", "\x00", "长" * 300)
    }
    assert len(names) == 11
    assert file_of("wang") == "wang.jsonl"
    for name in names:
        assert name == os.path.basename(name)
        assert len(name.encode()) < 200
        assert not name.startswith(".")
        assert name.isprintable()


def test_a_link_in_place_of_the_file_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").write_text("keep me")
    (tmp_path / "王审核.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        append(tmp_path, review())
    assert (tmp_path / "elsewhere").read_text() == "keep me"


def test_the_fingerprint_changes_with_any_part_of_a_review():
    one = [review()]
    assert fingerprint([]) == ""
    assert fingerprint(one) == fingerprint([review()])
    others = [
        review(value=5), review(reason="另"), review(author="李"), review(at="2026-05-01T08:30:01Z"),
        review(char_start=1, char_end=2, words="死"), review(verdict="confirmed"),
    ]  # fmt: skip
    assert len({fingerprint([other]) for other in others} | {fingerprint(one)}) == 7


# values


@pytest.mark.parametrize(
    ("table", "field", "given", "typed"),
    [
        ("accidents", "deaths", 4, 4),
        ("accidents", "deaths", "4", 4),
        ("accidents", "deaths", None, None),
        ("accidents", "direct_loss_yuan", "8061200.00", Decimal("8061200.00")),
        ("accidents", "direct_loss_yuan", 8061200, Decimal("8061200.00")),
        ("accidents", "occurred_at", "2023-05-29T16:02", dt.datetime(2023, 5, 29, 16, 2)),
        ("accidents", "occurred_at", "2023-05-29T16:02:00", dt.datetime(2023, 5, 29, 16, 2)),
        ("accidents", "approved_on", "2023-08-01", dt.date(2023, 8, 1)),
        ("accidents", "severity", " 较大 ", "较大"),
        ("accidents", "severity", "", None),
        ("accidents", "is_liability", False, False),
        ("accidents", "team_members", ["甲局", " 乙局 "], ["甲局", "乙局"]),
        ("accidents", "team_members", None, []),
        ("sanctions", "income_ratio", 0.4, 0.4),
        ("sanctions", "basis", [{"law": "某法", "article": 5}], [Basis(law="某法", article=5)]),
        ("organizations", "uscc", "91320982MA1XK3L90T", "91320982MA1XK3L90T"),
    ],
)
def test_plain_values_become_typed_ones_and_go_back(table, field, given, typed):
    found = check_value(table, field, given)
    assert found == typed
    assert type(found) is type(typed)
    assert check_value(table, field, json.loads(json.dumps(plain(found)))) == typed


@pytest.mark.parametrize(
    ("table", "field", "given", "said"),
    [
        ("accidents", "severity", "严重", "“事故等级”只能是：一般、较大、重大、特别重大"),
        ("accidents", "deaths", "三", "“死亡人数”应为不小于 0 的整数，不能是“三”"),
        ("accidents", "deaths", -1, "不小于 0 的整数"),
        ("accidents", "deaths", 3.5, "不小于 0 的整数"),
        ("accidents", "deaths", True, "不小于 0 的整数"),
        ("accidents", "direct_loss_yuan", "806.12万", "以元为单位"),
        ("accidents", "direct_loss_yuan", "1.234", "最多两位小数"),
        ("accidents", "direct_loss_yuan", "NaN", "以元为单位"),
        ("accidents", "occurred_at", "2023-02-30", "时间，如 2023-05-29T16:02"),
        ("accidents", "occurred_at", "2023-05-29T16:02:00Z", "时间，如"),
        ("accidents", "approved_on", "2023.8.1", "日期，如 2023-05-29"),
        ("accidents", "is_liability", "是", "是（true）或否（false）"),
        ("accidents", "adcode", "14018", "六位行政区划代码"),
        ("accidents", "place", 7, "应为文字"),
        ("accidents", "place", "坏\x00字", "应为文字"),
        ("accidents", "place", "\ud800", "应为文字"),
        ("accidents", "team_members", "甲局", "应为列表"),
        ("accidents", "team_members", ["甲局", ""], "每一项应为文字"),
        ("persons", "name", None, "“姓名”不能为空"),
        ("persons", "gender", "M", "男、女"),
        ("sanctions", "income_ratio", 40, "40% 写作 0.4"),
        ("sanctions", "basis", [{"article": 5}], "须有法律"),
        ("sanctions", "basis", [["某法", 5]], "每一项应写明"),
        ("sanctions", "basis", [{"law": "某法", "paragraf": 5}], "每一项应写明"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_is_allowed(table, field, given, said):
    with pytest.raises(ReviewError) as caught:
        check_value(table, field, given)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("texts", "text"), ("evidence", "text"), ("penalties", "amount_yuan"), ("outcomes", "outcome"), ("runs", "run_id"),
        ("accidents", "accident_id"), ("accidents", "doc_id"), ("accidents", "severity_derived"), ("persons", "person_id"),
        ("sanctions", "person_id"), ("sanctions", "text"), ("citations", "char_start"), ("documents", "source"),
        ("documents", "duplicate_of"), ("sections", "level"), ("sections", "text"), ("causes", "ordinal"), ("persons", "x"),
    ],
)  # fmt: skip
def test_ids_places_texts_and_derived_columns_cannot_be_corrected(table, field):
    with pytest.raises(ReviewError, match="不能更正"):
        check_value(table, field, "x")


def test_every_correctable_column_takes_back_what_it_holds():
    samples = {
        str: "文字", int: 7, float: 0.5, bool: True, Decimal: Decimal("1.00"), dt.date: dt.date(2024, 2, 29),
        dt.datetime: dt.datetime(2024, 2, 29, 7, 5), list[str]: ["一"], list[Basis]: [Basis(law="某法")],
    }  # fmt: skip
    special = {"adcode": "140181", "uscc": "91320982MA1XK3L90T", "gender": "女"}
    for table, fields in FIELDS.items():
        for name, column in fields.items():
            words = VOCABULARIES.get(column.info.vocabulary, ())
            value = special.get(name) or (words[0] if words else samples[column.type])
            assert check_value(table, name, plain(value)) == value, (table, name)


def test_append_refuses_what_does_not_fit_and_writes_nothing(tmp_path):
    for wrong in (
        review(value="许多"),
        review(field="doc_id"),
        review(table="texts", field="text"),
        review(author="  "),
        review(at="now"),
        review(table="sections", field=None, verdict="rejected"),
        review(table="evidence", field=None, verdict="rejected"),
        review(field="deaths", verdict="rejected", table="persons"),
        review(words="死", char_start=1),
        review(value=float("inf")),
        review(reason="\ud800"),
    ):
        with pytest.raises(ReviewError):
            append(tmp_path / "corrections", wrong)
    assert not (tmp_path / "corrections").exists()


def test_a_row_to_add_states_what_it_must():
    person = {"name": "周远", "position": "安全员"}
    assert check_row("persons", person) == person
    fine = {"target_kind": "person", "target_name": "周远", "measure": "罚款", "status": "建议", "amount_yuan": "20000"}
    assert check_row("sanctions", fine)["category"] == "行政处罚"
    with pytest.raises(ReviewError, match="缺少：对象类别、状态"):
        check_row("sanctions", {"target_name": "周远", "measure": "罚款"})
    with pytest.raises(ReviewError, match="须选中原文"):
        check_row("citations", {"law": "某法"})
    with pytest.raises(ReviewError, match="不能增加行"):
        check_row("accidents", {"name": "x"})
    check(review(table="persons", field=None, verdict="added", was=None, value=person))


# rows


def test_keys_name_rows_and_count_equal_ones():
    rows = [
        {"name": "李某", "organization": "甲公司", "position": "经理", "age": 40},
        {"name": "王某", "organization": None, "position": None},
        {"name": "李某", "organization": "乙公司", "position": None},
    ]
    keys = row_keys("persons", rows)
    assert [key["n"] for key in keys] == [0, 0, 1]
    assert keys[0] == {"name": "李某", "organization": "甲公司", "position": "经理", "n": 0}
    assert keys[2] == row_key_of("persons", rows[2], 1)
    event = row_key_of("events", {"text": "长" * 100, "at": dt.datetime(2023, 6, 1, 8), "kind": "救援"})
    assert event == {"opening": "长" * 40, "at": "2023-06-01T08:00:00", "kind": "救援", "n": 0}
    with pytest.raises(ReviewError, match="不能更正"):
        row_key_of("texts", {})


def test_an_added_row_has_an_id_of_its_own():
    ids = {new_row_id(DOC, "persons", {"name": name, "n": n}) for name in ("李某", "王某") for n in (0, 1)}
    assert len(ids) == 4
    assert all(one.startswith(f"{DOC}-r") for one in ids)
    assert new_row_id(DOC, "persons", {"name": "李某", "n": 0, "position": "经理"}) in ids


def test_a_review_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        review().value = 5
