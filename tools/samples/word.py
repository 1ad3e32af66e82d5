"""A Word file with automatic numbers, a table, a footnote, a text box and a tracked change, written part by part."""

import zipfile
from html import escape
from pathlib import Path

from samples.markup import Block, Source

STAMP = (2025, 4, 28, 9, 0, 0)
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" mc:Ignorable="wps"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PARTS = ("styles", "numbering", "settings", "footnotes", "footer1")
MARK = "⊕"  # where the footnote stands
CAPTION = "图1　涉事旋切机（防护罩已拆除）"
CHANGED = ("165", "168")  # the tracked change in the first paragraph: deleted, inserted


def _run(text: str, properties: str = "", tag: str = "w:t") -> str:
    return f'<w:r>{properties}<{tag} xml:space="preserve">{escape(text, quote=False)}</{tag}></w:r>'


def _runs(text: str) -> str:
    before, mark, after = text.partition(MARK)
    note = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    return _run(before) + (note + _run(after) if mark else "")


def _paragraph(content: str, style: str = "", more: str = "") -> str:
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + more
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def _tracked(text: str) -> str:
    before, _, after = text.partition(CHANGED[1] + "万元")
    who = 'w:author="审稿人" w:date="2025-04-25T10:00:00Z"'
    return (
        _run(before)
        + f'<w:del w:id="101" {who}>{_run(CHANGED[0], tag="w:delText")}</w:del>'
        + f'<w:ins w:id="102" {who}>{_run(CHANGED[1])}</w:ins>'
        + _run("万元" + after)
    )


def _text_box(text: str) -> str:
    inner = _paragraph(_run(text), more='<w:jc w:val="center"/>')
    size = '<wp:extent cx="3600000" cy="720000"/>'
    shape = (
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3600000" cy="720000"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    )
    graphic = (
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"{shape}</a:graphicData></a:graphic>"
    )
    drawing = f'<w:drawing><wp:inline>{size}<wp:docPr id="1" name="文本框 1"/>{graphic}</wp:inline></w:drawing>'
    fallback = (
        '<w:pict><v:rect style="width:283.5pt;height:56.7pt"><v:textbox>'
        f"<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:rect></w:pict>"
    )
    choice = f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
    return _paragraph(f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>", more='<w:jc w:val="center"/>')


def _table(block: Block) -> str:
    widths = [8500 * w // sum(block.widths) for w in block.widths]
    edges = "".join(
        f'<w:{e} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for e in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    rows = ""
    for number, row in enumerate(block.rows):
        header = "<w:trPr><w:tblHeader/></w:trPr>" if number == 0 else ""
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>'
            f"{_paragraph(_run(c), more='<w:jc w:val=' + chr(34) + 'center' + chr(34) + '/>')}</w:tc>"
            for c, w in zip(row, widths, strict=True)
        )
        rows += f"<w:tr>{header}{cells}</w:tr>"
    layout = f'<w:tblW w:w="8500" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
    return f"<w:tbl><w:tblPr>{layout}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _document(source: Source) -> str:
    indent = '<w:ind w:firstLine="640"/>'
    parts = [_paragraph(_run(source.title), "Title")]
    for number, block in enumerate(source.blocks):
        if block.kind in ("h1", "h2", "h3"):
            parts.append(_paragraph(_runs(block.text), f"Heading{block.kind[1]}"))
        elif block.kind == "table":
            parts.append(_table(block))
        elif block.kind == "right":
            parts.append(_paragraph(_run(block.text), more='<w:jc w:val="right"/>'))
        elif number == 0:
            parts.append(_paragraph(_tracked(block.text), more=indent))
        else:
            parts.append(_paragraph(_runs(block.text), more=indent))
        if block.text.startswith("涉事设备为"):
            parts.append(_text_box(CAPTION))
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId5"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1588" w:header="851" w:footer="992"/></w:sectPr>'
    )
    return f"<w:document {NAMESPACES}><w:body>{''.join(parts)}{section}</w:body></w:document>"


def _styles() -> str:
    heads = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr><w:numPr><w:ilvl w:val="{n - 1}"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="{n - 1}"/></w:pPr>'
        f'<w:rPr><w:rFonts w:eastAsia="{face}"/></w:rPr></w:style>'
        for n, face in ((1, "黑体"), (2, "楷体"), (3, "仿宋"))
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:rPr><w:rFonts w:eastAsia="仿宋"/><w:sz w:val="32"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>'
        '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="44"/></w:rPr></w:style>'
    )
    return f"<w:styles {NAMESPACES}>{normal}{heads}</w:styles>"


def _numbering() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="Heading{n + 1}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for n, (form, text) in enumerate(
            (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))
        )
    )
    abstract = (
        f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    return f"<w:numbering {NAMESPACES}>{abstract}</w:numbering>"


def _footnotes(source: Source) -> str:
    bare = '<w:footnote w:type="{}" w:id="{}"><w:p><w:r><w:{}/></w:r></w:p></w:footnote>'
    rules = bare.format("separator", 0, "separator") + bare.format("continuationSeparator", 1, "continuationSeparator")
    reference = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    note = f'<w:footnote w:id="2">{_paragraph(reference + _run(" " + source.notes[MARK]))}</w:footnote>'
    return f"<w:footnotes {NAMESPACES}>{rules}{note}</w:footnotes>"


def _footer() -> str:
    field = (
        _run("— ")
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        + _run(" PAGE ", tag="w:instrText")
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + _run("1")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        + _run(" —")
    )
    return f"<w:ftr {NAMESPACES}>{_paragraph(field, more='<w:jc w:val=' + chr(34) + 'center' + chr(34) + '/>')}</w:ftr>"


def _relations() -> str:
    kinds = [p.rstrip("1") for p in PARTS]
    items = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{part}.xml"/>'
        for n, (kind, part) in enumerate(zip(kinds, PARTS, strict=True), 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def _types() -> str:
    items = "".join(f'<Override PartName="/word/{p}.xml" ContentType="{WORD}.{p.rstrip("1")}+xml"/>' for p in PARTS)
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>{items}</Types>'
    )


def write(source: Source, target: Path) -> None:
    root = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": root,
        "word/document.xml": _document(source),
        "word/_rels/document.xml.rels": _relations(),
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
        "word/settings.xml": f"<w:settings {NAMESPACES}><w:trackRevisions/></w:settings>",
        "word/footnotes.xml": _footnotes(source),
        "word/footer1.xml": _footer(),
    }
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, STAMP)
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            archive.writestr(entry, (DECLARATION + text).encode("utf-8"))
