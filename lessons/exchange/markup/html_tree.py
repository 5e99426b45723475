"""HTML of other systems as a tree of elements. Any text becomes one; what closes nothing is passed
over, and what is nested too deeply stands beside.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes.asked import NoFormError

depth_most = 60
text_most = 100_000  # above it the standard library's parser may take seconds
void = {"br", "hr", "img", "input", "source", "track", "wbr", "col", "embed", "param"}
# What is closed by the beginning of the next one of its kind.
cells = {"td", "th", "p"}
closed_by = {"p": {"p"}, "li": {"li", "p"}, "tr": {"tr", *cells}, "td": cells, "th": cells}


class Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self.stack = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while len(self.stack) > 1 and self.stack[-1].tag in closed_by.get(tag, ()):
            self.stack.pop()
        values = {name: value or "" for name, value in attrs}
        made = SubElement(self.stack[-1], tag, values)
        if tag not in void and len(self.stack) < depth_most:
            self.stack.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        SubElement(self.stack[-1], tag, values)

    def handle_endtag(self, tag: str) -> None:
        names = [str(each.tag) for each in self.stack[1:]]
        if tag in names:
            while self.stack.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        parent = self.stack[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data


def html_tree(html: str) -> Element:
    """A `div` that holds `html`. NoFormError where it is too long."""
    if len(html) > text_most:
        raise NoFormError(f"a text of it has over {text_most:,} characters")
    builder = Builder()
    builder.feed(plain_marks(html))
    builder.close()
    return builder.root


def plain_marks(html: str) -> str:
    """`html` without comments, and with the signs of what is never closed as letters: at each of
    them the standard library's parser would search all that follows.
    """
    parts: list[str] = []
    at = 0
    while (begin := html.find("<!--", at)) >= 0 and (end := html.find("-->", begin + 4)) >= 0:
        parts.append(html[at:begin])
        at = end + 3
    rest = "".join((*parts, html[at:]))
    rest = re.sub(r"<(?=[!?])", "&lt;", rest)
    last = rest.rfind(">") + 1
    return rest[:last] + rest[last:].replace("<", "&lt;")
