"""The dead, the missing and the hurt of this accident."""

from __future__ import annotations

import dataclasses

from extractors.casualties_told import listed_injuries, one_died, single_death, single_injury, split_of_injured, zones
from extractors.context import Own, Sentence, foreign, own
from extractors.facts import Check, Facts
from extractors.patterns import compiled
from extractors.rules import PIECES, load
from extractors.values.numerals import parse_int
from schemas.document import Evidence, Report

_TOTAL = compiled(r"(?:共|合计|累计|总计|共计|最终|已)(?:造成|有|导致|致)?[^，。；]{0,6}$")
_PART = compiled(
    r"(?:其中|伤[者员]中)[^，。；]{0,8}$|其中(?:[^，。；、\d（）]{2,4}、){1,8}[^，。；、\d（）]{2,4}$|（(?:其中|含)[^）]{0,10}$|(?:含|包括)$"
)
_RISEN_TO = compiled(r"[升增][加至到]")
_MORE = compiled(r"又有?$")
"""Before a count that comes on top of the one before it: 当日1人死亡，次日又有1人医治无效死亡."""
_NAMES_BEFORE = 48
_LATER = compiled(
    r"(?:后|但|终|最终|送[^，。]{0,10}|经[^，。]{0,14})(?:因|经)?[^，。；]{0,14}(?:抢救|医治|救治|治疗)(?:[^，。；]{0,6})?无效[^，。；]{0,6}(?:死亡|身亡|去世|离世)"
)
_SERIOUS_SUBJECT = compiled(r"重伤(?:人员|者|员工|工人)?[^，。；]{0,4}(?:后|经|因)")
_RUMOUR = compiled(r"不属实|不实|谣言|网传|传言|误传|误报")
_ALL_OF = compiled(r"[（，](?:其中)?(?:均|都|全部)?(?:为|系|属)?(?:重伤|轻伤|轻微伤)[）。；，]")
_DENIED = 60
_EMERGENCY = compiled(r"(?:110|119|120|122)(?!人|名)")


@dataclasses.dataclass(frozen=True, slots=True)
class Mention:
    """A count in the text; ``part`` counts some of another count, ``total`` sums up, ``more`` comes on top."""

    kind: str
    count: int
    start: int
    end: int
    rule: str
    sentence: Sentence
    part: bool
    total: bool
    way: str
    more: bool = False


@dataclasses.dataclass
class Tally:
    """What one stretch of the text says in sum; each figure with its mentions."""

    figures: dict[str, int] = dataclasses.field(default_factory=dict)
    mentions: dict[str, list[Mention]] = dataclasses.field(default_factory=dict)
    untold: bool = False
    """Some of the hurt died, one by one or side by side, and it is not told how many."""

    def put(self, field: str, count: int, *mentions: Mention) -> None:
        """Set a figure with the mentions that it rests on."""
        self.figures[field] = count
        self.mentions[field] = list(mentions)


def extract(report: Report, facts: Facts) -> None:
    """Fill in ``deaths``, ``missing``, ``serious_injuries``, ``minor_injuries`` and ``injuries``.

    The sentence that states the accident comes first, then the rest of the lead, the section on casualties, the course.
    A figure that a later stretch states otherwise is a check, not a choice.
    """
    known = own(facts)
    read = [tally(report, zone, known) for zone in zones(report, facts)]
    tallies = [t for t in read if t.figures]
    for found in tallies:
        for field, count in found.figures.items():
            evidence = [_evidence(report, m) for m in found.mentions[field]]
            if facts.get(field) is not None or field == "deaths" or not _settled(tallies[0], found):
                facts.set(field, count, *evidence)
    told = not any(t.untold for t in read)
    if told and facts.get("deaths") is None and report.doc_type in ("事故调查报告", "事故快报", "整改评估报告", "批复"):
        single_death(report, facts, known)
    single_injury(report, facts, known)
    split_of_injured(report, facts, known)
    listed_injuries(report, facts)
    sum_up(facts)
    _conflicts(facts)


def _settled(first: Tally, later: Tally) -> bool:
    """A later stretch may add detail only where it agrees on the dead with the first one."""
    if later is first:
        return False
    dead, said = first.figures.get("deaths"), later.figures.get("deaths")
    return dead is not None and said is not None and dead != said


def find(report: Report, zone: list[Sentence], known: Own) -> list[Mention]:
    """All counts in a stretch that are not another accident's, in reading order; overlaps: the longest."""
    out: list[Mention] = []
    text = report.text
    for sentence in zone:
        if foreign(report, sentence, known) or _is_rumour(text[sentence.start : sentence.end + _DENIED]):
            continue
        for rule in load("casualties").near(text, sentence.start, sentence.end):
            for match in rule.finditer(text, sentence.start, sentence.end):
                printed = match["n"] if "n" in match.re.groupindex else None
                count = parse_int(printed) if printed else 0
                if count is None or count > 5000 or _EMERGENCY.match(text, match.start()):
                    continue
                names = text[max(sentence.start, match.start() - _NAMES_BEFORE) : match.start()]
                before = names[-16:]
                way = match.groupdict().get("way") or ""
                out.append(
                    Mention(
                        rule.attrs["kind"], count, match.start(), match.end(), rule.id, sentence,
                        _PART.search(names) is not None, _TOTAL.search(before) is not None or _RISEN_TO.search(match[0]) is not None, way, _MORE.search(before) is not None,
                    )
                )  # fmt: skip
    return _without_overlaps(out)


_HEARSAY = compiled(r"举报|反映|网传|传言|传闻|谣言|网络|群众称|信访")


def _is_rumour(words: str) -> bool:
    """Is it something reported that turned out untrue: 有举报反映另有1人失踪，经核对…举报不属实?"""
    first, _, after = words.partition("。")
    hearsay = _HEARSAY.search(first) is not None
    return hearsay and _RUMOUR.search(first + after) is not None


def _without_overlaps(found: list[Mention]) -> list[Mention]:
    """Of counts that overlap the longest, then the first: who is said to have died is not counted among the hurt."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (-(m.end - m.start), m.start)):
        if not any(mention.start < other.end and other.start < mention.end for other in kept):
            kept.append(mention)
    kept.sort(key=lambda m: m.start)
    # 最终造成3人死亡、2人受伤: what is joined to a total is one as well
    for index in range(1, len(kept)):
        before, here = kept[index - 1], kept[index]
        if before.total and not here.part and here.start - before.end <= 2 and here.sentence == before.sentence:
            kept[index] = dataclasses.replace(here, total=True)
    return kept


def tally(report: Report, zone: list[Sentence], known: Own) -> Tally:
    """Sum up the counts of one stretch."""
    found = find(report, zone, known)
    result = Tally()
    by_kind: dict[str, list[Mention]] = {}
    for mention in found:
        by_kind.setdefault(mention.kind, []).append(mention)
    _tally_deaths(result, by_kind)
    _tally_zero(result, by_kind)
    for kind, field in (("missing", "missing"), ("serious", "serious_injuries"), ("minor", "minor_injuries")):
        if kind in by_kind:
            found_so = by_kind[kind]
            last = any(m.total for m in found_so) or (kind == "missing" and _is_left(report, found_so[-1]))
            if kind == "missing" and _FOUND_ALL.search(report.text, found_so[0].start, zone[-1].end):
                continue
            result.put(field, found_so[-1 if last else 0].count, found_so[-1 if last else 0])
    _tally_injuries(result, by_kind)
    _died_among_hurt(result, found)
    _all_of_one_kind(report, result, by_kind)
    _hurt_at_first(result, found)
    _later_deaths(report, result, by_kind, zone)
    return result


_FOUND_ALL = compiled(
    r"(?<![未没])(?<![未没][能有])(?:找到|打捞[出到起]|打捞上岸|救出|发现|搜寻到)[^。；，未]{0,8}最后[^。；，未]{0,6}(?:失踪|失联|被困)(?:人员|者|工人)|"
    r"最后[^。；，未]{0,6}(?:失踪|失联|被困)(?:人员|者|工人)[^。；未没]{0,20}(?:找到|救出|打捞[出到上起]|遗体)|"
    r"(?:失踪|失联)(?:人员|者)(?:的?遗体)?(?:均|全部|都)(?:已)?(?:被)?(?:找到|打捞)"
)
"""Nobody is missing any more: 找到最后1名失踪人员的遗体."""
_LEFT = compiled(r"(?:仍|尚|还)有?(?:剩余)?$")


def _is_left(report: Report, mention: Mention) -> bool:
    """Are these the ones still missing: 3人失联。…已找到2人，仍有1人失联?"""
    return _LEFT.search(report.text, max(0, mention.start - 6), mention.start) is not None


def _tally_deaths(result: Tally, by_kind: dict[str, list[Mention]]) -> None:
    """Several counts in one sentence add up where each tells of a death of its own (当场…，送医后…); a total wins."""
    mentions = by_kind.get("deaths", [])
    if not mentions:
        return
    whole = [m for m in mentions if not m.part]
    totals = [m for m in whole if m.total]
    if totals:
        result.put("deaths", totals[-1].count, totals[-1])
        return
    if not whole:
        result.put("deaths", sum(m.count for m in mentions if m.sentence == mentions[0].sentence), *mentions[:1])
        return
    told = [m for m in mentions if m.sentence == whole[0].sentence and m.way]
    if mentions[0].part and len(told) > 1 and mentions[0].sentence == whole[0].sentence:
        # 将4人压埋，其中3人当场死亡，1人送医途中死亡: all of them are parts of those hit
        result.put("deaths", sum(m.count for m in told), *told)
        return
    same = [m for m in whole if m.sentence == whole[0].sentence]
    if len(same) > 1 and (all(m.way for m in same) or all(m.more for m in same[1:])):
        result.put("deaths", sum(m.count for m in same), *same)
    else:
        result.put("deaths", same[0].count, same[0])


def _tally_zero(result: Tally, by_kind: dict[str, list[Mention]]) -> None:
    none = by_kind.get("none", [])
    if none and "deaths" not in result.figures and not any(k in by_kind for k in ("injuries", "serious", "minor")):
        result.put("deaths", 0, none[0])
        result.put("injuries", 0, none[0])
    for kind, field in (("deaths_none", "deaths"), ("injuries_none", "injuries")):
        if kind in by_kind and field not in result.figures:
            result.put(field, 0, by_kind[kind][0])


def _tally_injuries(result: Tally, by_kind: dict[str, list[Mention]]) -> None:
    mentions = [m for m in by_kind.get("injuries", []) if not m.part]
    if not mentions and by_kind.get("injuries") and "injuries" not in result.figures:
        mentions = by_kind["injuries"][:1]  # 搜救出3人，其中2人死亡、1人受伤
    totals = [m for m in mentions if m.total]
    if totals:
        result.put("injuries", totals[-1].count, totals[-1])
    elif mentions:
        result.put("injuries", mentions[0].count, mentions[0])
    hurt_at = mentions[0].start if mentions else 0
    died = [m for m in by_kind.get("deaths", []) if m.part and m.way and m.start > hurt_at]
    if died and "injuries" in result.figures and not [m for m in by_kind["deaths"] if not m.part]:
        # 3人受伤，其中1人经抢救无效死亡: the dead are no longer among the hurt
        rest = result.figures["injuries"] - sum(m.count for m in died)
        if rest > 0:
            result.put("injuries", rest, *mentions[:1])
        else:
            result.figures.pop("injuries")


def _died_among_hurt(result: Tally, found: list[Mention]) -> None:
    """炸死2人，炸伤3人（其中1人医治无效死亡）: a part of the hurt that died counts among the dead."""
    if "deaths" not in result.figures or "injuries" not in result.figures or any(m.total for m in found):
        return
    gone = 0
    for index, mention in enumerate(found):
        before = found[index - 1] if index else None
        if mention.kind != "deaths" or not (mention.part and mention.way) or before is None:
            continue
        dead_before = any(m.kind == "deaths" and not m.part for m in found[:index] if m.sentence == mention.sentence)
        if before.kind == "injuries" and not before.part and dead_before and before.sentence == mention.sentence:
            gone += mention.count
    if 0 < gone < result.figures["injuries"]:
        result.put("deaths", result.figures["deaths"] + gone, *[m for m in found if m.kind == "deaths"])
        result.put("injuries", result.figures["injuries"] - gone, *result.mentions["injuries"])


def _hurt_at_first(result: Tally, found: list[Mention]) -> None:
    """4人受伤，…1人死亡，1人死亡，其余2人重伤: who were counted as hurt first were the dead and the graded together."""
    figures = result.figures
    graded = figures.get("serious_injuries", 0) + figures.get("minor_injuries", 0)
    first = next((m for m in found if m.kind in ("deaths", "injuries")), None)
    at_first = first is not None and first.kind == "injuries" and first.count == figures.get("injuries")
    if at_first and graded and figures["injuries"] == figures.get("deaths", 0) + graded:
        result.put("injuries", graded, *result.mentions["injuries"])


def _all_of_one_kind(report: Report, result: Tally, by_kind: dict[str, list[Mention]]) -> None:
    """2人受伤（均为轻伤）: the bracket says it of all of them."""
    for mention in by_kind.get("injuries", []):
        match = _ALL_OF.match(report.text, mention.end)
        if match and mention.count == result.figures.get("injuries"):
            field = "serious_injuries" if "重" in match[0] else "minor_injuries"
            if field not in result.figures:
                result.put(field, mention.count, dataclasses.replace(mention, end=match.end()))


_ONE_OF = compiled(
    r"其中(?:的)?[^，。；：、和与及等\d人名]{2,4}(?:(?:\d{1,2}月)?\d{1,2}日|[当次]日)?[^，。；、\d]{0,16}(?:死亡|身亡|去世|离世)"
)
"""One of the hurt, by name: 3人灼伤，其中郑某6月20日医治无效死亡."""
_OTHER = compiled(r"(?:被\p{Han}{1,3}|坠落|触电|落水|溺水|昏迷|遇险)者$")
"""Who died is not one of those counted as hurt: 一名工友划伤。被卷者经抢救无效死亡."""
_SOME_OF = compiled(rf"其中[^。；]{{0,12}}?(?P<n>{PIECES['count']})(?:人|名|位)")


def _later_deaths(report: Report, result: Tally, by_kind: dict[str, list[Mention]], zone: list[Sentence]) -> None:
    """Hurt persons who died afterwards: …2死2伤（其中1人重伤），重伤人员后因医治无效死亡，共造成3人死亡."""
    hurt = [m for k in ("injuries", "serious") for m in by_kind.get(k, [])]
    if not hurt or not zone:
        return
    first = min(m.start for m in hurt)
    later = _LATER.search(report.text, first, zone[-1].end)
    named = None if by_kind.get("deaths") else _ONE_OF.search(report.text, first, zone[-1].end)
    later = later or named
    if later is None or any(later.start() < m.end and m.start < later.end() for m in by_kind.get("deaths", [])):
        _risen(result, by_kind)
        return
    deaths = by_kind.get("deaths", [])
    injured = result.figures.get("injuries", 0)
    start = max(first, later.start() - 12)
    of_serious = _SERIOUS_SUBJECT.search(report.text, start, later.end()) is not None
    gone = result.figures.get("serious_injuries", 0) if of_serious else injured
    if _OTHER.search(report.text, max(first, later.start() - 12), later.start()):
        if "deaths" not in result.figures:
            mention = Mention(
                "deaths", 1, later.start(), later.end(), "casualties.deaths.later", zone[0], False, False, ""
            )
            result.put("deaths", 1, mention)
        return
    told = max((m.end for m in hurt if m.end <= later.start()), default=first)
    some = _SOME_OF.search(report.text, told, later.start())
    if some is not None:
        gone = parse_int(some["n"]) or 0
    elif not any(m.total for m in deaths):
        one = one_died(report.text, told, later.start(), later.end(), zone[-1].end)
        gone = 1 if one else gone
        if injured > 1 and (one is False or (named is not None and one is None)):
            result.untold = True
            for figure in ("deaths", "injuries", "serious_injuries", "minor_injuries"):
                result.figures.pop(figure, None)
            return
    before = [m for m in deaths if not m.total and not m.part and m.start < later.start()]
    if any(m.total for m in by_kind.get("injuries", [])):
        return
    if any(m.total for m in deaths) and before:
        gone = result.figures["deaths"] - before[0].count
    elif not any(m.total for m in deaths):
        mention = Mention(
            "deaths", gone, later.start(), later.end(), "casualties.deaths.later", zone[0], False, False, ""
        )
        result.put("deaths", (before[0].count if before else 0) + gone, mention)
    left = result.figures.get("serious_injuries", 0) - gone
    if of_serious and left > 0:
        result.put("serious_injuries", left, *result.mentions["serious_injuries"])
    elif of_serious:
        result.figures.pop("serious_injuries", None)
    if injured and injured - gone > 0:
        result.put("injuries", injured - gone, *result.mentions["injuries"])
    else:
        result.figures.pop("injuries", None)


def _risen(result: Tally, by_kind: dict[str, list[Mention]]) -> None:
    """2死2伤，其中1人抢救无效死亡，共造成3人死亡: those by whom the dead have risen are no longer among the hurt."""
    deaths, hurt = by_kind.get("deaths", []), by_kind.get("injuries", [])
    totals = [m for m in deaths if m.total]
    before = [m for m in deaths if totals and not m.total and not m.part and m.start < totals[-1].start]
    if not before or not hurt or "injuries" not in result.figures or any(m.start > totals[-1].start for m in hurt):
        return
    rest = result.figures["injuries"] - (totals[-1].count - before[0].count)
    if hurt[0].start > before[0].start and 0 < rest < result.figures["injuries"]:
        result.put("injuries", rest, *result.mentions["injuries"])
    elif hurt[0].start > before[0].start and rest == 0:
        for field in ("injuries", "serious_injuries", "minor_injuries"):
            result.figures.pop(field, None)


def sum_up(facts: Facts) -> None:
    """All injured from the seriously and the slightly injured, and the check of the three."""
    serious, minor = facts.get("serious_injuries"), facts.get("minor_injuries")
    if facts.get("injuries") is None and (serious is not None or minor is not None):
        facts.derive("injuries", (serious or 0) + (minor or 0))
    injuries = facts.get("injuries")
    if None not in (serious, minor, injuries):
        verdict = "pass" if serious + minor == injuries else "warn"
        facts.checks.append(Check("injuries.parts", verdict, f"重伤{serious}人 + 轻伤{minor}人，受伤合计{injuries}人"))


def _conflicts(facts: Facts) -> None:
    labels = {
        "deaths": "死亡",
        "missing": "失踪",
        "injuries": "受伤",
        "serious_injuries": "重伤",
        "minor_injuries": "轻伤",
    }
    for field, label in labels.items():
        others = [c for c in facts.conflicts if c.field == field]
        if others:
            said = "；".join(f"“{c.evidence.text}”" for c in others[:3])
            facts.checks.append(
                Check(f"{field}.conflict", "fail", f"{label}人数取{facts.get(field)}，另有不同记载：{said}")
            )


def _evidence(report: Report, mention: Mention) -> Evidence:
    return report.evidence(mention.start, mention.end, mention.rule)
