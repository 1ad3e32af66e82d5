"""The server behind the page: what it gives out, and to whom."""

import struct
import threading
import zlib

import pytest
from serving import client, content, deaths, one

from explore.dataset import connect, rows
from explore.errors import NoDatasetError
from explore.server import application


def test_the_page_and_its_pieces(page):
    assert '<script src="app.js">' in page.get("/").text
    for name in ("schema", "cases", "documents", "punishments", "laws", "reviews", "decisions"):
        assert content(page.get(f"/data/{name}.js"))


def test_a_report_with_everything_that_its_page_needs(page, root):
    doc_id = deaths(root)["doc_id"]
    got = content(page.get(f"/data/reports/{doc_id}.js"))
    assert got["text"] == one(root, "SELECT text FROM texts WHERE doc_id = ?", doc_id)["text"]
    for table, columns in got["tables"].items():
        assert columns["n"] == one(root, f'SELECT count(*) AS n FROM "{table}" WHERE doc_id = ?', doc_id)["n"], table
    assert got["tables"]["evidence"]["columns"].keys() >= {
        "table",
        "row_id",
        "field",
        "char_start",
        "char_end",
        "rule",
        "confidence",
    }
    starts = got["tables"]["evidence"]["columns"]["char_start"]["v"]
    assert starts == sorted(starts)
    assert got["reviews"] == []


def test_what_wants_a_reviewer_names_the_value_that_decides_it(page, root):
    listed = content(page.get("/data/reviews.js"))
    urgency = listed["columns"]["urgency"]["v"]
    assert urgency == sorted(urgency)
    open_checks = one(
        root, "SELECT count(*) AS n FROM checks WHERE verdict <> 'pass' AND \"check\" <> 'facts.complete'"
    )["n"]
    assert sum(one < 2 for one in urgency) >= open_checks
    con = connect(root)
    schema = content(page.get("/data/schema.js"))
    for i in range(listed["n"]):
        table, field, row_id = (
            listed["columns"][name]["d"][listed["columns"][name]["i"][i]] for name in ("table", "field", "row_id")
        )
        assert field in [column[0] for column in schema[table]["columns"]]
        assert rows(con, f'SELECT 1 FROM "{table}" WHERE "{schema[table]["key"]}" = ?', [row_id])


def test_the_schema_tells_what_can_be_corrected(page):
    schema = content(page.get("/data/schema.js"))
    columns = {column[0]: column for column in schema["accidents"]["columns"]}
    assert columns["severity"][1:] == ["事故等级", "string", ["一般", "较大", "重大", "特别重大"], True, True]
    assert columns["severity_derived"][4] is False
    assert schema["persons"]["find"][0] == ["name"]


@pytest.mark.parametrize(
    "path",
    [
        "/data/reports/0000000000000000.js",
        "/data/reports/..%2f..%2fetc%2fpasswd.js",
        "/data/evidence.js",
        "/data/nothing.js",
        "/pages/0000000000000000/1.png",
        "/../payload.py",
        "/%2e%2e/payload.py",
        "/nothing.html",
    ],
)
def test_what_is_not_there(page, path):
    assert page.get(path).status_code == 404


def test_every_answer_keeps_other_sites_out(page):
    for path in ("/", "/app.js", "/config.js", "/data/cases.js", "/nothing"):
        headers = page.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy.split("style-src")[0]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in headers


def test_only_its_own_names_are_answered(page, root):
    for host in ("evil.example", "127.0.0.1.evil.example", "evil.example:8642"):
        assert page.get("/data/cases.js", headers={"Host": host}).status_code == 400
        assert page.post("/api/reviews", headers={"Host": host}).status_code == 400
    for host in ("localhost:8642", "127.0.0.1"):
        assert page.get("/config.js", headers={"Host": host}).status_code == 200
    assert not (root / "corrections").exists()


def test_a_dataset_written_again_is_read_again(page, root):
    assert content(page.get("/data/documents.js"))["n"] == 2
    for table in root.iterdir():
        for path in table.glob("*.parquet"):
            if table.name == "documents":
                import pyarrow.parquet as pq

                pq.write_table(pq.read_table(path).slice(0, 1), path)
    assert content(page.get("/data/documents.js"))["n"] == 1


def test_no_dataset(tmp_path):
    with pytest.raises(NoDatasetError):
        application(tmp_path)


# ---- pictures ----


def png(text=b""):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return head + (chunk(b"tEXt", text) if text else b"") + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def as_pdf(root):
    """The dataset as if its first document were a PDF; its doc_id."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    (path,) = (root / "documents").glob("*.parquet")
    table = pq.read_table(path)
    kinds = ["application/pdf", *table["media_type"].to_pylist()[1:]]
    place = table.schema.get_field_index("media_type")
    pq.write_table(table.set_column(place, table.schema.field(place), pa.array(kinds)), path)
    return table["doc_id"][0].as_py(), table["source"][0].as_py(), table["doc_id"][1].as_py()


def test_pictures_are_drawn_once_with_the_size_of_their_page(root):
    doc_id, source, other = as_pdf(root)
    asked = []

    def draw(*place):
        asked.append(place)
        return png(b"shigu:page\x00595.28 841.89") if place[2] <= 2 else None

    page = client(root, page_image=draw)
    assert content(page.get(f"/data/pages/{doc_id}/2.js")) == [595.28, 841.89]
    picture = page.get(f"/pages/{doc_id}/2.png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert asked == [(source, doc_id, 2)]
    assert content(page.get(f"/data/pages/{doc_id}/3.js")) is None
    assert page.get(f"/pages/{doc_id}/3.png").status_code == 404
    assert page.get(f"/pages/{other}/1.png").status_code == 404  # no PDF
    assert len(asked) == 3


def test_no_more_than_two_pictures_are_drawn_at_once(root):
    doc_id, _, _ = as_pdf(root)
    now, most, lock = [0], [0], threading.Lock()
    full = threading.Event()

    def draw(*_):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
            if now[0] == 2:
                full.set()
        full.wait(10)
        with lock:
            now[0] -= 1
        return png()

    from explore.server import Data, Pictures

    pictures = Pictures(Data(root), draw)
    threads = [threading.Thread(target=pictures.get, args=(doc_id, n)) for n in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most[0] == 2


def test_without_a_drawer_there_are_no_pictures(page, root):
    assert '"pages": false' in page.get("/config.js").text
    assert page.get(f"/pages/{deaths(root)['doc_id']}/1.png").status_code == 404
