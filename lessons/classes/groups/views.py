"""Pages of groups: the sets of a class, one set for staff and for a learner, what is done there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.classes.access import ClassAccess, class_required, member_or_404
from lessons.classes.groups import services
from lessons.classes.groups.files import file_read, groups_csv
from lessons.classes.groups.forms import GroupSetForm, initial_of
from lessons.classes.groups.presenter import own_lines, own_view, set_view
from lessons.classes.groups.refusal import GroupCode
from lessons.classes.groups.selectors import change_last, learners_placeable
from lessons.classes.policy import Right
from lessons.classes.selectors import member_name
from lessons.models import Group, GroupSet, Membership
from virtlearn.core.refusal import RefusedError

file_most = 256 * 1024


def around(found: ClassAccess) -> dict[str, Any]:
    return {"found": found, "row": found.row, "phase": found.phase}


def set_or_404(found: ClassAccess, set_id: int) -> GroupSet:
    of_set = GroupSet.objects.filter(in_class=found.row, pk=set_id).first()
    if of_set is None:
        raise Http404
    of_set.in_class = found.row
    return of_set


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def group_or_404(of_set: GroupSet, text: str) -> Group:
    group = of_set.groups.filter(pk=number(text)).first()
    if group is None:
        raise Http404
    return group


def learner_here_or_404(found: ClassAccess) -> Membership:
    member = found.membership
    if member is None or member.role != Membership.Role.LEARNER:
        raise Http404
    return member


@never_cache
@require_safe
@class_required()
def groups(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """All sets: for staff how far they are, for a learner the own groups."""
    context = around(found)
    if found.sees_roster:
        context["sets"] = [set_view(each) for each in found.row.group_sets.all()]
    else:
        context["own"] = own_lines(found.row, learner_here_or_404(found))
    return render(request, "lessons/classes/groups/sets.html", context)


@never_cache
@require_safe
@class_required()
def group_set(request: HttpRequest, found: ClassAccess, set_id: int) -> HttpResponse:
    of_set = set_or_404(found, set_id)
    context = {**around(found), "of_set": of_set}
    if not found.sees_roster:
        context["view"] = own_view(of_set, learner_here_or_404(found))
        return render(request, "lessons/classes/groups/own.html", context)
    changes = found.manages and not found.phase.is_over and of_set.mode != GroupSet.Mode.LOCKED
    context |= {
        "view": set_view(of_set),
        "changes": changes,
        **last_context(of_set if changes else None),
        "assignments": list(of_set.assignments.filter(deleted_at=None)),
    }
    return render(request, "lessons/classes/groups/set.html", context)


def last_context(of_set: GroupSet | None) -> dict[str, Any]:
    """The step that can be taken back, and what the class calls whoever made it."""
    last = change_last(of_set) if of_set else None
    if of_set is None or last is None or last.by is None:
        return {"last": last, "last_by": ""}
    member = of_set.in_class.memberships.select_related("user").filter(user=last.by).first()
    return {"last": last, "last_by": member_name(member) if member else last.by.username}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def new(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    return edited(request, found, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def settings(request: HttpRequest, found: ClassAccess, set_id: int) -> HttpResponse:
    return edited(request, found, set_or_404(found, set_id))


def edited(request: HttpRequest, found: ClassAccess, of_set: GroupSet | None) -> HttpResponse:
    """Name, size and mode; what was typed stays where something is wrong."""
    initial = initial_of(of_set) if of_set else {}
    form = GroupSetForm(request.POST or None, initial=initial)
    refused = GroupCode.FORM_WRONG.refusal() if form.errors else None
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.set_save(
                row=found.row, of_set=of_set, by=found.user, **form.cleaned_data
            )
        except RefusedError as error:
            refused = error.refusal
        else:
            messages.success(request, _("The groups are kept."))
            return redirect("lessons:group_set", found.row.pk, kept.pk)
    context = {**around(found), "form": form, "of_set": of_set, "refused": refused}
    status = 422 if refused else 200
    return render(request, "lessons/classes/groups/edit.html", context, status=status)


def done(
    request: HttpRequest, found: ClassAccess, of_set: GroupSet, what: Callable[[], str]
) -> HttpResponse:
    """Carries out what a button asks for and leads back; `what` gives what was done, in words."""
    try:
        messages.success(request, what())
    except RefusedError as error:
        messages.warning(request, str(error))
    return redirect("lessons:group_set", found.row.pk, of_set.pk)


@require_POST
@class_required(Right.MANAGE)
def place(request: HttpRequest, found: ClassAccess, set_id: int) -> HttpResponse:
    """Puts a learner into a group or, with none chosen, out of theirs."""
    of_set = set_or_404(found, set_id)
    member = member_or_404(found, number(request.POST.get("member", "")))
    chosen = request.POST.get("group", "")
    group = group_or_404(of_set, chosen) if chosen else None
    if group and not learners_placeable(found.row).filter(pk=member.pk).exists():
        raise Http404

    def moved() -> str:
        services.member_move(of_set=of_set, membership=member, group=group, by=found.user)
        return _("The learner is moved. Below you can take that back.")

    return done(request, found, of_set, moved)


@require_POST
@class_required(Right.MANAGE)
def fill(request: HttpRequest, found: ClassAccess, set_id: int) -> HttpResponse:
    of_set = set_or_404(found, set_id)

    def filled() -> str:
        moved = services.groups_fill(of_set=of_set, by=found.user)
        words = ngettext(
            "%(count)d learner is in a group now.", "%(count)d learners are in groups now.", moved
        )
        return words % {"count": moved}

    return done(request, found, of_set, filled)


@require_POST
@class_required(Right.MANAGE)
def add(request: HttpRequest, found: ClassAccess, set_id: int) -> HttpResponse:
    of_set = set_or_404(found, set_id)

    def added() -> str:
        return _("%(group)s is there.") % {"group": services.group_add(of_set=of_set).name}

    return done(request, found, of_set, added)


@require_POST
@class_required(Right.MANAGE)
def undo(request: HttpRequest, found: ClassAccess, set_id: int) -> HttpResponse:
    of_set = set_or_404(found, set_id)

    def undone() -> str:
        services.change_undo(of_set=of_set, by=found.user)
        return _("The last step is taken back.")

    return done(request, found, of_set, undone)


@require_POST
@class_required(Right.MANAGE)
def delete(request: HttpRequest, found: ClassAccess, set_id: int) -> HttpResponse:
    of_set = set_or_404(found, set_id)
    try:
        services.set_delete(of_set=of_set, by=found.user)
    except RefusedError as error:
        messages.warning(request, str(error))
        return redirect("lessons:group_set", found.row.pk, of_set.pk)
    messages.success(request, _("The groups are deleted. What was earned in them stays."))
    return redirect("lessons:groups", found.row.pk)


@require_POST
@class_required()
def choose(request: HttpRequest, found: ClassAccess, set_id: int) -> HttpResponse:
    """A learner joins a group, opens a new one, or leaves theirs."""
    of_set, member = set_or_404(found, set_id), learner_here_or_404(found)
    chosen = request.POST.get("group", "")
    is_new = chosen == "new"
    group = group_or_404(of_set, chosen) if chosen and not is_new else None

    def chose() -> str:
        services.group_choose(
            of_set=of_set, membership=member, group=group, new=is_new, by=found.user
        )
        return _("You are in the group.") if chosen else _("You have left the group.")

    return done(request, found, of_set, chose)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def file(request: HttpRequest, found: ClassAccess, set_id: int) -> HttpResponse:
    """Puts learners into groups as a CSV says: all of it, or nothing where a line is wrong."""
    of_set = set_or_404(found, set_id)
    context: dict[str, Any] = {**around(found), "of_set": of_set}
    if request.method == "POST":
        sent = request.FILES.get("file")
        data = sent.read(file_most) if sent else request.POST.get("text", "").encode()
        name = (sent.name if sent else "") or "list.csv"
        wanted, problems = file_read(of_set, data[:file_most], name)
        refused = GroupCode.FILE_REFUSED.refusal() if problems else None
        if refused is None:
            try:
                moved = services.groups_set(of_set=of_set, by=found.user, wanted=wanted)
            except RefusedError as error:
                refused = error.refusal
            else:
                words = ngettext("%(count)d learner moved.", "%(count)d learners moved.", moved)
                messages.success(request, words % {"count": moved})
                return redirect("lessons:group_set", found.row.pk, of_set.pk)
        text = data.decode("utf-8-sig", "replace")
        context |= {"problems": problems, "refused": refused, "text": text}
    status = 422 if context.get("refused") else 200
    return render(request, "lessons/classes/groups/file.html", context, status=status)


@never_cache
@require_safe
@class_required(Right.MANAGE)
def download(request: HttpRequest, found: ClassAccess, set_id: int) -> HttpResponse:
    of_set = set_or_404(found, set_id)
    response = HttpResponse(groups_csv(of_set), content_type="text/csv; charset=utf-8")
    name = slugify(f"{found.row.name} {of_set.name}") or "groups"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
