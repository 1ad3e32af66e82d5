"""Organisations in the manners of many cities. All firms and persons are invented."""

import datetime as dt
from decimal import Decimal

import pytest

from extractors.org_aliases import abbreviates, same_body, same_firm
from extractors.org_names import fold, is_generic, kind_of, name_at, name_before
from extractors.org_roles import role_of
from extractors.organizations import Organizations, find
from tests.helpers import accident_facts, investigation, record, report

CODE = "91320982MA1X0A000X"
BULLETIN = "2016年5月4日9时许，江苏省盐城市大丰区一在建工地发生塔吊倾倒事故，造成3人死亡。\n\n"


def organizations(text: str) -> Organizations:
    """The organisations of a text; each value read has its evidence, at the right place."""
    read = report(text)
    found = find(read, accident_facts(text))
    for item in found.items:
        fields = {field for field, _ in item.evidence}
        assert "name" in fields
        for field in (
            "uscc",
            "legal_representative",
            "actual_controller",
            "registered_on",
            "address",
            "business_scope",
        ):
            assert (getattr(item, field) is not None) == (field in fields), (item.name, field)
        for _, evidence in item.evidence:
            assert read.text[evidence.start : evidence.end] == evidence.text
    return found


def roles(text: str) -> dict[str, str | None]:
    return {o.name: o.role for o in organizations(text).items}


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("临江煤电（集团）有限责任公司绿化分公司。统一", "临江煤电（集团）有限责任公司绿化分公司"),
        ("临江煤电〈集团〉有限责任公司）。", "临江煤电（集团）有限责任公司"),
        ("大丰区应急管理局组织指导不力", "大丰区应急管理局"),
        ("白驹镇人民政府对辖区企业监管不到位", "白驹镇人民政府"),
        ("大丰区公安分局城东派出所\n", "大丰区公安分局城东派出所"),
        ("中江二十局集团有限公司，法定", "中江二十局集团有限公司"),
        ("大丰市供销合作社联合社（", "大丰市供销合作社联合社"),
        ("白驹镇三里村村民委员会；", "白驹镇三里村村民委员会"),
        ("白驹街道东风社区居委会，", "白驹街道东风社区居委会"),
        ("远岭公司未建立制度", "远岭公司"),
        ("大丰区老周钢材经营部（个体工商户），", "大丰区老周钢材经营部（个体工商户）"),
    ],
)
def test_a_name_ends_where_the_sentence_goes_on(text, name):
    found = name_at(text, 0)
    assert found is not None
    assert found.text == name


@pytest.mark.parametrize(
    "text",
    ["该公司存在", "施工单位，", "有关部门要", "公安机关依法", "其向大丰区人民政府作出", "张某，男，", "事故调查组对"],
)
def test_common_nouns_and_sentences_are_no_names(text):
    assert name_at(text, 0) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("位于大丰区工业路9号的远岭机械有限公司", "远岭机械有限公司"),
        ("登记所有人为大丰市通达运输有限公司", "大丰市通达运输有限公司"),
        ("由盐城润和机械有限公司", "盐城润和机械有限公司"),
        ("远岭公司和盐城润和机械有限公司", "盐城润和机械有限公司"),
        ("盐城市经济开发区苏州恺远精密有限公司", "苏州恺远精密有限公司"),
        ("大丰区住房和城乡建设局", "大丰区住房和城乡建设局"),
    ],
)
def test_a_name_begins_behind_the_words_of_the_sentence(text, name):
    found = name_before(text, len(text))
    assert found is not None
    assert found.text == name


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("白驹镇三里村村民委员会", "白驹镇三里村委会"),
        ("白驹街道办", "大丰区白驹街道办事处"),
        ("区应急管理局", "大丰区应急管理局"),
        ("临江煤电（集团）有限责任公司", "临江煤电集团有限公司"),
        ("盐城远岭建筑工程有限公司", "盐城远岭建筑有限公司"),
        ("城东派出所", "大丰区公安分局城东派出所"),
        ("大丰区公安局交警大队", "大丰区公安局交通警察大队"),
    ],
)
def test_spellings_of_one_body(a, b):
    assert same_body(a, b)
    assert same_body(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("盐城市应急管理局", "大丰区应急管理局"),
        ("县应急管理局", "市应急管理局"),
        ("白驹镇人民政府", "刘庄镇人民政府"),
        ("远岭机械有限公司", "远岭机械有限公司盐城分公司"),
        ("盐城远岭建筑劳务有限公司", "盐城远岭建筑有限公司"),
        ("大丰区公安局", "大丰区应急管理局"),
    ],
)
def test_bodies_that_are_two(a, b):
    assert not same_body(a, b)


def test_short_forms():
    assert abbreviates("顺达经销部", "大丰区顺达经销部")
    assert abbreviates("恒达公司", "盐城市恒达电子有限公司")
    assert abbreviates("临江煤电绿化分公司", "临江煤电（集团）有限责任公司绿化分公司")
    assert not abbreviates("监理公司", "盐城诚信监理有限公司")
    assert not abbreviates("盐城公司", "盐城诚信监理有限公司")


def test_folding_and_kinds():
    assert fold("白驹镇三里村民委员会") == fold("白驹镇三里村委会")
    assert kind_of("白驹镇人民政府") == ("body", False)
    assert kind_of("张某") is None
    assert is_generic("有关部门") or kind_of("有关部门") is None
    assert is_generic("施工公司")
    assert not is_generic("县应急管理局")


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("施工总承包单位", "总承包单位"),
        ("施工总包单位", "总承包单位"),
        ("施工专业承包单位", "分包单位"),
        ("塔吊安装拆卸分包单位", "分包单位"),
        ("劳务分包单位", "劳务单位"),
        ("塔吊租赁单位", "出租单位"),
        ("承租方", "承租单位"),
        ("桩基施工单位", "施工单位"),
        ("业主单位", "建设单位"),
        ("受托单位", "受托单位"),
        ("委托方", "委托单位"),
        ("混凝土供应单位", "供应单位"),
        ("勘察单位", "其他相关单位"),
        ("事故发生单位", "事故发生单位"),
        ("上级监管部门", "上级单位"),
        ("塔吊生产单位", None),
        ("网架安装单位", None),
    ],
)
def test_roles_by_their_words(words, role):
    assert role_of(words) == (True, role)


# --- bulletins -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "据了解，该工程建设单位是盐城海天置业有限公司；施工单位是江苏鲁和建工集团有限公司，法定代表人李海，项目经理王山；监理单位是盐城正大监理有限公司，法定代表人和项目总监赵立。",
        "据了解，该项目的建设单位为：盐城海天置业有限公司，施工单位为：江苏鲁和建工集团有限公司（法定代表人：李海，项目经理：王山），监理单位为：盐城正大监理有限公司（法人代表：赵立）。",
        "该工程建设单位是盐城海天置业有限公司。施工单位是江苏鲁和建工集团有限公司，法人代表李海，项目经理王山。监理单位是盐城正大监理有限公司，法人代表赵立，项目总监钱某。",
        "建设单位：盐城海天置业有限公司（项目负责人：陈成）；\n\n施工单位：江苏鲁和建工集团有限公司（法定代表人：李海）；\n\n监理单位：盐城正大监理有限公司（法定代表人：赵立，项目总监：孙和）。",
    ],
)
def test_bulletins_in_all_orders(sentence):
    found = organizations(BULLETIN + sentence + "目前，事故调查工作正在进行中。").items
    assert [(o.name, o.role, o.legal_representative) for o in found] == [
        ("盐城海天置业有限公司", "建设单位", None),
        ("江苏鲁和建工集团有限公司", "施工单位", "李海"),
        ("盐城正大监理有限公司", "监理单位", "赵立"),
    ]


def test_a_bulletin_that_says_who_built():
    text = BULLETIN + "该工程由盐城海天置业有限公司开发建设，江苏鲁和建工集团有限公司施工，盐城正大监理有限公司监理。"
    assert list(roles(text).values()) == ["建设单位", "施工单位", "监理单位"]


@pytest.mark.parametrize(
    "sentence",
    [
        "施工单位、监理单位相关信息及事故原因正在调查确认中。",
        "该工程未委托监理单位实施工程监理，无施工总包单位。",
        "该工程由建设单位直接发包劳务公司，无监理单位。",
        "伤者已送盐城市第一人民医院救治，大丰区消防救援大队到场处置。",
    ],
)
def test_bulletins_that_name_no_unit(sentence):
    assert organizations(BULLETIN + sentence).items == ()


def test_one_firm_of_two_parts_is_one_row():
    text = (
        BULLETIN
        + "建设单位是江苏鲁和建工集团有限公司，法定代表人李海；施工总承包单位是江苏鲁和建工集团有限公司，法定代表人李海。"
    )
    (one,) = organizations(text).items
    assert one.legal_representative == "李海"


def test_a_client_whose_name_has_an_odd_ending():
    text = BULLETIN + "该工程建设单位是第七师一二〇团基建科；施工单位是奎屯广和建筑有限责任公司，法定代表人包明。"
    assert roles(text) == {"第七师一二〇团基建科": "建设单位", "奎屯广和建筑有限责任公司": "施工单位"}


def test_a_department_that_is_criticised():
    text = (
        BULLETIN
        + "建设单位是大丰区教育局。\n\n江苏省住房和城乡建设厅在接到报告后，未按时限向部里续报伤亡情况，予以通报批评。"
    )
    assert roles(text) == {"大丰区教育局": "建设单位", "江苏省住房和城乡建设厅": "监管部门"}


# --- reports ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "description",
    [
        f"大丰区远岭机械有限公司（以下简称“远岭公司”），统一社会信用代码：{CODE}（1-1）；成立日期：2012年3月8日；注册资本：捌佰万元整；住所：盐城市大丰区大中街道工业路9号；法定代表人：周立；实际控制人：吴×；经营范围：机械零部件加工、销售（依法须经批准的项目，经批准后方可开展经营活动）。",
        f"大丰区远岭机械有限公司（以下简称远岭公司）成立于2012年3月8日，统一社会信用代码{CODE}，法定代表人周立、实际控制人吴×，注册资本800万元人民币，注册地址盐城市大丰区大中街道工业路9号，经营范围为机械零部件加工、销售（依法须经批准的项目，经批准后方可开展经营活动），现有职工60人。",
        f"1.大丰区远岭机械有限公司（下称“远岭公司”）。类型：有限责任公司；法人代表：周立；实际控制人：吴×；注册日期：2012年03月08日；注册资金：800万元；经营场所：盐城市大丰区大中街道工业路9号；统一社会信用代码：{CODE[:4]} {CODE[4:8]} {CODE[8:12]} {CODE[12:]}；经营范围：机械零部件加工、销售（依法须经批准的项目，经批准后方可开展经营活动）。",
    ],
)
def test_a_description_in_three_manners(description):
    (firm,) = organizations(investigation(basic=description)).items
    assert firm.name == "大丰区远岭机械有限公司"
    assert firm.aliases == ("远岭公司",)
    assert firm.role == "事故发生单位"
    assert (firm.uscc, firm.uscc_valid) == (CODE, False)
    assert (firm.legal_representative, firm.actual_controller) == ("周立", "吴×")
    assert firm.registered_on == dt.date(2012, 3, 8)
    assert firm.registered_capital_yuan == Decimal(8_000_000)
    assert firm.address == "盐城市大丰区大中街道工业路9号"
    assert firm.business_scope == "机械零部件加工、销售（依法须经批准的项目，经批准后方可开展经营活动）"


def test_what_is_not_stated_stays_out():
    text = investigation(
        basic="1.大丰区远岭机械有限公司。负责人：xxx，登记日期：2012年3月，注册资本50万美元，项目负责人：周立，项目地址：大丰区工业路9号，经营范围：机械加工。"
    )
    (firm,) = organizations(text).items
    assert firm.legal_representative is None
    assert firm.registered_on is None
    assert firm.registered_capital_yuan is None
    assert firm.address is None


def test_the_keeper_of_a_shop_is_its_representative():
    text = investigation(
        basic="大丰区老周钢材经营部，个体工商户，经营者：周某林，经营场所：大丰区健康路8号，注册日期：2018年5月9日。"
    )
    shop = organizations(text).by_name("大丰区老周钢材经营部")
    assert shop is not None
    assert (shop.legal_representative, shop.address) == ("周某林", "大丰区健康路8号")


def test_this_firm_is_the_one_named_before():
    text = investigation(
        basic="1.盐城海丰建筑劳务有限公司。该公司（以下简称海丰公司）成立于2015年3月16日，法定代表人钱某。",
        cause="海丰公司对项目部疏于管理，钱某未履行职责。",
    )
    found = organizations(text)
    assert found.resolve("海丰公司") == "盐城海丰建筑劳务有限公司"
    assert [o.name for o in found.items if "项目部" in o.name] == []


def test_a_unit_that_the_next_sentence_describes():
    text = investigation(
        basic="2014年起，罗某将一层用于经营大丰区成友配件修理店。该修理店于2015年3月16日取得个体工商户营业执照，经营者为罗某德，经营范围为配件零售。"
    )
    shop = organizations(text).by_name("大丰区成友配件修理店")
    assert shop is not None
    assert shop.business_scope == "配件零售"


UNITS = (
    "1.盐城海天置业有限公司（以下简称海天公司），建设单位。\n\n"
    "2.江苏鲁和建设（集团）有限公司（以下简称“鲁和集团”），施工总承包单位。法定代表人：郑某飞。\n\n"
    "3.劳务分包单位：盐城海丰建筑劳务有限公司，法定代表人钱*。\n\n"
    "4.盐城正大监理有限公司（盐城海天广场项目监理单位）。"
)


def test_parts_before_and_behind_the_name():
    text = investigation(basic=UNITS)
    assert {k: v for k, v in roles(text).items() if v != "事故发生单位"} == {
        "盐城海天置业有限公司": "建设单位",
        "江苏鲁和建设（集团）有限公司": "总承包单位",
        "盐城海丰建筑劳务有限公司": "劳务单位",
        "盐城正大监理有限公司": "监理单位",
    }


def test_a_firm_held_by_another_and_the_maker_of_a_machine():
    text = investigation(
        basic="远岭机械厂为江苏远和控股有限公司（以下简称“远和控股”）控股企业。\n\n冲压机由盐城润和机械有限公司于2022年6月供货。"
    )
    assert roles(text)["江苏远和控股有限公司"] == "上级单位"
    assert roles(text)["盐城润和机械有限公司"] == "供应单位"


def test_judged_and_sanctioned_bodies_are_rows_and_others_are_not():
    text = investigation(
        basic=f"大丰区远岭机械有限公司（以下简称“远岭公司”），统一社会信用代码：{CODE}，法定代表人：周立。",
        course="大丰区消防救援大队到场救援，伤者被送往大丰区第二人民医院。",
        cause="张某违章作业。\n\n（二）间接原因\n\n1.远岭公司安全管理混乱。\n\n2.行业监管不力。大丰区工业和信息化局未督促企业整改隐患。",
        sanctions="1.张某，远岭公司操作工，对事故发生负有直接责任，建议不予追究。\n\n"
        "2.远岭公司，建议由大丰区应急管理局处40万元罚款。\n\n"
        "3.白驹镇党委、政府，建议责成其向大丰区人民政府作出书面检查。\n\n"
        "4.责成白驹镇三里村民委员会向白驹镇人民政府作出书面检查。\n\n"
        "5.盐城市应急管理局已依法对盐城永安检测有限公司处3万元罚款。",
        measures="大丰区住房和城乡建设局要加强监管。",
    )
    assert roles(text) == {
        "大丰区远岭机械有限公司": "事故发生单位",
        "大丰区工业和信息化局": "监管部门",
        "白驹镇党委": None,
        "白驹镇人民政府": "属地政府",
        "白驹镇三里村民委员会": "基层组织",
        "盐城永安检测有限公司": None,
    }


def test_the_unit_in_brackets_behind_its_part():
    text = investigation(
        basic="1.大丰区顺达水暖经销部。法定代表人：赵xx，实际控制人：李xx。",
        cause="张某违章作业。\n\n三、有关责任单位存在的主要问题\n\n（一）事故发生单位（大丰区顺达水暖经销部）。该单位管理不到位。\n\n（二）上级监管部门（临江煤电〈集团〉有限责任公司）。该公司失管。",
    )
    found = roles(text)
    assert found["大丰区顺达水暖经销部"] == "事故发生单位"
    assert found["临江煤电（集团）有限责任公司"] == "上级单位"


def test_a_representative_who_is_named_only_as_a_person():
    text = investigation(
        basic=f"大丰区远岭机械有限公司（以下简称“远岭公司”），统一社会信用代码：{CODE}。",
        sanctions="1.周某，男，群众，远岭公司法定代表人、总经理，建议罚款。\n\n2.陈某芳，远岭公司总经理，公司的实际控制人。建议罚款。",
    )
    firm = organizations(text).by_name("大丰区远岭机械有限公司")
    assert firm is not None
    assert (firm.legal_representative, firm.actual_controller) == ("周某", "陈某芳")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("海天公司", "盐城海天置业有限公司"),
        ("鲁和集团", "江苏鲁和建设（集团）有限公司"),
        ("江苏鲁和建设集团有限责任公司", "江苏鲁和建设（集团）有限公司"),
        ("江苏鲁和建设〈集团〉有限公司", "江苏鲁和建设（集团）有限公司"),
        ("海丰公司", "盐城海丰建筑劳务有限公司"),
        ("区应急管理局", "大丰区应急管理局"),
        ("大丰区应急管理局", "大丰区应急管理局"),
        ("大丰 区人民法院", "大丰区人民法院"),
        ("盐城某医院", "盐城某医院"),
    ],
)
def test_resolve(printed, name):
    found = organizations(investigation(basic=UNITS, sanctions="1.张某，建议由大丰区应急管理局处罚款。"))
    assert found.resolve(printed) == name


def test_the_full_form_printed_elsewhere_is_the_name():
    text = investigation(
        basic="1.大丰区应急管理局，承担辖区工贸企业监督管理职责。",
        cause="张某违章。\n\n（二）间接原因\n\n1.区应急管理局监管不力。",
    )
    (body,) = [o for o in organizations(text).items if o.role == "监管部门"]
    assert body.name == "大丰区应急管理局"
    assert "区应急管理局" in body.aliases


def test_a_document_about_no_accident():
    assert find(report("关于开展安全生产检查的通知\n\n各镇人民政府：\n\n请认真贯彻执行。\n"), None).items == ()


# --- titles, labels, inner numbers, evaluations, bulletins --------------------------------------------------------------


def test_the_title_may_call_a_firm_by_its_place():
    found = organizations(
        investigation(
            name="盐城大丰区远岭机械有限公司“6·12”一般机械伤害事故",
            basic="江苏远岭机械有限公司（以下简称远岭公司），统一社会信用代码91320982MA1X0A000X，法定代表人高某，成立于2015年6月3日。",
            course="当班作业。",
            cause="违章。",
        )
    )
    assert [(o.name, o.role) for o in found.items] == [("江苏远岭机械有限公司", "事故发生单位")]
    assert found.resolve("盐城大丰区远岭机械有限公司") == "江苏远岭机械有限公司"


@pytest.mark.parametrize(
    ("titled", "full", "same"),
    [
        ("盐城大丰区远岭机械有限公司", "江苏远岭机械有限公司", True),
        ("盐城大丰区远岭机械有限公司", "大丰区远岭机械有限公司", True),
        ("盐城大丰区远岭机械有限公司", "四川远岭机械有限公司", False),  # another province
        ("盐城大丰区远岭机械有限公司", "江苏远岭物流有限公司", False),
        ("大丰区白石镇远岭机械有限公司", "大丰区远岭机械有限公司", True),
    ],
)
def test_one_firm_under_two_places(titled, full, same):
    assert same_firm(titled, full) is same


def test_labels_before_and_behind_a_name():
    found = roles(
        investigation(
            basic="1.事故单位。江苏远岭机械有限公司（以下简称远岭公司），法定代表人高某。\n\n"
            "2.江苏德泰安装有限公司（以下简称德泰公司）。检维修施工单位，法定代表人冯某。\n\n"
            "3.江苏凌云集团有限公司（以下简称凌云集团）。远岭公司的控股股东，持股67%。",
            course="当班作业。",
            cause="违章。",
        )
    )
    assert found == {
        "江苏远岭机械有限公司": "事故发生单位",
        "江苏德泰安装有限公司": "施工单位",
        "江苏凌云集团有限公司": "上级单位",
    }


def test_inner_numbers_of_a_paragraph_that_judges():
    found = roles(
        investigation(
            course="当班作业。",
            cause="违章。\n\n（二）间接原因\n\n间接原因：（1）远岭合作社未建立制度。（2）东岭村村民委员会对养殖场巡查不到位。（3）木厂口镇人民政府履行属地监管职责不到位。",
        )
    )
    assert found["东岭村村民委员会"] == "基层组织"
    assert found["木厂口镇人民政府"] == "属地政府"


def test_units_that_were_fined_with_their_part_before_them():
    found = roles(
        investigation(
            course="当班作业。",
            cause="违章。",
            sanctions="江苏远岭机械有限公司被大丰区应急管理局处以罚款35万元；业主单位大丰区城市排水管理所（以下简称排水所）被处以罚款8万元。"
            "白驹镇人民政府向大丰区人民政府作出书面检查；大丰区人民政府向盐城市人民政府作出书面检查。",
        )
    )
    assert {"江苏远岭机械有限公司", "白驹镇人民政府", "大丰区人民政府"} <= set(found)
    assert found["大丰区城市排水管理所"] == "建设单位"


def test_kinds_of_committees():
    found = roles(
        investigation(
            course="作业。",
            cause="违章。\n\n（二）间接原因\n\n1.大丰区城市管理委员会对问题未跟踪督促整改。\n\n2.白驹园区管理委员会监管不力。",
        )
    )
    assert found["大丰区城市管理委员会"] == "监管部门"
    assert found["白驹园区管理委员会"] == "属地政府"


def test_a_bulletin_names_the_firm_in_whose_plant_it_happened():
    found = organizations(
        "江北省白石县某烟花厂事故快报\n\n2026年1月18日9时12分，江苏省盐城市大丰区永兴烟花制造有限公司药物线12号装药工房发生爆炸，造成1人死亡。\n\n"
        "该公司持有《安全生产许可证》，法定代表人罗建新。\n"
    )
    assert [(o.role, o.legal_representative) for o in found.items] == [("事故发生单位", "罗建新")]


def _follow_up(title: str, *lines: str) -> str:
    return "\n\n".join(
        [f"{title}整改措施落实情况评估报告", "2023年6月3日，发生火灾，造成1人死亡。", "一、责任追究落实情况", *lines]
    )


@pytest.mark.parametrize(
    ("title", "line", "expected"),
    [
        ("封岭县泰岭塑业“4·5”事故", "1.泰岭塑业，罚款三十八万元。", [("泰岭塑业", "事故发生单位")]),
        ("讷岭市北岭粮储“5·8”事故", "北岭粮储缴纳罚款25万元。", [("北岭粮储", "事故发生单位")]),
        ("临江县“4·5”事故", "对施工总包岭嵘建工罚款48万元。", [("岭嵘建工", "总承包单位")]),
        ("临江县“4·5”事故", "江苏骏岭装饰，罚款38万元。", [("江苏骏岭装饰", None)]),
        ("临江县“4·5”事故", "对项目监理罚款2万元，施工劳务被处罚款1万元。", []),
        ("临江县“4·5”事故", "全县煤业停产整顿12家，危险化工被责令整改。", []),
        ("临江县“4·5”事故", "泰岭塑业更换设备32台。", []),
    ],
)
def test_short_names_of_a_follow_up(title, line, expected):
    assert [(o.name, o.role) for o in organizations(_follow_up(title, line)).items] == expected


def test_a_short_name_belongs_to_the_fuller_one_that_holds_it():
    text = _follow_up("德岭县钧岭钢构有限公司“4·5”事故", "2.钧岭钢构。县应急管理局实际处罚35万元。")
    found = organizations(text)
    assert found.resolve("钧岭钢构") == "德岭县钧岭钢构有限公司"


def test_a_county_at_its_head_is_place_enough():
    text = investigation(
        name="湖南省岳阳市临湘市红岭花炮厂“6·15”较大爆炸事故",
        basic="临湘市红岭花炮厂（以下简称红岭厂），个人独资，投资人汤某元，成立于2008年。",
        sanctions="（一）红岭厂，由岳阳市应急管理局处八十万元罚款。",
    )
    assert "临湘市红岭花炮厂" in [o.name for o in organizations(text).items]


def test_the_town_before_a_registered_name_that_begins_with_the_place_again():
    text = "2023年1月14日，昌邑市下河镇昌邑鲁岭盐化有限责任公司（以下简称鲁岭盐化）发生事故"
    assert name_before(text, text.index("（")).text == "昌邑鲁岭盐化有限责任公司"


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("1.柳河县博岭市政工程有限公司，法定代表人：倪某。2020年11月，该公司承建滨江路污水管网改造工程。", "施工单位"),
        ("1.柳河县博岭市政工程有限公司，法定代表人：倪某，可承接各类市政工程。", None),
        ("1.柳河县宏岭泵业有限公司，法定代表人：林某。该公司为事故厂房的产权人和出租方。", "出租单位"),
        ("1.柳河县岭平工程监理有限公司，法定代表人：康某。", "监理单位"),
        ("1.柳河县昌岭电力安装有限公司（以下简称昌岭公司）：施工单位；法定代表人：马某。", "施工单位"),
    ],
)
def test_what_a_description_says_of_the_units_part(line, role):
    found = roles(investigation(basic=line + "\n\n2.柳河县远岭商贸有限公司，法定代表人：吴某。"))
    assert next(r for name, r in found.items() if "远岭" not in name) == role


def test_the_trade_of_a_part_stands_in_brackets():
    text = BULLETIN + "专业分包单位（脚手架工程）为江苏岭升脚手架工程有限公司，法定代表人葛某。"
    assert roles(text) == {"江苏岭升脚手架工程有限公司": "分包单位"}


def test_a_ship_hangs_on_a_cooperative():
    printed = "该船挂靠柳河新岭海发渔业专业合作社"
    assert name_before(printed, len(printed)).text == "柳河新岭海发渔业专业合作社"


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "该工程由柳河城镇开发建设有限公司建设，柳河甬拓园林有限公司施工（法定代表人王国栋），柳河求正咨询有限公司监理（总监俞伟民），劳务由柳河越达劳务有限公司提供。",
            {
                "柳河城镇开发建设有限公司": "建设单位",
                "柳河甬拓园林有限公司": "施工单位",
                "柳河求正咨询有限公司": "监理单位",
                "柳河越达劳务有限公司": "劳务单位",
            },
        ),
        (
            "施工单位柳河赣虔路桥有限公司，法定代表人刘光荣；监理单位柳河交达监理有限公司，总监赖永生；肇事车辆登记在柳河县顺安运输队名下。",
            {"柳河赣虔路桥有限公司": "施工单位", "柳河交达监理有限公司": "监理单位", "柳河县顺安运输队": None},
        ),
        ("事发商铺为柳河县福满盈饺子馆，经营者程海波。", {"柳河县福满盈饺子馆": "事故发生单位"}),
        ("起火仓库系向柳河德港仓储有限公司租赁。", {"柳河德港仓储有限公司": "出租单位"}),
        ("该车所有人为柳河安捷贸易有限公司，非营运车辆。", {"柳河安捷贸易有限公司": None}),
        (
            "脚手架工程专业承包给柳河固搭架业有限公司，监理为柳河衡正监理有限公司（总监阳某），塔机由柳河鼎起机械有限公司出租，并由柳河锐安工程有限公司负责安装、顶升。",
            {
                "柳河固搭架业有限公司": None,
                "柳河衡正监理有限公司": "监理单位",
                "柳河鼎起机械有限公司": "出租单位",
                "柳河锐安工程有限公司": None,
            },
        ),
        (
            "由柳河衡正监理有限公司实施监理，烘干塔维修由柳河天禾机电有限公司承包，双方未签协议。",
            {"柳河衡正监理有限公司": "监理单位", "柳河天禾机电有限公司": None},
        ),
        ("柳河县北仓粮食收储有限公司一名工人进入烘干塔清灰时昏倒。", {"柳河县北仓粮食收储有限公司": "事故发生单位"}),
        ("由工人自行拆除，是否由专业公司承包，正在核实。", {}),
    ],
)
def test_units_of_a_bulletin_without_a_label(sentence, found):
    text = f"2023年9月4日15时20分，柳河县白石镇发生一起坍塌事故，造成1人死亡。\n\n{sentence}\n\n事故调查正在进行。\n"
    units = record(text).tables["organizations"]
    assert {u.name: u.role for u in units} == found


def test_each_of_two_adjoining_units_has_its_own_representative():
    told = "建设单位为柳河交通发展有限公司；施工单位柳河赣虔路桥有限公司，法定代表人刘光荣。"
    text = f"2023年9月4日15时20分，柳河县白石镇发生一起坍塌事故，造成1人死亡。\n\n{told}\n"
    units = record(text).tables["organizations"]
    assert {u.name: u.legal_representative for u in units} == {
        "柳河交通发展有限公司": None,
        "柳河赣虔路桥有限公司": "刘光荣",
    }
