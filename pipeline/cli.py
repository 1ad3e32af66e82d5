"""The command ``shigu``."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import cli_guard as guard
from pipeline import cli_look
from pipeline.cli_guard import DATA, INTERRUPTED, LISTED, OK, SOME_FAILED, guarded
from pipeline.limits import DEFAULTS, Limits, Passwords, using
from pipeline.terminal import printable, say

if TYPE_CHECKING:
    from pipeline.record import Record
    from pipeline.run import RunSummary

LIMITS, MACHINES = "Limits for a file", "Many machines"
Password = Annotated[
    list[str] | None,
    typer.Option(metavar="WORD", help="Opens an encrypted PDF; repeatable. Others see it in the list of processes."),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--passwords", metavar="FILE", help="A file of passwords, one a line.", show_default=False),
]


class Engine(StrEnum):
    """What parses."""

    local = "local"
    dask = "dask"


app = typer.Typer(
    help="Published Chinese accident investigation reports as a Parquet dataset.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def main() -> None:
    """Entry point of the console script."""
    # Arrow's own allocators keep what they once had: merging 10,000 documents then takes 310 MB instead of 190.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    app(prog_name="shigu")


def _print_version(wanted: bool) -> None:
    if wanted:
        from pipeline.version import PARSER_VERSION, rules_hash

        print(f"shigu {PARSER_VERSION} (rules {rules_hash()})")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an unexpected error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Published Chinese accident investigation reports as a Parquet dataset."""
    guard.debug = debug


@app.command()
def parse(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…", help="Files, folders, and URLs such as s3://bucket/folder.", show_default=False
        ),
    ],
    out: Annotated[str, typer.Option("--out", "-o", help="Folder or URL of the dataset.", show_default=False)],
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Worker processes; all processors.")] = None,
    glob: Annotated[list[str] | None, typer.Option(help="Only files that match, e.g. '*.pdf'; repeatable.")] = None,
    retry_failed: Annotated[bool, typer.Option(help="Try files again that failed before.")] = False,
    prune: Annotated[bool, typer.Option(help="Drop rows of files under PATH that are not there any more.")] = False,
    timeout: Annotated[float | None, typer.Option(min=0.1, help="Seconds per file; 300 + 1 per 10 kB.")] = None,
    memory: Annotated[int, typer.Option(min=128, help="Memory of a worker in MB.")] = 4096,
    batch_size: Annotated[int, typer.Option(min=1, help="Files that are committed together.")] = 200,
    max_file_mb: Annotated[int, typer.Option(min=1, help="Its size in MB.", rich_help_panel=LIMITS)] = DEFAULTS.file_mb,
    max_unpacked_mb: Annotated[
        int, typer.Option(min=1, help="What a Word file unpacks to, in MB.", rich_help_panel=LIMITS)
    ] = DEFAULTS.unpacked_mb,
    max_pages: Annotated[int, typer.Option(min=1, help="Pages of a PDF.", rich_help_panel=LIMITS)] = DEFAULTS.pages,
    max_characters: Annotated[
        int, typer.Option(min=1, help="Characters of its text.", rich_help_panel=LIMITS)
    ] = DEFAULTS.characters,
    max_cells: Annotated[
        int, typer.Option(min=1, help="Cells of its tables.", rich_help_panel=LIMITS)
    ] = DEFAULTS.cells,
    max_members: Annotated[
        int, typer.Option(min=1, help="Files in a zip archive.", rich_help_panel=LIMITS)
    ] = DEFAULTS.members,
    max_archive_mb: Annotated[
        int, typer.Option(min=1, help="What a zip archive unpacks to, in MB.", rich_help_panel=LIMITS)
    ] = DEFAULTS.archive_mb,
    password: Password = None,
    passwords: PasswordFile = None,
    engine: Annotated[
        Engine, typer.Option(help="dask: Dask workers on this machine.", rich_help_panel=MACHINES)
    ] = Engine.local,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="tcp://HOST:PORT",
            help="With dask: workers of a scheduler that runs already.",
            rich_help_panel=MACHINES,
            show_default=False,
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print failures only.")] = False,
    parser: Annotated[str, typer.Option(hidden=True, help="Function that parses a file.")] = "",
) -> None:
    """Parse reports into a dataset; what is there already and did not change is left alone.

    Exit code 0: all parsed, 3: some failed, 2: wrong usage, 130: interrupted, 1: an error of the program.
    """
    from pipeline.forks import PARSE, begin, modules

    if engine is Engine.local and not Path(out).exists():
        begin(modules(parser or PARSE))  # there is work for sure: the workers' modules are loaded while ours are
    from pipeline.progress import Bar, Log
    from pipeline.remote import is_url
    from pipeline.run import run
    from pipeline.wire import without_pandas

    without_pandas()
    with guarded(None if is_url(out) else Path(out, ".shigu", "error.txt")):
        progress = nullcontext() if quiet else Bar() if sys.stderr.isatty() else Log()
        with progress as on_event:
            summary = run(
                paths,
                out,
                jobs=jobs,
                glob=glob or (),
                parse=parser or PARSE,
                batch_size=batch_size,
                timeout=timeout,
                memory_mb=memory,
                retry_failed=retry_failed,
                prune=prune,
                limits=Limits(
                    file_mb=max_file_mb,
                    unpacked_mb=max_unpacked_mb,
                    pages=max_pages,
                    characters=max_characters,
                    cells=max_cells,
                    members=max_members,
                    archive_mb=max_archive_mb,
                ),
                passwords=_passwords(password, passwords),
                engine=engine.value,
                scheduler=scheduler,
                on_event=on_event,
            )
        _print_outcome(summary, quiet=quiet)
        if summary.interrupted:
            raise typer.Exit(INTERRUPTED)
        raise typer.Exit(SOME_FAILED if summary.failures else OK)


def _passwords(words: list[str] | None, file: Path | None) -> Passwords:
    """The passwords given, those of a file behind those of the command line. They must not stand in any message."""
    from pipeline.run import UsageError

    lines: list[str] = []
    if file is not None:
        try:
            lines = [line.rstrip("\r") for line in file.read_text("utf-8-sig").split("\n")]
        except OSError as error:
            raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise UsageError(f"{file}: not in UTF-8; save it anew") from None
    return Passwords((*(words or ()), *lines))


def _print_outcome(summary: RunSummary, *, quiet: bool) -> None:
    from pipeline.show import count

    for note in summary.notes[:LISTED]:
        say(f"note: {note}")
    for failure in summary.failures[:LISTED]:
        say(f"failed: {failure.source}: {failure.message}")
    if len(summary.failures) > LISTED:
        say(f"… and {len(summary.failures) - LISTED} more in the table failures")
    if summary.interrupted:
        say(
            f"shigu: interrupted; {summary.done} of {summary.files} files are done and kept, "
            "run the same command again to go on"
        )
    if quiet:
        return
    read = summary.parsed + summary.unchanged + summary.duplicates
    kinds = {"parsed": summary.parsed, "unchanged": summary.unchanged, "with the bytes of another": summary.duplicates}
    detail = ", ".join(f"{n} {kind}" for kind, n in kinds.items() if n)
    why = ", ".join(f"{n} {reason}" for reason, n in Counter(s.reason for s in summary.skipped).most_common(5))
    print(f"files: {read}{f' ({detail})' if detail else ''}")
    print(f"failures: {len(summary.failures)}")
    print(f"skipped: {len(summary.skipped)}{f' ({why})' if why else ''}")
    if summary.pruned:
        print(f"dropped: {summary.pruned}")
    print(
        f"dataset: {printable(str(summary.out))} ({count(summary.documents, 'document')}, {count(summary.all_failures, 'failure')})"
    )
    print(f"time: {summary.seconds:.1f} s")


@app.command()
def show(
    what: Annotated[str, typer.Argument(metavar="FILE-OR-ID", help="A file to parse, or a doc_id or its beginning.")],
    data: Annotated[Path, typer.Option(help="The dataset in which an id is looked up.")] = DATA,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
    password: Password = None,
    passwords: PasswordFile = None,
) -> None:
    """Print one report's record, each value with the words it was read from."""
    with guarded(), using(passwords=_passwords(password, passwords)):
        from pipeline.show import console, print_record, record_json

        record = _record(what, data)
        if as_json:
            print(record_json(record))
        else:
            print_record(record, console())


def _record(what: str, data: Path) -> Record:
    from pipeline import parse_file
    from pipeline.read.lines import ReadError
    from pipeline.run import UsageError
    from pipeline.store import find_documents, read_record

    if Path(what).is_file():
        try:
            return parse_file(what)
        except ReadError as error:
            raise ReadError(error.code, f"{what}: {error}") from None
    try:
        found = find_documents(data, what)
    except FileNotFoundError:
        raise UsageError(f"{what}: no such file, and no dataset at {data} to look an id up in; see --data") from None
    if len(found) == 1:
        return read_record(data, found[0])
    if found:
        raise UsageError(f"{what}: {len(found)} documents of {data} begin so: {', '.join(found[:5])} …")
    raise UsageError(f"{what}: no such file, and no such doc_id in {data}; see --data")


@app.command()
def summary(data: Annotated[Path, typer.Argument(help="The dataset.")] = DATA) -> None:
    """Print a dataset as a table, one line per report."""
    with guarded():
        from pipeline.run import UsageError
        from pipeline.show import console, print_summary

        try:
            print_summary(data, console())
        except FileNotFoundError:
            raise UsageError(f"{data}: no dataset here; make one with `shigu parse PATH --out {data}`") from None


@app.command()
def compact(data: Annotated[str, typer.Argument(help="The dataset, or its URL.", show_default=False)]) -> None:
    """Bring all rows of a dataset into its shards: many small runs leave files beside them, which slow reading down."""
    from pipeline.show import count
    from pipeline.wire import without_pandas

    without_pandas()
    with guarded():
        from pipeline.run import UsageError, dataset
        from pipeline.store import compact as bring_together

        try:
            number = bring_together(dataset(data))
        except FileNotFoundError:
            raise UsageError(f"{data}: no dataset here; make one with `shigu parse PATH --out {data}`") from None
        print(f"{data}: {count(number, 'document')} brought together")


@app.command()
def schema(
    markdown: Annotated[bool, typer.Option("--markdown", help="The data dictionary as Markdown.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Schema of the rows of each table.")] = False,
) -> None:
    """Print the data dictionary: every table and column."""
    with guarded():
        from schemas.tables import dictionary_markdown, json_schema

        if as_json:
            print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
        elif markdown or not sys.stdout.isatty():
            print(dictionary_markdown(), end="")
        else:
            from rich.markdown import Markdown

            from pipeline.show import console

            console().print(Markdown(dictionary_markdown()))


cli_look.register(app)
