"""The kinds of documents, each from its title to its signature."""

from __future__ import annotations

import dataclasses
import datetime as dt
from random import Random
from typing import Any

from extractors.facts import Check
from pipeline.outcomes import Side, outcomes
from pipeline.penalties import law_checks, penalties
from schemas.records import AccidentRow, CheckRow
from schemas.records_accountability import Basis
from schemas.records_story import DirectiveRow
from tests.bench import generated_words as w
from tests.bench.generated_case import Case, Sanction
from tests.bench.generated_draft import Draft, words
from tests.bench.generated_report import GROUPS, Told, full_date, money

MEDIA = (("application/pdf", "pdf", 55), ("text/html", "html", 25), ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", 15), ("text/plain", "txt", 5))  # fmt: skip
VERSION = "0.1.0-generated"


def file_of(rng: Random, index: int, kind: str) -> tuple[bool, dict[str, Any]]:
    """Whether the file has pages, and the columns of ``documents`` that tell of it."""
    media, suffix, _ = rng.choices(MEDIA, [m[2] for m in MEDIA])[0]
    name = f"示例-{index:06d}-{kind}.{suffix}"
    paged = suffix == "pdf"
    source = "markup" if not paged else "ocr" if rng.random() < 0.06 else "text_layer"
    return paged, {
        "source": f"generated/{index // 1000:03d}/{name}", "file_name": name, "also_at": [], "media_type": media,
        "text_source": source, "recipients": [], "copied_to": [], "parser_version": VERSION, "warnings": [],
    }  # fmt: skip


def report(
    case: Case,
    rng: Random,
    doc_id: str,
    accident_id: str,
    file: tuple[bool, dict[str, Any]],
    copy_of: str | None = None,
) -> Told:
    """The investigation report."""
    told = Told(case, rng, doc_id, accident_id, file[0])
    d, c = told.draft, case
    team = f"{c.place.city}人民政府事故调查组"
    issued = c.day + dt.timedelta(days=rng.randrange(45, 200))
    formed = c.day + dt.timedelta(days=rng.randrange(1, 12))
    told.title("调查报告")
    _set_up(told, formed)
    d.head(1, "基本情况", "基本情况")
    d.head(2, "事故有关单位情况", "基本情况", "单位概况")
    for i, firm in enumerate(c.firms):
        told.firm(firm, i + 1, True)
    _course(told)
    _causes(told)
    d.head(1, "事故性质", "事故性质")
    nature = "生产安全责任事故" if rng.random() < 0.95 else "非责任事故"
    d.fill(
        "经调查认定，该起事故是一起{stated}{nature}。",
        stated=c.stated or "",
        nature=told.a(nature, "nature", "is_liability"),
    )
    told.told |= {"nature": nature, "is_liability": nature[0] != "非"}
    counts = _dealing(told)
    _steps(told)
    told.draft.fill("\n{team}", team=words(team, "documents", doc_id, "issuer"))
    d.fill("{date}", date=words(full_date(issued), "documents", doc_id, "issued_on"))
    row = told.accident(issued)
    _derive(told, row, counts, issued)
    document = {
        "doc_type": "事故调查报告", "title": f"{c.name}调查报告", "issuer": [team], "issued_on": issued,
        "accident_id": accident_id, "duplicate_of": copy_of, **file[1],
    }  # fmt: skip
    d.close(document)
    return told


def _set_up(told: Told, formed: dt.date) -> None:
    """Who investigates, on what grounds."""
    d, c, rng = told.draft, told.case, told.rng
    members = rng.sample(w.TEAM, 4)
    d.say("事故发生后，")
    government = f"{c.place.city}人民政府"
    d.fill(
        "{government}于{formed}成立由市应急管理局牵头，{members}参加的事故调查组。",
        government=told.a(government, "investigation_authority"),
        formed=told.a(full_date(formed), "team_formed_on"),
        members=told.a("、".join(f"市{m}" for m in members), "team_members"),
    )
    d.say("调查组依据")
    told.cite(Basis(law=w.SAFETY_LAW), "依据")
    d.say("和")
    told.cite(Basis(law=w.RULES), "依据")
    d.say("等有关法律法规开展调查，现将有关情况报告如下。\n")
    told.told |= {
        "investigation_authority": government, "investigation_lead": "市应急管理局",
        "team_members": [f"市{m}" for m in members], "team_formed_on": formed,
    }  # fmt: skip


def _course(told: Told) -> None:
    """The accident's course, the dead, report and rescue."""
    d, c, rng = told.draft, told.case, told.rng
    d.head(2, "事故发生经过", "基本情况", "事故经过")
    victim = c.people[0].name if c.people else "作业人员"
    told.event(c.at, "事发", f"{victim}{c.kind.course}")
    d.say("\n")
    d.head(2, "人员伤亡和直接经济损失", "基本情况", "伤亡损失")
    d.fill(
        "事故造成{dead}，直接经济损失{loss}。",
        dead=told.a(f"{c.deaths}人死亡" if c.deaths else "无人员死亡", "deaths"),
        loss=told.a(money(c), "direct_loss_yuan"),
    )
    number = 0
    for person in c.people:
        if person.dead and not person.group:
            number += 1
            told.person(person, number)
    d.head(1, "应急处置情况", "应急处置")
    d.head(2, "信息接报及响应", "应急处置", "信息接报")
    stated = rng.random() < 0.72 or c.concealed
    if stated:
        told.report_minutes = c.minutes["报告"]
        told.event(
            c.at + dt.timedelta(minutes=c.minutes["报告"]),
            "报告",
            f"{c.unit.name}负责人向{c.place.county}应急管理局报告",
        )
    if c.concealed is not None:
        said = (
            "经查，该单位未按规定时限报告，构成迟报、瞒报。"
            if c.concealed
            else "经查，不存在迟报、漏报、谎报和瞒报情形。"
        )
        d.put(told.a(said, "concealed"))
        told.told["concealed"] = c.concealed
    d.say("\n")
    d.head(2, "应急救援情况", "应急处置", "应急救援")
    if stated or rng.random() < 0.5:
        told.arrival_minutes = c.minutes["到场"]
    for kind, text in (
        ("到场", "消防救援人员到达现场"),
        ("救出", "被困人员全部救出并送医"),
        ("处置完成", "现场处置完毕"),
    ):
        if kind != "到场" or told.arrival_minutes is not None:
            told.event(c.at + dt.timedelta(minutes=c.minutes[kind]), kind, text)
    d.say("\n")


def _causes(told: Told) -> None:
    d, c, rng = told.draft, told.case, told.rng
    d.head(1, "事故原因分析", "原因分析")
    d.head(2, "直接原因", "原因分析", "直接原因")
    text = f"{c.kind.cause}，是导致事故发生的直接原因。"
    d.places.append(("accidents", told.accident_id, "direct_cause", d.size, d.size + len(text), text))
    told.cause("直接", text, None, c.kind.factor)
    told.told["direct_cause"] = text
    d.head(2, "间接原因", "原因分析", "间接原因")
    gaps = rng.sample(w.GAPS, rng.randrange(2, 5))
    for i, gap in enumerate(gaps):
        firm = c.unit if i == 0 else rng.choice([f for f in c.firms if f.private])
        told.cause(
            "间接", f"{firm.name}{gap}。", firm, "物" if "用品" in gap else "人" if "违章" in gap and i else "管理"
        )
    for firm in c.firms:
        if not firm.private and rng.random() < 0.6:
            told.cause("间接", f"{firm.name}{rng.choice(w.OVERSIGHT)}。", firm, "管理")
    if rng.random() < 0.3:
        d.head(2, "其他因素排除", "原因分析", "原因排除")
        told.cause("排除", f"经调查，排除{rng.choice(w.RULED_OUT)}。", None, None)


def _dealing(told: Told) -> list[tuple[str, list[str], int]]:
    """Who is held to account; returns heading, person ids and the number in the heading."""
    d, c, rng = told.draft, told.case, told.rng
    out = []
    d.head(1, "对事故有关责任人员和责任单位的处理建议", "责任处理")
    for group, heading in GROUPS:
        people = [p for p in c.people if p.group == group]
        if not people:
            continue
        d.head(2, f"{heading}（{len(people)}人）", "责任处理", group)
        before = len(d.rows.get("persons", ()))
        for i, person in enumerate(people):
            told.person(person, i + 1)
        ids = [str(row.person_id) for row in d.rows["persons"][before:]]  # type: ignore[attr-defined]
        out.append((heading, [d.section, *ids], len(people)))
    punished = [f for f in c.firms if f.sanctions]
    if punished:
        d.head(2, "对有关责任单位的处理建议", "责任处理", "单位处理")
        for i, firm in enumerate(punished):
            told.unit(firm, i + 1)
    if rng.random() < 0.3:
        d.fill("以上处理意见由有关部门依法依规办理。")
    return out


def _steps(told: Told) -> None:
    d, c, rng = told.draft, told.case, told.rng
    d.head(1, "事故防范和整改措施", "防范措施")
    for heading, text in rng.sample(w.STEPS, rng.randrange(3, 6)):
        firm = rng.choice(c.firms)
        told.measure(heading, f"{firm.name}{text}", [firm.name])


def _derive(told: Told, row: AccidentRow, counts: list[tuple[str, list[str], int]], issued: dt.date) -> None:
    """Fines beside their ranges, and the checks."""
    d, c = told.draft, told.case
    orgs, persons, sanctions, citations = (
        tuple(d.rows.get(table, ())) for table in ("organizations", "persons", "sanctions", "citations")
    )
    fines = penalties(row, orgs, persons, sanctions)  # type: ignore[arg-type]
    for fine in fines:
        d.keep(fine)
    checks = law_checks(row, orgs, citations, fines)  # type: ignore[arg-type]
    a = [told.accident_id]
    agree = c.stated == c.severity
    if c.stated:
        said = f"载明等级{c.stated}，按死伤和损失应为{c.severity}"
        checks.append((Check("severity.article3", "pass" if agree else "fail", said), a))
    checks.append(
        (
            Check(
                "facts.complete",
                "pass" if c.stated else "warn",
                "应有的事故要素均已载明" if c.stated else "未载明：事故等级",
            ),
            a,
        )
    )
    checks.append((Check("dates.issued_on", "pass", f"事故发生于{c.day}，报告成文于{issued}"), a))
    checks.append((Check("tag.date", "pass", f"事故简称{c.tag}，与发生日期一致"), a))
    named = [p.person_id for p in persons if p.is_deceased]  # type: ignore[attr-defined]
    if named:
        verdict = "pass" if len(named) == c.deaths else "warn"
        checks.append(
            (Check("deaths.named", verdict, f"记载死亡{c.deaths}人，列名的死亡人员{len(named)}人"), a + named)
        )
    for heading, ids, number in counts:
        checks.append((Check("persons.count", "pass", f"标题“{heading}”称{number}人，读出{number}人"), ids))
    for check, ids in checks:
        d.keep(CheckRow(**told.both_ids, check=check.check, verdict=check.verdict, message=check.message, row_ids=ids))


def evaluation(case: Case, rng: Random, first: Told, doc_id: str, file: tuple[bool, dict[str, Any]]) -> Told:
    """What became of it a year later; the rows of ``outcomes`` stand in the report's draft."""
    told = Told(case, rng, doc_id, first.accident_id, file[0])
    d, c = told.draft, case
    office = f"{c.place.city}安全生产委员会办公室"
    issued = c.day + dt.timedelta(days=rng.randrange(420, 700))
    told.title("整改措施落实情况评估报告")
    d.head(1, "责任追究落实情况", "责任落实")
    d.head(2, "单位处理落实情况", "责任落实", "单位处理")
    for i, firm in enumerate(f for f in c.firms if f.sanctions):
        told.firm(firm, i + 1, False)
        known = {"target_kind": "organization", "org_id": told.firm_ids[firm.name], "target_name": firm.name}
        _carried_out(told, firm.sanctions, known)
    d.head(2, "人员处理落实情况", "责任落实", "行政处罚")
    for i, person in enumerate(p for p in c.people if p.sanctions and p.group != "免予追究"):
        kept, person.sanctions = person.sanctions, []
        told.person(person, i + 1)
        person.sanctions = kept
        known = {
            "target_kind": "person", "person_id": d.rows["persons"][-1].person_id, "target_name": person.name,  # type: ignore[attr-defined]
            "target_organization": person.firm.name, "target_position": person.position,
        }  # fmt: skip
        _carried_out(told, kept, known)
    d.head(1, "防范和整改措施落实情况", "措施落实")
    for step in first.draft.rows.get("measures", ()):
        status = rng.choices(tuple(w.DONE), (78, 16, 6))[0]
        told.measure(step.heading, step.text, step.addressed_to, status)  # type: ignore[attr-defined]
    d.fill("\n{office}", office=words(office, "documents", doc_id, "issuer"))
    d.fill("{date}", date=words(full_date(issued), "documents", doc_id, "issued_on"))
    told.accident(issued, link_confidence=0.99, link_basis="日期+时刻+县+地点+标签+单位+名称+类别+死亡人数")
    row = first.draft.rows["accidents"][0]
    _relate(first, row)
    d.close(
        {"doc_type": "整改评估报告", "title": f"{c.name}整改措施落实情况评估报告", "issuer": [office], "issued_on": issued,
         "accident_id": told.accident_id, **file[1]}
    )  # fmt: skip
    sides = [Side(one.draft.doc_id, one.draft.rows.get("sanctions", [])) for one in (first, told)]  # type: ignore[arg-type]
    for outcome in outcomes(told.accident_id, sides[:1], sides[1:]):
        first.draft.keep(outcome)
    return told


def _relate(told: Told, row: Any) -> None:
    """Another document is about the same accident: the leading row says so as well."""
    told.draft.rows["accidents"][0] = dataclasses.replace(
        row, link_confidence=0.99, link_basis="日期+时刻+县+地点+标签+单位+名称+类别+死亡人数"
    )


def _carried_out(told: Told, sanctions: list[Sanction], target: dict[str, Any]) -> None:
    rng, c = told.rng, told.case
    for item in sanctions:
        if item.status != "建议" or rng.random() < 0.14:
            continue  # the evaluation is silent
        amount = item.amount
        if amount is not None and rng.random() < 0.08:
            amount = max(amount * 7 // 10, amount // 2)
        decided = c.day + dt.timedelta(days=rng.randrange(120, 400))
        said = item.passage.removeprefix("由") if amount == item.amount else f"处{amount:.0f}元的罚款"
        done = Sanction(item.measure, said, rng.choice(("已执行", "已作出")), amount, item.ratio, item.authority)
        told.sanction(done, target, decided)
        told.draft.say("\n")


def bulletin(case: Case, rng: Random, doc_id: str, accident_id: str, file: tuple[bool, dict[str, Any]]) -> Told:
    """The short bulletin of the days after."""
    told = Told(case, rng, doc_id, accident_id, file[0])
    told.title("事故快报")
    told.draft.fill("目前，事故原因正在进一步调查中。")
    issued = case.day + dt.timedelta(days=1 + rng.randrange(3))
    told.accident(issued)
    told.draft.keep(
        CheckRow(
            **told.both_ids,
            check="facts.complete",
            verdict="pass",
            message="应有的事故要素均已载明",
            row_ids=[accident_id],
        )
    )
    document = {
        "doc_type": "事故快报",
        "title": f"{case.name}事故快报",
        "issuer": [f"{case.place.city}应急管理局"],
        "issued_on": issued,
    }
    told.draft.close({**document, "accident_id": accident_id, **file[1]})
    return told


def approval(case: Case, rng: Random, first: Told, doc_id: str, file: tuple[bool, dict[str, Any]]) -> Told:
    """The government's approval of the report."""
    told = Told(case, rng, doc_id, first.accident_id, file[0])
    told.title("调查报告的批复")
    told.draft.fill("原则同意调查组对事故原因的分析、性质认定和处理建议，请依法依规抓好落实。")
    issued = case.day + dt.timedelta(days=210)
    told.accident(issued, approved_on=issued, link_confidence=0.97, link_basis="日期+时刻+县+单位+名称+死亡人数")
    _relate(first, first.draft.rows["accidents"][0])
    document = {
        "doc_type": "批复", "title": f"关于{case.name}调查报告的批复", "issuer": [f"{case.place.city}人民政府"], "issued_on": issued,
        "doc_number": f"示政函〔{issued.year}〕{case.index % 200 + 1}号", "accident_id": told.accident_id,
    }  # fmt: skip
    told.draft.close({**document, **file[1]})
    return told


def notice(case: Case, rng: Random, doc_id: str, file: tuple[bool, dict[str, Any]]) -> Draft:
    """A notice with directives; about no accident."""
    d = Draft(doc_id, file[0])
    office = f"{case.place.city}安全生产委员会办公室"
    title = f"{office}关于切实做好安全防范工作的通知"
    d.put(words(title, "documents", doc_id, "title"))
    d.say(f"\n{w.MARK}\n")
    d.head(1, "突出重点行业领域", "工作要求")
    issued = case.day + dt.timedelta(days=30)
    for i, (sector, step) in enumerate(
        zip(rng.sample(("煤矿", "建筑施工", "道路运输", "燃气", "危险化学品"), 3), w.STEPS, strict=False)
    ):
        directive_id = f"{doc_id}-d{i:03d}"
        deadline = issued + dt.timedelta(days=60)
        text = f"{sector}：{step[1]}"
        d.put(words(text, "directives", directive_id, "text", "sector"))
        d.say(f"于{full_date(deadline)}前完成。\n")
        d.keep(
            DirectiveRow(
                directive_id=directive_id, doc_id=doc_id, ordinal=i, path=["突出重点行业领域"], sector=sector, text=text,
                deadline=deadline, deadline_text=f"{full_date(deadline)}前", responsible=[office], section_id=d.section,
            )
        )  # fmt: skip
    d.close({"doc_type": "通知", "title": title, "issuer": [office], "issued_on": issued, **file[1]})
    return d
