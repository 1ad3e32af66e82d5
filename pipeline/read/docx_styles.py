"""Word styles: what a paragraph or run inherits through its style and the styles that one is based on."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from typing import TypeVar

from pipeline.read.docx_package import Element, W

T = TypeVar("T")

_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])$", re.I)
_TOC = re.compile(r"(?:toc|目录)\s*[1-9]$|(?:toc heading|目录标题|table of figures)$", re.I)
_TITLE = re.compile(r"(?:title|标题|文章标题|公文标题)$", re.I)


@dataclasses.dataclass(frozen=True, slots=True)
class Style:
    """What a style says after inheritance; None and '' for what it leaves open. ``num_id`` '0' takes numbers away."""

    name: str = ""
    level: int | None = None
    num_id: str | None = None
    ilvl: int | None = None
    centred: bool | None = None
    bold: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    is_toc: bool = False
    chain: tuple[str, ...] = ()


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._default: dict[str, str] = {}
        self.base = Style()
        for element in root.iterfind(f"{W}style") if root is not None else ():
            identity = element.get(f"{W}styleId")
            if identity is None:
                continue
            self._elements.setdefault(identity, element)
            if element.get(f"{W}default") in ("1", "true", "on"):
                self._default.setdefault(element.get(f"{W}type", ""), identity)
        defaults = root.find(f"{W}docDefaults") if root is not None else None
        if defaults is not None:
            run = defaults.find(f"{W}rPrDefault/{W}rPr")
            self.base = dataclasses.replace(self.base, bold=flag(run, "b"), size=size(run), hidden=flag(run, "vanish"))
        self.get = cache(self._get)

    def _get(self, identity: str | None, kind: str = "paragraph") -> Style:
        """The style after inheritance, the default style of its kind for None."""
        chain: list[str] = []
        current = identity if identity in self._elements else self._default.get(kind)
        while current is not None and current in self._elements and current not in chain and len(chain) < 30:
            chain.append(current)
            current = value(self._elements[current], "basedOn")
        style = self.base if kind == "paragraph" else Style()
        for ancestor in reversed(chain):
            style = _over(style, self._elements[ancestor])
        return dataclasses.replace(style, chain=tuple(chain))


def _over(style: Style, element: Element) -> Style:
    """``style`` with what ``element`` says put over it."""
    name = value(element, "name") or ""
    paragraph, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
    numbers = paragraph.find(f"{W}numPr") if paragraph is not None else None
    num_id = value(numbers, "numId")
    return Style(
        name=name,
        level=_first(heading_level(paragraph, name), style.level),
        num_id=_first(num_id, style.num_id),
        ilvl=integer(value(numbers, "ilvl")) if num_id is not None else style.ilvl,
        centred=_first(centred(paragraph), style.centred),
        bold=_first(flag(run, "b"), style.bold),
        hidden=_first(flag(run, "vanish"), style.hidden),
        size=_first(size(run), style.size),
        is_toc=style.is_toc or bool(_TOC.match(name)),
    )


def _first(stated: T | None, inherited: T | None) -> T | None:
    return inherited if stated is None else stated


def heading_level(paragraph: Element | None, style_name: str = "") -> int | None:
    """The heading level that paragraph properties or a style's name state; 0 where they say: body text."""
    stated = integer(value(paragraph, "outlineLvl"))
    if stated is not None:
        return stated + 1 if 0 <= stated <= 8 else 0
    match = _HEADING.match(style_name)
    if match:
        return int(match[1])
    return 1 if _TITLE.match(style_name) else None


def child(element: Element | None, name: str) -> Element | None:
    """The child element of that name, if any."""
    return element.find(W + name) if element is not None else None


def value(element: Element | None, name: str) -> str | None:
    """The ``w:val`` of the child element of that name, if any."""
    found = child(element, name)
    return found.get(f"{W}val") if found is not None else None


def flag(properties: Element | None, name: str) -> bool | None:
    """An on/off property: None where it is not stated."""
    found = child(properties, name)
    return None if found is None else found.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def integer(text: str | None) -> int | None:
    """A number in an attribute, None for none or for what is not a number."""
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else None


def centred(paragraph: Element | None) -> bool | None:
    """Whether the paragraph properties centre it."""
    alignment = value(paragraph, "jc")
    return None if alignment is None else alignment == "center"


def size(run: Element | None) -> float | None:
    """The type's height in points."""
    half_points = value(run, "sz")
    return float(half_points) / 2 if half_points and re.fullmatch(r"\d{1,4}(?:\.\d+)?", half_points) else None
