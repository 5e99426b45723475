"""Links as this format has them, and what becomes of them in the rendered text.

Links to other pages become `course:…`, which holds no prefix of a URL; `links_resolve` of
lessons/publishing/links.py puts one in when a page is built.
"""

from __future__ import annotations

import html as htmllib
import re

from lessons.document.page import Anchor, Page, Places
from virtlearn.core.wording import instead, shown

link = re.compile(r'<a((?: [a-z-]+="[^"]*")*)>(.*?)</a>', re.DOTALL)
attribute = re.compile(r' ([a-z-]+)="([^"]*)"')
summary_tag = re.compile(r"<(/?)summary>")

course_schemes = {"lesson", "lab", "glossary", "wizard"}
world_schemes = {"https", "http", "mailto"}
summary_rule = "a <summary> is a button, which can't hold a link: write the link after </summary>"


def links_finish(html: str, page: Page, places: Places) -> str:
    """`html` (sanitised) with every link checked and written as pages need it."""
    summaries = summaries_found(html, places)[::-1]  # the next one last

    def finish(found: re.Match[str]) -> str:
        values = {name: htmllib.unescape(value) for name, value in attribute.findall(found[1])}
        if css := values.get("class"):
            written = note_link_html(css, values.get("href", ""), found[2], page)
        else:
            written = link_html(values, found[2], page, places)
        while summaries and summaries[-1][0].stop <= found.start():
            summaries.pop()
        if summaries and found.start() in summaries[-1][0]:
            page.problem(summaries[-1][1], summary_rule)
            return found[2]
        return written

    return link.sub(finish, html)


def summaries_found(html: str, places: Places) -> list[tuple[range, int]]:
    """Where the contents of each outermost `<summary>` stand in `html`, and its line."""
    found = []
    depth = start = line = 0
    for tag in summary_tag.finditer(html):
        if tag[1]:
            depth -= 1
            if not depth:
                found.append((range(start, tag.start()), line))
            continue
        place = places.of("<summary")
        if not depth:
            start, line = tag.end(), place
        depth += 1
    return found


def link_html(values: dict[str, str], text: str, page: Page, places: Places) -> str:
    """One link, by what its address begins with; a link that is wrong leaves its text."""
    target = values.get("href", "")
    title = f' title="{htmllib.escape(values["title"])}"' if values.get("title") else ""
    if not target:
        line = places.of_foreign_link()
        page.problem(line, "this link leads nowhere: write https://…, lesson:…, lab:… or #section")
        return text
    scheme, colon, rest = target.partition(":")
    scheme = scheme.lower()
    if target.startswith("#"):
        page.anchors.append(Anchor("", target[1:], places.of(target)))
    elif scheme == "source" and colon:
        return citation_html(rest, text, page, places)
    elif scheme in course_schemes and colon:
        line = places.of(target)
        if scheme == "glossary":
            return term_html(rest, text, page, line)
        address = course_address(scheme, rest, page, line)
        return f"<a {href(address)}{title}>{text}</a>" if address else text
    elif scheme not in world_schemes or not colon:
        message = f"`{shown(target)}` is no link: write lesson:slug, lab:slug or https://…"
        page.problem(places.of(target), message)
        return text
    outside = ' rel="noopener external"' if scheme in {"https", "http"} else ""
    return f"<a {href(target)}{title}{outside}>{text}</a>"


def note_link_html(css: str, target: str, text: str, page: Page) -> str:
    """A footnote's mark in the text, or the way back from the footnote."""
    if css == "footnote-ref":
        return f'<a class="{css}" role="doc-noteref" {href(target)}>[{text}]</a>'
    back = htmllib.escape(page.label("back"))
    return (
        f'<a class="{css}" role="doc-backlink" {href(target)}'
        f' aria-label="{back}" title="{back}">{text}</a>'
    )


def course_address(scheme: str, rest: str, page: Page, line: int) -> str:
    """`course:…` for a link within the course; "" with a problem where it leads nowhere."""
    if scheme == "wizard":
        if not rest and page.known.wizard:
            return "course:wizard"
        why = "write `wizard:`" if rest else "this course has no wizard.toml"
        page.problem(line, f"`wizard:{shown(rest)}` leads nowhere: {why}")
        return ""
    slug, _, anchor = rest.partition("#")
    options = page.known.lessons if scheme == "lesson" else page.known.labs
    if slug not in options:
        hint = instead(slug, options)
        page.problem(line, f"there is no {scheme} `{shown(slug)}`: {hint}")
        return ""
    if anchor and scheme == "lab":
        page.problem(line, f"a link to a lab leads to its page: write `lab:{slug}`")
        return ""
    if anchor:
        page.anchors.append(Anchor(slug, anchor, line))
    return f"course:{scheme}/{rest}"


def href(target: str) -> str:
    return f'href="{htmllib.escape(target)}"'


def citation_html(key: str, where: str, page: Page, places: Places) -> str:
    """`[1]`, or `[1, p. 4]`, as a link to the list of sources at the end of the page."""
    line = places.of(f"[@{key}")
    if key not in page.known.sources:
        hint = instead(key, page.known.sources)
        page.problem(line, f"sources.toml has no `{shown(key)}`: add it, or {hint}")
        return f"[{htmllib.escape(shown(key))}]"
    source = page.known.sources[key]
    shown_where = f", {where}" if where else ""
    number = page.source_number(key)
    title = htmllib.escape(f"{', '.join(source.authors)} ({source.year}): {source.title}")
    return (
        f'<a class="cite" href="#source-{key}" title="{title}" role="doc-biblioref">'
        f"[{number}{shown_where}]</a>"
    )


def term_html(key: str, text: str, page: Page, line: int) -> str:
    """A term of the glossary. Its definition is shown while the link has the pointer or the focus,
    and by a tap (static/js/definitions.js); without scripts the link leads to the glossary.
    """
    term = page.known.glossary.get(key)
    if term is None:
        hint = instead(key, page.known.glossary)
        page.problem(line, f"glossary.toml has no `{shown(key)}`: add it, or {hint}")
        return text
    page.terms += 1
    name = f"term-{page.terms}"
    definition = htmllib.escape(term.definition.get(page.language, ""), quote=False)
    return (
        f'<span class="term"><a {href(f"course:glossary#{key}")} aria-describedby="{name}">'
        f'{text}</a><span role="tooltip" id="{name}">{definition}</span></span>'
    )
