"""Fragment of a lesson's page that offers to resume where its reader left off."""

from __future__ import annotations

import functools

from django.template.loader import render_to_string

from lessons.notes import presenter as notes_presenter
from lessons.publishing import selectors
from lessons.publishing.page_key import PageKey
from lessons.search import glossary
from lessons.search import selectors as search_selectors


@functools.lru_cache(maxsize=1024)
def place_html(place: PageKey, section: str, kept: bool) -> bytes:
    """`_place.html`: where the reader left off. `kept` says whether the site keeps it: for a guest
    or an account it does, a visitor's browser does for itself.
    """
    published = selectors.revision_course(place.course, place.digest)
    lesson = selectors.lesson_get(published, place.lesson, place.language) if published else None
    later = lesson.headings[1:] if lesson else ()  # at the first section one is anyway
    heading = next((each for each in later if each.id == section), None)
    context = {"place": place, "heading": heading, "kept": kept}
    return render_to_string("lessons/_place.html", context).strip().encode()


def reading_forget() -> None:
    """Empties the caches: for a preview, where problems can change while a digest does not."""
    for cached in (
        place_html,
        notes_presenter.notes_slots,
        notes_presenter.lesson_words,
        glossary.letters_made,
        search_selectors.search_index,
        search_selectors.glossary_uses,
    ):
        cached.cache_clear()
