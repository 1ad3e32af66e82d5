"""What a description says of a unit: code, legal representative, controller, date, capital, address, scope."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any

import regex

from extractors.facts import Facts
from extractors.patterns import compiled, squeezed
from extractors.rules import Rule, load
from extractors.values import uscc
from extractors.values.dates import find_moments
from extractors.values.money import find_money
from schemas.document import Report

FIELDS = (
    "legal_representative",
    "actual_controller",
    "registered_on",
    "registered_capital_yuan",
    "address",
    "business_scope",
)
SIGNS = compiled(
    r"统一社会信用代码|社会信用代码|法定代表人|法人代表|经营范围|注册资[本金]|成立日期|成立时间|注册地址|注册日期|经营场所|住所[：:]|营业执照|"
    r"成立于|企业类型|类型：|法人：|组织机构代码|注册号|登记成立|资质"
)
"""Words by which a paragraph shows that it describes a unit."""

_PLACED = compiled(r"[省市县区旗州镇乡村街道路号园巷弄幢楼层组屯里]")
_SCOPE_ENDS = compiled(
    r"[，；](?:现有|公司现|公司(?:现)?有|该公司|该企业|企业现|从业人员|职工|员工|资质|具有|持有|取得|营业期限|登记机关|核准日期|统一社会信用代码|法定代表人|住所|注册资|成立日期|登记日期|"
    r"注册地址|法人代表|经营场所|安全生产许可|有效期|经营期限|类型)"
)
_MYRIADS = compiled(r"(?<!\d)(?P<figure>\d++(?:\.\d+)?)\s?(?P<unit>[万亿])(?!元)")
_TABLE_KEYS = (
    ("name", compiled(r"(?:(?:单位|企业|公司)?名称|单位|责任单位|企业|公司|单位全称)")),
    ("uscc", compiled(r"(?:统一)?社会信用代码(?:（[^）]*）)?|信用代码")),
    ("legal_representative", compiled(r"法定代表人(?:姓名)?|法人代表|法人|法定代表人（负责人）|经营者(?:姓名)?")),
    ("actual_controller", compiled(r"实际控制人")),
    ("registered_on", compiled(r"成立(?:日期|时间)|注册(?:日期|时间)|登记日期|设立日期")),
    ("registered_capital_yuan", compiled(r"注册资(?:本|金)(?:（万元）)?")),
    ("address", compiled(r"住所|(?:注册|经营|企业|单位)?地址|经营场所|注册地址")),
    ("business_scope", compiled(r"经营范围")),
    ("role", compiled(r"(?:单位)?(?:性质|角色|类别|类型|身份)|参建(?:方|角色)|项目角色|与事故关系")),
)


def read(report: Report, facts: Facts, name: str, start: int, end: int) -> None:
    """Put into ``facts`` what ``text[start:end]``, which describes the unit ``name``, says of it."""
    text = report.text
    for code in uscc.find(text, start, end)[:1]:
        set_uscc(report, facts, code)
    for rule in load("org_attributes"):
        field = rule.attrs["field"]
        if facts.get(field) is not None or not _applies(rule, name):
            continue
        for match in rule.finditer(text, start, end):
            a, b = match.span("value")
            if field == "business_scope":
                cut = _SCOPE_ENDS.search(text, a, b)
                b = cut.start() if cut else b
            value = value_of(field, text, a, b)
            if value is not None:
                facts.set(field, value, report.evidence(a, b, rule.id))
                break


def set_uscc(report: Report, facts: Facts, code: uscc.Uscc) -> None:
    """The first code of a unit; a second one is a conflict."""
    facts.set("uscc", code.code, report.evidence(code.start, code.end, "org_attributes.uscc"))
    if facts.get("uscc") == code.code:
        facts.derive("uscc_valid", code.valid)


@cache
def _only(words: str) -> regex.Pattern[str]:
    return compiled(words)


def _applies(rule: Rule, name: str) -> bool:
    only = rule.attrs.get("only")
    return only is None or _only(only).search(name) is not None


_HAN = compiled(r"\p{Han}")


def value_of(field: str, text: str, start: int, end: int) -> Any:
    """The value that ``text[start:end]`` prints for a field, None where it prints none."""
    printed = squeezed(text[start:end])
    if field in ("legal_representative", "actual_controller"):
        return printed if _HAN.match(printed) and not _common(printed) else None
    if field == "registered_on":
        return _day(text, start, end)
    if field == "registered_capital_yuan":
        return _yuan(text, start, end)
    if field == "address":
        return printed if _PLACED.search(printed) else None
    if field == "uscc":
        found = uscc.find(text, start, end)
        return found[0].code if found else None
    return printed.strip("，；") or None


_COMMON = compiled(
    r"[\p{Han}]{0,2}(?:公司|负责人|身份证?|信息|不详|签字|姓名|联系|电话|安全|职责|主体|责任|全面|委托|授权)"
)


def _common(printed: str) -> bool:
    return (
        _COMMON.fullmatch(
            printed,
        )
        is not None
    )


_PLAIN_DATE = compiled(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")


def _day(text: str, start: int, end: int) -> dt.date | None:
    for moment in find_moments(text, start, end):
        if moment.year and moment.month:  # 成立于2009年6月: its first day, as for the year and month of a post
            return dt.date(moment.year, moment.month, moment.day or 1)
    numbers = _PLAIN_DATE.match(text[start:end].strip())
    if numbers is None:
        return None
    try:
        return dt.date(*(int(n) for n in numbers.groups()))
    except ValueError:
        return None


_FOREIGN_MONEY = compiled(r"\s?(?:美|港|欧|日元|英镑|加元)")
_FOREIGN_SIGN = compiled(r"美|港|欧")


def _yuan(text: str, start: int, end: int) -> Decimal | None:
    if _FOREIGN_MONEY.match(text[end : end + 3]) or _FOREIGN_SIGN.search(text[start:end]):
        return None
    found = find_money(text, start, end)
    if found:
        return found[0].yuan
    bare = _MYRIADS.search(text, start, end)
    if bare is None:
        return None
    return (Decimal(bare["figure"]) * (10**4 if bare["unit"] == "万" else 10**8)).quantize(Decimal("0.01"))


_KEY_MARKS = compiled(r"[\s：:]")


def table_key(printed: str) -> str | None:
    """The field that a table's cell heads: 统一社会信用代码, 法定代表人, 单位性质 …"""
    word = _KEY_MARKS.sub("", printed)
    for field, pattern in _TABLE_KEYS:
        if pattern.fullmatch(word):
            return field
    return None
