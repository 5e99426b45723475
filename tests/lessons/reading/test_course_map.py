"""A course as a map: lessons with their labs, and the labs that no lesson leads to."""

from __future__ import annotations

from labs.spec.definition import LabSpec, MachineDecl
from lessons.document.schema import Course, LabHead, LessonHead
from lessons.progress.mastery import Count, CourseWork, LessonWork
from lessons.reading.course_map import course_map


def lab(slug: str, *kinds: str) -> LabHead:
    machines = tuple(MachineDecl(name=f"m{at}", kind=kind) for at, kind in enumerate(kinds))
    spec = LabSpec(minutes=5, machines=machines)
    return LabHead(slug=slug, title={"en": slug}, summary={"en": "…"}, spec=spec, scripts={})


def lesson(slug: str, *labs: str) -> LessonHead:
    return LessonHead(
        slug=slug,
        folder=f"01-{slug}",
        title={"en": slug},
        summary={"en": "…"},
        minutes=5,
        prerequisites=(),
        labs=labs,
        questions={},
    )


def test_each_lesson_has_its_labs_and_no_lab_is_left_out() -> None:
    course = Course(
        slug="small",
        languages=("en",),
        title={"en": "Small"},
        summary={"en": "…"},
        license="CC-BY-SA-4.0",
        authors=(),
        lessons=(lesson("one", "crash", "gone"), lesson("two", "crash")),
        labs=(lab("crash", "vm", "container", "vm"), lab("alone", "container")),
        glossary={},
        sources={},
    )
    work = CourseWork(
        lessons=(LessonWork(slug="one"), LessonWork(slug="two")),
        labs={"crash": Count(1, 3), "alone": Count(0, 2)},
    )
    found = course_map(course, work, {"crash"})
    assert [each.number for each in found.lessons] == [1, 2]
    for each in found.lessons:
        assert [(one.head.slug, one.tasks, one.running) for one in each.labs] == [
            ("crash", Count(1, 3), True)
        ]
        assert each.labs[0].kinds == ("vm", "container")
    assert [(one.head.slug, one.running) for one in found.others] == [("alone", False)]
