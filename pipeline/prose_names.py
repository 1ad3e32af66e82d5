"""Names of persons anywhere in running text, for those who must not leave one: guesses, not findings of the rules.

Nothing that ``shigu parse`` writes is made from them. A masked name gives itself away; a full one is believed behind a post
(``项目经理卓立群``), before ``（男`` or ``，男，``, before a title (``卓立群副县长``), and in a list behind ``联系人：``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import ahocorasick
import regex

from extractors.patterns import compiled
from extractors.person_names import begins_as_name, is_masked, is_name, plain_pattern

_POSTS = (
    "经理 总监 总工 负责人 责任人 联系人 代表人 法人代表 法人 控制人 承包人 投资人 经营者 董事长 董事 监事 股东 矿长 厂长 场长 局长 处长 科长 股长 站长 所长 院长 校长 县长 市长 "
    "区长 镇长 乡长 村长 部长 会长 行长 队长 组长 班长 工长 店长 船长 主任 书记 委员 主席 工程师 技术员 安全员 施工员 质检员 检查员 资料员 调度员 值班员 操作员 管理员 作业员 驾驶员 "
    "押运员 监理员 业务员 服务员 售货员 保管员 放炮员 司机 电工 焊工 钳工 木工 瓦工 普工 杂工 小工 操作工 维修工 支架工 掘进工 采煤工 信号工 起重工 架子工 民工 工人 员工 职工 雇员 村民 居民 "
    "租户 房东 业主 店主 车主 老板 死者 伤者 遇难者 受害人 被害人 当事人 肇事者 报警人 目击者 同事 工友 妻子 丈夫 儿子 女儿 父亲 母亲 行人 乘客 医生 护士"
)
_NO_POST = {"总工": "程", "业主": "管方单代"}
_HAN_GIVEN = r"(?![对未违在被已负作因涉系的等和及与于从将把向为是到给由经兼、，])\p{Han}"
_END = r"(?=[，,。；;、（(）)：:\s]|$|等|和|及|与|于\d|[在因未对的为被从将把向持负死受系经]|驾驶|承担|立即|安排|组织|发现|接到|进入|电话|拨打|带领|重伤|轻伤|均|分别)"
_NO_NAME = compiled(
    r"(?:组长|部门|项目|程师|书记|主任|经理|主席|局长|市长|县长|单位|人员|车间|公司|报备)$|^(?:和|及|与)"
)
_HAN = compiled(r"\p{Han}")
_MASKS = compiled(r"某某?[甲乙丙丁戊己庚辛壬癸]?|[xX×ｘＸ╳✕]{1,3}|[*＊○〇△]{1,3}")
_LAST = compiled(
    rf"(?![站于在说让到从将把被因与和及的是为有未对给向走跑坐蹲拿用去来回上下进出打开关也就都又已正还没不能会要想听看见喊叫问带领驾持等身头手死重轻受当均遇经两二三四分处采作予依追])"
    rf"\p{{Han}}{_END}"
)


@cache
def _compound() -> frozenset[str]:
    lines = resources.files("extractors.vocab").joinpath("surnames.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if line.startswith("compound ") for word in line.split()[1:])


@cache
def _posts() -> Any:
    found = ahocorasick.Automaton()
    for word in _POSTS.split():
        found.add_word(word, word)
    found.make_automaton()
    return found


@cache
def _compiled() -> dict[str, regex.Pattern[str]]:
    name = plain_pattern()
    short = rf"(?={name})\p{{Han}}{_HAN_GIVEN}{{1,2}}?"
    label = r"(?:联系人|负责人|姓名|名单|组长|组员|成员|主持人|记录人|审核人?|编制人?|调查人员?|签字|签名)[：:\t]\s?"
    title = r"[副原]?(?:省长|市长|县长|区长|镇长|乡长|厅长|局长|部长|书记|主席|总经理|董事长|矿长|厂长)"
    return {
        "behind": compiled(
            rf"(?:为|是|系|：|:)?(?P<name>{short}){_END}(?:[、和及](?P<name>{short})(?=[、，。；和及等（赶到在率均]|先后|分别|立即))*"
        ),
        "sex": compiled(r"[（，：][男女][，）。；]"),
        "title": compiled(rf"{title}(?=[，。、；]|在|率|带|对|作出|批示|等|赶|听|主持)"),
        "label": compiled(label),
        "list": compiled(rf"(?P<name>{name})(?:[、，\s](?P<name>{name}))*(?!\p{{Han}})"),
    }


def prose_names(text: str) -> list[tuple[int, int]]:
    """Where a name of a person seems to stand: start and end, in no order; a place may come twice."""
    return [*_masked(text), *(span for span in _full(text) if _believed(text[slice(*span)]))]


def _masked(text: str) -> Iterator[tuple[int, int]]:
    """李某 · 李xx · 李某甲 · 王某喆 · 王明× · 欧阳某: what has a surname before the mask."""
    for mask in _MASKS.finditer(text):
        start, end = mask.span()
        two, free = text[max(0, start - 2) : start], start < 3 or _HAN.match(text[start - 3]) is None
        if two in _compound() or (free and mask[0][0] != "某" and len(two) == 2 and begins_as_name(two)):
            begin = start - 2  # a compound surname, or a given name of which half is masked: 王明×
        elif start >= 1 and begins_as_name(text[start - 1]):
            begin = start - 1
        else:
            continue
        if end - start == 1 and (last := _LAST.match(text, end)) is not None:
            end = last.end()
        if is_name(text[begin:end]):
            yield begin, end


def _full(text: str) -> Iterator[tuple[int, int]]:
    patterns = _compiled()
    for last, post in _posts().iter(text):
        at = last + 1
        if text[at : at + 1] and text[at] in _NO_POST.get(post, ""):
            continue
        if (match := patterns["behind"].match(text, at)) is not None:
            yield from match.spans("name")
    for kind in ("sex", "title"):
        for mark in patterns[kind].finditer(text):
            yield from _before(text, mark.start())
    for mark in patterns["label"].finditer(text):
        if (match := patterns["list"].match(text, mark.end())) is not None:
            yield from match.spans("name")


_ALL_HAN = compiled(r"\p{Han}+")


def _before(text: str, end: int) -> Iterator[tuple[int, int]]:
    """A full name that ends at a place: 3 characters where they begin with a surname and nothing Han stands before, else 2."""
    for length in (3, 2, 4):
        name = text[max(0, end - length) : end]
        if len(name) == length and begins_as_name(name) and _ALL_HAN.fullmatch(name) and _believed(name):
            if length == 4 and not begins_as_name(name[:2]):
                continue
            yield end - length, end
            return


def _believed(name: str) -> bool:
    return not is_masked(name) and is_name(name) and _NO_NAME.search(name) is None
