"""Legal representatives and controllers that a report names only where it speaks of the person."""

from __future__ import annotations

from extractors.facts import Facts
from extractors.org_aliases import Bodies
from extractors.org_names import is_firm
from extractors.patterns import compiled, places, squeezed
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
_ITEM = compiled(
    rf"(?:^|\n)[\s\d.．、（）()一二三四五六七八九十]{{0,60}}(?P<person>{_PERSON}){_FACT}(?:，\s?|\n|（)(?:系|作为|时任)?{_UNIT}{_POSTS}(?=[，。；）\n])"
)
# 远岭公司法定代表人滕某兴未…
_PROSE = compiled(
    rf"(?<![^，。；：、\n是由])(?P<unit>[^，。；、：\n]{{3,40}}?)(?P<posts>法定代表人|实际控制人|法人代表)(?P<person>{_PERSON})(?=[，。；、（对未在安电])"
)


_THIS_FIRM = compiled("该?(?:公司|企业|单位)")
_LEGAL_REPRESENTATIVE = compiled(r"法定代表人|法人")


_NAMED = compiled(r"法定代表人|实际控制人|法人代表")
_UNIT_LIMITS = (3, 40)


def _lines(text: str) -> list[int]:
    """Where :data:`_ITEM` may begin."""
    return [0, *places(text, "\n")] if "法人" in text or _NAMED.search(text) else []


def _clauses(text: str) -> list[int]:
    """Where :data:`_PROSE` may begin, in the order of the text: before the words that name the post."""
    least, most = _UNIT_LIMITS
    out: set[int] = set()
    for post in _NAMED.finditer(text):
        for at in range(post.start() - 1, max(-1, post.start() - most - 1), -1):
            if text[at] in "，。；、：\n":
                break
            if post.start() - at >= least and (at == 0 or text[at - 1] in "，。；：、\n是由"):
                out.add(at)
    return sorted(out)


def people(report: Report, bodies: Bodies, rows: dict[str, Facts]) -> None:
    """Fill in legal representative and controller of units that do not have one yet."""
    text = report.text
    firms = [leader for leader in rows if is_firm(leader)]
    lone = firms[0] if len(firms) == 1 else None
    for pattern, starts in ((_ITEM, _lines(text)), (_PROSE, _clauses(text))):
        for match in filter(None, (pattern.match(text, at) for at in starts)):
            leader = lone if _THIS_FIRM.fullmatch(match["unit"]) else bodies.find(match["unit"])
            if leader is None or leader not in rows:
                continue
            facts = rows[leader]
            person = squeezed(match["person"])
            posts = match["posts"]
            evidence = report.evidence(match.start("person"), match.end("person"), "org_people")
            if _LEGAL_REPRESENTATIVE.search(posts) and facts.get("legal_representative") is None:
                facts.set("legal_representative", person, evidence)
            if "实际控制人" in posts and facts.get("actual_controller") is None:
                facts.set("actual_controller", person, evidence)
