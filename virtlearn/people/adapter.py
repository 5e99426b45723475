"""allauth's hooks: a guest who signs up keeps the row, one who logs in has it merged."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from virtlearn.people.models import User
from virtlearn.people.refusal import PeopleCode
from virtlearn.people.selectors import learner_of
from virtlearn.people.services import guest_merge


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.ACCOUNT_ALLOW_REGISTRATION)

    def new_user(self, request: HttpRequest) -> User:
        guest = learner_of(request)
        return guest if guest and guest.is_guest else User()

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.is_guest = False
        super().save_user(request, user, form, commit)
        return user

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
