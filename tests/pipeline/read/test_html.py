"""Web pages of the usual makes: what is kept as the document's text, what is left out as navigation."""

from __future__ import annotations

import datetime as dt
import pathlib
import re

import pytest

from pipeline.read.html import read_html
from pipeline.read.html_meta import without_site
from pipeline.read.lines import ReadError, Reading

SHARED = pathlib.Path(__file__).parents[4] / "shared"
needs_corpus = pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the project's sample reports are not here")
needs_hostile = pytest.mark.skipif(not (SHARED / "hostile").is_dir(), reason="the project's hostile files are not here")

TITLE = "云渡县启明石料厂“3·9”一般物体打击事故调查报告"
REPORT = [
    "2031年3月9日14时20分许，云渡县启明石料厂破碎车间发生一起物体打击事故，造成1人死亡，直接经济损失约98.5万元。",
    "县人民政府依法成立了由县应急管理局牵头的事故调查组，查明了事故经过、原因和责任，现将调查情况报告如下。",
    "一、事故基本情况",
    "（一）事故单位概况",
    "云渡县启明石料厂，成立于2024年5月，法定代表人周某，经营范围为石料加工、销售，在册职工23人。",
    "二、事故经过",
    "当日下午，操作工何某在未停机的情况下进入破碎机下方清理积料，被坠落的石块击中头部，经抢救无效死亡。",
    "三、处理建议",
    "1.何某，启明石料厂操作工，违反操作规程，对事故负有直接责任，鉴于其已在事故中死亡，不予追究责任。",
    "云渡县“3·9”事故调查组",
    "2031年5月6日",
]
BODY = "\n".join(f"<p>　　{text}</p>" for text in REPORT)
NAV = """<div class="w"><ul><li><a href="/">首页</a></li><li><a href="/zw/">政务公开</a></li><li><a href="/fw/">办事服务</a></li></ul></div>"""
CRUMBS = '<div class="dqwz">您当前的位置：<a href="/">首页</a> &gt; <a href="/a">事故调查</a> &gt; 正文</div>'
INFO = "<div>发布时间：2031-05-20 09:30　来源：云渡县应急管理局　浏览次数：<span id=c>1024</span>　【字号：<a href='#'>大</a> <a>中</a> <a>小</a>】</div>"
SHARE = '<div class="bdsharebuttonbox">分享到：<a href="#">微信</a><a href="#">微博</a></div><p>【<a href="javascript:window.print()">打印本页</a>】【<a href="javascript:window.close()">关闭窗口</a>】</p>'
NEIGHBOURS = '<p>上一篇：<a href="/1.html">关于开展汛期安全检查的通知</a></p><p>下一篇：没有了</p>'
FOOT = "<div class=ft><p>主办单位：云渡县人民政府　承办单位：云渡县政务服务中心</p><p>网站标识码：0000000000　某ICP备00000000号　某公网安备 00000000000000号</p></div>"


def kept(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines if line.kind != "navigation"]


def left_out(reading: Reading) -> str:
    return "\n".join(line.text for line in reading.lines if line.kind == "navigation")


def page(inner: str, title: str = TITLE + "_事故调查_云渡县应急管理局", head: str = "") -> bytes:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{inner}</body></html>'.encode()


PAGES = {
    "a known container": f'{NAV}<div class="main">{CRUMBS}<h1>{TITLE}</h1>{INFO}<div class="TRS_Editor">{BODY}</div>{SHARE}{NEIGHBOURS}</div>{FOOT}',
    "everything in one container": f'{NAV}<div id="zoom">{CRUMBS}<h1>{TITLE}</h1>{INFO}{BODY}{SHARE}{NEIGHBOURS}</div>{FOOT}',
    "containers of unknown name": f'{NAV}<div class="k1">{CRUMBS}<div class="k2"><h2 class="tit">{TITLE}</h2>{INFO}<div class="k3">{BODY}</div></div>{SHARE}{NEIGHBOURS}</div>{FOOT}',
    "no container at all": f"{NAV}{CRUMBS}<center><b>{TITLE}</b></center>{INFO}{BODY}{SHARE}{NEIGHBOURS}{FOOT}",
    "laid out in tables": f"<table><tr><td>{NAV}</td></tr><tr><td width=180><a href=/x>领导之窗</a><br><a href=/y>政策法规</a></td>"
    f"<td><table><tr><td align=center>{TITLE}</td></tr><tr><td>{INFO}</td></tr><tr><td>{BODY}</td></tr><tr><td>{SHARE}</td></tr></table></td></tr>"
    f"<tr><td colspan=2>{FOOT}</td></tr></table>",
    "two containers of one name": f"{NAV}<div class=box><h1>{TITLE}</h1>{INFO}<div class=TRS_Editor>{BODY[: BODY.index('<p>　　二、')]}</div>"
    f"<div class=TRS_Editor>{BODY[BODY.index('<p>　　二、') :]}</div></div>{FOOT}",
    "hidden until a script shows it": f'{NAV}<h1>{TITLE}</h1>{INFO}<div id="UCAP-CONTENT" style="display: none">{BODY}</div>{FOOT}<script>show()</script>',
    "paragraphs as divs": f"{NAV}<h1>{TITLE}</h1>{INFO}<div class=v_news_content>{BODY.replace('<p>', '<div>').replace('</p>', '</div>')}</div>{FOOT}",
    "paragraphs parted by line breaks": f"{NAV}<h1>{TITLE}</h1>{INFO}<div class=content>{BODY.replace('<p>', '').replace('</p>', '<br>')}</div>{FOOT}",
    "unclosed tags": f"{NAV}<h1>{TITLE}</h1>{INFO}<div class=con_txt>{BODY.replace('</p>', '')}</div>{FOOT}",
    "upper case and fonts": f"{NAV}<H1>{TITLE}</H1>{INFO}<DIV ID=Zoom>{BODY.replace('<p>', '<P><FONT face=仿宋 size=4><SPAN>').replace('</p>', '</SPAN></FONT></P>')}</DIV>{FOOT}",
    "a title on two lines": f"{NAV}<h1>云渡县启明石料厂<br>“3·9”一般物体打击事故调查报告</h1>{INFO}<div class=TRS_Editor>{BODY}</div>{FOOT}",
    "the title again in the text": f"{NAV}<h1>{TITLE}</h1>{INFO}<div class=TRS_Editor><p align=center>{TITLE}</p>{BODY}</div>{FOOT}",
    "a list beside the text": f"{NAV}<div class=l><h3>热点推荐</h3><ul><li><a href=/1>云渡县召开全县安全生产工作会议，部署下阶段重点任务</a></li></ul></div>"
    f"<div class=r><h1>{TITLE}</h1>{INFO}<div class=article-content>{BODY}</div></div>{FOOT}",
}


@pytest.mark.parametrize("name", PAGES)
def test_the_text_is_the_title_and_the_report_whatever_the_page_is_made_of(name: str) -> None:
    reading = read_html(page(PAGES[name]))
    assert kept(reading) == [TITLE, *REPORT]
    assert reading.meta.title == TITLE
    assert reading.meta.published_on == dt.date(2031, 5, 20)
    assert reading.meta.publisher == "云渡县应急管理局"
    assert "政务公开" in left_out(reading) or name == "laid out in tables"


def test_the_title_begins_the_text_as_a_heading() -> None:
    first = read_html(page(PAGES["a known container"])).lines[0]
    assert (first.text, first.kind, first.level, first.centred) == (TITLE, "paragraph", 1, True)


@pytest.mark.parametrize(
    ("ending", "lost"),
    [
        ("<p>地址：云渡县城关镇人民路1号。事故发生后，厂区地址未变更，相关证照仍在有效期内。</p>", False),
        ("<p>来源：</p>", True),
        ("<p>附件：<a href='/f/2031.pdf'>事故调查报告.pdf</a></p>", True),
        ("<p>附件：1.事故调查组成员名单</p>", False),  # the report's own list, not a file
        ("<p>扫一扫在手机打开当前页</p>", True),
        ("<p>责任编辑：小方</p>", True),
        ("<p>下一步，各镇要举一反三。</p>", False),  # begins like 下一篇
        ("<p>主送：县人民政府</p>", False),
        ("<p>抄送：县纪委监委，县总工会。</p>", False),
    ],
)
def test_lines_after_the_report(ending: str, lost: bool) -> None:
    words = re.sub("<[^>]*>", "", ending)
    reading = read_html(page(f"{NAV}<h1>{TITLE}</h1><div class=TRS_Editor>{BODY}{ending}</div>{FOOT}"))
    assert kept(reading) == [TITLE, *REPORT] + ([] if lost else [words])
    assert words in left_out(reading) or not lost


def test_prose_outside_the_container_is_not_lost() -> None:
    preface = "县委、县政府主要领导作出批示，要求全力救治伤员、查明原因、严肃追责，并在全县开展隐患排查整治，坚决防范遏制同类事故再次发生。"
    outer = f"<div class=lead><p>{preface}</p><p>{preface}</p></div>"
    text = kept(read_html(page(f"{NAV}<h1>{TITLE}</h1><div>{outer}<div class=TRS_Editor>{BODY}</div></div>{FOOT}")))
    assert text == [TITLE, preface, preface, *REPORT]


def test_soft_breaks_levels_and_looks() -> None:
    inner = (
        "<h2>一、基本情况</h2><p><strong>（一）单位概况</strong></p><p style='text-align: center'>概况表</p>"
        "<p>该厂位于青石镇，<br>占地十亩。<br>　　设备两台。<br><br>人员八名。</p><p><b>半</b>粗</p>"
        "<p style='font-weight:bold'>全<span>粗</span></p>"
    )
    lines = {line.text: line for line in read_html(inner.encode()).lines}
    assert lines["一、基本情况"].level == 2
    assert lines["（一）单位概况"].bold
    assert not lines["半粗"].bold
    assert lines["全粗"].bold
    assert lines["概况表"].centred
    assert [lines[t].begins for t in ("该厂位于青石镇，", "占地十亩。", "设备两台。", "人员八名。")] == [
        True,
        None,
        True,
        True,
    ]


def test_a_picture_may_cut_a_sentence_in_two() -> None:
    inner = "<p>皮带机长30米，机头处与料仓</p><center><img src=a.png></center><p>相连。</p><p><img src=b.png></p><p>后文。</p>"
    assert [line.begins for line in read_html(inner.encode()).lines] == [True, None, True]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>甲方，\n    乙方</p>", ["甲方，乙方"]),  # the source wraps, nothing is printed there
        ("<p>GB\n6441</p>", ["GB 6441"]),
        ("<p>面积12m<sup>3</sup>，见注<sup>[1]</sup>。</p>", ["面积12m3，见注[1]。"]),
        ("<p>死亡&#27515;&nbsp;人</p>", ["死亡死\xa0人"]),
        ("<ol><li>停产</li><li>罚款</li></ol>", ["1.停产", "2.罚款"]),
        ("<ol start=3><li>停产</li><li value=9>罚款</li><li>警告</li></ol>", ["3.停产", "9.罚款", "10.警告"]),
        ("<ol type=a><li>停产</li></ol><ol type=I><li>罚款</li></ol>", ["a.停产", "I.罚款"]),
        ("<ol style='list-style-type:cjk-ideographic'><li>停产</li><li>罚款</li></ol>", ["一、停产", "二、罚款"]),
        ("<ol><li>1.停产</li><li>（二）罚款</li></ol>", ["1.停产", "（二）罚款"]),  # printed already
        ("<ol style='list-style:none'><li>停产</li></ol>", ["停产"]),
        ("<ol><li>2031年停产</li></ol>", ["1. 2031年停产"]),  # not 1.2031
        ("<ul><li>停产</li></ul>", ["停产"]),
        ("<pre>第一行，\n第二行。</pre>", ["第一行，", "第二行。"]),
        ("<p>前<!-- 分页 --><script>x()</script><style>p{}</style>后</p>", ["前后"]),
        ("<p>见<span style='display:none'>暗文</span>明文</p>", ["见明文"]),
        ("<p>图<img src=a.png alt=现场>下</p>", ["图下"]),
        ("<div>甲<p>乙</p>丙</div>", ["甲", "乙", "丙"]),
    ],
)
def test_text_of_fragments(html: str, texts: list[str]) -> None:
    assert kept(read_html(html.encode())) == texts


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("<tr><th>姓名<th>伤情<tr><td>何某<td>死亡", [("姓名", "伤情"), ("何某", "死亡")]),
        ("<tr><td rowspan=2>甲厂<td>何某<tr><td>丁某", [("甲厂", "何某"), ("", "丁某")]),  # once, columns in line
        ("<tr><td colspan=2>伤亡<td>备注<tr><td>1<td>2<td>3", [("伤亡", "", "备注"), ("1", "2", "3")]),
        ("<tr><td><p>何</p><p>某</p><td>死亡<tr><td>丁某<td>轻伤", [("何\n某", "死亡"), ("丁某", "轻伤")]),
        ("<tr><td>甲<table><tr><td>乙<td>丙</table><td>丁<tr><td>1<td>2", [("甲\n乙\n丙", "丁"), ("1", "2")]),
        ("<tr><td rowspan=1000000000 colspan=1000000000>甲<td>乙<tr><td>丙", None),
        ("<tr><td>甲<td><tr><td><td>", [("甲",)]),
    ],
)
def test_data_tables(table: str, rows: list[tuple[str, ...]] | None) -> None:
    lines = [line for line in read_html(f"<table>{table}</table>".encode()).lines if line.kind == "table_row"]
    assert lines
    assert all(line.text == "\t".join(line.cells) and line.table == 0 for line in lines)
    if rows is not None:
        assert [line.cells for line in lines] == rows


def test_tables_are_numbered_and_layout_tables_are_paragraphs() -> None:
    data = "<table><caption>伤亡表</caption><tr><td>何某<td>死亡</table>"
    lines = read_html(f"<table><tr><td><p>前文</p>{data}<p>后文</p>{data}</table>".encode()).lines
    assert [(line.text, line.table) for line in lines] == [
        ("前文", None),
        ("伤亡表", None),
        ("何某\t死亡", 0),
        ("后文", None),
        ("伤亡表", None),
        ("何某\t死亡", 1),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<html><head><title>404</title></head><body><h1>404 Not Found</h1><hr>nginx</body></html>",
        "<p>抱歉，您访问的页面不存在或已删除！</p><a href=/>返回首页</a>",
        "<div id=app></div><script src=app.js></script>",
        "<noscript>请开启JavaScript后浏览本页</noscript><div id=app></div><script>go()</script>",
        "<p>请开启JavaScript并刷新该页。</p><script>go()</script>",
        "<frameset cols='20%,80%'><frame src=a.html><frame src=b.html></frameset>",
        "<meta http-equiv=refresh content='0; url=/index.html'>",
        "<html></html>",
        f"{NAV}<h1>{TITLE}</h1>{INFO}<div class=TRS_Editor><p><a href=/2031.pdf>{TITLE}.pdf</a></p></div>{FOOT}",
    ],
)
def test_a_page_without_a_document_is_refused(html: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_html(html.encode())
    assert caught.value.code == "no-content"


def test_a_report_that_mentions_an_error_page_is_read() -> None:
    text = "平台提示“页面不存在”，值班员未报告。" * 3
    assert kept(read_html(f"<div>{BODY}<p>{text}</p></div>".encode()))[-1] == text


def test_an_index_page_gives_its_links_and_a_warning() -> None:
    names = [f"云渡县某某石料厂“{n}·9”一般事故调查报告" for n in range(1, 13)]
    items = "".join(
        f"<li><a href=/{n}.html>{name}</a><span>2031-05-0{n % 9}</span></li>" for n, name in enumerate(names)
    )
    reading = read_html(page(f"{NAV}<ul>{items}</ul>{FOOT}", title="事故调查_云渡县应急管理局"))
    assert [text[: text.index("告") + 1] for text in kept(reading)] == names
    assert reading.warnings == ["链接列表：是目录页，不是文件正文"]


def test_mhtml() -> None:
    html = page(PAGES["a known container"]).decode().replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030")
    mht = (
        b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html"; boundary="XX"\r\n\r\n'
        b"--XX\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + html + b"\r\n--XX--\r\n"
    )
    assert kept(read_html(mht)) == [TITLE, *REPORT]


def test_metas_of_the_cms_come_before_what_is_printed() -> None:
    head = (
        '<meta name="ArticleTitle" content="某事故的通报"><meta name="PubDate" content="2031-06-01 10:00">'
        '<meta name="ContentSource" content="云渡县安委会办公室"><meta name="SiteName" content="云渡县人民政府">'
    )
    meta = read_html(page(f"{INFO}<div class=TRS_Editor>{BODY}</div>", title="云渡县", head=head)).meta
    assert (meta.title, meta.published_on, meta.publisher) == (
        "某事故的通报",
        dt.date(2031, 6, 1),
        "云渡县安委会办公室",
    )


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("甲厂“3·9”事故调查报告 - 云渡县人民政府网", "甲厂“3·9”事故调查报告"),
        ("甲厂“3·9”事故调查报告_事故查处_云渡县应急管理局", "甲厂“3·9”事故调查报告"),
        ("云渡县人民政府 - 甲厂“3·9”事故调查报告", "甲厂“3·9”事故调查报告"),
        ("甲厂“3-9”事故调查报告", "甲厂“3-9”事故调查报告"),
        ("云渡—青石高速“3·9”事故调查报告", "云渡—青石高速“3·9”事故调查报告"),
        ("关于甲厂事故的批复|云渡县人民政府", "关于甲厂事故的批复"),
        ("云渡县应急管理局", "云渡县应急管理局"),
    ],
)
def test_site_names_are_taken_off_titles(title: str, short: str) -> None:
    assert without_site(title) == short


def test_deep_nesting_neither_overflows_nor_takes_long() -> None:
    assert kept(read_html(b"<div>" * 50_000 + "死亡1人".encode())) == ["死亡1人"]
    assert kept(read_html(b"<span>" * 50_000 + "死亡1人".encode())) == ["死亡1人"]
    assert kept(read_html(b"<table><tr><td>" * 3_000 + "死亡1人".encode())) == ["死亡1人"]


@needs_corpus
def test_a_real_page_gives_the_same_text_as_its_plain_twin() -> None:
    path = SHARED / "corpus" / "reports" / "chengde-xingcheng-0704-roof.html"
    twin = re.sub(r"\s|\[图片\]", "", path.with_suffix(".txt").read_text("utf-8"))
    reading = read_html(path.read_bytes())
    assert re.sub(r"\s", "", "".join(kept(reading))) == twin
    assert reading.meta.published_on == dt.date(2024, 12, 26)


@needs_hostile
@pytest.mark.parametrize("path", sorted((SHARED / "hostile" / "own" / "html").glob("*.html")), ids=lambda p: p.name)
def test_hostile_pages_are_read(path: pathlib.Path) -> None:
    assert any(re.search("死亡|受伤|事故|a", text) for text in kept(read_html(path.read_bytes())))
