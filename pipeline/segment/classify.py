"""Part and topic of each section, by its heading, what stands above it and the kind of document."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from extractors.patterns import compiled
from extractors.rules import Rule, Rules, of_kind
from pipeline.segment.content import told_by_content, topic_by_content
from pipeline.segment.headings import IMPERATIVE, without_brackets
from schemas.document import Document, SectionNode

# What a heading inside a division may say otherwise than the division: 应急救援情况 under 事故基本情况.
_OVERRIDES = {
    "基本情况": {"应急处置", "事故性质", "原因分析"},
    "应急处置": {"事故性质", "原因分析"},
    "原因分析": {"事故性质"},
    "事故性质": {"原因分析", "责任处理"},
    "其他": {"基本情况", "应急处置", "原因分析", "事故性质", "存在问题", "责任处理", "事故教训", "防范措施"},
}
_EVALUATED = ("责任落实", "措施落实", "存在问题", "原因分析", "事故性质")
_COURSE = {"事故经过", "现场情况", "伤亡损失", "单位概况", "项目概况"}
_ADVISES = compiled(r"建议|措施|对策|整改|防范")
_COURSE_HEAD = compiled(r"(?:事故|事件|火灾)?(?:发生)?(?:的)?经过")
_FAULT = compiled(
    r"不到位|不健全|不严|不力|不足|不实|缺失|缺乏|未|淡薄|混乱|不完善|失管|漏洞|不落实|违规|违章|流于形式|走过场|薄弱|缺位"
)


def classify(document: Document, nodes: tuple[SectionNode, ...], doc_type: str) -> tuple[SectionNode, ...]:
    """Fill in ``part`` and ``topic`` of every section."""
    out: list[SectionNode] = []
    parents = {node.parent for node in nodes}
    groups = _Groups(nodes)
    for node in nodes:
        if node.level == 0:
            out.append(dataclasses.replace(node, part="引言"))
            continue
        part = _part(document, node, out, doc_type, groups)
        topic = topic_of(node, part, out, node.index in parents)
        if topic is None and node.index not in parents:
            topic = topic_by_content(document, node, part)
        out.append(dataclasses.replace(node, part=part, topic=topic))
    return tuple(out)


def _matching(rules: Rules, heading: str) -> Iterator[Rule]:
    """The rules that a heading matches, in their order."""
    bare = without_brackets(heading).removeprefix("关于")  # 关于事故性质, as approvals put it
    return (rule for rule in rules.near(bare) if rule.holds(bare))


def part_of(heading: str, doc_type: str) -> str | None:
    """The part that a heading names, None where no rule knows it."""
    for rule in _matching(of_kind("headings", "part"), heading):
        types = rule.attrs.get("types")
        if types is None or doc_type in types:
            return str(rule.attrs["value"])
    return None


def _part(document: Document, node: SectionNode, done: list[SectionNode], doc_type: str, groups: _Groups) -> str:
    heading = node.heading or ""
    own = part_of(heading, doc_type)
    if doc_type in ("通知", "新闻", "其他") and own != "附件":
        return _part_of_notice(node, done) if doc_type == "通知" else own or "其他"
    if node.parent is not None:
        above = done[node.parent]
        if own == "应急处置" and _COURSE_HEAD.match(heading) and _names(above, "基本情况", doc_type):
            own = "基本情况"  # 事故经过及救援 under 事故经过和原因
        if doc_type == "整改评估报告" and above.part in ("评估工作", "其他") and own in _EVALUATED:
            return own  # （一）追责落实（二）措施落实 under 一、评估内容
        if doc_type == "整改评估报告" and above.part == "其他" and own == "工作要求":
            return own  # （二）工作建议 under 问题和建议
        if above.part == "原因分析" and own == "存在问题" and "履职" in heading:
            return own  # what authorities did, in a chapter that else tells causes
        if above.part == "事故教训" and _ADVISES.search(above.heading or ""):
            return "防范措施" if IMPERATIVE.match(heading) and not _FAULT.search(heading) else above.part  # 教训与建议
        if own is not None and (own in _OVERRIDES.get(above.part, ()) or _names(above, own, doc_type)):
            return own if doc_type != "整改评估报告" else above.part
        return above.part
    if node.level > 1:
        return _orphan_part(node, own, done, doc_type, groups)
    if own is not None:
        return own
    return told_by_content(document, node, done, doc_type) or _by_position(node, done, doc_type)


_ACCIDENTS_TOLD = compiled(
    r"(?:近期|典型|有关|相关|几起|[\d一二两三四五六七八九十]{1,2}起)*事故(?:的)?(?:基本|简要|发生|主要|总体)?(?:情况|概况|经过)(?:通报)?"
)
_FAULTS_TOLD = compiled(r"(?:事故|初步|目前|集中){0,2}(?:暴露|反映|存在)(?:出|出来)?的?(?:主要|突出|共性|一些)*问题")


def _part_of_notice(node: SectionNode, done: list[SectionNode]) -> str:
    """A notice demands; a circular on accidents tells of them first, and of what they have shown."""
    if node.parent is not None:
        return done[node.parent].part
    if node.level == 1 and _ACCIDENTS_TOLD.fullmatch(node.heading or ""):
        return "基本情况"
    return "存在问题" if node.level == 1 and _FAULTS_TOLD.fullmatch(node.heading or "") else "工作要求"


def _names(above: SectionNode, part: str, doc_type: str) -> bool:
    """Does the heading above name that part as well (事故原因、性质和责任认定)?"""
    return any(
        rule.attrs["value"] == part
        for rule in _matching(of_kind("headings", "part"), above.heading or "")
        if "types" not in rule.attrs or doc_type in rule.attrs["types"]
    )


def _orphan_part(node: SectionNode, own: str | None, done: list[SectionNode], doc_type: str, groups: _Groups) -> str:
    """A second-level heading whose division's heading was lost: by its own words, else by those around it."""
    group = groups.of(node)
    first = group[0] if group else node
    if node.index != first.index:
        leader = done[first.index]
        return own if own is not None and leader.part == "其他" else leader.part
    votes = [n.heading or "" for n in group]
    imperative = sum(IMPERATIVE.match(h) is not None for h in votes)
    faults = sum(_FAULT.search(h) is not None for h in votes)
    seen = {n.part for n in done}
    if doc_type == "整改评估报告":
        if own is not None:
            return own
        if faults > len(votes) / 2:
            return "存在问题"
        late = bool(seen & {"措施落实", "存在问题"})
        return "工作要求" if imperative >= len(votes) / 2 and late else "措施落实"
    if imperative > len(votes) / 2 and imperative >= faults:
        return "防范措施"
    if own is not None and faults <= len(votes) / 2:
        return own
    if faults:
        return "事故教训" if "责任处理" in seen else "原因分析"
    return own or _by_position(node, done, doc_type)


class _Groups:
    """The runs of headings of one level without parent; found once for each level."""

    def __init__(self, nodes: tuple[SectionNode, ...]) -> None:
        self.nodes = nodes
        self.levels: dict[int, dict[int, list[SectionNode]]] = {}

    def of(self, node: SectionNode) -> list[SectionNode]:
        """The run that a node belongs to."""
        if node.level not in self.levels:
            self.levels[node.level] = self._find(node.level)
        return self.levels[node.level].get(node.index, [])

    def _find(self, level: int) -> dict[int, list[SectionNode]]:
        out: dict[int, list[SectionNode]] = {}
        group: list[SectionNode] = []
        for node in self.nodes:
            if node.level > level:
                continue
            restarts = node.marker is not None and node.marker.strip("（）()") == "一"
            if node.level < level or node.parent is not None or restarts:
                group = []
            if node.level == level and node.parent is None:
                group.append(node)
                out[node.index] = group
        return out


def _by_position(node: SectionNode, done: list[SectionNode], doc_type: str) -> str:
    """A division that no rule knows: imperative ones are measures, others go with their neighbours' order."""
    heading = node.heading or ""
    if IMPERATIVE.match(heading):
        return "工作要求" if doc_type == "整改评估报告" else "防范措施"
    before = done[-1].part if done else "其他"
    if doc_type == "事故调查报告" and before in ("引言", "基本情况"):
        return "基本情况"
    return "其他"


_TOPIC_PARTS = {"基本情况", "应急处置", "原因分析", "责任处理", "责任落实", "其他"}


_AND = compiled(r"[、及和与]")
_GENERAL = compiled(r"基本情况|概况|有关情况|及评估")


_ONE_CAUSE = compiled(r"(?:事故)?(?:发生)?的?(?:直接|间接)原因(?:分析)?")


def topic_of(node: SectionNode, part: str, done: list[SectionNode], divided: bool) -> str | None:
    """The topic of a heading; a whole division has one only where it is about nothing else."""
    heading = node.heading or ""
    if part not in _TOPIC_PARTS:
        return None
    found = [r for r in _matching(of_kind("headings", "topic"), heading) if part in r.attrs["within"]]
    if not found:
        if node.level > 2 and node.parent is not None:
            return done[node.parent].topic
        return None
    if node.level == 1 and not divided and _AND.search(heading) is None:
        return str(found[0].attrs["value"])
    if node.level == 1 and not _ONE_CAUSE.fullmatch(heading):
        single = {str(r.attrs["value"]) for r in found}
        if part not in ("基本情况", "应急处置") or len(single) > 1 or _GENERAL.search(heading):
            return None
        if _AND.search(heading) and single != {"伤亡损失"}:
            return None
    return str(found[0].attrs["value"])
