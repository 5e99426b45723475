"""The form by which a token is made."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.api.tokens.scopes import Scope
from lessons.classes.forms import NameField
from lessons.classes.selectors import classes_of
from lessons.models import Class
from lessons.models.api_tokens import token_name_length
from virtlearn.people.models import User

durations = [(7, _("A week")), (30, _("A month")), (90, _("Three months")), (365, _("A year"))]


class TokenForm(forms.Form):
    """Name, scopes, class, duration."""

    name = NameField(
        label=_("What it is for"),
        max_length=token_name_length,
        help_text=_("You will know it by this, say “Grades to our school's records”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may do yourself."),
    )
    in_class = forms.ModelChoiceField(
        label=_("Class"),
        queryset=Class.objects.none(),
        required=False,
        empty_label=_("All of my classes"),
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=durations, coerce=int, initial=90)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Class]", self.fields["in_class"])
        field.queryset = classes_of(user)
