"""Bytes to text: every encoding that Chinese files come in, declared rightly, wrongly or not at all."""

from __future__ import annotations

import pathlib

import pytest

from pipeline.read.encoding import decode

SHARED = pathlib.Path(__file__).parents[4] / "shared"
TEXT = "云渡县启明石料厂“3·9”一般物体打击事故调查报告\n2031年3月9日，该厂发生一起事故，造成1人死亡，直接经济损失98.5万元。\n"
TRADITIONAL = "雲渡縣啟明石料廠職業災害調查報告，造成一人死亡，直接經濟損失約新臺幣八十萬元。\n"


@pytest.mark.parametrize("declared", [None, "utf-8", "gbk", "big5", "iso-8859-1", "no-such-charset", "UTF8"])
@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("gbk"), "gb18030"),
        ((TEXT + "𠮷㐂\n").encode("gb18030"), "gb18030"),
        (b"\x84\x31\x95\x33" + TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32-le"),
        (TEXT.replace("·", ".").encode("hz"), "hz"),
        (TRADITIONAL.encode("big5"), "big5"),
        (TRADITIONAL.encode("gbk"), "gb18030"),
        (TRADITIONAL.encode(), "utf-8"),
        (b"plain text, 3 lines", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_the_bytes_decide_whatever_is_declared(data: bytes, encoding: str, declared: str | None) -> None:
    text, found, _ = decode(data, declared)
    assert found == encoding
    expected = {TEXT, TEXT + "𠮷㐂\n", TEXT.replace("·", "."), TRADITIONAL, "plain text, 3 lines", ""}
    assert text in expected


@pytest.mark.parametrize("words", ["联通", "死亡", "张某", "安全事故", "事故", "附件"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_words_are_enough(words: str, encoding: str) -> None:
    assert decode(words.encode(encoding))[0] == words


@pytest.mark.parametrize(
    ("data", "declared", "warning"),
    [
        (TEXT.encode("gbk"), "utf-8", "声明的编码是utf-8，实际是gb18030"),
        (TEXT.encode(), "gb2312", "声明的编码是gb18030，实际是utf-8"),
    ],
)
def test_a_wrong_declaration_is_told(data: bytes, declared: str, warning: str) -> None:
    assert decode(data, declared)[2] == [warning]


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb18030", "x-gbk", None])
def test_gb2312_is_read_as_gb18030_without_a_warning(declared: str | None) -> None:
    assert decode((TEXT + "喆堃").encode("gb18030"), declared) == (TEXT + "喆堃", "gb18030", [])


def test_other_scripts_are_read_as_declared() -> None:
    text = "Отчёт о расследовании несчастного случая на производстве. " * 3
    assert decode(text.encode("koi8-r"), "koi8-r")[0] == text


def test_broken_bytes_are_counted() -> None:
    data = TEXT.encode() * 3 + b"\xff\xfe\xfd" + TEXT.encode()
    text, encoding, warnings = decode(data)
    assert encoding == "utf-8"
    assert text == TEXT * 3 + "\ufffd" * 3 + TEXT
    assert warnings == ["3个字节不是有效的utf-8编码，已替换"]
    text, encoding, warnings = decode(TEXT.encode("gbk") * 3 + b"\xff\n" + TEXT.encode("gbk"))
    assert encoding == "gb18030"
    assert text.replace("\ufffd\n", "") == TEXT * 4
    assert warnings == ["1个字节不是有效的gb18030编码，已替换"]


def test_a_file_in_two_encodings_is_read_line_by_line() -> None:
    text, encoding, warnings = decode(TEXT.encode() * 3 + TEXT.encode("gbk"))
    assert text == TEXT * 4
    assert encoding == "utf-8"
    assert warnings == ["utf-8编码的文件中有2行是gb18030编码"]


def test_newlines_and_invisible_characters() -> None:
    text, _, warnings = decode("死\u200b亡\ufeff\x00\r\n1\u00ad人\r伤\x0b亡\u2028　\xa0".encode())
    assert text == "死亡\n1人\n伤\n亡\n　\xa0"
    assert warnings == []


def test_bidirectional_controls_are_dropped_with_a_warning() -> None:
    text, _, warnings = decode("罚款\u202e03\u202c万元".encode())
    assert text == "罚款03万元"
    assert warnings == ["去掉了2个双向控制字符：显示的内容可能与文本不同"]


def test_text_that_was_garbled_before_is_told() -> None:
    garbled = TEXT.encode().decode("gb18030", "replace").encode()
    assert any("乱码" in warning for warning in decode(garbled)[2])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_any_bytes_are_read(size: int) -> None:
    for first in range(256):
        data = bytes((first * 31 + n * n * 17) % 256 for n in range(size))
        text, _, _ = decode(data)
        text.encode()  # no lone surrogates


@pytest.mark.skipif(not (SHARED / "hostile").is_dir(), reason="the project's hostile files are not here")
@pytest.mark.parametrize(
    ("name", "encoding", "words"),
    [
        ("utf8.txt", "utf-8", "事故调查报告"),
        ("utf8_bom.txt", "utf-8", "事故调查报告"),
        ("gbk.txt", "gb18030", "事故调查报告"),
        ("gb18030_4byte.txt", "gb18030", "事故调查报告"),
        ("big5.txt", "big5", "災害調查報告"),
        ("hz.txt", "hz", "中文事故报告"),
        ("utf16le_bom.txt", "utf-16-le", "事故调查报告"),
        ("utf16be_bom.txt", "utf-16-be", "事故调查报告"),
        ("utf16le_nobom.txt", "utf-16-le", "事故调查报告"),
        ("zero_width.txt", "utf-8", "事故调查报告"),
        ("nul_bytes.txt", "utf-8", "事故调查报告"),
        ("invalid_utf8.txt", "utf-8", "事故调查报告"),
        ("mixed_encodings.txt", None, "事故调查报告"),
        ("mixed_newlines.txt", "utf-8", "事故调查报告"),
        ("bidi.txt", "utf-8", "事故调查报告"),
    ],
)
def test_hostile_files(name: str, encoding: str | None, words: str) -> None:
    text, found, warnings = decode((SHARED / "hostile" / "own" / "text" / name).read_bytes())
    assert words in text
    assert encoding in (None, found)
    assert not set("\x00\r\u200b\ufeff\u202e\u0085") & set(text)
    assert bool(warnings) == (name in ("invalid_utf8.txt", "mixed_encodings.txt", "bidi.txt"))
