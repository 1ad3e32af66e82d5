"""What an item says of its person beside the name: 男，1964年8月出生，中共党员，某公司总经理，2016年9月至今任现职.

Values stand in the pieces after the name; the first piece that names a post gives unit and post. Kinds of responsibility
are the vocabulary's; 负有责任 without a kind has none.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import regex

from extractors.org_names import is_firm
from extractors.patterns import after_last, compiled
from extractors.posts import Post, Resolve, pieces, split
from extractors.rules import of_kind
from extractors.values.places import find_regions
from extractors.view import View
from schemas.document import Evidence, Report

_GENDER = compiled(r"^(?:性别：?)?(?P<v>男|女)性?$")
_AGE = compiled(r"^(?:年龄：?|现年|时年|今年)?(?P<v>\d{1,3})(?:周)?岁")
_BORN = compiled(r"(?P<v>(?:19|20)\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:出?生|生人)")
_PARTY = compiled(
    r"^(?:政治面貌：?|系|为|，)?(?:(?P<member>中共(?:预备)?党员|中国共产党(?:预备)?党员|预备党员|党员)|(?P<mass>群众)|(?P<youth>共青团员|团员)|"
    r"(?P<other>民主党派|民革|民盟|民建|民进|农工党|致公党|九三学社|台盟)(?:党员|成员|会员|盟员|社员)?|(?P<none>无党派)(?:人士)?)(?:人士)?$"
)
_PARTIES = {"member": "中共党员", "mass": "群众", "youth": "共青团员", "other": "民主党派", "none": "无党派"}
_SINCE = compiled(
    r"(?P<y>\d{4})年(?:(?P<m>\d{1,2})月)?(?:(?P<d>\d{1,2})日)?(?:份)?(?:至今|起至今|以来|起|开始|后)?(?:一直)?(?:任现职|担任现职|任该职|任现职务|担任(?!.{0,20}(?:期间|组长|副组长))|(?:起|至今)任(?!务))"
)
_HEAD = compiled(r"(?:（(?P<in>[^（）]*(?:（[^（）]*）[^（）]*)*)）)?(?P<join>[：，,。\n]?(?:作为|系|是|为)?)")
_ASIDE = compiled(r"（(?P<in>中共(?:预备)?党员|中国共产党党员|党员|群众|共青团员|无党派人士)）$")
_ALL_HAN = compiled(r"\p{Han}+")
_LEVELS, _LONGEST_PLACE, _LONGEST_STREET = "省市县区旗镇乡", 8, 4
_KIN = compiled(
    r"(?:其|系)?(?:妻子?|丈夫|夫|父亲?|母亲?|儿子|女儿|子|女|兄|弟|姐|妹|配偶|家属)(?:系|为|是|[^，。]{0,4}系|[^，。]{0,4}为)|其(?:妻|夫|父|母|子|女|兄|弟|姐|妹|配偶)"
)
_ISSUED_BY = compiled(r"(?:发证|签发|颁发|登记)(?:机关|单位|机构)：$")
_POST_WITHIN = 9
"""Pieces after the name within which a post is the person's own: 男，汉族，群众，40岁，某县人，身份证号码：…，某公司经理."""
_LIMIT = 12
"""Pieces after the name among which attributes are looked for."""


@dataclasses.dataclass
class Attributes:
    """Values read so far with their evidence; the first reading of a field stays."""

    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    evidence: list[tuple[str, Evidence]] = dataclasses.field(default_factory=list)

    def set(self, field: str, value: object, *evidence: Evidence) -> None:
        """Keep a value, unless the field has one."""
        if value is None or field in self.values:
            return
        self.values[field] = value
        self.evidence += [(field, e) for e in evidence]


_BRACKET = compiled(r"（(?P<in>[^（）]*(?:（[^（）]*）[^（）]*)*)）")
_END_OF_ATTRIBUTES = compiled(r"一是|经查|其行为|建议|违反|对事故|负此次|鉴于|因(?!公)")


def read(
    report: Report, words: View, start: int, end: int, resolve: Resolve, post: tuple[int, int] | None = None
) -> Attributes:
    """Attributes of a person from the words after the name.

    Args:
        report: the report.
        words: the passage.
        start: where in the passage the name ends.
        end: where what is said of the person ends.
        resolve: printed name of a unit to its full name.
        post: where 单位＋职务 stand before the name, if they do.
    """
    out = Attributes()
    if post is not None:
        _post(report, words, *post, resolve, out, sure=True)
    at = start
    if (aside := _BRACKET.match(words.text, at, end)) is not None:
        for begin, stop in pieces(words.text, aside.start("in"), aside.end("in"), "，,；;"):
            _piece(report, words, begin, stop, resolve, out, sure=True)
        at = aside.end()
    for index, (begin, stop) in enumerate(pieces(words.text, at, end)):
        if index >= _LIMIT:
            break
        if _END_OF_ATTRIBUTES.match(words.text[begin:stop]):
            break
        _piece(report, words, begin, stop, resolve, out, sure=index < _POST_WITHIN)
    _since(report, words, start, end, out)
    responsibility(report, words, start, end, out)
    return out


def _piece(
    report: Report, words: View, begin: int, stop: int, resolve: Resolve, out: Attributes, *, sure: bool
) -> None:
    """One piece between commas: gender, age, birth, party, or a post."""
    piece = words.text[begin:stop]
    match: regex.Match[str] | None
    if match := _GENDER.match(piece):
        out.set(
            "gender",
            match["v"],
            words.evidence(report, begin + match.start("v"), begin + match.end("v"), "person.gender"),
        )
    elif match := _AGE.match(piece):
        if 0 < int(match["v"]) < 110:
            out.set(
                "age",
                int(match["v"]),
                words.evidence(report, begin + match.start("v"), begin + match.end(), "person.age"),
            )
    elif piece.isdecimal() and words.text[max(0, begin - 2) : begin] in ("男\n", "女\n"):  # in a table
        if 10 < int(piece) < 100:
            out.set("age", int(piece), words.evidence(report, begin, stop, "person.age"))
    elif match := _BORN.search(piece):
        out.set(
            "birth_year",
            int(match["v"]),
            words.evidence(report, begin + match.start("v"), begin + match.end(), "person.born"),
        )
    elif match := _PARTY.match(piece):
        kind = next(k for k in _PARTIES if match[k])
        out.set(
            "political_status",
            _PARTIES[kind],
            words.evidence(report, begin + match.start(kind), begin + match.end(kind), "person.party"),
        )
    else:
        _post(report, words, begin, stop, resolve, out, sure=sure)


def _post(report: Report, words: View, begin: int, stop: int, resolve: Resolve, out: Attributes, *, sure: bool) -> None:
    if (
        _KIN.match(words.text, begin, stop)
        or not sure
        or "position" in out.values
        or _ISSUED_BY.search(words.text, max(0, begin - 6), begin)
    ):
        return
    if (aside := _ASIDE.search(words.text, begin, stop)) is not None:
        _piece(report, words, aside.start("in"), aside.end("in"), resolve, out, sure=False)
        if "political_status" in out.values:
            stop = aside.start()
    post = _of_project(split(words.text[begin:stop], resolve), resolve)
    if post.unit is not None and (post.title is not None or "organization" not in out.values):
        span = (begin + post.unit_span[0], begin + post.unit_span[1])
        out.set("organization", _fullest(report, post.unit, resolve), words.evidence(report, *span, "person.unit"))
    if post.title is not None:
        if post.unit is None and len(post.title) > 40:
            return
        span = (begin + post.title_span[0], begin + post.title_span[1])
        out.set("position", post.title, words.evidence(report, *span, "person.post"))


_PROJECT = "项目部"


def _of_project(post: Post, resolve: Resolve) -> Post:
    """The project department of a firm that the report knows is part of the post: 远岭公司|锦绣苑项目部经理."""
    if post.unit is None or post.title is None or not post.unit.endswith(_PROJECT):
        return post
    (start, end), (_, stop) = post.unit_span, post.title_span
    if end != post.title_span[0]:
        return post
    for size in range(len(post.unit) - len(_PROJECT), 2, -1):
        firm = post.unit[:size]
        if firm.endswith("公司") or (resolve(firm) != firm and is_firm(resolve(firm))):
            return Post(firm, (start, start + size), post.unit[size:] + post.title, (start + size, stop))
    return post


_BEFORE_TOWN = compiled(r"^.*[县区市旗州](?=\p{Han}{2,60}(?:镇|乡|街道)$)")


def _is_place(words: str) -> bool:
    """Are the words nothing but places, one in the other: 寿岭市山东, 江北市城区河东街道? Each is tried once, in whatever way they part."""
    if _ALL_HAN.fullmatch(words) is None:
        return False
    ends: set[int] = set()  # where a place may end
    for at in range(2, len(words) + 1):
        begins = range(max(0, at - 1 - _LONGEST_PLACE), at - 1)
        if words[at - 1] in _LEVELS and any(b == 0 or b in ends for b in begins):
            ends.add(at)
    street = len(words) - 2
    return len(words) in ends or (
        words.endswith("街道") and any(at in ends for at in range(street - _LONGEST_STREET, street))
    )


def _fullest(report: Report, printed: str, resolve: Resolve) -> str:
    """The full name, unless the printed one says more (某街道办某社区 stays beside 某社区).

    The 柳河镇 of a 柳河镇副镇长 is its government, where the report names that.
    """
    office = {"镇": "人民政府", "乡": "人民政府", "道": "办事处"}.get(printed[-1], "")
    bare = _BEFORE_TOWN.sub("", printed)
    for name in (printed, bare) if office else ():
        if name + office in report.text:
            return resolve(name + office)
    full = resolve(printed)
    if "有限" in full and find_regions(printed)[:1] and _is_place(printed.removesuffix(full)):
        return full  # 寿岭市山东澜岭新材料有限公司: a registered name, and where its firm sits
    return printed if printed.endswith(full) else full


def _since(report: Report, words: View, start: int, end: int, out: Attributes) -> None:
    match = _SINCE.search(words.text, start, end)
    if match is None:
        return
    try:
        day = dt.date(int(match["y"]), int(match["m"] or 1), int(match["d"] or 1))
    except ValueError:
        return
    stop = max(match.end(g) for g in ("y", "m", "d") if match[g]) + 1
    out.set("in_post_since", day, words.evidence(report, match.start(), stop, "person.since"))


def responsibility(report: Report, words: View, start: int, end: int, out: Attributes) -> None:
    """The first responsibility that is said of the person; a kind where the vocabulary has it."""
    found: list[tuple[int, int, str]] = []
    for rule in of_kind("persons", "responsibility").near(words.text, start, end):
        for match in rule.finditer(words.text, start, end):
            clause = words.text[match.start() : match.end()]
            if "管理工作" in clause or ("安全生产" in clause and "事故" not in clause):
                continue
            found.append((match.start(), match.end(), rule.attrs["value"]))
            break
    named = [f for f in found if f[2]]
    best = min(named or found, default=None)
    if best is None:
        return
    begin = max(start, after_last(words.text, "，。；：\n", 0, best[0]))
    evidence = words.evidence(report, begin, best[1], "person.responsibility")
    if best[2]:
        out.set("responsibility", best[2], evidence)
    out.set("responsibility_text", words.text[begin : best[1]], evidence)


def kind_of_liability(words: str) -> str | None:
    """The vocabulary's kind of responsibility in some words: 主要领导责任; None for a bare 责任."""
    kinds = {rule.attrs["value"] for rule in of_kind("persons", "responsibility")} - {""}
    return max((k for k in kinds if k in words), key=len, default=None)


def liability(report: Report, words: View, start: int, end: int, out: Attributes) -> None:
    """What a table's cell under 责任认定 says: 主要领导责任."""
    cell = words.text[start:end]
    if not 4 <= len(cell) <= 12 or not cell.endswith("责任"):
        return
    kind = kind_of_liability(cell)
    evidence = words.evidence(report, start, end, "person.liability")
    out.set("responsibility", kind, evidence)
    out.set("responsibility_text", cell, evidence)


def tells(kind: str, text: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Where a passage says that this person died (``dead``) or was hurt (``hurt``)."""
    for rule in of_kind("persons", kind).near(text, start, end):
        if (match := rule.search(text, start, end)) is not None:
            return match.start(), match.end()
    return None
