"""Decisions of reviewers: what is written down, what is refused, what becomes of them."""

import json
import shutil

import pytest
from serving import ROOT, client, content, deaths, one, send, token

from explore.dataset import connect, rows
from explore.decisions import MOST
from pipeline.run import run
from schemas.reviews import history, load


def test_a_decision_is_written_down_with_the_servers_clock(page, root):
    sent = deaths(root)
    answer = send(page, sent)
    assert answer.status_code == 200, answer.text
    (made,) = load(root / "corrections")
    assert answer.json()["review"]["at"] == made.at
    assert (made.field, made.was, made.value, made.author, made.reason) == ("deaths", 4, 5, "核对员甲", "对照附件")
    assert made.row_key["short_name"] == "“1·27”"
    assert made.moment.year > 2024
    got = content(page.get(f"/data/reports/{sent['doc_id']}.js"))["reviews"]
    assert [(one["row_id"], one["value"]) for one in got] == [(sent["row_id"], 5)]
    listed = content(page.get("/data/decisions.js"))
    assert [one["at"] for one in listed["reviews"]] == [made.at]
    again = client(root)  # after a restart
    assert content(again.get(f"/data/reports/{sent['doc_id']}.js"))["reviews"] == got


def test_the_words_are_those_of_the_text(page, root):
    sent = deaths(root)
    text = one(root, "SELECT text FROM texts WHERE doc_id = ?", sent["doc_id"])["text"]
    at = text.index("4人死亡")
    answer = send(page, {**sent, "char_start": at, "char_end": at + 4})
    assert answer.json()["review"]["words"] == "4人死亡"
    for start, end in ((-1, 3), (5, 5), (0, len(text) + 1), (True, 4), ("0", 4), (0, None)):
        assert send(page, {**sent, "char_start": start, "char_end": end}).status_code == 400
    assert send(page, {**sent, "char_start": 0, "char_end": len(text)}).status_code in (200, 413)


@pytest.mark.parametrize("given", ["", "wrong", b"\xe9\x94\x99"])
def test_a_decision_needs_the_token(page, root, given):
    answer = send(page, deaths(root), **{"X-Shigu-Token": given})
    assert answer.status_code == 403
    assert "刷新" in answer.json()["error"]
    assert not (root / "corrections").exists()


def test_a_decision_needs_the_token_even_without_the_header(page, root):
    assert page.post("/api/reviews", content=json.dumps(deaths(root))).status_code == 403
    assert page.get("/api/reviews").status_code in (404, 405)


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"author": "  "}, 400, "请填写核对人"),
        ({"author": "甲" * 61}, 413, "过长"),
        ({"reason": "长" * 4001}, 413, "过长"),
        ({"reason": 3}, 400, "刷新"),
        ({"field": 3}, 400, "刷新"),
        ({"verdict": "praised"}, 400, "确认、更正、此行有误"),
        ({"verdict": "added"}, 400, "刷新"),
        ({"verdict": None}, 400, "verdict"),
        ({"value": "五"}, 400, "整数"),
        ({"value": -1}, 400, "整数"),
        ({"value": [5]}, 400, "整数"),
        ({"value": float("nan")}, 400, ""),
        ({"was": 3}, 409, "刷新"),
        ({"field": "severity_derived", "was": "较大"}, 400, "不能更正"),
        ({"field": "nothing"}, 400, "没有列"),
        ({"row_id": "a000000000000000"}, 404, "没有这一行"),
        ({"doc_id": "0000000000000000"}, 404, "没有这一行"),
        ({"table": "evidence"}, 404, "没有这一行"),
        ({"table": 'accidents" --'}, 404, "没有这一行"),
        ({"table": "documents", "field": None, "verdict": "rejected"}, 404, "没有这一行"),
        ({"surprise": 1}, 400, "刷新"),
    ],
)
def test_what_cannot_be_is_refused(page, root, change, status, words):
    answer = send(page, {**deaths(root), **change})
    assert answer.status_code == status, answer.text
    assert words in answer.json()["error"]
    assert history(root / "corrections") == []


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'"x"', b"[" * 50_000])
def test_what_is_no_decision_is_refused(page, root, body):
    assert send(page, body).status_code == 400
    assert not (root / "corrections").exists()


def test_a_body_that_is_too_long_is_not_read_to_its_end(page, root):
    assert send(page, b" " * (MOST + 1)).status_code == 413

    sent = []

    def endless():
        for _ in range(1000):
            sent.append(1)
            yield b" " * 10_000

    answer = page.post("/api/reviews", content=endless(), headers={"X-Shigu-Token": token(page)})
    assert answer.status_code == 413


def test_a_row_can_be_rejected_and_taken_back(page, root):
    sent = {**deaths(root), "field": None, "verdict": "rejected"}
    assert send(page, sent).status_code == 200
    assert send(page, {**sent, "verdict": "confirmed"}).status_code == 200
    assert [one.verdict for one in load(root / "corrections")] == ["confirmed"]


def test_a_document_cannot_be_rejected(page, root):
    doc_id = deaths(root)["doc_id"]
    sent = {**deaths(root), "table": "documents", "row_id": doc_id, "field": None, "verdict": "rejected"}
    answer = send(page, sent)
    assert (answer.status_code, "不能删除" in answer.json()["error"]) == (400, True)


@pytest.fixture
def rerun(tmp_path):
    """A dataset of one report that can be parsed again: ``rerun()`` does, and gives its folder."""
    path = shutil.copy(ROOT / "data" / "raw" / "xuanwei-0127-road.md", tmp_path / "report.md")

    def go():
        run([str(path)], tmp_path / "again", jobs=1)
        return tmp_path / "again"

    return go


def test_a_correction_enters_the_tables_with_the_next_run(rerun):
    root = rerun()
    page, sent = client(root), deaths(root)
    assert send(page, sent).status_code == 200
    report = f"/data/reports/{sent['doc_id']}.js"
    assert content(page.get(report))["reviews"][0]["state"] is None
    rerun()
    got = content(page.get(report))
    assert got["tables"]["accidents"]["columns"]["deaths"]["v"] == [5]
    assert [one["state"] for one in got["reviews"]] == ["applied"]


def fine(root, doc_id, amount):
    """A fine that the program missed, as the page sends it."""
    text = one(root, "SELECT text FROM texts WHERE doc_id = ?", doc_id)["text"]
    at = text.index("罚款")
    value = {
        "target_kind": "organization", "target_name": "示例客运有限公司", "measure": "罚款", "status": "建议", "amount_yuan": amount,
    }  # fmt: skip
    return {
        "doc_id": doc_id, "table": "sanctions", "row_id": "", "field": None, "verdict": "added", "value": value,
        "author": "核对员甲", "reason": "漏读", "char_start": at, "char_end": at + 2,
    }  # fmt: skip


def test_two_rows_that_were_missed_are_added_with_the_next_run(rerun):
    root = rerun()
    page, doc_id = client(root), deaths(root)["doc_id"]
    before = one(root, "SELECT count(*) AS n FROM sanctions")["n"]
    for amount in ("30000.00", "50000.00"):
        answer = send(page, fine(root, doc_id, amount))
        assert answer.status_code == 200, answer.text
    made = load(root / "corrections")
    assert [(one.verdict, one.value["amount_yuan"], one.row_key["n"], one.words) for one in made] == [
        ("added", "30000.00", 0, "罚款"),
        ("added", "50000.00", 1, "罚款"),
    ]
    rerun()
    found = rows(
        connect(root), "SELECT sanction_id, amount_yuan, category FROM sanctions WHERE target_name = '示例客运有限公司'"
    )
    assert [(str(r["amount_yuan"]), r["category"]) for r in found] == [
        ("30000.00", "行政处罚"),
        ("50000.00", "行政处罚"),
    ]
    assert [r["sanction_id"] for r in found] == [one.row_id for one in made]
    assert one(root, "SELECT count(*) AS n FROM sanctions")["n"] == before + 2
    proof = one(root, "SELECT text FROM evidence WHERE row_id = ? AND field = 'amount_yuan'", made[0].row_id)
    assert proof["text"] == "罚款"
    send(page, fine(root, doc_id, "70000.00"))  # the two are in the tables now: this is the third
    assert load(root / "corrections")[-1].row_key["n"] == 2


def test_an_added_row_must_be_whole(page, root):
    sent = fine(root, deaths(root)["doc_id"], "30000.00")
    missing = {k: v for k, v in sent["value"].items() if k != "measure"}
    for change, status, words in (
        ({"value": missing}, 400, "处理措施"),
        ({"value": {**sent["value"], "measure": "罚跪"}}, 400, "只能是"),
        ({"value": None}, 400, "各列"),
        ({"doc_id": "0" * 16}, 404, "没有这份文件"),
        ({"table": "accidents"}, 400, "不能增加行"),
        ({"table": "causes", "value": {"kind": "直接"}, "char_start": None, "char_end": None}, 400, "原文"),
    ):
        answer = send(page, {**sent, **change})
        assert (answer.status_code, words in answer.json()["error"]) == (status, True), answer.json()
    assert not (root / "corrections").exists()


def test_a_decision_that_a_run_could_not_follow_is_listed_again(rerun):
    root = rerun()
    sent = deaths(root)
    send(client(root), sent)
    (path,) = (root / "corrections").glob("*.jsonl")
    path.write_text(path.read_text("utf-8").replace('"was": 4', '"was": 9'), "utf-8")  # what an older program read
    rerun()
    page = client(root)
    assert content(page.get(f"/data/reports/{sent['doc_id']}.js"))["reviews"][0]["state"] == "stale"
    listed = content(page.get("/data/reviews.js"))["columns"]
    place = listed["check"]["d"].index("review.stale")
    at = listed["check"]["i"].index(place)
    assert listed["urgency"]["v"][at] == 1
    assert "核对员甲的核对未采用" in listed["words"]["d"][listed["words"]["i"][at]]
    assert listed["row_id"]["d"][listed["row_id"]["i"][at]] == sent["row_id"]


def test_corrections_that_cannot_be_read_are_told_and_do_not_stop_the_page(page, root):
    (root / "corrections").mkdir()
    (root / "corrections" / "a.jsonl").write_text("{broken\n{}\n", "utf-8")
    assert "a.jsonl, line 1" in content(page.get("/data/decisions.js"))["error"]
    assert content(page.get(f"/data/reports/{deaths(root)['doc_id']}.js"))["reviews"] == []


def test_what_cannot_be_written_is_told(page, root):
    (root / "corrections").write_text("in the way", "utf-8")
    answer = send(page, deaths(root))
    assert answer.status_code == 500
    assert "无法写入" in answer.json()["error"]
