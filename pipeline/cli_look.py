"""Commands for those who look at a dataset or hand it on: ``query``, ``explore``, ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_guard import LISTED, OK, SOME_FAILED, guarded
from pipeline.terminal import say


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (export,):
        app.command()(command)


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

    with guarded():
        done = export_spacy(paths, spacy, jobs=jobs, ner=ner)
        for failure in done.failures[:LISTED]:
            say(f"failed: {failure.source}: {failure.message}")
        if len(done.failures) > LISTED:
            say(f"… and {len(done.failures) - LISTED} more")
        print(f"{spacy}: {count(done.documents, 'document')}, {count(len(done.failures), 'failure')}")
        raise typer.Exit(SOME_FAILED if done.failures else OK)
