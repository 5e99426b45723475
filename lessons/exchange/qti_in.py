"""QTI 2.1 read into blocks of the course format: an item, or a zip of items.

Pure; raises ImportFault on what is none, is too large, or tries tricks of XML or of archives.
"""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import Element

import defusedxml.ElementTree
import msgspec
from defusedxml.common import DefusedXmlException

from lessons.exchange.block import ImportFault, ids_unique
from lessons.exchange.qti_in_items import item_read
from lessons.quizzes.imported import ImportedBlock
from lessons.quizzes.markup import local

items_most = 500
endings = (".xml", ".svg")
item_bytes = 500_000
package_bytes = 20_000_000


def qti_read(data: bytes) -> tuple[list[ImportedBlock], list[str]]:
    """The questions, and what could not be taken, one line each."""
    found_files = package_files(data) if data[:2] == b"PK" else [("item.xml", data)]
    sources = [each for each in found_files if each[0].lower().endswith(".xml")]
    figures = {path: content for path, content in found_files if path.lower().endswith(".svg")}
    blocks: list[ImportedBlock] = []
    left: list[str] = []
    for path, source in sources:
        root = parsed(path, source)
        if local(root) != "assessmentItem":
            continue
        try:
            blocks.append(item_read(root, path, figures))
        except ValueError as error:
            left.append(f"{path}: {error}")
    if not blocks and not left:
        raise ImportFault("no_questions", "there is no assessmentItem in this file")
    names = ids_unique([block.id for block in blocks])
    found = [
        msgspec.structs.replace(block, id=name) for name, block in zip(names, blocks, strict=True)
    ]
    return found, left


def package_files(data: bytes) -> list[tuple[str, bytes]]:
    """The XML and SVG files of a package; sizes are those that were really read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise ImportFault("no_zip", "this is no zip file") from None
    found: list[tuple[str, bytes]] = []
    total = 0
    names = [each for each in archive.infolist() if each.filename.lower().endswith(endings)]
    if len(names) > items_most:
        raise ImportFault("too_many_files", f"this package has more than {items_most} files")
    for entry in names:
        if entry.filename.rpartition("/")[2] == "imsmanifest.xml":
            continue
        with archive.open(entry) as file:
            content = file.read(item_bytes + 1)
        total += len(content)
        if len(content) > item_bytes or total > package_bytes:
            raise ImportFault("too_large", f"{entry.filename} is too large")
        found.append((entry.filename, content))
    return found


def parsed(path: str, source: bytes) -> Element:
    try:
        root: Element = defusedxml.ElementTree.fromstring(source)
    except DefusedXmlException:
        raise ImportFault("entities", f"{path} declares entities, which are not read") from None
    except defusedxml.ElementTree.ParseError as error:
        raise ImportFault("no_xml", f"{path} is no XML: {error}") from None
    return root
