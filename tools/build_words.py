"""Build extractors/vocab/words.txt, the dictionary of extractors.words, from the vocabularies of the project.

python tools/build_words.py
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

VOCAB = Path(__file__).parents[1] / "extractors" / "vocab"
HEAD = """# Words of the trade for jieba, one per line with a tag (ns place, nz law, nt ending of a body's name, n post,
# nr compound surname). Made by tools/build_words.py from regions.csv, laws.csv, surnames.txt and lists of its own.
"""
POSTS = """
法定代表人 实际控制人 主要负责人 安全负责人 现场负责人 项目负责人 技术负责人 施工负责人 生产负责人 分管负责人 直接责任人
董事长 副董事长 执行董事 总经理 副总经理 常务副总经理 总监理工程师 总监代表 监理工程师 监理员 专业监理工程师 总工程师 副总工程师
安全总监 安全员 专职安全员 兼职安全员 施工员 质检员 质量员 资料员 瓦检员 安检员 爆破员 押运员 操作员 驾驶员 网格员 协管员 监护人
项目经理 项目副经理 执行经理 生产经理 项目总工 矿长 副矿长 安全副矿长 生产副矿长 机电副矿长 总会计师 车间主任 车间副主任
班组长 值班长 带班领导 工段长 队长 副队长 大队长 副大队长 中队长 支队长 所长 副所长 站长 副站长 科长 副科长 股长 处长 副处长
局长 副局长 党组书记 党组成员 党委书记 党委副书记 党委委员 党工委书记 党工委委员 党支部书记 纪委书记 政法委员 组织委员 宣传委员
市长 副市长 县长 副县长 区长 副区长 镇长 副镇长 乡长 副乡长 街道办主任 村主任 村支书 村委会主任 居委会主任 社区书记 四级调研员
三级调研员 二级调研员 一级科员 四级主任科员 三级主任科员 二级主任科员 一级主任科员
掘进工 采煤工 支护工 架子工 钢筋工 电焊工 焊工 电工 瓦工 木工 普工 杂工 搬运工 装卸工 维修工 检修工 操作工 塔吊司机 信号司索工
"""
ENDINGS = """
有限责任公司 股份有限公司 有限公司 集团公司 总公司 分公司 子公司 集团有限公司 建设集团 劳务公司 监理公司 物业公司 煤业公司
合作社 专业合作社 经销部 经营部 项目部 项目经理部 加油站 搅拌站 养殖场 采石场
人民政府 街道办事处 管理委员会 村民委员会 居民委员会 应急管理局 应急管理厅 应急管理部 市场监督管理局 住房和城乡建设局 住建局
城乡建设局 公安局 公安分局 派出所 交通运输局 交通警察大队 交警大队 自然资源局 自然资源和规划局 生态环境局 水利局 水务局
农业农村局 教育局 财政局 司法局 民政局 能源局 卫生健康局 卫生健康委员会 发展和改革委员会 发展和改革局 工业和信息化局
人力资源和社会保障局 城市管理局 综合行政执法局 文化和旅游局 消防救援支队 消防救援大队 消防救援总队 矿山安全监察局 煤矿安全监察局
国有资产监督管理委员会 人民检察院 人民法院 总工会 纪委监委 监察委员会 纪律检查委员会 安全生产委员会 安委会 安委办 应急办
质量安全监督站 规划设计研究院 勘察设计院 设计院 检测中心 服务中心 事故调查组 调查组
"""
TERMS = """
生产安全事故 安全生产责任事故 安全生产责任制 安全操作规程 安全教育培训 安全技术交底 有限空间 有限空间作业 动火作业 高处作业 高处坠落
物体打击 机械伤害 起重伤害 车辆伤害 坍塌 触电 中毒和窒息 冒顶片帮 顶板事故 隐患排查治理 直接经济损失 直接原因 间接原因
党内警告 党内严重警告 撤销党内职务 留党察看 开除党籍 政务警告 政务记过 政务记大过 政务撤职 行政处罚 行政拘留 刑事拘留 取保候审
批准逮捕 诫勉谈话 批评教育 书面检查 统一社会信用代码 营业执照 中共党员 事业编制
"""


def rows(name: str) -> list[dict[str, str]]:
    with open(VOCAB / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def laws() -> list[str]:
    out = []
    for row in rows("laws.csv"):
        for title in (row["law"], *re.split(r"[;；、|]", row["aliases"] or "")):
            out += [title, title.removeprefix("中华人民共和国")]
    return out


def entries() -> dict[str, str]:
    """Word → tag; the first tag of a word stays. jieba takes words of Han, Latin letters and digits only."""
    compound = next(
        line for line in (VOCAB / "surnames.txt").read_text("utf-8").splitlines() if line.startswith("compound ")
    )
    groups = {
        "n": [*POSTS.split(), *TERMS.split()],
        "nt": ENDINGS.split(),
        "nz": laws(),
        "ns": [row["name"] for row in rows("regions.csv") if len(row["name"]) > 2],
        "nr": compound.split()[1:],
    }
    out: dict[str, str] = {}
    for tag, group in groups.items():
        for word in group:
            if re.fullmatch(r"[\u4e00-\u9fd5A-Za-z0-9]{2,24}", word):
                out.setdefault(word, tag)
    return out


def main() -> None:
    lines = sorted(f"{word} {tag}" for word, tag in entries().items())
    (VOCAB / "words.txt").write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    print(f"words.txt: {len(lines)} words")


if __name__ == "__main__":
    main()
