"""The figures that the project promises, over the corpus that stands beside the repository."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
MINIMUM = {"sections.heading": 0.95, "sections.part": 0.95, "sections.topic": 0.85, "evidence.offsets": 1.0}

pytestmark = pytest.mark.skipif(
    not (SHARED / "corpus").is_dir() or not (SHARED / "eval" / "score.py").is_file(),
    reason=f"needs the corpus and its gold records, which are no part of the repository ({SHARED})",
)


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    """The figures of ``score.py`` over the whole corpus, parsed by the command line."""
    out = tmp_path_factory.mktemp("corpus")
    start = [sys.executable, "-c", "from pipeline.cli import main; main()"]
    options = ["--out", str(out / "data"), "--jobs", "2"]
    parsed = subprocess.run(
        [*start, "parse", str(SHARED / "corpus"), *options], cwd=ROOT, capture_output=True, text=True
    )
    assert parsed.returncode in (0, 3), parsed.stderr[-2000:]  # without the extra ocr scans end in failures
    score = [sys.executable, str(SHARED / "eval" / "score.py"), str(SHARED / "eval" / "gold"), str(out / "data")]
    scored = subprocess.run([*score, "--json", str(out / "figures.json")], capture_output=True, text=True)
    assert scored.returncode == 0, scored.stderr[-2000:]
    return json.loads((out / "figures.json").read_text("utf-8"))


def below(figures, minimum, prefix):
    return {name: value for name, value in figures.items() if name.startswith(prefix) and value < minimum}


def test_every_document_is_there(figures):
    assert figures["document.present"] == 1.0


def test_what_a_document_says_of_itself(figures):
    assert below(figures, 0.95, "document.") == {}


def test_accidents_on_average_and_each_field(figures):
    values = [value for name, value in figures.items() if name.startswith("accident.")]
    assert len(values) >= 20
    assert sum(values) / len(values) >= 0.95
    assert below(figures, 0.85, "accident.") == {}


@pytest.mark.parametrize("figure", MINIMUM)
def test_sections_and_evidence(figures, figure):
    assert figures[figure] >= MINIMUM[figure]
