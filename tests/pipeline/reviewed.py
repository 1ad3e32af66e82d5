"""A fictional report, and reviews of its values, for the tests of corrections."""

from schemas.column import columns
from schemas.reviews import FIELDS, Review, plain, row_keys
from tests.helpers import investigation

FINE = "依据《中华人民共和国安全生产法》第九十六条之规定，建议由盐城市大丰区应急管理局处以2万元的罚款。"
TEXT = investigation(
    basic="远岭机械有限公司（以下简称“远岭公司”），统一社会信用代码：91320982MA1XK3L90T，法定代表人：冯立远。",
    course="9时20分许，张某在更换模具时，冲压机滑块突然下行，将其头部挤压。9时31分，车间主任李大川拨打120。"
    "9时52分，救护车到达现场。",
    loss="事故造成1人死亡，2人重伤，1人轻伤，直接经济损失132.6万元。",
    sanctions="（一）建议给予行政处罚的人员（2人）\n\n1.冯立远，远岭公司法定代表人、总经理，未督促检查本单位的安全生产工作，"
    "对事故发生负有主要领导责任。依据《中华人民共和国安全生产法》第九十五条第一项之规定，建议由盐城市大丰区应急管理局"
    f"处以上一年年收入40%的罚款。\n\n2.李大川，远岭公司车间主任，对事故发生负有直接管理责任。{FINE}\n\n"
    "（二）建议给予行政处罚的单位\n\n远岭机械有限公司，未落实安全生产主体责任。依据《中华人民共和国安全生产法》"
    "第一百一十四条第一项之规定，建议由盐城市大丰区应急管理局处以35万元的罚款。",
    measures="（一）远岭公司要严格落实停机挂牌制度。\n\n（二）大丰区应急管理局要加强冲压企业执法检查。",
    signature="盐城市大丰区“6·12”事故调查组\n\n2023年9月1日",
)
OTHER = investigation(
    "2022年3月8日14时许，山西省太原市古交市屯兰选煤厂筛分楼发生一起高处坠落事故，造成1人死亡。",
    name="古交市屯兰选煤厂“3·8”一般高处坠落事故",
)


def rows_of(record, table):
    """The rows of a table as a page has them: dicts of typed values."""
    found = (record.document,) if table == "documents" else record.tables.get(table, ())
    return [{c.name: getattr(row, c.name) for c in columns(type(row))} for row in found]


def review(record, table, place, field, verdict="corrected", value=None, **more):
    """A review of the row at ``place`` in its table, as a page makes it from what the record shows."""
    rows = rows_of(record, table)
    row, key = rows[place], row_keys(table, rows)[place]
    names = {"accidents": "accident_id", "organizations": "org_id", "documents": "doc_id"}
    row_id = row[names.get(table, f"{table[:-1]}_id")]
    was = plain(row[field]) if field is not None else None
    more = {"author": "王审核", "reason": "与原文不符", "at": "2026-05-01T08:00:00Z", "was": was, **more}
    return Review(
        doc_id=record.document.doc_id, table=table, row_id=row_id, row_key=key, field=field, verdict=verdict, value=value, **more
    )  # fmt: skip


def added(record, table, value, key, **more):
    """A row that a reviewer adds."""
    more = {"author": "王审核", "at": "2026-05-01T08:00:00Z", **more}
    return Review(
        doc_id=record.document.doc_id, table=table, row_id="", row_key=key, field=None, verdict="added", value=value, **more
    )  # fmt: skip


def words_at(record, words):
    """Where the words stand, as columns of a review."""
    start = record.text.text.index(words)
    return {"char_start": start, "char_end": start + len(words), "words": words}


def all_confirmed(record):
    """A confirmation of every value that can be corrected."""
    return [
        review(record, table, place, field, "confirmed")
        for table, fields in FIELDS.items()
        for place in range(len(rows_of(record, table)))
        for field in fields
    ]
