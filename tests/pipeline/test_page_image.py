"""Pictures of pages: of the file that was parsed and no other, whatever it asks for."""

import hashlib
import io
import subprocess
import zipfile

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from explore.payload import page_size
from pipeline import page_image as module
from pipeline.page_image import page_image
from pipeline.read import pdf_picture
from pipeline.read.pdf_picture import MAX_PIXELS, MAX_SIDE, draw

A4 = (595.0, 842.0)


def pdf(*sizes, words="Page", password=None, **page):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=sizes[0], encrypt=password)
    for number, size in enumerate(sizes, 1):
        canvas.setPageSize(size)
        if page.get("rotate"):
            canvas.setPageRotation(page["rotate"])
        if page.get("sideways"):
            canvas.translate(size[0], 0)
            canvas.rotate(90)
        canvas.drawString(72, 72, f"{words} {number} of {len(sizes)}")
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(100, 200, 50, 30, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def ident(data):
    return hashlib.sha256(data).hexdigest()[:16]


def opened(image):
    return Image.open(io.BytesIO(image)).convert("RGB")


@pytest.fixture
def kept(tmp_path):
    """Writes a file; gives its source and doc_id."""

    def write(data, name="report.pdf"):
        path = tmp_path / name
        path.write_bytes(data)
        return str(path), ident(data)

    return write


def test_a_page_at_two_pixels_per_point(kept):
    image = page_image(*kept(pdf(A4, (300, 400))), 2)
    assert opened(image).size == (600, 800)
    assert page_size(image) == [300.0, 400.0]
    # the red field: 100..150 from the left, 200..230 from the bottom
    picture = opened(image)
    assert picture.getpixel((250, 800 - 430)) == (255, 0, 0)
    assert picture.getpixel((190, 800 - 430)) == (255, 255, 255)


def test_only_the_file_that_was_parsed(kept):
    source, doc_id = kept(pdf(A4))
    assert page_image(source, doc_id, 1)
    assert page_image(source, "0" * 16, 1) is None
    kept(pdf(A4, words="Other"))
    assert page_image(source, doc_id, 1) is None
    assert page_image(source + ".gone", doc_id, 1) is None


@pytest.mark.parametrize("number", [0, -1, 2, 10**12])
def test_pages_that_are_not_there(kept, number):
    assert page_image(*kept(pdf(A4)), number) is None


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"no PDF", b"%PDF-1.7\n" + b"\0" * 10_000], ids=["empty", "head", "text", "zeros"]
)
def test_files_that_are_broken(kept, data):
    assert page_image(*kept(data), 1) is None


def test_an_encrypted_file(kept):
    assert page_image(*kept(pdf(A4, password="secret")), 1) is None


def test_a_page_of_ten_metres_is_drawn_coarser_and_says_how_large_it_is():
    side = 28_346.0
    image = draw(pdf((side, side)), 1)
    width, height = opened(image).size
    assert max(width, height) <= MAX_SIDE
    assert width * height <= MAX_PIXELS * 1.01
    assert page_size(image) == [side, side]


def test_a_long_strip_keeps_to_the_longest_side():
    image = draw(pdf((20_000.0, 20.0)), 1)
    assert opened(image).size[0] <= MAX_SIDE


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_with_next_to_no_text_is_turned_as_a_viewer_turns_it(rotate):
    """The sheet is stored so that it stands upright once it is turned."""
    assert opened(draw(pdf(A4, words="x", rotate=rotate), 1)).size == (1190, 1684)


@pytest.mark.parametrize("rotate", [90, 270])
def test_a_page_whose_text_lies_on_its_side_for_a_viewer_is_turned_to_be_read(rotate):
    image = draw(pdf(A4, words="A line of words that lies on its side", rotate=rotate), 1)
    assert opened(image).size == (1684, 1190)
    assert page_size(image) == pytest.approx([842, 595], abs=0.1)


def test_a_page_whose_text_runs_upward_is_turned_to_be_read():
    """As pdf_chars turns it, by whose boxes values are shown."""
    image = draw(pdf(A4, words="A line of words that runs upward on the page", sideways=True), 1)
    assert opened(image).size == (1684, 1190)
    assert page_size(image) == pytest.approx([842, 595], abs=0.1)
    ink = opened(image).crop((140, 1190 - 170, 420, 1190 - 140)).convert("L").getextrema()
    assert ink[0] < 100  # the words stand 72 points from the left and from the bottom


def test_a_member_of_an_archive(tmp_path):
    data, path = pdf(A4), tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.pdf", pdf(A4, words="Other"))
        archive.writestr("报告/b.pdf", data)
    assert opened(page_image(f"{path}!/报告/b.pdf", ident(data), 1)).size == (1190, 1684)
    assert page_image(f"{path}!/报告/c.pdf", ident(data), 1) is None
    assert page_image(f"{path}!/other.pdf", ident(data), 1) is None


def test_a_file_is_hashed_once_while_it_does_not_change(kept, monkeypatch):
    source, doc_id = kept(pdf(A4, A4))
    module._hashes.clear()
    read = []
    monkeypatch.setattr(module, "hash_input", lambda path, member: read.append(path) or doc_id)
    assert page_image(source, doc_id, 1)
    assert page_image(source, doc_id, 2)
    assert len(read) == 1
    kept(pdf(A4))
    page_image(source, doc_id, 1)
    assert len(read) == 2


def test_a_page_that_takes_too_long_is_given_up(kept, monkeypatch):
    def late(command, **options):
        assert options["timeout"] == module.SECONDS
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(module.subprocess, "run", late)
    assert page_image(*kept(pdf(A4)), 1) is None


def test_the_process_may_not_take_all_memory(kept, monkeypatch, tmp_path):
    """A limit below what the interpreter itself needs ends it; nothing comes out."""
    source, doc_id = kept(pdf(A4))
    assert page_image(source, doc_id, 1)
    command = "import pipeline.read.pdf_picture as p; p.MEMORY_MB = 1; import sys; sys.argv[1:] = {!r}; p.main()"
    done = subprocess.run(
        [module.sys.executable, "-c", command.format([source, "", "1"])],
        capture_output=True,
        cwd=module.Path(pdf_picture.__file__).parents[2],
    )
    assert not done.stdout.startswith(b"\x89PNG")
