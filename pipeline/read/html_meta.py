"""What a web page says of its document beside the text: title, date of publication, publisher."""

from __future__ import annotations

import datetime as dt
import re

from extractors.patterns import compiled
from pipeline.read.html_blocks import Block
from pipeline.read.html_main import prose
from pipeline.read.html_tree import Node, Page
from schemas.document import Metadata

_TITLE_METAS = ("articletitle", "article:title", "og:title", "title", "dc.title")
_DATE_NAMES = (
    "pubdate publishdate publish-date publish_date publishtime pub_date article:published_time og:published_time "
    "firstpublishedtime datepublished dc.date date createdate"
)
_DATE_METAS = tuple(_DATE_NAMES.split())
_PUBLISHER_METAS = ("contentsource", "source", "article:source", "sitename", "og:site_name", "application-name")
_DATE = re.compile(r"((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_PUBLISHED = re.compile(
    r"(?:(?:发布|公开|发表|发文|更新|添加)(?:时间|日期)|(?<![一-鿿])(?:时间|日期))\s*[】\])）]?\s*[:：]?\s*"
    r"((?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2})"
)
_SOURCE = re.compile(
    r"(?:信息|文章|稿件|新闻|内容)?(?:来源|发布机构|发布单位|发布部门)\s*[】\])）]?\s*[:：]\s*([^\s\[\]【】|｜<>:：,，]{2,40})"
)
_LABEL = re.compile("(?:发布|作者|日期|时间|浏览|阅读|点击|字号|字体|编辑|责任|访问|打印|\\d{4}[-/年]).*")
_SITE = re.compile(
    "(?:网|网站|门户|政府|局|厅|委|办公室|委员会|频道|平台|首页|欢迎您|gov\\.cn|公司)$|^中国[一-鿿]{2,6}$|^(?:欢迎|首页)"
)
_DOCUMENT = re.compile("事故|报告|通报|通知|批复|意见|公告|评估|调查|快报|决定|函$")
_SECTION = re.compile(r"[一二三四五六七八九十]+[、.]|[（(][一二三四五六七八九十]+[）)]|第.{1,3}[章节条]|\d+[.、]")
_SEPARATOR = re.compile(r"(?:(?<!\s)\s*)?(?:[_|｜]|--+|——|\s[-–—]\s|(?<=[一-鿿”）)])[-–—](?=[一-鿿]))\s*")
_TITLE_NAME = re.compile(
    "(?:^|[-_])(?:(?:arti(?:cle)?|news|content|con|info|detail|main|xl|zw|page|show|big)?[-_]?(?:title|tit|bt|biaoti|"
    "headline|subject)|ucaptitle|founder-title)\\d*(?:$|[-_])"
)
_NOT_WORD = re.compile(r"[\W_]+")


def find_title(page: Page, blocks: list[Block], main: Node) -> tuple[str | None, list[int]]:
    """The document's title, and the indexes of the lines in which the page prints it (none where it does not).

    The printed title is the heading before the text that agrees with ``<title>`` or the CMS's meta; without either, the
    last heading before the text that sounds like a document's.
    """
    stated = next((page.metas[name] for name in _TITLE_METAS if page.metas.get(name)), "") or page.title
    stated = without_site(" ".join(stated.split())[:300], page.metas.get("sitename", ""))
    named, stated = stated, "" if _SITE.search(stated) and not _is_document(stated) else stated  # the site's own name
    first = next((n for n, b in enumerate(blocks) if main.holds(b.owner) and prose(b)), len(blocks))
    best, best_score = [], 0
    for group in _groups(blocks, first + 1):
        score = _agreement("".join(blocks[n].text for n in group), stated, blocks[group[0]])
        if score > best_score or (score == best_score == 1):
            best, best_score = group, score
    printed = "".join(blocks[n].text for n in best)
    if best_score >= 2 or (best and (not stated or not _DOCUMENT.search(stated))):
        return printed, best
    return stated or printed or named or None, best


def _groups(blocks: list[Block], end: int) -> list[list[int]]:
    """Lines that may hold a title, those of one element together (a title set on two lines)."""
    groups: list[list[int]] = []
    for number, block in enumerate(blocks[:end]):
        if block.hidden or block.kind != "paragraph" or block.links * 2 > len(block.text):
            continue
        if groups and groups[-1][-1] == number - 1 and blocks[number - 1].owner is block.owner and len(groups[-1]) < 4:
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


def _agreement(text: str, stated: str, block: Block) -> int:
    """3: the stated title; 2: nearly it (cut off, or with more on the line); 1: looks like a title; 0: does not."""
    a, b = _key(text), _key(stated)
    if not 4 <= len(a) <= 120:
        return 0
    if b and a == b:
        return 3
    if b and min(len(a), len(b)) >= 8 and (a in b or b in a) and min(len(a), len(b)) * 2 > max(len(a), len(b)):
        return 2
    if text.endswith(("。", "；", "，")) or _SECTION.match(text) or not _DOCUMENT.search(text):
        return 0
    return 1 if block.level in (1, 2) or block.centred or _is_title_element(block.owner) else 0


def _is_title_element(node: Node) -> bool:
    here = [*node.names, *(node.parent.names if node.parent is not None else ())]
    return any(_TITLE_NAME.search(name) for name in here) or node.tag in ("ucaptitle", "founder-title")


def _key(text: str) -> str:
    return _NOT_WORD.sub("", text)


def without_site(title: str, site: str = "") -> str:
    """A ``<title>`` without the names of site and column: ``关于某事故的通报_事故查处_某某市应急管理局`` → ``关于某事故的通报``."""
    parts = [part for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2:
        return title.strip()
    names = [bool(part == site or (_SITE.search(part) and not _is_document(part))) for part in parts]
    if not any(names):
        return title.strip()
    while len(parts) > 1 and (names[-1] or len(parts[-1]) <= 8) and max(map(len, parts[:-1])) > 5:
        parts.pop()
        names.pop()
    while len(parts) > 1 and names[0]:
        parts.pop(0)
        names.pop(0)
    if len(parts) > 1:
        return max(parts, key=len).strip() if any(map(_is_document, parts)) else " ".join(parts)
    return parts[0].strip()


_KIND = compiled("报告|通报|通知|批复|意见|公告|快报|决定|情况")


def _is_document(text: str) -> bool:
    return _KIND.search(text) is not None


def find_metadata(page: Page, title: str | None, around: list[str]) -> Metadata:
    """Title, date and publisher; ``around`` are the lines beside the text (info bars), where they are printed."""
    around = [" ".join(line.split())[:400] for line in around]
    published = None
    for name in _DATE_METAS:
        published = published or _date(page.metas.get(name, ""))
    for pattern in (_PUBLISHED, _DATE):
        for line in around:
            match = pattern.search(line) if pattern is _PUBLISHED or len(line) <= 60 else None
            published = published or (_date(match[0]) if match else None)
    # 来源 names the body; the meta of the site's name is the same for all of its pages.
    publisher = page.metas.get(_PUBLISHER_METAS[0], "") or None
    for line in around:
        match = _SOURCE.search(line)
        if match and publisher is None:
            publisher = _LABEL.sub("", match[1]).strip() or None
    for name in _PUBLISHER_METAS[1:]:
        publisher = publisher or page.metas.get(name, "") or None
    return Metadata(title=title or None, published_on=published, publisher=publisher)


def _date(text: str) -> dt.date | None:
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
