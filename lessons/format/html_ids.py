"""Rewrites ids and links in lessons' HTML: for one page of all lessons, for a book's files.

The HTML is the document's, so tags are `<name( key="value")*>`, values have no `<` and `>`, and
elements are nested as they should be.
"""

from __future__ import annotations

import html as htmllib
import re

tag = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)/?>")
attribute = re.compile(r'\s([a-zA-Z][a-zA-Z0-9:-]*)(?:="([^"]*)")?')
own_ids = re.compile(r'\s(id|for|aria-labelledby|aria-describedby)="([^"]+)"')
own_link = re.compile(r'\shref="#([^"]*)"')
tooltip = re.compile(r'<span role="tooltip".*?</span>', re.DOTALL)
section_link = re.compile(r'\s?<a class="anchor".*?</a>', re.DOTALL)
checkbox = re.compile(r"<input[^<>]*>")
region = re.compile(r'( role="region" aria-label="[^"]*)"')
entity = re.compile(r"&([a-zA-Z][a-zA-Z0-9]*);")
not_xml = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
void = {"br", "hr", "img", "input", "wbr"}
kept_entities = {"amp", "lt", "gt", "quot", "apos"}
# What only a page of the site understands.
site_only = {"loading", "decoding", "tabindex", "aria-describedby", "hx-disable"}


def ids_prefix(html: str, prefix: str) -> str:
    """Every id, and whatever names one in the same text, with `prefix` before it."""

    def renamed(found: re.Match[str]) -> str:
        names = " ".join(f"{prefix}{name}" for name in found[2].split())
        return f' {found[1]}="{names}"'

    def rewrite(found: re.Match[str]) -> str:
        rest = own_ids.sub(renamed, found[2])
        rest = own_link.sub(lambda m: f' href="#{prefix}{m[1]}"', rest)
        return f"<{found[1]}{rest}>"

    return tag.sub(rewrite, html)


def regions_name(html: str, title: str) -> str:
    """Regions, which are numbered in each lesson, with the lesson's title in their names."""
    more = f", {htmllib.escape(title)}"
    return region.sub(lambda found: f'{found[1]}{more}"', html)


def still(html: str) -> str:
    """Without what needs a pointer or a script: tooltips, links of headings to themselves; boxes of
    lists as signs.
    """
    html = section_link.sub("", tooltip.sub("", html))
    return checkbox.sub(lambda found: "☑ " if " checked" in found[0] else "☐ ", html)


def xhtml(html: str) -> str:
    """The same as XML: elements closed, attributes with values, entities by number."""

    def rewrite(found: re.Match[str]) -> str:
        name = found[1]
        values = [
            f' {key}="{key if value is None else value}"'
            for key, value in attributes(found[2])
            if key not in site_only and not key.startswith(("data-", "hx-"))
        ]
        if name == "svg":
            values.append(' xmlns="http://www.w3.org/2000/svg"')
        return f"<{name}{''.join(values)}{'/' if name in void else ''}>"

    def by_number(found: re.Match[str]) -> str:
        if found[1] in kept_entities:
            return found[0]
        letters = htmllib.unescape(found[0])
        if letters == found[0]:
            return f"&amp;{found[1]};"
        return "".join(f"&#{ord(letter)};" for letter in letters)

    return not_xml.sub("", entity.sub(by_number, tag.sub(rewrite, html)))


def attributes(text: str) -> list[tuple[str, str | None]]:
    """The attributes of a tag; None for one without a value."""
    return [(found[1], found[2] if "=" in found[0] else None) for found in attribute.finditer(text)]
