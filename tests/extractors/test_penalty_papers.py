"""Decisions on penalties and tables that make them public, which tell of no accident of their own. All names are fictional."""

import datetime as dt

from tests.helpers import record

DECISION = """行政处罚决定书

（甲）应急罚〔2023〕57号

被处罚人：柏某 性别：男 年龄：52岁

所在单位：甲县明川木业有限公司

2023年9月12日，甲县明川木业有限公司发生一起机械伤害事故，致1人死亡。经查，柏某未履行安全生产管理职责。

以上行为违反了《中华人民共和国安全生产法》第二十一条第（五）项的规定，依据《中华人民共和国安全生产法》第九十五条第（一）项的规定，决定给予处2022年年收入百分之四十的罚款，计人民币28000元的行政处罚。

如不服本决定，可在收到之日起60日内申请行政复议。

甲县应急管理局

2023年12月20日
"""
TABLE = """甲县应急管理局行政处罚信息公示表
序号 | 行政处罚决定书文号 | 被处罚单位（人） | 违法事实 | 处罚依据 | 处罚内容 | 处罚机关 | 处罚日期 |
1 | （甲）应急罚〔2024〕12号 | 甲县鼎川镁业有限公司 | 对“1·9”灼烫事故负有责任 | 《中华人民共和国安全生产法》第一百一十四条第一项 | 罚款伍拾万元 | 甲县应急管理局 | 2024-04-18 |
2 | （甲）应急罚〔2024〕13号 | 柏某 | 未履行主要负责人职责 | 《中华人民共和国安全生产法》第九十五条第一项 | 罚款4.8万元 | 甲县应急管理局 | 2024-04-19 |
"""


def fines(text):
    read = record(text)
    assert read.document.doc_type == "其他"
    assert not read.accidents
    return read.tables["sanctions"]


def test_a_decision_strikes_whom_its_head_names():
    (fine,) = fines(DECISION)
    assert (fine.target_name, fine.amount_yuan, fine.income_ratio, fine.status) == ("柏某", 28000, 0.4, "已作出")
    assert [(b.article, b.item) for b in fine.basis] == [(21, 5), (95, 1)]
    assert record(DECISION).document.doc_number == "（甲）应急罚〔2023〕57号"


def test_rows_of_a_published_table():
    first, second = fines(TABLE)
    assert (first.target_name, first.amount_yuan, first.authority) == ("甲县鼎川镁业有限公司", 500000, "甲县应急管理局")
    assert (second.target_name, second.amount_yuan, second.decided_on) == ("柏某", 48000, dt.date(2024, 4, 19))
    assert first.status == second.status == "已作出"
    assert record(TABLE).document.doc_number is None


def test_the_number_of_a_decision_in_a_publication_is_not_its_own():
    text = "甲县应急管理局关于鼎川公司事故行政处罚结果的公示\n\n案件一\n\n处罚决定书文号：（甲）应急罚〔2024〕12号\n\n当事人：甲县鼎川镁业有限公司\n\n统一社会信用代码：91610822MA7033JJ2X\n\n法定代表人：柏某\n\n处罚内容：罚款50万元\n\n处罚机关：甲县应急管理局\n"
    read = record(text)
    assert read.document.doc_number is None
    (firm,) = read.tables["organizations"]
    assert (firm.name, firm.legal_representative, firm.uscc) == ("甲县鼎川镁业有限公司", "柏某", "91610822MA7033JJ2X")
