"""The head's pages of accounts: the list, one account, its role and password, new ones."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from virtlearn.core.refusal import RefusedError
from virtlearn.people.access import head_required
from virtlearn.people.audit.services import audit_looks_record
from virtlearn.people.directory import services
from virtlearn.people.directory.forms import AccountForm, RoleForm
from virtlearn.people.directory.selectors import accounts, accounts_found
from virtlearn.people.models import AuditAction, User
from virtlearn.people.roster.core import rows_most
from virtlearn.people.roster.services import RosterError, roster_add, roster_check

page_size = 100
file_most = 512 * 1024  # bytes


@never_cache
@require_safe
@head_required
def people(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "")
    page = Paginator(accounts_found(words), page_size).get_page(request.GET.get("page"))
    return render(request, "people/people.html", {"page": page, "words": words})


@never_cache
@require_safe
@head_required
def person(request: HttpRequest, person: int) -> HttpResponse:
    found = account_or_404(person)
    audit_looks_record(
        action=AuditAction.ACCOUNT_SEEN, actor=cast(User, request.user), seen=[(found.pk, "")]
    )
    return render(request, "people/person.html", {"person": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def role(request: HttpRequest, person: int) -> HttpResponse:
    """Asks for another role and says what each may do; POST gives it."""
    found = account_or_404(person)
    form = RoleForm(request.POST or None, user=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.role_set(
                user=found, role=form.cleaned_data["role"], by=cast(User, request.user)
            )
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            said = _("%(name)s has the role: %(role)s.")
            messages.success(
                request, said % {"name": found.username, "role": found.get_role_display()}
            )
            # Who has taken the role from themselves may not see that page any more.
            own = found.pk == request.user.pk
            return redirect("account") if own else redirect("people:person", found.pk)
    context = {"person": found, "form": form}
    return render(request, "people/person_role.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def password(request: HttpRequest, person: int) -> HttpResponse:
    """Asks whether to set a one-time password; POST sets it, and its answer alone shows it."""
    found = account_or_404(person)
    context: dict[str, object] = {"person": found}
    if request.method == "POST":
        try:
            context["password"] = services.password_once_set(
                user=found, by=cast(User, request.user)
            )
        except RefusedError as error:
            context["refused"] = str(error)
    status = 422 if "refused" in context else 200
    return render(request, "people/person_password.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def add(request: HttpRequest) -> HttpResponse:
    """Makes one account; the answer shows its one-time password."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = roster_add(entries=[form.entry()], by=cast(User, request.user))
        except RosterError as error:
            for problem in error.problems:
                form.add_error(None, problem.message)
        else:
            return render(request, "people/added.html", {"added": added})
    return render(request, "people/add.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def add_many(request: HttpRequest) -> HttpResponse:
    """Shows what a CSV file, or text, would make; with `confirmed`, makes it."""
    context: dict[str, object] = {"rows_most": rows_most}
    if request.method != "POST":
        return render(request, "people/import.html", context)
    file = request.FILES.get("file")
    name = str(file.name) if file else "CSV"
    data = request.POST.get("text", "").encode()
    if file:
        data = file.read(file_most + 1)
    context["text"] = data.decode("utf-8-sig", errors="replace")
    try:
        if len(data) > file_most:
            context["too_large"] = True
            return render(request, "people/import.html", context, status=422)
        entries = roster_check(data=data, path=name)
        if request.POST.get("confirmed") == "yes" and not file:
            added = roster_add(entries=entries, by=cast(User, request.user), path=name)
            return render(request, "people/added.html", {"added": added})
    except RosterError as error:
        context["problems"] = error.problems
        return render(request, "people/import.html", context, status=422)
    return render(request, "people/import.html", context | {"entries": entries})


def account_or_404(person: int) -> User:
    return get_object_or_404(accounts(), pk=person)
