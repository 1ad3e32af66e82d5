"""The page as a folder of files that open from a disk and can be mailed: the same scripts, the data beside them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from explore import payload
from explore.dataset import connect
from explore.decisions import listed
from explore.errors import LookError
from explore.server import PAGE, PageImage

AT_ONCE = 500
"""Reports whose rows are held in memory together."""
WHOLE = ("documents", "accidents", "outcomes")
"""Small tables, in which a report also looks for other documents of its accident."""
MARK = "shigu-explore"
"""A file that says: this folder was exported by us and may be written again."""


def export(
    root: Path, out: Path, *, page_image: PageImage | None = None, on_report: Callable[[int, int], None] | None = None
) -> int:
    """Write the page with all reports of a dataset; the number of reports.

    Args:
        root: folder of the dataset.
        out: folder to write; must be new, empty, or an earlier export, which is replaced whole.
        page_image: draws the pages of PDF files, which become pictures in the export; None: none.
        on_report: told how many reports of how many are written.

    Raises:
        NoDatasetError: there is no dataset at ``root``.
        LookError: ``out`` is something else than an export.
    """
    if out.exists() and not ((out / MARK).is_file() or (out.is_dir() and not any(out.iterdir()))):
        raise LookError(f"{out}: is there and no export of shigu; name a new folder")
    con = connect(root)
    payload.prepare(con)
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        shutil.copytree(PAGE, part)
        settings = {"mode": "static", "pages": page_image is not None}
        (part / "config.js").write_text(f"window.SHIGU_CONFIG = {json.dumps(settings)};\n", "utf-8")
        (part / MARK).write_text(
            "Written by `shigu explore --export`; it is replaced whole when exported again.\n", "utf-8"
        )
        (part / "data" / "reports").mkdir(parents=True)
        for name in payload.PIECES:
            (part / "data" / f"{name}.js").write_text(payload.piece(con, name), "utf-8")
        words = payload.script("put", "decisions", listed(root))
        (part / "data" / "decisions.js").write_text(words, "utf-8")
        found = con.execute("SELECT doc_id, source, media_type, page_count FROM documents ORDER BY doc_id").fetchall()
        for done, (doc_id, source, media_type, pages) in enumerate(found, 1):
            if (done - 1) % AT_ONCE == 0:
                _hold(con, [row[0] for row in found[done - 1 : done - 1 + AT_ONCE]])
            content = payload.report(con, doc_id, root)
            if page_image is not None and media_type == "application/pdf":
                content["pictures"] = _pictures(part, page_image, source, doc_id, pages or 0)
            words = payload.script("put", f"reports/{doc_id}", content)
            (part / "data" / "reports" / f"{doc_id}.js").write_text(words, "utf-8")
            if on_report is not None:
                on_report(done, len(found))
        if out.exists():
            shutil.rmtree(out)
        part.rename(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return len(found)


def _hold(con: duckdb.DuckDBPyConnection, doc_ids: list[str]) -> None:
    """Put some documents' rows into memory, in front of the tables: each report asks for its rows twenty times over."""
    con.execute("CREATE OR REPLACE TEMP TABLE _held AS SELECT unnest(?) AS doc_id", [doc_ids])
    for table in ("texts", *payload.OF_A_REPORT, "penalties", "_review"):
        if table in WHOLE:
            continue
        home = "temp" if table == "_review" else "memory.main"
        name = f"{table}_held" if table == "_review" else table
        con.execute(
            f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT * FROM {home}."{table}" SEMI JOIN _held USING (doc_id)'
        )
    for table in WHOLE:
        con.execute(f'CREATE TEMP TABLE IF NOT EXISTS "{table}" AS SELECT * FROM memory.main."{table}"')


def _pictures(part: Path, page_image: PageImage, source: str, doc_id: str, pages: int) -> int:
    """Draw a document's pages, each with a script that tells its size; the number of pages drawn."""
    for number in range(1, pages + 1):
        image = page_image(source, doc_id, number)
        if image is None:  # the file is gone or has changed
            return number - 1
        script = payload.script("put", f"pages/{doc_id}/{number}", payload.page_size(image))
        for path, content in (
            (part / "pages" / doc_id / f"{number}.png", image),
            (part / "data" / "pages" / doc_id / f"{number}.js", script.encode()),
        ):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return pages
