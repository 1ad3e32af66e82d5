"""Recognised lines as glyphs: type size, baseline and the place of each character, so that layout works as for text pages.

The recogniser tells a character's middle; its edges, and the size of the type, are made from the distances of Chinese
characters, which are one em apart.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from itertools import pairwise

from .ocr_boxes import Box
from .ocr_engine import Mark
from .ocr_fix import corrected
from .pdf_chars import ASCENT, DESCENT, Glyph

_HAN = re.compile("[\u4e00-\u9fff]")
_OPENS = "“‘《〈（【〔「『"
_CLOSES = "，。、；：！？”’》〉）】〕」』"


@dataclasses.dataclass(slots=True)
class ReadLine:
    """A recognised line: its box in points, the left and right end of its ink, and its characters."""

    box: Box
    ink: tuple[float, float]
    marks: list[Mark]
    size: float = 0.0

    @property
    def text(self) -> str:
        """The characters as recognised."""
        return "".join(m.c for m in self.marks)

    @property
    def sure(self) -> float:
        """How sure the recogniser is of the line, 0 to 1."""
        return sum(m.sure for m in self.marks) / len(self.marks) if self.marks else 0.0


def set_sizes(lines: Sequence[ReadLine]) -> None:
    """Type sizes in points: from the pitch of Chinese characters, else from the box; near ones are made the same."""
    pitches = [_pitch(line) for line in lines]
    shares = sorted(pitch / line.box.height for line, (pitch, pairs) in zip(lines, pitches, strict=True) if pairs >= 4)
    share = shares[len(shares) // 2] if shares else 0.8
    strong, weak = list[ReadLine](), list[ReadLine]()
    for line, (pitch, pairs) in zip(lines, pitches, strict=True):
        by_box = share * line.box.height
        # letters set wide apart are no larger for it
        line.size = by_box if not pairs or pitch > 1.6 * by_box else pitch
        (strong if pairs >= 6 else weak).append(line)
    _level(strong)
    _join(weak, strong)


def _pitch(line: ReadLine) -> tuple[float, int]:
    """The mean distance of neighbouring Chinese characters, and how many pairs tell it.

    The mean, for the recogniser tells places in steps of a fifth of a character.
    """
    width = line.box.x1 - line.box.x0
    steps = [(b.at - a.at) * width for a, b in pairwise(line.marks) if _HAN.match(a.c) and _HAN.match(b.c)]
    if not steps:
        return 0.0, 0
    middle = sorted(steps)[len(steps) // 2]
    usual = [s for s in steps if 0.6 * middle <= s <= 1.5 * middle]
    return (sum(usual) / len(usual), len(usual)) if usual else (0.0, 0)


def _level(lines: list[ReadLine]) -> None:
    """Give lines whose sizes differ by a tenth or less the size of the largest group among them."""
    while lines:
        weights = [(sum(len(o.marks) for o in lines if _near(o.size, line.size)), line.size) for line in lines]
        _, size = max(weights)
        same = [line for line in lines if _near(line.size, size)]
        middle = sorted(line.size for line in same for _ in line.marks)
        for line in same:
            line.size = middle[len(middle) // 2]
        lines = [line for line in lines if not any(line is s for s in same)]


def _join(weak: list[ReadLine], strong: list[ReadLine]) -> None:
    """Short lines, whose size is a guess, take the size of the nearest larger group that it may be."""
    sizes = sorted({line.size for line in strong})
    left = []
    for line in weak:
        least, most = (0.75, 1.3) if _pitch(line)[1] else (0.6, 1.6)
        near = [s for s in sizes if least <= line.size / s <= most]
        if near:
            line.size = min(near, key=lambda s: abs(s - line.size))
        else:
            left.append(line)
    _level(left)


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= 0.1 * max(a, b)


def glyphs_of(lines: Sequence[ReadLine]) -> list[Glyph]:
    """The characters of all lines with their em boxes; blanks become the mark of a space before the next one."""
    out: list[Glyph] = []
    for line in lines:
        size = max(line.size, 1.0)
        base = (line.box.y0 + line.box.y1) / 2 + (ASCENT - DESCENT) / 2 * size
        space, last = False, 0.0
        # page numbers and running headers are told by their words long before paragraphs are joined
        right = corrected(line.text)
        for i, (mark, c, (x0, x1)) in enumerate(zip(line.marks, right, _edges(line, size), strict=True)):
            if mark.c == " ":
                space = True
                continue
            middle = mark.at * (line.box.x1 - line.box.x0)
            if space and i and _one_number(out[-1].c, c, (middle - last) / size):
                space = False
            if i and not space and 0 < x0 - out[-1].x1 < size:
                x0 = out[-1].x1  # or the gap would be taken for a blank
            out.append(
                Glyph(
                    c,
                    x0,
                    base - ASCENT * size,
                    x1,
                    base + DESCENT * size,
                    base,
                    size,
                    len(out),
                    space,
                    sure=round(mark.sure, 2),
                    read=mark.c if mark.c != c else "",
                )
            )
            space, last = False, middle
    return out


def _one_number(a: str, b: str, ems: float) -> bool:
    """Whether a blank between two characters stands in a number that is only set loosely: 202 4年, 28. 00万元."""
    if a.isdigit() and b.isdigit():
        return ems < 1.8
    return ems < 0.9 and all(c.isdigit() or c in ".," for c in (a, b))


def _edges(line: ReadLine, size: float) -> list[tuple[float, float]]:
    """Left and right edge of each character: half way to its neighbours, at the line's ends the ink."""
    x0, width = line.box.x0, line.box.x1 - line.box.x0
    middles = [x0 + m.at * width for m in line.marks]
    halves = [0.5 * size * (1.0 if m.c >= "\u2000" else 0.55) for m in line.marks]
    out: list[tuple[float, float]] = []
    for i, (middle, half) in enumerate(zip(middles, halves, strict=True)):
        left, right = middle - half, middle + half
        if i:
            left = max(left, min(middle, (middles[i - 1] + middle) / 2))
        if i + 1 < len(middles):
            right = min(right, max(middle, (middle + middles[i + 1]) / 2))
        out.append((left, right))
    if out:
        # a bracket that opens is printed in the right half of its em, a stop in the left one
        start = line.ink[0] - (0.5 * size if line.marks[0].c in _OPENS else 0.04 * size)
        end = line.ink[1] + (0.55 * size if line.marks[-1].c in _CLOSES else 0.04 * size)
        # a speck beside the line is not its first letter
        start, end = max(start, middles[0] - 1.1 * size), min(end, middles[-1] + 1.1 * size)
        out[0] = (min(start, out[0][1] - 0.2), out[0][1])
        out[-1] = (out[-1][0], max(end, out[-1][0] + 0.2))
    return out
