"""Moments and tags: phrasings of one moment together, what is carried over, and what must be refused."""

import re
from datetime import date, datetime, timedelta

import pytest

from extractors.values.dates import CLOCK, DATE, find_moments, find_tag

_CN = "〇一二三四五六七八九"


def chinese(n: int) -> str:
    """1–59 in words: 二十八."""
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _CN[tens] + "十") + (_CN[ones] if ones else "")


def stamps(text: str, context: date | None = None) -> list[str]:
    """What is read, in one line each: 2023-5-29 16:5, with - for what is not known."""
    out = []
    for m in find_moments(text, context=context):
        day = "-".join("?" if p is None else str(p) for p in (m.year, m.month, m.day))
        out.append(day if m.hour is None else f"{day} {m.hour}:{'?' if m.minute is None else m.minute}")
    return out


@pytest.mark.parametrize(
    ("stamp", "phrasings"),
    [
        (
            "2023-5-29 16:5",
            [
                "2023年5月29日16时05分许",
                "2023年05月29日16时5分",
                "2023年5月29日16:05",
                "2023年5月29日16：05，",
                "2023年5月29日16:05分左右",
                "2023年5月29日16点05分",
                "2023年5月29日16点05，",
                "2023年5月29日下午4时05分许",
                "2023年5月29日下午16时05分",
                "2023年5月29日（星期一）16时05分",
                "2023年5月29日当天16时05分",
                "2023年5月29日约16时05分",
                "2023 年 5 月 29 日 16 时 05 分",
                "2023.5.29 16:05",
                "2023-05-29 16:05:30",
                "2023-05-29T16:05",
                "2023/5/29 16:05",
                "二〇二三年五月二十九日十六时零五分",
                "二○二三年五月二十九日下午四时五分",
                "1.2023年5月29日16时05分",
            ],
        ),
        (
            "2024-7-4 7:?",
            [
                "2024年7月4日7时许",
                "2024年7月4日早上7点左右",
                "2024年7月4日早7时",
                "2024年7月4日起7时",
                "2024年7月4号7点",
            ],
        ),
        ("2024-7-4 20:?", ["2024年7月4日晚上8点", "2024年7月4日20时", "2024年7月4日晚8时许", "2024年7月4日夜间8时"]),
        ("2024-7-4 10:30", ["2024年7月4日上午十时三十分", "2024年7月4日10点半", "2024年7月4日10时30分"]),
        ("2024-7-4 12:?", ["2024年7月4日中午12时", "2024年7月4日12时", "2024年7月4日正午12点"]),
        ("2024-7-4 18:?", ["2024年7月4日傍晚6时", "2024年7月4日18时前后"]),
        ("2024-7-4 2:40", ["2024年7月4日凌晨2时40分", "2024年7月4日2:40"]),
        ("2024-7-4 0:?", ["2024年7月4日零时", "2024年7月4日0时", "2024年7月3日24时", "2024年7月3日晚上12时"]),
        ("2004-11-26", ["二○○四年十一月二十六日", "二00四年十一月二十六日", "2004.11.26", "2004-11-26", "2004/11/26"]),
        ("2023-5-?", ["2023年5月", "二〇二三年五月", "2023年5月份", "2023年5月底"]),
        ("2023-?-?", ["2023年", "2023年以来", "二〇二三年，"]),
    ],
)
def test_one_moment_many_phrasings(stamp: str, phrasings: list[str]) -> None:
    for phrase in phrasings:
        assert stamps(phrase) == [stamp], phrase


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the year, the month and the day come from the date said last
        ("2022年1月2日开工。5月29日停工，30日16时复工", ["2022-1-2", "2022-5-29", "2022-5-30 16:?"]),
        ("2024年5月29日16时、18日7时20分", ["2024-5-29 16:?", "2024-5-18 7:20"]),
        ("2023年1月12日、16日", ["2023-1-12", "2023-1-16"]),
        ("2023年5月29日至30日", ["2023-5-29", "2023-5-30"]),
        ("2023年5月29-31日", ["2023-5-29", "2023-5-31"]),
        ("2023年1-6月", ["2023-1-?", "2023-6-?"]),
        ("2022年9月15日至2023年3月18日", ["2022-9-15", "2023-3-18"]),
        ("2018-2020年", ["2018-?-?", "2020-?-?"]),
        ("2023.5.29-2023.8.1", ["2023-5-29", "2023-8-1"]),
        ("2023年11月25日，当事人孙某驾驶小客车由东向西行驶，10时26分许", ["2023-11-25", "2023-11-25 10:26"]),
        ("2023年5月1日下午4时、上午9时左右", ["2023-5-1 16:?", "2023-5-1 9:?"]),
        ("2023年5月1日下午2时至5时", ["2023-5-1 14:?", "2023-5-1 17:?"]),
        ("2023年5月1日8:00-17:00", ["2023-5-1 8:0", "2023-5-1 17:0"]),
        # relative words
        ("2023年12月31日23时起火，次日凌晨1时扑灭，当日清点", ["2023-12-31 23:?", "2024-1-1 1:?", "2024-1-1"]),
        ("2023年5月29日签约，同日进场，翌日开工", ["2023-5-29", "2023-5-29", "2023-5-30"]),
        ("2023年5月29日，当晚8时，第二天7时", ["2023-5-29", "2023-5-29 20:?", "2023-5-30 7:?"]),
        ("2021年3月5日成立，同年6月取证，次年1月开工", ["2021-3-5", "2021-6-?", "2022-1-?"]),
        ("2021年3月5日成立，同月16日取证", ["2021-3-5", "2021-3-16"]),
        ("2023年5月29日当天气象正常", ["2023-5-29"]),
        # 24时 moves its own moment only
        ("2023年3月29日0时至2024年3月28日24时止，9时", ["2023-3-29 0:?", "2024-3-29 0:?", "2024-3-28 9:?"]),
        # a date in brackets is an aside; a birthday carries nothing
        ("2020年3月2日，依据条例（2007年6月1日施行），16时", ["2020-3-2", "2007-6-1", "2020-3-2 16:?"]),
        ("2020年3月2日，吴某，1985年3月出生，4月1日入职", ["2020-3-2", "1985-3-?", "2020-4-1"]),
        # nothing said before: what is not known stays open
        ("5月29日9时许", ["?-5-29 9:?"]),
        ("16时52分许，消防车到场", ["?-?-? 16:52"]),
        ("29日16时许到场", ["?-?-29 16:?"]),
        ("今年11月份", ["?-11-?"]),
        ("经查，23年5月29日", ["?-5-29"]),  # a year is printed, but not a full one
    ],
)
def test_what_is_carried_over(text: str, expected: list[str]) -> None:
    assert stamps(text) == expected


def test_a_date_reaches_over_headings_and_a_few_paragraphs() -> None:
    near = "2024年5月1日开工。\n（一）救援情况\n工人呼救。\n16时02分，消防到场。\n矿工升井。\n17时，送医。"
    assert stamps(near) == ["2024-5-1", "2024-5-1 16:2", "2024-5-1 17:?"]
    far = "2024年5月1日开工。\n" + "无关的一段。\n" * 8 + "16时，下班。"
    assert stamps(far) == ["2024-5-1", "?-?-? 16:?"]
    assert stamps(far, date(2024, 6, 6)) == ["2024-5-1", "2024-6-6 16:?"]


def test_context_gives_what_the_text_takes_for_granted() -> None:
    given = date(2024, 3, 1)
    assert stamps("今年11月份，去年，今年5月3日8时", given) == ["2024-11-?", "2023-?-?", "2024-5-3 8:?"]
    assert stamps("16时许到场，5月3日撤离", given) == ["2024-3-1 16:?", "2024-5-3"]


@pytest.mark.parametrize(
    "text",
    [
        "24小时值班、8小时工作、30分钟、3个小时、12时段",
        "3日内、10日内、15日以内、收到之日起15日内、365日",
        "第9条、17号线、1号井、21号地、C40、3个月、3年、三年行动、每月、每年5月12日、每月10日",
        "〔2019〕15号、〔2023年〕、GB6721-1986、0355-2023056、140181XXXX",
        "1:500、比例1:2、配合比为1:20、附件1：20名",
        "5.29、“5·29”、版本号2.1.5、版本2020.1.15",
        "2023年度、2023年第5号、2023年版",
        "2023年2月30日、2023年13月5日、2023年2月29日、25时、12时75分",
        "三点要求、一时难以拆除、当天然气泄漏、合同日期、每次日常检查",
        "历时3时20分、每日8:00-17:00、有期徒刑3年6月、一月一培训、农历八月十五日",
        "1时30分钟",
        "",
    ],
)
def test_no_moment(text: str) -> None:
    assert stamps(text) == []


@pytest.mark.parametrize(
    ("text", "approximate"),
    [
        ("2023年5月29日16时许", True),
        ("2023年5月29日16时左右", True),
        ("2023年5月29日16时多", True),
        ("2023年5月29日16时多名群众", False),  # 多 belongs to 多名
        ("2023年5月29日约16时", True),
        ("2023年5月29日前后", True),
        ("2023年5月29日16时", False),
    ],
)
def test_approximate(text: str, approximate: bool) -> None:
    assert find_moments(text)[0].approximate is approximate


def test_precision_span_and_conversions() -> None:
    text = "事故于2023年5月29日16时05分许发生，次日清理；2022年8月设计。2021年，16时"
    minute, day, month, year, hour = find_moments(text)
    assert text[minute.start : minute.end] == "2023年5月29日16时05分许"
    assert [m.precision for m in (minute, day, month, year, hour)] == ["minute", "day", "month", "year", "hour"]
    assert (minute.relative, day.relative) == (None, "次日")
    assert minute.as_datetime() == datetime(2023, 5, 29, 16, 5)
    assert (day.as_date(), month.as_date(), month.as_datetime()) == (date(2023, 5, 30), None, datetime(2022, 8, 1))
    assert year.as_datetime() == datetime(2021, 1, 1)
    assert hour.as_datetime() == datetime(2023, 5, 30, 16)
    assert find_moments("8时许")[0].as_datetime() is None


def test_every_date_in_four_manners_reads_back() -> None:
    day = date(2000, 1, 1)
    while day < date(2031, 1, 1):
        y, m, d = day.year, day.month, day.day
        words = "".join(_CN[int(c)] for c in str(y)) + f"年{chinese(m)}月{chinese(d)}日"
        for printed in (f"{y}年{m}月{d}日", f"{y}.{m}.{d}", day.isoformat(), words):
            (moment,) = find_moments(f"于{printed}，")
            assert (moment.as_date(), moment.end - moment.start) == (day, len(printed)), printed
            assert re.fullmatch(DATE, printed), printed
        day += timedelta(days=1)


def test_every_minute_of_a_day_reads_back() -> None:
    for n in range(24 * 60):
        hour, minute = divmod(n, 60)
        spoken = f"{chinese(hour) or '零'}时{chinese(minute) or '零'}分"
        for printed in (f"{hour}时{minute:02}分", f"{hour:02}:{minute:02}", f"{hour}点{minute}分", spoken):
            if printed.endswith("零分"):
                continue  # nobody prints that
            (moment,) = find_moments(f"2024年2月29日{printed}，")
            assert moment.as_datetime() == datetime(2024, 2, 29, hour, minute), printed
            assert re.fullmatch(CLOCK, printed), printed


@pytest.mark.parametrize(
    ("text", "quote", "tag"),
    [
        ("某公司“5·29”较大火灾事故", "“5·29”", "“5·29”"),
        ('"5.29"事故', '"5.29"', "“5·29”"),
        ("“5•29”事故", "“5•29”", "“5·29”"),
        ("'5·29'事故", "'5·29'", "“5·29”"),
        ("‘5·29’较大事故", "‘5·29’", "“5·29”"),
        ("“05·09”事故", "“05·09”", "“05·09”"),
        ("5·29较大火灾事故", "5·29", "“5·29”"),
        ("“5·29较大火灾事故”", "5·29", "“5·29”"),
        ("“4.18火灾事故”", "4.18", "“4·18”"),
        ("自“4.5”后", "“4.5”", "“4·5”"),
        ("“11•25”", "“11•25”", "“11·25”"),
        ('"7・4"', '"7・4"', "“7·4”"),
        ("〝6·18〞", "〝6·18〞", "“6·18”"),
    ],
)
def test_tags(text: str, quote: str, tag: str) -> None:
    (found,) = find_tag(text)
    assert (text[found.start : found.end], found.text) == (quote, tag)
    assert tuple(map(int, tag.strip("“”").split("·"))) == (found.month, found.day)


@pytest.mark.parametrize(
    "text", ["深5.29米", "“13·5”规划", "“2·30”", "版本1.2.3", "5·29", "“1.5米以下”", "2023.5.29事故", ""]
)
def test_no_tag(text: str) -> None:
    assert find_tag(text) == []


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "一",
        "12:",
        "5月",
        "5月29日",
        "2023年5月29日",
        "（5月3日",
        "1.",
        "1-",
        "“5·",
        "上午",
        "1时",
        "当日",
        "同年",
        "\n。",
    ],
)
def test_pathological_strings_finish(unit: str) -> None:
    text = (unit * 200_000)[:200_000]
    find_moments(text)
    find_tag(text)


CARRIED = [
    ("2025年2月21日下午3点20分左右倒车，3点23分拨打120，3点50分到场。", ["15:20", "15:23", "15:50"]),
    ("2025年2月21日晚上8时开工，9时许停电，次日2时恢复。", ["20:00", "21:00", "02:00"]),
    ("2025年2月21日上午9时开工，2时许停工。", ["09:00", "02:00"]),
    ("2025年2月21日8时办票，依据前一日数据填写。9时05分作业。", ["08:00", "00:00", "09:05"]),
]


@pytest.mark.parametrize(("text", "clocks"), CARRIED, ids=[t[10:24] for t, _ in CARRIED])
def test_what_an_account_takes_for_granted(text, clocks):
    moments = [m.as_datetime() for m in find_moments(text)]
    assert [f"{m:%H:%M}" for m in moments if m is not None] == clocks


AFTERMATH = [
    ("6月16日3时20分，伤员石某经抢救无效死亡。", ["06-12 09:20", "06-16 03:20", "06-12 09:40"]),
    ("石某住院治疗，6月16日出院。", ["06-12 09:20", "06-16 00:00", "06-12 09:40"]),
    ("6月16日，远岭公司与家属签订赔偿协议。", ["06-12 09:20", "06-16 00:00", "06-12 09:40"]),
    ("6月13日3时20分，第二班到岗。", ["06-12 09:20", "06-13 03:20", "06-13 09:40"]),  # the account goes on
]


@pytest.mark.parametrize(("sentence", "stamps"), AFTERMATH, ids=[t[:16] for t, _ in AFTERMATH])
def test_what_came_of_the_hurt_ends_with_its_paragraph(sentence, stamps):
    text = f"2023年6月12日9时20分，石某被卷入。{sentence}\n9时40分，消防队到场。"
    assert [f"{m.as_datetime():%m-%d %H:%M}" for m in find_moments(text)] == stamps


def test_the_times_after_a_mention_of_the_day_before_stay_on_their_day():
    days = [m.as_date() for m in find_moments("2025年2月21日8时办票，依据前一日数据填写。9时05分作业。")]
    assert [str(d) for d in days] == ["2025-02-21", "2025-02-20", "2025-02-21"]
