"""Whom a measure strikes and who decides it, in the manners of many authors. All firms, persons and accidents are fictional."""

import pytest

from tests.helpers import investigation, record

FIRMS = (
    "盐城市大丰区远岭机械有限公司（以下简称远岭公司）为事故单位，法定代表人郭某平。"
    "盐城兴隆监理有限公司（以下简称兴隆公司）为监理单位。盐城晟河劳务有限公司（文中称“晟河公司”）为劳务单位。"
)
FULL, WATCH, LABOUR = "盐城市大丰区远岭机械有限公司", "盐城兴隆监理有限公司", "盐城晟河劳务有限公司"


def read(*lines, basic=FIRMS):
    return record(investigation(basic=basic, sanctions="\n\n".join(lines))).tables


def said(*lines, basic=FIRMS):
    return [(r.target_name, r.measure, r.authority) for r in read(*lines, basic=basic)["sanctions"]]


def sums(*lines):
    return [(r.target_name, r.measure, r.amount_yuan and int(r.amount_yuan)) for r in read(*lines)["sanctions"]]


@pytest.mark.parametrize("sign", ["◆", "※", "●", "▶ ", "★", "□"])
def test_signs_before_items_are_no_part_of_a_name(sign):
    tables = read(
        f"{sign}石某，远岭公司操作工，负有直接责任，由大丰区公安局立案侦查。",
        f"{sign}远岭公司，未落实主体责任，由大丰区应急管理局处四十万元罚款。",
        f"{sign}大中街道办事处，责成其向大丰区人民政府作出书面检查。",
    )
    assert [(r.target_name, r.measure) for r in tables["sanctions"]] == [
        ("石某", "立案侦查"),
        (FULL, "罚款"),
        ("大中街道办事处", "责令书面检查"),
    ]


class TestTheObjectOfTheOwnClause:
    def test_only_one_of_two_units_is_listed(self):
        found = said(
            "1.远岭公司、晟河公司，对事故发生负有责任，由大丰区应急管理局分别处60万元、50万元罚款；并由区信用办将远岭公司列为联合惩戒对象。"
        )
        assert [t for t, m, _ in found if m == "联合惩戒"] == [FULL]
        assert [t for t, m, _ in found if m == "罚款"] == [FULL, LABOUR]

    def test_a_third_body_is_criticised(self):
        found = said(
            "1.大丰区住房和城乡建设局、大中街道办事处向大丰区人民政府作出书面检查。盐城市安委会对大丰区人民政府进行全市通报批评。"
        )
        assert found[-1] == ("大丰区人民政府", "通报批评", "盐城市安委会")
        assert len(found) == 3

    def test_who_is_summoned_stands_behind(self):
        found = said("1.大丰区商务局、大中街道办事处向大丰区人民政府作出书面检查，由盐城市商务局约谈大丰区商务局。")
        assert [t for t, m, _ in found if m == "约谈"] == ["大丰区商务局"]

    def test_each_of_two_addressees_has_its_own(self):
        found = said(
            "1.建议责成大丰区人民政府向盐城市人民政府作出深刻检查，大丰区商务局、大中街道办事处向大丰区人民政府作出深刻检查。"
        )
        assert [(t, a) for t, _, a in found] == [
            ("大丰区人民政府", "盐城市人民政府"),
            ("大丰区商务局", "大丰区人民政府"),
            ("大中街道办事处", "大丰区人民政府"),
        ]

    @pytest.mark.parametrize(
        "fault", ["对远岭公司进行执法检查不认真被给予政务警告处分", "因对远岭公司实施监督检查流于形式受到诫勉处理"]
    )
    def test_what_an_officer_failed_in_is_no_object(self, fault):
        assert [t for t, _, _ in said(f"1.钱某，大丰区应急管理局科员，{fault}。")] == ["钱某"]

    def test_a_place_that_begins_like_the_verb(self):
        found = said("1.将乐县水利局，监管不力，责成将乐县水利局向将乐县人民政府作出书面检查。")
        assert found == [("将乐县水利局", "责令书面检查", "将乐县人民政府")]


class TestSentencesThatSpeakOfOthers:
    PEOPLE = (
        "1.许某，中共党员，大丰区商务局副局长，负有领导责任，建议给予党内警告处分。",
        "2.何某，中共党员，大中街道办事处副主任，负有领导责任，建议给予政务警告处分。",
        "3.龚某，大中街道安监站站长，负有监管责任，由大中街道党工委给予批评教育。",
    )

    @pytest.mark.parametrize(
        "line", ["许某、何某的处分由大丰区纪委监委决定。", "前两人的处分由大丰区纪委监委依规办理。"]
    )
    def test_who_decides_for_those_named(self, line):
        tables = read(*self.PEOPLE, line)
        assert [p.name for p in tables["persons"]] == ["许某", "何某", "龚某"]
        assert [r.authority for r in tables["sanctions"]] == ["大丰区纪委监委", "大丰区纪委监委", "大中街道党工委"]

    def test_the_fines_of_two(self):
        found = said(
            "1.许某，远岭公司车间主任，负有管理责任，建议处上一年年收入30%的罚款。",
            "2.何某，远岭公司安全员，负有管理责任，建议处上一年年收入20%的罚款。",
            "上述对许某、何某的罚款由大丰区应急管理局实施。",
        )
        assert found == [("许某", "罚款", "大丰区应急管理局"), ("何某", "罚款", "大丰区应急管理局")]

    def test_behind_joined_measures(self):
        found = said("1.许某、何某，大中街道安监站工作人员，分别给予谈话提醒、责令书面检查，由大中街道党工委负责落实。")
        assert found == [("许某", "谈话提醒", "大中街道党工委"), ("何某", "责令书面检查", "大中街道党工委")]

    def test_a_party_committee_that_is_to_decide_after_its_inquiry(self):
        found = said("1.许某，大丰区商务局科长，建议给予党纪政务处分，由大丰区纪委监委立案审查调查后决定。")
        assert found == [("许某", "党纪政务处分", "大丰区纪委监委")]


class TestParagraphsOnSeveral:
    def test_firms_of_an_approval(self):
        """The sentence that leads in names nobody; 对危险作业未… is what the firm failed to do, not whom it strikes."""
        found = sums(
            "原则同意对责任单位的处理意见。盐城市大丰区远岭机械有限公司未按方案施工，由大丰区应急管理局处65万元罚款。"
            "盐城兴隆监理有限公司对危险作业未实施巡视检查，由大丰区住房和城乡建设局责令限期改正，处2万元罚款。"
        )
        assert found == [(FULL, "罚款", 650000), (WATCH, "责令限期改正", None), (WATCH, "罚款", 20000)]

    def test_persons_that_semicolons_part(self):
        found = said(
            "1.游客范某为受害者，无责任；许某明，远岭公司操作员，报告及时，不予追究责任；何某，大中街道安监员，已履职尽责，不予追究责任。"
        )
        assert [(t, m) for t, m, _ in found] == [("许某明", "免予追究责任"), ("何某", "免予追究责任")]

    def test_a_firm_that_is_turned_to(self):
        assert sums("1.对兴隆公司：未实施旁站监理，由大丰区住房和城乡建设局处三万元罚款。") == [(WATCH, "罚款", 30000)]

    def test_the_head_of_the_firm_as_object(self):
        found = sums(
            "1.远岭公司，未履行主体责任，由大丰区应急管理局处30万元罚款；另因迟报事故，依照有关规定对其主要负责人郭某平（男，群众）处4.5万元罚款。"
        )
        assert found == [(FULL, "罚款", 300000), ("郭某平", "罚款", 45000)]

    def test_two_of_one_sentence_in_custody(self):
        found = said("1.许某，远岭公司班长，负直接责任；何某，远岭公司焊工，负直接责任。大丰区公安局已对两人立案侦查。")
        assert found == [("许某", "立案侦查", "大丰区公安局"), ("何某", "立案侦查", "大丰区公安局")]

    def test_a_firm_and_its_head_in_one_sentence_of_an_approval(self):
        found = sums(
            "同意由大丰区应急管理局对盐城市大丰区远岭机械有限公司处以33万元罚款，对该公司主要负责人张廷荣处以2022年年收入40%的罚款，计46080元。"
        )
        assert found == [(FULL, "罚款", 330000), ("张廷荣", "罚款", 46080)]

    def test_a_paragraph_on_one_more(self):
        found = said(
            "1.廖某，大中街道应急办主任，负有监管责任，建议给予政务记大过处分。",
            "此外，对大中街道党工委副书记、办事处主任卢某予以诫勉。",
        )
        assert [(t, m) for t, m, _ in found] == [("廖某", "政务记大过"), ("卢某", "诫勉")]

    def test_posts_and_names_in_one_breath(self):
        """One of a rare surname before one who is masked; then another by what he did, not by a comma."""
        found = said(
            "1.远岭公司项目经理太兴明、现场施工员陈某，涉嫌犯罪，移送公安机关依法立案侦查。"
            "挖掘机驾驶员李某某冒险开挖，负直接责任，由远岭公司与其解除劳动合同。"
        )
        assert [(t, m) for t, m, _ in found] == [
            ("太兴明", "移送司法机关"),
            ("陈某", "移送司法机关"),
            ("李某某", "解除劳动合同"),
        ]

    def test_one_of_two_has_more(self):
        found = said(
            "1.苏某、佟某，大丰区商务局科员，由大丰区商务局对二人批评教育，并在全局通报批评苏某。佟某另由大丰区纪委给予党内警告处分。"
        )
        assert [(t, m) for t, m, _ in found] == [
            ("苏某", "批评教育"),
            ("佟某", "批评教育"),
            ("苏某", "通报批评"),
            ("佟某", "党内警告"),
        ]


class TestRareSurnames:
    @pytest.mark.parametrize("name", ["罕明强", "岩甩", "自成武", "纵瑞"])
    def test_an_entry_with_unit_and_post(self, name):
        assert said(f"1.{name}，大中街道办事处副主任，负有领导责任，给予批评教育。") == [(name, "批评教育", None)]

    @pytest.mark.parametrize("words", ["经查明", "施工方", "鉴于此", "县政府", "分管领导", "法定代表", "管理混乱"])
    def test_no_names(self, words):
        tables = read(f"1.{words}，大中街道办事处副主任，负有领导责任，给予批评教育。")
        assert words not in {p.name for p in tables["persons"]}

    @pytest.mark.parametrize("words", ["两名死者", "现场监理"])
    def test_a_nation_alone_does_not(self, words):
        tables = read(f"1.{words}，汉族，负有领导责任，给予批评教育。")
        assert words not in {p.name for p in tables["persons"]}

    def test_a_nation_makes_a_person(self):
        assert said("1.罕志，傣族，中共党员，负有领导责任，给予政务警告处分。")[0][:2] == ("罕志", "政务警告")


class TestMeasuresAndSums:
    def test_the_sum_of_two_is_not_the_second(self):
        found = sums(
            "1.远岭公司：由大丰区应急管理局给予人民币九十五万元罚款，另给予瞒报事故罚款人民币二百一十万元，两项合计三百零五万元。"
        )
        assert [s for _, _, s in found] == [950000, 2100000]

    def test_a_fine_of_another_affair(self):
        found = sums(
            "1.远岭公司，因2022年8月违规已被处罚款10万元、2021年6月违反规定被罚款5000元，属于屡罚不改，由大丰区应急管理局责令停产停业整顿。"
        )
        assert found == [(FULL, "责令停产停业", None)]

    @pytest.mark.parametrize(
        "deed",
        [
            "2021年5月被任命为安全总监以来未履行职责建议由大丰区应急管理局处以3万元罚款",
            "（2020年8月起被聘为生产经理）建议由大丰区应急管理局处以3万元罚款",
        ],
    )
    def test_an_old_day_of_something_else(self, deed):
        assert [s for _, _, s in sums(f"1.张某，远岭公司安全总监，{deed}。")] == [30000]

    def test_a_total_that_is_the_fine(self):
        assert [
            s for _, _, s in sums("1.远岭公司，由大丰区应急管理局对其处20万元、30万元，两项合计处罚款50万元。")
        ] == [500000]

    def test_the_decision_told_again(self):
        found = said(
            "1.郭某平，远岭公司法定代表人，由大丰区应急管理局处126480元罚款。大丰区应急管理局于2024年1月30日作出行政处罚决定，其本人已缴纳。"
        )
        assert [(t, m) for t, m, _ in found] == [("郭某平", "罚款")]

    @pytest.mark.parametrize(
        ("words", "measure"),
        [
            ("由远岭公司扣发6个月绩效工资", "内部罚款"),
            ("责令作出检查", "责令书面检查"),
            ("由远岭公司按照规定内部罚款12000元", "内部罚款"),
            ("建议给予解聘", "解除劳动合同"),
            ("由大丰区住房和城乡建设局提请发证机关停止其执业三个月", "暂停或撤销资格"),
        ],
    )
    def test_other_words(self, words, measure):
        assert [m for _, m, _ in said(f"1.许某，远岭公司安全员，负有管理责任，{words}。")] == [measure]

    def test_a_suspension_that_is_talked_of(self):
        found = said("1.许某，大丰区应急管理局科长，对停产整顿复产把关不严，负有监管责任，建议给予政务记过处分。")
        assert [m for _, m, _ in found] == ["政务记过"]

    def test_a_firm_without_its_verb(self):
        """A firm by its short form deals with its own worker, with nothing but its name before the verb."""
        found = said(
            "1.许某，远岭公司副经理，由大丰区应急管理局处上一年年收入30%的罚款；远岭公司按内部制度给予降级处分。"
        )
        assert found == [("许某", "罚款", "大丰区应急管理局"), ("许某", "内部处分", FULL)]


def test_a_firm_by_its_bare_name():
    """No 以下简称: the name without place and legal form is the firm."""
    basic = "盐城市大丰区恒兴焦化有限公司为事故单位。恒兴焦化有员工412人。"
    found = said("1.恒兴焦化，未落实规定，由大丰区应急管理局处60万元罚款。", basic=basic)
    assert [(t, m) for t, m, _ in found] == [("盐城市大丰区恒兴焦化有限公司", "罚款")]


@pytest.mark.parametrize("core", ["市政工程", "建筑施工"])
def test_a_trade_is_no_firm(core):
    basic = f"盐城市大丰区{core}有限公司为事故单位。有关部门对{core}领域检查不到位。"
    found = said(f"1.{core}，未履职，由大丰区应急管理局处60万元罚款。", basic=basic)
    assert found == []


def test_a_bare_name_of_two_firms_is_neither():
    basic = "盐城华泽矿山有限公司为事故单位。南通华泽矿山有限公司为监理单位。华泽矿山有员工412人。"
    assert said("1.华泽矿山，未履职，由大丰区应急管理局处60万元罚款。", basic=basic) == []


def test_names_masked_with_an_x():
    basic = FIRMS + "药料燃烧，易X明当场死亡，陈X香重伤，旁边的谭X秀、贺X2人受轻伤。"
    people = {
        p.name: p.is_deceased for p in read("1.远岭公司，由大丰区应急管理局处60万元罚款。", basic=basic)["persons"]
    }
    assert {n: d for n, d in people.items() if "X" in n} == {
        "易X明": True,
        "陈X香": False,
        "谭X秀": False,
        "贺X": False,
    }


class TestWhomTheEndOfAParagraphStrikes:
    def test_each_by_name(self):
        found = sums(
            "1.黄某，远岭公司生产副总经理；莫某，远岭公司安全员。二人未认真履职，建议由大丰区应急管理局依据《中华人民共和国安全生产法》第九十六条规定，对黄某处上一年年收入百分之三十的罚款，即罚款28800元；对莫某处上一年年收入百分之二十的罚款，即罚款11520元。",
            "2.钱某，远岭公司机修班长；孙某，远岭公司电工。二人违章，建议远岭公司对钱某予以撤职，对孙某扣罚绩效工资2000元。",
            "3.周某，大丰区应急管理局副局长；吴某，大丰区应急管理局工贸股股长。上述2人监管不力，建议给予周某政务警告处分，对吴某诫勉谈话。",
        )
        assert found == [
            ("黄某", "罚款", 28800),
            ("莫某", "罚款", 11520),
            ("钱某", "内部处分", None),
            ("孙某", "内部罚款", 2000),
            ("周某", "政务警告", None),
            ("吴某", "诫勉", None),
        ]

    def test_the_article_holds_for_both(self):
        rows = read(
            "1.黄某，远岭公司副总经理；莫某，远岭公司安全员。二人未履职，建议依据《中华人民共和国安全生产法》第九十六条规定，对黄某处28800元罚款；对莫某处11520元罚款。"
        )["sanctions"]
        assert [[b.article for b in row.basis] for row in rows] == [[96], [96]]

    def test_what_is_said_of_both_strikes_both(self):
        found = said(
            "1.黄某，远岭公司班长；莫某，远岭公司电工。二人违章作业，建议远岭公司对黄某、莫某予以解除劳动合同。"
        )
        assert [(t, m) for t, m, _ in found] == [("黄某", "解除劳动合同"), ("莫某", "解除劳动合同")]


@pytest.mark.parametrize("words", ["依法处理", "依法依规处理", "依法予以处理"])
def test_the_heading_says_that_it_is_a_penalty(words):
    text = investigation(
        basic=FIRMS,
        sanctions=f"（一）建议给予行政处罚的单位\n\n1.远岭公司，未开展检查，对事故负有责任。建议由大丰区住房和城乡建设局{words}。",
    )
    found = [(r.target_name, r.measure, r.authority) for r in record(text).tables["sanctions"]]
    assert found == [(FULL, "行政处罚", "大丰区住房和城乡建设局")]


def test_a_decision_and_the_fine_that_it_lays_are_one():
    found = sums(
        "1.远岭公司。大丰区应急管理局于2023年1月18日作出行政处罚决定（（丰）应急罚〔2023〕3号），依据《安全生产法》第一百一十四条第一款第（一）项，给予罚款人民币36万元的行政处罚。"
    )
    assert found == [(FULL, "罚款", 360000)]


def test_who_is_dealt_with_is_no_part_of_who_deals():
    found = said("1.宋某，远岭公司监护人，负有责任，由大丰区应急管理局处2万元罚款。宋某另由远岭公司给予降级处分。")
    assert found[-1] == ("宋某", "内部处分", FULL)
