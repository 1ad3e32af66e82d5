"""Train a small spaCy recogniser of persons (PER) and organisations (ORG) in running text: ``make train``.

    python tools/train_ner.py [--out FOLDER] [--minutes N]

It learns from what the rules find for certain in the project's own documents (tests/golden/docs, data/raw) and from
sentences made here of surnames, firm-name patterns, regions and posts, all fictional. One token is one character; the
words of jieba come in as features of the characters. CPU, one thread, fixed seeds. What it is good for: docs/names.md.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import regex
import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import filter_spans, fix_random_seed, minibatch

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from extractors.org_aliases import definitions  # noqa: E402
from extractors.org_names import RUN, _ends, is_generic, name_before  # noqa: E402
from extractors.person_names import _surnames, masked_names, occurrences  # noqa: E402
from pipeline import parse_file  # noqa: E402
from pipeline.nlp import LONGEST, SENTENCE, featured  # noqa: E402
from pipeline.record import Record  # noqa: E402
from schemas.records_accountability import OrganizationRow, PersonRow, SanctionRow  # noqa: E402

SEED = 20
OUT = ROOT / "extractors" / "vocab" / "ner"
FOLDERS = (ROOT / "tests" / "golden" / "docs", ROOT / "data" / "raw")

Labelled = tuple[str, list[tuple[int, int, str]]]

CONFIG = """
[nlp]
lang = "zh"
pipeline = ["tok2vec","ner"]
[nlp.tokenizer]
@tokenizers = "spacy.zh.ChineseTokenizer"
segmenter = "char"
[components]
[components.tok2vec]
factory = "tok2vec"
[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"
[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 64
attrs = ["NORM","LEMMA","TAG"]
rows = [3000,4000,50]
include_static_vectors = false
[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 64
window_size = 1
maxout_pieces = 3
depth = 6
[components.ner]
factory = "ner"
[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = true
hidden_width = 64
maxout_pieces = 2
use_upper = true
[components.ner.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 64
"""


META = {
    "name": "shigu_names",
    "description": "Persons and organisations in Chinese accident investigation reports; see docs/names.md",
    "license": "Apache-2.0",
    "spacy_version": ">=3.8.0,<4.0.0",
}


def pipeline() -> Language:
    nlp = spacy.util.load_model_from_config(spacy.util.Config().from_str(CONFIG), auto_fill=True)
    nlp.meta.update(META)
    return nlp


# ------------------------------------------------------------------ what the rules find


def mentions(record: Record) -> list[tuple[int, int, str]]:
    """Every place of a body or person that the rules know: of rows, of short forms, and what looks like one for certain."""
    text = record.text.text
    orgs: set[str] = set()
    for org in record.rows(OrganizationRow):
        orgs |= {org.name, *org.aliases}
    for sanction in record.rows(SanctionRow):
        orgs |= {sanction.authority or ""}
    for defined in definitions(text, frozenset(orgs)):
        orgs |= {defined.name.text, *defined.short}
    spans = [(m.start(), m.end(), "ORG") for o in orgs if len(o) > 2 for m in regex.finditer(regex.escape(o), text)]
    for run in RUN.finditer(text):
        for stop in _ends(run[0]):
            name = name_before(text, run.start() + stop, frozenset(orgs))
            if name is not None and not name.weak and not is_generic(name.text) and len(name.text) <= 30:
                spans.append((name.start, name.end, "ORG"))
    people = {p.name for p in record.rows(PersonRow)}
    spans += [(at, at + len(p), "PER") for p in people for at in occurrences(text, p)]
    spans += [(n.start, n.end, "PER") for n in masked_names(text)]
    return longest(spans)


def longest(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Spans that do not overlap, the longest kept."""
    kept: list[tuple[int, int, str]] = []
    taken: set[int] = set()
    for span in sorted(set(spans), key=lambda s: (s[0] - s[1], s)):
        if taken.isdisjoint(range(span[0], span[1])):
            taken.update(range(span[0], span[1]))
            kept.append(span)
    return sorted(kept)


def silver() -> list[Labelled]:
    """Sentences of the project's own documents with what the rules find in them."""
    out: list[Labelled] = []
    for path in sorted(p for folder in FOLDERS for p in folder.iterdir() if p.is_file()):
        record = parse_file(path)
        out += pieces(record.text.text, mentions(record))
    return out


def pieces(text: str, spans: list[tuple[int, int, str]]) -> list[Labelled]:
    out: list[Labelled] = []
    for match in SENTENCE.finditer(text):
        a, b = match.span()
        inside = [(s - a, e - a, label) for s, e, label in spans if a <= s and e <= b]
        if 4 < b - a <= LONGEST:  # also those without a name: there are more words that look like one than names
            out.append((match[0], inside))
    return out


# ------------------------------------------------------------------ sentences of our own


def _listed(text: str) -> list[str]:
    return text.split()


GIVEN = "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢阳建国志文海玉春秀兰桂英红霞芳燕玲丹静敏丽娟艳娜晓东洪庆福德荣贵成立永学光祥兴"
BRANDS = _listed(
    "远岭 宏盛 恒筑 鑫源 绿禾 金泰 华腾 顺发 东升 永固 博远 瑞丰 天诚 中沃 兴隆 长河 利达 广润 盛通 和信 江南 北辰 昌泰 万佳 佳业"
)
TRADES = _listed(
    "机械 建筑工程 建设 劳务 建筑劳务 食品 化工 物流 环保科技 矿业 煤业 新材料 物业管理 工程监理 建设监理 电力工程 运输 装饰工程 金属制品 木业 "
    "纺织 设备安装 起重设备 水务 能源"
)
FORMS = _listed("有限公司 有限责任公司 股份有限公司 集团有限公司 （集团）有限公司 有限公司第二分公司 厂 经营部 合作社")
DEPARTMENTS = _listed(
    "应急管理局 人民政府 公安局 住房和城乡建设局 市场监督管理局 自然资源局 交通运输局 总工会 人民检察院 生态环境局 消防救援大队 公安局交通警察大队 "
    "纪委监委 农业农村局 水利局 能源局 工业和信息化局 卫生健康局 人民法院 安全生产委员会办公室"
)
TOWNS = _listed("柳河镇 白石街道 云溪乡 新桥镇 东湾镇 石门街道 龙潭乡 清泉镇")
VILLAGE = _listed("人民政府 党委 应急办 派出所 综合行政执法队 街道办事处")
TITLES = _listed(
    "总经理 法定代表人 项目经理 安全员 副局长 局长 科长 副镇长 党委书记 车间主任 班组长 总监理工程师 现场负责人 实际控制人 司机 电焊工 工人 "
    "安全总监 副总经理 矿长 队长 副主任 村党支部书记 施工员"
)
TEMPLATES = """
{P}，男，{A}岁，{O}{T}，对事故发生负有直接责任。
{P}，{O}{T}，未认真履行安全生产职责，对事故发生负有领导责任，建议由{O}依法给予行政处罚。
{T}{P}违反操作规程，冒险作业。
{O}{T}{P}发现险情后立即拨打电话报警。
{O}未落实安全生产主体责任，安全教育培训不到位。
建议由{O}对{O}处以{N}万元罚款。
由{O}牵头，会同{O}、{O}、{O}组成事故调查组。
{N}时许，{P}和{P}到现场查看，{P}当场倒地。
死者{P}，{A}岁，生前系{O}{T}。
{O}与{O}签订施工合同，将该工程发包给{O}。
{P}、{P}、{P}等{A}人被公安机关采取刑事强制措施。
{P}因涉嫌重大责任事故罪，被{O}刑事拘留。
{O}（以下简称“{S}”），成立于20{A}年，法定代表人：{P}。
接到{P}的报告后，{O}{T}{P}赶到现场组织救援。
{S}安排{P}等人进入作业面。
责令{O}向{O}作出深刻检查。
{P}（{T}）、{P}（{T}）两人站在梯子上作业。
伤者{P}被送往{H}救治，经抢救无效死亡。
{T}{P}对{P}说注意安全，随后{P}离开现场。
经查，{O}{T}{P}未取得特种作业操作证。
该公司未建立安全生产责任制，施工单位和监理单位管理缺失。
有关部门要举一反三，各镇、街道、开发区要加强监管。
事故现场位于车间东侧，设备未设置防护装置。
企业主要负责人和安全生产管理人员未经培训考核合格。
公司安全生产管理制度不健全，项目部未配备专职人员。
依据《中华人民共和国安全生产法》第一百一十四条第一项的规定，处以罚款。
""".strip().splitlines()


class Maker:
    """Sentences from templates, with the places of the names put in."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.compound, single = _surnames()
        self.single = sorted(single)
        common = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
        self.common = list(common)
        lines = (ROOT / "extractors" / "vocab" / "regions.csv").read_text("utf-8").splitlines()[1:]
        self.regions = [line.split(",")[1] for line in lines if len(line.split(",")[1]) > 2]

    def person(self) -> str:
        r = self.random
        family = (
            r.choice(self.compound) if r.random() < 0.03 else r.choice(self.common if r.random() < 0.8 else self.single)
        )
        kind = r.random()
        if kind < 0.35:
            return family + "".join(r.choice(GIVEN) for _ in range(r.choice([1, 2, 2])))
        if kind < 0.6:
            return family + r.choice(["某", "某某", "某甲", "某乙", "某" + r.choice(GIVEN)])
        if kind < 0.9:
            mask = r.choice("xX×*")
            return family + r.choice([mask, mask * 2, mask + r.choice(GIVEN), r.choice(GIVEN) + mask])
        return family + r.choice(["某", "某某"])

    def firm(self) -> str:
        r = self.random
        place = r.choice(self.regions) if r.random() < 0.6 else ""
        place = place if r.random() < 0.5 else place.rstrip("省市县区")
        return place + r.choice(BRANDS) + r.choice(TRADES) + r.choice(FORMS)

    def organization(self) -> str:
        r = self.random
        kind = r.random()
        if kind < 0.5:
            return self.firm()
        if kind < 0.8:
            return (r.choice(self.regions) if r.random() < 0.7 else r.choice("省市县区")) + r.choice(DEPARTMENTS)
        return r.choice(TOWNS) + r.choice(VILLAGE)

    def sentence(self) -> Labelled:
        r = self.random
        makers = {
            "P": (self.person, "PER"), "O": (self.organization, "ORG"), "T": (lambda: r.choice(TITLES), ""),
            "S": (lambda: r.choice(BRANDS) + r.choice(["公司", "劳务", "集团"]), "ORG"),
            "H": (lambda: r.choice(self.regions) + r.choice(["人民医院", "中医院", "第二人民医院"]), "ORG"),
            "A": (lambda: str(r.randint(18, 65)), ""), "N": (lambda: str(r.randint(1, 200)), ""),
        }  # fmt: skip
        text, spans = "", []
        for piece in regex.split(r"(\{[A-Z]\})", r.choice(TEMPLATES)):
            if regex.fullmatch(r"\{[A-Z]\}", piece):
                make, label = makers[piece[1]]
                word = make()
                if label:
                    spans.append((len(text), len(text) + len(word), label))
                text += word
            else:
                text += piece
        return text, spans


# ------------------------------------------------------------------ training


def example(nlp: Language, labelled: Labelled) -> Example:
    text, spans = labelled
    doc = featured(nlp, text)
    reference = doc.copy()
    found = [reference.char_span(a, b, label) for a, b, label in spans]
    reference.ents = filter_spans([s for s in found if s is not None and s.text.strip()])
    return Example(doc, reference)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--minutes", type=float, default=6, help="stop after an epoch that ends later")
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--made", type=int, default=1500, help="sentences of our own")
    args = parser.parse_args()

    began = time.monotonic()
    fix_random_seed(SEED)
    maker = Maker(SEED)
    found, made = silver(), [maker.sentence() for _ in range(args.made)]
    print(f"sentences: {len(found)} of the project's documents, {len(made)} made; {time.monotonic() - began:.0f} s")
    nlp = pipeline()
    examples = [example(nlp, one) for one in [*found, *made]]
    random.Random(SEED).shuffle(examples)
    held, examples = examples[: len(examples) // 20], examples[len(examples) // 20 :]
    optimizer = nlp.initialize(lambda: examples)
    for epoch in range(args.epochs):
        losses: dict[str, float] = {}
        random.Random(SEED + epoch).shuffle(examples)
        for batch in minibatch(examples, size=min(8 * 2**epoch, 64)):
            nlp.update(batch, sgd=optimizer, losses=losses, drop=0.2)
        with nlp.use_params(optimizer.averages):
            scores = nlp.evaluate([Example(e.x.copy(), e.y) for e in held])
        spent = (time.monotonic() - began) / 60
        print(
            f"epoch {epoch + 1}: loss {losses['ner']:.0f}, held-out F1 {scores['ents_f']:.3f}, {spent:.1f} min",
            flush=True,
        )
        if spent > args.minutes * 0.9:
            break
    with nlp.use_params(optimizer.averages):
        nlp.to_disk(args.out)
    size = sum(p.stat().st_size for p in args.out.rglob("*") if p.is_file()) / 1e6
    print(f"{args.out}: {size:.1f} MB")


if __name__ == "__main__":
    main()
