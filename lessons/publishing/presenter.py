"""Says in words what is other in one revision than in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from django.urls import reverse
from django.utils.translation import get_language_info, gettext, ngettext

from lessons.document import schema
from lessons.document.difference import Difference, How, QuestionChange, TextChange
from lessons.publishing import selectors


class ChangeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is other: `how` in words, where it can be seen, and `more`."""

    how: str
    title: str
    url: str = ""
    more: str = ""


def summary(found: Difference) -> str:
    """ "3 texts, 1 question changed"; what is new or gone counts too."""
    parts = []
    if texts := len(found.texts):
        parts.append(ngettext("%(count)d text", "%(count)d texts", texts) % {"count": texts})
    if questions := len(found.questions):
        said = ngettext("%(count)d question", "%(count)d questions", questions)
        parts.append(said % {"count": questions})
    if labs := len(found.labs):
        parts.append(ngettext("%(count)d lab", "%(count)d labs", labs) % {"count": labs})
    if not parts:
        return gettext("no text and no question is another one")
    return gettext("other than before: %(what)s") % {"what": ", ".join(parts)}


def how_words(how: How) -> str:
    words = {"new": gettext("new"), "changed": gettext("changed"), "gone": gettext("gone")}
    return words[how]


def lines(
    slug: str,
    found: Difference,
    digests: tuple[str, str],
    language: str,
    answered: Mapping[tuple[str, str], str],
) -> Mapping[str, Sequence[ChangeLine]]:
    """Texts, questions and labs that are other; titles are of the later revision that has them.
    `digests` are of the revisions before and after; `answered` says in words who has
    answered each question.
    """
    courses = [
        published.course
        for digest in reversed(digests)
        if (published := selectors.revision_course(slug, digest))
    ]
    return {
        "texts": [text_line(each, courses, slug, language) for each in found.texts],
        "questions": [
            question_line(each, courses, slug, language, answered) for each in found.questions
        ],
        "labs": [
            ChangeLine(how=how_words(how), title=title_of(courses, "guide", lab, language))
            for lab, how in found.labs
        ],
    }


def text_line(
    each: TextChange, courses: Sequence[schema.Course], slug: str, language: str
) -> ChangeLine:
    languages = [str(get_language_info(code)["name_translated"]) for code in each.languages]
    return ChangeLine(
        how=how_words(each.how),
        title=title_of(courses, each.kind, each.slug, language),
        url=reverse("lessons:lesson", args=[slug, each.slug]) if each.kind == "lesson" else "",
        more=", ".join(languages),
    )


def question_line(
    each: QuestionChange,
    courses: Sequence[schema.Course],
    slug: str,
    language: str,
    answered: Mapping[tuple[str, str], str],
) -> ChangeLine:
    how = gettext("hidden; its answers are kept") if each.how == "gone" else how_words(each.how)
    return ChangeLine(
        how=how,
        title=f"{title_of(courses, 'lesson', each.lesson, language)}: {each.question}",
        url=f"{reverse('lessons:lesson', args=[slug, each.lesson])}#{each.question}",
        more=answered.get((each.lesson, each.question), ""),
    )


def title_of(courses: Sequence[schema.Course], kind: str, slug: str, language: str) -> str:
    for course in courses:
        heads = course.lessons if kind == "lesson" else course.labs
        for head in heads:
            if head.slug == slug:
                return head.title.get(language) or next(iter(head.title.values()), slug)
    return slug
