"""The notebooks' figures once more, counted from the Parquet files in plain Python: no view, no SQL, no data frame."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow.parquet as pq

LINE = {"事故调查报告": 0, "批复": 1, "整改评估报告": 2, "事故快报": 3}
REPORT = "事故调查报告"


def rows(root: Path, table: str) -> list[dict]:
    """The rows of a table in the order of its files."""
    return [row for path in sorted((root / table).glob("*.parquet")) for row in pq.read_table(path).to_pylist()]


class Counted:
    """A dataset with its accidents each told by its leading document."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.documents = {d["doc_id"]: d for d in rows(root, "documents") if d["duplicate_of"] is None}
        self.accidents = [a for a in rows(root, "accidents") if a["doc_id"] in self.documents]
        telling = defaultdict(list)
        for accident in self.accidents:
            telling[accident["accident_id"]].append(accident)
        self.leading = {key: min(told, key=self._place) for key, told in telling.items()}
        self.reports = {key: a for key, a in self.leading.items() if self._kind(a) == REPORT}

    def _kind(self, accident: dict) -> str:
        return self.documents[accident["doc_id"]]["doc_type"]

    def _place(self, accident: dict) -> tuple[int, str]:
        return LINE.get(self._kind(accident), 4), accident["doc_id"]

    def _leads(self, row: dict) -> bool:
        accident = self.leading.get(row["accident_id"])
        return accident is not None and accident["doc_id"] == row["doc_id"]

    def penalties(self) -> dict:
        """What the last cell of penalty_patterns prints, as far as it is counted here."""
        sanctions = [s for s in rows(self.root, "sanctions") if self._leads(s)]
        fines = [s for s in sanctions if s["measure"] == "罚款"]
        ranges = {p["sanction_id"]: p for p in rows(self.root, "penalties")}
        charged = [s for s in fines if s["target_kind"] == "organization" and s["amount_yuan"] is not None]
        by_severity, places = defaultdict(list), defaultdict(list)
        for fine in charged:
            accident, found = self.leading[fine["accident_id"]], ranges[fine["sanction_id"]]
            severity = accident["severity"] or accident["severity_derived"]
            if found["harmonised_article"] == 114 and severity:
                by_severity[severity].append(float(fine["amount_yuan"]) / 10000)
            position = found["position_in_range"]
            if position is not None and 0 <= position <= 1 and accident["city"] and severity:
                places[fine["accident_id"]].append(position)
        measures = defaultdict(set)
        for s in sanctions:
            measures["罚款"] |= {s["accident_id"]} if s["measure"] == "罚款" else set()
            measures["诫勉"] |= {s["accident_id"]} if s["measure"] == "诫勉" else set()
            measures["刑事"] |= {s["accident_id"]} if s["category"] == "刑事" else set()
            measures["党纪政务"] |= {s["accident_id"]} if s["category"] in ("党纪", "政务") else set()
        return {
            "reports": len(self.reports),
            "sanctions": len(sanctions),
            "unit_fines": sum(f["target_kind"] == "organization" for f in fines),
            "person_fines": sum(f["target_kind"] == "person" for f in fines),
            "status": dict(Counter(f["status"] for f in fines)),
            "unit_wan_by_severity": {
                name: {"n": len(values), "median": round(statistics.median(values), 4)} for name, values in by_severity.items()
            },
            "position_cases": len(places),
            "position_median": round(statistics.median(statistics.fmean(p) for p in places.values()), 4) if places else None,
            **dict(zip(("judged", "outside"), self._outside(fines, ranges), strict=True)),
            "measure_share": {name: round(len(seen & self.reports.keys()) / len(self.reports), 4) for name, seen in measures.items()},
        }  # fmt: skip

    @staticmethod
    def _outside(fines: list[dict], ranges: dict[str, dict]) -> tuple[int, int]:
        judged = outside = 0
        for fine in fines:
            found = ranges[fine["sanction_id"]]
            for value, kind in ((fine["amount_yuan"], "yuan"), (fine["income_ratio"], "ratio")):
                low, high = found[f"range_low_{kind}"], found[f"range_high_{kind}"]
                if value is not None and low is not None and high is not None:
                    judged += 1
                    outside += not float(low) - 1e-6 <= float(value) <= float(high) + 1e-6
                    break
        return judged, outside

    def delays(self) -> dict:
        """What the last cell of delays prints, as far as it is counted here."""
        minutes = [a["minutes_to_report"] for a in self.reports.values() if a["minutes_to_report"] is not None]
        days = defaultdict(list)
        for key, accident in self.reports.items():
            began = accident["occurred_at"]
            told = [a for a in self.accidents if a["accident_id"] == key]
            ends = {
                "team_days": min((a["team_formed_on"] for a in told if a["team_formed_on"]), default=None),
                "approved_days": min((a["approved_on"] for a in told if a["approved_on"]), default=None),
                "issued_days": self.documents[accident["doc_id"]]["issued_on"],
            }
            for name, end in ends.items():
                if began is not None and end is not None and 0 <= (end - began.date()).days <= 3 * 365:
                    days[name].append((end - began.date()).days)
        severities = defaultdict(list)
        for a in self.reports.values():
            severity = a["severity"] or a["severity_derived"]
            if a["minutes_to_report"] is not None and severity:
                severities[severity].append(a["minutes_to_report"])
        concealed = {True: "认定瞒报、谎报或迟报", False: "写明没有", None: "未写明"}
        return {
            "reports": len(self.reports),
            "without_report": len(self.leading) - len(self.reports),
            "report_median": statistics.median(minutes) if minutes else None,
            "report_over_60": sum(m > 60 for m in minutes),
            "report_median_by_severity": {name: statistics.median(values) for name, values in severities.items()},
            "days_median": {name: statistics.median(values) for name, values in days.items()},
            "concealed": dict(Counter(concealed[a["concealed"]] for a in self.reports.values())),
        }
