"""A dataset under pseudonyms: no name is left, nothing else changes, and every offset still points at its words."""

import os
import stat
import zipfile

import pytest

from explore.errors import LookError
from explore.export.pseudonyms import pseudonymise, read_key
from explore.export.tables import merge
from pipeline.prose_names import prose_names
from tests.explore.export_samples import KEY, Sample, contents, demo, rows

UNIT = "青岭市远岭建材有限公司"
ID = "11010119750305123X"


@pytest.fixture(scope="module")
def hidden(tmp_path_factory):
    """The demo dataset under pseudonyms."""
    target = tmp_path_factory.mktemp("hidden") / "demo"
    pseudonymise(demo(), target, KEY, prose_names)
    return target


def rewritten(sample, tmp_path, key=KEY, prose=None):
    target = tmp_path / f"out-{key.hex()[:4]}-{prose is not None}"
    pseudonymise(sample.write(tmp_path / "in"), target, key, prose)
    return target


def text_of(root, doc_id):
    return next(row["text"] for row in rows(root, "texts") if row["doc_id"] == doc_id)


def names_of(root):
    """Every name of a person that the tables of a dataset know."""
    found = {row["name"] for row in rows(root, "persons")}
    for row in rows(root, "organizations"):
        found |= {row["legal_representative"], row["actual_controller"]}
    found |= {row["target_name"] for row in rows(root, "sanctions") if row["target_kind"] == "person"}
    return found - {None}


def test_no_name_of_the_demo_is_left_in_any_table(hidden):
    names = names_of(demo())
    assert {"黄磊", "贺军", "高二林", "沈某良", "缪xx", "高*军"} <= names
    for table in ("documents", "texts", "sections", "persons", "evidence", "checks", "outcomes"):
        assert rows(hidden, table), table
    for folder in sorted(hidden.iterdir()):
        for row in rows(hidden, folder.name):
            told = repr(row)
            assert not [name for name in names if name in told], (folder.name, told)


def test_no_name_is_left_in_the_bytes_of_any_file(hidden, tmp_path):
    from explore.export.run import Wanted, write
    from explore.export.target import HIDDEN, PARQUET, mark

    mark(hidden, PARQUET + HIDDEN)
    everything = Wanted(tmp_path / "a.xlsx", tmp_path / "csv", tmp_path / "dp", tables="all")
    assert len(list(write(hidden, everything))) == 3
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        book.extractall(tmp_path / "unpacked")
    full = [name for name in names_of(demo()) if not any(sign in name for sign in "某x×*")]
    assert len(full) >= 10  # persons, and a legal representative who is none of them
    for path, data in contents(tmp_path).items():
        assert not [name for name in full if name.encode() in data], path


def test_every_evidence_of_the_demo_stands_at_its_place(hidden):
    texts = {row["doc_id"]: row["text"] for row in rows(hidden, "texts")}
    found, before = rows(hidden, "evidence"), rows(demo(), "evidence")
    assert len(found) == len([row for row in before if row["field"] != "birth_year"]) > 1_000
    for row in found:
        assert texts[row["doc_id"]][row["char_start"] : row["char_end"]] == row["text"]
    assert [row["boxes"] for row in found] == [row["boxes"] for row in before if row["field"] != "birth_year"]


def test_sections_citations_and_pages_of_the_demo_still_slice_right(hidden):
    new = {row["doc_id"]: row for row in rows(hidden, "texts")}
    old = {row["doc_id"]: row for row in rows(demo(), "texts")}
    for table in ("sections", "citations"):
        for was, row in zip(rows(demo(), table), rows(hidden, table), strict=True):
            before = old[row["doc_id"]]["text"][was["char_start"] : was["char_end"]]
            now = new[row["doc_id"]]["text"][row["char_start"] : row["char_end"]]
            if table == "citations":
                assert now == before
            else:
                assert row["text"] in now
                assert (row["heading"] or "") in now
                assert now[:1] == before[:1] or now.startswith("人员")
    for doc_id, row in new.items():
        before, offsets = old[doc_id], row["page_offsets"]
        assert len(offsets) == len(before["page_offsets"])
        assert offsets == sorted(offsets)
        for now, was in zip(offsets, before["page_offsets"], strict=True):
            begins = row["text"][now : now + 2]
            assert begins == before["text"][was : was + 2] or begins == "人员"
    for row in rows(hidden, "documents"):
        assert row["char_count"] == len(new[row["doc_id"]]["text"])


def test_what_names_nobody_stays_as_it_is(hidden):
    may_change = {
        "accidents": {"direct_cause", "summary"}, "laws": set(), "law_penalties": set(), "penalties": {"target_name"},
        "citations": {"char_start", "char_end"}, "organizations": {"legal_representative", "actual_controller"},
        "persons": {"name", "birth_year", "responsibility_text"},
    }  # fmt: skip
    for table, may in may_change.items():
        for was, row in zip(rows(demo(), table), rows(hidden, table), strict=True):
            differs = {name for name in row if row[name] != was[name]}
            assert differs <= may, (table, differs)
    notice = next(row["doc_id"] for row in rows(demo(), "documents") if row["doc_type"] == "通知")
    assert len(text_of(hidden, notice)) - len(text_of(demo(), notice)) == len("人员00000000") - len("欧阳某")


def test_rows_of_one_person_agree(hidden):
    persons = {row["person_id"]: row["name"] for row in rows(hidden, "persons")}
    sanctions = {row["sanction_id"]: row for row in rows(hidden, "sanctions")}
    checked = 0
    for row in sanctions.values():
        if row["target_kind"] == "person" and row["person_id"]:
            assert row["target_name"] == persons[row["person_id"]]
            checked += 1
    assert checked > 30
    for table in ("penalties", "outcomes"):
        for row in rows(hidden, table):
            assert row["target_name"] == sanctions[row["sanction_id"]]["target_name"]


def test_where_the_files_lay_is_not_told(hidden):
    for was, row in zip(rows(demo(), "documents"), rows(hidden, "documents"), strict=True):
        suffix = was["file_name"][was["file_name"].rindex(".") :]
        assert row["source"] == row["file_name"] == row["doc_id"] + suffix


def test_the_same_key_gives_the_same_bytes_and_another_other_names(tmp_path):
    sample = Sample()
    sample.document("d1", "1.卓立群，男，远岭公司司机。")
    sample.person("d1", "卓立群")
    one = rewritten(sample, tmp_path / "a")
    assert contents(one) == contents(rewritten(sample, tmp_path / "b"))
    other = rewritten(sample, tmp_path / "c", key=b"another key of the tests")
    assert rows(one, "persons")[0]["name"] != rows(other, "persons")[0]["name"]


def test_two_rows_with_one_masked_name_stay_two(tmp_path):
    text = "死者李xx，男，41岁；死者李xx，男，38岁。李xx等2人均为临时用工。"
    sample = Sample()
    sample.document("d1", text)
    first, second = sample.person("d1", "李xx", 0), sample.person("d1", "李xx", 1)
    for number, person_id in enumerate((first, second)):
        sample.add("sanctions", sanction_id=f"x{number}", doc_id="d1", target_kind="person", person_id=person_id,
                   target_name="李xx", category="免予追究", measure="免予追究责任")  # fmt: skip
    sample.add("checks", doc_id="d1", check="persons", verdict="pass", message="对李xx的处理", row_ids=["x1"])
    sample.add("checks", doc_id="d1", check="persons", verdict="pass", message="对李xx的处理", row_ids=["x0", "x1"])
    out = rewritten(sample, tmp_path)
    one, two = (row["name"] for row in rows(out, "persons"))
    assert one != two
    assert [row["target_name"] for row in rows(out, "sanctions")] == [one, two]
    new = text_of(out, "d1")
    assert new.startswith(f"死者{one}，男，41岁；死者{two}，男，38岁。")
    either = new.split("。")[1].removesuffix("等2人均为临时用工")
    assert either not in (one, two)
    assert [row["text"] for row in rows(out, "evidence")] == [one, two]
    assert [row["message"] for row in rows(out, "checks")] == [f"对{two}的处理", f"对{either}的处理"]


def test_one_masked_name_in_two_documents_is_not_linked_and_a_full_one_is(tmp_path):
    sample = Sample()
    for doc_id, twin in (("d1", None), ("d2", None), ("d3", "d1")):
        sample.document(doc_id, "工人李某、卓立群受伤。", duplicate_of=twin)
        sample.person(doc_id, "李某")
        sample.person(doc_id, "卓立群")
    out = rewritten(sample, tmp_path)
    masked = [row["name"] for row in rows(out, "persons") if row["is_masked"]]
    full = {row["name"] for row in rows(out, "persons") if not row["is_masked"]}
    assert masked[0] != masked[1]
    assert masked[0] == masked[2]  # a copy of the same text
    assert len(full) == 1


def test_a_firm_called_after_a_person_and_a_town_that_is_not(tmp_path):
    text = "高原建材店位于高原镇，经营者高原，男。青藏高原气候寒冷。卓立群运输队由卓立群组建，高原建材店租用其车辆。"
    sample = Sample()
    sample.document("d1", text, title="高原建材店“6·1”事故调查报告")
    sample.add("accidents", accident_id="a1", doc_id="d1", name="高原建材店“6·1”事故", place="高原镇")
    sample.add(
        "organizations", org_id="o1", doc_id="d1", name="高原建材店", legal_representative="高原", aliases=["高原店"]
    )
    sample.add("organizations", org_id="o2", doc_id="d1", name="高原镇人民政府")
    sample.add("organizations", org_id="o3", doc_id="d1", name="卓立群运输队")
    sample.evidence("d1", "organizations", "o1", "name", "高原建材店")
    sample.evidence("d1", "organizations", "o1", "legal_representative", "高原", 2)
    sample.person("d1", "卓立群", 1, organization="高原建材店")
    sample.document("d2", "另一起事故中，高原建材店供货，高原镇也有人受伤。")
    out = rewritten(sample, tmp_path)
    names = {row["org_id"]: row for row in rows(out, "organizations")}
    boss, driver = names["o1"]["legal_representative"], rows(out, "persons")[0]["name"]
    assert names["o1"]["name"] == f"{boss}建材店"
    assert names["o1"]["aliases"] == [f"{boss}店"]
    assert names["o2"]["name"] == "高原镇人民政府"
    assert names["o3"]["name"] == f"{driver}运输队"
    assert rows(out, "persons")[0]["organization"] == f"{boss}建材店"
    assert rows(out, "accidents")[0]["name"] == f"{boss}建材店“6·1”事故"
    assert rows(out, "documents")[0]["title"] == f"{boss}建材店“6·1”事故调查报告"
    assert text_of(out, "d1") == (
        f"{boss}建材店位于高原镇，经营者{boss}，男。青藏高原气候寒冷。{driver}运输队由{driver}组建，{boss}建材店租用其车辆。"
    )
    assert text_of(out, "d2") == f"另一起事故中，{boss}建材店供货，高原镇也有人受伤。"


def test_a_name_known_from_the_report_goes_in_the_evaluation_too(tmp_path):
    sample = Sample()
    sample.document("d1", "1.卓立群，男，给予警告。")
    sample.person("d1", "卓立群")
    sample.document("d2", "经查卓立群已受到警告处分。", doc_type="整改评估报告")
    sample.document("d3", "新卓立群星建筑公司报送材料，由卓立群签收。")
    for doc_id in ("d1", "d2"):
        sample.add("accidents", accident_id="a1", doc_id=doc_id)
    out = rewritten(sample, tmp_path)
    name = rows(out, "persons")[0]["name"]
    assert text_of(out, "d2") == f"经查{name}已受到警告处分。"
    # in a document about something else only where the words around say that it is a person
    assert text_of(out, "d3") == f"新卓立群星建筑公司报送材料，由{name}签收。"


def test_birth_dates_and_numbers_go_with_their_rows(tmp_path):
    text = f"卓立群，男，汉族，1975年3月出生，身份证号{ID}，手机13800001234，远岭公司经理。"
    sample = Sample()
    sample.document("d1", text)
    person = sample.person("d1", "卓立群", birth_year=1975, age=48, gender="男", position="经理")
    sample.evidence("d1", "persons", person, "birth_year", "1975年3月出生")
    sample.evidence("d1", "persons", person, "position", "经理")
    sample.evidence("d1", "persons", person, "gender", "男")
    out = rewritten(sample, tmp_path)
    (row,) = rows(out, "persons")
    assert (row["birth_year"], row["age"], row["gender"], row["position"]) == (None, 48, "男", "经理")
    new = text_of(out, "d1")
    assert new == f"{row['name']}，男，〔民族〕，〔出生日期〕，身份证号〔证件号码〕，手机〔手机号码〕，远岭公司经理。"
    found = {e["field"]: e for e in rows(out, "evidence")}
    assert set(found) == {"name", "position", "gender"}
    assert all(new[e["char_start"] : e["char_end"]] == e["text"] for e in found.values())


def test_a_name_over_a_page_border_belongs_to_the_page_before(tmp_path):
    text = "第一页末尾是卓立群，第二页"
    sample = Sample()
    sample.document("d1", text, page_offsets=[0, text.index("立群")])
    sample.person("d1", "卓立群")
    out = rewritten(sample, tmp_path)
    (row,) = rows(out, "texts")
    name = rows(out, "persons")[0]["name"]
    assert [row["text"][: row["page_offsets"][1]], row["text"][row["page_offsets"][1] :]] == [
        f"第一页末尾是{name}",
        "，第二页",
    ]


def test_what_ocr_misread_of_a_name_goes(tmp_path):
    sample = Sample()
    sample.document("d1", "工人卓立群〔一〕")
    person = sample.person("d1", "卓立群")
    sample.evidence("d1", "documents", "d1", "text", "〔")
    sample.rows["evidence"][0]["reading"] = "卓立裙"
    sample.rows["evidence"][1]["reading"] = "（"
    out = rewritten(sample, tmp_path)
    assert {e["row_id"]: e["reading"] for e in rows(out, "evidence")} == {person: None, "d1": "（"}


def test_reviews_failures_and_runs(tmp_path):
    sample = Sample()
    sample.document("d1", "1.卓立群，男，给予警告。")
    sample.person("d1", "卓立群", birth_year=1980)
    about = {"doc_id": "d1", "table": "persons", "row_id": "d1-p000", "author": "审核员王敏", "decided_at": 0}
    sample.add("reviews", field="name", verdict="corrected", was="卓力群", value="卓立群", reason="卓立群笔误", **about)
    sample.add("reviews", field="birth_year", verdict="confirmed", was="1980", value="1980", **about)
    sample.add(
        "reviews", field=None, verdict="added", value='{"name": "邢云开", "birth_year": 1990, "age": 33}', **about
    )
    sample.add("failures", source="/home/zhuo/卓立群/伤情.pdf", file_name="伤情.pdf", stage="read", error="broken",
               message="/home/zhuo/卓立群/伤情.pdf: cannot be read")  # fmt: skip
    sample.add("runs", run_id="r1", options="glob=['*卓立群*'] jobs=2")
    out = rewritten(sample, tmp_path)
    name = rows(out, "persons")[0]["name"]
    told = rows(out, "reviews")
    assert told[0]["value"] == name
    assert told[0]["reason"] == f"{name}笔误"
    assert told[0]["was"].startswith("人员")
    assert (told[1]["was"], told[1]["value"]) == (None, None)
    assert "邢云开" not in told[2]["value"]
    assert '"age": 33' in told[2]["value"]
    assert "birth" not in told[2]["value"]
    assert len({row["author"] for row in told}) == 1
    assert "王敏" not in told[0]["author"]
    (failed,) = rows(out, "failures")
    assert failed["message"] == f"{failed['source']}: cannot be read"
    assert failed["file_name"].endswith(".pdf")
    assert "home" not in repr(failed)
    assert rows(out, "runs")[0]["options"] == f"glob=['*{name}*'] jobs=2"


def test_a_misprinted_name_that_a_reviewer_put_right(tmp_path):
    sample = Sample()
    sample.document("d1", "1.卓力群，男，给予警告。其，未到岗。")
    person = sample.person("d1", "卓立群")
    sample.evidence("d1", "persons", person, "name", "卓力群")
    sample.evidence("d1", "persons", person, "name", "其")
    out = rewritten(sample, tmp_path)
    name = rows(out, "persons")[0]["name"]
    assert text_of(out, "d1") == f"1.{name}，男，给予警告。其，未到岗。"
    assert [row["text"] for row in rows(out, "evidence")] == [name, "其"]


def test_the_head_of_a_firm_is_the_row_of_the_person(tmp_path):
    sample = Sample()
    sample.document("d1", "法定代表人李某，男。死者李某，男。")
    first = sample.person("d1", "李某", 0)
    sample.person("d1", "李某", 1)
    sample.add("organizations", org_id="o1", doc_id="d1", name="远岭公司", legal_representative="李某")
    sample.evidence("d1", "organizations", "o1", "legal_representative", "李某", 0)
    out = rewritten(sample, tmp_path)
    names = {row["person_id"]: row["name"] for row in rows(out, "persons")}
    assert rows(out, "organizations")[0]["legal_representative"] == names[first]
    assert len(set(names.values())) == 2


def test_names_in_prose_are_guessed_only_where_asked_for(tmp_path):
    text = "项目经理邢云开未到岗。"
    sample = Sample()
    sample.document("d1", text)
    assert text_of(rewritten(sample, tmp_path), "d1") == text
    assert "邢云开" not in text_of(rewritten(sample, tmp_path, prose=prose_names), "d1")


def test_a_document_of_millions_of_characters_on_one_line(tmp_path):
    text = "设备运转正常，" * 300_000 + "工人卓立群受伤"
    sample = Sample()
    sample.document("d1", text)
    sample.person("d1", "卓立群")
    out = rewritten(sample, tmp_path, prose=prose_names)
    (row,) = rows(out, "evidence")
    assert text_of(out, "d1")[row["char_start"] : row["char_end"]] == row["text"] == rows(out, "persons")[0]["name"]


def test_documents_are_rewritten_alike_whatever_they_are_read_with(tmp_path, monkeypatch):
    from explore.export import pseudonyms

    whole = tmp_path / "whole"
    pseudonymise(demo(), whole, KEY)
    monkeypatch.setattr(pseudonyms, "AT_ONCE", 3)
    pseudonymise(demo(), tmp_path / "pieces", KEY)
    assert contents(tmp_path / "pieces") == contents(whole)


def test_several_datasets_as_one(tmp_path):
    one, two = Sample(), Sample()
    for sample, docs in ((one, ("d1", "d2")), (two, ("d2", "d3"))):
        for doc_id in docs:
            sample.document(doc_id, "工人卓立群受伤。" + "第二份" * (sample is two))
            sample.person(doc_id, "卓立群")
        sample.add("laws", law="安全生产法")
        sample.add("runs", run_id="same")
    roots = [one.write(tmp_path / "one"), two.write(tmp_path / "two")]
    merge(roots, tmp_path / "both")
    assert [row["doc_id"] for row in rows(tmp_path / "both", "documents")] == ["d1", "d2", "d3"]
    assert "第二份" not in text_of(tmp_path / "both", "d2")
    assert len(rows(tmp_path / "both", "persons")) == 3
    assert len(rows(tmp_path / "both", "laws")) == len(rows(tmp_path / "both", "runs")) == 1


def test_the_key(tmp_path):
    path, told = tmp_path / "key", []
    with pytest.raises(LookError, match="openssl rand -hex 32"):
        read_key(path, told.append)
    path.write_bytes(b"fifteen bytes..\n")
    with pytest.raises(LookError, match="at least 16 bytes") as error:
        read_key(path, told.append)
    assert "fifteen" not in str(error.value)
    path.write_bytes(b"  sixteen bytes...\n")
    path.chmod(0o600)
    assert read_key(path, told.append) == b"sixteen bytes..."
    assert told == []
    path.chmod(0o644)
    assert read_key(path, told.append) == b"sixteen bytes..."
    assert len(told) == 1
    assert "chmod 600" in told[0]
    assert "sixteen" not in told[0]
    with pytest.raises(LookError, match="cannot be read"):
        read_key(tmp_path)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o644
