"""What a division is about where no rule knows its heading: by sentences that stand in no other division.

《四、结论》 with 认定…为…责任事故 is the nature, 《六、来日之鉴》 with 应当…、严禁… behind the sanctions the measures. Divisions that
judge persons and units are found in ``pipeline.segment.answering``.
"""

from __future__ import annotations

from extractors.patterns import compiled
from pipeline.segment.headings import IMPERATIVE
from schemas.document import Document, SectionNode

_NATURE = compiled(
    r"(?:认定|判定|[是为系属]|构成)[^。；\n]{0,60}(?:责任事故|非责任事故|自然灾害(?:事故|事件)|意外(?:事故|事件)|刑事案件)(?=[。，；]|$)"
)
_NATURE_MAX = 500
_CAUSE = compiled(r"(?m)直接(?:原因|成因)(?:[是为系：]|在于|$)|[是为系](?:造成|导致|引发)?[^。，]{0,14}的?直接原因")
_SANCTION = compiled(
    r"(?:免[予于]|不再?|不予)[^。，]{0,8}追究|给予[^。，]{0,16}(?:处分|处罚|罚款)|处以?[^。，]{0,16}罚款|移[送交][^。，]{0,12}(?:机关|纪委|监委)"
)
_ASKS = compiled(
    r"(?:^|[，。；：])[^，。；：]{0,24}?(?:要(?![求点害素件])|应(?![急用对])|须|必须|应当|不得|严禁|一律|务必|立即|督促|开展|加强|强化|推行|纳入|落实)"
)
_FAULT = compiled(
    r"不到位|不健全|不严|不力|不足|缺失|缺乏|淡薄|混乱|流于形式|走过场|薄弱|缺位|形同虚设|失察|未[^。，；]{2,}"
)
_ITEM = compiled(r"[^\n]+")
_SHARE = 0.6


def told_by_content(document: Document, node: SectionNode, done: list[SectionNode], doc_type: str) -> str | None:
    """The part that a top division's own sentences tell in an investigation report, None where they do not."""
    if doc_type != "事故调查报告":
        return None
    text = document.text[node.heading_end : node.end]
    seen = {n.part for n in done}
    sanctions = len(_SANCTION.findall(text))
    if _CAUSE.search(text) and not sanctions and not seen & {"原因分析", "责任处理"}:
        return "原因分析"
    if len(text) <= _NATURE_MAX and _NATURE.search(text) and not sanctions and "事故性质" not in seen:
        return "事故性质"
    if sanctions or not seen & {"原因分析", "事故性质", "责任处理"}:
        return None
    items = [m[0] for m in _ITEM.finditer(text) if len(m[0]) >= 12]
    if not items:
        return None
    asking = sum(_ASKS.search(i) is not None or IMPERATIVE.match(i) is not None for i in items)
    faulty = sum(_FAULT.search(i) is not None for i in items)
    if asking >= len(items) * _SHARE and asking > faulty and seen & {"事故性质", "责任处理"}:
        return "防范措施"
    return "存在问题" if faulty >= len(items) * _SHARE and "责任处理" not in seen else None


_REGISTERED = compiled(r"统一社会信用代码|法定代表人|注册(?:资本|地址)|经营范围")
_CLOCK = compiled(r"\d{1,2}(?:时|点|[：:]\d\d)")
_TOLD = compiled(r"死亡|受伤|坠落|倒塌|坍塌|爆炸|起火|被埋|被困|昏倒|触电|碰撞|冒落|掉落|砸|压住|卷入|落水|倒地")


_RESCUE = compiled(r"救援|抢[救险]|处置|报[告送警]|善后")


def topic_by_content(document: Document, node: SectionNode, part: str) -> str | None:
    """The topic of an undivided section below a division whose heading tells none: a register's entries, a course of events."""
    if node.level < 2 or part not in ("基本情况", "应急处置"):
        return None
    text = document.text[node.body_start : node.body_end]
    if len(_CLOCK.findall(text)) >= 3 and _TOLD.search(text) and not _REGISTERED.search(text):
        return "事故经过" if not _RESCUE.search(node.heading or "") else None
    return "单位概况" if part == "基本情况" and len(set(_REGISTERED.findall(text))) >= 2 else None
