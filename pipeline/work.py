"""What runs inside a worker process: one file parsed and made ready for the store, any trouble turned into data."""

from __future__ import annotations

import dataclasses
import gc
import importlib
import os
import re
import threading
import traceback
from collections.abc import Callable, Mapping
from multiprocessing import connection, parent_process
from pathlib import Path, PurePosixPath
from typing import cast

from pipeline.inputs import InputError, read_input
from pipeline.limits import Limits, Passwords, settle
from pipeline.read.lines import ReadError
from pipeline.record import Record
from pipeline.resolve import text_digest
from pipeline.store import StoreError
from pipeline.wire import pack, settle_worker
from schemas.reviews import Review

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

Parse = Callable[..., Record]
"""Bytes, source and name of a file to its record; reviews of it as a fourth argument, where there are any."""

STAGES = {"read": "read", "segment": "segment", "extractors": "extract", "validate": "validate"}
"""Folder or module of ours → stage, for the table ``failures``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """A file to parse: ``path`` opens it, ``source`` names it, ``parse`` is the function's dotted name.

    ``doc_id`` is what its bytes hashed to when it was queued. ``member``: its place in the archive that ``path`` opens.
    ``reviews``: what reviewers decided about the document.
    """

    path: str
    source: str
    size: int
    parse: str
    doc_id: str
    member: int | None = None
    reviews: tuple[Review, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Parsed:
    """A file's record as :func:`pipeline.wire.pack` gives it, and the digest of its text."""

    packed: bytes
    digest: str


@dataclasses.dataclass(frozen=True, slots=True)
class Failed:
    """Why a file could not be parsed. ``trace`` is there where the fault is the program's."""

    stage: str
    error: str
    message: str
    trace: str | None = None

    def __post_init__(self) -> None:
        # What a library quotes from a broken file may hold half of a surrogate pair, which cannot be stored.
        for name in ("error", "message", "trace"):
            if (words := getattr(self, name)) is not None:
                object.__setattr__(self, name, words.encode("utf-8", "backslashreplace").decode().replace("\0", ""))


def load(name: str) -> Parse:
    """The function of a dotted name such as ``pipeline.parse:parse_bytes``."""
    module, _, function = name.partition(":")
    return cast(Parse, getattr(importlib.import_module(module), function))


def initialise(
    memory_mb: int | None,
    limits: Limits | None = None,
    passwords: Passwords | None = None,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Set a worker up: limits, passwords, variables of the environment, and an end when the program that started it ends."""
    settle(limits, passwords)
    os.environ.update(environment or {})
    settle_worker()
    gc.freeze()  # the parser's modules and tables stay as long as the worker: the collector need not walk them
    if resource is not None and memory_mb:
        limit = (memory_mb << 20) + _mapped()
        try:
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 else min(limit, hard), hard))
        except (ValueError, OSError):
            pass  # macOS has the constant but not the limit
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()


def _mapped() -> int:
    """Bytes of address space that libraries take without using memory: a file may have all of what the limit says."""
    try:
        pages, resident = Path("/proc/self/statm").read_text().split()[:2]
    except OSError:
        return 0  # no such thing on macOS
    return (int(pages) - int(resident)) * resource.getpagesize()


def _leave_with(sentinel: int) -> None:
    # A killed program cannot stop its workers, and one that hangs in a file would stay for ever.
    connection.wait([sentinel])
    os._exit(1)


def parse_task(task: Task) -> Parsed | Failed:
    """Parse one file; never raises."""
    try:
        data = read_input(task.path, task.member)
        reviews = (task.reviews,) if task.reviews else ()
        record = load(task.parse)(data, task.source, PurePosixPath(task.source).name, *reviews)
        return Parsed(pack(record), text_digest(record.text.text))
    except StoreError as error:
        why = f"the record cannot be stored ({error}); please report it with this file"
        return Failed("store", "unstorable", why)
    except ReadError as error:
        return Failed("read", error.code, str(error))
    except InputError as error:
        return Failed("walk", error.code, str(error))
    except MemoryError:
        return Failed("limit", "memory", "")
    except OSError as error:
        if error.filename == task.path:
            return Failed("walk", "unreadable", f"the file cannot be opened: {error.strerror}; check its permissions")
        return _our_fault(error)
    except Exception as error:  # one bad file must not stop the batch
        return _our_fault(error)


def _our_fault(error: Exception) -> Failed:
    # Addresses differ from run to run and would make the table differ.
    words = re.sub(r"\b0x[0-9a-f]{6,}", "0x…", str(error)).strip()
    name = type(error).__name__
    message = f"the program failed ({name}{': ' + words[:300] if words else ''}); please report it with this file"
    return Failed(_stage(error), name, message, traceback.format_exc())


def _stage(error: Exception) -> str:
    """The stage in which an exception was raised, by the innermost frame that lies in one of our folders."""
    home = Path(__file__).resolve().parents[1]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(home):
            package, *rest = path.relative_to(home).with_suffix("").parts
            stage = STAGES.get(package) or (STAGES.get(rest[0]) if package == "pipeline" and rest else None)
            if stage is not None:
                return stage
    return "parse"
