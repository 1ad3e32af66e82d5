"""What happened in a generated accident, before anyone writes of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from itertools import accumulate
from random import Random

from tests.bench import generated_words as w
from tests.bench.generated_case import SEVERITIES, Case, Firm, Sanction, new_person, severity_of
from tests.bench.generated_dealing import hold_to_account

POOL = 8
"""Firms per province that have more than one accident."""


def make_case(index: int, seed: int) -> tuple[Case, Random]:
    """The accident of a number, and the generator for whoever writes of it; the same for every count."""
    rng = Random(f"{seed}/{index}")
    kinds, places = _weights()
    kind = rng.choices(w.KINDS, cum_weights=kinds)[0]
    place = rng.choice(rng.choices(w.places(), cum_weights=places)[0])
    year = rng.choices(range(2010, 2026), range(2, 18))[0]
    at = dt.datetime(year, 1, 1) + dt.timedelta(
        days=rng.randrange(365), hours=min(23, max(0, int(rng.gauss(12.5, 4.5)))), minutes=rng.randrange(60)
    )
    deaths = _deaths(rng, kind.scale)
    serious = min(40, int(rng.expovariate(0.9 if deaths < 3 else 0.25)))
    if not deaths and not serious:
        serious = 1 + rng.randrange(2)
    minor = min(60, int(rng.expovariate(0.7 if deaths < 3 else 0.2)))
    loss = round(Decimal(rng.lognormvariate(0, 0.35) * (deaths * 135 + serious * 40 + minor * 5 + 12)), 2) * 10_000
    severity = severity_of(deaths, serious, loss)
    chance = rng.random()
    stated = (
        None if chance < 0.04 else SEVERITIES[min(3, SEVERITIES.index(severity) + 1)] if chance < 0.05 else severity
    )
    concealed = True if rng.random() < 0.025 else None if rng.random() < 0.35 else False
    case = Case(
        index, kind, place, kind.venue.format(n=rng.randrange(1, 30)), at, deaths, serious, minor, loss, severity,
        stated, concealed, _minutes(rng, concealed),
    )  # fmt: skip
    _firms(case, rng, seed)
    _victims(case, rng)
    hold_to_account(case, rng)
    return case, rng


@cache
def _weights() -> tuple[list[float], list[float]]:
    """Running totals of the weights of kinds and of provinces; a province weighs as much as it has counties."""
    return list(accumulate(k.weight for k in w.KINDS)), list(accumulate(len(p) for p in w.places()))


def _deaths(rng: Random, scale: int) -> int:
    low, high = rng.choices(
        ((0, 0), (1, 1), (2, 2), (3, 9), (10, 29), (30, 62)),
        ((6, 86, 6, 2, 0, 0), (3, 55, 21, 20, 1, 0), (4, 38, 18, 33, 6, 1))[scale],
    )[0]
    # the fewer the likelier within a class
    return low + int((high - low + 1) * rng.random() ** 2.2)


def _minutes(rng: Random, concealed: bool | None) -> dict[str, int]:
    """Minutes from the accident to each step."""
    report = round(rng.lognormvariate(3.2, 0.9)) + (rng.randrange(1_440, 30_000) if concealed else 0)
    arrival = round(rng.lognormvariate(3.0, 0.5)) + 3
    over = arrival + round(rng.lognormvariate(4.6, 0.8)) + 20
    return {"报告": max(1, report), "到场": arrival, "救出": arrival + rng.randrange(5, 60), "处置完成": over + 60}


def _firms(case: Case, rng: Random, seed: int) -> None:
    place, day = case.place, case.day
    if rng.random() < 0.08:
        number = rng.randrange(POOL)
        fixed = Random(f"{seed}/firm/{place.province}/{number}")
        home = fixed.choice(next(p for p in w.places() if p[0].province == place.province))
        name = w.firm_name(fixed, home, f"{('控股集团', '建设集团', '能源集团', '实业集团')[number % 4]}")
        case.firms.append(Firm(name, "事故发生单位", w.uscc(fixed, home.adcode)))
    else:
        case.firms.append(_firm(case, rng, "事故发生单位", rng.choice(case.kind.firms)))
    if case.kind.industry == "建筑施工":
        case.firms.append(_firm(case, rng, "建设单位", "置业"))
        case.firms.append(_firm(case, rng, "监理单位", "工程监理"))
        if rng.random() < 0.5:
            case.firms.append(_firm(case, rng, "劳务单位", "建筑劳务"))
    elif rng.random() < 0.35:
        case.firms.append(_firm(case, rng, rng.choice(("委托单位", "出租单位", "上级单位", "供应单位")), "实业"))
    for firm in case.firms:
        firm.head = w.person_name(rng)[0]
        firm.founded = day - dt.timedelta(days=rng.randrange(200, 7_000))
        firm.capital = Decimal(rng.choice((50, 100, 200, 500, 1000, 2000, 5000, 10000))) * 10_000
    bureau = w.BUREAUS[0] if case.kind.industry != "建筑施工" else w.BUREAUS[1]
    case.firms.append(Firm(f"{place.county}{bureau}", "监管部门", private=False))
    case.firms.append(
        Firm(f"{place.county}{rng.choice(('城关镇', '新桥镇', '永安镇', '东山镇'))}人民政府", "属地政府", private=False)
    )


def _firm(case: Case, rng: Random, role: str, branch: str) -> Firm:
    code = w.uscc(rng, case.place.adcode) if rng.random() < 0.75 else None
    if code and rng.random() < 0.02:
        code = code[:-1] + ("0" if code[-1] != "0" else "1")
    name = w.firm_name(rng, case.place, branch)
    if any(firm.name == name for firm in case.firms):
        name = name.replace("示例", "示例新")
    return Firm(name, role, code)


def _victims(case: Case, rng: Random) -> None:
    hurt = case.deaths + min(case.serious, 3)
    for i in range(min(hurt, 12)):
        firm = case.unit if rng.random() < 0.8 else rng.choice([f for f in case.firms if f.private])
        person = new_person(rng, firm, rng.choice(w.WORKERS), dead=i < case.deaths)
        if i == 0 and case.deaths and case.kind.factor == "人":
            person.responsibility, person.group = "直接责任", "免予追究"
            person.sanctions = [Sanction("免予追究责任", "鉴于其已在事故中死亡，建议免予追究责任")]
        case.people.append(person)
