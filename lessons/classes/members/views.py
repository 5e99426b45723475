"""Pages of a class's people: the list with its filters, one person, labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons.assignments.groups import names_of
from lessons.classes import selectors
from lessons.classes.access import ClassAccess, class_required, member_or_404
from lessons.classes.invitations.presenter import link_of
from lessons.classes.invitations.services import links_renew
from lessons.classes.members import services
from lessons.classes.members.forms import AddForm, MemberForm
from lessons.classes.policy import Right
from lessons.classes.roster.services import import_undoable
from lessons.models import Class, Label, Membership
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User

page_size = 100


def around(found: ClassAccess) -> dict[str, Any]:
    return {"found": found, "row": found.row, "phase": found.phase}


def number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@never_cache
@require_safe
@class_required(Right.ROSTER)
def people(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "")
    chosen = {
        "label": number(request.GET.get("label", "")),
        "state": request.GET.get("state", ""),
        "role": request.GET.get("role", ""),
    }
    rows = selectors.members_found(found.row, words=words, **chosen)  # type: ignore[arg-type]
    page = Paginator(rows, page_size).get_page(request.GET.get("page"))
    groups = names_of(found.row)
    context = {
        **around(found),
        "page": page,
        "people": [(each, selectors.member_name(each), groups.get(each.pk, ())) for each in page],
        "grouped": bool(groups),
        "words": words,
        **chosen,
        "labels": list(found.row.labels.all()),
        "states": Membership.State.choices,
        "roles": Membership.Role.choices,
        "undoable": import_undoable(found.row) if found.manages else None,
    }
    return render(request, "lessons/classes/people.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def add(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """One person, by user name or by e-mail address."""
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = services.member_add(row=found.row, by=found.user, **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("They are in the list."))
            return redirect("lessons:class_member", found.row.pk, member.pk)
    context = {**around(found), "form": form}
    status = 422 if form.errors else 200
    return render(request, "lessons/classes/add.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.ROSTER)
def person(request: HttpRequest, found: ClassAccess, member: int) -> HttpResponse:
    """One person; who manages the class changes name, identifier, role and labels."""
    row = member_or_404(found, member)
    labels = list(found.row.labels.all())
    form = MemberForm(
        request.POST if request.method == "POST" and found.manages else None,
        member=row,
        labels=labels,
    )
    if form.is_bound and form.is_valid():
        try:
            changed(row, form, found)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The entry is kept."))
            return redirect("lessons:class_member", found.row.pk, row.pk)
    context = {
        **around(found),
        "member": row,
        "name": selectors.member_name(row),
        "labels": row.labels.all(),
        "form": form,
        "link": link_of(row, timezone.now()),
        "own": row.user_id == found.user.pk,
    }
    status = 422 if form.errors else 200
    return render(request, "lessons/classes/person.html", context, status=status)


def changed(row: Membership, form: MemberForm, found: ClassAccess) -> None:
    """Writes what the form says. Raises RefusedError."""
    data = form.cleaned_data
    services.member_role_set(member=row, role=data["role"], by=found.user)
    services.member_describe(member=row, name=data["name"], external_id=data["external_id"])
    services.member_labels_set(member=row, labels=form.labels_chosen())


def link_renew(*, member: Membership, by: User) -> None:
    """`by` stays out of it: it changes nobody's place. Raises RefusedError."""
    links_renew(row=member.in_class, places=[member.pk])


acts: dict[str, Callable[..., None]] = {
    "remove": services.member_remove,
    "block": services.member_block,
    "admit": services.member_admit,
    "link": link_renew,
}


@require_POST
@class_required(Right.MANAGE)
def act(request: HttpRequest, found: ClassAccess, member: int, what: str) -> HttpResponse:
    """Removes, blocks, or lets back in, which can be taken back; makes the personal link anew."""
    row = member_or_404(found, member)
    said = {
        "remove": _("%(name)s is removed. The record is kept, and they can be let back in."),
        "block": _("%(name)s is blocked: no link lets them in again."),
        "admit": _("%(name)s is let back in."),
        "link": _("%(name)s has a new personal link; the old one ends."),
    }
    if what not in acts:
        raise Http404
    name = selectors.member_name(row)
    try:
        acts[what](member=row, by=found.user)
    except RefusedError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, said[what] % {"name": name})
    if Membership.objects.filter(pk=row.pk).exists():
        return redirect("lessons:class_member", found.row.pk, row.pk)
    return redirect("lessons:class_people", found.row.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def labels(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """The class's labels: a new one, another name, away with one."""
    context: dict[str, Any] = {
        **around(found),
        "labels": list(found.row.labels.prefetch_related("memberships")),
        "most": services.labels_most,
    }
    if request.method == "POST":
        try:
            said = label_done(request, found)
        except RefusedError as error:
            context |= {"refused": error.refusal, "typed": request.POST.get("name", "")}
        else:
            messages.success(request, said)
            return redirect("lessons:class_labels", found.row.pk)
    status = 422 if "refused" in context else 200
    return render(request, "lessons/classes/labels.html", context, status=status)


def label_done(request: HttpRequest, found: ClassAccess) -> str:
    """What was done, in words. Raises RefusedError."""
    name = request.POST.get("name", "")
    if not request.POST.get("label"):
        services.label_create(row=found.row, name=name)
        return _("The label is there.")
    label = label_or_404(found.row, request.POST.get("label", ""))
    if request.POST.get("delete") == "yes":
        services.label_delete(label=label)
        return _("The label is removed.")
    services.label_rename(label=label, name=name)
    return _("The label has another name.")


@require_POST
@class_required(Right.MANAGE)
def label_people(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Gives a label to those who are ticked in the list, or takes it from them."""
    label = label_or_404(found.row, request.POST.get("label", ""))
    members = [number(each) for each in request.POST.getlist("member")]
    take = request.POST.get("take") == "yes"
    try:
        count = services.label_give(label=label, members=members, take=take)
    except RefusedError as error:
        messages.warning(request, str(error))
    else:
        said = ngettext(
            "“%(label)s” is changed for %(count)d person.",
            "“%(label)s” is changed for %(count)d people.",
            count,
        )
        messages.success(request, said % {"label": label.name, "count": count})
    return redirect("lessons:class_people", found.row.pk)


def label_or_404(row: Class, text: str) -> Label:
    found = row.labels.filter(pk=number(text)).first()
    if found is None:
        raise Http404
    return found
