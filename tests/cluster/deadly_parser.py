"""The parser for tests, with one more order: ``kill worker`` ends the Dask worker above the process that parses."""

import os
import signal
from pathlib import Path

import fake_parser


def parse(data, source, file_name):
    if b"kill worker" in data:
        os.kill(parent(os.getppid()), signal.SIGKILL)  # this process was forked by a server, which the worker started
        signal.pause()
    return fake_parser.parse(data, source, file_name)


def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
