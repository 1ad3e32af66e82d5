"""Plain text and Markdown: decoding, Markdown's marks, tables, blank lines."""

from __future__ import annotations

import regex

from pipeline.read.encoding import decode
from pipeline.read.lines import Line, ReadError, Reading

_ATX = regex.compile(r"^\s{0,3}(#{1,6})\s*(.*?)\s*#*\s*$")
_RULE = regex.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*$")
_TABLE_RULE = regex.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_EMPHASIS = regex.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_IMAGE = regex.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = regex.compile(r"(?<!!)\[([^\]]+)\]\((?:https?:|/|\.)[^)]*\)")
_SUP = regex.compile(r"<su[pb]>(.*?)</su[pb]>", regex.S)
_TAG = regex.compile(
    r"</?(?:p|div|span|br|b|strong|em|i|u|center|font|table|tr|td|th|tbody|thead|img|a|hr)\b[^>]*>", regex.I
)
_LATEX = regex.compile(r"\$([^$\n]{1,80})\$")
_PICTURE = regex.compile(r"^\s*[\[【(（]?(?:图片|图像|image|img)[\]】)）]?\s*$", regex.I)


def read_text(data: bytes, *, markdown: bool | None = None) -> Reading:
    """Read plain text or Markdown in any encoding that :func:`pipeline.read.encoding.decode` knows.

    Args:
        data: the file's bytes.
        markdown: whether it is Markdown; None looks at the text.

    Raises:
        ReadError: ``empty``, where the file holds no printable character.
    """
    text, _, warnings = decode(data)
    if not text.strip():
        raise ReadError("empty", "the file holds no text; check the download")
    if markdown is None:
        markdown = _looks_like_markdown(text)
    lines = _lines(text, markdown)
    return Reading(lines, "markup", warnings=warnings)


def _looks_like_markdown(text: str) -> bool:
    return len(regex.findall(r"(?m)^\s{0,3}#{1,6}\s*\S|^\|.*\|\s*$|\*\*[^*\n]+\*\*|<sup>", text)) >= 2


def _lines(text: str, markdown: bool) -> list[Line]:
    out: list[Line] = []
    gap = False
    table = -1
    in_table = False
    raws = text.split("\n")
    for number, raw in enumerate(raws):
        stripped = raw.strip()
        if not stripped or (markdown and _RULE.match(raw)) or _PICTURE.match(raw):
            gap, in_table = True, False
            continue
        if (markdown and stripped.startswith("|") and stripped.count("|") >= 2) or _is_row(raws, number):
            if not in_table:
                table, in_table = table + 1, True
            if not _TABLE_RULE.match(stripped):
                cells = tuple(clean_markdown(c).strip() for c in stripped.strip("|").split("|"))
                out.append(Line("\t".join(cells), kind="table_row", begins=True, table=table, cells=cells, gap=gap))
            gap = False
            continue
        in_table = False
        line = _markdown_line(raw) if markdown else Line(raw.rstrip())
        line.gap, gap = gap, False
        if line.text.strip():
            out.append(line)
    return out


_BAR = " | "


def _is_row(raws: list[str], at: int) -> bool:
    """Is a line a table's row as a copy from a page has it: 甲 | 男 | 59岁 |, with as many bars as a row beside it?"""
    bars = f"{raws[at].strip()} ".count(_BAR)
    if bars < 2 or "。" in raws[at].split(_BAR, 1)[0]:
        return False
    beside = (raws[i] for i in (at - 1, at + 1) if 0 <= i < len(raws))
    return any(f"{other.strip()} ".count(_BAR) == bars for other in beside)


def _markdown_line(raw: str) -> Line:
    match = _ATX.match(raw)
    if match and match[2].strip("*_ "):
        return Line(clean_markdown(match[2]), begins=True, level=len(match[1]))
    bold = raw.strip().startswith("**") and raw.strip().endswith("**")
    return Line(clean_markdown(raw), bold=bold)


def clean_markdown(text: str) -> str:
    """Markdown's marks taken out of a line: emphasis, links, images, inline HTML, simple LaTeX; footnote marks stay."""
    text = _IMAGE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _SUP.sub(r"\1", text)
    text = _TAG.sub("", text)
    text = _EMPHASIS.sub(r"\2", text)
    text = _LATEX.sub(lambda m: _latex(m[1]), text)
    text = regex.sub(r"\\([#*_\[\](){}.!+|-])", r"\1", text)
    return str(regex.sub(r"^(\s*)(?:[-*+]\s+|>\s?)(?=\S)", r"\1", text))


def _latex(text: str) -> str:
    """``1.25\\text{Kg}/\\text{m}^3`` → ``1.25Kg/m3``: a formula as a reader would say it."""
    text = regex.sub(r"\\(?:text|mathrm|mathbf|rm)\s*\{([^{}]*)\}", r"\1", text)
    text = text.replace(r"\times", "×").replace(r"\sim", "~").replace(r"\circ", "°").replace(r"\%", "%")
    return str(regex.sub(r"[\\{}^_\s]", "", text))
