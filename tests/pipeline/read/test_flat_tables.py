"""Tables that a conversion flattened to one cell a line. All persons, firms and places are fictional."""

import pytest

from pipeline.read.flat_cells import column, deal
from pipeline.read.flat_tables import gathered
from pipeline.read.text import read_text
from tests.helpers import NAME, document, record, report

HEAD = "序号\n姓名\n单位及职务\n责任认定\n处理建议\n"
ROWS = (
    "1\n甘某\n远岭公司班长（死亡）\n违章指挥，对事故负直接责任\n鉴于已死亡，不予追究\n"
    "2\n廖文海\n远岭公司安全员\n未检查设备，对事故负管理责任\n由大丰区应急管理局处罚款1.2万元\n"
)


def rows(text):
    """The cells of the rows, headings apart, and how many were not dealt out."""
    lines, unread = gathered(read_text(text.encode()).lines)
    return [line.cells for line in lines if line.kind == "table_row"], unread


def test_a_row_is_its_number_and_a_cell_a_line():
    found, unread = rows(f"五、处理建议\n{HEAD}{ROWS}六、事故教训\n企业重效益。\n")
    assert unread == 0
    assert found[1] == (
        "1",
        "甘某",
        "远岭公司班长（死亡）",
        "违章指挥，对事故负直接责任",
        "鉴于已死亡，不予追究",
    )
    assert len(found) == 3


def test_cells_break_over_lines_and_may_be_empty():
    found, _ = rows(
        "序\n号\n姓  名\n单位及\n职务\n责任认定\n处理建议\n备注\n"
        "1\n甘某\n远岭公司冲压车间\n班长\n违章指挥，未进行\n安全确认，负直接\n责任\n鉴于已在事故中死亡，\n不予追究\n"
        "2\n阿依古丽·买买提\n远岭公司安全员\n无证上岗\n由远岭公司解除劳动合同\n已办理\n六、事故教训\n"
    )
    assert found[0] == ("序号", "姓名", "单位及职务", "责任认定", "处理建议", "备注")
    assert found[1][1:3] == ("甘某", "远岭公司冲压车间\n班长")
    assert found[1][3] == "违章指挥，未进行\n安全确认，负直接\n责任"
    assert found[2][1:] == ("阿依古丽·买买提", "远岭公司安全员", "无证上岗", "由远岭公司解除劳动合同", "已办理")


def test_headings_repeat_behind_a_page_and_lines_stand_over_rows():
    text = (
        f"{HEAD}（一）建议免予追究人员\n"
        + ROWS.replace("2\n廖", "— 3 —\n" + HEAD + "（二）建议行政处罚人员\n2\n廖")
        + "六、教训\n"
    )
    lines, unread = gathered(read_text(text.encode()).lines)
    assert unread == 0
    assert [line.text for line in lines if line.kind == "paragraph"] == [
        "（一）建议免予追究人员",
        "（二）建议行政处罚人员",
        "六、教训",
    ]
    assert [line.kind for line in lines].count("page_number") == 1
    assert [line.cells[:2] for line in lines if line.kind == "table_row"] == [
        ("序号", "姓名"),
        ("1", "甘某"),
        ("序号", "姓名"),
        ("2", "廖文海"),
    ]


def test_the_text_behind_the_last_row_is_no_cell():
    lines, _ = gathered(read_text(f"{HEAD}{ROWS}上述处理意见均已告知本人。\n".encode()).lines)
    assert lines[-1].text == "上述处理意见均已告知本人。"


def test_a_table_written_out_column_by_column_gives_nothing():
    """Which penalty is whose cannot be told: the words stay, no row is read, and the document says so."""
    found, unread = rows("序号\n姓名\n处理建议\n1\n2\n甘某\n廖文海\n罚款2万元\n警告\n六、教训\n")
    assert unread == 1
    assert found[1][1:] == ("", "")
    told = document("序号\n姓名\n处理建议\n1\n2\n甘某\n廖文海\n罚款2万元\n警告\n六、教训\n")
    assert any("一格一行" in w for w in told.warnings)


BROKEN = (
    "序号\n姓名\n职务\n处理建议\n1\n甘某\n班长\n建议由大丰区应急管\n理局处罚款3万元\n"
    "2\n廖文海\n安全员\n建议由大丰区应急管\n理局处罚款2万元\n"
)


@pytest.mark.parametrize(
    "behind",
    [
        "建议责成大丰区住房和城乡建设局向大丰区人民政府作出书面检查。",
        "盐城市宏图劳务有限公司，未教育工人，建议由大丰区应急管理局处以30万元罚款。",
    ],
)
def test_a_sentence_behind_rows_that_broke_over_lines_is_no_cell(behind):
    lines, unread = gathered(read_text(f"{BROKEN}{behind}\n".encode()).lines)
    assert (lines[-1].text, unread) == (behind, 0)
    assert lines[-2].cells[-1] == "建议由大丰区应急管\n理局处罚款2万元"


def test_the_last_cell_goes_on_over_lines():
    found, unread = rows(BROKEN.replace("理局处罚款2万元", "理局依法给予其警告") + "处分。\n")
    assert (found[-1][-1], unread) == ("建议由大丰区应急管\n理局依法给予其警告\n处分。", 0)


def test_a_last_row_that_may_end_at_two_places_is_not_read():
    found, unread = rows(BROKEN.replace("2万元", "2万元。") + "责成该局检查。\n")
    assert (found[1][1], found[2][1], unread) == ("甘某", "", 1)


def test_two_names_in_one_cell_are_not_one_name():
    found, unread = rows(
        "序号\n姓名\n职务\n处理建议\n1\n甘某\n石某\n远岭公司操作工\n建议罚款3万元\n2\n廖文海\n安全员\n建议罚款2万元\n六、教训\n"
    )
    assert (found[1][1], found[2][1], unread) == ("", "廖文海", 1)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_text_behind_columns_is_no_cell(gap):
    firm = "盐城市宏图劳务有限公司，未对派出的工人进行安全教育，对事故负有责任，建议由大丰区应急管理局处以30万元罚款。"
    table = "序号\n姓名\n职务\n处理建议\n1\n2\n甘某\n廖文海\n班长\n安全员\n建议罚款3万元\n建议罚款2万元"
    lines, unread = gathered(read_text(f"{table}{gap}{firm}\n".encode()).lines)
    assert (lines[-1].text, unread) == (firm, 1)


def test_columns_with_gaps_between_all_cells_stay_together():
    table = "序号\n\n姓名\n\n处理建议\n\n1\n\n2\n\n甘某\n\n廖文海\n\n罚款2万元\n\n警告\n\n上述人员均已告知。\n"
    lines, _ = gathered(read_text(table.encode()).lines)
    assert [line.text for line in lines if line.kind == "paragraph"] == ["上述人员均已告知。"]


@pytest.mark.parametrize(
    "text",
    ["序号\n设备名称\n型号\n数量\n1\n冲床\nJ23\n2\n", "序号\n姓名\n以下人员参加调查。\n", "1\n甘某\n2\n廖文海\n"],
)
def test_what_is_no_such_table_stays(text):
    assert rows(text) == ([], 0)


def test_an_open_row_is_not_dealt_out():
    columns = [column(c) for c in ("姓名", "处理建议", "落实情况")]
    assert deal(["甘某", "罚款", "罚款", "警告", "警告"], columns) is None
    assert deal(["违章作业，负有责任", "罚款", "已缴"], columns) is None


def test_targets_and_headings_of_a_numbered_report():
    """Row numbers are no headings: 6 and 7 behind the table keep their level."""
    text = (
        f"{NAME}调查报告\n1 事故概况\n1.1 经过\n2023年6月12日9时，远岭公司冲压车间发生事故，甘某死亡。\n"
        f"2 责任认定及处理建议\n2.1 责任人员\n{HEAD}{ROWS}2.2 责任单位\n2.2.1 远岭公司，建议处罚款40万元。\n"
        "3 事故教训\n企业重效益轻安全。\n4 防范措施\n4.1 加强设备检查\n企业要逐台检查。\n"
    )
    assert [(n.level, n.heading) for n in report(text).sections if n.level == 1] == [
        (1, "事故概况"),
        (1, "责任认定及处理建议"),
        (1, "事故教训"),
        (1, "防范措施"),
    ]
    found = record(text).tables["sanctions"]
    assert {(s.target_name, s.measure) for s in found if s.target_kind == "person"} == {
        ("甘某", "免予追究责任"),
        ("廖文海", "罚款"),
    }


def test_what_was_proposed_and_what_was_done_under_lines_over_rows():
    lead = "2023年6月12日，盐城市大丰区远岭机械有限公司（以下简称“远岭公司”）发生机械伤害事故，造成1人死亡。"
    found = record(
        f"{NAME}防范和整改措施落实情况评估报告\n\n{lead}\n\n一、评估工作开展情况\n查阅资料。\n二、责任追究落实情况\n"
        "序号\n责任单位、人员\n调查报告处理建议\n落实情况\n（一）责任单位\n"
        "1\n盐城市大丰区远岭机械有限公司\n处50万元罚款\n大丰区应急管理局2024年1月9日作出处罚决定，罚款45万元，已缴清\n"
        "2\n大丰区应急管理局\n向大丰区人民政府作出书面检查\n2024年1月10日已作出\n（二）责任人员\n"
        "1\n廖文海（盐城市大丰区远岭机械有限公司安全员）\n给予警告\n已落实\n三、评估意见\n已落实。\n"
    ).tables["sanctions"]
    assert [(s.target_name, s.measure, s.status, s.amount_yuan and int(s.amount_yuan)) for s in found] == [
        ("盐城市大丰区远岭机械有限公司", "罚款", "建议", 500000),
        ("盐城市大丰区远岭机械有限公司", "罚款", "已执行", 450000),
        ("大丰区应急管理局", "责令书面检查", "已执行", None),
        ("廖文海", "警告", "已执行", None),
    ]
    assert str(found[2].decided_on) == "2024-01-10"
