"""The objects on a PDF page that are not text: paths and images."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Set as AbstractSet
from typing import Any

import pypdfium2.raw as raw

from . import pdf_calls

MAX_OBJECTS = 20_000
"""Page objects looked at when lines and images are counted."""

_WANTED = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE)


def objects_on(
    page: Any, frame: tuple[float, float, float, float], texts: AbstractSet[int | None]
) -> tuple[list[tuple[int | None, int | None]], float]:
    """Path objects, each with the form that holds it or None, and the share of the page that images cover.

    Args:
        page: a pypdfium2 page.
        frame: its left, bottom, right and top edge.
        texts: handles of objects that are known to be text; most are, and need not be asked for their type.
    """
    paths: list[tuple[int | None, int | None]] = []
    area = 0.0
    whole = (frame[2] - frame[0]) * (frame[3] - frame[1])
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for obj, kind, form in _walk(page, texts):
        if kind == raw.FPDF_PAGEOBJ_PATH:
            paths.append((obj, form))
        elif kind == raw.FPDF_PAGEOBJ_IMAGE and raw.FPDFPageObj_GetBounds(
            _pointer(obj), *map(ctypes.byref, (left, bottom, right, top))
        ):
            w = min(right.value, frame[2]) - max(left.value, frame[0])
            h = min(top.value, frame[3]) - max(bottom.value, frame[1])
            area += max(0.0, w) * max(0.0, h)
    return paths, min(1.0, area / whole) if math.isfinite(area) else 0.0


def _walk(page: Any, texts: AbstractSet[int | None]) -> list[tuple[int | None, int, int | None]]:
    """Paths and images of the page and of its forms (one level): raw handle, type, and the form's handle or None.

    At most ``MAX_OBJECTS`` objects are looked at.
    """
    out: list[tuple[int | None, int, int | None]] = []
    count = min(raw.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)
    objects = pdf_calls.objects_on(pdf_calls.handle(page.raw), count)
    rest = set(objects) - texts
    others = [(i, obj) for i, obj in enumerate(objects) if obj in rest] if rest else []
    inner = 0
    for (i, obj), kind in zip(others, pdf_calls.types_of([obj for _, obj in others]), strict=True):
        left = MAX_OBJECTS - i - inner
        if left <= 0:
            break
        if kind in _WANTED:
            out.append((obj, kind, None))
        elif kind == raw.FPDF_PAGEOBJ_FORM and obj is not None:
            held = pdf_calls.objects_in(obj, min(raw.FPDFFormObj_CountObjects(_pointer(obj)), left - 1))
            inner += len(held)
            for part, kind in zip(held, pdf_calls.types_of(held), strict=True):
                if kind in _WANTED:
                    out.append((part, kind, obj))
    return out


def _pointer(obj: int | None) -> Any:
    return ctypes.cast(ctypes.c_void_p(obj), raw.FPDF_PAGEOBJECT)
