"""How every command ends: what goes wrong as one clear line and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from pipeline.terminal import say

OK, OUR_FAULT, USAGE, SOME_FAILED, INTERRUPTED = 0, 1, 2, 3, 130
DATA = Path("data/processed")
"""The dataset of commands that are not told another."""
LISTED = 10
"""Failures that are listed at the end of a run."""
debug = False
"""``shigu --debug``: show the traceback of an unexpected error."""


@contextmanager
def guarded(trace: Path | None = None) -> Iterator[None]:
    """Every way in which a command can end early, as a clear line and an exit code.

    ``trace``: file for the traceback of an error of our own.
    """
    from explore.errors import LookError
    from pipeline.read.lines import ReadError
    from pipeline.run import EngineError, LockedError, UsageError

    try:
        yield
    except (UsageError, LockedError, LookError) as error:
        say(f"shigu: {error}")
        raise typer.Exit(USAGE) from None
    except EngineError as error:
        say(f"shigu: {error}")
        raise typer.Exit(OUR_FAULT) from None
    except ReadError as error:
        say(f"shigu: {error}")
        raise typer.Exit(SOME_FAILED) from None
    except KeyboardInterrupt:
        say("shigu: interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader of our output has left
        raise typer.Exit(OK) from None
    except typer.Exit:
        raise
    except Exception as error:
        report(error, trace)
        raise typer.Exit(OUR_FAULT) from None


def report(error: Exception, trace: Path | None) -> None:
    """Say what went wrong; the traceback goes to ``trace`` or, with ``--debug``, to the terminal."""
    if debug:
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
        say(f"shigu: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")
    else:
        say(f"shigu: the program failed ({type(error).__name__}: {error}); {where}")
