"""Sanctions that running prose tells as done: a circular's chapter on several accidents, a report without its parts."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from extractors import sanction_measures
from extractors.citations import Citation
from extractors.patterns import compiled
from extractors.persons import Person
from extractors.posts import Resolve
from extractors.sanction_reading import read, row_of
from extractors.sanction_record import Sanction, merged
from extractors.sanction_targets import of_sentence
from extractors.view import view
from schemas.document import Report

_SKIP = frozenset({"防范措施", "事故教训", "工作要求", "措施落实", "基本情况", "存在问题"})
_STRICT = frozenset({"立案侦查", "刑事拘留", "取保候审", "逮捕", "提起公诉", "判处刑罚", "通报批评"})
_DEALT_WITH = compiled(
    r"(?:事故|有关|相关|责任|单位|人员|企业|依法|已)*(?:处理|查处|处罚|问责|责任追究|追责|追责问责|处置)(?:问责)?(?:情况|结果|意见)"
)


_DONE_BY_SAYING = ("约谈", "批评教育", "谈话提醒", "责令书面检查")


def told(
    report: Report, citations: Sequence[Citation], resolve: Resolve, since: dt.date | None
) -> tuple[Sanction, ...]:
    """The sanctions of a circular on several accidents: what its chapter on them tells as done, of units that it names.

    ``since``: a day without a year is the first one after it.
    """
    out: list[Sanction] = []
    for node in report.sections:
        labelled = node.marker is None and report.text[node.heading_end : node.heading_end + 1] == "："
        if not node.level or labelled or _DEALT_WITH.fullmatch(node.heading or "") is None:
            continue
        for block in report.document.blocks_in(node.body_start, node.body_end):
            if block.kind != "paragraph":
                continue
            words = view(report, [(max(block.start, node.body_start), min(block.end, node.body_end))])
            floor = 0
            for one in read(report, words, 0, citations, node, resolve, since):
                begin, _ = sanction_measures.sentence(words.text, one.measure.start)
                if _NOT_DONE.search(words.text[begin : one.measure.end]):
                    continue
                done = "已执行" if one.kind in _DONE_BY_SAYING else "已作出"
                settled = dataclasses.replace(one, status=done if one.status != "已执行" else one.status)
                if one.decided is None:
                    low, high = max(begin, floor), len(words.text)
                    day = sanction_measures.decided(words.text, one.measure, low, high, done=False, since=since)
                    settled = dataclasses.replace(settled, decided=day)
                floor = one.measure.end
                for target in of_sentence(report, words, one.measure, (), resolve, ()):
                    out.append(row_of(report, words, settled, target, resolve, node))
    return tuple(merged(out, evaluation=False))


_NOT_DONE = compiled(r"曾|此前|建议|要(?:对|严)|依法从严|对[^，。]{0,12}的，")
_GIVES = compiled(r"予以|给予")


def strict(
    report: Report,
    persons: Sequence[Person],
    citations: Sequence[Citation],
    resolve: Resolve,
    org_names: Sequence[str],
    since: dt.date | None,
) -> tuple[Sanction, ...]:
    """A report without parts on accountability: only what is told as done, of a named target, in a plain sentence."""
    out: list[Sanction] = []
    for block in report.document.blocks:
        node = report.section_at(block.start)
        if block.kind != "paragraph" or node is None or (node.part in _SKIP and node.level > 0):
            continue
        words = view(report, [(block.start, block.end)])
        for one in read(report, words, 0, citations, node, resolve, since):
            begin, _ = sanction_measures.sentence(words.text, one.measure.start)
            ahead = words.text[begin : one.measure.end]
            if one.measure.measure not in _STRICT or _NOT_DONE.search(ahead):
                continue
            if one.measure.measure == "通报批评" and not _GIVES.search(ahead):
                continue
            inside = [e for e in one.basis if words.index(e[1].start) >= begin]
            settled = dataclasses.replace(one, status="已作出" if one.status == "建议" else one.status, basis=inside)
            for target in of_sentence(report, words, one.measure, persons, resolve, org_names, lead=True):
                out.append(row_of(report, words, settled, target, resolve, node))
    return tuple(merged(out, evaluation=False))
