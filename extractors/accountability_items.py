"""The parts 责任处理 and 责任落实 as items, each with the persons or units that it speaks of.

1.张xx，男，中共党员，… · 何某（某公司工人）作为… · 某公司。未… · a heading 1.卞某军 with its paragraph · a row of a table ·
某公司现场负责人李某，… · a sentence after the list (对上述人员…). A paragraph that begins with no subject belongs to the
item before it; quoted statutes (footnotes) belong to none.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

import regex

from extractors import answered_items, sanction_measures
from extractors.accountability_passages import DECIMAL, GROUP, MARK, is_quoted_law, stretch
from extractors.accountability_rows import columns_above, row_item, table_row
from extractors.accountability_subjects import SENTENCED, Item, read_subject
from extractors.accountability_titles import is_item_title, is_sentence, is_told
from extractors.accountability_told import headed, parted
from extractors.follow_up import is_follow_up
from extractors.patterns import compiled, squeezed
from extractors.penalty_forms import forms as forms_of
from extractors.penalty_forms import is_penalty_paper
from extractors.penalty_forms import read as form_cells
from extractors.person_names import masked_pattern, name_at
from extractors.posts import Resolve, is_post, unit_end
from extractors.told_in_prose import is_undivided, prose_items
from extractors.view import View, view
from schemas.document import Report, SectionNode
from schemas.vocabularies import ABOUT_ONE_ACCIDENT

PARTS = ("责任处理", "责任落实")
_GLUED = compiled(rf"(?<=[。；;])[ \u3000]*(?=\d{{1,3}}[.．、](?!\d)|{DECIMAL})")
_LEAD = compiled(
    r"(?:[（(]?[\d一二三四五六七八九十]{1,2}[）).、．])?[^。；]{0,24}(?:(?:免予|免于|不予|不再)(?:责任)?(?:追究|追责|问责)|建议移送(?:司法|公安|检察)机关)[^。；，]{0,14}(?:（[^（）]*）)?[：。]?"
)
"""A line that says of all the items below it what is done with them: 1.因在事故中死亡，免予追究责任人员（2人）."""


@dataclasses.dataclass
class _Draft:
    """Paragraphs of an item to be, with its mark's family."""

    spans: list[tuple[int, int]]
    family: str | None
    row: dict[str, tuple[int, int]] | None = None
    marked: bool = False
    follows: bool = False
    turn: tuple[int, int] = (0, 1)


_STRAY = compiled(
    r"^(?:其他|另外的)?(?:有关)?(?:人员)?(?:处理|问责|追责|处罚|处分|内部处理|企业内部处理)(?:情况|方面)?$"
)


_DEALT = compiled(
    r"^(?!.*(?:措施|问题|整改)).*(?:处理|处罚|追责|问责|追究|处分)(?:落实|执行|办理)?(?:情况|结果|意见|决定|建议)*$"
)
"""A heading over what was done with persons and units, where the document's divisions do not say so: 对有关人员和单位的处理."""


def items(report: Report, resolve: Resolve, since: dt.date | None = None) -> list[Item]:
    """All items of the two parts, in reading order; an empty list where the report has neither.

    ``since``: the day of the accident, where it is known; what a follow-up's prose dates before it is no item.
    """
    out: list[Item] = []
    follow_up = is_follow_up(report)
    undivided = follow_up and all(n.part not in PARTS for n in report.sections)
    if follow_up and is_undivided(report.sections):
        return list(prose_items(report, resolve, since))
    for node in report.sections:
        if node.part in PARTS:
            found = _section_items(report, node, resolve)
            if follow_up:
                found = (headed(p, resolve, report) for item in found for p in parted(item, resolve, report))
            out += found
        elif undivided and _DEALT.search(squeezed(node.heading or "")):
            out += (
                headed(p, resolve, report)
                for i in _section_items(report, node, resolve)
                for p in parted(i, resolve, report)
            )
        elif follow_up and (undivided or _STRAY.search(node.heading or "")):
            out += _stray_items(report, node, resolve)
        elif forms := list(forms_of(report, node)):
            out += [i for _, form in forms if (i := row_item(report, node, form_cells(form), resolve)) is not None]
        elif is_penalty_paper(report):
            out += _section_items(report, node, resolve) if _has_rows(report, node) else ()
        elif (told := _told_in(report, node)) is not None:
            out += _section_items(report, told, resolve)
    return out


def _has_rows(report: Report, node: SectionNode) -> bool:
    return any(b.kind == "table_row" for b in report.document.blocks_in(node.body_start, node.body_end))


_SKIP = frozenset({"防范措施", "事故教训", "工作要求", "措施落实", "评估工作", "附件"})


_LINE = compiled(r"[^\n]+")


def _told_in(report: Report, node: SectionNode) -> SectionNode | None:
    """The stretch of another division that is a list of who answers: its heading was not known for one, or it has none."""
    if report.doc_type not in ABOUT_ONE_ACCIDENT or node.part in _SKIP:
        return None
    lines = [
        line.span()
        for block in report.document.blocks_in(node.body_start, node.body_end)
        if block.kind in ("paragraph", "heading")
        for line in _LINE.finditer(
            report.text, pos=max(block.start, node.body_start), endpos=min(block.end, node.body_end)
        )
    ]
    found = stretch([squeezed(report.text[a:b]) for a, b in lines])
    if found is None:
        return None
    return dataclasses.replace(
        node, body_start=lines[found[0]][0], body_end=lines[found[1] - 1][1], heading=None, level=0
    )


def _stray_items(report: Report, node: SectionNode, resolve: Resolve) -> Iterator[Item]:
    """Numbered lines of a follow-up without a part for them that tell of a penalty: 1.某公司缴纳罚款28万元，…."""
    heading = report.text[node.heading_start : node.heading_end] if node.heading else ""
    spans: list[list[tuple[int, int]]] = []
    if node.level and sanction_measures.find(squeezed(heading)):
        spans.append([(node.heading_start, node.heading_end)])
    for block in report.document.blocks:
        start, end = max(block.start, node.body_start), min(block.end, node.body_end)
        for line in _LINE.finditer(report.text, pos=start, endpos=max(start, end)):
            if block.kind not in ("paragraph", "heading"):
                continue
            if (
                MARK.match(line[0]) is not None
                or line[0].lstrip().startswith("一是")
                or (node.heading and _STRAY.search(node.heading))
            ):
                spans.append([line.span()])
            elif spans and node.level:
                spans[-1].append(line.span())
    for one in spans:
        mark = MARK.match(report.text, *one[0])
        draft = Item(view(report, [(mark.end() if mark else one[0][0], one[0][1]), *one[1:]]), node, listed=node.index)
        yield from (i for i in parted(draft, resolve, report) if i.names or i.units)


def _section_items(report: Report, node: SectionNode, resolve: Resolve) -> Iterator[Item]:
    heading = report.text[node.heading_start : node.heading_end] if node.heading else ""
    titled = bool(heading) and node.level > 0 and (is_item_title(heading, node, resolve) or is_sentence(heading))
    if heading and not titled and is_follow_up(report):
        titled = is_told(heading, resolve)
    drafts = list(_drafts(report, node, resolve, parted=not titled))
    if titled:
        apart = [d for d in drafts if _is_group(report, d) or _is_sibling(report, node, d, resolve)]
        spans = [s for d in drafts if d not in apart for s in d.spans]
        head = (node.heading_start, node.heading_end)
        drafts = [_Draft([head, *spans], None), *apart]
    lead: View | None = None
    if node.heading and not titled:
        words = view(report, [(node.heading_start, node.heading_end)])
        lead = words if _LEAD.fullmatch(words.text) else None
    for draft in drafts:
        item = _item(report, node, draft, resolve)
        if item is None:
            continue
        if not item.names and not item.units and _LEAD.fullmatch(item.view.text):
            lead = item.view
        else:
            item.lead = lead
        yield item


def _is_group(report: Report, draft: _Draft) -> bool:
    start, end = draft.spans[0]
    return draft.row is None and GROUP.match(view(report, [(start, end)]).text) is not None


def _is_sibling(report: Report, node: SectionNode, draft: _Draft, resolve: Resolve) -> bool:
    """Is it the next item of the list whose first item was taken for a heading: （二）付某，… below （一）牟某，…?"""
    if not draft.marked or node.marker is None or draft.family != _family(node.marker):
        return False
    probe = Item(view(report, draft.spans[:1]), node)
    read_subject(probe, resolve, report)
    return bool(probe.names or probe.units)


_MARKS_OF_MARK = compiled(r"\s+|[.．、]+$")
_FIGURES_OF_MARK = compiled(r"[\d一二三四五六七八九十]+")


def _family(mark: str) -> str:
    """A mark without its figures: （二） → （n）."""
    return str(_MARKS_OF_MARK.sub("", _FIGURES_OF_MARK.sub("n", mark)))


def _drafts(report: Report, node: SectionNode, resolve: Resolve, *, parted: bool) -> Iterator[_Draft]:
    """A section's own text as drafts of items; ``parted``: run-on prose is parted where it turns to another subject."""
    current: _Draft | None = None
    columns: list[str] | None = None
    asked: int | None = None  # the table whose heading row was looked for above this section
    forms = list(forms_of(report, node))
    for block in report.document.blocks_in(node.body_start, node.body_end):
        start, end = max(block.start, node.body_start), min(block.end, node.body_end)
        form = next((f for f in forms if start < f[0] and f[1]["target"][0] < end), None)
        if form is not None:
            if current is not None:
                yield current
            current = None
            if start <= form[1]["target"][0]:
                yield _Draft([form[1]["target"]], None, form_cells(form[1]))
            continue
        if end <= start or block.kind not in ("paragraph", "table_row", "heading"):
            continue
        if block.kind == "table_row" and len(block.cells) > 2:
            if columns is None and block.table is not None and block.table != asked:
                columns, asked = columns_above(report, block), block.table
            columns, row = table_row(report, block, columns)
            if row is not None:
                if current is not None:
                    yield current
                current = _Draft([block.cells[0]], None, row)
            continue
        if is_quoted_law(report.text[start:end]):
            continue
        apart = parted or _is_next(report, node, start, end)
        pieces = _paragraphs(report, start, end, resolve, parted=apart)
        tails = _tails(report, [(a, b) for a, b, _ in pieces], resolve) if apart else {}
        for begin, stop, fresh in pieces:
            draft = _Draft([(begin, stop)], None) if fresh else _started(report, begin, stop, current, resolve)
            if fresh and draft is not None and current is not None:
                draft.family, draft.marked, draft.follows = current.family, current.marked, True
            if draft is not None and begin in tails:
                tail, draft.turn = tails[begin]
                draft.spans += [tail] if tail is not None else []
            if draft is None and current is not None:
                current.spans.append((begin, stop))
            elif draft is not None:
                if current is not None:
                    yield current
                current = draft
    if current is not None:
        yield current


def _is_next(report: Report, node: SectionNode, start: int, end: int) -> bool:
    """Does a paragraph bear the mark that its section's heading bears: （二）… below （一）甲某，…?"""
    mark = MARK.match(report.text, start, end)
    return mark is not None and node.marker is not None and _family(mark["mark"]) == _family(node.marker)


def _paragraphs(report: Report, start: int, end: int, resolve: Resolve, *, parted: bool) -> list[tuple[int, int, bool]]:
    """A block's lines, each parted where items were glued: …区人。2.吴某兵（…; True where prose turned to another subject."""
    out = []
    for line in _LINE.finditer(report.text, pos=start, endpos=end):
        cuts = [line.start()]
        for cut in _GLUED.finditer(report.text, line.start(), line.end()):
            mark = MARK.match(report.text, cut.end(), line.end())
            if mark and (name_at(report.text, mark.end()) or _is_unit_head(report.text, mark.end(), resolve)):
                cuts.append(cut.end())
        for a, b in zip(cuts, [*cuts[1:], line.end()], strict=True):
            turns = [a, *(_turns(report, a, b, resolve) if parted else ())]
            out += [(c, d, c != a) for c, d in zip(turns, [*turns[1:], b], strict=True)]
    return [(a, b, fresh) for a, b, fresh in out if report.text[a:b].strip()]


_UNIT_HEAD_END = compiled(r"[，。：（、]")


def _is_unit_head(text: str, at: int, resolve: Resolve) -> bool:
    """Does an item on a unit begin here: 2.兴隆公司，未…?"""
    end = unit_end(text, at, resolve)
    return end is not None and end - at <= 40 and _UNIT_HEAD_END.match(text, end) is not None


_STOP = compiled(r"[。；]")


def _turns(report: Report, start: int, end: int, resolve: Resolve) -> list[int]:
    """Where a run of sentences turns to another person or unit: …，建议不予追究；皮冬梅在事故中死亡…."""
    mark = MARK.match(report.text, start, end)
    words = view(report, [(mark.end() if mark else start, end)])
    apart = set(_objects_apart(report, words, resolve))
    cuts = sorted({*(m.end() for m in _STOP.finditer(words.text) if m.end() < len(words.text)), *apart})
    if not cuts:
        return []
    out: list[int] = []
    last = 0
    head = _probe(report, words, 0, cuts[0], resolve)
    for cut, stop in zip(cuts, [*cuts[1:], len(words.text)], strict=True):
        probe = _probe(report, words, cut, stop, resolve)
        if cut in apart or _is_turn(words.text, head, probe, (last, cut, stop), resolve):
            out.append(words.offsets[cut])
            head, last = probe, cut
    return out


def _is_turn(text: str, head: Item, probe: Item, places: tuple[int, int, int], resolve: Resolve) -> bool:
    """Does a piece turn away from the one before it? ``places``: where that one begins, where it ends, where the piece ends."""
    last, cut, stop = places

    def deals(start: int, end: int) -> bool:
        return bool(sanction_measures.find(text, start, end))

    if probe.names and head.names:
        alike = any(n.masked == probe.names[0].masked for n in head.names)
        other = {n.name for n in probe.names}.isdisjoint(n.name for n in head.names) or _other_post(head, probe)
        sure = not probe.names[0].masked or probe.post is not None or _strong(probe) or _posted(probe)
        return other and sure and (alike or (probe.post is not None and deals(cut, stop)))
    if probe.names:
        # …被处以罚款40万元。该公司董事长杜某被处以… · 同意对责任人员的处理意见。副镇长耿某，给予…
        begun = bool(head.units) or (not deals(last, cut) and _is_entry(probe))
        return begun and deals(cut, stop)
    if probe.units and (head.units or not head.names or not head.names[0].masked or _EXAMINES.match(text, cut)):
        other = {resolve(u.name) for u in probe.units}.isdisjoint(resolve(u.name) for u in head.units)
        begun = bool(head.units or head.names)  # …原则同意处理意见。远岭公司未…: what leads in deals with nobody
        return other and deals(last, cut) == begun and deals(cut, stop)
    return False


_EXAMINES = compiled(
    r"[\p{Han}、]{3,40}?(?:已)?向[\p{Han}]{2,24}?[作写提]出?交?(?:了)?(?:深刻|书面|深入|认真)*(?:的)?检[查讨]"
)
"""A body that examines itself, behind persons: …；某区政府向某市政府作书面检查."""
_NEXT_OBJECT = compiled(r"，(?=(?:给予|对)[\p{Han}]{6,60})")
_NEXT_SUBJECT = compiled(rf"，(?=[\p{{Han}}、]{{2,30}}?{masked_pattern()}(?<![已被均受给予免]){SENTENCED})")
_NEXT_BODY = compiled(
    r"(?<![年月日])，(?=[\p{Han}]{2,24}(?:政府|局|委员会|办事处|公司)(?:已)?向[\p{Han}]{2,24}?[作写提]出?交?(?:了)?(?:深刻|书面)*(?:的)?检[查讨])"
)


def _objects_apart(report: Report, words: View, resolve: Resolve) -> list[int]:
    """Where a sentence goes on with another: 给予…葛洪涛政务记过处分，|给予…曲晓东党内严重警告处分 · 副镇长谷某给予记过处分，|书记夏某给予….

    As an object by full name, as a subject with post and masked name, or as a body that examines itself.
    """
    of_kind = {m.end(): "object" for m in _NEXT_OBJECT.finditer(words.text)}
    of_kind |= {m.end(): "subject" for m in _NEXT_SUBJECT.finditer(words.text)}
    of_kind |= {m.end(): "body" for m in _NEXT_BODY.finditer(words.text)}
    places = sorted(of_kind)[:_MOST_OBJECTS]
    if not places:
        return []
    dealt = [m.start for m in sanction_measures.find(words.text)]
    out = []
    for begin, stop in pairwise([*places, len(words.text)]):
        if not dealt or dealt[0] >= begin or bisect_left(dealt, begin) == bisect_left(dealt, stop):
            continue
        probe = _probe(report, words, begin, stop, resolve)
        if of_kind[begin] == "object":
            told = bool(probe.posts) and not probe.names[0].masked
        else:
            told = probe.post is not None if of_kind[begin] == "subject" else bool(probe.units)
        if told:
            out.append(begin)
    return out


_MOST_OBJECTS = 60
"""Turns of one paragraph that are looked at."""


def _other_post(head: Item, probe: Item) -> bool:
    """Do two of one masked name bear different posts: 某局局长王某，诫勉；副局长王某，政务警告?"""
    if head.post is None or probe.post is None:
        return False
    return head.names[0].masked and head.view.text[slice(*head.post)] != probe.view.text[slice(*probe.post)]


_COUNTED = compiled(
    r"(?<=[。；])(?:建议)?(?:由[^，。；]{2,20}?|[^，。；]{2,16}?(?:局|分局|机关|检察院|法院|纪委监委)已)?(?:依法|依规|依纪)*(?:对)?(?:(?:上述|以上|前述)?(?P<n>[二两三四五六七八九十]|\d{1,2})(?:名)?(?:人|同志|责任人)(?!死亡|受伤|[重轻]伤)"
    r"|(?:上述|以上|前述)(?:人员|责任人员?|同志))"
)
_Tail = tuple[tuple[int, int] | None, tuple[int, int]]
_FIGURES = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def _tails(report: Report, pieces: list[tuple[int, int]], resolve: Resolve) -> dict[int, _Tail]:
    """What a paragraph says of several persons at its end, by where their pieces begin; and whose turn it is.

    甲某，某站站长；乙某，某站司机。二人对事故发生负有直接责任，鉴于均已死亡，建议不予追究。
    """
    out: dict[int, _Tail] = {}
    for number, (start, stop) in enumerate(pieces):
        words = view(report, [(start, stop)])
        tail = _COUNTED.search(words.text)
        if not number:
            continue
        if tail is None:
            tail, count = _common_end(report, words, pieces[:number], resolve)
        else:
            figure = tail["n"]
            count = (_FIGURES.get(figure) or int(figure)) if figure else number + 1
        if tail is None:
            continue
        before = [p for p in pieces[max(0, number + 1 - count) : number] if _is_bare(report, p, resolve)]
        if len(before) == min(count - 1, number):
            said = (words.offsets[tail.start()], stop)
            out |= {begin: (said, (turn, count)) for turn, (begin, _) in enumerate(before)}
            out[start] = (None, (count - 1, count))
    return out


_END = compiled(r"(?<=。)(?:建议)?(?:移[送交]|转交|由|给予|不予|免予)[^。]*。?$")


def _common_end(
    report: Report, words: View, before: list[tuple[int, int]], resolve: Resolve
) -> tuple[regex.Match[str] | None, int]:
    """A last sentence that names nobody is said of all that semicolons join: 甲，某站站长；乙，该站监督员。移交某纪委处理."""
    end = _END.search(words.text)
    if end is None or not sanction_measures.find(words.text, end.start()):
        return None, 0
    if sanction_measures.find(words.text, 0, end.start()):
        return None, 0
    count = 1
    for piece in reversed(before):
        if not report.text[piece[0] : piece[1]].rstrip().endswith("；") or not _is_bare(report, piece, resolve):
            break
        count += 1
    return (end, count) if count > 1 else (None, 0)


def _is_bare(report: Report, piece: tuple[int, int], resolve: Resolve) -> bool:
    """Does a piece name a person of whom it proposes nothing yet?"""
    mark = MARK.match(report.text, *piece)
    probe = Item(view(report, [(mark.end() if mark else piece[0], piece[1])]), report.sections[0])
    read_subject(probe, resolve, report)
    return bool(probe.names) and not sanction_measures.find(probe.view.text, probe.body)


def _probe(report: Report, words: View, start: int, stop: int, resolve: Resolve) -> Item:
    item = Item(view(report, [words.span(start, stop)]), report.sections[0])
    if item.view.text:
        read_subject(item, resolve, report)
    return item


_PIECE_BEHIND = compiled(r"，([^，。；：]{3,40})(?=[，。；：]|$)")


def _posted(item: Item) -> bool:
    """Does a post stand after the name: 余xx，某局副局长，…?"""
    piece = _PIECE_BEHIND.match(item.view.text, item.body)
    return piece is not None and is_post(piece[1])


def _started(report: Report, start: int, end: int, current: _Draft | None, resolve: Resolve) -> _Draft | None:
    """The draft that a paragraph begins; None where it belongs to the one before."""
    mark = MARK.match(report.text, start, end)
    begin = mark.end() if mark else start
    family = _family(mark["mark"]) if mark else None
    fresh = _Draft([(begin, end)], family, marked=mark is not None)
    if current is None or current.row is not None:
        return fresh
    words = view(report, [(begin, end)]).text
    if GROUP.match(words):
        return fresh
    if answered_items.is_label(words):
        return None
    probe = Item(view(report, [(begin, end)]), report.sections[0])
    read_subject(probe, resolve, report)
    if mark is not None:
        return fresh if (probe.names or probe.units or family == current.family or not current.marked) else None
    if current.marked:
        another = probe.names and (_strong(probe) or _is_dealt_with(probe, words))
        return fresh if another or _turns_away(report, current, probe, words, resolve) else None
    return fresh if probe.names or probe.units or _turns_away(report, current, probe, words, resolve) else None


_ALSO = compiled(r"(?:此外|另外|同时|另)?，?(?:建议)?(?:对|给予)")


def _is_dealt_with(item: Item, words: str) -> bool:
    """Does a paragraph deal with somebody by post and name: 此外，对某镇镇长卢某予以诫勉?"""
    return bool(item.posts) and _ALSO.match(words) is not None and bool(sanction_measures.find(words, item.body))


_ORDERED = compiled(
    r"(?:此外|另外|同时|另)?，?(?:建议)?(?:责成|责令|建议对|对)(?!其|该|上述|以上|本|此|各)(?P<who>[\p{Han}]{4,40}?)(?=(?:分别)?(?:向|予以|给予|进行|作出|处))"
)


def _turns_away(report: Report, current: _Draft, probe: Item, words: str, resolve: Resolve) -> bool:
    """Does an unnumbered paragraph below a numbered item deal with another unit: 责成某镇人民政府向县人民政府作出书面检查?"""
    if not sanction_measures.find(words):
        return False
    ordered = _ORDERED.match(words)
    if ordered is not None:
        end = unit_end(words, ordered.start("who"), resolve)
        return end is not None and end <= ordered.end("who")
    if not probe.units:
        return False
    above = Item(view(report, current.spans[:1]), report.sections[0])
    read_subject(above, resolve, report)
    told = {resolve(u.name) for u in above.units}
    return bool(told) and told.isdisjoint(resolve(u.name) for u in probe.units)


_ATTRIBUTE_BEHIND = compiled(r"(?:（[^）]*）)?[，：]?(?:男|女|群众|中共|党员|\d{4}年|汉族)")


def _is_entry(item: Item) -> bool:
    """Is it beyond doubt that a clause begins with a person: a masked name, or one with sex, party or post behind it?"""
    return item.names[0].masked or _strong(item) or _posted(item)


def _strong(item: Item) -> bool:
    """A person's entry beyond doubt, though it has no number: 李某，男，…."""
    return _ATTRIBUTE_BEHIND.match(item.view.text, pos=item.body) is not None


def _item(report: Report, node: SectionNode, draft: _Draft, resolve: Resolve) -> Item | None:
    if draft.row is not None:
        return row_item(report, node, draft.row, resolve)
    item = Item(view(report, draft.spans), node, listed=node.index, follows=draft.follows, turn=draft.turn)
    if not item.view.text:
        return None
    if GROUP.match(item.view.text):
        item.group = True
        return item
    read_subject(item, resolve, report)
    if (item.names or item.units) and is_follow_up(report):
        item.row = answered_items.parts(item.view, item.body)
    return item
