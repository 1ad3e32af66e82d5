"""A document's own data: title, 文号, issuers, date (layout of official papers: GB/T 9704-2012)."""

from __future__ import annotations

import dataclasses
import datetime as dt

import regex

from extractors.facts import Facts
from extractors.patterns import SITE_LINE, compiled
from extractors.values.dates import find_moments
from schemas.document import Block, Document, Report

BODY = (
    r"(?:人民政府|政府|国务院|办公室|办公厅|委员会|管委会|工作委员会|管理局|监督局|监察局|海事局|分局|总局|厅|局|部|公司|指挥部|指挥中心|调查组|工作组|评估组|"
    r"领导小组|专班|总队|支队|大队|协会|总工会|检察院|法院|街道办事处|办事处|安委会|安委办|集团|研究院|中心)"
)
_REPORT_END = r"(?:调查处理报告|调查报告书|调查报告|评估报告|评估情况报告|情况报告|技术报告|报告书|报告)"
_TITLE_END = {
    "事故调查报告": compiled(rf"(?:{_REPORT_END}|事故[^。]{{0,16}}(?:情况|结果)的?(?:通报|公告|通告))(?:（[^）]*）)?$"),
    "整改评估报告": compiled(rf"{_REPORT_END}(?:（[^）]*）)?$"),
    "批复": compiled(r"(?:批复|复函|的函)(?:（[^）]*）|的?(?:公示|公告|公开))?$"),
    "通知": compiled(r"(?:通知|通知书|通报|意见|方案|决定|公告|通告|函|办法|规定|要点|提示|警示|令)(?:（[^）]*）)?$"),
    "事故快报": compiled(r"(?:快报|简报|通报|信息|报告|事故)(?:（[^）]*）)?$"),
}
_GLUED_TITLE = compiled(
    r"(?P<title>[^。，；：]{6,90}?(?:调查报告|评估报告|落实情况的?报告))(?=根据|依据|按照|为了?|经|\d{4}年)"
)
_NUMBER = compiled(
    r"(?:编号[：:])?(?P<word>(?:(?!文件|(?<=文)件)[\p{Han}（）A-Za-z]){1,16}?字?)\s*[〔\[（(【〈](?P<year>(?:19|20)\d{2})[〕\]）)】〉]\s*"
    r"(?P<no>第?\s*\d{1,5}\s*[号期])"
)
_CHINESE_DATE = r"(?:[二〇○零ＯO\d一三四五六七八九十]{4}|[二〇○零]{1,4}[\p{Han}〇○]{0,4})年[\d一二三四五六七八九十]{1,2}月(?:[\d一二三四五六七八九十]{1,3}日)?"
_DATE_LINE = compiled(
    rf"^(?:[（(]?总?第\s?\d{{1,4}}\s?期[）)]?\s*)?(?P<body>[^\d二〇○]*?)[（(]?(?P<date>{_CHINESE_DATE})(?:\d{{1,2}}时(?:\d{{1,2}}分)?)?[)）]?(?:签发(?:人)?：[\p{{Han}}×xX*]{{1,5}})?$"
)
_LABELLED = compiled(
    rf"^(?:(?:事故)?调查(?:机构|机关|单位)|编制(?:单位|机构)|发布(?:单位|机构)|发文(?:机关|单位)|(?:报告|报送|填报|上报|编报)(?:单位|机构|机关))：(?P<body>[^，。；：]{{2,40}}{BODY})$"
)
_EDITED = compiled(
    r"(?P<date>(?:\d{4}年)?\d{1,2}月\d{1,2}日)(?:\d{1,2}[时:：](?:\d{1,2}分?)?)?(?:编发|编报|印发|签发|报出)[）)]?$"
)
_MASTHEAD = compiled(r"[\p{Han}]{0,12}(?:生产安全|安全生产|突发)?事故(?:情况)?(?:快报|简报|专报|信息)(?:（[^）]*）)?")
_PRINTED_LINE = compiled(rf"(?P<date>{_CHINESE_DATE})印发$")
_BODY_LINE = compiled(rf"^[^，。；：！？]{{2,70}}{BODY}(?:（[^）]*）)?(?:代章)?$")
_LETTERHEAD = compiled(rf"^(?P<body>[^，。；：]{{2,60}}{BODY})文件$")
_OFFICIAL = compiled(r"^(?:抄送|抄报|主送|附件|附：|（?此件|主题词|联系人|电话|文件|急件|特急|内部)")
_ROLE = compiled(r"^(?:组长|副组长|成员|调查组成员|签名|签字|调查组|技术组|管理组|综合组)[：:]")


def extract(report: Report, facts: Facts) -> None:
    """Fill in ``title``, ``doc_number``, ``issuer`` and ``issued_on`` of a document."""
    title = find_title(report)
    if title is not None:
        facts.set("title", title.text, report.evidence(title.start, title.end, "document.title"))
    elif report.document.meta.title and report.doc_type in ("新闻", "事故快报", "通知", "事故调查报告", "整改评估报告"):
        facts.derive("title", report.document.meta.title)
    _number(report, facts, title.start if title else None)
    _signature(report, facts, title.end if title else 0)
    _index_table(report, facts)
    if report.document.meta.published_on is not None:
        facts.derive("issued_on", report.document.meta.published_on)
    if facts.get("issued_on") is None:
        _published(report, facts)


_INDEX_KEYS = {
    "issued_on": compiled(r"(?:成文|发文|生成|印发|发布|公开)(?:日期|时间)[：:]?"),
    "doc_number": compiled(r"(?:发文字号|文\s*号)[：:]?"),
}


def _index_table(report: Report, facts: Facts) -> None:
    """Date and number from the index table that government sites set above a document (索引号 · 发布日期 · 文号)."""
    text = report.text
    cells: list[tuple[int, int]] = []
    for block in report.document.blocks[:40]:
        if block.kind == "table_row":
            cells += [c for c in block.cells if c[0] < c[1]]
        elif block.start < block.end and cells and block.end - block.start > 100:
            break
    if not any("索引号" in text[s:e] or "发布机构" in text[s:e] for s, e in cells[:12]):
        _index_lines(report, facts)
        return
    for number, (start, end) in enumerate(cells):
        for field, key in _INDEX_KEYS.items():
            match = key.match(text, start, end)
            if match is None:
                continue
            a, b = (
                (match.end(), end)
                if match.end() < end
                else cells[number + 1]
                if number + 1 < len(cells)
                else (end, end)
            )
            moments = find_moments(text, a, b) if field == "issued_on" else []
            if moments and moments[0].as_date() is not None and facts.get(field) is None:
                facts.set(
                    field, moments[0].as_date(), report.evidence(moments[0].start, moments[0].end, "document.index")
                )
            printed = _NUMBER.match(text, a, b) if field == "doc_number" else None
            if printed and facts.get(field) is None:
                value = f"{printed['word']}〔{printed['year']}〕{printed['no'].replace(' ', '')}"
                facts.set(field, value, report.evidence(printed.start("word"), printed.end(), "document.index"))


_INDEX_HEAD = compiled(r"索\s?引\s?号|发布机构|发文机关")
_INDEX_DAY = compiled(
    r"(?:成\s?文|发\s?文|印\s?发|生\s?成)\s?日\s?期\s?[】\]]?\s?[：:]?\s?(?P<day>\d{4}(?:年|[-/.])\d{1,2}(?:月|[-/.])\d{1,2}日?)"
)


def _index_lines(report: Report, facts: Facts) -> None:
    """The date of writing from an index that stands in plain lines: [ 成文日期 ] 2025-08-18."""
    blocks = title_blocks(report.document, 20)
    if not blocks or facts.get("issued_on") is not None:
        return
    end = min(blocks[-1].end, 1200)
    said = _INDEX_DAY.search(report.text, 0, end) if _INDEX_HEAD.search(report.text, 0, end) else None
    moments = find_moments(report.text, *said.span("day")) if said else []
    if moments and (day := moments[0].as_date()) is not None:
        facts.set("issued_on", day, report.evidence(moments[0].start, moments[0].end, "document.index"))


_PUT_ON_LINE = compiled(
    r"(?:(?:发布|发表|公布|公开)(?:日期|时间)[】\]]?[：:]?|来源[：:][^。\n]{0,40}?时间[：:]|^时间[：:](?=[^。\n]{0,24}来源)|^(?=[^。\n]{10,24}来源[：:]))\s?"
    r"(?P<day>\d{4}(?:年|[-/.])\d{1,2}(?:月|[-/.])\d{1,2}日?)"
)


def _published(report: Report, facts: Facts) -> None:
    """The day on which a site put the page on line, for a document that bears no date of its own."""
    for block in title_blocks(report.document, 12):
        line = report.text[block.start : block.end]
        said = _PUT_ON_LINE.search(line) if len(line) <= 160 else None
        span = (block.start + said.start("day"), block.start + said.end("day")) if said else None
        moments = find_moments(report.text, *span) if span else []
        if moments and (day := moments[0].as_date()) is not None:
            facts.set("issued_on", day, report.evidence(moments[0].start, moments[0].end, "document.published"))
            return


@dataclasses.dataclass(frozen=True, slots=True)
class Title:
    """A title's text with its span."""

    text: str
    start: int
    end: int


def title_blocks(document: Document, limit: int = 60) -> list[Block]:
    """The first blocks with text, table rows aside."""
    return [b for b in document.blocks if b.start < b.end and b.kind in ("paragraph", "heading")][:limit]


_NO_TITLE = compiled(r"[。；]|，.*，.*，|：$")


def find_title(report: Report) -> Title | None:
    """The title: the line that ends like a title of this kind of document, with the lines above that belong to it."""
    text = report.text
    blocks = title_blocks(report.document)
    if not blocks:
        return None
    pattern = _TITLE_END.get(report.doc_type)
    if pattern is not None:
        for index, block in enumerate(blocks):
            line = text[block.start : block.end]
            if len(line) > 100 or _NO_TITLE.search(line):
                glued = _GLUED_TITLE.match(line) if index < 6 else None
                if glued and report.doc_type in ("事故调查报告", "整改评估报告"):
                    return _repaired(text, block.start, block.start + glued.end("title"))
                if index > 2 and report.doc_type not in ("事故调查报告", "整改评估报告"):
                    break
                continue
            if pattern.search(line) and not _OFFICIAL.match(line) and not _is_citation(line):
                if _MASTHEAD.fullmatch(line) and _named_below(text, blocks[index + 1 : index + 6], pattern):
                    continue  # 事故快报 over the number, the issuer and 某区“10·11”坍塌事故快报
                start = _upward(text, blocks, index, report.doc_type in ("事故调查报告", "整改评估报告"))
                return _repaired(text, start, block.end)
    return _first_line(report, blocks)


_OF_TITLE = compiled(r"关于|\d[·.•．]\d")


def _named_below(text: str, blocks: list[Block], pattern: regex.Pattern[str]) -> bool:
    """Is a title that names its accident or subject printed in one of these lines?"""
    lines = (line for b in blocks if len(line := text[b.start : b.end]) <= 100 and "。" not in line)
    return any(pattern.search(line) and _OF_TITLE.search(line) for line in lines)


_BARE_REPORT = compiled(r"(?:调查|评估)?报告")


def _is_citation(line: str) -> bool:
    return line.startswith(("《", "（")) or (_BARE_REPORT.fullmatch(line) is not None and len(line) < 3)


def _upward(text: str, blocks: list[Block], index: int, report_like: bool) -> int:
    """Start of a title that is set in several lines."""
    start = blocks[index].start
    for above in range(index - 1, max(-1, index - 4), -1):
        line = text[blocks[above].start : blocks[above].end]
        so_far = text[start : blocks[index].end]
        cut_in_two = above == 0 and report_like and _unfinished(line)
        if not cut_in_two and not _wants_more(so_far, line):
            break
        start = blocks[above].start
    return start


_FINISHED = compiled(rf"[，。；：、！|>＞»]|{SITE_LINE.pattern}|文件$|号$|\d日$|附件|（[^（）]*）$")


def _unfinished(line: str) -> bool:
    """Does the first line of a file read like the upper half of a title, not like a letterhead, number or date?"""
    if not 6 <= len(line) <= 40 or _FINISHED.search(line):
        return False
    return not _BODY_LINE.match(line) or line.endswith("公司")


_ABOVE_FINISHED = compiled(rf"[。；：，！|>＞»]|{SITE_LINE.pattern}|文件$|号$|^（|(?<![瞒谎迟]报)）$|\d日$")
_TITLE_TAIL = compiled(r"(?:调查报告|调查处理|整改|防范|落实|评估|事故|的)")
_TAG_HEAD = compiled(r"[“\"‘]\s*\d{1,2}[·•.．]\d{1,2}")
_OFFICE_TAIL = compiled(r"(?:人民政府|委员会|办公室|管理局|应急局)$")


def _wants_more(title: str, above: str) -> bool:
    """Does a title begin in the line above?"""
    if len(above) > 60 or _ABOVE_FINISHED.search(above) or _TITLE_WHOLE.search(above):
        return False
    if above.startswith("关于") and not title.startswith("关于"):
        return True
    if _TITLE_TAIL.match(title):
        return True
    # “7·19”…事故调查报告 under the name of a firm or place
    opens_with_tag = _TAG_HEAD.match(title) is not None
    return opens_with_tag and not _OFFICE_TAIL.search(above)


_TITLE_WHOLE = compiled(rf"(?:{_REPORT_END}|通知|通报|批复)$")


_PROSE_LINE = compiled(r"[。；：，！]$|\d日|本报讯|：.{12}")


def _first_line(report: Report, blocks: list[Block]) -> Title | None:
    """A first line that stands alone above the text, in press articles, bulletins and the like."""
    first = blocks[0]
    line = report.text[first.start : first.end]
    if first.kind == "heading" and len(line) <= 60:
        return Title(line, first.start, first.end)
    alone = sum(b.start < b.end for b in report.document.blocks) < 2
    if report.doc_type not in ("新闻", "事故快报", "其他") or alone:
        return None
    plain = _PROSE_LINE.search(line)
    if 4 <= len(line) <= 50 and plain is None and not _BODY_LINE.match(line) and not _OFFICIAL.match(line):
        return Title(line, first.start, first.end)
    return None


_MISPLACED = compiled(r"(?P<tag>\d{1,2}[·•.]\d{1,2})(?P<head>.*?)[“\"]\s*[”\"](?P<tail>.*)$")
_TITLE_LABEL = compiled(r"[\[【]?\s?(?:信息)?(?:标\s?题|名\s?称)\s?(?:[\]】][：:]?|[：:])\s?(?=.{8})")
"""What the index of a government page prints before the title."""
_HASHES = compiled(r"^[#*＃]+|\s")


def _repaired(text: str, start: int, end: int) -> Title:
    """The title's words; a date tag that a conversion moved before the title goes back into its empty quotes."""
    label = _TITLE_LABEL.match(text, start, end)
    start = label.end() if label else start
    printed = text[start:end].replace("\n", "")
    moved = _MISPLACED.match(printed)
    if moved:
        printed = f"{moved['head']}“{moved['tag']}”{moved['tail']}"
    return Title(_HASHES.sub("", printed), start, end)


_OF_DECISION = compiled(r"(?:行政)?(?:处罚|处分)?决定书?文?[编文]?号[：:]|案号[：:]")
_TITLE_OVER = compiled(r".*(?:通知书|决定书|意见书|通知|通报|批复|报告|文件)(?=.)")
_BEFORE_NUMBER = compiled(r"[\p{Han}\s]*(?:文件|：|:)?\s*")


def _number(report: Report, facts: Facts, title_at: int | None) -> None:
    """文号: on a line of its own near the title, not one that the text cites."""
    for block in title_blocks(report.document, 16):
        line = report.text[block.start : block.end]
        if (
            _OF_DECISION.match(line)
            or "。" in line
            or len(line) > 60
            or (title_at is not None and block.start > title_at + 400)
        ):
            continue
        match = _NUMBER.search(line)
        if match is None or line[: match.start()].endswith(("《", "（", "(", "依据", "根据")) or "》" in line:
            continue
        if match.start() > 0 and not _BEFORE_NUMBER.fullmatch(line[: match.start()]):
            continue
        word = match["word"]
        if "（" in word and "）" not in word:
            word = word.rpartition("（")[2]  # （某安调〔2022〕5号） under the title or at its end
        elif (titled := _TITLE_OVER.match(word)) is not None:
            word = word[titled.end() :]  # 挂牌督办通知书 安委督〔2020〕9号
        if not word:
            continue
        value = f"{word}〔{match['year']}〕{match['no'].replace(' ', '')}"
        start, end = block.start + match.end("word") - len(word), block.start + match.end()
        facts.set("doc_number", value, report.evidence(start, end, "document.number"))
        return


def _signature(report: Report, facts: Facts, after: int) -> None:
    """Issuers and date from the signature; without one from the letterhead, the printing line or the cover."""
    text = report.text
    blocks = [b for b in report.document.blocks if b.start < b.end and b.kind in ("paragraph", "heading")]
    for index in _date_lines(text, blocks, after):
        bodies = _bodies_above(text, blocks, index)
        inline = _DATE_LINE.match(text[blocks[index].start : blocks[index].end])
        if inline and inline["body"].strip() and _BODY_LINE.match(inline["body"].strip()):
            bodies = [(inline["body"].strip(), blocks[index].start, blocks[index].start + inline.end("body"))]
        day = _day(text, blocks[index], "date")
        if day is None and not bodies:
            continue
        if day is not None:
            value, start, end = day
            facts.set("issued_on", value, report.evidence(start, end, "document.signature"))
        if bodies:
            facts.set(
                "issuer",
                [b for b, _, _ in bodies],
                *[report.evidence(s, e, "document.signature") for _, s, e in bodies],
            )
        break
    if not facts.get("issuer"):
        _undated(report, facts, blocks, after)
    if not facts.get("issuer"):
        _letterhead(report, facts, blocks)
    if not facts.get("issuer"):
        _byline(report, facts, blocks, after)
    if not facts.get("issuer"):
        _labelled(report, facts, blocks[:12])
    if facts.get("issued_on") is None:
        _printed(report, facts, blocks)
    if facts.get("issued_on") is None and report.doc_type == "事故快报":
        _edited(report, facts, blocks)


_SIGNATURE_END = compiled(r"(?:组|政府|委员会|办公室|局|厅|院)$")


def _undated(report: Report, facts: Facts, blocks: list[Block], after: int) -> None:
    """A signature without date: the bodies named on the last lines, under a finished sentence."""
    last = len(blocks)
    while last and _OFFICIAL.match(report.text[blocks[last - 1].start : blocks[last - 1].end]):
        last -= 1
    bodies = _bodies_above(report.text, blocks, last)
    if not bodies or bodies[0][1] < after:
        return
    before = report.text[: bodies[0][1]].rstrip()
    if before.endswith(("。", "；")) and _SIGNATURE_END.search(bodies[-1][0]):
        facts.set(
            "issuer", [b for b, _, _ in bodies], *[report.evidence(s, e, "document.signature") for _, s, e in bodies]
        )


_APPROVED_ON = compiled(r"批准|批复|审议|通过")
"""A line under the title that dates the approval, not the document: （某区人民政府批准，批准日期：2024年3月1日）."""


def _date_lines(text: str, blocks: list[Block], after: int) -> list[int]:
    """Blocks that are a date line, those at the end of the text first, then those on the cover."""
    lines = [text[b.start : b.end] if b.end - b.start <= 60 else "" for b in blocks]
    found = [i for i, line in enumerate(lines) if _DATE_LINE.match(line) and not _APPROVED_ON.search(line)]
    tail = [i for i in found if blocks[i].start >= after and i >= len(blocks) - 14]
    cover = [i for i in found if i < 12 and i not in tail]
    # an approval is signed before the report that it encloses; the report's own signature comes last
    return [*reversed(tail), *cover]


_SPACES = compiled(r"\s+")
_SENT_BY = compiled(r"(?:报送|填报|上报|编报|发布|制发)(?:单位|机关|部门)[：:]\s?")
"""What stands before the body in a bulletin's last lines: 报送单位：某区建设和管理委员会."""


def _bodies_above(text: str, blocks: list[Block], index: int) -> list[tuple[str, int, int]]:
    """The signing bodies right above a date line, in order."""
    found: list[tuple[str, int, int]] = []
    for above in range(index - 1, max(-1, index - 5), -1):
        block = blocks[above]
        label = _SENT_BY.match(text, block.start, block.end)
        at = label.end() if label else block.start
        line = text[at : block.end]
        if _OFFICIAL.match(line) or _ROLE.match(line):
            break
        if not _BODY_LINE.match(line):
            if found and _TAGGED_TEAM.fullmatch(found[0][0]) and _TITLE_PIECE.fullmatch(line):
                found[0] = (line + found[0][0], at, found[0][2])
                break
            if not found and _SERIES.fullmatch(line):
                continue  # the series' own name between the office and the number of the issue
            if found and _TEAM_TAIL.fullmatch(found[0][0]) and _TEAM_HEAD.fullmatch(line):
                found[0] = (line + found[0][0], at, found[0][2])
            break
        parts = [p for p in _SPACES.split(line) if p]
        spans = []
        for part in parts:
            at = text.index(part, at)
            spans.append((part, at, at + len(part)))
            at += len(part)
        if found and _begins_inside(found[0][0]) and len(spans) == 1:
            name, _, end = found[0]
            found[0] = (spans[0][0] + name, spans[0][1], end)
        else:
            found = [*spans, *found]
    return found


_SERIES = compiled(r"[\p{Han}]{0,10}(?:快报|专报|简报|信息)")
_TEAM_TAIL = compiled(r"(?:一般|较大|重大|特别重大)?[\p{Han}]{0,14}?(?:事故)?(?:调查|评估|工作){1,3}组(?:（[^）]*）)?")
_TAGGED_TEAM = compiled(r"[“\"‘]\s?\d{1,2}[·•.．]\d{1,2}[”\"’][\p{Han}]{2,24}组")
_TITLE_PIECE = compiled(r"[\p{Han}（）A-Za-z\d]{4,40}(?:公司|厂|矿|项目|工程|工地|[省市县区旗镇乡路段站场店院校部])")
"""某市某区云汀商业中心项目 over “6·12”高处坠落事故调查组."""
_TEAM_HEAD = compiled(r"[^，。；：！？“]{2,50}[“\"]\d{1,2}[·•.．]\d{1,2}[”\"][\p{Han}]{0,14}")
"""A signature of two lines: 某县远岭机械有限公司“4·19” and 一般机械伤害事故调查组 below it."""
_INSIDE_HEAD = compiled(r"[“\"‘]|\d{1,2}[·•.]\d{1,2}|事故|[^“]{0,6}(?:事故调查组|调查组)$")


def _begins_inside(name: str) -> bool:
    """Is a signature line the second half of a name (“7·4”…事故调查组 under the firm's name)?"""
    return _INSIDE_HEAD.match(name) is not None


def _day(text: str, block: Block, group: str) -> tuple[dt.date, int, int] | None:
    match = _DATE_LINE.match(text[block.start : block.end])
    if match is None:
        return None
    start, end = block.start + match.start(group), block.start + match.end(group)
    moments = find_moments(text, start, end)
    at = moments[0].as_datetime() if moments else None  # of a month without its day: the first
    return (at.date(), start, end) if at is not None else None


_BODY_ABOUT = compiled(rf"(?P<body>[^，。]{{2,40}}?{BODY})关于")


def _letterhead(report: Report, facts: Facts, blocks: list[Block]) -> None:
    """Issuers from the head: 某某人民政府文件, or the bodies named above the title of a notice."""
    text = report.text
    for block in blocks[:8]:
        match = _LETTERHEAD.match(text[block.start : block.end])
        if match:
            start, end = block.start, block.start + match.end("body")
            facts.set("issuer", [match["body"]], report.evidence(start, end, "document.letterhead"))
            return
    title = facts.get("title")
    first = text[blocks[0].start : blocks[0].end] if blocks else ""
    if " " in first.strip() and report.doc_type not in ("新闻", "其他") and len(blocks) > 1:
        bodies = _bodies_above(text, blocks, 1)  # two bodies side by side over the title
        if len(bodies) > 1:
            evidences = [report.evidence(s, e, "document.letterhead") for _, s, e in bodies]
            facts.set("issuer", [b for b, _, _ in bodies], *evidences)
            return
    if report.doc_type in ("批复", "通知") and isinstance(title, str):
        match = _BODY_ABOUT.match(title)
        at = text.find(match["body"]) if match else -1
        if match and at >= 0:
            evidence = report.evidence(at, at + len(match["body"]), "document.letterhead")
            facts.set("issuer", [match["body"]], evidence)


_TEAM_LINE = compiled(r"[^，。；：]{2,60}(?:调查组|评估组)")


def _byline(report: Report, facts: Facts, blocks: list[Block], after: int) -> None:
    """The team that stands under the title without a date."""
    under = next((b for b in blocks if b.start >= after), None)
    if under is not None and after and _TEAM_LINE.fullmatch(report.text, under.start, under.end):
        evidence = report.evidence(under.start, under.end, "document.byline")
        facts.set("issuer", [report.text[under.start : under.end]], evidence)


def _labelled(report: Report, facts: Facts, blocks: list[Block]) -> None:
    """The issuer from a label on the cover: 调查机构：某海事局."""
    for block in blocks:
        match = _LABELLED.match(report.text[block.start : block.end])
        if match:
            start, end = block.start + match.start("body"), block.start + match.end("body")
            facts.set("issuer", [match["body"]], report.evidence(start, end, "document.label"))
            return


def _edited(report: Report, facts: Facts, blocks: list[Block]) -> None:
    """The date of a bulletin's last line, 5月27日10时编发; a date without year is in that of the text's first date."""
    said = next((d for m in find_moments(report.text) if (d := m.as_date()) is not None), None)
    for block in reversed(blocks[-3:]):
        match = _EDITED.search(report.text[block.start : block.end])
        if match is None or block.end - block.start > 60:
            continue
        start, end = block.start + match.start("date"), block.start + match.end("date")
        moments = find_moments(report.text, start, end, context=said)
        day = moments[0].as_date() if moments else None
        if day is not None and (said is None or day >= said):
            facts.set("issued_on", day, report.evidence(start, end, "document.edited"))
            return


def _printed(report: Report, facts: Facts, blocks: list[Block]) -> None:
    """The date of the printing line: 2022年2月22日印发."""
    for block in reversed(blocks[-8:]):
        match = _PRINTED_LINE.search(report.text, block.start, block.end)
        if match is None:
            continue
        moments = find_moments(report.text, match.start("date"), match.end("date"))
        day = moments[0].as_date() if moments else None
        if day is not None:
            facts.set("issued_on", day, report.evidence(match.start("date"), match.end("date"), "document.printed"))
            return
