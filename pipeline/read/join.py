"""Which printed lines make one paragraph, where the format itself does not say."""

from __future__ import annotations

import dataclasses
from collections import Counter

import regex

from extractors.patterns import SITE_LINE
from pipeline.markers import read_marker
from pipeline.read.lines import Line

_ENDS = regex.compile(r"[。！？!?](?:[”’」』）)\]】]*)$|[;；：:]$")
_STOPS = regex.compile(r"[。！？!?](?:[”’」』）)\]】]*)$")
_OPEN_END = regex.compile(
    r"[，,；;](?:[\p{Han}]{0,6}(?:住所|地址|地点|场所|范围|代表人|负责人|代码|资本|日期|类型|证号|编号|有效期至?))[：:]$"
    r"|[，,、（(《“—–／/]$|[第共约至和与及的]$|\d[.:：]$|[A-Za-z]-$"
)
_TITLE_END = regex.compile(
    r"(?:报告|报告书|快报|简报|通知|通知书|决定书|意见书|通报|批复|意见|决定|公告|公示|公开|函|方案|办法|规定|条例|文件|纪要|情况|建议|措施|原因|概况|经过|附件)(?:[（(][^（）()]{1,12}[）)])?$"
)
_INNER = regex.compile(r"[，。；：]")
_DATE_LINE = regex.compile(r"^[一二三四五六七八九〇○零\d]{4}\s*年.{1,6}月.{1,4}日(?:印发)?$")
# 建设单位：某公司 / 法定代表人：某某: the lines of a list of particulars
_KEY = regex.compile(r"^(?:[\p{Han}]{2,12}|\p{Han}\s\p{Han})[：:]\S")
_SPECIAL = regex.compile(r"^(?:抄送|抄报|主送|附件|附：|主题词|（?此件|\(此件|联系人|发布|来源|作者)")


# 来源：… 发布日期：… 点击数：…: what a web page prints between title and text
_META = regex.compile(
    r"(?:作者|来源|信息来源|发布机构|发布单位|发布时间|发布日期|发文日期|点击(?:数|量|次数|率)?|浏览(?:数|量|次数)?|阅读(?:数|量|次数)?|访问(?:量|次数)?|字[号体]|责任编辑|编辑|时间|日期)\s*[：:]|"
    r"转载自|【(?:打印|字体|字号|关闭|收藏|分享)[^】]*】|\[(?:打印|大|关闭)"
)

_CONTACT = regex.compile(r"联系(?:人|电话|方式)(?:及(?:联系)?电话)?\s*[：:][^。]{0,40}$")
# 建安办函〔2024〕6号 on a line of its own
_NUMBER_LINE = regex.compile(
    r"[（(]?[\p{Han}（）()\s]{1,16}[〔\[（(【]\s?\d{4}\s?[〕\]）)】]\s?第?\s?\d{1,5}\s?号[）)]?"
)
# 2018-06-26 16:14:34 来源：某报: when a page was put on line
_STAMP = regex.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日)\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?\s*(?:$|(?:文章)?(?:来源|作者|编辑|发布|浏览|阅读|点击|字号|分享)[^：:]{0,4}[：:])"
)
# [ 成文日期 ] 2025-08-18: the index of a government page, line by line
_INDEX_KEY = regex.compile(
    r"[\[【]\s*(?:索\s*引\s*号|发布机构|发布日期|发文字号|文\s*号|标\s*题|名\s*称|成文日期|主题分类|主题词|有\s*效\s*性|公开方式|信息分类|体裁分类)\s*[\]】]"
    r"|(?:信息)?索\s*引\s*号\s*[：:]|(?:发布机构|发文机关|发文字号|成文日期|生成日期|主题分类|体裁分类|公开方式|公开范围|信息分类|有\s*效\s*性)\s*[：:]"
)
_LABEL = regex.compile(r"(?:信息)?(?:标\s*题|名\s*称)\s*[：:]")
_CLAUSES = regex.compile(r"[，；]|。.")

_CRUMBS = regex.compile(r"\s*(?:首页|网站首页|当前位置|您(?:的|所在的?|现在的)?位置)[^。]{0,60}[>＞»›]")


def width(text: str) -> int:
    """Printed width in half-width columns."""
    return sum(1 if c < "\u1100" else 2 for c in text)


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """How a text is set: ``columns`` is the wrap width (None where each line is a paragraph), ``indents`` whether
    paragraphs begin with an indent."""

    columns: int | None
    indents: bool


def layout(lines: list[Line]) -> Layout:
    """Find out whether a plain text is hard-wrapped, and whether it indents its paragraphs.

    A wrapped text has many lines of nearly the greatest length and hardly any beyond it.
    """
    body = [line for line in lines if line.kind == "paragraph" and line.begins is None and line.text.strip()]
    widths = sorted(width(line.text.rstrip()) for line in body)
    if len(widths) < 8:
        return Layout(None, _indents(body))
    top = widths[int(len(widths) * 0.95) - 1]
    modal = Counter(w // 4 for w in widths).most_common(1)[0][0] * 4
    full = sum(w >= top - 6 for w in widths)
    wrapped = 24 <= top <= 130 and full >= 0.3 * len(widths) and modal >= top - 10
    return Layout(top if wrapped else None, _indents(body))


def _indents(body: list[Line]) -> bool:
    indented = sum(line.text[:1] in " \u3000\t" for line in body)
    return 0.05 * len(body) <= indented <= 0.8 * len(body)


def goes_on(before: Line, line: Line, style: Layout) -> bool:
    """Does ``line`` continue the paragraph that ``before`` stands in?"""
    if line.begins is not None:
        return not line.begins
    if line.level is not None or before.level is not None or line.kind != before.kind:
        return False
    a, b = before.text.strip(), line.text.strip()
    if _breaks(a, b):
        return False
    if _OPEN_END.search(a) or _goes_on_telling(a, b):
        return True
    if _KEY.match(b) and (style.columns is None or width(before.text.rstrip()) < style.columns - 8):
        return False
    if line.gap and _KEY.match(a) and style.columns is None:
        return False
    if style.columns is not None:
        return _goes_on_wrapped(before, line, style)
    if _ENDS.search(a) or _is_short(a, line):
        return False
    # lines of any length: the paragraph was cut in mid-sentence, by a page end for example; a title has no commas
    label = _LABEL.match(a)
    return _TITLE_END.search(a) is None or _INNER.search(a, label.end() if label else 0) is not None


_MOMENT = regex.compile(r"\d{4}年\d{1,2}月\d{1,2}日.{0,4}\d{1,2}时(?:\d{1,2}分)?(?:许|左右)?$")
_SCENE = regex.compile(r"(?:公司|厂|矿|店|站|工地|车间|小区|村|路段|项目部)$")
_TELLS_ON = regex.compile(r"(?:发生(?:了)?(?:一起|一宗)|造成\d|致使?\d|导致\d|直接经济损失(?:约)?\d)")


def _goes_on_telling(a: str, b: str) -> bool:
    """Is it a poster's sentence, set in lines without stops: the moment / 某公司 / 发生一起…事故 / 造成1人死亡?"""
    if _ENDS.search(a) or _INNER.search(a) or len(a) > 60 or read_marker(a) is not None or read_marker(b) is not None:
        return False
    if _MOMENT.fullmatch(a) is not None:
        return True
    return _TELLS_ON.match(b) is not None and (_TELLS_ON.match(a) is not None or _SCENE.search(a) is not None)


_BODY = r"\p{Han}{3,30}(?:局|厅|委员会|办公室|办公厅|政府|管委会|[总支大]队|检察院|法院|总工会|安委办|安委会)"
_SET_OUT = regex.compile(
    rf"{_BODY}(?:[ \u3000\t]+{_BODY})+|{_BODY}[ \u3000\t]+\d{{4}}年\d{{1,2}}月\d{{1,2}}日(?:[ \u3000\t]+签发(?:人)?[:：].{{1,12}})?"
)
"""Letterheads: bodies side by side, a body with the date and who signed."""


def _breaks(a: str, b: str) -> bool:
    """Does the second line certainly open a paragraph, or the first one certainly close its own?"""
    if _SET_OUT.fullmatch(a):
        return True
    if _DATE_LINE.match(b) or _DATE_LINE.match(a) or _SPECIAL.match(b) or _is_meta(a) or _is_meta(b):
        return True
    if _CONTACT.match(a) or (_NUMBER_LINE.fullmatch(b) and _INNER.search(a) is None):
        return True
    marker = read_marker(b)
    if marker is None:
        return False
    # 第 / （一）项: a mark that belongs to a citation cut in two
    return not regex.search(r"[第款项条和、]$", a)


def _is_meta(line: str) -> bool:
    """Is it a web page's line about itself: 首页 > …, a time stamp, or two or more of 来源：, 发布时间：, 点击数：…?"""
    if _CRUMBS.match(line) or _STAMP.match(line) or _INDEX_KEY.match(line):
        return True
    if len(line) <= 60 and SITE_LINE.search(line) and _CLAUSES.search(line) is None:
        return True
    return len(line) <= 160 and len(_META.findall(line)) >= 2


def _is_short(a: str, line: Line) -> bool:
    """A line too short to have been cut in mid-sentence: a heading, a signature, a caption."""
    if width(a) <= 80 and _is_title(a):
        return True
    if _INNER.search(a):
        return width(a) < 30
    return width(a) < (60 if line.gap else 40)


def _is_title(a: str) -> bool:
    """Does a line bear a division's mark and no full stop: （二）远山公司要…?"""
    marker = read_marker(a)
    return marker is not None and marker.family in ("chapter", "cn", "cn_paren") and "。" not in a


def _goes_on_wrapped(before: Line, line: Line, style: Layout) -> bool:
    assert style.columns is not None
    a = before.text.strip()
    indented = line.text[:1] in " \u3000\t"
    if (indented and style.indents) or (line.gap and _ENDS.search(a)):
        return False
    # a mark may not open a line, nor a bracket close one, so that full lines differ by a few columns
    # a heading's line ends where its words do: only a full one goes on
    titled = _is_title(a)
    full = width(before.text.rstrip()) >= style.columns - (6 if titled else 8)
    if _STOPS.search(a):
        # a sentence that happens to end at the margin: only an indent elsewhere tells that this is the same paragraph
        return full and style.indents and not indented
    return full or (
        not titled and width(a) >= 0.7 * style.columns and _INNER.search(a) is not None and not _ENDS.search(a)
    )
