"""A Dask cluster for the tests, and the files and runs of ``tests/pipeline``."""

import importlib.util
import sys
from contextlib import chdir
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PIPELINE = HERE.parent / "pipeline"
for folder in (HERE, PIPELINE, HERE.parent):
    sys.path.insert(0, str(folder))  # Dask's workers get this path
_spec = importlib.util.spec_from_file_location("pipeline_fixtures_for_cluster", PIPELINE / "conftest.py")
_fixtures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_fixtures)
fixed_version, reports, parse, digests, shigu = (
    getattr(_fixtures, name) for name in ("fixed_version", "reports", "parse", "digests", "shigu")
)


@pytest.fixture(scope="module", autouse=True)
def settings():
    """What Dask is told for these tests: workers of our version; one death is enough to suspect a task."""
    pytest.importorskip("distributed", reason="no Dask: pip install -e '.[cluster]'")
    import dask  # not before distributed: its defaults would be undone with these

    wanted = {"distributed.worker.preload": ["fixed_version"], "distributed.scheduler.allowed-failures": 0}
    with dask.config.set(wanted):
        yield


@pytest.fixture(scope="module")
def cluster(settings, tmp_path_factory):
    """Two Dask workers, with nannies, that several tests share; their children are forbidden, as Dask's default is."""
    from distributed import LocalCluster

    options = {"threads_per_worker": 1, "memory_limit": 0, "dashboard_address": "127.0.0.1:0", "silence_logs": 50}
    with (
        chdir(tmp_path_factory.mktemp("workers")),  # the parser for tests leaves a log where it works
        LocalCluster(n_workers=2, processes=True, host="127.0.0.1", **options) as made,
    ):
        yield made


@pytest.fixture
def on_cluster(parse, cluster):
    """A run on the workers of ``cluster``."""
    return lambda **options: parse(engine="dask", scheduler=cluster.scheduler_address, **options)


@pytest.fixture
def ask(cluster):
    """A client of ``cluster``."""
    from distributed import Client

    with Client(cluster, set_as_default=False) as client:
        yield client
