"""What a search finds in the shipped course: by the names that people use, with an answer at once
to what is asked most."""

from __future__ import annotations

import functools

import pytest

from lessons.document.claims import claim_place
from lessons.document.spoilers import place as spoiler_place
from lessons.search.entries import plain
from lessons.search.index import Index
from lessons.search.selectors import (
    answer_to,
    guide_entry,
    lesson_entries,
    synonyms_of,
    term_entries,
)
from tests.e2e.course import compiled, lesson_slugs


@functools.cache
def index(language: str) -> Index:
    found = compiled()
    assert found.course is not None
    entries = [
        each for slug in lesson_slugs() for each in lesson_entries(found.lessons[slug, language])
    ]
    entries += term_entries(found.course, language)
    entries += [
        guide_entry(slug, guide) for (slug, lang), guide in found.guides.items() if lang == language
    ]
    return Index(entries, synonyms_of(found.course))


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_that_is_to_be_predicted_is_found(language: str) -> None:
    covered = []
    for slug in lesson_slugs():
        lesson = compiled().lessons[slug, language]
        asked = {claim.id for claim in lesson.claims if claim.predict}
        for part in lesson.parts:
            html = getattr(part, "html", "")
            for place in (claim_place, spoiler_place):
                covered += [
                    plain(each["html"]) for each in place.finditer(html) if each["claim"] in asked
                ]
    texts = [each.text for each in index(language).entries]
    assert len(covered) > 30
    assert [words for words in covered if any(words in text for text in texts)] == []


def answered(query: str, language: str = "en") -> str:
    course = compiled().course
    assert course is not None
    answer = answer_to(course, index(language), query)
    return answer.title["en"] if answer else ""


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("k8s", "kubernetes"),
        ("podman", "podman"),
        ("VM", "virtual-machine"),
        ("virtual machines", "virtual-machine"),
        ("máquina virtual", "virtual-machine"),
        ("cgroups", "cgroup"),
        ("out of memory", "oom-killer"),
        ("syscalls", "system-call"),
    ],
)
def test_by_the_names_that_people_use(query: str, first: str, language: str) -> None:
    hits = index(language).search(query)
    assert first in [hit.entry.anchor for hit in hits[:3]]


@pytest.mark.parametrize("language", ["en", "es"])
def test_one_thing_is_found_as_often_by_each_of_its_names(language: str) -> None:
    names = ("vm", "virtual machine", "máquina virtual")
    vm, machine, other = ({hit.entry for hit in index(language).search(name)} for name in names)
    assert len(vm) >= 30
    assert len(vm & machine) >= 0.7 * max(len(vm), len(machine))
    assert len(vm & other) >= 0.7 * max(len(vm), len(other))


@pytest.mark.parametrize(
    "query",
    [
        "docker vs vm",
        "Docker vs. virtual machine?",
        "VM or container",
        "what is the difference between a container and a virtual machine",
        "contenedor o máquina virtual",
        "diferencia entre un contenedor y una VM",
    ],
)
def test_the_question_of_the_course_is_answered_however_it_is_put(query: str) -> None:
    assert answered(query) == "A container or a virtual machine?"


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("is docker faster than a VM", "Is a container faster than a virtual machine?"),
        ("lxc vs docker", "LXC and Incus, or Docker?"),
        ("kvm or qemu", "KVM, QEMU, TCG: who does what?"),
        ("docker", ""),
        ("the", ""),
        ("", ""),
        ("docker vs vm nonsense", ""),
    ],
)
def test_other_questions_get_their_own_answer_or_none(query: str, title: str) -> None:
    assert answered(query) == title


def test_no_two_answers_are_to_the_same_question() -> None:
    course = compiled().course
    assert course is not None
    synonyms = synonyms_of(course)
    asked = {
        (key, synonyms.about(text)) for key, each in course.answers.items() for text in each.asked
    }
    assert len(asked) == len({about for _key, about in asked})
    assert all(about for _key, about in asked)
