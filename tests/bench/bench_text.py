"""Investigation reports of any length, made up: the text of the documents that the bench measures with.

The same number gives the same text. Firms, persons, articles and figures grow with the length as they do in real reports, so that
whatever compares each with each shows. Everything is invented; firms bear 示例 in their names.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from random import Random

from tests.bench import generated_words as w


@dataclasses.dataclass(frozen=True)
class Piece:
    """A heading (``level`` 1 or 2), the title (0), a paragraph (9), a line at the right (8), or a ruled table (``rows``)."""

    level: int
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


ORDINALS = "一二三四五六七八九十"
ACTS = (
    "经现场勘验，{place}设备编号{n}，额定压力{a}兆帕，设计温度{b}摄氏度，投用以来共检修{c}次，最近一次检修记录未见签字",
    "经查阅{place}的值班记录，当日{h}时{m}分压力由{a}兆帕升至{b}兆帕，操作人员未按规程降低负荷",
    "取样检测显示，{place}样品编号{n}，氧含量为{b}.{c}%，可燃气体浓度为{a}.{c}%，超过规程规定的限值",
    "询问笔录反映，{place}在作业前未召开班前会，{c}名作业人员中有{d}人未佩戴防护用品，现场监护人离开约{m}分钟",
    "视频资料显示，{h}时{m}分{place}出现明火，{d}分钟后烟气向东蔓延约{b}米，附近人员开始撤离",
    "技术组对{place}进行了复核计算，荷载取{a}.{c}千牛，安全系数为1.{d}，低于设计要求",
    "该部位于投产第{c}年进行过改造，改造图纸编号{n}，未经原设计单位同意，也未办理变更手续",
    "档案中留有{c}份培训签到表，其中{d}份笔迹一致，培训课时不足{b}学时",
    "{place}设置的报警器共{b}台，经测试有{d}台不能正常报警，校验标签显示已过期{c}个月",
    "调查组比对了{n}号合同与付款凭证，工程款{b}万元分{c}次支付，未见安全生产费用单独列支",
)
PLACES = ("配电间", "反应工段", "临时堆场", "地下管沟", "二层平台", "装卸区", "污水池", "控制室", "空压站", "原料库")
TOPICS = ("现场勘验情况", "技术分析情况", "设备设施情况", "安全管理情况", "检测鉴定情况", "合同及施工情况")
LEVELS = (
    ("建议给予{who}行政警告处分", "中共党员"),
    ("建议给予{who}党内严重警告处分", "中共党员"),
    ("建议给予{who}政务记过处分", "中共党员"),
    ("建议由{city}应急管理局依据《中华人民共和国安全生产法》第九十五条第（{item}）项的规定，处上一年年收入{ratio}%的罚款", "群众"),
    ("建议依据《中华人民共和国安全生产法》第九十六条的规定，对其处罚款人民币{fine}万元，并暂停其与安全生产有关的资格", "群众"),
    ("因涉嫌重大责任事故罪，已于{day}被公安机关采取刑事强制措施", "群众"),
)  # fmt: skip
HEADS = {
    "firms": "事故有关单位情况",
    "course": "事故发生经过",
    "loss": "人员伤亡和直接经济损失情况",
}


class _Writer:
    """Writes one report; ``fill`` makes a paragraph of what was looked into."""

    def __init__(self, number: int, pages: int, tables: bool) -> None:
        self.rng, self.pages, self.tables = Random(f"bench/{number}/{pages}"), pages, tables
        self.place = self.rng.choice(self.rng.choice(w.places()))
        self.kind = self.rng.choice(w.KINDS)
        self.at = dt.datetime(2015 + number % 9, 1 + self.rng.randrange(12), 1 + self.rng.randrange(28), 9, 17)
        count = max(2, pages // 4)
        names = (w.firm_name(self.rng, self.place, self.rng.choice(self.kind.firms)) for _ in range(9 * count))
        self.firms = list(dict.fromkeys(f"{name[:-4]}{i}厂有限公司" if i else name for i, name in enumerate(names)))[
            :count
        ]
        self.deaths = self.rng.randrange(1, 9)
        self.out: list[Piece] = []

    def say(self, level: int, text: str) -> None:
        self.out.append(Piece(level, text))

    def fill(self) -> str:
        rng = self.rng
        acts = rng.sample(ACTS, rng.randrange(2, 5))
        return "；".join(
            a.format(place=rng.choice(PLACES), n=rng.randrange(1000, 9999), a=rng.randrange(1, 9), b=rng.randrange(10, 90),
                     c=rng.randrange(2, 9), d=rng.randrange(1, 6), h=rng.randrange(6, 22), m=rng.randrange(10, 59))
            for a in acts
        ) + "。"  # fmt: skip

    def filled(self, topic: str, many: int) -> None:
        """A sub-chapter of what was looked into."""
        self.say(2, topic)
        for _ in range(many):
            self.say(9, self.fill())

    def date(self, days: int) -> str:
        day = self.at + dt.timedelta(days=days)
        return f"{day.year}年{day.month}月{day.day}日"

    def name(self) -> str:
        return f"{self.rng.choice(w.SURNAMES)}{self.rng.choice(('某', '某某', '某' + self.rng.choice(w.GIVEN)[-1]))}"

    def opening(self) -> None:
        p, unit = self.place, self.firms[0]
        self.title = f"{unit}“{self.at.month}·{self.at.day}”{self.kind.type}事故"
        self.say(0, f"{self.title}调查报告")
        self.say(
            9,
            f"{self.date(0)}{self.at.hour}时{self.at.minute}分许，{p.city}{p.county}{unit}发生一起{self.kind.type}事故，"
            f"造成{self.deaths}人死亡、2人受伤，直接经济损失{self.deaths * 131 + 7}.42万元。",
        )
        self.say(
            9,
            f"依据《中华人民共和国安全生产法》《生产安全事故报告和调查处理条例》（国务院令第493号）等规定，{self.date(2)}，"
            f"{p.city}人民政府成立由市应急管理局牵头，市公安局、市总工会和{p.county}人民政府参加的事故调查组。现将有关情况报告如下：",
        )

    def basics(self, filler: Callable[[], None]) -> None:
        self.say(1, "事故基本情况")
        self.say(2, HEADS["firms"])
        for i, firm in enumerate(self.firms):
            self.say(
                9,
                f"{i + 1}.{firm}，系{('事故发生单位', '建设单位', '施工总承包单位', '监理单位', '劳务分包单位')[i % 5]}。统一社会信用代码："
                f"{w.uscc(self.rng, self.place.adcode)}；成立日期：{self.date(-900 - 31 * i)}；注册资本：{(i + 2) * 100}万元；"
                f"法定代表人：{self.name()}；住所：{self.place.city}{self.place.county}示例路{i + 3}号。",
            )
        if self.tables:
            self.table_of_firms()
        filler()
        self.say(2, HEADS["course"])
        for i in range(max(3, self.pages)):
            at = self.at + dt.timedelta(minutes=3 * i)
            self.say(
                9, f"{at.hour}时{at.minute:02d}分许，{self.name()}{self.kind.course.format(n=i)}，现场人员向班长报告。"
            )
        self.say(2, HEADS["loss"])
        self.say(9, f"事故造成{self.deaths}人死亡、2人受伤，直接经济损失{self.deaths * 131 + 7}.42万元。")
        if self.tables:
            self.table_of_victims()

    def response(self, filler: Callable[[], None]) -> None:
        self.say(1, "应急处置情况")
        self.say(2, "应急救援情况")
        for i in range(max(3, self.pages // 2)):
            at = self.at + dt.timedelta(minutes=20 + 4 * i)
            self.say(
                9, f"{at.hour}时{at.minute:02d}分，{self.place.county}消防救援大队第{i + 1}批救援人员到达现场开展救援。"
            )
        filler()

    def causes(self, filler: Callable[[], None]) -> None:
        self.say(1, "事故原因分析")
        self.say(2, "直接原因")
        self.say(9, f"{self.kind.cause}，是事故发生的直接原因。")
        self.say(2, "间接原因")
        for i, firm in enumerate(self.firms):
            self.say(
                9,
                f"{i + 1}.{firm}{self.rng.choice(w.GAPS)}，违反了《中华人民共和国安全生产法》第{w.numeral(self.rng.choice((4, 21, 25, 28, 41, 49)))}条的规定。",
            )
        filler()
        self.say(1, "事故性质")
        self.say(9, f"经调查认定，{self.title}是一起生产安全责任事故。")

    def dealing(self) -> None:
        self.say(1, "对事故有关责任人员和责任单位的处理建议")
        self.say(2, "建议给予处理的人员")
        for i in range(max(3, 4 * self.pages // 5)):
            who, (act, party) = self.name(), self.rng.choice(LEVELS)
            act = act.format(
                who="其", city=self.place.city, item=self.rng.choice(ORDINALS[:4]), ratio=self.rng.choice((40, 60, 80)),
                fine=self.rng.randrange(1, 9), day=self.date(20 + i),
            )  # fmt: skip
            firm, post = self.rng.choice(self.firms), self.rng.choice(self.rng.choice(w.MANAGERS)[0])
            self.say(
                9,
                f"{i + 1}.{who}，{self.rng.choice('男女')}，{party}，{firm}{post}，{self.rng.choice(w.GAPS)}，对事故发生负有管理责任。{act}。",
            )
        self.say(2, "对有关责任单位的处理建议")
        for i, firm in enumerate(self.firms):
            self.say(
                9,
                f"{i + 1}.{firm}，{self.rng.choice(w.GAPS)}，对事故发生负有责任。建议由{self.place.city}应急管理局依据《中华人民共和国安全生产法》"
                f"第一百一十四条第一款第（一）项的规定，对其处罚款人民币{30 + i % 60}万元。",
            )

    def steps(self) -> None:
        self.say(1, "事故防范和整改措施")
        for i in range(max(3, self.pages // 3)):
            topic, text = w.STEPS[i % len(w.STEPS)]
            self.say(2, topic)
            self.say(9, f"{self.rng.choice(self.firms)}{text}")
        self.say(8, f"{self.place.city}人民政府事故调查组")
        self.say(8, self.date(70))

    def table_of_firms(self) -> None:
        for first in range(0, len(self.firms), 10):
            rows = [("序号", "单位", "资质等级", "合同额（万元）")]
            rows += [
                (str(i + 1), self.firms[i], "二级", str(80 + 7 * i))
                for i in range(first, min(first + 10, len(self.firms)))
            ]
            self.out.append(Piece(9, rows=tuple(rows)))

    def table_of_victims(self) -> None:
        for _ in range(max(1, self.pages // 10)):
            rows = [("序号", "姓名", "性别", "年龄", "伤害程度", "费用（万元）")]
            rows += [
                (str(i + 1), self.name(), "男", str(30 + i), "死亡" if i < self.deaths else "轻伤", f"{i + 3}.5")
                for i in range(self.deaths + 2)
            ]
            self.out.append(Piece(9, rows=tuple(rows)))


def report(number: int, pages: int, tables: bool, height: Callable[[Piece], int], room: int) -> list[Piece]:
    """A report that takes ``pages`` pages of ``room`` lines.

    ``height``: the lines that a piece takes. What the report tells of firms, persons and steps grows with ``pages``; paragraphs on what
    was looked into fill the rest.
    """
    writer = _Writer(number, pages, tables)
    slots: list[int] = []
    writer.opening()
    if pages > 1:
        writer.basics(lambda: slots.append(len(writer.out)))
        writer.response(lambda: slots.append(len(writer.out)))
        writer.causes(lambda: slots.append(len(writer.out)))
    else:
        writer.say(
            9,
            f"经初步分析，{writer.kind.cause}，是事故发生的直接原因。建议由{writer.place.city}应急管理局对{writer.firms[0]}处罚款35万元。",
        )
        slots.append(len(writer.out))
    if pages > 1:
        writer.dealing()
        writer.steps()
    rest = pages * room - sum(height(piece) for piece in writer.out) - min(room // 2, 3 + 2 * pages)
    fills: list[list[Piece]] = [[] for _ in slots]
    turn = 0
    while rest > 0:
        if pages > 1 and turn % (4 * len(slots)) < len(slots):
            fills[turn % len(slots)].append(Piece(2, TOPICS[turn // 3 % len(TOPICS)]))
            rest -= 1
        piece = Piece(9, writer.fill())
        fills[turn % len(slots)].append(piece)
        rest -= height(piece)
        turn += 1
    for at, more in reversed(list(zip(slots, fills, strict=True))):
        writer.out[at:at] = more
    return _numbered(writer.out)


def _numbered(pieces: list[Piece]) -> list[Piece]:
    """Headings with their marks."""
    out, first, second = [], 0, 0
    for piece in pieces:
        if piece.level == 1:
            first, second = first + 1, 0
            piece = Piece(1, f"{ORDINALS[first - 1]}、{piece.text}")
        elif piece.level == 2:
            second += 1
            piece = Piece(2, f"（{w.numeral(second)}）{piece.text}")
        out.append(piece)
    return out


def plain(number: int, characters: int = 600) -> str:
    """A short report as text, of about so many characters: what batches of many documents are made of."""
    pages = max(1, characters // 600)
    return (
        "\n".join(
            p.text or "\t".join(p.rows[0]) for p in report(number, pages, False, lambda p: 1 + len(p.text) // 28, 22)
        )
        + "\n"
    )
