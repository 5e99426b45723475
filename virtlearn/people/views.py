"""The account page and the first run; log-in and sign-up are allauth's."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from virtlearn.people.first_run import token_accepts, token_end
from virtlearn.people.forms import FirstHeadForm
from virtlearn.people.mail.services import mail_is_set
from virtlearn.people.services import backend, first_head_create


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "people/account.html", {"mail_is_set": mail_is_set()})


@require_http_methods(["GET", "POST"])
@never_cache
def first_run(request: HttpRequest, token: str) -> HttpResponse:
    if not token_accepts(token):
        raise Http404
    form = FirstHeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = first_head_create(**form.cleaned_data)
        if user is None:
            raise Http404
        token_end()
        login(request, user, backend=backend)
        messages.success(request, _("Welcome. You are the head of this installation."))
        return redirect("lessons:manage")
    status = 422 if form.errors else 200
    return render(request, "people/first_run.html", {"form": form}, status=status)
