"""Persons: from items, lists, tables and stories in the manners of several cities; all fictional."""

import pytest

from extractors import persons
from extractors.person_names import is_masked, is_name, names_at
from tests.helpers import investigation, report


def find(text):
    read = report(text)
    found = persons.find(read, None, lambda printed: printed)
    for person in found:
        for field, evidence in person.evidence:
            assert read.text[evidence.start : evidence.end] == evidence.text, field
    return found


def of_items(*lines):
    return find(
        investigation(sanctions="\n\n".join(lines), course="当班工人更换模具时，滑块下行。", cause="违章操作。")
    )


@pytest.mark.parametrize(
    "name",
    [
        "李xx",
        "李某某",
        "李×三",
        "李*",
        "张*三",
        "王某甲",
        "高某明",
        "欧阳某",
        "买买提·某某",
        "于xx",
        "张伟",
        "诸葛小明",
    ],
)
def test_names(name):
    assert is_name(name)


@pytest.mark.parametrize(
    "word", ["安全员", "项目经理", "施工队", "某公司", "石油公司", "水务局", "党员", "时任", "于某日"]
)
def test_words_that_are_no_names(word):
    assert not is_name(word)


def test_masked_names_are_told_from_full_ones():
    assert [is_masked(n) for n in ("李xx", "李某", "张*三", "高二林")] == [True, True, True, False]


def test_a_list_of_names_ends_where_attributes_begin():
    assert [n.name for n in names_at("禹某、丁某，违反规程", 0)] == ["禹某", "丁某"]
    assert [n.name for n in names_at("陈某【取保字1号】、刘某【取保字2号】采取", 0)][:1] == ["陈某"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "1.文xx，男，党员，柳河煤电有限公司检修队队长，2017年3月至今任现职。未到现场监护，负此次事故的直接责任，建议移送司法机关处理。",
            {"name": "文xx", "gender": "男", "political_status": "中共党员", "organization": "柳河煤电有限公司",
             "position": "检修队队长", "responsibility": "直接责任", "is_deceased": False},
        ),
        (
            "1.滕某兴（柳河建筑有限公司法定代表人）：督促检查不到位，对事故的发生负有领导责任。建议由柳河县应急管理局处罚款。",
            {"name": "滕某兴", "organization": "柳河建筑有限公司", "position": "法定代表人", "responsibility": "领导责任"},
        ),
        (
            "1.黄某国，中共党员，男，壮族，1964年8月出生，白石街道办事处副主任，对火灾发生负有责任，建议给予诫勉。",
            {"birth_year": 1964, "gender": "男", "organization": "白石街道办事处", "position": "副主任",
             "responsibility": None, "political_status": "中共党员"},
        ),
        (
            "恒岳公司现场带班人员李××，组织冒险作业，对事故负有直接责任。因在事故中死亡，不再追究其责任。",
            {"name": "李××", "position": "现场带班人员", "is_deceased": True, "responsibility": "直接责任"},
        ),
        ("1.张某，违章作业，对事故发生负有监督管理责任，建议给予诫勉。", {"responsibility": "监管责任", "organization": None}),
    ],
)  # fmt: skip
def test_an_item_gives_its_person(line, expected):
    (person,) = of_items(line)
    assert {k: getattr(person, k) for k in expected} == expected


def test_time_in_post():
    (person,) = of_items(
        "1.张xx，男，党员，柳河煤电有限公司副总经理，2016年9月至今任现职。负重要领导责任。建议给予诫勉。"
    )
    assert str(person.in_post_since) == "2016-09-01"


def test_two_of_one_masked_name_in_one_list_are_two():
    found = of_items("1.李xx，男，违章作业，因在事故中死亡不予追究。", "2.李xx，男，冒险作业，因在事故中死亡不予追究。")
    assert [p.name for p in found] == ["李xx", "李xx"]


def test_victim_and_item_are_one_person():
    text = investigation(
        course="当班工人更换模具。",
        loss="死者张某，男，45岁，远岭公司操作工。",
        sanctions="张某，远岭公司操作工，违章作业，对事故负有直接责任，鉴于其已死亡，建议免予追究责任。",
        cause="违章。",
    )
    (person,) = find(text)
    assert (person.age, person.is_deceased, person.responsibility) == (45, True, "直接责任")
    assert len([1 for f, _ in person.evidence if f == "name"]) == 2
    assert len(person.items) == 1


@pytest.mark.parametrize(
    ("loss", "names"),
    [
        (
            "1.张某（死者）：男，汉族，柳河县人。2.吴某兵（伤者）：男，苗族，柳河县人。",
            [("张某", True), ("吴某兵", False)],
        ),
        (
            "事故造成1人死亡（高小林，男，39岁，支架工）、1人轻伤（杭志军，男，33岁，支架工）。",
            [("高小林", True), ("杭志军", False)],
        ),
        ("死亡人员：周某，男，41岁；李某甲，男，36岁。", [("周某", True), ("李某甲", True)]),
        ("事故造成郭xx、韩xx 2人死亡，任xx重伤。", [("郭xx", True), ("韩xx", True), ("任xx", False)]),
        ("事故造成1人死亡，直接经济损失120万元。", []),
    ],
)
def test_victims(loss, names):
    text = investigation(
        course="当班作业。", loss=loss, sanctions="远岭公司，建议由柳河县应急管理局处30万元罚款。", cause="违章。"
    )
    assert [(p.name, p.is_deceased) for p in find(text)] == names


@pytest.mark.parametrize(
    "course",
    [
        "王某立即拨打120，医护人员到场后确认伤者死亡。",
        "县长赵某到现场指挥救援，局长钱某参加。",
        "公司法定代表人：孙某，项目经理李某。",
    ],
)
def test_who_is_merely_told_of_is_no_row(course):
    text = investigation(course=course, sanctions="远岭公司，建议由柳河县应急管理局处30万元罚款。", cause="违章。")
    assert find(text) == ()


def test_parties_of_a_road_accident():
    found = find(
        "“3·2”一般道路交通事故调查报告\n\n2023年3月2日，当事人刘某驾车与行人解某相撞，造成解某受伤。\n\n"
        "一、事故原因\n\n综上，认定当事人刘某承担该事故的全部责任，当事人解某无责任。\n"
    )
    assert [(p.name, p.responsibility, p.is_deceased) for p in found] == [
        ("刘某", "全部责任", False),
        ("解某", None, False),
    ]


def test_running_prose_with_full_names():
    text = investigation(
        course="装卸工吴立成给叉车充电后离开。",
        cause="违章。",
        sanctions="吴立成违规充电，对事故发生负有直接责任，鉴于其在事故中死亡，建议不予追究。"
        "远岭公司法定代表人、总经理韩明远对消防工作疏于管理，负有主要责任，建议追究刑事责任；"
        "远岭公司副总经理代国平、仓储部部长涂小云对事故负有领导责任，建议由柳河县应急管理局各处罚款2万元。",
    )
    assert [(p.name, p.organization, p.position, p.is_deceased) for p in find(text)] == [
        ("吴立成", None, "装卸工", True),
        ("韩明远", "远岭公司", "法定代表人、总经理", False),
        ("代国平", "远岭公司", "副总经理", False),
        ("涂小云", "远岭公司", "仓储部部长", False),
    ]


@pytest.mark.parametrize(
    "prose",
    [
        "许可证未办理，对事故发生负有责任，建议处罚。",
        "经常违规作业，对事故发生负有责任。",
        "花园未封闭，负有管理责任。班组未落实交底，负有责任，建议处罚。",
        "柳河县应急管理局局长安排未落实，负有责任。",
    ],
)
def test_prose_that_names_nobody(prose):
    assert find(investigation(course="当班作业。", cause="违章。", sanctions=prose)) == ()


def test_several_dead_told_by_the_story():
    found = find(investigation(course="乘车人姜xx、占xx当场死亡，乘车人蒋xx受伤。", cause="违章。", sanctions="略。"))
    assert [(p.name, p.is_deceased) for p in found] == [("姜xx", True), ("占xx", True), ("蒋xx", False)]


def test_responsibilities_are_dealt_in_their_order():
    found = of_items(
        "沈某（绞线车间副手）、薛某（安全员）、俞某（总经理）3人对事故发生分别负有直接责任、管理责任和主要领导责任。"
    )
    assert [(p.name, p.position, p.responsibility) for p in found] == [
        ("沈某", "绞线车间副手", "直接责任"),
        ("薛某", "安全员", "管理责任"),
        ("俞某", "总经理", "主要领导责任"),
    ]


def test_run_on_persons_of_an_evaluation():
    found = of_items(
        "柳河县水利局副局长季云（中共党员），受到政务记过处分；工程科科长仲敏（女，群众），受到政务记大过处分；"
        "白石街道办事处副主任邵兴（中共党员），受到诫勉处理。"
    )
    assert [(p.name, p.organization, p.position, p.political_status, p.gender) for p in found] == [
        ("季云", "柳河县水利局", "副局长", "中共党员", None),
        ("仲敏", "柳河县水利局", "工程科科长", "群众", "女"),
        ("邵兴", "白石街道办事处", "副主任", "中共党员", None),
    ]


def test_persons_of_one_firm_before_a_comma():
    found = of_items("远岭公司法定代表人朱德强、项目经理夏明、作业班长钟伟3人，柳河县公安局于2023年7月22日立案侦查。")
    assert [(p.name, p.organization, p.position) for p in found] == [
        ("朱德强", "远岭公司", "法定代表人"),
        ("夏明", "远岭公司", "项目经理"),
        ("钟伟", "远岭公司", "作业班长"),
    ]


def test_posts_before_masked_names():
    found = of_items("机电队队长麻某、跟班副队长水某，对事故负管理责任，建议分别给予撤职、记过处分。")
    assert [(p.name, p.position) for p in found] == [("麻某", "机电队队长"), ("水某", "跟班副队长")]


def test_unit_and_post_from_the_description():
    found = find(
        investigation(
            basic="柳河县远岭机械有限公司，成立于2015年6月3日，法定代表人、董事长高某峰，总经理郝某林。",
            course="当班作业。",
            cause="违章。",
            sanctions="1.高某峰，建议由柳河县应急管理局处以罚款2万元。\n\n2.郝某林，总经理，建议处以罚款1万元。",
        )
    )
    told = {p.name: (p.organization, p.position) for p in found}
    assert told["高某峰"] == ("柳河县远岭机械有限公司", "法定代表人、董事长")
    assert told["郝某林"] == ("柳河县远岭机械有限公司", "总经理")


def test_the_dead_by_name_in_lists_and_stories():
    found = find(
        investigation(
            basic="死者3人：石建业，客车驾驶人；王雪梅，女，导游；赵有福、刘凤兰，均为乘客。伤者1人：柴某某，男，39岁。",
            course="砌筑工常树生11月3日16时20分、闫斌11月8日5时05分经抢救无效死亡。宁某经柳河县人民医院诊断为左胫骨骨折，构成轻伤。",
            cause="违章。",
            sanctions="无。",
        )
    )
    assert {p.name: p.is_deceased for p in found} == {
        "石建业": True,
        "王雪梅": True,
        "赵有福": True,
        "刘凤兰": True,
        "柴某某": False,
        "常树生": True,
        "闫斌": True,
        "宁某": False,
    }


def test_a_surname_that_is_a_preposition_elsewhere():
    found = of_items(
        "1.向*华，远岭公司监理员，建议由柳河县住房和城乡建设局约谈。", "2.初*江，远岭公司总经理，被处以罚款2万元。"
    )
    assert [p.name for p in found] == ["向*华", "初*江"]
    assert of_items("向某局报告情况后处理。") == ()


def test_a_name_of_no_known_surname_beside_its_post():
    text = investigation(
        basic="远岭公司，法定代表人毛某贵，矿长阿苏木合。",
        sanctions="（一）阿苏木合，矿长，建议由县应急管理局罚款4万元。",
    )
    assert ("阿苏木合", "矿长") in [(p.name, p.position) for p in find(text)]


def test_the_label_of_a_sentence_is_no_unit():
    text = investigation(
        basic="建设单位：镇岭县乌岭酒业有限公司。施工单位：昭岭路桥工程有限公司，法定代表人申某华，现场负责人陇世启。",
        sanctions="（一）陇世启，移送公安机关立案调查。",
    )
    assert "镇岭县乌岭酒业有限公司" not in [p.organization for p in find(text) if p.name == "陇世启"]


LOSSES = "2016年3月2日14时许，柳河县远岭石料有限公司发生一起爆炸事故，造成3人死亡、4人受伤。\n\n二、人员伤亡和直接经济损失\n\n"


def of_losses(*lines):
    text = "柳河县“3·2”较大爆炸事故调查报告\n\n" + LOSSES + "\n\n".join(lines) + "\n\n三、事故原因\n\n违章作业。\n"
    return [(p.name, p.is_deceased) for p in find(text)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("受伤人员：龙某、田某进重伤，彭某轻伤。", [("龙某", False), ("田某进", False), ("彭某", False)]),
        ("重伤2人（陈某、王某），轻伤1人（赵某某）。", [("陈某", False), ("王某", False), ("赵某某", False)]),
        ("重伤3人（陈某、王某）。", []),
        (
            "吴某珍、李某、罗某英3名伤员经医院抢救无效，分别于3月8日13时12分、3月8日22时46分和3月11日死亡。",
            [("吴某珍", True), ("李某", True), ("罗某英", True)],
        ),
        ("吴某珍、李某3名伤员经医院抢救无效死亡。", []),
        (
            "死亡人员为：陶某荣、李某昌，事故客车乘车人赵某芬（女，47岁，柳河县人）、朱某兰（女，55岁，柳河县人）。",
            [("陶某荣", True), ("李某昌", True), ("赵某芬", True), ("朱某兰", True)],
        ),
    ],
)
def test_victims_of_a_list(line, expected):
    assert of_losses(line) == expected


def test_victims_of_a_table():
    table = (
        "| 序号 | 姓名 | 性别 | 年龄 | 工种 | 伤害程度 |\n|---|---|---|---|---|---|\n"
        "| 1 | 张某 | 男 | 48 | 电工 | 死亡 |\n| 2 | 李某某 | 女 | 33 | 普工 | 重伤 |\n"
        "| 3 | 王某 | 男 | 25 | 远岭石料有限公司安全员 | 失踪 |\n| 4 | 赵某 | 男 | 51 | 门卫 | 无 |\n"
    )
    head = "# 柳河县“3·2”较大爆炸事故调查报告\n\n2016年3月2日14时许，远岭石料有限公司发生爆炸事故，造成1人死亡。\n\n## 一、人员伤亡情况\n\n"
    found = find(head + table + "\n## 二、事故原因\n\n违章作业。\n")
    assert [(p.name, p.is_deceased, p.gender, p.age, p.position) for p in found] == [
        ("张某", True, "男", 48, "电工"),
        ("李某某", False, "女", 33, "普工"),
        ("王某", None, "男", 25, "安全员"),
    ]
    assert found[2].organization == "远岭石料有限公司"


@pytest.mark.parametrize(
    ("caption", "expected"), [("死亡人员情况表", [True]), ("受伤人员名单", [False]), ("参会人员", [])]
)
def test_the_words_over_a_table_tell_what_became_of_its_persons(caption, expected):
    table = "| 姓名 | 性别 | 单位 |\n|---|---|---|\n| 张某 | 男 | 远岭石料有限公司 |\n"
    head = "# 柳河县“3·2”一般爆炸事故调查报告\n\n2016年3月2日14时许，远岭石料有限公司发生爆炸事故，造成1人死亡。\n\n## 一、基本情况\n\n"
    found = find(head + caption + "\n\n" + table + "\n## 二、事故原因\n\n违章作业。\n")
    assert [p.is_deceased for p in found] == expected


class TestPostsDealtOut:
    """甲、乙，分别为…A职、B职: to each his own."""

    def test_in_their_order(self):
        found = of_items(
            "1.牛某、赵某，分别为甲县宏远机械有限公司二车间主任、安全科科长，未履行职责，建议给予记大过处分。",
            "2.杜某、韩某，分别为甲县公安局交通管理大队副大队长、杨楼中队中队长，检查不力，建议诫勉。",
            "3.王某、李某、张某三人分别任甲县应急管理局副局长、工贸股股长、执法大队大队长，监管不力，建议批评教育。",
        )
        assert [(p.name, p.organization, p.position) for p in found] == [
            ("牛某", "甲县宏远机械有限公司", "二车间主任"),
            ("赵某", "甲县宏远机械有限公司", "安全科科长"),
            ("杜某", "甲县公安局交通管理大队", "副大队长"),
            ("韩某", "甲县公安局交通管理大队", "杨楼中队中队长"),
            ("王某", "甲县应急管理局", "副局长"),
            ("李某", "甲县应急管理局", "工贸股股长"),
            ("张某", "甲县应急管理局", "执法大队大队长"),
        ]

    def test_not_where_there_are_more_posts_than_persons(self):
        found = of_items("1.钱某、孙某，分别为甲县应急管理局党委委员、副局长、执法队队长，监管不力，建议诫勉。")
        assert [(p.name, p.organization, p.position) for p in found] == [
            ("钱某", "甲县应急管理局", None),
            ("孙某", "甲县应急管理局", None),
        ]


def test_wounded_in_the_story_and_dead_in_the_item_is_one_person():
    text = investigation(
        course="15时左右，管道内残余浓硫酸喷出，检修工贺某面部大面积灼伤，被送往医院救治。",
        sanctions="1.贺某，甲县安泰检修有限公司检修班班长，违章作业，鉴于已在事故中死亡，建议不予追究责任。",
    )
    assert [(p.name, p.is_deceased) for p in find(text)] == [("贺某", True)]


def test_people_described_under_a_heading_of_their_own():
    text = investigation(
        basic="（一）事故相关单位概况\n\n甲县汇冷机电工程有限公司，法定代表人：章某明。\n\n（二）事故相关人员概况\n\n1.章某明，男，汉族，群众，40岁，乙县人，身份证号码：xxx，甲县汇冷机电工程有限公司法定代表人。",
        sanctions="本次事故不再追究。",
    )
    assert [(p.name, p.gender, p.age, p.position) for p in find(text)] == [("章某明", "男", 40, "法定代表人")]
