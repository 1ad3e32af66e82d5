"""To whom a document is addressed (主送机关) and to whom a copy goes (抄送).

GB/T 9704-2012 (党政机关公文格式): the main addressees stand below the title on a line of their own that ends with a colon,
the copies in the imprint at the end, after 抄送：.
"""

from __future__ import annotations

import itertools

from extractors.facts import Facts
from extractors.patterns import compiled, squeezed
from schemas.document import Report

_LINE = compiled(r"(?m)^[ \u3000]*(?P<who>[^。：:\n]{2,400})[：:][ \u3000]*$")
_ENDS = compiled(
    r"(?:政府|委员会|[局厅委部办处院会团司矿厂]|公司|集团|单位|部门|管委会|街道|成员|企业|机构|办公室|支队|大队|中心|学校|社区|同志|队|所|区|县|市|镇|乡)(?:（[^（）]*）)?$"
)
_COPY = compiled(r"(?s)抄\s*(?:送|报)[：:](?P<who>[^。]{2,600}?)(?:。|\n\s*\n|$)")
_NOT = compiled(r"如下|以下|现将|通知|情况|时间|地点|标题|来源|日期|单位：|电话|联系人|摘要|索引|附件|抄送|发布")


def extract(report: Report, facts: Facts) -> None:
    """Fill in ``recipients`` and ``copied_to`` of a notice, approval or bulletin."""
    if report.doc_type not in ("通知", "批复", "事故快报"):
        return
    text = report.text
    for match in _LINE.finditer(text, 0, min(len(text), 1500)):
        who = match["who"]
        names = [n for n in (squeezed(p) for p in _split(who)) if n]
        if names and not _NOT.search(who) and all(_ENDS.search(n) for n in names):
            facts.set("recipients", names, report.evidence(match.start("who"), match.end("who"), "recipients"))
            break
    copies = list(_COPY.finditer(text, max(0, len(text) - 1200)))
    if copies:
        names = [n for n in (squeezed(p) for p in _split(copies[-1]["who"])) if n]
        start, end = copies[-1].start("who"), copies[-1].end("who")
        facts.set("copied_to", names, report.evidence(start, end, "copied_to"))


_COMMAS = compiled("[，,；;]")


def _split(who: str) -> list[str]:
    """The bodies of a list, parted at commas or, where it has none, at 、 (各县、市、区人民政府，… is one); brackets hold."""
    marks = "，,；;" if _COMMAS.search(who) else "、"
    cuts = [len(who)]
    bracket = ""  # the next one behind
    for at in range(len(who) - 1, -1, -1):
        if who[at] in "（）":
            bracket = who[at]
        elif who[at] in marks and bracket != "）":
            cuts.append(at)
    cuts.append(-1)
    return [who[before + 1 : at] for at, before in reversed(list(itertools.pairwise(cuts)))]
