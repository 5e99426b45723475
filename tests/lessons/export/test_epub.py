"""The book is what EPUB 3 asks for, as far as can be told without its checker; and gives nothing
away.
"""

from __future__ import annotations

import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile

import pytest
from django.test import Client

from lessons.export.course import course_epub
from lessons.export.cover import cover_make
from lessons.format.html_ids import ids_prefix, regions_name, still, xhtml
from tests.lessons.courses import course_publish, keys
from tests.site import course_folder

opf = "{http://www.idpf.org/2007/opf}"
dc = "{http://purl.org/dc/elements/1.1/}"
page = "{http://www.w3.org/1999/xhtml}"
svg = "{http://www.w3.org/2000/svg}"


def book_of(client: Client, course: str, language: str) -> zipfile.ZipFile:
    response = client.get(f"/en/courses/{course}/book/{language}.epub")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/epub+zip"
    return zipfile.ZipFile(io.BytesIO(response.content))


def problems(book: zipfile.ZipFile, language: str) -> list[str]:
    """What is wrong with its structure."""
    names = book.namelist()
    found = []
    if names[0] != "mimetype" or book.read("mimetype") != b"application/epub+zip":
        found.append("mimetype")
    if book.getinfo("mimetype").compress_type != zipfile.ZIP_STORED:
        found.append("mimetype is compressed")
    container = ET.fromstring(book.read("META-INF/container.xml"))  # our own
    root = next(each.attrib["full-path"] for each in container.iter() if "full-path" in each.attrib)
    package = ET.fromstring(book.read(root))
    folder = posixpath.dirname(root)
    items = {each.attrib["id"]: each.attrib for each in package.iter(f"{opf}item")}
    listed = {posixpath.join(folder, each["href"]) for each in items.values()}
    there = {name for name in names if name.startswith(f"{folder}/")} - {root}
    found += [f"not in the zip: {name}" for name in listed - there]
    found += [f"not in the manifest: {name}" for name in there - listed]
    spine = [each.attrib["idref"] for each in package.iter(f"{opf}itemref")]
    found += [f"spine: {name}" for name in spine if name not in items]
    if [each.text for each in package.iter(f"{dc}language")] != [language]:
        found.append("language")
    return found + links_broken(book, folder, list(items.values()))


def links_broken(book: zipfile.ZipFile, folder: str, items: list[dict[str, str]]) -> list[str]:
    """Ids that stand twice, links that lead nowhere, drawings that the manifest does not know."""
    found = []
    ids: dict[str, list[str]] = {}
    links: list[tuple[str, str]] = []
    for item in items:
        if item["media-type"] != "application/xhtml+xml":
            continue
        tree = ET.fromstring(book.read(posixpath.join(folder, item["href"])))
        ids[item["href"]] = [each.attrib["id"] for each in tree.iter() if "id" in each.attrib]
        drawn = any(each.tag.endswith("}svg") for each in tree.iter())
        if drawn != ("svg" in item.get("properties", "")):
            found.append(f"{item['href']}: svg")
        links += [(item["href"], each.attrib["href"]) for each in tree.iter(f"{page}a")]
    for name, own in ids.items():
        found += [f"{name}: id {each} twice" for each in own if own.count(each) > 1]
    for name, link in links:
        if re.match(r"https?:|mailto:", link):
            continue
        path, _, anchor = link.partition("#")
        if anchor not in [*ids.get(path or name, []), ""] or (path or name) not in ids:
            found.append(f"{name}: {link} leads nowhere")
    return found


@pytest.mark.django_db
def test_the_course_that_ships(client: Client) -> None:
    course_publish(course_folder)
    for language in ("en", "es"):
        book = book_of(client, "containers-vs-kvm", language)
        assert problems(book, language) == []
        contents = book.read("book/contents.xhtml").decode()
        assert contents.count("lesson-") > 10


def test_what_has_to_be_earned_is_not_in_it(course: str, client: Client) -> None:
    book = book_of(client, course, "en")
    assert problems(book, "en") == []
    printed = client.get(f"/en/courses/{course}/print/").content
    everything = printed.decode() + "".join(book.read(name).decode() for name in book.namelist())
    assert [key for key in keys if key in everything] == []
    assert "Which kernel answers?" in everything


def test_the_same_revision_is_the_same_book(course: str, client: Client) -> None:
    first = book_of(client, course, "es")
    course_epub.cache_clear()
    second = book_of(client, course, "es")
    assert first.fp.read() == second.fp.read()  # type: ignore[union-attr]
    assert "Lección first" in first.read("book/lesson-first.xhtml").decode()


@pytest.mark.parametrize("language", ["fr", "de", "xx"])
def test_no_book_in_other_languages(course: str, client: Client, language: str) -> None:
    assert client.get(f"/en/courses/{course}/book/{language}.epub").status_code == 404


def test_one_page_of_all_lessons(course: str, client: Client) -> None:
    text = client.get(f"/en/courses/{course}/print/").content.decode()
    found = re.findall(r'\sid="([^"]+)"', text)
    assert len(found) == len(set(found))
    for link in re.findall(r'href="#([^"]+)"', text):
        assert link in found, link
    assert 'href="#second--first"' in text  # from one lesson to another, in the page
    assert 'href="#glossary--namespace"' in text


def test_regions_of_several_lessons_have_several_names() -> None:
    html = '<div class="table" tabindex="0" role="region" aria-label="Table 1"><table>'
    assert 'aria-label="Table 1, A &lt;b&gt;"' in regions_name(html, "A <b>")


def test_markup() -> None:
    html = (
        '<p id="a">x&nbsp;y &amp; z<br><img src="i.png" alt="" loading="lazy"></p>'
        '<details open><summary tabindex="0">s</summary></details>'
        '<input type="checkbox" disabled checked aria-label="done"> one'
        '<h2 id="t">T <a class="anchor" href="#t" aria-label="l">#</a></h2>'
        '<svg viewBox="0 0 1 1" role="img" aria-label="a"><rect x="1"></rect></svg>'
        '<div data-copy="" hx-disable>&unknown; \x0b</div>'
    )
    assert xhtml(still(html)) == (
        '<p id="a">x&#160;y &amp; z<br/><img src="i.png" alt=""/></p>'
        '<details open="open"><summary>s</summary></details>'
        "☑  one"
        '<h2 id="t">T</h2>'
        '<svg viewBox="0 0 1 1" role="img" aria-label="a" xmlns="http://www.w3.org/2000/svg">'
        '<rect x="1"></rect></svg>'
        "<div>&amp;unknown; </div>"
    )
    assert ids_prefix('<p id="a"><a href="#b" aria-labelledby="a b">id="c"</a></p>', "l--") == (
        '<p id="l--a"><a href="#l--b" aria-labelledby="l--a l--b">id="c"</a></p>'
    )


def test_it_has_a_cover(course: str, client: Client) -> None:
    book = book_of(client, course, "es")
    package = ET.fromstring(book.read("book/package.opf"))
    (cover,) = [
        each
        for each in package.iter(f"{opf}item")
        if each.attrib.get("properties") == "cover-image"
    ]
    drawn = ET.fromstring(book.read(f"book/{cover.attrib['href']}"))
    assert drawn.tag == f"{svg}svg"
    title = next(each.text for each in package.iter(f"{dc}title"))
    assert drawn.attrib["aria-label"] == title
    written = " ".join(each.text or "" for each in drawn.iter(f"{svg}tspan"))
    assert written == title
    assert {"container", "system-container", "vm", "host"} <= {
        each.attrib.get("class") for each in drawn.iter()
    }


def test_a_cover_has_room_for_any_title() -> None:
    cover = ET.fromstring(cover_make("<b> & " + "words and more " * 40, ("A & B",), "en"))
    rows = list(cover.iter(f"{svg}tspan"))
    assert len(rows) == 6
    assert all(len(row.text or "") <= 19 for row in rows)
    assert (rows[-1].text or "").endswith("…")
