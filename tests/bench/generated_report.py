"""An accident as its documents tell it: the report, its evaluation, a bulletin, an approval; every value has its words."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from extractors.lawbook import edition_on, kind_of, law
from schemas.records import AccidentRow
from schemas.records_accountability import Basis, CitationRow, OrganizationRow, PersonRow, SanctionRow
from schemas.records_story import CauseRow, EventRow, MeasureRow
from tests.bench import generated_words as w
from tests.bench.generated_case import CATEGORY, Case, Firm, Person, Sanction
from tests.bench.generated_draft import Draft, Words, words

GROUPS = (
    ("免予追究", "建议免予追究责任人员"),
    ("司法处理", "司法机关处理人员"),
    ("行政处罚", "建议给予行政处罚人员"),
    ("纪检处理", "建议给予党纪政务处分和组织处理人员"),
    ("其他处理", "建议由所在单位处理人员"),
)


def full_date(day: dt.date) -> str:
    """2024年6月18日."""
    return f"{day.year}年{day.month}月{day.day}日"


def clock(at: dt.datetime) -> str:
    """14时20分."""
    return f"{at.hour}时{at.minute:02d}分"


def money(case: Case) -> str:
    """The loss as printed."""
    return f"{case.loss / 10_000:.2f}万元"


class Told:
    """A document about an accident while it is written: its draft, and the ids of the rows that others point to."""

    def __init__(self, case: Case, rng: Random, doc_id: str, accident_id: str, paged: bool) -> None:
        self.case, self.rng, self.accident_id = case, rng, accident_id
        self.draft = Draft(doc_id, paged)
        self.both_ids = {"doc_id": doc_id, "accident_id": accident_id}
        self.firm_ids: dict[str, str] = {}
        self.unsaid: list[Basis] = []
        self.report_minutes: int | None = None
        self.arrival_minutes: int | None = None
        self.told: dict[str, Any] = {}

    def a(self, text: str, *fields: str) -> Words:
        """Words that fields of the accident are read from."""
        return words(text, "accidents", self.accident_id, *fields)

    def title(self, kind: str) -> None:
        """The title, 示例 below it, and the sentence that states the accident."""
        c, d = self.case, self.draft
        title = f"{c.name}{kind}"
        d.places.append(("documents", d.doc_id, "title", d.size, d.size + len(title), title))
        d.put(self.a(c.name, "name"))
        d.say(f"{kind}\n{w.MARK}\n")
        place = f"{c.place.city}{c.place.county}" if c.place.city != c.place.county else c.place.county
        hurt = "".join(f"、{n}人{words_}" for n, words_ in ((c.serious, "重伤"), (c.minor, "轻伤")) if n)
        dead = f"{c.deaths}人死亡" if c.deaths else "未造成人员死亡"
        start, end = d.fill(
            "{at}许，{place}{venue}发生一起{stated}{kind}事故，造成{dead}{hurt}，直接经济损失{about}{loss}。",
            at=self.a(f"{full_date(c.day)}{clock(c.at)}", "occurred_at"),
            place=self.a(place, "province", "city", "county", "adcode"),
            venue=self.a(f"{c.unit.name}{c.venue}", "place"),
            stated=self.a(c.stated, "severity") if c.stated else "",
            kind=self.a(c.type_words, "accident_type", "accident_type_stated"),
            dead=self.a(dead, "deaths"),
            hurt=self.a(hurt, "serious_injuries", "minor_injuries", "injuries") if hurt else "",
            about="约" if c.index % 3 == 0 else "",
            loss=self.a(money(c), "direct_loss_yuan"),
        )
        self.told |= {"summary": "".join(d.parts)[start:end], "place": f"{place}{c.unit.name}{c.venue}"}

    def accident(self, issued: dt.date | None, **more: Any) -> AccidentRow:
        """The row of ``accidents``."""
        c = self.case
        hurt = c.serious + c.minor
        row = AccidentRow(
            **self.both_ids, name=c.name, short_name=c.tag, occurred_at=c.at, occurred_precision="minute",
            province=c.place.province, city=c.place.city, county=c.place.county, adcode=c.place.adcode,
            accident_type=c.kind.type, accident_type_stated=c.type_words,
            severity=c.stated, severity_derived=c.severity, deaths=c.deaths,
            serious_injuries=c.serious if c.serious else None, minor_injuries=c.minor if c.minor else None,
            injuries=hurt or None, direct_loss_yuan=c.loss, loss_is_approximate=c.index % 3 == 0,
            industry=c.kind.industry, minutes_to_report=self.report_minutes, minutes_to_arrival=self.arrival_minutes,
            **{"team_members": [], "link_differs": [], **self.told, **more},
        )  # fmt: skip
        self.draft.keep(row)
        return row

    # -- units and people -----------------------------------------------------------------------------------------

    def firm(self, firm: Firm, number: int, described: bool) -> None:
        """A unit's row, and a paragraph about it."""
        d = self.draft
        org_id = self.firm_ids[firm.name] = d.id("o", "organizations")
        full = described and firm.private
        row = OrganizationRow(
            org_id=org_id, **self.both_ids, name=firm.name, aliases=[], role=firm.role,
            uscc=firm.uscc if full else None, uscc_valid=w.check_character(firm.uscc[:17]) == firm.uscc[17] if full and firm.uscc else None,
            legal_representative=firm.head if full else None, registered_on=firm.founded if full else None,
            registered_capital_yuan=firm.capital if full else None,
        )  # fmt: skip
        d.keep(row)
        name = words(firm.name, "organizations", org_id, "name")
        role = words(firm.role, "organizations", org_id, "role")
        if not full:
            d.fill(f"{number}.{{name}}，系{{role}}。", name=name, role=role)
            return
        assert firm.founded is not None
        assert firm.capital is not None
        d.fill(
            f"{number}.{{name}}，系{{role}}，成立于{{founded}}，注册资本{{capital}}，法定代表人{{head}}{{code}}。",
            name=name, role=role,
            founded=words(full_date(firm.founded), "organizations", org_id, "registered_on"),
            capital=words(f"{firm.capital / 10_000:.0f}万元", "organizations", org_id, "registered_capital_yuan"),
            head=words(firm.head or "", "organizations", org_id, "legal_representative"),
            code=words(f"，统一社会信用代码{firm.uscc}", "organizations", org_id, "uscc") if firm.uscc else "",
        )  # fmt: skip

    def person(self, person: Person, number: int) -> None:
        """A person's row, the paragraph about them and their sanctions."""
        d = self.draft
        person_id = d.id("p", "persons")
        responsibility = f"对事故发生负有{person.responsibility}" if person.responsibility else None
        d.keep(
            PersonRow(
                person_id=person_id, **self.both_ids, name=person.name, is_masked=person.masked,
                is_deceased=True if person.dead else False if person.group == "受伤" else None, gender=person.gender,
                age=person.age if person.dead else None, political_status=person.status, organization=person.firm.name,
                position=person.position, responsibility=person.responsibility, responsibility_text=responsibility,
            )
        )  # fmt: skip
        p = ("persons", person_id)
        d.say(f"{number}.")
        d.put(words(person.name, *p, "name"))
        d.say("，")
        d.put(words(person.gender, *p, "gender"))
        for said, field in (
            (f"{person.age}岁" if person.dead else "", "age"), (person.status, "political_status"), (person.firm.name, "organization")
        ):  # fmt: skip
            if said:
                d.say("，")
                d.put(words(said, *p, field))
        d.put(words(person.position, *p, "position"))
        d.say("。")
        if responsibility:
            d.put(words(f"{responsibility}。", *p, "responsibility", "responsibility_text"))
        known = {
            "target_kind": "person", "person_id": person_id, "target_name": person.name,
            "target_organization": person.firm.name, "target_position": person.position,
        }  # fmt: skip
        for sanction in person.sanctions:
            self.sanction(sanction, known)
        d.say("\n")

    def unit(self, firm: Firm, number: int) -> None:
        """The paragraph with a unit's sanctions."""
        d = self.draft
        d.say(f"{number}.{firm.name}。")
        known = {"target_kind": "organization", "org_id": self.firm_ids.get(firm.name), "target_name": firm.name}
        for sanction in firm.sanctions:
            self.sanction(sanction, known)
        d.say("\n")

    def sanction(self, item: Sanction, target: dict[str, Any], decided: dt.date | None = None) -> None:
        """A sanction's row with the articles that it rests on."""
        d = self.draft
        sanction_id = d.id("x", "sanctions")
        s = ("sanctions", sanction_id)
        start = d.size
        for i, cited in enumerate(item.basis):
            broken = i == 0 and len(item.basis) > 1
            d.say("其行为违反了" if broken else "依据")
            self.cite(cited, "违反" if broken else "依据", words("", *s, "basis"))
            d.say("的规定，" if i == 0 else "，")
        if decided:
            d.put(words(full_date(decided), *s, "decided_on"))
            d.say("，")
        elif item.status == "建议" and item.authority and not item.passage.startswith(("由", "鉴于", "涉嫌")):
            d.say("建议由")
            d.put(words(item.authority, *s, "authority"))
        elif item.status == "建议" and item.passage.startswith("由"):
            d.say("建议")
        fields = ["measure", "measure_text"]
        fields += ["amount_yuan"] * (item.amount is not None) + ["income_ratio"] * (item.ratio is not None)
        d.put(words(item.passage, *s, *fields))
        d.say("。")
        d.keep(
            SanctionRow(
                sanction_id=sanction_id, **self.both_ids, **target, category=CATEGORY[item.measure], measure=item.measure,
                measure_text=item.passage, status=item.status, amount_yuan=item.amount, income_ratio=item.ratio,
                authority=item.authority, decided_on=decided, basis=item.basis, text="".join(d.parts[-40:])[start - d.size :],
                section_id=d.section,
            )
        )  # fmt: skip

    def cite(self, cited: Basis, context: str, also: Words | None = None) -> None:
        """A citation's words and row."""
        d, day = self.draft, self.case.day
        citation_id = d.id("c", "citations")
        short = cited.law.removeprefix("中华人民共和国")
        text = f"《{short}》" + (f"第{w.numeral(cited.article)}条" if cited.article else "")
        text += f"第{w.numeral(cited.paragraph)}款" if cited.paragraph else ""
        text += f"第（{w.numeral(cited.item)}）项" if cited.item else ""
        item = words(text, "citations", citation_id, "law", *(["article"] if cited.article else []))
        if also:
            item = Words(text, item.reads + also.reads)
        start, end = d.put(item)
        book, edition = law(cited.law), edition_on(cited.law, day)
        d.keep(
            CitationRow(
                citation_id=citation_id, doc_id=d.doc_id, law=cited.law, law_kind=kind_of(cited.law), article=cited.article,
                paragraph=cited.paragraph, item=cited.item, edition=edition.edition if edition else None,
                in_force_on_accident=True if edition else False if book else None, context=context, section_id=d.section,
                char_start=start, char_end=end,
            )
        )  # fmt: skip

    # -- what happened --------------------------------------------------------------------------------------------

    def event(self, at: dt.datetime, kind: str, text: str) -> None:
        """An event's row and sentence."""
        d = self.draft
        event_id = d.id("e", "events")
        ordinal = len(d.rows.get("events", ()))
        d.put(words(f"{clock(at)}许，{text}", "events", event_id, "at", "kind", "text"))
        d.say("。")
        d.keep(
            EventRow(
                event_id=event_id, **self.both_ids, ordinal=ordinal, at=at, precision="minute", kind=kind,
                text=f"{clock(at)}许，{text}", section_id=d.section,
            )
        )  # fmt: skip

    def cause(self, kind: str, text: str, firm: Firm | None, factor: str | None) -> None:
        """A cause's row and paragraph."""
        d = self.draft
        cause_id = d.id("u", "causes")
        ordinal = len(d.rows.get("causes", ()))
        d.put(words(text, "causes", cause_id, "text"))
        d.say("\n")
        d.keep(
            CauseRow(
                cause_id=cause_id, **self.both_ids, ordinal=ordinal, kind=kind, text=text,
                organization=firm.name if firm else None, factor=factor, section_id=d.section,
            )
        )  # fmt: skip

    def measure(self, heading: str, text: str, to: list[str], status: str | None = None) -> None:
        """A measure under its own heading; with ``status`` as an evaluation tells what was done."""
        d = self.draft
        d.head(2, heading, "措施落实" if status else "防范措施")
        measure_id = d.id("m", "measures")
        ordinal = len(d.rows.get("measures", ()))
        done = w.DONE[status] if status else None
        d.say("建议：" if status else "")
        d.put(words(text, "measures", measure_id, "text"))
        d.say("\n")
        if done:
            d.say("落实情况：")
            d.put(words(done, "measures", measure_id, "implementation"))
            d.say("\n")
        d.keep(
            MeasureRow(
                measure_id=measure_id, **self.both_ids, ordinal=ordinal, heading=heading, text=text, addressed_to=to,
                implementation=done, status=status, section_id=d.section,
            )
        )  # fmt: skip
