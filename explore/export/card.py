"""The README of a Data Package: a dataset card whose header tells ``datasets`` of Hugging Face which files are which table."""

from __future__ import annotations

from schemas.tables import TABLES

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def card(counts: dict[str, int], *, pseudonyms: bool) -> str:
    """The card.

    Args:
        counts: rows of each table of the package.
        pseudonyms: persons are under pseudonyms.
    """
    filled = [table for table, rows in counts.items() if rows] or [next(iter(counts))]  # datasets refuses empty ones
    first = "accidents" if "accidents" in filled else filled[0]
    lines = [
        "---",
        "pretty_name: 事故调查报告数据集",
        "language:",
        "- zh",
        "size_categories:",
        f"- {_size(counts[first])}",
        "# license: 由发布者填写",
        "configs:",
    ]
    for table in filled:
        lines += [f"- config_name: {table}", f"  data_files: parquet/{table}.parquet"]
        lines += ["  default: true"] if table == first else []
    lines += ["---", "", *_WHAT, "", *(_PSEUDONYMS if pseudonyms else _PERSONS), "", *_tables(counts)]
    return "\n".join([*lines, "", *_reading(first), "", *_PUBLISHER, ""])


def _tables(counts: dict[str, int]) -> list[str]:
    return [
        "## 数据表",
        "",
        "| 表 | 名称 | 行数 | 说明 |",
        "|---|---|---|---|",
        *(
            f"| `{table}` | {TABLES[table].LABEL_ZH} | {n:,} | {TABLES[table].DESCRIPTION} |"
            for table, n in counts.items()
        ),
        "",
        "每一列的含义、类型、取值范围、主键和外键见 `datapackage.json`。空值表示文件未载明，不是0。",
        "同一事故的几份文件各占 `accidents` 的一行，`accident_id` 相同；按事故计数时请先去重。",
        "`duplicate_of` 不为空的文件与另一文件正文相同。",
    ]


def _reading(first: str) -> list[str]:
    return [
        "## 读取",
        "",
        "```python",
        "from datasets import load_dataset",
        f'load_dataset(".", "{first}")            # 每张有行的表是一个 config',
        "",
        "import pandas",
        f'pandas.read_parquet("parquet/{first}.parquet")',
        "",
        "from frictionless import Package",
        f'Package("datapackage.json").get_resource("{first.replace("_", "-")}").read_rows()',
        "```",
        "",
        "`data/*.csv` 供程序读取：UTF-8，列表为 JSON，文本原样保留，不宜直接用电子表格打开（文本可能以“=”开头）。",
        "电子表格请用 `shigu export --xlsx` 或 `--csv` 另行导出。",
    ]


_WHAT = (
    "# 事故调查报告数据集",
    "",
    "公开发布的生产安全事故调查报告、整改评估报告、批复等文件，由程序 shigu 按规则读成数据表。",
    "Published Chinese accident investigation reports as tables, read by rules.",
)
_PUBLISHER = (
    "## 来源与许可",
    "",
    "发布前请补充：数据来源（发布报告的网站、采集时间），许可证，联系人。",
    "在 `datapackage.json` 中对应 `sources`、`licenses`、`contributors`，在本文件头部对应 `license`。",
)
_PERSONS = (
    "**个人信息。** 报告载有死者、伤者和被处理人员的姓名等个人信息，虽已由政府公开，汇编后再发布仍须有合法依据。",
    "需要时用 `shigu export --pseudonyms` 另行导出。",
)
_PSEUDONYMS = (
    "**个人信息。** 人员姓名已替换为“人员”加8位代码：同一全名在各文件中代码相同，隐去的姓名（李某）只在同一文件内相同。",
    "出生日期、民族、身份证号、手机号已去除。这是去标识化，不是匿名化：报告是公开的，",
    "凭事故名称、职务、文件编号可以找到原文；行文中未被识别出的姓名可能仍在。",
)


def _size(rows: int) -> str:
    return next((words for limit, words in _SIZES if rows < limit), "n>1M")
