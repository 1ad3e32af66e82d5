"""A dataset behind the page, for the tests of the server: what the page does. Its fixtures are in ``conftest.py``."""

import json
from pathlib import Path

from starlette.testclient import TestClient

from explore.dataset import connect, rows
from explore.server import application

ROOT = Path(__file__).parents[2]
NAMES = ("shenmu-0814-roof.txt", "xuanwei-0127-road.md")


def client(root, **options):
    return TestClient(application(root, **options), base_url="http://127.0.0.1:8642")


def content(answer):
    """What a script hands to the page."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/javascript")
    head, _, rest = answer.text.partition(",")
    assert head.startswith("S.put(")
    return json.loads(rest.removesuffix(");\n"))


def token(page):
    return json.loads(page.get("/config.js").text.partition("=")[2].strip().removesuffix(";"))["token"]


def one(root, sql, *values):
    return rows(connect(root), sql, list(values))[0]


def deaths(root):
    """A decision on the deaths of an accident, as the page sends it."""
    row = one(root, "SELECT doc_id, accident_id, deaths FROM accidents WHERE deaths = 4")
    return {
        "doc_id": row["doc_id"], "table": "accidents", "row_id": row["accident_id"], "field": "deaths", "verdict": "corrected",
        "was": 4, "value": 5, "author": "核对员甲", "reason": "对照附件",
    }  # fmt: skip


def send(page, decision, **headers):
    body = decision if isinstance(decision, bytes) else json.dumps(decision).encode()
    return page.post("/api/reviews", content=body, headers={"X-Shigu-Token": token(page), **headers})
