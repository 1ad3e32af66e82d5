"""Who decides a measure, or to whom the matter goes: 由X处… · 移送X · 向X作出检查 · 被X刑事拘留 · 经X批准逮捕 · X决定给予…."""

from __future__ import annotations

import dataclasses

from extractors.patterns import compiled, overlapped
from extractors.posts import Resolve, short_names
from extractors.sanction_measures import Measure, sentence

_BODY = r"局|厅|委|办|政府|党组织|党总支|党支部|党组|法院|检察院|机关|部门|支队|大队|总队|中队|中心|公司|集团|矿|厂|组|室|办事处|单位|党工委|监委|委员会|分局|派出所|店|执法处|处|站|院|社|会|(?:建设|运输|应急管理)部"
_AT = r"于(?!都|田|洪)"
"""The preposition, not the head of 于都县, 于田县, 于洪区; other places begin so as well (将乐县, 向阳区, 未央区, 且末县)."""
_NAME = rf"(?!对|将(?!乐)|因|以(?!法)|为|{_AT}|在|并|其|该|与|向(?!阳)|已|处|被|未(?!央)|给|且(?!末)|但)[^，。；：、“”《》\n]{{1,36}}?(?:{_BODY})(?:（[^）]{{1,20}}）)?(?:[、和][^，。；：《》\n]{{1,16}}?(?:{_BODY}))?"
_VERB = (
    r"(?=依据|依照|根据|按照|按|依法|依规|依纪|合并|分别|对|给予|予以|处(?!理局)|责令|责成|吊销|暂扣|撤销|降低|报请|提请|会同|进行|作出|解除|约谈|追究|移送|没收|立案|提起|"
    r"纳入|列入|负责|另行|从严|扣[发罚除减]|辞退|开除|调离|自行|下达|宣布|收缴|严肃|诫勉|批评|免去|暂停|取消|与其|已|于\d|将|督促|研究|直接|实施|通报|关闭|取缔|罚款|提出|在|责|参照|提醒|谈话|待)"
)
_BY = compiled(
    rf"(?:建议|决定|并|现|拟|应|，|。|；|^|已|[年月日]|，再|同时|、|\n|：|议\d[.．]|书|人员?|(?:上述|以上)[^，。；]{{0,8}}单位|同志|[二两三四五六七八九十\d](?:家|名))(?:提请)?由(?P<a>{_NAME}){_VERB}"
)
_SUGGEST = compiled(
    rf"(?:建议报请|建议|提请|责成|商请|函告|函请|通报(?!批评))(?!报请|责成|责令|由|对|给予|移|依|按|其)(?P<a>{_NAME}){_VERB}"
)
_SUFFERED = compiled(
    rf"被(?P<a>{_NAME})(?=依法|依规|以涉嫌|以|给予|处|刑事|批准|执行|取保|采取|行政|立案|逮捕|拘留|判处|决定|免|诫勉|约谈|通报|谈话|批评|警告|记过|记大过|撤职|罚款|暂扣|吊销|责令|没收|降级|开除|解除|辞退)"
)
_VIA = compiled(rf"(?:已)?经(?P<a>{_NAME})(?=会议|审议|研究|批准|决定|集体|讨论|依法批准|审理)")
_EXAMINED = compiled(rf"(?:^|[，。；：\n]|日)(?:已)?经(?P<a>{_NAME})(?:立案)?(?:调查|核查|查证|审查)")
_SUBJECT = compiled(
    rf"(?:^|[，。；：\n]|日|月，?|规定，|已|并)(?:已)?(?P<a>{_NAME})(?=(?:[\d二〇○零一三四五六七八九]{{4}}年[\d一二三四五六七八九十]{{1,2}}月|\d{{1,2}}月\d{{1,2}}日|综合考量|经?研究(?:后|决定)|(?:审查|核查|调查)后|已|已经|现已|依法|依据(?:《|有关|相关|上述)|依照(?:《|有关|相关|上述)|根据(?:《|有关|相关|上述)|按照《|按照?(?:内部|公司|企业|本公司|本单位|单位)|于\d|以涉?嫌?|在\d|决定|(?:同时)?(?:对|给予)|与其|批准|作出|执行|向|合并处|采取|将|责令|处以|立案|吊销|暂扣|撤销|没收|降低|(?<=检察院)提起|(?<=法院)(?:一审|公开|依法)*判[处决]))"
)
_LEAD = compiled(
    r"^(?:其中|同时|此外|另外|因此|日前|目前|后|随后|当日|当天|并|已|现已|事发后|\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?[，]?(?:建议|决定)?"
    rf"(?:{_AT})?(?:再)?"
)
_FIRM = compiled(
    r"(?:公司|集团|煤矿|矿|厂|店|劳务|建设|监理|经销部|服务部|酒店|单位|企业|合作社|学校|医院|站|社|餐厅|酒楼|宾馆|超市|商行|(?:维修|修理|经营|服务|快运|货运|门市|营业)部)$"
)
_STATE = compiled(
    r"(?:(?:监察|监督|监管|管理|检查|海事|运管|路政|农机|渔政|稽查)(?:分|总)?(?:站|所|处)|政府|局|(?<![餐客舞歌])厅|党工委|党委|党组|党组织|党总支|党支部|纪委|监委|纪检监察(?:机关|部门|机构)|机关|支队|大队|总队|办事处|执法处|法院|检察院|委员会|安委会|指挥部|委|部门|办公室|常委会|常委|人大|监督室|办)$"
)
_NOISE = compiled(
    r"事故|责任|违反|行为|职责|工作|安全生产(?!监督|监管|委员会|综合|执法)|问题|规定|其|该|情况|鉴于|因为|因涉|涉嫌|落实|管理不|主要负责人|处罚|处分|罪"
)
_AFTER = compiled(
    rf"(?:的?(?:处理|处罚|处分)?(?:决定)?)?(?:、[\p{{Han}}]{{2,10}})?，?(?:另行)?由(?P<a>{_NAME})"
    r"(?:另行|依法|依规|依纪|依[照据]《[^》]{2,30}》[^，。；]{0,20}|按[^，。；]{2,12}?|负责|统一|研究|立案审查(?:调查)?后){0,4}(?:作出|给予|决定|实施|办理|处理|落实|执行|收缴)(?!情况)"
)
"""Behind the measure: 党纪处分由某市纪委另行作出 · 罚款由某局收缴 · 分别给予警告、记过处分，由某局落实."""
_ORDERS = compiled(rf"由(?P<a>{_NAME})(?=责令|责成)")
_SLOT = compiled(
    r"(?:(?:由|建议|责成|提请)(?:由)?|(?<=[，；。])(?!由|建议|责成|提请))(?P<a>[\p{Han}A-Za-z]{3,12}?)(?=扣[发罚减除]|与其|与\p{Han}|依照|依据|依规|依法|按照?|根据|给予|对|予以|进行|自行|解除|辞退|内部|作出)"
)
_SPEAKER = compiled(r"(?:拟)?决定|[本我你该](?:局|机关|单位|委|厅|队|大队|支队|公司)$|本行政机关")
"""A decision speaks of itself and of whom it strikes: 我局决定对你单位处…; neither names a body."""
_BY_EMPLOYER = ("解除劳动合同", "内部处分", "内部罚款")


@dataclasses.dataclass(frozen=True, slots=True)
class Authority:
    """An authority as printed, with its span; ``is_firm`` tells an employer from an office."""

    name: str
    start: int
    end: int

    @property
    def is_firm(self) -> bool:
        """Is it an employer (a firm), not an office or a party committee?"""
        return _FIRM.search(self.name) is not None and _STATE.search(self.name) is None


_HANDED = compiled(rf"移[送交](?:给)?(?P<a>{_NAME})(?=依|处|按|进|给|予|追|立|严)")
_PROSECUTORS = compiled(r"(?:司法|公安|检察)机关")


def find(text: str, measure: Measure, floor: int, resolve: Resolve | None = None) -> Authority | None:
    """The authority of a measure, searched between ``floor`` and the measure's end within its sentence.

    ``resolve`` knows employers by short forms that do not end as a unit's name: 由建屹幕墙与其解除劳动合同.
    """
    if measure.measure == "免予追究责任":
        return _examined(text, measure)
    if measure.measure == "责令书面检查":
        return _own(text, measure) or _orders(text, measure, floor) or _behind(text, measure)
    if measure.measure in ("移送司法机关", "移送纪检监察机关"):
        return _own(text, measure)
    begin, stop = sentence(text, measure.start)
    found: list[tuple[int, Authority]] = []
    low = max(begin, floor)
    handed = _HANDED.search(text, low, measure.end)
    for rank, pattern in enumerate((_BY, _SUFFERED, _VIA, _SUGGEST)):
        for match in pattern.finditer(text, max(0, low - 1), min(stop, measure.end + 6)):
            if low <= match.start("a") < measure.end:
                found.append((rank, _clean(text, *match.span("a"))))
    if handed is not None:
        found.append((0, _clean(text, *handed.span("a"))))
    sure = [a for _, a in found if not _NOISE.search(a.name) and not _SPEAKER.match(a.name)]
    if sure:
        return max(sure, key=lambda a: a.start)
    behind = _behind(text, measure)
    if behind is not None:
        return behind
    if measure.authority is not None:
        return _clean(text, *measure.authority)
    if resolve is not None and (measure.by_firm or measure.measure in _BY_EMPLOYER):
        employer = _employer(text, measure, low, resolve)
        if employer is not None:
            return employer
    # overlapping: a date or 于 before the subject must not hide it
    subjects = [
        _clean(text, *m.span("a"))
        for m in overlapped(_SUBJECT, text, max(0, low - 1), measure.end)
        if m.start("a") >= low
    ]
    # 于3月4日对远岭公司作出罚款: whom it strikes, once the date is taken off
    subjects = [a for a in subjects if a.name and not a.name.startswith("对")]
    subjects = [a for a in subjects if not _SPEAKER.match(a.name)]
    subjects = [a for a in subjects if not _NOISE.search(a.name) and (_STATE.search(a.name) or a.is_firm)]
    if measure.measure == "追究刑事责任" and not subjects:
        court = _PROSECUTORS.search(text, low, measure.end)
        return Authority(court[0], *court.span()) if court else None
    return max(subjects, key=lambda a: (a.start, -a.end)) if subjects else None


def _behind(text: str, measure: Measure) -> Authority | None:
    """Who is told behind the measure."""
    found = _AFTER.match(text, measure.end)
    return _clean(text, *found.span("a")) if found is not None else None


def _examined(text: str, measure: Measure) -> Authority | None:
    """Who found that there is nothing to punish: 经某市场监督管理局调查，违法事实不成立，不予行政处罚."""
    if "处罚" not in text[measure.start : measure.end]:
        return None
    begin, _ = sentence(text, measure.start)
    found = list(_EXAMINED.finditer(text, max(0, begin - 1), measure.start))
    return _clean(text, *found[-1].span("a")) if found else None


def _orders(text: str, measure: Measure, floor: int) -> Authority | None:
    """Who orders a written self-examination whose addressee is not told: 由某区人民政府责令其作出书面检查."""
    begin, _ = sentence(text, measure.start)
    found = list(_ORDERS.finditer(text, max(begin, floor), measure.end))
    body = _clean(text, *found[-1].span("a")) if found else None
    return body if body is not None and not _NOISE.search(body.name) else None


def _employer(text: str, measure: Measure, low: int, resolve: Resolve) -> Authority | None:
    """An employer by the report's own short form: 建议瀚峰钢构依照内部规定给予撤职处分."""
    for match in reversed(list(_SLOT.finditer(text, low, measure.end))):
        if resolve(match["a"]) != match["a"] and _FIRM.search(resolve(match["a"])):
            return Authority(match["a"], *match.span("a"))
    return None


def _own(text: str, measure: Measure) -> Authority | None:
    return _clean(text, *measure.authority) if measure.authority is not None else None


_CUT_OFF = compiled(r"(?:依法|依规|依纪|按照|按程序|进行|给予|会议)$")


_TURNED = compiled(r"[^，。；]{0,12}(?:另|同时|再|还|均|分别)由(?=.{4})")
"""宋某另由某公司: who is dealt with stands before the body that does."""


def _clean(text: str, start: int, end: int) -> Authority:
    """Without the words that only lead up to the name: 2023年10月19日，区纪委… → 区纪委…."""
    lead = _LEAD.match(text[start:end])
    start += lead.end() if lead else 0
    turned = _TURNED.match(text, start, end)
    start = turned.end() if turned else start
    for lead_word in ("改为由", "改由", "移送", "移交", "给", "至", "到", "由", "对", "建议", "经", "中共", "上级"):
        if (
            lead_word in ("改为由", "改由", "移送", "移交", "给", "至", "由", "建议", "经")
            and text.startswith(lead_word, start)
            and start + len(lead_word) < end
        ):
            start += len(lead_word)
    name = text[start:end]
    if (cut := _CUT_OFF.search(name)) is not None:
        end = start + cut.start()
    return Authority(text[start:end], start, end)


def full(authority: Authority, resolve: Resolve) -> str:
    """A firm by its full name, an office as printed."""
    return resolve(authority.name) if _STATE.search(authority.name) is None else authority.name


def is_employer(authority: Authority, resolve: Resolve) -> bool:
    """Is it a firm, by its printed name or by the full name that its short form stands for?"""
    if authority.name in short_names(resolve):
        return True
    if authority.is_firm or _STATE.search(authority.name):
        return authority.is_firm
    return Authority(resolve(authority.name), authority.start, authority.end).is_firm
