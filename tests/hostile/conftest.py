"""What the tests of hostile input share: the fixtures of tests/pipeline, and documents made on the spot."""

import importlib.util
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import version
from pipeline.cli import app
from pipeline.run import run

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "hostile"
FIXTURES = ROOT / "tests" / "pipeline" / "conftest.py"
sys.path.insert(0, str(FIXTURES.parent))  # the parser for tests
_spec = importlib.util.spec_from_file_location("pipeline_fixtures", FIXTURES)
_fixtures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_fixtures)
reports, shigu, digests, parsed_sources = (
    getattr(_fixtures, name) for name in ("reports", "shigu", "digests", "parsed_sources")
)
PARSER = _fixtures.PARSER
REPORT = (
    "某市示例化工有限公司“5·29”爆炸事故调查报告\n\n"
    "2023年5月29日16时5分，某市示例化工有限公司发生一起爆炸事故，造成3人死亡、2人受伤，直接经济损失806.12万元。\n"
    "一、事故基本情况\n示例化工有限公司成立于2010年。\n二、事故直接原因\n员工违章动火，引燃可燃气体。\n"
)


@pytest.fixture
def fixed(monkeypatch):
    """One program version, which the parser for tests writes into its rows."""
    monkeypatch.setattr(version, "rules_hash", lambda: "r1")
    monkeypatch.setattr(version, "PARSER_VERSION", "test")


@pytest.fixture
def parse(reports, fixed):
    """``run`` with the parser for tests, over ``in`` into ``out`` unless told otherwise."""

    def go(paths=("in",), out="out", **options):
        return run(list(paths), out, **{"parse": PARSER, "jobs": 2, "timeout": 20, **options})

    return go


@pytest.fixture
def really_parse(reports):
    """``run`` with the program's own parser."""

    def go(paths=("in",), out="out", **options):
        return run(list(paths), out, **{"jobs": 1, "timeout": 60, **options})

    return go


@pytest.fixture
def command(reports):
    """The command in this process: its rules are loaded once."""
    runner = CliRunner()

    def start(*args):
        done = runner.invoke(app, [*map(str, args)])
        return subprocess.CompletedProcess(args, done.exit_code, done.stdout, done.stderr)

    return start


@pytest.fixture
def shared():
    """The collection of odd files that lies beside the project."""
    if not SHARED.is_dir():
        pytest.skip("the collection of odd files ../shared/hostile is not here")
    return SHARED


def pdf(text=REPORT, password=None, pages=1):
    """A PDF file of a report, encrypted if a password is given."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = BytesIO()
    lock = password
    if isinstance(password, str):
        lock = StandardEncryption(password, ownerPassword="owner of it", strength=128)
    canvas = Canvas(out, encrypt=lock, invariant=1)
    for number in range(pages):
        canvas.setFont("STSong-Light", 12)
        lines = [line[i : i + 38] for line in text.splitlines() for i in range(0, len(line) or 1, 38)]
        for i, line in enumerate([*lines, f"第{number + 1}次"][:45]):
            canvas.drawString(60, 780 - 16 * i, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def docx(body="", parts=None, relations=""):
    """A Word file: ``body`` is XML inside w:body, ``parts`` are more members, ``relations`` of the document."""
    import zipfile

    kind = "http://schemas.openxmlformats.org"
    main = f"{kind}/officeDocument/2006/relationships/officeDocument"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    members = {
        "[Content_Types].xml": f'<Types xmlns="{kind}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{word}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{kind}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{main}" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{kind}/package/2006/relationships">{relations}'
        "</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{kind}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
        **(parts or {}),
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def paragraphs(text=REPORT):
    """Paragraphs of a Word file."""
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
