"""XML of other systems, read without its dangers: no entities, bounded in size and depth."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from lessons.exchange.block import ImportFault

bytes_most = 20_000_000
depth_most = 80
elements_most = 200_000


def xml_parse(data: bytes, path: str) -> Element:
    """The root. ImportFault where it is no XML, or tries tricks."""
    if len(data) > bytes_most:
        raise ImportFault("too_large", f"{path} is too large")
    try:
        root: Element = defusedxml.ElementTree.fromstring(data)
    except DefusedXmlException:
        raise ImportFault("entities", f"{path} declares entities, which are not read") from None
    except (ParseError, ValueError, LookupError) as error:
        raise ImportFault("no_xml", f"{path} is no XML: {error}") from None
    level, depth, count = [root], 0, 0
    while level:
        depth += 1
        count += len(level)
        if depth > depth_most or count > elements_most:
            raise ImportFault("too_large", f"{path} is nested too deeply, or has too many parts")
        level = [child for each in level for child in each]
    return root


def camel(name: str) -> str:
    """`response-identifier` → `responseIdentifier`."""
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), name)


def qti3_renamed(root: Element) -> None:
    """Gives the elements and attributes of QTI 3 the names that they had in QTI 2."""
    for each in root.iter():
        name = str(each.tag).rpartition("}")[2]
        if not name.startswith("qti-"):
            continue
        each.tag = camel(name.removeprefix("qti-"))
        for key in [key for key in each.attrib if "-" in key and not key.startswith("data-")]:
            each.attrib[camel(key)] = each.attrib.pop(key)
