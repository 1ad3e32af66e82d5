"""The recogniser behind one small interface, so that everything else about OCR is tested without models.

RapidOCR (PP-OCRv6 models in its wheel, offline) on onnxruntime, in the optional extra `ocr`. What is set here was measured
(`docs/reading.md`, Scans): the classifier is off (it lost line fragments; whole pages are turned instead), detection sees the
page at 960 pixels (finds the same lines as at 1600, in a third of the time), lines are read one by one (a batch pads them
to the longest and costs a third more time and twice the memory), one thread per worker (workers run side by side, and
the sums of floats then do not depend on the number of cores), no memory arena (it keeps what the largest page took).
"""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    """Rows of pixels, grey."""

INSTALL = "pip install 'shigu[ocr]'"
"""How a user gets OCR; stands in the messages of `failures`."""

DETECT_SIDE = 960
"""Pixels of the page's longer side as the detector sees it."""

Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Corners of a line as found: top left, top right, bottom right, bottom left, in pixels."""


@dataclasses.dataclass(slots=True)
class Mark:
    """A recognised character, the middle of its place as a share of the line's width, and how sure the recogniser is."""

    c: str
    at: float
    sure: float


class Engine(Protocol):
    """What finds lines on a picture, and what reads one."""

    def find(self, picture: Picture) -> list[Quad]:
        """The lines of text on a page."""

    def read(self, line: Picture) -> list[Mark]:
        """The characters of one line, blanks among them."""


def available() -> bool:
    """Whether the extra `ocr` is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


@cache
def engine() -> Engine:
    """The recogniser; its models (30 MB) are loaded once in a worker."""
    return _Rapid()


class _Rapid:
    def __init__(self) -> None:
        import rapidocr

        models = Path(rapidocr.__file__).parent / "models"
        parameters: dict[str, Any] = {
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.use_preprocess_img": False,
            "Global.text_score": 0.0,
            "Global.return_word_box": True,
            "Det.limit_side_len": DETECT_SIDE,
            "Det.limit_type": "max",
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
        # Named files are never looked up on the network.
        for part, pattern in (("Det", "*_det_*.onnx"), ("Rec", "*_rec_*.onnx")):
            parameters[f"{part}.model_path"] = str(sorted(models.glob(pattern))[-1])
        self._call: Callable[..., Any] = rapidocr.RapidOCR(params=parameters)

    def find(self, picture: Picture) -> list[Quad]:
        boxes = self._call(picture, use_det=True, use_cls=False, use_rec=False).boxes
        return [] if boxes is None else [_quad(box) for box in boxes]

    def read(self, line: Picture) -> list[Mark]:
        found = self._call(line, use_det=False, use_cls=False, use_rec=True)
        if not found.txts or not found.txts[0]:
            return []
        words = found.word_results[0]
        places = [column for group in words.word_cols for column in group]
        out: list[Mark] = []
        for c, sure in zip(found.txts[0], words.confs, strict=True):
            if c.isspace():
                out.append(Mark(" ", out[-1].at if out else 0.0, sure))
                continue
            # The network looks at the line in columns; a character's is where it was surest.
            out.append(Mark(c, min(1.0, (places.pop(0) + 0.5) / words.line_txt_len), sure))
        return out


def _quad(box: Any) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in box)
    return a, b, c, d
