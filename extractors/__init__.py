"""What a report says: one topic a module, run in the order of the lists below.

A module has ``extract(report, facts)``: it finds, resolves and puts values with their evidence into ``facts``; it may
read what the modules before it have put there.
"""

from __future__ import annotations

from collections.abc import Callable

from extractors import (
    addressees,
    casualties,
    direct_cause,
    identity,
    industry,
    investigation,
    letterhead,
    location,
    losses,
    nature,
)
from extractors.facts import Facts
from schemas.document import Report

Extract = Callable[[Report, Facts], None]

DOCUMENT: tuple[Extract, ...] = (letterhead.extract, addressees.extract)
"""Extractors of the row of ``documents``."""

ACCIDENT: tuple[Extract, ...] = (
    identity.extract,
    location.extract,
    casualties.extract,
    losses.extract,
    nature.extract,
    investigation.extract,
    direct_cause.extract,
    industry.extract,
)
"""Extractors of the row of ``accidents``; each reads what those before it found."""
