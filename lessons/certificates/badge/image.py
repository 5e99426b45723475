"""The badge as a picture that carries its credential (Open Badges 3.0, 5.3.2: baking an SVG).

Pure.
"""

from __future__ import annotations

import textwrap
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

namespace = "https://purl.imsglobal.org/ob/v3p0"
svg = "http://www.w3.org/2000/svg"
lines_most = 4
# A container, a system container and a virtual machine, each in the shape and colour of its kind.
shapes = (
    ("path", {"d": "M92 60h28l12 12v28H92z", "stroke": "#0f766e"}),
    ("rect", {"x": "140", "y": "60", "width": "40", "height": "40", "rx": "9"}),
    ("rect", {"x": "188", "y": "60", "width": "40", "height": "40", "stroke": "#b45309"}),
    ("rect", {"x": "194", "y": "66", "width": "28", "height": "28", "stroke": "#b45309"}),
)


def badge_svg(credential: str, title: str, name: str, date: str) -> bytes:
    """`credential` is a compact JWS; `title`, `name` and `date` are plain text that is shown."""
    register_namespace("", svg)
    register_namespace("openbadges", namespace)
    root = Element(f"{{{svg}}}svg", {"viewBox": "0 0 320 320", "width": "320", "height": "320"})
    SubElement(root, f"{{{namespace}}}credential", {"verify": credential})
    SubElement(root, f"{{{svg}}}title").text = f"{title}: {name}" if name else title
    ring = {"cx": "160", "cy": "160", "r": "152", "fill": "#ffffff", "stroke": "#334155"}
    SubElement(root, f"{{{svg}}}circle", {**ring, "stroke-width": "8"})
    for tag, attributes in shapes:
        drawn = {"fill": "none", "stroke": "#6d28d9", "stroke-width": "4", **attributes}
        SubElement(root, f"{{{svg}}}{tag}", drawn)
    lines = textwrap.wrap(title, 24, max_lines=lines_most, placeholder=" …")
    below = 140 + 24 * len(lines)
    for number, line in enumerate(lines):
        text_add(root, line, 140 + 24 * number, 19, "bold")
    if name:
        shown = textwrap.wrap(name, 30, max_lines=1, placeholder=" …")
        text_add(root, shown[0], below + 8, 17, "normal")
    text_add(root, date, below + 34, 14, "normal")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def text_add(root: Element, text: str, y: int, size: int, weight: str) -> None:
    place = {"x": "160", "y": str(y), "text-anchor": "middle", "fill": "#0f172a"}
    font = {"font-family": "sans-serif", "font-size": str(size), "font-weight": weight}
    SubElement(root, f"{{{svg}}}text", {**place, **font, "unicode-bidi": "plaintext"}).text = text
