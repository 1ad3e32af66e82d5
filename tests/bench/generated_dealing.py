"""Who answers for a generated accident, and how: fines under the article of the day, and what else is recommended."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from random import Random

from extractors.lawbook import article_in, edition_on, penalty_ranges
from schemas.records_accountability import Basis
from tests.bench import generated_words as w
from tests.bench.generated_case import SEVERITIES, Case, Person, Sanction, new_person


def basis(rng: Random, case: Case, broken: str, fined: str | None) -> list[Basis]:
    """The article that is broken and the one that sets the fine, each in the edition of the day."""
    edition = edition_on(w.SAFETY_LAW, case.day)
    special = w.SPECIAL.get(case.kind.industry)
    out: list[Basis] = []
    if special and broken == "unit" and rng.random() < 0.4:
        law, article = rng.choice(special)
        out.append(Basis(law=law, article=article))
    else:
        article = w.weighted(rng, w.BROKEN[broken])
        number = _in_edition(article, edition.edition if edition and edition.edition else 2021)
        item = rng.randrange(1, 7) if broken == "principal" and article == 21 else None
        out.append(Basis(law=w.SAFETY_LAW, article=number, item=item))
    if fined:
        out.append(_fine_article(case, fined))
    return out


@cache
def _in_edition(article: int, year: int) -> int:
    """The number of an article of 2021 in an older edition; those before 2014 number as the first did."""
    if year >= 2021:
        return article
    number = article_in(w.SAFETY_LAW, article, 2021, 2014) or article
    return number if year >= 2014 else article_in(w.SAFETY_LAW, number, 2014, 2002) or number


def _fine_article(case: Case, fined: str) -> Basis:
    """Who is fined (unit, principal, staff, concealed) → the article of the day."""
    item = SEVERITIES.index(case.stated or case.severity) + 1
    if case.day >= dt.date(2021, 9, 1):
        article = {"unit": 114, "principal": 95, "staff": 96, "concealed": 110}[fined]
        law = w.SAFETY_LAW
    elif case.day >= dt.date(2014, 12, 1):
        law, article = w.SAFETY_LAW, {"unit": 109, "principal": 92, "staff": 93, "concealed": 106}[fined]
    else:
        law, article = w.RULES, {"unit": 37, "principal": 38, "staff": 38, "concealed": 36}[fined]
    counted = fined in ("unit", "principal")
    return Basis(law=law, article=article, paragraph=1 if counted else None, item=item if counted else None)


def _money(amount: Decimal) -> str:
    return f"{amount / 10_000:.10g}万元" if amount % 1_000 == 0 else f"{amount:.0f}元"


def fine_unit(rng: Random, case: Case, cited: list[Basis], authority: str) -> Sanction:
    """A fine of a unit: mostly in the lower half of the range, now and then outside of it."""
    law = cited[-1]
    known = penalty_ranges(law.law, law.article or 0, case.day, case.stated or case.severity, "unit")
    low, high = (known[0].min_yuan, known[0].max_yuan) if known else (None, None)
    low, high = low or Decimal(100_000), high or Decimal(500_000)
    chance = rng.random()
    where = (
        -rng.random() * 0.3
        if chance < 0.05
        else 1 + rng.random() * 0.5
        if chance < 0.075
        else rng.betavariate(1.3, 2.6)
    )
    step = 10_000 if low < 500_000 else 50_000
    amount = max(Decimal(10_000), low + round((high - low) * Decimal(where) / step) * step)
    return Sanction("罚款", f"处{_money(amount)}的罚款", amount=amount, authority=authority, basis=cited)


def fine_person(rng: Random, case: Case, cited: list[Basis], authority: str) -> Sanction:
    """A fine of a person: a share of last year's income, in yuan, or both."""
    law = cited[-1]
    severity = case.stated or case.severity
    known = [r for r in penalty_ranges(law.law, law.article or 0, case.day, severity) if r.min_ratio and r.max_ratio]
    low, high = (known[0].min_ratio or 0.3, known[0].max_ratio or 0.3) if known else (0.3, 0.3)
    ratio = round(low + rng.choice((0, 0.25, 0.5, 1)) * (high - low), 2)
    if rng.random() < 0.06:
        ratio = max(0.1, round(ratio - 0.1, 2))
    income = rng.randrange(40, 400) * 1_000 + rng.choice((0, 0, 350, 860))
    amount = Decimal(round(income * ratio))
    share = f"上一年年收入百分之{w.numeral(round(ratio * 100))}"
    chosen = rng.random()
    if chosen < 0.55:
        return Sanction("罚款", f"处{share}的罚款", ratio=ratio, authority=authority, basis=cited)
    if chosen < 0.8:
        return Sanction(
            "罚款", f"处{share}的罚款，计{_money(amount)}", ratio=ratio, amount=amount, authority=authority, basis=cited
        )
    return Sanction("罚款", f"处{_money(amount)}的罚款", amount=amount, authority=authority, basis=cited)


def hold_to_account(case: Case, rng: Random) -> None:
    """Managers, officials and units, and what is recommended for each."""
    bureau = f"{case.place.city}应急管理局"
    discipline = f"{case.place.county}纪委监委"
    police = f"{case.place.county}公安局"
    severe = SEVERITIES.index(case.severity)
    for level, (posts, responsibility) in enumerate(w.MANAGERS):
        if level and rng.random() > 0.45 + 0.15 * severe:
            continue
        post = rng.choice(posts)
        post = w.MINE.get(post, post) if case.kind.industry in ("煤矿", "非煤矿山") else post
        person = new_person(rng, case.unit, post, responsibility=responsibility)
        person.status = rng.choice(("中共党员", "群众", "群众", None))
        _punish_manager(person, level, case, rng, bureau, police)
        case.people.append(person)
    for firm in case.firms[1:]:
        if firm.role == "监理单位" and rng.random() < 0.7:
            engineer = new_person(rng, firm, "总监理工程师", responsibility="监管责任", group="行政处罚")
            engineer.sanctions = [fine_person(rng, case, basis(rng, case, "staff", "staff"), bureau)]
            case.people.append(engineer)
    offices = [f for f in case.firms if not f.private]
    for _ in range(rng.choices((0, 1, 2, 3, 5), ((45, 30, 15, 8, 2), (5, 15, 30, 35, 15))[severe > 0])[0]):
        office = rng.choice(offices)
        posts = w.OFFICIALS["镇" if office.role == "属地政府" else "局"]
        official = new_person(
            rng, office, rng.choice(posts), responsibility=rng.choice(("监管责任", "重要领导责任", "领导责任"))
        )
        official.status, official.group = "中共党员" if rng.random() < 0.85 else None, "纪检处理"
        measures = rng.choices(
            (
                "诫勉",
                "批评教育",
                "谈话提醒",
                "政务警告",
                "政务记过",
                "政务记大过",
                "党内警告",
                "党内严重警告",
                "政务撤职",
                "移送纪检监察机关",
            ),
            (22, 16, 8, 12, 10, 3, 10, 5, 1, 13),
        )[0]
        passage = (
            "移送纪检监察机关处理"
            if measures.startswith("移送")
            else f"给予{measures}{'处分' if measures[:2] in ('政务', '党内') else '处理'}"
        )
        official.sanctions = [Sanction(measures, f"由{discipline}{passage}", authority=discipline)]
        case.people.append(official)
    _punish_units(case, rng, bureau, severe)


def _punish_manager(person: Person, level: int, case: Case, rng: Random, bureau: str, police: str) -> None:
    severe = SEVERITIES.index(case.severity)
    if rng.random() < (0.06, 0.45, 0.8, 0.9)[severe] * (1.3 if level in (2, 4) else 1):
        measure = rng.choices(("移送司法机关", "立案侦查", "刑事拘留", "取保候审", "逮捕"), (45, 15, 10, 22, 8))[0]
        done = measure != "移送司法机关"
        passage = (
            f"因涉嫌重大责任事故罪，已被{police}{measure}" if done else f"涉嫌重大责任事故罪，移送{police}依法处理"
        )
        person.group = "司法处理"
        person.sanctions = [Sanction(measure, passage, "已作出" if done else "建议", authority=police)]
        return
    if level == 0:
        concealed = bool(case.concealed)
        cited = basis(rng, case, "principal", "concealed" if concealed else "principal")
        person.group, person.sanctions = "行政处罚", [fine_person(rng, case, cited, bureau)]
        if severe >= 2 and rng.random() < 0.5:
            person.sanctions.append(
                Sanction("行业禁入", "终身不得担任本行业生产经营单位的主要负责人", authority=bureau)
            )
    elif level in (1, 2) and rng.random() < 0.75:
        person.group, person.sanctions = (
            "行政处罚",
            [fine_person(rng, case, basis(rng, case, "staff", "staff"), bureau)],
        )
    elif level == 3 and rng.random() < 0.5:
        person.group = "行政处罚"
        person.sanctions = [
            Sanction(
                "暂停或撤销资格", "撤销其安全生产考核合格证书", authority=bureau, basis=basis(rng, case, "staff", None)
            )
        ]
    else:
        measure = rng.choice(("内部处分", "解除劳动合同", "内部罚款"))
        passage = {"内部处分": "由公司按照内部管理规定给予处分", "解除劳动合同": "由公司解除劳动合同"}.get(
            measure, "由公司按照内部规定罚款5000元"
        )
        amount = Decimal(5_000) if measure == "内部罚款" else None
        person.group, person.sanctions = (
            "其他处理",
            [Sanction(measure, passage, amount=amount, authority=case.unit.name)],
        )


def _punish_units(case: Case, rng: Random, bureau: str, severe: int) -> None:
    for i, firm in enumerate(case.firms):
        if not firm.private:
            if rng.random() < 0.2 + 0.2 * severe:
                measure = rng.choice(("责令书面检查", "约谈", "通报批评"))
                to = f"{case.place.county}人民政府"
                passage = {"责令书面检查": f"责令其向{to}作出深刻书面检查", "约谈": f"由{to}对其进行约谈"}.get(
                    measure, f"由{to}予以通报批评"
                )
                firm.sanctions.append(Sanction(measure, passage, authority=to))
            continue
        if i == 0 and rng.random() < 0.93:
            firm.sanctions.append(fine_unit(rng, case, basis(rng, case, "unit", "unit"), bureau))
            if case.concealed and case.day < dt.date(2014, 12, 1):
                firm.sanctions.append(fine_unit(rng, case, [_fine_article(case, "concealed")], bureau))
        elif i and firm.role != "建设单位" and rng.random() < 0.5:
            firm.sanctions.append(fine_unit(rng, case, basis(rng, case, "unit", "unit"), bureau))
        for measure, passage, chance in (
            ("责令停产停业", "责令停产停业整顿", 0.06 + 0.2 * severe),
            ("联合惩戒", "将其纳入安全生产严重失信主体名单，实施联合惩戒", 0.05 + 0.25 * severe),
            (
                "暂扣证照",
                "暂扣安全生产许可证30日",
                0.05 if case.kind.industry in ("建筑施工", "煤矿", "危险化学品") else 0,
            ),
            ("警告", "给予警告", 0.04),
        ):
            if (i == 0 or rng.random() < 0.2) and rng.random() < chance:
                firm.sanctions.append(Sanction(measure, passage, authority=bureau))
