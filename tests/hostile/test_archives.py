"""Zip archives among the inputs: read as folders are, within limits, never written anywhere."""

import io
import os
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from conftest import REPORT, pdf

from pipeline import archive
from pipeline.limits import Limits, using
from pipeline.store import read_rows
from pipeline.walk import walk
from schemas.records import DocumentRow, FailureRow


def pack(path, members, method=zipfile.ZIP_DEFLATED):
    """A zip archive; ``members`` maps names (str, or bytes in whatever encoding) to contents."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", method) as out:
        for name, data in members.items() if isinstance(members, dict) else members:
            info = zipfile.ZipInfo(name if isinstance(name, str) else "x" * len(name), (2024, 1, 1, 0, 0, 0))
            info.compress_type = method
            out.writestr(info, data)
    data = Path(path).read_bytes()
    for name in dict(members):
        if isinstance(name, bytes):
            data = data.replace(b"x" * len(name), name)
    Path(path).write_bytes(data)
    os.utime(path, ns=(10**18, 10**18))


def sources(out="out"):
    return sorted(row.source for row in read_rows(out, DocumentRow))


def failed(out="out"):
    return {row.source: row.error for row in read_rows(out, FailureRow)}


def listed(*paths, **options):
    found = walk(paths or ["in"], **options)
    return (
        [file.source for file in found.files],
        {item.source: item.reason for item in found.skipped},
        {item.source: item.error for item in found.unreadable},
    )


def test_members_are_read_as_files(reports, parse):
    reports({"z.txt": "z"})
    pack("in/a.zip", {"2023/": b"", "2023/a.txt": "eins", "b.txt": "zwei", "photo.jpg": "x", "__MACOSX/._b.txt": "x"})
    summary = parse()
    assert sources() == ["in/a.zip!/2023/a.txt", "in/a.zip!/b.txt", "in/z.txt"]
    assert {row.file_name for row in read_rows("out", DocumentRow)} == {"a.txt", "b.txt", "z.txt"}
    assert {item.source: item.reason for item in summary.skipped} == {
        "in/a.zip!/photo.jpg": "image",
        "in/a.zip!/__MACOSX/._b.txt": "hidden",
    }


def test_a_report_in_an_archive_has_the_record_of_the_same_file_beside_it(reports, really_parse):
    pack("in/a.zip", {"report.pdf": pdf(), "sub/报告.txt": REPORT})
    really_parse()
    assert sources() == ["in/a.zip!/report.pdf", "in/a.zip!/sub/报告.txt"]
    Path("in/report.pdf").write_bytes(pdf())
    assert really_parse().duplicates == 1
    row = next(row for row in read_rows("out", DocumentRow) if row.media_type == "application/pdf")
    assert (row.source, row.also_at) == ("in/a.zip!/report.pdf", ["in/report.pdf"])


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_chinese_names_without_the_flag_are_read(reports, parse, encoding):
    pack("in/a.zip", {"事故\\调查报告.txt".encode(encoding): "x"})
    parse()
    assert sources() == ["in/a.zip!/事故/调查报告.txt"]


def test_names_that_lead_out_of_the_archive_are_harmless(reports, parse, tmp_path):
    names = ["../../evil.txt", "/etc/evil2.txt", "C:\\evil3.txt", "..\\..\\evil4.txt", "CON.txt", "a/../b.txt", "nul"]
    pack("in/a.zip", [(name, name) for name in [*names, "b.txt"]])
    before = {path for path in tmp_path.parent.rglob("*") if "out" not in path.parts}
    parse()
    made = {path for path in tmp_path.parent.rglob("*") if "out" not in path.parts} - before
    assert {path.name for path in made} <= {"parsed.log"}
    assert not any(Path(f"/etc/{name}").exists() for name in ("evil2.txt", "evil.txt"))
    inner = [source.removeprefix("in/a.zip!/") for source in sources()]
    assert inner == ["C:/evil3.txt", "CON.txt", "a/b.txt", "b.txt", "etc/evil2.txt", "evil.txt", "evil4.txt", "nul"]


def test_members_of_one_name_are_told_apart(reports):
    with pytest.warns(UserWarning, match="Duplicate name"):
        pack("in/a.zip", [("a.txt", "eins"), ("a.txt", "zwei")])
    assert listed()[0] == ["in/a.zip!/a.txt", "in/a.zip!/a~2.txt"]


def test_an_archive_in_an_archive_is_a_failure(reports):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as out:
        out.writestr("a.txt", "x")
    pack("in/a.zip", {"b.zip": inner.getvalue(), "c.rar": "Rar!", "d.txt": "x"})
    assert listed() == (["in/a.zip!/d.txt"], {}, {"in/a.zip!/b.zip": "archive", "in/a.zip!/c.rar": "archive"})


@pytest.mark.parametrize("name", ["a.rar", "a.7z", "a.tar.gz"])
def test_other_archives_are_failures_that_say_what_to_do(reports, parse, name):
    reports({name: "x", "b.txt": "x"})
    (failure,) = parse().failures
    assert (failure.source, failure.error) == (f"in/{name}", "archive")
    assert "unpack it" in failure.message


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"no archive", "damaged"), (b"PK\3\4" + bytes(500), "damaged"), (b"Rar!\x1a\x07\1\0" + bytes(50), "archive"), (b"", "damaged")],
)  # fmt: skip
def test_what_only_has_the_name_of_an_archive_is_a_failure(reports, data, error):
    Path("in/a.zip").write_bytes(data)
    found = listed()
    assert found[2] == ({"in/a.zip": error} if data else {})
    assert found[1] == ({} if data else {"in/a.zip": "empty"})


def test_damaged_and_encrypted_members_cost_themselves_only(reports, parse):
    pack("in/a.zip", {"a.txt": "gut" * 50, "b.txt": "schlecht" * 50, "c.txt": "geheim" * 50}, zipfile.ZIP_STORED)
    data = bytearray(Path("in/a.zip").read_bytes())
    data[data.index(b"schlecht")] ^= 1
    for at in (
        data.index(b"c.txt") - 24,
        data.rindex(b"c.txt") - 38,
    ):  # flags in the member's head and in the directory
        data[at] |= 1
    Path("in/a.zip").write_bytes(data)
    parse()
    assert sources() == ["in/a.zip!/a.txt"]
    assert failed() == {"in/a.zip!/b.txt": "damaged", "in/a.zip!/c.txt": "encrypted"}


def test_an_archive_cut_off_is_a_failure(reports, parse):
    reports({"z.txt": "z"})
    pack("in/a.zip", {"a.txt": "x" * 5000})
    Path("in/a.zip").write_bytes(Path("in/a.zip").read_bytes()[:-60])
    parse()
    assert failed() == {"in/a.zip": "damaged"}


@pytest.mark.parametrize(
    ("limits", "error"),
    [(Limits(members=2), "too-many-members"), (Limits(archive_mb=1), "bomb"), (Limits(members=0), "too-many-members")],
)
def test_limits_on_an_archive(reports, limits, error):
    pack("in/a.zip", {f"{i}.txt": os.urandom(500_000) for i in range(3)}, zipfile.ZIP_STORED)
    with using(limits):
        assert listed()[2] == {"in/a.zip": error}


def test_a_member_that_is_too_large_costs_itself_only(reports):
    pack("in/a.zip", {"a.txt": b"x" * (2 << 20), "b.txt": "x"})
    with using(Limits(file_mb=1)):
        assert listed() == (["in/a.zip!/b.txt"], {}, {"in/a.zip!/a.txt": "too-large"})


def test_a_bomb_is_refused_before_it_is_unpacked(reports):
    pack("in/a.zip", {f"{i}.txt": bytes(30 << 20) for i in range(2)})
    assert listed()[2] == {"in/a.zip": "bomb"}


def test_a_member_that_lies_about_its_size_gives_no_more_than_it_said(reports, parse):
    pack("in/a.zip", {"a.txt": bytes(30 << 20)})
    data = bytearray(Path("in/a.zip").read_bytes())
    entry = data.rindex(b"PK\1\2")
    struct.pack_into("<I", data, entry + 24, 1000)
    Path("in/a.zip").write_bytes(data)
    tracemalloc.start()
    parse()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert failed() == {"in/a.zip!/a.txt": "damaged"}
    assert peak < 20 << 20


def test_a_huge_directory_is_refused_before_it_is_read(reports):
    with zipfile.ZipFile("in/a.zip", "w") as out:
        for i in range(3000):
            out.writestr(f"{'x' * 60}{i}.txt", "")
    with using(Limits(members=100)):
        tracemalloc.start()
        assert listed()[2] == {"in/a.zip": "too-many-members"}
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
        tracemalloc.stop()


def test_the_next_run_reads_what_changed_only(reports, parse, parsed_sources, digests):
    members = {"a.txt": "eins", "b.txt": "zwei", "bad.txt": "x\nraise oh"}
    pack("in/a.zip", members)
    parse()
    assert len(parsed_sources()) == 3
    again = parse()
    assert (again.unchanged, again.failed_before, parsed_sources()) == (2, 1, [])
    pack("in/a.zip", {**members, "b.txt": "drei"})  # same size, same time
    assert parse().parsed == 1
    assert parsed_sources() == ["in/a.zip!/b.txt"]
    os.utime("in/a.zip", (5, 5))
    assert parse().parsed == 0
    parse(out="fresh")
    assert digests("out") == digests("fresh")


def test_prune_drops_members_and_archives_that_are_gone(reports, parse):
    reports({"z.txt": "z"})
    pack("in/a.zip", {"a.txt": "eins", "b.txt": "zwei", "bad.txt": "x\nraise oh"})
    parse()
    pack("in/a.zip", {"a.txt": "eins"})
    assert parse(prune=True).pruned == 2
    assert (sources(), failed()) == (["in/a.zip!/a.txt", "in/z.txt"], {})
    good = Path("in/a.zip").read_bytes()
    Path("in/a.zip").write_bytes(good[:40])
    assert parse(["in/a.zip", "in"], prune=True).pruned == 0  # damaged, but there
    assert sources() == ["in/a.zip!/a.txt", "in/z.txt"]
    Path("in/a.zip").unlink()
    parse(prune=True)
    assert (sources(), failed()) == (["in/z.txt"], {})


def test_globs_match_members_or_the_archive(reports):
    pack("in/a.zip", {"2023/a.txt": "x", "b.md": "x"})
    assert listed(glob=["*.md"])[0] == ["in/a.zip!/b.md"]
    assert listed(glob=["a.zip"])[0] == ["in/a.zip!/2023/a.txt", "in/a.zip!/b.md"]
    assert listed(glob=["*.pdf"])[0] == []


def test_many_members_are_read_in_one_pass(reports, monkeypatch):
    pack("in/a.zip", {f"{i}.txt": "x" for i in range(300)})
    opened = []
    real = archive.archive_of
    monkeypatch.setattr(archive, "archive_of", lambda file: (opened.append(1), real(file))[1])
    assert len(listed()[0]) == 300
    assert len(opened) == 1
    archive.close()
