"""Who investigated the accident, since when, and who approved the report."""

from __future__ import annotations

import datetime as dt

from extractors.context import own_tag, sections_with, sentences
from extractors.facts import Facts
from extractors.patterns import compiled, places, squeezed
from extractors.rules import load
from extractors.values.dates import find_moments
from schemas.document import Evidence, Report

_ALIAS = compiled(r"（[^（）]*(?:简称|下称)[^（）]*）")
_TEAM = compiled(
    r"(?:成立|组成|组建|设立|组织)[^。；]{0,200}?(?:调查组|调查小组|调查工作组)|调查组[^。；，]{0,16}(?:成立|组成|组建)"
)
# a county that sets up a steering group, of which the investigation team is a part
_GROUP = compiled(r"成立[^。；]{0,300}?(?:领导小组|工作组|指挥部)")
_SET_UP = compiled(r"成立|组成|组建|设立|授权|委托|牵头|决定|批准")
_BARE = compiled(
    r"^(?:本|该)?(?P<level>省|自治区|州|市|地区|盟|县|区|旗)(?:委[、和]?(?:省|市|县|区)?)?(?=[\p{Han}]*(?:政府|局|委|厅|办|总队|支队|大队|中心))"
)
_MEMBERS = compiled(
    r"牵头[，、]?(?:会同|联合)?(?P<list>[^。；]{2,160}?)(?:等(?:相关|有关)?(?:单位|部门)?)?(?:和相关(?:单位|部门))?(?:相关人员|有关人员|派员|人员)?(?:参加|组成|为成员|联合|参与|派员)"
)
_BODY = r"(?:政府|局|委|厅|部|总工会|工会|总队|支队|大队|院|办|办事处|公司|中心|街道|镇|乡|管委会|监委|监察委员会)"
_APPROVED = compiled(
    r"(?:(?:批准|批复|结案)(?:日期|时间)(?:为|是|：)|批准同意|批复(?:同意|结案)?|批准结案|同意结案|结案|批准(?:了|该|本)?(?:事故)?(?:调查)?报告|同意[^。；]{0,40}(?:(?<!鉴定|检测|检验|勘查|勘验|技术|尸检)报告|结案)|"
    r"(?:会议|政府|管委会|行署|公署)(?:审议|研究|审定|讨论|审查|并|原则(?:上)?|一致){1,4}(?:通过|同意|批准))"
)
_NO_BODY = compiled(r"事故|发生|高度重视|立即|按照|根据|依据|有关|要求|规定|负责|^由|^经|各级|人民政府等|以及")


def extract(report: Report, facts: Facts) -> None:
    """Fill in ``investigation_authority``, ``investigation_lead``, ``team_members``, ``team_formed_on``, ``approved_on``."""
    spans = _spans(report)
    approved = _approved(report, facts)
    if report.doc_type != "整改评估报告" or approved:
        _authority(report, facts, spans)
    if report.doc_type != "批复":
        _formed(report, facts, spans)
    if report.doc_type in ("事故调查报告", "通知"):
        _lead(report, facts, spans)
        _members(report, facts, spans)


def _spans(report: Report) -> list[tuple[int, int]]:
    """Where a document tells of its investigation: what stands before the divisions, then the rest of the first one."""
    node = report.sections[0]
    spans = [(node.body_start, node.body_end)]
    spans += [(s.start, s.body_end) for s in sections_with(report, part="评估工作")]
    spans += [(s.start, s.body_end) for s in report.sections[1:6] if s.part in ("引言", "基本情况", "责任落实", "其他")]
    return spans


def _authority(report: Report, facts: Facts, spans: list[tuple[int, int]]) -> None:
    text = report.text
    for start, end in spans:
        for rule in load("investigation"):
            if rule.attrs["kind"] != "authority":
                continue
            for match in rule.finditer(text, start, end):
                words = match["authority"]
                at = match.span("authority")
                if rule.id == "investigation.report_approved" and not _of_report(text, match.end()):
                    continue
                clean, offset = _clean_body(words)
                if clean is None:
                    continue
                evidence = report.evidence(at[0] + offset, at[1], rule.id)
                facts.set("investigation_authority", _full(report, facts, clean), evidence)
                return
    if report.doc_type == "批复" and facts.get("issuer"):
        issuer = facts.get("issuer")[0]
        if issuer.endswith(("政府", "管委会", "管理委员会")):
            facts.set("investigation_authority", issuer, *[e for f, e in facts.evidence if f == "issuer"][:1])


_REPORT_BEHIND = compiled(r"[^。]{0,40}(?:报告|结案)|[。，]")


def _of_report(text: str, at: int) -> bool:
    return _REPORT_BEHIND.match(text[at:]) is not None


_CHARGED = compiled(r".*(?:授权|委托|责成|指定|批准|决定|成立了?)(?=[\p{Han}]{4,})")
_TAIL_OF_BODY = compiled(r"(?:于|在)[^，。]{2,14}[日月]$|(?:负责|依法|同志)$")
_PARTY_HALF = compiled(r"[\p{Han}]{0,8}?(?:省|市|县|区|州|旗)委(?=(?:省|市|县|区|州|旗)(?:人民)?政府)")


def _clean_body(words: str) -> tuple[str | None, int]:
    """The body without what stands before its name (某市委、市人民政府 → 市人民政府), and where it begins."""
    offset = 0
    for mark in ("、", "，", "由", "经", "报"):
        cut = words.rfind(mark)
        if cut >= 0:
            offset += cut + 1
            words = words[cut + 1 :]
    cut = _CHARGED.match(words)
    if cut:
        offset += cut.end()
        words = words[cut.end() :]
    words = _TAIL_OF_BODY.sub("", words)
    cut_committee = _PARTY_HALF.match(words)
    if cut_committee:
        offset += cut_committee.end()
        words = words[cut_committee.end() :]
    if len(words) < 2 or _NO_BODY.search(words) or len(words) > 30:
        return None, 0
    return str(words), offset


_CALLED = compiled(r"(?P<full>[^，。；：、（）\s由]{4,30})（(?:以下)?(?:简称|称)[“\"]?\Z")
_CALLED_END = compiled(r"[”\"]?）")


def _full(report: Report, facts: Facts, body: str) -> str:
    """A body with its place's name where the text says only 市应急局 or 县人民政府."""
    body = squeezed(_ALIAS.sub("", body))
    for at in places(report.text, body, overlapping=True):
        called = _CALLED.search(report.text, max(0, at - 40), at)
        if called is not None and _CALLED_END.match(report.text, at + len(body)) is not None:
            return str(called["full"])
    match = _BARE.match(body)
    if match is None:
        return body
    level = match["level"]
    county, city, province = facts.get("county"), facts.get("city"), facts.get("province")
    names = {
        "省": province,
        "自治区": province,
        "州": city,
        "盟": city,
        "地区": city,
        "县": county,
        "旗": county,
        "区": county if county and county.endswith("区") else None,
        "市": _which_city(report, facts, body),
    }
    name = names.get(level)
    if not isinstance(name, str):
        return body
    if not name.endswith(level) and level not in ("县", "州", "旗"):
        return body
    return name + body[len(level) :]


def _which_city(report: Report, facts: Facts, body: str) -> str | None:
    """市 is the county-level city where the document is that city's, else the prefecture (or the municipality)."""
    county, city = facts.get("county"), facts.get("city")
    authority = facts.get("investigation_authority") or ""
    for name in (city, county):
        if isinstance(name, str) and name.endswith("市") and authority.startswith(name):
            return name
    if isinstance(county, str) and county.endswith("市"):
        own_words = report.text.count(f"{county}人民政府") + report.text.count(f"{county}应急")
        city_words = report.text.count(f"{city}人民政府") + report.text.count(f"{city}应急") if city else 0
        issuer = "".join(facts.get("issuer") or [])
        if county in issuer or (own_words > city_words and (not city or city not in issuer)):
            return county
    return city if isinstance(city, str) else None


def _formed(report: Report, facts: Facts, spans: list[tuple[int, int]]) -> None:
    """The day on which the investigation team was set up: the date before 成立…调查组 in its sentence."""
    text = report.text
    at = facts.get("occurred_at")
    context = at.date() if isinstance(at, dt.datetime) else None
    for start, end in spans:
        for sentence in sentences(report, start, end):
            words = text[sentence.start : sentence.end]
            team = _TEAM.search(words) or (_GROUP.search(words) if "调查组" in text[start:end] else None)
            if team is None or ("评估组" in words and "调查组" not in words):
                continue
            moments = find_moments(text, sentence.start, sentence.end, context=context)
            days = [m for m in moments if m.as_date() is not None and m.start < sentence.start + team.end()]
            days = [m for m in days if _set_up_behind(text, m.end, sentence.end)]
            if not days:
                continue
            best = days[-1]
            value = best.as_date()
            if value is not None and (context is None or value >= context):
                facts.set("team_formed_on", value, report.evidence(best.start, best.end, "investigation.formed"))
                return


def _set_up_behind(text: str, at: int, end: int) -> bool:
    """Does the setting-up follow the date without another accident or report between?"""
    match = _SET_UP.search(text, at, min(end, at + 90))
    return match is not None and "发生" not in text[at : match.start()]


_LEADER = compiled(r"市长|县长|区长|同志|组长|领导")


def _lead(report: Report, facts: Facts, spans: list[tuple[int, int]]) -> None:
    text = report.text
    tag = own_tag(facts)
    for start, end in spans:
        for sentence in sentences(report, start, end):
            words = text[sentence.start : sentence.end]
            if "调查" not in words and "牵头" not in words:
                continue
            for rule in load("investigation"):
                if rule.attrs["kind"] != "lead":
                    continue
                for match in rule.finditer(text, sentence.start, sentence.end):
                    body = squeezed(_ALIAS.sub("", match["lead"]))
                    clean, _ = _clean_body(body)
                    if clean is None or _LEADER.search(clean):
                        continue
                    if tag is None and "调查" not in words:
                        continue
                    at = max(match.start("lead"), text.find(clean[:3], match.start("lead"), match.end("lead")))
                    evidence = report.evidence(at, match.end("lead"), rule.id)
                    facts.set("investigation_lead", _full(report, facts, clean), evidence)
                    return


_MEMBER_SPLIT = compiled(rf"[、，]|(?<={_BODY})(?:以及|和|与|及)(?=[\p{{Han}}]{{2}})")
_AROUND_MEMBER = compiled(
    r"^(?:会同|由|以及|及|和|与|并|同时|邀请)+|等.*$|(?:有关|相关|派|的)?(?:人员|同志|负责人|单位)$"
)
_BODY_END = compiled(_BODY + "$")


def _members(report: Report, facts: Facts, spans: list[tuple[int, int]]) -> None:
    text = report.text
    for start, end in spans:
        match = _MEMBERS.search(text, start, end)
        if match is None:
            continue
        bodies = []
        for part in _MEMBER_SPLIT.split(match["list"]):
            part = _AROUND_MEMBER.sub(
                "",
                part,
            )
            if len(part) >= 3 and _BODY_END.search(part):
                bodies.append(part)
        if bodies:
            facts.set(
                "team_members", bodies, report.evidence(match.start("list"), match.end("list"), "investigation.members")
            )
            return


_REPORT_OR_CLOSED = compiled(r"(?<!鉴定|检测|检验|勘查|勘验|技术|尸检)报告|结案")
_SETS_UP = compiled(r"[^，。；报案]{0,24}?(?:成立|组成|组建|设立|授权)")
"""Behind an approval that is not the report's: 经县政府批准同意成立事故调查组."""
_APPROVED_BEHIND = compiled(r"\s*（经[^）]*批复")
_NOT_APPROVAL = compiled(r"发生|。|成立")


def _approved(report: Report, facts: Facts) -> bool:
    """The day on which the report was approved; an approval's own date where the document is one."""
    text = report.text
    if report.doc_type == "批复" or _is_approval_head(report):
        day = _approval_date(report, facts)
        if day is not None:
            facts.set("approved_on", day[0], *day[1])
            return True
    at = facts.get("occurred_at")
    context = at.date() if isinstance(at, dt.datetime) else None
    for sentence in sentences(report):
        words = text[sentence.start : sentence.end]
        match = next((m for m in _APPROVED.finditer(words) if not _SETS_UP.match(words, m.end())), None)
        # under the title （经某市人民政府2024年3月8日批复同意） needs no other word
        if match is None:
            continue
        labelled = match[0][-1] in "：为是"
        if not (labelled or _REPORT_OR_CLOSED.search(words) or _APPROVED_BEHIND.match(words)):
            continue
        moments = [m for m in find_moments(text, sentence.start, sentence.end, context=context) if m.precision == "day"]
        before = [m for m in moments if m.end <= sentence.start + match.end()]
        behind = sentence.start + match.end()
        bracket = behind + (text[behind : behind + 1] == "（")  # …批准结案（2024年4月19日） · 批准日期：2024年4月19日
        before += [m for m in moments if m.start == bracket and (labelled or bracket > behind) and not before]
        if not before:
            continue
        best = before[-1]
        value = best.as_date()
        between = text[best.end : sentence.start + match.start()]
        if value is not None and (context is None or value > context) and not _NOT_APPROVAL.search(between):
            facts.set("approved_on", value, report.evidence(best.start, best.end, "investigation.approved"))
            return True
    return False


_APPROVAL_HEAD = compiled(r"批复\n")


def _is_approval_head(report: Report) -> bool:
    """Does an approval stand before the report that it encloses?"""
    head = report.text[:400]
    return _APPROVAL_HEAD.search(head) is not None


_WHOLE_DATE = compiled(r"[二〇○零一三四五六七八九十\d]{4}年.{1,3}月.{1,3}日")


def _approval_date(report: Report, facts: Facts) -> tuple[dt.date, list[Evidence]] | None:
    """The date line of the approval: the document's own, or the first date line of a file that encloses the report."""
    if report.doc_type == "批复":
        day = facts.get("issued_on")
        return (day, [e for f, e in facts.evidence if f == "issued_on"]) if isinstance(day, dt.date) else None
    for block in report.document.blocks[:40]:
        line = report.text[block.start : block.end]
        if len(line) > 24 or not _WHOLE_DATE.fullmatch(line):
            continue
        moments = find_moments(report.text, block.start, block.end)
        value = moments[0].as_date() if moments else None
        if value is not None:
            return value, [report.evidence(block.start, block.end, "investigation.approval")]
    return None
