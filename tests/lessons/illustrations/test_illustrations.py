"""Our own pictures: each can be drawn, in the shapes of the technologies, and stands where it is
asked for."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.test import Client

from lessons.illustrations import folder, illustration

names = sorted(file.stem for file in folder.glob("*.svg"))


@pytest.mark.parametrize("name", names)
def test_each_can_be_drawn_and_has_no_words(name: str) -> None:
    found = illustration(name)
    assert found.problems == ()
    assert found.view_box == "0 0 240 96"
    assert "<text" not in found.inner


@pytest.mark.parametrize("name", names)
def test_technologies_have_their_shapes(name: str) -> None:
    inner = illustration(name).inner
    assert re.search(r'<path[^>]* d="M6 16H62L72 26', inner)  # a cut corner
    assert re.search(r'<rect class="vm inner"', inner)  # a second border


def test_a_template_draws_one_that_nobody_is_read() -> None:
    html = Template('{% load lessons %}{% illustration "family" %}').render(Context())
    assert html.startswith(
        '<svg class="drawn illustration" viewBox="0 0 240 96" aria-hidden="true"'
    )
    assert illustration("family").inner in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "name"), [("/en/figures/", "nothing-yet"), ("/en/no-such-page/", "not-here")]
)
def test_pages_without_anything_show_one(client: Client, path: str, name: str) -> None:
    assert illustration(name).inner in client.get(path).content.decode()
