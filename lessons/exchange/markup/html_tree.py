"""HTML of other systems as a tree of elements. Any text becomes one; what closes nothing is passed
over, and what is nested too deeply stands beside.
"""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

depth_most = 60
text_most = 400_000
void = {"br", "hr", "img", "input", "source", "track", "wbr", "col", "embed", "param"}
closed_by_like = {"p": {"p"}, "li": {"li"}, "tr": {"tr"}, "td": {"td", "th"}, "th": {"td", "th"}}


class Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self.stack = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.stack[-1].tag in closed_by_like.get(tag, ()):
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
    """A `div` that holds `html`."""
    builder = Builder()
    builder.feed(html[:text_most])
    builder.close()
    return builder.root
