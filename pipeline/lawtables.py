"""The law table as rows of the dataset: what the facts join to."""

from __future__ import annotations

from extractors.lawbook import all_crossings, all_penalties, laws
from schemas.column import Row
from schemas.records_law import LawArticleRow, LawPenaltyRow, LawRow


def law_rows() -> dict[str, list[Row]]:
    """Rows of ``laws``, ``law_penalties`` and ``law_articles``, in the order of the vocabulary's files."""
    editions: list[Row] = []
    for law in laws().values():
        for edition in law.editions:
            editions.append(
                LawRow(
                    law=law.title,
                    law_kind=law.kind,
                    edition=edition.edition,
                    number=edition.number,
                    in_force_from=edition.in_force_from,
                    in_force_to=edition.in_force_to,
                    articles=edition.articles,
                    replaced_by=law.replaced_by,
                    aliases=list(law.aliases),
                    source=edition.source,
                    readings=edition.readings,
                )
            )
    fines: list[Row] = [
        LawPenaltyRow(
            law=p.law,
            edition=p.edition,
            article=p.article,
            paragraph=p.paragraph,
            item=p.item,
            target=p.target,
            severity=p.severity,
            min_yuan=p.min_yuan,
            max_yuan=p.max_yuan,
            min_ratio=p.min_ratio,
            max_ratio=p.max_ratio,
            note=p.note or None,
            source=p.source or None,
        )
        for p in all_penalties()
    ]
    articles: list[Row] = [
        LawArticleRow(
            law=c.law,
            edition_from=c.edition_from,
            article_from=c.article_from,
            edition_to=c.edition_to,
            article_to=c.article_to,
            subject=c.subject or None,
        )
        for c in all_crossings()
    ]
    return {"laws": editions, "law_penalties": fines, "law_articles": articles}
