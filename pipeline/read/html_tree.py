"""An HTML page as a plain tree that can be walked without recursion: elements, their text, what the head says."""

from __future__ import annotations

import dataclasses
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_SILENT = (
    "script style template svg canvas audio video object embed applet iframe noframes select datalist textarea input"
)
_DROPPED = frozenset([*_SILENT.split(), "title", "meta", "link", "base", "frame"])
"""Elements of which nothing is printed as words."""
_DEEP = 2_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


@dataclasses.dataclass(slots=True, eq=False)
class Node:
    """An element. ``index`` counts in document order, ``end`` is one past its last descendant.

    ``size``: characters in it, without white space. ``breaks``: paragraphs and line breaks in it.
    """

    tag: str
    attrs: dict[str, str]
    parent: Node | None
    index: int
    children: list[Node | str] = dataclasses.field(default_factory=list)
    end: int = 0
    size: int = 0
    breaks: int = 0

    def holds(self, other: Node) -> bool:
        """Whether ``other`` is this element or stands in it."""
        return self.index <= other.index < self.end

    @property
    def names(self) -> list[str]:
        """Its id and classes, in lower case."""
        return f"{self.attrs.get('id', '')} {self.attrs.get('class', '')}".lower().split()

    @property
    def style(self) -> str:
        """Its style attribute, in lower case."""
        return self.attrs.get("style", "").lower()

    @property
    def hidden(self) -> bool:
        """Whether it is not displayed, as far as its own attributes say."""
        return "hidden" in self.attrs or self.tag == "noscript" or bool(_HIDING.search(self.style))


@dataclasses.dataclass(slots=True)
class Page:
    """The elements in document order (the first is the root), the ``<title>`` and the metas by lower-case name."""

    nodes: list[Node]
    title: str
    metas: dict[str, str]
    has_script: bool
    has_frame: bool

    @property
    def root(self) -> Node:
        """The element that holds all others."""
        return self.nodes[0]


def parse(text: str) -> Page:
    """The page in ``text``, whatever its mark-up is worth; never raises."""
    document = LexborHTMLParser(_clipped(text))
    page = Page([Node("html", {}, None, 0)], "", {}, False, False)
    # The parser's own traversal and text methods recurse in C on some trees: an explicit stack does not.
    stack: list[tuple[LexborNode, Node]] = [(document.root, page.root)] if document.root is not None else []
    while stack:
        lexbor, parent = stack.pop()
        if lexbor.next is not None:
            stack.append((lexbor.next, parent))
        tag = lexbor.tag or "-"  # text, comments and doctypes have names that begin with a dash
        if tag == "-text":
            parent.children.append(lexbor.text(deep=False))
        elif tag[0] not in "-!" and not _of_head(lexbor, page):
            attrs = {key: value or "" for key, value in lexbor.attributes.items()}
            node = Node(tag, attrs, parent, len(page.nodes))
            parent.children.append(node)
            page.nodes.append(node)
            if lexbor.child is not None:
                stack.append((lexbor.child, node))
    _measure(page.nodes)
    return page


def _of_head(lexbor: LexborNode, page: Page) -> bool:
    """Whether the element prints nothing; its say is kept in ``page``."""
    tag = lexbor.tag
    if tag == "title":
        page.title = page.title or " ".join(lexbor.text().split())
    elif tag == "meta":
        attrs = lexbor.attributes
        name = attrs.get("name") or attrs.get("property") or attrs.get("http-equiv")
        if name:
            page.metas.setdefault(name.strip().lower(), (attrs.get("content") or "").strip())
    elif tag == "script":
        page.has_script = True
    elif tag in ("iframe", "frame"):
        page.has_frame = True
    return tag in _DROPPED


def _measure(nodes: list[Node]) -> None:
    """Sizes from the leaves up, without recursion: children come after their parents in ``nodes``."""
    for node in reversed(nodes):
        node.end = max(node.end, node.index + 1)
        node.size += sum(len("".join(c.split())) for c in node.children if isinstance(c, str))
        node.breaks += node.tag in ("p", "div", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6")
        if node.parent is not None:
            node.parent.end = max(node.parent.end, node.end)
            node.parent.size += node.size
            node.parent.breaks += node.breaks


def _clipped(text: str) -> str:
    """``text`` without the tags that nest deeper than any page: the parser's time grows with depth squared."""
    depths: dict[str, int] = {}
    if max((text.count(f"<{tag}") for tag in ("div", "DIV", "ul", "table", "li", "section")), default=0) < _DEEP:
        return text

    def clip(match: re.Match[str]) -> str:
        tag = match[2].lower()
        if tag not in ("div", "ul", "ol", "li", "table", "section", "article", "blockquote", "dl", "form"):
            return match[0]
        depths[tag] = depths.get(tag, 0) + (-1 if match[1] else 1)
        return "" if depths[tag] + bool(match[1]) > _DEEP else match[0]

    return _TAG.sub(clip, text)
