"""单位＋职务 parted, in the manners of several cities; names of firms are fictional."""

import pytest

from extractors.posts import is_post, split, unit_end

ALIASES = {
    "恒岳劳务": "滨州恒岳建筑劳务有限公司",
    "远岭公司": "盐城市大丰区远岭机械有限公司",
    "柳河镇政府": "柳河县柳河镇人民政府",
    "老味坊": "柳河县白石街道老味坊饭馆",
    "护林协会": "柳河县白石山护林协会",
}


def resolve(printed):
    return ALIASES.get(printed, printed)


@pytest.mark.parametrize(
    ("printed", "unit", "title"),
    [
        ("远岭公司总经理", "远岭公司", "总经理"),
        (
            "青石煤电（集团）有限责任公司环境治理分公司副总经理",
            "青石煤电（集团）有限责任公司环境治理分公司",
            "副总经理",
        ),
        (
            "青石煤电（集团）有限责任公司环境治理分公司检修队队长",
            "青石煤电（集团）有限责任公司环境治理分公司",
            "检修队队长",
        ),
        ("柳河镇农业综合服务中心主任", "柳河镇农业综合服务中心", "主任"),
        ("时任柳河县应急管理局危化股临时负责人", "柳河县应急管理局", "危化股临时负责人"),
        (
            "白石街道办事处综合治理中心（全科网格中心、法治中心）主任",
            "白石街道办事处",
            "综合治理中心（全科网格中心、法治中心）主任",
        ),
        ("柳河镇政府应急管理站站长", "柳河镇政府", "应急管理站站长"),
        ("柳河县公安局城南派出所社区民警", "柳河县公安局城南派出所", "社区民警"),
        ("白石街道办东门社区治保主任", "白石街道办东门社区", "治保主任"),
        ("柳河市公安局交通警察大队副大队长", "柳河市公安局交通警察大队", "副大队长"),
        ("长坡治理工程项目部安全员", "长坡治理工程项目部", "安全员"),
        ("宏川科技集团有限公司在长坡治理工程总承包经理", "宏川科技集团有限公司", "长坡治理工程总承包经理"),
        ("宏川劳务有限公司任命为长坡治理工程劳务分包项目负责人", "宏川劳务有限公司", "长坡治理工程劳务分包项目负责人"),
        ("柳河县农业农村局原副局长", "柳河县农业农村局", "原副局长"),
        ("柳河县畜牧发展中心副主任（主持工作）", "柳河县畜牧发展中心", "副主任（主持工作）"),
        ("2022年10月起任柳河镇党委委员、副镇长", "柳河镇", "党委委员、副镇长"),
        ("柳河镇组织委员", "柳河镇", "组织委员"),
        ("恒岳劳务现场带班人员", "恒岳劳务", "现场带班人员"),
        # branch plants and workshops belong to the post
        ("远岭公司炼钢分厂值班主任", "远岭公司", "炼钢分厂值班主任"),
        ("远岭公司副总经理兼铸造分厂厂长", "远岭公司", "副总经理兼铸造分厂厂长"),
        ("远岭公司绞线车间副手", "远岭公司", "绞线车间副手"),
        ("白石街道办事处综合执法大队副大队长", "白石街道办事处", "综合执法大队副大队长"),
        ("柳河市公安局高速公路交警支队三大队大队长", "柳河市公安局高速公路交警支队三大队", "大队长"),
        ("老味坊厨师", "老味坊", "厨师"),
        ("护林协会会长", "护林协会", "会长"),
        ("进入远岭公司", "进入远岭公司"[2:], None),
        ("白石街道灵石社区党支部书记、居委会主任", "白石街道灵石社区", "党支部书记、居委会主任"),
        ("白石街道应急管理办公室主任", "白石街道应急管理办公室", "主任"),
        ("柳河市工业和信息化局党组成员、副局长", "柳河市工业和信息化局", "党组成员、副局长"),
        ("综采队支架工", None, "综采队支架工"),
        ("专职安全员", None, "专职安全员"),
        ("中共党员", None, None),
        ("汉族", None, None),
    ],
)
def test_unit_and_post_are_parted(printed, unit, title):
    post = split(printed, resolve)
    assert (post.unit, post.title) == (unit, title)
    for text, (start, end) in ((post.unit, post.unit_span), (post.title, post.title_span)):
        assert text is None or printed[start:end] == text


@pytest.mark.parametrize(
    "piece", ["初中文化", "河南省固始县人", "对事故发生负有直接责任", "负责消防安全工作的人员", "未督促管理人员"]
)
def test_what_is_no_post(piece):
    assert not is_post(piece)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("远岭公司未教育和督促从业人员", "远岭公司"),
        ("柳河镇人民政府对辖区企业监管不到位", "柳河镇人民政府"),
        ("石沟煤矿违反了规定", "石沟煤矿"),
        ("恒岳劳务，违反了规定", "恒岳劳务"),
        ("白石街道党工委、办事处，已作出检查", "白石街道党工委"),
        ("高某违章作业", None),
    ],
)
def test_where_a_unit_ends(text, unit):
    end = unit_end(text, 0, resolve)
    assert (text[:end] if end else None) == unit


@pytest.mark.parametrize(
    ("printed", "unit", "title"),
    [
        ("柳河区住房城乡建委村镇科科长", "柳河区住房城乡建委", "村镇科科长"),
        ("柳河镇综合执法队副队长", "柳河镇综合执法队", "副队长"),
        ("柳河县林业局白石林业站站长", "柳河县林业局白石林业站", "站长"),
        ("华东铁路局集团有限公司白石工务段副段长", "华东铁路局集团有限公司白石工务段", "副段长"),
        ("柳河县发展和改革委员会（能源局）能源股股长", "柳河县发展和改革委员会", "能源股股长"),
    ],
)
def test_offices_of_less_common_endings(printed, unit, title):
    post = split(printed)
    assert (post.unit, post.title) == (unit, title)


@pytest.mark.parametrize("post", ["油锯手", "信号指挥员", "二队指导员", "一级安全评价师", "管网巡线员", "钻机手"])
def test_trades_are_posts(post):
    assert is_post(post)


@pytest.mark.parametrize("words", ["有关人员", "中共党员", "从业人员要求", "全员", "对社会动员"])
def test_words_that_end_alike_are_none(words):
    assert not is_post(words)
