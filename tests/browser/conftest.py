"""What the tests in a browser share: a dataset with a hostile report in it, its page served and exported, a browser.

Fixtures for any page: ``dataset`` (read it only; ``dataset_copy`` is a test's own), ``served`` (address of the page),
``exported`` (folder of the static export), ``page`` (a Playwright page). A test fails where its page logged an error, threw
one, opened a dialog or asked another host for anything; ``troubles`` is the list of what it did, which a test that provokes
an error may empty.
"""

import shutil
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.tables import arrow_schema

ROOT = Path(__file__).parents[2]
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()), None)
ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

HOSTILE_NAME = "<img src=x onerror=alert(2)>.txt"
HOSTILE = """大丰区<script>alert(1)</script>有限公司“3·17”一般机械伤害事故调查报告

2024年3月17日9时20分许，位于江苏省盐城市大丰区的<script>alert(1)</script>有限公司冲压车间发生一起机械伤害事故，造成1人死亡，直接经济损失128万元。
一、基本情况
<img src=x onerror="alert(3)">机械有限公司（以下简称“</script><script>alert(4)</script>公司”），统一社会信用代码91530381MA6QY6R80B，法定代表人：=cmd|' /C calc'!A0，住所：江苏省盐城市大丰区";alert(5);//路1号。
𠮷某，男，32岁，该公司操作工，在事故中死亡。😀该处有两个字占四个编码单元，其后的位置不应错开。
二、事故发生经过和应急处置
9时20分，𠮷某伸手入模，被滑块压住。9时31分，当班班长拨打120。9时50分，急救人员到达现场。
三、事故原因
（一）直接原因
𠮷某违章将手伸入冲压区，光电保护装置被\u202e拆除\u2066。
（二）间接原因
1.<a href="javascript:alert(6)">公司</a>未开展安全教育，违反了《中华人民共和国安全生产法》第二十八条第一款。
四、责任认定及处理建议
1.𠮷某，男，中共党员，+SUM(1,1)公司总经理，对事故发生负有主要领导责任。建议由大丰区应急管理局依据《中华人民共和国安全生产法》第九十五条第一项，处上一年年收入40%的罚款。
2.@import url(http://192.0.2.1/x.css)公司，对事故发生负有责任，建议由大丰区应急管理局依据《中华人民共和国安全生产法》第一百一十四条第一款第一项，处35万元罚款。
五、防范和整改措施
1.javascript:alert(7)公司要恢复光电保护装置，2024年5月底前完成。
大丰区人民政府“3·17”事故调查组
2024年5月20日
"""
HUGE_ID = "feedfacefeedface"
HUGE_CHARACTERS = 10_000_000
HUGE_EVIDENCE = 20_000


@pytest.fixture(scope="session")
def dataset(tmp_path_factory):
    """The sample reports and the hostile one, parsed; and a report of 10 MB on one line with 20,000 values in it."""
    from pipeline.run import run

    home = tmp_path_factory.mktemp("browser")
    folder = home / "reports"
    shutil.copytree(ROOT / "data" / "raw", folder)
    (folder / HOSTILE_NAME).write_text(HOSTILE, "utf-8")
    run([str(folder)], home / "dataset", jobs=2)
    _add_huge(home / "dataset")
    return home / "dataset"


@pytest.fixture
def dataset_copy(dataset, tmp_path):
    """A copy that the test may write corrections into."""
    return shutil.copytree(dataset, tmp_path / "dataset")


def _add_huge(root):
    """A report that the parser would refuse for its length; other programs may write such a dataset."""
    step = HUGE_CHARACTERS // HUGE_EVIDENCE
    citations = [f"{HUGE_ID}-c{i}" for i in range(HUGE_EVIDENCE)]
    text = ("《𠮷法》第九条" + "x" * (step - 7)) * HUGE_EVIDENCE
    rows = {
        "documents": [
            {
                "doc_id": HUGE_ID, "source": "huge.txt", "file_name": "huge.txt", "also_at": [], "media_type": "text/plain",
                "byte_size": HUGE_CHARACTERS, "char_count": HUGE_CHARACTERS, "text_source": "markup", "doc_type": "其他",
                "title": "一行一千万字", "issuer": [], "recipients": [], "copied_to": [], "parser_version": "test", "warnings": [],
            }
        ],
        "texts": [{"doc_id": HUGE_ID, "text": text, "page_offsets": []}],
        "citations": [
            {"citation_id": one, "doc_id": HUGE_ID, "law": "𠮷法", "article": 9, "char_start": i * step, "char_end": i * step + 7}
            for i, one in enumerate(citations)
        ],
        "evidence": [
            {
                "doc_id": HUGE_ID, "table": "citations", "row_id": one, "field": "law", "char_start": i * step,
                "char_end": i * step + 4, "text": "《𠮷法》", "rule": "citations.law", "confidence": 1.0,
            }
            for i, one in enumerate(citations)
        ],
    }  # fmt: skip
    for table, content in rows.items():
        pq.write_table(pa.Table.from_pylist(content, arrow_schema(table)), root / table / "huge.parquet")


START = """
import sys
from pathlib import Path
from explore.server import serve
from pipeline.page_image import page_image
serve(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]), page_image=page_image, on_start=lambda url: print(url, flush=True))
"""


@contextmanager
def running(root, port=0):
    """The page over a dataset, served by a process of its own; gives its address, which ends with a slash."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, str(root), str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = []
    watcher = threading.Thread(target=lambda: said.extend(process.stderr), daemon=True)
    watcher.start()
    try:
        url = process.stdout.readline().strip()
        assert url, "".join(said)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def served(dataset):
    """The address of the page over ``dataset``."""
    with running(dataset) as url:
        yield url


@pytest.fixture
def start():
    """Serves a dataset until the test ends: ``start(root)`` gives the address, ``start.stop()`` ends what was started."""
    with ExitStack() as stack:

        def begin(root):
            return stack.enter_context(running(root))

        begin.stop = stack.close
        yield begin


@pytest.fixture(scope="session")
def exported(dataset, tmp_path_factory):
    """The folder of a static export of ``dataset``, with pictures of pages; open ``index.html`` in it."""
    from explore.static import export
    from pipeline.page_image import page_image

    out = tmp_path_factory.mktemp("export") / "site"
    export(dataset, out, page_image=page_image)
    return out


@pytest.fixture(scope="session")
def browser():
    """The system's browser; the test is skipped where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra dev)")
    if CHROMIUM is None:
        pytest.skip("no browser: /usr/bin/chromium is not there (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def troubles():
    """What the page did that no page should do."""
    return []


@pytest.fixture
def page(browser, troubles):
    """A page of 1400 by 900 in a browser profile of its own."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.on("console", lambda message: message.type == "error" and troubles.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: troubles.append(f"error: {error}"))

    def on_dialog(dialog):
        troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def on_request(request):
        at = urlsplit(request.url)
        if at.scheme in ("http", "https", "ws", "wss") and at.hostname not in ("127.0.0.1", "localhost"):
            troubles.append(f"request: {request.url}")

    page.on("dialog", on_dialog)
    page.on("request", on_request)
    yield page
    context.close()
    assert not troubles
