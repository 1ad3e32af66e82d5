"""The page of what wants a reviewer's eye, and the form that decides on a value."""

import json

import pytest

from explore.dataset import connect, rows
from schemas.reviews import check, history, load

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra dev)").expect
BAD_CODE = "91510623MA6PJ9X17K"


@pytest.fixture(scope="module")
def ask(dataset):
    """Rows of the dataset by SQL."""
    con = connect(dataset)
    return lambda sql, *values: rows(con, sql, list(values))


@pytest.fixture
def doc_of(ask):
    """The doc_id of a file by the end of its name."""
    return lambda name: ask("SELECT doc_id FROM documents WHERE ends_with(file_name, ?)", name)[0]["doc_id"]


def begin(page, url):
    page.goto(f"{url}#/review")
    page.locator(".review-list .begin").click()
    page.locator("form.review").wait_for()


def choose(page, words):
    page.locator("form.review .choice", has_text=words).locator("input").check()


def record(page, author="核对员甲", reason=""):
    page.locator("form.review [name=author]").fill(author)
    page.locator("form.review [name=reason]").fill(reason)
    page.get_by_role("button", name="记录", exact=True).click()


def open_value(page, url, doc_id, row, field):
    page.goto(f"{url}#/report/{doc_id}?row={row}&field={field}")
    page.locator(".inspector .begin").click()
    page.locator("form.review").wait_for()


def select_words(page, words):
    """Select words in the text as a reader does."""
    page.evaluate(
        """(words) => {
      const nodes = document.createTreeWalker(document.querySelector('.text'), NodeFilter.SHOW_TEXT);
      for (let node; (node = nodes.nextNode());) {
        const at = node.data.indexOf(words);
        if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + words.length); return; }
      }
    }""",
        words,
    )


def test_the_list_has_failed_checks_first_then_warnings(page, served):
    page.goto(f"{served}#/review")
    kinds = page.locator(".review-list tbody tr td:first-child")
    expect(kinds.first).to_have_text("不符")
    found = kinds.all_inner_texts()
    order = ["不符", "存疑", "低置信度"]
    assert found == sorted(found, key=order.index)
    expect(page.locator(".review-list tbody tr").first).to_contain_text(BAD_CODE)
    page.locator("select[name=kind]").select_option("1")
    expect(page.locator(".review-list tbody tr td:first-child", has_text="不符")).to_have_count(0)
    page.locator("select[name=kind]").select_option("")
    page.locator("select[name=table]").select_option("organizations")
    expect(page.locator(".review-list section").first.locator("tbody tr")).to_have_count(1)


def test_a_correction_shows_at_once_and_after_a_restart(page, start, dataset_copy, doc_of):
    url = start(dataset_copy)
    begin(page, url)
    expect(page.locator("mark.now")).to_have_text(BAD_CODE)
    choose(page, "更正为")
    page.locator("form.review .new-value input").fill("91510623MA6PJ9X17A")
    record(page, reason="原文末位印刷不清")
    shown = page.locator('.card-row.chosen [data-field="uscc"]')
    expect(shown.locator("ins")).to_have_text("91510623MA6PJ9X17A")
    expect(shown.locator("s")).to_have_text(BAD_CODE)
    expect(shown).to_contain_text("已更正")
    expect(page.locator(".inspector .decision")).to_contain_text("核对员甲")
    expect(page.locator(".inspector .decision")).to_contain_text("原文末位印刷不清")
    start.stop()

    (made,) = load(dataset_copy / "corrections")
    assert (made.verdict, made.table, made.field, made.was, made.value) == (
        "corrected", "organizations", "uscc", BAD_CODE, "91510623MA6PJ9X17A",
    )  # fmt: skip
    assert made.doc_id == doc_of("zhongjiang-1109-collapse.pdf")
    assert made.row_key["name"] == "德阳恒筑建筑劳务有限公司"
    check(made)

    url = start(dataset_copy)
    page.goto(f"{url}#/report/{made.doc_id}?row={made.row_id}&field=uscc")
    expect(page.locator('.card-row.chosen [data-field="uscc"] ins')).to_have_text("91510623MA6PJ9X17A")
    expect(page.locator(".inspector .decision")).to_contain_text("下次运行 shigu parse 时采用")
    page.goto(f"{url}#/review")
    expect(page.locator(".history tbody tr")).to_have_count(1)
    expect(page.locator(".history tbody tr")).to_contain_text("核对员甲")
    first = page.locator(".review-list section").first
    expect(first.locator("tbody tr", has_text=BAD_CODE)).to_have_count(0)
    page.locator("select[name=state]").select_option("done")
    expect(first.locator("tbody tr", has_text=BAD_CODE)).to_contain_text("已更正")


def test_a_later_decision_replaces_the_earlier_one(page, start, dataset_copy, doc_of, ask):
    url, doc_id = start(dataset_copy), doc_of("zhongjiang-1109-collapse.pdf")
    row = ask("SELECT accident_id FROM accidents WHERE doc_id = ?", doc_id)[0]["accident_id"]
    open_value(page, url, doc_id, row, "deaths")
    choose(page, "更正为")
    page.locator("form.review .new-value input").fill("5")
    record(page)
    expect(page.locator('.card-row.chosen [data-field="deaths"] ins')).to_have_text("5")
    page.locator(".inspector .begin").click()
    expect(page.locator("form.review .choice").nth(0)).to_contain_text("维持更正 “5”")
    expect(page.locator("form.review [name=author]")).to_have_value("核对员甲")
    choose(page, "恢复读出值")
    record(page, author="核对员乙")
    expect(page.locator('.card-row.chosen [data-field="deaths"]')).to_contain_text("已确认")
    expect(page.locator('.card-row.chosen [data-field="deaths"] ins')).to_have_count(0)
    assert [(r.verdict, r.was, r.author) for r in history(dataset_copy / "corrections")] == [
        ("corrected", 4, "核对员甲"),
        ("confirmed", 4, "核对员乙"),
    ]


def test_a_row_that_should_not_be_there(page, start, dataset_copy, doc_of, ask):
    url, doc_id = start(dataset_copy), doc_of("zhongjiang-1109-collapse.pdf")
    row = ask("SELECT person_id FROM persons WHERE doc_id = ? ORDER BY person_id", doc_id)[1]["person_id"]
    page.goto(f"{url}#/report/{doc_id}?row={row}")
    page.locator(f'.card-row[data-row="{row}"] .row-button').click()
    page.locator(".inspector .begin").click()
    choose(page, "此行有误")
    record(page)
    expect(page.locator(f'.card-row[data-row="{row}"]')).to_have_class("card-row rejected chosen")
    (made,) = load(dataset_copy / "corrections")
    assert (made.verdict, made.field, made.row_id) == ("rejected", None, row)


def test_selected_words_prove_a_value(page, start, dataset_copy, doc_of, ask):
    """Behind characters beyond the basic plane, where UTF-16 and characters differ."""
    url, doc_id = start(dataset_copy), doc_of("alert(2)>.txt")
    row = ask("SELECT person_id FROM persons WHERE doc_id = ? ORDER BY person_id", doc_id)[1]["person_id"]
    open_value(page, url, doc_id, row, "political_status")
    select_words(page, "中共党员")
    page.get_by_role("button", name="以选中文字为据").click()
    record(page)
    expect(page.locator(".inspector .decision")).to_contain_text("据：“中共党员”")
    (made,) = load(dataset_copy / "corrections")
    text = ask("SELECT text FROM texts WHERE doc_id = ?", doc_id)[0]["text"]
    assert made.words == "中共党员" == text[made.char_start : made.char_end]


def add_measure(page, url, doc_id):
    """State a row that was missed: a measure, whose text are the words that are selected."""
    page.goto(f"{url}#/report/{doc_id}")
    page.locator('[data-group="added"] select').select_option("measures")
    page.locator(".begin-add").click()
    page.locator("form.add summary").click()
    page.locator('form.add [data-column="heading"] [name=value]').fill("示例：补充的措施")
    record(page)
    expect(page.locator("form.add .error")).to_contain_text("选取这一行的原文")
    select_words(page, "事故")
    page.get_by_role("button", name="以选中文字为据").click()
    record(page, reason="漏读")
    expect(page.locator('[data-group="added"] .check')).to_contain_text("示例：补充的措施")
    expect(page.locator(".inspector")).to_be_hidden()


def test_a_row_that_was_missed(page, start, dataset_copy, doc_of):
    url, doc_id = start(dataset_copy), doc_of("zhongjiang-1109-collapse.pdf")
    add_measure(page, url, doc_id)
    (made,) = load(dataset_copy / "corrections")
    check(made)
    assert (made.verdict, made.table, made.value, made.words) == (
        "added",
        "measures",
        {"heading": "示例：补充的措施"},
        "事故",
    )
    page.goto(f"{url}#/review")
    expect(page.locator(".history tbody tr")).to_contain_text("新增")


def test_a_static_page_keeps_a_row_that_was_missed(page, exported, tmp_path, doc_of):
    url = (exported / "index.html").as_uri()
    add_measure(page, url, doc_of("zhongjiang-1109-collapse.pdf"))
    page.goto(f"{url}#/review")
    with page.expect_download() as download:
        page.locator(".download").click()
    (tmp_path / "corrections").mkdir()
    download.value.save_as(tmp_path / "corrections" / download.value.suggested_filename)
    (made,) = load(tmp_path / "corrections")
    check(made)
    assert (made.verdict, made.value, made.row_key) == (
        "added",
        {"heading": "示例：补充的措施"},
        {"opening": "事故", "status": None, "n": 0},
    )


def test_what_does_not_fit_is_refused_in_words(page, start, dataset_copy, troubles):
    begin(page, start(dataset_copy))
    record(page, author="")
    expect(page.locator("form.review .error")).to_have_text("请填写核对人")
    choose(page, "更正为")
    page.locator("form.review .new-value input").fill("123")
    record(page)
    expect(page.locator("form.review .error")).to_contain_text("18 位统一社会信用代码")
    assert not (dataset_copy / "corrections").exists()
    assert all("400" in one for one in troubles)
    troubles.clear()


def test_the_input_fits_the_column(page, served, doc_of, ask):
    doc_id = doc_of("zhongjiang-1109-collapse.pdf")
    accident = ask("SELECT accident_id FROM accidents WHERE doc_id = ?", doc_id)[0]["accident_id"]
    fine = ask("SELECT sanction_id FROM sanctions WHERE doc_id = ? AND amount_yuan > 0 ORDER BY 1", doc_id)[0][
        "sanction_id"
    ]
    cases = {
        (accident, "severity"): ("select", "较大"),
        (accident, "is_liability"): ("select", "true"),
        (accident, "deaths"): ("input[type=number]", "4"),
        (accident, "occurred_at"): ("input[type=datetime-local]", "2023-11-09T10:37"),
        (accident, "team_formed_on"): ("input[type=date]", "2023-11-10"),
        (accident, "direct_loss_yuan"): ("input[type=number]", "7126000"),
        (accident, "team_members"): ("textarea", None),
        (accident, "place"): ("input, textarea", None),
        (fine, "basis"): (".article input[name=law]", "建设工程安全生产管理条例"),
    }
    for (row, field), (selector, filled) in cases.items():
        open_value(page, served, doc_id, row, field)
        choose(page, "更正为")
        node = page.locator("form.review .new-value").locator(selector).first
        expect(node).to_be_visible()
        if filled is not None:
            expect(node).to_have_value(filled)
    expect(page.locator("form.review .articles .article").first).to_be_visible()


def test_next_goes_through_the_list(page, start, dataset_copy):
    begin(page, start(dataset_copy))
    page.locator("form.review [name=author]").fill("核对员甲")
    before = page.url
    page.get_by_role("button", name="记录，看下一项").click()
    page.wait_for_function("(before) => location.href !== before", arg=before)
    expect(page.locator("form.review")).to_be_visible()
    expect(page.locator(".todo")).to_contain_text("2 /")
    assert len(load(dataset_copy / "corrections")) == 1


def test_a_static_page_keeps_decisions_and_hands_them_over(page, exported, tmp_path, ask):
    url = (exported / "index.html").as_uri()
    begin(page, url)
    choose(page, "更正为")
    page.locator("form.review .new-value input").fill("91510623MA6PJ9X17A")
    record(page, reason="对照营业执照")
    expect(page.locator('.card-row.chosen [data-field="uscc"] ins')).to_have_text("91510623MA6PJ9X17A")
    page.goto("about:blank")
    page.goto(f"{url}#/review")
    expect(page.locator(".history tbody tr")).to_have_count(1)
    expect(page.locator(".review-list")).to_contain_text("corrections/")
    with page.expect_download() as download:
        page.locator(".download").click()
    folder = tmp_path / "corrections"
    folder.mkdir()
    download.value.save_as(folder / download.value.suggested_filename)
    (made,) = load(folder)
    check(made)
    row = ask("SELECT * FROM organizations WHERE org_id = ?", made.row_id)[0]
    assert made.row_key == {"name": row["name"], "role": row["role"], "n": 0}
    assert (made.verdict, made.was, made.value, made.reason) == (
        "corrected",
        BAD_CODE,
        "91510623MA6PJ9X17A",
        "对照营业执照",
    )


def test_what_is_decided_on_a_report_is_found_again_by_its_key(page, start, dataset_copy, ask, doc_of):
    """A newer program may number rows otherwise: the row is then found by what it says."""
    doc_id = doc_of("zhongjiang-1109-collapse.pdf")
    (dataset_copy / "corrections").mkdir()
    line = {
        "doc_id": doc_id, "table": "organizations", "row_id": f"{doc_id}-o999", "field": "uscc", "verdict": "corrected",
        "was": BAD_CODE, "value": "91510623MA6PJ9X17A", "row_key": {"name": "德阳恒筑建筑劳务有限公司", "role": "劳务单位", "n": 0},
        "author": "核对员甲", "reason": "", "at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    (dataset_copy / "corrections" / "a.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", "utf-8")
    page.goto(f"{start(dataset_copy)}#/report/{doc_id}")
    card = page.locator('.card-row[data-table="organizations"]', has_text="德阳恒筑建筑劳务有限公司")
    expect(card.locator('[data-field="uscc"] ins')).to_have_text("91510623MA6PJ9X17A")
