"""Findings on a spaCy Doc, and the DocBin that the command writes."""

import importlib.util
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import parse_file, parse_folder
from pipeline.cli import app

ROOT = Path(__file__).parents[2]
REPORTS = [
    ROOT / "data/raw/changxing-0618-poisoning.pdf",
    ROOT / "data/raw/dongtai-0305-machine.docx",
    ROOT / "data/raw/shouguang-0902-fall.html",
    ROOT / "data/raw/chenzhou-notice-2024.txt",
    ROOT / "tests/golden/docs/henan-zhongmu-1209-evaluation.txt",
]
HAS_SPACY = importlib.util.find_spec("spacy") is not None
HAS_JIEBA = importlib.util.find_spec("jieba") is not None
needs_jieba = pytest.mark.skipif(not HAS_JIEBA, reason="jieba is not installed (pip install 'shigu[nlp]')")
needs_spacy = pytest.mark.skipif(not HAS_SPACY, reason="spaCy is not installed (pip install 'shigu[nlp]')")


@pytest.fixture(scope="module", params=REPORTS, ids=lambda path: path.name)
def record(request):
    return parse_file(request.param)


def places(group):
    return [(span.start, span.end, span.text, span.label_, span.kb_id_, span.id_) for span in group]


def command(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args], prog_name="shigu")


@needs_spacy
def test_every_evidence_is_a_span_with_its_words(record):
    from pipeline.nlp import to_doc

    doc = to_doc(record)
    assert doc.text == record.text.text
    assert len(doc) == len(doc.text)
    told = {
        (name, span.start_char, span.end_char, span.text, span.label_, span.kb_id_)
        for name, group in doc.spans.items()
        for span in group
        if name != "sections"
    }
    assert told == {(e.table, e.char_start, e.char_end, e.text, e.field, e.row_id) for e in record.evidence}
    assert sum(len(group) for name, group in doc.spans.items() if name != "sections") == len(record.evidence)


@needs_spacy
def test_sections_are_spans_that_cover_their_headings(record):
    from pipeline.nlp import to_doc

    doc = to_doc(record)
    sections = list(doc.spans["sections"])
    assert [(s.start_char, s.end_char, s.label_, s.id_) for s in sections] == [
        (row.char_start, row.char_end, row.part, row.section_id) for row in record.sections
    ]
    for span, row in zip(sections, record.sections, strict=True):
        assert row.text in span.text


@needs_spacy
def test_rule_confidence_and_page_stand_beside_the_spans(record):
    from pipeline.nlp import to_doc

    doc = to_doc(record)
    rules = {(e.table, e.char_start, e.char_end, e.field, e.row_id, e.rule, e.page) for e in record.evidence}
    for name in ("documents", "accidents", "organizations", "persons", "sanctions", "citations"):
        group = doc.spans[name]
        assert {len(values) for values in group.attrs.values()} == {len(group)}
        for span, rule, page in zip(group, group.attrs["rule"], group.attrs["page"], strict=True):
            assert (name, span.start, span.end, span.label_, span.kb_id_, rule, page) in rules


@needs_spacy
def test_user_data_holds_the_rows(record):
    from pipeline.nlp import to_doc

    data = to_doc(record).user_data
    assert data["document"]["doc_id"] == record.document.doc_id
    assert [row["accident_id"] for row in data["accidents"]] == [row.accident_id for row in record.accidents]
    for name, rows in record.tables.items():
        if name not in ("evidence", "texts"):
            assert len(data[name]) == len(rows)
    for row, plain in zip(record.accidents, data["accidents"], strict=True):
        assert plain["deaths"] == row.deaths
        assert plain["direct_loss_yuan"] == (None if row.direct_loss_yuan is None else str(row.direct_loss_yuan))
        assert plain["occurred_at"] == (None if row.occurred_at is None else row.occurred_at.isoformat())


@needs_spacy
def test_a_doc_comes_back_from_a_docbin_as_it_was(record):
    import spacy
    from spacy.tokens import DocBin

    from pipeline.nlp import to_doc

    doc = to_doc(record)
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (back,) = DocBin().from_bytes(stored).get_docs(spacy.blank("zh").vocab)
    assert back.text == doc.text
    assert back.user_data == doc.user_data
    assert list(back.spans) == list(doc.spans)
    for name, group in doc.spans.items():
        assert places(back.spans[name]) == places(group)
        assert back.spans[name].attrs == group.attrs


@needs_spacy
def test_a_report_is_read_first():
    from pipeline.nlp import to_doc
    from pipeline.parse import record_of
    from pipeline.read import read_document
    from pipeline.segment import segment

    path = REPORTS[3]
    report = segment(read_document(path.read_bytes(), path.name, path.name))
    one, other = to_doc(report), to_doc(record_of(report))
    assert one.user_data == other.user_data
    assert all(places(one.spans[name]) == places(other.spans[name]) for name in other.spans)


@needs_spacy
def test_white_space_and_rare_characters_are_tokens_too():
    from pipeline.nlp import characters

    text = " 王某\n\n\u3000𠮷田　A1\t。"
    doc = characters(text)
    assert [doc[a:b].text for a in range(len(text)) for b in range(a + 1, len(text) + 1)] == [
        text[a:b] for a in range(len(text)) for b in range(a + 1, len(text) + 1)
    ]


@needs_spacy
def test_the_command_writes_files_and_datasets_alike(tmp_path, monkeypatch):
    import spacy
    from spacy.tokens import DocBin

    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for path in REPORTS[1:4]:
        (tmp_path / "in" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "in" / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    done = command("export", "--spacy", "a.spacy", "--jobs", 1, "in")
    assert done.exit_code == 3
    assert "failed: in/bad.pdf" in done.stderr
    assert done.stdout == "a.spacy: 3 documents, 1 failure\n"
    parse_folder("in", "dataset", jobs=1)
    done = command("export", "--spacy", "b.spacy", "dataset", "in")  # a document of both is written once
    assert done.stdout == "b.spacy: 3 documents, 1 failure\n"
    vocab = spacy.blank("zh").vocab
    one, other = (list(DocBin().from_disk(name).get_docs(vocab)) for name in ("a.spacy", "b.spacy"))
    for a, b in zip(one, other, strict=True):
        assert (a.text, a.user_data) == (b.text, b.user_data)
        assert {name: places(group) for name, group in a.spans.items()} == {
            name: places(group) for name, group in b.spans.items()
        }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.spacy", "b.spacy", "dataset", "in"]


@needs_spacy
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("nowhere.pdf",), "no such file"),
        (("empty",), "no documents here"),
    ],
)
def test_wrong_usage_of_export(args, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    done = command("export", "--spacy", "out.spacy", *args)
    assert done.exit_code == 2
    assert words in done.stderr
    assert command("export", "--spacy", "empty", *args).exit_code == 2
    assert command("export", "--spacy", "missing/out.spacy", *args).exit_code == 2


@needs_spacy
@needs_jieba
def test_recognised_names_are_a_group_of_their_own(record):
    from pipeline.nlp import allowed, to_doc

    plain, doc = to_doc(record), to_doc(record, ner=True)
    assert set(doc.spans) - set(plain.spans) == {"names"}
    assert doc.user_data == plain.user_data
    assert all(places(doc.spans[name]) == places(group) for name, group in plain.spans.items())
    for span in doc.spans["names"]:
        assert span.text == record.text.text[span.start : span.end]
        assert allowed(span.label_, span.text)


@needs_spacy
@needs_jieba
def test_the_recogniser_finds_names_in_running_text():
    from pipeline.nlp import add_names, characters

    doc = characters("6月12日，盐城远岭机械有限公司车间主任李某某安排王强到现场查看。有关部门要加强监管。")
    add_names(doc)
    assert [(span.text, span.label_) for span in doc.spans["names"]] == [
        ("盐城远岭机械有限公司", "ORG"),
        ("李某某", "PER"),
        ("王强", "PER"),
    ]


@needs_spacy
@needs_jieba
def test_export_with_names(tmp_path):
    import spacy
    from spacy.tokens import DocBin

    assert command("export", "--ner", "--spacy", tmp_path / "out.spacy", REPORTS[3]).exit_code == 0
    (doc,) = DocBin().from_disk(tmp_path / "out.spacy").get_docs(spacy.blank("zh").vocab)
    assert {span.label_ for span in doc.spans["names"]} <= {"ORG", "PER"}
    assert len(doc.spans["names"]) > 0


def test_the_weights_stay_small():
    files = [path for path in (ROOT / "extractors/vocab/ner").rglob("*") if path.is_file()]
    assert 0 < sum(path.stat().st_size for path in files) < 5_000_000


@needs_spacy
def test_without_jieba_export_with_names_says_what_to_install(monkeypatch, tmp_path):
    from extractors import words

    words._tokenizer.cache_clear()
    monkeypatch.setitem(sys.modules, "jieba", None)
    done = command("export", "--ner", "--spacy", tmp_path / "out.spacy", REPORTS[3])
    assert done.exit_code == 2
    assert "jieba is not installed" in done.stderr


def test_without_spacy_the_command_says_what_to_install(monkeypatch, tmp_path):
    from pipeline import nlp

    nlp.blank.cache_clear()
    monkeypatch.setitem(sys.modules, "spacy", None)
    done = command("export", "--spacy", tmp_path / "out.spacy", REPORTS[3])
    assert done.exit_code == 2
    assert "pip install 'shigu[nlp]'" in done.stderr


def test_parsing_imports_neither_spacy_nor_jieba(tmp_path):
    code = (
        "import sys, pipeline, pipeline.nlp, pipeline.cli; from pipeline import parse_file;"
        f"parse_file({str(REPORTS[0])!r});"
        "assert not {'spacy', 'jieba', 'thinc'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


@needs_jieba
def test_words_cover_a_text_and_stand_where_they_say(record):
    from extractors.words import words

    text = record.text.text
    found = words(text)
    assert "".join(word for word, _, _ in found) == text
    assert all(text[start:end] == word for word, start, end in found)
    assert all(one[2] == other[1] for one, other in pairwise(found))


@needs_jieba
@pytest.mark.parametrize("text", ["", " ", "\n\n", "王 某\r\n\t\u3000男", "𠮷田x1.5%（A＋B）\x00“·”", "Ⅲ级\ufeff①"])
def test_words_of_odd_texts(text):
    from extractors.words import words

    found = words(text)
    assert "".join(word for word, _, _ in found) == text
    assert all(text[start:end] == word for word, start, end in found)


@needs_jieba
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("柳河县应急管理局副局长张某", "柳河县 应急管理局 副局长 张某"),
        ("违反《建设工程安全生产管理条例》", "违反 《 建设工程安全生产管理条例 》"),
        ("安排专职安全员到有限空间作业", "安排 专职安全员 到 有限空间作业"),
    ],
)
def test_the_dictionary_knows_the_trade(text, expected):
    from extractors.words import words

    assert [word for word, _, _ in words(text)] == expected.split()


def test_without_jieba_words_says_what_to_install(monkeypatch):
    from extractors import words

    words._tokenizer.cache_clear()
    monkeypatch.setitem(sys.modules, "jieba", None)
    with pytest.raises(words.JiebaMissingError, match=r"pip install 'shigu\[nlp\]'"):
        words.words("张某")


def test_the_dictionary_is_the_one_that_the_tool_builds(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    from build_words import HEAD, entries

    lines = sorted(f"{word} {tag}" for word, tag in entries().items())
    stored = (ROOT / "extractors" / "vocab" / "words.txt").read_text("utf-8")
    assert stored == HEAD + "\n".join(lines) + "\n", "run make words"
