"""Make the sample documents of `data/raw`: eight papers on fictional accidents, in the formats that shigu reads.

    python tools/make_samples.py [--out data/raw] [--fonts /usr/share/fonts/truetype]

The texts stand in `tools/samples/`. Every run writes the same bytes (with one version of reportlab and of the fonts).
The two PDF files need `pip install reportlab` and two openly licensed fonts, of which a subset is embedded:
`apt-get install fonts-arphic-uming fonts-wqy-zenhei`.
"""

import argparse
from pathlib import Path

from samples import pdf, plain, web, word
from samples.markup import parse

TEXTS = Path(__file__).parent / "samples"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "data" / "raw")
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts/truetype"))
    options = parser.parse_args()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)

    pdf.register(options.fonts)
    for name in ("changxing-0618-poisoning", "zhongjiang-1109-collapse"):
        pdf.write(parse(TEXTS / f"{name}.txt"), out / f"{name}.pdf")
    word.write(parse(TEXTS / "dongtai-0305-machine.txt"), out / "dongtai-0305-machine.docx")
    web.write(parse(TEXTS / "shouguang-0902-fall.txt"), out / "shouguang-0902-fall.html")
    plain.pages(parse(TEXTS / "shenmu-0814-roof.txt"), out / "shenmu-0814-roof.txt", "gb18030")
    plain.paragraphs(parse(TEXTS / "changxing-0618-evaluation.txt"), out / "changxing-0618-evaluation.txt")
    for name in ("xuanwei-0127-road.md", "chenzhou-notice-2024.txt"):
        (out / name).write_bytes((TEXTS / name).read_bytes())


if __name__ == "__main__":
    main()
