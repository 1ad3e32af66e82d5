"""The dataset as DuckDB sees it: every table there, each accident counted once, nothing else within reach."""

import datetime as dt
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explore import payload
from explore.dataset import connect, rows
from explore.errors import NoDatasetError
from schemas.tables import TABLES, arrow_schema

LAW = "中华人民共和国安全生产法"
EMPTY = {
    "documents": {"also_at": [], "issuer": [], "recipients": [], "copied_to": [], "warnings": [], "media_type": "text/plain",
                  "byte_size": 1, "char_count": 1, "text_source": "markup", "parser_version": "0"},
    "accidents": {"team_members": [], "link_differs": []},
    "sanctions": {"target_kind": "organization", "category": "行政处罚", "measure": "罚款", "basis": [], "target_name": "示例公司"},
    "citations": {"law": LAW, "char_start": 0, "char_end": 1},
    "organizations": {"aliases": []},
    "outcomes": {"target_kind": "organization", "target_name": "示例公司", "category": "行政处罚", "measure": "罚款"},
    "law_articles": {"law": LAW},
}  # fmt: skip


def write(root, **tables):
    """A dataset of the rows given; columns that do not matter here are filled in."""
    for table, content in tables.items():
        made = [{**EMPTY.get(table, {}), **row} for row in content]
        (root / table).mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(made, arrow_schema(table)), root / table / "part.parquet")
    return root


def document(doc_id, doc_type, **more):
    return {"doc_id": doc_id, "source": f"{doc_id}.txt", "file_name": f"{doc_id}.txt", "doc_type": doc_type, **more}


@pytest.fixture
def root(tmp_path):
    """One accident told by a report (in two files), its evaluation and a bulletin; another by a bulletin alone."""
    return write(
        tmp_path / "it's a 'dataset'",
        documents=[
            document("r1", "事故调查报告", title="报告"),
            document("r2", "事故调查报告", duplicate_of="r1"),
            document("e1", "整改评估报告"),
            document("b1", "事故快报"),
            document("b2", "事故快报"),
        ],
        accidents=[
            {"accident_id": "A", "doc_id": "r1", "deaths": 3, "severity": "较大", "occurred_at": dt.datetime(2023, 5, 1, 9)},
            {"accident_id": "A", "doc_id": "r2", "deaths": 3},
            {"accident_id": "A", "doc_id": "e1", "deaths": 3},
            {"accident_id": "A", "doc_id": "b1", "deaths": 2},
            {"accident_id": "B", "doc_id": "b2", "deaths": 1, "severity_derived": "一般"},
        ],
        sanctions=[
            {"sanction_id": "s1", "doc_id": "r1", "accident_id": "A", "status": "建议", "amount_yuan": Decimal("300000"),
             "basis": [{"law": LAW, "article": 109, "article_suffix": None, "paragraph": None, "item": None}]},
            {"sanction_id": "s2", "doc_id": "r2", "accident_id": "A", "status": "建议"},
            {"sanction_id": "s3", "doc_id": "e1", "accident_id": "A", "status": "已执行"},
        ],
        outcomes=[
            {"accident_id": "A", "report_doc_id": "r1", "evaluation_doc_id": "e1", "sanction_id": "s1", "outcome": "一致落实"}
        ],
        citations=[
            {"citation_id": "c1", "doc_id": "r1", "article": 92, "edition": 2002},
            {"citation_id": "c2", "doc_id": "r1", "article": 109, "edition": 2014},
            {"citation_id": "c3", "doc_id": "r1", "article": 5, "edition": 2021},
        ],
        law_articles=[
            {"edition_from": 2002, "article_from": 92, "edition_to": 2014, "article_to": 110},
            {"edition_from": 2014, "article_from": 109, "edition_to": 2021, "article_to": 114},
            {"edition_from": 2014, "article_from": 110, "edition_to": 2021, "article_to": 116},
            {"edition_from": 2014, "article_from": 110, "edition_to": 2021, "article_to": 115},
        ],
    )  # fmt: skip


def test_each_accident_is_counted_once_as_its_leading_document_tells_it(root):
    found = rows(
        connect(root), "SELECT accident_id, doc_id, deaths, severity_known, year, documents FROM cases ORDER BY 1"
    )
    assert [tuple(row.values()) for row in found] == [
        ("A", "r1", 3, "较大", 2023, 3),  # the copy is not counted
        ("B", "b2", 1, "一般", None, 1),
    ]


def test_sanctions_are_those_of_the_leading_document_with_what_became_of_them(root):
    (found,) = rows(connect(root), "SELECT sanction_id, law, article, outcome, amount_yuan FROM punishments")
    assert found == {
        "sanction_id": "s1", "law": LAW, "article": 109, "outcome": "一致落实", "amount_yuan": Decimal("300000.00"),
    }  # fmt: skip


def test_articles_are_carried_to_the_newest_edition_over_two_steps(root):
    con = connect(root)
    found = con.execute("SELECT article, harmonised_article FROM articles ORDER BY 1").fetchall()
    assert found == [(5, 5), (92, 115), (109, 114)]
    assert con.execute("SELECT article, harmonised_article FROM bases").fetchall() == [(109, 114)]


def test_every_table_and_column_is_there_even_where_the_dataset_lacks_it(root):
    old = root / "documents" / "part.parquet"
    pq.write_table(pq.read_table(old).drop_columns(["recipients"]), old)
    con = connect(root)
    for table in TABLES:
        names = [row[0] for row in con.execute(f'DESCRIBE "{table}"').fetchall()]
        assert set(arrow_schema(table).names) <= set(names), table
    assert con.execute("SELECT count(*), count(recipients) FROM documents").fetchall() == [(5, 0)]
    assert con.execute("SELECT count(*) FROM persons").fetchall() == [(0,)]


def test_statements_reach_the_dataset_and_nothing_else(root, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    con = connect(root)
    for statement in (
        f"SELECT * FROM '{secret}'",
        f"COPY documents TO '{tmp_path / 'out.csv'}'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "SELECT * FROM 'http://192.0.2.1/x.csv'",
    ):
        with pytest.raises(duckdb.Error):
            con.execute(statement).fetchall()
    assert not (tmp_path / "out.csv").exists()
    assert connect(root, locked=False).execute(f"SELECT * FROM '{secret}'").fetchall() == [(1,)]


def test_no_dataset_and_a_damaged_one_are_told_apart_from_errors_of_ours(root, tmp_path):
    with pytest.raises(NoDatasetError, match="shigu parse"):
        connect(tmp_path / "nothing")
    (root / "events").mkdir()
    (root / "events" / "part.parquet").write_bytes(b"PAR1 cut off")
    with pytest.raises(NoDatasetError, match="cannot be read"):
        connect(root)


def test_pieces_refer_to_each_other_by_place_and_tell_null_from_nought(root):
    con = connect(root)
    payload.prepare(con)
    cases = payload.coded(con, payload.CASE_COLUMNS)
    assert cases["n"] == 2
    assert cases["columns"]["deaths"] == {"v": [3, 1]}
    assert cases["columns"]["severity"] == {"d": ["较大", "一般"], "i": [0, 1]}
    assert cases["columns"]["province"] == {"d": [], "i": [-1, -1]}
    sanctions = payload.coded(con, payload.PUNISHMENT_COLUMNS)
    assert (sanctions["n"], sanctions["columns"]["case"], sanctions["columns"]["amount"]) == (
        1,
        {"v": [0]},
        {"v": [300000.0]},
    )


def test_a_script_cannot_be_left_by_what_a_report_says():
    words = payload.script(
        "put", "x", {"text": "</script>\u2028<!--", "money": Decimal("1.10"), "day": dt.date(2024, 1, 2)}
    )
    assert words == 'S.put("x",{"text":"<\\/script>\\u2028<!--","money":"1.10","day":"2024-01-02"});\n'
