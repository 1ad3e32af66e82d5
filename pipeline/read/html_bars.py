"""The words of what a site sets around a document: breadcrumbs, info and share bars, neighbours, footers."""

from __future__ import annotations

import re

_WORDS = (
    "打印本页|打印此页|打印|关闭窗口|关闭本页|关闭此页|关闭|返回顶部|返回列表|返回首页|返回上一页|返回|回到顶部|顶部|加入收藏|收藏本页|收藏|"
    "我要纠错|纠错|分享到|分享|转发|字号|字体|大号|中号|小号|默认|超大|大|中|小|正文下载|全文下载|下载|复制链接|微信好友|微信|新浪微博|"
    "腾讯微博|微博|QQ空间|QQ好友|QQ|朋友圈|空间|邮箱|语音播报|朗读|播放|无障碍阅读|阅读|浏览|繁体|简体|扫一扫|保存|导出|点赞|评论|更多|A-|A\\+|A"
)
# Possessive: QQ空间 is also QQ and 空间, and a row of such words must not be tried in all ways.
_BUTTONS = re.compile(rf"[\s【】\[\]()（）|｜/:：·+\-]*+(?:(?>{_WORDS})[\s【】\[\]()（）|｜/:：·+\-]*+)++")
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
_INFO = re.compile(rf"[【\[(（]?\s*+(?:{_ORIGIN}|{_COUNT}|索\s*引\s*号|信息分类|主题分类)\s*[】\])）]?\s*[:：]")
_INFO_AFTER = re.compile(rf"[【\[(（]?\s*+(?:{_ORIGIN}|{_COUNT})\s*[:：]")
_DATED = re.compile(
    r"(?:日期|时间)?[:：]?\s*+\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:\s.{0,60})?$"
)
_SIZES = re.compile("[【\\[(（]?\\s*+字(?:号|体)(?:大小)?\\s*[:：]")
_FILES_HEADING = re.compile("[【\\[]?(?:相关|文件|文档)?附件(?:下载|列表|信息)?[】\\]]?[:：]?$")

_BOILERPLATE = re.compile(
    "版权|备案|免责|声明|浏览器|分辨率|技术支持|主办|承办|邮编|邮箱|联系我们|网站地图|无障碍|[Cc]opyright|即将离开|是否继续|"
    "外部链接|登录|注册|搜索|扫一扫|二维码|本站|本网|本页|JavaScript|公众号|客户端"
)


def is_boilerplate(text: str) -> bool:
    """Whether a sentence sounds like the site's: 您访问的链接即将离开本网站，是否继续？ A report's may sound so: weigh it, keep it."""
    return len(text) <= 80 and _BOILERPLATE.search(text) is not None


def is_bar(text: str) -> bool:
    """Whether the line is navigation wherever it stands: 您当前的位置：首页 > 公告, 【打印】【关闭】, 上一篇：…"""
    if len(text) > 150:
        return False
    if _FOOT.search(text) or (_CRUMBS.match(text) and len(text) <= 120) or _RELATED.match(text):
        return True
    if _NEIGHBOUR.match(text) or (len(text) <= 60 and _SHARE.match(text)):
        return True
    return len(text) <= 80 and _BUTTONS.fullmatch(text) is not None


def is_info(text: str) -> bool:
    """Whether the line, standing before a text, says where and when it was published: 来源：… 发布时间：… 【字号：大 中 小】"""
    return len(text) <= 160 and bool(_INFO.match(text) or _DATED.match(text) or _SIZES.match(text))


def is_closing(text: str) -> bool:
    """Whether the line, standing behind a text, is an editor's or the site's: 责任编辑：…, 主办单位：…"""
    return len(text) <= 160 and bool(_INFO_AFTER.match(text) or _FOOT_AFTER.match(text))


def is_files_heading(text: str) -> bool:
    """Whether the line heads a list of files to download."""
    return _FILES_HEADING.match(text) is not None
