"""Names of persons and organisations on gold records: the trained recogniser, the rules, and both together.

    python tests/bench/ner_gold.py GOLD CORPUS NER [--show]

GOLD holds the gold records, CORPUS (searched through) the files that they name, NER a pipeline of tools/train_ner.py.
Names are counted once a document, as sets; rows that the gold calls optional count as true. Precision: share of the names
found that the gold has; recall: share of the gold's names that are found.
A short form that the recogniser finds counts as the full name that the document defines it for (the rules' table of
abbreviations); common nouns that the rules know for such (该公司, 施工单位) are dropped from what it finds. "Checked" keeps
of its names only those that the rules allow to be a name; "rules in running text" are all places that the rules know, rows
or not: what the recogniser was taught. "F1 as scored" leaves the optional rows out, as the gold's own
scorer does.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import spacy

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from train_ner import mentions  # noqa: E402

from extractors import organizations  # noqa: E402
from extractors.org_names import clean, is_generic  # noqa: E402
from pipeline.nlp import allowed, recognise  # noqa: E402
from pipeline.parse import _accident_facts, record_of  # noqa: E402
from pipeline.read import read_document  # noqa: E402
from pipeline.segment import segment  # noqa: E402
from schemas.records_accountability import OrganizationRow, PersonRow  # noqa: E402

KINDS = ("persons", "organizations")


def norm(name: str) -> str:
    """A comparable form, as in the scorer of the gold."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
    return re.sub(r"[“”\"'‘’]", "", text).translate(str.maketrans("〈〉<>[]", "()()()"))


def found_in(path: Path, nlp: spacy.language.Language) -> dict[str, dict[str, set[str]]]:
    """Kind → who found it → names."""
    from extractors import DOCUMENT
    from extractors.facts import Facts

    report = segment(read_document(path.read_bytes(), path.name, path.name))
    record = record_of(report)
    facts = Facts()
    for extract in DOCUMENT:
        extract(report, facts)
    known = organizations.find(report, _accident_facts(report, facts))
    rules = {
        "persons": {norm(row.name) for row in record.rows(PersonRow)},
        "organizations": {norm(row.name) for row in record.rows(OrganizationRow)},
    }

    def names(spans: list[tuple[int, int, str]]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """All names by kind, and those that the rules allow."""
        every: dict[str, set[str]] = {kind: set() for kind in KINDS}
        checked: dict[str, set[str]] = {kind: set() for kind in KINDS}
        for start, end, label in spans:
            printed = clean(report.text[start:end])
            if label == "PER" and len(printed) > 1:
                every["persons"].add(norm(printed))
                if allowed(label, printed):
                    checked["persons"].add(norm(printed))
            elif label == "ORG" and len(printed) > 2 and not is_generic(printed):
                name = known.resolve(printed)
                every["organizations"].add(norm(name))
                if allowed(label, printed):
                    checked["organizations"].add(norm(name))
        return every, checked

    trained, checked = names(recognise(nlp, report.text))
    told, _ = names(mentions(record))
    return {
        kind: {
            "rules": rules[kind],
            "trained": trained[kind],
            "trained, checked": checked[kind],
            "rules + trained": rules[kind] | trained[kind],
            "rules + trained, checked": rules[kind] | checked[kind],
            "rules in running text": rules[kind] | told[kind],
        }
        for kind in KINDS
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    (
        parser.add_argument("gold", type=Path),
        parser.add_argument("corpus", type=Path),
        parser.add_argument("ner", type=Path),
    )
    parser.add_argument("--show", action="store_true", help="what the checked names add to the rules")
    args = parser.parse_args()

    nlp = spacy.load(args.ner)
    files = {unicodedata.normalize("NFC", p.name): p for p in sorted(args.corpus.rglob("*")) if p.is_file()}
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    documents: Counter[str] = Counter()
    added: Counter[tuple[str, str]] = Counter()
    for file in sorted(args.gold.glob("*.json")):
        gold = json.loads(file.read_text("utf-8"))
        if not any(kind in gold for kind in KINDS):
            continue
        one = {norm(s): norm(group[0]) for group in gold.get("same", []) for s in group}
        found = found_in(files[unicodedata.normalize("NFC", gold["file_name"])], nlp)
        for kind in KINDS:
            if kind not in gold:
                continue
            documents[kind] += 1
            true = {one.get(norm(r["name"]), norm(r["name"])) for r in gold[kind]}
            required = {one.get(norm(r["name"]), norm(r["name"])) for r in gold[kind] if not r.get("optional")}
            for who, names in found[kind].items():
                names = {one.get(n, n) for n in names}
                counts[kind, who].update(
                    found=len(names), right=len(names & true), true=len(true),
                    required=len(required), required_right=len(names & required),
                    scored=len(names - (true - required)),
                )  # fmt: skip
            more = {one.get(n, n) for n in found[kind]["trained, checked"]} - {
                one.get(n, n) for n in found[kind]["rules"]
            }
            added.update((kind, "right" if n in true else "wrong") for n in more)
            if args.show:
                for n in sorted(more):
                    print(f"{file.stem}: {kind} {'+' if n in true else '-'} {n}")
    print("| names | found by | precision | recall | F1 | F1 as scored | found | in the gold |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for (kind, who), c in counts.items():
        p, r = c["right"] / (c["found"] or 1), c["right"] / (c["true"] or 1)
        f1 = 2 * p * r / ((p + r) or 1)
        sp, sr = c["required_right"] / (c["scored"] or 1), c["required_right"] / (c["required"] or 1)
        print(
            f"| {kind} | {who} | {p:.3f} | {r:.3f} | {f1:.3f} | {2 * sp * sr / ((sp + sr) or 1):.3f} "
            f"| {c['found']} | {c['true']} |"
        )
    print(f"documents: {dict(documents)}; the checked names add to the rules: "
          + ", ".join(f"{kind} {n} {what}" for (kind, what), n in sorted(added.items())))  # fmt: skip


if __name__ == "__main__":
    main()
