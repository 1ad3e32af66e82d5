"""What stands in a web page's container beside the document: breadcrumbs, info and share bars, attachments, footers."""

from __future__ import annotations

import re

from pipeline.read.html_blocks import Block
from pipeline.read.html_main import in_furniture, prose
from pipeline.read.html_tree import Node

_WORDS = (
    "打印本页|打印此页|打印|关闭窗口|关闭本页|关闭此页|关闭|返回顶部|返回列表|返回首页|返回上一页|返回|回到顶部|顶部|加入收藏|收藏本页|收藏|"
    "我要纠错|纠错|分享到|分享|转发|字号|字体|大号|中号|小号|默认|超大|大|中|小|正文下载|全文下载|下载|复制链接|微信好友|微信|新浪微博|"
    "腾讯微博|微博|QQ空间|QQ好友|QQ|朋友圈|空间|邮箱|语音播报|朗读|播放|无障碍阅读|阅读|浏览|繁体|简体|扫一扫|保存|导出|点赞|评论|更多|A-|A\\+|A"
)
_BUTTONS = re.compile(rf"[\s【】\[\]()（）|｜/:：·+\-]*(?:(?:{_WORDS})[\s【】\[\]()（）|｜/:：·+\-]*)+")
_CRUMBS = re.compile(
    "(?:您|你)?(?:的)?(?:现在|当前|目前|所在)(?:的|所在的?)?(?:位置|栏目|页面)(?=\\s*(?:[:：>＞»【]|是|$|首页|网站))|"
    "(?:您|你)(?:现在)?所?在的?位置|位置[:：].{0,20}首页|"
    r"(?:网站|本站)?首页\s*[>＞»›/→\-]|首页$"
)
_NEIGHBOUR = re.compile(
    "[【\\[]?(?:上|下|前|后)一?(?:篇|条|页|则)(?:文章|信息|新闻)?[】\\]]?\\s*(?:[:：]|$|没有|无|>>|»)"
)
_SHARE = re.compile("分享到|分享至|扫一扫|扫描二维码|扫码|在手机(?:上)?打开|手机(?:版|阅读|浏览)|用微信|微信扫")
_RELATED = re.compile(
    "[【\\[]?(?:相关(?:链接|文章|新闻|阅读|信息|文档|稿件|解读|报道|推荐|内容|政策)|(?:推荐|延伸|关联)阅读|热门(?:文章|新闻|推荐)|猜你喜欢|"
    "(?:友情|快速)链接|网友评论|我要评论|站内搜索)[】\\]]?[:：]?$"
)
_FOOT = re.compile(
    "ICP备|公网安备|网安备|网站标识码|政府网站标识|版权所有|[Cc]opyright|©|建议使用.{0,20}浏览器|您是第.{0,12}访"
)
_FOOT_AFTER = re.compile(
    "(?:主办(?:单位|方)?|承办(?:单位)?|技术支持|联系电话|地址|邮编|网站地图|关于我们|联系我们)\\s*(?:[:：]|$)|网站地图|网站声明"
)
_ORIGIN = "(?:信息|文章|稿件|新闻|内容)?来源|(?:文章|责任)?编辑|责编|作者|撰稿人?|供稿|(?:发布|公开|更新|发表|录入|发文|成文|生成)(?:时间|日期|机构|单位|部门|人)?"
_COUNT = "(?:浏览|阅读|点击|访问|查看|下载)(?:次数|人数|数量?|量|率)?"
_INFO = re.compile(rf"[【\[(（]?\s*(?:{_ORIGIN}|{_COUNT}|索\s*引\s*号|信息分类|主题分类)\s*[】\])）]?\s*[:：]")
_INFO_AFTER = re.compile(rf"[【\[(（]?\s*(?:{_ORIGIN}|{_COUNT})\s*[:：]")
_DATED = re.compile(
    r"(?:日期|时间)?[:：]?\s*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:\s.{0,60})?$"
)
_SIZES = re.compile("[【\\[(（]?\\s*字(?:号|体)(?:大小)?\\s*[:：]")
_FILES_HEADING = re.compile("[【\\[]?(?:相关|文件|文档)?附件(?:下载|列表|信息)?[】\\]]?[:：]?$")


def is_furniture(block: Block, main: Node, named: bool, place: str, weight: int) -> bool:
    """Whether a line in the container is not the document's.

    ``place``: "before", "among" or "after" the container's running text; most bars stand only before or after it.
    ``named``: the container is one that holds nothing but the document. ``weight``: its characters of prose.
    """
    if block.kind == "table_row" and place == "among":
        return False
    text = block.text
    if _is_bar(text) or _is_file_link(block):
        return True
    if place == "before" and (_INFO.match(text) or _DATED.fullmatch(text) or _SIZES.match(text)) and len(text) <= 160:
        return True
    if place == "after" and (_INFO_AFTER.match(text) or _FOOT_AFTER.match(text)) and len(text) <= 160:
        return True
    element = in_furniture(block, main)
    if element is not None and not prose(block) and (element.size <= 150 or block.links * 2 > len(text)):
        return element.size * 5 < max(weight, 250) or block.links * 2 > len(text)
    return not named and place != "among" and _is_link(block)


def _is_bar(text: str) -> bool:
    """A line that is navigation wherever it stands."""
    if len(text) > 150:
        return False
    if _FOOT.search(text) or (_CRUMBS.match(text) and len(text) <= 120) or _RELATED.match(text):
        return True
    if _NEIGHBOUR.match(text) or (len(text) <= 60 and _SHARE.match(text)):
        return True
    return len(text) <= 80 and _BUTTONS.fullmatch(text) is not None


def _is_link(block: Block) -> bool:
    return block.links * 10 > 7 * len("".join(block.text.split()))


def _is_file_link(block: Block) -> bool:
    return block.is_file and block.links * 2 >= len("".join(block.text.split()))


def is_files_heading(text: str) -> bool:
    """Whether the line heads a list of files to download."""
    return _FILES_HEADING.match(text) is not None


def furniture(blocks: list[Block], main: Node, named: bool) -> list[bool]:
    """For each line whether it is kept out of the text: outside the container, hidden, or a bar inside of it."""
    inside = [main.holds(block.owner) and not block.hidden for block in blocks]
    running = [n for n, block in enumerate(blocks) if inside[n] and prose(block) and not _is_bar(block.text)]
    # Signature and date follow the last paragraph; headings and the addressee precede the first.
    first, last = (running[0], running[-1]) if running else (len(blocks), -1)
    weight = sum(prose(blocks[n]) for n in running)
    out = []
    for number, block in enumerate(blocks):
        place = "before" if number < first else "after" if number > last else "among"
        out.append(not inside[number] or is_furniture(block, main, named, place, weight))
    for number, block in enumerate(blocks):
        beside = blocks[number + 1 : number + 2] + blocks[max(0, number - 1) : number]
        if is_files_heading(block.text) and any(_is_file_link(other) for other in beside):
            out[number] = True
    return out
