"""What kind of document it is: by its title, else by what stands in it."""

from __future__ import annotations

from extractors.patterns import compiled, squeezed
from schemas.document import Document, SectionNode

_TYPES = (
    ("整改评估报告", compiled(r"(?:措施|整改|建议|意见|情况)[^。\n]{0,20}(?:落实|整改|执行)[^。\n]{0,12}(?:评估|督查|检查|核查)?(?:情况)?(?:的)?(?:评估)?报告|评估报告|(?:整改|措施)[^。\n]{0,16}落实(?:情况)?的?评估(?:情况|结果|结论)?$")),
    ("事故调查报告", compiled(r"事故[^。\n]{0,16}(?:调查|技术|处理|原因)[^。\n]{0,8}报告|事故调查报告|事件调查报告|调查(?:处理)?(?:情况)?报告")),
    ("其他", compiled(r"(?:处罚(?:决定|告知|事先告知)书|行政处罚(?:决定)?(?:的)?(?:信息|结果|情况)?(?:的)?(?:公示|公开|公告|公布)(?:表|栏|信息)?)(?:（[^）\n]*）)?$")),
    ("事故快报", compiled(r"快报(?!记者|讯|社|网|社记者)|事故(?:情况)?简报|事故(?:的)?(?:信息|情况)(?:的)?(?:报告|通报|续报)$|事故信息$")),
    ("批复", compiled(r"批复|同意[^。\n]{0,40}(?:调查报告|结案)")),
    ("通知", compiled(r"(?:通知|通知书|通报|意见|方案|决定|公告|函|办法|规定|要点|通告|警示|提示)(?:（[^）\n]*）)?$")),
)  # fmt: skip
_NOTICE_LINE = compiled(r"(?m)^(?:各|市|县|区|省|局属|直属|有关)[^。\n]{2,120}：$")
_PRESS = compiled(
    r"本[报网](?:\d{1,2}月)?(?:\d{1,2}日)?[^。，\n]{0,8}讯|(?:新华社|中新网|央视网|人民网)[^。\n]{0,20}(?:电|讯)|记者[\p{Han}]{2,4}|责任编辑|【.{0,10}编辑"
)
_OCCURRED = compiled(
    r"(?:发生|突发|造成|致使?|导致)[^。\n]{0,80}(?:事故|坍塌|死亡|受伤|遇难|失踪|失联|被困|火灾|爆炸|中毒|倒塌|坠落)"
)
_DATED_HARM = compiled(
    r"(?sm)^[^。\n]{0,40}\d{1,2}月\d{1,2}日.{0,500}?(?:死亡|遇难|身亡|受伤|失踪|失联|失去联系|被困|坍塌|倒塌|爆炸|起火|伤亡|晕倒|涌水|塌陷)",
)
_TOC_REPORT = compiled(r"处理建议|事故原因|直接原因|事故经过|事故发生单位")
_ENCLOSED = compiled(
    r"(?:事故发生(?:的)?(?:单位|经过)|直接原因|事故原因|责任(?:人员|单位|追究)[^。\n]{0,12}(?:建议|意见)|防范(?:和)?整改)"
)


def document_type(document: Document, nodes: tuple[SectionNode, ...]) -> str:
    """The kind of document, one of ``schemas.vocabularies.DOC_TYPE``.

    A title decides; an approval or covering notice that carries the report in full is of the report's kind. Without a
    title the contents decide: the divisions of a report, the letterhead of a notice, a press credit, or the single
    paragraph of a bulletin.
    """
    titles = title_lines(document)
    heading = " ".join(t for t in titles if t)
    kind = _by_title(titles)
    if kind in ("批复", "通知"):
        enclosed = _enclosed(document, nodes)
        return enclosed or ("事故快报" if kind == "通知" and _is_bulletin(document, nodes, heading) else kind)
    if kind == "其他":
        return _enclosed(document, nodes) or kind
    if kind == "事故调查报告" and _PUBLISHED.search(heading) and _REPORTED.search(document.text[:400]):
        return "新闻" if sum(n.level == 1 for n in nodes) < _DIVISIONS else kind
    if kind is not None:
        return kind
    return _by_content(document, nodes, heading)


_PUBLISHED = compiled(r"公布[^。\n]{0,40}调查报告|调查报告[》”]?(?:正式|全文|已)?(?:公布|发布|披露|出炉|公开)")
"""The headline of an article on a report, or of the page that carries it: 某地公布…事故调查报告 15人被问责."""
_REPORTED = compiled(r"本[报网](?:\d{1,2}月)?(?:\d{1,2}日)?[^。，\n]{0,8}讯|记者|新华社|中新网|央视")
_DIVISIONS = 3
"""Divisions that a report in full has, and no article on it."""

_GLUED_TITLE = compiled(r"[^。，；：]{6,80}?(?:调查报告|评估报告|落实情况的?报告)(?=根据|依据|按照|为|\d{4}年)")


_DIVISION = compiled(r"一、[^。]{2,40}$")


def title_lines(document: Document) -> list[str]:
    """Lines before the first sentence, and the container's own title: where a title would stand."""
    out: list[str] = []
    for block in document.blocks:
        if block.start == block.end or block.kind == "table_row":
            continue
        text = document.text[block.start : block.end]
        if len(out) >= 14 or _DIVISION.match(text):
            break
        if "。" in text and len(text) > 60:
            glued = _GLUED_TITLE.match(text)
            if glued:
                out.append(glued[0])
            break
        out.append(text)
    if document.meta.title:
        out.append(squeezed(document.meta.title))
    return out


LONGEST = 500
"""Characters of a title; what is longer is a text without line ends."""


_PROSE_MARK = compiled(r"[，。；]")


def _untitled(line: str) -> str:
    """A line without what stands between 《 and 》."""
    out, at = "", 0
    while (opened := line.find("《", at)) >= 0 and (closed := line.find("》", opened)) >= 0:
        out += line[at:opened] + "《》"
        at = closed + 1
    return out + line[at:]


def _by_title(titles: list[str]) -> str | None:
    for line in titles:
        if len(line) > LONGEST:
            continue
        bare = _untitled(line)
        if bare.endswith("：") or _PROSE_MARK.search(bare.rstrip("。")) or len(bare) < 4:
            continue
        for kind, pattern in _TYPES:
            if pattern.search(bare) or (kind == "批复" and pattern.search(line)):
                return _refined(kind, bare)
    return None


_LAST_KIND = compiled(r"(批复|通知|通报|公告|函|决定)(?:（[^）]*）|的?(?:公示|公告|公开))?$")


def _refined(kind: str, line: str) -> str:
    """关于…事故调查报告的批复 is an approval, 关于印发…评估办法的通知 a notice: the last word of a title decides."""
    last = _LAST_KIND.search(line) if kind != "其他" else None  # that kind is told by a title's last words already
    if last:
        return "批复" if last[1] == "批复" else "通知"
    return kind


_REPORT_END = compiled(r"报告(?:（[^）]*）)?$")
_OWN_DECISION = compiled(r"(?:原则(?:上)?|一致)?同意|请|责成")


def _enclosed(document: Document, nodes: tuple[SectionNode, ...]) -> str | None:
    """The kind of a report or evaluation that stands in full behind its approval or covering notice."""
    headings = [n.heading or "" for n in nodes if n.level]
    for block in document.blocks[1:60]:
        line = document.text[block.start : block.end]
        if block.kind in ("paragraph", "heading") and len(line) <= 80 and _REPORT_END.search(line):
            kind = _by_title([line])
            if kind in ("事故调查报告", "整改评估报告") and len(headings) >= 2:
                return kind
    # 一、同意事故调查组对事故原因的分析: the approval's own sentences
    own = _OWN_DECISION
    hits = {m[0][:4] for h in headings if not own.match(h) for m in [_ENCLOSED.search(h)] if m}
    if len(hits) < 2:
        return None
    evaluation = sum("落实" in h or "评估" in h for h in headings)
    return "整改评估报告" if evaluation > len(headings) / 2 else "事故调查报告"


_ONE_TOLD = compiled(r"[“\"]\d{1,2}[·•.．]\d{1,2}[”\"][^，。；]{0,24}事故(?:情况)?的?(?:情况)?通报")


def _is_bulletin(document: Document, nodes: tuple[SectionNode, ...], heading: str) -> bool:
    """Is a 通报 or 简报 the short news of one accident, not a circular to lower bodies?

    Whom it is sent to may stand over it where its title names the one accident and it is short.
    """
    text = document.text
    if len(text) > 1500 or sum(n.marker is not None for n in nodes) > 1 or _SUPERVISED.search(heading):
        return False
    if _NOTICE_LINE.search(text) and (len(text) > 1000 or len(_ONE_TOLD.findall(heading)) != 1):
        return False
    return _OCCURRED.search(text[:600]) is not None or _DATED_HARM.search(text) is not None


_SUPERVISED = compiled(r"督办通知|督办的?通知|督办函")
_INVESTIGATED = compiled(r"事故调查组|直接原因")


_EVALUATES = compiled(
    r"评估(?:工作|组|过程|方法|方式|内容|结论|意见)|(?:整改|防范|责任|处理|追究|措施|建议)[^。\n]{0,12}落实情况"
)
"""Headings of an evaluation."""
_CAUSES = compiled(r"(?:直接|间接|事故)原因")


def _is_evaluation(headings: list[str]) -> bool:
    """Do the headings tell an evaluation that has lost its title: two of its own, one by the word, none on causes?"""
    own = [h for h in headings if _EVALUATES.search(h)]
    return len(own) >= 2 and any("评估" in h for h in own) and not any(_CAUSES.search(h) for h in headings)


def _by_content(document: Document, nodes: tuple[SectionNode, ...], heading: str) -> str:
    text = document.text
    toc = " ".join(b.text for b in document.blocks if b.kind == "toc")
    enclosed = _enclosed(document, nodes)
    if enclosed is not None:
        return enclosed
    if _is_evaluation([n.heading or "" for n in nodes if n.level]):
        return "整改评估报告"
    if len(_TOC_REPORT.findall(toc)) >= 2:
        return "整改评估报告" if "落实情况" in toc and "直接原因" not in toc else "事故调查报告"
    if _PRESS.search(text[:300]) or _PRESS.search(text[-200:]):
        return "新闻"
    if _NOTICE_LINE.search(text[:1500]):
        return "通知"
    if len(text) <= 3000 and (_OCCURRED.search(text[:600]) or _DATED_HARM.search(text)):
        return "事故快报"
    if _INVESTIGATED.search(text) and len(text) > 1500:
        return "事故调查报告"
    return "其他"
