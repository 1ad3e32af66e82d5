"""A dataset under pseudonyms: the same tables, in which no person is called by the name that the reports print.

Every name of a person gives way to a pseudonym that depends on the name and a secret key, in the texts, in every value, in
titles and quotations; birth dates, ethnicity, numbers of identity cards and mobile phones go. Texts get longer or shorter by that,
and every offset moves along: the words of an evidence row are still those at its place in the text.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from explore.errors import LookError
from explore.export.documents import Chunk
from explore.export.names import Finder, Longer, Prose, Pseudonyms
from explore.export.people import People
from explore.export.special import housekeeping
from explore.export.tables import Writer, batches, check, doc_column
from schemas.tables import TABLES

SHORTEST = 16
"""Bytes that a key has at least."""
LONGEST = 1 << 20
MAKE_ONE = "make one with: (umask 077; openssl rand -hex 32 > {path})"
AT_ONCE = 250
"""Documents that are rewritten together."""


def read_key(path: Path, warn: Callable[[str], None] | None = None) -> bytes:
    """The key in a file, white space around it left out; it stands in no message. ``warn`` takes a warning.

    Raises:
        LookError: the file is missing, cannot be read, or is too short to keep a name secret.
    """
    how = MAKE_ONE.format(path=path)
    try:
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            key = file.read(LONGEST + 1).strip()
    except FileNotFoundError:
        raise LookError(f"{path}: no such key file; {how}") from None
    except OSError as error:
        raise LookError(f"{path}: the key cannot be read: {error.strerror}") from None
    if len(key) < SHORTEST:
        raise LookError(f"{path}: a key has at least {SHORTEST} bytes; {how}")
    if len(key) > LONGEST:
        raise LookError(f"{path}: too long for a key; {how}")
    if warn is not None and stat.S_ISREG(mode) and mode & 0o077:
        warn(f"warning: {path}: others on this machine can read the key; chmod 600 {path}")
    return key


def pseudonymise(root: Path, target: Path, key: bytes, prose: Prose | None = None) -> dict[str, int]:
    """Write a dataset anew under pseudonyms.

    Args:
        root: the dataset.
        target: folder to write; it is made.
        key: the secret, see :func:`read_key`.
        prose: finds what else stands in a text as a person's name, beyond the persons of the tables.

    Returns:
        Rows of each table.

    Raises:
        NoDatasetError: there is no dataset at ``root``.
    """
    check(root)
    people, pseudonyms = People(root), Pseudonyms(key)
    everyone = people.everyone()
    ids = sorted({i for batch in batches(root, "documents", ["doc_id"]) for i in batch["doc_id"].to_pylist()})
    with Writer(target) as out:
        for table in TABLES:
            out.add(table)
        for first in range(0, len(ids), AT_ONCE):
            some = ids[first : first + AT_ONCE]
            chunk = Chunk(root, some, people, pseudonyms, everyone, prose)
            for table in TABLES:
                if doc_column(table) is not None:
                    out.add(table, chunk.table(table))
            del chunk  # before the next one is read
        anybody = Finder(pseudonyms, "", (), (), Longer(), everyone)
        for table in TABLES:
            if doc_column(table) is None:
                for batch in batches(root, table):
                    out.add(table, housekeeping(table, batch, anybody))
    return out.rows
