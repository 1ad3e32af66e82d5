"""Places: chains of regions, names of several units, names that are no place, and the table behind them."""

import csv
from datetime import date
from importlib.resources import files
from itertools import combinations

import pytest

from extractors.values.places import Place, complete, find_regions, resolve_place
from extractors.values.regions import gazetteer

BEIJING = Place("北京市", "北京市", None, "110000")
TAIYUAN = Place("山西省", "太原市", None, "140100")
NANJING = Place("江苏省", "南京市", None, "320100")
XINING = Place("青海省", "西宁市", None, "630100")
DATONG = Place("山西省", "大同市", None, "140200")
ZHANGZHOU = Place("福建省", "漳州市", None, "350600")
FUJIAN = Place("福建省", None, None, "350000")


def levels(place: Place | None) -> tuple[str | None, str | None, str | None, str | None] | None:
    return None if place is None else (place.province, place.city, place.county, place.adcode)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # full chains, and links left out
        ("江苏省南京市地铁九十号线某站出入口", ("江苏省", "南京市", None, "320100")),
        ("内蒙古自治区鄂尔多斯市乌审旗某小学", ("内蒙古自治区", "鄂尔多斯市", "乌审旗", "150626")),
        ("陕西省西安市莲湖区的一处工地", ("陕西省", "西安市", "莲湖区", "610104")),
        ("福建省长乐市某纺织厂", ("福建省", "福州市", "长乐市", "350182")),
        ("江海区外海街道一厂房", ("广东省", "江门市", "江海区", "440704")),
        ("防城区某路3号", ("广西壮族自治区", "防城港市", "防城区", "450603")),
        # municipalities; counties without a city; cities without counties
        ("北京市海淀区一中学体育馆", ("北京市", "北京市", "海淀区", "110108")),
        ("上海轨道交通99号线停车场", ("上海市", "上海市", None, "310000")),
        ("上海市浦东一仓库", ("上海市", "上海市", "浦东新区", "310115")),
        ("天津市河北区某楼", ("天津市", "天津市", "河北区", "120105")),
        ("河南省济源市克井镇", ("河南省", None, "济源市", "419001")),
        ("仙桃市彭场镇", ("湖北省", None, "仙桃市", "429004")),
        ("海南省文昌市某工地", ("海南省", None, "文昌市", "469005")),
        ("新疆生产建设兵团第八师石河子市北泉镇", ("新疆维吾尔自治区", None, "石河子市", "659001")),
        ("新疆生产建设兵团第七师某新区", ("新疆维吾尔自治区", None, None, "650000")),
        ("东莞市厚街镇", ("广东省", "东莞市", None, "441900")),
        ("甘肃省嘉峪关市", ("甘肃省", "嘉峪关市", None, "620200")),
        ("香港特别行政区", ("香港特别行政区", None, None, "810000")),
        # shortened names
        ("揭阳普宁市某商住楼", ("广东省", "揭阳市", "普宁市", "445281")),
        ("四川省南充阆中市七里某街", ("四川省", "南充市", "阆中市", "511381")),
        ("太原古交市某矿", ("山西省", "太原市", "古交市", "140181")),
        ("成都市崇州某安置房", ("四川省", "成都市", "崇州市", "510184")),
        ("湖南长沙某自建房", ("湖南省", "长沙市", None, "430100")),
        ("西安地铁88号线", ("陕西省", "西安市", None, "610100")),
        ("青岛地铁88号线某区间", ("山东省", "青岛市", None, "370200")),
        ("松桃县某大道", ("贵州省", "铜仁市", "松桃苗族自治县", "520628")),
        ("恩施州恩施市", ("湖北省", "恩施土家族苗族自治州", "恩施市", "422801")),
        ("湘西自治州凤凰县", ("湖南省", "湘西土家族苗族自治州", "凤凰县", "433123")),
        ("察右前旗某矿", ("内蒙古自治区", "乌兰察布市", "察哈尔右翼前旗", "150926")),
        ("习水境内某隧道", ("贵州省", "遵义市", "习水县", "520330")),
        ("海南州共和县", ("青海省", "海南藏族自治州", "共和县", "632521")),
        ("河南蒙古族自治县", ("青海省", "黄南藏族自治州", "河南蒙古族自治县", "632324")),
        ("吉林省吉林市某厂", ("吉林省", "吉林市", None, "220200")),
        ("辽宁省朝阳市朝阳县", ("辽宁省", "朝阳市", "朝阳县", "211321")),
        ("辽宁朝阳一选矿厂", ("辽宁省", "朝阳市", None, "211300")),
        ("青岛市南区某楼", ("山东省", "青岛市", "市南区", "370202")),
        ("青岛市市南区某楼", ("山东省", "青岛市", "市南区", "370202")),
        ("青岛市南京路", ("山东省", "青岛市", None, "370200")),
        # zones have no code
        ("山东省济宁市高新区某学校", ("山东省", "济宁市", None, "370800")),
        ("湖北省武汉市东湖风景区某还建楼", ("湖北省", "武汉市", None, "420100")),
        ("河北省保定工业园区某街", ("河北省", "保定市", None, "130600")),
        ("成都高新区双流区交界处", ("四川省", "成都市", "双流区", "510116")),
        # what stands behind the chain does not extend it
        ("启东市北上海某水城", ("江苏省", "南通市", "启东市", "320681")),
        ("江门市江海区外海街道的广东省佛山市某公司厂房", ("广东省", "江门市", "江海区", "440704")),
        ("江苏省南京市，施工单位为南京市江宁区某公司", ("江苏省", "南京市", None, "320100")),
        ("石家庄市新华书店", ("河北省", "石家庄市", None, "130100")),
        ("广西城区供热站", ("广西壮族自治区", None, None, "450000")),
        ("赵县某乡", ("河北省", "石家庄市", "赵县", "130133")),
        # the same name as a city and as the county it grew from
        ("贵州省毕节市某隧道", ("贵州省", "毕节市", None, "520500")),
        ("毕节地区大方县", ("贵州省", "毕节地区", "大方县", "522422")),
        ("重庆市两江新区某厂", ("重庆市", "重庆市", "两江新区", "500157")),
    ],
)
def test_a_phrase_gives_its_place(text, expected):
    assert levels(resolve_place(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "某公司三号车间",
        # several units of this name
        "朝阳区香河园街道",
        "鼓楼区某小区",
        "城关区某小区",
        "通州区某工地",
        "永定区某矿",
        "江北区某工地",
        # streets, firms and other words
        "北京东路88号",
        "广州大道南某段",
        "上海路与南京路交叉口",
        "中山路",
        "中铁上海局项目部",
        "工农解放区旧址",
        "渭河南岸堤防",
        "东南平台坠落",
        "各市和县级以上人民政府",
        "作为示范县先行先试",
        "十四平方米的基坑",
        "浇筑完成都已验收",
        "大同某矿",
        "日照充足",
    ],
)
def test_no_place_is_guessed(text):
    assert resolve_place(text) is None


@pytest.mark.parametrize(
    ("text", "within", "adcode"),
    [
        ("朝阳区香河园街道", BEIJING, "110105"),
        ("鼓楼区某小区", NANJING, "320106"),
        ("鼓楼区某小区", FUJIAN, "350102"),
        ("永定区某矿", FUJIAN, "350803"),
        ("鼓楼区某小区", TAIYUAN, None),
        ("大同某矿", DATONG, "140200"),
        ("城中区某大厦", XINING, "630103"),
        ("解放区旧址", BEIJING, None),
        ("上海某公司承建的古交市一矿", TAIYUAN, "140181"),  # a firm's name gives way to what agrees
        ("广东省深圳市某工地，漳州市某公司", ZHANGZHOU, "440300"),  # a stated chain does not
        ("古交市某矿", NANJING, "140181"),
    ],
)
def test_what_is_known_decides_between_names(text, within, adcode):
    place = resolve_place(text, within=within)
    assert (place and place.adcode) == adcode


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("福建省长乐市某厂", date(2013, 5, 1), ("福建省", "福州市", "长乐市", "350182")),
        ("福建省长乐市某厂", date(2020, 5, 1), ("福建省", "福州市", "长乐市", "350182")),  # printed wins
        ("长乐区某厂", date(2013, 5, 1), ("福建省", "福州市", "长乐区", "350112")),
        ("百色市平果县城", date(2018, 1, 1), ("广西壮族自治区", "百色市", "平果县", "451023")),
        ("大方县某矿", date(2009, 3, 1), ("贵州省", "毕节地区", "大方县", "522422")),
        ("大方县某矿", date(2019, 3, 1), ("贵州省", "毕节市", "大方县", "520521")),
        ("毕节市某矿", date(2009, 3, 1), ("贵州省", "毕节地区", "毕节市", "522401")),
        ("巢湖市某厂", date(2009, 3, 1), ("安徽省", "巢湖市", None, "341400")),
        ("巢湖市某厂", date(2015, 3, 1), ("安徽省", "合肥市", "巢湖市", "340181")),
        ("襄城区某厂", date(2008, 3, 1), ("湖北省", "襄樊市", "襄城区", "420602")),
        ("襄城区某厂", date(2018, 3, 1), ("湖北省", "襄阳市", "襄城区", "420602")),
        ("莱芜市钢城区", date(2015, 3, 1), ("山东省", "莱芜市", "钢城区", "371203")),
        ("三元区某厂", date(2010, 3, 1), ("福建省", "三明市", "三元区", "350403")),
        ("三元区某厂", date(2023, 3, 1), ("福建省", "三明市", "三元区", "350404")),
        ("桥东区某厂", date(2022, 3, 1), ("河北省", "张家口市", "桥东区", "130702")),  # the other two are past
        ("桥东区某厂", date(2012, 3, 1), None),
        ("通州区某工地", date(2005, 3, 1), ("北京市", "北京市", "通州区", "110112")),
        ("重庆市两江新区某厂", date(2019, 3, 1), ("重庆市", "重庆市", None, "500000")),  # a zone until 2025
        ("济南市章丘市某厂", date(2010, 3, 1), ("山东省", "济南市", "章丘市", "370181")),
        ("增城市某厂", date(2012, 3, 1), ("广东省", "广州市", "增城市", "440183")),
        ("海东地区平安县", date(2012, 3, 1), ("青海省", "海东地区", "平安县", "632121")),
    ],
)
def test_the_day_decides_between_units_of_one_name(text, on, expected):
    assert levels(resolve_place(text, on=on)) == expected


def test_mentions_point_at_the_printed_names():
    text = "事故发生在四川省南充阆中市某街道"
    place = resolve_place(text, 5)
    assert place is not None
    assert [(text[m.start : m.end], m.region.name, m.short) for m in place.mentions] == [
        ("四川省", "四川省", False),
        ("南充", "南充市", True),
        ("阆中市", "阆中市", False),
    ]


def test_only_the_given_span_is_read():
    text = "四川省南充阆中市某街道"
    assert levels(resolve_place(text, 0, 5)) == ("四川省", "南充市", None, "511300")
    assert [(m.start, m.end) for m in find_regions(text, 3)] == [(3, 5), (5, 8)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自芜湖驶往上海", ["芜湖市", "上海市"]),
        ("湖北京山市", ["湖北省", "京山市"]),
        ("郑州市场价格", ["郑州市"]),
        ("西安区间隧道", ["西安市"]),
        ("铜仁市某局", ["铜仁市"]),
        ("上海港区与江西岸", ["上海市"]),
        ("位于南京西路、长安大学", []),
        ("吉林、辽宁、黑龙江", ["吉林省", "辽宁省", "黑龙江省"]),
    ],
)
def test_regions_are_found_in_running_text(text, expected):
    assert [mention.region.name for mention in find_regions(text)] == expected


def test_an_ambiguous_name_is_one_span_with_all_its_units():
    mentions = find_regions("朝阳区与海淀区")
    assert {(m.start, m.end, m.region.code) for m in mentions} == {
        (0, 3, "110105"),
        (0, 3, "220104"),
        (4, 7, "110108"),
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"city": "古交市"}, ("山西省", "太原市", "古交市", "140181")),
        ({"city": "太原市"}, ("山西省", "太原市", None, "140100")),
        ({"city": "北京市"}, ("北京市", "北京市", None, "110000")),
        ({"city": "北京市", "county": "朝阳区"}, ("北京市", "北京市", "朝阳区", "110105")),
        ({"province": "江苏"}, ("江苏省", None, None, "320000")),
        ({"province": "贵州省", "county": "松桃县"}, ("贵州省", "铜仁市", "松桃苗族自治县", "520628")),
        ({"county": "朝阳区", "within": BEIJING}, ("北京市", "北京市", "朝阳区", "110105")),
        ({"county": "大方县", "on": date(2009, 3, 1)}, ("贵州省", "毕节地区", "大方县", "522422")),
        ({"county": "赵县"}, ("河北省", "石家庄市", "赵县", "130133")),
        ({"county": "朝阳区"}, None),
        ({"province": "山西省", "county": "海淀区"}, None),
        ({"city": "子虚市"}, None),
        ({}, None),
    ],
)
def test_complete_fills_in_upward(given, expected):
    assert levels(complete(**given)) == expected


def rows() -> list[dict[str, str]]:
    with (files("extractors") / "vocab" / "regions.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_table_is_sound():
    table = rows()
    codes = {row["code"] for row in table}
    assert [row["code"] for row in table] == sorted(row["code"] for row in table)
    # A code may bear several names one after the other (襄樊市, 襄阳市), each once, and one at most today.
    assert len({(row["code"], row["name"]) for row in table}) == len(table)
    current = [row["code"] for row in table if not row["valid_to"]]
    assert len(set(current)) == len(current)
    levels_of = {row["code"]: row["level"] for row in table}
    for row in table:
        assert row["level"] in {"province", "city", "county"}, row
        assert (row["parent"] in codes) == (row["level"] != "province"), row
        assert row["level"] != "county" or levels_of[row["parent"]] in {"province", "city"}, row
        assert not row["successor"] or row["successor"] in set(current), row
        assert not row["successor"] or row["valid_to"], row
        assert not (row["valid_from"] and row["valid_to"]) or row["valid_from"] <= row["valid_to"], row


def test_no_name_means_two_units_of_one_parent_on_one_day():
    for printed, name in gazetteer().names.items():
        for way in (name.full, name.short, name.bare):
            for one, other in combinations(way, 2):
                if (one.level, one.parent) != (other.level, other.parent):
                    continue
                starts = max(one.valid_from or date.min, other.valid_from or date.min)
                ends = min(one.valid_to or date.max, other.valid_to or date.max)
                # Only the year of a recoding is known: in that year both are valid, the one the other's heir.
                recoded = one.successor in {other.code, other.successor} or other.successor == one.code
                assert starts > ends or (recoded and starts.year == ends.year), (printed, one, other)


def test_past_units_lead_to_present_ones():
    book = gazetteer()
    for region in book.regions:
        if region.successor is not None:
            assert any(row.valid(None) for row in book.by_code[region.successor]), region
