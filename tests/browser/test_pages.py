"""比较处罚, 事故一览 and 法条 in a real browser, over a generated dataset: their figures against SQL, filters, clicks, files."""

import csv
import io
import zipfile

import pytest

from explore.dataset import connect
from tests.bench.generated import write_dataset
from tests.browser.conftest import ROOT, running

PAGES = ("compare", "cases", "laws")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return write_dataset(tmp_path_factory.mktemp("generated") / "dataset", 120)


@pytest.fixture(scope="module")
def address(made):
    with running(made) as url:
        yield url


@pytest.fixture(scope="module")
def con(made):
    return connect(made)


def open_page(page, address, where):
    page.goto(f"{address}#/{where}")
    page.wait_for_selector(f"body[data-ready={where.partition('?')[0].partition('/')[0]}]")


def figures(page):
    return [figure.inner_text().split("\n")[0] for figure in page.query_selector_all(".figures div")]


def one(con, sql):
    return con.execute(sql).fetchall()[0]


def rows_said(page, card):
    return page.inner_text(f'[data-card="{card}"] .leaf span').replace(",", "")


@pytest.mark.parametrize("name", PAGES)
def test_pages_load_served_and_from_a_disk(page, served, exported, name):
    for at in (served, exported.joinpath("index.html").as_uri()):
        open_page(page, at, name)
        assert page.query_selector("nav a.here").get_attribute("data-page") == name


def test_figures_of_sanctions_are_those_of_the_tables(page, address, con):
    open_page(page, address, "compare")
    accidents, sanctions, fines = one(
        con, "SELECT count(DISTINCT accident_id), count(*), count(amount_yuan) FROM punishments"
    )
    assert figures(page)[:3] == [f"{accidents:,}", f"{sanctions:,}", f"{fines:,}"]
    assert rows_said(page, "rows") == f"共 {sanctions} 行"


def test_medians_and_quartiles_are_those_of_the_tables(page, address, con):
    open_page(page, address, "compare?by=severity&target=organization")
    page.click('[data-card="groups"] th:has-text("有数值的罚款")')
    expected = con.execute(
        """SELECT severity, count(*), count(amount_yuan), CAST(quantile_cont(amount_yuan, 0.5) AS DOUBLE)
           FROM punishments WHERE target_kind = 'organization' AND severity IS NOT NULL GROUP BY severity"""
    ).fetchall()
    shown = {
        cells[0].replace("样本少", "").strip(): cells
        for row in page.query_selector_all('[data-card="groups"] tbody tr')
        for cells in [[cell.inner_text() for cell in row.query_selector_all("td")]]
    }
    assert len(expected) >= 2
    for severity, sanctions, fines, median in expected:
        cells = shown[severity]
        assert [cells[1], cells[2]] == [f"{sanctions:,}", f"{fines:,}"]
        if fines:
            unit = 10_000 if cells[3].endswith("万元") else 1
            printed = float(cells[3].rstrip("万元").replace(",", "")) * unit
            assert printed == pytest.approx(median, rel=1e-3)
        assert ("样本少" in cells[0]) == (0 < fines < 5)


def test_a_filter_changes_the_figures_and_can_be_sent_on(page, address, con):
    open_page(page, address, "compare")
    (province, sanctions) = one(
        con, "SELECT province, count(*) FROM punishments GROUP BY ALL ORDER BY count(*) DESC, province LIMIT 1"
    )
    before = figures(page)
    page.click('[data-facet="province"] summary')
    page.click(f'[data-facet="province"] label:has-text("{province}")')
    page.wait_for_selector(f'.figures div:nth-child(2) b:text-is("{sanctions:,}")')
    assert figures(page)[1] == f"{sanctions:,}" != before[1]
    page.reload()
    page.wait_for_selector("body[data-ready=compare]")
    assert figures(page)[1] == f"{sanctions:,}"
    page.click("#filters button:has-text('清除筛选')")
    page.wait_for_selector("body[data-ready=compare]")
    assert figures(page) == before


def test_groups_and_bins_lead_to_their_rows_and_rows_to_the_report(page, address, con):
    (below,) = one(
        con,
        "SELECT count(*) FROM punishments WHERE amount_yuan < range_low_yuan OR income_ratio < range_low_ratio - 1e-9 "
        "OR position_in_range < 0",
    )
    assert below
    open_page(page, address, "compare?b=0")
    assert rows_said(page, "rows") == f"共 {below} 行"
    assert page.query_selector('[data-card="rows"] .tag.bad').inner_text() == "低于下限"
    link = page.query_selector('[data-card="rows"] tbody a')
    wanted = link.get_attribute("href")
    link.click()
    page.wait_for_selector("body[data-ready=report]")
    assert page.url.endswith(wanted)
    doc_id = wanted.partition("report/")[2].partition("?")[0]
    assert con.execute("SELECT count(*) FROM documents WHERE doc_id = ?", [doc_id]).fetchall() == [(1,)]


def test_a_click_on_a_bar_lists_what_it_stands_for(page, address, con):
    open_page(page, address, "compare?by=severity")
    page.wait_for_selector('[data-card="shares"] canvas')
    box = page.query_selector('[data-card="shares"] canvas').bounding_box()
    fines = one(con, "SELECT count(*) FROM punishments WHERE severity = '一般' AND category = '行政处罚'")[0]
    chart = page.evaluate(
        """() => { const chart = echarts.getInstanceByDom(document.querySelector('[data-card="shares"] .chart'));
             return chart.convertToPixel({seriesIndex: 0}, [0.02, '一般']); }"""
    )
    page.mouse.click(box["x"] + chart[0], box["y"] + chart[1])
    page.wait_for_selector('[data-card="rows"] .picked .tag')
    assert rows_said(page, "rows") == f"共 {fines} 行"


def test_accidents_filtered_found_and_taken_away(page, address, con):
    open_page(page, address, "cases")
    total, deaths = one(con, "SELECT count(*), sum(deaths) FROM cases")
    assert figures(page)[:2] == [f"{total:,}", f"{deaths:,}"]
    year = one(con, "SELECT year FROM cases GROUP BY year ORDER BY count(*) DESC, year LIMIT 1")[0]
    page.fill("#filters [name=from]", str(year))
    page.fill("#filters [name=to]", str(year))
    page.press("#filters [name=to]", "Enter")
    (number,) = one(con, f"SELECT count(*) FROM cases WHERE year = {year}")
    page.wait_for_selector(f'.figures b:text-is("{number}")')
    with page.expect_download() as saved:
        page.click(".save-csv")
    text = saved.value.path().read_bytes().decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(text)))
    names = {name for (name,) in con.execute(f"SELECT name FROM cases WHERE year = {year}").fetchall()}
    assert len(read) == number
    assert {row["事故"] for row in read} == names
    with page.expect_download() as saved:
        page.click(".save-xlsx")
    with zipfile.ZipFile(saved.value.path()) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
        assert all(word in strings for word in ("时间", "直接经济损失（元）", *list(names)[:3]))
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_the_map_leads_from_a_province_to_its_cities(page, address, con):
    province, city = one(
        con,
        "SELECT province, city FROM cases WHERE province LIKE '%省' AND city IS NOT NULL GROUP BY ALL ORDER BY count(*) DESC, 1, 2 LIMIT 1",
    )
    open_page(page, address, "cases")
    page.wait_for_selector('[data-card="map"] canvas')
    page.evaluate("province => S.change({province})", province)
    page.wait_for_selector(f'[data-card="map"] p:has-text("{province}")')
    names = page.evaluate(
        """() => echarts.getInstanceByDom(document.querySelector('[data-card="map"] .chart')).getOption().series[0].data.map(d => d.name)"""
    )
    assert city in names


def test_an_article_with_its_sanctions(page, address, con):
    open_page(page, address, "laws?law=中华人民共和国安全生产法&a=114")
    (cited,) = one(
        con,
        """SELECT count(DISTINCT doc_id) FROM articles JOIN cases USING (doc_id)
           WHERE law = '中华人民共和国安全生产法' AND articles.harmonised_article = 114 AND article_suffix IS NULL""",
    )
    (sanctions,) = one(
        con,
        """SELECT count(DISTINCT sanction_id) FROM bases JOIN punishments USING (sanction_id)
           WHERE bases.law = '中华人民共和国安全生产法' AND bases.harmonised_article = 114 AND article_suffix IS NULL""",
    )
    said = [span.inner_text() for span in page.query_selector_all(".detail .leaf span:first-child")]
    assert said == [f"共 {sanctions} 行", f"共 {cited} 行"]
    assert sanctions
    assert cited


def test_what_a_spreadsheet_would_run_is_made_harmless(page, served):
    """The hostile report's firm has a formula for a legal representative and a manager in ``+SUM(…)公司``."""
    open_page(page, served, "compare")
    with page.expect_download() as saved:
        page.click('[data-card="rows"] .save-csv')
    text = saved.value.path().read_bytes().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert cells
    assert not [cell for cell in cells if cell[:1] in tuple("=+@") or (cell[:1] == "-" and not cell[1:2].isdigit())]


def test_a_dataset_without_any_accident_has_pages_too(page, start, tmp_path):
    from pipeline.run import run

    run([str(ROOT / "data" / "raw" / "chenzhou-notice-2024.txt")], tmp_path / "dataset", jobs=1)
    at = start(tmp_path / "dataset")
    for name in PAGES:
        open_page(page, at, name)
        assert "共 0 行" in page.inner_text("main")
