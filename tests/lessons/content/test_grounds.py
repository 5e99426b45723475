"""The wizard's grounds hold against the course: each leads to a section that is there, that speaks
of the alternative, and that gives the same figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

import pytest
from django.test import Client

from lessons.wizard.model import DecisionModel, Score
from tests.e2e.course import compiled, slug
from tests.lessons.courses import course_publish
from tests.site import course_folder

languages = pytest.mark.parametrize("language", ["en", "es"])
figure = re.compile(r"\d+(?:[.,]\d+)?\s(?:ms|s|KiB|MiB|GiB|%)(?!\w)")
heading = re.compile(r"^#{2,3} .*\{#([a-z0-9-]+)\}$", re.MULTILINE)
# By what a section is known to speak of an alternative, in both languages.
named = {
    "oci": r"contain\w+|contened\w+|docker",
    "lxc": r"lxc|incus|system container|contenedor\w* de sistema|application or system"
    r"|de aplicación o (de|\[de) sistema|every container|todos los contenedores",
    "kvm": r"virtual machine|máquinas? virtual|kvm|qemu|guest|invitado",
    "microvm": r"microvms?|firecracker|kata",
    "gvisor": r"gvisor|runsc|sentry",
    "nested": r"containers (in|into) (a |that |virtual |a virtual )*machines?|containers in them"
    r"|contenedores (dentro )?(en|de) (una |esa )?máquinas?|contenedores dentro de ellas",
    "metal": r"bare metal|computer of its own|máquina física|ordenador propio|host|anfitrión",
}


def model() -> DecisionModel:
    course = compiled().course
    assert course
    assert course.wizard
    return course.wizard


def grounds() -> Iterator[tuple[str, str, Score, str, tuple[str, ...]]]:
    """Criterion, alternative, score, its section, its sources."""
    for criterion in model().criteria:
        for alternative, score in criterion.scores.items():
            section = score.section or criterion.section
            yield (
                criterion.id,
                alternative,
                score,
                section,
                (*score.sources, *criterion.sources),
            )


def spaces(text: str) -> str:
    """Any space of a figure, also one that doesn't break, as the common one."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


@cache
def sections(language: str) -> dict[str, str]:
    """The text below each heading of the lessons, by "lesson#heading"."""
    found = {}
    for path in course_folder.glob(f"lessons/*/lesson.{language}.md"):
        lesson = path.parent.name.partition("-")[2]
        _before, *parts = heading.split(path.read_text())
        pairs = zip(parts[::2], parts[1::2], strict=True)
        found.update({f"{lesson}#{name}": spaces(text) for name, text in pairs})
    return found


@languages
def test_each_ground_leads_to_a_section_that_speaks_of_its_alternative(language: str) -> None:
    silent = [
        f"{criterion}.{alternative}: {section}"
        for criterion, alternative, _score, section, _sources in grounds()
        if not re.search(named[alternative], sections(language)[section], re.IGNORECASE)
    ]
    assert silent == []


@languages
def test_a_figure_of_a_ground_stands_in_its_section_or_in_what_its_source_gave(
    language: str,
) -> None:
    course = compiled().course
    assert course
    unfounded = []
    told = 0
    for criterion, alternative, score, section, sources in grounds():
        taken = (spaces(course.sources[each].taken[language]) for each in sources)
        known = "".join((sections(language)[section], *taken))
        for each in figure.findall(spaces(score.ground[language])):
            told += 1
            if not re.search(rf"(?<![\d.,]){re.escape(each)}", known):
                unfounded.append(f"{criterion}.{alternative}: {each} is not in {section}")
    assert told >= 10
    assert unfounded == []


def test_a_ground_that_can_be_measured_leads_to_a_lesson_that_has_the_lab() -> None:
    course = compiled().course
    assert course
    labs = {
        head.slug: {*head.labs, *(claim.lab for claim in head.claims)} for head in course.lessons
    }
    measured = [
        (score.measure.partition("/")[0], section.partition("#")[0])
        for _criterion, _alternative, score, section, _sources in grounds()
        if score.measure
    ]
    assert len(measured) >= 5
    assert [(lab, lesson) for lab, lesson in measured if lab not in labs[lesson]] == []


@pytest.mark.django_db
@languages
def test_each_link_of_the_page_arrives_at_its_heading(client: Client, language: str) -> None:
    """As a reader follows them: from an opened score to the heading of the lesson's page."""
    course_publish(course_folder)
    html = client.get(f"/{language}/courses/{slug}/wizard/result/?guest=linux").content.decode()
    opened = re.split(r'<div id="score-', html)[1:]
    assert len(opened) == len(list(grounds()))
    links = set()
    for each in opened:
        found = re.search(rf'href="(/{language}/courses/{slug}/lessons/[^"#]+)#([^"]+)"', each)
        assert found, each[:80]
        links.add((unescape(found[1]), found[2]))
    assert len(links) >= 20
    pages = {
        path: client.get(path).content.decode() for path in sorted({path for path, _name in links})
    }
    assert [link for link in sorted(links) if f'id="{link[1]}"' not in pages[link[0]]] == []
