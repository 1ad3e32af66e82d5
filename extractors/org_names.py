"""Names of organisations: where one begins and ends, what kind of body it is, when two spellings are one."""

from __future__ import annotations

import dataclasses
from functools import lru_cache

from extractors.patterns import compiled, overlapped, squeezed
from extractors.rules import load
from extractors.values.places import find_regions

INNER = r"(?:[（(〈<〔](?!以下|下称|简称|统称|原|曾用|现|法|负责|系|由|共|含|其中|项目|建设|施工|事故|主持|[一二三四五六七八九十]{1,3}[）)])[\p{Han}A-Za-z]{1,12}[）)〉>〕])"
RUN = compiled(rf"(?:[\p{{Han}}A-Za-z0-9·＋&\-—－]|{INNER}){{1,90}}")
_SPACED = compiled(r"\s+")
_BRACKETS = str.maketrans("()〈〉<>〔〕", "（）（）（）（）")

# 公司 may go on: 有限公司环保绿化分公司, 局 as well: 公安局交通警察大队, 办事处火炬社区
_NOT_IN_NAME = r"[向对与由给报从将把依按的了在未已不等于是及以被后并责因为其该此经应需须要至到处员长作发做使让进出]"
_GO_ON_FIRM = compiled(
    rf"(?:（[\p{{Han}}]{{1,8}}）)?(?:(?!{_NOT_IN_NAME}|和|会同|组织|开展|负责|安全|项目负责|现场|施工|作业)[\p{{Han}}A-Za-z0-9]){{0,14}}?"
    r"(?:分公司|子公司|有限公司|有限责任公司|股份公司|责任公司|总公司|公司(?!员工|工人|法)|集团(?!公司领导)|项目经理部|项目部(?!安全|负责|经理)|分厂|分院|分店|分行(?!业|动|为|政|走)|支行|分理处|经营部|营业部|分局|工程局|办事处)"
)
_GO_ON_BODY = compiled(
    rf"(?:(?!{_NOT_IN_NAME}|和|会同|组织|开展|负责|安全监督检查)[\p{{Han}}A-Za-z0-9]){{0,10}}?"
    r"(?:分局|派出所(?!所长|民警)|总队|支队|大队|中队(?!长)|监察所|监管所|管理所|局(?!长|部|面|限)|村民委员会|居民委员会|村委会|居委会|社区居委会|社区(?!民警|书记|主任|工作|治保|妇女|网格|消防)|公司|联合社|执法队|建设管理站)"
)
_VERB = "[未已将被向]|签订|负责|承担|承接|委托|组织|进行|提供|由|和[^，和]*(?:公司|政府)"
_COMMON_WORDS = (
    "该 本 其 此 各 有关 相关 某 全 原 实际 涉事 事故 上述 责任 监管 主管 行业 上级 属地 下属 施工 监理 建设 "
    "劳务 总包 总承包 分包 承包 出租 承租 租赁 生产 经营 运输 物流 货运 一家 另一 个别 部分 多家 两家 三家 集团 "
    "母 子 分 各级 当地 地方 辖区 县级 市级 区级 省级 乡镇 镇街 街镇 所在 煤矿 矿山 企业 本级 我 外包 第三方 "
    "专业 物业 保险 控股 国有 两 三 四 和 及 与 项目 工程 园区 现场 业主 发包 安装 拆除 设计 勘察 检测 平台 "
    "管理 安全 新 大 小 老 旧 型 总 市 县 区 省 镇 乡 街道 村 社区 国家 中央 基层 企 事业 门 地 应急 救援 "
    "指挥 调查 联合 领导 善后 处置 工作 小组 机构 消防 公安 交警 交通 医疗 卫生 城市 自然 生态 环境 资源 水利 "
    "农业 农村 教育 民政 财政 司法 审计 统计 "
)
_COMMON_ENDINGS = (
    "公司 集团 厂 矿 店 政府 人民政府 局 厅 委 委员会 中心 站 所 院 队 大队 支队 总队 村委会 居委会 村民委员会 "
    "居民委员会 社区 街道办 街道办事处 办事处 派出所 项目部 项目经理部 合作社 党委 党工委 党组 管委会 管理委员会 学校 "
    "医院 场 部 协会 指挥部 监委 纪委 纪委监委 法院 检察院 总工会 工会 安委会 安委办 应急办 综治办 施工队 银行 "
    "大学 中学 小学 车队 保险 办公室 "
)
_COMMON, _COMMON_END = frozenset(_COMMON_WORDS.split()), tuple(_COMMON_ENDINGS.split())
_LONGEST = max(map(len, _COMMON))
# what no name begins with or holds: words of the sentence around it
_FOREIGN = compiled(
    r"^(?:\d|[一二三四五六七]是|派驻|派往|入驻|其|对(?!外)|向(?!阳|上|东|西|荣|日|家|前)|由|将(?!乐|军)|把|经(?!济|开|纬|贸|典|信|营|发|天|世)|从(?!化|江)|被|责成|责令|建议|关于|根据|依据|按照?|因|在|至(?!诚|尚|德)|以|及|与|并|拟|已|于(?!都|洪|田)|"
    r"该|此|各|某|本次|所|将|让|请|即|系|为(?!民)|是|和(?!平|县|田|顺|静|硕|龙|谐|信|美|盛|利|润|兴)|人员|部门)"
    r"|法定代表人|董事长|总经理|部门|单位|人员|事故|有关|相关|建议|依法|进行|以及|其他|(?<!有限)责任|负责|工人|存在|发生|情况|要求|辖区|上述|未(?!来|央)|(?<=[\p{Han}])(?<!自)由(?=[\p{Han}])|结果|报告"
)
_SUFFIX_END = compiled(
    r"(?:公司|集团|局|厅|政府|办事处|委员会|委会|大队|支队|总队|分局|厂|矿|店|部|场|社|院|中心|所|社区)$"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """A name at ``text[start:end]``; ``kind`` as in the rules of ``org_names.toml``."""

    start: int
    end: int
    text: str
    kind: str
    weak: bool


def clean(printed: str) -> str:
    """A printed name without white space, its brackets full-width: 西山煤电〈集团〉公司 → 西山煤电（集团）公司."""
    return squeezed(printed).translate(_BRACKETS).strip("，、。；：“”\"'")


_LAST_BRACKET = compiled(r"（[^（）]*）$")


@lru_cache(maxsize=4096)
def kind_of(name: str) -> tuple[str, bool] | None:
    """Kind of body by the ending of its name, and whether that ending is a weak sign; None where it is no name."""
    bare = _LAST_BRACKET.sub("", name)
    for rule in load("org_names").near(bare):
        for match in reversed(list(rule.pattern.finditer(bare))):
            if match.end() == len(bare):
                return rule.attrs["kind"], bool(rule.attrs.get("weak"))
    return None


def is_firm(name: str) -> bool:
    """Is it a company, a plant, a shop?"""
    kind = kind_of(name)
    return kind is not None and kind[0] == "firm"


_LEVEL_NAME = compiled(r"[市县区省镇乡](?:[\p{Han}]{2,})")


def _is_common(name: str) -> bool:
    """Is a name made of nothing but common words, and does it end as a body's name: 有关主管部门单位, 县级人民政府?

    They can be parted in many ways (乡镇 is 乡 and 镇 as well): a pattern would try them all.
    """
    if not name.endswith(_COMMON_END):
        return False
    ends = {len(name) - len(end) for end in _COMMON_END if name.endswith(end)}
    reached = [True] + [False] * len(name)
    for at in range(max(ends) + 1):
        if reached[at]:
            if at in ends:
                return True
            for size in range(1, min(_LONGEST, len(name) - at) + 1):
                if name[at : at + size] in _COMMON:
                    reached[at + size] = True
    return False


@lru_cache(maxsize=4096)
def is_generic(name: str) -> bool:
    """Is it a common noun and no name: 该公司, 县应急管理局 is a name, 有关部门 and 施工单位 are none?"""
    return _is_common(name) and _LEVEL_NAME.fullmatch(name) is None


def is_foreign(name: str) -> bool:
    """Does it hold words of the sentence around a name: 其向县人民政府, 有关部门驻矿?"""
    return _FOREIGN.search(name) is not None


_LEGAL_FORM = compiled(r"[（(](?:普通合伙|有限合伙|特殊普通合伙|个人独资|个体工商户)[）)]")


@lru_cache(maxsize=4096)
def _ends(run: str) -> tuple[int, ...]:
    """Offsets at which a name that begins this run may end, brackets closed."""
    depth = 0
    inside = [False] * (len(run) + 1)
    for i, c in enumerate(run):
        depth += (c in "（(〈<〔") - (c in "）)〉>〕")
        inside[i + 1] = depth > 0
    found = set()
    for rule in load("org_names").near(run):
        for match in overlapped(rule.pattern, run):
            end = match.end()
            if not inside[end]:
                tail = _LEGAL_FORM.match(run[end:])
                found.add(end + (tail.end() if tail else 0))
    return tuple(sorted(found))


_VERBS = compiled(_VERB)


def name_at(text: str, start: int, end: int | None = None, *, filled: bool = False) -> Name | None:
    """The name that begins at ``start``; it ends at the first ending after which no longer name goes on.

    ``filled``: the name stands in a slot (建设单位是…，) and is all of it, if that can be a name.
    """
    run = RUN.match(text, start, len(text) if end is None else end)
    if run is None:
        return None
    words = run[0]
    ends = _ends(words)
    if filled and ends and ends[-1] == len(words) <= 40 and not _VERBS.search(words[ends[0] :]):
        return _named(text, start, start + len(words))
    for index, stop in enumerate(ends):
        if stop < 3:  # the 木厂 of 木厂口镇人民政府
            continue
        rest = words[stop:]
        on = _GO_ON_FIRM.match(rest) or _GO_ON_BODY.match(rest)
        if on is not None and any(e <= stop + on.end() for e in ends[index + 1 :]):
            continue
        return _named(text, start, start + stop)
    return None


def name_before(text: str, end: int, known: frozenset[str] = frozenset()) -> Name | None:
    """The name that ends at ``end``, for 位于…的远岭机械有限公司（以下简称…: its beginning is searched for."""
    start = _run_start(text, end)
    words = text[start:end]
    for size in range(len(words), 1, -1):
        if clean(words[-size:]) in known:
            return _named(text, end - size, end)
    cut = start + _trim(words)
    return _named(text, cut, end)


def slot_at(text: str, start: int, end: int) -> Name | None:
    """What fills a slot that only a unit can fill (建设单位是第八师一四九团基建科；), whatever its name ends in."""
    name = name_at(text, start, end, filled=True)
    if name is not None:
        return name
    run = RUN.match(text, start, end)
    if run is None or not _STOPPED.match(text, run.end()) or not _UNIT_LIKE.fullmatch(run[0]):
        return None
    words = clean(run[0])
    return None if is_foreign(words) or is_generic(words) else Name(start, run.end(), words, "institution", True)


def _named(text: str, start: int, end: int) -> Name | None:
    start += text[start:end].rfind("的") + 1
    name = clean(text[start:end])
    kind = kind_of(name)
    if kind is None or is_generic(name) or not 3 <= len(name) <= 50 or is_foreign(name):
        return None
    return Name(start, end, name, *kind)


_INNER_END = compiled(rf"{INNER}$")
_NAME_CHARACTER = compiled(r"[\p{Han}A-Za-z0-9·＋&\-—－]")


def _run_start(text: str, end: int) -> int:
    """Where the run of name characters begins that ends at ``end``; brackets belong to it where they are a name's."""
    at = end
    while at > max(0, end - 120):
        c = text[at - 1]
        if c in "）)〉>〕":
            inner = _INNER_END.search(text[max(0, at - 16) : at])
            if inner is None:
                break
            at -= len(inner[0])
        elif _NAME_CHARACTER.match(c):
            at -= 1
        else:
            break
    return at


_CUT = compiled(
    r"^.*(?:位于|的|挂靠(?:在|于|到)?|登记所有人[为是]|所有人[为是]|签订|委托|组织|邀请|责成|责令|约谈|建议|承包给|分包给|发包给|租给|出租给|转包给|交由|来自|隶属于?|产权属于?|权属为?|归属于?|"
    r"(?<=\d)[年月日时分]|许|(?:单位|企业|公司|矿井|项目)(?:基本)?(?:概况|情况|简介)|会同|授权|通知|要求|由|其中|系|以及|称|即|受)(?=[\p{Han}A-Za-z（]{4,}$)"
)
_JOINED = compiled(
    r"^.*(?:公司|集团|厂|矿|局|政府|办事处|中心|店|部|社|场|院|村委会|委员会|员|人|等|方|家|名|处)(?:和|与|及|同)(?=[\p{Han}A-Za-z（]{4,}$)"
)
_SOFT = compiled(
    r"(?:经营|开办|开设|创办|聘请|雇请|租用|承租|[在为是向对给经从到至将被于与和同及让因让])(?=[\p{Han}A-Za-z（]{4,120}$)"
)
_STOPPED = compiled(r"\s*(?:[，；。,;（(\n]|$)")
_UNIT_LIKE = compiled(
    r"[\p{Han}A-Za-z0-9（）]{4,36}(?:站|科|处|室|团|连|所|部|会|馆|园|校|场|库|股|院|队|社|司|厂|矿|段|业|行|台|办)"
)
_SITE = compiled(
    r"(?:开发区|园区|工业区|集中区|产业园|工业园|化工园|科技园|物流园|创业园|示范园|新区|高新区|街道|镇|乡|村|社区|号|路|境内|内)$"
)
_SITE_AGAIN = compiled(r"[\p{Han}]{1,4}?(?:镇|乡|街道)")
"""昌岭市下河镇|昌岭盐化有限责任公司: behind the town the name begins with the place again."""
_GUARD = compiled(
    r"和(?:平|县|田|顺|静|硕|龙|谐|信)|住房和|共和|呼和|政和|泰和|云和|平和|发展和|资源和|文化和|经济和|工业和|管理和|污染治理和"
)


def _trim(words: str) -> int:
    """Where the name begins in a run of words that ends with it."""
    at = 0
    for pattern in (_CUT, _JOINED):
        match = pattern.match(words, at)
        if match and not _guarded(words, match.end()):
            at = match.end()
    for match in _SOFT.finditer(words, at):
        after = match.end()
        begins = any(r.start == after for r in find_regions(words, after))
        if (begins or match.start() == at) and not _guarded(words, after):
            at = after
    return _behind_place(words, at)


def _behind_place(words: str, at: int) -> int:
    """Where a firm's name begins behind the place where it sits: 千灯镇|苏州恺达公司, 经济开发区|安徽泓达公司."""
    covered = at
    for mention in find_regions(words, at):
        if mention.start == covered:
            covered = mention.end
            again = _SITE_AGAIN.match(words, covered)
            bare = mention.region.name[:-1]
            if (
                again is not None
                and len(bare) >= 2
                and words.startswith(bare, again.end())
                and len(words) - again.end() >= 7
            ):
                return int(again.end())
        elif _SITE.search(words[at : mention.start]) and len(words) - mention.start >= 7:
            return mention.start
    return at


def _guarded(words: str, at: int) -> bool:
    return any(m.start() < at <= m.end() for m in _GUARD.finditer(words))


_GOVERNMENT = "人民政府"
_VILLAGE = compiled("村?(?:村民委员会|村委会)")
_RESIDENTS = compiled("居民委员会|居委会|社区居委会")
_FIRM_WORDS = compiled(r"有限责任公司|股份有限公司|有限公司|责任公司|总公司|集团公司|公司")


_PLACE_LEVEL = compiled(r"^([\p{Han}]{2,4})[省市县](?=[\p{Han}]{3})")


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A form in which spellings of one name agree: （集团）有限责任公司 and 集团有限公司, 村委会 and 村民委员会."""
    name = clean(name)
    folded = name.replace("（", "").replace("）", "")
    if folded.endswith(_GOVERNMENT):
        folded = folded.removesuffix(_GOVERNMENT) + "政府"
    folded = folded.replace("街道办事处", "街道办")
    if "村" in folded:
        folded = _VILLAGE.sub("村委会", folded)
    if "居" in folded:
        folded = _RESIDENTS.sub("居委会", folded)
    folded = folded.replace("交通警察", "交警").replace("应急管理局", "应急局").replace("委员会办公室", "办")
    if is_firm(name):
        folded = _FIRM_WORDS.sub("司", folded).replace("集团", "").replace("股份", "")
        folded = _PLACE_LEVEL.sub(r"\1", folded)
    return str(folded)


_LEVEL = compiled(r"[省市县区旗州](?=[\p{Han}]{2})")
_LEVEL_WORD = compiled(r"[市县区](?:级|属|内|场)")


@lru_cache(maxsize=4096)
def split_place(name: str) -> tuple[str | None, str]:
    """Code of the region that a name begins with (县 … for one that says only its level), and the rest of the name.

    松桃县应急管理局 → (520628, 应急局); 县应急管理局 → (县, 应急局); 和平镇政府 → (None, 和平镇政府).
    """
    code: str | None = None
    at = 0
    for mention in find_regions(name):
        if mention.start != at:
            break
        code, at = mention.region.code, mention.end
    if at == 0:
        level = _LEVEL.match(name)
        if level and _LEVEL_WORD.match(name) is None:
            return level[0], fold(name[1:])
    if at >= len(name):
        return None, fold(name)
    return code, fold(name[at:])


@lru_cache(maxsize=4096)
def stem(name: str) -> str:
    """The part of a short name that tells: 恒亦达公司 → 恒亦达."""
    return str(_SUFFIX_END.sub("", name))
