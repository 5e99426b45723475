"""The head's page that tries mail out, and the page of a forgotten password without mail."""

from __future__ import annotations

from typing import cast

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from virtlearn.core.refusal import RefusedError
from virtlearn.people.access import head_required
from virtlearn.people.mail.services import mail_is_set, mail_test
from virtlearn.people.models import Role, User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def mail(request: HttpRequest) -> HttpResponse:
    """Shows how mail is set; POST sends a message to an address that the head gives."""
    to = request.POST.get("to", cast(User, request.user).email).strip()
    context: dict[str, object] = {"to": to, "is_set": mail_is_set(), "settings": shown()}
    if request.method == "POST":
        try:
            mail_test(to=to)
        except RefusedError as error:
            context["refused"] = error.refusal
        else:
            messages.success(
                request, _("The mail server took a message to %(to)s. Look for it.") % {"to": to}
            )
            return redirect("people:mail")
    status = 422 if "refused" in context else 200
    return render(request, "people/mail.html", context, status=status)


def shown() -> dict[str, object]:
    """The settings of mail that are no secret, by name."""
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_SSL", "EMAIL_USE_TLS", "EMAIL_HOST_USER")
    words = {True: "yes", False: "no"}  # as they are written in .env
    values = {name: getattr(settings, name) for name in (*names, "DEFAULT_FROM_EMAIL")}
    return {
        name: words[value] if isinstance(value, bool) else value for name, value in values.items()
    }


@never_cache
def password_forgotten(request: HttpRequest) -> HttpResponseBase:
    """allauth's page where there is a mail server; else who can help. Strangers see no address."""
    if mail_is_set():
        answer: HttpResponseBase = allauth_views.password_reset(request)
        return answer
    heads = User.objects.filter(role=Role.HEAD, is_active=True).order_by("pk")
    names = [name for user in heads if (name := user.get_full_name()) and "@" not in name]
    context = {"contact": settings.HELP_CONTACT, "names": names}
    return render(request, "people/password_forgotten.html", context)


@never_cache
def password_mailed(request: HttpRequest) -> HttpResponseBase:
    """After allauth's page; nobody is told of a message that cannot have been sent."""
    if not mail_is_set():
        return redirect("account_reset_password")
    answer: HttpResponseBase = allauth_views.password_reset_done(request)
    return answer
