"""An S3 server for the tests: ``rclone serve s3`` over a folder. Import the fixture ``s3_server`` where it is wanted.

The server stands for the cheapest of its kind: it ignores ``If-None-Match`` and ``If-Match``, so nothing may rest on them.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

KEY, SECRET = "key", "secret"  # of a server that only this machine reaches
_ADDRESS = re.compile(r"Starting s3 server on \[(http://[^]/]+)")
_FORGOTTEN = (
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "HTTP_PROXY",
    "http_proxy",
)


@dataclasses.dataclass(frozen=True)
class S3Server:
    """A server that answers at ``endpoint``; each bucket is a folder below ``folder``."""

    endpoint: str
    folder: Path

    def bucket(self, name: str = "bucket") -> str:
        """Make a bucket (three characters or more) and give its URL."""
        (self.folder / name).mkdir(exist_ok=True)
        return f"s3://{name}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which programs find it and may use it."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }


def missing() -> str:
    """What the tests of object stores need and is not installed; '' where nothing is missing."""
    if rclone() is None:
        return "no rclone: pip install -e '.[dev]'"
    names = [name for name in ("s3fs", "upath") if importlib.util.find_spec(name) is None]
    return f"no {', '.join(names)}: pip install -e '.[cluster]'" if names else ""


def rclone() -> str | None:
    """The program, beside the interpreter or on the path."""
    beside = Path(sys.executable).with_name("rclone")
    return str(beside) if beside.exists() else shutil.which("rclone")


@contextmanager
def serve(folder: Path) -> Iterator[S3Server]:
    """A server over ``folder`` while the block runs.

    Raises:
        RuntimeError: it did not start within 20 seconds.
    """
    program = rclone()
    assert program is not None, missing()
    log = folder.with_name(folder.name + ".log")
    # What is written behind its back is seen a second later: with no cache of folders at all the server hangs on requests
    # that come together.
    options = [
        "--auth-key",
        f"{KEY},{SECRET}",
        "--addr",
        "127.0.0.1:0",
        "--dir-cache-time",
        "1s",
        "--poll-interval",
        "0",
    ]
    with open(log, "wb") as file:
        process = subprocess.Popen(
            [program, "serve", "s3", "--config", os.devnull, *options, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield S3Server(_address(process, log), folder)
    finally:
        process.kill()
        process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Where it listens: the port was free, so that several test runs do not meet. It prints the line once it listens."""
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        found = _ADDRESS.search(log.read_text("utf-8", errors="replace"))
        if found is not None:
            return found[1]
        time.sleep(0.02)
    raise RuntimeError(f"rclone serve s3 did not start: {log.read_text('utf-8', errors='replace')}")


@pytest.fixture
def s3_server(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    """A server of its own, the environment set so that ``s3://…`` goes there, in child processes too."""
    why = missing()
    if why:
        pytest.skip(why)
    for name in _FORGOTTEN:
        monkeypatch.delenv(name, raising=False)
    with serve(tmp_path_factory.mktemp("s3")) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        _forget_instances()
        yield server
        _forget_instances()


def _forget_instances() -> None:
    """fsspec keeps its file systems, and they keep the endpoint of the test before."""
    from s3fs import S3FileSystem

    S3FileSystem.clear_instance_cache()
