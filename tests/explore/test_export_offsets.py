"""Pieces of a text are replaced, and every offset into it stays true."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explore.export.offsets import Mapping, Span, chosen

TEXT = st.text(alphabet="张三李四，。某x1 \n", max_size=60)


@st.composite
def replaced(draw):
    """A text and pieces of it that do not overlap, some side by side."""
    text = draw(TEXT)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
    pieces = [Span(a, b, draw(st.text(alphabet="人员7F", max_size=8))) for a, b in pairwise(cuts)]
    return text, [piece for piece in pieces if draw(st.booleans())]


@given(replaced())
def test_what_was_not_replaced_is_found_where_its_offsets_point(case):
    text, pieces = case
    mapped = Mapping(text, pieces)
    for piece in pieces:
        assert mapped.text[mapped.start(piece.start) : mapped.end(piece.end)] == piece.new
    kept = [at for at in range(len(text)) if not any(one.start <= at < one.end for one in pieces)]
    assert [mapped.text[mapped.start(at)] for at in kept] == [text[at] for at in kept]
    assert len(mapped.text) == len(kept) + sum(len(one.new) for one in pieces)
    assert not any(mapped.touched(at, at + 1) for at in kept)
    assert mapped.end(len(text)) == len(mapped.text)


@given(replaced(), st.data())
def test_a_span_keeps_its_words_and_its_order(case, data):
    text, pieces = case
    mapped = Mapping(text, pieces)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    a, b = mapped.start(start), mapped.end(end)
    assert 0 <= a <= b <= len(mapped.text)
    covered = [one for one in pieces if one.start < end and one.end > start]
    whole_start, whole_end = min([start, *(o.start for o in covered)]), max([end, *(o.end for o in covered)])
    if start < end:
        assert mapped.text[a:b] == mapped.piece(whole_start, whole_end)
        assert mapped.touched(start, end) == bool(covered)
    later = data.draw(st.integers(end, len(text)))
    assert mapped.start(start) <= mapped.start(later)
    assert mapped.end(start) <= mapped.end(later)


@given(replaced())
def test_one_way_of_cutting_into_pages_stays_one(case):
    """Offsets that split a text in order (pages) still split it: no character is lost, none is there twice."""
    text, pieces = case
    mapped = Mapping(text, pieces)
    cuts = [mapped.end(at) for at in range(len(text) + 1)]
    assert cuts == sorted(cuts)
    bounds = [0, *cuts[1:-1], len(mapped.text)]
    assert "".join(mapped.text[a:b] for a, b in pairwise(bounds)) == mapped.text


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(1, 6)), max_size=20))
def test_of_pieces_that_overlap_the_best_are_taken(found):
    ranked = [(rank, Span(start, start + length, "人员")) for rank, start, length in found]
    taken = chosen(ranked)
    assert all(one.end <= other.start for one, other in pairwise(taken))
    for rank, span in ranked:
        rivals = [one for one in taken if one.start < span.end and span.start < one.end]
        assert rivals  # it stands itself, or something that overlaps it does
        if rank == min(r for r, _ in ranked) and span not in taken:
            length = span.end - span.start
            assert any(other.end - other.start >= length for r, other in ranked if r == rank and other in rivals)


def test_pieces_that_overlap_are_an_error():
    with pytest.raises(ValueError, match="overlap"):
        Mapping("张三李四", [Span(0, 2, "甲"), Span(1, 3, "乙")])
    with pytest.raises(ValueError, match="overlap"):
        Mapping("张三", [Span(1, 5, "甲")])


def test_an_offset_inside_a_name_goes_to_its_edge():
    mapped = Mapping("工人张三在", [Span(2, 4, "人员7F3A9C00")])
    assert mapped.text == "工人人员7F3A9C00在"
    assert (mapped.start(3), mapped.end(3)) == (2, 12)
    assert (mapped.start(4), mapped.end(4)) == (12, 12)
    assert mapped.cuts(3)
    assert not mapped.cuts(2)
    assert not mapped.cuts(4)
