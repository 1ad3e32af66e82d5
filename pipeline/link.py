"""One accident across documents: which rows of ``accidents`` are about the same one, and how certain that is.

See ``docs/linking.md``. The outcome depends on the set of rows alone: every choice is made in the order of confidence and
of the rows' keys, never in the order in which they came.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pipeline.link_facts import BULLETIN, Key, Member, Profile
from pipeline.link_names import squeeze
from pipeline.link_pairs import RIVAL, Verdict, apart, conflict, judge
from pipeline.resolve import own_accident_id

MARGIN, WIDE = 0.03, 0.15
"""Of two accidents that a row could belong to the likelier must be ahead by this much; by more where no name speaks for it."""
AHEAD = 0.1
"""And by this much where the row says so little that it joins only for want of another candidate."""
_PER_GROUP = 40
"""Rows of one group that are compared with each other to state a confidence; more than that are copies."""

Pairs = dict[tuple[Key, Key], Verdict]


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """What a row of ``accidents`` says of its group; ``confidence`` and ``basis`` are None where it stands alone."""

    accident_id: str
    confidence: float | None = None
    basis: str | None = None
    differs: tuple[str, ...] = ()
    """What the row says otherwise than the group's leading row, in words."""


def link(members: Iterable[Member], duplicates: Mapping[str, str | None]) -> dict[Key, Link]:
    """The accident of each row.

    Args:
        members: the rows, in any order.
        duplicates: ``doc_id`` → the document whose text it repeats, as :func:`pipeline.resolve.mark_duplicates` gives it.

    Returns:
        For each row its accident. The accident of a group has the id of its leading row: a report before an approval, an
        evaluation and a bulletin, then the smallest ``doc_id``. A row that stands alone has its own id.
    """
    profiles = {p.key: p for p in sorted((Profile(m) for m in members), key=lambda p: p.key)}
    first = _originals(profiles, duplicates)
    nodes = {key: p for key, p in profiles.items() if first[key] == key}
    pairs = _pairs(nodes)
    groups = _Groups(nodes, pairs)
    groups.join_sure()
    groups.join_only_candidates()
    copies: dict[Key, list[Key]] = defaultdict(list)
    for key, original in first.items():
        copies[original].append(key)
    out: dict[Key, Link] = {}
    for keys in groups.all():
        out |= _links(keys, copies, profiles, pairs)
    return out


def _originals(profiles: Mapping[Key, Profile], duplicates: Mapping[str, str | None]) -> dict[Key, Key]:
    """For each row the one that stands for it and for the same row of the other copies of its text.

    Copies say the same; where a web page's own lines made one be read differently, the one whose day and tag agree counts,
    else the original.
    """
    copies: dict[Key, list[Key]] = defaultdict(list)
    for doc_id, ordinal in profiles:
        copies[duplicates.get(doc_id) or doc_id, ordinal].append((doc_id, ordinal))
    out: dict[Key, Key] = {}
    for keys in copies.values():
        best = min(keys, key=lambda key: (-profiles[key].soundness, duplicates.get(key[0]) is not None, key))
        out |= dict.fromkeys(keys, best)
    return out


def _pairs(nodes: Mapping[Key, Profile]) -> Pairs:
    """Every pair that may be one accident, found in blocks: nobody is compared with everybody."""
    out: Pairs = {}
    seen: set[tuple[Key, Key]] = set()
    for one, other in _candidates(nodes):
        pair = (one, other) if one < other else (other, one)
        if pair in seen or one == other:
            continue
        seen.add(pair)
        found = judge(nodes[pair[0]], nodes[pair[1]])
        if found is not None:
            out[pair] = found
    return out


def _candidates(nodes: Mapping[Key, Profile]) -> Iterator[tuple[Key, Key]]:
    """Pairs with the same day in one province (or where one names none); undated rows by tag and place, unit or name."""
    days: dict[tuple[object, str | None], list[Key]] = defaultdict(list)
    marks: dict[tuple[object, ...], list[Key]] = defaultdict(list)
    undated = [key for key, p in nodes.items() if not p.dated]
    wanted = {mark for key in undated for mark in _marks(nodes[key])}
    for key, p in nodes.items():
        if p.dated:
            days[p.day, p.province].append(key)
        for mark in _marks(p) if wanted else ():
            if mark in wanted:
                marks[mark].append(key)
    for (day, province), keys in days.items():
        for i, key in enumerate(keys):
            yield from ((key, other) for other in keys[:i])
            if province is not None:
                yield from ((key, other) for other in days.get((day, None), ()))
    for key in undated:
        for mark in _marks(nodes[key]):
            yield from ((key, other) for other in marks[mark])


def _marks(p: Profile) -> Iterator[tuple[object, ...]]:
    """What an undated row can be found by; a tag never alone."""
    if p.tag is not None:
        if p.province is not None:
            yield ("place", p.tag, p.province)
        yield from (("unit", p.tag, core) for core in sorted(p.owners.cores))
    if p.object:
        yield ("name", squeeze(p.name_key))


def blocks(member: Member) -> tuple[dt.date | None, str | None, list[int]]:
    """What a row finds others by: its day, its province, and numbers that stand for its marks.

    :func:`link` compares only rows of one day in one province, or where one names no province, and rows of which one has
    no day and both have a mark in common. So rows that are tied to no others by any of these can be linked without them.
    """
    p = Profile(member)
    marks = {hashlib.blake2b(repr(mark).encode("utf-8", "surrogatepass"), digest_size=8).digest() for mark in _marks(p)}
    return p.day, p.province, sorted(int.from_bytes(mark, "big", signed=True) for mark in marks)


class _Groups:
    """Rows put together step by step; no group ever holds two rows that contradict each other."""

    def __init__(self, nodes: Mapping[Key, Profile], pairs: Pairs) -> None:
        self.nodes, self.pairs = nodes, pairs
        self.rows: dict[Key, list[Key]] = {key: [key] for key in nodes}
        self.of: dict[Key, Key] = {key: key for key in nodes}
        self.beside: dict[Key, list[Key]] = defaultdict(list)
        for one, other in pairs:
            self.beside[one].append(other)
            self.beside[other].append(one)

    def all(self) -> list[list[Key]]:
        """The groups, each in the order of its keys."""
        return [sorted(rows) for _, rows in sorted(self.rows.items())]

    def verdict(self, one: Key, other: Key) -> Verdict | None:
        """What was found for a pair, in whichever order."""
        return self.pairs.get((one, other) if one < other else (other, one))

    def join_sure(self) -> None:
        """Put together what is certain by itself, the surest first; a row torn between two accidents waits."""
        torn = self._torn()
        order = sorted((-v.confidence, pair) for pair, v in self.pairs.items() if v.sure and pair not in torn)
        for _, (one, other) in order:
            self._join(self.of[one], self.of[other])

    def _torn(self) -> set[tuple[Key, Key]]:
        """The pairs that fall away because a row agrees with two others that cannot be one accident."""
        out = set()
        for key, others in self.beside.items():
            found = [(o, v) for o in sorted(others) if (v := self.verdict(key, o)) is not None and v.confidence > RIVAL]
            for i, (one, first) in enumerate(found):
                for other, second in found[:i]:
                    if self.verdict(one, other) is None and self._contradict(one, other):
                        if first.confidence < second.confidence + (MARGIN if first.proper else WIDE):
                            out.add((key, one) if key < one else (one, key))
                        if second.confidence < first.confidence + (MARGIN if second.proper else WIDE):
                            out.add((key, other) if key < other else (other, key))
        return out

    def _contradict(self, one: Key, other: Key) -> bool:
        a, b = self.nodes[one], self.nodes[other]
        return conflict(a, b) is not None or apart(a, b)

    def _join(self, one: Key, other: Key) -> bool:
        """Unite two groups unless a row of one contradicts a row of the other."""
        if one == other:
            return True
        if self._conflict(one, other):
            return False
        one, other = min(one, other), max(one, other)
        for key in self.rows[other]:
            self.of[key] = one
        self.rows[one] += self.rows.pop(other)
        return True

    def join_only_candidates(self) -> None:
        """Rows that say too little join where exactly one group comes into question."""
        complete = {name for name, rows in self.rows.items() if any(self.nodes[key].complete for key in rows)}
        chosen: dict[Key, list[Key]] = defaultdict(list)
        open_: dict[Key, set[Key]] = {}
        for name in sorted(self.rows):
            if name in complete and not self._follows(name):
                continue
            found = self._groups_beside(name)
            best, proper = max((c for g, c in found.items() if g in complete), default=(0.0, False))
            ahead = AHEAD if proper else WIDE
            near = [g for g, (c, _) in sorted(found.items()) if g in complete and c > best - ahead]
            if len(near) == 1 and best > RIVAL:
                chosen[near[0]].append(name)
            elif not near and name not in complete:
                open_[name] = {g for g, (c, _) in found.items() if c > RIVAL}
        for target, names in sorted(chosen.items()):
            for name in self._consistent(names):
                self._join(self.of[target], self.of[name])
        self._join_incomplete(open_)

    def _follows(self, name: Key) -> bool:
        """Is it a single row that follows a report, so that it may join one though it says enough to stand alone?"""
        return len(self.rows[name]) == 1 and self.nodes[name].rank > 0

    def _groups_beside(self, name: Key) -> dict[Key, tuple[float, bool]]:
        """The other groups that a group agrees with and does not contradict, with the surest agreement."""
        out: dict[Key, tuple[float, bool]] = {}
        for key in self.rows[name]:
            for other in self.beside[key]:
                group, found = self.of[other], self.verdict(key, other)
                if group != name and found is not None:
                    out[group] = max(out.get(group, (0.0, False)), (found.confidence, found.proper))
        return {group: c for group, c in out.items() if not self._conflict(name, group)}

    def _conflict(self, one: Key, other: Key) -> bool:
        return any(conflict(self.nodes[x], self.nodes[y]) for x in self.rows[one] for y in self.rows[other])

    def _consistent(self, names: list[Key]) -> list[Key]:
        """Those among groups with one target that contradict none of the others."""
        return [name for name in names if not any(self._conflict(name, other) for other in names if other != name)]

    def _join_incomplete(self, beside: Mapping[Key, set[Key]]) -> None:
        """Rows without day or unit among themselves: only where all that touch each other agree."""
        left = set(beside)
        for name in sorted(beside):
            if name not in left:
                continue
            circle, ahead = {name}, [name]
            while ahead:
                for other in sorted(beside[ahead.pop()] & left - circle):
                    circle.add(other)
                    ahead.append(other)
            left -= circle
            if all(circle - {one} <= beside.get(one, set()) for one in circle):
                for other in sorted(circle - {name}):
                    self._join(self.of[name], self.of[other])


def _links(
    keys: list[Key], copies: Mapping[Key, list[Key]], profiles: Mapping[Key, Profile], pairs: Pairs
) -> dict[Key, Link]:
    """The links of one group: its id, and for each row the surest agreement with another one."""
    rows = sorted(row for key in keys for row in copies[key])
    if len(rows) == 1:
        return {rows[0]: Link(own_accident_id(*rows[0]))}
    leader = min(keys, key=lambda key: (profiles[key].rank, key))
    accident_id = own_accident_id(*leader)
    out = {}
    for key in keys:
        best = (1.0, "同文") if len(copies[key]) > 1 else _surest(key, keys, profiles, pairs)
        for row in copies[key]:
            differs = () if row == leader else tuple(_differences(profiles[row].member, profiles[leader].member))
            out[row] = Link(accident_id, *best, differs)
    return out


def _differences(one: Member, leader: Member) -> Iterator[str]:
    """What a follow-up says otherwise than the leading document of its accident; a bulletin's figures are preliminary."""
    figures = () if one.doc_type == BULLETIN else (("deaths", "死亡人数"), ("severity", "事故等级"))
    for field, label in (*figures, ("accident_type", "事故类别"), ("county", "县（区）")):
        said, wanted = getattr(one, field), getattr(leader, field)
        if said is not None and wanted is not None and said != wanted:
            yield f"{label}：本文件{said}，{leader.doc_type}{wanted}"
    fine = ("minute", "hour", "day")
    if one.occurred_at and leader.occurred_at and one.precision in fine and leader.precision in fine:
        exact = one.precision == leader.precision == "minute" and one.doc_type != BULLETIN
        if one.occurred_at != leader.occurred_at if exact else one.occurred_at.date() != leader.occurred_at.date():
            yield f"发生时间：本文件{one.occurred_at:%Y-%m-%d %H:%M}，{leader.doc_type}{leader.occurred_at:%Y-%m-%d %H:%M}"


def _surest(key: Key, keys: list[Key], profiles: Mapping[Key, Profile], pairs: Pairs) -> tuple[float, str]:
    found = []
    for other in keys:
        pair = (key, other) if key < other else (other, key)
        if other != key and pair in pairs and pairs[pair].confidence > RIVAL:
            found.append((-pairs[pair].confidence, pairs[pair].basis))
    confidence, basis = min(found, default=(-RIVAL, ""))
    return -confidence, basis
