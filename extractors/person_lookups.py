"""What the description of the units says of a person whom the list of the responsible names without post or unit.

远岭公司，…，法定代表人、董事长高某，总经理郝某 · 矿长柏某、总工程师程某 · 永泰公司法定代表人孙立强，现场负责人刘凯.
"""

from __future__ import annotations

import dataclasses
from itertools import islice

from extractors.accountability_items import PARTS
from extractors.org_names import kind_of
from extractors.patterns import BULLETS, compiled, overlapped
from extractors.person_names import is_masked, occurrences, tight_pattern
from extractors.posts import Resolve, is_post, rules, split
from schemas.document import Evidence, Report

_BEFORE = compiled(r"(?P<post>(?:[\p{Han}（）]{2,14}+、){0,26}+[\p{Han}（）]{2,24}+)(?:为|是|系|：|姓名：)?$")
_DELIMITED = compiled(r"[，。；、）（\n]|$")
_MARK = compiled(
    rf"[\s\u3000]*(?:\d{{1,2}}(?:[.．]\d{{1,2}})*[.．、)）]?|（[\d一二三四五六七八九十]{{1,3}}）|\([\d]{{1,2}}\)|【\d{{1,2}}】|[一二三四五六七八九十]{{1,3}}、|[①-⑳{BULLETS}])?[\s\u3000]*(?:[\p{{Han}}]{{2,8}}(?:单位|企业)[：:])?"
)
_LABEL = compiled(r"[\p{Han}]{2,8}(?:单位|企业)[：:]")
_HEAD = compiled(r"[\p{Han}A-Za-z0-9（）·]{3,40}?(?=（(?:以下|下称|简称)|[，。：；\n])")


_REACH = 80
"""Characters before a name that may hold its post."""
_PLACES = 40
"""A description names a person early; a list that repeats one name for ever says no more."""


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """Unit (full name) and post of a person as a description gives them, each with its place."""

    unit: str
    unit_at: Evidence
    post: str
    post_at: Evidence


def told(report: Report, name: str, resolve: Resolve) -> Told | None:
    """The unit and post that descriptions of units give to a person; None where they give none or several units."""
    places = islice(occurrences(report.text, name), _PLACES)
    found = [t for at in places if (t := _told_at(report, name, at, resolve)) is not None]
    return found[0] if len({t.unit for t in found}) == 1 else None


def _told_at(report: Report, name: str, at: int, resolve: Resolve) -> Told | None:
    text = report.text
    node = report.section_at(at)
    if node is None or node.part in PARTS or node.part not in ("基本情况", "引言", "其他"):
        return None
    if not is_masked(name) and not _DELIMITED.match(text, at + len(name)):
        return None
    line = text.rfind("\n", 0, at) + 1
    clause = max(text.rfind(c, line, at) for c in "，。；") + 1 or line
    before = _BEFORE.search(text, max(clause, line, at - _REACH), at)
    if before is None:
        return None
    whole = split(before["post"], resolve)
    if whole.title is None:
        return None
    start = before.start("post")
    post = (start + whole.title_span[0], start + whole.title_span[1])
    if whole.unit is not None and "、" in whole.unit:
        return None
    if whole.unit is not None:
        unit = (start + whole.unit_span[0], start + whole.unit_span[1])
        if kind_of(whole.unit) is None and resolve(whole.unit) == whole.unit:
            return None
    else:
        head = _described(report, line, at, resolve)
        if head is None or not is_post(text[slice(*post)]):
            return None
        unit = head
    printed = text[slice(*unit)]
    return Told(
        resolve(printed),
        report.evidence(*unit, "person.described.unit"),
        text[slice(*post)],
        report.evidence(*post, "person.described.post"),
    )


def _described(report: Report, line: int, at: int, resolve: Resolve) -> tuple[int, int] | None:
    """The unit that the sentence, else the line, begins with and so describes."""
    text = report.text
    mark = _MARK.match(text, line)
    begins = [text.rfind("。", line, at) + 1, mark.end() if mark else line]
    for begin in begins:
        if begin < line or begin > at:
            continue
        label = _LABEL.match(text, begin, at)
        begin = label.end() if label else begin
        head = _HEAD.match(text, begin, at)
        if head is None:
            continue
        if kind_of(head[0]) is not None or resolve(head[0]) != head[0]:
            return head.start(), head.end()
    return None


def trade(report: Report, name: str) -> Evidence | None:
    """A victim's trade where the story tells it before the name: 掘进工张某."""
    for at in islice(occurrences(report.text, name), _PLACES):
        for pattern in rules("trade"):
            before = max(
                (m.span() for m in pattern.finditer(report.text, max(0, at - 6), at) if m.end() == at), default=None
            )
            if before is not None:
                first = min(m.start() for m in overlapped(pattern, report.text, max(0, at - 6), at) if m.end() == at)
                return report.evidence(first, at, "person.trade", 0.8)
        before = _STORY_POST.search(report.text, max(0, at - 32), at)
        if before is not None and is_post(before["post"]) and not _ANY_STAFF.search(before["post"]):
            return report.evidence(before.start("post"), before.end("post"), "person.trade", 0.8)
    return None


_STORY_POST = compiled(
    rf"(?:(?<=[，。；：、\n将把由与和及的对])|(?<=安排|指派|要求|组织|带领|通知|公司|项目部))(?:当班|当日|当天|当值|现场|在场)?(?P<post>[\p{{Han}}]{{1,5}}?(?:员|工|手|司机|[班组队场船]长|[大二三]副|工程师))(?:{tight_pattern()}(?:[、和及与]|以及))*$"
)
"""The post before a name, or before the list it stands in: 爬架工缪某、孔某、徐某4人 · 将理货员幸某碾压."""
_ANY_STAFF = compiled(
    r"(?:人员|职工|员工|民工|施工|伤员|队员|官兵|消防员|救援|医护|临时工|驾驶员|[一二三四五六七八九十两\d]名)"
)
