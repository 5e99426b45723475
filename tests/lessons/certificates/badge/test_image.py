"""The picture of a badge: what it shows, where, and the credential that is baked into it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

from lessons.certificates.badge.image import badge_svg

svg = "{http://www.w3.org/2000/svg}"


def drawn(title: str = "A small course", name: str = "Ada") -> Element:
    return fromstring(badge_svg("head.body.signature", title, name, "24 March 2026"))


def lines(root: Element) -> list[tuple[str | None, int, int]]:
    """Each text with its height and its size."""
    return [
        (each.text, int(each.attrib["y"]), int(each.attrib["font-size"]))
        for each in root.iter(f"{svg}text")
    ]


def test_it_is_a_drawing_that_carries_the_credential() -> None:
    written = badge_svg("head.body.signature", "A small course", "Ada", "24 March 2026")
    assert written.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<svg ")
    root = fromstring(written)
    assert (root.attrib["viewBox"], root.attrib["width"], root.attrib["height"]) == (
        *("0 0 320 320", "320", "320"),
    )
    (baked,) = root.iter("{https://purl.imsglobal.org/ob/v3p0}credential")
    assert baked.attrib == {"verify": "head.body.signature"}


def test_it_is_named_and_dated() -> None:
    root = drawn()
    assert root.findtext(f"{svg}title") == "A small course: Ada"
    assert lines(root) == [
        *(("A small course", 140, 19), ("Ada", 172, 17), ("24 March 2026", 198, 14)),
    ]
    text = next(root.iter(f"{svg}text")).attrib
    assert (text["x"], text["text-anchor"], text["font-weight"]) == ("160", "middle", "bold")
    assert (text["font-family"], text["unicode-bidi"]) == ("sans-serif", "plaintext")


def test_without_a_name_there_is_none_and_no_colon() -> None:
    root = drawn(name="")
    assert root.findtext(f"{svg}title") == "A small course"
    assert [text for text, _y, _size in lines(root)] == ["A small course", "24 March 2026"]


def test_long_words_are_cut_and_stay_inside() -> None:
    root = drawn(title="container and machine " * 20, name="A name that is far too long for a line")
    *title, name, date = lines(root)
    assert [y for _text, y, _size in title] == [140, 164, 188, 212]
    assert all(len(text or "") <= 24 for text, _y, _size in title)
    assert (title[-1][0] or "").endswith(" …")
    assert name == ("A name that is far too long …", 244, 17)
    assert date[1] == 270


def test_each_kind_of_machine_has_its_shape_and_colour() -> None:
    root = drawn()
    shapes = [each for each in root if each.tag in {f"{svg}path", f"{svg}rect"}]
    assert [each.attrib["stroke"] for each in shapes] == [
        *("#0f766e", "#6d28d9", "#b45309", "#b45309"),
    ]
    assert {each.attrib["fill"] for each in shapes} == {"none"}
    (ring,) = root.iter(f"{svg}circle")
    assert [ring.attrib[name] for name in ("cx", "cy", "r")] == ["160", "160", "152"]
