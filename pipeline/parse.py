"""One file's bytes to its record: read → segment → extract → validate."""

from __future__ import annotations

from pipeline.record import Record


def parse_bytes(data: bytes, source: str, file_name: str) -> Record:
    """Parse one file.

    Args:
        data: the file's bytes.
        source: path as given to the program, kept in ``documents.source``.
        file_name: the file's name; its suffix is a hint only, the content decides.

    Raises:
        pipeline.read.lines.ReadError: the file cannot be read; ``code`` and message say why and what to do.
    """
    raise RuntimeError("under construction")
