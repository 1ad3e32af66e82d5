"""The page of a report: its text beside its record, values to words and words to values."""

import pytest

from explore.dataset import connect, rows

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra dev)").expect
ZHONGJIANG = "zhongjiang-1109-collapse.pdf"
CHANGXING = "changxing-0618-poisoning.pdf"


@pytest.fixture(scope="module")
def ask(dataset):
    """Rows of the dataset by SQL."""
    con = connect(dataset)
    return lambda sql, *values: rows(con, sql, list(values))


@pytest.fixture
def open_report(page, served, ask):
    """Opens the report of a file by the end of its name; gives its doc_id."""

    def go(name, query="", base=served):
        doc_id = ask("SELECT doc_id FROM documents WHERE ends_with(file_name, ?)", name)[0]["doc_id"]
        page.goto(f"{base}#/report/{doc_id}{query}")
        page.locator("main .report").wait_for()
        return doc_id

    return go


def value(page, table, field, nth=0):
    return page.locator(f'.card-row[data-table="{table}"]').nth(nth).locator(f'[data-field="{field}"]')


def is_in_view(page, selector):
    return page.evaluate(
        """(selector) => {
          const box = document.querySelector(selector).getBoundingClientRect(), own = document.querySelector('.text').getBoundingClientRect();
          return box.top >= own.top && box.bottom <= own.bottom;
        }""",
        selector,
    )


def test_a_value_leads_to_its_words_and_then_to_the_next_place(page, open_report, ask):
    doc_id = open_report(ZHONGJIANG)
    places = ask(
        "SELECT text, rule, page FROM evidence WHERE doc_id = ? AND \"table\" = 'accidents' AND field = 'deaths' ORDER BY char_start",
        doc_id,
    )
    assert len(places) == 2
    for nth, place in enumerate(places, 1):
        value(page, "accidents", "deaths").click()
        expect(page.locator(".turn")).to_contain_text(f"{nth} / 2")
        expect(page.locator("mark.now")).to_have_text(place["text"])
        page.wait_for_function("document.querySelector('mark.now').getBoundingClientRect().height > 0")
        page.wait_for_timeout(200)
        assert is_in_view(page, "mark.now")
        inspector = page.locator(".inspector")
        expect(inspector).to_contain_text(place["rule"])
        expect(inspector).to_contain_text("置信度 100%")
        expect(inspector).to_contain_text(f"第 {place['page']} 页")
    value(page, "accidents", "deaths").click()
    expect(page.locator(".turn")).to_contain_text("1 / 2")


def test_lit_words_show_their_value_and_select_it(page, open_report):
    open_report(ZHONGJIANG)
    page.locator('.text mark:text-is("6000万元")').click()
    chosen = page.locator(".record .value.chosen")
    expect(chosen).to_have_attribute("data-field", "registered_capital_yuan")
    expect(chosen).to_have_text("6,000万元")
    expect(page.locator(".inspector .path")).to_contain_text("注册资本")
    assert "field=registered_capital_yuan" in page.url


def test_words_that_prove_several_values_list_them(page, open_report, ask):
    doc_id = open_report(ZHONGJIANG)
    page.locator('.text mark:text-is("较大")').first.click()
    found = page.locator(".popover .found")
    assert found.count() >= 2
    words = found.all_inner_texts()
    assert any("事故等级" in one for one in words)
    assert all("置信度" not in one and "%" in one for one in words)
    rules = {one["rule"] for one in ask("SELECT DISTINCT rule FROM evidence WHERE doc_id = ?", doc_id)}
    assert all(any(rule in one for rule in rules) for one in words)
    found.filter(has_text="事故等级").first.click()
    expect(page.locator(".popover")).to_have_count(0)
    expect(page.locator(".record .value.chosen")).to_have_attribute("data-field", "severity")


def test_every_value_without_words_of_its_own_is_marked_as_derived(page, open_report, ask):
    doc_id = open_report(ZHONGJIANG)
    read = {r["field"] for r in ask("SELECT field FROM evidence WHERE doc_id = ? AND \"table\" = 'accidents'", doc_id)}
    card = page.locator('.card-row[data-table="accidents"]')
    shown = card.locator("dl [data-field]").evaluate_all(
        "all => all.map(one => [one.dataset.field, one.classList.contains('derived')])"
    )
    assert len(shown) > 20
    assert {field for field, derived in shown if derived} == {field for field, _ in shown} - read
    value(page, "accidents", "severity_derived").click()
    expect(page.locator(".inspector")).to_contain_text("推算")


def test_what_is_not_stated_can_be_chosen_too(page, open_report):
    open_report(ZHONGJIANG)
    card = page.locator('.card-row[data-table="accidents"]')
    card.locator("details.absent > summary").click()
    card.locator('.none[data-field="missing"]').click()
    expect(page.locator(".inspector .shown")).to_have_text("未载明")


def test_a_check_lists_what_it_contradicts_and_leads_there(page, open_report):
    open_report(ZHONGJIANG)
    check = page.locator(".check", has_text="未通过GB 32100-2015校验")
    expect(check.locator(".tag").first).to_have_text("不符")
    check.click()
    expect(page.locator(".inspector .entry")).to_contain_text("信用代码")
    expect(page.locator("mark.now")).to_have_text("91510623MA6PJ9X17K")
    check = page.locator(".check", has_text="列名的死者1人")
    check.locator("a").last.click()
    expect(page.locator('.card-row.chosen[data-table="persons"]')).to_have_count(1)


def test_an_address_leads_to_a_value(page, open_report, ask):
    row = ask(
        "SELECT sanction_id, doc_id FROM sanctions WHERE measure = '罚款' AND amount_yuan > 0 ORDER BY sanction_id LIMIT 1"
    )[0]
    name = ask("SELECT file_name FROM documents WHERE doc_id = ?", row["doc_id"])[0]["file_name"]
    open_report(name, f"?row={row['sanction_id']}&field=amount_yuan")
    expect(page.locator(".record .value.chosen")).to_have_attribute("data-field", "amount_yuan")
    expect(page.locator("mark.now").first).to_contain_text("万元")


@pytest.mark.parametrize("name", [ZHONGJIANG, "alert(2)>.txt", "dongtai-0305-machine.docx", "shouguang-0902-fall.html"])
def test_the_page_shows_the_whole_text_and_the_words_of_every_value(page, open_report, ask, name):
    doc_id = open_report(name)
    text = ask("SELECT text FROM texts WHERE doc_id = ?", doc_id)[0]["text"]
    page.wait_for_function(
        "document.querySelectorAll('.block').length > 0 && [...document.querySelectorAll('.block')].every((b) => b.childNodes.length)"
    )
    shown = page.evaluate("[...document.querySelectorAll('.text [data-at]')].map((one) => one.textContent).join('')")
    assert shown == text.replace("\n", "").replace("\t", "")
    evidence = ask("SELECT text FROM evidence WHERE doc_id = ? ORDER BY char_start, char_end", doc_id)
    words = page.evaluate(
        """async (docId) => {
          const report = new S.Report(docId, await S.need("reports/" + docId), await S.need("schema"));
          return Array.from({ length: report.spans }, (_, i) => report.words(i));
        }""",
        doc_id,
    )
    assert words == [one["text"] for one in evidence]
    marks = page.evaluate(
        "[...document.querySelectorAll('.text mark')].map((one) => [one.textContent, Number(one.dataset.to) - Number(one.dataset.from)])"
    )
    assert marks
    assert all(len(shown.encode("utf-16-le")) // 2 == length for shown, length in marks)


def test_characters_beyond_the_basic_plane_do_not_shift_what_follows(page, open_report):
    open_report("alert(2)>.txt")
    person = page.locator('.card-row[data-table="persons"]', has_text="𠮷某").nth(1)
    person.locator('[data-field="responsibility_text"]').click()
    expect(page.locator("mark.now").first).to_have_text("对事故发生负有主要领导责任")
    page.evaluate("""() => {
      const walk = document.createTreeWalker(document.querySelector('.text'), NodeFilter.SHOW_TEXT);
      for (let node; (node = walk.nextNode());) {
        const at = node.data.indexOf('😀该处');
        if (at < 0) continue;
        getSelection().setBaseAndExtent(node, at, node, at + 4);
        return;
      }
    }""")
    page.locator(".inspector .begin").click()
    page.locator(".proof button").first.click()
    expect(page.locator(".proof")).to_contain_text("“😀该处”")


def test_the_hostile_report_does_no_harm(page, open_report, troubles):
    open_report("alert(2)>.txt")
    expect(page.locator(".report-head h2")).to_contain_text("<script>alert(1)</script>")
    expect(page.locator(".text")).to_contain_text('<img src=x onerror="alert(3)">机械有限公司')
    for field in ("place", "name"):
        value(page, "accidents", field).click()
    page.locator(".absent summary", has_text="文件信息").click()
    expect(page.locator('[data-field="file_name"]')).to_have_text("<img src=x onerror=alert(2)>.txt")
    assert page.locator(".report script, .report img, .report iframe, .report a[href^=javascript]").count() == 0
    assert not troubles


def test_ten_million_characters_on_one_line_stay_usable(page, served):
    page.goto(f"{served}#/report/feedfacefeedface")
    page.locator(".text p").first.wait_for()
    assert page.evaluate("document.querySelectorAll('*').length") < 20_000
    page.evaluate("location.hash = '#/report/feedfacefeedface?row=feedfacefeedface-c19999&field=law'")
    expect(page.locator("mark.now")).to_have_text("《𠮷法》")
    page.wait_for_timeout(300)
    assert is_in_view(page, "mark.now")
    expect(page.locator('.card-row.chosen[data-row="feedfacefeedface-c19999"]')).to_be_visible()
    page.get_by_placeholder("在正文中查找").fill("第九条")
    page.get_by_placeholder("在正文中查找").press("Enter")
    expect(page.locator(".found").first).to_have_text("1 / 10000+")
    assert page.evaluate("document.querySelectorAll('*').length") < 20_000


def test_keys_go_from_value_to_value_and_from_check_to_check(page, open_report, ask):
    doc_id = open_report(ZHONGJIANG)
    order = ask(
        'SELECT "table" AS t, field FROM evidence WHERE doc_id = ? ORDER BY char_start, char_end LIMIT 3', doc_id
    )
    page.keyboard.press("j")
    expect(page.locator(".inspector .shown")).not_to_be_empty()
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert f"field={order[0]['field']}" in page.url
    page.keyboard.press("n")
    expect(page.locator(".todo")).to_contain_text("1 / 2")
    expect(page.locator("mark.now")).to_have_text("91510623MA6PJ9X17K")
    page.keyboard.press("n")
    expect(page.locator(".todo")).to_contain_text("2 / 2")
    page.keyboard.press("p")
    expect(page.locator(".todo")).to_contain_text("1 / 2")


def test_the_tree_follows_the_text_and_leads_into_it(page, open_report):
    open_report(ZHONGJIANG)
    link = page.locator(".tree a", has_text="（二）间接原因")
    link.click()
    expect(link).to_have_class("here")
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('.text').scrollTop") > 500
    page.locator(".text").evaluate("node => { node.scrollTop = 0; }")
    expect(page.locator(".tree a").first).to_have_class("here")


def test_the_picture_of_a_page_has_the_places_of_values_over_it(page, open_report, ask):
    doc_id = open_report(ZHONGJIANG)
    value(page, "accidents", "deaths").click()
    page.get_by_role("button", name="页面图像", exact=True).click()
    image = page.locator(".sheet img")
    image.wait_for()
    page.wait_for_function("document.querySelector('.sheet img').naturalWidth > 0")
    assert image.evaluate("one => [one.naturalWidth, one.naturalHeight]") == [1190, 1684]
    box = ask(
        "SELECT boxes[1] AS box FROM evidence WHERE doc_id = ? AND \"table\" = 'accidents' AND field = 'deaths' ORDER BY char_start LIMIT 1",
        doc_id,
    )[0]["box"]
    now, sheet = page.locator(".box.now").first.bounding_box(), page.locator(".sheet").bounding_box()
    assert (now["x"] - sheet["x"]) / sheet["width"] == pytest.approx(box["x0"] / 595, abs=0.01)
    assert (now["y"] - sheet["y"]) / sheet["height"] == pytest.approx(box["y0"] / 842, abs=0.01)
    assert now["width"] / sheet["width"] == pytest.approx((box["x1"] - box["x0"]) / 595, abs=0.01)
    page.get_by_role("button", name="下一页", exact=True).click()
    expect(page.locator(".picture .bar .number")).to_have_text("4 / 9")
    page.get_by_role("button", name="关闭页面图像").click()
    expect(page.locator(".picture")).to_be_hidden()


def test_a_report_that_is_no_pdf_offers_no_picture(page, open_report):
    open_report("shenmu-0814-roof.txt")
    expect(page.locator(".record .card-row").first).to_be_visible()
    expect(page.get_by_role("button", name="页面图像", exact=True)).to_have_count(0)


def test_a_report_leads_to_its_evaluation_and_shows_what_became_of_sanctions(page, open_report, ask):
    doc_id = open_report(CHANGXING)
    other = page.locator(".same a", has_text="整改评估报告")
    expect(other).to_have_count(1)
    outcome = ask(
        "SELECT * FROM outcomes WHERE report_doc_id = ? AND outcome = '一致落实' ORDER BY sanction_id", doc_id
    )[0]
    card = page.locator(f'.card-row[data-row="{outcome["sanction_id"]}"]')
    expect(card).to_contain_text("一致落实")
    card.locator("a", has_text="评估报告").click()
    expect(page.locator(f'.card-row.chosen[data-row="{outcome["evaluation_sanction_id"]}"]')).to_be_visible()


def test_reports_are_found_by_words_and_kind(page, served):
    page.goto(f"{served}#/report")
    page.get_by_label("查找报告").fill("长兴 评估")
    expect(page.locator(".choose tbody tr")).to_have_count(1)
    page.get_by_label("查找报告").fill("")
    page.locator("select[name=type]").select_option("通知")
    expect(page.locator(".choose tbody tr")).to_have_count(1)
    page.locator(".choose tbody a").click()
    expect(page.locator('[data-group="directives"] .card-row').first).to_be_visible()


def test_an_unknown_report_is_named(page, served, troubles):
    page.goto(f"{served}#/report/0000000000000000")
    expect(page.locator(".error")).to_contain_text("没有这份文件")
    assert all("404" in one or "0000000000000000.js" in one for one in troubles)
    troubles.clear()


def test_on_a_small_screen_the_panels_stack(page, open_report):
    page.set_viewport_size({"width": 800, "height": 1000})
    open_report(ZHONGJIANG)
    text, record = page.locator(".middle").bounding_box(), page.locator(".record").bounding_box()
    assert text["width"] == record["width"] == 800
    assert record["y"] >= text["y"] + text["height"] - 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 800


def test_a_report_opens_from_a_disk(page, exported, open_report):
    open_report(ZHONGJIANG, base=(exported / "index.html").as_uri())
    value(page, "accidents", "deaths").click()
    expect(page.locator("mark.now")).to_have_text("4人死亡")
    page.get_by_role("button", name="页面图像", exact=True).click()
    page.wait_for_function("document.querySelector('.sheet img').naturalWidth === 1190")
    expect(page.locator(".box.now").first).to_be_visible()
