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
def dataset(tmp_path_factory):
    """The whole corpus, parsed by the command line."""
    out = tmp_path_factory.mktemp("corpus")
    start = [sys.executable, "-c", "from pipeline.cli import main; main()"]
    options = ["--out", str(out / "data"), "--jobs", "2"]
    parsed = subprocess.run(
        [*start, "parse", str(SHARED / "corpus"), *options], cwd=ROOT, capture_output=True, text=True
    )
    assert parsed.returncode in (0, 3), parsed.stderr[-2000:]  # without the extra ocr scans end in failures
    return out / "data"


def scored(dataset, gold):
    """The figures of ``score.py`` against one folder of gold records."""
    into = dataset.parent / f"{gold}.json"
    command = [sys.executable, str(SHARED / "eval" / "score.py"), str(SHARED / "eval" / gold), str(dataset)]
    done = subprocess.run([*command, "--json", str(into)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(into.read_text("utf-8"))


@pytest.fixture(scope="module")
def figures(dataset):
    """The figures against the gold records of the corpus."""
    return scored(dataset, "gold")


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


STORY = {"causes.": 0.85, "measures.": 0.90, "events.": 0.85}


@pytest.mark.parametrize("prefix", STORY)
def test_causes_measures_and_events(figures, prefix):
    assert any(name.startswith(prefix) for name in figures)
    assert below(figures, STORY[prefix], prefix) == {}


ACCOUNT = {
    "organizations.name": 0.90, "organizations.uscc": 0.98, "organizations.role": 0.85, "persons.name": 0.92,
    "sanctions.target+measure+amount": 0.92, "sanctions.basis": 0.92, "sanctions.category": 0.95,
    "sanctions.status": 0.95, "sanctions.authority": 0.85, "citations.law+article": 0.95,
}  # fmt: skip


@pytest.mark.parametrize("figure", ACCOUNT)
def test_who_answers_for_it(figures, figure):
    assert figures[figure] >= ACCOUNT[figure]


def test_a_scan_gives_the_facts_of_its_text_edition(dataset):
    pytest.importorskip("rapidocr", reason="needs the extra ocr")
    found = scored(dataset, "gold-scanned")
    assert found["document.present"] == 1.0
    assert below(found, 0.90, "accident.") == {}
    assert below(found, 0.85, "sections.") == {}
    assert found["sanctions.target+measure+amount"] >= 0.80
