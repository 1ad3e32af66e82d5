"""An HTML tree as printed lines: what a browser would begin on a new line, with what the mark-up says of it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Literal

from pipeline.read.html_tables import expanded, is_layout, own_rows
from pipeline.read.html_tree import Node
from pipeline.read.numerals import alphabetic, chinese, roman

_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol p pre section "
    "summary table tbody td tfoot th thead tr ul ucapcontent ucaptitle founder-content founder-title"
)
BLOCK_TAGS = frozenset(_BLOCKS.split())
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_NOT_BOLD = re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)")
_ALIGN = re.compile(r"text-align\s*:\s*(\w+)")
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)")
_DISPLAY_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|table|grid)")
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|pptx?|ofd|zip|rar|7z|rtf|tiff?)(?:[?#]|$)", re.I)
_WIDE = "[\u2018-\u201d\u2026\u2e80-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
_WRAPPED = re.compile(rf"(?<={_WIDE})[ \t]*\n[ \t\n]*(?={_WIDE})")
_SPACES = re.compile("[ \t\n\r\f]+")
_INDENT = re.compile("[ \t\n]*(?:\u3000[ \xa0]*\u3000|[\xa0\u2002\u2003]{2}|\xa0[ \xa0]{3})")
# Editors put a picture between two paragraphs by cutting one in two, in mid-sentence.
_CUT = re.compile("[，。；][^。；：！？]{4,}(?<![。；：！？.])$")
_LONGEST_HEADING = 100
"""A paragraph beyond that is text which a page sets as a heading for the look of it."""
_PRINTED_NUMBER = re.compile(r"[(（]?[0-9一二三四五六七八九十a-zA-Z]{1,3}[.．、)）]|[①-⑳]")


@dataclasses.dataclass(slots=True)
class Block:
    """A printed line. ``owner``: the innermost element that begins lines. ``links``: how many characters are links."""

    text: str
    owner: Node
    kind: Literal["paragraph", "table_row"] = "paragraph"
    begins: bool | None = True
    level: int | None = None
    bold: bool = False
    centred: bool = False
    hidden: bool = False
    links: int = 0
    is_file: bool = False
    table: int | None = None
    cells: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Context:
    """What an element hands down to its text."""

    owner: Node
    bold: bool = False
    centred: bool = False
    hidden: bool = False
    link: bool = False
    is_file: bool = False
    pre: bool = False
    level: int | None = None


@dataclasses.dataclass(slots=True)
class _Flow:
    """The line that is being set: pieces of text with their context, and how the line begins."""

    pieces: list[tuple[str, _Context]] = dataclasses.field(default_factory=list)
    begins: bool | None = True
    prefix: str = ""
    after_image: bool = False
    blocks: list[Block] = dataclasses.field(default_factory=list)

    def end_line(self, soft: bool) -> None:
        """Sets what was gathered as a block; ``soft``: at a ``<br>``, after which a paragraph may go on."""
        visible = [(text, c) for text, c in self.pieces if not c.hidden]
        hidden = [(text, c) for text, c in self.pieces if c.hidden]
        self.pieces = []
        block = _block(visible, self.prefix, self.begins)
        if block is not None:
            if self.after_image and self.blocks and _CUT.search(self.blocks[-1].text[-200:]):
                block.begins = None
            self.blocks.append(block)
            self.prefix, self.after_image = "", False
        unseen = _block(hidden, "", True)
        if unseen is not None:
            unseen.hidden = True
            self.blocks.append(unseen)
        # An empty line between two <br> parts paragraphs as a block element does.
        self.begins = None if soft and block is not None else True


def flatten(root: Node) -> list[Block]:
    """The printed lines under ``root`` in reading order; hidden ones are marked, data tables give one line per row."""
    counter = iter(range(10**9))
    return _flatten(root, counter)


def _flatten(root: Node, tables: Iterator[int] | None) -> list[Block]:
    """``tables`` numbers the data tables; None reads all tables as paragraphs (inside a cell)."""
    flow = _Flow()
    numbers: dict[int, int] = {}
    stack: list[tuple[Node | str | None, _Context]] = [(root, _Context(root))]
    while stack:
        item, context = stack.pop()
        if item is None:
            flow.end_line(soft=False)
        elif isinstance(item, str):
            _add_text(flow, item, context)
        elif item.tag == "img":
            flow.after_image = flow.after_image or not context.hidden
        elif item.tag == "br":
            flow.end_line(soft=True)
        else:
            is_block = item.tag in BLOCK_TAGS or bool(_DISPLAY_BLOCK.search(item.style))
            inner = _entered(item, context, is_block)
            if is_block:
                flow.end_line(soft=False)
                stack.append((None, context))
            if item.tag == "li":
                flow.prefix = _item_number(item, numbers)
            if item.tag == "table" and tables is not None and item is not root and not is_layout(item):
                flow.blocks.extend(_rows(item, inner, next(tables)))
            else:
                stack.extend((child, inner) for child in reversed(item.children))
    flow.end_line(soft=False)
    return flow.blocks


def _add_text(flow: _Flow, text: str, context: _Context) -> None:
    if not context.pre:
        flow.pieces.append((text, context))
        return
    for number, line in enumerate(text.split("\n")):
        if number:
            flow.end_line(soft=True)
        flow.pieces.append((line, context))


def _entered(node: Node, outer: _Context, is_block: bool) -> _Context:
    """The context of the text in ``node``."""
    style, tag, href = node.style, node.tag, node.attrs.get("href", "")
    align = node.attrs.get("align", "").lower()
    found = _ALIGN.search(style)
    if found or align or tag == "center":
        align = found[1] if found else align or "center"
    heading = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else outer.level
    is_link = tag == "a" and bool(href) and not href.startswith("#")
    bold = outer.bold or tag in ("b", "strong", "th") or heading is not None or bool(_BOLD.search(style))
    return _Context(
        owner=node if is_block else outer.owner,
        bold=bold and not _NOT_BOLD.search(style),
        centred=align in ("center", "middle") if align else outer.centred,
        hidden=outer.hidden or node.hidden,
        link=outer.link or is_link,
        is_file=outer.is_file or (is_link and bool(_FILE.search(href))),
        pre=outer.pre or tag == "pre" or bool(_PRE.search(style)),
        level=heading,
    )


def _block(pieces: list[tuple[str, _Context]], prefix: str, begins: bool | None) -> Block | None:
    raw = "".join(text for text, _ in pieces)
    text = _folded(raw)
    printed = [(piece, c) for piece, c in pieces if piece.strip()]
    if not text or not printed:
        return None
    if prefix and not _PRINTED_NUMBER.match(text):
        text = prefix + (" " if text[0].isascii() and text[0].isalnum() else "") + text
    if begins is None and _INDENT.match(raw):
        begins = True
    first = printed[0][1]
    return Block(
        text=text,
        owner=first.owner,
        begins=begins,
        level=first.level if len(text) <= _LONGEST_HEADING else None,
        bold=all(c.bold for _, c in printed),
        centred=first.centred,
        links=sum(len("".join(piece.split())) for piece, c in printed if c.link),
        is_file=any(c.is_file for _, c in printed),
    )


def _folded(text: str) -> str:
    """White space as a browser sets it, but none where the source merely wraps between two Chinese characters."""
    return _SPACES.sub(" ", _WRAPPED.sub("", text)).strip()


def _item_number(item: Node, numbers: dict[int, int]) -> str:
    """The number that a browser prints before an item of an ordered list, '' in other lists."""
    parent = item.parent
    if parent is None or parent.tag != "ol" or "list-style:none" in parent.style.replace("-type", "").replace(" ", ""):
        return ""
    step = -1 if "reversed" in parent.attrs else 1
    start = _integer(parent.attrs.get("start"))
    if parent.index not in numbers:
        count = sum(isinstance(c, Node) and c.tag == "li" for c in parent.children)
        numbers[parent.index] = (start if start is not None else (count if step < 0 else 1)) - step
    value = _integer(item.attrs.get("value"))
    number = value if value is not None else numbers[parent.index] + step
    numbers[parent.index] = number
    kind = item.attrs.get("type") or parent.attrs.get("type") or "1"
    style = parent.style
    if "ideographic" in style or "chinese" in style or "cjk" in style:
        return chinese(number) + "、"
    if kind in "iI" or "roman" in style:
        return (roman(number) if kind == "I" or "upper" in style else roman(number).lower()) + "."
    if kind in "aA" or "alpha" in style or "latin" in style:
        return (alphabetic(number) if kind == "A" or "upper" in style else alphabetic(number).lower()) + "."
    return f"{number}."


def _integer(value: str | None) -> int | None:
    match = re.match(r"\s*(-?\d{1,6})", value or "")
    return int(match[1]) if match else None


def _rows(table: Node, context: _Context, number: int) -> list[Block]:
    """A data table: its caption and one block per row, cells in columns."""
    out: list[Block] = []
    for child in table.children:
        if isinstance(child, Node) and child.tag == "caption":
            out += _flatten(child, None)
    rows = own_rows(table)
    inner = [[_flatten(cell, None) for cell in cells] for _, cells in rows]
    texts = [["\n".join(b.text for b in blocks if not b.hidden) for blocks in row] for row in inner]
    for (row, _), blocks, cells in zip(rows, inner, expanded(rows, texts), strict=True):
        if not any(cells):
            continue
        lines = [block for cell in blocks for block in cell]
        out.append(
            Block(
                text="\t".join(cells),
                owner=row,
                kind="table_row",
                bold=all(block.bold for block in lines),
                hidden=context.hidden,
                links=sum(block.links for block in lines),
                is_file=any(block.is_file for block in lines),
                table=number,
                cells=tuple(cells),
            )
        )
    return out
