"""Which accident a document is about: its name, its date tag, when it happened, the sentence that states it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import regex

from extractors.context import Own, Sentence, foreign, own_tag, sections_with, sentences
from extractors.facts import Facts
from extractors.patterns import after_last, compiled, squeezed
from extractors.values.dates import Moment, Tag, find_moments, find_tag
from schemas.document import Report

_AFTER_NAME = (
    r"(?=(?:（[^（）]{1,8}）)?(?:的)?(?:技术|原因|防范|整改|落实|善后|处理|责任|调查|有关|相关|信息|情况|“回头看”|措施|结案|评估|事故)*"
    r"(?:的|和|与|及|措施|建议|意见|“回头看”|落实|情况|整改|防范|处理|调查|评估|结案|专项|工作|追究|问责|行政|处罚|处分|信息|结果|公开|公示)*(?:报告书|报告|批复|通报|快报|请示|$))"
)
_ISSUER = "(?:政府|委员会|办公室|局|厅|部|安委会|安委办)"
_NAME = compiled(
    rf"^(?:(?:[^“”《]{{0,30}}?{_ISSUER})?关于|.{{0,30}}?{_ISSUER}(?=对|同意|印发))?(?:对|同意|印发)?[《]?(?P<name>[^《》]{{2,90}}?(?:事故|事件)){_AFTER_NAME}"
)
_NAMELESS = compiled(
    rf"(?:.{{2,24}}?{_ISSUER})?(?:值班)?(?:房屋(?:建筑)?(?:和|与|及)?市政(?:基础设施)?工程|建设工程|建筑施工|工矿商贸|工贸(?:行业)?)?(?:生产安全|安全生产|安全)?(?:事故|事件)"
)
"""A name that tells no accident from another: 某市应急管理局生产安全事故."""
_QUOTED = "[“\"‘']"
_FULLER = compiled(
    r"(?P<name>[^，。；：、！？“”《》（）\s]{2,60}(?:（[^）]{1,20}）[^，。；：、！？“”《》（）\s]{0,40})?[“\"‘']\s?\d{1,2}\s?[·•・.．]\s?\d{1,2}\s?[”\"’'][^，。；：！？“”《》（）\s]{0,24}?(?:事故|事件))"
)
_QUOTED_DATE = compiled(r"[“\"‘']\s?\d{1,2}\s?[·•・.．]\s?\d{1,2}\s?[”\"’']")
_FULLER_BEFORE, _FULLER_BEHIND = 122, 26
"""Characters that a match of :data:`_FULLER` has before and behind its date, at most."""
_FULLER_HEAD = compiled(
    r".*?(?:认定|成立了?|组成了?|设立|组建了?|形成了?|为|将|对|的|在|和|由|该|此次|关于|同意|政府|委员会)(?=[\p{Han}]{2,60}(?:省|市|县|区|旗|州|公司|镇|乡|街道|厂|矿|站|村|路|项目|工程))"
)
_EVENT = compiled(
    r"发生|突发|造成|致使?|导致|火灾|埋|坍塌|倒塌|垮塌|塌方|爆炸|起火|着火|燃烧|坠落|跌落|触电|中毒|窒息|溺|侧翻|倾覆|碰撞|相撞|追尾|碾压|砸|死亡|身亡|受伤|遇难|失联|透水|冒顶|片冒|泄漏|沉没|翻沉|自沉|沉船|触礁|搁浅|翻车|火情|坠入|落入|挤压|被困|卷入|夹|撞|淹|烧|掉|失踪|身故|遇险|中暑|放炮|突水|涌水|涌砂|滑坡|垮|晕倒|昏迷|昏倒|失去联系|吸入|倾倒|脱落|折断|失稳|伤亡"
)  # fmt: skip
_COURSE_HIT = compiled(
    r"发生(?:了)?(?:一起|事故|爆炸|坍塌|垮塌|坠落|火灾|触电|起火|侧翻)|(?:坠落|跌落|坠下|掉落|坍塌|垮塌|倒塌|爆炸|起火|着火|触电|倒地|砸中|砸到|击中|碾压|挤压|夹住|卷入|相撞|碰撞|侧翻|倾覆|溺水|落水|冒顶|片落|滑落|喷出|泄漏)"
)
_NAMED_WITH_DATE = compiled(
    r"事故[”’]?\s*[（(](?:(?:发生|事故)?(?:日期|时间|于)[：:]?)?\s*\d{4}|事故(?:发生)?(?:日期|时间)[：:]"
)
_STATED_TIME = compiled(r"(?:(?:事故|事件)?发生|起火|爆炸|坍塌|坠落)(?:的)?时间(?:为|是|：|:)")
_HEAD = 160
_FAR = 9000
"""Characters in which a document states its accident."""
_TELL_THE_COURSE = ("事故调查报告", "事故快报", "整改评估报告", "通知")
_DATED = compiled(r"月|日|\d{4}[-./]\d{1,2}[-./]\d")  # a cheap test before the dates are read
_NOT_OCCURRED = compiled(r"成立|批复|结案|评估|批准|印发|公布|签订|投产|注册|登记|竣工|开工")
_OTHER_DEED = compiled(
    rf"{_NOT_OCCURRED.pattern}|核查|接到|接报|收到|会议|调查组|评估组|签署|召开|约谈|立案|处罚|问责|移送|通知|验收|合同|协议"
)
"""What else is told with a date: 评估组到…现场核查 · 签订…合同 · 接到报告后成立调查组."""
YEARLESS = "accident.yearless"
"""Rule of a bulletin's summary whose date has no year: when the accident was stays open."""
UNKNOWN_EVENT = "accident.dated"
"""Rule of a summary of which only the day says that it tells the accident; no place is read from it."""


def extract(report: Report, facts: Facts) -> None:
    """Fill in ``name``, ``short_name``, ``occurred_at`` with its precision, and ``summary``."""
    _name(report, facts)
    tag = own_tag(facts)
    # a tag of another day than the accident's is the document's fault; the date is read all the same, and checked
    found = anchor(report, tag)
    dated = None if found else _dated(report, tag)
    found = found or min(filter(None, (dated, anchor(report, None))), key=_where, default=None)
    if found is not None:
        sentence, moment = found
        _occurred(report, facts, moment)
        start, end = sentence.start, sentence.end
        rule = UNKNOWN_EVENT if found is dated else "accident.summary"
        facts.set("summary", report.text[start:end].strip(), report.evidence(start, end, rule))
    elif (labelled := _labelled(report)) is not None:
        _occurred(report, facts, labelled)
    elif (told := _without_year(report)) is not None:
        facts.set(
            "summary", report.text[told.start : told.end].strip(), report.evidence(told.start, told.end, YEARLESS)
        )
    if facts.get("short_name") is None:
        _tag_from_text(report, facts)
    on = facts.get("occurred_at")
    if facts.get("occurred_precision") == "day" and on is not None and report.doc_type in _TELL_THE_COURSE:
        _clock_from_course(report, facts, on.date())


_NO_YEAR = compiled(r"(?<![\d年月])(?:\d{1,2}月)?\d{1,2}日")
_HARM = compiled(r"死亡|遇难|身亡|受伤|失踪|失联|被困|伤亡|\d死|\d伤")


def _without_year(report: Report) -> Sentence | None:
    """The sentence of a bulletin that tells the accident with a date of which nobody says the year: 4月23日，某市某工程….

    Several such days are a survey of several accidents.
    """
    if report.doc_type != "事故快报":
        return None
    found: dict[str, Sentence] = {}
    for sentence in sentences(report, 0, min(len(report.text), 2000)):
        words = report.text[sentence.start : sentence.end]
        said = _NO_YEAR.search(words, 0, 60)
        if said and _EVENT.search(words) and _HARM.search(words) and not foreign(report, sentence, Own(None, None)):
            found.setdefault(said[0], sentence)
    return next(iter(found.values())) if len(found) == 1 and len(report.sections) == 1 else None


_TIME_LABEL_LINE = compiled(
    r"(?:^|\n)[ \u3000\t]*(?:[一二三四五]、|\d[.．、])?(?:事故|事件)?(?:发生)?(?:时间|日期)[：:]"
)


def _labelled(report: Report) -> Moment | None:
    """The moment behind a label on a line of its own, in a bulletin that is a form: 事故时间：2022年11月17日8时5分."""
    if report.doc_type != "事故快报":
        return None
    for match in _TIME_LABEL_LINE.finditer(report.text):
        line = report.text.find("\n", match.end())
        moments = find_moments(report.text, match.end(), line if line >= 0 else len(report.text))
        if moments and moments[0].year and moments[0].day:
            return moments[0]
    return None


def normalise_name(printed: str) -> str:
    """A name without white space, its tag in the form “5·29”."""
    name = squeezed(printed)
    for tag in reversed(find_tag(name)):
        start, end = tag.start, tag.end
        while start > 0 and name[start - 1] in "“\"‘'”’":
            start -= 1
        while end < len(name) and name[end] in "”\"’'“‘":
            end += 1
        name = name[:start] + tag.text + name[end:]
    return str(name)


_ACCIDENT = compiled(r"事故|事件")
_SEVERAL = compiled(r"一起|两起|二起|三起|多起|近期|典型|系列|\d起")
_DATED_HEAD = compiled(rf"{_QUOTED}?\d")


def _name(report: Report, facts: Facts) -> None:
    title = facts.get("title")
    if isinstance(title, str):
        match = _NAME.search(title)
        if match and _ACCIDENT.search(match["name"]) and not _SEVERAL.search(match["name"]):
            name = normalise_name(match["name"].rpartition("关于")[2])
            if not _NAMELESS.fullmatch(name):
                facts.derive("name", name)
    name = facts.get("name")
    if name is None or _DATED_HEAD.match(name):
        fuller = _fuller_name(report, find_tag(name)[0] if name and find_tag(name) else None)
        if fuller is not None:
            facts.drop("name")
            start, end = fuller
            facts.set("name", normalise_name(report.text[start:end]), report.evidence(start, end, "accident.name.body"))
            name = facts.get("name")
    if name is None:
        return
    _name_evidence(report, facts, name)
    tags = find_tag(name)
    if tags:
        _set_tag(report, facts, tags[0])


_NO_HEAD = compiled(r"教训|以来|事故")
_OFFICE = compiled(r"(?:政府|委员会|安委会|安委办|应急管理局)[“\"‘']?$")
"""What stands before a tag in the name of an investigation team, not of an accident: 某市人民政府“6·12”事故提级调查组."""


def _fuller_name(report: Report, tag: Tag | None) -> tuple[int, int] | None:
    """Span of a name with its place or unit, where the title gives the tag alone (“8·3”中毒事故)."""
    text = report.text
    best: tuple[int, int] | None = None
    for match in _fuller(text, min(len(text), 6000)):
        start, end = match.span("name")
        head = _FULLER_HEAD.match(text, start, end)
        if head:
            start = head.end()
        about = text.rfind("关于", start, end)
        if about >= 0:
            start = about + 2
        words = text[start:end]
        tags = find_tag(words)
        if not tags or (tag is not None and (tags[0].month, tags[0].day) != (tag.month, tag.day)):
            continue
        before = words[: tags[0].start]
        if len(before) < 2 or len(words) > 80 or _NO_HEAD.search(before) or _OFFICE.search(before):
            continue
        if tag is None and not _named_as_own(text, start, end):
            continue
        if best is None or (end - start) > (best[1] - best[0]) + 4:
            best = (start, end)
    return best


def _fuller(text: str, stop: int) -> Iterator[regex.Match[str]]:
    """The matches of :data:`_FULLER`, looked for around dates in quotation marks only: everywhere else it tries in vain."""
    begin = 0
    for date in _QUOTED_DATE.finditer(text, 0, stop):
        begin = max(begin, date.start() - _FULLER_BEFORE)
        for match in _FULLER.finditer(text, begin, min(stop, date.end() + _FULLER_BEHIND)):
            yield match
            begin = match.end()


_OWN_WORDS = compiled(r"认定|成立|组成|调查组|是一起|调查报告")


def _named_as_own(text: str, start: int, end: int) -> bool:
    """Does the text call this name its own accident: 认定…是一起, 成立…调查组?"""
    around = text[max(0, start - 30) : start] + text[end : end + 12]
    return _OWN_WORDS.search(around) is not None


def _name_evidence(report: Report, facts: Facts, name: str) -> None:
    """Evidence for a name that was read from the title: where the title prints it."""
    if any(field == "name" for field, _ in facts.evidence):
        return
    titles = [e for field, e in facts.evidence if field == "title"]
    spans = [(e.start, e.end) for e in titles] or [(0, min(len(report.text), 400))]
    for start, end in spans:
        squeezed = [(i, c) for i, c in enumerate(report.text[start:end]) if not c.isspace()]
        flat = "".join(c for _, c in squeezed)
        for tail in (name, name[-8:]):
            at = flat.find(tail)
            if at >= 0:
                a = start + squeezed[at][0] if tail == name else start
                b = start + squeezed[at + len(tail) - 1][0] + 1
                facts.set("name", name, report.evidence(a, b, "accident.name.title"))
                return
        if titles:
            facts.set("name", name, report.evidence(start, end, "accident.name.title"))
            return


def _set_tag(report: Report, facts: Facts, tag: Tag) -> None:
    for found in find_tag(report.text[:8000]):
        if (found.month, found.day) == (tag.month, tag.day):
            evidence = report.evidence(found.start, found.end, "accident.tag")
            facts.set("short_name", tag.text, evidence)
            return
    facts.derive("short_name", tag.text)


def _tag_from_text(report: Report, facts: Facts) -> None:
    """The tag of an accident whose title has none: the text's tag of that very day."""
    at = facts.get("occurred_at")
    if not isinstance(at, dt.datetime):
        return
    for tag in find_tag(report.text[:8000]):
        if (tag.month, tag.day) == (at.month, at.day):
            facts.set("short_name", tag.text, report.evidence(tag.start, tag.end, "accident.tag"))
            return


_TEASER = compiled(r"\s*(?:核心提示|内容提要|提要|导读|摘要|导语)[：:\s]")
"""What a site prints over a text: shorter than the text itself, and often without the hour."""


def anchor(report: Report, tag: Tag | None) -> tuple[Sentence, Moment] | None:
    """The sentence that states the accident, with its moment: a full date and what happened.

    The first one of the text whose date fits the tag; without a tag the first one that is about this accident at all. A
    site's teaser only where nothing else states it.
    """
    told = sentences(report, 0, min(len(report.text), _FAR))
    teasers = [s for s in told if _TEASER.match(report.text, s.start, s.end)]
    return _anchor(report, tag, [s for s in told if s not in teasers]) or _anchor(report, tag, teasers)


def _anchor(report: Report, tag: Tag | None, told: list[Sentence]) -> tuple[Sentence, Moment] | None:
    fallback: tuple[Sentence, Moment] | None = None
    published = report.document.meta.published_on
    for sentence in told:
        words = report.text[sentence.start : sentence.end]
        if not _DATED.search(words) or not (
            _EVENT.search(words) or (tag is not None and _NAMED_WITH_DATE.search(words))
        ):
            continue
        moments = [m for m in find_moments(report.text, sentence.start, sentence.end, context=_context(report, published))
                   if m.year and m.month and m.day]  # fmt: skip
        fitting = [m for m in moments if tag is None or (m.month, m.day) == (tag.month, tag.day)]
        if not fitting or foreign(report, sentence, Own(None, tag)):
            continue
        moment = _best_moment(report.text, fitting)
        if _NOT_OCCURRED.match(report.text[moment.end : moment.end + 4]):
            continue
        if tag is not None or fallback is None:
            fallback = fallback or (sentence, moment)
        if fallback is not None and (tag is not None or _states(words)):
            return fallback
    return fallback


def _where(found: tuple[Sentence, Moment]) -> int:
    return found[0].start


def _dated(report: Report, tag: Tag | None) -> tuple[Sentence, Moment] | None:
    """The first sentence with the whole date of the tag's day, where none in words that are known tells what happened on it."""
    if tag is None or report.doc_type == "整改评估报告":
        return None
    for sentence in sentences(report, 0, min(len(report.text), _FAR)):
        if foreign(report, sentence, Own(None, tag)):
            continue
        moments = find_moments(report.text, sentence.start, sentence.end)
        fitting = [m for m in moments if m.year and (m.month, m.day) == (tag.month, tag.day)]
        if fitting and not _OTHER_DEED.search(_clause(report.text, fitting[0], sentence)):
            return sentence, _best_moment(report.text, fitting)
    return None


_CLAUSE_END = compiled(r"[，；。：\n]")


def _clause(text: str, moment: Moment, sentence: Sentence) -> str:
    """The words around a date up to the next commas; behind a date with a comma of its own, the clause that follows."""
    start = after_last(text, "，；：", sentence.start, moment.start)
    stop = _CLAUSE_END.search(text, moment.end + 8, sentence.end)
    return text[start : stop.start() if stop else sentence.end]


_EVENT_WORDS = compiled(r"发生|造成|致|死亡|受伤|坍塌|起火|爆炸")


def _states(words: str) -> bool:
    return _EVENT_WORDS.search(words) is not None


def _context(report: Report, published: dt.date | None) -> dt.date | None:
    """The date that a text without years takes for granted: that of its publication or signature line."""
    if published is not None:
        return published
    tail = find_moments(report.text, max(0, len(report.text) - 120))
    days = [m.as_date() for m in tail if m.year and m.day]
    if days:
        return days[-1]
    # a bulletin prints its date under its masthead
    head = find_moments(report.text, 0, min(len(report.text), _HEAD)) if report.doc_type == "事故快报" else []
    return next((d for m in head if m.year and (d := m.as_date()) is not None), None)


def _best_moment(text: str, fitting: list[Moment]) -> Moment:
    """The first moment of the day, with the first clock time of that day in the sentence where the date has none."""
    first = fitting[0]
    if first.hour is not None:
        return first
    for moment in fitting[1:]:
        if moment.hour is not None and moment.as_date() == first.as_date():
            return moment
    return first


def _occurred(report: Report, facts: Facts, moment: Moment) -> None:
    at = moment.as_datetime()
    if at is None:
        return
    facts.set("occurred_at", at, report.evidence(moment.start, moment.end, "accident.occurred"))
    facts.derive("occurred_precision", moment.precision)


def _clock_from_course(report: Report, facts: Facts, on: dt.date) -> None:
    """The clock time from 事故发生时间：… or from the course of the accident, where the lead gives the day alone."""
    text = report.text
    spans = [(s.start, s.end) for s in sections_with(report, topic="事故经过")]
    spans = spans or [(s.start, s.end) for s in report.sections if s.level > 0 and "经过" in (s.heading or "")]
    spans = spans or [(s.start, s.end) for s in report.sections if _TOLD_IN.fullmatch(s.heading or "")]
    for match in _STATED_TIME.finditer(text):
        spans.insert(0, (match.end(), min(len(text), match.end() + 40)))
    for start, end in spans:
        moments = [m for m in find_moments(text, start, end, context=on) if m.hour is not None and m.as_date() == on]
        hit = _hit(text, moments, end)
        if hit is not None:
            facts.drop("occurred_at")
            facts.values.pop("occurred_precision", None)
            _occurred(report, facts, hit)
            return


_TOLD_IN = compiled(r"(?:事故)?(?:基本|简要|发生)?(?:情况|概况|概述)")
"""Headings of a short account that has no chapter on the course."""
_THEN_BEFORE = compiled(r"(?:发生|导致)[^。]{0,20}[，,](?:此时|当时)(?:正值|约?为|是)?[^。]{0,4}$")
_TIME_LABEL = compiled(r"时间(?:为|是|：|:)\s*.{0,14}$")


def _hit(text: str, moments: list[Moment], end: int) -> Moment | None:
    """The moment of the blow: 此时正值…, or the last one before the first word of what happened."""
    for index, moment in enumerate(moments):
        before = text[max(0, moment.start - 40) : moment.start]
        if _THEN_BEFORE.search(before):
            return moment
        following = moments[index + 1].start if index + 1 < len(moments) else end
        stop = text.find("。", moment.end)
        stop = min(following, end if stop < 0 else stop)
        if _COURSE_HIT.search(text, moment.end, stop):
            return moment
    # a single stated time in 事故发生时间：…
    return (
        moments[0]
        if len(moments) == 1 and _TIME_LABEL.search(text[max(0, moments[0].start - 20) : moments[0].start])
        else None
    )
