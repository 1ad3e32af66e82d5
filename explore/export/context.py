"""Do the words around it say that a string stands for a person? ``工人高峰在…`` yes, ``用电高峰期`` no."""

from __future__ import annotations

import re

from explore.export.ordinary import ORDINARY

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_POST = (
    "代表人|控制人|负责人|责任人|联系人|承包人|投资人|经营者|经理|董事长?|监事|股东|矿长|厂长|场长|局长|处长|科长|股长|站长|所长|院长|校长|县长|市长|区长|镇长|乡长|"
    "村长|部长|会长|行长|队长|组长|班长|工长|店长|船长|车长|段长|主任|书记|委员|主席|总监|总工|工程师|技术员|安全员|施工员|质检员|资料员|材料员|检查员|调度员|值班员|操作员|"
    "管理员|驾驶员|押运员|监理员|作业员|业务员|保管员|售货员|服务员|炊事员|驾驶人|司机|船员|船东|机手|电工|焊工|钳工|木工|瓦工|架子工|普工|杂工|小工|学徒|操作工|维修工|支架工|"
    "掘进工|采煤工|信号工|起重工|搬运工|装卸工|保洁工|民工|工人|员工|职工|雇员|租户|房东|业主|店主|车主|老板|死者|伤者|遇难者|受害者|受害人|被害人|伤员|"
    "嫌疑人|当事人|肇事者|目击者|报警人|同事|工友|妻子|丈夫|儿子|女儿|父亲|母亲|哥哥|弟弟|姐姐|妹妹|兄弟|同志|院士|教授|医生|护士|老师|专家|姓名|名叫|名为|叫做"
)
_BEFORE_SURE = re.compile(
    rf"(?:{_POST}|[时分]许?[，,]|左右[，,]|[由让被叫]|给予|安排|通知|告知|指派|雇用|雇佣|聘请|租给|转包给|分包给|承包给)[：:\s]?$"
)
_BEFORE = re.compile(
    r"(?:[、，。；：:,;（(“【\[\t\n\s\d.．”）)】\]]|[对和与及给将把向跟同叫由让被以并使令经为是即有因故致]|以及|其中|随后|此时|接到|看见|发现|联系|带领|指挥|救出|致使|导致|造成|现场)$"
)
_AFTER_SURE = re.compile(
    r"，[男女](?:[，性]|$)|，(?:中共|党员|群众|共青团|无党派|汉族|时任|现任|系|\d{1,2}岁|(?:19|20)\d\d年\d{1,2}月(?:生|出生))|（[男女][，）]|（(?:死者|伤者|已|中共|群众|身份证)|[：:][男女]，|同志|先生|女士|(?:等|共)?[\d两二三四五六七八九十]+人|驾驶|驾车|作为|涉嫌|未按|未在|未对|未能|"
    r"违章|违反|违规|擅自|承担|担任|对(?:本次|此次|该起|该|本起|这起)?事故|负有|负本|负此|本人|无证|不慎|不幸|当场|受伤|重伤|轻伤|死亡|昏迷|晕倒|身亡|溺水|坠落|摔|跌|的?(?:妻子|丈夫|家属|电话|父亲|母亲)|"
    r"(?:给予|处以?|予以|分别|移送|立案|免予|不予|进行(?:约谈|诫勉|批评|谈话))|持[“有证]|拨打|打电话|说|回家|进入|走[到向进]|跑[到向]|赶到|下池|下井|升井"
)
_AFTER = re.compile(
    r"$|[、，。；：:,;（(”】\]）)\t\n\s\d]|[等在因未违对负作系为是被由与和及或将把向从到自于以经称讲告驾持承担任兼擅不没无已均都也又再即便就则的之进离受组安指发操接打拨赶前准继独站坠送抢所其听先后正仍使用按见立随同带告通让叫及擦]"
)
_NEAR = 8
"""Characters before and after that are looked at."""


def stands_for_person(text: str, start: int, end: int) -> bool:
    """May ``text[start:end]`` be a person's name, by the words on both sides of it?

    An ordinary word (高峰) must be told to be one by a post, a verb, or an attribute beside it; for any other string it
    is enough that nothing beside it makes it part of a longer word.
    """
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    sure_before, sure_after = _BEFORE_SURE.search(before) is not None, _AFTER_SURE.match(after) is not None
    if text[start:end] in ORDINARY:
        if _THEN.search(before) is not None and after[:1] not in _TAIL:
            return True
        ends_here = not before or sure_before or _BEFORE.search(before) is not None
        return (sure_before and (sure_after or _AFTER_MARK.match(after) is not None)) or (ends_here and sure_after)
    if not (sure_before or not before or _BEFORE.search(before) is not None or _HAN.match(before[-1]) is None):
        return False
    if sure_after or not after or _AFTER.match(after) is not None or _HAN.match(after[0]) is None:
        return True
    free = not before or _HAN.match(before[-1]) is None or (sure_before and end - start > 2)
    return free and after[0] not in _PLACE


_PLACE = "村庄镇乡县市区省街路桥河山湖矿厂店公家屯沟坪营寨堡园苑里坊"
_THEN = re.compile(r"(?:[时分]许?|左右)[，,]$")
_TAIL = frozenset("期时段间度值处位量")
"""12时许，高峰… tells of a person, 7时许，高峰期… does not."""
_AFTER_MARK = re.compile(r"$|[、，。；：:（(）)\t\n]|[等在未违对负因系被与和及经组带驾]")

_MASKS = "某xX×✕╳*＊○〇△"
_MASK = re.compile("某|[×✕╳*＊○〇△]|(?<![A-Za-z0-9])[xX]{1,3}(?![A-Za-z])")
_WORDS = {
    "于": "由位在对关至属终高低等大小处源限基用适利便出忠善鉴过", "任": "时担责曾现主兼历先前原专", "何": "任如为无有",
    "解": "了理缓分拆调和化讲", "时": "当同及临随小届此有何按到平", "方": "对双各地甲乙丙多官警校厂我一", "单": "简名清订账罚",
    "成": "完造形组构达", "应": "相对供响反适", "全": "安完健", "常": "非正经日异", "经": "曾已", "向": "方朝去", "连": "接",
    "支": "开收", "史": "历", "段": "路地阶", "路": "道公", "程": "工过流", "余": "其剩", "高": "提", "金": "资罚", "管": "主监",
    "施": "措实", "能": "可不", "别": "分级区特", "国": "全", "后": "随然之事", "代": "时替", "从": "自", "年": "每", "和": "",
}  # fmt: skip
"""Surnames that also end a word: what stands before them then. 于某 is none in 由于某种原因, nor 任某 in 时任某局局长."""
_SOME = re.compile(
    r"(?:个|些|种|类|项|处|地|村|镇|乡|县|市|区|省|街|路|段|栋|楼|号|型|日|年|月|天|时|公司|单位|企业|集团|工程|项目|工地|小区|厂|矿|店|局|部门|机关|部位|方面|环节|人员|设备|平台)"
)


def is_masked(name: str) -> bool:
    """Is part of the name masked: 李某, 李xx, 王*明?"""
    return _MASK.search(name) is not None


def masked_stands(text: str, start: int, end: int) -> bool:
    """May a masked name that was found in a text be one there? 任某 in 时任某公司经理 and 李某 in 李某某 are not."""
    if start and text[start - 1] == "某":
        return False
    after = text[end : end + 1]
    if after and (after in _MASKS or (after in "甲乙丙丁戊己庚辛壬癸" and text[end - 1] in _MASKS)):
        return False  # the head of a longer one: 李某甲, 李xxx
    if text[start] in _WORDS and text[end - 1] == "某":
        inside = end - start == 2 and start > 0 and text[start - 1] in _WORDS[text[start]]
        return not inside and _SOME.match(text, end) is None
    return True
