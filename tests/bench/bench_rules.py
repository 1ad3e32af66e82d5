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
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import regex

from extractors.patterns import Late
from extractors.rules import Rule, load

MB = 1 << 20
_CALL = re.compile(r"\b(\w+)\.(match|fullmatch|search|finditer|findall|sub|subn|split|pattern)\b")
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


_OWN = re.compile("[一-鿿]{1,6}")


def own_words(source: str) -> list[str]:
    """The words that a pattern is made of, for texts that are one of them again and again: 依法依法依法…."""
    return sorted(set(_OWN.findall(source)))


class Cut(Exception):
    """The pattern took longer than it was given."""


@dataclasses.dataclass(frozen=True)
class Pattern:
    """A compiled pattern and where it stands; ``rule`` where it belongs to a rule file.

    ``use``: how it is called; one that is only ever matched at a place need not bear a search of the whole text.
    """

    name: str
    compiled: Any
    rule: bool = False
    use: str = "finditer"

    @property
    def module(self) -> str:
        """The rule file or module that it stands in."""
        return self.name.split(":")[0] if self.rule else self.name.rpartition(".")[0]


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
        uses = _uses(Path(home.__path__[0]))
        for info in pkgutil.walk_packages(home.__path__, f"{package}."):
            try:
                module = importlib.import_module(info.name)
            except ImportError:
                continue  # an extra that is not installed
            for key, value in vars(module).items():
                called = uses[info.name, key] if key.startswith("_") else uses["", key]
                for at, compiled in enumerate(_inside(value)):
                    name = f"{info.name}.{key}" + (f"[{at}]" if at else "")
                    found.setdefault(id(compiled), Pattern(name, compiled, use=_use(called)))
    return list(found.values())


def _uses(home: Path) -> dict[tuple[str, str], set[str]]:
    """The methods that are called on each name in a module, and in all the package's modules together ('')."""
    out: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in home.rglob("*.py"):
        module = ".".join((home.name, *path.relative_to(home).with_suffix("").parts)).removesuffix(".__init__")
        for name, method in _CALL.findall(path.read_text("utf-8")):
            out[module, name].add(method)
            out["", name].add(method)
    return out


def _use(methods: set[str]) -> str:
    for narrow, wide in (("fullmatch", {"fullmatch"}), ("match", {"match", "fullmatch"})):
        if methods and methods <= wide:
            return narrow
    return "finditer"


def _inside(value: Any, depth: int = 3) -> Iterator[Any]:
    if isinstance(value, (re.Pattern, regex.Pattern, Late)):
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


def seconds(pattern: Pattern, text: str, repeats: int = 1) -> float:
    """Least processor time for all matches in a text, or for the one at its beginning where that is the pattern's use."""
    call = getattr(pattern.compiled, pattern.use)
    every = pattern.use == "finditer"
    best = float("inf")
    for _ in range(repeats):
        start = time.thread_time()  # the clock of the process turns coarse while a timer of its own runs
        if every:
            for _match in call(text):
                pass
        else:
            call(text)
        best = min(best, time.thread_time() - start)
    return best


def grows(pattern: Pattern, unit: str, most: int = 16_384) -> float | None:
    """By how much the cost of a pattern grows for four times the text, where that is too much; None where it is not.

    A pattern that compares each character with each takes most²/2 steps, at least 100 ms for 16,384 characters; one that reads
    them once takes about a millisecond. What takes less than 20 ms is therefore no question of growth; what takes more is
    measured three times at two sizes, and 7 lies between the 4 of the one and the 16 of the other. inf: it was cut off after 1 s.
    """
    size, last = most >> 4, 0.0
    while size <= most:
        texts = [(unit * size)[: size >> 2], (unit * size)[:size]]
        try:
            with at_most(1):
                spent = seconds(pattern, texts[1])
            if spent > 0.02 and spent > 6 * last:
                short, long = (seconds(pattern, text, 3) for text in texts)
                if long > 7 * short and long > 0.02:
                    return long / short
        except Cut:
            return float("inf")
        size, last = size << 2, spent
    return None


def cost(pattern: Pattern, kind: str, unit: str, most: int = MB, clock: Callable[..., float] = seconds) -> Cost:
    """The cost of a pattern on one kind of text, at sizes growing fourfold up to ``most`` bytes.

    A pattern whose cost at a smaller size says that the whole is far beyond the limit is given up there.
    """
    size, last, growth = most >> 10, 0.0, None
    while True:
        try:
            with at_most(5):
                spent = clock(pattern, hostile(unit, size), 1 + (size < most))
        except Cut:
            return Cost(pattern.name, kind, size, 5.0, 16.0)
        growth = spent / last if last > 2e-4 else None
        # given up: what this size took says already that the whole is far beyond the limit
        if size >= most or spent > 0.3 or (spent > LIMIT and (growth or 0) > 7):
            return Cost(pattern.name, kind, size, spent, growth)
        size, last = size << 2, spent


def slowest(most: int = MB, progress: Callable[[str], None] = lambda line: None) -> list[Cost]:
    """The dearest kind of text of each pattern, dearest pattern first."""
    out = []
    found = patterns()
    for number, pattern in enumerate(found):
        if number % 100 == 0:
            progress(f"patterns: {number} of {len(found)}")
        costs = [cost(pattern, kind, unit, most) for kind, unit in UNITS.items()]
        out.append(max(costs, key=lambda c: c.at(most)))
    return sorted(out, key=lambda c: -c.at(most))


if __name__ == "__main__":  # the patterns that grow faster than the text, as tests/pipeline/test_growth.py lists them
    for one in patterns():
        for name, what in UNITS.items():
            if (much := grows(one, what)) is not None:
                print(f"{one.name}\t{name}\t{much:.0f}", flush=True)
