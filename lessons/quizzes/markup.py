"""HTML of questions as XML that other systems read.

Pure. Only what says something is kept: paragraphs, lists, code, emphasis.
"""

from __future__ import annotations

import html as htmllib
import re
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

blocks = {"p", "div", "ul", "ol", "li", "pre", "blockquote"}
inline = {"code", "em", "strong", "kbd", "samp", "var", "sub", "sup", "span"}
renamed = {"b": "strong", "i": "em"}
empty = {"br"}
silent = {"script", "style", "svg", "button"}


class Tree(HTMLParser):
    """Builds elements below `root`; tags that are not known give their text."""

    def __init__(self, root: Element) -> None:
        super().__init__(convert_charrefs=True)
        self.stack = [root]
        self.names = [""]
        self.quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = renamed.get(tag, tag)
        if tag in silent:
            self.quiet += 1
        elif tag in empty:
            SubElement(self.stack[-1], tag)
        elif tag in blocks | inline:
            self.stack.append(SubElement(self.stack[-1], tag))
            self.names.append(tag)

    def handle_endtag(self, tag: str) -> None:
        tag = renamed.get(tag, tag)
        if tag in silent:
            self.quiet = max(0, self.quiet - 1)
        elif tag in self.names[1:]:
            while self.names.pop() != tag:
                self.stack.pop()
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        if self.quiet:
            return
        text = "".join(char for char in data if char in "\t\n" or ord(char) >= 32)
        parent = self.stack[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text


def elements_into(parent: Element, html: str) -> None:
    """Adds the content of `html` to `parent`."""
    tree = Tree(parent)
    tree.feed(html)
    tree.close()


def local(element: Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def plain_text(element: Element) -> str:
    return "".join(element.itertext())


def escaped(text: str) -> str:
    """As markdown that means these letters; white space as one blank."""
    return re.sub(r"([\\`*_\[\]<])", r"\\\1", re.sub(r"\s+", " ", text))


def plain_of_html(html: str) -> str:
    """Text alone, on one line."""
    return " ".join(htmllib.unescape(re.sub(r"<[^>]*>", " ", html)).split())
