"""The claims of the course that ships lead to what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lessons.document.coverage import coverage
from lessons.document.schema import Claim, Html
from lessons.document.spoilers import place as spoiler
from tests.e2e.course import compiled, lesson_slugs
from tests.site import course_folder

machines = Path(course_folder).parents[2] / "labs" / "machines"
kinds = "container|vm|workstation|hypervisor"
by_the_platform = re.compile(
    rf"platform\..+|(start|memory)\.({kinds})"
)  # labs/measurements/measure.py


def written(key: str) -> str:
    """How a script may write `key`: as it stands, or with the machine's kind from a variable."""
    stem, _, last = key.rpartition(".")
    variable = r"|\$kind" if last in kinds.split("|") else ""
    return rf"{re.escape(stem)}\.({re.escape(last)}{variable})"


def reported(lab: str, key: str) -> list[str]:
    """The units that the checks of a lab, or programs of machines, write behind a key.

    A script may put the key's last part in by a variable.
    """
    folders = [course_folder / "labs" / lab, machines]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    texts = (path.read_text(encoding="utf-8", errors="ignore") for path in files)
    line = re.compile(rf"measure {key_pattern(key)}=(?P<rest>[^\n]*)")
    return [
        re.split(r"[\"'\\]", found["rest"].rstrip())[0].rpartition(" ")[2]
        for text in texts
        for found in line.finditer(text)
    ]


def key_pattern(key: str) -> str:
    first, _, last = key.rpartition(".")
    return rf"{re.escape(first)}\.(?:{re.escape(last)}|\$\w+|\$\{{\w+\}}|%s)"


def measured() -> list[Claim]:
    course = compiled().course
    assert course
    return [claim for head in course.lessons for claim in head.claims if claim.measure]


def fault_of(claim: Claim) -> str:
    """What is wrong with the figure's unit, or with where it is measured; "" for nothing."""
    if by_the_platform.fullmatch(claim.measure):
        units = ["MB" if "memory" in claim.measure else "ms"]
    else:
        units = reported(claim.lab, claim.measure)
    if not units:
        return f"{claim.id}: no check of {claim.lab} reports {claim.measure}"
    if claim.unit and claim.unit not in units:
        return f"{claim.id}: {claim.measure} is measured in {units}, not in {claim.unit}"
    return ""


def test_each_figure_is_measured_by_its_lab_in_that_unit() -> None:
    claims = measured()
    assert claims
    faults = [fault for claim in claims if (fault := fault_of(claim))]
    assert not faults, "\n".join(faults)


def test_every_task_that_a_claim_names_is_the_one_that_measures() -> None:
    course = compiled().course
    assert course
    specs = {lab.slug: lab for lab in course.labs}
    for claim in measured():
        if not claim.task or by_the_platform.fullmatch(claim.measure):
            continue
        head = specs[claim.lab]
        task = next(each for each in head.spec.tasks if each.id == claim.task)
        line = re.compile(f"measure {key_pattern(claim.measure)}=")
        assert line.search(head.scripts[task.check]), claim.id


def test_every_numbered_claim_has_its_lesson_experiment_and_question() -> None:
    course = compiled().course
    assert course
    found = coverage(course)
    assert len(found) == 31
    assert [each.seed for each in found if each.missing] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_predicted_is_marked_where_the_lesson_gives_it_away(language: str) -> None:
    asked, said, marked = set(), set(), set()
    for slug in lesson_slugs():
        lesson = compiled().lessons[slug, language]
        asked |= {(slug, claim.id) for claim in lesson.claims if claim.predict}
        said |= {(slug, claim.id) for claim in lesson.claims if claim.why}
        html = "".join(part.html for part in lesson.parts if isinstance(part, Html))
        marked |= {(slug, found["claim"]) for found in spoiler.finditer(html)}
    assert len(asked) == 24
    # What a machine of the lab's takes stands nowhere in the lesson.
    assert asked - marked == {("performance-density", "vm-count")}
    assert marked <= asked
    assert said == asked
