"""The lines of a flattened table's row dealt out to its columns, by what stands in such columns."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import lru_cache

import regex


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, and whether its heading says that persons stand in it."""

    kind: str
    persons: bool = False


_KINDS = tuple(
    (kind, regex.compile(words))
    for kind, words in (
        ("politics", r"政治面貌"),
        ("gender", r"性别"),
        ("age", r"年龄"),
        ("remark", r"备注|说明$"),
        ("basis", r"(?:法律|处罚|处理)?依据"),
        (
            "done",
            r"(?:落实|执行|办理|完成|整改|追究|追责)(?:情况|结果|状态|进度)|处理结果|处罚结果|评估(?:意见|结论|结果)|核查情况",
        ),
        ("post", r"单位.{0,2}职务|职务|所在单位|工作单位|身份|职业|岗位|工种"),
        ("target", r"姓名|名字|人员$|责任人|责任对象|对象|当事人|单位$|主体|企业名称|单位名称|责任单位|被处[罚理]"),
        ("facts", r"责任(?:认定|性质|类型|类别|划分)?$|问题|事实|行为|原因"),
        ("verdict", r"处理|处罚|处分|追责|问责|追究|建议|意见|措施"),
        ("other", r""),
    )
)
_PERSON_LABEL = regex.compile(r"姓名|名字|责任人$")
_PERSON = regex.compile(
    r"(?:[\p{Han}]{2,8}·[\p{Han}·]{1,12}|[\p{Han}]{1,6})[某×xX*＊]{0,2}[\p{Han}]{0,2}\d?(?:[（(].{1,60}[）)])?"
)
_SHORT_PERSON = regex.compile(r"[\p{Han}][\p{Han}某×xX*＊]{1,3}\d?(?:[（(].{1,60}[）)])?")
_UNIT = regex.compile(
    r".{1,40}(?:公司|集团|局|厅|委|政府|委员会|办事处|街道|中心|[站所院厂矿队部店社]|办公室|学校|大学|大队|支队)(?:[（(].{1,40}[）)])?"
)
_POST = regex.compile(r"(?:[长员任理师工手人记表席监]|干部|司机|驾驶员|职工|老板|公司|局|政府)(?:[（(].{1,40}[）)])?$")
_PENALTY = regex.compile(
    r"罚款|处分|警告|追究|移[送交]|诫勉|批评|约谈|检[查讨]|吊销|暂扣|撤销|撤职|降级|记过|免职|开除|解除|辞退|拘留|逮捕|判处|起诉|立案|取保|整改|停产|停业|资质|资格|谈话|处罚|处理|黑名单|联合惩戒|处\d|没收"
)
_FAULT = regex.compile(r"未|不|违|负|责任|失|疏|擅自|冒险|缺")
_DONE = regex.compile(r"已|无需|完成|缴|执行|办结|落实|\d{4}年\d|尚|判处|期满")
_ASKS = regex.compile(r"^(?:建议|由|给予|依据|依照|按照|根据|处|移[送交]|责令|鉴于|不予|免予|对其|撤销|吊销)")
_TELLS = regex.compile(
    r"^(?:已|\d{4}年|无需|经|实际|[\p{Han}]{2,24}(?:局|委|院|厅|公司|政府|党委)(?:已|于|\d{4}年|对|依据|给予))"
)
_FIXED = {
    "politics": regex.compile(
        r"中共(?:预备)?党员|党员|群众|共?青?团员|无党派(?:人士)?|民主党派|[\p{Han}]{2,4}会员|[/／—\-无]"
    ),
    "gender": regex.compile(r"男|女"),
    "age": regex.compile(r"\d{1,3}岁?"),
}
_NO_POST = regex.compile(r"未|负有?|罚|建议|不予|。|处分")
_TOLD = regex.compile(r"已(?!死|在|于|故|不)|\d{4}年\d{1,2}月\d{1,2}日")
_ASIDE = regex.compile(r"[（(][^（()）]*[）)]")
_MARK = regex.compile(r"[，。；：]")
_BETWEEN = regex.compile(r"[、\s]")
_OPEN_END = regex.compile(r"[，、（(“《：]$")
_NO_HEAD = regex.compile(r"[，。；、）)”》：]")
OPTIONAL = ("politics", "gender", "age", "remark", "other", "basis")
"""Kinds of columns whose cells are often empty."""
_LINES_OF = {"gender": 1, "age": 1, "politics": 2, "target": 4, "post": 5}
"""Lines that a cell of a column breaks over at most; 12 of the others."""
_MARGIN = 1.0
"""By how much the best way to deal out must beat the next one where some line does not stand for a cell of its own."""


@lru_cache(maxsize=4096)
def column(label: str) -> Column:
    """What a heading's words (without white space) say of the column; ``other`` where they are not known."""
    kind = next(kind for kind, pattern in _KINDS if pattern.search(label))
    return Column(kind, kind == "target" and _PERSON_LABEL.search(label) is not None)


def _fit(where: Column, text: str) -> float:
    """How well a text stands in a column: above 0 well, below 0 badly."""
    if where.kind in _FIXED:
        return 3.0 if _FIXED[where.kind].fullmatch(text) else -9.0
    if where.kind == "target":
        return _fit_target(where, text)
    if where.kind == "post":
        faulty = _NO_POST.search(text) is not None
        return -4.0 if faulty or len(text) > 60 else 2.0 if _POST.search(text) else -0.5
    penal = _PENALTY.search(text) is not None
    if where.kind == "facts":
        good = 2.0 if _FAULT.search(text) else -1.0
        asks = _ASKS.match(text) is not None
        return good - (3.0 if asks and penal else 0.0)
    if where.kind == "done":
        told = _DONE.search(text) is not None
        return (
            (2.0 if told or penal else -1.0)
            + (1.0 if _TELLS.match(text) else 0.0)
            - (1.0 if not told and _ASKS.match(text) else 0.0)
        )
    if where.kind == "verdict":
        told = _TOLD.search(text) is not None
        return (2.0 if penal else -1.5) + (1.0 if _ASKS.match(text) else 0.0) - (1.0 if told else 0.0)
    if where.kind == "basis":
        return 2.0 if "《" in text else -1.0
    return 0.0


def _fit_target(where: Column, text: str) -> float:
    outer = _ASIDE.sub("", text)
    if _MARK.search(outer) or len(text) > 80:
        return -4.0
    if all(_SHORT_PERSON.fullmatch(one) for one in _BETWEEN.split(text) if one):
        return 3.0
    if not where.persons and _UNIT.fullmatch(text) and not _PENALTY.search(outer):
        return 3.0
    return 1.0 if _PERSON.fullmatch(text) and not _PENALTY.search(outer) else -2.0


def _joint(before: str, after: str) -> float:
    """The cost of two lines in one cell: a line that was broken off is as wide as its column."""
    if _OPEN_END.search(before) or _NO_HEAD.match(after):
        return 0.0
    return -0.5 if len(before) >= len(after) - 1 else -2.0


def _cut(before: str, after: str) -> float:
    """The cost of a cell's end between two lines."""
    return -4.0 if _OPEN_END.search(before) or _NO_HEAD.match(after) else 0.0


def deal(lines: Sequence[str], columns: Sequence[Column]) -> list[str] | None:
    """The cells of a row, '' for an empty one; None where it is open which line stands in which column.

    >>> deal(["甲某", "远山公司班长", "违章指挥，负直接", "责任", "建议处罚款"], [column(c) for c in ("姓名", "职务", "责任", "处理建议")])
    ['甲某', '远山公司班长', '违章指挥，负直接\\n责任', '建议处罚款']
    """
    Way = tuple[float, tuple[int, ...]]
    ways: dict[int, list[Way]] = {0: [(0.0, ())]}
    for where in columns:
        following: dict[int, list[Way]] = {}
        for at, before in ways.items():
            for end in range(at, min(len(lines), at + _LINES_OF.get(where.kind, 12)) + 1):
                gain = _gain(where, lines, at, end)
                if gain > -8:
                    following.setdefault(end, []).extend((score + gain, (*cuts, end)) for score, cuts in before)
        ways = {end: sorted(found, reverse=True)[:2] for end, found in following.items()}
    best = ways.get(len(lines), [])
    if not best or (len(best) > 1 and best[0][0] - best[1][0] < _MARGIN and len(lines) != len(columns)):
        return None
    starts = (0, *best[0][1])
    cells = ["\n".join(lines[a:b]) for a, b in zip(starts, best[0][1], strict=False)]
    sure = all(
        _fit(w, cell.replace("\n", "")) > 0 and not _are_several(cell)
        for w, cell in zip(columns, cells, strict=True)
        if w.kind == "target"
    )
    return cells if sure and best[0][0] > 0 else None


def _are_several(cell: str) -> bool:
    """Is each line of a cell a name of its own: 甲某 / 乙某?"""
    lines = cell.split("\n")
    return len(lines) > 1 and all(_SHORT_PERSON.fullmatch(line) for line in lines)


def _gain(where: Column, lines: Sequence[str], at: int, end: int) -> float:
    """What it counts that the lines from ``at`` to ``end`` stand in a column."""
    if at == end:
        return -1.0 if where.kind in OPTIONAL else -9.0 if where.kind == "target" else -2.0
    gain = _fit(where, "".join(lines[at:end]))
    gain += sum(_joint(a, b) for a, b in zip(lines[at:end], lines[at + 1 : end], strict=False))
    return gain + (_cut(lines[at - 1], lines[at]) if at else 0.0)
