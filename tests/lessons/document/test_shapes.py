"""The shape of each technology in figures."""

from __future__ import annotations

import re

import pytest

from lessons.document.shapes import shapes_of
from lessons.document.svg import svg_read

box = {"x": "10", "y": "20", "width": "100", "height": "60"}


def test_a_container_has_a_cut_corner() -> None:
    ((tag, values),) = shapes_of("rect", {**box, "class": "container", "rx": "8"})
    assert (tag, values) == (
        "path",
        {"class": "container", "d": "M10 20H100L110 30V80H10Z"},
    )


def test_a_system_container_has_round_corners() -> None:
    ((tag, values),) = shapes_of("rect", {**box, "class": "system-container"})
    assert (tag, values["rx"]) == ("rect", "10")


def test_a_virtual_machine_has_a_border_within_its_border() -> None:
    (_, outer), (tag, inner) = shapes_of("rect", {**box, "class": "vm", "stroke-width": "2"})
    assert (outer["class"], inner["class"], tag) == ("vm", "vm inner", "rect")
    assert [inner[name] for name in box] == ["14", "24", "92", "52"]
    assert inner["stroke-width"] == "2"


@pytest.mark.parametrize(
    ("tag", "values"),
    [
        ("rect", {**box, "class": "host"}),
        ("rect", {**box, "class": "vm part"}),
        ("rect", {**box, "class": "container", "height": "20"}),  # a bar
        ("rect", {**box, "class": "vm", "width": "50%"}),
        ("circle", {"class": "container", "r": "9"}),
        ("rect", box),
    ],
)
def test_all_else_stays_as_it_is(tag: str, values: dict[str, str]) -> None:
    assert shapes_of(tag, values) == [(tag, values)]


def test_a_figure_is_drawn_in_these_shapes() -> None:
    inner = " ".join(f'{name}="{value}"' for name, value in box.items())
    svg = svg_read(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><g id="a">'
        f'<rect class="container" {inner}/><rect class="vm" {inner}/></g></svg>'.encode()
    )
    assert svg.problems == ()
    assert svg.parts == ("a",)
    assert re.findall(r"</?(\w+)", svg.inner) == ["g", *["path"] * 2, *["rect"] * 4, "g"]
