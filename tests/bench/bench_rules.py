"""What each pattern of the program costs on a megabyte of hostile text.

The text of a report is untrusted. A pattern that backtracks costs four times as much for twice the text, and a megabyte of the right
character keeps a worker until its time limit. Neither ``re`` nor ``regex`` counts its steps, so the cost is processor time at
sizes that grow fourfold: a pattern is given up as soon as its cost says that it grows faster than the text.
"""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any

import regex

from extractors.rules import Rule, load

MB = 1 << 20
LIMIT = 0.1
"""Seconds that a pattern may take for a megabyte (issue 7)."""
PACKAGES = ("extractors", "pipeline")

UNITS = {
    "digits": "7",
    "numerals": "一二三千万亿",
    "第": "第",
    "articles": "第一条、第二款",
    "opening brackets": "（",
    "closing brackets": "）",
    "brackets": "（一）",
    "titles": "《",
    "quotes": "“",
    "Chinese": "某市示例化工有限公司在厂区内组织人员对设备进行检修",
    "one character": "的",
    "spaces": " ",
    "wide spaces": "\u3000",
    "line feeds": "\n",
    "tabs": "1\t",
    "letters": "a",
    "words": "ab c.",
    "commas": "，",
    "stops": "。",
    "enumeration": "张某、李某、",
    "money": "处罚款人民币50万元，",
    "times": "5月6日8时30分，",
    "deaths": "造成3人死亡，",
    "companies": "某市示例有限公司",
    "posts": "经理、安全员",
    "duty": "建议给予",
    "items": "1.加强管理。\n",
    "figures": "1,234.5",
    "marks": "1.2.3.",
    "dashes": "—",
}
"""What hostile texts are made of: each is one unit again and again."""


class Cut(Exception):
    """The pattern took longer than it was given."""


@dataclasses.dataclass(frozen=True)
class Pattern:
    """A compiled pattern and where it stands; ``rule`` where it belongs to a rule file."""

    name: str
    compiled: Any
    rule: bool = False


@dataclasses.dataclass(frozen=True)
class Cost:
    """Seconds of a pattern on a text of ``size`` bytes; ``growth`` against a quarter of it, where both can be measured.

    ``size`` is smaller than asked for where the pattern was given up.
    """

    pattern: str
    text: str
    size: int
    seconds: float
    growth: float | None

    def at(self, size: int) -> float:
        """Seconds at a larger size, if it grows on as it did."""
        steps = 0
        while self.size << 2 * steps < size:
            steps += 1
        return self.seconds * (self.growth or 4.0) ** steps


def hostile(unit: str, size: int) -> str:
    """A text of ``size`` bytes in UTF-8."""
    return unit * (size // len(unit.encode()))


def patterns() -> list[Pattern]:
    """All compiled patterns of the program: those of rule files, and those that stand in modules (also in tuples and tables)."""
    found: dict[int, Pattern] = {}
    for file in sorted(p.name for p in resources.files("extractors.vocab").iterdir() if p.name.endswith(".toml")):
        name = file.removesuffix(".toml")
        try:
            rules = load(name)
        except KeyError:
            continue  # a list of words, not of rules
        for rule in rules:
            found.setdefault(id(rule.pattern), Pattern(f"{name}:{rule.id}", rule.pattern, True))
            if rule.unless is not None:
                found.setdefault(id(rule.unless), Pattern(f"{name}:{rule.id} except", rule.unless, True))
    for package in PACKAGES:
        home = importlib.import_module(package)
        for info in pkgutil.walk_packages(home.__path__, f"{package}."):
            try:
                module = importlib.import_module(info.name)
            except ImportError:
                continue  # an extra that is not installed
            for key, value in vars(module).items():
                for at, compiled in enumerate(_inside(value)):
                    name = f"{info.name}.{key}" + (f"[{at}]" if at else "")
                    found.setdefault(id(compiled), Pattern(name, compiled))
    return list(found.values())


def _inside(value: Any, depth: int = 3) -> Iterator[Any]:
    if isinstance(value, (re.Pattern, regex.Pattern)):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, Rule) or not depth:
        return
    elif isinstance(value, (tuple, list, set, frozenset)):
        for item in value:
            yield from _inside(item, depth - 1)
    elif isinstance(value, dict):
        for pair in value.items():
            yield from _inside(pair, depth - 1)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Ends what runs inside with :class:`Cut` after so much processor time (``re`` and ``regex`` look for signals)."""

    def cut(number: int, frame: Any) -> None:
        raise Cut

    before = signal.signal(signal.SIGPROF, cut)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds(compiled: Any, text: str, repeats: int = 1) -> float:
    """Least processor time for all matches in a text."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        for _match in compiled.finditer(text):
            pass
        best = min(best, time.process_time() - start)
    return best


def cost(pattern: Pattern, kind: str, unit: str, most: int = MB, clock: Callable[..., float] = seconds) -> Cost:
    """The cost of a pattern on one kind of text, at sizes growing fourfold up to ``most`` bytes.

    A pattern that took a second or more for a quarter is not tried on the whole.
    """
    size, last, growth = most >> 10, 0.0, None
    while True:
        spent = clock(pattern.compiled, hostile(unit, size))
        if spent > 0.02 and last:  # what is quick may be a slip of the clock
            spent = min(spent, clock(pattern.compiled, hostile(unit, size)))
        growth = spent / last if last > 5e-4 else None
        if size >= most or spent > 1:
            return Cost(pattern.name, kind, size, spent, growth)
        size, last = size << 2, spent


def slowest(most: int = MB, progress: Callable[[str], None] = lambda line: None) -> list[Cost]:
    """The dearest kind of text of each pattern, dearest pattern first."""
    out = []
    found = patterns()
    for number, pattern in enumerate(found):
        if number % 100 == 0:
            progress(f"patterns: {number} of {len(found)}")
        costs = []
        for kind, unit in UNITS.items():
            try:
                with at_most(30):
                    costs.append(cost(pattern, kind, unit, most))
            except Cut:
                costs.append(Cost(pattern.name, kind, most >> 10, 30.0, None))
        out.append(max(costs, key=lambda c: c.at(most)))
    return sorted(out, key=lambda c: -c.at(most))
