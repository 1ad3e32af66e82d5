"""Who decided, and when, where a sentence says so once ahead of all that it lists: 某市纪委监委于5月9日作出决定：给予…；对…."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from extractors import authorities, sanction_measures
from extractors.authorities import Authority
from extractors.patterns import compiled
from extractors.posts import Resolve
from extractors.sanction_record import Sanction
from extractors.view import View, view
from schemas.document import Block, Report

_BODY = r"[^，。；：、]{2,24}?(?:纪委[、和]?[市县区省州旗]?监委|纪委|监委|监察委员会|纪检监察机关|党委|党工委|党组|管委会|政府|局|公司|集团|厂|矿)"
_LEAD = compiled(
    rf"(?:^|(?<=[。\n]))(?:经研究，)?(?P<a>{_BODY})(?P<when>(?:于)?\d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?)?，?(?:依规依纪依法|依规依纪|依纪依法|依法)?"
    r"(?:按照?(?:干部)?管理权限，?)?(?:(?:研究)?(?:作出|印发|下发)[^，。；：]{0,16}决定|(?:已|共|先后)?(?:对|处理|问责)[^，。；：]{0,4}\d++(?:名|人)[^，。；：]{0,30})：(?=[^。]{6})"
)
_CLOSE = compiled(
    r"(?<=[。；])(?:上述|以上|前述|[两二三四五六七八九十]笔|[两二三四五六七八九十]项)(?P<what>罚款|处分|党纪政务处分|问责)(?:决定|款项)?(?:均|都)(?:已|是|系|于|在){0,3}"
    r"(?P<when>\d{4}年\d{1,2}月(?:\d{1,2}日)?)(?:前)?(?:(?P<paid>缴清|缴纳|上缴|到账|入库|履行|执行)|印发|作出|下达|宣布|下发)"
)
"""Behind all that was told: 两笔罚款均于2024年7月3日缴清 · 上述处分决定都是2025年3月印发的."""
_PARTY = ("党纪", "政务", "组织处理")
_OF = (
    (compiled(r"监察委员会$|纪委|监委$|纪检监察|党[委工组]"), _PARTY),
    (compiled(r"政府$|局$|管委会$"), ("行政处罚", "组织处理", "政务")),
    (compiled(r"公司$|集团$|厂$|矿$"), ("内部处理",)),
)
"""What a body decides, by the ending of its name."""


def with_leading_authority(
    report: Report, rows: list[Sanction], resolve: Resolve, since: dt.date | None
) -> list[Sanction]:
    """The rows, with the body and day that the head of their sentence gives where they have none of their own."""
    out = list(rows)
    for block in _blocks(report, rows):
        words = view(report, [(block.start, block.end)])
        _close(report, words, out, since)
        for lead in _LEAD.finditer(words.text):
            if "和" in lead["a"].replace("和国", ""):  # two bodies: which of them decided on whom is open
                continue
            stop = words.text.find("。", lead.end())
            low, high = words.span(lead.end(), stop if stop > 0 else len(words.text))
            body = authorities.full(Authority(lead["a"], *lead.span("a")), resolve)
            kinds = next((kinds for ends, kinds in _OF if ends.search(lead["a"])), ())
            place = words.evidence(report, lead.start("a"), lead.end("a"), "sanction.authority.lead")
            told = sanction_measures.day_told(words.text, lead.span("when"), since) if lead["when"] else None
            for at, row in enumerate(out):
                start = next(e.start for f, e in row.evidence if f == "measure")
                if not low <= start < high or row.category not in kinds or row.status == "建议":
                    continue
                if row.authority is None:
                    row = dataclasses.replace(row, authority=body, evidence=(*row.evidence, ("authority", place)))
                if row.decided_on is None and told is not None and row.authority == body:
                    when = words.evidence(report, *told[1], "sanction.date.lead")
                    row = dataclasses.replace(row, decided_on=told[0], evidence=(*row.evidence, ("decided_on", when)))
                out[at] = row
    return out


def _close(report: Report, words: View, rows: list[Sanction], since: dt.date | None) -> None:
    """Give the rows of a paragraph the day that its end gives for all of them, and 已执行 to fines that were paid then."""
    for said in _CLOSE.finditer(words.text):
        told = sanction_measures.day_told(words.text, said.span("when"), since)
        if told is None:
            continue
        day, at_day = told
        low, high = words.span(0, said.start())
        when = words.evidence(report, *at_day, "sanction.date.close")
        for at, row in enumerate(rows):
            start = next(e.start for f, e in row.evidence if f == "measure")
            meant = row.measure == "罚款" if said["what"] == "罚款" else row.category in ("党纪", "政务")
            if not low <= start < high or not meant or row.status == "建议":
                continue
            if said["paid"]:
                row = dataclasses.replace(row, status="已执行")
            if row.decided_on is None:
                row = dataclasses.replace(row, decided_on=day, evidence=(*row.evidence, ("decided_on", when)))
            rows[at] = row


def _blocks(report: Report, rows: Iterable[Sanction]) -> list[Block]:
    """The paragraphs in which the rows' measures stand."""
    found: dict[int, Block] = {}
    for row in rows:
        start = next(e.start for f, e in row.evidence if f == "measure")
        for block in report.document.blocks_in(start, start + 1):
            if block.kind in ("paragraph", "heading"):
                found[block.start] = block
    return list(found.values())
