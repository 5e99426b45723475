"""What the templates of courses need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language

from lessons import illustrations
from lessons.authoring import preview
from lessons.certificates.transcript import FigureRecord
from lessons.document import schema
from lessons.experiments.names import figure_name
from lessons.models import Course
from lessons.publishing import selectors
from lessons.quizzes import registry
from lessons.quizzes.base import Field
from lessons.quizzes.registry import Question, kind_of
from lessons.quizzes.texts import plain
from lessons.quizzes.variant import fixed
from virtlearn.core.problems import Problem

register = template.Library()


@register.filter
def text(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, or in whichever comes first: a draft may lack a translation."""
    return texts.get(language) or next(iter(texts.values()), "")


@register.simple_tag
def figure_named(figure: FigureRecord, course: schema.Course | None, language: str) -> str:
    """What the figure of a record is called: as its certificate says, or else the course now."""
    names = figure.name or (course.measures.get(figure.key, {}) if course else {})
    return figure_name({figure.key: names}, figure.key, language)


@register.filter
def course_languages(course: Course) -> tuple[str, ...]:
    """The languages of the revision that is shown; () where none is."""
    published = selectors.course_current(course.slug)
    return published.course.languages if published else ()


@register.filter
def course_name(course: Course) -> str:
    """Its title in the reader's language or its own; its slug where no revision is shown."""
    return selectors.course_title(course, get_language() or "en")


@register.filter
def question_line(question: Question, seed: str) -> str:
    """The beginning of what a question asks, in words alone."""
    asked = kind_of(question).asked(fixed(question, seed))
    return Truncator(plain("…".join(asked))).words(16)


@register.simple_tag
def question_scripts() -> SafeString:
    """The scripts that add to the fields of questions."""
    return format_html_join(
        "\n",
        '<script type="module" src="{}"></script>',
        ((static(name),) for name in registry.scripts),
    )


@register.simple_tag
def has_claims(course_slug: str) -> bool:
    """Whether the course, in the revision that is shown, examines claims."""
    published = selectors.course_current(course_slug)
    return published is not None and any(head.claims for head in published.course.lessons)


@register.simple_tag
def lang_of(language: str) -> str:
    """A `lang` attribute where the course doesn't speak the page's language."""
    return "" if language == get_language() else format_html('lang="{}"', language)


@register.simple_tag
def preview_problems() -> tuple[Problem, ...]:
    return preview.shown.problems


@register.simple_tag
def preview_warnings() -> tuple[Problem, ...]:
    return preview.shown.warnings


@register.simple_tag
def preview_version() -> int:
    return preview.shown.version


@register.simple_tag
def illustration(name: str) -> SafeString:
    """One of our own pictures; what it shows, the text beside it says."""
    found = illustrations.illustration(name)
    return format_html(
        '<svg class="drawn illustration" viewBox="{}"'
        ' aria-hidden="true" focusable="false">{}</svg>',
        found.view_box,
        mark_safe(found.inner),  # noqa: S308  # sanitised, and a file of ours
    )


@register.simple_tag(takes_context=True)
def gap(context: dict[str, Any], field: Field | None, number: int) -> SafeString:
    """The field of a gap, without white space around it: it stands within a sentence."""
    if field is None:
        return SafeString("")
    names = ("question", "id", "fresh")
    values = {name: context.get(name) for name in names} | {"field": field, "number": number}
    html = render_to_string("cloze/_gap.html", values)
    return mark_safe(html.strip())  # noqa: S308  # a template of ours, which has escaped
