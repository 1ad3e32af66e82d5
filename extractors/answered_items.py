"""Items of a follow-up whose labelled parts answer each other: 2.甲某，…。原建议：…。核查：….

The words behind 原建议 are what had been proposed, those behind 核查 or 落实情况 what was done; both are said of the item's
subject, but for what a clause does to another (``sanction_dealing.of_another``).
"""

from __future__ import annotations

from extractors.patterns import compiled
from extractors.view import View

_ASKED = r"(?:调查报告|事故调查报告|报告|原调查报告|调查组)?原?(?:的)?(?:责任追究|处理|处罚|处分|问责|追责|整改)?(?:建议|意见)(?:内容|情况)?"
_DONE = (
    r"(?:现状|(?:实际)?(?:落实|执行|办理|处理|核查|核实|整改|完成|处置)(?:情况|结果|意见)?|评估(?:情况|意见|结论|结果))"
)
_LABEL = compiled(rf"(?:^|(?<=[\n。；]))(?:(?P<asked>{_ASKED})|(?P<done>{_DONE}))：")
_OPENS = compiled(rf"(?:{_ASKED}|{_DONE})：")
_IN_PROSE = compiled(r"(?:^|(?<=[\n。；]))(?:事故)?(?:调查)?报告(?:对其)?(?:的)?建议(?!：)")


def is_label(words: str) -> bool:
    """Does a paragraph begin with such a label, so that it belongs to the item above it?

    >>> is_label("核查：当事人已缴清罚款。")
    True
    """
    return _OPENS.match(words) is not None


def parts(words: View, body: int) -> dict[str, tuple[int, int]] | None:
    """The parts of an item as cells of a row: ``proposed…`` and ``verdict…``; None where none says what was done.

    ``body``: where the words behind the item's subject begin; without a label of their own those up to 核查： are what was
    proposed only where they say so (报告建议…).
    """
    labels = list(_LABEL.finditer(words.text, body))
    if not any(label["done"] for label in labels):
        return None
    first = labels[0]
    out: dict[str, tuple[int, int]] = {}
    told = _IN_PROSE.search(words.text, body, first.start())
    lead_stop = told.start() if told else first.start()
    lead_stop -= lead_stop > 0 and words.text[lead_stop - 1] == "\n"
    if lead_stop:
        out["lead"] = words.span(0, lead_stop)
    if told is not None:
        out["proposed"] = words.span(told.start(), first.start())
    stops = [*(label.start() for label in labels[1:]), len(words.text)]
    for number, (label, end) in enumerate(zip(labels, stops, strict=True)):
        stop = end - (words.text[end - 1] == "\n")
        if stop > label.end():
            kind = "proposed" if label["asked"] else "verdict"
            out[f"{kind}{number}"] = words.span(label.end(), stop)
    return out if any(kind.startswith("proposed") for kind in out) else None
