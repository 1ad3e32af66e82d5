"""Candidates to a tree: which family is which level, headings whose mark was lost, items that are no headings."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left

from extractors.patterns import compiled
from extractors.rules import of_kind
from pipeline.markers import FAMILIES, read_marker
from pipeline.segment.headings import IMPERATIVE, Candidate, candidates
from schemas.document import Document, SectionNode

_RANK = {family: rank for rank, family in enumerate(FAMILIES)}
_TOPS = ("chapter", "article", "formal", "stem", "roman", "cn", "bracket")
_TITLE = compiled(r"(?:调查报告|评估报告|调查处理报告|报告书|通知|通报|批复|快报|情况的?报告)(?:（[^）]*）)?$")
_UNMARKED_NO = compiled(
    r"[。；]$|^(?:抄送|主送|附件|此件|（|图|表|单位|来源|“|\d)|[:：]$|年.{1,3}月|政府$|办公室$|委员会$|局$|公司$|调查组$|评估组$|文件$|共?提出[了的]?.{0,6}(?:条|项|个|方面)"
)
_KNOWN_MAX = 16
_KNOWN_SENTENCE = 400
_UNMARKED_KNOWN = {"引言", "前言", "序言", "概述", "结语", "结论"}
# A title line that lost its mark: what headings of reports and evaluations end in.
_UNMARKED_END = compiled(
    r"(?:情况|问题|原因|原因分析|性质|建议|意见|措施|教训|概况|经过|要求|损失|认定|排除|评估|处置|责任|分析|履职|简介)$"
)


@dataclasses.dataclass(slots=True)
class _Heading:
    candidate: Candidate
    family: str
    number: int
    level: int = 0
    parent: int | None = None


def build(document: Document) -> tuple[SectionNode, ...]:
    """The tree of headings of a document; ``part`` and ``topic`` are filled in later."""
    found = candidates(document)
    marked = [c for c in found if c.marker is not None]
    headings = _without_items(document, marked)
    headings = _with_unmarked(document, headings, [c for c in found if c.marker is None])
    levelled = _levels(headings, _paragraph_marks(document))
    return _nodes(document, levelled)


def _family(candidate: Candidate, decimal: bool) -> str:
    """Family of a mark; in a document numbered 1 / 1.1 / 1.1.1 a bare 1 is the first depth of that scheme."""
    assert candidate.marker is not None
    if candidate.marker.family == "dec":
        return f"dec{candidate.marker.depth}"
    if candidate.marker.family == "num" and decimal:
        return "dec1"
    return candidate.marker.family


def _without_items(document: Document, marked: list[Candidate]) -> list[Candidate]:
    """Drop items that only look like headings.

    A heading has text or sub-headings under it: a run of numbered lines one right after the other is a list. Families
    below （一） count only on lines of their own.
    """
    out = []
    for index, candidate in enumerate(marked):
        assert candidate.marker is not None
        family = candidate.marker.family
        low = family in ("num", "num_paren", "circled", "ordinal")
        # 一、同意…。 二、要…。: sentences of an approval, each a paragraph of its own with nothing under it
        sentence = candidate.alone and document.text[candidate.end : candidate.end + 1] == "。"
        if (low and not candidate.alone) or ((low or sentence) and _listed(document, marked, index, family)):
            continue
        out.append(candidate)
    return out


def _listed(document: Document, marked: list[Candidate], index: int, family: str) -> bool:
    """Is the candidate followed or preceded by a sibling with nothing between, i.e. an entry of a list?"""
    here = marked[index]

    def adjacent(a: Candidate, b: Candidate) -> bool:
        assert a.marker is not None
        assert b.marker is not None
        same = a.marker.family == b.marker.family == family and b.marker.number == a.marker.number + 1
        return same and not document.text[a.body : b.paragraph_start].strip()

    after = index + 1 < len(marked) and adjacent(here, marked[index + 1])
    before = index > 0 and adjacent(marked[index - 1], here)
    return after or before


def _with_unmarked(document: Document, marked: list[Candidate], bare: list[Candidate]) -> list[Candidate]:
    """Add headings whose mark a conversion lost: title-like lines, and lines that stand where a number is missing."""
    labelled = [c for c in bare if not c.alone]
    if not marked:
        titles = [c for c in bare if c.alone and _plain_title(document, c)]
        return labelled if len(labelled) > 1 and not titles else titles
    gaps = _gaps(marked)
    out = list(marked)
    for candidate in bare:
        words = document.text[candidate.start : candidate.end]
        if not candidate.alone or not _may_be_title(document, candidate, words):
            continue
        missing = [g for g in gaps if g[0] <= candidate.paragraph_start < g[1]]
        strong = words in _UNMARKED_KNOWN or (_UNMARKED_END.search(words) is not None and "，" not in words)
        strong = strong or _known_title(document, candidate, words, ("part", "topic"))
        if not strong and _like_siblings(document, candidate, words, marked):
            strong = True
        if strong or (missing and missing[-1][2] == "cn_paren" and len(words) <= 40):
            out.append(candidate)
    return sorted(out, key=lambda c: c.paragraph_start)


def _like_siblings(document: Document, candidate: Candidate, words: str, marked: list[Candidate]) -> bool:
    """A measure's heading on a line of its own, as those of its numbered siblings right before it stand."""
    printed_stop = document.text[candidate.end : candidate.end + 1] == "。"
    before = bisect_left(marked, candidate.paragraph_start, key=lambda c: c.paragraph_start)
    if not printed_stop or not before or len(words) > 36 or words[0] in "要应须" or not IMPERATIVE.match(words):
        return False
    last = marked[before - 1]
    sibling = last.marker is not None and last.marker.family == "cn_paren" and last.alone
    return sibling and document.text[last.end : last.end + 1] == "。"


def _gaps(marked: list[Candidate]) -> list[tuple[int, int, str]]:
    """Stretches of text in which a number of a family is missing: (start, end, family)."""
    out = []
    last: dict[str, Candidate] = {}
    division = 0
    for candidate in marked:
        assert candidate.marker is not None
        family = candidate.marker.family
        if family == "cn":
            last.pop("cn_paren", None)
            division = candidate.body
        before = last.get(family)
        expected = before.marker.number + 1 if before is not None and before.marker is not None else 1
        if candidate.marker.number == expected + 1 and family in ("cn", "cn_paren"):
            start = before.body if before else division if family == "cn_paren" else 0
            out.append((start, candidate.paragraph_start, family))
        last[family] = candidate
    return out


def _may_be_title(document: Document, candidate: Candidate, words: str) -> bool:
    block = document.blocks[candidate.block]
    printed = document.text[block.start : block.end]
    if words in _UNMARKED_KNOWN:
        return True
    if not 4 <= len(words) <= 40 or _UNMARKED_NO.search(words) or _TITLE.search(words):
        return False
    if printed.endswith(("：", "；")) or words.count("，") > 1:
        return False
    # the last lines are the signature; a heading has text under it
    return candidate.block + 1 < len(document.blocks) and bool(document.text[block.end :].strip())


def _plain_title(document: Document, candidate: Candidate) -> bool:
    """In a document without any marks: a line that the format calls a heading, or one that reads like a known title."""
    words = document.text[candidate.start : candidate.end]
    first = next((i for i, b in enumerate(document.blocks) if b.start < b.end), 0)
    if candidate.block == first or _TITLE.search(words) or not _may_be_title(document, candidate, words):
        return False
    if candidate.level_hint is not None:
        return True
    if "，" in words or len(words) > 24:
        return False
    return _UNMARKED_END.search(words) is not None or _known_title(document, candidate, words)


_SENTENCE_BEHIND = compiled(r"[^\n]{20}|[^\n]*[。：]")


def _known_title(document: Document, candidate: Candidate, words: str, kinds: tuple[str, ...] = ("part",)) -> bool:
    """Is it a short line that a rule of these kinds knows (事故成因; 善后工作), right before a paragraph of sentences?"""
    block = document.blocks[candidate.block]
    if len(words) > _KNOWN_MAX or "：" in words or document.text[candidate.end : block.end].strip():
        return False
    if not any(rule.holds(words) for kind in kinds for rule in of_kind("headings", kind)):
        return False
    following = document.text[block.end : block.end + _KNOWN_SENTENCE].strip()
    before = document.text[: block.start]
    return "。" in before and _SENTENCE_BEHIND.match(following) is not None


def _paragraph_marks(document: Document) -> list[tuple[int, int]]:
    """Place and number of every paragraph that opens with （一）, heading or not."""
    out = []
    for block in document.blocks:
        if block.kind in ("paragraph", "heading") and block.start < block.end:
            marker = read_marker(document.text[block.start : min(block.end, block.start + 12)])
            if marker is not None and marker.family == "cn_paren":
                out.append((block.start, marker.number))
    return out


def _levels(found: list[Candidate], marks: list[tuple[int, int]]) -> list[_Heading]:
    """Give each heading its level and parent.

    Families keep their official order (一、 over （一） over 1. over （1）); the level is the depth at which a family opens
    under what stands above it, so that a document whose top division is （一） begins there. （一） that starts anew while
    its 一、 stays the same has lost the heading above it: it keeps its level and has no parent.
    """
    seen = {c.marker.family for c in found if c.marker is not None}
    present = [f for f in (*_TOPS, "cn_paren") if f in seen]
    decimal = any(c.marker is not None and c.marker.family == "dec" for c in found)
    over = _square_first(found)
    out: list[_Heading] = []
    stack: list[int] = []
    lost = False
    for candidate in found:
        heading = _heading(candidate, out, decimal, found)
        rank = _rank(heading.family, over)
        while stack and _rank(out[stack[-1]].family, over) >= rank:
            stack.pop()
        if heading.family in _TOPS:
            lost = False
        elif _is_orphan(heading, out, stack, lost, marks):
            lost = True
        if stack and not (lost and heading.family == "cn_paren"):
            heading.parent = stack[-1]
            heading.level = out[stack[-1]].level + 1
        else:
            heading.level = 1 + sum(_RANK[f] < rank for f in present)
        out.append(heading)
        stack.append(len(out) - 1)
    return out


def _square_first(found: list[Candidate]) -> bool:
    """Do 【1】 【2】 divide what stands above them, and 一、 what stands below: 壹、 / 【1】 / 一、?

    No standard gives that mark a place; without anything above it, it stands below （一）.
    """
    families = [c.marker.family for c in found if c.marker is not None]
    above = [f for f in families if _RANK.get(f, _RANK["cn_paren"]) < _RANK["cn"]] if "square" in families else []
    return bool(above) and "cn" not in families[: families.index("square")]


def _rank(family: str, square_first: bool) -> float:
    """Order of a family from the top division down; 1 / 1.1 / 1.1.1 carry their depth."""
    if family == "square" and square_first:
        return _RANK["cn"] - 0.5
    if family.startswith("dec"):
        return _RANK["cn_paren"] + 0.1 * int(family[3:])
    return _RANK.get(family, _RANK["cn_paren"])


def _heading(candidate: Candidate, out: list[_Heading], decimal: bool, found: list[Candidate]) -> _Heading:
    if candidate.marker is not None:
        return _Heading(candidate, _family(candidate, decimal), candidate.marker.number)
    family = _unmarked_family(candidate, out, found)
    before = [h for h in out if h.family == family]
    return _Heading(candidate, family, before[-1].number + 1 if before else 1)


def _unmarked_family(candidate: Candidate, out: list[_Heading], found: list[Candidate]) -> str:
    """The family that a heading without mark stands in for: the one whose number is missing here, else the top one."""
    after = [c for c in found if c.paragraph_start > candidate.paragraph_start and c.marker is not None]
    last: dict[str, int] = {}
    for heading in out:
        if heading.family == "cn":
            last.pop("cn_paren", None)
        last[heading.family] = heading.number
    following_cn = next((c.marker.number for c in after if c.marker and c.marker.family == "cn"), None)
    following_paren = None
    if after and after[0].marker and after[0].marker.family == "cn_paren":
        following_paren = after[0].marker.number
    if following_cn is not None and following_cn > last.get("cn", 0) + 1:
        return "cn"
    if following_paren is not None and following_paren > last.get("cn_paren", 0) + 1:
        return "cn_paren"
    if following_cn is None and not any(c.marker and c.marker.family == "cn" for c in found):
        return "cn"
    if following_paren == 1 and (following_cn is None or following_cn != last.get("cn", 0) + 1):
        return "cn"
    return "cn_paren" if "cn" in last else "cn"


def _is_orphan(
    heading: _Heading, out: list[_Heading], stack: list[int], lost: bool, marks: list[tuple[int, int]]
) -> bool:
    """Does （一） start anew under a heading that has had its （一） already, as a heading or as a long paragraph?"""
    if heading.family != "cn_paren" or heading.candidate.marker is None or heading.number != 1 or not out:
        return False
    if lost:
        return True
    division = out[stack[-1]].candidate.paragraph_start if stack else -1
    return any(division < at < heading.candidate.paragraph_start for at, _ in marks)


def _nodes(document: Document, headings: list[_Heading]) -> tuple[SectionNode, ...]:
    text = document.text
    starts = [h.candidate.paragraph_start for h in headings]
    lead_end = starts[0] if starts else len(text)
    nodes = [SectionNode(0, None, 0, 0, None, None, 0, 0, 0, lead_end, 0, lead_end, "引言", None)]
    for index, heading in enumerate(headings):
        following = starts[index + 1] if index + 1 < len(starts) else len(text)
        end = next(
            (headings[j].candidate.paragraph_start for j in range(index + 1, len(headings))
             if headings[j].level <= heading.level),
            len(text),
        )  # fmt: skip
        c = heading.candidate
        nodes.append(
            SectionNode(
                index=index + 1,
                parent=heading.parent + 1 if heading.parent is not None else None,
                level=heading.level,
                ordinal=index + 1,
                marker=c.marker.text.strip() if c.marker and c.marker.family != "bracket" else None,
                heading=text[c.start : c.end],
                heading_start=c.start,
                heading_end=c.end,
                start=c.paragraph_start,
                end=end,
                body_start=min(c.body, following),
                body_end=following,
                part="其他",
                topic=None,
            )
        )
    return tuple(nodes)
