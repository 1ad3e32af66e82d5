"""Texts and files as nobody writes them: no exception but ReadError, and no rule that takes more than linear time.

``FUZZ_SECONDS`` (make fuzz: 600) is how long the loops run; without it a few seconds.
"""

import io
import os
import random
import sys
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest
from conftest import REPORT, ROOT, docx, paragraphs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors import sanction_measures
from pipeline.limits import Limits, using
from pipeline.parse import parse_bytes
from pipeline.read.furniture import mark_page_numbers
from pipeline.read.lines import Line, ReadError
from pipeline.store import prepare

SECONDS = float(os.environ.get("FUZZ_SECONDS", 0))
SAMPLES = sorted(path for path in (ROOT / "data" / "raw").iterdir() if path.suffix in (".pdf", ".docx", ".html", ".md"))
WORDS = [
    "一、",
    "（一）",
    "1.",
    "（1）",
    "第一章",
    "第一条",
    "《",
    "》",
    "〔",
    "〕",
    "（",
    "）",
    "“",
    "”",
    "：",
    "；",
    "。",
    "，",
    "、",
    "…",
    "\n",
    "\t",
    "\u3000",
    "\x00",
    "\u202e",
    "�",
    "🔥",
    "死亡",
    "3人",
    "造成",
    "直接经济损失",
    "万元",
    "2023年5月29日",
    "16时5分",
    "某市",
    "有限公司",
    "张某",
    "男",
    "总经理",
    "建议",
    "给予",
    "罚款",
    "依据",
    "《安全生产法》",
    "第九十五条",
    "第一款",
    "等",
    "以下简称",
    "一是",
    "二是",
    "经过",
    "原因",
    "措施",
    "处理",
    "十百千万亿",
    "0123456789",
    "％",
    "²",
    "㈠",
    "①",
    "❶",
    "Ⅳ",
    "｡",
    "﷽",
    "é",
    "\r",
    "\x85",
    "\u2028",
    "\ufeff",
]
CHAPTERS = ("事故发生经过", "事故直接原因", "有关责任人员的处理建议", "事故防范和整改措施")


def framed(body):
    """A report whose every chapter says the same."""
    numbers = zip("一二三四", CHAPTERS, strict=True)
    head = "某市示例公司“5·29”爆炸事故调查报告\n\n2023年5月29日16时5分，某市示例公司发生一起爆炸事故，造成3人死亡。\n"
    return head + "".join(f"{number}、{chapter}\n（一）有关情况。{body}。\n" for number, chapter in numbers)


def parses(data, name):
    """A record that can be stored and whose evidence stands in its text, or a ReadError."""
    try:
        record = parse_bytes(data, name, name)
    except ReadError as error:
        if not (error.code and str(error)):
            raise AssertionError("a failure that does not say why") from error
        return None
    prepare(record)
    text = record.text.text
    for row in record.evidence:
        assert text[row.char_start : row.char_end] == row.text
    for row in record.sections:
        assert 0 <= row.char_start <= row.char_end <= len(text)
    return record


def fuzz(examples):
    count = int(examples * max(1.0, SECONDS / 10))
    return settings(
        max_examples=count, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )


pieces = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=12)), max_size=120).map("".join)


@fuzz(60)
@given(pieces, st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_any_text(text, name):
    parses(text.encode("utf-8", "surrogatepass"), name)


@fuzz(60)
@given(pieces)
def test_any_text_inside_a_report(text):
    parses(framed(text).encode("utf-8", "surrogatepass"), "a.txt")


@fuzz(60)
@given(
    st.binary(max_size=400),
    st.sampled_from(["utf-8", "gb18030", "utf-16", "big5"]),
    st.sampled_from([".txt", ".html", ".pdf", ".docx", ""]),
)
def test_any_bytes(noise, encoding, suffix):
    parses(REPORT.encode(encoding, "replace")[:300] + noise + REPORT.encode(encoding, "replace"), f"a{suffix}")


@pytest.mark.parametrize(
    "text",
    [
        "（" * 20_000,
        "（一）" * 5_000,
        "《" * 10_000 + "》" * 10_000,
        "".join(f"{'（' * (i % 50)}甲{'）' * (i % 50)}" for i in range(400)),
        "".join(chr(c) for c in range(0x20, 0x3000) if unicodedata.category(chr(c)) != "Cs"),
        "\n".join("一" * n for n in range(150)),
        "第" + "一" * 5_000 + "条",
        "9" * 5_000 + "人死亡",
        "a" * 100_000,
        "\t|" * 20_000,
        "#" * 5_000 + "\n" + "> " * 2_000 + "\n" + "[" * 5_000,
        "\n".join(chr(c) for c in range(0x20, 0x20000) if chr(c).isnumeric()),
    ],
    ids=lambda text: f"{text[:3]!r}×{len(text)}",
)
def test_extremes(text):
    for name in ("a.txt", "a.md"):
        parses(text.encode(), name)
    parses(framed(text[:3_000]).encode(), "a.txt")


# files that were changed on the way


def mutated(data, chance):
    """Bytes changed, cut, doubled, moved or swapped for telling ones."""
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        at = chance.randrange(len(data) + 1)
        size = chance.choice((1, 1, 4, 16, 300))
        kind = chance.randrange(6)
        if kind == 0:
            data[at : at + size] = chance.randbytes(min(size, len(data) - at))
        elif kind == 1:
            del data[at : at + size]
        elif kind == 2:
            data[at:at] = data[at : at + size]
        elif kind == 3:
            data[at : at + 4] = chance.choice(
                (b"\xff\xff\xff\xff", b"\0\0\0\0", b"9999", b"-1 R", b"<<>>", b"&#0;", b"</w:")
            )
        elif kind == 4 and len(data) > 2:
            other = chance.randrange(len(data))
            data[at : at + size] = data[other : other + size]
        else:
            del data[at if chance.random() < 0.1 else max(0, len(data) - size) :]
    return bytes(data)


def mutated_package(data, chance):
    """A Word file whose parts are changed inside, so that the archive still opens."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as new:
        names = package.namelist()
        victim = chance.choice([name for name in names if name.startswith("word/") and name.endswith(".xml")] or names)
        for name in names:
            content = package.read(name)
            new.writestr(name, mutated(content, chance) if name == victim else content)
    return out.getvalue()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_changed_files(sample):
    """What aborts the process would end these tests: such files are the business of the worker, see test_hostile_folder."""
    data = sample.read_bytes()
    chance = random.Random(sample.name)
    until = time.monotonic() + (SECONDS / len(SAMPLES) if SECONDS else 1.5)
    rounds = 0
    while time.monotonic() < until and (SECONDS or rounds < 25):
        change = mutated_package if sample.suffix == ".docx" and chance.random() < 0.7 else mutated
        state = change(data, chance)
        with using(Limits(pages=50, characters=200_000, cells=20_000)):
            try:
                parses(state, sample.name)
            except ReadError:
                raise
            except Exception as error:
                path = Path(os.environ.get("TMPDIR", "/tmp"), f"fuzz-{rounds}-{sample.name}")
                path.write_bytes(state)
                raise AssertionError(f"{type(error).__name__}: {error}; the file is kept at {path}") from error
        rounds += 1
    assert rounds


# growth


def seconds(text, name="a.txt"):
    """The least CPU time of three."""
    data = text.encode()
    return min(cpu(lambda: parses(data, name)) for _ in range(3))


def cpu(step):
    started = time.process_time()
    step()
    return time.process_time() - started


PATTERNS = {
    "number": "7",
    "numeral": "一二三千万亿",
    "bracket": "（",
    "title": "《",
    "law": "《某法》第一条、",
    "people": "张某、李某、王某",
    "person": "1.张某，男，某公司经理，负有责任，建议给予警告。\n",
    "company": "某市示例有限公司",
    "comma": "，",
    "stop": "。",
    "time": "5月6日8时30分，",
    "deaths": "造成3人死亡，",
    "fine": "处罚款人民币50万元，",
    "items": "（一）加强领导。各单位要落实责任。\n",
    "duty": "建议给予",
    "quotes": "“",
    "firstly": "一是加强管理；",
    "lines": "某公司发生事故。\n",
    "figures": "7\n",
    "rising": "1\n2\n3\n",
    "letters": "abc ",
}


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("shape", ["bare", "report"])
def test_time_grows_no_faster_than_the_text(name, shape):
    """Twice the text may take 2.6 times as long, where that can be measured at all."""
    unit, size = PATTERNS[name], 1_000 if shape == "report" else 4_000
    make = framed if shape == "report" else str
    one, two = (seconds(make((unit * (n // len(unit) + 1))[:n])) for n in (size, 2 * size))
    assert two < 2.6 * one + 0.2


ALONE = {
    "measures": lambda size: sanction_measures.find("处罚款五万元" * size),
    "page numbers": lambda size: mark_page_numbers([Line(str(i % 7)) for i in range(size)]),
}


@pytest.mark.parametrize("step", ALONE.values(), ids=ALONE)
def test_steps_that_a_whole_record_hides_grow_no_faster(step):
    """Each by itself on many more matches than a report has."""
    one, two = (min(cpu(lambda size=size: step(size)) for _ in range(3)) for size in (6_000, 12_000))
    assert two < 2.6 * one + 0.2


@pytest.mark.parametrize(
    "data", ["造成3人死亡，" * 500_000, "（" * 3_500_000, "7" * 10_000_000], ids=["words", "brackets", "digits"]
)
def test_ten_megabytes_on_one_line_end_cleanly(data):
    with pytest.raises(ReadError) as caught:
        parse_bytes(data.encode(), "a.txt", "a.txt")
    assert caught.value.code == "too-much-text"


def test_a_deep_word_file_ends_cleanly():
    deep = "<w:tbl><w:tr><w:tc>" * 200 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 200
    before = sys.getrecursionlimit()
    parses(docx(paragraphs() + deep), "a.docx")
    assert sys.getrecursionlimit() == before
