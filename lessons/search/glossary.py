"""Presents the glossary by letter, each term with the lessons that use it."""

from __future__ import annotations

import functools

import msgspec
from django.urls import reverse

from lessons.publishing import selectors
from lessons.publishing.selectors import Published
from lessons.search.fold import fold
from lessons.search.selectors import glossary_uses


class UseLink(msgspec.Struct, frozen=True):
    """A lesson that links to a term, at the section where it first does."""

    title: str
    url: str


class TermView(msgspec.Struct, frozen=True, kw_only=True):
    """`others` are the term's names in the course's other languages, where they differ."""

    key: str
    term: str
    definition: str
    others: tuple[tuple[str, str], ...]
    uses: tuple[UseLink, ...]


class Letter(msgspec.Struct, frozen=True):
    """All terms that begin with a letter; digits and the like stand under "#"."""

    id: str
    name: str
    terms: tuple[TermView, ...]


def glossary_letters(published: Published, language: str, interface: str) -> tuple[Letter, ...]:
    """The letters in order; `interface` is the active language, which the links have."""
    return letters_made(published.course.slug, published.digest, language, interface)


@functools.lru_cache(maxsize=16)
def letters_made(
    course_slug: str, digest: str, language: str, interface: str
) -> tuple[Letter, ...]:
    published = selectors.revision_course(course_slug, digest)
    if published is None:
        raise LookupError(digest)
    uses = glossary_uses(course_slug, digest, language)
    by_letter: dict[str, list[TermView]] = {}
    terms = [
        (fold(name), name, key, term)
        for key, term in published.course.glossary.items()
        if (name := term.term.get(language, key))
    ]
    for folded, name, key, term in sorted(terms, key=lambda each: each[0]):
        found = TermView(
            key=key,
            term=name,
            definition=term.definition.get(language, ""),
            others=tuple(
                (code, other)
                for code, other in term.term.items()
                if code != language and fold(other) != folded
            ),
            uses=tuple(
                link
                for use in uses.get(key, ())
                if (link := use_link(published, language, use.lesson, use.anchor))
            ),
        )
        letter = folded[:1].upper() if folded[:1].isalpha() else "#"
        by_letter.setdefault(letter, []).append(found)
    return tuple(
        Letter("other" if name == "#" else name.lower(), name, tuple(found))
        for name, found in sorted(by_letter.items())
    )


def use_link(published: Published, language: str, lesson: str, anchor: str) -> UseLink | None:
    head = selectors.lesson_head(published.course, lesson)
    if head is None:
        return None
    url = reverse("lessons:lesson", args=[published.course.slug, lesson])
    return UseLink(head.title.get(language, lesson), f"{url}#{anchor}" if anchor else url)
