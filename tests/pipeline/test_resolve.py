"""The same text in several files: exactly, and with a web page's own lines around it; fictional text."""

import random

import pytest

from pipeline.resolve import alike, mark_duplicates, own_accident_id, text_digest

RNG = random.Random(7)
SYLLABLES = "安全生产责任事故调查组经现场勘验认定该单位未对作业人员开展教育培训致使其违章操作机械设备防护装置缺失管理人员未及时发现制止"


def sentence(length):
    return "".join(RNG.choice(SYLLABLES) for _ in range(length)) + "。"


BODY = "".join(sentence(40) for _ in range(15)) + "直接经济损失137万元，死亡1人。"
REPORT = f"关于远岭机械有限公司“6·12”事故的调查报告\n{BODY}\n2023年8月10日"
COPY = f"首页>政务公开>安全生产\n{REPORT}\n来源：大丰区应急管理局 发布日期：2023-08-15 字号：大 中 小\n扫一扫在手机打开当前页"


def test_a_copy_with_a_web_pages_lines_is_a_duplicate():
    digests = {"b": text_digest(REPORT), "a": text_digest(COPY), "c": text_digest(BODY[:300])}
    assert mark_duplicates(digests) == {"a": None, "b": "a", "c": None}


@pytest.mark.parametrize(
    "other",
    [
        REPORT.replace("死亡1人", "死亡2人"),  # a bulletin carried on
        f"关于同意远岭机械有限公司“6·12”事故调查报告的批复\n区应急管理局：{sentence(120)}\n附件：\n{REPORT}",
        REPORT.replace(BODY[:200], sentence(199)),
        BODY[:240],
    ],
)
def test_a_text_that_says_something_else_is_none(other):
    assert mark_duplicates({"a": text_digest(REPORT), "b": text_digest(other)}) == {"a": None, "b": None}


def test_short_texts_are_compared_whole():
    assert mark_duplicates({"a": text_digest("造成1人死亡。"), "b": text_digest("造成1人死亡。打印")}) == {
        "a": None,
        "b": None,
    }


def test_the_outcome_does_not_depend_on_the_order():
    texts = {f"{i:x}": REPORT + f"\n浏览次数：{i}" for i in range(12)} | {"f0": BODY, "f1": "另一份"}
    digests = {doc_id: text_digest(text) for doc_id, text in texts.items()}
    for recognised, original in ((set(), "0"), ({"0", "1", "2", "f0"}, "3")):
        first = mark_duplicates(digests, recognised)
        for seed in range(3):
            keys = list(digests)
            random.Random(seed).shuffle(keys)
            assert mark_duplicates({key: digests[key] for key in keys}, recognised) == first
        assert {first[f"{i:x}"] for i in range(12)} == {original, None}
        assert first[original] is None


@pytest.mark.parametrize("scan", [REPORT, COPY], ids=["the same words", "lines around them"])
@pytest.mark.parametrize("text", [REPORT, COPY])
def test_of_a_scan_and_its_text_edition_the_text_is_the_original(scan, text):
    digests = {"a": text_digest(scan), "b": text_digest(text), "c": text_digest(text + "\n"), "d": text_digest(scan)}
    assert mark_duplicates(digests, {"a", "d"}) == {"a": "b", "b": None, "c": "b", "d": "b"}
    assert mark_duplicates(digests) == {"a": None, "b": "a", "c": "a", "d": "a"}
    assert mark_duplicates(digests, set("abcd")) == mark_duplicates(digests)
    assert mark_duplicates({"a": digests["a"], "d": digests["d"]}, {"a"}) == {"a": "d", "d": None}


def test_digests_without_a_sample_are_alike_to_none():
    assert not alike(text_digest("短文"), text_digest("短文"))


def test_own_ids():
    assert own_accident_id("a" * 16) == own_accident_id("a" * 16, 0) != own_accident_id("a" * 16, 1)
    assert len(own_accident_id("x")) == 16
