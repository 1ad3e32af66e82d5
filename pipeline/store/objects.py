"""A dataset in an object store, through fsspec: the files are copies on this machine, changes are uploaded and then copied.

An object store has no rename. A change is uploaded below ``.shigu/stage``, then its journal, and then the store copies the
objects into place: the same steps as on a disk, so a cut leaves the same states. What a batch brings waits in one object.
"""

from __future__ import annotations

import json
import posixpath
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from pipeline import remote
from pipeline.store.layout import WORK, batch_file, batch_number
from pipeline.store.lease import Lease
from pipeline.store.place import Place, steps

T = TypeVar("T")

PACKS = f"{WORK}/packs"
LOCK = f"{WORK}/lock"
_STAMPS = ("ETag", "etag", "md5Hash", "content_md5", "LastModified", "last_modified", "mtime", "updated", "created")
TOGETHER = 32
"""Objects that are read, written or copied at the same time."""
_UNKNOWN = ("TypeError", "NotImplemented", "ParamValidation", "not supported")
"""In what a store, or its library, says of a condition that it does not know."""


class Objects(Place):
    """A dataset at a URL. Nothing but this process may change it while it is held.

    Args:
        root: a ``UPath`` of universal_pathlib.
    """

    hides_batches = True

    def __init__(self, root: Any) -> None:
        self.name = str(root).rstrip("/")
        self.fs, self._top = file_system(root)
        self._scratch = tempfile.TemporaryDirectory(prefix="shigu-")
        super().__init__(Path(self._scratch.name))
        # fsspec would have 128 files in memory at a time
        self._together = {"batch_size": TOGETHER} if getattr(self.fs, "async_impl", False) else {}
        self._listed: dict[str, str] | None = None
        self._lease = Lease(self, LOCK, self.name)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep other writers away while the block runs, and have the working folder at hand.

        Raises:
            LockedError: another one is writing.
            OSError: the store does not answer, or does not let us.
        """
        try:
            self._lease.acquire()
            try:
                self.work.mkdir(parents=True, exist_ok=True)
                yield
            finally:
                self._lease.release()
        finally:
            self._scratch.cleanup()

    # requests

    def _ask(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except Exception as error:
            raise OSError(f"{self.name}: {remote.reason(error)}") from None

    def _far(self, path: str) -> str:
        return f"{self._top}/{path}"

    def get(self, path: str) -> bytes | None:
        """An object as it is now."""
        return self._ask(lambda: self._cat(path))

    def _cat(self, path: str) -> bytes | None:
        try:
            return bytes(self.fs.cat_file(self._far(path)))
        except FileNotFoundError:
            return None

    def put(self, path: str, data: bytes) -> None:
        """Write an object: it is there whole or not at all."""
        if path != LOCK:
            self._lease.check()
        self._ask(lambda: self.fs.pipe_file(self._far(path), data))
        if path != LOCK:
            super().put(path, data)

    def create(self, path: str, data: bytes) -> bool | None:
        """Write an object that is not there; None where the store does not heed that condition."""
        return self._ask(lambda: self._create(path, data))

    def _create(self, path: str, data: bytes) -> bool | None:
        for again in (False, True):
            try:
                self.fs.pipe_file(self._far(path), data, mode="create")
            except FileExistsError:
                return again
            except Exception as error:
                words = f"{type(error).__name__} {error}"
                if "PreconditionFailed" in words:
                    return again
                if "ConditionalRequestConflict" in words:
                    return False  # another one is at it
                if not again and any(word in words for word in _UNKNOWN):
                    self.fs.pipe_file(self._far(path), data)
                    return None
                raise
        return None  # it was written twice: the store does not look whether there is one

    def remove(self, path: str) -> None:
        """Remove an object."""
        self._drop([path])

    def _drop(self, paths: list[str]) -> None:
        if paths:
            self._ask(lambda: self.fs.rm([self._far(path) for path in paths]))

    def _list(self) -> dict[str, str]:
        """All objects of the dataset, each with words that change when its content does; by one listing."""
        if self._listed is None:
            found: Mapping[str, Mapping[str, Any]] = self._ask(self._find)
            start = len(self._top) + 1
            self._listed = {name[start:]: _stamp(info) for name, info in found.items() if info.get("type") == "file"}
        return self._listed

    def _find(self) -> Any:
        try:
            return self.fs.find(self._top, detail=True)
        except FileNotFoundError:
            return {}

    # the dataset

    def stamps(self, folder: str) -> dict[str, str]:
        """The Parquet files of a table's folder."""
        inside = ((posixpath.split(path), stamp) for path, stamp in self._list().items())
        return {name: stamp for (where, name), stamp in inside if where == folder and name.endswith(".parquet")}

    def fetch(self, paths: Iterable[str]) -> list[Path]:
        """Copies of objects, downloaded together where they are not at hand."""
        wanted = list(dict.fromkeys(paths))
        missing = [path for path in wanted if not (self.base / path).exists() and path in self._list()]
        for path in missing:
            (self.base / path).parent.mkdir(parents=True, exist_ok=True)
        if missing:
            aside = [f"{self.base / path}.part" for path in missing]
            self._ask(lambda: self.fs.get([self._far(path) for path in missing], aside, **self._together))
            for path, copy in zip(missing, aside, strict=True):
                Path(copy).replace(self.base / path)
        return super().fetch(wanted)

    def folder(self, name: str) -> Path:
        """A folder of the dataset that holds no table, downloaded."""
        (self.base / name).mkdir(parents=True, exist_ok=True)
        self.fetch(path for path in self._list() if path.startswith(f"{name}/"))
        return self.base / name

    def open(self) -> None:
        """Bring what was cut off to its end, and the working folder to this machine."""
        there = self._list()
        for path in [path for path in map(_journal, self._lease.inherits) if path in there]:
            plan = json.loads(self.get(path) or b"{}")
            self._apply([(a, b) for a, b in plan["moves"]], plan["deletes"])
        # Journals of others are those of writers who had lost the dataset before they wrote them.
        stale = [path for path in there if path.startswith((f"{WORK}/journal-", f"{WORK}/stage/"))]
        if stale:
            self._lease.sure()
            self._drop(sorted(stale))
        self._listed = None
        self._lease.settled()
        folders = (f"{WORK}/state/", f"{WORK}/catalogue/", f"{PACKS}/")
        self.fetch([path for path in self._list() if path.startswith(folders) or path == f"{WORK}/layout.json"])
        for found in sorted((self.base / PACKS).glob("*.zip"), key=lambda path: batch_number(path.name)):
            with zipfile.ZipFile(found) as pack:
                pack.extractall(self.base)

    def packs(self) -> list[str]:
        """The objects in which batches wait."""
        return sorted(path for path in self._list() if path.startswith(f"{PACKS}/"))

    # changes

    def change(self, moves: list[tuple[str, str]], deletes: list[str], batch: int | None = None) -> None:
        """Make a change: all of it, or nothing."""
        self._lease.check()
        if batch is not None:
            self._pack(moves, batch)
        else:
            mine, there = _journal(self._lease.token), self._list()
            gone = [path for path in deletes if path in there]
            staged = [source for source, _ in moves]
            local = [str(self.base / path) for path in staged]
            self._ask(lambda: self.fs.put(local, [self._far(path) for path in staged], **self._together))
            self.put(mine, json.dumps({"moves": moves, "deletes": gone}).encode())
            # Whoever was stopped before the journal was there may have lost the dataset meanwhile.
            self._lease.sure()
            self._apply(moves, gone)
            self._listed = None
            self._drop([mine, *staged])
        self.move(moves, deletes)

    def _pack(self, moves: list[tuple[str, str]], batch: int) -> None:
        """What only the working folder is to know is one object: it needs no journal."""
        name = f"{PACKS}/{batch_file(batch, '.zip')}"
        path = self.base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w") as pack:
            for source, target in moves:
                pack.write(self.base / source, target)
        self._ask(lambda: self.fs.put_file(str(path), self._far(name)))
        self._list()[name] = ""

    def _apply(self, moves: list[tuple[str, str]], deletes: list[str]) -> None:
        """Delete and copy, folder by folder in the order of :func:`pipeline.store.place.steps`.

        After a cut an object that is not staged any more is in its place, and one that is to go may be gone.
        """
        there = self._list()
        for folder in dict.fromkeys(posixpath.dirname(target) for target, _ in steps(moves, deletes)):
            self._drop([path for path in deletes if posixpath.dirname(path) == folder and path in there])
            here = [(a, b) for a, b in moves if posixpath.dirname(b) == folder]
            here = [(a, b) for a, b in here if a in there or (self.base / a).exists()]
            if here:
                self._copy([self._far(a) for a, _ in here], [self._far(b) for _, b in here])

    def _copy(self, sources: list[str], targets: list[str]) -> None:
        self._ask(lambda: self.fs.copy(sources, targets, **self._together))

    def sync(self, paths: list[Path]) -> None:
        """Copies need not outlive this machine."""


def _journal(token: str) -> str:
    return f"{WORK}/journal-{token}.json"


def _stamp(info: Mapping[str, Any]) -> str:
    mark = next((info[name] for name in _STAMPS if info.get(name)), "")
    return f"{info.get('size')}:{mark}"


def file_system(root: Any) -> tuple[Any, str]:
    """The file system of a ``UPath`` and the path in it; listings are never kept: they would be those of another time."""
    from fsspec import filesystem

    fs = remote.made(filesystem(root.protocol, **{**root.storage_options, "use_listings_cache": False}))
    return fs, str(root.path).rstrip("/")
