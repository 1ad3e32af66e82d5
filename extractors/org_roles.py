"""The part of a unit in the accident: from the words that state it, else from the kind of body it is."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

from extractors.org_names import Name, clean, name_at, slot_at
from extractors.patterns import compiled, places
from extractors.rules import load
from schemas.document import Report

ACCIDENT_UNIT = "事故发生单位"

_PHRASE_END = (
    r"(?:单位|企业|发包人|承包人|分包人|出租人|承租人|发包方|承包方|分包方|出租方|承租方|委托方|受托方|建设方|施工方|监理方|业主方?|"
    r"分包商|产权人|供应商|供货商|总包方|总包|控股股东|上级公司|母公司|主管部门|监管部门|属地政府|煤矿上级公司)"
)
_PHRASE_REACH = 24
PHRASE = rf"[\p{{Han}}A-Z、及和/]{{0,{_PHRASE_REACH}}}?{_PHRASE_END}"
_BRACKET = r"(?:（(?:全称|甲方|乙方|丙方|以下简称[^（）]{1,12}|[\p{Han}、]{2,14}(?:工程|作业|标段|施工|部分|专业))）)?"
# 建设单位是X · 施工单位：X · 发包人（全称）：X
_IS = (
    rf"{_BRACKET}(?:名称)?(?:均|分别)?(?:(?:是|为|系)同一(?:家)?(?:单位|企业|公司)?，?(?:即|均|都)?)?(?:是|为|系|：|:)"
)
_STATED = compiled(rf"(?P<phrase>{PHRASE}){_IS}(?:：|:)?[\s“\"]?")
_STATED_END = compiled(rf"{_PHRASE_END}{_IS}")
# 事故单位。X（以下简称…）
_LABELLED = compiled(rf"(?P<phrase>{PHRASE})(?:基本)?(?:概况|情况)?。(?=[\p{{Han}}（）]{{6,}})")
# 事故发生单位（X）
_HELD = compiled(rf"(?P<phrase>{PHRASE})[（(]")
_HELD_END = compiled(rf"{_PHRASE_END}[（(]")
# X（…施工单位及联合体成员）
_BEHIND = compiled(
    rf"(?:[（(](?:以下|下称|简称)[^（）()]*[）)])?(?:[（(](?P<held>[^（）()]{{0,60}}?{_PHRASE_END}(?:及[\p{{Han}}]{{2,10}})?)[）)]"
    rf"|，?(?:[（(](?:以下|下称|简称)[^（）()]*[）)])?[，。：]?(?P<told>(?:系|为|是|作为)?[\p{{Han}}A-Za-z0-9“”#、·\-（）]{{0,40}}?{_PHRASE_END})(?=[，。；\n（]|$))"
)
# 由X开发建设，Y施工总承包，Z监理
_DOING = compiled(
    r"(?<=[，。；、由])(?P<name>[^，。；：、由（]{4,40}?(?:（[^（）]{1,8}）[^，。；：、（]{2,20}?)?)(?:负责|承担|进行|作为|实施)?"
    r"(?P<doing>开发建设|投资建设|投资开发|(?<=公司)建设|(?<=中心)建设|(?:施工)?总承包(?:施工)?|承建|(?:具体)?施工|工程?监理|监理|提供劳务|劳务分包|专业分包|设计|搭设|搭建)(?=[，。；（])"
)
_PART_OF_DOING = (
    (("承建",), "施工单位"),
    (("建设", "开发"), "建设单位"),
    (("总承包",), "总承包单位"),
    (("劳务",), "劳务单位"),
    (("分包",), "分包单位"),
    (("监理",), "监理单位"),
    (("施工",), "施工单位"),
    (("设计",), "设计单位"),
)
_NEGATED = compiled(
    r"(?:无|未委托|没有|未确定|未明确|不是|并非|未聘请|和|与|向|对|由|其|该|各|多家|相关|有关|要求|督促)$"
)
_PARENT = compiled(
    r"(?:为|是|系|属|隶属于?|由)(?=(?P<name>[^，。；：（]{4,40}?(?:（[^（）]{1,8}）[^，。；：（]{2,30}?)?)(?:（[^）]*）)?的?(?:全资|绝对控股|相对控股|控股|下属|所属|直属)(?:的)?(?:企业|子公司|公司|煤矿|矿井|单位|管理|$|，|。))"
    r"|隶属于?(?=(?P<over>[^，。；：（]{4,40}?(?:（[^（）]{1,8}）[^，。；：（]{2,30}?)?)(?:（以下[^）]*）)?(?:，|。|；|管理))"
)
_HOLDS = compiled(r"^(?:[（(][^（）()]*[）)])?(?:持有|控股|拥有)[^，。；]{1,24}?(?:股权|股份|\d+%)")
# 由X于2022年6月供货
_SUPPLIED = compiled(
    r"由(?=(?P<name>[^，。；]{4,40}?)(?:（[^）]*）)?(?:于[^，。；]{4,16})?(?:供货|供应|销售|出售|提供设备))"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Stated:
    """A name with the words that give its part, and where those words stand."""

    name: Name
    role: str | None
    start: int
    end: int


@lru_cache(maxsize=4096)
def role_of(phrase: str) -> tuple[bool, str | None]:
    """Are these words a part that the vocabulary knows, and which (None: known, but without a word for it)?"""
    for rule in load("org_roles").near(phrase):
        if rule.holds(phrase):
            return True, rule.attrs["role"] or None
    return False, None


def stated_before(text: str, start: int, end: int) -> list[Stated]:
    """Names behind the words of their part: 建设单位是X；施工单位为Y · 事故发生单位（X）."""
    out: list[Stated] = []
    for pattern, ending in ((_STATED, _STATED_END), (_HELD, _HELD_END)):
        found = ending.search(text, start, end)
        if found is None:
            continue
        for match in pattern.finditer(text, max(start, found.start() - _PHRASE_REACH), end):
            phrase = match["phrase"]
            known, role = role_of(phrase)
            if not known or _NEGATED.search(text[max(start, match.start() - 4) : match.start()].split("，")[-1]):
                continue
            for name in _names(text, match.end(), end):
                out.append(Stated(name, role, match.start("phrase"), match.end("phrase")))
    label = _LABELLED.match(text, start, end)
    if label is not None:
        known, role = role_of(label["phrase"])
        labelled = name_at(text, label.end(), end)
        if known and labelled is not None and text[labelled.end : labelled.end + 1] in ("，", "（", "。"):
            out.append(Stated(labelled, role, label.start("phrase"), label.end("phrase")))
    return sorted(out, key=lambda s: s.name.start)


_ADJACENT = compiled(
    r"(?<=[，。；：\n])(?P<phrase>(?:建设|施工|监理|设计|勘察|总承包|施工总承包|专业分包|劳务分包|代建|业主)单位)(?=[\p{Han}]{2}[^，。；：]{2,36}公司[，（])"
)
_NAMED_IN_PASSING = (
    (compiled(r"(?:事发|涉事|起火|发生事故的|事故)(?:商铺|门店|店铺|企业|单位|场所|工厂|公司)(?:为|是|系|：)(?P<name>[^，。；（]{4,36})"), "事故发生单位"),
    (compiled(r"向(?P<name>[^，。；（]{4,30}?)(?:租赁|承租|租用)(?=[，。；])"), "出租单位"),
    (compiled(r"(?:所有人|登记车主|车主)(?:为|是|系|：)(?P<name>[^，。；（]{4,36})"), None),
    (compiled(r"(?<=[，。；])(?:工程)?监理(?:为|是|系|：)(?P<name>[^，。；（]{4,36})"), "监理单位"),
    (compiled(r"由(?P<name>[^，。；（]{4,30}?)出租(?=[，。；]|给|使用)"), "出租单位"),
    (compiled(r"(?<![是否])由(?P<name>[^，。；（]{4,30}?)(?:负责|承担|进行)?(?:承包|安装|顶升|拆卸|拆除|维修|检修|维保|吊装|清洗|清理)(?=[，。；、])"), None),
    (compiled(r"(?:承包|分包|发包|转包|外包|委托)给(?P<name>[^，。；（]{4,30}?)(?=[，。；（]|施工|负责|进行|承担|实施)"), None),
    (compiled(r"登记在(?P<name>[^，。；（]{4,36}?)名下"), None),
    (compiled(r"(?<=[，。；])(?:[^，。；]{1,12}?)由(?:[^，。；]{0,8}委托的)?(?P<name>[^，。；（]{4,30}?)(?:配送|供应|供货|实施|提供)(?=[，。；])"), None),
)  # fmt: skip
"""How the short news of an accident names units that have no label."""


def in_passing(text: str, start: int, end: int) -> list[Stated]:
    """Units of a bulletin without a label, or with one that stands right before the name: 施工单位远岭建设有限公司，…."""
    out: list[Stated] = []
    for match in _ADJACENT.finditer(text, start, end):
        name = name_at(text, match.end(), end)
        if name is not None and name.kind == "firm" and text[name.end : name.end + 1] in ("，", "（"):
            out.append(Stated(name, role_of(match["phrase"])[1], *match.span("phrase")))
    for pattern, role in _NAMED_IN_PASSING:
        for match in pattern.finditer(text, start, end):
            name = name_at(text, match.start("name"), match.end("name"), filled=True)
            name = name or slot_at(text, match.start("name"), end)
            if name is None or name.end != match.end("name") or name.kind not in ("firm", "institution"):
                continue
            labour = role is None and text.startswith("劳务", match.start()) and match[0].endswith("提供")
            out.append(Stated(name, "劳务单位" if labour else role, match.start(), match.end()))
    return out


def doing(text: str, start: int, end: int) -> list[Stated]:
    """Names before what they do: 由X开发建设，Y施工，Z监理。"""
    out: list[Stated] = []
    for match in _DOING.finditer(text, start, end):
        name = name_at(text, match.start("name"), match.end("name"), filled=True)
        if name is None or name.end != match.end("name"):
            continue
        verb = match["doing"]
        role: str | None = next((role for words, role in _PART_OF_DOING if any(w in verb for w in words)), None)
        if role is None and "劳务" in name.text:
            role = "劳务单位"
        out.append(Stated(name, role, match.start("doing"), match.end("doing")))
    return out


_JOINT = compiled(r"(?:（(?:以下|简称)[^（）]*）)?(?:、|和|与|及)")


def _names(text: str, at: int, end: int) -> list[Name]:
    """The name in the slot, or the names of a list (A公司、B公司 · A公司和B公司)."""
    out: list[Name] = []
    while True:
        name = slot_at(text, at, end) if not out else name_at(text, at, end, filled=True)
        if name is None:
            return out
        out.append(name)
        joint = _JOINT.match(text, name.end, end)
        if joint is None:
            return out
        at = joint.end()


def stated_behind(text: str, at: int, end: int) -> tuple[str | None, int, int] | None:
    """The part that stands behind a name: X（施工总承包单位）· X，系污水处理站的受托单位。 Role, and where its words are."""
    match = _BEHIND.match(text, at, end)
    if match is None:
        return None
    group = "held" if match["held"] else "told"
    known, role = role_of(match[group])
    return (role, *match.span(group)) if known else None


_ITSELF = compiled(
    rf"(?<=[，。；])(?:该(?:公司|单位|企业|厂|店|院|中心)|其)?(?:作为|为|系|是)(?P<phrase>[\p{{Han}}A-Za-z0-9“”#、·\-（）]{{0,30}}?{_PHRASE_END}(?:[和及、]\p{{Han}}{{2,6}}(?:单位|方|人))?)(?=[，。；\n]|$)"
)
_OF_ANY_KIND = compiled(r"各类|等|资质|范围|业务|多[个项]|类")
_SUPERVISES = compiled(r"监理(?:咨询|顾问)?(?:有限)?(?:责任)?公司$")
_BUILDS = compiled(
    r"(?<=[，。；\n])(?:\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?)?，?(?:由?该(?:公司|单位|企业)|其)?(?P<doing>(?:中标)?承(?:建|揽|接)(?:了)?)(?=(?P<what>[^，。；]{2,40}?(?:工程|项目|标段|施工任务))(?:[，。；（\n]|$))"
)


def told_of_itself(text: str, start: int, end: int) -> tuple[str | None, int, int] | None:
    """The part that a unit's description gives further on: 该公司为事故厂房的产权人和出租方 · 2020年11月，该公司承建某改造工程."""
    for match in _ITSELF.finditer(text, start, end):
        known, role = role_of(match["phrase"])
        if known and role and "上级" not in match["phrase"]:
            return role, *match.span("phrase")
    for match in _BUILDS.finditer(text, start, end):
        if not _OF_ANY_KIND.search(match["what"]):
            return "施工单位", *match.span("doing")
    return None


def parents(text: str, start: int, end: int) -> list[Name]:
    """Controlling firms: 为X控股企业 · 隶属于X（以下简称…）."""
    out: list[Name] = []
    for match in _PARENT.finditer(text, start, end):
        group = "name" if match["name"] else "over"
        name = name_at(text, match.start(group), match.end(group), filled=True)
        if name is not None and name.kind == "firm" and name.end == match.end(group):
            out.append(name)
    return out


def holds_shares(text: str, name_end: int, end: int) -> bool:
    """Does the sentence go on 持有石沟煤矿100%股权: is the firm before it the parent of another?"""
    return _HOLDS.match(text[name_end:end]) is not None


def suppliers(text: str, start: int, end: int) -> list[Name]:
    """Who delivered the equipment: 由X于2022年6月供货."""
    found = (name_at(text, m.start("name"), m.end("name")) for m in _SUPPLIED.finditer(text, start, end))
    return [name for name in found if name is not None and name.kind == "firm"]


_HAPPENED = compiled(
    r"(?:（(?:以下|下称|简称)[^（）]{1,24}）)?[\p{Han}\dA-Za-z#]{0,16}?(?<!公司|施工|作业|安装|过程中|工程)发生(?:了)?(?:一起)?[^，。；]{0,20}?(?:事故|爆炸|火灾|坍塌|泄漏)"
)


def happened(report: Report, names: list[str]) -> tuple[int, int] | None:
    """Where the lead says that the accident happened in a unit's own plant: 位于…的远岭饲料有限公司混合车间发生一起….."""
    lead = report.text[: max(600, report.sections[0].body_end if report.sections else 0)]
    for name in sorted(names, key=len, reverse=True):
        if len(name) < 4:
            continue
        for at in places(lead, name, overlapping=True):
            if _HAPPENED.match(lead, at + len(name)) is not None:
                return at, at + len(name)
    return None


_GOVERNMENT = compiled(
    r"(?:政府|街道办事处|街道办|办事处|管委会|(?<!安全生产|城市|综合|国有资产监督|燃气|市政|公用事业|住房|交通|卫生|环境|体育|园林)管理委员会|行政公署)$"
)


def role_by_kind(name: str, kind: str) -> str | None:
    """The part that a body has by what it is: 镇人民政府 → 属地政府, 局 → 监管部门, 村委会 → 基层组织."""
    if kind == "grassroots":
        return "基层组织"
    if kind == "firm" and _SUPERVISES.search(name):
        return "监理单位"
    if kind == "body":
        government = _GOVERNMENT.search(
            clean(name),
        )
        return "属地政府" if government else "监管部门"
    return None
