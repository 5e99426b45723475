"""Notes: written in a lesson, listed, changed, deleted and had back, taken along as a file."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from lessons.models import Note
from lessons.notes import presenter as notes_presenter
from lessons.notes import services
from lessons.notes.forms import NoteForm
from lessons.notes.presenter import NoteDraft
from lessons.notes.quote import Quote
from lessons.notes.refusal import NoteCode
from lessons.notes.rows import NoteKept
from lessons.publishing import reader, selectors
from lessons.publishing.selectors import Published
from lessons.reading import lesson_page
from lessons.reading import selectors as reading_selectors
from lessons.reading import state as reading_state
from lessons.reading.views.lessons import lesson_page_or_404
from virtlearn.core.htmx import HtmxRequest
from virtlearn.people.models import User
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import learner_ensure


@require_safe
def notes(request: HttpRequest, course_slug: str) -> HttpResponse:
    published = reader.course_for_or_404(learner_of(request), course_slug)
    return notes_page(request, published)


@require_safe
def markdown(request: HttpRequest, course_slug: str) -> HttpResponse:
    """All notes as a file."""
    published = reader.course_for_or_404(learner_of(request), course_slug)
    language = language_of(published)
    rows = reading_selectors.notes_of(learner_of(request), course_slug)
    lessons = notes_presenter.notes_by_lesson(rows, published, language)
    text = notes_presenter.notes_markdown(
        lessons, published.course.title.get(language, course_slug)
    )
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{course_slug}-notes.md"'
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
def add(request: HtmxRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    page = lesson_page_or_404(request, course_slug, lesson_slug)
    place = page.place
    form = NoteForm.read(request.POST)
    words = notes_presenter.lesson_words(place.course, place.digest, place.lesson, place.language)
    fault = form.fault(words)
    user = learner_of(request) if fault else learner_ensure(request)
    if user and not fault:
        note = services.note_add(
            user=user,
            course_slug=course_slug,
            lesson_slug=lesson_slug,
            quote=form.quote(place.language, page.sections, words),
            text=form.text,
        )
        fault = None if note else NoteCode.FULL
    if fault:
        draft = NoteDraft(fault=fault, text=form.text, section=form.section, exact=form.exact)
        return faulty(request, page, user, draft)
    return done(request, page, user, "added")


@require_POST
def change(request: HtmxRequest, course_slug: str, note: int) -> HttpResponse:
    """New words for a note; it keeps its passage."""
    published = reader.course_for_or_404(learner_of(request), course_slug)
    user = learner_of(request)
    row = reading_selectors.note_or_404(user, course_slug, note)
    form = NoteForm.read(request.POST)
    fault = form.fault_of_text(bool(row.quote.get("exact")))
    if fault:
        draft = NoteDraft(fault=fault, text=form.text, note=row.pk)
        if form.lesson == row.lesson:
            return faulty(
                request, lesson_page_or_404(request, course_slug, row.lesson), user, draft
            )
        return notes_page(request, published, draft)
    services.note_change(note=row, text=form.text)
    return after(request, row, user, form.lesson, "changed")


@require_POST
def delete(request: HtmxRequest, course_slug: str, note: int) -> HttpResponse:
    user = learner_of(request)
    row = reading_selectors.note_or_404(user, course_slug, note)
    services.note_delete(note=row)
    return after(request, row, user, NoteForm.read(request.POST).lesson, "deleted")


@require_POST
def restore(request: HtmxRequest, course_slug: str, note: int) -> HttpResponse:
    user = learner_of(request)
    row = reading_selectors.note_or_404(user, course_slug, note)
    services.note_restore(note=row)
    return after(request, row, user, NoteForm.read(request.POST).lesson, "restored")


# --- what is answered ----------------------------------------------------------------------------


def notes_page(
    request: HttpRequest, published: Published, draft: NoteDraft | None = None
) -> HttpResponse:
    """The list of all notes; with `draft` again, as what was typed could not be kept."""
    language = language_of(published)
    slug = published.course.slug
    user = learner_of(request)
    kept = reading_selectors.notes_of(user, slug)
    context = {
        "course": published.course,
        "language": language,
        "lessons": notes_presenter.notes_by_lesson(kept, published, language),
        "deleted": [
            NoteKept(row.pk, row.text, msgspec.convert(row.quote, Quote))
            for row in reading_selectors.notes_deleted(user, slug)
        ],
        "draft": draft,
        "text_most": services.text_most,
    }
    return render(request, "lessons/notes.html", context, status=422 if draft else 200)


def after(
    request: HtmxRequest, row: Note, user: User | None, lesson: str, said: str
) -> HttpResponse:
    """Back to where it was done: the lesson that was named, if it is the note's, or the list."""
    published = reader.course_for_or_404(user, row.course)
    if lesson == row.lesson and (page := lesson_page.lesson_page(published, row.lesson)):
        return done(request, page, user, said, undo=row.pk if said == "deleted" else 0)
    return redirect(reverse("lessons:notes", args=[row.course]) + f"#{anchors[said]}")


anchors = {"deleted": "deleted", "changed": "kept", "restored": "kept", "added": "kept"}


def done(
    request: HtmxRequest, page: lesson_page.LessonPage, user: User | None, said: str, undo: int = 0
) -> HttpResponse:
    """The lesson's notes from a fresh read; without scripts the lesson, at its notes."""
    if not request.htmx:
        if undo:  # where it can be had back
            return redirect(reverse("lessons:notes", args=[page.place.course]) + "#deleted")
        url = reverse("lessons:lesson", args=[page.place.course, page.place.lesson])
        return redirect(f"{url}#my-notes")
    state = reading_state.lesson_state(user, page.place.course, page.place.lesson)
    html = notes_presenter.notes_html(
        page.place, state.notes, get_token(request), said=said, undo=undo
    )
    return HttpResponse(html)


def faulty(
    request: HtmxRequest, page: lesson_page.LessonPage, user: User | None, draft: NoteDraft
) -> HttpResponse:
    """The notes with what was typed, and why it could not be kept."""
    state = reading_state.lesson_state(user, page.place.course, page.place.lesson)
    html = notes_presenter.notes_html(page.place, state.notes, get_token(request), draft=draft)
    if request.htmx:
        return HttpResponse(html, status=422)
    return HttpResponse(lesson_page.lesson_fill(request, page, notes=html.encode()), status=422)


def language_of(published: Published) -> str:
    return selectors.content_language(published.course, get_language() or "")
