"""Causes, measures, events and directives of all golden documents together: precision and recall."""

import difflib
import json
from pathlib import Path

import pytest

from pipeline.parse import parse_bytes
from tests.golden.compare import plain

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "data"
PLACES = ((HERE / "gold", HERE / "docs"), (SAMPLES / "gold", SAMPLES / "raw"))
OPENING = 60
"""Texts are compared by their openings, as the evaluation's scorer does."""

FLOORS = {
    "causes.直接": (0.95, 0.93),
    "causes.间接": (0.95, 0.88),
    "causes.管理": (0.90, 0.90),
    "causes.排除": (0.90, 0.90),
    "measures": (0.95, 0.95),
    "measures.status": (0.90, 0.90),
    "events": (0.97, 0.95),
    "events.kind": (0.90, 0.90),
    "directives": (0.90, 0.90),
}
"""Lowest precision and recall that a change may leave; raise them when a change raises the figures."""


def likeness(wanted: str, found: str) -> float:
    wanted = wanted[:OPENING]
    return difflib.SequenceMatcher(None, wanted, found[: max(len(wanted), 12)], autojunk=False).ratio()


def matched(wanted, found):
    """Pairs of gold texts with readings (heading, text) of rows, each row once."""
    free, pairs = list(found), []
    for gold in wanted:
        text = str(plain(gold.get("text") or gold.get("heading")))
        best = max(free, key=lambda row: max(likeness(text, str(r)) for r in row[0]), default=None)
        if best is not None and max(likeness(text, str(r)) for r in best[0]) >= 0.6:
            free.remove(best)
            pairs.append((gold, best[1]))
    return pairs


def readings(row):
    both = [plain(getattr(row, name, None)) for name in ("heading", "text")]
    return [r for r in both if r], row


def moment(value):
    return str(value)[:16].replace(" ", "T").removesuffix("T00:00")


@pytest.fixture(scope="module")
def tallies():
    out = {kind: [0, 0, 0, []] for kind in FLOORS}

    def count(kind, right, extra, missed, lines=()):
        for i, n in enumerate((right, extra, missed)):
            out[kind][i] += n
        out[kind][3] += lines

    for folder, docs in PLACES:
        for path in sorted(folder.glob("*.json")):
            gold = json.loads(path.read_text("utf-8"))
            if not {"causes", "measures", "events", "directives"} & gold.keys():
                continue
            file = docs / gold["file_name"]
            tables = parse_bytes(file.read_bytes(), str(file), file.name).tables
            for kind in ("直接", "间接", "管理", "排除") if "causes" in gold else ():
                wanted = [g for g in gold["causes"] if g["kind"] == kind]
                found = [readings(r) for r in tables["causes"] if r.kind == kind]
                pairs = matched(wanted, found)
                count(f"causes.{kind}", len(pairs), len(found) - len(pairs), len(wanted) - len(pairs), [path.stem])
            for table in ("measures", "directives"):
                if table in gold:
                    found = [readings(r) for r in tables[table]]
                    pairs = matched(gold[table], found)
                    count(table, len(pairs), len(found) - len(pairs), len(gold[table]) - len(pairs), [path.stem])
                    for g, row in pairs if table == "measures" else ():
                        if "status" in g:
                            right = g["status"] == row.status
                            count("measures.status", right, not right, not right, [f"{path.stem} {g} {row.status}"])
            if "events" in gold:
                wanted = {moment(g["at"]): g for g in gold["events"]}
                found = {moment(r.at): r for r in tables["events"] if r.precision != "day" or moment(r.at) in wanted}
                both = wanted.keys() & found.keys()
                count("events", len(both), len(found) - len(both), len(wanted) - len(both), [path.stem])
                for at in both:
                    if wanted[at].get("kind"):
                        right = wanted[at]["kind"] == found[at].kind
                        line = f"{path.stem} {at} {wanted[at]['kind']} {found[at].kind} {found[at].text}"
                        count("events.kind", right, not right, not right, [] if right else [line])
    return out


@pytest.mark.parametrize("kind", FLOORS)
def test_precision_and_recall_do_not_fall(tallies, kind):
    right, extra, missed, lines = tallies[kind]
    precision, recall = right / (right + extra), right / (right + missed)
    told = f"{kind}: P {precision:.3f} R {recall:.3f} ({right} right, {extra} extra, {missed} missed)\n  "
    told += "\n  ".join(dict.fromkeys(lines))
    print(told)
    assert precision >= FLOORS[kind][0], told
    assert recall >= FLOORS[kind][1], told
