"""Measures in a passage: 处60万元罚款 · 给予党内警告、政务降级处分 · 不予追究; and what stands around a measure.

Authority, sum, share of income, date and status are read from the sentence that a measure stands in.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from bisect import bisect_left
from decimal import Decimal

import regex

from extractors.patterns import after_last, bounds, compiled
from extractors.rules import Rule, load
from extractors.values.dates import Moment, find_moments
from extractors.values.money import find_money
from extractors.values.ratios import find_ratios
from schemas.vocabularies import MEASURES_OF

CATEGORY = {measure: category for category, group in MEASURES_OF.items() for measure in group}
_CRIMINAL_STEPS = ("立案侦查", "刑事拘留", "取保候审", "逮捕", "提起公诉", "判处刑罚")
_PENALTIES = ("党纪", "政务", "组织处理")


@dataclasses.dataclass(frozen=True, slots=True)
class Measure:
    """A measure as a span of a passage; ``authority`` where the words of the measure themselves name it."""

    measure: str
    start: int
    end: int
    rule: str
    by_firm: str | None
    authority: tuple[int, int] | None


def find(text: str, start: int = 0, end: int | None = None, *, denied: bool = False) -> list[Measure]:
    """Measures in reading order; where two rules claim the same words, the file's order decides.

    What is denied (未给予党纪处分, 未与其解除劳动合同) is no measure, unless ``denied`` asks for it.
    """
    stop = len(text) if end is None else end
    begins: list[int] = []  # of what is taken, in the order of the text; no two of them overlap
    ends: list[int] = []
    out: list[Measure] = []
    for rule in load("sanctions").near(text, start, stop):
        for match in rule.finditer(text, start, stop):
            at = bisect_left(begins, match.end())  # what begins at or behind its end cannot overlap it
            if at and ends[at - 1] > match.start():
                continue
            begins.insert(at, match.start())
            ends.insert(at, match.end())
            if rule.attrs.get("kind") != "not" and (denied or not _is_denied(text, match)):
                out.append(_measure(rule, match))
    return _settled(text, sorted(out, key=lambda m: m.start))


_DENIED = compiled(
    r"(?:未|没有|未能|尚未)(?:再|能|曾)?(?:对[^，。；]{1,16})?(?:给予|予以|予|作出|进行|实施|执行|与其|按[^，。；]{1,16})?(?:上述|该)?$|不(?:予|再予|给予|予以)$"
)
_REACH = 64
"""Characters; :data:`_DENIED` is never longer."""
_DENIED_INSIDE = compiled(r"(?:未|不)予?以?(?:吊销|暂扣|撤销|暂停|取消|降低|给予)|^未")


def _is_denied(text: str, match: regex.Match[str]) -> bool:
    """Is a measure expressly not taken: 未给予…, 未按报告所提…, 主管部门未予吊销?"""
    reach = max(0, match.start() - _REACH)
    begin = after_last(text, "，。；：\n", reach, match.start())
    return _DENIED.search(text, begin, match.start()) is not None or _DENIED_INSIDE.search(match[0]) is not None


_PAID = compiled(r"罚款")


def paid(text: str, start: int = 0) -> list[Measure]:
    """The fine of which only the payment is told: 刘某缴纳罚款，数额为…; empty where it is not told."""
    for rule in load("sanctions"):
        if rule.id != "sanction.not.paid":
            continue
        for match in rule.finditer(text, start):
            fine = _PAID.search(text, match.start(), match.end())
            if fine is not None:
                return [Measure("罚款", fine.start(), fine.end(), "sanction.paid", "内部罚款", None)]
    return []


def _measure(rule: Rule, match: regex.Match[str]) -> Measure:
    named = match.span("authority") if "authority" in rule.pattern.groupindex and match["authority"] else None
    return Measure(rule.attrs["measure"], match.start(), match.end(), rule.id, rule.attrs.get("by_firm"), named)


def _settled(text: str, found: list[Measure]) -> list[Measure]:
    """What one measure makes of another: handing over for a named penalty is that penalty; 行政处罚 beside 罚款 says no more."""
    out: list[Measure] = []
    for index, one in enumerate(found):
        before = found[index - 1] if index else None
        after = found[index + 1] if index + 1 < len(found) else None
        if one.measure == "移送纪检监察机关" and after is not None and _same_clause(text, one.end, after.start):
            named = CATEGORY[after.measure] in _PENALTIES or after.measure == "党纪政务处分"
            if named:
                continue
        if one.measure == "行政处罚" and any(
            m.measure == "罚款" and _same_clause(text, min(m.end, one.end), max(m.start, one.start))
            for m in (before, after)
            if m
        ):
            continue
        if one.measure == "行政处罚" and _announces(text, one, after):
            continue
        if before is None or not (_says_no_more(before, one) and _same_clause(text, before.end, one.start)):
            out.append(one)
    return out


_DECIDED_ON = compiled(r"(?:决定|：)")


def _announces(text: str, one: Measure, after: Measure | None) -> bool:
    """Is a decision told of whose content the same sentence goes on to give: 作出行政处罚决定（…3号），依据…，给予罚款36万元?"""
    if after is None or CATEGORY[after.measure] != "行政处罚" or _DECIDED_ON.match(text, one.end) is None:
        return False
    stop = _STOP.search(text, one.end, after.start)
    return stop is None or text[one.end : one.end + 2] == "：\n"


def _says_no_more(before: Measure, one: Measure) -> bool:
    """Does a measure only repeat the one before it: 移送…追究刑事责任, 党内警告…党纪处分?"""
    if one.measure == "追究刑事责任":
        return before.measure == "移送司法机关"
    if one.measure == "联合惩戒":
        return before.measure == "联合惩戒"
    return one.measure == "党纪政务处分" and CATEGORY[before.measure] in ("党纪", "政务")


_STOP = compiled(r"[。；\n]")


def _same_clause(text: str, start: int, end: int) -> bool:
    return not _STOP.search(text[start:end]) and text.count("，", start, end) <= 1


def sentence(text: str, at: int) -> tuple[int, int]:
    """Span of the sentence (between 。 ； and line feeds) that holds ``at``."""
    return bounds(text, "。；\n", at, 0, len(text))


@dataclasses.dataclass(frozen=True, slots=True)
class Amount:
    """A fine's sum and share of income, with their spans."""

    yuan: Decimal | None = None
    yuan_span: tuple[int, int] | None = None
    ratio: float | None = None
    ratio_span: tuple[int, int] | None = None


_GOES_ON = compiled(
    r"[，,（]?(?:共?计|合计|折合|即|罚款金额|金额|数额|人民币)|[^，。；]{2,16}，(?:罚款)?(?:金额|数额)[为是]"
)


_COMMAS = compiled(r"[，。；]")
_COMMAS_AND_LINES = compiled(r"[，。；\n]")


_BOTH = compiled(r"(?<=元)[，；](?:以上)?[两二三四]项(?:罚款)?(?:合计|共计|总计|合并)")
"""Another fine's sum has gone before: …，另处罚款二百万元，两项合计二百九十五万元."""


def amount(text: str, measure: Measure, floor: int, ceiling: int) -> Amount:
    """The sum that goes with a fine or a confiscation: 处…40%的罚款，计人民币58000元.

    Args:
        text: the passage.
        measure: the measure.
        floor: where the measure before it ends.
        ceiling: where the measure after it begins.
    """
    begin, stop = sentence(text, measure.start)
    comma = text.rfind("，", begin, measure.start) + 1
    low = max(begin, floor, comma if measure.measure != "罚款" else begin)
    high = min(stop, ceiling)
    if measure.measure == "没收违法所得":
        nearest = _COMMAS.search(text, measure.end)
        low, high = measure.end, min(max(ceiling, measure.end), nearest.start() if nearest else len(text))
    elif not _GOES_ON.match(text, measure.end):
        nearest = _COMMAS_AND_LINES.search(text, measure.end)
        high = min(high, nearest.start() if nearest else len(text))
    both = _BOTH.search(text, low, high)
    high = both.start() if both is not None and measure.end <= both.start() else high
    sums = [m for m in find_money(text, low, high) if m.bound in ("exact", "about")]
    shares = [r for r in find_ratios(text, low, high) if r.bound == "exact" and _of_income(text, r.start)]
    yuan = sums[-1] if sums else None
    ratio = shares[-1] if shares else None
    return Amount(
        yuan.yuan if yuan else None,
        (yuan.start, yuan.end) if yuan else None,
        float(ratio.value) if ratio else None,
        (ratio.start, ratio.end) if ratio else None,
    )


def _of_income(text: str, at: int) -> bool:
    return "收入" in text[max(0, at - 24) : at]


_GIVEN = compiled(
    r"已(?!在事故|死亡|经?死亡|构成)|被(?=[^，。；]{0,24}(?:拘留|逮捕|取保|判处|处以|给予|立案|免职|公安|法院|检察))|决定|自\d{4}年[^，。]{0,12}起生效|作出了|给予了|立案侦查，现"
    r"|\d日(?:，)?(?:给予|作出|决定|处以|下达)"
)
_DEED = compiled(
    r"\d日，?[^，。；]{2,24}?(?:对|给予|向)[^，。；]{1,24}?(?:作出|给予|进行|处以|处|下达|予以)?[^，。；]{0,24}$"
)
"""A dated sentence with its subject: 2024年4月12日，县应急管理局对其作出罚款…."""
_ANNOUNCED = compiled(
    r"(?:的?(?:处分|处理|处罚|谈话|检查)(?:决定)?)?（(?:均?已)(?:经)?(?:于)?[^（）]{0,24}?(?:(?P<done>执行|完成|落实|缴清|缴纳|到位)|宣布|作出|下达|送达|生效|印发)(?:完毕|到位)?）"
)
"""In brackets behind the measure: 给予政务记过处分（已于2023年12月28日宣布）."""
_TOLD = compiled(r"实际|最终|改为|最后|经(?:集体)?讨论|作出的是|落实情况：|执行情况：")
"""In a follow-up: what was done in the place of what was proposed."""
_ANSWERED = compiled(
    r"(?:(?:落实|执行|办理)情况：|。|；|，)(?:[^，。；]{0,16}(?:均|都|已)[^，。；]{0,10}(?:落实|执行|缴纳|缴清|上缴|收缴)(?:到位|完毕)?|[^，。；]{0,12}罚款已[^，。；]{0,8}(?:收缴|缴纳|缴清|上缴|执行|入国?库))(?=[，。；]|$)"
)
"""In a follow-up, behind what was proposed: 180万元罚款已收缴 · 落实情况：两家企业均已足额缴纳."""
_PROPOSED = compiled(r"建议|提请|拟|责成|责令其|应当|由(?=[^，。；]{2,40}(?:依法|依据|处|给予|予以))")
_DONE = compiled(
    r"(?:已|均已|已经|全部)[^，。；]{0,24}(?:缴清|缴纳|缴交|上缴|交清|履行|收缴|(?<!强制)执行|落实|到账|入国?库|解除)|罚款(?:已|均已|全部|缴清)|(?<!未|未能|尚未)(?:全额|足额|如数)(?:缴|上缴|交)|(?:期满|到期)[^，。；]{0,10}(?:发还|返还|恢复)|已落实|(?:缴清|缴纳|缴交|执行)(?:完毕|到位)|已缴(?=[，。；]|$|国库)|(?<![未应须需催责令限])缴清(?=[，。；]|$)"
    r"|\d日(?:前)?[^，。；]{0,12}(?<!应|须|需|未|要求|责令)(?:缴清|缴纳|缴交|上缴|交清|缴齐|缴入|入国?库|到账)(?!期限|通知)"
)
_PAYS = compiled(r"(?:缴纳|缴清|上缴|交纳|缴)[^，。；]{0,24}$")
_UNPAID = compiled(r"(?:未|尚未|应|须|需|催|拒不|逾期|责令其?|要求其?|限期)[^，。；]{0,6}(?:缴|交纳|履行)")
_IN_PART = compiled(
    r"(?:剩余|余下|其余|尚欠|仍欠|尚有)(?:的)?(?:[\d.]+万?元|罚款|部分|款项)|余款|分期缴纳(?!完毕|，?已全部)"
)
_ALL_DONE = compiled(r"均已[^，。；]{0,6}(?:执行|缴清|缴纳|履行)(?:完毕|到位)?(?=[，。；]|$)")
_DONE_ITSELF = ("责令书面检查", "批评教育", "约谈", "谈话提醒", "解除劳动合同")


_EXAMINED_ITSELF = compiled(r"^(?!.*(?:责令|责成)).*已(?!责)[^，。；]{0,40}(?:作出|提交|做出)")
_PROPOSES = compiled(r"建议")
_GIVES = compiled("决定给予|给予")
_OPINION = compiled(r"(?:调查|报告|调查组)[^，。；]{0,40}(?:意见|建议)[是为][^，。；]{0,12}$")
"""调查报告对甲提出的意见是政务记大过."""
_WANTED = compiled(r"建议|由[^，。；]{2,24}(?:依法|依据)?立案")
_OUTCOME = compiled(r"(?:处理|处罚|处分|追责|问责|追究)结果(?![^。]{0,6}(?:建议|意见))")
_WISHED = compiled(r"应当?(?=给予|予以|处|对|由|依)|拟")
"""Headings that say that what stands below has been done: 处理结果."""
_HAPPENED = compiled(r"\d月\d+日|当天|因涉嫌|现羁押")


def status(text: str, measure: Measure, *, evaluation: bool, ceiling: int, heading: str = "") -> str:
    """建议, 已作出 or 已执行, by the words around the measure and the kind of document."""
    begin, _ = sentence(text, measure.start)
    comma = max(text.rfind("，", begin, measure.start), begin - 1) + 1
    ahead, own = text[begin : measure.end], text[comma : measure.end]
    announced = _ANNOUNCED.match(text, measure.end)
    if announced is not None:
        return "已执行" if announced["done"] else "已作出"
    proposed = [m.start() for m in _PROPOSED.finditer(ahead)]
    given = [m.start() for m in _GIVEN.finditer(ahead)]
    deed = _DEED.search(ahead)
    if deed is not None and "建议" not in deed[0]:
        given.append(deed.start())
    if measure.measure == "免予追究责任" and not evaluation and "。" not in own:
        given = [at for at in given if at >= comma - begin]
    if evaluation and _OPINION.search(own):
        return "建议"
    if evaluation and _TOLD.search(own) and _PROPOSES.search(own[_TOLD.search(own).start() :]) is None:
        given, own = [begin], own.replace("建议", "")
    if "建议" in own and not (given and given[-1] > ahead.rfind("建议")):
        answered = evaluation and measure.measure == "罚款" and _is_answered(text, measure)
        return "已执行" if answered else "建议"
    if evaluation:
        if measure.measure == "罚款" and _IN_PART.search(text, measure.end, ceiling):
            return "已作出"
        if measure.measure == "罚款" and _DONE.search(text, measure.start, ceiling):
            return "已执行"
        if measure.rule == "sanction.paid" or (measure.measure == "罚款" and _PAYS.search(own)):
            return "已执行" if _UNPAID.search(own) is None else "已作出"
        if _ALL_DONE.search(text, measure.end, sentence(text, measure.start)[1]):
            return "已执行"
        if "建议" in ahead and not given:
            return "建议"
        if measure.measure in _DONE_ITSELF and not _GIVES.search(own):
            return "已执行"
        return "已执行" if _DONE.search(text, measure.end, ceiling) else "已作出"
    wanted = _WANTED.search(ahead[comma - begin :])
    told = given or _HAPPENED.search(ahead) or "已" in heading
    if measure.measure in _CRIMINAL_STEPS and told and not wanted:
        return "已作出"
    if given and (not proposed or given[-1] > proposed[-1]):
        if measure.measure == "责令书面检查" and _EXAMINED_ITSELF.search(own):
            return "已执行"
        return "已执行" if measure.measure == "罚款" and _DONE.search(text, measure.end, ceiling) else "已作出"
    done = _OUTCOME.search(heading) is not None and _WISHED.search(ahead) is None
    return "已作出" if done and not proposed else "建议"


def _is_answered(text: str, measure: Measure) -> bool:
    """Does a follow-up go on to say that the fine that was proposed has been paid, and name no other?"""
    later = _ANSWERED.search(text, measure.end)
    return later is not None and all(m.measure != "罚款" for m in find(text, measure.end, later.end()))


_OF_YEAR = compiled(r"年?度|年年?收入|收入")
_TAKES_EFFECT = compiled("起生效")
_DATED = compiled(r"(?:决定|处分|处罚|生效)(?:的)?(?:日期|时间)[为是：]$")


def day_told(text: str, span: tuple[int, int], since: dt.date | None) -> tuple[dt.date, tuple[int, int]] | None:
    """The first whole day in a span of ``text`` and where it stands; ``since``: see :func:`decided`."""
    for moment in find_moments(text, *span):
        day = full_day(moment, since)
        if day is not None:
            return day, (moment.start, moment.end)
    return None


def full_day(moment: Moment, since: dt.date | None) -> dt.date | None:
    """The day of a moment, the first of the month or year where no more is printed; see :func:`decided`."""
    try:
        if moment.year is not None:
            return dt.date(moment.year, moment.month or 1, moment.day or 1)
        if since is None or moment.month is None or moment.day is None:
            return None
        day = dt.date(since.year, moment.month, moment.day)
        if day == since:  # the accident's own day, as a rule told once more
            return None
        return day if day > since else day.replace(year=since.year + 1)
    except ValueError:  # 2月29日 of a year without one
        return None


_BEFOREHAND = compiled(r"(?:被|曾|受到)(?!任命|聘|选|委派)[^，。；、]{0,16}$")
_PROPOSES_NOW = compiled(r"建议|拟|应当|任命|聘[任用]|由(?=[^，。；]{2,30}处)")


def is_earlier(text: str, measure: Measure, since: dt.date) -> bool:
    """Is it told of a day before the accident, hence a penalty of an earlier affair: 2021年6月因超载被罚5000元?"""
    clause = text[after_last(text, "，。；、\n", 0, measure.start) : measure.start + 1]
    if _BEFOREHAND.search(clause) is None or _PROPOSES_NOW.search(clause) is not None:
        return False
    moments = [m for m in find_moments(clause, 0, len(clause)) if m.year and m.month]
    return any(
        (m.year or 0, m.month or 0, m.day or 1) < (since.year, since.month, since.day if m.day else 1) for m in moments
    )


def decided(
    text: str, measure: Measure, floor: int, ceiling: int, *, done: bool, since: dt.date | None = None
) -> tuple[dt.date, tuple[int, int]] | None:
    """The day on which a measure was decided, took effect or was done: 于2023年3月28日作出罚款….

    One without a year is the first such day behind ``since``, the accident's day: nobody is punished before it.
    """
    begin, stop = sentence(text, measure.start)
    own = after_last(text, "，。；、\n", 0, measure.start)
    spans: list[tuple[dt.date, tuple[int, int]]] = []
    for moment in find_moments(text, 0, min(len(text), stop)):
        if moment.end <= begin:
            continue
        day = full_day(moment, since)
        if since is not None and day is not None and day < since and moment.start < own:
            continue  # of an earlier affair; a check sees to one in the measure's own clause
        if day is None or moment.month is None or _OF_YEAR.match(text[moment.end : moment.end + 4]):
            continue
        spans.append((day, (moment.start, moment.end)))
    announced = _ANNOUNCED.match(text, measure.end)
    if announced is not None and (told := [s for s in spans if announced.start() <= s[1][0] < announced.end()]):
        return told[-1]
    before = [s for s in spans if floor <= s[1][0] < measure.start]
    inside = [s for s in spans if measure.start <= s[1][0] < measure.end]
    if before or inside:
        return (before or inside)[-1]
    effect = [
        s
        for s in spans
        if measure.end <= s[1][0] < ceiling
        and (_TAKES_EFFECT.match(text[s[1][1] : s[1][1] + 3]) or _DATED.search(text, measure.end, s[1][0]))
    ]
    if effect:
        return effect[0]
    earlier = [s for s in spans if begin <= s[1][0] < measure.start]
    if earlier:
        return earlier[-1]
    if done:
        later = [s for s in spans if measure.end <= s[1][0] < min(stop, ceiling)]
        return later[0] if later else None
    return None
