"""Inputs in object stores, by URL (``s3://bucket/reports``), through fsspec: listed at once, read in ranges.

fsspec and the store's own library are loaded when the first URL comes. Credentials are theirs to find (environment, profile,
role of the machine); no message of ours quotes an address with a key in it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, cast

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_WEB = frozenset(("http", "https", "ftp", "ftps", "data"))
"""What is never fetched: a report read from the web by accident could be another one tomorrow."""
_STAMPS = (
    "ETag",
    "etag",
    "md5Hash",
    "crc32c",
    "checksum",
    "LastModified",
    "last_modified",
    "updated",
    "mtime",
    "modified",
)
"""What stores call an object's time and the mark of its content."""
_VARIABLES = ("AWS_", "FSSPEC_", "GOOGLE_", "GCS", "AZURE_", "HF_", "OSS_", "NO_PROXY", "no_proxy")
"""Variables of the environment that say where a store is and who asks."""
_EXTRA = {"s3": "cluster", "s3a": "cluster"}
_SECRETS = (
    (re.compile(r"(?<=://)[^/\s@]+@"), ""),
    (re.compile(r"\?[^\s'\"]+"), "?…"),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{8,}"), "…"),
)
BLOCK = 8 << 20
"""Bytes asked for at once: most reports come with one request."""
PEEK = 64 << 10
"""Of an object of which only the first bytes, or places here and there, are wanted."""


class RemoteError(Exception):
    """An address that cannot be read, or a store that does not answer; the message says what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Far:
    """An object. ``stamp`` changes when the object does; -1 where the store tells neither time nor content."""

    url: str
    size: int
    stamp: int


def is_url(path: str | os.PathLike[str]) -> bool:
    """Does this name something in an object store (``scheme://…``), not a file of this machine?"""
    return _URL.match(os.fspath(path)) is not None


def normal(path: str | os.PathLike[str]) -> str:
    """A URL as it stands in the dataset: scheme in lower case, no slash at the end."""
    found = _URL.match(os.fspath(path))
    assert found is not None
    return f"{found[1].lower()}://{found[2].rstrip('/')}"


def check(path: str | os.PathLike[str]) -> str:
    """A URL that may be read or written, normalised.

    Raises:
        RemoteError: a page of the web, a chain of addresses, one with a password in it, or one that names nothing.
    """
    url = normal(path)
    scheme, _, rest = url.partition("://")
    if "::" in url:
        raise RemoteError(f"{_clean(url)}: addresses in a chain are not read")
    if scheme in _WEB:
        raise RemoteError(f"{_clean(url)}: nothing is fetched from the web; download it and name the file")
    if scheme in ("file", "local"):
        raise RemoteError(f"{url}: name the path itself, without {scheme}://")
    if re.match(r"[^/]*:[^/]*@", rest):
        raise RemoteError(f"{_clean(url)}: no passwords in an address; the environment or a profile holds them")
    if not rest.strip("/"):
        raise RemoteError(f"{url}: names no bucket")
    return url


def system(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path in it.

    Raises:
        RemoteError: there is none for this scheme, or its library is not installed.
    """
    scheme = url.partition("://")[0]
    try:
        from fsspec import filesystem
    except ImportError:
        raise RemoteError(f"{url}: object stores need more packages: pip install 'shigu[cluster]'") from None
    try:
        # Listings that are kept would be those of another time.
        store = made(filesystem(scheme, use_listings_cache=False))
        return store, str(store._strip_protocol(url))
    except ImportError as error:
        extra = _EXTRA.get(scheme)
        what = f"pip install 'shigu[{extra}]'" if extra else str(error)
        raise RemoteError(f"{url}: {scheme}:// needs another package: {what}") from None
    except ValueError:
        raise RemoteError(f"{url}: no such kind of address: {scheme}://") from None
    except Exception as error:
        raise RemoteError(f"{url}: {reason(error)}") from None


def made(store: Any) -> Any:
    """A file system of fsspec, its requests such that each of them ends.

    botocore announces an upload (``Expect: 100-continue``), and aiohttp waits for the answer without end: no timeout covers it
    (https://github.com/marin-community/marin/issues/6719, seen here too). So nothing is announced.
    """
    if "s3" in store.protocol and hasattr(store, "session") and store.session is None:
        from aiobotocore.session import AioSession
        from botocore.handlers import add_expect_header

        session = AioSession(**store.kwargs)
        session.unregister("before-call.s3", add_expect_header)
        store.session = session
    return store


def listing(url: str) -> Iterator[Far]:
    """All objects at or below a URL, in no order, by one listing.

    Raises:
        RemoteError: the store does not answer, or does not let us.
    """
    store, path = system(url)
    scheme = url.partition("://")[0]
    try:
        found: Mapping[str, Mapping[str, Any]] = store.find(path, detail=True)
    except FileNotFoundError:
        return
    except Exception as error:
        raise RemoteError(f"{url}: cannot be listed: {reason(error)}") from None
    for name, info in found.items():
        if not name.endswith("/") and info.get("type", "file") == "file":
            yield Far(f"{scheme}://{name.lstrip('/')}", int(info.get("size") or 0), stamp_of(info))


def stamp_of(info: Mapping[str, Any]) -> int:
    """A number that changes when the object does, from its time and the mark of its content; -1 where it has none."""
    words = "|".join(f"{name}={info[name]}" for name in _STAMPS if info.get(name))
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:7]) if words else -1


def look(url: str) -> Far:
    """Size and stamp of one object.

    Raises:
        RemoteError: it is not there, or the store does not let us.
    """
    store, path = system(url)
    try:
        info = store.info(path)
    except Exception as error:
        raise RemoteError(reason(error)) from None
    return Far(url, int(info.get("size") or 0), stamp_of(info))


def open_url(url: str, block: int = BLOCK) -> BinaryIO:
    """An object, open for reading and seeking; nothing is asked of the store before the first byte is.

    Its methods raise RemoteError where the store does not answer.
    """
    return cast(BinaryIO, io.BufferedReader(_Ranges(url), block))


def root(out: str | os.PathLike[str]) -> Any:
    """A URL as a path of universal_pathlib, for a dataset that is written there.

    Raises:
        RemoteError: see :func:`check` and :func:`system`.
    """
    url = check(out)
    system(url)
    try:
        from upath import UPath
    except ImportError:
        raise RemoteError(f"{url}: object stores need more packages: pip install 'shigu[cluster]'") from None
    return UPath(url)


class _Ranges(io.RawIOBase):
    """An object read in ranges, one request for each.

    The last two are kept: whoever opens an archive goes back and forth between its end and its beginning.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._store, self._path = system(url)
        self._at = 0
        self._size: int | None = None
        self._kept: list[tuple[int, bytes]] = []

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wanted = len(buffer)
        if self._size is not None and self._at >= self._size:
            return 0
        start, data = next((kept for kept in self._kept if kept[0] <= self._at < kept[0] + len(kept[1])), (0, b""))
        if not data:
            # Near the end, what lies before it is wanted next.
            start = self._at if self._size is None else max(0, min(self._at, self._size - wanted))
            data = self._fetch(start, start + wanted)
        data = data[self._at - start :][:wanted]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _fetch(self, start: int, end: int) -> bytes:
        try:
            data: bytes = self._store.cat_file(self._path, start=start, end=end)
        except Exception as error:
            if start and start >= self._length():
                return b""  # stores refuse a range behind the end
            raise RemoteError(reason(error)) from None
        if len(data) < end - start:
            self._size = start + len(data)
        self._kept = [*self._kept[-1:], (start, data)]
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at}.get(whence)
        self._at = max(0, (self._length() if start is None else start) + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def _length(self) -> int:
        if self._size is None:
            self._size = look(self._url).size
        return self._size


def reason(error: BaseException) -> str:
    """What went wrong between us and a store, in words for a user."""
    name = type(error).__name__
    if isinstance(error, FileNotFoundError):
        return "it is not there any more; run again"
    if name in ("NoCredentialsError", "CredentialRetrievalError", "PartialCredentialsError", "TokenRetrievalError"):
        return "no credentials for this store; set them in the environment or in a profile, on every machine that reads"
    if isinstance(error, PermissionError):
        return f"the store does not let us ({_clean(str(error))}); check the credentials and what they allow"
    if isinstance(error, RemoteError):
        return str(error)
    return f"the store does not answer as it should ({name}: {_clean(str(error))[:300]}); run again"


def _clean(words: str) -> str:
    """Words of others without what may be a key: user and query of addresses, ids of keys."""
    for pattern, instead in _SECRETS:
        words = pattern.sub(instead, words)
    return words


def environment() -> dict[str, str]:
    """The variables by which stores are found, for processes that began before they were set."""
    return {name: value for name, value in os.environ.items() if name.startswith(_VARIABLES)}


def modules(urls: Sequence[str]) -> tuple[str, ...]:
    """The modules that read these URLs; loading one takes half a second.

    Raises:
        RemoteError: one is not installed.
    """
    return tuple(sorted({type(system(url)[0]).__module__ for url in urls}))
