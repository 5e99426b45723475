"""Boxes around elements of an SVG: shapes, paths, texts, and how they are moved."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.quizzes.hotspot.bounds import box_of, path_points, transform

two = '<rect width="2" height="2"/>'


def box(inside: str) -> tuple[float, ...] | None:
    root = ElementTree.fromstring(f"<svg>{inside}</svg>")
    found = box_of(root, next(each for each in root.iter() if each.get("id") == "a"))
    return found and tuple(round(each, 3) for each in found)


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        ('<rect id="a" x="1" y="2" width="3" height="4"/>', (1, 2, 4, 6)),
        ('<circle id="a" cx="5" cy="5" r="2"/>', (3, 3, 7, 7)),
        ('<ellipse id="a" cx="5" cy="5" rx="2" ry="1"/>', (3, 4, 7, 6)),
        ('<line id="a" x1="9" y1="1" x2="3" y2="4"/>', (3, 1, 9, 4)),
        ('<polygon id="a" points="1,2 5,0 3 8"/>', (1, 0, 5, 8)),
        ('<path id="a" d="M1 1h4v3H2z"/>', (1, 1, 5, 4)),
        ('<path id="a" d="m1 1 2 2l1-1"/>', (1, 1, 4, 3)),
        ('<path id="a" d="M0 0C0 9 4 9 4 0"/>', (0, 0, 4, 9)),
        ('<path id="a" d="M0 0a2 2 0 0 1 4 0"/>', (0, -2, 4, 2)),
        ('<path id="a" d="M0 0A5 5 0 1 1 0 2"/>', (-10, -9, 10, 11)),
        (f'<g id="a">{two}<rect x="8" width="1" height="1"/></g>', (0, 0, 9, 2)),
        # A label counts only where nothing else is drawn.
        (f'<g id="a">{two}<text x="50" y="9">x</text></g>', (0, 0, 2, 2)),
        ('<text id="a" x="10" y="20" font-size="10">abcd</text>', (10, 10, 34, 22)),
        (
            '<text id="a" x="10" y="20" font-size="10" text-anchor="middle">ab</text>',
            (4, 10, 16, 22),
        ),
        ('<g transform="translate(5 1)"><rect id="a" width="1" height="1"/></g>', (5, 1, 6, 2)),
        (
            '<g transform="translate(5) scale(2)"><rect id="a" x="1" width="1" height="3"/></g>',
            (7, 0, 9, 6),
        ),
        ('<rect id="a" width="2" height="1" transform="rotate(90)"/>', (-1, 0, 0, 2)),
        ('<rect id="a" width="2" height="2" transform="rotate(180 1 1)"/>', (0, 0, 2, 2)),
        ('<rect id="a" width="1" height="1" transform="matrix(1 0 0 1 3 4)"/>', (3, 4, 4, 5)),
        ('<rect id="a" width="2" height="2" transform="skewX(45)"/>', (0, 0, 4, 2)),
        ('<rect id="a" width="2" height="2" transform="skewY(45)"/>', (0, 0, 2, 4)),
        ('<g id="a"/>', None),
    ],
)
def test_the_box_of(inside: str, wanted: tuple[float, ...] | None) -> None:
    assert box(inside) == wanted


@given(st.text(alphabet="MmLlHhVvCcSsQqTtAaZz0123456789 ,.-e", max_size=40))
def test_no_path_and_no_transform_makes_it_raise(text: str) -> None:
    assert all(len(point) == 2 for point in path_points(text))
    assert len(transform(f"rotate({text}) scale({text})")) == 6
