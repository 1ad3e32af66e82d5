"""The report's statement of the direct cause, as printed."""

from __future__ import annotations

from extractors.context import sections_with
from extractors.facts import Facts
from extractors.patterns import compiled, squeezed
from extractors.rules import of_kind
from schemas.document import Report, SectionNode

_STATED = compiled(
    r"(?:造成|导致|引发|引起)?(?:该|本|此|这)?(?:起|次)?(?:事故|火灾|事件)?(?:发生)?的?直接原因(?:的认定，?即|是|为|：|系|在于|：是)[：，]?"
)
_OPENING = compiled(
    r"^(?:经(?:事故)?(?:调查组?|现场勘[查察验]|综合)[^，。：]{0,40}[，：]|(?:事故)?调查组(?:通过|经)[^，。：]{0,24}[，：](?:认定)?|"
    r"(?:综上|综合)[^，。：]{0,16}[，：]|调查认定[，：]|认定[，：]|事故的?直接原因分析如下[：，]?)+"
)
_CLOSED_BY = compiled(
    r"(?:是|为|系)(?:造成|导致|引发|引起)?(?:该|本|此|这)?(?:起|次)?(?:事故|火灾|事件)?(?:发生)?的直接原因"
)
_POINTER = compiled(r"(?:有以下|如下|主要有|包括)[^。]{0,10}[：:]?$")
_ANALYSIS = compiled(r"^(?:[（(]?\d+[）).、]|[①-⑳])|经(?:现场)?勘[查察验]|鉴定|检验|检测")
_KIND_STATED = compiled(
    r"(?:起火|火灾|爆炸|爆燃|坍塌|倒塌|垮塌|泄漏|中毒|致死|死亡|坠落|沉没|碰撞|事故|事件)(?:发生)?的?(?:技术)?原因(?:认定)?(?:[是为系：]|在于)[：，]?"
)
_EXAMINED = compiled(
    r"(?:经|根据|依据|据|从)?[^。，]{0,60}(?:检验|检测|鉴定|勘[查察验]|化验|测定|测算|断口分析|比对|模拟|实验|试验)[^。]{0,80}(?:显示|表明|符合|合格|正常|完好|未见|未发现|未检出|均为|仅为)"
)
_HARMS = compiled(r"导致|致使?|造成|引[发起燃爆]|使得|击中|发生|遂|从而")
_BLAMES = compiled(
    r"^[^，。]{0,30}(?:公司|单位|部门|局|政府|企业|街道|村委会|管理|监管|培训|责任)[^。]{0,40}(?:未|不到位|不力|不严|缺失|混乱)"
)
_BARE_CHAPTER = compiled(
    r"(?:事故|事件|火灾|起火|爆炸|坍塌|技术)?(?:发生)?的?(?:原因|成因)(?:的)?(?:分析|认定|调查)?(?:情况)?"
)
_KINDS = compiled(r"(?:直接|间接|主要|次要|管理|重要)(?:的)?(?:原因|成因)")
_OTHER = compiled(r"(?:间接|管理|次要)(?:的)?(?:原因|成因)")
_MARKED = compiled(
    r"[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[）)]|\d{1,2}(?:[.．、）)](?!\d))|[一二三四五六七八九十]{1,2}、|[①-⑳]|[一二]是"
)
_MAX = 1200
_LEAST = 12


def extract(report: Report, facts: Facts) -> None:
    """Fill in ``direct_cause``: the section on it, or the sentence 直接原因是…"""
    if report.doc_type == "整改评估报告":
        span = _recalled(report)
        if span is not None:
            facts.set(
                "direct_cause", squeezed(report.text[slice(*span)]), report.evidence(*span, "cause.direct.recalled")
            )
        return
    if report.doc_type not in ("事故调查报告", "批复"):
        return
    span = _from_statement(report) or _from_section(report) or _from_sentence(report) or _from_undivided_chapter(report)
    if span is None:
        return
    start, end = span
    value = squeezed(report.text[start:end])
    if len(value) >= 6:
        facts.set("direct_cause", value, report.evidence(start, end, "cause.direct"))


_RECALLED = compiled(r"直接原因(?:是|为|：|系)[：:]?(?P<cause>[^。\n]{12,400})。")


def _recalled(report: Report) -> tuple[int, int] | None:
    """What a follow-up recalls of the investigation: 经调查认定，事故的直接原因是：….  Other causes it does not go through."""
    for section in sections_with(report, part="基本情况"):
        match = _RECALLED.search(report.text, section.body_start, section.body_end)
        if match is not None:
            return match.start("cause"), match.end("cause") + 1
    return None


def _causes(report: Report) -> list[SectionNode]:
    """The sections on causes; an approval states the cause in whatever article of its own."""
    found = sections_with(report, part="原因分析")
    return found if report.doc_type != "批复" else [*found, *(s for s in report.sections if s not in found)]


_OTHER_CAUSE = compiled(r"(?:间接原因|其他|同时|另外)")


def _from_statement(report: Report) -> tuple[int, int] | None:
    """…直接原因是：X。 in a section on the causes: X, to the end of its paragraph."""
    text = report.text
    for section in _causes(report):
        match = _STATED.search(text, section.body_start, section.body_end)
        if match is None:
            continue
        stop = text.find("\n", match.end())
        end = stop if 0 <= stop < section.body_end else section.body_end
        if match.end() >= end:
            following = text.find("\n", end + 1)
            return _whole(text, end + 1, following if 0 < following < section.end else section.end)
        first = text.find("。", match.end(), end)
        # what follows the statement in its paragraph may go on to other causes
        rest = text[first + 1 : end] if first >= 0 else ""
        if first >= 0 and _OTHER_CAUSE.match(rest):
            end = first + 1
        elif (other := _OTHER.search(text, match.end(), end)) is not None:
            end = max(text.rfind("。", match.end(), other.start()), text.rfind("；", match.end(), other.start())) + 1
            if end <= match.end():
                continue
        return _trim(text, match.end(), end)
    return None


def _from_section(report: Report) -> tuple[int, int] | None:
    """The own text of the section 直接原因; its items where it has nothing but items."""
    text = report.text
    for section in sections_with(report, topic="直接原因"):
        start, end = section.body_start, section.body_end
        if not text[start:end].strip() and section.end > section.body_end:
            end = section.end
        if "分析" in (section.heading or "") and _ANALYSIS.match(text[start:end].strip()):
            continue
        said = _KIND_STATED.search(text, start, end)
        if said is not None and len(text[said.end() : end].strip()) > _LEAST:
            start = said.end()  # …可以排除…。认定起火原因为：X
        return _section_span(text, _behind_analysis(text, start, end), end)
    return None


_LINE = compiled(r"[^\n]+")


def _behind_analysis(text: str, start: int, end: int) -> int:
    """Where the statement begins behind sentences and paragraphs that only examine and exclude."""
    lines = [m.span() for m in _LINE.finditer(text, pos=start, endpos=end)]
    for index, (a, b) in enumerate(lines):
        words = text[a:b].strip()
        last = index == len(lines) - 1
        if not last and _examines(words):
            continue
        if not index or not _MARKED.match(words):
            at: int = a
            while (stop := text.find("。", at, b) + 1) and _is_excluded(text[at:stop]) and stop < b:
                at = stop
            return at
        break
    return start


def _examines(words: str) -> bool:
    """Is it a paragraph of findings and exclusions rather than the cause: 经检验，吊钩符合要求，排除设备故障。"""
    excluded = _is_excluded(words)
    return (excluded or _EXAMINED.match(words) is not None) and (excluded or _HARMS.search(words) is None)


def _is_excluded(words: str) -> bool:
    return any(rule.holds(words.strip()) for rule in of_kind("causes", "excluded"))


def _from_undivided_chapter(report: Report) -> tuple[int, int] | None:
    """The first paragraph of a chapter 事故原因 that tells no kinds of causes, what examines, excludes or blames aside."""
    text = report.text
    for section in sections_with(report, part="原因分析"):
        words = text[section.body_start : section.end]
        if _BARE_CHAPTER.fullmatch(section.heading or "") is None or _KINDS.search(words):
            continue
        if report.children(section):
            continue
        for line in _LINE.finditer(text, pos=section.body_start, endpos=section.body_end):
            said = line[0].strip()
            if _examines(said) or _is_excluded(said):
                continue
            if _MARKED.match(said) or _BLAMES.match(said) or not _HARMS.search(said) or len(said) < _LEAST:
                break
            return _trim(text, *line.span())
    return None


_NUMBERED = compiled(r"[（(]?\d")


def _section_span(text: str, start: int, end: int) -> tuple[int, int] | None:
    words = text[start:end]
    stripped = words.strip()
    if not stripped:
        return None
    begin = start + words.find(stripped)
    stop = begin + len(stripped)
    first = text.find("\n", begin, stop)
    if first < 0:
        return _trim(text, begin, stop)
    paragraph = text[begin:first]
    if _POINTER.search(paragraph) or _NUMBERED.match(paragraph) or paragraph.endswith(("：", "；")):
        return _trim(text, begin, min(stop, begin + _MAX))
    return _trim(text, begin, first)


def _from_sentence(report: Report) -> tuple[int, int] | None:
    """X，是造成事故的直接原因。 in a section on the causes."""
    text = report.text
    for section in _causes(report):
        match = _CLOSED_BY.search(text, section.start, section.end)
        if match is None:
            continue
        begin = (
            max(
                text.rfind("。", section.body_start, match.start()), text.rfind("\n", section.body_start, match.start())
            )
            + 1
        )
        stop = text.find("。", match.end())
        return _trim(text, max(begin, section.body_start), stop + 1 if stop >= 0 else match.end())
    return None


def _whole(text: str, start: int, end: int) -> tuple[int, int] | None:
    return _trim(text, start, end) if text[start:end].strip() else None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A statement without white space at its edges and without 经调查组认定，before it."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    opening = _OPENING.match(text[start:end])
    if opening and opening.end() < end - start - 6:
        start += opening.end()
    return start, end
