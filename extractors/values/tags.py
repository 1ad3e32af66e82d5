"""The date tags that accidents are called by: “5·29”, "5.29", ‘5•29’, 5·29较大火灾事故."""

import re
from dataclasses import dataclass
from typing import Final

from extractors.values.carry import valid_day

_OPEN = "“”\"〝〞‘’'＂＇「『"
_CLOSE = "”“\"〞〝’‘'＂＇」』"
_DOTS = "·•・･‧∙⋅●▪"  # any of them is the middle dot of some printer; the full stop needs quotes

TAG: Final = rf"[{_OPEN}]?(?:1[0-2]|0?[1-9]) ?[{_DOTS}.．] ?(?:3[01]|[12][0-9]|0?[1-9])[{_CLOSE}]?"
"""For larger patterns that go on with 事故."""

_TAG = re.compile(
    rf"(?<![0-9.．A-Za-z\-/{_DOTS}])(?P<month>1[0-2]|0?[1-9]) ?"
    rf"(?P<dot>[{_DOTS}.．]) ?(?P<day>[0-3]?[0-9])(?![0-9]|[.．{_DOTS}][0-9])"
)
_ANCHOR = re.compile(rf"[{_DOTS}.．]")
_ACCIDENT = re.compile(r"事故|事件|火灾|爆炸|坍塌|垮塌|中毒|窒息|透水|坠落|泄漏|触电|溺|灾害|专案|案件")
_UNIT = re.compile(r" ?[米吨元万亿公千厘毫微级度倍%％平立人条个倾分]")


@dataclass(frozen=True, slots=True)
class Tag:
    """An accident's tag; ``text`` is the normal form “5·29”, “12·03” as printed; the span has the quotes if both are printed."""

    start: int
    end: int
    month: int
    day: int
    text: str


def find_tag(text: str) -> list[Tag]:
    """Every tag in reading order; not 5.29米, not version 1.2."""
    found: list[Tag] = []
    if not _ANCHOR.search(text):
        return found
    for m in _TAG.finditer(text):
        month, day = int(m["month"]), int(m["day"])
        if not valid_day(None, month, day):
            continue
        left, right = _quotes(text, m.start(), m.end())
        if not _is_tag(text, m, left, right):
            continue
        start, end = (left[0], right[1]) if left and right else m.span()
        found.append(Tag(start, end, month, day, f"“{m['month']}·{m['day']}”"))
    return found


def _quotes(text: str, start: int, end: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Spans of the quotation marks that touch the figures, a space apart at most."""
    left = right = None
    at = start - 1 if start and text[start - 1] != " " else start - 2
    if at >= 0 and text[at] in _OPEN:
        left = (at, at + 1)
    at = end if text[end : end + 1] != " " else end + 1
    if at < len(text) and text[at] in _CLOSE:
        right = (at, at + 1)
    return left, right


def _is_tag(text: str, m: re.Match[str], left: object, right: object) -> bool:
    if left and right:
        return True
    if m["dot"] not in ".．":
        return bool(left or right or _ACCIDENT.search(text, m.end(), m.end() + 30))
    if not left or _UNIT.match(text, m.end()):
        return False
    # “4.18火灾事故”: the quotes hold the name as well
    closing = min((at for c in "”\"’'" if (at := text.find(c, m.end(), m.end() + 24)) >= 0), default=-1)
    return closing > 0 and text[m.end() : closing].endswith(("事故", "火灾", "爆炸", "事件"))
