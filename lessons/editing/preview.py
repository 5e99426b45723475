"""Renders a page of a draft as its readers will see it, for nobody in particular.

Lessons go through the same templates and fragments as those that are published
(lessons/reading/lesson_page.py); only links lead to the preview of what they name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

import msgspec
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from labs.spec.definition import LabSpec
from lessons.assessment.presenter import question_view
from lessons.document import schema
from lessons.editing.core.paths import page_of
from lessons.editing.selectors import Checked, Edited
from lessons.experiments.covers import Reader
from lessons.experiments.fragments import ClaimsState, claims_filler
from lessons.progress.labs import LabDone, lab_progress
from lessons.publishing.links import links_resolve
from lessons.publishing.page_key import PageKey
from lessons.publishing.selectors import Published
from lessons.quizzes import variant
from lessons.quizzes.registry import Question
from lessons.reading.lesson_page import LessonPage, lab_state, page_make

Resolve = Callable[[str], str]
Head = TypeVar("Head", schema.LessonHead, schema.LabHead)
nobody = "0"  # whose order of choices, and whose numbers, are shown


def page_preview(edited: Edited, checked: Checked, path: str) -> str:
    """The page of the file at `path`, "" where the draft has none such: it is no page, or the
    course can't be read so far that it has pages."""
    course, page = checked.compiled.course, page_of(path)
    if course is None or page is None:
        return ""
    sort, slug, language = page
    resolve = resolver(edited, language)
    if sort == "guide":
        guide = checked.compiled.guides.get((slug, language))
        return guide_html(guide, resolve) if guide and language in course.languages else ""
    lesson = checked.compiled.lessons.get((slug, language))
    course = completed(course)
    head = next((each for each in course.lessons if each.slug == slug), None)
    if lesson is None or head is None or language not in course.languages:
        return ""
    interface = get_language() or settings.LANGUAGE_CODE
    place = PageKey(course.slug, f"draft-{checked.digest}", slug, language, interface)
    published = Published(course, place.digest)
    template = "lessons/editing/lesson_preview.html"
    made = page_make(place, published, lesson, head, resolve=resolve, template=template)
    return filled(made, resolve)


def completed(course: schema.Course) -> schema.Course:
    """With a title in each language for all that has none there yet, since pages name others."""

    def text(found: schema.Text, otherwise: str) -> schema.Text:
        known = next(iter(found.values()), otherwise)
        return {language: found.get(language, known) for language in course.languages}

    def head(each: Head) -> Head:
        title, summary = text(each.title, each.slug), text(each.summary, "")
        return msgspec.structs.replace(each, title=title, summary=summary)

    return msgspec.structs.replace(
        course,
        title=text(course.title, course.slug),
        lessons=tuple(head(each) for each in course.lessons),
        labs=tuple(head(each) for each in course.labs),
    )


def filled(page: LessonPage, resolve: Resolve) -> str:
    """The page with nothing answered and nothing measured; of what predictions cover, all."""
    shown = [each for each in page.questions.values() if not each.pool]
    claims = claims_filler(page, ClaimsState(reader=Reader.TEACHER), b"")

    def question(name: str) -> str:
        asked = page.questions[name]
        number = shown.index(asked) + 1 if asked in shown else 0
        return question_html(page.place, asked, number, resolve)

    def fill(kind: str, argument: str) -> bytes:
        if kind == "question":
            return question(argument).encode()
        if kind == "draw":
            return "".join(map(question, page.draws[argument].questions)).encode()
        if kind == "lab" and (spec := page.labs.get(argument)):
            return lab_line(page.place.interface, spec)
        return claims(kind, argument) if kind in {"experiment", "measure", "cover"} else b""

    return page.slots.fill(fill).decode()


def lab_line(interface: str, spec: LabSpec) -> bytes:
    return lab_state(interface, lab_progress(spec, LabDone()))


def question_html(place: PageKey, asked: Question, number: int, resolve: Resolve) -> str:
    seed = variant.seed_of(place.course, place.lesson, asked.id, 0)
    order = variant.order(asked, nobody)
    context = {
        "question": question_view(asked, order=order, seed=seed if asked.varying.formulas else ""),
        "position": number,
        "place": place,
        "csrf_token": "",
    }
    return links_resolve(render_to_string("lessons/_question.html", context), resolve)


def guide_html(guide: schema.Guide, resolve: Resolve) -> str:
    context = {"guide": guide, "parts": [msgspec.to_builtins(part) for part in guide.parts]}
    html = render_to_string("lessons/editing/guide_preview.html", context)
    return links_resolve(html, resolve)


def resolver(edited: Edited, language: str) -> Resolve:
    """What links in a draft's HTML lead to: the previews of lessons and guides, and its pictures.
    What has no preview leads back to the page itself."""
    course = edited.course.slug
    pages: dict[tuple[str, str], str] = {
        found[:2]: path
        for path in edited.files
        if (found := page_of(path)) and found[2] == language
    }

    def resolve(target: str) -> str:
        path, sharp, fragment = target.partition("#")
        kind, _slash, name = path.partition("/")
        if kind == "asset" and name in edited.files:
            return reverse("lessons:edit_raw", args=[course, name])
        sort = {"lesson": "lesson", "lab": "guide"}.get(kind, "")
        if file := pages.get((sort, name)):
            return f"{reverse('lessons:edit_preview', args=[course, file])}{sharp}{quote(fragment)}"
        return "#"

    return resolve
