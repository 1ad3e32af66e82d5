"""What is known of a generated accident: figures, firms, people, what they are punished with."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from random import Random

from schemas.records_accountability import Basis
from schemas.vocabularies import MEASURES_OF
from tests.bench import generated_words as w

CATEGORY = {measure: category for category, measures in MEASURES_OF.items() for measure in measures}
SEVERITIES = ("一般", "较大", "重大", "特别重大")


@dataclasses.dataclass
class Sanction:
    """A measure; ``passage`` are the words that state it."""

    measure: str
    passage: str
    status: str = "建议"
    amount: Decimal | None = None
    ratio: float | None = None
    authority: str | None = None
    basis: list[Basis] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Firm:
    """A unit with what is said of it."""

    name: str
    role: str
    uscc: str | None = None
    head: str | None = None
    founded: dt.date | None = None
    capital: Decimal | None = None
    sanctions: list[Sanction] = dataclasses.field(default_factory=list)
    private: bool = True


@dataclasses.dataclass
class Person:
    """A person; ``dead`` None where the report only holds them to account."""

    name: str
    masked: bool
    firm: Firm
    position: str
    gender: str
    age: int
    dead: bool = False
    responsibility: str | None = None
    status: str | None = None
    group: str = ""
    sanctions: list[Sanction] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Case:
    """An accident."""

    index: int
    kind: w.Kind
    place: w.Place
    venue: str
    at: dt.datetime
    deaths: int
    serious: int
    minor: int
    loss: Decimal
    severity: str
    stated: str | None
    concealed: bool | None
    minutes: dict[str, int]
    firms: list[Firm] = dataclasses.field(default_factory=list)
    people: list[Person] = dataclasses.field(default_factory=list)

    @property
    def unit(self) -> Firm:
        """The unit where it happened."""
        return self.firms[0]

    @property
    def day(self) -> dt.date:
        """The day of the accident."""
        return self.at.date()

    @property
    def type_words(self) -> str:
        """The kind as it is printed."""
        return self.kind.stated or self.kind.type

    @property
    def name(self) -> str:
        """The accident's full name."""
        return f"{self.unit.name}{self.tag}{self.stated or ''}{self.type_words}事故"

    @property
    def tag(self) -> str:
        """The date tag, “5·29”."""
        return f"“{self.at.month}·{self.at.day}”"


def severity_of(deaths: int, serious: int, loss: Decimal) -> str:
    """By 国务院令第493号, Article 3."""
    for i, (dead, hurt, yuan) in enumerate(((30, 100, 100_000_000), (10, 50, 50_000_000), (3, 10, 10_000_000))):
        if deaths >= dead or serious >= hurt or loss >= yuan:
            return SEVERITIES[3 - i]
    return SEVERITIES[0]


def new_person(rng: Random, firm: Firm, position: str, **known: object) -> Person:
    """A person with a name of their own."""
    name, masked = w.person_name(rng)
    gender = "女" if rng.random() < 0.12 else "男"
    return Person(name, masked, firm, position, gender, rng.randrange(21, 62), **known)  # type: ignore[arg-type]
