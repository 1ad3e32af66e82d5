"""The law table: its CSVs are sound, printed names find their law, days their edition, articles their fines."""

import csv
import datetime as dt
from decimal import Decimal
from importlib.resources import files

import pytest

from extractors.lawbook import (
    Target,
    article_in,
    by_number,
    canonical,
    crossings,
    edition_on,
    has_article,
    kind_of,
    law,
    laws,
    normalise,
    penalty_ranges,
    short_names,
    stands_alone,
)

KINDS = {
    "法律",
    "行政法规",
    "地方性法规",
    "部门规章",
    "地方政府规章",
    "司法解释",
    "党内法规",
    "标准",
    "规范性文件",
}
SAFETY = "中华人民共和国安全生产法"


def table(name: str) -> list[dict[str, str]]:
    with (files("extractors") / "vocab" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_titles_and_aliases_name_one_law_each() -> None:
    owner: dict[str, str] = {}
    for book in laws().values():
        assert book.kind in KINDS, book.title
        assert book.title == normalise(book.title)
        for name in (book.title, *book.aliases):
            assert name == normalise(name)
            assert owner.setdefault(name, book.title) == book.title, name
    for row in table("laws"):
        assert row["kind"] == laws()[row["law"]].kind, row["law"]
        assert not row["replaced_by"] or row["replaced_by"] in laws(), row["law"]


def test_editions_are_in_order_and_do_not_overlap() -> None:
    for book in laws().values():
        years = [e.edition for e in book.editions if e.edition is not None]
        assert years == sorted(set(years)), book.title
        for edition in book.editions:
            assert edition.articles is None or edition.articles > 0, book.title
            if edition.in_force_from and edition.in_force_to:
                assert edition.in_force_from <= edition.in_force_to, book.title
            if edition.in_force_from and edition.edition:
                assert 0 <= edition.in_force_from.year - edition.edition <= 2, book.title
        for older, newer in zip(book.editions, book.editions[1:], strict=False):
            if older.in_force_from and newer.in_force_from:
                assert older.in_force_from < newer.in_force_from, book.title
            if older.in_force_to and newer.in_force_from:
                assert older.in_force_to < newer.in_force_from, book.title


def test_successors_begin_when_their_predecessors_end() -> None:
    for book in laws().values():
        ended = book.editions[-1].in_force_to
        begun = laws()[book.replaced_by].editions[0].in_force_from if book.replaced_by else None
        if ended and begun:
            assert begun <= ended + dt.timedelta(1), book.title


def test_penalties_stand_in_articles_that_exist_and_are_ranges() -> None:
    for row in table("penalties"):
        editions = [e for e in laws()[row["law"]].editions if e.edition == int(row["edition"])]
        assert len(editions) == 1, row
        top = editions[0].articles
        assert top is None or int(row["article"]) <= top, row
        assert row["target"] in {"unit", "principal", "other_person", "staff"}, row
        assert row["severity"] in {"", "一般", "较大", "重大", "特别重大"}, row
        assert bool(row["max_yuan"]) != bool(row["max_ratio"]), row
        low, high = row["min_yuan"] or row["min_ratio"] or "0", row["max_yuan"] or row["max_ratio"]
        assert Decimal(low) <= Decimal(high), row


def test_crosswalk_joins_articles_that_exist_and_forgets_none_of_2014() -> None:
    for row in table("crosswalk"):
        for side in ("from", "to"):
            edition = next(e for e in laws()[row["law"]].editions if e.edition == int(row[f"edition_{side}"]))
            if edition.articles is None:
                continue  # the text of that edition was not seen
            assert 1 <= int(row[f"article_{side}"]) <= edition.articles, row
    of_2014 = {c.article_from for c in crossings(SAFETY) if (c.edition_from, c.edition_to) == (2014, 2021)}
    assert of_2014 == set(range(1, 115))


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        (
            SAFETY,
            [
                "《安全生产法》",
                "《中华人民共和国 安全生产法》",
                "安全生产法（2021年修订）",
                "安全生产法(2014版)",
                "新《安全生产法》",
                "中华人民共和国安全生产法（2021修正）",
                "中华人民共和国安全生产法2021年版",
                "中华人民共和国安全生产法（主席令第88号）",
            ],
        ),
        (
            "生产安全事故报告和调查处理条例",
            ["生产安全事故报告和调查处理条例（国务院令第493号）", "国务院令第493号", "国务院第493号令"],
        ),
        ("刑法修正案（十一）", ["刑法修正案(十一)", "《中华人民共和国刑法修正案（十一）》"]),
        (
            "企业职工伤亡事故经济损失统计标准",
            ["企业职工伤亡事故经济损失统计标准（GB6721-1986）", "GB6721-86", "GB 6721—1986"],
        ),
        ("企业职工伤亡事故分类", ["GB/T6441-1986", "GB6441-86", "《企业职工伤亡事故分类》（GB6441—86）"]),
        ("住宿与生产储存经营合用场所消防安全技术要求", ["GA703-2007", "XF703-2007"]),
        ("机动车运行安全技术条件", ["GB7258-2012", "GB7258", "《机动车运行安全技术条件》（GB 7258-2017）"]),
        ("建筑施工高处作业安全技术规范", ["建筑施工高处作业安全技术规范JGJ80-2016", "JGJ 80-2016"]),
        ("安全生产事故隐患排查治理暂行规定", ["国家安全监管总局令第16号", "国家安全生产监督管理总局令第16号"]),
        # The rule of 2024 and the trial rule before it are two laws.
        ("生产安全事故罚款处罚规定（试行）", ["生产安全事故罚款处罚规定(试行)"]),
        (
            "生产安全事故罚款处罚规定",
            ["《生产安全事故罚款处罚规定》", "应急管理部令第14号", "中华人民共和国应急管理部令第14号"],
        ),
        (
            "〈生产安全事故报告和调查处理条例〉罚款处罚暂行规定",
            ["《〈生产安全事故报告和调查处理条例〉罚款处罚暂行规定》"],
        ),
        ("广西壮族自治区实施〈中华人民共和国消防法〉办法", ["《广西壮族自治区实施<中华人民共和国消防法>办法》"]),
        (
            "化工和危险化学品生产经营单位重大生产安全事故隐患判定标准（试行）",
            ["化工和危险化学品生产经营单位重大生产安全事故隐患判定标准"],
        ),
        ("建设项目安全设施“三同时”监督管理办法", ['建设项目安全设施"三同时"监督管理办法']),
        ("矿山生产安全事故报告和调查处理办法", ["矿安〔2023〕7号", "矿安[2023]7号"]),
    ],
)
def test_printed_names_find_their_title(title: str, printed: list[str]) -> None:
    assert canonical(title) == title
    for name in printed:
        assert canonical(name) == title, name


@pytest.mark.parametrize(
    "name",
    [
        "营业执照",
        "安全生产责任制",
        "条例",
        "第三条",
        "",
        "GB",
        "国务院令第638号",
        "安全生产条例",
        "山西省煤矿条例",
        "国务院令第9999号",
    ],
)
def test_what_names_no_law_of_the_table_is_none(name: str) -> None:
    assert canonical(name) is None
    assert law(name) is None
    assert edition_on(name, dt.date(2023, 1, 1)) is None
    assert has_article(name, 1) is None


@pytest.mark.parametrize(
    ("name", "day", "year"),
    [
        ("安全生产法", "2002-10-31", None),
        ("安全生产法", "2002-11-01", 2002),
        ("安全生产法", "2014-11-30", 2009),
        ("安全生产法", "2014-12-01", 2014),
        ("安全生产法", "2021-08-31", 2014),
        ("安全生产法", "2021-09-01", 2021),
        ("刑法", "2021-02-28", 2017),
        ("刑法", "2021-03-01", 2020),
        ("行政处罚法", "2021-07-14", 2017),
        ("行政处罚法", "2021-07-15", 2021),
        ("消防法", "2020-01-01", 2019),
        ("中国共产党纪律处分条例", "2023-12-31", 2018),
        ("中国共产党纪律处分条例", "2024-01-01", 2023),
        ("煤矿安全监察条例", "2024-05-01", None),  # repealed by 煤矿安全生产条例
        ("煤矿安全生产条例", "2024-05-01", 2024),
        ("生产安全事故罚款处罚规定（试行）", "2024-02-29", 2015),
        ("生产安全事故罚款处罚规定", "2024-02-29", None),
        ("个体工商户条例", "2022-11-01", None),
        ("山西省安全生产条例", "2023-03-01", 2022),
        ("民用航空法", "2010-01-01", None),  # amendments between 1995 and 2018 are not listed
        ("河北省消防条例", "2020-01-01", None),  # no dates known
    ],
)
def test_days_find_the_edition_in_force(name: str, day: str, year: int | None) -> None:
    edition = edition_on(name, dt.date.fromisoformat(day))
    assert (edition.edition if edition else None) == year


@pytest.mark.parametrize(
    ("name", "article", "suffix", "day", "answer"),
    [
        ("安全生产法", 119, None, "2023-01-01", True),
        ("安全生产法", 120, None, "2023-01-01", False),
        ("安全生产法", 115, None, "2020-01-01", False),
        ("安全生产法", 115, None, None, True),  # in the edition of 2021
        ("安全生产法", 0, None, None, False),
        ("安全生产法", 95, "之一", "2023-01-01", False),
        ("刑法", 134, None, "2023-01-01", True),
        ("刑法", 134, "之一", "2021-03-01", True),
        ("刑法", 134, "之一", "2021-02-28", False),
        ("刑法", 139, "之一", "2010-01-01", True),
        ("刑法", 453, None, "2023-01-01", False),
        ("刑法", 262, "之一", "2023-01-01", None),  # not among the articles listed
        ("生产安全事故报告和调查处理条例", 46, None, "2010-01-01", True),
        ("生产安全事故报告和调查处理条例", 47, None, "2010-01-01", False),
        ("生产安全事故罚款处罚规定", 14, None, "2024-06-01", None),  # highest article not known
        ("煤矿安全监察条例", 10, None, "2024-06-01", None),  # no edition in force
    ],
)
def test_articles_exist_or_not(
    name: str, article: int, suffix: str | None, day: str | None, answer: bool | None
) -> None:
    assert has_article(name, article, suffix, dt.date.fromisoformat(day) if day else None) is answer


@pytest.mark.parametrize(
    ("name", "article", "day", "severity", "target", "ranges"),
    [
        ("安全生产法", 114, "2023-05-29", "一般", "unit", [(300000, 1000000), (600000, 5000000)]),
        ("安全生产法", 114, "2023-05-29", "较大", "unit", [(1000000, 2000000), (2000000, 10000000)]),
        ("安全生产法", 114, "2023-05-29", "重大", "unit", [(2000000, 10000000), (4000000, 50000000)]),
        ("安全生产法", 114, "2023-05-29", "特别重大", "unit", [(10000000, 20000000), (20000000, 100000000)]),
        ("安全生产法", 109, "2020-05-29", "一般", "unit", [(200000, 500000)]),
        ("安全生产法", 109, "2020-05-29", "特别重大", "unit", [(5000000, 10000000), (10000000, 20000000)]),
        ("安全生产法", 114, "2020-05-29", "一般", "unit", []),
        ("安全生产法", 97, "2023-05-29", "一般", "staff", [(20000, 50000)]),
        ("生产安全事故报告和调查处理条例", 37, "2012-01-01", "一般", "unit", [(100000, 200000)]),
        ("煤矿安全生产条例", 67, "2024-06-01", "较大", "unit", [(1500000, 2000000), (3000000, 10000000)]),
        ("煤矿安全生产条例", 67, "2024-04-30", "较大", "unit", []),
        ("特种设备安全法", 90, "2023-01-01", "较大", "unit", [(200000, 500000)]),
        ("营业执照", 1, "2023-01-01", None, None, []),
    ],
)
def test_fines_in_yuan(
    name: str, article: int, day: str, severity: str | None, target: Target | None, ranges: list[tuple[int, int]]
) -> None:
    found = penalty_ranges(name, article, dt.date.fromisoformat(day), severity, target)
    assert [(r.min_yuan, r.max_yuan) for r in found] == ranges


@pytest.mark.parametrize(
    ("name", "article", "day", "target", "ratios"),
    [
        ("安全生产法", 95, "2023-05-29", "principal", [0.4, 0.6, 0.8, 1.0]),
        ("安全生产法", 92, "2020-05-29", "principal", [0.3, 0.4, 0.6, 0.8]),
        ("生产安全事故报告和调查处理条例", 38, "2012-01-01", "principal", [0.3, 0.4, 0.6, 0.8]),
        ("特种设备安全法", 91, "2023-01-01", "principal", [0.3, 0.4, 0.6]),
        ("煤矿安全生产条例", 68, "2025-01-01", "principal", [0.4, 0.6, 0.8, 1.0]),
    ],
)
def test_fines_as_part_of_income(name: str, article: int, day: str, target: Target, ratios: list[float]) -> None:
    found = penalty_ranges(name, article, dt.date.fromisoformat(day), None, target)
    assert [(r.min_ratio, r.max_ratio) for r in found] == [(ratio, ratio) for ratio in ratios]
    assert [r.severity for r in found] == ["一般", "较大", "重大", "特别重大"][: len(ratios)]


def test_others_in_charge_lose_a_fifth_to_a_half_of_their_income_after_an_accident() -> None:
    found = penalty_ranges("安全生产法", 96, dt.date(2023, 5, 29), "一般", "other_person")
    assert [(r.min_ratio, r.max_ratio) for r in found if r.max_ratio] == [(0.2, 0.5)]


@pytest.mark.parametrize(
    ("article", "edition", "wanted", "answer"),
    [
        (109, 2014, 2021, 114),
        (114, 2021, 2014, 109),
        (92, 2014, 2021, 95),
        (93, 2014, 2021, 96),
        (18, 2014, 2021, 21),
        (46, 2014, 2021, 49),
        (106, 2014, 2021, 110),
        (41, 2014, 2021, 44),
        (8, 2014, 2021, None),  # became two articles
        (112, 2021, 2014, None),  # new in 2021: fines by the day
        (82, 2002, 2014, 94),
        (95, 2021, 2021, 95),
    ],
)
def test_articles_across_editions(article: int, edition: int, wanted: int, answer: int | None) -> None:
    assert article_in("安全生产法", article, edition, wanted) == answer


@pytest.mark.parametrize(
    ("kind", "titles"),
    [
        ("法律", ["安全生产法", "刑法修正案（十一）", "中华人民共和国航天法"]),
        ("行政法规", ["建设工程安全生产管理条例", "国务院关于特大安全事故行政责任追究的规定", "森林防火条例"]),
        ("地方性法规", ["湖南省安全生产条例", "太原市燃气管理条例", "云南省实施〈中华人民共和国消防法〉办法"]),
        ("部门规章", ["煤矿安全规程", "道路交通事故处理程序规定"]),
        ("地方政府规章", ["山西省重大生产安全事故隐患排查治理办法", "广州市建筑废弃物管理规定"]),
        ("司法解释", ["最高人民法院关于审理某类案件适用法律问题的解释（一）"]),
        ("党内法规", ["中国共产党问责条例", "中国共产党组织处理规定（试行）"]),
        ("标准", ["GB50009-2012", "建筑结构荷载规范", "建筑施工安全检查标准", "某类设备安全技术要求"]),
        (
            "规范性文件",
            [
                "关于做好2024年安全生产工作的通知",
                "某市安全生产专项整治实施方案",
                "铜仁市党政领导干部安全生产责任制实施办法",
            ],
        ),
        (
            "内部制度",
            ["安全生产责任制", "叉车安全操作规程", "201运架联巷安全技术措施", "太原市某某有限公司安全管理规定"],
        ),
        (None, ["营业执照", "污水处理设施运行维护合同", "有限空间作业安全管理办法", "工作方法"]),
    ],
)
def test_kinds_by_table_or_form(kind: str | None, titles: list[str]) -> None:
    assert {title: kind_of(title) for title in titles} == dict.fromkeys(titles, kind)


def test_short_names_lead_to_titles_and_leave_out_parts_of_words() -> None:
    names = short_names()
    assert names["安全生产法"] == names[SAFETY] == SAFETY
    assert "公司法" not in names  # 某公司法定代表人
    assert set(names.values()) <= set(laws())
    assert all(canonical(name) == title for name, title in names.items())


@pytest.mark.parametrize(
    ("text", "name", "alone"),
    [
        ("违反安全生产法第九十五条", "安全生产法", True),
        ("违反安全生产法律法规", "安全生产法", False),
        ("由铁路法院审理", "铁路法", False),
        ("广东省道路运输条例第三条", "道路运输条例", False),
        ("按照道路运输条例第三条", "道路运输条例", True),
    ],
)
def test_names_that_are_heads_or_tails_of_longer_words(text: str, name: str, alone: bool) -> None:
    start = text.index(name)
    assert stands_alone(text, start, start + len(name)) is alone


def test_numbers_that_several_laws_bear_name_none() -> None:
    assert by_number("国务院令第666号") is None  # a decision that amended dozens
    assert by_number("国务院令第393号") == "建设工程安全生产管理条例"


def test_no_figure_without_a_source() -> None:
    for row in table("laws"):
        figures = [row[f] for f in ("in_force_from", "in_force_to", "articles")]
        if row["kind"] != "标准":
            figures += [row["number"], row["edition"]]
        assert row["source"] or not any(figures), row
        assert row["readings"] == "" if not row["source"] else row["readings"] in ("1", "2"), row
