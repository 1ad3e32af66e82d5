"""The fork server: what it costs to ask for it, and what its workers have when they begin."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork server")


def run(code: str) -> str:
    """What a new interpreter prints that runs ``code`` (workers need a main module that can be told apart)."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_asking_for_it_loads_nothing_heavy() -> None:
    loaded = run("import sys, pipeline.forks; print(*sys.modules)").split()
    ours = {name for name in loaded if name.startswith(("pipeline.", "extractors", "schemas"))}
    assert ours == {"pipeline.forks"}
    assert not {"pyarrow", "pebble", "pypdfium2"} & set(loaded)


@pytest.mark.parametrize("begun", [True, False])
def test_workers_have_their_modules_from_the_start(begun: bool) -> None:
    """Whether the server was begun before or starts with the first worker: ``wave`` stands for a parser."""
    code = f"""
from pipeline import forks
if {begun}:
    forks.begin(("wave",))
look = "import sys; sys.exit(7 if 'wave' in sys.modules else 8)"
worker = forks.context(("wave",)).Process(target=exec, args=(look,))
worker.start()
worker.join()
print(worker.exitcode)
"""
    assert run(code) == "7\n"


def test_a_server_that_was_begun_for_nothing_ends_with_the_program() -> None:
    """It holds our pipe: the call would run into its limit if it stayed."""
    assert run("from pipeline import forks; forks.begin(('wave',))") == ""


@pytest.mark.parametrize(
    ("spoil", "said"), [("w, b''", ""), ("w, b'Ic'", ""), ("w, b'cwave\\nnone\\n.'", "AttributeError")]
)
def test_a_worker_whose_program_goes_while_it_begins_says_nothing(spoil: str, said: str) -> None:
    """Its pipe ends too early, or in the middle of what it was to be told; any other error is shown."""
    code = f"""
import os
from multiprocessing import forkserver
from pipeline import forks
forks.begin(())
status, w = forkserver.connect_to_new_process([])
os.write({spoil})
os.close(w)
forkserver.read_signed(status)  # its process id
forkserver.read_signed(status)  # its exit code
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert said in done.stderr if said else done.stderr == ""
