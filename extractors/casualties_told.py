"""Casualties that are told without a count, graded in a list or split elsewhere, and the stretches where they stand."""

from __future__ import annotations

from extractors.context import Own, Sentence, foreign, lead, sections_with, sentences
from extractors.facts import Facts
from extractors.patterns import after_last, compiled
from extractors.values.numerals import parse_int
from schemas.document import Report

_PARTS = compiled(
    r"(?P<serious>[\d一二两三四五六七八九十]{1,3})(?:人|名)(?:为)?重伤[、，和](?P<minor>[\d一二两三四五六七八九十]{1,3})(?:人|名)(?:为)?轻(?:微)?伤"
)
_DIED = compiled(r"(?:死亡|身亡|遇难|溺亡|罹难|丧生|无生命体征)")
_UNREAL = compiled(r"(?:未|无(?!效)|没有|避免|防止|可能|容易|足以|如果|一旦|险些|涉嫌|过失)(?:[^，。；]{0,6})$")
_PLURAL = compiled(
    r"[、及和与](?:[\p{Han}]{1,3}(?:某|[xX×*]))|等人|多人|人员(?!\p{Han}{1,2}(?:某|[xX×*]))|们|双双|(?<!\d)(?:[2-9]|\d{2,})\s*人|[二两三四五六七八九十]人"
)
_OF_DEATHS = compiled(r"(?:事故|人员|人数|赔偿|补助|率|原因)")
_ONE_HURT = compiled(
    r"(?:伤者|受伤人员|伤员)(?:[：，]|(?=\p{Han}{2,4}，))[^。；死]{1,60}?[，（](?:为|系|属)?(?P<grade>重伤|轻伤|轻微伤)"
)
_NAMED_HURT = compiled(
    r"(?:\p{Han}(?:某[\p{Han}]{0,2}?|[xX×*]{1,2}\p{Han}?)|(?:工人|工友|员工|职工|村民|操作工|操作员)\p{Han}{2,3}?|(?<![名位余他])(?:司机|驾驶员)\p{Han}{0,3}?)"
    r"[^，。；：（）、\d]{0,16}[，（]?(?:经鉴定|构成|评定|鉴定|造成|受|致|为|系|属){0,3}(?P<grade>重伤|轻伤|轻微伤)(?!\d|[人者的])"
)
"""One person who was hurt, told without a count: 随行的孙某脚踝骨折，构成轻伤 · 同班工人钱某右臂擦伤（轻微伤）."""
_GRADED = compiled(
    r"(?<!\d人)(?<!名)(?:（[^（）]{1,60}?[，、]|，)(?:伤情)?(?:鉴定|诊断|评定)?(?:为|系|属)?(?P<grade>重伤|轻伤|轻微伤)(?=[）；。、，])"
)
_HURT = ("injuries", "serious_injuries", "minor_injuries")


def statement(report: Report, facts: Facts) -> list[Sentence]:
    """The sentence that states the accident and the rest of its paragraph."""
    start = next((e.start for f, e in facts.evidence if f == "summary"), None)
    if start is None:
        return []
    stop = report.text.find("\n", start)
    return sentences(report, start, len(report.text) if stop < 0 else stop)


def zones(report: Report, facts: Facts) -> list[list[Sentence]]:
    """Stretches that state this accident's casualties, the surest first."""
    states = [e for f, e in facts.evidence if f == "summary"]
    out = [statement(report, facts)] if states else []
    for section in sections_with(report, topic="伤亡损失"):
        out.append(sentences(report, section.start, section.end))
    a, b = lead(report)
    # in an evaluation the figures may stand in the lead and the date in its first chapter
    inside = bool(states) and a <= states[0].start < b
    out.append([s for s in sentences(report, a, b) if not inside or s.start >= states[0].start])
    for section in sections_with(report, part="事故性质"):
        out.append(sentences(report, section.start, section.end))
    if report.doc_type == "事故调查报告":
        for section in sections_with(report, topic="事故经过"):
            out.append(sentences(report, section.start, section.end)[-3:])
    return out


def split_of_injured(report: Report, facts: Facts, known: Own) -> None:
    """How many of the injured were badly hurt, where only the hospital's passage says: 其中1人重伤、2人轻伤.

    Believed where the two parts make up the number of injured that the report states.
    """
    total = facts.get("injuries")
    if total is None or facts.get("serious_injuries") is not None or facts.get("minor_injuries") is not None:
        return
    for match in _PARTS.finditer(report.text):
        serious, minor = parse_int(match["serious"]), parse_int(match["minor"])
        sentence = next(iter(s for s in sentences(report) if s.start <= match.start() < s.end), None)
        if serious is None or minor is None or serious + minor != total or sentence is None:
            continue
        if not foreign(report, sentence, known):
            for field, count, group in (("serious_injuries", serious, "serious"), ("minor_injuries", minor, "minor")):
                facts.set(field, count, report.evidence(match.start(group), match.end(), "casualties.parts"))
            return


def listed_injuries(report: Report, facts: Facts) -> None:
    """How badly the injured were hurt, where only the list of victims says: 伤者：李某，男，轻伤；刘某（男，58岁，重伤）.

    Taken where the list grades exactly as many as were injured.
    """
    count = facts.get("injuries")
    if not count or facts.get("serious_injuries") is not None or facts.get("minor_injuries") is not None:
        return
    for section in (*sections_with(report, topic="伤亡损失"), *sections_with(report, part="基本情况")):
        if count == 1:
            grades = list(_ONE_HURT.finditer(report.text, section.start, section.end))[:1]
        else:
            grades = list(_GRADED.finditer(report.text, section.start, section.end))
        if len(grades) != count:
            continue
        for field, wanted in (("serious_injuries", True), ("minor_injuries", False)):
            mine = [m.span("grade") for m in grades if (m["grade"] == "重伤") is wanted]
            if mine:
                facts.set(field, len(mine), report.evidence(mine[0][0], mine[-1][1], "casualties.listed"))
        return


def single_death(report: Report, facts: Facts, known: Own) -> None:
    """One person whose death is told without a count (当事人张某…经抢救无效死亡)."""
    told = statement(report, facts)
    for zone in [told] if report.doc_type == "批复" else zones(report, facts):
        for sentence in zone:
            if foreign(report, sentence, known):
                continue
            words = report.text[sentence.start : sentence.end]
            match = _DIED.search(words)
            if match is None or _UNREAL.search(words[: match.start()]):
                continue
            clause_start = after_last(words, "，；：（", 0, match.start())
            if _PLURAL.search(
                words[max(0, clause_start - 20) : match.start()]
                .replace("人民医院", "")  # 第三人民医院
                .replace("医务人员", "")
                .replace("急救人员", "")
                .replace("救援人员", "")
            ):
                continue
            if _OF_DEATHS.match(words[match.end() :]):
                continue
            at = sentence.start + match.start()
            evidence = report.evidence(
                sentence.start + clause_start, at + len(match[0]), "casualties.deaths.single", 0.7
            )
            facts.set("deaths", 1, evidence)
            return


def single_injury(report: Report, facts: Facts, known: Own) -> None:
    """The one person whose injury is told without a count beside the dead, in the statement of the accident."""
    if facts.get("deaths") is None or any(facts.get(f) is not None for f in _HURT):
        return
    told = [s for s in statement(report, facts) if not foreign(report, s, known)]
    found = [m for s in told for m in _NAMED_HURT.finditer(report.text, s.start, s.end)]
    if len(found) == 1:
        field = "serious_injuries" if found[0]["grade"] == "重伤" else "minor_injuries"
        facts.set(field, 1, report.evidence(found[0].start(), found[0].end(), "casualties.injuries.single", 0.7))


_NAME = compiled(r"\p{Han}(?:某\p{Han}?|[xX×*]{1,2})")
_SUBJECT_END = compiled(r"[经因送后终]|抢救|医治|救治|治疗|死亡|身亡|去世|离世|\d{1,2}[月日]|[当次]日")
_BESIDE = compiled(r"[、和与及]")
_DIED_TOO = compiled(
    r"(?:无效|当场|途中|\d日|[也亦]|某|[xX×*])[^，。；]{0,16}(?:死亡|身亡|去世|离世)(?!人|原因|证明|医学|赔偿|事故|率|的)"
)


def one_died(text: str, begin: int, start: int, end: int, stop: int) -> bool | None:
    """Was it one by name of several hurt whose death is told at ``start``: 3人受伤，其中张某经抢救无效死亡?

    No, where others are named beside him or their deaths are told behind, up to ``stop``; None where nobody is named.
    """
    words = text[after_last(text, "，。；：", begin, start) : end]
    over = _SUBJECT_END.search(words)
    subject = words[: over.start()] if over else words
    names = set(_NAME.findall(subject))
    among = "其中" in subject
    if not names and not among:
        return None
    if _BESIDE.search(subject):
        return False
    for match in _DIED_TOO.finditer(text, end, stop):
        again = _NAME.findall(
            text[after_last(text, "，。；：", end, match.start()) : match.end()]
        )  # may end in the next word: 孙某于
        if not any(name.startswith(tuple(names)) for name in again):
            return False
    return True
