"""Which paragraphs are headings, and where a run-in heading ends."""

from __future__ import annotations

import dataclasses

from extractors.patterns import compiled
from extractors.person_names import is_name
from extractors.posts import is_post
from extractors.rules import load
from pipeline.markers import Marker, read_marker
from schemas.document import Document

MAX_RUN_IN = 60
RUN_IN = ("chapter", "article", "formal", "stem", "roman", "cn", "cn_paren", "square", "dec", "step")
MAX_LINE = 64
_STOP = compiled(r"[。：；！？\n]")
_BRACKET = compiled(r"（[^（）]*(?:（[^（）]*）[^（）]*)*）|〈[^〈〉]*〉|《[^《》]*》|“[^“”]*”")
_ENTRY = compiled(r"(?P<names>[^，。；：（）]{2,24})，(?:分别)?(?:系|为)?(?P<post>[^，。；：]{3,32})(?=，|$)")
_BRACKET_ROUND = compiled(r"（[^（）]*(?:（[^（）]*）[^（）]*)*）")
_DATE = compiled(r"\d{2,4}年|\d{1,2}月\d{1,2}日|\d{1,2}时")
_PERSON = compiled(r"^[\p{Han}]{1,3}[某×xX*＊\p{Han}]{0,2}[，,（][^。]{0,12}(?:男|女|群众|党员|汉族|\d{2}岁|身份证)")
_SENTENCE = compiled(
    r"(?:建议(?:对|由|给予|依法|责成|其)|依据《|根据《|违反了|被(?:处|罚)|经查|造成\d|发生(?:了)?一[起宗]|死亡\d|处以|给予.{0,10}处分$|向[^，。]{2,24}[作写]出?(?:深刻|书面|深入|认真)*(?:的)?检[查讨](?:$|，))|"
    r"(?:^|(?<=。))[^，。]*+，[^。]*?(?:负有?[^，。]{0,10}责任|建议|免[于予]|不予追究|不再追究|作出.{0,4}检查)|^报告(?:建议|提出|要求)|，由[\p{Han}]{2,}|^将[^，。]{2,48}?(?:列入|纳入|移[送交])"
)
_LABEL = compiled(r"^(?:注|说明|附|备注|电话|联系人|单位|姓名|性别|时间|地点|日期|来源)$")
# Headings whose text was glued on by a conversion end in one of these words.
_GLUE_END = compiled(
    r"(?:情况|原因分析|原因|性质|问题|建议|措施|教训|概况|经过|评估|分析|意见|要求|损失|处置|救援|认定|目标|任务|流程|工作|过程|善后处理|(?:责任|处罚|处分|追究|追责|问责|处理|措施|死亡|受伤|伤亡|移送)[\p{Han}]{0,3}(?:人员|单位))"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that may be a heading: ``[start, end)`` is the heading's words without marker and final mark.

    ``body`` is where its own text begins; ``alone`` tells a heading on a line of its own from a run-in one;
    ``level_hint`` is what the format says.
    """

    block: int
    paragraph_start: int
    marker: Marker | None
    start: int
    end: int
    body: int
    alone: bool
    level_hint: int | None = None
    glued: bool = False


IMPERATIVE = compiled(
    r"^(?:要|必须|应当?|进一步|持续|不断)?(?:切实|严格|深刻|认真|全面|深入|坚决|着力|大力|有效|扎实|强力|积极|健全|完善|加强|强化|落实|压实|压紧|提升|提高|加大|加快|推进|深化|规范|"
    r"开展|坚持|树牢|牢固|夯实|拧紧|抓好|做好|守牢|汲取|吸取|优化|构建|建立|严肃|严厉|注重|组织|推动|狠抓|筑牢|统筹|明确|严把|严防|突出|巩固|广泛|"
    r"进一步|持续|紧盯|聚焦|举一反三|以案|督促|改造|淘汰|清理|补齐|整治|严查|管住|管好|畅通|推行|推广|杜绝|立即|尽快|配齐|配强|修订|引导|发挥|增强|改进|消除|防范|细化|织密|贯彻|全市|全区|全县|各级)"
)
"""How a measure opens: 加强…, 切实落实…, 进一步健全…"""


def mask(text: str) -> str:
    """The text with bracketed and quoted parts blanked out, the same length: stops inside them do not count."""
    return str(_BRACKET.sub(lambda m: "\u3007" * len(m[0]), text))


def candidates(document: Document) -> list[Candidate]:
    """All paragraphs that open with a mark and read like a heading, and short lines without mark that may be one."""
    out = []
    attached = False
    for index, block in enumerate(document.blocks):
        if block.kind not in ("paragraph", "heading") or block.start == block.end:
            continue
        # 附件：1.调查组成员签名表 / 2.事故现场示意图: the list goes on, no heading begins
        listed = attached and _ATTACHED.match(document.text, block.start, block.end) is not None
        attached = listed or _ATTACHMENTS.match(document.text, block.start, block.end) is not None
        if listed:
            continue
        start: int | None = block.start
        announced = _ANNOUNCED.search(document.text, block.start, block.end)
        if announced and read_marker(document.text, block.start) is None:
            start = announced.end()  # …有关情况如下：一、…: the line feed was lost
        while start is not None and (found := _candidate(document, index, start)) is not None:
            out.append(found)
            # a heading glued to the next one: （一） goes on in the same paragraph
            start = found.body if found.glued and found.body < block.end else None
    return out


_FURNITURE = compiled(r"编辑|来源|字号|打印|关闭|作者|：")


def _candidate(document: Document, index: int, at_start: int) -> Candidate | None:
    block = document.blocks[index]
    if block.start != at_start:
        block = dataclasses.replace(block, start=at_start)
    text = document.text[block.start : block.end]
    marker = read_marker(text)
    at = marker.end if marker else 0
    words = text[at:]
    hint = block.level
    if marker is None:
        label = _LABELLED.match(words)
        if label is not None:
            start, end = block.start + label.start("of"), block.start + label.end("of")
            return Candidate(index, block.start, None, start, end, block.start + label.end(), False, hint)
        words_end = len(words.rstrip("。：；"))
        if block.end - block.start > MAX_LINE or not words_end:
            return None
        return Candidate(index, block.start, None, block.start, block.start + words_end, block.end, True, hint)
    if not words.strip():
        return None
    if marker.family == "bracket":
        end = block.end - 1
        bad = _FURNITURE.search(words)
        return None if bad else Candidate(index, block.start, marker, block.start + at, end, block.end, True, hint)
    embedded = _embedded(words) if marker.family in RUN_IN else 0
    split = (embedded, embedded, False) if embedded else _split(words, marker.family)
    if split is None:
        return None
    end, body, alone = split
    return Candidate(
        index,
        block.start,
        marker,
        block.start + at,
        block.start + at + end,
        block.end if alone else block.start + at + body,
        alone,
        hint,
        bool(embedded),
    )


_LABELLED = compiled(
    r"(?P<of>(?:事故|起火|爆炸)?(?:发生)?的?(?:直接|间接|管理|主要)?原因|(?:对)?(?:有关|相关|责任|事故)*(?:人员|单位|责任者|责任人员?|责任人和责任单位)?的?(?:处理|追责|问责|责任追究|责任处理)(?:结果|情况|意见|建议)"
    r"|(?:防范|整改|防范和整改|下一步)措施(?:建议)?|(?:事故)?(?:经验)?教训|工作要求)[：:](?=\s*\S.{8})"
)
"""A division that a text without marks opens with a label: 直接原因：…. Only where several do, see ``tree``."""
_PROSE_MARK = compiled(r"[。；：，]")


def _embedded(words: str) -> int:
    """Length of a heading that runs straight into the next mark (…概况（一）事故单位概况…), 0 where none does."""
    match = _NEXT_MARK.search(words, 2, 60)
    if match is None or _PROSE_MARK.search(words[: match.start()]):
        return 0
    title = words[: match.start()]
    return len(title) if len(title) >= 3 and known_heading(title) and read_marker(words, match.start()) else 0


def _split(words: str, family: str) -> tuple[int, int, bool] | None:
    """(end of the heading, start of its text, whether it stands alone) within the words behind a mark."""
    masked = mask(words)
    stop = _STOP.search(masked)
    alone = stop is None or stop.end() >= len(masked)
    end = stop.start() if stop else len(masked)
    heading = words[:end]
    if alone and stop is not None and stop[0] in "；！？":
        return None
    if family in RUN_IN and stop is not None and stop[0] in "。：" and (glued := _glued(words)):
        return glued, glued, False
    if alone and _alone_ok(heading, masked[:end], family, stopped=stop is not None):
        return end, len(words), True
    run_in = not alone and family in RUN_IN
    if run_in and stop is not None and stop[0] in "。：" and _run_in_ok(heading, masked[:end]):
        return end, stop.end(), False
    if family in RUN_IN:
        glued = _glued(words)
        if glued:
            return glued, glued, False
    return None


def _bare(masked: str) -> str:
    return masked.replace("\u3007", "")


def _alone_ok(heading: str, masked: str, family: str, *, stopped: bool) -> bool:
    bare = _bare(masked)
    if len(heading) > 130 or len(bare) > MAX_LINE or _PERSON.match(heading) or _is_entry(heading):
        return False
    if _LABEL.match(heading) and (stopped or family not in ("chapter", "article")):
        return False
    if family in ("num", "num_paren", "circled", "dec", "ordinal"):
        # a numbered sentence is an item; a title has no full stop and hardly a comma
        if stopped and family != "dec":
            return False
        return (
            len(bare) <= 40
            and bare.count("，") <= 1
            and not _DATE.search(bare)
            and not _SENTENCE.search(bare.removeprefix("建议"))
        )
    if _KIND_ONLY.fullmatch(bare):
        return True
    return bare.count("，") <= 3 and not _SENTENCE.search(bare.removeprefix("建议"))


_KIND_ONLY = compiled(r"(?:建议)?给予(?:党纪|政务|党政纪|行政|纪律|组织|政纪|[、和])*(?:处分|处理|处罚)")
"""A kind of penalty and nobody who is given it: 建议给予党纪政务处分（6人）."""


def _is_entry(heading: str) -> bool:
    """Is it a person with a post: 石某，远岭公司经理，安全第一责任人?"""
    entry = _ENTRY.match(heading)
    return entry is not None and all(map(is_name, entry["names"].split("、"))) and is_post(entry["post"])


_WHOM = compiled(r"(?:人员|单位|企业|对象)$")
"""建议给予行政处罚人员: a heading, though 给予 is a sentence's verb."""


def _run_in_ok(heading: str, masked: str) -> bool:
    bare = _bare(masked)
    if not 2 <= len(heading) <= 150 or len(bare) > MAX_RUN_IN or bare.count("，") > 2:
        return False
    words = bare.removeprefix("建议") if _WHOM.search(bare) else bare
    if (
        _DATE.search(bare)
        or _PERSON.match(heading)
        or _is_entry(heading)
        or _LABEL.match(heading)
        or _SENTENCE.search(words)
    ):
        return False
    return not (bare.count("，") == 2 and len(bare) > 40)


_CLAUSE_MARK = compiled(r"[，。：]")
_HEAD_END = compiled(r"[，。：；]")


def _glued(words: str) -> int:
    """Length of a known heading at the head of ``words`` that lost its full stop, 0 where there is none.

    Only headings that a part or topic rule knows are believed, the longest one that leaves a sentence behind it.
    """
    head = words[:40]
    if not _CLAUSE_MARK.search(words[:200]):
        return 0
    first = _HEAD_END.search(head)
    limit = first.start() if first else len(head)
    for match in reversed(list(_GLUE_END.finditer(head[:limit]))):
        title, rest = words[: match.end()], words[match.end() :]
        if 4 <= len(title) <= 30 and known_heading(title) and _opens_sentence(rest):
            return int(match.end())
    return 0


_ATTACHMENTS = compiled(r"附件?[：:]\s*(?:1[.．、]|\n|$)")
_ATTACHED = compiled(r"\d{1,2}[.．、][^\n。；]{2,60}(?:\n|$)")
_ANNOUNCED = compiled(r"(?:如下|以下)[：。](?=一、)")
_NEXT_MARK = compiled(r"（[一二三四五六七八九十]{1,2}）|(?<=[\p{Han}])1[.．、](?=[\p{Han}])")
_OPENERS = compiled(
    r"(?:经|根据|依据|按照|对于|针对|总体|评估组|调查组|事故调查组|事故(?:造成|发生|共)|为|在|本次|此次|该|从|由|截至|现场|上述|这是|\d|"
    r"[\p{Han}]某[\p{Han}]?(?:某|[，（])?|[\p{Han}][xX×*＊]{1,2}|[\p{Han}]{2,3}[，（](?:男|女|[\p{Han}]{2,24}(?:公司|局|厂|店|矿|部|人))|"
    r"[\p{Han}]{2,12}(?:公司|政府|局|单位|中心|部门|煤矿|项目部))"
)


def _opens_sentence(rest: str) -> bool:
    return len(rest) >= 12 and rest[0] not in "和及与、的或等以（" and _OPENERS.match(rest) is not None


def without_brackets(heading: str) -> str:
    """A heading without what stands in brackets, unless nothing else is left."""
    return str(_BRACKET_ROUND.sub("", heading)).strip() or heading


def known_heading(title: str) -> bool:
    """Does a part or topic rule know this title?"""
    return any(rule.search(title) for rule in load("headings"))
