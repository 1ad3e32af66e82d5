"""Bytes to text for Chinese files: which encoding they are in, whatever the file says of itself."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import cache

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_GB = frozenset({"gb2312", "gbk", "gb18030", "cp936", "ms936", "x-gbk", "gb_2312-80", "euc-cn", "euccn", "chinese"})
_SAMPLE = 20_000
"""Characters that are judged: enough to tell encodings apart, and the same cost for a book as for a page."""
_PLAUSIBLE = 0.7
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Zero-width characters and the control characters (tab and newline excepted) stand between the characters of a word
# and break every pattern; nothing of what is printed is lost with them.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\u00ad\u180e\u200b-\u200d\u2060\ufeff]")
_HZ = re.compile(rb"~\{(?:[!-}][!-~])+~\}")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str, list[str]]:
    """The text of ``data``, the encoding it was in, and warnings; ``declared`` is what the file or server says.

    A declaration that the bytes contradict is not believed; gb2312 and gbk are read as gb18030, which holds both.
    Newlines become ``\\n``; NUL, other control characters, zero-width and bidi characters are dropped. Never raises:
    bytes that no encoding explains become U+FFFD and a warning counts them.
    """
    text, encoding, warnings = _decode(data, _normal_name(declared))
    text = _NEWLINES.sub("\n", text)
    text, bidi = _BIDI.subn("", text)
    if bidi:
        warnings.append(f"去掉了{bidi}个双向控制字符：显示的内容可能与文本不同")
    text = _INVISIBLE.sub("", text)
    if not warnings and _garbled(text):
        warnings.append("文本像是乱码：曾用错误的编码打开后保存")
    return text, encoding, warnings


def _decode(data: bytes, declared: str | None) -> tuple[str, str, list[str]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly_or_replaced(data[len(bom) :], encoding)
    if b"~{" in data and data.isascii() and _HZ.search(data[:_SAMPLE]):
        text = _strict(data, "hz")
        if text is not None and _plausibility(text) > _PLAUSIBLE:
            return text, "hz", []
    wide = _utf16_without_bom(data)
    if wide is not None:
        return _strictly_or_replaced(data, wide)
    text = _strict(data, "utf-8")
    if text is not None and not _really_gb(data, text, declared):
        return text, "utf-8", _contradicted(declared, "utf-8", data)
    text, encoding = _eight_bit(data, declared)
    if text is not None:
        return text, encoding, _contradicted(declared, encoding, data)
    return _broken(data)


def _normal_name(declared: str | None) -> str | None:
    """The codec's name, ``gb18030`` for all of its subsets, None for a name that Python does not know."""
    if not declared:
        return None
    name = declared.strip().strip("\"'").lower()
    if name in _GB:
        return "gb18030"
    try:
        codec = codecs.lookup(name)
        b"".decode(codec.name)  # refuses codecs that are not of text, such as zlib
    except (LookupError, ValueError):
        return None
    return "gb18030" if codec.name in ("gb2312", "gbk") else codec.name


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strictly_or_replaced(data: bytes, encoding: str) -> tuple[str, str, list[str]]:
    """``data`` in an encoding that is certain; what does not fit becomes U+FFFD."""
    text = _strict(data, encoding)
    if text is not None:
        return text, encoding, []
    return data.decode(encoding, "replace"), encoding, [_failed(_count_failures(data, encoding), encoding)]


def _contradicted(declared: str | None, encoding: str, data: bytes) -> list[str]:
    if declared is None or declared == encoding or data.isascii() or declared in ("ascii", "iso8859-1", "cp1252"):
        return []  # servers send iso-8859-1 for everything: it says nothing
    return [f"声明的编码是{declared}，实际是{encoding}"]


def _failed(count: int, encoding: str) -> str:
    return f"{count}个字节不是有效的{encoding}编码，已替换"


def _count_failures(data: bytes, encoding: str) -> int:
    """How many bytes the codec refuses."""
    failed = 0

    def count(error: UnicodeError) -> tuple[str, int]:
        nonlocal failed
        if not isinstance(error, UnicodeDecodeError):
            raise error
        failed += error.end - error.start
        return "\ufffd", error.end

    codecs.register_error("shigu.count", count)
    data.decode(encoding, "shigu.count")
    return failed


def _utf16_without_bom(data: bytes) -> str | None:
    """UTF-16 told by its NULs (digits, newlines, 一 U+4E00) where the pairs then read as language."""
    if len(data) < 4 or len(data) % 2 or b"\0" not in data[: 2 * _SAMPLE]:
        return None
    best, encoding = 0.0, None
    for candidate in ("utf-16-le", "utf-16-be"):
        text = data[: 2 * _SAMPLE].decode(candidate, "replace")
        plain = sum(c.isascii() and (c.isprintable() or c.isspace()) for c in text)
        share = (plain + _plausibility(text) * (len(text) - plain)) / len(text)
        if share > max(best, _PLAUSIBLE):
            best, encoding = share, candidate
    return encoding


def _really_gb(data: bytes, as_utf8: str, declared: str | None) -> bool:
    """Whether bytes that happen to be valid UTF-8 are GBK: a few words whose UTF-8 reading is not Chinese at all."""
    if data.isascii() or declared == "utf-8" or len(data) > 200 or _plausibility(as_utf8) > 0:
        return False
    text = _strict(data, "gb18030")
    return text is not None and _plausibility(text) > _PLAUSIBLE


def _eight_bit(data: bytes, declared: str | None) -> tuple[str | None, str]:
    """GB18030, Big5, or a declared encoding of another script, where the bytes are valid in one and read as language."""
    gb = _strict(data, "gb18030")
    gb_score = _plausibility(gb) if gb is not None else -1.0
    if gb is not None and gb_score > _PLAUSIBLE:
        return gb, "gb18030"
    for encoding in ("big5hkscs", "cp950"):
        big5 = _strict(data, encoding)
        if big5 is not None and _plausibility(big5, traditional=True) > max(gb_score + 0.2, 0.5):
            return big5, "big5"
    if declared not in (None, "utf-8", "gb18030", "ascii", "iso8859-1", "cp1252"):
        text = _strict(data, declared)
        if text is not None and gb_score < 0.3:
            return text, declared
    if gb is None or (gb_score < 0.3 and _count_failures(data, "utf-8") * 20 < len(data)):
        return None, ""  # valid GB18030 by chance: UTF-8 with a few broken bytes explains them better
    return gb, "gb18030"


def _broken(data: bytes) -> tuple[str, str, list[str]]:
    """A file that is valid in no encoding: line by line, for files put together from several; the rest replaced."""
    base = "utf-8"
    if _plausibility(data.decode("gb18030", "replace")) > _plausibility(data.decode("utf-8", "replace")):
        base = "gb18030"
    lines, switched, failed = [], 0, 0
    for line in data.split(b"\n"):
        text = _strict(line, "utf-8")
        if text is not None:
            switched += base != "utf-8" and not line.isascii()
        else:
            text = _gb_from(line)
            switched += base == "utf-8" and text is not None
        if text is None:
            text = line.decode(base, "replace")
            failed += _count_failures(line, base)
        lines.append(text)
    warnings = []
    if switched:
        other = "gb18030" if base == "utf-8" else "utf-8"
        warnings.append(f"{base}编码的文件中有{switched}行是{other}编码")
    if failed:
        warnings.append(_failed(failed, base))
    return "\n".join(lines), base, warnings


def _gb_from(line: bytes) -> str | None:
    """A line in GB18030, or one that is UTF-8 up to a point and GB18030 from there; None where it does not read so."""
    for start in (0, _first_failure(line)):
        text = _strict(line[start:], "gb18030")
        if text is not None and _plausibility(text) > _PLAUSIBLE:
            return line[:start].decode("utf-8") + text
    return None


def _first_failure(line: bytes) -> int:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


@cache
def _common(traditional: bool) -> frozenset[str]:
    """The characters in daily use: level 1 of GB 2312 (simplified) or of Big5 (traditional), and Chinese punctuation."""
    if traditional:
        pairs = [bytes((a, b)) for a in range(0xA4, 0xC7) for b in (*range(0x40, 0x7F), *range(0xA1, 0xFF))]
        text = b"".join(pairs).decode("big5", "ignore")
    else:
        pairs = [bytes((a, b)) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF)]
        text = b"".join(pairs).decode("gb2312", "ignore")
    marks = "，。、；：？！“”‘’（）《》〈〉〔〕【】「」『』—…·　～％℃㎡℉×÷±≤≥"
    full_width = "".join(map(chr, range(0xFF01, 0xFF5F)))
    return frozenset(text + marks + full_width)


def _plausibility(text: str, traditional: bool = False) -> float:
    """The share of common characters among all that are not ASCII; 0 where there are none."""
    return _share(_sample(text), traditional)


def _share(sample: Counter[str], traditional: bool) -> float:
    whole = sample.total() - sample["\xa0"]
    if not whole:
        return 0.0
    common = _common(traditional)
    return sum(count for c, count in sample.items() if c in common) / whole


def _sample(text: str) -> Counter[str]:
    """How often each character that is not ASCII stands at the beginning of a text."""
    return Counter({c: count for c, count in Counter(text[:_SAMPLE]).items() if not c.isascii()})


def _garbled(text: str) -> bool:
    sample = _sample(text)
    whole = sample.total()
    if whole < 50:
        return False
    if sample["\ufffd"] * 50 > whole:
        return True
    plain = any(_share(sample, traditional) >= 0.5 for traditional in (False, True))
    return not plain and any("\u4e00" <= c <= "\u9fff" for c in sample)
