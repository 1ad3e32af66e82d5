"""Title, 文号, issuers and date of a document, as official papers set them."""

import datetime as dt

import pytest

from tests.helpers import NAME, document_facts, investigation

BODY = "2023年6月12日9时20分许，远岭公司冲压车间发生一起机械伤害事故，造成1人死亡。\n\n一、有关情况\n\n情况如下，现予说明。\n"


def read(text, field):
    return document_facts(text).get(field)


TITLES = [
    f"{NAME}调查报告",
    f"关于{NAME}的调查报告",
    f"{NAME}调查报告（公开稿）",
    f"{NAME}调查处理报告",
    f"关于{NAME}调查处理情况的通报",
    f"{NAME}整改措施落实情况评估报告",
    f"关于{NAME}防范和整改措施落实情况的评估报告",
]


@pytest.mark.parametrize("title", TITLES, ids=[t.replace(NAME, "…") for t in TITLES])
def test_title_on_one_line(title):
    assert read(f"{title}\n\n{BODY}", "title") == title


SPLIT = [
    ("盐城市大丰区远岭机械有限公司", "“6·12”一般机械伤害事故调查报告"),
    ("盐城市大丰区远岭机械有限公司“6·12”一般机械伤害", "事故调查报告"),
    ("盐城市大丰区远岭机械有限公司“6·12”一般机械伤害事故", "调查报告"),
    ("盐城市大丰区远岭机械有限公司“6·12”一般机械伤害事故", "整改措施落实情况评估报告"),
]


@pytest.mark.parametrize(("first", "second"), SPLIT, ids=[s for _, s in SPLIT])
def test_title_on_two_lines(first, second):
    assert read(f"{first}\n\n{second}\n\n{BODY}", "title") == first + second


def test_title_behind_a_letterhead():
    text = (
        f"盐城市大丰区人民政府文件\n\n大政复〔2023〕21号\n\n关于{NAME}调查报告的批复\n\n区应急管理局：\n\n同意报告。\n"
    )
    assert read(text, "title") == f"关于{NAME}调查报告的批复"
    assert read(text, "doc_number") == "大政复〔2023〕21号"
    assert read(text, "issuer") == ["盐城市大丰区人民政府"]


NUMBERS = [
    ("大政复〔2023〕21号", "大政复〔2023〕21号"),
    ("大政复[2023]21号", "大政复〔2023〕21号"),
    ("大政复（2023）21号", "大政复〔2023〕21号"),
    ("大政复【2023】21号", "大政复〔2023〕21号"),
    ("大政复〔2023〕 21 号", "大政复〔2023〕21号"),
    ("苏安委办〔2023〕107号", "苏安委办〔2023〕107号"),
    ("大应急字〔2023〕3号", "大应急字〔2023〕3号"),
    ("文号：大政复〔2023〕21号", "大政复〔2023〕21号"),
]


@pytest.mark.parametrize(("printed", "number"), NUMBERS, ids=[p for p, _ in NUMBERS])
def test_number(printed, number):
    text = f"盐城市大丰区人民政府文件\n\n{printed}\n\n关于{NAME}调查报告的批复\n\n区应急管理局：\n\n同意报告。\n"
    assert read(text, "doc_number") == number


@pytest.mark.parametrize(
    "sentence",
    [
        "根据《关于开展专项检查的通知》（苏安〔2022〕5号）要求，现报告如下。",
        "依据大政发〔2020〕8号文件，成立事故调查组，开展调查工作。",
        "营业执照号：苏（2019）第12号，有效期至2029年。",
    ],
)
def test_a_number_that_is_cited_is_not_the_documents(sentence):
    assert read(investigation(sentence + "2023年6月12日，远岭公司发生事故，造成1人死亡。"), "doc_number") is None


SIGNATURES = [
    ("盐城市大丰区人民政府\n\n2023年9月8日", ["盐城市大丰区人民政府"], (2023, 9, 8)),
    ("盐城市大丰区人民政府\n\n二〇二三年九月八日", ["盐城市大丰区人民政府"], (2023, 9, 8)),
    ("盐城市大丰区人民政府\n\n二○二三年十二月二十一日", ["盐城市大丰区人民政府"], (2023, 12, 21)),
    ("盐城市大丰区人民政府\n\n2023 年 9 月 8 日", ["盐城市大丰区人民政府"], (2023, 9, 8)),
    ("盐城市大丰区应急管理局\n\n盐城市公安局大丰分局\n\n2023年9月8日", ["盐城市大丰区应急管理局", "盐城市公安局大丰分局"], (2023, 9, 8)),
    ("大丰区远岭机械有限公司\n\n“6·12”一般机械伤害事故调查组\n\n2023年9月8日", ["大丰区远岭机械有限公司“6·12”一般机械伤害事故调查组"], (2023, 9, 8)),
    ("大丰区“6·12”事故调查组\n\n2023年9月8日\n\n抄送：市安委办。", ["大丰区“6·12”事故调查组"], (2023, 9, 8)),
    ("盐城市大丰区人民政府\n\n2023年9月8日\n\n（此件公开发布）", ["盐城市大丰区人民政府"], (2023, 9, 8)),
    ("“6·12”事故调查组", ["“6·12”事故调查组"], None),
    ("2023年9月8日", None, (2023, 9, 8)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("signature", "issuer", "day"), SIGNATURES, ids=[s.replace("\n\n", " ") for s, _, _ in SIGNATURES]
)
def test_signature(signature, issuer, day):
    facts = document_facts(investigation(signature=signature))
    assert facts.get("issuer") == issuer
    assert facts.get("issued_on") == (day and dt.date(*day))


def test_dates_of_the_text_are_not_the_documents():
    text = investigation(basic="远岭公司成立于2009年3月5日。\n\n营业执照有效期至\n\n2029年3月4日止。")
    assert read(text, "issued_on") is None


def test_a_cover_date():
    text = (
        f"{NAME}\n\n调查报告\n\n盐城市大丰区人民政府事故调查组\n\n二〇二三年九月\n\n"
        + investigation().split("\n\n", 1)[1]
    )
    assert read(text, "title") == f"{NAME}调查报告"
    assert read(text, "issuer") == ["盐城市大丰区人民政府事故调查组"]
    assert read(text, "issued_on") == dt.date(2023, 9, 1)


def test_the_day_of_approval_is_not_the_documents():
    lead = "（大丰区人民政府批准，批准日期：2023年9月1日）\n\n2023年6月12日，发生一起机械伤害事故，造成1人死亡。"
    assert read(investigation(lead=lead, signature="2023年9月8日"), "issued_on") == dt.date(2023, 9, 8)
    assert read(investigation(lead=lead), "issued_on") is None


def test_a_team_under_the_title():
    text = investigation(lead="大丰区“6·12”机械伤害事故调查组\n\n2023年6月12日，发生一起机械伤害事故，造成1人死亡。")
    assert read(text, "issuer") == ["大丰区“6·12”机械伤害事故调查组"]


@pytest.mark.parametrize(
    "head",
    [
        "柳河县安全生产委员会办公室\n值班快报\n第7期　　　2023年6月12日17时\n",
        "建筑施工事故快报\n\n（2023年第7期）\n\n报送单位：柳河县安全生产委员会办公室\n\n报送时间：2023年6月12日17时00分\n\n工程名称：柳河大厦\n",
    ],
)
def test_a_bulletins_office_and_day(head):
    text = f"{head}\n　　6月12日16时38分，柳河县柳河镇一工地脚手架坍塌，造成2人死亡。目前搜救结束，伤者情况稳定。\n"
    assert read(text, "issuer") == ["柳河县安全生产委员会办公室"]
    assert read(text, "issued_on") == dt.date(2023, 6, 12)


def test_a_bulletins_number_and_title():
    text = "水上交通事故简报\n\n编号：东海事简〔2022〕第11期\n\n6月18日4时20分，“远岭6”轮碰撞沉没，1人失踪。\n\n东江海事局\n\n2022年6月18日\n"
    assert read(text, "title") == "水上交通事故简报"
    assert read(text, "doc_number") == "东海事简〔2022〕第11期"
    assert read(text, "issued_on") == dt.date(2022, 6, 18)


NOTICE = "关于加强冲压设备安全管理的通知\n\n各镇（街道）：\n\n现就有关事项通知如下：\n\n一、加强培训\n\n落实责任。\n\n"


def test_a_notice():
    facts = document_facts(f"{NOTICE}大丰区应急管理局 大丰区总工会\n\n2024年3月5日\n")
    assert facts.get("title") == "关于加强冲压设备安全管理的通知"
    assert facts.get("issuer") == ["大丰区应急管理局", "大丰区总工会"]
    assert facts.get("issued_on") == dt.date(2024, 3, 5)


def test_the_printing_line_dates_a_document_without_signature():
    assert read(f"{NOTICE}大丰区应急管理局办公室 2024年3月6日印发\n", "issued_on") == dt.date(2024, 3, 6)


@pytest.mark.parametrize("field", ["title", "issuer", "issued_on"])
def test_evidence_stands_in_the_text(field):
    facts = document_facts(investigation(signature="盐城市大丰区人民政府\n\n2023年9月8日"))
    assert [e for name, e in facts.evidence if name == field]


def test_a_masthead_and_the_bulletins_own_title():
    text = (
        "事 故 快 报\n第7期\n柳河县安全生产委员会办公室　　　2023年6月13日　　　签发：罗某\n\n柳河镇“6·12”脚手架坍塌事故快报\n\n"
        "　　6月12日16时38分左右，柳河县柳河镇一工地脚手架坍塌，造成2人死亡。截至13日8时，搜救结束。5月20日县住建局曾下达停工通知书。16时55分消防救援大队到场。\n"
    )
    assert read(text, "title") == "柳河镇“6·12”脚手架坍塌事故快报"
    assert read(text, "issuer") == ["柳河县安全生产委员会办公室"]
    assert read(text, "issued_on") == dt.date(2023, 6, 13)


def test_two_bodies_over_the_title():
    text = f"柳河县住房和城乡建设局　柳河县应急管理局\n{NAME}调查报告\n\n（2023年9月1日）\n\n2023年6月12日，发生一起机械伤害事故，造成1人死亡。\n"
    assert read(text, "title") == f"{NAME}调查报告"
    assert read(text, "issuer") == ["柳河县住房和城乡建设局", "柳河县应急管理局"]


def test_a_label_on_the_cover_and_a_number_in_brackets():
    text = f"{NAME}调查报告\n\n（柳安调〔2023〕5号）\n\n调查机构：柳河海事局\n\n2023年6月12日，发生一起机械伤害事故，造成1人死亡。\n"
    assert read(text, "issuer") == ["柳河海事局"]
    assert read(text, "doc_number") == "柳安调〔2023〕5号"


def test_a_bulletin_dated_by_its_last_line():
    text = "某县生产安全事故快报\n\n2023年6月12日3时20分，柳河县境内一辆客车与一辆半挂牵引车相撞起火，造成6人死亡。\n\n（县应急管理局值班室　6月12日10时编发）\n"
    assert read(text, "issued_on") == dt.date(2023, 6, 12)


def test_a_signature_of_two_lines():
    text = f"{NAME}调查报告\n\n{BODY}\n\n柳河县远岭机械有限公司“6·12”\n\n一般机械伤害事故调查组\n\n2023年8月1日\n"
    assert read(text, "issuer") == ["柳河县远岭机械有限公司“6·12”一般机械伤害事故调查组"]
