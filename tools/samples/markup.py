"""The small markup that the texts of the samples are written in.

@key value   metadata                # / ## / ###  headings, with the numbers that are printed
>>text       signature, right        =text         centred line
*text        caption of a table      !table 10 30… opens a table (widths), |a|b rows, !endtable closes it
!landscape, !portrait, !toc          pages         ^① text         footnote of the mark ①
"""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Block:
    kind: str  # h1 h2 h3 text right centre caption table landscape portrait toc
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()


@dataclass
class Source:
    meta: dict[str, list[str]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.meta["title"][0]


PREFIXES = (("### ", "h3"), ("## ", "h2"), ("# ", "h1"), (">>", "right"), ("=", "centre"), ("*", "caption"))


def parse(path: Path) -> Source:
    source = Source()
    rows: list[tuple[str, ...]] = []
    widths: tuple[int, ...] = ()
    for line in path.read_text("utf-8").splitlines():
        if not line:
            continue
        if line.startswith("@"):
            key, _, value = line[1:].partition(" ")
            source.meta.setdefault(key, []).append(value)
        elif line.startswith("^"):
            source.notes[line[1]] = line[2:].strip()
        elif line.startswith("!table"):
            widths, rows = tuple(int(w) for w in line.split()[1:]), []
        elif line.startswith("|"):
            rows.append(tuple(line[1:].split("|")))
        elif line == "!endtable":
            source.blocks.append(Block("table", rows=tuple(rows), widths=widths))
        elif line.startswith("!"):
            source.blocks.append(Block(line[1:]))
        else:
            source.blocks.append(_block(line))
    return source


def _block(line: str) -> Block:
    for prefix, kind in PREFIXES:
        if line.startswith(prefix):
            return Block(kind, line.removeprefix(prefix))
    return Block("text", line)
