"""The branch in which the accident happened, where the words make it plain."""

from __future__ import annotations

from extractors.facts import Facts
from extractors.rules import load
from schemas.document import Report


def extract(report: Report, facts: Facts) -> None:
    """Fill in ``industry`` from the accident's name, else from the sentence that states it."""
    for field in ("name", "summary"):
        for evidence in [e for f, e in facts.evidence if f == field]:
            for rule in load("industry"):
                match = rule.search(report.text, evidence.start, evidence.end)
                if match:
                    facts.set("industry", rule.attrs["value"], report.evidence(match.start(), match.end(), rule.id))
                    return
