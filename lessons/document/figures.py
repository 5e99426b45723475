"""Images: figures with captions, SVG inlined, and what is wrong with an image."""

from __future__ import annotations

import html as htmllib
import posixpath
import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from lessons.document import cover
from lessons.document.grammar import figure_line
from lessons.document.links import attribute
from lessons.document.page import Page, Places, text_of
from lessons.document.scan import FigureLine, figure_of
from lessons.document.source import image_endings
from lessons.document.svg import Svg, svg_read
from lessons.format.block import Figure
from virtlearn.core.problems import Problem
from virtlearn.core.wording import instead, shown

image = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
follows = re.compile(r' class="(?:[^"]* )?task-')
magic: Mapping[str, tuple[bytes, ...]] = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
    ".avif": (b"\x00\x00\x00",),
}


def images_finish(html: str, page: Page, places: Places) -> str:
    """`html` (sanitised) with the images that stand in the middle of a text."""

    def finish(found: re.Match[str]) -> str:
        values = {name: htmllib.unescape(value) for name, value in attribute.findall(found[1])}
        path = values.get("src", "")
        line = places.of(path) if path else places.of("![")
        return image_html(path, values.get("alt", ""), line, page)

    return image.sub(finish, html)


def figure_html(figure: FigureLine, page: Page, inline: Callable[[str, int], str]) -> str:
    """A figure, its caption below; `inline` renders the words that the author wrote."""
    path = htmllib.unescape(figure.path)
    said = text_of(inline(figure.alt, figure.line))
    shape = image_html(path, said, figure.line, page)
    wide = wide_html(path, said, figure.line, page)
    kind = "figure has-wide" if wide else "figure"
    return f'<figure class="{kind}">{shape}{wide}{caption_html(figure, page, inline)}</figure>'


def wide_html(written: str, said: str, line: int, page: Page) -> str:
    """The same figure drawn for a wide window, `NAME.wide.svg` or `NAME.wide.LANGUAGE.svg` beside
    it, of which the page shows the one that fits; "" where the author drew none.
    """
    path = posixpath.normpath(posixpath.join(page.folder, unquote(written)))
    stem = path.removesuffix(".svg")
    for name in (f"{stem}.wide.{page.language}.svg", f"{stem}.wide.svg"):
        if name in page.known.files:
            svg = svg_read(page.known.files[name])
            head = svg_head(svg, htmllib.escape(" ".join(said.split())))
            return head.replace("<svg ", '<svg class="wide" ', 1) + f"{svg.inner}</svg>"
    others = [f"{stem}.wide.{code}.svg" for code in page.known.languages]
    if any(name in page.known.files for name in others):
        name = posixpath.basename(f"{stem}.wide.{page.language}.svg")
        page.problem(line, f"there is no image `{name}` as there is in another language: draw it")
    return ""


def caption_html(figure: FigureLine, page: Page, inline: Callable[[str, int], str]) -> str:
    """ "" where the author wrote none."""
    if not figure.title.strip():
        return ""
    page.figures += 1
    head = f"{page.label('figure')} {page.figures}."
    words = inline(figure.title, figure.line)
    return f"<figcaption><b>{head}</b> {words}</figcaption>"


def figure_cut(
    markdown: str, line: int, page: Page, inline: Callable[[str, int], str]
) -> Figure | None:
    """An SVG cut at its parts; None, with a problem, where `markdown` names none."""
    found = figure_line.match(markdown.strip())
    if found is None:
        page.problem(line, "this is no figure: write ![what it shows](figure.svg)")
        return None
    figure = figure_of(found, line)
    file = image_path(htmllib.unescape(figure.path), page, line)
    if file is None:
        return None
    if not file.endswith(".svg"):
        page.problem(line, f"`{shown(figure.path)}` has no parts that can be named: use an SVG")
        return None
    svg = svg_read(page.known.files[file])
    head = svg_head(svg, htmllib.escape(alt_read(text_of(inline(figure.alt, line)), line, page)))
    html = [*svg.pieces]
    html[0] = f'<figure class="figure">{head}{html[0]}'
    html[-1] = f"{html[-1]}</svg>{caption_html(figure, page, inline)}</figure>"
    return Figure(html=tuple(html), parts=svg.parts)


def svg_head(svg: Svg, said: str) -> str:
    return f'<svg viewBox="{svg.view_box}" role="img" aria-label="{said}">'


def alt_read(alt: str, line: int, page: Page) -> str:
    alt = " ".join(alt.split())
    if not alt:
        page.problem(line, "this image has no text for those who can't see it: write ![text](…)")
    return alt


def image_html(written: str, alt: str, line: int, page: Page) -> str:
    """The image itself: inlined where it is SVG, so that it follows the theme."""
    alt = alt_read(alt, line, page)
    path = image_path(written, page, line)
    if path is None:
        return f"<em>{htmllib.escape(alt or written)}</em>"
    said = htmllib.escape(alt)
    if path.endswith(".svg"):
        svg = svg_read(page.known.files[path])
        if follows.search(svg.inner):
            message = "only the figure that lab.toml names, under [figure], follows tasks"
            page.problem(line, f"`{shown(written)}` has parts of tasks: {message}")
        return f"{svg_head(svg, said)}{svg.inner}</svg>"
    page.assets[path] = page.known.files[path]
    address = htmllib.escape(f"course:asset/{path}")
    return f'<img src="{address}" alt="{said}" loading="lazy" decoding="async">'


def image_path(written: str, page: Page, line: int) -> str | None:
    """The file of the course that is meant; None, with a problem, where there is none."""
    if not written or ":" in written or written.startswith(("/", "#")):
        name = shown(written) or "this"
        page.problem(line, f"`{name}` is no image of the course: put the file beside the text")
        return None
    path = posixpath.normpath(posixpath.join(page.folder, unquote(written)))
    if not path.startswith(f"{page.folder}/"):
        page.problem(
            line, f"`{shown(written)}` leads out of this folder: put the image beside the text"
        )
        return None
    ending = PurePosixPath(path).suffix
    stem = path.removesuffix(ending)
    if ending.lower() not in image_endings:
        page.problem(
            line, f"`{shown(written)}` is no image: use {', '.join(sorted(image_endings))}"
        )
        return None
    for candidate in (f"{stem}.{page.language}{ending}", path):
        if candidate in page.known.files:
            return candidate
    for code in page.known.languages:
        if f"{stem}.{code}{ending}" in page.known.files:
            name = posixpath.basename(f"{stem}.{page.language}{ending}")
            message = (
                f"there is no image `{name}` as there is in `{code}`: draw it, or use one for all"
            )
            page.problem(line, message)
            return None
    codes = "|".join(map(re.escape, page.known.languages))
    here = {
        re.sub(rf"\.(?:{codes})(?=\.\w+\Z)", "", name.removeprefix(f"{page.folder}/"))
        for name in page.known.files
        if name.startswith(f"{page.folder}/")
        and PurePosixPath(name).suffix.lower() in image_endings
    }
    page.problem(
        line, f"there is no image `{shown(written)}` in this folder: {instead(written, here)}"
    )
    return None


def images_check(files: Mapping[str, bytes]) -> list[Problem]:
    """What is wrong with the image files themselves, each once however often it is shown."""
    problems: list[Problem] = []
    for path, content in files.items():
        ending = PurePosixPath(path).suffix.lower()
        if ending == ".svg":
            svg: Svg = svg_read(content)
            problems += [Problem(path, line, message) for line, message in svg.problems]
            if path.startswith("lessons/") and path.endswith(f"/{cover.name}"):
                problems += [Problem(path, *found) for found in cover.cover_check(content)]
        elif ending in magic and not content.startswith(magic[ending]):
            problems.append(Problem(path, 1, f"this is no {ending[1:]} image: save it as one"))
    return problems
