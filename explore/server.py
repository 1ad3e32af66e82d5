"""The page served on this machine: static files, pieces of data made on demand, decisions of reviewers written down.

Loopback only unless told otherwise. A page of another site can reach a loopback address through the user's browser: so the
``Host`` must be ours, and what writes needs a token that only our page knows.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from explore import payload
from explore.dataset import connect
from explore.decisions import MOST, listed, record_decision
from explore.errors import LookError

PAGE = Path(__file__).with_name("page")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
HEADERS = {
    # What a report might smuggle in could still not load or send anything.
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
PageImage = Callable[[str, str, int], "bytes | None"]
"""Source path, doc_id and page number (from 1) to a PNG; None where there is none."""


class Data:
    """A dataset behind the page: one connection, pieces kept once made, made anew when the dataset changes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._state: tuple[tuple[str, int, int], ...] = ()
        self._con: duckdb.DuckDBPyConnection | None = None
        self._pieces: dict[str, str] = {}

    def piece(self, name: str) -> str:
        """A piece of data as a script; raises KeyError where there is none of that name."""
        with self._lock:
            con = self._current()
            if name not in self._pieces:
                self._pieces[name] = payload.piece(con, name)
            return self._pieces[name]

    def report(self, doc_id: str) -> dict[str, Any]:
        """All rows of a document; raises KeyError where there is none."""
        with self._lock:
            return payload.report(self._current(), doc_id, self.root)

    def decide(self, body: bytes) -> Response:
        """Write a reviewer's decision down."""
        with self._lock:
            con = self._current()
            return record_decision(self.root, body, lambda doc_id, table: payload.rows_of(con, doc_id, table))

    def source(self, doc_id: str) -> tuple[str, str]:
        """Where a document's file was, and its media type; raises KeyError."""
        with self._lock:
            found = (
                self._current()
                .execute("SELECT source, media_type FROM documents WHERE doc_id = ?", [doc_id])
                .fetchone()
            )
        if found is None:
            raise KeyError(doc_id)
        return found

    def _current(self) -> duckdb.DuckDBPyConnection:
        """The connection; opened again where a run has written the dataset since."""
        state = fingerprint(self.root)
        if self._con is None or state != self._state:
            self._con, self._state = connect(self.root), state
            self._pieces.clear()
            payload.prepare(self._con)
        return self._con


class Pictures:
    """Pictures of pages, the last ones kept; no more than two drawn at once, each of which may take much memory."""

    def __init__(self, data: Data, page_image: PageImage | None) -> None:
        self._data, self._draw = data, page_image
        self._turns = threading.Semaphore(2)
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def get(self, doc_id: str, number: int) -> bytes | None:
        """A page as a PNG; None where there is no such page or file any more."""
        if self._draw is None:
            return None
        try:
            source, media_type = self._data.source(doc_id)
        except KeyError:
            return None
        with self._turns:
            if media_type == "application/pdf" and (doc_id, number) not in self._kept:
                image = self._draw(source, doc_id, number)
                if image is None:
                    return None
                self._kept[doc_id, number] = image
                if len(self._kept) > 64:
                    self._kept.popitem(last=False)
            return self._kept.get((doc_id, number))


def fingerprint(root: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when a dataset is written: name, size and time of its Parquet files."""
    found = []
    for path in sorted(root.glob("*/*.parquet")):
        try:
            stat = path.stat()
        except FileNotFoundError:  # a run is replacing it this moment
            continue
        found.append((str(path), stat.st_size, stat.st_mtime_ns))
    return tuple(found)


def application(root: Path, *, hosts: tuple[str, ...] = LOOPBACK, page_image: PageImage | None = None) -> Starlette:
    """The web application over a dataset.

    Args:
        root: folder of the dataset.
        hosts: names under which the page may be called.
        page_image: draws a page of a report's file; None: pages are not shown.

    Raises:
        NoDatasetError: there is no dataset at ``root``.
    """
    data = Data(root)
    data.piece("schema")  # fails now rather than in the browser
    token = secrets.token_urlsafe(24)
    threading.Thread(target=_warm, args=(data,), daemon=True).start()

    async def config(_: Request) -> Response:
        settings = {"mode": "served", "token": token, "pages": page_image is not None}
        return _script(f"window.SHIGU_CONFIG = {json.dumps(settings)};\n")

    async def piece(request: Request) -> Response:
        try:
            return _script(await run_in_threadpool(data.piece, request.path_params["name"]))
        except KeyError:
            return Response(status_code=404)

    def made(doc_id: str) -> str:
        return payload.script("put", f"reports/{doc_id}", data.report(doc_id))

    async def report(request: Request) -> Response:
        try:
            return _script(await run_in_threadpool(made, request.path_params["doc_id"]))
        except KeyError:
            return Response(status_code=404)

    async def reviewed(_: Request) -> Response:
        return _script(payload.script("put", "decisions", await run_in_threadpool(listed, root)))

    pictures = Pictures(data, page_image)

    async def picture(request: Request) -> Response:
        image = await run_in_threadpool(pictures.get, request.path_params["doc_id"], request.path_params["number"])
        return Response(image, media_type="image/png") if image else Response(status_code=404)

    async def sheet(request: Request) -> Response:
        doc_id, number = request.path_params["doc_id"], request.path_params["number"]
        image = await run_in_threadpool(pictures.get, doc_id, number)
        return _script(payload.script("put", f"pages/{doc_id}/{number}", payload.page_size(image) if image else None))

    async def decide(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get("x-shigu-token", "").encode(), token.encode()):
            return JSONResponse({"error": "请刷新页面后再试"}, status_code=403)
        body = bytearray()
        async for piece in request.stream():  # no more of it than a decision may have
            body += piece
            if len(body) > MOST:
                break
        return await run_in_threadpool(data.decide, bytes(body))

    routes = [
        Route("/config.js", config),
        Route("/data/reports/{doc_id:str}.js", report),
        Route("/data/pages/{doc_id:str}/{number:int}.js", sheet),
        Route("/data/decisions.js", reviewed),
        Route("/data/{name:str}.js", piece),
        Route("/pages/{doc_id:str}/{number:int}.png", picture),
        Route("/api/reviews", decide, methods=["POST"]),
        Mount("/", StaticFiles(directory=PAGE, html=True)),
    ]
    middleware = [
        Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)),
        Middleware(_Headers),
    ]
    return Starlette(
        routes=routes, middleware=middleware, exception_handlers={LookError: _unreadable, duckdb.Error: _unreadable}
    )


async def _unreadable(_: Request, error: Exception) -> Response:
    # A run is replacing files this moment, or one is damaged: the page says so and can be loaded again.
    return Response(str(error), status_code=503, media_type="text/plain; charset=utf-8")


class _Headers:
    """Adds :data:`HEADERS` to every answer."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in message["headers"]}
                message["headers"] += [
                    (name.lower().encode(), value.encode())
                    for name, value in HEADERS.items()
                    if name.lower().encode() not in names
                ]
            await send(message)

        await self.app(scope, receive, with_headers)


def _script(words: str) -> Response:
    return Response(words, media_type="text/javascript; charset=utf-8")


def _warm(data: Data) -> None:
    # The first page asks for these; whoever opens it should not wait for them to be made.
    with suppress(LookError, duckdb.Error):
        for name in ("cases", "punishments"):
            data.piece(name)


def serve(
    root: Path,
    host: str,
    port: int,
    *,
    page_image: PageImage | None = None,
    on_start: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until interrupted.

    Args:
        root: folder of the dataset.
        host: address to listen on.
        port: port; 0: any free one.
        page_image: draws a page of a report's file.
        on_start: told the address of the page once it is being served.

    Raises:
        NoDatasetError: there is no dataset at ``root``.
        LookError: the address cannot be listened on.
    """
    import socket

    import uvicorn

    hosts = LOOPBACK if host in LOOPBACK else ("*",)
    app = application(root, hosts=hosts, page_image=page_image)
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)  # now, so that who is told the address below is not refused
    except OSError as error:
        raise LookError(f"{host}:{port}: cannot be listened on: {error.strerror}; choose another --port") from None
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    if on_start is not None:
        on_start(f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/")
    server.run(sockets=[listener])
