"""The READMEs say what is so today: commands, options, tables, dependencies, examples and their output."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from pipeline import cli, parse_folder
from pipeline import cli_guard as guard
from pipeline.tables import Tables
from pipeline.walk import DOCUMENTS
from schemas.column import columns
from schemas.tables import TABLES

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
PAGES = (*READMES, "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "docs/reading.md")

both = pytest.mark.parametrize("name", READMES)


def read(name):
    return (ROOT / name).read_text("utf-8")


def blocks(name, language):
    """The contents of the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", read(name), flags=re.M | re.S)


def prose(name):
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", read(name), flags=re.M | re.S)


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows(name):
    """The rows of a page's tables as lists of cells."""
    return [cells(line) for line in prose(name).splitlines() if line.startswith("|")]


def requirements():
    """Name → bound of what pyproject asks for, to run, to develop, and as an extra."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    return dict(re.fullmatch(r"([\w.-]+)(.*)", one).groups() for one in asked)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the sample reports at ``data/raw`` and their dataset at ``data/processed``, as after ``make demo``."""
    base = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "data" / "raw", base / "data" / "raw")
    before = Path.cwd()
    os.chdir(base)
    try:
        parse_folder("data/raw", "data/processed", jobs=2)
    finally:
        os.chdir(before)
    return base


@both
def test_the_first_commands_are_demo_and_test(name):
    assert blocks(name, "sh")[0].splitlines()[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_what_make_is_asked_for_is_in_the_makefile(name):
    targets = re.findall(r"^make ([a-z]+)$", "\n".join(blocks(name, "sh")), flags=re.M)
    assert targets
    assert [one for one in targets if not re.search(rf"^{one}:", read("Makefile"), flags=re.M)] == []


@both
def test_every_table_is_named(name):
    named = [row[0].strip("`") for row in rows(name) if re.fullmatch(r"`[a-z_]+`", row[0])]
    assert named == list(TABLES)


@pytest.mark.parametrize(("name", "yes", "later"), [("README.md", "yes", "later"), ("README.zh-CN.md", "有", "以后")])
def test_the_tables_said_to_have_rows_have_rows(name, yes, later, folder):
    told = {row[0].strip("`"): row[2] for row in rows(name) if row[0].strip("`") in TABLES}
    for table in ("failures", "reviews"):  # all samples can be read, nobody has reviewed them
        told.pop(table)
    tables = Tables(folder / "data" / "processed")
    assert told == {table: yes if tables[table].count_rows() else later for table in told}


@both
def test_dependencies_are_those_of_pyproject(name):
    listed = {row[0]: row[1] for row in rows(name) if len(row) == 4 and row[1].startswith(">=")}
    assert listed == requirements()


def test_both_readmes_give_the_same_licences():
    one, other = ({row[0]: row[3] for row in rows(name) if len(row) == 4} for name in READMES)
    assert {k: v for k, v in one.items() if k in requirements()} == {
        k: v for k, v in other.items() if k in requirements()
    }


def test_the_python_example_runs(folder):
    (example,) = blocks("README.md", "python")
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stderr
    for said in re.findall(r"# (.+)$", example, flags=re.M):
        assert said in done.stdout.splitlines()


def test_queries_name_tables_and_columns_that_exist():
    for query in blocks("README.md", "sql"):
        tables = dict(re.findall(r"(?:FROM|JOIN) 'dataset/(\w+)/\*\.parquet'(?: AS (\w+))?", query))
        assert tables
        for table, alias in tables.items():
            known = {c.name for c in columns(TABLES[table])}
            assert set(re.findall(rf"\b{alias}\.(\w+)", query) if alias else ()) <= known, query


def test_the_output_shown_is_what_is_printed(folder, monkeypatch):
    monkeypatch.chdir(folder)
    printed = [
        CliRunner().invoke(cli.app, args, prog_name="shigu").output
        for args in (
            ["parse", "data/raw", "--out", "fresh", "--jobs", "2"],
            ["summary", "data/processed"],
            ["show", "data/raw/changxing-0618-poisoning.pdf"],
        )
    ]
    lines = {" ".join(line.split()) for line in "\n".join(printed).splitlines()}
    said = {" ".join(line.split()) for block in blocks("README.md", "text") for line in block.splitlines()}
    assert said - lines == set()


@both
def test_commands_and_options_exist(name):
    commands = get_command(cli.app).commands
    options = {o for command in commands.values() for p in command.params for o in (*p.opts, *p.secondary_opts)}
    options |= {o for p in get_command(cli.app).params for o in p.opts}
    code = "\n".join([*blocks(name, "sh"), *re.findall(r"`([^`\n]+)`", prose(name))])
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", code)) - options == set()
    for call in re.findall(r"^\s*shigu ([a-z]+)(.*)$", code, flags=re.M):
        command, rest = call
        known = {o for p in commands[command].params for o in p.opts}
        assert set(re.findall(r"--[a-z][a-z-]*", rest)) <= known, call


@pytest.mark.parametrize("command", ["parse", "show", "summary", "schema", "export"])
def test_every_option_is_told_in_both_languages(command):
    runner = CliRunner(env={"COLUMNS": "200", "TERM": "dumb"})
    printed = runner.invoke(cli.app, [command, "--help"], prog_name="shigu").output
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", printed)):
        if option != "--help" and not option.startswith("--no-"):
            assert all(option in read(name) for name in READMES), option


@both
def test_exit_codes(name):
    told = {int(row[0]) for row in rows(name) if row[0].isdigit()}
    assert told == {guard.OK, guard.OUR_FAULT, guard.USAGE, guard.SOME_FAILED, guard.INTERRUPTED}


@both
def test_suffixes_are_those_that_a_folder_is_searched_for(name):
    told = {s for row in rows(name) if len(row) == 3 for s in re.findall(r"`(\.[a-z]+)`", row[1])}
    assert told == DOCUMENTS


def test_the_twins_have_the_same_headings_and_code():
    one, other = ([line.split()[0] for line in prose(name).splitlines() if line.startswith("#")] for name in READMES)
    assert one == other
    for language in ("sh", "python", "sql", "text"):
        assert blocks(READMES[0], language) == blocks(READMES[1], language)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    page = ROOT / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", prose(name))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md", "docs/reading.md"])
def test_files_that_the_pages_name_exist(name):
    paths = re.findall(r"`((?:pipeline|extractors|schemas|tests|tools|data|docs)/[\w./-]*\w)`", prose(name))
    assert [path for path in paths if path != "data/processed" and not (ROOT / path).exists()] == []


def test_the_changelog_names_every_column():
    text = read("CHANGELOG.md")
    for table, row in TABLES.items():
        line = re.search(rf"^- `{table}`: (.*?)(?=^- |\Z)", text, flags=re.M | re.S)
        if line is None:
            assert f"`{table}`" in text
            continue
        assert [c.name for c in columns(row) if f"`{c.name}`" not in line[1]] == [], table


def test_the_licence_is_whole():
    text = read("LICENSE")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text.splitlines()) > 195
