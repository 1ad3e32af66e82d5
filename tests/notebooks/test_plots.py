"""The helpers of the notebooks: font, groups, intervals, rank test."""

import warnings
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from explore import plots
from explore.errors import LookError

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "explore" / "page" / "fonts"
needs_matplotlib = pytest.mark.skipif(
    not __import__("importlib.util").util.find_spec("matplotlib"),
    reason="matplotlib is missing: pip install 'shigu[notebooks]'",
)


def test_without_matplotlib_it_says_what_to_install(monkeypatch):
    def absent(name, *rest):
        if name.split(".")[0] == "matplotlib":
            raise ModuleNotFoundError(name=name)
        return import_module(name, *rest)

    monkeypatch.setattr(plots, "import_module", absent)
    with pytest.raises(LookError, match=r"pip install 'shigu\[notebooks\]'"):
        plots.pyplot()


def test_importing_the_helpers_does_not_import_matplotlib():
    import subprocess
    import sys

    code = "import sys, explore.plots; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@needs_matplotlib
def test_the_font_has_what_reports_are_written_with():
    from fontTools.ttLib import TTFont

    font = TTFont(plots.FONT)
    known = set(map(chr, font.getBestCmap()))
    gb2312 = {
        bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)
    } - {""}
    assert len(gb2312) == 6763
    assert gb2312 <= known
    assert set("〇×①②⑳〔〕【】《》“”‘’…—·□％％（），：；㎡℃−≥") <= known
    vocab = {c for path in (ROOT / "extractors/vocab").glob("*.*") for c in path.read_text("utf-8") if c.isprintable()}
    assert vocab <= known, f"make the font again (tools/build_font.py): {''.join(sorted(vocab - known))}"
    assert font["name"].getDebugName(1) == plots.FAMILY
    assert FONTS.joinpath("NotoSansSC-subset.ttf").stat().st_size < 4_000_000


@needs_matplotlib
def test_the_font_keeps_its_licence():
    from fontTools.ttLib import TTFont

    names = TTFont(plots.FONT)["name"]
    licence = FONTS.joinpath("OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Reserved Font Name 'Source'" in licence
    assert "Reserved Font Name 'Source'" in names.getDebugName(0)
    assert "Open Font License" in names.getDebugName(13)
    assert not [name for name in (1, 3, 4, 6) if "source" in names.getDebugName(name).lower()]


@needs_matplotlib
def test_a_missing_glyph_would_be_noticed():
    plt = plots.pyplot()
    for label, complaints in (("各城市处罚力度：罚款（万元）−1", 0), ("\U00020bb7", 1)):
        figure = plt.figure()
        figure.text(0, 0, label)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            figure.canvas.draw()
        plt.close(figure)
        assert len([w for w in caught if "missing from font" in str(w.message)]) == complaints


def test_summary_by_hand():
    frame = pd.DataFrame({"city": [*"aaaaa", "b", "b", "c"], "wan": [1, 2, 3, 4, 10, 5, 7, None]})
    table = plots.summary(frame, "city", "wan", label="城市", unit="万元")
    assert list(table.index) == ["a", "b"]
    assert list(table.loc["a"]) == [5, 1, 2, 3, 4, 10, ""]
    assert list(table.loc["b"])[:-1] == [2, 5, 5.5, 6, 6.5, 7]
    assert table.loc["b", "备注"] == "n<5，仅供参考"
    assert (table.index.name, table.columns[1]) == ("城市", "最小（万元）")
    assert list(plots.summary(frame, "city", "wan", label="城市", order=["b", "c", "a"]).index) == ["b", "a"]
    assert plots.summary(frame.iloc[:0], "city", "wan", label="城市").empty


def test_too_few_is_said(capsys):
    assert plots.enough([1, 2, 3], 3, "罚款")
    assert capsys.readouterr().out == ""
    assert not plots.enough([1, 2], 3, "罚款")
    assert "数据太少：罚款只有 2 个，至少需要 3 个" in capsys.readouterr().out


def test_largest_groups_and_what_is_left_out(capsys):
    frame = pd.DataFrame({"city": [*"aaabbc"]})
    assert list(plots.largest(frame, "city", 2).city) == [*"aaabb"]
    assert "共 3 组" in capsys.readouterr().out
    assert len(plots.largest(frame, "city", 3)) == 6
    assert capsys.readouterr().out == ""


def test_bootstrap_interval():
    values = [3, 5, 8, 9, 12, 14, 20]
    low, high = plots.bootstrap(values)
    assert min(values) <= low < np.median(values) < high <= max(values)
    assert plots.bootstrap(values) == (low, high)
    assert plots.bootstrap([4, 4, 4]) == (4, 4)


def test_rank_test_is_kruskal_wallis():
    """H by the textbook: 12 / (N (N+1)) · Σ R²/n − 3 (N+1) with rank sums 6, 15, 24 of three groups of three."""
    values, groups = [1, 2, 3, 4, 5, 6, 7, 8, 9], [*"aaabbbccc"]
    statistic, p = plots.rank_test(values, groups)
    assert statistic == pytest.approx(12 / 90 * (6**2 + 15**2 + 24**2) / 3 - 30)
    assert p < 0.01, "6 of 1,680 orders give as much"
    assert p > 0
    assert plots.rank_test(values, groups) == (statistic, p)


def test_rank_test_finds_nothing_where_there_is_nothing():
    chance = np.random.default_rng(5)
    small = [plots.rank_test(chance.normal(size=40), chance.integers(0, 4, 40), draws=200)[1] < 0.05 for _ in range(60)]
    assert sum(small) <= 9, "at 5 % about 3 of 60 should be small"
    assert plots.rank_test([2, 2, 2], [*"aab"]) == (0.0, 1.0)
    assert plots.rank_test([1, 2, 3], [*"aaa"]) == (0.0, 1.0)


def test_rank_test_keeps_to_the_strata():
    """Group b has the graver accidents only; within a severity the groups do not differ."""
    severity = ["一般"] * 20 + ["重大"] * 20
    group = [*("aaab" * 5), *("abbb" * 5)]
    values = [*range(20), *range(100, 120)]
    assert plots.rank_test(values, group)[1] < 0.05
    assert plots.rank_test(values, group, severity)[1] > 0.2


@needs_matplotlib
def test_small_groups_have_no_box():
    plt = plots.pyplot()
    frame = pd.DataFrame({"city": ["甲市"] * 6 + ["乙市"] * 4, "wan": range(1, 11)})
    ax = plots.strip(plt, frame, "city", "wan", title="罚款", label="万元", scale="log")
    assert len(ax.patches) == 1
    assert [label.get_text() for label in ax.get_yticklabels()] == ["甲市  n=6", "乙市  n=4"]
    plt.close("all")


@needs_matplotlib
def test_distribution_reaches_all_and_leaves_small_groups_out():
    plt = plots.pyplot()
    groups = {"一般": [5, 1, 3, 2, 4], "重大": [9, 9]}
    for remaining, ends in ((False, (0, 1)), (True, (1, 0))):
        ax = plots.ecdf(plt, groups, title="用时", label="天", limits={"60": 60}, remaining=remaining)
        first, limit = ax.lines
        assert tuple(first.get_ydata()[[0, -1]]) == ends
        assert list(first.get_xdata()) == [1, 1, 2, 3, 4, 5]
        assert first.get_label() == "一般  n=5"
        assert set(limit.get_xdata()) == {60}
    plt.close("all")


@needs_matplotlib
def test_minutes_are_told_in_hours_and_days():
    plt = plots.pyplot()
    frame = pd.DataFrame({"kind": ["触电"] * 5, "minutes": [2, 30, 90, 2000, 9000]})
    ax = plots.strip(plt, frame, "kind", "minutes", title="用时", label="用时", scale="minutes")
    low, high = ax.get_xlim()
    ax.figure.canvas.draw()
    shown = {label.get_text() for label in ax.get_xticklabels() if low <= label.get_position()[0] <= high}
    assert {"5分", "1小时", "1天"} <= shown
    plt.close("all")
