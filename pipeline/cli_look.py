"""Commands for those who look at a dataset or hand it on: ``query``, ``explore``, ``export``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli_guard import DATA, LISTED, OK, SOME_FAILED, guarded
from pipeline.terminal import say

if TYPE_CHECKING:
    from explore.export.run import Wanted
    from explore.query import Question


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (query, export, gold, explore):
        app.command()(command)


def query(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="SQL|NAME|@FILE|-", help="SQL, a ready query's name, a file or standard input.", show_default=False
        ),
    ] = None,
    data: Annotated[Path, typer.Option("--data", "-d", help="The dataset.")] = DATA,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="table, csv, json or parquet; by the suffix of --out, else table.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write.", show_default=False)] = None,
    param: Annotated[
        list[str] | None,
        typer.Option(
            "--param", "-p", metavar="NAME=VALUE", help="Value of a parameter; may be repeated.", show_default=False
        ),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the ready queries.")] = False,
    show_sql: Annotated[bool, typer.Option("--sql", help="Print the SQL instead of running it.")] = False,
    rows: Annotated[int, typer.Option("--rows", min=0, help="Rows of a printed table; 0: all.")] = 1000,
    raw: Annotated[
        bool, typer.Option("--raw", help="CSV: leave text that a spreadsheet would take for a formula.")
    ] = False,
    files: Annotated[bool, typer.Option("--files", help="Let statements read other files and write.")] = False,
) -> None:
    """Ask a dataset in SQL (DuckDB): every table and the views originals, cases, punishments, articles, bases.

    Of several statements only the last may give rows. Names of parameters are $name in SQL.
    """
    with guarded():
        from explore import query as ask

        if listing:
            print(ask.listing())
            return
        asked = ask.question(what, param or [])
        if show_sql:
            print(asked.filled().strip())
        else:
            _answer(asked, data, form, out, rows, raw=raw, locked=not files)


def _answer(
    asked: Question, data: Path, form: str | None, out: Path | None, limit: int, *, raw: bool, locked: bool
) -> None:
    """Run what is asked and write or print its rows."""
    from explore import query as ask
    from explore import results
    from explore.dataset import connect
    from pipeline.show import count
    from pipeline.terminal import printable, printable_json

    form = results.chosen_format(form, out)
    if out is not None:
        results.keep_out(out, data)
    result = ask.run(connect(data, locked=locked), asked.sql, asked.values, locked=locked)
    if out is not None:
        number = results.write(result, out, form, raw=raw, clean=printable)
        print(f"{out}: {count(number, 'row')}")
        return
    terminal = sys.stdout.isatty()
    clean = printable_json if form == "json" else printable if terminal or form == "table" else str
    number, more = results.print_result(result, form, limit=limit, raw=raw, clean=clean)
    if more:
        say(f"the first {count(number, 'row')}; --rows 0 prints all, --out FILE.csv writes them")
    elif terminal and form == "table":
        say(count(number, "row"))


def export(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Files, folders and datasets.", show_default=False)
    ],
    xlsx: Annotated[
        Path | None, typer.Option(metavar="FILE", help="An Excel workbook, a sheet per table.", show_default=False)
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(metavar="DIR", help="CSV files for spreadsheets and statistics.", show_default=False)
    ] = None,
    datapackage: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A Data Package, with a card for Hugging Face datasets.", show_default=False),
    ] = None,
    parquet: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A dataset again, in one piece.", show_default=False)
    ] = None,
    partition: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMNS", help="With --parquet: folders by province,year of the accident.", show_default=False
        ),
    ] = None,
    spacy: Annotated[Path | None, typer.Option(metavar="FILE", help="A DocBin of spaCy.", show_default=False)] = None,
    pseudonyms: Annotated[
        Path | None,
        typer.Option(
            metavar="KEYFILE",
            help="Put pseudonyms for persons' names in all of these, by a secret key.",
            show_default=False,
        ),
    ] = None,
    tables: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="Tables for --xlsx, --csv, --datapackage: names with commas, or all.",
            show_default=False,
        ),
    ] = None,
    ner: Annotated[
        bool,
        typer.Option(
            "--ner", help="Let a trained model guess names: spans for --spacy, more to replace for --pseudonyms."
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace what is no export; a folder is kept as .bak.")
    ] = False,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Worker processes; all processors.")] = None,
) -> None:
    """Hand reports on in other programs' formats; a dataset is not parsed again.

    Workbook and CSV have the tables that people read, a Data Package has all. Exit codes as of parse.
    spaCy is optional: install shigu with its extra nlp.
    """
    from explore.export.run import Wanted

    with guarded():
        wanted = Wanted(xlsx, csv, datapackage, parquet, tables, force, partition)
        failed = _export(paths, wanted, spacy, pseudonyms, ner=ner, jobs=jobs)
        raise typer.Exit(SOME_FAILED if failed else OK)


def _export(
    paths: list[Path], wanted: Wanted, spacy: Path | None, key: Path | None, *, ner: bool, jobs: int | None
) -> int:
    """What ``export`` does; returns how many files could not be read."""
    from explore.export.run import check_wanted, prepared, write
    from pipeline.export import check_spacy, gather, is_dataset, names_in_prose, write_spacy
    from pipeline.run import UsageError
    from pipeline.show import count

    if not wanted and spacy is None:
        raise UsageError("say what to write: --xlsx, --csv, --datapackage, --parquet or --spacy")
    if ner and spacy is None and key is None:
        raise UsageError("--ner goes with --spacy or --pseudonyms")
    check_wanted(wanted, [path for path in paths if is_dataset(path)], key)
    if spacy is not None:
        check_spacy(spacy, ner=ner)
    prose = names_in_prose(ner=ner) if key is not None else None
    found = gather(paths, jobs)
    for failure in found.failures[:LISTED]:
        say(f"failed: {failure.source}: {failure.message}")
    if len(found.failures) > LISTED:
        say(f"… and {len(found.failures) - LISTED} more")
    failures = count(len(found.failures), "failure")
    if not wanted and key is None and spacy is not None:
        print(f"{spacy}: {count(write_spacy(found.datasets, spacy, ner=ner), 'document')}, {failures}")
        return len(found.failures)
    with prepared(found.datasets, key, prose, say) as root:
        for done in write(root, wanted):
            rows = count(sum(done.rows.values()), "row")
            print(f"{done.target}: {count(len(done.rows), 'table')}, {rows}, {failures}")
        if spacy is not None:
            print(f"{spacy}: {count(write_spacy([root], spacy, ner=ner), 'document')}, {failures}")
    return len(found.failures)


def explore(
    data: Annotated[Path, typer.Argument(help="The dataset.")] = DATA,
    out: Annotated[
        Path | None,
        typer.Option(
            "--export", metavar="DIR", help="Write the page as files that open from a disk.", show_default=False
        ),
    ] = None,
    pages: Annotated[
        bool, typer.Option(help="Pictures of PDF pages beside the text (of files that are still there).")
    ] = True,
    host: Annotated[
        str, typer.Option(help="Address to listen on; others than loopback let the network in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0: any free one.")] = 8642,
    browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Look at a dataset: compare sanctions, find accidents, read reports beside their records, correct values."""
    with guarded():
        from pipeline.page_image import page_image

        draw = page_image if pages else None
        if out is not None:
            from explore.static import export as export_page

            number = export_page(data, out, page_image=draw)
            print(f"{out}: {number} reports; open {out / 'index.html'}")
            return
        from explore.server import LOOPBACK, serve

        def started(address: str) -> None:
            say(f"serving {data} at {address} (Ctrl-C ends it)")
            if host not in LOOPBACK:
                say(f"shigu: whoever reaches {host} can read all reports and write corrections")
            if browser:
                import webbrowser

                webbrowser.open(address)

        serve(data, host, port, page_image=draw, on_start=started)


def gold(
    data: Annotated[Path, typer.Argument(help="The dataset.", show_default=False)],
    out: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the files.", show_default=False)],
    whole: Annotated[bool, typer.Option("--whole", help="Reviewed documents whole: drafts, reviewed or not.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there and differ.")] = False,
) -> None:
    """Write what reviewers confirmed and corrected as gold records, one JSON file a document.

    A list (persons, sanctions …) is written once each of its rows was reviewed.
    """
    with guarded():
        from pipeline.gold import export_gold
        from pipeline.show import count

        number = export_gold(data, out, reviewed_only=not whole, overwrite=force)
        print(f"{out}: {count(number, 'gold record')}")
