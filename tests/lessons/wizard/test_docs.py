"""The page about the format holds an example that is one, and names every key that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lessons.wizard import model, reader
from lessons.wizard.parse import model_parse

page = (Path(__file__).resolve().parents[3] / "docs" / "wizard-format.md").read_text()


def example() -> str:
    found = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert found
    return found[1]


def test_the_example_is_a_sound_model() -> None:
    made, problems = model_parse(
        example(),
        "wizard.toml",
        ["en", "es"],
        lessons=["kernel-boundary"],
        sources=["incus-containers-vms", "felter2014"],
    )
    assert problems == []
    assert made is not None


def test_the_example_shows_every_key(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed: set[str] = set()
    only = reader.Place.only

    def note(self: reader.Place, *names: str) -> None:
        allowed.update(names)
        only(self, *names)

    monkeypatch.setattr(reader.Place, "only", note)
    model_parse(example(), "wizard.toml", ["en", "es"])
    words = set(re.findall(r"[a-z_]+", example()))
    assert allowed <= words, allowed - words


def test_names_that_are_taken_are_told() -> None:
    for name in model.reserved:
        assert f"`{name}`" in page
