"""Which part of a web page is the document: a known container of the usual CMSs, else where the prose stands."""

from __future__ import annotations

import re

from pipeline.read.html_bars import is_bar, is_boilerplate, is_info
from pipeline.read.html_blocks import Block
from pipeline.read.html_tree import Node, Page

_NAMES = """
trs_editor trs_ueditor trs_preappend trs_paper_preappend zoom ucap-content ucapcontent founder-content fontzoom
m_ct_txt mycontent con_txt content_txt pages_content vsb_content js_content rich_media_content artibody
article-content article_content articlecontent article-con article_con article-body article-txt article_txt
v_news_content news_content newscontent news-content xl_content xxgk_content zwxl-article detail-content
detail_content detailcontent info_content info-content wp_articlecontent arti_content entry-content post-content
ewb-article-content ewb-info-content gsj_htmlcon bt-article-02 scroll_cont gknb_content contxt con-txt txt_con
main-text maintext main_text content con article text txt view contentbox content-box content_box textcontent
"""
_CONTAINERS = frozenset(_NAMES.split())
_CONTAINER_NUMBERED = re.compile(r"vsb_content_\d+|trs_editor\d*|content_?\d{1,3}")
_CONTAINER_TAGS = frozenset({"article", "ucapcontent", "founder-content", "main"})
_COMMA = re.compile("[，。；]")
_PROSE_LENGTH = 20
_MORE = 100
"""Characters of prose outside the container from which on it is not believed to hold the whole document."""

# Not here: info, date, source, bottom … signatures and dates of reports stand in elements of such names as well.
_FURNITURE = re.compile(
    r"(?:^|[-_])(?:b?d?share|bdsharebuttonbox|jiathis|addthis|print|dayin|crumbs?|breadcrumbs?|curpos|location|"
    r"weizhi|dqwz|szwz|nav|navbar|navigation|menu|topbar|header|foot|footer|copyright|banner|sidebar|aside|toolbar|"
    r"relate[ds]?|relation|xgxx|xgwd|xglj|xgbd|xgwj|prev|next|pager|pagination|pagebar|qrcode|ewm|erweima|fontsize|"
    r"zihao|search|login|comments?|pinglun|recommend|friendlink|popup|dialog|modal|alert|fujian|attachments?|wza)"
    r"(?:$|[-_\d])"
)
_FURNITURE_TAGS = frozenset({"nav", "footer", "aside", "dialog", "menu"})


def prose(block: Block) -> int:
    """How many characters of running text the line holds, 0 for links, labels, bars and short lines."""
    length = len(block.text) - block.links
    if block.links * 2 > len(block.text) or is_bar(block.text):
        return 0
    if block.kind == "table_row":
        return length if length >= _PROSE_LENGTH or len(block.cells) > 2 else 0
    return length if length >= _PROSE_LENGTH and _COMMA.search(block.text) else 0


def in_furniture(block: Block, within: Node) -> Node | None:
    """The outermost element between ``within`` and the line that names itself navigation, share bar, footer …"""
    found, node = None, block.owner
    while node is not within and node.parent is not None:
        if node.tag in _FURNITURE_TAGS or any(_FURNITURE.search(name) for name in node.names):
            found = node
        node = node.parent
    return found


def find_main(page: Page, blocks: list[Block]) -> tuple[Node, bool]:
    """The element that holds the document, and whether it is one of the containers that CMSs are known to use.

    A page without prose gives its root.
    """
    shown = [block for block in blocks if not block.hidden]
    scores = _scores(page, [(block, prose(block)) for block in shown if not is_boilerplate(block.text)])
    total = scores[0]
    named = [node for node in page.nodes if _is_container(node)]
    if not total:
        # A short notice without a full sentence: only a container by name can tell it from the navigation.
        sizes = [node for node in named if node.size]
        return (max(sizes, key=lambda node: (node.size, -node.index)), True) if sizes else (page.root, False)
    held = [node for node in named if scores[node.index] * 10 >= total * 6]
    if held:
        best = max(scores[node.index] for node in held)
        main = max((n for n in held if scores[n.index] * 10 >= best * 9), key=lambda node: node.index)
    else:
        main = _densest(page, scores)
    main = _widened(main, page, shown, 60 if not held else max(_MORE, scores[main.index] // 10))
    return main, main in held


def _in_twin(block: Block, main: Node) -> bool:
    """Whether the line stands in another container of the same name: a text in two parts."""
    names = _CONTAINERS.intersection(main.names)
    node: Node | None = block.owner
    while node is not None and names:
        if not node.holds(main) and names.intersection(node.names):
            return True
        node = node.parent
    return False


def _is_container(node: Node) -> bool:
    if node.tag in _CONTAINER_TAGS:
        return True
    return any(name in _CONTAINERS or _CONTAINER_NUMBERED.fullmatch(name) for name in node.names)


def _scores(page: Page, weights: list[tuple[Block, int]]) -> list[int]:
    """The weight that stands in each element, by its index."""
    scores = [0] * len(page.nodes)
    for block, weight in weights:
        scores[block.owner.index] += weight
    for node in reversed(page.nodes):
        if node.parent is not None:
            scores[node.parent.index] += scores[node.index]
    return scores


def _densest(page: Page, scores: list[int]) -> Node:
    """The smallest element that holds nine tenths of the prose."""
    node = page.root
    while True:
        children = [c for c in node.children if isinstance(c, Node) and scores[c.index] * 10 >= scores[0] * 9]
        if not children or children[0].tag in ("p", "tr", "h1", "h2", "h3", "li"):
            return node
        node = children[0]


def _widened(main: Node, page: Page, blocks: list[Block], limit: int) -> Node:
    """``main``, or the element that also holds the prose outside of it, where there is too much to be a footer.

    Better a footer's sentence too many in the text than a paragraph of the report too few.
    """
    outside = []
    for block in blocks:
        if main.holds(block.owner) or not prose(block) or is_boilerplate(block.text) or is_info(block.text):
            continue
        if in_furniture(block, page.root) is None:
            outside.append(block)
    if sum(prose(block) for block in outside) < limit and not any(_in_twin(block, main) for block in outside):
        return main
    node = main
    while node.parent is not None and not all(node.holds(block.owner) for block in outside):
        node = node.parent
    return node
