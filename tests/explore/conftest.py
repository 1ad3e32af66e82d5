"""Fixtures of the tests of the server: ``root``, a dataset of the test's own, and ``page``, what speaks to its server."""

import shutil

import pytest
from serving import NAMES, ROOT, client

from pipeline.run import run


@pytest.fixture(scope="module")
def parsed(tmp_path_factory):
    home = tmp_path_factory.mktemp("server")
    for name in NAMES:
        shutil.copy(ROOT / "data" / "raw" / name, home / name)
    run([str(home / name) for name in NAMES], home / "dataset", jobs=1)
    return home / "dataset"


@pytest.fixture
def root(parsed, tmp_path):
    return shutil.copytree(parsed, tmp_path / "dataset")


@pytest.fixture
def page(root):
    return client(root)
