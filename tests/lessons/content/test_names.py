"""People read names, never the ids by which the program knows measures, claims and tasks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import strip_tags

from labs.models import Measurement
from lessons.certificates.services import sign
from lessons.document.measure_names import measures_of
from lessons.document.schema import Course
from lessons.models import Certificate, LessonRead
from tests.lessons.compiled import course_compiled
from tests.lessons.courses import course_publish
from virtlearn.people.models import User

folder = Path(__file__).parents[3] / "lessons/content/containers-vs-kvm"
slug = "containers-vs-kvm"


def shipped() -> Course:
    course = course_compiled(folder)[0].course
    assert course is not None
    return course


def ids_in(html: str) -> set[str]:
    """Ids of measures, claims and tasks among the words that a page shows."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    words = set(re.findall(r"[\w.-]*[\w]", strip_tags(body)))
    course = shipped()
    ids = {
        measure.key for lab in course.labs for task in lab.spec.tasks for measure in task.measures
    }
    ids |= {task.id for lab in course.labs for task in lab.spec.tasks if "-" in task.id}
    ids |= {
        claim.id
        for lesson in course_compiled(folder)[0].lessons.values()
        for claim in lesson.claims
    }
    return words & {each for each in ids if "." in each or "-" in each}


def test_every_figure_of_the_course_has_a_name_in_each_language() -> None:
    course = shipped()
    measured = measures_of(course)
    assert len(measured) > 50
    assert [key for key in measured if set(course.measures.get(key, {})) != {"en", "es"}] == []
    assert [key for key in course.measures if key not in measured] == []
    for language in ("en", "es"):
        names = [texts[language] for texts in course.measures.values()]
        assert len(set(names)) == len(names)


@pytest.fixture
def measured(db: None, learner: User) -> User:
    """Somebody who has measured all that can be measured."""
    course_publish(folder)
    for key, lab in measures_of(shipped()).items():
        Measurement.objects.create(
            user=learner, course=slug, lab=lab, key=key, value=7, unit="ms", measured_on="vm TCG"
        )
    first = shipped().lessons[0].slug
    LessonRead.objects.create(user=learner, course=slug, lesson=first)
    for key in ("platform.prompt", "start.vm", "memory.container"):
        Measurement.objects.create(
            user=learner, course=slug, lab="crash", key=key, value=7, unit="ms", measured_on="vm"
        )
    return learner


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_of_a_learner_shows_an_id(
    measured: User, learner_client: Client, client: Client, language: str
) -> None:
    place = f"/{language}/courses/{slug}"
    learner_client.post(f"{place}/done/issue/", {"name": "Ada", "figures": "on", "labs": "on"})
    token = Certificate.objects.latest("pk").token
    named = shipped().measures["crash.gap.vm"][language]
    pages = {
        f"/{language}/figures/": named,
        f"{place}/done/": named,
        f"/{language}/certificates/{token}/": named,
        f"{place}/wizard/result/?guest=linux": "7 ms",
        f"{place}/wizard/record/?guest=linux": "7 ms",
        f"{place}/wizard/result.md?guest=linux": "7 ms",
        f"{place}/": "",
        f"/{language}/recordings/": "",
    }
    for path, said in pages.items():
        response = (client if "/certificates/" in path else learner_client).get(path)
        assert response.status_code == 200, path
        html = response.content.decode()
        assert said in html, path
        assert ids_in(html) == set(), path


def test_a_certificate_of_before_the_names_takes_the_courses(
    measured: User, learner_client: Client, client: Client
) -> None:
    learner_client.post(f"/en/courses/{slug}/done/issue/", {"figures": "on"})
    row = Certificate.objects.latest("pk")
    nameless = re.sub(r'"name":\{[^}]*\},', "", row.snapshot)
    assert nameless != row.snapshot
    row.snapshot, row.signature = nameless, sign(row.token, nameless)
    row.save()
    html = client.get(f"/en/certificates/{row.token}/").content.decode()
    assert shipped().measures["crash.gap.vm"]["en"] in html
    assert ids_in(html) == set()
