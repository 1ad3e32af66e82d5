"""The command ``shigu``."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

if TYPE_CHECKING:
    from rich.progress import Task

    from pipeline.record import Record
    from pipeline.run import Event, RunSummary

OK, OUR_FAULT, USAGE, SOME_FAILED, INTERRUPTED = 0, 1, 2, 3, 130
DATA = Path("data/processed")
LOG_SECONDS = 10.0
LOG_FILES = 100
LISTED = 10
"""Failures that are listed at the end of a run."""

app = typer.Typer(
    help="Published Chinese accident investigation reports as a Parquet dataset.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
_debug = False


def main() -> None:
    """Entry point of the console script."""
    app(prog_name="shigu")


def _say(text: str) -> None:
    """One line on stderr."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def _guard(trace: Path | None = None) -> Iterator[None]:
    """Every way in which a command can end early, as a clear line and an exit code.

    ``trace``: file for the traceback of an error of our own.
    """
    from pipeline.read.lines import ReadError
    from pipeline.run import LockedError, UsageError

    try:
        yield
    except (UsageError, LockedError) as error:
        _say(f"shigu: {error}")
        raise typer.Exit(USAGE) from None
    except ReadError as error:
        _say(f"shigu: {error}")
        raise typer.Exit(SOME_FAILED) from None
    except KeyboardInterrupt:
        _say("shigu: interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader of our output has left
        raise typer.Exit(OK) from None
    except typer.Exit:
        raise
    except Exception as error:
        _report(error, trace)
        raise typer.Exit(OUR_FAULT) from None


def _report(error: Exception, trace: Path | None) -> None:
    if _debug:
        traceback.print_exc()
        return
    where = "run it again as `shigu --debug …` to see where"
    if trace is not None and trace.parent.is_dir():
        try:
            trace.write_text(traceback.format_exc(), "utf-8")
            where = f"please report it with {trace}"
        except OSError:
            pass  # a full disk: the message has to do
    if isinstance(error, OSError):
        _say(f"shigu: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")
    else:
        _say(f"shigu: the program failed ({type(error).__name__}: {error}); {where}")


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
    global _debug
    _debug = debug


@app.command()
def parse(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files and folders.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the dataset.", show_default=False)],
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Worker processes; all processors.")] = None,
    glob: Annotated[list[str] | None, typer.Option(help="Only files that match, e.g. '*.pdf'; repeatable.")] = None,
    retry_failed: Annotated[bool, typer.Option(help="Try files again that failed before.")] = False,
    prune: Annotated[bool, typer.Option(help="Drop rows of files under PATH that are not there any more.")] = False,
    timeout: Annotated[float | None, typer.Option(min=0.1, help="Seconds per file; 120 + 1 per 100 kB.")] = None,
    memory: Annotated[int, typer.Option(min=128, help="Memory of a worker in MB.")] = 4096,
    batch_size: Annotated[int, typer.Option(min=1, help="Files that are committed together.")] = 50,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print failures only.")] = False,
    parser: Annotated[str, typer.Option(hidden=True, help="Function that parses a file.")] = "",
) -> None:
    """Parse reports into a dataset; what is there already and did not change is left alone.

    Exit code 0: all parsed, 3: some failed, 2: wrong usage, 130: interrupted, 1: an error of the program.
    """
    from pipeline.run import PARSE, run

    with _guard(out / ".shigu" / "error.txt"):
        progress = nullcontext() if quiet else _Bar() if sys.stderr.isatty() else _Log()
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
                on_event=on_event,
            )
        _print_outcome(summary, quiet=quiet)
        if summary.interrupted:
            raise typer.Exit(INTERRUPTED)
        raise typer.Exit(SOME_FAILED if summary.failures else OK)


def _print_outcome(summary: RunSummary, *, quiet: bool) -> None:
    from pipeline.show import count

    for failure in summary.failures[:LISTED]:
        _say(f"failed: {failure.source}: {failure.message}")
    if len(summary.failures) > LISTED:
        _say(f"… and {len(summary.failures) - LISTED} more in the table failures")
    if summary.interrupted:
        _say(
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
    print(f"dataset: {summary.out} ({count(summary.documents, 'document')}, {count(summary.all_failures, 'failure')})")
    print(f"time: {summary.seconds:.1f} s")


class _RateColumn(TextColumn):
    """Files per second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f} files/s" if task.speed else "")


class _Bar:
    """A progress bar with rate and remaining time, on a terminal."""

    def __enter__(self) -> _Bar:
        self._failed = 0
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _RateColumn(), TimeRemainingColumn(),
            TextColumn("{task.fields[failed]}"), transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task("parsing", total=None, failed="")
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, event: Event) -> None:
        self._failed += event.outcome == "failed"
        self._progress.update(
            self._task,
            total=event.total,
            completed=event.done,
            description="storing" if event.kind == "merge" else "parsing",
            failed=f"{self._failed} failed" if self._failed else "",
        )


class _Log:
    """Plain lines now and then, where the output is a file."""

    def __enter__(self) -> _Log:
        self._failed, self._said, self._said_at = 0, 0, time.monotonic()
        self._started = self._said_at
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __call__(self, event: Event) -> None:
        self._failed += event.outcome == "failed"
        now = time.monotonic()
        due = event.done - self._said >= LOG_FILES or now - self._said_at >= LOG_SECONDS
        if event.kind == "start":
            _say(f"parsing {event.total} files")
        elif event.kind == "file" and due and event.done < event.total:
            rate = event.done / max(now - self._started, 1e-6)
            left = (event.total - event.done) / rate
            _say(
                f"{event.done}/{event.total} files, {self._failed} failed, {rate:.1f} files/s, about {_span(left)} left"
            )
            self._said, self._said_at = event.done, now


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


@app.command()
def show(
    what: Annotated[str, typer.Argument(metavar="FILE-OR-ID", help="A file to parse, or a doc_id or its beginning.")],
    data: Annotated[Path, typer.Option(help="The dataset in which an id is looked up.")] = DATA,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
) -> None:
    """Print one report's record, each value with the words it was read from."""
    with _guard():
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
    with _guard():
        from pipeline.run import UsageError
        from pipeline.show import console, print_summary

        try:
            print_summary(data, console())
        except FileNotFoundError:
            raise UsageError(f"{data}: no dataset here; make one with `shigu parse PATH --out {data}`") from None


@app.command()
def export(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Files, folders and datasets.", show_default=False)
    ],
    spacy: Annotated[Path, typer.Option("--spacy", help="File to write: a DocBin of spaCy.", show_default=False)],
    ner: Annotated[bool, typer.Option("--ner", help="Add the span group names: guesses of a trained model.")] = False,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Worker processes; all processors.")] = None,
) -> None:
    """Write reports as spaCy Docs on which every value read is a span; a dataset is not parsed again.

    Exit codes as of parse. spaCy is optional: install shigu with its extra nlp.
    """
    from pipeline.export import export_spacy
    from pipeline.show import count

    with _guard():
        done = export_spacy(paths, spacy, jobs=jobs, ner=ner)
        for failure in done.failures[:LISTED]:
            _say(f"failed: {failure.source}: {failure.message}")
        if len(done.failures) > LISTED:
            _say(f"… and {len(done.failures) - LISTED} more")
        print(f"{spacy}: {count(done.documents, 'document')}, {count(len(done.failures), 'failure')}")
        raise typer.Exit(SOME_FAILED if done.failures else OK)


@app.command()
def schema(
    markdown: Annotated[bool, typer.Option("--markdown", help="The data dictionary as Markdown.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Schema of the rows of each table.")] = False,
) -> None:
    """Print the data dictionary: every table and column."""
    with _guard():
        from schemas.tables import dictionary_markdown, json_schema

        if as_json:
            print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
        elif markdown or not sys.stdout.isatty():
            print(dictionary_markdown(), end="")
        else:
            from rich.markdown import Markdown

            from pipeline.show import console

            console().print(Markdown(dictionary_markdown()))
