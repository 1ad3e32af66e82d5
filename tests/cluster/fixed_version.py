"""Preloaded into the Dask workers of the tests: the version that ``tests/pipeline/conftest.py`` gives the program there."""

from pipeline import version


def dask_setup(worker):
    version.rules_hash = lambda: "r1"
    version.PARSER_VERSION = "test"
