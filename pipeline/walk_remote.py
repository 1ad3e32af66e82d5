"""Objects of a store told apart as the files of folders are, from one listing: hidden ones, datasets, parts of saved pages."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import PurePosixPath

from pipeline.inputs import InputError, open_far
from pipeline.kinds import ARCHIVE, DOCUMENTS, REASONS, not_a_document
from pipeline.remote import PEEK, Far, listing

WORK = ".shigu"  # same as pipeline.store.layout.WORK; walking needs no Arrow
DATASET = "a dataset of this program"
PAGE_PARTS = ("_files", ".files", "_file", "_文件")
"""What browsers call the folder with the pictures and scripts of a saved page."""
PEEKS = 16
"""Objects looked into at once."""

Kind = str | InputError | None
"""What an object is, as :func:`pipeline.kinds.not_a_document` says; why it cannot be looked into."""


class Tree:
    """A listing as folders."""

    def __init__(self, root: str, out: str | None) -> None:
        found = sorted(listing(root), key=lambda far: far.url)
        self.root = root
        self.folders: dict[str, str] = {}
        """Folders that are left out → why."""
        self._pages: dict[str, set[str]] = defaultdict(set)
        for far in found:
            folder, _, name = far.url.rpartition("/")
            if name.lower().endswith((".html", ".htm", ".xhtml")):
                self._pages[folder].add(os.path.splitext(name)[0])
            if f"/{WORK}/" in far.url:
                self.folders[far.url.partition(f"/{WORK}/")[0]] = DATASET
            elif out is not None and far.url.startswith(out + "/"):
                self.folders[out] = DATASET
        self._found = found

    def __iter__(self) -> Iterator[tuple[Far, str]]:
        """Objects outside of the folders that are left out, in order, with their path below the root.

        ``folders`` is complete when it has ended.
        """
        for far in self._found:
            if far.url == self.root:
                yield far, far.url.rpartition("/")[2]
                continue
            relative = far.url[len(self.root) + 1 :]
            if not self._is_left_out(relative):
                yield far, relative

    def _is_left_out(self, relative: str) -> bool:
        if self.root in self.folders:
            return True
        folder = self.root
        for name in relative.split("/")[:-1]:
            inner = f"{folder}/{name}"
            if inner not in self.folders:
                if name.startswith("."):
                    self.folders[inner] = "hidden"
                elif next((name.removesuffix(e) for e in PAGE_PARTS if name.endswith(e)), None) in self._pages[folder]:
                    self.folders[inner] = "parts of a saved web page"
            if inner in self.folders:
                return True
            folder = inner
        return False


def by_name(far: Far) -> str | None:
    """What an object is, where its name says so; '' where one must look into it, None for a document.

    A known suffix decides: looking into each would cost a request each.
    """
    suffix = os.path.splitext(PurePosixPath(far.url).name)[1].lower()
    if suffix in DOCUMENTS or far.size == 0:
        return None
    kind = REASONS.get(suffix)
    return "" if kind is None or (kind == ARCHIVE and suffix == ".zip") else kind


def by_content(objects: list[Far]) -> dict[str, Kind]:
    """What objects are whose names do not say so, by URL; several are looked into at once."""
    if not objects:
        return {}
    with ThreadPoolExecutor(PEEKS, thread_name_prefix="shigu-peek") as threads:
        asked: list[tuple[str, Callable[[], Kind]]] = []
        for far in objects:
            asked.append((far.url, threads.submit(copy_context().run, _kind, far.url).result))
        return {url: result() for url, result in asked}


def _kind(url: str) -> Kind:
    try:
        return not_a_document(url, lambda: open_far(url, PEEK))
    except InputError as error:
        return error
