"""A record as a spaCy ``Doc``: every value that was read is a span with its exact words.

Each character is a token of its own, white space too, so token ``n`` is character ``n`` of the text and no span falls
between tokens. spaCy is optional (``pip install 'shigu[nlp]'``) and is imported when a Doc is asked for, not before.

>>> from pipeline import parse_file
>>> from pipeline.nlp import to_doc
>>> doc = to_doc(parse_file("report.pdf"))                          # doctest: +SKIP
>>> [(s.text, s.label_, s.kb_id_) for s in doc.spans["sanctions"]]  # doctest: +SKIP
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from extractors.org_names import clean, is_foreign, is_generic, kind_of
from extractors.person_names import is_name
from extractors.words import words
from pipeline.record import Record
from schemas.document import Report
from schemas.records import EvidenceRow, SectionRow

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

ALWAYS = ("documents", "accidents", "organizations", "persons", "sanctions", "citations")
"""Tables that have a span group in every Doc, be it an empty one."""
NAMES = "names"
"""The span group of what the trained recogniser finds: guesses, not findings of the rules."""
SENTENCE = re.compile(r"[^。；\n]+[。；]?")
LONGEST = 300
"""Characters that the recogniser is given at once."""
LEFT_OUT = frozenset({"texts", "evidence"})
"""Tables that are no part of ``doc.user_data``: the Doc itself is the text, and its spans are the evidence."""


class SpacyMissingError(Exception):
    """spaCy is not installed; the message says how to install it."""


@cache
def blank() -> Language:
    """An empty Chinese pipeline of spaCy with the character segmenter.

    Raises:
        SpacyMissingError: spaCy is not installed.
    """
    try:
        import spacy
    except ImportError as error:
        if error.name is not None and error.name.partition(".")[0] != "spacy":
            raise  # spaCy is there, something that it needs is not
        raise SpacyMissingError("spaCy is not installed; install it with: pip install 'shigu[nlp]'") from None
    return spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})


def characters(text: str) -> Doc:
    """A Doc without findings, one token per character: ``doc[a:b].text == text[a:b]``."""
    nlp = blank()
    from spacy.tokens import Doc

    return Doc(nlp.vocab, words=list(text), spaces=[False] * len(text))


def to_doc(found: Report | Record, *, ner: bool = False) -> Doc:
    """All findings of a document on a spaCy Doc.

    Args:
        found: a record (``pipeline.parse_file``, ``pipeline.store.read_record``), or a report, which is read first.
        ner: add ``doc.spans["names"]``, see :func:`add_names`.

    Returns:
        The text with a span group per table: ``doc.spans["accidents"]``, ``["organizations"]``, ``["persons"]``,
        ``["sanctions"]``, ``["citations"]``, ``["documents"]`` … hold the place of every value (``label_``: the column,
        ``kb_id_`` and ``id_``: the row's id, ``group.attrs["rule"]``, ``["confidence"]`` and ``["page"]``: one entry per
        span), ``doc.spans["sections"]`` the sections (``label_``: the part, ids: the section's).
        ``doc.user_data`` holds the rows: ``["document"]`` is one, all other tables are tuples of rows under their
        names; money and dates are text, as in JSON.

    Raises:
        SpacyMissingError: spaCy is not installed.
    """
    if isinstance(found, Report):
        from pipeline.parse import record_of

        found = record_of(found)
    doc = characters(found.text.text)
    from spacy.tokens import Span, SpanGroup

    def span(start: int, end: int, label: str, row_id: str) -> Span:
        return Span(doc, start, end, label=label, kb_id=row_id, span_id=row_id)

    evidence: dict[str, list[EvidenceRow]] = defaultdict(list)
    for row in found.evidence:
        evidence[row.table].append(row)
    tables = {name: rows for name, rows in found.tables.items() if name not in LEFT_OUT}
    for name in dict.fromkeys([*ALWAYS, *evidence]):
        places = sorted(evidence[name], key=lambda row: (row.char_start, row.char_end))
        doc.spans[name] = SpanGroup(
            doc,
            name=name,
            spans=[span(row.char_start, row.char_end, row.field, row.row_id) for row in places],
            attrs={
                "rule": [row.rule for row in places],
                "confidence": [row.confidence for row in places],
                "page": [row.page for row in places],
            },
        )
    doc.spans["sections"] = SpanGroup(
        doc,
        name="sections",
        spans=[span(row.char_start, row.char_end, row.part, row.section_id) for row in found.sections],
    )
    doc.user_data["document"] = _plain(found.document)
    doc.user_data["page_offsets"] = tuple(found.text.page_offsets)
    for name, rows in tables.items():
        doc.user_data[name] = tuple(_plain(row) for row in rows)
    if ner:
        add_names(doc)
    return doc


def featured(nlp: Language, text: str) -> Doc:
    """Text as the recogniser takes it: the word that a character stands in as its lemma, its place there as its tag."""
    from spacy.tokens import Doc

    lemmas, tags = [], []
    for word, start, end in words(text):
        lemmas += [word] * (end - start)
        tags += ["S"] if end - start == 1 else ["B", *["M"] * (end - start - 2), "E"]
    return Doc(nlp.vocab, words=list(text), spaces=[False] * len(text), lemmas=lemmas, tags=tags)


def recognise(nlp: Language, text: str) -> list[tuple[int, int, str]]:
    """What a pipeline of ``tools/train_ner.py`` finds in a text: start, end, PER or ORG."""
    parts: list[tuple[int, int]] = []
    for match in SENTENCE.finditer(text):
        parts += pairwise([*range(match.start(), match.end(), LONGEST), match.end()])
    docs = nlp.pipe((featured(nlp, text[a:b]) for a, b in parts), batch_size=64)
    return [(a + e.start, a + e.end, e.label_) for (a, _), doc in zip(parts, docs, strict=True) for e in doc.ents]


def allowed(label: str, name: str) -> bool:
    """Do the rules allow that a recognised name is one? They refuse common nouns and words of the sentence around it."""
    if label == "PER":
        return is_name(name)
    return len(name) > 2 and not is_generic(name) and kind_of(name) is not None and not is_foreign(name)


@cache
def _recogniser() -> Language:
    blank()  # says what to install
    import spacy

    with resources.as_file(resources.files("extractors.vocab").joinpath("ner")) as folder:
        return spacy.load(folder)


def add_names(doc: Doc) -> None:
    """Put what the trained recogniser takes for persons (PER) and organisations (ORG) into ``doc.spans["names"]``.

    These are guesses that also reach bodies and persons merely mentioned; about one in six is wrong (``docs/names.md``).

    Raises:
        SpacyMissingError: spaCy is not installed.
        extractors.words.JiebaMissingError: jieba is not installed.
    """
    found = [
        (a, b, label) for a, b, label in recognise(_recogniser(), doc.text) if allowed(label, clean(doc.text[a:b]))
    ]
    from spacy.tokens import Span, SpanGroup

    doc.spans[NAMES] = SpanGroup(doc, name=NAMES, spans=[Span(doc, a, b, label=label) for a, b, label in found])


def _plain(value: Any) -> Any:
    """A value as a DocBin keeps it: the text of a section is left out, for it is the span's."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (f.name for f in dataclasses.fields(value))
        return {f: _plain(getattr(value, f)) for f in fields if not (f == "text" and isinstance(value, SectionRow))}
    if isinstance(value, list | tuple):
        return tuple(_plain(v) for v in value)
    return value
