"""Recommendations that a follow-up quotes one by one in its prose: 第一条建议是“…”。企业已…。第二条建议是“…”…."""

from __future__ import annotations

from extractors.patterns import compiled
from extractors.points import trimmed
from extractors.values.numerals import parse_int
from schemas.document import Report

Span = tuple[int, int]

_QUOTED = compiled(
    r"第(?P<n>[一二三四五六七八九十]{1,3}|\d{1,2})(?:条|项|个)(?:整改|防范|防范整改)?(?:建议|措施|要求)?(?:是|为|：|要求)“(?P<asked>[^“”\n]{6,300})”[。，；]?"
)


def quoted(report: Report) -> list[tuple[Span, Span]]:
    """Where each recommendation stands, and what was done about it: all up to the next one, or to the paragraph's end.

    They are numbered from one without a gap; empty where there are not two of them.
    """
    found = list(_QUOTED.finditer(report.text))
    if len(found) < 2 or [parse_int(m["n"]) for m in found] != list(range(1, len(found) + 1)):
        return []
    out: list[tuple[Span, Span]] = []
    for match, following in zip(found, [*found[1:], None], strict=True):
        line = report.text.find("\n", match.end())
        stop = line if line >= 0 else len(report.text)
        if following is not None:
            stop = min(stop, following.start())
        out.append((match.span("asked"), trimmed(report, match.end(), stop)))
    return out
