"""What generated accidents are made of: kinds of accident, firms, posts, sentences. All of it is invented.

Firms bear 示例 in their names, so that none can be taken for a real one in the same town.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from random import Random
from typing import NamedTuple

from extractors.values.uscc import check_character

MARK = "（示例·生成数据，事故、单位和人员均属虚构）"


class Kind(NamedTuple):
    """A kind of accident: how frequent, where, with how many dead, how it happens."""

    type: str
    weight: float
    industry: str
    scale: int
    """0 mostly one dead, 1 often several, 2 often many."""
    firms: tuple[str, ...]
    venue: str
    course: str
    cause: str
    factor: str
    stated: str = ""


KINDS = (
    Kind("高处坠落", 20, "建筑施工", 0, ("建设工程", "建筑安装", "钢结构"), "施工现场{n}号楼", "在{n}层临边处安装护栏时踏空坠落", "未系挂安全带在临边部位作业，作业面未设防护栏杆", "人"),
    Kind("物体打击", 11, "建筑施工", 0, ("建设工程", "市政工程", "装饰工程"), "施工现场{n}号作业面", "在吊篮下方清理杂物时被坠落的钢管击中", "违章进入吊装作业危险区域，被坠落的物料击中", "人"),
    Kind("坍塌", 8, "建筑施工", 1, ("市政建设", "基础工程", "建设工程"), "管网改造工程{n}标段沟槽", "在沟槽内铺设管道时侧壁土方坍塌", "沟槽未按设计放坡且未采取支护措施，土体失稳坍塌", "物"),
    Kind("机械伤害", 12, "工贸", 0, ("机械制造", "纸业", "木业", "食品"), "{n}号生产车间", "在设备未停机的情况下清理积料，被卷入转动部位", "未停机断电即进入设备运转区域清理，联锁装置失效", "人"),
    Kind("车辆伤害", 8, "工贸", 0, ("物流", "建材", "钢铁"), "厂区{n}号堆场", "驾驶叉车倒车时撞到现场行走人员", "未观察车辆后方情况即倒车，现场人车混行", "人"),
    Kind("触电", 7, "电力", 0, ("电力工程", "机电安装", "新能源"), "{n}号配电室", "在未停电验电的情况下检修线路时触电", "未执行停电验电挂牌制度，接触带电导体", "人"),
    Kind("起重伤害", 5, "工贸", 0, ("重工", "设备安装", "港务"), "{n}号跨吊装区", "起吊钢构件时吊索断裂，构件坠落", "使用断丝超标的钢丝绳起吊，指挥人员站位不当", "物"),
    Kind("中毒和窒息", 6, "工贸", 1, ("环保", "食品", "化工", "纺织印染"), "污水处理站{n}号调节池", "下池检修水泵时中毒，救援人员盲目施救", "未通风、未检测即进入有限空间作业，吸入硫化氢中毒", "人"),
    Kind("火灾", 5, "商贸服务", 2, ("商贸", "酒店管理", "仓储"), "{n}号仓库", "动火作业引燃可燃物并迅速蔓延", "违规电焊作业引燃聚氨酯保温材料", "人"),
    Kind("其他爆炸", 4, "危险化学品", 2, ("化工", "精细化工", "石化"), "{n}号装置区", "检维修时可燃气体泄漏，遇点火源爆炸", "管线未有效隔离，可燃气体积聚后遇电火花爆炸", "物", "爆炸"),
    Kind("冒顶片帮", 4, "煤矿", 1, ("煤业", "矿业"), "{n}采区综采工作面", "移架时顶板冒落", "支架初撑力不足，空顶距超过规程规定", "物", "顶板"),
    Kind("瓦斯爆炸", 1, "煤矿", 2, ("煤业",), "{n}采区掘进工作面", "局部通风机停风后瓦斯积聚，遇电火花爆炸", "局部通风机无计划停风，瓦斯积聚达到爆炸界限，电气设备失爆产生火花", "物"),
    Kind("透水", 1, "非煤矿山", 2, ("矿业", "铁矿"), "{n}中段掘进面", "掘进至老空区时突水", "未执行探放水规定，冒险掘进导通老空积水", "人"),
    Kind("道路交通", 7, "道路运输", 2, ("运输", "客运", "物流"), "国道{n}公里处", "重型货车驶入对向车道与客车相撞", "超速行驶且疲劳驾驶，车辆制动不合格", "人"),
    Kind("淹溺", 3, "市政环卫", 0, ("环卫", "水利工程"), "河道{n}号断面", "清淤作业时滑落水中", "未穿救生衣在临水边坡作业，坡面湿滑", "环境"),
    Kind("容器爆炸", 2, "特种设备", 1, ("气体", "锻压", "食品"), "{n}号压力容器间", "快开门式压力容器带压开盖", "安全联锁装置失效，操作人员在容器带压状态下开盖", "物"),
    Kind("灼烫", 2, "工贸", 0, ("钢铁", "铸造"), "{n}号炉台", "兑铁水时钢水喷溅", "炉内残留潮湿废料，遇高温熔融金属汽化喷溅", "物"),
    Kind("其他伤害", 2, "农林牧渔", 0, ("农业科技", "林业"), "{n}号作业地块", "砍伐树木时被倒下的树干砸中", "未按规定确定树倒方向，安全距离不足", "人"),
)  # fmt: skip
BRANDS = [
    "瑞丰",
    "恒达",
    "远岭",
    "启成",
    "润泽",
    "宏川",
    "安和",
    "鼎盛",
    "云岭",
    "新程",
    "博远",
    "天合",
    "正源",
    "华岳",
    "金石",
    "绿洲",
    "永固",
    "长兴",
    "东方红",
    "国泰",
    "中岩",
    "海通",
    "北辰",
    "凯旋",
    "立信",
    "万合",
    "群力",
    "顺昌",
]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = [
    "建国",
    "志强",
    "海涛",
    "明",
    "伟",
    "军",
    "晓东",
    "春生",
    "秀英",
    "丽",
    "国庆",
    "永刚",
    "文杰",
    "长河",
    "兴旺",
    "大鹏",
    "红梅",
    "志远",
    "玉兰",
    "少华",
    "学斌",
    "卫东",
    "金贵",
    "福林",
]
MASKS = (("某某", 40), ("某", 30), ("xx", 8))

MANAGERS = (
    (("法定代表人、总经理", "法定代表人、董事长", "总经理", "主要负责人", "实际控制人"), "主要领导责任"),
    (("副总经理", "分管安全副总经理"), "重要领导责任"),
    (("项目经理", "生产部经理", "车间主任"), "管理责任"),
    (("安全员", "安全环保部部长", "专职安全生产管理人员"), "管理责任"),
    (("班组长", "带班队长"), "主要责任"),
)
MINE = {"法定代表人、总经理": "法定代表人、矿长", "总经理": "矿长", "副总经理": "安全副矿长", "项目经理": "采煤队队长"}
OFFICIALS = {
    "局": ("局长", "副局长", "安全监管科科长", "执法大队大队长", "安全监管科科员"),
    "镇": ("镇长", "副镇长", "应急管理所所长", "安监站站长", "安监站工作人员"),
}
WORKERS = ("操作工", "作业人员", "维修工", "普工", "辅助工", "驾驶员")
BUREAUS = ("应急管理局", "住房和城乡建设局", "市场监督管理局", "交通运输局", "工业和信息化局")
TEAM = ("公安局", "总工会", "住房和城乡建设局", "人力资源和社会保障局", "市场监督管理局", "消防救援支队", "生态环境局")

GAPS = (
    "安全教育培训不到位，未如实记录培训情况",
    "未落实全员安全生产责任制，岗位职责不清",
    "隐患排查治理不到位，对重复出现的隐患未跟踪整改",
    "未按规定对作业现场进行巡查，未及时制止违章行为",
    "未与承包单位签订安全生产管理协议，以包代管",
    "安全风险辨识不到位，未制定并落实管控措施",
    "未为从业人员配备符合标准的劳动防护用品",
)
OVERSIGHT = ("履行行业监管职责不力，对辖区企业监督检查不深入", "落实属地监管责任不到位，隐患排查存在盲区")
RULED_OUT = ("人为故意破坏", "气象因素影响", "设备质量缺陷")
STEPS = (
    ("严格落实企业主体责任", "要健全全员安全生产责任制，配齐安全管理人员，把责任落实到每个岗位。"),
    ("强化现场安全管理", "要加强重点部位和关键环节的现场管控，坚决制止违章指挥、违章作业。"),
    ("加强安全教育培训", "要组织从业人员开展事故警示教育，未经培训考核合格不得上岗。"),
    ("深化隐患排查治理", "要建立隐患台账，逐项明确整改措施、责任人和时限，实行闭环管理。"),
    ("规范外包作业管理", "要把承包单位纳入统一管理，签订安全生产管理协议，派专人现场监护。"),
    ("加大监管执法力度", "要将同类企业纳入年度执法计划，对违法行为依法从严处罚。"),
)
DONE = {
    "已落实": "经现场核查，已制定制度并组织实施，资料齐全，该项措施已落实。",
    "部分落实": "已开展培训2次，但抽查的5家企业中仍有2家未建立台账，该项措施部分落实。",
    "未落实": "截至评估时尚未制定具体方案，该项措施未落实。",
}
SAFETY_LAW = "中华人民共和国安全生产法"
RULES = "生产安全事故报告和调查处理条例"
SPECIAL = {
    "建筑施工": (("建设工程安全生产管理条例", 28), ("建设工程安全生产管理条例", 24), ("中华人民共和国建筑法", 45)),
    "道路运输": (("中华人民共和国道路交通安全法", 22), ("中华人民共和国道路交通安全法", 21)),
    "煤矿": (("煤矿安全规程", 8),),
    "特种设备": (("中华人民共和国特种设备安全法", 13), ("中华人民共和国特种设备安全法", 41)),
    "商贸服务": (("中华人民共和国消防法", 16), ("中华人民共和国消防法", 21)),
    "危险化学品": (("危险化学品安全管理条例", 20),),
}
BROKEN = {
    "unit": ((4, 4), (28, 9), (41, 10), (49, 6), (44, 3), (21, 2), (36, 3), (43, 2), (46, 3), (45, 2)),
    "principal": ((21, 12), (5, 4), (50, 2)),
    "staff": ((25, 8), (46, 5), (57, 4)),
}
"""Articles of 安全生产法 in the numbers of 2021 that are broken, with their weights."""


class Place(NamedTuple):
    """A county with all names above it."""

    province: str
    city: str
    county: str
    adcode: str


@cache
def places() -> tuple[tuple[Place, ...], ...]:
    """Today's counties of the 31 provinces, one tuple per province."""
    with (files("extractors") / "vocab" / "regions.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if not row["valid_to"] and not row["successor"]]
    by_code = {row["code"]: row for row in rows}
    out: dict[str, list[Place]] = {}
    for row in rows:
        above = by_code.get(row["parent"])
        if row["level"] != "county" or above is None or row["code"][:2] in ("71", "81", "82"):
            continue
        province = above if above["level"] == "province" else by_code[above["parent"]]
        # in a municipality the city is the municipality; a county that a province leads itself (济源市) stands for its city
        city = province if province["name"].endswith("市") else above if above["level"] == "city" else row
        out.setdefault(province["code"], []).append(Place(province["name"], city["name"], row["name"], row["code"]))
    return tuple(tuple(out[code]) for code in sorted(out))


def uscc(rng: Random, adcode: str) -> str:
    """A code of a firm with a right check character."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91{adcode}{''.join(rng.choices(alphabet, k=9))}"
    return body + (check_character(body) or "0")


def firm_name(rng: Random, place: Place, branch: str) -> str:
    """A full name, such as 盐城示例瑞丰机械制造有限公司."""
    town = place.city.removesuffix("市") if place.city.endswith("市") else place.province[:2]
    return f"{town}示例{rng.choice(BRANDS)}{branch}有限公司"


def person_name(rng: Random) -> tuple[str, bool]:
    """A name, and whether part of it is masked; most are."""
    surname, chosen = rng.choice(SURNAMES), rng.random()
    given = rng.choice(GIVEN)
    if chosen < 0.3:
        return surname + given, False
    mask = rng.choices([m for m, _ in MASKS], [w for _, w in MASKS])[0]
    return (f"{surname}某{given[-1]}" if chosen < 0.5 else surname + mask), True


def weighted(rng: Random, table: tuple[tuple[int, int], ...]) -> int:
    """One of the table's values by its weights."""
    return rng.choices([value for value, _ in table], [weight for _, weight in table])[0]


_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """A number below 1000 as in 第一百一十四条."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (_DIGITS[ones] if ones or not number else "")
