"""A saved government web page in GB18030 (which declares gb2312)."""

from html import escape
from pathlib import Path

from samples.markup import Source

SHELL = Path(__file__).with_name("page.html")


def _paragraph(kind: str, text: str) -> str:
    text = escape(text, quote=False).replace("“", "&ldquo;").replace("”", "&rdquo;")
    if kind == "right":
        return f'<p align="right" style="text-align: right">{text}&nbsp;&nbsp;&nbsp;&nbsp;</p>'
    if kind == "centre":
        return f'<p align="center"><strong><span style="font-size: 22px">{text}</span></strong></p>'
    if kind in ("h1", "h2"):
        face = "黑体" if kind == "h1" else "楷体_GB2312"
        return f'<p><span style="font-family: {face}">　　{text}</span></p>'
    return f'<p><span style="font-family: 仿宋_GB2312; font-size: 16pt">　　{text}</span></p>'


def write(source: Source, target: Path) -> None:
    body = "\r\n".join(_paragraph(b.kind, b.text) for b in source.blocks)
    page = SHELL.read_text("utf-8").replace("\n", "\r\n").replace("{{body}}", body)
    for key in ("title", "number", "published"):
        page = page.replace("{{" + key + "}}", source.meta[key][0])
    target.write_bytes(page.encode("gb18030"))
