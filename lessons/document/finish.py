"""What is done to sanitised HTML before it is a part of a page: headings, tables, alerts, lists.

The HTML is nh3's, so every start tag matches `<name( key="value")*>`, and quotes, `<` and `>` in a
value are escaped.
"""

from __future__ import annotations

import html as htmllib
import re

from lessons.document.page import Page, Places, text_of
from lessons.document.scan import HeadingLine, nonce
from lessons.document.schema import Heading
from virtlearn.core.wording import instead, shown, slug_of

heading = re.compile(rf"<h([1-6])>(.*?)\s*{nonce}h(\d+)e\s*</h\1>", re.DOTALL)
raw_heading = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
tooltip = re.compile(r'<span role="tooltip"[^>]*>.*?</span>', re.DOTALL)
token = re.compile(rf"\s?{nonce}[gh]\d+e")
quote_tag = re.compile(
    r"<blockquote>(?P<mark>\s*<p>\[!(?P<kind>[A-Za-z]{1,20})\]\s*(?P<empty></p>)?)?|</blockquote>"
)
alerts = ("note", "tip", "important", "warning", "caution")
cell = re.compile(r'<(th|td)(?: align="(left|center|right)")?>')
cell_text = re.compile(r"(?<=<td>|<th>)(?:(?!</t[dh]>).)*", re.DOTALL)
empty_head = re.compile(r"<th(?: align=\"[a-z]+\")?></th>")
bare_code = re.compile(r"<pre><code>(.*?)</code></pre>", re.DOTALL)
checkbox = re.compile(r'<input((?: [a-z-]+="[^"]*")*)>')


def headings_finish(html: str, page: Page, lines: list[HeadingLine]) -> str:
    """Headings with an id and a link to themselves, noted in `page` in their order."""

    def finish(found: re.Match[str]) -> str:
        source = lines[int(found[3])]
        title = token.sub("", found[2])
        name = source.id
        if name:
            page.given_ids.append((name, source.line))
        else:
            name = base = slug_of(text_of(tooltip.sub("", title)))
            copies = 2
            while name in page.ids:
                name = f"{base}-{copies}"
                copies += 1
        page.id_take(name, source.line)
        level = min(max(source.level, 2), 3)
        plain = " ".join(text_of(tooltip.sub("", title)).split())
        heading_check(page, source)
        page.headings.append((Heading(level=source.level, id=name, title=plain), source.line))
        link = htmllib.escape(page.label("section-link").format(plain))
        return (
            f'<h{level} id="{name}">{title}'
            f' <a class="anchor" href="#{name}" aria-label="{link}">#</a></h{level}>'
        )

    html = heading.sub(finish, html)
    # Headings in list items and raw HTML are no sections: they would break the outline.
    html = raw_heading.sub(r"<p>\2</p>", html)
    return token.sub("", html)


def heading_check(page: Page, source: HeadingLine) -> None:
    """A problem where the levels of headings make no outline."""
    before = page.headings[-1][0].level if page.headings else 1
    if source.level == 1:
        page.problem(source.line, "the title is no heading of the text: begin sections with ##")
    elif source.level > 3:
        page.problem(source.line, "sections go two levels deep: write ## or ###")
    elif source.level > max(before, 1) + 1:
        marks = "#" * (max(before, 1) + 1)
        page.problem(source.line, f"a level of headings is skipped here: write {marks}")


def tables_finish(html: str, page: Page) -> str:
    """Tables in a region that can be scrolled by keyboard, cells with classes for alignment.

    A `\\|` in a cell is a `|`, as on every forge (GFM, "Tables (extension)").
    """
    if "<table>" not in html:
        return html

    def opening(_: re.Match[str]) -> str:
        page.tables += 1
        name = f"{page.label('table')} {page.tables}"
        return f'<div class="table" tabindex="0" role="region" aria-label="{name}"><table>'

    def aligned(found: re.Match[str]) -> str:
        scope = ' scope="col"' if found[1] == "th" else ""
        css = f' class="{found[2]}"' if found[2] else ""
        return f"<{found[1]}{scope}{css}>"

    if "\\|" in html:
        html = cell_text.sub(lambda found: found[0].replace("\\|", "|"), html)
    html = re.sub(r"<table>", opening, html).replace("</table>", "</table></div>")
    html = empty_head.sub("<td></td>", html)  # a corner that names nothing is no header
    return cell.sub(aligned, html)


def alerts_finish(html: str, page: Page, places: Places) -> str:
    """GFM alerts (`> [!NOTE]`) as asides with a title in the page's language."""
    if "[!" not in html:
        return html
    closing: list[str] = []

    def finish(found: re.Match[str]) -> str:
        if found[0].startswith("</"):
            return closing.pop() if closing else found[0]
        kind = (found["kind"] or "").lower()
        if kind not in alerts:
            closing.append("</blockquote>")
            if kind:
                line = places.of(f"[!{found['kind']}]")
                names = [name.upper() for name in alerts]
                hint = instead(kind.upper(), names)
                page.problem(line, f"there is no [!{shown(found['kind'])}]: {hint}")
            return found[0]
        closing.append("</aside>")
        title = htmllib.escape(page.label(kind), quote=False)
        rest = "" if found["empty"] else "<p>"
        return f'<aside class="{kind}" role="note"><p class="title">{title}</p>{rest}'

    return quote_tag.sub(finish, html)


def lists_finish(html: str, page: Page) -> str:
    """Task lists: boxes that show, and say, whether something is done."""

    def finish(found: re.Match[str]) -> str:
        done = " checked=" in found[1]
        said = htmllib.escape(page.label("done" if done else "to-do"))
        return f'<input type="checkbox" disabled{" checked" if done else ""} aria-label="{said}">'

    return checkbox.sub(finish, html)


def rest_finish(html: str, page: Page) -> str:
    """Footnotes as the page's notes, code by indentation like all code."""
    notes = htmllib.escape(page.label("notes"))
    html = html.replace(
        '<div class="footnote">',
        f'<div class="footnotes" role="doc-endnotes" aria-label="{notes}">',
    )
    return bare_code.sub(
        r'<div class="code" data-lang="text" data-copy=""><pre tabindex="0"><code>\1'
        r"</code></pre></div>",
        html,
    )
