"""A question on a figure on its page, without scripts: asked, answered, explained."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lessons.analytics.question import question_result
from lessons.assessment import question_bank
from lessons.exams import pretest
from lessons.models import Attempt, PretestDraft
from lessons.publishing import selectors
from lessons.quizzes.hotspot import HotspotQuestion
from tests.lessons.courses import course_publish, course_write
from tests.lessons.pages import text_of

page = "/en/courses/small/lessons/third/"
svg = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">
  <g id="left-one"><rect x="0" y="0" width="30" height="30"/></g>
  <rect id="right-one" x="60" y="0" width="30" height="30"/>
</svg>"""
lesson = """---
title: Third
summary: Third in short.
objectives:
  - apply: Ask.
minutes: 5
---
## A figure {#a-figure}

``` {.hotspot #place attempts=2}
Which box?

![Two boxes](boxes.svg "The CAPTION.")

- [x] The other {#right-one} :: RIGHTSAID
- [ ] This one {#left-one} :: WRONGSAID {misconception=left-is-it}
! TOLD
```
"""
keys = ("RIGHTSAID", "WRONGSAID", "left-is-it", "TOLD", "right-one", "left-one")


@pytest.fixture
def regions(db: None, tmp_path: Path) -> dict[str, str]:
    """Publishes a course with a figure; the ids that browsers get, by those of the figure."""
    selectors.current_forget()
    folder = course_write(tmp_path / "small") / "lessons" / "03-third"
    folder.mkdir()
    (folder / "boxes.svg").write_text(svg)
    for language in ("en", "es"):
        (folder / f"lesson.{language}.md").write_text(lesson)
    course_publish(tmp_path / "small")
    found = question_bank.question_get("small", "third", "place")
    assert isinstance(found, HotspotQuestion)
    return {region.part: region.id for region in found.regions}


def send(client: Client, *answer: str, number: int = 1) -> Any:
    data = {"answer": list(answer), "number": number}
    return client.post(f"{page}questions/place/answer/", data, follow=True)


def seen(text: str) -> set[str]:
    return {key for key in keys if key in text}


def test_the_figure_has_a_choice_for_each_region(regions: dict[str, str], client: Client) -> None:
    text = client.get(page).content.decode()
    assert seen(text) == set()
    assert "The CAPTION." in text
    section = text[text.index('id="place"') :]
    inputs = re.findall(r'<input type="radio"\s+name="answer"\s+value="(\w+)"', section)
    assert inputs == [regions["left-one"], regions["right-one"]]
    for name in inputs:
        assert section.count(f'data-spot="{name}"') == 1
    # Right and wrong differ in nothing but id and words.
    labels = re.findall(r'<label class="choice">.*?</label>', section, re.DOTALL)
    bare = {re.sub(r'value="\w+"|This one|The other', "", label) for label in labels}
    assert len(bare) == 1


def test_it_is_answered_by_a_plain_form(regions: dict[str, str], learner_client: Client) -> None:
    assert "You haven't chosen anything." in text_of(send(learner_client))
    text = text_of(send(learner_client, regions["left-one"]))
    assert "Not right yet." in text
    assert seen(text) == {"WRONGSAID"}
    assert Attempt.objects.get().misconceptions == ["left-is-it"]
    text = text_of(send(learner_client, regions["right-one"], number=2))
    assert "Right." in text
    assert seen(text) == {"RIGHTSAID", "WRONGSAID", "TOLD"}
    assert '<input type="radio"' not in text[text.index('id="place"') :]


def test_teachers_see_which_wrong_place_was_chosen(
    regions: dict[str, str], learner_client: Client
) -> None:
    send(learner_client, regions["left-one"])
    published = selectors.course_current_or_404("small")
    (series,) = question_result(published, "third", "place", "first").series
    chosen = [each for each in series.options if each.use.people]
    assert [(each.text, each.misconception) for each in chosen] == [("This one", "left-is-it")]


def test_on_paper_and_in_the_test_before_the_course(
    regions: dict[str, str], client: Client
) -> None:
    text = client.get("/en/courses/small/print/").content.decode()
    assert "☐ This one" in text
    assert "data-spot" not in text
    assert seen(text) == set()
    client.post("/en/courses/small/before/")
    asked = pretest.draft_questions(PretestDraft.objects.get())
    number = next(at for at, each in enumerate(asked, 1) if each.pick.question == "place")
    text = client.get(f"/en/courses/small/before/{number}/").content.decode()
    assert "data-hotspot" in text
    assert "js/hotspot" in text
    assert seen(text) == set()
