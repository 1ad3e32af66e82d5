"""The program's version and the fingerprint of its rules."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, version


def _package_version() -> str:
    try:
        return version("shigu")
    except PackageNotFoundError:
        return "0+unknown"


@cache
def rules_hash() -> str:
    """First 12 hex digits of a hash over all rules, vocabularies and program files that decide what is read."""
    digest = hashlib.sha256()
    for package in ("schemas", "extractors", "pipeline"):
        _feed(digest, resources.files(package))
    return digest.hexdigest()[:12]


def _feed(digest: hashlib._Hash, folder: resources.abc.Traversable) -> None:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and entry.name != "__pycache__":
            _feed(digest, entry)
        elif entry.name.endswith((".py", ".toml", ".csv", ".txt")):
            digest.update(entry.name.encode())
            digest.update(entry.read_bytes())


PARSER_VERSION = _package_version()
