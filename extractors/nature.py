"""Kind, severity, nature and reporting of the accident."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain

import regex

from extractors.context import Own, foreign, lead, own, sections_with, sentences
from extractors.facts import Check, Facts
from extractors.patterns import compiled
from extractors.rules import PIECES, Rule, load
from extractors.values.tags import find_tag
from schemas.document import Report

_SEVERITY = PIECES["severity"]
_NAMED_SEVERITY = compiled(
    rf"(?P<s>{_SEVERITY})(?=[^，。；]{{0,24}}(?:事故|事件))(?!事故隐患|以上|及以[上下]|风险|隐患|危险)"
)
_STATED_SEVERITY = compiled(
    rf"(?:是|为|属于?|系|发生|认定|性质：)(?:了)?(?:一起|1起|一宗|起)?[^，。；\n]{{0,50}}?(?P<s>{_SEVERITY})(?:的)?(?=[\p{{Han}}（）]{{0,16}}事故)(?!事故隐患|以上|及以[上下]|风险|危险源)"
)
_GRADED = compiled(rf"(?:事故)?等级(?:为|：|:|是|认定为|确定为|属于?)(?P<s>{_SEVERITY})")
_HAPPENED = compiled(
    r"(?:发生|突发|引发|导致)(?:了)?(?:一起|1起|一宗|起)?(?P<words>[^，。；]{1,24}?)(?:的)?(?:事故|事件|，|。|造成|致)"
)
_KIND_STATED = compiled(r"(?:事故)?(?:类别|类型)(?:为|：|:|是|属于?)(?P<words>[^，。；\n]{2,14})")
_BARE_KIND = compiled(rf"(?:{_SEVERITY}|“[^“”]*”|生产安全|责任){{0,9}}(?P<words>[^“”]{{2,14}}?)(?:死亡)?(?:事故|事件)$")
_NOT_ASKED = ("防范措施", "事故教训", "工作要求", "措施落实")


def extract(report: Report, facts: Facts) -> None:
    """Fill in ``accident_type`` with its stated words and 2025 type, ``severity``, ``nature``, ``is_liability``,
    ``concealed`` and the severity derived from the figures."""
    known = own(facts)
    _type(report, facts, known)
    _severity(report, facts, known)
    _nature(report, facts, known)
    _concealed(report, facts, known)
    derive_severity(facts)


def _type(report: Report, facts: Facts, known: Own) -> None:
    for words, start, end in _type_sources(report, facts, known):
        for rule in load("accident_types"):
            if not rule.holds(words):
                continue
            if "value" not in rule.attrs:
                return
            rule, words = _sharper(rule, words, str(facts.get("name") or ""))
            match = rule.search(words)
            assert match is not None
            at = _locate(report, match[0], start, end)
            evidence = [report.evidence(at[0], at[1], rule.id)] if at else []
            facts.set("accident_type", rule.attrs["value"], *evidence)
            facts.derive("accident_type_2025", rule.attrs.get("value_2025"))
            _stated(report, facts, words, match[0], start, end)
            return


def _sharper(rule: Rule, words: str, name: str) -> tuple[Rule, str]:
    """A bare 爆炸事故 of a firm that makes fireworks is an explosion of powder: the whole name says so."""
    if rule.attrs.get("value") != "其他爆炸":
        return rule, words
    powder = next((r for r in load("accident_types") if r.attrs.get("value") == "火药爆炸" and r.holds(name)), None)
    return (powder, name) if powder is not None else (rule, words)


def _type_sources(report: Report, facts: Facts, known: Own) -> list[tuple[str, int, int]]:
    """Words that may name the kind, the surest first: the name's end, 发生…事故, 类别为…, the whole statement."""
    out: list[tuple[str, int, int]] = []
    name = facts.get("name")
    spans = [(e.start, e.end) for f, e in facts.evidence if f == "name"]
    if isinstance(name, str):
        where = spans[0] if spans else (0, min(len(report.text), 2000))
        tail = name.rpartition("”")[2] or name
        out.append((tail, *where))
        if tail != name:
            out.append((name[-24:], *where))
    states = [e for f, e in facts.evidence if f == "summary"]
    for state in states:
        match = _HAPPENED.search(report.text, state.start, state.end)
        if match:
            out.append((match["words"], *match.span("words")))
    for match in _KIND_STATED.finditer(report.text):
        out.append((match["words"], *match.span("words")))
        break
    for state in states:
        moments = [e for f, e in facts.evidence if f == "occurred_at"]
        start = moments[0].end if moments and state.start <= moments[0].end < state.end else state.start
        out.append((report.text[start : state.end], start, state.end))
        if report.doc_type == "事故快报":
            stop = min(len(report.text), state.end + 600)
            told = [s for s in sentences(report, state.end, stop) if not foreign(report, s, known)]
            out += [
                (report.text[s.start : s.end], s.start, s.end)
                for s in told
                if "调查" in report.text[s.start : s.end] or s.start < state.end + 120
            ]
    return out


def _locate(report: Report, words: str, start: int, end: int) -> tuple[int, int] | None:
    at = report.text.find(words, start, end)
    return (at, at + len(words)) if at >= 0 else None


_AROUND_NATURE = compiled(
    rf"^(?:[^，]{{0,8}}\d日)?(?:{_SEVERITY}|的|一起)+|^[^，]{{0,8}}\d日|{_SEVERITY}(?:(?:生产)?安全)?$|生产安全$"
)


def _stated(report: Report, facts: Facts, words: str, matched: str, start: int, end: int) -> None:
    """The printed words for the kind: those between tag or severity and 事故, else the words that matched."""
    match = _BARE_KIND.search(words)
    printed = match["words"] if match and matched in match["words"] and "发生" not in match["words"] else matched
    printed = _AROUND_NATURE.sub("", printed)
    at = _locate(report, printed, start, end)
    if at:
        facts.set("accident_type_stated", printed, report.evidence(*at, "accident.type.stated"))
    else:
        facts.derive("accident_type_stated", printed)


def _severity(report: Report, facts: Facts, known: Own) -> None:
    name = facts.get("name")
    spans = [(e.start, e.end) for f, e in facts.evidence if f == "name"]
    match = _NAMED_SEVERITY.search(name) if isinstance(name, str) else None
    if match:
        at = _locate(report, match["s"], *(spans[0] if spans else (0, len(report.text))))
        facts.set("severity", match["s"], *([report.evidence(at[0], at[1], "severity.name")] if at else []))
    for start, end in _statement_spans(report, facts):
        for sentence in sentences(report, start, end):
            words = report.text[sentence.start : sentence.end]
            if foreign(report, sentence, known) and not _grades_own(words):
                continue
            for pattern, rule in ((_STATED_SEVERITY, "severity.stated"), (_GRADED, "severity.graded")):
                found = pattern.search(report.text, sentence.start, sentence.end)
                if found:
                    facts.set("severity", found["s"], report.evidence(found.start("s"), found.end("s"), rule))
    states = [e for f, e in facts.evidence if f == "summary"]
    if facts.get("severity") is None and states:
        found = _NAMED_SEVERITY.search(report.text, states[0].start, states[0].end)
        if found:
            facts.set("severity", found["s"], report.evidence(found.start("s"), found.end("s"), "severity.summary"))
    others = {c.value for c in facts.conflicts if c.field == "severity"}
    if others:
        facts.checks.append(
            Check("severity.conflict", "fail", f"事故等级取{facts.get('severity')}，另载为{'、'.join(sorted(others))}")
        )


_OWN_GRADE = compiled(r"(?:本|该|此次|这)(?:起|次)?事故(?:属于?|为|是|认定)|事故等级(?:为|是|认定|确定|属)")


def _grades_own(words: str) -> bool:
    """Does a sentence that names the statute's article or its thresholds grade this accident by them?"""
    return _OWN_GRADE.search(words) is not None and not find_tag(words)


_OPENING = 200
"""Characters at the head of the chapter on responsibility in which a grade is looked for."""


def _statement_spans(report: Report, facts: Facts) -> list[tuple[int, int]]:
    """Where the accident is stated and judged: the sections on its nature, the lead, the statement itself."""
    spans = [(s.start, s.end) for s in sections_with(report, part="事故性质")]
    spans += [(s.start, s.body_end) for s in report.sections if s.level and "等级" in (s.heading or "")]
    spans += [lead(report)]
    for state in (e for f, e in facts.evidence if f == "summary"):
        stop = report.text.find("\n", state.end - 1)
        spans.append((state.start, stop if stop > 0 else len(report.text)))
    spans += [(s.start, s.body_end) for s in sections_with(report, part="原因分析")]
    spans += [(s.start, s.body_end) for s in sections_with(report, part="评估工作")]
    # 四、责任认定及处理建议 / 经调查认定，…是一起一般生产安全责任事故。
    spans += [
        (s.start, min(s.body_end, s.start + _OPENING)) for s in sections_with(report, part="责任处理") if s.level == 1
    ]
    return spans


_NEGATED = compiled(r"(?:不属于|不是|不构成|非)(?:一起)?$")


_FOUND = compiled(r"调查(?:组)?(?:，)?(?:认定|认为)")
_RULED_OUT = compiled(r"(?:排除|不涉及|没有发现|未发现)(?P<gap>[^，。；\n]{0,60})$")
_VERDICT_BEHIND = compiled(
    r"(?:因素|可能性?|嫌疑|原因|情形|情况|后)[^，。；\n]{0,20}?(?:认定|确定|判定|定性|属于|是|系|(?<![人行作])为)"
)
"""What is ruled out ends and the verdict begins: 排除人为破坏因素后认定该起事故为意外事件."""
_ONE_OF_SEVERAL = compiled(r"(?:等)?(?:因素|原因|可能|嫌疑|情形|情况|影响)|[、和与或及]")
"""Behind a nature that is only one of several things looked at: 自然灾害因素, 意外事件、刑事案件."""


def _ruled_out(match: regex.Match[str]) -> bool:
    """Is the nature one of those that the clause rules out: 排除设备缺陷和自然灾害因素?"""
    text, (start, end) = match.string, match.span("nature")
    behind = _ONE_OF_SEVERAL.match(text, end) is not None and match["nature"][-2:] not in ("事故", "事件", "案件")
    out = _RULED_OUT.search(text, max(0, start - 70), start)
    return behind or (out is not None and _VERDICT_BEHIND.search(out["gap"]) is None)


def _nature(report: Report, facts: Facts, known: Own) -> None:
    spans = _statement_spans(report, facts)
    spans += [(s.start, s.body_end) for s in sections_with(report, part="责任处理") if "认定" in (s.heading or "")]
    # the verdict may close the introduction: 调查组先后询问…人次。经调查认定，…是一起生产安全责任事故。
    spans += [
        (s.start, s.end)
        for section in sections_with(report, part="引言")
        for s in sentences(report, section.start, section.body_end)
        if _FOUND.search(report.text, s.start, s.end)
    ]
    if report.doc_type in ("批复", "整改评估报告"):
        spans.append((0, len(report.text)))
    # or the account: 经县政府事故调查组认定，该起事故是一起生产安全责任事故。 It is read only where nothing before it tells
    told = (
        (s.start, s.end)
        for section in (*sections_with(report, part="基本情况"), *sections_with(report, part="原因分析"))
        for s in sentences(report, section.start, section.body_end)
        if _VERDICT.search(report.text, s.start, s.end)
    )
    denied = None
    for start, end in chain(spans, told):
        for sentence in sentences(report, start, end):
            if foreign(report, sentence, known) and not _judges(report.text[sentence.start : sentence.end]):
                continue
            for rule in load("nature"):
                if rule.attrs["kind"] != "nature":
                    continue
                match = next(
                    (m for m in rule.finditer(report.text, sentence.start, sentence.end) if not _ruled_out(m)), None
                )
                if match is None:
                    continue
                at = match.span("nature")
                negated = _NEGATED.search(report.text[max(0, at[0] - 6) : at[0]])
                if negated or rule.id == "nature.not_liable":
                    begin = at[0] - len(negated[0]) if negated else at[0]
                    denied = denied or (report.text[begin : at[1]], (begin, at[1]), rule.id)
                    continue
                _set_nature(report, facts, match["nature"], at, rule.id)
                return
    if denied is not None:
        _set_nature(report, facts, *denied)


_VERDICT = compiled(r"(?:调查组|调查|分析|综合|综上)[^。]{0,12}认定[^。]{0,40}(?:是|为|属)[^。]{0,20}事故")
_JUDGING = compiled(r"(?:认定|性质|该起?事故|本起?事故|此次事故|这起事故)[^。]{0,40}(?:是|为|属)")


def _judges(words: str) -> bool:
    return _JUDGING.search(words) is not None


def _set_nature(report: Report, facts: Facts, words: str, at: tuple[int, int], rule: str) -> None:
    evidence = report.evidence(*at, rule)
    facts.set("nature", words, evidence)
    liable = liability(words)
    if liable is not None:
        facts.set("is_liability", liable, evidence)


_NOT_LIABLE = compiled(r"非|不属于|不是|不构成")
_UNLIABLE = compiled(r"非责任|非生产安全|不属于|不是|不构成|意外|自然灾害|刑事|自杀")


def liability(words: str) -> bool | None:
    """Does a stated nature make it a 责任事故? None where the words leave it open."""
    liable = "责任" in words and not _NOT_LIABLE.search(words)
    unliable = _UNLIABLE.search(words) is not None
    return liable if liable or unliable else None


_FORBIDDEN = compiled(r"(?:不得|严禁|禁止|杜绝|防止|避免|不准|如有|凡|对.{0,10}的，)[^。；，]{0,12}$")


def _concealed(report: Report, facts: Facts, known: Own) -> None:
    skip = [s for part in _NOT_ASKED for s in sections_with(report, part=part)]
    blamed = sections_with(report, part="责任处理")  # an official who 未发现企业瞒报 denies nothing
    text = report.text
    for rule in load("nature"):
        if rule.attrs["kind"] != "concealed":
            continue
        for match in rule.finditer(text):
            if any(s.start <= match.start() < s.end for s in (skip if rule.attrs["value"] else (*skip, *blamed))):
                continue
            inside = next(
                (s for s in sentences(report, max(0, match.start() - 400)) if s.start <= match.start() < s.end), None
            )
            if inside is None or foreign(report, inside, known):
                continue
            if _FORBIDDEN.search(
                text[inside.start : match.start()],
            ):
                continue
            facts.set("concealed", rule.attrs["value"], report.evidence(match.start(), match.end(), rule.id))


def derive_severity(facts: Facts) -> None:
    """Severity by Article 3 of 《生产安全事故报告和调查处理条例》 (国务院令第493号) from deaths, serious injuries, loss."""
    deaths, serious = facts.get("deaths"), facts.get("serious_injuries")
    loss = facts.get("direct_loss_yuan")
    if deaths is None and serious is None and loss is None:
        return
    grade = 0
    for count, steps in ((deaths, (3, 10, 30)), (serious, (10, 50, 100))):
        if count is not None:
            grade = max(grade, sum(count >= step for step in steps))
    if isinstance(loss, Decimal):
        grade = max(grade, sum(loss >= Decimal(step) for step in (10_000_000, 50_000_000, 100_000_000)))
    names = ("一般", "较大", "重大", "特别重大")
    facts.derive("severity_derived", names[grade])
    stated = facts.get("severity")
    if stated is not None:
        verdict = "pass" if stated == names[grade] else "warn"
        message = f"载明等级{stated}，按《生产安全事故报告和调查处理条例》第三条推算为{names[grade]}"
        facts.checks.append(Check("severity.article3", verdict, message))
