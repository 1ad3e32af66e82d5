"""The two datasets that the notebooks are run on."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The dataset of the eight sample documents."""
    from pipeline import parse_folder

    out = tmp_path_factory.mktemp("demo") / "dataset"
    parse_folder(ROOT / "data" / "raw", out, jobs=2)
    return out


@pytest.fixture(scope="session")
def generated(tmp_path_factory):
    """A dataset of 300 made-up accidents."""
    from tests.bench.generated import write_dataset

    return write_dataset(tmp_path_factory.mktemp("generated") / "dataset", 300, 7)
