"""Plain text: one line per paragraph, or hard line breaks with page numbers between."""

import re
import unicodedata
from pathlib import Path

from samples.markup import Source

COLUMNS, PAGE_LINES = 38, 26
CLOSERS = "，。；：、）》”"
TOKENS = re.compile(r"[A-Za-z0-9.%/]+|.")


def paragraphs(source: Source, target: Path) -> None:
    """One line per paragraph, UTF-8."""
    lines = [source.title, ""]
    for block in source.blocks:
        if block.text.startswith("（示例"):
            lines.append("")
        lines.append(block.text)
        if block.kind == "text" and not block.text.startswith("建议："):
            lines.append("")
    target.write_bytes(("\n".join(lines).rstrip("\n") + "\n").encode("utf-8"))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _broken(text: str) -> list[str]:
    lines, line = [], "　　"
    for token in TOKENS.findall(text):
        if _columns(line + token) > 2 * COLUMNS and token not in CLOSERS:
            lines.append(line)
            line = ""
        line += token
    return [*lines, line]


def pages(source: Source, target: Path, encoding: str) -> None:
    """Hard line breaks at a fixed width and page numbers `- 3 -`, with CRLF, as a print-to-text tool leaves it."""
    body = [source.title.center(COLUMNS, "　").rstrip("　"), ""]
    for block in source.blocks:
        if block.kind == "right":
            body.append("　" * max(0, COLUMNS - len(block.text) - 2) + block.text)
        elif block.text.startswith("（示例"):
            body += ["", block.text]
        else:
            body += _broken(block.text)
    lines: list[str] = []
    for number, start in enumerate(range(0, len(body), PAGE_LINES), 1):
        lines += [*body[start : start + PAGE_LINES], "", f"- {number} -".center(2 * COLUMNS).rstrip(), ""]
    target.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
