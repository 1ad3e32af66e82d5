"""What needs more than one document: the same text in several files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

_NOISE = re.compile(r"[\W_]+")


def text_digest(text: str) -> str:
    """Digest of a text without white space and punctuation; '' where nothing is left.

    Two files with the same digest carry the same words: a report as PDF and as web page.
    """
    words = _NOISE.sub("", text)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32] if words else ""


def mark_duplicates(digests: Mapping[str, str]) -> dict[str, str | None]:
    """For each document the document of which it is a duplicate, else None.

    Args:
        digests: ``doc_id`` → :func:`text_digest` of its text.

    Returns:
        ``doc_id`` → the smallest ``doc_id`` with the same digest, None for that one itself. The outcome depends on the
        set of documents alone, not on the order in which they were read.
    """
    first: dict[str, str] = {}
    for doc_id, digest in digests.items():
        if digest and doc_id < first.get(digest, "g"):
            first[digest] = doc_id
    return {doc_id: first[digest] if digest and first[digest] != doc_id else None for doc_id, digest in digests.items()}
