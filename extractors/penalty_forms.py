"""Penalties made public as forms: 被处罚单位：… 违法事实：… 处罚依据：… 处罚内容：… 决定日期：… 决定机关：… 履行情况：….

A form begins with the label of the one who is punished and holds one that says what was done; each further line begins with
a label, or all of them stand in one line. Its cells become those of an item, as the cells of a table's row do.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from extractors import sanction_measures
from extractors.accountability_passages import MARK
from extractors.authorities import Authority
from extractors.citations import Citation
from extractors.patterns import after_last, compiled, squeezed
from extractors.person_names import name_at
from extractors.sanction_basis import Bases
from extractors.sanction_found import Found
from extractors.sanction_measures import CATEGORY
from extractors.view import View, view
from schemas.document import Report, SectionNode

Row = dict[str, tuple[int, int]]

_LABELS = (
    (
        "target",
        r"(?:被(?:行政)?处罚|受处罚|被处理|被处分|被问责|行政相对)(?:单位|人员|企业|对象|当事人|人)?(?:名称|姓名)?|处罚对象|问责对象|当事人(?:名称|姓名)?",
    ),
    ("post", r"(?:单位及|所任)?职务|工作单位(?:及职务)?"),
    ("facts", r"(?:主要)?(?:违法|违规|违纪)(?:违规|违法)?(?:事实|行为|事由|问题)|案由|(?:处罚|处理|处分)事由|责任认定"),
    ("basis", r"(?:行政)?(?:处罚|法律|处理|处分)依据"),
    ("verdict", r"(?:行政)?(?:处罚|处理|处分|问责)(?:内容|结果|决定|情况|措施)"),
    ("sort", r"(?:行政)?(?:处罚|处理|处分|问责)(?:种类|方式|类[别型])"),
    ("day", r"(?:作出)?(?:行政)?(?:处罚|处分|处理)?(?:决定)?(?:书)?(?:作出)?(?:日期|时间)"),
    (
        "authority",
        r"(?:作出)?(?:行政)?(?:(?:处罚|决定|处分|处理|执法|办案)(?:决定)?(?:的)?(?:机关|部门|机构)|决定单位)",
    ),
    ("outcome", r"(?:履行|执行|缴纳|落实)(?:情况|结果|状态)"),
    (
        "other",
        r"统一社会信用代码|社会信用代码|法定代表人|主要负责人|负责人|注册地址|住所地?|住址|地址|(?:行政)?(?:处罚|处分)?决定书?文?[编文]?号|性别|年龄|身份证号码?|联系电话|备注",
    ),
)
_LABEL = compiled("(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS) + ")：")
_LINE = compiled(r"[^\n]+")
_PAPER = compiled(r"处罚决定书|行政处罚[^。\n]{0,12}(?:公示|公开|公告|公布|信息表)")
_DECIDES = compiled(
    r"(?<!拟)决定(?:给予|予以(?!立案)|对[^，。；]{0,30}(?:处(?!罚决定)|作出|给予)|处以?)"
    r"(?:[^。\n]*[：:](?:\n(?:\d{1,2}[.、．]|（\d）|[一二三]、)[^\n]*)+|[^。\n]*)"
)
"""The sentence of a decision: 依据…第九十五条第（一）项的规定，决定给予处…罚款，计人民币28000元的行政处罚."""
_ASIDE = compiled(r"（[^（）]*）")
_SEVERAL = compiled(r"[、，；]|(?:公司|厂|矿|局|站|所|集团)[和及与]")
OF_DECISION = ("authority", "day", "outcome")
"""Cells that tell of the decision, not of the one who is punished."""
_DONE = compiled(
    r"(?:履行|执行|缴纳|缴清|落实)(?:完毕|到位|完成)|已[^，。；]{0,8}(?:缴清|履行|执行|缴纳|上缴|缴入|完成)|全[额部](?:缴|上缴|履行|执行)|结案"
)
_IN_PART = compiled(r"未|尚|分期|部分|剩余|余款|逾期|申请(?:法院)?强制")


_ASIDE_DECISION = compiled(r"立案|加处|延期|逾期|不服")


def is_penalty_paper(report: Report) -> bool:
    """Is the document a decision on a penalty, or a publication of such decisions, whatever accident they followed?"""
    return report.doc_type == "其他" and _PAPER.search(report.text, 0, 300) is not None


def forms(report: Report, node: SectionNode) -> Iterator[tuple[int, Row]]:
    """The forms of a section's own text: where each ends, and its cells by kind; a form without a word on what was done is none."""
    start, end = node.body_start, node.body_end
    lines = [
        line.span()
        for block in report.document.blocks_in(start, end)
        if block.kind in ("paragraph", "heading")
        for line in _LINE.finditer(report.text, pos=max(block.start, start), endpos=min(block.end, end))
    ]
    row: Row = {}
    last = start
    for begin, stop in lines:
        mark = MARK.match(report.text, begin, stop)
        found = _cells(report.text, mark.end() if mark else begin, stop)
        if not found or found[0][0] == "target":
            last = _decided(report, row, last, end)
            if (form := _closed(report.text, row)) is not None:
                yield last, form
            row = {}
        for number, (kind, cell) in enumerate(found):
            if kind == "target" and number == 0:
                row = {kind: cell}
            elif "target" not in row or cell[0] >= cell[1]:
                continue
            elif "verdict" in row and (
                kind == "target" or (kind == "verdict" and not row.keys().isdisjoint(OF_DECISION))
            ):
                # another is punished, or another decision taken: what follows is not said of the one before it
                if (form := _closed(report.text, row)) is not None:
                    yield (last if number == 0 else stop), form
                row = {"target": row["target"], kind: cell}
            elif kind == "verdict" and kind in row:
                row[f"{kind}{len(row)}"] = cell
            else:
                row.setdefault(kind, cell)
        last = stop
    last = _decided(report, row, last, end)
    if (form := _closed(report.text, row)) is not None:
        yield last, form


def _decided(report: Report, row: Row, last: int, end: int) -> int:
    """Where a form ends; that of a decision takes its verdict from the sentence that decides."""
    if "target" not in row or "verdict" in row or not is_penalty_paper(report):
        return last
    decided: list[tuple[int, int]] = []
    for found in _DECIDES.finditer(report.text, last, end):
        begin = after_last(report.text, "。\n", last, found.start())
        if _ASIDE_DECISION.search(report.text, begin, found.end()) is None:
            decided.append((begin, found.end()))
    if not decided:
        return last
    row["verdict"] = decided[-1]
    return decided[-1][1]


def _closed(text: str, row: Row) -> Row | None:
    """A form whose cells are all read; None without a word on what was done, no such word where it strikes several units.

    Which of them bears what cannot be told: 甲公司、乙公司 / 分别罚款3万元、4万元.
    """
    if "sort" in row and "verdict" not in row:
        row["verdict"] = row["sort"]
    if "verdict" not in row:
        return None
    start, end = row["target"]
    words = squeezed(_ASIDE.sub("", text[start:end]))
    if _SEVERAL.search(words) and name_at(words, 0) is None:
        return {"target": row["target"], "verdict": (end, end)}
    return row


def _cells(text: str, start: int, end: int) -> list[tuple[str, tuple[int, int]]]:
    """The labelled cells of a line; none unless the line begins with a label."""
    marks = list(_LABEL.finditer(text, start, end)) if _LABEL.match(text, start, end) else []
    stops = [*(m.start() for m in marks[1:]), end][: len(marks)]
    return [(m.lastgroup or "other", _bare(text, m.end(), stop)) for m, stop in zip(marks, stops, strict=True)]


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and (text[end - 1].isspace() or text[end - 1] in "；，"):
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def is_form(row: Row | None) -> bool:
    """Are an item's cells those of a form, not of a table?"""
    return row is not None and "target" in row


def read(row: Row) -> Row:
    """The cells that an item of the form is made of, in reading order."""
    kept = {kind: cell for kind, cell in row.items() if kind not in ("other", "sort")}
    return dict(sorted(kept.items(), key=lambda c: c[1]))


def of_person(report: Report, words: View, row: Row | None) -> View:
    """The words of an item in which its person is told of: of a form's, those without the cells on the decision."""
    if row is None or not is_form(row) or row.keys().isdisjoint(OF_DECISION):
        return words
    cells = [c for kind, c in read(row).items() if kind not in OF_DECISION and report.text[c[0] : c[1]].strip()]
    return view(report, cells)


def settled(
    report: Report, words: View, row: Row, one: Found, citations: Sequence[Citation], since: dt.date | None
) -> Found | None:
    """A measure of a form with what the other cells say of it; None of words that stand in another cell."""
    at = words.offsets[one.measure.start]
    if not any(kind.startswith("verdict") and a <= at < b for kind, (a, b) in row.items()):
        return None
    status = "已作出" if one.status == "建议" else one.status
    if "outcome" in row:
        told = report.text[slice(*row["outcome"])]
        status = "已执行" if _DONE.search(told) and not _IN_PART.search(told) else "已作出"
    basis = one.basis
    if CATEGORY[one.kind] in ("行政处罚", "党纪", "政务") and ("basis" in row or "facts" in row):
        cells = [row[kind] for kind in ("facts", "basis") if kind in row]
        cited = Bases(words, citations).upto(len(words.text))
        basis = [e for e in cited if any(a <= e[1].start < b for a, b in cells)] or one.basis
    done = dataclasses.replace(one, status=status, basis=basis)
    if "authority" in row:
        start, end = row["authority"]
        name = report.text[start:end]
        done = dataclasses.replace(done, authority=Authority(name, words.index(start), words.index(end - 1) + 1))
    if "day" in row:
        low, high = words.index(row["day"][0]), words.index(row["day"][1] - 1) + 1
        day = sanction_measures.day_told(words.text, (low, high), since)
        done = done if day is None else dataclasses.replace(done, decided=day)
    return done
