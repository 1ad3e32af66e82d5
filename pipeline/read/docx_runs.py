"""What a Word paragraph prints: runs, fields' results, notes' references, line breaks, symbols, formulas."""

from __future__ import annotations

import dataclasses
import re

from pipeline.read.docx_package import MC, Element, W
from pipeline.read.docx_styles import Style, Styles, flag, size, value
from pipeline.read.numerals import circled

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WRAPPERS = frozenset(
    f"{W}{name}"
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "bdo", "dir", "rubyBase")
)
_DRAWINGS = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
_BOX = f"{W}txbxContent"
# The printed characters of the symbol fonts that reports use: ticked boxes, units, comparisons.
_SYMBOL = dict(zip("abgdqlmpsfwDSW°±´£³¹·¸Ö®¥", "αβγδθλμπσφωΔΣΩ°±×≤≥≠·÷√→∞", strict=True))
_WINGDINGS = {0xA8: "□", 0x6F: "□", 0x71: "□", 0xFE: "☑", 0xFD: "☒", 0xFC: "✓", 0xFB: "×", 0x6E: "■", 0x6C: "●"}
_WINGDINGS_2 = {0x52: "☑", 0x54: "☒", 0xA3: "□", 0x50: "✓", 0x4F: "×"}
_CIRCLE = re.compile(r"\s*eq\s*\\o(?:\\a[clr])?\s*[(（]\s*[○〇◯]\s*[,，;]\s*(\d{1,2})\s*[)）]", re.I)
_CIRCLE_BEFORE = re.compile(r"\s*eq\s*\\o(?:\\a[clr])?\s*[(（]\s*(\d{1,2})\s*[,，;]\s*[○〇◯]\s*[)）]", re.I)


@dataclasses.dataclass(slots=True)
class TextLine:
    """A line of a paragraph, ended by its end or a line break. ``marks``: notes' marks with their place in ``text``."""

    text: str = ""
    bold: bool = True
    size: float | None = None
    marks: list[tuple[int, str]] = dataclasses.field(default_factory=list)
    is_toc: bool = False


@dataclasses.dataclass(slots=True)
class Inline:
    """What stands in a paragraph: its lines, the notes that it refers to (kind, id, mark), its text boxes."""

    lines: list[TextLine] = dataclasses.field(default_factory=lambda: [TextLine()])
    notes: list[tuple[str, str, str]] = dataclasses.field(default_factory=list)
    boxes: list[Element] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class _Field:
    instruction: str = ""
    is_result: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    size: float | None = None
    hidden: bool = False


class Runs:
    """Reads paragraphs in order; remembers which fields are open, for a field may span many paragraphs (contents)."""

    def __init__(self, part: Element, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[_Field] = []
        self._marked = 0
        kinds = [element.get(f"{W}fldCharType") for element in part.iter(f"{W}fldChar")]
        # A field that never ends would swallow the rest of the document: then no field hides anything.
        self._balanced = kinds.count("begin") == kinds.count("end")

    def read(self, paragraph: Element, style: Style) -> Inline:
        """The content of a ``w:p`` whose style is ``style``."""
        inline = Inline()
        self._walk(paragraph, style, inline)
        return inline

    def _walk(self, parent: Element, style: Style, inline: Inline) -> None:
        for element in parent:
            tag = element.tag
            if tag == f"{W}r":
                self._run(element, style, inline)
            elif tag == f"{W}fldSimple":
                self._fields.append(_Field(element.get(f"{W}instr", ""), True))
                self._walk(element, style, inline)
                self._fields.pop()
            elif tag in _WRAPPERS:
                self._walk(element, style, inline)
            elif tag == f"{MC}AlternateContent":
                self._walk(chosen(element), style, inline)
            elif tag in (f"{_M}oMath", f"{_M}oMathPara"):
                self._add(formula(element), _Look(bold=False), inline)

    def _run(self, run: Element, style: Style, inline: Inline) -> None:
        properties = run.find(f"{W}rPr")
        name = value(properties, "rStyle")
        character = self._styles.get(name, "character") if name is not None else Style()
        bold = next((b for b in (flag(properties, "b"), character.bold, style.bold) if b is not None), False)
        unseen = next((h for h in (flag(properties, "vanish"), character.hidden, style.hidden) if h is not None), False)
        look = _Look(bold, size(properties) or character.size or style.size, unseen)
        self._content(run, look, style, inline)

    def _content(self, run: Element, look: _Look, style: Style, inline: Inline) -> None:
        for element in run:
            tag = element.tag
            if tag == f"{W}t":
                self._add(element.text or "", look, inline)
            elif tag in (f"{W}tab", f"{W}ptab"):
                self._add(" ", look, inline)
            elif tag in (f"{W}br", f"{W}cr"):
                # Page and column breaks stand in the middle of sentences.
                if element.get(f"{W}type", "textWrapping") == "textWrapping" and self._shows(look):
                    inline.lines.append(TextLine())
            elif tag == f"{W}noBreakHyphen":
                self._add("-", look, inline)
            elif tag == f"{W}sym":
                self._add(symbol(element.get(f"{W}font", ""), element.get(f"{W}char", "")), look, inline)
            elif tag == f"{W}fldChar":
                self._field(element.get(f"{W}fldCharType"), look, inline)
            elif tag == f"{W}instrText" and self._fields:
                self._fields[-1].instruction += element.text or ""
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self._reference(tag, element.get(f"{W}id", ""), look, inline)
            elif tag == f"{W}ruby":
                for base in element.iterfind(f"{W}rubyBase"):
                    self._walk(base, style, inline)
            elif tag == f"{MC}AlternateContent":
                self._content(chosen(element), look, style, inline)
            elif tag in _DRAWINGS and not look.hidden:
                inline.boxes.extend(_boxes(element))

    def _shows(self, look: _Look) -> bool:
        return not look.hidden and (not self._balanced or all(field.is_result for field in self._fields))

    def _add(self, text: str, look: _Look, inline: Inline) -> None:
        if not text or not self._shows(look):
            return
        line = inline.lines[-1]
        line.is_toc = line.is_toc or any(f.instruction.split()[:1] == ["TOC"] for f in self._fields)
        line.text += text
        if text.strip():
            line.bold = line.bold and look.bold
            line.size = look.size if line.size is None else line.size

    def _field(self, kind: str | None, look: _Look, inline: Inline) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].is_result = True
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            # Old documents set ① as a formula that lays a figure over a circle; it has no result.
            match = _CIRCLE.match(field.instruction) or _CIRCLE_BEFORE.match(field.instruction)
            if match and not field.is_result:
                self._add(circled(int(match[1])), look, inline)

    def _reference(self, tag: str, identity: str, look: _Look, inline: Inline) -> None:
        if not self._shows(look):
            return
        self._marked += 1
        mark = f"[{self._marked}]"
        inline.lines[-1].marks.append((len(inline.lines[-1].text), mark))
        inline.notes.append(("footnote" if tag == f"{W}footnoteReference" else "endnote", identity, mark))


def chosen(alternate: Element) -> Element:
    """The branch of ``mc:AlternateContent`` that holds the words: the choice, the fallback where that has none."""
    branches = [element for element in alternate if element.tag in (f"{MC}Choice", f"{MC}Fallback")]
    for branch in branches:
        if next(branch.iter(f"{W}t", f"{W}p", f"{W}fldChar"), None) is not None:
            return branch
    return branches[0] if branches else alternate


def _boxes(drawing: Element) -> list[Element]:
    """The text boxes in a drawing, the outermost of each nest; of two renderings of one, the first."""
    boxes, stack = [], [drawing]
    while stack:
        element = stack.pop()
        if element.tag == _BOX:
            boxes.append(element)
        elif element.tag == f"{MC}AlternateContent":
            stack.append(chosen(element))
        else:
            stack.extend(reversed(element))
    return boxes


def symbol(font: str, code: str) -> str:
    """The character that ``w:sym`` prints; one of the private use area where the font is not known."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    name, low = font.lower(), number & 0xFF
    if name == "symbol":
        return _SYMBOL.get(chr(low), chr(low) if 0x20 <= low < 0x7F else chr(number))
    if name.startswith("wingdings"):
        return (_WINGDINGS_2 if name.endswith("2") else _WINGDINGS).get(low, chr(number))
    return chr(number) if 0x20 <= number <= 0xFFFF and not 0xD800 <= number < 0xE000 else ""


def formula(element: Element) -> str:
    """A formula on one line: fractions with a stroke, powers after their base."""
    tag = element.tag
    if tag in (f"{_M}t", f"{W}t"):
        return element.text or ""
    if tag in (f"{W}del", f"{W}moveFrom", f"{_M}rPr", f"{W}rPr") or not isinstance(tag, str):
        return ""
    if tag == f"{_M}f":
        parts = ["".join(map(formula, element.iterfind(_M + name))) for name in ("num", "den")]
        return "/".join(f"({part})" if re.search(r"[-+*×÷/]", part) else part for part in parts)
    text = "".join(map(formula, element))
    return f"√({text})" if tag == f"{_M}rad" else text
