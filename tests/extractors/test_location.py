"""Where it happened: the place as printed; province, city and county by their full names; the code of the lowest level."""

import pytest

from tests.helpers import WHERE, accident_facts, investigation

REGION = ("province", "city", "county", "adcode")


def region(text):
    facts = accident_facts(text)
    return tuple(facts.get(field) for field in REGION)


# A county directly under its province (东方市, 仙桃市, 石河子市) has no city above it.
LEADS = [
    (
        "2023年6月12日9时20分许，位于盐城市大丰区刘庄镇工业园区的远岭机械有限公司冲压车间发生一起机械伤害事故，造成1人死亡。",
        ("江苏省", "盐城市", "大丰区", "320904"),
        "刘庄镇工业园区",
    ),
    (
        "2023年6月12日9时20分许，在浙江省宁波市余姚市泗门镇一在建厂房内，工人张某从脚手架上坠落，经抢救无效死亡。",
        ("浙江省", "宁波市", "余姚市", "330281"),
        "余姚市泗门镇一在建厂房",
    ),
    (
        "2023年6月12日9时20分许，北京市丰台区某小区改造工程施工现场发生一起高处坠落事故，造成1人死亡。",
        ("北京市", "北京市", "丰台区", "110106"),
        "某小区改造工程施工现场",
    ),
    (
        "2023年6月12日9时20分许，延边州敦化市江南镇一沙场发生溺水，造成1人死亡。",
        ("吉林省", "延边朝鲜族自治州", "敦化市", "222403"),
        "敦化市江南镇一沙场",
    ),
    (
        "2023年6月12日9时20分许，重庆市渝北区回兴街道某厂房屋面发生高处坠落事故，造成1人死亡。",
        ("重庆市", "重庆市", "渝北区", "500112"),
        "回兴街道",
    ),
    (
        "2023年6月12日9时20分许，张某驾驶苏J12**5号重型半挂货车沿G15沈海高速行驶至盐城市大丰区境内K1012+300处时，与前车发生追尾，造成1人死亡。",
        ("江苏省", "盐城市", "大丰区", "320904"),
        "K1012+300处",
    ),
    (
        "2023年6月12日9时20分许，海南省东方市八所镇一工地发生触电事故，造成1人死亡。",
        ("海南省", None, "东方市", "469007"),
        "八所镇一工地",
    ),
    (
        "2023年6月12日9时20分许，湖北省仙桃市彭场镇某无纺布厂发生火灾，造成1人死亡。",
        ("湖北省", None, "仙桃市", "429004"),
        "彭场镇某无纺布厂",
    ),
    (
        "2023年6月12日9时20分许，广东省东莞市长安镇某五金厂发生机械伤害事故，造成1人死亡。",
        ("广东省", "东莞市", None, "441900"),
        "长安镇某五金厂",
    ),
    (
        "2023年6月12日9时20分许，新疆生产建设兵团第八师石河子市某棉花加工厂发生机械伤害事故，造成1人死亡。",
        ("新疆维吾尔自治区", None, "石河子市", "659001"),
        "棉花加工厂",
    ),
    (
        "2023年6月12日9时20分许，凉山州会理市某铁矿发生冒顶事故，造成1人死亡。",
        ("四川省", "凉山彝族自治州", "会理市", "513402"),
        "某铁矿",
    ),
    (
        "2023年6月12日9时20分许，鄂尔多斯市准格尔旗薛家湾镇某露天矿发生车辆伤害事故，造成1人死亡。",
        ("内蒙古自治区", "鄂尔多斯市", "准格尔旗", "150622"),
        "某露天矿",
    ),
    (
        "2023年6月12日9时20分许，上海市浦东新区康桥镇某仓库发生坍塌事故，造成1人死亡。",
        ("上海市", "上海市", "浦东新区", "310115"),
        "康桥镇某仓库",
    ),
]


@pytest.mark.parametrize(("lead", "expected", "place"), LEADS, ids=[e[3] for _, e, _ in LEADS])
def test_region_and_place_of_the_lead(lead, expected, place):
    text = investigation(lead=lead, name="远岭“6·12”一般事故")
    assert region(text) == expected
    assert place in accident_facts(text).get("place")


NAMES = [
    ("盐城市大丰区远岭有限公司“6·12”一般触电事故", ("江苏省", "盐城市", "大丰区", "320904")),
    ("余姚市远岭有限公司“6·12”一般触电事故", ("浙江省", "宁波市", "余姚市", "330281")),
    ("成都市双流区远岭有限公司“6·12”一般触电事故", ("四川省", "成都市", "双流区", "510116")),
    ("广西壮族自治区南宁市远岭有限公司“6·12”一般触电事故", ("广西壮族自治区", "南宁市", None, "450100")),
    ("天津市静海区远岭有限公司“6·12”一般触电事故", ("天津市", "天津市", "静海区", "120118")),
    ("大理州祥云县远岭有限公司“6·12”一般触电事故", ("云南省", "大理白族自治州", "祥云县", "532923")),
]


@pytest.mark.parametrize(("name", "expected"), NAMES, ids=[n[:8] for n, _ in NAMES])
def test_region_from_the_name_where_the_lead_is_silent(name, expected):
    lead = "2023年6月12日9时20分许，远岭有限公司配电房发生一起触电事故，造成1人死亡。"
    assert region(investigation(name=name, lead=lead)) == expected


PLACES = [
    ("在远岭公司二期厂房屋面，工人张某失足坠落，造成1人死亡。", "远岭公司二期厂房屋面"),
    ("远岭公司熔铸车间在检修过程中发生一起灼烫事故，造成1人死亡。", "远岭公司熔铸车间"),
    ("位于大丰区刘庄镇的远岭公司污水池发生中毒事故，造成1人死亡。", "大丰区刘庄镇的远岭公司污水池"),
    ("远岭公司发生一起机械伤害事故，造成1人死亡。", "远岭公司"),
    ("张某在远岭公司码头卸货时被钢管砸中，造成1人死亡。", "远岭公司码头"),
    ("刘庄镇友谊村一自建房施工现场发生坍塌，造成1人死亡。", "刘庄镇友谊村一自建房施工现场"),
    (
        "“苏丰渔0××”轮在黄海南部海域（概位33°10′.4N、121°20′.8E）返航途中遭遇大风浪翻沉，3人死亡。",
        "黄海南部海域（概位33°10′.4N、121°20′.8E）",
    ),
    ("大丰区刘庄镇友谊村境内与一辆满载的货车迎面相撞，造成1人死亡。", "大丰区刘庄镇友谊村境内"),
    ("由远岭公司承建的大丰区滨河路污水管网工程3号井发生中毒窒息事故，造成1人死亡。", "大丰区滨河路污水管网工程3号井"),
]


@pytest.mark.parametrize(("words", "place"), PLACES, ids=[p for _, p in PLACES])
def test_place_is_what_stands_between_moment_and_event(words, place):
    facts = accident_facts(investigation(lead=f"2023年6月12日9时20分许，{words}"))
    assert place in facts.get("place")
    assert len(facts.get("place")) <= len(place) + 12


def test_a_labelled_place_is_the_one_stated():
    basic = "事故时间：2023年6月12日9时20分。\n\n事故地点：省道S9线刘庄镇友谊村路段（K12+300处）。"
    facts = accident_facts(investigation(basic=basic))
    assert facts.get("place") == "省道S9线刘庄镇友谊村路段（K12+300处）"


def test_the_home_of_the_dead_is_not_the_place_of_the_accident():
    basic = "张某，男，45岁，河南省信阳市固始县人，2023年3月到远岭公司工作。李某，湖北省黄冈市蕲春县人。"
    assert region(investigation(basic=basic)) == ("江苏省", "盐城市", "大丰区", "320904")


def test_the_seat_of_another_firm_is_not_the_place():
    basic = "事故冲压机由广东省佛山市顺德区明川设备有限公司生产，经浙江省台州市玉环市某经营部销售。"
    assert region(investigation(basic=basic)) == ("江苏省", "盐城市", "大丰区", "320904")


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("大丰区海堤路98号院内2名工人进入污水井清淤时，发生中毒事故，造成1人死亡。", "大丰区海堤路98号院内"),
        ("海堤村2名工人前往远岭公司清淤时，发生中毒事故，造成1人死亡。", None),
        ("大丰区海堤村路口与前进路交汇处发生碰撞，造成1人死亡。", "大丰区海堤村路口与前进路交汇处"),
        ("一辆货车行驶至大丰区海堤村路口与前进路交汇处发生侧翻，造成1人死亡。", "大丰区海堤村路口与前进路交汇处"),
        ("大丰区海堤村路口与对向来车相撞，造成1人死亡。", "大丰区海堤村路口"),
    ],
)
def test_the_whole_place_and_no_more(words, place):
    assert accident_facts(investigation(lead=f"2023年6月12日9时20分许，{words}")).get("place") == place


@pytest.mark.parametrize("label", ["见图1", "详见附件2", "不详待查", "冲压车间", "大丰区"])
def test_a_label_that_says_less_does_not_replace_the_stated_place(label):
    assert accident_facts(investigation(basic=f"事故地点：{label}。")).get("place") == WHERE


class TestRegionsThatSayNothing:
    def test_firms_from_elsewhere_do_not_vote(self):
        text = investigation(
            "2019年6月20日，某小区项目工地1名工人倒地死亡。",
            basic="建设单位：惠州明川置业有限公司；监理单位：深圳市远岭工程管理有限公司；施工单位：深圳市鼎川建筑有限公司。",
            name="某小区“6·20”事故",
        )
        assert region(text)[:2] == (None, None)

    def test_where_the_mine_lies(self):
        text = investigation(
            "2020年11月2日15时08分，四川明川煤业集团有限公司柏树沟煤矿（以下简称柏树沟煤矿）井下采区发生水害，5人遇难。",
            basic="柏树沟煤矿位于宜宾市珙县巡场镇，核定生产能力105万吨/年。",
            name="四川明川煤业集团有限公司柏树沟煤矿“11·2”较大水害事故",
        )
        assert region(text) == ("四川省", "宜宾市", "珙县", "511526")

    def test_what_stands_on_the_place_is_not_the_place(self):
        facts = accident_facts(
            "2018年1月21日16时30分许，安徽省阜阳市太和县李小洼安置区12#楼工程一施工升降机在拆除时发生坠落，造成3名施工人员死亡。\n"
        )
        assert facts.get("place") == "安徽省阜阳市太和县李小洼安置区12#楼工程"
