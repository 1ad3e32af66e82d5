"""Where things lie in a dataset's folder, and the state of each input file. Knows no Arrow."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

WORK = ".shigu"
"""The working folder inside a dataset. Nothing in it ends in .parquet, so that nobody takes it for a table."""

SHARDS = ((2_000, 0), (40_000, 1))
"""(documents, hex digits of doc_id that name a shard): up to 2,000 one file, up to 40,000 sixteen, then 256."""

LOOSE_FROM, LOOSE_SHARE = 2_000, 50
"""A dataset of more documents than the first keeps what a run brings beside its shards, up to one part in so many."""

_BATCH = re.compile(r"batch-(\d{6,})\.(?:parquet|part|jsonl|zip)")


def shard_digits(documents: int) -> int:
    """How many hex digits of ``doc_id`` name a shard; a function of the number of documents alone."""
    return next((digits for limit, digits in SHARDS if documents <= limit), 2)


def loose_limit(documents: int) -> int:
    """How many documents of a dataset may lie beside its shards; 0 for a small one, whose files depend on nothing but its rows."""
    return documents // LOOSE_SHARE if documents > LOOSE_FROM else 0


def shard_names(digits: int) -> list[str]:
    """The shards' keys: ``['']``, ``['0' … 'f']`` or ``['00' … 'ff']``."""
    return [f"{i:0{digits}x}" if digits else "" for i in range(16**digits)]


def shard_file(key: str) -> str:
    """File name of a shard."""
    return f"part-{key}.parquet" if key else "part.parquet"


def batch_file(number: int, end: str = ".parquet") -> str:
    """File name of a batch."""
    return f"batch-{number:06}{end}"


def batch_number(name: str) -> int:
    """The number in a batch file's name, 0 for a shard."""
    match = _BATCH.fullmatch(name)
    return int(match[1]) if match else 0


def may_hold(name: str, doc_id: str) -> bool:
    """May rows of a document lie in a file, by the file's name?"""
    if not name.startswith("part-"):
        return True
    return doc_id.startswith(name.removeprefix("part-").removesuffix(".parquet"))


@dataclasses.dataclass(frozen=True, slots=True)
class FileState:
    """What is known of one input file since it was last read.

    ``size`` and ``mtime_ns`` are -1 where the file must be hashed to know whether it changed. ``error`` is the code of
    its failure, None for a document. ``digest`` is the document's text digest (:func:`pipeline.resolve.text_digest`),
    ``suffix`` that of the name it was parsed under, ``reviews`` the fingerprint of the reviews that were applied to it.
    """

    source: str
    size: int
    mtime_ns: int
    doc_id: str
    parser_version: str
    rules_hash: str
    suffix: str = ""
    digest: str | None = None
    error: str | None = None
    reviews: str = ""


def suffix(source: str) -> str:
    """Lower-case suffix of a source path, as ``PurePath.suffix`` gives it; asked for every file of a run."""
    name = source.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def write_text(path: Path, text: str) -> None:
    """Write a small file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
