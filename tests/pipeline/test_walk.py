"""Which files are documents."""

import os
import socket
import zipfile
from pathlib import Path

import pytest

from pipeline.inputs import open_regular
from pipeline.walk import UsageError, below, source_name, walk


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(files):
    for name, data in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())


def sources(*paths, **options):
    return [file.source for file in walk(paths or ["in"], **options).files]


def reasons(*paths, **options):
    return {item.source: item.reason for item in walk(paths or ["in"], **options).skipped}


@pytest.mark.parametrize(
    "name",
    ["a.pdf", "a.PDF", "a.docx", "a.doc", "a.wps", "a.rtf", "a.html", "a.htm", "a.mht", "a.xhtml", "a.md", "报告.txt"],
)
def test_documents_are_known_by_their_suffix(name):
    make({f"in/{name}": "x"})
    assert sources() == [f"in/{name}"]


def test_documents_known_by_their_suffix_are_not_opened(monkeypatch):
    make({"in/a.pdf": "x", "in/b/c.txt": "x", "in/d": "x"})
    opened = []
    monkeypatch.setattr("pipeline.walk.open_regular", lambda path: opened.append(path) or open_regular(path))
    assert sources() == ["in/a.pdf", "in/b/c.txt", "in/d"]
    assert opened == ["in/d"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".DS_Store", "hidden"),
        (".cache/a.pdf", "hidden"),
        ("Thumbs.db", "made by the system"),
        ("~$告.docx", "lock file of an open document"),
        ("a.jpg", "image"),
        ("a.dat", "data or program"),
        ("a.xlsx", "spreadsheet or slides"),
        ("a.mp4", "audio or video"),
        ("a.css", "data or program"),
        ("a.pdf.crdownload", "unfinished download"),
        ("blob", "unknown kind of file"),
    ],
)
def test_other_files_are_skipped_with_a_reason(name, reason):
    make({f"in/{name}": b"\x00\x01\x02", "in/z.txt": "x"})
    assert sources() == ["in/z.txt"]
    assert list(reasons().values()) == [reason]


def word_package():
    with zipfile.ZipFile("package", "w") as package:
        package.writestr("word/document.xml", "<w/>")
    return Path("package").read_bytes()


def test_the_content_decides_where_the_suffix_does_not():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    make(
        {
            "in/download": b"%PDF-1.7 ...",
            "in/report.pdf_1": b"\n%PDF-1.4 ...",
            "in/renamed.zip": word_package(),  # what some browsers make of .docx
            "in/old": ole + "WordDocument".encode("utf-16-le"),
            "in/sheet": ole + "Workbook".encode("utf-16-le"),
            "in/text": "某市“5·29”事故调查报告",
            "in/gbk": "某市事故调查报告".encode("gb18030")[:-1],  # cut in the middle of a character
            "in/utf16": "报告".encode("utf-16"),
            "in/noise": bytes(range(256)),
        }
    )
    found = ["download", "gbk", "old", "renamed.zip", "report.pdf_1", "text", "utf16"]
    assert sources() == [f"in/{name}" for name in found]
    assert reasons() == {"in/noise": "unknown kind of file", "in/sheet": "an Office file other than Word"}


def test_an_empty_document_is_a_failure_and_other_empty_files_are_skipped():
    make({"in/a.pdf": "", "in/.keep": "", "in/empty": ""})
    found = walk(["in"])
    assert [(item.source, item.error) for item in found.unreadable] == [("in/a.pdf", "empty")]
    assert {item.source for item in found.skipped} == {"in/.keep", "in/empty"}


def test_order_is_by_source_whatever_is_given_first():
    make({"in/b.txt": "x", "in/a/z.txt": "x", "in/a.txt": "x", "c.txt": "x"})
    assert sources("in", "c.txt") == sources("c.txt", "in", "in/a") == ["c.txt", "in/a.txt", "in/a/z.txt", "in/b.txt"]


def test_sources_are_paths_as_given_but_normalised(folder):
    make({"in/a.txt": "x"})
    assert sources("./in//") == ["in/a.txt"]
    assert sources(folder / "in") == [f"{folder}/in/a.txt"]
    assert sources(".") == ["in/a.txt"]


def test_a_path_that_does_not_exist_is_refused():
    with pytest.raises(UsageError, match="nowhere: no such file or folder"):
        walk(["nowhere"])


def test_hidden_files_are_taken_where_they_are_named():
    make({"in/.a.txt": "x"})
    assert sources() == []
    assert sources("in/.a.txt") == ["in/.a.txt"]


@pytest.mark.parametrize(
    ("glob", "found"),
    [
        (["*.pdf"], ["in/a.PDF", "in/2023/b.pdf"]),
        (["2023/*"], ["in/2023/b.pdf", "in/2023/c.txt"]),
        (["*.txt", "a.*"], ["in/2023/c.txt", "in/a.PDF"]),
        (["**/c.txt"], ["in/2023/c.txt"]),
    ],
)
def test_globs_match_names_or_paths_below_the_folder(glob, found):
    make({"in/a.PDF": "x", "in/2023/b.pdf": "x", "in/2023/c.txt": "x"})
    assert sources(glob=glob) == sorted(found)


def test_the_dataset_is_not_read_as_input():
    make({"in/a.txt": "x", "in/out/x.txt": "x", "in/other/.shigu/state": "", "in/other/y.txt": "x"})
    assert sources(out="in/out") == ["in/a.txt"]
    assert reasons(out="in/out") == dict.fromkeys(("in/out", "in/other"), "a dataset of this program")


def test_parts_of_a_saved_page_are_not_documents():
    make({"in/page.html": "x", "in/page_files/frame.html": "x", "in/notes_files/a.txt": "x"})
    assert sources() == ["in/notes_files/a.txt", "in/page.html"]


def test_links_in_a_circle_end():
    make({"in/a/x.txt": "x"})
    Path("in/a/up").symlink_to("..")
    assert sources() == ["in/a/x.txt"]
    assert reasons() == {"in/a/up": "the same folder as in"}


def test_a_linked_file_is_read_and_a_broken_link_is_a_failure():
    make({"elsewhere.txt": "x", "in/a.txt": "x"})
    Path("in/b.txt").symlink_to("../elsewhere.txt")
    Path("in/c.txt").symlink_to("gone.txt")
    assert sources() == ["in/a.txt", "in/b.txt"]
    assert [(item.source, item.error) for item in walk(["in"]).unreadable] == [("in/c.txt", "unreadable")]


def test_pipes_and_sockets_are_not_opened():
    Path("in").mkdir()
    os.mkfifo("in/pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("in/socket.txt")
        assert reasons() == dict.fromkeys(("in/pipe.txt", "in/socket.txt"), "not a regular file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_a_failure():
    make({"in/a/x.txt": "x", "in/b.txt": "x"})
    Path("in/a").chmod(0)
    try:
        assert [item.source for item in walk(["in"]).unreadable] == ["in/a"]
    finally:
        Path("in/a").chmod(0o700)


def test_names_that_are_not_utf8_can_be_stored(folder):
    name = b"in/\xb1\xa8\xb8\xe6.txt"  # 报告.txt as an old archive holds it
    Path("in").mkdir()
    try:
        Path(os.fsdecode(name)).write_text("x")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    file = walk(["in"]).files[0]
    assert file.source == r"in/\xb1\xa8\xb8\xe6.txt"
    assert Path(file.path).read_text() == "x"


@pytest.mark.parametrize(
    ("source", "root", "inside"),
    [
        ("in/a.txt", "in", True),
        ("in/a.txt", "in/a.txt", True),
        ("in2/a.txt", "in", False),
        ("a.txt", ".", True),
        ("/a.txt", ".", False),
        ("../a.txt", ".", False),
        ("/a.txt", "/", True),
    ],
)
def test_below(source, root, inside):
    assert below(source, [source_name(root)]) is inside
