"""What kind of document it is: the last word of its title, else its contents."""

import pytest

from tests.helpers import NAME, investigation, report

BODY = "2023年6月12日9时20分许，远岭公司冲压车间发生一起机械伤害事故，造成1人死亡。\n\n一、有关情况\n\n情况如下，现予说明。\n"

TITLES = [
    (f"{NAME}调查报告", "事故调查报告"),
    (f"{NAME}调查处理报告", "事故调查报告"),
    (f"{NAME}技术调查报告", "事故调查报告"),
    (f"关于{NAME}的调查报告", "事故调查报告"),
    (f"{NAME}调查报告书", "事故调查报告"),
    (f"{NAME}调查报告（公开稿）", "事故调查报告"),
    ("远岭公司“6·12”事件调查报告", "事故调查报告"),
    ("生产安全事故调查报告", "事故调查报告"),
    (f"{NAME}整改措施落实情况评估报告", "整改评估报告"),
    (f"{NAME}防范和整改措施落实情况的评估报告", "整改评估报告"),
    (f"{NAME}整改落实评估情况", "整改评估报告"),
    (f"关于{NAME}防范措施落实情况评估的报告", "整改评估报告"),
    (f"{NAME}调查处理意见落实情况评估报告", "整改评估报告"),
    (f"{NAME}评估报告", "整改评估报告"),
    (f"{NAME}“回头看”整改落实情况报告", "整改评估报告"),
    (f"关于{NAME}调查报告的批复", "批复"),
    (f"大丰区人民政府关于同意{NAME}结案的批复", "批复"),
    ("生产安全事故快报", "事故快报"),
    ("机械伤害事故快报", "事故快报"),
    ("水上交通事故简报", "事故快报"),
    ("关于切实做好汛期安全生产工作的通知", "通知"),
    ("关于印发2024年安全生产工作要点的通知", "通知"),
    (f"关于印发{NAME}调查报告整改方案的通知", "通知"),
    ("关于近期几起典型生产安全事故的通报", "通知"),
    ("2024年安全生产工作要点", "通知"),
]


@pytest.mark.parametrize(("title", "kind"), TITLES, ids=[t.replace(NAME, "…") for t, _ in TITLES])
def test_by_title(title, kind):
    body = BODY.replace("2023年", "各镇（街道）：\n\n2023年") if kind == "通知" else BODY
    assert report(f"{title}\n\n{body}").doc_type == kind


APPROVAL = f"关于{NAME}调查报告的批复\n\n区应急管理局：\n\n你局的请示收悉，经研究，同意调查报告。\n\n大丰区人民政府\n\n2023年9月8日\n\n"


def test_an_approval_alone():
    assert report(APPROVAL).doc_type == "批复"


def test_an_approval_that_repeats_the_reports_parts_in_its_sentences():
    sentences = "一、同意对事故原因的分析。该起事故是责任事故。\n\n二、同意对责任人员和责任单位的处理建议。请落实。\n\n"
    assert report(APPROVAL.replace("大丰区人民政府\n", sentences + "大丰区人民政府\n")).doc_type == "批复"


def test_an_approval_with_the_report_is_a_report():
    assert report(APPROVAL + investigation()).doc_type == "事故调查报告"


def test_a_notice_that_prints_an_evaluation_is_an_evaluation():
    title = f"{NAME}整改措施落实情况评估报告"
    notice = f"关于公布{title}的通知\n\n各镇（街道）：\n\n现将评估报告予以公布。\n\n区安委办\n\n2024年9月8日\n\n"
    body = "一、评估工作开展情况\n\n评估组查阅资料。\n\n二、责任追究落实情况\n\n已落实。\n\n三、整改措施落实情况\n\n已落实。\n"
    assert report(f"{notice}{title}\n\n{body}").doc_type == "整改评估报告"


CONTENTS = [
    ("2023年6月12日9时20分，大丰区远岭公司发生机械伤害事故，造成1人死亡。", "事故快报"),
    ("本报讯（记者王立明）6月12日，大丰区举行安全生产月咨询日活动，二十家单位参加。", "新闻"),
    ("各镇人民政府，区各有关单位：\n\n汛期将至，现就有关事项通知如下。\n\n一、加强值守\n\n落实责任。\n", "通知"),
    ("安全生产，人人有责。", "其他"),
    (
        "关于一起火情的情况通报\n\n2月21日7时12分，大丰港一装置起火，未造成人员伤亡。\n\n大丰区应急管理局\n\n2024年2月21日\n",
        "事故快报",
    ),
]


@pytest.mark.parametrize(("text", "kind"), CONTENTS, ids=[k for _, k in CONTENTS])
def test_by_contents(text, kind):
    assert report(text).doc_type == kind


def test_divisions_of_a_report_without_a_title():
    assert report(investigation().split("\n\n", 1)[1]).doc_type in ("事故调查报告", "事故快报")
