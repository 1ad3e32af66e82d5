"""Look-alikes in recognised text put right, only where what stands around them leaves no doubt.

One character for one, so that every character keeps its place on the page; what the recogniser had read and how sure it
was stay with the character. Each fix is data with what it must change and what it must leave alone; the tests try all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from extractors.patterns import compiled
from extractors.values.uscc import is_valid

from .lines import Char, Line

_YEAR = "(?:19|20)\\d\\d"
_CN = "〇一二三四五六七八九"
_UNIT = "(?=[%％人名个万亿元年月日时分秒号吨米岁条款项次起台辆层栋])"
_TO_DIGIT = str.maketrans("OoＯlIｌＩ|]", "000111111")


@dataclasses.dataclass(frozen=True, slots=True)
class Fix:
    """A look-alike: ``pattern`` finds it, group by group ``to`` says what each group becomes.

    ``to`` is a text of the group's length or a table for ``str.translate``. ``change`` are pairs of before and after,
    ``keep`` what must stay as it is.
    """

    name: str
    pattern: str
    to: tuple[str | dict[int, int], ...]
    change: tuple[tuple[str, str], ...]
    keep: tuple[str, ...] = ()


FIXES = (
    Fix(
        "document number's brackets",
        rf"(?<=[\p{{Han}}])([（(〔［\[【{{])(?:{_YEAR})([）)〕］\]】}}])(?=第?\d{{1,4}}号)",
        ("〔", "〕"),
        (("海应急发（2021）7号", "海应急发〔2021〕7号"), ("海政办函〔2019)15号", "海政办函〔2019〕15号")),
        ("该项目（2021）完工", "第（2021）页"),
    ),
    Fix(
        "letters in a number",
        rf"(?<![A-Za-z0-9])(?=[\d.,]{{0,12}}[OoＯlIｌＩ|])([OoＯlIｌＩ|]{{0,3}}\d[\dOoＯlIｌＩ|.,]{{0,14}})(?![A-Za-z0-9]){_UNIT}",
        (_TO_DIGIT,),
        (("2O21年3月l日", "2021年3月1日"), ("罚款5O万元", "罚款50万元"), ("长1.l米", "长1.1米")),
        ("型号L10号", "O型圈2个", "KO+100处"),
    ),
    Fix(
        "a letter for one",
        r"(?<![A-Za-z0-9.\-])([lI|])(?=[人名万元月日]|(?:个月))",
        ("1",),
        (("造成l人死亡", "造成1人死亡"),),
        ("I级响应", "AI人才"),
    ),
    Fix(
        "circle in a Chinese year",
        rf"(?<=[二一][{_CN}OoＯ○0]{{0,2}})([OoＯ○0])(?=[{_CN}OoＯ○0]{{0,2}}年)(?<=[二一][{_CN}OoＯ○0]{{1,3}})",
        ("〇",),
        (("二O二一年三月", "二〇二一年三月"), ("二○○九年", "二〇〇九年"), ("二0二0年", "二〇二〇年")),
        ("一20年", "20二年"),
    ),
    Fix(
        "曰 for 日",
        rf"(?<=月[\d{_CN}十]{{1,3}})([曰目])(?![的标前录])",
        ("日",),
        (("3月15曰16时", "3月15日16时"), ("六月八目", "六月八日")),
        ("曰常管理", "3月5目标"),
    ),
    Fix(
        "无 for 元",
        r"(?<=\d[\d.,]*[万亿]?|[十百千万亿])(无)(?=的?罚款|[，。；、）]|整|以[上下])(?<=[\d万亿]无)",
        ("元",),
        (("处20万无罚款", "处20万元罚款"), ("损失806.1万无。", "损失806.1万元。")),
        ("万无一失", "有无罚款", "3人无证"),
    ),
    Fix(
        "元 for 无",
        r"(?<![\d万亿千百十公单多美欧日])(元)(?=证(?:驾驶|经营|上岗|操作|作业)|人员伤亡|资质)",
        ("无",),
        (("元证上岗", "无证上岗"), ("元人员伤亡", "无人员伤亡")),
        ("10万元人员伤亡赔偿", "单元资质"),
    ),
    Fix(
        "title opened by 〈",
        r"([〈<＜])(?=[\p{Han}（）]{2,60}》)(?<!《[^》]{0,60})",
        ("《",),
        (("〈安全生产法》", "《安全生产法》"),),
        ("《广西实施〈消防法〉办法》", "《实施<消防法>办法》"),
    ),
    Fix(
        "title closed by 〉",
        r"(?<=《[\p{Han}（）]{2,60})([〉>＞])(?![^《]{0,40}》)",
        ("》",),
        (("《安全生产法〉第三条", "《安全生产法》第三条"),),
        ("《实施〈消防法〉办法》",),
    ),
    Fix(
        "inner title closed by 》",
        r"(?<=《[\p{Han}]{1,30}[〈<＜][\p{Han}]{2,40})(》)(?=[\p{Han}]{1,12}》)",
        ("〉",),
        (("《广西实施〈中华人民共和国消防法》办法》", "《广西实施〈中华人民共和国消防法〉办法》"),),
        ("《安全生产法》和《消防法》",),
    ),
    Fix(
        "dot of a date tag",
        r"(?<=[“\"]\d{1,2})([.．,，、‧∙・•:：\-])(?=\d{1,2}[”\"])",
        ("·",),
        (("“6.18”较大火灾事故", "“6·18”较大火灾事故"), ("“11，9”事故", "“11·9”事故")),
        ("“3.5吨”", "6.18事故"),
    ),
    Fix(
        "bars in a date tag",
        r"(?<=[“\"])([\dlI|\]]{1,2})·([\dlI|\]]{1,2})(?=[”\"])",
        (_TO_DIGIT, _TO_DIGIT),
        (("“1]·9”事故", "“11·9”事故"), ("“l·6”事故", "“1·6”事故")),
        ("“A·B”",),
    ),
    Fix(
        "dashes around a page number",
        r"^[^\S\n]*+([—一\-–－~·.•_])\s?\d{1,3}\s?([—一\-–－~·.•_])\s*$",
        ("—", "—"),
        (("一2一", "—2—"), ("- 12 -", "— 12 —")),
        ("一2", "1.2.", "2一"),
    ),
    Fix(
        "已 for 己",
        r"(?<![自知一克利])([己巳])(?=经(?:死亡|被|由|过|查|批)|死亡|移送|被(?:公安|采取|依法|批准)|构成|履行)",
        ("已",),
        (("己被公安机关采取强制措施", "已被公安机关采取强制措施"),),
        ("自己经营", "自己履行职责"),
    ),
    Fix(
        "未 for 末",
        r"(?<![月年周期季岁学始])(末)(?=(?:按|经|依法|取得|落实|履行|办理|制定|建立|组织|及时|设置|采取|造成|受伤|严格|能|对))",
        ("未",),
        (("末按规定办理", "未按规定办理"), ("现场末设置警示标志", "现场未设置警示标志")),
        ("2023年末组织检查", "月末对账", "期末未按时"),
    ),
)

_PATTERNS = tuple((fix, compiled("(?m)" + fix.pattern)) for fix in FIXES)
_USCC = compiled(r"(?<![A-Za-z0-9])[0-9A-Za-z]{18}(?![A-Za-z0-9])")


def put_right(lines: Sequence[Line]) -> None:
    """Put look-alikes right in recognised lines; a character that changes keeps what was read as ``read``."""
    for group in _pages(lines):
        text = "".join(_separator(line) + line.text for line in group)
        after = corrected(text)
        at = 0
        for line in group:
            at += len(_separator(line))
            _change(line, after[at : at + len(line.text)])
            at += len(line.text)


def _pages(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines page by page, so that no text is longer than a page."""
    out: dict[int | None, list[Line]] = {}
    for line in lines:
        out.setdefault(line.page, []).append(line)
    return list(out.values())


def _separator(line: Line) -> str:
    """Lines of one paragraph are joined: a number or date may go on in the next line."""
    return "" if line.begins is False else "\n"


def corrected(text: str) -> str:
    """The text with its look-alikes put right; as long as before."""
    chars = list(text)
    for fix, pattern in _PATTERNS:
        now = "".join(chars)
        for match in pattern.finditer(now):
            for group, to in enumerate(fix.to, 1):
                start, end = match.span(group)
                chars[start:end] = match[group].translate(to) if isinstance(to, dict) else to
    now = "".join(chars)
    for match in _USCC.finditer(now):
        code = match[0].upper().translate(str.maketrans("OIQ", "010"))
        if code != match[0] and is_valid(code):
            chars[match.start() : match.end()] = code
    return "".join(chars)


def _change(line: Line, after: str) -> None:
    if after == line.text:
        return
    before = line.text
    line.text = after
    if line.chars is not None:
        line.chars = [_read_as(c, b, a) for c, b, a in zip(line.chars, before, after, strict=True)]
    if line.cells:
        line.cells = tuple(after.split("\t"))


def _read_as(char: Char, before: str, after: str) -> Char:
    return char if before == after else dataclasses.replace(char, c=after, read=char.read or before)
