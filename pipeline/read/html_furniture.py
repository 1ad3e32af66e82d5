"""What stands in a web page's container beside the document: breadcrumbs, info and share bars, attachments, footers."""

from __future__ import annotations

from pipeline.read.html_bars import is_bar, is_boilerplate, is_closing, is_files_heading, is_info
from pipeline.read.html_blocks import Block
from pipeline.read.html_main import in_furniture, prose
from pipeline.read.html_tree import Node


def is_furniture(block: Block, main: Node, named: bool, place: str, weight: int) -> bool:
    """Whether a line in the container is not the document's.

    ``place``: "before", "among" or "after" the container's running text, "alone" where it has none; most bars stand
    only before or after it.
    ``named``: the container is one that holds nothing but the document. ``weight``: its characters of prose.
    """
    if block.kind == "table_row" and place == "among":
        return False
    text = block.text
    if is_bar(text) or _is_file_link(block):
        return True
    if (place in ("before", "alone") and is_info(text)) or (place in ("after", "alone") and is_closing(text)):
        return True
    element = in_furniture(block, main)
    if (
        element is not None
        and (not prose(block) or is_boilerplate(text))
        and (element.size <= 150 or block.links * 2 > len(text))
    ):
        return element.size * 5 < max(weight, 250) or block.links * 2 > len(text)
    return not named and place != "among" and _is_link(block)


def _is_link(block: Block) -> bool:
    return block.links * 10 > 7 * len("".join(block.text.split()))


def _is_file_link(block: Block) -> bool:
    return block.is_file and block.links * 2 >= len("".join(block.text.split()))


def furniture(blocks: list[Block], main: Node, named: bool) -> list[bool]:
    """For each line whether it is kept out of the text: outside the container, hidden, or a bar inside of it."""
    inside = [main.holds(block.owner) and not block.hidden for block in blocks]
    running = [n for n, b in enumerate(blocks) if inside[n] and prose(b) and not is_boilerplate(b.text)]
    # Signature and date follow the last paragraph; headings and the addressee precede the first.
    first, last = (running[0], running[-1]) if running else (len(blocks), -1)
    weight = sum(prose(blocks[n]) for n in running)
    out = []
    for number, block in enumerate(blocks):
        place = "before" if number < first else "after" if number > last else "among"
        place = place if running else "alone"
        out.append(not inside[number] or is_furniture(block, main, named, place, weight))
    for number, block in enumerate(blocks):
        beside = blocks[number + 1 : number + 2] + blocks[max(0, number - 1) : number]
        if is_files_heading(block.text) and any(_is_file_link(other) for other in beside):
            out[number] = True
    return out
