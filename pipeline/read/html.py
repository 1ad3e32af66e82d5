"""Web pages: the document in them, without what the site puts around it."""

from __future__ import annotations

import email
import email.policy
import re

from pipeline.read.encoding import decode
from pipeline.read.html_blocks import Block, flatten
from pipeline.read.html_furniture import furniture
from pipeline.read.html_main import find_main, prose
from pipeline.read.html_meta import find_metadata, find_title
from pipeline.read.html_tree import Node, Page, parse
from pipeline.read.lines import Line, ReadError, Reading

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_MHTML = re.compile(rb"\A\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Content-Type):", re.I)
_ERROR = re.compile(
    "404|403 Forbidden|50[0234] |Not Found|页面(?:不存在|未找到|找不到|已删除|出错|走丢)|找不到(?:该|此|您)|(?:开启|启用|打开|enable)\\s*[Jj]ava[Ss]cript|"
    "正在(?:跳转|加载)|自动跳转|系统(?:繁忙|错误)|访问(?:被拒绝|受限|过于频繁)|拒绝访问|安全验证|验证码|Access Denied|文章(?:不存在|已删除)|"
    "(?:信息|内容)(?:不存在|已删除|已被删除)|服务器(?:错误|内部错误|繁忙)"
)
_SHORT = 400
"""An error page says little more than that: a longer page may mention such words."""
_HIDDEN_SHOWN = 200
_WORD = re.compile(r"[^\W_]")


def read_html(data: bytes) -> Reading:
    """Read a web page, or one saved as MHTML.

    Returns:
        Its document as one line per paragraph, heading and table row; navigation, bars and footers as lines of kind
        ``navigation``, which the text does not hold.

    Raises:
        ReadError: ``no-content`` for a page without a document: a frame, a redirect, an error page, a page that its
            scripts would fill.
    """
    data, declared = _html_of(data)
    if declared is None:
        match = _CHARSET.search(data[:4096])
        declared = match[1].decode("ascii", "replace") if match else None
    text, _, warnings = decode(data, declared)
    page = parse(text)
    blocks = _shown(flatten(page.root))
    _refuse_errors(page, blocks)
    main, named = find_main(page, blocks)
    title, printed = find_title(page, blocks, main)
    if _is_index(blocks):
        lines = [_line(block, "paragraph" if _is_entry(block) else "navigation") for block in blocks]
        warnings.append("链接列表：是目录页，不是文件正文")
    else:
        lines = _lines(blocks, furniture(blocks, main, named), printed, main)
    around = [line.text for line in lines if line.kind == "navigation"]
    _refuse_empty(page, lines, blocks, printed)
    return Reading(lines, "markup", meta=find_metadata(page, title, around), warnings=warnings)


def _html_of(data: bytes) -> tuple[bytes, str | None]:
    """The HTML in an MHTML file with its charset; other bytes as they are."""
    if b"multipart/related" not in data[:4096].lower() or not _MHTML.match(data[:4096]):
        return data, None
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload, part.get_content_charset()
    raise ReadError("no-content", "the saved web page (MHTML) holds no HTML part; save the page again")


def _shown(blocks: list[Block]) -> list[Block]:
    """The lines with those that a script would show taken for shown: some sites hide the text until they have loaded."""
    hidden = sum(prose(block) for block in blocks if block.hidden)
    if hidden > _HIDDEN_SHOWN and hidden > sum(prose(block) for block in blocks if not block.hidden):
        for block in blocks:
            block.hidden = block.hidden and not prose(block) and block.owner.tag != "p"
    return blocks


def _is_entry(block: Block) -> bool:
    """Whether the line is an entry of a list of links, by its length: columns of the site have short names."""
    return not block.hidden and block.links * 2 > len(block.text) and len(block.text) >= 10 and not block.is_file


def _is_index(blocks: list[Block]) -> bool:
    shown = [block for block in blocks if not block.hidden]
    entries = [block for block in shown if _is_entry(block)]
    linked, words = sum(len(block.text) for block in entries), sum(len(block.text) for block in shown)
    return len(entries) >= 8 and linked * 10 > words * 6 and sum(prose(block) for block in shown) < 200


def _refuse_errors(page: Page, blocks: list[Block]) -> None:
    """Raises for a page without words, and for one whose few words are an error's."""
    words = "".join(block.text for block in blocks if not block.hidden)
    hidden = "".join(block.text for block in blocks if block.hidden)
    refresh = page.metas.get("refresh", "")
    if not _WORD.search(words):
        if "url" in refresh.lower():
            cause = f"it only redirects ({refresh[:200]}); fetch the page that it leads to"
        elif page.has_frame:
            cause = "it only holds frames; fetch the framed page"
        elif page.has_script or hidden:
            cause = "its scripts would fill it; save it from a browser"
        else:
            cause = "nothing is printed in it"
        raise ReadError("no-content", f"the page has no text: {cause}")
    found = _ERROR.search(page.title + " " + words)
    if found and len(words) < _SHORT and sum(prose(block) for block in blocks if not block.hidden) < 80:
        raise ReadError("no-content", f"the page is an error page or a redirect (“{found[0]}”); fetch it again")


def _refuse_empty(page: Page, lines: list[Line], blocks: list[Block], printed: list[int]) -> None:
    """Raises where nothing but a title is left of the page once its navigation is out."""
    kept = [line for line in lines if line.kind != "navigation"]
    if any(_WORD.search(line.text) for line in kept if not (printed and line.level == 1 and line.centred)):
        return
    if kept and sum(len(block.text) for block in blocks) == sum(len(line.text) for line in kept):
        return  # a heading is all there is: not a site's page
    files = [block.text for block in blocks if block.is_file]
    if files:
        raise ReadError("no-content", f"the page only links to a file, fetch that one: {files[0][:120]}")
    if page.has_frame or page.has_script:
        raise ReadError("no-content", "the page has a title but no text: its scripts or frames would fill it")
    raise ReadError("no-content", "the page has navigation but no text")


def _line(block: Block, kind: str) -> Line:
    return Line(
        text=block.text,
        kind="navigation" if kind == "navigation" else block.kind,
        begins=block.begins,
        level=block.level if kind != "navigation" else None,
        bold=block.bold,
        centred=block.centred,
        table=block.table if kind != "navigation" else None,
        cells=block.cells if kind != "navigation" else (),
    )


def _lines(blocks: list[Block], left_out: list[bool], printed: list[int], main: Node) -> list[Line]:
    """The lines with the printed title as one line, first of all where it stands outside the text's container."""
    title = None
    if printed:
        title = Line("".join(blocks[n].text for n in printed), begins=True, level=1, bold=True, centred=True)
    outside = bool(printed) and not main.holds(blocks[printed[0]].owner)
    lines: list[Line] = []
    if title is not None and outside:
        if _begins_with(title.text, [block.text for block, out in zip(blocks, left_out, strict=True) if not out][:4]):
            title.kind, title.level = "navigation", None
        lines.append(title)
    for number, block in enumerate(blocks):
        if number in printed:
            if title is not None and not outside and number == printed[0]:
                lines.append(title)
        elif not left_out[number]:
            lines.append(_line(block, "paragraph"))
        elif not block.hidden or len(block.text) <= _HIDDEN_SHOWN:
            lines.append(_line(block, "navigation"))
    return lines


def _begins_with(title: str, first: list[str]) -> bool:
    """Whether the text itself begins with the title, on however many lines."""
    key, read = re.sub(r"[\W_]+", "", title), ""
    for text in first:
        read += re.sub(r"[\W_]+", "", text)
        if read == key:
            return True
    return bool(first) and key in re.sub(r"[\W_]+", "", first[0]) and len(first[0]) <= len(title) + 10
