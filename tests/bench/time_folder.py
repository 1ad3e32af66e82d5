"""Seconds that one core takes to parse the files of a folder, against a bare text extraction of its PDFs.

python tests/bench/time_folder.py FOLDER
"""

import sys
import time
from pathlib import Path

import pypdfium2

from pipeline.parse import parse_bytes
from pipeline.read.lines import ReadError
from pipeline.walk import walk


def bare(data: bytes) -> float:
    """Seconds for the text of all pages, nothing else."""
    start = time.perf_counter()
    pdf = pypdfium2.PdfDocument(data)
    for page in pdf:
        page.get_textpage().get_text_range()
    return time.perf_counter() - start


def main(folder: str) -> None:
    total = pdf_total = bare_total = 0.0
    for file in walk([folder]).files:
        data = Path(file.path).read_bytes()
        start = time.perf_counter()
        try:
            parse_bytes(data, file.source, Path(file.path).name)
            note = ""
        except ReadError as error:
            note = f"  ({error.code})"
        seconds = time.perf_counter() - start
        total += seconds
        if data.startswith(b"%PDF") and not note:
            plain = bare(data)
            pdf_total, bare_total = pdf_total + seconds, bare_total + plain
            note = f"  {seconds / plain:.1f} times the bare extraction"
        print(f"{seconds:8.3f} s  {file.source}{note}")
    print(f"{total:8.3f} s  all files")
    if bare_total:
        print(f"{pdf_total:8.3f} s  PDFs, {pdf_total / bare_total:.1f} times the bare extraction ({bare_total:.3f} s)")


if __name__ == "__main__":
    main(sys.argv[1])
