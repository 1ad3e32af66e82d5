"""Run the notebooks of ``notebooks/`` on a generated dataset and keep their tables and plots in them.

    python tools/run_notebooks.py [--dataset FOLDER]

Without ``--dataset`` 600 accidents are generated (tests/bench/generated.py, seed 0). A dataset of real reports is refused: what is
kept in the notebooks is published with them. Times, execution marks and versions are left out, so that a change of the files is a
change of the analysis. Needs the extra ``notebooks``. To run a notebook on a dataset of your own, keep its outputs out of the
repository::

    SHIGU_DATASET=data/processed jupyter execute --output /tmp/delays.ipynb notebooks/delays.ipynb
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
sys.path.insert(0, str(ROOT))


def execute(path: Path, dataset: Path) -> nbformat.NotebookNode:
    """The notebook with what its cells give on a dataset.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
    """
    notebook = nbformat.read(path, as_version=4)
    environment = {**os.environ, "SHIGU_DATASET": str(dataset.resolve())}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    where = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", resources=where, record_timing=False)
    client.execute(env=environment)
    return notebook


def tidy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without what differs from machine to machine, its pictures with a palette (less than half the size)."""
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "image/png" in data:
                data["image/png"] = smaller(data["image/png"])
    return notebook


def smaller(picture: str) -> str:
    """A PNG picture in base64 with at most 256 colours."""
    kept = io.BytesIO()
    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(kept, "png", optimize=True)
    return base64.b64encode(kept.getvalue()).decode()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, help="a generated dataset; default: 600 accidents, made for this")
    dataset = parser.parse_args(arguments).dataset
    with tempfile.TemporaryDirectory() as folder:
        if dataset is None:
            from tests.bench.generated import write_dataset

            dataset = write_dataset(Path(folder) / "dataset", 600, 0)
        from explore import dataset as look
        from explore import plots

        with look.connect(dataset) as con:
            if "生成数据" not in plots.origin(con):
                parser.error(
                    f"{dataset}: not a generated dataset; outputs of real reports do not belong in the repository"
                )
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            nbformat.write(tidy(execute(path, dataset)), path)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
