"""The notebooks run through on small, larger and incomplete datasets, in the project's font, and their figures are right."""

import importlib.util
import json
import shutil
import sys
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
NAMES = ("penalty_patterns", "delays")

for module in ("nbformat", "nbclient", "ipykernel", "matplotlib"):
    pytest.importorskip(module, reason=f"{module} is missing: pip install 'shigu[notebooks]'")

import matplotlib  # noqa: E402
import nbformat  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))
from independent import Counted  # noqa: E402


def _tool():
    spec = importlib.util.spec_from_file_location("run_notebooks", ROOT / "tools" / "run_notebooks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _tool()

FONT_CELL = """
from matplotlib import font_manager, rcParams
print(rcParams["font.family"], font_manager.findfont(rcParams["font.family"][0], fallback_to_default=False))
"""


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    """Kernels write their profiles and font lists into a folder of the test."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "matplotlib"))


def executed(name, dataset, tmp_path):
    """The notebook with its outputs, and one cell more that tells the font."""
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(FONT_CELL))
    copy = tmp_path / f"{name}.ipynb"
    nbformat.write(notebook, copy)
    return tool.execute(copy, dataset)


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def printed(notebook):
    return "".join(output.text for output in outputs(notebook) if output.output_type == "stream")


def figures(notebook):
    """What the last cell of the notebook itself prints."""
    line = next(line for line in printed(notebook).splitlines()[::-1] if line.startswith("{"))
    return json.loads(line)


def pictures(notebook):
    return [output.data["image/png"] for output in outputs(notebook) if "image/png" in output.get("data", {})]


def held(notebook):
    """No error, no warning (a missing glyph is one), and our font."""
    assert not [output for output in outputs(notebook) if output.output_type == "error"]
    assert not [output.text for output in outputs(notebook) if output.get("name") == "stderr"]
    assert (
        printed(notebook).splitlines()[-1] == f"['Shigu Sans SC'] {ROOT / 'explore/page/fonts/NotoSansSC-subset.ttf'}"
    )


@pytest.mark.parametrize("name", NAMES)
def test_on_the_sample_documents(name, demo, tmp_path):
    notebook = executed(name, demo, tmp_path)
    held(notebook)
    assert "以下图表基于示例文件" in printed(notebook)
    assert "数据太少" in printed(notebook)
    found, expected = (
        figures(notebook),
        getattr(Counted(demo), "penalties" if name == "penalty_patterns" else "delays")(),
    )
    assert expected["reports"] == 6
    assert _common(found, expected) == expected


def test_penalties_of_generated_accidents(generated, tmp_path):
    notebook = executed("penalty_patterns", generated, tmp_path)
    held(notebook)
    assert "以下图表基于生成数据" in printed(notebook)
    found, expected = figures(notebook), Counted(generated).penalties()
    assert expected["outside"] > 0, "the generated fines do not try the list of fines outside their range"
    assert _common(found, expected) == expected
    assert found["traced"] is True
    assert len(pictures(notebook)) >= 6


def test_delays_of_generated_accidents(generated, tmp_path):
    notebook = executed("delays", generated, tmp_path)
    held(notebook)
    found, expected = figures(notebook), Counted(generated).delays()
    assert expected["report_over_60"] > 0
    assert _common(found, expected) == expected
    assert sum(found["issued_days_within"].values()) == found["present"]["issued_days"]
    assert len(pictures(notebook)) >= 8


def _common(found, expected):
    """What both have counted; groups that the independent count leaves out are left out."""
    return {
        key: {name: found[key][name] for name in value} if key == "measure_share" else found[key]
        for key, value in expected.items()
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("missing", ["accidents", "sanctions penalties", "events evidence texts"])
def test_an_empty_table(name, missing, demo, tmp_path, monkeypatch, capsys):
    """Without a kernel: the cells one after another, warnings as errors."""
    dataset = tmp_path / "dataset"
    shutil.copytree(demo, dataset, ignore=shutil.ignore_patterns(*missing.split(), ".shigu"))
    monkeypatch.setenv("SHIGU_DATASET", str(dataset))
    monkeypatch.setattr("IPython.display.display", lambda *_: None)
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    space = {}
    with warnings.catch_warnings(), matplotlib.rc_context({"backend": "agg"}):
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, cell.id, "exec"), space)
        import matplotlib.pyplot as plt

        for number in plt.get_fignums():
            plt.figure(number).canvas.draw()
        plt.close("all")
    words = capsys.readouterr().out
    assert words.splitlines()[-1].startswith("{")
    if name == "penalty_patterns" or missing == "accidents":
        assert "数据太少" in words
    space["con"].close()


@pytest.mark.parametrize("name", NAMES)
def test_the_outputs_in_the_repository_are_of_generated_accidents(name):
    path = NOTEBOOKS / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    assert "以下图表基于生成数据" in figures(notebook)["origin"]
    assert not [
        output for output in outputs(notebook) if output.output_type == "error" or output.get("name") == "stderr"
    ]
    assert len(pictures(notebook)) >= 6
    assert path.stat().st_size < 1_000_000


def test_outputs_of_other_reports_are_not_kept(demo, capsys):
    before = {path: path.read_bytes() for path in NOTEBOOKS.glob("*.ipynb")}
    with pytest.raises(SystemExit):
        tool.main(["--dataset", str(demo)])
    assert "not a generated dataset" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in before} == before
