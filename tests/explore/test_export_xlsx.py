"""Tables as a workbook: real dates and numbers, words that stay words, sheets that Excel can hold."""

import datetime as dt
import re
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explore.errors import LookError
from explore.export.shown import CELL, clean, clipped, words
from explore.export.tables import READING, choose
from explore.export.xlsx import write_xlsx
from schemas.column import columns
from schemas.tables import TABLES
from tests.explore.export_samples import NASTY, Sample, demo, rows, sheets

DAY_ONE = dt.datetime(1899, 12, 30)


@pytest.fixture
def nasty(tmp_path):
    """What nobody would print in a report, and what somebody might."""
    sample = Sample()
    sample.document("d1", NASTY, title=NASTY)
    sample.add("organizations", org_id="o1", doc_id="d1", name="<script>alert(1)</script>&\t\n二行", aliases=["+1", "甲、乙", "@x"],
               address="http://example.invalid", business_scope="_x0041_\x00\x1b[31m\u202e\ufffe红", uscc="-0001",
               registered_on=dt.date(1898, 5, 1), registered_capital_yuan=Decimal("99999999999999.99"))  # fmt: skip
    sample.add("accidents", accident_id="a1", doc_id="d1", summary="长" * 10_000_000, deaths=0, direct_loss_yuan=Decimal("8061200.5"),
               occurred_at=dt.datetime(2023, 6, 12, 9, 20), occurred_precision="day", link_confidence=float("nan"))  # fmt: skip
    sample.add("sanctions", sanction_id="x1", doc_id="d1", target_kind="person", category="行政处罚", measure="罚款",
               income_ratio=0.4, decided_on=dt.date(2023, 8, 1), amount_yuan=Decimal("-12.00"), basis=[
                   {"law": "安全生产法", "article": 114, "article_suffix": None, "paragraph": 1, "item": 2},
                   {"law": "刑法", "article": 134, "article_suffix": "之一", "paragraph": None, "item": None},
               ])  # fmt: skip
    return sample.write(tmp_path / "in")


def cells(sheet):
    """The second row of a sheet by the first."""
    head, line = (row + [("", "")] * 50 for row in sheet[:2])
    return {name[1]: value for name, value in zip(head, line, strict=False) if name[1]}


def test_values_are_what_they_are(nasty, tmp_path):
    write_xlsx(nasty, tmp_path / "a.xlsx", READING)
    book = sheets(tmp_path / "a.xlsx")
    accident, sanction, firm = cells(book["事故"]), cells(book["处理"]), cells(book["单位"])
    assert accident["死亡人数"] == ("n", "0")
    assert accident["失踪人数"] == ("", "")
    assert accident["直接经济损失（元）"] == ("n", "8061200.5")
    kind, days = accident["发生时间"]
    assert kind == "n"
    moment = DAY_ONE + dt.timedelta(days=float(days))
    assert abs(moment - dt.datetime(2023, 6, 12, 9, 20)) < dt.timedelta(seconds=1)
    assert accident["关联置信度"] == ("", "")
    assert sanction["收入比例"] == ("n", "0.4")
    assert sanction["决定日期"] == ("n", str((dt.datetime(2023, 8, 1) - DAY_ONE).days))
    assert sanction["金额（元）"] == ("n", "-12")
    assert sanction["依据"] == ("s", "《安全生产法》第114条第1款第2项、《刑法》第134条之一")
    assert firm["注册日期"] == ("s", "1898-05-01")  # Excel knows no day before 1900
    assert firm["注册资本（元）"] == ("s", "99999999999999.99")  # nor 16 digits


def test_words_stay_words(nasty, tmp_path):
    write_xlsx(nasty, tmp_path / "a.xlsx", READING)
    book = sheets(tmp_path / "a.xlsx")
    firm = cells(book["单位"])
    assert cells(book["文件"])["标题"] == ("s", NASTY)
    assert firm["名称"] == ("s", "<script>alert(1)</script>&\t\n二行")
    assert firm["简称"] == ("s", "+1、甲、乙、@x")
    assert firm["统一社会信用代码"] == ("s", "-0001")
    assert firm["住所"] == ("s", "http://example.invalid")
    assert firm["经营范围"][1] in ("_x0041_[31m红", "_x005F_x0041_[31m红")  # escaped, or it would be read as A
    with zipfile.ZipFile(tmp_path / "a.xlsx") as packed:
        names = packed.namelist()
        told = b"".join(packed.read(name) for name in names if name.startswith("xl/worksheets/"))
        styles = packed.read("xl/styles.xml").decode()
    assert b"<f>" not in told
    assert b"<f " not in told
    assert b"hyperlink" not in told
    assert not [name for name in names if "externalLink" in name or "vbaProject" in name]
    assert 'quotePrefix="1"' in styles  # so that editing such a cell does not make it a formula


def test_a_cell_that_is_too_long_says_so(nasty, tmp_path):
    write_xlsx(nasty, tmp_path / "a.xlsx", ["accidents"])
    kind, summary = cells(sheets(tmp_path / "a.xlsx")["事故"])["摘要"]
    assert kind == "s"
    assert len(summary) == CELL == 32_767
    assert summary.endswith("…〔已截断，全文10000000字〕")


def test_headers_are_labels_with_notes_filters_and_a_guide(tmp_path):
    counts = write_xlsx(demo(), tmp_path / "a.xlsx", READING)
    book = sheets(tmp_path / "a.xlsx")
    assert list(book) == ["说明", *(TABLES[table].LABEL_ZH for table in READING)]
    for table in READING:
        sheet = book[TABLES[table].LABEL_ZH]
        assert [value for _, value in sheet[0]] == [col.info.label_zh for col in columns(TABLES[table])]
        assert len(sheet) - 1 == counts[table] == len(rows(demo(), table))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as packed:
        second = packed.read("xl/worksheets/sheet3.xml").decode()
        notes = "".join(
            packed.read(name).decode() for name in packed.namelist() if re.search(r"comments\d+\.xml", name)
        )
    last = len(rows(demo(), "accidents")) + 1
    assert re.search(rf'<autoFilter ref="A1:[A-Z]+{last}"/>', second)
    assert 'state="frozen"' in second
    assert "direct_loss_yuan" in notes
    assert "取值：一般、较大、重大、特别重大" in notes
    guide = [value for row in book["说明"] for _, value in row]
    assert {"accidents", "事故", "occurred_at", "不是0"} <= {word for value in guide for word in (value, value[-4:-1])}


def test_a_table_that_is_longer_than_a_sheet_goes_on_with_another(tmp_path):
    counts = write_xlsx(demo(), tmp_path / "a.xlsx", ["persons"], rows=21)
    book = sheets(tmp_path / "a.xlsx")
    assert list(book) == ["说明", "人员", "人员（2）", "人员（3）"]
    assert sum(len(sheet) - 1 for name, sheet in book.items() if name != "说明") == counts["persons"] > 40
    assert book["人员"][0] == book["人员（2）"][0]
    assert max(len(sheet) for name, sheet in book.items() if name != "说明") == 21
    ids = [sheet[n][0][1] for name, sheet in book.items() if name != "说明" for n in range(1, len(sheet))]
    assert ids == [row["person_id"] for row in rows(demo(), "persons")]


def test_the_same_dataset_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_xlsx(demo(), tmp_path / f"{name}.xlsx", READING)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_pandas_reads_dates_and_numbers(tmp_path):
    pytest.importorskip("openpyxl")
    import pandas as pd

    write_xlsx(demo(), tmp_path / "a.xlsx", ["accidents"])
    frame = pd.read_excel(tmp_path / "a.xlsx", sheet_name="事故")
    assert frame["死亡人数"].sum() == sum(row["deaths"] or 0 for row in rows(demo(), "accidents"))
    assert frame["发生时间"].dt.year.min() >= 2023


@given(st.text(min_size=0, max_size=40), st.integers(0, 40_000))
def test_what_was_clipped_fits(text, times):
    whole = text * (times // max(1, len(text)))
    cut = clipped(whole)
    assert len(cut.encode("utf-16-le", "surrogatepass")) // 2 <= CELL
    assert cut == whole or (whole.startswith(cut[: cut.rindex("…〔已截断")]) and f"全文{len(whole)}字" in cut)


def test_what_no_cell_shows_is_left_out():
    assert clean("a\x00b\x1b[2Jc\u202ed\ud800e\r\nf\rg\th") == "ab[2Jcde\nf\ng\th"
    assert words([True, None, Decimal("1.50"), dt.datetime(2023, 6, 12, 9, 20)]) == "是、、1.50、2023-06-12 09:20:00"


def test_which_tables():
    assert choose(None, READING) == READING
    assert choose("persons, documents", READING) == ("documents", "persons")
    assert choose("all", READING) == tuple(TABLES)
    for wrong in ("nobody", "persons,nobody", "", ","):
        with pytest.raises(LookError, match="documents, texts"):
            choose(wrong, READING)
