"""Units that a follow-up calls by a short name without a suffix: 泰岭塑业，罚款三十八万元，已入国库.

Such a name is believed where the accident's name carries it, where a fuller name in the text contains it, or where it
ends in a trade word and a penalty follows directly. Common nouns that end so (项目监理, 全县煤业) are refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

import regex

from extractors import org_roles
from extractors.org_aliases import Bodies, core_of
from extractors.org_anchors import Anchor, Line, lines
from extractors.org_names import Name, is_generic, kind_of, name_before
from extractors.patterns import compiled, places
from extractors.rules import load, of_kind
from extractors.values.places import find_regions
from schemas.document import Report

_PENALTY = compiled(
    r"罚款|处罚(?!决定书|案卷)|被处|吊销|暂扣|停产|停业|责令|限期(?:改正|整改)|关闭|取缔|失信|黑名单|联合惩戒|降低[^，。；]{0,8}资质"
    r"|(?<=负责人[^。；]{0,40})约谈|约谈(?=其)"
)
_LABEL = (
    r"(?:(?:施工|建设|监理|设计|劳务|(?:施工)?总承?包|(?:专业|劳务)?分包|出租|承租|租赁|委托|受托|产权|供应|供货|检修|维保|使用|涉事|责任|事故(?:发生)?)(?:单位|企业|方|公司)"
    r"|施工总承?包|总承?包|业主(?:单位)?|建设方|企业)[：:]?"
)
_BEFORE = compiled(
    rf"(?:^|[。；，、：\n）]|(?<=[。；])[一二三四五六七八九十]{{1,2}}、)(?:(?:已|依法|决定|同时|其中|另|并)*(?:对|给予|约谈|责令|责成))?(?P<label>{_LABEL})?$"
    rf"|(?:对|给予|约谈|责令|责成|和|及|与)(?P<label>{_LABEL})?$"
)
_TOWN = compiled(r"[\p{Han}]{1,4}(?:镇|乡|街道)")
_SITE = compiled(
    r"园区|开发区|街道|镇$|乡$|村$|社区|工地|项目|工程|路段|路$|高速|隧道|大桥|桥$|厂房|仓库|小区|花园|标段|车间|水库|河道|广场|大厦|公寓|市场|学校|医院|国道|省道|县道|[期号座栋]$|分局|局$"
)
_RIGHT = compiled(
    r"[，。：；、（]|$|被|已|均|罚款|处(?=罚|以|\d|人民币|[一二三四五六七八九十])|缴|停产|停业|因|于\d|由|按|经|依法|的(?=[^，。；]{0,16}(?:罚款|证|资质))|\d|[一二三四五六七八九十百]{1,4}万|受到|责令|限期|给予|作出|予以"
    r"|吊销|暂扣|列入|纳入|法定代表人|主要负责人|负责人|法人|总经理|董事长|项目经理|实际控制人|分别|各"
)
_OTHER = compiled(r"负责人|法定代表人|经理|董事|人员|职工|员工|[厂矿科站所队班]长|主任|企业\d|家企业|对(?!其|该)")
_NO_PLACE = frozenset({"措施落实", "存在问题", "防范措施", "工作要求", "评估工作", "事故教训"})


@dataclasses.dataclass(frozen=True, slots=True)
class _Seen:
    """A short name at a place where a penalty strikes it."""

    name: Name
    role: str | None
    said: tuple[int, int] | None


def find(report: Report, title: str, bodies: Bodies) -> list[Anchor]:
    """Short names that are units of a follow-up; those of a fuller name in the text become its short forms in ``bodies``.

    Args:
        report: the document.
        title: name of the accident, '' where it has none.
        bodies: the units known so far.
    """
    fuller = sorted({*bodies.full_of.values(), *_printed(report.text), *_printed(title)}, key=lambda n: (-len(n), n))
    if report.doc_type != "整改评估报告":
        # 依法成立某县某厂有限公司事故调查组: what ends in another name is that name with a verb
        _define_cores(report, [n for n in fuller if not any(n != o and n.endswith(o) for o in fuller)], bodies)
        return []
    known = {short for full in fuller for short in _heads(full)}
    called = _called(title)
    out: list[Anchor] = []
    for seen in _struck(report, known | ({called} if called else set())):
        name = seen.name.text
        if name in bodies.full_of:
            continue
        whole = [full for full in fuller if full != name and name in full]
        if len(whole) == 1:
            bodies.define(whole[0], [name])
        elif not (name == called or (name in known and not whole) or is_traded(name)):
            continue
        out.append(Anchor(seen.name, "short", seen.role, said=seen.said))
    _define_cores(report, fuller, bodies)
    whole = [full for full in fuller if called and full != called and called in full]
    if called and len(whole) == 1 and kind_of(called) is None:
        bodies.define(whole[0], [called])
    return out


def _define_cores(report: Report, fuller: Iterable[str], bodies: Bodies) -> None:
    """Firms that the text calls by their names without place and legal form, as their short forms."""
    cores: dict[str, list[str]] = {}
    for full in fuller:
        cores.setdefault(max(_heads(full), key=len, default=""), []).append(full)
    for core, owners in cores.items():
        if (
            core
            and len(owners) == 1
            and not _is_common(core)
            and kind_of(core) is None
            and _is_called(report.text, core)
        ):
            bodies.define(owners[0], [core])


_TRADE = compiled(
    r"劳务|监理|施工|建设|建筑|建工|环保|物业|工程|运输|物流|交通|市政|电力|燃气|水务|水利|公交|设计|安装|租赁|机械|设备|矿业|煤业|置业|地产|装饰|钢结构|实业|投资|管理|服务"
    r"|科技|安全|技术|咨询|检测|评价|集团|保险|园林|绿化|路桥|消防|电梯|机电|化工|能源|材料|食品|农业|生态|环境|贸易|商贸|制造|加工|开发|发展|中国"
)


def _is_common(core: str) -> bool:
    """Is nothing left of a name without its trade: 市政工程, 建筑施工?"""
    return len(_TRADE.sub("", core)) < 2


_LONGER = compiled("集团|股份|有限")


def _is_called(text: str, core: str) -> bool:
    """Is a firm called by its bare name anywhere: 钧岭钢构, not in front of it a Chinese character or behind it 集团?"""
    return any(
        (at == 0 or _HAN.match(text, at - 1) is None) and _LONGER.match(text, at + len(core)) is None
        for at in places(text, core, overlapping=True)
    )


_HAN = compiled(r"\p{Han}")
_FIRM_END = compiled(r"(?:有限责任公司|股份有限公司|有限公司)(?!\p{Han}{0,6}分公司)")


def _printed(text: str) -> Iterator[str]:
    """Registered names that stand free in a text."""
    for match in _FIRM_END.finditer(text):
        name = name_before(text, match.end())
        if name is not None and name.kind == "firm":
            yield name.text


_BRACKET = compiled(r"（[^（）]*）")
_FORM_END = compiled(r"(?:集团)?(?:股份|责任|有限){0,6}公司$|集团$")


def _heads(full: str) -> set[str]:
    """What a registered name is called without place and legal form: 德清县钧岭钢构有限公司 → 钧岭钢构."""
    core = _BRACKET.sub("", core_of(full))
    core = _FORM_END.sub("", core)
    return {core[:n] for n in range(4, len(core) + 1)} if len(core) >= 4 else set()


_BRAND = compiled(r"[\p{Han}]{3,7}")


def _called(title: str) -> str | None:
    """The unit that an accident's name calls by its short name: 封丘县泰岭塑业“4·5”事故 → 泰岭塑业."""
    before = title.partition("“")[0]
    if before == title:
        return None
    end = 0
    for mention in find_regions(before):
        if mention.start <= end + 1 and len(before) - mention.end >= 3:
            end = mention.end
    town = _TOWN.match(before, end)
    rest = before[town.end() if town is not None and len(before) - town.end() >= 3 else end :]
    if not _BRAND.fullmatch(rest) or _SITE.search(rest) or is_generic(rest):
        return None
    return None if any(rule.search(rest) for rule in of_kind("org_short", "common")) else rest


_PLACE_END = compiled(r"[省市县区旗州镇乡村]$")


def is_traded(name: str) -> bool:
    """Is a name a brand and a trade word, and no common noun: 泰岭塑业, not 施工劳务?"""
    place = next((m.end for m in find_regions(name) if m.start == 0), 0)
    bare = name[place:]
    kinds: dict[str, bool] = {}
    for rule in load("org_short"):
        found = rule.search(bare) is not None or (rule.attrs["kind"] == "common" and rule.search(name) is not None)
        kinds[rule.attrs["kind"]] = kinds.get(rule.attrs["kind"], False) or found
    return kinds["trade"] and not kinds["common"] and _PLACE_END.search(name[:place]) is None


def _struck(report: Report, known: Iterable[str]) -> Iterator[_Seen]:
    """Every place where a short name heads or is the object of a clause in which a penalty strikes it."""
    listed = sorted(known, key=len, reverse=True)
    for line in lines(report):
        if line.part in _NO_PLACE and not _is_told_heading(report, line):
            continue
        at = line.at
        while at < line.end:
            name = _name_at(report.text, at, line, listed)
            if name is None:
                at += 1
                continue
            before = _before(report.text, at, line)
            label = before["label"] if before is not None and before["label"] else ""
            role = org_roles.role_of(label.rstrip("：:"))[1] if label else None
            yield _Seen(name, role, (at - len(label), at) if role else None)
            at = name.end


def _before(text: str, at: int, line: Line) -> regex.Match[str] | None:
    """What stands between the beginning of a clause and ``at``, where a name may begin there."""
    return _BEFORE.search(text[line.at : at] if at - line.at <= 40 else "…" + text[at - 40 : at])


def _is_told_heading(report: Report, line: Line) -> bool:
    """Is a line the run-in heading of an item: （三）嘉岭燃气，罚款85万元。…?"""
    heading = line.section.heading if line.section is not None else None
    return bool(heading) and _PENALTY.search(heading or "") is not None


_ENDS_BEFORE = frozenset("。；，、：\n）已法定时中另并对予谈令成和及与位业方司包主:")
"""What :data:`_BEFORE` ends in."""


def _name_at(text: str, at: int, line: Line, known: list[str]) -> Name | None:
    """A short name that begins at ``at`` and is struck by a penalty there."""
    if at != line.at and (text[at - 1] not in _ENDS_BEFORE or _before(text, at, line) is None):
        return None
    ends = [(at + len(n), True) for n in known if text.startswith(n, at)]
    ends += [(min(at + n, line.end), False) for n in range(4, 8)]
    for end, sure in ends:
        struck = _RIGHT.match(text, end, line.end) is not None and _is_struck(text, end, line.end)
        if struck and (sure or is_traded(text[at:end])):
            return Name(at, end, text[at:end], "firm", True)
    return None


_HEAD_OF_FIRM = compiled(r"(?:的)?(?:主要)?负责人")


def _is_struck(text: str, end: int, stop: int) -> bool:
    """Does a penalty follow a name, with no other subject between: ，县应急局罚款三万元 · 。县住建局已责令其限期改正?"""
    close = text.find("。", end + 1, stop)
    window = text[end : close if close >= 0 else stop][:64]
    found = _PENALTY.search(window)
    if found is None:
        return False
    return _OTHER.search(window[: found.start()]) is None or _HEAD_OF_FIRM.match(window) is not None
