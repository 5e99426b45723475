"""Pages that hand over all that is kept of a person, and that erase it: one's own, or a head's."""

from __future__ import annotations

import tempfile
from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from virtlearn.core.refusal import RefusedError
from virtlearn.people.access import head_required
from virtlearn.people.audit.services import audit_record
from virtlearn.people.directory.views import account_or_404
from virtlearn.people.models import AuditAction, User
from virtlearn.people.password_check import password_fault
from virtlearn.people.privacy.erase import account_erase, erasure_preview, erasure_stays
from virtlearn.people.privacy.export import export_write


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def export_mine(request: HttpRequest) -> HttpResponse:
    return export(request, cast(User, request.user), back=reverse("account"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def export_other(request: HttpRequest, person: int) -> HttpResponse:
    found = account_or_404(person)
    return export(request, found, back=reverse("people:person", args=[found.pk]))


def export(request: HttpRequest, user: User, *, back: str) -> HttpResponse:
    """Asks for the reader's password; POST sends the archive."""
    by = cast(User, request.user)
    fault = password_fault(request) if request.method == "POST" else ""
    if request.method != "POST" or fault:
        context = {"person": user, "own": user.pk == by.pk, "fault": fault, "back": back}
        return render(request, "people/export.html", context, status=422 if fault else 200)
    audit_record(action=AuditAction.EXPORTED, actor=by, subject=user)
    with tempfile.TemporaryFile() as file:
        export_write(user, file)
        file.seek(0)
        response = HttpResponse(file.read(), content_type="application/zip")
    name = f"virtlearn-{user.pk}-{timezone.now():%Y%m%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase_mine(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    answer = erase(request, user, back=reverse("account"))
    if answer is None:
        logout(request)
        messages.success(request, _("Your account and all its work are deleted."))
        return redirect("home")
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def erase_other(request: HttpRequest, person: int) -> HttpResponse:
    found = account_or_404(person)
    if found.pk == request.user.pk:
        return redirect("account_delete")
    name = found.username
    answer = erase(request, found, back=reverse("people:person", args=[found.pk]))
    if answer is None:
        messages.success(
            request, _("%(name)s is erased, and all that was theirs.") % {"name": name}
        )
        return redirect("people:people")
    return answer


def erase(request: HttpRequest, user: User, *, back: str) -> HttpResponse | None:
    """Says what goes, and asks for the reader's password; None once a POST has erased it."""
    by = cast(User, request.user)
    fault = password_fault(request) if request.method == "POST" else ""
    if request.method == "POST" and not fault:
        try:
            account_erase(user=user, by=by)
        except RefusedError as error:
            fault = str(error)
        else:
            return None
    context = {
        "person": user,
        "own": user.pk == by.pk,
        "going": erasure_preview(user),
        "stays": erasure_stays(user),
        "fault": fault,
        "back": back,
    }
    return render(request, "people/erase.html", context, status=422 if fault else 200)
