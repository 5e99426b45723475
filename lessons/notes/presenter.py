"""Presents notes: in a lesson, in the list of a course, as a file."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.document import schema
from lessons.format import slots
from lessons.models import Note
from lessons.notes.quote import Found, Quote, quote_find, text_of
from lessons.notes.refusal import NoteCode
from lessons.notes.rows import NoteKept
from lessons.notes.services import text_most
from lessons.publishing import selectors
from lessons.publishing.page_key import PageKey
from lessons.publishing.selectors import Published
from virtlearn.core.refusal import Refusal


class NoteView(msgspec.Struct, frozen=True, kw_only=True):
    """A note with where it stands in the lesson as it is now."""

    id: int
    text: str
    quote: Quote
    found: Found
    section: str = ""  # id of the heading that it stands under, "" where that is gone
    title: str = ""  # of that section
    at: datetime | None = None

    @property
    def key(self) -> str:
        """The id as a template can add it to others."""
        return str(self.id)


class NoteDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed and could not be kept yet; `note` is the id of the one being changed, or 0."""

    fault: NoteCode
    text: str = ""
    section: str = ""
    exact: str = ""
    note: int = 0

    @property
    def refusal(self) -> Refusal:
        return self.fault.refusal()

    @property
    def in_words(self) -> bool:
        """Whether it is about the words of the lesson, not about the note."""
        return self.fault == NoteCode.WORDS


@functools.lru_cache(maxsize=256)
def lesson_words(course_slug: str, digest: str, lesson_slug: str, language: str) -> str:
    """The words of a lesson's text, without white space; "" for no such lesson."""
    published = selectors.revision_course(course_slug, digest)
    lesson = selectors.lesson_get(published, lesson_slug, language) if published else None
    if lesson is None:
        return ""
    shown = (schema.Html, schema.DrawPart)
    return text_of(part.html for part in lesson.parts if isinstance(part, shown))


def note_view(note: NoteKept, published: Published, lesson_slug: str, language: str) -> NoteView:
    """`language` is of the text that it is looked for in."""
    words = lesson_words(published.course.slug, published.digest, lesson_slug, language)
    lesson = selectors.lesson_get(published, lesson_slug, language)
    titles = {each.id: each.title for each in lesson.headings} if lesson else {}
    section = note.quote.section if note.quote.section in titles else ""
    return NoteView(
        id=note.id,
        text=note.text,
        quote=note.quote,
        found=quote_find(note.quote, words, language),
        section=section,
        title=titles.get(section, ""),
    )


# --- in a lesson ---------------------------------------------------------------------------------


@functools.lru_cache(maxsize=1024)
def notes_slots(place: PageKey, notes: tuple[NoteKept, ...]) -> slots.Slots:
    return slots.cut(notes_html(place, notes, slots.mark("csrf")))


def notes_html(  # noqa: PLR0913
    place: PageKey,
    notes: Sequence[NoteKept],
    csrf: str,
    *,
    draft: NoteDraft | None = None,
    said: str = "",
    undo: int = 0,
) -> str:
    """`_notes.html`; `said` is "added", "changed", "deleted" or "restored", `undo` the id of the
    note that was deleted.
    """
    published = selectors.revision_course(place.course, place.digest)
    lesson = selectors.lesson_get(published, place.lesson, place.language) if published else None
    if published is None or lesson is None:
        raise LookupError(place)
    context = {
        "place": place,
        "notes": [note_view(note, published, place.lesson, place.language) for note in notes],
        "headings": lesson.headings,
        "draft": draft,
        "said": said,
        "undo": undo,
        "text_most": text_most,
        "csrf_token": csrf,
    }
    return render_to_string("lessons/_notes.html", context).strip()


# --- in a course ---------------------------------------------------------------------------------


class LessonNotes(msgspec.Struct, frozen=True, kw_only=True):
    """The notes of one lesson; `there` says whether the course still has it."""

    slug: str
    title: str
    there: bool
    notes: tuple[NoteView, ...]


def notes_by_lesson(rows: Iterable[Note], published: Published, language: str) -> list[LessonNotes]:
    """In the course's order; each note is looked for in the language that it was made in."""
    by_slug: dict[str, list[Note]] = {}
    for row in rows:
        by_slug.setdefault(row.lesson, []).append(row)
    order = [head.slug for head in published.course.lessons]
    found = []
    for slug in sorted(by_slug, key=lambda slug: order.index(slug) if slug in order else 1000):
        head = selectors.lesson_head(published.course, slug)
        views = []
        for row in by_slug[slug]:
            quote = msgspec.convert(row.quote, Quote)
            known = quote.language in published.course.languages
            view = note_view(
                NoteKept(row.pk, row.text, quote),
                published,
                slug,
                quote.language if known else language,
            )
            if not known and quote.exact:
                view = msgspec.structs.replace(view, found=Found(state="orphaned"))
            views.append(msgspec.structs.replace(view, at=row.changed_at))
        title = head.title.get(language, slug) if head else slug
        notes = LessonNotes(slug=slug, title=title, there=bool(head), notes=tuple(views))
        found.append(notes)
    return found


def notes_markdown(lessons: Iterable[LessonNotes], course_title: str) -> str:
    """All notes as a file: passages as quotes, one's own words below them."""
    lines = [f"# {_('Notes')}: {course_title}", ""]
    for lesson in lessons:
        lines += [f"## {lesson.title}", ""]
        section = None
        for note in sorted(lesson.notes, key=lambda note: (note.title, note.id)):
            if note.title != section:
                section = note.title
                if section:
                    lines += [f"### {section}", ""]
            if note.quote.exact:
                quoted = " ".join(note.quote.exact.split())
                lines += [f"> {quoted}", ""]
                if note.found.state == "orphaned":
                    lines += [f"({_('This passage is not in the lesson any more.')})", ""]
            if note.text:
                lines += [note.text.replace("\r\n", "\n"), ""]
            if note.at:
                lines += [f"*{timezone.localtime(note.at):%Y-%m-%d}*", ""]
    return "\n".join(lines).rstrip() + "\n"
