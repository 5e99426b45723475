"""Questions as QTI 2.1 items in a content package (a zip with a manifest).

Pure. What a machine answers has no form there, and is named in `left-out.txt`; hints and numbers
that vary are left behind: the numbers of one seed are written.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes.markup import plain_of_html
from lessons.quizzes.registry import Question, kind_of
from lessons.quizzes.variant import fixed

namespace = "http://www.imsglobal.org/xsd/imsqti_v2p1"
packaging = "http://www.imsglobal.org/xsd/imscp_v1p1"


def package_write(name: str, questions: Iterable[tuple[str, Question]]) -> tuple[bytes, list[str]]:
    """The zip, and the names of the questions that have no form in QTI. The same each time."""
    items: dict[str, bytes] = {}
    files: dict[str, dict[str, bytes]] = {}  # item → its figures, which stand beside it
    left: list[str] = []
    for title, question in questions:
        found = item_write(title, fixed(question, "1"))
        if found is None:
            left.append(title)
        else:
            path = f"items/{title}.xml"
            items[path] = serialised(found[0])
            files[path] = {f"items/{name}": data for name, data in found[1].items()}
    figures = {name: data for beside in files.values() for name, data in beside.items()}
    whole = {"imsmanifest.xml": serialised(manifest(name, files)), **items, **figures}
    if left:
        whole["left-out.txt"] = "".join(f"{title} has no form in QTI\n" for title in left).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in whole.items():
            archive.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue(), left


def serialised(root: Element) -> bytes:
    data: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return data


def manifest(name: str, items: Mapping[str, Collection[str]]) -> Element:
    """`items` are paths, with those of the figures that each needs."""
    root = Element("manifest", {"xmlns": packaging, "identifier": f"MANIFEST-{name}"})
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "IMS Content"
    SubElement(metadata, "schemaversion").text = "1.1"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for at, (path, figures) in enumerate(items.items(), 1):
        resource = SubElement(
            resources,
            "resource",
            {"identifier": f"RES-{at}", "type": "imsqti_item_xmlv2p1", "href": path},
        )
        for file in (path, *figures):
            SubElement(resource, "file", {"href": file})
    return root


def item_write(name: str, question: Question) -> tuple[Element, Mapping[str, bytes]] | None:
    """One `assessmentItem` and its figures; None where the question has no form."""
    body = Element("itemBody")
    written = kind_of(question).qti_out(question, body)
    if written is None:
        return None
    root = Element(
        "assessmentItem",
        {
            "xmlns": namespace,
            "identifier": identifier(name),
            "title": name,
            "adaptive": "false",
            "timeDependent": "false",
            "toolName": "VirtLearn",
        },
    )
    root.extend(written.declarations)
    outcome = SubElement(
        root,
        "outcomeDeclaration",
        {"identifier": "SCORE", "cardinality": "single", "baseType": "float"},
    )
    SubElement(SubElement(outcome, "defaultValue"), "value").text = "0"
    if written.feedbacks:
        SubElement(
            root,
            "outcomeDeclaration",
            {"identifier": "FEEDBACK", "cardinality": "multiple", "baseType": "identifier"},
        )
    root.append(body)
    root.append(written.processing)
    root.extend(written.feedbacks)
    return root, written.files


def identifier(name: str) -> str:
    """An NCName made of `name`."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", plain_of_html(name))[:60] or "item"
