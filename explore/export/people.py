"""Who is named in a dataset: the persons of each document, of its accident, and the firms that are called after them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from explore.export.context import is_masked
from explore.export.names import Everyone, Longer, Pseudonyms, plain
from explore.export.tables import batches

SURE_LENGTH = 3
"""From how many characters on a full name in a firm's name is that person's without any other sign."""


class People:
    """The persons of a dataset, read in one pass over the tables that name them.

    A *circle* is all documents about one accident, and copies of one text: their full names are looked for in all of them.
    A *scope* is one text (copies included): within it a masked name means the same.
    """

    def __init__(self, root: Path) -> None:
        self._circle: dict[str, str] = {}
        self.scope: dict[str, str] = {}
        self._full: dict[str, set[str]] = defaultdict(set)
        self._masked: dict[str, set[str]] = defaultdict(set)
        self._rows: dict[str, int] = {}
        self._bodies: dict[str, set[str]] = defaultdict(set)
        self._ties: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._circles(root)
        self._persons(root)
        self._organizations(root)
        self._sanctions(root)

    def circle(self, doc_id: str) -> str:
        """The circle of a document."""
        while (up := self._circle.setdefault(doc_id, doc_id)) != doc_id:
            self._circle[doc_id] = self._circle[up]
            doc_id = up
        return doc_id

    def full(self, doc_id: str) -> set[str]:
        """Full names of the document's circle."""
        return self._full[self.circle(doc_id)]

    def masked(self, doc_id: str) -> set[str]:
        """Masked names of the document's text."""
        return self._masked[self.scope.get(doc_id, doc_id)]

    def of_row(self, pseudonyms: Pseudonyms, doc_id: str, person_id: str, name: str) -> str:
        """The pseudonym of a row of ``persons``; rows of one text that share a masked name have one each."""
        if not is_masked(name):
            return pseudonyms.full(name)
        return pseudonyms.masked(self.scope.get(doc_id, doc_id), name, self._rows.get(person_id, 0))

    def longer(self, doc_id: str, words: Iterable[str]) -> Longer:
        """Longer words that names of the document's circle are part of: firms of the circle, and other ``words``."""
        circle = self.circle(doc_id)
        theirs: dict[str, list[str]] = defaultdict(list)
        others: dict[str, list[str]] = defaultdict(list)
        bodies, names = self._bodies[circle], self._full[circle]
        for name in sorted(names):
            for body in sorted(bodies):
                if name in body and body != name:
                    (theirs if self._called_after(circle, name, body) else others)[name].append(body)
            for word in words:
                if name in word and word != name and word not in bodies:
                    others[name].append(word)
        return Longer({n: tuple(w) for n, w in theirs.items()}, {n: tuple(w) for n, w in others.items()})

    def everyone(self) -> Everyone:
        """All full names, and the firms that carry one, to be found in any document."""
        names = {name for found in self._full.values() for name in found}
        firms = set()
        for circle in sorted(self._full):
            for name in self._full[circle]:
                for body in self._bodies[circle]:
                    if name in body and body != name and self._called_after(circle, name, body):
                        firms.add((body, name))
        return Everyone(names, firms)

    def _called_after(self, circle: str, name: str, body: str) -> bool:
        """Is a body called after the person? 张三 and 张三建材店 where he runs it or works there; longer names always."""
        return len(name) >= SURE_LENGTH or (name, body) in self._ties[circle]

    def _circles(self, root: Path) -> None:
        for row in _rows(root, "documents", "doc_id", "duplicate_of"):
            doc_id, twin = row["doc_id"], row["duplicate_of"]
            self.scope[doc_id] = twin or doc_id
            self._join(doc_id, twin or doc_id)
        for row in _rows(root, "accidents", "doc_id", "accident_id"):
            self._join(row["doc_id"], f"accident {row['accident_id']}")

    def _join(self, one: str, other: str) -> None:
        a, b = sorted((self.circle(one), self.circle(other)))
        self._circle[b] = a

    def _name(self, doc_id: str, name: str | None) -> None:
        if not name:
            return
        if is_masked(name):
            self._masked[self.scope.get(doc_id, doc_id)].add(name)
        else:
            self._full[self.circle(doc_id)].add(name)

    def _employed(self, doc_id: str, name: str, body: str | None) -> None:
        if body:
            self._ties[self.circle(doc_id)].add((name, body))
            self._bodies[self.circle(doc_id)].add(body)

    def _persons(self, root: Path) -> None:
        same: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in _rows(root, "persons", "doc_id", "person_id", "name", "organization"):
            self._name(row["doc_id"], row["name"])
            if is_masked(row["name"]):
                same[row["doc_id"], plain(row["name"])].append(row["person_id"])
            self._employed(row["doc_id"], row["name"], row["organization"])
        for ids in same.values():
            if len(ids) > 1:
                self._rows.update((person_id, n) for n, person_id in enumerate(ids, 1))

    def _organizations(self, root: Path) -> None:
        names = ("legal_representative", "actual_controller")
        for row in _rows(root, "organizations", "doc_id", "name", "aliases", *names):
            circle, bodies = self.circle(row["doc_id"]), [row["name"], *(row["aliases"] or ())]
            self._bodies[circle] |= set(bodies)
            for person in (row[column] for column in names):
                self._name(row["doc_id"], person)
                self._ties[circle] |= {(person, body) for body in bodies if person}
            for person, employer in list(self._ties[circle]):
                if employer == row["name"]:
                    self._ties[circle] |= {(person, body) for body in bodies}

    def _sanctions(self, root: Path) -> None:
        for row in _rows(root, "sanctions", "doc_id", "target_kind", "target_name", "target_organization"):
            if row["target_kind"] == "person":
                self._name(row["doc_id"], row["target_name"])
                self._employed(row["doc_id"], row["target_name"], row["target_organization"])


def _rows(root: Path, table: str, *names: str) -> Iterator[dict[str, Any]]:
    for batch in batches(root, table, names):
        yield from batch.to_pylist()
