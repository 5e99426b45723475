"""HTML of questions as XML that other systems read.

Pure. Kept is what says something: paragraphs, lists, tables, code, emphasis, links, pictures; other
tags give their text, and `tags_lost` names them.
"""

from __future__ import annotations

import html as htmllib
import re
from html.parser import HTMLParser
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

tables = {"table", "caption", "thead", "tbody", "tr", "td", "th"}
blocks = {"p", "div", "ul", "ol", "li", "pre", "blockquote", *tables}
inline = {"code", "em", "strong", "kbd", "samp", "var", "sub", "sup", "span", "a", "q", "abbr"}
renamed = {"b": "strong", "i": "em", "figure": "div", "figcaption": "p", "aside": "div"}
empty = {"br", "img"}
silent = {"script", "style", "svg", "button"}
# Attributes that are kept; code has its language as a class.
kept = {"a": {"href"}, "img": {"src", "alt"}}
wrappers = {"code", "table"}  # classes of elements around code and tables


class Tree(HTMLParser):
    """Builds elements below `root`; tags that are not known give their text."""

    def __init__(self, root: Element) -> None:
        super().__init__(convert_charrefs=True)
        self.stack = [root]
        self.names = [""]
        self.quiet = 0
        self.language = ""
        self.lost: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.language = given.get("data-lang", self.language)
        if tag in silent:
            self.quiet += 1
            self.lost.add(tag)
            return
        tag = renamed.get(tag, tag)
        values = {name: given[name] for name in kept.get(tag, ()) if name in given}
        if tag == "pre" and self.language not in {"", "text"}:
            values = {"class": f"language-{self.language}"}
        if tag in empty:
            SubElement(self.stack[-1], tag, values)
        elif tag == "div" and given.get("class") in wrappers:
            self.stack.append(self.stack[-1])
            self.names.append(tag)
        elif tag in blocks | inline and not self.within_code(tag):
            self.stack.append(SubElement(self.stack[-1], tag, values))
            self.names.append(tag)
        elif not self.within_code(tag):
            self.lost.add(tag)

    def within_code(self, tag: str) -> bool:
        """Whether it is a mark of the highlighter, or the code of preformatted text."""
        return "pre" in self.names and tag in {"span", "code"}

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


def tags_lost(html: str) -> frozenset[str]:
    """Names of tags that other systems don't get."""
    tree = Tree(Element("div"))
    tree.feed(html)
    tree.close()
    return frozenset(tree.lost)


def plain_html(html: str) -> str:
    """`html` with that alone which other systems get."""
    root = Element("div")
    elements_into(root, html)
    text: str = ElementTree.tostring(root, "unicode", method="html")
    return text.removeprefix("<div>").removesuffix("</div>")


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
