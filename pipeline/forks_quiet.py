"""Imported by the fork server alone: a worker whose program went while it began ends without a word.

The program that is interrupted takes its pipes and locks away; a worker that was just being forked then finds them gone, and the
standard library would print a traceback into the program's last lines. What goes wrong later is told by the worker itself.
"""

from __future__ import annotations

import pickle
import sys
from types import TracebackType

GONE = (EOFError, FileNotFoundError, ConnectionError, pickle.UnpicklingError)
"""What a worker meets where its program's pipes and locks were."""


def _hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, GONE):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _hook
