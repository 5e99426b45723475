"""Figures: what of an SVG is kept, and what is told with its line."""

from __future__ import annotations

import pytest

from lessons.document.svg import attributes as svg_attributes
from lessons.document.svg import svg_read
from lessons.format import limits


def figure(inner: str, root: str = 'viewBox="0 0 8 4"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {root}>\n{inner}\n</svg>'.encode()


def test_shapes_text_and_classes_are_kept() -> None:
    svg = svg_read(
        figure('<g class="vm" transform="translate(1 2)"><rect x="1"/><text>a &lt; b</text></g>')
    )
    assert svg.view_box == "0 0 8 4"
    assert svg.inner == (
        '<g class="vm" transform="translate(1 2)"><rect x="1"></rect><text>a &lt; b</text></g>'
    )
    assert svg.problems == ()


def test_ids_name_parts_and_do_not_reach_the_page() -> None:
    svg = svg_read(figure('<g id="app"><rect id="x1" x="1"/></g><text>id="app"</text>'))
    assert svg.problems == ()
    assert svg.parts == ("app", "x1")
    assert svg.pieces == ("<g", "><rect", ' x="1"></rect></g><text>id="app"</text>')
    assert svg.inner == '<g><rect x="1"></rect></g><text>id="app"</text>'


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (figure("<rect/>\n<script>x</script>"), 3, "<script> is not allowed"),
        (figure('<rect onclick="x"/>'), 2, "`onclick` must go"),
        (figure('<rect style="x"/>'), 2, "write a class"),
        (figure("", root='viewBox="0 0 8 4" id="x"'), 1, "ids are the page's"),
        (figure('<rect id="a b"/>'), 2, "no name for a part"),
        (figure('<rect id="A"/>'), 2, "no name for a part"),
        (figure('<rect id="a"/>\n<g id="a"/>'), 3, "two parts of this figure are called `a`"),
        (figure('<rect fill="url(#x)"/>'), 2, "a value that is not allowed"),
        (figure('<image href="x.png"/>'), 2, "<image> is not allowed"),
        (figure('<a href="x"><rect/></a>'), 2, "<a> is not allowed"),
        (figure("<foreignObject><p/></foreignObject>"), 2, "<foreignObject>"),
        (figure("<svg/>"), 2, "<svg> is not allowed"),
        (figure("<g>" * 40 + "</g>" * 40), 2, "too deeply"),
        (figure("<rect>"), 3, "not well-formed"),
        (figure("", root=""), 1, "viewBox"),
        (figure("", root='viewBox="0 0 1 1" width="9"'), 1, "take width off"),
        (b"<html/>", 1, "this is no SVG"),
        (b"GIF89a", 1, "not well-formed"),
        (b'<?xml version="1.0" encoding="nonsense"?><svg/>', 1, ""),
    ],
)
def test_what_is_wrong_is_told_on_its_line(content: bytes, line: int, message: str) -> None:
    svg = svg_read(content)
    assert [at for at, said in svg.problems if message in said] == [line], svg.problems
    for word in ("script", "onclick", "href", "style", "foreign", "url"):
        assert word not in svg.inner


def test_groups_may_be_as_deep_as_the_limit_and_no_deeper() -> None:
    for depth, told in ((limits.svg_depth - 1, ()), (limits.svg_depth, ("nested too deeply",))):
        svg = svg_read(figure("<g>" * depth + "</g>" * depth))
        assert len(svg.problems) == len(told)
        for (_, message), part in zip(svg.problems, told, strict=True):
            assert part in message


def test_what_stands_in_a_dropped_part_goes_with_it_and_what_follows_stays() -> None:
    svg = svg_read(figure('<desc><g><rect x="1"/></g>words</desc><rect x="2"/>'))
    assert svg.inner == '<rect x="2"></rect>'
    assert svg.problems == ()
    svg = svg_read(figure('<script><g><rect/></g></script>\n<rect x="2"/>'))
    assert svg.inner.strip() == '<rect x="2"></rect>'
    assert len(svg.problems) == 1


def test_every_attribute_of_a_figure_that_is_allowed_is_kept() -> None:
    for name in sorted(svg_attributes - {"viewBox"}):
        svg = svg_read(figure(f'<text {name}="1">a</text>'))
        assert svg.inner == f'<text {name}="1">a</text>'
        assert svg.problems == ()
    # Those that place text, by their names: the list above is the code's own.
    assert {"x", "y", "dx", "dy", "text-anchor", "font-size"} <= svg_attributes
