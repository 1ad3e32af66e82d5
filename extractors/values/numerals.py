"""Numbers as Chinese reports print them: 1,234.56 · 一千三百零五 · 贰拾万零叁佰元整 · 二〇二三 · 3万5千."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# Every circle that printers and OCR use for zero; ASCII 0 stands among Chinese digits too (二00四年).
ZEROS: Final = "零〇○◯Ｏ０OoΟО0"

_DIGIT: Final[dict[str, int]] = (
    dict.fromkeys(ZEROS, 0)
    | {c: n for n, c in enumerate("一二三四五六七八九", 1)}
    | {c: n for n, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
    | {"两": 2, "兩": 2, "貳": 2, "弍": 2, "叄": 3, "參": 3, "陸": 6, "壱": 1, "弐": 2, "参": 3}
)
_UNIT: Final[dict[str, int]] = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GREAT: Final[tuple[tuple[str, int], ...]] = (("亿億", 10**8), ("万萬", 10**4))

# --- regex sources for larger patterns: no groups that capture, all repeats bounded --------------------------------
CN_DIGITS: Final = "一二三四五六七八九两兩壹贰貳弍叁叄肆伍陆陸柒捌玖"
CN_UNITS: Final = "十拾百佰千仟万萬亿億"
CN_ZEROS: Final = "零〇○◯"
FORMAL: Final = "壹贰貳弍叁叄肆伍陆陸柒捌玖拾佰仟"

ARABIC: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}(?![0-9])|[0-9]{1,18})(?:\.[0-9]{1,12})?"
# 二百四十余万: the 余 may stand before 万 and 亿 or at the end
CHINESE: Final = rf"[{CN_DIGITS}{CN_UNITS}{CN_ZEROS}]{{1,30}}(?:点[{CN_DIGITS}{CN_ZEROS}]{{1,8}})?(?:[余多几来]?[万萬亿億]){{0,2}}[余多]?"
MIXED: Final = (
    rf"{ARABIC} ?(?:[余多]?[{CN_UNITS}]{{1,3}})(?:[{CN_ZEROS}]?[0-9]{{1,4}}[{CN_UNITS}]{{1,2}}){{0,4}}"
    rf"(?:[0-9]{{1,4}}(?![0-9.]))?[余多]?"
)
NUMBER: Final = rf"(?:{MIXED}|{ARABIC}[余多]?|{CHINESE})"

_NUMBER = re.compile(NUMBER)
_ARABIC = re.compile(ARABIC)
_DIGITS = re.compile(rf"[{CN_DIGITS}{ZEROS}]+")
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|.", re.DOTALL)
_VAGUE = re.compile(rf"(?<=[{CN_UNITS}0-9])[余多几来](?=[万萬亿億]|$)")
_CASH = re.compile(r"(?P<yuan>[^元圆圓]*)[元圆圓](?:(?P<jiao>[^角分]{1,2})角)?(?:[零〇]?(?P<fen>[^角分零])分)?[整正]?")
_THOUSANDS = re.compile(r"(?<=[0-9])[,，] ?(?=[0-9]{3}(?![0-9]))")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: 二百四十余 → value 240, approximate."""

    start: int
    end: int
    value: Decimal
    approximate: bool


def parse_number(s: str) -> Decimal | None:
    """The value of a string that is a number and nothing else: 3万5千 → 35000; None for 两三百, 几十, 三五."""
    read = read_number(s)
    return read[0] if read else None


def parse_int(s: str) -> int | None:
    """The same for whole numbers: 一百三十五 → 135; None for 1.5."""
    value = parse_number(s)
    return int(value) if value is not None and value == value.to_integral_value() else None


def read_number(s: str) -> tuple[Decimal, bool] | None:
    """Value, and whether the words leave it open: 二百四十余 → (240, True), 1,234.56 → (1234.56, False)."""
    s = s.strip()
    if not s or len(s) > 64:  # longer than any printed number: no need to try
        return None
    if "," in s or "，" in s:
        s = _THOUSANDS.sub("", s)
    s = s.replace(" ", "")
    s, vague = _VAGUE.subn("", s)
    if vague > 1:
        return None
    value = _cash(s) if s[-1:] in "元圆圓角分整正" else _value(s)
    return None if value is None else (value, vague > 0)


def find_numbers(text: str, start: int = 0, end: int | None = None) -> Iterator[Number]:
    """Every number of a stretch of text, longest reading first; 一般 yields its 一: look at what follows."""
    for m in _NUMBER.finditer(text, start, len(text) if end is None else end):
        if not loosely_counted(text, m.start()) and (read := read_number(m.group())):
            yield Number(m.start(), m.end(), *read)


def loosely_counted(text: str, pos: int) -> bool:
    """Whether the number at pos is the tail of 数十, 几百: a count that nobody stated."""
    if pos == 0 or text[pos - 1] not in "几数幾數" or text[pos] not in CN_UNITS:
        return False
    return text[max(0, pos - 2) : pos] not in ("人数", "总数", "次数", "户数", "件数")


def _cash(s: str) -> Decimal | None:
    """玖佰玖拾捌元壹角壹分整 → 998.11."""
    m = _CASH.fullmatch(s)
    yuan = _value(m["yuan"]) if m else None
    if m is None or yuan is None:
        return None
    for part, weight in ((m["jiao"], Decimal("0.1")), (m["fen"], Decimal("0.01"))):
        if part:
            digit = _DIGIT.get(part[-1], int(part[-1]) if part[-1] in "123456789" else -1)
            if digit < 0 or (len(part) == 2 and part[0] not in CN_ZEROS):
                return None
            yuan += digit * weight
    return yuan


def _value(s: str) -> Decimal | None:
    if not s:
        return None
    if _ARABIC.fullmatch(s):
        return Decimal(s)
    if _DIGITS.fullmatch(s):
        return _digit_string(s)
    if "点" in s:
        return _pointed(s)
    return _compose(s)


def _digit_string(s: str) -> Decimal | None:
    """二○二三 → 2023, 七 → 7; None for 三五, which may mean three to five."""
    if len(s) == 2 and not any(c in ZEROS for c in s):
        return None
    return Decimal("".join(str(_DIGIT[c]) for c in s))


def _pointed(s: str) -> Decimal | None:
    """三点二五 → 3.25, 三点五万 → 35000."""
    whole, _, rest = s.partition("点")
    fraction = rest.rstrip("万萬亿億")
    left = _value(whole)
    if left is None or not fraction or any(c not in _DIGIT for c in fraction):
        return None
    value = left + Decimal("0." + "".join(str(_DIGIT[c]) for c in fraction))
    for c in rest[len(fraction) :]:
        value *= 10**8 if c in "亿億" else 10**4
    return value


def _compose(s: str) -> Decimal | None:
    """Split at the greatest unit, 亿 before 万, and add the halves; a lone last digit is a tenth (一万五)."""
    for signs, weight in _GREAT:
        at = max(s.rfind(signs[0]), s.rfind(signs[1]))
        if at < 0:
            continue
        left = _compose(s[:at]) if at else Decimal(1)
        right = s[at + 1 :]
        if left is None or left == 0:
            return None
        if not right:
            return left * weight
        if len(right) == 1:
            digit = _digit(right)
            return None if digit is None else left * weight + digit * Decimal(weight) / 10
        low = _compose(right)
        return None if low is None or low >= weight or left != left.to_integral_value() else left * weight + low
    return _section(s)


def _digit(s: str) -> Decimal | None:
    if s.isdecimal() or s[0].isdecimal():
        return Decimal(s) if _ARABIC.fullmatch(s) else None
    value = _DIGIT.get(s)
    return Decimal(value) if value is not None else None


def _section(s: str) -> Decimal | None:
    """What stands below one 万: 三千零五, 十二, 3千5百; None where the units do not fall."""
    total, last, zero, plain = Decimal(0), 10**4, False, False
    pending: Decimal | None = None
    for token in _TOKEN.findall(s):
        unit = _UNIT.get(token)
        if unit is not None:
            if pending is None and unit != 10 and total:
                return None
            if unit >= last or pending == 0:
                return None
            total += (Decimal(1) if pending is None else pending) * unit
            last, pending, zero = unit, None, False
        elif token in CN_ZEROS:
            if pending is not None:
                return None
            zero = True
        else:
            value = _digit(token)
            if value is None or pending is not None:
                return None
            pending, plain = value, token[0].isdecimal()
    if pending is None:
        return None if zero and total else total
    if plain and last < 10**4 and len(str(pending)) == len(str(last)) - 1:
        return total + pending  # 3千500: printed to the full width of the unit before
    if last == 10**4 or last == 10 or zero:
        return total + pending if pending < last else (pending if not total and last == 10**4 else None)
    return total + pending * last / 10 if pending < 10 else None
