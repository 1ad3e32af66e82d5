"""Where a person is named in a text, and where the same characters are something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explore.export import personal
from explore.export.context import is_masked
from explore.export.names import Everyone, Finder, Longer, Pseudonyms, plain
from explore.export.offsets import Mapping, chosen
from pipeline.prose_names import prose_names

ALL = Pseudonyms(b"k" * 16)


def replaced(text, *, full=(), masked=(), theirs=None, others=None, elsewhere=(), prose=None, sure=()):
    """The pieces that give way, as they stood."""
    longer = Longer(theirs or {}, others or {})
    finder = Finder(ALL, "doc", full, masked, longer, Everyone(elsewhere, ()), prose)
    return [text[span.start : span.end] for span in finder.document(text, sure).spans]


def hidden(text):
    return Mapping(text, chosen((0, span) for span in personal.spans(text))).text


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("工人高峰在井口作业时滑倒。", 1),
        ("1.高峰，男，45岁，远岭公司司机。", 1),
        ("建议对高峰给予政务警告处分。", 1),
        ("8时许，高峰进入料仓清料。", 1),
        ("法定代表人：高峰。", 1),
        ("事发时正值用电高峰期。", 0),
        ("早高峰时段车流量大，晚高峰后恢复。", 0),
        ("7时许，高峰期间车辆排队。", 0),
        ("施工进入高峰，工人增加。", 0),
        ("客流达到高峰。", 0),
        ("高峰期，工人高峰未系安全带。", 1),
    ],
)
def test_a_name_that_is_an_ordinary_word(text, times):
    assert replaced(text, full=["高峰"]) == ["高峰"] * times


def test_a_name_that_is_no_word_is_replaced_wherever_it_stands():
    assert replaced("贺军安全意识淡薄，贺军的行为违章。", full=["贺军"]) == ["贺军"] * 2


def test_the_longer_name_comes_first():
    assert replaced("李明与李明亮、李明", full=["李明", "李明亮"]) == ["李明", "李明亮", "李明"]


def test_a_place_that_contains_the_name_stays_and_a_firm_called_after_the_person_does_not():
    text = "高原镇的高原建材店由高原经营，高原镇政府检查过高原建材店。"
    found = replaced(text, full=["高原"], theirs={"高原": ("高原建材店",)}, others={"高原": ("高原镇",)})
    assert found == ["高原"] * 3
    finder = Finder(ALL, "d", ["高原"], [], Longer({"高原": ("高原建材店",)}, {"高原": ("高原镇",)}), Everyone((), ()))
    assert finder.words(text).count("高原镇") == 2
    assert "高原建材店" not in finder.words(text)


def test_a_person_of_another_document_is_replaced_where_the_words_around_say_so():
    assert replaced("由卓立群负责。卓立群山庄", elsewhere=["卓立群"]) == ["卓立群"]
    assert replaced("，卓立检修时受伤，卓立村", elsewhere=["卓立"]) == ["卓立"]


@pytest.mark.parametrize(
    ("name", "text", "times"),
    [
        ("李某", "李某、李某某、李某甲到场，李某受伤", 2),
        ("李xx", "李xx和李xxx", 1),
        ("于某", "位于某村的于某，由于某种原因，于某被救出", 2),
        ("任某", "时任某局局长任某", 1),
        ("何某", "任何某项作业，何某均未审批", 1),
        ("解某", "瓦工解某在场，经了解某些工序未验收", 1),
        ("沈某良", "总经理沈某良电话报告", 1),
        ("高*军", "1.高*军，中共党员", 1),
    ],
)
def test_masked_names(name, text, times):
    assert replaced(text, masked=[name]) == [name] * times


def test_places_that_evidence_knows_need_no_words_around():
    text = "负荷高峰运行"
    assert replaced(text, full=["高峰"]) == []
    assert replaced(text, full=["高峰"], sure=[(2, 4, ALL.full("高峰"))]) == ["高峰"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("项目经理卓立群；监理单位", ["卓立群"]),
        ("项目总监卓立在场", ["卓立"]),
        ("该班组由卓立群（男，46岁）牵头", ["卓立群"]),
        ("联系人：卓立群，电话", ["卓立群"]),
        ("副局长卓立群、邢云开赶到", ["卓立群", "邢云开"]),
        ("卓立群副县长作出批示", ["卓立群"]),
        ("钥匙由甄某屿、甄某保管，甄某屿于次日离厂", ["甄某屿", "甄某", "甄某屿"]),
        ("5分闵x、娄xx撤出", ["闵x", "娄xx"]),
        ("欧阳某负责", ["欧阳某"]),
        ("总工程师未审核，行业主管部门、县长任组长，某公司经理未到岗，位于某村", []),
    ],
)
def test_names_in_prose_that_no_row_has(text, names):
    assert replaced(text, prose=prose_names) == names


def test_a_name_that_prose_gives_away_once_is_found_again():
    assert replaced("项目经理卓立群未到岗。事发后，卓立群离开。", prose=prose_names) == ["卓立群"] * 2


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("男，汉族，1975年3月出生，中共党员", "男，〔民族〕，〔出生日期〕，中共党员"),
        ("（女，1980年5月5日生）", "（女，〔出生日期〕）"),
        ("生于一九七五年三月", "〔出生日期〕"),
        ("出生日期：1975-03-05，", "〔出生日期〕，"),
        ("75年3月出生", "〔出生日期〕"),
        ("王某，男，汉，1975年3月，大专文化", "王某，男，〔民族〕，1975年3月，大专文化"),
        ("（土家族）", "（〔民族〕）"),
        ("民族：回\n", "民族：〔民族〕\n"),
        ("身份证号码为：11010119750305123X，", "身份证号码为：〔证件号码〕，"),
        ("（身份证：110101********1234）", "（身份证：〔证件号码〕）"),
        ("电话138-0000-1234，13800001234", "电话〔手机号码〕，〔手机号码〕"),
        ("135****1234", "〔手机号码〕"),
    ],
)
def test_what_else_tells_who_somebody_is_goes(text, now):
    assert hidden(text) == now


@pytest.mark.parametrize(
    "text",
    [
        "事故发生于2023年6月12日，该机2019年生产，2020年生效",
        "东岭土家族自治县，少数民族村，苗族、侗族群众",
        "统一社会信用代码91330522MA2KQ7R36A，915001127474786420",
        "许可证编号：330522197503121234",
        "安全生产许可证号：1234567890123",
        "罚款13800000000元",
        "新生儿、再生资源、生于忧患，滋生于2023年",
    ],
)
def test_what_only_looks_like_it_stays(text):
    assert hidden(text) == text


def test_pseudonyms_depend_on_name_and_key():
    assert ALL.full("卓立群") == Pseudonyms(b"k" * 16).full("卓 立群") != Pseudonyms(b"j" * 16).full("卓立群")
    assert len(ALL.full("卓立群")) == len("人员") + 8
    assert ALL.masked("d1", "李xx") == ALL.masked("d1", "李XX") == ALL.masked("d1", "李××")
    assert len({ALL.masked("d1", "李xx"), ALL.masked("d2", "李xx"), ALL.masked("d1", "李xx", 1), ALL.full("李xx")}) == 4


@given(st.lists(st.text(min_size=1, max_size=6), min_size=2, max_size=2, unique=True))
def test_other_words_have_other_codes(words):
    assert ALL.code(*words) == ALL.code(*words)
    assert ALL.code(*words) != ALL.code("".join(words)) != ALL.code(*reversed(words))


def test_what_is_masked():
    assert [is_masked(name) for name in ("李某", "李xx", "李×", "王*明", "欧阳○○")] == [True] * 5
    assert [is_masked(name) for name in ("卓立群", "人员7X3A9C0X", "Max", "阿依古丽·买买提")] == [False] * 4
    assert plain("阿依古丽•买买提") == "阿依古丽·买买提"


PIECES = st.lists(
    st.sampled_from(["卓立群", "卓立", "贺军", "李某", "李某某", "高峰", "期", "，", "。", "由", "在", "1", "x", "\n"])
)


@given(PIECES)
def test_whatever_stands_around_it_a_name_of_the_document_goes(pieces):
    text = "".join(pieces)
    finder = Finder(
        ALL, "d", ["卓立群", "卓立", "贺军", "高峰"], ["李某", "李某某"], Longer(), Everyone((), ()), prose_names
    )
    mapped = finder.document(text, [])
    assert not [name for name in ("卓立", "贺军") if name in mapped.text]
    for span in mapped.spans:
        at = mapped.start(span.start)
        assert mapped.text[at : at + len(span.new)] == span.new == finder.name(text[span.start : span.end])
