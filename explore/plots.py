"""Plots of the notebooks: the project's font in matplotlib, one plain style, and the few kinds of plot that they share.

For notebooks only. matplotlib comes with the extra ``notebooks`` and is imported when a plot is asked for, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from explore.errors import LookError

FONT = Path(__file__).parent / "page" / "fonts" / "NotoSansSC-subset.ttf"
FAMILY = "Shigu Sans SC"
SMALL = 5
"""Groups with fewer values are marked: their quartiles say nothing."""

INK, MUTED, LINE, FILL, WARN = "#1f2933", "#8a94a0", "#1f5f8b", "#c9dcea", "#b3401f"
COLOURS = (LINE, "#c77700", "#3d7f4f", "#8a4f9e", "#6b6f76", "#a8413a")
_POINTS = 300
_TIMES = {
    1: "1分",
    5: "5分",
    15: "15分",
    60: "1小时",
    240: "4小时",
    1440: "1天",
    10080: "7天",
    43200: "30天",
    259200: "半年",
}
_STYLE: dict[str, Any] = {
    "font.family": [FAMILY],
    "font.size": 10,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#e4e8ec",
    "grid.linewidth": 0.8,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "figure.dpi": 100,
    "figure.figsize": (8.0, 4.2),
    "figure.constrained_layout.use": True,
    "savefig.dpi": 100,
}


def pyplot() -> Any:
    """``matplotlib.pyplot`` with the project's font and style.

    Raises:
        LookError: matplotlib is not installed; the message says how to install it.
    """
    try:
        manager, matplotlib = import_module("matplotlib.font_manager"), import_module("matplotlib")
        plt = import_module("matplotlib.pyplot")
    except ModuleNotFoundError as error:
        raise LookError(
            f"{error.name} is not installed; the notebooks need `pip install 'shigu[notebooks]'`"
        ) from error
    if FAMILY not in manager.fontManager.get_font_names():
        manager.fontManager.addfont(str(FONT))
    matplotlib.rcParams.update(_STYLE)
    return plt


def enough(values: Sequence[Any] | pd.DataFrame | pd.Series[Any], need: int, what: str) -> bool:
    """Are there ``need`` values? If not, says so in the notebook, in Chinese."""
    if len(values) >= need:
        return True
    print(f"数据太少：{what}只有 {len(values)} 个，至少需要 {need} 个，此处不作图、不比较。")
    return False


def summary(
    frame: pd.DataFrame, by: str, value: str, *, label: str, unit: str = "", order: Iterable[Any] = ()
) -> pd.DataFrame:
    """Count, least, quartiles and greatest of ``value`` in each group of ``by``, in ``order`` or most frequent first.

    Rows without a value are not counted. Groups of fewer than ``SMALL`` have a remark. ``label`` heads the groups.
    """
    known = frame.dropna(subset=[by, value])
    rows = []
    for name, part in known.groupby(by, observed=True)[value]:
        low, middle, high = np.percentile(part.to_numpy(float), [25, 50, 75])
        remark = f"n<{SMALL}，仅供参考" if len(part) < SMALL else ""
        rows.append((name, len(part), part.min(), low, middle, high, part.max(), remark))
    names = ["最小", "下四分位", "中位数", "上四分位", "最大"]
    columns = [label, "数量", *(f"{name}（{unit}）" if unit else name for name in names), "备注"]
    table = pd.DataFrame(rows, columns=columns).sort_values("数量", ascending=False, kind="stable").set_index(label)
    wanted = [name for name in order if name in table.index]
    return table.loc[wanted] if wanted else table


def largest(frame: pd.DataFrame, by: str, most: int = 15) -> pd.DataFrame:
    """The rows of the ``most`` largest groups of ``by``; says in the notebook what is left out."""
    sizes = frame[by].value_counts()
    kept = sizes.sort_index().sort_values(ascending=False, kind="stable").head(most)
    if len(sizes) > len(kept):
        print(f"共 {len(sizes)} 组，图中为数量最多的 {len(kept)} 组；其余 {len(frame) - int(kept.sum())} 个值未画。")
    return frame[frame[by].isin(kept.index)]


def strip(
    plt: Any,
    frame: pd.DataFrame,
    by: str,
    value: str,
    *,
    title: str,
    label: str,
    scale: str = "linear",
    order: Iterable[Any] = (),
) -> Any:
    """A figure with one line per group: every value a point, box and median over them.

    Small groups have hollow points and no box. Boxes count all values; of more than 300 in a group, 300 evenly spread
    over the sorted values are drawn. Groups stand in ``order``, else by their median. ``scale`` is linear, log, or minutes:
    logarithmic with ticks such as 1小时. Values ≤ 0 have no place on a logarithmic axis and are left out.
    """
    known = frame.dropna(subset=[by, value])
    known = known if scale == "linear" else known[known[value] > 0]
    parts = {name: np.sort(part.to_numpy(float)) for name, part in known.groupby(by, observed=True)[value]}
    names = [name for name in order if name in parts] or sorted(parts, key=lambda name: float(np.median(parts[name])))
    _, ax = plt.subplots(figsize=(8.0, max(1.8, 0.42 * len(names) + 1.3)))
    noise = np.random.default_rng(0)
    for place, name in enumerate(names):
        values = parts[name]
        small = len(values) < SMALL
        if not small:
            _box(ax, values, place)
        drawn = values[np.linspace(0, len(values) - 1, min(len(values), _POINTS)).astype(int)]
        heights = place + noise.uniform(-0.18, 0.18, len(drawn))
        size, face, shade = (16, "none", 1.0) if small else (8, LINE, 0.35)
        ax.scatter(drawn, heights, s=size, alpha=shade, facecolors=face, edgecolors=LINE, linewidths=0.8, zorder=2)
    ax.set_yticks(range(len(names)), [f"{name}  n={len(parts[name])}" for name in names])
    ax.set_ylim(-0.6, len(names) - 0.4)
    ax.grid(visible=False, axis="y")
    ax.set(title=title, xlabel=label)
    _scale(ax, scale)
    return ax


def _box(ax: Any, values: np.ndarray[Any, Any], place: int) -> None:
    ax.boxplot(
        [values],
        positions=[place],
        widths=0.55,
        orientation="horizontal",
        showfliers=False,
        manage_ticks=False,
        patch_artist=True,
        boxprops={"facecolor": FILL + "80", "edgecolor": INK, "linewidth": 0.9},
        whiskerprops={"color": INK, "linewidth": 0.9},
        capprops={"color": INK, "linewidth": 0.9},
        medianprops={"color": WARN, "linewidth": 2.2},
        zorder=4,
    )


def ecdf(
    plt: Any,
    groups: dict[str, Sequence[float]],
    *,
    title: str,
    label: str,
    limits: dict[str, float],
    scale: str = "linear",
    remaining: bool = False,
) -> Any:
    """A figure of empirical distribution functions: which share of a group's values is at most x.

    Groups of fewer than ``SMALL`` values are left out; ``limits`` are upright lines with their names, ``scale`` is that of
    ``strip``. ``remaining`` turns it round: which share is still to come after x.
    """
    figure, ax = plt.subplots()
    shown = {name: np.sort(np.asarray(values, float)) for name, values in groups.items() if len(values) >= SMALL}
    for number, (name, values) in enumerate(shown.items()):
        shares = np.arange(len(values) + 1) / len(values)
        shares = 1 - shares if remaining else shares
        colour, words = COLOURS[number % len(COLOURS)], f"{name}  n={len(values)}"
        width = 3.2 if number == 0 else 1.7  # seen below a second curve that takes the same way
        ax.step([values[0], *values], shares, where="post", color=colour, label=words, linewidth=width)
    for name, place in limits.items():
        ax.axvline(place, color=WARN, linewidth=1, linestyle="--")
        where = {"xycoords": ax.get_xaxis_transform(), "textcoords": "offset points"}
        ax.annotate(name, (place, 1.0), (3, 3), color=WARN, fontsize=9, **where)
    ax.set(xlabel=label, ylabel="其余的比例" if remaining else "累计比例", ylim=(0, 1.02))
    ax.set_title(title, pad=22 if limits else 10)
    ax.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    _scale(ax, scale)
    if shown:
        figure.legend(loc="outside lower center", ncols=3)
    return ax


def _scale(ax: Any, scale: str) -> None:
    if scale != "linear":
        ax.set_xscale("log")
        (minutes_log if scale == "minutes" else plain_log)(ax.xaxis)


def minutes_log(axis: Any) -> None:
    """Ticks of a logarithmic axis of minutes as 1分, 15分, 1小时, 1天 …"""
    ticker = import_module("matplotlib.ticker")
    axis.set_major_locator(ticker.FixedLocator(list(_TIMES)))
    axis.set_major_formatter(ticker.FixedFormatter(list(_TIMES.values())))
    axis.set_minor_locator(ticker.NullLocator())


def plain_log(axis: Any) -> None:
    """Ticks of a logarithmic axis as plain figures (0.1, 1, 10, 1,000), not as powers; 2 and 5 too on a short one."""
    ticker = import_module("matplotlib.ticker")
    low, high = axis.get_view_interval()
    short = low > 0 and np.log10(high / low) < 2
    axis.set_major_locator(ticker.LogLocator(subs=(1.0, 2.0, 5.0) if short else (1.0,)))
    axis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axis.set_minor_formatter(ticker.NullFormatter())


def bootstrap(
    values: Sequence[float], statistic: Callable[..., Any] = np.median, *, draws: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """The 95 % percentile interval of a statistic, by drawing ``values`` again with replacement; the same on every run."""
    known = np.asarray(values, float)
    chance = np.random.default_rng(seed)
    drawn = [float(statistic(chance.choice(known, len(known)))) for _ in range(draws)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def origin(con: Any) -> str:
    """What the notebook says of its dataset: 生成数据 where every document says so, 示例文件 where nearly all do, else empty.

    Args:
        con: what ``explore.dataset.connect`` gave.
    """
    made, shown, every = con.execute(
        "SELECT count(*) FILTER (t.text LIKE '%生成数据%'), count(*) FILTER (t.text LIKE '%示例%'), count(*)"
        " FROM documents AS d LEFT JOIN texts AS t USING (doc_id)"
    ).fetchone()
    if made == every:
        return "以下图表基于生成数据：文件、事故、单位和人员均属虚构，只用来说明图表的样子，数字没有现实意义。"
    return "以下图表基于示例文件：事故、单位和人员均属虚构。" if shown > 0.8 * every else ""


def rank_test(
    values: Sequence[float], groups: Sequence[Any], strata: Sequence[Any] | None = None, *, draws: int = 2000
) -> tuple[float, float]:
    """Kruskal-Wallis H of ``values`` over ``groups``, and how often chance gives as much: a permutation test.

    Values change places only within their stratum (of one severity, say), so that a group with graver accidents does not
    stand out for them. The share counts the observed order itself; it is never 0. The same on every run.
    """
    label, known = pd.factorize(np.asarray(groups, object))
    within = pd.factorize(np.asarray(strata, object))[0] if strata is not None else np.zeros(len(label), int)
    series = pd.Series(np.asarray(values, float))
    ranks = (series.groupby(within).rank() / series.groupby(within).transform("size")).to_numpy(float)
    size, spread = np.bincount(label, minlength=len(known)), float(ranks.var(ddof=1))
    if len(known) < 2 or spread == 0:
        return 0.0, 1.0

    def statistic(order: np.ndarray[Any, Any]) -> float:
        means = np.bincount(label, weights=ranks[order], minlength=len(known)) / size
        return float((size * (means - ranks.mean()) ** 2).sum() / spread)

    chance, rows = np.random.default_rng(0), [np.flatnonzero(within == number) for number in np.unique(within)]
    observed = statistic(np.arange(len(ranks)))
    as_much = 1
    for _ in range(draws):
        order = np.arange(len(ranks))
        for row in rows:
            order[row] = chance.permutation(row)
        as_much += statistic(order) >= observed - 1e-12
    return observed, as_much / (draws + 1)
