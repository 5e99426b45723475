"""allauth's hooks: a guest who signs up keeps the row, one who logs in has it merged.

Limits are the site's own, counted in the database (virtlearn.limits); allauth's, which each process
counts for itself, are off. What mails say of the site's address never comes from a request.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from virtlearn.core.site_address import site_host, site_url
from virtlearn.limits.services import address_of, limit_take
from virtlearn.people.models import User
from virtlearn.people.passwords import password_try
from virtlearn.people.refusal import PeopleCode
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import guest_merge


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.ACCOUNT_ALLOW_REGISTRATION) and not settings.SSO_ONLY

    def new_user(self, request: HttpRequest) -> User:
        guest = learner_of(request)
        return guest if guest and guest.is_guest else User()

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.is_guest = False
        super().save_user(request, user, form, commit)
        return user

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Raises LimitReachedError where too many passwords were wrong."""
        name = credentials.get("username") or credentials.get("email") or ""
        check = super().authenticate
        return password_try(request, name, lambda: check(request, **credentials))

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        guest = learner_of(request)
        if response is None and guest and guest.is_guest:
            guest_merge(guest=guest, into=user)
        return response

    def set_password(self, user: User, password: str) -> None:
        """Whoever does this knows it alone."""
        user.must_change_password = False
        super().set_password(user, password)

    def clean_password(self, password: str, user: User | None = None) -> str:
        if user and user.must_change_password and user.check_password(password):
            raise ValidationError(str(PeopleCode.ONE_TIME_AGAIN.refusal()))
        return str(super().clean_password(password, user))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Raises LimitReachedError where `email` got enough of them from this address."""
        limit_take("mail-to", email.casefold(), address_of(self.request))
        ours = {
            name: site_url(urlsplit(value).path) if name.endswith("_url") else value
            for name, value in context.items()
        }
        ours["current_site"] = {"name": "VirtLearn", "domain": site_host()}
        super().send_mail(template_prefix, email, ours)
