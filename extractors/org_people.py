"""Legal representatives and controllers that a report names only where it speaks of the person."""

from __future__ import annotations

import regex

from extractors.facts import Facts
from extractors.org_aliases import Bodies
from extractors.org_names import is_firm
from schemas.document import Report

_PERSON = (
    r"(?![未不没对因在的是为及与或等已应由须要负按将职其该均此建依根违])[\p{Han}]"
    r"(?:\s?[xX×*＊Ⅹ○〇某]{1,3}\p{Han}?|\s?[\p{Han}]{1,3})"
)
_FACT = r"(?:，\s?(?:男|女|[\p{Han}]{1,4}族|群众|中共党员|党员|中共预备党员|无党派[\p{Han}]*|[\p{Han}]{2}文化|\d+岁|\d{4}年[^，。]{0,10}|身份证[^，。]*))*"
_UNIT = r"(?P<unit>[^，。；、（）：\s]{2,40}?(?:（[^（）]{1,8}）[^，。；、（）：\s]{2,30}?)?)"
_TITLE = r"(?:党支部书记|党委书记|执行董事|董事长|董事|总经理|副总经理|经理|厂长|矿长|股东|主要负责人|店主|投资人)"
_POSTS = (
    r"(?P<posts>(?:法定代表人|法人代表|法人|实际控制人)[^，。；（）]{0,30}(?:，(?:公司的?|该公司)?实际控制人)?"
    rf"|{_TITLE}[^，。；（）]{{0,16}}(?:、|兼|，(?:系|为)?(?:公司|企业|该公司|该企业)?的?)(?:法定代表人|实际控制人)[^，。；（）]{{0,12}})"
)
# 1.李某，男，群众，远岭经销部实际控制人。  ·  滕某（远岭公司法定代表人）
_ITEM = regex.compile(
    rf"(?:^|\n)[\s\d.．、（）()一二三四五六七八九十]*(?P<person>{_PERSON}){_FACT}(?:，\s?|\n|（)(?:系|作为|时任)?{_UNIT}{_POSTS}(?=[，。；）\n])"
)
# 远岭公司法定代表人滕某兴未…
_PROSE = regex.compile(
    rf"(?<=^|[，。；：、\n是由])(?P<unit>[^，。；、：\n]{{3,40}}?)(?P<posts>法定代表人|实际控制人|法人代表)(?P<person>{_PERSON})(?=[，。；、（对未在安电])"
)


def people(report: Report, bodies: Bodies, rows: dict[str, Facts]) -> None:
    """Fill in legal representative and controller of units that do not have one yet."""
    text = report.text
    firms = [leader for leader in rows if is_firm(leader)]
    lone = firms[0] if len(firms) == 1 else None
    for pattern in (_ITEM, _PROSE):
        for match in pattern.finditer(text, overlapped=True):
            leader = lone if regex.fullmatch("该?(?:公司|企业|单位)", match["unit"]) else bodies.find(match["unit"])
            if leader is None or leader not in rows:
                continue
            facts = rows[leader]
            person = regex.sub(r"\s", "", match["person"])
            posts = match["posts"]
            evidence = report.evidence(match.start("person"), match.end("person"), "org_people")
            if regex.search(r"法定代表人|法人", posts) and facts.get("legal_representative") is None:
                facts.set("legal_representative", person, evidence)
            if "实际控制人" in posts and facts.get("actual_controller") is None:
                facts.set("actual_controller", person, evidence)
