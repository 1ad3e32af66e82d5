"""Sums of money in yuan, exact to the fen: 806.12万元 · 约1.2亿元 · 人民币伍万元整 · 62,251.89元.

Decisions. A range (2~5万元, 1万元至3万元) is two sums, at_least then at_most; so is 1000万元以上5000万元以下, so that a
caller who wants the loss of this accident can refuse whatever has a bound of that kind. The span is the figure with its
unit (and ￥): 约, 人民币 and 以上 stand outside. A price per piece (15元/吨) is a sum like any other. Other currencies,
unknown counts (数百万元) and table heads (单位：万元) are none. One sum printed twice, in words and in figures, is
returned once, with the words' span, if both agree; if they differ, both come back.
"""

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from extractors.values.numerals import (
    ARABIC,
    CN_DIGITS,
    CN_UNITS,
    CN_ZEROS,
    FORMAL,
    NUMBER,
    loosely_counted,
    read_number,
)

Bound = Literal["exact", "about", "at_least", "at_most"]

MONEY: Final = rf"(?:人民币)?(?:[￥¥] ?)?{NUMBER} ?[元圆圓](?![旦件素])[整正]?"
"""For larger patterns, where 直接经济损失 or 罚款 already says that it is money."""

RANGE: Final = r"[~～—–―－\-至到]{1,2}"

_FEN: Final = Decimal("0.01")
_LIMIT: Final = Decimal(10) ** 16  # decimal128(18, 2)
_WINDOW: Final = 48  # no printed sum is longer; it also keeps the search linear
_RUN_CHARS: Final = frozenset(f"0123456789.,， 点余多几来{CN_DIGITS}{CN_UNITS}{CN_ZEROS}")

_ANCHOR = re.compile(r"[元圆圓￥¥币]")
_GROUPED = r"[0-9]{1,3}(?:[,，] ?[0-9]{3}){1,5}(?![0-9])(?:\.[0-9]{1,6})?"
_TAIL = rf"(?: ?[余多几]?[{CN_UNITS}]{{1,3}}(?:[{CN_ZEROS}]?[0-9]{{1,4}}[{CN_UNITS}]{{1,2}}){{0,4}})? ?[余多]?"
_FIGURE = rf"(?<![0-9.])(?:{_GROUPED}|[0-9]{{1,18}}(?:\.[0-9]{{1,8}})?){_TAIL}"
_WORDS = rf"[{CN_DIGITS}{CN_UNITS}{CN_ZEROS}][{CN_DIGITS}{CN_UNITS}{CN_ZEROS}点余多几来]{{0,29}}"
_AMOUNT = re.compile(rf"(?:{_FIGURE}|{_WORDS}) ?\Z")
_LOWER = re.compile(rf"(?<![0-9.])(?P<n>[0-9]{{1,12}}(?:\.[0-9]{{1,6}})?[{CN_UNITS}]{{0,2}}|{_WORDS}){RANGE}\Z")
_SIGNED = re.compile(rf"[￥¥] ?(?>{_GROUPED}|{ARABIC})(?> ?[万亿]{{1,2}})?(?! ?[0-9元圆万亿千百])")
_NAMED = re.compile(rf"币[￥¥]? ?(?P<n>(?>{_GROUPED}|{ARABIC})(?> ?[千百]?[万亿])?)(?! ?[0-9元圆万亿千百.%％])")

# 元 that begins another word; 美金 after 5万元
_OTHER_WORD = re.compile(r"(?:旦|素|件(?!以)|器件|宵|老院|首|勋|帅|朝|代|区|桥|村|镇|乡|化|论|方程|美金|港币|欧元)")
_COINS = re.compile(
    rf" ?(?:(?:[0-9]|[{CN_DIGITS}])角)?(?:[{CN_ZEROS}]?(?:[0-9]|[{CN_DIGITS}])分(?![钟之别局公厂队数]))?[整正]?(?![在是式常当确])"
)
# a single plain numeral before 元 (李十元 is a name) needs a word of paying, or no Chinese word, before it
_PAYING = frozenset("款金处为计达值价共各每给付交收币罚超过近约足整失费资额的了以至到人低高于少多出或元按")

_LEAST_WORDS = "不少于|不低于|不小于|不得少于|不得低于|至少|最低|起码"
_MOST_WORDS = "不超过|不高于|不大于|不多于|不得超过|不得高于|至多|最多|最高"
_PREFIX = re.compile(
    rf"(?:(?P<least>{_LEAST_WORDS}|[≥＞>])|(?P<most>{_MOST_WORDS}|[≤＜<])"
    r"|(?P<over>超过|超出|超|逾|高于|大于|多于|突破)|(?P<under>不足|不到|未超过|未满|未达到?|少于|低于|小于)"
    r"|(?P<bare>[上过])"
    r"|(?P<about>(?<![签节违预契条])约|大约|大概|(?<![最附就])近|将近|接近|估计))"
    r"(?:[为合计达到了 ]{0,2}|处)(?:人民币)?(?:[（(]?大写[）):：]?)?[￥¥]? ?\Z"
)
_SUFFIX = re.compile(
    r"(?:人民币)?(?:[（(]含[^）)]{0,6}[）)])?[及或（(]?"
    r"(?:(?P<least>以上)|(?P<most>以下|以内|之内)|(?P<about>左右|上下|有余|余(?![额下款])))"
)
_TWICE = re.compile(r"[（(【\[，,]?[（(]?(?:大写|小写|人民币|即|折合|合计|计|[:：￥¥=为 ）)])*\Z")
_LINK = re.compile(rf"{RANGE}(?:人民币)?\Z")


@dataclass(frozen=True, slots=True)
class Money:
    """A sum: 约1.2亿元 → yuan 120000000.00, approximate, bound about.

    ``approximate`` says that the words leave the figure open (约, 余, 近, 超过, 不足); a threshold (以上, 不超过) is a bound only.
    """

    start: int
    end: int
    yuan: Decimal
    approximate: bool
    bound: Bound


def find_money(text: str, start: int = 0, end: int | None = None) -> list[Money]:
    """The sums of text[start:end] in reading order."""
    stop = len(text) if end is None else end
    found: list[Money] = []
    floor = start
    for anchor in _ANCHOR.finditer(text, start, stop):
        if anchor.start() < floor:
            continue
        if text[anchor.start()] in "元圆圓":
            sums = _at_yuan(text, anchor.start(), floor, stop)
        else:
            sums = _at_sign(text, anchor.start(), stop)
        if sums:
            found += sums
            floor = sums[-1].end
    return _linked(text, found) if len(found) > 1 else found


def _at_yuan(text: str, at: int, floor: int, stop: int) -> list[Money]:
    """The sum that ends in the 元 at ``at``, with the lower end of its range before it."""
    if at == floor or text[at - 1] not in _RUN_CHARS or _OTHER_WORD.match(text, at + 1):
        return []
    run = at
    lowest = max(floor, at - _WINDOW)
    while run > lowest and text[run - 1] in _RUN_CHARS:
        run -= 1
    m = _AMOUNT.search(text[run:at])
    if m is None or (run == lowest > floor):
        return []
    begin = run + m.start()
    read = _read(m.group())
    if read is None or loosely_counted(text, begin):
        return []
    if not _is_sum(text, m.group().strip(), begin, at):
        return []
    coins = _COINS.match(text, at + 1, stop)
    finish = coins.end() if coins and coins.group().strip() else at + 1
    if finish > at + 2 and (whole := _read(text[begin:finish])):
        read = whole
    lower = _lower(text, floor, begin, text[begin:at])
    if begin > floor and text[begin - 1] in "￥¥":
        begin -= 1
    sums = [lower, _qualified(text, begin, finish, read)] if lower else [_qualified(text, begin, finish, read)]
    if lower:
        sums[1:] = [replace(sums[-1], bound="at_most", approximate=False)]
    return [s for s in sums if s is not None]


def _read(figure: str) -> tuple[Decimal, bool] | None:
    read = read_number(figure)
    return (read[0].quantize(_FEN, ROUND_HALF_UP), read[1]) if read and read[0] < _LIMIT else None


def _is_sum(text: str, words: str, begin: int, at: int) -> bool:
    """Tell 三万元, 近百万元 and 伍圆 from 李十元, 三元区 and the table head 万元."""
    before = text[begin - 1] if begin else ""
    core = words.rstrip("余多")
    if text[at] != "元":
        return any(c in FORMAL for c in words) or text.startswith("整", at + 1)  # 圆 is a shape as well
    if words[0].isdecimal():
        return True
    if core.strip("百千万亿佰仟萬億") == "":
        bounded = begin and _PREFIX.search(text[max(0, begin - 12) : begin])
        return bool(bounded or _SUFFIX.match(text, at + 1) or core != words)
    if len(core) <= 2 and not any(c in "百千万亿仟佰萬億" for c in core):
        return not ("\u4e00" <= before <= "\u9fff") or before in _PAYING
    return True


def _lower(text: str, floor: int, begin: int, upper: str) -> Money | None:
    """The 2 of 2~5万元: it borrows the unit if it has none and stays below the upper end."""
    if begin - floor < 2 or text[begin - 1] not in "~～—–―－-至到":
        return None
    base = max(floor, begin - 24)
    m = _LOWER.search(text[base:begin])
    low, high = (_read(m["n"]) if m else None), _read(upper)
    if m is None or low is None or high is None:
        return None
    unit = upper.strip()[len(upper.strip().rstrip("百千万亿萬億")) :]
    value = low[0]
    if unit and not m["n"].endswith(tuple(CN_UNITS)) and (scaled := _read(f"{m['n']}{unit}")) and scaled[0] < high[0]:
        value = scaled[0]
    return Money(base + m.start("n"), base + m.end("n"), value, False, "at_least") if value < high[0] else None


def _qualified(text: str, begin: int, finish: int, read: tuple[Decimal, bool]) -> Money:
    """Put the words around the figure into bound and approximate: 不足…, …以上, 约…."""
    yuan, approximate = read
    bound: Bound = "about" if approximate else "exact"
    prefix = _PREFIX.search(text[max(0, begin - 12) : begin])
    kind = prefix.lastgroup if prefix else None
    if kind == "bare" and text[begin] not in "百千万亿":
        kind = None  # 上百万元, but 上20万元 is nothing
    if kind in ("least", "over", "bare"):
        bound, approximate = "at_least", approximate or kind != "least"
    elif kind in ("most", "under"):
        bound, approximate = "at_most", approximate or kind != "most"
    elif kind == "about":
        bound, approximate = "about", True
    suffix = _SUFFIX.match(text, finish)
    if suffix and suffix.lastgroup == "about":
        approximate = True
        bound = "about" if bound == "exact" else bound
    elif suffix:
        bound = "at_least" if suffix.lastgroup == "least" else "at_most"
    return Money(begin, finish, yuan, approximate, bound)


def _at_sign(text: str, at: int, stop: int) -> list[Money]:
    """￥35000 and 人民币500万, printed without 元."""
    if text[at] == "币":
        m = _NAMED.match(text, at, stop) if text.startswith("人民", at - 2) and at >= 2 else None
        span = m.span("n") if m else (0, 0)
    else:
        m = _SIGNED.match(text, at, stop)
        span = m.span() if m else (0, 0)
    read = _read(text[span[0] : span[1]].lstrip("￥¥ ")) if m else None
    return [_qualified(text, span[0], span[1], read)] if read else []


def _linked(text: str, found: list[Money]) -> list[Money]:
    """Join what is printed twice, and mark 1万元至3万元 as the ends of a range."""
    out = [found[0]]
    for money in found[1:]:
        last = out[-1]
        gap = text[last.end : money.start] if money.start - last.end <= 16 else "。"
        if last.yuan == money.yuan and _TWICE.match(gap) and (gap[:1] in "（(【[" or _formal(text, last, money)):
            if _in_words(text, money) and not _in_words(text, last):
                out[-1] = money
        elif last.bound in ("exact", "about") and last.yuan < money.yuan and _LINK.match(gap):
            out[-1] = replace(last, bound="at_least")
            out.append(replace(money, bound="at_most"))
        else:
            out.append(money)
    return out


def _in_words(text: str, money: Money) -> bool:
    return not any(c in "0123456789" for c in text[money.start : money.end])


def _formal(text: str, a: Money, b: Money) -> bool:
    return _in_words(text, a) != _in_words(text, b) and any(c in FORMAL for c in text[a.start : b.end])
