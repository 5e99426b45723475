"""Questions as QTI 2.1 or 3.0 items in a content package (a zip with a manifest).

Pure. What has no form there is named in `left-out.txt`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping
from typing import Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from lessons.exchange.figures import figures_apart, no_assets
from lessons.exchange.losses import held
from lessons.exchange.qti2.renamed import renamed
from lessons.quizzes.markup import plain_of_html
from lessons.quizzes.qti import explained
from lessons.quizzes.registry import Question, kind_of

Version = Literal["qti", "qti3"]  # 2.1, 3.0
namespace = "http://www.imsglobal.org/xsd/imsqti_v2p1"
packaging = "http://www.imsglobal.org/xsd/imscp_v1p1"
# What a manifest says of its items: schema, its version, the type of a resource.
described: Mapping[Version, tuple[str, str, str]] = {
    "qti": ("IMS Content", "1.1", "imsqti_item_xmlv2p1"),
    "qti3": ("QTI Package", "3.0.0", "imsqti_item_xmlv3p0"),
}


def package_write(
    name: str,
    questions: Iterable[tuple[str, Question]],
    assets: Mapping[str, bytes] = no_assets,
    version: Version = "qti",
) -> tuple[bytes, list[str]]:
    """The zip, and the names of the questions that have no form in QTI. The same each time."""
    items: dict[str, bytes] = {}
    files: dict[str, dict[str, bytes]] = {}  # item → its figures, which stand beside it
    left: list[str] = []
    told: list[str] = []
    for title, question in questions:
        apart, pictures = figures_apart(question, assets)
        reduced, lost = held(apart, version)
        found = item_write(title, reduced)
        if found is None:
            left.append(title)
            told.append(f"{title} has no form in QTI")
            continue
        told += [f"{title}: no form in QTI: {each}" for each in lost]
        path = f"items/{title}.xml"
        items[path] = serialised(renamed(found[0]) if version == "qti3" else found[0])
        beside = {**pictures, **found[1]}
        files[path] = {f"items/{name}": data for name, data in beside.items()}
    figures = {name: data for beside in files.values() for name, data in beside.items()}
    top = serialised(manifest(name, files, version))
    whole = {"imsmanifest.xml": top, **items, **figures}
    if told:
        whole["left-out.txt"] = "".join(f"{line}\n" for line in told).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in whole.items():
            archive.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue(), left


def serialised(root: Element) -> bytes:
    data: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return data


def manifest(name: str, items: Mapping[str, Collection[str]], version: Version) -> Element:
    """`items` are paths, with those of the figures that each needs."""
    schema, number, kind = described[version]
    root = Element("manifest", {"xmlns": packaging, "identifier": f"MANIFEST-{name}"})
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = schema
    SubElement(metadata, "schemaversion").text = number
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    for at, (path, figures) in enumerate(items.items(), 1):
        resource = SubElement(
            resources, "resource", {"identifier": f"RES-{at}", "type": kind, "href": path}
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
    processing, feedbacks = written.processing, written.feedbacks
    if question.explanation and not feedbacks:
        processing, feedbacks = explained(processing, question.explanation)
    if feedbacks:
        SubElement(
            root,
            "outcomeDeclaration",
            {"identifier": "FEEDBACK", "cardinality": "multiple", "baseType": "identifier"},
        )
    root.append(body)
    root.append(processing)
    root.extend(feedbacks)
    return root, written.files


def identifier(name: str) -> str:
    """An NCName made of `name`."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", plain_of_html(name))[:60] or "item"
