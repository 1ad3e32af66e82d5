"""What needs more than one document: the same text in several files, and the ids that documents may come to share."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from itertools import combinations

_NOISE = re.compile(r"[\W_]+")
SHINGLE, SAMPLE, SHORTEST = 12, 64, 200
"""Characters of a shingle; how many shingles are kept of a text; texts with fewer characters are compared whole only."""
ALIKE = 0.95
"""The part of the shorter text's sample that must stand in the longer text for the two to be one text."""
_MORE = 100
"""Characters that a web page may add to a text with lines of its own, beside one in a hundred. More is another document:
an approval that carries the report in full."""
_BITS = 256
"""Size of the set of a text's numbers: two bulletins that differ in one figure are two texts."""
POSTED, COMMON = 6, 40
"""Texts find each other by two of their first shingles; two that more texts than this share are a common phrase."""

RECOGNISED = ("ocr", "mixed")
"""What ``documents.text_source`` says where a text, or a part of it, was read from pictures."""

_Sample = tuple[int, int, "array[int]"]
"""Length, numbers and sample of a text."""


def text_digest(text: str) -> str:
    """Digest of a text without white space and punctuation; '' where nothing is left.

    Two files with the same digest carry the same words: a report as PDF and as web page. Behind a colon follow the text's
    length, its numbers and a sample of its shingles, by which :func:`mark_duplicates` knows a copy with a web page's own lines around it.
    """
    words = _NOISE.sub("", text)
    if not words:
        return ""
    exact = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{exact}:{len(words)}:{_numbers(text):x}:{_sample(words)}" if len(words) >= SHORTEST else exact


def _numbers(text: str) -> int:
    """The numbers of a text as a set of bits."""
    out = 0
    for number in set(re.findall(r"[0-9]+", text)):
        out |= 1 << zlib.crc32(number.encode()) % _BITS
    return out


def _sample(words: str) -> str:
    """The smallest hashes of the text's shingles: the same shingles of two texts are taken or left in both."""
    data = words.encode("utf-16-le", "surrogatepass")
    size = 2 * SHINGLE
    # crc32 of near texts is near; the multiplication spreads it
    found = {zlib.crc32(data[i : i + size]) * 2654435761 & 0xFFFFFFFF for i in range(0, len(data) - size + 1, 2)}
    return base64.b85encode(b"".join(h.to_bytes(4, "big") for h in sorted(found)[:SAMPLE])).decode()


def _read(digest: str) -> _Sample | None:
    """What a digest says beside the exact text; None where that is too short."""
    parts = digest.split(":", 3)
    if len(parts) < 4:
        return None
    sample = array("I", base64.b85decode(parts[3]))
    if sys.byteorder == "little":
        sample.byteswap()
    return int(parts[1]), int(parts[2], 16), sample


def digest_keys(digest: str) -> tuple[str, tuple[int, ...]]:
    """The exact text of a digest, '' where it has no words, and the first numbers of its sample, none where it is too short.

    Only texts with the same exact text, or with two of these numbers in common, can be one text.
    """
    exact, _, rest = digest.partition(":")
    if not rest:
        return exact, ()
    words = base64.b85decode(rest.split(":", 2)[2][: 5 * POSTED])
    return exact, tuple(int.from_bytes(words[i : i + 4], "big") for i in range(0, len(words), 4))


def alike(one: str, other: str) -> bool:
    """Are two digests those of one text, apart from a few lines that a web page puts around it?"""
    a, b = _read(one), _read(other)
    return a is not None and b is not None and _alike(a, b)


def _alike(one: _Sample, other: _Sample) -> bool:
    (short, numbers, a), (long, more, b) = (one, other) if one[0] <= other[0] else (other, one)
    if long > short * 1.01 + _MORE or numbers & ~more:
        return False
    # the part of the range that both samples cover
    last = min(a[-1] if len(a) == SAMPLE else 1 << 32, b[-1] if len(b) == SAMPLE else 1 << 32)
    kept = {h for h in a if h <= last}, {h for h in b if h <= last}
    return len(kept[0] & kept[1]) >= ALIKE * min(len(kept[0]), len(kept[1]))


def own_accident_id(doc_id: str, ordinal: int = 0) -> str:
    """The id of a document's accident as long as no other document shares it; ``ordinal`` counts a document's accidents.

    It follows from the document alone, so that a later run can give it back to a row that leaves its group.
    """
    return "a" + hashlib.sha256(f"doc|{doc_id}|{ordinal}".encode()).hexdigest()[:15]


def mark_duplicates(
    digests: Mapping[str, str], recognised: Collection[str] = frozenset(), crowded: Collection[int] = frozenset()
) -> dict[str, str | None]:
    """For each document the document of which it is a duplicate, else None.

    Args:
        digests: ``doc_id`` → :func:`text_digest` of its text.
        recognised: the documents of which OCR read a part: a copy whose text was not guessed from a picture goes before.
        crowded: pairs of first numbers (``one << 32 | other``) that are a common phrase though few of these texts share
            them, because there are more texts than these.

    Returns:
        ``doc_id`` → the original among those with the same text, None for that one itself: the smallest ``doc_id`` of
        those that were not recognised, of all where each was. The outcome depends on the set of documents alone, not on
        the order in which they were read.
    """
    first: dict[str, str] = {}
    for doc_id in sorted(digests, key=lambda doc_id: (doc_id in recognised, doc_id)):
        key = digests[doc_id].partition(":")[0]
        if key:
            first.setdefault(key, doc_id)
    root = _near(
        {doc_id: digests[doc_id] for doc_id in first.values()}, lambda doc_id: (doc_id in recognised, doc_id), crowded
    )
    out: dict[str, str | None] = {}
    for doc_id, digest in digests.items():
        key = digest.partition(":")[0]
        original = root.get(first[key], first[key]) if key else doc_id
        out[doc_id] = original if original != doc_id else None
    return out


def _near(
    digests: Mapping[str, str], rank: Callable[[str], tuple[bool, str]], crowded: Collection[int]
) -> dict[str, str]:
    """For the documents whose text another one carries with a few lines more: the first of them by ``rank``."""
    samples = {doc_id: found for doc_id in sorted(digests) if (found := _read(digests[doc_id])) is not None}
    posted: dict[int, list[str]] = defaultdict(list)
    for doc_id, (_, _, sample) in samples.items():
        for one, other in combinations(sample[:POSTED], 2):
            posted[one << 32 | other].append(doc_id)
    root: dict[str, str] = {}
    for key, keys in posted.items():
        if len(keys) <= COMMON and key not in crowded:
            for first, second in combinations(keys, 2):
                lead, copy = sorted((_root(root, first), _root(root, second)), key=rank)
                if lead != copy and _alike(samples[first], samples[second]):
                    root[copy] = lead
    return {doc_id: _root(root, doc_id) for doc_id in root}


def _root(root: Mapping[str, str], doc_id: str) -> str:
    while doc_id in root:
        doc_id = root[doc_id]
    return doc_id
