"""Links as this format has them, and what becomes of them in the rendered text.

Links to other pages become `course:…`, which holds no prefix of a URL; `links_resolve` puts one in
when a page is built.
"""

from __future__ import annotations

import html as htmllib
import re
from collections.abc import Callable

from lessons.document.page import Anchor, Page, Places
from lessons.document.words import instead, shown

link = re.compile(r'<a((?: [a-z-]+="[^"]*")*)>(.*?)</a>', re.DOTALL)
attribute = re.compile(r' ([a-z-]+)="([^"]*)"')
placeholder = re.compile(r'(?<= )(href|src)="course:([^"]*)"')


def links_resolve(html: str, resolve: Callable[[str], str]) -> str:
    """`html` with every `course:…` replaced by what `resolve` gives for `…`, as in
    `lesson/namespaces#pid`, `lab/whose-kernel`, `wizard`, `glossary#namespace`,
    `asset/lessons/01-x/layers.png`.
    """
    return placeholder.sub(
        lambda m: f'{m[1]}="{htmllib.escape(resolve(htmllib.unescape(m[2])))}"', html
    )


def links_finish(html: str, page: Page, places: Places) -> str:
    """`html` (sanitised) with every link checked and written as pages need it."""

    def finish(found: re.Match[str]) -> str:
        values = {name: htmllib.unescape(value) for name, value in attribute.findall(found[1])}
        return link_html(values, found[2], page, places)

    return link.sub(finish, html)


def link_html(values: dict[str, str], text: str, page: Page, places: Places) -> str:
    if values.get("class") == "footnote-ref":
        return f'<a class="footnote-ref" role="doc-noteref" {href(values["href"])}>[{text}]</a>'
    if values.get("class") == "footnote-backref":
        back = htmllib.escape(page.label("back"))
        return (
            f'<a class="footnote-backref" role="doc-backlink" {href(values["href"])}'
            f' aria-label="{back}" title="{back}">{text}</a>'
        )
    target = values.get("href", "")
    title = f' title="{htmllib.escape(values["title"])}"' if values.get("title") else ""
    if not target:
        line = places.of_foreign_link()
        page.problem(line, "this link leads nowhere: write https://…, lesson:…, lab:… or #section")
        return text
    scheme, colon, rest = target.partition(":")
    if target.startswith("#"):
        page.anchors.append(Anchor("", target[1:], places.of(f"#{target[1:]}")))
        return f"<a {href(target)}{title}>{text}</a>"
    if not colon or "/" in scheme:
        line = places.of(target)
        page.problem(
            line, f"`{shown(target)}` is no link: write lesson:slug, lab:slug or https://…"
        )
        return text
    scheme = scheme.lower()
    if scheme in {"https", "http", "mailto"}:
        outside = ' rel="noopener external"' if scheme != "mailto" else ""
        return f"<a {href(target)}{title}{outside}>{text}</a>"
    if scheme == "source":
        return citation_html(rest, text, page, places)
    line = places.of(target)
    if scheme == "lesson":
        slug, _, anchor = rest.partition("#")
        if not known(page, line, "lesson", slug, page.known.lessons):
            return text
        if anchor:
            page.anchors.append(Anchor(slug, anchor, line))
        return f"<a {href(f'course:lesson/{rest}')}{title}>{text}</a>"
    if scheme == "lab":
        if not known(page, line, "lab", rest, page.known.labs):
            return text
        return f"<a {href(f'course:lab/{rest}')}{title}>{text}</a>"
    if scheme == "glossary":
        return term_html(rest, text, page, line)
    if rest or not page.known.wizard:
        why = "write `wizard:`" if rest else "this course has no wizard.toml"
        page.problem(line, f"`{shown(target)}` leads nowhere: {why}")
        return text
    return f"<a {href('course:wizard')}{title}>{text}</a>"


def href(target: str) -> str:
    return f'href="{htmllib.escape(target)}"'


def known(page: Page, line: int, what: str, name: str, options: frozenset[str]) -> bool:
    if name in options:
        return True
    page.problem(line, f"there is no {what} `{shown(name)}`: {instead(name, options)}")
    return False


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
    """A term of the glossary. Its definition is shown while the link has the pointer or the focus;
    the link itself leads to the glossary, which is the way by touch.
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
