"""A book as an EPUB 3 file: a zip of XHTML with a list of what is in it.

Written after EPUB 3.3 (W3C, 2023). It is a hundred lines, where the libraries at hand are under the
AGPL or bring a parser for all of HTML; epubcheck finds nothing to say about what comes out.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from html import escape

import msgspec

media_types = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
}
page_type = "application/xhtml+xml"
first_day = (1980, 1, 1, 0, 0, 0)  # a zip knows none before; the same book is the same bytes


class Section(msgspec.Struct, frozen=True):
    """An entry of the contents below a chapter."""

    id: str
    title: str


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """One file; `body` is well-formed XHTML for the inside of its <body>."""

    name: str  # of the file, without its ending
    title: str
    body: str
    sections: tuple[Section, ...] = ()


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """`identifier` is a URN; `images` are by their path in the book."""

    identifier: str
    language: str
    title: str
    description: str
    authors: tuple[str, ...]
    rights: str
    modified: datetime  # in UTC
    contents: str  # what the list of chapters is called
    summary: str  # what is said of its accessibility
    chapters: tuple[Chapter, ...]
    style: str
    cover: str  # an SVG
    images: dict[str, bytes] = {}


def epub_make(book: Book) -> bytes:
    """The file. The same book gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes | str, *, plain: bool = False) -> None:
            entry = zipfile.ZipInfo(name, first_day)
            entry.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)

        put("mimetype", "application/epub+zip", plain=True)  # first, so that `file` knows it
        put("META-INF/container.xml", container)
        put("book/package.opf", package(book))
        put("book/contents.xhtml", contents(book))
        put("book/style.css", book.style)
        put("book/cover.svg", book.cover)
        for chapter in book.chapters:
            put(f"book/{chapter.name}.xhtml", page(book, chapter.title, chapter.body))
        for path, content in book.images.items():
            put(f"book/{path}", content, plain=True)
    return out.getvalue()


container = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


def page(book: Book, title: str, body: str) -> str:
    language = escape(book.language)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 lang="{language}" xml:lang="{language}">
<head>
<meta charset="utf-8"/>
<title>{escape(title)}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body>
{body}
</body>
</html>
"""


def contents(book: Book) -> str:
    """The list of chapters and their sections, which reading systems show as well."""
    entries = []
    for chapter in book.chapters:
        inner = "".join(
            f'<li><a href="{chapter.name}.xhtml#{escape(section.id)}">'
            f"{escape(section.title)}</a></li>\n"
            for section in chapter.sections
        )
        entries.append(
            f'<li><a href="{chapter.name}.xhtml">{escape(chapter.title)}</a>'
            f"{f'<ol>{inner}</ol>' if inner else ''}</li>"
        )
    listed = "\n".join(entries)
    body = (
        f'<nav epub:type="toc" role="doc-toc" aria-labelledby="contents">'
        f'<h1 id="contents">{escape(book.contents)}</h1>\n<ol>\n{listed}\n</ol></nav>'
    )
    return page(book, book.contents, body)


def package(book: Book) -> str:
    items = [
        f'<item id="contents" href="contents.xhtml" media-type="{page_type}" properties="nav"/>',
        '<item id="style" href="style.css" media-type="text/css"/>',
        '<item id="cover" href="cover.svg" media-type="image/svg+xml" properties="cover-image"/>',
    ]
    for chapter in book.chapters:
        drawn = ' properties="svg"' if "<svg" in chapter.body else ""
        items.append(
            f'<item id="c-{chapter.name}" href="{chapter.name}.xhtml"'
            f' media-type="{page_type}"{drawn}/>'
        )
    for number, path in enumerate(book.images):
        media_type = media_types[path.rpartition(".")[2].lower()]
        items.append(f'<item id="i-{number}" href="{escape(path)}" media-type="{media_type}"/>')
    first, *others = [f'<itemref idref="c-{chapter.name}"/>' for chapter in book.chapters]
    spine = "\n".join([first, '<itemref idref="contents"/>', *others])
    creators = "\n".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in book.authors)
    features = "\n".join(
        f'<meta property="schema:accessibilityFeature">{feature}</meta>'
        for feature in ("alternativeText", "structuralNavigation", "tableOfContents")
    )
    listed = "\n".join(items)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"
 xml:lang="{escape(book.language)}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{escape(book.identifier)}</dc:identifier>
<dc:title>{escape(book.title)}</dc:title>
<dc:language>{escape(book.language)}</dc:language>
{creators}
<dc:description>{escape(book.description)}</dc:description>
<dc:rights>{escape(book.rights)}</dc:rights>
<meta property="dcterms:modified">{book.modified:%Y-%m-%dT%H:%M:%SZ}</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
{features}
<meta name="cover" content="cover"/>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">{escape(book.summary)}</meta>
</metadata>
<manifest>
{listed}
</manifest>
<spine>
{spine}
</spine>
</package>
"""
