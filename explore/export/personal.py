"""What beside a name tells who somebody is: birth dates, ethnicity, identity card and mobile phone numbers, by their form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explore.export.offsets import Span

BORN, ETHNICITY, CARD, PHONE = "〔出生日期〕", "〔民族〕", "〔证件号码〕", "〔手机号码〕"
"""What stands in the text afterwards."""

_DIGIT = "[0-9〇○零一二三四五六七八九十]"
_YEAR = rf"(?:(?:1[89]|20)\d\d|[一二][八九〇○零]{_DIGIT}{{2}}|(?<!\d)\d\d(?=年))"
_DAY = rf"{_YEAR}(?:年(?:{_DIGIT}{{1,3}}月(?:份)?(?:{_DIGIT}{{1,3}}[日号])?)?|[.．·/／-]\d{{1,2}}(?:[.．·/／-]\d{{1,2}})?)?"
_LABEL = r"(?:出生(?:日期|年月日?|时间|年份|日)|生日|生于|生年)"
_BIRTHS = (
    # 1975年3月出生 · 1975年3月5日生，· 1975.03生）· 75年生人. Not 2023年6月生产, 2019年生效.
    re.compile(rf"{_DAY}(?:\s?出\s?生|生人|生(?=[，,。；;、）)】\]\s]|$))(?:于(?=[，,。；;]))?"),
    # 生于1975年 · 出生于一九七五年三月 · 出生日期：1975-03-05. Not 发生于2023年, 产生于, 诞生于.
    re.compile(rf"(?:出生于|(?<![发产诞派滋萌衍再])生于|{_LABEL}\s?[:：为是\t]\s?){_DAY}"),
    # 出生在1975年
    re.compile(rf"出生在{_DAY}"),
    # 1975年3月生于四川
    re.compile(rf"{_DAY}(?=(?<=[年月日号\d])生于)"),
    # ，男，汉族，1975年3月，大专文化
    re.compile(r"(?<=[男女族][，,、])(?:19|20)\d\d[年.]\d{1,2}月?(?:\d{1,2}日)?(?=[，,、；;）])"),
)
_PEOPLES = (
    "汉 壮 满 回 苗 维吾尔 土家 彝 蒙古 藏 布依 侗 瑶 朝鲜 白 哈尼 哈萨克 黎 傣 畲 傈僳 仡佬 东乡 拉祜 水 佤 纳西 羌 土 仫佬 锡伯 柯尔克孜 达斡尔 "
    "景颇 毛南 撒拉 布朗 塔吉克 阿昌 普米 鄂温克 怒 京 基诺 德昂 保安 俄罗斯 裕固 乌孜别克 门巴 鄂伦春 独龙 塔塔尔 赫哲 珞巴 高山 穿青人 僜人"
)
_PEOPLE = "|".join(sorted(_PEOPLES.split(), key=len, reverse=True))
_OPEN, _CLOSE = r"(?:^|(?<=[，,、；;（(【\[\s：:男女]))", r"(?=[，,、；;。）)】\]\s]|$)"
_ETHNICITIES = (
    # ，汉族， · （汉族） · 男汉族， but not 苗族自治县, 少数民族, 土家族村民
    re.compile(rf"{_OPEN}(?<!族、)(?:{_PEOPLE})族{_CLOSE}(?!、(?:{_PEOPLE})族)"),
    # ，男，汉，1975年…
    re.compile(rf"(?<=[男女][，,、])(?:{_PEOPLE})(?=[，,、])"),
    # 民族：汉
    re.compile(rf"(?<=民族[：:\t])\s?(?:{_PEOPLE})族?{_CLOSE}"),
)
_MASK = "[*＊×xXＸ✕]"
_CARDS = (
    # 身份证号码为：11010… , in full or masked
    re.compile(
        rf"(?:身份证|居民证|驾驶证|驾照|证件)(?:号码?|编号)?(?:为|是)?[：:\s]?(?P<what>\d(?:\d|{_MASK}){{9,17}}[\dXx]?)"
    ),
    re.compile(rf"(?<![0-9A-Za-z])(?P<what>\d{{6}}(?:\d{{2,8}})?{_MASK}{{4,12}}(?:\d{{2,4}}[\dXx]?)?)(?![0-9A-Za-z*])"),
    re.compile(
        r"(?<![0-9A-Za-z])(?P<what>[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx])(?![0-9A-Za-z])"
    ),
)
_PHONE = re.compile(rf"(?<![0-9A-Za-z])(?:\+?86-?)?1[3-9]\d(?:[-\s]?(?:\d|{_MASK}){{4}}){{2}}(?![0-9A-Za-z]|[万亿]|元)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def spans(text: str) -> Iterator[Span]:
    """Birth dates, ethnicities, card and phone numbers of a text, each with what takes its place; they may overlap."""
    if "生" in text or "族，" in text or "男，" in text or "女，" in text:
        for pattern in _BIRTHS:
            yield from (Span(m.start(), m.end(), BORN) for m in pattern.finditer(text))
    if "族" in text or "男" in text or "女" in text:
        for pattern in _ETHNICITIES:
            yield from (Span(m.start(), m.end(), ETHNICITY) for m in pattern.finditer(text))
    yield from (Span(m.start(), m.end(), PHONE) for m in _PHONE.finditer(text))
    labelled, masked, plain = _CARDS
    for pattern in (labelled, masked):
        yield from (Span(m.start("what"), m.end("what"), CARD) for m in pattern.finditer(text))
    for match in plain.finditer(text):
        if is_card(match["what"]) or not _unit_code(text, match.start()):
            yield Span(match.start("what"), match.end("what"), CARD)


def is_card(number: str) -> bool:
    """Is this a number of an identity card, by its check character (GB 11643)?"""
    if re.fullmatch(r"\d{17}[\dXx]", number) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


def _unit_code(text: str, at: int) -> bool:
    """Do the words before call the number the code of a unit (统一社会信用代码)?"""
    before = text[max(0, at - 20) : at]
    return re.search(r"(?:代码|注册号|许可证|执照|编号|合同|备案)[^，。；\n]{0,8}$", before) is not None
