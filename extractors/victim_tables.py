"""Victims in tables: 姓名 | 性别 | 年龄 | 工种 | 伤亡情况, or a list under 死亡人员情况表.

A row counts where a column, or the words over the table, say what became of the persons.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractors.patterns import compiled, squeezed
from extractors.person_names import Name, name_at
from extractors.view import View, view
from schemas.document import Block, Report, SectionNode

_NAME = compiled(
    r"(?:(?:死者|伤者|船员|伤亡|死亡|受伤|遇难|人员|伤亡人员|死亡人员|受伤人员|遇难者)的?)?(?:姓名|名字|名单)"
)
_FATE = compiled(
    r"伤亡(?:情况|程度|类别)?|伤害(?:情况|程度|后果)|伤情|受伤(?:情况|程度)|死亡情况|结果|后果|现状|状况|结局|救治情况|备注"
)
_DEAD = compiled(r"(?:当场|抢救无效)?(?:死亡|遇难|身亡)|已死亡|死")
_LOST = compiled(r"失踪|失联|下落不明")
_HURT = compiled(r"(?:受|重|轻|轻微|烧|灼|骨折)?伤|骨折|获救|生还|脱险|住院|治疗中|出院")
_OF_THE_DEAD = compiled(r"死亡|遇难|死者")
_OF_THE_HURT = compiled(r"受伤|伤者|伤员|伤亡|轻伤|重伤")
_CAPTION = 40
"""Characters that a caption has at most."""


def rows(report: Report, node: SectionNode) -> Iterator[tuple[View, Name, bool | None, int]]:
    """The persons of a section's tables: row, name, dead (True), hurt or saved (False) or missing (None), number of the table."""
    table: int | None = None
    name: int | None = None
    fate: int | None = None
    of_all = last = ""
    for block in report.document.blocks_in(node.body_start, node.body_end):
        if block.kind != "table_row" or not block.cells:
            words = squeezed(report.text[block.start : block.end]) if block.kind == "paragraph" else ""
            last = words if len(words) <= _CAPTION else ""
            table = None
            continue
        if block.table != table or table is None:
            table, name, fate = block.table, None, None
            of_all = _by_caption(last) or _by_caption(node.heading or "")
        cells = [squeezed(report.text[a:b]) for a, b in block.cells]
        if name is None or (name < len(cells) and _NAME.fullmatch(cells[name])):
            name = next((i for i, c in enumerate(cells) if _NAME.fullmatch(c)), None)
            fate = next((i for i, c in enumerate(cells) if _FATE.fullmatch(c)), None)
            continue
        if name >= len(cells):
            continue
        told = _fate(cells[fate]) if fate is not None and fate < len(cells) else of_all
        found = _row(report, block, name) if told else None
        if found is not None:
            yield *found, {"dead": True, "hurt": False}.get(told), block.table or 0


def _by_caption(words: str) -> str:
    """What became of all under a heading, as :func:`_fate` gives it; '' where it does not say so."""
    dead, hurt = _OF_THE_DEAD.search(words) is not None, _OF_THE_HURT.search(words) is not None
    if dead == hurt:
        return ""
    return "dead" if dead else "" if "伤亡" in words else "hurt"


def _fate(cell: str) -> str:
    """``lost``, ``dead`` or ``hurt`` (saved ones are among these), '' where a cell says none of it."""
    if _LOST.search(cell):
        return "lost"
    if _DEAD.search(cell):
        return "dead"
    return "hurt" if _HURT.search(cell) else ""


def _row(report: Report, block: Block, name: int) -> tuple[View, Name] | None:
    """The row from its name on, and the name."""
    cells = [
        block.cells[name],
        *(c for i, c in enumerate(block.cells) if i != name and report.text[c[0] : c[1]].strip()),
    ]
    words = view(report, cells)
    found = name_at(words.text, 0)
    whole = words.text.find("\n") if "\n" in words.text else len(words.text)
    return (words, found) if found is not None and found.end == whole else None
