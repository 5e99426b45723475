"""Forms of people: the first instructor's, and those of allauth that need more here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from virtlearn.people.models import User
from virtlearn.people.passwords import password_confirm
from virtlearn.people.refusal import PeopleCode
from virtlearn.people.selectors import may_sign_in_here

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class FirstHeadForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[User.username_validator],
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(str(PeopleCode.NAME_TAKEN.refusal()), code=PeopleCode.NAME_TAKEN)
        return username

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(username=self.cleaned_data.get("username", "")))
        return password


class FieldsNamed:
    """Fields of allauth's forms by the names that this site has for them, without placeholders."""

    fields: dict[str, forms.Field]
    names: ClassVar[dict[str, StrPromise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.names.get(name, field.label)


class LoginForm(FieldsNamed, allauth_forms.LoginForm):  # type: ignore[misc]  # no types
    names: ClassVar = {
        "login": _("User name or e-mail"),
        "password": _("Password"),
        "remember": _("Keep me signed in on this device"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forgotten = format_html(
            '<a href="{}">{}</a>', reverse("account_reset_password"), _("Password forgotten?")
        )
        self.fields["password"].help_text = forgotten

    def clean(self) -> dict[str, Any]:
        """Where sign-on is the only way in, one head has this one too; others are told no more
        than for a wrong password."""
        cleaned: dict[str, Any] = super().clean()
        user = getattr(self, "user", None)
        if user is not None and not may_sign_in_here(user):
            self.user = None
            raise get_adapter().validation_error("username_password_mismatch")
        return cleaned


class SignupForm(FieldsNamed, allauth_forms.SignupForm):  # type: ignore[misc]  # no types
    names: ClassVar = {
        "username": _("User name"),
        "email": _("E-mail (you can leave this empty)"),
        "password1": _("Password"),
        "password2": _("The password again"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("For a new password, should you forget yours.")


class ResetPasswordForm(FieldsNamed, allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # no types
    names: ClassVar = {"email": _("E-mail")}


class ResetPasswordKeyForm(FieldsNamed, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # no types
    names: ClassVar = {
        "password1": _("New password"),
        "password2": _("The new password again"),
    }


class ChangePasswordForm(FieldsNamed, allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # no types
    """The present password is asked for, so the limits of signing in hold here too."""

    names: ClassVar = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("The new password again"),
    }

    def clean_oldpassword(self) -> str:
        password: str = self.cleaned_data["oldpassword"]
        if not password_confirm(context.request, self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password
