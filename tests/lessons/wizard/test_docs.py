"""The page about the format holds an example that is one, and names every key that there is."""

from __future__ import annotations

import re
from pathlib import Path

from lessons.wizard import model
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
        lessons={"kernel-boundary": ["evidence"], "performance-density": ["start"]},
        sources=["incus-containers-vms", "felter2014"],
    )
    assert problems == []
    assert made is not None


def test_the_example_shows_every_key() -> None:
    lines = example().splitlines()
    headers = [number for number, line in enumerate(lines) if line.startswith("[")]
    allowed: set[str] = set()
    for number in [-1, *headers]:  # an unknown key in each table: the problem says what may be
        text = "\n".join([*lines[: number + 1], "unheard = 1", *lines[number + 1 :]])
        for problem in model_parse(text, "wizard.toml", ["en", "es"])[1]:
            if found := re.search(r"unknown key `(?:.*\.)?unheard`: write (.*)", problem.message):
                allowed.update(re.findall(r"`(.*?)`", found[1]))
    assert {"tie", "rules_out", "weight", "ground", "help", "winners"} <= allowed
    words = set(re.findall(r"[a-z_]+", example()))
    assert allowed <= words, allowed - words


def test_names_that_are_taken_are_told() -> None:
    for name in model.reserved:
        assert f"`{name}`" in page
