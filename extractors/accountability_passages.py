"""Passages that say what is done with whom, known by their own words, whatever the chapter above them is called.

甲某，某公司经理，建议由县应急管理局处…罚款 · 责成某镇人民政府向县人民政府作出书面检查 · 上述人员由县纪委监委处理. Quoted law,
what firms were fined earlier and what is to be done from now on are none.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors import sanction_measures
from extractors.patterns import BULLETS, compiled
from extractors.person_names import name_at
from extractors.posts import unit_end

_DECIMAL = (
    r"\d{1,2}(?:[.．]\d{1,2}){1,2}(?:[\s\u3000、.．]+|(?![万亿千百元米吨公时分小度级人名岁个台次]))(?=[\p{Han}（])"
)
DECIMAL = _DECIMAL
MARK = compiled(
    rf"[\s\u3000]*(?P<mark>{_DECIMAL}|\d{{1,3}}[.．、)）](?!\d(?!\d{{3}}年))|（\d{{1,3}}）|\(\d{{1,3}}\)|[①-⑳⑴-⒇⒈-⒛㈠-㈩]|（[一二三四五六七八九十]{{1,3}}）|[一二三四五六七八九十]{{1,3}}、|【\d{{1,2}}】|[-*]\s|[{BULLETS}])[\s\u3000]*"
)
"""The mark of an item: 1. · （2） · ⑶ · ㈣ · （五） · 六、 · 2.1."""
_QUOTED = compiled(
    r"\s*+(?:[①-⑳]|\[\d+\]|【\d+】|注\d*[：:]|\d{1,2}\s?(?=《))?\s*+《[^》]+》[^。：]{0,30}第[^：。《]{1,24}[条款项](?:的?规定)?\s*[：:]"
    r"|\s*+（[一二三四五]）发生(?:一般|较大|重大|特别重大)事故的"
)
GROUP = compiled(
    r"^(?:对|关于)?(?:上述|以上|前述|涉及|涉嫌|该起事故涉及|本次事故涉及|此次事故涉及)[^。；]{0,60}?(?:人员|单位|问题|同志|对象)"
    r"|^(?:上述|以上|前述)(?:党纪|政务|行政|经济)*(?:处分|处罚|罚款|处理)(?:决定|意见|建议)*，?(?:均|统一|分别)?(?:建议)?由"
    r"|^(?:上述|以上|前述)(?:应当?|需要|拟|建议)?[^，。；]{2,24}的，"
    r"|^(?:上述|以上|前述)?(?:对)?(?:前[二两三四五六七八九十\d]{1,2}(?:名)?人|[\p{Han}*×xX·、]{2,40})的(?:党纪|政务|行政|经济)*(?:处分|处理|处罚|罚款|问责)(?:意见|决定)?，?(?:均)?由[^，。；]{3,40}?(?:决定|作出|办理|实施|执行|负责|落实)"
    r"|^(?:对|关于)?(?:上述|以上|前述)(?:第?\d{1,2}(?:项)?[至到、和-])?(?:[二两三四五六七八九十]{1,2}|\d{1,2})(?:名|位|家)?(?:人|同志|单位|责任人)"
)
"""How a sentence begins that speaks of the items before it."""
_OBJECT = compiled(
    r"(?:同时|此外|另外|另)?，?(?:建议(?![一二三四五六七八九十\d]+[、：:是要])|责成|责令|提请|给予|由|对|经|将)"
)
_DECIDES = compiled(
    r"建议|责成|责令其?(?=[^，。；]{0,30}(?:检查|停止执业))|提请|给予|予以|处以|处(?=[^，。；]{0,24}(?:元|收入|罚款))|罚款|由(?=[^，。；]{2,40}(?:处|给予|予以|吊销|暂扣|撤销|责令|依法|依规|按|进行|对))"
    r"|不予|免[予于除]|不再|移[送交]|涉嫌|被[^，。；]{0,30}(?:拘留|逮捕|取保|立案|判处|起诉|处罚|罚款)|诫勉|作出?[^，。；]{0,8}检[查讨]|取保候审|逮捕"
)
_EARLIER = compiled(
    r"曾|此前|先前|以前|历史上|以来|近[一二三两\d]++年|[上去前]年(?!度?年?收入|度)|累计|共(?:检查|查处|处罚|立案)|先后\d|(?<!\d)\d++[余多]?[家起次件户]"
)
"""An earlier penalty, or figures of what was done in a year: 2021年曾被罚款2万元 · 立案21件，罚款63万元."""
_FROM_NOW_ON = compiled(
    r"要(?!求|件)|应当?(?!负|承担|追究|急)|必须|须(?!知)|一律|凡|严禁|不得(?!担任)|一经|对[^，。；]{1,30}的(?:企业|单位|人员|行为)?，"
)
"""What is to be done in future cases: 对查而不改的企业，依法予以行政处罚 · 各镇要对…."""
_ENOUGH = 24
"""Measures of a paragraph that are looked at: a run-on list says the same of the first and of the last."""


def is_elsewhere(text: str) -> bool:
    """Does a sentence tell of an earlier penalty, of a campaign's figures or of what is still to be done?"""
    bare = text.replace("主要", "").replace("重要", "")
    return _EARLIER.search(bare) is not None or _FROM_NOW_ON.search(bare) is not None


def is_quoted_law(text: str) -> bool:
    """Does a paragraph quote a statute (a footnote in the text): 《某法》第九十五条：…?"""
    return _QUOTED.match(text) is not None


def judges(text: str) -> bool:
    """Does a paragraph (without white space) say what is done with a person or unit that it names?

    >>> judges("（一）向某山，远岭公司经理，建议由柳河县应急管理局处3万元罚款。")
    True
    >>> judges("远岭公司2021年曾被柳河县应急管理局罚款2万元。")
    False
    """
    if is_quoted_law(text):
        return False
    mark = MARK.match(text)
    at = mark.end() if mark else 0
    if GROUP.match(text[at : at + 80]) is not None:
        return _decides(text, at)
    named = name_at(text, at) is not None or _OBJECT.match(text, at) is not None
    if not named and unit_end(text[: at + 60], at) is None:
        return False
    return _decides(text, at)


_LIABLE = compiled(r"《|责任")


def _decides(text: str, start: int) -> bool:
    for measure in sanction_measures.find(text, start)[:_ENOUGH]:
        begin, stop = sanction_measures.sentence(text, measure.start)
        clause = max(text.rfind("，", begin, measure.start) + 1, begin)
        said = text[begin:stop]
        if _EARLIER.search(said) or _FROM_NOW_ON.search(text, clause, measure.end):
            continue
        if _FROM_NOW_ON.search(said) and "建议" not in said and not _LIABLE.search(said):
            continue
        if _DECIDES.search(said):
            return True
    return False


def stretch(paragraphs: Sequence[str]) -> tuple[int, int] | None:
    """The run of paragraphs, from the first to behind the last that judges; None where there is no such run.

    Two at least, and they outnumber the others among them: a story in which two sentences mention a penalty is no list.
    """
    hits = [n for n, words in enumerate(paragraphs) if judges(words)]
    best: tuple[int, int] | None = None
    most = 1
    begin = 0
    for end in range(len(hits)):
        while end - begin + 1 < (hits[end] - hits[begin] + 1) * 0.5:
            begin += 1
        if end - begin + 1 > most:
            most = end - begin + 1
            best = (hits[begin], hits[end] + 1)
    return best
