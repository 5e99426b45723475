"""Grades as files: downloads, points from a file after a look at what they change, and Canvas."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lessons.assignments import selectors as assignments
from lessons.classes.access import ClassAccess, class_required
from lessons.classes.assignments.views.access import around
from lessons.classes.gradebook.canvas import Match, canvas_read, canvas_write, matches_of
from lessons.classes.gradebook.files import long_write, wide_write
from lessons.classes.grades import services
from lessons.classes.grades.files import Plan, learners_of, person_of, plan_of
from lessons.classes.grades.kept import kept_learners
from lessons.classes.grades.refusal import GradeCode
from lessons.classes.grades.selectors import Book, book_read
from lessons.classes.grades.services import PointsSet, changes_newest
from lessons.classes.policy import Right
from virtlearn.core.refusal import RefusedError

file_most = 2048  # KB
separators = {"semicolon": ";", "tab": "\t"}
writers = {"wide": wide_write, "long": long_write}


def whole_book(found: ClassAccess) -> Book:
    members = list(assignments.learners_of(found.row))
    for member in members:
        member.in_class = found.row
    return book_read(found.row, members, timezone.now())


def csv_answer(found: ClassAccess, text: str, what: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = slugify(found.row.name) or "class"
    response["Content-Disposition"] = f'attachment; filename="{name}-{found.row.pk}-{what}.csv"'
    return response


@never_cache
@require_safe
@class_required(Right.ROSTER)
def files(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """What there is to download and to send."""
    return render(request, "lessons/classes/grades/files.html", around(found))


@never_cache
@require_safe
@class_required(Right.ROSTER)
def download(request: HttpRequest, found: ClassAccess, form: str) -> HttpResponse:
    """All grades, "wide" or "long"; `separator` for spreadsheets that want another one."""
    book = whole_book(found)
    text = writers[form](
        book.scheme,
        [*learners_of(book, addresses=found.manages), *kept_learners(found.row, book.scheme)],
        (found.row.name, str(found.row.pk)),
        separator=separators.get(request.GET.get("separator", ""), ","),
    )
    return csv_answer(found, text, form)


def text_sent(request: HttpRequest) -> tuple[str, str]:
    """A file's text, or what was typed, and its name. Raises RefusedError for too large ones."""
    file = request.FILES.get("file")
    most = file_most * 1024
    data = file.read(most + 1) if file else request.POST.get("text", "").encode()
    if len(data) > most:
        raise RefusedError(GradeCode.FILE_LARGE, most=file_most)
    return data.decode("utf-8-sig", errors="replace"), str(file.name) if file else "CSV"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def upload(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Shows which grades a file would set by hand; with `confirmed`, sets them."""
    context: dict[str, Any] = around(found)
    template = "lessons/classes/grades/upload.html"
    if request.method != "POST":
        return render(request, template, context)
    try:
        context["text"], name = text_sent(request)
        book = whole_book(found)
        plan = plan_of(book, context["text"], name, kept_learners(found.row, book.scheme))
        context |= {"plan": plan, "seen": changes_newest(found.row)}
        if not plan.changes:
            raise RefusedError(GradeCode.FILE_REFUSED if plan.problems else GradeCode.FILE_SAME)
        if request.POST.get("confirmed") == "yes" and not request.FILES:
            return uploaded(request, found, plan)
    except RefusedError as error:
        context["refused"] = error.refusal
    return render(request, template, context, status=422 if "refused" in context else 200)


def uploaded(request: HttpRequest, found: ClassAccess, plan: Plan) -> HttpResponse:
    """Raises RefusedError."""
    seen = request.POST.get("seen", "")
    points = [
        PointsSet(
            assignment=each.assignment,
            membership=each.member,
            points=each.after,
            reason=each.reason,
        )
        for each in plan.changes
    ]
    count = services.grades_import(
        row=found.row,
        by=found.user,
        points=points,
        seen=int(seen) if seen.isascii() and seen.isdecimal() else -1,
    )
    said = ngettext("%(count)d grade is set.", "%(count)d grades are set.", count)
    messages.success(request, said % {"count": count})
    return redirect("lessons:grades", found.row.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def canvas(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Shows who of an exported gradebook is who here; with `confirmed`, gives it back filled."""
    context: dict[str, Any] = around(found)
    template = "lessons/classes/grades/canvas.html"
    if request.method != "POST":
        return render(request, template, context)
    try:
        context["text"], name = text_sent(request)
    except RefusedError as error:
        return render(request, template, context | {"refused": error.refusal}, status=422)
    read, problems = canvas_read(context["text"], name)
    if read is None:
        context |= {"refused": GradeCode.CANVAS_REFUSED.refusal(), "problems": problems}
        return render(request, template, context, status=422)
    book = whole_book(found)
    matches = matches_of(read, [person_of(each, addresses=True) for each in book.members])
    if request.POST.get("confirmed") == "yes" and not request.FILES:
        graded = [each for each in book.scheme.assignments if each.points]
        points = {
            (str(member.user_id), each.id): book.grades[member.pk].cells[each.id].points
            for member in book.members
            for each in graded
        }
        return csv_answer(found, canvas_write(read, matches, graded, points), "canvas")
    return render(request, template, context | matches_context(matches))


def matches_context(matches: list[Match]) -> dict[str, Any]:
    by_outcome = {
        outcome: [each for each in matches if each.outcome == outcome]
        for outcome in ("matched", "ambiguous", "unmatched")
    }
    return {"matches": matches, **by_outcome}
