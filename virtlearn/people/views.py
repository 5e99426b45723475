"""The account page and the first run; log-in and sign-up are allauth's."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from virtlearn.people import services
from virtlearn.people.first_run import token_accepts, token_end
from virtlearn.people.forms import FirstInstructorForm
from virtlearn.people.models import User
from virtlearn.people.passwords import password_confirm
from virtlearn.people.services import backend, first_instructor_create


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "people/account.html")


@require_http_methods(["GET", "POST"])
@login_required
def account_delete(request: HttpRequest) -> HttpResponse:
    """Deletes the account and all that hangs on it, after the password was typed again.

    Wrong ones count as wrong ones of a sign-in do.
    """
    user = cast(User, request.user)
    wrong = False
    if request.method == "POST":
        if password_confirm(request, user, request.POST.get("password", "")):
            logout(request)
            services.account_delete(user=user)
            messages.success(request, _("Your account and all its work are deleted."))
            return redirect("home")
        wrong = True
    return render(
        request, "people/account_delete.html", {"wrong": wrong}, status=422 if wrong else 200
    )


@require_http_methods(["GET", "POST"])
@never_cache
def first_run(request: HttpRequest, token: str) -> HttpResponse:
    if not token_accepts(token):
        raise Http404
    form = FirstInstructorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = first_instructor_create(**form.cleaned_data)
        if user is None:
            raise Http404
        token_end()
        login(request, user, backend=backend)
        messages.success(request, _("Welcome. You are this installation's first instructor."))
        return redirect("lessons:manage")
    status = 422 if form.errors else 200
    return render(request, "people/first_run.html", {"form": form}, status=status)
