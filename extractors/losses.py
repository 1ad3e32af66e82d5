"""The direct economic loss of this accident, in yuan (GB/T 6721-1986 says what counts)."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from extractors.context import Own, Sentence, foreign, own, sections_with, sentences
from extractors.facts import Check, Facts
from extractors.patterns import compiled
from extractors.rules import load
from extractors.values.money import Money, find_money
from schemas.document import Evidence, Report

_PARTS = compiled(r"其中|包括|含|分别")
_RANK = {"direct": 0, "property": 1, "any": 2}
_LOOK = 48


@dataclasses.dataclass(frozen=True, slots=True)
class Loss:
    """An amount with the words that name it."""

    kind: str
    yuan: Decimal
    approximate: bool
    evidence: Evidence


def extract(report: Report, facts: Facts) -> None:
    """Fill in ``direct_loss_yuan`` and ``loss_is_approximate``.

    The surest wording wins (直接经济损失 over 直接财产损失 over 经济损失), then the first in the text; other amounts under
    the same wording end in a check.
    """
    found = find(report, own(facts))
    if not found:
        return
    best = min(found, key=lambda loss: _RANK[loss.kind])
    same = [loss for loss in found if loss.kind == best.kind]
    if best.approximate:
        # 约390万元 in the lead, 388.62万元 where the sum is accounted for: the exact figure
        exact = [loss for loss in same if not loss.approximate and _rounded(loss.yuan, best.yuan)]
        best = exact[0] if exact else best
    agreeing = [loss for loss in same if loss.yuan == best.yuan]
    others = [loss for loss in same if loss.yuan != best.yuan]
    facts.set("direct_loss_yuan", best.yuan, *[loss.evidence for loss in agreeing])
    facts.derive("loss_is_approximate", all(loss.approximate for loss in agreeing))
    if others and not all(_rounded(loss.yuan, best.yuan) for loss in others):
        said = "；".join(f"“{loss.evidence.text}”" for loss in others[:3])
        facts.checks.append(Check("direct_loss.conflict", "fail", f"直接经济损失取{best.yuan}元，另有不同记载：{said}"))


def _rounded(a: Decimal, b: Decimal) -> bool:
    """Is one figure the other, rounded (约1200万元 and 1196.3万元)?"""
    return abs(a - b) <= max(a, b) * Decimal("0.02")


def find(report: Report, known: Own) -> list[Loss]:
    """Amounts behind the words for a loss, in this accident's own sentences, parts of a sum left aside."""
    text = report.text
    out: list[Loss] = []
    for sentence in _where(report):
        if "损失" not in text[sentence[0] : sentence[1]]:
            continue
        for amount in find_money(text, *sentence):
            loss = _loss(report, sentence, amount, known)
            if loss is not None:
                out.append(loss)
        bare = _WITHOUT_YUAN.search(text, *sentence) if not out else None
        if (
            bare is not None
            and not _OF_A_PART.search(text, *sentence)
            and not foreign(report, Sentence(*sentence), known)
        ):
            yuan = Decimal(bare["n"]) * 10_000
            roughly = _ROUGHLY.search(bare["lead"]) is not None
            out.append(Loss("direct", yuan, roughly, report.evidence(bare.start(), bare.end(), "loss.without_yuan")))
    return out


_OF_A_PART = compiled(r"其中|核定|以上|以下|不满|是指|保险|损失[^，。；]{0,30}[，；][^。]*直接经济损失")
_WITHOUT_YUAN = compiled(
    r"直接经济损失(?P<lead>(?:共计|合计|总计|约计|约|近|为|达|人民币|：){0,3})(?P<n>\d{1,6}(?:\.\d{1,6})?)万(?=[。，；）]|$|\n|根据|依据|依照|按照|事故|经)"
)
"""直接经济损失约200万, where the 元 was lost or left out."""


def _where(report: Report) -> list[tuple[int, int]]:
    """Sentences to look in: the whole of a short text; of a report, what comes before the sanctions."""
    parts: tuple[str, ...] = ("责任处理", "防范措施", "事故教训", "责任落实", "措施落实")
    if report.doc_type == "批复":  # it agrees with the account in the paragraph that agrees with the verdict
        parts = ()
    skip = [s for part in parts for s in sections_with(report, part=part)]
    out = []
    for s in sentences(report):
        if not any(n.start <= s.start < n.end for n in skip):
            out.append((s.start, s.end))
    return out


_FIGURE_BEFORE = compiled(r"[￥¥]?(?>[\d,，.]{1,18})[万亿]{0,2}元[（，](?:大写|即)?：?$")
"""The figure before the same sum in words, which is the one that was found: 1,230,000元（壹佰贰拾叁万元整）."""
_ROUGHLY = compiled(r"(?:大约|大概|约|近|人民币|￥|¥|超过|不足){1,8}$")


def _loss(report: Report, sentence: tuple[int, int], amount: Money, known: Own) -> Loss | None:
    text = report.text
    if amount.bound in ("at_least", "at_most") and not _only_bound(text, amount):
        return None
    before = text[max(sentence[0], amount.start - _LOOK) : amount.start]
    before = _ROUGHLY.sub("", _FIGURE_BEFORE.sub("", before))
    for rule in load("losses"):
        match = rule.search(before)
        if match is None:
            continue
        if _PARTS.search(before[match.end() - 12 : match.start()] if match.start() > 12 else ""):
            return None
        if foreign(report, Sentence(*sentence), known):
            return None
        start = amount.start - len(text[max(sentence[0], amount.start - _LOOK) : amount.start]) + match.start()
        return Loss(rule.attrs["kind"], amount.yuan, amount.approximate, report.evidence(start, amount.end, rule.id))
    return None


_BOUND = compiled(r"以[上下]")


def _only_bound(text: str, amount: Money) -> bool:
    """超过300万元 is a figure of this accident; 1000万元以上5000万元以下 is a threshold."""
    return not _BOUND.match(text[amount.end : amount.end + 2])
