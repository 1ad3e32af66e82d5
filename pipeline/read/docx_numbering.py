"""Word's automatic numbers, which the file does not hold: 第一章, （二）, 3.1 rebuilt by counting as Word counts."""

from __future__ import annotations

import dataclasses
import re

from pipeline.read.docx_package import MC, Element, W
from pipeline.read.docx_styles import Style, Styles, flag, integer, value
from pipeline.read.numerals import alphabetic, chinese, circled, digit_by_digit, roman

_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")


@dataclasses.dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    kind: str = "decimal"
    text: str = ""
    restart: int | None = None
    arabic: bool = False
    style: str | None = None


class Numbering:
    """The lists of a document; :meth:`number` is asked paragraph by paragraph, in reading order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._nums: dict[str, Element] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        for element in root if root is not None else ():
            if element.tag == f"{W}abstractNum":
                self._abstract[element.get(f"{W}abstractNumId", "")] = element
            elif element.tag == f"{W}num":
                self._nums[element.get(f"{W}numId", "")] = element

    def number(self, paragraph: Element | None, style: Style) -> str:
        """The number printed before the next paragraph, '' where it has none; ``paragraph`` are its properties."""
        direct = paragraph.find(f"{W}numPr") if paragraph is not None else None
        num_id = value(direct, "numId") or style.num_id
        if num_id is None or num_id == "0" or num_id not in self._nums:
            return ""
        levels = self._levels_of(num_id)
        ilvl = integer(value(direct, "ilvl"))
        if ilvl is None:
            ilvl = style.ilvl
        if ilvl is None:
            # A style that names a list takes the level that names the style.
            ilvl = next((i for i, level in levels.items() if level.style in style.chain and level.style), 0)
        level = levels.get(ilvl)
        if level is None:
            return ""
        counts = self._counted(num_id, ilvl, levels)
        if level.kind in ("bullet", "none") and "%" not in level.text:
            return level.text.strip() if level.kind == "none" else ""

        def printed(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = levels.get(place, _Level())
            kind = "decimal" if level.arabic and other.kind != "none" else other.kind
            return formatted(counts.get(place, other.start), kind)

        return _PLACE.sub(printed, level.text).strip()

    def _counted(self, num_id: str, ilvl: int, levels: dict[int, _Level]) -> dict[int, int]:
        """The counters after this paragraph; lists of one definition count on from each other, as in Word."""
        abstract = value(self._nums[num_id], "abstractNumId") or ""
        counts = self._counts.setdefault(abstract, {})
        for override in self._nums[num_id].iterfind(f"{W}lvlOverride"):
            place = integer(override.get(f"{W}ilvl"))
            start = integer(value(override, "startOverride"))
            if place is not None and start is not None and (num_id, place) not in self._started and place == ilvl:
                counts.pop(place, None)
        self._started.add((num_id, ilvl))
        for upper in range(ilvl):
            counts.setdefault(upper, levels.get(upper, _Level()).start)
        counts[ilvl] = counts[ilvl] + 1 if ilvl in counts else levels[ilvl].start
        for lower in range(ilvl + 1, _LEVELS):
            restart = levels.get(lower, _Level()).restart
            if restart is None or (restart and ilvl < restart):
                counts.pop(lower, None)
        return counts

    def _levels_of(self, num_id: str) -> dict[int, _Level]:
        if num_id not in self._levels:
            num = self._nums[num_id]
            levels = {}
            for element in self._definition(value(num, "abstractNumId")):
                levels.update(_level(element))
            for override in num.iterfind(f"{W}lvlOverride"):
                for element in override.iterfind(f"{W}lvl"):
                    levels.update(_level(element))
                place, start = integer(override.get(f"{W}ilvl")), integer(value(override, "startOverride"))
                if place is not None and start is not None and place in levels:
                    levels[place] = dataclasses.replace(levels[place], start=start)
            self._levels[num_id] = levels
        return self._levels[num_id]

    def _definition(self, abstract_id: str | None) -> list[Element]:
        """The levels of a definition, through the style it may refer to instead of stating them."""
        for _ in range(5):
            abstract = self._abstract.get(abstract_id or "")
            if abstract is None:
                return []
            link = value(abstract, "numStyleLink")
            if link is None:
                return list(abstract.iterfind(f"{W}lvl"))
            num = self._nums.get(self._styles.get(link, "numbering").num_id or "")
            abstract_id = value(num, "abstractNumId")
        return []


def _level(element: Element) -> dict[int, _Level]:
    ilvl = integer(element.get(f"{W}ilvl"))
    if ilvl is None:
        return {}
    start = integer(value(element, "start"))
    kind = value(element, "numFmt")
    if kind is None:
        # Word wraps formats that old versions do not know; the choice holds the custom one.
        found = element.find(f"{MC}AlternateContent/{MC}Fallback/{W}numFmt")
        kind = found.get(f"{W}val") if found is not None else None
    return {
        ilvl: _Level(
            start=0 if start is None else start,
            kind=kind or "decimal",
            text=value(element, "lvlText") or "",
            restart=integer(value(element, "lvlRestart")),
            arabic=bool(flag(element, "isLgl")),
            style=value(element, "pStyle"),
        )
    }


def formatted(number: int, kind: str) -> str:
    """``number`` in a format of ``w:numFmt``: 十二 for 12 in ``chineseCounting``; Arabic figures for unknown formats."""
    if kind in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "koreanCounting"):
        return chinese(number)
    if kind in ("taiwaneseCounting", "taiwaneseCountingThousand"):
        return chinese(number)
    if kind == "chineseLegalSimplified":
        return chinese(number, legal=True)
    if kind in ("ideographLegalTraditional", "japaneseLegal"):
        return chinese(number, legal=True, traditional=True)
    if kind in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return digit_by_digit(number)
    if kind in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"):
        return circled(number)
    if kind in ("upperRoman", "lowerRoman"):
        return roman(number) if kind == "upperRoman" else roman(number).lower()
    if kind in ("upperLetter", "lowerLetter"):
        return alphabetic(number) if kind == "upperLetter" else alphabetic(number).lower()
    if kind in ("ideographTraditional", "ideographZodiac"):
        cycle = _STEMS if kind == "ideographTraditional" else _BRANCHES
        return cycle[number - 1] if 0 < number <= len(cycle) else str(number)
    return _figures(number, kind)


def _figures(number: int, kind: str) -> str:
    """Formats that dress up Arabic figures."""
    if kind in ("none", "bullet"):
        return ""
    if kind == "decimalZero":
        return f"{number:02d}"
    if kind in ("decimalFullWidth", "decimalFullWidth2"):
        return str(number).translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    if kind == "numberInDash":
        return f"- {number} -"
    if kind == "decimalEnclosedFullstop" and 0 < number <= 20:
        return chr(0x2488 + number - 1)
    if kind == "decimalEnclosedParen" and 0 < number <= 20:
        return chr(0x2474 + number - 1)
    if kind == "ideographEnclosedCircle" and 0 < number <= 10:
        return chr(0x3280 + number - 1)
    return str(number)
