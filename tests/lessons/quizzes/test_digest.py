"""A question's digest: the same however it is written down, another one once it asks otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lessons.assessment import question_bank
from lessons.publishing import selectors
from lessons.quizzes.digest import question_digest
from tests.lessons.courses import course_change, course_publish

pytestmark = pytest.mark.django_db


def digests(folder: Path) -> dict[str, str]:
    revision, _new = course_publish(folder)
    selectors.current_forget()
    return dict(question_bank.digests_of("small", revision.digest, "first"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Which kernel answers?", "Which\nkernel   answers?"),
        ("Which kernel answers?", "Which *kernel* answers?"),
        ("EXPLAINED by the kernel.", "It is explained at length."),
        ("WRONGKEY files only.", "Files, no kernel."),
        ("{{misconception=image-has-kernel}}".replace("{{", "{").replace("}}", "}"), ""),
        ("The end.", "Another end, not of a question."),
        ("points=2 attempts=3", "points=2 attempts=3 standalone=false"),
    ],
)
def test_what_changes_no_question(folder: Path, old: str, new: str) -> None:
    before = digests(folder)
    course_change(folder, old, new)
    assert digests(folder) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Which kernel answers?", "Which kernel answers now?"),
        ("The image's", "The image's own"),
        ("- [x] The host's", "- [ ] The host's"),  # with the next, the key
        ("El de la imagen", "El de su imagen"),  # another language is asked with it
        ("points=2 attempts=3", "points=3 attempts=3"),
        ("points=2 attempts=3", "points=2 attempts=2"),
        ("? FIRSTHINT", "? ANOTHERHINT"),
    ],
)
def test_what_makes_another_question(folder: Path, old: str, new: str) -> None:
    before = digests(folder)
    if "[x]" in old:
        course_change(folder, "- [x] El del anfitrión", "- [ ] El del anfitrión")
        course_change(folder, "- [ ] None", "- [x] None")
        course_change(folder, "- [ ] Ninguno", "- [x] Ninguno")
        course_change(folder, " {misconception=image-has-kernel}", "")
    course_change(folder, old, new)
    after = digests(folder)
    assert {name for name in before if before[name] != after[name]} == {"same-kernel"}


def test_it_is_the_same_from_what_is_stored(folder: Path) -> None:
    """As the migration reads it, without today's types."""
    stored = digests(folder)
    published = selectors.course_current_or_404("small")
    found: dict[str, dict[str, Any]] = {}
    for language in ("en", "es"):
        lesson = selectors.lesson_get(published, "first", language)
        for part in json.loads(msgspec.json.encode(lesson))["parts"]:
            if part["type"] == "question":
                name = part["question"]["id"]
                found.setdefault(name, {})[language] = part["question"]
    assert {name: question_digest(texts) for name, texts in found.items()} == stored
    assert len(set(stored.values())) == len(stored) == 4


def test_a_drawing_and_an_image_s_words_count() -> None:
    def digest(prompt: str) -> str:
        return question_digest({"en": {"id": "q", "prompt": prompt}})

    assert digest('<p>See <img src="a.png" alt="two boxes">.</p>') == digest("See two boxes.")
    assert digest('<svg><rect x="1"/></svg>') != digest('<svg><rect x="2"/></svg>')
    assert digest("<p>a &lt; b</p>") == digest("a < b")
