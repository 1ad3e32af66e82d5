"""The command ``query``: where SQL comes from, how rows are written, what a user is told when it cannot be run."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from rich.console import Console
from typer.testing import CliRunner

from explore import query, results
from explore.cells import harmless, json_value, words
from explore.dataset import connect
from explore.errors import LookError
from pipeline import cli
from pipeline.terminal import printable
from schemas.tables import TABLES
from tests.explore.tiny import Tiny, at, yuan

FORMULA = '=HYPERLINK("http://invalid","示例公司")'
ESCAPE = "示例\x1b[31m公司\u202e"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    tiny = Tiny(tmp_path_factory.mktemp("data"))
    doc = tiny.accident(
        "a1", title="甲事故", occurred_at=at("2023-06-12", "09:20"), deaths=1, direct_loss_yuan=yuan(8_061_200)
    )
    tiny.accident("a2", title="乙事故", deaths=3, province="河北省", severity="较大")
    tiny.sanction(doc, FORMULA, amount=300_000)
    tiny.sanction(doc, ESCAPE, amount=500_000)
    return tiny.write()


@pytest.fixture
def ask(data):
    """Run ``shigu query …`` over the dataset: exit code, output, errors."""

    def run(*words, stdin=None):
        done = CliRunner().invoke(cli.app, ["query", *words, "--data", str(data)], input=stdin)
        return done.exit_code, done.stdout, done.stderr

    return run


# -- cells ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "－示例", "-", "=", "+86 10", "-示例"]
)
def test_text_that_begins_a_formula_gets_an_apostrophe(cell):
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize(
    "cell", ["", "示例公司", "5·29", "-12.5", "+3", "-1,200.00", "-40%", "a=1", " =1", "'=1", "“=1”", "1-2"]
)
def test_other_text_stays(cell):
    assert harmless(cell) == cell


@pytest.mark.parametrize(
    ("value", "as_json", "as_words"),
    [
        (None, None, ""),
        (True, True, "true"),
        (12, 12, "12"),
        (Decimal("8061200.00"), "8061200.00", "8061200.00"),
        (Decimal("1E+3").quantize(Decimal(1)), 1000, "1000"),
        (0.4, 0.4, "0.4"),
        (float("nan"), None, "nan"),
        (dt.date(2023, 6, 12), "2023-06-12", "2023-06-12"),
        (dt.datetime(2023, 6, 12, 9, 20), "2023-06-12T09:20:00", "2023-06-12 09:20:00"),
        (["甲", "乙"], ["甲", "乙"], '["甲", "乙"]'),
        ([{"law": "法", "article": 3}], [{"law": "法", "article": 3}], '[{"law": "法", "article": 3}]'),
        (b"\x01\xff", "01ff", "01ff"),
    ],
)
def test_values_as_json_and_as_cells(value, as_json, as_words):
    assert json_value(value) == as_json
    assert words(value) == as_words


# -- formats -------------------------------------------------------------------------------------------------------


def test_table_in_a_pipe_has_one_line_per_row(ask):
    code, out, err = ask("SELECT name, deaths, direct_loss_yuan FROM cases ORDER BY name DESC")
    lines = [line.split() for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert lines[0] == ["name", "deaths", "direct_loss_yuan"]
    assert lines[2:] == [["甲事故", "1", "8061200.00"], ["乙事故", "3"]]


def test_table_in_a_pipe_breaks_no_line(ask):
    _, out, _ = ask("SELECT repeat('字', 3000) AS long, 1 AS one")
    assert "字" * 3000 in out


def test_table_is_cut_and_says_so(ask):
    code, out, err = ask("SELECT * FROM range(30) AS t(number)", "--rows", "10")
    assert code == 0
    assert out.split()[-1] == "9"
    assert "the first 10 rows; --rows 0 prints all" in err
    _, out, err = ask("SELECT * FROM range(30) AS t(number)", "--rows", "0")
    assert (out.split()[-1], err) == ("29", "")
    _, out, err = ask("SELECT * FROM range(10) AS t(number)", "--rows", "10")
    assert err == ""


def test_terminal_shows_controls_and_does_not_obey_them(ask):
    _, out, _ = ask("SELECT target_name FROM sanctions")
    assert "\\x1b[31m" in out
    assert "\\u202e" in out
    assert not {"\x1b", "\u202e"} & set(out)
    _, out, _ = ask("SELECT target_name FROM sanctions", "--format", "json")
    assert not {"\x1b", "\u202e"} & set(out)
    assert json.loads(out)[1]["target_name"] == ESCAPE
    code, _, err = ask('SELECT "\x1b[31m" FROM sanctions')
    assert (code, "\x1b" in err) == (2, False)


def screen(sql, width):
    file = io.StringIO()
    result = query.run(connect_empty(), sql, {})
    results.show(result, Console(file=file, force_terminal=True, width=width, color_system=None), printable, limit=0)
    return file.getvalue()


def connect_empty():
    import duckdb

    return duckdb.connect()


def test_narrow_terminal_breaks_long_names_first():
    out = screen("SELECT 1 AS first_long_name, 2 AS second_long_name, 3 AS third_long_name", 40)
    assert [line.split() for line in out.splitlines()[:3]] == [
        ["first_", "second_", "third_"],
        ["long_", "long_", "long_"],
        ["name", "name", "name"],
    ]


def test_narrow_terminal_prints_rows_as_lines_of_name_and_value():
    wide = ", ".join(f"'{'字' * 20}' AS column_{i}" for i in range(6))
    out = screen(f"SELECT {wide} FROM range(2)", 60)
    names = [line.split()[0] for line in out.splitlines() if line.startswith("column_")]
    assert names == [f"column_{i}" for i in range(6)] * 2
    assert len(screen(f"SELECT {wide}", 300).splitlines()) == 3


def test_csv_is_harmless_unless_raw(ask):
    sql = "SELECT target_name, amount_yuan, -1 AS less, '-2' AS number FROM sanctions ORDER BY amount_yuan"
    _, out, _ = ask(sql, "--format", "csv")
    rows = list(csv.reader(io.StringIO(out)))
    assert rows[0] == ["target_name", "amount_yuan", "less", "number"]
    assert rows[1] == ["'" + FORMULA, "300000.00", "-1", "-2"]
    assert rows[2][0] == ESCAPE  # a pipe gets what the cell holds
    _, out, _ = ask(sql, "--format", "csv", "--raw")
    assert list(csv.reader(io.StringIO(out)))[1][0] == FORMULA


def test_csv_heads_are_harmless_too(ask):
    _, out, _ = ask('SELECT 1 AS "=1+1"', "--format", "csv")
    assert out.splitlines() == ["'=1+1", "1"]


def test_csv_has_a_byte_order_mark_in_files_only(ask, tmp_path):
    _, out, _ = ask("SELECT '甲' AS a", "--format", "csv")
    assert out == "a\n甲\n"
    code, out, _ = ask("SELECT '甲' AS a", "--out", str(tmp_path / "x.csv"))
    assert (code, out) == (0, f"{tmp_path / 'x.csv'}: 1 row\n")
    assert (tmp_path / "x.csv").read_bytes() == b"\xef\xbb\xbf" + "a\n甲\n".encode()


def test_csv_writes_nulls_lists_and_moments(ask):
    _, out, _ = ask(
        "SELECT occurred_at, NULL AS nothing, ['甲', '乙'] AS list, true AS yes FROM cases WHERE name = '甲事故'",
        "-f",
        "csv",
    )
    assert list(csv.reader(io.StringIO(out)))[1] == ["2023-06-12 09:20:00", "", '["甲", "乙"]', "true"]


def test_json_is_a_list_of_objects(ask, tmp_path):
    sql = "SELECT name, direct_loss_yuan, occurred_at, sum(deaths) OVER () AS all_deaths FROM cases ORDER BY name DESC"
    _, out, _ = ask(sql, "--format", "json")
    expected = [
        {"name": "甲事故", "direct_loss_yuan": "8061200.00", "occurred_at": "2023-06-12T09:20:00", "all_deaths": 4},
        {"name": "乙事故", "direct_loss_yuan": None, "occurred_at": None, "all_deaths": 4},
    ]
    assert json.loads(out) == expected
    ask(sql, "--out", str(tmp_path / "x.json"))
    assert json.loads((tmp_path / "x.json").read_text("utf-8")) == expected
    assert json.loads(ask("FROM cases LIMIT 0", "-f", "json")[1]) == []


def test_parquet_keeps_types(ask, tmp_path):
    code, _, _ = ask(
        "SELECT name, direct_loss_yuan, deaths FROM cases ORDER BY name DESC", "--out", str(tmp_path / "x.parquet")
    )
    table = pq.read_table(tmp_path / "x.parquet")
    assert code == 0
    assert str(table.schema.field("direct_loss_yuan").type) == "decimal128(18, 2)"
    assert table["deaths"].to_pylist() == [1, 3]


def test_text_file_holds_the_table(ask, tmp_path):
    ask("SELECT 1 AS a UNION ALL SELECT 2", "--out", str(tmp_path / "x.txt"))
    assert (tmp_path / "x.txt").read_text("utf-8").split() == ["a", "─", "1", "2"]


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_columns_of_one_name(ask, form):
    code, out, _ = ask("SELECT 1 AS n, 2 AS n, 3 AS n_1", "--format", form)
    assert code == 0
    assert all(name in out for name in ("n", "n_1", "n_2"))


def test_columns_of_one_name_in_parquet(ask, tmp_path):
    ask("SELECT a.*, b.* FROM cases AS a JOIN cases AS b USING (doc_id)", "--out", str(tmp_path / "x.parquet"))
    names = pq.read_schema(tmp_path / "x.parquet").names
    assert len(set(names)) == len(names)
    assert {"name", "name_1"} <= set(names)


def test_unique_leaves_names_that_are_there():
    assert results.unique(["n", "n", "n_1"]) == ["n", "n_2", "n_1"]
    assert results.unique(["a", "b"]) == ["a", "b"]


def test_format_beats_the_suffix(ask, tmp_path):
    ask("SELECT 1 AS a", "--out", str(tmp_path / "x.dat"), "--format", "json")
    assert json.loads((tmp_path / "x.dat").read_text()) == [{"a": 1}]


@pytest.mark.parametrize(
    "sql", ["SELECT now() AS a", "SELECT uuid() AS a", "SELECT INTERVAL '3 days 2 hours' AS a", "SELECT MAP {'k': 1} AS a", "SELECT 'nan'::DOUBLE AS a"]
)  # fmt: skip
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_unusual_types_are_written(ask, sql, form):
    code, out, err = ask(sql, "--format", form)
    assert (code, err) == (0, "")
    assert "a" in out


# -- where the SQL comes from --------------------------------------------------------------------------------------


def test_sql_from_a_file_and_from_standard_input(ask, tmp_path):
    (tmp_path / "q.sql").write_text("\ufeffSELECT 7 AS a -- 示例", "utf-8")
    assert ask(f"@{tmp_path / 'q.sql'}", "-f", "csv")[1] == "a\n7\n"
    assert ask("-", "-f", "csv", stdin="SELECT $p || '!' AS a")[0] == 2
    assert ask("-", "-f", "csv", "-p", "p=甲=乙", stdin="SELECT $p || '!' AS a")[1] == "a\n甲=乙!\n"


def test_list_has_a_line_per_ready_query(ask):
    code, out, _ = ask("--list")
    lines = out.splitlines()
    assert code == 0
    assert len(lines) == len(query.ready()) >= 12
    assert any(line.startswith("fines_by_city") and "各市罚款中位数" in line and "min_n=1" in line for line in lines)


def test_ready_query_with_parameters(ask):
    _, out, _ = ask("fines_by_city", "-f", "json")
    assert [(row["n"], row["median_yuan"]) for row in json.loads(out)] == [(2, "400000.00")]
    assert json.loads(ask("fines-by-city", "-f", "json", "--param", "min_n=3")[1]) == []


def test_sql_of_a_ready_query_runs_as_it_is_printed(ask):
    _, sql, _ = ask("fines_by_city", "--sql", "-p", "province=山'西")
    assert sql.startswith("-- name: fines_by_city")
    assert "province = '山''西'" in sql
    assert "$" not in sql
    _, sql, _ = ask("fines_by_city", "--sql", "-p", "province=山西省")
    assert json.loads(ask("-", "-f", "json", stdin=sql)[1])[0]["n"] == 2


def test_several_statements_run_in_order(ask):
    sql = "CREATE TEMP TABLE t AS SELECT 20 AS a; CREATE MACRO twice(x) AS 2 * x; SELECT twice(a) AS b FROM t;"
    assert ask(sql, "-f", "csv")[1] == "b\n40\n"


# -- what cannot be done -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "give SQL"),
        (["  "], "give SQL"),
        (["SELEC 1"], 'syntax error at or near "SELEC"'),
        (["SELECT 1\nFROM x y z"], "(line 2)"),
        (["/* nothing */"], "no statement"),
        (["SELECT * FROM accidnts"], "no table or view accidnts; did you mean accidents?"),
        (["SELECT * FROM zzz"], "Views: originals, cases, punishments"),
        (["SELECT * FROM fines_by_city"], "it is a ready query: `shigu query fines_by_city`"),
        (["SELECT deatsh FROM cases"], "no column deatsh here; did you mean deaths?"),
        (["SELECT amount_yuan FROM cases"], "it is a column of sanctions, penalties, outcomes"),
        (["SELECT xyzzy FROM cases"], "DESCRIBE"),
        (["SELECT 1; SELECT 2"], "only the last may"),
        (["SELECT CAST('a' AS INTEGER)"], "Could not convert string 'a'"),
        (["SELECT $x"], "$x has no value; give it with --param x=…"),
        (["SELECT 1", "--param", "x=1"], "no parameter $x"),
        (["SELECT 1", "--param", "x"], "write it as name=value"),
        (["fines_by_cty"], "did you mean fines_by_city?"),
        (["fines_by_city", "-p", "knd=person"], "fines_by_city has no parameter knd; it has: kind, role"),
        (["checks_failing", "-p", "x=1"], "it has: none"),
        (["fines_by_city", "-p", "min_n=many"], "Could not convert string 'many'"),
        (["@/no/such.sql"], "/no/such.sql: No such file"),
        (["SELECT 1", "--format", "xlsx"], "choose one of table, csv, json, parquet"),
        (["SELECT 1", "--format", "parquet"], "add --out FILE.parquet"),
        (["SELECT 1", "--out", "x.dat"], "add --format"),
        (["SELECT 1", "--out", "/no/folder/x.csv"], "no folder /no/folder"),
        (["SELECT 1", "--out", "/tmp", "--format", "csv"], "is a folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_one_clear_line(ask, words, told):
    code, out, err = ask(*words)
    assert (code, out) == (2, "")
    assert told in err
    assert err.startswith("shigu: ")
    assert err.count("\n") == 1


def test_no_dataset(tmp_path):
    done = CliRunner().invoke(cli.app, ["query", "SELECT 1", "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert "no dataset here; make one with `shigu parse" in done.stderr


def test_all_tables_are_named_in_the_hint(ask):
    _, _, err = ask("SELECT * FROM zzz")
    assert all(table in err for table in TABLES)
    assert set(query.views()) >= {"originals", "cases", "punishments", "articles"}


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{data}/accidents/x.parquet'",
        "COPY (SELECT 1) TO '{out}/x.csv'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{data}/x.csv'",
        "PREPARE p AS COPY (SELECT 1) TO '{data}/x.csv'; EXECUTE p",
        "EXPORT DATABASE '{data}/x'",
        "ATTACH '{data}/x.db'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '{out}/other.csv'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "CREATE VIEW v AS SELECT * FROM read_text('/etc/hostname'); FROM v",
    ],
)
def test_statements_read_the_dataset_only(ask, data, tmp_path, sql):
    (tmp_path / "other.csv").write_text("a\n1\n")
    before = sorted(path for path in data.rglob("*"))
    code, out, err = ask(sql.format(data=data, out=tmp_path))
    assert (code, out) == (2, "")
    assert err.startswith("shigu: ")
    assert sorted(path for path in data.rglob("*")) == before
    assert [path.name for path in tmp_path.iterdir()] == ["other.csv"]


def test_files_unlocks(ask, tmp_path):
    (tmp_path / "other.csv").write_text("a\n1\n")
    assert ask(f"SELECT a + 1 AS b FROM '{tmp_path}/other.csv'", "--files", "-f", "csv")[1] == "b\n2\n"
    code, _, _ = ask(f"COPY (SELECT deaths FROM cases ORDER BY 1) TO '{tmp_path}/out.csv'", "--files")
    assert code == 0
    assert (tmp_path / "out.csv").read_text() == "deaths\n1\n3\n"


def test_output_never_goes_into_the_dataset(ask, data):
    code, _, err = ask("SELECT 1", "--out", str(data / "accidents" / "x.parquet"))
    assert (code, "lies in the dataset" in err) == (2, True)


@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.parquet"])
def test_statement_that_fails_half_way_leaves_no_file(ask, tmp_path, name):
    sql = "SELECT CAST(CASE WHEN i = 250000 THEN 'a' ELSE '1' END AS INTEGER) AS n FROM range(300000) AS t(i)"
    (tmp_path / name).write_text("older")
    code, _, err = ask(sql, "--out", str(tmp_path / name))
    assert (code, "Could not convert string 'a'" in err) == (2, True)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "older")]


def test_type_without_place_in_parquet(ask, tmp_path):
    code, _, err = ask("SELECT INTERVAL '1 day' AS a", "--out", str(tmp_path / "x.parquet"))
    assert (code, "cast the column to VARCHAR" in err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_library_raises_errors_with_the_same_words(data):
    with pytest.raises(LookError, match="no column foo"):
        query.run(connect(data), "SELECT foo FROM cases", {})
