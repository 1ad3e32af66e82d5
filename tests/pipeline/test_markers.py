"""Marks at the head of a paragraph: family, number and depth; and what only looks like one."""

import pytest

from pipeline.markers import chinese_ordinal, read_marker

MARKS = [
    ("一、事故基本情况", "cn", 1, "一、"),
    ("十二、附则", "cn", 12, "十二、"),
    ("二十一、其他", "cn", 21, "二十一、"),
    ("一.事故概况", "cn", 1, "一."),
    ("一．事故概况", "cn", 1, "一．"),
    ("三，处理建议", "cn", 3, "三，"),
    ("一 概述", "cn", 1, "一 "),
    ("（一）直接原因", "cn_paren", 1, "（一）"),
    ("(十一)其他", "cn_paren", 11, "(十一)"),
    ("〔二〕间接原因", "cn_paren", 2, "〔二〕"),
    ("（三）、事故性质", "cn_paren", 3, "（三）、"),
    ("（一）项目概况", "cn_paren", 1, "（一）"),
    ("（二）目标任务", "cn_paren", 2, "（二）"),
    ("（三）条件保障", "cn_paren", 3, "（三）"),
    ("1.张某，男", "num", 1, "1."),
    ("1．张某", "num", 1, "1．"),
    ("12、李某", "num", 12, "12、"),
    ("3 事故原因", "num", 3, "3 "),
    ("（1）滑块下行", "num_paren", 1, "（1）"),
    ("(12)其他", "num_paren", 12, "(12)"),
    ("2）现场管理", "num_paren", 2, "2）"),
    ("①未停机", "circled", 1, "①"),
    ("⑫其他", "circled", 12, "⑫"),
    ("第一章 总则", "chapter", 1, "第一章 "),
    ("第十二章、附则", "chapter", 12, "第十二章、"),
    ("第2章 事故经过", "chapter", 2, "第2章 "),
    ("第一部分 基本情况", "chapter", 1, "第一部分 "),
    ("第三节 救援", "article", 3, "第三节 "),
    ("壹、基本情况", "formal", 1, "壹、"),
    ("拾壹、附件", "formal", 11, "拾壹、"),
    ("第二步：清点人数", "step", 2, "第二步："),
    ("【事故经过】", "bracket", 0, "【"),
]


@pytest.mark.parametrize(("text", "family", "number", "printed"), MARKS, ids=[m[0] for m in MARKS])
def test_mark(text, family, number, printed):
    marker = read_marker(text)
    assert (marker.family, marker.number, marker.text) == (family, number, printed)
    assert text[: marker.end] == printed


@pytest.mark.parametrize(
    ("text", "number", "depth"),
    [
        ("1.1 事故单位", 1, 2),
        ("2.3事故经过", 3, 2),
        ("1.2.3 现场勘查", 3, 3),
        ("10.12.　善后", 12, 2),
        ("3．2 原因", 2, 2),
    ],
)
def test_decimal_marks_carry_their_depth(text, number, depth):
    marker = read_marker(text)
    assert (marker.family, marker.number, marker.depth) == ("dec", number, depth)


NO_MARKS = [
    "一是加强管理",
    "一名工人坠落",
    "十一月三日",
    "一、二期工程概况",
    "3.5吨叉车",
    "3.5米高的平台",
    "1.2万元罚款",
    "2.5亿元投资",
    "2023年6月12日",
    "9时20分",
    "12人死亡",
    "（一）项规定",
    "（二）款",
    "（三）条",
    "（1）项",
    "第一，加强领导。各级要落实责任。",
    "第三方检测",
    "第一百一十四条",
    "第一工段",
    "【来源：区应急局】某某【字体】",
    "（以下简称远岭公司）",
    "1:500地形图",
    "",
]


@pytest.mark.parametrize("text", NO_MARKS)
def test_no_mark(text):
    assert read_marker(text) is None


def test_mark_at_an_offset():
    assert read_marker("事故（一）经过", 2).text == "（一）"


@pytest.mark.parametrize(
    ("text", "number"),
    [("一", 1), ("十", 10), ("十九", 19), ("二十", 20), ("九十九", 99), ("叁", 3), ("拾贰", 12), ("贰拾", 20)],
)
def test_chinese_ordinal(text, number):
    assert chinese_ordinal(text) == number
