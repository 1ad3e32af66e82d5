"""Where the persons of a dataset are named in a text, and what stands there under pseudonyms."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import ahocorasick

from explore.export import personal
from explore.export.context import is_masked, masked_stands, stands_for_person
from explore.export.offsets import Mapping, Span, chosen
from explore.export.ordinary import ORDINARY

EVIDENCE, FORM, OWN, FIRM, KNOWN, GUESS = range(6)
"""Whom to believe where two findings overlap: a value's own place, the form of a birth date …, a person of the document,
the name of a person's firm, a person of another document, a guess from the words around."""

Prose = Callable[[str], Iterable[tuple[int, int]]]
"""Finds what else stands in a text as the name of a person: places, start and end."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that looks like another
_LENGTH = 8
_KEPT = 20_000
"""Codes that are kept at hand."""
_ONE_SIGN = str.maketrans("xX✕╳•‧・", "××××···")
LONGEST = 20
"""Characters of a name that is looked for in running text; what is longer was misread."""


class Pseudonyms:
    """Names to pseudonyms, by a key that only its holder has.

    A full name has one pseudonym in all documents. A masked name (李某) has one in each text: two 李某 of two texts are
    two persons as far as anyone can tell, and so are two rows of one text.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known: dict[tuple[str, ...], str] = {}

    def full(self, name: str) -> str:
        """The pseudonym of a full name: 人员 and eight letters and figures."""
        return "人员" + self.code("full", plain(name))

    def masked(self, scope: str, name: str, which: int = 0) -> str:
        """The pseudonym of a masked name in one text; ``which`` parts rows of that name, from 1, 0 means any of them."""
        return "人员" + self.code("masked", scope, plain(name), str(which))

    def code(self, *words: str) -> str:
        """Eight letters and figures (40 bits) for some words, always the same with this key."""
        if words not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            message = "".join(f"{len(word)}:{word}" for word in words)
            number = int.from_bytes(hmac.new(self._key, message.encode(), hashlib.sha256).digest()[:5], "big")
            self._known[words] = "".join(_ALPHABET[number >> 5 * i & 31] for i in reversed(range(_LENGTH)))
        return self._known[words]


def plain(name: str) -> str:
    """A name in one writing: half-width, without white space and 同志, one kind of dot, one sign for × and one for *."""
    name = re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).removesuffix("同志")
    return name.translate(_ONE_SIGN)


@dataclasses.dataclass(frozen=True)
class Longer:
    """Longer words that a name is part of, by name: firms called after the person, and words that have nothing to do with it."""

    theirs: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    others: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


class Everyone:
    """Full names of all persons of a dataset, and names of firms that carry one, to be found in any document."""

    def __init__(self, names: Iterable[str], firms: Iterable[tuple[str, str]]) -> None:
        """``firms``: a firm's name and the person's name that stands in it."""
        self._found: Any = ahocorasick.Automaton()
        entries: dict[str, tuple[str, bool, set[str]]] = {}
        for name in names:
            if 2 <= len(name) <= LONGEST and not is_masked(name):
                entries[name] = (name, True, set())
        for firm, name in firms:
            entries.setdefault(firm, (firm, False, set()))[2].add(name)
        for word in sorted(entries):
            self._found.add_word(word, entries[word])
        if entries:
            self._found.make_automaton()
        self._empty = not entries

    def spans(self, text: str, pseudonyms: Pseudonyms) -> Iterator[tuple[int, Span]]:
        """Places of names and of firms' names in a text."""
        if self._empty:
            return
        for last, (word, person, carried) in self._found.iter(text):
            start = last + 1 - len(word)
            for name in carried:
                at = start + word.index(name)
                yield FIRM, Span(at, at + len(name), pseudonyms.full(name))
            if person and stands_for_person(text, start, last + 1):
                yield KNOWN, Span(start, last + 1, pseudonyms.full(word))


class Finder:
    """Finds and replaces the names of one document, and other personal data, in its text and in any piece of it.

    Args:
        pseudonyms: what to put there.
        scope: the text within which a masked name is one and the same.
        full: full names of persons of this document and of others about the same accident.
        masked: masked names of this text.
        longer: bodies and places of the document that a name is part of.
        everyone: persons of the whole dataset.
        prose: what else to look for.
    """

    def __init__(
        self,
        pseudonyms: Pseudonyms,
        scope: str,
        full: Iterable[str],
        masked: Iterable[str],
        longer: Longer,
        everyone: Everyone,
        prose: Prose | None = None,
    ) -> None:
        self.pseudonyms, self.scope = pseudonyms, scope
        self._longer, self._everyone, self._prose = longer, everyone, prose
        self._full = _any_of(name for name in full if 2 <= len(name) <= LONGEST)
        self._masked = _any_of(name for name in masked if 2 <= len(name) <= LONGEST)
        self._seen: dict[str, str] = {}
        self._guessed: re.Pattern[str] | None = None

    def name(self, name: str) -> str:
        """What stands for a name."""
        return self.pseudonyms.masked(self.scope, name) if is_masked(name) else self.pseudonyms.full(name)

    def document(self, text: str, sure: Iterable[tuple[int, int, str]]) -> Mapping:
        """The document's whole text; ``sure`` are places that are known to be a name: start, end, what comes there."""
        found = [(EVIDENCE, Span(*place)) for place in sure]
        found += self._spans(text)
        if self._prose is not None:
            guesses = sorted({place for place in self._prose(text) if _may_be(text, *place)})
            found += [self._guess(text, a, b) for a, b in guesses]
            self._guessed = _any_of(text[a:b] for a, b in guesses)
            found += self._more(text)
        return Mapping(text, chosen(found))

    def words(self, text: str) -> str:
        """A piece of the text, or words about the document, with every name in it replaced."""
        if text not in self._seen:
            self._seen[text] = Mapping(text, chosen([*self._spans(text), *self._more(text)])).text
        return self._seen[text]

    def _spans(self, text: str) -> Iterator[tuple[int, Span]]:
        yield from ((FORM, span) for span in personal.spans(text))
        if self._full is not None:
            for match in self._full.finditer(text):
                if self._stands(text, match):
                    yield OWN, Span(match.start(), match.end(), self.name(match[0]))
        if self._masked is not None:
            for match in self._masked.finditer(text):
                if masked_stands(text, match.start(), match.end()):
                    yield OWN, Span(match.start(), match.end(), self.name(match[0]))
        yield from self._everyone.spans(text, self.pseudonyms)

    def _more(self, text: str) -> Iterator[tuple[int, Span]]:
        """Names that were guessed somewhere in the document, wherever they stand in a name's place."""
        for match in self._guessed.finditer(text) if self._guessed is not None else ():
            stands = masked_stands if is_masked(match[0]) else stands_for_person
            if stands(text, match.start(), match.end()):
                yield self._guess(text, match.start(), match.end())

    def _guess(self, text: str, start: int, end: int) -> tuple[int, Span]:
        """A masked name is no guess: it stands beside the known ones, so that 甄某屿 is not taken for 甄某."""
        name = text[start:end]
        return OWN if is_masked(name) else GUESS, Span(start, end, self.name(name))

    def _stands(self, text: str, match: re.Match[str]) -> bool:
        """Is this occurrence of a full name the person?"""
        name, start = match[0], match.start()
        if _inside(text, start, name, self._longer.theirs.get(name, ())):
            return True
        if _inside(text, start, name, self._longer.others.get(name, ())):
            return False
        return name not in ORDINARY or stands_for_person(text, start, match.end())


def _may_be(text: str, start: int, end: int) -> bool:
    """May a guess be a name? An ordinary word or half a masked name only where the words around say so."""
    name = text[start:end]
    if not 2 <= len(name) <= LONGEST:
        return False
    if is_masked(name):
        return masked_stands(text, start, end)
    return name not in ORDINARY or stands_for_person(text, start, end)


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds each of the names, the longer before the shorter; None where there are none."""
    ordered = sorted(set(names), key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, ordered))) if ordered else None


def _inside(text: str, start: int, name: str, longer: Iterable[str]) -> bool:
    """Does the name stand at ``start`` as a part of one of some longer words?"""
    for word in longer:
        at = word.find(name)
        while at >= 0:
            if len(word) > len(name) and start >= at and text.startswith(word, start - at):
                return True
            at = word.find(name, at + 1)
    return False
