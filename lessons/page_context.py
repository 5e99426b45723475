"""What the template of a lesson's page is given; the same for every reader.

Nothing here asks who reads: what is the reader's own has a slot (lessons/slots.py).
"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy

from lessons import selectors, slots
from lessons.document import schema
from lessons.document.units import figure_name
from lessons.place import Place
from lessons.selectors import Published
from virtlearn.web import site_context

levels = {
    "remember": gettext_lazy("Remember"),
    "understand": gettext_lazy("Understand"),
    "apply": gettext_lazy("Apply"),
    "analyse": gettext_lazy("Analyse"),
    "evaluate": gettext_lazy("Evaluate"),
    "create": gettext_lazy("Create"),
}


def question_parts(lesson: schema.Lesson) -> list[schema.QuestionPart]:
    return [part for part in lesson.parts if isinstance(part, schema.QuestionPart)]


def lesson_context(
    place: Place, published: Published, lesson: schema.Lesson, head: schema.LessonHead
) -> dict[str, object]:
    """All that lesson.html asks for; no request, since the page is every reader's."""
    course = published.course
    language = place.language
    position = course.lessons.index(head)
    return {
        "place": place,
        "course_title": course.title[language],
        "lesson": lesson,
        "head": head,
        "number": position + 1,
        "count": len(course.lessons),
        "objectives": [(levels[each.level], each.html) for each in lesson.objectives],
        "parts": [
            part_context(part, published, place)
            for part in lesson.parts
            if not (isinstance(part, schema.QuestionPart) and part.question.pool)
        ],
        "prerequisites": [
            lesson_link(other, language)
            for slug in head.prerequisites
            if (other := selectors.lesson_head(course, slug))
        ],
        "labs": [
            {"slug": lab.slug, "title": lab.title[language]}
            for slug in head.labs
            if (lab := selectors.lab_head(course, slug))
        ],
        "sources": sources_context(course, lesson),
        "previous": lesson_link(course.lessons[position - 1], language) if position else None,
        "following": lesson_link(course.lessons[position + 1], language)
        if position + 1 < len(course.lessons)
        else None,
        "runs": any(claim.lab not in {"", "none"} for claim in lesson.claims)
        or any("data-measure=" in getattr(part, "html", "") for part in lesson.parts),
        "slot": {
            name: slots.mark(name) for name in ("account", "messages", "notes", "place", "progress")
        },
        **site_context(reverse("lessons:lesson", args=[place.course, place.lesson])),
    }


def lesson_link(head: schema.LessonHead, language: str) -> dict[str, object]:
    return {"slug": head.slug, "title": head.title[language], "minutes": head.minutes}


def part_context(part: schema.Part, published: Published, place: Place) -> dict[str, object]:
    if isinstance(part, schema.QuestionPart):
        return {"slot": slots.mark("question", part.question.id)}
    if isinstance(part, schema.DrawPart):
        return {"html": part.html, "slot": slots.mark("draw", part.draw.id)}
    if isinstance(part, schema.LabPart):
        lab = selectors.lab_head(published.course, part.lab)
        return {
            "lab": part.lab,
            "html": part.html,
            "title": lab.title[place.language] if lab else part.lab,
            "summary": lab.summary[place.language] if lab else "",
            "spec": lab.spec if lab else None,
            "state": slots.mark("lab", part.lab),
        }
    return {"html": part.html}


def sources_context(course: schema.Course, lesson: schema.Lesson) -> list[dict[str, object]]:
    return [
        {
            "key": key,
            "source": course.sources[key],
            "where": course.sources[key].where_in(lesson.language),
            "taken": course.sources[key].taken.get(lesson.language, ""),
            "figures": [
                (figure_name(course.units, figure, lesson.language), places[lesson.language])
                for figure, places in course.sources[key].figures.items()
                if lesson.language in places
            ],
        }
        for key in lesson.sources
        if key in course.sources
    ]


def resolver(course: str, digest: str) -> Callable[[str], str]:
    """What the placeholders in a revision's HTML stand for, in the active language."""
    assets = selectors.asset_digests(course, digest)

    def resolve(target: str) -> str:
        path, sharp, fragment = target.partition("#")
        kind, _slash, name = path.partition("/")
        if kind == "lesson":
            url = reverse("lessons:lesson", args=[course, name])
        elif kind == "lab":
            url = reverse("labs:lab", args=[course, name])
        elif kind == "wizard":
            url = reverse("wizard:start", args=[course])
        elif kind == "glossary":
            url = reverse("lessons:glossary", args=[course])
        elif kind == "asset" and name in assets:
            file = name.rpartition("/")[2]
            url = reverse("lessons:asset", args=[course, assets[name], file])
        else:
            url = reverse("lessons:course", args=[course])
        return f"{url}{sharp}{fragment}"

    return resolve
