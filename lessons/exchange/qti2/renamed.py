"""An item of QTI 2.1 as QTI 3.0 has it: other names, and a picture as an `img`."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

namespace = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
templates = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
# HTML keeps its names; so do no elements of QTI, all of which have a capital in them or stand here.
plain = {"mapping", "value", "equal", "match", "variable", "correct", "multiple", "sum"}


def renamed(root: Element) -> Element:
    """A copy of an item."""
    made = element_renamed(root)
    made.set("xmlns", namespace)
    return made


def element_renamed(element: Element) -> Element:
    name = str(element.tag)
    if name == "object":
        shown = {key: element.get(key, "") for key in ("width", "height")}
        made = Element("img", {"src": element.get("data", ""), "alt": element.text or "", **shown})
        made.tail = element.tail
        return made
    own = name in plain or re.search(r"[A-Z]", name)
    made = Element(f"qti-{kebab(name)}" if own else name)
    for key, value in element.attrib.items():
        made.set(kebab(key) if own else key, value)
    if name == "responseProcessing" and "template" in element.attrib:
        made.set("template", f"{templates}/{element.attrib['template'].rpartition('/')[2]}")
    made.text, made.tail = element.text, element.tail
    made.extend(element_renamed(child) for child in element)
    return made


def kebab(name: str) -> str:
    """`responseIdentifier` → `response-identifier`."""
    return re.sub(r"(?<=[a-z])[A-Z]", lambda found: f"-{found[0].lower()}", name)
