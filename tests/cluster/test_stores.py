"""Inputs in an object store: listed once, read once, named by their URL."""

import io
import sys
import zipfile
from pathlib import Path

import pytest
from s3_server import s3_server  # noqa: F401
from typer.testing import CliRunner

from pipeline import remote
from pipeline.cli import app
from pipeline.limits import Limits
from pipeline.run import UsageError
from pipeline.store import read_rows
from pipeline.walk import walk
from schemas.records import DocumentRow, FailureRow

WORDS = {f"{i:02}.txt": f"第{i}号报告" for i in range(12)}


@pytest.fixture
def bucket(s3_server):  # noqa: F811
    """Puts objects into ``s3://bucket/in`` and gives their URL: ``bucket({"a.txt": "words"})``."""
    url = s3_server.bucket()

    def put(files):
        for name, content in files.items():
            path = s3_server.folder / "bucket" / "in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return f"{url}/in"

    def remove(name):
        """Through the server, which keeps listings for a moment."""
        store, path = remote.system(f"{url}/in/{name}")
        if store.exists(path):
            store.rm_file(path)

    put.folder, put.remove = s3_server.folder / "bucket", remove
    return put


@pytest.fixture
def asked(monkeypatch):
    """The requests to the store since the last look, by kind."""
    from s3fs import S3FileSystem

    seen, real = [], S3FileSystem._call_s3

    async def call(self, method, *args, **options):
        seen.append(method)
        return await real(self, method, *args, **options)

    monkeypatch.setattr(S3FileSystem, "_call_s3", call)

    def take():
        found, seen[:] = list(seen), []
        return found

    return take


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_bucket_is_walked_as_a_folder_is(bucket, reports, tmp_path):
    tree = {
        **WORDS,
        "sub/deep/a.pdf": "%PDF-1.4",
        "no suffix": "words of a report",
        "binary": b"\x00\x01",
        "photo.jpg": "x",
        ".hidden.txt": "x",
        ".hidden/a.txt": "x",
        "empty.txt": "",
        "thumbs.db": "x",
        "page.html": "<html></html>",
        "page_files/frame.html": "<html></html>",
        "old/.shigu/layout.json": "{}",
        "old/documents/part.parquet": "x",
        "big.txt": "x" * 3_000,
        "all.zip": zipped({"in/a.txt": "甲", "b.png": "x", "c.docx": zipped({"word/document.xml": "x"})}),
        "really.zip": zipped({"word/document.xml": "x"}),
        "damaged.zip": b"PK\x03\x04 no more",
    }
    url = bucket(tree)
    bucket.folder.joinpath("in-other").mkdir()
    bucket.folder.joinpath("in-other", "x.txt").write_text("x")
    here = tmp_path / "here"
    here.symlink_to(bucket.folder / "in")
    far, near = walk([url]), walk([here])

    def seen(found, root):
        return [
            [(item.source.removeprefix(root), *rest(item)) for item in group]
            for group, rest in (
                (found.files, lambda item: (item.size, item.member)),
                (found.skipped, lambda item: (item.reason,)),
                (found.unreadable, lambda item: (item.error, item.size)),
            )
        ]

    assert seen(far, url) == seen(near, str(here))
    assert len(far.files) == 19
    assert walk([url + "/"], glob=["sub/*/*.pdf"]).files == tuple(f for f in far.files if f.source.endswith("a.pdf"))
    assert [file.source for file in walk([f"{url}/00.txt"]).files] == [f"{url}/00.txt"]


def test_a_bucket_is_listed_once_and_each_object_read_twice_at_most(bucket, asked):
    url = bucket(WORDS)
    found = walk([url])
    assert asked() == ["list_objects_v2"]
    assert {remote.open_url(file.path).read().decode() for file in found.files} == set(WORDS.values())
    assert asked() == ["get_object"] * 12


def test_objects_are_read_as_files_are(bucket, reports, parse, asked):
    url = bucket({**WORDS, "copy.md": "第3号报告", "bad.txt": "x\nraise oh", "z.zip": zipped({"in/a.txt": "甲"})})
    summary = parse([url])
    assert (summary.files, summary.parsed, summary.duplicates, len(summary.failures)) == (15, 13, 1, 1)
    assert {row.source for row in read_rows("out", DocumentRow)} >= {f"{url}/00.txt", f"{url}/z.zip!/in/a.txt"}
    asked()
    again = parse([url])
    assert (again.unchanged, again.failed_before) == (14, 1)
    assert [kind for kind in asked() if kind == "get_object"] == ["get_object"] * 2  # into the archive, to list it
    bucket({"05.txt": "neu und länger"})
    assert (parse([url]).parsed, "neu und länger" in {row.title for row in read_rows("out", DocumentRow)}) == (1, True)


def test_an_object_that_goes_is_pruned(bucket, reports, parse):
    url = bucket(WORDS)
    parse([url])
    bucket.remove("03.txt")
    assert parse([url]).documents == 12
    assert parse([url], prune=True).documents == 11


@pytest.mark.parametrize("moment", ["before it is hashed", "before it is read"])
def test_an_object_that_vanishes_is_a_failure_and_tried_again(bucket, reports, parse, moment, monkeypatch):
    from pipeline import runner

    url = bucket({"a.txt": "x", "b.txt": "y"})
    real = runner.hash_input

    def vanish(path, member):
        if moment == "before it is hashed":
            bucket.remove("a.txt")
            return real(path, member)
        out = real(path, member)
        bucket.remove("a.txt")
        return out

    with monkeypatch.context() as patched:
        patched.setattr(runner, "hash_input", vanish)
        (failure,) = parse([url]).failures
    assert (failure.source, failure.stage, failure.error) == (f"{url}/a.txt", "walk", "unreadable")
    assert failure.message == "the file cannot be read: it is not there any more; run again"
    bucket({"a.txt": "x"})
    assert parse([url]).failures == []


def test_what_is_too_large_is_not_fetched(bucket, reports, parse, asked):
    url = bucket({"a.txt": "x" * (3 << 20), "b.txt": "y"})
    (failure,) = parse([url], limits=Limits(file_mb=2)).failures
    assert (failure.source, failure.error) == (f"{url}/a.txt", "too-large")
    assert asked().count("get_object") == 1


def test_objects_larger_than_a_request_are_read_whole(bucket, asked):
    data = bytes(range(256)) * 4096  # exactly as long as four requests
    url = bucket({"a.pdf": data, "b.pdf": data + b"x"})
    for name, content in (("a.pdf", data), ("b.pdf", data + b"x")):
        with remote.open_url(f"{url}/{name}", 1 << 18) as file:
            assert file.read() == content
        with remote.open_url(f"{url}/{name}", 1 << 18) as file:
            file.seek(-5, 2)
            assert file.read() == content[-5:]
            assert file.seek(0) == 0
            assert file.read(3) == content[:3]


def test_wrong_credentials_are_said_and_not_printed(bucket, reports, monkeypatch):
    from s3fs import S3FileSystem

    url = bucket({"a.txt": "x"})
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong-secret")
    S3FileSystem.clear_instance_cache()
    done = CliRunner().invoke(app, ["parse", url, "--out", "out"])
    assert done.exit_code == 2
    assert "the store does not let us" in done.stderr
    assert "wrong-secret" not in done.stderr
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.org/a.pdf", "nothing is fetched from the web"),
        ("HTTPS://example.org/a.pdf?key=1", "nothing is fetched from the web"),
        ("simplecache::https://example.org/a.pdf", "no such file"),
        ("s3://bucket::http://x/y", "addresses in a chain"),
        ("s3://name:word@bucket/in", "s3://bucket/in: no passwords in an address"),
        ("nonsense://bucket/in", "no such kind of address"),
        ("s3://", "names no bucket"),
        ("file:///tmp", "name the path itself"),
        ("s3://bucket/nothing", "s3://bucket/nothing: nothing there"),
        ("s3://no-such-bucket/in", "s3://no-such-bucket/in: nothing there"),
    ],
)
def test_addresses_that_are_refused(bucket, reports, url, words):
    bucket({"a.txt": "x"})
    with pytest.raises(UsageError, match=words) as caught:
        walk([url])
    assert "word@" not in str(caught.value)
    assert "key=1" not in str(caught.value)


def test_without_fsspec_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(UsageError, match=r"pip install 'shigu\[cluster\]'"):
        walk(["s3://bucket/in"])


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError("key AKIAABCDEFGH1234 is not known"), "(key … is not known)"),
        (OSError("GET https://x/y?sig=secret failed"), "GET https://x/y?… failed"),
        (ValueError("https://user:word@host/x"), "https://host/x"),
    ],
)
def test_messages_hold_no_keys(error, words):
    assert words in remote.reason(error)


def test_a_store_that_tells_no_time_is_read_again_to_know(bucket, reports, parse, monkeypatch, asked):
    monkeypatch.setattr(remote, "_STAMPS", ())
    url = bucket(WORDS)
    assert parse([url]).parsed == 12
    asked()
    assert parse([url]).unchanged == 12
    assert asked().count("get_object") == 12


def test_dask_workers_read_objects_themselves(bucket, reports, parse, digests):
    url = bucket({**WORDS, "copy.md": "第3号报告", "z.zip": zipped({"in/a.txt": "甲"}), "empty.txt": ""})
    parse([url], out="a")
    summary = parse([url], out="b", engine="dask", jobs=1)
    assert (summary.parsed, summary.duplicates) == (13, 1)
    assert digests("a") == digests("b")
    assert [row.error for row in read_rows("b", FailureRow)] == ["empty"]
    assert parse([url], out="b", engine="dask", jobs=1).unchanged == 14


def test_a_dataset_in_a_bucket_is_that_of_a_folder(bucket, reports, parse, digests):
    url = bucket({**WORDS, "copy.md": "第3号报告", "bad.txt": "x\nraise oh"})
    parse([url], out="a")
    on_dask = {"out": "s3://bucket/made", "engine": "dask", "jobs": 1}
    summary = parse([url], **on_dask)
    assert (summary.parsed, summary.documents, len(summary.failures)) == (12, 12, 1)
    assert digests(bucket.folder / "made") == digests("a")
    again = parse([url], **on_dask)
    assert (again.parsed, again.unchanged, again.failed_before) == (0, 13, 1)
    done = CliRunner().invoke(app, ["compact", "s3://bucket/made"])
    assert (done.exit_code, done.stdout) == (0, "s3://bucket/made: 0 documents brought together\n")
