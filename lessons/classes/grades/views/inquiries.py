"""Pages of questions about grades: the queue, a thread, and what is sent to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lessons.assignments.selectors import decision_of
from lessons.classes.access import ClassAccess, class_required
from lessons.classes.assignments.views.access import around, visible_or_404
from lessons.classes.grades.inquiries import services
from lessons.classes.grades.inquiries.forms import AnswerForm, DaysForm, MessageForm
from lessons.classes.grades.inquiries.selectors import (
    ask_views,
    inquiries_counted,
    inquiries_of,
    inquiry_or_404,
    is_own,
    states,
)
from lessons.classes.grades.refusal import GradeCode
from lessons.classes.grades.selectors import book_read, history_of
from lessons.classes.grades.views import table
from lessons.classes.policy import Right
from lessons.classes.selectors import account_name, member_name
from lessons.models import GradeInquiry, InquiryMessage, Membership
from virtlearn.core.refusal import Refusal, RefusedError

page_size = 50


@never_cache
@require_safe
@class_required(Right.ROSTER)
def inquiries(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """The queue; `state` is one of `states`."""
    return queue(request, found)


def queue(request: HttpRequest, found: ClassAccess, days: DaysForm | None = None) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in states else "waiting"
    rows = inquiries_of(found.row).filter(states[state])
    page = Paginator(rows, page_size).get_page(request.GET.get("page"))
    context = {
        **around(found),
        "state": state,
        "counts": inquiries_counted(found.row),
        "page": page,
        "inquiries": [(each, member_name(each.membership)) for each in page],
        "days": days or DaysForm(initial={"days": found.row.inquiry_days}),
    }
    status = 422 if days else 200
    return render(request, "lessons/classes/grades/inquiries.html", context, status=status)


@never_cache
@require_POST
@class_required(Right.MANAGE)
def days(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """For how long grades may be asked about."""
    form = DaysForm(request.POST)
    if not form.is_valid():
        return queue(request, found, form)
    try:
        services.inquiry_days_set(row=found.row, **form.cleaned_data)
    except RefusedError as error:
        messages.error(request, str(error.refusal))
    else:
        messages.success(request, _("Kept."))
    return redirect("lessons:grades_inquiries", found.row.pk)


@never_cache
@require_POST
@class_required()
def ask(request: HttpRequest, found: ClassAccess, assignment_id: int) -> HttpResponse:
    """A learner's question about a grade of their own."""
    member, now = found.membership, timezone.now()
    if member is None or member.role != Membership.Role.LEARNER:
        raise Http404
    assignment, _decision = visible_or_404(found, assignment_id, now)
    member.in_class = found.row
    form = MessageForm(request.POST, prefix=f"ask-{assignment.pk}")
    book = book_read(found.row, [member], now, rows=[assignment])
    window = ask_views(book, member, now)[assignment.pk].window
    try:
        if not form.is_valid():
            raise RefusedError(GradeCode.INQUIRY_WRONG)
        made = services.inquiry_ask(
            assignment=assignment, membership=member, window=window, **form.cleaned_data
        )
    except RefusedError as error:
        return table.own_page(request, found, member, {assignment.pk: (form, error.refusal)})
    messages.success(request, _("Your question is sent. The answer will be here."))
    return redirect("lessons:grades_inquiry", found.row.pk, made.pk)


@never_cache
@require_safe
@class_required()
def inquiry(request: HttpRequest, found: ClassAccess, inquiry_id: int) -> HttpResponse:
    """One thread, for whoever sees the roster and for whoever asked."""
    return thread(request, found, inquiry_or_404(found, inquiry_id))


def thread(
    request: HttpRequest,
    found: ClassAccess,
    inquiry: GradeInquiry,
    form: MessageForm | None = None,
    refused: Refusal | None = None,
) -> HttpResponse:
    own = is_own(found, inquiry)
    if own:
        services.inquiry_seen(inquiry)
    decision = decision_of(inquiry.assignment, inquiry.membership, timezone.now())
    context: dict[str, Any] = {
        **around(found),
        "inquiry": inquiry,
        "name": member_name(inquiry.membership),
        "thread": [
            (each, author(each, inquiry, own=own))
            for each in inquiry.messages.select_related("by", "change")
        ],
        "own": own,
        "writes": own or found.manages,
        "score_shown": decision.score_shown or not own,
        "form": form or form_of(found, inquiry),
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "lessons/classes/grades/inquiry.html", context, status=status)


def author(message: InquiryMessage, inquiry: GradeInquiry, *, own: bool) -> str:
    """Who wrote it, as its reader calls them; a teacher's account may be gone."""
    if not message.from_teacher:
        return _("You") if own else member_name(inquiry.membership)
    if message.by is None:
        return _("Teacher")
    return account_name(message.by.username, message.by.get_full_name(), is_guest=False)


def form_of(found: ClassAccess, inquiry: GradeInquiry, data: Any = None) -> MessageForm:
    """The learner's or the teacher's."""
    if is_own(found, inquiry):
        form = MessageForm(data)
        form.fields["text"].label = _("Your message")
        return form
    history = history_of(inquiry.assignment, inquiry.membership)
    since = [each for each in history if each.at >= inquiry.asked_at]
    told = set(inquiry.messages.exclude(change=None).values_list("change", flat=True))
    untold = [each.pk for each in since if each.pk not in told]
    return AnswerForm(data, changes=since, initial={"change": untold[-1] if untold else ""})


@never_cache
@require_POST
@class_required()
def send(request: HttpRequest, found: ClassAccess, inquiry_id: int) -> HttpResponse:
    """A message of the learner's or the teacher's; with `action` "close" closes it without one."""
    inquiry = inquiry_or_404(found, inquiry_id)
    own = is_own(found, inquiry)
    if not own and not found.manages:
        raise PermissionDenied
    form = form_of(found, inquiry, request.POST)
    try:
        if request.POST.get("action") == "close":
            services.inquiry_close(inquiry=inquiry, is_news=not own)
            messages.success(request, _("The question is closed."))
        elif not form.is_valid():
            raise RefusedError(GradeCode.INQUIRY_WRONG)
        elif isinstance(form, AnswerForm):
            services.inquiry_answer(
                inquiry=inquiry,
                by=found.user,
                text=form.cleaned_data["text"],
                change=form.chosen,
                close=form.cleaned_data["close"],
            )
            messages.success(request, _("The answer is sent."))
        else:
            services.inquiry_reply(inquiry=inquiry, text=form.cleaned_data["text"])
            messages.success(request, _("Your message is sent."))
    except RefusedError as error:
        return thread(request, found, inquiry, form, error.refusal)
    return redirect("lessons:grades_inquiry", found.row.pk, inquiry.pk)
