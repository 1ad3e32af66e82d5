"""Which documents repeat another one's text, found anew only where a changed document may have a say.

The outcome is that of :func:`pipeline.resolve.mark_duplicates` over all documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.resolve import COMMON, POSTED, mark_duplicates

Digests = Callable[[Collection[str]], Mapping[str, str]]
"""Gives the text digests of documents."""


def find_duplicates(
    now: pa.Table, before: pa.Table, changed: Collection[str] | None, digests: Digests
) -> dict[str, str | None]:
    """The documents whose ``duplicate_of`` may have changed, with what it is now.

    Args:
        now: the documents of the catalogue; ``duplicate_of`` of those that did not change is right as far as it concerns
            documents that did not change.
        before: what the catalogue said of ``changed``.
        changed: new, other and gone documents; None: all, and nothing that ``now`` says of duplicates counts.
        digests: gives the text digests of documents.
    """
    every = _Texts(now)
    if changed is None:
        wanted = every.doubles() | every.sharing(every.shared())
        out: dict[str, str | None] = dict.fromkeys(now["doc_id"].to_pylist())
    else:
        seeds = every.same(_said(before, changed) | _said(now, changed)) | set(changed)
        keys = _keys(before, changed) | _keys(now, seeds)
        wanted = seeds | every.sharing(every.counting(keys, seeds))
        wanted = every.whole(wanted, _roots(before, changed))
        out = {}
    mine = digests(sorted(wanted & every.ids))
    crowded = every.crowded(mine)
    out |= mark_duplicates(mine, every.recognised & mine.keys(), crowded)
    return out


def _part(data: pa.Table, doc_ids: Collection[str]) -> pa.Table:
    return data.filter(pc.is_in(data["doc_id"], value_set=pa.array(sorted(doc_ids), pa.string())))


def _said(data: pa.Table, doc_ids: Collection[str]) -> set[str]:
    """The exact texts of some documents."""
    return set(_part(data, doc_ids)["exact"].to_pylist()) - {""}


def _roots(data: pa.Table, doc_ids: Collection[str]) -> set[str]:
    part = _part(data, doc_ids)
    return set(pc.coalesce(part["duplicate_of"], part["doc_id"]).to_pylist())


def _keys(data: pa.Table, doc_ids: Collection[str]) -> set[int]:
    """What near texts find some documents by."""
    near = _part(data, doc_ids)["near"].to_pylist()
    return {one << 32 | other for sample in near for one, other in combinations(sample or (), 2)}


class _Texts:
    """The texts of all documents, as columns."""

    def __init__(self, docs: pa.Table) -> None:
        self.docs = docs
        self.ids = set(docs["doc_id"].to_pylist())
        self.recognised = set(docs.filter(docs["recognised"])["doc_id"].to_pylist())
        firsts = self._without_copies()
        self.posted = [
            (firsts["doc_id"], pc.bit_wise_or(pc.shift_left(one, pa.scalar(32, pa.uint64())), other))
            for one, other in combinations([_at(firsts["near"], i) for i in range(POSTED)], 2)
        ]

    def doubles(self) -> set[str]:
        """The documents whose exact text another one has too."""
        counts = pc.value_counts(self.docs["exact"])
        many = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
        return self.same(set(many.to_pylist()) - {""})

    def same(self, exact: Collection[str]) -> set[str]:
        """The documents with one of these exact texts."""
        wanted = pa.array(sorted(exact), pa.string())
        return set(self.docs.filter(pc.is_in(self.docs["exact"], value_set=wanted))["doc_id"].to_pylist())

    def _without_copies(self) -> pa.Table:
        """The documents that stand for their exact text: only these are posted."""
        double = self.doubles()
        part = _part(self.docs.select(["doc_id", "exact"]), double)
        first: dict[str, tuple[bool, str]] = {}
        for doc_id, exact in zip(part["doc_id"].to_pylist(), part["exact"].to_pylist(), strict=True):
            rank = (doc_id in self.recognised, doc_id)
            first[exact] = min(first.get(exact, rank), rank)
        copies = double - {doc_id for _, doc_id in first.values()}
        docs = self.docs.select(["doc_id", "near"])
        return docs.filter(pc.invert(pc.is_in(docs["doc_id"], value_set=pa.array(sorted(copies), pa.string()))))

    def _counts(self, keys: Collection[int], leave_out: Collection[str] = ()) -> Counter[int]:
        """How many documents are posted under each key."""
        out: Counter[int] = Counter()
        wanted, dead = pa.array(sorted(keys), pa.uint64()), pa.array(sorted(leave_out), pa.string())
        for doc_ids, posted in self.posted:
            mask = pc.is_in(posted, value_set=wanted)
            if len(dead):
                mask = pc.and_(mask, pc.invert(pc.is_in(doc_ids, value_set=dead)))
            counts = pc.value_counts(posted.filter(mask))
            out.update(dict(zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True)))
        return out

    def shared(self) -> set[int]:
        """The keys under which some documents are posted, and not too many."""
        every = pa.chunked_array(
            [chunk for _, posted in self.posted for chunk in posted.drop_null().chunks], pa.uint64()
        )
        counts = pc.value_counts(every)
        number = counts.field("counts")
        mask = pc.and_(pc.greater(number, 1), pc.less_equal(number, COMMON))
        return set(counts.field("values").filter(mask).to_pylist())

    def counting(self, keys: set[int], changed: Collection[str]) -> set[int]:
        """The keys that are no common phrase whatever the changed documents do."""
        others = self._counts(keys, changed)
        return {key for key in keys if others[key] <= COMMON}

    def crowded(self, doc_ids: Iterable[str]) -> set[int]:
        """The keys of some documents that are common phrases."""
        return {key for key, count in self._counts(_keys(self.docs, list(doc_ids))).items() if count > COMMON}

    def sharing(self, keys: Collection[int]) -> set[str]:
        """The documents that are posted under one of the keys."""
        wanted = pa.array(sorted(keys), pa.uint64())
        out: set[str] = set()
        for doc_ids, posted in self.posted:
            out.update(doc_ids.filter(pc.is_in(posted, value_set=wanted)).to_pylist())
        return out

    def whole(self, doc_ids: set[str], roots: set[str]) -> set[str]:
        """The documents, and all that were one text with one of them."""
        root = pc.coalesce(self.docs["duplicate_of"], self.docs["doc_id"])
        mine = pc.is_in(self.docs["doc_id"], value_set=pa.array(sorted(doc_ids), pa.string()))
        wanted = pa.array(sorted(roots | set(root.filter(mine).to_pylist())), pa.string())
        return doc_ids | set(self.docs["doc_id"].filter(pc.is_in(root, value_set=wanted)).to_pylist())


def _at(lists: pa.ChunkedArray, i: int) -> pa.ChunkedArray:
    """The ``i``-th number of each list, null where it has none."""
    return pc.list_element(pc.list_slice(lists, i, i + 1, return_fixed_size_list=True), 0).cast(pa.uint64())
