"""Laws and standards as reports print them."""

import pytest

from extractors import citations
from tests.helpers import investigation, report


def cited(words):
    read = report(investigation(cause=words))
    return [(c.law, c.kind, c.number) for c in citations.find(read)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("违反《乡镇消防队》（GB/T 35547—2017）的要求。", [("乡镇消防队", "标准", "GB/T35547—2017")]),
        (
            "违反《起重机钢丝绳保养维护检验和报废》（GB/T 5972-2016）。",
            [("起重机钢丝绳保养维护检验和报废", "标准", "GB/T5972-2016")],
        ),
        ("观看《乡镇消防队》后签字。", []),
        ("持有《营业执照》（编号12345）。", []),
    ],
)
def test_a_standard_is_told_by_its_number(words, found):
    assert cited(words) == found
