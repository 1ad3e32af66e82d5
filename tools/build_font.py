"""Build ``explore/page/fonts/NotoSansSC-subset.ttf``: the Chinese font of pages and notebooks.

Run once, and again after a new edition of the source or a change of the character lists below::

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3
    tar xzf expo-google-fonts-noto-sans-sc-0.4.3.tgz
    pip install 'fonttools>=4.55'            # comes with the extra `notebooks`, through matplotlib
    python tools/build_font.py package

Source: Noto Sans SC Regular 2.004, Copyright 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source', under the
SIL Open Font License 1.1, as the npm package ``@expo-google-fonts/noto-sans-sc`` 0.4.3 hands it on (Google Fonts, v40). The licence's
text is written next to the font. Another file than the one with ``SHA256`` stops the build.

What is left: the characters of GB 2312 (6,763 Chinese ones, with punctuation, full-width forms, ①, 〔〕, Ⅰ, Greek and Cyrillic), those of
``extractors/vocab`` and ``NAMES``, ASCII, Latin-1 and the signs of ``SIGNS``. Hinting, layout features and vertical metrics go: neither
pages nor plots use them.

The Reserved Font Name is 'Source', and our name does not use it. The licence would let the subset be called Noto Sans SC; it is called
``Shigu Sans SC`` all the same, so that it is never taken for a complete Noto that a reader has installed, nor the other way round.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
VOCAB = ROOT / "extractors" / "vocab"
OUTPUT = ROOT / "explore" / "page" / "fonts" / "NotoSansSC-subset.ttf"
LICENCE = "OFL.txt"
SHA256 = "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16"
FAMILY, POSTSCRIPT = "Shigu Sans SC", "ShiguSansSC"
CREATED = 3_500_000_000  # seconds since 1904; a fixed date, so that a build gives the same bytes on any day

SIGNS = "·‐–—―‘’“”„†‡•…‰′″※€℃℅№℡™Ω←↑→↓↖↗↘↙⇒⇔∅∈∑−√∞∠∥∧∨∩∪∫∴∵∶∷≈≌≠≡≤≥≪≫⊕⊙⊥⊿①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
SIGNS += "─━│┃┌┐└┘├┤┬┴┼■□▢▪▫▲△▶▷▼▽◀◆◇○◎●★☆♀♂✓　、。〃々〆〇〈〉《》「」『』【】〒〓〔〕〖〗㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩㎎㎏㎜㎝㎞㎡㎥㏄"
SIGNS += "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ￥￠￡"

NAMES = """
伋佸佺俍俶倓倞倧偡偲傒勔叕吔喆嗞噁嚞垚垞垟垯埇埈埗埼堃堉堌塅塆塝墈墐墺奡奭妘妧姞姮娙娸婳媖媞嫄嫚孖宬寔岞峂峃峣峧峯崀崁崚崟崬嵖嵚巉巘
弇弢弨彣彧忞悊慜斝旸旻昇昉昫昺晙晞晫暐暕暻曈曌枬栟栱梣梽棨棪棽椑楒楙榑槚樆橦櫆汧汭沄沇沘沚沨沺泂泜洑洣洨洸洺浉浐浕浛浟涢淏淯渟渼湉湑
湜湨湲湴溁溇溠溦溵滃滆滍滘滧漈漖漷潟潵澔澥澴濛濬瀍瀔瀞瀼灈炆炘炟烜焜煖煴熤燊燏燚牁牂猇玘玚玥玭玹珅珒珣珮珵珺琄琇琎琤瑀瑄瑨瑱璆璘璟璠
瓅甪畇皛皞盩盷硔硚碶磏磜祊祎祐禔禛禤秾窎竑筥簕簰籇綝纮翀翃翚翯脩芃茀菉萩蒨虓衎袆諲豨賨贇赟赪跶遹郃郚郿鄌鄚鄠酂釰鋆钖铚锜锠锳镈镕镠闿
阇霅鞥韂頔颋颙飏駰驩骉骎鮨鱇鲹鳡鸑鹔鹮龑龢
"""
"""Characters of personal and place names and of chemistry that GB 2312 lacks."""


def characters() -> set[str]:
    """Every character that the font should have."""
    wanted = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0xFF01, 0xFF5F))}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            wanted |= set(bytes((high, low)).decode("gb2312", errors="ignore"))
    for path in VOCAB.glob("*.*"):
        wanted |= set(path.read_text("utf-8"))
    wanted |= set(SIGNS) | set(NAMES)
    return {character for character in wanted if character.isprintable() or character in "\u00a0\u3000"}


def build(source: Path) -> TTFont:
    """The subset of the font file ``source`` under its own name."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True  # an empty box tells a reader that a character is missing
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx", "DSIG"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14]
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, characters())))
    subsetter.subset(font)
    rename(font)
    font["head"].modified = CREATED
    return font


def rename(font: TTFont) -> None:
    """Give the font its own family name; who made it and under which licence stays."""
    names = font["name"]
    made = f"Subset of Noto Sans SC Regular made by tools/build_font.py of the project shigu. {names.getDebugName(10)}"
    told = {1: FAMILY, 3: f"2.004;{POSTSCRIPT}-Regular", 4: f"{FAMILY} Regular", 6: f"{POSTSCRIPT}-Regular", 10: made}
    for name_id, words in told.items():
        names.setName(words, name_id, 3, 1, 0x409)
    names.names = [name for name in names.names if name.platformID == 3]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="the unpacked npm package")
    parser.add_argument("--out", type=Path, default=OUTPUT)
    options = parser.parse_args()
    source: Path = options.package / "400Regular" / "NotoSansSC_400Regular.ttf"
    found = hashlib.sha256(source.read_bytes()).hexdigest()
    if found != SHA256:
        parser.error(f"{source} has the SHA-256 {found}, not {SHA256}: check licence and names")
    font = build(source)
    out: Path = options.out
    out.parent.mkdir(parents=True, exist_ok=True)
    font.save(out)
    (out.parent / LICENCE).write_bytes((options.package / "LICENSE_FONT").read_bytes())
    lacks = "".join(sorted(characters() - set(map(chr, font.getBestCmap()))))
    print(f"{out}: {len(font.getBestCmap()):,} characters, {out.stat().st_size:,} bytes")
    print(f"asked for, and not in the source: {lacks or '-'}")


if __name__ == "__main__":
    main()
