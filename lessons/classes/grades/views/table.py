"""The grades of a class in one table, and for a learner their own with what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lessons.assignments import selectors as assignments
from lessons.assignments.groups import names_of
from lessons.classes.access import ClassAccess, class_required
from lessons.classes.assignments.views.access import around
from lessons.classes.gradebook.pseudonyms import pseudonyms
from lessons.classes.grades.inquiries.forms import MessageForm
from lessons.classes.grades.inquiries.selectors import ask_views, inquiries_counted, news_of
from lessons.classes.grades.kept import kept_codes, kept_name, kept_rows
from lessons.classes.grades.presenter import (
    RowView,
    category_views,
    graded_view,
    own_row,
    own_views,
    row_view,
)
from lessons.classes.grades.selectors import Book, book_read, course_of
from lessons.classes.policy import Right
from lessons.classes.selectors import learner_names, member_name
from lessons.models import Membership
from lessons.publishing.selectors import course_has_groups
from virtlearn.core.refusal import Refusal

page_size = 100


def pseudonyms_of(found: ClassAccess) -> dict[int, str]:
    every = found.row.memberships.values_list("pk", flat=True)
    return pseudonyms(found.row.pk, every, settings.SECRET_KEY)


@never_cache
@require_safe
@class_required(Right.ROSTER)
def grades(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Learners by assignments, a page of them: `q` finds names, `label` chooses some, `pseudonyms`
    names nobody. What is read and computed is of the learners that are shown."""
    labels = list(found.row.labels.all())
    label = label_chosen(request, [each.pk for each in labels])
    named = request.GET.get("pseudonyms") != "1"
    words = request.GET.get("q", "").replace("\x00", "").strip()
    chosen = names_chosen(found, words, label, named=named)
    page = Paginator(chosen, page_size).get_page(request.GET.get("page"))
    shown = [each.member for each in page if each.member]
    members = list(assignments.learners_of(found.row).filter(pk__in=shown))
    for member in members:
        member.in_class = found.row
    book = book_read(found.row, members, timezone.now())
    groups = names_of(found.row) if named and course_has_groups(found.row.course.slug) else {}
    context = {
        **around(found),
        "page": page,
        "rows": rows_shown(found, book, list(page), groups),
        "grouped": bool(groups),
        "columns": [
            (each, book.graded(each).points, book.scheme.category_title(book.graded(each).category))
            for each in book.assignments
        ],
        "labels": labels,
        "label": label,
        "words": words,
        "named": named,
        "waiting": inquiries_counted(found.row)["waiting"],
        "here": request.path,  # one for thousands of links
    }
    return render(request, "lessons/classes/grades/grades.html", context)


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table: of a membership, or of what is kept of an erased account."""

    name: str
    member: int = 0
    kept: int = 0


def names_chosen(found: ClassAccess, words: str, label: int, *, named: bool) -> list[Listed]:
    """Of the learners that were asked for, in the order of what they are called here. Pseudonyms
    are searched by themselves: no name finds whose one is."""
    names = learner_names(found.row, words=words if named else "", label=label)
    if not named:
        every = pseudonyms_of(found)
        names = {pk: every[pk] for pk in names if words.casefold() in every[pk].casefold()}
    listed = [Listed(name=name, member=pk) for pk, name in names.items()]
    if not label:
        erased = {pk: kept_name(code) for pk, code in kept_codes(found.row).items()}
        listed += [
            Listed(name=name, kept=pk)
            for pk, name in erased.items()
            if all(word in name.casefold() for word in words.casefold().split())
        ]
    return sorted(listed, key=lambda each: (each.name.casefold(), each.member, each.kept))


def rows_shown(
    found: ClassAccess, book: Book, listed: Sequence[Listed], groups: Mapping[int, Sequence[str]]
) -> list[RowView]:
    members = {member.pk: member for member in book.members}
    chosen = [each.kept for each in listed if each.kept]
    kept = kept_rows(found.row, book.scheme, chosen) if chosen else {}
    return [
        msgspec.structs.replace(
            row_view(book, members[each.member], each.name),
            groups=groups.get(each.member, ()),
        )
        if each.member
        else graded_view(book, None, each.name, kept[each.kept].grade)
        for each in listed
        if each.member in members or each.kept in kept
    ]


def label_chosen(request: HttpRequest, labels: Sequence[int]) -> int:
    """0 for all; one that the class does not have is left aside."""
    text = request.GET.get("label", "")
    chosen = int(text) if text.isascii() and text.isdecimal() else 0
    return chosen if chosen in labels else 0


@never_cache
@require_safe
@class_required()
def mine(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """The reader's own; who sees everybody's is led there."""
    if found.sees_roster:
        return redirect("lessons:grades", found.row.pk)
    member = found.membership
    if member is None or member.role != Membership.Role.LEARNER:
        raise Http404
    return own_page(request, found, member)


def own_page(
    request: HttpRequest,
    found: ClassAccess,
    member: Membership,
    failed: Mapping[int, tuple[MessageForm, Refusal]] | None = None,
) -> HttpResponse:
    """`failed` is what was asked about an assignment's grade, and why that was not taken."""
    member.in_class, now = found.row, timezone.now()
    book = book_read(found.row, [member], now)
    visible = [each for each in book.assignments if book.decisions[each.pk, member.pk].visible]
    book = msgspec.structs.replace(book, assignments=visible)
    row = own_row(book, member, member_name(member))
    asks = ask_views(book, member, now)
    views = own_views(book, member, row, course_of(found.row))
    context = {
        **around(found),
        "grade": row,
        "views": [
            (view, asks[view.cell.assignment.pk], *form_asked(view.cell.assignment.pk, failed))
            for view in views
        ],
        "categories": category_views(book, member),
        "cap": None if book.scheme.cap is None else 100 * book.scheme.cap,
        "pseudonym": pseudonyms_of(found)[member.pk],
        "news": news_of(member),
    }
    status = 422 if failed else 200
    return render(request, "lessons/classes/grades/mine.html", context, status=status)


def form_asked(
    assignment: int, failed: Mapping[int, tuple[MessageForm, Refusal]] | None
) -> tuple[MessageForm, Refusal | None]:
    empty = MessageForm(prefix=f"ask-{assignment}"), None
    return (failed or {}).get(assignment, empty)
