"""Rows of a table that say who answers for the accident, as items: 姓名 | 单位及职务 | 报告建议 | 落实情况."""

from __future__ import annotations

from bisect import bisect_left

from extractors import sanction_measures
from extractors.accountability_subjects import Item, Unit
from extractors.patterns import compiled, squeezed
from extractors.penalty_forms import is_penalty_paper
from extractors.person_names import Name, name_at, names_at
from extractors.posts import Resolve, unit_end
from extractors.view import view
from schemas.document import Block, Report, SectionNode

_COLUMNS = tuple(
    (kind, compiled(words))
    for kind, words in (
        ("number", r"文号$|书号$|案号$"),
        ("basis", r"依据$"),
        ("authority", r"(?:处罚|决定|执法|办案|作出)[\p{Han}]{0,6}(?:机关|部门|机构)$"),
        ("day", r"(?:处罚|决定|作出)[\p{Han}]{0,6}(?:日期|时间)$"),
        ("outcome", r"(?:履行|缴纳)(?:情况|结果|状态)$"),
        (
            "target",
            r"被(?:行政)?处罚|相对人(?:名称|姓名)?$|姓名|名字|责任人(?:员)?(?:姓名)?$|单位名称|责任单位|责任主体|处理对象|对象|被处理|当事人|人员名单|企业名称|名称",
        ),
        ("post", r"单位.{0,2}职务|职务|单位$|工作单位|所在单位|身份"),
        (
            "liability",
            r"^(?:事故)?责任(?:性质|认定|类型|类别|划分|种类|程度|情况)?$|^(?:应负|应承担|承担|负有)的?(?:事故)?责任$",
        ),
        ("verdict", r"处理(?:建议|意见|情况|结果)|处罚|处分|追责|问责|追究|移送|落实|建议|执行"),
        ("number", r"序号|编号|^号$"),
        ("politics", r"政治面貌"),
        ("gender", r"性别"),
        ("facts", r"问题|事实|行为|责任|原因|性质|依据"),
    )
)


def table_row(
    report: Report, block: Block, columns: list[str] | None
) -> tuple[list[str] | None, dict[str, tuple[int, int]] | None]:
    """A table row as named cells; a header row gives the names, which hold over page breaks."""
    words = [squeezed(report.text[a:b]) for a, b in block.cells]
    named = [next((kind for kind, p in _COLUMNS if len(w) <= 12 and p.search(w)), "") for w in words]
    if "target" not in named and "verdict" in named:
        named = ["target" if w in ("单位", "企业", "人员") else kind for w, kind in zip(words, named, strict=True)]
    if "target" in named and "verdict" in named:
        return _with_proposals(words, named), None
    if columns is None or "target" not in columns:
        return columns, None
    out: dict[str, tuple[int, int]] = {}
    for index, (kind, cell) in enumerate(zip(columns, block.cells, strict=False)):
        out[f"{kind or 'other'}{index}"] = cell
    published = {"authority", "day"} & set(columns) and is_penalty_paper(report)
    return columns, _as_form(out) if published else out


def _as_form(row: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """A row of a table that makes penalties public (处罚内容 | 处罚机关 | 处罚日期) with the cells of a form."""
    out: dict[str, tuple[int, int]] = {}
    for name, cell in row.items():
        kind = name.rstrip("0123456789")
        if kind == "verdict" and kind in out:
            out[name] = cell
        elif kind not in ("number", "other"):
            out.setdefault(kind, cell)
    return out


_REACH = 400
"""Blocks above a row among which its table's heading row is looked for."""


def columns_above(report: Report, block: Block) -> list[str] | None:
    """The columns of a table whose heading row stands above the section of this row: （一）责任单位 parts its rows."""
    found: list[str] | None = None
    blocks = report.document.blocks
    at = bisect_left(blocks, block.start, key=lambda b: b.start)
    for above in blocks[max(0, at - _REACH) : at]:
        if above.kind == "table_row" and above.table == block.table:
            found = table_row(report, above, found)[0]
    return found


_DONE_COLUMN = compiled("落实|执行|完成|结果")
_PROPOSED_COLUMN = compiled("建议|意见")


def _with_proposals(words: list[str], named: list[str]) -> list[str]:
    """Beside a column that says what was done, the one that says what had been proposed: 报告建议 | 落实情况."""
    done = [kind == "verdict" and bool(_DONE_COLUMN.search(w)) for w, kind in zip(words, named, strict=True)]
    if not any(done):
        return named
    return [
        "proposed" if kind == "verdict" and not d and _PROPOSED_COLUMN.search(w) else kind
        for w, kind, d in zip(words, named, done, strict=True)
    ]


_CARRIED_OUT = compiled(
    r"已[^未，。；]{0,12}(?:作出|提交|落实|执行|完成|办结|进行|到位)|(?:执行|落实|履行)(?:完毕|到位)"
)
_NOT_CARRIED_OUT = compiled(r"未|尚|部分|正在|拟|待")


_PAID = compiled(r"已[^未，。；]{0,20}(?:缴|扣[缴除发]|到账|入库)|[缴交]清|(?:全额|足额)[缴交]")


def answer(report: Report, row: dict[str, tuple[int, int]], *, money: bool) -> tuple[int, int] | None:
    """Where the column on what was done says no more than that it was done: 2024年1月10日已作出; None where it tells more.

    ``money``: a fine, of which also the payment may be told.
    """
    if not any(kind.startswith("proposed") for kind in row):
        return None
    for kind, (start, end) in row.items():
        words = squeezed(report.text[start:end])
        done = _CARRIED_OUT.search(words) or (money and _PAID.search(words))
        if not kind.startswith("verdict") or not done or _NOT_CARRIED_OUT.search(words):
            continue
        return None if sanction_measures.find(words) else (start, end)
    return None


def row_item(report: Report, node: SectionNode, row: dict[str, tuple[int, int]], resolve: Resolve) -> Item | None:
    """The item of a row: its cells without the number, the person or unit that it is about; None of an empty row."""
    cells = [c for kind, c in row.items() if not kind.startswith("number") and report.text[c[0] : c[1]].strip()]
    item = Item(view(report, cells), node, listed=node.index, row=row)
    if not item.view.text:
        return None
    for kind, (start, end) in row.items():
        if not kind.startswith("target") or not report.text[start:end].strip():
            continue
        at, stop = item.view.index(start), item.view.index(end)
        word = item.view.text[at:stop]
        person = name_at(word, 0)
        if person is not None:
            item.names = [Name(n.name, at + n.start, at + n.end) for n in names_at(word, 0)]
            item.body = item.names[-1].end
        else:
            end_of_unit = unit_end(word, 0, resolve) or len(word)
            item.units = [Unit(word[:end_of_unit], at, at + end_of_unit)]
            item.body = at + end_of_unit
        break
    return item
