"""How the total of a class's grades is made, with a look at what other settings would change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lessons.classes.access import ClassAccess, class_required
from lessons.classes.assignments.views.access import around
from lessons.classes.gradebook.settings import Settings, scheme_made, settings_digest
from lessons.classes.grades.kept import kept_pairs
from lessons.classes.grades.refusal import GradeCode
from lessons.classes.grades.selectors import Book, book_read
from lessons.classes.grades.settings import services
from lessons.classes.grades.settings.forms import SettingsForm
from lessons.classes.grades.settings.preview import pairs_of, preview_of
from lessons.classes.grades.settings.selectors import (
    settings_at,
    settings_history,
    settings_in_force,
    settings_newest,
)
from lessons.classes.grades.views.files import whole_book
from lessons.classes.policy import Right
from lessons.classes.selectors import learner_names
from virtlearn.core.refusal import Refusal, RefusedError

changes_shown = 100
more_rows = 3


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def settings(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """GET shows what holds, or with `from` what held at a change, as if it had been typed. POST
    shows what would change; it keeps what was chosen once that has been shown, if nothing else has
    changed since (`action` is "keep")."""
    if request.method != "POST":
        chosen = chosen_from(request, found)
        return page(request, found, form_of(found, chosen), chosen)
    action = request.POST.get("action", "")
    book = whole_book(found)
    if action == "more":
        data = request.POST
        form = SettingsForm(book.scheme.assignments, data=data, spare=more_rows)
        return page(request, found, form)
    form = SettingsForm(book.scheme.assignments, data=request.POST, spare=0)
    if not form.is_valid():
        return page(request, found, form, refused=GradeCode.SETTINGS_WRONG.refusal())
    chosen = form.settings
    shown = SettingsForm(book.scheme.assignments, settings=chosen)
    try:
        if action == "keep" and request.POST.get("previewed") == settings_digest(chosen):
            services.settings_keep(
                row=found.row, by=found.user, settings=chosen, seen=seen_of(request)
            )
            messages.success(request, _("This is how the total is made from now on."))
            return redirect("lessons:grades_settings", found.row.pk)
        if chosen == settings_in_force(found.row):
            raise RefusedError(GradeCode.SETTINGS_SAME)
    except RefusedError as error:
        return page(request, found, shown, chosen, error.refusal, book)
    return page(request, found, shown, chosen, book=book)


def chosen_from(request: HttpRequest, found: ClassAccess) -> Settings | None:
    text = request.GET.get("from", "")
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else -1
    if (kept := settings_at(found.row, number)) is None:
        raise Http404
    return kept


def form_of(found: ClassAccess, chosen: Settings | None) -> SettingsForm:
    book = book_read(found.row, [], timezone.now())
    held = settings_in_force(found.row) if chosen is None else chosen
    return SettingsForm(book.scheme.assignments, settings=held)


def seen_of(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else -1


def page(  # noqa: PLR0913, PLR0917
    request: HttpRequest,
    found: ClassAccess,
    form: SettingsForm,
    chosen: Settings | None = None,
    refused: Refusal | None = None,
    book: Book | None = None,
) -> HttpResponse:
    """With `chosen`, what that would change."""
    history = settings_history(found.row)
    context: dict[str, Any] = {
        **around(found),
        "form": form,
        "refused": refused,
        "seen": settings_newest(found.row),
        "history": history,
        "most": changes_shown,
    }
    if chosen is not None and chosen != settings_in_force(found.row):
        book = book or whole_book(found)
        after = scheme_made(chosen, book.scheme.assignments)
        pairs = pairs_of(book, chosen, learner_names(found.row))
        preview = preview_of([*pairs, *kept_pairs(found.row, book.scheme, after)])
        context |= {
            "preview": preview,
            "changes": preview.changes[:changes_shown],
            "previewed": settings_digest(chosen),
        }
    template = "lessons/classes/grades/settings.html"
    return render(request, template, context, status=422 if refused else 200)
