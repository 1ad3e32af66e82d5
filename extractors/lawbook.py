"""The law as a table: titles and short names, editions and when they were in force, fines by statute, harmonised articles.

``laws.csv``, ``penalties.csv`` and ``crosswalk.csv`` in ``extractors/vocab`` hold the facts. An empty cell there means
that the fact was not certain enough to be written down, and answers here are None accordingly. ``source`` says where the
figures of a row were read; no row has a figure without one.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Literal, cast

import regex

from extractors.patterns import compiled, squeezed

Target = Literal["unit", "principal", "other_person", "staff"]

COUNTRY = "中华人民共和国"
_COMMON = frozenset({"公司法"})
_PROVINCE = r"(?:北京|天津|上海|重庆)市?|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海)省?|(?:内蒙古|广西(?:壮族)?|西藏|宁夏(?:回族)?|新疆(?:维吾尔)?)(?:自治区)?"
_PLACE = rf"(?:(?:{_PROVINCE})(?=[\p{{Han}}])|\p{{Han}}{{2,9}}?(?:省|市|自治区|自治州|自治县|经济特区|自由贸易港)(?![政场容民委]))"
_SAME = str.maketrans("()<>《》﹤﹥＜＞「」", "（）〈〉〈〉〈〉〈〉“”")
_MARKED_EDITION = compiled(
    r"（[^（）]*(?:修[订正]|\d{4}\s*年?(?:版|本)?|第[\p{Han}\d]+号|最新版?|新版|现行|试行|暂行|以下简称|以下统称|[A-Z]{2,5}[/\s]?[A-Z]?\s?\d)[^（）]*）$"
)
_BARE_EDITION = compiled(r"(?:(?<![，,\s])[，,\s]*+\d{4}年?(?:修[订正](?:版|本)?|版)|修[订正](?:版|本))$")
_LEADING = compiled(r"^(?:新修[订正]的?|修[订正]后的?|新版|新|原|现行)(?=〈|中华人民共和国|安全生产法|刑法|消防法)")
_NUMBER = compiled(
    r"(?P<body>[A-Z]{2,5})/?(?P<grade>[TZ]?)(?P<serial>[A-Z]?\d{1,6}(?:\.\d+)?)(?:[-—–－―]+(?P<year>\d{4}|\d{2}))?"
)
_OUTER = compiled(r"〈(?P<inside>(?:[^〈〉]|〈(?&inside)〉)*)〉")
_ORDER = compiled(
    r"（?(?:中华人民共和国)?(?P<body>\p{Han}{2,20}?)(?:令第?(?P<serial>(?:\d{4}年第)?\d{1,4})号|第?(?P<serial>\d{1,4})号令)）?"
)
_PAPER = compiled(r"（?(?P<body>\p{Han}{1,10})[〔\[（【](?P<year>\d{4})[〕\]）】]第?(?P<serial>\d{1,4})号）?")


@dataclasses.dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a law: the year of its adoption, the first and last day in force, its highest article.

    ``inserted`` names articles with a suffix (``134之一``) that this edition is known to have. ``source`` says where the
    figures were read; ``readings`` is 2 where someone else read every one of them afresh and agreed, else 1.
    """

    law: str
    edition: int | None
    number: str | None
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    articles: int | None
    inserted: frozenset[str]
    source: str | None = None
    readings: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Law:
    """A law under its full title without 《》, with its editions from the oldest to the newest."""

    title: str
    kind: str
    aliases: tuple[str, ...]
    replaced_by: str | None
    editions: tuple[Edition, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class PenaltyRange:
    """What an article lets a target be fined: in yuan, or as a part of last year's income (0.4 for 40 %).

    ``severity`` None holds for every severity; a bound that the statute does not set (五万元以下) is None.
    """

    law: str
    edition: int
    article: int
    paragraph: int | None
    item: int | None
    target: Target
    severity: str | None
    min_yuan: Decimal | None
    max_yuan: Decimal | None
    min_ratio: float | None
    max_ratio: float | None
    note: str
    source: str


@dataclasses.dataclass(frozen=True, slots=True)
class Crossing:
    """An article of one edition and the article of a later one that it became."""

    law: str
    subject: str
    edition_from: int
    article_from: int
    edition_to: int
    article_to: int


_STRAIGHT_QUOTES = compiled(r"[\"＂]([^\"＂]*)[\"＂]")


def normalise(name: str) -> str:
    """A printed name without white space and outer 《》, inner brackets 〈〉, round brackets full-width."""
    text = squeezed(name).translate(_SAME)
    text = _STRAIGHT_QUOTES.sub(r"“\1”", text)
    while outer := _OUTER.fullmatch(text):
        text = outer["inside"]
    return str(text)


@cache
def laws() -> dict[str, Law]:
    """Every law of ``laws.csv`` by its title, in the order of the file."""
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in _rows("laws.csv"):
        grouped.setdefault(row["law"], []).append(row)
    return {title: _law(title, rows) for title, rows in grouped.items()}


@cache
def canonical(name: str) -> str | None:
    """The full title for a printed title, short name, standard number or 文号; None for what the table does not hold.

    《安全生产法》 → 中华人民共和国安全生产法 · 消防法（2021年修订） → 中华人民共和国消防法 · GB6721-86 → its title.
    """
    printed = normalise(name)
    for form in _forms(printed):
        for title in (form, f"{COUNTRY}{form}", f"{form}（试行）"):
            found = _lookup().get(title)
            if found is not None:
                return found
    return by_number(printed)


def by_number(number: str) -> str | None:
    """The title that alone bears a standard's number or a 文号: GB/T6441—1986, 国务院令第493号.

    GB6441 and GB/T6441, GA703 and XF703 are one. The number of a decision that amended several laws names none.
    """
    key = _number_key(normalise(number))
    titles = _numbers().get(key, frozenset()) if key else frozenset()
    return next(iter(titles)) if len(titles) == 1 else None


def law(name: str) -> Law | None:
    """The law of a printed name, as :func:`canonical` reads it."""
    title = canonical(name)
    return laws()[title] if title is not None else None


def edition_on(name: str | Law, day: dt.date) -> Edition | None:
    """The edition in force on a day; None before the first, after the last and where the dates are not known."""
    book = name if isinstance(name, Law) else law(name)
    if book is None:
        return None
    begun = [e for e in book.editions if e.in_force_from is not None and e.in_force_from <= day]
    last = begun[-1] if begun else None
    if last is None or (last.in_force_to is None and last is not book.editions[-1]):
        return None
    return last if last.in_force_to is None or day <= last.in_force_to else None


def has_article(name: str | Law, article: int, suffix: str | None = None, day: dt.date | None = None) -> bool | None:
    """Does a law have an article, in the edition of a day or else in any edition? None where that is not known.

    刑法 134 之一 exists since 2021-03-01; of the other statutes none has articles with a suffix.
    """
    book = name if isinstance(name, Law) else law(name)
    if book is None:
        return None
    asked = book.editions
    if day is not None:
        edition = edition_on(book, day)
        asked = (edition,) if edition is not None else ()
    answers = {_edition_has(book, edition, article, suffix) for edition in asked}
    if True in answers:
        return True
    return False if answers == {False} else None


def penalty_ranges(
    name: str, article: int, day: dt.date | None = None, severity: str | None = None, target: Target | None = None
) -> list[PenaltyRange]:
    """The fines that an article sets, in the edition of the day; severity and target narrow the choice.

    安全生产法 114, 2023-05-29, 一般, unit → 30–100万 (first paragraph) and its 2–5 times (second paragraph).
    """
    title = canonical(name)
    edition = edition_on(title, day) if title is not None and day is not None else None
    if title is None or (day is not None and edition is None):
        return []
    return [
        r
        for r in _penalties().get((title, article), ())
        if (edition is None or r.edition == edition.edition)
        and (severity is None or r.severity in (None, severity))
        and (target is None or r.target == target)
    ]


@cache
def crossings(name: str) -> tuple[Crossing, ...]:
    """All known pairs of articles of a law across its editions."""
    title = canonical(name)
    rows = (row for row in _rows("crosswalk.csv") if row["law"] == title)
    ends = ("edition_from", "article_from", "edition_to", "article_to")
    return tuple(Crossing(row["law"], row["subject"], *(int(row[end]) for end in ends)) for row in rows)


def all_crossings() -> list[Crossing]:
    """All pairs of articles, in the table's order."""
    names = dict.fromkeys(row["law"] for row in _rows("crosswalk.csv"))
    return [c for name in names for c in crossings(name)]


def all_penalties() -> list[PenaltyRange]:
    """All statutory ranges, by law and article."""
    return [r for ranges in _penalties().values() for r in ranges]


def article_in(name: str, article: int, edition: int, wanted: int) -> int | None:
    """The number that an article of one edition bears in another: 安全生产法 109 of 2014 is 114 in 2021, and back.

    None where that is not known or one article became two.
    """
    if edition == wanted:
        return article
    pairs = crossings(name)
    found = {
        c.article_to for c in pairs if (c.edition_from, c.article_from, c.edition_to) == (edition, article, wanted)
    } | {c.article_from for c in pairs if (c.edition_to, c.article_to, c.edition_from) == (edition, article, wanted)}
    return next(iter(found)) if len(found) == 1 else None


def kind_of(title: str) -> str | None:
    """What a title is: by the table, else by its form (某省…条例 → 地方性法规, …操作规程 → 内部制度, GB/T… → 标准)."""
    known = law(title)
    if known is not None:
        return known.kind
    text = normalise(title)
    return next((kind for kind, form in _KINDS if form.search(text)), None)


_KINDS: tuple[tuple[str, regex.Pattern[str]], ...] = tuple(
    (kind, compiled(form))
    for kind, form in (
        ("标准", r"^(?:GB|AQ|JGJ|JTG|JB|GA|XF|DB|TSG|CJJ|SY|MT|DL|HG|SH|NB|QB|WS|YB|LD|SL|TB|JT)[/A-Z]*\s?\d"),
        ("标准", r"（?(?:GB|AQ|JGJ|JTG|DB|TSG|CJJ|XF|GA|DL|MT)[/A-Z]*\s?\d[\d./]*[-—–－]\d{2,4}）?$"),
        ("党内法规", r"^中国共产党(?!.*(?:通知|意见|公报|决议|决定)$)"),
        ("司法解释", r"^(?:最高人民(?:法院|检察院).*(?:解释|规定)|关于.*案件.*解释)(?:（[一二三四五]）)?$"),
        ("规范性文件", r"(?:通知|意见|方案|批复|函|公告|通告|计划|纲要|要点|行动|清单|通报|决定|指示|决议|机制(?:（试行）)?|工作职责|职责分工|分工表(?:（试行）)?|措施(?<!技术措施|安全措施)|目录|指南|指引)$"),
        ("内部制度", r"(?:公司|集团|项目部|(?<!工)厂|车间|煤业|矿业)[\p{Han}（）〈〉“”]{0,200}(?:制度|规程|规定|办法|细则|规则|手册|措施|预案|责任制|职责)$"),
        ("规范性文件", r"领导干部安全生产责任制(?:规定)?.*(?:办法|细则|规定)(?:（试行）)?$"),
        ("地方性法规", rf"^{_PLACE}(?:.*条例|实施〈.*法〉的?(?:办法|细则|条例|规定))$"),
        ("地方政府规章", rf"^{_PLACE}.*(?:办法|规定|细则|规则)(?:（(?:试行|暂行)）)?$"),
        ("内部制度", r"(?:制度(?:汇编)?|责任制|操作规程|技术措施|安全措施|作业规程|岗位职责|应急预案|施工方案|施工组织设计|(?:安全|管理|员工)手册)$"),
        ("法律", rf"^(?:{COUNTRY})?[\p{{Han}}、]{{1,30}}(?<![办方做手用看说执守违司合非普])法(?:典)?$"),
        ("标准", r"(?:标准|规范|规程|技术要求|技术条件|安全要求|技术规则|通则|导则|设计规定|检验规则|技术规定)(?:（试行）)?(?:第\d+部分.*)?$"),
        ("行政法规", r"^[\p{Han}、〈〉]{2,40}条例$|^国务院关于.*规定$"),
    )
)  # fmt: skip
"""Kinds by the form of a title, tried in this order; a bare 某某管理办法 may be a ministry's or a firm's and has none."""


_STANDARD_NUMBER = compiled(r"[\dA-Z.\-/]+")


@cache
def short_names() -> dict[str, str]:
    """Every title and short name with its title, for finding laws that are named without 《》.

    Names that are parts of common words are left out; see :func:`stands_alone` for those that begin one.
    """
    return {
        name: title
        for name, title in sorted(_lookup().items())
        if name not in _COMMON and not _STANDARD_NUMBER.fullmatch(name)
    }


_GOES_ON = compiled(r"[律规院定人务制治官典学]|实施")
_REGION_BEFORE = compiled(r"(?:省|市|自治区|自治州|经济特区)$")


def stands_alone(text: str, start: int, end: int) -> bool:
    """Is a name found in running text the whole name? 安全生产法律法规, 铁路法院 and 某省消防条例 hold longer words."""
    if text[end - 1 : end] == "法" and _GOES_ON.match(text[end : end + 2]):
        return False
    if text[start:end].startswith(COUNTRY):
        return True
    return not _REGION_BEFORE.search(text[max(0, start - 6) : start])


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (resources.files("extractors") / "vocab" / file).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _int(cell: str) -> int | None:
    return int(cell) if cell else None


def _date(cell: str) -> dt.date | None:
    return dt.date.fromisoformat(cell) if cell else None


def _law(title: str, rows: list[dict[str, str]]) -> Law:
    editions = tuple(
        Edition(
            law=title,
            edition=_int(row["edition"]),
            number=row["number"] or None,
            in_force_from=_date(row["in_force_from"]),
            in_force_to=_date(row["in_force_to"]),
            articles=_int(row["articles"]),
            inserted=frozenset(filter(None, row["inserted"].split("|"))),
            source=row["source"] or None,
            readings=_int(row["readings"]),
        )
        for row in rows
    )
    aliases = tuple(dict.fromkeys(alias for row in rows for alias in row["aliases"].split("|") if alias))
    return Law(title, rows[0]["kind"], aliases, rows[-1]["replaced_by"] or None, editions)


@cache
def _lookup() -> dict[str, str]:
    """Every title and alias to its title; titles win."""
    names = {alias: book.title for book in laws().values() for alias in book.aliases}
    return names | {title: title for title in laws()}


_FOUR_HAN = compiled(r"\p{Han}{4}")


def _forms(printed: str) -> Iterator[str]:
    """The printed name, then what remains of it without edition, number and 新."""
    seen: set[str] = set()
    queue = [printed]
    while queue:
        form = queue.pop(0)
        if len(form) < 2 or form in seen:
            continue
        seen.add(form)
        yield form
        queue += [normalise(pattern.sub("", form)) for pattern in (_MARKED_EDITION, _BARE_EDITION, _LEADING)]
        without = _NUMBER.sub("", form).strip("（）-—、，")
        if without != form and "（）" not in without and _FOUR_HAN.search(without):
            queue.append(normalise(without))


@cache
def _numbers() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for book in laws().values():
        for edition in book.editions:
            if edition.number is None or edition.number.startswith("主席令"):
                continue
            keys = {_number_key(edition.number)}
            match = _NUMBER.fullmatch(edition.number)
            if match:
                keys.add(_number_key(edition.number.rsplit("-", 1)[0]))
            for key in keys - {None}:
                found.setdefault(str(key), set()).add(book.title)
    return {key: frozenset(titles) for key, titles in found.items()}


_OFFICE_WORDS = compiled(r"^国家|生产|监督|管理")
_SAFETY_OFFICE = compiled("安监总局|安全监管总局")
_HOUSING_OFFICE = compiled("住房和?城乡建设部")


def _number_key(number: str) -> str | None:
    """One spelling of a number: GB/T 6441—86 → GB6441-1986, 国家安监总局令第16号 → 安全生产监督管理总局令16."""
    match = _NUMBER.fullmatch(number.strip("（）"))
    if match:
        body = {"GA": "XF", "GBT": "GB", "JGJT": "JGJ"}.get(match["body"], match["body"])
        year = match["year"]
        if year and len(year) == 2:
            year = ("19" if int(year) > 50 else "20") + year
        return f"{body}{match['serial']}-{year}" if year else f"{body}{match['serial']}"
    match = _ORDER.fullmatch(number)
    if match:
        body = _OFFICE_WORDS.sub("", match["body"])
        body = _SAFETY_OFFICE.sub("安全总局", _HOUSING_OFFICE.sub("住建部", body))
        return f"{body}令{match['serial']}"
    match = _PAPER.fullmatch(number)
    return f"{match['body']}〔{match['year']}〕{match['serial']}号" if match else None


def _edition_has(book: Law, edition: Edition, article: int, suffix: str | None) -> bool | None:
    if article < 1:
        return False
    if edition.articles is not None and article > edition.articles:
        return False
    if suffix:
        wanted = f"{article}{suffix}"
        if wanted in edition.inserted:
            return True
        if any(wanted in other.inserted for other in book.editions):
            return False
        return False if book.kind == "法律" and not any(e.inserted for e in book.editions) else None
    return True if edition.articles is not None else None


@cache
def _penalties() -> dict[tuple[str, int], tuple[PenaltyRange, ...]]:
    found: dict[tuple[str, int], list[PenaltyRange]] = {}
    for row in _rows("penalties.csv"):
        entry = PenaltyRange(
            law=row["law"],
            edition=int(row["edition"]),
            article=int(row["article"]),
            paragraph=_int(row["paragraph"]),
            item=_int(row["item"]),
            target=cast(Target, row["target"]),
            severity=row["severity"] or None,
            min_yuan=Decimal(row["min_yuan"]) if row["min_yuan"] else None,
            max_yuan=Decimal(row["max_yuan"]) if row["max_yuan"] else None,
            min_ratio=float(row["min_ratio"]) if row["min_ratio"] else None,
            max_ratio=float(row["max_ratio"]) if row["max_ratio"] else None,
            note=row["note"],
            source=row["source"],
        )
        found.setdefault((entry.law, entry.article), []).append(entry)
    return {key: tuple(entries) for key, entries in found.items()}
