"""A Word file's package: its XML parts, opened with limits on what a hostile file can cost."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from docx.opc.exceptions import OpcError
from docx.opc.package import OpcPackage
from lxml import etree

from pipeline.limits import BOMB_BYTES, BOMB_RATIO, limits
from pipeline.read.lines import ReadError

Element = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
"""The namespace of ISO 29500 Strict, which Word writes on demand; the elements are the same."""

_HAN = re.compile("[\u3400-\u9fff]")
_READ = {
    "styles": "编号和标题",
    "numbering": "标题和列表的编号",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "header": "页眉",
    "footer": "页脚",
}
"""The parts beside the document that are read, and what is lost with them."""
_BROKEN = (
    *(LookupError, ValueError, TypeError, AttributeError, NotImplementedError, OSError, EOFError),
    *(zipfile.BadZipFile, zlib.error, etree.LxmlError, OpcError),
)
"""What zipfile, lxml and python-docx raise over packages that are broken in one way or another."""
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclasses.dataclass(slots=True)
class Package:
    """The parts of a Word file that hold text or decide how it is numbered; None for those it does not have.

    ``pictures``: the files of the document's pictures by the id of their relation.
    """

    document: Element
    styles: Element | None = None
    numbering: Element | None = None
    footnotes: Element | None = None
    endnotes: Element | None = None
    headers: list[Element] = dataclasses.field(default_factory=list)
    footers: list[Element] = dataclasses.field(default_factory=list)
    pictures: dict[str, bytes] = dataclasses.field(default_factory=dict)
    title: str | None = None
    warnings: list[str] = dataclasses.field(default_factory=list)


def open_package(data: bytes) -> Package:
    """Open a .docx or .docm.

    Raises:
        ReadError: ``damaged`` (not a zip, cut off, broken XML, no Word document in it), ``encrypted``, ``bomb``.
    """
    archive = _archive(data)
    roots, pictures, warnings = _parts(data, archive)
    document = roots.pop("document", [None])[0]
    if document is not None and document.getroottree().docinfo.internalDTD is not None:
        raise ReadError("damaged", "word/document.xml declares XML entities, as no Word file does: refused")
    if document is None or document.find(f"{W}body") is None:
        raise ReadError("damaged", "the file holds no Word document (word/document.xml); save it again in Word or WPS")
    package = Package(document, pictures=pictures, warnings=warnings)
    for name in ("styles", "numbering", "footnotes", "endnotes"):
        setattr(package, name, next(iter(roots.get(name, [])), None))
    package.headers, package.footers = roots.get("header", []), roots.get("footer", [])
    package.title = _title(archive)
    return package


def _archive(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError("encrypted", "the Word file is encrypted; save it without a password") from error
        raise ReadError("damaged", f"not a Word file, or one that was cut off ({error}); download it again") from error
    size = sum(member.file_size for member in members)
    what = f"the file of {len(data):,} bytes unpacks to {size:,}"
    if size > BOMB_BYTES and size > BOMB_RATIO * max(len(data), 1):
        raise ReadError("bomb", f"{what}: refused as a zip bomb")
    if size > limits().unpacked_mb << 20:
        raise ReadError(
            "bomb", f"{what}; the limit is {limits().unpacked_mb} MB: raise --max-unpacked-mb and use --retry-failed"
        )
    if any(member.flag_bits & 1 for member in members):
        raise ReadError("encrypted", "the zip archive is encrypted; save it without a password")
    return archive


def _parts(data: bytes, archive: zipfile.ZipFile) -> tuple[dict[str, list[Element]], dict[str, bytes], list[str]]:
    """The roots of the parts by the last word of their relation to the document (styles, footnotes, header …), pictures."""
    roots: dict[str, list[Element]] = {}
    pictures: dict[str, bytes] = {}
    warnings = []
    for name, identity, blob in _related(data, archive):
        if name == "image":
            pictures[identity] = blob
            continue
        try:
            roots.setdefault(name, []).append(_parsed(blob))
        except etree.XMLSyntaxError as error:
            if name == "document":
                raise ReadError("damaged", f"word/document.xml is broken XML or nested too deeply: {error}") from error
            if name in _READ:
                warnings.append(f"word/{name}.xml已损坏，未读取：可能缺少{_READ[name]}")
    return roots, pictures, warnings


def _related(data: bytes, archive: zipfile.ZipFile) -> Iterator[tuple[str, str, bytes]]:
    """The parts that the document is related to, itself first: kind, id of the relation, content.

    Where the relations are broken, by their usual names.
    """
    try:
        package = OpcPackage.open(io.BytesIO(data))
        main = package.main_document_part
        yield "document", "", main.blob
        for relation in main.rels.values():
            if not relation.is_external:
                yield relation.reltype.rpartition("/")[2], relation.rId, relation.target_part.blob
        return
    except _BROKEN:
        members = {member.filename.lower().replace("\\", "/"): member for member in archive.infolist()}
    for path, member in members.items():
        name = PurePosixPath(path).stem.rstrip("0123456789")
        if path.startswith("word/") and path.count("/") == 1 and path.endswith(".xml"):
            try:
                yield name, "", archive.read(member)
            except _BROKEN as error:
                if name == "document":
                    raise ReadError("damaged", f"word/document.xml cannot be unpacked: {error}") from error


def _parsed(blob: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(blob.replace(_STRICT, W[1:-1].encode()), parser)


def _title(archive: zipfile.ZipFile) -> str | None:
    """The title in the core properties, where it is Chinese: templates and converters leave others there."""
    try:
        root = _parsed(archive.read("docProps/core.xml"))
    except _BROKEN:
        return None
    title = " ".join((root.findtext(_TITLE) or "").split())
    return title if _HAN.search(title) else None
