"""One grade: what was asked and answered for it, and a teacher's changes of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lessons.classes.access import ClassAccess, class_required
from lessons.classes.assignments.views.access import around, assignment_or_404, learner_or_404
from lessons.classes.grades.evidence import change_views, work_views
from lessons.classes.grades.forms import GradeForm
from lessons.classes.grades.group_grades import grades_change, group_context
from lessons.classes.grades.inquiries.selectors import inquiries_of
from lessons.classes.grades.presenter import row_view
from lessons.classes.grades.refusal import GradeCode
from lessons.classes.grades.selectors import Changed, book_read, course_of, history_of
from lessons.classes.policy import Right
from lessons.classes.selectors import member_name
from lessons.models import Assignment, Membership
from lessons.publishing.links import links_resolve, resolver
from virtlearn.core.refusal import Refusal, RefusedError


def grade_of_or_404(
    found: ClassAccess, member: int, assignment_id: int
) -> tuple[Membership, Assignment]:
    """A learner and an assignment of that class that is not deleted."""
    membership = learner_or_404(found, member)
    membership.in_class = found.row
    assignment = assignment_or_404(found, assignment_id)
    if assignment.deleted_at:
        raise Http404
    return membership, assignment


@never_cache
@require_safe
@class_required(Right.ROSTER)
def grade(
    request: HttpRequest, found: ClassAccess, member: int, assignment_id: int
) -> HttpResponse:
    return page(request, found, grade_of_or_404(found, member, assignment_id))


def page(
    request: HttpRequest,
    found: ClassAccess,
    of: tuple[Membership, Assignment],
    form: GradeForm | None = None,
    refused: Refusal | None = None,
) -> HttpResponse:
    membership, assignment = of
    book = book_read(found.row, [membership], timezone.now(), rows=[assignment])
    row = row_view(book, membership, member_name(membership))
    history = history_of(assignment, membership)
    cell = row.cells[0]
    changes = change_views(history)
    context = {
        **around(found),
        "member": membership,
        "name": row.name,
        "assignment": assignment,
        "cell": cell,
        "changes": changes,
        "in_force": next((each.row for each in changes if each.in_force), None),
        "seen": history[-1].pk if history else 0,
        "work": work_views(assignment, membership),
        "inquiries": inquiries_of(found.row).filter(assignment=assignment, membership=membership),
        "form": form or GradeForm(possible=cell.possible, initial={"kind": Changed.POINTS}),
        "refused": refused,
        "theirs": True,
        **group_context(assignment, membership, whole=request.POST.get("whole") == "yes"),
    }
    html: str = render_to_string("lessons/classes/grades/grade.html", context, request)
    if published := course_of(found.row):
        html = links_resolve(html, resolver(published.course.slug, published.digest))
    return HttpResponse(html, status=422 if refused else 200)


@require_POST
@class_required(Right.MANAGE)
def change(
    request: HttpRequest, found: ClassAccess, member: int, assignment_id: int
) -> HttpResponse:
    """Sets points or excuses, with a reason; with `kind` "none" takes the change in force back."""
    membership, assignment = grade_of_or_404(found, member, assignment_id)
    book = book_read(found.row, [membership], timezone.now(), rows=[assignment])
    possible = book.graded(assignment).points
    form = GradeForm(request.POST, possible=possible)
    seen = request.POST.get("seen", "")
    removing = request.POST.get("kind") == Changed.NONE
    try:
        if not possible:
            raise RefusedError(GradeCode.NO_POINTS, title=assignment.title)
        if not removing and not form.is_valid():
            raise RefusedError(GradeCode.FORM_WRONG)
        values = {"kind": Changed.NONE} if removing else form.cleaned_data
        grades_change(
            assignment=assignment,
            membership=membership,
            whole=request.POST.get("whole") == "yes",
            by=found.user,
            seen=int(seen) if seen.isascii() and seen.isdecimal() else None,
            **values,
        )
    except RefusedError as error:
        kept = None if removing else form
        return page(request, found, (membership, assignment), kept, error.refusal)
    messages.success(request, _("The grade is kept."))
    return redirect("lessons:grade", found.row.pk, membership.pk, assignment.pk)
